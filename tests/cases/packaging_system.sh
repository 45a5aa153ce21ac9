#!/bin/sh
# packaging_system.sh DEB UNPACKED WAY FOLDER CITY: in a mount namespace of its own (unshare -m, as root), installs the
# package into a copy of this system as it stands (WAY systemd) or with no systemd-sysusers (WAY adduser), does what the
# examples of cron and logrotate say with a city there, and purges it. UNPACKED: the package's files, of which dpkg may be
# told to leave the documentation out.
deb=$1 unpacked=$2 way="installed by $3" folder=$4 city=$5
. "$(dirname "$0")/packaging_lib.sh"
examples=$unpacked/usr/share/doc/liangtian/examples
copy_system
[ "$3" = systemd ] || rm -f "$root/usr/bin/systemd-sysusers"

# --- installed, and again, as an update is ---
install_package
install_package
is /var/lib/liangtian "liangtian:liangtian 750"
is /var/log/liangtian "liangtian:adm 750"
[ "$(inside id -gn liangtian 2>&1)" = liangtian ] || wrong "no user liangtian"
entry=$(grep '^liangtian:' "$root/etc/passwd" || true)
case $entry in
*:/var/lib/liangtian:/usr/sbin/nologin) ;;
*) wrong "its entry: $entry" ;;
esac
[ "$(echo "$entry" | cut -d : -f 3)" -lt 1000 ] || wrong "no user of the system: $entry"

# --- cron ---
install_city "$city"
grep -v '^#' "$examples/liangtian.cron" >"$folder/cron"
path=$(sed -n 's/^PATH=//p' "$folder/cron")
grep -Ev '^[A-Z]+=' "$folder/cron" >"$folder/jobs"
[ "$(wc -l <"$folder/jobs")" -eq 2 ] || wrong "cron: not two jobs"
# job N: what cron would do on its day; %, which means a new line to it, is in none
job() {
  line=$(sed -n "$1p" "$folder/jobs")
  echo "$line" | grep -Eq '^([0-9*/,-]+ +){5}liangtian +[^%]+$' || wrong "no line of cron: $line"
  as_user "$path" "$(echo "$line" | sed -E 's/^([^ ]+ +){6}//')" 2>&1
}
said=$(job 1) || wrong "the run by cron: $said $(tail -n 2 "$root/var/log/liangtian/run.log" 2>&1)"
[ -z "$said" ] || wrong "cron would mail: $said"
grep -q '"code":"run.published"\|"level":"info"' "$root/var/log/liangtian/run.log" || wrong "nothing in its log"
[ -e "$root/var/lib/liangtian/city/out/current/manifest.json" ] || wrong "nothing was published"
code=0
as_user "$path" "liangtian run /etc/liangtian/city.yaml --period 2019H1" >/dev/null 2>&1 || code=$?
[ "$code" -eq 3 ] || wrong "a half-year that there is not ends with $code"
said=$(job 2) || wrong "the look by cron: $said"
echo "$said" | grep -q 2019H1 || wrong "a run that failed is not mailed: $said"

# --- logrotate ---
if command -v logrotate >/dev/null; then
  cp "$examples/liangtian.logrotate" "$root/etc/logrotate.d/liangtian"
  chmod 644 "$root/etc/logrotate.d/liangtian"
  inside logrotate --debug /etc/logrotate.d/liangtian >"$folder/rotate.txt" 2>&1 || wrong "logrotate --debug"
  inside logrotate --force --state /root/state /etc/logrotate.d/liangtian >>"$folder/rotate.txt" 2>&1 || wrong "logrotate"
  ! grep -i '^error' "$folder/rotate.txt" >&2 || wrong "logrotate has something to say"
  [ -s "$root/var/log/liangtian/run.log.1.gz" ] || wrong "the log was not rotated"
  is /var/log/liangtian/run.log "liangtian:adm 640"
  said=$(job 1) || wrong "the run after logrotate: $said"
  [ -s "$root/var/log/liangtian/run.log" ] || wrong "the new log is not written"
else
  echo "not looked at: logrotate"
fi

# --- purged: logs go, results stay ---
inside dpkg --no-triggers --purge liangtian >"$folder/dpkg.txt" 2>&1 || wrong "purge: $(tail -n 3 "$folder/dpkg.txt")"
[ ! -e "$root/var/log/liangtian" ] || wrong "the logs outlive a purge"
[ -e "$root/var/lib/liangtian/city/out/current/ledger.gpkg" ] || wrong "a purge took what was published"
grep -q 'is not empty and stays' "$folder/dpkg.txt" || wrong "a purge does not say what stays: $(cat "$folder/dpkg.txt")"
exit "$failed"
