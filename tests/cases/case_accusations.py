#!/usr/bin/env python3
"""Who must not be accused, whom no half-year may miss, and which totals must come out: small cities counted by hand."""
import os
import re
import sys
import tempfile
import traceback

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from invented_city import BARE, HOUSE, NURSERY, ORCHARD, WATER, City  # noqa: E402

ORCHARD_HERE = (15, 15, 10, 10, ORCHARD)


def field(scratch, name):
    """One field of 40 × 40 cells on permanent basic farmland in 411702; the zone lies elsewhere."""
    city = City(scratch, name)
    city.parcel(10, 10, 40, 40)
    city.pbf(10, 10, 40, 40)
    city.zone(60, 60, 10, 10)
    return city


def same(got, expected):
    if got != expected:
        raise AssertionError("got %r, expected %r" % (got, expected))


def by_finding(city):
    """{finding: (cases, m²)}"""
    found = {}
    for one in city.rows("cases"):
        count, area = found.get(one["finding"], (0, 0))
        found[one["finding"]] = (count + 1, area + one["area_m2"])
    return {finding: (count, int(round(area, -1))) for finding, (count, area) in found.items()}


def edge_m2(city, period):
    """Area of the strips that the report counts, told in mu."""
    with open(os.path.join(city.folder, "out", period, "report.html"), encoding="utf-8") as file:
        text = re.sub(r"<[^>]*>", "", file.read())
    return float(re.search(r"edge strips [0-9]+ \(([0-9.]+)", text).group(1)) * 2000 / 3


def near(got, expected, relative=1e-4):
    if abs(got - expected) > relative * abs(expected):
        raise AssertionError("got %r, expected %r" % (got, expected))


def approval_given_twice(scratch):
    """An exit plan for 30 of 100 cells and its prolongation cover 30, not 60: those are exempt, 70 are not."""
    city = field(scratch, "twice")
    city.approval(15, 15, 3, 10, "A")
    city.approval(15, 15, 3, 10, "A prolonged")
    city.raster("2025H1", ORCHARD_HERE)
    city.run("2025H1")
    same(by_finding(city), {"EXEMPT": (1, 3000), "SUSPECT": (1, 7000)})


def approval_of_more_than_half(scratch):
    """60 of 100 cells are covered: the other 40 go on as a case. Of 90, what is left is a strip one cell wide."""
    for covered, expected in ((6, {"EXEMPT": (1, 6000), "SUSPECT": (1, 4000)}), (9, {"EXEMPT": (1, 9000)})):
        city = field(scratch, "half%d" % covered)
        city.approval(15, 15, covered, 10, "A")
        city.raster("2025H1", ORCHARD_HERE)
        city.run("2025H1")
        same(by_finding(city), expected)


def approval_of_another_thing(scratch):
    """A filing for sheds permits no orchard, an approval that ran out permits nothing, one for a building site does."""
    for kind, ends, expected in (("设施农用地", "2030-01-01", "SUSPECT"), ("建设用地", "2025-04-11", "SUSPECT"),
                                 ("建设用地", "2025-04-12", "EXEMPT")):
        city = field(scratch, kind + ends)
        city.approval(10, 10, 40, 40, "A", kind, ends=ends)
        city.raster("2025H1", ORCHARD_HERE)
        city.run("2025H1")
        same([one[0] for one in city.cases()], [expected])


def approval_of_unknown_kind(scratch):
    """A kind that no rule names exempts nothing, and the quality report says so."""
    city = field(scratch, "kind")
    city.approval(10, 10, 40, 40, "A", "口头同意")
    city.raster("2025H1", ORCHARD_HERE)
    city.run("2025H1")
    same([one[0] for one in city.cases()], ["SUSPECT"])
    with open(os.path.join(city.folder, "out/2025H1/diagnostics.csv"), encoding="utf-8") as file:
        same("approval.unknown_kind" in file.read(), True)


def shed_and_pond_under_one_filing(scratch):
    """On ordinary cropland a filing for sheds lies over 100 cells of sheds and 100 of water beside them."""
    city = City(scratch, "shed")
    city.parcel(10, 10, 40, 40)
    city.pbf(60, 10, 10, 10)
    city.zone(60, 60, 10, 10)
    city.approval(10, 10, 40, 40, "A", "设施农用地")
    for period in ("2025H1", "2025H2"):
        city.raster(period, (15, 15, 10, 10, HOUSE), (25, 15, 10, 10, WATER))
    city.run("2025H1", "2025H2")
    same(by_finding(city), {"EXEMPT": (1, 10000), "SUSPECT": (1, 10000)})


def orchard_cut_by_plots(scratch):
    """20 × 20 cells of orchard over ten plots of basic farmland that are two cells wide: each piece is a strip, the whole
    is an orchard of 400 cells."""
    city = City(scratch, "plots")
    city.parcel(10, 10, 40, 40)
    for plot in range(20):
        city.pbf(10 + 2 * plot, 10, 2, 40)
    city.zone(60, 60, 10, 10)
    city.raster("2025H1", (20, 15, 20, 20, ORCHARD))
    city.run("2025H1")
    near(sum(one["area_m2"] for one in city.rows("cases")), 40000)


def orchard_of_the_neighbour(scratch):
    """A neighbour's orchard of 20 columns spills over the border by two: the strip accuses nobody."""
    city = City(scratch, "spill")
    city.parcel(10, 10, 40, 40)
    city.pbf(10, 10, 20, 40)
    city.pbf(30, 10, 20, 40)
    city.zone(60, 60, 10, 10)
    city.raster("2025H1", (12, 15, 20, 20, ORCHARD))
    city.run("2025H1")
    near(sum(one["area_m2"] for one in city.rows("cases")), 36000)
    same([row["verdict"] for row in city.rows("pbf", "2025H1")], ["BELOW", "MEETS"])


def strip_under_two_rules(scratch):
    """A strip of 20 cells of trees on basic farmland in a zone, at two dates: 2000 m² of edge, not twice as much."""
    city = City(scratch, "strip")
    city.parcel(10, 10, 40, 40)
    city.pbf(10, 10, 40, 40)
    city.zone(10, 10, 40, 40)
    for period in ("2025H1", "2025H2"):
        city.raster(period, (15, 15, 1, 20, ORCHARD))
    city.run("2025H1", "2025H2")
    same(city.cases(), [])
    near(edge_m2(city, "2025H2"), 2000)


def idle_land_planted(scratch):
    """Idle in 2025, an orchard in autumn 2026: not put right, whatever PBF-IDLE says of it."""
    city = field(scratch, "planted")
    bare = (15, 15, 10, 10, BARE)
    city.raster("2025H1", bare)
    city.raster("2025H2", bare)
    city.raster("2026H1")
    city.raster("2026H2", ORCHARD_HERE)
    city.run("2025H1", "2025H2", "2026H1", "2026H2")
    idle = [one for one in city.rows("cases") if "PBF-IDLE" in one["rules"]]
    same(len(idle), 1)
    same([row["kind"] for row in city.rows("events")
          if row["case_id"] == idle[0]["id"] and row["kind"] == "rectified-proposed"], [])


def nursery_at_two_dates(scratch):
    """A nursery is no orchard, and one image accuses nobody."""
    city = field(scratch, "nursery")
    nursery = (15, 15, 10, 10, NURSERY)
    city.raster("2025H1", nursery)
    city.raster("2025H2", nursery)
    city.run("2025H1")
    same(city.cases(), [])
    same([(row["verdict"], row["reason"]) for row in city.rows("pbf", "2025H1")], [("UNDECIDED", "one_date")])
    city.run_more("2025H2")
    same([one[3] for one in city.cases()], ["PBF-NURSERY"])


def approval_across_the_border(scratch):
    """Most of the approval lies in 411728, the ground that it covers in 411702."""
    city = City(scratch, "border")
    city.parcel(60, 10, 40, 40)
    city.pbf(60, 10, 40, 40)
    city.zone(60, 60, 10, 10)
    city.approval(88, 13, 40, 14, "A")
    city.raster("2025H1", (90, 15, 8, 10, ORCHARD))
    city.run("2025H1")
    same([one[0] for one in city.cases()], ["EXEMPT"])


def approved_ground_is_no_offence(scratch):
    """The layers must not show as an offence what the ledger exempts."""
    city = field(scratch, "approved")
    city.approval(10, 10, 40, 40, "A")
    city.raster("2025H1", ORCHARD_HERE)
    city.run("2025H1")
    same([(row["verdict"], row["reason"]) for row in city.rows("pbf", "2025H1")], [("MEETS", "exempt")])
    same([row["verdict"] == "BELOW" for row in city.rows("parcels", "2025H1")], [False])


def edge_of_basic_farmland(scratch):
    """An orchard on basic farmland that is drawn one cell narrower than the parcel: the strip of 20 cells beside it is
    an edge, no conversion of ordinary cropland."""
    city = City(scratch, "edge")
    city.parcel(10, 10, 40, 40)
    city.pbf(10, 10, 39, 40)
    city.zone(60, 60, 10, 10)
    city.raster("2025H1", (30, 15, 20, 20, ORCHARD))
    city.raster("2025H2", (30, 15, 20, 20, ORCHARD))
    city.run("2025H1", "2025H2")
    same([one[3] for one in city.cases()], ["PBF-ORCHARD"])


def orchard_beside_basic_farmland(scratch):
    """4 of 20 columns lie on ordinary cropland: a conversion of 80 cells, beside an orchard of 320 on basic farmland."""
    city = City(scratch, "beside")
    city.parcel(10, 10, 40, 40)
    city.pbf(10, 10, 36, 40)
    city.zone(60, 60, 10, 10)
    city.raster("2025H1", (30, 15, 20, 20, ORCHARD))
    city.raster("2025H2", (30, 15, 20, 20, ORCHARD))
    city.run("2025H1", "2025H2")
    same([one[3] for one in city.cases()], ["PBF-ORCHARD", "CROPLAND-CONVERT"])
    near(city.rows("cases")[0]["area_m2"], 32000)
    near(city.rows("cases")[1]["area_m2"], 8000)


def farmer_of_the_other_county(scratch):
    """The orchard covers 1 column of a parcel of 411702 and 19 of one of 411728; the basic farmland below is filed under
    411702. The case must not name the farmer who has one column, and knows the zone beyond the border."""
    city = City(scratch, "farmer")
    city.parcel(60, 10, 35, 40)
    large = city.parcel(95, 10, 45, 40, unit="411728")
    city.pbf(90, 10, 30, 40)
    city.zone(60, 60, 10, 10)
    city.zone(100, 10, 20, 40, unit="411728")
    city.raster("2025H1", (94, 15, 20, 10, ORCHARD))
    city.run("2025H1")
    orchard = [one for one in city.rows("cases") if "PBF-ORCHARD" in one["rules"]]
    same([one["parcel_id"] for one in orchard], [large])
    near(orchard[0]["zone_m2"], 14000)  # columns 100 to 113, filed under 411728


def old_feedback(scratch):
    """A polygon of 2020 cannot confirm what was clean in 2025H1; one of August 2025 can."""
    for later, expected in (("2020-06-01", "UNPROVEN"), ("2025-08-20", "SUSPECT")):
        city = field(scratch, "feedback" + later)
        city.feedback(15, 15, 10, 10, "2019-01-01", later)
        city.raster("2025H1")
        city.raster("2025H2", ORCHARD_HERE)
        city.run("2025H1", "2025H2")
        same([one[0] for one in city.cases()], [expected])


def feedback_of_another_kind(scratch):
    """Of an orchard that one image shows, cropland (01), buildings (20), bare soil (LT) and an unlisted code prove
    nothing; forest (03) does, being structure too."""
    for kind, expected in (("01", "UNPROVEN"), ("20", "UNPROVEN"), ("LT", "UNPROVEN"), ("ZZ", "UNPROVEN"),
                           ("03", "SUSPECT")):
        city = field(scratch, "kind" + kind)
        city.feedback(15, 15, 10, 10, "2025-01-01", "2025-08-20", kind)
        city.raster("2025H1")
        city.raster("2025H2", ORCHARD_HERE)
        city.run("2025H1", "2025H2")
        same([one[0] for one in city.cases()], [expected])


def old_feedback_makes_nothing_grave(scratch):
    """An orchard on ordinary cropland, clean in 2025H1 and seen at two dates since: a polygon of 2020, filed with
    2026H1, makes it no grave case; one of August 2025 does."""
    for later, expected in (("2020-06-01", ""), ("2025-08-20", "FEEDBACK")):
        city = City(scratch, "grave" + later)
        city.parcel(10, 10, 40, 40)
        city.pbf(60, 10, 10, 10)
        city.zone(60, 60, 10, 10)
        city.feedback(15, 15, 10, 10, "2019-01-01", later)
        city.raster("2025H1")
        city.raster("2025H2", ORCHARD_HERE)
        city.raster("2026H1", ORCHARD_HERE)
        city.run("2025H1", "2025H2", "2026H1")
        same([(one["rules"], one["finding"], one["grave_by"]) for one in city.rows("cases")],
             [("CROPLAND-CONVERT", "SUSPECT", expected)])


def three_copies_of_a_parcel(scratch):
    """The same ground in three parcels counts once: 1600 cells."""
    city = field(scratch, "copies")
    city.parcel(10, 10, 40, 40)
    city.parcel(10, 10, 40, 40)
    city.raster("2025H1")
    city.run("2025H1")
    county = city.rows("counties", "2025H1")[0]
    near(county["farmland_m2"], 160000)
    near(county["grain_h1_low_m2"], 160000)


def two_grids(scratch):
    """Rasters whose cells do not match: each is tabulated on its own grid, and the joint lies between bounds. 1600 cells,
    of which water 100 and bare 100 in both: grain 1400 in either season; with grain in one of them 1400 to 1600."""
    city = field(scratch, "grids")
    for period, shift in (("2025H1", 0), ("2025H2", 5), ("2026H1", 0)):
        city.raster(period, (15, 15, 10, 10, WATER), (30, 30, 10, 10, BARE), shift=shift)
    city.run("2025H1", "2025H2", "2026H1")
    county = city.rows("counties", "2025H2")[0]
    for season in "12":
        near(county["grain_h%s_low_m2" % season], 140000)
        near(county["grain_h%s_high_m2" % season], 140000)
    near(county["grain_share_low"], 1400 / 1600)
    near(county["grain_share_high"], 1)
    same(city.cases(), [])
    same([(row["verdict"], row["reason"]) for row in city.rows("pbf", "2025H2")], [("UNDECIDED", "other_grid")])
    with open(os.path.join(city.folder, "out/2025H2/diagnostics.csv"), encoding="utf-8") as file:
        same("raster.other_grid" in file.read(), True)
    same("last autumn: 0.02" in city.summary("2026H1"), True)  # 14 ha, off by nothing


def skipped_half_year(scratch):
    """No raster of 2025H2. The orchard of 2026 stands on ground that 2025H1 saw clean: new at its second date."""
    city = field(scratch, "skipped")
    city.raster("2025H1")
    city.raster("2026H1", ORCHARD_HERE)
    city.raster("2026H2", ORCHARD_HERE)
    city.run("2025H1", "2026H1")
    same([one[0] for one in city.cases()], ["UNPROVEN"])
    city.run_more("2026H2")
    same([one[:2] for one in city.cases()], [("SUSPECT", "NEW")])


def new_pond(scratch):
    """Dug in 2025 after the wheat: two dates with water, and 2025H1 without."""
    city = field(scratch, "pond")
    pond = (15, 15, 10, 10, WATER)
    city.raster("2024H2")
    city.raster("2025H1")
    city.raster("2025H2", pond)
    city.raster("2026H1", pond)
    city.run("2024H2", "2025H1", "2025H2")
    same(city.cases(), [])
    city.run_more("2026H1")
    same(city.cases(), [("SUSPECT", "NEW", "ISSUED", "PBF-POND")])


def newly_idle(scratch):
    """Cropped in 2025, bare in both seasons of 2026."""
    city = field(scratch, "idle")
    bare = (15, 15, 10, 10, BARE)
    city.raster("2025H1")
    city.raster("2025H2")
    city.raster("2026H1", bare)
    city.raster("2026H2", bare)
    city.run("2025H1", "2025H2", "2026H1", "2026H2")
    same(city.cases(), [("SUSPECT", "NEW", "ISSUED", "PBF-IDLE")])


def pond_seen_dry_once(scratch):
    """Water, water, wheat, water: the last image does not show the pond gone."""
    city = field(scratch, "dry")
    pond = (15, 15, 10, 10, WATER)
    city.raster("2025H1", pond)
    city.raster("2025H2", pond)
    city.raster("2026H1")
    city.raster("2026H2", pond)
    city.run("2025H1", "2025H2", "2026H1", "2026H2")
    same([row["kind"] for row in city.rows("events") if row["period"] == "2026H2"], ["carried"])


def zone_delineated_twice(scratch):
    """Two plots of 15 mu on one ground, floor 20 mu: 30 are filed, 15 lie there. No floor is met by a copy. And a plot of
    15 mu with a figure beside one of 15 mu without: 15 to 30, undecided too."""
    for name, second, filed in (("copy", 10, None), ("unfiled", 30, 0)):
        city = City(scratch, name)
        city.parcel(10, 10, 40, 40)
        city.pbf(60, 10, 10, 10)
        city.pbf(60, 10, 10, 10)
        city.zone(10, 10, 10, 10)
        city.zone(second, 10, 10, 10, filed_mu=filed)
        city.floors = (0.002, 1)
        city.raster("2025H1")
        city.run("2025H1")
        with open(os.path.join(city.folder, "out/2025H1/outcome.txt"), encoding="utf-8") as file:
            outcome = dict(line.strip().split("=") for line in file)
        same(outcome["floors_undecided"], "1")  # the sown floor of 1 万亩 is missed for sure
        near(city.rows("counties", "2025H1")[0]["pbf_m2"], 10000)


CASES = [approval_given_twice, approval_of_more_than_half, approval_of_another_thing, approval_of_unknown_kind,
         shed_and_pond_under_one_filing,
         orchard_cut_by_plots, orchard_of_the_neighbour, strip_under_two_rules, idle_land_planted, nursery_at_two_dates,
         approval_across_the_border, approved_ground_is_no_offence, edge_of_basic_farmland,
         orchard_beside_basic_farmland, farmer_of_the_other_county, old_feedback, feedback_of_another_kind,
         old_feedback_makes_nothing_grave, three_copies_of_a_parcel,
         two_grids, skipped_half_year, new_pond, newly_idle, pond_seen_dry_once, zone_delineated_twice]


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
