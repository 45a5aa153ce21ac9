/* The GeoPackage being written: a thin layer over SQLite that words its failures once. */
#ifndef LT_OUTPUTS_SQLITE_H
#define LT_OUTPUTS_SQLITE_H

#include <sqlite3.h>

#include "liangtian/report.h"
#include "outputs_rtree.h"
#include "support/text.h"

struct lt_package {
    const struct lt_report_model *model;
    sqlite3 *db;
    const char *path;
    const char *crs;
    int32_t srs_id;
    char stamp[32];      /* the constant for every time column */
    struct lt_text blob; /* geometry buffer, used again for each row */
};

/* One feature table under construction. Column 0 is fid, 1 the geometry, then the given ones. */
struct lt_table {
    const char *name, *title;
    sqlite3_stmt *insert;
    struct lt_rtree index;
    int64_t rows, shapes;
    struct lt_box box;
};
/* A column of a table that is not the violation layer's. */
struct lt_package_column {
    const char *name, *type; /* "TEXT", "DOUBLE", "INTEGER" */
    const char *title;
    const char *constraint; /* list of codes it refers to, or NULL */
};

/* Creates the file at `path` with the core tables and `extra_tables`, its CRS in `crs`, and begins the one transaction.
 * page_size 0 = SQLite's own. The file has no journal: who makes it removes it after a failure, who commits it syncs. */
enum lt_status lt_package_open(struct lt_package *package, unsigned page_size,
                               const char *extra_tables, struct lt_error *err);
enum lt_status lt_package_fail(const struct lt_package *package, struct lt_error *err);
enum lt_status lt_package_run(struct lt_package *package, const char *sql, struct lt_error *err);
/* Runs and empties the text. */
enum lt_status lt_package_run_text(struct lt_package *package, struct lt_text *sql,
                                   struct lt_error *err);
/* The single integer or double of a query. */
enum lt_status lt_package_ask(struct lt_package *package, const char *sql, double *ret_value,
                              struct lt_error *err);

enum lt_status lt_table_create(struct lt_package *package, struct lt_table *table,
                               const struct lt_package_column *columns, size_t count,
                               struct lt_error *err);
/* Binds fid and geometry and inserts; the caller has bound parameters 3 … before. An empty shape is
 * NULL. */
enum lt_status lt_table_put(struct lt_package *package, struct lt_table *table,
                            const struct lt_shape *shape, struct lt_error *err);
/* Spatial index, contents row, triggers. */
enum lt_status lt_table_close(struct lt_package *package, struct lt_table *table,
                              struct lt_error *err);
void lt_table_finish(struct lt_table *table);

#endif
