"""accuracy draw --parcels → answers → accuracy assess --parcels, against what the half-year published.

Frame and accused are counted anew from liangtian.gpkg and the ledger; rates from the answers, by other arithmetic.
"""
import csv
import math
import os
import sqlite3
import subprocess
import sys
from collections import Counter

LT, SCRATCH = os.environ["LT"], sys.argv[1]
CONFIG = os.path.join(SCRATCH, "t", "liangtian.yaml")
BOUNDS = [10.0, 70.0]


def call(*words, code=0):
    done = subprocess.run([LT, "accuracy", *words], capture_output=True, text=True, check=False)
    assert done.returncode == code, "%s: exit code %d, not %d\n%s" % (words, done.returncode, code, done.stderr[-1500:])
    return done


def draw(name, *words, code=0):
    folder = os.path.join(SCRATCH, name)
    call("draw", CONFIG, "--period", "2026H2", "--parcels", "--bins", "10,70", "-o", folder, "-q", *words, code=code)
    return folder


def table(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def query(path, sql):
    db = sqlite3.connect("file:%s?immutable=1" % path, uri=True)
    rows = db.execute(sql).fetchall()
    db.close()
    return rows


def published():
    """id → (county, size, accused), of every judged farmland parcel"""
    out = os.path.join(SCRATCH, "t", "out")
    accused = {row[0] for row in query(os.path.join(out, "current", "ledger.gpkg"),
                                       "SELECT parcel_id FROM cases WHERE open = 1 AND parcel_id <> ''")}
    package = os.path.join(out, "2026H2", "liangtian.gpkg")
    columns = [row[1] for row in query(package, "PRAGMA table_info(parcels)")]
    land = "land_class" if "land_class" in columns else "DLBM"
    found = {}
    for name, county, net, geom in query(
            package, "SELECT id, county, net_m2, geom FROM parcels WHERE substr(%s, 1, 2) = '01'" % land):
        if geom is not None:
            found[name] = (str(county), sum(net * 0.0015 >= b for b in BOUNDS), name in accused)
    return found


def cdf(k, n, p):
    return sum(math.comb(n, i) * p ** i * (1 - p) ** (n - i) for i in range(k + 1))


def upper(k, n):
    """one-sided 95 % bound of Clopper and Pearson, by halving"""
    if k == n:
        return 1.0
    low, high = k / n, 1.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if cdf(k, n, middle) > 0.05 else (low, middle)
    return low


def answers(folder, name, truth, keep=lambda row: True):
    rows = table(os.path.join(folder, "parcels.csv"))
    for row in rows:
        row["实地违规"] = truth(row["标识码"]) if keep(row) else ""
    path = os.path.join(folder, name)
    with open(path, "w", encoding="gbk", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return path


def main():
    frame = published()
    folder = draw("parcels", "--minimum", "12")
    strata = {row["分层"]: row for row in table(os.path.join(folder, "strata.csv"))}
    sizes = {"<10亩": 0, "10-70亩": 1, "≥70亩": 2}
    expected = Counter((size, accused) for _, size, accused in frame.values())
    got = {(sizes[row["面积档"]], row["在册疑似"] == "是"): int(row["图斑数"]) for row in strata.values()}
    assert got == dict(expected), (got, expected)
    rows = table(os.path.join(folder, "parcels.csv"))
    drawn = Counter(row["分层"] for row in rows)
    for name, row in strata.items():
        assert drawn[name] == int(row["样本数"]) == min(12, int(row["图斑数"])), (name, row)
    for row in rows:
        county, size, accused = frame[row["标识码"]]
        own = strata[row["分层"]]
        assert (county, sizes[own["面积档"]], own["在册疑似"] == "是") == (row["县区"], size, accused), row
        assert not any(word in key for key in row for word in ("疑似", "概率")) and row["实地违规"] == ""
    counties = [f for f in os.listdir(folder) if f.startswith("parcels-")]
    assert sum(len(table(os.path.join(folder, f))) for f in counties) == len(rows) and len(counties) == 2

    # the same seed, the same bytes; another, other parcels; how often a parcel is drawn
    again, other = draw("again", "--minimum", "12", "--threads", "4"), draw("other", "--minimum", "12", "--seed", "2")
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), "rb") as a, open(os.path.join(again, name), "rb") as b:
            assert a.read() == b.read(), name
    assert {r["标识码"] for r in table(os.path.join(other, "parcels.csv"))} != {r["标识码"] for r in rows}
    draw("again", code=2)
    met, seeds = Counter(), 60
    for seed in range(1, seeds + 1):
        lot = draw("lot%d" % seed, "--minimum", "12", "--seed", str(seed))
        met.update(r["标识码"] for r in table(os.path.join(lot, "parcels.csv")))
    for (size, accused), parcels in expected.items():
        if parcels > 24:
            n = seeds * min(12, parcels) / parcels
            chi = sum((met[i] - n) ** 2 / (n * (1 - n / seeds)) for i, f in frame.items() if f[1:] == (size, accused))
            df, c = parcels - 1, 2 / (9 * (parcels - 1))
            assert chi < df * (1 - c + 4.753 * c ** 0.5) ** 3, (size, accused, chi, df)

    # answers from a truth the program does not see: one accused in seven is wrong, one other in nine offends
    def truth(name):
        n = int(name[-4:])
        return ("否" if n % 7 == 0 else "是") if frame[name][2] else ("是" if n % 9 == 0 else "否")
    done = answers(folder, "done.csv", truth)
    say = call("assess", "--parcels", done, "--strata", os.path.join(folder, "strata.csv"), "-o",
               os.path.join(folder, "result"), "--max-false-accusation", "0.6")
    assert "合格" in say.stdout and "不合格" not in say.stdout, say.stdout
    rates = {(r["measure"], r["size"]): r for r in table(os.path.join(folder, "result", "reliability.csv"))}
    by = Counter()
    for row in rows:
        _, size, accused = frame[row["标识码"]]
        by[size, accused, truth(row["标识码"]) == "是"] += 1
    for title, size in sizes.items():
        for measure, accused, bad in (("false_accusation", True, False), ("missed", False, True)):
            n, k = by[size, accused, True] + by[size, accused, False], by[size, accused, bad]
            row = rates[measure, title]
            assert int(row["seen"]) == n and int(row["parcels"]) == expected[size, accused]
            if n == 0:
                assert row["rate"] == ""
            else:
                assert abs(float(row["rate"]) - k / n) < 1e-12
                bound = k / n if n == expected[size, accused] else upper(k, n)
                assert abs(float(row["upper"]) - bound) < 2e-4, (row, bound)  # 1.645 is a little below 95 %
    whole = {m: float(rates[m, ""]["rate"]) for m in ("false_accusation", "missed", "miss_rate")}
    weigh = {True: 0.0, False: 0.0}
    offend = {True: 0.0, False: 0.0}
    for (size, accused), parcels in expected.items():
        n = by[size, accused, True] + by[size, accused, False]
        weigh[accused] += parcels
        offend[accused] += parcels * by[size, accused, True] / n
    assert abs(whole["false_accusation"] - (1 - offend[True] / weigh[True])) < 1e-12
    assert abs(whole["missed"] - offend[False] / weigh[False]) < 1e-12
    assert abs(whole["miss_rate"] - offend[False] / (offend[True] + offend[False])) < 1e-12
    really = {a: sum(truth(i) == "是" for i, f in frame.items() if f[2] == a) for a in (True, False)}
    assert float(rates["missed", ""]["low"]) <= really[False] / weigh[False] <= float(rates["missed", ""]["high"])

    # the gate; lists by county as they come back; reviews of accused parcels alone; faults
    words = ("--strata", os.path.join(folder, "strata.csv"))
    tight = call("assess", "--parcels", done, *words, "--max-false-accusation", "0.01", code=1)
    assert "不合格" in tight.stdout and "不能证明" in tight.stderr
    parts = []
    for name in counties:
        part = table(os.path.join(folder, name))
        for row in part:
            row["实地违规"] = truth(row["标识码"])
        parts.append(os.path.join(folder, "back-" + name))
        with open(parts[-1], "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, part[0].keys())
            writer.writeheader()
            writer.writerows(part)
    assert call("assess", "--parcels", *parts, *words).stdout == call("assess", "--parcels", done, *words).stdout
    call("assess", "--parcels", *parts, done, *words, code=3)  # every parcel twice
    alone = answers(folder, "alone.csv", truth, lambda row: frame[row["标识码"]][2])
    said = call("assess", "--parcels", alone, *words)
    assert "得不出漏判率" in said.stdout and "sample.points_missing" in said.stderr, said
    assert "gives no miss rate" in call("assess", "--parcels", alone, *words, "--lang", "en").stdout
    with open(done, encoding="gbk") as file:
        text = file.read().replace(",是,", ",也许,", 1)
    bad = os.path.join(folder, "bad.csv")
    with open(bad, "w", encoding="utf-8") as file:
        file.write(text)
    assert "sample.answer" in call("assess", "--parcels", bad, *words, code=3).stderr
    call("assess", "--parcels", done, code=2)
    call("assess", "--parcels", done, *words, "--max-false-accusation", "5", code=2)
    draw("x", "--bins", "5,2", code=2)
    in_the_report(done, folder, rates)
    print("ok")


def run(code=0):
    done = subprocess.run([LT, "run", CONFIG, "--period", "2026H2", "--published-at", "2026-11-02T00:00:00Z"],
                          capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr[-1500:]
    with open(os.path.join(SCRATCH, "t", "out", "2026H2", "report.html"), encoding="utf-8") as file:
        return file.read()


def in_the_report(done, folder, rates):
    """The half-year that names the sample prints its rates and the gate; before, it says that they are not known."""
    with open(CONFIG, encoding="utf-8") as file:
        text = file.read()
    assert "periods[].parcel_sample" in run() and "table-reliability" not in run()
    raster = "raster: {path: rasters/2026H2.tif, image_from: 2026-08-08, image_to: 2026-09-04}\n"
    assert raster in text
    named = text.replace(raster, raster + "    parcel_sample: {parcels: %s, strata: %s}\n"
                         % (done, os.path.join(folder, "strata.csv")))
    for most, word in ((0.5, "合格"), (0.01, "不合格"), (0, "未设误判率上限")):
        with open(CONFIG, "w", encoding="utf-8") as file:
            file.write(named + "thresholds: {max_false_accusation: %g}\n" % most)
        html = run()
        at = html.index("table-reliability")
        table_text = html[at:html.index("</table>", at)]
        assert word in table_text + html[html.index("</table>", at):][:900], (most, word)
        upper_bound = 100 * float(rates["false_accusation", ""]["upper"])
        assert "%.2f%%" % upper_bound in table_text or "%.1f%%" % upper_bound in table_text, table_text[-1500:]
    with open(CONFIG, "w", encoding="utf-8") as file:  # named ahead of its time
        file.write(named.replace(done, "later.csv"))
    run(code=3)
    fresh = draw("fresh", "--minimum", "12")  # a draw does not need what comes of it
    assert len(table(os.path.join(fresh, "parcels.csv"))) > 0
    call("draw", CONFIG, "--period", "2026H2", "--points", "200", "--minimum", "2", "-q",
         "-o", os.path.join(SCRATCH, "points"))
    with open(CONFIG, "w", encoding="utf-8") as file:
        file.write(text)


main()
