#!/usr/bin/env python3
"""One county between half-years: what it shows, and that it leaves everything else as it is."""
import fcntl
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
from case_history import YARD, attempt, command, folder_bytes, run, same, says, twin, verify  # noqa: E402
from invented_city import ORCHARD, City  # noqa: E402

MORE = (30, 30, 10, 10, ORCHARD)  # planted after 2025H2: seen once, a clue
FAR = (115, 15, 10, 10, ORCHARD)  # in the other county


def two_counties(scratch, name):
    """A field with an orchard in each county; another one in 411702 is planted after 2025H2."""
    city = City(scratch, name)
    for col, unit in ((10, "411702"), (110, "411728")):
        city.parcel(col, 10, 40, 40, unit=unit)
        city.pbf(col, 10, 40, 40, unit=unit)
    city.zone(60, 60, 10, 10)
    city.raster("2025H1", YARD, FAR)
    city.raster("2025H2", YARD, FAR)
    city.raster("2026H1", YARD, FAR, MORE)
    city.raster("early", YARD, FAR, MORE, (20, 40, 8, 8, ORCHARD))
    city.periods.remove("early")
    city.write()
    return city


def everything(city):
    """All that is published, but for interim results and locks."""
    found = {}
    top = os.path.join(city.folder, "out")
    for folder, folders, names in os.walk(top):
        folders[:] = [one for one in folders if not (folder == top and one == "interim")]
        for name in names + [one for one in folders if os.path.islink(os.path.join(folder, one))]:
            path = os.path.join(folder, name)
            if os.path.islink(path):
                found[path] = os.readlink(path)
            elif name != ".lock":
                with open(path, "rb") as file:
                    found[path] = hashlib.sha256(file.read()).hexdigest()
    return found


def place(city, unit="411702", period="2026H1"):
    return os.path.join(city.folder, "out/interim/%s-%s" % (unit, period))


def latest(city, **more):
    return os.path.realpath(os.path.join(place(city, **more), "latest"))


def interim(city, *flags, period="2026H1", unit="411702", **more):
    return attempt(city, period, "--interim", "--unit", unit, *flags, **more)


def one_county(scratch):
    city = two_counties(scratch, "one")
    run(city, "2025H1")
    run(city, "2025H2")
    before = everything(city)
    code, out, err = interim(city, "--fail-on", "violation")
    same(code, 1)
    says(err, "cases are open")
    says(out, "Interim: county 411702 alone", "2 grave suspects",
         "411702-2025H1-00001\tin the ledger\tsuspect\tPBF-ORCHARD\t15.00",
         "411702-2026H1-I00001\tnew here\tunproven\tPBF-ORCHARD\t15.00", latest(city))
    same("411728" in out.replace(latest(city), ""), False)
    same(everything(city), before)
    same(sorted(os.listdir(os.path.dirname(place(city)))), [".lock", "411702-2026H1"])
    names = set(os.listdir(latest(city)))
    same({"violations.shp", "liangtian.gpkg", "report.html", "summary.xlsx", "grave.txt", "manifest.json"} - names, set())
    same("ledger.gpkg" in names, False)
    db = sqlite3.connect("file:%s/liangtian.gpkg?immutable=1" % latest(city), uri=True)
    same({row[0] for row in db.execute("SELECT county FROM violations UNION SELECT county FROM unproven")}, {"411702"})
    same(db.execute("SELECT count(*) FROM parcels").fetchone()[0], 1)
    db.close()
    verify(city)
    again = interim(city, published="2030-01-01T00:00:00Z")
    same((again[0], again[1]), (0, out))
    # the half-year itself comes out as if nobody had looked before
    other = two_counties(scratch, "other")
    shutil.rmtree(other.folder)
    other = twin(city, "other")
    shutil.rmtree(os.path.join(other.folder, "out/interim"))
    for one in (city, other):
        run(one, "2026H1")
    same(folder_bytes(city, "2026H1"), folder_bytes(other, "2026H1"))
    verify(city)
    flipped = os.path.join(latest(city), "grave.txt")
    os.chmod(flipped, 0o644)
    with open(flipped, "a", encoding="utf-8") as file:
        file.write("x")
    says(verify(city, 3), "store.file_changed", "grave.txt")


def another_raster(scratch):
    """An image of the summer stands in for the raster of a half-year that is not there yet; both results are kept."""
    city = two_counties(scratch, "raster")
    run(city, "2025H1")
    run(city, "2025H2")
    raster = os.path.join(city.folder, "rasters/2026H1.tif")
    os.rename(raster, raster + ".away")
    code, _, err = interim(city)
    same(code, 3)
    says(err, "file.missing", "2026H1.tif")
    code, out, _ = interim(city, "-r", os.path.join(city.folder, "rasters/early.tif"))
    same(code, 0)
    says(out, "3 grave suspects")
    first = latest(city)
    os.rename(raster + ".away", raster)
    same(interim(city)[0], 0)
    same(latest(city) != first and os.path.exists(first), True)
    bytes_one = folder_bytes(city, os.path.relpath(latest(city), os.path.join(city.folder, "out")))
    shutil.rmtree(place(city))
    shutil.rmtree(os.path.join(city.folder, "work"))
    same(interim(city, "--threads", "3")[0], 0)
    same(folder_bytes(city, os.path.relpath(latest(city), os.path.join(city.folder, "out"))), bytes_one)


def public_lists(scratch):
    """In the profile public the list stays in the work folder, one for each result; that folder may go, and nothing ends
    for it."""
    city = two_counties(scratch, "public")
    config = os.path.join(city.folder, "city.yaml")
    with open(config, encoding="utf-8") as file:
        text = file.read().replace("profile: internal", "profile: public")
    with open(config, "w", encoding="utf-8") as file:
        file.write(text)
    run(city, "2025H1")
    run(city, "2025H2")
    early = ("-r", os.path.join(city.folder, "rasters/early.tif"))
    says(interim(city)[1], "2 grave suspects")
    says(interim(city, *early)[1], "3 grave suspects")
    says(interim(city)[1], "2 grave suspects")  # the first image again
    says(interim(city, *early)[1], "3 grave suspects")
    same(os.path.exists(os.path.join(latest(city), "grave.txt")), False)

    def status(*flags):
        done = subprocess.run(command("status", config, "--lang", "en", "--today", "2026-01-05", *flags),
                              capture_output=True, text=True, check=False)
        same((done.returncode, done.returncode and done.stderr), (0, 0))
        return done.stdout

    says(status(), "grave suspects: 3")
    shutil.rmtree(os.path.join(city.folder, "work"))
    says(status(), "grave suspects: not known")
    same("grave" in json.loads(status("--json"))["interim"][0], False)
    code, out, err = interim(city, *early)
    same((code, code and err), (0, 0))
    says(out, "the list of grave suspects lay in the work folder", latest(city))


def first_of_all(scratch):
    """No half-year was ever published: it looks, and what it finds is undated."""
    city = two_counties(scratch, "first")
    code, out, err = interim(city, unit="411728")
    same((code, code and err), (0, 0))
    says(out, "1 grave suspects", "411728-2026H1-I00001\tnew here")
    same(os.listdir(os.path.join(city.folder, "out")), ["interim"])


def locks(scratch):
    """It waits for no half-yearly run, and keeps none waiting; two of them keep each other out."""
    city = two_counties(scratch, "locks")
    run(city, "2025H1")
    run(city, "2025H2")
    with open(os.path.join(city.folder, "out/.lock"), "w", encoding="ascii") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        same(attempt(city, "2026H1")[0], 6)
        same(interim(city)[0], 0)
    with open(os.path.join(city.folder, "out/interim/.lock"), "w", encoding="ascii") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        same(interim(city)[0], 6)
        same(attempt(city, "2026H1")[0], 0)


def killed(scratch):
    """kill -9 leaves no half result under a name that a reader looks at."""
    city = two_counties(scratch, "killed")
    run(city, "2025H1")
    run(city, "2025H2")
    before = everything(city)
    words = command("run", os.path.join(city.folder, "city.yaml"), "--period", "2026H1", "--interim", "--unit", "411702",
                    "--published-at", "2026-11-01T00:00:00Z", "--threads", "1", "--lang", "en", "-q")
    for pause in [int(one) for one in os.environ.get("LT_KILLS", "2 6 10 15 20 30 40").split()]:
        child = subprocess.Popen(words, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(pause / 100)
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        child.wait()
        same(everything(city), before)
        verify(city)
    same(interim(city)[0], 0)
    same([one for one in os.listdir(place(city)) if one.startswith("tmp-")], [])


def shows_what_was_asked_for(scratch):
    """`latest` is the result of the last request: also where it was there already, where a run was killed before it could
    point there, and where the result was damaged since."""
    city = two_counties(scratch, "shows")
    run(city, "2025H1")
    run(city, "2025H2")
    early = ("-r", os.path.join(city.folder, "rasters/early.tif"))
    same(interim(city, *early)[0], 0)
    first = latest(city)
    same(interim(city)[0], 0)
    second = latest(city)
    same(second != first, True)
    code, out, _ = interim(city, *early)
    same((code, latest(city)), (0, first))
    says(out, first)
    os.remove(os.path.join(place(city), "latest"))
    same((interim(city)[0], latest(city)), (0, second))
    before = folder_bytes(city, os.path.relpath(second, os.path.join(city.folder, "out")))
    flipped = os.path.join(second, "grave.txt")
    os.chmod(flipped, 0o644)
    with open(flipped, "a", encoding="utf-8") as file:
        file.write("x")
    same((interim(city)[0], latest(city)), (0, second))
    same(folder_bytes(city, os.path.relpath(second, os.path.join(city.folder, "out"))), before)
    verify(city)


def usage(scratch):
    city = two_counties(scratch, "usage")
    for flags, code, word in ((("--interim",), 2, "go together"), (("--unit", "411702"), 2, "go together"),
                              (("-r", "x.tif"), 2, "goes with --interim"),
                              (("--interim", "--unit", "7"), 2, "--unit"),
                              (("--interim", "--unit", "411702", "--redo"), 2, "nothing to redo"),
                              (("--interim", "--unit", "411799"), 3, "no county 411799")):
        got, _, err = attempt(city, "2025H1", *flags)
        same(got, code, " ".join(flags))
        says(err, word)


CASES = [public_lists, one_county, another_raster, first_of_all, locks, killed, shows_what_was_asked_for, usage]


def main():
    failed = 0
    for case in CASES:
        if len(sys.argv) > 1 and case.__name__ not in sys.argv[1:]:
            continue
        with tempfile.TemporaryDirectory(prefix="lt-interim-") as scratch:
            try:
                case(scratch)
            except Exception:  # noqa: BLE001: every case is tried
                failed += 1
                print("FAILED: %s" % case.__name__, file=sys.stderr)
                traceback.print_exc()
    print("ok" if failed == 0 else "%d of %d failed" % (failed, len(CASES)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
