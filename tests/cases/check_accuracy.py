"""Independent arithmetic for case_accuracy.sh: the sample's numbers from the tables that went in, by other code.

check_accuracy.py SAMPLE STRATA OUT YIELDS: exits 1 and says what differs.
"""
import csv
import math
import sys
from collections import defaultdict
from fractions import Fraction

GRAIN = {"wheat", "maize"}
WANMU = Fraction(100000000, 15)  # m²


def read(path):
    with open(path, encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def total(points, areas, value):
    """Stratified total and its standard error: sums of fractions, one square root at the end."""
    groups = defaultdict(list)
    for point in points:
        groups[point["stratum"]].append(Fraction(value(point)))
    estimate = variance = Fraction(0)
    for stratum, area in areas.items():
        ys = groups[stratum]
        mean = sum(ys) / len(ys)
        estimate += area * mean
        variance += area ** 2 * sum((y - mean) ** 2 for y in ys) / (len(ys) - 1) / len(ys)
    return float(estimate), math.sqrt(variance)


def ratio(points, areas, y, x):
    top, _ = total(points, areas, y)
    bottom, _ = total(points, areas, x)
    r = Fraction(top) / Fraction(bottom)
    return float(r), total(points, areas, lambda p: y(p) - r * x(p))[1] / bottom


def main():
    points, strata, out = read(sys.argv[1]), read(sys.argv[2]), sys.argv[3]
    areas, inside = defaultdict(Fraction), defaultdict(dict)
    for row in strata:
        areas[row["stratum"]] += int(row["area_wanmu"]) * WANMU
        inside[row["domain"]][row["stratum"]] = int(row["area_wanmu"]) * WANMU
    bad = 0

    def compare(what, have, want):
        nonlocal bad
        if not abs(float(have) - want) <= 1e-9 * abs(want):
            print("%s: %s, expected %r" % (what, have, want))
            bad = 1

    def grain(p):
        return (p["reference"] in GRAIN) + (p["reference_2"] in GRAIN)

    rows = {(r["kind"], r["name"], r["season"]): r for r in read(out + "/areas.csv")}
    wanted = {
        ("group", "grain", "sum"): grain,
        ("group", "grain", "1"): lambda p: int(p["reference"] in GRAIN),
        ("group", "grain", "2"): lambda p: int(p["reference_2"] in GRAIN),
        ("class", "peanut", "2"): lambda p: int(p["reference_2"] == "peanut"),
        ("class", "other", "sum"): lambda p: (p["reference"] == "other") + (p["reference_2"] == "other"),
    }
    for key, value in wanted.items():
        estimate, se = total(points, areas, value)
        row = rows[key]
        compare(str(key), row["area_m2"], estimate)
        compare(str(key) + " mu", row["area_mu"], estimate * 0.0015)
        compare(str(key) + " ha", row["area_ha"], estimate / 1e4)
        compare(str(key) + " se", row["se_m2"], se)
        compare(str(key) + " margin", row["margin_ha"], 1.96 * se / 1e4)
        if not float(row["low_m2"]) <= float(row["lower_m2"]) <= estimate <= float(row["upper_m2"]) <= float(row["high_m2"]):
            print("%s: bounds out of order" % (key,))
            bad = 1
    mapped = sum(area for stratum, area in areas.items() if stratum.startswith("wheat"))
    compare("mapped wheat", rows[("class", "wheat", "1")]["mapped_m2"], float(mapped))

    for row in read(out + "/accuracy.csv"):
        m, r = ("map", "reference") if row["season"] == "1" else ("map_2", "reference_2")
        name = row["class"]
        if row["measure"] == "overall":
            whole = float(sum(areas.values()))
            estimate, se = total(points, areas, lambda p: int(p[m] == p[r]))
            estimate, se = estimate / whole, se / whole
        elif row["method"] == "none":
            continue
        else:
            column = m if row["measure"] == "users" else r
            estimate, se = ratio(points, areas, lambda p: int(p[m] == p[r] == name), lambda p: int(p[column] == name))
        compare("%(measure)s %(class)s %(season)s" % row, row["value"], estimate)
        if se > 1e-12:
            compare("%(measure)s %(class)s %(season)s se" % row, row["se"], se)

    for row in read(out + "/domains.csv"):
        if row["group"] != "grain":
            continue
        here = inside[row["domain"]]
        if row["estimator"] == "design":
            estimate, se = total([p for p in points if p["domain"] == row["domain"]], here, grain)
            compare("share " + row["domain"], row["share"], estimate / float(sum(here.values())))
        else:
            estimate, se = total(points, here, grain)
        compare(row["estimator"] + " " + row["domain"], row["area_m2"], estimate)
        compare(row["estimator"] + " " + row["domain"] + " se", row["se_m2"], se)
    yields = {(row["class"], row["domain"]): row for row in read(sys.argv[4])}

    def yield_of(p, column):
        return yields.get((p[column], p["domain"])) or yields.get((p[column], ""))

    def bears(p):
        found = [yield_of(p, "reference"), yield_of(p, "reference_2")]
        return sum(Fraction(y["kg_per_mu"]) * 3 / 2000 for y in found if y)

    output, se = total(points, areas, bears)
    variance = se ** 2
    for y in yields.values():
        under, _ = total(points, areas, lambda p: sum(yield_of(p, c) is y for c in ("reference", "reference_2")))
        variance += (under * float(y["se_kg_per_mu"]) * 0.0015) ** 2
    row = read(out + "/output.csv")[0]
    compare("output", row["output_kg"], output)
    compare("output in 亿斤", row["output_yijin"], output * 2 / 1e8)
    compare("output se", row["se_kg"], math.sqrt(variance))
    return bad


if __name__ == "__main__":
    sys.exit(main())
