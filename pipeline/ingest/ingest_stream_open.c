/* Opening a layer for reading in chunks, with a schema or without. */
#include <stdlib.h>
#include <string.h>

#include "ingest_dbf.h"
#include "ingest_stream.h"
#include "support/arena.h"

static const double PLAIN_REPAIR = 0.001; /* of a shape's area */
enum { PLAIN_LIMIT = 20000000 };

/* A condition in the text of the table: GB18030 where that is how the file is written. */
static enum lt_status set_condition(struct lt_stream *stream, struct lt_error *err)
{
    const char *where = stream->task.where;
    struct ingest_watch watch;
    const char *const text = ingest_encode(stream->arena, stream->vector.encoding, where);
    if (text == NULL) {
        return lt_fail(err, LT_E_USAGE, "the condition '%s' is no text of the layer", where);
    }
    ingest_watch_begin(&watch);
    const OGRErr code = OGR_L_SetAttributeFilter(stream->vector.layer, text);
    bool good = code == OGRERR_NONE && watch.failures == 0;
    if (good) { /* a database looks at the condition only when the first feature is asked for */
        OGR_L_ResetReading(stream->vector.layer);
        OGR_F_Destroy(OGR_L_GetNextFeature(stream->vector.layer));
        good = watch.failures == 0 || strstr(watch.first, "prepare SQL") == NULL;
    }
    ingest_watch_end();
    return good ? LT_OK
                : lt_fail(err, LT_E_USAGE, "the condition '%s' is not understood: %s", where,
                          watch.first[0] == '\0' ? "no such condition" : watch.first);
}

/* What OGR is to read must be in order: of a shapefile's index a direct reader sees to that itself. */
static enum lt_status open_ogr(struct lt_stream *stream, const struct ingest_source_plan *plan,
                               struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    if (stream->vector.shapefile) {
        LT_TRY(ingest_shapefile_check_records(stream->vector.path, stream->vector.label,
                                              diagnostics, err));
    }
    if (*stream->task.where != '\0') {
        LT_TRY(set_condition(stream, err));
    }
    LT_TRY(ingest_source_ogr(plan, &stream->source, err));
out:
    return status;
}

static enum lt_status open_source(struct lt_stream *stream, struct lt_diagnostics *diagnostics,
                                  struct lt_error *err)
{
    const struct ingest_source_plan plan = {.vector = &stream->vector,
                                            .columns = stream->fields.column,
                                            .column_count = stream->fields.schema->field_count,
                                            .limit_vertices = stream->task.limit_vertices,
                                            .threads = stream->task.threads};
    enum lt_status status = LT_OK;
    if (*stream->task.where == '\0' && !stream->task.by_ogr) {
        status = stream->vector.shapefile ? ingest_source_shp(&plan, &stream->source, err)
                                          : ingest_source_gpkg(&plan, &stream->source, err);
    }
    return status == LT_OK && stream->source == NULL ? open_ogr(stream, &plan, diagnostics, err)
                                                     : status;
}

enum lt_status ingest_stream_open(const struct ingest_task *task,
                                  struct lt_diagnostics *diagnostics, struct lt_stream *stream,
                                  struct lt_error *err)
{
    enum lt_status status;
    struct ingest_watch watch;
    const struct lt_grid *grid = task->grid;
    stream->task = *task;
    stream->task.threads = task->threads == 0 ? 1 : task->threads;
    stream->extent = (struct lt_box){.min_x = grid->origin_x,
                                     .max_y = grid->origin_y,
                                     .max_x = grid->origin_x + grid->dx * (double)grid->cols,
                                     .min_y = grid->origin_y - grid->dy * (double)grid->rows};
    ingest_repairs_begin(&stream->repairs);
    ingest_watch_begin(&watch);
    stream->workers = calloc(stream->task.threads, sizeof *stream->workers);
    if (stream->workers == NULL) {
        status = lt_fail_memory(err, "the threads of a layer");
        goto out;
    }
    LT_TRY(ingest_vector_open(task->layer, task->label, grid, task->limit_features, &watch,
                              diagnostics, stream->arena, &stream->vector, err));
    if (!task->may_be_empty) {
        LT_TRY(ingest_vector_expect_features(&stream->vector, diagnostics, err));
    }
    LT_TRY(ingest_mapping_check(&stream->vector, task, diagnostics, err));
    LT_TRY(ingest_fields_map(&stream->vector, task->layer, task->schema, *task->where != '\0',
                             task->carried != NULL, stream->arena, diagnostics, &stream->fields,
                             err));
    stream->summary.personal_columns = stream->fields.personal;
    if (stream->fields.carry) {
        LT_TRY(ingest_tallies_make(&stream->fields, stream->arena, &stream->tallies, err));
    }
    LT_TRY(ingest_ids_create(task->schema->field_count == 0 ? 0 : stream->vector.count,
                             &stream->ids, err));
    LT_TRY(open_source(stream, diagnostics, err));
out:
    ingest_watch_end();
    return status;
}

void ingest_stream_finish(struct lt_stream *stream)
{
    if (stream->source != NULL) {
        stream->source->kind->close(stream->source);
    }
    for (unsigned t = 0; stream->workers != NULL && t < stream->task.threads; t++) {
        ingest_units_destroy(stream->workers[t].units);
        ingest_geometry_finish(&stream->workers[t].geometry);
        ingest_transform_finish(&stream->workers[t].transform);
    }
    free(stream->workers);
    ingest_repairs_end(&stream->repairs);
    ingest_ids_destroy(stream->ids);
    ingest_vector_close(&stream->vector);
    lt_arena_destroy(stream->arena);
}

/* --- any polygon layer: a schema of one field, or of none, stands in for the real one ---- */

static const char *kept(struct lt_stream *stream, const char *text)
{
    return lt_arena_text(stream->arena, text == NULL ? "" : text);
}

static enum lt_status plain_task(struct lt_stream *stream, const struct lt_stream_options *options,
                                 struct ingest_task *ret_task, struct lt_error *err)
{
    stream->id_field = (struct lt_schema_field){.name = kept(stream, options->id_field),
                                                .column = "",
                                                .meanings = 1u << LT_ATTR_ID,
                                                .type = LT_FIELD_TEXT,
                                                .mandatory = true,
                                                .title_zh = "",
                                                .title_en = ""};
    stream->schema = (struct lt_layer_schema){.name = "",
                                              .title_zh = "",
                                              .title_en = "",
                                              .source = "",
                                              .fields = &stream->id_field,
                                              .field_count = options->id_field == NULL ? 0 : 1};
    stream->layer = (struct lt_layer_config){.present = true,
                                             .path = kept(stream, options->path),
                                             .sublayer = kept(stream, options->sublayer),
                                             .schema = "",
                                             .encoding = "auto",
                                             .crs = kept(stream, options->crs),
                                             .sha256 = ""};
    *ret_task = (struct ingest_task){.layer = &stream->layer,
                                     .schema = &stream->schema,
                                     .label = "polygons",
                                     .operator_key = "",
                                     .where = kept(stream, options->where),
                                     .role = LT_LAYER_ZONE,
                                     .grid = options->grid,
                                     .repair_bound = PLAIN_REPAIR,
                                     .limit_features = PLAIN_LIMIT,
                                     .limit_vertices = PLAIN_LIMIT,
                                     .threads = options->threads};
    return stream->id_field.name != NULL && stream->layer.path != NULL &&
                   stream->layer.sublayer != NULL && stream->layer.crs != NULL &&
                   ret_task->where != NULL
               ? LT_OK
               : lt_fail_memory(err, "a layer");
}

enum lt_status lt_stream_open(const struct lt_stream_options *options,
                              struct lt_diagnostics *diagnostics, struct lt_stream **ret_stream,
                              struct lt_error *err)
{
    enum lt_status status;
    struct ingest_task task;
    struct lt_stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL) {
        return lt_fail_memory(err, "a layer");
    }
    LT_TRY(lt_arena_create(&stream->arena, err));
    LT_TRY(plain_task(stream, options, &task, err));
    LT_TRY(ingest_stream_open(&task, diagnostics, stream, err));
    *ret_stream = stream;
    stream = NULL;
out:
    lt_stream_close(stream);
    return status;
}

void lt_stream_close(struct lt_stream *stream)
{
    if (stream != NULL) {
        ingest_stream_finish(stream);
        free(stream);
    }
}
