/* The connection: opened by an explicit option alone, with limits of time, and one transaction. */
#include <stdlib.h>
#include <string.h>

#include "postgis/postgis_sql.h"
#include "support/arena.h"
#include "support/geopackage.h"

/* --- what is given --- */

static enum lt_status check_schema(const char *schema, struct lt_error *err)
{
    enum { NAME_MOST = 63 }; /* bytes; the server would cut what is longer */
    const size_t length = strlen(schema);
    if (length == 0 || length > NAME_MOST || lt_starts_with(schema, "pg_")) {
        return lt_fail(err, LT_E_USAGE,
                       "'%s' is no name for a schema: 1 to 63 bytes, not beginning with pg_",
                       schema);
    }
    return lt_utf8_valid(schema, length)
               ? LT_OK
               : lt_fail(err, LT_E_USAGE, "the name of the schema is not UTF-8");
}

static bool is_secret(const char *keyword)
{
    return strcmp(keyword, "password") == 0 || strcmp(keyword, "sslpassword") == 0;
}

/* libpq says what is wrong with a DSN by repeating parts of it, which may be the password. */
enum lt_status lt_postgis_check(const struct lt_postgis_target *target, bool *ret_password,
                                struct lt_error *err)
{
    PQconninfoOption *const options = PQconninfoParse(target->dsn, NULL);
    if (options == NULL) {
        return lt_fail(err, LT_E_USAGE,
                       "--postgis takes a DSN of libpq, 'host=… dbname=…', 'service=…' or "
                       "postgresql://…; the one given cannot be read, and is not repeated here");
    }
    *ret_password = false;
    for (const PQconninfoOption *one = options; one->keyword != NULL; one++) {
        if (one->val != NULL && one->val[0] != '\0' && is_secret(one->keyword)) {
            *ret_password = true;
        }
    }
    PQconninfoFree(options);
    return check_schema(target->schema, err);
}

/* --- connecting --- */

/* libpq writes them to stderr else, past the log. */
static void ignore_notice(void *context, const PGresult *result)
{
    (void)context;
    (void)result;
}

static void hide(char *text, const char *secret)
{
    const size_t length = secret == NULL ? 0 : strlen(secret);
    for (char *at = text; length > 0 && (at = strstr(at, secret)) != NULL; at += length) {
        memset(at, '*', length);
    }
}

/* libpq's words name host, user and database. They hold no password today; none gets out by a later version either. */
static enum lt_status fail_connect(struct lt_postgis *postgis, struct lt_error *err)
{
    char *const text = lt_arena_text(postgis->arena, PQerrorMessage(postgis->connection));
    if (text == NULL) {
        return lt_fail_memory(err, "a message");
    }
    for (size_t end = strlen(text); end > 0 && text[end - 1] == '\n'; end--) {
        text[end - 1] = '\0';
    }
    PQconninfoOption *const options = PQconninfo(postgis->connection);
    for (const PQconninfoOption *one = options; one != NULL && one->keyword != NULL; one++) {
        hide(text, is_secret(one->keyword) ? one->val : NULL);
    }
    PQconninfoFree(options);
    return lt_fail(err, LT_E_IO, "cannot connect to the database: %s", text);
}

/* A server that is gone is found out by the network. */
static const char *const keywords[] = {
    "connect_timeout",  "keepalives_idle",  "keepalives_interval",
    "keepalives_count", "tcp_user_timeout", "fallback_application_name",
    "dbname",           "client_encoding",  NULL};
enum { LIMITS = 5 }; /* the first of them, in order */

/* Takes away the limits that DSN, service or environment give: libpq prefers what is passed to a service and to the
 * environment. What these come to it tells of a connection alone, and also of one that it refuses to begin. */
static enum lt_status leave_limits(const char *dsn, const char *values[LIMITS],
                                   struct lt_error *err)
{
    static const char *const dry[] = {"dbname", "sslmode", NULL};
    PGconn *const none = PQconnectStartParams(dry, (const char *const[]){dsn, "(none)", NULL}, 1);
    PQconninfoOption *const options = PQconninfo(none);
    PQfinish(none);
    if (options == NULL) {
        return lt_fail_memory(err, "the connection");
    }
    for (const PQconninfoOption *one = options; one->keyword != NULL; one++) {
        for (size_t i = 0; i < LIMITS; i++) {
            if (one->val != NULL && one->val[0] != '\0' && strcmp(one->keyword, keywords[i]) == 0) {
                values[i] = NULL;
            }
        }
    }
    PQconninfoFree(options);
    return LT_OK;
}

/* The DSN stands between what it may change and what it may not. */
static enum lt_status connect_to(struct lt_postgis *postgis, const char *dsn, struct lt_error *err)
{
    enum lt_status status;
    const char *values[] = {"10", "30", "10", "3", "120000", "liangtian", dsn, "UTF8", NULL};
    LT_TRY(leave_limits(dsn, values, err));
    postgis->connection = PQconnectdbParams(keywords, values, 1);
    if (postgis->connection == NULL) {
        return lt_fail_memory(err, "the connection");
    }
    if (PQstatus(postgis->connection) != CONNECTION_OK) {
        return fail_connect(postgis, err);
    }
    (void)PQsetNoticeReceiver(postgis->connection, ignore_notice, NULL);
    (void)PQsetnonblocking(postgis->connection, 1); /* a wait is ours, and can be ended */
out:
    return status;
}

/* --- the transaction --- */

/* A limit that the role, the database or the DSN has set stands. A server that does not know one of them goes without. The
 * last one: a loader that is killed while the server works for it holds its locks no longer than this. */
static const char limits[] =
    "SELECT pg_catalog.set_config(l.name, l.value, true) FROM (VALUES ('lock_timeout', '10min'),"
    " ('statement_timeout', '2h'), ('idle_in_transaction_session_timeout', '10min'),"
    " ('client_connection_check_interval', '10s')) l(name, value)"
    " WHERE pg_catalog.current_setting(l.name, true) = '0'";

/* Nothing is looked up in schemas where others may have put something. */
static enum lt_status find_postgis(struct lt_postgis *postgis, struct lt_error *err)
{
    enum lt_status status;
    struct lt_text sql = {0};
    PGresult *found = NULL;
    lt_text_add(&sql,
                "SELECT n.nspname FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n"
                " ON n.oid = e.extnamespace WHERE e.extname = 'postgis'");
    LT_TRY(postgis_ask(postgis, &sql, NULL, 0, "looking for PostGIS", &found, err));
    if (PQntuples(found) == 0) {
        status =
            lt_fail(err, LT_E_IO,
                    "the database '%s' has no PostGIS: its owner says CREATE EXTENSION postgis",
                    PQdb(postgis->connection));
        goto out;
    }
    lt_text_add(&sql, "SET LOCAL search_path TO pg_catalog, ");
    lt_sql_add_name(&sql, PQgetvalue(found, 0, 0));
    LT_TRY(postgis_run(postgis, &sql, "finding PostGIS", err));
out:
    PQclear(found);
    lt_text_finish(&sql);
    return status;
}

static enum lt_status begin(struct lt_postgis *postgis, struct lt_error *err)
{
    enum lt_status status;
    struct lt_text sql = {0};
    const char *const values[] = {postgis->schema_raw};
    LT_TRY(postgis_run_plain(postgis, "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
                             "beginning", err));
    postgis->open = true;
    LT_TRY(postgis_run_plain(postgis, limits, "setting limits of time", err));
    LT_TRY(
        postgis_run_plain(postgis, "SET LOCAL standard_conforming_strings = on", "beginning", err));
    LT_TRY(find_postgis(postgis, err));
    /* one loader a schema at a time: the lock goes with the transaction */
    lt_text_add(&sql, "SELECT pg_advisory_xact_lock(hashtextextended('liangtian ' || $1, 0))");
    LT_TRY(postgis_ask(postgis, &sql, values, 1, "waiting for another load", NULL, err));
out:
    lt_text_finish(&sql);
    return status;
}

enum lt_status lt_postgis_begin(const struct lt_postgis_target *target, lt_stop_ask stop,
                                struct lt_postgis **ret_postgis, struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    LT_TRY(lt_arena_create(&arena, err));
    struct lt_postgis *postgis = lt_arena_array(arena, 1, sizeof *postgis);
    if (postgis == NULL) {
        lt_arena_destroy(arena);
        return lt_fail_memory(err, "the connection");
    }
    postgis->arena = arena;
    postgis->stop = stop;
    postgis->schema_raw = target->schema;
    lt_sql_add_name(&postgis->schema, target->schema);
    status = lt_text_check(&postgis->schema, err);
    status = status == LT_OK ? connect_to(postgis, target->dsn, err) : status;
    status = status == LT_OK ? begin(postgis, err) : status;
    if (status != LT_OK) {
        lt_postgis_close(postgis);
        return status;
    }
    *ret_postgis = postgis;
out:
    return status;
}

enum lt_status lt_postgis_commit(struct lt_postgis *postgis, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    PGresult *result = PQexec(postgis->connection, "COMMIT");
    /* a transaction that failed before answers ROLLBACK, and no error */
    if (PQresultStatus(result) != PGRES_COMMAND_OK || strcmp(PQcmdStatus(result), "COMMIT") != 0) {
        status = postgis_fail(postgis, result, "committing", err);
    }
    postgis->open = false;
    PQclear(result);
    return status;
}

void lt_postgis_close(struct lt_postgis *postgis)
{
    if (postgis == NULL) {
        return;
    }
    if (postgis->open && PQstatus(postgis->connection) == CONNECTION_OK) {
        PQclear(PQexec(postgis->connection, "ROLLBACK"));
    }
    PQfinish(postgis->connection);
    lt_text_finish(&postgis->schema);
    lt_arena_destroy(postgis->arena);
}
