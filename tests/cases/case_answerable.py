#!/usr/bin/env python3
"""What counties, operators and the city answer for (M1, M8 to M11, M13, M17, M26 to M29): small cities counted by hand.
A cell of 10 m is 0.15 mu."""
import os
import re
import sys
import tempfile
import traceback

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import invented_city  # noqa: E402
from invented_city import City, box  # noqa: E402

invented_city.SCHEMAS.update({"zones_filed": "LQDK", "parcels_base": "DLTB", "leases": "LZDK",
                              "cropland_task": "DLTB"})


class Answerable(City):
    """A city with more layers, and settings of its own below the usual ones."""

    def __init__(self, scratch, name):
        super().__init__(scratch, name)
        self.settings = ""

    def write(self):
        super().write()
        with open(os.path.join(self.folder, "city.yaml"), "a", encoding="utf-8") as file:
            file.write(self.settings)

    def plot(self, layer, code, col, row, width, height):
        self.add(layer, box(col, row, width, height), LQDKDM="411702" + code, LQLX="1", LQDKMJM=width * height * 0.15)

    def table(self, name, period):
        """Rows of a table of report.html, texts as printed; None when there is none."""
        with open(os.path.join(self.folder, "out", period, "report.html"), encoding="utf-8") as file:
            page = file.read()
        begin = page.find('<h3 id="table-%s">' % name)
        if begin < 0:
            return None
        body = page[begin:page.find("</table>", begin)]
        plain = [[re.sub(r"<[^>]*>", "", cell).replace(",", "") for cell in re.findall(r"<td.*?</td>", line)]
                 for line in re.findall(r"<tr>.*?</tr>", body)]
        return [line for line in plain if line]


def same(got, expected):
    if got != expected:
        raise AssertionError("got %r, expected %r" % (got, expected))


def zones_against_the_filed_layer(scratch):
    """FZ-BOUNDARY: A is the same; B lost 20 cells (3 mu) of 100; C has another code; D lies 2 columns to the east (3 mu
    out, 3 in); E is divided into E and E2; F is gone (25 cells, 3.75 mu), G is new there and approved; H is shifted by
    half a metre."""
    city = Answerable(scratch, "boundary")
    city.parcel(0, 0, 100, 100)
    city.pbf(90, 90, 5, 5)
    for code, *at in (("A", 10, 10, 10, 10), ("B", 30, 10, 10, 10), ("C", 50, 10, 10, 10), ("D", 70, 10, 10, 10),
                      ("E", 10, 30, 20, 10), ("F", 10, 50, 5, 5), ("H", 50, 50, 10, 10)):
        city.plot("zones_filed", code, *at)
    for code, *at in (("A", 10, 10, 10, 10), ("B", 30, 10, 8, 10), ("C2", 50, 10, 10, 10), ("D", 72, 10, 10, 10),
                      ("E", 10, 30, 10, 10), ("E2", 20, 30, 10, 10), ("G", 30, 50, 5, 5), ("H", 50.05, 50, 10, 10)):
        city.plot("zones", code, *at)
    city.approval(30, 50, 5, 5, "No. 7")
    city.raster("2025H1")
    city.run("2025H1")
    counties = city.table("boundary", "2025H1")
    #  county, filed, now, same, recoded, recut, shrunk, grown, moved, vanished, new, left, came, approved, mu, to check
    expected = ["411702", "7", "8", "2", "2", "2", "1", "0", "1", "1", "1", "9.75", "6.75", "1", "3.75", "3"]
    same(counties[0], expected)
    same(counties[-1][1:], expected[1:])
    plots = {line[1][6:]: line[2:] for line in city.table("boundary-plots", "2025H1")}
    same(sorted(plots), ["B", "D", "E", "E2", "F", "G"])
    same(plots["B"][:5], ["shrunk", "15.00", "12.00", "3.00", "0.00"])
    same(plots["D"][:5], ["moved", "15.00", "15.00", "3.00", "3.00"])
    same(plots["F"][:5], ["vanished", "3.75", "0.00", "3.75", "0.00"])
    same(plots["G"][-2:], ["No. 7", "covered by an approval"])
    same(plots["B"][-1], "no approval found to be checked")  # commas are taken off


CASES = [zones_against_the_filed_layer]


def main():
    failed = 0
    for case in CASES:
        with tempfile.TemporaryDirectory(prefix="lt-case-") as scratch:
            try:
                case(scratch)
            except Exception:  # every case is tried
                failed += 1
                print("FAILED: %s: %s" % (case.__name__, case.__doc__), file=sys.stderr)
                traceback.print_exc()
    print("ok" if failed == 0 else "%d of %d failed" % (failed, len(CASES)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
