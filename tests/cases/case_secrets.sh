#!/bin/sh
# No person, no operator's code and no key reaches anything that the program writes: outputs (PDF as text, workbooks inside
# packages), the store, the work folder, temporary files, messages. After runs, a review, an interim run, explain, a draw.
. "$(dirname "$0")/case_lib.sh"
PYTHON=/usr/bin/python3 # Debian's own: it has GDAL
tool() { "$PYTHON" "$SOURCE/tests/cases/case_secrets.py" "$@"; }
township t
tool plant "$SCRATCH/t" "$SOURCE/schemas" "$SCRATCH/words" 2>/dev/null
[ "$(wc -l <"$SCRATCH/words")" -ge 40 ] || say_failed "only $(wc -l <"$SCRATCH/words") words were planted"
# the operators' codes are planted too; that their hashes hang on the key is shown by test_vector
key=ZqKeyOfTheOperators
printf 'operator_key: "%s"\n' "$key" >>"$SCRATCH/t/liangtian.yaml"
echo "$key" >>"$SCRATCH/words"

# nor by a mapping to a column that only other layers' schemas call personal
cp -r "$SCRATCH/t" "$SCRATCH/mapped"
sed -i 's#{path: layers/2024/DLTB.shp, schema: DLTB}}#{path: layers/2024/DLTB.shp, schema: DLTB, fields: {HDMC: lxdh}}}#' \
  "$SCRATCH/mapped/liangtian.yaml"
run mapped 2025H2
expect_code 3 "a mapping to telephone numbers"
expect_says mapped field.mapped_personal HDMC lxdh
cat "$SCRATCH/mapped.out" "$SCRATCH/mapped.err" >>"$SCRATCH/said"
# nor to what a shapefile has left of such a name: 承包方 of 承包方证件号码
sed -i 's#{HDMC: lxdh}#{HDMC: 承包方}#' "$SCRATCH/mapped/liangtian.yaml"
run mapped 2025H2
expect_code 3 "a mapping to numbers under a name that was cut"
expect_says mapped field.mapped_personal HDMC 承包方
cat "$SCRATCH/mapped.out" "$SCRATCH/mapped.err" >>"$SCRATCH/said"

mkdir "$SCRATCH/tmp"
export TMPDIR="$SCRATCH/tmp"
for period in 2025H1 2025H2; do
  run t "$period"
  expect_code 0 "$period"
  cat "$SCRATCH/t.out" "$SCRATCH/t.err" >>"$SCRATCH/said"
done

# what reviewers write of people and in free text stays in their file
case_of() { sqlite3 "$SCRATCH/t/out/current/ledger.gpkg" "SELECT id FROM cases WHERE open = 1 ORDER BY id LIMIT 1 OFFSET $1"; }
for word in ZqReviewer ZqOpinion ZqRemedied ZqCityman ZqCitySays ZqNotes; do echo "$word" >>"$SCRATCH/words"; done
printf '图斑编号,核查结果,核查日期,核查人,核查意见,整改情况,复核人,市级复核意见,备注\n%s,属实,2025-09-10,ZqReviewer,ZqOpinion,ZqRemedied,ZqCityman,ZqCitySays,ZqNotes\n' \
  "$(case_of 0)" >"$SCRATCH/reviews.csv"
"$LT" review "$SCRATCH/t/liangtian.yaml" "$SCRATCH/reviews.csv" --published-at "$TIME" >>"$SCRATCH/said" 2>&1 ||
  say_failed "the review: $(tail -n 2 "$SCRATCH/said")"
[ "$(sqlite3 "$SCRATCH/t/out/current/ledger.gpkg" 'SELECT count(*) FROM reviews')" = 1 ] || say_failed "no review was taken"
"$LT" run "$SCRATCH/t/liangtian.yaml" --interim --unit 411702 --period 2026H1 >>"$SCRATCH/said" 2>&1 ||
  say_failed "the interim run: $(tail -n 2 "$SCRATCH/said")"
lease=4117021012010000001
for id in "$(case_of 0)" 411702210100000011; do
  "$LT" explain "$SCRATCH/t/liangtian.yaml" "$id" --period 2025H2 >>"$SCRATCH/said" 2>&1 || say_failed "explain $id"
done
"$LT" explain "$SCRATCH/t/liangtian.yaml" "$lease" --period 2025H2 >>"$SCRATCH/said" 2>&1 &&
  say_failed "a lease is explained"
"$LT" check "$SCRATCH/t/liangtian.yaml" --period 2025H2 >"$SCRATCH/check" 2>&1 || say_failed "check: $(tail -n 2 "$SCRATCH/check")"
[ -s "$SCRATCH/check" ] || say_failed "check says nothing"
cat "$SCRATCH/check" >>"$SCRATCH/said"

[ -z "$(ls -A "$SCRATCH/tmp")" ] || say_failed "left in TMPDIR: $(ls -A "$SCRATCH/tmp")"
unset TMPDIR
mkdir "$SCRATCH/messages"
mv "$SCRATCH/said" "$SCRATCH/messages"
case=$(case_of 0)
{
  echo "raw $case"
  echo "zip $case"
  echo "zip+zip $case"
  echo "pdf $case"
  echo "sqlite $case"
  echo "page $case"
  echo "project+zip <qgis"
} >"$SCRATCH/found"
tool search "$SCRATCH/words" "$SCRATCH/found" "$SCRATCH/t/out" "$SCRATCH/t/work" "$SCRATCH/mapped/out" \
  "$SCRATCH/mapped/work" "$SCRATCH/messages" ||
  say_failed "something personal was written"

finish
