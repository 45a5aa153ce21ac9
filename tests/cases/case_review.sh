#!/bin/sh
# Two half-years, then what the county and the city found: closed, cleared, being rectified. Impossible rows are refused
# whole; the same file twice is nothing; the next half-year leaves what was cleared in peace and sees what relapses.
. "$(dirname "$0")/case_lib.sh"
PYTHON=/usr/bin/python3 # Debian's own: it has GDAL
tool() { "$PYTHON" "$SOURCE/tests/cases/case_review.py" "$@"; }
A=411702-2025H1-0000
R=411702-2025H2-00002

ask() { sqlite3 "$SCRATCH/t/out/current/ledger.gpkg" "$1"; }
expect() {
  found=$(ask "$2")
  [ "$found" = "$3" ] || say_failed "$1: '$found', expected '$3'"
}
state() { # CASE FINDING/HANDLING/open
  expect "case $1" "SELECT finding || '/' || handling || '/' || open FROM cases WHERE id = '$1'" "$2"
}
# copy NAME: the violation layer as the office gets it
copy() {
  mkdir -p "$SCRATCH/$1"
  cp "$SCRATCH"/t/out/2025H2/violations.* "$SCRATCH/t/out/2025H2/liangtian.gpkg" \
    "$SCRATCH/t/out/2025H2/summary.xlsx" "$SCRATCH/$1"
  chmod u+w "$SCRATCH/$1"/*
}

township t
for period in 2025H1 2025H2; do
  run t "$period" --published-at 2026-01-05T00:00:00Z
  expect_code 0 "$period"
done
digest_of "$SCRATCH/t/out" >"$SCRATCH/before.list"

# --- nothing filled in: the program's own files are read, and say nothing
copy empty
for file in violations.shp summary.xlsx; do
  review 0 "$SCRATCH/empty/$file"
done
review 0 "$SCRATCH/empty/liangtian.gpkg" --layer violations
untouched "an empty file"

# --- packages: each county has its own cases, all of them, as a layer and as a list that reads back
"$PYTHON" - "$SCRATCH/t/out/2025H2" "$SCRATCH/packages" <<'P' || say_failed "the packages"
import csv, os, sys, zipfile
from osgeo import gdal
gdal.UseExceptions()
out, to = sys.argv[1:]
def ids(path):
    data = gdal.OpenEx(path, gdal.OF_VECTOR)
    return sorted(f.GetField("AJBH") for f in data.GetLayer(0))
found = []
for name in sorted(os.listdir(out + "/packages")):
    book, folder = zipfile.ZipFile(out + "/packages/" + name), os.path.join(to, name[:6])
    if any(i.date_time != (1980, 1, 1, 0, 0, 0) for i in book.infolist()) or book.testzip():
        sys.exit(name + " has other dates, or is damaged")
    book.extractall(folder)
    own = ids(folder + "/violations.shp")
    with open(folder + "/violations.csv", encoding="utf-8-sig", newline="") as lines:
        listed = sorted(row["图斑编号"] for row in csv.DictReader(lines))
    if listed != own or any(i[:6] != name[:6] for i in own):
        sys.exit(name + " does not hold its county's cases")
    workbook = gdal.OpenEx(folder + "/violations.xlsx", gdal.OF_VECTOR)  # the layer is the workbook's
    sheet = workbook.GetLayer(0)
    cells = [[f.GetField(i) for i in range(f.GetFieldCount())] for f in sheet]
    head = [sheet.GetLayerDefn().GetFieldDefn(i).GetName() for i in range(sheet.GetLayerDefn().GetFieldCount())]
    if "图斑编号" not in head:
        head, cells = cells[0], cells[1:]
    if sorted(row[head.index("图斑编号")] for row in cells) != own or "核查结果" not in head:
        sys.exit(name + " has another sheet")
    with zipfile.ZipFile(folder + "/violations.xlsx") as inside:
        if "属实,不属实,合法" not in inside.read("xl/worksheets/sheet1.xml").decode():
            sys.exit(name + " has a sheet without lists to choose from")
    if 'attr="SJXZ"' not in open(folder + "/violations.qml", encoding="utf-8").read():
        sys.exit(name + " has no style for the shapefile")
    found += own
sys.exit(0 if sorted(found) == ids(out + "/violations.shp") else "cases are missing")
P
review 0 "$SCRATCH/packages/411728/violations.csv"
review 0 "$SCRATCH/packages/411728/violations.xlsx"
untouched "an empty list"

# --- the county's shapefile, in GBK
copy county
tool fill "$SCRATCH/county/violations.shp" violations \
  ${A}1.HCJG=属实 ${A}1.HCRQ=2026/01/10 ${A}1.ZGQX=2026/05/31 ${A}1.CZLB=即可恢复 ${A}1.HCR=张三丰 ${A}1.HCYJ=李四说 \
  ${A}2.HCJG=不属实 ${A}2.HCRQ=2026/01/11 ${A}2.JZCL="照片 12，现场为小麦" ${A}2.SJYT=小麦 \
  $R.HCJG=属实 $R.HCRQ=2026/01/09 $R.CLJD=县级验收 $R.ZGRQ=2026/01/08 $R.JZCL=验收单3 \
  ${A}5.HCJG=合法 ${A}5.HCRQ=2026/01/09 ${A}5.HCPZWH=驻自然资备〔2024〕12号
cp -r "$SCRATCH/county" "$SCRATCH/bad"
tool fill "$SCRATCH/bad/violations.shp" violations ${A}3.HCJG=合法 ${A}3.HCRQ=2026/01/22 411728-2025H1-00001.CLJD=县级验收 \
  411728-2025H1-00001.HCRQ=2026/01/10
review 3 "$SCRATCH/bad/violations.shp"
expect_says t review.missing HCPZWH review.date 2026-01-22 review.transition "violations.shp:3"
untouched "a file with impossible rows"
review 0 "$SCRATCH/county/violations.shp" --dry-run
untouched "a dry run"
cp "$SCRATCH/t.out" "$SCRATCH/whole.out"
mkdir "$SCRATCH/part" # a layer that came as several files: one of them
for file in "$SCRATCH"/county/violations.*; do
  cp "$file" "$SCRATCH/part/violations-411702-1.${file##*/violations.}"
done
review 0 "$SCRATCH/part/violations-411702-1.shp" --dry-run
cmp -s "$SCRATCH/t.out" "$SCRATCH/whole.out" || say_failed "the same rows in a part are told otherwise"
untouched "a dry run of a part"
review 0 "$SCRATCH/county/violations.shp"
state ${A}1 CONFIRMED/RECTIFYING/1
state ${A}2 SUSPECT/NOT-FOUNDED/1
state $R CONFIRMED/COUNTY-ACCEPTED/1
state ${A}5 SUSPECT/LEGAL/1
expect "reviews" "SELECT count(*) FROM reviews" 4
if grep -rqa -e 张三丰 -e 李四说 "$SCRATCH/t/out" || strings -a "$SCRATCH/t/out/current/ledger.gpkg" | grep -q 张三; then
  say_failed "a reviewer's name came into what is published"
fi
digest_of "$SCRATCH/t/out" >"$SCRATCH/before.list"
review 0 "$SCRATCH/county/violations.shp"
untouched "the same file again"
run t 2025H2 --published-at 2026-01-21T00:00:00Z
expect_code 0 "the run again"
untouched "the run again"

# --- what the page and the workbook say of it: seven columns as the notice has them, the city's line last
"$PYTHON" - "$SCRATCH/t/out/2025H2/summary.xlsx" <<'P' || say_failed "the sheet of progress"
import sys
from osgeo import gdal, ogr
gdal.UseExceptions()
book = gdal.OpenEx(sys.argv[1], gdal.OF_VECTOR)
rows = [[f.GetField(i) for i in range(f.GetFieldCount())] for f in book.GetLayerByName("整改进度")]
head = next(r for r in rows if r[0] == "县区")
city = rows[-1]
found = {head[i]: city[i] for i in range(len(head))}
wanted = {"已核查（处）": 4, "属实（处）": 2, "不属实或合法（处）": 2, "已整改（处）": 1, "已销号（处）": 0, "整改率": 0.5}
wrong = {k: found.get(k) for k in wanted if abs(float(found.get(k, "nan")) - wanted[k]) > 1e-9 or found.get(k) is None}
sys.exit("found %s" % wrong if wrong else 0)
P
grep -q "状态转移" "$SCRATCH/t/out/2025H2/report.html" || say_failed "the page has no matrix"

# --- the city's GeoPackage: as a county's it is refused
copy city
tool fill "$SCRATCH/city/liangtian.gpkg" violations \
  ${A}2.city_result=通过 ${A}2.city_date=2026-01-15 ${A}5.city_result=通过 ${A}5.city_date=2026-01-15 \
  $R.city_result=销号 $R.city_date=2026-01-15
review 3 "$SCRATCH/city/liangtian.gpkg" --layer violations
expect_says t review.transition "--by city"
review 0 "$SCRATCH/city/liangtian.gpkg" --layer violations --by city
state ${A}2 NOT-FOUNDED/CLOSED/0
state $R CONFIRMED/CLOSED/0
state ${A}5 EXEMPT/CLOSED/0
"$LT" verify "$SCRATCH/t/out" >"$SCRATCH/t.out" 2>&1 || say_failed "verify: $(cat "$SCRATCH/t.out")"

# --- the shapefile as other programs leave it: written anew in UTF-8 and in GBK, with and without the file that says so
rewritten() { # NAME ENCODING CASE USE EVIDENCE: the released layer, written by another program and filled in
  mkdir "$SCRATCH/$1"
  ogr2ogr -q -lco ENCODING="$2" "$SCRATCH/$1/violations.shp" "$SCRATCH/t/out/2025H2/violations.shp"
  tool fill "$SCRATCH/$1/violations.shp" violations "$3.HCJG=属实" "$3.HCRQ=2026/01/12" "$3.SJYT=$4" "$3.JZCL=$5"
}
arrives() { # NAME CASE USE EVIDENCE
  review 0 "$SCRATCH/$1/violations.shp"
  state "$2" CONFIRMED/FOUNDED/1
  expect "what the shapefile in $1 says" "SELECT actual_use || '/' || evidence FROM cases WHERE id = '$2'" "$3/$4"
}
rewritten utf8 UTF-8 411728-2025H2-00007 鱼塘㐂 "照片 3，朱口村"
grep -qai utf-8 "$SCRATCH/utf8/violations.cpg" || say_failed "the shapefile does not say UTF-8"
arrives utf8 411728-2025H2-00007 鱼塘㐂 "照片 3，朱口村"
rewritten gbk GBK 411702-2025H2-00006 葡萄园 "验收单 7，柳沟镇"
LC_ALL=C grep -qaF "$(printf '\306\317\314\321\324\260')" "$SCRATCH/gbk/violations.dbf" || say_failed "the shapefile is not in GBK"
arrives gbk 411702-2025H2-00006 葡萄园 "验收单 7，柳沟镇"
rewritten utf8bare UTF-8 411702-2025H2-00007 梨园 "照片，孟楼村"
rewritten gbkbare GBK 411702-2025H2-00008 苗圃 "照片，韩楼村"
for name in utf8bare gbkbare; do
  rm "$SCRATCH/$name/violations.cpg"
  printf '\0' | dd of="$SCRATCH/$name/violations.dbf" bs=1 seek=29 conv=notrunc 2>/dev/null # nor in the table's head
done
arrives utf8bare 411702-2025H2-00007 梨园 "照片，孟楼村"
arrives gbkbare 411702-2025H2-00008 苗圃 "照片，韩楼村"

# --- tables: a workbook with a title above, a CSV in GBK with another row to be passed over
tool xlsx "$SCRATCH/县.xlsx" "图斑编号|核查结果|核查日期|举证材料" "${A}3|属实|#46035|=HYPERLINK(\"x\")"
review 0 "$SCRATCH/县.xlsx" --county 411702
state ${A}3 CONFIRMED/FOUNDED/1
expect "day of the workbook" "SELECT reviewed_on FROM cases WHERE id = '${A}3'" 2026-01-13
tool csv "$SCRATCH/县.csv" gb18030 "AJBH|HCJG|HCRQ" "411728-2025H1-00001|属实|2026-01-12" "411728'; DROP TABLE cases|属实|2026-01-12" \
  "411728-2025H2-00002|对|昨天"
review 3 "$SCRATCH/县.csv"
expect_says t review.unknown_case review.word review.day "县.csv:4"
rm -r "$SCRATCH/t/work" # the plan is made anew: what is wrong with the file is no fault of the half-year
review 0 "$SCRATCH/县.csv" --skip-rejected
expect_says t review.unknown_case
! grep "review\." "$SCRATCH/t/out/2025H2/diagnostics.csv" >&2 || say_failed "faults of a review's file are published"
state 411728-2025H1-00001 CONFIRMED/FOUNDED/1
tool csv "$SCRATCH/b.csv" utf-8-sig "图斑编号|核查结果|核查日期|整改完成日期" "411728-2025H2-00002|已整改|2026-01-12|2026-01-11"
review 3 "$SCRATCH/b.csv" --county 411702
expect_says t review.other_county
review 0 "$SCRATCH/b.csv"
state 411728-2025H2-00002 CONFIRMED/RECTIFIED/1

# --- as spreadsheets and QGIS leave them: days from 1904, days as large numbers, a column twice, a column renamed, a
# GeoPackage that is still open
digest_of "$SCRATCH/t/out" >"$SCRATCH/before.list"
tool xlsx1904 "$SCRATCH/mac.xlsx" "图斑编号|核查结果|核查日期|整改（退出）期限" "${A}4|属实|#44570|#44681" # 2026-01-10, 05-01
review 0 "$SCRATCH/mac.xlsx" --dry-run
tool xlsx "$SCRATCH/large.xlsx" "图斑编号|核查结果|核查日期" "${A}4|属实|#2.026011E7"
review 0 "$SCRATCH/large.xlsx" --dry-run
tool csv "$SCRATCH/twice.csv" utf-8 "图斑编号|核查结果|HCJG|核查日期" "${A}4|属实|不属实|2026-01-10"
review 3 "$SCRATCH/twice.csv"
expect_says t review.column_twice 不属实
tool csv "$SCRATCH/renamed.csv" utf-8 "图斑编号|核查结论|核查日期|市级复核结论" "${A}4|属实||"
review 0 "$SCRATCH/renamed.csv"
expect_says t review.unknown_column 核查结论
copy open
printf 'x' >"$SCRATCH/open/liangtian.gpkg-wal"
review 3 "$SCRATCH/open/liangtian.gpkg" --layer violations
expect_says t gpkg.unsaved liangtian.gpkg-wal
untouched "a file as spreadsheets leave it"
review 0 "$SCRATCH/mac.xlsx"
expect "day from 1904" "SELECT reviewed_on || ' ' || deadline FROM cases WHERE id = '${A}4'" "2026-01-10 2026-05-01"

# --- photographs: a table of the GeoPackage, as QField keeps it, and a folder; one that does not fit is marked
copy field
PHOTOS="$SCRATCH/field/DCIM"
LEDGER="$SCRATCH/t/out/current/ledger.gpkg"
mkdir -p "$PHOTOS"
shoot() { tool photo "$PHOTOS/$1" "$LEDGER" "$2" "$3" "$4"; }
shoot at.jpg ${A}4 -5 2026-01-11
shoot near.jpg ${A}4 60 2026-01-11
shoot far.jpg ${A}4 450 2026-01-11
shoot nowhere.jpg ${A}4 - 2026-01-11
shoot old.jpg ${A}4 -5 2024-12-31
shoot late.jpg ${A}4 -5 2026-01-21
shoot undated.jpg ${A}4 -5 -
echo "no picture" >"$PHOTOS/broken.jpg"
tool photo "$SCRATCH/outside.jpg" "$LEDGER" ${A}4 0 2026-01-11
tool table "$SCRATCH/field/liangtian.gpkg" 照片 "${A}4=DCIM/at.jpg" "${A}4=DCIM\\near.jpg" "${A}4=DCIM/far.jpg" \
  "${A}4=DCIM/nowhere.jpg" "${A}4=DCIM/old.jpg" "${A}4=DCIM/late.jpg" "${A}4=DCIM/undated.jpg" "${A}4=DCIM/broken.jpg" \
  "${A}4=DCIM/lost.jpg" "${A}4=../outside.jpg" "${A}4=" "411702-2025H1-99999=DCIM/at.jpg" "411728-2025H2-00003=DCIM/far.jpg"
review 0 "$SCRATCH/field/liangtian.gpkg" --layer violations
expect_says t photo.elsewhere photo.no_position photo.no_day photo.day 2024-12-31 2026-01-21 photo.missing lost.jpg \
  photo.refused outside.jpg photo.no_case 99999 photo.reused
if grep -q crs.wgs84 "$SCRATCH/t.err"; then say_failed "that cameras are on WGS 84 is held against a layer"; fi
expect "marks of the photographs" "SELECT group_concat(mark, ' ') FROM (SELECT place || '/' || day || '×' || count(*) mark
  FROM photos WHERE case_id = '${A}4' GROUP BY place, day ORDER BY 1)" \
  "AT-CASE/EARLY×1 AT-CASE/FITS×2 AT-CASE/LATE×1 AT-CASE/NO-DAY×1 ELSEWHERE/FITS×1 NO-POSITION/FITS×1 NO-POSITION/NO-DAY×1"
expect "distances" "SELECT group_concat(CAST(round(distance_m) AS INTEGER), ' ') FROM (SELECT distance_m FROM photos
  WHERE case_id = '${A}4' AND day = 'FITS' AND distance_m >= 0 ORDER BY 1)" "0 60 450"
expect "digests" "SELECT count(*) FROM photos WHERE sha256 = '$(sha256sum "$PHOTOS/at.jpg" | cut -d' ' -f1)'" 1
digest_of "$SCRATCH/t/out" >"$SCRATCH/before.list"
review 0 "$SCRATCH/field/liangtian.gpkg" --layer violations
untouched "the same photographs again"
"$LT" explain "$SCRATCH/t/liangtian.yaml" ${A}4 >"$SCRATCH/t.err"
expect_says t 拍摄于图斑处 "相距 450 米"
"$LT" explain "$SCRATCH/t/liangtian.yaml" ${A}4 --json | python3 -c '
import json, sys
photos = json.load(sys.stdin)["cases"][0]["photos"]
assert len(photos) == 8 and {p["place"] for p in photos} == {"AT-CASE", "ELSEWHERE", "NO-POSITION"}, photos
assert all(("distance_m" in p) == (p["place"] != "NO-POSITION") for p in photos), photos' || say_failed "photographs as JSON"
# a photograph at the case is evidence; one elsewhere is none
mkdir -p "$SCRATCH/folder/411728-2025H2-00005 南洼" "$SCRATCH/folder/misc"
tool photo "$SCRATCH/folder/411728-2025H2-00005 南洼/1.JPG" "$LEDGER" 411728-2025H2-00005 -3 2026-01-12
tool photo "$SCRATCH/folder/411728-2025H2-00006_2.jpg" "$LEDGER" 411728-2025H2-00006 900 2026-01-12
tool photo "$SCRATCH/folder/misc/3.jpg" "$LEDGER" 411728-2025H2-00006 0 2026-01-12
ln -s "$SCRATCH/outside.jpg" "$SCRATCH/folder/411728-2025H2-00006_3.jpg"
tool csv "$SCRATCH/c.csv" utf-8 "图斑编号|核查结果|核查日期" "411728-2025H2-00005|不属实|2026-01-12" "411728-2025H2-00006|不属实|2026-01-12"
review 3 "$SCRATCH/c.csv" --photos "$SCRATCH/folder"
expect_says t review.missing "c.csv:3"
for word in photo.no_case,.*3.jpg photo.elsewhere,.*411728-2025H2-00006_2.jpg; do
  grep -q "$word" "$SCRATCH/t/work/2025H2/diagnostics.csv" || say_failed "nothing is told of $word"
done
if grep -q "c.csv:2" "$SCRATCH/t.err"; then say_failed "a photograph at the case is no evidence"; fi
review 0 "$SCRATCH/c.csv" --photos "$SCRATCH/folder" --skip-rejected
state 411728-2025H2-00005 SUSPECT/NOT-FOUNDED/1
expect "of the folder" "SELECT count(*) FROM photos WHERE case_id LIKE '411728-2025H2-0000_'" 3
review 3 "$SCRATCH/c.csv" --photos "$SCRATCH/nowhere"
"$LT" verify "$SCRATCH/t/out" >"$SCRATCH/t.out" 2>&1 || say_failed "verify: $(cat "$SCRATCH/t.out")"

# --- hostile files: refused in words, nothing changes
digest_of "$SCRATCH/t/out" >"$SCRATCH/before.list"
copy cut
head -c 3000 "$SCRATCH/county/violations.dbf" >"$SCRATCH/cut/violations.dbf"
review 3 "$SCRATCH/cut/violations.shp"
tool bomb "$SCRATCH/bomb.xlsx"
review 5 "$SCRATCH/bomb.xlsx"
tool wide "$SCRATCH/wide.xlsx"
review 5 "$SCRATCH/wide.xlsx"
expect_says t 超过任何图斑清单
tool sheets "$SCRATCH/sheets.xlsx"
review 5 "$SCRATCH/sheets.xlsx"
expect_says t "256 张工作表"
tool doctype "$SCRATCH/doctype.xlsx" "${A}4|属实|2026-01-10"
review 3 "$SCRATCH/doctype.xlsx"
expect_says t 声明了文档类型
"$PYTHON" -c 'print(",".join(["图斑编号", "核查结果"] + ["c%d" % i for i in range(1000)]) + "\n" + "x\n" * 40000)' >"$SCRATCH/wide.csv"
review 5 "$SCRATCH/wide.csv"
expect_says t "32 百万个单元格"
mkfifo "$SCRATCH/pipe"
for part in shx dbf prj cpg; do # waited for, it would end by the time limit
  copy "piped-$part"
  rm -f "$SCRATCH/piped-$part/violations.$part"
  ln -s ../pipe "$SCRATCH/piped-$part/violations.$part"
  code=0
  timeout 30 "$LT" review "$SCRATCH/t/liangtian.yaml" "$SCRATCH/piped-$part/violations.shp" >"$SCRATCH/t.out" 2>"$SCRATCH/t.err" || code=$?
  expect_code 3 "a pipe as .$part"
  expect_says t "violations.$part 既不是文件也不是目录"
done
head -c 700 "$SCRATCH/县.xlsx" >"$SCRATCH/cut.xlsx"
review 3 "$SCRATCH/cut.xlsx"
cp "$SCRATCH/县.xlsx" "$SCRATCH/old.xls"
review 3 "$SCRATCH/old.xls"
expect_says t review.format .xlsx
echo "甲,乙" >"$SCRATCH/other.csv"
review 3 "$SCRATCH/other.csv"
expect_says t review.no_columns
untouched "a hostile file"

# --- the next half-year: cleared ground stays quiet, closed ground that offends again relapses
run t 2026H1 --published-at 2026-07-05T00:00:00Z
expect_code 0 2026H1
state ${A}2 NOT-FOUNDED/CLOSED/0
state ${A}5 EXEMPT/CLOSED/0
state $R SUSPECT/ISSUED/1
expect "relapse" "SELECT time FROM cases WHERE id = '$R'" RELAPSED
state ${A}1 CONFIRMED/OVERDUE/1
expect "closed in the balance" "SELECT closed_n || '/' || relapsed_n FROM balances WHERE period = '2026H1' AND unit = 411700" 3/1
# the matrix, added up by hand: from-states are the half-year before's to-states, per county, in number and area
expect "matrix chain" "SELECT count(*) FROM
  (SELECT unit, to_state s, sum(n) n, sum(after_m2) m FROM transitions WHERE period = '2025H2' GROUP BY 1, 2) a
  FULL JOIN (SELECT unit, from_state s, sum(n) n, sum(before_m2) m FROM transitions
    WHERE period = '2026H1' AND from_state <> 'ABSENT' GROUP BY 1, 2) b USING (unit, s)
  WHERE a.n IS NOT b.n OR abs(a.m - b.m) > 0.01" 0
expect "matrix and cases" "SELECT sum(n) = (SELECT count(*) FROM cases) FROM transitions WHERE period = '2026H1'" 1
"$LT" verify "$SCRATCH/t/out" >"$SCRATCH/t.out" 2>&1 || say_failed "verify: $(cat "$SCRATCH/t.out")"
finish
