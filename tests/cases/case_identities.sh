# Case numbers, events and balances over five half-years in which parcels are cut, joined, redrawn and renumbered, and the
# offices report. bench/history_identities.py says what is held against what; the full form: docs/FLICKER.md.
set -eu
exec python3 "$SOURCE/bench/history.py" identities --build "$(dirname "$(dirname "$LT")")" --check --reviews \
  --parcels 1200 --periods 5 --stock-rate 0.05 --birth-rate 0.01 --recut-rate 0.5
