#!/bin/sh
# A province over two cities: sums and floors worked out anew, a city that is missing, one that was tampered with.
. "$(dirname "$0")/case_lib.sh"
copy_sample village a
copy_sample village b
sed -i 's/code: 411700/code: 411600/; s/示例村（虚构数据）/另一村（虚构数据）/' "$SCRATCH/b/liangtian.yaml"
# the crop year 2025 without its samples: what the map alone says of two cities together
sed -i '/# labelled on cropland and beyond/,/2025H2-outside-points/d' "$SCRATCH/a/liangtian.yaml" "$SCRATCH/b/liangtian.yaml"
write_province() { # SOWN: floors, 万亩
  cat >"$SCRATCH/province.yaml" <<YAML
province: {name: 示例省（虚构数据）, name_en: Sample province (invented data), code: 410000}
floors: {sown_area: $1, zone_area: 0.1, output: 0.001}
output: {mark: 内部资料（虚构数据）}
cities:
  - {config: a/liangtian.yaml}
  - {config: b/liangtian.yaml}
YAML
}
province() { # PERIOD OPTIONS…: as `run`
  period=$1
  shift
  code=0
  "$LT" province "$SCRATCH/province.yaml" --period "$period" --published-at "$TIME" --quiet "$@" \
    >"$SCRATCH/province.out" 2>"$SCRATCH/province.err" || code=$?
}
verdict() { # PERIOD RULE WANTED
  grep -oE "\"rule\":\"$2\"[^}]*\"verdict\":\"$3\"" "$SCRATCH/out/$1/province.json" >/dev/null ||
    say_failed "$1: $2 is not $3: $(cat "$SCRATCH/out/$1/province.json")"
}
write_province 0.15
for period in 2025H1 2025H2 2026H1 2026H2; do
  province "$period" --run
  expect_code 0 "$period"
done
verdict 2025H2 SOWN-AREA MEETS # by the map
verdict 2025H2 OUTPUT UNDECIDED # nothing is proven without samples
for rule in SOWN-AREA FZ-AREA OUTPUT; do verdict 2026H2 "$rule" MEETS; done
for period in 2025H2 2026H2; do
  python3 "$SOURCE/tests/cases/check_province.py" "$SCRATCH/out/$period/province.json" \
    "$SCRATCH/b/out/$period/figures.json" "$SCRATCH/a/out/$period/figures.json" || say_failed "$period: sums"
done
digest_of "$SCRATCH/out" >"$SCRATCH/first.list"
province 2026H2
expect_code 0 "again"
digest_of "$SCRATCH/out" >"$SCRATCH/second.list"
diff "$SCRATCH/first.list" "$SCRATCH/second.list" >&2 || say_failed "the same cities give other bytes"

# a floor that the two together miss; one that both reach only together is no matter of one city
write_province 5
province 2026H1
verdict 2026H1 SOWN-AREA UNDECIDED # the autumn is to come
province 2025H2
verdict 2025H2 SOWN-AREA BELOW # by the map
write_province 0.15
province 2026H2 --lang en
grep -q 'Sample province' "$SCRATCH/out/2026H2/province.json" || say_failed "--lang en"

# a city that has not published: what the other has is enough, or nothing is said
mv "$SCRATCH/b/out" "$SCRATCH/b/elsewhere"
write_province 0.0001
province 2026H2
expect_code 0 "a city is missing"
verdict 2026H2 SOWN-AREA MEETS
grep -q "$(printf '411600\t另一村（虚构数据）\t未发布')" "$SCRATCH/province.out" || say_failed "the missing city is not named"
write_province 5
province 2026H2
verdict 2026H2 SOWN-AREA UNDECIDED
mv "$SCRATCH/b/elsewhere" "$SCRATCH/b/out"

# what is read is what is published: cities are read when the lock is had. Its file names a dead process, for which
# more patience is had than the city needs to come back
write_province 0.0001
dead=$(sh -c 'echo $$')
echo "$dead" >"$SCRATCH/out/.lock"
mv "$SCRATCH/b/out" "$SCRATCH/b/elsewhere"
(
  flock 9
  touch "$SCRATCH/held"
  sleep 2
  mv "$SCRATCH/b/elsewhere" "$SCRATCH/b/out"
) 9<>"$SCRATCH/out/.lock" &
while [ ! -e "$SCRATCH/held" ]; do sleep 0.05; done
province 2026H2
wait
expect_code 0 "after another one"
grep -q 未发布 "$SCRATCH/province.out" && say_failed "the report is older than its lock"

# asked to stop in the second city: 7, and the report that was stands
rm -rf "$SCRATCH/b/out" "$SCRATCH/b/work"
before=$(readlink "$SCRATCH/out/2025H1")
"$LT" province "$SCRATCH/province.yaml" --period 2025H1 --published-at "$TIME" --quiet --run >/dev/null 2>"$SCRATCH/stopped.err" &
pid=$!
while [ ! -e "$SCRATCH/b/out/.lock" ] && kill -0 "$pid"; do sleep 0.01; done
kill -TERM "$pid"
code=0
wait "$pid" || code=$?
expect_code 7 "a province that is asked to stop"
[ "$before" = "$(readlink "$SCRATCH/out/2025H1")" ] || say_failed "a report was published after a stop"
for period in 2025H1 2025H2 2026H1 2026H2; do
  province "$period" --run
  expect_code 0 "$period once more"
done

# figures that are not those of the manifest
figures=$SCRATCH/b/out/2026H2/figures.json
cp "$figures" "$SCRATCH/kept.json"
chmod u+w "$figures"
sed -i 's/"verdict":"MEETS"/"verdict":"BELOW"/' "$figures"
before=$(readlink "$SCRATCH/out/2026H2")
province 2026H2
expect_code 4 "figures that were changed"
expect_says province figures.json
[ "$before" = "$(readlink "$SCRATCH/out/2026H2")" ] || say_failed "a report was published over changed figures"
cp "$SCRATCH/kept.json" "$figures"

# two cities of one code; a key that nobody knows
sed -i 's/code: 411600/code: 411700/' "$SCRATCH/b/liangtian.yaml"
province 2026H2
expect_code 3 "two cities of one code"
sed -i 's/code: 411700/code: 411600/' "$SCRATCH/b/liangtian.yaml"
echo 'floor: {sown: 1}' >>"$SCRATCH/province.yaml"
province 2026H2
expect_code 3 "an unknown key"
expect_says province floor
finish
