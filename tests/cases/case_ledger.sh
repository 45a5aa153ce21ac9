#!/bin/sh
# The ledger as text and back, and ledgers of earlier versions: see case_ledger.py.
set -eu
exec python3 "$SOURCE/tests/cases/case_ledger.py"
