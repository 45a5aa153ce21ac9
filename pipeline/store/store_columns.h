/* Tables of the ledger file as data: one list of columns creates, fills and reads a table. */
#ifndef LT_STORE_COLUMNS_H
#define LT_STORE_COLUMNS_H

#include <stddef.h>
#include <stdint.h>

#include "liangtian/ledger.h"
#include "store/store_sql.h"

struct lt_arena;

enum column_kind {
    COLUMN_U32,
    COLUMN_U64,
    COLUMN_F64,
    COLUMN_BOOL,
    COLUMN_PERIOD, /* "2026H1", "" for none */
    COLUMN_TEXT,   /* const char * */
    COLUMN_CHARS,  /* char[size] */
    COLUMN_WORD,   /* an enumeration by its stable words */
    COLUMN_RULES,  /* const char *[LT_CASE_RULES], ids with spaces between them */
    COLUMN_SHAPE,  /* GeoPackage geometry, NULL when empty */
};

struct column {
    const char *name;
    int since; /* version of the tables that brought it; 0: the first that is read */
    enum column_kind kind;
    size_t offset;
    size_t size;                         /* CHARS */
    const char *(*word)(uint32_t value); /* WORD */
    uint32_t words;
};

struct table {
    const char *name;
    int since; /* the same */
    const struct column *columns;
    size_t column_count;
    size_t row_size;
};

struct columns_context {
    sqlite3 *db;
    const char *path;
    int32_t srs_id;
    int version; /* of the file's tables: what came later is not in it, and reads as nothing */
    struct lt_arena *arena; /* reading: owns texts and shapes */
};

/* CREATE TABLE with `fid INTEGER PRIMARY KEY` before the columns; nothing where the context's version has no such table. */
enum lt_status columns_create(const struct columns_context *context, const struct table *table,
                              struct lt_error *err);
/* "INSERT" of fid and the columns that the context's version has. */
enum lt_status columns_prepare_insert(const struct columns_context *context,
                                      const struct table *table, sqlite3_stmt **ret_statement,
                                      struct lt_error *err);
/* Rows in the order given, in tables of the last version, fid 1 … count. LT_E_BUG for a number that is not finite or a text that
 * is not UTF-8. */
enum lt_status columns_insert(const struct columns_context *context, const struct table *table,
                              const void *rows, size_t count, struct lt_error *err);
/* All rows by fid, in the context's arena. LT_E_IO when a value does not belong in its column. */
enum lt_status columns_select(const struct columns_context *context, const struct table *table,
                              void **ret_rows, size_t *ret_count, struct lt_error *err);
/* "SELECT fid, columns" of the columns that the file has, by fid; fields count from 1. */
enum lt_status columns_prepare(const struct columns_context *context, const struct table *table,
                               sqlite3_stmt **ret_statement, struct lt_error *err);
/* The rows whose column holds the value (a number as text), by fid. */
enum lt_status columns_select_where(const struct columns_context *context,
                                    const struct table *table, const char *column,
                                    const char *value, void **ret_rows, size_t *ret_count,
                                    struct lt_error *err);

#endif
