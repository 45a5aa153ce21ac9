"""What the sensitivity tables of a report say, held against runs with those settings.

sensitivity.py REPORT SETTING=REPORT …: SETTING is gate:N or share:TITLE:POINTS (blanks of the title as _). Prints what differs; exits 1.
"""
import re
import sys
from html.parser import HTMLParser


class Tables(HTMLParser):
    """Tables by the id of the heading before them: rows of texts."""

    def __init__(self, path):
        super().__init__()
        self.tables, self.name, self.cell = {}, None, None
        with open(path, encoding="utf-8") as stream:
            self.feed(stream.read())

    def handle_starttag(self, tag, attrs):
        name = dict(attrs).get("id") or ""
        if name.startswith("table-"):
            self.name = name[len("table-"):]
            self.tables[self.name] = []
        elif tag == "h3":
            self.name = None
        elif tag == "tr" and self.name:
            self.tables[self.name].append([])
        elif tag in ("td", "th") and self.name:
            self.cell = ""

    def handle_endtag(self, tag):
        if tag in ("td", "th") and self.name and self.cell is not None:
            self.tables[self.name][-1].append(self.cell.strip())
            self.cell = None

    def handle_data(self, data):
        if self.cell is not None:
            self.cell += data


def number(text):
    return float(re.sub("[^0-9.]", "", text) or 0)


def row_of(rows, start, value):
    return next(r for r in rows if r and r[0].startswith(start) and (value is None or value in " " + r[1]))


def main():
    base = Tables(sys.argv[1]).tables
    bad = []
    for word in sys.argv[2:]:
        setting, path = word.split("=", 1)
        other = Tables(path).tables
        kind, *rest = setting.split(":")
        if kind == "gate":
            foretold = row_of(base["sensitivity"], "gate", " " + rest[0] + " full pixel")
            come = row_of(other["sensitivity"], "gate", "(as run)")
            now = row_of(base["sensitivity"], "gate", "(as run)")
            if foretold[7].startswith("exact"):
                same = foretold[2:6] == come[2:6] != now[2:6]
            else:
                same = all(number(foretold[i]) >= number(come[i]) >= number(now[i]) for i in (2, 3))
            if not same:
                bad.append("%s: foretold %s, came %s" % (setting, foretold, come))
        else:
            column = {"-5": 2, "-3": 3, "-1": 4, "1": 6, "3": 7, "5": 8}[rest[1]]
            area = {"-5": 9, "5": 11}.get(rest[1])
            foretold = row_of(base["sensitivity-share"], rest[0].replace("_", " "), None)
            come = row_of(other["sensitivity-share"], rest[0].replace("_", " "), None)
            if foretold[column] != come[5] or (area and foretold[area] != come[10]) or come[5] == foretold[5]:
                bad.append("%s: foretold %s, came %s" % (setting, foretold, come))
    print("\n".join(bad))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
