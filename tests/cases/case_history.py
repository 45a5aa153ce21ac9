#!/usr/bin/env python3
"""Half-years that are run again, late, or never: what becomes of the later ones, and of what was published."""
import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from invented_city import BARE, CLOUD, ORCHARD, PEANUT, WATER, City  # noqa: E402

TABLES = ("cases", "events", "transitions", "balances", "periods", "meta")
YARD = (15, 15, 10, 10, ORCHARD)  # an orchard of 100 cells, 1 ha
POND = (30, 30, 10, 10, WATER)


def same(got, expected, what=""):
    if isinstance(got, dict) and isinstance(expected, dict):
        for key in sorted(set(got) | set(expected)):
            same(got.get(key), expected.get(key), "%s.%s" % (what, key))
    elif isinstance(got, list) and isinstance(expected, list) and len(got) == len(expected):
        for at, pair in enumerate(zip(got, expected)):
            same(*pair, "%s[%d]" % (what, at))
    elif got != expected:
        raise AssertionError("%s: got %r, expected %r" % (what, got, expected))


def says(text, *words):
    for word in words:
        if word not in text:
            raise AssertionError("%r does not say %r" % (text[-1500:], word))


def field(scratch, name):
    """One field of 40 × 40 cells on permanent basic farmland in 411702; the zone lies elsewhere."""
    city = City(scratch, name)
    city.parcel(10, 10, 40, 40)
    city.pbf(10, 10, 40, 40)
    city.zone(60, 60, 10, 10)
    return city


def command(*words):
    return [os.environ["LT"], *words, "--schemas", os.path.join(os.environ["SOURCE"], "schemas")]


def attempt(city, period, *flags, published="2026-11-01T00:00:00Z"):
    """(exit code, stdout, stderr) of a run"""
    done = subprocess.run(command("run", os.path.join(city.folder, "city.yaml"), "--period", period, "--published-at",
                                  published, "--threads", "1", "--lang", "en", *flags),
                          capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def run(city, period, *flags, **more):
    code, out, err = attempt(city, period, *flags, **more)
    if code != 0:
        raise AssertionError("%s: exit code %d\n%s" % (period, code, err[-2000:]))
    return out


def again(city, period, *boxes):
    """Another raster for a half-year that has one."""
    city.periods = [one for one in city.periods if one != period]
    os.remove(os.path.join(city.folder, "rasters", period + ".tif"))
    city.raster(period, *boxes)


def manifest(city):
    with open(os.path.join(city.folder, "out/current/manifest.json"), encoding="utf-8") as file:
        return json.load(file)


def stale(city):
    return [one["period"] for one in manifest(city)["periods"] if one["stale"]]


def tables(city):
    found = {}
    for table in TABLES:
        try:
            found[table] = city.rows(table)
        except Exception:  # noqa: BLE001: a table that this version does not have
            found[table] = None
    return found


def folder_bytes(city, period):
    found = {}
    top = os.path.join(city.folder, "out", period)
    for folder, _, names in os.walk(top, followlinks=True):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                found[os.path.relpath(os.path.join(folder, name), top)] = hashlib.sha256(file.read()).hexdigest()
    return found


def read(city, *inside):
    with open(os.path.join(city.folder, "out", *inside), encoding="utf-8") as file:
        return file.read()


def verify(city, expected=0):
    done = subprocess.run([os.environ["LT"], "verify", os.path.join(city.folder, "out"), "--lang", "en"],
                          capture_output=True, text=True, check=False)
    if done.returncode != expected:
        raise AssertionError("verify: exit code %d\n%s%s" % (done.returncode, done.stdout, done.stderr))
    return done.stdout


def twin(city, name):
    """The same files once more: a GeoPackage that is drawn anew holds another time of day."""
    other = City.__new__(City)
    other.__dict__.update(city.__dict__, folder=os.path.join(os.path.dirname(city.folder), name),
                          periods=list(city.periods))
    shutil.copytree(city.folder, other.folder, symlinks=True)
    return other


def history(scratch, name, *first):
    city = field(scratch, name)
    city.raster("2025H1", *first)
    city.raster("2025H2", YARD, POND)
    city.raster("2026H1", YARD, POND)
    city.raster("2026H2", YARD, POND)
    city.write()
    return city


def a_corrected_raster(scratch):
    """The raster of 2025H1 showed the orchard late; it is corrected when 2026H1 is published already. Done again in
    order, all is as if the right raster had been there from the beginning."""
    right = history(scratch, "right", YARD)
    city = twin(right, "wrong")
    again(city, "2025H1")
    for period in ("2025H1", "2025H2", "2026H1"):
        run(right, period)
    for period in ("2025H1", "2025H2", "2026H1"):
        run(city, period)
    first = {period: folder_bytes(city, period) for period in ("2025H2", "2026H1")}
    before = tables(city)
    again(city, "2025H1", YARD)

    code, _, err = attempt(city, "2025H1")
    same(code, 3)
    says(err, "2025H1 is not the last half-year", "--redo")
    same(tables(city), before)

    out = run(city, "2025H1", "--redo")
    says(out, "stale, to be run again in this order: 2025H2 2026H1")
    same(stale(city), ["2025H2", "2026H1"])
    same([(row["period"], row["stale"], row["published_at"] != "", len(row["generation"]))
          for row in city.rows("periods")],
         [("2025H1", 0, True, 64), ("2025H2", 1, True, 64), ("2026H1", 1, True, 64)])
    same({row["first_period"] for row in city.rows("cases")}, {"2025H1"})
    for period in ("2025H2", "2026H1"):
        says(read(city, period, "report.html"), 'role="alert"', period + " is stale: 2025H1 has been run again")
        says(read(city, period, "summary.txt"), period + " is stale")
        says(read(city, period, "outcome.txt"), "stale=1")
        says(read(city, period, "STALE.txt"), "请按先后次序重新运行本期")
        changed = [name for name, digest in folder_bytes(city, period).items() if first[period].get(name) != digest]
        same(sorted(changed), ["STALE.txt", "outcome.txt", "report.html", "summary.txt"])
    says(verify(city), "stale half-year", "2025H2", "2026H1", "verified")

    for period in ("2026H1", "2026H2"):  # not upon what is stale
        code, _, err = attempt(city, period)
        same(code, 3)
        says(err, period + " would build upon", "which is stale", "--allow-stale")
    out = run(city, "2025H2")
    says(out, "stale, to be run again in this order: 2026H1")
    out = run(city, "2026H1")
    if "stale" in out:
        raise AssertionError(out)
    same(stale(city), [])
    same(tables(city), tables(right))
    for period in ("2025H1", "2025H2", "2026H1"):
        same(folder_bytes(city, period), folder_bytes(right, period))
    verify(city)
    # what was published first is still there, and on the chain: 3 + 1 + 2
    same(len([name for name in os.listdir(os.path.join(city.folder, "out/.store")) if len(name) == 64]), 6)
    run(city, "2025H1")  # nothing to do
    same(stale(city), [])


def there_and_back(scratch):
    """The correction was none: with the old raster 2025H2 rests again on what it rested on, and is good as it is."""
    city = history(scratch, "back")
    run(city, "2025H1")
    run(city, "2025H2")
    before, files = tables(city), folder_bytes(city, "2025H2")
    again(city, "2025H1", YARD)
    run(city, "2025H1", "--redo")
    same(stale(city), ["2025H2"])
    again(city, "2025H1")
    run(city, "2025H1", "--redo")
    same(stale(city), [])
    same(folder_bytes(city, "2025H2"), files)
    run(city, "2025H2")  # nothing to do: it is published, though the ledger stands at 2025H1
    run(city, "2026H1")
    same([row["period"] for row in city.rows("periods")], ["2025H1", "2025H2", "2026H1"])
    same([row for row in city.rows("events") if row["period"] < "2026H1"], before["events"])
    verify(city)


def a_late_raster(scratch):
    """2025H2 is run without 2025H1, whose raster comes later: it is run late, then 2025H2 again."""
    order = field(scratch, "order")
    order.raster("2025H1", YARD)
    order.raster("2025H2", YARD)
    order.write()
    late = twin(order, "late")
    for period in ("2025H1", "2025H2"):
        run(order, period)
    raster = os.path.join(late.folder, "rasters/2025H1.tif")
    os.rename(raster, raster + ".away")
    code, _, err = attempt(late, "2025H2")
    same((code, code and err), (0, 0))
    says(err, "2025H1", "--redo")
    rows = late.rows("parcels", "2025H2")
    same([row["period"] for row in late.rows("periods")], ["2025H2"])
    same([one[3] for one in late.cases()], ["PBF-ORCHARD"])
    same(len(rows), 1)
    os.rename(raster + ".away", raster)
    code, _, err = attempt(late, "2025H1")
    same(code, 3)
    run(late, "2025H1", "--redo")
    same(stale(late), ["2025H2"])
    run(late, "2025H2")
    same(stale(late), [])
    same(tables(late), tables(order))
    same(folder_bytes(late, "2025H2"), folder_bytes(order, "2025H2"))
    verify(late)


def build_upon_stale(scratch):
    """Who must publish today may build upon the stale half-year; the new one is stale from birth, until run again."""
    city = history(scratch, "allowed")
    run(city, "2025H1")
    run(city, "2025H2")
    again(city, "2025H1", YARD)
    run(city, "2025H1", "--redo")
    run(city, "2026H1", "--allow-stale")
    same(stale(city), ["2025H2", "2026H1"])
    same([(row["period"], row["stale"]) for row in city.rows("periods")],
         [("2025H1", 0), ("2025H2", 1), ("2026H1", 1)])
    says(read(city, "2026H1", "STALE.txt"), "2026H1 is stale")
    verify(city)
    run(city, "2025H2")
    same(stale(city), ["2026H1"])
    run(city, "2026H1")
    same(stale(city), [])
    if os.path.exists(os.path.join(city.folder, "out/2026H1/STALE.txt")):
        raise AssertionError("the notice stays")
    verify(city)


def two_clocks(scratch):
    """A repeated run reads the clock again, and changes nothing; the table says when each half-year was closed."""
    city = history(scratch, "clocks")
    run(city, "2025H1", published="2025-07-01T01:00:00Z")
    run(city, "2025H2", published="2026-01-01T01:00:00Z")
    before = manifest(city)
    run(city, "2025H2", published="2026-01-09T01:00:00Z")
    run(city, "2025H1", published="2026-01-09T01:00:00Z")
    same(manifest(city), before)
    same([row["published_at"] for row in city.rows("periods")], ["2025-07-01T01:00:00Z", "2026-01-01T01:00:00Z"])
    same([row["generation"] for row in city.rows("periods")], [one["content"] for one in before["periods"]])


def killed_while_run_again(scratch):
    """kill -9 at many moments of a re-run: what is published is the old or the new, whole, and the next run ends it."""
    calm = history(scratch, "calm", YARD)
    rough = twin(calm, "rough")
    for city in (calm, rough):
        run(city, "2025H1")
        run(city, "2025H2")
        again(city, "2025H1", POND)
    run(calm, "2025H1", "--redo")
    old, new = manifest(rough)["generation"], manifest(calm)["generation"]
    words = command("run", os.path.join(rough.folder, "city.yaml"), "--period", "2025H1", "--redo", "--published-at",
                    "2026-11-01T00:00:00Z", "--threads", "1", "--lang", "en", "-q")
    for pause in [int(one) for one in os.environ.get("LT_KILLS", "1 4 8 12 16 20 25 30 40 60").split()]:
        child = subprocess.Popen(words, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(pause / 100)
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        child.wait()
        now = manifest(rough)["generation"]
        if now not in (old, new):
            raise AssertionError("%s: neither %s nor %s" % (now, old, new))
        verify(rough)
        says(read(rough, "2025H2", "summary.txt"), "2025" if now == old else "stale")
    run(rough, "2025H1", "--redo")
    for period in ("2025H1", "2025H2"):
        same(folder_bytes(rough, period), folder_bytes(calm, period))
    same(manifest(rough), manifest(calm))
    same([name for name in os.listdir(os.path.join(rough.folder, "out/.store")) if name.startswith("tmp-")], [])


def forge(city, generation, sql, remanifest=True, remark=True):
    """What somebody with an editor could do: change a ledger, and make its manifest and the mark say so."""
    folder = os.path.join(city.folder, "out/.store", generation)
    path = os.path.join(folder, "ledger.gpkg")
    os.chmod(path, 0o644)
    db = sqlite3.connect(path)
    db.executescript(sql)
    db.commit()
    db.close()
    if not remanifest:
        return
    with open(path, "rb") as file:
        data = file.read()
    listed = os.path.join(folder, "manifest.json")
    with open(listed, encoding="utf-8") as file:
        text = json.load(file)
    for one in text["files"]:
        if one["path"] == "ledger.gpkg":
            one["sha256"], one["bytes"] = hashlib.sha256(data).hexdigest(), len(data)
    os.chmod(listed, 0o644)
    text = json.dumps(text, indent=1, sort_keys=True, ensure_ascii=False)
    with open(listed, "w", encoding="utf-8") as file:
        file.write(text)
    if remark:
        mark = os.path.join(city.folder, "out/.store/published", generation)
        os.chmod(mark, 0o644)
        with open(mark, "w", encoding="ascii") as file:
            file.write(hashlib.sha256(text.encode()).hexdigest())


def forgeries(scratch):
    """Whatever is changed in what was published, verification finds it: a bit, a row, a generation, an order."""
    honest = history(scratch, "honest", YARD)
    for period in ("2025H1", "2025H2", "2026H1"):
        run(honest, period)
    verify(honest)
    first, _, last = (one["generation"] for one in manifest(honest)["periods"])
    swap = ("UPDATE events SET fid = -1 WHERE fid = 1; UPDATE events SET fid = 1 WHERE fid = 2;"
            "UPDATE events SET fid = 2 WHERE fid = -1;")
    # the last event of 2025H1 and all of its case: nothing in the ledger itself tells that it is gone
    cases = (
        ("a bit", lambda city: flip(city, first), "store.file_changed"),
        ("a row, plainly", lambda city: forge(city, last, "DELETE FROM events WHERE fid = 1", False),
         "store.file_changed"),
        ("a row, manifest and mark made to fit", lambda city: forge(city, last, "DELETE FROM events WHERE fid = 1"),
         "events removed"),
        ("an area", lambda city: forge(city, last, "UPDATE events SET area_after_m2 = 1 WHERE fid = 1"),
         "events removed, changed or reordered"),
        ("an order", lambda city: forge(city, last, swap), "store.ledger_wrong"),
        ("an order, renumbered", lambda city: forge(city, last, "UPDATE events SET sequence = 3 - sequence "
                                                    "WHERE period = '2026H1'"), "store.ledger_wrong"),
        ("a time", lambda city: forge(city, last, "UPDATE periods SET published_at = '2020-01-01T00:00:00Z' "
                                      "WHERE period = '2025H1'"), "half-years removed or changed"),
        ("an old ledger", lambda city: forge(city, first, "UPDATE events SET note = 'STOCK'"), "store.chain_broken"),
        ("a generation", lambda city: shutil.rmtree(os.path.join(city.folder, "out/.store", first)),
         "store.generation_missing"),
        ("the last generation, and what points to it", lambda city: take_back(city, last), "not on the chain"),
    )
    for what, change, expected in cases:
        city = twin(honest, "forged")
        change(city)
        says(verify(city, 3), expected)
        shutil.rmtree(city.folder)
        print("found:", what)


def flip(city, generation):
    path = os.path.join(city.folder, "out/.store", generation, "ledger.gpkg")
    os.chmod(path, 0o644)
    with open(path, "r+b") as file:
        file.seek(5000)
        byte = file.read(1)
        file.seek(5000)
        file.write(bytes([byte[0] ^ 1]))


def take_back(city, last):
    with open(os.path.join(city.folder, "out/.store", last, "manifest.json"), encoding="utf-8") as file:
        parent = json.load(file)["parent"]
    shutil.rmtree(os.path.join(city.folder, "out/.store", last))
    link = os.path.join(city.folder, "out/current")
    os.remove(link)
    os.symlink(".store/" + parent, link)


def review(city, text, *flags):
    """A table of reviews, as the county writes it."""
    path = os.path.join(city.folder, "reviews.csv")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    done = subprocess.run(command("review", os.path.join(city.folder, "city.yaml"), path, "--published-at",
                                  "2026-11-20T00:00:00Z", "--lang", "en", *flags),
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError("review: exit code %d\n%s" % (done.returncode, done.stderr[-2000:]))
    return done.stdout


def reviews_and_a_new_run(scratch):
    """A review outlives a repeated run and the next half-year. A half-year that is run anew with another raster leaves it
    behind, and says so; the same file can be taken again."""
    city = history(scratch, "reviewed", YARD)
    run(city, "2025H1")
    text = "图斑编号,核查结果,核查日期\n411702-2025H1-00001,属实,2026-11-15\n"
    review(city, text)
    same([(row["case_id"], row["period"]) for row in city.rows("reviews")], [("411702-2025H1-00001", "2025H1")])
    verify(city)
    run(city, "2025H1")  # nothing to do
    same(len(city.rows("reviews")), 1)
    run(city, "2025H2")
    same(len(city.rows("reviews")), 1)
    again(city, "2025H1", YARD, (40, 40, 8, 8, ORCHARD))
    code, _, err = attempt(city, "2025H1", "--redo")
    same(code, 0)
    says(err, "1 reviews are not in the ledger", "REVIEWS-LOST.csv")
    says(read(city, "current", "REVIEWS-LOST.csv"), "411702-2025H1-00001", "2026-11-15")
    same(city.rows("reviews"), [])
    verify(city)
    run(city, "2025H2")
    says(review(city, text), "1 taken")
    same(len(city.rows("reviews")), 1)
    verify(city)


BARE_LONG, BARE_ONCE, BARE_YEAR = (15, 15, 10, 10, BARE), (30, 15, 10, 10, BARE), (15, 30, 10, 10, BARE)


def idle(city):
    """(id, idle_last, idle_years) of the cases that the ledger holds"""
    return [(row["id"], row["idle_last"], row["idle_years"]) for row in city.rows("cases")]


def idle_by_seasons(scratch):
    """1 ha bare in both crop years: 常年 at the end of the second. 1 ha bare in both seasons of 2026: 年度. 1 ha bare in
    2026H1 alone: seasonal, counted in the county's line, and no case. 1 ha = 15 mu."""
    city = field(scratch, "idle")
    city.raster("2025H1", BARE_LONG)
    city.raster("2025H2", BARE_LONG)
    city.raster("2026H1", BARE_LONG, BARE_ONCE, BARE_YEAR)
    city.raster("2026H2", BARE_LONG, BARE_YEAR)
    city.write()
    run(city, "2025H1")
    same(idle(city), [])
    run(city, "2025H2")
    same(idle(city), [("411702-2025H2-00001", "2025H2", 1)])
    same([row["idle"] for row in city.rows("violations", "2025H2")], ["YEAR"])
    run(city, "2026H1")
    same(idle(city), [("411702-2025H2-00001", "2025H2", 1)])
    run(city, "2026H2")
    same(idle(city), [("411702-2025H2-00001", "2026H2", 2), ("411702-2026H2-00001", "2026H2", 1)])
    same([row["idle"] for row in city.rows("violations", "2026H2")], ["YEARS", "YEAR"])
    row = [line for line in read(city, "2026H2", "report.html").split("<tr")
           if "15.00" in line and "30.00" in line and "411702" in line]
    # seasonal 15, both seasons 30, one case of a crop year with 15, one of two with 15
    same(len(row), 1)
    says(row[0], "15.00", "30.00")
    same(row[0].count("15.00"), 3)


def a_missing_season(scratch):
    """The raster of 2026H1 never comes. What needs the crop year is not concluded in 2026H2: the idle case is carried,
    nothing is put right, nothing is new; and a year later the two years are no two in a row."""
    city = field(scratch, "gap")
    for period in ("2025H1", "2025H2", "2026H1", "2026H2", "2027H1", "2027H2"):
        city.raster(period, BARE_LONG, POND)
    city.write()
    os.remove(os.path.join(city.folder, "rasters/2026H1.tif"))
    run(city, "2025H1")
    run(city, "2025H2")
    before = {row["id"]: row["open"] for row in city.rows("cases")}
    same(len(before), 2)
    code, _, err = attempt(city, "2026H2")
    same((code, code and err), (0, 0))
    says(err, "the raster of 2026H1 did not come")
    same({row["id"]: row["open"] for row in city.rows("cases")}, before)
    same({(row["rules"], row["seen"], row["reason"]) for row in city.rows("cases")},
         {("PBF-IDLE", "CARRIED", "one_date"), ("PBF-POND", "CARRIED", "one_date")})
    same(idle(city)[0][1:], ("2025H2", 1))
    same("bare all year" in read(city, "2026H2", "report.html"), False)
    run(city, "2027H1")
    run(city, "2027H2")
    same(idle(city)[0][1:], ("2027H2", 1))
    verify(city)


CASES = [idle_by_seasons, a_missing_season, reviews_and_a_new_run, forgeries, a_corrected_raster, there_and_back, a_late_raster, build_upon_stale, two_clocks, killed_while_run_again]


def main(cases):
    """Each of them, or those that the command line names."""
    failed = 0
    chosen = [one for one in cases if len(sys.argv) < 2 or one.__name__ in sys.argv[1:]]
    with tempfile.TemporaryDirectory(prefix="lt-case-") as scratch:
        for case in chosen:
            try:
                case(scratch)
            except Exception:  # noqa: BLE001: each case is told, whatever broke it
                failed += 1
                print("FAILED: %s" % case.__name__, file=sys.stderr)
                traceback.print_exc()
    if failed == 0:
        print("ok")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(CASES))
