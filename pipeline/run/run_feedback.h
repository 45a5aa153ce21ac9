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
    const struct lt_grid *grid;     /* of its raster */
    struct lt_ledger *ledger;       /* gets the gravity of its cases */
};
/* Was the polygon's later image taken after the raster that saw the ground clean? NULL: none did, any day is later; a
 * polygon without a date is never later than one. */
bool lt_feedback_is_later(const char *to, const struct lt_raster_config *clean);

/* Matches the polygons, then says of every case why it is grave (lt_ledger_grade). The report stays empty (not given)
 * where the half-year has no such layer. Cost: an exact overlay per pair that may meet. */
enum lt_status lt_stage_feedback(const struct lt_feedback_input *input, struct lt_arena *arena,
                                 struct lt_feedback_report *ret_report, struct lt_error *err);

/* --- polygons and cases: run_feedback_meet.c ----------------------------------------------------------------------- */

/* The ledger's cases, and what the polygons that were held against them say of each. */
struct lt_meeting;
/* Borrows the input; what is gathered lives in `arena`. */
enum lt_status lt_meeting_create(const struct lt_feedback_input *input, struct lt_arena *arena,
                                 struct lt_meeting **ret_meeting, struct lt_error *err);
void lt_meeting_destroy(struct lt_meeting *meeting); /* NULL-safe */

struct lt_meeting_polygon {
    const struct lt_shape *shape; /* empty without a usable polygon: it meets nothing */
    double net_m2;
    enum lt_feedback_change change;
    const char *to; /* its later image; "" unknown */
};
/* A case that the polygon is the same thing as (lt_feedback_is_same). */
struct lt_met {
    size_t index;     /* in the ledger */
    bool exempt;      /* covered by an approval; else open */
    double shared_m2; /* net */
};
/* Answers the cases that it meets, ascending, until the next call; notes what it says of every open case whose ground it
 * shares. */
enum lt_status lt_meeting_polygon(struct lt_meeting *meeting,
                                  const struct lt_meeting_polygon *polygon,
                                  const struct lt_met **ret_met, size_t *ret_count,
                                  struct lt_error *err);
/* What all polygons together say of every case, as lt_ledger_grade wants it: each on the configured share of its ground
 * at least. Polygons older than the day on which the ground was seen clean, or the case was closed, say nothing. */
enum lt_status lt_meeting_told(const struct lt_meeting *meeting, struct lt_case_told **ret_told,
                               struct lt_error *err);

#endif
