/* Shapes in tests as their coordinates: "0 0, 4 0, 4 4, 0 4; 1 1, 1 2, 2 2, 2 1" is a square with a
 * hole. Rings are separated by ';' and closed by the reader. Ownership: the arena. */
#ifndef LT_SHAPE_TEXT_H
#define LT_SHAPE_TEXT_H

#include <stdio.h>
#include <stdlib.h>

#include "liangtian/geometry.h"
#include "support/arena.h"

/* Every coordinate is moved by (dx, dy). */
static inline struct lt_shape lt_shape_at(struct lt_arena *arena, const char *text, double dx,
                                          double dy)
{
    enum { MOST = 4096 };
    struct lt_point *points = lt_arena_array(arena, MOST, sizeof *points);
    uint32_t *ring_end = lt_arena_array(arena, MOST, sizeof *ring_end);
    uint32_t n = 0, rings = 0, start = 0;
    const char *p = text;
    while (*p != '\0') {
        char *end;
        points[n].x = strtod(p, &end) + dx;
        points[n++].y = strtod(end, &end) + dy;
        p = end;
        if (*p == ',') {
            p++;
        } else {
            points[n++] = points[start];
            ring_end[rings++] = start = n;
            p += *p == ';';
        }
    }
    return (struct lt_shape){rings, n, ring_end, points, lt_shape_compute_box(points, n)};
}

static inline struct lt_shape lt_shape_of(struct lt_arena *arena, const char *text)
{
    return lt_shape_at(arena, text, 0.0, 0.0);
}

/* The same text form, for comparison. */
static inline const char *lt_shape_print(struct lt_arena *arena, const struct lt_shape *shape)
{
    char *text = lt_arena_text(arena, "");
    uint32_t start = 0;
    for (uint32_t r = 0; r < shape->n_rings; r++) {
        for (uint32_t i = start; i + 1 < shape->ring_end[r]; i++) {
            text = lt_arena_printf(arena, "%s%s%.17g %.17g", text,
                                   i > start ? ", "
                                   : r > 0   ? "; "
                                             : "",
                                   shape->points[i].x, shape->points[i].y);
        }
        start = shape->ring_end[r];
    }
    return text;
}

#endif
