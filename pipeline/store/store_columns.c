#include "store/store_columns.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "store/store_geometry.h"
#include "support/arena.h"
#include "support/text.h"

static const char *sql_type(enum column_kind kind)
{
    switch (kind) {
    case COLUMN_U32:
    case COLUMN_U64:
        return "INTEGER NOT NULL";
    case COLUMN_F64:
        return "REAL NOT NULL";
    case COLUMN_BOOL:
        return "BOOLEAN NOT NULL";
    case COLUMN_SHAPE:
        return "MULTIPOLYGON";
    case COLUMN_PERIOD:
    case COLUMN_TEXT:
    case COLUMN_CHARS:
    case COLUMN_WORD:
    case COLUMN_RULES:
        break;
    }
    return "TEXT NOT NULL";
}

static enum lt_status run_built(const struct columns_context *context, struct lt_text *sql,
                                struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(lt_text_check(sql, err));
    LT_TRY(sql_run(context->db, context->path, sql->data, err));
out:
    return status;
}

enum lt_status columns_create(const struct columns_context *context, const struct table *table,
                              struct lt_error *err)
{
    struct lt_text sql = {0};
    if (table->since > context->version) {
        return LT_OK;
    }
    lt_text_printf(&sql, "CREATE TABLE %s (fid INTEGER PRIMARY KEY NOT NULL", table->name);
    for (size_t i = 0; i < table->column_count; i++) {
        if (table->columns[i].since <= context->version) {
            lt_text_printf(&sql, ", %s %s", table->columns[i].name,
                           sql_type(table->columns[i].kind));
        }
    }
    lt_text_add(&sql, ")");
    const enum lt_status status = run_built(context, &sql, err);
    lt_text_finish(&sql);
    return status;
}

/* --- writing --- */

static enum lt_status bind_text(sqlite3_stmt *statement, int at, const char *text,
                                const struct column *column, struct lt_error *err)
{
    const size_t length = strlen(text);
    if (!lt_utf8_valid(text, length)) {
        return lt_fail(err, LT_E_BUG, "column %s: a text is not UTF-8", column->name);
    }
    return sqlite3_bind_text(statement, at, text, (int)length, SQLITE_TRANSIENT) == SQLITE_OK
               ? LT_OK
               : lt_fail_memory(err, "a ledger row");
}

static enum lt_status bind_rules(sqlite3_stmt *statement, int at, const char *const *rules,
                                 const struct column *column, struct lt_error *err)
{
    struct lt_text text = {0};
    enum lt_status status;
    lt_text_add(&text, "");
    for (size_t i = 0; i < LT_CASE_RULES && rules[i] != NULL; i++) {
        lt_text_printf(&text, "%s%s", i == 0 ? "" : " ", rules[i]);
    }
    LT_TRY(lt_text_check(&text, err));
    LT_TRY(bind_text(statement, at, text.data, column, err));
out:
    lt_text_finish(&text);
    return status;
}

static enum lt_status bind_shape(sqlite3_stmt *statement, int at, const struct lt_shape *shape,
                                 int32_t srs_id, struct lt_error *err)
{
    struct lt_text blob = {0};
    enum lt_status status = LT_OK;
    if (shape->n_rings == 0) {
        return LT_OK; /* unbound is NULL */
    }
    geometry_encode(shape, srs_id, &blob);
    LT_TRY(lt_text_check(&blob, err));
    if (sqlite3_bind_blob64(statement, at, blob.data, blob.length, SQLITE_TRANSIENT) != SQLITE_OK) {
        status = lt_fail_memory(err, "a ledger row");
    }
out:
    lt_text_finish(&blob);
    return status;
}

static enum lt_status bind_number(sqlite3_stmt *statement, int at, double number,
                                  const struct column *column, struct lt_error *err)
{
    if (!isfinite(number)) {
        return lt_fail(err, LT_E_BUG, "column %s: a number is not finite", column->name);
    }
    sqlite3_bind_double(statement, at, number);
    return LT_OK;
}

static enum lt_status bind(const struct columns_context *context, sqlite3_stmt *statement, int at,
                           const struct column *column, const char *row, struct lt_error *err)
{
    const void *field = row + column->offset;
    char period[LT_PERIOD_TEXT] = "";
    uint32_t word;
    switch (column->kind) {
    case COLUMN_U32:
        sqlite3_bind_int64(statement, at, *(const uint32_t *)field);
        return LT_OK;
    case COLUMN_U64:
        sqlite3_bind_int64(statement, at, (sqlite3_int64) * (const uint64_t *)field);
        return LT_OK;
    case COLUMN_F64:
        return bind_number(statement, at, *(const double *)field, column, err);
    case COLUMN_BOOL:
        sqlite3_bind_int64(statement, at, *(const bool *)field);
        return LT_OK;
    case COLUMN_PERIOD:
        if (*(const lt_period *)field != 0) {
            lt_period_format(*(const lt_period *)field, period);
        }
        return bind_text(statement, at, period, column, err);
    case COLUMN_TEXT: {
        const char *text = *(const char *const *)field;
        return bind_text(statement, at, text == NULL ? "" : text, column, err);
    }
    case COLUMN_CHARS:
        return bind_text(statement, at, field, column, err);
    case COLUMN_WORD:
        memcpy(&word, field, sizeof word);
        return word < column->words
                   ? bind_text(statement, at, column->word(word), column, err)
                   : lt_fail(err, LT_E_BUG, "column %s: no such value", column->name);
    case COLUMN_RULES:
        return bind_rules(statement, at, (const char *const *)field, column, err);
    case COLUMN_SHAPE:
        return bind_shape(statement, at, field, context->srs_id, err);
    }
    return LT_OK;
}

enum lt_status columns_prepare_insert(const struct columns_context *context,
                                      const struct table *table, sqlite3_stmt **ret_statement,
                                      struct lt_error *err)
{
    enum lt_status status;
    struct lt_text sql = {0};
    lt_text_printf(&sql, "INSERT INTO %s VALUES (?", table->name);
    for (size_t i = 0; i < table->column_count; i++) {
        lt_text_add(&sql, table->columns[i].since <= context->version ? ",?" : "");
    }
    lt_text_add(&sql, ")");
    LT_TRY(lt_text_check(&sql, err));
    LT_TRY(sql_prepare(context->db, context->path, sql.data, ret_statement, err));
out:
    lt_text_finish(&sql);
    return status;
}

enum lt_status columns_insert(const struct columns_context *context, const struct table *table,
                              const void *rows, size_t count, struct lt_error *err)
{
    enum lt_status status;
    sqlite3_stmt *statement = NULL;
    LT_TRY(columns_prepare_insert(context, table, &statement, err));
    for (size_t r = 0; r < count; r++) {
        const char *row = (const char *)rows + r * table->row_size;
        sqlite3_bind_int64(statement, 1, (sqlite3_int64)r + 1);
        for (size_t i = 0; i < table->column_count; i++) {
            LT_TRY(bind(context, statement, (int)i + 2, &table->columns[i], row, err));
        }
        LT_TRY(sql_done(statement, context->path, err));
    }
out:
    sqlite3_finalize(statement);
    return status;
}

/* --- reading --- */

static enum lt_status bad_value(const struct columns_context *context, const struct column *column,
                                struct lt_error *err)
{
    return lt_fail(err, LT_E_IO, "'%s' is damaged: column %s holds a value that does not belong",
                   context->path, column->name);
}

static bool read_rules(struct lt_arena *arena, const char *text, const char **rules)
{
    size_t count = 0;
    while (*text != '\0') {
        const size_t length = strcspn(text, " ");
        if (count == LT_CASE_RULES || length == 0) {
            return false;
        }
        rules[count] = lt_arena_text_n(arena, text, length);
        if (rules[count++] == NULL) {
            return false;
        }
        text += length;
        text += *text == ' ';
    }
    return true;
}

static bool read_word(const struct column *column, const char *text, uint32_t *ret_word)
{
    for (uint32_t i = 0; i < column->words; i++) {
        if (strcmp(column->word(i), text) == 0) {
            *ret_word = i;
            return true;
        }
    }
    return false;
}

static enum lt_status read_text(const struct columns_context *context, const struct column *column,
                                const char *text, void *field, struct lt_error *err)
{
    bool good = true;
    uint32_t word;
    if (column->kind == COLUMN_TEXT) {
        const char *copy = lt_arena_text(context->arena, text);
        memcpy(field, &copy, sizeof copy);
        return copy == NULL ? lt_fail_memory(err, "a ledger") : LT_OK;
    }
    switch (column->kind) {
    case COLUMN_PERIOD:
        good = *text == '\0' || lt_period_parse(text, field);
        break;
    case COLUMN_CHARS:
        good = strlen(text) < column->size;
        if (good) {
            memcpy(field, text, strlen(text) + 1);
        }
        break;
    case COLUMN_WORD:
        good = read_word(column, text, &word);
        if (good) {
            memcpy(field, &word, sizeof word);
        }
        break;
    default:
        good = read_rules(context->arena, text, field);
        break;
    }
    return good ? LT_OK : bad_value(context, column, err);
}

static enum lt_status read_shape(const struct columns_context *context, sqlite3_stmt *statement,
                                 int at, struct lt_shape *ret_shape, struct lt_error *err)
{
    if (sqlite3_column_type(statement, at) == SQLITE_NULL) {
        return LT_OK;
    }
    const void *blob = sqlite3_column_blob(statement, at);
    const size_t size = (size_t)sqlite3_column_bytes(statement, at);
    return geometry_decode(blob == NULL ? "" : blob, size, context->arena, ret_shape, err);
}

static enum lt_status read_field(const struct columns_context *context, sqlite3_stmt *statement,
                                 int at, const struct column *column, char *row,
                                 struct lt_error *err)
{
    void *field = row + column->offset;
    const int type = sqlite3_column_type(statement, at);
    const sqlite3_int64 whole = type == SQLITE_INTEGER ? sqlite3_column_int64(statement, at) : 0;
    switch (column->kind) {
    case COLUMN_U32:
        *(uint32_t *)field = (uint32_t)whole;
        return type == SQLITE_INTEGER && whole >= 0 && whole <= UINT32_MAX
                   ? LT_OK
                   : bad_value(context, column, err);
    case COLUMN_U64:
        *(uint64_t *)field = (uint64_t)whole;
        return type == SQLITE_INTEGER && whole >= 0 ? LT_OK : bad_value(context, column, err);
    case COLUMN_F64:
        *(double *)field = sqlite3_column_double(statement, at);
        return type == SQLITE_FLOAT ? LT_OK : bad_value(context, column, err);
    case COLUMN_BOOL:
        *(bool *)field = whole == 1;
        return type == SQLITE_INTEGER && (whole == 0 || whole == 1)
                   ? LT_OK
                   : bad_value(context, column, err);
    case COLUMN_SHAPE:
        return read_shape(context, statement, at, field, err);
    case COLUMN_PERIOD:
    case COLUMN_TEXT:
    case COLUMN_CHARS:
    case COLUMN_WORD:
    case COLUMN_RULES:
        break;
    }
    const char *text = (const char *)sqlite3_column_text(statement, at);
    return type == SQLITE_TEXT && text != NULL ? read_text(context, column, text, field, err)
                                               : bad_value(context, column, err);
}

/* " WHERE column = ?", or nothing. */
static void add_where(struct lt_text *sql, const char *column)
{
    if (column != NULL) {
        lt_text_printf(sql, " WHERE %s = ?", column);
    }
}

static enum lt_status prepare(const struct columns_context *context, const struct lt_text *sql,
                              const char *value, sqlite3_stmt **ret_statement, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(lt_text_check(sql, err));
    LT_TRY(sql_prepare(context->db, context->path, sql->data, ret_statement, err));
    if (value != NULL &&
        sqlite3_bind_text(*ret_statement, 1, value, -1, SQLITE_STATIC) != SQLITE_OK) {
        status = lt_fail_memory(err, "a ledger");
    }
out:
    return status;
}

static enum lt_status count_rows(const struct columns_context *context, const struct table *table,
                                 const char *column, const char *value, size_t *ret_count,
                                 struct lt_error *err)
{
    enum lt_status status;
    struct lt_text sql = {0};
    sqlite3_stmt *statement = NULL;
    bool more;
    lt_text_printf(&sql, "SELECT count(*) FROM %s", table->name);
    add_where(&sql, column);
    LT_TRY(prepare(context, &sql, value, &statement, err));
    LT_TRY(sql_row(statement, context->path, &more, err));
    *ret_count = more ? (size_t)sqlite3_column_int64(statement, 0) : 0;
out:
    sqlite3_finalize(statement);
    lt_text_finish(&sql);
    return status;
}

static enum lt_status prepare_select(const struct columns_context *context,
                                     const struct table *table, const char *column,
                                     const char *value, sqlite3_stmt **ret_statement,
                                     struct lt_error *err)
{
    enum lt_status status;
    struct lt_text sql = {0};
    lt_text_add(&sql, "SELECT fid");
    for (size_t i = 0; i < table->column_count; i++) {
        if (table->columns[i].since <= context->version) {
            lt_text_printf(&sql, ",%s", table->columns[i].name);
        }
    }
    lt_text_printf(&sql, " FROM %s", table->name);
    add_where(&sql, column);
    lt_text_add(&sql, " ORDER BY fid");
    LT_TRY(prepare(context, &sql, value, ret_statement, err));
out:
    lt_text_finish(&sql);
    return status;
}

enum lt_status columns_select_where(const struct columns_context *context,
                                    const struct table *table, const char *column,
                                    const char *value, void **ret_rows, size_t *ret_count,
                                    struct lt_error *err)
{
    enum lt_status status;
    sqlite3_stmt *statement = NULL;
    size_t count = 0, at = 0;
    bool more;
    if (table->since > context->version) {
        *ret_count = 0;
        *ret_rows = lt_arena_array(context->arena, 0, table->row_size);
        return *ret_rows == NULL ? lt_fail_memory(err, "a ledger") : LT_OK;
    }
    LT_TRY(count_rows(context, table, column, value, &count, err));
    char *rows = lt_arena_array(context->arena, count, table->row_size);
    if (rows == NULL) {
        status = lt_fail_memory(err, "a ledger");
        goto out;
    }
    LT_TRY(prepare_select(context, table, column, value, &statement, err));
    for (;;) {
        LT_TRY(sql_row(statement, context->path, &more, err));
        if (!more || at == count) {
            break;
        }
        char *row = rows + at++ * table->row_size;
        int field = 1;
        for (size_t i = 0; i < table->column_count; i++) {
            if (table->columns[i].since <= context->version) {
                LT_TRY(read_field(context, statement, field++, &table->columns[i], row, err));
            }
        }
    }
    if (more || at != count) {
        status = lt_fail(err, LT_E_IO, "'%s' is damaged: table %s loses rows", context->path,
                         table->name);
        goto out;
    }
    *ret_rows = rows;
    *ret_count = count;
out:
    sqlite3_finalize(statement);
    return status;
}

enum lt_status columns_select(const struct columns_context *context, const struct table *table,
                              void **ret_rows, size_t *ret_count, struct lt_error *err)
{
    return columns_select_where(context, table, NULL, NULL, ret_rows, ret_count, err);
}

enum lt_status columns_prepare(const struct columns_context *context, const struct table *table,
                               sqlite3_stmt **ret_statement, struct lt_error *err)
{
    return prepare_select(context, table, NULL, NULL, ret_statement, err);
}
