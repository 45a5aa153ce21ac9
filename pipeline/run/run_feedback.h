/* Feedback from above against the ledger's cases: part of the merge. */
#ifndef LT_RUN_FEEDBACK_H
#define LT_RUN_FEEDBACK_H

#include "liangtian/feedback.h"
#include "liangtian/spool.h"
#include "run/run_session.h"

struct lt_feedback_input {
    struct lt_session *session;
    struct lt_spool *const *spools; /* ascending units, as the plan's */
    const struct lt_shape *counties;
    size_t count;
    const struct lt_legend *legend; /* of this half-year */
    struct lt_ledger *ledger;       /* gets the gravity of its cases */
};
/* Was the polygon's later image taken after the raster that saw the ground clean? NULL: none did, any day is later; a
 * polygon without a date is never later than one. */
bool lt_feedback_is_later(const char *to, const struct lt_raster_config *clean);

/* Matches the polygons, then says of every case why it is grave (lt_ledger_grade). The report stays empty (not given) where the half-year has no such layer. Cost: an exact overlay per pair that may meet. */
enum lt_status lt_stage_feedback(const struct lt_feedback_input *input, struct lt_arena *arena,
                                 struct lt_feedback_report *ret_report, struct lt_error *err);

#endif
