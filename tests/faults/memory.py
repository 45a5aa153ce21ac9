#!/usr/bin/env python3
"""Refuses the n-th request for memory of the program itself, or that and all that follow: exit code 5 and a line in
Chinese, or 0 where a child was tried again; no crash, no leak (with a sanitizer), what is published whole, and the next
run ends with the bytes of an undisturbed one.

memory.py [--long]; MEMORY names the program whose requests can be refused.
"""
import os
import re
import shutil
import sys

from faulty import Failures, complaint, scratch_folder, spread
from small import scenes

LONG = "--long" in sys.argv
MEMORY = os.environ["LT_MEMORY"]
LIMIT = 5
failures = Failures()
outcomes = {}


def refuse(scene, at, report):
    scene.fresh()
    done = scene.run(MEMORY, {"LT_FAULTS_MEMORY": at, "LT_FAULTS_REPORT": report})
    with open(report, encoding="ascii") as file:
        count, whole = file.read().split()
    what = "%s: request %s of %s" % (os.path.basename(scene.city), at, count)
    state = scene.published()
    code = done.returncode
    outcomes[code] = outcomes.get(code, 0) + 1
    last = done.stderr.strip().split("\n")[-1]
    wrong = complaint(done)
    if wrong:
        pass
    elif whole != "whole" or code < 0 or "信号" in last:
        wrong = "crashed: " + done.stderr[-1500:]
    elif state not in ("old", "new"):
        wrong = state
    elif code == 0:
        wrong = "" if state == "new" else "ends with 0, but published is " + state
    elif code != LIMIT:
        wrong = "ends with %d: %s" % (code, done.stderr[-1500:])
    elif not re.match("liangtian: 达到限制：(县区 [^：]*：)?[“\u4e00-\u9fff]", last):
        wrong = "no line in Chinese: " + last
    if wrong:
        failures.say(what, "|", wrong)
    if code != 0 or wrong:
        again = scene.recovers()
        if again:
            failures.say(what, "|", again)
    return int(count)


def main():
    scratch = scratch_folder()
    try:
        for scene in scenes(scratch):
            report = os.path.join(scratch, "requests")
            count = refuse(scene, "0", report)
            main_scene = os.path.basename(scene.city) == "run"
            for at in spread(count, (300 if main_scene else 100) if LONG else 12 if main_scene else 4, "from"):
                refuse(scene, "%d+" % at, report)
            for at in spread(count, (100 if main_scene else 50) if LONG else 6 if main_scene else 2, "once"):
                refuse(scene, "%d" % at, report)
            print("%s: %d requests" % (os.path.basename(scene.city), count), flush=True)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    print("refused %d: %s; failures %d" % (sum(outcomes.values()), " ".join(
        "exit %d: %d" % pair for pair in sorted(outcomes.items())), failures.count))
    sys.exit(1 if failures.count else 0)


main()
