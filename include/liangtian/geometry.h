/* Polygons as the pipeline carries them after ingest.
 *
 * One shape is a polygon or multipolygon in the working CRS (that of the rasters' grid), already valid:
 * finite, closed (the last vertex of a ring repeats the first), no self-crossing. Outer rings run
 * counter-clockwise, holes clockwise, each outer ring directly followed by its holes, so signed sums over
 * all rings are right without knowing which ring is which.
 * Ownership: a shape borrows its arrays from a spool, an arena or a test.
 */
#ifndef LIANGTIAN_GEOMETRY_H
#define LIANGTIAN_GEOMETRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/status.h"

#ifdef __cplusplus
extern "C" {
#endif

struct lt_point {
    double x, y;
};

struct lt_box {
    double min_x, min_y, max_x, max_y;
};

/* Have they a point in common? Pure. */
static inline bool lt_boxes_meet(const struct lt_box *a, const struct lt_box *b)
{
    return a->min_x <= b->max_x && b->min_x <= a->max_x && a->min_y <= b->max_y &&
           b->min_y <= a->max_y;
}

struct lt_shape {
    uint32_t n_rings;
    uint32_t n_points;
    const uint32_t *ring_end; /* one past the last vertex of each ring */
    const struct lt_point *points;
    struct lt_box box;
};

/* A numbered set of shapes that need not all be in memory: the spool's mapping, or an array in a test.
 * `get` fills a view that stays valid as long as the set; it must be safe from any thread. */
struct lt_shapes {
    size_t count;
    const void *context;
    void (*get)(const void *context, size_t index, struct lt_shape *ret_shape);
};

struct lt_shapes lt_shapes_of_array(const struct lt_shape *shapes, size_t count);

/* Planar signed area in squared CRS units, accumulated relative to each ring's first vertex so that
 * coordinates of 38,500,000 m lose nothing. Positive for a valid shape. */
double lt_shape_planar_area(const struct lt_shape *shape);
/* Twice the area over the length of all outlines: how wide a long shape is on the average, in CRS units. A square of side
 * s has s / 2, a strip of width w nearly w; 0 for a shape without rings. Pure. */
double lt_shape_mean_width(const struct lt_shape *shape);
struct lt_box lt_shape_compute_box(const struct lt_point *points, size_t count);

/* Do the outlines of two shapes that do not cross come within `distance` of each other? Planar, in CRS units. Pure. Cost:
 * vertices of one near the other times edges of the other. */
bool lt_shape_near(const struct lt_shape *a, const struct lt_shape *b, double distance);

struct lt_arena;
/* A shape of its own: rings and points are copied into the arena. Errors: LT_E_LIMIT. */
enum lt_status lt_shape_copy(struct lt_arena *arena, const struct lt_shape *shape,
                             struct lt_shape *ret_copy, struct lt_error *err);

#ifdef __cplusplus
}
#endif
#endif
