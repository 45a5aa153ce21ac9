/* A table of the report: cells computed once, written alike by every output.
 *
 * What is judged per county, operator or zone plot ends in such tables; the report model owns them, the writers only
 * format. Text is borrowed (config, unit result, model's arena).
 */
#ifndef LIANGTIAN_TABLE_H
#define LIANGTIAN_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "liangtian/seasons.h"
#include "liangtian/status.h"

#ifdef __cplusplus
extern "C" {
#endif

struct lt_arena;

enum lt_column_kind {
    LT_COLUMN_TEXT,
    LT_COLUMN_COUNT,
    LT_COLUMN_MU,    /* of m²; an interval prints as low–high, in the workbook as two columns */
    LT_COLUMN_WANMU, /* of m² */
    LT_COLUMN_PERCENT, /* of a share */
    LT_COLUMN_YIJIN,   /* of kg */
    LT_COLUMN_FIGURE, /* as it is, in the unit that its row names; two decimals unless it is whole */
};

struct lt_report_column {
    const char *zh, *en; /* without the unit, which the kind says */
    enum lt_column_kind kind;
    bool range; /* low and high */
};

struct lt_report_cell {
    bool given; /* false: a dash */
    const char *text;
    struct lt_interval value;
};

struct lt_report_table {
    const char *id;                  /* "boundary": anchor and name of the table */
    const char *clause;              /* "M13" */
    const char *sheet_zh, *sheet_en; /* short: name of the workbook's sheet */
    const char *title_zh, *title_en;
    const char
        *note;   /* in the config's language: basis, thresholds, what is missing; "" when none */
    bool detail; /* plots, operators, townships: not in the public profile */
    const struct lt_report_column *columns;
    size_t column_count;
    struct lt_report_cell *cells; /* row by row */
    size_t row_count, row_capacity;
    struct lt_arena *arena;
};

/* An empty table with room for `rows`. Errors: LT_E_LIMIT. */
enum lt_status lt_table_make(struct lt_report_table *table, const struct lt_report_column *columns,
                             size_t column_count, size_t rows, struct lt_arena *arena,
                             struct lt_error *err);
/* The next row, all dashes; at most as many as there is room for. */
struct lt_report_cell *lt_table_row(struct lt_report_table *table);
struct lt_report_cell lt_cell_text(const char *text);
struct lt_report_cell lt_cell_count(double count);
struct lt_report_cell lt_cell_exact(double value);
struct lt_report_cell lt_cell_range(struct lt_interval value);

#ifdef __cplusplus
}
#endif
#endif
