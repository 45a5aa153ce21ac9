#!/usr/bin/env python3
"""What review.html holds, read with other tools than its own.

check_review_page.py page PAGE LEDGER COUNTY|0 PROGRAM CONFIG   structure, cases, shapes, texts
check_review_page.py ground PAGE SAMPLE PERIOD …                classes in the tiles against the rasters
check_review_page.py english PAGE                               no Chinese title of a column
check_review_page.py double LAYER NUMBER                        makes a second parcel of that number, round the first one
"""
import base64
import hashlib
import html.parser
import json
import os
import re
import sqlite3
import struct
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from packed import unpack  # noqa: E402


class Page(html.parser.HTMLParser):
    def __init__(self, path):
        super().__init__(convert_charrefs=False)
        self.parts, self.scripts, self.styles, self.policy, self.links, self.open = {}, [], [], "", [], None
        with open(path, encoding="utf-8", newline="") as text:
            self.feed(text.read())
        self.close()

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "meta" and found.get("http-equiv") == "Content-Security-Policy":
            self.policy = found["content"]
        if tag in ("script", "style"):
            self.open = (tag, found)
        self.links += [found[name] for name in ("src", "href", "action", "srcset") if name in found]
        if any(name.startswith("on") or name == "style" for name in found):
            sys.exit("<%s> has code or style of its own" % tag)

    def handle_data(self, text):
        if self.open is None:
            return
        tag, found = self.open
        if tag == "style":
            self.styles.append(text)
        elif "type" in found:
            self.parts[found["id"]] = text
        else:
            self.scripts.append(text)

    def handle_endtag(self, tag):
        if tag in ("script", "style"):
            self.open = None


def fail(condition, text):
    if condition:
        sys.exit(text)


def digest(text):
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def check_alone(page):
    fail(len(page.scripts) != 1 or len(page.styles) != 1, "one script and one style were expected")
    fail(page.links, "it points elsewhere: %s" % page.links)
    rules = dict(rule.strip().split(" ", 1) for rule in page.policy.split(";"))
    wanted = {"default-src": "'none'", "script-src": digest(page.scripts[0]), "style-src": digest(page.styles[0]),
              "img-src": "data:", "base-uri": "'none'", "form-action": "'none'"}
    fail(rules != wanted, "the policy is %s" % rules)
    fail("sourceMappingURL" in page.scripts[0], "it points to a source map")


def area(rings):
    """m² in the plane; holes run the other way round."""
    total = 0
    for ring in rings:
        points, x, y = [], 0, 0
        for dx, dy in zip(ring[::2], ring[1::2]):
            x, y = x + dx, y + dy
            points.append((x / 10, y / 10))
        total += sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, points[1:] + points[:1])) / 2
    return total


def ground_of(rings):
    """In m²; a ring inside another one is a hole."""
    from osgeo import ogr
    ground = ogr.Geometry(ogr.wkbPolygon)
    for ring in rings:
        points, x, y = ogr.Geometry(ogr.wkbLinearRing), 0, 0
        for dx, dy in zip(ring[::2], ring[1::2]):
            x, y = x + dx, y + dy
            points.AddPoint_2D(x / 10, y / 10)
        points.CloseRings()
        one = ogr.Geometry(ogr.wkbPolygon)
        one.AddGeometry(points)
        ground = ground.SymDifference(one.Buffer(0))
    return ground


def check_parcels(ids, shapes):
    """The parcel shown with a case lies below it, whatever its number."""
    fail(len(shapes["parcel"]) != len(ids) or max(shapes["parcel"], default=-1) >= len(shapes["parcels"]), "parcels")
    fail(sorted(set(shapes["parcel"]) - {-1}) != list(range(len(shapes["parcels"]))), "a parcel without a case")
    for case, rings, parcel in zip(ids, shapes["cases"], shapes["parcel"]):
        if parcel >= 0:
            shared = ground_of(rings).Intersection(ground_of(shapes["parcels"][parcel])).GetArea()
            fail(shared < 0.001 * area(rings), "%s does not lie on its parcel: %.1f m²" % (case, shared))


def bare(text):
    return re.sub(r"\s", "", text)


def check_texts(page, head, ids, program, config):
    blocks = json.loads(page.parts["data-texts"])
    texts = [text for _, packed in blocks for text in unpack(packed).decode().split("\0")[:-1]]
    fail([count for count, _ in blocks] != [unpack(packed).count(0) for _, packed in blocks], "counts of the texts")
    fail(len(texts) != len(ids), "%d texts of %d cases" % (len(texts), len(ids)))
    for case, text in list(zip(ids, texts))[::5]:
        told = subprocess.run([program, "explain", config, case], capture_output=True, text=True, check=True).stdout
        lines = [line for line in told.splitlines()[1:] if line.strip() and head["mark"] not in line]
        for part in (part for line in lines for part in re.split(r"\s{2,}", line.strip())):
            fail(bare(part) not in bare(text), "%s: explain says '%s', the page does not" % (case, part))


def check_page(path, ledger, county, program, config):
    page = Page(path)
    check_alone(page)
    head = json.loads(page.parts["data-head"])
    rows, shapes = json.loads(unpack(page.parts["data-rows"])), json.loads(unpack(page.parts["data-shapes"]))
    keys = [column["key"] for column in head["columns"]]
    cases = [dict(zip(keys, row[3:])) for row in rows]
    ids = [case["case_id"] for case in cases]
    own = "" if county == "0" else " and unit = %s" % county
    with sqlite3.connect(ledger) as book:
        stored = {row[0]: row[1:] for row in book.execute("select id, open, area_m2, finding, grave_by from cases where 1" + own)}
    opened = {case for case, row in stored.items() if row[0]}
    fail(ids != sorted(ids) or not opened <= set(ids) or not set(ids) <= set(stored), "not the ledger's cases")
    fail(head["open"] != len(opened) or head["cases"] != len(ids), "counts: %s, %d" % (head["open"], len(ids)))
    fail(abs(head["open_m2"] - sum(stored[case][1] for case in opened)) > 1e-6 * head["open_m2"] + 1e-6, "area of the open cases")
    for row, case, rings in zip(rows, cases, shapes["cases"]):
        _, net, finding, _ = stored[case["case_id"]]
        fail(abs(case["area_m2"] - net) > 0.0051, "area of " + case["case_id"])
        fail((row[0] & 4 != 0) != (case["case_id"] in opened), "open: " + case["case_id"])
        fail((row[0] & 2 != 0) != (finding == "CONFIRMED"), "confirmed: " + case["case_id"])
        fail(row[2] != "" and not os.path.exists(os.path.join(os.path.dirname(path), row[2])), "no such sheet: " + row[2])
        fail(not 0.9 * area(rings) - 50 < net < 1.1 * area(rings) + 50, "shape of " + case["case_id"])
    check_parcels(ids, shapes)
    fail([len(head["counties"]), head["whole"]] != ([1, False] if county != "0" else [2, True]), "counties")
    fail(county != "0" and [field for field in head["form"] if field["city"]], "the city's columns on a county's form")
    check_texts(page, head, ids, program, config)


def panels_of(packed, count):
    raw, at = unpack(packed), 0
    for _ in range(count):
        west, north, dx, dy, columns, rows = struct.unpack_from("<4i2H", raw, at)
        yield west / 100, north / 100, dx / 1000, dy / 1000, columns, rows, raw[at + 20:at + 20 + columns * rows]
        at += 20 + columns * rows
    fail(at != len(raw), "a tile is longer than its panels")


def check_panel(panel, raster, values, corner, names):
    """Every seventh cell; answers how many were held against the raster."""
    west, north, dx, _, columns, rows, codes = panel
    x0, cell, _, y0 = raster.GetGeoTransform()[:4]
    fail(abs(dx - cell) > 1e-6, "size of a cell: %g" % dx)
    col, row = round((west + corner[0] - x0) / cell), round((y0 - north - corner[1]) / cell)
    seen = 0
    for c in range(0, columns, 7):
        for r in range(0, rows, 7):
            code = codes[r * columns + c]
            inside = 0 <= col + c < values.shape[1] and 0 <= row + r < values.shape[0]
            fail(inside == (code == 255), "edge of the raster")
            if inside and code < 250:
                seen += 1
                names.setdefault(int(values[row + r, col + c]), set()).add(code)
    return seen


def check_ground(path, sample, *periods):
    from osgeo import gdal, ogr
    gdal.UseExceptions()
    page = Page(path)
    head, part = json.loads(page.parts["data-head"]), json.loads(page.parts["data-ground"])
    fail(head["with_ground"] != head["cases"], "ground of %d cases" % head["with_ground"])
    layer = ogr.Open(os.path.join(sample, "layers", "XZQ.gpkg"))
    counties = layer.GetLayer(0).GetExtent()
    corner = counties[0], counties[2]  # of the page: no case of the sample lies beyond
    rasters = [gdal.Open(os.path.join(sample, "rasters", period + ".tif")) for period in periods]
    pixels, names, seen = [raster.ReadAsArray() for raster in rasters], [{} for _ in periods], 0
    for *_, packed in part["tiles"]:
        panels = list(panels_of(packed, len(part["seasons"])))[-len(periods):]
        seen += sum(map(check_panel, panels, rasters, pixels, [corner] * len(periods), names))
    fail(seen < 1000, "hardly any cell was compared")
    for found in names:  # one value, one class; and the other way round
        codes = [code for one in found.values() for code in one]
        fail(len(codes) != len(set(codes)) or len(codes) != len(found), "values shown as classes: %s" % found)


def check_english(path):
    head = json.loads(Page(path).parts["data-head"])
    chinese = [column["title"] for column in head["columns"] + head["form"] if re.search("[\u4e00-\u9fff]", column["title"])]
    fail(head["language"] != "en" or chinese, "Chinese titles: %s" % chinese)


def double(path, number):
    """The neighbours west and east of a parcel become one of two parts, and bear its number: their box covers it."""
    from osgeo import ogr
    ogr.UseExceptions()
    data = ogr.Open(path, 1)
    layer = data.GetLayer(0)
    parcels = list(layer)
    west, east, *y = next(one for one in parcels if one["BSM"] == number).GetGeometryRef().GetEnvelope()

    def at(x):
        point = ogr.CreateGeometryFromWkt("POINT (%.3f %.3f)" % (x, sum(y) / 2))
        return next(one for one in parcels if one.GetGeometryRef().Contains(point))

    first, second = at(west - 15), at(east + 15)
    both = ogr.Geometry(ogr.wkbMultiPolygon)
    both.AddGeometry(first.GetGeometryRef())
    both.AddGeometry(second.GetGeometryRef())
    first.SetGeometry(both)
    first["BSM"] = number
    for key in ("TBMJ", "TBDLMJ"):
        first[key] += second[key]
    layer.SetFeature(first)
    layer.DeleteFeature(second.GetFID())
    data.ExecuteSQL("REPACK " + layer.GetName())


if __name__ == "__main__":
    {"page": check_page, "ground": check_ground, "english": check_english, "double": double}[sys.argv[1]](*sys.argv[2:])
