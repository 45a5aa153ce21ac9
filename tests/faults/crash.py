#!/usr/bin/env python3
"""Kills a command at its durable steps and at any moment, and cuts the power: what is published is always the old
generation or the new one, whole, and the next run ends with the bytes of an undisturbed one.

crash.py [--long]: the short form takes a few steps of each kind, the long one every step that makes, moves, removes or
syncs a name or a file, and others by lot.
"""
import os
import random
import shutil
import signal
import subprocess
import sys
import time

from faulty import (KILLED, LT, Failures, Scene, fill_in_review, run_command, scratch_folder, spread, township)

LONG = "--long" in sys.argv
STEPS = "name,sync"
ANY = "durable,reads,open,map"
tally = {"kills at durable steps": 0, "kills at other calls": 0, "kills by the clock": 0, "one process killed": 0,
         "power cuts": 0}
FEWEST = 300 if LONG else 20  # kills; fewer, and the calls were not counted or not hit
failures = Failures()


def check(scene, what, kind):
    tally[kind] += 1
    state = scene.published()
    if state not in ("old", "new"):
        failures.say(what, "|", state)
    wrong = scene.recovers()
    if wrong:
        failures.say(what, "|", wrong)


def kill_at(scene, calls, points, kind, action="kill"):
    for at in points:
        scene.fresh()
        done, _, hit = scene.disturbed(calls, action, at)
        what = "%s: %s at call %d of %s: %s" % (os.path.basename(scene.city), action, at, calls, hit)
        if hit == "":
            continue  # the run was over before: with threads a call more or less
        if action == "kill" and done.returncode != KILLED:
            failures.say(what, "| ends with %d" % done.returncode)
        check(scene, what, kind)


def kill_one(scene, points):
    """A child that is killed is tried once more: the run itself ends well. A parent that is killed ends the run."""
    for at in points:
        scene.fresh()
        done, _, hit = scene.disturbed(ANY, "kill-one", at)
        what = "%s: kill-one at call %d: %s" % (os.path.basename(scene.city), at, hit)
        if done.returncode not in (0, KILLED):
            failures.say(what, "| ends with %d: %s" % (done.returncode, done.stderr[-300:]))
        if done.returncode == 0 and scene.published() != "new":
            failures.say(what, "| ends with 0, but", scene.published())
        check(scene, what, "one process killed")


def kill_by_clock(scene, times, seed):
    lots = random.Random(seed)
    scene.fresh()
    begin = time.monotonic()
    scene.run()
    whole = time.monotonic() - begin
    for _ in range(times):
        pause = lots.uniform(0, whole)
        scene.fresh()
        with subprocess.Popen(scene.arguments(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              start_new_session=True) as process:
            time.sleep(pause)
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        check(scene, "%s: killed after %.3f s" % (os.path.basename(scene.city), pause), "kills by the clock")


def cut_power(scene, points, ways):
    for at in points:
        for way in ways:
            scene.fresh()
            done, _, hit = scene.disturbed("durable", way, at, "--seed", str(at))
            what = "%s: %s at call %d: %s" % (os.path.basename(scene.city), way, at, hit)
            if done.returncode not in (0, KILLED):
                failures.say(what, "| ends with %d" % done.returncode)
            if done.returncode == 0 and scene.published() != "new":
                failures.say(what, "| the command had ended with 0, but", scene.published())
            check(scene, what, "power cuts")


def parent_alone(scene):
    """A run whose parent is killed is over: its children do not go on under a lock that nobody seems to hold."""
    scene.fresh()
    with subprocess.Popen(scene.arguments(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        for _ in range(10000):
            with open("/proc/%d/task/%d/children" % (process.pid, process.pid), encoding="ascii") as file:
                children = file.read().split()
            if children or process.poll() is not None:
                break
            time.sleep(0.001)
        if not children:
            failures.say("the parent alone: no child was seen")
        process.kill()
        process.wait()
    for _ in range(100):  # a killed child needs a moment until it is gone
        wrong = scene.recovers()
        if "ends with 6" not in wrong:
            break
        time.sleep(0.01)
    if wrong:
        failures.say("the parent alone killed:", wrong)


def scenes(scratch):
    yield Scene(scratch, "next", township(scratch, "next-base", "2025H1"), run_command("liangtian.yaml", "2025H2"))
    yield Scene(scratch, "first", township(scratch, "first-base"), run_command("liangtian.yaml", "2025H1"))
    base = township(scratch, "review-base", "2025H1", "2025H2")
    fill_in_review(base, "2025H2")
    review = run_command("liangtian.yaml", "2025H2")
    yield Scene(scratch, "review", base, ["review", review[1], "CITY/findings.csv"] + review[4:])
    base = township(scratch, "redo-base", "2025H1", "2025H2")
    with open(os.path.join(base, "liangtian.yaml"), "a", encoding="utf-8") as file:
        file.write("thresholds: {grain_season_share: 0.6}\n")
    yield Scene(scratch, "redo", base, run_command("liangtian.yaml", "2025H1", "--redo"))


def main():
    scratch = scratch_folder()
    try:
        for scene in scenes(scratch):
            name = os.path.basename(scene.city)
            steps, every = scene.count(STEPS), scene.count(ANY)
            durable = scene.count("durable")
            main_scene = name == "next"
            kill_at(scene, STEPS, spread(steps, (steps if main_scene else 25) if LONG else 6, 1),
                    "kills at durable steps")
            kill_at(scene, ANY, spread(every, (40 if main_scene else 8) if LONG else 2, 2), "kills at other calls")
            cut_power(scene, [0] + spread(durable, (30 if main_scene else 8) if LONG else 2, 3),
                      ("cut-drop", "cut-bytes", "cut-mixed") if LONG else ("cut-drop", "cut-mixed"))
            if main_scene or LONG:
                kill_by_clock(scene, (20 if main_scene else 5) if LONG else 3, 4)
                kill_one(scene, spread(every, (10 if main_scene else 5) if LONG else 3, 5))
                parent_alone(scene)
            print("%s: %d durable steps, %d calls" % (name, steps, every), flush=True)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    for kind, count in tally.items():
        print("%-24s %d" % (kind, count))
    kills = sum(count for kind, count in tally.items() if "kill" in kind)
    if kills < FEWEST:
        failures.say("only %d kills, not %d" % (kills, FEWEST))
    print("program %s, failures %d" % (os.path.basename(LT), failures.count))
    sys.exit(1 if failures.count else 0)


main()
