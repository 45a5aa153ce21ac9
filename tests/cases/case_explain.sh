#!/bin/sh
# explain says what the report says, from what was kept: numbers of parcels, plots, cases and counties, in all half-years.
. "$(dirname "$0")/case_lib.sh"
township t
for period in 2025H1 2025H2 2026H1 2026H2; do
  run t "$period"
  expect_code 0 "$period"
done
config=$SCRATCH/t/liangtian.yaml

# explain NAME ID [options]: stdout, stderr and exit code as run() keeps them
explain() {
  name=$1 id=$2
  shift 2
  code=0
  "$LT" explain "$config" "$id" "$@" >"$SCRATCH/$name.out" 2>"$SCRATCH/$name.err" || code=$?
}

python3 "$SOURCE/tests/cases/check_explain.py" "$LT" "$SCRATCH/t" || say_failed "the numbers"

# the example of the guide: every line of it is printed
explain guide 411702250100000004
expect_code 0 guide
awk '/^liangtian explain .* 411702250100000004$/ {on = 1; next} /^```$/ {on = 0} on && $0 != "…"' \
  "$SOURCE/docs/guide.zh.md" >"$SCRATCH/guide.lines"
[ "$(wc -l <"$SCRATCH/guide.lines")" -ge 12 ] || say_failed "the guide has no example of explain"
while IFS= read -r line; do
  grep -qxF -- "$line" "$SCRATCH/guide.out" || say_failed "the guide shows a line that is not printed: $line"
done <"$SCRATCH/guide.lines"

# the threshold printed is the one that decided: the city's gate, or the rule's own where it has one
township gate
printf 'thresholds: {full_cells: 81}\nrules: {PBF-POND: {threshold: 8}, FZ-NO-RETURN: {threshold: 82}}\n' >>"$SCRATCH/gate/liangtian.yaml"
run gate 2025H1 && run gate 2025H2
expect_code 0 gate
ask() { sqlite3 "$SCRATCH/gate/out/current/ledger.gpkg" "$1"; }
# an orchard of 8000 m², a pond and trees of the same, on cells of 100 m²
[ "$(ask "SELECT count(*) FROM cases WHERE area_m2 < 8001 AND rules NOT LIKE '%PBF-POND%'")" = 0 ] || say_failed "cases under the gate"
[ "$(ask "SELECT count(*) FROM cases WHERE rules LIKE '%PBF-POND%' AND abs(area_m2 - 8000) < 1")" = 1 ] || say_failed "a rule's own gate"
[ "$(ask "SELECT count(*) FROM cases WHERE rules LIKE '%FZ-NO-RETURN%'")" = 1 ] || say_failed "a rule's own higher gate"
prints() { # ID RULE THRESHOLD
  "$LT" explain "$SCRATCH/gate/liangtian.yaml" "$1" | grep -A1 "^    $2 " | grep -qF "阈值 $3" || say_failed "$1: $2 does not print $3"
}
case_on() { ask "SELECT id FROM cases WHERE parcel_id = '$1'"; }
prints "$(case_on 411702210100000011)" PBF-ORCHARD "81 个整像元（本市配置）"
prints "$(case_on 411702210100000017)" PBF-POND "8 个整像元（本市配置）"
prints 4117021010010008 FZ-NO-RETURN "82 个整像元（本市配置）"
prints 4117021010010008 FZ-FOREST "81 个整像元（本市配置）"
prints 4117021010010008 FZ-SHELTERBELT 未设

# an id that nothing has
explain unknown 411702210100000913
expect_code 3 unknown
expect_says unknown 411702210100000913 2026H2 地类图斑 永久基本农田 粮食生产功能区 台账 相近 411702210100000013
explain unknown XX --lang en
expect_code 3 unknown
expect_says unknown "nothing is called 'XX' in 2026H2" parcels
if grep -qF similar "$SCRATCH/unknown.err"; then say_failed "XX is like nothing"; fi
explain unpublished 411702 --period 2024H1
expect_code 3 unpublished
expect_says unpublished 2024H1
explain half 411702 --period 2024
expect_code 2 half

# neither rasters nor working files are read; an id costs no write
rm -rf "$SCRATCH/t/work"
before=$(digest_of "$SCRATCH/t/out")
explain again 411702250100000004
cmp -s "$SCRATCH/guide.out" "$SCRATCH/again.out" || say_failed "without working files it says something else"
[ "$before" = "$(digest_of "$SCRATCH/t/out")" ] || say_failed "explain changed what was published"

# floors kept by another version of the program are told as long as their format is the same; else it is said
floors=$SCRATCH/t/out/current/kept/2026H2/floors.kept
chmod u+w "$floors"
explain floors 411702 --json
expect_code 0 floors
grep -q '"floors"' "$SCRATCH/floors.out" || say_failed "no floors of a county"
python3 - "$floors" <<'PY'
import hashlib, sys
with open(sys.argv[1], "r+b") as file:
    data = bytearray(file.read())
    data[16:48] = b"99.0".ljust(32, b"\0") # the program; the digest is the header's last 64 bytes
    data[128:192] = bytes(64)
    data[128:192] = hashlib.sha256(data).hexdigest().encode()
    file.seek(0)
    file.write(data)
PY
explain later 411702 --json
expect_code 0 "floors of another version"
cmp -s "$SCRATCH/floors.out" "$SCRATCH/later.out" || say_failed "floors of another version are told otherwise"
printf 'LTFLOOR' | dd of="$floors" bs=1 conv=notrunc 2>/dev/null
for state in "another format" missing; do
  [ "$state" != missing ] || rm -f "$floors"
  for id in 411702 411700; do
    explain none "$id" --json
    expect_code 0 "floors: $state, of $id"
    expect_says none 2026H2 底线与任务
    if grep -q '"floors"' "$SCRATCH/none.out"; then say_failed "floors that are not kept are told"; fi
  done
done

# one id in two layers: both are told
township twice
ogrinfo -q "$SCRATCH/twice/layers/YJJBNTTB.gpkg" -sql \
  "UPDATE $(ogrinfo -q "$SCRATCH/twice/layers/YJJBNTTB.gpkg" | sed -n 's/^1: \([^ ]*\).*/\1/p') SET BSM = '411702210100000013' WHERE BSM = '411702250100000004'" >/dev/null
run twice 2025H1
expect_code 0 twice
config=$SCRATCH/twice/liangtian.yaml
explain twice 411702210100000013
expect_code 0 twice
grep -qF '出现 2 处' "$SCRATCH/twice.out" || say_failed "an id in two layers is not said to be in two"
grep -qF '永久基本农田 411702210100000013' "$SCRATCH/twice.out" || say_failed "the second layer is not told"

# a damaged file is not explained from
kept=$(ls "$SCRATCH"/twice/out/current/kept/2025H1/411702.kept)
chmod u+w "$kept"
printf 'x' | dd of="$kept" bs=1 seek=5000 conv=notrunc 2>/dev/null
explain damaged 411702210100000013
expect_code 4 damaged
expect_says damaged 411702.kept 损坏
finish
