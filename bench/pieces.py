#!/usr/bin/env python3
"""What the pieces of a half-year cost: plan, each unit, merge. Method: README.md beside this file; the model that the
numbers feed: docs/SCALING.md.

A city of ten counties is run in pieces, one after the other on one thread, for several sizes and cells. Measured per
piece: processor time (user and system, children included), most memory of a process, bytes asked for (read and pread,
and the spools, which are mapped whole) and written. None of these depends on what else the machine does, but for a few
hundredths through its caches. A model c0 + c1·vertices + c2·pixels per piece is solved from three runs (the smallest city
with coarse and with fine cells, and another); what it says of the others stands beside what they took.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile

from run import SCHEMAS, Data, median, number, output_of, say

HERE = os.path.dirname(os.path.abspath(__file__))
COUNTIES = 10
TINY = 1000
PERIODS = ("2025H1", "2025H2")
TIME = "2026-01-01T00:00:00Z"


class Cost:
    def __init__(self, cpu, memory, read, written):
        self.cpu, self.memory, self.read, self.written = cpu, memory, read, written


def io_of(pid):
    """Bytes through read and write calls, of a process that has ended and all children it has waited for."""
    with open("/proc/%d/io" % pid, encoding="ascii") as stream:
        counts = dict(line.split(": ") for line in stream.read().splitlines())
    return int(counts["rchar"]), int(counts["wchar"])


def measure(command):
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as talk:
        process = subprocess.Popen(command, stdout=out, stderr=talk, stdin=subprocess.DEVNULL)
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        read, written = io_of(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        talk.seek(0)
        text = out.read().decode(errors="replace")
        if process.returncode != 0:
            sys.exit("failed with %d: %s\n%s" % (process.returncode, " ".join(command), talk.read().decode(errors="replace")))
    return text, Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, read, written)


class City:
    """A generated city in a folder of links, so that its outputs lie apart from the data."""

    def __init__(self, bench, parcels, cell):
        self.bench, self.parcels, self.cell = bench, parcels, cell
        self.folder = os.path.join(bench.data.folder, "pieces")
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(os.path.join(self.folder, "rasters"))
        source = bench.data.run(parcels, 10)
        os.symlink(os.path.join(source, "layers"), os.path.join(self.folder, "layers"))
        os.symlink(os.path.join(source, "legend.yaml"), os.path.join(self.folder, "legend.yaml"))
        for path in bench.data.raster(parcels, cell):
            os.symlink(path, os.path.join(self.folder, "rasters", os.path.basename(path)))
        self.config = shutil.copy(os.path.join(source, "liangtian.yaml"), self.folder)

    def command(self, *words):
        return [self.bench.program, *words, "--schemas", SCHEMAS, "--threads", "1", "--quiet"]

    def size(self, *names):
        path = os.path.join(self.folder, *names)
        return os.path.getsize(path) if os.path.exists(path) else 0

    def spools(self, period, county):
        return self.size("work", period, "units", county + ".spool") + \
            self.size("work", period, "borders", county + ".spool")

    def run(self, period, partly):
        """Costs of plan, units and merge; of each the vertices and pixels it is about. Partly: the plan and two units."""
        text, plan = measure(self.command("plan", self.config, "--period", period))
        path, *lines = text.splitlines()
        rows = [line.split("\t") for line in lines]
        pieces = []
        for row in rows[:2] if partly else rows:
            _, cost = measure(self.command("unit", path, row[0]))
            cost.read += self.spools(period, row[1])
            pieces.append(Piece("unit", int(row[4]), int(row[5]), cost))
        vertices, pixels = sum(int(row[4]) for row in rows), sum(int(row[5]) for row in rows)
        plan = Piece("plan", vertices, pixels, plan)
        if partly:
            return Half(self, period, plan, pieces, None)
        _, merge = measure(self.command("merge", path, "--published-at", TIME))
        merge.read += sum(self.spools(period, row[1]) for row in rows)
        return Half(self, period, plan, pieces, Piece("merge", vertices, pixels, merge))


class Piece:
    def __init__(self, name, vertices, pixels, cost):
        self.name, self.vertices, self.pixels, self.cost = name, vertices, pixels, cost


class Half:
    """A half-year in pieces. The unit shown is the middle one of the ten, by processor time."""

    def __init__(self, city, period, plan, units, merge):
        self.parcels, self.cell, self.period = city.parcels, city.cell, period
        self.plan, self.units, self.merge = plan, units, merge
        self.unit = sorted(units, key=lambda unit: unit.cost.cpu)[len(units) // 2]

    def pieces(self):
        return [piece for piece in (self.plan, self.unit, self.merge) if piece is not None]


def solve(rows):
    """c0, c1, c2 of three equations c0 + c1·v + c2·p = y, by elimination."""
    rows = [[1.0, v, p, y] for v, p, y in rows]
    for i in range(3):
        pivot = max(range(i, 3), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for r in range(3):
            if r != i:
                rows[r] = [a - rows[r][i] * b for a, b in zip(rows[r], rows[i])]
    return [row[3] for row in rows]


WHAT = {"cpu": lambda cost: cost.cpu, "read": lambda cost: cost.read / 1e6, "written": lambda cost: cost.written / 1e6,
        "memory": lambda cost: cost.memory}


class Bench:
    def __init__(self, options, data):
        self.options, self.data = options, data
        self.program = os.path.join(options.build, "bin", "liangtian")
        self.halves = []

    def half(self, parcels, cell, period):
        return next(h for h in self.halves if (h.parcels, h.cell, h.period) == (parcels, cell, period))

    def model(self, period, name, what):
        """From the smallest cities: c0, per vertex, per pixel. A merge draws up to 200 evidence sheets, as many in each city
        but the tiny one: it is solved from two that have them all."""
        other = self.options.sizes[1] if name == "merge" else TINY
        runs = [self.half(other, self.options.cells[0], period)] + [
            self.half(self.options.sizes[0], cell, period) for cell in self.options.cells]
        pieces = [next(p for p in run.pieces() if p.name == name) for run in runs]
        return solve([(p.vertices, p.pixels, WHAT[what](p.cost)) for p in pieces])

    def run(self):
        for parcels in [TINY] + self.options.sizes:
            for cell in self.options.cells:
                city = City(self, parcels, cell)
                partly = parcels > self.options.whole
                for period in self.options.periods[:1] if partly else self.options.periods:
                    half = city.run(period, partly)
                    self.halves.append(half)
                    say("%7d parcels, %2d m, %s: %s" % (parcels, cell, period, ", ".join(
                        "%s %.2f s %.0f MB, %.1f MB read, %.1f written" % (
                            piece.name, piece.cost.cpu, piece.cost.memory, piece.cost.read / 1e6, piece.cost.written / 1e6)
                        for piece in half.pieces())))
        shutil.rmtree(os.path.join(self.data.folder, "pieces"), ignore_errors=True)

    # tables

    def table(self):
        lines = ["| city | cells | half-year | piece | vertices | pixels | CPU, s | memory, MB | read, MB | written, MB |",
                 "|--|--|--|--|--|--|--|--|--|--|"]
        for half in self.halves:
            for piece in half.pieces():
                lines.append("| %s | %d m | %s | %s | %s | %s | %.2f | %.0f | %.1f | %.1f |" % (
                    format(half.parcels, ","), half.cell, half.period, piece.name, format(piece.vertices, ","),
                    format(piece.pixels, ","), piece.cost.cpu, piece.cost.memory, piece.cost.read / 1e6,
                    piece.cost.written / 1e6))
        return lines

    def constants(self):
        lines = ["| half-year | piece | | start | per million vertices | per million pixels |", "|--|--|--|--|--|--|"]
        for period in self.options.periods:
            for name in ("plan", "unit", "merge"):
                for what, unit in (("cpu", "CPU, s"), ("read", "read, MB"), ("written", "written, MB")):
                    c0, c1, c2 = self.model(period, name, what)
                    lines.append("| %s | %s | %s | %s | %s | %s |" % (
                        period, name, unit, number(c0, 3), number(c1 * 1e6, 3), number(c2 * 1e6, 4)))
        return lines

    def predictions(self):
        lines = ["| city | cells | half-year | piece | CPU, s: model | measured | | read, MB: model | measured | |",
                 "|--|--|--|--|--|--|--|--|--|--|"]
        for half in self.halves:
            if half.parcels in (TINY, self.options.sizes[0]):
                continue
            for piece in half.pieces():
                if piece.name == "merge" and (half.parcels, half.cell) == (self.options.sizes[1], self.options.cells[0]):
                    continue  # the model was solved from it
                cells = []
                for what in ("cpu", "read"):
                    c0, c1, c2 = self.model(half.period, piece.name, what)
                    told, seen = c0 + c1 * piece.vertices + c2 * piece.pixels, WHAT[what](piece.cost)
                    cells += [number(told, 2), number(seen, 2), "%+.0f %%" % (100 * (seen / told - 1))]
                lines.append("| %s | %d m | %s | %s | %s |" % (format(half.parcels, ","), half.cell, half.period, piece.name,
                                                              " | ".join(cells)))
        return lines

    def overheads(self):
        """A unit of a hundred parcels does next to nothing: what it takes is start, plan, GDAL and PROJ."""
        lines = ["| city | cells | half-year | unit, CPU s | of a hundred parcels | share | units, most / least |",
                 "|--|--|--|--|--|--|--|"]
        for half in self.halves:
            if half.parcels != TINY:
                start = self.half(TINY, half.cell, half.period).unit.cost.cpu
                cpu = [unit.cost.cpu for unit in half.units]
                lines.append("| %s | %d m | %s | %.2f | %.3f | %.1f %% | %.2f |" % (
                    format(half.parcels, ","), half.cell, half.period, half.unit.cost.cpu, start,
                    100 * start / half.unit.cost.cpu, max(cpu) / min(cpu)))
        return lines

    def text(self):
        return "\n".join(
            ["### The pieces", ""] + self.table() + ["", "### Overhead of a unit", ""] + self.overheads() +
            ["", "### The model's constants", ""] + self.constants() +
            ["", "### The model against larger cities", ""] + self.predictions())

    def rows(self):
        return [dict(parcels=half.parcels, cell=half.cell, period=half.period, piece=piece.name, vertices=piece.vertices,
                     pixels=piece.pixels, **{what: round(of(piece.cost), 4) for what, of in WHAT.items()})
                for half in self.halves for piece in (half.plan, *half.units, *half.pieces()[2:])]


def main():
    parser = argparse.ArgumentParser(description="What plan, units and merge of a half-year cost, and a model of it.")
    parser.add_argument("--data", metavar="DIR", required=True, help="where generated data are kept")
    parser.add_argument("--build", metavar="DIR", default=os.path.join(os.path.dirname(HERE), "build", "release"))
    parser.add_argument("--sizes", metavar="N,N", default="100000,200000,400000,1000000",
                        help="parcels of the cities; a county has a tenth (default 100000,200000,400000,1000000)")
    parser.add_argument("--whole", metavar="N", type=int, default=10 ** 9,
                        help="of cities with more parcels only the plan and two units are done, in the first half-year")
    parser.add_argument("--periods", metavar="P,P", default=",".join(PERIODS), help="half-years, in order")
    parser.add_argument("--cells", metavar="M,M", default="10,2", help="coarse and fine cells (default 10,2)")
    parser.add_argument("--json", metavar="FILE", help="every piece, for programs")
    options = parser.parse_args()
    options.sizes = [int(word) for word in options.sizes.split(",")]
    options.cells = [int(word) for word in options.cells.split(",")]
    options.periods = options.periods.split(",")
    os.makedirs(options.data, exist_ok=True)
    bench = Bench(options, Data(options.data, os.path.join(options.build, "bin", "lt-generate"), os.cpu_count()))
    bench.run()
    if options.json:
        with open(options.json, "w", encoding="utf-8") as stream:
            json.dump(bench.rows(), stream, indent=1)
    print(output_of(bench.program, "--version"))
    print(bench.text())


if __name__ == "__main__":
    main()
