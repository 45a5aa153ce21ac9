/* The oracle without rounding: the coverage of a cell by a polygon whose vertices lie on a lattice of
 * UNIT-ths of a cell, as a sum of ratios of integers.
 *
 * Each edge is integrated over one column of cells: the height of the edge above the cell's floor, cut to 0 …
 * one cell, times dx (vertical trapezoids; the kernel works along rows and with running sums). A ratio is
 * rounded down to 2^-64 square units, their sum is exact, so a fraction is good to 2^-64 per edge.
 *
 * Lattice coordinates: x east and y north of the grid's north-west corner; the raster lies at y ≤ 0.
 */
#ifndef ZONAL_EXACT_H
#define ZONAL_EXACT_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "liangtian/geometry.h"
#include "support/arena.h"

__extension__ typedef __int128 exact_wide;

struct exact_point {
    int64_t x, y;
};

struct exact_shape {
    int64_t unit; /* lattice steps in a cell */
    struct exact_point *points;
    uint32_t *ring_end;
    uint32_t n_points, n_rings;
};

static inline struct exact_shape exact_begin(struct lt_arena *arena, int64_t unit, uint32_t points,
                                             uint32_t rings)
{
    return (struct exact_shape){unit, lt_arena_array(arena, points, sizeof(struct exact_point)),
                                lt_arena_array(arena, rings, sizeof(uint32_t)), 0, 0};
}

static inline void exact_add(struct exact_shape *shape, int64_t x, int64_t y)
{
    shape->points[shape->n_points++] = (struct exact_point){x, y};
}

static inline uint32_t exact_ring_start(const struct exact_shape *shape, uint32_t ring)
{
    return ring > 0 ? shape->ring_end[ring - 1] : 0;
}

static inline void exact_close(struct exact_shape *shape)
{
    shape->points[shape->n_points] = shape->points[exact_ring_start(shape, shape->n_rings)];
    shape->ring_end[shape->n_rings++] = ++shape->n_points;
}

/* A rectangle of the lattice; a hole runs the other way round. */
static inline void exact_rectangle(struct exact_shape *shape, int64_t x, int64_t y, int64_t width,
                                   int64_t height, bool hole)
{
    exact_add(shape, x, y);
    exact_add(shape, hole ? x : x + width, hole ? y + height : y);
    exact_add(shape, x + width, y + height);
    exact_add(shape, hole ? x + width : x, hole ? y : y + height);
    exact_close(shape);
}

/* The kernel's view. Nothing is rounded when size / unit is a short binary fraction (10 / 64 = 0.15625). */
static inline struct lt_shape exact_shape_at(struct lt_arena *arena,
                                             const struct exact_shape *shape, double origin_x,
                                             double origin_y, double size)
{
    struct lt_point *points = lt_arena_array(arena, shape->n_points, sizeof *points);
    const double step = size / (double)shape->unit;
    for (uint32_t i = 0; i < shape->n_points; i++) {
        points[i].x = origin_x + (double)shape->points[i].x * step;
        points[i].y = origin_y + (double)shape->points[i].y * step;
    }
    return (struct lt_shape){shape->n_rings, shape->n_points, shape->ring_end, points,
                             lt_shape_compute_box(points, shape->n_points)};
}

#define EXACT_ONE ((exact_wide)1 << 64)

static inline exact_wide exact_ratio(exact_wide numerator, exact_wide denominator)
{
    const exact_wide whole = numerator / denominator, rest = numerator % denominator;
    return whole * EXACT_ONE + rest * EXACT_ONE / denominator;
}

static inline exact_wide exact_clamp(exact_wide value, exact_wide top)
{
    return value < 0 ? 0 : value > top ? top : value;
}

/* ∫ (height above `floor`, cut to 0 … unit) dx along the edge, over the columns left … left + unit; in 2^-64
 * square units. Negative for an edge that runs west. */
static inline exact_wide exact_under(struct exact_point p, struct exact_point q, int64_t left,
                                     int64_t floor, int64_t unit)
{
    if (p.x > q.x) {
        return -exact_under(q, p, left, floor, unit);
    }
    const int64_t from = p.x > left ? p.x : left, to = q.x < left + unit ? q.x : left + unit;
    if (from >= to) {
        return 0;
    }
    const exact_wide dx = q.x - p.x, dy = q.y - p.y, top = unit * dx;
    /* heights at both ends, times dx */
    const exact_wide a = (p.y - floor) * dx + (from - p.x) * dy, b = a + (to - from) * dy;
    if (a <= 0 && b <= 0) {
        return 0;
    }
    if (a >= top && b >= top) {
        return (exact_wide)unit * (to - from) * EXACT_ONE;
    }
    if (dy == 0) {
        return exact_ratio(a * (to - from), dx);
    }
    /* The slope goes from height low to high in (high − low) / dy; what is over the top counts as top. */
    const exact_wide low = exact_clamp(a, top), high = exact_clamp(b, top);
    const exact_wide over = (b > top ? b - top : 0) - (a > top ? a - top : 0);
    const exact_wide numerator = (high - low) * (high + low) + 2 * top * over;
    return exact_ratio(dy < 0 ? -numerator : numerator, 2 * dx * (dy < 0 ? -dy : dy));
}

/* Of all the polygon's edges; a counter-clockwise ring integrates to minus its area. */
static inline exact_wide exact_sum(const struct exact_shape *shape, int64_t col, int64_t row)
{
    const int64_t left = col * shape->unit, floor = -(row + 1) * shape->unit;
    exact_wide sum = 0;
    for (uint32_t r = 0; r < shape->n_rings; r++) {
        for (uint32_t i = exact_ring_start(shape, r) + 1; i < shape->ring_end[r]; i++) {
            sum -= exact_under(shape->points[i - 1], shape->points[i], left, floor, shape->unit);
        }
    }
    return sum;
}

static inline double exact_fraction(exact_wide sum, int64_t unit)
{
    return (double)sum * 0x1p-64 / (double)unit / (double)unit;
}

static inline double exact_coverage(const struct exact_shape *shape, int64_t col, int64_t row)
{
    return exact_fraction(exact_sum(shape, col, row), shape->unit);
}

/* The polygon's area in cells: half a sum of integers. */
static inline double exact_area(const struct exact_shape *shape)
{
    exact_wide sum = 0;
    for (uint32_t r = 0; r < shape->n_rings; r++) {
        for (uint32_t i = exact_ring_start(shape, r) + 1; i < shape->ring_end[r]; i++) {
            const struct exact_point p = shape->points[i - 1], q = shape->points[i];
            sum += (exact_wide)p.x * q.y - (exact_wide)q.x * p.y;
        }
    }
    return 0.5 * (double)sum / (double)shape->unit / (double)shape->unit;
}

/* The cells that the polygon's box touches. */
struct exact_window {
    int64_t col, row, cols, rows;
};

static inline int64_t exact_floor(int64_t value, int64_t unit)
{
    return value >= 0 ? value / unit : -((-value + unit - 1) / unit);
}

static inline struct exact_window exact_window_of(const struct exact_shape *shape)
{
    struct exact_point low = shape->points[0], high = low;
    for (uint32_t i = 1; i < shape->n_points; i++) {
        const struct exact_point p = shape->points[i];
        low.x = p.x < low.x ? p.x : low.x;
        low.y = p.y < low.y ? p.y : low.y;
        high.x = p.x > high.x ? p.x : high.x;
        high.y = p.y > high.y ? p.y : high.y;
    }
    const int64_t col = exact_floor(low.x, shape->unit), row = exact_floor(-high.y, shape->unit);
    return (struct exact_window){col, row, exact_floor(high.x, shape->unit) + 1 - col,
                                 exact_floor(-low.y, shape->unit) + 1 - row};
}

#endif
