#!/bin/sh
# Every command has help in both languages, its example runs, and usage faults are exit code 2.
. "$(dirname "$0")/case_lib.sh"
cd "$SCRATCH"
township t
for command in $("$LT" --help | awk '/^  [a-z]/ {print $1}'); do
  "$LT" "$command" --help >"$SCRATCH/help.txt" || say_failed "$command --help fails"
  grep -q -- '--threads' "$SCRATCH/help.txt" || say_failed "$command --help lists no options"
  "$LT" "$command" --help --lang en | LC_ALL=C grep -q '[^ -~]' && say_failed "$command --help --lang en is not English"
  example=$(awk '/^(示例：|Example:)/ {getline; print}' "$SCRATCH/help.txt" | sed 's#^ *liangtian#"$LT"#; s#sample-data/township#t#g; s#build/demo/township#t#g; s#sample-data/accuracy#$SOURCE/&#g')
  [ -z "$example" ] || eval "$example" >"$SCRATCH/example.out" 2>"$SCRATCH/example.err" ||
    { say_failed "$command: its example fails"; head -n 3 "$SCRATCH/example.err" >&2; }
  code=0
  "$LT" "$command" --no-such-option 2>"$SCRATCH/usage.err" || code=$?
  expect_code 2 "$command --no-such-option"
done
for words in '--help --lang en' '--lang en --help' '--lang=en -h'; do
  # shellcheck disable=SC2086
  "$LT" $words >"$SCRATCH/help.txt" || say_failed "$words fails"
  sed 's/…//' "$SCRATCH/help.txt" | LC_ALL=C grep -q '[^ -~]' && say_failed "$words is not English"
done
code=0
"$LT" >"$SCRATCH/help.txt" 2>/dev/null || code=$?
expect_code 2 "no command"
[ ! -s "$SCRATCH/help.txt" ] || say_failed "no command: talk on stdout"
code=0
"$LT" verify "$SCRATCH/nowhere" >/dev/null 2>"$SCRATCH/verify.err" || code=$?
expect_code 4 "verify of a folder that does not exist"
code=0
"$LT" frobnicate 2>/dev/null || code=$?
expect_code 2 "an unknown command"
"$LT" --version | grep -q '^liangtian [0-9]' || say_failed "--version"

# a time that there is not: usage, before anything is read
for words in 'run nowhere.yaml --period 2025H1' 'run nowhere.yaml --period due' 'merge nowhere.json' 'province nowhere.yaml --period 2025H1' \
  'review nowhere.yaml nowhere.csv'; do
  for time in 2026-02-31T00:00:00Z 2026-07-01T24:00:00Z 2026-07-01; do
    code=0
    # shellcheck disable=SC2086
    "$LT" $words --published-at "$time" >/dev/null 2>"$SCRATCH/time.err" || code=$?
    expect_code 2 "$words --published-at $time"
    expect_says time "$time"
  done
done

# init writes a configuration that the loader takes, but for the files that are not there yet
"$LT" init "$SCRATCH/city" >/dev/null || say_failed "init"
code=0
"$LT" init "$SCRATCH/city" >/dev/null 2>"$SCRATCH/init.err" || code=$?
expect_code 4 "init over an existing configuration"

# check: the whole quality table, overlaps among units' findings included, and nothing published
township q
"$LT" check q/liangtian.yaml --period 2025H1 --lang en >"$SCRATCH/quality.txt" 2>/dev/null || say_failed "check"
awk -F'\t' '/DLTB/ {found = 1; if ($2 != 756 || $4 != 1 || $8 != 1) exit 1} END {exit !found}' "$SCRATCH/quality.txt" ||
  { say_failed "check: the quality table"; cat "$SCRATCH/quality.txt" >&2; }
[ ! -e q/out/current ] || say_failed "check published something"

# --lang is asked for in either language; without it the configuration decides
sed -i 's/language: zh/language: en/' q/liangtian.yaml
speaks() { # zh|en COMMAND…: its stdout
  language=$1
  shift
  "$LT" "$@" >"$SCRATCH/spoken.txt" 2>/dev/null || say_failed "$*"
  if grep -qF -e '未发布' -e '粮' -e '结论' "$SCRATCH/spoken.txt"; then found=zh; else found=en; fi
  [ "$found" = "$language" ] || say_failed "$* speaks $found"
}
sed -i 's/city: {name: [^,]*,/city: {name: X,/' q/liangtian.yaml
speaks en status q/liangtian.yaml
speaks zh status q/liangtian.yaml --lang zh
speaks en check q/liangtian.yaml --period 2025H1
plan=q/work/2025H1/plan.json
"$LT" plan q/liangtian.yaml --period 2025H1 --lang zh -q >/dev/null || say_failed "plan --lang zh"
"$LT" unit "$plan" 1 -q >/dev/null || say_failed "unit of a plan in another language than the configuration's"
"$LT" unit "$plan" 2 -q >/dev/null || say_failed "unit 2"
speaks zh merge "$plan" -q
speaks zh run q/liangtian.yaml --period 2025H1 --lang zh -q
speaks zh explain q/liangtian.yaml 411702 --lang zh
speaks en explain q/liangtian.yaml 411702

# tabulate: fractions of every zone sum to one
"$LT" tabulate -q -r A=t/rasters/2025H1.tif -r B=t/rasters/2025H2.tif -z t/layers/YJJBNTTB.gpkg --id BSM -o table.csv ||
  say_failed "tabulate"
LC_ALL=C awk -F, 'NR > 1 {sum[$1 "," $2] += $5} END {for (z in sum) {n++; if (sum[z] < 1 - 1e-9 || sum[z] > 1 + 1e-9) {print z, sum[z]; bad = 1}}
  exit bad || n < 10}' table.csv || say_failed "tabulate: fractions do not sum to 1"
finish
