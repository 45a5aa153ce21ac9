#!/bin/sh
# Fuzzes the program's inputs; fuzz/README.md says which, and what was found so far.
#   scripts/fuzz.sh TARGET SECONDS    one target, for so many seconds of processor time
#   scripts/fuzz.sh --all SECONDS     each in turn
#   scripts/fuzz.sh --keep TARGET     the few inputs that reach what all reach go into fuzz/corpus/TARGET, up to 200 kB
# Inputs grow in build/fuzz/corpus/, what fails lies in build/fuzz/found/, and build/fuzz/log/TARGET.tsv has a line per
# round: seconds of processor time, executions, inputs that failed. Exits 1 where an input failed, 4 where a target did not
# run.
set -eu
cd "$(dirname "$0")/.."
targets="config legend rules review_csv review_xlsx review_dbf rings tiff dbf shp gpkg ledger"
round=120 # seconds; every round starts from all that was found before
usage() {
  echo "usage: scripts/fuzz.sh TARGET|--all SECONDS, or --keep TARGET; targets: $targets" >&2
  exit 2
}
[ $# -eq 2 ] || usage
. scripts/setup.sh
mkdir -p build/log build/fuzz/log
# shellcheck disable=SC2086 # the list is words
{ cmake --preset fuzz && cmake --build --preset fuzz --parallel "$(nproc)" --target $(printf 'fuzz_%s ' $targets); } \
  >build/log/fuzz-build.log 2>&1 || {
  tail -n 40 build/log/fuzz-build.log >&2
  exit 4
}
export LSAN_OPTIONS="suppressions=$PWD/scripts/lsan.supp:print_suppressions=0"
export ASAN_OPTIONS="allocator_may_return_null=1:quarantine_size_mb=64"

known() {
  case " $targets " in
  *" $1 "*) ;;
  *) usage ;;
  esac
}

# Sets `spent`: processor time of the finished children, in whole seconds. Not in a subshell, which has children of its own.
look() {
  times >"build/fuzz/log/times.$$"
  spent=$(LC_ALL=C awk 'NR == 2 { for (i = 1; i <= 2; i++) { split($i, t, /[ms]/); s += t[1] * 60 + t[2] } printf "%d", s }' \
    "build/fuzz/log/times.$$")
  rm "build/fuzz/log/times.$$"
}

# One round of at most $2 seconds.
once() {
  target=$1 grown=build/fuzz/corpus/$1 found=build/fuzz/found/$1
  mkdir -p "$grown" "$found"
  set -- -max_total_time="$2" -timeout=120 -rss_limit_mb=2048 -malloc_limit_mb=1024 -print_final_stats=1 \
    -artifact_prefix="$found/" "$grown" "fuzz/corpus/$target"
  [ ! -d "fuzz/regressions/$target" ] || set -- "$@" "fuzz/regressions/$target"
  [ ! -f "fuzz/dictionaries/$target.dict" ] || set -- -dict="fuzz/dictionaries/$target.dict" "$@"
  "build/fuzz/bin/fuzz_$target" "$@" >"build/fuzz/log/$target.log" 2>&1 || true
}

code=0

fuzz() {
  known "$1"
  used=0 runs=0
  mkdir -p "build/fuzz/found/$1"
  before=$(find "build/fuzz/found/$1" -type f | wc -l) bad=$before
  while [ "$used" -lt "$2" ]; do
    look
    began=$spent
    once "$1" $(($2 - used < round ? $2 - used : round))
    look
    now=$((spent - began))
    now=$((now > 0 ? now : 1))
    used=$((used + now))
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "build/fuzz/log/$1.log")
    bad=$(find "build/fuzz/found/$1" -type f | wc -l)
    printf '%s\t%s\t%s\n' "$now" "${runs:-0}" "$bad" >>"build/fuzz/log/$1.tsv"
    [ "${runs:-0}" -gt 0 ] || break # it does not start: the next round would not either
  done
  if [ "${runs:-0}" -eq 0 ]; then
    tail -n 5 "build/fuzz/log/$1.log" >&2
    code=4
  elif [ "$bad" -gt "$before" ] && [ "$code" -eq 0 ]; then
    code=1
  fi
  LC_ALL=C awk -v name="$1" '{ s += $1; n += $2; bad = $3 }
    END { printf "%s: %.1f minutes of processor time, %d executions, %d inputs failed\n", name, s / 60, n, bad }' \
    "build/fuzz/log/$1.tsv"
}

# The smallest first, as long as the corpus stays small; what is there stays, so that the readable seeds do.
keep() {
  known "$1"
  merged=build/fuzz/merged/$1 kept=fuzz/corpus/$1
  rm -rf "$merged"
  mkdir -p "build/fuzz/corpus/$1" "$merged"
  "build/fuzz/bin/fuzz_$1" -set_cover_merge=1 -max_len=8192 -timeout=120 -rss_limit_mb=2048 "$merged" "$kept" \
    "build/fuzz/corpus/$1" >"build/fuzz/log/$1-merge.log" 2>&1
  total=$(cat "$kept"/* | wc -c)
  find "$merged" -type f -printf '%s %f\n' | LC_ALL=C sort -n | while read -r size name; do
    total=$((total + size))
    [ "$total" -le 200000 ] || break
    cp "$merged/$name" "$kept/"
  done
  echo "$1: $(find "$kept" -type f | wc -l) inputs, $(cat "$kept"/* | wc -c) bytes"
}

case $1 in
--all)
  for name in $targets; do
    fuzz "$name" "$2"
  done
  ;;
--keep) keep "$2" ;;
*) fuzz "$1" "$2" ;;
esac
exit "$code"
