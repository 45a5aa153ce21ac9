#!/bin/sh
# A unit reads the tiles and features it needs, whatever else the city's files hold; a merge reads no cells.
. "$(dirname "$0")/case_lib.sh"
: "${GENERATE:?the generator of cities}"
command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null || {
  echo "skipped: strace is not installed or may not trace here"
  exit 77
}
"$GENERATE" scale "$SCRATCH/city" --parcels 12000 --cell 2 --seed 7 >/dev/null
exec /usr/bin/python3 "$SOURCE/tests/cases/case_reads.py" "$LT" "$SCRATCH"
