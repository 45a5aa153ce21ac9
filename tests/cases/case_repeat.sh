#!/bin/sh
# A repeated run changes nothing; an older half-year is not redone under later ones; verify agrees, and notices a change.
. "$(dirname "$0")/case_lib.sh"
township t
for period in 2025H1 2025H2; do
  run t "$period"
  expect_code 0 "first $period"
done
digest_of "$SCRATCH/t/out" >"$SCRATCH/before.list"
for period in 2025H1 2025H2; do
  run t "$period"
  expect_code 0 "again $period"
  grep -q 2025 "$SCRATCH/t.out" || say_failed "a repeated $period prints no summary"
done
digest_of "$SCRATCH/t/out" >"$SCRATCH/after.list"
diff "$SCRATCH/before.list" "$SCRATCH/after.list" >&2 || say_failed "a repeated run changed what is published"

# a remark, or an entry of another half-year, is no other input; a threshold is
printf '# a remark\n' >>"$SCRATCH/t/liangtian.yaml"
sed -i '/- period: 2026H2/,/raster:/d' "$SCRATCH/t/liangtian.yaml"
for period in 2025H1 2025H2; do
  run t "$period"
  expect_code 0 "remark $period"
done
digest_of "$SCRATCH/t/out" >"$SCRATCH/after.list"
diff "$SCRATCH/before.list" "$SCRATCH/after.list" >&2 || say_failed "a remark changed what is published"
printf 'thresholds: {grain_season_share: 0.6}\n' >>"$SCRATCH/t/liangtian.yaml"
run t 2025H1
expect_code 3 "an older half-year with other settings"
expect_says t 2025H1
"$LT" check "$SCRATCH/t/liangtian.yaml" --period 2025H1 >/dev/null 2>&1 || say_failed "check of an older half-year is refused"
run t 2025H2
expect_code 0 "the last half-year with other settings"

"$LT" verify "$SCRATCH/t/out" >/dev/null 2>&1 || say_failed "verify refuses what was published"
target=$(readlink -f "$SCRATCH/t/out/2025H2/report.html")
chmod u+w "$target"
echo ' ' >>"$target"
"$LT" verify "$SCRATCH/t/out" >"$SCRATCH/verify.out" 2>&1 && say_failed "verify does not notice a changed file"
grep -q report.html "$SCRATCH/verify.out" || say_failed "verify does not name the changed file"
finish
