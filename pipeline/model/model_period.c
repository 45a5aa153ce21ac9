#include "liangtian/period.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { FIRST_YEAR = 1949, LAST_YEAR = 2999 };

bool lt_period_parse(const char *text, lt_period *ret_period)
{
    if (strlen(text) != 6 || strspn(text, "0123456789") != 4 || text[4] != 'H' ||
        (text[5] != '1' && text[5] != '2')) {
        return false;
    }
    int year = 0;
    for (int i = 0; i < 4; i++) {
        year = 10 * year + (text[i] - '0');
    }
    if (year < FIRST_YEAR || year > LAST_YEAR) {
        return false;
    }
    *ret_period = 2 * year + (text[5] - '1');
    return true;
}

char *lt_period_format(lt_period period, char text[LT_PERIOD_TEXT])
{
    text[0] = '\0';
    if (period != 0) {
        snprintf(text, LT_PERIOD_TEXT, "%04dH%d", lt_period_year(period) % 10000,
                 lt_period_half(period));
    }
    return text;
}

int lt_period_year(lt_period period)
{
    return period / 2;
}

int lt_period_half(lt_period period)
{
    return period % 2 + 1;
}

/* "2026" and "06-30" */
static void day_of(lt_period period, const char rest[6], char ret_day[11])
{
    const unsigned year = (unsigned)lt_period_year(period) % 10000;
    char text[16];
    snprintf(text, sizeof text, "%04u-%.5s", year, rest);
    memcpy(ret_day, text, 10);
    ret_day[10] = '\0';
}

void lt_period_first_day(lt_period period, char ret_day[11])
{
    day_of(period, lt_period_half(period) == 1 ? "01-01" : "07-01", ret_day);
}

void lt_period_last_day(lt_period period, char ret_day[11])
{
    day_of(period, lt_period_half(period) == 1 ? "06-30" : "12-31", ret_day);
}

const char *lt_period_title(lt_period period, bool chinese, char *buffer, unsigned size)
{
    const int year = lt_period_year(period);
    const bool first = lt_period_half(period) == 1;
    if (chinese) {
        snprintf(buffer, size, "%d年%s", year, first ? "上半年（夏粮）" : "下半年（秋粮）");
    } else {
        snprintf(buffer, size, "%s half of %d (%s harvest)", first ? "first" : "second", year,
                 first ? "summer" : "autumn");
    }
    return buffer;
}

static bool begins_by(const char *from, const char *last)
{
    return from[0] == '\0' || last[0] == '\0' || strcmp(from, last) <= 0;
}

bool lt_days_meet(const char *from, const char *to, const char *first, const char *last)
{
    return begins_by(from, last) && begins_by(first, to);
}

void lt_day_in_china(const char *stamp, char ret_day[11])
{
    static const unsigned lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t part[4] = {0};
    static const struct {
        size_t at, length;
    } places[] = {{0, 4}, {5, 2}, {8, 2}, {11, 2}};
    ret_day[0] = '\0';
    if (strlen(stamp) < 13) {
        return;
    }
    for (size_t i = 0; i < 4; i++) {
        for (size_t d = 0; d < places[i].length; d++) {
            part[i] = part[i] * 10 + (stamp[places[i].at + d] - '0');
        }
    }
    const bool leap = (part[0] % 4 == 0 && part[0] % 100 != 0) || part[0] % 400 == 0;
    if (part[3] >= 16 && part[1] >= 1 && part[1] <= 12) {
        const unsigned last = lengths[part[1] - 1] + (part[1] == 2 && leap ? 1 : 0);
        part[2]++;
        if (part[2] > (int64_t)last) {
            part[2] = 1;
            part[1] = part[1] % 12 + 1;
            part[0] += part[1] == 1 ? 1 : 0;
        }
    }
    char text[80];
    snprintf(text, sizeof text, "%04lld-%02lld-%02lld", (long long)part[0], (long long)part[1],
             (long long)part[2]);
    memcpy(ret_day, text, 10);
    ret_day[10] = '\0';
}
