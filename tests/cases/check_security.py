#!/usr/bin/env python3
"""check_security.py CTEST BUILD SOURCE: docs/SECURITY.md names tests that exist, each line at least one.

In the last column of its tables `name` is a test of ctest, `name: function` a function in that test's source.
"""
import glob
import json
import os
import re
import subprocess
import sys

ctest, build, source = sys.argv[1:]
shown = subprocess.run([ctest, "--test-dir", build, "--show-only=json-v1"], check=True, stdout=subprocess.PIPE).stdout
known = {test["name"] for test in json.loads(shown)["tests"]}
sources = {os.path.basename(path)[:-2]: path for path in glob.glob(source + "/tests/unit/*/test_*.c")}
faults, rows = [], 0
with open(source + "/docs/SECURITY.md", encoding="utf-8") as stream:
    for number, line in enumerate(stream, 1):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|") or len(cells) != 3 or set(cells[0]) <= set("-: ") or cells[2] == "test":
            continue
        rows += 1
        names = re.findall(r"`([^`]+)`", cells[2])
        if not names:
            faults.append("line %d names no test: %s" % (number, cells[0]))
        for name in names:
            test, _, function = name.partition(": ")
            if test not in known:
                faults.append("line %d: no test '%s'" % (number, test))
            elif function:
                with open(sources[test], encoding="utf-8") as text:
                    if not re.search(r"\b(TEST|cmocka_unit_test\w*)\(\s*%s\b" % re.escape(function), text.read()):
                        faults.append("line %d: %s has no '%s'" % (number, test, function))
print("\n".join(faults) or "%d lines, all covered" % rows)
sys.exit(bool(faults) or rows < 20)
