#!/usr/bin/env python3
"""What a county does with its form. No library: the workbook is taken apart and put together again.

case_county.py fill IN.xlsx OUT.xlsx KEY=ANSWER …   as a spreadsheet does: numbers as numbers, days as serial numbers
case_county.py csv IN.csv OUT.csv ENCODING KEY=ANSWER …
case_county.py form FOLDER                          keys, figures, validations and protection of the form
case_county.py shown OUT TEXTDIR COUNTY KEY=VALUE … figures of the claims alike in page, workbook and notice
"""
import csv
import datetime
import re
import sys
import zipfile
from xml.etree import ElementTree

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
MAIN = "{%s}" % NS["m"]


def strings(book):
    root = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    return ["".join(t.text or "" for t in si.iter(MAIN + "t")) for si in root]


def value(cell, shared):
    v = cell.find("m:v", NS)
    if v is None:
        return ""
    return shared[int(v.text)] if cell.get("t") == "s" else v.text


def sheet_rows(book, part, shared):
    root = ElementTree.fromstring(book.read(part))
    rows = []
    for row in root.iter(MAIN + "row"):
        rows.append({re.sub(r"\d", "", c.get("r")): (c, value(c, shared)) for c in row})
    return root, rows


def pairs(edits):
    return dict(edit.split("=", 1) for edit in edits)


def fill(source, target, edits):
    wanted = pairs(edits)
    ElementTree.register_namespace("", NS["m"])
    with zipfile.ZipFile(source) as book, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        shared = strings(book)
        root, rows = sheet_rows(book, "xl/worksheets/sheet1.xml", shared)
        for cells in rows:
            key = cells.get("A", (None, ""))[1]
            if key not in wanted:
                continue
            cell, answer = cells["E"][0], wanted.pop(key)
            for child in list(cell):
                cell.remove(child)
            cell.attrib.pop("t", None)
            if re.fullmatch(r"\d{4}-\d\d-\d\d", answer):
                days = datetime.date.fromisoformat(answer) - datetime.date(1899, 12, 30)
                ElementTree.SubElement(cell, MAIN + "v").text = str(days.days)
            elif re.fullmatch(r"\d+(\.\d+)?", answer) and key not in ("county",):
                ElementTree.SubElement(cell, MAIN + "v").text = answer
            elif answer:
                cell.set("t", "inlineStr")
                ElementTree.SubElement(ElementTree.SubElement(cell, MAIN + "is"), MAIN + "t").text = answer
        if wanted:
            sys.exit("the form has no %s" % sorted(wanted))
        for item in book.infolist():
            data = book.read(item.filename)
            if item.filename == "xl/worksheets/sheet1.xml":
                data = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
            out.writestr(item.filename, data)


def fill_csv(source, target, encoding, edits):
    wanted = pairs(edits)
    with open(source, encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.reader(lines))
    for row in rows[1:]:
        row[4] = wanted.pop(row[0], row[4])
    rows += [[key, "", "", "", answer, "", ""] for key, answer in wanted.items()]
    head, rest = rows[0], rows[1:]
    rest.reverse()  # order says nothing
    with open(target, "w", encoding=encoding, newline="") as out:
        csv.writer(out).writerows([head] + rest)


def form(folder):
    """Prints key=figure for every figure of the ledger in the form."""
    with zipfile.ZipFile(folder + "/report.xlsx") as book:
        shared = strings(book)
        root, rows = sheet_rows(book, "xl/worksheets/sheet1.xml", shared)
        if root.find("m:sheetProtection", NS) is None:
            sys.exit("the form is not protected")
        if any(c.find("m:f", NS) is not None for row in rows for c, _ in row.values()):
            sys.exit("a formula in the form")
        rules = {r.get("sqref"): r.get("type") for r in root.iter(MAIN + "dataValidation")}
        listed = {}
        for number, cells in enumerate(rows, 1):
            key = cells.get("A", (None, ""))[1]
            if number > 3 and key:
                listed[key] = (cells.get("D", (None, ""))[1], cells["E"][1], rules.get(cells["E"][0].get("r")))
    with open(folder + "/report.csv", encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            held, answer, rule = listed.pop(row["项目代码"])
            if (float(held) if held else None) != (float(row["台账数"]) if row["台账数"] else None) and \
                    abs(float(held) - float(row["台账数"])) > 0.005:
                sys.exit("%s: %s in the workbook, %s in the table" % (row["项目代码"], held, row["台账数"]))
            if answer != row["填报内容"]:
                sys.exit("%s: another answer" % row["项目代码"])
            kind = {"亩": "decimal", "万元": "decimal", "": None}.get(row["单位"], "whole")
            kind = kind or ("date" if "日期" in row["项目"] else "textLength")
            if rule != (None if answer else kind):
                sys.exit("%s: validated as %s, not %s" % (row["项目代码"], rule, kind))
            if row["台账数"]:
                print("%s=%s" % (row["项目代码"], row["台账数"]))
    if listed:
        sys.exit("only in the workbook: %s" % sorted(listed))


def numbers(text):
    return [float(n.replace(",", "").replace("−", "-")) for n in re.findall(r"[−-]?\d[\d,]*(?:\.\d+)?", text)]


def shown(out, notice, county, edits):
    """TITLE=claim/ledger/difference, each in the county's row of that item; "-" where the ledger has none."""
    from html import unescape
    page = unescape(re.sub(r"<wbr/>", "", open(out + "/report.html", encoding="utf-8").read()))
    table = page[page.index('id="table-county-claims"'):].split("</table>")[0]
    html = {}
    for row in re.findall(r"<tr>(.*?)</tr>", table, re.S):
        cells = [re.sub(r"<.*?>", "", c) for c in re.findall(r"<t[dh].*?>(.*?)</t[dh]>", row, re.S)]
        if cells[0] == county:
            html[cells[2]] = [numbers(c)[0] if numbers(c) else None for c in cells[4:7]]
    book = {}
    with zipfile.ZipFile(out + "/summary.xlsx") as summary:
        shared = strings(summary)
        names = re.findall(r'<sheet name="([^"]*)"', summary.read("xl/workbook.xml").decode())
        part = "xl/worksheets/sheet%d.xml" % (names.index("填报数与台账数") + 1)
        for cells in sheet_rows(summary, part, shared)[1]:
            if cells.get("A", (None, ""))[1] == county:
                book[cells["C"][1]] = [float(cells[c][1]) if c in cells else None for c in "EFG"]
    print_ = open(notice, encoding="utf-8").read()
    for edit in edits:
        title, figures = edit.split("=")
        wanted = [None if f == "-" else float(f) for f in figures.split("/")]
        for where, found in (("page", html.get(title)), ("workbook", book.get(title))):
            if found is None or any((a is None) != (b is None) or (a is not None and abs(a - b) > 0.005)
                                    for a, b in zip(found, wanted)):
                sys.exit("%s of %s: %s in the %s" % (title, county, found, where))
        line = [l for l in map(str.strip, print_.splitlines()) if l.startswith(county) and title in l.split()]
        if not line or [n for n in wanted if n is not None] != numbers(line[0].split(title, 1)[1]):
            sys.exit("%s of %s: %s in the notice" % (title, county, line))


def main():
    what, *rest = sys.argv[1:]
    if what == "fill":
        fill(rest[0], rest[1], rest[2:])
    elif what == "csv":
        fill_csv(rest[0], rest[1], rest[2], rest[3:])
    elif what == "form":
        form(rest[0])
    elif what == "shown":
        shown(rest[0], rest[1], rest[2], rest[3:])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
