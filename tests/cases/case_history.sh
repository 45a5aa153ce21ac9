#!/bin/sh
# Half-years run again, late, or never: see case_history.py.
set -eu
exec python3 "$SOURCE/tests/cases/case_history.py"
