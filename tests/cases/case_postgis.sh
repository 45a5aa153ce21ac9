#!/bin/sh
# PostGIS as a target, against a server of the case's own: what the GeoPackage holds is there, value by value; one
# transaction a half-year, whoever else loads, reads, or is killed.
. "$(dirname "$0")/case_lib.sh"
. "$(dirname "$0")/postgis_lib.sh"
SECRET="geh=eim \"7'x"
CHECK="$(dirname "$0")/check_postgis.py"

# load CODE NAME PERIOD [options]: stdout and stderr are kept in $SCRATCH/NAME.{out,err}
load() {
  expected=$1 name=$2 period=$3
  shift 3
  code=0
  "$LT" load "$SCRATCH/$name/liangtian.yaml" --period "$period" --postgis "$DSN" "$@" \
    >"$SCRATCH/$name.out" 2>"$SCRATCH/$name.err" || code=$?
  expect_code "$expected" "load $name $period $*"
  no_secret "load $*"
}

no_secret() {
  if grep -rqF -e "$SECRET" -e 'wrong-one' "$SCRATCH"/*.out "$SCRATCH"/*.err "$SCRATCH"/t/work/*.json 2>/dev/null; then
    say_failed "$1: the password is told"
  fi
}

# alike NAME CITY PERIOD [SCHEMA]
alike() {
  python3 "$CHECK" "$SCRATCH/$1/out/$3/liangtian.gpkg" "$SCRATCH/$1/out/$3/figures.json" "${4-liangtian}" "$2" "$3" \
    "$PG_BIN/psql" -XAtq -h "$PG_HOME" -U postgres -d city >"$SCRATCH/check.txt" || {
    say_failed "$1 $3 is not as published"
    cat "$SCRATCH/check.txt" >&2
  }
}

# What a reader sees, as one text: changes with every load.
state() {
  ask "SELECT md5(string_agg(t::text, '' ORDER BY city, period)) FROM liangtian.generation t"
  ask "SELECT md5(string_agg(xmin::text || md5(p::text), '' ORDER BY city, period, fid)) FROM liangtian.parcels p"
}

unchanged() {
  state >"$SCRATCH/state.after"
  cmp -s "$SCRATCH/state.before" "$SCRATCH/state.after" || say_failed "$1 changed the database"
}

# --- a run with a target; the option alone opens a connection

township t
run t 2025H1 --postgis "$DSN" --fail-on violation
expect_code 1 "run with a target and --fail-on"
grep -q '2025H1 已装入数据库' "$SCRATCH/t.out" || say_failed "run does not say what was loaded"
alike t 411700 2025H1
expect_sql 1 "SELECT count(*) FROM liangtian.generation"
export PGHOST="$PG_HOME" PGDATABASE=city PGUSER=loader
run t 2025H2
expect_code 0 "run without a target"
expect_sql 2025H1 "SELECT string_agg(period, ',') FROM liangtian.generation"
load 0 t 2025H2 --postgis '' # all of it from the environment
unset PGHOST PGDATABASE PGUSER
alike t 411700 2025H2
alike t 411700 2025H1
digest_of "$SCRATCH/t/out" >"$SCRATCH/before.list"

# --- tables: types, index, keys, current half-year

expect_sql "geometry(MultiPolygon,4526)" "SELECT DISTINCT format_type(atttypid, atttypmod) FROM pg_attribute JOIN pg_class c ON c.oid =
  attrelid WHERE relnamespace = 'liangtian'::regnamespace AND attname = 'geom' AND relkind IN ('p', 'r', 'v')"
expect_sql 10 "SELECT count(*) FROM pg_index JOIN pg_class c ON c.oid = indexrelid JOIN pg_am a ON a.oid = relam WHERE amname = 'gist'
  AND indrelid IN (SELECT oid FROM pg_class WHERE relkind = 'p' AND relnamespace = 'liangtian'::regnamespace)"
expect_sql t "SELECT bool_and(EXISTS (SELECT 1 FROM pg_index WHERE indrelid = c.oid AND indisprimary)) FROM pg_class c WHERE relkind = 'p'
  AND relnamespace = 'liangtian'::regnamespace"
expect_sql "2025H2|754" "SELECT period, count(*) FROM liangtian.parcels_current GROUP BY 1"
expect_sql 4526 "SELECT srid FROM geometry_columns WHERE f_table_schema = 'liangtian' AND f_table_name = 'violations_current'"

# --- the same generation again: nothing, and that is said; rows that somebody took away come back

state >"$SCRATCH/state.before"
load 0 t 2025H2
grep -q '已在数据库中' "$SCRATCH/t.out" || say_failed "the same generation again: $(cat "$SCRATCH/t.out")"
unchanged "the same generation"
load 0 t 2025H2 --lang en
grep -q 'nothing changed' "$SCRATCH/t.out" || say_failed "the same in English: $(cat "$SCRATCH/t.out")"
ask "DELETE FROM liangtian.pbf WHERE fid = 7 AND period = '2025H2'"
load 0 t 2025H2
grep -q '已装入数据库' "$SCRATCH/t.out" || say_failed "a row that is missing is not noticed"
alike t 411700 2025H2

# --- another city beside, with texts that would break a loader that quotes

copy_sample township b
sed -i 's/code: 411700/code: 411800/' "$SCRATCH/b/liangtian.yaml"
run b 2025H1
expect_code 0 "the second city"
python3 "$(dirname "$0")/postgis_craft.py" "$SCRATCH/b/out" 2025H1 || say_failed "the crafted file"
load 0 b 2025H1
alike b 411800 2025H1
alike t 411700 2025H1
alike t 411700 2025H2
expect_sql "411700|2025H2,411800|2025H1" "SELECT string_agg(city || '|' || period, ',' ORDER BY city) FROM (SELECT DISTINCT city, period
  FROM liangtian.parcels_current) t"
state >"$SCRATCH/state.before"
chmod -R u+w "$SCRATCH/b/out"
printf 'x' >>"$SCRATCH/b/out/current/2025H1/liangtian.gpkg"
load 4 b 2025H1
expect_says b "liangtian.gpkg"
mkdir "$SCRATCH/c" # a configuration whose output folder is another city's
sed -e 's/code: 411700/code: 411800/' -e "s|output: out|output: $SCRATCH/t/out|" -e "s|: layers/|: $SCRATCH/t/layers/|" \
  -e "s|: rasters/|: $SCRATCH/t/rasters/|" -e "s|legend.yaml|$SCRATCH/t/legend.yaml|" "$SCRATCH/t/liangtian.yaml" >"$SCRATCH/c/liangtian.yaml"
load 3 c 2025H1
expect_says c '“411700”' '配置为 411800' city.code
unchanged "another city's half-year"

# --- a half-year run again: its rows are replaced, the later one is stale until it is run again, too

state >"$SCRATCH/state.before"
sed -i 's/^leases: .*/leases: {large_area: 30}/' "$SCRATCH/t/liangtian.yaml"
cp "$SCRATCH/t/rasters/2020.tif" "$SCRATCH/t/rasters/2025H1.tif"
run t 2025H1 --redo --postgis "$DSN"
expect_code 0 "run --redo"
alike t 411700 2025H1
expect_sql "2025H1 f,2025H2 t" "SELECT string_agg(period || ' ' || stale::text::char, ',' ORDER BY period) FROM liangtian.generation WHERE city = 411700"
state >"$SCRATCH/state.after"
cmp -s "$SCRATCH/state.before" "$SCRATCH/state.after" && say_failed "run --redo changed nothing"
run t 2025H2 --postgis "$DSN"
expect_code 0 "run after --redo"
alike t 411700 2025H2
expect_sql 0 "SELECT count(*) FROM liangtian.generation WHERE stale"

# --- rows that are of no published generation are stale, whichever half-year is loaded

sed -i 's/^leases: .*/leases: {large_area: 29}/' "$SCRATCH/t/liangtian.yaml"
run t 2025H2 --redo
expect_code 0 "run --redo without a target"
ask "INSERT INTO liangtian.generation SELECT city, '2019H1', city_name, generation, manifest_sha256, profile, program_version, published_at,
  false, layers, figures FROM liangtian.generation WHERE city = 411700 AND period = '2025H1'"
load 0 t 2025H1
expect_sql "2019H1 t,2025H1 f,2025H2 t" "SELECT string_agg(period || ' ' || stale::text::char, ',' ORDER BY period) FROM liangtian.generation
  WHERE city = 411700"
ask "DELETE FROM liangtian.generation WHERE period = '2019H1'"
load 0 t 2025H2
expect_sql 0 "SELECT count(*) FROM liangtian.generation WHERE stale"

# --- reviews are published, and loaded, too

case=$(sqlite3 "$SCRATCH/t/out/current/ledger.gpkg" "SELECT id FROM cases WHERE open ORDER BY id LIMIT 1")
printf '图斑编号,核查结果,核查日期\n%s,属实,2025-12-10\n' "$case" >"$SCRATCH/r.csv"
review 0 "$SCRATCH/r.csv" --postgis "$DSN"
grep -q '2025H2 已装入数据库' "$SCRATCH/t.out" || say_failed "review does not load: $(tail -n 2 "$SCRATCH/t.out")"
alike t 411700 2025H2
digest_of "$SCRATCH/t/out" >"$SCRATCH/before.list"

# --- a loader that is slow: readers see the old rows, a second loader waits, a killed one leaves nothing

# as what is loaded were another generation: the next load replaces it
forget() {
  ask "UPDATE liangtian.generation SET generation = 'another' WHERE city = 411700 AND period = '2025H2'"
  state >"$SCRATCH/state.before"
}
psql_as postgres city -c "CREATE FUNCTION public.slow() RETURNS trigger LANGUAGE plpgsql AS \$\$ BEGIN PERFORM pg_sleep(120); RETURN NEW; END \$\$" \
  -c "CREATE TRIGGER slow BEFORE INSERT ON liangtian.pbf FOR EACH ROW WHEN (NEW.fid = 200) EXECUTE FUNCTION public.slow()" \
  -c "ALTER SYSTEM SET client_connection_check_interval = '300ms'" -c "SELECT pg_reload_conf()" >/dev/null
# start_slow: begins to load 2025H2 and answers once it stands in the middle of its rows
start_slow() {
  "$LT" load "$SCRATCH/t/liangtian.yaml" --period 2025H2 --postgis "$DSN" >"$SCRATCH/slow.out" 2>"$SCRATCH/slow.err" &
  loader=$!
  for _ in $(seq 300); do
    [ "$(ask "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")" = 1 ] && return 0
    sleep 0.1
  done
  say_failed "the slow loader does not come to its rows"
}
forget
start_slow
unchanged "a load that is under way"
load 6 t 2025H2 --postgis "$DSN options='-c lock_timeout=300ms'"
# stop_run WAITING: a run that waits like this for the database is asked to stop, and says what is published
stop_run() {
  "$LT" run "$SCRATCH/t/liangtian.yaml" --period 2025H2 --published-at "$TIME" --postgis "$DSN" >"$SCRATCH/s.out" 2>"$SCRATCH/s.err" &
  runner=$!
  for _ in $(seq 300); do
    [ "$(ask "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'liangtian' AND wait_event $1")" = 1 ] && break
    sleep 0.1
  done
  kill -TERM "$runner"
  for _ in $(seq 100); do
    kill -0 "$runner" 2>/dev/null || break
    sleep 0.1
  done
  kill -9 "$runner" 2>/dev/null && say_failed "a run that waits ($1) does not stop"
  code=0
  wait "$runner" 2>/dev/null || code=$?
  expect_code 7 "a run that was stopped while it waits ($1)"
  expect_says s "2025H2 已发布，但未装入数据库" "信号 15"
  unchanged "a run that was stopped ($1)"
}
stop_run "= 'advisory'"
kill -9 "$loader"
{ wait "$loader" || true; } 2>/dev/null
unchanged "a loader that was killed"
for _ in $(seq 100); do # the server notices by itself
  [ "$(ask "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'liangtian'")" = 0 ] && break
  sleep 0.1
done
expect_sql 0 "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'liangtian'"

stop_run "= 'PgSleep'"
expect_sql 0 "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'liangtian' AND state = 'active'"

# --- the server is killed in the middle

start_slow
pg_stop QUIT
code=0
wait "$loader" || code=$?
cp "$SCRATCH/slow.err" "$SCRATCH/s.err"
expect_code 4 "the server was killed"
expect_says s "数据库"
pg_start
unchanged "a server that was killed"
ask "DROP TRIGGER slow ON liangtian.pbf"
load 0 t 2025H2
alike t 411700 2025H2
untouched "loading"

# --- two at once, and again: one of them finds it done

forget
for i in 1 2 3; do
  "$LT" load "$SCRATCH/t/liangtian.yaml" --period 2025H2 --postgis "$DSN" >"$SCRATCH/at-once.$i" 2>&1 &
  eval "loader$i=$!"
done
for i in 1 2 3; do
  eval "wait \$loader$i" || say_failed "one of three at once: $(cat "$SCRATCH/at-once.$i")"
done
[ "$(cat "$SCRATCH"/at-once.* | grep -c '已装入')" = 1 ] || say_failed "three at once: $(cat "$SCRATCH"/at-once.*)"
alike t 411700 2025H2

# --- what cannot be loaded: the message says why, nothing changes

state >"$SCRATCH/state.before"
load 4 t 2025H2 --postgis "$DSN password=wrong-one"
expect_says t "loader" "口令会出现在进程列表里"
load 4 t 2025H2 --postgis "postgresql://loader:wrong-one@127.0.0.1:1/city"
expect_says t "127.0.0.1" "无法连接数据库"
load 4 t 2025H2 --postgis "host=$SCRATCH/nowhere dbname=city"
load 4 t 2025H2 --postgis "host=$PG_HOME dbname=bare user=loader" --lang en
expect_says t "CREATE EXTENSION postgis"
load 4 t 2025H2 --postgis "host=$PG_HOME dbname=city user=poor"
expect_says t "权限不足"
load 4 t 2025H2 --postgis "host=$PG_HOME dbname=city user=poor" --postgis-schema mine --lang en
expect_says t "right to create one"
load 2 t 2025H2 --postgis "host=$PG_HOME wrong-one"
load 2 t 2025H2 --postgis-schema ''
load 2 t 2025H2 --postgis-schema pg_mine
load 3 t 2026H2
expect_says t "2026H2"
code=0
"$LT" load "$SCRATCH/t/liangtian.yaml" --period 2025H2 2>"$SCRATCH/t.err" || code=$?
expect_code 2 "load without a database"
unchanged "loads that failed"
sed 's/profile: internal/profile: public/' "$SCRATCH/t/liangtian.yaml" >"$SCRATCH/t/public.yaml"
code=0
"$LT" run "$SCRATCH/t/public.yaml" --period 2026H1 --postgis "$DSN" >/dev/null 2>"$SCRATCH/t.err" || code=$?
expect_code 3 "the public profile"
expect_says t "public"
untouched "the public profile"

# --- how long a server may be silent: as DSN, service or environment say, else 10 s

mkdir "$SCRATCH/mute"
python3 -c "import socket, sys, time
s = socket.socket(socket.AF_UNIX)
s.bind(sys.argv[1])
s.listen(9)
time.sleep(30)" "$SCRATCH/mute/.s.PGSQL.5432" &
mute=$!
printf '[mute]\nhost=%s\ndbname=city\nconnect_timeout=2\n' "$SCRATCH/mute" >"$SCRATCH/services"
for _ in $(seq 50); do
  [ -S "$SCRATCH/mute/.s.PGSQL.5432" ] && break
  sleep 0.1
done
# connect_slowly NAME DSN [VARIABLE=…]: in the background; $SCRATCH/NAME.s gets the exit code and the seconds
connect_slowly() {
  name=$1 dsn=$2
  shift 2
  (
    began=$(date +%s) code=0
    env "$@" "$LT" load "$SCRATCH/t/liangtian.yaml" --period 2025H2 --postgis "$dsn" >/dev/null 2>"$SCRATCH/$name.err" || code=$?
    echo "$code $(($(date +%s) - began))" >"$SCRATCH/$name.s"
  ) &
}
connect_slowly by_service service=mute PGSERVICEFILE="$SCRATCH/services"
by_service=$!
connect_slowly by_environment "host=$SCRATCH/mute dbname=city" PGCONNECT_TIMEOUT=2
by_environment=$!
connect_slowly by_default "host=$SCRATCH/mute dbname=city"
wait "$by_service" "$by_environment" "$!"
kill "$mute" || true
for name in by_service by_environment by_default; do
  read -r code seconds <"$SCRATCH/$name.s"
  expect_code 4 "a server that is silent, $name"
  [ "$((seconds < 8))" = "$([ $name != by_default ] && echo 1 || echo 0)" ] || say_failed "$name: gave up after $seconds s"
done

# --- a run whose database is away has published all the same, says so, and can be repeated alone

run t 2026H1 --postgis "host=$SCRATCH/nowhere dbname=city password=wrong-one"
expect_code 4 "run without its database"
expect_says t "2026H1 已发布，但未装入数据库" "liangtian load"
no_secret "run without its database"
grep -q '"stage": "load"' "$SCRATCH/t/work/last-run.json" || say_failed "the record does not say where it ended"
[ -s "$SCRATCH/t/out/2026H1/liangtian.gpkg" ] || say_failed "a database that is away kept a half-year from being published"
"$LT" verify "$SCRATCH/t/out" >/dev/null || say_failed "verify"
load 0 t 2026H1
alike t 411700 2026H1

# --- a summary that nobody can read keeps nothing from the database

if [ -c /dev/full ]; then
  forget
  code=0
  "$LT" run "$SCRATCH/t/liangtian.yaml" --period 2025H2 --published-at "$TIME" --postgis "$DSN" >/dev/full 2>"$SCRATCH/full.err" || code=$?
  expect_code 5 "a run whose summary finds no room"
  expect_says full "已发布"
  expect_sql 0 "SELECT count(*) FROM liangtian.generation WHERE generation = 'another'"
  alike t 411700 2025H2
fi

# --- tables of another version: columns are added; another type, or another coordinate system, is refused

psql_as postgres city -c "SET client_min_messages = error" -c "ALTER TABLE liangtian.parcels DROP COLUMN flip_m2 CASCADE" -c "ALTER TABLE liangtian.zones ADD COLUMN own text"
forget
load 0 t 2025H2
expect_sql "改变判定所需面积（平方米）" "SELECT col_description('liangtian.parcels'::regclass, attnum) FROM pg_attribute WHERE attrelid =
  'liangtian.parcels'::regclass AND attname = 'flip_m2'"
expect_sql t "SELECT count(flip_m2) < count(*) FROM liangtian.parcels_current WHERE city = 411700"
expect_sql t "SELECT count(flip_m2) > 0 FROM liangtian.parcels WHERE city = 411700 AND period = '2025H2'"
forget
psql_as postgres city -c "DROP VIEW liangtian.pbf_current" -c "ALTER TABLE liangtian.pbf ALTER net_m2 TYPE numeric"
load 3 t 2025H2
expect_says t "net_m2" "numeric" "--postgis-schema"
unchanged "another type"
load 0 t 2025H2 --postgis-schema '他 "市'
alike t 411700 2025H2 '"他 ""市"'
psql_as loader city -c 'CREATE SCHEMA zone39' \
  -c 'CREATE TABLE zone39.counties (city int, period text, fid bigint, geom geometry(MultiPolygon,4527)) PARTITION BY LIST (period)'
load 3 t 2025H2 --postgis-schema zone39 --lang en
expect_says t "4527" "4526" "--postgis-schema"

# --- what somebody else has put, or taken away, where the rows would go

psql_as loader city -c "ALTER TABLE liangtian.pbf ALTER net_m2 TYPE double precision"
state >"$SCRATCH/state.before"
psql_as loader city -c 'ALTER TABLE liangtian.parcels DETACH PARTITION liangtian.parcels_2025h1'
load 3 t 2025H1
expect_says t '“liangtian.parcels_2025h1”不是“liangtian.parcels”的 2025H1 分区' "ATTACH PARTITION"
psql_as loader city -c "ALTER TABLE liangtian.parcels ATTACH PARTITION liangtian.parcels_2025h1 FOR VALUES IN ('2025H1')"
unchanged "a partition that was detached"
load 0 t 2025H1
# foreign STATEMENT NAME WORD: what the statement makes stands in a schema of its own, where the rows would go
foreign() {
  psql_as loader city -c 'CREATE SCHEMA taken' -c "SET search_path TO taken" -c "$1"
  load 3 t 2025H2 --postgis-schema taken
  expect_says t "taken.$2" "$3" "--postgis-schema"
  grep -q SQLSTATE "$SCRATCH/t.err" && say_failed "$1: $(tail -n 1 "$SCRATCH/t.err")"
  expect_sql 1 "SELECT count(*) FROM pg_class WHERE relnamespace = 'taken'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')"
  psql_as loader city -c 'SET client_min_messages = error' -c 'DROP SCHEMA taken CASCADE'
}
foreign 'CREATE TABLE generation (id int)' generation '没有列“city”'
foreign 'CREATE VIEW generation AS SELECT 1 AS city' generation '是视图，不是登记各半年期的表'
foreign 'CREATE TABLE parcels (number int)' parcels '是不分区的表，不是按半年期分区的表'
foreign 'CREATE VIEW parcels AS SELECT 1 AS city' parcels '是视图'
foreign 'CREATE MATERIALIZED VIEW parcels AS SELECT 1 AS city' parcels '是物化视图'
foreign 'CREATE TABLE parcels (city int, period text, fid bigint) PARTITION BY LIST (city)' parcels '是按其他方式分区的表'
foreign 'CREATE TABLE parcels (fid bigint, period text) PARTITION BY LIST (period)' parcels '没有列“city”'
foreign 'CREATE TABLE parcels_current (id int)' parcels_current '不是各市最新一期的视图'

# --- readers without rights to write

psql_as postgres city -c "GRANT USAGE ON SCHEMA liangtian TO reader" -c "GRANT SELECT ON liangtian.parcels_current TO reader"
[ "$(psql_as reader city -c 'SELECT count(*) > 0 FROM liangtian.parcels_current')" = t ] || say_failed "a reader reads nothing"
finish
