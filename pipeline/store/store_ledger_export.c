/* The ledger as text: a line per row, table after table. */
#include <string.h>

#include "liangtian/store.h"
#include "store/store_geometry.h"
#include "store/store_layout.h"
#include "store/store_ledger_tables.h"
#include "store/store_ledger_text.h"
#include "store/store_manifest.h"
#include "support/arena.h"
#include "support/digest.h"
#include "support/files.h"
#include "support/json.h"
#include "support/output.h"

struct exporting {
    struct columns_context context;
    struct lt_output *output;
    struct lt_digest *all; /* of every line so far */
    struct lt_text line;
    struct lt_arena *row; /* shapes of the row at hand */
};

static enum lt_status put(struct exporting *x, struct lt_error *err)
{
    lt_digest_add(x->all, x->line.data, x->line.length);
    return lt_output_put(x->output, x->line.data, x->line.length, err);
}

/* The line's object is open: its digest and its end. */
static enum lt_status seal(struct exporting *x, struct lt_error *err)
{
    enum lt_status status;
    char hex[LT_DIGEST_TEXT];
    LT_TRY(lt_text_check(&x->line, err));
    LT_TRY(lt_digest_bytes(x->line.data, x->line.length, hex, err));
    lt_text_printf(&x->line, LEDGER_TEXT_SEAL "%s" LEDGER_TEXT_CLOSE "\n", hex);
    LT_TRY(lt_text_check(&x->line, err));
    LT_TRY(put(x, err));
out:
    x->line.length = 0;
    return status;
}

/* --- rows --- */

static enum lt_status add_shape(struct exporting *x, struct lt_json *json, const char *name,
                                sqlite3_stmt *statement, int at, struct lt_error *err)
{
    enum lt_status status;
    struct lt_shape shape;
    if (sqlite3_column_type(statement, at) == SQLITE_NULL) {
        lt_json_null(json, name);
        return LT_OK;
    }
    LT_TRY(geometry_decode(sqlite3_column_blob(statement, at),
                           (size_t)sqlite3_column_bytes(statement, at), x->row, &shape, err));
    lt_json_begin(json, name, '[');
    for (uint32_t r = 0, i = 0; r < shape.n_rings; r++) {
        lt_json_begin(json, NULL, '[');
        for (; i < shape.ring_end[r]; i++) {
            lt_json_range(json, NULL, shape.points[i].x, shape.points[i].y);
        }
        lt_json_end(json, ']');
    }
    lt_json_end(json, ']');
out:
    return status;
}

static enum lt_status add_field(struct exporting *x, struct lt_json *json,
                                const struct column *column, sqlite3_stmt *statement, int at,
                                struct lt_error *err)
{
    switch (column->kind) {
    case COLUMN_U32:
    case COLUMN_U64:
    case COLUMN_BOOL:
        lt_json_whole(json, column->name, (uint64_t)sqlite3_column_int64(statement, at));
        return LT_OK;
    case COLUMN_F64:
        lt_json_number(json, column->name, sqlite3_column_double(statement, at));
        return LT_OK;
    case COLUMN_SHAPE:
        return add_shape(x, json, column->name, statement, at, err);
    case COLUMN_PERIOD:
    case COLUMN_TEXT:
    case COLUMN_CHARS:
    case COLUMN_WORD:
    case COLUMN_RULES:
        break;
    }
    lt_json_text(json, column->name, (const char *)sqlite3_column_text(statement, at));
    return LT_OK;
}

static enum lt_status put_row(struct exporting *x, const struct table *table, uint64_t number,
                              sqlite3_stmt *statement, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_json json = {&x->line, true};
    int at = 1;
    lt_json_begin(&json, NULL, '{');
    lt_json_text(&json, "table", table->name);
    lt_json_whole(&json, "fid", number);
    lt_json_begin(&json, "row", '{');
    for (size_t i = 0; i < table->column_count; i++) {
        if (table->columns[i].since <= x->context.version) {
            LT_TRY(add_field(x, &json, &table->columns[i], statement, at++, err));
        }
    }
    lt_json_end(&json, '}');
    LT_TRY(seal(x, err));
out:
    return status;
}

static enum lt_status put_table(struct exporting *x, const struct table *table,
                                struct lt_ledger_text *text, struct lt_error *err)
{
    enum lt_status status;
    sqlite3_stmt *statement = NULL;
    uint64_t number = 0;
    bool more = true;
    if (table->since > x->context.version) {
        return LT_OK;
    }
    LT_TRY(columns_prepare(&x->context, table, &statement, err));
    for (;;) {
        LT_TRY(sql_row(statement, x->context.path, &more, err));
        if (!more) {
            break;
        }
        LT_TRY(lt_arena_create(&x->row, err));
        LT_TRY(put_row(x, table, ++number, statement, err));
        lt_arena_destroy(x->row);
        x->row = NULL;
    }
    text->rows += number;
out:
    sqlite3_finalize(statement);
    return status;
}

/* --- head and end --- */

static enum lt_status put_head(struct exporting *x, const struct lt_ledger_text *text,
                               struct lt_error *err)
{
    char period[LT_PERIOD_TEXT];
    struct lt_json json = {&x->line, true};
    lt_json_begin(&json, NULL, '{');
    lt_json_text(&json, "text", LEDGER_TEXT_NAME);
    lt_json_whole(&json, "format", LEDGER_TEXT_FORMAT);
    lt_json_whole(&json, "schema_version", (uint64_t)x->context.version);
    lt_json_text(&json, "period", lt_period_format(text->period, period));
    lt_json_text(&json, "published_at", text->published_at);
    lt_json_text(&json, "content", text->content);
    lt_json_text(&json, "base", text->base);
    lt_json_text(&json, "ledger_sha256", text->ledger_sha256);
    return seal(x, err);
}

static enum lt_status put_end(struct exporting *x, const struct lt_ledger_text *text,
                              struct lt_error *err)
{
    char hex[LT_DIGEST_TEXT];
    struct lt_json json = {&x->line, true};
    lt_digest_hex(x->all, hex);
    lt_json_begin(&json, NULL, '{');
    lt_json_whole(&json, "rows", text->rows);
    lt_json_text(&json, "all", hex);
    return seal(x, err);
}

/* What the manifest says of the ledger, which must have the bytes that it says. */
static enum lt_status describe(const char *output_dir, struct lt_arena *arena,
                               struct lt_ledger_text *text, const char **ret_ledger,
                               struct lt_error *err)
{
    enum lt_status status;
    struct lt_generation current;
    struct manifest manifest;
    LT_TRY(lt_generation_current(output_dir, arena, &current, err));
    if (current.id[0] == '\0') {
        return lt_fail(err, LT_E_INPUT, "nothing is published in '%s' yet: there is no ledger",
                       output_dir);
    }
    LT_TRY(manifest_read(current.folder, arena, &manifest, err));
    const struct manifest_period *own = manifest_period_at(&manifest, manifest.period);
    LT_TRY(LT_CHECK(own != NULL, err));
    LT_TRY(generation_check_ledger(&current, &manifest, arena, text->ledger_sha256, err));
    text->period = manifest.period;
    text->published_at = manifest.published_at;
    memcpy(text->content, own->content, sizeof text->content);
    memcpy(text->base, own->base, sizeof text->base);
    *ret_ledger = lt_generation_ledger_path(&current, arena);
    status = *ret_ledger == NULL ? lt_fail_memory(err, "a path") : LT_OK;
out:
    return status;
}

enum lt_status lt_ledger_export(const char *output_dir, const char *path, bool secret,
                                struct lt_ledger_text *ret_text, struct lt_arena *arena,
                                struct lt_error *err)
{
    enum lt_status status;
    struct exporting x = {.context = {.arena = arena}};
    struct lt_ledger_text text = {0};
    const char *crs;
    LT_TRY(describe(output_dir, arena, &text, &x.context.path, err));
    LT_TRY(lt_digest_create(&x.all, err));
    LT_TRY(sql_open(x.context.path, false, &x.context.db, err));
    LT_TRY(ledger_open_version(&x.context, &crs, err));
    LT_TRY(lt_output_open(path, &x.output, err));
    LT_TRY(secret ? lt_output_keep_private(x.output, err) : LT_OK);
    LT_TRY(put_head(&x, &text, err));
    for (size_t i = 0; i < ledger_content_count; i++) {
        LT_TRY(put_table(&x, ledger_contents[i].table, &text, err));
    }
    LT_TRY(put_end(&x, &text, err));
    LT_TRY(lt_output_commit(x.output, err));
    *ret_text = text;
out:
    lt_output_close(x.output);
    sqlite3_close(x.context.db);
    lt_text_finish(&x.line);
    lt_digest_destroy(x.all);
    lt_arena_destroy(x.row);
    return status;
}
