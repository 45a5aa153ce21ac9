#!/bin/sh
# Profile public: no polygon, coordinate or parcel id in what is handed out; personal data nowhere, in no profile.
. "$(dirname "$0")/case_lib.sh"
township internal
township public
sed -i 's/profile: internal/profile: public/' "$SCRATCH/public/liangtian.yaml"
# ids of parcels, basic farmland and zone plots; coordinates of zone 38, with or without decimals, no tail of a number
places='4117[0-9]{2}[12][0-9]{11}|4117[0-9]{2}101001[0-9]{4}|(^|[^0-9.])(385[0-9]{5}[.,) ]|36[56][0-9]{4}\.)'
# the invented personal data of YJJBNTTB.gpkg and LZDK.geojson: names, identity numbers, telephones, operators' codes
personal='虚构0[0-9]{3}|0000001900[0-9]{8}|0000000000[0-9]{1,8}'
grep -qaE "$personal" "$SCRATCH/internal/layers/YJJBNTTB.gpkg" || say_failed "the sample holds no personal data"
for period in 2025H1 2025H2; do
  for profile in internal public; do
    run "$profile" "$period"
    expect_code 0 "$profile $period"
  done
done
for period in 2025H1 2025H2; do
  mkdir "$SCRATCH/$period"
  cp -L "$SCRATCH/public/out/$period"/* "$SCRATCH/$period"
  pdftotext "$SCRATCH/$period/notice.pdf" "$SCRATCH/$period/notice.txt"
  grep -q 审图号 "$SCRATCH/$period/notice.txt" || say_failed "$period: the notice does not say why it has no maps"
  grep -qE '4117[0-9]{2}-202[0-9]H[12]-' "$SCRATCH/$period/notice.txt" && say_failed "$period: a case in the notice"
  [ ! -e "$SCRATCH/public/out/$period/maps" ] || say_failed "$period: maps are handed out"
  [ ! -e "$SCRATCH/public/out/$period/sheets" ] || say_failed "$period: evidence sheets are handed out"
  [ ! -e "$SCRATCH/public/out/$period/review.html" ] || say_failed "$period: the reviewers' page is handed out"
  [ -s "$SCRATCH/public/work/$period/diagnostics.csv" ] || say_failed "$period: no diagnostics in the work folder"
  python3 -m zipfile -e "$SCRATCH/$period/summary.xlsx" "$SCRATCH/$period/workbook"
  /usr/bin/python3 "$SOURCE/tests/cases/check_catalogue.py" "$SCRATCH/$period" --public || say_failed "$period: the catalogue record"
  pdftotext -raw "$SCRATCH/$period/notice.pdf" "$SCRATCH/$period/raw.txt"
  python3 "$SOURCE/tests/cases/check_docx.py" "$SCRATCH/$period/notice.docx" "$SCRATCH/$period/raw.txt" --public || say_failed "$period: notice.docx"
  python3 -m zipfile -e "$SCRATCH/$period/notice.docx" "$SCRATCH/$period/notice" # searched below
  [ ! -e "$SCRATCH/$period/notice/word/media" ] || say_failed "$period: pictures in notice.docx"
  [ -d "$SCRATCH/$period/workbook" ] || say_failed "$period: the workbook cannot be looked into"
  found=$(grep -rlaE "$places" "$SCRATCH/$period" || true)
  [ -z "$found" ] || say_failed "places in $found"
done
pdftotext "$SCRATCH/internal/out/2025H2/notice.pdf" - | grep -qE '4117[0-9]{2}-202[0-9]H[12]-' ||
  say_failed "the internal notice names no case"
grep -qaE "$places" "$SCRATCH/internal/out/2025H2/diagnostics.csv" || say_failed "the pattern of places finds none"
# what the reviewers' page packs is searched in the open
for page in "$SCRATCH"/internal/out/2025H?/review.html; do
  python3 "$SOURCE/tests/cases/packed.py" page "$page" "$SCRATCH/internal/work/$(basename "$(dirname "$page")").page"
done
grep -qaE "$places" "$SCRATCH/internal/work/2025H2.page" || say_failed "the unpacked page names no place"
# the project in a GeoPackage is a zip written in digits, in which ten zeros say nothing: it is taken out and searched itself
mkdir "$SCRATCH/searched"
for package in $(find "$SCRATCH/internal/out/.store" -name liangtian.gpkg); do
  copy=$SCRATCH/searched/$(echo "$package" | tr / _)
  cp "$package" "$copy" && chmod u+w "$copy"
  python3 "$SOURCE/tests/cases/packed.py" project "$copy"
  [ -s "$copy.qgs" ] || say_failed "no project in $package"
done
ls "$SCRATCH/searched" | grep -q qgs || say_failed "no GeoPackage was searched"
# (in a compressed picture ten equal bytes say nothing)
found=$(cd "$SCRATCH" && grep -rlaE --exclude='*.png' --exclude=liangtian.gpkg "$personal" searched internal/out internal/work public/out public/work ./*.err ./*.out || true)
[ -z "$found" ] || say_failed "personal data in $found"
finish
