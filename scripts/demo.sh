#!/bin/sh
# Sets up, builds, and runs the samples through four half-years into build/demo/. A second time it finds them done.
#   scripts/demo.sh [township|city]…    both without an argument
set -eu
cd "$(dirname "$0")/.."
. scripts/setup.sh
[ $# -gt 0 ] || set -- township city
mkdir -p build/log
{ cmake --preset release && cmake --build --preset release --parallel "$(nproc)"; } >build/log/demo.log 2>&1 || {
  tail -n 40 build/log/demo.log >&2
  exit 4
}
bin=build/release/bin

# The runs work on a copy, so that the samples stay as they are; a set too large for the repository is generated.
prepare() {
  if [ -f "sample-data/$1/liangtian.yaml" ]; then
    mkdir -p "build/demo/$1"
    cp -Rup "sample-data/$1/." "build/demo/$1/"
  elif [ ! -f "build/demo/$1/.complete" ]; then
    "$bin/lt-generate" "$1" "build/demo/$1"
    touch "build/demo/$1/.complete"
  fi
}

for set in "$@"; do
  prepare "$set"
  for period in 2025H1 2025H2 2026H1 2026H2; do
    echo "== $set $period"
    "$bin/liangtian" run "build/demo/$set/liangtian.yaml" --period "$period"
  done
done
echo
for set in "$@"; do
  echo "$set: $PWD/build/demo/$set/out/current/"
  (cd "build/demo/$set/out" && find -L 2026H2 -maxdepth 1 -mindepth 1 | LC_ALL=C sort)
done
