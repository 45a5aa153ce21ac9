#!/usr/bin/env python3
"""Every rule at least once fired, once met, once undecided over the half-years of the samples, and the table of it.

usage: check_rules.py RULES.md TOWNSHIP/out VILLAGE/out
LT_UPDATE=1 in the environment writes the table anew instead of comparing it. The counts are read from the published
reports.
"""
import os
import re
import sys

PERIODS = ["2025H1", "2025H2", "2026H1", "2026H2"]
MARK = "<!-- sample -->\n"
SAMPLES = ["township", "village"]
HEAD = """## In the samples

What the runs of `sample-data/township` (cells of 10 m) and `sample-data/village` (1 m) say: features judged BELOW (疑似) /
MEETS / UNDECIDED in each half-year. Floors count the city and its counties, LEASE-NONGRAIN operators, FZ-ADD contiguous
sets. `case_samples` makes the table again and compares it.

| rule | sample | 2025H1 | 2025H2 | 2026H1 | 2026H2 |
|--|--|--|--|--|--|
"""


def rules_of(report):
    """{id: (MEETS, BELOW, UNDECIDED)}; None where the report counts no features"""
    with open(report, encoding="utf-8") as file:
        text = file.read()
    section = text[text.index('id="rules"'):]
    section = section[:section.index("</tbody>")]
    found = {}
    for row in section.split("<tr>")[1:]:
        name = re.search(r'class="note nb">([A-Z0-9-]+)', row)
        if name is None:
            continue
        counts = [int(cell.replace(",", "")) for cell in re.findall(r'<td class="n">([0-9,]+)</td>', row)]
        found[name.group(1)] = tuple(counts[1:4]) if len(counts) >= 4 and counts[0] > 0 else None
    return found


def not_shown(rule, runs):
    """which of the three no run shows"""
    return ["%s %s" % (rule, word) for word, at in (("BELOW", 1), ("MEETS", 0), ("UNDECIDED", 2))
            if not any(run is not None and run[at] > 0 for run in runs)]


def make_table(seen):
    """the table over {sample: [rules of each half-year]}, and the verdicts that no sample shows"""
    table, missing = HEAD, []
    for rule in sorted(seen[SAMPLES[0]][0]):
        runs = {sample: [one[rule] for one in seen[sample]] for sample in SAMPLES}
        missing += not_shown(rule, sum(runs.values(), []))
        for sample in SAMPLES:
            if any(runs[sample]) or (sample == SAMPLES[0] and not any(sum(runs.values(), []))):
                cells = ["–" if run is None else "%d / %d / %d" % (run[1], run[0], run[2]) for run in runs[sample]]
                table += "| %s | %s | %s |\n" % (rule, sample, " | ".join(cells))
    return table, missing


def main():
    page, *outs = sys.argv[1:]
    seen = {sample: [rules_of(os.path.join(out, period, "report.html")) for period in PERIODS]
            for sample, out in zip(SAMPLES, outs, strict=True)}
    table, bad = make_table(seen)
    if bad:
        print("%snot shown: %s" % (table, ", ".join(bad)))
    with open(page, encoding="utf-8") as file:
        text = file.read()
    head, _, tail = text.partition(MARK)
    if os.environ.get("LT_UPDATE"):
        with open(page, "w", encoding="utf-8") as file:
            file.write(head + MARK + table)
    elif tail != table:
        print("the table in %s is not current; it should be:\n%s" % (page, table))
        bad.append("the table")
    return 1 if bad or len(table) < len(HEAD) + 100 else 0


if __name__ == "__main__":
    sys.exit(main())
