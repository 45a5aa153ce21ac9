/* A shapefile read by its records: index, shapes and table side by side, every thread its own part.
 *
 * Only what is certain is read here: a ring alone, or an outer ring and holes that are proven to be such. Other records,
 * damaged ones, and cells that are no plain text or number are OGR's.
 */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ingest_source.h"
#include "support/arena.h"
#include "support/array.h"
#include "support/text.h"

enum {
    SHP_HEADER = 100,
    SHX_RECORD = 8,
    RECORD_HEAD = 8,
    SHAPE_HEAD = 44, /* type, box, numbers of parts and points */
    DBF_HEADER = 32,
    NUMBER_TEXT = 32,
    MOST_POINTS = 50000000,
    MOST_PARTS = 10000000,
};

struct column {
    uint32_t at, width; /* in a row */
    OGRFieldType type;
};

struct entry {
    uint64_t at;   /* in the .shp, of the record's head */
    uint64_t size; /* of its content; at and size 0: a deleted shape */
};

struct lane {
    unsigned char *shapes, *rows, *index;
    size_t shape_capacity, row_capacity, index_capacity;
    struct ingest_cell *cells;
    char (*days)[16];
    struct ingest_rings rings;
    struct ingest_proof proof;
    struct ingest_again again;
};

struct shp_source {
    struct ingest_source source;
    struct ingest_source_plan plan;
    int shp, shx, dbf;
    uint32_t shape_type;
    uint32_t table_head, row_size;
    uint64_t records, next;
    uint64_t shp_bytes;
    struct column *columns; /* per cell */
    struct lane *lanes;
    unsigned char *ahead; /* index entries, for cutting batches */
};

static uint32_t big(const unsigned char *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static uint32_t little(const unsigned char *b)
{
    return (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[1] << 8 | b[0];
}

static struct lt_point point_at(const unsigned char *b)
{
    double xy[2];
    for (int i = 0; i < 2; i++, b += 8) {
        const uint64_t bits = (uint64_t)little(b + 4) << 32 | little(b);
        memcpy(&xy[i], &bits, sizeof bits);
    }
    return (struct lt_point){xy[0], xy[1]};
}

static bool read_whole(int file, void *to, size_t size, uint64_t at)
{
    unsigned char *bytes = to;
    while (size > 0) {
        const ssize_t got = pread(file, bytes, size, (off_t)at);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return false;
        }
        bytes += got;
        at += (uint64_t)got;
        size -= (size_t)got;
    }
    return true;
}

/* --- opening ---- */

/* The table's columns as OGR counts them, or nothing is read directly. */
static bool find_columns(struct shp_source *self)
{
    const struct ingest_source_plan *plan = &self->plan;
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(plan->vector->layer);
    unsigned char head[DBF_HEADER];
    if (!read_whole(self->dbf, head, sizeof head, 0)) {
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
        if (!read_whole(self->dbf, field, sizeof field, (uint64_t)DBF_HEADER * ((unsigned)i + 1)) ||
            field[0] == 0x0D || strncmp((const char *)field, OGR_Fld_GetNameRef(known), 10) != 0) {
            return false;
        }
        for (size_t c = 0; c < plan->column_count; c++) {
            if (plan->columns[c] == i) {
                const bool text = type == OFTString && field[11] == 'C';
                const bool number =
                    (type == OFTInteger || type == OFTInteger64 || type == OFTReal) &&
                    (field[11] == 'N' || field[11] == 'F') && field[16] < NUMBER_TEXT;
                self->columns[c] = (struct column){at, field[16], type};
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
    const char *path =
        extension == NULL ? vector->path : ingest_companion(vector->arena, vector->path, extension);
    return path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
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
        !read_whole(self->shp, head, sizeof head, 0)) {
        return false;
    }
    const off_t shx_bytes = lseek(self->shx, 0, SEEK_END);
    const off_t shp_bytes = lseek(self->shp, 0, SEEK_END);
    self->shape_type = little(head + 32);
    self->shp_bytes = shp_bytes < 0 ? 0 : (uint64_t)shp_bytes;
    self->records = shx_bytes < SHP_HEADER ? 0 : (uint64_t)(shx_bytes - SHP_HEADER) / SHX_RECORD;
    return self->records > 0 && self->records <= INT32_MAX &&
           (self->shape_type == 5 || self->shape_type == 15 || self->shape_type == 25) &&
           find_columns(self);
}

/* --- batches ---- */

static struct entry entry_of(const unsigned char *index, uint64_t i)
{
    const unsigned char *b = index + i * SHX_RECORD;
    return (struct entry){2 * (uint64_t)big(b), 2 * (uint64_t)big(b + 4)};
}

static enum lt_status take(struct ingest_source *source, struct ingest_batch *batch, bool *ret_end,
                           struct lt_error *err)
{
    struct shp_source *self = (struct shp_source *)source;
    const uint64_t left = self->records - self->next;
    const uint64_t count = left < INGEST_BATCH ? left : INGEST_BATCH;
    uint64_t bytes = 0, n = 0;
    (void)err;
    batch->fault[0] = '\0';
    batch->first = batch->end = self->next;
    *ret_end = left == 0;
    if (left == 0) {
        return LT_OK;
    }
    if (!read_whole(self->shx, self->ahead, count * SHX_RECORD,
                    SHP_HEADER + self->next * SHX_RECORD)) {
        snprintf(batch->fault, sizeof batch->fault, "the .shx cannot be read");
        self->next = self->records;
        return LT_OK;
    }
    while (n < count && (n == 0 || bytes < INGEST_BATCH_BYTES)) {
        bytes += entry_of(self->ahead, n++).size;
    }
    batch->end = self->next = batch->first + n;
    return LT_OK;
}

/* The records of a batch lie behind one another in almost every file; where not, OGR reads them one by one. */
static bool load_shapes(const struct shp_source *self, struct lane *lane, uint64_t count,
                        uint64_t *ret_at, uint64_t *ret_size)
{
    uint64_t low = UINT64_MAX, high = 0, sum = 0;
    for (uint64_t i = 0; i < count; i++) {
        const struct entry entry = entry_of(lane->index, i);
        if (entry.at == 0 && entry.size == 0) {
            continue;
        }
        const uint64_t end = entry.at + RECORD_HEAD + entry.size;
        low = entry.at < low ? entry.at : low;
        high = end > high ? end : high;
        sum += RECORD_HEAD + entry.size;
    }
    *ret_at = *ret_size = 0;
    if (low >= high || high > self->shp_bytes || high - low > 2 * sum + INGEST_BATCH_BYTES ||
        lt_array_reserve(&lane->shapes, &lane->shape_capacity, (size_t)(high - low), 1, NULL) !=
            LT_OK ||
        !read_whole(self->shp, lane->shapes, (size_t)(high - low), low)) {
        return false;
    }
    *ret_at = low;
    *ret_size = high - low;
    return true;
}

/* --- one record ---- */

struct shape {
    const unsigned char *parts, *points;
    uint32_t part_count, point_count;
};

/* NULL geometry, a polygon whose numbers agree with its length, or something for OGR. */
static enum {
    SHAPE_NONE,
    SHAPE_POLYGON,
    SHAPE_ODD
} look_at(const struct shp_source *self, const unsigned char *record, uint64_t size,
          struct shape *ret_shape)
{
    const unsigned char *content = record + RECORD_HEAD;
    if (size < 4 || 2 * (uint64_t)big(record + 4) != size) {
        return SHAPE_ODD;
    }
    if (little(content) == 0) {
        return size == 4 ? SHAPE_NONE : SHAPE_ODD;
    }
    if (size < SHAPE_HEAD || little(content) != self->shape_type) {
        return SHAPE_ODD;
    }
    const uint32_t parts = little(content + 36), points = little(content + 40);
    const uint64_t need = SHAPE_HEAD + 4 * (uint64_t)parts + 16 * (uint64_t)points +
                          (self->shape_type == 15 ? 16 + 8 * (uint64_t)points : 0);
    if (parts == 0 || parts > MOST_PARTS || points == 0 || points > MOST_POINTS ||
        points > self->plan.limit_vertices || need > size) {
        return SHAPE_ODD;
    }
    *ret_shape = (struct shape){content + SHAPE_HEAD, content + SHAPE_HEAD + 4 * (size_t)parts,
                                parts, points};
    return SHAPE_POLYGON;
}

static bool little_endian(void)
{
    const uint16_t one = 1;
    unsigned char first;
    memcpy(&first, &one, 1);
    return first == 1;
}

static enum lt_status add_part(struct ingest_rings *rings, const unsigned char *points,
                               uint32_t count, bool hole, struct lt_error *err)
{
    struct lt_point *room;
    const enum lt_status status = ingest_rings_room(rings, (size_t)count + 1, &room, err);
    if (status != LT_OK) {
        return status;
    }
    if (little_endian()) {
        memcpy(room, points, count * sizeof *room);
    } else {
        for (uint32_t i = 0; i < count; i++) {
            room[i] = point_at(points + 16 * (size_t)i);
        }
    }
    return ingest_rings_take(rings, count, hole, err);
}

/* The first ring clockwise, all others the other way, and so placed that they can be nothing but its holes. */
static bool one_shell(struct lane *lane)
{
    const struct ingest_rings *rings = &lane->rings;
    struct lt_box box;
    uint32_t start = 0;
    if (!ingest_rings_bound(rings, &box)) {
        return false;
    }
    for (size_t r = 0; r < rings->ring_count; r++) {
        const struct lt_point *points = rings->points + start;
        const double area = ingest_ring_area(points, rings->ring_end[r] - start);
        const struct lt_box own = lt_shape_compute_box(points, rings->ring_end[r] - start);
        const double around = (own.max_x - own.min_x) * (own.max_y - own.min_y);
        start = rings->ring_end[r];
        if ((area > 0.0) != (r > 0) || !(fabs(area) > 1e-9 * around)) {
            return false;
        }
    }
    return ingest_rings_proven(&lane->proof, rings);
}

/* *ret_plain false: OGR is to read it. */
static enum lt_status read_shape(struct lane *lane, const struct shape *shape, bool *ret_plain,
                                 struct lt_error *err)
{
    enum lt_status status = LT_OK;
    ingest_rings_clear(&lane->rings);
    *ret_plain = little(shape->parts) == 0;
    for (uint32_t p = 0; *ret_plain && p < shape->part_count; p++) {
        const uint32_t start = little(shape->parts + 4 * (size_t)p);
        const uint32_t end = p + 1 < shape->part_count ? little(shape->parts + 4 * ((size_t)p + 1))
                                                       : shape->point_count;
        *ret_plain = start < end && end <= shape->point_count;
        if (*ret_plain) {
            LT_TRY(add_part(&lane->rings, shape->points + 16 * (size_t)start, end - start, p > 0,
                            err));
        }
    }
    *ret_plain = *ret_plain && (shape->part_count == 1 || one_shell(lane));
out:
    return status;
}

/* Digits with a sign and one point, and nothing else; OGR reads other numbers in its own way. */
static bool plain_number(const char *text, size_t length)
{
    size_t i = length > 0 && (text[0] == '-' || text[0] == '+'), digits = 0, points = 0;
    for (; i < length; i++) {
        digits += text[i] >= '0' && text[i] <= '9';
        points += text[i] == '.';
        if (text[i] != '.' && (text[i] < '0' || text[i] > '9')) {
            return false;
        }
    }
    return digits > 0 && digits <= 18 && points <= 1;
}

static bool read_number(const struct column *column, const char *text, struct ingest_cell *cell)
{
    size_t length = strnlen(text, column->width);
    while (length > 0 && text[length - 1] == ' ') {
        length--;
    }
    while (length > 0 && *text == ' ') {
        text++;
        length--;
    }
    if (length == 0) {
        return true; /* NULL */
    }
    char copy[NUMBER_TEXT];
    if (!plain_number(text, length)) {
        return false;
    }
    const bool signed_plus = *text == '+';
    memcpy(copy, text + signed_plus, length - signed_plus);
    copy[length - signed_plus] = '\0';
    int64_t whole = 0;
    if (column->type == OFTReal) {
        cell->kind = INGEST_CELL_REAL;
        return lt_parse_double(copy, &cell->number);
    }
    if (!lt_parse_int(copy, &whole) ||
        (column->type == OFTInteger && (whole > INT32_MAX || whole < INT32_MIN))) {
        return false;
    }
    *cell =
        (struct ingest_cell){.kind = INGEST_CELL_WHOLE, .whole = whole, .number = (double)whole};
    return true;
}

/* False where a cell is for OGR. */
static bool read_cells(const struct shp_source *self, struct lane *lane, const char *row)
{
    for (size_t c = 0; c < self->plan.column_count; c++) {
        const struct column *column = &self->columns[c];
        struct ingest_cell *cell = &lane->cells[c];
        *cell = (struct ingest_cell){.kind = INGEST_CELL_NULL};
        if (self->plan.columns[c] < 0) {
            continue;
        }
        if (column->type != OFTString) {
            if (!read_number(column, row + column->at, cell)) {
                return false;
            }
            continue;
        }
        cell->kind = INGEST_CELL_TEXT;
        cell->text = row + column->at;
        cell->length = strnlen(cell->text, column->width);
    }
    return true;
}

struct reading {
    const struct shp_source *self;
    struct lane *lane;
    struct ingest_batch *batch;
    uint64_t at, size; /* what of the .shp is loaded; 0 nothing */
    enum lt_status (*each)(void *context, const struct ingest_record *record, struct lt_error *err);
    void *context;
};

static enum lt_status read_by_ogr(const struct reading *reading, uint64_t record,
                                  struct lt_error *err)
{
    struct lane *lane = reading->lane;
    const struct ingest_source_plan *plan = &reading->self->plan;
    OGRFeatureH feature =
        ingest_again_feature(&lane->again, plan->vector, (int64_t)record, reading->batch->fault);
    if (feature == NULL) {
        return LT_OK;
    }
    for (size_t c = 0; c < plan->column_count; c++) {
        ingest_cell_of_ogr(feature, plan->columns[c], lane->days[c], &lane->cells[c]);
    }
    const struct ingest_record made = {.geometry = OGR_F_GetGeometryRef(feature),
                                       .cells = lane->cells};
    const enum lt_status status = reading->each(reading->context, &made, err);
    OGR_F_Destroy(feature);
    return status;
}

static enum lt_status read_record(const struct reading *reading, uint64_t i, struct lt_error *err)
{
    const struct shp_source *self = reading->self;
    struct lane *lane = reading->lane;
    const char *row = (const char *)lane->rows + i * self->row_size;
    const struct entry entry = entry_of(lane->index, i);
    struct ingest_record record = {.cells = lane->cells};
    struct shape shape;
    bool plain = reading->size > 0 && entry.size > 0 && read_cells(self, lane, row);
    enum lt_status status = LT_OK;
    if (row[0] == '*') {
        return LT_OK; /* deleted */
    }
    if (plain) {
        const int form = look_at(self, lane->shapes + (entry.at - reading->at), entry.size, &shape);
        plain = form != SHAPE_ODD;
        if (form == SHAPE_POLYGON) {
            status = read_shape(lane, &shape, &plain, err);
            record.rings = &lane->rings;
        }
    }
    if (status != LT_OK) {
        return status;
    }
    return plain ? reading->each(reading->context, &record, err)
                 : read_by_ogr(reading, reading->batch->first + i, err);
}

static enum lt_status read_batch(
    struct ingest_source *source, unsigned thread, struct ingest_batch *batch,
    enum lt_status (*each)(void *context, const struct ingest_record *record, struct lt_error *err),
    void *context, struct lt_error *err)
{
    const struct shp_source *self = (struct shp_source *)source;
    struct lane *lane = &self->lanes[thread];
    struct reading reading = {
        .self = self, .lane = lane, .batch = batch, .each = each, .context = context};
    const uint64_t count = batch->end - batch->first;
    const size_t row_bytes = (size_t)count * self->row_size;
    enum lt_status status = LT_OK;
    if (count == 0) {
        return LT_OK;
    }
    LT_TRY(lt_array_reserve(&lane->index, &lane->index_capacity, count * SHX_RECORD, 1, err));
    LT_TRY(lt_array_reserve(&lane->rows, &lane->row_capacity, row_bytes, 1, err));
    if (!read_whole(self->shx, lane->index, count * SHX_RECORD,
                    SHP_HEADER + batch->first * SHX_RECORD) ||
        !read_whole(self->dbf, lane->rows, row_bytes,
                    self->table_head + batch->first * self->row_size)) {
        snprintf(batch->fault, sizeof batch->fault, "the .shx or .dbf cannot be read");
        goto out;
    }
    load_shapes(self, lane, count, &reading.at, &reading.size);
    for (uint64_t i = 0; i < count && batch->fault[0] == '\0'; i++) {
        LT_TRY(read_record(&reading, i, err));
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
        struct lane *lane = &self->lanes[t];
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
