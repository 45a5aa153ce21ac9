#!/bin/sh
# Reviews while things change round them: see case_review_holds.py.
set -eu
exec python3 "$SOURCE/tests/cases/case_review_holds.py"
