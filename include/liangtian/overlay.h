/* Exact overlay of polygons: the one door to GEOS.
 *
 * Relations between layers are computed only where a rule or a case needs them, through an index, and a feature
 * wholly inside another takes the short way. Areas are planar in squared CRS units of the working CRS; the caller
 * turns a share of planar area into net m².
 * Threads: one lt_overlay per thread. Errors: LT_E_BUG when GEOS fails on valid input; LT_E_LIMIT.
 */
#ifndef LIANGTIAN_OVERLAY_H
#define LIANGTIAN_OVERLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/geometry.h"
#include "liangtian/status.h"

#ifdef __cplusplus
extern "C" {
#endif

struct lt_arena;
struct lt_overlay; /* a GEOS context */

enum lt_status lt_overlay_create(struct lt_overlay **ret_overlay, struct lt_error *err);
void lt_overlay_destroy(struct lt_overlay *overlay);

/* Area of a ∩ b, exact to the rounding of a sum; never builds the intersection unless both have many edges. */
enum lt_status lt_overlay_area(struct lt_overlay *overlay, const struct lt_shape *a,
                               const struct lt_shape *b, double *ret_area, struct lt_error *err);

/* What is told without an overlay, exactly, of two shapes whose boundaries are apart or meet in vertices and edges that
 * both have bit for bit, as neighbours of one survey do. */
enum lt_overlay_told {
    LT_TOLD_NOTHING, /* only an overlay can tell */
    LT_TOLD_APART,   /* they share no ground: apart, or they touch */
    LT_TOLD_WITHIN   /* all ground of a is b's */
};
/* Pure. */
enum lt_overlay_told lt_overlay_tell(const struct lt_shape *a, const struct lt_shape *b);

enum lt_overlay_operation { LT_INTERSECTION, LT_UNION, LT_DIFFERENCE };
/* Polygonal result of an operation, in canonical form (rings oriented as geometry.h says, starting at their
 * lowest (then westernmost) vertex, ordered by it), so that equal inputs give equal bytes. Vertices of the
 * operands come back bit for bit. Where polygons only touch, the result has nothing. Empty result: n_rings = 0. */
enum lt_status lt_overlay_apply(struct lt_overlay *overlay, enum lt_overlay_operation operation,
                                const struct lt_shape *a, const struct lt_shape *b,
                                struct lt_arena *arena, struct lt_shape *ret_shape,
                                struct lt_error *err);
/* Union of many, each place once. */
enum lt_status lt_overlay_union(struct lt_overlay *overlay, const struct lt_shape *shapes,
                                size_t count, struct lt_arena *arena, struct lt_shape *ret_shape,
                                struct lt_error *err);

/* The ground within `distance` CRS units of the shape (grown), or, below 0, that farther than −distance from its outside
 * (shrunk): n_rings = 0 when nothing is left. Corners stay corners, up to twice the distance; outlines are smoothed by up to
 * a hundredth of it. Canonical form. */
enum lt_status lt_overlay_buffer(struct lt_overlay *overlay, const struct lt_shape *shape,
                                 double distance, struct lt_arena *arena,
                                 struct lt_shape *ret_shape, struct lt_error *err);

/* Is the point inside or on the boundary? Pure. */
bool lt_overlay_covers_point(const struct lt_shape *shape, struct lt_point point);
/* A point that is surely inside, for labels. LT_E_BUG for an empty shape. */
enum lt_status lt_overlay_label_point(struct lt_overlay *overlay, const struct lt_shape *shape,
                                      struct lt_point *ret_point, struct lt_error *err);

/* An index over many shapes' boxes, built once, read from any thread. */
struct lt_box_index;
enum lt_status lt_box_index_create(const struct lt_shapes *shapes, struct lt_box_index **ret_index,
                                   struct lt_error *err);
void lt_box_index_destroy(struct lt_box_index *index);
/* Calls `visit` for each shape whose box meets `box` (shared edges included), ascending index; stops when it
 * answers false. */
enum lt_status lt_box_index_query(const struct lt_box_index *index, struct lt_box box,
                                  bool (*visit)(void *context, size_t shape), void *context,
                                  struct lt_error *err);

/* Pairs of a layer that share more than `min_area` of ground, ascending (a, b). */
struct lt_overlap {
    size_t a, b; /* a < b */
    double area; /* planar */
};
/* LT_E_LIMIT above 100,000 pairs and `most_each` for each shape: shapes that all lie on each other give a number of pairs
 * that no memory holds. */
enum lt_status lt_overlay_self_overlaps(struct lt_overlay *overlay, const struct lt_shapes *shapes,
                                        double min_area, size_t most_each, struct lt_arena *arena,
                                        struct lt_overlap **ret_pairs, size_t *ret_count,
                                        struct lt_error *err);

#ifdef __cplusplus
}
#endif
#endif
