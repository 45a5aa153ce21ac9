#!/bin/sh
# What happens to a run from outside: signals, readers that leave, limits, an odd parent. See case_disturbed.py.
set -eu
exec python3 "$SOURCE/tests/cases/case_disturbed.py"
