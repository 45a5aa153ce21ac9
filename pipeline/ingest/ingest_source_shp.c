/* A shapefile read by its records: index, shapes and table side by side, every thread its own part.
 *
 * Only what is certain is read here: a ring alone, or an outer ring and holes that are proven to be such. Other records,
 * damaged ones, and cells that are no plain text or number are OGR's.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ingest_source_shp.h"
#include "support/array.h"
#include "support/files.h"

enum { DBF_HEADER = 32 };

/* --- opening ---- */

/* The table's columns as OGR counts them, or nothing is read directly. */
static bool find_columns(struct shp_source *self)
{
    const struct ingest_source_plan *plan = &self->plan;
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(plan->vector->layer);
    unsigned char head[DBF_HEADER];
    if (!lt_file_get(self->dbf, head, sizeof head, 0)) {
        return false;
    }
    self->table_head = head[8] | (uint32_t)head[9] << 8;
    self->row_size = head[10] | (uint32_t)head[11] << 8;
    const int count = OGR_FD_GetFieldCount(definition);
    uint32_t at = 1; /* the mark of deletion comes first */
    for (int i = 0; i < count; i++) {
        unsigned char field[DBF_HEADER];
        OGRFieldDefnH known = OGR_FD_GetFieldDefn(definition, i);
        const OGRFieldType type = OGR_Fld_GetType(known);
        if (!lt_file_get(self->dbf, field, sizeof field,
                         (uint64_t)DBF_HEADER * ((unsigned)i + 1)) ||
            field[0] == 0x0D || strncmp((const char *)field, OGR_Fld_GetNameRef(known), 10) != 0) {
            return false;
        }
        for (size_t c = 0; c < plan->column_count; c++) {
            if (plan->columns[c] == i) {
                const bool text = type == OFTString && field[11] == 'C';
                const bool number =
                    (type == OFTInteger || type == OFTInteger64 || type == OFTReal) &&
                    (field[11] == 'N' || field[11] == 'F') && field[16] < SHP_NUMBER_TEXT;
                self->columns[c] = (struct shp_column){at, field[16], type};
                if (!text && !number) {
                    return false;
                }
            }
        }
        at += field[16];
    }
    return at <= self->row_size && self->row_size > 0;
}

static int open_part(const struct ingest_vector *vector, const char *extension)
{
    const char *path = vector->path;
    char *companion;
    if (extension != NULL) {
        path = ingest_companion(vector->arena, path, extension, &companion, NULL) == LT_OK
                   ? companion
                   : NULL;
    }
    return path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC); /* else the layer is OGR's */
}

static bool serves(struct shp_source *self)
{
    const struct ingest_vector *vector = self->plan.vector;
    unsigned char head[SHP_HEADER];
    if (!vector->shapefile) {
        return false;
    }
    self->shp = open_part(vector, NULL);
    self->shx = open_part(vector, "shx");
    self->dbf = open_part(vector, "dbf");
    if (self->shp < 0 || self->shx < 0 || self->dbf < 0 ||
        !lt_file_get(self->shp, head, sizeof head, 0)) {
        return false;
    }
    const off_t shx_bytes = lseek(self->shx, 0, SEEK_END);
    const off_t shp_bytes = lseek(self->shp, 0, SEEK_END);
    self->shape_type = shp_little(head + 32);
    self->shp_bytes = shp_bytes < 0 ? 0 : (uint64_t)shp_bytes;
    self->records = shx_bytes < SHP_HEADER ? 0 : (uint64_t)(shx_bytes - SHP_HEADER) / SHX_RECORD;
    return self->records > 0 && self->records <= INT32_MAX &&
           (self->shape_type == 5 || self->shape_type == 15 || self->shape_type == 25) &&
           find_columns(self);
}

/* --- batches ---- */

static enum lt_status take(struct ingest_source *source, struct ingest_batch *batch, bool *ret_end,
                           struct lt_error *err)
{
    struct shp_source *self = (struct shp_source *)source;
    const uint64_t left = self->records - self->next;
    const uint64_t count = left < INGEST_BATCH ? left : INGEST_BATCH;
    uint64_t bytes = 0, n = 0;
    (void)err;
    batch->fault[0] = '\0';
    batch->bad_index = false;
    batch->first = batch->end = self->next;
    *ret_end = left == 0;
    if (left == 0) {
        return LT_OK;
    }
    if (!lt_file_get(self->shx, self->ahead, count * SHX_RECORD,
                     SHP_HEADER + self->next * SHX_RECORD)) {
        snprintf(batch->fault, sizeof batch->fault, "the .shx cannot be read");
        self->next = self->records;
        return LT_OK;
    }
    batch->highest = self->highest;
    while (n < count && (n == 0 || bytes < INGEST_BATCH_BYTES)) {
        const struct shp_entry entry = shp_entry(self->ahead, n++);
        bytes += entry.size;
        self->highest = entry.at > self->highest ? entry.at : self->highest;
    }
    batch->end = self->next = batch->first + n;
    return LT_OK;
}

/* The records of a batch lie behind one another in almost every file; where not, OGR reads them one by one. */
static bool load_shapes(const struct shp_source *self, struct shp_lane *lane, uint64_t count,
                        uint64_t *ret_at, uint64_t *ret_size)
{
    uint64_t low = UINT64_MAX, high = 0, sum = 0;
    for (uint64_t i = 0; i < count; i++) {
        const struct shp_entry entry = shp_entry(lane->index, i);
        if (shp_deleted(entry)) {
            continue;
        }
        const uint64_t end = entry.at + SHP_RECORD_HEAD + entry.size;
        low = entry.at < low ? entry.at : low;
        high = end > high ? end : high;
        sum += SHP_RECORD_HEAD + entry.size;
    }
    *ret_at = *ret_size = 0;
    if (low >= high || high > self->shp_bytes || high - low > 2 * sum + INGEST_BATCH_BYTES ||
        lt_array_reserve(&lane->shapes, &lane->shape_capacity, (size_t)(high - low), 1, NULL) !=
            LT_OK ||
        !lt_file_get(self->shp, lane->shapes, (size_t)(high - low), low)) {
        return false;
    }
    *ret_at = low;
    *ret_size = high - low;
    return true;
}

/* The index entry of a record of the batch against the record itself; the head of a record that was not loaded with the
 * others is fetched. A fault of the batch where they do not fit. */
static void check_entry(const struct shp_reading *reading, uint64_t i, uint64_t *highest)
{
    const struct shp_source *self = reading->self;
    struct ingest_batch *batch = reading->batch;
    const struct shp_entry entry = shp_entry(reading->lane->index, i);
    unsigned char fetched[SHP_RECORD_HEAD];
    const char *fault = NULL;
    if (shp_deleted(entry)) {
        return;
    }
    if (shp_beyond(entry, self->shp_bytes)) {
        fault = SHP_BEYOND;
    } else if (reading->size == 0 && !lt_file_get(self->shp, fetched, sizeof fetched, entry.at)) {
        snprintf(batch->fault, sizeof batch->fault, "the .shp cannot be read");
    } else if (shp_differs(entry,
                           reading->size == 0 ? fetched
                                              : reading->lane->shapes + (entry.at - reading->at),
                           batch->first + i, *highest)) {
        fault = SHP_DIFFERS;
    }
    if (fault != NULL) {
        batch->bad_index = true;
        snprintf(batch->fault, sizeof batch->fault, ".shx record %llu %s",
                 (unsigned long long)(batch->first + i), fault);
    }
    *highest = entry.at > *highest ? entry.at : *highest;
}

static enum lt_status read_batch(
    struct ingest_source *source, unsigned thread, struct ingest_batch *batch,
    enum lt_status (*each)(void *context, const struct ingest_record *record, struct lt_error *err),
    void *context, struct lt_error *err)
{
    const struct shp_source *self = (struct shp_source *)source;
    struct shp_lane *lane = &self->lanes[thread];
    struct shp_reading reading = {
        .self = self, .lane = lane, .batch = batch, .each = each, .context = context};
    const uint64_t count = batch->end - batch->first;
    const size_t row_bytes = (size_t)count * self->row_size;
    enum lt_status status = LT_OK;
    if (count == 0) {
        return LT_OK;
    }
    LT_TRY(lt_array_reserve(&lane->index, &lane->index_capacity, count * SHX_RECORD, 1, err));
    LT_TRY(lt_array_reserve(&lane->rows, &lane->row_capacity, row_bytes, 1, err));
    if (!lt_file_get(self->shx, lane->index, count * SHX_RECORD,
                     SHP_HEADER + batch->first * SHX_RECORD) ||
        !lt_file_get(self->dbf, lane->rows, row_bytes,
                     self->table_head + batch->first * self->row_size)) {
        snprintf(batch->fault, sizeof batch->fault, "the .shx or .dbf cannot be read");
        goto out;
    }
    load_shapes(self, lane, count, &reading.at, &reading.size);
    uint64_t highest = batch->highest;
    for (uint64_t i = 0; i < count && batch->fault[0] == '\0'; i++) {
        check_entry(&reading, i, &highest);
        if (batch->fault[0] == '\0') {
            LT_TRY(ingest_shp_record(&reading, i, err));
        }
    }
out:
    return status;
}

static void close_file(int file)
{
    if (file >= 0) {
        (void)close(file);
    }
}

static void close_source(struct ingest_source *source)
{
    struct shp_source *self = (struct shp_source *)source;
    for (unsigned t = 0; self->lanes != NULL && t < self->plan.threads; t++) {
        struct shp_lane *lane = &self->lanes[t];
        ingest_rings_free(&lane->rings);
        ingest_proof_free(&lane->proof);
        ingest_again_finish(&lane->again);
        free(lane->shapes);
        free(lane->rows);
        free(lane->index);
        free(lane->cells);
        free(lane->days);
    }
    free(self->lanes);
    free(self->columns);
    free(self->ahead);
    close_file(self->shp);
    close_file(self->shx);
    close_file(self->dbf);
    free(self);
}

enum lt_status ingest_source_shp(const struct ingest_source_plan *plan,
                                 struct ingest_source **ret_source, struct lt_error *err)
{
    static const struct ingest_source_kind kind = {
        .take = take, .read = read_batch, .close = close_source};
    struct shp_source *self = calloc(1, sizeof *self);
    if (self == NULL) {
        return lt_fail_memory(err, "a layer");
    }
    *self = (struct shp_source){.source = {&kind}, .plan = *plan, .shp = -1, .shx = -1, .dbf = -1};
    self->columns = calloc(plan->column_count + 1, sizeof *self->columns);
    self->lanes = calloc(plan->threads, sizeof *self->lanes);
    self->ahead = calloc(INGEST_BATCH, SHX_RECORD);
    bool whole = self->columns != NULL && self->lanes != NULL && self->ahead != NULL;
    for (unsigned t = 0; whole && t < plan->threads; t++) {
        self->lanes[t].cells = calloc(plan->column_count + 1, sizeof *self->lanes[t].cells);
        self->lanes[t].days = calloc(plan->column_count + 1, sizeof *self->lanes[t].days);
        whole = self->lanes[t].cells != NULL && self->lanes[t].days != NULL;
    }
    if (!whole) {
        close_source(&self->source);
        return lt_fail_memory(err, "a layer");
    }
    if (serves(self)) {
        *ret_source = &self->source;
    } else {
        close_source(&self->source);
    }
    return LT_OK;
}
