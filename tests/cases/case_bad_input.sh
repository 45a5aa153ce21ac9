#!/bin/sh
# Bad input: one clear message with file, layer and field, the right exit code, and nothing published is touched.
. "$(dirname "$0")/case_lib.sh"
township good
run good 2025H1
expect_code 0 "the good run"
cp -a "$SCRATCH/good" "$SCRATCH/work"
dbf() { find "$SCRATCH/$1/layers" -name "$2" | LC_ALL=C sort | head -n 1; }

# bad NAME CODE WORDS… : runs 2025H2 in a copy that `spoil` has changed
bad() {
  name=$1 expected=$2
  shift 2
  digest_of "$SCRATCH/$name/out" >"$SCRATCH/before.list"
  run "$name" 2025H2
  expect_code "$expected" "$name"
  expect_says "$name" "$@"
  digest_of "$SCRATCH/$name/out" >"$SCRATCH/after.list"
  cmp -s "$SCRATCH/before.list" "$SCRATCH/after.list" || say_failed "$name: what was published was touched"
  rm -rf "$SCRATCH/${name:?}"
}
copy() { cp -a "$SCRATCH/work" "$SCRATCH/$1"; }
yaml() { sed -i "$2" "$SCRATCH/$1/liangtian.yaml"; }

copy no_prj
rm -f "$SCRATCH/no_prj/layers/LQDK.prj"
bad no_prj 3 LQDK .prj

copy wrong_crs # the zones are said to lie in another zone's metres: nothing meets the raster
printf 'PROJCS["CGCS2000_GK_CM_117E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",90.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]' \
  >"$SCRATCH/wrong_crs/layers/LQDK.prj"
bad wrong_crs 3 LQDK

copy other_place
gdal_translate -q -a_ullr 38700000 3900000 38706000 3895000 \
  "$SCRATCH/work/rasters/2025H2.tif" "$SCRATCH/other_place/rasters/2025H2.tif"
bad other_place 3 layer.off_raster XZQ.gpkg

copy cut_tiff
truncate -s 40% "$SCRATCH/cut_tiff/rasters/2025H2.tif" 2>/dev/null ||
  truncate -s $(($(stat -c %s "$SCRATCH/cut_tiff/rasters/2025H2.tif") * 2 / 5)) "$SCRATCH/cut_tiff/rasters/2025H2.tif"
bad cut_tiff 3 2025H2.tif

copy cut_dbf
file=$(dbf cut_dbf LQDK.dbf)
truncate -s $(($(stat -c %s "$file") / 2)) "$file"
bad cut_dbf 3 LQDK dbf

copy no_features
rm -f "$SCRATCH/no_features/layers/"LQDK.*
ogr2ogr -q -where "1=0" "$SCRATCH/no_features/layers/LQDK.shp" "$SCRATCH/work/layers/LQDK.shp"
bad no_features 3 LQDK

copy zero_bytes
: >"$SCRATCH/zero_bytes/rasters/2025H2.tif"
bad zero_bytes 3 2025H2.tif

copy unknown_value
sed -i '/value: 13,/d' "$SCRATCH/unknown_value/legend.yaml"
bad unknown_value 3 13 legend

copy missing_field
yaml missing_field 's/schema: LQDK}/schema: LQDK, fields: {LQDKDM: DKDM}}/'
bad missing_field 3 LQDK.shp LQDKDM DKDM

copy no_such_path
yaml no_such_path 's#LQDK\.shp#LQDK_2025.shp#'
bad no_such_path 3 LQDK_2025.shp

copy broken_yaml
yaml broken_yaml 's/zone_area: *[0-9.]*/zone_area: 970万/'
bad broken_yaml 3 zone_area 970万

copy not_there
yaml not_there '/- period: 2025H2/,/layers:/d'
bad not_there 3 2025H2 periods

if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
  copy read_only
  chmod -R a+rX "$SCRATCH" && chmod 755 "$SCRATCH"
  mkdir -p "$SCRATCH/read_only/work" && chmod -R a+rwX "$SCRATCH/read_only/work"
  chmod a+rw "$SCRATCH/read_only/out/.lock"
  chmod a-w "$SCRATCH/read_only/out" "$SCRATCH/read_only/out/.store"
  code=0
  setpriv --reuid=65534 --regid=65534 --clear-groups "$LT" run "$SCRATCH/read_only/liangtian.yaml" --period 2025H2 \
    >"$SCRATCH/read_only.out" 2>"$SCRATCH/read_only.err" || code=$?
  expect_code 4 "no write permission"
  expect_says read_only "$SCRATCH/read_only/out"
else
  echo "SKIPPED: no write permission (needs root and setpriv)"
fi

# full_at NAME PLACE KB: the disk under PLACE ("out", or "." for the whole city) has room for so much beside what is
# there, and fills in the middle: 5, the half-year before stands whole, and with room again all is as if undisturbed
full_at() {
  name=$1 place=$SCRATCH/$1/$2 room=$3
  mkdir -p "$place"
  mount -t tmpfs -o size=1g tmpfs "$place"
  for one in layers rasters legend.yaml liangtian.yaml work out; do # each for itself: a link does not reach over disks
    cp -a "$SCRATCH/work/$one" "$SCRATCH/$name/"
  done
  mount -o "remount,size=$(($(df -k --output=used "$place" | tail -n 1) + room))k" "$place"
  run "$name" 2025H2
  # a library that hides why a part of the workbook could not be written
  if [ "$code" -ne 4 ] || ! grep -q '\.xlsx' "$SCRATCH/$name.err"; then expect_code 5 "$name: full by $room kB"; fi
  [ "$place" = "$SCRATCH/$name/." ] || grep -q '"stage": "merge"' "$SCRATCH/$name/work/last-run.json" ||
    say_failed "$name: it ended before it wrote what is published"
  tail -n 1 "$SCRATCH/$name.err" | grep -q "空间" || say_failed "$name: $(tail -n 1 "$SCRATCH/$name.err")"
  "$LT" verify "$SCRATCH/$name/out" >/dev/null 2>&1 || say_failed "$name: verify of what was published before"
  [ "$(readlink "$SCRATCH/$name/out/current")" = "$(readlink "$SCRATCH/work/out/current")" ] || say_failed "$name: something was published"
  digest_of "$SCRATCH/$name/out" >"$SCRATCH/after.list"
  lost=$(grep -vxFf "$SCRATCH/after.list" "$SCRATCH/before.list" || true)
  [ -z "$lost" ] || say_failed "$name: no longer there, or another one: $lost"
  mount -o remount,size=1g "$place"
  run "$name" 2025H2
  expect_code 0 "$name: with room again"
  digest_of "$SCRATCH/$name/out" >"$SCRATCH/after.list"
  diff "$SCRATCH/whole.list" "$SCRATCH/after.list" >&2 || say_failed "$name: not the bytes of an undisturbed run"
  umount "$place"
  rm -rf "$SCRATCH/${name:?}"
}

if [ "$(id -u)" -eq 0 ] && mkdir "$SCRATCH/disk" && mount -t tmpfs -o size=1g tmpfs "$SCRATCH/disk" 2>/dev/null; then
  # a mount that a failure in the middle would leave
  trap 'grep -o " $SCRATCH/[^ ]* " /proc/mounts | xargs -r umount; rm -rf "$SCRATCH"' EXIT
  cp -a "$SCRATCH/work/." "$SCRATCH/disk"
  digest_of "$SCRATCH/work/out" >"$SCRATCH/before.list"
  used() { du -sk "$SCRATCH/disk/$1" | cut -f 1; }
  out=$(used out) all=$(used .)
  run disk 2025H2
  expect_code 0 "the undisturbed run"
  digest_of "$SCRATCH/disk/out" >"$SCRATCH/whole.list"
  out=$(($(used out) - out)) all=$(($(used .) - all))
  umount "$SCRATCH/disk"
  full_at out_first out $((out / 100))
  full_at out_last out $((out * 95 / 100))
  full_at all_first . $((all * 40 / 100))
  full_at all_last . $((all * 95 / 100))
else
  echo "SKIPPED: full disk (needs a mountable tmpfs)"
fi
finish
