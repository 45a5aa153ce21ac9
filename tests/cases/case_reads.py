#!/usr/bin/env python3
"""Bytes that the pieces of a half-year fetch, against those they need. Usage: case_reads.py LIANGTIAN SCRATCH

SCRATCH/city: a generated city of ten counties with two rasters, digests stated in its configuration, and an open
ledger. Needed by a unit: its spools, and of each raster the compressed tiles that a box of its polygons meets, as GDAL
tells their places. Fetched: the union of the byte ranges that strace sees read, and the whole of what is mapped.
"""
import collections
import hashlib
import os
import re
import subprocess
import sys
import time

from osgeo import gdal, ogr

gdal.UseExceptions()
LT, SCRATCH = sys.argv[1:3]
CITY = os.path.join(SCRATCH, "city")
CONFIG = os.path.join(CITY, "liangtian.yaml")
TIME = "2026-11-01T00:00:00Z"
MOST = 1.3
HEAD = 4096  # what opening a file may take: first page, directory


def check(truth, what):
    if not truth:
        sys.exit("FAILED: " + what)


def state_digests():
    """The office's expectations: a file is to be held against them once, by the plan."""
    text = open(CONFIG, encoding="utf-8").read()
    for name in ("2025H1.tif", "2025H2.tif"):
        with open(os.path.join(CITY, "rasters", name), "rb") as stream:
            digest = hashlib.sha256(stream.read()).hexdigest()
        text = text.replace("rasters/%s," % name, "rasters/%s, sha256: %s," % (name, digest))
    check(text.count("sha256") == 2, "the digests are not in the configuration")
    open(CONFIG, "w", encoding="utf-8").write(text)


class Ranges:
    """Union of byte ranges."""

    def __init__(self):
        self.items = []

    def add(self, first, count):
        if count > 0:
            self.items.append((first, first + count))

    def total(self):
        size, end = 0, 0
        for first, last in sorted(self.items):
            size += max(0, last - max(first, end))
            end = max(end, last)
        return size


def calls_of(log):
    """Lines of strace, those that it had to interrupt put together."""
    begun = {}
    for line in open(log, encoding="utf-8", errors="replace"):
        process, rest = line.split(None, 1)
        if rest.rstrip().endswith("<unfinished ...>"):
            begun[process] = rest[:rest.rindex("<unfinished ...>")]
            continue
        resumed = re.match(r"<\.\.\. \w+ resumed>(.*)", rest, re.S)
        yield begun.pop(process) + resumed.group(1) if resumed else rest


def traced(*arguments):
    """Bytes fetched, bytes asked for, and bytes that the system is told to fetch ahead, by path below the city."""
    log = os.path.join(SCRATCH, "trace")
    # a sanitizer cannot look for leaks where somebody traces already
    environment = dict(os.environ, ASAN_OPTIONS="detect_leaks=0:" + os.environ.get("ASAN_OPTIONS", ""))
    done = subprocess.run(
        ["strace", "-f", "-qq", "-y", "-o", log, "-e", "trace=openat,lseek,read,pread64,readv,preadv,mmap,sendfile,fadvise64",
         LT, *arguments], capture_output=True, text=True, env=environment, check=False)
    check(done.returncode == 0, "%s: %d %s" % (arguments[0], done.returncode, done.stderr))
    fetched, asked, ahead = collections.defaultdict(Ranges), collections.Counter(), collections.defaultdict(Ranges)
    scattered = set()  # descriptors of which nothing more than is asked for is fetched
    at = collections.Counter()  # offsets of descriptors, which threads and children share
    for line in calls_of(log):
        advice = re.match(r"fadvise64\((\d+)<(%s[^>]*)>, (\d+), (\d+), (\w+)\) += 0" % re.escape(CITY), line)
        if advice:
            descriptor, path, first, count, word = advice.groups()
            if word == "POSIX_FADV_WILLNEED":
                ahead[path].add(int(first), int(count))
            scattered.add((descriptor, path, word))
            continue
        found = re.match(r"(\w+)\(.*?(\d+)<(%s[^>]*)>.*\) += (\d+|0x[0-9a-f]+)(?:<|$)" % re.escape(CITY), line)
        opened = re.match(r"openat\(.*\) += (\d+)<(%s[^>]*)>" % re.escape(CITY), line)
        if opened:
            at[opened.groups()] = 0
            scattered.discard((*opened.groups(), "POSIX_FADV_RANDOM"))
        if opened or not found:
            continue
        call, path, value = found.group(1), found.group(3), int(found.group(4), 0)
        key = (found.group(2), path)
        if call == "lseek":
            at[key] = value
            continue
        if call == "read":
            first, at[key] = at[key], at[key] + value
        elif call == "pread64":
            first = int(re.search(r", (\d+)\) += ", line).group(1))
        elif call == "mmap":  # what of it is looked at cannot be seen: all
            first, value = 0, os.path.getsize(path)
        else:
            sys.exit("FAILED: a call that is not counted: " + line)
        if arguments[0] == "unit" and path.endswith(".tif") and first > 2 * HEAD:
            check((*key, "POSIX_FADV_RANDOM") in scattered, "the system reads on as it likes: " + line)
        fetched[path].add(first, value)
        asked[path] += value
    return {os.path.relpath(path, CITY): (fetched[path].total(), asked[path], ahead[path].total()) for path in fetched}


def boxes_of(county):
    """Boxes of the county's polygons in the three layers that are tabulated."""
    boxes = []
    for name, field in (("DLTB", "ZLDWDM"), ("YJJBNTTB", "XZQDM"), ("LQDK", "LQDKDM")):
        layer_file = ogr.Open(os.path.join(CITY, "layers", name + ".gpkg"))
        layer = layer_file.GetLayer(0)
        for feature in layer:
            if feature.GetFieldAsString(field).startswith(county):
                west, east, south, north = feature.GetGeometryRef().GetEnvelope()
                boxes.append((west, south, east, north))
    return boxes


def tiles_needed(path, boxes):
    """Bytes of the tiles that the boxes meet, and of all tiles."""
    raster = gdal.Open(path)
    origin_x, dx, _, origin_y, _, dy = raster.GetGeoTransform()
    band = raster.GetRasterBand(1)
    width, height = band.GetBlockSize()
    tiles = set()
    for west, south, east, north in boxes:
        for x in range(int((west - origin_x) / dx) // width, int((east - origin_x) / dx) // width + 1):
            for y in range(int((north - origin_y) / dy) // height, int((south - origin_y) / dy) // height + 1):
                tiles.add((x, y))

    def size(tile):
        return int(band.GetMetadataItem("BLOCK_SIZE_%d_%d" % tile, "TIFF") or 0)

    across, down = -(-raster.RasterXSize // width), -(-raster.RasterYSize // height)
    return sum(map(size, tiles)), sum(size((x, y)) for x in range(across) for y in range(down)), 16 * len(tiles)


def units(period):
    answer = subprocess.run([LT, "plan", CONFIG, "--period", period, "-q"], capture_output=True, text=True, check=True)
    lines = answer.stdout.splitlines()
    return lines[0], [line.split("\t") for line in lines[1:]]


def cells_of(county, cell):
    """Areas of the county's polygons by GDAL, in cells; the projection's scale is 1 within a part in a thousand."""
    area = 0.0
    for name, field in (("DLTB", "ZLDWDM"), ("YJJBNTTB", "XZQDM"), ("LQDK", "LQDKDM")):
        layer_file = ogr.Open(os.path.join(CITY, "layers", name + ".gpkg"))
        area += sum(feature.GetGeometryRef().GetArea() for feature in layer_file.GetLayer(0)
                    if feature.GetFieldAsString(field).startswith(county))
    return area / cell ** 2


def plan_states_the_work(rows):
    weights = [int(row[6]) for row in rows]
    check(len(rows) == 10 and [row[0] for row in rows] == [str(n) for n in range(1, 11)], "numbers of units: %s" % rows)
    check(weights == sorted(weights, reverse=True) and weights[0] > weights[-1] > 0, "weights: %s" % weights)
    for row in (rows[0], rows[-1]):
        expected = cells_of(row[1], 2.0)
        check(abs(int(row[5]) / expected - 1) < 0.002, "unit %s: %s pixels, by area %.0f" % (row[0], row[5], expected))


def unit_reads(plan, row, period):
    county = row[1]
    got = traced("unit", plan, row[0], "--threads", "2", "-q")
    opened = open(os.path.join(SCRATCH, "trace"), encoding="utf-8", errors="replace").read()
    check("proj.db" not in opened, "a unit looks up again which coordinate system the plan has found")
    spools = {name: size for name, size in got.items() if name.endswith(".spool")}
    own = os.path.join("work", period, "units", county + ".spool")
    border = os.path.join("work", period, "borders", county + ".spool")
    check(set(spools) <= {own, border} and own in spools, "spools that are read: %s" % sorted(spools))
    others = [name for name in got if name.startswith("layers") or name.endswith(("ledger.gpkg", ".kept", ".result"))]
    check(not others, "other files are read: %s" % others)
    boxes = boxes_of(county)
    check(len(boxes) > 500, "hardly any polygons: %d" % len(boxes))
    for name in (("2025H1.tif",) if period == "2025H1" else ("2025H1.tif", "2025H2.tif")):
        needed, whole, places = tiles_needed(os.path.join(CITY, "rasters", name), boxes)
        fetched, _, ahead = got[os.path.join("rasters", name)]
        check(needed < 0.3 * whole, "%s: the county takes %d of %d bytes" % (name, needed, whole))
        # the lists of tiles are read in pages, and each handle has one of each
        check(fetched - 4 * HEAD <= MOST * (needed + places),
              "%s of %s: %d bytes are read, of tiles that are needed %d, of the file %d" % (name, county, fetched,
                                                                                          needed, whole))
        check(needed <= ahead <= 1.02 * needed, "%s: %d bytes are fetched ahead, needed %d" % (name, ahead, needed))
        print("%s, unit %s: %d of %d bytes, needed %d: %.2f" % (name, county, fetched, whole, needed, fetched / needed))


def merge_reads(plan, period):
    got = traced("merge", plan, "-q", "--published-at", TIME)
    for name in ("2025H1.tif", "2025H2.tif"):
        whole = os.path.getsize(os.path.join(CITY, "rasters", name))
        fetched = got.get(os.path.join("rasters", name), (0, 0, 0))[0]
        check(fetched <= 4 * HEAD + 0.02 * whole, "a merge reads %d of %d bytes of %s" % (fetched, whole, name))
    check(not [name for name in got if name.startswith("layers")], "a merge reads layers: %s" % sorted(got))
    results = [name for name in got if name.endswith(".result")]
    check(len(results) == 10, "results that are read: %s" % results)
    for name in results:
        size = os.path.getsize(os.path.join(CITY, name))
        check(got[name][1] <= 1.1 * size + 4096, "%s is read %.2f times" % (name, got[name][1] / size))


def changed_while_read():
    """A layer is touched again and again from when the plan begins to read layers: it has hashed all of them by then."""
    layer = os.path.join(CITY, "layers", "LQDK.gpkg")
    plan = subprocess.Popen([LT, "plan", CONFIG, "--period", "2025H1", "--lang", "en"], stdout=subprocess.DEVNULL,
                            stderr=subprocess.PIPE, text=True)
    said = ""
    for line in plan.stderr:
        said += line
        if "reading layer" in line:
            break
    while plan.poll() is None:
        os.utime(layer)
        time.sleep(0.002)
    said += plan.stderr.read()
    check(plan.returncode == 3, "a layer changed while it was read: %d %s" % (plan.returncode, said))
    check("'LQDK.gpkg' changed while it was read" in said, "the file is not named: %s" % said)
    check(not os.path.exists(os.path.join(CITY, "work", "2025H1", "plan.json")), "there is a plan all the same")


def main():
    state_digests()
    changed_while_read()
    with open(CONFIG, "a", encoding="utf-8") as stream:
        stream.write("output: {profile: public}\n")  # without sheets and page, which show the ground around cases
    for period in ("2025H1", "2025H2"):  # the second has a ledger before it, and two rasters
        plan, rows = units(period)
        if period == "2025H1":
            plan_states_the_work(rows)
        unit_reads(plan, rows[0], period)
        for row in rows[1:]:
            subprocess.run([LT, "unit", plan, row[0], "-q"], stdout=subprocess.DEVNULL, check=True)
        merge_reads(plan, period)
    print("ok")


main()
