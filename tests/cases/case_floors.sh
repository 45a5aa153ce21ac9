#!/bin/sh
# Floors by a labelled sample: what the map alone leaves unadjusted is proven, left open with a number of points, or
# refused where the table is wrong; numbers against other code.
. "$(dirname "$0")/case_lib.sh"
TOOL=$SOURCE/tests/cases/floors_sample.py
cp -r "$SOURCE/sample-data/city" "$SCRATCH/map"
chmod -R u+w "$SCRATCH/map"
run map 2025H1 --lang en
expect_code 0 "without a sample, H1"
run map 2025H2 --lang en
expect_code 0 "without a sample"
grep -q 'map area only, unadjusted' "$SCRATCH/map.out" || say_failed "without a sample the verdict must say so"
grep -q 'periods\[\].samples' "$SCRATCH/map/out/2025H2/report.html" || say_failed "the missing sample is not listed"
for county in 411702 411721 411722 411723 411724 411725 411726 411727 411728 411729; do
  "$LT" explain "$SCRATCH/map/liangtian.yaml" $county --json | python3 -c 'import json,sys; print(json.dumps(json.load(sys.stdin)))'
done >"$SCRATCH/counties.txt"

# with NAME: a copy of the city that has its first half-year, and a sample of the second
with() {
  cp -r "$SCRATCH/map" "$SCRATCH/$1"
  rm -rf "$SCRATCH/$1/out/2025H2" "$SCRATCH/$1/work"
}
# name_sample NAME FRAME…: enters the tables in the config; yields where there is such a table
name_sample() {
  name=$1
  shift
  python3 - "$SCRATCH/$name" "$@" <<'PY'
import os, sys
folder, frames = sys.argv[1], sys.argv[2:]
path = os.path.join(folder, "liangtian.yaml")
text = open(path, encoding="utf-8").read()
mark = "image_from: 2025-08-03, image_to: 2025-09-05}\n"
entry = "    samples:\n" + "".join(
    "      - {frame: %s, points: %s-points.csv, strata: %s-strata.csv}\n" % (f, f, f) for f in frames)
if os.path.exists(os.path.join(folder, "yields.csv")):
    entry += "    yields: yields.csv\n"
assert mark in text
open(path, "w", encoding="utf-8").write(text.replace(mark, mark + entry))
PY
}
draw() { # NAME POINTS MEAN SEASONS SEED KIND
  python3 "$TOOL" make "$SCRATCH/$1" "$SCRATCH/counties.txt" "$2" "$3" "$4" "$5" "$6"
}
says() { # NAME DECISION
  python3 "$TOOL" check "$SCRATCH/$1.out" "$SCRATCH/$1/cropland-points.csv" "$SCRATCH/$1/cropland-strata.csv" "$2" ||
    say_failed "$1"
}

# The map says 1,873 of 1,900 万亩; 800 points find more: proven.
with many
draw many 800 1.52 2 1 cropland
cat >"$SCRATCH/many/yields.csv" <<'CSV'
class,domain,kg_per_mu,se_kg_per_mu
winter_wheat,,440,6
winter_wheat,411726,415,8
maize,,395,9
rice,,520,12
peanut,,260,5
soybean,,150,4
sweet_potato,,300,10
CSV
sed -i 's/{county: 411726,/{county: 411726, output: 1,/' "$SCRATCH/many/liangtian.yaml"
grep -q 'output: 1,' "$SCRATCH/many/liangtian.yaml" || say_failed "no target of output"
name_sample many cropland
run many 2025H2 --redo --lang en
expect_code 0 "a sample of 800 points"
says many "compliance proven"
python3 "$TOOL" output "$SCRATCH/many.out" "$SCRATCH/many/cropland-points.csv" "$SCRATCH/many/cropland-strata.csv" \
  "$SCRATCH/many/yields.csv" || say_failed "the output"
figures=$SCRATCH/many/out/2025H2/figures.json
python3 "$TOOL" units "$figures" "$SCRATCH/many/cropland-points.csv" "$SCRATCH/many/cropland-strata.csv" \
  "$SCRATCH/many/yields.csv" || say_failed "the output of the counties"
for code in 411700 411726 411702; do
  "$LT" explain "$SCRATCH/many/liangtian.yaml" $code --json >"$SCRATCH/explained.json"
  python3 "$TOOL" explained "$figures" "$SCRATCH/explained.json" $code || say_failed "what explain says of floors of $code"
done
"$LT" explain "$SCRATCH/many/liangtian.yaml" 411726 --lang en | grep -q 'OUTPUT .*target 1.00 yijin' ||
  say_failed "explain does not print the target of output"
"$LT" explain "$SCRATCH/many/liangtian.yaml" 411700 --lang en | grep -q 'compliance proven' ||
  say_failed "explain of the city does not say what is proven"
grep -qx floors_below=0 "$SCRATCH/many/out/2025H2/outcome.txt" || say_failed "the map's breach stands although the sample says otherwise"
grep -q 'table-sample' "$SCRATCH/many/out/2025H2/report.html" || say_failed "no table of the sample"
grep -q 'table-output' "$SCRATCH/many/out/2025H2/report.html" || say_failed "no table of the output"
grep -q 'map area only' "$SCRATCH/many.out" && say_failed "an adjusted floor is called unadjusted"
grep -q 'cropland-points.csv' "$SCRATCH/many/out/current/manifest.json" || say_failed "the sample is no input of the run"

# Rows in another order say the same.
cp -r "$SCRATCH/many" "$SCRATCH/mixed"
python3 - "$SCRATCH/mixed/cropland-points.csv" <<'PY'
import random, sys
head, *rows = open(sys.argv[1], encoding="utf-8").read().splitlines()
random.Random(7).shuffle(rows)
open(sys.argv[1], "w", encoding="utf-8").write("\n".join([head] + rows) + "\n")
PY
run mixed 2025H2 --redo --lang en
expect_code 0 "rows in another order"
cmp -s "$SCRATCH/many/out/2025H2/summary.txt" "$SCRATCH/mixed/out/2025H2/summary.txt" || say_failed "the order of the rows matters"
for name in many mixed; do
  sed -n '/table-sample/,/<\/table>/p' "$SCRATCH/$name/out/2025H2/report.html" >"$SCRATCH/$name.table"
done
cmp -s "$SCRATCH/many.table" "$SCRATCH/mixed.table" || say_failed "the order of the rows matters to the table"

# In Chinese.
cp -r "$SCRATCH/map" "$SCRATCH/zh"
cp "$SCRATCH"/many/*.csv "$SCRATCH/zh/"
name_sample zh cropland
run zh 2025H2 --redo
expect_code 0 "in Chinese"
grep -q '按样本订正为 .*已证明达标' "$SCRATCH/zh.out" || say_failed "not said in Chinese"

# 60 points leave it open, and say how many more would decide.
with few
draw few 60 1.50 2 3 cropland
name_sample few cropland
run few 2025H2 --redo --lang en
expect_code 0 "a sample of 60 points"
says few "undecided; about"
grep -qx floors_undecided=1 "$SCRATCH/few/out/2025H2/outcome.txt" || say_failed "a floor is not open"

# Too little on cropland proves nothing while land outside, where grain counts too, is not sampled; then it does.
with less
draw less 800 1.30 2 4 cropland
name_sample less cropland
run less 2025H2 --redo --lang en
expect_code 0 "little on cropland"
says less "undecided"
with both
cp "$SCRATCH"/less/*.csv "$SCRATCH/both/"
draw both 80 0.20 2 5 outside
draw both 200 0.9 2 6 zones
name_sample both cropland outside zones
run both 2025H2 --redo --lang en
expect_code 0 "three frames"
says both "breach proven"
grep -q 'Effective area by the sample' "$SCRATCH/both.out" || say_failed "no effective area of the zones"
run both 2025H2 --redo --lang en --fail-on floor
expect_code 1 "--fail-on floor where the sample proves a breach"

# A county that the tables leave out has no estimate; the others keep theirs.
cp -r "$SCRATCH/both" "$SCRATCH/part"
rm -rf "$SCRATCH/part/work"
for frame in cropland zones; do
  sed -i '/,411702,/d' "$SCRATCH/part/$frame-points.csv" "$SCRATCH/part/$frame-strata.csv"
done
run part 2025H2 --redo --lang en
expect_code 0 "a county that the tables leave out"
python3 "$TOOL" same "$SCRATCH/both/out/2025H2/report.html" "$SCRATCH/part/out/2025H2/report.html" 驿城区 ||
  say_failed "a county that the tables leave out"

# From the draw to the floor: points that `accuracy draw` gave out, labelled as the map has them, say what the map says.
with drawn
"$LT" accuracy draw "$SCRATCH/drawn/liangtian.yaml" --period 2025H2 --points 800 --by year -o "$SCRATCH/drawn/drawn" \
  >"$SCRATCH/draw.out" 2>&1 || say_failed "the draw: $(tail -1 "$SCRATCH/draw.out")"
python3 - "$SCRATCH/drawn" <<'PY'
import csv, sys
folder = sys.argv[1]
rows = list(csv.reader(open(folder + "/drawn/points.csv", encoding="utf-8-sig")))
head = rows[0]
for row in rows[1:]:
    for label, shown in (("实地类", "图上类"), ("实地类2", "图上类2")):
        row[head.index(label)] = row[head.index(shown)].replace("未观测", "未种植")
csv.writer(open(folder + "/cropland-points.csv", "w", encoding="utf-8", newline="")).writerows(rows)
open(folder + "/cropland-strata.csv", "wb").write(open(folder + "/drawn/strata.csv", "rb").read())
PY
name_sample drawn cropland
run drawn 2025H2 --redo --lang en
expect_code 0 "a sample as drawn"
grep -q 'sample.frame_area' "$SCRATCH/drawn/out/2025H2/diagnostics.csv" && say_failed "the drawn frame is not the cropland"
sed -n 's/.*Sown grain area.* \([0-9,.]*\)–[0-9,.]* wanmu (with.*Adjusted by the sample: \([0-9,.]*\) .*/\1 \2/p' "$SCRATCH/drawn.out" |
  tr -d , | awk '{ exit !($2 > 0.99 * $1 && $2 < 1.01 * $1) }' || say_failed "a faithful map is not confirmed: $(grep Sown "$SCRATCH/drawn.out")"

# Faults are told with line and column, and nothing is published.
fault() { # NAME CODE WORD… : the fault is in $SCRATCH/NAME's tables
  name=$1 fault_code=$2
  shift 2
  run "$name" 2025H2 --redo --lang en
  expect_code 3 "$name"
  expect_says "$name" "$fault_code" "$@"
}
spoil() { # NAME SED-SCRIPT
  cp -r "$SCRATCH/few" "$SCRATCH/$1"
  sed -i "$2" "$SCRATCH/$1/cropland-points.csv"
}
spoil stratum '3s/seen/nowhere/'
fault stratum sample.stratum_unknown 'line 3' 分层 nowhere
spoil class '5s/[^,]*$/tulips/'
fault class sample.label_unknown 'line 5' 实地类2 tulips
spoil twice '4s/^[^,]*/c0001/'
fault twice sample.id_twice 'line 4' c0001
spoil county '6s/,4117[0-9]*,/,110101,/'
fault county sample.domain_unknown 'line 6' 县区 110101
spoil single '32,$d'
printf 'c9999,rest,411702,bare,peanut\n' >>"$SCRATCH/single/cropland-points.csv"
fault single sample.few_points rest
spoil season 's/,[^,]*$//'
fault season sample.seasons 'labels of one season'
# Yields by county are none for points that lie in no county.
cp -r "$SCRATCH/many" "$SCRATCH/lost"
python3 - "$SCRATCH/lost" <<'PY'
import csv, sys
path = sys.argv[1] + "/cropland-points.csv"
rows = list(csv.reader(open(path, encoding="utf-8")))
at = rows[0].index("县区")
csv.writer(open(path, "w", encoding="utf-8", newline="")).writerows(r[:at] + r[at + 1:] for r in rows)
path = sys.argv[1] + "/yields.csv"
lines = open(path, encoding="utf-8").read().splitlines()
counties = ("411702 411721 411722 411723 411724 411725 411726 411727 411728 411729").split()
maize = [line for line in lines if line.startswith("maize")][0].split(",")
lines.remove(",".join(maize))
lines += ["maize,%s,%s,%s" % (c, maize[2], maize[3]) for c in counties]
open(path, "w", encoding="utf-8").write("\n".join(lines) + "\n")
PY
fault lost sample.yield_missing maize
cp -r "$SCRATCH/few" "$SCRATCH/gone"
rm "$SCRATCH/gone/cropland-strata.csv"
fault gone file.missing cropland-strata.csv
finish
