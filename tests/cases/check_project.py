"""check_project.py FOLDER: the project, styles, aliases and domains of liangtian.gpkg fit its layers."""
import io
import json
import re
import sqlite3
import sys
import zipfile
from xml.etree import ElementTree

folder = sys.argv[1]
db = sqlite3.connect("file:%s/liangtian.gpkg?mode=ro" % folder, uri=True)
failed = 0


def fail(text):
    global failed
    failed += 1
    print(text)


def ask(sql, *values):
    return db.execute(sql, values).fetchall()


tables = {name for name, in ask("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'")}
styled = {name for name, in ask("SELECT f_table_name FROM layer_styles WHERE useAsDefault = 1")}
if tables != styled:
    fail("layers %s, styles of %s" % (sorted(tables), sorted(styled)))
for name, qml in ask("SELECT f_table_name, styleQML FROM layer_styles"):
    if ElementTree.fromstring(re.sub("<!DOCTYPE[^>]*>", "", qml)).find("renderer-v2") is None:
        fail("the style of %s draws nothing" % name)

# every column has a title, and holds what its list permits
lists = {}
for name, value, title in ask("SELECT constraint_name, value, description FROM gpkg_data_column_constraints WHERE constraint_type = 'enum'"):
    lists.setdefault(name, set()).add(value)
    if not title:
        fail("%s: '%s' says nothing to people" % (name, value))
held = 0
for table in tables:
    columns = [row[1] for row in ask('PRAGMA table_info("%s")' % table) if row[1] not in ("fid", "geom")]
    titles = dict(ask("SELECT column_name, title FROM gpkg_data_columns WHERE table_name = ?", table))
    if set(columns) != set(titles) or not all(titles.values()):
        fail("%s: columns without a title: %s" % (table, sorted(set(columns) ^ set(titles))))
    for column, name in ask("SELECT column_name, constraint_name FROM gpkg_data_columns WHERE table_name = ? AND constraint_name IS NOT NULL", table):
        if name not in lists:
            fail("%s.%s: the list %s is not there" % (table, column, name))
            continue
        found = {v for v, in ask('SELECT DISTINCT "%s" FROM "%s" WHERE "%s" IS NOT NULL' % (column, table, column))}
        held += len(found)
        if found - lists[name]:
            fail("%s.%s holds %s" % (table, column, found - lists[name]))
if held < 10:
    fail("hardly any fixed word was looked at: %d" % held)

# the project, as QGIS keeps it
rows = ask("SELECT name, metadata, content FROM qgis_projects")
if len(rows) != 1:
    fail("%d projects" % len(rows))
    sys.exit(1)
name, metadata, content = rows[0]
if set(json.loads(metadata)) != {"last_modified_time", "last_modified_user"}:
    fail("metadata: %s" % metadata)
package = zipfile.ZipFile(io.BytesIO(bytes.fromhex(content)))
if [n for n in package.namelist() if n.endswith(".qgs")] != ["liangtian.qgs"]:
    fail("in the project: %s" % package.namelist())
project = ElementTree.fromstring(package.read("liangtian.qgs"))
layers = {l.find("id").text: l for l in project.iter("maplayer")}
tree = [l.get("id") for l in project.find("layer-tree-group").iter("layer-tree-layer")]
if sorted(layers) != sorted(tree) or len(set(tree)) != len(tree):
    fail("layers %s, in the tree %s" % (sorted(layers), sorted(tree)))
used, cases = set(), 0
for key, layer in layers.items():
    source = layer.find("datasource").text
    match = re.fullmatch(r"\./liangtian\.gpkg\|layername=(\w+)(?:\|subset=(.+))?", source)
    if match is None or match.group(1) not in tables:
        fail("%s: %s" % (key, source))
        continue
    used.add(match.group(1))
    count = ask('SELECT count(*) FROM "%s"%s' % (match.group(1), " WHERE " + match.group(2) if match.group(2) else ""))[0][0]
    cases += count if match.group(1) == "violations" else 0
    if layer.find("renderer-v2") is None or len(layer.findall("aliases/alias")) < 5 or layer.find("srs/spatialrefsys") is None:
        fail("%s has no style, no aliases, or no reference system" % key)
if used != tables:
    fail("the project leaves out %s" % sorted(tables - used))
if cases != ask("SELECT count(*) FROM violations")[0][0] or cases == 0:
    fail("the filters show %d cases of %d" % (cases, ask("SELECT count(*) FROM violations")[0][0]))
box = [float(project.find("mapcanvas/extent/" + side).text) for side in ("xmin", "ymin", "xmax", "ymax")]
whole = ask("SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = 'counties'")[0]
if any(abs(a - b) > 1e-6 for a, b in zip(box, whole)):
    fail("the map shows %s, the counties are %s" % (box, whole))
sys.exit(1 if failed else 0)
