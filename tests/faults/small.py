"""A city of a few parcels, so that one run is a fraction of a second: its half-year and its review."""
import os
import sys

from faulty import SOURCE, Scene, fill_in_review, run_command

sys.path.insert(0, os.path.join(SOURCE, "tests/cases"))
from case_review import picture  # noqa: E402
from invented_city import BARE, City, HOUSE, ORCHARD  # noqa: E402


def small_city(scratch, name):
    city = City(scratch, name)
    for col in range(4):
        for row in range(2):
            city.parcel(2 + 30 * col, 2 + 40 * row, 20, 30, unit="411702" if col < 3 else "411728")
    city.pbf(0, 0, 90, 60)
    city.zone(0, 0, 60, 60)
    city.approval(32, 2, 5, 5, "批1号")
    city.raster("2025H1", (32, 2, 20, 12, ORCHARD))
    city.raster("2025H2", (32, 2, 20, 12, ORCHARD), (62, 42, 10, 10, HOUSE), (2, 42, 20, 20, BARE))
    city.write()
    with open(os.path.join(city.folder, "city.yaml"), encoding="utf-8") as file:
        text = file.read()
    with open(os.path.join(city.folder, "city.yaml"), "w", encoding="utf-8") as file:
        file.write(text.replace("language: en", "language: zh"))
    return city


def scenes(scratch):
    city = small_city(scratch, "run-base").run_more("2025H1")
    yield Scene(scratch, "run", city.folder, run_command("city.yaml", "2025H2"))
    city = small_city(scratch, "review-base").run_more("2025H1", "2025H2")
    case = fill_in_review(city.folder, "2025H2")
    os.mkdir(os.path.join(city.folder, "photos"))
    picture(os.path.join(city.folder, "photos", case + ".jpg"), 114.2, 33.0, "2025-10-20")
    command = run_command("city.yaml", "2025H2")
    yield Scene(scratch, "review", city.folder,
                ["review", command[1], "CITY/findings.csv", "--photos", "CITY/photos"] + command[4:], close="photos")
