#!/bin/sh
# Field records against the map and the interpreter: see case_records.py.
set -eu
exec python3 "$SOURCE/tests/cases/case_records.py"
