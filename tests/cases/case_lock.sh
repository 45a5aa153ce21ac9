#!/bin/sh
# Two runs at once: the second one leaves at once with exit code 6 and names the holder.
. "$(dirname "$0")/case_lib.sh"
township t
mkdir -p "$SCRATCH/t/out"
exec 9>"$SCRATCH/t/out/.lock"
flock 9
# the list of diagnostics is the holder's
mkdir -p "$SCRATCH/t/work/2025H1"
echo held >"$SCRATCH/t/work/2025H1/diagnostics.csv"
run t 2025H1
expect_code 6 "a held lock"
[ "$(cat "$SCRATCH/t/work/2025H1/diagnostics.csv")" = held ] || say_failed "a refused run wrote over the holder's diagnostics"
flock -u 9
run t 2025H1
expect_code 0 "after the lock was let go"
finish
