/* What the files of this folder share: the GEOS context, rings on their way in and out, positions.
 */
#ifndef LT_OVERLAY_INTERNAL_H
#define LT_OVERLAY_INTERNAL_H

#include <geos_c.h>

#include <stdbool.h>
#include <stddef.h>

#include "liangtian/geometry.h"
#include "liangtian/overlay.h"
#include "liangtian/status.h"

struct lt_arena;

enum { OVERLAY_MESSAGE_TEXT = 256 };

struct lt_overlay {
    GEOSContextHandle_t geos;
    char message[OVERLAY_MESSAGE_TEXT]; /* GEOS's last error, one line */
};

#define OVERLAY_NO_MEMORY "std::bad_alloc" /* how GEOS says it, and we as well */
/* The failure of a GEOS call, with what GEOS said about it. */
enum lt_status overlay_fail(struct lt_overlay *overlay, const char *what, struct lt_error *err);

/* Where GEOS works: small coordinates. An origin is a whole number on zero's side of every
 * coordinate, so that subtracting it, and adding it back, is exact in double precision. */
struct lt_point overlay_origin(struct lt_box box);

/* Polygons of `count` shapes as one GEOS multipolygon relative to `origin`. NULL with `err` filled
 * on failure. */
enum lt_status overlay_to_geos(struct lt_overlay *overlay, const struct lt_shape *shapes,
                               size_t count, struct lt_point origin, GEOSGeometry **ret_geometry,
                               struct lt_error *err);
/* Polygonal parts of a GEOS result, moved back from `origin`, in canonical form. */
enum lt_status overlay_from_geos(struct lt_overlay *overlay, const GEOSGeometry *geometry,
                                 struct lt_point origin, struct lt_arena *arena,
                                 struct lt_shape *ret_shape, struct lt_error *err);

/* GEOS's own result of an operation, relative to `ret_origin`. The caller destroys it. */
enum lt_status overlay_compute(struct lt_overlay *overlay, enum lt_overlay_operation operation,
                               const struct lt_shape *a, const struct lt_shape *b,
                               struct lt_point *ret_origin, GEOSGeometry **ret_result,
                               struct lt_error *err);

/* A closed ring on its way into a shape. */
struct overlay_ring {
    struct lt_point *points;
    size_t count; /* with the closing vertex */
    bool hole;
    double area; /* signed */
};
/* Rings, each outer ring followed by its holes, into the canonical form of overlay.h. Works on the
 * rings in place. */
enum lt_status overlay_canonical(struct overlay_ring *rings, size_t count, struct lt_arena *arena,
                                 struct lt_shape *ret_shape, struct lt_error *err);
/* Canonical form of all polygons of shapes that do not overlap each other. */
enum lt_status overlay_canonical_copy(const struct lt_shape *shapes, size_t count,
                                      struct lt_arena *arena, struct lt_shape *ret_shape,
                                      struct lt_error *err);
/* Signed area of a closed ring, relative to its first vertex. */
double overlay_ring_area(const struct lt_point *points, size_t count);

/* Sign of the turn p → q → r: +1 left, −1 right, 0 when rounding leaves it open. */
int overlay_turn(struct lt_point p, struct lt_point q, struct lt_point r);

/* What two shapes' positions tell without an overlay. Shapes that TOUCH share boundary and no ground, those APART
 * neither; of those that MEET nothing is known. */
enum overlay_relation {
    OVERLAY_APART,
    OVERLAY_TOUCH,
    OVERLAY_A_IN_B, /* or both are the same ground */
    OVERLAY_B_IN_A,
    OVERLAY_MEET
};
enum overlay_relation overlay_relate(const struct lt_shape *a, const struct lt_shape *b);
/* The same where both have edges in the other's box and the boundaries meet in common vertices alone. */
enum overlay_relation overlay_contact(const struct lt_shape *a, const struct lt_shape *b);

#endif
