/* What only GEOS can do: judge and repair rings that are not proven valid, and cut a shape at a box. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ingest_geometry.h"

/* --- to and from GEOS ---- */

static GEOSGeometry *geos_ring(GEOSContextHandle_t geos, const struct lt_point *points,
                               uint32_t count)
{
    GEOSCoordSequence *sequence = GEOSCoordSeq_copyFromBuffer_r(geos, &points->x, count, 0, 0);
    return sequence == NULL ? NULL : GEOSGeom_createLinearRing_r(geos, sequence);
}

/* The polygon of ring `first` and the holes that follow it; *ret_next is the ring after them. */
static GEOSGeometry *geos_polygon(GEOSContextHandle_t geos, const struct ingest_rings *rings,
                                  size_t first, size_t *ret_next)
{
    size_t end = first + 1;
    while (end < rings->ring_count && rings->is_hole[end]) {
        end++;
    }
    *ret_next = end;
    GEOSGeometry **made = calloc(end - first, sizeof *made);
    bool whole = made != NULL;
    for (size_t r = first; whole && r < end; r++) {
        const uint32_t start = r == 0 ? 0 : rings->ring_end[r - 1];
        made[r - first] = geos_ring(geos, rings->points + start, rings->ring_end[r] - start);
        whole = made[r - first] != NULL;
    }
    GEOSGeometry *polygon = NULL;
    if (whole) {
        polygon = GEOSGeom_createPolygon_r(geos, made[0], made + 1, (unsigned)(end - first - 1));
    } else if (made != NULL) {
        for (size_t i = 0; i < end - first; i++) {
            GEOSGeom_destroy_r(geos, made[i]);
        }
    }
    free(made);
    return polygon;
}

static GEOSGeometry *geos_of_rings(GEOSContextHandle_t geos, const struct ingest_rings *rings)
{
    GEOSGeometry **parts = calloc(rings->ring_count + 1, sizeof *parts);
    unsigned count = 0;
    bool whole = parts != NULL && rings->ring_count > 0;
    for (size_t r = 0; whole && r < rings->ring_count;) {
        parts[count] = geos_polygon(geos, rings, r, &r);
        whole = parts[count] != NULL;
        count += whole;
    }
    GEOSGeometry *result = NULL;
    if (whole && count == 1) {
        result = parts[0];
    } else if (whole) {
        result = GEOSGeom_createCollection_r(geos, GEOS_MULTIPOLYGON, parts, count);
    } else {
        for (unsigned i = 0; i < count; i++) {
            GEOSGeom_destroy_r(geos, parts[i]);
        }
    }
    free(parts);
    return result;
}

/* In a shape an outer ring runs counter-clockwise and holes clockwise: the sign tells which is which. */
GEOSGeometry *ingest_geos_of_shape(GEOSContextHandle_t geos, const struct lt_shape *shape)
{
    uint8_t *is_hole = calloc(shape->n_rings + 1, 1);
    if (is_hole == NULL) {
        return NULL;
    }
    uint32_t start = 0;
    for (uint32_t r = 0; r < shape->n_rings; r++) {
        double twice = 0.0;
        const struct lt_point origin = shape->points[start];
        for (uint32_t i = start; i + 1 < shape->ring_end[r]; i++) {
            const struct lt_point p = shape->points[i], q = shape->points[i + 1];
            twice += (p.x - origin.x) * (q.y - origin.y) - (q.x - origin.x) * (p.y - origin.y);
        }
        is_hole[r] = r > 0 && twice < 0.0;
        start = shape->ring_end[r];
    }
    const struct ingest_rings rings = {.points = (struct lt_point *)shape->points,
                                       .point_count = shape->n_points,
                                       .ring_end = (uint32_t *)shape->ring_end,
                                       .ring_count = shape->n_rings,
                                       .is_hole = is_hole};
    GEOSGeometry *result = geos_of_rings(geos, &rings);
    free(is_hole);
    return result;
}

static enum lt_status take_geos_ring(GEOSContextHandle_t geos, const GEOSGeometry *ring, bool hole,
                                     struct ingest_rings *rings, struct lt_error *err)
{
    const GEOSCoordSequence *sequence = GEOSGeom_getCoordSeq_r(geos, ring);
    unsigned count = 0;
    GEOSCoordSeq_getSize_r(geos, sequence, &count);
    for (unsigned i = 0; i < count; i++) {
        struct lt_point p;
        GEOSCoordSeq_getXY_r(geos, sequence, i, &p.x, &p.y);
        const enum lt_status status = ingest_rings_add_point(rings, p, err);
        if (status != LT_OK) {
            return status;
        }
    }
    return ingest_rings_end(rings, hole, err);
}

/* Polygons only: lines and points that a repair leaves behind have no area. */
static enum lt_status take_geos(GEOSContextHandle_t geos, const GEOSGeometry *from,
                                struct ingest_rings *rings, struct lt_error *err)
{
    const int type = GEOSGeomTypeId_r(geos, from);
    enum lt_status status = LT_OK;
    if (type == GEOS_POLYGON && !GEOSisEmpty_r(geos, from)) {
        LT_TRY(take_geos_ring(geos, GEOSGetExteriorRing_r(geos, from), false, rings, err));
        const int holes = GEOSGetNumInteriorRings_r(geos, from);
        for (int i = 0; i < holes; i++) {
            LT_TRY(take_geos_ring(geos, GEOSGetInteriorRingN_r(geos, from, i), true, rings, err));
        }
    } else if (type == GEOS_MULTIPOLYGON || type == GEOS_GEOMETRYCOLLECTION) {
        const int parts = GEOSGetNumGeometries_r(geos, from);
        for (int i = 0; i < parts; i++) {
            LT_TRY(take_geos(geos, GEOSGetGeometryN_r(geos, from, i), rings, err));
        }
    }
out:
    return status;
}

/* --- validity ---- */

/* Leaves out rings that enclose nothing (fewer than three different vertices), and the holes of such a shell. Answers
 * whether any was left out. */
static bool drop_degenerate(struct ingest_rings *rings)
{
    size_t kept = 0, points = 0, start = 0;
    bool shell_gone = false;
    for (size_t r = 0; r < rings->ring_count; r++) {
        const size_t end = rings->ring_end[r], count = end - start;
        const bool gone = count < 4 || (rings->is_hole[r] && shell_gone);
        shell_gone = rings->is_hole[r] ? shell_gone : gone;
        if (!gone && kept == r) { /* none is gone yet: it stays where it is */
            points = end;
            kept++;
        } else if (!gone) {
            memmove(rings->points + points, rings->points + start, count * sizeof *rings->points);
            points += count;
            rings->ring_end[kept] = (uint32_t)points;
            rings->is_hole[kept++] = rings->is_hole[r];
        }
        start = end;
    }
    const bool dropped = kept != rings->ring_count;
    rings->ring_count = kept;
    rings->point_count = points;
    return dropped;
}

static enum lt_status repair(struct ingest_geometry *geometry, const GEOSGeometry *broken,
                             double bound, bool *ret_good, struct lt_error *err)
{
    struct ingest_rings mended = {0};
    enum lt_status status = LT_OK;
    *ret_good = false;
    GEOSGeometry *valid = GEOSMakeValid_r(geometry->geos, broken);
    if (valid == NULL) {
        return LT_OK;
    }
    LT_TRY(take_geos(geometry->geos, valid, &mended, err));
    geometry->area_after = ingest_rings_area(&mended);
    /* the area before is signed, so that of a bow-tie's two halves cancels and no repair comes near it */
    *ret_good = geometry->area_after > 0.0 &&
                fabs(geometry->area_after - geometry->area_before) <= bound * geometry->area_before;
    if (*ret_good) {
        const struct ingest_rings old = geometry->source;
        geometry->source = mended;
        mended = old;
        geometry->repaired = true;
    }
out:
    GEOSGeom_destroy_r(geometry->geos, valid);
    ingest_rings_free(&mended);
    return status;
}

static void keep_reason(struct ingest_geometry *geometry, const GEOSGeometry *made)
{
    char *reason = GEOSisValidReason_r(geometry->geos, made);
    snprintf(geometry->reason, sizeof geometry->reason, "%s", reason == NULL ? "invalid" : reason);
    GEOSFree_r(geometry->geos, reason);
}

/* Of so few vertices no more than 50 million pairs can lie side by side, which GEOS looks through within seconds: it may
 * judge them first, and what it finds valid need not be weighed. */
enum { JUDGED_AT_ONCE = 10000 };

/* What GEOS is not to see at all. */
static void refuse_to_judge(struct ingest_geometry *geometry, const struct ingest_weight *weight)
{
    if (weight->entangled) {
        snprintf(geometry->reason, sizeof geometry->reason, "Self-intersection");
        geometry->refused = INGEST_REFUSED_KNOTS;
    } else if (!weight->seen) {
        geometry->refused = INGEST_REFUSED_UNSEEN;
    }
}

/* Rings that are not proven valid: judged by GEOS, and repaired by it where that is not too much. */
static enum lt_status ask_geos(struct ingest_geometry *geometry, double bound, bool *ret_good,
                               struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct ingest_weight weight;
    GEOSGeometry *made = NULL;
    const bool at_once = geometry->source.point_count <= JUDGED_AT_ONCE;
    *ret_good = false;
    if (!at_once) {
        LT_TRY(ingest_rings_weigh(&geometry->proof, &geometry->source, &weight, err));
        refuse_to_judge(geometry, &weight);
    }
    if (geometry->refused != INGEST_REFUSED_NOT) {
        goto out;
    }
    made = geos_of_rings(geometry->geos, &geometry->source);
    if (made == NULL) {
        status = lt_fail_memory(err, "a geometry");
        goto out;
    }
    *ret_good = GEOSisValid_r(geometry->geos, made) == 1;
    if (*ret_good) {
        goto out;
    }
    keep_reason(geometry, made);
    if (at_once) {
        LT_TRY(ingest_rings_weigh(&geometry->proof, &geometry->source, &weight, err));
    }
    geometry->refused = ingest_weight_refusal(&weight);
    if (geometry->refused == INGEST_REFUSED_NOT && weight.work > 0 && geometry->repairs != NULL &&
        !ingest_repairs_afford(geometry->repairs, geometry->turn, weight.work)) {
        geometry->refused = INGEST_REFUSED_LAYER;
    }
    if (geometry->refused == INGEST_REFUSED_NOT) {
        LT_TRY(repair(geometry, made, bound, ret_good, err));
    }
out:
    GEOSGeom_destroy_r(geometry->geos, made);
    return status;
}

enum lt_status ingest_geometry_make_valid(struct ingest_geometry *geometry, double bound,
                                          enum ingest_geometry_fault *ret_fault,
                                          struct lt_error *err)
{
    if (drop_degenerate(&geometry->source)) {
        snprintf(geometry->reason, sizeof geometry->reason, "a ring of fewer than three vertices");
        geometry->repaired = true;
    }
    if (ingest_rings_proven(&geometry->proof, &geometry->source)) {
        return LT_OK;
    }
    geometry->area_before = geometry->area_after = ingest_rings_area(&geometry->source);
    bool good = false;
    const enum lt_status status =
        geometry->source.ring_count == 0 ? LT_OK : ask_geos(geometry, bound, &good, err);
    *ret_fault = good ? INGEST_GEOMETRY_GOOD : INGEST_GEOMETRY_INVALID;
    return status;
}

double ingest_share_in_box(GEOSContextHandle_t geos, const struct lt_shape *shape,
                           const struct lt_box *box)
{
    GEOSGeometry *whole = ingest_geos_of_shape(geos, shape);
    GEOSGeometry *part = whole == NULL ? NULL
                                       : GEOSClipByRect_r(geos, whole, box->min_x, box->min_y,
                                                          box->max_x, box->max_y);
    double inside = 0.0, all = 0.0;
    if (part != NULL) {
        GEOSArea_r(geos, part, &inside);
        GEOSArea_r(geos, whole, &all);
    }
    GEOSGeom_destroy_r(geos, part);
    GEOSGeom_destroy_r(geos, whole);
    return all > 0.0 ? fmin(1.0, inside / all) : 0.0;
}
