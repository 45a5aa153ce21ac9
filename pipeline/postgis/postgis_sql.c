#include "postgis/postgis_sql.h"

#include <string.h>

#include "support/arena.h"
#include "support/geopackage.h"

static bool is_state(const char *state, const char *prefix)
{
    return state != NULL && lt_starts_with(state, prefix);
}

static enum lt_status status_of(const char *state)
{
    static const char lock_not_available[] = "55P03", insufficient_resources[] = "53";
    return is_state(state, lock_not_available)       ? LT_E_LOCKED
           : is_state(state, insufficient_resources) ? LT_E_LIMIT
                                                     : LT_E_IO;
}

enum lt_status postgis_fail(struct lt_postgis *postgis, const PGresult *result, const char *what,
                            struct lt_error *err)
{
    static const char no_rights[] = "42501";
    const char *const state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *const primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    if (PQstatus(postgis->connection) != CONNECTION_OK || primary == NULL) {
        return lt_fail(err, LT_E_IO, "the connection to the database broke while %s", what);
    }
    if (is_state(state, no_rights)) {
        return lt_fail(err, LT_E_IO,
                       "the database refuses the right of %s: %s; the role needs a schema of its "
                       "own, or the right to create one",
                       what, primary);
    }
    if (status_of(state) == LT_E_LOCKED) {
        return lt_fail(err, LT_E_LOCKED, "somebody else held the tables too long while %s: %s",
                       what, primary);
    }
    return lt_fail(err, status_of(state), "the database failed while %s: %s (SQLSTATE %s)", what,
                   primary, state == NULL ? "?" : state);
}

enum lt_status postgis_run_plain(struct lt_postgis *postgis, const char *sql, const char *what,
                                 struct lt_error *err)
{
    enum lt_status status = LT_OK;
    PGresult *result = PQexec(postgis->connection, sql);
    const ExecStatusType how = PQresultStatus(result);
    if (how != PGRES_COMMAND_OK && how != PGRES_TUPLES_OK) {
        status = postgis_fail(postgis, result, what, err);
    }
    PQclear(result);
    return status;
}

enum lt_status postgis_run(struct lt_postgis *postgis, struct lt_text *sql, const char *what,
                           struct lt_error *err)
{
    enum lt_status status = lt_text_check(sql, err);
    if (status == LT_OK) {
        status = postgis_run_plain(postgis, sql->data, what, err);
    }
    sql->length = 0;
    return status;
}

enum lt_status postgis_ask(struct lt_postgis *postgis, struct lt_text *sql,
                           const char *const *values, size_t count, const char *what,
                           PGresult **ret_result, struct lt_error *err)
{
    enum lt_status status = lt_text_check(sql, err);
    PGresult *result = NULL;
    if (status == LT_OK) {
        result =
            PQexecParams(postgis->connection, sql->data, (int)count, NULL, values, NULL, NULL, 0);
        const ExecStatusType how = PQresultStatus(result);
        if (how != PGRES_COMMAND_OK && how != PGRES_TUPLES_OK) {
            status = postgis_fail(postgis, result, what, err);
        }
    }
    sql->length = 0;
    if (status == LT_OK && ret_result != NULL) {
        *ret_result = result;
    } else {
        PQclear(result);
    }
    return status;
}

void postgis_add_name(const struct lt_postgis *postgis, struct lt_text *sql, const char *name,
                      const char *tail)
{
    const char *const whole = lt_arena_printf(postgis->arena, "%s%s", name, tail);
    lt_text_add(sql, postgis->schema.data);
    lt_text_add(sql, ".");
    lt_sql_add_name(sql, whole == NULL ? "" : whole);
    sql->failed = sql->failed || whole == NULL;
}
