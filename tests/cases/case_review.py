#!/usr/bin/env python3
"""What the offices do to the files they get: fill in layers, write tables, and worse. Needs python3-gdal for layers.

case_review.py fill FILE LAYER CASE.COLUMN=VALUE …   fills in a shapefile or a GeoPackage
case_review.py csv FILE ENCODING HEADER ROW …         cells apart by |
case_review.py xlsx FILE HEADER ROW …                 the same as a workbook, below a title; "#45700" is a number
case_review.py xlsx1904 FILE HEADER ROW …             a workbook whose days are counted from 1904
case_review.py photo FILE LEDGER CASE EAST DAY        a picture taken EAST metres east of the case's edge ("-": nowhere)
case_review.py table GPKG NAME CASE=PATH …            a table of photographs, as QField keeps one
case_review.py bomb|wide|sheets FILE                  workbooks that nobody means well
case_review.py doctype FILE ROW …                     one that would be good, were its header not an entity
"""
import struct
import sys
import zipfile
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def fill(path, layer, edits):
    from osgeo import gdal
    gdal.UseExceptions()
    wanted = {}
    for edit in edits:
        place, value = edit.split("=", 1)
        case, column = place.split(".")
        wanted.setdefault(case, {})[column] = value
    data = gdal.OpenEx(path, gdal.OF_VECTOR | gdal.OF_UPDATE)
    table = data.GetLayerByName(layer)
    key = "AJBH" if path.endswith(".shp") else "case_id"
    seen = set()
    for feature in table:
        values = wanted.get(feature.GetField(key), {})
        for column, value in values.items():
            feature.SetField(column, value)
        if values:
            seen.add(feature.GetField(key))
            table.SetFeature(feature)
    data = None
    missing = set(wanted) - seen
    if missing:
        sys.exit("no such cases in the file: %s" % sorted(missing))


def exif(lon, lat, day, order):
    """An EXIF block by hand (CIPA DC-008): IFD0 with pointers to the IFDs of Exif and of GPS."""
    pack = lambda form, *values: struct.pack(order + form, *values)  # noqa: E731
    text = (day.replace("-", ":") + " 09:30:00\0").encode() if day != "-" else b""
    ifds = []  # (tag, type, count, data)
    shot = [(0x9003, 2, len(text), text)] if text else []
    angles = []
    if lon is not None:
        for tag, value, sides in ((1, lat, "NS"), (3, lon, "EW")):
            seconds = abs(value) * 3600
            whole = int(seconds // 60)
            fractions = pack("6I", whole // 60, 1, whole % 60, 1, round((seconds - whole * 60) * 10000), 10000)
            angles += [(tag, 2, 2, (sides[value < 0] + "\0").encode()), (tag + 1, 5, 3, fractions)]
    ifds = [[], shot, angles]
    sizes = [2 + 12 * (len(one) or (2 if i == 0 else 0)) + 4 + sum((len(d) + 1) // 2 * 2 for *_, d in one if len(d) > 4)
             for i, one in enumerate(ifds)]
    at = [8, 8 + sizes[0], 8 + sizes[0] + sizes[1]]
    ifds[0] = [(0x8769, 4, 1, pack("I", at[1])), (0x8825, 4, 1, pack("I", at[2]))]
    out = (b"II" if order == "<" else b"MM") + pack("HI", 42, 8)
    for start, one in zip(at, ifds):
        entries, values, place = b"", b"", start + 2 + 12 * len(one) + 4
        for tag, kind, count, data in one:
            entries += pack("HHI", tag, kind, count)
            if len(data) <= 4:
                entries += data.ljust(4, b"\0")
            else:
                entries += pack("I", place + len(values))
                values += data + b"\0" * (len(data) % 2)
        out += pack("H", len(one)) + entries + pack("I", 0) + values
    return out


def photo(path, ledger, case, east, day):
    from osgeo import gdal, osr
    gdal.UseExceptions()
    lon = lat = None
    if east != "-":
        data = gdal.OpenEx(ledger, gdal.OF_VECTOR)
        cases = data.GetLayerByName("cases")
        cases.SetAttributeFilter("id = '%s'" % case)
        feature = next(iter(cases))  # the geometry is the feature's
        shape = feature.GetGeometryRef()
        # due east of the vertex farthest east
        ring = shape.GetGeometryRef(0)
        ring = ring.GetGeometryRef(0) if ring.GetGeometryCount() else ring
        edge = max(ring.GetPoints())
        to = osr.SpatialReference()
        to.ImportFromEPSG(4490)
        crs = cases.GetSpatialRef().Clone()
        for one in (to, crs):
            one.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        lon, lat, _ = osr.CoordinateTransformation(crs, to).TransformPoint(edge[0] + float(east), edge[1])
    picture(path, lon, lat, day)


def picture(path, lon, lat, day):
    block = b"Exif\0\0" + exif(lon, lat, day, "<" if len(path) % 2 else ">")
    with open(path, "wb") as out:
        out.write(b"\xff\xd8\xff\xe1" + struct.pack(">H", len(block) + 2) + block + path.encode() + b"\xff\xd9")


def table(path, name, rows):
    from osgeo import gdal, ogr
    gdal.UseExceptions()
    data = gdal.OpenEx(path, gdal.OF_VECTOR | gdal.OF_UPDATE)
    layer = data.CreateLayer(name, None, ogr.wkbNone)
    for column in ("uuid", "case_id", "photo"):
        layer.CreateField(ogr.FieldDefn(column, ogr.OFTString))
    for number, row in enumerate(rows):
        case, where = row.split("=", 1)
        feature = ogr.Feature(layer.GetLayerDefn())
        for column, value in (("uuid", "{%d}" % number), ("case_id", case), ("photo", where)):
            feature.SetField(column, value)
        layer.CreateFeature(feature)


def parts(sheet, head=""):
    return {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": '<workbook xmlns="%s" xmlns:r="%s"><sheets><sheet name="说明" sheetId="1" r:id="rId1"/>'
                           '<sheet name="图斑" sheetId="2" r:id="rId2"/></sheets></workbook>' % (MAIN, REL),
        "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/>'
                                      '<Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
        "xl/sharedStrings.xml": '<sst xmlns="%s"><si><t>图斑</t></si><si><r><t>核查</t></r><r><t>结果</t></r>'
                                '<rPh><t>hecha</t></rPh></si></sst>' % MAIN,
        "xl/worksheets/sheet1.xml": '<worksheet xmlns="%s"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row>'
                                    '</sheetData></worksheet>' % MAIN,
        "xl/worksheets/sheet2.xml": head + '<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (MAIN, sheet),
    }


def letters(column):
    return (chr(64 + column // 26) if column >= 26 else "") + chr(65 + column % 26)


def cell(column, row, text):
    where = "%s%d" % (letters(column), row)
    if text == "":
        return ""
    if text == "核查结果":
        return '<c r="%s" t="s"><v>1</v></c>' % where
    if text.startswith("#"):
        return '<c r="%s"><v>%s</v></c>' % (where, text[1:])
    return '<c r="%s" t="inlineStr"><is><t>%s</t></is></c>' % (where, escape(text))


def rows_xml(lines):
    rows = ['<row r="1">%s</row>' % cell(0, 1, "某县核查情况")]
    for number, line in enumerate(lines, 3):
        cells = "".join(cell(c, number, text) for c, text in enumerate(line.split("|")))
        rows.append('<row r="%d">%s</row>' % (number, cells))
    return "".join(rows)


def write(path, contents):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in contents.items():
            book.writestr(name, text)


def main():
    what, path, *rest = sys.argv[1:]
    if what == "fill":
        fill(path, rest[0], rest[1:])
    elif what == "csv":
        with open(path, "wb") as out:
            text = "".join(line.replace("|", ",") + "\r\n" for line in rest[1:])
            out.write(text.encode(rest[0]))
    elif what == "xlsx":
        write(path, parts(rows_xml(rest)))
    elif what == "xlsx1904":
        contents = parts(rows_xml(rest))
        contents["xl/workbook.xml"] = contents["xl/workbook.xml"].replace(
            "<sheets>", '<workbookPr date1904="1"/><sheets>')
        write(path, contents)
    elif what == "photo":
        photo(path, *rest)
    elif what == "table":
        table(path, rest[0], rest[1:])
    elif what == "bomb":
        row = cell(0, 3, "图斑编号") + cell(1, 3, "核查结果")
        contents = parts("")
        sheet = contents.pop("xl/worksheets/sheet2.xml").replace("</sheetData></worksheet>", "")
        write(path, contents)
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as book:
            with book.open("xl/worksheets/sheet2.xml", "w") as out:
                out.write((sheet + '<row r="3">%s</row>' % row).encode())
                for _ in range(400):
                    out.write(b" " * (1 << 20))
    elif what == "wide":  # one row of many columns, and many of one: a table of 50 million cells
        row = cell(0, 3, "图斑编号") + cell(1, 3, "核查结果")
        contents = parts("")
        sheet = contents["xl/worksheets/sheet2.xml"].replace("</sheetData></worksheet>", "")
        contents["xl/worksheets/sheet2.xml"] = "%s<row r=\"3\">%s<c r=\"AFZ3\" t=\"inlineStr\"><is><t>x</t></is></c></row>%s" % (
            sheet, row, '<row><c r="A4" t="s"><v>1</v></c></row>' * 60000) + "</sheetData></worksheet>"
        write(path, contents)
    elif what == "doctype":
        # read, it would be a good file: what stops it is the document type alone
        head = '<!DOCTYPE x [<!ENTITY a "图斑编号">]>'
        write(path, parts(rows_xml(["&a;|核查结果|核查日期"] + rest).replace("&amp;a;", "&a;"), head))
    elif what == "sheets":
        contents = parts("")
        contents["xl/workbook.xml"] = contents["xl/workbook.xml"].replace("</sheets>", '<sheet r:id="x"/>' * 40000 + "</sheets>")
        contents["xl/_rels/workbook.xml.rels"] = contents["xl/_rels/workbook.xml.rels"].replace(
            "</Relationships>", '<Relationship Id="y" Target="z"/>' * 40000 + "</Relationships>")
        write(path, contents)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
