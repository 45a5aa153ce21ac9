/* A layer of reviews: attributes as text, polygons in the ledger's CRS. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ingest_dbf.h"
#include "ingest_geometry.h"
#include "ingest_review.h"
#include "ingest_source.h"
#include "ingest_vector.h"
#include "support/arena.h"
#include "support/array.h"
#include "support/csv.h"
#include "support/text.h"

enum { DAY = 16 };
static const uint64_t most_features = 1 << 20;
static const size_t most_text = 128u << 20; /* of all cells */
static const double repair_bound = 0.01;

struct reading {
    const struct lt_review_reader *reader;
    const char *label;
    struct ingest_vector vector;
    struct ingest_geometry geometry;
    struct ingest_repairs repairs;
    struct ingest_watch watch;
    struct lt_diagnostics *diagnostics;
    struct ingest_table_row *rows; /* grows, whatever number the file states */
    size_t columns, count, capacity;
    uint64_t vertices; /* kept so far */
    size_t text;       /* bytes of cells so far */
};

/* NULL when memory is out. */
static const char *cell_text(const struct reading *reading, const struct ingest_cell *cell)
{
    char number[LT_DOUBLE_TEXT];
    struct lt_arena *arena = reading->reader->arena;
    switch (cell->kind) {
    case INGEST_CELL_WHOLE:
        return lt_arena_printf(arena, "%lld", (long long)cell->whole);
    case INGEST_CELL_REAL:
        return lt_arena_text(arena, lt_format_double(cell->number, number));
    case INGEST_CELL_DAY:
        return lt_arena_text_n(arena, cell->text, cell->length);
    case INGEST_CELL_TEXT:
    case INGEST_CELL_OTHER:
        return ingest_decode(arena, reading->vector.encoding, cell->text, cell->length, NULL);
    case INGEST_CELL_NULL:
        break;
    }
    return "";
}

static enum lt_status read_cell(struct reading *reading, OGRFeatureH feature, int column,
                                const char **ret_text, struct lt_error *err)
{
    struct ingest_cell cell;
    char day[DAY];
    ingest_cell_of_ogr(feature, column, day, &cell);
    *ret_text = cell_text(reading, &cell);
    if (*ret_text == NULL) {
        return lt_fail_memory(err, "a layer");
    }
    reading->text += **ret_text == '\0' ? 0 : strlen(*ret_text) + 1;
    return reading->text <= most_text
               ? LT_OK
               : lt_fail(err, LT_E_LIMIT, "%s: the cells hold more text than %zu MB",
                         reading->label, most_text >> 20);
}

/* A polygon that cannot be read leaves the row to its id. */
static enum lt_status read_shape(struct reading *reading, OGRGeometryH geometry,
                                 struct lt_shape *ret_shape, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    enum ingest_geometry_fault fault;
    struct lt_shape shape;
    *ret_shape = (struct lt_shape){0};
    if (geometry == NULL) {
        return LT_OK;
    }
    const uint64_t limit = reading->reader->limit_vertices;
    const uint64_t left = reading->vertices < limit ? limit - reading->vertices : 0;
    LT_TRY(ingest_geometry_read(&reading->geometry, geometry, left, &fault, err));
    if (fault == INGEST_GEOMETRY_GOOD) {
        LT_TRY(ingest_geometry_make(&reading->geometry, &reading->vector.transform, repair_bound,
                                    left, false, &fault, &shape, err));
    }
    if (fault == INGEST_GEOMETRY_GOOD) {
        reading->vertices += shape.n_points;
        LT_TRY(lt_shape_copy(reading->reader->arena, &shape, ret_shape, err));
    }
out:
    return status == LT_OK ? LT_OK
                           : lt_fail_in(err, "%s feature #%llu, after %llu vertices",
                                        reading->label, (unsigned long long)reading->count,
                                        (unsigned long long)reading->vertices);
}

static enum lt_status read_feature(struct reading *reading, OGRFeatureH feature,
                                   struct lt_error *err)
{
    enum lt_status status;
    if (reading->count >= most_features) {
        return ingest_vector_too_many(&reading->vector, most_features, err);
    }
    if ((reading->count + 1) * reading->columns >
        LT_TABLE_CELLS) { /* empty ones take no room in a file */
        return lt_fail(err, LT_E_LIMIT, "%s: more than %d million cells; give the list alone",
                       reading->label, LT_TABLE_CELLS >> 20);
    }
    LT_TRY(lt_array_reserve(&reading->rows, &reading->capacity, reading->count + 1,
                            sizeof *reading->rows, err));
    const char **cells = lt_arena_array(reading->reader->arena, reading->columns, sizeof *cells);
    if (cells == NULL) {
        status = lt_fail_memory(err, "a layer");
        goto out;
    }
    for (size_t c = 0; c < reading->columns; c++) {
        LT_TRY(read_cell(reading, feature, (int)c, &cells[c], err));
    }
    struct ingest_table_row *row = &reading->rows[reading->count++];
    *row = (struct ingest_table_row){.cells = cells, .number = reading->count};
    status = read_shape(reading, OGR_F_GetGeometryRef(feature), &row->shape, err);
out:
    return status;
}

static enum lt_status read_features(struct reading *reading, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    OGRFeatureH feature;
    OGR_L_ResetReading(reading->vector.layer);
    while ((feature = OGR_L_GetNextFeature(reading->vector.layer)) != NULL) {
        status = read_feature(reading, feature, err);
        OGR_F_Destroy(feature);
        LT_TRY(status);
    }
    if (reading->watch.failures > 0) {
        status = ingest_reject(reading->diagnostics, LT_COMPLETENESS, "file.unreadable",
                               reading->label, "features", reading->watch.first, "a whole file",
                               "copy the file again from its source", err);
    } else if (reading->count != reading->vector.count) {
        status = ingest_vector_reject_number(&reading->vector, reading->count, reading->diagnostics,
                                             err);
    }
out:
    return status;
}

static enum lt_status read_header(struct reading *reading, const char *const **ret_header,
                                  struct lt_error *err)
{
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(reading->vector.layer);
    const int count = OGR_FD_GetFieldCount(definition);
    reading->columns = count < LT_TABLE_COLUMNS ? (size_t)count : (size_t)LT_TABLE_COLUMNS;
    const char **header = lt_arena_array(reading->reader->arena, reading->columns, sizeof *header);
    if (header == NULL) {
        return lt_fail_memory(err, "a layer");
    }
    for (size_t c = 0; c < reading->columns; c++) {
        const char *name = OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, (int)c));
        header[c] = ingest_decode(reading->reader->arena, reading->vector.encoding, name,
                                  strlen(name), NULL);
        if (header[c] == NULL) {
            return lt_fail_memory(err, "a layer");
        }
    }
    *ret_header = header;
    return LT_OK;
}

enum lt_status ingest_review_layer(const struct lt_review_reader *reader, const char *label,
                                   struct lt_diagnostics *diagnostics,
                                   struct ingest_table *ret_table, struct lt_error *err)
{
    enum lt_status status;
    struct reading reading = {.reader = reader, .label = label, .diagnostics = diagnostics};
    const struct lt_layer_config config = {.present = true,
                                           .path = reader->path,
                                           .sublayer = reader->sublayer,
                                           .encoding = "",
                                           .crs = "",
                                           .sha256 = ""};
    const char *const *header = NULL;
    ingest_watch_begin(&reading.watch);
    ingest_repairs_begin(&reading.repairs);
    LT_TRY(ingest_geometry_init(&reading.geometry, err));
    reading.geometry.repairs = &reading.repairs;
    LT_TRY(ingest_vector_open(&config, "reviews", reader->grid, most_features, &reading.watch,
                              diagnostics, reader->arena, &reading.vector, err));
    if (reading.vector.shapefile) {
        LT_TRY(ingest_shapefile_check_records(reading.vector.path, reading.vector.label,
                                              diagnostics, err));
        LT_TRY(ingest_shapefile_count(reading.vector.path, reading.vector.label,
                                      &reading.vector.count, err));
    }
    LT_TRY(ingest_vector_expect_features(&reading.vector, diagnostics, err));
    LT_TRY(read_header(&reading, &header, err));
    LT_TRY(read_features(&reading, err));
    const struct ingest_table_row *const rows = lt_arena_copy(
        reader->arena, reading.rows, reading.count, reading.count, sizeof *reading.rows);
    if (rows == NULL) {
        status = lt_fail_memory(err, "a layer");
        goto out;
    }
    *ret_table = (struct ingest_table){.header = header,
                                       .columns = reading.columns,
                                       .rows = rows,
                                       .row_count = reading.count,
                                       .has_shapes = true};
out:
    free(reading.rows);
    ingest_vector_close(&reading.vector);
    ingest_geometry_finish(&reading.geometry);
    ingest_repairs_end(&reading.repairs);
    ingest_watch_end();
    return status;
}
