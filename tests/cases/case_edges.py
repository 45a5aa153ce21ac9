#!/usr/bin/env python3
"""Boundary sensitivity is the run repeated: by hand on two fields, and on a city of odd fields against full runs with the
raster moved the other way, or the polygons drawn smaller and larger, without boundary sensitivity."""
import hashlib
import json
import os
import random
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from invented_city import BARE, ORCHARD, PEANUT, WATER, City  # noqa: E402

MOVES = {"base": (0, 0), "east": (1, 0), "west": (-1, 0), "north": (0, 1), "south": (0, -1), "northeast": (1, 1),
         "northwest": (-1, 1), "southeast": (1, -1), "southwest": (-1, -1)}
UNASKED = {"not_subject", "disabled", "pending", "too_small", "invalid_geometry", "resolution", "no_threshold",
           "one_crop"}


def check(good, what):
    if not good:
        raise AssertionError(what)


def near(a, b, slack=2e-9):
    return abs(a - b) <= slack


class Edged(City):
    def __init__(self, scratch, name, mode, grown=()):
        super().__init__(scratch, name)
        self.mode, self.grown = mode, dict(grown)

    def write(self):
        super().write()
        if self.mode != "none":
            with open(os.path.join(self.folder, "city.yaml"), "a", encoding="utf-8") as file:
                file.write("boundary_sensitivity: %s\n" % self.mode)

    def parcel(self, col, row, width, height, **more):
        by = self.grown.get("parcel", 0)
        return super().parcel(col - by, row - by, width + 2 * by, height + 2 * by, **more)

    def pbf(self, col, row, width, height, **more):
        by = self.grown.get("pbf", 0)
        super().pbf(col - by, row - by, width + 2 * by, height + 2 * by, **more)

    def explain(self, ident, *options):
        done = subprocess.run([os.environ["LT"], "explain", os.path.join(self.folder, "city.yaml"), ident, "--schemas",
                               os.path.join(os.environ["SOURCE"], "schemas"), *options],
                              capture_output=True, text=True, check=True)
        return done.stdout

    def findings(self, ident):
        """{rule: (finding, place)} of an id"""
        place = json.loads(self.explain(ident, "--json"))["places"][0]
        return {one["rule"]: one for one in place["rules"]}, place

    def table(self, period):
        with open(os.path.join(self.folder, "out", period, "report.html"), encoding="utf-8") as file:
            page = file.read()
        begin = page.find('<h3 id="table-edges">')
        if begin < 0:
            return None
        body = page[begin:page.find("</table>", begin)]
        plain = [[re.sub(r"<[^>]*>", "", cell).replace(",", "") for cell in re.findall(r"<td.*?</td>", line)]
                 for line in re.findall(r"<tr>.*?</tr>", body)]
        return {(line[0], line[1]): line[2:] for line in plain if line}

    def digest(self):
        sums = []
        for folder, _, names in os.walk(os.path.join(self.folder, "out")):
            for name in names:
                path = os.path.join(folder, name)
                if name != ".lock" and not os.path.islink(path):
                    with open(path, "rb") as file:
                        sums.append((os.path.relpath(path, self.folder), hashlib.sha256(file.read()).hexdigest()))
        return sorted(sums)


def two_fields(scratch):
    """A: 10 x 10 cells, orchard from its sixth column on and beyond it: half the field, 45 % half a cell to the west, 55 %
    to the east. B: an orchard of its last 3 columns; where its field does not cover the last one wholly, the 2 columns
    left do not survive the erosion. C: 3 x 6 cells of wheat: shrunk, 4 full cells are left, fewer than 8; half a cell to the north-east, 18 of 28 cells lie on
    the edge, more than 60 %: neither can be judged."""
    city = Edged(scratch, "two", "all")
    a = city.parcel(20, 20, 10, 10)
    b = city.parcel(20, 60, 10, 10)
    c = city.parcel(60, 60, 3, 6)
    city.pbf(150, 150, 4, 4, unit="411728")
    city.zone(150, 150, 4, 4, unit="411728")
    for period in ("2025H1", "2025H2"):
        city.raster(period, (25, 15, 15, 30, ORCHARD), (27, 60, 3, 10, ORCHARD))
    city.run("2025H1", "2025H2")
    one = city.findings(a)[0]["CROPLAND-CONVERT"]["edges"]
    check(near(one["share"][0], 0.45, 1e-6) and near(one["share"][1], 0.55, 1e-6), "A: %s" % one)
    check(near(one["grain_share"][0], 0.45, 1e-6) and near(one["grain_share"][1], 0.55, 1e-6), "A: %s" % one)
    check(len(one["asked"]) == 11 and one["held"] == one["asked"], "A: %s" % one)
    # half of 9 x 9 cells, of 11 x 11 cells
    check(near(one["m2"][0], 40.5 * 100, 0.1) and near(one["m2"][1], 60.5 * 100, 0.1), "A: %s" % one)
    one = city.findings(b)[0]["CROPLAND-CONVERT"]["edges"]
    check(one["held"] == ["base", "east", "north", "south", "northeast", "southeast", "outer"], "B: %s" % one)
    # to the north-west 2.5 of its columns and 9.5 of their rows are left; shrunk, 2.5 x 9 cells
    check(near(one["share"][0], 0.2375, 1e-6) and near(one["share"][1], 0.3, 1e-6), "B: %s" % one)
    check(near(one["m2"][0], 22.5 * 100, 0.01) and near(one["m2"][1], 30 * 100, 0.01), "B: %s" % one)
    patch = city.findings(b)[1]["patches"][0]["edges"]
    check(patch["held"] == one["held"] and patch["m2"][0] == 0 and near(patch["m2"][1], 3 * 10 * 100, 3.01),
          "B's patch: %s" % patch)
    one = city.findings(c)[0]["CROPLAND-CONVERT"]["edges"]
    check(one["asked"] == ["base", "east", "west", "north", "south", "outer"] and one["held"] == [], "C: %s" % one)
    check(city.table("2025H2")[("411702", "ordinary cropland turned to another use")][:6] == ["2", "1", "1", "0", "1", "2"],
          "the table: %s" % city.table("2025H2"))
    text = city.explain(b, "--lang", "en")
    check("; found at 7, not: half a cell west, half a cell west and north, half a cell west and south, shrunk by half "
          "a cell\n" in text, text)
    rows = {row["parcel"]: row for row in city.rows("violations", "2025H2")}
    check((rows[a]["edge_held"], rows[b]["edge_held"]) == ("YES", "NO"), "the list of cases: %s" % rows)
    check((rows[b]["edge_low"], rows[b]["edge_high"]) == (0.2375, 0.3), "the list of cases: %s" % rows[b])
    check((rows[a]["edge_grain_low"], rows[a]["edge_grain_high"]) == (0.45, 0.55), "the list of cases: %s" % rows[a])
    # a field on the dot of the raster, without boundary sensitivity: not told
    city = Edged(scratch, "off", "none")
    city.parcel(20, 60, 10, 10)
    city.pbf(150, 150, 4, 4, unit="411728")
    city.zone(150, 150, 4, 4, unit="411728")
    for period in ("2025H1", "2025H2"):
        city.raster(period, (27, 60, 3, 10, ORCHARD))
    city.run("2025H1", "2025H2")
    check(city.table("2025H2") is None, "a table that nobody asked for")
    check(city.rows("violations", "2025H2")[0]["edge_held"] in (None, ""), "a column that nobody asked for")


def draw(city, move=(0, 0)):
    """Odd fields and plots, and rasters of two seasons; `move` in half cells, of the polygons against the raster."""
    dice = random.Random(7)
    ids, col = [], 10.0
    while col < 24:
        width, row = dice.choice([3.2, 4.5, 6.0, 8.3, 11.75]), 10.0 + dice.random()
        while row < 50:
            height = dice.choice([4.0, 5.5, 9.25, 14.0])
            ids.append(city.parcel(col, row, width, height))
            row += height
        col += width
    ids += [city.parcel(60 + 12 * i, 150, 10, 10) for i in range(3)]  # clean
    for _ in range(7):
        city.pbf(10 + 16 * dice.random(), 60 + 20 * dice.random(), 6 + 6 * dice.random(), 6 + 6 * dice.random())
    for _ in range(2):
        city.pbf(12 + 15 * dice.random(), 15 + 40 * dice.random(), 8, 8)
    city.zone(150, 150, 4, 4, unit="411728")
    boxes = [[(dice.randrange(8, 28), dice.randrange(8, 84), dice.randrange(3, 8), dice.randrange(3, 8),
               dice.choice([ORCHARD, ORCHARD, WATER, PEANUT, BARE])) for _ in range(60)] for _ in range(2)]
    boxes[1][:45] = boxes[0][:45]
    for period, drawn in zip(("2025H1", "2025H2"), boxes):
        city.raster(period, *drawn, shift=-5 * move[0], shift_north=-5 * move[1])
    city.run("2025H1", "2025H2")
    pbf = [one["properties"]["BSM"] for one in city.layers["pbf"]]
    return ids, pbf


def repeated(scratch):
    """Every finding over the positions is what eleven runs find."""
    city = Edged(scratch, "all", "all")
    ids, pbf = draw(city)
    runs = {name: Edged(scratch, name, "none") for name in MOVES}
    for name, run in runs.items():
        draw(run, MOVES[name])
    resized = {}
    for name, by in (("inner", -0.5), ("outer", 0.5)):
        for layer in ("parcel", "pbf"):
            resized[name, layer] = Edged(scratch, name + layer, "none", {layer: by})
            draw(resized[name, layer])
    told = hinge = 0
    totals = {}
    for layer, names in (("parcel", ids), ("pbf", pbf)):
        sources = {**runs, "base": city, **{name: resized[name, layer] for name in ("inner", "outer")}}
        for ident in names:
            found = {name: source.findings(ident)[0] for name, source in sources.items()}
            for rule, one in city.findings(ident)[0].items():
                asked = [name for name in sources if found[name][rule]["reason"] not in UNASKED]
                held = [name for name in sources if found[name][rule]["verdict"] == "BELOW"]
                if "base" not in asked:
                    continue
                edges = one["edges"]
                where = "%s, %s: %s" % (ident, rule, edges)
                check(sorted(edges["asked"]) == sorted(asked), "%s; asked in %s" % (where, asked))
                check(sorted(edges["held"]) == sorted(held), "%s; held in %s" % (where, held))
                shares = [found[name][rule]["share"][0] for name in asked]
                check(near(edges["share"][0], min(shares), 1e-6) and near(edges["share"][1], max(shares), 1e-6),
                      "%s; shares %s" % (where, shares))
                check(near(edges["share"][0], one["share"][0], 1) and
                      edges["share"][0] - 1e-9 <= one["share"][0] <= edges["share"][1] + 1e-9, where)
                told += 1
                hinge += 0 < len(held) < len(asked)
                sums = totals.setdefault((layer, rule), {})
                for name in held:
                    sums[name] = sums.get(name, 0) + 1
    check(told > 40 and hinge > 5, "too little to tell: %d, %d" % (told, hinge))
    # what `cases` looks at is what `all` says of it; it looks at every case
    some = Edged(scratch, "cases", "cases")
    draw(some)
    given = without = 0
    for ident in ids + pbf:
        part, whole = some.findings(ident)[0], city.findings(ident)[0]
        for rule, one in part.items():
            check(one.get("edges") in (None, whole[rule].get("edges")), "%s, %s" % (ident, rule))
            given += "edges" in one
            without += "edges" not in one
            check("edges" in one or one["verdict"] != "BELOW", "%s, %s is not looked at" % (ident, rule))
    check(given > 10 and without >= 3, "cases: %d looked at, %d not" % (given, without))
    # no verdict, case or figure changes; threads change nothing
    bare = runs["base"]
    for table in ("cases", "balances"):
        check(some.rows(table) == bare.rows(table) == city.rows(table), "the ledger is another one")
    before = city.digest()
    subprocess.run(["rm", "-rf", os.path.join(city.folder, "out"), os.path.join(city.folder, "work")], check=True)
    for period in ("2025H1", "2025H2"):
        subprocess.run([os.environ["LT"], "run", os.path.join(city.folder, "city.yaml"), "--period", period,
                        "--published-at", "2026-11-01T00:00:00Z", "--threads", "3", "--schemas",
                        os.path.join(os.environ["SOURCE"], "schemas")], check=True, capture_output=True)
    check(city.digest() == before, "threads change what is published")
    print("%d findings, %d hinge" % (told, hinge))


def main():
    with tempfile.TemporaryDirectory(prefix="lt-case-") as scratch:
        two_fields(scratch)
        repeated(scratch)
    print("ok")


main()
