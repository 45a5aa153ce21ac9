/* A GeoPackage's table by ranges of row ids: from its pages, or by SQLite, of which every thread has a connection.
 *
 * The table must be what OGR reads row by row: row ids of its own, no computed columns, no column types but text and
 * numbers among those asked for. Geometries that are no plain polygons, and broken ones, are OGR's.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "ingest_source_gpkg.h"

enum { SPARSE = 8 };

/* --- whether the table is plain ---- */

static void add_quoted(struct lt_text *sql, const char *name)
{
    lt_text_add(sql, "\"");
    for (const char *c = name; *c != '\0'; c++) {
        lt_text_add(sql, *c == '"' ? "\"" : "");
        lt_text_add_n(sql, c, 1);
    }
    lt_text_add(sql, "\"");
}

/* The row id is the one primary key, and no column is computed. */
static bool plain_columns(sqlite3 *base, const char *table, const char *fid)
{
    sqlite3_stmt *statement = NULL;
    bool plain =
        sqlite3_prepare_v2(base, "SELECT name, type, pk, hidden FROM pragma_table_xinfo(?1)", -1,
                           &statement, NULL) == SQLITE_OK &&
        sqlite3_bind_text(statement, 1, table, -1, SQLITE_STATIC) == SQLITE_OK;
    bool keyed = false;
    int step = SQLITE_DONE;
    while (plain && (step = sqlite3_step(statement)) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(statement, 0);
        const char *type = (const char *)sqlite3_column_text(statement, 1);
        const bool key = sqlite3_column_int(statement, 2) != 0;
        const bool is_fid = name != NULL && strcasecmp(name, fid) == 0;
        plain = name != NULL && type != NULL && sqlite3_column_int(statement, 3) == 0 &&
                key == is_fid && (!key || strcasecmp(type, "INTEGER") == 0);
        keyed = keyed || (key && is_fid);
    }
    sqlite3_finalize(statement);
    return plain && keyed && step == SQLITE_DONE;
}

static bool plain_types(struct gpkg_source *self)
{
    const struct ingest_source_plan *plan = &self->plan;
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(plan->vector->layer);
    for (size_t i = 0; i < plan->column_count; i++) {
        if (plan->columns[i] < 0) {
            continue;
        }
        self->types[i] = OGR_Fld_GetType(OGR_FD_GetFieldDefn(definition, plan->columns[i]));
        if (self->types[i] != OFTString && self->types[i] != OFTInteger &&
            self->types[i] != OFTInteger64 && self->types[i] != OFTReal) {
            return false;
        }
    }
    return true;
}

/* Changes that are not in the file yet are GDAL's to find. */
static bool has_journal(const char *path)
{
    static const char *const endings[] = {"-wal", "-journal"};
    bool found = false;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        struct lt_text name = {0};
        struct stat info;
        lt_text_printf(&name, "%s%s", path, endings[i]);
        found = found || name.failed || (stat(name.data, &info) == 0 && info.st_size > 0);
        lt_text_finish(&name);
    }
    return found;
}

/* --- statements ---- */

static void write_select(struct gpkg_source *self)
{
    const struct ingest_source_plan *plan = &self->plan;
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(plan->vector->layer);
    struct lt_text *sql = &self->sql;
    lt_text_add(sql, "SELECT rowid, ");
    add_quoted(sql, OGR_L_GetGeometryColumn(plan->vector->layer));
    for (size_t i = 0; i < plan->column_count; i++) {
        lt_text_add(sql, ", ");
        if (plan->columns[i] < 0) {
            lt_text_add(sql, "NULL");
        } else {
            add_quoted(sql, OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, plan->columns[i])));
        }
    }
    lt_text_add(sql, " FROM ");
    add_quoted(sql, OGR_L_GetName(plan->vector->layer));
    lt_text_add(sql, " WHERE rowid >= ?1 AND rowid < ?2 ORDER BY rowid");
}

static bool open_lane(const struct gpkg_source *self, struct gpkg_lane *lane)
{
    if (lane->statement != NULL) {
        return true;
    }
    if (lane->base != NULL ||
        ingest_gpkg_open(self->plan.vector->path, &lane->base, NULL) != LT_OK) {
        return false;
    }
    sqlite3_db_config(lane->base, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(lane->base, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    return sqlite3_prepare_v3(lane->base, self->sql.data, -1, SQLITE_PREPARE_PERSISTENT,
                              &lane->statement, NULL) == SQLITE_OK;
}

/* The range of row ids; false where they are so far apart that going by ranges is slow. */
static bool find_range(struct gpkg_source *self, sqlite3 *base)
{
    struct lt_text sql = {0};
    sqlite3_stmt *statement = NULL;
    lt_text_add(&sql, "SELECT (SELECT min(rowid) FROM ");
    add_quoted(&sql, OGR_L_GetName(self->plan.vector->layer));
    lt_text_add(&sql, "), (SELECT max(rowid) FROM ");
    add_quoted(&sql, OGR_L_GetName(self->plan.vector->layer));
    lt_text_add(&sql, ")");
    bool found = !sql.failed &&
                 sqlite3_prepare_v2(base, sql.data, -1, &statement, NULL) == SQLITE_OK &&
                 sqlite3_step(statement) == SQLITE_ROW &&
                 sqlite3_column_type(statement, 0) == SQLITE_INTEGER &&
                 sqlite3_column_type(statement, 1) == SQLITE_INTEGER;
    if (found) {
        self->lowest = sqlite3_column_int64(statement, 0);
        const int64_t highest = sqlite3_column_int64(statement, 1);
        self->span = (uint64_t)highest - (uint64_t)self->lowest + 1;
        const uint64_t count = self->plan.vector->count;
        const uint64_t bytes = self->file_bytes / (count > 0 ? count : 1) + 1;
        self->rows = INGEST_BATCH_BYTES / bytes < 1              ? 1
                     : INGEST_BATCH_BYTES / bytes > INGEST_BATCH ? INGEST_BATCH
                                                                 : INGEST_BATCH_BYTES / bytes;
        found =
            highest < INT64_MAX - INGEST_BATCH && self->span != 0 && self->span / SPARSE <= count;
    }
    sqlite3_finalize(statement);
    lt_text_finish(&sql);
    return found;
}

/* --- a source ---- */

static enum lt_status take(struct ingest_source *source, struct ingest_batch *batch, bool *ret_end,
                           struct lt_error *err)
{
    struct gpkg_source *self = (struct gpkg_source *)source;
    (void)err;
    const uint64_t left = self->span - self->next;
    batch->first = self->next;
    batch->end = self->next + (left < self->rows ? left : self->rows);
    batch->fault[0] = '\0';
    *ret_end = left == 0;
    self->next = batch->end;
    return LT_OK;
}

/* Rows of these ids, by SQLite. */
static enum lt_status read_by_statement(const struct gpkg_reading *reading, int64_t first,
                                        int64_t end, struct lt_error *err)
{
    struct gpkg_lane *lane = reading->lane;
    struct ingest_batch *batch = reading->batch;
    enum lt_status status = LT_OK;
    int step = SQLITE_ERROR;
    if (open_lane(reading->self, lane)) {
        sqlite3_bind_int64(lane->statement, 1, first);
        sqlite3_bind_int64(lane->statement, 2, end);
        step = sqlite3_step(lane->statement);
    }
    while (status == LT_OK && step == SQLITE_ROW && batch->fault[0] == '\0') {
        status = ingest_gpkg_row(reading, err);
        step = sqlite3_step(lane->statement);
    }
    if (step != SQLITE_ROW && step != SQLITE_DONE && batch->fault[0] == '\0') {
        snprintf(batch->fault, sizeof batch->fault, "%s",
                 lane->base == NULL ? "cannot be opened" : sqlite3_errmsg(lane->base));
    }
    sqlite3_reset(lane->statement);
    return status;
}

/* Rows by their pages as far as these are plain; *first becomes the id of the next row to be read. */
static enum lt_status read_by_pages(const struct gpkg_reading *reading, int64_t *first, int64_t end,
                                    struct lt_error *err)
{
    const struct gpkg_source *self = reading->self;
    struct ingest_pages_cursor *cursor = &reading->lane->cursor;
    struct ingest_pages_row row;
    enum lt_status status = LT_OK;
    bool good = ingest_pages_seek(&self->pages, self->root, *first, cursor);
    while (good && status == LT_OK && *first < end && reading->batch->fault[0] == '\0') {
        const enum ingest_pages_step step = ingest_pages_next(&self->pages, cursor, &row);
        bool odd = false;
        good = step != INGEST_PAGES_ODD;
        if (step == INGEST_PAGES_END || (good && row.id >= end)) {
            *first = end;
        } else if (good) {
            *first = row.id + 1;
            status = ingest_gpkg_page_row(reading, &row, &odd, err);
        }
        if (odd) {
            status = read_by_statement(reading, row.id, row.id + 1, err);
        }
    }
    return status;
}

static enum lt_status read_batch(
    struct ingest_source *source, unsigned thread, struct ingest_batch *batch,
    enum lt_status (*each)(void *context, const struct ingest_record *record, struct lt_error *err),
    void *context, struct lt_error *err)
{
    const struct gpkg_source *self = (struct gpkg_source *)source;
    const struct gpkg_reading reading = {self, &self->lanes[thread], batch, each, context};
    int64_t first = self->lowest + (int64_t)batch->first;
    const int64_t end = self->lowest + (int64_t)batch->end;
    enum lt_status status = LT_OK;
    if (self->pages.open) {
        status = read_by_pages(&reading, &first, end, err);
    }
    if (status == LT_OK && first < end && batch->fault[0] == '\0') {
        status = read_by_statement(&reading, first, end, err);
    }
    return status;
}

static void close_source(struct ingest_source *source)
{
    struct gpkg_source *self = (struct gpkg_source *)source;
    for (unsigned t = 0; self->lanes != NULL && t < self->plan.threads; t++) {
        struct gpkg_lane *lane = &self->lanes[t];
        sqlite3_finalize(lane->statement);
        sqlite3_close(lane->base);
        ingest_rings_free(&lane->rings);
        ingest_again_finish(&lane->again);
        ingest_pages_finish(&lane->cursor);
        free(lane->cells);
        free(lane->values);
    }
    free(self->lanes);
    free(self->types);
    free(self->place);
    ingest_pages_close(&self->pages);
    lt_text_finish(&self->sql);
    free(self);
}

static bool serves(struct gpkg_source *self)
{
    const struct ingest_vector *vector = self->plan.vector;
    const char *fid = OGR_L_GetFIDColumn(vector->layer);
    struct stat info;
    if (strcmp(vector->driver, "GPKG") != 0 || *fid == '\0' ||
        *OGR_L_GetGeometryColumn(vector->layer) == '\0' || has_journal(vector->path) ||
        stat(vector->path, &info) != 0 || !plain_types(self)) {
        return false;
    }
    self->file_bytes = (uint64_t)info.st_size;
    write_select(self);
    struct gpkg_lane *first = &self->lanes[0];
    return !self->sql.failed && open_lane(self, first) &&
           plain_columns(first->base, OGR_L_GetName(vector->layer), fid) &&
           find_range(self, first->base);
}

enum lt_status ingest_source_gpkg(const struct ingest_source_plan *plan,
                                  struct ingest_source **ret_source, struct lt_error *err)
{
    static const struct ingest_source_kind kind = {
        .take = take, .read = read_batch, .close = close_source};
    struct gpkg_source *self = calloc(1, sizeof *self);
    if (self == NULL) {
        return lt_fail_memory(err, "a layer");
    }
    *self = (struct gpkg_source){.source = {&kind}, .plan = *plan};
    self->types = calloc(plan->column_count + 1, sizeof *self->types);
    self->lanes = calloc(plan->threads, sizeof *self->lanes);
    bool whole = self->types != NULL && self->lanes != NULL;
    for (unsigned t = 0; whole && t < plan->threads; t++) {
        struct gpkg_lane *lane = &self->lanes[t];
        lane->cells = calloc(plan->column_count + 1, sizeof *lane->cells);
        lane->values = calloc(plan->column_count + 1, sizeof *lane->values);
        whole = lane->cells != NULL && lane->values != NULL;
    }
    if (!whole) {
        close_source(&self->source);
        return lt_fail_memory(err, "a layer");
    }
    if (serves(self)) {
        ingest_gpkg_find_pages(self, self->lanes[0].base);
        *ret_source = &self->source;
    } else {
        close_source(&self->source);
    }
    return LT_OK;
}
