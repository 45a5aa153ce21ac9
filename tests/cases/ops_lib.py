"""For cases about running unattended: copies of the township, commands on them, and what they say."""
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile

LT, SOURCE = os.environ["LT"], os.environ["SOURCE"]
TIME = "2026-11-01T00:00:00Z"
failed = []


def check(condition, *words):
    if not condition:
        failed.append(words)
        print("FAILED:", *words, file=sys.stderr)


def same(found, wanted, *words):
    check(found == wanted, *words, "found %r, wanted %r" % (found, wanted))


class Town:
    """A private copy of the township sample."""

    def __init__(self, scratch, name, more=""):
        self.folder = os.path.join(scratch, name)
        shutil.copytree(os.path.join(SOURCE, "sample-data", "township"), self.folder)
        for base, folders, files in os.walk(self.folder):
            for one in folders + files:
                os.chmod(os.path.join(base, one), 0o755 if one in folders else 0o644)
        os.chmod(self.folder, 0o755)
        self.config = os.path.join(self.folder, "liangtian.yaml")
        if more:
            with open(self.config, "a", encoding="utf-8") as file:
                file.write(more)

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def run(self, period, *words, time=TIME, **more):
        clock = ("--published-at", time) if time else ()
        return call("run", self.config, "--period", period, *clock, *words, **more)

    def start(self, period, *words):
        """The run as a process group of its own."""
        return subprocess.Popen([LT, "run", self.config, "--period", period, "--published-at", TIME, *words],
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True)

    def status(self, *words):
        done = call("status", self.config, "--json", "--today", "2025-12-01", *words)
        return json.loads(done.stdout) if done.stdout else None

    def record(self, name="last-run.json"):
        with open(self.path("work", name), encoding="utf-8") as file:
            return json.load(file)


def call(*words, env=None, **more):
    return subprocess.run([LT, *words], capture_output=True, text=True, env={**os.environ, **(env or {})}, check=False,
                          **more)


def kill(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()
    process.stderr.close()


def main(*tests):
    scratch = tempfile.mkdtemp(prefix="lt-case-", dir=os.environ.get("TMPDIR", "/tmp"))
    try:
        for test in tests:
            test(scratch)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    print("failed: %d" % len(failed) if failed else "ok")
    sys.exit(1 if failed else 0)
