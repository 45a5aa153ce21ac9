/* The raster grid: north-up affine cells, and the true area of each.
 *
 * Row 0 is the northernmost; cell (col, row) covers x from origin_x + col·dx to + dx, and y from
 * origin_y − row·dy down to − dy (dx, dy > 0). Rotated grids are refused at ingest.
 *
 * Cell area: m² on the ellipsoid, smooth over the grid, sampled at ingest on a lattice of nodes and read
 * back by cubic interpolation. Geographic and projected rasters therefore share one mechanism.
 */
#ifndef LIANGTIAN_GRID_H
#define LIANGTIAN_GRID_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The ellipsoidal area of one cell whose centre is at a lattice node, m². Node (i, j) lies at column
 * i·step_cols, row j·step_rows (fractional cell coordinates of a cell's centre). nx, ny ≥ 4 unless the
 * area is constant, in which case nx = ny = 1. */
struct lt_cell_areas {
    uint32_t nx, ny;
    double step_cols, step_rows;
    const double *values; /* ny rows of nx */
};

struct lt_grid {
    double origin_x, origin_y; /* north-west corner, CRS units */
    double dx, dy;             /* cell size, CRS units, > 0 */
    int64_t cols, rows;
    struct lt_cell_areas areas;
    const char *crs; /* "EPSG:4526", or WKT where there is no code */
};

/* Same origin (within 1e-6 of a cell), cell size, extent and CRS: such rasters are tabulated jointly. */
bool lt_grid_same(const struct lt_grid *a, const struct lt_grid *b);
/* Ellipsoidal area in m² of a cell centred at the fractional cell position (col, row). */
double lt_grid_cell_area(const struct lt_grid *grid, double col, double row);

#ifdef __cplusplus
}
#endif
#endif
