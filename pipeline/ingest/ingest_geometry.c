#include "ingest_geometry.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/array.h"

enum lt_status ingest_geometry_init(struct ingest_geometry *geometry, struct lt_error *err)
{
    *geometry = (struct ingest_geometry){.geos = GEOS_init_r()};
    return geometry->geos != NULL ? LT_OK : lt_fail_memory(err, "GEOS");
}

void ingest_geometry_finish(struct ingest_geometry *geometry)
{
    ingest_rings_free(&geometry->source);
    ingest_rings_free(&geometry->grid);
    ingest_proof_free(&geometry->proof);
    free(geometry->lonlat);
    if (geometry->geos != NULL) {
        GEOS_finish_r(geometry->geos);
    }
    *geometry = (struct ingest_geometry){0};
}

/* --- from OGR ---- */

/* Copies a ring, closing it and leaving out vertices that repeat the one before. */
static enum lt_status add_ring(struct ingest_rings *rings, OGRGeometryH ring, bool hole,
                               struct lt_error *err)
{
    const int count = OGR_G_GetPointCount(ring);
    struct lt_point *room = NULL;
    const enum lt_status status = ingest_rings_room(rings, (size_t)count + 1, &room, err);
    if (status != LT_OK) {
        return status;
    }
    OGR_G_GetPoints(ring, &room->x, sizeof *room, &room->y, sizeof *room, NULL, 0);
    return ingest_rings_take(rings, (size_t)count, hole, err);
}

static enum lt_status add_polygons(struct ingest_rings *rings, OGRGeometryH from,
                                   bool *ret_polygonal, struct lt_error *err)
{
    const OGRwkbGeometryType type = wkbFlatten(OGR_G_GetGeometryType(from));
    const int count = OGR_G_GetGeometryCount(from);
    if (type == wkbPolygon) {
        for (int i = 0; i < count; i++) {
            const enum lt_status status =
                add_ring(rings, OGR_G_GetGeometryRef(from, i), i > 0, err);
            if (status != LT_OK) {
                return status;
            }
        }
        return LT_OK;
    }
    if (type != wkbMultiPolygon && type != wkbGeometryCollection) {
        *ret_polygonal = false;
        return LT_OK;
    }
    for (int i = 0; i < count; i++) {
        const enum lt_status status =
            add_polygons(rings, OGR_G_GetGeometryRef(from, i), ret_polygonal, err);
        if (status != LT_OK) {
            return status;
        }
    }
    return LT_OK;
}

static uint64_t count_vertices(OGRGeometryH from)
{
    const int parts = OGR_G_GetGeometryCount(from);
    if (parts == 0) {
        return (uint64_t)OGR_G_GetPointCount(from);
    }
    uint64_t total = 0;
    for (int i = 0; i < parts; i++) {
        total += count_vertices(OGR_G_GetGeometryRef(from, i));
    }
    return total;
}

static void begin(struct ingest_geometry *geometry)
{
    geometry->reason[0] = '\0';
    geometry->repaired = false;
    geometry->refused = INGEST_REFUSED_NOT;
    geometry->area_before = geometry->area_after = geometry->gross_m2 = geometry->perimeter_m = 0.0;
    ingest_rings_clear(&geometry->source);
}

enum lt_status ingest_geometry_read(struct ingest_geometry *geometry, OGRGeometryH from,
                                    uint64_t limit, enum ingest_geometry_fault *ret_fault,
                                    struct lt_error *err)
{
    begin(geometry);
    if (from == NULL || OGR_G_IsEmpty(from)) {
        *ret_fault = INGEST_GEOMETRY_MISSING;
        return LT_OK;
    }
    /* Arcs of a geodatabase become chords by OGR's fixed rule. Asked for the type, not for arcs: a curve polygon without
     * any is still no polygon to what follows. */
    OGRGeometryH linear =
        OGR_G_HasCurveGeometry(from, 0) ? OGR_G_GetLinearGeometry(from, 0.0, NULL) : from;
    if (linear == NULL) {
        return lt_fail_memory(err, "a curved geometry");
    }
    enum lt_status status = LT_OK;
    bool polygonal = true;
    const uint64_t vertices = count_vertices(linear);
    if (vertices > limit || vertices > UINT32_MAX / 4) {
        status = lt_fail(err, LT_E_LIMIT, "%llu vertices, more than the limit of %llu",
                         (unsigned long long)vertices, (unsigned long long)limit);
    } else {
        status = add_polygons(&geometry->source, linear, &polygonal, err);
    }
    if (linear != from) {
        OGR_G_DestroyGeometry(linear);
    }
    *ret_fault = !polygonal                          ? INGEST_GEOMETRY_NOT_POLYGON
                 : geometry->source.point_count == 0 ? INGEST_GEOMETRY_MISSING
                 : !ingest_rings_bound(&geometry->source, &geometry->box)
                     ? INGEST_GEOMETRY_NOT_FINITE
                     : INGEST_GEOMETRY_GOOD;
    return status;
}

/* --- all together ---- */

enum lt_status ingest_geometry_measure(struct ingest_geometry *geometry,
                                       const struct ingest_transform *transform, bool *ret_possible,
                                       struct lt_error *err)
{
    const struct ingest_rings *rings = &geometry->source;
    const enum lt_status status =
        lt_array_reserve(&geometry->lonlat, &geometry->lonlat_capacity, rings->point_count + 1,
                         sizeof *geometry->lonlat, err);
    if (status != LT_OK) {
        return status;
    }
    *ret_possible =
        ingest_to_geodetic(transform, rings->points, rings->point_count, geometry->lonlat);
    if (*ret_possible) {
        ingest_rings_measure(rings, geometry->lonlat, &geometry->gross_m2, &geometry->perimeter_m);
    }
    return LT_OK;
}

enum lt_status ingest_geometry_exchange(struct ingest_geometry *geometry,
                                        struct ingest_rings *rings,
                                        enum ingest_geometry_fault *ret_fault)
{
    begin(geometry);
    const struct ingest_rings last = geometry->source;
    geometry->source = *rings;
    *rings = last;
    *ret_fault = geometry->source.point_count == 0 ? INGEST_GEOMETRY_MISSING
                 : !ingest_rings_bound(&geometry->source, &geometry->box)
                     ? INGEST_GEOMETRY_NOT_FINITE
                     : INGEST_GEOMETRY_GOOD;
    return LT_OK;
}

static void view(const struct ingest_rings *rings, const struct lt_box *box,
                 struct lt_shape *ret_shape)
{
    *ret_shape = (struct lt_shape){.n_rings = (uint32_t)rings->ring_count,
                                   .n_points = (uint32_t)rings->point_count,
                                   .ring_end = rings->ring_end,
                                   .points = rings->points,
                                   .box = *box};
}

/* Shells counter-clockwise, and their area: the proof may have found it. */
static double orient(struct ingest_geometry *geometry)
{
    struct ingest_rings *rings = &geometry->source;
    const double area = geometry->proof.area;
    if (geometry->repaired || area == 0.0) { // NOLINT: none was found
        return ingest_rings_orient(rings);
    }
    if (area < 0.0) {
        ingest_ring_reverse(rings->points, rings->point_count);
    }
    return fabs(area);
}

enum lt_status ingest_geometry_make(struct ingest_geometry *geometry,
                                    const struct ingest_transform *transform, double repair_bound,
                                    uint64_t limit_vertices, bool measured,
                                    enum ingest_geometry_fault *ret_fault,
                                    struct lt_shape *ret_shape, struct lt_error *err)
{
    enum lt_status status;
    bool possible = true;
    *ret_shape = (struct lt_shape){0};
    LT_TRY(ingest_geometry_make_valid(geometry, repair_bound, ret_fault, err));
    if (measured || *ret_fault != INGEST_GEOMETRY_GOOD) {
        LT_TRY(ingest_geometry_measure(geometry, transform, &possible, err));
    }
    if (!possible) {
        *ret_fault = INGEST_GEOMETRY_NOT_FINITE;
    }
    if (*ret_fault != INGEST_GEOMETRY_GOOD) {
        goto out;
    }
    geometry->planar = orient(geometry);
    if (transform->to_grid == NULL) { /* the same CRS */
        if (geometry->repaired) {
            ingest_rings_bound(&geometry->source, &geometry->box);
        }
        view(&geometry->source, &geometry->box, ret_shape);
        goto out;
    }
    LT_TRY(ingest_rings_to_grid(&geometry->source, transform, limit_vertices, &geometry->grid,
                                &possible, err));
    if (!possible || !ingest_rings_bound(&geometry->grid, &geometry->box)) {
        *ret_fault = INGEST_GEOMETRY_NOT_FINITE;
        goto out;
    }
    /* a projection may mirror; what counts is the direction in the working CRS */
    geometry->planar = ingest_rings_orient(&geometry->grid);
    view(&geometry->grid, &geometry->box, ret_shape);
out:
    return status;
}
