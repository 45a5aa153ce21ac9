/* Text: UTF-8, a builder that is checked once, strict and locale-free numbers. */
#ifndef LT_SUPPORT_TEXT_H
#define LT_SUPPORT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/status.h"

/* A growing text. A failed append poisons it, so a long run of appends is checked once at the end.
 */
struct lt_text {
    char *data; /* NUL-terminated; NULL while empty */
    size_t length, capacity;
    bool failed;
};
void lt_text_finish(struct lt_text *text);
void lt_text_add(struct lt_text *text, const char *more);
void lt_text_add_n(struct lt_text *text, const char *more, size_t length);
void lt_text_printf(struct lt_text *text, const char *format, ...) LT_PRINTF(2, 3);
/* With & < > " ' replaced for HTML and XML. */
void lt_text_add_escaped(struct lt_text *text, const char *more);
/* One CSV field, quoted where needed; a leading = + - @ tab or CR gets a ' before it (numbers
 * stay). */
void lt_text_add_csv(struct lt_text *text, const char *more);
/* RFC 4648, with padding, on one line. */
void lt_text_add_base64(struct lt_text *text, const void *data, size_t size);
/* The shortest decimal that reads back as the same double; "." as the point, in any locale. */
void lt_text_add_double(struct lt_text *text, double value);
/* Fixed decimals after lt_round, thousands not separated; never "-0.00". */
void lt_text_add_fixed(struct lt_text *text, double value, int decimals);
enum lt_status lt_text_check(const struct lt_text *text, struct lt_error *err);

bool lt_utf8_valid(const char *text, size_t length);
/* In place, for terminals and pages: one blank for each character that moves the cursor or turns the direction of
 * writing, '?' for each byte that is no UTF-8. What is left is one line. */
void lt_utf8_clean(char *text);
/* Would lt_utf8_clean leave it as it is? */
bool lt_utf8_is_clean(const char *text);
/* Bytes of the blank that the text begins with: a space, a tab, a no-break or an ideographic space, a byte order mark; 0
 * without. */
size_t lt_blank_at(const char *text);
/* Bytes of the text without the blanks at its end. */
size_t lt_length_trimmed(const char *text);
/* Number of bytes ≤ limit that end on a character boundary. */
size_t lt_utf8_cut(const char *text, size_t length, size_t limit);

/* The whole text is one decimal number, no sign games, no octal, no hex, no inf or nan, nothing
 * behind it. */
bool lt_parse_double(const char *text, double *ret_value);
bool lt_parse_int(const char *text, int64_t *ret_value);
/* Writes the shortest round-trip form into a buffer of at least LT_DOUBLE_TEXT bytes. */
enum { LT_DOUBLE_TEXT = 32 };
char *lt_format_double(double value, char *buffer);
char *lt_format_fixed(double value, int decimals, char *buffer, size_t size);
/* Numbers by the million, written at `to` without a NUL; the answer is one past the last character. What lies
 * behind it may be written too: room is LT_WHOLE_TEXT for a whole number, LT_FIXED_TEXT for a decimal one. lt_put_fixed takes a value ≥ 0 (anything else is
 * written as 0) and 0 … 12 decimals; it rounds half up, and may take the other of two neighbours only where the value
 * lies within 1e-3 of the last digit of a tie. */
enum { LT_WHOLE_TEXT = 32, LT_FIXED_TEXT = 352 };
char *lt_put_whole(char *to, uint64_t value);
char *lt_put_fixed(char *to, double value, int decimals);

bool lt_starts_with(const char *text, const char *prefix);
/* Equal without regard to ASCII case, in any locale. */
bool lt_same_word(const char *a, const char *b);
/* YYYY-MM-DD and a real day; there is no year 0. */
bool lt_date_valid(const char *text);
/* Exactly YYYY-MM-DDThh:mm:ssZ, a real day and a time on it. */
bool lt_time_valid(const char *text);
/* A day as people write it, to YYYY-MM-DD: "2026-3-5", "2026/03/05", "2026.3.5", "2026年3月5日", "20260305", any of them
 * with a time behind a blank or a T. */
bool lt_date_read(const char *text, char ret_day[11]);

#endif
