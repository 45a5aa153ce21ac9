/* Telephone and identity numbers in free text, however they are written. */
#include <string.h>

#include "ingest_review.h"
#include "support/text.h"

enum { PERSONAL_DIGITS = 10 };

static bool begins(const char *text, const char *with, size_t length)
{
    return strncmp(text, with, length) == 0;
}

/* The bytes of a digit, of the usual width or the full one; 0 where there is none. */
static size_t digit_at(const char *text, int *ret_value)
{
    if (text[0] >= '0' && text[0] <= '9') {
        *ret_value = text[0] - '0';
        return 1;
    }
    const unsigned char last = begins(text, "\xEF\xBC", 2) ? (unsigned char)text[2] : 0;
    if (last >= 0x90 && last <= 0x99) { /* U+FF10 to U+FF19 */
        *ret_value = last - 0x90;
        return 3;
    }
    return 0;
}

static size_t hyphen_at(const char *text)
{
    return text[0] == '-' ? 1 : begins(text, "－", 3) ? 3 : 0;
}

/* What people write between the groups of a number. */
static size_t gap_at(const char *text)
{
    const size_t hyphen = hyphen_at(text);
    if (hyphen > 0) {
        return hyphen;
    }
    return text[0] == ' ' ? 1 : begins(text, "\xE3\x80\x80", 3) ? 3 : begins(text, "·", 2) ? 2 : 0;
}

static size_t x_at(const char *text)
{
    return text[0] == 'X' || text[0] == 'x'                 ? 1
           : begins(text, "Ｘ", 3) || begins(text, "ｘ", 3) ? 3
                                                            : 0;
}

static size_t number_at(const char *text, size_t most_digits, size_t *ret_digits, int *ret_number)
{
    size_t at = 0, bytes;
    int digit;
    *ret_digits = 0;
    *ret_number = 0;
    while (*ret_digits < most_digits && (bytes = digit_at(text + at, &digit)) > 0) {
        *ret_number = *ret_number * 10 + digit;
        ++*ret_digits;
        at += bytes;
    }
    return at;
}

/* The bytes of a day such as 2026-01-01, which is nobody's number; 0 where there is none. */
static size_t day_at(const char *text)
{
    size_t digits, hyphen;
    int year, month, day, more;
    size_t at = number_at(text, 4, &digits, &year);
    if (digits != 4 || year < 1900 || year > 2099 || (hyphen = hyphen_at(text + at)) == 0) {
        return 0;
    }
    at += hyphen;
    at += number_at(text + at, 2, &digits, &month);
    if (month < 1 || month > 12 || (hyphen = hyphen_at(text + at)) == 0) {
        return 0;
    }
    at += hyphen;
    at += number_at(text + at, 2, &digits, &day);
    return day >= 1 && day <= 31 && digit_at(text + at, &more) == 0 ? at : 0;
}

/* The bytes of a run of digits, groups of it one gap apart; how many digits it has. */
static size_t run_at(const char *text, size_t *ret_digits)
{
    size_t at = 0, bytes;
    int digit;
    *ret_digits = 0;
    while ((bytes = digit_at(text + at, &digit)) > 0) {
        at += bytes;
        ++*ret_digits;
        const size_t gap = gap_at(text + at);
        at += gap > 0 && digit_at(text + at + gap, &digit) > 0 ? gap : 0;
    }
    return *ret_digits == 0 ? 0 : at + x_at(text + at);
}

bool ingest_without_personal(const char *text, struct lt_text *kept)
{
    bool dropped = false;
    while (*text != '\0') {
        size_t digits = 0;
        const size_t day = day_at(text);
        const size_t run = day > 0 ? day : run_at(text, &digits);
        if (digits >= PERSONAL_DIGITS) {
            lt_text_add(kept, "〔…〕");
            dropped = true;
        } else {
            lt_text_add_n(kept, text, run > 0 ? run : 1);
        }
        text += run > 0 ? run : 1;
    }
    return dropped;
}
