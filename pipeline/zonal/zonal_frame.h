/* The window of cells that one polygon lies in. Vertices are carried relative to its north-west corner, in cells, columns
 * east and rows south, so that large coordinates lose nothing. */
#ifndef ZONAL_FRAME_H
#define ZONAL_FRAME_H

#include <stdint.h>

#include "support/pair.h"

#include "liangtian/geometry.h"
#include "liangtian/grid.h"
#include "liangtian/status.h"

struct zonal_frame {
    int64_t col, row;    /* north-west cell, in the grid */
    uint32_t cols, rows; /* 0 for an empty shape */
    /* x and −y: the grid's corner, the size of a cell, and col and row · size in two exact parts */
    lt_pair origin, size, high, low;
};

/* Errors: LT_E_LIMIT for a window that is too large, LT_E_BUG for a coordinate that is not finite. */
enum lt_status zonal_frame_make(struct zonal_frame *frame, const struct lt_shape *shape,
                                const struct lt_grid *grid, struct lt_error *err);
/* The area in cells that rounding of vertices can move. */
double zonal_frame_rounding(const struct zonal_frame *frame, const struct lt_shape *shape);

/* Vertices in cells, at most as many as fit the arrays. */
static inline void zonal_frame_cells(const struct zonal_frame *frame, const struct lt_point *points,
                                     uint32_t count, struct lt_point *ret_cells)
{
    for (uint32_t i = 0; i < count; i++) {
        lt_pair p;
        memcpy(&p, &points[i], sizeof p);
        /* The differences are exact for coordinates near each other; one division rounds. */
        p = (((p - frame->origin) - frame->high) - frame->low) / frame->size;
        memcpy(&ret_cells[i], &p, sizeof p);
    }
}

#endif
