#!/usr/bin/env python3
"""The half-year of the city sample on a real SLURM: the bytes of a plain run, whatever is killed, fails or runs twice.

Usage: slurm.py LIANGTIAN SOURCE. Exit code 77 where SLURM is not installed.
"""

import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import slurm_here  # noqa: E402

PERIOD, TIME = "2025H1", "2026-11-01T00:00:00Z"
SKIPPED = 77
PATIENCE = 700  # seconds; SLURM lets a task that it queues again wait for two minutes each time


def check(truth, what):
    if not truth:
        raise AssertionError(what)


def digests(out):
    """What is published: hash of every file, target of every link."""
    found = {}
    for path in sorted(out.rglob("*")):
        name = str(path.relative_to(out))
        if path.is_symlink():
            found[name] = os.readlink(path)
        elif path.is_file() and path.name != ".lock":
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


class City:
    def __init__(self, scratch, source, name):
        self.folder = scratch / name
        shutil.copytree(source / "sample-data" / "city", self.folder)
        self.config = self.folder / "liangtian.yaml"
        self.out = self.folder / "out"
        self.work = self.folder / "work" / PERIOD
        self.plan = self.work / "plan.json"

    def published(self):
        return (self.out / "current").is_symlink()

    def costs(self):
        lines = (self.work / "slurm" / "costs.tsv").read_text().splitlines()[1:]
        return [line.split("\t") for line in lines]

    def finished(self):
        return {path.stem for path in (self.work / "units").glob("*.result")}


class Case:
    def __init__(self, scratch, program, source):
        self.scratch, self.program, self.source = scratch, program, source
        self.submit = source / "packaging" / "slurm" / "liangtian-slurm"
        self.slurm = slurm_here.Slurm(scratch / "slurm")
        self.truth = None

    def city(self, name):
        return City(self.scratch, self.source, name)

    def command(self, city, *options, program=None):
        return [
            self.submit, city.config, "--period", PERIOD, "--published-at", TIME, "--lang", "en",
            "--liangtian", program or self.program, *options,
        ]

    def run(self, city, *options, program=None):
        return subprocess.run(
            self.command(city, *options, program=program), env=self.slurm.environment, capture_output=True,
            text=True, timeout=PATIENCE,
        )

    def same_bytes(self, city, what):
        found = digests(city.out)
        check(len(self.truth) > 10, "hardly anything was published")
        different = sorted(name for name in self.truth.keys() | found.keys() if self.truth.get(name) != found.get(name))
        check(not different, f"{what}: other bytes than a plain run: {different[:5]}")

    def plain_run(self):
        city = self.city("plain")
        subprocess.run(
            [self.program, "run", city.config, "--period", PERIOD, "--published-at", TIME, "--lang", "en"],
            check=True, capture_output=True, timeout=PATIENCE,
        )
        self.truth = digests(city.out)

    def array(self):
        city = self.city("array")
        answer = self.run(city)
        check(answer.returncode == 0, f"the array failed: {answer.stderr}{self.slurm.tail()}")
        self.same_bytes(city, "the array")
        costs = city.costs()
        check(len(costs) == 10 and all(row[3] == "done" for row in costs), f"costs: {costs}")
        again = self.run(city)
        check(again.returncode == 0, f"a second submission failed: {again.stderr}")
        check("already published" in again.stderr, f"a second submission did something: {again.stderr}")

    def kill_while(self, process, city):
        kills = 0
        end = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < end:
            if kills < 2 and len(city.finished()) > 3 * kills:
                self.slurm.kill("slurmctld")
                self.slurm.kill("slurmd")
                kills += 1
                time.sleep(1)
                self.slurm.start_controller()
                self.slurm.start_daemon()
            self.slurm.resume_node()
            time.sleep(0.2)
        return kills

    def daemons_killed(self):
        """kill -9 of controller and daemon once the first unit is done, and again after they are back."""
        city = self.city("killed")
        process = subprocess.Popen(
            self.command(city), env=self.slurm.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        try:
            kills = self.kill_while(process, city)
            check(process.poll() is not None, f"the submission hangs: {self.slurm.tail()}")
        finally:
            process.kill()
            answer = process.communicate()
        check(process.returncode == 0, f"after {kills} kills: {answer[1]}{self.slurm.tail()}")
        check(kills == 2, f"only {kills} kills")
        self.same_bytes(city, "controller and daemon killed")

    def unit_fails(self):
        """The third county fails while a flag stands; then it is queued twice at once, and the merge finds it done."""
        city = self.city("failing")
        flag = self.scratch / "fail"
        flag.write_text("")
        faulty = self.scratch / "faulty"
        faulty.write_text(
            f'#!/bin/sh\n[ "$1 $3" != "unit 3" ] || [ ! -e {flag} ] || {{ echo "unit 3 is out of luck" >&2; exit 5; }}\n'
            f'exec {self.program} "$@"\n'
        )
        faulty.chmod(0o755)
        answer = self.run(city, program=faulty)
        check(answer.returncode == 5, f"exit code {answer.returncode}: {answer.stderr}")
        check("unit 3 (" in answer.stderr, f"the failed unit is not named: {answer.stderr}")
        check("out of luck" in answer.stderr, f"what it said is not told: {answer.stderr}")
        check(not city.published(), "an unfinished half-year was published")
        check(len(city.finished()) == 9, f"finished units were lost: {city.finished()}")
        flag.unlink()
        jobs = [
            subprocess.Popen(
                ["sbatch", "--wait", "--output=/dev/null", "--wrap", f"{self.program} unit {city.plan} 3 --threads 1"],
                env=self.slurm.environment, stdout=subprocess.DEVNULL,
            )
            for _ in range(2)
        ]
        check([job.wait(timeout=60) for job in jobs] == [0, 0], "a unit that is done twice at once fails")
        answer = self.run(city, program=faulty)
        check(answer.returncode == 0, f"going on failed: {answer.stderr}")
        check(city.costs() == [], f"units were done again: {city.costs()}")
        self.same_bytes(city, "a failed unit")

    def two_at_once(self):
        """The same half-year submitted again while it runs: the second leaves, and the first is none the worse."""
        city = self.city("two")
        first = subprocess.Popen(
            self.command(city), env=self.slurm.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        try:
            logs = city.folder / f".liangtian-slurm-{PERIOD}"
            end = time.monotonic() + PATIENCE
            while not (logs / "plan.out").exists() and not city.plan.exists():
                check(time.monotonic() < end and first.poll() is None, "the first does not begin")
                time.sleep(0.05)
            before = sorted(path.name for path in logs.glob("*"))
            second = self.run(city)
            check(second.returncode == 6, f"the second ends with {second.returncode}: {second.stderr}")
            check(str(first.pid) in second.stderr, f"the first is not named: {second.stderr}")
            there = logs if logs.exists() else city.work / "slurm"
            missing = [name for name in before if name.startswith("plan") and not (there / name).exists()]
            check(not missing, f"logs are gone: {missing}")
        finally:
            answer = first.communicate(timeout=PATIENCE)
        check(first.returncode == 0, f"the first ends with {first.returncode}: {answer[1]}")
        check(len(city.costs()) == 10, f"costs: {city.costs()}")
        self.same_bytes(city, "two at once")

    def merge_waits_for_nothing(self):
        """A merge that is kept waiting after all units are done, as after a controller that lost their ends: a job on
        hold stands for that. It is submitted again, and the held one is not run beside it."""
        city = self.city("stuck")
        held = subprocess.run(
            ["sbatch", "--hold", "--parsable", "--output=/dev/null", "--wrap", "true"],
            env=self.slurm.environment, capture_output=True, text=True, check=True,
        ).stdout.strip()
        folder = self.scratch / "queueing"
        folder.mkdir()
        real = shutil.which("sbatch", path=self.slurm.environment.get("PATH"))
        (folder / "sbatch").write_text(
            "#!/bin/sh\n"
            'for word; do shift; case $word in --dependency=*) word="$word,afterok:' + held + '" ;; esac; set -- "$@" "$word"; done\n'
            f'exec {real} "$@"\n'
        )
        (folder / "sbatch").chmod(0o755)
        environment = dict(self.slurm.environment, LIANGTIAN_SLURM_STUCK="6")
        environment["PATH"] = f"{folder}:{environment.get('PATH', os.environ['PATH'])}"
        answer = subprocess.run(
            self.command(city), env=environment, capture_output=True, text=True, timeout=PATIENCE,
        )
        check(answer.returncode == 0, f"exit code {answer.returncode}: {answer.stderr}{self.slurm.tail()}")
        check(answer.stderr.count("waits no longer") == 1, f"it did not wait, or more than once: {answer.stderr}")
        check(answer.stderr.count("units submitted") == 1, f"units were done again: {answer.stderr}")
        subprocess.run(["scancel", held], env=self.slurm.environment, check=True)
        self.same_bytes(city, "a merge that was kept waiting")

    def units_that_do_not_end(self):
        """The last two units say that they are done, and their jobs go on holding both processors, as those do whose end the
        controller never learns of: the merge, which would wait for them for ever, is done without them."""
        city = self.city("endless")
        endless = self.scratch / "endless-program"
        endless.write_text(
            f'#!/bin/sh\n{self.program} "$@" || exit\ncase "$1 $3" in "unit 9" | "unit 10") exec sleep 86400 ;; esac\n'
        )
        endless.chmod(0o755)
        start = time.monotonic()
        answer = subprocess.run(
            self.command(city, program=endless), env=dict(self.slurm.environment, LIANGTIAN_SLURM_STUCK="6"),
            capture_output=True, text=True, timeout=PATIENCE,
        )
        check(answer.returncode == 0, f"exit code {answer.returncode}: {answer.stderr}{self.slurm.tail()}")
        check(answer.stderr.count("waits no longer") == 1, f"it did not wait, or more than once: {answer.stderr}")
        check("reason: Dependency" in answer.stderr, f"what it waits for is not told: {answer.stderr}")
        check(time.monotonic() - start < 120, "it was waited for long")
        self.same_bytes(city, "units that do not end")

    def bad_input(self):
        """What the plan refuses is told as a run tells it, and nothing else is submitted."""
        city = self.city("bad")
        raster = next((city.folder / "rasters").glob(f"*{PERIOD}*.tif"))
        raster.write_bytes(raster.read_bytes()[:1000])
        answer = self.run(city)
        check(answer.returncode in (3, 4), f"exit code {answer.returncode}: {answer.stderr}")
        check(raster.name in answer.stderr, f"the raster is not named: {answer.stderr}")
        check("units submitted" not in answer.stderr, "units were submitted without a plan")


def main():
    missing = slurm_here.missing()
    if missing:
        print(f"skipped: SLURM is not installed ({', '.join(missing)} not found)")
        return SKIPPED
    program, source = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    with tempfile.TemporaryDirectory(prefix="lt-slurm-") as folder:
        case = Case(pathlib.Path(folder), program, source)
        try:
            case.plain_run()
            case.slurm.start()
            for step in (case.array, case.two_at_once, case.unit_fails, case.merge_waits_for_nothing, case.units_that_do_not_end,
                         case.daemons_killed, case.bad_input):
                start = time.monotonic()
                step()
                print(f"{step.__name__}: ok, {time.monotonic() - start:.0f} s", flush=True)
        finally:
            case.slurm.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
