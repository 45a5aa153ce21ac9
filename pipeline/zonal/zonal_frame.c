#include "zonal/zonal_frame.h"

#include <math.h>

enum { WINDOW_MAX = 1 << 22 }; /* cells along a side */

static inline double smaller(double a, double b)
{
    return a < b ? a : b;
}

/* The cell that holds a distance from the grid's corner, and cell · size as two doubles whose first
 * part has so few bits that the product is exact. */
static double place(double distance, double size, double *ret_high, double *ret_low)
{
    const double split = 134217729.0 * size; /* Veltkamp: 2^27 + 1 */
    const double high = split - (split - size), low = size - high;
    double cell = floor(distance / size);
    *ret_high = cell * high;
    *ret_low = cell * low;
    if ((distance - *ret_high) - *ret_low <
        0.0) { /* the quotient was rounded up to a whole number */
        cell -= 1.0;
        *ret_high = cell * high;
        *ret_low = cell * low;
    }
    return cell;
}

struct extent {
    lt_pair min, max;
    lt_pair odd; /* 0, or not a number when a coordinate is not finite */
};

/* From the vertices, not from the shape's box: memory safety rests on it. */
static struct extent measure(const struct lt_shape *shape)
{
    const struct lt_point *p = shape->points;
    const lt_pair first = {p[0].x, p[0].y}, none = lt_pair_both(0.0);
    struct extent e = {first, first, none};
    for (uint32_t i = 0; i < shape->n_points; i++) {
        lt_pair at;
        memcpy(&at, &p[i], sizeof at);
        e.min = lt_pair_min(at, e.min);
        e.max = lt_pair_max(at, e.max);
        e.odd += at * none;
    }
    return e;
}

enum lt_status zonal_frame_make(struct zonal_frame *frame, const struct lt_shape *shape,
                                const struct lt_grid *grid, struct lt_error *err)
{
    const struct extent e = measure(shape);
    if (e.odd[0] != 0.0 || e.odd[1] != 0.0) {
        return lt_fail(err, LT_E_BUG, "a coordinate is not finite");
    }
    double col_high, col_low, row_high, row_low;
    const double col = place(e.min[0] - grid->origin_x, grid->dx, &col_high, &col_low);
    const double row = place(grid->origin_y - e.max[1], grid->dy, &row_high, &row_low);
    frame->origin = (lt_pair){grid->origin_x, grid->origin_y};
    frame->size = (lt_pair){grid->dx, -grid->dy};
    frame->high = (lt_pair){col_high, -row_high};
    frame->low = (lt_pair){col_low, -row_low};
    struct lt_point corner = {e.max[0], e.min[1]};
    zonal_frame_cells(frame, &corner, 1, &corner);
    const double far = 4503599627370496.0; /* 2^52 */
    if (!(fabs(col) < far && fabs(row) < far && corner.x < WINDOW_MAX && corner.y < WINDOW_MAX)) {
        return lt_fail(err, LT_E_LIMIT, "the window of %.0f × %.0f cells is too large", corner.x,
                       corner.y);
    }
    frame->col = (int64_t)col;
    frame->row = (int64_t)row;
    frame->cols = (uint32_t)ceil(corner.x);
    frame->rows = (uint32_t)ceil(corner.y);
    return LT_OK;
}

double zonal_frame_rounding(const struct zonal_frame *frame, const struct lt_shape *shape)
{
    const struct lt_point *p = shape->points;
    double boundary = 0.0;
    for (uint32_t i = 1; i < shape->n_points; i++) {
        boundary += fabs(p[i].x - p[i - 1].x) + fabs(p[i].y - p[i - 1].y);
    }
    const uint32_t side = frame->cols > frame->rows ? frame->cols : frame->rows;
    return 0x1p-52 * side * boundary / smaller(frame->size[0], -frame->size[1]);
}
