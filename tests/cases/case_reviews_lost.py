#!/usr/bin/env python3
"""What a new run, or an imported ledger, leaves behind of the reviews: REVIEWS-LOST.csv, and what is told of it."""
import csv
import json
import os
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from case_history import YARD, again, attempt, command, main, manifest, run, same, says, verify  # noqa: E402
from case_review_holds import HEAD, ONE, SECOND, TWO, WRONG, review, two_yards  # noqa: E402
from invented_city import ORCHARD, box  # noqa: E402

BOTH = HEAD + ONE + TWO


def status(city):
    done = subprocess.run(command("status", os.path.join(city.folder, "city.yaml"), "--json", "--today", "2026-01-05"),
                          capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


AGAIN = "to be taken again"
OTHER = "the number is another place's now: do not take the row as it is"
MOVED = "the place has another number now"
CLOSED = "not open any more"
GONE = "no such case any more"
FIRST_ID, SECOND_ID = "411702-2025H1-00001", "411702-2025H1-00002"


def listed(city):
    path = os.path.join(city.folder, "out/current/REVIEWS-LOST.csv")
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def lost(city, record="last-run.json"):
    """(case, standing) of the list that is current; the state and the record of the last command say how many of them
    there is something to be done about"""
    rows = [(row["case"], row["standing"]) for row in listed(city)]
    waiting = len([one for one in rows if one[1] == AGAIN])
    other = len([one for one in rows if one[1] in (OTHER, MOVED)])
    told = status(city)["reviews_lost"]
    same((told["waiting"], told["other"]), (waiting, other))
    with open(os.path.join(city.folder, "work", record), encoding="utf-8") as file:
        same(json.load(file)["reviews_lost"], waiting + other)
    return rows


def reviews_stay_listed(scratch):
    """What a new run leaves behind stays listed over a second one, over the review of something else and over the next
    half-year, in both profiles and with a ledger for its owner alone, until it is taken again."""
    for profile, mode in (("internal", 0o444), ("public", 0o444), ("internal, ledger_access: owner", 0o400)):
        city = two_yards(scratch, "listed-" + profile.split()[-1])
        config = os.path.join(city.folder, "city.yaml")
        with open(config, encoding="utf-8") as file:
            text = file.read().replace("profile: internal", "profile: " + profile)
        with open(config, "w", encoding="utf-8") as file:
            file.write(text)
        run(city, "2025H1")
        same(review(city, BOTH)[0], 0)
        same(lost(city), [])
        two = [(FIRST_ID, AGAIN), (SECOND_ID, AGAIN)]
        for size in (5, 6):  # two corrected rasters, one after the other
            again(city, "2025H1", YARD, SECOND, (45, 45, size, size, ORCHARD))
            code, _, err = attempt(city, "2025H1", "--redo")
            same((code, code and err), (0, 0))
            says(err, "2 reviews are not in the ledger", "out/current/REVIEWS-LOST.csv")
            same(lost(city), two)
            same(os.stat(os.path.join(city.folder, "out/current/REVIEWS-LOST.csv")).st_mode & 0o777, mode)
            same(city.rows("reviews"), [])
        shutil.rmtree(os.path.join(city.folder, "work"))  # anybody may
        code, _, err = attempt(city, "2025H1")
        same(code, 0)
        says(err, "2 reviews are not in the ledger")
        code, _, err = review(city, HEAD + TWO, name="second.csv")
        same(code, 0)
        says(err, "1 reviews are not in the ledger")
        same(lost(city), two[:1])
        run(city, "2025H2")
        same(lost(city), two[:1])
        verify(city)
        # a day was corrected: the case is led to where it was, in another row
        same(review(city, (HEAD + ONE).replace("11-15", "11-16"), name="first.csv")[0], 0)
        same(lost(city), [])
        code, _, err = attempt(city, "2025H2")
        same((code, "not in the ledger" in err), (0, False))
        same(len(city.rows("reviews")), 2)
        verify(city)


FAR = (45, 45, 5, 5, ORCHARD)  # away from both


def redo(city, *boxes):
    """stderr of the half-year run again with another raster"""
    again(city, "2025H1", *boxes)
    code, _, err = attempt(city, "2025H1", "--redo")
    same((code, code and err), (0, 0))
    return err


def numbers_of_other_places(scratch):
    """With the corrected raster the first orchard was none, and its number is the second one's: that row must not be taken
    as it is. The other number is nobody's, and its place has the first one's. The row of the first orchard stays when
    somebody reviews the second one by that number; the row of the second one is done by that."""
    city = two_yards(scratch, "numbers", "2025H1")
    same(review(city, BOTH)[0], 0)
    says(redo(city, SECOND), "2 more are of cases that have another number now, or whose number is another place's")
    same(lost(city), [(FIRST_ID, OTHER), (SECOND_ID, MOVED)])
    same([row["case there now"] for row in listed(city)], ["", FIRST_ID])
    ring = box(*SECOND[:4])["coordinates"][0]
    same([float(one) for one in listed(city)[1]["place reviewed"].split()],
         [float(one) for one in (*map(min, *ring), *map(max, *ring))])
    verify(city)
    same(review(city, (HEAD + ONE).replace("11-15", "11-18"), name="new.csv")[0], 0)
    same(lost(city), [(FIRST_ID, OTHER)])
    verify(city)


def numbers_in_steps(scratch):
    """A number that becomes another place's by a second new run, or a third, is told as that, and a number that was
    somebody else's or nobody's in between is never trusted again."""
    city = two_yards(scratch, "steps", "2025H1")
    same(review(city, BOTH)[0], 0)
    redo(city, YARD, SECOND, FAR)
    same(lost(city), [(FIRST_ID, AGAIN), (SECOND_ID, AGAIN)])
    redo(city, SECOND)
    same(lost(city), [(FIRST_ID, OTHER), (SECOND_ID, MOVED)])
    redo(city)
    same(lost(city), [(FIRST_ID, OTHER), (SECOND_ID, GONE)])
    redo(city, YARD, SECOND)
    same(lost(city), [(FIRST_ID, OTHER), (SECOND_ID, OTHER)])
    same([row["case there now"] for row in listed(city)], [FIRST_ID, SECOND_ID])
    run(city, "2025H2")
    same(lost(city), [(FIRST_ID, OTHER), (SECOND_ID, OTHER)])
    # whoever has looked may take the row
    same(review(city, HEAD + TWO, name="two.csv")[0], 0)
    same(lost(city), [(FIRST_ID, OTHER)])
    verify(city)


BELT = ((11, 11, 20, 3, ORCHARD), (11, 14, 3, 17, ORCHARD))  # round two sides of the first orchard, a cell apart


def a_neighbour_that_reaches_round(scratch):
    """The box of another case may hold the ground of the one whose number it got: the ground decides."""
    city = two_yards(scratch, "round", "2025H1")
    same(review(city, HEAD + ONE)[0], 0)
    redo(city, YARD, *BELT)
    same(lost(city), [(FIRST_ID, OTHER)])
    same([row["case there now"] for row in listed(city)], [SECOND_ID])


def nothing_to_be_done(scratch):
    """Reviews of what is not there any more are told once and kept; nobody is warned of them night for night."""
    city = two_yards(scratch, "past", "2025H1")
    same(review(city, BOTH)[0], 0)
    err = redo(city, FAR)
    says(err, "1 reviews are of cases that are not open any more, or gone", "out/current/REVIEWS-LOST.csv")
    same(lost(city), [(FIRST_ID, OTHER), (SECOND_ID, GONE)])
    err = redo(city)
    same(lost(city), [(FIRST_ID, OTHER), (SECOND_ID, GONE)])
    same("gone" in err, False)
    code, _, err = attempt(city, "2025H2")
    same((code, "gone" in err), (0, False))
    same(lost(city), [(FIRST_ID, OTHER), (SECOND_ID, GONE)])
    city = two_yards(scratch, "all-past", "2025H1")
    same(review(city, BOTH)[0], 0)
    says(redo(city), "2 reviews are of cases that are not open any more, or gone")
    same(lost(city), [(FIRST_ID, GONE), (SECOND_ID, GONE)])
    code, _, err = attempt(city, "2025H2")
    same((code, "reviews" in err), (0, False))
    same(lost(city), [(FIRST_ID, GONE), (SECOND_ID, GONE)])
    verify(city)


def two_listed(scratch, name, *periods):
    city = two_yards(scratch, name, "2025H1")
    same(review(city, BOTH)[0], 0)
    for period in periods:
        run(city, period)
    redo(city, YARD, SECOND, FAR)
    same(lost(city), [(FIRST_ID, AGAIN), (SECOND_ID, AGAIN)])
    return city


CITY = "图斑编号,核查结果,核查日期,举证材料,整改完成日期,处理阶段,市级复核结论,市级复核日期\n"


def a_case_that_was_closed(scratch):
    """Its row is a record, and stays one when the ground offends anew under the same number: that review is of before."""
    city = two_listed(scratch, "closed")
    again(city, "2025H2", SECOND)
    run(city, "2025H2")
    code, _, err = review(city, CITY + FIRST_ID + ",属实,2025-11-15,照片三,2025-11-15,县级验收,销号,2025-11-16\n", "--by",
                          "city", name="city.csv")
    same((code, code and err), (0, 0))
    says(err, "1 reviews are of cases that are not open any more", "1 reviews are not in the ledger")
    same(lost(city), [(FIRST_ID, CLOSED), (SECOND_ID, AGAIN)])
    run(city, "2026H1")
    same([(row["handling"], row["time"]) for row in city.rows("cases") if row["id"] == FIRST_ID],
         [("ISSUED", "RELAPSED")])
    same(lost(city), [(FIRST_ID, CLOSED), (SECOND_ID, AGAIN)])


def later_half_years(scratch):
    """The ledger of a stale half-year still holds the reviews: one that is built upon it takes them off the list, and
    when the stale one is run again they stand there again."""
    city = two_listed(scratch, "later", "2025H2")
    run(city, "2026H1", "--allow-stale")
    same(lost(city), [])
    same(len(city.rows("reviews")), 2)
    run(city, "2025H2")
    same(city.rows("reviews"), [])
    same(lost(city), [(FIRST_ID, AGAIN), (SECOND_ID, AGAIN)])
    run(city, "2026H1")
    same(lost(city), [(FIRST_ID, AGAIN), (SECOND_ID, AGAIN)])
    verify(city)


def a_list_that_cannot_be_looked_at(scratch):
    """Then nobody knows what is lost: exit code 4, nothing is published, and the record goes on from the one before."""
    city = two_listed(scratch, "unseen")
    path = os.path.join(city.folder, "out/current/REVIEWS-LOST.csv")
    before = manifest(city)
    os.rename(path, path + ".kept")
    os.symlink("REVIEWS-LOST.csv", path)  # points to itself
    code, _, err = attempt(city, "2025H2")
    same((code, manifest(city)), (4, before))
    says(err, "REVIEWS-LOST.csv")
    with open(os.path.join(city.folder, "work/last-run.json"), encoding="utf-8") as file:
        same(json.load(file)["reviews_lost"], 2)
    os.rename(path + ".kept", path)
    run(city, "2025H2")
    same(lost(city), [(FIRST_ID, AGAIN), (SECOND_ID, AGAIN)])


def commands_that_end_early(scratch):
    """The record says how many reviews wait, however the command ended that wrote it: programs read it."""
    city = two_listed(scratch, "early")
    config = os.path.join(city.folder, "city.yaml")
    two = [(FIRST_ID, AGAIN), (SECOND_ID, AGAIN)]
    same(review(city, HEAD + WRONG)[0], 3)
    same(lost(city), two)
    subprocess.run(command("plan", config, "--period", "2025H2"), check=True, capture_output=True)
    same(lost(city), two)
    raster = os.path.join(city.folder, "rasters/2025H2.tif")
    os.rename(raster, raster + ".kept")
    same(attempt(city, "2025H2")[0] in (3, 4), True)
    same(lost(city), two)
    same(attempt(city, "2031H1")[0], 3)  # no such half-year
    same(lost(city, "last-run.refused.json"), two)
    os.rename(raster + ".kept", raster)
    run(city, "2025H2")
    same(lost(city), two)


def ledger(city, *words_of_it):
    done = subprocess.run(command("ledger", *words_of_it, "--lang", "en"), capture_output=True, text=True, check=False)
    same((done.returncode, done.returncode and done.stderr), (0, 0))
    return done.stderr


def a_ledger_that_is_imported(scratch):
    """It is a publication like others: the list goes over, without what it holds; and what the ledgers that it replaces
    hold, and it does not, comes to the list."""
    city = two_yards(scratch, "imported", "2025H1")
    config = os.path.join(city.folder, "city.yaml")
    without, with_one, with_both = (os.path.join(city.folder, name) for name in ("0.jsonl", "1.jsonl", "2.jsonl"))
    ledger(city, "export", config, without)
    same(review(city, HEAD + ONE)[0], 0)
    ledger(city, "export", config, with_one)
    same(review(city, HEAD + TWO, name="two.csv")[0], 0)
    ledger(city, "export", config, with_both)
    two = [(FIRST_ID, AGAIN), (SECOND_ID, AGAIN)]
    says(ledger(city, "import", config, with_one, "--replace"), "1 reviews are not in the ledger")
    same(lost(city), two[1:])
    ledger(city, "import", config, without, "--replace")
    same(sorted(lost(city)), two)
    ledger(city, "import", config, with_both, "--replace")
    same(lost(city), [])
    verify(city)
    for period in ("2025H2", "2026H1"):
        run(city, period)
    # reviews that stand in the ledger of a later half-year, which went stale, and not in the last that was published
    ledger(city, "import", config, without, "--replace")
    same(sorted(lost(city)), two)
    for period in ("2025H2", "2026H1"):
        run(city, period)
        same(sorted(lost(city)), two)
    code, _, err = review(city, BOTH, name="both.csv")
    same((code, code and err), (0, 0))
    same(lost(city), [])
    verify(city)


CASES = [reviews_stay_listed, numbers_of_other_places, numbers_in_steps, a_neighbour_that_reaches_round,
         nothing_to_be_done, a_case_that_was_closed, later_half_years, a_list_that_cannot_be_looked_at, commands_that_end_early,
         a_ledger_that_is_imported]


if __name__ == "__main__":
    sys.exit(main(CASES))
