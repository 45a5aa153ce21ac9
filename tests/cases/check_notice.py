"""check_notice.py WORKBOOK TEXT: every row of the workbook's counties, floors and progress stands in the notice's text."""
import re
import sys
from decimal import ROUND_HALF_UP, Decimal

from osgeo import ogr

ogr.UseExceptions()
book = ogr.Open(sys.argv[1])
with open(sys.argv[2], encoding="utf-8") as stream:
    text = re.sub(r"\s", "", stream.read())
failed = checked = 0


def rows(sheet):
    layer = book.GetLayerByName(sheet)
    names = [layer.GetLayerDefn().GetFieldDefn(i).GetName() for i in range(layer.GetLayerDefn().GetFieldCount())]
    listed = [[f.GetField(i) for i in range(len(names))] for f in layer]
    if names[0].startswith("Field"):  # a title stands above the head
        at = next(i for i, row in enumerate(listed) if row[0] == "县区")
        names, listed = listed[at], listed[at + 1:]
    return [dict(zip(names, row)) for row in listed if row[0] is not None]


def number(value, over=1, decimals=2):
    step = Decimal(1).scaleb(-decimals)
    rounded = (Decimal(repr(float(value))) / over).quantize(step, ROUND_HALF_UP)
    return ("%s" % format(rounded, ",")).replace("-", "−")


def count(value):
    return number(value, 1, 0)


def interval(low, high, over=1):
    a, b = number(low, over), number(high, over)
    return a if a == b else a + "–" + b


def share(low, high):
    return interval(float(low) * 100, float(high) * 100) + "%"


def expect(what, printed):
    global failed, checked
    checked += 1
    if printed not in text:
        failed += 1
        print("%s: the notice has no '%s'" % (what, printed))


for row in rows("县区"):
    expect("counties", row["县区"] + number(row["耕地净面积（亩）"], 10000) + share(row["种粮占比下限"], row["种粮占比上限"]) +
           count(row["在册疑似图斑（个）"]) + number(row["在册疑似图斑（亩）"]) + count(row["其中严重（个）"]) +
           count(row["本期新增（个）"]) + count(row["影像显示已整改待核查（个）"]) + number(row["未判面积（亩）"]))
for row in rows("底线"):
    expect("floors", row["范围"] + row["底线"] + number(row["底线值（万亩）"]) +
           interval(row["面积下限（万亩）"], row["面积上限（万亩）"]) + "—" + row["判定"])
for row in rows("整改进度"):
    if row["县区"] is None or row["下发图斑（处）"] is None:
        continue
    rate = row["整改率"]
    expect("progress", row["县区"] + count(row["下发图斑（处）"]) + number(row["下发面积（亩）"]) + count(row["已核查（处）"]) +
           count(row["属实（处）"]) + count(row["不属实或合法（处）"]) + count(row["已整改（处）"]) +
           number(row["已整改面积（亩）"]) + ("—" if rate in (None, "") else number(float(rate) * 100) + "%") +
           count(row["逾期未整改（处）"]) + count(row["退回（处）"]) + count(row["已销号（处）"]))
if checked < 10:
    failed += 1
    print("hardly any row was looked at: %d" % checked)
sys.exit(1 if failed else 0)
