#!/bin/sh
# Bad input: one clear message with file, layer and field, the right exit code, and nothing published is touched.
. "$(dirname "$0")/case_lib.sh"
township good
run good 2025H1
expect_code 0 "the good run"
cp -r "$SCRATCH/good" "$SCRATCH/work"
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
copy() { cp -r "$SCRATCH/work" "$SCRATCH/$1"; }
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

if [ "$(id -u)" -eq 0 ] && mkdir -p "$SCRATCH/full/out" && mount -t tmpfs -o size=3m tmpfs "$SCRATCH/full/out" 2>/dev/null; then
  cp -r "$SCRATCH/work/." "$SCRATCH/full/" 2>/dev/null || true
  head -c 3m /dev/zero >"$SCRATCH/full/out/ballast" 2>/dev/null || true
  code=0
  "$LT" run "$SCRATCH/full/liangtian.yaml" --period 2025H2 >"$SCRATCH/full.out" 2>"$SCRATCH/full.err" || code=$?
  umount "$SCRATCH/full/out"
  case $code in
  4 | 5) ;;
  *) say_failed "full disk: exit code $code, expected 4 or 5" ;;
  esac
else
  echo "SKIPPED: full disk (needs a mountable tmpfs)"
fi
finish
