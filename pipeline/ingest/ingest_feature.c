/* One record of a file to a feature: texts, shape, areas, unit. On any thread. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ingest_config_table.h"
#include "ingest_stream.h"
#include "support/arena.h"
#include "support/array.h"
#include "support/text.h"

enum { FOUND_TEXT = 256 };
enum {
    ADDED = 1 << 21
}; /* vertices of a chunk beyond the limit of one feature: 8 times those of a batch */
static const double SLIVER = 200.0; /* 2 · perimeter / area, 1/m: the land survey's own test */
static const double FILED_M2 = 1.0, FILED_SHARE = 0.001;

/* A feature that is being made. */
struct making {
    const struct lt_stream *stream;
    struct ingest_worker *worker;
    struct lt_chunk *chunk;
    struct lt_feature *feature;
    struct ingest_extra *extra;
    struct lt_error *err;
};

static enum lt_status tell(const struct making *making, double area, enum lt_severity severity,
                           enum lt_quality quality, const char *code, const char *field,
                           const char *found, const char *expected, const char *action)
{
    const struct ingest_told told = {&making->chunk->notes, making->stream->vector.label,
                                     making->chunk->count, area};
    return ingest_tell(&told, severity, quality, code, field, found, expected, action, making->err);
}

/* --- geometry ---- */

/* What is wrong, and why it stays so. */
static void say_invalid(const struct ingest_geometry *geometry, char ret_found[FOUND_TEXT])
{
    static const char *const why[] = {
        [INGEST_REFUSED_UNSEEN] = "too many edges or parts side by side to be looked through",
        [INGEST_REFUSED_KNOTS] = "too many places where edges meet to be repaired",
        [INGEST_REFUSED_HOLES] = "too many holes to be repaired",
        [INGEST_REFUSED_NEAR] = "too many edges or parts side by side to be repaired",
        [INGEST_REFUSED_LAYER] =
            "the features before it left too little of what a layer's repairs may take"};
    if (geometry->refused != INGEST_REFUSED_NOT) {
        snprintf(ret_found, FOUND_TEXT, "%s%s%s", geometry->reason,
                 geometry->reason[0] == '\0' ? "" : "; ", why[geometry->refused]);
    } else {
        snprintf(ret_found, FOUND_TEXT, "%s; area %.2f before and %.2f after a repair",
                 geometry->reason, geometry->area_before, geometry->area_after);
    }
}

static enum lt_status tell_unusable(const struct making *making, const struct lt_feature *feature,
                                    enum ingest_geometry_fault fault)
{
    static const struct {
        const char *code, *found;
    } faults[] = {
        [INGEST_GEOMETRY_MISSING] = {"geometry.missing", "no geometry"},
        [INGEST_GEOMETRY_NOT_POLYGON] = {"geometry.not_polygon", "points or lines"},
        [INGEST_GEOMETRY_NOT_FINITE] = {"geometry.not_finite",
                                        "coordinates that are not finite or not on Earth"},
        [INGEST_GEOMETRY_INVALID] = {"geometry.invalid", ""},
    };
    char found[FOUND_TEXT];
    snprintf(found, sizeof found, "%s", faults[fault].found);
    if (fault == INGEST_GEOMETRY_INVALID) {
        say_invalid(&making->worker->geometry, found);
    }
    return tell(making, feature->gross_m2, LT_WARNING,
                fault == INGEST_GEOMETRY_MISSING ? LT_COMPLETENESS : LT_ACCURACY,
                faults[fault].code, "geometry", found, "a valid polygon",
                "draw the feature again; it is not judged but stays in every total");
}

static enum lt_status tell_repaired(const struct making *making, const struct lt_feature *feature)
{
    char found[FOUND_TEXT];
    snprintf(found, sizeof found, "%s; area %.4f before and %.4f after the repair",
             making->worker->geometry.reason, making->worker->geometry.area_before,
             making->worker->geometry.area_after);
    return tell(making, feature->gross_m2, LT_NOTE, LT_ACCURACY, "geometry.repaired", "geometry",
                found, "a valid polygon",
                "was repaired within the bound; mend the source when convenient");
}

/* Ellipsoidal area, for a shape that was not measured with all others. */
static enum lt_status measure(const struct making *making, bool *ret_possible)
{
    struct ingest_geometry *geometry = &making->worker->geometry;
    *ret_possible = true;
    if (making->stream->task.measured) {
        return LT_OK;
    }
    return ingest_geometry_measure(geometry, &making->worker->transform, ret_possible, making->err);
}

/* Where the shape lies on the raster: wholly, partly, or not at all. Shares of the layer are weighed by ellipsoidal area,
 * or by the planar one where no other is asked for. */
static enum lt_status place_on_raster(const struct making *making, bool *ret_possible)
{
    struct lt_feature *feature = making->feature;
    struct ingest_geometry *geometry = &making->worker->geometry;
    const struct lt_box *box = &feature->shape.box, *extent = &making->stream->extent;
    const bool measured = making->stream->task.measured;
    const double weight = measured ? geometry->gross_m2 : geometry->planar;
    making->extra->placed_m2 = making->extra->inside_m2 = weight;
    *ret_possible = true;
    if (box->min_x >= extent->min_x && box->max_x <= extent->max_x && box->min_y >= extent->min_y &&
        box->max_y <= extent->max_y) {
        return LT_OK;
    }
    const bool apart = box->min_x >= extent->max_x || box->max_x <= extent->min_x ||
                       box->min_y >= extent->max_y || box->max_y <= extent->min_y;
    const double share = apart ? 0.0 : ingest_share_in_box(geometry->geos, &feature->shape, extent);
    const enum lt_status status = measure(making, ret_possible);
    if (status != LT_OK || !*ret_possible) {
        return status;
    }
    const double outside = (1.0 - share) * geometry->gross_m2;
    making->extra->inside_m2 = share * weight;
    if (share <= 0.0) {
        feature->unjudged = LT_UNJUDGED_OFF_RASTER;
        feature->gross_m2 = geometry->gross_m2;
        return tell(making, feature->gross_m2, LT_WARNING, LT_COMPLETENESS, "geometry.off_raster",
                    "geometry", "wholly beyond the raster", "ground that the raster covers",
                    "give a raster that covers it; it is not judged but stays in every total");
    }
    if (outside <= 1e-9 * geometry->gross_m2) {
        return LT_OK;
    }
    char found[FOUND_TEXT];
    snprintf(found, sizeof found, "%.2f m² beyond the raster", outside);
    return tell(making, outside, LT_WARNING, LT_COMPLETENESS, "geometry.partly_off_raster",
                "geometry", found, "ground that the raster covers",
                "give a raster that covers it; what lies beyond counts as unseen");
}

/* The area of a bow-tie lies, and no geometry has none: the filed figure keeps the totals whole. */
static enum lt_status leave_unjudged(const struct making *making, enum ingest_geometry_fault fault,
                                     const struct ingest_values *values)
{
    struct lt_feature *feature = making->feature;
    const double filed = values->filed_m2 > 0.0 ? values->filed_m2 : values->gross_m2;
    feature->gross_m2 = filed > 0.0 ? filed : making->worker->geometry.gross_m2;
    feature->shape = (struct lt_shape){0};
    *making->extra = (struct ingest_extra){0};
    feature->unjudged =
        fault == INGEST_GEOMETRY_MISSING ? LT_UNJUDGED_NO_GEOMETRY : LT_UNJUDGED_INVALID;
    return tell_unusable(making, feature, fault);
}

static enum lt_status take_geometry(const struct making *making, const struct ingest_record *record,
                                    const struct ingest_values *values)
{
    enum ingest_geometry_fault fault;
    enum lt_status status;
    const struct ingest_task *task = &making->stream->task;
    struct ingest_worker *worker = making->worker;
    struct ingest_geometry *geometry = &worker->geometry;
    struct lt_feature *feature = making->feature;
    bool possible = true;
    LT_TRY(record->rings != NULL ? ingest_geometry_exchange(geometry, record->rings, &fault)
                                 : ingest_geometry_read(geometry, record->geometry,
                                                        task->limit_vertices, &fault, making->err));
    if (fault == INGEST_GEOMETRY_GOOD) {
        LT_TRY(ingest_geometry_make(geometry, &worker->transform, task->repair_bound,
                                    task->limit_vertices, task->measured, &fault, &feature->shape,
                                    making->err));
    }
    if (fault != INGEST_GEOMETRY_GOOD) {
        status = leave_unjudged(making, fault, values);
        goto out;
    }
    feature->gross_m2 = task->measured ? geometry->gross_m2 : 0.0;
    if (geometry->repaired) {
        feature->flags |= LT_FEATURE_REPAIRED;
        LT_TRY(tell_repaired(making, feature));
    }
    if (task->measured && 2.0 * geometry->perimeter_m > SLIVER * feature->gross_m2) {
        feature->flags |= LT_FEATURE_SLIVER;
        LT_TRY(tell(making, feature->gross_m2, LT_NOTE, LT_ACCURACY, "geometry.sliver", "geometry",
                    "2 × perimeter / area is above 200", "a plot, not a sliver",
                    "join it to its neighbour in the source"));
    }
    LT_TRY(place_on_raster(making, &possible));
    if (!possible) {
        LT_TRY(leave_unjudged(making, INGEST_GEOMETRY_NOT_FINITE, values));
    }
out:
    return status;
}

/* --- areas and unit ---- */

static enum lt_status take_areas(const struct making *making, const struct ingest_values *values)
{
    struct lt_feature *feature = making->feature;
    const bool farmland =
        lt_config_schema_role(feature->layer) == LT_LAYER_PARCEL || feature->layer == LT_LAYER_PBF;
    feature->filed_m2 = values->filed_m2;
    feature->net_m2 = !farmland              ? feature->gross_m2
                      : values->net_m2 > 0.0 ? values->net_m2
                                             : feature->gross_m2 * (1.0 - values->kcxs);
    if (farmland && values->net_m2 > 0.0) {
        feature->flags |= LT_FEATURE_NET_FILED;
    } else if (farmland && values->kcxs > 0.0) {
        feature->flags |= LT_FEATURE_NET_KCXS;
    }
    const double filed = values->filed_m2 > 0.0 ? values->filed_m2 : values->gross_m2;
    const double bound = fmax(FILED_M2, FILED_SHARE * feature->gross_m2);
    const bool measured =
        feature->unjudged == LT_JUDGED || feature->unjudged == LT_UNJUDGED_OFF_RASTER;
    if (!measured || !making->stream->task.measured || !(filed > 0.0) ||
        fabs(filed - feature->gross_m2) <= bound) {
        return LT_OK;
    }
    char found[FOUND_TEXT], expected[FOUND_TEXT];
    snprintf(found, sizeof found, "%.2f m² filed", filed);
    snprintf(expected, sizeof expected, "%.2f m² on the ellipsoid, within %.2f m²",
             feature->gross_m2, bound);
    return tell(making, fabs(filed - feature->gross_m2), LT_WARNING, LT_ACCURACY, "area.filed", "",
                found, expected, "compute the filed area again from the boundary");
}

static bool known(const struct ingest_task *task, uint32_t unit)
{
    for (size_t i = 0; i < task->county_count; i++) {
        if (task->counties[i].unit == unit) {
            return true;
        }
    }
    return false;
}

static enum lt_status take_unit(const struct making *making)
{
    const struct ingest_task *task = &making->stream->task;
    struct lt_feature *feature = making->feature;
    const char *code = feature->attr[LT_ATTR_UNIT];
    const uint32_t named = ingest_unit_of_code(code);
    if (feature->layer == LT_LAYER_COUNTY) {
        feature->unit = named;
        return named != 0 ? LT_OK
                          : tell(making, 0, LT_REJECT, LT_COMPLETENESS, "unit.missing", "XZQDM",
                                 code, "a code that begins with the county's six digits",
                                 "fill the county's code");
    }
    if (named != 0 && known(task, named)) {
        feature->unit = named;
        return LT_OK;
    }
    bool overlaps = false;
    enum lt_status status = LT_OK;
    if (making->worker->units == NULL) {
        status =
            ingest_units_create(task->counties, task->county_count, making->worker->geometry.geos,
                                &making->worker->units, making->err);
    }
    if (status == LT_OK) {
        status = ingest_units_place(making->worker->units, &feature->shape, &feature->unit,
                                    &overlaps, making->err);
    }
    if (status != LT_OK) {
        return status;
    }
    char found[FOUND_TEXT], chosen[FOUND_TEXT];
    if (overlaps) {
        snprintf(found, sizeof found, "code '%.40s'", code);
        snprintf(chosen, sizeof chosen, "was put to the county below it, %lu; fill the code",
                 (unsigned long)feature->unit);
        return tell(making, feature->gross_m2, LT_NOTE, LT_ACCURACY, "unit.by_overlap", "", found,
                    "a county of the counties layer", chosen);
    }
    if (feature->unit == 0) { /* no counties given at all */
        feature->unit = named != 0 ? named : task->city_code;
        return LT_OK;
    }
    snprintf(found, sizeof found, "code '%.40s', and no county below it", code);
    found[lt_utf8_cut(found, strlen(found), strlen(found))] = '\0';
    snprintf(chosen, sizeof chosen, "was put to the nearest, %lu; correct the code or the boundary",
             (unsigned long)feature->unit);
    return tell(making, feature->gross_m2, LT_WARNING, LT_ACCURACY, "unit.nearest", "", found,
                "a county of the counties layer", chosen);
}

/* --- all together ---- */

static enum lt_status read_texts(const struct making *making, const struct ingest_record *record,
                                 struct ingest_values *values)
{
    enum lt_status status;
    const struct lt_stream *stream = making->stream;
    const enum ingest_encoding encoding = stream->vector.encoding;
    struct lt_feature *feature = making->feature;
    struct ingest_notes *notes = &making->chunk->notes;
    const struct ingest_told told = {notes, stream->vector.label, making->chunk->count, 0.0};
    const char *id = "";
    LT_TRY(ingest_fields_check_digits(&stream->fields, record->cells, &told, making->err));
    LT_TRY(
        ingest_fields_id(&stream->fields, encoding, record->cells, notes->texts, &id, making->err));
    LT_TRY(ingest_fields_read(&stream->fields, encoding, record->cells, stream->task.operator_key,
                              &told, values, making->err));
    memcpy(feature->attr, values->attr, sizeof feature->attr);
    feature->attr[LT_ATTR_ID] = id;
    feature->carried = "";
    if (stream->task.carried != NULL && stream->task.carried(feature)) {
        LT_TRY(ingest_fields_carry(&stream->fields, encoding, record->cells, &told,
                                   &feature->carried, making->err));
    }
out:
    return status;
}

/* The shape's arrays move from the thread's buffers to the chunk's. A batch is bounded by the bytes of its features, so what
 * it comes to is bounded too, whatever vertices their edges get. */
static enum lt_status keep_shape(const struct making *making)
{
    enum lt_status status;
    struct lt_chunk *chunk = making->chunk;
    const struct lt_shape *shape = &making->feature->shape;
    const uint64_t limit = making->stream->task.limit_vertices;
    if (chunk->point_count + shape->n_points > limit + ADDED) {
        return lt_fail(
            making->err, LT_E_LIMIT,
            "more than %llu vertices in neighbouring features, whose edges are very long",
            (unsigned long long)(limit + ADDED));
    }
    LT_TRY(lt_array_reserve(&chunk->points, &chunk->point_capacity,
                            chunk->point_count + shape->n_points, sizeof *chunk->points,
                            making->err));
    LT_TRY(lt_array_reserve(&chunk->ring_ends, &chunk->ring_capacity,
                            chunk->ring_count + shape->n_rings, sizeof *chunk->ring_ends,
                            making->err));
    making->extra->points_at = chunk->point_count;
    making->extra->rings_at = chunk->ring_count;
    if (shape->n_points > 0) {
        memcpy(chunk->points + chunk->point_count, shape->points,
               shape->n_points * sizeof *shape->points);
        memcpy(chunk->ring_ends + chunk->ring_count, shape->ring_end,
               shape->n_rings * sizeof *shape->ring_end);
    }
    chunk->point_count += shape->n_points;
    chunk->ring_count += shape->n_rings;
out:
    return status;
}

enum lt_status ingest_feature_load(const struct lt_stream *stream, struct ingest_worker *worker,
                                   const struct ingest_record *record, struct lt_chunk *chunk,
                                   struct lt_error *err)
{
    enum lt_status status;
    struct ingest_values values;
    LT_TRY(lt_array_reserve(&chunk->features, &chunk->capacity, chunk->count + 1,
                            sizeof *chunk->features, err));
    LT_TRY(lt_array_reserve(&chunk->extras, &chunk->extra_capacity, chunk->count + 1,
                            sizeof *chunk->extras, err));
    struct lt_feature *feature = &chunk->features[chunk->count];
    struct ingest_extra *extra = &chunk->extras[chunk->count];
    const struct making making = {stream, worker, chunk, feature, extra, err};
    *feature = (struct lt_feature){.layer = stream->task.role};
    *extra = (struct ingest_extra){0};
    LT_TRY(read_texts(&making, record, &values));
    LT_TRY(take_geometry(&making, record, &values));
    LT_TRY(take_areas(&making, &values));
    LT_TRY(take_unit(&making));
    LT_TRY(keep_shape(&making));
    chunk->count++;
out:
    return status;
}
