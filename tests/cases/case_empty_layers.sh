#!/bin/sh
# A layer that may be left out may come without features: approvals, leases, feedback say "none", which is not "not
# given"; what others are held against says nothing, and nobody is accused by it.
. "$(dirname "$0")/case_lib.sh"

# empty_layer NAME PATH: the same file with its columns and without its features
empty_layer() {
  file=$SCRATCH/$1/layers/$2
  mkdir -p "$SCRATCH/spare"
  case $2 in
  *.geojson) printf '{"type":"FeatureCollection","features":[]}' >"$file" ;;
  *)
    ogr2ogr -q -where "1=0" "$SCRATCH/spare/${2##*/}" "$file"
    rm -f "${file%.*}".*
    mv "$SCRATCH/spare/"* "${file%/*}/"
    ;;
  esac
}
told() { grep "$2" "$SCRATCH/$1/out/2026H2/diagnostics.csv" | grep -qF "$3"; }
page() { cat "$SCRATCH/$1/out/2026H2/report.html"; }
cases() { ogrinfo -q "$SCRATCH/$1/out/2026H2/liangtian.gpkg" -dialect sqlite -sql "$2" 2>/dev/null | grep -c "OGRFeature" || true; }

township none
for file in SPBA.gpkg LZDK.geojson JCTB.shp; do empty_layer none "$file"; done
run none 2026H2
expect_code 0 "no approval, no lease, no feedback"
for name in SPBA.gpkg LZDK.geojson JCTB.shp; do
  told none 'layer.empty' "$name" || say_failed "nothing is told of the empty layer $name"
done
if grep -q 'layer.empty_base\|layer.no_features' "$SCRATCH/none/out/2026H2/diagnostics.csv"; then
  say_failed "an empty list is taken for a base, or refused"
fi

township absent
sed -i '/approvals:/d;/leases:/d;/feedback:/d' "$SCRATCH/absent/liangtian.yaml"
run absent 2026H2
expect_code 0 "the layers left out"
for word in 未提供审批数据 未提供审批备案图层 layers.approvals layers.leases layers.feedback; do
  page absent | grep -qF "$word" || say_failed "a layer that was left out is not told: $word"
  if page none | grep -qF "$word"; then say_failed "an empty layer is taken for one left out: $word"; fi
done
# nothing is exempt either way: the same places are accused
all="SELECT * FROM violations"
[ "$(cases none "$all")" -gt 0 ] || say_failed "no case at all"
[ "$(cases none "$all")" = "$(cases absent "$all")" ] || say_failed "other cases than without the layers"

# held against nothing, every zone would have come unapproved, and all cropland from nowhere
township base
for file in 2017/LQDK.shp 2024/DLTB.shp; do empty_layer base "$file"; done
run base 2026H2
expect_code 0 "bases without features"
for pair in zones_filed:LQDK.shp parcels_base:DLTB.shp; do
  told base 'layer.empty_base' "${pair#*:}" || say_failed "nothing is told of the empty base ${pair%%:*}"
  page base | grep -qF "layers.${pair%%:*}" || say_failed "the page does not say that ${pair%%:*} is missing"
done
page none | grep -qF 功能区边界与备案核对 || say_failed "no table of boundaries where there is a filed layer"
for word in 功能区边界与备案核对 转出和转入的耕地图斑; do
  if page base | grep -qF "$word"; then say_failed "held against nothing: $word"; fi
done

# the four that every half-year needs
for pair in parcels:2025/DLTB.shp pbf:YJJBNTTB.gpkg zones:LQDK.shp counties:XZQ.gpkg; do
  name=need_${pair%%:*}
  township "$name"
  empty_layer "$name" "${pair#*:}"
  run "$name" 2026H2
  expect_code 3 "$name"
  expect_says "$name" layer.no_features
done
finish
