#!/usr/bin/env python3
"""A city of millions of parcels through whole half-years: memory, disk, and what a kill costs.

  load.py scale --data DIR [--parcels N]     two half-years with all outputs; then the second one killed and resumed
  load.py history --data DIR [--periods N]   many half-years in a row: how long the ledger takes to be opened

Times are of processors, so that what else the machine does does not count. Memory is looked at every 50 ms, of the
program and its children together: what they have for themselves (RssAnon), and pages of files that they have mapped,
which the system takes back when it needs them.
"""
import argparse
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

SOURCE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TIME = "2026-11-01T00:00:00Z"
LOOK = 0.05


def children_of(pid):
    found = [pid]
    for one in found:
        try:
            with open("/proc/%d/task/%d/children" % (one, one), encoding="ascii") as file:
                found += [int(word) for word in file.read().split()]
        except (FileNotFoundError, ProcessLookupError):
            pass
    return found


def memory_of(pid):
    """kB of its own, and of files."""
    own = files = 0
    try:
        with open("/proc/%d/status" % pid, encoding="ascii", errors="replace") as file:
            for line in file:
                if line.startswith("RssAnon:"):
                    own = int(line.split()[1])
                elif line.startswith("RssFile:"):
                    files = int(line.split()[1])
    except (FileNotFoundError, ProcessLookupError):
        pass
    return own, files


def processor_of(pid):
    """Seconds of it and of the children that it has waited for."""
    try:
        with open("/proc/%d/stat" % pid, encoding="ascii", errors="replace") as file:
            return sum(int(word) for word in file.read().rsplit(")", 1)[1].split()[11:15]) / os.sysconf("SC_CLK_TCK")
    except (FileNotFoundError, ProcessLookupError):
        return 0.0


class Watched:
    """A command and what it took; one for which `until` comes true is killed with its children."""

    def __init__(self, argv, until=None):
        self.own = self.files = self.largest = 0
        self.killed = False
        before, begin = os.times(), time.monotonic()
        with subprocess.Popen(argv, stdout=subprocess.DEVNULL, start_new_session=True) as process:
            while process.poll() is None:
                tree = children_of(process.pid)
                each = [memory_of(pid) for pid in tree]
                self.own = max(self.own, sum(one[0] for one in each))
                self.files = max(self.files, sum(one[1] for one in each))
                self.largest = max([self.largest] + [one[0] for one in each])
                if until is not None and until():
                    self.cpu = sum(processor_of(pid) for pid in tree)  # nobody waits for the children of the killed
                    self.killed = True
                    os.killpg(process.pid, signal.SIGKILL)
                    break
                time.sleep(LOOK)
            code = process.wait()
        after = os.times()
        self.wall = time.monotonic() - begin
        if not self.killed:
            self.cpu = after.children_user + after.children_system - before.children_user - before.children_system
            if code != 0:
                sys.exit("%s: ends with %d" % (" ".join(argv), code))


def size_of(folder):
    """Bytes on disk, a file with several names once."""
    seen, total = set(), 0
    for base, _, files in os.walk(folder):
        for name in files:
            info = os.lstat(os.path.join(base, name))
            if info.st_ino not in seen:
                seen.add(info.st_ino)
                total += info.st_blocks * 512
    return total


def say(what, one, more=""):
    print("%s: %.0f s of processors, %.0f s; memory of its own %.0f MB (one process %.0f MB), mapped files %.0f MB%s"
          % (what, one.cpu, one.wall, one.own / 1024, one.largest / 1024, one.files / 1024, more), flush=True)


def half_year(args, city, period, until=None):
    return Watched([args.tool("liangtian"), "run", os.path.join(city, "liangtian.yaml"), "--period", period,
                    "--published-at", TIME, "--quiet"], until)


def done_units(city, period):
    folder = os.path.join(city, "work", period, "units")
    return sum(name.endswith(".result") for name in os.listdir(folder)) if os.path.isdir(folder) else 0


def make(args, kind, *options):
    city = os.path.join(args.data, "%s-%d" % (kind, args.parcels))
    if not os.path.exists(os.path.join(city, "liangtian.yaml")):
        subprocess.run([args.tool("lt-generate"), kind, city, "--parcels", str(args.parcels), *options], check=True)
    for name in ("out", "out-before", "work"):
        shutil.rmtree(os.path.join(city, name), ignore_errors=True)
    return city


def scale(args):
    """Killed when half of the counties are done, and gone on: held against a run that nobody disturbed."""
    city = make(args, "scale", "--cell", "10", "--seasons", "2", "--layers", "parcels,pbf,zones,counties")
    out, before, work = (os.path.join(city, name) for name in ("out", "out-before", "work"))
    print("%d parcels; inputs: %.2f GB" % (args.parcels, size_of(city) / 1e9), flush=True)

    def disk():
        return "; work/ %.2f GB, out/ %.2f GB" % (size_of(work) / 1e9, size_of(out) / 1e9)
    say("2025H1", half_year(args, city, "2025H1"), disk())
    subprocess.run(["cp", "-al", out, before], check=True)
    whole = half_year(args, city, "2025H2")
    say("2025H2", whole, disk())
    wanted = os.readlink(os.path.join(out, "current"))
    units = done_units(city, "2025H2")
    shutil.rmtree(out)
    shutil.rmtree(work)
    os.rename(before, out)
    killed = half_year(args, city, "2025H2", lambda: done_units(city, "2025H2") * 2 >= units)
    print("killed after %.0f s of processors, with %d of %d counties done"
          % (killed.cpu, done_units(city, "2025H2"), units), flush=True)
    resumed = half_year(args, city, "2025H2")
    left = whole.cpu - killed.cpu
    say("gone on", resumed, "; %.0f s were left, %+.1f %%" % (left, 100 * (resumed.cpu / left - 1)))
    if os.readlink(os.path.join(out, "current")) != wanted:
        sys.exit("the resumed run has published something else")


def rows_of(city):
    path = os.path.join(city, "out", "current", "ledger.gpkg")
    base = sqlite3.connect("file:%s?immutable=1" % path, uri=True)
    rows = sum(base.execute("SELECT count(*) FROM " + table).fetchone()[0] for table in ("cases", "events"))
    base.close()
    return rows, os.path.getsize(path)


def history(args):
    """What a look at the ledger costs as it grows: `status`, which reads manifests, and `ledger export`, every row."""
    city = make(args, "history", "--periods", str(args.periods), "--birth-rate", "0.02")
    start = min(Watched([args.tool("liangtian"), "--version"]).cpu for _ in range(5))
    print("half-year | run, s | status, s | export, s | of it µs a row | cases and events | ledger, MB; the program's start: %.3f s"
          % start)
    for n in range(args.periods):
        period = "%dH%d" % (2024 + n // 2, 1 + n % 2)
        run = half_year(args, city, period)
        config = os.path.join(city, "liangtian.yaml")
        status = min(Watched([args.tool("liangtian"), "status", config]).cpu for _ in range(3))
        export = min(Watched([args.tool("liangtian"), "ledger", "export", config]).cpu for _ in range(3))
        rows, size = rows_of(city)
        print("%s | %.1f | %.3f | %.3f | %.0f | %d | %.1f"
              % (period, run.cpu, status, export, 1e6 * (export - start) / max(rows, 1), rows, size / 1e6), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("scale", "history"))
    parser.add_argument("--build", default=os.path.join(SOURCE, "build", "release"), help="folder of the build")
    parser.add_argument("--data", required=True, help="folder for the cities")
    parser.add_argument("--parcels", type=int, help="2,500,000 for scale, 5,000 for history")
    parser.add_argument("--periods", type=int, default=24)
    args = parser.parse_args()
    args.parcels = args.parcels or (2500000 if args.what == "scale" else 5000)
    args.tool = lambda name: os.path.join(args.build, "bin", name)
    os.makedirs(args.data, exist_ok=True)
    return {"scale": scale, "history": history}[args.what](args)


if __name__ == "__main__":
    sys.exit(main())
