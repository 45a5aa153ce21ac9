#!/bin/sh
# Sets up, builds, and runs the samples through four half-years into build/demo/. A second time it finds them done.
#   scripts/demo.sh [township|village|city]…    all without an argument
set -eu
cd "$(dirname "$0")/.."
. scripts/setup.sh
[ $# -gt 0 ] || set -- township village city
mkdir -p build/log
{ cmake --preset release && cmake --build --preset release --parallel "$(nproc)"; } >build/log/demo.log 2>&1 || {
  tail -n 40 build/log/demo.log >&2
  exit 4
}

# The runs work on a copy, so that the sample stays as it is. A half-year that later ones build upon is not done anew,
# so after a change of program or sample the demonstration begins again.
prepare() {
  [ -f "sample-data/$1/liangtian.yaml" ] || {
    echo "no such sample: sample-data/$1" >&2
    exit 2
  }
  stamp=$(find build/release/bin/liangtian schemas "sample-data/$1" -type f -exec sha256sum {} + | LC_ALL=C sort | sha256sum)
  if [ "$(cat "build/demo/$1.stamp" 2>/dev/null)" != "$stamp" ]; then
    rm -rf "build/demo/$1"
    mkdir -p build/demo
    cp -R "sample-data/$1" "build/demo/$1"
    echo "$stamp" >"build/demo/$1.stamp"
  fi
}

for set in "$@"; do
  prepare "$set"
  for period in 2025H1 2025H2 2026H1 2026H2; do
    echo "== $set $period"
    build/release/bin/liangtian run "build/demo/$set/liangtian.yaml" --period "$period"
  done
done
echo
for set in "$@"; do
  echo "$set: $PWD/build/demo/$set/out/current/"
  (cd "build/demo/$set/out" && find -L 2026H2 -maxdepth 1 -mindepth 1 | LC_ALL=C sort)
done
