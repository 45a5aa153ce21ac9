#!/bin/sh
# Data that would write elsewhere, run elsewhere, or say what it is not: names and ids in layers and reviews, links planted
# in the folders that are written. What is around the city's folder stays as it was; what data says is text everywhere.
. "$(dirname "$0")/case_lib.sh"
PYTHON=/usr/bin/python3 # Debian's own: it has GDAL

# --- ids and names: separators, parents, devices, controls, long ones, Chinese, markup, formulas ---
township plain
township named
"$PYTHON" - "$SCRATCH/named" <<'P' || say_failed "the layers cannot be written"
import os, sys
from osgeo import gdal
gdal.UseExceptions()
odd = ["../../../../tmp/lt-hostile", "/etc/lt-hostile", "a/../../b", "CON", "NUL.txt", "..", ".", "-rf", "~root",
       "$(touch lt-hostile)", "`touch lt-hostile`", "a\x1b[2Jb", "a\nb", "长" * 6, "<script>alert(1)</script>",
       "=cmd|' /C calc'!A0", "'); DROP TABLE cases;--", "%s%n%n%n", "\u202etxt.exe"]
def change(name, fields, first=0):
    data = gdal.OpenEx(os.path.join(sys.argv[1], "layers", name), gdal.OF_VECTOR | gdal.OF_UPDATE)
    layer = data.GetLayer(0)
    for i, feature in enumerate(list(layer)):
        for field in fields:
            feature.SetField(field, odd[(i + first) % len(odd)])
        layer.SetFeature(feature)
# places and plots of every feature; ids of approvals and findings from above
change("XZQ.gpkg", ["XZQMC"], odd.index("<script>alert(1)</script>"))
change("SPBA.gpkg", ["SPWH"])
change("YJJBNTTB.gpkg", ["QSDWMC"])
# the id of the parcels with an orchard, a pond …: those become cases
data = gdal.OpenEx(os.path.join(sys.argv[1], "layers/2024/DLTB.shp"), gdal.OF_VECTOR | gdal.OF_UPDATE)
layer = data.GetLayer(0)
for i, feature in enumerate(list(layer)):
    name = "%d%s" % (i, odd[i % len(odd)])
    if name.isascii():
        feature.SetField("BSM", name[:18])
    layer.SetFeature(feature)
P
touch "$SCRATCH/canary"
before=$(find "$SCRATCH" -maxdepth 2 | LC_ALL=C sort | sha256sum)
run plain 2025H1
expect_code 0 "the plain sample"
mkdir "$SCRATCH/cwd"
code=0
(cd "$SCRATCH/cwd" && "$LT" run "$SCRATCH/named/liangtian.yaml" --period 2025H1 --published-at "$TIME" \
  >"$SCRATCH/named.out" 2>"$SCRATCH/named.err") || code=$?
expect_code 0 "odd names"
[ -z "$(ls -A "$SCRATCH/cwd")" ] || say_failed "written into the folder it was started in: $(ls -A "$SCRATCH/cwd")"
names() { (cd "$SCRATCH/$1/out/current/" && find . | LC_ALL=C sort); }
names plain >"$SCRATCH/plain.names"
names named >"$SCRATCH/named.names"
cmp -s "$SCRATCH/plain.names" "$SCRATCH/named.names" ||
  say_failed "names of data are names of files: $(diff "$SCRATCH/plain.names" "$SCRATCH/named.names" | head -n 4)"
[ ! -e /tmp/lt-hostile ] && [ ! -e /etc/lt-hostile ] || say_failed "a file was made where data said"
period=$SCRATCH/named/out/current/2025H1
grep -qF '<script>alert' "$period/report.html" && say_failed "markup of data is markup of the page"
grep -qF '&lt;script&gt;alert' "$period/report.html" || say_failed "the county's name is not on the page"
LC_ALL=C grep -q "$(printf '\033')" "$period/report.html" "$period/diagnostics.csv" "$SCRATCH/named.err" "$SCRATCH/named.out" &&
  say_failed "an escape sequence of data reaches pages or the terminal"
LC_ALL=C grep -qE '(^|,)"?[=@+]' "$period/diagnostics.csv" && say_failed "a formula in diagnostics.csv"
python3 - "$period" <<'P' || say_failed "a formula in a list or a workbook"
import glob, io, re, sys, zipfile
def formulas(book, where):
    for name in book.namelist():
        data = book.read(name)
        if name.endswith(".xlsx"):
            yield from formulas(zipfile.ZipFile(io.BytesIO(data)), name)
        elif name.endswith(".xml") and b"<f>" in data:
            yield where + "/" + name
        elif name.endswith(".csv") and re.search(rb'(?m)(^|,)"?[=@+]', data):
            yield where + "/" + name
found = [f for path in glob.glob(sys.argv[1] + "/**/*.zip", recursive=True) + [sys.argv[1] + "/summary.xlsx"]
         for f in formulas(zipfile.ZipFile(path), path)]
print("\n".join(found))
sys.exit(bool(found))
P
id=$(sqlite3 "$period/../ledger.gpkg" "SELECT id FROM cases LIMIT 1")
odd=$(sqlite3 "$period/../ledger.gpkg" "SELECT count(*) FROM cases WHERE parcel_id GLOB '*[/<=;$\`]*'")
[ "$odd" -ge 3 ] || say_failed "only $odd cases have an odd id: too few to show anything"
"$LT" explain "$SCRATCH/named/liangtian.yaml" "$id" >"$SCRATCH/explained" 2>&1 || say_failed "explain"
LC_ALL=C grep -q "$(printf '\033')" "$SCRATCH/explained" && say_failed "explain hands an escape sequence on"
"$LT" verify "$SCRATCH/named/out" >/dev/null 2>&1 || say_failed "verify"
# --- reviews: what a table, a workbook and a layer say of a case ---
tool() { "$PYTHON" "$SOURCE/tests/cases/case_hostile.py" "$@"; }
tool write "$SCRATCH/named" || say_failed "the reviews cannot be written"
for file in a.csv b.xlsx c.gpkg; do
  code=0
  layer=
  [ "$file" != c.gpkg ] || layer="--layer violations"
  # shellcheck disable=SC2086 # two words or none
  "$LT" review "$SCRATCH/named/liangtian.yaml" "$SCRATCH/named/$file" $layer --published-at "$TIME" \
    >"$SCRATCH/named/$file.out" 2>"$SCRATCH/named/$file.err" || code=$?
  [ "$code" -eq 0 ] || say_failed "review $file: exit code $code: $(cat "$SCRATCH/named/$file.err")"
done
while read -r id; do
  "$LT" explain "$SCRATCH/named/liangtian.yaml" "$id"
done <"$SCRATCH/named/ids" >"$SCRATCH/explained" 2>&1 || say_failed "explain of a reviewed case"
tool look "$SCRATCH/named" "$SCRATCH/explained" || say_failed "what a review says is more than text"
"$LT" verify "$SCRATCH/named/out" >/dev/null 2>&1 || say_failed "verify after reviews"
rm -f "$SCRATCH"/named/a.csv* "$SCRATCH"/named/b.xlsx* "$SCRATCH"/named/c.gpkg* "$SCRATCH/named/ids"

for id in ../../../etc/passwd /etc/passwd "" "$(printf 'a\nb')" "%s%n" "$(printf '%05000d' 1)"; do
  code=0
  "$LT" explain "$SCRATCH/named/liangtian.yaml" "$id" >"$SCRATCH/x.out" 2>"$SCRATCH/x.err" || code=$?
  case $code in
  2 | 3) ;;
  *) say_failed "explain '$(printf %.20s "$id")': exit code $code" ;;
  esac
done
for word in ../2025H1 2025H1/.. 2025H3 '2025H1;ls' ''; do
  code=0
  "$LT" run "$SCRATCH/named/liangtian.yaml" --period "$word" >"$SCRATCH/x.out" 2>&1 || code=$?
  [ "$code" -eq 2 ] || say_failed "--period '$word': exit code $code, expected 2"
done

# --- links in the folders that are written ---
victim() {
  rm -rf "$SCRATCH/victim"
  mkdir "$SCRATCH/victim"
  echo precious >"$SCRATCH/victim/file"
  chmod 600 "$SCRATCH/victim/file"
}
intact() { # NAME
  [ "$(cat "$SCRATCH/victim/file")" = precious ] && [ "$(ls -A "$SCRATCH/victim")" = file ] &&
    [ "$(stat -c %a "$SCRATCH/victim/file")" = 600 ] || say_failed "$1: what a link points to was touched"
}
# link NAME CODES LINK TARGET: the second half-year with a link in its way
link() {
  rm -rf "$SCRATCH/linked"
  cp -a "$SCRATCH/plain" "$SCRATCH/linked"
  victim
  mkdir -p "$(dirname "$SCRATCH/linked/$3")"
  rm -rf "${SCRATCH:?}/linked/$3"
  ln -s "$4" "$SCRATCH/linked/$3"
  run linked 2025H2
  case " $2 " in
  *" $code "*) ;;
  *) say_failed "$1: exit code $code, expected $2: $(tail -n 1 "$SCRATCH/linked.err")" ;;
  esac
  intact "$1"
}
link lock 4 out/.lock "$SCRATCH/victim/file"
link current 4 out/current "$SCRATCH/victim"
link period 4 out/2025H2 "$SCRATCH/victim"
link garbage 0 out/.store/tmp-1 "$SCRATCH/victim"
link next 0 out/.current-next "$SCRATCH/victim/file"
link diagnostics "0 4" work/2025H2/diagnostics.csv "$SCRATCH/victim/file"
link half "0 4" work/2025H2/diagnostics.csv.tmp "$SCRATCH/victim/file"
link spool "0 4" work/2025H2/units/411702.spool "$SCRATCH/victim/file"

after=$(rm -rf "$SCRATCH/linked" "$SCRATCH/victim" "$SCRATCH"/x.* "$SCRATCH/cwd" "$SCRATCH"/*.names "$SCRATCH/explained" \
  "$SCRATCH"/*.out "$SCRATCH"/*.err "$SCRATCH"/*/out "$SCRATCH"/*/work && find "$SCRATCH" -maxdepth 2 | LC_ALL=C sort | sha256sum)
[ "$before" = "$after" ] || say_failed "something lies beside the folders of the cities: $(find "$SCRATCH" -maxdepth 2)"
finish
