/* Clock readings. One of them enters what is published, as published_at; the rest is for whoever watches the runs. */
#ifndef LT_RUN_CLOCK_H
#define LT_RUN_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

enum { LT_CLOCK_TEXT = 24, LT_DAY_TEXT = 16 };

/* "2026-07-01T03:00:00Z"; false when the clock cannot be read. */
bool lt_clock_now(char ret_text[LT_CLOCK_TEXT]);
/* "2026-07-01" where the machine stands: a half-year is due on a day of its city. */
bool lt_clock_today(char ret_day[LT_DAY_TEXT]);
/* Seconds since 1970 of such a time; false when it is none. */
bool lt_clock_epoch(const char *text, int64_t *ret_seconds);
/* Seconds by a clock that nobody sets; differences mean something. */
double lt_clock_running(void);

#endif
