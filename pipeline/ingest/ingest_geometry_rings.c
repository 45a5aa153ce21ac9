/* Rings: growth, direction, true area, and the way into the working CRS. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ingest_geometry.h"
#include "ingest_turns.h"
#include "liangtian/area.h"
#include "support/array.h"
#include "support/pair.h"

/* What is known of vertices that have been looked at. */
struct extent {
    lt_pair low, high, sum;
};

enum { DEPTH_MAX = 24 };
static const double FARTHEST = 1e9; /* no coordinate on Earth, in metres or degrees, is beyond */
/* Edges up to this length bend by less than 0.05 mm in any projection a raster is in. */
static const double STRAIGHT_M = 30.0;
static const double METRES_PER_DEGREE = 111320.0;
static const double RADIANS = 0.017453292519943295;

void ingest_rings_clear(struct ingest_rings *rings)
{
    rings->point_count = 0;
    rings->ring_count = 0;
    rings->taken = 0;
    rings->has_middle = false;
    rings->area_of_turn = 0.0;
}

void ingest_rings_stated(struct ingest_rings *rings, const struct lt_box *box)
{
    rings->has_middle = true;
    rings->middle = ingest_box_middle(box);
}

void ingest_rings_free(struct ingest_rings *rings)
{
    free(rings->points);
    free(rings->ring_end);
    free(rings->is_hole);
    *rings = (struct ingest_rings){0};
}

enum lt_status ingest_rings_add_point(struct ingest_rings *rings, struct lt_point point,
                                      struct lt_error *err)
{
    if (rings->point_count >= UINT32_MAX) {
        return lt_fail(err, LT_E_LIMIT, "more than 4 thousand million vertices");
    }
    const enum lt_status status = lt_array_reserve(
        &rings->points, &rings->point_capacity, rings->point_count + 1, sizeof *rings->points, err);
    if (status == LT_OK) {
        rings->points[rings->point_count++] = point;
    }
    return status;
}

enum lt_status ingest_rings_end(struct ingest_rings *rings, bool hole, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(lt_array_reserve(&rings->ring_end, &rings->ring_capacity, rings->ring_count + 1,
                            sizeof *rings->ring_end, err));
    LT_TRY(lt_array_reserve(&rings->is_hole, &rings->hole_capacity, rings->ring_count + 1, 1, err));
    rings->ring_end[rings->ring_count] = (uint32_t)rings->point_count;
    rings->is_hole[rings->ring_count++] = hole;
out:
    return status;
}

enum lt_status ingest_rings_room(struct ingest_rings *rings, size_t count,
                                 struct lt_point **ret_room, struct lt_error *err)
{
    if (rings->point_count + count > UINT32_MAX) {
        return lt_fail(err, LT_E_LIMIT, "more than 4 thousand million vertices");
    }
    const enum lt_status status =
        lt_array_reserve(&rings->points, &rings->point_capacity, rings->point_count + count,
                         sizeof *rings->points, err);
    *ret_room = rings->points + rings->point_count;
    return status;
}

static bool same_point(const struct lt_point *a, const struct lt_point *b)
{
    return lt_pair_same(lt_pair_load(&a->x), lt_pair_load(&b->x));
}

/* Widens the extent by all vertices. False: none repeats the one before; true: maybe, for there are a step along x and a
 * step along y. Two vertices at a time, so that neither sum waits for the other. */
static bool look_at(const struct lt_point *points, size_t count, struct extent *extent)
{
    lt_mask same = {0, 0};
    if (count == 0) {
        return false;
    }
    lt_pair p = lt_pair_load(&points[0].x);
    lt_pair low = lt_pair_min(extent->low, p), high = lt_pair_max(extent->high, p);
    lt_pair sum = extent->sum + p, other = lt_pair_both(0.0);
    size_t i = 1;
    for (; i + 1 < count; i += 2) {
        const lt_pair q = lt_pair_load(&points[i].x), r = lt_pair_load(&points[i + 1].x);
        low = lt_pair_min(lt_pair_min(low, q), r);
        high = lt_pair_max(lt_pair_max(high, q), r);
        same |= lt_pair_equal(p, q) | lt_pair_equal(q, r);
        sum += q;
        other += r;
        p = r;
    }
    if (i < count) {
        const lt_pair q = lt_pair_load(&points[i].x);
        low = lt_pair_min(low, q);
        high = lt_pair_max(high, q);
        same |= lt_pair_equal(p, q);
        sum += q;
    }
    *extent = (struct extent){low, high, sum + other};
    return lt_mask_both(same);
}

/* The same of a ring that stands alone, and at the same time its signed area where it turns once about the middle, and so
 * does not repeat a vertex either; else 0, and the extent stays as it was. */
static double look_around(const struct lt_point *points, size_t count, struct lt_point middle,
                          struct extent *extent)
{
    struct ingest_turns turns;
    const lt_pair m = lt_pair_load(&middle.x), first = lt_pair_load(&points[0].x);
    lt_pair a = first - m, low = first, high = first, sum = first, other = lt_pair_both(0.0);
    size_t i = 1;
    ingest_turns_begin(&turns);
    for (; i + 1 < count; i += 2) {
        const lt_pair q = lt_pair_load(&points[i].x), r = lt_pair_load(&points[i + 1].x);
        low = lt_pair_min(lt_pair_min(low, q), r);
        high = lt_pair_max(lt_pair_max(high, q), r);
        sum += q;
        other += r;
        const lt_pair c = r - m;
        ingest_turns_add(&turns, a, q - m, c);
        a = c;
    }
    if (i < count) {
        const lt_pair q = lt_pair_load(&points[i].x);
        low = lt_pair_min(low, q);
        high = lt_pair_max(high, q);
        sum += q;
        ingest_turns_add_one(&turns, a, q - m);
    }
    const struct lt_box box = {low[0], low[1], high[0], high[1]};
    const double area = ingest_turns_area(&turns, ingest_turns_sure(&box, middle));
    if (area != 0.0) { // NOLINT: one was found
        *extent = (struct extent){low, high, sum + other};
    }
    return area;
}

/* Leaves out vertices that repeat the one before, bit by bit. */
static size_t squeeze(struct lt_point *points, size_t count)
{
    size_t kept = count > 0;
    for (size_t i = 1; i < count; i++) {
        if (!same_point(&points[kept - 1], &points[i])) {
            points[kept++] = points[i];
        }
    }
    return kept;
}

enum lt_status ingest_rings_take(struct ingest_rings *rings, size_t count, bool hole,
                                 struct lt_error *err)
{
    struct lt_point *const points = rings->points + rings->point_count;
    const bool known = rings->taken == rings->point_count;
    struct extent extent = {lt_pair_both(INFINITY), lt_pair_both(-INFINITY), lt_pair_both(0.0)};
    size_t kept = count;
    double area = 0.0;
    if (rings->point_count > 0) {
        extent = (struct extent){lt_pair_load(&rings->box.min_x), lt_pair_load(&rings->box.max_x),
                                 lt_pair_load(&rings->sum.x)};
    } else if (rings->has_middle && count > 3 && same_point(&points[0], &points[count - 1])) {
        area = rings->area_of_turn = look_around(points, count, rings->middle, &extent);
    }
    if (area == 0.0) { // NOLINT: none was found
        kept = look_at(points, count, &extent) ? squeeze(points, count) : count;
        if (kept > 0 && !same_point(&points[0], &points[kept - 1])) {
            points[kept++] = points[0];
        }
    }
    lt_pair_store(&rings->box.min_x, extent.low);
    lt_pair_store(&rings->box.max_x, extent.high);
    lt_pair_store(&rings->sum.x, extent.sum);
    rings->point_count += kept;
    rings->taken = known ? rings->point_count : rings->taken;
    return ingest_rings_end(rings, hole, err);
}

/* Relative to the first vertex, so that eight-digit eastings lose nothing. */
double ingest_ring_area(const struct lt_point *points, size_t count)
{
    double twice = 0.0, x0 = 0.0, y0 = 0.0;
    for (size_t i = 1; i < count; i++) {
        const double x1 = points[i].x - points[0].x, y1 = points[i].y - points[0].y;
        twice += x0 * y1 - x1 * y0;
        x0 = x1;
        y0 = y1;
    }
    return 0.5 * twice;
}

double ingest_rings_area(const struct ingest_rings *rings)
{
    double area = 0.0;
    uint32_t start = 0;
    for (size_t r = 0; r < rings->ring_count; r++) {
        const double ring =
            fabs(ingest_ring_area(rings->points + start, rings->ring_end[r] - start));
        area += rings->is_hole[r] ? -ring : ring;
        start = rings->ring_end[r];
    }
    return area;
}

void ingest_ring_reverse(struct lt_point *points, size_t count)
{
    for (size_t i = 0, j = count; i + 1 < j; i++) {
        const struct lt_point swap = points[i];
        points[i] = points[--j];
        points[j] = swap;
    }
}

double ingest_rings_orient(struct ingest_rings *rings)
{
    double total = 0.0;
    uint32_t start = 0;
    for (size_t r = 0; r < rings->ring_count; r++) {
        struct lt_point *points = rings->points + start;
        const size_t count = rings->ring_end[r] - start;
        const double area = ingest_ring_area(points, count);
        const bool hole = rings->is_hole[r] != 0;
        total += hole ? -fabs(area) : fabs(area);
        if ((area < 0.0) != hole) {
            ingest_ring_reverse(points, count);
        }
        start = rings->ring_end[r];
    }
    return total;
}

static bool on_earth(const struct lt_box *box)
{
    return box->min_x >= -FARTHEST && box->max_x <= FARTHEST && box->min_y >= -FARTHEST &&
           box->max_y <= FARTHEST;
}

bool ingest_rings_bound(const struct ingest_rings *rings, struct lt_box *ret_box)
{
    if (rings->taken == rings->point_count && rings->taken > 0) {
        *ret_box = rings->box;
        return isfinite(rings->sum.x) && isfinite(rings->sum.y) && on_earth(ret_box);
    }
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    unsigned finite = 1;
    for (size_t i = 0; i < rings->point_count; i++) {
        const double p[2] = {rings->points[i].x, rings->points[i].y};
        for (int k = 0; k < 2; k++) {
            low[k] = p[k] < low[k] ? p[k] : low[k];
            high[k] = p[k] > high[k] ? p[k] : high[k];
            finite &= fabs(p[k]) <= FARTHEST;
        }
    }
    *ret_box = (struct lt_box){low[0], low[1], high[0], high[1]};
    return finite != 0;
}

/* Length in metres of the edges of a ring in degrees: enough for a form factor, so the sphere serves, and a parabola for
 * the cosine as long as the ring is not larger than a city. */
static double ring_metres(const struct lt_point *lonlat, size_t count)
{
    static const double NEAR = 0.5; /* degrees */
    const double lat0 = lonlat[0].y, cosine = cos(lat0 * RADIANS), sine = sin(lat0 * RADIANS);
    double sum = 0.0;
    for (size_t i = 0; i + 1 < count; i++) {
        const struct lt_point a = lonlat[i], b = lonlat[i + 1];
        const double by = 0.5 * (a.y + b.y) - lat0, angle = by * RADIANS;
        const double scale = fabs(by) <= NEAR ? cosine - angle * (sine + 0.5 * angle * cosine)
                                              : cos(0.5 * (a.y + b.y) * RADIANS);
        const double dx = (b.x - a.x) * scale, dy = b.y - a.y;
        sum += sqrt(dx * dx + dy * dy);
    }
    return METRES_PER_DEGREE * sum;
}

void ingest_rings_measure(const struct ingest_rings *rings, const struct lt_point *lonlat,
                          double *ret_m2, double *ret_perimeter_m)
{
    double area[2] = {0.0, 0.0}; /* of shells, of holes */
    double perimeter = 0.0;
    uint32_t start = 0;
    for (size_t r = 0; r < rings->ring_count; r++) {
        const uint32_t end = rings->ring_end[r];
        const size_t count = end > start ? end - start - 1 : 0; /* the last repeats the first */
        area[rings->is_hole[r] != 0] +=
            fabs(lt_area_ring(&lonlat[start].x, &lonlat[start].y, count, 2));
        perimeter += end > start ? ring_metres(lonlat + start, end - start) : 0.0;
        start = end;
    }
    /* Holes larger than what they lie in are no shape; what its shells hold is the most that it may cover. */
    *ret_m2 = area[0] >= area[1] ? area[0] - area[1] : area[0];
    *ret_perimeter_m = perimeter;
}

/* --- densifying ---- */

struct edge {
    struct lt_point a, b;   /* in the layer's CRS */
    struct lt_point ta, tb; /* in the working CRS */
};

struct densify {
    const struct ingest_transform *transform;
    struct ingest_rings *to;
    double straight; /* STRAIGHT_M in the layer's units */
    uint64_t limit;  /* of vertices */
    bool possible;
    struct lt_error *err;
};

static struct lt_point between(struct lt_point a, struct lt_point b, double weight_b)
{
    return (struct lt_point){a.x * (1.0 - weight_b) + b.x * weight_b,
                             a.y * (1.0 - weight_b) + b.y * weight_b};
}

/* Deviation of the transformed edge from the straight one, at its middle and quarters (where the middle of an S-shaped
 * curve would hide it). Every term is symmetric in a and b. */
static double deviation(struct densify *densify, const struct edge *edge,
                        struct lt_point *ret_middle)
{
    static const double at[3] = {0.5, 0.25, 0.75};
    struct lt_point there[3];
    double worst = 0.0;
    for (int i = 0; i < 3; i++) {
        there[i] = between(edge->a, edge->b, at[i]);
    }
    if (!ingest_to_grid(densify->transform, there, 3)) {
        densify->possible = false;
        return 0.0;
    }
    for (int i = 0; i < 3; i++) {
        const struct lt_point straight = between(edge->ta, edge->tb, at[i]);
        worst = fmax(worst, hypot(there[i].x - straight.x, there[i].y - straight.y));
    }
    *ret_middle = there[0];
    return worst;
}

static enum lt_status add_vertex(struct densify *densify, struct lt_point p)
{
    return densify->to->point_count < densify->limit
               ? ingest_rings_add_point(densify->to, p, densify->err)
               : lt_fail(densify->err, LT_E_LIMIT,
                         "edges so long that they take more vertices than the limit of %llu",
                         (unsigned long long)densify->limit);
}

/* Adds the vertices strictly between a and b. */
static enum lt_status split(struct densify *densify, const struct edge *edge, int depth)
{
    const double length = fmax(fabs(edge->b.x - edge->a.x), fabs(edge->b.y - edge->a.y));
    struct lt_point middle = {0, 0};
    if (length <= densify->straight || depth >= DEPTH_MAX ||
        deviation(densify, edge, &middle) < densify->transform->tolerance || !densify->possible) {
        return LT_OK;
    }
    const struct lt_point half = between(edge->a, edge->b, 0.5);
    const struct edge first = {edge->a, half, edge->ta, middle};
    const struct edge second = {half, edge->b, middle, edge->tb};
    enum lt_status status;
    LT_TRY(split(densify, &first, depth + 1));
    LT_TRY(add_vertex(densify, middle));
    LT_TRY(split(densify, &second, depth + 1));
out:
    return status;
}

static enum lt_status densify_ring(struct densify *densify, const struct lt_point *points,
                                   size_t count, bool hole)
{
    enum lt_status status = LT_OK;
    struct lt_point *there = malloc((count + 1) * sizeof *there);
    if (there == NULL) {
        return lt_fail_memory(densify->err, "a ring");
    }
    memcpy(there, points, count * sizeof *there);
    densify->possible = ingest_to_grid(densify->transform, there, count) && densify->possible;
    for (size_t i = 0; densify->possible && i < count; i++) {
        LT_TRY(add_vertex(densify, there[i]));
        if (i + 1 < count) {
            const struct edge edge = {points[i], points[i + 1], there[i], there[i + 1]};
            LT_TRY(split(densify, &edge, 0));
        }
    }
    LT_TRY(ingest_rings_end(densify->to, hole, densify->err));
out:
    free(there);
    return status;
}

enum lt_status ingest_rings_to_grid(const struct ingest_rings *from,
                                    const struct ingest_transform *transform,
                                    uint64_t limit_vertices, struct ingest_rings *to,
                                    bool *ret_possible, struct lt_error *err)
{
    const struct ingest_crs *source = transform->source;
    struct densify densify = {
        .transform = transform, .to = to, .limit = limit_vertices, .possible = true, .err = err};
    /* the same CRS: edges stay as they are */
    densify.straight = transform->to_grid == NULL ? (double)INFINITY
                       : source->geographic       ? STRAIGHT_M / METRES_PER_DEGREE
                                                  : STRAIGHT_M / source->metres;
    enum lt_status status = LT_OK;
    uint32_t start = 0;
    ingest_rings_clear(to);
    for (size_t r = 0; r < from->ring_count && densify.possible; r++) {
        LT_TRY(densify_ring(&densify, from->points + start, from->ring_end[r] - start,
                            from->is_hole[r] != 0));
        start = from->ring_end[r];
    }
out:
    *ret_possible = densify.possible;
    return status;
}
