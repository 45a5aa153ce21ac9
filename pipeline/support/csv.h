/* Reads a table as spreadsheets write it: CSV in UTF-8, GBK/GB18030 or UTF-16, comma, semicolon or tab. */
#ifndef LT_SUPPORT_CSV_H
#define LT_SUPPORT_CSV_H

#include <stddef.h>

#include "liangtian/status.h"

struct lt_arena;

/* More than any list has. A short row takes as many cells as the header, so a small file can make a large table. */
enum { LT_TABLE_COLUMNS = 1024, LT_TABLE_CELLS = 1 << 25 };

struct lt_csv_row {
    const char *const *cells; /* at least `columns` of them; "" where the line is short */
    size_t count;             /* cells that the line has, trailing empty ones left out */
    size_t line;              /* of the file, from 1 */
};

struct lt_csv {
    const char *const *header; /* the first line that holds anything */
    size_t columns;
    const struct lt_csv_row *rows; /* without lines that hold nothing */
    size_t row_count;
};

/* Everything goes to the arena. The encoding is that of a byte order mark, else UTF-8 where the whole file is valid
 * UTF-8, else GB18030. The separator is that of the header line. Quotes as in RFC 4180. A line "sep=;", blanks around a
 * cell (ideographic ones too) and the forms ="001" and '001, by which text is kept from becoming a number, are taken as
 * they are meant. LT_E_INPUT with the line when a quote does not end or bytes cannot be decoded, LT_E_LIMIT above LT_TABLE_COLUMNS or
 * LT_TABLE_CELLS; `name` is for that. */
enum lt_status lt_csv_parse(const char *name, const char *data, size_t size, struct lt_arena *arena,
                            struct lt_csv *ret_csv, struct lt_error *err);

#endif
