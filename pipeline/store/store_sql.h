/* SQLite with the program's errors. */
#ifndef LT_STORE_SQL_H
#define LT_STORE_SQL_H

#include <stdbool.h>

#include <sqlite3.h>

#include "liangtian/status.h"

/* Answers for the connection's last failure: a full disk is LT_E_LIMIT, the rest LT_E_IO. */
enum lt_status sql_fail(sqlite3 *db, const char *path, struct lt_error *err);
enum lt_status sql_open(const char *path, bool writable, sqlite3 **ret_db, struct lt_error *err);
enum lt_status sql_run(sqlite3 *db, const char *path, const char *sql, struct lt_error *err);
enum lt_status sql_prepare(sqlite3 *db, const char *path, const char *sql,
                           sqlite3_stmt **ret_statement, struct lt_error *err);
/* Runs a bound statement that answers no rows, and makes it ready for the next. */
enum lt_status sql_done(sqlite3_stmt *statement, const char *path, struct lt_error *err);
/* Steps to the next row; *ret_row is false at the end. */
enum lt_status sql_row(sqlite3_stmt *statement, const char *path, bool *ret_row,
                       struct lt_error *err);
/* One integer. */
enum lt_status sql_number(sqlite3 *db, const char *path, const char *sql, sqlite3_int64 *ret_number,
                          struct lt_error *err);

#endif
