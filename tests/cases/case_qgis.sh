#!/bin/sh
# QGIS opens the project inside liangtian.gpkg: every layer valid, filtered, styled, and drawn.
. "$(dirname "$0")/case_lib.sh"
QT_QPA_PLATFORM=offscreen /usr/bin/python3 -c 'import qgis.core' 2>/dev/null || {
  echo "skipped: QGIS is not installed (python3-qgis)"
  exit 77
}
export HOME="$SCRATCH" # QGIS writes a profile
township t
for period in 2025H1 2025H2; do
  run t "$period"
  expect_code 0 "$period"
done
cp -rL "$SCRATCH/t/out/2025H2" "$SCRATCH/handed-out" # found wherever the file lies
/usr/bin/python3 "$SOURCE/tests/cases/check_qgis.py" "$SCRATCH/handed-out" 2>"$SCRATCH/qgis.log" || {
  say_failed "the project is not as it should be"
  tail -n 5 "$SCRATCH/qgis.log" >&2
}
finish
