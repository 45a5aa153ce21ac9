#!/usr/bin/env python3
"""A batch that nobody watches: status, the record of a run, its metrics, its log, and the command after a failure."""
import json
import os
import re
import stat
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ops_lib import Town, call, check, kill, main, same  # noqa: E402

HOOK = """#!/bin/sh
{ echo "words:$*"; env | LC_ALL=C sort; cat "$1.unused" "$2"; } >"$(dirname "$0")/told" 2>&1
ls -l /proc/self/fd >"$(dirname "$0")/files"
%s
"""


def periods(state):
    return {one["period"]: one for one in state["periods"]}


def stands(scratch):
    """Before, after, and by the calendar."""
    town = Town(scratch, "stands")
    before = town.status()
    same(before["next"], "2025H1", "nothing is published")
    check(before["due"] and not before["stale"] and not before["broken"], "before: %r" % before)
    check(not os.path.exists(town.path("out")) and not os.path.exists(town.path("work")), "status wrote something")
    same(town.run("2025H1").returncode, 0, "run")
    after = town.status()
    one = periods(after)["2025H1"]
    check(one["published"] and not one["stale"], "after: %r" % one)
    same(one["published_at"], "2026-11-01T00:00:00Z", "published at")
    same(os.readlink(town.path("out", "current")), ".store/" + one["generation"], "the generation shown")
    same((after["next"], after["due"]), ("2025H2", True), "2025H2 is due on 1 December")
    same(one["units"], 0, "what is published is not half done")
    # the day itself, the day before, and another calendar
    for today, due in (("2025-10-31", 0), ("2025-11-01", 1)):
        done = call("status", town.config, "--today", today, "--fail-on", "due")
        same(done.returncode, due, "due on " + today)
    with open(town.config, "a", encoding="utf-8") as file:
        file.write("operations: {due_second: 12-15}\n")
    same(call("status", town.config, "--today", "2025-12-14", "--fail-on", "any").returncode, 0, "before the 15th")
    same(call("status", town.config, "--today", "2025-12-15", "--fail-on", "any").returncode, 1, "on the 15th")
    # how the batch is watched changes no result
    again = town.run("2025H1")
    check("无需重算" in again.stderr, "the calendar made another result of the same inputs")
    # another order of the calendar is refused, as is a day that is none
    for words in ("due_second: 06-30", "due_first: 02-30", "on_failure: [mail]"):
        other = Town(scratch, "other" + words[4:10].strip().replace(":", ""), "operations: {%s}\n" % words)
        done = call("status", other.config)
        same(done.returncode, 3, words)
    # a run that fails
    same(town.run("2025H2").returncode, 0, "2025H2")
    os.truncate(town.path("rasters", "2025H1.tif"), 1000)
    failed = town.run("2025H1", "--redo")
    same(failed.returncode, 3, "a raster that was cut short")
    state = town.status()
    check(state["broken"] and state["last_run"]["state"] == "failed", "a failed run: %r" % state)
    same(state["last_run"]["exit_code"], 3, "its code")
    text = call("status", town.config).stdout
    check("失败，退出码 3" in text and "输入被拒绝" in text, "the failure in words: " + text)
    same(call("status", town.config, "--fail-on", "broken").returncode, 1, "--fail-on broken")


def is_killed(scratch):
    """SIGKILL in the middle: the record says so, the lock is void, and the next run goes on."""
    town = Town(scratch, "killed")
    process = town.start("2025H1")
    results = town.path("work", "2025H1", "units")
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        if os.path.isdir(results) and any(name.endswith(".result") for name in os.listdir(results)):
            break
        time.sleep(0.002)
    state = town.status()
    if state["lock"]["held"]:
        check(state["running"] and state["lock"]["alive"], "running: %r" % state["lock"])
        same(state["lock"]["process"], process.pid, "who runs")
    kill(process)
    state = town.status()
    check(not state["lock"]["held"] and not state["running"], "nobody runs: %r" % state["lock"])
    same((state["lock"]["process"], state["killed"], state["broken"]), (process.pid, True, True), "it was killed")
    one = periods(state)["2025H1"]
    check(one["units"] == 2 and one["units_done"] >= 1, "half done: %r" % one)
    text = call("status", town.config).stdout
    check("锁已失效" in text and "中途被终止" in text and "/2 个县区" in text, "in words: " + text)
    done = town.run("2025H1")
    same(done.returncode, 0, "the next run")
    check("进程 %d 未正常结束" % process.pid in done.stderr and "沿用已完成的计划" in done.stderr,
          "the next run says what it found: " + done.stderr)
    state = town.status("--fail-on", "broken")
    check(not state["killed"] and state["lock"]["process"] == 0 and periods(state)["2025H1"]["units"] == 0,
          "all is well again: %r" % state)


def leaves_a_record(scratch):
    """Times, stage, code; a refused run leaves one of its own; and none of it is published."""
    town = Town(scratch, "record")
    same(town.run("2025H1").returncode, 0, "run")
    record = town.record()
    same((record["state"], record["period"], record["exit_code"], record["stage"]), ("done", "2025H1", 0, "done"), "record")
    check(record["started"] <= record["ended"] == record["succeeded"] and record["seconds"] > 0, "times: %r" % record)
    same(sorted(os.listdir(town.path("out"))), [".lock", ".store", "2025H1", "current"], "what is published")
    same(town.run("2019H1").returncode, 3, "a half-year that is not configured")
    same(town.record()["period"], "2025H1", "the record of the run that was")
    refused = town.record("last-run.refused.json")
    same((refused["period"], refused["exit_code"], refused["stage"]), ("2019H1", 3, "config"), "the refused run")
    check("2019H1" in refused["message"], "its message: %r" % refused)
    # a record that somebody has broken is as good as none
    whole = json.dumps(record)
    for text in ("", "{", whole[:-9], whole.replace("2025H1", "2025H9"), whole.replace('"state": "done"', '"state": "gone"'), "[]"):
        with open(town.path("work", "last-run.json"), "w", encoding="utf-8") as file:
            file.write(text)
        check("last_run" not in town.status(), "a broken record: " + text)
    with open(town.path("work", "last-run.json"), "w", encoding="utf-8") as file:
        file.write(whole)
    # a failure keeps the time of the last success
    os.remove(town.path("rasters", "2025H2.tif"))
    same(town.run("2025H2").returncode, 3, "no raster")
    after = town.record()
    same((after["state"], after["succeeded"]), ("failed", record["succeeded"]), "last success")
    same(after["diagnostics"]["reject"], 1, "diagnostics")


def in_pieces(scratch):
    """plan and merge are watched, units are not: many of them run at once."""
    town = Town(scratch, "pieces")
    same(call("plan", town.config, "--period", "2025H1").returncode, 0, "plan")
    record = town.record()
    same((record["state"], record["stage"], record["succeeded"]), ("done", "plan", ""), "the record of a plan")
    state = town.status()
    same((periods(state)["2025H1"]["units"], periods(state)["2025H1"]["units_done"]), (2, 0), "units to do")
    plan = town.path("work", "2025H1", "plan.json")
    same(call("unit", plan, "1").returncode, 0, "unit 1")
    same(town.record(), record, "a unit leaves the record alone")
    same(periods(town.status())["2025H1"]["units_done"], 1, "one unit is done")
    same(call("merge", plan).returncode, 3, "a unit is missing")
    same((town.record()["state"], town.record()["exit_code"]), ("failed", 3), "the record of a merge that failed")
    same(call("unit", plan, "2").returncode, 0, "unit 2")
    path = os.path.join(scratch, "pieces.prom")
    same(call("merge", plan, "--published-at", "2026-11-01T00:00:00Z", "--metrics", path).returncode, 0, "merge")
    same((town.record()["state"], town.record()["stage"]), ("done", "done"), "the record of a merge")
    check(town.record()["succeeded"] != "" and read_metrics(path), "it succeeded")
    same(periods(town.status())["2025H1"]["units"], 0, "nothing is half done")


METRIC = re.compile(r'([a-z_][a-z0-9_]*)\{((?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)*)\} (-?[0-9.e+-]+)$')


def read_metrics(path):
    """What promtool asks of a file: HELP and TYPE before the first sample, families together, no series twice."""
    found, heads, current, closed = {}, {}, None, set()
    with open(path, encoding="utf-8") as file:
        text = file.read()
    check(text.endswith("\n"), "metrics: no last line end")
    for line in text[:-1].split("\n"):
        if line.startswith("# "):
            kind, name, rest = line[2:].split(" ", 2)
            check(kind in ("HELP", "TYPE") and rest, "metrics: " + line)
            check((kind, name) not in heads, "metrics: twice: " + line)
            heads[kind, name] = rest
            if name != current:
                closed.add(current)
                check(name not in closed, "metrics: a family in two places: " + name)
                current = name
            continue
        match = METRIC.match(line)
        check(match is not None, "metrics: no sample: " + line)
        if match:
            name, labels, value = match.groups()
            same(name, current, "metrics: family")
            check(("HELP", name) in heads and heads.get(("TYPE", name)) == "gauge", "metrics: no head: " + line)
            check((name, labels) not in found, "metrics: twice: " + line)
            check(not name.endswith(("_total", "_count", "_sum", "_bucket")), "metrics: a gauge named like a counter: " + name)
            found[name, labels] = float(value)
    return found


def gives_figures(scratch):
    """Metrics: of a run that went well, of one that failed, and against the tables that people read."""
    path = os.path.join(scratch, "township.prom")
    town = Town(scratch, 'fig"ures\\', "operations: {metrics: '%s'}\n" % path)
    town.run("2025H1")
    good = read_metrics(path)
    label = 'config="%s"' % town.config.replace("\\", "\\\\").replace('"', '\\"')
    same(good["liangtian_run_exit_code", label], 0.0, "exit code")
    same(good["liangtian_cases", label + ',state="ISSUED"'], 6.0, "cases issued: six stand on the screen")
    same(sum(value for (name, _), value in good.items() if name == "liangtian_parcels"), 754.0, "parcels: all")
    same(good["liangtian_floor_verdict", label + ',rule="PBF-AREA",verdict="BELOW"'], 1.0, "verdict")
    same(good["liangtian_floor_verdict", label + ',rule="PBF-AREA",verdict="MEETS"'], 0.0, "no other verdict")
    # 2.5 wanmu is 25,000 mu, and a mu is 2000/3 square metres
    check(abs(good["liangtian_floor_square_meters", label + ',rule="PBF-AREA"'] - 25000 * 2000 / 3) < 1e-3, "floor in m2")
    success = good["liangtian_last_success_timestamp_seconds", label]
    check(abs(success - time.time()) < 600, "last success: %r" % success)
    os.remove(town.path("rasters", "2025H2.tif"))
    town.run("2025H2")
    bad = read_metrics(path)
    same(bad["liangtian_run_exit_code", label], 3.0, "exit code of a failure")
    same(bad["liangtian_last_success_timestamp_seconds", label], success, "the last success stands")
    # a config that cannot be read, by the option
    with open(town.config, "a", encoding="utf-8") as file:
        file.write("nonsense: 1\n")
    town.run("2025H2", "--metrics", path)
    worst = read_metrics(path)
    same(worst["liangtian_run_exit_code", label], 3.0, "exit code of a broken config")
    # where it cannot be written, the run goes well all the same
    other = Town(scratch, "nowhere")
    done = other.run("2025H1", "--metrics", "/nowhere/at/all.prom")
    same(done.returncode, 0, "metrics that cannot be written")
    check("/nowhere/at/all.prom" in done.stderr, "it is told")


def logs_json(scratch):
    """Every line on stderr is one object, whatever happens."""
    town = Town(scratch, "log")
    runs = [town.run("2025H1", "--log-format", "json"), town.run("2019H1", "--log-format=json"),
            call("status", "--log-format", "json"),
            call("tabulate", "-r", town.path("rasters", "2025H1.tif"), "-z", town.path("layers", "YJJBNTTB.gpkg"),
                 "-o", town.path("areas.csv"), "--log-format", "json")]
    os.remove(town.path("rasters", "2025H2.tif"))
    runs.append(town.run("2025H2", "--log-format", "json"))
    codes = []
    for done in runs:
        lines = done.stderr.splitlines()
        check(lines, "nothing was said")
        for line in lines:
            entry = json.loads(line)
            same(sorted(entry), ["code", "fields", "level", "message", "time"], "members of " + line)
            check(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", entry["time"]), "time of " + line)
            check(entry["level"] in ("info", "warning", "error"), "level of " + line)
            codes.append(entry["code"])
    for code in ("run.reading_layer", "run.unit_done", "input", "usage", "tabulate.counted", "file.missing"):
        check(code in codes, "no line of code " + code)
    last = json.loads(runs[-1].stderr.splitlines()[-1])
    same((last["level"], last["code"]), ("error", "input"), "the last line of a failure")
    check(last["message"].startswith("输入被拒绝") and "rejected" in last["fields"]["cause"], "its words: %r" % last)


def is_gone(pid):
    """Not there, or dead and not collected yet, within five seconds."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        try:
            with open("/proc/%d/stat" % pid, encoding="utf-8") as file:
                if file.read().rsplit(")", 1)[1].split()[0] == "Z":
                    return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.05)
    return False


def calls_for_help(scratch):
    """The command after a failure: its words, what it is given, its time, and that it changes nothing."""
    folder = os.path.join(scratch, "hook")
    os.mkdir(folder)
    program = os.path.join(folder, "told.sh")

    def arm(name, tail, more=""):
        with open(program, "w", encoding="utf-8") as file:
            file.write(HOOK % tail)
        os.chmod(program, 0o755)
        town = Town(scratch, name, "operations: {on_failure: ['%s', 'a; touch %s/shell'], on_failure_seconds: 1}\n%s"
                    % (program, folder, more))
        os.remove(town.path("rasters", "2025H1.tif"))
        return town
    town = arm("hooked", "exit 9")
    done = town.run("2025H1", env={"SECRET": "in the environment"})
    same(done.returncode, 3, "the code of the run, not of the command")
    check("退出码为 9" in done.stderr, "how the command ended: " + done.stderr)
    with open(os.path.join(folder, "told"), encoding="utf-8") as file:
        told = file.read()
    check("words:a; touch %s/shell %s" % (folder, town.path("work", "last-run.json")) in told, "its words: " + told)
    check('"exit_code": 3' in told, "it can read the record: " + told)
    check("LIANGTIAN_EXIT_CODE=3" in told and "LIANGTIAN_PERIOD=2025H1" in told and "SECRET" not in told, "environment: " + told)
    check(not os.path.exists(os.path.join(folder, "shell")), "a shell took its words apart")
    with open(os.path.join(folder, "files"), encoding="utf-8") as file:
        files = [line.split(" -> ")[1].strip() for line in file if " -> " in line]
    check(not any("hooked" in one for one in files), "it holds files of the run: %r" % files)
    # too long: it is ended, with what it started
    town = arm("slow", "sleep 60 & wait")
    begin = time.monotonic()
    done = town.run("2025H1")
    same(done.returncode, 3, "a command that takes too long")
    check(time.monotonic() - begin < 20 and "已终止" in done.stderr, "it is ended: " + done.stderr)
    # what it started is ended too, even where that does not listen
    deaf = os.path.join(folder, "deaf")
    town = arm("deaf", "sh -c 'trap \"\" TERM; echo $$ >%s; sleep 60; exit 0' & wait" % deaf)
    same(town.run("2025H1").returncode, 3, "a command with a deaf child")
    with open(deaf, encoding="utf-8") as file:
        pid = int(file.read())
    check(is_gone(pid), "a child that ignores SIGTERM lives on")
    # a config that all may write
    town = arm("open", "")
    os.remove(os.path.join(folder, "told"))
    os.chmod(town.config, stat.S_IRUSR | stat.S_IWUSR | stat.S_IWOTH)
    done = town.run("2025H1")
    check("未执行失败处理命令" in done.stderr and not os.path.exists(os.path.join(folder, "told")), "an open config: " + done.stderr)
    # a run that goes well calls nobody
    os.chmod(town.config, 0o644)
    same(town.run("2025H2", "--quiet").returncode, 0, "2025H2 with no raster of 2025H1")
    check(not os.path.exists(os.path.join(folder, "told")), "called after a success")


main(stands, is_killed, leaves_a_record, in_pieces, gives_figures, logs_json, calls_for_help)
