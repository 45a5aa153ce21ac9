"""check_figures.py FOLDER: figures.json adds up, and says what workbook, GeoPackage and outcome of the half-year say."""
import json
import math
import pathlib
import sqlite3
import sys

from osgeo import ogr

ogr.UseExceptions()
folder = pathlib.Path(sys.argv[1])
figures = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
outcome = dict(line.split("=", 1) for line in (folder / "outcome.txt").read_text().splitlines())
book = ogr.Open(str(folder / "summary.xlsx"))
MU = 10000 / 15
failed = checked = 0


def expect(what, found, wanted, tolerance=1e-9):
    global failed, checked
    checked += 1
    if not math.isclose(found, wanted, rel_tol=tolerance, abs_tol=1e-6):
        failed += 1
        print(f"{what}: {found!r}, expected {wanted!r}")


def rows(sheet):
    layer = book.GetLayerByName(sheet)
    names = [layer.GetLayerDefn().GetFieldDefn(i).GetName() for i in range(layer.GetLayerDefn().GetFieldCount())]
    return [dict(zip(names, [f.GetField(i) for i in range(len(names))])) for f in layer]


city, counties = figures["city"], figures["counties"]
for name in ("farmland_m2", "pbf_m2", "zone_filed_m2", "unjudged_m2"):
    expect(name, sum(county[name] for county in counties), city[name])
for state in city["cases"]:
    for part in ("count", "m2"):
        expect(f"cases {state}", sum(county["cases"][state][part] for county in counties), city["cases"][state][part])
for place in [city, *counties]:
    case = {state: value["count"] for state, value in place["cases"].items()}
    came = sum(case[state] for state in ("opening", "new", "stock", "undated", "relapsed", "split"))
    expect(f"balance of {place['name']}", came - case["merged"] - case["closed"], case["closing"])
expect("rules and open cases", sum(rule["cases"] for rule in figures["rules"]), city["cases"]["open"]["count"])
expect("open cases and outcome", city["cases"]["open"]["count"], int(outcome["cases_open"]))
expect("grave cases and outcome", city["cases"]["grave"]["count"], int(outcome["cases_grave"]))
expect("the period", figures["period"] == outcome["period"], True)
below = [f for f in figures["floors"] if f["code"] == city["code"] and f["verdict"] == "BELOW"]
output = figures["output"] or {}
expect("floors below", len(below) + (output.get("verdict") == "BELOW"), int(outcome["floors_below"]))

layers = sqlite3.connect(folder / "liangtian.gpkg")
expect("counties", sum(1 for _ in layers.execute("SELECT 1 FROM counties")), len(counties))

listed = {row["县区"]: row for row in rows("县区")}
for county in counties:
    row = listed[county["name"]]
    expect("farmland", float(row["耕地净面积（亩）"]), county["farmland_m2"] / MU)
    expect("grain share, low", float(row["种粮占比下限"]), county["grain_share"][0])
    expect("grain share, high", float(row["种粮占比上限"]), county["grain_share"][1])
    expect("open", float(row["在册疑似图斑（个）"]), county["cases"]["open"]["count"])
    expect("open area", float(row["在册疑似图斑（亩）"]), county["cases"]["open"]["m2"] / MU)
floors = [row for row in rows("底线") if row["范围"] is not None]
for floor in (f for f in figures["floors"] if f["floor_m2"] > 0):
    value = floor["floor_m2"] / MU / 10000
    same = [r for r in floors if math.isclose(float(r["底线值（万亩）"] or 0), value, rel_tol=1e-9)
            and math.isclose(float(r["面积下限（万亩）"] or 0), floor["area_m2"][0] / MU / 10000, rel_tol=1e-6)]
    expect(f"floor {floor['rule']} of {floor['code']} in the workbook", len(same) >= 1 or floor["sample"] is not None, True)
if checked < 50:
    failed += 1
    print(f"hardly anything was looked at: {checked}")
sys.exit(1 if failed else 0)
