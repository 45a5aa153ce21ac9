#!/bin/sh
# The notice and figures.json say what the workbook says, row by row; praise and summons appear with the first confirmed case, not before.
. "$(dirname "$0")/case_lib.sh"
PYTHON=/usr/bin/python3 # Debian's own: it has GDAL
township t
for period in 2025H1 2025H2; do
  run t "$period"
  expect_code 0 "$period"
done
out=$SCRATCH/t/out/2025H2
pdftotext -raw "$out/notice.pdf" "$SCRATCH/before.txt"
"$PYTHON" "$SOURCE/tests/cases/check_notice.py" "$out/summary.xlsx" "$SCRATCH/before.txt" || say_failed "the notice differs from the workbook"
for period in 2025H1 2025H2; do
  "$PYTHON" "$SOURCE/tests/cases/check_figures.py" "$SCRATCH/t/out/$period" || say_failed "$period: figures.json"
done
grep -q 不列表扬和约谈名单 "$SCRATCH/before.txt" || say_failed "somebody is praised or summoned for suspects"
[ -z "$(pdffonts "$out/notice.pdf" | awk 'NR > 2 && $(NF-4) != "yes"')" ] || say_failed "a font is not embedded"
"$PYTHON" "$SOURCE/tests/cases/check_docx.py" "$out/notice.docx" "$SCRATCH/before.txt" || say_failed "notice.docx is not as it should be"
"$PYTHON" "$SOURCE/tests/cases/check_charts.py" "$out/summary.xlsx" || say_failed "the workbook's charts"
for map in city 411702 411728; do
  for kind in pdf png; do
    [ -s "$out/maps/$map.$kind" ] || say_failed "no map $map.$kind"
    grep -q "maps/$map.$kind" "$SCRATCH/t/out/current/manifest.json" || say_failed "$map.$kind is not in the manifest"
  done
done
# one case of 411702 is confirmed
printf '图斑编号,核查结果,核查日期\n411702-2025H1-00001,属实,2025-10-10\n' >"$SCRATCH/review.csv"
"$LT" review "$SCRATCH/t/liangtian.yaml" "$SCRATCH/review.csv" --by county >"$SCRATCH/review.out" 2>"$SCRATCH/review.err" ||
  say_failed "the review is not taken: $(tail -n 1 "$SCRATCH/review.err")"
pdftotext -raw "$SCRATCH/t/out/2025H2/notice.pdf" "$SCRATCH/after.txt"
"$PYTHON" "$SOURCE/tests/cases/check_notice.py" "$SCRATCH/t/out/2025H2/summary.xlsx" "$SCRATCH/after.txt" ||
  say_failed "the notice differs from the workbook after a review"
"$PYTHON" "$SOURCE/tests/cases/check_docx.py" "$SCRATCH/t/out/2025H2/notice.docx" "$SCRATCH/after.txt" || say_failed "notice.docx after a review"
"$PYTHON" "$SOURCE/tests/cases/check_figures.py" "$SCRATCH/t/out/2025H2" || say_failed "figures.json after a review"
grep -q 表扬与约谈建议（只依据已核实属实的图斑） "$SCRATCH/after.txt" || say_failed "no list of praise and summons"
grep -q 不列表扬和约谈名单 "$SCRATCH/after.txt" && say_failed "the notice still says that nothing was confirmed"
finish
