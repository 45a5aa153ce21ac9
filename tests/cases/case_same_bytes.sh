#!/bin/sh
# The same inputs give the same bytes: any thread count, locale, time zone, and place of the folder.
. "$(dirname "$0")/case_lib.sh"
township one
township two
for period in 2025H1 2025H2; do
  LC_ALL=C TZ=UTC run one "$period" --threads 1
  expect_code 0 "one $period"
  LC_ALL=${LT_OTHER_LOCALE:-C.UTF-8} TZ=Asia/Kathmandu run two "$period" --threads 3
  expect_code 0 "two $period"
done
digest_of "$SCRATCH/one/out" >"$SCRATCH/one.list"
digest_of "$SCRATCH/two/out" >"$SCRATCH/two.list"
[ "$(wc -l <"$SCRATCH/one.list")" -gt 10 ] || say_failed "hardly anything was published"
diff "$SCRATCH/one.list" "$SCRATCH/two.list" >&2 || say_failed "the bytes differ"
finish
