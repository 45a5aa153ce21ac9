# Sourced after case_lib.sh: a PostgreSQL server with PostGIS of the case's own, on a socket in $SCRATCH, gone with the case.
PG_BIN=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
if [ -z "$PG_BIN" ] || [ ! -e "/usr/share/postgresql/$(basename "$(dirname "$PG_BIN")")/extension/postgis.control" ]; then
  echo "SKIPPED: needs postgresql and postgresql-15-postgis-3"
  exit 77
fi
PG_HOME=$SCRATCH/pg
PG_USER=$(id -u)
if [ "$PG_USER" -eq 0 ]; then # the server refuses root
  PG_USER=65534
  command -v setpriv >/dev/null || { echo "SKIPPED: needs setpriv, to become nobody"; exit 77; }
fi
mkdir "$PG_HOME" && chown "$PG_USER" "$PG_HOME"
chmod a+x "$SCRATCH"

as_postgres() {
  if [ "$(id -u)" -eq 0 ]; then
    (cd "$PG_HOME" && exec setpriv --reuid="$PG_USER" --regid="$PG_USER" --clear-groups env -u PGPASSFILE HOME="$PG_HOME" "$@")
  else
    "$@"
  fi
}

# Ends the server; $1 is the signal: INT ends connections and waits, QUIT ends it as a crash does.
pg_stop() {
  [ -s "$PG_HOME/data/postmaster.pid" ] || return 0
  pid=$(head -n 1 "$PG_HOME/data/postmaster.pid")
  kill -"$1" "$pid" 2>/dev/null || return 0
  for _ in $(seq 300); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
}

pg_start() {
  rm -f "$PG_HOME/data/postmaster.pid"
  # a case that is killed leaves no server for longer than this
  as_postgres timeout --signal=QUIT 880 "$PG_BIN/postgres" -D "$PG_HOME/data" -k "$PG_HOME" -c listen_addresses= -c fsync=off \
    -c shared_buffers=32MB -c max_connections=20 "$@" </dev/null >>"$PG_HOME/log" 2>&1 &
  for _ in $(seq 300); do
    psql_as postgres template1 -c 'SELECT 1' >/dev/null 2>&1 && return 0
    sleep 0.1
  done
  say_failed "the server does not start"
  tail "$PG_HOME/log" >&2
  exit 1
}

# psql_as ROLE DATABASE …
psql_as() {
  role=$1 base=$2
  shift 2
  "$PG_BIN/psql" -XAtq -v ON_ERROR_STOP=1 -h "$PG_HOME" -U "$role" -d "$base" "$@"
}

# ask SQL: of the database of the case
ask() {
  psql_as postgres city -c "$1"
}

# expect_sql EXPECTED SQL
expect_sql() {
  answer=$(ask "$2") || answer="(failed)"
  [ "$answer" = "$1" ] || say_failed "$2: '$answer', expected '$1'"
}

trap 'pg_stop QUIT; rm -rf "$SCRATCH"' EXIT
trap 'exit 1' INT TERM
as_postgres "$PG_BIN/initdb" -D "$PG_HOME/data" -U postgres -E UTF8 --locale=C --auth=trust -N >"$PG_HOME/initdb.log" 2>&1 || {
  say_failed "initdb"
  cat "$PG_HOME/initdb.log" >&2
  exit 1
}
cat >"$PG_HOME/data/pg_hba.conf" <<HBA
local all postgres trust
local all reader trust
local all poor trust
local all loader scram-sha-256
HBA
pg_start
psql_as postgres template1 -c "CREATE ROLE loader LOGIN PASSWORD 'geh=eim \"7''x'" -c 'CREATE ROLE reader LOGIN' -c 'CREATE ROLE poor LOGIN' \
  -c 'CREATE DATABASE city OWNER loader' -c 'CREATE DATABASE bare OWNER loader'
psql_as postgres city -c 'CREATE EXTENSION postgis'
# the password where it belongs
printf '*:*:*:loader:%s\n' "geh=eim \"7'x" >"$SCRATCH/pgpass" && chmod 600 "$SCRATCH/pgpass"
export PGPASSFILE="$SCRATCH/pgpass"
DSN="host=$PG_HOME dbname=city user=loader"
