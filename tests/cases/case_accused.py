"""accuracy draw --parcels knows accused parcels by place, over three half-years with a new survey each.

Orchards stand in the first half-year and are under cloud afterwards, so that their cases are carried while the parcels
below them get other numbers, are split, merged, and swap numbers with clean ones. Who is accused is told from
rectangles.
"""
import csv
import os
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import invented_city as ic  # noqa: E402

LT = os.environ["LT"]
ORCHARDS = [(20, 12, 10, 16), (54, 14, 12, 10), (12, 42, 6, 6), (45, 45, 10, 8)]
# half-year → name → parcel (column, row, width, height), its number
SURVEYS = {
    "2025H1": {"a": ((10, 10, 20, 20), 1), "k": ((30, 10, 10, 20), 2), "b": ((50, 10, 20, 20), 3),
               "c": ((10, 40, 10, 10), 4), "d": ((20, 40, 10, 10), 5), "e": ((40, 40, 10, 20), 6),
               "f": ((50, 40, 10, 20), 7), "g": ((75, 10, 20, 20), 8), "l": ((75, 40, 20, 20), 9)},
    # a and g swap numbers, k takes a rim one cell wide, b is split, c and d are merged
    "2025H2": {"a": ((10, 10, 19, 20), 8), "k": ((29, 10, 11, 20), 12), "b1": ((50, 10, 10, 20), 3),
               "b2": ((60, 10, 10, 20), 13), "cd": ((10, 40, 20, 10), 14), "e": ((40, 40, 10, 20), 16),
               "f": ((50, 40, 10, 20), 17), "g": ((75, 10, 20, 20), 1), "l": ((75, 40, 20, 20), 9)},
    # b2 is split, e and f are merged, most have other numbers; l bears the number that c had
    "2026H1": {"a": ((10, 10, 19, 20), 21), "k": ((29, 10, 11, 20), 8), "b1": ((50, 10, 10, 20), 23),
               "b2a": ((60, 10, 10, 9), 3), "b2b": ((60, 19, 10, 11), 25), "cd": ((10, 40, 20, 10), 24),
               "ef": ((40, 40, 20, 20), 26), "g": ((75, 10, 20, 20), 1), "l": ((75, 40, 20, 20), 4)},
}
# half-year → who is accused; which parcel each case is named by (the lower number on a tie), in the order of ORCHARDS
ACCUSED = {"2025H1": "a b c e f", "2025H2": "a b1 b2 cd e f", "2026H1": "a b1 b2a b2b cd ef"}
NAMED = {"2025H1": [1, 3, 4, 6], "2025H2": [8, 3, 14, 16], "2026H1": [21, 23, 24, 26]}


def bsm(number):
    return "4117022101%08d" % number


def overlap(a, b):
    return (max(0.0, min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0]))
            * max(0.0, min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])))


def survey(city, period):
    city.layers["parcels"] = []
    for shape, number in SURVEYS[period].values():
        city.count = number - 1
        assert city.parcel(*shape) == bsm(number)
    path = os.path.join(city.folder, "layers", "parcels.gpkg")
    if os.path.exists(path):
        os.remove(path)


def drawn(city, period):
    """accused or not, of every parcel of the frame: all of them are drawn"""
    folder = os.path.join(city.folder, "drawn-" + period)
    done = subprocess.run([LT, "accuracy", "draw", os.path.join(city.folder, "city.yaml"), "--period", period,
                           "--parcels", "--minimum", "1000", "-q", "-o", folder], capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0, done.stderr
    tables = {}
    for name in ("strata", "parcels"):
        with open(os.path.join(folder, name + ".csv"), encoding="utf-8-sig", newline="") as file:
            tables[name] = list(csv.DictReader(file))
    yes = {row["stratum"] for row in tables["strata"] if row["accused"] == "yes"}
    return {row["id"]: row["stratum"] in yes for row in tables["parcels"]}


def case_on(city, orchard):
    """the case whose ground is this orchard: areas differ"""
    m2 = orchard[2] * orchard[3] * 100.0
    found = [one for one in city.rows("cases") if abs(one["area_m2"] - m2) < 1e-3 * m2]
    assert len(found) == 1 and found[0]["open"] == 1, (orchard, found)
    return found[0]


def main():
    scratch = tempfile.mkdtemp(prefix="lt-accused-")
    city = ic.City(scratch, "city")
    for plot in ((10, 10, 20, 20), (50, 10, 20, 20), (10, 40, 10, 10), (40, 40, 20, 20)):
        city.pbf(*plot)
    city.zone(60, 80, 10, 10)
    city.raster("2025H1", *[orchard + (ic.ORCHARD,) for orchard in ORCHARDS])
    clouds = [orchard + (ic.CLOUD,) for orchard in ORCHARDS]
    city.raster("2025H2", *clouds)
    city.raster("2026H1", *clouds[1:2], ORCHARDS[2] + (ic.ORCHARD,), clouds[3])  # the first one is seen clean
    ids = None
    for period, parcels in SURVEYS.items():
        survey(city, period)
        city.run(period)
        cases = [case_on(city, orchard) for orchard in ORCHARDS]
        assert ids in (None, [one["id"] for one in cases]), "identities: %s, %s" % (ids, cases)
        ids = [one["id"] for one in cases]
        by_number = drawn(city, period)
        got = {name: by_number[bsm(number)] for name, (_, number) in parcels.items()}
        assert {name for name in got if got[name]} == set(ACCUSED[period].split()), (period, got)
        assert [one["parcel_id"] for one in cases] == [bsm(n) for n in NAMED[period]], (period, cases)
        for one, orchard in zip(cases, ORCHARDS):  # no other parcel has more of its ground
            ground = {bsm(number): overlap(shape, orchard) for shape, number in parcels.values()}
            assert ground[one["parcel_id"]] == max(ground.values()) > 0, (period, one)
    assert [one["seen"] for one in cases] == ["CLEAN", "CARRIED", "SHOWN", "CARRIED"], cases
    explained = subprocess.run([LT, "explain", os.path.join(city.folder, "city.yaml"), bsm(23)], capture_output=True,
                               text=True, check=False)
    assert explained.returncode == 0 and ids[1] in explained.stdout, explained.stdout
    shutil.rmtree(scratch)
    print("ok")


main()
