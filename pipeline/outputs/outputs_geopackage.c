/* liangtian.gpkg, straight through SQLite: one transaction, features streamed from the spools. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "liangtian/area.h"
#include "liangtian/outputs.h"
#include "outputs_common.h"
#include "outputs_domains.h"
#include "outputs_features.h"
#include "outputs_feedback.h"
#include "outputs_project.h"
#include "outputs_sqlite.h"
#include "outputs_styles.h"
#include "outputs_update.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/geopackage.h"

static const char extra_tables[] =
    "CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name "
    "TEXT,"
    " title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT, CONSTRAINT pk_gdc "
    "PRIMARY KEY"
    " (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name));\n"
    "CREATE TABLE gpkg_data_column_constraints (constraint_name TEXT NOT NULL, constraint_type "
    "TEXT NOT NULL,"
    " value TEXT, min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN,"
    " description TEXT, CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));\n"
    "INSERT INTO gpkg_extensions VALUES"
    "('gpkg_data_columns',NULL,'gpkg_schema','http://www.geopackage.org/spec121/"
    "#extension_schema','read-write'),"
    "('gpkg_data_column_constraints',NULL,'gpkg_schema','http://www.geopackage.org/spec121/"
    "#extension_schema','read-write');\n"
    "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog "
    "TEXT(256),"
    " f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName "
    "TEXT(30),"
    " styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui "
    "TEXT(30),"
    " update_time DATETIME DEFAULT CURRENT_TIMESTAMP);\n"
    "CREATE TABLE qgis_projects (name TEXT PRIMARY KEY, metadata BLOB, content BLOB);\n";

static enum lt_status start(struct lt_package *package, struct lt_error *err)
{
    const struct lt_report_model *const model = package->model;
    char date[11];
    lt_published_date(model, date);
    snprintf(package->stamp, sizeof package->stamp, "%sT00:00:00.000Z",
             date); /* the standard's form */
    package->crs = model->grid->crs;
    package->srs_id = lt_geopackage_srs_id(package->crs);
    enum { PAGE = 16384 }; /* a row with its shape fills much of 4096 */
    const enum lt_status status = lt_package_open(package, PAGE, extra_tables, err);
    if (status != LT_OK) {
        return status;
    }
    struct lt_text sql = {0};
    const struct lt_geopackage_table styles = {.name = "layer_styles",
                                               .title = "layer_styles",
                                               .description = "",
                                               .crs = package->crs,
                                               .last_change = package->stamp,
                                               .empty = 1};
    lt_geopackage_add_attributes(&sql, &styles);
    return lt_package_run_text(package, &sql, err);
}

/* --- the case layers --- */

static const char *column_type(const struct lt_schema_field *field)
{
    switch (field->type) {
    case LT_FIELD_DOUBLE:
        return "DOUBLE";
    case LT_FIELD_INT:
        return "INTEGER";
    case LT_FIELD_DATE:
        return "DATE";
    case LT_FIELD_TEXT:
        break;
    }
    return "TEXT";
}

static const char *joined(struct lt_arena *arena, const char *text, const char *tail)
{
    return lt_arena_printf(arena, "%s%s", text, tail);
}

/* The columns of the schema; one that holds a fixed word is followed by its title. */
static enum lt_status create_case_table(struct lt_package *package, struct lt_table *table,
                                        struct lt_arena *arena, struct lt_error *err)
{
    const struct lt_report_model *const model = package->model;
    const struct lt_layer_schema *const schema = model->violation_schema;
    struct lt_package_column *const columns =
        lt_arena_array(arena, 2 * schema->field_count, sizeof *columns);
    bool whole = columns != NULL;
    size_t count = 0;
    for (size_t i = 0; whole && i < schema->field_count; i++) {
        const struct lt_schema_field *const field = &schema->fields[i];
        const bool word = lt_case_column_has_word(field);
        const char *const title = lt_say(model, field->title_zh, field->title_en);
        columns[count++] = (struct lt_package_column){
            .name = field->column,
            .type = column_type(field),
            .title = word ? joined(arena, title, lt_say(model, "（代码）", " (word)")) : title,
            .constraint = field->code_count > 0 ? field->column : lt_domain_of(field->column),
        };
        if (word) {
            columns[count++] = (struct lt_package_column){
                .name = joined(arena, field->column, "_title"), .type = "TEXT", .title = title};
        }
        whole = columns[count - 1].name != NULL && columns[count - 1].title != NULL;
    }
    if (!whole) {
        return lt_fail_memory(err, "the columns of the violation layer");
    }
    return lt_table_create(package, table, columns, count, err);
}

static int bind_text(struct lt_table *table, int at, const char *text)
{
    return text[0] == '\0' ? sqlite3_bind_null(table->insert, at)
                           : sqlite3_bind_text(table->insert, at, text, -1, SQLITE_TRANSIENT);
}

static enum lt_status put_case(struct lt_package *package, struct lt_table *table,
                               const struct lt_case *item, double *area, struct lt_error *err)
{
    const struct lt_layer_schema *const schema = package->model->violation_schema;
    int at = 3;
    for (size_t f = 0; f < schema->field_count; f++) {
        char buffer[LT_CASE_TEXT];
        struct lt_case_value value;
        const char *const word = lt_case_word(item, &schema->fields[f]);
        int code = word == NULL ? SQLITE_OK : bind_text(table, at++, word);
        lt_case_value(package->model, item, &schema->fields[f], buffer, &value);
        if (code == SQLITE_OK && value.kind == LT_VALUE_NUMBER) {
            code = sqlite3_bind_double(table->insert, at, value.number);
            *area += strcmp(schema->fields[f].column, "area_m2") == 0 ? value.number : 0;
        } else if (code == SQLITE_OK) {
            code = bind_text(table, at, value.text);
        }
        at++;
        if (code != SQLITE_OK) {
            return lt_package_fail(package, err);
        }
    }
    return lt_table_put(package, table, &item->shape, err);
}

static enum lt_status write_book(struct lt_package *package, enum lt_book book,
                                 enum lt_delivered layer, struct lt_arena *arena,
                                 struct lt_delivered_sum *ret_sum, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_table table = {
        .name = lt_delivered_name(layer),
        .title = lt_delivered_title(layer, package->model->config->chinese),
    };
    struct lt_book_cases cases;
    double area = 0;
    LT_TRY(lt_book_select(package->model, book, arena, &cases, err));
    LT_TRY(create_case_table(package, &table, arena, err));
    for (size_t i = 0; i < cases.count; i++) {
        LT_TRY(put_case(package, &table, cases.items[i], &area, err));
    }
    *ret_sum = (struct lt_delivered_sum){table.rows, table.shapes, area};
    LT_TRY(lt_table_close(package, &table, err));
    if (!(fabs(area - cases.area_m2) <= 0.00501 * (double)cases.count + 1e-9 * cases.area_m2)) {
        status = lt_fail(err, LT_E_BUG, "layer '%s' sums to %.2f m², its cases to %.2f m²",
                         table.name, area, cases.area_m2);
    }
out:
    lt_table_finish(&table);
    return status;
}

/* --- styles, closing, checking --- */

static enum lt_status add_styles(struct lt_package *package, struct lt_error *err)
{
    struct lt_text sql = {0}, qml = {0};
    for (int i = 0; i < LT_DELIVERED_COUNT; i++) {
        if (!lt_delivered_there(package->model, (enum lt_delivered)i)) {
            continue;
        }
        qml.length = 0;
        lt_style_add(&qml, package->model, (enum lt_delivered)i);
        lt_text_add(
            &sql, "INSERT INTO layer_styles(f_table_catalog,f_table_schema,f_table_name,"
                  "f_geometry_column,styleName,styleQML,styleSLD,useAsDefault,description,owner,ui,"
                  "update_time) VALUES('','',");
        lt_sql_add_value(&sql, lt_delivered_name((enum lt_delivered)i));
        lt_text_add(&sql, ",'geom','liangtian',");
        lt_sql_add_value(&sql, qml.failed ? "" : qml.data);
        lt_text_printf(&sql, ",'',1,'','','','%s');\n", package->stamp);
        sql.failed = sql.failed || qml.failed;
    }
    lt_text_finish(&qml);
    return lt_package_run_text(package, &sql, err);
}

static enum lt_status close_file(struct lt_package *package, struct lt_error *err)
{
    if (sqlite3_close(package->db) != SQLITE_OK) {
        return lt_package_fail(package, err);
    }
    package->db = NULL;
    return LT_OK;
}

static enum lt_status verify_layer(struct lt_package *package, enum lt_delivered layer,
                                   const struct lt_delivered_sum *expected, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const char *const name = lt_delivered_name(layer);
    const char *const column = layer > LT_DELIVERED_FEEDBACK      ? "JMJ"
                               : layer >= LT_DELIVERED_VIOLATIONS ? "area_m2"
                                                                  : "net_m2";
    char sql[160];
    double rows, shapes, area;
    snprintf(sql, sizeof sql, "SELECT count(*) FROM \"%s\"", name);
    LT_TRY(lt_package_ask(package, sql, &rows, err));
    snprintf(sql, sizeof sql, "SELECT count(*) FROM \"rtree_%s_geom\"", name);
    LT_TRY(lt_package_ask(package, sql, &shapes, err));
    snprintf(sql, sizeof sql, "SELECT total(\"%s\") FROM \"%s\"",
             layer == LT_DELIVERED_COUNTIES ? "farmland_m2" : column, name);
    LT_TRY(lt_package_ask(package, sql, &area, err));
    if (rows != (double)expected->rows || shapes != (double)expected->shapes || // NOLINT: whole
        !(fabs(area - expected->area_m2) <= 1e-9 * fabs(area) + 1e-6)) {
        status = lt_fail(err, LT_E_IO,
                         "'%s', layer %s was cut short: %.0f of %lld rows, %.0f of %lld indexed, "
                         "%.2f of %.2f m²",
                         package->path, name, rows, (long long)expected->rows, shapes,
                         (long long)expected->shapes, area, expected->area_m2);
    }
out:
    return status;
}

static enum lt_status verify(struct lt_package *package,
                             const struct lt_delivered_sum sums[LT_DELIVERED_COUNT],
                             struct lt_error *err)
{
    enum lt_status status = LT_OK;
    if (sqlite3_open_v2(package->path, &package->db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) {
        return lt_package_fail(package, err);
    }
    for (int i = 0; i < LT_DELIVERED_COUNT; i++) {
        if (!lt_delivered_there(package->model, (enum lt_delivered)i)) {
            continue;
        }
        LT_TRY(verify_layer(package, (enum lt_delivered)i, &sums[i], err));
    }
    LT_TRY(close_file(package, err));
out:
    return status;
}

static enum lt_status fill(struct lt_package *package, struct lt_arena *arena,
                           struct lt_delivered_sum sums[LT_DELIVERED_COUNT], struct lt_error *err)
{
    enum lt_status status = LT_OK;
    LT_TRY(lt_counties_write(package, &sums[LT_DELIVERED_COUNTIES], err));
    LT_TRY(lt_features_write(package, LT_LAYER_ZONE, LT_DELIVERED_ZONES, &sums[LT_DELIVERED_ZONES],
                             err));
    LT_TRY(
        lt_features_write(package, LT_LAYER_PBF, LT_DELIVERED_PBF, &sums[LT_DELIVERED_PBF], err));
    LT_TRY(lt_features_write(package, LT_LAYER_PARCEL, LT_DELIVERED_PARCELS,
                             &sums[LT_DELIVERED_PARCELS], err));
    LT_TRY(lt_domains_write(package, err));
    LT_TRY(write_book(package, LT_BOOK_VIOLATIONS, LT_DELIVERED_VIOLATIONS, arena,
                      &sums[LT_DELIVERED_VIOLATIONS], err));
    LT_TRY(write_book(package, LT_BOOK_UNPROVEN, LT_DELIVERED_UNPROVEN, arena,
                      &sums[LT_DELIVERED_UNPROVEN], err));
    LT_TRY(write_book(package, LT_BOOK_EXEMPT, LT_DELIVERED_EXEMPT, arena,
                      &sums[LT_DELIVERED_EXEMPT], err));
    LT_TRY(lt_feedback_layer_write(package, &sums[LT_DELIVERED_FEEDBACK], err));
    LT_TRY(lt_update_layer_write(package, LT_DELIVERED_DLTBGX, &sums[LT_DELIVERED_DLTBGX], err));
    LT_TRY(lt_update_layer_write(package, LT_DELIVERED_LQDKZT, &sums[LT_DELIVERED_LQDKZT], err));
    LT_TRY(add_styles(package, err));
    LT_TRY(lt_project_write(package, arena, err));
out:
    return status;
}

enum lt_status lt_write_geopackage(const struct lt_report_model *model, const char *folder,
                                   struct lt_error *err)
{
    static const char *const names[] = {"liangtian.gpkg", "liangtian.gpkg-journal"};
    if (lt_is_public(model)) {
        return LT_OK;
    }
    enum lt_status status = LT_OK;
    struct lt_package package = {.model = model};
    struct lt_delivered_sum sums[LT_DELIVERED_COUNT] = {0};
    struct lt_arena *arena = NULL;
    LT_TRY(lt_case_columns_check(model, err));
    LT_TRY(lt_arena_create(&arena, err));
    package.path = lt_path_join(arena, folder, names[0]);
    if (package.path == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    lt_discard(folder, names, 1); /* SQLite would add to an old file */
    LT_TRY(start(&package, err));
    LT_TRY(fill(&package, arena, sums, err));
    LT_TRY(lt_package_run(&package, "COMMIT;", err));
    LT_TRY(close_file(&package, err));
    LT_TRY(verify(&package, sums, err));
out:
    if (package.db != NULL) {
        sqlite3_close(package.db);
    }
    if (status != LT_OK) {
        lt_discard(folder, names, sizeof names / sizeof *names);
    }
    lt_text_finish(&package.blob);
    lt_arena_destroy(arena);
    return status;
}
