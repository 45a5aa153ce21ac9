/* Numbers by the million: decimals by whole-number arithmetic. */
#include <stdio.h>
#include <string.h>

#include "support/text.h"

static const char pairs[] = "00010203040506070809101112131415161718192021222324252627282930313233"
                            "34353637383940414243444546474849505152535455565758596061626364656667"
                            "6869707172737475767778798081828384858687888990919293949596979899";

/* Exactly six digits: three divisions that do not wait for one another. */
static void put_six(char *to, uint32_t value)
{
    memcpy(to, pairs + 2 * (size_t)(value / 10000), 2);
    memcpy(to + 2, pairs + 2 * (size_t)(value / 100 % 100), 2);
    memcpy(to + 4, pairs + 2 * (size_t)(value % 100), 2);
}

/* Exactly `digits` digits, with leading zeros. */
static void put_digits(char *to, uint64_t value, int digits)
{
    for (; digits >= 6; digits -= 6) {
        put_six(to + digits - 6, (uint32_t)(value % 1000000));
        value /= 1000000;
    }
    for (; digits >= 2; digits -= 2) {
        memcpy(to + digits - 2, pairs + 2 * (value % 100), 2);
        value /= 100;
    }
    if (digits == 1) {
        *to = (char)('0' + value);
    }
}

/* By the number of digits: areas and class values have few. */
char *lt_put_whole(char *to, uint64_t value)
{
    if (value < 10) {
        *to = (char)('0' + value);
        return to + 1;
    }
    if (value < 1000000) {
        const uint32_t small = (uint32_t)value;
        const uint32_t high = small / 10000, middle = small / 100 % 100;
        if (high >= 10) {
            memcpy(to, pairs + 2 * (size_t)high, 2);
            to += 2;
        } else if (high > 0) {
            *to++ = (char)('0' + high);
        }
        if (high > 0 || middle >= 10) {
            memcpy(to, pairs + 2 * (size_t)middle, 2);
            to += 2;
        } else if (middle > 0) {
            *to++ = (char)('0' + middle);
        }
        memcpy(to, pairs + 2 * (size_t)(small % 100), 2);
        return to + 2;
    }
    int digits = 7;
    for (uint64_t rest = value / 1000000; rest >= 10; rest /= 10) {
        digits++;
    }
    put_digits(to, value, digits);
    return to + digits;
}

char *lt_put_fixed(char *to, double value, int decimals)
{
    static const double powers[] = {1.0, 1e1, 1e2, 1e3,  1e4,  1e5, 1e6,
                                    1e7, 1e8, 1e9, 1e10, 1e11, 1e12};
    if (!(value >
          0.0)) { /* a sum of areas is never negative, and what is no number is caught by its maker */
        value = 0.0;
    }
    if (value >= 1e18) {
        to += snprintf(to, LT_FIXED_TEXT, "%.0f", value);
        if (decimals > 0) {
            *to++ = '.';
            memset(to, '0', (size_t)decimals);
        }
        return to + decimals;
    }
    /* the part behind the point is exact, so only its product is rounded: by less than 1e-3 of the last digit */
    int64_t whole = (int64_t)value;
    const double power = powers[decimals];
    int64_t rest = (int64_t)((value - (double)whole) * power + 0.5);
    if (rest >= (int64_t)power) {
        whole++;
        rest = 0;
    }
    to = lt_put_whole(to, (uint64_t)whole);
    if (decimals > 0) {
        *to++ = '.';
        put_digits(to, (uint64_t)rest, decimals);
    }
    return to + decimals;
}
