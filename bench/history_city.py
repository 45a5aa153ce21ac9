"""An invented city with a history: made, run half-year by half-year, and read back. Standard library only."""
import csv
import os
import resource
import sqlite3
import struct
import subprocess
import time

BUCKET = 320.0  # m: two fields


class City:
    def __init__(self, build, folder, source):
        self.build, self.folder, self.source = build, folder, source
        self.program = os.path.join(build, "bin", "liangtian")

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def generate(self, *options):
        subprocess.run([os.path.join(self.build, "bin", "lt-generate"), "history", self.folder,
                        *[str(one) for one in options]], check=True)

    def call(self, *words):
        """Answers (seconds of CPU, seconds, peak memory in MB, standard output) of one call that succeeds."""
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        with open(self.path("stdout.txt"), "wb+") as out, open(self.path("stderr.txt"), "wb+") as err:
            child = subprocess.Popen([self.program, *words], stdout=out, stderr=err)
            status, usage = os.wait4(child.pid, 0)[1:]
            child.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0)
            err.seek(0)
            said, told = out.read().decode(), err.read().decode()
        wall = time.monotonic() - begun
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if child.returncode != 0:
            raise AssertionError("%s: exit code %d\n%s" % (" ".join(words), child.returncode, told[-2000:]))
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return cpu, wall, usage.ru_maxrss / 1024.0, said

    def run(self, period, threads=1):
        return self.call("run", self.path("liangtian.yaml"), "--period", period, "--published-at",
                         "2027-01-01T00:00:00Z", "--threads", str(threads), "--schemas",
                         os.path.join(self.source, "schemas"))

    def review(self, name, by, header, rows):
        """Takes a file of reviews into the ledger: a table as a spreadsheet writes it."""
        path = self.path(name)
        with open(path, "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
        return self.call("review", self.path("liangtian.yaml"), path, "--by", by, "--published-at",
                         "2027-01-01T00:00:00Z", "--schemas", os.path.join(self.source, "schemas"))

    def periods(self):
        with open(self.path("liangtian.yaml"), encoding="utf-8") as file:
            return [line.split()[-1] for line in file if line.startswith("  - period:")]

    def truth(self):
        return Truth(self.path("truth.csv"), self.periods())

    def ledger(self):
        return Ledger(self.path("out", "current", "ledger.gpkg"))


# --- ground ---------------------------------------------------------------------------------------

def cut_side(ring, axis, limit, below):
    """The part of a ring on one side of a line: Sutherland and Hodgman."""
    kept = []
    for i, q in enumerate(ring):
        p = ring[i - 1]
        p_in = (p[axis] <= limit) if below else (p[axis] >= limit)
        q_in = (q[axis] <= limit) if below else (q[axis] >= limit)
        if p_in != q_in:
            t = (limit - p[axis]) / (q[axis] - p[axis])
            kept.append((p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])))
        if q_in:
            kept.append(q)
    return kept


def ring_area(ring):
    return 0.5 * sum((ring[i - 1][0] - ring[0][0]) * (ring[i][1] - ring[0][1]) -
                     (ring[i][0] - ring[0][0]) * (ring[i - 1][1] - ring[0][1]) for i in range(len(ring)))


class Shape:
    """A multipolygon: (outer?, ring) each."""

    def __init__(self, rings):
        self.rings = rings
        xs = [p[0] for _, ring in rings for p in ring]
        ys = [p[1] for _, ring in rings for p in ring]
        self.box = (min(xs), min(ys), max(xs), max(ys)) if xs else (0.0, 0.0, 0.0, 0.0)

    def area(self):
        return sum((1 if outer else -1) * abs(ring_area(ring)) for outer, ring in self.rings)

    def within(self, box):
        """m² of it inside a box."""
        if not meet(self.box, box):
            return 0.0
        total = 0.0
        for outer, ring in self.rings:
            for axis, limit, below in ((0, box[0], False), (1, box[1], False), (0, box[2], True), (1, box[3], True)):
                ring = cut_side(ring, axis, limit, below) if ring else ring
            total += (1 if outer else -1) * abs(ring_area(ring)) if ring else 0.0
        return total


def meet(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def shape_of(blob):
    """From the geometry of a GeoPackage."""
    if blob is None:
        return Shape([])
    envelope = (0, 32, 48, 48, 64)[blob[3] >> 1 & 7]
    rings, at = [], 8 + envelope

    def take(form):
        nonlocal at
        values = struct.unpack_from(form, blob, at)
        at += struct.calcsize(form)
        return values

    def take_polygon():
        for number in range(take("<I")[0]):
            count = take("<I")[0]
            flat = take("<%dd" % (2 * count))
            rings.append((number == 0, list(zip(flat[0::2], flat[1::2]))[:-1]))

    _, kind, count = take("<BII")
    if kind != 6:
        raise AssertionError("the cases hold a geometry of type %d" % kind)
    for _ in range(count):
        take("<BI")
        take_polygon()
    return Shape(rings)


class Index:
    """Boxes by the buckets of the ground that they touch."""

    def __init__(self):
        self.buckets = {}

    @staticmethod
    def buckets_of(box):
        for x in range(int(box[0] // BUCKET), int(box[2] // BUCKET) + 1):
            for y in range(int(box[1] // BUCKET), int(box[3] // BUCKET) + 1):
                yield x, y

    def add(self, box, item):
        for key in self.buckets_of(box):
            self.buckets.setdefault(key, []).append((box, item))

    def near(self, box):
        """Every item once whose box meets this one."""
        seen = {}
        for key in self.buckets_of(box):
            for other, item in self.buckets.get(key, ()):
                if meet(box, other):
                    seen[id(item), other] = (other, item)
        return list(seen.values())


# --- what is true ---------------------------------------------------------------------------------

class Place:
    def __init__(self, row):
        self.number, self.value, self.county = int(row["place"]), int(row["value"]), row["county"]
        self.land, self.zone, self.birth = row["land"], row["zone"], int(row["birth"])
        self.boxes = {}  # by half-year: it offends there

    def area(self, period):
        return sum((b[2] - b[0]) * (b[3] - b[1]) for b in self.boxes.get(period, ()))


class Truth:
    def __init__(self, path, periods):
        self.places, self.periods, self.index = {}, periods, {}
        with open(path, encoding="utf-8") as file:
            for row in csv.DictReader(file):
                place = self.places.setdefault(int(row["place"]), Place(row))
                box = tuple(float(row[name]) for name in ("min_x", "min_y", "max_x", "max_y"))
                place.boxes.setdefault(row["period"], []).append(box)
                self.index.setdefault(row["period"], Index()).add(box, place)

    def offending(self, shape, periods):
        """m² of a shape by the places that truly offend there in one of the half-years."""
        found = {}
        for period in periods:
            here = {}
            for box, place in self.index[period].near(shape.box) if period in self.index else ():
                here[place.number] = here.get(place.number, 0.0) + shape.within(box)
            for number, m2 in here.items():
                found[number] = max(found.get(number, 0.0), m2)
        return found


# --- what the ledger says -------------------------------------------------------------------------

class Ledger:
    def __init__(self, path):
        db = sqlite3.connect("file:%s?immutable=1" % os.path.realpath(path), uri=True)
        db.row_factory = sqlite3.Row
        self.cases = {row["id"]: dict(row) for row in db.execute("SELECT * FROM cases ORDER BY fid")}
        self.events = [tuple(row) for row in db.execute(
            "SELECT period, sequence, case_id, kind, area_before_m2, area_after_m2, note FROM events ORDER BY fid")]
        self.balances = {(row["period"], str(row["unit"])): dict(row)
                         for row in db.execute("SELECT * FROM balances ORDER BY fid")}
        self.ids = [row[0] for row in db.execute("SELECT id FROM cases ORDER BY fid")]
        db.close()
        for case in self.cases.values():
            case["shape"] = shape_of(case["geom"])

    def of_period(self, period):
        return [event for event in self.events if event[0] == period]

    def open_index(self):
        index = Index()
        for case in self.cases.values():
            if case["open"]:
                index.add(case["shape"].box, case)
        return index
