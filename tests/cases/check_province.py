"""check_province.py PROVINCE_JSON FIGURES…: the sums over the cities, worked out from what each of them states."""
import json
import math
import sys

province, cities = (lambda *files: (files[0], files[1:]))(*[json.load(open(path, encoding="utf-8")) for path in sys.argv[1:]])
failed = 0


def expect(what, found, wanted):
    global failed
    if not math.isclose(found, wanted, rel_tol=1e-12):
        failed += 1
        print(f"{what}: {found!r}, expected {wanted!r}")


def stated(city, rule):
    if rule == "OUTPUT":
        output = city["output"]
        return [output["mapped_kg"]] * 2, output.get("kg"), [0, 0]
    (floor,) = [f for f in city["floors"] if f["rule"] == rule and f["code"] == city["city"]["code"]]
    return floor["area_m2"], (floor["sample"] or {}).get("area_m2") if rule != "FZ-AREA" else None, floor["not_grain_m2"]


for floor in province["floors"]:
    told = [stated(city, floor["rule"]) for city in cities]
    for bound in (0, 1):
        expect(floor["rule"] + " mapped", floor["mapped"][bound], sum(mapped[bound] for mapped, _, _ in told))
    if all(sample for _, sample, _ in told):
        value = sum(sample["value"] for _, sample, _ in told)
        below = math.hypot(*[sample["value"] - sample["one_sided_95"][0] for _, sample, _ in told])
        expect(floor["rule"] + " value", floor["value"], value)
        expect(floor["rule"] + " lower", floor["lower"], value - below - sum(off[1] for _, _, off in told))
        expect(
            floor["rule"] + " two-sided low", floor["two_sided_95"][0],
            value - math.hypot(*[sample["value"] - sample["two_sided_95"][0] for _, sample, _ in told]),
        )
    elif "value" in floor:
        failed += 1
        print(floor["rule"] + ": an estimate where a city has none")
if len(province["floors"]) != 3 or len(province["cities"]) != len(cities):
    failed += 1
    print("floors or cities are missing")
sys.exit(1 if failed else 0)
