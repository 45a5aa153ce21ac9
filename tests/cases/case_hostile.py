#!/usr/bin/env python3
"""Reviews with marks that turn, forge and clear, with markup and a formula. Needs python3-gdal.

case_hostile.py write CITY            a CSV, a workbook and a GeoPackage, each of another case; their ids in CITY/ids
case_hostile.py look CITY EXPLAINED   is anything of it more than text in the ledger, in what is published, or told?
"""
import glob
import io
import os
import re
import shutil
import sqlite3
import sys
import zipfile

import case_review as office

MARKS = re.compile("[\u202a-\u202e\u2066-\u2069\u2028\u2029\u0080-\u009f\x1b]")
RAW = [text.encode() for text in ("\u202egpj", "\u009b2J", "\u2028\u2066")]  # fewer bytes are met with in what is packed
SAID = "=1+1 照片\u202egpj.exe\u009b2J\u2028\u2066<script>alert(1)</script>"


def ledger(city):
    return sqlite3.connect(city + "/out/current/ledger.gpkg")


def write(city):
    ids = [row[0] for row in ledger(city).execute("SELECT id FROM cases ORDER BY id LIMIT 3")]
    head = "图斑编号|核查结果|核查日期|举证材料|实地用途"
    rows = ["|".join((case, "属实", "2025-08-01", SAID, SAID)) for case in ids]
    with open(city + "/a.csv", "wb") as out:
        out.write("".join(line.replace("|", ",") + "\r\n" for line in (head, rows[0])).encode())
    office.write(city + "/b.xlsx", office.parts(office.rows_xml([head, rows[1]])))
    shutil.copyfile(city + "/out/current/2025H1/liangtian.gpkg", city + "/c.gpkg")
    values = {"review_result": "属实", "review_date": "2025-08-01", "evidence": SAID, "actual_use": SAID}
    office.fill(city + "/c.gpkg", "violations", ["%s.%s=%s" % (ids[2], *pair) for pair in values.items()])
    with open(city + "/ids", "w", encoding="utf-8") as out:
        out.write("\n".join(ids) + "\n")


def faults_of(data, where):
    for mark in RAW:
        if mark in data:
            yield "%s holds %s" % (where, mark)
    if where.endswith((".zip", ".xlsx", ".docx")):
        book = zipfile.ZipFile(io.BytesIO(data))
        for name in book.namelist():
            yield from faults_of(book.read(name), where + "/" + name)
    if where.endswith(".html") and b"<script>alert" in data:
        yield where + " holds the script"
    if where.endswith(".csv") and re.search(rb'(?m)(^|,)"?[=@+]', data):
        yield where + " holds the formula"


def look(city, explained):
    said = [text for table in ("cases", "reviews") for row in
            ledger(city).execute("SELECT evidence, actual_use FROM %s WHERE evidence <> ''" % table) for text in row]
    wrong = ["the ledger says %r" % text for text in said if "照片" not in text or MARKS.search(text)]
    if len(said) != 12:
        wrong.append("the ledger holds %d texts of reviews, not 12" % len(said))
    with open(explained, encoding="utf-8") as told:
        text = told.read()
    if text.count("照片") < 6 or MARKS.search(text):
        wrong.append("explain says " + ascii(text[:300]))
    paths = [os.path.join(folder, name) for folder, _, names in os.walk(city + "/out") for name in names]
    paths += glob.glob(city + "/*.out") + glob.glob(city + "/*.err") + [city + "/work/2025H1/diagnostics.csv"]
    for path in paths:
        if os.path.isfile(path) and not os.path.islink(path):
            with open(path, "rb") as data:
                wrong += faults_of(data.read(), path)
    if len(paths) < 20:
        wrong.append("only %d files were looked at" % len(paths))
    sys.exit("\n".join(wrong) if wrong else 0)


if __name__ == "__main__":
    {"write": write, "look": look}[sys.argv[1]](*sys.argv[2:])
