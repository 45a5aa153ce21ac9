#include "liangtian/grid.h"

#include <math.h>
#include <string.h>

#include "support/pair.h"

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

/* Where along one direction of the lattice cells lie: four nodes and the cells between the middle two. */
struct stretch {
    uint32_t first;
    int64_t from, to;
    int edge; /* beyond the lattice: −1 before, 1 behind; a cubic would run away there */
};

/* The smallest cell whose centre is not before position u in node units. */
static int64_t cell_at(double u, double step)
{
    return (int64_t)ceil(u * step - 0.5);
}

static struct stretch stretch_at(int64_t cell, double step, uint32_t n)
{
    const int64_t begin = cell_at(0.0, step), end = cell_at((double)(n - 1), step);
    if (cell < begin) {
        return (struct stretch){.first = 0, .from = -FAR, .to = begin, .edge = -1};
    }
    if (cell >= end) {
        return (struct stretch){.first = n - 4, .from = end, .to = FAR, .edge = 1};
    }
    struct stretch at = {.first = first_node(((double)cell + 0.5) / step, n)};
    at.from = at.first == 0 ? begin : cell_at((double)at.first + 1, step);
    at.to = at.first == n - 4 ? end : cell_at((double)at.first + 2, step);
    /* Rounding at a node's own cell must not leave `cell` out of its stretch. */
    at.from = at.from > cell ? cell : at.from;
    at.to = at.to <= cell ? cell + 1 : at.to;
    return at;
}

/* The cubic through g at t = 0, 1, 2, 3; beyond an edge, the constant of its node. */
static void powers(const double g[4], int edge, double ret_c[4])
{
    if (edge != 0) {
        ret_c[0] = edge < 0 ? g[0] : g[3];
        ret_c[1] = ret_c[2] = ret_c[3] = 0.0;
        return;
    }
    const double d1 = g[1] - g[0], d2 = g[2] - g[1] - d1, d3 = g[3] - g[2] - (g[2] - g[1]) - d2;
    ret_c[0] = g[0];
    ret_c[1] = d1 - d2 / 2 + d3 / 3;
    ret_c[2] = (d2 - d3) / 2;
    ret_c[3] = d3 / 6;
}

void lt_area_row_begin(struct lt_area_row *line, const struct lt_grid *grid)
{
    const struct lt_cell_areas *areas = &grid->areas;
    *line = (struct lt_area_row){.areas = areas};
    if (is_constant(areas)) {
        line->c[0] = line->bicubic[0][0] = areas->values[0];
        line->from = line->row_from = -FAR;
        line->to = line->row_to = FAR;
        return;
    }
    line->col_scale = 1.0 / areas->step_cols;
    line->row_scale = 1.0 / areas->step_rows;
}

void lt_area_row_seek(struct lt_area_row *line, int64_t col)
{
    const struct lt_cell_areas *areas = line->areas;
    const struct stretch x = stretch_at(col, areas->step_cols, areas->nx);
    const struct stretch y = stretch_at(line->row, areas->step_rows, areas->ny);
    double along[4][4]; /* [node row][power of the column] */
    for (uint32_t j = 0; j < 4; j++) {
        powers(areas->values + (size_t)(y.first + j) * areas->nx + x.first, x.edge, along[j]);
    }
    for (uint32_t i = 0; i < 4; i++) {
        const double g[4] = {along[0][i], along[1][i], along[2][i], along[3][i]};
        double down[4];
        powers(g, y.edge, down);
        for (uint32_t j = 0; j < 4; j++) {
            line->bicubic[j][i] = down[j];
        }
    }
    line->first_col = (double)x.first;
    line->first_row = (double)y.first;
    line->from = x.from;
    line->to = x.to;
    line->row_from = y.from;
    line->row_to = y.to;
    lt_area_row_go(line, line->row);
}

void lt_area_row_weigh(struct lt_area_row *line, int64_t col, uint32_t count, const double *share,
                       double *ret_m2)
{
    while (count > 0) {
        if (col < line->from || col >= line->to) {
            lt_area_row_seek(line, col);
        }
        const uint32_t n = line->to - col < count ? (uint32_t)(line->to - col) : count;
        const lt_pair c0 = lt_pair_both(line->c[0]), c1 = lt_pair_both(line->c[1]);
        const lt_pair c2 = lt_pair_both(line->c[2]), c3 = lt_pair_both(line->c[3]);
        const lt_pair scale = lt_pair_both(line->col_scale), from = lt_pair_both(line->first_col);
        lt_pair middle = {(double)col + 0.5, (double)col + 1.5};
        for (uint32_t i = 0; i < n; i += 2) { /* what is beyond n is written again */
            const lt_pair t = middle * scale - from;
            const lt_pair area = c0 + t * (c1 + t * (c2 + t * c3));
            lt_pair_store(ret_m2 + i, lt_pair_load(share + i) * area);
            middle += lt_pair_both(2.0);
        }
        col += n;
        count -= n;
        share += n;
        ret_m2 += n;
    }
}

double lt_area_row_sum(struct lt_area_row *line, int64_t col, int64_t count)
{
    double sum = 0.0;
    while (count > 0) {
        if (col < line->from || col >= line->to) {
            lt_area_row_seek(line, col);
        }
        const int64_t n = line->to - col < count ? line->to - col : count;
        const double h = line->col_scale, m = (double)n, *c = line->c;
        const double t = ((double)col + 0.5 * m) * h - line->first_col;
        const double mid = c[0] + t * (c[1] + t * (c[2] + t * c[3]));
        /* The mean of a cubic over evenly spread cells: its middle and half its curvature there. */
        const double bend = (c[2] + 3.0 * t * c[3]) * h * h * (m * m - 1.0) * (1.0 / 12.0);
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
    const double u = fmin(fmax(col / areas->step_cols, 0.0), (double)(areas->nx - 1));
    const double v = fmin(fmax(row / areas->step_rows, 0.0), (double)(areas->ny - 1));
    const uint32_t i = first_node(u, areas->nx), j = first_node(v, areas->ny);
    double wx[4], wy[4], area = 0.0;
    cubic_weights(u - (double)i, wx);
    cubic_weights(v - (double)j, wy);
    for (uint32_t y = 0; y < 4; y++) {
        const double *node = areas->values + (size_t)(j + y) * areas->nx + i;
        area += wy[y] * (wx[0] * node[0] + wx[1] * node[1] + wx[2] * node[2] + wx[3] * node[3]);
    }
    return area;
}
