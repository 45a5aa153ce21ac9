#include "liangtian/geometry.h"

#include <math.h>
#include <string.h>

#include "support/arena.h"

static void get_from_array(const void *context, size_t index, struct lt_shape *ret_shape)
{
    *ret_shape = ((const struct lt_shape *)context)[index];
}

struct lt_shapes lt_shapes_of_array(const struct lt_shape *shapes, size_t count)
{
    return (struct lt_shapes){.count = count, .context = shapes, .get = get_from_array};
}

double lt_shape_planar_area(const struct lt_shape *shape)
{
    double sum = 0.0, lost = 0.0;
    uint32_t start = 0;
    for (uint32_t r = 0; r < shape->n_rings; r++) {
        if (start == shape->ring_end[r]) {
            continue;
        }
        /* Each ring from its own first vertex: small parts far apart keep their digits. */
        const double x0 = shape->points[start].x, y0 = shape->points[start].y;
        for (uint32_t i = start; i + 1 < shape->ring_end[r]; i++) {
            const struct lt_point p = shape->points[i], q = shape->points[i + 1];
            const double term = (p.x - x0) * (q.y - y0) - (q.x - x0) * (p.y - y0);
            const double total = sum + term;
            lost += fabs(sum) >= fabs(term) ? (sum - total) + term : (term - total) + sum;
            sum = total;
        }
        start = shape->ring_end[r];
    }
    return 0.5 * (sum + lost);
}

double lt_shape_mean_width(const struct lt_shape *shape)
{
    double length = 0.0;
    uint32_t start = 0;
    for (uint32_t r = 0; r < shape->n_rings; r++) {
        for (uint32_t i = start; i + 1 < shape->ring_end[r]; i++) {
            const struct lt_point a = shape->points[i], b = shape->points[i + 1];
            length += hypot(b.x - a.x, b.y - a.y);
        }
        start = shape->ring_end[r];
    }
    return length > 0.0 ? 2.0 * lt_shape_planar_area(shape) / length : 0.0;
}

struct lt_box lt_shape_compute_box(const struct lt_point *points, size_t count)
{
    if (count == 0) {
        return (struct lt_box){0};
    }
    struct lt_box box = {points[0].x, points[0].y, points[0].x, points[0].y};
    for (size_t i = 1; i < count; i++) {
        box.min_x = fmin(box.min_x, points[i].x);
        box.max_x = fmax(box.max_x, points[i].x);
        box.min_y = fmin(box.min_y, points[i].y);
        box.max_y = fmax(box.max_y, points[i].y);
    }
    return box;
}

enum lt_status lt_shape_copy(struct lt_arena *arena, const struct lt_shape *shape,
                             struct lt_shape *ret_copy, struct lt_error *err)
{
    struct lt_shape copy = *shape;
    uint32_t *ends = lt_arena_array(arena, shape->n_rings, sizeof *ends);
    struct lt_point *points = lt_arena_array(arena, shape->n_points, sizeof *points);
    if (ends == NULL || points == NULL) {
        return lt_fail_memory(err, "a polygon");
    }
    if (shape->n_rings > 0) {
        memcpy(ends, shape->ring_end, shape->n_rings * sizeof *ends);
        memcpy(points, shape->points, shape->n_points * sizeof *points);
    }
    copy.ring_end = ends;
    copy.points = points;
    *ret_copy = copy;
    return LT_OK;
}

static double square_to_edge(struct lt_point p, struct lt_point a, struct lt_point b)
{
    const double dx = b.x - a.x, dy = b.y - a.y, x = p.x - a.x, y = p.y - a.y;
    const double length = dx * dx + dy * dy;
    const double along = length > 0.0 ? fmin(1.0, fmax(0.0, (x * dx + y * dy) / length)) : 0.0;
    const double off_x = x - along * dx, off_y = y - along * dy;
    return off_x * off_x + off_y * off_y;
}

static bool point_near(struct lt_point p, const struct lt_shape *shape, double distance)
{
    uint32_t first = 0;
    for (uint32_t r = 0; r < shape->n_rings; r++) {
        for (uint32_t i = first; i + 1 < shape->ring_end[r]; i++) {
            if (square_to_edge(p, shape->points[i], shape->points[i + 1]) <= distance * distance) {
                return true;
            }
        }
        first = shape->ring_end[r];
    }
    return false;
}

static bool vertices_near(const struct lt_shape *of, const struct lt_shape *edges, double distance)
{
    for (uint32_t i = 0; i < of->n_points; i++) {
        const struct lt_point p = of->points[i];
        const bool in_reach =
            p.x >= edges->box.min_x - distance && p.x <= edges->box.max_x + distance &&
            p.y >= edges->box.min_y - distance && p.y <= edges->box.max_y + distance;
        if (in_reach && point_near(p, edges, distance)) {
            return true;
        }
    }
    return false;
}

/* Of two outlines that do not cross, the nearest points are a vertex and a point of an edge. */
bool lt_shape_near(const struct lt_shape *a, const struct lt_shape *b, double distance)
{
    return vertices_near(a, b, distance) || vertices_near(b, a, distance);
}
