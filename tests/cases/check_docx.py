"""check_docx.py DOCX PDF-TEXT [--public]: the parts of notice.docx hang together, and it says what notice.pdf says.

PDF-TEXT is what `pdftotext -raw` makes of notice.pdf. Every paragraph and cell of the DOCX must stand there, in order;
what the PDF says beside them is its running heads, feet and repeated heads, and what stands on maps and sheets.
"""
import posixpath
import re
import sys
import zipfile
from xml.etree import ElementTree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
public = "--public" in sys.argv
failed = 0


def fail(text):
    global failed
    failed += 1
    print(text)


package = zipfile.ZipFile(sys.argv[1])
names = package.namelist()
if package.testzip() is not None:
    fail("the zip is damaged")
if len(set(names)) != len(names) or names[0] != "[Content_Types].xml":
    fail("parts twice, or not in order: %s" % names)
if {info.date_time for info in package.infolist()} != {(1980, 1, 1, 0, 0, 0)}:
    fail("the zip tells times")
parts = {name: ElementTree.fromstring(package.read(name)) for name in names if not name.endswith(".png")}

# every part has a type
types = parts["[Content_Types].xml"]
endings = {e.get("Extension") for e in types.iter(TYPES + "Default")}
overrides = {e.get("PartName") for e in types.iter(TYPES + "Override")}
for name in names:
    if "/" + name not in overrides and name.rsplit(".", 1)[-1] not in endings:
        fail("%s has no content type" % name)
for name in overrides:
    if name[1:] not in names:
        fail("%s has a type and is not there" % name)

# every relation leads to a part, every part is asked for
reached = {"[Content_Types].xml"}
ids = {}
for name in names:
    if not name.endswith(".rels"):
        continue
    reached.add(name)
    folder = posixpath.dirname(posixpath.dirname(name))
    for link in parts[name].iter(RELATION):
        target = posixpath.normpath(posixpath.join(folder, link.get("Target")))
        if target not in names:
            fail("%s: %s leads nowhere" % (name, link.get("Target")))
        if link.get("Id") in ids.setdefault(name, {}):
            fail("%s: %s twice" % (name, link.get("Id")))
        ids[name][link.get("Id")] = target
        reached.add(target)
for name in set(names) - reached:
    fail("nobody asks for %s" % name)
document = parts["word/document.xml"]
for element in document.iter():
    for attribute, value in element.attrib.items():
        if attribute.startswith(R) and value not in ids["word/_rels/document.xml.rels"]:
            fail("the text asks for %s" % value)

# every style that is used is defined, once
styles = [s.get(W + "styleId") for s in parts["word/styles.xml"].iter(W + "style")]
if len(set(styles)) != len(styles):
    fail("a style twice")
used = {e.get(W + "val") for p in parts.values() for tag in ("pStyle", "tblStyle", "rStyle", "basedOn") for e in p.iter(W + tag)}
for style in used - set(styles):
    fail("style %s is not defined" % style)
if not {"Heading1", "Heading2", "Title", "BodyText"} <= used:
    fail("headings are no headings: %s" % sorted(used))
outline = {s.get(W + "styleId"): s.find(W + "pPr/" + W + "outlineLvl").get(W + "val")
           for s in parts["word/styles.xml"].iter(W + "style") if s.find(W + "pPr/" + W + "outlineLvl") is not None}
if outline.get("Heading1") != "0" or outline.get("Heading2") != "1":
    fail("headings have no level: %s" % outline)
numbers = [e.get("id") for e in document.iter(DRAWING)]
if len(set(numbers)) != len(numbers):
    fail("a picture's id twice")
if sorted(b.get(R + "embed") for b in document.iter(BLIP)) != sorted(
        i for i, t in ids["word/_rels/document.xml.rels"].items() if t.endswith(".png")):
    fail("pictures that nobody shows, or that are not there")
if public and numbers:
    fail("the public notice has pictures")
if not public and len(numbers) < 2:
    fail("no maps")
for name in names:
    if name.endswith(".png") and not package.read(name).startswith(b"\x89PNG\r\n\x1a\n"):
        fail("%s is no picture" % name)
for name in ("word/footer1.xml", "word/footer2.xml"):
    if not any(f.get(W + "instr", "").strip() == "PAGE" for f in parts[name].iter(W + "fldSimple")):
        fail("%s does not count pages" % name)
for name in ("word/header1.xml", "word/header2.xml"):
    if not re.search("草稿|Draft", "".join(t.text or "" for t in parts[name].iter(W + "t"))):
        fail("%s does not say that it is a draft" % name)

# tables: a head on every page, rows that stay whole, as many cells as columns
for table in document.iter(W + "tbl"):
    rows = table.findall(W + "tr")
    columns = len(table.findall(W + "tblGrid/" + W + "gridCol"))
    if rows[0].find(W + "trPr/" + W + "tblHeader") is None:
        fail("a table without a repeated head")
    if any(r.find(W + "trPr/" + W + "cantSplit") is None or len(r.findall(W + "tc")) != columns for r in rows):
        fail("a row that splits, or that lacks a cell")
    widths = [int(c.get(W + "w")) for c in table.findall(W + "tblGrid/" + W + "gridCol")]
    if min(widths) <= 0 or sum(widths) > 12760 + columns:
        fail("columns of %s twentieths of a point" % widths)
if len(list(document.iter(W + "tbl"))) < 5:
    fail("hardly any table")
body = list(document.find(W + "body"))
if any(a.tag == b.tag == W + "tbl" for a, b in zip(body, body[1:])):
    fail("two tables run into one")

# the same text as the PDF
with open(sys.argv[2], encoding="utf-8") as stream:
    pages = stream.read().split("\f")
kept = []
for page in pages:
    for line in page.split("\n"):
        if re.fullmatch(r"\s*— \d+ —\s*", line) or re.fullmatch(r".{0,40}(草稿，未经签发|Draft, not issued)\s*|（续表）|\(continued\)", line):
            continue
        kept.append(line)
printed = re.sub(r"\s", "", "".join(kept))
at = missing = checked = 0
for paragraph in document.iter(W + "p"):
    text = re.sub(r"\s", "", "".join(t.text or "" for t in paragraph.iter(W + "t")))
    if text == "":
        continue
    checked += 1
    found = printed.find(text, at)
    if found < 0:  # a cell that the PDF cuts short; a page break inside
        found = printed.find(text[:24], at) if len(text) > 60 else -1
        if found < 0:
            missing += 1
            if missing < 6:
                fail("the PDF does not say, in its order: '%s' (behind '…%s')" % (text[:80], printed[max(0, at - 20):at]))
            continue
        text = text[:24]
    if found - at > 400 and checked > 3 and not re.match("附件|Annex", text):
        fail("the PDF says more before '%s': '%s…'" % (text[:30], printed[at:at + 60]))
    at = found + len(text)
if missing >= 6:
    fail("%d paragraphs are missing in the PDF" % missing)
if checked < 200:
    fail("hardly anything was compared: %d" % checked)
sys.exit(1 if failed else 0)
