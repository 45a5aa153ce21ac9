#!/bin/sh
# Parcels drawn, looked at and assessed on the sample township: see case_reliability.py.
. "$(dirname "$0")/case_lib.sh"
township t
for period in 2025H1 2025H2 2026H1 2026H2; do
  run t "$period"
  expect_code 0 "$period"
done
python3 "$SOURCE/tests/cases/case_reliability.py" "$SCRATCH" || say_failed "the parcels"
finish
