#!/bin/sh
# Evidence sheets: what they show and say, for which cases they are made, and what happens when images are gone or changed.
. "$(dirname "$0")/case_lib.sh"
PYTHON=/usr/bin/python3 # Debian's own: it has GDAL
check="$SOURCE/tests/cases/check_sheets.py"
sheets_of() { # NAME PERIOD
  find -L "$SCRATCH/$1/out/$2/sheets" -name '*.pdf' 2>/dev/null | LC_ALL=C sort
}
count_of() { # NAME CONDITION: cases of the ledger
  sqlite3 "$SCRATCH/$1/out/current/ledger.gpkg" "select count(*) from cases where open and ($2)"
}
expect_count() { # NAME PERIOD NUMBER WHAT
  found=$(sheets_of "$1" "$2" | wc -l)
  [ "$found" -eq "$3" ] || say_failed "$4: $found sheets, expected $3"
}

# --- all of a half-year, against explain, ledger, workbook, packages and a QR reader ---
township t
printf 'sheets: {which: all}\n' >>"$SCRATCH/t/liangtian.yaml"
run t 2025H1 && run t 2025H2
expect_code 0 2025H2
checked=$("$PYTHON" "$check" "$LT" "$SCRATCH/t/liangtian.yaml" "$SCRATCH/t/out/2025H2") || say_failed "a sheet is not as it should be"
[ "${checked:-0}" -eq "$(count_of t 1)" ] || say_failed "all: $checked sheets, $(count_of t 1) open cases"
# the last season: orchard in full colour in the patch, maize beside it in the parcel; before it, wheat; outside, pale wheat
one=$SCRATCH/t/out/2025H2/sheets/411702/411702-2025H1-00001.pdf
[ -s "$one" ] || say_failed "no sheet of the first case"
grep -q "图斑举证表 $checked 张，见 sheets/" "$SCRATCH/t/out/2025H2/report.html" || say_failed "the report does not say how many"
grep -q 'href="sheets/411702/411702-2025H1-00001.pdf"' "$SCRATCH/t/out/2025H2/report.html" || say_failed "no link in the report"
grep -q "sheets/411702/411702-2025H1-00001.pdf" "$SCRATCH/t/out/current/manifest.json" || say_failed "not in the manifest"
pdftotext "$SCRATCH/t/out/2025H2/notice.pdf" - | tr -d ' \n' >"$SCRATCH/notice.txt"
grep -q "附件4" "$SCRATCH/notice.txt" || say_failed "the notice has no annex of sheets"
grave=$(count_of t "grave_by != ''")
[ "$(grep -o '耕地“非粮化”图斑举证表' "$SCRATCH/notice.txt" | wc -l)" -eq "$grave" ] || say_failed "the notice does not annex $grave sheets"

# --- the plots by which each case was judged, whatever the rule's layer; with ids that stand twice, near and in the other county
plots() { # NAME PERIOD PARCELS
  "$PYTHON" "$check" --plots "$LT" "$SCRATCH/$1/liangtian.yaml" "$SCRATCH/$1/out/$2" "$SOURCE" "$SCRATCH/$1/layers/$3/DLTB.shp" \
    "$SCRATCH/$1/layers/YJJBNTTB.gpkg" "$SCRATCH/$1/layers/LQDK.shp" || say_failed "$1: the plots of a case"
}
plots t 2025H2 2024
grep -qx '    FZ-NO-RETURN 功能区无法恢复种粮（严重，条款 M12）：疑似问题' <<EOF || say_failed "the zone plot is not told"
$("$LT" explain "$SCRATCH/t/liangtian.yaml" 411702-2025H2-00010)
EOF
township twice
printf 'sheets: {which: all}\n' >>"$SCRATCH/twice/liangtian.yaml"
for pair in 411702210100000002=411702210100000013 411728210100000002=411702210100000049 411702210100000003=411728210100000025; do
  ogrinfo -q "$SCRATCH/twice/layers/2024/DLTB.shp" -dialect sqlite -sql "UPDATE DLTB SET BSM = '${pair#*=}' WHERE BSM = '${pair%=*}'" >/dev/null
done
ogrinfo -q "$SCRATCH/twice/layers/LQDK.shp" -dialect sqlite \
  -sql "UPDATE LQDK SET LQDKDM = '4117021010010008' WHERE LQDKDM = '4117281010010001'" >/dev/null
run twice 2025H1 && run twice 2025H2
expect_code 0 "ids that stand twice"
plots twice 2025H2 2024
for name in t twice; do # the panels are the same: no parcel of that name far away is in the frame
  pdftoppm -r 72 -y 110 -H 180 "$SCRATCH/$name/out/2025H2/sheets/411702/411702-2025H2-00010.pdf" "$SCRATCH/$name-panels"
done
cmp -s "$SCRATCH"/t-panels*.ppm "$SCRATCH"/twice-panels*.ppm || say_failed "a foreign parcel is in the frame"

# --- the same bytes on another number of threads, in another time zone and place ---
township again
printf 'sheets: {which: all}\n' >>"$SCRATCH/again/liangtian.yaml"
run again 2025H1 --threads 1 && (export TZ=America/Caracas && run again 2025H2 --threads 3)
for sheet in $(sheets_of t 2025H2); do
  cmp -s "$sheet" "$SCRATCH/again/${sheet#"$SCRATCH/t/"}" || say_failed "other bytes: $sheet"
done
expect_count again 2025H2 "$checked" "again"

# --- what an earlier half-year kept is lost, cannot be read, or is damaged: nothing is published that lacks it ---
kept=$SCRATCH/again/out/current/kept/2025H1/411702.kept
cp "$kept" "$SCRATCH/kept"
before=$(readlink "$SCRATCH/again/out/current")
for how in gone unreadable damaged; do
  rm -f "$kept"
  case $how in
  unreadable) ln -s 411702.kept "$kept" ;; # to itself: whoever opens it fails, root too
  damaged) # in the middle of a block, which is not read before a sheet needs it
    cp "$SCRATCH/kept" "$kept"
    chmod u+w "$kept"
    dd if=/dev/zero of="$kept" bs=1 seek=100 count=$(($(wc -c <"$kept") / 3)) conv=notrunc 2>/dev/null
    ;;
  esac
  run again 2026H1
  expect_code 4 "2026H1 after a kept file that is $how"
  expect_says again 411702.kept
  [ "$(readlink "$SCRATCH/again/out/current")" = "$before" ] || say_failed "published without a kept file that is $how"
done
rm -f "$kept"
cp "$SCRATCH/kept" "$kept"

# --- what an earlier half-year kept is of another format: the next one is made, and says so ---
cat >"$SCRATCH/strange.py" <<'PY'
import glob, hashlib, os, sys
def digest_of(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()
kept = glob.glob(sys.argv[1] + "/*/kept/2025H1/411702.kept")
before = digest_of(kept[0])
for path in kept:
    os.chmod(path, 0o644)
    with open(path, "r+b") as file: # the format stands behind the byte order in the last 152 bytes
        file.seek(-148, os.SEEK_END)
        file.write((3).to_bytes(4, sys.byteorder))
for path in glob.glob(sys.argv[1] + "/*/manifest.json"): # as that version would have published it
    with open(path, encoding="utf-8") as file:
        text = file.read()
    os.chmod(path, 0o644)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace(before, digest_of(kept[0])))
PY
python3 "$SCRATCH/strange.py" "$SCRATCH/again/out/.store"
run again 2026H1
expect_code 0 "2026H1 after a half-year of another format"
expect_says again "2025H1 留存的数据"
[ -n "$(sheets_of again 2026H1)" ] || say_failed "no sheets after a half-year of another format"
if "$LT" explain "$SCRATCH/again/liangtian.yaml" 411702250100000004 >"$SCRATCH/told.txt" 2>"$SCRATCH/again.err"; then
  expect_says again "2025H1 留存的数据"
  grep -q 2025H2 "$SCRATCH/told.txt" || say_failed "explain does not tell of the half-years that can be read"
else
  say_failed "explain after a half-year of another format"
fi
"$LT" explain "$SCRATCH/again/liangtian.yaml" 411702250100000004 --period 2025H1 >/dev/null 2>&1 &&
  say_failed "a half-year that cannot be read is explained"

# --- the next half-year: an image gone, one replaced, true colour where it is ---
mkdir "$SCRATCH/t/images"
gdal_create -q -of GTiff -ot Byte -bands 3 -outsize 400 400 -burn 200 -burn 30 -burn 90 -a_srs EPSG:4526 \
  -a_ullr 38500000 3670000 38520000 3650000 "$SCRATCH/t/images/tc.tif"
sed -i 's|^  - period: 2026H1|&\n    true_colour: {path: images/tc.tif}|; s|^  - period: 2025H2|&\n    true_colour: {path: images/none.tif}|' \
  "$SCRATCH/t/liangtian.yaml"
gdal_translate -q -co COMPRESS=LZW "$SCRATCH/t/rasters/2025H2.tif" "$SCRATCH/t/rasters/other.tif"
mv "$SCRATCH/t/rasters/other.tif" "$SCRATCH/t/rasters/2025H2.tif"
ln -sf /nowhere/2025H1.tif "$SCRATCH/t/rasters/2025H1.tif" # archived, and the archive is not mounted: as if it were not there
ln -s /nowhere/none.tif "$SCRATCH/t/images/none.tif"
run t 2026H1
expect_code 0 "2026H1 without the raster of 2025H1"
one=$SCRATCH/t/out/2026H1/sheets/411702/411702-2025H2-00001.pdf
text=$(pdftotext -raw "$one" - | tr -d ' \n')
for words in 影像未提供或已不在原处 文件已不同于当期运行时所用 真彩影像未提供或已不在原处 未配置真彩影像; do
  case $text in *"$words"*) ;; *) say_failed "2026H1: the sheet does not say $words" ;; esac
done
"$PYTHON" "$check" --pixel "$one" 3 1 0.1 0.95 c81e5a || say_failed "the true-colour image is not on the sheet"
"$PYTHON" "$check" --pixel "$one" 3 0 0.5 0.5 2f7d4f || say_failed "the patch is not drawn as orchard"
"$PYTHON" "$check" --pixel "$one" 0 0 0.5 0.5 d9b44a || say_failed "the baseline is not drawn as wheat"
"$PYTHON" "$check" --pixel "$one" 0 0 0.3 0.1 f4eacc || say_failed "ground outside the parcel is not pale"
gdal_translate -q -b 1 "$SCRATCH/t/images/tc.tif" "$SCRATCH/t/images/one.tif"
sed -i 's|true_colour: {path: images/tc.tif}|true_colour: {path: images/one.tif}|' "$SCRATCH/t/liangtian.yaml"
run t 2026H1 --redo
expect_code 3 "an image of one band"
expect_says t one.tif

# --- which, how many, none ---
for choice in grave:all new:all; do
  name=which-${choice%:*}
  township "$name"
  printf 'sheets: {which: %s}\n' "${choice%:*}" >>"$SCRATCH/$name/liangtian.yaml"
  run "$name" 2025H1 && run "$name" 2025H2
done
expect_count which-grave 2025H2 "$grave" "which: grave"
expect_count which-new 2025H2 "$(count_of which-new "grave_by != '' or first_period='2025H2'")" "which: new"
township few
printf 'sheets: {which: all, at_most: 2}\n' >>"$SCRATCH/few/liangtian.yaml"
run few 2025H1
expect_count few 2025H1 2 "at_most"
largest=$(sqlite3 "$SCRATCH/few/out/current/ledger.gpkg" "select id from cases where open and grave_by != '' order by area_m2 desc, id limit 2" | LC_ALL=C sort | tr '\n' ' ')
[ "$(sheets_of few 2025H1 | sed 's|.*/||; s|\.pdf||' | LC_ALL=C sort | tr '\n' ' ')" = "$largest" ] || say_failed "not the largest grave cases"
left=$(($(count_of few 1) - 2))
grep -q "另有 $left 个图斑未制作举证表，清单见 summary.xlsx" "$SCRATCH/few/out/2025H1/report.html" || say_failed "what was not drawn is not told"
township none
printf 'sheets: {at_most: 0}\n' >>"$SCRATCH/none/liangtian.yaml"
run none 2025H1
expect_code 0 "no sheets"
[ ! -e "$SCRATCH/none/out/2025H1/sheets" ] || say_failed "a folder of sheets although none is asked for"
township zero
printf 'sheets: {which: grave}\ngrave: {by_feedback: false}\nrules: {PBF-ORCHARD: {severity: ordinary}, PBF-POND: {severity: ordinary}}\n' >>"$SCRATCH/zero/liangtian.yaml"
run zero 2025H1
expect_code 0 "no case asks for a sheet"
[ "$(count_of zero "grave_by != ''")" -eq 0 ] || say_failed "the sample has grave cases of other rules"
[ ! -e "$SCRATCH/zero/out/2025H1/sheets" ] || say_failed "a folder of sheets without cases"
grep -q 本期没有需要制作举证表的图斑 "$SCRATCH/zero/out/2025H1/report.html" || say_failed "that there are none is not told"

# --- a name far too long, with a character that the sheets' font lacks: one page, within the margins ---
township long
name=$(printf '很长的名称%.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20)㐂
sed -i "s/name: 示例乡镇（虚构数据）/name: $name/; s/mark: 内部资料（虚构数据）/mark: $name/" "$SCRATCH/long/liangtian.yaml"
printf 'sheets: {which: all, at_most: 1}\n' >>"$SCRATCH/long/liangtian.yaml"
run long 2025H1
expect_code 0 "a long name"
"$PYTHON" "$check" "$LT" "$SCRATCH/long/liangtian.yaml" "$SCRATCH/long/out/2025H1" >/dev/null || say_failed "a long name breaks the sheet"

# --- in English ---
township english
printf 'sheets: {which: all, at_most: 1}\n' >>"$SCRATCH/english/liangtian.yaml"
run english 2025H1 --lang en
text=$(pdftotext -raw "$(sheets_of english 2025H1)" -)
for words in "Evidence sheet of a case" "this case" "found on site" "What a raster says is a suspicion"; do
  case $text in *"$words"*) ;; *) say_failed "the English sheet does not say: $words" ;; esac
done
[ -z "$(printf '%s' "$text" | grep -o 现场核查结论 || true)" ] || say_failed "Chinese words on the English sheet"
finish
