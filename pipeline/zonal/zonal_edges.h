/* Edges into signed cover.
 *
 * Each edge adds to the cells that it crosses how much of their height it spans and which part of
 * them lies right of it, as differences along the row; a running sum over the row is then the
 * covered fraction of every cell (the method of anti-aliasing font rasterizers). Differences are
 * multiples of a small unit, 2^-51 of a cell, so that sums below four cells are exact: between edges the running sum is exactly nothing or
 * a whole cell. Cells that edges touch are marked; elsewhere the sum does not change.
 */
#ifndef ZONAL_EDGES_H
#define ZONAL_EDGES_H

#include <stdbool.h>
#include <stdint.h>

#include "liangtian/geometry.h"

enum {
    ZONAL_BEYOND = 3,      /* cells right of the window that an edge on its border may write to */
    ZONAL_EDGES = 64,      /* edges added at once */
    ZONAL_SLACK = 8,       /* cells behind the last row that nothing may be added to */
    ZONAL_NARROW = 120,    /* columns of a window without marks, at most */
    ZONAL_TOUCH_SHIFT = 1, /* of a column, to its bit in `touched` */
};

/* Rows first … end − 1 of a window. */
struct zonal_band {
    uint32_t first, end;
    uint32_t
        stride;  /* cells in a row: those of the window and ZONAL_BEYOND twice, a multiple of 8 */
    bool marked; /* where differences lie is told by marks, else by `touched` */
    /* (end − first) × stride differences in cells; the reader sets back to 0 what it consumes */
    double *acc;
    /* a bit for each, the lowest of a byte first: set where acc may differ from 0 */
    uint64_t *marks;
    /* Without marks, for each row a bit for every two cells, the lowest of the first: set where acc may differ from 0. */
    uint64_t *touched;
};

/* Adds edges (at most ZONAL_EDGES) that lie in the band, in cells of the window: edge i runs from points[i] to the point
 * after. West edges of a counter-clockwise ring descend and cover what is east. Answers Σ (x + x') · (y − y'): over a
 * whole polygon, twice its area. */
double zonal_edges_add(const struct zonal_band *band, const struct lt_point *points,
                       uint32_t count);
/* Adds what of edges (at most ZONAL_EDGES) lies in a band with marks: edge i runs from points[2 · i] to the point after. */
void zonal_edges_add_parts(const struct zonal_band *band, const struct lt_point *points,
                           uint32_t count);

#endif
