#include <stdlib.h>
#include <string.h>

#include "overlay/overlay_internal.h"
#include "support/arena.h"

double overlay_ring_area(const struct lt_point *points, size_t count)
{
    double sum = 0.0;
    for (size_t i = 0; i + 1 < count; i++) {
        sum += (points[i].x - points[0].x) * (points[i + 1].y - points[0].y) -
               (points[i + 1].x - points[0].x) * (points[i].y - points[0].y);
    }
    return 0.5 * sum;
}

static int compare_points(struct lt_point p, struct lt_point q)
{
    if (p.y != q.y) {
        return p.y < q.y ? -1 : 1;
    }
    return p.x < q.x ? -1 : p.x > q.x;
}

static int compare_rings(const void *a, const void *b)
{
    const struct overlay_ring *p = a, *q = b;
    for (size_t i = 0; i < p->count && i < q->count; i++) {
        const int order = compare_points(p->points[i], q->points[i]);
        if (order != 0) {
            return order;
        }
    }
    return p->count < q->count ? -1 : p->count > q->count;
}

static void reverse(struct lt_point *points, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        const struct lt_point kept = points[i];
        points[i] = points[count - 1 - i];
        points[count - 1 - i] = kept;
    }
}

/* Repeated vertices out (moving back from the local origin can make two of them equal), orientation
 * right, lowest vertex first. A ring that has collapsed ends with count 0. */
static void tidy_ring(struct overlay_ring *ring)
{
    struct lt_point *points = ring->points;
    size_t kept = 0;
    for (size_t i = 0; i < ring->count; i++) {
        if (kept == 0 || compare_points(points[i], points[kept - 1]) != 0) {
            points[kept++] = points[i];
        }
    }
    ring->area = overlay_ring_area(points, kept);
    if (kept < 4 || ring->area == 0.0) {
        ring->count = 0;
        return;
    }
    ring->count = kept;
    if ((ring->area < 0.0) != ring->hole) {
        reverse(points, kept);
        ring->area = -ring->area;
    }
    const size_t n = kept - 1;
    size_t lowest = 0;
    for (size_t i = 1; i < n; i++) {
        if (compare_points(points[i], points[lowest]) < 0) {
            lowest = i;
        }
    }
    /* rotation by three reversals */
    reverse(points, lowest);
    reverse(points + lowest, n - lowest);
    reverse(points, n);
    points[n] = points[0];
}

/* An outer ring and the holes behind it. */
struct polygon {
    struct overlay_ring *rings;
    size_t count;
};

static int compare_polygons(const void *a, const void *b)
{
    const struct polygon *p = a, *q = b;
    return compare_rings(p->rings, q->rings);
}

/* Tidies, drops collapsed rings (a collapsed outer ring takes its holes along), groups. */
static size_t group_rings(struct overlay_ring *rings, size_t count, struct polygon *polygons)
{
    size_t n = 0;
    bool dropped = true;
    for (size_t i = 0; i < count; i++) {
        tidy_ring(&rings[i]);
        if (!rings[i].hole) {
            dropped = rings[i].count == 0;
            if (!dropped) {
                polygons[n++] = (struct polygon){&rings[i], 1};
            }
        } else if (!dropped && rings[i].count != 0) {
            struct polygon *last = &polygons[n - 1];
            last->rings[last->count++] = rings[i];
        }
    }
    return n;
}

static enum lt_status flatten(const struct polygon *polygons, size_t count, struct lt_arena *arena,
                              struct lt_shape *ret_shape, struct lt_error *err)
{
    size_t n_rings = 0, n_points = 0;
    for (size_t p = 0; p < count; p++) {
        n_rings += polygons[p].count;
        for (size_t r = 0; r < polygons[p].count; r++) {
            n_points += polygons[p].rings[r].count;
        }
    }
    if (n_points > UINT32_MAX) {
        return lt_fail(err, LT_E_LIMIT, "a shape of %zu vertices is too large", n_points);
    }
    uint32_t *ring_end = lt_arena_array(arena, n_rings, sizeof *ring_end);
    struct lt_point *points = lt_arena_array(arena, n_points, sizeof *points);
    if (ring_end == NULL || points == NULL) {
        return lt_fail_memory(err, "a shape");
    }
    uint32_t ring = 0, end = 0;
    for (size_t p = 0; p < count; p++) {
        for (size_t r = 0; r < polygons[p].count; r++) {
            const struct overlay_ring *from = &polygons[p].rings[r];
            memcpy(points + end, from->points, from->count * sizeof *points);
            end += (uint32_t)from->count;
            ring_end[ring++] = end;
        }
    }
    *ret_shape = (struct lt_shape){ring, end, ring_end, points, lt_shape_compute_box(points, end)};
    return LT_OK;
}

enum lt_status overlay_canonical(struct overlay_ring *rings, size_t count, struct lt_arena *arena,
                                 struct lt_shape *ret_shape, struct lt_error *err)
{
    if (count == 0) {
        *ret_shape = (struct lt_shape){0};
        return LT_OK;
    }
    struct polygon *polygons = calloc(count, sizeof *polygons);
    if (polygons == NULL) {
        return lt_fail_memory(err, "a shape");
    }
    const size_t n = group_rings(rings, count, polygons);
    for (size_t p = 0; p < n; p++) {
        qsort(polygons[p].rings + 1, polygons[p].count - 1, sizeof *rings, compare_rings);
    }
    qsort(polygons, n, sizeof *polygons, compare_polygons);
    const enum lt_status status = flatten(polygons, n, arena, ret_shape, err);
    free(polygons);
    return status;
}

enum lt_status overlay_canonical_copy(const struct lt_shape *shapes, size_t count,
                                      struct lt_arena *arena, struct lt_shape *ret_shape,
                                      struct lt_error *err)
{
    enum lt_status status = LT_OK;
    size_t n_rings = 0, n_points = 0;
    for (size_t i = 0; i < count; i++) {
        n_rings += shapes[i].n_rings;
        n_points += shapes[i].n_points;
    }
    struct overlay_ring *rings = malloc((n_rings + 1) * sizeof *rings);
    struct lt_point *points = malloc((n_points + 1) * sizeof *points);
    if (rings == NULL || points == NULL) {
        LT_TRY(lt_fail_memory(err, "a shape"));
    }
    size_t ring = 0, point = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t start = 0;
        for (uint32_t r = 0; r < shapes[i].n_rings; r++) {
            const size_t length = shapes[i].ring_end[r] - start;
            memcpy(points + point, shapes[i].points + start, length * sizeof *points);
            const bool hole = overlay_ring_area(points + point, length) < 0.0;
            rings[ring++] = (struct overlay_ring){points + point, length, hole, 0.0};
            point += length;
            start = shapes[i].ring_end[r];
        }
    }
    LT_TRY(overlay_canonical(rings, ring, arena, ret_shape, err));
out:
    free(rings);
    free(points);
    return status;
}
