"""Evidence sheets against the program's own explain, the workbook, a QR reader and the legend's colours.

  check_sheets.py PROGRAM CONFIG OUT         every sheet of the half-year folder OUT
  check_sheets.py --plots PROGRAM CONFIG OUT SOURCE PARCELS PBF ZONES   the plots told of each case, against an overlay of the layers
  check_sheets.py --pixel SHEET COLUMN ROW FX FY RRGGBB   a point of a panel (fractions of its side) has this colour
"""
import json
import os
import re
import subprocess
import sys

from osgeo import gdal, ogr, osr

gdal.UseExceptions()
WIDTH, LEFT, GAP, TOP = 515.0, 40.0, 5.0, 30.0 + 64 + 19  # points, as outputs_evidence.h has them


def run(*command):
    return subprocess.run(command, check=True, capture_output=True).stdout.decode()


def bare(text):
    return re.sub(r"\s+", "", text)


def has_column(path):
    """Has the sheet of cases a column of evidence sheets, beside the ids as plain text?"""
    book = gdal.OpenEx(path, gdal.OF_VECTOR, open_options=["HEADERS=FORCE", "FIELD_TYPES=STRING"])
    layer = book.GetLayerByName("图斑")
    names = [layer.GetLayerDefn().GetFieldDefn(i).GetName() for i in range(layer.GetLayerDefn().GetFieldCount())]
    return "举证表" in names and all(re.fullmatch(r"\d{6}-\d{4}H[12]-\d{5}", f.GetField(0)) for f in layer)


def check_sheet(program, config, out, path):
    case = os.path.basename(path)[:-4]
    assert run("pdfinfo", path).count("Pages:           1\n") == 1, f"{case}: not one page"
    fonts = run("pdffonts", path).splitlines()[2:]
    assert fonts and all(line.split()[-5] == "yes" for line in fonts), f"{case}: a font is not embedded"
    text = bare(run("pdftotext", "-raw", path, "-"))
    assert case in text, f"{case}: its id is not on the sheet"
    told = run(program, "explain", config, case).splitlines()
    for line in told[2:] if told[1].startswith("[") else told[1:]:
        for part in re.split(r" {3,}", line.strip()):  # a table's cells are set apart
            assert bare(part) in text, f"{case}: explain says '{line.strip()}', the sheet does not"
    for word in ("现场核查结论", "核查人（签字）", "整改期限", "市级复核", "坐标系：EPSG:4526"):
        assert word in text, f"{case}: no {word}"
    picture = path + ".check"
    subprocess.run(["pdftoppm", "-r", "150", "-png", "-singlefile", path, picture], check=True)
    seen = run("zbarimg", "--quiet", "--raw", picture + ".png").strip()
    os.remove(picture + ".png")
    assert seen == case, f"{case}: the QR code says '{seen}'"
    boxes = run("pdftotext", "-bbox", path, "-")
    for low, high in re.findall(r'xMin="([\d.]+)"[^>]*xMax="([\d.]+)"', boxes):
        assert float(low) >= 39 and float(high) <= 557, f"{case}: text beyond the margin: {low} … {high}"
    return text


def check_all(program, config, out):
    ledger = ogr.Open(os.path.join(os.path.dirname(out), "current", "ledger.gpkg"))
    cases = {f["id"]: f for f in ledger.GetLayerByName("cases")}
    assert has_column(os.path.join(out, "summary.xlsx")), "the workbook has no column of sheets, or its ids are links"
    book = run("unzip", "-p", os.path.join(out, "summary.xlsx"), "xl/worksheets/_rels/*.rels")
    count = 0
    for folder, _, names in sorted(os.walk(os.path.join(out, "sheets"))):
        for name in sorted(names):
            path, case = os.path.join(folder, name), cases[name[:-4]]
            text = check_sheet(program, config, out, path)
            mu = f'{case["area_m2"] * 3 / 2000:,.2f}亩（{case["area_m2"] / 10000:,.2f}公顷）'
            assert mu in text, f"{name}: the ledger's area {mu} is not on it"
            assert f"sheets/{name[:6]}/{name}" in book, f"{name}: no link in the workbook"
            packed = run("unzip", "-l", os.path.join(out, "packages", name[:6] + ".zip"))
            assert f"sheets/{name}" in packed, f"{name}: not in its county's package"
            count += 1
    print(count)


def features_of(path, to):
    """Id, polygon in the ledger's system, of every feature; ids may stand twice."""
    data = gdal.OpenEx(path, gdal.OF_VECTOR)
    layer = data.GetLayer(0)
    names = [layer.GetLayerDefn().GetFieldDefn(i).GetName() for i in range(layer.GetLayerDefn().GetFieldCount())]
    key = names.index("LQDKDM" if "LQDKDM" in names else "BSM")
    crs = layer.GetSpatialRef().Clone()
    crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    turn = osr.CoordinateTransformation(crs, to)
    found = []
    for feature in layer:
        shape = feature.GetGeometryRef().Clone()
        shape.Transform(turn)
        found.append((feature.GetField(key), shape))
    return found


def shared_with(case, features):
    """Ids and overlaps of the features on which the case lies, the largest first; polygons with most ground."""
    found = []
    for ident, shape in features:
        common = case.Intersection(shape)
        if common is not None and common.GetArea() > 1e-3 * case.GetArea():
            found.append((common.GetArea(), ident, shape.GetArea()))
    return sorted(found, reverse=True)


def check_plots(program, config, out, source, *paths):
    """The plot by which the leading rule judges comes first, with that rule, then those of its other rules, then the parcel."""
    database = ogr.Open(os.path.join(os.path.dirname(out), "current", "ledger.gpkg"))
    cases = database.GetLayerByName("cases")
    to = cases.GetSpatialRef().Clone()
    to.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    layers = {word: features_of(path, to) for word, path in zip(("parcels", "pbf", "zones"), paths)}
    layer_of = {}
    for name in os.listdir(os.path.join(source, "schemas", "rules")):
        with open(os.path.join(source, "schemas", "rules", name), encoding="utf-8") as file:
            layer_of[name[:-5]] = re.search(r"^layer: (\w+)", file.read(), re.M).group(1)
    count, seen = 0, set()
    for case in cases:
        if case["handling"] == "ENDED":
            continue
        told = json.loads(run(program, "explain", config, case["id"], "--json"))
        shape, rules = case.GetGeometryRef(), case["rules"].split()
        wanted = []
        for layer in dict.fromkeys([layer_of[rule] for rule in rules] + ["parcels"]):
            found = shared_with(shape, layers[layer])
            ruled = any(layer_of[rule] == layer for rule in rules)
            wanted += [(layer, ident, area) for _, ident, area in found[:3 if ruled else 1]]
        got = [(place["layer"], place["id"], place["gross_m2"]) for place in told["places"]]
        assert [g[:2] for g in got] == [w[:2] for w in wanted], f"{case['id']}: told {got}, lies on {wanted}"
        for (layer, ident, gross), (_, _, area) in zip(got, wanted):
            assert abs(gross / area - 1) < 2e-3, f"{case['id']}: {layer} {ident} of {gross} m², not {area}"
        first = told["places"][0]
        finding = [f for f in first["rules"] if f["rule"] == rules[0]]
        assert len(finding) == 1, f"{case['id']}: {rules[0]} is not among the rules of {first['id']}"
        if case["seen"] == "SHOWN" and case["open"]:
            assert finding[0]["verdict"] == "BELOW", f"{case['id']}: {finding[0]}"
        text = run(program, "explain", config, case["id"])
        assert f"    {rules[0]} " in text and "何时改变：" in text and "阈值 " in text, f"{case['id']}: {text}"
        seen.add(layer_of[rules[0]])
        count += 1
    assert seen == {"parcels", "pbf", "zones"}, f"leading rules of {seen} alone"
    print(count)


def check_pixel(path, column, row, fx, fy, expected, panels=4):
    side = (WIDTH - GAP * (panels - 1)) / panels
    scale = 300 / 72
    x = (LEFT + int(column) * (side + GAP) + float(fx) * side) * scale
    y = (TOP + int(row) * (side + GAP) + float(fy) * side) * scale
    ppm = subprocess.run(["pdftoppm", "-r", "300", "-x", str(int(x)), "-y", str(int(y)), "-W", "1", "-H", "1", path],
                         check=True, capture_output=True).stdout
    rgb = ppm[-3:].hex()
    near = all(abs(int(rgb[i:i + 2], 16) - int(expected[i:i + 2], 16)) <= 2 for i in (0, 2, 4))
    assert near, f"{path}: panel {column}, {row} at {fx}, {fy} is {rgb}, expected {expected}"


if sys.argv[1] == "--pixel":
    check_pixel(*sys.argv[2:])
elif sys.argv[1] == "--plots":
    check_plots(*sys.argv[2:])
else:
    check_all(*sys.argv[1:])
