#include <float.h>
#include <math.h>

#include "overlay/overlay_internal.h"

enum { FEW_POINTS = 128 }; /* of such, looking at pairs of edges is not worth avoiding */

int overlay_turn(struct lt_point p, struct lt_point q, struct lt_point r)
{
    const double left = (q.x - p.x) * (r.y - p.y), right = (q.y - p.y) * (r.x - p.x);
    const double bound = 8.0 * DBL_EPSILON * (fabs(left) + fabs(right));
    const double cross = left - right;
    return cross > bound ? 1 : cross < -bound ? -1 : 0;
}

static bool edge_meets_box(struct lt_point p, struct lt_point q, struct lt_box box)
{
    if ((p.x < box.min_x && q.x < box.min_x) || (p.x > box.max_x && q.x > box.max_x) ||
        (p.y < box.min_y && q.y < box.min_y) || (p.y > box.max_y && q.y > box.max_y)) {
        return false;
    }
    const int side = overlay_turn(p, q, (struct lt_point){box.min_x, box.min_y});
    return side == 0 || overlay_turn(p, q, (struct lt_point){box.max_x, box.min_y}) != side ||
           overlay_turn(p, q, (struct lt_point){box.max_x, box.max_y}) != side ||
           overlay_turn(p, q, (struct lt_point){box.min_x, box.max_y}) != side;
}

static bool boundary_meets_box(const struct lt_shape *shape, struct lt_box box)
{
    uint32_t start = 0;
    for (uint32_t r = 0; r < shape->n_rings; r++) {
        for (uint32_t i = start; i + 1 < shape->ring_end[r]; i++) {
            if (edge_meets_box(shape->points[i], shape->points[i + 1], box)) {
                return true;
            }
        }
        start = shape->ring_end[r];
    }
    return false;
}

/* Crossing number of one edge; answers true when the point lies on the edge. */
static bool count_crossing(struct lt_point a, struct lt_point b, struct lt_point p, bool *inside)
{
    if (p.y < fmin(a.y, b.y) || p.y > fmax(a.y, b.y) || p.x > fmax(a.x, b.x)) {
        return false;
    }
    const int side = overlay_turn(a, b, p);
    if (side == 0 && p.x >= fmin(a.x, b.x)) {
        return true;
    }
    if ((a.y > p.y) != (b.y > p.y) && (side > 0) == (b.y > a.y)) {
        *inside = !*inside;
    }
    return false;
}

bool lt_overlay_covers_point(const struct lt_shape *shape, struct lt_point point)
{
    bool inside = false;
    uint32_t start = 0;
    for (uint32_t r = 0; r < shape->n_rings; r++) {
        for (uint32_t i = start; i + 1 < shape->ring_end[r]; i++) {
            if (count_crossing(shape->points[i], shape->points[i + 1], point, &inside)) {
                return true;
            }
        }
        start = shape->ring_end[r];
    }
    return inside;
}

/* When no edge of one shape meets the other's box, that box lies wholly inside or wholly outside.
 */
enum overlay_relation overlay_relate(const struct lt_shape *a, const struct lt_shape *b)
{
    if (a->n_rings == 0 || b->n_rings == 0 || a->box.max_x < b->box.min_x ||
        b->box.max_x < a->box.min_x || a->box.max_y < b->box.min_y || b->box.max_y < a->box.min_y) {
        return OVERLAY_APART;
    }
    if (a->n_points <= FEW_POINTS && b->n_points <= FEW_POINTS) {
        return overlay_contact(a, b);
    }
    if (!boundary_meets_box(b, a->box)) {
        return lt_overlay_covers_point(b, a->points[0]) ? OVERLAY_A_IN_B : OVERLAY_APART;
    }
    if (!boundary_meets_box(a, b->box)) {
        return lt_overlay_covers_point(a, b->points[0]) ? OVERLAY_B_IN_A : OVERLAY_APART;
    }
    return overlay_contact(a, b);
}

enum lt_overlay_told lt_overlay_tell(const struct lt_shape *a, const struct lt_shape *b)
{
    switch (overlay_relate(a, b)) {
    case OVERLAY_APART:
    case OVERLAY_TOUCH:
        return LT_TOLD_APART;
    case OVERLAY_A_IN_B:
        return LT_TOLD_WITHIN;
    default:
        return LT_TOLD_NOTHING;
    }
}
