#include "support/text.h"

#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "liangtian/area.h"
#include "support/array.h"

void lt_text_finish(struct lt_text *text)
{
    free(text->data);
    *text = (struct lt_text){0};
}

void lt_text_add_n(struct lt_text *text, const char *more, size_t length)
{
    if (text->failed) {
        return;
    }
    if (length > SIZE_MAX - text->length - 1 ||
        lt_array_reserve(&text->data, &text->capacity, text->length + length + 1, 1, NULL) !=
            LT_OK) {
        text->failed = true;
        return;
    }
    memcpy(text->data + text->length, more, length);
    text->length += length;
    text->data[text->length] = '\0';
}

void lt_text_add(struct lt_text *text, const char *more)
{
    lt_text_add_n(text, more, strlen(more));
}

void lt_text_printf(struct lt_text *text, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length < 0 || text->failed ||
        lt_array_reserve(&text->data, &text->capacity, text->length + (size_t)length + 1, 1,
                         NULL) != LT_OK) {
        text->failed = true;
        return;
    }
    va_start(args, format);
    vsnprintf(text->data + text->length, (size_t)length + 1, format, args);
    va_end(args);
    text->length += (size_t)length;
}

void lt_text_add_escaped(struct lt_text *text, const char *more)
{
    for (const char *c = more; *c != '\0'; c++) {
        switch (*c) {
        case '&':
            lt_text_add(text, "&amp;");
            break;
        case '<':
            lt_text_add(text, "&lt;");
            break;
        case '>':
            lt_text_add(text, "&gt;");
            break;
        case '"':
            lt_text_add(text, "&quot;");
            break;
        case '\'':
            lt_text_add(text, "&#39;");
            break;
        default:
            lt_text_add_n(text, c, 1);
        }
    }
}

void lt_text_add_csv(struct lt_text *text, const char *more)
{
    double number;
    const bool risky = *more != '\0' && strchr("=+-@\t\r", *more) != NULL;
    const bool guard = risky && !lt_parse_double(more, &number);
    const bool quote = guard || strpbrk(more, ",\"\r\n") != NULL;
    if (quote) {
        lt_text_add(text, "\"");
    }
    if (guard) {
        lt_text_add(text, "'");
    }
    for (const char *c = more; *c != '\0'; c++) {
        lt_text_add_n(text, *c == '"' ? "\"\"" : c, *c == '"' ? 2 : 1);
    }
    if (quote) {
        lt_text_add(text, "\"");
    }
}

void lt_text_add_base64(struct lt_text *text, const void *data, size_t size)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const uint8_t *bytes = data;
    for (size_t i = 0; i < size; i += 3) {
        const size_t left = size - i;
        const uint32_t three = (uint32_t)bytes[i] << 16 |
                               (left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0) |
                               (left > 2 ? bytes[i + 2] : 0);
        const char four[4] = {digits[three >> 18], digits[three >> 12 & 63],
                              left > 1 ? digits[three >> 6 & 63] : '=',
                              left > 2 ? digits[three & 63] : '='};
        lt_text_add_n(text, four, sizeof four);
    }
}

void lt_text_add_double(struct lt_text *text, double value)
{
    char buffer[LT_DOUBLE_TEXT];
    lt_text_add(text, lt_format_double(value, buffer));
}

void lt_text_add_fixed(struct lt_text *text, double value, int decimals)
{
    char buffer[352]; /* the longest double in fixed form */
    lt_text_add(text, lt_format_fixed(value, decimals, buffer, sizeof buffer));
}

enum lt_status lt_text_check(const struct lt_text *text, struct lt_error *err)
{
    return text->failed ? lt_fail_memory(err, "a text") : LT_OK;
}

/* printf may write the locale's decimal point; only one character of a number can differ. */
static void force_point(char *number)
{
    const char point = *localeconv()->decimal_point;
    char *found = point == '.' ? NULL : strchr(number, point);
    if (found != NULL) {
        *found = '.';
    }
}

char *lt_format_double(double value, char *buffer)
{
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(buffer, LT_DOUBLE_TEXT, "%.*g", digits, value);
        if (digits == 17 || strtod(buffer, NULL) == value) { // NOLINT: exact by intent
            break;
        }
    }
    force_point(buffer);
    return buffer;
}

char *lt_format_fixed(double value, int decimals, char *buffer, size_t size)
{
    const double rounded = lt_round(value, decimals);
    snprintf(buffer, size, "%.*f", decimals, rounded == 0.0 ? 0.0 : rounded); // NOLINT: no "-0"
    force_point(buffer);
    return buffer;
}

static int utf8_length(const unsigned char *s, size_t left)
{
    if (s[0] < 0x80) {
        return s[0] == 0 ? 0 : 1;
    }
    int n = s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : 2;
    if (s[0] < 0xC2 || s[0] > 0xF4 || (size_t)n > left) {
        return 0;
    }
    for (int i = 1; i < n; i++) {
        if ((s[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    const bool overlong = (s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xF0 && s[1] < 0x90);
    const bool surrogate = s[0] == 0xED && s[1] >= 0xA0;
    const bool beyond = s[0] == 0xF4 && s[1] >= 0x90;
    return overlong || surrogate || beyond ? 0 : n;
}

bool lt_utf8_valid(const char *text, size_t length)
{
    for (size_t i = 0; i < length;) {
        const int n = utf8_length((const unsigned char *)text + i, length - i);
        if (n == 0) {
            return false;
        }
        i += (size_t)n;
    }
    return true;
}

size_t lt_utf8_cut(const char *text, size_t length, size_t limit)
{
    size_t cut = length < limit ? length : limit;
    while (cut > 0 && cut < length && ((unsigned char)text[cut] & 0xC0) == 0x80) {
        cut--;
    }
    return cut;
}

/* [-]digits[.digits][e[±]digits], without leading zeros that could be octal. */
static bool is_decimal(const char *s, bool integer)
{
    if (*s == '-') {
        s++;
    }
    if (s[0] == '0' && s[1] >= '0' && s[1] <= '9') {
        return false;
    }
    size_t digits = strspn(s, "0123456789");
    if (digits == 0) {
        return false;
    }
    s += digits;
    if (integer) {
        return *s == '\0';
    }
    if (*s == '.') {
        digits = strspn(++s, "0123456789");
        if (digits == 0) {
            return false;
        }
        s += digits;
    }
    if (*s == 'e' || *s == 'E') {
        s++;
        s += *s == '+' || *s == '-';
        digits = strspn(s, "0123456789");
        if (digits == 0) {
            return false;
        }
        s += digits;
    }
    return *s == '\0';
}

bool lt_parse_double(const char *text, double *ret_value)
{
    char local[64];
    if (!is_decimal(text, false) || strlen(text) >= sizeof local) {
        return false;
    }
    strcpy(local, text); // NOLINT: length checked above
    char *point = strchr(local, '.');
    if (point != NULL) {
        *point = *localeconv()->decimal_point;
    }
    const double value = strtod(local, NULL);
    if (!isfinite(value)) {
        return false;
    }
    *ret_value = value;
    return true;
}

bool lt_parse_int(const char *text, int64_t *ret_value)
{
    if (!is_decimal(text, true) || strlen(text) > 18) {
        return false;
    }
    *ret_value = strtoll(text, NULL, 10);
    return true;
}

bool lt_starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static int ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

bool lt_same_word(const char *a, const char *b)
{
    while (*a != '\0' && ascii_lower(*a) == ascii_lower(*b)) {
        a++;
        b++;
    }
    return *a == '\0' && *b == '\0';
}

bool lt_date_valid(const char *text)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (strlen(text) != 10 || strspn(text, "0123456789-") != 10 || text[4] != '-' ||
        text[7] != '-') {
        return false;
    }
    for (int i = 0; i < 10; i++) {
        if (i != 4 && i != 7 && text[i] == '-') {
            return false;
        }
    }
    const long year = strtol(text, NULL, 10);
    const long month = strtol(text + 5, NULL, 10);
    const long day = strtol(text + 8, NULL, 10);
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return year >= 1 && month >= 1 && month <= 12 && day >= 1 &&
           day <= days[month - 1] + (month == 2 && leap ? 1 : 0);
}

static bool is_number_below(const char *text, int bound)
{
    return text[0] >= '0' && text[0] <= '9' && text[1] >= '0' && text[1] <= '9' &&
           10 * (text[0] - '0') + (text[1] - '0') < bound;
}

bool lt_time_valid(const char *text)
{
    char day[11];
    if (strlen(text) != sizeof "YYYY-MM-DDThh:mm:ssZ" - 1) {
        return false;
    }
    memcpy(day, text, 10);
    day[10] = '\0';
    return lt_date_valid(day) && text[10] == 'T' && is_number_below(text + 11, 24) &&
           text[13] == ':' && is_number_below(text + 14, 60) && text[16] == ':' &&
           is_number_below(text + 17, 60) && text[19] == 'Z';
}

bool lt_date_read(const char *text, char ret_day[11])
{
    unsigned part[3] = {0}, digits[3] = {0};
    size_t at = 0;
    for (int i = 0; i < 3; i++) {
        const unsigned most = i == 0 ? 4 : 2;
        while (text[at] >= '0' && text[at] <= '9' && digits[i] < most) {
            part[i] = part[i] * 10 + (unsigned)(text[at++] - '0');
            digits[i]++;
        }
        static const char *const marks[] = {"-", "/", ".", "年", "月", "日"};
        for (size_t m = 0; m < sizeof marks / sizeof *marks; m++) {
            if (lt_starts_with(text + at, marks[m]) && digits[i] > 0) {
                at += strlen(marks[m]);
                break;
            }
        }
    }
    if (digits[0] != 4 || digits[1] == 0 || digits[2] == 0 ||
        (text[at] != '\0' && text[at] != ' ' && text[at] != 'T')) {
        return false;
    }
    char day[40];
    snprintf(day, sizeof day, "%04u-%02u-%02u", part[0], part[1], part[2]);
    memcpy(ret_day, day, 10);
    ret_day[10] = '\0';
    return lt_date_valid(ret_day);
}
