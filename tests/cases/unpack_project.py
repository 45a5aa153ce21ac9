#!/usr/bin/env python3
"""unpack_project.py GEOPACKAGE…: takes the QGIS project out of each and puts its text beside it, to be searched."""
import io
import sqlite3
import sys
import zipfile

for path in sys.argv[1:]:
    db = sqlite3.connect(path)
    (digits,) = db.execute("SELECT CAST(content AS TEXT) FROM qgis_projects").fetchone()
    with zipfile.ZipFile(io.BytesIO(bytes.fromhex(digits))) as project, open(path + ".qgs", "wb") as text:
        for name in project.namelist():
            text.write(project.read(name))
    db.execute("DELETE FROM qgis_projects")
    db.commit()
    db.execute("VACUUM")
    db.close()
