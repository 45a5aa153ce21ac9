#!/usr/bin/env python3
"""A run that begins or ends while `status` looks, at whichever of its calls: it is told as running or as done, never as
killed. And one that was killed is told as that all the same.

The run is played by a process that takes the lock and writes the record as a run does.
"""
import fcntl
import json
import os
import shutil
import subprocess
import sys
import time

from faulty import FAULTS, LT, Failures, scratch_folder
from small import small_city

PERIOD = "2025H1"
failures = Failures()


def put(path, text):
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write(text)
    os.rename(path + ".new", path)


def take(file):
    """As a run takes the lock: it waits for whoever only looks, and not for long."""
    for _ in range(20):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            time.sleep(0.01)
    return False


def compute(lock, record, said):
    with open(lock, "r+", encoding="ascii") as file:
        if take(file):
            file.truncate(0)
            file.write("%d\n" % os.getpid())
            file.flush()
            put(record, json.dumps(dict(said, state="running", process=os.getpid(), started="2026-11-02T00:00:00Z", ended="")))
            put(lock + ".begun", "")
            until = time.monotonic() + 60
            while not os.path.exists(lock + ".end") and time.monotonic() < until:
                time.sleep(0.001)
            put(record, json.dumps(said))
            file.truncate(0)
        else:
            put(lock + ".begun", "")
    put(lock + ".ended", "")


def play(lock, record):
    """As a run: the lock, the number in it, the record that says running; then it computes until it is ended."""
    with open(record, encoding="utf-8") as file:
        said = json.load(file)
    if os.fork() == 0:
        null = os.open(os.devnull, os.O_RDWR)
        for fd in (0, 1, 2):
            os.dup2(null, fd)
        compute(lock, record, said)
        os._exit(0)
    while not os.path.exists(lock + ".begun"):
        time.sleep(0.001)


def end(lock):
    """The played run ends well, and this waits for it."""
    if os.path.exists(lock + ".begun"):
        put(lock + ".end", "")
        while not os.path.exists(lock + ".ended"):
            time.sleep(0.001)


def forget(lock):
    for name in (".begun", ".end", ".ended"):
        if os.path.exists(lock + name):
            os.remove(lock + name)


def status(city, config, at, beside, report):
    watch = [FAULTS, "--below", city, "--calls", "open,reads", "--do", "run" if at else "count", "--at", str(at),
             "--beside", beside, "--report", report, "--"]
    done = subprocess.run(watch + [LT, "status", config, "--json", "--today", "2025-12-01"], capture_output=True, text=True,
                          check=False)
    if done.returncode == 77:
        print(done.stderr.strip())
        sys.exit(77)
    if done.returncode != 0:
        sys.exit("status ends with %d: %s" % (done.returncode, done.stderr))
    with open(report, encoding="utf-8") as file:
        return json.loads(done.stdout), int(file.readline())


def main():
    scratch = scratch_folder()
    try:
        city = small_city(scratch, "city").run_more(PERIOD)
        config = os.path.join(city.folder, "city.yaml")
        lock, record = (os.path.join(city.folder, *parts) for parts in (("out", ".lock"), ("work", "last-run.json")))
        report = os.path.join(scratch, "report")
        begins, ends = ("exec python3 '%s' %s '%s' '%s'" % (os.path.abspath(__file__), word, lock, record)
                        for word in ("play", "end"))
        with open(record, encoding="utf-8") as file:
            before = file.read()
        _, calls = status(city.folder, config, 0, begins, report)
        seen = {"running": 0, "not yet": 0}
        for at in range(1, calls + 1):
            state, _ = status(city.folder, config, at, begins, report)
            seen["running" if state["running"] else "not yet"] += 1
            if state["killed"] or state["broken"]:
                failures.say("a run that begins at call %d of %d is told as killed" % (at, calls))
            state, _ = status(city.folder, config, at, ends, report)
            if state["killed"] or state["broken"]:
                failures.say("a run that ends at call %d of %d is told as killed" % (at, calls))
            end(lock)
            forget(lock)
        if min(seen.values()) == 0:
            failures.say("every run was told alike: %r" % seen)
        # one that was killed
        put(record, json.dumps(dict(json.loads(before), state="running", process=2 ** 22 + 1), indent=1))
        state, _ = status(city.folder, config, 0, begins, report)
        if not state["killed"] or state["running"]:
            failures.say("a killed run is told as well")
        print("calls %d, %r, failures %d" % (calls, seen, failures.count))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    sys.exit(1 if failures.count else 0)


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1] == "play":
        play(*sys.argv[2:])
    elif len(sys.argv) > 1:
        end(sys.argv[2])
    else:
        main()
