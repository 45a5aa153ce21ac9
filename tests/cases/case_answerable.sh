# What counties, operators and the city answer for, counted by hand: see case_answerable.py.
set -eu
exec python3 "$SOURCE/tests/cases/case_answerable.py"
