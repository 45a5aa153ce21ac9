#!/bin/sh
# Two runs, checks or draws at once: the second one leaves at once with exit code 6 and names the holder.
. "$(dirname "$0")/case_lib.sh"
township t
mkdir -p "$SCRATCH/t/out"
exec 9>"$SCRATCH/t/out/.lock"
flock 9
# the list of diagnostics is the holder's
mkdir -p "$SCRATCH/t/work/2025H1"
echo held >"$SCRATCH/t/work/2025H1/diagnostics.csv"
run t 2025H1
expect_code 6 "a held lock"
[ "$(cat "$SCRATCH/t/work/2025H1/diagnostics.csv")" = held ] || say_failed "a refused run wrote over the holder's diagnostics"
flock -u 9
run t 2025H1
expect_code 0 "after the lock was let go"

# a check and a draw have working files of their own, and a lock on each
words() { # PURPOSE: what begins it
  case $1 in
  check) set -- check "$SCRATCH/t/liangtian.yaml" --period 2025H1 ;;
  draw) set -- accuracy draw "$SCRATCH/t/liangtian.yaml" --period 2025H1 --points 500 -o "$SCRATCH/drawn" ;;
  esac
  code=0
  "$LT" "$@" >"$SCRATCH/t.out" 2>"$SCRATCH/t.err" || code=$?
}
for purpose in check draw; do
  work=$SCRATCH/t/work/$purpose-2025H1
  mkdir -p "$work"
  echo held >"$work/diagnostics.csv"
  exec 8>"$work/.lock"
  flock 8
  words "$purpose"
  expect_code 6 "a held lock, $purpose"
  expect_says t "$work/.lock"
  [ "$(cat "$work/diagnostics.csv")" = held ] || say_failed "a refused $purpose wrote over the holder's diagnostics"
  flock -u 8
  words "$purpose"
  expect_code 0 "$purpose after the lock was let go"
done
finish
