#!/usr/bin/env python3
"""review.html in Debian's Chromium, opened as a file: what an officer does with it, up to the ledger.

review_page.py PROGRAM SOURCE [PICTURES]     exits 77 where there is no chromium; pictures are kept in a folder if given
"""
import base64
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import zlib

import browser

CONTRAST = """(() => {
  const light = (text) => {
    const parts = text.match(/[\\d.]+/g).map(Number);
    const [r, g, b] = parts.slice(0, 3).map((one) => (one / 255 <= 0.03928 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4));
    return { level: 0.2126 * r + 0.7152 * g + 0.0722 * b, solid: parts.length < 4 || parts[3] > 0.9 };
  };
  const behind = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const found = light(getComputedStyle(at).backgroundColor);
      if (found.solid) return found.level;
    }
    return 1;
  };
  const poor = [];
  document.querySelectorAll("body *").forEach((element) => {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== "");
    if (!own || element.getClientRects().length === 0 || element.closest("script,style,option")) return;
    const [a, b] = [light(getComputedStyle(element).color).level, behind(element)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push(element.className + " " + element.textContent.slice(0, 20) + " " + ratio.toFixed(2));
  });
  return poor;
})()"""
UNNAMED = """[...document.querySelectorAll("button,input:not([hidden]),select,textarea,[role=slider],[role=listbox],[role=radio]")]
  .filter((one) => one.getClientRects().length > 0 && !((one.labels && one.labels.length) || one.textContent.trim() ||
    one.getAttribute("aria-label") || one.title)).map((one) => one.id || one.outerHTML.slice(0, 60))"""
READY = "(document.getElementById('work') || {hidden: true}).hidden === false && view.shown.length >= 0"
CASE = "411702-2025H1-00001"


class Failed(Exception):
    pass


def expect(condition, text):
    if not condition:
        raise Failed(text)


def run(*command, code=0):
    done = subprocess.run(command, capture_output=True, text=True)
    expect(done.returncode == code, "%s: exit code %d\n%s" % (" ".join(command[1:3]), done.returncode, done.stderr[-2000:]))
    return done


class Journey:
    def __init__(self, program, source, scratch, pictures):
        self.program, self.scratch, self.pictures = program, scratch, pictures
        self.city = os.path.join(scratch, "t")
        shutil.copytree(os.path.join(source, "sample-data", "township"), self.city)
        subprocess.run(["chmod", "-R", "u+w", self.city], check=True)
        self.config = os.path.join(self.city, "liangtian.yaml")
        for period in ("2025H1", "2025H2"):
            run(program, "run", self.config, "--period", period, "--published-at", "2026-01-05T00:00:00Z")
        self.page = os.path.join(self.city, "out", "2025H2", "review.html")
        self.web = None

    def ask(self, sql):
        with sqlite3.connect(os.path.join(self.city, "out", "current", "ledger.gpkg")) as book:
            return book.execute(sql).fetchall()

    def open(self, path=None, width=1366, height=768, seconds=30):
        self.web = browser.Browser(width, height, self.scratch)
        begun = time.monotonic()
        self.web.open("file://" + (path or self.page), READY, seconds)
        return time.monotonic() - begun

    def close(self):
        """Nothing may have gone wrong, nothing may have been asked for."""
        strangers = [one for one in self.web.requests if not one.startswith(("file://", "data:", "blob:"))]
        files = {one.split("#")[0] for one in self.web.requests if one.startswith("file://")}
        complaints = self.web.console
        self.web.close()
        expect(not complaints, "the console: %s" % complaints[:3])
        expect(not strangers and len(files) <= 1, "it asked for %s" % (strangers + sorted(files))[:3])

    def alive(self):
        return self.web is not None and self.web.process.poll() is None

    def shot(self, name):
        if self.pictures:
            self.web.shot(os.path.join(self.pictures, name + ".png"))

    def set(self, key, text):
        """As a date is chosen, or a word."""
        self.web.run("(() => { const e = document.getElementById('in-%s'); e.value = %s; e.dispatchEvent(new Event('input'));"
                     "e.dispatchEvent(new Event('change')); })()" % (key, json.dumps(text)))

    # --- what is looked at ---

    def filters(self):
        web = self.web
        expect(web.run("Object.keys(WORDS.zh).join() === Object.keys(WORDS.en).join()"), "words of one language alone")
        total = self.ask("select count(*) from cases where open")[0][0]
        expect(web.run("view.shown.length") == total, "%s cases are listed, not %d" % (web.run("view.shown.length"), total))
        own = self.ask("select count(*) from cases where open and unit = 411728")[0][0]
        web.run("(() => { const s = document.getElementById('by-county_name'); s.value = [...s.options].find((o) => o.text.startsWith('遂平县')).value;"
                "s.dispatchEvent(new Event('change')); })()")
        expect(web.run("view.shown.length") == own, "the filter by county")
        expect("显示 %d 个图斑" % own in web.run("$('count').textContent"), "the count is not told")
        web.click("#unfilter")
        web.wait("view.shown.length === %d" % total, 5)
        web.click("#text")
        web.type("PBF-ORCHARD 411702")
        wanted = self.ask("select count(*) from cases where open and unit = 411702 and ' ' || rules || ' ' like '%PBF-ORCHARD%'")[0][0]
        expect(web.run("view.shown.length") == wanted and wanted > 0, "the search: %s, not %d" % (web.run("view.shown.length"), wanted))
        web.key("Escape")
        expect(web.run("document.activeElement.id") == "list", "Escape does not lead back to the list")
        web.click("#unfilter")
        web.run("(() => { $('sort').value = 'sort-area'; $('sort').dispatchEvent(new Event('change')); })()")
        largest = self.ask("select max(area_m2) from cases where open")[0][0]
        expect(abs(web.run("value(view.shown[0], 'area_m2')") - largest) < 0.01, "the order by area")
        web.run("(() => { $('sort').value = 'sort-id'; $('sort').dispatchEvent(new Event('change')); })()")

    def choice(self):
        web = self.web
        web.click(".row")
        expect(web.run("document.querySelector('#case h2').textContent") == CASE, "a click chooses nothing")
        web.wait("document.querySelector('#case .told').textContent.includes('10,800.00 m²')", 5)
        expect(web.run("document.querySelector('#case a').getAttribute('href')") == "sheets/411702/%s.pdf" % CASE, "no link to the sheet")
        web.key("ArrowDown")
        expect(web.run("view.chosen.id") == "411702-2025H1-00002", "arrow down in the list")
        web.key("k")
        expect(web.run("view.chosen.id") == CASE, "the key K")
        web.key("End")
        last = self.ask("select max(id) from cases where open")[0][0]
        expect(web.run("view.chosen.id") == last and web.run("!!document.querySelector('[aria-selected=true]')"), "the key End")
        web.key("Home")
        x, y = web.run("(() => { const [x, y] = middleOf(view.shown[1].box); ATLAS.map.setView([y, x], 0, {animate: false});"
                       "const p = ATLAS.map.latLngToContainerPoint([y, x]), b = $('map').getBoundingClientRect(); return [p.x + b.x + 20, p.y + b.y]; })()")
        web.mouse("mousePressed", x, y)
        web.mouse("mouseReleased", x, y)
        web.wait("view.chosen === view.shown[1]", 5)
        web.key("k")

    def swipe(self):
        """Beside the case wheat in the first season, maize in the second; the border moves between them."""
        web = self.web
        place = "[view.chosen.parcel.box.left + 15, middleOf(view.chosen.parcel.box)[1]]"
        pixel = ("(() => { const [x, y] = %s; const c = ATLAS.ground.canvas; const p = ATLAS.map.latLngToLayerPoint([y, x]);"
                 "const o = L.DomUtil.getPosition(c), one = make('canvas', {width: 1, height: 1}).getContext('2d');"
                 "one.drawImage(c, o.x - p.x, o.y - p.y); return [...one.getImageData(0, 0, 1, 1).data.slice(0, 3)]; })()" % place)
        web.wait("tilesIn(view.chosen.box).every((tile) => tile.panels !== null)", 10)
        names = web.run("[ground.left, ground.right].map((season) => classAt(season, ...%s))" % place)
        expect(names == ["冬小麦", "玉米"], "the classes beside the case: %s" % names)
        web.run("$('swipe').focus()")
        web.key("End")
        left = web.run(pixel)
        web.key("Home")
        right = web.run(pixel)
        expect(left == [217, 180, 74] and left != right, "the swipe shows %s and %s" % (left, right))
        expect(web.run("$('swipe').getAttribute('aria-valuenow')") == "0", "the border's place is not told")
        frame = web.run("(() => { const b = $('ground').getBoundingClientRect(); return [b.x, b.y, b.width, b.height]; })()")
        web.mouse("mousePressed", frame[0] + 4, frame[1] + frame[3] / 2)
        for step in range(1, 6):
            web.mouse("mouseMoved", frame[0] + frame[2] * step / 10, frame[1] + frame[3] / 2)
        web.mouse("mouseReleased", frame[0] + frame[2] / 2, frame[1] + frame[3] / 2)
        expect(abs(web.run("ground.split") - 0.5) < 0.02, "the border does not follow the pointer")

    def marks(self):
        web = self.web
        web.key("1")
        expect("请填写核查日期" in web.run("$('say-review_date').textContent"), "that a day is wanted is not told")
        self.set("review_date", "2026-01-10")
        web.click("#in-reviewer")
        web.type("张三丰")
        self.set("deadline", "2026-05-31")
        web.click("#in-actual_use")
        web.type("=苹果园, \"十年\"生")
        web.key("Escape")
        web.key("j")
        web.key("2")
        expect(web.run("$('in-reviewer').value") == "张三丰" and web.run("$('in-review_date').value") == "2026-01-10",
               "reviewer and day are not taken over")
        self.set("review_date", "2024-12-31")
        expect("不得早于 2025-01-01" in web.run("$('say-review_date').textContent"), "a day before the case is taken")
        self.set("review_date", "2026-01-10")
        web.key("s")
        expect("另有 1 个尚缺必填内容" in web.run("$('state').textContent"), "what is incomplete is not left out")
        name = "review-411700-2025H2.csv"
        path = web.downloaded(name)
        with open(path, "rb") as table:
            expect(table.read(3) == b"\xef\xbb\xbf", "no byte order mark")
        os.remove(path)
        web.click("#in-evidence")
        web.type("照片 12")
        self.shot("marked")
        web.key("Escape")
        web.key("s")
        path = shutil.copy(web.downloaded(name), self.scratch)
        expect("已导出 2 个图斑" in web.run("$('state').textContent"), "that it was saved is not told")
        return path

    def kept(self, table):
        """Marks outlast a reload; a file is read into another browser; leaving with unsaved ones is asked about."""
        web = self.web
        web.open("about:blank")
        expect(not web.dialogs, "it asks although all is saved")
        web.open("file://" + self.page, READY)
        expect(web.run("marks.all.size") == 2 and web.run("countMarks().unsaved") == 0, "the marks are lost")
        web.run("choose(view.shown[3])")
        web.key("5")
        web.open("about:blank")
        expect(web.dialogs == ["beforeunload"], "it does not ask before it is left: %s" % web.dialogs)
        web.open("file://" + self.page, READY)
        web.run("localStorage.clear()")
        web.open("about:blank")
        web.open("file://" + self.page, READY)
        with open(table, encoding="utf-8") as text:
            told = web.run("loadReview(%s)" % json.dumps(text.read()))
        expect(web.run("marks.all.size") == 2 and "读入 2 个图斑" in told, "the file is not read back: " + told)
        expect(web.run("markOf(data.cases[0]).values.actual_use") == "=苹果园, \"十年\"生", "a text is not read back")

    def ledger(self, table):
        done = run(self.program, "review", self.config, table, "--published-at", "2026-01-20T00:00:00Z")
        state = dict(self.ask("select id, finding || '/' || handling from cases"))
        expect(state[CASE] == "CONFIRMED/RECTIFYING" and state["411702-2025H1-00002"] == "SUSPECT/NOT-FOUNDED",
               "the ledger: %s, %s\n%s" % (state[CASE], state["411702-2025H1-00002"], done.stderr))
        expect(self.ask("select count(*) from reviews") == [(2,)], "reviews of the ledger")
        self.open()
        expect(self.web.run("(data.cases[0].flags & CONFIRMED) !== 0 && value(data.cases[0], 'handling') === '整改中'"),
               "the page published by the review does not know of it")
        self.close()

    def access(self, name):
        poor, unnamed = self.web.run(CONTRAST), self.web.run(UNNAMED)
        expect(not poor, "%s: contrast below 4.5: %s" % (name, poor[:5]))
        expect(not unnamed, "%s: without a name: %s" % (name, unnamed[:5]))
        wide = self.web.run("document.documentElement.scrollWidth > window.innerWidth")
        expect(not wide, "%s: it is wider than the window" % name)

    def paper(self):
        self.web.key("Home")
        path = os.path.join(self.pictures or self.scratch, "paper.pdf")
        self.web.run("choose(view.shown[0])")
        self.web.wait("document.querySelector('#case .told').textContent.length > 5")
        self.web.pdf(path)
        text = re.sub(r"\s", "", run("pdftotext", path, "-").stdout)
        for case, in self.ask("select id from cases where open"):
            expect(case in text, "%s is not printed" % case)
        expect("内部资料（虚构数据）" in text, "the mark is not printed")

    # --- other pages ---

    def package(self):
        folder = os.path.join(self.scratch, "package")
        shutil.unpack_archive(os.path.join(self.city, "out", "2025H2", "packages", "411728.zip"), folder)
        self.open(os.path.join(folder, "review.html"), 1024, 600)
        cases = self.web.run("data.cases.map((item) => item.id)")
        own = [row[0] for row in self.ask("select id from cases where open and unit = 411728 order by id")]
        expect(cases == own, "the county's page has %s" % cases)
        expect(self.web.run("data.head.form.every((field) => !field.city)"), "the city's columns on a county's page")
        self.web.run("choose(view.shown[0])")
        self.access("the county's page, 1024 x 600")
        self.shot("county")
        self.close()

    def hostile(self):
        """Text that would be markup anywhere else, in the mark and in every column of a case."""
        evil = "</script><script>document.title='x'</script><img src=x onerror=\"document.title='x'\">"
        path = os.path.join(self.scratch, "hostile.html")
        rewrite(self.page, path, lambda head, rows, shapes: (dict(head, mark=evil, city=evil),
                [row[:3] + [evil if isinstance(one, str) and i > 0 else one for i, one in enumerate(row[3:])] for row in rows], shapes))
        self.open(path)
        self.web.run("choose(view.shown[0])")
        time.sleep(0.3)
        expect(evil in self.web.run("$('subtitle').textContent") and self.web.run("document.images.length") == 0 and
               self.web.run("document.querySelectorAll('script').length") <= 3, "text has become markup")
        expect(self.web.run("document.title").startswith(evil), "code out of the data has run")
        self.close()

    def many(self, count=20000):
        path = os.path.join(self.scratch, "many.html")
        rewrite(self.page, path, lambda *parts: multiply(count, *parts))
        seconds = self.open(path, seconds=60)
        web = self.web
        expect(web.run("view.shown.length") == count, "%s cases of %d" % (web.run("view.shown.length"), count))
        rows = web.run("document.querySelectorAll('.row').length")
        expect(rows < 60, "%d rows stand in the document" % rows)
        web.run("$('list').focus()")
        web.key("End")
        web.wait("(document.querySelector('[aria-selected=true]') || {getAttribute: () => 0}).getAttribute('aria-posinset') === '%d'" % count, 10)
        longest = web.run("""new Promise((done) => { let last = performance.now(), worst = 0, left = 60; const list = $('list');
          const step = () => { const now = performance.now(); worst = Math.max(worst, now - last); last = now; list.scrollTop -= 15000;
            left-- > 0 ? requestAnimationFrame(step) : done(worst); }; requestAnimationFrame(step); })""")
        found = web.run("(() => { const t = performance.now(); view.text = '00777'; showRows(); const s = performance.now() - t; return [view.shown.length, s]; })()")
        drawn = web.run("(() => { view.text = ''; showRows(); showAll(); const t = performance.now(); ATLAS.cases.redraw(); return performance.now() - t; })()")
        print("%d cases: opened in %.1f s, slowest frame of scrolling %.0f ms, search %.0f ms, map drawn in %.0f ms, %.1f MB"
              % (count, seconds, longest, found[1], drawn, os.path.getsize(path) / 1e6))
        expect(found[0] > 0 and seconds < 20 and longest < 1500 and found[1] < 1500 and drawn < 2000, "it is too slow")
        self.shot("many")
        self.close()

    def english(self):
        run(self.program, "run", self.config, "--period", "2026H1", "--published-at", "2026-07-05T00:00:00Z", "--lang", "en")
        self.open(os.path.join(self.city, "out", "2026H1", "review.html"), 1024, 600)
        self.web.run("choose(view.shown[0])")
        words = self.web.run("[...document.querySelectorAll('[data-say],h3,summary,.hint,#count')].map((one) => one.textContent)")
        words = [one for one in words if re.search("[\u4e00-\u9fff]", one)]
        expect(not words, "Chinese words on the English page: %s" % words)
        self.access("the English page")
        self.shot("english")
        self.close()

    def all(self):
        print("opened in %.2f s" % self.open())
        self.shot("city")
        self.filters()
        self.choice()
        self.access("the city's page")
        self.shot("case")
        self.swipe()
        table = self.marks()
        self.paper()
        self.kept(table)
        self.close()
        self.package()
        self.hostile()
        self.many()
        self.ledger(table)
        self.english()


def rewrite(page, path, change):
    """Another page with other data: the code stays, and the policy that lets only it run."""
    with open(page, encoding="utf-8", newline="") as text:
        html = text.read()
    parts = {}
    for name in ("head", "rows", "shapes"):
        text = re.search(r'<script id="data-%s"[^>]*>([^<]*)<' % name, html).group(1)
        parts[name] = json.loads(text if name == "head" else zlib.decompress(base64.b64decode(text)))
    for name, part in zip(parts, change(*parts.values())):
        text = json.dumps(part, ensure_ascii=False)
        text = text.replace("<", "\\u003c") if name == "head" else base64.b64encode(zlib.compress(text.encode())).decode()
        html = re.sub(r'(<script id="data-%s"[^>]*>)[^<]*<' % name, lambda found: found.group(1) + text + "<", html)
    with open(path, "w", encoding="utf-8", newline="") as out:
        out.write(html)


def multiply(count, head, rows, shapes):
    """The same cases again and again, on ground 200 times as large, with numbers of their own."""
    own, cases, parcel = [], [], []
    at = 3 + [column["key"] for column in head["columns"]].index("case_id")
    for i in range(count):
        row, rings = list(rows[i % len(rows)]), shapes["cases"][i % len(rows)]
        row[at] = "411702-2025H2-%05d" % (i + 1)
        own.append(row)
        cases.append([[ring[0] + i % 200 * 6000, ring[1] + i // 200 * 6000] + ring[2:] for ring in rings])
        parcel.append(-1)
    view = dict(head["view"], right=head["view"]["right"] + 120000, top=head["view"]["top"] + 60000)
    head = dict(head, cases=count, view=view)
    return head, own, {"cases": cases, "parcels": [], "parcel": parcel}


def main():
    if browser.PROGRAM is None:
        print("skipped: no chromium here (Debian's package chromium)")
        return 77
    pictures = sys.argv[3] if len(sys.argv) > 3 else None
    with tempfile.TemporaryDirectory(prefix="lt-review-page-") as scratch:
        journey = Journey(os.path.abspath(sys.argv[1]), sys.argv[2], scratch, pictures)
        try:
            journey.all()
        except Failed as failure:
            if journey.alive():
                journey.shot("failed")
            print("FAILED: %s" % failure, file=sys.stderr)
            return 1
        finally:
            if journey.alive():
                journey.web.close()
    print("ok")
    return 0


if __name__ == "__main__":
    sys.exit(main())
