#!/bin/sh
# What --period due does, and leaves alone: see case_due.py.
set -eu
exec python3 "$SOURCE/tests/cases/case_due.py"
