#!/bin/sh
# Polygons sent down from above are held against our cases: by ground, by time, by what their codes say.
. "$(dirname "$0")/case_lib.sh"
township t
for period in 2025H1 2025H2 2026H1 2026H2; do
  run t "$period"
  expect_code 0 "$period"
done
python3 "$SOURCE/tests/cases/check_feedback.py" "$LT" "$SCRATCH/t" "$SOURCE" sample || say_failed "the sample"

# a county between half-years holds them against its cases too
run t 2026H2 --interim --unit 411702
expect_code 0 "between half-years"
grep -qF 41170220260001 "$SCRATCH/t/out/interim/411702-2026H2/latest/report.html" ||
  say_failed "no polygon from above between half-years"

# other codes on the same polygons: cropland, not listed, and the classic form's construction
township codes
for pair in 41170220260001=01 41170220260002=ZZ 41170220260003=1A; do
  ogrinfo -q "$SCRATCH/codes/layers/JCTB.shp" -dialect sqlite \
    -sql "UPDATE JCTB SET TBLX = '${pair#*=}' WHERE JCBH = '${pair%=*}'" >/dev/null
done
run codes 2026H2
expect_code 0 codes
python3 "$SOURCE/tests/cases/check_feedback.py" "$LT" "$SCRATCH/codes" "$SOURCE" codes || say_failed "the codes"

# the public profile says how many, not which
township public
sed -i 's/profile: internal/profile: public/' "$SCRATCH/public/liangtian.yaml"
run public 2026H2
expect_code 0 public
grep -qF 上级下发 "$SCRATCH/public/out/2026H2/report.html" || grep -qF 下发监测图斑 "$SCRATCH/public/out/2026H2/report.html" ||
  say_failed "the public report has no county totals"
if grep -qF 4117022026000 "$SCRATCH/public/out/2026H2/report.html"; then say_failed "the public report names a polygon"; fi

# no such layer, no such table
township without
sed -i '/feedback:/d' "$SCRATCH/without/liangtian.yaml"
run without 2026H2
expect_code 0 without
if grep -qF 下发监测图斑 "$SCRATCH/without/out/2026H2/report.html"; then say_failed "a table without a layer"; fi
finish
