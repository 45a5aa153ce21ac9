# Small cities counted by hand: see case_accusations.py.
set -eu
exec python3 "$SOURCE/tests/cases/case_accusations.py"
