/* The parts of notice.pdf: a draft laid out after GB/T 9704—2012 (A4, a text block of 156 × 225 mm, 22 lines of 28
 * characters), without head, number and seal, which only an issuing office gives.
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

struct lt_notice {
    const struct lt_report_model *model;
    struct lt_arena *arena;
    struct lt_type *type;
    struct lt_sheet sheet;
    bool begun, landscape;
    double width, height; /* of the text block */
    double y;             /* of the next line, from the block's top */
    double size, pitch;   /* of the body */
    unsigned page, sections, annexes;
    struct lt_text text; /* a paragraph in the making */
};

/* --- flow --- */

void lt_notice_page(struct lt_notice *notice, bool landscape); /* the next page */
void lt_notice_end_page(struct lt_notice *notice);
void lt_notice_room(struct lt_notice *notice, double height); /* or the next page */
void lt_notice_say(struct lt_notice *notice, const char *zh, const char *en);
void lt_notice_end(struct lt_notice *notice); /* prints what was said as a paragraph */
void lt_notice_paragraph(struct lt_notice *notice, const char *text, const struct lt_style *style,
                         double pitch);
void lt_notice_heading(struct lt_notice *notice, const char *zh, const char *en);
void lt_notice_subheading(struct lt_notice *notice, const char *zh, const char *en);
void lt_notice_note(struct lt_notice *notice, const char *text); /* small */
void lt_notice_list(struct lt_notice *notice, const struct lt_sentences *said);
void lt_notice_gap(struct lt_notice *notice, double height);

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
/* A table of the report, at most `most` rows, with a pointer to the workbook for the rest. */
enum lt_status lt_notice_report_table(struct lt_notice *notice, const struct lt_report_table *table,
                                      size_t most, struct lt_error *err);
const struct lt_report_table *lt_notice_find(const struct lt_notice *notice, const char *id);

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
