/* One record of a shapefile: its shape, its cells, or OGR's word on them. */
#include <math.h>
#include <string.h>

#include "ingest_source_shp.h"
#include "support/text.h"

/* type, box, numbers of parts and points */
enum { SHAPE_HEAD = 44, MOST_POINTS = 50000000, MOST_PARTS = 10000000 };

struct shape {
    const unsigned char *box, *parts, *points;
    uint32_t part_count, point_count;
};

/* NULL geometry, a polygon whose numbers agree with its length, or something for OGR. */
enum shape_form {
    SHAPE_NONE,
    SHAPE_POLYGON,
    SHAPE_ODD,
};

static enum shape_form look_at(const struct shp_source *self, const unsigned char *record,
                               uint64_t size, struct shape *ret_shape)
{
    const unsigned char *content = record + SHP_RECORD_HEAD;
    if (size < 4 || 2 * (uint64_t)shp_big(record + 4) != size) {
        return SHAPE_ODD;
    }
    if (shp_little(content) == 0) {
        return size == 4 ? SHAPE_NONE : SHAPE_ODD;
    }
    if (size < SHAPE_HEAD || shp_little(content) != self->shape_type) {
        return SHAPE_ODD;
    }
    const uint32_t parts = shp_little(content + 36), points = shp_little(content + 40);
    const uint64_t need = SHAPE_HEAD + 4 * (uint64_t)parts + 16 * (uint64_t)points +
                          (self->shape_type == 15 ? 16 + 8 * (uint64_t)points : 0);
    if (parts == 0 || parts > MOST_PARTS || points == 0 || points > MOST_POINTS ||
        points > self->plan.limit_vertices || need > size) {
        return SHAPE_ODD;
    }
    *ret_shape = (struct shape){content + 4, content + SHAPE_HEAD,
                                content + SHAPE_HEAD + 4 * (size_t)parts, parts, points};
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
            const unsigned char *at = points + 16 * (size_t)i;
            room[i] = (struct lt_point){ingest_number(at), ingest_number(at + 8)};
        }
    }
    return ingest_rings_take(rings, count, hole, err);
}

/* The first ring clockwise, all others the other way, and so placed that they can be nothing but its holes. */
static bool one_shell(struct shp_lane *lane)
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
static enum lt_status read_shape(struct shp_lane *lane, const struct shape *shape, bool *ret_plain,
                                 struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_box stated = {ingest_number(shape->box), ingest_number(shape->box + 8),
                                  ingest_number(shape->box + 16), ingest_number(shape->box + 24)};
    ingest_rings_clear(&lane->rings);
    ingest_rings_stated(&lane->rings, &stated);
    *ret_plain = shp_little(shape->parts) == 0;
    for (uint32_t p = 0; *ret_plain && p < shape->part_count; p++) {
        const uint32_t start = shp_little(shape->parts + 4 * (size_t)p);
        const uint32_t end = p + 1 < shape->part_count
                                 ? shp_little(shape->parts + 4 * ((size_t)p + 1))
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

static bool read_number(const struct shp_column *column, const char *text, struct ingest_cell *cell)
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
    char copy[SHP_NUMBER_TEXT];
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
static bool read_cells(const struct shp_source *self, struct shp_lane *lane, const char *row)
{
    for (size_t c = 0; c < self->plan.column_count; c++) {
        const struct shp_column *column = &self->columns[c];
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

static enum lt_status read_by_ogr(const struct shp_reading *reading, uint64_t record,
                                  struct lt_error *err)
{
    struct shp_lane *lane = reading->lane;
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

enum lt_status ingest_shp_record(const struct shp_reading *reading, uint64_t i,
                                 struct lt_error *err)
{
    const struct shp_source *self = reading->self;
    struct shp_lane *lane = reading->lane;
    const char *row = (const char *)lane->rows + i * self->row_size;
    const struct shp_entry entry = shp_entry(lane->index, i);
    struct ingest_record record = {.cells = lane->cells};
    struct shape shape;
    bool plain = reading->size > 0 && entry.size > 0 && read_cells(self, lane, row);
    enum lt_status status = LT_OK;
    if (row[0] == '*') {
        return LT_OK; /* deleted */
    }
    if (plain) {
        const enum shape_form form =
            look_at(self, lane->shapes + (entry.at - reading->at), entry.size, &shape);
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
