#!/usr/bin/env python3
"""Fails the n-th call of each kind on a small city: the command ends with a clear line in Chinese and the exit code of
its kind, or does without; no leak (with a sanitizer); what is published stays whole; the next run ends with the bytes of
an undisturbed one.

inject.py [--long | --all]: the short form takes a few n by lot, the long one more, --all every one (hours).
--only [FOLDER/]CALLS/FAULT narrows it down, --messages prints what was said.
"""
import os
import re
import shutil
import sys

from faulty import Failures, complaint, scratch_folder, spread
from small import scenes

MOST = {"run": 10 ** 6, "review": 10 ** 6} if "--all" in sys.argv else (
    {"run": 60, "review": 15} if "--long" in sys.argv else {"run": 2, "review": 1})
ONLY = sys.argv[sys.argv.index("--only") + 1] if "--only" in sys.argv else ""
INPUT, IO, LIMIT = 3, 4, 5
# calls, fault, exit codes beside 0
FAULTS = [
    ("data", "EIO", (IO,)), ("data", "ENOSPC", (LIMIT,)), ("data", "EINTR", (IO,)), ("write,pwrite64", "short", ()),
    ("name", "EIO", (IO,)), ("name", "ENOSPC", (LIMIT,)),
    ("sync", "EIO", (IO,)), ("sync", "ENOSPC", (LIMIT,)), ("sync", "EINTR", (IO,)),
    ("open", "EIO", (IO,)), ("open", "EACCES", (IO,)), ("open", "EINTR", (IO,)),
    ("reads", "EIO", (IO,)), ("reads", "EINTR", (IO,)), ("read,pread64", "short", ()),
    ("map", "ENOMEM", (IO, LIMIT)), ("map", "EIO", (IO,)), ("mode", "EIO", (IO,)),
    ("stat", "EIO", (IO,)),
]
# on what a scene wants looked at closely; the long forms take every call
CLOSE = [("reads", "EIO", (IO,)), ("stat", "EIO", (IO,))]
MOST_CLOSE = 10 ** 6 if {"--long", "--all"} & set(sys.argv) else 3
failures = Failures()
table = {}
messages = {}


def spoken(text):
    """What is wrong with the last line of what the command said; "" = nothing"""
    lines = text.strip().split("\n")
    last = lines[-1]
    if not re.match(r"liangtian: (读写失败|达到限制)：", last):
        return "no line in Chinese: %r" % last
    # what failed, on what; a library may have the last word in its own language
    rest = re.sub(r"“[^”]*”", "", last.split("：", 1)[1])
    if not re.match("：?[\u4e00-\u9fff]", rest):
        return "not in Chinese: %r" % last
    return ""


def judge(scene, what, codes, done, hit):
    code = done.returncode
    state = scene.published()
    wrong = complaint(done)
    if wrong:
        pass
    elif state not in ("old", "new"):
        wrong = state
    elif code == 0:
        wrong = "" if state == "new" else "ends with 0, but published is %s" % state
    elif code == INPUT and re.match(r"\w+ /(layers|rasters)/", hit):
        pass  # an input that cannot be read is rejected by its name, like one that is damaged
    elif code not in codes + ((IO,) if hit.startswith(("unlink", "rmdir")) or ".xlsx.parts" in hit else ()):
        wrong = "ends with %d: %s" % (code, done.stderr.strip()[-300:])
    else:
        messages.setdefault(done.stderr.strip().split("\n")[-1].replace(scene.city, ""), hit)
        wrong = spoken(done.stderr)
    if wrong:
        failures.say(what, "|", wrong)
    if code != 0 or wrong:
        again = scene.recovers()
        if again:
            failures.say(what, "|", again)
    return code


def sweep(scene, calls, fault, codes, most, below=""):
    if ONLY not in ("", os.path.join(below, calls, fault)):
        return
    count = scene.count(calls, below)
    outcomes = table.setdefault((os.path.join(os.path.basename(scene.city), below), calls, fault), {})
    for at in spread(count, most, os.path.join(below, calls, fault) if below else calls + fault):
        scene.fresh()
        done, _, hit = scene.disturbed(calls, fault, at, below=below)
        what = "%s: %s at call %d of %s: %s" % (os.path.basename(scene.city), fault, at, calls, hit)
        code = judge(scene, what, codes, done, hit)
        outcomes[code] = outcomes.get(code, 0) + 1


def main():
    scratch = scratch_folder()
    try:
        for scene in scenes(scratch):
            for calls, fault, codes in FAULTS:
                sweep(scene, calls, fault, codes, MOST[os.path.basename(scene.city)])
            for calls, fault, codes in CLOSE:
                if scene.close:
                    sweep(scene, calls, fault, codes, MOST_CLOSE, scene.close)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    for (name, calls, fault), outcomes in table.items():
        print("%-13s %-16s %-8s %5d  %s" % (name, calls, fault, sum(outcomes.values()), " ".join(
            "exit %d: %d" % pair for pair in sorted(outcomes.items()))))
    if "--messages" in sys.argv:
        for message, hit in sorted(messages.items()):
            print(message, " <- ", hit)
    print("faults %d, failures %d" % (sum(sum(one.values()) for one in table.values()), failures.count))
    sys.exit(1 if failures.count else 0)


main()
