/* One row of a GeoPackage's table to a record, from SQLite or from its pages. */
#include <string.h>
#include <strings.h>

#include "ingest_source_gpkg.h"
#include "support/array.h"

static void read_cells(const struct gpkg_source *self, struct gpkg_lane *lane)
{
    for (size_t i = 0; i < self->plan.column_count; i++) {
        struct ingest_cell *cell = &lane->cells[i];
        const int column = (int)i + 2;
        *cell = (struct ingest_cell){.kind = INGEST_CELL_NULL};
        if (sqlite3_column_type(lane->statement, column) == SQLITE_NULL) {
            continue;
        }
        switch (self->types[i]) {
        case OFTInteger:
            cell->kind = INGEST_CELL_WHOLE;
            cell->whole = sqlite3_column_int(lane->statement, column);
            cell->number = (double)cell->whole;
            break;
        case OFTInteger64:
            cell->kind = INGEST_CELL_WHOLE;
            cell->whole = sqlite3_column_int64(lane->statement, column);
            cell->number = (double)cell->whole;
            break;
        case OFTReal:
            cell->kind = INGEST_CELL_REAL;
            cell->number = sqlite3_column_double(lane->statement, column);
            break;
        default:
            cell->kind = INGEST_CELL_TEXT;
            cell->text = (const char *)sqlite3_column_text(lane->statement, column);
            cell->text = cell->text == NULL ? "" : cell->text;
            cell->length = strlen(cell->text);
            break;
        }
    }
}

/* "GP", version 0, flags without extension or emptiness, reference system, box; then well-known bytes. *ret_boxed: there is
 * a box, and it is little-endian. */
static const unsigned char *behind_header(const unsigned char *blob, size_t *size,
                                          struct lt_box *ret_box, bool *ret_boxed)
{
    static const size_t boxes[8] = {0, 32, 48, 48, 64, 0, 0, 0};
    enum { HEADER = 8, EXTENDED = 0x20, EMPTY = 0x10, RESERVED = 0xC0, LITTLE = 1 };
    if (*size < HEADER || blob[0] != 'G' || blob[1] != 'P' || blob[2] != 0) {
        return NULL;
    }
    const unsigned box = blob[3] >> 1 & 7u;
    if ((blob[3] & (EXTENDED | EMPTY | RESERVED)) != 0 || box > 4 || *size < HEADER + boxes[box]) {
        return NULL;
    }
    *ret_boxed = box > 0 && (blob[3] & LITTLE) != 0;
    if (*ret_boxed) {
        *ret_box =
            (struct lt_box){ingest_number(blob + HEADER), ingest_number(blob + HEADER + 16),
                            ingest_number(blob + HEADER + 8), ingest_number(blob + HEADER + 24)};
    }
    *size -= HEADER + boxes[box];
    return blob + HEADER + boxes[box];
}

/* *ret_rings stays NULL where the geometry is OGR's to read. */
static enum lt_status read_geometry(const struct gpkg_reading *reading, const unsigned char *blob,
                                    size_t size, struct ingest_rings **ret_rings,
                                    struct lt_error *err)
{
    bool plain = false;
    struct gpkg_lane *lane = reading->lane;
    struct lt_box box;
    bool boxed = false;
    const unsigned char *wkb = blob == NULL ? NULL : behind_header(blob, &size, &box, &boxed);
    enum lt_status status = LT_OK;
    if (wkb != NULL && size / sizeof(struct lt_point) <= reading->self->plan.limit_vertices) {
        status = ingest_rings_of_wkb(&lane->rings, wkb, size, boxed ? &box : NULL, &plain, err);
    }
    *ret_rings = plain ? &lane->rings : NULL;
    return status;
}

/* The record with its rings, or with what OGR makes of the row. */
static enum lt_status hand_on(const struct gpkg_reading *reading, const unsigned char *blob,
                              size_t size, int64_t row, struct lt_error *err)
{
    struct ingest_record record = {.cells = reading->lane->cells};
    OGRFeatureH feature = NULL;
    enum lt_status status;
    LT_TRY(read_geometry(reading, blob, size, &record.rings, err));
    if (record.rings == NULL) {
        feature = ingest_again_feature(&reading->lane->again, reading->self->plan.vector, row,
                                       reading->batch->fault);
        record.geometry = feature == NULL ? NULL : OGR_F_GetGeometryRef(feature);
    }
    if (reading->batch->fault[0] == '\0') {
        LT_TRY(reading->each(reading->context, &record, err));
    }
out:
    OGR_F_Destroy(feature);
    return status;
}

static enum lt_status hand_on_without(const struct gpkg_reading *reading, struct lt_error *err)
{
    const struct ingest_record record = {.cells = reading->lane->cells};
    return reading->each(reading->context, &record, err);
}

enum lt_status ingest_gpkg_row(const struct gpkg_reading *reading, struct lt_error *err)
{
    sqlite3_stmt *statement = reading->lane->statement;
    read_cells(reading->self, reading->lane);
    if (sqlite3_column_type(statement, 1) == SQLITE_NULL) {
        return hand_on_without(reading, err);
    }
    const unsigned char *blob = sqlite3_column_blob(statement, 1);
    return hand_on(reading, blob, (size_t)sqlite3_column_bytes(statement, 1),
                   sqlite3_column_int64(statement, 0), err);
}

/* --- by pages ---- */

/* What SQLite would answer for the value as a column of that type; false where it would convert. */
static bool cell_of(OGRFieldType type, const struct ingest_pages_value *value,
                    struct ingest_cell *cell)
{
    *cell = (struct ingest_cell){.kind = INGEST_CELL_NULL};
    if (value->kind == INGEST_PAGES_NULL) {
        return true;
    }
    if (type == OFTString && value->kind == INGEST_PAGES_TEXT) {
        cell->kind = INGEST_CELL_TEXT;
        cell->text = (const char *)value->bytes;
        cell->length = strnlen(cell->text, value->size);
        return true;
    }
    if (type == OFTReal && value->kind == INGEST_PAGES_REAL) {
        cell->kind = INGEST_CELL_REAL;
        cell->number = value->real;
        return true;
    }
    if (type == OFTReal && value->kind == INGEST_PAGES_WHOLE) {
        cell->kind = INGEST_CELL_REAL;
        cell->number = (double)value->whole;
        return true;
    }
    const bool narrow = type == OFTInteger;
    if ((narrow || type == OFTInteger64) && value->kind == INGEST_PAGES_WHOLE &&
        (!narrow || (value->whole >= INT32_MIN && value->whole <= INT32_MAX))) {
        cell->kind = INGEST_CELL_WHOLE;
        cell->whole = value->whole;
        cell->number = (double)value->whole;
        return true;
    }
    return false;
}

enum lt_status ingest_gpkg_page_row(const struct gpkg_reading *reading,
                                    const struct ingest_pages_row *row, bool *ret_odd,
                                    struct lt_error *err)
{
    const struct gpkg_source *self = reading->self;
    struct gpkg_lane *lane = reading->lane;
    const size_t columns = self->plan.column_count;
    bool plain = ingest_pages_values(row, self->place, self->place_count, lane->values);
    for (size_t i = 0; plain && i < columns; i++) {
        plain =
            self->plan.columns[i] < 0 || cell_of(self->types[i], &lane->values[i], &lane->cells[i]);
    }
    const struct ingest_pages_value *geometry = &lane->values[columns];
    *ret_odd =
        !plain || (geometry->kind != INGEST_PAGES_BLOB && geometry->kind != INGEST_PAGES_NULL);
    if (*ret_odd) {
        return LT_OK;
    }
    return geometry->kind == INGEST_PAGES_NULL
               ? hand_on_without(reading, err)
               : hand_on(reading, geometry->bytes, geometry->size, row->id, err);
}

/* --- where the pages are ---- */

/* Which value a column of the table is: a cell's, the geometry's behind them, or −1. */
static int value_of_column(const struct gpkg_source *self, const char *name)
{
    const struct ingest_source_plan *plan = &self->plan;
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(plan->vector->layer);
    for (size_t i = 0; i < plan->column_count; i++) {
        if (plan->columns[i] >= 0 && strcasecmp(name, OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(
                                                          definition, plan->columns[i]))) == 0) {
            return (int)i;
        }
    }
    return strcasecmp(name, OGR_L_GetGeometryColumn(plan->vector->layer)) == 0
               ? (int)plan->column_count
               : -1;
}

/* The order of the columns in a row; false unless each value asked for is one column, and none of them the row id. */
static bool find_columns(struct gpkg_source *self, sqlite3 *base)
{
    const struct ingest_source_plan *plan = &self->plan;
    sqlite3_stmt *statement = NULL;
    size_t wanted = 1, found = 0, columns = 0, capacity = 0;
    for (size_t i = 0; i < plan->column_count; i++) {
        wanted += plan->columns[i] >= 0;
    }
    bool good = sqlite3_prepare_v2(base, "SELECT name, pk FROM pragma_table_xinfo(?1) ORDER BY cid",
                                   -1, &statement, NULL) == SQLITE_OK &&
                sqlite3_bind_text(statement, 1, OGR_L_GetName(plan->vector->layer), -1,
                                  SQLITE_STATIC) == SQLITE_OK;
    while (good && sqlite3_step(statement) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(statement, 0);
        good = name != NULL && lt_array_reserve(&self->place, &capacity, columns + 1,
                                                sizeof *self->place, NULL) == LT_OK;
        if (good) {
            const int value = value_of_column(self, name);
            self->place[columns++] = value;
            found += value >= 0;
            self->place_count = value >= 0 ? columns : self->place_count;
            good = value < 0 || sqlite3_column_int(statement, 1) == 0;
        }
    }
    sqlite3_finalize(statement);
    return good && found == wanted;
}

static bool find_root(struct gpkg_source *self, sqlite3 *base)
{
    sqlite3_stmt *statement = NULL;
    int64_t root = 0;
    const bool found =
        sqlite3_prepare_v2(base,
                           "SELECT max(rootpage) FROM sqlite_master WHERE type = 'table' AND "
                           "lower(name) = lower(?1) HAVING count(*) = 1",
                           -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_bind_text(statement, 1, OGR_L_GetName(self->plan.vector->layer), -1,
                          SQLITE_STATIC) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW;
    root = found ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    self->root = root > 0 && root <= UINT32_MAX ? (uint32_t)root : 0;
    return self->root > 0;
}

void ingest_gpkg_find_pages(struct gpkg_source *self, sqlite3 *base)
{
    if (find_columns(self, base) && find_root(self, base)) {
        (void)ingest_pages_open(self->plan.vector->path, &self->pages); /* else SQLite reads */
    }
}
