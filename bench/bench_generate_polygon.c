#include "bench_generate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "liangtian/area.h"
#include "support/array.h"

void bench_polygon_finish(struct bench_polygon *polygon)
{
    if (polygon == NULL) {
        return;
    }
    free(polygon->points);
    free(polygon->rings);
    free(polygon->scratch);
    *polygon = (struct bench_polygon){0};
}

void bench_polygon_clear(struct bench_polygon *polygon)
{
    polygon->n_points = 0;
    polygon->n_rings = 0;
}

static double millimetre(double value)
{
    return floor(value * 1000.0 + 0.5) / 1000.0;
}

void bench_polygon_add(struct bench_polygon *polygon, double x, double y)
{
    if (polygon->failed ||
        lt_array_reserve(&polygon->points, &polygon->point_capacity, polygon->n_points + 1,
                         sizeof *polygon->points, NULL) != LT_OK) {
        polygon->failed = true;
        return;
    }
    polygon->points[polygon->n_points++] = (struct lt_point){millimetre(x), millimetre(y)};
}

void bench_polygon_end_ring(struct bench_polygon *polygon, bool outer)
{
    if (polygon->failed ||
        lt_array_reserve(&polygon->rings, &polygon->ring_capacity, polygon->n_rings + 1,
                         sizeof *polygon->rings, NULL) != LT_OK) {
        polygon->failed = true;
        return;
    }
    polygon->rings[polygon->n_rings++] = (struct bench_ring){polygon->n_points, outer};
}

void bench_polygon_add_box(struct bench_polygon *polygon, struct lt_box box, bool outer)
{
    bench_polygon_add(polygon, box.min_x, box.min_y);
    if (outer) {
        bench_polygon_add(polygon, box.max_x, box.min_y);
    } else {
        bench_polygon_add(polygon, box.min_x, box.max_y);
    }
    bench_polygon_add(polygon, box.max_x, box.max_y);
    if (outer) {
        bench_polygon_add(polygon, box.min_x, box.max_y);
    } else {
        bench_polygon_add(polygon, box.max_x, box.min_y);
    }
    bench_polygon_end_ring(polygon, outer);
}

void bench_polygon_copy(struct bench_polygon *to, const struct bench_polygon *from)
{
    bench_polygon_clear(to);
    to->failed = to->failed || from->failed;
    size_t start = 0;
    for (size_t r = 0; r < from->n_rings; r++) {
        for (size_t i = start; i < from->rings[r].end; i++) {
            bench_polygon_add(to, from->points[i].x, from->points[i].y);
        }
        start = from->rings[r].end;
        bench_polygon_end_ring(to, from->rings[r].outer);
    }
}

enum lt_status bench_polygon_check(const struct bench_polygon *polygon, struct lt_error *err)
{
    return polygon->failed ? lt_fail_memory(err, "a polygon") : LT_OK;
}

struct lt_box bench_polygon_box(const struct bench_polygon *polygon)
{
    struct lt_box box = {HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
    for (size_t i = 0; i < polygon->n_points; i++) {
        const struct lt_point p = polygon->points[i];
        box.min_x = p.x < box.min_x ? p.x : box.min_x;
        box.max_x = p.x > box.max_x ? p.x : box.max_x;
        box.min_y = p.y < box.min_y ? p.y : box.min_y;
        box.max_y = p.y > box.max_y ? p.y : box.max_y;
    }
    return box;
}

double bench_polygon_area(struct bench_polygon *polygon)
{
    if (lt_array_reserve(&polygon->scratch, &polygon->scratch_capacity, 2 * polygon->n_points,
                         sizeof *polygon->scratch, NULL) != LT_OK) {
        polygon->failed = true;
        return 0.0;
    }
    double *degrees = polygon->scratch;
    for (size_t i = 0; i < polygon->n_points; i++) {
        lt_gauss_kruger_inverse(polygon->points[i].x - 38000000.0, polygon->points[i].y, 114.0,
                                &degrees[2 * i], &degrees[2 * i + 1]);
    }
    double area = 0.0;
    size_t start = 0;
    for (size_t r = 0; r < polygon->n_rings; r++) {
        const double ring = fabs(lt_area_ring(degrees + 2 * start, degrees + 2 * start + 1,
                                              polygon->rings[r].end - start, 2));
        area += polygon->rings[r].outer ? ring : -ring;
        start = polygon->rings[r].end;
    }
    return area;
}
