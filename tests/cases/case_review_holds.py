#!/usr/bin/env python3
"""Reviews while things change round them: the file itself, the half-year, the program. What is told is what is taken,
where it is told; and no review is lost without a word."""
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from case_history import YARD, command, field, manifest, run, same, says, tables, verify  # noqa: E402
from invented_city import ORCHARD  # noqa: E402

SECOND = (30, 15, 10, 10, ORCHARD)
HEAD = "图斑编号,核查结果,核查日期,举证材料\n"
ONE = "411702-2025H1-00001,不属实,2026-11-15,照片一\n"
TWO = "411702-2025H1-00002,不属实,2026-11-15,照片二\n"
WRONG = "411702-2025H1-99999,属实,2026-11-15,\n"


def two_yards(scratch, name, *periods):
    city = field(scratch, name)
    for period in ("2025H1", "2025H2", "2026H1"):
        city.raster(period, YARD, SECOND)
    city.write()
    for period in periods:
        run(city, period)
    return city


def write(city, name, text):
    path = os.path.join(city.folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def words(city, path, *flags):
    return command("review", os.path.join(city.folder, "city.yaml"), path, "--published-at", "2026-11-20T00:00:00Z",
                   "--threads", "1", *(() if "--lang" in flags else ("--lang", "en")), *flags)


def review(city, text, *flags, name="reviews.csv"):
    """(exit code, stdout, stderr)"""
    done = subprocess.run(words(city, write(city, name, text), *flags), capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def reviewed(city):
    return sorted((row["case_id"], row["period"], row["to_handling"]) for row in city.rows("reviews"))


def wait_for(what, seconds=60):
    ends = time.monotonic() + seconds
    while not what():
        if time.monotonic() > ends:
            raise AssertionError("waited in vain")
        time.sleep(0.0005)


def a_file_that_changes(scratch):
    """Between the look and the publication somebody saves another file of the same name: nothing is taken."""
    city = two_yards(scratch, "changes", "2025H1")
    before = tables(city), manifest(city)
    for other in (HEAD + TWO + WRONG, HEAD + TWO):  # the second has as many rows as the first
        shutil.rmtree(os.path.join(city.folder, "work"))
        path = write(city, "office.csv", HEAD + ONE)
        tally = os.path.join(city.folder, "work/2025H1/review.tally")
        child = subprocess.Popen(words(city, path), start_new_session=True, text=True,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        wait_for(lambda: os.path.exists(tally) or child.poll() is not None)
        os.killpg(child.pid, signal.SIGSTOP)
        os.replace(write(city, "other.csv", other), path)
        os.killpg(child.pid, signal.SIGCONT)
        _, err = child.communicate()
        same((child.returncode, manifest(city)["generation"]), (3, before[1]["generation"]))
        says(err, "'office.csv' changed while it was read")
        same(tables(city), before[0])
    same(review(city, HEAD + ONE)[0], 0)
    same(reviewed(city), [("411702-2025H1-00001", "2025H1", "NOT-FOUNDED")])
    same([one["name"] for one in manifest(city)["inputs"] if one["role"] == "reviews"], ["reviews.csv"])
    verify(city)


def photographs_that_change(scratch):
    """The same of the folder of photographs, which is no input: what is told of it is what is taken."""
    city = two_yards(scratch, "photos", "2025H1")
    os.makedirs(os.path.join(city.folder, "photos/411702-2025H1-00001"))
    picture = write(city, "photos/411702-2025H1-00001/a.jpg", "no position")
    shutil.rmtree(os.path.join(city.folder, "work"))
    before = tables(city)
    path = write(city, "office.csv", HEAD + ONE)
    tally = os.path.join(city.folder, "work/2025H1/review.tally")
    child = subprocess.Popen(words(city, path, "--photos", os.path.join(city.folder, "photos")), text=True,
                             start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait_for(lambda: os.path.exists(tally) or child.poll() is not None)
    os.killpg(child.pid, signal.SIGSTOP)
    os.replace(write(city, "b.jpg", "another picture"), picture)
    os.killpg(child.pid, signal.SIGCONT)
    _, err = child.communicate()
    same(child.returncode, 3)
    says(err, "office.csv", "changed while it was read")
    same(tables(city), before)


def a_run_in_between(scratch):
    """A run publishes the next half-year while a review waits for the lock: the review goes into that one."""
    city = two_yards(scratch, "between", "2025H1")
    current = os.path.join(city.folder, "out/current")
    older = os.readlink(current)
    run(city, "2025H2")
    newer = os.readlink(current)

    def point(target):
        os.symlink(target, current + ".new")
        os.replace(current + ".new", current)

    point(older)
    gone = subprocess.Popen(["true"])
    gone.wait()
    with open(os.path.join(city.folder, "out/.lock"), "r+", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("%d\n" % gone.pid)  # of one that is dying: the review waits for its last child
        lock.flush()
        child = subprocess.Popen(words(city, write(city, "office.csv", HEAD + ONE)), text=True,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(1.5)
        same(child.poll(), None)
        point(newer)
    out, err = child.communicate()
    same((child.returncode, child.returncode and err), (0, 0))
    says(out, "reviews into 2025H2", "1 taken")
    same(reviewed(city), [("411702-2025H1-00001", "2025H2", "NOT-FOUNDED")])
    same([(one["period"], one["stale"]) for one in manifest(city)["periods"]], [("2025H1", False), ("2025H2", False)])
    verify(city)


def nothing_yet(scratch):
    """Where nothing is published a review leaves nothing behind but its own record."""
    city = two_yards(scratch, "nothing")
    code, _, err = review(city, HEAD + ONE)
    same(code, 3)
    says(err, "nothing is published")
    same(os.path.exists(os.path.join(city.folder, "out")), False)


CASES = [a_file_that_changes, photographs_that_change, a_run_in_between, nothing_yet]


def main():
    failed = 0
    chosen = [one for one in CASES if len(sys.argv) < 2 or one.__name__ in sys.argv[1:]]
    with tempfile.TemporaryDirectory(prefix="lt-review-holds-") as scratch:
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
    sys.exit(main())
