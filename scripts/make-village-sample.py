#!/usr/bin/env python3
"""Makes VILLAGE/samples/: a labelled sample of the crop year 2026, drawn by `liangtian accuracy draw`.

usage: make-village-sample.py [VILLAGE [LIANGTIAN]]    default: sample-data/village build/release/bin/liangtian
The ground is known: the generator strews single cells of other classes over its fields, as a classifier does, so what
grows at a point is what most cells around it show.
"""
import csv
import os
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VILLAGE = sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "sample-data", "village")
WEST, NORTH, SIDE = 38504000, 3660000, 1000
POINTS, PERIOD, SEASONS = "240", "2026H2", (("2026H1", "实地类"), ("2026H2", "实地类2"))
YIELDS = "class,domain,kg_per_mu,se_kg_per_mu\nwinter_wheat,,440,6\nmaize,,395,9\nrice,,520,12\nsoybean,,150,4\nsweet_potato,,300,10\n"


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


def main():
    program = sys.argv[2] if len(sys.argv) > 2 else os.path.join(ROOT, "build/release/bin/liangtian")
    folder = os.path.join(VILLAGE, "samples")
    os.makedirs(folder, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        drawn, copy = os.path.join(scratch, "drawn"), os.path.join(scratch, "village")
        shutil.copytree(VILLAGE, copy)  # work files are written beside the config
        subprocess.run([program, "accuracy", "draw", os.path.join(copy, "liangtian.yaml"), "--period", PERIOD,
                        "--points", POINTS, "--by", "year", "--minimum", "10", "--schemas", os.path.join(ROOT, "schemas"),
                        "-o", drawn], check=True, stdout=subprocess.DEVNULL)
        rasters = {label: cells(period, scratch) for period, label in SEASONS}
        with open(os.path.join(drawn, "points.csv"), encoding="utf-8-sig", newline="") as file:
            points = csv.DictReader(file)
            rows, head = list(points), points.fieldnames
        where, called = places(drawn), names()
        for row in rows:
            for label, raster in rasters.items():
                row[label] = called[grows(raster, *where[row[head[0]]])]
        with open(os.path.join(folder, PERIOD + "-points.csv"), "w", encoding="utf-8", newline="") as out:
            table = csv.DictWriter(out, head, lineterminator="\n")
            table.writeheader()
            table.writerows(rows)
        with open(os.path.join(drawn, "strata.csv"), encoding="utf-8-sig") as file, \
                open(os.path.join(folder, PERIOD + "-strata.csv"), "w", encoding="utf-8", newline="") as out:
            out.write(file.read())
    with open(os.path.join(folder, "yields.csv"), "w", encoding="utf-8", newline="") as out:
        out.write(YIELDS)


if __name__ == "__main__":
    main()
