#include "postgis/postgis_package.h"

#include <string.h>

#include "support/arena.h"
#include "support/geopackage.h"
#include "support/text.h"

enum lt_status postgis_package_fail(const struct postgis_package *package, struct lt_error *err)
{
    return lt_fail(err, LT_E_IO, "cannot read '%s': %s", package->path,
                   sqlite3_errmsg(package->db));
}

enum lt_status postgis_package_prepare(const struct postgis_package *package, const char *sql,
                                       sqlite3_stmt **ret_statement, struct lt_error *err)
{
    return sqlite3_prepare_v2(package->db, sql, -1, ret_statement, NULL) == SQLITE_OK
               ? LT_OK
               : postgis_package_fail(package, err);
}

static const char *text_of(sqlite3_stmt *row, int column, struct lt_arena *arena)
{
    const unsigned char *const text = sqlite3_column_text(row, column);
    return lt_arena_text(arena, text == NULL ? "" : (const char *)text);
}

/* PostgreSQL folds names that nobody quotes: what is called DLTBGX in the file is found as DLTBGX and as dltbgx. */
static const char *small(struct lt_arena *arena, const char *name)
{
    char *const own = name == NULL ? NULL : lt_arena_text(arena, name);
    for (char *at = own; at != NULL && *at != '\0'; at++) {
        *at = (char)(*at >= 'A' && *at <= 'Z' ? *at - 'A' + 'a' : *at);
    }
    return own;
}

/* TEXT(18) is TEXT: a standard's length does not bind what an input says. */
static bool is_type(const char *declared, const char *type)
{
    const size_t length = strcspn(declared, "(");
    return length == strlen(type) && strncmp(declared, type, length) == 0;
}

static enum lt_status give_type(const struct postgis_layer *layer, const char *declared,
                                struct lt_arena *arena, struct postgis_column *column,
                                struct lt_error *err)
{
    static const struct {
        const char *declared, *type;
        enum postgis_kind kind;
    } types[] = {{"INTEGER", "bigint", POSTGIS_INTEGER},
                 {"DOUBLE", "double precision", POSTGIS_DOUBLE},
                 {"TEXT", "text", POSTGIS_TEXT},
                 {"DATE", "date", POSTGIS_DATE},
                 {"MULTIPOLYGON", "", POSTGIS_GEOMETRY}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (is_type(declared, types[i].declared)) {
            column->kind = types[i].kind;
            column->type = types[i].kind == POSTGIS_GEOMETRY
                               ? lt_arena_printf(arena, "geometry(MultiPolygon,%d)", layer->srid)
                               : types[i].type;
            return column->type == NULL ? lt_fail_memory(err, "a column") : LT_OK;
        }
    }
    return lt_fail(err, LT_E_BUG, "layer '%s', column '%s': no type for '%s'", layer->source,
                   column->source, declared);
}

/* Two columns of every table are the database's own. */
static enum lt_status check_name(const struct postgis_layer *layer, size_t at, struct lt_error *err)
{
    const char *const name = layer->columns[at].name;
    bool taken = strcmp(name, "city") == 0 || strcmp(name, "period") == 0;
    for (size_t i = 0; i < at; i++) {
        taken = taken || strcmp(name, layer->columns[i].name) == 0;
    }
    return taken ? lt_fail(err, LT_E_BUG, "layer '%s': two columns '%s'", layer->source, name)
                 : LT_OK;
}

static enum lt_status read_columns(const struct postgis_package *package,
                                   struct postgis_layer *layer, struct lt_arena *arena,
                                   struct lt_error *err)
{
    enum { MOST = 256 };
    enum lt_status status;
    sqlite3_stmt *rows = NULL;
    int step;
    LT_TRY(postgis_package_prepare(
        package,
        "SELECT i.name, i.type, c.title FROM pragma_table_info(?1) i LEFT JOIN gpkg_data_columns c"
        " ON c.table_name = ?1 AND c.column_name = i.name ORDER BY i.cid",
        &rows, err));
    layer->columns = lt_arena_array(arena, MOST, sizeof *layer->columns);
    if (layer->columns == NULL ||
        sqlite3_bind_text(rows, 1, layer->source, -1, SQLITE_STATIC) != SQLITE_OK) {
        status = lt_fail_memory(err, "the columns");
        goto out;
    }
    while ((step = sqlite3_step(rows)) == SQLITE_ROW && layer->count < MOST) {
        struct postgis_column *const column = &layer->columns[layer->count];
        const char *const declared = text_of(rows, 1, arena);
        column->source = text_of(rows, 0, arena);
        column->name = small(arena, column->source);
        column->title = text_of(rows, 2, arena);
        if (declared == NULL || column->name == NULL || column->title == NULL) {
            status = lt_fail_memory(err, "the columns");
            goto out;
        }
        LT_TRY(give_type(layer, declared, arena, column, err));
        LT_TRY(check_name(layer, layer->count, err));
        layer->count++;
    }
    if (step != SQLITE_DONE) {
        status = step == SQLITE_ROW
                     ? lt_fail(err, LT_E_BUG, "layer '%s' has too many columns", layer->source)
                     : postgis_package_fail(package, err);
    } else if (layer->count == 0 || strcmp(layer->columns[0].name, "fid") != 0) {
        status = lt_fail(err, LT_E_BUG, "layer '%s' does not begin with fid", layer->source);
    }
out:
    sqlite3_finalize(rows);
    return status;
}

static enum lt_status count_rows(const struct postgis_package *package, struct postgis_layer *layer,
                                 struct lt_error *err)
{
    enum lt_status status;
    sqlite3_stmt *rows = NULL;
    struct lt_text sql = {0};
    lt_text_add(&sql, "SELECT count(*) FROM ");
    lt_sql_add_name(&sql, layer->source);
    LT_TRY(lt_text_check(&sql, err));
    LT_TRY(postgis_package_prepare(package, sql.data, &rows, err));
    if (sqlite3_step(rows) != SQLITE_ROW) {
        status = postgis_package_fail(package, err);
        goto out;
    }
    layer->rows = (uint64_t)sqlite3_column_int64(rows, 0);
out:
    sqlite3_finalize(rows);
    lt_text_finish(&sql);
    return status;
}

static enum lt_status read_layers(struct postgis_package *package, struct lt_arena *arena,
                                  struct lt_error *err)
{
    enum { MOST = 64 };
    enum lt_status status;
    sqlite3_stmt *rows = NULL;
    int step;
    LT_TRY(postgis_package_prepare(
        package,
        "SELECT c.table_name, c.identifier, g.srs_id FROM gpkg_contents c JOIN"
        " gpkg_geometry_columns g USING (table_name) WHERE c.data_type = 'features' ORDER BY 1",
        &rows, err));
    package->layers = lt_arena_array(arena, MOST, sizeof *package->layers);
    if (package->layers == NULL) {
        status = lt_fail_memory(err, "the layers");
        goto out;
    }
    while ((step = sqlite3_step(rows)) == SQLITE_ROW && package->count < MOST) {
        struct postgis_layer *const layer = &package->layers[package->count++];
        layer->source = text_of(rows, 0, arena);
        layer->name = small(arena, layer->source);
        layer->title = text_of(rows, 1, arena);
        layer->srid = sqlite3_column_int(rows, 2);
        if (layer->name == NULL || layer->title == NULL) {
            status = lt_fail_memory(err, "the layers");
            goto out;
        }
        LT_TRY(read_columns(package, layer, arena, err));
        LT_TRY(count_rows(package, layer, err));
    }
    if (step != SQLITE_DONE) {
        status = postgis_package_fail(package, err);
    }
out:
    sqlite3_finalize(rows);
    return status;
}

enum lt_status postgis_package_open(const char *path, struct lt_arena *arena,
                                    struct postgis_package *ret_package, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    *ret_package = (struct postgis_package){.path = path};
    if (sqlite3_open_v2(path, &ret_package->db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) {
        status = postgis_package_fail(ret_package, err);
    } else {
        status = read_layers(ret_package, arena, err);
    }
    if (status != LT_OK) {
        postgis_package_close(ret_package);
    }
    return status;
}

void postgis_package_close(struct postgis_package *package)
{
    sqlite3_close(package->db);
    package->db = NULL;
}
