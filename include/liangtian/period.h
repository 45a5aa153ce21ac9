/* Half-year keys, crop years, spans of days.
 *
 * A half-year is written 2026H1 or 2026H2. H1 reports the summer harvest (夏粮, October of the year
 * before to June), H2 the autumn harvest (秋粮, June to October). The crop year of Y is H1 and H2 of Y.
 */
#ifndef LIANGTIAN_PERIOD_H
#define LIANGTIAN_PERIOD_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Ordinal: 2 × year + (half − 1). Consecutive half-years differ by 1; 0 is "none". */
typedef int32_t lt_period;

enum { LT_PERIOD_TEXT = 8 };

/* Reads "2026H1" exactly (year 1949…2999). Answers false on anything else. */
bool lt_period_parse(const char *text, lt_period *ret_period);
/* Writes "2026H1" and its end, of none "", into text[LT_PERIOD_TEXT]; answers text. */
char *lt_period_format(lt_period period, char text[LT_PERIOD_TEXT]);
int lt_period_year(lt_period period);
int lt_period_half(lt_period period); /* 1 or 2 */
/* First and last day of the half-year by the calendar: "2026-01-01" and "2026-06-30". */
void lt_period_first_day(lt_period period, char ret_day[11]);
void lt_period_last_day(lt_period period, char ret_day[11]);
/* "2026年上半年（夏粮）" or "first half of 2026 (summer harvest)". */
const char *lt_period_title(lt_period period, bool chinese, char *buffer, unsigned size);

/* The day in China (UTC+8, no summer time) when it is `stamp`, "2026-01-20T18:00:00Z": "2026-01-21". "" of what is too short
 * to be a stamp. */
void lt_day_in_china(const char *stamp, char ret_day[11]);

/* Have two spans of days one in common? YYYY-MM-DD; first and last day belong to a span, and "" is an open end. Whether
 * an approval or a lease runs on a day of the images is asked here. */
bool lt_days_meet(const char *from, const char *to, const char *first, const char *last);

#ifdef __cplusplus
}
#endif
#endif
