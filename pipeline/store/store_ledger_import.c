/* The ledger back from its text: into a plain GeoPackage first, so that the reader of ledgers judges every value and
 * brings older tables up to date. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "liangtian/store.h"
#include "store/store_geometry.h"
#include "store/store_ledger_tables.h"
#include "store/store_ledger_text.h"
#include "store/store_manifest.h"
#include "support/arena.h"
#include "support/array.h"
#include "support/digest.h"
#include "support/files.h"

enum { SEAL = sizeof LEDGER_TEXT_SEAL - 1 + 64 + sizeof LEDGER_TEXT_CLOSE - 1 };

struct importing {
    struct columns_context context; /* of the file that is filled */
    const char *path;
    FILE *file;
    char *line; /* without its end and its seal, closed again */
    size_t capacity, length, number;
    struct lt_digest *all;
    size_t table; /* in ledger_contents */
    uint64_t fid; /* of its last row */
    sqlite3_stmt *insert;
    struct lt_point *points;
    uint32_t *ring_end;
    size_t point_capacity, ring_capacity;
};

static enum lt_status fault(const struct importing *x, const char *what, struct lt_error *err)
{
    return lt_fail(err, LT_E_INPUT, "'%s', line %zu: %s", x->path, x->number, what);
}

/* --- lines --- */

static enum lt_status check_seal(struct importing *x, struct lt_error *err)
{
    char hex[LT_DIGEST_TEXT];
    if (x->length <= SEAL) {
        return fault(x, "it is no object of this form", err);
    }
    char *seal = x->line + x->length - SEAL;
    const enum lt_status status = lt_digest_bytes(x->line, x->length - SEAL, hex, err);
    if (status != LT_OK) {
        return status;
    }
    if (strncmp(seal, LEDGER_TEXT_SEAL, sizeof LEDGER_TEXT_SEAL - 1) != 0 ||
        strncmp(seal + sizeof LEDGER_TEXT_SEAL - 1, hex, 64) != 0 ||
        strcmp(seal + SEAL - (sizeof LEDGER_TEXT_CLOSE - 1), LEDGER_TEXT_CLOSE) != 0) {
        return fault(x, "its digest is not that of its text", err);
    }
    seal[0] = '}';
    seal[1] = '\0';
    x->length -= SEAL - 1;
    return LT_OK;
}

/* The next line as JSON; *ret_object NULL where the text ends. */
static enum lt_status next(struct importing *x, json_t **ret_object, struct lt_error *err)
{
    enum lt_status status;
    *ret_object = NULL;
    errno = 0;
    const ssize_t got = getline(&x->line, &x->capacity, x->file);
    if (got < 0) {
        return feof(x->file) ? LT_OK
                             : lt_fail(err, lt_io_status(errno), "cannot read '%s': %s", x->path,
                                       strerror(errno));
    }
    x->number++;
    x->length = (size_t)got;
    const bool ended = x->line[x->length - 1] == '\n';
    if (ended) {
        x->line[--x->length] = '\0';
    }
    if (!ended || strlen(x->line) != x->length) {
        return fault(x, "its digest is not that of its text", err);
    }
    LT_TRY(check_seal(x, err));
    *ret_object = json_loadb(x->line, x->length, JSON_REJECT_DUPLICATES, NULL);
    if (*ret_object == NULL) {
        status = fault(x, "it is no object of this form", err);
    }
out:
    return status;
}

/* What is digested of a line is the line as it stood; its seal was cut off and follows from it. */
static void digest_line(struct importing *x)
{
    char hex[LT_DIGEST_TEXT] = "";
    (void)lt_digest_bytes(x->line, x->length - 1, hex, NULL); /* as check_seal did */
    lt_digest_add(x->all, x->line, x->length - 1);
    lt_digest_add(x->all, LEDGER_TEXT_SEAL, sizeof LEDGER_TEXT_SEAL - 1);
    lt_digest_add(x->all, hex, strlen(hex));
    lt_digest_add(x->all, LEDGER_TEXT_CLOSE "\n", sizeof LEDGER_TEXT_CLOSE);
}

/* --- head --- */

static enum lt_status read_head(struct importing *x, struct lt_ledger_text *text,
                                struct lt_error *err)
{
    enum lt_status status;
    json_t *head;
    const char *name, *period, *published_at, *content, *base, *sha256;
    int format, version;
    LT_TRY(next(x, &head, err));
    if (head == NULL ||
        json_unpack(head, "{s:s, s:i, s:i, s:s, s:s, s:s, s:s, s:s}", "text", &name, "format",
                    &format, "schema_version", &version, "period", &period, "published_at",
                    &published_at, "content", &content, "base", &base, "ledger_sha256",
                    &sha256) != 0 ||
        strcmp(name, LEDGER_TEXT_NAME) != 0 || format != LEDGER_TEXT_FORMAT ||
        version < LEDGER_SCHEMA_FIRST || version > LEDGER_SCHEMA ||
        !lt_period_parse(period, &text->period) ||
        !manifest_read_digest(content, false, text->content) ||
        !manifest_read_digest(base, true, text->base) ||
        !manifest_read_digest(sha256, false, text->ledger_sha256)) {
        status = lt_fail(err, LT_E_INPUT, "'%s' is no ledger as text, or one of another version",
                         x->path);
        goto out;
    }
    x->context.version = version;
    text->published_at = lt_arena_text(x->context.arena, published_at);
    if (text->published_at == NULL) {
        status = lt_fail_memory(err, "the head of the text");
        goto out;
    }
    digest_line(x);
out:
    json_decref(head);
    return status;
}

/* --- rows --- */

static bool read_point(const json_t *item, struct lt_point *ret_point)
{
    const json_t *px = json_array_get(item, 0), *py = json_array_get(item, 1);
    *ret_point = (struct lt_point){json_number_value(px), json_number_value(py)};
    return json_array_size(item) == 2 && json_is_number(px) && json_is_number(py);
}

static bool read_shape(struct importing *x, const json_t *rings, struct lt_shape *ret_shape)
{
    size_t count = 0;
    const size_t ring_count = json_array_size(rings);
    if (!json_is_array(rings) || ring_count == 0 ||
        lt_array_reserve(&x->ring_end, &x->ring_capacity, ring_count, sizeof *x->ring_end, NULL) !=
            LT_OK) {
        return false;
    }
    for (size_t r = 0; r < ring_count; r++) {
        const json_t *ring = json_array_get(rings, r);
        const size_t size = json_array_size(ring);
        if (lt_array_reserve(&x->points, &x->point_capacity, count + size + 1, sizeof *x->points,
                             NULL) != LT_OK) {
            return false;
        }
        for (size_t i = 0; i < size; i++) {
            if (!read_point(json_array_get(ring, i), &x->points[count++])) {
                return false;
            }
        }
        x->ring_end[r] = (uint32_t)count;
    }
    *ret_shape = (struct lt_shape){.n_rings = (uint32_t)ring_count,
                                   .n_points = (uint32_t)count,
                                   .ring_end = x->ring_end,
                                   .points = x->points};
    return count <= UINT32_MAX && geometry_holds(ret_shape);
}

static bool bind_shape(struct importing *x, int at, const json_t *value)
{
    struct lt_shape shape;
    struct lt_text blob = {0};
    if (json_is_null(value)) {
        return true;
    }
    if (!read_shape(x, value, &shape)) {
        return false;
    }
    geometry_encode(&shape, -1, &blob);
    const bool bound = !blob.failed && sqlite3_bind_blob64(x->insert, at, blob.data, blob.length,
                                                           SQLITE_TRANSIENT) == SQLITE_OK;
    lt_text_finish(&blob);
    return bound;
}

static bool bind(struct importing *x, int at, const struct column *column, const json_t *value)
{
    switch (column->kind) {
    case COLUMN_U32:
    case COLUMN_U64:
    case COLUMN_BOOL:
        sqlite3_bind_int64(x->insert, at, json_integer_value(value));
        return json_is_integer(value);
    case COLUMN_F64:
        sqlite3_bind_double(x->insert, at, json_number_value(value));
        return json_is_number(value);
    case COLUMN_SHAPE:
        return bind_shape(x, at, value);
    case COLUMN_PERIOD:
    case COLUMN_TEXT:
    case COLUMN_CHARS:
    case COLUMN_WORD:
    case COLUMN_RULES:
        break;
    }
    return json_is_string(value) && sqlite3_bind_text(x->insert, at, json_string_value(value), -1,
                                                      SQLITE_TRANSIENT) == SQLITE_OK;
}

static enum lt_status insert_row(struct importing *x, const struct table *table, const json_t *row,
                                 struct lt_error *err)
{
    size_t known = 0;
    sqlite3_bind_int64(x->insert, 1, (sqlite3_int64)x->fid);
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        if (column->since > x->context.version) {
            continue;
        }
        if (!bind(x, (int)known++ + 2, column, json_object_get(row, column->name))) {
            return lt_fail(err, LT_E_INPUT, "'%s', line %zu: column %s holds another kind of value",
                           x->path, x->number, column->name);
        }
    }
    return json_object_size(row) == known ? sql_done(x->insert, x->context.path, err)
                                          : fault(x, "it is no object of this form", err);
}

/* Tables come in their order, and in each the rows 1, 2, 3 … */
static enum lt_status find_table(struct importing *x, const char *name, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    while (x->insert == NULL || strcmp(ledger_contents[x->table].table->name, name) != 0) {
        x->table += x->insert != NULL;
        sqlite3_finalize(x->insert);
        x->insert = NULL;
        x->fid = 0;
        if (x->table == ledger_content_count) {
            return fault(x, "it is no object of this form", err);
        }
        if (ledger_contents[x->table].table->since > x->context.version) {
            x->table++;
            continue;
        }
        LT_TRY(
            columns_prepare_insert(&x->context, ledger_contents[x->table].table, &x->insert, err));
    }
out:
    return status;
}

static enum lt_status take_row(struct importing *x, json_t *object, struct lt_error *err)
{
    enum lt_status status;
    const char *name;
    json_int_t fid;
    json_t *row;
    if (json_unpack(object, "{s:s, s:I, s:o}", "table", &name, "fid", &fid, "row", &row) != 0) {
        return fault(x, "it is no object of this form", err);
    }
    LT_TRY(find_table(x, name, err));
    if (fid != (json_int_t)++x->fid) {
        status = lt_fail(err, LT_E_INPUT, "'%s', line %zu: row %llu of table %s is expected",
                         x->path, x->number, (unsigned long long)x->fid, name);
        goto out;
    }
    LT_TRY(insert_row(x, ledger_contents[x->table].table, row, err));
    digest_line(x);
out:
    return status;
}

static enum lt_status check_end(struct importing *x, const json_t *object, uint64_t rows,
                                struct lt_error *err)
{
    char hex[LT_DIGEST_TEXT];
    const char *all = json_string_value(json_object_get(object, "all"));
    lt_digest_hex(x->all, hex);
    if (all == NULL || strcmp(all, hex) != 0 ||
        json_integer_value(json_object_get(object, "rows")) != (json_int_t)rows) {
        return fault(x, "its digest is not that of its text", err);
    }
    return fgetc(x->file) == EOF ? LT_OK : fault(x, "text behind the end", err);
}

static enum lt_status take_rows(struct importing *x, struct lt_ledger_text *text,
                                struct lt_error *err)
{
    enum lt_status status;
    json_t *object = NULL;
    for (bool ended = false; !ended;) {
        LT_TRY(next(x, &object, err));
        if (object == NULL) {
            status = fault(x, "the text ends here, but not with its end", err);
            goto out;
        }
        ended = json_object_get(object, "all") != NULL;
        LT_TRY(ended ? check_end(x, object, text->rows, err) : take_row(x, object, err));
        text->rows += !ended;
        json_decref(object);
        object = NULL;
    }
out:
    json_decref(object);
    return status;
}

/* --- in order --- */

static enum lt_status fill(struct importing *x, struct lt_ledger_text *text, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(sql_open(x->context.path, true, &x->context.db, err));
    LT_TRY(sql_run(x->context.db, x->context.path,
                   "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA "
                   "application_id=1196444487; BEGIN",
                   err));
    for (size_t i = 0; i < ledger_content_count; i++) {
        LT_TRY(columns_create(&x->context, ledger_contents[i].table, err));
    }
    LT_TRY(take_rows(x, text, err));
    LT_TRY(sql_run(x->context.db, x->context.path, "COMMIT", err));
out:
    sqlite3_finalize(x->insert);
    sqlite3_close(x->context.db);
    return status;
}

/* A value that does not belong is the text's fault. */
static enum lt_status read_filled(const struct importing *x, struct lt_ledger *ret_ledger,
                                  struct lt_error *err)
{
    struct lt_error cause = {0};
    const enum lt_status status = lt_ledger_read(x->context.path, ret_ledger, &cause);
    return status == LT_OK
               ? LT_OK
               : lt_fail(err, status == LT_E_IO ? LT_E_INPUT : status,
                         "the ledger of '%s' does not hold together: %s", x->path, cause.text);
}

enum lt_status lt_ledger_import(const char *path, const char *temporary, struct lt_arena *arena,
                                struct lt_ledger_text *ret_text, struct lt_ledger *ret_ledger,
                                struct lt_error *err)
{
    enum lt_status status;
    struct importing x = {.path = path, .context = {.path = temporary, .arena = arena}};
    struct lt_ledger_text text = {0};
    LT_TRY(lt_file_open(path, &x.file, err));
    LT_TRY(lt_file_make_private(temporary, err));
    LT_TRY(lt_digest_create(&x.all, err));
    LT_TRY(read_head(&x, &text, err));
    LT_TRY(fill(&x, &text, err));
    LT_TRY(read_filled(&x, ret_ledger, err));
    *ret_text = text;
out:
    if (x.file != NULL) {
        fclose(x.file);
    }
    (void)lt_folder_remove(temporary, NULL);
    lt_digest_destroy(x.all);
    free(x.line);
    free(x.points);
    free(x.ring_end);
    return status;
}
