/* Shapes in tests as WKT: POLYGON or MULTIPOLYGON, rings closed and wound as the pipeline expects (outer
 * rings counter-clockwise, holes clockwise). Ownership: the arena. */
#ifndef LT_WKT_H
#define LT_WKT_H

#include <stdlib.h>
#include <string.h>

#include "liangtian/geometry.h"
#include "support/arena.h"

/* A ring is an innermost pair of brackets, so one reader serves both types. */
static inline struct lt_shape lt_wkt(struct lt_arena *arena, const char *wkt)
{
    const size_t most = strlen(wkt) / 2 + 1;
    struct lt_point *points = lt_arena_array(arena, most, sizeof *points);
    uint32_t *ring_end = lt_arena_array(arena, most, sizeof *ring_end);
    uint32_t n = 0, rings = 0;
    for (const char *p = wkt; *p != '\0';) {
        char *end;
        const double x = strtod(p, &end);
        if (end == p || (*p != '-' && *p != '+' && *p != '.' && (*p < '0' || *p > '9'))) {
            if (*p == ')' && n > (rings > 0 ? ring_end[rings - 1] : 0)) {
                ring_end[rings++] = n;
            }
            p++;
            continue;
        }
        points[n].x = x;
        points[n++].y = strtod(end, &end);
        p = end;
    }
    return (struct lt_shape){rings, n, ring_end, points, lt_shape_compute_box(points, n)};
}

#endif
