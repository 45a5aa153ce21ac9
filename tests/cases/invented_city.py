"""A city of a few parcels on 10 m cells, drawn by a test: what comes out can be counted by hand.

Everything is given in cells from the north-western corner (column, row, width, height). Counties 411702 (columns 0 to
99) and 411728 (100 to 199) share the border at column 100. Rasters hold wheat (1) but for the boxes that are drawn.
"""
import json
import os
import shutil
import sqlite3
import subprocess

WEST, NORTH, CELLS = 38503000, 3661000, 200
WHEAT, MAIZE, RICE, PEANUT, BARE, ORCHARD, NURSERY, WATER, HOUSE, BUILT, CLOUD = (
    1, 2, 3, 6, 13, 14, 16, 17, 18, 19, 200)
SCHEMAS = {"parcels": "DLTB", "pbf": "YJJBNTBHTB", "zones": "LQDK", "counties": "XZQ", "approvals": "SPBA",
           "feedback": "JCTB"}
DAYS = {"H1": ("04-12", "05-08"), "H2": ("08-05", "09-02")}


def box(col, row, width, height):
    x0, y1 = WEST + 10 * col, NORTH - 10 * row
    x1, y0 = x0 + 10 * width, y1 - 10 * height
    return {"type": "Polygon", "coordinates": [[[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]]]}


class City:
    def __init__(self, scratch, name):
        self.folder = os.path.join(scratch, name)
        os.makedirs(os.path.join(self.folder, "layers"))
        os.makedirs(os.path.join(self.folder, "rasters"))
        self.layers = {layer: [] for layer in SCHEMAS}
        self.periods, self.baseline, self.count, self.floors = [], False, 0, (1, 1)
        self.county(0, 0, 100, 200, "411702")
        self.county(100, 0, 100, 200, "411728")

    def add(self, layer, shape, **fields):
        self.layers[layer].append({"type": "Feature", "properties": fields, "geometry": shape})

    def number(self):
        self.count += 1
        return self.count

    def county(self, col, row, width, height, unit):
        self.add("counties", box(col, row, width, height), BSM="x" + unit, XZQDM=unit, XZQMC=unit)

    def parcel(self, col, row, width, height, land_class="0103", unit="411702", ridges=0.0, slope="1"):
        bsm, area = "%s2101%08d" % (unit, self.number()), width * height * 100.0
        self.add("parcels", box(col, row, width, height), BSM=bsm, DLBM=land_class, ZLDWDM=unit + "001001000000",
                 QSDWDM=unit + "001001000000", KCXS=ridges, TBMJ=area, TBDLMJ=area * (1 - ridges), ZZSXDM="LS",
                 GDPDJB=slope)
        return bsm

    def pbf(self, col, row, width, height, unit="411702"):
        area = width * height * 100.0
        self.add("pbf", box(col, row, width, height), BSM="%s2501%08d" % (unit, self.number()), XZQDM=unit,
                 DLBM="0103", YJJBNTTBMJ=area, YJJBNTMJ=area, KCXS=0.0)

    def zone(self, col, row, width, height, unit="411702", filed_mu=None, target="1"):
        mu = width * height * 0.15 if filed_mu is None else filed_mu
        self.add("zones", box(col, row, width, height), LQDKDM="%s1010%06d" % (unit, self.number()), LQLX=target,
                 LQDKMJM=mu)

    def approval(self, col, row, width, height, number, kind="退出计划", begins="2020-01-01", ends="2030-01-01"):
        self.add("approvals", box(col, row, width, height), SPBH="A%d" % self.number(), SPLX=kind, PZWH=number,
                 PZJG="x", KSRQ=begins, JSRQ=ends, PZMJ=width * height * 100.0)

    def feedback(self, col, row, width, height, earlier, later, kind="02"):
        self.add("feedback", box(col, row, width, height), JCBH="J%d" % self.number(), TBLX=kind, QSX=earlier,
                 HSX=later, JCMJ=width * height * 100.0)

    def raster(self, period, *boxes, cols=CELLS, rows=CELLS, shift=0, shift_north=0):
        """Wheat with boxes (col, row, width, height, value); `shift` metres moves the grid to the east, `shift_north`
        to the north."""
        lines = [bytearray([WHEAT]) * cols for _ in range(rows)]
        for col, row, width, height, value in boxes:
            for line in lines[row:row + height]:
                line[col:col + width] = bytes([value]) * len(line[col:col + width])
        raw = os.path.join(self.folder, "rasters", period)
        with open(raw, "wb") as file:
            file.write(b"".join(lines))
        with open(raw + ".hdr", "w", encoding="ascii") as file:
            file.write("ENVI\nsamples = %d\nlines = %d\nbands = 1\nheader offset = 0\nfile type = ENVI Standard\n"
                       "data type = 1\ninterleave = bsq\nbyte order = 0\n" % (cols, rows))
        west, north = WEST + shift, NORTH + shift_north
        subprocess.check_call(["gdal_translate", "-q", "-of", "GTiff", "-a_srs", "EPSG:4526", "-a_ullr", str(west),
                               str(north), str(west + 10 * cols), str(north - 10 * rows), "-co", "TILED=YES",
                               raw, raw + ".tif"])
        if period == "baseline":
            self.baseline = True
        else:
            self.periods.append(period)

    def write(self):
        text = "city: {name: t, name_en: t, code: 411700}\nfolders: {output: out, work: work}\nlegend: legend.yaml\n"
        text += "layers:\n"
        for layer, features in self.layers.items():
            if not features:
                continue
            target = os.path.join(self.folder, "layers", layer + ".gpkg")
            text += "  %s: {path: layers/%s.gpkg, schema: %s}\n" % (layer, layer, SCHEMAS[layer])
            if os.path.exists(target):  # drawn once
                continue
            source = {"type": "FeatureCollection", "features": features,
                      "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4526"}}}
            subprocess.run(["ogr2ogr", "-f", "GPKG", "-nlt", "MULTIPOLYGON", "-a_srs", "EPSG:4526", "-nln", layer,
                            target, "/vsistdin/"], input=json.dumps(source).encode(), check=True,
                           stderr=subprocess.DEVNULL)
        if self.baseline:
            text += ("baseline:\n  raster: {path: rasters/baseline.tif, image_from: 2020-04-20, "
                     "image_to: 2020-05-10}\n")
        text += "periods:\n"
        for period in sorted(self.periods):
            begins, ends = DAYS[period[4:]]
            text += ("  - period: %s\n    raster: {path: rasters/%s.tif, image_from: %s-%s, image_to: %s-%s}\n"
                     % (period, period, period[:4], begins, period[:4], ends))
        text += "floors: {zone_area: %g, sown_area: %g}\noutput: {profile: internal, language: en}\n" % self.floors
        with open(os.path.join(self.folder, "city.yaml"), "w", encoding="utf-8") as file:
            file.write(text)
        shutil.copy(os.path.join(os.environ["SOURCE"], "sample-data/township/legend.yaml"), self.folder)

    def run(self, *periods):
        self.write()
        return self.run_more(*periods)

    def run_more(self, *periods):
        for period in periods:
            done = subprocess.run([os.environ["LT"], "run", os.path.join(self.folder, "city.yaml"), "--period", period,
                                   "--published-at", "2026-11-01T00:00:00Z", "--threads", "1",
                                   "--schemas", os.path.join(os.environ["SOURCE"], "schemas")],
                                  capture_output=True, text=True, check=False)
            if done.returncode != 0:
                raise AssertionError("%s: exit code %d\n%s" % (period, done.returncode, done.stderr[-2000:]))
        return self

    def rows(self, table, period=None):
        where = os.path.join(self.folder, "out", *((period, "liangtian.gpkg") if period else
                                                   ("current", "ledger.gpkg")))
        db = sqlite3.connect("file:%s?immutable=1" % where, uri=True)
        db.row_factory = sqlite3.Row
        found = [dict(row) for row in db.execute("SELECT * FROM %s ORDER BY 1" % table)]
        db.close()
        return found

    def cases(self):
        """(finding, time, handling, rules) of every case, in the order of their ids"""
        return [(one["finding"], one["time"], one["handling"], one["rules"]) for one in self.rows("cases")]

    def summary(self, period):
        with open(os.path.join(self.folder, "out", period, "summary.txt"), encoding="utf-8") as file:
            return file.read()
