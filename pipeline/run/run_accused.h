/* Whom the cases of a half-year accuse: parcels, by where they lie. Private to run/. */
#ifndef LT_RUN_ACCUSED_H
#define LT_RUN_ACCUSED_H

#include "liangtian/kept.h"
#include "liangtian/ledger.h"
#include "run/run_session.h"
#include "run/run_shares.h"

struct lt_accusing {
    const struct lt_session *session;
    struct lt_spool *const *spools; /* one per unit of the plan */
    const struct lt_shares *shares; /* of all units: ground may lie beyond a case's county */
    struct lt_ledger *ledger;
    const struct lt_grid *grid;
    bool
        closing; /* the half-year is being closed: cases that its image did not show are named by today's parcels */
};
/* A parcel is accused where an open case lies on it: it has more of the case's ground than any other parcel, or the case
 * has half of it or more, or what it has of the case would be one alone (lt_ground_is_more_than_a_rim). Numbers that
 * parcels bore when the case was found say nothing: a survey gives new ones.
 *
 * Closing, open cases and entries of the books that this half-year's image did not show get number and town of the parcel
 * that has most of their ground now; those without a parcel keep what they have, and land class and planting attribute
 * stay what they were when the offence was seen. Texts go to the ledger's arena, the list to `arena`.
 * Cost: an exact overlay where what is shared may be a case alone. */
enum lt_status lt_stage_accused(const struct lt_accusing *accusing, struct lt_arena *arena,
                                struct lt_kept_accused *ret_accused, struct lt_error *err);

#endif
