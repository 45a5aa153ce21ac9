#!/usr/bin/env python3
"""Runs the benchmarks and writes their tables. Method: README.md beside this file.

Python's standard library only. Every comparison is a list of commands that are run in turn, round after round, so that
whatever else the machine does falls on all of them; ratios are taken within a round.
"""
import argparse
import csv
import datetime
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
SCHEMAS = os.path.join(ROOT, "schemas")
BEGIN, END = "<!-- results -->", "<!-- end of results -->"
SEED = 1
COLUMNS = ("comparison case tool parcels cell threads runs wall_s wall_min_s wall_max_s cpu_s peak_rss_mb "
           "peak_anonymous_mb ratio ratio_min ratio_max ratio_to cpu_ratio note").split()


def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def say(text):
    print(text, file=sys.stderr, flush=True)


# ---- data -----------------------------------------------------------------------------------------------------------

def tree_digest(folder):
    digest = hashlib.sha256()
    for top, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(top, name)
            digest.update(os.path.relpath(path, folder).encode())
            with open(path, "rb") as stream:
                digest.update(stream.read())
    return digest.hexdigest()[:8]


class Data:
    """Generated sets in one folder. The name of a set holds its options, and the digest of a tiny city made with the
    same options: a generator that makes other data makes another folder, so nothing goes stale in silence."""

    def __init__(self, folder, generator, threads):
        self.folder, self.generator, self.threads = folder, generator, threads

    def make(self, folder, parcels, options):
        subprocess.run([self.generator, "scale", folder, "--parcels", str(parcels), "--seed", str(SEED),
                        "--threads", str(self.threads)] + options, check=True)

    def get(self, parcels, *options):
        with tempfile.TemporaryDirectory() as tiny:
            self.make(tiny, 1000, list(options))
            digest = tree_digest(tiny)
        words = "".join(options).replace("--", "-").replace(",", "+")
        path = os.path.join(self.folder, "%d%s-seed%d-%s" % (parcels, words, SEED, digest))
        if not os.path.isdir(path):
            say("generating %s" % os.path.basename(path))
            shutil.rmtree(path + ".tmp", ignore_errors=True)
            self.make(path + ".tmp", parcels, list(options))
            os.rename(path + ".tmp", path)
        return path

    # rasters and layers apart, so that one raster serves the shuffled layer and the shapefile too
    def raster(self, parcels, cell, compress="DEFLATE", seasons=2, wider=1):
        options = ["--layers", "none", "--cell", str(cell), "--compress", compress, "--seasons", str(seasons)]
        if wider > 1:
            options += ["--wider", str(wider)]
        folder = self.get(parcels, *options)
        return [os.path.join(folder, "rasters", name) for name in ("2025H1.tif", "2025H2.tif")[:seasons]]

    def layer(self, parcels, name="DLTB", layers="parcels", form="gpkg", shuffle=False):
        options = ["--layers", layers, "--seasons", "0", "--format", form] + (["--shuffle"] if shuffle else [])
        return os.path.join(self.get(parcels, *options), "layers", "%s.%s" % (name, form))

    def run(self, parcels, cell):
        return self.get(parcels, "--cell", str(cell))


# ---- measuring ------------------------------------------------------------------------------------------------------

class Sampler(threading.Thread):
    """Largest RssAnon of a process, by looking every few milliseconds: pages of mapped files are not in it."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.largest, self.going = pid, 0, True

    def run(self):
        while self.going:
            try:
                with open("/proc/%d/status" % self.pid, encoding="ascii", errors="replace") as stream:
                    found = re.search(r"RssAnon:\s+(\d+)", stream.read())
            except OSError:
                break
            if found:
                self.largest = max(self.largest, int(found.group(1)))
            time.sleep(0.005)


class Sample:
    def __init__(self, wall, cpu=None, peak=None, anonymous=None, text=""):
        self.wall, self.cpu, self.peak, self.anonymous, self.text = wall, cpu, peak, anonymous, text


def measure(command, sample_memory=False):
    """Wall time from before fork to after the end of the process, CPU time and largest RSS from its rusage."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as talk:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=talk, stdin=subprocess.DEVNULL)
        sampler = Sampler(process.pid) if sample_memory else None
        if sampler:
            sampler.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if sampler:
            sampler.going = False
            sampler.join()
        if process.returncode != 0:
            talk.seek(0)
            sys.exit("failed with %d: %s\n%s" % (process.returncode, " ".join(command),
                                                  talk.read().decode(errors="replace")[-2000:]))
        out.seek(0)
        text = out.read(4096).decode(errors="replace")
    return Sample(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024,
                  sampler.largest / 1024 if sampler else None, text)


def evict(path):
    """Drops a file from the page cache, as far as the system grants it: needs no root, but a disk that keeps files."""
    descriptor = os.open(path, os.O_RDONLY)
    os.fsync(descriptor)
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(descriptor)


class Command:
    """One contestant: a command line, what to do before each run (not measured), and the contestant (by case) that it
    is held against; by default the first of the comparison."""

    def __init__(self, case, tool, argv=None, before=None, call=None, against=None, parcels=0, cell=0, threads=0,
                 note=""):
        self.case, self.tool, self.argv, self.before, self.call = case, tool, argv, before, call
        self.against, self.parcels, self.cell, self.threads, self.note = against, parcels, cell, threads, note
        self.samples, self.memory = [], None

    def once(self, sample_memory=False):
        if self.before:
            self.before()
        if self.argv:
            return measure(self.argv, sample_memory)
        start = time.perf_counter()
        self.call()
        return Sample(time.perf_counter() - start)


class Bench:
    def __init__(self, options, data):
        self.options, self.data = options, data
        self.rows = []
        self.out = os.path.join(data.folder, "out.csv")
        self.tables = []
        self.targets = []

    def tool(self, name):
        return os.path.join(self.options.build, "bin", name)

    # contestants

    def floor(self, rasters, zones, threads, case="floor", **more):
        argv = [self.tool("lt-floor"), "-z", zones, "--threads", str(threads)]
        for raster in rasters:
            argv += ["-r", raster]
        return Command(case, "lt-floor", argv, threads=threads, **more)

    def tabulate(self, rasters, zones, threads, case="tabulate", extra=(), **more):
        argv = [self.tool("liangtian"), "tabulate", "-z", zones, "--threads", str(threads), "-q", "-o", self.out,
                "--schemas", SCHEMAS]
        if os.path.basename(zones).startswith("DLTB"):
            argv += ["--id", "BSM"]
        for raster in rasters:
            argv += ["-r", raster]
        return Command(case, "liangtian tabulate", argv + list(extra), before=self.clear, threads=threads, **more)

    def clear(self):
        if os.path.exists(self.out):
            os.unlink(self.out)

    # running

    def compare(self, name, title, text, commands, rounds=None, warm=True):
        rounds = rounds or self.options.repeat
        say("%s: %d rounds of %d" % (name, rounds, len(commands)))
        for command in commands:
            if warm:  # puts the files into the page cache, and tells of the memory
                command.memory = command.once(sample_memory=True)
        for _ in range(rounds):
            for command in commands:
                command.samples.append(command.once())
        self.clear()
        by_case = {command.case: command for command in commands}
        rows = [self.row(name, command, by_case[command.against or commands[0].case]) for command in commands]
        self.rows += rows
        self.tables.append((title, text, rows))
        for row in rows:
            say("  %-34s %8.3f s  (%.3f-%.3f)  %s" % (row["case"], row["wall_s"], row["wall_min_s"],
                                                    row["wall_max_s"], row["ratio_text"]))
        return by_case

    @staticmethod
    def row(name, command, base):
        walls = [sample.wall for sample in command.samples]
        cpus = [sample.cpu for sample in command.samples if sample.cpu is not None]
        peaks = [sample.peak for sample in command.samples if sample.peak is not None]
        ratios = [a.wall / b.wall for a, b in zip(command.samples, base.samples)]
        row = dict.fromkeys(COLUMNS, "")
        row.update(comparison=name, case=command.case, tool=command.tool, parcels=command.parcels or "",
                   cell=command.cell or "", threads=command.threads or "", runs=len(walls), wall_s=median(walls),
                   wall_min_s=min(walls), wall_max_s=max(walls), note=command.note)
        base_cpus = [sample.cpu for sample in base.samples if sample.cpu is not None]
        if cpus and base_cpus and base is not command:
            row["cpu_ratio"] = median([a / b for a, b in zip(cpus, base_cpus)])
        if cpus:
            row["cpu_s"] = median(cpus)
            row["peak_rss_mb"] = max(peaks)
        if command.memory and command.memory.anonymous is not None:
            row["peak_anonymous_mb"] = command.memory.anonymous
        row["ratio_text"] = ""
        if base is not command:
            row.update(ratio=median(ratios), ratio_min=min(ratios), ratio_max=max(ratios), ratio_to=base.case)
            row["ratio_text"] = "%.2f (%.2f–%.2f) × %s" % (median(ratios), min(ratios), max(ratios), base.case)
            if row["cpu_ratio"] != "":
                row["ratio_text"] += "; CPU %.2f ×" % row["cpu_ratio"]
        if command.tool == "lt-floor":
            parts = dict(line.split(None, 1) for line in command.samples[0].text.splitlines())
            geometry = [float(re.search(r"geometry_s (\S+)", s.text).group(1)) for s in command.samples]
            raster = [float(re.search(r"raster_s (\S+)", s.text).group(1)) for s in command.samples]
            row["note"] = "geometry %.3f s + raster %.3f s; %s features, %s vertices, %s tiles" % (
                median(geometry), median(raster), parts["features"], parts["vertices"], parts["tiles"])
        return row

    def remark(self, comparison, case, text):
        for row in self.rows:
            if row["comparison"] == comparison and row["case"] == case:
                row["note"] = (row["note"] + "; " if row["note"] else "") + text

    def target(self, text, limit, value, unit="×", at_least=False):
        """One line of the table of targets."""
        good = value >= limit if at_least else value <= limit
        self.targets.append((text, "%s %g %s" % ("≥" if at_least else "≤", limit, unit), "%.3g %s" % (value, unit),
                             "yes" if good else "no"))

    def speed_up(self, name, done, one, two):
        factor = median([a.wall / b.wall for a, b in zip(done[one].samples, done[two].samples)])
        self.remark(name, two, "%.2f times as fast as one thread" % factor)
        return factor

    # the comparisons

    def sizes(self):
        return self.options.sizes

    def case_floor(self):
        """tabulate against the read floor"""
        threads = self.options.threads
        for cell in (10, 2):
            for parcels in self.sizes():
                seasons = 2 if parcels == self.options.middle else 1  # the other cases need both
                rasters = self.data.raster(parcels, cell, seasons=seasons)[:1]
                zones = self.data.layer(parcels)
                more = dict(parcels=parcels, cell=cell)
                self.compare("floor-%d-%dm" % (parcels, cell), "%s parcels, %d m" % (format(parcels, ","), cell), "",
                             [self.floor(rasters, zones, threads, **more),
                              self.tabulate(rasters, zones, threads, **more)])
                row = self.rows[-1]
                if parcels == 1000000:
                    self.target("tabulate, %s parcels, %d m, against the floor" % (format(parcels, ","), cell),
                                4 if cell == 2 else 2.5, row["ratio"])
                if parcels == 2500000 and cell == 2:
                    self.target("peak memory, %s parcels, 2 m" % format(parcels, ","), 1024, row["peak_rss_mb"], "MB")

    def case_linear(self):
        """time per parcel, from the runs above"""
        rows = []
        for cell in (10, 2):
            base = None
            for row in self.rows:
                if row["comparison"].startswith("floor-") and row["tool"] != "lt-floor" and row["cell"] == cell:
                    each = row["wall_s"] / row["parcels"] * 1e6
                    base = base or each
                    new = dict(row, comparison="linear (µs)", case="%s parcels, %d m" % (format(row["parcels"], ","), cell),
                               wall_s=each, wall_min_s=row["wall_min_s"] / row["parcels"] * 1e6,
                               wall_max_s=row["wall_max_s"] / row["parcels"] * 1e6, ratio=each / base, ratio_to="fewest",
                               ratio_text="%.2f × the fewest" % (each / base), note="")
                    rows.append(new)
        if rows:
            self.target("time per parcel, the most against that of the fewest parcels", 1.15,
                        max(row["ratio"] for row in rows))
            self.rows += [{**row, "ratio_min": "", "ratio_max": ""} for row in rows]
            self.tables.append(("Time per parcel (µs)", "", rows))

    def case_threads(self):
        """one thread against two"""
        parcels = self.options.middle
        for cell in (10, 2):
            rasters, zones = self.data.raster(parcels, cell)[:1], self.data.layer(parcels)
            more = dict(parcels=parcels, cell=cell)
            done = self.compare("threads-%dm" % cell, "One thread and two: %s parcels, %d m" % (format(parcels, ","), cell), "",
                         [self.tabulate(rasters, zones, 1, case="tabulate, 1 thread", **more),
                          self.tabulate(rasters, zones, 2, case="tabulate, 2 threads", **more),
                          self.floor(rasters, zones, 1, case="floor, 1 thread", **more),
                          self.floor(rasters, zones, 2, case="floor, 2 threads", against="floor, 1 thread", **more)])
            name = "threads-%dm" % cell
            self.speed_up(name, done, "floor, 1 thread", "floor, 2 threads")
            self.target("two threads against one, %d m" % cell, 1.7,
                        self.speed_up(name, done, "tabulate, 1 thread", "tabulate, 2 threads"), at_least=True)

    def case_formats(self):
        """GeoPackage and shapefile"""
        parcels, threads = self.options.middle, self.options.threads
        rasters = self.data.raster(parcels, 10)[:1]
        gpkg, shp = self.data.layer(parcels), self.data.layer(parcels, form="shp")
        more = dict(parcels=parcels, cell=10)
        self.compare("formats", "GeoPackage and shapefile: %s parcels, 10 m" % format(parcels, ","), "",
                     [self.floor(rasters, gpkg, threads, case="floor, GeoPackage", **more),
                      self.tabulate(rasters, gpkg, threads, case="tabulate, GeoPackage", **more),
                      self.floor(rasters, shp, threads, case="floor, shapefile", **more),
                      self.tabulate(rasters, shp, threads, case="tabulate, shapefile", against="floor, shapefile",
                                    **more)])

    def case_codecs(self):
        """DEFLATE, LZW, ZSTD"""
        parcels, threads = self.options.middle, self.options.threads
        zones = self.data.layer(parcels)
        commands = []
        for compress in ("DEFLATE", "LZW", "ZSTD"):
            rasters = self.data.raster(parcels, 2, compress)[:1] if compress == "DEFLATE" else \
                self.data.raster(parcels, 2, compress, seasons=1)
            more = dict(parcels=parcels, cell=2)
            floor = "floor, " + compress
            commands += [self.floor(rasters, zones, threads, case=floor, **more),
                         self.tabulate(rasters, zones, threads, case="tabulate, " + compress, against=floor, **more)]
        self.compare("codecs", "Compression: %s parcels, 2 m" % format(parcels, ","), "", commands)

    def case_seasons(self):
        """two seasons in one call, and one after the other"""
        parcels, threads = self.options.middle, self.options.threads
        zones = self.data.layer(parcels)
        for cell in (10, 2):
            first, second = self.data.raster(parcels, cell)
            more = dict(parcels=parcels, cell=cell)
            commands = [self.tabulate([first], zones, threads, case="H1", **more),
                        self.tabulate([second], zones, threads, case="H2", **more),
                        self.tabulate([first, second], zones, threads, case="H1 and H2 in one call", **more)]
            if "--joint" in self.help:
                commands.append(self.tabulate([first, second], zones, threads, case="joint table", extra=["--joint"],
                                              against="H1 and H2 in one call", **more))
            commands.append(self.floor([first, second], zones, threads, case="floor of both", **more))
            done = self.compare("seasons-%dm" % cell, "Two seasons: %s parcels, %d m" % (format(parcels, ","), cell), "",
                                commands)
            both = [a.wall + b.wall for a, b in zip(done["H1"].samples, done["H2"].samples)]
            one = [sample.wall for sample in done["H1 and H2 in one call"].samples]
            self.remark("seasons-%dm" % cell, "H1 and H2 in one call", "%.2f × H1 + H2 one after the other" % median(
                [a / b for a, b in zip(one, both)]))
            if "joint table" in done:
                self.target("joint table of two seasons against two marginals, %d m" % cell, 1.6, self.rows[-2]["ratio"])

    def case_order(self):
        """a shuffled layer and the same in spatial order"""
        parcels, threads = self.options.middle, self.options.threads
        for cell in (10, 2):
            rasters = self.data.raster(parcels, cell)[:1]
            more = dict(parcels=parcels, cell=cell)
            self.compare("order-%dm" % cell, "Order of the features: %s parcels, %d m" % (format(parcels, ","), cell), "",
                         [self.tabulate(rasters, self.data.layer(parcels), threads, case="in spatial order", **more),
                          self.tabulate(rasters, self.data.layer(parcels, shuffle=True), threads, case="shuffled",
                                        **more)])
            self.target("shuffled layer against spatial order, %d m" % cell, 1.5, self.rows[-1]["ratio"])

    def case_huge(self):
        """few huge polygons and the parcels of the same area"""
        parcels = self.options.middle
        few = "city,counties"
        city, counties = self.data.layer(parcels, "CITY", few), self.data.layer(parcels, "XZQ", few)
        for cell in (10, 2):
            rasters, zones = self.data.raster(parcels, cell)[:1], self.data.layer(parcels)
            more = dict(parcels=parcels, cell=cell)
            name = "huge-%dm" % cell
            done = self.compare(name, "Huge polygons: the area of %s parcels, %d m" % (format(parcels, ","), cell), "",
                         [self.tabulate(rasters, zones, 2, case="parcels, 2 threads", **more),
                          self.tabulate(rasters, counties, 2, case="10 counties, 2 threads", **more),
                          self.tabulate(rasters, city, 2, case="one polygon, 2 threads", **more),
                          self.tabulate(rasters, city, 1, case="one polygon, 1 thread",
                                        against="one polygon, 2 threads", **more),
                          self.floor(rasters, city, 2, case="floor of the one polygon", **more)])
            self.target("one huge polygon against the parcels of its area, %d m" % cell, 1,
                        next(row["ratio"] for row in self.rows if row["comparison"] == name and
                             row["case"] == "one polygon, 2 threads"))
            self.target("one huge polygon, two threads against one, %d m" % cell, 1.7,
                        self.speed_up(name, done, "one polygon, 1 thread", "one polygon, 2 threads"), at_least=True)

    def case_wider(self):
        """a raster twice as large under the same parcels"""
        parcels, threads = self.options.middle, self.options.threads
        zones = self.data.layer(parcels)
        more = dict(parcels=parcels, cell=2)
        self.compare("wider", "Raster area that no parcel touches: %s parcels, 2 m" % format(parcels, ","), "",
                     [self.tabulate(self.data.raster(parcels, 2)[:1], zones, threads, case="raster of the city", **more),
                      self.tabulate(self.data.raster(parcels, 2, seasons=1, wider=2), zones, threads,
                                    case="raster twice as wide", **more)])
        wide, narrow = self.rows[-1], self.rows[-2]
        self.target("raster twice as wide, time", 1.05, wide["ratio"])
        self.target("raster twice as wide, peak memory", 1.05, wide["peak_rss_mb"] / narrow["peak_rss_mb"])

    def hash_inputs(self, folder):
        """SHA-256 of every input, on all threads: Python's hashlib is OpenSSL and lets go of the lock."""
        paths = [os.path.join(folder, sub, name) for sub in ("layers", "rasters")
                 for name in os.listdir(os.path.join(folder, sub))]
        paths.sort(key=os.path.getsize)

        def work():
            while True:
                try:
                    path = paths.pop()
                except IndexError:
                    return
                digest = hashlib.sha256()
                with open(path, "rb", buffering=0) as stream:
                    while block := stream.read(1 << 20):
                        digest.update(block)

        workers = [threading.Thread(target=work) for _ in range(self.options.threads)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

    def case_run(self):
        """the full half-year and its parts"""
        parcels, threads = self.options.middle, self.options.threads
        source = self.data.run(parcels, 10)
        folder = os.path.join(self.data.folder, "run")
        config = os.path.join(folder, "liangtian.yaml")

        def reset():
            shutil.rmtree(folder, ignore_errors=True)
            os.mkdir(folder)
            for name in ("layers", "rasters", "legend.yaml"):
                os.symlink(os.path.join(source, name), os.path.join(folder, name))
            shutil.copy(os.path.join(source, "liangtian.yaml"), config)

        names = ("DLTB", "YJJBNTTB", "LQDK", "XZQ")
        layers = {name: os.path.join(source, "layers", name + ".gpkg") for name in names}
        rasters = [os.path.join(source, "rasters", name) for name in ("2025H1.tif", "2025H2.tif")]
        copy = os.path.join(self.data.folder, "copy.gpkg")

        def no_copy():
            if os.path.exists(copy):
                os.unlink(copy)

        def half_year(period, before):
            argv = [self.tool("liangtian"), "run", config, "--period", period, "--threads", str(threads), "-q",
                    "--schemas", SCHEMAS]
            return Command("run " + period, "liangtian run", argv, before=before, parcels=parcels, cell=10,
                           threads=threads)

        def parts(period, seasons):
            more = dict(parcels=parcels, cell=10, against="run " + period)
            result = [self.tabulate(rasters[:seasons], layers[name], threads, case="%s: tabulate %s" % (period, name),
                                    **more) for name in names[:3]]
            result.append(Command(period + ": SHA-256 of the inputs", "hashlib", call=lambda: self.hash_inputs(source),
                                  **more))
            for name in names[:3]:
                result.append(Command("%s: validity of %s" % (period, name), "lt-valid (GEOS)",
                                      [self.tool("lt-valid"), layers[name], str(threads)], **more))
            result.append(Command(period + ": writing, GeoPackage to GeoPackage", "ogr2ogr",
                                  ["ogr2ogr", "-f", "GPKG", "--config", "OGR_SQLITE_SYNCHRONOUS", "OFF", copy,
                                   os.path.join(folder, "out", "current", period, "liangtian.gpkg")],
                                  before=no_copy, **more))
            return result

        commands = [half_year("2025H1", reset)] + parts("2025H1", 1) + [half_year("2025H2", None)] + parts("2025H2", 2)
        done = self.compare("run", "The full half-year: %s parcels, 10 m" % format(parcels, ","), "", commands,
                            rounds=self.options.run_repeat, warm=False)
        for period in ("2025H1", "2025H2"):
            total = [sum(pieces) for pieces in
                     zip(*[[sample.wall for sample in command.samples] for case, command in done.items()
                           if case.startswith(period + ":")])]
            ratios = [run.wall / whole for run, whole in zip(done["run " + period].samples, total)]
            note = "%.2f (%.2f–%.2f) × its parts, together %.1f s" % (median(ratios), min(ratios), max(ratios),
                                                                     median(total))
            self.remark("run", "run " + period, note)
            self.target("run %s, %s parcels" % (period, format(parcels, ",")), 60,
                        median([sample.wall for sample in done["run " + period].samples]), "s")
            self.target("run %s against its parts" % period, 1.3, median(ratios))
        shutil.rmtree(folder, ignore_errors=True)
        no_copy()

    def case_cold(self):
        """files out of the page cache before each run"""
        parcels, threads = self.options.middle, self.options.threads
        rasters, zones = self.data.raster(parcels, 10)[:1], self.data.layer(parcels)
        more = dict(parcels=parcels, cell=10)
        commands = [self.floor(rasters, zones, threads, **more), self.tabulate(rasters, zones, threads, **more)]
        for command in commands:
            command.before = lambda: (self.clear(), [evict(path) for path in rasters + [zones]])
        self.compare("cold", "Cold disk: %s parcels, 10 m" % format(parcels, ","),
                     "The files are dropped from the page cache before each run.", commands)

    def case_peers(self):
        """other tools: by cell centres, not exact"""
        parcels, threads = self.options.middle, self.options.threads
        script = os.path.join(HERE, "peer_rasterize.py")
        probe = subprocess.run(["/usr/bin/python3", "-c", "import numpy, osgeo.gdal"], stderr=subprocess.DEVNULL,
                               check=False)
        if probe.returncode != 0:
            say("peers: python3-gdal and python3-numpy are not installed; left out")
            return
        raster, zones = self.data.raster(parcels, 10)[0], self.data.layer(parcels)
        more = dict(parcels=parcels, cell=10)
        self.compare("peers", "Other tools: %s parcels, 10 m" % format(parcels, ","), "",
                     [self.tabulate([raster], zones, threads, **more),
                      Command("rasterize ids, count pairs", "GDAL + numpy", ["/usr/bin/python3", script, raster, zones,
                                                                             self.out], before=self.clear, threads=1,
                              note="cell centres: not exact", **more)], rounds=min(3, self.options.repeat))

    def run(self):
        self.help = subprocess.run([self.tool("liangtian"), "tabulate", "--help"], stdout=subprocess.PIPE, text=True,
                                   check=True).stdout
        for name in self.options.cases:
            getattr(self, "case_" + name)()


CASES = [name[5:] for name in vars(Bench) if name.startswith("case_")]


# ---- what it ran on -------------------------------------------------------------------------------------------------

def output_of(*command):
    try:
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                              check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as stream:
        model = re.search(r"model name\s*:\s*(.*)", stream.read())
    with open("/proc/meminfo", encoding="ascii") as stream:
        memory = int(re.search(r"MemTotal:\s+(\d+)", stream.read()).group(1)) / 1048576
    return "%s, %d cores, %.0f GiB, Linux %s" % (model.group(1) if model else platform.machine(), os.cpu_count(),
                                                memory, platform.release().split("-")[0])


def versions(build):
    cache = os.path.join(build, "CMakeCache.txt")
    settings, source = {}, ROOT
    if os.path.exists(cache):
        with open(cache, encoding="utf-8") as stream:
            settings = dict(re.findall(r"^(CMAKE_\w+):\w+=(.*)$", stream.read(), re.M))
    source = settings.get("CMAKE_HOME_DIRECTORY", ROOT)
    compiler = output_of(settings.get("CMAKE_C_COMPILER", "cc"), "--version").split("\n")[0]
    kind = settings.get("CMAKE_BUILD_TYPE", "")
    flags = settings.get("CMAKE_C_FLAGS_%s" % kind.upper(), "")
    commit = output_of("git", "-C", source, "rev-parse", "--short", "HEAD")
    dirty = " with changes" if output_of("git", "-C", source, "status", "--porcelain", "-uno") else ""
    libraries = ", ".join("%s %s" % (name, output_of("pkg-config", "--modversion", package))
                          for name, package in (("libtiff", "libtiff-4"), ("GDAL", "gdal"), ("SQLite", "sqlite3"),
                                                ("PROJ", "proj")))
    geos = output_of("geos-config", "--version")
    return [("liangtian", "%s, commit %s%s" % (output_of(os.path.join(build, "bin", "liangtian"), "--version")
                                              .replace("liangtian ", ""), commit or "unknown", dirty)),
            ("libraries", libraries + (", GEOS %s" % geos if geos else "")),
            ("compiler", "%s (%s %s)" % (compiler, kind, flags))]


# ---- tables ---------------------------------------------------------------------------------------------------------

def number(value, digits):
    return "" if value == "" or value is None else "%.*f" % (digits, value)


def markdown(tables, targets, facts):
    lines = ["| | |", "|--|--|"] + ["| %s | %s |" % fact for fact in facts]
    if targets:
        lines += ["", "### Targets", "", "| | target | measured | met |", "|--|--|--|--|"]
        lines += ["| %s | %s | %s | %s |" % target for target in targets]
    for title, text, rows in tables:
        lines += ["", "### " + title, ""]
        if text:
            lines += [text, ""]
        unit = "µs" if "(µs)" in title else "s"
        lines += ["| case | wall, " + unit + " | min–max | CPU, s | peak RSS (anonymous), MB | ratio (min–max) | |",
                  "|--|--|--|--|--|--|--|"]
        for row in rows:
            memory = number(row["peak_rss_mb"], 0)
            if row["peak_anonymous_mb"] != "":
                memory += " (%s)" % number(row["peak_anonymous_mb"], 0)
            lines.append("| %s | %s | %s–%s | %s | %s | %s | %s |" % (
                row["case"], number(row["wall_s"], 3), number(row["wall_min_s"], 3), number(row["wall_max_s"], 3),
                number(row["cpu_s"], 2), memory, row["ratio_text"], row["note"]))
    return "\n".join(lines)


def publish(path, text):
    with open(path, encoding="utf-8") as stream:
        old = stream.read()
    before, rest = old.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(before + BEGIN + "\n" + text + "\n" + END + after)


def write_csv(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({name: "%.6g" % value if isinstance(value, float) else value
                             for name, value in row.items()})


def read_options():
    parser = argparse.ArgumentParser(
        description="Runs the benchmarks of bench/README.md.", formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="cases:\n" + "\n".join("  %-9s %s" % (name, getattr(Bench, "case_" + name).__doc__) for name in CASES))
    parser.add_argument("--quick", action="store_true", help="100,000 parcels, floor and threads only: about a minute")
    parser.add_argument("--data", metavar="DIR", help="where generated data are kept (default: a temporary folder)")
    parser.add_argument("--build", metavar="DIR", default=os.path.join(ROOT, "build", "release"))
    parser.add_argument("--cases", metavar="A,B", help="some of the cases below (default: all)")
    parser.add_argument("--sizes", metavar="N,N", help="numbers of parcels (default 100000,1000000,2500000)")
    parser.add_argument("--middle", metavar="N", type=int, help="parcels of all other cases (default 1000000)")
    parser.add_argument("--repeat", metavar="N", type=int, help="rounds (default 5; --quick: 3)")
    parser.add_argument("--run-repeat", metavar="N", type=int, default=3, help="rounds of the full run")
    parser.add_argument("--threads", metavar="N", type=int, default=2)
    parser.add_argument("--csv", metavar="FILE", help="machine-readable rows (default: results.csv in the data folder)")
    parser.add_argument("--publish", action="store_true", help="put the tables into bench/README.md, rows beside it")
    options = parser.parse_args()
    options.sizes = [int(word) for word in options.sizes.split(",")] if options.sizes else \
        [100000] if options.quick else [100000, 1000000, 2500000]
    options.middle = options.middle or (100000 if options.quick else 1000000)
    options.repeat = options.repeat or (3 if options.quick else 5)
    options.cases = options.cases.split(",") if options.cases else \
        ["floor", "threads", "huge"] if options.quick else CASES
    for name in options.cases:
        if name not in CASES:
            parser.error("no such case: %s" % name)
    return options


def main():
    options = read_options()
    folder = options.data or tempfile.mkdtemp(prefix="lt-bench-")
    os.makedirs(folder, exist_ok=True)
    try:
        bench = Bench(options, Data(folder, os.path.join(options.build, "bin", "lt-generate"), os.cpu_count()))
        start = os.getloadavg()[0]
        bench.run()
        facts = [("date", datetime.date.today().isoformat()), ("machine", machine())] + versions(options.build) + [
            ("rounds", "%d (the half-year: %d)" % (options.repeat, options.run_repeat)),
            ("load before", "%.1f%s" % (start, ": the machine was busy; trust ratios, of CPU time above all"
                                       if start > 0.7 else ""))]
        text = markdown(bench.tables, bench.targets, facts)
        write_csv(options.csv or os.path.join(HERE if options.publish else folder, "results.csv"), bench.rows)
        if options.publish:
            publish(os.path.join(HERE, "README.md"), text)
        print(text)
    finally:
        if not options.data:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
