/* Seeded random polygons for the oracle and the properties: rings wound as the pipeline expects. */
#ifndef ZONAL_SHAPES_H
#define ZONAL_SHAPES_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "liangtian/geometry.h"
#include "support/arena.h"

static inline double shapes_random(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*seed >> 11) / 9007199254740992.0;
}

/* A shape under construction. */
struct shape_draft {
    struct lt_point *points;
    uint32_t *ring_end;
    uint32_t n_points, n_rings;
};

static inline struct shape_draft draft_begin(struct lt_arena *arena, uint32_t points,
                                             uint32_t rings)
{
    return (struct shape_draft){lt_arena_array(arena, points, sizeof(struct lt_point)),
                                lt_arena_array(arena, rings, sizeof(uint32_t)), 0, 0};
}

static inline void draft_point(struct shape_draft *draft, double x, double y)
{
    draft->points[draft->n_points++] = (struct lt_point){x, y};
}

static inline void draft_close(struct shape_draft *draft)
{
    const uint32_t start = draft->n_rings > 0 ? draft->ring_end[draft->n_rings - 1] : 0;
    draft->points[draft->n_points] = draft->points[start];
    draft->ring_end[draft->n_rings++] = ++draft->n_points;
}

static inline struct lt_shape draft_shape(const struct shape_draft *draft)
{
    return (struct lt_shape){draft->n_rings, draft->n_points, draft->ring_end, draft->points,
                             lt_shape_compute_box(draft->points, draft->n_points)};
}

/* A star ring: n vertices around (x, y) at radii low … high, on multiples of `snap` unless that is 0. */
static inline void draft_star(struct shape_draft *draft, uint64_t *seed, double x, double y,
                              uint32_t n, double low, double high, double snap, bool hole)
{
    const uint32_t start = draft->n_points;
    for (uint32_t i = 0; i < n; i++) {
        const double angle = 6.283185307179586 * ((double)i + 0.8 * shapes_random(seed)) / n;
        const double radius = low + (high - low) * shapes_random(seed);
        double px = x + radius * cos(angle), py = y + radius * sin(angle);
        if (snap > 0.0) {
            px = round(px / snap) * snap;
            py = round(py / snap) * snap;
        }
        draft_point(draft, px, py);
    }
    for (uint32_t i = 0; hole && i < n / 2; i++) {
        const struct lt_point swap = draft->points[start + i];
        draft->points[start + i] = draft->points[start + n - 1 - i];
        draft->points[start + n - 1 - i] = swap;
    }
    draft_close(draft);
}

#endif
