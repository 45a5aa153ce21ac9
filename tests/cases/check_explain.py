#!/usr/bin/env python3
"""Holds what explain prints against the GeoPackage, the ledger and the workbook of the same half-year, and reckons the
pixels of one parcel anew: cell by cell, by clipping its polygon, from the raster's own bytes.

usage: check_explain.py LT FOLDER      (FOLDER: the township with its four half-years published)
"""
import csv
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import zipfile

PERIOD = "2026H2"
bad = []


def check(good, what):
    if not good:
        bad.append(what)
        print("FAILED:", what)


def near(a, b, tolerance=0.00501):
    return abs((a or 0.0) - (b or 0.0)) <= tolerance


class Explained:
    def __init__(self, program, folder):
        self.program, self.config = program, os.path.join(folder, "liangtian.yaml")

    def __call__(self, ident, *options):
        done = subprocess.run([self.program, "explain", self.config, ident, "--json", *options],
                              capture_output=True, text=True)
        check(done.returncode == 0, f"explain {ident}: {done.stderr}")
        return json.loads(done.stdout) if done.returncode == 0 else {"places": [], "cases": [], "counties": []}


def open_db(path):
    db = sqlite3.connect(f"file:{path}?immutable=1", uri=True)
    db.row_factory = sqlite3.Row
    return db


# --- parcels and plots ---------------------------------------------------------------------------------------------


def check_sums(place):
    for season in place["seasons"]:
        classes = season["classes"]
        check(near(sum(c["share"] for c in classes), 1.0, 1e-9), f"{place['id']}: shares of {season['period']}")
        check(near(sum(c["net_m2"] for c in classes), place["net_m2"], 1e-6), f"{place['id']}: areas")
        grain = sum(c["net_m2"] for c in classes if c.get("group") == "grain")
        check(near(grain, season["grain_m2"][0], 1e-6), f"{place['id']}: grain of {season['period']}")
    check(near(sum(p["net_m2"] for p in place["pairs"]), place["net_m2"], 1e-6), f"{place['id']}: pairs")


def check_place(place, row):
    ident = row["id"]
    for column in ("net_m2", "gross_m2", "filed_m2"):
        check(near(place[column], row[column]), f"{ident}: {column} {place[column]} is not {row[column]}")
    for k, season in enumerate(place["seasons"]):
        half = f"h{k + 1}"
        check(season["state"] == row[f"state_{half}"], f"{ident}: state_{half}")
        for bound, column in enumerate(("low", "high")):
            check(near(season["grain_m2"][bound], row[f"grain_{half}_{column}_m2"]), f"{ident}: grain {half}")
    out = place["outcome"]
    check(out["verdict"] == (row["verdict"] or ""), f"{ident}: verdict {out['verdict']} is not {row['verdict']}")
    check(out["reason"] == (row["reason"] or ""), f"{ident}: reason {out['reason']} is not {row['reason']}")
    if row["verdict"]:
        check(out["rule"] == (row["rule"] or ""), f"{ident}: rule {out['rule']} is not {row['rule']}")
        check(near(out["share"][0], row["share_low"], 0.0000501), f"{ident}: share {out['share']}")
        check(near(out["share"][1], row["share_high"], 0.0000501), f"{ident}: share {out['share']}")
        check(near(out["flip_m2"], row["flip_m2"]), f"{ident}: flip {out['flip_m2']} is not {row['flip_m2']}")
    last = place["half_years"][-1]
    check(last["period"] == PERIOD and last["verdict"] == out["verdict"], f"{ident}: its last half-year")
    check_sums(place)


def check_places(explain, package):
    seen = 0
    for layer in ("parcels", "pbf", "zones"):
        for verdict in ("BELOW", "MEETS", "UNDECIDED", None):
            rows = package.execute(f"SELECT * FROM {layer} WHERE verdict IS ? ORDER BY id LIMIT 3", [verdict])
            for row in rows.fetchall():
                places = [p for p in explain(row["id"])["places"] if p["layer"] == layer]
                check(len(places) == 1, f"{layer} {row['id']}: {len(places)} places")
                for place in places:
                    check_place(place, row)
                    seen += 1
    return seen


# --- cases and counties --------------------------------------------------------------------------------------------


def check_cases(explain, package, ledger):
    seen = 0
    for row in package.execute("SELECT * FROM violations ORDER BY case_id").fetchall()[::3]:
        told = explain(row["case_id"])
        check(len(told["cases"]) == 1, f"{row['case_id']}: {len(told['cases'])} cases")
        case = told["cases"][0]
        for column in ("area_m2", "pbf_m2", "zone_m2", "exempt_m2"):
            check(near(case[column], row[column]), f"{row['case_id']}: {column}")
        for name in ("finding", "time", "handling"):
            check(case[name] == row[name], f"{row['case_id']}: {name} {case[name]} is not {row[name]}")
        check(case["rules"][0] == row["rule"], f"{row['case_id']}: rule")
        events = ledger.execute("SELECT period, kind FROM events WHERE case_id = ? ORDER BY fid", [row["case_id"]])
        check([(e["period"], e["kind"]) for e in case["events"]] == [tuple(e) for e in events.fetchall()],
              f"{row['case_id']}: events")
        check(row["parcel"] in [p["id"] for p in told["places"] if p["layer"] == "parcels"], f"{row['case_id']}: its parcel")
        check(row["case_id"] in [c["id"] for c in explain(row["parcel"])["cases"]], f"{row['parcel']}: its case")
        seen += 1
    return seen


def workbook_numbers(path):
    numbers = set()
    with zipfile.ZipFile(path) as book:
        for name in book.namelist():
            if name.startswith("xl/worksheets/"):
                for value in re.findall(r"<v>(-?[\d.]+)</v>", book.read(name).decode()):
                    numbers.add(round(float(value), 2))
    return numbers


def check_counties(explain, package, book):
    for row in package.execute("SELECT * FROM counties").fetchall():
        county = explain(row["code"])["counties"][0]
        for column in ("farmland_m2", "pbf_m2", "zone_filed_m2"):
            check(near(county[column], row[column]), f"{row['code']}: {column}")
        for half in ("h1", "h2"):
            for bound, word in enumerate(("low", "high")):
                check(near(county[f"grain_{half}_m2"][bound], row[f"grain_{half}_{word}_m2"]), f"{row['code']}: grain")
        check(county["balances"][-1]["closing"] == row["cases_open"], f"{row['code']}: open cases")
        mu = round(county["farmland_m2"] * 0.0015, 2)
        check(any(abs(mu - n) < 0.011 for n in book), f"{row['code']}: farmland of {mu} mu is not in the workbook")


# --- one parcel's pixels, the slow way -----------------------------------------------------------------------------


def clip(points, axis, bound, keep_above):
    """Sutherland and Hodgman: what of the ring lies on one side of a line."""
    inside = (lambda p: p[axis] >= bound) if keep_above else (lambda p: p[axis] <= bound)
    out = []
    for i, b in enumerate(points):
        a = points[i - 1]
        if inside(a) != inside(b):
            t = (bound - a[axis]) / (b[axis] - a[axis])
            out.append((a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])))
        if inside(b):
            out.append(b)
    return out


def area(points):
    return 0.5 * sum(points[i - 1][0] * b[1] - b[0] * points[i - 1][1] for i, b in enumerate(points))


def rings_of(layer, ident):
    text = subprocess.run(["ogr2ogr", "-q", "-f", "CSV", "/vsistdout/", layer, "-lco", "GEOMETRY=AS_WKT",
                           "-where", f"BSM = '{ident}'"], capture_output=True, check=True).stdout
    text = text.decode(errors="replace")  # names are in GBK
    wkt = next(csv.DictReader(io.StringIO(text)))["WKT"]
    return [[tuple(map(float, p.split()[:2])) for p in ring.split(",")][:-1]
            for ring in re.findall(r"\(([^()]+)\)", wkt)]


def classes_of(raster, scratch):
    subprocess.run(["gdal_translate", "-q", "-of", "ENVI", raster, scratch], check=True)
    about = json.loads(subprocess.run(["gdalinfo", "-json", raster], capture_output=True, text=True, check=True).stdout)
    with open(scratch, "rb") as f:
        return about["geoTransform"], about["size"], f.read()


def slow_shares(rings, raster, scratch):
    (x0, dx, _, y0, _, dy), (cols, rows), data = classes_of(raster, scratch)
    cells = {}
    rings = [[(x - x0, y - y0) for x, y in ring] for ring in rings]  # products of small numbers keep their digits
    x0 = y0 = 0.0
    xs, ys = [p[0] for p in rings[0]], [p[1] for p in rings[0]]
    for col in range(int((min(xs) - x0) / dx), int((max(xs) - x0) / dx) + 1):
        for row in range(int((max(ys) - y0) / dy), int((min(ys) - y0) / dy) + 1):
            left, top = x0 + col * dx, y0 + row * dy
            covered = 0.0
            for k, ring in enumerate(rings):
                for axis, bound, above in ((0, left, True), (0, left + dx, False), (1, top + dy, True), (1, top, False)):
                    ring = clip(ring, axis, bound, above) if ring else ring
                covered += (1 if k == 0 else -1) * abs(area(ring)) if ring else 0.0
            if covered > 0.0:
                value = data[row * cols + col]
                cells[value] = cells.get(value, 0.0) + covered / abs(dx * dy)
    return cells


def check_pixels(explain, folder, ident):
    place = [p for p in explain(ident)["places"] if p["layer"] == "parcels"][0]
    rings = rings_of(os.path.join(folder, "layers", "2025", "DLTB.shp"), ident)
    for season in place["seasons"]:
        cells = slow_shares(rings, os.path.join(folder, "rasters", season["raster"]), os.path.join(folder, "slow.img"))
        told = {c["value"]: c for c in season["classes"] if "value" in c}
        whole = sum(cells.values())
        check(len(told) > 1, f"{ident}: {season['period']} has one class, which shows nothing")
        check(set(told) == {v for v, n in cells.items() if n > 1e-9}, f"{ident}: classes of {season['period']}")
        for value, one in told.items():
            check(near(one["cells"], cells.get(value), 1e-5), f"{ident}: cells of class {value}")
            # cells of one parcel differ in true area by less than one in a million
            check(near(one["share"], cells.get(value, 0.0) / whole, 1e-6), f"{ident}: share of class {value}")


# --- half-years ----------------------------------------------------------------------------------------------------


def check_half_years(explain, ident):
    now, then = explain(ident), explain(ident, "--period", "2025H1")
    check(now["period"] == PERIOD and then["period"] == "2025H1", "the half-year asked for")
    check([h["period"] for h in now["places"][0]["half_years"]] == ["2025H1", "2025H2", "2026H1", "2026H2"],
          "all half-years are told")
    check(len(then["places"][0]["half_years"]) == 1, "nothing of what came later")
    check(now["places"][0]["half_years"][0] == then["places"][0]["half_years"][0], "the first half-year, seen twice")


def main():
    program, folder = sys.argv[1:3]
    explain = Explained(program, folder)
    package = open_db(os.path.join(folder, "out", PERIOD, "liangtian.gpkg"))
    ledger = open_db(os.path.join(folder, "out", "current", "ledger.gpkg"))
    places = check_places(explain, package)
    check(places >= 20, f"only {places} places were compared")
    cases = check_cases(explain, package, ledger)
    check(cases >= 3, f"only {cases} cases were compared")
    check_counties(explain, package, workbook_numbers(os.path.join(folder, "out", PERIOD, "summary.xlsx")))
    check_pixels(explain, folder, "411702210100000013")
    check_half_years(explain, "411702210100000013")
    print(f"{places} places and {cases} cases compared, {len(bad)} wrong")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
