"""check_qgis.py FOLDER: QGIS itself opens the project inside liangtian.gpkg; run with Debian's Python."""
import os
import sqlite3
import sys

os.environ["QT_QPA_PLATFORM"] = "offscreen"
from qgis.core import QgsApplication, QgsMapRendererParallelJob, QgsMapSettings, QgsProject  # noqa: E402
from qgis.PyQt.QtCore import QSize  # noqa: E402

path = os.path.realpath(os.path.join(sys.argv[1], "liangtian.gpkg"))
db = sqlite3.connect("file:%s?mode=ro" % path, uri=True)
name, = db.execute("SELECT name FROM qgis_projects").fetchone()
application = QgsApplication([], False)
application.initQgis()
failed = 0


def fail(text):
    global failed
    failed += 1
    print(text)


project = QgsProject.instance()
if not project.read("geopackage:%s?projectName=%s" % (path, name)):
    fail("QGIS does not read the project: %s" % project.error())
layers = {key.replace("liangtian_", "", 1): layer for key, layer in project.mapLayers().items()}
if len(layers) < 10:
    fail("only %d layers" % len(layers))
cases = 0
for key, layer in layers.items():
    if not layer.isValid():
        fail("%s is not valid: %s" % (key, layer.source()))
        continue
    if layer.crs().authid() != project.crs().authid():
        fail("%s is in %s, the project in %s" % (key, layer.crs().authid(), project.crs().authid()))
    if key.startswith("cases_"):
        cases += sum(1 for _ in layer.getFeatures())
        if layer.subsetString() == "":
            fail("%s has lost its filter" % key)
    titled = sum(1 for f in layer.fields() if layer.attributeDisplayName(layer.fields().indexOf(f.name())) != f.name())
    if titled < 5:
        fail("%s: %d columns with titles" % (key, titled))
    kind = layer.renderer().type() if layer.renderer() else None
    if kind != ("singleSymbol" if key in ("counties", "unproven", "exempt", "LQDKZT") else "categorizedSymbol"):
        fail("%s is drawn by %s" % (key, kind))
    widget = layer.editorWidgetSetup(layer.fields().indexOf("review_result")).type() if key.startswith("cases_") else None
    if key.startswith("cases_") and widget != "ValueMap":
        fail("%s: results are not chosen from a list but from %s" % (key, widget))
count, = db.execute("SELECT count(*) FROM violations").fetchone()
if cases != count:
    fail("the filtered layers show %d cases of %d" % (cases, count))
shown = [l.layer() for l in project.layerTreeRoot().findLayers() if l.isVisible() and l.layer()]
settings = QgsMapSettings()
settings.setLayers(shown)
settings.setOutputSize(QSize(900, 700))
settings.setDestinationCrs(project.crs())
settings.setExtent(layers["counties"].extent())
job = QgsMapRendererParallelJob(settings)
job.start()
job.waitForFinished()
image = job.renderedImage()
if len(sys.argv) > 2:
    image.save(sys.argv[2])
colours = {image.pixel(x, y) for x in range(0, 900, 6) for y in range(0, 700, 6)}
if len(colours) < 8:
    fail("the map is blank: %d colours" % len(colours))
application.exitQgis()
sys.exit(1 if failed else 0)
