#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "overlay/overlay_internal.h"
#include "support/arena.h"
#include "support/array.h"

static double origin_of(double low, double high)
{
    if (low > 0.0) {
        return floor(low);
    }
    return high < 0.0 ? ceil(high) : 0.0;
}

struct lt_point overlay_origin(struct lt_box box)
{
    return (struct lt_point){origin_of(box.min_x, box.max_x), origin_of(box.min_y, box.max_y)};
}

/* NULL on failure. */
static GEOSGeometry *make_ring(struct lt_overlay *overlay, const struct lt_point *points,
                               size_t count, struct lt_point origin)
{
    double *local = malloc(count * 2 * sizeof *local);
    if (local == NULL) {
        snprintf(overlay->message, sizeof overlay->message, OVERLAY_NO_MEMORY);
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        local[2 * i] = points[i].x - origin.x;
        local[2 * i + 1] = points[i].y - origin.y;
    }
    GEOSCoordSequence *sequence =
        GEOSCoordSeq_copyFromBuffer_r(overlay->geos, local, (unsigned)count, 0, 0);
    free(local);
    return sequence == NULL ? NULL : GEOSGeom_createLinearRing_r(overlay->geos, sequence);
}

/* Geometries that belong to us until a call of GEOS takes them. */
struct owned {
    GEOSGeometry **items;
    size_t count, capacity;
};

static void owned_finish(struct lt_overlay *overlay, struct owned *owned)
{
    for (size_t i = 0; i < owned->count; i++) {
        GEOSGeom_destroy_r(overlay->geos, owned->items[i]);
    }
    free(owned->items);
}

/* Takes over `geometry`, whatever happens. */
static enum lt_status owned_push(struct lt_overlay *overlay, struct owned *owned,
                                 GEOSGeometry *geometry, struct lt_error *err)
{
    if (geometry == NULL) {
        return overlay_fail(overlay, "making a polygon", err);
    }
    const enum lt_status status = lt_array_reserve(&owned->items, &owned->capacity,
                                                   owned->count + 1, sizeof *owned->items, err);
    if (status != LT_OK) {
        GEOSGeom_destroy_r(overlay->geos, geometry);
        return status;
    }
    owned->items[owned->count++] = geometry;
    return LT_OK;
}

/* Turns the pending rings, outer ring first, into a polygon. */
static enum lt_status close_polygon(struct lt_overlay *overlay, struct owned *rings,
                                    struct owned *polygons, struct lt_error *err)
{
    if (rings->count == 0) {
        return LT_OK;
    }
    GEOSGeometry *polygon = GEOSGeom_createPolygon_r(
        overlay->geos, rings->items[0], rings->items + 1, (unsigned)(rings->count - 1));
    rings->count = 0; /* taken, also on failure */
    return owned_push(overlay, polygons, polygon, err);
}

static enum lt_status add_shape(struct lt_overlay *overlay, const struct lt_shape *shape,
                                struct lt_point origin, struct owned *polygons,
                                struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct owned rings = {0};
    uint32_t start = 0;
    for (uint32_t r = 0; r < shape->n_rings; r++) {
        const struct lt_point *points = shape->points + start;
        const size_t count = shape->ring_end[r] - start;
        start = shape->ring_end[r];
        if (overlay_ring_area(points, count) > 0.0) {
            LT_TRY(close_polygon(overlay, &rings, polygons, err));
        } else if (rings.count == 0) {
            LT_TRY(lt_fail(err, LT_E_BUG, "a shape begins with a hole or an empty ring"));
        }
        LT_TRY(owned_push(overlay, &rings, make_ring(overlay, points, count, origin), err));
    }
    LT_TRY(close_polygon(overlay, &rings, polygons, err));
out:
    owned_finish(overlay, &rings);
    return status;
}

enum lt_status overlay_to_geos(struct lt_overlay *overlay, const struct lt_shape *shapes,
                               size_t count, struct lt_point origin, GEOSGeometry **ret_geometry,
                               struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct owned polygons = {0};
    for (size_t i = 0; i < count; i++) {
        LT_TRY(add_shape(overlay, &shapes[i], origin, &polygons, err));
    }
    GEOSGeometry *geometry = GEOSGeom_createCollection_r(overlay->geos, GEOS_MULTIPOLYGON,
                                                         polygons.items, (unsigned)polygons.count);
    polygons.count = 0;
    if (geometry == NULL) {
        LT_TRY(overlay_fail(overlay, "making a multipolygon", err));
    }
    *ret_geometry = geometry;
out:
    owned_finish(overlay, &polygons);
    return status;
}

/* Rings read from GEOS; points live in the scratch arena. */
struct ring_list {
    struct overlay_ring *items;
    size_t count, capacity;
    struct lt_point origin;
    struct lt_arena *scratch;
};

static enum lt_status read_ring(struct lt_overlay *overlay, const GEOSGeometry *ring, bool hole,
                                struct ring_list *list, struct lt_error *err)
{
    const GEOSCoordSequence *sequence =
        ring == NULL ? NULL : GEOSGeom_getCoordSeq_r(overlay->geos, ring);
    unsigned count = 0;
    if (sequence == NULL || !GEOSCoordSeq_getSize_r(overlay->geos, sequence, &count)) {
        return overlay_fail(overlay, "reading a ring", err);
    }
    double *local = lt_arena_array(list->scratch, count, 2 * sizeof *local);
    struct lt_point *points = lt_arena_array(list->scratch, count, sizeof *points);
    if (local == NULL || points == NULL) {
        return lt_fail_memory(err, "a ring");
    }
    if (!GEOSCoordSeq_copyToBuffer_r(overlay->geos, sequence, local, 0, 0)) {
        return overlay_fail(overlay, "reading a ring", err);
    }
    for (size_t i = 0; i < count; i++) {
        points[i].x = local[2 * i] + list->origin.x;
        points[i].y = local[2 * i + 1] + list->origin.y;
    }
    const enum lt_status status =
        lt_array_reserve(&list->items, &list->capacity, list->count + 1, sizeof *list->items, err);
    if (status == LT_OK) {
        list->items[list->count++] =
            (struct overlay_ring){.points = points, .count = count, .hole = hole};
    }
    return status;
}

static enum lt_status read_polygon(struct lt_overlay *overlay, const GEOSGeometry *polygon,
                                   struct ring_list *list, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    if (GEOSisEmpty_r(overlay->geos, polygon) == 1) {
        return LT_OK;
    }
    LT_TRY(read_ring(overlay, GEOSGetExteriorRing_r(overlay->geos, polygon), false, list, err));
    const int holes = GEOSGetNumInteriorRings_r(overlay->geos, polygon);
    for (int i = 0; i < holes; i++) {
        LT_TRY(
            read_ring(overlay, GEOSGetInteriorRingN_r(overlay->geos, polygon, i), true, list, err));
    }
out:
    return status;
}

/* Lines and points of a mixed result are where polygons touch: no ground, dropped. */
static enum lt_status read_parts(struct lt_overlay *overlay, const GEOSGeometry *geometry,
                                 struct ring_list *list, struct lt_error *err)
{
    const int type = GEOSGeomTypeId_r(overlay->geos, geometry);
    if (type == GEOS_POLYGON) {
        return read_polygon(overlay, geometry, list, err);
    }
    if (type != GEOS_MULTIPOLYGON && type != GEOS_GEOMETRYCOLLECTION) {
        return type < 0 ? overlay_fail(overlay, "reading a result", err) : LT_OK;
    }
    enum lt_status status = LT_OK;
    const int parts = GEOSGetNumGeometries_r(overlay->geos, geometry);
    for (int i = 0; i < parts; i++) {
        LT_TRY(read_parts(overlay, GEOSGetGeometryN_r(overlay->geos, geometry, i), list, err));
    }
out:
    return status;
}

enum lt_status overlay_from_geos(struct lt_overlay *overlay, const GEOSGeometry *geometry,
                                 struct lt_point origin, struct lt_arena *arena,
                                 struct lt_shape *ret_shape, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct ring_list list = {.origin = origin};
    LT_TRY(lt_arena_create(&list.scratch, err));
    LT_TRY(read_parts(overlay, geometry, &list, err));
    LT_TRY(overlay_canonical(list.items, list.count, arena, ret_shape, err));
out:
    free(list.items);
    lt_arena_destroy(list.scratch);
    return status;
}
