/* The labelled points and the strata they were drawn from, read from tables and checked. */
#ifndef LT_CLI_SAMPLE_H
#define LT_CLI_SAMPLE_H

#include "liangtian/accuracy.h"
#include "liangtian/diagnostics.h"
#include "support/csv.h"

struct lt_names {
    const char **names; /* ascending: numbers by value, texts by bytes */
    size_t count;
};
/* LT_NO_LABEL when it is not there. */
uint32_t lt_names_find(const struct lt_names *names, const char *name);

/* A set of classes under one name: "grain=wheat,maize". */
struct lt_group {
    const char *name;
    const char **classes;
    size_t count;
};

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
/* LT_E_INPUT when anything rejects. Tells all on stderr. */
enum lt_status lt_sample_verdict(const struct lt_diagnostics *diagnostics, bool english, bool quiet,
                                 struct lt_error *err);
/* Ascending, without doubles; the array is the arena's. */
enum lt_status lt_names_make(const char *const *texts, size_t count, struct lt_arena *arena,
                             struct lt_names *ret_names, struct lt_error *err);
/* Which of the columns area_m2, area_ha, area_mu, area_wanmu the table has, and m² per unit. */
int lt_sample_area_column(const struct lt_sample_table *table, double *ret_factor);

struct lt_strata_table {
    struct lt_names strata, domains;
    struct lt_stratum *of; /* per stratum */
    const char **class_of; /* per stratum; NULL without a class column */
    double *domain_area;   /* domains × strata; NULL without a domain column */
};
enum lt_status lt_strata_read(const char *path, struct lt_diagnostics *diagnostics, bool english,
                              struct lt_arena *arena, struct lt_strata_table *ret_strata,
                              struct lt_error *err);

struct lt_labelled {
    struct lt_strata_table strata;
    struct lt_names classes, domains;
    struct lt_sample sample;
    double *mapped_m2; /* per class, from the strata's classes; NULL when unknown */
    bool has_map, has_before;
};
/* Reads both tables; what is wrong with them is in the diagnostics, and then `ret` is of no use. */
enum lt_status lt_labelled_read(const char *sample_path, const char *strata_path,
                                const struct lt_group *groups, size_t group_count,
                                struct lt_diagnostics *diagnostics, bool english,
                                struct lt_arena *arena, struct lt_labelled *ret_labelled,
                                struct lt_error *err);
/* Yields by class, and maybe domain: kg per 亩 and its standard error. */
enum lt_status lt_yields_read(const char *path, const struct lt_labelled *labelled,
                              struct lt_diagnostics *diagnostics, bool english,
                              struct lt_arena *arena, struct lt_yield **ret_yields,
                              size_t *ret_count, struct lt_error *err);

#endif
