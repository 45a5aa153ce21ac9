"""Samples for case_floors.sh and what they must say, by other code.

make FOLDER COUNTIES POINTS MEAN SEASONS SEED [KIND]: COUNTIES is what `explain COUNTY --json` said, a line each; writes
KIND-points.csv and KIND-strata.csv (KIND: cropland, outside or zones) with POINTS points whose grain seasons average MEAN.
check SUMMARY POINTS STRATA DECISION: the summary's adjusted area and its bounds against the tables; exits 1 and says why.
output SUMMARY POINTS STRATA YIELDS: the same of the output in 亿斤.
units FIGURES POINTS STRATA YIELDS: output by county, from the points inside each, in figures.json.
explained FIGURES EXPLAINED CODE: the floors of `explain CODE --json` are those of figures.json.
same REPORT OTHER PLACE: the tables by sample of two reports are the same up to the points for all counties but PLACE, of
which the second has no estimate.
"""
import json
import math
import os
import random
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from check_accuracy import read, total  # noqa: E402

M2_PER_WANMU = 1e8 / 15
GRAIN = {"winter_wheat", "maize", "rice", "soybean", "sweet_potato"}


def make(folder, counties, count, mean, seasons, seed, kind="cropland"):
    rng = random.Random(seed)
    with open(counties, encoding="utf-8") as stream:
        places = [json.loads(line)["counties"][0] for line in stream if line.strip()]
    area = {"cropland": lambda c: c["farmland_m2"], "outside": lambda c: 0.02 * c["farmland_m2"],
            "zones": lambda c: c["zone_filed_m2"]}[kind]
    strata = [("seen", 0.8), ("rest", 0.2)]
    with open(os.path.join(folder, kind + "-strata.csv"), "w", encoding="utf-8", newline="") as out:
        out.write("stratum,domain,area_m2,class\n")
        for name, part in strata:
            for place in places:
                out.write("%s,%d,%r,%s\n" % (name, place["county"], part * area(place), name))
    with open(os.path.join(folder, kind + "-points.csv"), "w", encoding="utf-8", newline="") as out:
        out.write("点号,分层,县区,实地类1" + (",实地类2" if seasons == 2 else "") + "\n")
        chance = mean / seasons
        number = 0
        for name, _ in strata:
            for i in range(count // len(strata)):
                number += 1
                place = places[i % len(places)]
                # names, keys and values of the raster are all words of the legend
                labels = [rng.choice(("冬小麦", "winter_wheat", "1")) if rng.random() < chance else "bare"]
                if seasons == 2:
                    labels.append(rng.choice(("玉米", "maize", "rice")) if rng.random() < chance
                                  else rng.choice(("peanut", "果园")))
                out.write("%s%04d,%s,%s,%s\n" % (kind[0], number, name, place["county"], ",".join(labels)))


def keys(points, columns):
    words = {"冬小麦": "winter_wheat", "1": "winter_wheat", "玉米": "maize"}
    return [{"stratum": p["分层"], "domain": p["县区"], "seasons": [words.get(p[c], p[c]) for c in columns]}
            for p in points]


def load(points_path, strata_path):
    points = read(points_path)
    columns = [c for c in ("实地类1", "实地类2") if c in points[0]]
    areas = {}
    for row in read(strata_path):
        areas[row["stratum"]] = areas.get(row["stratum"], 0.0) + float(row["area_m2"])
    from fractions import Fraction
    return keys(points, columns), {k: Fraction(v) for k, v in areas.items()}


def numbers(text):
    return [float(n.replace(",", "")) for n in re.findall(r"[0-9][0-9,]*\.[0-9]+", text)]


def judge(name, said, value, se, unit):
    have, low, high, *bounds = numbers(said)
    bad = []
    if abs(have - value / unit) > 0.00501:
        bad.append("%s: %.2f, expected %.4f" % (name, have, value / unit))
    reach = 1.96 * se / unit
    for bound in (have - low, high - have):
        if not 0.75 * reach <= bound <= 1.35 * reach:
            bad.append("%s: bound %.2f off, expected about %.2f" % (name, bound, reach))
    if bounds and not low <= bounds[0] <= have <= bounds[1] <= high:
        bad.append("%s: bounds out of order: %s" % (name, said))
    return bad


def check(summary, points_path, strata_path, decision):
    points, areas = load(points_path, strata_path)
    value, se = total(points, areas, lambda p: sum(c in GRAIN for c in p["seasons"]))
    with open(summary, encoding="utf-8") as stream:
        line = next(text for text in stream if "Sown grain area" in text)
    match = re.search(r"Adjusted by the sample: (.*?\)): (.*?)\.", line)
    if match is None:
        return ["no adjusted area: " + line]
    bad = judge("adjusted area", match.group(1).replace("95 % interval", ""), value, se, M2_PER_WANMU)
    if not match.group(2).startswith(decision):
        bad.append("decision: %r, expected %r" % (match.group(2), decision))
    return bad


def output(summary, points_path, strata_path, yields_path):
    points, areas = load(points_path, strata_path)
    yields = {(row["class"], row["domain"]): row for row in read(yields_path)}

    def yield_of(p, c):
        return yields.get((c, p["domain"])) or yields.get((c, ""))

    def bears(p):
        return sum(float(yield_of(p, c)["kg_per_mu"]) * 0.0015 for c in p["seasons"] if c in GRAIN)

    value, se = total(points, areas, bears)
    variance = se ** 2
    for y in yields.values():
        under, _ = total(points, areas, lambda p: sum(c in GRAIN and yield_of(p, c) is y for c in p["seasons"]))
        variance += (under * float(y["se_kg_per_mu"]) * 0.0015) ** 2
    with open(summary, encoding="utf-8") as stream:
        line = next(text for text in stream if "Grain output" in text)
    said = re.search(r"adjusted by the sample (.*?\))", line)
    return ["no output: " + line] if said is None else judge(
        "output", said.group(1).replace("95 % interval", ""), value, math.sqrt(variance), 5e7)


def units(figures_path, points_path, strata_path, yields_path):
    """Every county's output from its own points and stratum areas, and what its target comes to."""
    from fractions import Fraction
    points, _ = load(points_path, strata_path)
    yields = {(row["class"], row["domain"]): row for row in read(yields_path)}
    with open(figures_path, encoding="utf-8") as stream:
        told = {str(one["code"]): one for one in json.load(stream)["output"]["counties"]}
    bad = [] if len(told) == 10 else ["%d counties" % len(told)]
    for code, one in told.items():
        inside = [p for p in points if p["domain"] == code]
        areas = {row["stratum"]: Fraction(float(row["area_m2"])) for row in read(strata_path) if row["domain"] == code}

        def yield_of(c, code=code):
            return yields.get((c, code)) or yields[c, ""]

        value, se = total(inside, areas, lambda p: sum(float(yield_of(c)["kg_per_mu"]) * 0.0015
                                                       for c in p["seasons"] if c in GRAIN))
        variance = se ** 2
        for y in yields.values():
            under, _ = total(inside, areas, lambda p: sum(c in GRAIN and yield_of(c) is y for c in p["seasons"]))
            variance += (under * float(y["se_kg_per_mu"]) * 0.0015) ** 2
        got = one["kg"]
        if got["synthetic"] or got["points"] != len(inside) or abs(got["value"] - value) > 1e-6 * value or \
                abs(got["se"] - math.sqrt(variance)) > 1e-6 * got["se"]:
            bad.append("%s: %s, expected %r, %r" % (code, got, value, math.sqrt(variance)))
        if (one["target_kg"] > 0) != (code == "411726") or \
                (one["verdict"] == "MEETS") != (code == "411726"):
            bad.append("%s: target %r, %s" % (code, one["target_kg"], one["verdict"]))
    return bad


def explained(figures_path, explained_path, code):
    """The floors that explain tells of a place are the report's."""
    with open(figures_path, encoding="utf-8") as stream:
        figures = json.load(stream)
    with open(explained_path, encoding="utf-8") as stream:
        told = {one["rule"]: one for one in json.load(stream)["floors"]}
    bad = []
    report = {one["rule"]: one for one in figures["floors"] if one["code"] == int(code)}
    output = [one for one in figures["output"]["counties"] if one["code"] == int(code)] or [figures["output"]]
    if set(told) != set(report) | {"OUTPUT"} or "SOWN-AREA" not in told:
        bad.append("rules %s, the report has %s" % (sorted(told), sorted(report)))
    for rule, one in report.items():
        same_here = all(told[rule][key] == one[key] for key in ("floor_m2", "area_m2", "with_outside_m2", "verdict",
                                                                "map_only"))
        sample = one["sample"]
        if sample is not None:
            same_here = same_here and told[rule]["sample"]["area_m2"] == sample["area_m2"] and \
                told[rule]["sample"]["decision"] == sample["decision"]
        if not same_here:
            bad.append("%s: %s, the report has %s" % (rule, told[rule], one))
    if told["OUTPUT"]["sample"]["kg"] != output[0]["kg"] or told["OUTPUT"]["verdict"] != output[0]["verdict"]:
        bad.append("output: %s, the report has %s" % (told["OUTPUT"], output[0]))
    return bad


def sampled(report):
    """{(place, of): cells} of the counties."""
    with open(report, encoding="utf-8") as stream:
        text = stream.read()
    body = text[text.index('id="table-sample"'):]
    rows = re.findall("<tr>(.*?)</tr>", body[:body.index("</table>")], re.S)[1:]
    cells = [[re.sub("<[^>]*>", "", c).strip() for c in re.findall("<td[^>]*>(.*?)</td>", row, re.S)] for row in rows]
    assert cells and all(len(c) > 10 for c in cells), cells[:2]
    return {(c[0], c[1]): c for c in cells if "市" not in c[0] and "Zhumadian" not in c[0]}


def same(report, other, place):
    one, two = sampled(report), sampled(other)
    place = next(key[0] for key in one if key[0].startswith(place))
    bad = [] if len(one) == len(two) == 20 else ["%d and %d rows of counties" % (len(one), len(two))]
    bad += ["%s: %s, then %s" % (key, one[key], two.get(key)) for key in one
            if key[0] != place and one[key][:10] != two.get(key, [])[:10]]
    bad += ["%s: %s" % (key, two[key]) for key in two if key[0] == place and "no estimate" not in two[key][10]]
    if not any(key[0] == place for key in two):
        bad.append("no row of %s: %s" % (place, sorted(two)))
    return bad


def main():
    command, *args = sys.argv[1:]
    if command == "make":
        folder, counties, count, mean, seasons, seed = args[:6]
        make(folder, counties, int(count), float(mean), int(seasons), int(seed), *args[6:])
        return 0
    bad = {"check": check, "output": output, "units": units, "explained": explained, "same": same}[command](*args)
    print("\n".join(bad))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
