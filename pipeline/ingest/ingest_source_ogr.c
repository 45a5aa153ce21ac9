/* Features through OGR: it reads one after the other, what it read is looked at on all threads. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ingest_source.h"
#include "support/array.h"

enum { DAY = 16 };

struct lane {
    struct ingest_cell *cells;
    char (*days)[DAY];
};

struct ogr_source {
    struct ingest_source source;
    struct ingest_source_plan plan;
    struct lane *lanes; /* per thread */
    bool begun, ended;
};

void ingest_cell_of_ogr(OGRFeatureH feature, int column, char *day, struct ingest_cell *ret_cell)
{
    *ret_cell = (struct ingest_cell){.kind = INGEST_CELL_NULL};
    if (column < 0 || !OGR_F_IsFieldSetAndNotNull(feature, column)) {
        return;
    }
    const OGRFieldType type = OGR_Fld_GetType(OGR_F_GetFieldDefnRef(feature, column));
    if (type == OFTInteger || type == OFTInteger64) {
        ret_cell->kind = INGEST_CELL_WHOLE;
        ret_cell->whole = OGR_F_GetFieldAsInteger64(feature, column);
        ret_cell->number = (double)ret_cell->whole;
    } else if (type == OFTReal) {
        ret_cell->kind = INGEST_CELL_REAL;
        ret_cell->number = OGR_F_GetFieldAsDouble(feature, column);
    } else if (type == OFTDate || type == OFTDateTime) {
        int year = 0, month = 0, date = 0, other = 0;
        OGR_F_GetFieldAsDateTime(feature, column, &year, &month, &date, &other, &other, &other,
                                 &other);
        snprintf(day, DAY, "%04d-%02d-%02d", year, month, date);
        ret_cell->kind = INGEST_CELL_DAY;
        ret_cell->text = day;
        ret_cell->length = strlen(day);
    } else {
        ret_cell->kind = type == OFTString ? INGEST_CELL_TEXT : INGEST_CELL_OTHER;
        ret_cell->text = OGR_F_GetFieldAsString(feature, column);
        ret_cell->length = strlen(ret_cell->text);
        ret_cell->number = type == OFTString ? 0.0 : OGR_F_GetFieldAsDouble(feature, column);
    }
}

void ingest_batch_finish(struct ingest_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        OGR_F_Destroy(batch->features[i]);
    }
    free(batch->features);
    *batch = (struct ingest_batch){0};
}

OGRFeatureH ingest_again_feature(struct ingest_again *again, const struct ingest_vector *vector,
                                 int64_t fid, char ret_fault[INGEST_FAULT])
{
    struct ingest_watch watch;
    OGRFeatureH feature = NULL;
    ingest_watch_begin(&watch);
    if (again->dataset == NULL) {
        again->dataset = ingest_vector_dataset(vector);
        again->layer =
            again->dataset == NULL
                ? NULL
                : GDALDatasetGetLayerByName(again->dataset, OGR_L_GetName(vector->layer));
    }
    if (again->layer != NULL) {
        feature = OGR_L_GetFeature(again->layer, fid);
    }
    ingest_watch_end();
    if (feature == NULL || watch.failures > 0) {
        OGR_F_Destroy(feature);
        feature = NULL;
        snprintf(ret_fault, INGEST_FAULT, "%s",
                 watch.first[0] == '\0' ? "cannot be read" : watch.first);
    }
    return feature;
}

void ingest_again_finish(struct ingest_again *again)
{
    if (again->dataset != NULL) {
        GDALClose(again->dataset);
    }
    *again = (struct ingest_again){0};
}

static uint64_t vertices_of(OGRGeometryH geometry)
{
    if (geometry == NULL) {
        return 0;
    }
    const int parts = OGR_G_GetGeometryCount(geometry);
    uint64_t total = parts == 0 ? (uint64_t)OGR_G_GetPointCount(geometry) : 0;
    for (int i = 0; i < parts; i++) {
        total += vertices_of(OGR_G_GetGeometryRef(geometry, i));
    }
    return total;
}

static enum lt_status take(struct ingest_source *source, struct ingest_batch *batch, bool *ret_end,
                           struct lt_error *err)
{
    struct ogr_source *self = (struct ogr_source *)source;
    OGRLayerH layer = self->plan.vector->layer;
    struct ingest_watch watch;
    uint64_t vertices = 0;
    batch->count = 0;
    batch->fault[0] = '\0';
    *ret_end = self->ended;
    const enum lt_status status = lt_array_reserve(&batch->features, &batch->capacity, INGEST_BATCH,
                                                   sizeof(OGRFeatureH), err);
    if (status != LT_OK || self->ended) {
        return status;
    }
    ingest_watch_begin(&watch);
    if (!self->begun) {
        OGR_L_ResetReading(layer);
        self->begun = true;
    }
    while (!self->ended && batch->count < INGEST_BATCH &&
           vertices < INGEST_BATCH_BYTES / sizeof(struct lt_point)) {
        OGRFeatureH feature = OGR_L_GetNextFeature(layer);
        self->ended = feature == NULL || watch.failures > 0;
        if (self->ended) {
            OGR_F_Destroy(feature);
        } else {
            vertices += vertices_of(OGR_F_GetGeometryRef(feature));
            batch->features[batch->count++] = feature;
        }
    }
    ingest_watch_end();
    snprintf(batch->fault, sizeof batch->fault, "%s", watch.first);
    *ret_end = batch->count == 0 && batch->fault[0] == '\0';
    return LT_OK;
}

static enum lt_status read_batch(
    struct ingest_source *source, unsigned thread, struct ingest_batch *batch,
    enum lt_status (*each)(void *context, const struct ingest_record *record, struct lt_error *err),
    void *context, struct lt_error *err)
{
    struct ogr_source *self = (struct ogr_source *)source;
    const struct ingest_source_plan *plan = &self->plan;
    struct lane *lane = &self->lanes[thread];
    enum lt_status status = LT_OK;
    for (size_t i = 0; i < batch->count; i++) {
        OGRFeatureH feature = batch->features[i];
        for (size_t c = 0; c < plan->column_count && status == LT_OK; c++) {
            ingest_cell_of_ogr(feature, plan->columns[c], lane->days[c], &lane->cells[c]);
        }
        const struct ingest_record record = {.geometry = OGR_F_GetGeometryRef(feature),
                                             .cells = lane->cells};
        status = status == LT_OK ? each(context, &record, err) : status;
        OGR_F_Destroy(feature);
    }
    batch->count = 0;
    return status;
}

static void close_source(struct ingest_source *source)
{
    struct ogr_source *self = (struct ogr_source *)source;
    for (unsigned t = 0; self->lanes != NULL && t < self->plan.threads; t++) {
        free(self->lanes[t].cells);
        free(self->lanes[t].days);
    }
    free(self->lanes);
    free(self);
}

enum lt_status ingest_source_ogr(const struct ingest_source_plan *plan,
                                 struct ingest_source **ret_source, struct lt_error *err)
{
    static const struct ingest_source_kind kind = {
        .take = take, .read = read_batch, .close = close_source};
    struct ogr_source *self = calloc(1, sizeof *self);
    if (self == NULL) {
        return lt_fail_memory(err, "a layer");
    }
    *self = (struct ogr_source){.source = {&kind}, .plan = *plan};
    self->lanes = calloc(plan->threads, sizeof *self->lanes);
    bool whole = self->lanes != NULL;
    for (unsigned t = 0; whole && t < plan->threads; t++) {
        self->lanes[t].cells = calloc(plan->column_count + 1, sizeof *self->lanes[t].cells);
        self->lanes[t].days = calloc(plan->column_count + 1, sizeof *self->lanes[t].days);
        whole = self->lanes[t].cells != NULL && self->lanes[t].days != NULL;
    }
    if (!whole) {
        close_source(&self->source);
        return lt_fail_memory(err, "a layer");
    }
    *ret_source = &self->source;
    return LT_OK;
}
