# A classifier's errors are no new violations: a small city over four half-years, clean and with four kinds of noise.
# What must come out stands in faults() of bench/history_flicker.py; the full form and its figures: docs/FLICKER.md.
set -eu
exec python3 "$SOURCE/bench/history.py" flicker --build "$(dirname "$(dirname "$LT")")" --check \
  --parcels 1000 --periods 4 --stock-rate 0.02 --birth-rate 0.02
