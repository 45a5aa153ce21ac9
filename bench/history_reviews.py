"""What the offices find, in an invented city: files of reviews made from the ledger, the same ones every time."""
import zlib

COUNTY = ("AJBH", "HCJG", "HCRQ", "CLJD", "ZGQX", "ZGRQ", "JZCL", "HCPZWH", "PZYXQ")
CITY = ("AJBH", "FHJL", "FHRQ", "JZCL")


def chance(seed, *words):
    """0 … 1, the same for the same words."""
    return zlib.crc32(("%d %s" % (seed, " ".join(words))).encode()) / 4294967296.0


def day_of(period, rest_of_first, rest_of_second):
    return period[:4] + (rest_of_first if period.endswith("H1") else rest_of_second)


def of_county(ledger, period, seed):
    """Half of what is issued is looked at; what the image shows clean is reported as rectified and accepted."""
    rows, day = [], day_of(period, "-06-20", "-11-20")
    later = "%d%s" % (int(period[:4]) + 1, day[4:])
    for number, case in sorted(ledger.cases.items()):
        if not case["open"]:
            continue
        u, state = chance(seed, number, period), case["handling"]
        row = None
        if case["seen"] == "CLEAN" and state in ("RECTIFIED-PROPOSED", "RECTIFYING", "OVERDUE", "EXIT-PLANNED"):
            if u < 0.7:
                row = (number, "属实", day, "县级验收", "", day, "照片%s" % number, "", "")
        elif state in ("ISSUED", "RETURNED", "CHECKING") and case["seen"] == "SHOWN":
            if u < 0.04:
                row = (number, "不属实", day, "", "", "", "照片%s" % number, "", "")
            elif u < 0.07:
                row = (number, "合法", day, "", "", "", "批文%s" % number, "备案%s" % number, "2035-12-31")
            elif u < 0.4:
                row = (number, "属实", day, "整改中", later, "", "", "", "")
            elif u < 0.5:
                row = (number, "属实", day, "计划退出", later, "", "", "", "")
        if row:
            rows.append(row)
    return rows


def of_city(ledger, period, seed):
    rows, day = [], day_of(period, "-06-25", "-11-25")
    for number, case in sorted(ledger.cases.items()):
        u = chance(seed, number, period, "city")
        if case["open"] and case["handling"] in ("NOT-FOUNDED", "LEGAL"):
            rows.append((number, "通过" if u < 0.9 else "退回", day, ""))
        elif case["open"] and case["handling"] == "COUNTY-ACCEPTED":
            rows.append((number, "销号" if u < 0.9 else "退回", day, ""))
    return rows


def take(city, period, seed):
    """Both files, one after the other; answers what was told of them."""
    told = []
    for by, header, make in (("county", COUNTY, of_county), ("city", CITY, of_city)):
        rows = make(city.ledger(), period, seed)
        if rows:
            told.append(city.review("review-%s-%s.csv" % (period, by), by, header, rows))
    return told
