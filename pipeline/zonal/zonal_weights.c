#include "zonal/zonal_weights.h"

#include <math.h>

#define ERROR_MAX 1e-11

void zonal_weights_begin(struct zonal_weights *weights, const struct lt_grid *grid)
{
    weights->vary = grid->areas.nx >= 4 && grid->areas.ny >= 4;
    weights->bound_col = weights->bound_row = INT64_MAX;
    lt_area_row_begin(&weights->areas, grid);
    for (uint32_t i = 0; i < ZONAL_WEIGHTS + 4; i++) {
        weights->west[i] = (lt_pair){(double)i, 0.0};
        weights->area[i] = 0.0;
    }
}

/* How far a(x, y) may lie from a(x, 0) · a(0, y) / a(0, 0), relatively and by x · y: |a_xy| / a + |a_x| · |a_y| / a². From
 * the powers of the bicubic, for columns and rows from 0 to 3 in its units. */
static double bound_cross(const struct lt_area_row *areas)
{
    double least = areas->bicubic[0][0], by_x = 0.0, by_y = 0.0, by_both = 0.0;
    double power_y = 1.0;
    for (int j = 0; j < 4; j++, power_y *= 3.0) {
        double power_x = 1.0;
        for (int i = 0; i < 4; i++, power_x *= 3.0) {
            const double most = fabs(areas->bicubic[j][i]) * power_x * power_y;
            by_x += most * i / 3.0;
            by_y += most * j / 3.0;
            by_both += most * i * j / 9.0;
            least -= i + j > 0 ? most : 0.0;
        }
    }
    return least > 0.0 ? by_both / least + by_x * by_y / (least * least) : INFINITY;
}

/* Goes to the row; whether the whole window lies within one bicubic, whose bound is known then. */
static bool one_bicubic(struct zonal_weights *weights, const struct zonal_frame *frame, int64_t row)
{
    struct lt_area_row *areas = &weights->areas;
    lt_area_row_cover(areas, row, frame->col);
    if (areas->from != weights->bound_col || areas->row_from != weights->bound_row) {
        weights->cross_bound = bound_cross(areas);
        weights->bound_col = areas->from;
        weights->bound_row = areas->row_from;
    }
    return frame->col >= areas->from && frame->col + frame->cols <= areas->to &&
           frame->row >= areas->row_from && frame->row + frame->rows <= areas->row_to;
}

static void fill_table(struct zonal_weights *weights, uint32_t cols)
{
    const struct lt_area_row *areas = &weights->areas;
    const double *c = areas->c, scale = areas->col_scale;
    double t = ((double)weights->col + 0.5) * scale - areas->first_col, m2 = 0.0;
    for (uint32_t i = 0; i < cols; i++) {
        const double area = c[0] + t * (c[1] + t * (c[2] + t * c[3]));
        weights->west[i][1] = m2;
        weights->area[i] = area;
        m2 += area;
        t += scale;
    }
    weights->west[cols][1] = m2;
}

/* Of the bicubic, the cubic down the middle column, over its value in the middle row. */
static void fill_down(struct zonal_weights *weights, double col, double row)
{
    const struct lt_area_row *areas = &weights->areas;
    const double t = col * areas->col_scale - areas->first_col;
    const double u = row * areas->row_scale - areas->first_row;
    double *d = weights->down;
    for (int j = 0; j < 4; j++) {
        const double *b = areas->bicubic[j];
        d[j] = b[0] + t * (b[1] + t * (b[2] + t * b[3]));
    }
    const double per_middle = 1.0 / (d[0] + u * (d[1] + u * (d[2] + u * d[3])));
    for (int j = 0; j < 4; j++) {
        d[j] *= per_middle;
    }
}

void zonal_weights_window(struct zonal_weights *weights, const struct zonal_frame *frame)
{
    weights->col = frame->col;
    weights->table = frame->cols <= ZONAL_WEIGHTS;
    weights->down[0] = 1.0;
    weights->down[1] = weights->down[2] = weights->down[3] = 0.0;
    if (!weights->vary || !weights->table) {
        return;
    }
    const int64_t middle = frame->row + frame->rows / 2;
    const double width = 0.5 * frame->cols * weights->areas.col_scale;
    const double height = 0.5 * frame->rows * weights->areas.row_scale;
    weights->table =
        one_bicubic(weights, frame, middle) && weights->cross_bound * width * height <= ERROR_MAX;
    if (weights->table) {
        fill_table(weights, frame->cols);
        fill_down(weights, (double)frame->col + 0.5 * frame->cols, (double)middle + 0.5);
    }
}
