"""accuracy assess --records on the sample's points: agreement counted by other code, exact bounds by sums of binomial terms.

The records are invented from the points: by number, by coordinates, with and without a season, some where no point is.
"""
import csv
import math
import os
import subprocess
import tempfile
from collections import Counter
from fractions import Fraction

LT, SOURCE = os.environ["LT"], os.environ["SOURCE"]
DATA = os.path.join(SOURCE, "sample-data", "accuracy")
GROUPS = ["-g", "grain=wheat,maize", "-g", "nongrain=peanut,other,bare"]
FOLDER = tempfile.TemporaryDirectory()
SCRATCH = FOLDER.name
HEAD = ["record", "point", "lon", "lat", "county", "date", "reference", "reference_2", "surveyor"]


def path(name):
    return os.path.join(SCRATCH, name)


def write(name, head, rows):
    with open(path(name), "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head] + rows)
    return path(name)


def read(folder, name):
    with open(os.path.join(path(folder), name), encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def assess(points, records, *words, code=0):
    given = ["--records", records] if records else []
    done = subprocess.run([LT, "accuracy", "assess", points, "--strata", os.path.join(DATA, "strata.csv"),
                           *GROUPS, *given, *words], capture_output=True, text=True, check=False)
    assert done.returncode == code, (words, done.returncode, done.stderr[-2000:])
    return done


def tail(n, x, p):
    """Chance of x or more among n."""
    return sum(math.comb(n, k) * p ** k * (1 - p) ** (n - k) for k in range(x, n + 1))


def bounds(x, n):
    """Clopper and Pearson at z = 1.96, by halving."""
    alpha = math.erfc(1.96 / math.sqrt(2)) / 2

    def root(above):
        low, high = 0.0, 1.0
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (low, middle) if above(middle) else (middle, high)
        return low
    return (0.0 if x == 0 else root(lambda p: tail(n, x, p) > alpha),
            1.0 if x == n else root(lambda p: 1 - tail(n, x + 1, p) < alpha))


def near(a, b, within):
    assert abs(a - b) <= within, (a, b)


def place(i):
    return Fraction(114) + Fraction(i % 20, 1000), Fraction(33) + Fraction(i // 20, 1000)


def degrees(value):
    return "%.7f" % float(value)


def sample():
    """The points with coordinates, 90 m and more apart."""
    with open(os.path.join(DATA, "points.csv"), encoding="utf-8") as file:
        points = list(csv.DictReader(file))
    for i, point in enumerate(points):
        point["lon"], point["lat"] = map(degrees, place(i))
    return points


def invent(points):
    """Records, and per record the point that it stands at."""
    rows, at = [], []
    classes = ["wheat", "maize", "peanut", "other", "bare"]
    for i, point in enumerate(points[:120]):
        found = [point["reference"], point["reference_2"]]
        if i % 7 == 3:
            found[0] = classes[(classes.index(found[0]) + 1) % 5]
        if i % 11 == 5:
            found[1] = classes[(classes.index(found[1]) + 2) % 5]
        if i % 3 == 1:
            found[i % 2] = ""
        day = ["2026-04-18", "2026/4/18", "20260418", "2026年4月18日"][i % 4]
        lon, lat = place(i)
        kind = i % 5
        if kind < 2:  # by number
            where, stands = [point["id"], "", ""], point
        elif kind < 4:  # 7 m away, north or east
            metre = 1 / 111195.0
            dlat, dlon = (7 * metre, 0) if kind == 2 else (0, 7 * metre / math.cos(math.radians(33)))
            where, stands = ["", degrees(float(lon) + dlon), degrees(float(lat) + dlat)], point
        else:  # 14 m away: no point is there
            where, stands = ["", degrees(lon), degrees(float(lat) + 14 / 111195.0)], None
        rows.append(["R%03d" % i, *where, point["domain"], day, *found, "调查员甲"])
        at.append(stands)
    return rows, at


def check(folder, rows, at):
    agree, total, cells, second = Counter(), Counter(), Counter(), []
    for row, point in zip(rows, at):
        for s, (label, mapped) in enumerate((("reference", "map"), ("reference_2", "map_2"))):
            found = row[6 + s]
            if point is None or found == "":
                continue
            for against, says in (("map", point[mapped]), ("interpreter", point[label])):
                key = against, str(s + 1)
                total[key] += 1
                agree[key] += says == found
                cells[key + (says, found)] += 1
            if point[label] != found:
                second.append((row[0], "2026-04-18", point["id"], str(s + 1), point[label], found))
    got = read(folder, "records_agreement.csv")
    assert len(got) == 4 and min(total.values()) > 30 and len(second) > 10
    for line in got:
        key = line["against"], line["season"]
        assert (int(line["records"]), int(line["agree"])) == (total[key], agree[key]), line
        low, high = bounds(agree[key], total[key])
        near(float(line["share"]), agree[key] / total[key], 1e-12)
        near(float(line["low"]), low, 1e-9)
        near(float(line["high"]), high, 1e-9)
    matrix = {(r["against"], r["season"], r["label"], r["found"]): int(r["records"]) for r in read(folder, "records_matrix.csv")}
    assert matrix == dict(cells), (matrix, cells)
    looks = [tuple(r.values()) for r in read(folder, "records_second_look.csv")]
    assert looks == sorted(second), (looks, second)


def bytes_of(folder, names):
    return [open(os.path.join(path(folder), name), "rb").read() for name in names]


def main():
    points = sample()
    head = list(points[0])
    whole = write("points.csv", head, [list(p.values()) for p in points])
    rows, at = invent(points)
    records = write("records.csv", HEAD, rows)
    said = assess(whole, records, "-o", path("one"))
    assert said.stderr == "", said.stderr
    assert "非概率抽样，不据此估算面积" in said.stdout and "请复看" in said.stdout, said.stdout[-3000:]
    check("one", rows, at)
    tables = sorted(os.listdir(path("one")))
    assert len(tables) == 9, tables
    assert all("调查员甲".encode() not in data for data in bytes_of("one", tables))  # who went there stays out
    assess(whole, None, "-o", path("none"))  # records change no estimate
    estimates = sorted(os.listdir(path("none")))
    assert len(estimates) == 6 and bytes_of("one", estimates) == bytes_of("none", estimates)
    english = assess(whole, records, "--lang", "en").stdout
    assert "not a probability sample: no areas are estimated from them" in english

    # other orders, in lists of counties
    counties = sorted({p["domain"] for p in points})
    lists = [write("points-%s.csv" % c, head, [list(p.values()) for p in reversed(points) if p["domain"] == c]) for c in counties]
    turned = write("turned.csv", HEAD, rows[::-1])
    other = subprocess.run([LT, "accuracy", "assess", *lists[::-1], "--strata", os.path.join(DATA, "strata.csv"), *GROUPS,
                            "--records", turned, "-o", path("other")], capture_output=True, text=True, check=False)
    assert other.returncode == 0 and other.stdout == said.stdout, other.stderr
    assert bytes_of("other", tables) == bytes_of("one", tables)

    # every fault with line and column; nothing is written
    bad = [["R1", "P001", "", "", "", "2026-04-18", "wheat", "", ""],
           ["R2", "P999", "", "", "", "2026-04-18", "wheat", "", ""],
           ["R3", "", "east", "33", "", "2026-13-18", "wheat", "", ""],
           ["R4", "", "114", "133", "", "", "wheet", "", ""],
           ["R5", "", "", "", "", "2026-04-18", "wheat", "", ""],
           ["R6", "P001", "", "", "", "2026-05-18", "bare", "maize", ""],
           ["R6", "P002", "", "", "411721", "2026-04-18", "", "", ""],
           ["", "P003", "", "", "999999", "2026-04-18", "wheat", "", ""]]
    done = assess(whole, write("bad.csv", HEAD, bad), "--lang", "en", "-o", path("bad"), code=3)
    for words in ("line 3, column point", "sample.point_unknown", "line 4, column lon", "line 4, column date", "sample.day",
                  "line 5, column lat", "line 5, column date", "line 5, column reference", "wheet", "line 6, column point",
                  "line 7, column reference", "sample.record_twice", "line 2 does not have", "line 8, column record",
                  "sample.id_twice", "line 8, column county", "sample.record_place", "line 8, column reference",
                  "line 9, column record", "line 9, column county", "sample.domain_unknown", "records bad.csv"):
        assert words in done.stderr, (words, done.stderr)
    assert "line 7, column reference_2" not in done.stderr  # the other season of a place
    assert done.stdout == "" and not os.path.exists(path("bad"))
    chinese = assess(whole, path("bad.csv"), code=3).stderr
    for word in ("没有这个样点", "同一处同一季有两条记录", "记录与样点不在同一县区", "第 2 行没有的地点和季节"):
        assert word in chinese, (word, chinese)
    done = assess(whole, write("none.csv", ["a", "b"], [["1", "2"]]), code=3)
    assert done.stderr.count("sample.column") == 4, done.stderr


main()
