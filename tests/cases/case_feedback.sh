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

# --- grave by two sources: polygons on the very ground of ordinary cases. An orchard on cropland and a shed in a zone
# (CROPLAND-CONVERT, FZ-FACILITY) are confirmed by what says the same of them; the shed and hard ground by no orchard, and
# idle ground (PBF-IDLE) by no polygon
ledger="$SCRATCH/two/out/current/ledger.gpkg"
grave_by() { sqlite3 "$ledger" "SELECT grave_by FROM cases WHERE id = '$1'"; }
township two
cp "$SCRATCH"/two/layers/JCTB.shp "$SCRATCH/two/layers/two.shp"
for part in dbf shx prj; do cp "$SCRATCH/two/layers/JCTB.$part" "$SCRATCH/two/layers/two.$part"; done
sed -i 's|  - period: 2026H2|&\n    layers: {feedback: {path: layers/two.shp, schema: JCTB}}|' "$SCRATCH/two/liangtian.yaml"
printf 'sheets: {which: grave}\n' >>"$SCRATCH/two/liangtian.yaml"
for period in 2025H1 2025H2 2026H1; do
  run two "$period"
  expect_code 0 "two: $period"
done
# polygons [KIND=CASE[,CASE][/GROUND] …]: their layer anew, a polygon for each; KIND may carry the day of the later image,
# KIND@YYYYMMDD. GROUND: SQL of what is made of the cases' ground, "g"
layer="$SCRATCH/two/layers/two"
polygons() {
  rm -f "$layer".*
  append= number=0
  for one in "$@"; do
    number=$((number + 1))
    ground=g kind=${one%%=*} cases=${one#*=} day=20260820
    case $cases in */*) ground=${cases#*/} cases=${cases%%/*} ;; esac
    case $kind in *@*) day=${kind#*@} kind=${kind%@*} ;; esac
    # shellcheck disable=SC2086 # an option, or none
    ogr2ogr -q $append "$layer.shp" "$ledger" -dialect sqlite -nln "$(basename "$layer")" -nlt PROMOTE_TO_MULTI -sql "SELECT
      ST_Multi($ground) AS geom, CAST('4117002026100$number' AS VARCHAR(14)) AS JCBH, CAST(unit AS VARCHAR(6)) AS XZQDM,
      CAST('$kind' AS VARCHAR(4)) AS TBLX, '20250901' AS QSX, '$day' AS HSX, ST_Area($ground) AS JCMJ
      FROM (SELECT ST_Union(geom) AS g, min(unit) AS unit FROM cases WHERE id IN ('$(echo "$cases" | sed "s/,/','/g")'))"
    append=-append
  done
}
ORCHARD=411702-2025H2-00006 HARD=411702-2025H2-00005 SHED=411728-2026H1-00002 IDLE=411728-2025H2-00002
polygons 02=$ORCHARD 02=$SHED 04=$IDLE 02=$HARD
run two 2026H2
expect_code 0 "two: 2026H2"
rules=$(sqlite3 "$ledger" "SELECT count(*) FROM cases WHERE open AND severity = 'grave'")
[ "$(grave_by $ORCHARD)/$(grave_by $SHED)/$(grave_by $IDLE)/$(grave_by $HARD)" = FEEDBACK/// ] ||
  say_failed "grave by: $(grave_by $ORCHARD)/$(grave_by $SHED)/$(grave_by $IDLE)"
grep -qx "cases_grave=$((rules + 1))" "$SCRATCH/two/out/2026H2/outcome.txt" || say_failed "grave cases are not counted"
polygons 02=$ORCHARD 20=$SHED 04=$IDLE
run two 2026H2
expect_code 0 "two: 2026H2 again"
OUT="$SCRATCH/two/out/2026H2"
[ "$(grave_by $ORCHARD)/$(grave_by $SHED)/$(grave_by $IDLE)" = FEEDBACK/FEEDBACK/ ] || say_failed "the shed is not confirmed"
grep -qx "cases_grave=$((rules + 2))" "$OUT/outcome.txt" || say_failed "grave cases are not counted"
pdftotext -layout "$OUT/notice.pdf" - | tr -d ' \n' | grep -q "经两源印证列为严重的2处" || say_failed "the notice does not count them apart"
list=$(sed -n '/<section[^>]*id="grave"/,/<\/section>/p' "$OUT/report.html")
for case in $ORCHARD $SHED; do
  echo "$list" | grep -q "$case" || say_failed "$case is not in the list of grave suspects"
done
echo "$list" | grep -q "影像与上级下发印证" || say_failed "the list does not say why"
echo "$list" | grep -q "$IDLE" && say_failed "idle ground is in the list of grave suspects"
[ "$(sqlite3 "$OUT/liangtian.gpkg" "SELECT severity || '/' || grave_by FROM violations WHERE case_id = '$SHED'")" = grave/FEEDBACK ] ||
  say_failed "the layer of cases does not say why"
ogrinfo -q "$OUT/violations.shp" -al -geom=NO -where "AJBH = '$SHED'" | grep -q "YZYJ (String) = 影像与上级下发印证" ||
  say_failed "the shapefile does not say why"
"$LT" explain "$SCRATCH/two/liangtian.yaml" $SHED | grep -q "（严重：影像与上级下发印证）" || say_failed "explain does not say why"
for case in $ORCHARD $SHED; do
  sheet=$OUT/sheets/${case%%-*}/$case.pdf
  [ -s "$sheet" ] || say_failed "$case has no evidence sheet"
  pdftotext -raw "$sheet" - | tr -d ' \n' | grep -q "（严重：影像与上级下发印证）" || say_failed "the sheet of $case does not say why"
done
# an orchard drawn in one piece, and two cases of ours: both are found by both, and grave by two sources. A strip along a
# case's border, and a crumb in it, confirm nothing; nor does a polygon on less than half of a case make it grave
FIRST=411702-2025H2-00006 SECOND=411702-2025H2-00007 POND=411728-2025H2-00007 THIRD=411728-2025H2-00006
polygons "02=$FIRST,$SECOND/ST_Buffer(g, 3)" "SM=$POND/ST_Difference(g, ST_Buffer(g, -9))" "02=$THIRD/ST_Buffer(ST_Centroid(g), 10)" \
  "02@20260401=411702-2025H1-00005,411702-2025H1-00003/g"
run two 2026H2
expect_code 0 "one polygon on several cases"
[ "$(grave_by $FIRST)/$(grave_by $SECOND)/$(grave_by $POND)/$(grave_by $THIRD)" = FEEDBACK/FEEDBACK// ] ||
  say_failed "several cases: $(grave_by $FIRST)/$(grave_by $SECOND)/$(grave_by $POND)/$(grave_by $THIRD)"
row() { # ID: its line of the layer
  sqlite3 "$OUT/liangtian.gpkg" "SELECT result || '/' || cases || '/' || coalesce(case_id, '') || '/' || coalesce(rule, '') FROM feedback WHERE id = '$1'"
}
[ "$(row 41170020261001)" = "CONFIRMED/2/$FIRST $SECOND/CROPLAND-CONVERT" ] || say_failed "the layer: $(row 41170020261001)"
[ "$(row 41170020261002)" = "THEIRS/0//" ] || say_failed "a strip along a border: $(row 41170020261002)"
[ "$(row 41170020261003)" = "THEIRS/0//" ] || say_failed "a crumb: $(row 41170020261003)"
[ "$(row 41170020261004)" = "CONFIRMED/2/411702-2025H1-00003 411702-2025H1-00005/PBF-ORCHARD" ] || say_failed "the layer: $(row 41170020261004)"
shared=$(sqlite3 "$OUT/liangtian.gpkg" "SELECT round(shared_m2) FROM feedback WHERE id = '41170020261001'")
areas=$(sqlite3 "$ledger" "SELECT round(sum(area_m2)) FROM cases WHERE id IN ('$FIRST', '$SECOND')")
[ "$(awk "BEGIN {print ($shared - $areas) ^ 2 < 0.01 * $areas ^ 2}")" = 1 ] || say_failed "shared $shared m², the cases have $areas"
grep -q "$FIRST $SECOND" "$OUT/report.html" || say_failed "the table does not name both"

# --- over the half-years: confirmed, silent, contradicted by an older image, by a later one; closed, relapsed
township years
ledger="$SCRATCH/years/out/current/ledger.gpkg"
CLOSED=411702-2025H2-00002 # a pond: closed, and there again
for period in 2025H2 2026H1 2026H2; do
  for part in shp shx dbf prj; do cp "$SCRATCH/years/layers/JCTB.$part" "$SCRATCH/years/layers/$period.$part"; done
done
sed -i '/period: 2025H2/,/layers:/s|layers: {|&feedback: {path: layers/2025H2.shp, schema: JCTB}, |
  s|  - period: \(2026H[12]\)|&\n    layers: {feedback: {path: layers/\1.shp, schema: JCTB}}|' "$SCRATCH/years/liangtian.yaml"
printf 'rules: {PBF-POND: {severity: ordinary}}\n' >>"$SCRATCH/years/liangtian.yaml"
year() { # PERIOD WHAT CASE=GRAVE_BY/CONFIRMED_ON …
  run years "$1"
  expect_code 0 "$2"
  what=$2
  shift 2
  for one in "$@"; do
    found=$(sqlite3 "$ledger" "SELECT grave_by || '/' || confirmed_on FROM cases WHERE id = '${one%%=*}'")
    [ "$found" = "${one#*=}" ] || say_failed "$what: ${one%%=*} is '$found', expected '${one#*=}'"
  done
}
run years 2025H1
run years 2025H2
layer="$SCRATCH/years/layers/2025H2"
polygons 02@20250920=$ORCHARD SM@20250920=$CLOSED
year 2025H2 "confirmed" $ORCHARD=FEEDBACK/2025-09-20 $CLOSED=FEEDBACK/2025-09-20
printf '图斑编号,核查结果,核查日期,整改完成日期,处理阶段,举证材料\n%s,属实,2026-01-10,2026-01-08,县级验收,验收单3\n' $CLOSED >"$SCRATCH/county.csv"
printf '图斑编号,市级复核结论,市级复核日期\n%s,销号,2026-01-15\n' $CLOSED >"$SCRATCH/city.csv"
for by in county city; do
  "$LT" review "$SCRATCH/years/liangtian.yaml" "$SCRATCH/$by.csv" --by $by --published-at 2026-01-20T00:00:00Z >"$SCRATCH/years.out" 2>&1 ||
    say_failed "review: $(cat "$SCRATCH/years.out")"
done
# the polygon of before the closing is sent again: it says nothing of what came after
layer="$SCRATCH/years/layers/2026H1"
polygons SM@20250920=$CLOSED
year 2026H1 "relapsed, and silent on the orchard" $ORCHARD=FEEDBACK/2025-09-20 $CLOSED=/
[ "$(sqlite3 "$ledger" "SELECT time FROM cases WHERE id = '$CLOSED'")" = RELAPSED ] || say_failed "$CLOSED has not relapsed"
polygons SM@20260420=$CLOSED 01@20250901=$ORCHARD
year 2026H1 "relapsed, seen again from above; an older image says cropland" $ORCHARD=FEEDBACK/2025-09-20 $CLOSED=FEEDBACK/2026-04-20
layer="$SCRATCH/years/layers/2026H2"
polygons 20@20260820=$CLOSED "01@20260820=$ORCHARD/ST_Buffer(ST_Centroid(g), 20)"
year 2026H2 "a later image says built; cropland on a corner" $ORCHARD=FEEDBACK/2025-09-20 $CLOSED=/
polygons 01@20260820=$ORCHARD
year 2026H2 "a later image says cropland" $ORCHARD=/ $CLOSED=FEEDBACK/2026-04-20
"$LT" verify "$SCRATCH/years/out" >"$SCRATCH/years.out" 2>&1 || say_failed "verify: $(cat "$SCRATCH/years.out")"

# a city may count them otherwise: not feedback, but what a review found true
township review
printf 'grave: {by_feedback: false, by_review: true}\n' >>"$SCRATCH/review/liangtian.yaml"
ledger="$SCRATCH/review/out/current/ledger.gpkg"
for period in 2025H1 2025H2; do
  run review "$period" --published-at 2026-01-05T00:00:00Z
  expect_code 0 "review: $period"
done
printf '图斑编号,核查结果,核查日期\n%s,属实,2026-01-10\n' $ORCHARD >"$SCRATCH/review.csv"
"$LT" review "$SCRATCH/review/liangtian.yaml" "$SCRATCH/review.csv" --published-at 2026-01-20T00:00:00Z >"$SCRATCH/review.out" 2>&1 ||
  say_failed "review: $(cat "$SCRATCH/review.out")"
[ "$(grave_by $ORCHARD)" = REVIEW ] || say_failed "a founded case is '$(grave_by $ORCHARD)'"

# no such layer, no such table
township without
sed -i '/feedback:/d' "$SCRATCH/without/liangtian.yaml"
run without 2026H2
expect_code 0 without
if grep -qF 下发监测图斑 "$SCRATCH/without/out/2026H2/report.html"; then say_failed "a table without a layer"; fi
finish
