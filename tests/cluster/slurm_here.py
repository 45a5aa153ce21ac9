"""A SLURM of one node on loopback: munge, slurmctld, slurmd; without cgroups, database or systemd.

Everything lies in one scratch folder, listens on 127.0.0.1 alone, and is stopped by process number.
"""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "sinfo")
CONFIG = """
ClusterName=liangtian
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort={controller}
SlurmdPort={daemon}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=1,batch_sched_delay=0
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
MpiDefault=none
ReturnToService=2
SlurmctldTimeout=10
SlurmdTimeout=20
MessageTimeout=10
InactiveLimit=0
MinJobAge=300
KillWait=2
NodeName=localhost NodeAddr=127.0.0.1 CPUs={cpus} State=UNKNOWN
PartitionName=all Nodes=localhost Default=YES MaxTime=INFINITE State=UP
"""


def missing():
    """Names of programs that are not there."""
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    return [name for name in PROGRAMS if shutil.which(name, path=path) is None]


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Slurm:
    def __init__(self, folder, cpus=2):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o755)
        (self.folder / "state").mkdir()
        (self.folder / "spool").mkdir()
        controller, daemon = free_ports(2)
        user = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
        self.config = self.folder / "slurm.conf"
        self.config.write_text(
            CONFIG.format(folder=self.folder, controller=controller, daemon=daemon, user=user, cpus=cpus)
        )
        self.environment = dict(os.environ, SLURM_CONF=str(self.config))
        self.environment["PATH"] += ":/usr/sbin:/sbin"
        self.running = {}

    def _start(self, name, *arguments):
        log = open(self.folder / f"{name}.out", "ab")
        self.running[name] = subprocess.Popen(
            [name, *arguments], env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        log.close()

    def start_munge(self):
        key = self.folder / "munge.key"
        key.write_bytes(os.urandom(1024))
        key.chmod(0o400)
        self._start(
            "munged", "--foreground", "--force", f"--key-file={key}", f"--socket={self.folder}/munge.socket",
            f"--log-file={self.folder}/munge.log", f"--pid-file={self.folder}/munge.pid",
            f"--seed-file={self.folder}/munge.seed",
        )
        self._until(lambda: (self.folder / "munge.socket").exists(), "munge")

    def start_controller(self):
        self._start("slurmctld", "-D")

    def start_daemon(self):
        self._start("slurmd", "-D", "-N", "localhost")

    def start(self):
        self.start_munge()
        self.start_controller()
        self.start_daemon()
        self._until(self._is_up, "SLURM")

    def _is_up(self):
        answer = subprocess.run(
            ["sinfo", "--noheader", "--format=%t"], env=self.environment, capture_output=True, text=True
        )
        return answer.stdout.strip() in ("idle", "mix", "alloc")

    def _until(self, ready, what, seconds=60):
        end = time.monotonic() + seconds
        while not ready():
            for name, process in self.running.items():
                if process.poll() is not None:
                    raise RuntimeError(f"{name} ended: {self.tail()}")
            if time.monotonic() > end:
                raise RuntimeError(f"{what} does not come up: {self.tail()}")
            time.sleep(0.2)

    def tail(self):
        lines = []
        for path in sorted(self.folder.glob("*.log")) + sorted(self.folder.glob("*.out")):
            lines += [f"{path.name}: {line}" for line in path.read_text(errors="replace").splitlines()[-4:]]
        queue = subprocess.run(
            ["squeue", "--noheader", "--states=all", "--format=%i %j %T %r"], env=self.environment, capture_output=True, text=True
        )
        return "\n".join(lines + ["queue: " + line for line in (queue.stdout + queue.stderr).splitlines()])

    def kill(self, name):
        self.running[name].send_signal(signal.SIGKILL)
        self.running[name].wait()

    def resume_node(self):
        """What an administrator does: SLURM drains a node on which it meets a job that it does not remember."""
        answer = subprocess.run(
            ["sinfo", "--noheader", "--format=%t"], env=self.environment, capture_output=True, text=True
        )
        if answer.stdout.strip() in ("drain", "drng", "down", "down*"):
            subprocess.run(
                ["scontrol", "update", "nodename=localhost", "state=resume"], env=self.environment,
                capture_output=True,
            )

    def stop(self):
        """Jobs first, then the daemons; what was started is ended."""
        subprocess.run(["scancel", "--quiet", f"--user={os.getuid()}"], env=self.environment, capture_output=True)
        for name in ("slurmctld", "slurmd", "munged"):
            process = self.running.get(name)
            if process is not None and process.poll() is None:
                process.terminate()
        for process in self.running.values():
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
