"""A city under faults: copies of it, the command under lt-faults, and what must hold afterwards."""
import hashlib
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

LT, FAULTS, SOURCE = os.environ["LT"], os.environ["LT_FAULTS"], os.environ["SOURCE"]
TIME = "2026-11-01T00:00:00Z"
KILLED, NOT_HERE = 137, 77
os.environ["LSAN_OPTIONS"] = os.environ.get("LSAN_OPTIONS", "") + ":print_suppressions=0"  # the last line is the program's


def complaint(done):
    """What a sanitizer said of the program or of one of its children, which may have been tried again; "" = nothing"""
    found = re.search(r"\w+Sanitizer: |runtime error: ", done.stderr)
    return done.stderr[max(0, found.start() - 200):found.start() + 1500] if found else ""


def bytes_of(folder):
    """Every file below the folder with the digest of its bytes, every symlink with its target."""
    found = {}
    for base, folders, files in os.walk(folder):
        for name in files + [one for one in folders if os.path.islink(os.path.join(base, one))]:
            path = os.path.join(base, name)
            key = os.path.relpath(path, folder)
            if os.path.islink(path):
                found[key] = "-> " + os.readlink(path)
            elif name != ".lock":
                with open(path, "rb") as file:
                    found[key] = hashlib.sha256(file.read()).hexdigest()
    return found


def differences(found, wanted):
    return sorted(key for key in set(found) | set(wanted) if found.get(key) != wanted.get(key))


class Failures:
    """What went wrong, told at the end with what reproduces it."""

    def __init__(self):
        self.count = 0

    def say(self, *words):
        self.count += 1
        print("FAILED:", *words, flush=True)


class Scene:
    """A command on a city: the city before it, and what an undisturbed run makes of it. `close`: a folder of its inputs on
    which every call is looked at by itself; among all calls few would fall on it."""

    def __init__(self, scratch, name, base, command, close=""):
        self.base, self.command, self.close = base, command, close
        self.city = os.path.join(scratch, name)
        self.report = os.path.join(scratch, name + ".report")
        self.before = bytes_of(os.path.join(base, "out", "current", ""))
        self.old = self.target(base)
        self.fresh()
        done = self.run()
        if done.returncode != 0:
            sys.exit("%s: the undisturbed run ends with %d\n%s" % (name, done.returncode, done.stderr))
        self.after = bytes_of(os.path.join(self.city, "out", "current", ""))
        self.new, self.links = self.target(self.city), self.visible()
        self.printed = done.stdout
        if self.new == self.old:
            sys.exit("%s: the undisturbed run publishes nothing" % name)

    @staticmethod
    def target(city):
        link = os.path.join(city, "out", "current")
        return os.readlink(link) if os.path.islink(link) else ""

    def visible(self):
        out = os.path.join(self.city, "out")
        return {name: os.readlink(os.path.join(out, name)) for name in os.listdir(out)
                if os.path.islink(os.path.join(out, name))}

    def fresh(self):
        shutil.rmtree(self.city, ignore_errors=True)
        subprocess.run(["cp", "-a", self.base, self.city], check=True)

    def arguments(self, program=LT):
        return [program] + [word.replace("CITY", self.city) for word in self.command]

    def run(self, program=LT, environment=None, before=()):
        return subprocess.run(list(before) + self.arguments(program), capture_output=True, text=True, check=False,
                              env=dict(os.environ, **(environment or {})), timeout=600, errors="replace")

    def disturbed(self, calls, action, at, *options, program=LT, environment=None, below=""):
        """The command under lt-faults; (result, calls counted, the call that was hit)"""
        watch = [FAULTS, "--below", os.path.join(self.city, below).rstrip("/"), "--calls", calls, "--do", action, "--at", str(at),
                 "--report", self.report, *options, "--"]
        done = self.run(program, environment, watch)
        if done.returncode == NOT_HERE:
            print(done.stderr.strip())
            sys.exit(NOT_HERE)
        if done.returncode == 125 or not os.path.exists(self.report):
            sys.exit("lt-faults: %d: %s" % (done.returncode, done.stderr))
        with open(self.report, encoding="utf-8", errors="replace") as file:
            count, hit = file.read().split("\n")[:2]
        return done, int(count), hit.replace(self.city, "")

    def count(self, calls, below=""):
        self.fresh()
        return self.disturbed(calls, "count", 0, below=below)[1]

    def published(self):
        """"old" or "new" when that generation is whole; else what is wrong"""
        target = self.target(self.city)
        if target not in (self.old, self.new):
            return "current points to %r" % target
        if target == "":
            return "old"
        wrong = differences(bytes_of(os.path.join(self.city, "out", "current", "")),
                            self.after if target == self.new else self.before)
        if wrong:
            return "%s differs in %s" % (target, wrong[:3])
        done = subprocess.run([LT, "verify", os.path.join(self.city, "out")], capture_output=True, text=True,
                              check=False)
        if done.returncode != 0:
            return "verify ends with %d: %s" % (done.returncode, done.stderr.strip())
        return "new" if target == self.new else "old"

    def recovers(self):
        """Runs again; "" when the result is that of the undisturbed run and nothing else is left."""
        done = self.run()
        if done.returncode != 0:
            return "the next run ends with %d: %s" % (done.returncode, done.stderr.strip()[-400:])
        if self.published() != "new":
            return "after the next run: " + self.published()
        if self.visible() != self.links:
            return "the next run leaves %s" % self.visible()
        store = os.path.join(self.city, "out", ".store")
        left = [name for name in os.listdir(store) if name.startswith("tmp-")]
        for base, _, files in os.walk(os.path.join(self.city, "work")):
            left += [os.path.join(base, name) for name in files if name.endswith(".tmp")]
        return "the next run leaves %s" % left if left else ""


def run_once(city, period, *options, lt=LT):
    done = subprocess.run([lt, "run", os.path.join(city, CONFIG(city)), "--period", period, "--published-at", TIME, "-q",
                           *options], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit("%s: ends with %d\n%s" % (period, done.returncode, done.stderr))


def CONFIG(city):
    return "city.yaml" if os.path.exists(os.path.join(city, "city.yaml")) else "liangtian.yaml"


def run_command(config, period, *options):
    return ["run", "CITY/" + config, "--period", period, "--published-at", TIME, "--threads", "1", *options]


def township(scratch, name, *periods):
    city = os.path.join(scratch, name)
    shutil.copytree(os.path.join(SOURCE, "sample-data/township"), city)
    subprocess.run(["chmod", "-R", "u+w", city], check=True)
    for period in periods:
        run_once(city, period)
    return city


def fill_in_review(city, period):
    """A list of the county's findings, as the county sends it in; the first case's id"""
    db = sqlite3.connect("file:%s/out/current/%s/liangtian.gpkg?immutable=1" % (city, period), uri=True)
    cases = [row[0] for row in db.execute("SELECT case_id FROM violations ORDER BY 1 LIMIT 2")]
    db.close()
    with open(os.path.join(city, "findings.csv"), "w", encoding="utf-8") as file:
        file.write("图斑编号,核查结果,核查日期,举证材料\n")
        for case, found in zip(cases, ("属实", "不属实")):
            file.write("%s,%s,2026-10-20,照片1\n" % (case, found))
    return cases[0]


def scratch_folder():
    """In memory where there is room: a disk that keeps its promises makes a sweep slow and shows nothing more."""
    memory = "/dev/shm"
    room = os.statvfs(memory) if os.access(memory, os.W_OK) else None
    inside = memory if room is not None and room.f_bavail * room.f_frsize > 256 << 20 else None
    return os.path.realpath(tempfile.mkdtemp(prefix="lt-faults-", dir=inside))


def spread(count, most, seed):
    """At most `most` of 1…count: the first, the last, and others by lot, so that runs of one seed agree."""
    if count <= most:
        return list(range(1, count + 1))
    lots = random.Random(seed)
    return sorted([1, count] + lots.sample(range(2, count), most - 2)) if most > 2 else [lots.randint(1, count)]
