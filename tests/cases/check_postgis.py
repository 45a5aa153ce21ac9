#!/usr/bin/env python3
"""check_postgis.py PACKAGE FIGURES SCHEMA CITY PERIOD PSQL…: the database holds what the GeoPackage holds, every value of every row.

What it should hold is read from the file by other means than the program's: SQLite and struct.
"""
import json
import sqlite3
import struct
import subprocess
import sys

package, figures, schema, city, period = sys.argv[1:6]
psql = sys.argv[6:]
faults = []
END = "-- end of an answer --"


def ask(questions):
    """The lines of each answer, by one process."""
    words = list(psql)
    for sql in questions:
        words += ["-c", sql, "-c", "\\echo " + END]
    done = subprocess.run(words, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    return [part.strip("\n").split("\n") if part.strip("\n") else [] for part in done.stdout.split(END + "\n")]


def say(*words):
    if len(faults) < 20:
        faults.append(" ".join(str(w) for w in words))


def ewkb(blob):
    """The blob's WKB with its srs_id, as OGC 12-128r18 (2.1.3) and PostGIS' EWKB say."""
    if blob is None:
        return None
    flags, (srid,) = blob[3], struct.unpack("<i" if blob[3] & 1 else ">i", blob[4:8])
    wkb = blob[8 + {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[flags >> 1 & 7]:]
    order = "<" if wkb[0] == 1 else ">"
    (kind,) = struct.unpack(order + "I", wkb[1:5])
    return (wkb[:1] + struct.pack(order + "II", kind | 0x20000000, srid) + wkb[5:]).hex()


def compare(layer, expected, found):
    if len(found) != len(expected):
        say(layer, len(found), "rows, expected", len(expected))
        return
    for mine, theirs in zip(expected, found):
        mine["geom"] = ewkb(mine["geom"])
        if theirs.pop("city") != int(city) or theirs.pop("period") != period:
            say(layer, mine["fid"], "of another city or half-year")
        for name in set(mine) | set(theirs):
            if isinstance(mine.get(name), float) and isinstance(theirs.get(name), int):
                theirs[name] = float(theirs[name])  # JSON knows one kind of number
            if name not in theirs or name not in mine or mine[name] != theirs[name] or \
                    isinstance(mine[name], str) != isinstance(theirs[name], str):
                say(layer, mine["fid"], name, repr(theirs.get(name, "missing"))[:80], "expected", repr(mine.get(name, "missing"))[:80])


db = sqlite3.connect("file:%s?mode=ro" % package, uri=True)
layers = [row[0] for row in db.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'")]
here = "WHERE t.city = %s AND t.period = '%s'" % (city, period)
questions = []
for layer in layers:
    table = '%s."%s"' % (schema, layer.lower())
    questions += [
        "SELECT to_jsonb(t) - 'geom' || jsonb_build_object('geom', encode(ST_AsEWKB(geom), 'hex')) FROM %s t %s ORDER BY fid" % (table, here),
        "SELECT count(*) FROM %s t %s AND NOT ST_IsValid(geom)" % (table, here),
        "SELECT jsonb_build_array(attname, col_description(attrelid, attnum)) FROM pg_attribute WHERE attrelid = '%s'::regclass"
        " AND attnum > 0 AND NOT attisdropped AND col_description(attrelid, attnum) IS NOT NULL" % table]
# areas on the ellipsoid, as PostGIS reckons them, against those published to the hundredth; a case on a parcel with ridges is net
for table, column, beside in (("parcels", "gross_m2", ""), ("violations", "area_m2", " JOIN %s.parcels p ON p.city = t.city AND p.period = "
                              "t.period AND p.id = t.parcel AND p.net_m2 = p.gross_m2" % schema)):
    questions.append("SELECT coalesce(max(abs(ST_Area(ST_Transform(t.geom, 4490)::geography) - t.%s) - 1e-6 * t.%s), 0) FROM %s.%s t%s %s"
                     % (column, column, schema, table, beside, here))
questions += ["SELECT jsonb_build_array(layers, figures) FROM %s.generation t %s" % (schema, here),
              "SELECT jsonb_build_array((SELECT sum(farmland_m2) FROM %s.counties t %s), count(*), coalesce(sum(area_m2), 0)) FROM"
              " %s.violations t %s" % (schema, here, schema, here)]
answers = ask(questions)

counts = {}
for i, layer in enumerate(layers):
    rows = db.execute('SELECT * FROM "%s" ORDER BY fid' % layer)
    names = [column[0].lower() for column in rows.description]
    expected = [dict(zip(names, row)) for row in rows]
    counts[layer.lower()] = len(expected)
    compare(layer, expected, [json.loads(line) for line in answers[3 * i]])
    if answers[3 * i + 1] != ["0"]:
        say(layer, answers[3 * i + 1], "invalid geometries")
    titles = dict(db.execute("SELECT lower(column_name), title FROM gpkg_data_columns WHERE table_name = ? AND title <> ''", [layer]))
    comments = dict(json.loads(line) for line in answers[3 * i + 2])
    if titles != comments:
        say(layer, "comments", set(titles.items()) ^ set(comments.items()))
rest = answers[3 * len(layers):]
for table, worst in (("parcels", rest[0]), ("violations", rest[1])):
    if not float(worst[0]) <= 0.006:
        say(table, "areas differ by", worst[0], "m²")
with open(figures, encoding="utf-8") as stream:
    told = json.load(stream)
layers_told, figures_there = json.loads(rest[2][0])
if layers_told != counts:
    say("generation.layers", layers_told, "expected", counts)
if figures_there != told:
    say("generation.figures is not figures.json")
farmland, count, area = json.loads(rest[3][0])
opened = told["city"]["cases"]["open"]
if abs(farmland - told["city"]["farmland_m2"]) > 1e-9 * farmland:
    say("farmland", farmland, "expected", told["city"]["farmland_m2"])
if count != opened["count"] or abs(area - opened["m2"]) > 0.00501 * count:
    say("open cases", count, area, "expected", opened)

print("\n".join(faults) or "%d layers, %d rows alike" % (len(layers), sum(counts.values())))
sys.exit(bool(faults))
