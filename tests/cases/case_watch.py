#!/usr/bin/env python3
"""A batch that nobody watches: status, the record of a run, its metrics, its log, and the command after a failure."""
import json
import os
import re
import resource
import shutil
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
    town.run("2025H1", preexec_fn=lambda: os.umask(0o077))
    good = read_metrics(path)
    label = 'config="%s"' % town.config.replace("\\", "\\\\").replace('"', '\\"')
    same(good["liangtian_run_exit_code", label], 0.0, "exit code")
    same(good["liangtian_cases", label + ',state="ISSUED"'], 6.0, "cases issued: six stand on the screen")
    same(sum(value for (name, _), value in good.items() if name == "liangtian_parcels"), 754.0, "parcels: all")
    same(good["liangtian_floor_verdict", label + ',rule="PBF-AREA",verdict="BELOW"'], 1.0, "verdict")
    same(good["liangtian_floor_verdict", label + ',rule="PBF-AREA",verdict="MEETS"'], 0.0, "no other verdict")
    # 2.5 wanmu is 25,000 mu, and a mu is 2000/3 square metres
    check(abs(good["liangtian_floor_square_meters", label + ',rule="PBF-AREA"'] - 25000 * 2000 / 3) < 1e-3, "floor in m2")
    same(stat.S_IMODE(os.stat(path).st_mode), 0o644, "the collector is another user")
    success = good["liangtian_last_success_timestamp_seconds", label]
    check(abs(success - time.time()) < 600, "last success: %r" % success)
    os.remove(town.path("rasters", "2025H2.tif"))
    town.run("2025H2")
    bad = read_metrics(path)
    same(bad["liangtian_run_exit_code", label], 3.0, "exit code of a failure")
    same(bad["liangtian_last_success_timestamp_seconds", label], success, "the last success stands")
    # what the run that failed does not know goes on: floors and cases are of the half-year that stands
    lasting = {key: value for key, value in good.items() if not key[0].startswith("liangtian_run_")}
    check(len(lasting) > 20, "there is something to lose: %d" % len(lasting))

    def lasts(found, what):
        same(found["liangtian_run_exit_code", label], 3.0, "exit code: " + what)
        same({key: value for key, value in found.items() if key in lasting}, lasting, what)
    lasts(bad, "a run that fails in the middle")
    # a half-year that is not configured: it fails before it has the lock
    town.run("2019H1")
    lasts(read_metrics(path), "a run that fails before it has the lock")
    os.remove(path)
    town.run("2019H1")
    same(read_metrics(path)["liangtian_last_success_timestamp_seconds", label], success, "from the record where the file is gone")
    with open(path, "w", encoding="utf-8") as file:
        file.write("")
    same(town.run("2025H1").returncode, 0, "2025H1 is published")
    lasting = {key: value for key, value in read_metrics(path).items() if not key[0].startswith("liangtian_run_")}
    # a config that cannot be read, by the option
    with open(town.config, "a", encoding="utf-8") as file:
        file.write("nonsense: 1\n")
    town.run("2025H2", "--metrics", path)
    lasts(read_metrics(path), "a broken config")
    # however its path is written
    os.symlink(town.folder, town.folder + "-link")
    folder, name = os.path.split(town.folder)
    for written, below in ((os.path.join(".", name, "..", name, "liangtian.yaml"), folder),
                           (os.path.join(town.folder + "-link", "liangtian.yaml"), None),
                           ("liangtian.yaml", town.folder + "-link")):
        same(call("run", written, "--period", "2025H2", "--metrics", path, cwd=below).returncode, 3, written)
        lasts(read_metrics(path), "a broken config, written " + written)
    # of another city that writes there nothing is taken over
    other = Town(scratch, "another", "nonsense: 1\n")
    other.run("2025H1", "--metrics", path)
    same([key for key in read_metrics(path) if key[0] == "liangtian_last_success_timestamp_seconds"], [], "another city's success")
    # where it cannot be written, the run goes well all the same
    other = Town(scratch, "nowhere")
    done = other.run("2025H1", "--metrics", "/nowhere/at/all.prom", "--quiet", "--log-format", "json")
    same(done.returncode, 0, "metrics that cannot be written")
    told = [json.loads(line) for line in done.stderr.splitlines()]
    same([(one["level"], one["code"]) for one in told], [("warning", "metrics.failed")], "it is told, even when quiet")
    check("/nowhere/at/all.prom" in told[0]["message"], "it is told which")


def logs_json(scratch):
    """Every line on stderr is one object, whatever happens."""
    town = Town(scratch, "log")
    runs = [town.run("2025H1", "--log-format", "json"), town.run("2019H1", "--log-format=json"),
            call("status", "--log-format", "json"),
            call("tabulate", "-r", town.path("rasters", "2025H1.tif"), "-z", town.path("layers", "YJJBNTTB.gpkg"),
                 "-o", town.path("areas.csv"), "--log-format", "json")]
    os.remove(town.path("rasters", "2025H2.tif"))
    runs.append(town.run("2025H2", "--log-format", "json"))
    # fonts that nobody has read, and no place of the system's or of the user's to keep what was read of them
    cold = os.path.join(scratch, "cold.conf")
    with open(cold, "w", encoding="utf-8") as file:
        file.write('<fontconfig><dir>/usr/share/fonts</dir><cachedir>/proc/none</cachedir></fontconfig>')
    chilly = Town(scratch, "c&ld")
    runs.append(chilly.run("2025H1", "--log-format", "json", env={"FONTCONFIG_FILE": cold, "HOME": "/proc/nobody"}))
    same(runs[-1].returncode, 0, "no cache of fonts")
    check(os.listdir(chilly.path("work", ".fonts")), "what was read of the fonts is kept")
    # the command after a failure talks as it likes: lines, a long one, what is no text, and no end to the last
    talker = os.path.join(scratch, "talker")
    with open(talker, "w", encoding="utf-8") as file:
        file.write("#!/bin/sh\necho first; echo second >&2; head -c 9000 /dev/zero | tr '\\0' x; printf '\\n\\377\\n\\nlast'\n")
    os.chmod(talker, 0o755)
    loud = Town(scratch, "loud", "operations: {on_failure: ['%s']}\n" % talker)
    runs.append(loud.run("2019H1", "--log-format", "json"))
    said = [one["message"] for one in map(json.loads, runs[-1].stderr.splitlines()) if one["code"] == "hook.said"]
    same([said[0], said[1], said[-2], said[-1]], ["first", "second", "\ufffd", "last"], "the command's words")
    same(sum(len(one) for one in said if one.startswith("x")), 9000, "its long line")
    check("\nfirst\nsecond\n" in "\n" + loud.run("2019H1", errors="replace").stderr, "where lines are text it talks as it likes")
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
    last = json.loads(runs[4].stderr.splitlines()[-1])
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
        os.symlink("/nowhere/2025H1.tif", town.path("rasters", "2025H1.tif"))  # which is not there either
        return town
    town = arm("hooked", "exit 9")
    # a file of ours with a number beyond those that processes usually have
    far = os.open(town.path("liangtian.yaml"), os.O_RDONLY)
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    os.dup2(far, 3000)
    done = town.run("2025H1", env={"SECRET": "in the environment"}, close_fds=False)
    os.close(3000)
    os.close(far)
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
    # too long: it is ended, with what it started; how it ended is heard even when quiet
    town = arm("slow", "sleep 60 & wait")
    begin = time.monotonic()
    done = town.run("2025H1", "--quiet")
    same(done.returncode, 3, "a command that takes too long")
    check(time.monotonic() - begin < 20 and "已终止" in done.stderr, "it is ended: " + done.stderr)
    # nor does it get more time by talking without end
    town = arm("endless", "yes & yes & wait")
    begin = time.monotonic()
    done = town.run("2025H1", "--log-format", "json")
    same(done.returncode, 3, "a command that talks without end")
    check(time.monotonic() - begin < 20 and "已终止" in done.stderr, "it is ended: " + done.stderr[-500:])
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
    same(town.run("2025H2", "--quiet").returncode, 0, "2025H2 where that of 2025H1 is a link that leads nowhere")
    check(not os.path.exists(os.path.join(folder, "told")), "called after a success")


def reviews_leave_a_record(scratch):
    """Who changes the ledger says so: last run, metrics, the command after a failure. Who only looks does not."""
    path = os.path.join(scratch, "reviews.prom")
    town = Town(scratch, "reviews", "operations: {metrics: '%s', on_failure: [/bin/false]}\n" % path)
    same(town.run("2025H1", time="2026-01-05T00:00:00Z").returncode, 0, "2025H1")
    run = town.record()
    same(run["command"], "run", "the record of a run")
    file = os.path.join(scratch, "found.csv")

    def review(finding, *words):
        with open(file, "w", encoding="utf-8") as out:
            out.write("图斑编号,核查结果,核查日期\n411702-2025H1-00001,%s,2026-01-10\n" % finding)
        return call("review", town.config, file, "--published-at", "2026-01-20T00:00:00Z", *words)
    done = review("属实", "--dry-run")
    same((done.returncode, town.record()), (0, run), "a dry run: " + done.stderr)
    done = review("何人", "--quiet")
    same(done.returncode, 3, "a finding that there is not")
    record = town.record()
    same((record["command"], record["state"], record["exit_code"], record["stage"]), ("review", "failed", 3, "inputs"), "its record")
    same((record["succeeded"], record["diagnostics"]["reject"]), (run["succeeded"], 1), "the last success, and what was wrong")
    check("退出码为 1" in done.stderr, "the command after a failure was called, and heard: " + done.stderr)
    same(done.stderr.count("何人"), 1, "what is wrong is told once: " + done.stderr)
    label = 'config="%s"' % town.config
    same(read_metrics(path)["liangtian_run_exit_code", label], 3.0, "metrics of a review that failed")
    check("核查回填" in call("status", town.config).stdout, "status says what it was")
    done = review("属实")
    same(done.returncode, 0, "a good review: " + done.stderr)
    record = town.record()
    same((record["command"], record["state"], record["period"], record["stage"]), ("review", "done", "2025H1", "done"), "its record")
    same(record["succeeded"], record["ended"], "it succeeded")
    same(read_metrics(path)["liangtian_run_exit_code", label], 0.0, "metrics of a good review")
    check(not town.status()["broken"], "all is well")


def between_half_years(scratch):
    """status tells what an interim run showed, and one that failed."""
    town = Town(scratch, "between")
    same(town.run("2025H1", time="2026-01-05T00:00:00Z").returncode, 0, "2025H1")
    done = town.run("2025H2", "--interim", "--unit", "411702", time="2026-02-05T00:00:00Z")
    same(done.returncode, 0, "interim: " + done.stderr)
    wanted = int(re.search(r"严重疑似图斑 (\d+) 处", done.stdout).group(1))
    one, = town.status()["interim"]
    same((one["county"], one["period"], one["grave"], one["published_at"], one["superseded"]),
         (411702, "2025H2", wanted, "2026-02-05T00:00:00Z", False), "interim")
    check(wanted > 0 and os.path.isfile(os.path.join(one["folder"], "grave.txt")), "where it lies: %r" % one)
    same(one["last_run"]["state"], "done", "its run")
    check("期中监测：411702 2025H2" in call("status", town.config).stdout, "in words")
    same(town.run("2025H2", "--interim", "--unit", "411799").returncode, 3, "a county that there is not")
    failed_one = [one for one in town.status()["interim"] if one["county"] == 411799]
    same([(one["folder"], one["last_run"]["exit_code"]) for one in failed_one], [("", 3)], "an interim run that failed")
    check("411799" in call("status", town.config).stdout, "and in words")
    same(town.run("2025H2", time="2026-03-05T00:00:00Z").returncode, 0, "2025H2")
    same([one["superseded"] for one in town.status()["interim"] if one["county"] == 411702], [True], "its half-year is closed")
    check("期中监测：411702" not in call("status", town.config).stdout, "then that says more")


def odd_paths(scratch):
    """A path that is not UTF-8 is told as that; what all may write is told."""
    town = Town(scratch, "odd")
    named = os.path.join(os.fsencode(scratch), b"caf\xe9")
    shutil.copytree(town.folder, os.fsdecode(named))
    done = call("run", os.path.join(named, b"liangtian.yaml"), "--period", "2025H1")
    same(done.returncode, 3, "a folder that is not UTF-8")
    check("不是 UTF-8 编码" in done.stderr and "内存" not in done.stderr, "and why: " + done.stderr)
    image = os.path.join(os.fsencode(scratch), b"\xff.tif")
    shutil.copy(town.path("rasters", "2025H2.tif"), image)
    same(town.run("2025H1").returncode, 0, "2025H1")
    for words in (("run", town.config, "--period", "2025H2", "--interim", "--unit", "411702", "--raster", image),
                  ("review", town.config, image), ("ledger", "import", town.config, image)):
        done = call(*words)
        same(done.returncode, 3, words[0])
        check("不是 UTF-8 编码" in done.stderr, words[0] + ": " + done.stderr)
    # what no library could open is told as that, not as a layer without a CRS
    long = town.folder
    while len(os.fsencode(long)) < 420:
        long = os.path.join(long, "n" * 60)
    shutil.copytree(town.folder, long, ignore=shutil.ignore_patterns("n*", "out", "work"))
    done = call("run", os.path.join(long, "liangtian.yaml"), "--period", "2025H1")
    same(done.returncode, 3, "a long path: " + done.stderr)
    check("路径过长" in done.stderr and "400 字节" in done.stderr and "坐标系" not in done.stderr, "and why: " + done.stderr)
    longer = os.path.join(long, "n" * 90)
    shutil.copytree(town.folder, longer, ignore=shutil.ignore_patterns("n*", "out", "work"))
    done = call("run", os.path.join(longer, "liangtian.yaml"), "--period", "2025H1")
    same(done.returncode, 3, "a longer path: " + done.stderr)
    check("超过各程序库能打开的 500 字节" in done.stderr, "and why: " + done.stderr)
    # rights: each place by itself, heard even when quiet, and the half-year is done all the same
    for place in (town.config, town.folder, town.path("out"), town.path("work")):
        before = os.stat(place).st_mode
        os.chmod(place, before | stat.S_IWOTH)
        done = town.run("2025H1", "--quiet", "--log-format", "json")
        same(done.returncode, 0, "all may write " + place)
        told = [json.loads(line) for line in done.stderr.splitlines()]
        same([(one["level"], one["code"]) for one in told], [("warning", "access.open")], "told: " + place)
        check(told and place in told[0]["message"], "told which: %r" % told)
        os.chmod(place, before)
    same(town.run("2025H1", "--quiet").stderr, "", "nothing to tell")


main(stands, is_killed, leaves_a_record, in_pieces, gives_figures, logs_json, calls_for_help,
     reviews_leave_a_record, between_half_years, odd_paths)
