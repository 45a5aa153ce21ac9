/* libpq with the program's errors. */
#ifndef LT_POSTGIS_SQL_H
#define LT_POSTGIS_SQL_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>

#include "liangtian/postgis.h"
#include "support/text.h"

struct lt_arena;

struct lt_postgis {
    PGconn *connection;
    lt_stop_ask stop; /* asked while waiting */
    struct lt_arena *arena;
    struct lt_text schema;  /* its name, quoted */
    const char *schema_raw; /* and as it is */
    bool open;              /* a transaction is */
};

/* What failed, in the server's words without what may hold values: LT_E_LOCKED for a wait that grew too long, LT_E_LIMIT
 * for a full disk or memory there, else LT_E_IO. `result` NULL: the connection itself. */
enum lt_status postgis_fail(struct lt_postgis *postgis, const PGresult *result, const char *what,
                            struct lt_error *err);
/* Until all that was queued has gone to the server. */
enum lt_status postgis_flush(struct lt_postgis *postgis, const char *what, struct lt_error *err);
/* The last answer to what was sent, whatever it says; the caller clears it, set only on LT_OK. One that asks for rows ends
 * the wait, too. */
enum lt_status postgis_await(struct lt_postgis *postgis, const char *what, PGresult **ret_result,
                             struct lt_error *err);
/* Runs statements without parameters, and empties the text. */
enum lt_status postgis_run(struct lt_postgis *postgis, struct lt_text *sql, const char *what,
                           struct lt_error *err);
enum lt_status postgis_run_plain(struct lt_postgis *postgis, const char *sql, const char *what,
                                 struct lt_error *err);
/* One statement with parameters as texts (NULL is NULL); the caller clears the result, set only on LT_OK. `ret_result`
 * may be NULL. The text is emptied. */
enum lt_status postgis_ask(struct lt_postgis *postgis, struct lt_text *sql,
                           const char *const *values, size_t count, const char *what,
                           PGresult **ret_result, struct lt_error *err);
/* "schema"."name", with what stands behind the name before the quote. */
void postgis_add_name(const struct lt_postgis *postgis, struct lt_text *sql, const char *name,
                      const char *tail);

#endif
