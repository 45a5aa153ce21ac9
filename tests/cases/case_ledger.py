#!/usr/bin/env python3
"""The ledger as text and back, what is refused on the way, and ledgers of earlier versions."""
import hashlib
import json
import os
import re
import shutil
import sqlite3
import sys
import zipfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ops_lib import SOURCE, Town, call, check, main, same  # noqa: E402

LEDGERS = os.path.join(SOURCE, "tests", "ledgers")
VERSIONS = sorted((name for name in os.listdir(LEDGERS) if name.isdigit()), key=int)
TABLES = os.path.join(SOURCE, "pipeline", "store", "store_ledger_tables.h")
SEAL = ',"sha256":"'


def read(path):
    with open(path, "rb") as file:
        return file.read()


def lines_of(path):
    return read(path).decode("utf-8").splitlines()


def sealed(line):
    body = line[:line.rindex(SEAL)]
    return body + SEAL + hashlib.sha256(body.encode()).hexdigest() + '"}'


def sealed_again(lines):
    """Lines whose digests all fit, so that only what they say is looked at."""
    lines = [sealed(line) for line in lines]
    whole = "".join(line + "\n" for line in lines[:-1])
    end = json.loads(lines[-1])
    end["all"] = hashlib.sha256(whole.encode()).hexdigest()
    return lines[:-1] + [sealed('{"rows":%d,"all":"%s"%s"}' % (end["rows"], end["all"], SEAL))]


def write(path, lines):
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write("".join(line + "\n" for line in lines))


def without_page(path):
    """What a file of the outputs holds but for review.html; of a package, the members by name."""
    if os.path.basename(path) == "review.html":
        return b""
    if not path.endswith(".zip"):
        return read(path)
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist() if os.path.basename(name) != "review.html"}


def goes_round(scratch):
    """Export, import elsewhere, export again; and the next half-year is the same bytes as without, but for evidence
    sheets and the reviewers' page, which tell what earlier half-years have kept."""
    none = "sheets: {at_most: 0}\n"
    town, other = Town(scratch, "round", none), Town(scratch, "other", none)
    same(call("ledger", "export", town.config).returncode, 3, "nothing is published")
    for period in ("2025H1", "2025H2"):
        same(town.run(period, "-q").returncode, 0, period)
    first, second = os.path.join(scratch, "first.jsonl"), os.path.join(scratch, "second.jsonl")
    same(call("ledger", "export", town.config, first).returncode, 0, "export")
    same(call("ledger", "export", town.config).stdout, read(first).decode(), "export to stdout")
    lines = lines_of(first)
    # digests by another program; every row of every table, with the values that SQLite has
    same([sealed(line) for line in lines], lines, "digests")
    db = sqlite3.connect(town.path("out", "current", "ledger.gpkg"))
    db.row_factory = sqlite3.Row
    tables = [row[0] for row in db.execute("SELECT table_name FROM gpkg_contents ORDER BY rowid")]
    rows = {name: [] for name in tables}
    for line in lines[1:-1]:
        one = json.loads(line)
        rows[one["table"]].append(one["row"])
    for name in tables:
        wanted = [dict(row) for row in db.execute("SELECT * FROM %s ORDER BY fid" % name)]
        for row in wanted:
            row.pop("fid")
            row.pop("geom", None)
        same([{key: row[key] for key in row if key != "geom"} for row in rows[name]], wanted, name)
    check(len(rows["cases"]) > 5 and all(len(case["geom"][0]) > 3 for case in rows["cases"]), "rings of cases")
    db.close()
    done = call("ledger", "import", other.config, first)
    same(done.returncode, 0, "import: " + done.stderr)
    check("逐字节相同" in done.stdout, "it says so: " + done.stdout)
    same(read(other.path("out", "current", "ledger.gpkg")), read(town.path("out", "current", "ledger.gpkg")), "ledger.gpkg")
    same(call("verify", other.path("out")).returncode, 0, "verify")
    same(call("ledger", "export", other.config, second).returncode, 0, "export again")
    same(read(second), read(first), "the text of the import")
    # what came before is not here: nothing may begin anew as if it had never been
    for period, words in (("2025H2", ()), ("2025H1", ("--redo",))):
        done = other.run(period, *words)
        same(done.returncode, 3, period)
        check("请从其后一期继续" in done.stderr, "why: " + done.stderr)
    same(town.run("2026H1", "-q").returncode, 0, "2026H1")
    same(other.run("2026H1", "-q").returncode, 0, "2026H1 upon the import")
    same(read(other.path("out", "current", "ledger.gpkg")), read(town.path("out", "current", "ledger.gpkg")), "next ledger")
    for base, _, files in os.walk(town.path("out", "2026H1", "")):
        for name in files:
            path = os.path.relpath(os.path.join(base, name), town.path("out"))
            here, there = (without_page(place.path("out", path)) for place in (other, town))
            check(here == there, path + " has other bytes")
    same(call("verify", other.path("out")).returncode, 0, "verify after the next half-year")
    # another city's is refused, empty as its store is, and whatever is said
    with open(other.config, encoding="utf-8") as file:
        text = file.read()
    stranger = Town(scratch, "stranger")
    with open(stranger.config, "w", encoding="utf-8") as file:
        file.write(text.replace("411700", "411600").replace("411702", "411602").replace("411728", "411628"))
    for words in ((), ("--replace",)):
        done = call("ledger", "import", stranger.config, first, *words)
        same(done.returncode, 3, "another city's ledger")
        check("411700" in done.stderr and "411600" in done.stderr, "which: " + done.stderr)
        check(not os.path.exists(stranger.path("out", "current")), "another city's ledger was published")
    # over a ledger only when told, and then on the chain
    before = os.readlink(other.path("out", "current"))
    done = call("ledger", "import", other.config, first)
    same((done.returncode, os.readlink(other.path("out", "current"))), (3, before), "over a ledger")
    check("--replace" in done.stderr, "what to say: " + done.stderr)
    same(call("ledger", "import", other.config, first, "--replace").returncode, 0, "--replace")
    check(os.path.isdir(other.path("out", before)), "the replaced generation")
    same(call("verify", other.path("out")).returncode, 0, "verify after --replace")


def without_rings(line, rings):
    """What stands in the line for its polygon, and what shall."""
    geom = re.search(r'"geom":\[\[\[.*?\]\]\]', line).group()
    return geom, '"geom":' + rings


def is_refused(scratch):
    """Damage is told by line and kind, and publishes nothing."""
    lines = lines_of(os.path.join(LEDGERS, "4", "ledger.jsonl"))
    town = Town(scratch, "refused")
    path = os.path.join(scratch, "damaged.jsonl")
    row = next(i for i, line in enumerate(lines) if '"table":"cases"' in line)

    def edit(number, old, new):
        check(old in lines[number], "no such text in line %d: %s" % (number + 1, old))
        return sealed_again(lines[:number] + [lines[number].replace(old, new, 1)] + lines[number + 1:])
    head, body, tail = lines[:1], lines[1:-1], lines[-1:]
    damages = [
        ("a changed digit", lines[:row] + [lines[row].replace("4117", "4118", 1)] + lines[row + 1:], row + 1, "摘要与内容不符"),
        ("a line taken out", lines[:row] + lines[row + 1:], row + 1, "此处应为"),
        ("two lines the other way round", lines[:row] + [lines[row + 1], lines[row]] + lines[row + 2:], row + 1, "此处应为"),
        ("the end is missing", head + body, len(lines) - 1, "没有结束行"),
        ("cut in the middle of a line", head + body[:-1] + [body[-1][:-20]], len(lines) - 1, "摘要与内容不符"),
        ("text behind the end", lines + ["{}"], len(lines), "结束行之后"),
        ("a last row taken out", head + body[:-1] + tail, len(lines) - 1, "摘要与内容不符"),
        ("a text where a number belongs", edit(row, '"unit":4117', '"unit":"x","was":4117'), row + 1, "unit"),
        ("no column of this name", edit(row, '"unit":', '"county":'), row + 1, "unit"),
        ("a table that is none", edit(row, '"table":"cases"', '"table":"facts"'), row + 1, "JSON"),
        ("a ring that is none", edit(row, '"geom":[[[', '"geom":[[["x",'), row + 1, "geom"),
        ("no ring", edit(row, *without_rings(lines[row], "[]")), row + 1, "geom"),
        ("a ring without points", edit(row, *without_rings(lines[row], "[[]]")), row + 1, "geom"),
        ("a ring that is a point", edit(row, *without_rings(lines[row], "[[[1,1]],[],[[5,5]]]")), row + 1, "geom"),
        ("a ring that is open", edit(row, *without_rings(lines[row], "[[[0,0],[9,0],[9,9],[0,9]]]")), row + 1, "geom"),
        ("a hole that comes first", edit(row, *without_rings(lines[row], "[[[0,0],[0,9],[9,9],[0,0]]]")), row + 1, "geom"),
        ("a ring of no area", edit(row, *without_rings(lines[row], "[[[0,0],[9,9],[0,0],[9,9],[0,0]]]")), row + 1, "geom"),
        ("a place beyond the Earth", edit(row, *without_rings(lines[row], "[[[0,0],[1e308,0],[9,9],[0,0]]]")), row + 1, "geom"),
        ("an id that is a path", edit(row, '"id":"411702-', '"id":"../../PWN-'), None, "PWN"),
        ("an id that is markup", edit(row, '"id":"411702-', '"id":"\\" onclick=a x='), None, "onclick"),
        ("another format", edit(0, '"format":1', '"format":9'), None, "版本不同"),
        ("a later version", edit(0, '"schema_version":4', '"schema_version":99'), None, "版本不同"),
        ("a word that is none", edit(row, '"seen":"', '"seen":"UN'), None, "seen"),
        ("an identity that does not hold", edit(1, '"closing_n":', '"closing_n":1'), None, ""),
        ("no text at all", ["粮田"], None, ""),
        ("nothing", [], None, "版本不同"),
    ]
    for what, damaged, line, word in damages:
        write(path, damaged)
        done = call("ledger", "import", town.config, path)
        same(done.returncode, 3, what, done.stderr)
        check(word in done.stderr and (line is None or "第 %d 行" % line in done.stderr), what, done.stderr)
        check(not os.path.lexists(town.path("out", "current")), what, "was published")
        check(not os.path.exists(town.path("work", "import.gpkg")), what, "left its temporary file")
    os.remove(path)
    os.mkfifo(path)
    done = call("ledger", "import", town.config, path, timeout=60)
    same(done.returncode, 4, "a pipe: " + done.stderr)
    os.remove(path)
    write(path, lines)
    same(call("ledger", "import", town.config, path).returncode, 0, "the undamaged text")


def generation_of(town, ledger):
    """A published half-year of which only the ledger is here, made by hand as docs/LEDGER.md says."""
    content = "ab" * 32
    folder = town.path("out", ".store", content)
    os.makedirs(os.path.join(folder, "2025H2"))
    shutil.copyfile(ledger, os.path.join(folder, "ledger.gpkg"))
    with open(os.path.join(folder, "2025H2", "note.txt"), "w", encoding="ascii") as file:
        file.write("by hand\n")
    files = [{"path": name, "bytes": len(read(os.path.join(folder, name))),
              "sha256": hashlib.sha256(read(os.path.join(folder, name))).hexdigest()} for name in ("2025H2/note.txt", "ledger.gpkg")]
    period = {"period": "2025H2", "generation": content, "content": content, "closing": content, "base": "",
              "built_on_stale": False, "stale": False}
    manifest = {"format": 2, "generation": content, "content": content, "parent": "", "parent_manifest_sha256": "", "base": "",
                "period": "2025H2", "published_at": "2026-11-01T00:00:00Z", "program_version": "0.1.0", "config_sha256": "",
                "inputs": [], "files": files, "periods": [period]}
    with open(os.path.join(folder, "manifest.json"), "w", encoding="ascii") as file:
        json.dump(manifest, file)
    os.symlink(".store/" + content, town.path("out", "current"))
    os.symlink("current/2025H2", town.path("out", "2025H2"))


def leaves_a_record(scratch):
    """Who brings a ledger in says so like a run: record, metrics, the command after a failure, status."""
    figures, heard = os.path.join(scratch, "import.prom"), os.path.join(scratch, "heard")
    program = os.path.join(scratch, "call")
    with open(program, "w", encoding="ascii") as file:
        file.write("#!/bin/sh\necho $LIANGTIAN_EXIT_CODE $LIANGTIAN_PERIOD >>%s\n" % heard)
    os.chmod(program, 0o755)
    town = Town(scratch, "recorded", "operations: {metrics: '%s', on_failure: ['%s']}\n" % (figures, program))
    text = os.path.join(LEDGERS, "4", "ledger.jsonl")
    label = '{config="%s"}' % town.config

    def metric(name):
        values = [line.split()[-1] for line in read(figures).decode().splitlines() if line.startswith(name + label)]
        return float(values[0]) if values else None

    def reported(wanted, *words):
        record = town.record()
        same([record[key] for key in ("command", "state", "exit_code", "period", "stage")], ["ledger import", *wanted], *words)
        same(metric("liangtian_run_exit_code"), float(wanted[1]), *words, "metrics")
        return record
    done = call("ledger", "import", town.config, town.config)
    same(done.returncode, 3, "no text at all: " + done.stderr)
    reported(("failed", 3, "", "inputs"), "no text at all")
    same(read(heard), b"3\n", "the command after a failure")
    check("台账导入" in call("status", town.config).stdout and town.status()["broken"], "status")
    same(call("ledger", "import", town.config, text).returncode, 0, "import")
    record = reported(("done", 0, "2025H2", "done"), "import")
    same(record["succeeded"], record["ended"], "import: it succeeded")
    same(".store/" + record["generation"], os.readlink(town.path("out", "current")), "import: what it published")
    check(metric("liangtian_last_success_timestamp_seconds") is not None and not town.status()["broken"], "import: all is well")
    # figures of floors and cases are a half-year's that was computed: an import knows none, and those before are not its
    same(call("ledger", "import", town.config, text).returncode, 3, "over a ledger")
    reported(("failed", 3, "2025H2", "merge"), "over a ledger")
    same(town.run("2026H1", "-q").returncode, 0, "2026H1")
    check(metric("liangtian_cases_open") is not None, "figures of 2026H1")
    same(call("ledger", "import", town.config, text, "--replace").returncode, 0, "--replace")
    same((metric("liangtian_cases_open"), metric("liangtian_run_exit_code")), (None, 0.0), "figures of the ledger that was replaced")


def opens_old_ones(scratch):
    """Every version that is read is kept here, checked, and gone on from; the new ledger has this version's tables."""
    with open(TABLES, encoding="utf-8") as file:
        first, current = (int(re.search(r"\b%s = (\d+)" % name, text).group(1)) for text in [file.read()]
                          for name in ("LEDGER_SCHEMA_FIRST", "LEDGER_SCHEMA"))
    # (that of today's tables is kept when they change)
    same([int(version) for version in VERSIONS if int(version) < current], list(range(first, current)),
         "ledgers of the versions that the program reads, tests/ledgers/README.md")
    for version in VERSIONS:
        for name in os.listdir(os.path.join(LEDGERS, version)):
            town = Town(scratch, version + name)
            if name.endswith(".jsonl"):
                done = call("ledger", "import", town.config, os.path.join(LEDGERS, version, name))
                same(done.returncode, 0, version, name, done.stderr)
            else:
                generation_of(town, os.path.join(LEDGERS, version, name))
            same(call("verify", town.path("out")).returncode, 0, version, name, "verify")
            with sqlite3.connect("file:%s?mode=ro" % os.path.join(LEDGERS, version, "ledger.gpkg"), uri=True) as db:
                before = db.execute("SELECT id, first_period FROM cases ORDER BY id").fetchall()
                closing = db.execute("SELECT unit, closing_n, closing_m2 FROM balances WHERE period = '2025H2' ORDER BY unit").fetchall()
            done = town.run("2026H1", "-q")
            same(done.returncode, 0, version, name, done.stderr)
            with sqlite3.connect("file:%s?mode=ro" % town.path("out", "current", "ledger.gpkg"), uri=True) as db:
                after = db.execute("SELECT id, first_period FROM cases ORDER BY id").fetchall()
                opening = db.execute("SELECT unit, opening_n, opening_m2 FROM balances WHERE period = '2026H1' ORDER BY unit").fetchall()
                now = db.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()[0]
            check(len(before) > 5 and set(before) <= set(after), version, name, "cases were lost")
            same(opening, closing, version, name, "balance")
            same(int(now), current, version, name, "version of the new ledger")
            same(call("verify", town.path("out")).returncode, 0, version, name, "verify after the next half-year")


main(goes_round, is_refused, leaves_a_record, opens_old_ones)
