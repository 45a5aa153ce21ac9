# Sourced by every case: scratch copies of the samples, and checks that say what they saw.
# LT is the program, SOURCE the project folder; both come from ctest.
set -eu
: "${LT:?the program}" "${SOURCE:?the project folder}"
SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/lt-case-XXXXXX")
trap 'rm -rf "$SCRATCH"' EXIT
TIME=2026-11-01T00:00:00Z
failed=0

say_failed() {
  echo "FAILED: $*" >&2
  failed=1
}

# copy_sample SAMPLE NAME: a private copy of the sample under $SCRATCH/NAME
copy_sample() {
  cp -r "$SOURCE/sample-data/$1" "$SCRATCH/$2"
  chmod -R u+w "$SCRATCH/$2"
}

township() { # NAME
  copy_sample township "$1"
}

# run NAME PERIOD [options]: runs quietly; stdout and stderr are kept in $SCRATCH/NAME.{out,err}, the exit code in $code
run() {
  name=$1 period=$2
  shift 2
  code=0
  "$LT" run "$SCRATCH/$name/liangtian.yaml" --period "$period" --published-at "$TIME" "$@" \
    >"$SCRATCH/$name.out" 2>"$SCRATCH/$name.err" || code=$?
}

# review CODE FILE [options]: takes the file back into $SCRATCH/t at a time when it may be true; stdout and stderr are
# kept in $SCRATCH/t.{out,err}
review() {
  expected=$1 file=$2
  shift 2
  code=0
  "$LT" review "$SCRATCH/t/liangtian.yaml" "$file" --published-at 2026-01-20T00:00:00Z "$@" \
    >"$SCRATCH/t.out" 2>"$SCRATCH/t.err" || code=$?
  expect_code "$expected" "review $(basename "$file") $*"
}

expect_code() {
  if [ "$code" -ne "$1" ]; then
    say_failed "$2: exit code $code, expected $1"
    tail -n 5 "$SCRATCH"/*.err >&2
  fi
}

# expect_says NAME WORD…: each word stands in NAME's stderr
expect_says() {
  name=$1
  shift
  for word in "$@"; do
    grep -qF -- "$word" "$SCRATCH/$name.err" || {
      say_failed "$name: the message does not say '$word'"
      head -n 5 "$SCRATCH/$name.err" >&2
    }
  done
}

# digest_of FOLDER: one line per file with its hash, links with their target
digest_of() {
  (cd "$1" && find . \( -type f -o -type l \) ! -name .lock | LC_ALL=C sort | while read -r f; do
    if [ -L "$f" ]; then echo "$f -> $(readlink "$f")"; else sha256sum "$f"; fi
  done)
}

# untouched WHAT: $SCRATCH/t/out is as $SCRATCH/before.list says
untouched() {
  digest_of "$SCRATCH/t/out" >"$SCRATCH/after.list"
  diff "$SCRATCH/before.list" "$SCRATCH/after.list" >&2 || say_failed "$1 changed what is published"
}

finish() {
  [ "$failed" -eq 0 ] && echo "ok"
  exit "$failed"
}
