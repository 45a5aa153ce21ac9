#!/bin/sh
# Builds what the benchmarks need and runs them; bench/README.md says what is measured and how.
#   scripts/bench.sh --quick         about a minute
#   scripts/bench.sh --data DIR      all of it; DIR keeps about 7 GB of generated data
set -eu
cd "$(dirname "$0")/.."
. scripts/setup.sh
mkdir -p build/log
cmake --preset release >build/log/bench-build.log 2>&1 &&
  cmake --build --preset release --target liangtian lt-generate lt-floor lt-valid >>build/log/bench-build.log 2>&1 || {
  tail -n 20 build/log/bench-build.log >&2
  exit 4
}
exec python3 bench/run.py "$@"
