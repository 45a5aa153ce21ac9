#include "overlay/overlay_internal.h"

#include <math.h>

/* Corners stay corners: a square field grown by a metre is a square. Sharper ones than 60° are cut off at twice the
 * distance, so that a spike does not grow by many times what was asked. */
static GEOSGeometry *buffer(struct lt_overlay *overlay, const GEOSGeometry *geometry,
                            double distance)
{
    const int quadrant_segments = 1;
    const double mitre_limit = 2.0;
    overlay->message[0] = '\0';
    return GEOSBufferWithStyle_r(overlay->geos, geometry, distance, quadrant_segments,
                                 GEOSBUF_CAP_FLAT, GEOSBUF_JOIN_MITRE, mitre_limit);
}

enum lt_status lt_overlay_buffer(struct lt_overlay *overlay, const struct lt_shape *shape,
                                 double distance, struct lt_arena *arena,
                                 struct lt_shape *ret_shape, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    GEOSGeometry *geometry = NULL, *result = NULL;
    if (shape->n_rings == 0 || !(fabs(distance) > 0.0)) {
        return overlay_canonical_copy(shape, 1, arena, ret_shape, err);
    }
    const struct lt_point origin = overlay_origin(shape->box);
    LT_TRY(overlay_to_geos(overlay, shape, 1, origin, &geometry, err));
    result = buffer(overlay, geometry, distance);
    if (result == NULL) {
        LT_TRY(overlay_fail(overlay, "shrinking or growing a polygon", err));
    }
    LT_TRY(overlay_from_geos(overlay, result, origin, arena, ret_shape, err));
out:
    GEOSGeom_destroy_r(overlay->geos, geometry);
    GEOSGeom_destroy_r(overlay->geos, result);
    return status;
}
