#!/usr/bin/env python3
"""What the merge of a half-year with many cases costs: processor time, memory, size of the outputs; with --parts where the
time goes. Method: README.md beside this file.

A city in which a sixth of the cropland offends is run for two half-years; the merge of the second is measured. Processor
time and the most memory of the process do not depend on what else the machine does, but for a few hundredths.
"""
import argparse
import collections
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

from pieces import PERIODS, TIME, measure
from run import SCHEMAS, Data, output_of, say

HERE = os.path.dirname(os.path.abspath(__file__))
CASE_SHARE = "0.165"
PARCELS_PER_CASE = 9.7  # of such a city, in autumn
SHOWN = ("review.html", "notice.pdf", "notice.docx", "summary.xlsx", "report.html", "packages", "sheets", "maps", "liangtian.gpkg")
# A part of the merge is a function of one of these names, and of the writers the innermost.
PART = re.compile(r"lt_(write_(?!bytes|whole)\w+|stage_(?!merge)\w+|review_pages_\w+|page_add_(texts|shapes|rows|ground|head)|ledger_(advance|write|read)"
                  r"|shares_find|plots_find|report_build|merge_units_open|evidence_create|publication_commit)$")


class City:
    def __init__(self, options, data):
        self.program = os.path.join(options.build, "bin", "liangtian")
        self.threads = str(options.threads)
        source = data.get(int(options.cases * PARCELS_PER_CASE), "--case-share", CASE_SHARE)
        self.folder = os.path.join(options.data, "crowd")
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        for name in ("layers", "rasters", "legend.yaml"):
            os.symlink(os.path.join(source, name), os.path.join(self.folder, name))
        self.config = shutil.copy(os.path.join(source, "liangtian.yaml"), self.folder)
        with open(self.config, "a", encoding="utf-8") as stream:
            stream.write("sheets: {at_most: %d}\n" % options.sheets)

    def command(self, *words):
        return [self.program, *words, "--schemas", SCHEMAS, "--threads", self.threads, "--quiet"]

    def units(self, period):
        """Plan and units; answers the plan's path."""
        text, _ = measure(self.command("plan", self.config, "--period", period))
        path, *lines = text.splitlines()
        for line in lines:
            measure(self.command("unit", path, line.split("\t")[0]))
        return path

    def merge(self, period, *before):
        path = self.units(period)
        return measure([*before, *self.command("merge", path, "--published-at", TIME)])[1]

    def count(self):
        with sqlite3.connect(os.path.join(self.folder, "out", "current", "ledger.gpkg")) as ledger:
            return ledger.execute("select count(*), sum(grave_by != '') from cases where open").fetchone()

    def size(self, period, name):
        path = os.path.join(self.folder, "out", "current", period, name)
        if os.path.isfile(path):
            return os.path.getsize(path)
        return sum(os.path.getsize(os.path.join(top, one)) for top, _, names in os.walk(path) for one in names)


def parts_of(record):
    """Share of the samples of each part, by the stacks that perf has recorded."""
    script = subprocess.run(["perf", "script", "-i", record, "-F", "comm,ip,sym"], capture_output=True, text=True, check=True)
    found, stacks = collections.Counter(), 0
    for stack in script.stdout.split("\n\n"):
        frames = [line.split()[1].split("+")[0] for line in stack.splitlines()[1:] if len(line.split()) > 1]
        if frames:
            stacks += 1
            parts = [name for name in frames if PART.match(name)]
            found[" in ".join(parts[:2]) or "everything else"] += 1
    return [(name, count / stacks) for name, count in found.most_common(20)]


def main():
    parser = argparse.ArgumentParser(description="What the merge of a half-year with many cases costs.")
    parser.add_argument("--data", metavar="DIR", required=True, help="where generated data are kept")
    parser.add_argument("--build", metavar="DIR", default=os.path.join(os.path.dirname(HERE), "build", "release"))
    parser.add_argument("--cases", metavar="N", type=int, default=10000, help="open cases, about (default 10000)")
    parser.add_argument("--sheets", metavar="N", type=int, default=200, help="evidence sheets (default 200)")
    parser.add_argument("--threads", metavar="N", type=int, default=2, help="threads of the merge (default 2)")
    parser.add_argument("--parts", action="store_true", help="where the time goes, by perf: the merge is then slower")
    options = parser.parse_args()
    os.makedirs(options.data, exist_ok=True)
    city = City(options, Data(options.data, os.path.join(options.build, "bin", "lt-generate"), os.cpu_count()))
    city.merge(PERIODS[0])
    with tempfile.TemporaryDirectory() as scratch:
        record = os.path.join(scratch, "perf.data")
        before = ["perf", "record", "-q", "-F", "97", "--call-graph", "dwarf,24576", "-o", record] if options.parts else []
        cost = city.merge(PERIODS[1], *before)
        cases, grave = city.count()
        say("%d open cases, %d of them grave" % (cases, grave))
        print(output_of(city.program, "--version"))
        print("| open cases | sheets | CPU, s | memory, MB | %s |" % " | ".join(name + ", MB" for name in SHOWN))
        print("|--|" + "--|" * (len(SHOWN) + 3))
        print("| %s | %d | %.1f | %.0f | %s |" % (format(cases, ","), options.sheets, cost.cpu, cost.memory, " | ".join(
            "%.1f" % (city.size(PERIODS[1], name) / 1e6) for name in SHOWN)))
        if options.parts:
            print("\n| part | share | CPU, s |\n|--|--|--|")
            for name, share in parts_of(record):
                print("| %s | %.1f %% | %.1f |" % (name, 100 * share, share * cost.cpu))


if __name__ == "__main__":
    sys.exit(main())
