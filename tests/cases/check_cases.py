#!/usr/bin/env python3
"""Holds what the runs published against what each case of a sample is there to show.

usage: check_cases.py CASES.csv OUT
Each cell of CASES.csv names what a half-year must say of a case's ground:
  none                    no case, no offence on record
  KIND:RULE               a ledger event of that kind for that rule (see EVENTS)
  small:RULE, edge:RULE   no case: the subject MEETS, with that remark
  pending:RULE            nothing is concluded before the autumn
  undecided(REASON):RULE  the subject is UNDECIDED with that reason
  notice:RULE             the zone plot is BELOW under a rule of severity notice
  unjudged(REASON)        the parcel is listed as not judged
  none(WORD)              as none, and more is said of it in the quality report
"""
import csv
import os
import re
import sqlite3
import sys

PERIODS = ["2025H1", "2025H2", "2026H1", "2026H2"]
EVENTS = {
    "STOCK": ("opened", "STOCK"),
    "UNDATED": ("opened", "UNDATED"),
    "NEW": (("opened", "proven"), "NEW"),
    "continues": ("continued", None),
    "CARRIED": ("carried", None),
    "RECTIFIED-PROPOSED": ("rectified-proposed", None),
    "UNPROVEN": ("unproven", None),
    "EXEMPT": ("exempted", None),
    "split": ("split", None),
}


def open_db(path):
    db = sqlite3.connect(f"file:{path}?immutable=1", uri=True)
    db.row_factory = sqlite3.Row
    return db


class Published:
    def __init__(self, out):
        self.ledger = open_db(os.path.join(out, "current", "ledger.gpkg"))
        self.files = {p: open_db(os.path.join(out, p, "liangtian.gpkg")) for p in PERIODS}
        self.quality = {}
        for p in PERIODS:
            with open(os.path.join(out, p, "diagnostics.csv"), encoding="utf-8-sig") as f:
                self.quality[p] = f.read()

    def events(self, period, parcels):
        """(kind, note, rules) of every event of a half-year on these parcels' ground."""
        marks = ",".join("?" * len(parcels))
        rows = self.ledger.execute(
            "SELECT e.kind, e.note, c.rules FROM events e JOIN cases c ON c.id = e.case_id "
            f"WHERE e.period = ? AND c.parcel_id IN ({marks})", [period, *parcels])
        return [(r["kind"], r["note"], r["rules"].split()) for r in rows]

    def records(self, period, layer, ids):
        marks = ",".join("?" * len(ids))
        return self.files[period].execute(f"SELECT * FROM {layer} WHERE id IN ({marks})", ids).fetchall()


def holds(published, case, period, expected):
    """None when the published files say what is expected, else what they say."""
    parcels = (case["parcels_2025"] if period < "2026" else case["parcels_2026"]).split()
    ever = sorted(set(case["parcels_2025"].split() + case["parcels_2026"].split()))
    events = published.events(period, ever)
    word, _, rule = expected.partition(":")
    detail = re.fullmatch(r"(\w+)\((\w[\w ]*)\)", word)
    if word in EVENTS:
        kinds, note = EVENTS[word]
        kinds = kinds if isinstance(kinds, tuple) else (kinds,)
        good = any(k in kinds and rule in rules and (note is None or n == note) for k, n, rules in events)
        return None if good else f"events {events}"
    if [e for e in events if e[0] != "carried"]:
        return f"events {events}"
    if word == "notice":
        zones = published.records(period, "zones", case["zone"].split())
        good = any(z["verdict"] == "BELOW" and z["rule"] == rule for z in zones)
        return None if good else f"zones {[(z['verdict'], z['rule']) for z in zones]}"
    rows = published.records(period, "parcels", parcels)
    if len(rows) != len(parcels):
        return f"{len(rows)} of the parcels {parcels} are in the GeoPackage"
    if word in ("small", "edge") or (detail and detail[1] == "undecided"):
        reason = detail[2] if detail else word
        rows = rows + published.records(period, "pbf", case["pbf"].split() or [""])
        rows = rows + published.records(period, "zones", case["zone"].split() or [""])
        verdict = "UNDECIDED" if detail else "MEETS"
        good = any(r["verdict"] == verdict and r["reason"] == reason for r in rows)
    elif detail and detail[1] == "unjudged":
        good = all(r["verdict"] != "BELOW" for r in rows) and any(p in published.quality[period] for p in parcels)
    elif detail and detail[2] in ("repaired", "listed", "overlap listed", "quality", "outside"):
        good = all(r["verdict"] != "BELOW" for r in rows) and any(p in published.quality[period] for p in parcels)
    elif word == "none" or word == "pending" or detail:
        good = all(r["verdict"] != "BELOW" for r in rows)
    else:
        return f"'{word}' is no word of this check"
    return None if good else f"records {[(r['id'], r['verdict'], r['reason'], r['rule']) for r in rows]}"


def main():
    cases, out = sys.argv[1:3]
    published = Published(out)
    checked, bad = 0, 0
    with open(cases, encoding="utf-8") as f:
        for case in csv.DictReader(f):
            for period in PERIODS:
                checked += 1
                said = holds(published, case, period, case[period])
                if said is not None:
                    bad += 1
                    print(f"FAILED: {case['case']} {period}: expected {case[period]}, {said}")
    print(f"{checked} statements, {bad} wrong")
    return 1 if bad or checked < 36 else 0


if __name__ == "__main__":
    sys.exit(main())
