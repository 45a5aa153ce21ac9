#!/bin/sh
# Points drawn on an invented city whose ground is counted by hand: see case_draw.py.
set -eu
exec python3 "$SOURCE/tests/cases/case_draw.py"
