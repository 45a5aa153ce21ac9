/* Tables of labelled points, strata, yields and targets: what their readers share. */
#ifndef LT_INGEST_SAMPLE_H
#define LT_INGEST_SAMPLE_H

#include "liangtian/sample.h"
#include "support/csv.h"

/* A table being read: its columns by their fixed names, faults collected with line and column. */
struct lt_sample_table {
    const char *layer; /* "sample points.csv" */
    struct lt_csv csv;
    struct lt_diagnostics *diagnostics;
    bool english;
};
enum { LT_NO_COLUMN = -1 };
enum lt_status lt_sample_table_open(const char *role, const char *path,
                                    struct lt_diagnostics *diagnostics, bool english,
                                    struct lt_arena *arena, struct lt_sample_table *ret_table,
                                    struct lt_error *err);
/* The column under any of the names ("|" between them); LT_NO_COLUMN without. */
int lt_sample_column(const struct lt_sample_table *table, const char *names);
/* Adds a diagnostic; `line` 0 = of the whole table. */
enum lt_status lt_sample_fault(const struct lt_sample_table *table, enum lt_severity severity,
                               const char *code, size_t line, const char *field, const char *found,
                               const char *expected, const char *action, struct lt_error *err);
/* A number of the row, at least 0; told, and 0, when it is none. 0 without a column. */
enum lt_status lt_sample_number(const struct lt_sample_table *table, const struct lt_csv_row *row,
                                int column, double *ret_value, struct lt_error *err);
/* Degrees from 0 to `most`, written with a point. */
bool lt_sample_degrees(const char *cell, double most, double *ret_degrees);
/* Which of the columns area_m2, area_ha, area_mu, area_wanmu the table has, and m² per unit. */
int lt_sample_area_column(const struct lt_sample_table *table, double *ret_factor);
/* What the word stands for; itself where any word may stand or where it is none of them. */
const char *lt_word_meaning(const struct lt_words *words, const char *word);

enum lt_status lt_strata_read(const struct lt_sample_request *request,
                              struct lt_diagnostics *diagnostics, struct lt_arena *arena,
                              struct lt_strata_table *ret_strata, struct lt_error *err);

#endif
