# Sourced by what installs the package into copies of this system, each in a mount namespace of its own (unshare -m, as root).
# $deb is the package, $way what the copy is called in messages, $folder where it lies.
set -eu
root=$folder/root
failed=0

wrong() {
  echo "FAILED: $way: $*" >&2
  failed=1
}
inside() { chroot "$root" "$@"; }
as_user() { # PATH COMMAND: by a shell, with the environment that cron gives
  inside setpriv --reuid liangtian --regid liangtian --init-groups env -i "PATH=$1" HOME=/var/lib/liangtian LOGNAME=liangtian \
    /bin/sh -c "$2"
}

# copy_system: this system as it stands, without the package; what is written goes into memory
copy_system() {
  mount -t tmpfs -o mode=755 tmpfs "$folder"
  mkdir "$folder/upper" "$folder/work" "$root"
  mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/upper,workdir=$folder/work" "$root"
  mount --bind /dev "$root/dev"
  mount --bind /proc "$root/proc"
  sed -i '/^liangtian:/d' "$root/etc/passwd" "$root/etc/group" "$root/etc/shadow" "$root/etc/gshadow"
  rm -rf "$root/var/lib/liangtian" "$root/var/log/liangtian" "$root/etc/liangtian"
  cp "$deb" "$root/root/liangtian.deb"
}

install_package() {
  inside dpkg --no-triggers -i /root/liangtian.deb >"$folder/dpkg.txt" 2>&1 || wrong "dpkg: $(tail -n 3 "$folder/dpkg.txt")"
}

# is PATH WANTED: owner, group and mode
is() {
  found=$(inside stat -c '%U:%G %a' "$1" 2>&1) || true
  [ "$found" = "$2" ] || wrong "$1 is $found, not $2"
}

# install_city FOLDER [LINE…]: a copy of the city as /etc/liangtian/city.yaml, as packaging/README.md says, with further lines
install_city() {
  mkdir "$root/etc/liangtian"
  cp -r "$1/." "$root/etc/liangtian/"
  shift
  {
    sed 's#^folders: .*#folders: {output: /var/lib/liangtian/city/out, work: /var/lib/liangtian/city/work}#' "$root/etc/liangtian/liangtian.yaml"
    [ $# -eq 0 ] || printf '%s\n' "$@"
  } >"$root/etc/liangtian/city.yaml"
  chmod -R u=rwX,go=rX "$root/etc/liangtian"
}
