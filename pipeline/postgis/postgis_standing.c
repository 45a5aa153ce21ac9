#include "postgis/postgis_standing.h"

#include <string.h>

const char
    postgis_is_table[] = "c.relkind IN ('r', 'p')",
    postgis_is_view[] = "c.relkind = 'v'",
    postgis_is_partitioned[] = "c.relkind = 'p' AND pg_get_partkeydef(c.oid) = 'LIST (period)'",
    postgis_is_partition[] =
        "EXISTS (SELECT 1 FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent"
        " WHERE i.inhrelid = c.oid AND p.relnamespace = n.oid AND p.relname = $3) AND"
        " pg_get_expr(c.relpartbound, c.oid) = 'FOR VALUES IN (' || quote_literal($4) || ')'";

/* To say IF NOT EXISTS instead takes the right to create, also where there is nothing to create. */
enum lt_status postgis_look_at(struct lt_postgis *postgis, const char *name, const char *fits,
                               const char *table, const char *period,
                               struct postgis_standing *ret_standing, struct lt_error *err)
{
    enum lt_status status;
    struct lt_text sql = {0};
    PGresult *found = NULL;
    const char *const values[] = {postgis->schema_raw, name, table, period};
    lt_text_printf(&sql,
                   "SELECT c.relkind, coalesce(%s, false) FROM pg_class c JOIN pg_namespace n ON"
                   " n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2",
                   fits);
    LT_TRY(postgis_ask(postgis, &sql, values, table == NULL ? 2 : 4, "looking for tables", &found,
                       err));
    *ret_standing = (struct postgis_standing){.there = PQntuples(found) > 0};
    if (ret_standing->there) {
        ret_standing->kind = PQgetvalue(found, 0, 0)[0];
        ret_standing->fits = PQgetvalue(found, 0, 1)[0] == 't';
    }
out:
    PQclear(found);
    lt_text_finish(&sql);
    return status;
}

static const char *kind_title(char kind)
{
    static const struct {
        char kind;
        const char *title;
    } titles[] = {
        {'r', "a table without partitions"},
        {'p', "a table with other partitions"},
        {'v', "a view"},
        {'m', "a materialized view"},
        {'f', "a foreign table"},
        {'S', "a sequence"},
    };
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        if (titles[i].kind == kind) {
            return titles[i].title;
        }
    }
    return "something else";
}

enum lt_status postgis_find_own(struct lt_postgis *postgis, const char *name, const char *fits,
                                const char *title, bool *ret_there, struct lt_error *err)
{
    enum lt_status status;
    struct postgis_standing standing;
    LT_TRY(postgis_look_at(postgis, name, fits, NULL, NULL, &standing, err));
    *ret_there = standing.there;
    if (standing.there && !standing.fits) {
        status = lt_fail(err, LT_E_INPUT,
                         "'%s.%s' is %s, not %s: load into another schema with --postgis-schema, "
                         "or rename what stands there",
                         postgis->schema_raw, name, kind_title(standing.kind), title);
    }
out:
    return status;
}

enum lt_status postgis_ask_columns(struct lt_postgis *postgis, const char *table,
                                   PGresult **ret_found, struct lt_error *err)
{
    struct lt_text sql = {0};
    const char *const values[] = {postgis->schema_raw, table};
    lt_text_add(&sql, "SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a"
                      " JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid ="
                      " c.relnamespace WHERE n.nspname = $1 AND c.relname = $2 AND a.attnum > 0"
                      " AND NOT a.attisdropped");
    const enum lt_status status =
        postgis_ask(postgis, &sql, values, 2, "looking for tables", ret_found, err);
    lt_text_finish(&sql);
    return status;
}

const char *postgis_type_of(const PGresult *found, const char *name)
{
    for (int row = 0; row < PQntuples(found); row++) {
        if (strcmp(PQgetvalue(found, row, 0), name) == 0) {
            return PQgetvalue(found, row, 1);
        }
    }
    return NULL;
}
