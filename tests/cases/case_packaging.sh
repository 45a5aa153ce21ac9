#!/bin/sh
# The package: built, installed into copies of this system, unpacked into a root of its own, and the sample run with what is
# in there; its pages and units.
. "$(dirname "$0")/case_lib.sh"
: "${BUILD:?the build folder}"
root=$SCRATCH/root
missing() {
  echo "not looked at: $*"
}

# --- the install target ---
DESTDIR=$SCRATCH/dest cmake --install "$BUILD" --prefix /usr >"$SCRATCH/install.log" 2>&1 || say_failed "cmake --install"

# --- the Debian package ---
if command -v cpack >/dev/null && command -v dpkg-shlibdeps >/dev/null; then
  (cd "$SCRATCH" && umask 022 && cpack --config "$BUILD/CPackConfig.cmake" -B "$SCRATCH/deb" >"$SCRATCH/cpack.log" 2>&1) ||
    { say_failed "cpack"; tail -n 5 "$SCRATCH/cpack.log" >&2; }
  deb=$(ls "$SCRATCH"/deb/*.deb)
  for word in libgdal libgeos libproj libsqlite3 libpq5 libcairo fonts-noto-cjk; do
    dpkg-deb -f "$deb" Depends | grep -q "$word" || say_failed "the package does not depend on $word"
  done
  dpkg-deb -f "$deb" Version | grep -q "^$(cat "$SOURCE/VERSION")" || say_failed "version of the package"
  dpkg-deb -x "$deb" "$root" || say_failed "dpkg-deb -x"
  (cd "$SCRATCH/dest" && find . -type f | LC_ALL=C sort) >"$SCRATCH/dest.txt"
  (cd "$root" && find . -type f | LC_ALL=C sort) >"$SCRATCH/root.txt"
  cmp -s "$SCRATCH/dest.txt" "$SCRATCH/root.txt" || say_failed "package and install target hold other files: $(diff "$SCRATCH/dest.txt" "$SCRATCH/root.txt" | head -n 3)"
  if [ "$(id -u)" -eq 0 ] && unshare -m true 2>/dev/null; then
    township city
    for way in systemd adduser; do
      mkdir "$SCRATCH/by_$way"
      unshare -m sh "$SOURCE/tests/cases/packaging_system.sh" "$deb" "$root" "$way" "$SCRATCH/by_$way" "$SCRATCH/city" ||
        say_failed "installed by $way"
    done
    if command -v systemd-nspawn >/dev/null; then
      mkdir "$SCRATCH/service"
      code=0
      unshare -m sh "$SOURCE/tests/cases/packaging_service.sh" "$deb" "$root" "$SCRATCH/service" "$SCRATCH/city" || code=$?
      [ "$code" -ne 77 ] || { code=0; missing "the service: systemd cannot be started here"; }
      expect_code 0 "the service under systemd"
    else
      missing "the service: no systemd-nspawn"
    fi
  else
    missing "the installed package: needs root and unshare"
  fi
  if command -v lintian >/dev/null; then
    lintian --fail-on error --allow-root --suppress-tags bad-distribution-in-changes-file,no-changelog,bogus-mail-host "$deb" \
      >"$SCRATCH/lintian.txt" 2>&1 || { say_failed "lintian"; grep '^E:' "$SCRATCH/lintian.txt" >&2; }
  else
    missing lintian
  fi
else
  missing "the Debian package: cpack or dpkg-shlibdeps is not here"
  root=$SCRATCH/dest
fi

# --- the installed program, away from the sources ---
program=$root/usr/bin/liangtian
township t
(cd / && "$program" run "$SCRATCH/t/liangtian.yaml" --period 2025H1 --published-at "$TIME" -q) >"$SCRATCH/t.out" 2>"$SCRATCH/t.err" ||
  { say_failed "the installed program"; tail -n 3 "$SCRATCH/t.err" >&2; }
township u
LT=$program
cd /
"$program" verify "$SCRATCH/t/out" >/dev/null || say_failed "verify by the installed program"
cd "$SCRATCH"

# --- man pages ---
for page in usr/share/man/man1/liangtian.1 usr/share/man/zh_CN/man1/liangtian.1; do
  gunzip "$root/$page.gz" || say_failed "$page is not there"
  for command in run status ledger tabulate; do
    grep -q "^\.SS $command" "$root/$page" || say_failed "$page: no $command"
  done
  grep -q 'fail\\-on' "$root/$page" || say_failed "$page: no option --fail-on"
  if command -v man >/dev/null; then
    LC_ALL=C.UTF-8 MANROFFSEQ='' MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z "$root/$page" 2>"$SCRATCH/man.txt" >/dev/null
    [ ! -s "$SCRATCH/man.txt" ] || { say_failed "$page: warnings"; head -n 5 "$SCRATCH/man.txt" >&2; }
  else
    missing "man --warnings"
  fi
done

# --- bash completion ---
if command -v bash >/dev/null; then
  complete_words() { # words of a line, the last one being completed
    bash -c '. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _liangtian; printf "%s\n" "${COMPREPLY[@]}"' \
      bash "$root/usr/share/bash-completion/completions/liangtian" "$@" | tr '\n' ' '
  }
  [ "$(complete_words liangtian sta)" = "status " ] || say_failed "completion of a command: $(complete_words liangtian sta)"
  [ "$(complete_words liangtian run c.yaml --all)" = "--allow-stale " ] || say_failed "completion of an option"
  [ "$(complete_words liangtian run --fail-on f)" = "floor " ] || say_failed "completion of a choice: $(complete_words liangtian run --fail-on f)"
  [ "$(complete_words liangtian status --fail-on s)" = "stale " ] || say_failed "the same option of another command"
  [ "$(complete_words liangtian verify --lang e)" = "en " ] || say_failed "completion of a common option"
fi

# --- units ---
units=$root/usr/lib/systemd/system
# a failure command may be a script, and a shell without pipes is none
grep -q "^SystemCallFilter=pipe pipe2 " "$units/liangtian@.service" || say_failed "the service has no pipes"
grep -q "^ExecStart=liangtian run" "$units/liangtian@.service" || say_failed "the service runs something else"
# a name that was mistyped must be heard: the program fails where a condition would be skipped in silence
! grep -E "^(Condition|Assert)" "$units/liangtian@.service" || say_failed "the service may be skipped in silence"
code=0
$(sed -n 's#^ExecStart=liangtian#'"$program"'#; s#/etc/liangtian/%i#'"$SCRATCH"'/mistyped#p' "$units/liangtian@.service") \
  >/dev/null 2>"$SCRATCH/mistyped.err" || code=$?
expect_code 4 "the service of a city that is not there"
if command -v systemd-analyze >/dev/null; then
  mkdir -p "$SCRATCH/units"
  # as the first city's; the program stands in for the one that is not installed here
  sed "s#ExecStart=liangtian#ExecStart=$program#" "$units/liangtian@.service" >"$SCRATCH/units/liangtian@a.service"
  cp "$units/liangtian@.timer" "$SCRATCH/units/liangtian@a.timer"
  systemd-analyze verify --man=no "$SCRATCH/units/liangtian@a.service" "$SCRATCH/units/liangtian@a.timer" >"$SCRATCH/verify.txt" 2>&1 ||
    { say_failed "systemd-analyze verify"; head -n 5 "$SCRATCH/verify.txt" >&2; }
  grep -F 'liangtian@a' "$SCRATCH/verify.txt" >&2 && say_failed "systemd-analyze verify has something to say"
  # the exposure is in tenths: 0 is all closed, 10 all open
  systemd-analyze security --offline=yes --threshold=15 --no-pager "$SCRATCH/units/liangtian@a.service" >"$SCRATCH/security.txt" 2>&1 ||
    { say_failed "the sandbox is open wider than 1.5"; tail -n 1 "$SCRATCH/security.txt" >&2; }
  mkdir "$SCRATCH/units/liangtian@a.service.d" # with the way out to a database
  sed "s#ExecStart=liangtian#ExecStart=$program#" "$root"/usr/share/doc/liangtian/examples/liangtian-postgis.conf \
    >"$SCRATCH/units/liangtian@a.service.d/postgis.conf" || say_failed "no drop-in for a database"
  systemd-analyze verify --man=no "$SCRATCH/units/liangtian@a.service" >"$SCRATCH/verify.txt" 2>&1 || say_failed "verify of the drop-in"
  grep -F -e 'liangtian@a' -e 'postgis.conf' "$SCRATCH/verify.txt" >&2 && say_failed "the drop-in for a database"
  cp "$root"/usr/share/doc/liangtian/examples/liangtian-metrics.conf "$SCRATCH/units/liangtian@a.service.d/metrics.conf" ||
    say_failed "no drop-in for metrics"
  systemd-analyze verify --man=no "$SCRATCH/units/liangtian@a.service" >"$SCRATCH/verify.txt" 2>&1 || say_failed "verify of the drop-in for metrics"
  grep -F -e 'liangtian@a' -e 'metrics.conf' "$SCRATCH/verify.txt" >&2 && say_failed "the drop-in for metrics"
  day=$(sed -n 's/^OnCalendar=//p' "$units/liangtian@.timer") # every day: a failure is tried again the next one
  systemd-analyze calendar --base-time='2026-07-01 03:00:00' --iterations=3 "$day" 2>&1 | sed -n 's/.* \(2026-07-0[0-9] 03:00:00\).*/\1/p' |
    sort -u | tr '\n' ' ' | grep -qF '2026-07-02 03:00:00 2026-07-03 03:00:00 2026-07-04 03:00:00' ||
    say_failed "the timer does not fire every day: $day"
else
  missing "systemd-analyze"
fi
finish
