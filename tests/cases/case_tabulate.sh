#!/bin/sh
# tabulate as a tool for anyone: every option, odd values, ids and layers, and files that appear whole or not at all.
. "$(dirname "$0")/case_lib.sh"
cd "$SCRATCH"
export TMPDIR="$SCRATCH"

# tab NAME [options]: stdout and stderr are kept in NAME.out and NAME.err, the exit code in $code
tab() {
  name=$1
  shift
  code=0
  "$LT" tabulate "$@" >"$SCRATCH/$name.out" 2>"$SCRATCH/$name.err" || code=$?
}
# same FILE TEXT: the file holds exactly the text
same() {
  printf '%s\n' "$2" >"$SCRATCH/expected.txt"
  cmp -s "$1" "$SCRATCH/expected.txt" || {
    say_failed "$1"
    diff "$SCRATCH/expected.txt" "$1" >&2 || :
  }
}
shaped() { # shaped FILE OPTIONS…: zones.csv as a layer
  file=$1
  shift
  ogr2ogr -q -oo GEOM_POSSIBLE_NAMES=wkt -oo KEEP_GEOM_COLUMNS=NO -a_srs EPSG:4526 "$@" "$file" zones.csv
}

# A raster of 6 x 4 cells of 10 m, 16 bits: 9 is nodata
cat >grid.asc <<END
ncols 6
nrows 4
xllcorner 38500000
yllcorner 3700000
cellsize 10
NODATA_value 9
1 1 300 300 255 255
1 1 300 300 255 255
9 9 254 254 65535 0
9 9 254 254 65535 0
END
gdal_translate -q -ot UInt16 -a_srs EPSG:4526 grid.asc 影像.tif
sed 's/300/7/g; s/65535/8/g' grid.asc >grid2.asc
gdal_translate -q -ot Byte -a_srs EPSG:4526 grid2.asc second.tif
gdal_translate -q -ot Byte -a_srs EPSG:4526 -srcwin 1 1 4 2 grid2.asc smaller.tif
gdal_translate -q -ot Byte -a_srs EPSG:4527 grid2.asc other_crs.tif

# half: 2.5 x 1 cells over 1 and 300; low: 4 x 2 cells over nodata, 254 and 65535; edge: a cell and a half, a third of it outside;
# away: off the raster; none: no geometry
cat >zones.csv <<'END'
wkt,code,kind
"POLYGON((38500000 3700030,38500025 3700030,38500025 3700040,38500000 3700040,38500000 3700030))","a,""b""",1
"POLYGON((38500010 3700000,38500050 3700000,38500050 3700020,38500010 3700020,38500010 3700000))",=low,1
"POLYGON((38500050 3700010,38500065 3700010,38500065 3700020,38500050 3700020,38500050 3700010))",边,2
"POLYGON((38600000 3700010,38600065 3700010,38600065 3700020,38600000 3700020,38600000 3700010))",away,2
,none,2
END
shaped 图斑.gpkg -nln zones
common="-r 影像.tif -z 图斑.gpkg --id code"

# --- rows: values beyond 250, nodata, outside, ids with commas, quotes and formulas ---
# shellcheck disable=SC2086
tab rows $common --values cells --lang en
expect_code 0 "rows"
same rows.out 'zone_id,season,class,cells
"a,""b""",1,1,2.000000000
"a,""b""",1,300,0.500000000
"'"'"'=low",1,254,4.000000000
"'"'"'=low",1,65535,2.000000000
"'"'"'=low",1,unseen,2.000000000
边,1,0,1.000000000
边,1,outside,0.500000000'
expect_says rows "skipped 1: no geometry: none" "skipped 1: off the rasters: away" \
  "5 zones: 3 counted, 2 skipped, 0 repaired, 1 partly outside the rasters"
# shellcheck disable=SC2086
tab chinese $common
expect_says chinese "跳过 1 个：图形缺失：none" "共 5 个多边形：统计 3 个，跳过 2 个"
LC_ALL=C awk -F, 'NR > 1 {sum[$(NF - 4)] += $NF} END {for (z in sum) if (sum[z] < 1 - 1e-11 || sum[z] > 1 + 1e-11) exit 1}' \
  chinese.out || say_failed "fractions do not sum to 1"
grep -q '^边,1,0,1[0-9][0-9]\.[0-9]\{6\},0\.666666666[67][0-9][0-9]$' chinese.out || say_failed "area and fraction"
# shellcheck disable=SC2086
tab quiet $common -q
grep -q 共 quiet.err && say_failed "-q still sums up"
expect_says quiet "跳过 1 个"

# --- ids by position, conditions, layers, formats ---
tab position -r now=影像.tif -z 图斑.gpkg --values cells --where "kind = 2"
same position.out 'zone_id,season,class,cells
#0,now,0,1.000000000
#0,now,outside,0.500000000'
shaped two.gpkg -nln first
shaped two.gpkg -update -nln second -where "code = '边'"
tab unclear -r 影像.tif -z two.gpkg
expect_code 3 "two layers, none named"
tab layer -r 影像.tif -z two.gpkg --layer second --id code --values cells
expect_code 0 "--layer"
[ "$(wc -l <layer.out)" -eq 3 ] || say_failed "--layer"
ogr2ogr -q -lco ENCODING=GBK -nlt POLYGON 村.shp 图斑.gpkg -where "code = '边'"
rm -f 村.cpg
tab gbk -r 影像.tif -z 村.shp --id code --values cells
expect_code 0 "GBK"
[ "$(sed -n 2p gbk.out)" = "边,1,0,1.000000000" ] || say_failed "GBK: $(sed -n 2p gbk.out)"

# --- several rasters: on one grid, on two, in another CRS; --joint ---
# shellcheck disable=SC2086
tab joint -r A=影像.tif -r B=second.tif -z 图斑.gpkg --id code --joint --values cells --where "kind = 1"
same joint.out 'zone_id,class_A,class_B,cells
"a,""b""",1,1,2.000000000
"a,""b""",300,7,0.500000000
"'"'"'=low",254,254,4.000000000
"'"'"'=low",65535,8,2.000000000
"'"'"'=low",unseen,unseen,2.000000000'
tab grids -r A=影像.tif -r B=smaller.tif -z 图斑.gpkg --id code --values cells --where "code = '边'"
same grids.out 'zone_id,season,class,cells
边,A,0,1.000000000
边,A,outside,0.500000000
边,B,outside,1.500000000'
tab joint_grids -r 影像.tif -r smaller.tif -z 图斑.gpkg --joint
expect_code 3 "--joint on two grids"
tab crs -r 影像.tif -r other_crs.tif -z 图斑.gpkg
expect_code 3 "two coordinate systems"
expect_says crs EPSG:4526 EPSG:4527

# --- wide rows and polygons ---
tab wide -r A=影像.tif -r B=second.tif -z 图斑.gpkg --id code --form wide --values cells -o wide.csv --skipped left.csv --lang en
expect_code 0 "wide"
same wide.csv 'zone_id,A_0_cells,A_1_cells,A_254_cells,A_300_cells,A_65535_cells,A_unseen_cells,A_outside_cells,B_0_cells,B_1_cells,B_7_cells,B_8_cells,B_254_cells,B_unseen_cells,B_outside_cells
"a,""b""",0,2.000000000,0,0.500000000,0,0,0,0,2.000000000,0.500000000,0,0,0,0
"'"'"'=low",0,0,4.000000000,0,2.000000000,2.000000000,0,0,0,0,2.000000000,4.000000000,2.000000000,0
边,1.000000000,0,0,0,0,0,0.500000000,1.000000000,0,0,0,0,0,0.500000000'
same left.csv 'zone_id,position,reason,season,seen,detail
away,3,off_raster,,,wholly beyond the raster
none,4,no_geometry,,,no geometry'
[ ! -s wide.out ] || say_failed "-o: something on stdout"
for format in gpkg fgb; do
  tab "$format" -r A=影像.tif -z 图斑.gpkg --id code --values cells -o "面积.$format"
  expect_code 0 "$format"
  ogr2ogr -q -f CSV rows.csv "面积.$format" -dialect sqlite -sql "select *, st_area(geometry) as m2 from tabulate order by zone_id" 2>/dev/null ||
    ogr2ogr -q -f CSV rows.csv "面积.$format" -dialect sqlite -sql "select *, st_area(geom) as m2 from tabulate order by zone_id"
  LC_ALL=C awk -F, 'NR > 1 {cells += $(NF - 1) + $(NF - 2) + $(NF - 3) + $(NF - 4) + $(NF - 5) + $(NF - 6) + $(NF - 7); m2 += $NF}
    END {exit !(NR == 4 && cells > 11.999999 && cells < 12.000001 && m2 > 1199.99 && m2 < 1200.01)}' rows.csv || {
    say_failed "$format: cells and areas of its polygons"
    cat rows.csv >&2
  }
  rm -f rows.csv
  cp "面积.$format" again
  tab "$format" -r A=影像.tif -z 图斑.gpkg --id code --values cells -o "面积.$format" --threads 1
  cmp -s again "面积.$format" || say_failed "$format: not the same bytes"
done
long=$(printf '%080d' 0 | sed 's/0/田/g').gpkg # 245 bytes, of 255
tab long_name -r 影像.tif -z 图斑.gpkg --id code -o "$long"
expect_code 0 "a long name"
tab form -r 影像.tif -z 图斑.gpkg --form long -o x.gpkg
expect_code 2 "long rows in a GeoPackage"

# --- --min-coverage: of =low six of eight cells were seen ---
# shellcheck disable=SC2086
tab coverage $common --min-coverage 0.7499 --values cells
grep -q low coverage.out || say_failed "--min-coverage 0.7499"
# shellcheck disable=SC2086
tab coverage $common --min-coverage 1 --values cells
[ "$(wc -l <coverage.out)" -eq 3 ] || say_failed "--min-coverage 1: what was seen wholly"
# shellcheck disable=SC2086
tab coverage $common --min-coverage 0.76 --skipped left.csv --values cells
grep -q low coverage.out && say_failed "--min-coverage"
grep -q "^\"'=low\",1,little_seen,1,0.750000,$" left.csv || say_failed "--min-coverage: $(cat left.csv)"
tab coverage -r A=影像.tif -r B=second.tif -z 图斑.gpkg --id code --min-coverage 0.76 --form wide --values cells
grep -q low coverage.out && say_failed "--min-coverage: a row without anything"

# --- the program alone, without its catalogues ---
mkdir alone
cp "$LT" alone/liangtian
alone/liangtian tabulate -q -r 影像.tif -z 图斑.gpkg --id code --skipped 跳过.csv >alone.out 2>alone.err || say_failed "the program alone"
cmp -s alone.out chinese.out || say_failed "the program alone: other rows"
grep -q '^none,4,no_geometry,,,没有图形$' 跳过.csv || say_failed "the listing in Chinese: $(cat 跳过.csv)"

# --- nothing to count, nothing written ---
ogr2ogr -q empty.gpkg 图斑.gpkg -where "1 = 0"
for layer in empty.gpkg 图斑.gpkg; do
  tab nothing -r 影像.tif -z "$layer" --id code --where "kind = 3" -o nothing.csv
  expect_code 3 "nothing in $layer"
done
for condition in 'nope = 1' 'kind ='; do
  tab condition -r 影像.tif -z 图斑.gpkg --where "$condition" -o nothing.csv
  expect_code 2 "the condition $condition"
  expect_says condition "用法错误：条件“$condition”无法理解"
done
tab nothing -r 影像.tif -z empty.gpkg -o nothing.csv
expect_code 3 "an empty layer"
tab nothing -r 影像.tif -z 图斑.gpkg --where "code = 'away'" -o nothing.csv --skipped away.csv
expect_code 3 "a layer off the raster"
[ ! -e nothing.csv ] || say_failed "nothing was counted, and yet there is a file"
grep -q '^#0,0,off_raster' away.csv || say_failed "--skipped when nothing was counted"

# --- faults: usage, folders, closed and full outputs, damaged rasters ---
for words in "--values area,other" "--values ," "--min-coverage 2" "--min-coverage x" "--cache 0" "--form tall" "-o x.shp" \
  "--joint" "-r 1=second.tif" "-o 影像.tif" "--progress loud" "--log-format xml"; do
  # shellcheck disable=SC2086
  tab usage -r 影像.tif -z 图斑.gpkg $words
  expect_code 2 "$words"
done
cp 图斑.gpkg own.gpkg
tab own -r 影像.tif -z own.gpkg -o own.gpkg
expect_code 2 "the output is the input"
cmp -s own.gpkg 图斑.gpkg || say_failed "the output overwrote the input"
# shellcheck disable=SC2086
tab folder $common -o no/such/folder.csv
expect_code 4 "no such folder"
# shellcheck disable=SC2086
tab folder $common -o no/such/folder.gpkg
expect_code 4 "no such folder for a GeoPackage"
code=0
# shellcheck disable=SC2086
"$LT" tabulate $common >&- 2>closed.err || code=$?
expect_code 4 "stdout is closed"
# shellcheck disable=SC2086
for closed in 2 0,1,2; do
  [ "$closed" = 2 ] && "$LT" tabulate $common -o held.csv 2>&-
  [ "$closed" = 2 ] || "$LT" tabulate $common -o held.csv <&- >&- 2>&-
  cmp -s held.csv chinese.out || say_failed "standard files $closed closed: messages went into the table"
  rm -f held.csv
done
# shellcheck disable=SC2086
tab both $common -o both.csv --skipped both.csv
expect_code 2 "one file for both"
if [ -c /dev/full ]; then
  # shellcheck disable=SC2086
  tab full $common -o /dev/full
  expect_code 5 "the disk is full"
fi
# shellcheck disable=SC2086
{ "$LT" tabulate $common 2>/dev/null || :; } | head -n 1 >/dev/null
echo old >kept.csv
cp 影像.tif cut.tif
truncate -s 250 cut.tif
tab cut -r cut.tif -z 图斑.gpkg -o kept.csv
expect_code 3 "a cut raster"
[ "$(cat kept.csv)" = old ] || say_failed "a failed run touched the older file"
gdal_translate -q -ot Byte -outsize 256 256 -a_srs EPSG:4526 -co TILED=YES -co COMPRESS=DEFLATE -co BLOCKXSIZE=64 -co BLOCKYSIZE=64 grid2.asc tiled.tif
size=$(stat -c %s tiled.tif)
head -c $((size - 300)) tiled.tif >damaged.tif
head -c 300 /dev/zero | tr '\0' 'x' >>damaged.tif
tab damaged -r damaged.tif -z 图斑.gpkg -o damaged.csv --lang en
[ "$code" -eq 0 ] || {
  expect_code 3 "a damaged tile"
  expect_says damaged raster.unreadable damaged.tif
}
[ "$code" -eq 0 ] || [ ! -e damaged.csv ] || say_failed "a damaged tile, and yet a table"
[ -z "$(find . -maxdepth 1 -name '.*' -type f)" ] || say_failed "left behind: $(find . -maxdepth 1 -name '.*' -type f)"
[ -z "$(find . -maxdepth 1 -name 'liangtian-*')" ] || say_failed "left behind in TMPDIR"

# --- the same bytes for any number of threads, cache and order ---
for n in 1 2 3; do
  "$LT" tabulate -q --threads "$n" -r "$SOURCE/sample-data/township/rasters/2025H1.tif" --cache "$n" --progress never \
    -z "$SOURCE/sample-data/township/layers/2025/DLTB.shp" --id BSM -o "threads$n.csv" || say_failed "--threads $n"
  cmp -s threads1.csv "threads$n.csv" || say_failed "--threads $n: other bytes"
done
ogr2ogr -q shuffled.gpkg "$SOURCE/sample-data/township/layers/2025/DLTB.shp" -dialect sqlite \
  -sql "select * from DLTB order by (rowid * 7919) % 10007"
"$LT" tabulate -q -r "$SOURCE/sample-data/township/rasters/2025H1.tif" -z shuffled.gpkg --id BSM -o shuffled.csv
LC_ALL=C sort threads1.csv >one.txt
LC_ALL=C sort shuffled.csv >other.txt
cmp -s one.txt other.txt || say_failed "a shuffled layer has other rows"

# --- every option stands in a test ---
for option in $("$LT" tabulate --help | sed -n 's/.*  *--\([a-z-]*\).*/\1/p'); do
  case $option in schemas | help) continue ;; esac
  short=$(printf %s "$option" | cut -c1)
  grep -qE -- "--$option|-$short [A\"影]" "$SOURCE/tests/cases/case_tabulate.sh" || say_failed "no test of --$option"
done
finish
