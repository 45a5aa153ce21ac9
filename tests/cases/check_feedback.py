#!/usr/bin/env python3
"""Holds the report's lines on feedback polygons against the sample's intent and an own reckoning of their pixels.

usage: check_feedback.py LT FOLDER SOURCE sample|codes
"""
import html
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import check_explain  # noqa: E402  the slow clipping of cells

ORCHARD = 14  # raster value
bad = []


def check(good, what):
    if not good:
        bad.append(what)
        print("FAILED:", what)


def rows_of(page):
    """Rows of the tables of feedback."""
    with open(page, encoding="utf-8") as f:
        text = f.read()
    text = "".join(part.partition("<h3 ")[0] for part in re.split(r'<h3 id="table-(?=feedback)', text)[1:])
    for row in re.findall(r"<tr>(.*?)</tr>", text, re.S):
        yield [html.unescape(re.sub(r"<[^>]+>", "", c)).strip()
               for c in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S)]


def rings_of(layer, ident):
    original = check_explain.subprocess.run(
        ["ogr2ogr", "-q", "-f", "CSV", "/vsistdout/", layer, "-lco", "GEOMETRY=AS_WKT", "-where", f"JCBH = '{ident}'"],
        capture_output=True, check=True).stdout.decode(errors="replace")
    wkt = next(check_explain.csv.DictReader(check_explain.io.StringIO(original)))["WKT"]
    return [[tuple(map(float, p.split()[:2])) for p in ring.split(",")][:-1]
            for ring in re.findall(r"\(([^()]+)\)", wkt)]


def codes_listed(source):
    """Every code of the layer's form is in the catalogue, once."""
    with open(os.path.join(source, "schemas", "layers", "JCTB.yaml"), encoding="utf-8") as f:
        form = re.search(r"name: TBLX.*?codes: \{(.*?)\}", f.read(), re.S).group(1)
    known = [c.strip().strip('"') for c in re.findall(r'("?\w+"?):', form)]
    with open(os.path.join(source, "schemas", "feedback", "kinds.yaml"), encoding="utf-8") as f:
        listed = [c.strip().strip('"') for codes in re.findall(r"codes: \[(.*?)\]", f.read()) for c in codes.split(",")]
    check(len(known) > 30 and set(known) <= set(listed), f"codes without a meaning: {set(known) - set(listed)}")
    check(len(listed) == len(set(listed)), "a code stands twice in the catalogue")


def main():
    program, folder, source, which = sys.argv[1:5]
    lines = {r[1]: r for r in rows_of(os.path.join(folder, "out", "2026H2", "report.html"))
             if len(r) == 12 and r[1].startswith("4117022026")}
    check(sorted(lines) == ["41170220260001", "41170220260002", "41170220260003"], f"polygons {sorted(lines)}")
    result = {k: v[8] for k, v in lines.items()}
    if which == "sample":
        codes_listed(source)
        check(result == {"41170220260001": "两源印证", "41170220260002": "两源印证", "41170220260003": "两源不符"},
              f"results {result}")
        explain = check_explain.Explained(program, folder)
        layer = os.path.join(folder, "layers", "JCTB.shp")
        for ident, parcel in (("41170220260001", "411702210100000011"), ("41170220260002", "411702210100000016")):
            case = explain(lines[ident][9])["cases"][0]
            check(case["parcel"] == parcel, f"{ident} is matched with {case['parcel']}")
            cells = check_explain.slow_shares(rings_of(layer, ident), os.path.join(folder, "rasters", "2026H2.tif"),
                                              os.path.join(folder, "slow.img"))
            # cells of 100 m²; the case is the orchard's cells, so that they share the orchard below the polygon
            check(abs(float(lines[ident][11]) - cells[ORCHARD] * 0.15) < 0.0101,
                  f"{ident}: shared {lines[ident][11]} mu, reckoned {cells[ORCHARD] * 0.15}")
        for ident in lines:
            place = explain(ident)["places"]
            check(len(place) == 1 and place[0]["layer"] == "feedback", f"explain {ident}: {len(place)} places")
        county = next(r for r in rows_of(os.path.join(folder, "out", "2026H2", "report.html"))
                      if len(r) == 16 and r[0].startswith("驿城区"))
        check(county[1] == "3" and county[4] == "2" and county[10] == "1", f"county line {county}")
        package = check_explain.open_db(os.path.join(folder, "out", "2026H2", "liangtian.gpkg"))
        stored = {r["id"]: r for r in package.execute("SELECT * FROM feedback")}
        check(len(stored) == len(lines), f"the GeoPackage has {len(stored)} polygons")
        for ident, line in lines.items():
            row = stored[ident]
            check([row["result_title"], row["case_id"] or "", row["code"]] == [line[8], line[9].strip("—–-"), "02"],
                  f"GeoPackage {ident}: {tuple(row)}")
            check(abs(row["shared_m2"] * 0.0015 - float(line[11] if row["case_id"] else 0)) < 0.0051, f"{ident}: shared")
            check(row["geom"] is not None, f"{ident} has no polygon")
        earlier = {r[1]: r[8] for r in rows_of(os.path.join(folder, "out", "2026H1", "report.html"))
                   if len(r) == 12 and r[1].startswith("4117022026")}
        check(earlier["41170220260002"] == "影像晚于本期", f"in 2026H1: {earlier}")
    else:
        check(result["41170220260001"] == "两源不符", "they say cropland where a case is open")
        check(lines["41170220260002"][3] == "代码未登记", "a code that is not listed")
        check(lines["41170220260003"][3] == "非农化" and result["41170220260003"] == "两源不符",
              f"construction where grain grows: {lines['41170220260003']}")
    print(f"{len(lines)} polygons, {len(bad)} wrong")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
