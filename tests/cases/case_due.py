#!/usr/bin/env python3
"""--period due, every day: all that is due is done, and where nothing is, nothing changes whatever became of the rest."""
import datetime
import hashlib
import json
import os
import re
import shutil
import signal
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ops_lib import SOURCE, Town, call, check, main, same  # noqa: E402

# The sample's half-years in the years of whoever tests: the last of the four is due, and the one after it is not.
TODAY = datetime.date.today()
EARLY = TODAY.month < 7
YEAR = TODAY.year - 1 if EARLY else TODAY.year
DAYS = ("12-30", "12-31") if EARLY else ("01-01", "01-02")
PERIODS = ["%dH%d" % (year, half) for year in (YEAR - 1, YEAR) for half in (1, 2)]
CITY = {}
NEXT = "%dH1" % (YEAR + 1)
HOOK = "#!/bin/sh\necho $LIANGTIAN_PERIOD $LIANGTIAN_EXIT_CODE >>%s\n"


class Calendar(Town):
    """A township whose half-years are due, with metrics and a command after a failure."""

    def __init__(self, scratch, name, later=0):
        program = os.path.join(scratch, name + ".call")
        self.called, self.metrics = program + "ed", os.path.join(scratch, name + ".prom")
        with open(program, "w", encoding="ascii") as file:
            file.write(HOOK % self.called)
        os.chmod(program, 0o755)
        super().__init__(scratch, name, "operations: {due_first: %s, due_second: %s, metrics: '%s', on_failure: ['%s']}\n"
                         % (*DAYS, self.metrics, program))
        with open(self.config, encoding="utf-8") as file:
            text = file.read()
        begin, end = text.index("periods:"), text.index("# scaled")
        own = re.sub(r"(period: |: )(2025|2026)([H-])",
                     lambda m: m[1] + str(int(m[2]) - 2026 + YEAR + later) + m[3], text[begin:end])
        self.write(text[:begin] + own + text[end:])

    def write(self, text):
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(text)

    def read(self):
        with open(self.config, encoding="utf-8") as file:
            return file.read()

    def due(self, *words, **more):
        return self.run("due", *words, **more)

    def published(self):
        return [name for name in sorted(os.listdir(self.path("out"))) if re.fullmatch(r"\d{4}H\d", name)]

    def heard(self):
        if not os.path.exists(self.called):
            return []
        with open(self.called, encoding="ascii") as file:
            return file.read().splitlines()

    def figures(self):
        """Metrics without those of the run itself."""
        with open(self.metrics, encoding="utf-8") as file:
            return [line for line in file if line[0] != "#" and not re.match("liangtian_(run|last)_", line)]

    def suspects(self):
        with open(self.path("out", PERIODS[3], "outcome.txt"), encoding="utf-8") as file:
            return int(re.search("^cases_open=([0-9]+)$", file.read(), re.M)[1])

    def tree(self):
        """Everything that is published: paths with digests, links with what they say; and when it was written."""
        found = {}
        for base, folders, files in os.walk(self.path("out")):
            for one in folders + files:
                path = os.path.join(base, one)
                if os.path.islink(path):
                    found[path] = os.readlink(path)
                elif os.path.isfile(path) and one != ".lock":
                    with open(path, "rb") as file:
                        found[path] = (hashlib.sha256(file.read()).hexdigest(), os.stat(path).st_mtime_ns)
        return found


def log(done):
    return [json.loads(line) for line in done.stderr.splitlines()]


def all_that_is_due(scratch):
    """Every half-year that is due, in one call, up to the first that cannot be done; the next call goes on from there."""
    town = CITY["all"] = Calendar(scratch, "all")
    late = town.path("rasters", "2026H1.tif")
    shutil.move(late, late + ".late")
    done = town.due()
    same(done.returncode, 3, "a raster that has not come: " + done.stderr)
    same(town.published(), PERIODS[:2], "what could be done is done")
    record = town.record()
    same((record["period"], record["state"], record["exit_code"]), (PERIODS[2], "failed", 3), "the record is of the one that failed")
    same(town.heard(), [PERIODS[2] + " 3"], "the command after a failure: once")
    same(town.due().returncode, 3, "the next day")
    same((town.heard(), town.published()), ([PERIODS[2] + " 3"] * 2, PERIODS[:2]), "every day anew")
    shutil.move(late + ".late", late)
    done = town.due("--fail-on", "violation", "--log-format", "json")
    same(done.returncode, 1, "with cases open: " + done.stderr)
    same(town.published(), PERIODS, "the raster has come")
    told = [one["message"] for one in log(done) if one["code"] == "run.due"]
    check(len(told) == 2 and PERIODS[2] in told[0] and PERIODS[3] in told[1], "which were due is told: %r" % told)
    record = town.record()
    same((record["period"], record["state"], record["exit_code"], record["stage"]), (PERIODS[3], "done", 1, "done"), "record")
    same(len(town.heard()), 2, "nobody is called after a success")
    check(not town.status("--today", str(TODAY))["due"], "nothing is due any more")


def review(town, scratch):
    """A suspect is found not to be one."""
    found, before = os.path.join(scratch, "found.csv"), town.suspects()
    with open(found, "w", encoding="utf-8") as file:
        file.write("图斑编号,核查结果,核查日期,举证材料,市级复核结论,市级复核日期\n411702-%s-00001,不属实,%d-12-20,实地照片3张,通过,%d-12-21\n"
                   % (PERIODS[0], YEAR, YEAR))
    done = call("review", town.config, found, "--by", "city", "--published-at", "%d-12-24T00:00:00Z" % YEAR)
    same(done.returncode, 0, "review: " + done.stderr)
    same(town.suspects(), before - 1, "one suspect less")


def nothing_is_due(scratch):
    """Whatever became of rules, language, layers, rasters or the list of half-years since: what is published stays."""
    town = CITY["all"]
    review(town, scratch)
    same(town.due("-q").returncode, 0, "the day after")
    before, called, figures, config = town.tree(), town.heard(), town.figures(), town.read()
    said = town.due().stdout
    check(figures and said.strip(), "figures and summary")
    schemas = os.path.join(scratch, "schemas")
    shutil.copytree(os.path.join(SOURCE, "schemas"), schemas)
    with open(os.path.join(schemas, "rules", sorted(os.listdir(os.path.join(schemas, "rules")))[0]), "a", encoding="utf-8") as file:
        file.write("# a line that says nothing\n")

    def stays(what, *words):
        done = town.due("--log-format", "json", *words)
        same(done.returncode, 0, what + ": " + done.stderr)
        check(town.tree() == before, what + ": what is published")
        same(done.stdout, said, what + ": the summary")
        same(town.figures(), figures, what + ": metrics")
        record = town.record()
        same((record["period"], record["state"], record["stage"], record["exit_code"]), (PERIODS[3], "done", "done", 0), what)
        same(record["succeeded"], record["ended"], what + ": it succeeded")
        told = {one["code"]: one["message"] for one in log(done)}
        check(NEXT in told.get("run.nothing_due", ""), "%s: that nothing is due is told: %r" % (what, told))
        return told
    stays("as it is")
    stays("other rules", "--schemas", schemas)
    stays("as it is, stale allowed", "--allow-stale")
    town.write(config.replace("leases: {large_area: 20}", "leases: {large_area: 40}"))
    stays("other settings")
    town.write(config[:config.index("  - period: " + PERIODS[3])] + config[config.index("# scaled"):])
    stays("a half-year that is not in the list any more")
    town.write(config)
    shutil.rmtree(town.path("rasters"))
    shutil.rmtree(town.path("work", PERIODS[3]))
    check("run.other_version" not in stays("rasters and working files put away"), "the version is the same")
    done = town.due("--fail-on", "violation")
    same((done.returncode, town.record()["exit_code"]), (1, 1), "--fail-on looks at what is published")
    done = town.due("--lang", "en")
    same((done.returncode, done.stdout), (0, said), "another language")
    check("nothing is due" in done.stderr, "and that in English: " + done.stderr)
    check(town.tree() == before, "nothing changed")
    same(town.heard(), called, "nobody was called")
    # by another version: it is told
    manifest = os.path.join(os.path.realpath(town.path("out", "current")), "manifest.json")
    with open(manifest, encoding="utf-8") as file:
        text = file.read()
    os.chmod(manifest, 0o644)
    with open(manifest, "w", encoding="utf-8") as file:
        file.write(re.sub(r'("program_version": *)"[^"]*"', r'\1"0.0.7"', text))
    done = town.due("--log-format", "json")
    told = [one["message"] for one in log(done) if one["code"] == "run.other_version"]
    check(done.returncode == 0 and len(told) == 1 and "0.0.7" in told[0], "another version: %r %s" % (told, done.stderr))


def nothing_yet(scratch):
    """Nothing is published and nothing is due: that is said, and is no failure."""
    town = Calendar(scratch, "yet", later=2)
    done = town.due("--log-format", "json", "--fail-on", "violation")
    same((done.returncode, done.stdout), (0, ""), "nothing to do: " + done.stderr)
    told = [one["message"] for one in log(done) if one["code"] == "run.nothing_due"]
    check(len(told) == 1 and "%dH1" % (YEAR + 1) in told[0], "when something will be: %r" % told)
    same([one for one in os.listdir(town.path("out")) if one != ".lock"], [], "nothing is published")
    record = town.record()
    same((record["period"], record["state"], record["exit_code"], town.heard()), ("", "done", 0, []), "record")


def a_ledger_came(scratch):
    """A half-year that was imported has no files; on a day without work that is no failure."""
    text = os.path.join(scratch, "ledger.jsonl")
    same(call("ledger", "export", CITY["all"].config, text).returncode, 0, "export")
    new = Calendar(scratch, "new")
    same(call("ledger", "import", new.config, text).returncode, 0, "import")
    before = new.tree()
    done = new.due("--log-format", "json", "--fail-on", "violation")
    same((done.returncode, new.tree() == before, new.heard()), (0, True, []), "after an import: " + done.stderr)
    check("run.imported" in [one["code"] for one in log(done)], "that it was imported is told: " + done.stderr)
    same((new.record()["period"], new.record()["exit_code"]), (PERIODS[3], 0), "record")


def is_stopped(scratch):
    """Asked to stop while one half-year of several is published: that one stands, and no other is begun."""
    town = Calendar(scratch, "stopped")
    text = town.read()
    town.write(text[:text.index("  - period: " + PERIODS[0])] + text[text.index("  - period: " + PERIODS[2]):])
    process = town.start("due")
    while not os.path.exists(town.path("out", PERIODS[2])) and process.poll() is None:
        time.sleep(0.002)
    os.kill(process.pid, signal.SIGTERM)
    _, said = process.communicate(timeout=300)
    same(process.returncode, 7, "asked to stop: " + said)
    same((town.record()["state"], town.record()["exit_code"]), ("failed", 7), "record")
    check(PERIODS[3] not in town.published(), "the other half-year is done all the same")
    same(town.due("-q").returncode, 0, "again")
    same(town.published(), PERIODS[2:], "it went on")


def by_name(scratch):
    """What is meant for a half-year that is named goes with none that is only due."""
    town = Calendar(scratch, "name")
    for words in (("--interim", "--unit", "411702"), ("--redo",)):
        done = town.due(*words)
        same(done.returncode, 2, " ".join(words) + ": " + done.stderr)
        check("due" in done.stderr, "and why: " + done.stderr)


main(all_that_is_due, a_ledger_came, nothing_is_due, nothing_yet, is_stopped, by_name)
