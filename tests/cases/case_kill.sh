#!/bin/sh
# kill -9 at many moments: what is published is never in between, and the next run ends with the bytes of an undisturbed one.
. "$(dirname "$0")/case_lib.sh"
township calm
township rough
for period in 2025H1 2025H2; do
  run calm "$period"
  expect_code 0 "calm $period"
done
run rough 2025H1
expect_code 0 "rough 2025H1"
digest_of "$SCRATCH/rough/out" >"$SCRATCH/base.list"

# pause in hundredths of a second; the process group is killed whole, as an out-of-memory killer or a power switch would
for pause in ${LT_KILLS:-0 2 5 8 12 16 20 25 30 40 50 60 80 100}; do
  setsid "$LT" run "$SCRATCH/rough/liangtian.yaml" --period 2025H2 --published-at "$TIME" >/dev/null 2>&1 &
  pid=$!
  sleep "$(LC_ALL=C awk "BEGIN {print $pause / 100}")"
  kill -9 -- "-$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
  current=$(readlink "$SCRATCH/rough/out/current")
  [ -f "$SCRATCH/rough/out/$current/manifest.json" ] || say_failed "after $pause: current points at nothing whole"
  if [ -d "$SCRATCH/rough/out/current/2025H2" ]; then break; fi
done
run rough 2025H2
expect_code 0 "the run after the kills"
digest_of "$SCRATCH/calm/out/current/" >"$SCRATCH/calm.list"
digest_of "$SCRATCH/rough/out/current/" >"$SCRATCH/rough.list"
diff "$SCRATCH/calm.list" "$SCRATCH/rough.list" >&2 || say_failed "the bytes differ from an undisturbed run"
[ -z "$(find "$SCRATCH/rough/out/.store" -maxdepth 1 -name 'tmp-*')" ] || say_failed "garbage is left behind"
"$LT" verify "$SCRATCH/rough/out" >/dev/null 2>&1 || say_failed "verify refuses"
finish
