#!/usr/bin/env python3
"""What the program's files hold packed; whoever searches them has to look in there too.

packed.py page PAGE FILE        all that a review.html packs goes into FILE, in the open
packed.py project GEOPACKAGE…   takes the QGIS project out of each and puts its text beside it
"""
import base64
import io
import re
import sqlite3
import sys
import zipfile
import zlib

PROJECT = b"PK\x03\x04".hex().encode()  # how the digits of a project begin


def unpack(text):
    """One packed part of a page: zlib's format, in base64."""
    return zlib.decompress(base64.b64decode(text, validate=True))


def page_parts(page):
    """All packed parts of the bytes of a page, wherever they stand in its scripts; none of another file's."""
    for script in re.findall(rb"<script[^>]*\btype=[^>]*>([^<]*)</script>", page):
        for run in re.findall(rb"[A-Za-z0-9+/]{12,}={0,2}", script):
            try:
                yield unpack(run)
            except (ValueError, zlib.error):
                pass  # a word as long as that


def project_of(cell):
    """The zip that a cell of a GeoPackage's table of projects holds as hexadecimal digits; None for any other cell."""
    text = cell if isinstance(cell, bytes) else str(cell).encode()
    return bytes.fromhex(text.decode()) if text[:8].lower() == PROJECT else None


def take_out(path):
    db = sqlite3.connect(path)
    (digits,) = db.execute("SELECT CAST(content AS TEXT) FROM qgis_projects").fetchone()
    with zipfile.ZipFile(io.BytesIO(project_of(digits))) as project, open(path + ".qgs", "wb") as text:
        for name in project.namelist():
            text.write(project.read(name))
    db.execute("DELETE FROM qgis_projects")
    db.commit()
    db.execute("VACUUM")
    db.close()


def main(kind, *paths):
    if kind == "project":
        for path in paths:
            take_out(path)
        return
    page, to = paths
    with open(page, "rb") as stream, open(to, "wb") as out:
        parts = list(page_parts(stream.read()))
        out.write(b"\n".join(parts))
    if len(parts) < 3:  # rows, shapes, texts
        sys.exit("%s packs %d parts" % (page, len(parts)))


if __name__ == "__main__":
    main(*sys.argv[1:])
