#!/usr/bin/env python3
"""postgis_craft.py OUTPUT PERIOD: writes texts into the published GeoPackage that a loader could stumble over.

The manifest gets the file's new digest, so that the program takes it for what was published.
"""
import hashlib
import json
import os
import sqlite3
import sys

output, period = sys.argv[1:]
TEXTS = ["O'Brien \"Farm\"; DROP TABLE parcels; --", "C:\\new\\table\\N", "\\N", "\\.", "first\nsecond\r\nthird\tfourth", "㐂𠮷村 ﷽ é",
         "$$ $1 %s {} ${HOME}", "", "NULL", None, "\x01\x7f\u2028\u202e", "x" * 60000]
folder = os.path.join(output, "current")
manifest = os.path.join(folder, "manifest.json")
with open(manifest, encoding="utf-8") as stream:
    entry = next(p for p in json.load(stream)["periods"] if p["period"] == period)
folder = os.path.join(output, ".store", entry["generation"])
manifest, package = os.path.join(folder, "manifest.json"), os.path.join(folder, period, "liangtian.gpkg")
for path in (folder, os.path.dirname(package)):
    os.chmod(path, 0o755)
for path in (manifest, package):  # a file of its own: half-years share theirs by hard links
    with open(path, "rb") as stream:
        content = stream.read()
    os.remove(path)
    with open(path, "wb") as stream:
        stream.write(content)
db = sqlite3.connect(package)
for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
    db.execute('DROP TRIGGER "%s"' % trigger)
for fid, text in enumerate(TEXTS, 1):
    db.execute("UPDATE parcels SET name = ?, planting = ? WHERE fid = ?", (text, text, fid))
db.execute("UPDATE parcels SET flip_m2 = -1.7976931348623157e308, net_m2 = 5e-324, share_low = -0.0 WHERE fid = 1")
db.execute("UPDATE parcels SET geom = NULL WHERE fid = 2")
db.execute("UPDATE violations SET review_date = '2024-02-29', deadline = '1900-03-01', rectified_on = '2100-12-31' WHERE fid = 1")
db.commit()
db.close()
with open(manifest, encoding="utf-8") as stream:
    told = json.load(stream)
with open(package, "rb") as stream:
    content = stream.read()
for one in told["files"]:
    if one["path"] == period + "/liangtian.gpkg":
        one["sha256"], one["bytes"] = hashlib.sha256(content).hexdigest(), len(content)
with open(manifest, "w", encoding="utf-8") as stream:
    json.dump(told, stream, indent=1, sort_keys=True)
shown = os.path.join(output, "current", period, "liangtian.gpkg")  # where the case looks for it
if not os.path.samefile(shown, package):
    os.chmod(os.path.dirname(shown), 0o755)
    os.remove(shown)
    with open(shown, "wb") as stream:
        stream.write(content)
