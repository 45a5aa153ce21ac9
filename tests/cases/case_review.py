#!/usr/bin/env python3
"""What the offices do to the files they get: fill in layers, write tables, and worse. Needs python3-gdal for layers.

case_review.py fill FILE LAYER CASE.COLUMN=VALUE …   fills in a shapefile or a GeoPackage
case_review.py csv FILE ENCODING HEADER ROW …         cells apart by |
case_review.py xlsx FILE HEADER ROW …                 the same as a workbook, below a title; "#45700" is a number
case_review.py xlsx1904 FILE HEADER ROW …             a workbook whose days are counted from 1904
case_review.py bomb|doctype FILE                      workbooks that nobody means well
"""
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
    elif what == "doctype":
        head = '<!DOCTYPE x [<!ENTITY a "%s">]>' % ("属实" * 10)
        write(path, parts(rows_xml(["图斑编号|核查结果"]).replace("图斑编号", "&a;"), head))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
