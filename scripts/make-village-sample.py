#!/usr/bin/env python3
"""Makes VILLAGE/samples/: labelled samples of the crop years 2025 and 2026, drawn by `liangtian accuracy draw`; of 2025
also one of the land outside cropland, cells drawn by lot, and the yields of a year of dry wind in spring and of flood in autumn.

usage: make-village-sample.py [VILLAGE [LIANGTIAN]]    default: sample-data/village build/release/bin/liangtian
The ground is known: the generator strews single cells of other classes over its fields, as a classifier does, so what
grows at a point is what most cells around it show.
"""
import csv
import os
import random
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VILLAGE = sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "sample-data", "village")
WEST, NORTH, SIDE = 38504000, 3660000, 1000
POINTS, OUTSIDE, COUNTY = "240", 60, "411702"
YEARS = ("2025", "2026")
LABELS, SHOWN = ("实地类", "实地类2"), ("图上类", "图上类2")
HEAD = "class,domain,kg_per_mu,se_kg_per_mu\n"
YIELDS = {
    "2025": HEAD + "winter_wheat,,380,6\nmaize,,220,9\nrice,,460,12\nsoybean,,75,4\nsweet_potato,,180,10\n",
    "2026": HEAD + "winter_wheat,,440,6\nmaize,,395,9\nrice,,520,12\nsoybean,,150,4\nsweet_potato,,300,10\n",
}


def names():
    """{raster value: name} of the legend"""
    found = {}
    with open(os.path.join(VILLAGE, "legend.yaml"), encoding="utf-8") as file:
        for line in file:
            if "{value:" in line:
                parts = dict(part.split(": ", 1) for part in line.strip()[3:-1].split(", "))
                found[int(parts["value"])] = parts["zh"]
    return found


def cells(period, scratch):
    raw = os.path.join(scratch, period)
    subprocess.check_call(["gdal_translate", "-q", "-of", "ENVI", os.path.join(VILLAGE, "rasters", period + ".tif"), raw])
    with open(raw, "rb") as file:
        return file.read()


def grows(raster, col, row):
    """what most of the 3 × 3 cells show; its own cell where two are as many"""
    around = [raster[r * SIDE + c] for r in range(max(0, row - 1), min(SIDE, row + 2))
              for c in range(max(0, col - 1), min(SIDE, col + 2))]
    return max(around, key=lambda value: (around.count(value), value == raster[row * SIDE + col]))


def places(drawn):
    """{id: (col, row)} of the points"""
    text = subprocess.run(["ogr2ogr", "-q", "-f", "CSV", "/vsistdout/", os.path.join(drawn, "points.gpkg"), "-lco",
                           "GEOMETRY=AS_XY"], capture_output=True, check=True).stdout.decode("utf-8")
    return {one["id"]: (int(float(one["X"]) - WEST), int(NORTH - float(one["Y"])))
            for one in csv.DictReader(text.splitlines())}


def write(path, head, rows):
    with open(path, "w", encoding="utf-8", newline="") as out:
        table = csv.DictWriter(out, head, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def draw(program, year, scratch):
    """Points of the cropland, labelled."""
    drawn, copy = os.path.join(scratch, "drawn" + year), os.path.join(scratch, "village" + year)
    shutil.copytree(VILLAGE, copy)  # work files are written beside the config
    config = os.path.join(copy, "liangtian.yaml")
    with open(config, encoding="utf-8") as file:  # what is drawn here need not be there yet
        lines = [line for line in file if "frame:" not in line and "samples:" not in line and "yields:" not in line]
    with open(config, "w", encoding="utf-8") as file:
        file.writelines(lines)
    subprocess.run([program, "accuracy", "draw", config, "--period", year + "H2", "--points", POINTS, "--by", "year",
                    "--minimum", "10", "--schemas", os.path.join(ROOT, "schemas"), "-o", drawn],
                   check=True, stdout=subprocess.DEVNULL)
    rasters, where, called = [cells(year + half, scratch) for half in ("H1", "H2")], places(drawn), names()
    with open(os.path.join(drawn, "points.csv"), encoding="utf-8-sig", newline="") as file:
        points = csv.DictReader(file)
        rows, head = list(points), points.fieldnames
    for row in rows:
        for label, raster in zip(LABELS, rasters):
            row[label] = called[grows(raster, *where[row[head[0]]])]
    target = os.path.join(VILLAGE, "samples", year + "H2")
    write(target + "-points.csv", head, rows)
    with open(os.path.join(drawn, "strata.csv"), encoding="utf-8-sig") as file, \
            open(target + "-strata.csv", "w", encoding="utf-8", newline="") as out:
        out.write(file.read())
    return rasters, called


def draw_outside(year, rasters, called, scratch):
    """Cells whose middle lies in no cropland parcel: one stratum, drawn by lot."""
    mask = os.path.join(scratch, "cropland")
    subprocess.check_call(["gdal_rasterize", "-q", "-burn", "1", "-where", "DLBM LIKE '01%'", "-of", "ENVI", "-ot", "Byte", "-te",
                           str(WEST), str(NORTH - SIDE), str(WEST + SIDE), str(NORTH), "-ts", str(SIDE), str(SIDE),
                           os.path.join(VILLAGE, "layers", "DLTB.shp"), mask])
    with open(mask, "rb") as file:
        outside = [i for i, value in enumerate(file.read()) if value == 0]
    rows = []
    for number, cell in enumerate(sorted(random.Random(year).sample(outside, OUTSIDE)), 1):
        row = {"点号": "%sH2-w-%03d" % (year, number), "县区": COUNTY, "分层": "耕地以外"}
        for label, shown, raster in zip(LABELS, SHOWN, rasters):
            row[label] = called[grows(raster, cell % SIDE, cell // SIDE)]
            row[shown] = called[raster[cell]]
        rows.append(row)
    target = os.path.join(VILLAGE, "samples", year + "H2-outside")
    write(target + "-points.csv", ["点号", *LABELS, "县区", "分层", *SHOWN], rows)
    write(target + "-strata.csv", ["分层", "县区", "面积_平方米", "样点数"],
          [{"分层": "耕地以外", "县区": COUNTY, "面积_平方米": len(outside), "样点数": OUTSIDE}])


def main():
    program = sys.argv[2] if len(sys.argv) > 2 else os.path.join(ROOT, "build/release/bin/liangtian")
    os.makedirs(os.path.join(VILLAGE, "samples"), exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for year in YEARS:
            rasters, called = draw(program, year, scratch)
            if year == "2025":
                draw_outside(year, rasters, called, scratch)
            with open(os.path.join(VILLAGE, "samples", "yields-%s.csv" % year), "w", encoding="utf-8", newline="") as out:
                out.write(YIELDS[year])


if __name__ == "__main__":
    main()
