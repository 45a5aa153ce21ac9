#!/bin/sh
# The built program itself: what docs/SECURITY.md says of its compiler and linker stands in its bytes.
. "$(dirname "$0")/case_lib.sh"
command -v readelf >/dev/null || { echo "SKIPPED: no readelf"; exit 77; }
readelf -hW "$LT" >"$SCRATCH/head"
readelf -lW "$LT" >"$SCRATCH/segments"
readelf -dW "$LT" >"$SCRATCH/dynamic"
readelf -sW --dyn-syms "$LT" >"$SCRATCH/symbols"
# has FILE PATTERN WHAT
has() { grep -qE "$2" "$SCRATCH/$1" || say_failed "not $3"; }
has head 'Type: +DYN' "position-independent"
has dynamic 'Flags:.*PIE' "marked as a program that may lie anywhere"
has dynamic 'BIND_NOW' "bound before it starts"
has segments 'GNU_RELRO' "read-only after it is bound"
has segments 'GNU_STACK +[^ ]+ +[^ ]+ +[^ ]+ +[^ ]+ +[^ ]+ +RW +0x' "without an executable stack"
grep -qE 'LOAD.* RWE ' "$SCRATCH/segments" && say_failed "a segment may be written and run"
has symbols '__stack_chk_fail' "with guarded stacks"
has symbols '__(memcpy|snprintf|vsnprintf|fprintf|printf|fread)_chk' "with checked copies"
case $(uname -m) in
x86_64)
  command -v objdump >/dev/null && objdump -d --disassemble=main "$LT" >"$SCRATCH/main" &&
    has main 'endbr64' "with marked targets of jumps"
  ;;
esac
# nothing may be found beside the program by a path of its own
grep -qE 'RPATH|RUNPATH' "$SCRATCH/dynamic" && say_failed "libraries are looked for in folders of its own"
finish
