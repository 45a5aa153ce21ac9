#!/usr/bin/python3
"""Personal data and keys: planted in every column that the schemas call personal, then looked for in every file written.

case_secrets.py plant CITY SCHEMAS WORDS    fills the columns of all layers; WORDS gets one planted word a line
case_secrets.py search WORDS FOUND FOLDER…  looks into every file: as it is, as UTF-16 and GBK, unpacked as often as it is
                                            packed, PDFs as text, databases cell by cell, QGIS projects
                                            in them and the parts of the reviewers' page. FOUND: words that must be
                                            found in each kind of file, "kind word" a line; they prove the search
Needs Debian's Python with GDAL.
"""
import glob
import io
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import zipfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from packed import page_parts, project_of  # noqa: E402


def personal(schemas):
    """{schema: [(field, length)]}"""
    found = {}
    for path in sorted(glob.glob(os.path.join(schemas, "layers", "*.yaml"))):
        with open(path, encoding="utf-8") as stream:
            for line in stream:
                match = re.search(r"name: (\w+),.*personal: true", line)
                if match:
                    length = re.search(r"length: (\d+)", line)
                    name = os.path.basename(path)[:-5]
                    found.setdefault(name, []).append((match.group(1), int(length.group(1))))
    return found


LAYERS = {"2024/DLTB.shp": "DLTB", "2025/DLTB.shp": "DLTB", "LQDK.shp": "LQDK", "2017/LQDK.shp": "LQDK",
          "JCTB.shp": "JCTB", "LZDK.geojson": "LZDK", "SPBA.gpkg": "SPBA", "XZQ.gpkg": "XZQ",
          "YJJBNTTB.gpkg": "YJJBNTBHTB"}
# of no schema, or of another layer's; a shapefile cuts the long ones at ten bytes
OTHERS = ["身份证号", "户主姓名", "PHONE", "LXDH", "承包方证件号码", "受让方名称"]


def plant(city, schemas, words):
    from osgeo import gdal, ogr
    gdal.UseExceptions()
    fields = personal(schemas)
    planted = set()
    for file, schema in LAYERS.items():
        path = os.path.join(city, "layers", file)
        source = gdal.OpenEx(path, gdal.OF_VECTOR | (0 if path.endswith("geojson") else gdal.OF_UPDATE))
        if path.endswith("geojson"):
            source = gdal.VectorTranslate("", source, format="Memory")
        layer = source.GetLayer(0)
        names = {layer.GetLayerDefn().GetFieldDefn(i).GetName() for i in range(layer.GetLayerDefn().GetFieldCount())}
        wanted = fields.get(schema, [])
        wanted = wanted + [(name, 18) for name in OTHERS if name not in dict(wanted)]
        values = {}
        for number, (name, length) in enumerate(wanted):
            if name not in names:
                definition = ogr.FieldDefn(name, ogr.OFTString)
                definition.SetWidth(length)
                layer.CreateField(definition)
                name = layer.GetLayerDefn().GetFieldCount() - 1  # its own name may have been cut
            # short enough for every column, and in no other text
            values[name] = "Zq%s%02dPvt" % (format(sorted(LAYERS).index(file), "x"), number)
        for feature in layer:
            for name, value in values.items():
                feature.SetField(name, value)
            layer.SetFeature(feature)
        planted |= set(values.values())
        if path.endswith("geojson"):
            os.remove(path)
            gdal.VectorTranslate(path, source, format="GeoJSON")
        layer = source = None
    with open(words, "w", encoding="utf-8") as stream:
        stream.writelines(word + "\n" for word in sorted(planted))


def views(data, name):
    """(kind, bytes) of everything that a file says."""
    yield "raw", data
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for item in package.infolist():
                yield "zip", item.filename.encode()
                for kind, inner in views(package.read(item), item.filename):
                    yield ("zip" if kind == "raw" else "zip+" + kind), inner
    elif data[:5] == b"%PDF-":
        yield "pdf", subprocess.run(["pdftotext", "-raw", "-", "-"], input=data, check=True,
                                    stdout=subprocess.PIPE).stdout
        yield "pdf", subprocess.run(["pdfinfo", "-"], input=data, check=True, stdout=subprocess.PIPE).stdout
    elif data[:16] == b"SQLite format 3\0":
        rows = list(cells(data))
        yield "sqlite", b"\n".join(rows)
        for project in filter(None, map(project_of, rows)):
            for kind, inner in views(project, name):
                yield "project+" + kind, inner
    elif b"<script" in data[:65536]:
        for part in page_parts(data):
            yield "page", part


def cells(data):
    with tempfile.NamedTemporaryFile(suffix=".db") as copy:
        copy.write(data)
        copy.flush()
        base = sqlite3.connect("file:%s?immutable=1" % copy.name, uri=True)
        base.text_factory = bytes
        for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            name = name.decode()
            if name.startswith("rtree_"):
                continue
            for row in base.execute('SELECT * FROM "%s"' % name.replace('"', '""')):
                yield from (value if isinstance(value, bytes) else str(value).encode() for value in row)


def forms(word):
    yield word.encode("utf-8")
    yield word.encode("utf-16-le")
    yield word.encode("utf-16-be")
    if not word.isascii():
        yield word.encode("gb18030")


def search(words, found, folders):
    with open(words, encoding="utf-8") as stream:
        wanted = [word for word in stream.read().split("\n") if word]
    pattern = re.compile(b"|".join(re.escape(form) for word in wanted for form in forms(word)))
    with open(found, encoding="utf-8") as stream:
        proofs = {tuple(line.split(" ", 1)) for line in stream.read().split("\n") if line}
    bad, files = 0, 0
    for folder in folders:
        for top, _, names in os.walk(folder):
            for name in sorted(names):
                path = os.path.join(top, name)
                if os.path.islink(path):
                    continue
                files += 1
                with open(path, "rb") as stream:
                    data = stream.read()
                for kind, text in [("name", name.encode())] + list(views(data, name)):
                    match = pattern.search(text)
                    if match:
                        print("%s (%s) holds %r" % (path, kind, match.group(0)))
                        bad += 1
                    for proof in list(proofs):
                        if proof[0] == kind and proof[1].encode() in text:
                            proofs.discard(proof)
    for kind, word in sorted(proofs):
        print("the search has not found %r in any %s: it proves nothing" % (word, kind))
    print("%d files looked into, %d hits" % (files, bad))
    sys.exit(bool(bad or proofs))


if __name__ == "__main__":
    if sys.argv[1] == "plant":
        plant(*sys.argv[2:5])
    else:
        search(sys.argv[2], sys.argv[3], sys.argv[4:])
