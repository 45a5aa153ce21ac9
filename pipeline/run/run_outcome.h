/* outcome.txt: what a half-year came to, as lines "key=value" for cron jobs and monitoring. Published with the rest; a
 * repeated run, --fail-on and the metrics read it again. */
#ifndef LT_RUN_OUTCOME_H
#define LT_RUN_OUTCOME_H

#include "liangtian/report.h"
#include "support/text.h"

/* Keys: period, floors_below, floors_undecided, cases_open, cases_grave, parcels.OUTCOME, cases.STATE,
 * floor.RULE.QUANTITY. Failures stay in the text. */
void lt_outcome_write(const struct lt_report_model *model, struct lt_text *text);

/* The value of a key, up to the line's end; NULL when there is none. */
const char *lt_outcome_value(const char *outcome, const char *key, size_t *ret_length);
/* The same as a number; 0 when there is none. */
uint64_t lt_outcome_count(const char *outcome, const char *key);
/* The line behind this one; NULL behind the last. */
const char *lt_outcome_next(const char *line);

#endif
