#!/bin/sh
# Four half-years of the township and of the village: every statement of their cases.csv holds, verify agrees, and the
# table of rules in docs/RULES.md is what they show.
. "$(dirname "$0")/case_lib.sh"
for sample in township village; do
  copy_sample "$sample" "$sample"
  for period in 2025H1 2025H2 2026H1 2026H2; do
    run "$sample" "$period"
    expect_code 0 "$sample $period"
  done
  folder=$SCRATCH/$sample
  python3 "$SOURCE/tests/cases/check_cases.py" "$folder/cases.csv" "$folder/out" || say_failed "the cases of the $sample"
  "$LT" verify "$folder/out" >/dev/null || say_failed "verify of the $sample"

  # personal data planted in the layers is in no file that the program wrote; a QGIS project stands in its table as the
  # hexadecimal digits of a zip, among which any number may be found: it is looked into instead
  mkdir "$SCRATCH/searched"
  cp -r "$folder/out" "$folder/work" "$SCRATCH/searched"
  find "$SCRATCH/searched" -name liangtian.gpkg -exec python3 "$SOURCE/tests/cases/packed.py" project {} + ||
    say_failed "the QGIS projects of the $sample"
  for word in $(ogr2ogr -q -f CSV /vsistdout/ "$folder/layers/YJJBNTTB.gpkg" -select ZRRMC,ZRRZJHM,LXDH 2>/dev/null |
    tail -n +2 | tr ',' '\n' | tr -d '"\r' | grep . | sort -u); do
    if grep -rqF -- "$word" "$SCRATCH/searched"; then say_failed "personal data '$word' was written"; fi
  done
  rm -r "$SCRATCH/searched"

  # the violations layer opens, and holds the open cases of the ledger
  open=$(sqlite3 "$folder/out/current/ledger.gpkg" 'select count(*) from cases where open = 1')
  shown=$(ogrinfo -so -al "$folder/out/2026H2/violations.shp" | sed -n 's/^Feature Count: //p')
  [ "$open" = "$shown" ] || say_failed "the shapefile of the $sample holds $shown of $open open cases"
done
# the village's labelled sample is what the program draws, labelled from the ground
copy_sample village again
rm -r "$SCRATCH/again/samples"
python3 "$SOURCE/scripts/make-village-sample.py" "$SCRATCH/again" "$LT" 2>/dev/null || say_failed "the sample of the village"
diff -r "$SCRATCH/again/samples" "$SOURCE/sample-data/village/samples" >&2 || say_failed "the village's sample is not current"
proven=$(grep -c '已证明达标' "$SCRATCH/village/out/2026H2/summary.txt" || true)
broken=$(grep -c '已证明不达标' "$SCRATCH/village/out/2025H2/summary.txt" || true)
[ "$broken" = 1 ] || say_failed "the sample of 2025 breaks $broken floors, not output alone"
[ "$proven" = 2 ] || say_failed "the sample proves $proven floors, not sown grain and output"

python3 "$SOURCE/tests/cases/check_rules.py" "$SOURCE/docs/RULES.md" "$SCRATCH/township/out" "$SCRATCH/village/out" ||
  say_failed "the table of rules"
finish
