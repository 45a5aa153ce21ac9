/* What a GeoPackage holds, as tables of a database: names, types, titles come from the file. */
#ifndef LT_POSTGIS_PACKAGE_H
#define LT_POSTGIS_PACKAGE_H

#include <sqlite3.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/status.h"

struct lt_arena;

enum postgis_kind {
    POSTGIS_INTEGER,
    POSTGIS_DOUBLE,
    POSTGIS_TEXT,
    POSTGIS_DATE,
    POSTGIS_GEOMETRY,
};
struct postgis_column {
    const char *source, *name; /* in the file; in the database: in small letters */
    enum postgis_kind kind;
    const char
        *type; /* as the database writes it: "double precision", "geometry(MultiPolygon,4526)" */
    const char *title; /* for people; "" for none */
};
struct postgis_layer {
    const char *source, *name, *title;
    int32_t srid;
    uint64_t rows;
    struct postgis_column *columns; /* the first is the key, fid */
    size_t count;
};
struct postgis_package {
    sqlite3 *db;
    const char *path;
    struct postgis_layer *layers; /* by name */
    size_t count;
};

/* Opens the file for reading; every layer with features is a table. LT_E_BUG where it holds what no writer of ours
 * writes. Texts in the arena. */
enum lt_status postgis_package_open(const char *path, struct lt_arena *arena,
                                    struct postgis_package *ret_package, struct lt_error *err);
void postgis_package_close(struct postgis_package *package);
enum lt_status postgis_package_fail(const struct postgis_package *package, struct lt_error *err);
enum lt_status postgis_package_prepare(const struct postgis_package *package, const char *sql,
                                       sqlite3_stmt **ret_statement, struct lt_error *err);

#endif
