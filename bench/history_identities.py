"""Case numbers, events and balances through half-years in which parcels are cut, joined, redrawn and renumbered."""
import history_reviews
from history_city import City, Index

SLACK = 1e-6  # of an area: rounding
GATE = 800.0  # m²: eight cells
CROWD = 12  # of one kind of fault, so many are listed

FOUND = {"UNDATED": "undated", "STOCK": "stock", "NEW": "new", "RELAPSED": "relapsed"}
ADDED, TAKEN = ("undated", "stock", "new", "relapsed", "split"), ("merged", "closed")


def near(a, b, size):
    return abs(a - b) <= SLACK * size + 0.01


def common(these, those):
    """The boxes that two lists of boxes have in common."""
    for a in these:
        for b in those:
            box = (max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3]))
            if box[0] < box[2] and box[1] < box[3]:
                yield box


class Check:
    """Holds each ledger against the one before and against the truth. `faults` is empty when all is well."""

    def __init__(self, truth):
        self.truth, self.faults, self.kinds = truth, [], {}
        self.prior, self.closed = None, []  # closed: by reviews since the last half-year
        self.numbers = {}  # place: the numbers that ever held most of it, in order
        self.seen = dict.fromkeys(("renumbered", "split", "merged", "grown", "shrunk", "carried", "proposed", "closed", "relapsed"), 0)

    def fault(self, kind, text):
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        if self.kinds[kind] <= CROWD:
            self.faults.append("%s: %s" % (kind, text))

    def take(self, period, ledger):
        self.check_rows(period, ledger)
        self.check_numbers(period, ledger)
        self.check_balance(period, ledger)
        self.check_ground(period, ledger)
        self.check_nothing_lost(period, ledger)
        self.check_places(period, ledger)
        self.check_closed(period, ledger)
        self.count(period, ledger)
        self.prior, self.closed = ledger, []

    def take_reviews(self, period, ledger):
        """Reviews add events, change what the offices do about a case, and close: nothing else."""
        size = len(self.prior.events)
        if ledger.events[:size] != self.prior.events or ledger.balances != self.prior.balances:
            self.fault("reviews", "%s: they change what was told before" % period)
        if any(event[3] not in ("reviewed", "closed") for event in ledger.events[size:]):
            self.fault("reviews", "%s: they tell more than reviews" % period)
        if ledger.ids != self.prior.ids:
            self.fault("reviews", "%s: they change the numbers" % period)
        closed = {event[2] for event in ledger.events[size:] if event[3] == "closed"}
        for number, case in ledger.cases.items():
            was = self.prior.cases[number]
            if case["geom"] != was["geom"] or case["area_m2"] != was["area_m2"]:
                self.fault("reviews", "%s: %s has other ground" % (period, number))
            if (number in closed) != bool(was["open"] and not case["open"]):
                self.fault("reviews", "%s: %s is closed, or not, other than told" % (period, number))
        self.closed = [event for event in ledger.events[size:] if event[3] == "closed"]
        self.seen["closed"] += len(self.closed)
        self.prior = ledger

    # rows are only added
    def check_rows(self, period, ledger):
        if self.prior is None:
            return
        if ledger.events[:len(self.prior.events)] != self.prior.events:
            self.fault("events", "%s: an event of an earlier half-year is not what it was" % period)
        for event in ledger.events[len(self.prior.events):]:
            if event[0] != period:
                self.fault("events", "%s: a new event is of %s" % (period, event[0]))
        if [event[1] for event in ledger.of_period(period)] != sorted({event[1] for event in ledger.of_period(period)}):
            self.fault("events", "%s: their sequence does not rise" % period)
        for key, row in self.prior.balances.items():
            if ledger.balances.get(key) != row:
                self.fault("balances", "%s: the line of %s %s is not what it was" % (period, *key))

    def check_numbers(self, period, ledger):
        if sorted(set(ledger.ids)) != ledger.ids:
            self.fault("numbers", "%s: not ascending, or one twice" % period)
        before = self.prior.cases if self.prior else {}
        fresh = {}
        for number, case in before.items():
            now = ledger.cases.get(number)
            if now is None or (now["unit"], now["first_period"]) != (case["unit"], case["first_period"]):
                self.fault("numbers", "%s: %s has gone, or became another" % (period, number))
        for number, case in ledger.cases.items():
            unit, born, serial = number.split("-")
            if number not in before:
                fresh.setdefault(unit, []).append(int(serial))
                if born != period or unit != str(case["unit"]):
                    self.fault("numbers", "%s: %s is new" % (period, number))
        for unit, serials in fresh.items():
            if serials != list(range(1, len(serials) + 1)):
                self.fault("numbers", "%s: those of %s do not run from 1" % (period, unit))

    def check_balance(self, period, ledger):
        lines = {unit: row for (when, unit), row in ledger.balances.items() if when == period}
        before = self.prior.cases if self.prior else {}
        total = {name: 0 for name in next(iter(lines.values())) if name not in ("fid", "period", "unit")}
        for unit, line in lines.items():
            city = unit.endswith("00")
            mine = [c for c in ledger.cases.values() if c["open"] and (city or str(c["unit"]) == unit)]
            was = [c for c in before.values() if c["open"] and (city or str(c["unit"]) == unit)]
            events = [e for e in ledger.of_period(period) if city or e[2].startswith(unit)]
            size = line["opening_m2"] + line["closing_m2"] + line["grown_m2"] + 1.0
            number = line["opening_n"] + sum(line[n + "_n"] for n in ADDED) - sum(line[n + "_n"] for n in TAKEN)
            area = (line["opening_m2"] + sum(line[n + "_m2"] for n in ADDED) - sum(line[n + "_m2"] for n in TAKEN) +
                    line["grown_m2"] - line["shrunk_m2"])
            if number != line["closing_n"] or not near(area, line["closing_m2"], size):
                self.fault("balance", "%s %s does not add up" % (period, unit))
            if len(mine) != line["closing_n"] or not near(sum(c["area_m2"] for c in mine), line["closing_m2"], size):
                self.fault("balance", "%s %s closes with other than what is open" % (period, unit))
            closed = [e for e in self.closed if city or e[2].startswith(unit)]
            if (len(was) + len(closed) != line["opening_n"] or
                    not near(sum(c["area_m2"] for c in was) + sum(e[4] for e in closed), line["opening_m2"], size)):
                self.fault("balance", "%s %s opens with other than what was open" % (period, unit))
            closed += [e for e in events if e[3] == "exempted" and before.get(e[2], {}).get("open")]
            if len(closed) != line["closed_n"] or not near(sum(e[4] for e in closed), line["closed_m2"], size):
                self.fault("balance", "%s %s: closed is other than its events" % (period, unit))
            found = {name: [e for e in events if e[3] in ("opened", "proven", "relapsed") and FOUND.get(e[6]) == name]
                     for name in FOUND.values()}
            found["split"] = [e for e in events if e[3] == "split"]
            for name, list_of in found.items():
                if len(list_of) != line[name + "_n"] or not near(sum(e[5] for e in list_of), line[name + "_m2"], size):
                    self.fault("balance", "%s %s: %s is other than its events" % (period, unit, name))
            merged = [e for e in events if e[3] == "merged" and before.get(e[2], {}).get("open")]
            if len(merged) != line["merged_n"] or not near(sum(e[4] for e in merged), line["merged_m2"], size):
                self.fault("balance", "%s %s: merged is other than its events" % (period, unit))
            if not city:
                for name in total:
                    total[name] += line[name]
        for unit, line in lines.items():
            if unit.endswith("00"):
                for name, value in total.items():
                    if not near(value, line[name], abs(value)):
                        self.fault("balance", "%s: the counties' %s do not sum to the city's" % (period, name))

    # each place once, and nothing else
    def check_ground(self, period, ledger):
        t = self.truth.periods.index(period)
        for number, case in ledger.cases.items():
            if case["open"]:
                on = sum(self.truth.offending(case["shape"], self.truth.periods[:t + 1]).values())
                if on < 0.99 * case["shape"].area():
                    self.fault("ground", "%s: %s lies on ground that never offended" % (period, number))
        index = ledger.open_index()
        for place in self.truth.places.values():
            for box in place.boxes.get(period, ()):
                covered = sum(case["shape"].within(box) for _, case in index.near(box))
                if covered > (box[2] - box[0]) * (box[3] - box[1]) * (1 + SLACK) + 0.01:
                    self.fault("ground", "%s: place %d is counted more than once" % (period, place.number))

    def check_nothing_lost(self, period, ledger):
        """Ground of an open case that goes on offending stays in open cases, wherever lines are drawn; and nothing of
        it is told as new."""
        if self.prior is None:
            return
        before, after = self.prior.open_index(), ledger.open_index()
        last = self.truth.periods[self.truth.periods.index(period) - 1]
        opened = {event[2] for event in ledger.of_period(period) if event[3] in ("opened", "proven")}
        for place in self.truth.places.values():
            for box in common(place.boxes.get(last, ()), place.boxes.get(period, ())):
                was = sum(case["shape"].within(box) for _, case in before.near(box))
                now = sum(case["shape"].within(box) for _, case in after.near(box))
                if now < was * (1 - SLACK) - 0.01:
                    held = sum(case["shape"].area() for _, case in before.near(box))
                    self.take_loss(period, place, was - now, held > was + 1.0)
                fresh = sum(case["shape"].within(box) for _, case in after.near(box) if case["id"] in opened)
                if fresh > max(0.0, now - was) + SLACK * now + 0.01:
                    self.fault("twice new", "%s: %.0f m2 of place %d were in a case and are opened again" %
                               (period, fresh - (now - was), place.number))

    def take_loss(self, period, place, m2, partly_clean):
        """Where a case holds ground that was cleaned when a line is drawn anew, a strip below the gate may be let
        go."""
        if m2 < GATE and partly_clean:
            self.seen["let go, m2"] = self.seen.get("let go, m2", 0) + round(m2)
        else:
            self.fault("lost", "%s: %.0f m2 of place %d offend and are in no case any more" %
                       (period, m2, place.number))

    # every place that persists keeps its number
    def check_places(self, period, ledger):
        index = ledger.open_index()
        merged = {event[2]: event[6] for event in ledger.of_period(period) if event[3] == "merged"}
        for place in self.truth.places.values():
            if period not in place.boxes:
                continue
            held = {}
            for box in place.boxes[period]:
                for _, case in index.near(box):
                    m2 = case["shape"].within(box)
                    if m2 > 1.0:
                        held[case["id"]] = held.get(case["id"], 0.0) + m2
            past = self.numbers.setdefault(place.number, [])
            if past:
                self.check_successor(period, place, past[-1], held, merged)
            if held:
                most = max(held.values())
                keeper = past[-1][0] if past and held.get(past[-1][0], 0.0) >= (1 - SLACK) * most else min(
                    one for one, m2 in held.items() if m2 >= (1 - SLACK) * most)
                past.append((keeper, frozenset(held), period))

    def check_successor(self, period, place, last, held, merged):
        keeper = last[0]
        if keeper in held or merged.get(keeper) in held or not self.prior.cases[keeper]["open"]:
            return  # closed by a review: check_closed() sees what comes after
        self.fault("identity", "%s: place %d was %s, is %s" % (period, place.number, keeper, ", ".join(sorted(held)) or
                                                               "nobody's"))

    def check_closed(self, period, ledger):
        """Ground that a review closed comes back under its number or not at all: no other open case stands on it."""
        closed = Index()
        for number, case in (self.prior.cases if self.prior else {}).items():
            if case["handling"] == "CLOSED" and not ledger.cases[number]["open"]:
                closed.add(case["shape"].box, case)
        index = ledger.open_index()
        for place in self.truth.places.values():
            for box in place.boxes.get(period, ()):
                quiet = [(case["id"], case["shape"].within(box)) for _, case in closed.near(box)]
                taken = sum(case["shape"].within(box) for _, case in index.near(box))
                for number, m2 in quiet:
                    if m2 + taken > (box[2] - box[0]) * (box[3] - box[1]) * (1 + SLACK) + 0.01:
                        self.fault("closed", "%s: other cases stand on the ground of %s" % (period, number))

    def count(self, period, ledger):
        kinds = [event[3] for event in ledger.of_period(period)]
        for name, kind in (("split", "split"), ("merged", "merged"), ("grown", "grown"), ("shrunk", "shrunk"),
                           ("carried", "carried"), ("proposed", "rectified-proposed"), ("relapsed", "relapsed")):
            self.seen[name] += kinds.count(kind)
        if self.prior:
            for number, case in self.prior.cases.items():
                now = ledger.cases[number]
                self.seen["renumbered"] += bool(case["open"] and now["open"] and case["parcel_id"] != now["parcel_id"])

    def one_number(self):
        """(places ever told, of them with one number throughout)"""
        told = [past for past in self.numbers.values() if past]
        return len(told), sum(len({keeper for keeper, _, _ in past}) == 1 for past in told)


def simulate(args):
    """Answers (the checks, a row per half-year)."""
    city = City(args.build, args.data + "/identities", args.source)
    city.generate("--parcels", args.parcels, "--periods", args.periods, "--seed", args.seed, "--birth-rate",
                  args.birth_rate, "--stock-rate", args.stock_rate, "--cloud-rate", args.cloud_rate,
                  "--recut-rate", args.recut_rate)
    check, rows = Check(city.truth()), []
    for period in check.truth.periods:
        cpu, wall, peak, _ = city.run(period, args.threads)
        ledger = city.ledger()
        check.take(period, ledger)
        city.call("verify", city.path("out"))
        if args.reviews:
            history_reviews.take(city, period, args.seed)
            check.take_reviews(period, city.ledger())
            city.call("verify", city.path("out"))
        line = ledger.balances[(period, "411700")]
        kinds = [event[3] for event in ledger.of_period(period)]
        rows.append((period, wall, cpu, peak, line["closing_n"], line["new_n"], kinds.count("split"),
                     kinds.count("merged"), kinds.count("carried"), kinds.count("rectified-proposed"),
                     line["unproven_n"], len(ledger.events)))
    return check, rows


def tables(check, rows, args):
    told, one = check.one_number()
    lines = ["%d parcels, %d half-years, seed %d. %d true places were told, %d of them under one number throughout." %
             (args.parcels, args.periods, args.seed, told, one), "",
             "| half-year | wall, s | CPU, s | peak, MB | open cases | new | split | merged | carried | proposed | "
             "unproven | events |", "|--|" + "--|" * 11]
    lines += ["| %s | %.1f | %.1f | %.0f | %d | %d | %d | %d | %d | %d | %d | %d |" % row for row in rows]
    lines += ["", "Met on the way: " + ", ".join("%s %d" % item for item in check.seen.items()) + "."]
    return lines
