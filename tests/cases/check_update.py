"""check_update.py FOLDER DLTB LQDK: the layers for databases say of each parcel and plot what the others and the inputs say."""
import sqlite3
import sys

from osgeo import ogr

ogr.UseExceptions()
folder = sys.argv[1]
db = sqlite3.connect("file:%s/liangtian.gpkg?mode=ro" % folder, uri=True)
db.row_factory = sqlite3.Row
failed = 0


def fail(text):
    global failed
    failed += 1
    if failed < 12:
        print(text)


def names(table):
    return [row[1] for row in db.execute('PRAGMA table_info("%s")' % table)][2:]


def filed(path, key):
    """The input's rows by key, and its fields in their order."""
    source = ogr.Open(path)  # the layer lives as long as this
    layer = source.GetLayer(0)
    definition = layer.GetLayerDefn()
    fields = [definition.GetFieldDefn(i).GetName() for i in range(definition.GetFieldCount())]
    return {f.GetField(key): {n: f.GetField(n) for n in fields} for f in layer}, fields


parcels, order = filed(sys.argv[2], "BSM")
plots, plot_order = filed(sys.argv[3], "LQDKDM")
for table, fields in (("DLTBGX", order), ("LQDKZT", plot_order)):
    standard = [n for n in names(table) if n in fields]
    if len(standard) < 3 or standard != sorted(standard, key=fields.index):
        fail("%s: fields of the standard are not in its order: %s" % (table, standard))

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
    if (row["DLBM"], row["ZZSXDM"] or "") != (base["DLBM"], base["ZZSXDM"] or ""):
        fail("%s: filed as %s %s" % (key, base["DLBM"], base["ZZSXDM"]))
    if abs(row["TBMJ"] - float(base["TBMJ"])) > 0.006 or abs(row["TBDLMJ"] - other["net_m2"]) > 0.006:
        fail("%s: areas %s %s" % (key, row["TBMJ"], row["TBDLMJ"]))
    if row["JYZZSXDM"] != (None if key in beyond else other["planting_proposed"]):
        fail("%s: proposed %s, layer parcels %s" % (key, row["JYZZSXDM"], other["planting_proposed"]))
    if (row["JYZZSXDM"] is None) != (row["WDYY"] is not None):
        fail("%s: a proposal and a reason for none, or neither" % key)
    if row["JYZZSXDM"] is not None:
        proposed += 1
        grain = max(row["XLMJXX"], row["QLMJXX"]), min(row["TBDLMJ"], row["XLMJSX"] + row["QLMJSX"])
        half = row["TBDLMJ"] / 2  # grain_season_share of the samples
        if row["JYZZSXDM"] in ("LS", "LYFL") and grain[1] < half - 0.1 or row["JYZZSXDM"] in ("FLS", "WG") and grain[0] > half + 0.1:
            fail("%s: %s with %s m² of grain of %s" % (key, row["JYZZSXDM"], grain, row["TBDLMJ"]))
    if [row[n] for n in ("XJZT", "QJZT")] != [other[n] for n in ("state_h1_title", "state_h2_title")]:
        fail("%s: states %s %s" % (key, row["XJZT"], row["QJZT"]))
zones = {row["LQDKDM"]: row for row in db.execute("SELECT * FROM LQDKZT")}
states = {row["id"]: row for row in db.execute("SELECT * FROM zones")}
if set(zones) != set(states) or set(zones) != set(plots):
    fail("plots: %d, layer zones %d, filed %d" % (len(zones), len(states), len(plots)))
for key, row in zones.items():
    other = states[key]
    if (row["PDJG"], row["XJZT"], row["QJZT"], row["GZBH"]) != (other["verdict_title"], other["state_h1_title"], other["state_h2_title"], other["rule"]):
        fail("%s: another state than in layer zones" % key)
print("%d parcels, %d with a proposal; %d plots" % (len(rows), proposed, len(zones)))
if not first and (proposed == 0 or proposed == len(rows) or not beyond & set(rows)):
    fail("the sample has a parcel of each kind: %d of %d" % (proposed, len(rows)))
sys.exit(1 if failed else 0)
