#!/bin/sh
# Sets up, builds and tests. Exits 0 when nothing failed; the last line says how much passed, and how much this machine
# could not run (named on the line before).
#   scripts/test.sh         the tests of a release build, without those labelled slow
#   scripts/test.sh --all   also: slow tests, clang, sanitizers, another locale and time zone, format, analysis, layers
# Logs: build/log/.
set -eu
cd "$(dirname "$0")/.."
case "${1-}" in
'' | --all) all=${1-} ;;
*)
  echo "usage: scripts/test.sh [--all]" >&2
  exit 2
  ;;
esac
. scripts/setup.sh
mkdir -p build/log
passed=0 failed=0 skipped=0 names=
jobs=$(nproc)

# logged NAME COMMAND…: quiet when all is well
logged() {
  name=$1
  shift
  "$@" >"build/log/$name.log" 2>&1
}

complain() {
  failed=$((failed + $2))
  echo "--- $1 failed; the end of build/log/$1.log:"
  tail -n 40 "build/log/$1.log"
}

# check NAME COMMAND…: counts as one
check() {
  echo "$1"
  if logged "$@"; then passed=$((passed + 1)); else complain "$1" 1; fi
}

build() {
  cmake --preset "$1" && cmake --build --preset "$1" --parallel "$jobs"
}

# tests NAME PRESET OPTIONS…: counts every test of ctest; a build that fails counts as one failure
tests() {
  name=$1 preset=$2
  shift 2
  echo "$name"
  logged "$name" build "$preset" || {
    complain "$name" 1
    return 0
  }
  logged "$name" ctest --test-dir "build/$preset" -j "$jobs" --timeout 600 --output-on-failure --no-tests=error "$@" &&
    bad=0 || bad=1
  counts=$(sed -n 's/.*tests passed, \([0-9]*\) tests* failed out of \([0-9]*\).*/\1 \2/p' "build/log/$name.log")
  lost=${counts% *} total=${counts#* }
  left=$(sed -n 's/.*Test *#[0-9]*: \([^ ]*\) .*\*\*\*Skipped.*/\1/p' "build/log/$name.log")
  passed=$((passed + ${total:-0} - ${lost:-0}))
  for one in $left; do # which ctest takes for passed
    passed=$((passed - 1)) skipped=$((skipped + 1)) names="$names $name:$one"
  done
  [ "$bad" -eq 0 ] || complain "$name" "$((${lost:-0} > 0 ? lost : 1))"
}

sources() {
  find include pipeline tests bench fuzz -name '*.[ch]'
}

format() {
  sources | xargs clang-format --dry-run -Werror
}

# Measured on 100 files: cppcheck 15 s; clang-tidy 5 min, and its analyser cannot see that lt_fail() never succeeds.
# Suppressed: readdir_r, which POSIX has withdrawn; mmap with descriptor -1, which anonymous memory asks for.
analyse() {
  cppcheck --quiet --std=c11 --library=posix --enable=warning,performance,portability --inline-suppr \
    --suppress=missingIncludeSystem --suppress=readdirCalled --suppress=invalidFunctionArg:pipeline/run/run_child.c \
    --error-exitcode=1 -j "$jobs" -I include -I pipeline pipeline
}

# A locale with a decimal comma, made here so that the machine's own settings stay as they are.
other_locale() {
  mkdir -p build/locale
  [ -d build/locale/de_DE.UTF-8 ] || localedef -i de_DE -f UTF-8 "$PWD/build/locale/de_DE.UTF-8"
  LOCPATH=$PWD/build/locale LC_ALL=de_DE.UTF-8 locale decimal_point | grep -qx ,
}

# tests, where the point is a comma and the clock is a quarter of an hour off. Not with the sanitizers: glibc itself
# never frees what it makes of LOCPATH.
abroad() {
  export LOCPATH="$PWD/build/locale" LC_ALL=de_DE.UTF-8 LT_OTHER_LOCALE=de_DE.UTF-8 TZ=Asia/Kathmandu
  tests "$@"
  unset LOCPATH LC_ALL LT_OTHER_LOCALE TZ
}

sanitizers() {
  export LSAN_OPTIONS="suppressions=$PWD/scripts/lsan.supp"
  tests sanitizers asan -LE "slow|long"
  unset LSAN_OPTIONS
}

# What runs on several threads, from the parallel loop to a whole half-year.
races() {
  export TSAN_OPTIONS="suppressions=$PWD/scripts/tsan.supp"
  tests races tsan -R '^(test_(support|zonal|overlay_index|raster|tabulate)|case_same_bytes)'
  unset TSAN_OPTIONS
}

tests release release -LE slow
if [ -n "$all" ]; then
  setup_all
  tests slow release -L slow
  check layers python3 scripts/check-layers.py
  check format format
  check analysis analyse
  check clang build clang
  check locale other_locale
  abroad abroad release -LE "slow|faults|long"
  sanitizers
  races
fi
[ "$skipped" -eq 0 ] || echo "skipped:$names"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
