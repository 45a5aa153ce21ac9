/* The three steps of a layer, chunk by chunk. */
#include "ingest_stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ingest_dbf.h"
#include "support/arena.h"
#include "support/array.h"

enum { FOUND_TEXT = 256 };
static const double NEARLY_ALL = 0.99; /* of a layer inside the raster */

/* --- chunks ---- */

enum lt_status lt_chunk_create(struct lt_chunk **ret_chunk, struct lt_error *err)
{
    *ret_chunk = calloc(1, sizeof **ret_chunk);
    return *ret_chunk != NULL ? LT_OK : lt_fail_memory(err, "a part of a layer");
}

void lt_chunk_destroy(struct lt_chunk *chunk)
{
    if (chunk != NULL) {
        ingest_batch_finish(&chunk->batch);
        lt_arena_destroy(chunk->notes.texts);
        free(chunk->notes.items);
        free(chunk->features);
        free(chunk->extras);
        free(chunk->points);
        free(chunk->ring_ends);
        free(chunk);
    }
}

size_t lt_chunk_count(const struct lt_chunk *chunk)
{
    return chunk->count;
}

const struct lt_feature *lt_chunk_features(const struct lt_chunk *chunk)
{
    return chunk->features;
}

/* --- taking and loading ---- */

uint64_t lt_stream_expected(const struct lt_stream *stream)
{
    return stream->vector.count;
}

enum lt_status lt_stream_take(struct lt_stream *stream, struct lt_chunk *chunk, bool *ret_end,
                              struct lt_error *err)
{
    const enum lt_status status =
        stream->source->kind->take(stream->source, &chunk->batch, ret_end, err);
    if (status == LT_OK && !*ret_end) {
        ingest_repairs_taken(&stream->repairs, &chunk->turn);
    }
    return status;
}

struct loading {
    struct lt_stream *stream;
    struct ingest_worker *worker;
    struct lt_chunk *chunk;
};

/* A feature that cannot be taken fails when its turn to be settled comes: what stands before it is told first. */
static enum lt_status load_one(void *context, const struct ingest_record *record,
                               struct lt_error *err)
{
    const struct loading *loading = context;
    struct lt_chunk *chunk = loading->chunk;
    (void)err;
    if (chunk->failure.status == LT_OK) {
        const enum lt_status status =
            ingest_feature_load(loading->stream, loading->worker, record, chunk, &chunk->failure);
        chunk->failure.status = status;
    }
    return LT_OK;
}

static enum lt_status begin_load(struct lt_stream *stream, struct ingest_worker *worker,
                                 struct lt_chunk *chunk, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    chunk->count = chunk->point_count = chunk->ring_count = chunk->notes.count = 0;
    chunk->failure = (struct lt_error){0};
    lt_arena_destroy(chunk->notes.texts);
    chunk->notes.texts = NULL;
    LT_TRY(lt_arena_create(&chunk->notes.texts, err));
    if (stream->fields.carry) {
        LT_TRY(
            ingest_tallies_make(&stream->fields, chunk->notes.texts, &chunk->notes.tallies, err));
    }
    if (!worker->ready) {
        LT_TRY(ingest_geometry_init(&worker->geometry, err));
        LT_TRY(ingest_transform_copy(&stream->vector.transform, &worker->transform, err));
        worker->ready = true;
    }
    worker->geometry.repairs = &stream->repairs;
    worker->geometry.turn = &chunk->turn;
out:
    return status;
}

enum lt_status lt_stream_load(struct lt_stream *stream, unsigned thread, struct lt_chunk *chunk,
                              struct lt_error *err)
{
    struct loading loading = {stream, &stream->workers[thread], chunk};
    struct ingest_watch watch;
    /* transforming what is not finite makes GDAL complain: that is a feature's fault, not the file's */
    ingest_watch_begin(&watch);
    enum lt_status status = begin_load(stream, loading.worker, chunk, err);
    if (status == LT_OK) {
        status = stream->source->kind->read(stream->source, thread, &chunk->batch, load_one,
                                            &loading, err);
    }
    ingest_watch_end();
    ingest_repairs_loaded(&stream->repairs, &chunk->turn);
    for (size_t i = 0; i < chunk->count; i++) {
        struct lt_shape *shape = &chunk->features[i].shape;
        if (shape->n_points > 0) {
            shape->points = chunk->points + chunk->extras[i].points_at;
            shape->ring_end = chunk->ring_ends + chunk->extras[i].rings_at;
        }
    }
    return status;
}

/* --- settling ---- */

struct settling {
    struct lt_stream *stream;
    struct lt_chunk *chunk;
    struct lt_diagnostics *diagnostics;
    size_t note; /* the next one to be told */
    struct lt_error *err;
};

static enum lt_status tell_id(const struct settling *settling, const struct lt_feature *feature,
                              enum lt_quality quality, const char *code, const char *found,
                              const char *action)
{
    const struct lt_diagnostic item = {.severity = LT_WARNING,
                                       .quality = quality,
                                       .code = code,
                                       .layer = settling->stream->vector.label,
                                       .feature = feature->attr[LT_ATTR_ID],
                                       .field = "",
                                       .found = found,
                                       .expected = "an id that is unique in the layer",
                                       .action = action};
    return lt_diagnostics_add(settling->diagnostics, &item, settling->err);
}

static enum lt_status settle_id(const struct settling *settling, struct lt_feature *feature,
                                uint64_t hash)
{
    struct lt_stream *stream = settling->stream;
    uint64_t first = feature->sequence;
    if (*feature->attr[LT_ATTR_ID] == '\0') {
        feature->attr[LT_ATTR_ID] = lt_arena_printf(settling->chunk->notes.texts, "#%llu",
                                                    (unsigned long long)feature->sequence);
        if (feature->attr[LT_ATTR_ID] == NULL) {
            return lt_fail_memory(settling->err, "an id");
        }
        feature->flags |= LT_FEATURE_NO_ID;
        return stream->fields.schema->field_count == 0
                   ? LT_OK /* plain reading by position */
                   : tell_id(settling, feature, LT_COMPLETENESS, "id.missing", "no id",
                             "fill the id; until then the position stands for it");
    }
    const enum lt_status status = ingest_ids_add(stream->ids, feature->attr[LT_ATTR_ID], hash,
                                                 feature->sequence, &first, settling->err);
    if (status != LT_OK || first == feature->sequence) {
        return status;
    }
    char found[FOUND_TEXT];
    snprintf(found, sizeof found, "positions #%llu and #%llu have the same id",
             (unsigned long long)first, (unsigned long long)feature->sequence);
    return tell_id(settling, feature, LT_ACCURACY, "id.duplicate", found,
                   "give one of them another id; both are kept and judged");
}

static enum lt_status tell_notes(struct settling *settling, size_t index, const char *id)
{
    struct ingest_notes *notes = &settling->chunk->notes;
    enum lt_status status = LT_OK;
    for (; status == LT_OK && settling->note < notes->count &&
           notes->items[settling->note].feature == index;
         settling->note++) {
        struct lt_diagnostic item = notes->items[settling->note].item;
        item.feature = item.feature == NULL ? id : item.feature;
        status = lt_diagnostics_add(settling->diagnostics, &item, settling->err);
    }
    return status;
}

static void add_up(struct lt_stream *stream, const struct lt_feature *feature,
                   const struct ingest_extra *extra)
{
    struct lt_layer_summary *summary = &stream->summary;
    const bool judged = feature->unjudged == LT_JUDGED;
    summary->features++;
    summary->judged += judged;
    summary->not_judged += !judged;
    summary->repaired += (feature->flags & LT_FEATURE_REPAIRED) != 0;
    summary->slivers += (feature->flags & LT_FEATURE_SLIVER) != 0;
    summary->off_raster += feature->unjudged == LT_UNJUDGED_OFF_RASTER;
    summary->gross_m2 += feature->gross_m2;
    summary->not_judged_m2 += judged ? 0.0 : feature->gross_m2;
    stream->placed_m2 += extra->placed_m2;
    stream->inside_m2 += extra->inside_m2;
}

static enum lt_status tell_tallies(const struct lt_stream *stream,
                                   struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    return stream->tallies == NULL
               ? LT_OK
               : ingest_tallies_tell(&stream->fields, stream->tallies, stream->vector.label,
                                     stream->vector.encoding, diagnostics, err);
}

/* Behind the last whole feature: the one that failed, or what GDAL said when it broke off. */
static enum lt_status settle_failure(struct settling *settling)
{
    const struct lt_stream *stream = settling->stream;
    const struct lt_error *failure = &settling->chunk->failure;
    char text[INGEST_FAULT + 64];
    enum lt_status status = tell_tallies(stream, settling->diagnostics, settling->err);
    if (status != LT_OK) {
        return status;
    }
    if (failure->status != LT_OK) {
        snprintf(text, sizeof text, "#%llu", (unsigned long long)stream->position);
        status = tell_notes(settling, settling->chunk->count, text);
        if (status != LT_OK) {
            return status;
        }
        if (settling->err != NULL) {
            *settling->err = *failure;
            if (failure->status != LT_E_INPUT) {
                lt_fail_in(settling->err, "%s feature #%llu", stream->vector.label,
                           (unsigned long long)stream->position);
            }
        }
        return failure->status;
    }
    if (settling->chunk->batch.bad_index) {
        return ingest_shapefile_reject(settling->chunk->batch.fault, stream->vector.label,
                                       settling->diagnostics, settling->err);
    }
    snprintf(text, sizeof text, "feature #%llu: %s", (unsigned long long)stream->position,
             settling->chunk->batch.fault);
    return ingest_reject(settling->diagnostics, LT_COMPLETENESS, "file.unreadable",
                         stream->vector.label, "path", text, "a whole file",
                         "copy the file again from its source", settling->err);
}

enum lt_status lt_stream_settle(struct lt_stream *stream, struct lt_chunk *chunk,
                                struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct settling settling = {stream, chunk, diagnostics, 0, err};
    for (size_t i = 0; i < chunk->count; i++) {
        chunk->extras[i].hash = ingest_ids_expect(stream->ids, chunk->features[i].attr[LT_ATTR_ID]);
    }
    for (size_t i = 0; i < chunk->count; i++) {
        struct lt_feature *feature = &chunk->features[i];
        if (stream->position >= stream->task.limit_features) {
            chunk->count = i;
            status = ingest_vector_too_many(&stream->vector, stream->task.limit_features, err);
            goto out;
        }
        feature->sequence = stream->position++;
        LT_TRY(settle_id(&settling, feature, chunk->extras[i].hash));
        LT_TRY(tell_notes(&settling, i, feature->attr[LT_ATTR_ID]));
        add_up(stream, feature, &chunk->extras[i]);
    }
    if (stream->tallies != NULL) {
        LT_TRY(ingest_tallies_add(&stream->fields, chunk, stream->arena, stream->tallies, err));
    }
    if (stream->source->kind->done != NULL) {
        stream->source->kind->done(stream->source, &chunk->batch);
    }
    if (chunk->failure.status != LT_OK || chunk->batch.fault[0] != '\0') {
        status = settle_failure(&settling);
    }
out:
    return status;
}

/* --- the end ---- */

/* None of a kind is an answer; nothing to be held against is none. */
static enum lt_status tell_empty(const struct lt_stream *stream, struct lt_diagnostics *diagnostics,
                                 struct lt_error *err)
{
    const bool base = lt_layer_is_base(stream->task.role);
    const struct lt_diagnostic item = {
        .severity = base ? LT_WARNING : LT_NOTE,
        .quality = LT_COMPLETENESS,
        .code = base ? "layer.empty_base" : "layer.empty",
        .layer = stream->vector.label,
        .field = "features",
        .found = "0 features",
        .expected = base ? "features that others are held against" : "features, or truly none",
        .action = base ? "nothing was held against it; check that the export was complete"
                       : "taken as: there are none; if there are, check that the export was "
                         "complete"};
    return lt_diagnostics_add(diagnostics, &item, err);
}

static enum lt_status check_number(const struct lt_stream *stream,
                                   struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    const uint64_t features = stream->summary.features, stated = stream->vector.count;
    const bool filtered = *stream->task.where != '\0';
    if (features == 0 && filtered) {
        return ingest_reject(diagnostics, LT_COMPLETENESS, "layer.no_features",
                             stream->vector.label, "where", "no feature meets the condition",
                             "at least one feature", "correct the condition", err);
    }
    if (features == 0 && stated == 0) {
        return tell_empty(stream, diagnostics, err);
    }
    if (features > 0 && stated > 0 && (filtered || !stream->vector.counted || features >= stated)) {
        return LT_OK;
    }
    return ingest_vector_reject_number(&stream->vector, features, diagnostics, err);
}

enum lt_status lt_stream_conclude(struct lt_stream *stream, struct lt_diagnostics *diagnostics,
                                  struct lt_layer_summary *ret_summary, struct lt_error *err)
{
    const struct lt_layer_summary *summary = &stream->summary;
    *ret_summary = *summary;
    enum lt_status status = tell_tallies(stream, diagnostics, err);
    if (status != LT_OK) {
        return status;
    }
    status = check_number(stream, diagnostics, err);
    if (status != LT_OK) {
        return status;
    }
    if (summary->off_raster > 0 && !(stream->inside_m2 > 0.0)) {
        return ingest_reject(diagnostics, LT_ACCURACY, "layer.off_raster", stream->vector.label,
                             "extent", "no feature lies on the raster", "overlap with the raster",
                             "check the crs of the layer and of the raster, and that both are of "
                             "this city",
                             err);
    }
    const double share = stream->placed_m2 > 0.0 ? stream->inside_m2 / stream->placed_m2 : 1.0;
    if (share >= NEARLY_ALL) {
        return LT_OK;
    }
    char found[FOUND_TEXT];
    snprintf(found, sizeof found, "%.2f %% of the layer's area lies on the raster", 100.0 * share);
    const struct lt_diagnostic item = {
        .severity = LT_WARNING,
        .quality = LT_ACCURACY,
        .code = "layer.partly_off_raster",
        .layer = stream->vector.label,
        .field = "extent",
        .found = found,
        .expected = "at least 99 %",
        .action = "check the crs of both, or give a raster of the whole area",
        .area_m2 = stream->task.measured ? stream->placed_m2 - stream->inside_m2 : 0.0};
    return lt_diagnostics_add(diagnostics, &item, err);
}
