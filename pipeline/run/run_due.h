/* When half-years are due, by the calendar of the config, and a day on which none is. */
#ifndef LT_RUN_DUE_H
#define LT_RUN_DUE_H

#include "liangtian/config.h"
#include "liangtian/store.h"
#include "run/run_clock.h"
#include "run/run_session.h"

/* "2026-07-01" */
void lt_due_day(const struct lt_operations_config *operations, lt_period period,
                char ret_day[LT_DAY_TEXT]);
/* The first of the config behind what is published: one that the config leaves out is a gap. Where the config has none
 * yet, the one that follows. */
lt_period lt_due_next(const struct lt_config *config, const struct lt_generation_period *published,
                      size_t count);

/* What --period due means on a day. */
struct lt_due {
    lt_period next; /* the half-year that follows what is published */
    char day[LT_DAY_TEXT];
    bool come;                        /* on that day it is due, and it is that day, or later */
    struct lt_generation_period last; /* the last one published; its period 0 for none */
};
/* `today`: "2026-07-01". The caller has the lock, or the answer may be past before it is used. */
enum lt_status lt_due_find(const struct lt_config *config, const char *today,
                           struct lt_arena *arena, struct lt_due *ret_due, struct lt_error *err);

/* For a day on which nothing is due, in the place of lt_session_find_period: the session is of the last half-year, as it
 * stands published. Nothing of the config's list of half-years, and no input, is looked at: what became of them since is no
 * reason to do it anew. */
enum lt_status lt_due_stand(struct lt_session *session, const struct lt_due *due,
                            struct lt_error *err);
/* Says that nothing is due, and what stands. Has the half-year its files here: a summary, layers? A ledger that was
 * imported has none. */
enum lt_status lt_due_tell(struct lt_session *session, const struct lt_due *due, bool *ret_files,
                           struct lt_error *err);

#endif
