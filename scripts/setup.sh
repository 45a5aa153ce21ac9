# Sourced by test.sh and demo.sh from the project folder: installs what packages.txt lists and is missing.
# Asks for nothing. When all is there it is one call of dpkg-query.

setup_fail() {
  echo "setup: $*" >&2
  exit 4
}

setup_apt() {
  if [ "$(id -u)" -eq 0 ]; then
    DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends "$@"
  else
    sudo -n env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends "$@"
  fi
}

setup_install() {
  mkdir -p build
  echo "installing:" "$@"
  # A fresh machine has no package lists; then, and only then, they are fetched.
  setup_apt install "$@" >build/setup.log 2>&1 ||
    { setup_apt update && setup_apt install "$@"; } >>build/setup.log 2>&1 || {
      tail -n 20 build/setup.log >&2
      setup_fail "cannot install: $* (as root or with sudo: apt-get install $*)"
    }
}

# setup_missing LIST: the packages of the list that are not there
setup_missing() {
  wanted=$(sed 's/#.*//' "$1")
  # shellcheck disable=SC2086 # the list is words
  there=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $wanted 2>/dev/null | sed -n 's/^installed //p') || true
  for package in $wanted; do
    printf '%s\n' "$there" | grep -qxF "$package" || echo "$package"
  done
}

setup() {
  command -v dpkg-query >/dev/null || setup_fail "no dpkg here; install by hand what scripts/packages.txt lists"
  missing=$(setup_missing scripts/packages.txt)
  # shellcheck disable=SC2086
  [ -z "$missing" ] || setup_install $missing
}

# What some tests of test.sh --all want, and do without.
setup_all() {
  missing=$(setup_missing scripts/packages-all.txt)
  # shellcheck disable=SC2086
  [ -z "$missing" ] || (setup_install $missing) || echo "going on without: $missing"
}

setup
