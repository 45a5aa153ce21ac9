#!/bin/sh
# Two at once: see case_two.py.
set -eu
exec python3 "$SOURCE/tests/cases/case_two.py"
