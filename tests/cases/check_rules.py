#!/usr/bin/env python3
"""Every rule at least once fired, once met, once undecided over the half-years of the township, and the table of it.

usage: check_rules.py OUT RULES.md    LT_UPDATE=1 in the environment writes the table anew instead of comparing it
The counts are read from the published reports. What the sample cannot show says why: WHY below.
"""
import os
import re
import sys

PERIODS = ["2025H1", "2025H2", "2026H1", "2026H2"]
MARK = "<!-- sample -->\n"
EXACT = "a surveyed area has no interval"
WHY = {
    ("CROPLAND-TARGET", "UNDECIDED"): EXACT,
    ("PBF-AREA", "UNDECIDED"): EXACT,
    ("PBF-RICEFISH", "BELOW"): "10 m cells show no ditches; `test_rules_crops` fires it",
    ("FZ-SHELTERBELT", "BELOW"): "10 m cells show no belts; `test_rules_crops` fires it",
    ("FZ-SHELTERBELT", "MEETS"): "10 m cells show no belts; `test_rules_crops` shows it",
    ("OUTPUT", "ALL"): "proven by a labelled sample alone; `test_verdict_sample` and `case_floors` judge it",
}
HEAD = """## In the township sample

What the runs of `sample-data/township` say: features judged BELOW (疑似) / MEETS / UNDECIDED in each half-year. Floors
count the city and its counties, LEASE-NONGRAIN operators, FZ-ADD contiguous sets. `case_township` makes the table again and compares it.

| rule | 2025H1 | 2025H2 | 2026H1 | 2026H2 | not shown |
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


def main():
    out, page = sys.argv[1:3]
    seen = [rules_of(os.path.join(out, period, "report.html")) for period in PERIODS]
    table, bad = HEAD, 0
    for rule in sorted(seen[0]):
        runs = [one[rule] for one in seen]
        if all(run is None for run in runs):
            table += "| %s | – | – | – | – | %s |\n" % (rule, WHY.get((rule, "ALL"), "?"))
            bad += (rule, "ALL") not in WHY
            continue
        missing = []
        for word, at in (("BELOW", 1), ("MEETS", 0), ("UNDECIDED", 2)):
            shown = any(run is not None and run[at] > 0 for run in runs)
            if not shown:
                missing.append("%s: %s" % (word, WHY.get((rule, word), "?")))
                bad += (rule, word) not in WHY
            elif (rule, word) in WHY:
                print("%s shows %s after all" % (rule, word))
                bad += 1
        cells = ["–" if run is None else "%d / %d / %d" % (run[1], run[0], run[2]) for run in runs]
        table += "| %s | %s | %s |\n" % (rule, " | ".join(cells), "; ".join(missing) or "–")
    if bad:
        print(table)
        print("%d verdicts of rules are not shown" % bad)
    with open(page, encoding="utf-8") as file:
        text = file.read()
    head, _, tail = text.partition(MARK)
    if os.environ.get("LT_UPDATE"):
        with open(page, "w", encoding="utf-8") as file:
            file.write(head + MARK + table)
    elif tail != table:
        print("the table in %s is not current; it should be:\n%s" % (page, table))
        bad += 1
    return 1 if bad or len(table) < len(HEAD) + 100 else 0


if __name__ == "__main__":
    sys.exit(main())
