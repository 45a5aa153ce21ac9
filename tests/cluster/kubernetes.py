#!/usr/bin/env python3
"""The Kubernetes jobs have the form that batch/v1 asks for, and call commands that the program has.

Usage: kubernetes.py LIANGTIAN SOURCE. There is no cluster here: nothing is run but the program's help.
"""

import pathlib
import subprocess
import sys

import yaml

JOB = {"apiVersion": "batch/v1", "kind": "Job"}
SPEC = {"backoffLimit", "template", "completionMode", "completions", "parallelism"}
CONTAINER = {"name", "image", "command", "resources", "securityContext", "volumeMounts"}


def check(truth, what):
    if not truth:
        raise AssertionError(what)


def words_of(container):
    """The command as the program gets it."""
    command = container["command"]
    return command[2].split()[1:] if command[0] == "sh" else command


def check_job(job, program):
    step = job["metadata"]["labels"]["step"]
    check({key: job[key] for key in JOB} == JOB, f"{step}: no job of batch/v1")
    check(job["metadata"]["name"] == f"liangtian-{step}", f"{step}: its name")
    check(set(job["spec"]) <= SPEC, f"{step}: unknown fields {set(job['spec']) - SPEC}")
    pod = job["spec"]["template"]["spec"]
    check(pod["restartPolicy"] == "Never", f"{step}: a pod that restarts hides what failed")
    check(pod["securityContext"]["runAsNonRoot"] is True, f"{step}: runs as root")
    volumes = {volume["name"] for volume in pod["volumes"]}
    (container,) = pod["containers"]
    check(set(container) == CONTAINER, f"{step}: fields {set(container) ^ CONTAINER}")
    check({mount["name"] for mount in container["volumeMounts"]} == volumes, f"{step}: volumes and mounts differ")
    check(container["resources"]["limits"]["memory"] == container["resources"]["requests"]["memory"], f"{step}: memory")
    words = words_of(container)
    check(words[0] == "liangtian", f"{step}: calls {words[0]}")
    text = subprocess.run([program, words[1], "--help", "--lang", "en"], capture_output=True, text=True, check=True).stdout
    for word in words:
        check(not word.startswith("--") or word in text, f"{step}: {words[1]} has no option {word}")
    return step


def main():
    program, source = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    path = source / "packaging" / "kubernetes" / "liangtian-half-year.yaml"
    jobs = list(yaml.safe_load_all(path.read_text(encoding="utf-8")))
    check([check_job(job, program) for job in jobs] == ["plan", "units", "merge"], "the jobs and their order")
    units = jobs[1]["spec"]
    check(units["completionMode"] == "Indexed", "units are counted by an index")
    check(1 <= units["parallelism"] <= units["completions"], "parallelism")
    command = jobs[1]["spec"]["template"]["spec"]["containers"][0]["command"][2]
    for index in ("0", "9"):
        echoed = subprocess.run(
            ["sh", "-c", command.replace("exec liangtian", "echo")], env={"JOB_COMPLETION_INDEX": index},
            capture_output=True, text=True, check=True,
        ).stdout.split()
        check(echoed[2] == str(int(index) + 1), f"index {index} does unit {echoed[2]}")
    print("ok")


if __name__ == "__main__":
    main()
