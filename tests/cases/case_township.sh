#!/bin/sh
# Four half-years of the township: every statement of cases.csv holds, and verify agrees.
. "$(dirname "$0")/case_lib.sh"
township t
for period in 2025H1 2025H2 2026H1 2026H2; do
  run t "$period"
  expect_code 0 "$period"
done
python3 "$SOURCE/tests/cases/check_township.py" "$SCRATCH/t/cases.csv" "$SCRATCH/t/out" || say_failed "the cases"
python3 "$SOURCE/tests/cases/check_rules.py" "$SCRATCH/t/out" "$SOURCE/docs/RULES.md" || say_failed "the table of rules"
"$LT" verify "$SCRATCH/t/out" >/dev/null || say_failed "verify"

# personal data planted in the layers is in no file that the program wrote
for word in $(ogr2ogr -q -f CSV /vsistdout/ "$SCRATCH/t/layers/YJJBNTTB.gpkg" -select ZRRMC,ZRRZJHM,LXDH 2>/dev/null |
  tail -n +2 | tr ',' '\n' | tr -d '"\r' | grep . | sort -u); do
  if grep -rqF -- "$word" "$SCRATCH/t/out" "$SCRATCH/t/work"; then say_failed "personal data '$word' was written"; fi
done

# the violations layer opens, and holds the open cases of the ledger
open=$(sqlite3 "$SCRATCH/t/out/current/ledger.gpkg" 'select count(*) from cases where open = 1')
shown=$(ogrinfo -so -al "$SCRATCH/t/out/2026H2/violations.shp" | sed -n 's/^Feature Count: //p')
[ "$open" = "$shown" ] || say_failed "the shapefile holds $shown of $open open cases"
finish
