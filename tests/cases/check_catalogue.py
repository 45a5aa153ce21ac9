"""check_catalogue.py FOLDER [--public]: the catalogue record has what ISO 19115 asks for, and says what the data say."""
import json
import os
import re
import sqlite3
import sys
from xml.etree import ElementTree

from osgeo import osr

osr.UseExceptions()
folder = sys.argv[1]
public = "--public" in sys.argv
GMD, GCO = "{http://www.isotc211.org/2005/gmd}", "{http://www.isotc211.org/2005/gco}"
failed = 0


def fail(text):
    global failed
    failed += 1
    print(text)


def read(name):
    with open(os.path.join(folder, name), encoding="utf-8") as stream:
        return stream.read()


def words(root, path):
    """Texts of the elements on a path of gmd: names."""
    found = root.findall("/".join(GMD + step for step in path.split("/")))
    return ["".join(element.itertext()).strip() for element in found]


DATA = "identificationInfo/MD_DataIdentification/"
REQUIRED = [
    "fileIdentifier", "language", "characterSet", "hierarchyLevel", "contact", "dateStamp", "metadataStandardName",
    DATA + "citation/CI_Citation/title", DATA + "citation/CI_Citation/date/CI_Date/date",
    DATA + "citation/CI_Citation/date/CI_Date/dateType", DATA + "abstract", DATA + "pointOfContact",
    DATA + "language", DATA + "topicCategory", DATA + "extent/EX_Extent",
    DATA + "resourceConstraints/MD_LegalConstraints/otherConstraints",
    DATA + "resourceConstraints/MD_SecurityConstraints/classification",
    "dataQualityInfo/DQ_DataQuality/scope", "dataQualityInfo/DQ_DataQuality/lineage/LI_Lineage/statement",
]
BOX = DATA + "extent/EX_Extent/geographicElement/EX_GeographicBoundingBox/"


def box_of(root):
    return [float(words(root, BOX + side)[0]) for side in
            ("westBoundLongitude", "southBoundLatitude", "eastBoundLongitude", "northBoundLatitude")]


def check_required(root, name):
    for path in REQUIRED:
        if not words(root, path) or (not words(root, path)[0] and "ontact" not in path):
            fail("%s: no %s" % (name, path))
    for element in root.iter():
        if "codeListValue" in element.attrib and element.get("codeListValue") != element.text:
            fail("%s: %s" % (name, element.attrib))


def check_box(found, layer):
    """The box of a layer of the GeoPackage, in degrees by another way: its edges point by point."""
    db = sqlite3.connect("file:%s/liangtian.gpkg?mode=ro" % folder, uri=True)
    x1, y1, x2, y2, srs = db.execute(
        "SELECT min_x, min_y, max_x, max_y, srs_id FROM gpkg_contents WHERE table_name = ?", (layer,)).fetchone()
    here, there = osr.SpatialReference(), osr.SpatialReference()
    here.ImportFromEPSG(srs)
    there.ImportFromEPSG(4490)
    for reference in (here, there):
        reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    steps = [i / 50 for i in range(51)]
    edge = [(x1 + (x2 - x1) * t, y) for t in steps for y in (y1, y2)] + [(x, y1 + (y2 - y1) * t) for t in steps for x in (x1, x2)]
    points = osr.CoordinateTransformation(here, there).TransformPoints(edge)
    expected = [min(p[0] for p in points), min(p[1] for p in points), max(p[0] for p in points), max(p[1] for p in points)]
    if any(abs(a - b) > 3e-6 for a, b in zip(found, expected)):
        fail("%s lies in %s, the record says %s" % (layer, expected, found))


record = json.loads(read("catalogue.json"))
figures = json.loads(read("figures.json"))
root = ElementTree.fromstring(read("catalogue.xml").encode("utf-8"))
if root.tag != GMD + "MD_Metadata":
    fail("no ISO record: %s" % root.tag)
check_required(root, "catalogue.xml")
for key, path in {"identifier": "fileIdentifier", "title": DATA + "citation/CI_Citation/title", "abstract": DATA + "abstract",
                  "date": "dateStamp", "lineage": "dataQualityInfo/DQ_DataQuality/lineage/LI_Lineage/statement",
                  "security": DATA + "resourceConstraints/MD_SecurityConstraints/classification"}.items():
    if words(root, path) != [record[key]]:
        fail("%s: XML '%s', JSON '%s'" % (key, words(root, path), record[key]))

# figures: those of figures.json, to the digit
quality = record["quality"]
for key in ("farmland_m2", "unjudged_m2", "grain_share"):
    if quality[key] != figures["city"][key]:
        fail("%s: %s, figures.json %s" % (key, quality[key], figures["city"][key]))
measured = [float(e.text) for e in root.iter(GCO + "Record")]
if measured != [figures["city"]["farmland_m2"], figures["city"]["unjudged_m2"]]:
    fail("the XML measures %s" % measured)
if record["period"] != figures["period"] or record["identifier"] != "liangtian-%06d-%s" % (record["place"], record["period"]):
    fail("another half-year, or another name: %s" % record["identifier"])
for given in figures["inputs"]:
    if given["sha256"] not in record["lineage"] or given["name"] not in record["lineage"]:
        fail("the lineage does not name %s" % given["name"])
opened = figures["city"]["cases"]["open"]["count"] if isinstance(figures["city"].get("cases"), dict) and "open" in figures["city"]["cases"] else None
if opened is not None and not re.search(r"\b%d\b" % opened, record["abstract"]):
    fail("the abstract does not say %s open cases" % opened)

if public:
    if record["extent"] is not None or list(root.iter(GMD + "EX_GeographicBoundingBox")) or "crs" in record:
        fail("coordinates are handed out")
    if (record["sharing"], record["security"]) != ("unconditional", "unclassified"):
        fail("public: %s, %s" % (record["sharing"], record["security"]))
else:
    if (record["sharing"], record["security"]) != ("conditional", "restricted"):
        fail("internal: %s, %s" % (record["sharing"], record["security"]))
    sides = [record["extent"][side] for side in ("west", "south", "east", "north")]
    if sides != box_of(root):
        fail("extents: XML %s, JSON %s" % (box_of(root), sides))
    check_box(sides, "counties")
    layer = ElementTree.fromstring(read("violations.shp.xml").encode("utf-8"))
    check_required(layer, "violations.shp.xml")
    check_box(box_of(layer), "violations")
sys.exit(1 if failed else 0)
