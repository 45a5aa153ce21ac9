/* Area of the intersection of two polygons without building it.
 *
 * Green's theorem twice: a polygon is the signed sum of the strips below its edges, so the area
 * shared by two polygons is Σ over pairs of edges of ± ∫ min(y_i(x), y_j(x)) dx over the x-range
 * that both span. No topology is built, so nothing can fail on slivers and shared borders, and the
 * rounding is that of a plain sum. The cost is the product of the edge counts; above a bound GEOS
 * is faster and takes over.
 */
#include <math.h>
#include <stdlib.h>

#include "overlay/overlay_internal.h"

enum { PAIRS_MAX = 40000 };

struct edge {
    double x0, x1; /* x0 < x1 */
    double y0, y1;
    double sign; /* of the strip below the edge */
};

/* Edges that reach into the x-range, relative to `origin`. NULL when memory is out. */
static struct edge *collect(const struct lt_shape *shape, struct lt_point origin, double low,
                            double high, size_t *ret_count)
{
    struct edge *edges = malloc(((size_t)shape->n_points + 1) * sizeof *edges);
    size_t n = 0;
    uint32_t start = 0;
    for (uint32_t r = 0; edges != NULL && r < shape->n_rings; r++) {
        for (uint32_t i = start; i + 1 < shape->ring_end[r]; i++) {
            const struct lt_point p = shape->points[i], q = shape->points[i + 1];
            if (p.x == q.x || fmax(p.x, q.x) <= low || fmin(p.x, q.x) >= high) {
                continue;
            }
            /* A counter-clockwise ring runs westward along its top. */
            const bool top = q.x < p.x;
            const struct lt_point a = top ? q : p, b = top ? p : q;
            edges[n++] = (struct edge){a.x - origin.x, b.x - origin.x, a.y - origin.y,
                                       b.y - origin.y, top ? 1.0 : -1.0};
        }
        start = shape->ring_end[r];
    }
    *ret_count = n;
    return edges;
}

static double height(const struct edge *e, double x)
{
    if (x <= e->x0) {
        return e->y0;
    }
    return x >= e->x1 ? e->y1 : e->y0 + (e->y1 - e->y0) * ((x - e->x0) / (e->x1 - e->x0));
}

/* ∫ min(p, q) dx over the common x-range. */
static double below_both(const struct edge *p, const struct edge *q)
{
    const double x0 = fmax(p->x0, q->x0), x1 = fmin(p->x1, q->x1);
    if (!(x0 < x1)) {
        return 0.0;
    }
    const double p0 = height(p, x0), p1 = height(p, x1), q0 = height(q, x0), q1 = height(q, x1);
    const double d0 = p0 - q0, d1 = p1 - q1;
    const double width = x1 - x0;
    if (d0 <= 0.0 && d1 <= 0.0) {
        return 0.5 * (p0 + p1) * width;
    }
    if (d0 >= 0.0 && d1 >= 0.0) {
        return 0.5 * (q0 + q1) * width;
    }
    /* They cross: q's strip, less the triangle where p runs lower. */
    const double t = d0 / (d0 - d1);
    const double triangle = d0 < 0.0 ? 0.5 * d0 * t : 0.5 * d1 * (1.0 - t);
    return (0.5 * (q0 + q1) + triangle) * width;
}

static double sum_pairs(const struct edge *a, size_t na, const struct edge *b, size_t nb)
{
    double sum = 0.0, lost = 0.0;
    for (size_t i = 0; i < na; i++) {
        for (size_t j = 0; j < nb; j++) {
            const double term = a[i].sign * b[j].sign * below_both(&a[i], &b[j]);
            const double total = sum + term;
            lost += fabs(sum) >= fabs(term) ? (sum - total) + term : (term - total) + sum;
            sum = total;
        }
    }
    return sum + lost;
}

static enum lt_status area_by_geos(struct lt_overlay *overlay, const struct lt_shape *a,
                                   const struct lt_shape *b, double *ret_area, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    GEOSGeometry *shared = NULL;
    struct lt_point origin;
    LT_TRY(overlay_compute(overlay, LT_INTERSECTION, a, b, &origin, &shared, err));
    if (GEOSArea_r(overlay->geos, shared, ret_area) != 1) {
        LT_TRY(overlay_fail(overlay, "the area of an overlay", err));
    }
out:
    GEOSGeom_destroy_r(overlay->geos, shared);
    return status;
}

enum lt_status lt_overlay_area(struct lt_overlay *overlay, const struct lt_shape *a,
                               const struct lt_shape *b, double *ret_area, struct lt_error *err)
{
    switch (overlay_relate(a, b)) {
    case OVERLAY_APART:
    case OVERLAY_TOUCH:
        *ret_area = 0.0;
        return LT_OK;
    case OVERLAY_A_IN_B:
        *ret_area = lt_shape_planar_area(a);
        return LT_OK;
    case OVERLAY_B_IN_A:
        *ret_area = lt_shape_planar_area(b);
        return LT_OK;
    default:
        break;
    }
    const double low = fmax(a->box.min_x, b->box.min_x), high = fmin(a->box.max_x, b->box.max_x);
    const double bottom = fmax(a->box.min_y, b->box.min_y);
    const struct lt_point origin = {low, bottom};
    size_t na = 0, nb = 0;
    struct edge *ea = collect(a, origin, low, high, &na);
    struct edge *eb = collect(b, origin, low, high, &nb);
    enum lt_status status = LT_OK;
    if (ea == NULL || eb == NULL) {
        status = lt_fail_memory(err, "the edges of a polygon");
    } else if (nb != 0 && na > PAIRS_MAX / nb) {
        status = area_by_geos(overlay, a, b, ret_area, err);
    } else {
        const double top = fmin(a->box.max_y, b->box.max_y);
        *ret_area = fmin(fmax(sum_pairs(ea, na, eb, nb), 0.0), (high - low) * (top - bottom));
    }
    free(ea);
    free(eb);
    return status;
}
