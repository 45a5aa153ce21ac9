#!/usr/bin/env python3
"""Reviews while things change round them: the file itself, the half-year, the program. What is told is what is taken,
where it is told; and no review is lost without a word."""
import csv
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from case_history import YARD, again, attempt, command, field, main, manifest, run, same, says, tables, verify  # noqa: E402
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


BOTH = HEAD + ONE + TWO


def status(city):
    done = subprocess.run(command("status", os.path.join(city.folder, "city.yaml"), "--json", "--today", "2026-01-05"),
                          capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def lost(city):
    """(case, standing) of the list that is current; the state and the record of the last command say as many"""
    path = os.path.join(city.folder, "out/current/REVIEWS-LOST.csv")
    rows = []
    if os.path.exists(path):
        with open(path, encoding="utf-8-sig", newline="") as file:
            rows = [(row["case"], row["standing"]) for row in csv.DictReader(file)]
    told = status(city)["reviews_lost"]
    same((told["waiting"], told["other"]),
         (len([one for one in rows if one[1] == AGAIN]), len([one for one in rows if one[1] != AGAIN])))
    with open(os.path.join(city.folder, "work/last-run.json"), encoding="utf-8") as file:
        same(json.load(file)["reviews_lost"], len(rows))
    return rows


AGAIN = "to be taken again"


def reviews_stay_listed(scratch):
    """What a new run leaves behind stays listed over a second one, over the review of something else and over the next
    half-year, in both profiles and with a ledger for its owner alone, until it is taken again."""
    for profile, mode in (("internal", 0o444), ("public", 0o444), ("internal, ledger_access: owner", 0o400)):
        city = two_yards(scratch, "listed-" + profile.split()[-1])
        config = os.path.join(city.folder, "city.yaml")
        with open(config, encoding="utf-8") as file:
            text = file.read().replace("profile: internal", "profile: " + profile)
        with open(config, "w", encoding="utf-8") as file:
            file.write(text)
        run(city, "2025H1")
        same(review(city, BOTH)[0], 0)
        same(lost(city), [])
        two = [("411702-2025H1-00001", AGAIN), ("411702-2025H1-00002", AGAIN)]
        for size in (5, 6):  # two corrected rasters, one after the other
            again(city, "2025H1", YARD, SECOND, (45, 45, size, size, ORCHARD))
            code, _, err = attempt(city, "2025H1", "--redo")
            same((code, code and err), (0, 0))
            says(err, "2 reviews are not in the ledger", "out/current/REVIEWS-LOST.csv")
            same(lost(city), two)
            same(os.stat(os.path.join(city.folder, "out/current/REVIEWS-LOST.csv")).st_mode & 0o777, mode)
            same(city.rows("reviews"), [])
        shutil.rmtree(os.path.join(city.folder, "work"))  # anybody may
        code, _, err = attempt(city, "2025H1")
        same(code, 0)
        says(err, "2 reviews are not in the ledger")
        code, _, err = review(city, HEAD + TWO, name="second.csv")
        same(code, 0)
        says(err, "1 reviews are not in the ledger")
        same(lost(city), two[:1])
        run(city, "2025H2")
        same(lost(city), two[:1])
        verify(city)
        # a day was corrected: the case is led to where it was, in another row
        same(review(city, (HEAD + ONE).replace("11-15", "11-16"), name="first.csv")[0], 0)
        same(lost(city), [])
        code, _, err = attempt(city, "2025H2")
        same((code, "not in the ledger" in err), (0, False))
        same(len(city.rows("reviews")), 2)
        verify(city)


def numbers_of_other_places(scratch):
    """With the corrected raster the first orchard was none, and its number is the second one's: that row must not be taken
    as it is. The other number is nobody's."""
    city = two_yards(scratch, "numbers", "2025H1")
    same(review(city, BOTH)[0], 0)
    again(city, "2025H1", SECOND)
    code, _, err = attempt(city, "2025H1", "--redo")
    same(code, 0)
    says(err, "2 more are of cases that are gone")
    same([(case, standing.split(":")[0]) for case, standing in lost(city)],
         [("411702-2025H1-00001", "the number is another place's now"), ("411702-2025H1-00002", "no such case any more")])
    verify(city)


def the_other_language(scratch):
    """A city that publishes in Chinese stays Chinese, whoever takes the review in."""
    city = two_yards(scratch, "language")
    config = os.path.join(city.folder, "city.yaml")
    with open(config, encoding="utf-8") as file:
        text = file.read().replace("language: en", "language: zh")
    with open(config, "w", encoding="utf-8") as file:
        file.write(text)
    words_of_run = [one for one in command("run", config, "--period", "2025H1", "--threads", "1")]
    subprocess.run(words_of_run, check=True, capture_output=True)
    code, out, err = review(city, HEAD + ONE, "--lang", "en")
    same((code, code and err), (0, 0))
    says(err, "2025H1 is published in Chinese")
    says(out, "入账 1")
    with open(os.path.join(city.folder, "out/2025H1/summary.txt"), encoding="utf-8") as file:
        says(file.read(), "疑似")
    verify(city)


def what_differs_is_named(scratch):
    """Reviews go into the half-year as it was made: another program version, catalogue, layer or setting is refused by
    name, before anything is written, and what was taken stays."""
    city = two_yards(scratch, "differs", "2025H1")
    same(review(city, HEAD + ONE)[0], 0)
    before = manifest(city)
    config = os.path.join(city.folder, "city.yaml")
    schemas = os.path.join(scratch, "schemas")
    shutil.copytree(os.path.join(os.environ["SOURCE"], "schemas"), schemas)
    with open(os.path.join(schemas, "rules", "PBF-POND.yaml"), "a", encoding="utf-8") as file:
        file.write("# a word more\n")
    path = write(city, "two.csv", HEAD + TWO)
    done = subprocess.run([schemas if one.endswith("/schemas") else one for one in words(city, path)],
                          capture_output=True, text=True, check=False)
    same(done.returncode, 3)
    says(done.stderr, "catalogues of the program are not those 2025H1 was published with: rules/PBF-POND.yaml;",
         "REVIEWS-LOST.csv")

    with open(config, encoding="utf-8") as file:
        text = file.read()
    write(city, "city.yaml", text + "thresholds: {case_keep_share: 0.4}\n")
    code, _, err = review(city, HEAD + TWO)
    same(code, 3)
    says(err, "settings of 2025H1 in", "city.yaml")
    write(city, "city.yaml", text)

    layer = os.path.join(city.folder, "layers/zones.gpkg")
    shutil.copy(layer, layer + ".kept")
    with open(layer, "ab") as file:
        file.write(b"\0")
    code, _, err = review(city, HEAD + TWO)
    same(code, 3)
    says(err, "inputs of 2025H1 are not those it was published with: zones.gpkg;")
    os.replace(layer + ".kept", layer)

    folder = os.path.join(city.folder, "out/.store", before["generation"])
    listed = os.path.join(folder, "manifest.json")
    with open(listed, encoding="utf-8") as file:
        text = file.read()
    shutil.copy(listed, listed + ".kept")
    os.chmod(listed, 0o644)
    with open(listed, "w", encoding="utf-8") as file:  # as an older program would have written it
        file.write(text.replace('"program_version": "%s"' % before["program_version"], '"program_version": "0.0.9"')
                   .replace(before["periods"][0]["closing"], "0" * 64))
    code, _, err = review(city, HEAD + TWO)
    same(code, 3)
    says(err, "2025H1 was published by version 0.0.9 of the program, and this is " + before["program_version"])
    os.replace(listed + ".kept", listed)
    same(manifest(city), before)
    same(review(city, HEAD + TWO)[0], 0)
    same(len(city.rows("reviews")), 2)
    verify(city)


CASES = [the_other_language, what_differs_is_named, reviews_stay_listed, numbers_of_other_places, a_file_that_changes, photographs_that_change, a_run_in_between, nothing_yet]


if __name__ == "__main__":
    sys.exit(main(CASES))
