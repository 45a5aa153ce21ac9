#!/bin/sh
# The sensitivity tables foretell, from what a half-year kept, what runs with other settings find.
. "$(dirname "$0")/case_lib.sh"
# other SAMPLE NAME [CONFIG LINE]: the crop year 2025 of a copy with that line
other() {
  cp -r "$SOURCE/sample-data/$1" "$SCRATCH/$2"
  chmod -R u+w "$SCRATCH/$2"
  if [ $# -gt 2 ]; then printf '%s\n' "$3" >>"$SCRATCH/$2/liangtian.yaml"; fi
  for period in 2025H1 2025H2; do
    run "$2" $period --lang en
    expect_code 0 "$2, $period"
  done
}
at() { echo "$SCRATCH/$1/out/2025H2/report.html"; }
foretells() { # BASE SETTING=NAME…
  base=$1
  shift
  words=
  for pair in "$@"; do words="$words ${pair%=*}=$(at "${pair##*=}")"; done
  # shellcheck disable=SC2086
  python3 "$SOURCE/tests/cases/sensitivity.py" "$(at "$base")" $words || say_failed "$base foretells otherwise"
}
other city city
other city gate24 'thresholds: {full_cells: 24}'
other city gate32 'thresholds: {full_cells: 32}'
foretells city gate:24=gate24 gate:32=gate32
other township town
other township gate1 'thresholds: {full_cells: 1}'
other township low 'rules: {FZ-NO-GRAIN: {threshold: 0.45}, FZ-TARGET: {threshold: 0.49}}'
other township high 'rules: {FZ-NO-GRAIN: {threshold: 0.55}, FZ-TARGET: {threshold: 0.53}}'
foretells town gate:1=gate1 share:no_grain_season:-5=low share:no_grain_season:5=high \
  share:zone_plot:-1=low share:zone_plot:3=high
finish
