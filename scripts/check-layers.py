#!/usr/bin/env python3
"""Holds the tree against the layer table of docs/ARCHITECTURE.md.

Reads #include lines, CMake links and calls; finds sources that no CMakeLists.txt names, file names used twice, and
functions that this project does not use (a line with NOLINT and a reason is an exception that somebody has judged).
Prints file:line per violation and exits 1 when there is any.
"""
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

CORE = {"zonal", "seasons", "overlay", "rules", "patches", "verdict", "accuracy", "review", "ledger", "report", "explain", "feedback"}
EDGE = {"ingest", "store", "outputs", "postgis"}
BASE = {"support", "model"}
BASE_HEADERS = {"liangtian/status.h", "liangtian/geometry.h", "liangtian/area.h"}  # plain types and numbers
TOP = {"run", "cli"}

# Headers of the C library that compute and touch nothing outside the program.
PURE = set("assert complex ctype errno float inttypes iso646 limits math stdalign stdarg stdatomic stdbool stddef "
           "stdint stdio stdlib stdnoreturn string emmintrin immintrin sanitizer/asan_interface".split())
# The rest of the C library and POSIX: files, processes, clocks, threads.
SYSTEM = re.compile(r"(dirent|fcntl|fenv|ftw|glob|langinfo|libgen|locale|poll|pthread|pwd|sched|semaphore|setjmp|signal|"
                    r"spawn|strings|termios|threads|time|unistd|wchar|wctype|sys/\w+)\.h$")
THIRD_PARTY = {
    "GDAL": r"(gdal|ogr|cpl_)\w*\.h$",
    "PROJ": r"(proj|geodesic)\.h$",
    "GEOS": r"geos_c\.h$",
    "TIFF": r"(x?tiff\w*|geo_?tiff\w*)\.h$",
    "YAML": r"yaml\.h$",
    "SQLITE": r"sqlite3\.h$",
    "JANSSON": r"jansson\.h$",
    "ZIP": r"zip\.h$",
    "ZLIB": r"zlib\.h$",
    "MINIZIP": r"minizip/(un)?zip\.h$",
    "EXPAT": r"expat\.h$",
    "EXIF": r"libexif/[\w-]+\.h$",
    "XLSX": r"xlsxwriter(/.*|\.h)$",
    "CAIRO": r"cairo[\w/-]*\.h$",
    "PNG": r"png\.h$",
    "PANGO": r"(pango[\w/-]*|glib)\.h$",  # GLib comes with it, and walks UTF-8
    "FONTCONFIG": r"fontconfig/\w+\.h$",
    "XML": r"libxml/\w+\.h$",
    "QRENCODE": r"qrencode\.h$",
    "PQ": r"libpq-fe\.h$",
    "CRYPTO": r"openssl/\w+\.h$",
    "ICONV": r"iconv\.h$",
}
LIBRARIES = {  # folder -> third-party libraries it may include and link
    "support": {"CRYPTO", "ICONV"},
    "overlay": {"GEOS"},
    "ingest": {"GDAL", "PROJ", "GEOS", "TIFF", "YAML", "ICONV", "SQLITE",  # SQLite: GeoPackages
               "MINIZIP", "EXPAT",  # workbooks
               "EXIF"},  # photographs
    "store": {"SQLITE", "JANSSON", "ZIP"},
    "outputs": {"GDAL", "XLSX", "MINIZIP", "CAIRO", "PNG", "PANGO", "FONTCONFIG", "QRENCODE", "XML", "SQLITE", "JANSSON", "ICONV",
                "ZLIB"},  # the reviewers' page
    "postgis": {"PQ", "SQLITE"},
}
LINKS = {  # folder -> other folders' targets it may link
    "support": {"model"},  # lt_fail() is the model's: the two form the base
    "model": {"support"},
    "ingest": BASE, "store": BASE, "outputs": BASE, "postgis": BASE,
    "run": CORE | EDGE | BASE,
    "cli": CORE | EDGE | BASE | {"run"},
    **{stage: CORE | BASE for stage in CORE},
}
OVERLAY_USERS = {"patches", "rules", "ledger", "review", "run", "cli"}

BANNED = {  # everywhere
    "strcpy": "lt_text or memcpy", "strcat": "lt_text", "sprintf": "snprintf", "vsprintf": "vsnprintf",
    "gets": "fgets", "strtok": "a loop", "atoi": "lt_parse_int", "atol": "lt_parse_int", "atoll": "lt_parse_int",
    "atof": "lt_parse_double", "localtime": "nothing: no time zone", "gmtime": "gmtime_r", "ctime": "nothing",
    "asctime": "nothing", "setlocale": "nothing: no locale", "rand": "a seeded generator", "srand": "the same",
    "system": "posix_spawn", "popen": "posix_spawn", "tmpnam": "mkdtemp", "mktemp": "mkdtemp",
    "alloca": "the arena", "exit": "a status; only main ends the program",
}
BANNED_PIPELINE = {"sscanf": "lt_parse_double", "scanf": "lt_parse_double", "abort": "LT_E_BUG",
                   "strtod": "lt_parse_double"}
# Tests look at what was written through other programs, and set a locale to show that it does not matter.
TESTS_MAY = {"system", "popen", "setlocale", "exit"}
EFFECTS = ("printf fprintf vprintf vfprintf puts fputs putchar fwrite perror fopen freopen fread fgets open creat read "
           "write getenv secure_getenv time clock clock_gettime gettimeofday localeconv newlocale uselocale").split()
CLOCKS = {"time", "clock", "clock_gettime", "gettimeofday", "getenv", "secure_getenv"}
MAX_LINES = 700
PREFIXES = {"cli": ("cli", "cmd_"), "support": ("",)}

violations = []


def report(path, line, text):
    violations.append("%s:%d: %s" % (os.path.relpath(path, ROOT), line, text))


def files(top, endings):
    for folder, folders, names in os.walk(os.path.join(ROOT, top)):
        folders[:] = sorted(f for f in folders if f not in ("build", "node_modules", ".git"))
        for name in sorted(names):
            if name.endswith(endings):
                yield os.path.join(folder, name)


def blank(match):
    return re.sub(r"[^\n]", " ", match.group(0))


def code_of(text):
    """The text with comments and literals blanked, lines kept."""
    pattern = r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
    return re.sub(pattern, blank, text, flags=re.S)


def folder_of(path):
    """pipeline/<folder>/… -> folder; the public headers -> "include"."""
    parts = os.path.relpath(path, ROOT).split(os.sep)
    if parts[0] == "pipeline":
        return parts[1] if len(parts) > 2 else "main"
    return parts[0]


def check_system_include(path, line, folder, header):
    for library, pattern in THIRD_PARTY.items():
        if re.match(pattern, header):
            if library not in LIBRARIES.get(folder, set()):
                report(path, line, "%s/ may not use %s (<%s>)" % (folder, library, header))
            return
    if header[:-2] in PURE:
        return
    if not SYSTEM.match(header):
        report(path, line, "<%s> is in no list of this script" % header)
    elif folder in CORE | {"include", "model"}:
        report(path, line, "%s/ is pure and may not use <%s>" % (folder, header))


def check_own_include(path, line, folder, header):
    if os.path.exists(os.path.join(os.path.dirname(path), header)):
        return
    owner = header.split("/")[0]
    if owner == "liangtian":
        if not os.path.exists(os.path.join(ROOT, "include", header)):
            report(path, line, "no such header: %s" % header)
        elif folder == "support" and header not in BASE_HEADERS:
            report(path, line, "support/ may not know %s" % header)
    elif folder == "include":
        report(path, line, "a public header may include public headers only, not %s" % header)
    elif owner == "support":
        pass
    elif owner != folder and not (folder == "main" and owner == "cli"):
        report(path, line, "%s/ may not include %s, a private header of %s/" % (folder, header, owner))


def check_includes(path, text):
    folder = folder_of(path)
    for number, line in enumerate(text.split("\n"), 1):
        match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if match and match.group(1) == "<":
            check_system_include(path, number, folder, match.group(2))
        elif match:
            check_own_include(path, number, folder, match.group(2))


def check_calls(path, text):
    code, lines = code_of(text), text.split("\n")
    folder = folder_of(path)
    banned = dict(BANNED)
    if folder in CORE | EDGE | BASE | TOP | {"main"}:
        if folder != "support":
            banned.update(BANNED_PIPELINE)
        if folder in CORE | {"model"}:
            banned.update((name, "nothing: this folder has no effects") for name in EFFECTS)
        elif folder in EDGE:
            banned.update((name, "published_at or the config") for name in CLOCKS)
        if folder == "main":
            banned.pop("exit")
    else:
        banned = {name: what for name, what in banned.items() if name not in TESTS_MAY}
    pattern = re.compile(r"(?<![\w.>])(%s)\s*\(" % "|".join(banned))
    for number, line in enumerate(code.split("\n"), 1):
        if "NOLINT" in lines[number - 1]:
            continue
        for match in pattern.finditer(line):
            report(path, number, "%s() is not used here; use %s" % (match.group(1), banned[match.group(1)]))
        if "__attribute__" in line and "cleanup" in line:
            report(path, number, "no __attribute__((cleanup))")
    if folder != "main" and folder not in ("tests", "bench", "fuzz") and code.count("\n") > MAX_LINES:
        report(path, MAX_LINES, "%d lines; at most %d" % (code.count("\n"), MAX_LINES))


def check_name(path, seen):
    name, folder = os.path.basename(path), folder_of(path)
    if name in seen:
        report(path, 1, "file name used twice; the other is %s" % os.path.relpath(seen[name], ROOT))
    seen.setdefault(name, path)
    if folder in CORE | EDGE | BASE | TOP and not name.startswith(PREFIXES.get(folder, (folder,))):
        report(path, 1, "a file of %s/ is named %s…" % (folder, folder))


def commands(path):
    """(line, name, words) of each CMake command of a file."""
    with open(path, encoding="utf-8") as stream:
        text = re.sub(r"#[^\n]*", blank, stream.read())
    for match in re.finditer(r"(\w+)\s*\(([^()]*)\)", text):
        yield text.count("\n", 0, match.start()) + 1, match.group(1).lower(), match.group(2).split()


def check_link(path, line, folder, word):
    target = re.match(r"lt_(\w+)$", word)
    library = re.match(r"PkgConfig::(\w+)$|\$\{(\w+)_C_LIBRARY\}$", word)
    if target and target.group(1) not in ("flags", folder):
        other = target.group(1)
        if other not in LINKS[folder]:
            report(path, line, "%s/ may not link %s/" % (folder, other))
        elif other == "overlay" and folder not in OVERLAY_USERS:
            report(path, line, "%s/ may not use exact overlay" % folder)
    elif library:
        name = library.group(1) or library.group(2)
        if name not in LIBRARIES.get(folder, set()):
            report(path, line, "%s/ may not link %s" % (folder, name))


def check_cmake(path, named):
    folder = folder_of(path)
    for line, command, words in commands(path):
        for word in words:
            if re.search(r"\w\.c$", word) and "$" not in word:
                source = os.path.normpath(os.path.join(os.path.dirname(path), word))
                named.add(source)
                if not os.path.exists(source):
                    report(path, line, "no such source: %s" % word)
        if folder in LINKS and command == "lt_folder":
            uses = words[words.index("USES") + 1:] if "USES" in words else []
            for word in uses:
                check_link(path, line, folder, word)
        elif folder in LINKS and command == "target_link_libraries":
            owner = words[0][3:] if words[0].startswith("lt_") else folder
            for word in words[1:]:
                check_link(path, line, owner if owner in LINKS else folder, word)


def main():
    seen, named = {}, set()
    sources = [p for top in ("include", "pipeline", "tests", "bench", "fuzz") for p in files(top, (".c", ".h"))]
    for path in sources:
        with open(path, encoding="utf-8") as stream:
            text = stream.read()
        check_name(path, seen)
        check_calls(path, text)
        if folder_of(path) not in ("tests", "bench", "fuzz"):
            check_includes(path, text)
    for path in files(".", ("CMakeLists.txt",)):
        check_cmake(path, named)
    for path in sources:
        if path.endswith(".c") and path not in named:
            report(path, 1, "no CMakeLists.txt names this source")
    for violation in violations:
        print(violation)
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
