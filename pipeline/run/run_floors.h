/* Stage 6 as the merge calls it. Private to run/. */
#ifndef LT_RUN_FLOORS_H
#define LT_RUN_FLOORS_H

#include "run/run_session.h"

struct lt_floors_of {
    struct lt_session *session;
    const struct lt_unit_result *units; /* ascending code */
    size_t count;
    struct lt_arena *arena; /* owns the floors */
    struct lt_floor_claims claims;
};
/* Holds the units' sums, and what labelled samples say of them, against the floors of the city and the targets of its
 * counties. */
enum lt_status lt_stage_floors(const struct lt_floors_of *of, struct lt_floor **ret_floors,
                               size_t *ret_count, struct lt_output *ret_output,
                               struct lt_error *err);

#endif
