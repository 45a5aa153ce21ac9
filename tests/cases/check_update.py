"""check_update.py FOLDER DLTB LQDK: the layers for databases say of each parcel and plot what the others and the inputs say.
check_update.py fill DLTB: gives farmland something to say in every field of the standard, and in that of free text.
check_update.py spoil DLTB COPY LQDK: a copy of the parcels without some ids, with what no field of the standard holds; a plot
without its id.
check_update.py spoiled FOLDER: no made-up id and no made-up number is handed back, and each fault is told once."""
import csv
import glob
import sqlite3
import sys

from osgeo import gdal, ogr

gdal.UseExceptions()
# 地类图斑 after TD/T 1057-2020, in its order, with types and lengths; without BZ, free text that may name people.
DLTB = """BSM TEXT(18), YSDM TEXT(10), TBYBH TEXT(18), TBBH TEXT(8), DLBM TEXT(5), DLMC TEXT(60), QSXZ TEXT(2),
QSDWDM TEXT(19), QSDWMC TEXT(255), ZLDWDM TEXT(19), ZLDWMC TEXT(255), TBMJ DOUBLE, KCDLBM TEXT(5), KCXS DOUBLE, KCMJ DOUBLE,
TBDLMJ DOUBLE, GDLX TEXT(2), GDPDJB TEXT(2), XZDWKD DOUBLE, TBXHDM TEXT(6), TBXHMC TEXT(20), ZZSXDM TEXT(6), ZZSXMC TEXT(20),
GDDB INTEGER, FRDBS TEXT(1), CZCSXM TEXT(4), SJNF INTEGER, MSSM TEXT(2), HDMC TEXT(100)"""
# 两区地块: what working layers have, without JYZT, JYZTDB, LXDH and BZ, which name people; lengths are not published.
LQDK = """LQDKDM TEXT(40), LQDKMC TEXT(100), LQLX TEXT(10), LQDKMJM DOUBLE, LQDKMJ DOUBLE, SZ TEXT(10), SFGBZNT TEXT(10),
ZLDJDM TEXT(10), JYZTLX TEXT(20), ZZZW1 TEXT(20), ZZZW2 TEXT(20)"""
STANDARD = {"DLTBGX": DLTB, "LQDKZT": LQDK}
DECIMALS = {"KCXS": 4, "XZDWKD": 1}
failed = 0


def fail(text):
    global failed
    failed += 1
    if failed < 12:
        print(text)


def fill(path):
    data = gdal.OpenEx(path, gdal.OF_VECTOR | gdal.OF_UPDATE, open_options=["ENCODING=CP936"])
    layer = data.GetLayer(0)
    for number, f in enumerate(layer):
        if f.GetField("DLBM").startswith("01"):
            words = {"TBYBH": "预%d" % number, "TBBH": "%04d" % number, "TBXHDM": "HDGD", "TBXHMC": "河道耕地", "GDLX": "PD", "FRDBS": "0",
                     "CZCSXM": "203", "HDMC": "无", "QSDWMC": "示例村“%d”组" % number, "XZDWKD": 2.5 + number % 3, "BZ": "承包人李四"}
            for name, value in words.items():
                if number % 5 != 4:  # the others lack them
                    f.SetField(name, value)
            layer.SetFeature(f)


def spoil(path, copy, plots):
    source = gdal.OpenEx(path, gdal.OF_VECTOR, open_options=["ENCODING=CP936"])
    layer = source.GetLayer(0)
    spoilt = {"GDDB": (ogr.OFTReal, 8.6), "SJNF": (ogr.OFTString, "20250000000"), "KCMJ": (ogr.OFTString, "none"),
              "TBBH": (ogr.OFTString, "123456789")}  # a grade is whole, a year has four digits, a parcel's number eight
    data = gdal.GetDriverByName("GPKG").Create(copy, 0, 0, 0, gdal.GDT_Unknown)
    into = data.CreateLayer("DLTB", layer.GetSpatialRef(), ogr.wkbUnknown)
    names = layer.GetLayerDefn()
    for i in range(names.GetFieldCount()):
        field = names.GetFieldDefn(i)
        into.CreateField(ogr.FieldDefn(field.GetName(), spoilt.get(field.GetName(), (field.GetType(),))[0]))
    farmland = 0
    data.StartTransaction()
    for number, f in enumerate(layer):
        g = ogr.Feature(into.GetLayerDefn())
        g.SetFrom(f)
        for name, (_, value) in spoilt.items():
            g.SetField(name, value)
        if number % 3 == 0:
            g.SetFieldNull("BSM")
        if f.GetField("DLBM").startswith("01"):
            farmland += 1
            if farmland == 1:
                g.SetField("HDMC", "x" * 70000)
        into.CreateFeature(g)
    data.CommitTransaction()
    data = gdal.OpenEx(plots, gdal.OF_VECTOR | gdal.OF_UPDATE)
    plot = data.GetLayer(0).GetNextFeature()
    plot.SetFieldNull("LQDKDM")
    data.GetLayer(0).SetFeature(plot)


def spoiled(folder):
    base = sqlite3.connect("file:%s/liangtian.gpkg?mode=ro" % folder, uri=True)
    for table, key in (("DLTBGX", "BSM"), ("LQDKZT", "LQDKDM")):
        none, made = base.execute("SELECT total(%s IS NULL), total(%s LIKE '#%%') FROM %s" % (key, key, table)).fetchone()
        if none == 0 or made > 0:
            fail("%s: %d rows without id, %d with one of ours" % (table, none, made))
    for name in ("GDDB", "SJNF", "KCMJ"):
        if base.execute("SELECT count(*) FROM DLTBGX WHERE %s IS NOT NULL" % name).fetchone() != (0,):
            fail("DLTBGX has a %s that its database has not" % name)
    farmland = base.execute("SELECT count(*) FROM parcels WHERE land_class LIKE '01%'").fetchone()[0]
    with open(glob.glob(folder + "/diagnostics.csv")[0], encoding="utf-8-sig") as stream:
        told = [row for row in csv.reader(stream) if any(c in row for c in ("field.length", "field.number"))]
    counts = {(code, field): farmland for code, field in (("field.number", "GDDB"), ("field.number", "SJNF"),
                                                          ("field.number", "KCMJ"), ("field.length", "TBBH"))}
    counts["field.length", "HDMC"] = 1
    for (code, field), count in counts.items():
        lines = [row for row in told if code in row and any(field in cell for cell in row)]
        if len(lines) != 1 or not any(" %d " % count in cell or ": %d;" % count in cell for cell in lines[0]):
            fail("%s %s: told %d times of %d features: %s" % (code, field, len(lines), count, lines[:2]))
    if len(told) != len(counts):
        fail("told besides: %s" % told[:8])


if sys.argv[1] == "fill":
    fill(sys.argv[2])
    sys.exit(0)
if sys.argv[1] == "spoil":
    spoil(*sys.argv[2:5])
    sys.exit(0)
if sys.argv[1] == "spoiled":
    spoiled(sys.argv[2])
    sys.exit(1 if failed else 0)
folder = sys.argv[1]
db = sqlite3.connect("file:%s/liangtian.gpkg?mode=ro" % folder, uri=True)
db.row_factory = sqlite3.Row


def same(table, key, row, base):
    """Every field of the standard as the input has it, empty where it lacks it."""
    for name, kind in standard[table]:
        filed = base.get(name)
        if kind.startswith("TEXT"):
            filed = (filed or "").strip() or None
        elif filed is not None:
            filed = round(filed, DECIMALS.get(name, 2) if kind == "DOUBLE" else 0)
        if row[name] != filed and not (kind == "DOUBLE" and filed is not None and abs((row[name] or 0) - filed) < 1e-9):
            fail("%s %s: %s is %r, filed %r" % (table, key, name, row[name], filed))
        told_of[table][name] = told_of[table].get(name, 0) + (filed is not None)


def filed(path, key, options):
    """The input's rows by key, and its fields in their order."""
    source = gdal.OpenEx(path, gdal.OF_VECTOR, open_options=options)  # the layer lives as long as this
    layer = source.GetLayer(0)
    definition = layer.GetLayerDefn()
    fields = [definition.GetFieldDefn(i).GetName() for i in range(definition.GetFieldCount())]
    return {f.GetField(key): {n: f.GetField(n) for n in fields} for f in layer}


standard = {table: [tuple(pair.split()) for pair in text.split(",")] for table, text in STANDARD.items()}
told_of = {"DLTBGX": {}, "LQDKZT": {}}
parcels = filed(sys.argv[2], "BSM", ["ENCODING=CP936"])  # it does not say so
plots = filed(sys.argv[3], "LQDKDM", [])
for table, fields in standard.items():
    found = [(row[1], row[2]) for row in db.execute('PRAGMA table_info("%s")' % table)][2:]
    if found[:len(fields)] != fields or any(name in ("BZ", "JYZT", "JYZTDB", "LXDH") for name, _ in found):
        fail("%s: not the fields of the standard in its order: %s" % (table, found))

# which parcels: farmland of which the crop year says another thing than is filed, or nothing
told = {row["id"]: row for row in db.execute("SELECT * FROM parcels")}
first = folder.rstrip("/").endswith("H1")
# what no image refutes: trees over grain that is seen, a fallow on which nothing is
beyond = {i for i, row in told.items() if (row["planting"], row["planting_proposed"]) in {("LLJZ", "LS"), ("LLJZ", "LYFL"), ("XG", "WG")}}
expected = set() if first else {i for i, row in told.items() if (row["land_class"] or "").startswith("01")
                                and (row["planting_proposed"] is None or row["planting_proposed"] != row["planting"])}
rows = {row["BSM"]: row for row in db.execute("SELECT * FROM DLTBGX")}
if set(rows) != expected:
    fail("parcels: %d, expected %d; strangers %s" % (len(rows), len(expected), sorted(set(rows) ^ expected)[:5]))
proposed = 0
for key, row in rows.items():
    other, base = told[key], parcels[key]
    same("DLTBGX", key, row, base)
    if abs(row["JMJ"] - other["net_m2"]) > 0.006:
        fail("%s: net area %s" % (key, row["JMJ"]))
    if row["JYZZSXDM"] != (None if key in beyond else other["planting_proposed"]):
        fail("%s: proposed %s, layer parcels %s" % (key, row["JYZZSXDM"], other["planting_proposed"]))
    if (row["JYZZSXDM"] is None) != (row["WDYY"] is not None):
        fail("%s: a proposal and a reason for none, or neither" % key)
    if row["JYZZSXDM"] is not None:
        proposed += 1
        grain = max(row["XLMJXX"], row["QLMJXX"]), min(row["JMJ"], row["XLMJSX"] + row["QLMJSX"])
        half = row["JMJ"] / 2  # grain_season_share of the samples
        if row["JYZZSXDM"] in ("LS", "LYFL") and grain[1] < half - 0.1 or row["JYZZSXDM"] in ("FLS", "WG") and grain[0] > half + 0.1:
            fail("%s: %s with %s m² of grain of %s" % (key, row["JYZZSXDM"], grain, row["JMJ"]))
    if [row[n] for n in ("XJZT", "QJZT")] != [other[n] for n in ("state_h1_title", "state_h2_title")]:
        fail("%s: states %s %s" % (key, row["XJZT"], row["QJZT"]))
zones = {row["LQDKDM"]: row for row in db.execute("SELECT * FROM LQDKZT")}
states = {row["id"]: row for row in db.execute("SELECT * FROM zones")}
if set(zones) != set(states) or set(zones) != set(plots):
    fail("plots: %d, layer zones %d, filed %d" % (len(zones), len(states), len(plots)))
for key, row in zones.items():
    other = states[key]
    same("LQDKZT", key, row, plots[key])
    if (row["PDJG"], row["XJZT"], row["QJZT"], row["GZBH"]) != (other["verdict_title"], other["state_h1_title"], other["state_h2_title"], other["rule"]):
        fail("%s: another state than in layer zones" % key)
silent = [name for name, _ in standard["DLTBGX"] if not told_of["DLTBGX"].get(name) and name not in ("KCDLBM", "KCXS", "KCMJ")]
if rows and silent:
    fail("the sample says nothing in %s" % silent)
print("%d parcels, %d with a proposal; %d plots" % (len(rows), proposed, len(zones)))
if not first and (proposed == 0 or proposed == len(rows) or not beyond & set(rows)):
    fail("the sample has a parcel of each kind: %d of %d" % (proposed, len(rows)))
sys.exit(1 if failed else 0)
