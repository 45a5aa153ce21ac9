#include "outputs_sqlite.h"

#include <string.h>

#include <cpl_conv.h>
#include <ogr_srs_api.h>

#include "support/geopackage.h"

enum lt_status lt_package_fail(const struct lt_package *package, struct lt_error *err)
{
    const int code = package->db == NULL ? SQLITE_NOMEM : sqlite3_errcode(package->db);
    const bool limit = code == SQLITE_FULL || code == SQLITE_NOMEM || code == SQLITE_TOOBIG;
    return lt_fail(err, limit ? LT_E_LIMIT : LT_E_IO, "cannot write '%s': %s", package->path,
                   package->db == NULL ? "out of memory" : sqlite3_errmsg(package->db));
}

enum lt_status lt_package_run(struct lt_package *package, const char *sql, struct lt_error *err)
{
    return sqlite3_exec(package->db, sql, NULL, NULL, NULL) == SQLITE_OK
               ? LT_OK
               : lt_package_fail(package, err);
}

enum lt_status lt_package_run_text(struct lt_package *package, struct lt_text *sql,
                                   struct lt_error *err)
{
    enum lt_status status = lt_text_check(sql, err);
    if (status == LT_OK && sql->length > 0) {
        status = lt_package_run(package, sql->data, err);
    }
    lt_text_finish(sql);
    return status;
}

static void add_srs(struct lt_text *sql, const char *crs)
{
    char *wkt = NULL;
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    if (srs != NULL && OSRSetFromUserInput(srs, crs) == OGRERR_NONE) {
        (void)OSRExportToWkt(srs, &wkt); /* NULL stays "undefined" */
    }
    lt_geopackage_add_srs(sql, crs, wkt == NULL ? "undefined" : wkt);
    CPLFree(wkt);
    OSRDestroySpatialReference(srs);
}

enum lt_status lt_package_open(struct lt_package *package, unsigned page_size,
                               const char *extra_tables, struct lt_error *err)
{
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(package->path, &package->db, flags, NULL) != SQLITE_OK) {
        return lt_package_fail(package, err);
    }
    struct lt_text sql = {0};
    if (page_size > 0) {
        lt_text_printf(&sql, "PRAGMA page_size=%u;\n", page_size);
    }
    lt_text_add(&sql, "PRAGMA journal_mode=OFF;\nPRAGMA synchronous=OFF;\n"
                      "PRAGMA locking_mode=EXCLUSIVE;\nPRAGMA cache_size=-65536;\n");
    lt_geopackage_add_core(&sql);
    lt_text_add(&sql, "BEGIN;\n");
    lt_text_add(&sql, extra_tables);
    add_srs(&sql, package->crs);
    return lt_package_run_text(package, &sql, err);
}

enum lt_status lt_package_ask(struct lt_package *package, const char *sql, double *ret_value,
                              struct lt_error *err)
{
    sqlite3_stmt *statement = NULL;
    enum lt_status status = LT_OK;
    if (sqlite3_prepare_v2(package->db, sql, -1, &statement, NULL) != SQLITE_OK ||
        sqlite3_step(statement) != SQLITE_ROW) {
        status = lt_package_fail(package, err);
    } else {
        *ret_value = sqlite3_column_double(statement, 0);
    }
    if (sqlite3_finalize(statement) != SQLITE_OK && status == LT_OK) {
        status = lt_package_fail(package, err);
    }
    return status;
}

static void add_data_column(struct lt_text *sql, const char *table,
                            const struct lt_package_column *column)
{
    lt_text_add(sql, "INSERT INTO gpkg_data_columns VALUES(");
    lt_sql_add_value(sql, table);
    lt_text_add(sql, ",");
    lt_sql_add_value(sql, column->name);
    lt_text_add(sql, ",");
    lt_sql_add_value(sql, column->title);
    lt_text_add(sql, ",");
    lt_sql_add_value(sql, column->title);
    lt_text_add(sql, ",NULL,NULL,");
    if (column->constraint == NULL) {
        lt_text_add(sql, "NULL");
    } else {
        lt_sql_add_value(sql, column->constraint);
    }
    lt_text_add(sql, ");\n");
}

static enum lt_status prepare(struct lt_package *package, struct lt_text *sql, sqlite3_stmt **into,
                              struct lt_error *err)
{
    enum lt_status status = lt_text_check(sql, err);
    if (status == LT_OK && sqlite3_prepare_v3(package->db, sql->data, -1, SQLITE_PREPARE_PERSISTENT,
                                              into, NULL) != SQLITE_OK) {
        status = lt_package_fail(package, err);
    }
    lt_text_finish(sql);
    return status;
}

enum lt_status lt_table_create(struct lt_package *package, struct lt_table *table,
                               const struct lt_package_column *columns, size_t count,
                               struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_text sql = {0}, insert = {0};
    lt_text_add(&sql, "CREATE TABLE ");
    lt_sql_add_name(&sql, table->name);
    lt_text_add(&sql, " (\"fid\" INTEGER PRIMARY KEY NOT NULL, \"geom\" MULTIPOLYGON");
    lt_text_add(&insert, "INSERT INTO ");
    lt_sql_add_name(&insert, table->name);
    lt_text_add(&insert, " VALUES(?,?");
    for (size_t i = 0; i < count; i++) {
        lt_text_add(&sql, ", ");
        lt_sql_add_name(&sql, columns[i].name);
        lt_text_printf(&sql, " %s", columns[i].type);
        lt_text_add(&insert, ",?");
    }
    lt_text_add(&sql, ");\n");
    lt_text_add(&insert, ")");
    /* contents first: other tables refer to it; its box is set at the end */
    const struct lt_geopackage_table row = {.name = table->name,
                                            .title = table->title,
                                            .description = "",
                                            .crs = package->crs,
                                            .last_change = package->stamp,
                                            .empty = 1};
    lt_geopackage_add_table(&sql, &row);
    lt_geopackage_add_rtree(&sql, table->name);
    for (size_t i = 0; i < count; i++) {
        add_data_column(&sql, table->name, &columns[i]);
    }
    LT_TRY(lt_package_run_text(package, &sql, err));
    LT_TRY(prepare(package, &insert, &table->insert, err));
out:
    lt_text_finish(&sql);
    lt_text_finish(&insert);
    return status;
}

static enum lt_status step(const struct lt_package *package, sqlite3_stmt *statement,
                           struct lt_error *err)
{
    if (sqlite3_step(statement) != SQLITE_DONE || sqlite3_reset(statement) != SQLITE_OK) {
        return lt_package_fail(package, err);
    }
    return LT_OK;
}

static void grow(struct lt_table *table, const struct lt_box *box)
{
    if (table->shapes == 0) {
        table->box = *box;
    }
    table->box.min_x = box->min_x < table->box.min_x ? box->min_x : table->box.min_x;
    table->box.min_y = box->min_y < table->box.min_y ? box->min_y : table->box.min_y;
    table->box.max_x = box->max_x > table->box.max_x ? box->max_x : table->box.max_x;
    table->box.max_y = box->max_y > table->box.max_y ? box->max_y : table->box.max_y;
    table->shapes++;
}

enum lt_status lt_table_put(struct lt_package *package, struct lt_table *table,
                            const struct lt_shape *shape, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const int64_t fid = ++table->rows;
    sqlite3_bind_int64(table->insert, 1, fid);
    if (shape->n_rings == 0) {
        sqlite3_bind_null(table->insert, 2);
        return step(package, table->insert, err);
    }
    package->blob.length = 0;
    lt_geopackage_add_shape(&package->blob, shape, package->srs_id);
    LT_TRY(lt_text_check(&package->blob, err));
    if (sqlite3_bind_blob64(table->insert, 2, package->blob.data, package->blob.length,
                            SQLITE_STATIC) != SQLITE_OK) {
        return lt_package_fail(package, err);
    }
    LT_TRY(step(package, table->insert, err));
    LT_TRY(lt_rtree_add(&table->index, fid, &shape->box, err));
    grow(table, &shape->box);
out:
    return status;
}

enum lt_status lt_table_close(struct lt_package *package, struct lt_table *table,
                              struct lt_error *err)
{
    struct lt_text sql = {0}, index = {0};
    lt_text_printf(&index, "rtree_%s_geom", table->name);
    enum lt_status status = lt_text_check(&index, err);
    const int code =
        status == LT_OK ? lt_rtree_write(&table->index, package->db, index.data) : SQLITE_OK;
    lt_text_finish(&index);
    if (code != SQLITE_OK) {
        status = code == SQLITE_NOMEM ? lt_fail_memory(err, "a spatial index")
                                      : lt_package_fail(package, err);
    }
    if (status != LT_OK) {
        return status;
    }
    if (table->shapes > 0) {
        const double box[4] = {table->box.min_x, table->box.min_y, table->box.max_x,
                               table->box.max_y};
        static const char *const names[4] = {"min_x=", ", min_y=", ", max_x=", ", max_y="};
        lt_text_add(&sql, "UPDATE gpkg_contents SET ");
        for (int i = 0; i < 4; i++) {
            lt_text_add(&sql, names[i]);
            lt_text_add_double(&sql, box[i]);
        }
        lt_text_add(&sql, " WHERE table_name=");
        lt_sql_add_value(&sql, table->name);
        lt_text_add(&sql, ";\n");
    }
    lt_geopackage_add_rtree_triggers(&sql, table->name);
    lt_table_finish(table);
    return lt_package_run_text(package, &sql, err);
}

void lt_table_finish(struct lt_table *table)
{
    sqlite3_finalize(table->insert); /* its failure was answered by the step */
    lt_rtree_finish(&table->index);
    table->insert = NULL;
}
