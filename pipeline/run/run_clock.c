#include "run/run_clock.h"

#include <time.h>

#include "support/text.h"

bool lt_clock_now(char ret_text[LT_CLOCK_TEXT])
{
    const time_t now = time(NULL);
    struct tm utc;
    return gmtime_r(&now, &utc) != NULL &&
           strftime(ret_text, LT_CLOCK_TEXT, "%Y-%m-%dT%H:%M:%SZ", &utc) > 0;
}

bool lt_clock_today(char ret_day[LT_DAY_TEXT])
{
    const time_t now = time(NULL);
    struct tm here;
    tzset();
    return localtime_r(&now, &here) != NULL &&
           strftime(ret_day, LT_DAY_TEXT, "%Y-%m-%d", &here) > 0;
}

/* Days since 1970-01-01 in the calendar that counts back without end. Years begin in March, so that the leap day is the
 * last of its year. */
static int64_t days_of(int64_t year, int month, int day)
{
    const int64_t y = month > 2 ? year : year - 1;
    const int64_t from_march = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return 365 * y + y / 4 - y / 100 + y / 400 + from_march - 719468;
}

static int digits(const char *text, size_t count)
{
    int value = 0;
    for (size_t i = 0; i < count; i++) {
        value = 10 * value + (text[i] - '0');
    }
    return value;
}

bool lt_clock_epoch(const char *text, int64_t *ret_seconds)
{
    if (!lt_time_valid(text)) {
        return false;
    }
    *ret_seconds = days_of(digits(text, 4), digits(text + 5, 2), digits(text + 8, 2)) * 86400 +
                   digits(text + 11, 2) * 3600 + digits(text + 14, 2) * 60 + digits(text + 17, 2);
    return true;
}

double lt_clock_running(void)
{
    struct timespec now;
    return clock_gettime(CLOCK_MONOTONIC, &now) == 0
               ? (double)now.tv_sec + 1e-9 * (double)now.tv_nsec
               : 0.0;
}
