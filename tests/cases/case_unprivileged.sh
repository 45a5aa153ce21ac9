#!/bin/sh
# The program needs no rights: a user who owns nothing but the city's folder runs, reviews, explains and verifies.
. "$(dirname "$0")/case_lib.sh"
if [ "$(id -u)" -ne 0 ] || ! command -v setpriv >/dev/null; then
  echo "SKIPPED: needs root, to become nobody, and setpriv"
  exit 77
fi
NOBODY=65534
township t
# the program and its schemas where nobody may read them, whatever the permissions of the folder of the build
mkdir "$SCRATCH/program" "$SCRATCH/program/bin"
cp "$LT" "$SCRATCH/program/bin/"
cp -R "$SOURCE/schemas" "$SCRATCH/program/"
chmod -R a+rX "$SCRATCH"
chown -R "$NOBODY:$NOBODY" "$SCRATCH/t"
mkdir "$SCRATCH/tmp" && chmod 1777 "$SCRATCH/tmp"
# no rights to gain, none to inherit, no home, nothing of the environment
as_nobody() {
  setpriv --reuid="$NOBODY" --regid="$NOBODY" --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all \
    env -i PATH=/usr/bin:/bin TMPDIR="$SCRATCH/tmp" "$SCRATCH/program/bin/liangtian" "$@" --schemas "$SCRATCH/program/schemas"
}
# may COMMAND…: ends with 0
may() {
  as_nobody "$@" >"$SCRATCH/t.out" 2>"$SCRATCH/t.err" || say_failed "nobody, $1: $? $(tail -n 2 "$SCRATCH/t.err")"
}
config=$SCRATCH/t/liangtian.yaml
may check "$config" --period 2025H1
may run "$config" --period 2025H1 --published-at "$TIME"
may run "$config" --period 2025H2 --published-at "$TIME"
case=$(sqlite3 "$SCRATCH/t/out/current/ledger.gpkg" "SELECT id FROM cases ORDER BY id LIMIT 1")
may explain "$config" "$case"
printf '图斑编号,核查结果,核查日期\n%s,属实,2025-09-10\n' "$case" >"$SCRATCH/r.csv" && chmod a+r "$SCRATCH/r.csv"
may review "$config" "$SCRATCH/r.csv" --published-at "$TIME"
may verify "$SCRATCH/t/out"
owners=$(find "$SCRATCH/t" ! -user "$NOBODY" | head -n 3)
[ -z "$owners" ] || say_failed "not nobody's: $owners"
[ -z "$(ls -A "$SCRATCH/tmp")" ] || say_failed "left in TMPDIR: $(ls -A "$SCRATCH/tmp")"
# root by habit: refused before anything is written, whoever goes on from there is not locked out
snapshot() { find "$SCRATCH/t" ! -name '*.err' -printf '%p %u %m %s %T@\n' | LC_ALL=C sort; }
root_is_refused() { # COMMAND…
  code=0
  "$LT" "$@" >"$SCRATCH/r.out" 2>"$SCRATCH/r.err" || code=$?
  [ "$code" -eq 4 ] || say_failed "root, $1: exit code $code, expected 4"
  grep -qF "$(id -un "$NOBODY")" "$SCRATCH/r.err" && grep -qF "'$SCRATCH/t/$folder'" "$SCRATCH/r.err" ||
    say_failed "root, $1: the message does not say whom to become: $(cat "$SCRATCH/r.err")"
}
case=$(sqlite3 "$SCRATCH/t/out/current/ledger.gpkg" "SELECT id FROM cases ORDER BY id DESC LIMIT 1")
printf '图斑编号,核查结果,核查日期\n%s,属实,2026-09-10\n' "$case" >"$SCRATCH/s.csv" && chmod a+r "$SCRATCH/s.csv"
may ledger export "$config" "$SCRATCH/t/out.jsonl"
folder=out
snapshot >"$SCRATCH/before.list"
root_is_refused run "$config" --period 2026H1 --lang en
root_is_refused run "$config" --period 2025H2 --interim --unit 411702 --lang en
root_is_refused plan "$config" --period 2026H1 --lang en
root_is_refused check "$config" --period 2026H1 --lang en
root_is_refused review "$config" "$SCRATCH/s.csv" --lang en
root_is_refused review "$config" "$SCRATCH/s.csv" --dry-run --lang en
root_is_refused ledger import "$config" "$SCRATCH/t/out.jsonl" --replace --lang en
mv "$SCRATCH/t/out" "$SCRATCH/t/aside" # not there yet: but the work folder is
folder=work
root_is_refused run "$config" --period 2025H1 --lang en
mv "$SCRATCH/t/aside" "$SCRATCH/t/out"
snapshot >"$SCRATCH/after.list"
grep -v "^$SCRATCH/t \|^$SCRATCH/t/out \|^$SCRATCH/t/work " "$SCRATCH/before.list" >"$SCRATCH/b.list"
grep -v "^$SCRATCH/t \|^$SCRATCH/t/out \|^$SCRATCH/t/work " "$SCRATCH/after.list" >"$SCRATCH/a.list"
diff "$SCRATCH/b.list" "$SCRATCH/a.list" >&2 || say_failed "root was refused, and left something behind"
"$LT" status "$config" --today 2026-01-05 >/dev/null || say_failed "root may not look"
"$LT" verify "$SCRATCH/t/out" >/dev/null || say_failed "root may not verify"
may review "$config" "$SCRATCH/s.csv" --published-at "$TIME"
may run "$config" --period 2026H1 --published-at "$TIME"
# what root publishes has the same bytes
township r
run r 2025H1
cmp -s "$SCRATCH/r/out/current/2025H1/report.html" "$SCRATCH/t/out/current/2025H1/report.html" ||
  say_failed "another user gets other bytes"
finish
