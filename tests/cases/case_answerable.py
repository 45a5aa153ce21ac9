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
from invented_city import BARE, ORCHARD, PEANUT, WATER, City, box  # noqa: E402

invented_city.SCHEMAS.update({"zones_filed": "LQDK", "leases": "LZDK",
                              "cropland_task": "DLTB", "parcels_base": "DLTB"})


class Answerable(City):
    """A city with more layers, and settings of its own below the usual ones."""

    def __init__(self, scratch, name):
        super().__init__(scratch, name)
        self.settings, self.figures = "", {}

    def write(self):
        super().write()
        path = os.path.join(self.folder, "city.yaml")
        with open(path, encoding="utf-8") as file:
            lines = file.readlines()
        with open(path, "w", encoding="utf-8") as file:
            for line in lines:
                file.write(line)
                for period, figures in self.figures.items():
                    if "rasters/%s.tif" % period in line:
                        file.write("    figures: [%s]\n" % figures)
            file.write(self.settings)

    def plot(self, layer, code, col, row, width, height):
        self.add(layer, box(col, row, width, height), LQDKDM="411702" + code, LQLX="1", LQDKMJM=width * height * 0.15)

    def lease(self, operator, kind, purpose, col, row, width, height, unit="411702"):
        self.add("leases", box(col, row, width, height), DKBM="%s%013d" % (unit, self.number()), SRFBM=operator,
                 SRFLX=kind, LZHTBM="c%d" % self.number(), LZQXKSRQ="2020-01-01", LZQXJSRQ="2030-01-01",
                 LZHTDYT=purpose)

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


    def floors_of(self, period):
        with open(os.path.join(self.folder, "out", period, "report.html"), encoding="utf-8") as file:
            page = file.read()
        found = []
        for name in ("CROPLAND-TARGET", "PBF-AREA"):
            title = {"CROPLAND-TARGET": "cropland protection task", "PBF-AREA": "permanent basic farmland task"}[name]
            for line in re.findall(r"<tr>.*?</tr>", page):
                cells = [re.sub(r"<[^>]*>", "", cell) for cell in re.findall(r"<td.*?</td>", line)]
                if len(cells) == 7 and cells[1] == title:
                    found.append({"floor": name, "unit": cells[0], "area": cells[3],
                                  "verdict": cells[4], "reason": cells[5]})
        return found


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
    missing = [line[0] for line in city.table("missing", "2025H1")]
    same([clause in missing for clause in ("M13", "M17", "M27", "M11")], [False, True, True, True])
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


def farm(scratch, name):
    """240 mu of cropland in 411702: 60 orchard, 60 wheat then peanut (both basic farmland), 120 wheat twice. 60 mu in
    411728, bare all year."""
    city = Answerable(scratch, name)
    city.parcel(10, 10, 40, 40)
    city.parcel(110, 10, 20, 20, unit="411728")
    city.pbf(10, 10, 20, 40)
    city.zone(30, 10, 20, 40)
    orchard, bare = (10, 10, 10, 40, ORCHARD), (110, 10, 20, 20, BARE)
    city.raster("2025H1", orchard, bare)
    city.raster("2025H2", orchard, bare, (20, 10, 10, 40, PEANUT))
    return city


def row_of(table, *begins):
    return [line for line in table if line[:len(begins)] == list(begins)][0]


def targets_and_townships(scratch):
    """SOWN-AREA 180 + 120 mu of 300, of which 10 to 20 are cut green; CROPLAND-TARGET 240 of 240, PBF-AREA 120 of 130;
    the township has all of it, and the district that consists of it shows it apart."""
    city = farm(scratch, "targets")
    city.settings = ("targets: [{county: 411702, sown_area: 0.03, cropland: 0.024, pbf: 0.013}]\n"
                     "town_targets: [{town: 411702001, sown_area: 0.0299}]\n"
                     "districts: [{name: park, towns: [411702001, 411702002]}]\n"
                     "assessment: [{indicator: sown, weight: 60}, {indicator: main_grain, weight: 40}]\n")
    city.figures = {"2025H1": "{county: 411702, statistics: 0.018}",
                    "2025H2": "{county: 411702, statistics: 0.0125, not_grain_low: 0.001, not_grain_high: 0.002}"}
    city.run("2025H1", "2025H2")
    sown = row_of(city.table("sown", "2025H2"), "411702")
    same(sown[5:8], ["0.03", "93.33–96.67%", "below"])  # 280…290 of 300, even with land that is no cropland
    town = row_of(city.table("towns", "2025H2"), "411702", "411702001")
    same(town[2:7], ["240.00", "180.00", "120.00", "299.00", "meets"])
    same(row_of(city.table("towns", "2025H1"), "411702", "411702001")[5:], ["299.00", "undecided",
                                                                           "needs the autumn season"])
    same(city.table("districts", "2025H2"), [["park", "2", "1", "240.00", "180.00", "120.00"]])
    floors = {(line["floor"], line["unit"]): line["verdict"] for line in city.floors_of("2025H2")}
    same(floors["CROPLAND-TARGET", "411702"], "meets")
    same(floors["PBF-AREA", "411702"], "below")
    score = row_of(city.table("assessment", "2025H2"), "411702")
    same(score[-2:], ["76.00–78.00%", "1"])  # 0.6 × 280/300 + 0.4 × 0.5


def ground_without_a_place(scratch):
    """Cropland of 600 mu, 300 in a bow-tie, 300 without any outline: 600 to 1200. Basic farmland of 300 mu and as much in
    a bow-tie: 300 to 600. The tasks lie between; 411728 has 300 mu of a task of 305, all of it with an outline."""
    city = Answerable(scratch, "nowhere")
    city.parcel(10, 10, 40, 100)
    city.parcel(60, 10, 20, 100)
    city.parcel(60, 110, 20, 100)
    city.parcel(110, 10, 20, 100, unit="411728")
    city.pbf(10, 10, 40, 50)
    city.pbf(60, 10, 20, 100)
    city.pbf(110, 10, 20, 100, unit="411728")
    city.zone(10, 10, 40, 50)
    for layer in ("parcels", "pbf"):
        ring = city.layers[layer][1]["geometry"]["coordinates"][0]
        ring[1], ring[2] = ring[2], ring[1]
    city.layers["parcels"][2]["geometry"] = None
    city.raster("2025H1")
    city.settings = ("thresholds: {max_unjudged: 0.9}\n"
                     "targets: [{county: 411702, cropland: 0.1, pbf: 0.05}, "
                     "{county: 411728, cropland: 0.0305, pbf: 0.03}]\n")
    city.run("2025H1")
    said = {(line["floor"], line["unit"]): (line["area"], line["verdict"], line["reason"])
            for line in city.floors_of("2025H1")}
    open_ = ("undecided", "invalid geometry")
    same(said["CROPLAND-TARGET", "411702"], ("0.06–0.12", *open_))
    same(said["CROPLAND-TARGET", "411728"], ("0.03", "below", ""))
    same(said["PBF-AREA", "411702"], ("0.03–0.06", *open_))
    same(said["PBF-AREA", "411728"], ("0.03", "meets", ""))


def grain_and_other_crops(scratch):
    """M1: half of the basic farmland bears wheat. M29: orchard 60 mu, peanut 60 in autumn. M8: ordinary cropland of 411702
    is all grain in both seasons, that of 411728 all bare."""
    city = farm(scratch, "crops")
    city.run("2025H1", "2025H2")
    same(row_of(city.table("main-grain", "2025H2"), "411702")[3:], ["50.00%", "0.01", "50.00%"])
    crops = {(line[1], line[2]): line[3:] for line in city.table("crops", "2025H2") if line[0] == "411702"}
    same(crops, {("summer", "orchard"): ["60.00", "60.00", "0.00", "25.00%"],
                 ("autumn", "orchard"): ["60.00", "60.00", "0.00", "25.00%"],
                 ("autumn", "peanut"): ["60.00", "60.00", "0.00", "25.00%"]})
    use = {line[0]: line[3:] for line in city.table("use", "2025H2") if line[1] == "autumn"}
    same(use["411702"][0], "100.00%")
    same(use["411728"][5], "100.00%")
    same(use["411702"][-1], "25.00%")


def operators_over_counties(scratch):
    """LEASE-NONGRAIN: a company leases 60 mu of orchard in 411702 and 60 bare in 411728, large only together; a family
    farm leases as much; one company's contract is silent; one grows wheat. The code itself is nowhere."""
    city = farm(scratch, "leases")
    city.settings = "leases: {large_area: 100}\n"
    for operator, kind, purpose in (("91411700MA00000001", "企业", "1"), ("411702198001011234", "家庭农场", "1"),
                                    ("91411700MA00000003", "企业", "")):
        city.lease(operator, kind, purpose, 10, 10, 10, 40)
        city.lease(operator, kind, purpose, 110, 10, 20, 20, unit="411728")
    city.lease("91411700MA00000004", "企业", "1", 30, 10, 20, 40)
    city.run("2025H1", "2025H2")
    # county: operators, leases, leased, no grain, to be checked, undecided
    counties = city.table("leases", "2025H2")
    same(row_of(counties, "411702")[1:], ["4", "4", "300.00", "180.00", "1", "1"])
    same(counties[-1][1:3] + counties[-1][-2:], ["4", "7", "1", "1"])
    listed = city.table("operators", "2025H2")
    same([line[7:] for line in listed], [["yes", "yes", "yes", "yes", "to be checked"],
                                         ["yes", "open", "yes", "yes", "undecided: permitted use not given or mixed"]])
    same(listed[0][2], "411702 411728")
    for name in ("report.html", "summary.txt"):
        with open(os.path.join(city.folder, "out/2025H2", name), encoding="utf-8") as file:
            same("91411700MA00000001" in file.read(), False)
    same([line[-1] for line in city.table("operators", "2025H1")][0], "undecided: grain not settled")


def cropland_out_and_in(scratch):
    """CROPLAND-BALANCE: of P (60 mu) 15 became orchard, 15 forest under a paper, 15 built; Q is paddy, 30 mu, now a pond;
    R was orchard and is cropland now, 45 mu; S is in no parcel of the new survey, 15 mu; T was renumbered, its line moved
    by half a metre; U was built and is cropland now, 15 mu. In 411728 orchard of 60 mu became paddy. GDBHMB holds
    142.5 mu, of which a tenth is ridges."""
    city = Answerable(scratch, "balance")

    def earlier(col, row, width, height, land_class, unit="411702", layer="parcels_base", ridges=0.0):
        city.parcel(col, row, width, height, land_class, unit, ridges)
        city.layers.setdefault(layer, []).append(city.layers["parcels"].pop())

    earlier(10, 10, 20, 20, "0103")  # P
    earlier(40, 10, 20, 10, "0101")  # Q
    earlier(70, 10, 20, 15, "0201")  # R
    earlier(10, 40, 10, 10, "0102")  # S
    earlier(40, 40, 20, 20, "0103")  # T
    earlier(70, 40, 10, 10, "0701")  # U
    earlier(110, 10, 20, 20, "0201", "411728")
    earlier(10, 10, 20, 20, "0103", layer="cropland_task", ridges=0.1)
    earlier(40, 40, 20, 20, "0103", layer="cropland_task", ridges=0.1)
    earlier(10, 60, 15, 10, "0103", layer="cropland_task", ridges=0.1)
    for col, row, land_class in ((10, 10, "0103"), (20, 10, "0201"), (10, 20, "0301"), (20, 20, "0701")):
        city.parcel(col, row, 10, 10, land_class)
    city.parcel(40, 10, 20, 10, "1104A")
    city.parcel(70, 10, 20, 15, "0103")
    city.parcel(40.05, 40, 20, 20, "0103")
    city.parcel(70, 40, 10, 10, "0103")
    city.parcel(110, 10, 20, 20, "0101", "411728")
    city.approval(10, 20, 10, 10, "No. 9", kind="退耕还林")
    city.pbf(90, 90, 5, 5)
    city.zone(40, 40, 20, 20)
    city.raster("2025H1")
    city.run("2025H1")
    #  out, in, in less out, paddy out, paddy in, under a paper, to built, from built, not known where to, from
    same(row_of(city.table("conversion", "2025H1"), "411702")[1:],
         ["45.00", "45.00", "−15.00–0.00", "30.00", "0.00", "15.00", "15.00", "15.00", "15.00", "0.00", "undecided",
          "undecided"])
    same(row_of(city.table("conversion", "2025H1"), "411728")[1:4] + row_of(city.table("conversion", "2025H1"), "411728")[11:],
         ["0.00", "60.00", "60.00", "balanced", "no less came"])
    same(row_of(city.table("conversion", "2025H1"), "t")[3], "45.00–60.00")
    same(len(city.table("conversion-parcels", "2025H1")), 8)
    # 15 mu left of P, R 45, T 60, U 15: 135 of the 128.25 mu of the task, which are 142.5 with ridges
    same({line["unit"]: line["verdict"] for line in city.floors_of("2025H1") if line["floor"] == "CROPLAND-TARGET"}["411702"],
         "meets")


def looking_back_at_the_zones(scratch):
    """FZ-ADD, FZ-STRIKE (M11). To add: A and A2, 120 mu in two parcels across a lane of 5 m; hilly B, 30 of 20 mu; C bore
    peanut in the first year; E is too steep; F too small; G has no slope on record; D lies in a zone. To strike: S is
    orchard (15 mu, B fits it best), V is water and larger than anything to add (135 mu); of T two fifths are water."""
    city = Answerable(scratch, "lookback")
    city.settings = "rules: {FZ-ADD: {threshold: 60}}\nthresholds: {lookback_hills: 20}\n"
    a = city.parcel(10, 10, 20, 20)
    city.parcel(30.5, 10, 20, 20)
    b = city.parcel(10, 40, 20, 10, slope="3")
    city.parcel(55, 40, 20, 20)  # C
    city.parcel(10, 60, 20, 20)  # D
    city.parcel(50, 70, 20, 20, slope="4")  # E
    city.parcel(80, 10, 10, 10)  # F
    g = city.parcel(10, 160, 20, 20, slope="")
    city.pbf(90, 90, 5, 5)
    city.plot("zones", "D", 10, 60, 20, 20)
    city.plot("zones", "S", 80, 60, 10, 10)
    city.plot("zones", "T", 80, 80, 20, 10)
    city.plot("zones", "V", 10, 100, 45, 20)
    always = [(80, 60, 10, 10, ORCHARD), (80, 80, 8, 10, WATER), (10, 100, 45, 20, WATER)]
    for year in ("2025", "2026"):
        for half in ("H1", "H2"):
            city.raster(year + half, *always, *([(55, 40, 20, 20, PEANUT)] if year == "2025" else []))
    city.run("2025H1", "2025H2", "2026H1", "2026H2")
    pieces = {line[2]: line[3:] for line in city.table("lookback-add", "2025H2")}
    same(pieces, {a: ["2", "120.00", "plain", "—", "slope or the crop year before is not on record"],
                  b: ["1", "30.00", "hills", "—", "slope or the crop year before is not on record"],
                  g: ["1", "60.00", "plain", "—", "slope or the crop year before is not on record"]})
    pieces = {line[2]: line[3:] for line in city.table("lookback-add", "2026H2")}
    same(pieces, {a: ["2", "120.00", "plain", "120.00", "candidate"], b: ["1", "30.00", "hills", "15.00", "candidate"],
                  g: ["1", "60.00", "plain", "—", "slope or the crop year before is not on record"]})
    strikes = {line[1][6:]: line[2:] for line in city.table("lookback-strike", "2026H2")}
    same(strikes, {"S": ["15.00", "100.00%", "orchards", "411702", b],
                   "V": ["135.00", "100.00%", "water", "—", "—"]})
    #  filed, plots struck, mu, made up for, mu, not made up for, afterwards, to add, mu, left, undecided, mu
    same(row_of(city.table("lookback", "2026H2"), "411702")[1:],
         ["240.00", "2", "150.00", "1", "15.00", "135.00", "105.00", "2", "150.00", "135.00", "1", "60.00"])
    same(row_of(city.table("lookback", "2026H1"), "411702")[8:], ["—", "—", "—", "—", "—"])
    same([line[1] for line in city.table("missing", "2026H2") if line[0] == "M11"],
         ["land to add needs grain in two crop years"])


CASES = [cropland_out_and_in, ground_without_a_place, looking_back_at_the_zones, targets_and_townships, grain_and_other_crops, operators_over_counties, zones_against_the_filed_layer]


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
