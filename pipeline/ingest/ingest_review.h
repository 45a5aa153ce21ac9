/* Files of reviews as they come back, whatever their format: rows of text under a header. */
#ifndef LT_INGEST_REVIEW_H
#define LT_INGEST_REVIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/diagnostics.h"
#include "liangtian/ingest.h"
#include "liangtian/review.h"
#include "liangtian/schema.h"

struct lt_arena;
struct lt_text;

enum {
    INGEST_TABLE_ROWS = 1 << 20,
    INGEST_TABLE_HEAD = 20, /* a header stands among the first rows, below a title */
};

struct ingest_table_row {
    const char *const *cells; /* `columns` of the table; "" where the file has none */
    uint64_t number;
    struct lt_shape shape;
};
struct ingest_table {
    const char *const *header;
    size_t columns;
    const struct ingest_table_row *rows;
    size_t row_count;
    bool has_shapes;
    int64_t day_zero; /* of numbers that are dates, in days since 0000-03-01; 0: there are none */
};

/* Is this row of a sheet the header that is looked for? */
struct ingest_head {
    bool (*is)(const void *context, const char *const *cells, size_t count);
    const void *context;
};

/* Is the column called by the field's shapefile name, its GeoPackage name, its title in either language, or an alias? */
bool ingest_review_names(const char *header, const struct lt_schema_field *field);
/* A cell without blanks around it, cut to `most` bytes, with a blank for each control and mark of direction: the text
 * itself, from its first letter on, where that is all there is to do, else a copy in the arena. LT_E_LIMIT above 128 MB of
 * copies. */
struct ingest_cleaning {
    struct lt_arena *arena;
    size_t copied; /* bytes so far */
};
enum lt_status ingest_cell_clean(struct ingest_cleaning *cleaning, const char *text, size_t most,
                                 const char **ret_text, struct lt_error *err);
/* Adds the text to `kept`, with 〔…〕 for every telephone or identity number: a run of ten digits or more, of either width,
 * one gap apart. Days such as 2026-01-01 are none. Says whether one was left out; bytes need not be UTF-8. */
bool ingest_without_personal(const char *text, struct lt_text *kept);
/* Its day as YYYY-MM-DD: as people write one, 20260331 as a number, or a day of a workbook counted from `day_zero`. */
bool ingest_cell_day(const char *text, int64_t day_zero, char ret_day[11]);

enum lt_status ingest_review_layer(const struct lt_review_reader *reader, const char *label,
                                   struct lt_diagnostics *diagnostics,
                                   struct ingest_table *ret_table, struct lt_error *err);
/* CSV in UTF-8, GBK or UTF-16; its first line is the header. */
enum lt_status ingest_table_csv(const char *path, const char *label, struct lt_arena *arena,
                                struct ingest_table *ret_table, struct lt_error *err);
/* The first sheet that has such a header; a table without columns when none has. What the file says of its sizes is
 * not believed; entities are not read. */
enum lt_status ingest_table_workbook(const char *path, const struct ingest_head *head,
                                     struct lt_arena *arena, struct ingest_table *ret_table,
                                     struct lt_error *err);

/* --- XML inside a workbook ---- */

/* A part of the zip in pieces; `take` is called until the end, or until it fails or says enough. */
struct ingest_parts;
enum lt_status ingest_parts_open(const char *path, struct ingest_parts **ret_parts,
                                 struct lt_error *err);
void ingest_parts_close(struct ingest_parts *parts);
/* LT_E_INPUT when the part is missing (unless `may_miss`), damaged or too large. */
enum lt_status ingest_parts_read(struct ingest_parts *parts, const char *name, bool may_miss,
                                 enum lt_status (*take)(void *context, const char *bytes,
                                                        size_t size, bool last, bool *ret_enough,
                                                        struct lt_error *err),
                                 void *context, struct lt_error *err);

struct ingest_texts { /* shared strings */
    const char **items;
    size_t count, capacity;
};
struct ingest_sheet {
    struct lt_arena *arena;
    const struct ingest_texts *texts;
    const struct ingest_head *wanted;
    struct ingest_table_row *rows; /* all so far */
    size_t row_count, row_capacity;
    size_t columns; /* of the widest row */
    size_t *widths; /* cells that each row has */
    size_t width_capacity;
    size_t head; /* index of the header's row; SIZE_MAX while not found */
};
struct ingest_sheet_name {
    const char *part; /* "xl/worksheets/sheet1.xml" */
};
/* Each is a `take` behind a parser of its own. */
/* *ret_day_zero: what dates count from, as `day_zero` of a table: 1899-12-30, or 1904-01-01 where the workbook says so. */
enum lt_status ingest_sheet_names(struct ingest_parts *parts, struct lt_arena *arena,
                                  struct ingest_sheet_name **ret_names, size_t *ret_count,
                                  int64_t *ret_day_zero, struct lt_error *err);
enum lt_status ingest_sheet_texts(struct ingest_parts *parts, struct lt_arena *arena,
                                  struct ingest_texts *ret_texts, struct lt_error *err);
enum lt_status ingest_sheet_rows(struct ingest_parts *parts, const char *part,
                                 struct ingest_sheet *sheet, struct lt_error *err);

#endif
