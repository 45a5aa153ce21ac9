/* The half-years of the ledger as they are published. Private to run/. */
#ifndef LT_RUN_HISTORY_H
#define LT_RUN_HISTORY_H

#include "run/run_session.h"

/* Enters in the ledger's table of half-years which run closed the last one and when, which ones are stale, and those
 * published later. Texts are the session's. */
enum lt_status lt_history_enter(struct lt_session *session,
                                const struct lt_publication *publication, struct lt_ledger *ledger,
                                struct lt_error *err);
/* On stdout: which of the published half-years are stale; on stderr, which reviews new runs have left behind (run_lost.h);
 * nothing when there are none. */
enum lt_status lt_history_tell(struct lt_session *session, struct lt_error *err);

#endif
