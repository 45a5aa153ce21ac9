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

/* A coordinate system, by what the areas of cells are computed from. Looking it up costs searches of PROJ's database: a
 * plan keeps what it found, and units and merge go by that. */
struct lt_grid_crs {
    const char *name; /* "EPSG:4526", or WKT where there is no code */
    const char *
        definition; /* of the projection, in PROJ's words; "" for degrees, or where PROJ has none */
    bool geographic;   /* degrees */
    double metres;     /* one unit of a projected system, in metres; 0 for degrees */
    double semi_major; /* of the ellipsoid, metres */
    double inverse_flattening;
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

/* The cell areas along one row, for many cells at a few operations each: the same interpolation, as the
 * bicubic between the nodes around and, of that, the cubic along the row. Keep one from row to row and from
 * polygon to polygon; fields are written by the functions below only. */
struct lt_area_row {
    const struct lt_cell_areas *areas;
    double bicubic[4][4]; /* [power of the row][power of the column] */
    double first_col, first_row, col_scale, row_scale;
    int64_t from, to, row_from, row_to; /* cells for which the bicubic holds */
    int64_t row;
    double c[4]; /* area at t = (column + 0.5) · col_scale − first_col */
};
void lt_area_row_begin(struct lt_area_row *line, const struct lt_grid *grid);
/* Goes to a row of cells. */
static inline void lt_area_row_go(struct lt_area_row *line, int64_t row)
{
    line->row = row;
    if (row < line->row_from || row >= line->row_to) {
        line->to = line->from; /* no column holds: the next one asked for seeks */
        return;
    }
    const double u = ((double)row + 0.5) * line->row_scale - line->first_row;
    for (int i = 0; i < 4; i++) { /* of the bicubic, the cubic along the row */
        line->c[i] =
            line->bicubic[0][i] +
            u * (line->bicubic[1][i] + u * (line->bicubic[2][i] + u * line->bicubic[3][i]));
    }
}
/* Goes to a column of that row beyond from … to: what the functions below do when they must. */
void lt_area_row_seek(struct lt_area_row *line, int64_t col);
/* Goes to a row and to a column of it: answers for how many cells from there on `c` holds. */
static inline int64_t lt_area_row_cover(struct lt_area_row *line, int64_t row, int64_t col)
{
    lt_area_row_go(line, row);
    if (col < line->from || col >= line->to) {
        lt_area_row_seek(line, col);
    }
    return line->to - col;
}
/* Writes share[i] · area of cell col + i, for `count` cells; the arrays have room for a whole number of pairs. */
void lt_area_row_weigh(struct lt_area_row *line, int64_t col, uint32_t count, const double *share,
                       double *ret_m2);
/* Σ area of the cells col … col + count − 1, exact for the interpolant. */
double lt_area_row_sum(struct lt_area_row *line, int64_t col, int64_t count);

#ifdef __cplusplus
}
#endif
#endif
