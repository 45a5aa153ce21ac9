#!/bin/sh
# review.html without a browser: what it holds against the ledger, the layers and the rasters; alone; the same bytes; each
# county's page with its own cases; none in public.
. "$(dirname "$0")/case_lib.sh"
PYTHON=/usr/bin/python3 # Debian's own: it has GDAL
check() { "$PYTHON" "$SOURCE/tests/cases/check_review_page.py" "$@" || say_failed "$*"; }

township t
printf 'sheets: {which: grave}\n' >>"$SCRATCH/t/liangtian.yaml"
sed -i "s|mark: 内部资料（虚构数据）|mark: '</script><script>document.title=1</script>'|" "$SCRATCH/t/liangtian.yaml"
grep -q "mark: '</script>" "$SCRATCH/t/liangtian.yaml" || say_failed "the mark of the sample has changed"
run t 2025H1 && run t 2025H2
expect_code 0 2025H2
OUT=$SCRATCH/t/out/2025H2
check page "$OUT/review.html" "$SCRATCH/t/out/current/ledger.gpkg" 0 "$LT" "$SCRATCH/t/liangtian.yaml"
check ground "$OUT/review.html" "$SCRATCH/t" 2025H1 2025H2
for county in 411702 411728; do
  mkdir "$SCRATCH/$county"
  "$PYTHON" -m zipfile -e "$OUT/packages/$county.zip" "$SCRATCH/$county"
  check page "$SCRATCH/$county/review.html" "$SCRATCH/t/out/current/ledger.gpkg" "$county" "$LT" "$SCRATCH/t/liangtian.yaml"
done
grep -q review.html "$SCRATCH/t/out/current/manifest.json" || say_failed "not in the manifest"

# --- a number that stands twice, on the parcel of a case and on one round it: the one below the case is shown ---
township twice
check double "$SCRATCH/twice/layers/2024/DLTB.shp" 411702210100000011
run twice 2025H1
expect_code 0 "a number that stands twice"
check page "$SCRATCH/twice/out/2025H1/review.html" "$SCRATCH/twice/out/current/ledger.gpkg" 0 "$LT" "$SCRATCH/twice/liangtian.yaml"

# --- the same bytes on another number of threads, in another time zone ---
cp -r "$SCRATCH/t" "$SCRATCH/again"
chmod -R u+w "$SCRATCH/again"
rm -rf "$SCRATCH/again/out" "$SCRATCH/again/work"
run again 2025H1 --threads 1 && (export TZ=America/Caracas && run again 2025H2 --threads 3)
cmp "$OUT/review.html" "$SCRATCH/again/out/2025H2/review.html" || say_failed "other bytes"

# --- no sheets asked for: explanations and ground are there all the same; no cases: a page without ---
township none
printf 'sheets: {at_most: 0}\n' >>"$SCRATCH/none/liangtian.yaml"
run none 2025H1
check page "$SCRATCH/none/out/2025H1/review.html" "$SCRATCH/none/out/current/ledger.gpkg" 0 "$LT" "$SCRATCH/none/liangtian.yaml"

# --- a case that a review has closed stays on the page of the half-year in which it was open ---
printf '图斑编号,核查结果,核查日期,举证材料,市级复核结论,市级复核日期\n411702-2025H1-00001,不属实,2026-01-10,照片,通过,2026-01-11\n' >"$SCRATCH/back.csv"
review 0 "$SCRATCH/back.csv" --by city
check page "$OUT/review.html" "$SCRATCH/t/out/current/ledger.gpkg" 0 "$LT" "$SCRATCH/t/liangtian.yaml"

# --- in English; between half-years and in public there is none ---
township english
run english 2025H1 --lang en
grep -q '<html lang="en">' "$SCRATCH/english/out/2025H1/review.html" || say_failed "not in English"
check english "$SCRATCH/english/out/2025H1/review.html"
sed -i 's/profile: internal/profile: public/' "$SCRATCH/english/liangtian.yaml"
run english 2025H2
expect_code 0 "public"
[ ! -e "$SCRATCH/english/out/2025H2/review.html" ] || say_failed "a reviewers' page in public"
finish
