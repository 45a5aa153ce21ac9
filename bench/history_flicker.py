"""How much of a classifier's flicker is told as new: by differencing half-years, and by the ledger."""
import csv
import os
import sqlite3

from history_city import City

NOISES = ("none", "pixels", "shift", "edges", "fields")
THRESHOLDS = (0.05, 0.10, 0.20, 0.50)
BARE, TREES_AND_WATER, FACILITY, BUILT = 13, (14, 15, 16, 17), 18, 19
HALF = 0.5


# --- what differencing tells ----------------------------------------------------------------------

def plots(city):
    """The cropland parcels: {id: classes that offend there}."""
    def rows(name, query):
        db = sqlite3.connect("file:%s?immutable=1" % city.path("layers", "2024", name + ".gpkg"), uri=True)
        found = db.execute(query).fetchall()
        db.close()
        return found
    basic = {bsm[:6] + bsm[10:] for (bsm,) in rows("YJJBNTTB", "SELECT BSM FROM YJJBNTTB")}
    classes = {}
    for bsm, land in rows("DLTB", "SELECT BSM, DLBM FROM DLTB WHERE DLBM LIKE '01%'"):
        if bsm[:6] + bsm[10:] in basic:
            classes[bsm] = TREES_AND_WATER
        else:
            classes[bsm] = TREES_AND_WATER + ((BUILT,) if land == "0102" else (BUILT, FACILITY))
    return classes


def shares(city, periods, classes):
    """{id: offending share by half-year}, by exact coverage."""
    target = city.path("shares.csv")
    words = ["tabulate", "-z", city.path("layers", "2024", "DLTB.gpkg"), "--id", "BSM", "--where", "DLBM LIKE '01%'",
             "--form", "wide", "--values", "fraction", "--threads", "1", "-o", target]
    for period in periods:
        words += ["-r", "%s=%s" % (period, city.path("rasters", period + ".tif"))]
    city.call(*words)
    found = {}
    with open(target, encoding="utf-8") as file:
        for row in csv.DictReader(file):
            bsm = row["zone_id"]
            found[bsm] = [sum(float(row.get("%s_%d_fraction" % (period, value)) or 0.0) for value in classes[bsm])
                          for period in periods]
    os.remove(target)
    return found


def difference(seen, true, threshold):
    """(false increments, false rectifications, all increments, true increments missed) of plots whose share passes a
    threshold, each half-year against the one before."""
    false_up = false_down = up = missed = 0
    for bsm, line in seen.items():
        over, right = [s > threshold for s in line], [s > threshold for s in true[bsm]]
        for t in range(1, len(line)):
            rises, falls = over[t] and not over[t - 1], over[t - 1] and not over[t]
            truly_rises, truly_falls = right[t] and not right[t - 1], right[t - 1] and not right[t]
            up += rises
            false_up += rises and not truly_rises
            false_down += falls and not truly_falls
            missed += truly_rises and not rises
    return false_up, false_down, up, missed


# --- what the ledger tells ------------------------------------------------------------------------

class Watch:
    """Follows one run after another and holds them against the truth."""

    def __init__(self, truth):
        self.truth = truth
        self.count = dict.fromkeys(("first_false", "first_true", "new_true", "new_since_baseline",
                                    "new_stock", "new_clean", "later_undated",
                                    "proposed_true", "proposed_false", "proposed_flicker", "closed", "unproven"), 0)
        self.wrong = []  # (half-year, case, rules, what) for the report
        self.told = {}  # place: (half-year index, time) at which an open case first had most of its ground
        self.proposed = set()  # cases that stand as proposed for rectified

    def truly(self, case, periods):
        """What most of the case's ground truly is: 'true' (offends since a half-year that was watched),
        'since_baseline' (begun after 2020, before the first half-year), 'stock' (there in 2020) or 'clean'."""
        found = self.truth.offending(case["shape"], periods)
        half = HALF * case["shape"].area()
        born = sum(m2 for number, m2 in found.items() if self.truth.places[number].birth > 0)
        old = sum(m2 for number, m2 in found.items() if "2020" in self.truth.places[number].boxes)
        if sum(found.values()) < half:
            return "clean"
        return "true" if born >= half else "stock" if old >= half else "since_baseline"

    def take(self, period, ledger):
        t = self.truth.periods.index(period)
        lately = self.truth.periods[max(0, t - 1):t + 1]
        for _, _, case_id, kind, _, _, note in ledger.of_period(period):
            case = ledger.cases[case_id]
            if kind in ("opened", "proven"):
                self.take_opened(t, case, note, lately)
            elif kind == "rectified-proposed" and case_id not in self.proposed:
                still = self.truly(case, [period]) != "clean"
                ever = still or self.truly(case, self.truth.periods[:t + 1]) != "clean"
                self.count["proposed_false" if still else "proposed_true" if ever else "proposed_flicker"] += 1
                if still:
                    self.wrong.append((period, case_id, case["rules"], "proposed as rectified, offends"))
            elif kind == "closed":
                self.count["closed"] += 1
            elif kind == "unproven":
                self.count["unproven"] += 1
        self.proposed = {number for number, case in ledger.cases.items() if case["handling"] == "RECTIFIED-PROPOSED"}
        self.look_for_places(t, period, ledger)

    def take_opened(self, t, case, note, lately):
        truly = self.truly(case, lately)
        if note == "NEW":
            self.count["new_" + truly] += 1
            if truly in ("stock", "clean"):
                self.wrong.append((lately[-1], case["id"], case["rules"], "told as new, is " + truly))
        elif t == 0:
            self.count["first_false" if truly == "clean" else "first_true"] += 1
        elif truly == "clean":
            self.count["later_undated"] += 1
            self.wrong.append((lately[-1], case["id"], case["rules"], note + " on clean ground"))

    def look_for_places(self, t, period, ledger):
        index = ledger.open_index()
        for place in self.truth.places.values():
            if place.birth < 1 or place.number in self.told or period not in place.boxes:
                continue
            found = {}
            for box in place.boxes[period]:
                for _, case in index.near(box):
                    found[case["time"]] = found.get(case["time"], 0.0) + case["shape"].within(box)
            best = max(found, key=lambda name: found[name]) if found else None
            if best and sum(found.values()) >= HALF * place.area(period):
                self.told[place.number] = (t, best)


def compare(clean, noisy):
    """What noise costs: places that the clean rasters tell; (later, half-years in all, never)."""
    later = half_years = never = 0
    last = len(clean.truth.periods) - 1
    for number, (t, _) in clean.told.items():
        if number not in noisy.told:
            never += t < last  # else it may be told in the half-year after the last
        elif noisy.told[number][0] > t:
            later += 1
            half_years += noisy.told[number][0] - t
    return later, half_years, never


def delays(watch):
    """{half-years from the first image to the open case: places}"""
    found = {}
    for number, (t, _) in watch.told.items():
        delay = t - watch.truth.places[number].birth
        found[delay] = found.get(delay, 0) + 1
    return found


def due(truth, place):
    """The half-year in which a place must be told, or None: where it offends for the second time in a row, and for idle
    ground (bare) where that is an autumn."""
    for t in range(place.birth + 1, len(truth.periods)):
        if truth.periods[t] in place.boxes and truth.periods[t - 1] in place.boxes:
            if place.value != BARE or truth.periods[t].endswith("H2"):
                return t
    return None


def faults(results, args):
    """What is not as it must be. Without noise every place is told, in its half-year, as new; cells, edges and a shift
    give less than 1 % of the new that differencing gives; whole fields no more than equal errors at two dates do."""
    found = []

    def expect(good, *words):
        if not good:
            found.append(" ".join(str(word) for word in words))

    clean = results["none"]["watch"]
    for place in clean.truth.places.values():
        day = due(clean.truth, place) if place.birth > 0 else None
        if day is not None:
            expect(clean.told.get(place.number) == (day, "NEW"), "none: place", place.number, "is told",
                   clean.told.get(place.number), "and not", (day, "NEW"))
    expect(clean.told, "none: nothing is told")
    for noise, one in results.items():
        count, base = one["watch"].count, one["naive"][THRESHOLDS[0]][0]
        false_new = count["new_stock"] + count["new_clean"]
        # half of all errors are trees or water: an equal one follows with half of the rate, and either may come first
        most = {"none": 0.0, "fields": 2.0 * args.noise_rate}.get(noise, 0.01) * base
        expect(noise == "none" or base >= 20, noise + ": differencing gives", base, "only")
        expect(false_new <= most, noise + ":", false_new, "falsely new, differencing", base)
        expect(count["closed"] == 0, noise + ": a raster closes", count["closed"])
        if noise != "fields":
            expect(count["proposed_false"] <= 0.01 * one["naive"][THRESHOLDS[0]][1], noise + ":",
                   count["proposed_false"], "proposed that still offend")
            expect(count["later_undated"] == 0, noise + ":", count["later_undated"], "opened on clean ground")
            expect(compare(clean, one["watch"])[2] == 0, noise + ":", compare(clean, one["watch"])[2], "places lost")
    return found


# --- all of it ------------------------------------------------------------------------------------

def simulate(args, noises=NOISES):
    """{noise: result} for one true city and its disturbed rasters."""
    results, true = {}, None
    for noise in noises:
        city = City(args.build, os.path.join(args.data, "flicker-" + noise), args.source)
        city.generate("--parcels", args.parcels, "--periods", args.periods, "--seed", args.seed, "--steady",
                      "--noise", noise, "--noise-rate", args.noise_rate, "--birth-rate", args.birth_rate,
                      "--stock-rate", args.stock_rate)
        truth = city.truth()
        watch = Watch(truth)
        cpu = 0.0
        for period in truth.periods:
            cpu += city.run(period, args.threads)[0]
            watch.take(period, city.ledger())
        city.call("verify", city.path("out"))
        seen = shares(city, truth.periods, plots(city))
        true = true or seen
        results[noise] = {"watch": watch, "cpu": cpu, "naive": {one: difference(seen, true, one) for one in THRESHOLDS}}
    return results


def head(*cells):
    return ["", "| " + " | ".join(cells) + " |", "|" + "--|" * len(cells)]


def tables(results, args):
    watches = {noise: one["watch"] for noise, one in results.items()}
    places = [p for p in watches["none"].truth.places.values() if p.birth > 0]
    differenced = ["differenced, share > %.0f %%" % (100 * one) for one in THRESHOLDS]
    lines = ["%d parcels, %d half-years, seed %d; rate %g of the cells, fields or edges. %d places begin to offend "
             "after the first half-year." % (args.parcels, args.periods, args.seed, args.noise_rate, len(places))]
    lines += head("told as new, falsely", *differenced, "Liangtian: NEW", "of the first column",
                  "kept as unproven")
    for noise, one in results.items():
        count, naive = one["watch"].count, [one["naive"][limit][0] for limit in THRESHOLDS]
        false_new = count["new_stock"] + count["new_clean"]
        lines.append("| %s | %s | %d | %s | %d |" % (
            noise, " | ".join(map(str, naive)), false_new,
            "%.2f %%" % (100.0 * false_new / naive[0]) if naive[0] else "–", count["unproven"]))
    lines += head("told as rectified, falsely", *differenced, "Liangtian: closed", "proposed, still offends",
                  "proposed, never offended")
    for noise, one in results.items():
        count = one["watch"].count
        lines.append("| %s | %s | %d | %d | %d |" % (
            noise, " | ".join(str(one["naive"][limit][1]) for limit in THRESHOLDS), count["closed"],
            count["proposed_false"], count["proposed_flicker"]))
    lines += head("truly new", "differenced, missed", "Liangtian: told after 1 half-year or at once", "2", "3 and more",
                  "not yet at the end", "later than without noise", "half-years in all", "lost to noise")
    for noise, one in results.items():
        found = delays(one["watch"])
        told = [found.get(0, 0) + found.get(1, 0), found.get(2, 0), sum(n for d, n in found.items() if d > 2)]
        lines.append("| %s | %d | %s | %d | %d | %d | %d |" % (
            (noise, one["naive"][THRESHOLDS[0]][3], " | ".join(map(str, told)), len(places) - sum(told)) +
            compare(watches["none"], one["watch"])))
    lines += head("", "first half-year: opened on offending ground", "on clean ground",
                  "later: undated or stock on clean ground", "NEW, true", "NEW, since 2020", "NEW, of 2020",
                  "NEW, clean ground", "CPU, s")
    for noise, one in results.items():
        count = one["watch"].count
        lines.append("| %s | %d | %d | %d | %d | %d | %d | %d | %.1f |" % (
            noise, count["first_true"], count["first_false"], count["later_undated"], count["new_true"],
            count["new_since_baseline"], count["new_stock"], count["new_clean"], one["cpu"]))
    return lines
