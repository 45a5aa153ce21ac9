#!/bin/sh
# What is given beside polygons: a QGIS project, styles, titles, lists of permitted words, a catalogue record; all of them fit.
. "$(dirname "$0")/case_lib.sh"
township t
/usr/bin/python3 "$SOURCE/tests/cases/check_update.py" fill "$SCRATCH/t/layers/2024/DLTB.shp"
for period in 2025H1 2025H2; do
  run t "$period"
  expect_code 0 "$period"
  python3 "$SOURCE/tests/cases/check_project.py" "$SCRATCH/t/out/$period" || say_failed "$period: the project in liangtian.gpkg"
  /usr/bin/python3 "$SOURCE/tests/cases/check_catalogue.py" "$SCRATCH/t/out/$period" || say_failed "$period: the catalogue record"
  /usr/bin/python3 "$SOURCE/tests/cases/check_update.py" "$SCRATCH/t/out/$period" "$SCRATCH/t/layers/2024/DLTB.shp" "$SCRATCH/t/layers/LQDK.shp" ||
    say_failed "$period: the layers for databases"
  grep -q 承包人李四 "$SCRATCH/t/out/$period/liangtian.gpkg" && say_failed "$period: free text of the parcels is handed on"
done
unzip -p "$SCRATCH/t/out/2025H2/packages/411702.zip" violations.shp.xml | grep -q 'liangtian-411702-2025H2-violations' ||
  say_failed "the county's layer comes without its record"

# files that lack ids and hold what no field of the standard does: told once a field, and nothing is made up for a database
township f
/usr/bin/python3 "$SOURCE/tests/cases/check_update.py" spoil "$SCRATCH/f/layers/2024/DLTB.shp" "$SCRATCH/f/layers/spoilt.gpkg" \
  "$SCRATCH/f/layers/LQDK.shp"
sed -i 's#{path: layers/2024/DLTB.shp, schema: DLTB}}#{path: layers/spoilt.gpkg, schema: DLTB}}#' "$SCRATCH/f/liangtian.yaml"
run f 2025H2
expect_code 0 "a file with faults in fields that no rule asks for"
/usr/bin/python3 "$SOURCE/tests/cases/check_update.py" spoiled "$SCRATCH/f/out/2025H2" || say_failed "faults in the layers for databases"
finish
