#!/usr/bin/env python3
"""Makes sample-data/accuracy: an invented sample of 360 points in four strata and three counties, two seasons."""
import os
import random

HERE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "sample-data", "accuracy")
COUNTIES = ("411702", "411721", "411726")
# stratum: points; area in 万亩 by county; (first, second season) on the map; what is found there, with its chance
STRATA = {
    "wheat-maize": (120, (210, 230, 180), ("wheat", "maize"),
                    ((("wheat", "maize"), 0.84), (("wheat", "peanut"), 0.08), (("other", "maize"), 0.05),
                     (("bare", "bare"), 0.03))),
    "wheat-peanut": (100, (120, 90, 220), ("wheat", "peanut"),
                     ((("wheat", "peanut"), 0.85), (("wheat", "maize"), 0.08), (("bare", "peanut"), 0.07))),
    "other": (80, (60, 50, 90), ("other", "other"),
              ((("other", "other"), 0.83), (("wheat", "maize"), 0.09), (("bare", "other"), 0.08))),
    "edge": (60, (30, 20, 30), ("other", "other"),
             ((("other", "other"), 0.55), (("wheat", "maize"), 0.30), (("wheat", "peanut"), 0.15))),
}


def main():
    rng = random.Random(20260810)
    points = []
    for stratum, (n, areas, mapped, found) in STRATA.items():
        for _ in range(n):
            county = rng.choices(COUNTIES, areas)[0]
            reference = rng.choices([pair for pair, _ in found], [chance for _, chance in found])[0]
            points.append((stratum, county) + mapped + reference)
    rng.shuffle(points)
    with open(os.path.join(HERE, "points.csv"), "w", encoding="utf-8", newline="") as out:
        out.write("id,stratum,domain,map,map_2,reference,reference_2\n")
        for number, (stratum, county, m1, m2, r1, r2) in enumerate(points, 1):
            out.write("P%03d,%s,%s,%s,%s,%s,%s\n" % (number, stratum, county, m1, m2, r1, r2))
    with open(os.path.join(HERE, "strata.csv"), "w", encoding="utf-8", newline="") as out:
        out.write("stratum,domain,area_wanmu,class\n")
        for stratum, (_, areas, mapped, _) in STRATA.items():
            for county, area in zip(COUNTIES, areas):
                out.write("%s,%s,%d,%s\n" % (stratum, county, area, mapped[0]))
    with open(os.path.join(HERE, "targets.csv"), "w", encoding="utf-8", newline="") as out:
        out.write("domain,group,area_wanmu\n")
        for county, target in zip(COUNTIES, (500, 610, 560)):
            out.write("%s,grain,%d\n" % (county, target))
    with open(os.path.join(HERE, "yields.csv"), "w", encoding="utf-8", newline="") as out:
        out.write("class,domain,kg_per_mu,se_kg_per_mu\nwheat,,440,6\nwheat,411726,415,8\nmaize,,395,9\n")


if __name__ == "__main__":
    main()
