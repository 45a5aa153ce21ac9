#!/usr/bin/env python3
"""Two at once: a run beside a run, readers beside a publication, a lock that a dead process left, a clock that went back."""
import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ops_lib import LT, Town, call, check, main, same  # noqa: E402


def wait_until(condition, seconds=60):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.005)
    return False


def run_beside_run(scratch):
    """The second one leaves at once with 6 and says who has the lock; the first one does not notice."""
    town = Town(scratch, "beside")
    first = town.start("2025H1")
    check(wait_until(lambda: town.status()["running"]), "the first run was never seen running")
    state = town.status()
    same((state["lock"]["process"], state["lock"]["alive"]), (first.pid, True), "who runs")
    same(state["last_run"]["state"], "running", "the record of a run that goes on")
    check("正在运行：2025H1，进程 %d" % first.pid in call("status", town.config).stdout, "in words")
    begin = time.monotonic()
    second = town.run("2025H2")
    check(time.monotonic() - begin < 10, "the second one waited")
    same(second.returncode, 6, "exit code")
    check("进程 %d 持有锁" % first.pid in second.stderr, "who holds the lock: " + second.stderr)
    refused = town.record("last-run.refused.json")
    same((refused["period"], refused["exit_code"]), ("2025H2", 6), "what the second one leaves")
    same(call("review", town.config, town.config).returncode in (3, 6), True, "a review")
    code = call("ledger", "import", town.config, town.config).returncode
    check(code == 6 or (code == 3 and first.poll() is not None), "an import: exit code %d" % code)
    if code == 6:
        refused = town.record("last-run.refused.json")
        same((refused["command"], refused["exit_code"]), ("ledger import", 6), "what the import leaves")
    same(first.wait(), 0, "the first run")
    first.stderr.close()
    same((town.record()["period"], town.record()["state"]), ("2025H1", "done"), "the record is the first one's")
    same(town.status("--fail-on", "broken")["broken"], False, "a lock that was taken is no failure")


def left_locks(scratch):
    """A file that names a dead process, or nothing that makes sense, keeps nobody out."""
    town = Town(scratch, "left")
    dead = subprocess.Popen(["true"])
    dead.wait()
    os.makedirs(town.path("out"))
    for text in ("%d\n" % dead.pid, "", "nobody\n", "999999999999999999999999\n"):
        with open(town.path("out", ".lock"), "w", encoding="ascii") as file:
            file.write(text)
        check(not town.status()["lock"]["held"], "held by %r" % text)
        same(town.run("2025H1", "-q").returncode, 0, "a lock file with %r" % text)
        with open(town.path("out", ".lock"), encoding="ascii") as file:
            same(file.read(), "", "the file after a run that ended")


def is_dying(scratch):
    """A run that was killed holds the lock until its last child is gone: the next one waits for that, and is not refused."""
    town = Town(scratch, "dying")
    dead = subprocess.Popen(["true"])
    dead.wait()
    os.makedirs(town.path("out"))
    with open(town.path("out", ".lock"), "w", encoding="ascii") as file:
        file.write("%d\n" % dead.pid)
        file.flush()
        fcntl.flock(file, fcntl.LOCK_EX)
        timer = threading.Timer(2, fcntl.flock, (file, fcntl.LOCK_UN))
        timer.start()
        done = town.run("2025H1")
        timer.join()
    same(done.returncode, 0, "a lock that is let go after two seconds: " + done.stderr)
    check("进程 %d 未正常结束" % dead.pid in done.stderr, "whom it found killed: " + done.stderr)


class Reader(threading.Thread):
    """Looks again and again until it is told to stop; what it sees is kept with how often."""

    def __init__(self, look):
        super().__init__()
        self.look, self.stop, self.seen, self.times = look, threading.Event(), set(), 0

    def run(self):
        while not self.stop.is_set():
            self.seen.add(self.look())
            self.times += 1


def readers_beside_publication(scratch):
    """Whoever reads while half-years are published sees one generation, whole: what it would have seen before, or after."""
    town = Town(scratch, "readers")
    same(town.run("2025H1", "-q").returncode, 0, "2025H1")

    def files():
        """The folder is resolved once, as a program does that opens what `current` points to."""
        folder = os.path.realpath(town.path("out", "current"))
        with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as file:
            manifest = json.load(file)
        wrong = []
        for one in manifest["files"]:
            with open(os.path.join(folder, one["path"]), "rb") as file:
                if hashlib.sha256(file.read()).hexdigest() != one["sha256"]:
                    wrong.append(one["path"])
        return manifest["generation"] + " ".join(wrong)

    def status():
        state = town.status()
        return json.dumps([(one["period"], one["generation"], one["published_at"], one["stale"]) for one in state["periods"]
                           if one["published"]])

    def explain():
        done = call("explain", town.config, "411702", "--json")
        return "%d %s" % (done.returncode, hashlib.sha256(done.stdout.encode()).hexdigest())

    def export():
        done = call("ledger", "export", town.config)
        return "%d %s" % (done.returncode, hashlib.sha256(done.stdout.encode()).hexdigest())

    def verify():
        done = call("verify", town.path("out"))
        return "%d %s" % (done.returncode, "过期" if "store.stale_period" in done.stdout else "")
    looks = [files, status, explain, export, verify]
    quiet = {look: {look()} for look in looks}
    steps = [("2025H2",), ("2025H1", "--redo"), ("2025H2",)]
    times = 0
    for step in steps:
        if "--redo" in step:
            with open(town.config, "a", encoding="utf-8") as file:
                file.write("thresholds: {case_keep_share: 0.6}\n")
        readers = [Reader(look) for look in looks]
        for reader in readers:
            reader.start()
        same(town.run(*step, "-q").returncode, 0, " ".join(step))
        for reader in readers:
            reader.stop.set()
            reader.join()
            quiet[reader.look].add(reader.look())
            check(reader.seen <= quiet[reader.look], reader.look.__name__, "saw what never was:", reader.seen - quiet[reader.look])
            times += reader.times
    check(all(len(quiet[look]) == 4 for look in (files, status, export)), "the steps did not differ: %r" % quiet)
    print("%d looks beside %d publications" % (times, len(steps)))


def clock_back(scratch):
    """Half-years follow by their names; when they were published decides nothing."""
    straight, back = Town(scratch, "straight"), Town(scratch, "back")
    faketime = shutil.which("faketime")
    print("clock set back by", "faketime" if faketime else "--published-at")
    for period, right, wrong in (("2025H1", "2025-07-01", "2026-07-01"), ("2025H2", "2025-11-01", "1999-12-31")):
        same(straight.run(period, "-q", time=right + "T03:00:00Z").returncode, 0, period)
        if faketime:
            done = subprocess.run([faketime, "-f", "@%s 03:00:00" % wrong, LT, "run", back.config, "--period", period, "-q"],
                                  capture_output=True, text=True, check=False,
                                  env={**os.environ, "FAKETIME_DONT_FAKE_MONOTONIC": "1", "TZ": "UTC"})
            same(done.returncode, 0, period, "with a clock that went back:", done.stderr)
        else:
            same(back.run(period, "-q", time=wrong + "T03:00:00Z").returncode, 0, period)
    state = back.status()
    published = [(one["period"], one["published_at"][:10]) for one in state["periods"] if one["published"]]
    same(published, [("2025H1", "2026-07-01"), ("2025H2", "1999-12-31")], "published at")
    same((state["next"], state["stale"]), ("2026H1", False), "what is next")
    same(call("verify", back.path("out")).returncode, 0, "verify")
    for table in ("cases", "events", "balances", "transitions"):
        found, wanted = [], []
        for town, rows in ((back, found), (straight, wanted)):
            with sqlite3.connect("file:%s?mode=ro" % town.path("out", "current", "ledger.gpkg"), uri=True) as db:
                rows += db.execute("SELECT * FROM %s ORDER BY fid" % table).fetchall()
        check(len(wanted) > 5, table, "holds nothing")
        same(found, wanted, table)
    # nothing is done twice because the clock says that it was never done
    same("无需重算" in back.run("2025H2", time="1990-01-01T00:00:00Z").stderr, True, "a repeated run")
    done = back.run("2025H1", time="2030-01-01T00:00:00Z")
    same(done.returncode, 0, "an older half-year with the same inputs is nothing to do")


main(run_beside_run, left_locks, is_dying, readers_beside_publication, clock_back)
