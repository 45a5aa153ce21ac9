/* Zones as a GeoPackage, straight through SQLite in one transaction. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "outputs_sqlite.h"
#include "outputs_zones.h"
#include "support/geopackage.h"

struct geopackage {
    struct lt_package package;
    struct lt_table table;
    struct lt_package_column *columns; /* zone_id, then the plan's */
    bool open;                         /* the table takes rows */
};

/* The time columns' constant: a table is the same whenever it is made. */
static const char stamp[] = "1970-01-01T00:00:00.000Z";

static const char extra_tables[] =
    "CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name "
    "TEXT, title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT, CONSTRAINT pk_gdc "
    "PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name));\n"
    "INSERT INTO gpkg_extensions VALUES('gpkg_data_columns',NULL,'gpkg_schema',"
    "'http://www.geopackage.org/spec121/#extension_schema','read-write');\n";

static enum lt_status create(struct lt_zones *zones, struct lt_error *err)
{
    const struct lt_zones_plan *plan = zones->plan;
    enum lt_status status;
    struct geopackage *own = calloc(1, sizeof *own);
    if (own == NULL) {
        return lt_fail_memory(err, "a layer of zones");
    }
    zones->own = own;
    own->package = (struct lt_package){
        .path = plan->path, .crs = plan->crs, .srs_id = lt_geopackage_srs_id(plan->crs)};
    memcpy(own->package.stamp, stamp, sizeof stamp);
    own->table = (struct lt_table){.name = plan->layer, .title = plan->layer};
    own->columns = calloc(plan->column_count + 1, sizeof *own->columns);
    if (own->columns == NULL) {
        return lt_fail_memory(err, "a layer of zones");
    }
    own->columns[0] =
        (struct lt_package_column){.name = "zone_id", .type = "TEXT", .title = "zone_id"};
    for (size_t i = 0; i < plan->column_count; i++) {
        own->columns[i + 1] = (struct lt_package_column){
            .name = plan->columns[i], .type = "DOUBLE", .title = plan->columns[i]};
    }
    LT_TRY(lt_package_open(&own->package, 0, extra_tables, err));
    LT_TRY(lt_table_create(&own->package, &own->table, own->columns, plan->column_count + 1, err));
    own->open = true;
out:
    return status;
}

static enum lt_status put(struct lt_zones *zones, const char *id, const struct lt_shape *shape,
                          const double *values, struct lt_error *err)
{
    struct geopackage *own = zones->own;
    sqlite3_stmt *insert = own->table.insert;
    if (sqlite3_bind_text(insert, 3, id, -1, SQLITE_STATIC) != SQLITE_OK) {
        return lt_package_fail(&own->package, err);
    }
    for (size_t i = 0; i < zones->plan->column_count; i++) {
        const int at = (int)i + 4;
        if (isnan(values[i])) {
            sqlite3_bind_null(insert, at);
        } else {
            sqlite3_bind_double(insert, at, values[i]);
        }
    }
    return lt_table_put(&own->package, &own->table, shape, err);
}

static enum lt_status close_it(struct lt_zones *zones, struct lt_error *err)
{
    struct geopackage *own = zones->own;
    struct lt_package *package = &own->package;
    enum lt_status status;
    double count = -1.0;
    struct lt_text sql = {0};
    own->open = false;
    LT_TRY(lt_table_close(package, &own->table, err));
    LT_TRY(lt_package_run(package, "COMMIT;", err));
    if (sqlite3_close(package->db) != SQLITE_OK) {
        status = lt_package_fail(package, err);
        goto out;
    }
    package->db = NULL;
    if (sqlite3_open_v2(package->path, &package->db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) {
        status = lt_package_fail(package, err);
        goto out;
    }
    lt_text_add(&sql, "SELECT count(*) FROM ");
    lt_sql_add_name(&sql, own->table.name);
    LT_TRY(lt_text_check(&sql, err));
    LT_TRY(lt_package_ask(package, sql.data, &count, err));
    if (count != (double)zones->count) {
        status = lt_fail(err, LT_E_IO, "cannot write '%s': rows are missing", package->path);
    }
out:
    lt_text_finish(&sql);
    return status;
}

static void finish(struct lt_zones *zones)
{
    struct geopackage *own = zones->own;
    if (own == NULL) {
        return;
    }
    lt_table_finish(&own->table);
    sqlite3_close(own->package.db);
    lt_text_finish(&own->package.blob);
    free(own->columns);
    free(own);
}

const struct lt_zones_kind lt_zones_geopackage = {
    .create = create, .put = put, .close = close_it, .finish = finish};
