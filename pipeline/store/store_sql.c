#include "store/store_sql.h"

#include <stddef.h>

enum lt_status sql_fail(sqlite3 *db, const char *path, struct lt_error *err)
{
    const int code = sqlite3_errcode(db) & 0xFF;
    if (code == SQLITE_NOMEM) {
        return lt_fail_memory(err, path);
    }
    return lt_fail(err, code == SQLITE_FULL ? LT_E_LIMIT : LT_E_IO, "'%s': %s", path,
                   sqlite3_errmsg(db));
}

enum lt_status sql_open(const char *path, bool writable, sqlite3 **ret_db, struct lt_error *err)
{
    sqlite3 *db = NULL;
    const int flags =
        (writable ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY) |
        SQLITE_OPEN_NOMUTEX;
    enum lt_status status;
    if (sqlite3_open_v2(path, &db, flags, NULL) != SQLITE_OK) {
        status = sql_fail(db, path, err);
        goto out;
    }
    /* a file made elsewhere must not run anything of its own */
    LT_TRY(sql_run(db, path, "PRAGMA trusted_schema=OFF", err));
    *ret_db = db;
    db = NULL;
out:
    sqlite3_close(db);
    return status;
}

enum lt_status sql_run(sqlite3 *db, const char *path, const char *sql, struct lt_error *err)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK ? LT_OK : sql_fail(db, path, err);
}

enum lt_status sql_prepare(sqlite3 *db, const char *path, const char *sql,
                           sqlite3_stmt **ret_statement, struct lt_error *err)
{
    return sqlite3_prepare_v2(db, sql, -1, ret_statement, NULL) == SQLITE_OK
               ? LT_OK
               : sql_fail(db, path, err);
}

enum lt_status sql_done(sqlite3_stmt *statement, const char *path, struct lt_error *err)
{
    if (sqlite3_step(statement) != SQLITE_DONE) {
        return sql_fail(sqlite3_db_handle(statement), path, err);
    }
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return LT_OK;
}

enum lt_status sql_row(sqlite3_stmt *statement, const char *path, bool *ret_row,
                       struct lt_error *err)
{
    const int code = sqlite3_step(statement);
    *ret_row = code == SQLITE_ROW;
    return code == SQLITE_ROW || code == SQLITE_DONE
               ? LT_OK
               : sql_fail(sqlite3_db_handle(statement), path, err);
}

enum lt_status sql_number(sqlite3 *db, const char *path, const char *sql, sqlite3_int64 *ret_number,
                          struct lt_error *err)
{
    enum lt_status status;
    sqlite3_stmt *statement = NULL;
    bool row;
    LT_TRY(sql_prepare(db, path, sql, &statement, err));
    LT_TRY(sql_row(statement, path, &row, err));
    *ret_number = row ? sqlite3_column_int64(statement, 0) : 0;
out:
    sqlite3_finalize(statement);
    return status;
}
