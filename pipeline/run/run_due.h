/* When half-years are due, by the calendar of the config. */
#ifndef LT_RUN_DUE_H
#define LT_RUN_DUE_H

#include "liangtian/config.h"
#include "liangtian/store.h"
#include "run/run_clock.h"

/* "2026-07-01" */
void lt_due_day(const struct lt_operations_config *operations, lt_period period,
                char ret_day[LT_DAY_TEXT]);
/* The half-year that follows what is published; the config's first one where nothing is. */
lt_period lt_due_next(const struct lt_config *config, const struct lt_generation_period *published,
                      size_t count);
/* What --period due means: the half-year that follows what is published where its day has come, else the last one
 * published, which is then nothing to do. */
enum lt_status lt_due_find(const struct lt_config *config, struct lt_arena *arena,
                           lt_period *ret_period, struct lt_error *err);

#endif
