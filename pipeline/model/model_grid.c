#include "liangtian/grid.h"

#include <math.h>
#include <string.h>

bool lt_grid_same(const struct lt_grid *a, const struct lt_grid *b)
{
    return a->cols == b->cols && a->rows == b->rows &&
           fabs(a->dx - b->dx) <= 1e-9 * a->dx && fabs(a->dy - b->dy) <= 1e-9 * a->dy &&
           fabs(a->origin_x - b->origin_x) <= 1e-6 * a->dx &&
           fabs(a->origin_y - b->origin_y) <= 1e-6 * a->dy && strcmp(a->crs, b->crs) == 0;
}

/* Lagrange weights of the four nodes around position u (in node units) and the first of them. */
static uint32_t cubic(double u, uint32_t n, double weight[4])
{
    int64_t first = (int64_t)floor(u) - 1;
    first = first < 0 ? 0 : first > (int64_t)n - 4 ? (int64_t)n - 4 : first;
    const double t = u - (double)first;
    weight[0] = -(t - 1) * (t - 2) * (t - 3) / 6;
    weight[1] = t * (t - 2) * (t - 3) / 2;
    weight[2] = -t * (t - 1) * (t - 3) / 2;
    weight[3] = t * (t - 1) * (t - 2) / 6;
    return (uint32_t)first;
}

double lt_grid_cell_area(const struct lt_grid *grid, double col, double row)
{
    const struct lt_cell_areas *areas = &grid->areas;
    if (areas->nx < 4 || areas->ny < 4) {
        return areas->values[0];
    }
    double wx[4], wy[4], area = 0.0;
    const uint32_t i = cubic(col / areas->step_cols, areas->nx, wx);
    const uint32_t j = cubic(row / areas->step_rows, areas->ny, wy);
    for (uint32_t y = 0; y < 4; y++) {
        const double *node = areas->values + (size_t)(j + y) * areas->nx + i;
        area += wy[y] * (wx[0] * node[0] + wx[1] * node[1] + wx[2] * node[2] + wx[3] * node[3]);
    }
    return area;
}
