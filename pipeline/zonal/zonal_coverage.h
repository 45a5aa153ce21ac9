/* Signed cover and area of one polygon over its own window of cells, a band of rows at a time.
 *
 * Each edge adds to the cells that it crosses how much of their height it spans and which part of
 * them lies right of it, as differences along the row; a running sum over the row is then the
 * covered fraction of every cell (the method of anti-aliasing font rasterizers). Only cells that
 * edges touch are marked; between two marks the sum stays a whole number.
 *
 * Memory: one band of at most 65536 cells or one row, whichever is more, whatever the polygon's
 * size.
 */
#ifndef ZONAL_COVERAGE_H
#define ZONAL_COVERAGE_H

#include <stddef.h>
#include <stdint.h>

#include "liangtian/geometry.h"
#include "liangtian/grid.h"
#include "liangtian/status.h"

/* Less coverage than this is rounding, not ground. */
#define ZONAL_NOISE 1e-12

/* The polygon's window. Vertices are carried relative to its north-west corner, in cells, columns
 * east and rows south, so that large coordinates lose nothing. */
struct zonal_frame {
    int64_t col, row;    /* north-west cell, in the grid */
    uint32_t cols, rows; /* 0 for an empty shape */
    double origin_x, origin_y, dx, dy;
    double col_high, col_low, row_high, row_low; /* col · dx and row · dy in two exact parts */
    double rounding; /* the area in cells that rounding of vertices can move */
};

struct zonal_cover {
    struct zonal_frame frame;
    const struct lt_shape *shape;
    uint32_t stride;     /* cells in a row of the band, two more than the window has */
    uint32_t words;      /* 64-bit words in a row of marks */
    uint32_t band_rows;  /* most rows in a band */
    uint32_t first, end; /* rows of the current band, in the window */
    double *acc;         /* differences; the reader sets back to 0 what it consumes */
    uint64_t *marks; /* bit c: an edge crosses cell c, so acc[c] and acc[c + 1] may differ from 0 */
    size_t acc_capacity, marks_capacity;
    /* Edges by the band in which they begin, and those still running: only when there are several
     * bands. An edge is the index of its first vertex. */
    uint32_t *order, *bucket, *active;
    size_t order_capacity, bucket_capacity, active_capacity;
    uint32_t n_active, bands, band;
};

/* Frames the shape and prepares the first band. LT_E_LIMIT, LT_E_BUG for a coordinate that is not
 * finite. */
enum lt_status zonal_cover_begin(struct zonal_cover *cover, const struct lt_shape *shape,
                                 const struct lt_grid *grid, struct lt_error *err);
/* Fills the next band (rows first … end − 1); false when there is none. The reader must have
 * consumed every marked cell of the band before, and its right neighbour. */
bool zonal_cover_next(struct zonal_cover *cover);
void zonal_cover_finish(struct zonal_cover *cover);

#endif
