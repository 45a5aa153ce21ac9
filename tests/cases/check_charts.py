"""check_charts.py WORKBOOK: every chart shows cells that are there, with the values that stand in them; none computes."""
import re
import sys
import zipfile
from xml.etree import ElementTree

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
book = zipfile.ZipFile(sys.argv[1])
failed = checked = 0


def fail(text):
    global failed
    failed += 1
    print(text)


def part(name):
    return ElementTree.fromstring(book.read(name))


strings = ["".join(t.text or "" for t in si.iter(S + "t")) for si in part("xl/sharedStrings.xml").iter(S + "si")]
links = {r.get("Id"): r.get("Target") for r in part("xl/_rels/workbook.xml.rels")}
sheets = {s.get("name"): part("xl/" + links[s.get(R)]) for s in part("xl/workbook.xml").iter(S + "sheet")}


def cells(reference):
    match = re.fullmatch(r"'?([^'!]+)'?!\$([A-Z]+)\$(\d+)(?::\$\2\$(\d+))?", reference)
    if match is None or match.group(1) not in sheets:
        fail("a chart shows %s" % reference)
        return []
    values = {}
    for cell in sheets[match.group(1)].iter(S + "c"):
        text = cell.find(S + "v")
        values[cell.get("r")] = None if text is None else strings[int(text.text)] if cell.get("t") == "s" else float(text.text)
    return [values.get("%s%d" % (match.group(2), row)) for row in range(int(match.group(3)), int(match.group(4) or match.group(3)) + 1)]


charts = sorted(n for n in book.namelist() if re.fullmatch(r"xl/charts/chart\d+\.xml", n))
if len(charts) != 3:
    fail("charts: %s" % charts)
for name in charts:
    chart = part(name)
    if chart.find(".//" + C + "title") is None or len(chart.findall(".//" + C + "ser")) < 2:
        fail("%s has no title, or too little to show" % name)
    for reference in list(chart.iter(C + "numRef")) + list(chart.iter(C + "strRef")):
        shown = [p.find(C + "v").text for p in reference.iter(C + "pt")]
        stands = cells(reference.find(C + "f").text)
        if len(shown) != len(stands):
            fail("%s: %s shows %d of %d" % (name, reference.find(C + "f").text, len(shown), len(stands)))
        for a, b in zip(shown, stands):
            checked += 1
            if a != b and (b is None or isinstance(b, str) or abs(float(a) - b) > 1e-9 * abs(b)):
                fail("%s: %s shows %s, the cell holds %s" % (name, reference.find(C + "f").text, a, b))
if checked < 12:
    fail("hardly anything was compared: %d" % checked)
sys.exit(1 if failed else 0)
