/* What a run of cells in a row is worth, in cells and in m².
 *
 * For a window of few columns a table is made of what lies west of each column, and a run is the difference of two
 * entries: areas then are those of the middle row, times how much larger the row at hand is in the middle column.
 * Where that would be off by more than 1e-11, and for wide windows, each run's areas are summed in closed form.
 */
#ifndef ZONAL_WEIGHTS_H
#define ZONAL_WEIGHTS_H

#include <stdbool.h>

#include "support/pair.h"
#include "zonal/zonal_frame.h"

enum { ZONAL_WEIGHTS = 256 }; /* most columns of a table */

struct zonal_weights {
    struct lt_area_row areas;
    bool vary;  /* else the areas are all alike, and m² left to the caller: all are 0 */
    bool table; /* made for the window at hand */
    /* The error of a table, by half its width times half its height in units of the lattice, and the cells of the
     * bicubic that it is of. */
    double cross_bound;
    int64_t bound_col, bound_row;
    double
        down[4]; /* by powers of the row: areas in the middle column, over that of the middle row */
    int64_t col; /* the window's */
    lt_pair west[ZONAL_WEIGHTS + 4]; /* cells and m² west of each column */
    double area[ZONAL_WEIGHTS + 4];  /* m² of each; behind the window anything finite */
};

void zonal_weights_begin(struct zonal_weights *weights, const struct lt_grid *grid);
/* Goes to a window, then to a row of it (of the grid): answers the factors for cells and m² of its runs. */
void zonal_weights_window(struct zonal_weights *weights, const struct zonal_frame *frame);
static inline lt_pair zonal_weights_row(struct zonal_weights *weights, int64_t row)
{
    const double *d = weights->down;
    if (!weights->vary || !weights->table) {
        lt_area_row_go(&weights->areas, row);
        return lt_pair_both(1.0);
    }
    const double u = ((double)row + 0.5) * weights->areas.row_scale - weights->areas.first_row;
    return (lt_pair){1.0, d[0] + u * (d[1] + u * (d[2] + u * d[3]))};
}
/* Without a table: cells from … end − 1 of the window, end > from, in the row gone to. */
static inline lt_pair zonal_weights_run(struct zonal_weights *weights, uint32_t from, uint32_t end)
{
    const int64_t n = (int64_t)end - from;
    return (lt_pair){
        (double)n, weights->vary ? lt_area_row_sum(&weights->areas, weights->col + from, n) : 0.0};
}

#endif
