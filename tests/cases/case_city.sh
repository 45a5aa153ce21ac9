#!/bin/sh
# The city at true scale: the zones keep 970 万亩, the crop year 2025 misses 1900 万亩, 2026 reaches it.
. "$(dirname "$0")/case_lib.sh"
cp -r "$SOURCE/sample-data/city" "$SCRATCH/c"
chmod -R u+w "$SCRATCH/c"
for period in 2025H1 2025H2 2026H1 2026H2; do
  # what ten counties kept of four half-years are forty files, of which evidence sheets tell
  (
    [ "$period" != 2026H2 ] || ulimit -n 40
    run c "$period" --lang en
    echo "$code" >"$SCRATCH/code"
  )
  code=$(cat "$SCRATCH/code")
  expect_code 0 "$period"
  cp "$SCRATCH/c/out/$period/outcome.txt" "$SCRATCH/$period.txt"
done
expect_line() {
  grep -qx "$2" "$SCRATCH/$1.txt" || say_failed "$1: expected $2, got $(tr '\n' ' ' <"$SCRATCH/$1.txt")"
}
expect_line 2025H1 floors_undecided=1 # the sown area waits for the autumn
expect_line 2025H1 floors_below=0
expect_line 2025H2 floors_below=1
expect_line 2026H2 floors_below=0
expect_line 2026H2 floors_undecided=0
run c 2026H2 --fail-on floor
expect_code 0 "--fail-on floor where every floor is met"
run c 2025H2 --fail-on floor --lang en
expect_code 1 "--fail-on floor where one is missed"
finish
