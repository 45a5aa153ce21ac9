#!/bin/sh
# plan, unit and merge publish the bytes of a plain run; what is missing, changed or repeated is told, never guessed.
. "$(dirname "$0")/case_lib.sh"
copy_sample city whole
copy_sample city parts

# piece NAME COMMAND…: as `run`, for the pieces
piece() {
  name=$1
  shift
  code=0
  "$LT" "$@" >"$SCRATCH/$name.out" 2>"$SCRATCH/$name.err" || code=$?
}

PLAN=$SCRATCH/parts/work/2025H1/plan.json
run whole 2025H1
expect_code 0 "a plain run"
piece parts plan "$SCRATCH/parts/liangtian.yaml" --period 2025H1 --quiet
expect_code 0 "plan"
[ "$(head -n 1 "$SCRATCH/parts.out")" -ef "$PLAN" ] || say_failed "plan does not name the plan"
UNITS=$(tail -n +2 "$SCRATCH/parts.out" | grep -c "$(printf '\topen$')")
[ "$UNITS" -ge 3 ] || say_failed "the sample has too few units: $UNITS"
CODE=$(sed -n '2s/^1\t\([0-9]*\)\t.*/\1/p' "$SCRATCH/parts.out")

piece parts merge "$PLAN" --published-at "$TIME"
expect_code 3 "a merge without units"
expect_says parts "单元 $UNITS 个，其中 $UNITS 个缺失" "$CODE"
[ ! -e "$SCRATCH/parts/out/current" ] || say_failed "an unfinished plan was published"

for n in $(seq 2 "$UNITS"); do
  piece parts unit "$PLAN" "$n" --quiet --threads 1
  expect_code 0 "unit $n"
done
piece parts merge "$PLAN" --published-at "$TIME"
expect_code 3 "a merge without the first unit"
expect_says parts "单元 $UNITS 个，其中 1 个缺失" "$CODE"

# by its county's code; a task that is queued twice finds its work done
piece parts unit "$PLAN" "$CODE" --quiet
expect_code 0 "unit $CODE"
grep -q "$(printf '^1\t%s\t.*\tdone\t' "$CODE")" "$SCRATCH/parts.out" || say_failed "the unit did nothing"
before=$(stat -c %y "$SCRATCH/parts/work/2025H1/units/$CODE.result")
piece parts unit "$PLAN" 1 --quiet
expect_code 0 "unit 1 again"
grep -q "$(printf '^1\t%s\t.*\tkept\t' "$CODE")" "$SCRATCH/parts.out" || say_failed "the unit was done twice"
[ "$before" = "$(stat -c %y "$SCRATCH/parts/work/2025H1/units/$CODE.result")" ] ||
  say_failed "a finished result was written again"
for wrong in 0 "$((UNITS + 1))" 999999 x 1x -1 1234567; do
  piece parts unit "$PLAN" -- "$wrong"
  expect_code 2 "unit $wrong"
done

# a file that was written anew, with the same bytes, is the same input; with others it is not
RASTER=$(find "$SCRATCH/parts/rasters" -name '*2025H1*.tif' | head -n 1)
cp "$RASTER" "$SCRATCH/raster.tif"
touch "$RASTER"
piece parts unit "$PLAN" 1 --quiet
expect_code 0 "a touched raster"
printf 'x' >>"$RASTER"
piece parts unit "$PLAN" 1 --quiet
expect_code 3 "another raster, for a unit"
expect_says parts "$(basename "$RASTER")"
piece parts merge "$PLAN" --published-at "$TIME"
expect_code 3 "another raster, for the merge"
cp "$SCRATCH/raster.tif" "$RASTER"
cp "$SCRATCH/parts/liangtian.yaml" "$SCRATCH/kept.yaml"
printf '# a remark\n' >>"$SCRATCH/parts/liangtian.yaml"
piece parts unit "$PLAN" 1 --quiet
expect_code 0 "a remark in the configuration"
sed -i 's/^\( *case_keep_share:\).*/\1 0.61/;t;$a\thresholds2: 1' "$SCRATCH/parts/liangtian.yaml"
piece parts unit "$PLAN" 1 --quiet
expect_code 3 "another configuration"
cp "$SCRATCH/kept.yaml" "$SCRATCH/parts/liangtian.yaml"

# a damaged result is as good as none
cp "$SCRATCH/parts/work/2025H1/units/$CODE.result" "$SCRATCH/kept.result"
printf 'y' | dd of="$SCRATCH/parts/work/2025H1/units/$CODE.result" bs=1 seek=200 conv=notrunc 2>/dev/null
piece parts merge "$PLAN" --published-at "$TIME"
expect_code 3 "a damaged result"
expect_says parts "$CODE"
cp "$SCRATCH/kept.result" "$SCRATCH/parts/work/2025H1/units/$CODE.result"
# one that is there and cannot be read is not
for kind in result diag kept; do
  one=$SCRATCH/parts/work/2025H1/units/$CODE.$kind
  mv "$one" "$SCRATCH/aside"
  ln -s "$CODE.$kind" "$one" # to itself: whoever opens it fails, root too
  piece parts merge "$PLAN" --published-at "$TIME"
  expect_code 4 "a .$kind that cannot be read"
  expect_says parts "$CODE.$kind"
  rm "$one"
  mv "$SCRATCH/aside" "$one"
done

piece parts merge "$PLAN" --published-at "$TIME"
expect_code 0 "merge"
digest_of "$SCRATCH/whole/out" >"$SCRATCH/whole.list"
digest_of "$SCRATCH/parts/out" >"$SCRATCH/parts.list"
[ "$(wc -l <"$SCRATCH/whole.list")" -gt 10 ] || say_failed "hardly anything was published"
diff "$SCRATCH/whole.list" "$SCRATCH/parts.list" >&2 || say_failed "the bytes differ from those of a run"
cp "$SCRATCH/parts.out" "$SCRATCH/first.out"
piece parts merge "$PLAN" --published-at "$TIME"
expect_code 0 "merge again"
diff "$SCRATCH/first.out" "$SCRATCH/parts.out" >&2 || say_failed "a repeated merge says something else"
finish
