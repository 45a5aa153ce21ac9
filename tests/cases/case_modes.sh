#!/bin/sh
# Who may read and write what was made: the umask decides; a ledger for its owner alone; read-only once published.
. "$(dirname "$0")/case_lib.sh"
# none FOLDER PERM WHAT: nothing below has any of these permissions
none() {
  found=$(find "$1" ! -type l -perm "/$2" -print | head -n 3)
  [ -z "$found" ] || say_failed "$3: $found"
}
ask() { stat -c %a "$1"; }

township closed
(
  umask 077
  run closed 2025H1
  echo "$code" >"$SCRATCH/code"
)
code=$(cat "$SCRATCH/code")
expect_code 0 "umask 077"
none "$SCRATCH/closed/out" 077 "others may, under umask 077"
none "$SCRATCH/closed/work" 077 "others may, under umask 077"

township shared
umask 022
run shared 2025H1
expect_code 0 "umask 022"
none "$SCRATCH/shared/out" 022 "others may write"
none "$SCRATCH/shared/work" 022 "others may write"
current=$SCRATCH/shared/out/current
[ "$(ask "$current/ledger.gpkg")" = 444 ] || say_failed "ledger: $(ask "$current/ledger.gpkg"), expected 444"
[ "$(ask "$current/2025H1/report.html")" = 444 ] || say_failed "report: $(ask "$current/2025H1/report.html")"
# what is published is nobody's to change
writable=$(find "$current/" -type f -perm /0222 | head -n 3)
[ -z "$writable" ] || say_failed "published and writable: $writable"
# nothing that was made can be run, or takes a group's or owner's rights
odd=$(find "$SCRATCH/shared/out" "$SCRATCH/shared/work" -type f -perm /7111 | head -n 3)
[ -z "$odd" ] || say_failed "odd permissions: $odd"

township private
sed -i 's/^output: {/output: {ledger_access: owner, /' "$SCRATCH/private/liangtian.yaml"
grep -q 'ledger_access: owner' "$SCRATCH/private/liangtian.yaml" || say_failed "the sample's config has no line to change"
run private 2025H1
expect_code 0 "a private ledger"
run private 2025H2
expect_code 0 "a private ledger, the second half-year"
for ledger in "$SCRATCH"/private/out/.store/*/ledger.gpkg; do
  [ "$(ask "$ledger")" = 400 ] || say_failed "$ledger: $(ask "$ledger"), expected 400"
done
# so is what is kept of it, and what units leave on the way; under the umask of a careless system
(
  umask 000
  rm -rf "$SCRATCH/private/work"
  run private 2026H1
  echo "$code" >"$SCRATCH/code"
)
code=$(cat "$SCRATCH/code")
expect_code 0 "a private ledger, umask 000"
[ "$(ask "$SCRATCH/private/out/current/kept")" = 700 ] || say_failed "kept/: $(ask "$SCRATCH/private/out/current/kept"), expected 700"
[ -n "$(ls "$SCRATCH/private/out/current/kept/2026H1")" ] || say_failed "nothing is kept"
for one in "$SCRATCH"/private/out/current/kept/2026H1/4*.kept; do
  [ "$(ask "$one")" = 400 ] || say_failed "$one: $(ask "$one"), expected 400"
done
[ -f "$SCRATCH/private/work/2026H1/plan.json" ] || say_failed "no plan"
none "$SCRATCH/private/work/2026H1/units" 077 "others may see a unit's files"
none "$SCRATCH/private/work/2026H1/plan.json" 077 "others may see the plan"
[ "$(ask "$SCRATCH/private/out/current/2025H1/report.html")" = 444 ] || say_failed "a report of a private ledger is private"
"$LT" verify "$SCRATCH/private/out" >/dev/null 2>&1 || say_failed "the private ledger does not verify"

# a ledger that comes as text is as private
"$LT" ledger export "$SCRATCH/private/liangtian.yaml" "$SCRATCH/ledger.csv" >/dev/null || say_failed "export"
[ "$(ask "$SCRATCH/ledger.csv")" = 600 ] || say_failed "an exported ledger: $(ask "$SCRATCH/ledger.csv"), expected 600"
"$LT" ledger export "$SCRATCH/shared/liangtian.yaml" "$SCRATCH/open.csv" >/dev/null || say_failed "export"
[ "$(ask "$SCRATCH/open.csv")" = 644 ] || say_failed "an exported ledger that is not private: $(ask "$SCRATCH/open.csv")"
township moved
sed -i 's/^output: {/output: {ledger_access: owner, /' "$SCRATCH/moved/liangtian.yaml"
"$LT" ledger import "$SCRATCH/moved/liangtian.yaml" "$SCRATCH/ledger.csv" >/dev/null || say_failed "import"
imported=$(ask "$SCRATCH/moved/out/current/ledger.gpkg")
[ "$imported" = 400 ] || say_failed "an imported ledger: $imported, expected 400"
finish
