/* The notice: what it says, and the media that it is written in.
 *
 * The contents (body, tables, annexes) are told once, piece by piece, to a medium: notice.pdf, set and drawn here, or
 * notice.docx, which offices go on writing. A draft laid out after GB/T 9704—2012 (A4, a text block of 156 × 225 mm, 22
 * lines of 28 characters), without head, number and seal, which only an issuing office gives.
 */
#ifndef LT_OUTPUTS_NOTICE_H
#define LT_OUTPUTS_NOTICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "outputs_common.h"
#include "outputs_draw.h"
#include "outputs_words.h"

struct lt_arena;
struct lt_notice;
struct lt_notice_table;

/* What a paragraph is; each medium knows how it looks. U+2028 ends a line. */
enum lt_notice_role {
    LT_ROLE_BODY,
    LT_ROLE_TITLE,
    LT_ROLE_ADDRESSEE,
    LT_ROLE_HEADING,
    LT_ROLE_SUBHEADING,
    LT_ROLE_NOTE,        /* small, below a table */
    LT_ROLE_TABLE_TITLE, /* belongs to what follows */
    LT_ROLE_ANNEX,       /* "附件1", above its contents */
    LT_ROLE_ANNEX_LINE,  /* in the list of annexes */
    LT_ROLE_ANNEX_REMARK,
    LT_ROLE_SIGNATURE,
    LT_ROLE_COUNT
};

enum lt_notice_picture { LT_PICTURE_CITY, LT_PICTURE_COUNTY, LT_PICTURE_EVIDENCE };

struct lt_notice_medium {
    bool draws; /* with the fonts of this machine: which characters they lack is told */
    void (*turn)(struct lt_notice *notice, bool landscape); /* to the next page */
    void (*paragraph)(struct lt_notice *notice, enum lt_notice_role role, const char *text);
    void (*table)(struct lt_notice *notice, const struct lt_notice_table *table);
    /* A page with the map of the city, of the index-th county, or the index-th evidence sheet; `annex` stands above it
     * ("" = none). */
    enum lt_status (*picture)(struct lt_notice *notice, enum lt_notice_picture picture,
                              size_t index, const char *annex, struct lt_error *err);
};

struct lt_notice {
    const struct lt_report_model *model;
    struct lt_arena *arena;
    struct lt_type *type;
    const struct lt_notice_medium *medium;
    void *out; /* the medium's own */
    unsigned sections, annexes;
    struct lt_text text; /* a paragraph in the making */
};

/* Type, line and block of the page in points. */
#define LT_NOTICE_MM (72 / 25.4)
#define LT_NOTICE_SHORT_SIDE (156 * LT_NOTICE_MM)
#define LT_NOTICE_LONG_SIDE (225 * LT_NOTICE_MM)

/* The whole notice into the medium: notice->model, medium and out are set. LT_E_IO names a font that is missing. */
enum lt_status lt_notice_compose(struct lt_notice *notice, struct lt_error *err);
void lt_notice_finish(struct lt_notice *notice);
/* What every page says of itself. */
const char *lt_notice_draft(const struct lt_report_model *model);

/* --- flow --- */

void lt_notice_say(struct lt_notice *notice, const char *zh, const char *en);
void lt_notice_end(struct lt_notice *notice); /* ends what was said as a paragraph */
void lt_notice_paragraph(struct lt_notice *notice, enum lt_notice_role role, const char *text);
void lt_notice_heading(struct lt_notice *notice, const char *zh, const char *en);
void lt_notice_subheading(struct lt_notice *notice, const char *zh, const char *en);
void lt_notice_note(struct lt_notice *notice, const char *text); /* small */
void lt_notice_list(struct lt_notice *notice, const struct lt_sentences *said);

/* --- tables --- */

enum { LT_NOTICE_COLUMNS = 24, LT_NOTICE_ROWS = 200 };
struct lt_notice_table {
    const char *title; /* "" = none */
    size_t columns, rows, room;
    const char *heads[LT_NOTICE_COLUMNS];
    uint32_t numbers; /* bit i: column i holds numbers */
    const char **cells;
    size_t at;  /* next cell */
    bool total; /* the last row sums up */
};
/* Room for `rows`; heads in pairs. */
enum lt_status lt_notice_table_make(struct lt_notice *notice, struct lt_notice_table *table,
                                    const char *const heads[][2], size_t columns, uint32_t numbers,
                                    size_t rows, struct lt_error *err);
void lt_notice_cell(struct lt_notice_table *table, const char *text);
void lt_notice_cell_count(struct lt_notice *notice, struct lt_notice_table *table, uint64_t count);
void lt_notice_cell_measure(struct lt_notice *notice, struct lt_notice_table *table, double value,
                            enum lt_measure measure);
void lt_notice_cell_interval(struct lt_notice *notice, struct lt_notice_table *table,
                             struct lt_interval interval, enum lt_measure measure);
/* Breaks over pages with its head repeated; no cell is wider than its column. */
void lt_notice_table_print(struct lt_notice *notice, const struct lt_notice_table *table);
bool lt_notice_is_number(const struct lt_notice_table *table, size_t column);
/* A table of the report, at most `most` rows, with a pointer to the workbook for the rest. */
enum lt_status lt_notice_report_table(struct lt_notice *notice, const struct lt_report_table *table,
                                      size_t most, struct lt_error *err);
const struct lt_report_table *lt_notice_find(const struct lt_notice *notice, const char *id);

/* A table's columns on a page of that width: the type gets smaller before a word or a number is broken. */
struct lt_notice_grid {
    struct lt_notice *notice;
    const struct lt_notice_table *table;
    double width, size;
    const char *heads[LT_NOTICE_COLUMNS]; /* broken before a unit in brackets */
    double widths[LT_NOTICE_COLUMNS];     /* padding included; they sum to the page's */
    double wish[LT_NOTICE_COLUMNS],
        least[LT_NOTICE_COLUMNS]; /* per point of type size, without padding */
};
enum { LT_NOTICE_PAD = 3 }; /* points beside and above a cell's text */
/* grid->notice, table, width, and size, the largest that it may have, are given. */
void lt_notice_grid_set(struct lt_notice_grid *grid);

/* --- contents --- */

enum lt_status lt_notice_body(struct lt_notice *notice, struct lt_error *err);
enum lt_status lt_notice_floors(struct lt_notice *notice, bool counties, struct lt_error *err);
enum lt_status lt_notice_counties(struct lt_notice *notice, struct lt_error *err);
enum lt_status lt_notice_balance(struct lt_notice *notice, struct lt_error *err);
enum lt_status lt_notice_grave(struct lt_notice *notice, struct lt_error *err);
enum lt_status lt_notice_annexes(struct lt_notice *notice, struct lt_error *err);
/* Which tables of the report stand in the body; the others follow in the annex. */
bool lt_notice_in_body(const struct lt_report_table *table);
/* Evidence sheets of grave cases that are annexed; the others lie in sheets/. */
enum { LT_NOTICE_SHEETS = 20 };
size_t lt_notice_evidence(const struct lt_report_model *model);

enum { LT_NOTICE_SHORT = 30 }; /* rows of a list in the body */

#endif
