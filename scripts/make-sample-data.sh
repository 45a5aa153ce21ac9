#!/bin/sh
# Regenerates sample-data/ and the tables of cases in its README.
#   scripts/make-sample-data.sh [LT-GENERATE]    default: build/release/bin/lt-generate, built when missing
set -eu
cd "$(dirname "$0")/.."
generate=${1:-build/release/bin/lt-generate}
if [ ! -x "$generate" ]; then
  cmake --preset release >/dev/null
  cmake --build --preset release --target lt-generate liangtian >/dev/null
fi
for set in township village city; do
  rm -rf "sample-data/$set"
  "$generate" "$set" "sample-data/$set"
done

scripts/make-village-sample.py sample-data/village "$(dirname "$generate")/liangtian"

table=$(mktemp)
trap 'rm -f "$table" "$table.new"' EXIT

# cases.csv of a set as a Markdown table between its two marks of the README.
tell_cases() {
  LC_ALL=C awk '
  function split_csv(line, out,   n, quoted, i, ch) {
    n = 1; out[1] = ""; quoted = 0
    for (i = 1; i <= length(line); i++) {
      ch = substr(line, i, 1)
      if (ch == "\"") quoted = !quoted
      else if (ch == "," && !quoted) out[++n] = ""
      else out[n] = out[n] ch
    }
    return n
  }
  function cell(text) { gsub(/\|/, " or ", text); return text == "" ? "–" : text }
  NR == 1 {
    print "| case | what it is | DLTB (BSM) | from 2026H1 | PBF (BSM) | zone plot | at (x, y) | cells | 2025H1 | 2025H2 | 2026H1 | 2026H2 |"
    print "|--|--|--|--|--|--|--|--|--|--|--|--|"
    next
  }
  {
    split_csv($0, f)
    same = f[5] == f[6] ? "same" : f[6]
    printf "| `%s` | %s · %s | %s | %s | %s | %s | %s %s | %s | %s | %s | %s | %s |\n", f[1], f[3], f[2], cell(f[5]),
      cell(same), cell(f[7]), cell(f[8]), f[9], f[10], cell(f[11]), cell(f[12]), cell(f[13]), cell(f[14]), cell(f[15])
  }' "sample-data/$1/cases.csv" >"$table"
  awk -v table="$table" -v begins="<!-- cases of the $1 -->" '
  $0 == begins { print; while ((getline line < table) > 0) print line; skip = 1; next }
  /<!-- end of cases -->/ { skip = 0 }
  !skip { print }' sample-data/README.md >"$table.new"
  cat "$table.new" >sample-data/README.md
}
tell_cases township
tell_cases village
du -sm sample-data
