#!/bin/sh
# Running unattended: see case_watch.py.
set -eu
exec python3 "$SOURCE/tests/cases/case_watch.py"
