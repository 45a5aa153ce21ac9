/* Reviews that the ledger does not hold any more, because their half-year was run again, or another ledger was imported.
 * Private to run/.
 *
 * REVIEWS-LOST.csv (run_lost_list.h) beside the ledger of a generation. Every publication takes the list over from the one
 * before, without what its ledger holds again, so that a review leaves it by being taken and in no other way. */
#ifndef LT_RUN_LOST_H
#define LT_RUN_LOST_H

#include "run/run_session.h"

/* Writes the list of what `ledger`, which is about to be published by a run or a review, lacks; no file where that is
 * nothing. What came to be of cases that are past is counted in the session (lost_settled). */
enum lt_status lt_lost_enter(struct lt_session *session, const struct lt_publication *publication,
                             const struct lt_ledger *ledger, struct lt_error *err);
/* The same of a ledger that is imported, in the place of all half-years that are current. Cost: each one's ledger is read.
 * `session`: struct lt_session. */
enum lt_status lt_lost_enter_imported(void *session, const struct lt_publication *publication,
                                      const struct lt_ledger *ledger, struct lt_error *err);
/* Once it is published: what was counted in lost_settled is said, this once. */
void lt_lost_tell_settled(struct lt_session *session);
/* What the list that is current holds; its path in the arena. */
enum lt_status lt_lost_count(const char *output_dir, struct lt_arena *arena,
                             struct lt_lost *ret_lost, struct lt_error *err);
/* Keeps it in the session, and says on stderr, as a warning, what there is to be done; nothing where that is nothing. */
enum lt_status lt_lost_tell(struct lt_session *session, struct lt_error *err);

#endif
