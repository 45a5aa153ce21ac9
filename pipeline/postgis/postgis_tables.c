#include "postgis/postgis_tables.h"

#include <string.h>

#include "postgis/postgis_standing.h"
#include "support/arena.h"
#include "support/geopackage.h"
#include "support/text.h"

/* --- columns --- */

/* Those that the program itself gives its tables. */
struct fixed_column {
    const char *name, *type, *rest;
};
static const struct fixed_column generation_columns[] = {
    {"city", "integer", " NOT NULL"},
    {"period", "text", " COLLATE \"C\" NOT NULL"},
    {"city_name", "text", " NOT NULL"},
    {"generation", "text", " NOT NULL"},
    {"manifest_sha256", "text", " NOT NULL"},
    {"profile", "text", " NOT NULL"},
    {"program_version", "text", " NOT NULL"},
    {"published_at", "timestamp with time zone", " NOT NULL"},
    {"stale", "boolean", " NOT NULL"},
    {"layers", "jsonb", " NOT NULL"},
    {"figures", "jsonb", " NOT NULL"},
    {"loaded_at", "timestamp with time zone", " NOT NULL DEFAULT pg_catalog.now()"},
};
enum { KEY = 2, GENERATION = sizeof generation_columns / sizeof *generation_columns };
/* KEY: the first of them stand in every table */

static void add_fixed(struct lt_text *sql, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct fixed_column *const column = &generation_columns[i];
        lt_text_printf(sql, "%s%s %s%s", i == 0 ? " (" : ", ", column->name, column->type,
                       column->rest);
    }
}

static enum lt_status refuse_column(const struct lt_postgis *postgis, const char *table,
                                    const char *name, const char *type, const char *found,
                                    struct lt_error *err)
{
    static const char geometry[] = "geometry(";
    return found == NULL
               ? lt_fail(err, LT_E_INPUT,
                         "table '%s.%s' has no column '%s', so liangtian has not made it: load "
                         "into another schema with --postgis-schema, or rename what stands there",
                         postgis->schema_raw, table, name)
           : lt_starts_with(type, geometry) && lt_starts_with(found, geometry)
               ? lt_fail(err, LT_E_INPUT,
                         "table '%s.%s' holds %s, this half-year %s: load cities of another "
                         "coordinate system into a schema of their own, with --postgis-schema",
                         postgis->schema_raw, table, found, type)
               : lt_fail(err, LT_E_INPUT,
                         "table '%s.%s', column '%s' is %s, not %s: load into another schema with "
                         "--postgis-schema, or take the table away and load its half-years again",
                         postgis->schema_raw, table, name, found, type);
}

static enum lt_status check_fixed(const struct lt_postgis *postgis, const char *table, size_t count,
                                  const PGresult *found, struct lt_error *err)
{
    for (size_t i = 0; i < count; i++) {
        const struct fixed_column *const column = &generation_columns[i];
        const char *const type = postgis_type_of(found, column->name);
        if (type == NULL || strcmp(type, column->type) != 0) {
            return refuse_column(postgis, table, column->name, column->type, type, err);
        }
    }
    return LT_OK;
}

/* --- the schema --- */

static enum lt_status make_generation(struct lt_postgis *postgis, struct lt_error *err)
{
    enum lt_status status;
    struct lt_text sql = {0};
    PGresult *found = NULL;
    bool there;
    LT_TRY(postgis_find_own(postgis, "generation", postgis_is_table, "the table of half-years",
                            &there, err));
    if (there) {
        LT_TRY(postgis_ask_columns(postgis, "generation", &found, err));
        LT_TRY(check_fixed(postgis, "generation", GENERATION, found, err));
    } else {
        lt_text_add(&sql, "CREATE TABLE ");
        postgis_add_name(postgis, &sql, "generation", "");
        add_fixed(&sql, GENERATION);
        lt_text_add(&sql, ", PRIMARY KEY (city, period))");
        LT_TRY(postgis_run(postgis, &sql, "creating tables", err));
    }
out:
    PQclear(found);
    lt_text_finish(&sql);
    return status;
}

enum lt_status postgis_make_schema(struct lt_postgis *postgis, struct lt_error *err)
{
    enum lt_status status;
    struct lt_text sql = {0};
    PGresult *found = NULL;
    const char *const values[] = {postgis->schema_raw};
    lt_text_add(&sql, "SELECT 1 FROM pg_namespace WHERE nspname = $1");
    LT_TRY(postgis_ask(postgis, &sql, values, 1, "looking for tables", &found, err));
    if (PQntuples(found) == 0) {
        lt_text_printf(&sql, "CREATE SCHEMA %s", postgis->schema.data);
        LT_TRY(postgis_run(postgis, &sql, "creating a schema", err));
    }
    LT_TRY(make_generation(postgis, err));
out:
    PQclear(found);
    lt_text_finish(&sql);
    return status;
}

/* --- the table of a layer --- */

static void add_column(struct lt_text *sql, const struct postgis_column *column)
{
    lt_text_add(sql, ", ");
    lt_sql_add_name(sql, column->name);
    lt_text_printf(sql, " %s", column->type);
}

static void add_comment(struct lt_postgis *postgis, struct lt_text *sql,
                        const struct postgis_layer *layer, const struct postgis_column *column)
{
    if (column->title[0] != '\0') {
        lt_text_add(sql, "; COMMENT ON COLUMN ");
        postgis_add_name(postgis, sql, layer->name, "");
        lt_text_add(sql, ".");
        lt_sql_add_name(sql, column->name);
        lt_text_add(sql, " IS ");
        lt_sql_add_value(sql, column->title);
    }
}

static enum lt_status create_table(struct lt_postgis *postgis, const struct postgis_layer *layer,
                                   struct lt_error *err)
{
    enum lt_status status;
    struct lt_text sql = {0};
    lt_text_add(&sql, "CREATE TABLE ");
    postgis_add_name(postgis, &sql, layer->name, "");
    add_fixed(&sql, KEY);
    for (size_t i = 0; i < layer->count; i++) {
        add_column(&sql, &layer->columns[i]);
    }
    lt_text_add(&sql, ", PRIMARY KEY (city, period, fid)) PARTITION BY LIST (period)");
    for (size_t i = 0; i < layer->count; i++) {
        if (layer->columns[i].kind == POSTGIS_GEOMETRY) {
            lt_text_add(&sql, "; CREATE INDEX ON ");
            postgis_add_name(postgis, &sql, layer->name, "");
            lt_text_add(&sql, " USING gist (");
            lt_sql_add_name(&sql, layer->columns[i].name);
            lt_text_add(&sql, ")");
        }
        add_comment(postgis, &sql, layer, &layer->columns[i]);
    }
    lt_text_add(&sql, "; COMMENT ON TABLE ");
    postgis_add_name(postgis, &sql, layer->name, "");
    lt_text_add(&sql, " IS ");
    lt_sql_add_value(&sql, layer->title);
    LT_TRY(postgis_run(postgis, &sql, "creating tables", err));
out:
    lt_text_finish(&sql);
    return status;
}

/* Columns that later versions have are added, and are NULL in the half-years before; more columns are somebody's own. */
static enum lt_status fit_table(struct lt_postgis *postgis, const struct postgis_layer *layer,
                                struct lt_error *err)
{
    enum lt_status status;
    struct lt_text sql = {0};
    PGresult *found = NULL;
    LT_TRY(postgis_ask_columns(postgis, layer->name, &found, err));
    LT_TRY(check_fixed(postgis, layer->name, KEY, found, err));
    for (size_t i = 0; i < layer->count; i++) {
        const struct postgis_column *const column = &layer->columns[i];
        const char *const type = postgis_type_of(found, column->name);
        if (type == NULL) {
            lt_text_add(&sql, sql.length == 0 ? "ALTER TABLE " : "; ALTER TABLE ");
            postgis_add_name(postgis, &sql, layer->name, "");
            lt_text_add(&sql, " ADD COLUMN ");
            lt_sql_add_name(&sql, column->name);
            lt_text_printf(&sql, " %s", column->type);
            add_comment(postgis, &sql, layer, column);
        } else if (!lt_same_word(type, column->type)) {
            status = refuse_column(postgis, layer->name, column->name, column->type, type, err);
            goto out;
        }
    }
    LT_TRY(sql.length == 0 ? LT_OK : postgis_run(postgis, &sql, "adding columns", err));
out:
    PQclear(found);
    lt_text_finish(&sql);
    return status;
}

/* --- partitions --- */

/* Made beside the table and attached: that waits for no reader. */
static enum lt_status make_partition(struct lt_postgis *postgis, const struct postgis_layer *layer,
                                     const char *period, struct lt_error *err)
{
    enum lt_status status;
    struct lt_text sql = {0};
    struct postgis_standing standing;
    const char *const tail = lt_arena_printf(postgis->arena, "_%.4sh%s", period, period + 5);
    const char *const name =
        tail == NULL ? NULL : lt_arena_printf(postgis->arena, "%s%s", layer->name, tail);
    if (name == NULL) {
        return lt_fail_memory(err, "a name");
    }
    LT_TRY(
        postgis_look_at(postgis, name, postgis_is_partition, layer->name, period, &standing, err));
    if (standing.there && !standing.fits) {
        status =
            lt_fail(err, LT_E_INPUT,
                    "'%s.%s' is not the partition of '%s.%s' for %s: attach it (ALTER TABLE … "
                    "ATTACH PARTITION … FOR VALUES IN ('%s')), or rename it",
                    postgis->schema_raw, name, postgis->schema_raw, layer->name, period, period);
        goto out;
    }
    if (!standing.there) {
        lt_text_add(&sql, "CREATE TABLE ");
        postgis_add_name(postgis, &sql, name, "");
        lt_text_add(&sql, " (LIKE ");
        postgis_add_name(postgis, &sql, layer->name, "");
        lt_text_add(&sql, "); ALTER TABLE ");
        postgis_add_name(postgis, &sql, layer->name, "");
        lt_text_add(&sql, " ATTACH PARTITION ");
        postgis_add_name(postgis, &sql, name, "");
        lt_text_add(&sql, " FOR VALUES IN (");
        lt_sql_add_value(&sql, period);
        lt_text_add(&sql, ")");
        LT_TRY(postgis_run(postgis, &sql, "creating tables", err));
    }
out:
    lt_text_finish(&sql);
    return status;
}

/* --- views --- */

/* Columns in the table's order: what is added stands behind what was there, as a view that is replaced wants it. */
static enum lt_status make_view(struct lt_postgis *postgis, const struct postgis_layer *layer,
                                struct lt_error *err)
{
    enum lt_status status;
    struct lt_text sql = {0};
    lt_text_add(&sql, "CREATE OR REPLACE VIEW ");
    postgis_add_name(postgis, &sql, layer->name, "_current");
    lt_text_add(&sql, " AS SELECT l.* FROM ");
    postgis_add_name(postgis, &sql, layer->name, "");
    lt_text_add(&sql, " l JOIN (SELECT city, max(period) AS period FROM ");
    postgis_add_name(postgis, &sql, "generation", "");
    lt_text_add(&sql, " GROUP BY city) g ON g.city = l.city AND g.period = l.period; COMMENT ON "
                      "VIEW ");
    postgis_add_name(postgis, &sql, layer->name, "_current");
    lt_text_add(&sql, " IS ");
    lt_sql_add_value(&sql, layer->title);
    LT_TRY(postgis_run(postgis, &sql, "creating views", err));
out:
    lt_text_finish(&sql);
    return status;
}

/* A view is replaced only where it lacks a column: that waits for its readers. */
static enum lt_status fit_view(struct lt_postgis *postgis, const struct postgis_layer *layer,
                               struct lt_error *err)
{
    enum lt_status status;
    struct lt_text sql = {0};
    PGresult *behind = NULL;
    const char *const values[] = {postgis->schema_raw, layer->name};
    bool there;
    lt_text_add(&sql,
                "SELECT 1 FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN"
                " pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname ="
                " $2 AND a.attnum > 0 AND NOT a.attisdropped AND NOT EXISTS (SELECT 1 FROM"
                " pg_attribute v JOIN pg_class w ON w.oid = v.attrelid WHERE w.relnamespace ="
                " n.oid AND w.relname = $2 || '_current' AND v.attname = a.attname)");
    LT_TRY(postgis_ask(postgis, &sql, values, 2, "looking for tables", &behind, err));
    if (PQntuples(behind) > 0) {
        const char *const name = lt_arena_printf(postgis->arena, "%s_current", layer->name);
        LT_TRY(name == NULL ? lt_fail_memory(err, "a name")
                            : postgis_find_own(postgis, name, postgis_is_view,
                                               "the view of the newest half-years", &there, err));
        LT_TRY(make_view(postgis, layer, err));
    }
out:
    PQclear(behind);
    lt_text_finish(&sql);
    return status;
}

enum lt_status postgis_make_table(struct lt_postgis *postgis, const struct postgis_layer *layer,
                                  const char *period, struct lt_error *err)
{
    enum lt_status status;
    bool there;
    LT_TRY(postgis_find_own(postgis, layer->name, postgis_is_partitioned,
                            "a table partitioned by half-year", &there, err));
    LT_TRY(there ? fit_table(postgis, layer, err) : create_table(postgis, layer, err));
    LT_TRY(make_partition(postgis, layer, period, err));
    LT_TRY(fit_view(postgis, layer, err));
out:
    return status;
}
