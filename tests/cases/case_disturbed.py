#!/usr/bin/env python3
"""What happens to a run from outside: requests to stop, readers that leave, limits, a parent with odd habits."""
import fcntl
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from ops_lib import LT, TIME, Town, call, check, main, same  # noqa: E402

STOPPED, GENERATION = 7, {}
CALL = "#!/bin/sh\necho $LIANGTIAN_EXIT_CODE >>%s\n"


def arguments(town, period="2025H1"):
    return [LT, "run", town.config, "--period", period, "--published-at", TIME]


def generation(town):
    link = town.path("out", "current")
    return os.readlink(link) if os.path.islink(link) else ""


def undisturbed(scratch):
    town = Town(scratch, "undisturbed")
    same(town.run("2025H1", "-q").returncode, 0, "undisturbed")
    GENERATION["2025H1"] = generation(town)


def watched(scratch, name):
    """A town with metrics and a command after a failure, which writes the exit code down."""
    program = os.path.join(scratch, name + ".call")
    with open(program, "w", encoding="ascii") as file:
        file.write(CALL % (program + "ed"))
    os.chmod(program, 0o755)
    return Town(scratch, name, "operations: {metrics: '%s.prom', on_failure: ['%s']}\n" % (program, program)), program


def told(program):
    """The exit codes that the command heard of, and the one in the metrics."""
    heard = []
    if os.path.exists(program + "ed"):
        with open(program + "ed", encoding="ascii") as file:
            heard = [int(line) for line in file]
    with open(program + ".prom", encoding="utf-8") as file:
        code, = [float(line.split()[-1]) for line in file if line.startswith("liangtian_run_exit_code{")]
    return heard, code


def group_is_gone(group):
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.01)
    return False


def is_stopped(scratch):
    """SIGTERM to the run alone and to all of it, SIGINT, SIGHUP; while it plans and while counties are at work."""
    ways = [(signal.SIGTERM, os.kill, "plan.json"), (signal.SIGTERM, os.killpg, "plan.json"),
            (signal.SIGINT, os.killpg, ""), (signal.SIGHUP, os.kill, "")]
    for number, (what, send, seen) in enumerate(ways):
        name = "%s by %s %s" % (what.name, send.__name__, seen)
        town, program = watched(scratch, "stopped%d" % number)
        process = subprocess.Popen(arguments(town), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                   start_new_session=True)
        path = town.path("work", "2025H1", seen) if seen else town.path("work", "last-run.json")
        while not os.path.exists(path) and process.poll() is None:
            time.sleep(0.002)
        send(process.pid, what)
        _, said = process.communicate(timeout=120)
        same(process.returncode, STOPPED, name, said)
        check(said.splitlines()[-1].startswith("liangtian: 已停止：收到信号 %d（" % what), name, said)
        record = town.record()
        same((record["state"], record["exit_code"]), ("failed", STOPPED), name, "record")
        check("signal %d" % what in record["message"], name, "its message: %r" % record)
        same(told(program), ([STOPPED], float(STOPPED)), name, "the command, and the metrics")
        check(group_is_gone(process.pid), name, "children live on")
        same((town.status()["lock"]["process"], generation(town)), (0, ""), name, "lock, and what is published")
        same(town.run("2025H1", "-q").returncode, 0, name, "the next run")
        same(generation(town), GENERATION["2025H1"], name, "has another result")


def grow(path):
    """The same raster to its readers, hours to whoever reads it to the end."""
    os.truncate(path, 400 << 30)


def is_reading(process, path):
    """The process, or the one it has started, has begun to read the file to its end."""
    with open("/proc/%d/task/%d/children" % (process.pid, process.pid), encoding="ascii") as file:
        everyone = [process.pid, *map(int, file.read().split())]
    for one in everyone:
        folder = "/proc/%d/fd" % one
        for fd in os.listdir(folder):
            if os.readlink(os.path.join(folder, fd)) == path:
                with open("/proc/%d/fdinfo/%s" % (one, fd), encoding="ascii") as file:
                    if int(file.readline().split()[1]) > 64 << 20:
                        return True
    return False


def wait_until_it_reads(process, path):
    while process.poll() is None:
        try:
            if is_reading(process, path):
                return
        except OSError:
            pass  # closed meanwhile, or not there yet
        time.sleep(0.01)


def is_stopped_while_it_hashes(scratch):
    """Nobody waits for the end of a file that takes long."""
    town, program = watched(scratch, "hashing")
    raster = town.path("rasters", "2025H1.tif")
    grow(raster)
    process = town.start("2025H1")
    wait_until_it_reads(process, raster)
    process.terminate()
    _, said = process.communicate(timeout=120)
    same((process.returncode, told(program)), (STOPPED, ([STOPPED], float(STOPPED))), "SIGTERM to one that hashes", said)


def is_stopped_as_the_first_process(scratch):
    """What would end any other process ends the first one of a container too, also in a command that does not listen."""
    first = ["unshare", "--user", "--map-root-user", "--pid", "--kill-child", "--fork"]
    if subprocess.run([*first, "true"], check=False, capture_output=True).returncode != 0:
        print("no first process was stopped: namespaces are not allowed here")
        return
    town = Town(scratch, "first")
    raster = town.path("rasters", "2025H1.tif")
    grow(raster)
    with subprocess.Popen([*first, LT, "plan", town.config, "--period", "2025H1"], stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as process:
        wait_until_it_reads(process, raster)
        with open("/proc/%d/task/%d/children" % (process.pid, process.pid), encoding="ascii") as file:
            child, = map(int, file.read().split())
        os.kill(child, signal.SIGTERM)
        try:
            same(process.wait(timeout=120), STOPPED, "SIGTERM to the first process")
        finally:
            process.kill()


def is_not_stopped(scratch):
    """Under nohup SIGHUP stays what it is there."""
    town = Town(scratch, "nohup")
    process = subprocess.Popen(["nohup", *arguments(town)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, start_new_session=True)
    while not os.path.exists(town.path("work", "last-run.json")) and process.poll() is None:
        time.sleep(0.002)
    os.killpg(process.pid, signal.SIGHUP)
    same(process.wait(), 0, "SIGHUP under nohup")


def asked_while_it_publishes(scratch):
    """Too late: the half-year is out, and everything says so."""
    for number, what in enumerate((signal.SIGTERM, signal.SIGINT)):
        town, program = watched(scratch, "late%d" % number)
        process = town.start("2025H1")
        while not generation(town) and process.poll() is None:
            time.sleep(0.0005)
        os.killpg(process.pid, what)
        _, said = process.communicate(timeout=120)
        same((process.returncode, generation(town)), (0, GENERATION["2025H1"]), what.name, said)
        same((town.record()["state"], told(program)), ("done", ([], 0.0)), what.name, "record, metrics, command")


def inputs_change(scratch):
    """A raster is replaced once it has been hashed: what units make of it is kept under no digest, and nothing comes out.
    With the right one back the result is that of an undisturbed run."""
    town = Town(scratch, "changed")
    raster, aside = town.path("rasters", "2025H1.tif"), town.path("rasters", "aside.tif")
    process = town.start("2025H1")
    while not os.path.exists(town.path("work", "2025H1", "plan.json")) and process.poll() is None:
        time.sleep(0.001)
    os.rename(raster, aside)
    shutil.copy(town.path("rasters", "2025H2.tif"), raster)
    _, said = process.communicate(timeout=120)
    same((process.returncode, generation(town)), (3, ""), "a raster is replaced", said)
    check("2025H1.tif" in said, "which file: " + said)
    os.rename(aside, raster)
    same(town.run("2025H1", "-q").returncode, 0, "with the right raster")
    same(generation(town), GENERATION["2025H1"], "with the right raster: another result")


def plan_of_other_inputs(scratch):
    """A plan tells what it found itself: not what another one found that was rejected since, or that was killed."""
    town = Town(scratch, "rejected")
    plan = ("plan", town.config, "--period", "2025H1", "-q")
    same(call(*plan).returncode, 0, "plan")
    legend = town.path("legend.yaml")
    with open(legend, encoding="utf-8") as file:
        whole = file.read()
    with open(legend, "w", encoding="utf-8") as file:
        file.write("".join(line for line in whole.splitlines(True) if "winter_wheat" not in line))
    done = town.run("2025H1", "-q")
    same(done.returncode, 3, "a legend without wheat: " + done.stderr)
    told = town.record()["diagnostics"]
    other = Town(scratch, "never-planned")
    shutil.copy(legend, other.path("legend.yaml"))
    same(other.run("2025H1", "-q").returncode, 3, "the same without an earlier plan")
    same(told, other.record()["diagnostics"], "its record counts what another plan found")
    with open(legend, "w", encoding="utf-8") as file:
        file.write(whole)
    done = town.run("2025H1")
    same(done.returncode, 0, "with the whole legend")
    undisturbed_one = Town(scratch, "as-undisturbed")
    same(undisturbed_one.run("2025H1", "-q").returncode, 0, "undisturbed")
    for name in ("diagnostics.csv", "report.html", "summary.xlsx"):
        found = []
        for one in (town, undisturbed_one):
            with open(one.path("out", "2025H1", name), "rb") as file:
                found.append(file.read())
        check(found[0] == found[1], name + " tells of another plan")
    # killed between its two files: those of an earlier plan do not stand in for its own
    town = Town(scratch, "between")
    same(call("plan", town.config, "--period", "2025H1", "-q").returncode, 0, "plan")
    aside = town.path("work", "2025H1", "plan.diag")
    shutil.copy(aside, town.path("aside"))
    with open(town.config, "a", encoding="utf-8") as file:
        file.write("thresholds: {grain_season_share: 0.6}\n")
    same(call("plan", town.config, "--period", "2025H1", "-q").returncode, 0, "another plan")
    shutil.copy(town.path("aside"), aside)
    done = town.run("2025H1")
    check(done.returncode == 0 and "续作" not in done.stderr, "goes on with the diagnostics of another plan: " + done.stderr)


def lock_of_nobody_here(scratch):
    """Held by a process that is not seen here, as on another machine: it is waited for a while, and then told as locked."""
    town = Town(scratch, "elsewhere")
    os.makedirs(town.path("out"))
    gone = subprocess.run(["sh", "-c", "echo $$"], capture_output=True, text=True, check=True).stdout
    with open(town.path("out", ".lock"), "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write(gone)
        lock.flush()
        done = town.run("2025H1", "-q", timeout=120)
    same(done.returncode, 6, "a lock that somebody elsewhere holds: " + done.stderr)


def readers_leave(scratch):
    """Who reads the messages may go: the half-year is done. Where the summary cannot be written, that is what is told."""
    for stream in ("stdout", "stderr"):
        town, program = watched(scratch, "left" + stream)
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run(arguments(town), check=False, text=True,
                              **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, stream: writer})
        os.close(writer)
        same(generation(town), GENERATION["2025H1"], stream, "nothing is published")
        code = 4 if stream == "stdout" else 0
        same(done.returncode, code, stream, "exit code")
        same((town.record()["exit_code"], told(program)), (code, ([code] if code else [], float(code))), stream, "record")
        if code:
            check("结果已发布，但摘要无法写出：接收方已关闭" in done.stderr, "what is told: " + done.stderr)
        same(town.status()["lock"]["process"], 0, stream, "the lock")
    town = Town(scratch, "full")
    with open("/dev/full", "w", encoding="ascii") as full:
        done = subprocess.run(arguments(town), check=False, stdout=full, stderr=subprocess.PIPE, text=True)
    same(done.returncode, 5, "stdout on a full disk: " + done.stderr)
    same(generation(town), GENERATION["2025H1"], "stdout on a full disk: nothing is published")


def has_limits(scratch):
    """A limit on the size of files is a full disk: 5, and which file."""
    town = Town(scratch, "limit")
    done = subprocess.run(arguments(town), check=False, capture_output=True, text=True,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (60000, 60000)))
    same(done.returncode, 5, "files of 60,000 bytes: " + done.stderr)
    check(town.path("work", "2025H1") in done.stderr and "文件过大" in done.stderr, "which, and why: " + done.stderr)
    same(generation(town), "", "files of 60,000 bytes: published")
    same(town.run("2025H1", "-q").returncode, 0, "without the limit")
    same(generation(town), GENERATION["2025H1"], "without the limit: another result")


def has_little_memory(scratch):
    """What libraries print when memory is out stays away: each line on stderr is one of ours."""
    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (300 << 20, 300 << 20))
    if subprocess.run([LT, "--version"], check=False, capture_output=True, preexec_fn=limit).returncode != 0:
        print("memory is not limited: the program does not begin with 300 MB (a sanitizer)")
        return
    town = Town(scratch, "memory")
    done = subprocess.run(arguments(town) + ["--log-format", "json"], check=False, capture_output=True, text=True,
                          preexec_fn=limit)
    same(done.returncode, 5, "300 MB: " + done.stderr)
    for line in done.stderr.splitlines():
        check(line.startswith("{") and "message" in json.loads(line), "a line that is not ours: " + line)
    same(generation(town), "", "300 MB: published")


def has_an_odd_parent(scratch):
    """A parent that does not want to hear of its children leaves that to its own: a run hears of those that it starts."""
    town = Town(scratch, "odd")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        process = os.posix_spawn(LT, arguments(town) + ["-q"], os.environ,
                                 file_actions=[(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)])
    finally:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    same(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), 0, "SIGCHLD is ignored")
    same(generation(town), GENERATION["2025H1"], "SIGCHLD is ignored: another result")


def pipes_stand_in_the_way(scratch):
    """Nobody waits for a pipe that stands where a file of the program's own belongs."""
    town = Town(scratch, "pipes")
    os.makedirs(town.path("work"))
    os.mkfifo(town.path("work", "last-run.json"))
    same(town.run("2025H1", "-q", timeout=120).returncode, 0, "in the place of the record")
    same(town.record()["exit_code"], 0, "the record takes its place")
    os.remove(town.path("out", ".lock"))
    os.mkfifo(town.path("out", ".lock"))
    same(call("status", town.config, timeout=120).returncode, 0, "status, in the place of the lock")
    done = town.run("2025H1", "-q", timeout=120)
    same(done.returncode, 4, "in the place of the lock: " + done.stderr)


def what_is_due_is_unknown(scratch):
    """--period due that fails before it knows the half-year is heard of like any other failure."""
    town, program = watched(scratch, "due")
    same(town.run("2025H1", "-q").returncode, 0, "2025H1")
    manifest = town.path("out", "current", "manifest.json")
    os.chmod(manifest, 0o644)
    os.truncate(manifest, 100)
    done = call("run", town.config, "--period", "due")
    same(done.returncode, 4, "a damaged manifest: " + done.stderr)
    refused = town.record("last-run.refused.json")
    same((refused["state"], refused["period"], refused["exit_code"], refused["stage"]), ("failed", "", 4, "config"), "record")
    same(told(program), ([4], 4.0), "the command, and the metrics")
    done = call("review", town.config, town.config)
    same((done.returncode, town.record("last-run.refused.json")["command"]), (4, "review"), "a review: " + done.stderr)
    same(told(program)[0], [4, 4], "the command after a review")


main(undisturbed, is_stopped, is_stopped_while_it_hashes, is_stopped_as_the_first_process, is_not_stopped,
     asked_while_it_publishes, inputs_change, plan_of_other_inputs, lock_of_nobody_here, readers_leave,
     has_limits, has_little_memory, has_an_odd_parent, pipes_stand_in_the_way, what_is_due_is_unknown)
