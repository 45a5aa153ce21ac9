#!/usr/bin/env python3
"""Reviews while things change round them: the file itself, the half-year, the program. What is told is what is taken,
where it is told; and no review is lost without a word."""
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from case_history import YARD, command, field, main, manifest, run, same, says, tables, verify  # noqa: E402
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


CASES = [the_other_language, what_differs_is_named, a_file_that_changes, photographs_that_change, a_run_in_between,
         nothing_yet]


if __name__ == "__main__":
    sys.exit(main(CASES))
