#!/bin/sh
# Counties report of their work: the form of each package, filled in and taken back, beside what the ledger holds.
. "$(dirname "$0")/case_lib.sh"
PYTHON=/usr/bin/python3 # Debian's own: it has GDAL
tool() { "$PYTHON" "$SOURCE/tests/cases/case_county.py" "$@"; }
A=411702-2025H1-0000
NAME=驿城区（示意）

expect() {
  found=$(sqlite3 "$SCRATCH/t/out/current/ledger.gpkg" "$2")
  [ "$found" = "$3" ] || say_failed "$1: '$found', expected '$3'"
}
says() { # PLACE FILE WORD…
  place=$1 file=$2
  shift 2
  for word in "$@"; do
    grep -qF -- "$word" "$file" || say_failed "$place does not say '$word'"
  done
}
unpack() { # COUNTY
  rm -rf "$SCRATCH/$1"
  python3 -m zipfile -e "$SCRATCH/t/out/2025H2/packages/$1.zip" "$SCRATCH/$1"
}

township t
for period in 2025H1 2025H2; do
  sed -i "s/  - period: $period/  - period: $period\n    report_due: 2026-01-15/" "$SCRATCH/t/liangtian.yaml"
done
for period in 2025H1 2025H2; do
  run t "$period" --published-at 2026-01-05T00:00:00Z
  expect_code 0 "$period"
done

# --- the form: in both languages, with the ledger's figures, validated, without formulas
unpack 411702
unpack 411728
tool form "$SCRATCH/411702" >"$SCRATCH/held" || say_failed "the form"
says "the form" "$SCRATCH/held" issued=13 checked=0
held=$(sqlite3 "$SCRATCH/t/out/current/ledger.gpkg" "SELECT printf('issued_area=%.2f', sum(area_m2) * 3 / 2000)
  FROM cases WHERE unit = 411702 AND handling NOT IN ('ENDED', '')")
says "the form" "$SCRATCH/held" "$held"
digest_of "$SCRATCH/t/out" >"$SCRATCH/before.list"
review 0 "$SCRATCH/411702/report.xlsx"
review 0 "$SCRATCH/411702/report.csv"
untouched "a form that nobody filled in"
grep -q 缺少的数据 "$SCRATCH/t/out/2025H2/report.html" || say_failed "the page has no table of what is missing"
says "the page" "$SCRATCH/t/out/2025H2/report.html" 报告落实情况 未报

# --- two cases rectified by review, one of them with evidence: the ledger's side
"$PYTHON" "$SOURCE/tests/cases/case_review.py" csv "$SCRATCH/r.csv" utf-8 "图斑编号|核查结果|核查日期|整改完成日期|举证材料" \
  "${A}1|已整改|2026-01-12|2026-01-11|验收单 3" "${A}2|已整改|2026-01-12|2026-01-11|" "${A}3|属实|2026-01-12||" "${A}4|不属实|2026-01-12||照片"
review 0 "$SCRATCH/r.csv"
area() { sqlite3 "$SCRATCH/t/out/current/ledger.gpkg" "SELECT printf('%.2f', sum(area_m2) * 3 / 2000) FROM cases WHERE id IN ($1)"; }
proven=$(area "'${A}1'") rectified=$(area "'${A}1', '${A}2'")

# --- rejected by row, and nothing is taken
GOOD="reported_on=2026-01-14 office=驿城区自然资源局 post=耕保股股长 issued=13 issued_area=278.1 checked=5 founded=3 cleared=1
  rectified=3 rectified_area=42.5 restored_area=30 patrols=12 notices=4 spent=15.5 withheld=0 operators_checked=2"
tool fill "$SCRATCH/411702/report.xlsx" "$SCRATCH/good.xlsx" $GOOD problems="部分苗木未到出圃期；=1+1，电话0396-2912345" \
  requests=请市级协调林业部门 next_steps="2026-01-01-2026-06-30 按期整改，138 0396 1234、１３８０３９６１２３４、412801 19800101 123X" next_due=2026-03-31
digest_of "$SCRATCH/t/out" >"$SCRATCH/before.list"
bad() { # NAME WORD… -- KEY=ANSWER…
  name=$1 words=
  shift
  while [ "$1" != -- ]; do
    words="$words $1"
    shift
  done
  shift
  tool fill "$SCRATCH/good.xlsx" "$SCRATCH/$name.xlsx" "$@"
  review 3 "$SCRATCH/$name.xlsx"
  # shellcheck disable=SC2086 # words
  expect_says t $words
}
bad more county_report.contradicts founded 不大于“checked”所填的 -- founded=6
bad sum county_report.contradicts cleared 与“founded” -- cleared=3
bad share county_report.number checked 整数 -- checked=4.5
bad minus county_report.number patrols -- patrols=-1
bad huge county_report.number spent -- spent=1000001
bad future review.date reported_on 不晚于 -- reported_on=2026-01-22
bad early review.date reported_on 不早于 -- reported_on=2025-06-30
bad before review.date next_due 不早于 -- next_due=2026-01-13
bad noday review.day reported_on "整份入账或整份不收" -- reported_on=昨天
[ "$(grep -c reported_on "$SCRATCH/t.err")" -eq 1 ] || say_failed "a cell that cannot be read is told more than once: $(cat "$SCRATCH/t.err")"
if grep -q -e --skip-rejected "$SCRATCH/t.err"; then say_failed "a report is said to be taken in part"; fi
bad place county_report.county 台账中的县区 -- county=411799
bad none county_report.county 六位 -- county=驿城
bad half county_report.period 已发布 -- half_year=2026H1
bad empty review.missing next_steps 补填该栏 -- next_steps=
bad long county_report.long 不超过 -- problems="$(printf '水%.0s' $(seq 601))"
tool csv "$SCRATCH/411702/report.csv" "$SCRATCH/key.csv" gb18030 rectifed=3
review 3 "$SCRATCH/key.csv"
expect_says t county_report.item rectifed review.missing
review 3 "$SCRATCH/good.xlsx" --county 411728
expect_says t county_report.county --county
review 0 "$SCRATCH/more.xlsx" --skip-rejected # a report is one statement: not taken in part
untouched "a report that cannot be true"
review 0 "$SCRATCH/good.xlsx" --dry-run
untouched "a dry run"

# --- taken once, as a workbook and as a table
review 0 "$SCRATCH/good.xlsx"
says "the tally" "$SCRATCH/t.out" "县区落实情况报告 1 份，入账 1"
expect_says t county_report.personal
expect "answers" "SELECT group_concat(answer, ' ') FROM county_reports WHERE item IN ('county', 'half_year', 'reported_on', 'rectified', 'rectified_area', 'withheld')" \
  "411702 2025H2 2026-01-14 3 42.50 0.00"
expect "who, when, about what" "SELECT DISTINCT period || ' ' || unit || ' ' || about FROM county_reports" "2025H2 411702 2025H2"
expect "a telephone number" "SELECT answer FROM county_reports WHERE item = 'problems'" "部分苗木未到出圃期；=1+1，电话〔…〕"
expect "numbers in other hands" "SELECT answer FROM county_reports WHERE item = 'next_steps'" "2026-01-01-2026-06-30 按期整改，〔…〕、〔…〕、〔…〕"
if grep -rqaE '2912345|0396 1234|３９６１２３|19800101' "$SCRATCH/t/out"; then say_failed "a telephone number came into what is published"; fi
digest_of "$SCRATCH/t/out" >"$SCRATCH/before.list"
review 0 "$SCRATCH/good.xlsx"
says "the tally" "$SCRATCH/t.out" "此前已入账 1"
tool csv "$SCRATCH/411702/report.csv" "$SCRATCH/same.csv" gb18030 $GOOD problems="部分苗木未到出圃期；=1+1，电话0396-2912345" \
  requests=请市级协调林业部门 next_steps="2026-01-01-2026-06-30 按期整改，138 0396 1234、１３８０３９６１２３４、412801 19800101 123X" next_due=2026年3月31日 rectified_area=42.50
review 0 "$SCRATCH/same.csv"
untouched "the same report again"
"$LT" verify "$SCRATCH/t/out" >"$SCRATCH/t.out" 2>&1 || say_failed "verify: $(cat "$SCRATCH/t.out")"

# --- a later one takes its place; what it replaced stays; an older one is refused
tool fill "$SCRATCH/good.xlsx" "$SCRATCH/later.xlsx" reported_on=2026-01-18 rectified=2 rectified_area=40
review 0 "$SCRATCH/later.xlsx"
expect "both are kept" "SELECT group_concat(answer, ' ') FROM (SELECT answer FROM county_reports WHERE item = 'rectified' ORDER BY period, sequence)" "3 2"
tool fill "$SCRATCH/good.xlsx" "$SCRATCH/older.xlsx" reported_on=2026-01-16 rectified=1
review 3 "$SCRATCH/older.xlsx"
expect_says t county_report.older 2026-01-18

# --- of one day the last word stands: the third file, then the second once more, which is told, then the third again
tool fill "$SCRATCH/good.xlsx" "$SCRATCH/same-day.xlsx" reported_on=2026-01-18 rectified=1 rectified_area=20
stands() { # FILE NUMBER [WORD…]: what the county says of cases rectified
  review 0 "$SCRATCH/$1"
  found=$("$LT" explain "$SCRATCH/t/liangtian.yaml" 411702 | sed -n 's/.*已整改：\([0-9]*\) 处.*/\1/p')
  [ "$found" = "$2" ] || say_failed "after $1: '$found' stands, expected $2"
}
stands same-day.xlsx 1
digest_of "$SCRATCH/t/out" >"$SCRATCH/before.list"
stands same-day.xlsx 1
stands good.xlsx 1 # of an earlier day: history
untouched "a report that stands, and an older one"
stands later.xlsx 2
expect_says t county_report.again 同日
stands same-day.xlsx 1
stands later.xlsx 2

# --- in every output: the claim, what the ledger holds, the difference; who reported late, and who did not
OUT="$SCRATCH/t/out/2025H2"
pdftotext -layout "$OUT/notice.pdf" "$SCRATCH/notice.txt"
tool shown "$OUT" "$SCRATCH/notice.txt" "$NAME" 已实地核查=5/4/1 核查属实=3/3/0 核查不属实或合法=1/1/0 已整改=2/2/0 \
  "已整改面积=40/$rectified/$(LC_ALL=C awk "BEGIN {printf \"%.2f\", 40 - $rectified}")" 整改投入资金=15.5/-/- 开展监测巡查=12/-/- ||
  say_failed "figures of the claims"
"$PYTHON" - "$OUT/summary.xlsx" "$proven" "$rectified" <<'P' || say_failed "the sheet of reports"
import sys
from osgeo import gdal
gdal.UseExceptions()
book = gdal.OpenEx(sys.argv[1], gdal.OF_VECTOR)
rows = [[f.GetField(i) for i in range(f.GetFieldCount())] for f in book.GetLayerByName("落实情况报告")]
head = next(i for i, r in enumerate(rows) if r[0] == "县区")
first, second, city = rows[head + 1:head + 4]
proven, rectified = map(float, sys.argv[2:])
assert first[1:5] == ["已报", "2026-01-18", "未报", first[4]] and float(first[4]) == 2, first
assert [float(v) for v in first[5:8]] == [2, 1, 1], first
for found, wanted in zip(first[8:12], (40, rectified, proven, 40 - proven)):
    assert abs(float(found) - wanted) < 0.006, (first, wanted)
assert second[1] == "逾期未报" and not second[4] and city[1] == "已报 1/2" and not city[4], (second, city)
P
says "the page" "$OUT/report.html" 日期为县区自报 逾期未报 请市级协调林业部门 部分苗木未到出圃期
says "the notice" "$SCRATCH/notice.txt" 逾期未报 请市级协调林业部门
"$LT" explain "$SCRATCH/t/liangtian.yaml" 411702 >"$SCRATCH/t.err"
expect_says t "填报日期 2026-01-18" "已整改：2 处" "整改投入资金：15.50 万元" "请市级协调解决的事项：请市级协调林业部门"
"$LT" explain "$SCRATCH/t/liangtian.yaml" 411702 --json | python3 -c '
import json, sys
answers = json.load(sys.stdin)["counties"][0]["report_answers"]
told = [(a["answer"], a["stands"]) for a in answers if a["item"] == "rectified"]
assert told == [("3", False)] + 2 * [("2", False), ("1", False)] + [("2", True)], told' || say_failed "reports as JSON"
"$LT" explain "$SCRATCH/t/liangtian.yaml" 411728 >"$SCRATCH/t.err"
expect_says t 落实情况报告：未报

# --- reported in time and put right later is not late; first reported after the day is
if grep -q 逾期报送 "$OUT/report.html"; then say_failed "a correction makes a report late"; fi
# and words as long as the form allows, which annex 1 prints to the last, and over pages where they are higher than one
long=$(printf '自查发现的问题正在逐块核实，%.0s' $(seq 42))
tool fill "$SCRATCH/411728/report.xlsx" "$SCRATCH/late.xlsx" $GOOD problems="${long}鑫" requests="${long}淼" reported_on=2026-01-16 checked=1 founded=1 cleared=0 rectified=0 \
  rectified_area=0 restored_area=0 next_steps=按期整改
review 0 "$SCRATCH/late.xlsx"
pdftotext -layout "$OUT/notice.pdf" "$SCRATCH/notice.txt"
says "the page" "$OUT/report.html" 逾期报送
says "the notice" "$SCRATCH/notice.txt" 逾期报送 鑫 淼

# --- the next half-year keeps all; the report on the one before is named
run t 2026H1 --published-at 2026-07-05T00:00:00Z
expect_code 0 2026H1
expect "kept" "SELECT count(DISTINCT digest) FROM county_reports" 4
says "the next page" "$SCRATCH/t/out/2026H1/report.html" 2026-01-18 请市级协调林业部门
"$LT" verify "$SCRATCH/t/out" >"$SCRATCH/t.out" 2>&1 || say_failed "verify: $(cat "$SCRATCH/t.out")"

# --- public: words stay inside
sed -i 's/profile: internal/profile: public/' "$SCRATCH/t/liangtian.yaml"
run t 2026H1 --published-at 2026-07-05T00:00:00Z
expect_code 0 "2026H1, public"
mkdir "$SCRATCH/public"
cp -L "$SCRATCH"/t/out/2026H1/* "$SCRATCH/public" 2>/dev/null || true
pdftotext "$SCRATCH/public/notice.pdf" "$SCRATCH/public/notice.txt"
python3 -m zipfile -e "$SCRATCH/public/summary.xlsx" "$SCRATCH/public/workbook"
found=$(grep -rlaE '请市级协调林业部门|部分苗木|耕保股' "$SCRATCH/public" || true)
[ -z "$found" ] || say_failed "words of a county in $found"
says "the public page" "$SCRATCH/public/report.html" 落实情况报告

# --- a form in English
sed -i 's/language: zh/language: en/; s/profile: public/profile: internal/' "$SCRATCH/t/liangtian.yaml"
run t 2026H1 --published-at 2026-07-05T00:00:00Z
expect_code 0 "2026H1, English"
rm -rf "$SCRATCH/en"
python3 -m zipfile -e "$SCRATCH/t/out/2026H1/packages/411728.zip" "$SCRATCH/en"
tool fill "$SCRATCH/en/report.xlsx" "$SCRATCH/en.xlsx" reported_on=2026-07-10 office=Office checked=1 founded=1 rectified=0 rectified_area=0 \
  restored_area=0 patrols=1 next_steps=Go
code=0
"$LT" review "$SCRATCH/t/liangtian.yaml" "$SCRATCH/en.xlsx" --published-at 2026-07-12T00:00:00Z >"$SCRATCH/t.out" 2>"$SCRATCH/t.err" || code=$?
expect_code 0 "an English form"
says "the English page" "$SCRATCH/t/out/2026H1/report.html" "1 of 2 reported"
finish
