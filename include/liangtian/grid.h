/* The raster grid: north-up affine cells, and the true area of each.
 *
 * Row 0 is the northernmost; cell (col, row) covers x from origin_x + col·dx to + dx, and y from
 * origin_y − row·dy down to − dy (dx, dy > 0). Rotated grids are refused at ingest.
 *
 * Cell area: m² on the ellipsoid, smooth over the grid, sampled at ingest on a lattice of nodes and read
 * back by cubic interpolation. Geographic and projected rasters therefore share one mechanism. Positions
 * are fractional cell coordinates: cell (col, row) spans [col, col + 1] × [row, row + 1] and its centre is
 * (col + 0.5, row + 0.5). Beyond the lattice the nearest area on it is answered.
 *
 * Example: nodes 3 columns apart hold 100, 103, 106, 109 in every row: a cell centred at 4.5 has 104.5 m².
 */
#ifndef LIANGTIAN_GRID_H
#define LIANGTIAN_GRID_H

#include <stdbool.h>
#include <stdint.h>

#include "liangtian/geometry.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The ellipsoidal area of a cell centred on a lattice node, m². Node (i, j) lies at the position
 * (i·step_cols, j·step_rows), so (0, 0) is the grid's corner; the last node should reach the far corner.
 * nx, ny ≥ 4 unless the area is constant, in which case nx = ny = 1. */
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
/* Ellipsoidal area in m² of a cell centred at the fractional cell position (col, row); a cell's own centre
 * is (col + 0.5, row + 0.5). */
double lt_grid_cell_area(const struct lt_grid *grid, double col, double row);

/* The cell areas along one row, as the cubic between two nodes: the same interpolation, for many cells of
 * one row at a few operations each. Fields are private to the functions below. */
struct lt_area_row {
    const struct lt_cell_areas *areas;
    uint32_t node_row;
    double weight[4]; /* of the four node rows around it */
    double c[4];      /* area at t = position · scale − first */
    double first, scale;
    int64_t from, to; /* columns for which c holds */
};
void lt_area_row_begin(struct lt_area_row *row, const struct lt_grid *grid, double position);
void lt_area_row_seek(struct lt_area_row *row, int64_t col);
/* Σ area of the cells col … col + count − 1, exact for the interpolant. */
double lt_area_row_sum(struct lt_area_row *row, int64_t col, int64_t count);
/* The area of one cell. */
static inline double lt_area_row_cell(struct lt_area_row *row, int64_t col)
{
    if (col < row->from || col >= row->to) {
        lt_area_row_seek(row, col);
    }
    const double t = ((double)col + 0.5) * row->scale - row->first;
    return row->c[0] + t * (row->c[1] + t * (row->c[2] + t * row->c[3]));
}

/* Orders features in space: interleaved column and row of the box's centre, in steps of 64 cells. */
uint64_t lt_grid_tile_key(const struct lt_grid *grid, const struct lt_box *box);

#ifdef __cplusplus
}
#endif
#endif
