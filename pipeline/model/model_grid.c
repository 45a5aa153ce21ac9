#include "liangtian/grid.h"

#include <math.h>
#include <string.h>

bool lt_grid_same(const struct lt_grid *a, const struct lt_grid *b)
{
    return a->cols == b->cols && a->rows == b->rows && fabs(a->dx - b->dx) <= 1e-9 * a->dx &&
           fabs(a->dy - b->dy) <= 1e-9 * a->dy && fabs(a->origin_x - b->origin_x) <= 1e-6 * a->dx &&
           fabs(a->origin_y - b->origin_y) <= 1e-6 * a->dy && strcmp(a->crs, b->crs) == 0;
}

/* No column lies beyond; differences of such columns do not overflow. */
#define FAR (INT64_MAX / 4)

/* Lagrange weights of four nodes at 0, 1, 2, 3 for the position t. */
static void cubic_weights(double t, double weight[4])
{
    weight[0] = -(t - 1) * (t - 2) * (t - 3) / 6;
    weight[1] = t * (t - 2) * (t - 3) / 2;
    weight[2] = -t * (t - 1) * (t - 3) / 2;
    weight[3] = t * (t - 1) * (t - 2) / 6;
}

/* The first of the four nodes around position u ≥ 0 (in node units). */
static uint32_t first_node(double u, uint32_t n)
{
    const uint32_t node = u >= (double)n ? n : (uint32_t)u;
    return node < 1 ? 0 : node - 1 > n - 4 ? n - 4 : node - 1;
}

static bool is_constant(const struct lt_cell_areas *areas)
{
    return areas->nx < 4 || areas->ny < 4;
}

void lt_area_row_begin(struct lt_area_row *row, const struct lt_grid *grid, double position)
{
    const struct lt_cell_areas *areas = &grid->areas;
    *row = (struct lt_area_row){.areas = areas, .scale = 1.0};
    if (is_constant(areas)) {
        row->c[0] = areas->values[0];
        row->from = -FAR;
        row->to = FAR;
        return;
    }
    /* Beyond the lattice a cubic runs away: the nearest area on the lattice stands there. */
    const double v = fmin(fmax(position / areas->step_rows, 0.0), (double)(areas->ny - 1));
    row->node_row = first_node(v, areas->ny);
    cubic_weights(v - (double)row->node_row, row->weight);
}

/* Area at node column i of this row. */
static double node_area(const struct lt_area_row *row, uint32_t i)
{
    const double *node = row->areas->values + (size_t)row->node_row * row->areas->nx + i;
    const size_t nx = row->areas->nx;
    return row->weight[0] * node[0] + row->weight[1] * node[nx] + row->weight[2] * node[2 * nx] +
           row->weight[3] * node[3 * nx];
}

/* The smallest column whose centre is not left of position u in node units. */
static int64_t column_at(double u, double step)
{
    return (int64_t)ceil(u * step - 0.5);
}

void lt_area_row_seek(struct lt_area_row *row, int64_t col)
{
    const struct lt_cell_areas *areas = row->areas;
    const uint32_t n = areas->nx;
    const double step = areas->step_cols;
    const int64_t begin = column_at(0.0, step), end = column_at((double)(n - 1), step);
    row->c[1] = row->c[2] = row->c[3] = 0.0;
    row->scale = 1.0 / step;
    row->first = 0.0;
    if (col < begin || col >= end) {
        row->c[0] = node_area(row, col < begin ? 0 : n - 1);
        row->from = col < begin ? -FAR : end;
        row->to = col < begin ? begin : FAR;
        return;
    }
    const uint32_t first = first_node(((double)col + 0.5) / step, n);
    const double g0 = node_area(row, first), g1 = node_area(row, first + 1);
    const double g2 = node_area(row, first + 2), g3 = node_area(row, first + 3);
    const double d1 = g1 - g0, d2 = g2 - g1 - d1, d3 = g3 - g2 - (g2 - g1) - d2;
    row->first = (double)first;
    row->c[0] = g0;
    row->c[1] = d1 - d2 / 2 + d3 / 3;
    row->c[2] = (d2 - d3) / 2;
    row->c[3] = d3 / 6;
    row->from = first == 0 ? begin : column_at((double)first + 1, step);
    row->to = first == n - 4 ? end : column_at((double)first + 2, step);
    /* Rounding at a node's own column must not leave `col` out of its range. */
    row->from = row->from > col ? col : row->from;
    row->to = row->to <= col ? col + 1 : row->to;
}

double lt_area_row_sum(struct lt_area_row *row, int64_t col, int64_t count)
{
    double sum = 0.0;
    while (count > 0) {
        if (col < row->from || col >= row->to) {
            lt_area_row_seek(row, col);
        }
        const int64_t n = row->to - col < count ? row->to - col : count;
        const double h = row->scale, m = (double)n;
        const double t = ((double)col + 0.5 * m) * h - row->first;
        const double mid = row->c[0] + t * (row->c[1] + t * (row->c[2] + t * row->c[3]));
        /* The mean of a cubic over evenly spread cells: its middle and half its curvature there. */
        const double bend = (row->c[2] + 3.0 * t * row->c[3]) * h * h * (m * m - 1.0) / 12.0;
        sum += m * (mid + bend);
        col += n;
        count -= n;
    }
    return sum;
}

double lt_grid_cell_area(const struct lt_grid *grid, double col, double row)
{
    const struct lt_cell_areas *areas = &grid->areas;
    if (is_constant(areas)) {
        return areas->values[0];
    }
    struct lt_area_row line;
    lt_area_row_begin(&line, grid, row);
    const double u = fmin(fmax(col / areas->step_cols, 0.0), (double)(areas->nx - 1));
    const uint32_t first = first_node(u, areas->nx);
    double weight[4], area = 0.0;
    cubic_weights(u - (double)first, weight);
    for (uint32_t i = 0; i < 4; i++) {
        area += weight[i] * node_area(&line, first + i);
    }
    return area;
}

/* Interleaves the bits of two 32-bit numbers: neighbours in space become neighbours in the file. */
static uint64_t interleave(uint32_t x, uint32_t y)
{
    uint64_t key = 0;
    for (unsigned bit = 0; bit < 32; bit++) {
        key |= (uint64_t)((x >> bit) & 1u) << (2 * bit);
        key |= (uint64_t)((y >> bit) & 1u) << (2 * bit + 1);
    }
    return key;
}

static uint32_t tile_number(double cells)
{
    enum { TILE = 64, BIAS = 1 << 20 }; /* the bias keeps what lies left of the raster positive */
    const double number = cells / TILE + BIAS;
    if (!(number >= 0.0)) {
        return 0;
    }
    return number < 4294967295.0 ? (uint32_t)number : UINT32_MAX;
}

uint64_t lt_grid_tile_key(const struct lt_grid *grid, const struct lt_box *box)
{
    const double x = 0.5 * (box->min_x + box->max_x), y = 0.5 * (box->min_y + box->max_y);
    return interleave(tile_number((x - grid->origin_x) / grid->dx),
                      tile_number((grid->origin_y - y) / grid->dy));
}
