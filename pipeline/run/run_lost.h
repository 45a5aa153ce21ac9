/* Reviews that the ledger does not hold any more, because their half-year was run again. Private to run/.
 *
 * REVIEWS-LOST.csv beside the ledger of a generation: period, case (or county), what was said, its day, how its case
 * stands now, digest. Every publication takes the list over from the one before, without what its ledger holds again, so
 * that a review leaves it by being taken and in no other way. */
#ifndef LT_RUN_LOST_H
#define LT_RUN_LOST_H

#include "run/run_session.h"

/* Writes the list of what `ledger`, which is about to be published, lacks; no file where that is nothing. */
enum lt_status lt_lost_enter(struct lt_session *session, const struct lt_publication *publication,
                             const struct lt_ledger *ledger, struct lt_error *err);
/* What the list that is current holds; its path in the arena. */
enum lt_status lt_lost_count(const char *output_dir, struct lt_arena *arena,
                             struct lt_lost *ret_lost, struct lt_error *err);
/* Keeps it in the session, and says so on stderr as a warning; nothing where nothing is lost. */
enum lt_status lt_lost_tell(struct lt_session *session, struct lt_error *err);

#endif
