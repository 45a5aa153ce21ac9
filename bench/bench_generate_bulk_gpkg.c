#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench_generate_bulk.h"

enum { WKB_POLYGON = 3, WKB_MULTIPOLYGON = 6 };

struct bench_bulk_package {
    sqlite3 *connection;
    sqlite3_stmt *insert;
    struct bench_fields fields;
    char path[BENCH_PATH], name[64];
    char *trigger; /* GDAL's count of the features: away while rows come, then back */
};

/* ---- rows ---- */

static void add_u32(struct lt_text *rows, uint32_t value)
{
    lt_text_add_n(rows, (const char *)&value, sizeof value);
}

static void add_wkb_head(struct lt_text *rows, uint32_t type, uint32_t count)
{
    lt_text_add_n(rows, "\1", 1);
    add_u32(rows, type);
    add_u32(rows, count);
}

/* The index of the ring after the part that begins at `ring`. */
static size_t part_end(const struct bench_polygon *polygon, size_t ring)
{
    do {
        ring++;
    } while (ring < polygon->n_rings && !polygon->rings[ring].outer);
    return ring;
}

void bench_bulk_package_shape(const struct bench_polygon *polygon, const struct lt_box *box,
                              struct lt_text *rows)
{
    const double envelope[4] = {box->min_x, box->max_x, box->min_y, box->max_y};
    uint32_t parts = 0;
    for (size_t ring = 0; ring < polygon->n_rings; ring = part_end(polygon, ring)) {
        parts++;
    }
    lt_text_add_n(rows, "GP\0\3", 4); /* little-endian, with an envelope */
    add_u32(rows, BENCH_EPSG);
    lt_text_add_n(rows, (const char *)envelope, sizeof envelope);
    add_wkb_head(rows, WKB_MULTIPOLYGON, parts);
    for (size_t first = 0; first < polygon->n_rings;) {
        const size_t end = part_end(polygon, first);
        add_wkb_head(rows, WKB_POLYGON, (uint32_t)(end - first));
        for (; first < end; first++) {
            const size_t from = first == 0 ? 0 : polygon->rings[first - 1].end;
            const size_t count = polygon->rings[first].end - from;
            const struct lt_point *points = polygon->points + from;
            add_u32(rows, (uint32_t)count + 1);
            lt_text_add_n(rows, (const char *)points, count * sizeof *points);
            lt_text_add_n(rows, (const char *)points, sizeof *points); /* closed */
        }
    }
}

/* Numbers as doubles, texts with their NUL. */
void bench_bulk_package_record(const struct bench_fields *fields, const struct bench_value *values,
                               struct lt_text *rows)
{
    for (size_t i = 0; i < fields->count; i++) {
        if (fields->items[i].type == BENCH_TEXT) {
            lt_text_add_n(rows, values[i].text, strlen(values[i].text) + 1);
        } else {
            lt_text_add_n(rows, (const char *)&values[i].number, sizeof values[i].number);
        }
    }
}

enum lt_status bench_bulk_package_put(struct bench_bulk_package *package,
                                      const struct bench_row_head *head, const char *row,
                                      struct lt_error *err)
{
    sqlite3_stmt *insert = package->insert;
    sqlite3_bind_blob(insert, 1, row, (int)head->shape_bytes, SQLITE_STATIC);
    const char *at = row + head->shape_bytes;
    for (size_t i = 0; i < package->fields.count; i++) {
        const int column = (int)i + 2;
        if (package->fields.items[i].type == BENCH_TEXT) {
            const size_t length = strlen(at);
            if (length > 0) {
                sqlite3_bind_text(insert, column, at, (int)length, SQLITE_STATIC);
            } else {
                sqlite3_bind_null(insert, column);
            }
            at += length + 1;
            continue;
        }
        double number;
        memcpy(&number, at, sizeof number);
        at += sizeof number;
        if (package->fields.items[i].type == BENCH_INT) {
            sqlite3_bind_int(insert, column, (int)number);
        } else {
            sqlite3_bind_double(insert, column, number);
        }
    }
    const bool good = sqlite3_step(insert) == SQLITE_DONE && sqlite3_reset(insert) == SQLITE_OK;
    return good ? LT_OK
                : lt_fail(err, LT_E_IO, "cannot write '%s': %s", package->path,
                          sqlite3_errmsg(package->connection));
}

/* ---- the file ---- */

/* Runs SQL made from a format of sqlite3_mprintf. */
static enum lt_status run_sql(struct bench_bulk_package *package, char *sql, struct lt_error *err)
{
    const bool good =
        sql != NULL && sqlite3_exec(package->connection, sql, NULL, NULL, NULL) == SQLITE_OK;
    sqlite3_free(sql);
    return good ? LT_OK
                : lt_fail(err, LT_E_IO, "cannot write '%s': %s", package->path,
                          sqlite3_errmsg(package->connection));
}

static int keep_text(void *context, int columns, char **values, char **names)
{
    (void)columns, (void)names;
    char **text = context;
    sqlite3_free(*text);
    *text = sqlite3_mprintf("%s", values[0]);
    return *text == NULL;
}

static enum lt_status drop_trigger(struct bench_bulk_package *package, struct lt_error *err)
{
    char *name = sqlite3_mprintf("trigger_insert_feature_count_%s", package->name);
    char *query = sqlite3_mprintf("SELECT sql FROM sqlite_master WHERE name = %Q", name);
    enum lt_status status = LT_OK;
    if (name == NULL || query == NULL ||
        sqlite3_exec(package->connection, query, keep_text, &package->trigger, NULL) != SQLITE_OK) {
        status = lt_fail(err, LT_E_IO, "cannot read '%s': %s", package->path,
                         sqlite3_errmsg(package->connection));
    } else if (package->trigger != NULL) {
        status = run_sql(package, sqlite3_mprintf("DROP TRIGGER \"%w\"", name), err);
    }
    sqlite3_free(query);
    sqlite3_free(name);
    return status;
}

static enum lt_status prepare_insert(struct bench_bulk_package *package, struct lt_error *err)
{
    struct lt_text sql = {0};
    enum lt_status status = LT_OK;
    lt_text_printf(&sql, "INSERT INTO \"%s\" (geom", package->name);
    for (size_t i = 0; i < package->fields.count; i++) {
        lt_text_printf(&sql, ", \"%s\"", package->fields.items[i].name);
    }
    lt_text_add(&sql, ") VALUES (?");
    for (size_t i = 0; i < package->fields.count; i++) {
        lt_text_add(&sql, ", ?");
    }
    lt_text_add(&sql, ")");
    LT_TRY(lt_text_check(&sql, err));
    if (sqlite3_prepare_v2(package->connection, sql.data, -1, &package->insert, NULL) !=
        SQLITE_OK) {
        status = lt_fail(err, LT_E_IO, "cannot write '%s': %s", package->path,
                         sqlite3_errmsg(package->connection));
    }
out:
    lt_text_finish(&sql);
    return status;
}

enum lt_status bench_bulk_package_open(const char *path, const char *name,
                                       const struct bench_fields *fields,
                                       struct bench_bulk_package **ret_package,
                                       struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct bench_bulk_package *package = calloc(1, sizeof *package);
    if (package == NULL) {
        return lt_fail_memory(err, "a layer");
    }
    package->fields = *fields;
    snprintf(package->path, sizeof package->path, "%s", path);
    snprintf(package->name, sizeof package->name, "%s", name);
    if (sqlite3_open_v2(path, &package->connection, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK) {
        status = lt_fail(err, LT_E_IO, "cannot open '%s'", path);
        goto out;
    }
    /* a file that is not finished is thrown away, so nothing needs a journal */
    LT_TRY(run_sql(package,
                   sqlite3_mprintf("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                                   "PRAGMA locking_mode = EXCLUSIVE; BEGIN"),
                   err));
    LT_TRY(drop_trigger(package, err));
    LT_TRY(prepare_insert(package, err));
    *ret_package = package;
    package = NULL;
out:
    if (package != NULL) {
        bench_bulk_package_close(package, NULL, 0, NULL);
    }
    return status;
}

static enum lt_status set_extent(struct bench_bulk_package *package, const struct lt_box *box,
                                 struct lt_error *err)
{
    const double values[4] = {box->min_x, box->min_y, box->max_x, box->max_y};
    sqlite3_stmt *update = NULL;
    bool good = sqlite3_prepare_v2(package->connection,
                                   "UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, "
                                   "max_y = ? WHERE table_name = ?",
                                   -1, &update, NULL) == SQLITE_OK;
    for (int i = 0; good && i < 4; i++) {
        good = sqlite3_bind_double(update, i + 1, values[i]) == SQLITE_OK;
    }
    good = good && sqlite3_bind_text(update, 5, package->name, -1, SQLITE_STATIC) == SQLITE_OK &&
           sqlite3_step(update) == SQLITE_DONE;
    sqlite3_finalize(update);
    return good ? LT_OK
                : lt_fail(err, LT_E_IO, "cannot write '%s': %s", package->path,
                          sqlite3_errmsg(package->connection));
}

static enum lt_status conclude(struct bench_bulk_package *package, const struct lt_box *box,
                               uint64_t count, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    if (package->trigger != NULL) {
        LT_TRY(run_sql(package, sqlite3_mprintf("%s", package->trigger), err));
    }
    LT_TRY(run_sql(package,
                   sqlite3_mprintf("UPDATE gpkg_ogr_contents SET feature_count = %lld "
                                   "WHERE table_name = %Q",
                                   (long long)count, package->name),
                   err));
    if (count > 0) {
        LT_TRY(set_extent(package, box, err));
    }
    LT_TRY(run_sql(package, sqlite3_mprintf("COMMIT"), err));
out:
    return status;
}

enum lt_status bench_bulk_package_close(struct bench_bulk_package *package,
                                        const struct lt_box *box, uint64_t count,
                                        struct lt_error *err)
{
    if (package == NULL) {
        return LT_OK;
    }
    sqlite3_finalize(package->insert);
    enum lt_status status = box != NULL ? conclude(package, box, count, err) : LT_OK;
    if (sqlite3_close(package->connection) != SQLITE_OK && status == LT_OK) {
        status = lt_fail(err, LT_E_IO, "cannot finish '%s'", package->path);
    }
    sqlite3_free(package->trigger);
    free(package);
    return status;
}
