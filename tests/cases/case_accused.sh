#!/bin/sh
# Whom carried cases accuse after surveys that renumber, split and merge parcels: see case_accused.py.
set -eu
exec python3 "$SOURCE/tests/cases/case_accused.py"
