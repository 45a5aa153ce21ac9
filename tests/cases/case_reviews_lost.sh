#!/bin/sh
# Reviews while things change round them: see case_reviews_lost.py.
set -eu
exec python3 "$SOURCE/tests/cases/case_reviews_lost.py"
