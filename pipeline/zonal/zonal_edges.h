/* Edges into signed cover.
 *
 * Each edge adds to the cells that it crosses how much of their height it spans and which part of
 * them lies right of it, as differences along the row; a running sum over the row is then the
 * covered fraction of every cell (the method of anti-aliasing font rasterizers). Differences are
 * whole numbers of a small unit, so that sums are exact: between edges the running sum is exactly
 * nothing or a whole cell. Cells that edges touch are marked; elsewhere the sum does not change.
 */
#ifndef ZONAL_EDGES_H
#define ZONAL_EDGES_H

#include <stdint.h>

#include "liangtian/geometry.h"

enum {
    ZONAL_BEYOND = 3, /* cells right of the window that an edge on its border may write to */
    ZONAL_EDGES = 64, /* edges added at once */
    ZONAL_SLACK = 16, /* bytes that may be read or written behind the marks */
};

/* The unit of cover: this part of a cell. */
#define ZONAL_UNIT 0x1p-51

/* Rows first … end − 1 of a window. */
struct zonal_band {
    uint32_t first, end;
    uint32_t stride; /* cells in a row: those of the window and ZONAL_BEYOND, a multiple of 8 */
    /* (end − first) × stride differences, modulo 2^64; the reader sets back to 0 what it consumes */
    uint64_t *acc;
    /* a bit for each, the lowest of a byte first: set where acc may differ from 0 */
    uint8_t *marks;
};

/* Adds edges (at most ZONAL_EDGES) that lie in the band, in cells of the window: edge i runs from points[i] to the point
 * after. West edges of a counter-clockwise ring descend and cover what is east. Answers Σ (x + x') · (y − y'): over a
 * whole polygon, twice its area. */
double zonal_edges_add(const struct zonal_band *band, const struct lt_point *points,
                       uint32_t count);
/* Adds what of edges (at most ZONAL_EDGES) lies in the band: edge i runs from points[2 · i] to the point after. */
void zonal_edges_add_parts(const struct zonal_band *band, const struct lt_point *points,
                           uint32_t count);

#endif
