#!/bin/sh
# packaging_service.sh DEB UNPACKED FOLDER CITY: in a mount namespace of its own (unshare -m, as root), installs the package into
# a copy of this system, starts that copy with systemd as its first process, and runs the service of a city there with its
# walls up: a call that they deny kills, where in service it is refused. Ends with 77 where systemd cannot be started.
deb=$1 unpacked=$2 folder=$3 city=$4 way="the service"
. "$(dirname "$0")/packaging_lib.sh"
time=2026-11-20T00:00:00Z
state=$root/var/lib/liangtian
nspawn=0 # its process
stop_system() {
  [ "$nspawn" -eq 0 ] || { kill -9 "$nspawn" && wait "$nspawn"; } 2>/dev/null || true
}
trap stop_system EXIT
contents() { # FOLDER: each file with its hash
  (cd "$1" && find . -type f ! -name .lock -exec sha256sum {} + | LC_ALL=C sort -k 2)
}

copy_system
install_package
# told.txt says what the failure command saw, and what it could do
cat >"$folder/tell.sh" <<'TELL'
#!/bin/sh
exec >>/var/lib/liangtian/told.txt 2>&1
echo "$LIANGTIAN_EXIT_CODE as $(id -un) of $(ls -A /tmp | wc -l) files in /tmp"
cut -s -d : -f 1 /proc/self/net/dev | tr -d ' ' | tr '\n' ' '
for folder in /var/lib/open /home/open /usr/open; do # which all may write, but for the walls
  touch "$folder/mine" 2>/dev/null && echo "may write $folder"
done
TELL
install_city "$city" 'operations: {on_failure: [/etc/liangtian/tell.sh], metrics: /var/lib/prometheus/node-exporter/city.prom}'
install -m 755 "$folder/tell.sh" "$root/etc/liangtian/tell.sh"
install -d -m 777 "$root/var/lib/prometheus/node-exporter" "$root/var/lib/open" "$root/home/open" "$root/usr/open"

# --- what an undisturbed user has from it, without walls ---
as_user /usr/bin:/bin "liangtian run /etc/liangtian/city.yaml --period due --published-at $time -q" >"$folder/plain.txt" 2>&1 ||
  wrong "without walls: $(tail -n 2 "$folder/plain.txt")"
contents "$state/city/out/current/" >"$folder/plain.list"
[ "$(wc -l <"$folder/plain.list")" -gt 50 ] || wrong "nothing to hold the service against"
rm -rf "$state/city" "$root"/var/lib/prometheus/node-exporter/*
umount "$root/dev" "$root/proc"

# --- systemd, and its drop-ins ---
drop=$root/etc/systemd/system/liangtian@.service.d
mkdir -p "$drop"
cp "$unpacked/usr/share/doc/liangtian/examples/liangtian-metrics.conf" "$drop/metrics.conf"
unit=$root/usr/lib/systemd/system/liangtian@.service
sed -n "s#^ExecStart=.*#[Service]\nSystemCallErrorNumber=\nExecStart=\n& --published-at $time#p" "$unit" >"$drop/test.conf"
printf '[Unit]\nOnFailure=tell@%%i.service\n' >"$drop/tell.conf"
printf '[Service]\nType=oneshot\nExecStart=/bin/sh -c "echo %%i $MONITOR_SERVICE_RESULT >>/root/failed.txt"\n' \
  >"$root/etc/systemd/system/tell@.service"
systemd-nspawn --register=no --keep-unit --boot --directory "$root" --machine=liangtian --link-journal=no systemd.unit=basic.target \
  >"$folder/boot.txt" 2>&1 </dev/null &
nspawn=$!
first=
for _ in $(seq 120); do
  first=$(pgrep -P "$nspawn" -f systemd.unit=basic.target) && break
  kill -0 "$nspawn" 2>/dev/null || break
  sleep 0.5
done
[ -n "$first" ] || { tail -n 2 "$folder/boot.txt"; exit 77; }
booted() { nsenter -t "$first" -a "$@"; }
for _ in $(seq 120); do
  case $(booted systemctl is-system-running 2>/dev/null) in running | degraded) break ;; esac
  sleep 0.5
done
booted systemctl is-active --quiet basic.target || { tail -n 2 "$folder/boot.txt"; exit 77; }
journal() { booted journalctl --no-pager -o cat -u liangtian@city.service; }

# --- stopped in the middle, as by a machine that goes down ---
booted systemctl start --no-block liangtian@city.service
for _ in $(seq 600); do
  [ ! -e "$state/city/out/2025H1" ] || break
  sleep 0.1
done
booted systemctl stop liangtian@city.service
code=$(booted systemctl show -P ExecMainStatus liangtian@city.service)
[ "$code" = 7 ] || { wrong "stopped: exit code $code"; journal | grep -v '"info"' | tail -n 5 >&2; }
[ -e "$state/city/out/2025H1" ] || wrong "stopped: what was finished is gone"
[ ! -e "$state/city/out/2026H2" ] || wrong "stopped: it had already ended, and nothing was tried"
said=$(cat "$state/told.txt" 2>&1)
[ "$said" = "7 as liangtian of 0 files in /tmp
lo " ] || wrong "the failure command in the walls: $said"
for _ in $(seq 50); do [ -s "$root/root/failed.txt" ] && break || sleep 0.1; done
[ "$(cat "$root/root/failed.txt" 2>&1)" = "city exit-code" ] || wrong "OnFailure: $(cat "$root/root/failed.txt" 2>&1)"

# --- the next morning ---
booted systemctl start liangtian@city.service >"$folder/start.txt" 2>&1 ||
  { wrong "started again: $(booted systemctl show -P Result liangtian@city.service)"; journal | grep -v '"info"' | tail -n 5 >&2; }
contents "$state/city/out/current/" | diff "$folder/plain.list" - >"$folder/diff.txt" || wrong "other bytes: $(head -n 4 "$folder/diff.txt")"
is /var/lib/liangtian/city/out "liangtian:liangtian 750"
grep -q '^liangtian_run_exit_code{.*} 0$' "$root/var/lib/prometheus/node-exporter/city.prom" || wrong "no metrics"

# --- a day on which nothing is due ---
booted systemctl start liangtian@city.service >"$folder/start.txt" 2>&1 || wrong "a day on which nothing is due"
contents "$state/city/out/current/" | diff -q "$folder/plain.list" - >/dev/null || wrong "a day on which nothing is due changed something"
exit "$failed"
