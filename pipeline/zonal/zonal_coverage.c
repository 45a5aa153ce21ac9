#include "zonal/zonal_coverage.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/array.h"

enum {
    BAND_CELLS = 1 << 16,
    WINDOW_MAX = 1 << 22, /* cells along a side */
};

static inline double smaller(double a, double b)
{
    return a < b ? a : b;
}

static inline double larger(double a, double b)
{
    return a > b ? a : b;
}

static inline struct lt_point to_cells(const struct zonal_frame *frame, struct lt_point p)
{
    /* The differences are exact for coordinates near each other; one division rounds. */
    return (struct lt_point){
        (((p.x - frame->origin_x) - frame->col_high) - frame->col_low) / frame->dx,
        (((frame->origin_y - p.y) - frame->row_high) - frame->row_low) / frame->dy};
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
    double min_x, min_y, max_x, max_y, boundary;
    bool finite;
};

/* From the vertices, not from the shape's box: memory safety rests on it. */
static struct extent measure(const struct lt_shape *shape)
{
    const struct lt_point *p = shape->points;
    struct extent e = {p[0].x, p[0].y, p[0].x, p[0].y, 0.0, true};
    for (uint32_t i = 1; i < shape->n_points; i++) {
        e.min_x = smaller(p[i].x, e.min_x);
        e.max_x = larger(p[i].x, e.max_x);
        e.min_y = smaller(p[i].y, e.min_y);
        e.max_y = larger(p[i].y, e.max_y);
        e.boundary += fabs(p[i].x - p[i - 1].x) + fabs(p[i].y - p[i - 1].y);
    }
    e.finite = isfinite(e.boundary) && isfinite(p[0].x) && isfinite(p[0].y);
    return e;
}

static enum lt_status make_frame(struct zonal_frame *frame, const struct lt_shape *shape,
                                 const struct lt_grid *grid, struct lt_error *err)
{
    const struct extent e = measure(shape);
    if (!e.finite) {
        return lt_fail(err, LT_E_BUG, "a coordinate is not finite");
    }
    frame->origin_x = grid->origin_x;
    frame->origin_y = grid->origin_y;
    frame->dx = grid->dx;
    frame->dy = grid->dy;
    const double col = place(e.min_x - grid->origin_x, grid->dx, &frame->col_high, &frame->col_low);
    const double row = place(grid->origin_y - e.max_y, grid->dy, &frame->row_high, &frame->row_low);
    const struct lt_point corner = to_cells(frame, (struct lt_point){e.max_x, e.min_y});
    const double far = 4503599627370496.0; /* 2^52 */
    if (!(fabs(col) < far && fabs(row) < far && corner.x < WINDOW_MAX && corner.y < WINDOW_MAX)) {
        return lt_fail(err, LT_E_LIMIT, "the window of %.0f × %.0f cells is too large", corner.x,
                       corner.y);
    }
    frame->col = (int64_t)col;
    frame->row = (int64_t)row;
    frame->cols = (uint32_t)ceil(corner.x);
    frame->rows = (uint32_t)ceil(corner.y);
    frame->rounding =
        0x1p-52 * larger(corner.x, corner.y) * e.boundary / smaller(grid->dx, grid->dy);
    return LT_OK;
}

static void mark(uint64_t *row, uint32_t first, uint32_t count)
{
    while (count > 0) {
        const uint32_t bit = first % 64, n = count < 64 - bit ? count : 64 - bit;
        row[first / 64] |= (~UINT64_C(0) >> (64 - n)) << bit;
        first += n;
        count -= n;
    }
}

/* The part of an edge within one row: it runs from x0 to x1 while it descends by |height|. */
static inline void add_span(struct zonal_cover *cover, uint32_t row, double height, double x0,
                            double x1)
{
    double *acc = cover->acc + (size_t)row * cover->stride;
    uint64_t *marks = cover->marks + (size_t)row * cover->words;
    const double west = smaller(x0, x1);
    x1 = larger(x0, x1);
    x0 = west;
    const uint32_t c0 = (uint32_t)(int32_t)x0, c = (uint32_t)(int32_t)x1;
    const uint32_t c1 = c + ((double)(int32_t)c < x1); /* one past the last cell */
    if (c1 <= c0 + 1) {
        const double left = height * (0.5 * (x0 + x1) - (double)(int32_t)c0);
        acc[c0] += height - left;
        acc[c0 + 1] += left;
        marks[c0 / 64] |= UINT64_C(1) << (c0 % 64);
        return;
    }
    const double per_cell = 1.0 / (x1 - x0);
    const double in_first = 1.0 - (x0 - (double)(int32_t)c0);  /* of the first cell, right of x0 */
    const double in_last = x1 - (double)(int32_t)(c1 - 1);     /* of the last cell, left of x1 */
    const double first = 0.5 * per_cell * in_first * in_first; /* its covered part over height */
    const double missing = 0.5 * per_cell * in_last * in_last; /* the last cell's uncovered part */
    acc[c0] += height * first;
    if (c1 == c0 + 2) {
        acc[c0 + 1] += height * (1.0 - first - missing);
    } else {
        const double second = per_cell * (in_first + 0.5);
        acc[c0 + 1] += height * (second - first);
        for (uint32_t i = c0 + 2; i < c1 - 1; i++) {
            acc[i] += height * per_cell;
        }
        const double before = second + (double)(int32_t)(c1 - c0 - 3) * per_cell;
        acc[c1 - 1] += height * (1.0 - missing - before);
    }
    acc[c1] += height * missing;
    mark(marks, c0, c1 - c0);
}

/* An edge, within the band. West edges of a counter-clockwise ring descend and cover what is east.
 */
static inline void add_edge(struct zonal_cover *cover, struct lt_point p, struct lt_point q)
{
    uint32_t row = (uint32_t)(int32_t)p.y, last = (uint32_t)(int32_t)q.y;
    if (row == last) {
        if (p.y != q.y && row >= cover->first && row < cover->end) {
            add_span(cover, row - cover->first, q.y - p.y, p.x, q.x);
        }
        return;
    }
    /* Always from north to south, so that an edge meets the rows at the same places for both its sides. */
    double sign = 1.0;
    if (row > last) {
        const struct lt_point swap = p;
        p = q;
        q = swap;
        row = last;
        last = (uint32_t)(int32_t)q.y;
        sign = -1.0;
    }
    last -= (double)(int32_t)last == q.y;
    const double slope = (q.x - p.x) / (q.y - p.y);
    const double west = smaller(p.x, q.x), east = larger(p.x, q.x);
    double x = p.x, y = p.y;
    if (row < cover->first) {
        row = cover->first;
        y = (double)(int32_t)row;
        x = smaller(larger(p.x + (y - p.y) * slope, west), east);
    }
    const uint32_t stop = last < cover->end ? last : cover->end;
    for (; row < stop; row++) {
        const double below = (double)(int32_t)(row + 1);
        const double x_below = smaller(larger(p.x + (below - p.y) * slope, west), east);
        add_span(cover, row - cover->first, sign * (below - y), x, x_below);
        x = x_below;
        y = below;
    }
    if (last >= cover->first && last < cover->end && row == last) {
        add_span(cover, last - cover->first, sign * (q.y - y), x, q.x);
    }
}

/* Rows of the window in which edge i begins and ends; false for a horizontal edge. */
static bool edge_rows(const struct zonal_cover *cover, uint32_t i, uint32_t *ret_first,
                      uint32_t *ret_last)
{
    const double a = to_cells(&cover->frame, cover->shape->points[i]).y;
    const double b = to_cells(&cover->frame, cover->shape->points[i + 1]).y;
    const double low = smaller(a, b), high = larger(a, b);
    *ret_first = (uint32_t)(int32_t)low;
    *ret_last = (uint32_t)(int32_t)high;
    *ret_last -= (double)(int32_t)*ret_last == high && *ret_last > 0;
    return low != high;
}

/* Sorts the edges by the band in which they begin: a counting sort, in vertex order within a band.
 */
static enum lt_status fill_buckets(struct zonal_cover *cover, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_shape *shape = cover->shape;
    const size_t n = shape->n_points;
    LT_TRY(lt_array_reserve(&cover->order, &cover->order_capacity, n, sizeof *cover->order, err));
    LT_TRY(
        lt_array_reserve(&cover->active, &cover->active_capacity, n, sizeof *cover->active, err));
    LT_TRY(lt_array_reserve(&cover->bucket, &cover->bucket_capacity, (size_t)cover->bands + 2,
                            sizeof *cover->bucket, err));
    memset(cover->bucket, 0, ((size_t)cover->bands + 2) * sizeof *cover->bucket);
    for (int pass = 0; pass < 2; pass++) {
        uint32_t start = 0, first, last;
        for (uint32_t r = 0; r < shape->n_rings; r++) {
            for (uint32_t i = start; i + 1 < shape->ring_end[r]; i++) {
                if (!edge_rows(cover, i, &first, &last)) {
                    continue;
                }
                const uint32_t band = first / cover->band_rows;
                if (pass == 0) {
                    cover->bucket[band + 2]++;
                } else {
                    cover->order[cover->bucket[band + 1]++] = i;
                }
            }
            start = shape->ring_end[r];
        }
        for (uint32_t b = 1; pass == 0 && b <= cover->bands; b++) {
            cover->bucket[b + 1] += cover->bucket[b];
        }
    }
out:
    return status;
}

/* Rings must lie in order within the vertices: memory safety rests on it. */
static bool rings_hold(const struct lt_shape *shape)
{
    uint32_t start = 0;
    for (uint32_t r = 0; r < shape->n_rings; r++) {
        if (shape->ring_end[r] < start || shape->ring_end[r] > shape->n_points) {
            return false;
        }
        start = shape->ring_end[r];
    }
    return true;
}

enum lt_status zonal_cover_begin(struct zonal_cover *cover, const struct lt_shape *shape,
                                 const struct lt_grid *grid, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    cover->shape = shape;
    cover->frame = (struct zonal_frame){0};
    cover->first = cover->end = cover->bands = cover->band = cover->n_active = 0;
    if (shape->n_rings == 0 || shape->n_points == 0) {
        return LT_OK;
    }
    LT_TRY(LT_CHECK(rings_hold(shape), err));
    LT_TRY(make_frame(&cover->frame, shape, grid, err));
    cover->stride = cover->frame.cols + 2;
    cover->words = cover->stride / 64 + 1;
    cover->band_rows = BAND_CELLS / cover->stride < 1 ? 1 : BAND_CELLS / cover->stride;
    cover->bands = (cover->frame.rows + cover->band_rows - 1) / cover->band_rows;
    const size_t rows = cover->frame.rows < cover->band_rows ? cover->frame.rows : cover->band_rows;
    const size_t had = cover->acc_capacity;
    LT_TRY(lt_array_reserve(&cover->acc, &cover->acc_capacity, rows * cover->stride,
                            sizeof *cover->acc, err));
    memset(cover->acc + had, 0, (cover->acc_capacity - had) * sizeof *cover->acc);
    LT_TRY(lt_array_reserve(&cover->marks, &cover->marks_capacity, rows * cover->words,
                            sizeof *cover->marks, err));
    if (cover->bands > 1) {
        LT_TRY(fill_buckets(cover, err));
    }
out:
    return status;
}

static void add_all(struct zonal_cover *cover)
{
    const struct lt_shape *shape = cover->shape;
    uint32_t i = 0;
    for (uint32_t r = 0; r < shape->n_rings; r++) {
        const uint32_t end = shape->ring_end[r];
        if (i < end) {
            struct lt_point p = to_cells(&cover->frame, shape->points[i]);
            for (i++; i < end; i++) {
                const struct lt_point q = to_cells(&cover->frame, shape->points[i]);
                add_edge(cover, p, q);
                p = q;
            }
        }
    }
}

/* The edges that run on from the bands above, then those that begin here. */
static void add_band(struct zonal_cover *cover)
{
    const uint32_t begin = cover->bucket[cover->band], end = cover->bucket[cover->band + 1];
    uint32_t kept = 0, first, last;
    const uint32_t running = cover->n_active;
    for (uint32_t k = 0; k < running + (end - begin); k++) {
        const uint32_t i = k < running ? cover->active[k] : cover->order[begin + k - running];
        add_edge(cover, to_cells(&cover->frame, cover->shape->points[i]),
                 to_cells(&cover->frame, cover->shape->points[i + 1]));
        edge_rows(cover, i, &first, &last);
        if (last >= cover->end) {
            cover->active[kept++] = i;
        }
    }
    cover->n_active = kept;
}

bool zonal_cover_next(struct zonal_cover *cover)
{
    if (cover->band >= cover->bands) {
        return false;
    }
    const uint32_t left = cover->frame.rows - cover->end;
    cover->first = cover->end;
    cover->end += left < cover->band_rows ? left : cover->band_rows;
    memset(cover->marks, 0,
           (size_t)(cover->end - cover->first) * cover->words * sizeof *cover->marks);
    if (cover->bands == 1) {
        add_all(cover);
    } else {
        add_band(cover);
    }
    cover->band++;
    return true;
}

void zonal_cover_finish(struct zonal_cover *cover)
{
    free(cover->acc);
    free(cover->marks);
    free(cover->order);
    free(cover->bucket);
    free(cover->active);
    *cover = (struct zonal_cover){0};
}
