#!/bin/sh
# One county between half-years: see case_interim.py.
set -eu
exec python3 "$SOURCE/tests/cases/case_interim.py"
