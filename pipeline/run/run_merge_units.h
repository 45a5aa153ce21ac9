/* What the units have left for the merge. Private to run/. */
#ifndef LT_RUN_MERGE_UNITS_H
#define LT_RUN_MERGE_UNITS_H

#include "liangtian/spool.h"
#include "liangtian/unit.h"
#include "run/run_session.h"

/* Side by side, in the order of the plan. */
struct lt_merge_units {
    size_t count;
    struct lt_unit_result *results;
    struct lt_spool **spools;
    const char **names;
    struct lt_shape *shapes; /* of the counties; in the arena, or in the spools */
};

/* Reads every result and maps every spool, each once and on all threads. LT_E_INPUT names all units that are missing,
 * damaged, or of another plan: what a scheduler says of its tasks is not believed. */
enum lt_status lt_merge_units_open(struct lt_session *session, struct lt_arena *arena,
                                   struct lt_merge_units *ret_units, struct lt_error *err);
void lt_merge_units_close(struct lt_merge_units *units);

#endif
