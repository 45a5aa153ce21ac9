#!/bin/sh
# accuracy assess: numbers against other code and a published table, tables as spreadsheets leave them, every fault told.
. "$(dirname "$0")/case_lib.sh"
cd "$SCRATCH"
DATA=$SOURCE/sample-data/accuracy

# assess NAME [options]: stdout and stderr in NAME.{out,err}, exit code in $code
assess() {
  name=$1
  shift
  code=0
  "$LT" accuracy assess "$@" >"$name.out" 2>"$name.err" || code=$?
}

groups() {
  echo '-g grain=wheat,maize -g nongrain=peanut,other,bare --floor grain=1500wanmu'
}

# shellcheck disable=SC2046
assess plain "$DATA/points.csv" --strata "$DATA/strata.csv" $(groups) --targets "$DATA/targets.csv" \
  --yields "$DATA/yields.csv" --output-floor 160亿斤 -o plain
expect_code 0 "the sample"
[ ! -s plain.err ] || say_failed "the sample is not clean"
python3 "$SOURCE/tests/cases/check_accuracy.py" "$DATA/points.csv" "$DATA/strata.csv" plain "$DATA/yields.csv" || say_failed "numbers differ"
grep -q '15974333.33 *740470.80' plain.out || say_failed "the summary lacks the area of grain in 亩"
grep -q '1064955.56 *49364.72' plain.out || say_failed "the summary lacks the area of grain in hectares"
grep -q '已证明达标' plain.out && grep -q '已证明不达标' plain.out && grep -q '待定' plain.out || say_failed "the verdicts"
grep -q '^6668183333.*,160,breach_proven,' plain/output.csv || say_failed "the output against its floor"
grep -q '^411721,grain,design,.*,breach_proven,' plain/floors.csv || say_failed "the breach of 411721"

# English is English; 亩 stands as mu
# shellcheck disable=SC2046
assess english "$DATA/points.csv" --strata "$DATA/strata.csv" --lang en $(groups) --floor wheat=900wanmu --yields "$DATA/yields.csv"
sed 's/±//g' english.out | LC_ALL=C grep -q '[^ -~]' && say_failed "--lang en is not English"
grep -q 'undecided\|proven' english.out || say_failed "no verdict in English"

# The same rows in another order, in GBK with Chinese heads, CRLF and quotes, say the same to the byte.
python3 - "$DATA" <<'PY'
import random, sys
random.seed(5)
def turn(name, to, heads, encoding, quote):
    lines = open(sys.argv[1] + "/" + name, encoding="utf-8").read().split("\n")[1:-1]
    random.shuffle(lines)
    if quote:
        lines = [",".join('"%s"' % cell for cell in line.split(",")) for line in lines]
    open(to, "wb").write("\r\n".join([heads] + lines + [",,,,", ""]).encode(encoding))
turn("points.csv", "gbk.csv", "点号,分层,县区,图上类,图上类2,实地类,实地类2", "gbk", False)
turn("strata.csv", "strata.csv", "分层,县区,面积（万亩）,类别", "utf-8-sig", True)
PY
# shellcheck disable=SC2046
assess turned gbk.csv --strata strata.csv $(groups) --targets "$DATA/targets.csv" \
  --yields "$DATA/yields.csv" --output-floor 8000000000kg -o turned
expect_code 0 "GBK with Chinese heads"
diff -r plain turned >/dev/null || say_failed "order or encoding changes a table"
cmp -s plain.out turned.out || say_failed "order or encoding changes the summary"

# The lists of the counties, in any order, are one sample.
python3 - "$DATA/points.csv" <<'PY'
import sys
head, *rows = open(sys.argv[1], encoding="utf-8").read().splitlines()
lists = {}
for row in rows:
    lists.setdefault(row.split(",")[2], []).append(row)
for county, rows in lists.items():
    open("points-%s.csv" % county, "w", encoding="utf-8").write("\n".join([head] + rows) + "\n")
assert len(lists) == 3
PY
# shellcheck disable=SC2046
assess lists points-411726.csv points-411702.csv points-411721.csv --strata "$DATA/strata.csv" $(groups) \
  --targets "$DATA/targets.csv" --yields "$DATA/yields.csv" --output-floor 160亿斤 -o lists
expect_code 0 "the counties' lists"
diff -r plain lists >/dev/null && cmp -s plain.out lists.out || say_failed "lists of counties are not the sample that they are cut from"

# An id of one list in another; a list that lacks a column of the others; an id twice in one list
id=$(sed -n '3s/,.*//p' points-411702.csv)
sed "5s/^[^,]*/$id/" points-411726.csv >again.csv
cut -d, -f1-4,6 points-411721.csv >short.csv
# shellcheck disable=SC2046
assess again again.csv points-411702.csv short.csv --strata "$DATA/strata.csv" $(groups) --lang en -o again
expect_code 3 "an id in two lists"
expect_says again "sample points-411702.csv, line 3, column id" "an id that line 5 of again.csv does not have" \
  'sample short.csv, column map_2' 'sample short.csv, column reference_2' 'the same columns in every list'
[ ! -e again ] || say_failed "lists with faults leave something behind"
# shellcheck disable=SC2046
assess againzh points-411702.csv again.csv points-411721.csv --strata "$DATA/strata.csv" $(groups)
expect_says againzh '与 again.csv 第 5 行不同的编号'

# Olofsson et al. (2014): 21,158 ha ± 6,158 of deforestation
awk 'BEGIN {
  split("66 0 5 4 0 55 8 12 1 0 153 11 2 1 9 313", n, " "); split("loss gain forest other", c, " ")
  print "id,stratum,reference"
  for (i = 0; i < 4; i++) for (j = 0; j < 4; j++) for (k = 0; k < n[4 * i + j + 1]; k++) print ++id "," c[i + 1] "," c[j + 1]
}' >olofsson.csv
printf 'stratum,area_ha,class\nloss,18000,loss\ngain,13500,gain\nforest,288000,forest\nother,580500,other\n' >four.csv
assess olofsson olofsson.csv --strata four.csv -o olofsson
expect_code 0 "Olofsson 2014"
LC_ALL=C awk -F, 'NR == 1 {for (i = 1; i <= NF; i++) at[$i] = i}
  $2 == "loss" {found = 1; if (sprintf("%.0f %.0f %.0f", $at["mapped_ha"], $at["area_ha"], $at["margin_ha"]) != "18000 21158 6158") exit 1}
  END {exit !found}' olofsson/areas.csv || say_failed "Olofsson 2014: the area of loss"

# Every fault in one pass, with line and column; nothing is written.
cat >bad.csv <<'CSV'
id,stratum,map,reference,probability
1,A,wheat,wheat,0.1
1,A,wheat,wheet,0.1
3,Z,wheat,,0.1
,A,wheat,other,0
4.11702E+17,B,other,other,0.1
6,A,wheat,wheat,0.2
7,A,wheat,wheat,0.1,more
CSV
printf 'stratum,area_mu\nA,100\nB,x\nA,5\nC,10\nD,1e308\n' >badstrata.csv
assess bad bad.csv --strata badstrata.csv --lang en -o bad
expect_code 3 "a bad sample"
expect_says bad 'line 3, column id' sample.id_twice 'line 3, column reference' wheet 'line 4, column stratum' \
  sample.stratum_unknown 'line 4, column reference' sample.label_missing 'line 5, column id' 'line 5, column probability' \
  sample.id_rounded 'stratum B: 1 points' 'stratum C: 0 points' sample.probability_unequal 'line 8' sample.cells \
  'strata badstrata.csv, line 3, column area_mu' sample.number 'line 6, column area_mu' 'line 4, column stratum' sample.stratum_twice \
  sample.stratum_area
[ ! -e bad ] && [ ! -s bad.out ] || say_failed "a bad sample leaves something behind"
assess badzh bad.csv --strata badstrata.csv
expect_says badzh '第 3 行，reference 列' '更正类别' '每层至少两个样点' '输入被拒绝'
sed 's/sample\.[a-z_]*//g; s/(\|)//g' badzh.err | grep -q '[a-z]\{4,\} [a-z]\{3,\}' && say_failed "a diagnostic is not Chinese"
printf 'a,b\n1,2\n' >columns.csv
assess columns columns.csv --strata columns.csv
expect_code 3 "no column is right"
expect_says columns 'sample.column' 'reference' 'area_m2'

# Points that were drawn and are missing: told, and done
printf 'id,stratum,reference,probability\n1,A,x,0.05\n2,A,y,0.05\n3,A,x,0.05\n' >lost.csv
printf 'stratum,area_ha,class,cells\nA,10,x,100\n' >cells.csv
assess lost lost.csv --strata cells.csv -g y=y
expect_code 0 "a sample that lost points"
expect_says lost sample.points_missing '3 个样点' '按概率和像元数为 5 个'

# Change: the difference of two assessments of the same points. Without areas by county, counties add up to the whole.
awk -F, -v OFS=, 'NR == 1 {print "id,stratum,domain,map,reference,before"; next} {b = NR % 9 == 2 ? "wheat" : $6; print $1,$2,$3,$4,$6,b}' \
  "$DATA/points.csv" >change.csv
awk -F, -v OFS=, '{$5 = $6; if (NR == 1) $5 = "reference"; NF = 5; print}' change.csv >before.csv
printf 'stratum,area_wanmu,class\nwheat-maize,620,wheat\nwheat-peanut,430,wheat\nother,200,other\nedge,80,other\n' >plainstrata.csv
assess change change.csv --strata plainstrata.csv -g all=wheat,bare -o change
assess before before.csv --strata plainstrata.csv -g all=wheat,bare -o before
expect_code 0 "change"
python3 - <<'PY' || say_failed "change or counties do not add up"
import csv
def areas(folder, name="areas.csv"):
    return list(csv.DictReader(open(folder + "/" + name, encoding="utf-8-sig")))
after = {(r["name"], r["season"]): r for r in areas("change")}
before = {(r["name"], r["season"]): r for r in areas("before")}
for name in ("wheat", "bare", "other", "all"):
    change = after[name, "change"]
    assert abs(float(after[name, "1"]["area_m2"]) - float(before[name, "1"]["area_m2"]) - float(change["area_m2"])) < 1, name
    assert float(change["low_m2"]) <= float(change["area_m2"]) <= float(change["high_m2"]), name
assert float(after["wheat", "change"]["high_m2"]) < 0 < float(after["other", "change"]["low_m2"])
counties = [r for r in areas("change", "domains.csv") if r["group"] == "all"]
assert len(counties) == 3 and {r["estimator"] for r in counties} == {"design"}
assert abs(sum(float(r["area_m2"]) for r in counties) - float(after["all", "1"]["area_m2"])) < 1
PY

# A column of ids taken for classes; a name that would take over the terminal
awk 'BEGIN {print "id,stratum,map,reference"; for (i = 0; i < 300; i++) print i ",A,c" i ",c" i}' >many.csv
printf 'stratum,area_ha\nA,10\n' >one.csv
assess many many.csv --strata one.csv
expect_code 3 "300 classes"
expect_says many sample.classes
printf 'id,stratum,map,reference\n1,A,\033[2Jx,\033[2Jx\n2,A,\033[2Jx,\033[2Jx\n' >escape.csv
assess escape escape.csv --strata one.csv
expect_code 0 "a name with an escape"
grep -q "$(printf '\033')" escape.out && say_failed "an escape reaches the terminal"

# Yields: a class that has none in some county would bear nothing there
printf 'class,domain,kg_per_mu\nwheat,411702,400\nwheat,411702,410\nwheet,,1\nmaize,,x\n' >yields.csv
# shellcheck disable=SC2046
assess yields "$DATA/points.csv" --strata "$DATA/strata.csv" $(groups) --yields yields.csv --lang en
expect_code 3 "bad yields"
expect_says yields 'line 3, column class' sample.yield_twice 'line 4, column class' wheet 'line 5, column kg_per_mu' \
  sample.yield_missing 411721 411726

# It runs where no catalogue is installed
mkdir bare && cp "$LT" bare/liangtian
bare/liangtian accuracy assess "$DATA/points.csv" --strata "$DATA/strata.csv" -g b=bare >bare.out 2>bare.err ||
  say_failed "without the catalogues: $(head -n 1 bare.err)"

# Usage
for words in '-g grain' '-g =a' '--floor grain' '--floor grain=5' '--floor grain=0mu' '--floor nothing=5mu' \
  '--output-floor 160yijin' "--yields $DATA/yields.csv --output-floor 160"; do
  # shellcheck disable=SC2086
  assess usage "$DATA/points.csv" --strata "$DATA/strata.csv" -g n=bare $words
  expect_code 2 "$words"
done
assess usage "$DATA/points.csv"
expect_code 2 "no strata"
assess missing nowhere.csv --strata "$DATA/strata.csv"
expect_code 4 "no such file"
code=0
"$LT" accuracy draw "$DATA/points.csv" 2>/dev/null || code=$?
expect_code 2 "accuracy draw"
finish
