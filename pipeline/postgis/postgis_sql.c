#include "postgis/postgis_sql.h"

#include <errno.h>
#include <poll.h>
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

/* --- waiting --- */

/* Cancelled, the server lets go of its locks now, and not when it finds that nobody listens. */
static void give_up(struct lt_postgis *postgis)
{
    char ignored[256];
    PGcancel *const cancel = PQgetCancel(postgis->connection);
    (void)PQcancel(cancel, ignored, sizeof ignored);
    PQfreeCancel(cancel);
    postgis->open = false; /* it goes with the connection */
}

/* Until the line can be read, or written where that is asked for, or a second is over. */
static enum lt_status wait_line(struct lt_postgis *postgis, short events, const char *what,
                                struct lt_error *err)
{
    enum { SECOND = 1000 };
    struct pollfd line = {.fd = PQsocket(postgis->connection), .events = events};
    const enum lt_status status = postgis->stop(err);
    if (status != LT_OK) {
        give_up(postgis);
        return status;
    }
    return line.fd >= 0 && (poll(&line, 1, SECOND) >= 0 || errno == EINTR)
               ? LT_OK
               : postgis_fail(postgis, NULL, what, err);
}

/* The server may have something to say before it takes more. A line that broke is told by what is asked of it next. */
enum lt_status postgis_flush(struct lt_postgis *postgis, const char *what, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    int left;
    while ((left = PQflush(postgis->connection)) > 0) {
        LT_TRY(wait_line(postgis, POLLIN | POLLOUT, what, err));
        (void)PQconsumeInput(postgis->connection);
    }
    status = left < 0 ? postgis_fail(postgis, NULL, what, err) : LT_OK;
out:
    return status;
}

enum lt_status postgis_await(struct lt_postgis *postgis, const char *what, PGresult **ret_result,
                             struct lt_error *err)
{
    enum lt_status status;
    PGresult *last = NULL, *next = NULL;
    LT_TRY(postgis_flush(postgis, what, err));
    do {
        while (PQisBusy(postgis->connection)) {
            LT_TRY(wait_line(postgis, POLLIN, what, err));
            if (PQconsumeInput(postgis->connection) == 0) {
                break;
            }
        }
        next = PQgetResult(postgis->connection);
        if (next != NULL) {
            PQclear(last);
            last = next;
        }
    } while (next != NULL && PQresultStatus(next) != PGRES_COPY_IN);
    *ret_result = last;
    last = NULL;
out:
    PQclear(last);
    return status;
}

/* --- asking --- */

/* What was sent (`sent` 1), and what it came to. `ret_result` may be NULL. */
static enum lt_status finish(struct lt_postgis *postgis, int sent, const char *what,
                             PGresult **ret_result, struct lt_error *err)
{
    enum lt_status status;
    PGresult *result = NULL;
    LT_TRY(sent == 1 ? postgis_await(postgis, what, &result, err)
                     : postgis_fail(postgis, NULL, what, err));
    const ExecStatusType how = PQresultStatus(result);
    if (how != PGRES_COMMAND_OK && how != PGRES_TUPLES_OK) {
        status = postgis_fail(postgis, result, what, err);
    } else if (ret_result != NULL) {
        *ret_result = result;
        result = NULL;
    }
out:
    PQclear(result);
    return status;
}

enum lt_status postgis_run_plain(struct lt_postgis *postgis, const char *sql, const char *what,
                                 struct lt_error *err)
{
    return finish(postgis, PQsendQuery(postgis->connection, sql), what, NULL, err);
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
    if (status == LT_OK) {
        const int sent = PQsendQueryParams(postgis->connection, sql->data, (int)count, NULL, values,
                                           NULL, NULL, 0);
        status = finish(postgis, sent, what, ret_result, err);
    }
    sql->length = 0;
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
