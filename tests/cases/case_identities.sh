# Case numbers, events and balances over six half-years in which parcels are cut, joined, redrawn and renumbered.
set -eu
exec python3 "$SOURCE/bench/history.py" identities --build "$(dirname "$(dirname "$LT")")" --check --parcels 1600 --periods 6 \
  --stock-rate 0.05 --birth-rate 0.01 --recut-rate 0.5
