"""accuracy draw → labels → accuracy assess, on a city whose ground is counted by hand.

Parcels are rectangles, so the ground of every cell, class and stratum follows from products of lengths. The truth is
another map that the program never sees: every 11th cell of wheat bears something else, every 17th of the rest wheat.
"""
import csv
import json
import os
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict

import invented_city as ic

LT, SOURCE = os.environ["LT"], os.environ["SOURCE"]
SCRATCH = tempfile.mkdtemp(prefix="lt-draw-")
GRAIN = {ic.WHEAT, ic.MAIZE, ic.RICE}
NAMES = {ic.WHEAT: "winter_wheat", ic.MAIZE: "maize", ic.PEANUT: "peanut", ic.BARE: "bare", ic.ORCHARD: "orchard",
         ic.CLOUD: "unseen"}
# col, row, width, height, land class, county, share of ridges. The fourth and fifth share a strip of 5 cells; the
# sixth is no farmland; the last one is a ditch of a tenth of a cell across cells of wheat.
PARCELS = [(5, 5, 40, 30, "0103", "411702", 0.0), (50.3, 5.6, 35.25, 28.7, "0102", "411702", 0.12),
           (5, 40.5, 60, 40, "0103", "411702", 0.0), (70, 45, 25, 30, "0103", "411702", 0.0),
           (90, 45, 9, 30, "0103", "411702", 0.0), (10, 100, 30, 30, "0301", "411702", 0.0),
           (110, 10, 60, 60, "0103", "411728", 0.0), (110.5, 90.5, 7, 3.25, "0101", "411728", 0.2),
           (130, 100.2, 40, 0.1, "0103", "411728", 0.0)]
H1 = [(20, 10, 12, 12, ic.PEANUT), (55, 8, 9, 9, ic.BARE), (120, 20, 30, 25, ic.PEANUT), (140, 50, 8, 8, ic.CLOUD),
      (30, 60, 10, 10, ic.ORCHARD), (72, 50, 3, 3, ic.BARE)]
H2 = [(0, 0, 200, 200, ic.MAIZE), (20, 10, 25, 12, ic.PEANUT), (120, 20, 30, 40, ic.PEANUT)]


def pixels(boxes):
    grid = [[ic.WHEAT] * ic.CELLS for _ in range(ic.CELLS)]
    for col, row, width, height, value in boxes:
        for r in range(row, row + height):
            for c in range(col, col + width):
                grid[r][c] = value
    return grid


MAPS = {"H1": pixels(H1), "H2": pixels(H2)}


def truth(col, row, mapped):
    if mapped == ic.WHEAT:
        return "peanut" if (col * 7 + row * 3) % 11 == 0 else "winter_wheat"
    return "winter_wheat" if (col * 5 + row) % 17 == 0 else NAMES.get(mapped, "bare") if mapped != ic.CLOUD else "bare"


def overlap(a0, a1, b0, b1):
    return max(0.0, min(a1, b1) - max(a0, b0))


def ground():
    """{(col, row, county): net m²}, each place once; and the rectangles."""
    cells = defaultdict(float)
    for i, (x, y, w, h, land, unit, ridges) in enumerate(PARCELS):
        if not land.startswith("01"):
            continue
        if i == 4:  # the strip is the fourth parcel's or the fifth's: both are alike
            w, x = w - 5, x + 5
        for row in range(int(y), int(y + h) + 1):
            for col in range(int(x), int(x + w) + 1):
                part = overlap(x, x + w, col, col + 1) * overlap(y, y + h, row, row + 1)
                if part > 1e-9:
                    cells[col, row, unit] += part * 100.0 * (1 - ridges)
    return cells


GROUND = ground()


def near(col, row, maps, ring):
    return any(m[r][c] in GRAIN for m in maps for r in range(max(0, row - ring), min(ic.CELLS, row + ring + 1))
               for c in range(max(0, col - ring), min(ic.CELLS, col + ring + 1)))


def stratum_of(col, row, maps, ring):
    values = [m[row][col] for m in maps]
    name = "-".join(NAMES[v] for v in values)
    if ring and not any(v in GRAIN or v == ic.CLOUD for v in values) and near(col, row, maps, ring):
        name += " (near grain)"
    return name


def strata(maps, ring=1):
    area = defaultdict(float)
    for (col, row, unit), m2 in GROUND.items():
        area[stratum_of(col, row, maps, ring), unit] += m2
    return area


def call(*words, code=0):
    done = subprocess.run([LT, "accuracy", *words], capture_output=True, text=True, check=False)
    assert done.returncode == code, "%s: exit code %d, not %d\n%s" % (words, done.returncode, code, done.stderr[-1500:])
    return done


def draw(city, folder, *words, period="2026H1", code=0):
    target = os.path.join(SCRATCH, folder)
    done = call("draw", os.path.join(city.folder, "city.yaml"), "--period", period, "-o", target, "-q", *words, code=code)
    return target if code == 0 else done.stderr


def table(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def places(folder):
    """id → x, y from the GeoPackage, in cells from the north-western corner"""
    db = sqlite3.connect("file:%s?immutable=1" % os.path.join(folder, "points.gpkg"), uri=True)
    found = {}
    for name, blob in db.execute("SELECT id, geom FROM points"):
        envelope = (0, 32, 48, 48, 64)[blob[3] >> 1 & 7]
        x, y = struct.unpack("<dd", blob[8 + envelope + 5:8 + envelope + 21])
        found[name] = ((x - ic.WEST) / 10, (ic.NORTH - y) / 10)
    db.close()
    return found


def files(folder):
    return {name: open(os.path.join(folder, name), "rb").read() for name in sorted(os.listdir(folder))}


def in_union(x, y):
    return any(px <= x <= px + w and py <= y <= py + h for px, py, w, h, land, _, _ in PARCELS if land[:2] == "01")


def chi_limit(df):
    """χ² at one in a million (Wilson and Hilferty 1931)"""
    c = 2 / (9 * df)
    return df * (1 - c + 4.753 * c ** 0.5) ** 3


def make():
    city = ic.City(SCRATCH, "示例 城市")
    for x, y, w, h, land, unit, ridges in PARCELS:
        city.parcel(x, y, w, h, land, unit, ridges)
    city.pbf(5, 5, 40, 30)
    city.zone(5, 5, 40, 30)
    city.raster("2025H1", *H1[:2])
    city.raster("2026H1", *H1)
    city.raster("2026H2", *H2)
    city.write()
    return city


def check_strata(city):
    """Areas of strata, by season, by crop year and by county, against the count by hand."""
    for words, period, maps in ((["--by", "season"], "2026H1", ["H1"]), (["--by", "season"], "2026H2", ["H2"]),
                                (["--by", "year"], "2026H2", ["H1", "H2"]),
                                (["--by-county"], "2026H1", ["H1"])):
        name = "strata" + "".join(words) + period
        found = table(draw(city, name, "--points", "400", "--minimum", "2", "--least", "0", *words, period=period),
                      "strata.csv")
        expected = strata([MAPS[m] for m in maps])
        county = "--by-county" in words
        got = {((row["stratum"][7:] if county else row["stratum"]), row["domain"]): float(row["area_m2"]) for row in found}
        assert set(got) == set(expected), (words, set(got) ^ set(expected))
        for key, m2 in expected.items():
            # of cells cut by an edge, parts are as their ellipsoidal areas, which differ in the sixth digit
            assert abs(got[key] - m2) <= 2e-6 * m2 + 0.02, (words, key, got[key], m2)
        assert abs(sum(got.values()) - sum(GROUND.values())) < 0.01 * len(PARCELS)
        assert sum(int(row["points"]) for row in found) == 400
        assert all("class" in row for row in found)


def check_chances(city):
    """40 seeds: how often a cell is met is as its inclusion probability says; inside a cell every place has its chance."""
    seeds, points = 40, 2000
    area = defaultdict(float)
    for (key, _), m2 in strata([MAPS["H1"]]).items():
        area[key] += m2
    met, drawn, quarters = Counter(), Counter(), Counter()
    expected = Counter()
    for seed in range(1, seeds + 1):
        folder = draw(city, "chance%d" % seed, "--points", str(points), "--minimum", "20", "--least", "0",
                      "--seed", str(seed), "--by", "season")
        rows, where = table(folder, "points.csv"), places(folder)
        own = Counter(row["stratum"] for row in rows)
        for name, n in own.items():
            drawn[name] += n
        for row in rows:
            x, y = where[row["id"]]
            col, line, unit = int(x), int(y), row["domain"]
            assert in_union(x, y), (row, x, y)
            assert (col, line, unit) in GROUND, (row, x, y)
            assert row["map"] == NAMES[MAPS["H1"][line][col]]
            assert row["stratum"] == stratum_of(col, line, [MAPS["H1"]], 1)
            n = own[row["stratum"]]
            assert abs(float(row["probability"]) - n / area[row["stratum"]]) < 1e-5 * n / area[row["stratum"]]
            chance = 1 - (1 - GROUND[col, line, unit] / area[row["stratum"]]) ** n
            # the wood's edge of a parcel is a cell of its own for each parcel
            assert abs(float(row["cell_probability"]) - chance) < 1e-4 * chance or 88 <= col <= 96, (row, chance)
            met[col, line, unit] += 1
            if 5 <= x < 45 and 5 <= y < 35:  # whole cells
                quarters[int(2 * (x % 1)), int(2 * (y % 1))] += 1
        shutil.rmtree(folder)
    for (col, row, unit), m2 in GROUND.items():
        name = stratum_of(col, row, [MAPS["H1"]], 1)
        expected[col, row, unit] = drawn[name] * m2 / area[name]
    for name in area:  # per stratum: cells in their order, put together until eight are to be expected
        chi, bins, e, o = 0.0, 0, 0.0, 0
        for key in sorted(GROUND, key=lambda k: (k[2], k[0] * 7919 % 211, k[1])):
            if stratum_of(key[0], key[1], [MAPS["H1"]], 1) != name:
                continue
            e, o = e + expected[key], o + met[key]
            if e >= 8:
                chi, bins, e, o = chi + (o - e) ** 2 / e, bins + 1, 0.0, 0
        assert bins < 2 or chi < chi_limit(bins), (name, chi, bins)
        if area[name] > 5e5:
            assert bins > 100, (name, bins)
    total = sum(quarters.values())
    assert total > 5000 and sum((n - total / 4) ** 2 for n in quarters.values()) / (total / 4) < chi_limit(3)
    # cut cells: the tenth of a cell gets its tenth
    assert sum(n for key, n in met.items() if key[1] == 100) > 10


def check_bytes(city):
    """The seed says all: not the threads, not the folder. Another seed is another sample."""
    first = draw(city, "甲/样点", "--points", "300", "--minimum", "9", "--threads", "1", period="2026H2")
    again = draw(city, "b", "--points", "300", "--minimum", "9", "--threads", "4", period="2026H2")
    other = draw(city, "c", "--points", "300", "--minimum", "9", "--seed", "2", period="2026H2")
    assert files(first) == files(again)
    assert len(files(first)) == 10 and {r["lon"] for r in table(first, "points.csv")} != {
        r["lon"] for r in table(other, "points.csv")}
    counties = [table(first, "points-%s.csv" % unit) for unit in ("411702", "411728")]
    assert sum(map(len, counties)) == 300
    assert {r["id"] for part in counties for r in part} == {r["id"] for r in table(first, "points.csv")}
    for row in table(first, "points.csv"):
        assert not any(row[c] for c in ("reference", "reference_2", "interpreter", "label_date", "confidence", "remark"))
    draw(city, "b", "--points", "300", period="2026H2", code=2)  # it may hold labels
    assert files(first) == files(again)
    done = subprocess.run(["ogrinfo", "-ro", "-so", "-al", os.path.join(again, "points.shp")], capture_output=True,
                          text=True, check=True).stdout
    assert "Feature Count: 300" in done and "SDL2" in done and "CGCS2000" in done, done


def label(folder, name, seasons):
    """Fills the list in as an interpreter would, from the truth."""
    where, rows = places(folder), table(folder, "points.csv")
    for row in rows:
        x, y = where[row["id"]]
        for season, column in zip(seasons, ("reference", "reference_2")):
            row[column] = truth(int(x), int(y), MAPS[season][int(y)][int(x)])
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return path


def true_area(season, unit=None):
    return sum(m2 for (col, row, u), m2 in GROUND.items()
               if unit in (None, u) and truth(col, row, MAPS[season][row][col]) in ("winter_wheat", "maize"))


def assess(folder, labelled, *words):
    call("assess", labelled, "--strata", os.path.join(folder, "strata.csv"), "-g", "grain=winter_wheat,maize",
         "-g", "rest=peanut,bare,orchard", "-q", "-o", os.path.join(folder, "result"), *words)
    return {(r["name"], r["season"]): r for r in table(os.path.join(folder, "result"), "areas.csv")}


def check_intervals(city):
    """30 samples of the season and of the crop year: 95 % intervals hold the truth; the counted map does not."""
    held, seasons_held, lower, count = 0, 0, 0, 30
    want = true_area("H1")
    both = want + true_area("H2")
    mapped = sum(m2 for (c, r, _), m2 in GROUND.items() if MAPS["H1"][r][c] == ic.WHEAT)
    for seed in range(1, count + 1):
        folder = draw(city, "season%d" % seed, "--target-se", "500mu", "--seed", str(seed + 100), "--by", "season",
                      "--minimum", "25")
        got = assess(folder, label(folder, "done.csv", ["H1"]))["grain", "1"]
        held += float(got["low_m2"]) <= want <= float(got["high_m2"])
        lower += float(got["lower_m2"]) <= want
        folder = draw(city, "year%d" % seed, "--points", "400", "--seed", str(seed + 100), "--minimum", "25",
                      period="2026H2")
        got = assess(folder, label(folder, "done.csv", ["H1", "H2"]))["grain", "sum"]
        seasons_held += float(got["low_m2"]) <= both <= float(got["high_m2"])
    # 30 at 95 %: 24 or fewer once in 3,000
    assert held >= 25 and seasons_held >= 25 and lower >= 25, (held, seasons_held, lower)
    assert abs(mapped - want) > 0.03 * want


def check_early(city):
    """In April the map is last year's, or a first result: its strata, this year's parcels."""
    last = draw(city, "last", "--points", "200", "--map", "2025H1", "--minimum", "5", "--least", "0")
    old = pixels(H1[:2])
    expected = strata([old])
    got = {(r["stratum"], r["domain"]): float(r["area_m2"]) for r in table(last, "strata.csv")}
    assert set(got) == set(expected)
    named = draw(city, "named", "--points", "200", "--minimum", "5", "--least", "0",
                 "--raster", os.path.join(city.folder, "rasters", "2025H1.tif"))
    assert files(named) == files(last)
    draw(city, "x", "--points", "200", "--map", "2026H2", code=2)  # another season
    draw(city, "x", "--points", "200", "--map", "2025H1", "--raster", "y.tif", code=2)
    # judged against this year's map: the strata differ from its classes
    where, rows = places(last), table(last, "points.csv")
    for row in rows:
        x, y = int(where[row["id"]][0]), int(where[row["id"]][1])
        row["map"] = NAMES[MAPS["H1"][y][x]]
        row["reference"] = truth(x, y, MAPS["H1"][y][x])
    path = os.path.join(last, "now.csv")
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    got = assess(last, path)["grain", "1"]
    assert got["mapped_m2"] == "" and float(got["low_m2"]) < true_area("H1") < float(got["high_m2"])


def check_return(city):
    """Labels that come back by way of the shapefile say the same; points that are missing are told."""
    folder = draw(city, "back", "--points", "200", "--minimum", "10", period="2026H2")
    whole = assess(folder, label(folder, "done.csv", ["H1", "H2"]))
    path = os.path.join(folder, "exported.csv")
    subprocess.check_call(["ogr2ogr", "-f", "CSV", path, os.path.join(folder, "points.shp")])
    done = {row["id"]: row for row in table(folder, "done.csv")}
    rows = table(folder, "exported.csv")
    for row in rows:
        row["SDL1"], row["SDL2"] = done[row["YDBH"]]["reference"], done[row["YDBH"]]["reference_2"]
    for name, kept in (("full.csv", rows), ("fewer.csv", rows[3:])):
        with open(os.path.join(folder, name), "w", encoding="gbk", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(kept)
    again = assess(folder, os.path.join(folder, "full.csv"))
    assert again == whole
    said = call("assess", os.path.join(folder, "fewer.csv"), "--strata", os.path.join(folder, "strata.csv"),
                "-g", "rest=peanut,bare,orchard").stderr
    assert "sample.points_missing" in said and "抽中的" in said, said


def check_small(city):
    """Strata that are too small are taken together, or bear no more points than cells; a county can be alone."""
    rows = table(draw(city, "rest", "--points", "200", "--minimum", "10", "--least", "2", period="2026H2"), "strata.csv")
    names = {r["stratum"] for r in rows}
    assert {"rest with grain", "rest without grain"} <= names and "class" not in rows[0], names
    assert abs(sum(float(r["area_m2"]) for r in rows) - sum(GROUND.values())) < 0.1
    few = table(draw(city, "few", "--points", "2000", "--minimum", "150", "--least", "0", "--by", "season"), "strata.csv")
    sizes = Counter()
    for r in few:
        sizes[r["stratum"]] += int(r["points"])
    assert sizes["bare (near grain)"] < 150 <= sizes["peanut"], sizes
    draw(city, "none", "--points", "20", code=3)
    draw(city, "none", code=2)
    alone = shutil.copy(LT, os.path.join(SCRATCH, "program"))  # without the catalogues beside it
    for words in ([], ["--parcels"]):
        done = subprocess.run([alone, "accuracy", "draw", os.path.join(city.folder, "city.yaml"), "--period", "2026H1",
                               "--points", "200", "-o", os.path.join(SCRATCH, "none"), *words], check=False)
        assert done.returncode == 4, done
    slash = draw(city, "slash/", "--points", "200", "--minimum", "10")  # as a shell completes it
    assert files(slash) == files(draw(city, "plain", "--points", "200", "--minimum", "10"))
    assert not os.path.exists(os.path.join(SCRATCH, "none"))
    one = ic.City(SCRATCH, "one")
    one.layers["counties"].pop()
    one.parcel(5, 5, 30, 30)
    one.pbf(5, 5, 30, 30)
    one.zone(5, 5, 30, 30)
    one.raster("2026H1")
    one.write()
    folder = draw(one, "alone", "--points", "50", "--by-county")
    assert [r["stratum"] for r in table(folder, "strata.csv")] == ["411702 winter_wheat"]
    assert len(table(folder, "points-411702.csv")) == 50


def check_sliver(_):
    """A parcel reaches one m² beyond the raster: its stratum bears two points, two a m², and the list is read back."""
    city = ic.City(SCRATCH, "sliver")
    city.parcel(5, 5, 30, 30)
    city.parcel(150, 5, 50.001, 10)
    city.pbf(5, 5, 30, 30)
    city.zone(5, 5, 30, 30)
    city.raster("2026H1")
    city.write()
    folder = draw(city, "slivers", "--points", "100", "--minimum", "10")
    rows = table(folder, "points.csv")
    assert [round(float(r["probability"]), 4) for r in rows if r["stratum"] == "unseen"] == [2.0, 2.0]
    for row in rows:
        row["reference"] = "winter_wheat"
    path = os.path.join(folder, "done.csv")
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    assert abs(float(assess(folder, path)["grain", "1"]["area_m2"]) - 140001) < 0.1


def whole(folder):
    """area and points of each (stratum, domain)"""
    return {(r["stratum"], r["domain"]): (float(r["area_m2"]), int(r["points"])) for r in table(folder, "strata.csv")}


def check_claims(_):
    """Ground that two counties claim is in the frame once, in the one with the lower code; and it is told."""
    city = ic.City(SCRATCH, "claims")
    city.parcel(60, 10, 40, 20, unit="411728")
    city.parcel(40, 10, 30, 20, unit="411702")
    city.parcel(65, 25, 10, 10, "0301", unit="411702")  # a wood is no farmland: it takes nothing
    for layer in (city.pbf, city.zone):  # half of the second lies on the first
        layer(60, 10, 10, 10)
        layer(65, 10, 10, 10, unit="411728")
    city.raster("2026H1")
    city.floors = (0.00275, 0.0195)  # 10^4 mu: 18,333 and 130,000 m2
    city.write()
    target = os.path.join(SCRATCH, "claimed")
    said = call("draw", os.path.join(city.folder, "city.yaml"), "--period", "2026H1", "--points", "700",
                "-o", target, "-q").stdout
    assert "two counties claim" in said and "0.0030 (10^4 mu)" in said, said
    city.run("2026H1")  # each county counts it; it proves no floor of the city, which would be kept by 140,000 m2
    with open(os.path.join(city.folder, "out", "2026H1", "diagnostics.csv"), encoding="utf-8-sig") as file:
        told = sorted(line for line in file if "topology.county_claim" in line)
    assert len(told) == 3 and all("411702 411728" in line for line in told), told
    for line, layer, found in zip(told, ("parcels", "pbf", "zones"),
                                  ("20000.00 m2 in both, 1 plots", "5000.00 m2 in both", "5000.00 m2 in both")):
        assert layer in line and found in line, (layer, line)
    floors = floors_of(city)
    for rule, code, low, high, off in (("SOWN-AREA", 411700, 120e3, 140e3, 20e3), ("SOWN-AREA", 411728, 80e3, 80e3, 0),
                                       ("FZ-AREA", 411700, 15e3, 20e3, 5e3), ("FZ-AREA", 411728, 10e3, 10e3, 0)):
        one = floors[rule, code]
        got = (*one["area_m2"], one["claimed_m2"])
        assert all(abs(a - b) < 0.1 for a, b in zip(got, (low, high, off))), (rule, code, got)
    sown, zones = floors["SOWN-AREA", 411700], floors["FZ-AREA", 411700]
    assert (sown["verdict"], sown["reason"]) == ("UNDECIDED", "county_claim"), sown
    assert (zones["verdict"], zones["reason"]) == ("UNDECIDED", "filed_area"), zones
    got = whole(target)
    for unit, m2 in (("411702", 60000.0), ("411728", 60000.0)):
        assert abs(got["winter_wheat", unit][0] - m2) < 0.1, got
    where, rows = places(target), table(target, "points.csv")
    shared = [row["domain"] for row in rows if 60 <= where[row["id"]][0] < 70]
    assert set(shared) == {"411702"}, set(shared)
    # 200 of 1,200 cells: within five standard errors of 700 / 6
    assert abs(len(shared) - 700 / 6) < 5 * (700 * 5 / 36) ** 0.5, len(shared)


def floors_of(city, period="2026H1"):
    with open(os.path.join(city.folder, "out", period, "figures.json"), encoding="utf-8") as file:
        return {(one["rule"], one["code"]): one for one in json.load(file)["floors"]}


def check_claims_once(_):
    """What is taken off is what the counties' sums have too much: not what a county has counted once itself, not a zone
    without a filed figure, and of ground of three counties as much as two too many."""
    city = ic.City(SCRATCH, "once")
    city.county(100, 100, 100, 100, "411730")
    city.parcel(10, 10, 30, 30, unit="411702")
    for unit in ("411702", "411728", "411728", "411730"):  # 411728 lists it twice
        city.parcel(60, 10, 20, 10, unit=unit)
    city.pbf(60, 10, 20, 10)
    city.zone(60, 10, 20, 10)
    for _ in range(2):
        city.zone(60, 10, 20, 10, unit="411728")
    city.zone(10, 10, 10, 10, filed_mu=0)  # listed by the lower code, filed by the higher one
    city.zone(10, 10, 10, 10, unit="411728")
    city.zone(20, 20, 10, 10)
    city.zone(20, 20, 10, 10, unit="411728", filed_mu=0)
    city.raster("2026H1")
    city.floors = (0.006, 0.01)  # 10^4 mu: 40,000 m2, which are there once
    city.run("2026H1")
    floors = floors_of(city)
    # parcels 90,000 and three times 20,000; zones 2 x 20,000 and 2 x 10,000 filed
    for rule, low, high, off in (("SOWN-AREA", 110e3, 150e3, 40e3), ("FZ-AREA", 40e3, 100e3, 20e3)):
        one = floors[rule, 411700]
        got = (*one["area_m2"], one["claimed_m2"])
        assert all(abs(a - b) < 0.1 for a, b in zip(got, (low, high, off))), (rule, got)
    assert floors["FZ-AREA", 411700]["verdict"] == "MEETS", floors["FZ-AREA", 411700]


def check_large(_):
    """A parcel of 1.3 million cells is worked on in parts, and so is one of 80,000 vertices: areas and chances are those
    of the whole."""
    city = ic.City(SCRATCH, "large")
    wide, high = 1300, 1000
    city.parcel(10.5, 10.25, wide, high)
    teeth = 40000  # a saw along the northern edge, half a metre up and down: as much ground as without
    x0, y0, x1, y1 = ic.WEST + 100, ic.NORTH - 10600, ic.WEST + 2100, ic.NORTH - 12600
    ring = [[x0, y1], [x1, y1], [x1, y0]]
    ring += [[x1 - (x1 - x0) * (i + 0.5) / (2 * teeth), y0 + (0.5 if i % 2 else -0.5)] for i in range(2 * teeth)]
    ring += [[x0, y0], [x0, y1]]
    city.add("parcels", {"type": "Polygon", "coordinates": [ring]}, BSM="411702210100009999", DLBM="0103",
             ZLDWDM="411702001001000000", QSDWDM="411702001001000000", KCXS=0.2, TBMJ=4e6, TBDLMJ=3.2e6, ZZSXDM="LS",
             GDPDJB="1")
    city.layers["counties"] = []
    city.county(0, 0, 1400, 1300, "411702")
    city.pbf(60, 10, 10, 10)
    city.zone(60, 10, 10, 10)
    city.raster("2026H1", (100, 100, 700, 300, ic.PEANUT), (10, 1100, 50, 50, ic.RICE), cols=1400, rows=1300)
    city.write()
    expected = {"peanut": 700 * 300 * 100.0, "rice": 50 * 50 * 100.0 * 0.8}
    expected["winter_wheat"] = wide * high * 100.0 + 3.2e6 - sum(expected.values())
    folder = draw(city, "large-first", "--points", "3000", "--minimum", "300", "--least", "0", "--buffer", "0")
    got = whole(folder)
    assert {name for name, _ in got} == set(expected), got
    for name, m2 in expected.items():
        assert abs(got[name, "411702"][0] - m2) < 3e-6 * m2, (name, got, m2)
    where, rows = places(folder), table(folder, "points.csv")
    for row in rows:
        name, n = row["stratum"], got[row["stratum"], "411702"][1]
        x, y = where[row["id"]]
        assert row["map"] == ("peanut" if 100 <= x < 800 and 100 <= y < 400 else
                              "rice" if x < 60 and 1100 <= y < 1150 else "winter_wheat"), row
        m2 = 100.0 * (0.8 if y > 1050 else 1.0)
        if 11 < x < 1310 and 11 < y < 1010 or 11 < x < 209 and 1061 < y < 1259:  # whole cells
            chance = 1 - (1 - m2 / expected[name]) ** n
            assert abs(float(row["cell_probability"]) - chance) < 1e-4 * chance, (row, chance)
    quarters = Counter((x > 450, y > 250) for i, (x, y) in where.items() if 100 <= x < 800 and 100 <= y < 400)
    total = sum(quarters.values())
    assert total >= 300 and sum((n - total / 4) ** 2 for n in quarters.values()) / (total / 4) < chi_limit(3), quarters
    again = draw(city, "large-again", "--points", "3000", "--minimum", "300", "--least", "0", "--buffer", "0", "--threads",
                 "3")
    assert files(folder) == files(again)


def main():
    city = make()
    for check in (check_strata, check_bytes, check_early, check_return, check_small, check_sliver, check_claims, check_claims_once,
                  check_large, check_chances, check_intervals):
        check(city)
        print(check.__name__, "ok", file=sys.stderr)
    shutil.rmtree(SCRATCH)
    print("ok")


main()
