#include "overlay/overlay_internal.h"

#include <math.h>

static struct lt_box join_boxes(struct lt_box a, struct lt_box b)
{
    return (struct lt_box){fmin(a.min_x, b.min_x), fmin(a.min_y, b.min_y), fmax(a.max_x, b.max_x),
                           fmax(a.max_y, b.max_y)};
}

/* The result when it is one of the operands, both side by side, or nothing; false when GEOS must
 * work. */
static bool short_way(enum lt_overlay_operation operation, const struct lt_shape *a,
                      const struct lt_shape *b, struct lt_shape ret_parts[2], size_t *ret_count)
{
    size_t n = 0;
    switch (overlay_relate(a, b)) {
    case OVERLAY_APART:
        if (operation != LT_INTERSECTION) {
            ret_parts[n++] = *a;
        }
        if (operation == LT_UNION) {
            ret_parts[n++] = *b;
        }
        break;
    case OVERLAY_TOUCH:
        if (operation == LT_UNION) {
            return false; /* the common border goes */
        }
        if (operation == LT_DIFFERENCE) {
            ret_parts[n++] = *a;
        }
        break;
    case OVERLAY_A_IN_B:
        if (operation != LT_DIFFERENCE) {
            ret_parts[n++] = operation == LT_UNION ? *b : *a;
        }
        break;
    case OVERLAY_B_IN_A:
        if (operation == LT_DIFFERENCE) {
            return false;
        }
        ret_parts[n++] = operation == LT_UNION ? *a : *b;
        break;
    default:
        return false;
    }
    *ret_count = n;
    return true;
}

static GEOSGeometry *operate(struct lt_overlay *overlay, enum lt_overlay_operation operation,
                             const GEOSGeometry *a, const GEOSGeometry *b)
{
    switch (operation) {
    case LT_INTERSECTION:
        return GEOSIntersection_r(overlay->geos, a, b);
    case LT_UNION:
        return GEOSUnion_r(overlay->geos, a, b);
    default:
        return GEOSDifference_r(overlay->geos, a, b);
    }
}

/* Rounded to the last digit of large coordinates, an earlier result may cross itself by some 1e-9 m, and GEOS may refuse
 * it. The same ground without the crossing takes its place. NULL on failure. */
static GEOSGeometry *uncrossed(struct lt_overlay *overlay, const GEOSGeometry *geometry)
{
    GEOSMakeValidParams *params = GEOSMakeValidParams_create_r(overlay->geos);
    GEOSGeometry *valid = NULL;
    overlay->message[0] = '\0';
    if (params != NULL &&
        GEOSMakeValidParams_setMethod_r(overlay->geos, params, GEOS_MAKE_VALID_STRUCTURE) == 1 &&
        GEOSMakeValidParams_setKeepCollapsed_r(overlay->geos, params, 0) == 1) {
        valid = GEOSMakeValidWithParams_r(overlay->geos, geometry, params);
    }
    GEOSMakeValidParams_destroy_r(overlay->geos, params);
    return valid;
}

static GEOSGeometry *operate_uncrossed(struct lt_overlay *overlay,
                                       enum lt_overlay_operation operation, const GEOSGeometry *a,
                                       const GEOSGeometry *b)
{
    GEOSGeometry *va = uncrossed(overlay, a), *vb = uncrossed(overlay, b);
    GEOSGeometry *result = va == NULL || vb == NULL ? NULL : operate(overlay, operation, va, vb);
    GEOSGeom_destroy_r(overlay->geos, va);
    GEOSGeom_destroy_r(overlay->geos, vb);
    return result;
}

enum lt_status overlay_compute(struct lt_overlay *overlay, enum lt_overlay_operation operation,
                               const struct lt_shape *a, const struct lt_shape *b,
                               struct lt_point *ret_origin, GEOSGeometry **ret_result,
                               struct lt_error *err)
{
    enum lt_status status = LT_OK;
    GEOSGeometry *ga = NULL, *gb = NULL, *result = NULL;
    *ret_origin = overlay_origin(join_boxes(a->box, b->box));
    LT_TRY(overlay_to_geos(overlay, a, 1, *ret_origin, &ga, err));
    LT_TRY(overlay_to_geos(overlay, b, 1, *ret_origin, &gb, err));
    result = operate(overlay, operation, ga, gb);
    if (result == NULL) {
        result = operate_uncrossed(overlay, operation, ga, gb);
    }
    if (result == NULL) {
        LT_TRY(overlay_fail(overlay, "the overlay of two polygons", err));
    }
    *ret_result = result;
out:
    GEOSGeom_destroy_r(overlay->geos, ga);
    GEOSGeom_destroy_r(overlay->geos, gb);
    return status;
}

enum lt_status lt_overlay_apply(struct lt_overlay *overlay, enum lt_overlay_operation operation,
                                const struct lt_shape *a, const struct lt_shape *b,
                                struct lt_arena *arena, struct lt_shape *ret_shape,
                                struct lt_error *err)
{
    enum lt_status status = LT_OK;
    GEOSGeometry *result = NULL;
    struct lt_point origin;
    struct lt_shape parts[2];
    size_t count;
    if (short_way(operation, a, b, parts, &count)) {
        return overlay_canonical_copy(parts, count, arena, ret_shape, err);
    }
    LT_TRY(overlay_compute(overlay, operation, a, b, &origin, &result, err));
    LT_TRY(overlay_from_geos(overlay, result, origin, arena, ret_shape, err));
out:
    GEOSGeom_destroy_r(overlay->geos, result);
    return status;
}

static GEOSGeometry *union_uncrossed(struct lt_overlay *overlay, const GEOSGeometry *all)
{
    GEOSGeometry *valid = uncrossed(overlay, all);
    GEOSGeometry *result = valid == NULL ? NULL : GEOSUnaryUnion_r(overlay->geos, valid);
    GEOSGeom_destroy_r(overlay->geos, valid);
    return result;
}

enum lt_status lt_overlay_union(struct lt_overlay *overlay, const struct lt_shape *shapes,
                                size_t count, struct lt_arena *arena, struct lt_shape *ret_shape,
                                struct lt_error *err)
{
    enum lt_status status = LT_OK;
    GEOSGeometry *all = NULL, *result = NULL;
    struct lt_box box = {0};
    size_t filled = 0;
    for (size_t i = 0; i < count; i++) {
        if (shapes[i].n_rings != 0) {
            box = filled++ == 0 ? shapes[i].box : join_boxes(box, shapes[i].box);
        }
    }
    if (filled <= 1) {
        return overlay_canonical_copy(shapes, count, arena, ret_shape, err);
    }
    const struct lt_point origin = overlay_origin(box);
    LT_TRY(overlay_to_geos(overlay, shapes, count, origin, &all, err));
    result = GEOSUnaryUnion_r(overlay->geos, all);
    if (result == NULL) {
        result = union_uncrossed(overlay, all);
    }
    if (result == NULL) {
        LT_TRY(overlay_fail(overlay, "the union of polygons", err));
    }
    LT_TRY(overlay_from_geos(overlay, result, origin, arena, ret_shape, err));
out:
    GEOSGeom_destroy_r(overlay->geos, all);
    GEOSGeom_destroy_r(overlay->geos, result);
    return status;
}

enum lt_status lt_overlay_label_point(struct lt_overlay *overlay, const struct lt_shape *shape,
                                      struct lt_point *ret_point, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    GEOSGeometry *geometry = NULL, *point = NULL;
    const struct lt_point origin = overlay_origin(shape->box);
    double x = 0.0, y = 0.0;
    if (shape->n_rings == 0) {
        return lt_fail(err, LT_E_BUG, "an empty shape has no label point");
    }
    LT_TRY(overlay_to_geos(overlay, shape, 1, origin, &geometry, err));
    point = GEOSPointOnSurface_r(overlay->geos, geometry);
    if (point == NULL || GEOSGeomGetX_r(overlay->geos, point, &x) != 1 ||
        GEOSGeomGetY_r(overlay->geos, point, &y) != 1) {
        LT_TRY(overlay_fail(overlay, "the label point of a polygon", err));
    }
    *ret_point = (struct lt_point){x + origin.x, y + origin.y};
    if (!lt_overlay_covers_point(shape, *ret_point)) {
        *ret_point =
            shape->points[0]; /* thinner than the coordinates resolve: its boundary is all it has */
    }
out:
    GEOSGeom_destroy_r(overlay->geos, geometry);
    GEOSGeom_destroy_r(overlay->geos, point);
    return status;
}
