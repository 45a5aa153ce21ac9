#include "zonal/zonal_coverage.h"

#include <stdlib.h>
#include <string.h>

#include "support/array.h"
#include "zonal/zonal_loops.h"

enum { BAND_CELLS = 1 << 18 };

/* Rows of the window in which an edge begins and ends; false for a horizontal edge. */
static bool edge_rows(const struct lt_point cells[2], uint32_t *ret_first, uint32_t *ret_last)
{
    const double a = cells[0].y, b = cells[1].y;
    const double low = a < b ? a : b, high = a < b ? b : a;
    *ret_first = (uint32_t)(int32_t)low;
    *ret_last = (uint32_t)(int32_t)high;
    *ret_last -= (double)(int32_t)*ret_last == high && *ret_last > 0;
    return low != high;
}

/* Lists in `active` the edges that reach into rows begin … stop − 1; answers how many. */
static uint32_t list_edges(const struct zonal_cover *cover, uint32_t begin)
{
    const struct lt_shape *shape = cover->shape;
    const struct zonal_frame *frame = &cover->frame;
    /* A look at the vertices as they are, a row too wide, spares most edges the transformation. */
    const double cell = -frame->size[1], top = frame->origin[1] - (double)frame->row * cell;
    const double north = top - ((double)begin - 1.0) * cell;
    const double south = top - ((double)cover->stop + 1.0) * cell;
    uint32_t start = 0, n = 0, first, last;
    for (uint32_t r = 0; r < shape->n_rings; r++) {
        for (uint32_t i = start; i + 1 < shape->ring_end[r]; i++) {
            const double a = shape->points[i].y, b = shape->points[i + 1].y;
            if ((a > north && b > north) || (a < south && b < south)) {
                continue;
            }
            struct lt_point cells[2];
            zonal_frame_cells(frame, shape->points + i, 2, cells);
            if (edge_rows(cells, &first, &last) && last >= begin && first < cover->stop) {
                cover->active[n++] = i;
            }
        }
        start = shape->ring_end[r];
    }
    return n;
}

static uint32_t first_band(const struct zonal_cover *cover, uint32_t begin, uint32_t edge)
{
    struct lt_point cells[2];
    uint32_t first, last;
    zonal_frame_cells(&cover->frame, cover->shape->points + edge, 2, cells);
    edge_rows(cells, &first, &last);
    return first < begin ? 0 : (first - begin) / cover->band_rows;
}

/* Sorts the edges that reach into rows begin … stop − 1 by the band in which they begin there: a counting sort, in
 * vertex order within a band. */
static enum lt_status fill_buckets(struct zonal_cover *cover, uint32_t begin, struct lt_error *err)
{
    enum lt_status status;
    const size_t n = cover->shape->n_points;
    LT_TRY(lt_array_reserve(&cover->order, &cover->order_capacity, n, sizeof *cover->order, err));
    LT_TRY(
        lt_array_reserve(&cover->active, &cover->active_capacity, n, sizeof *cover->active, err));
    LT_TRY(lt_array_reserve(&cover->bucket, &cover->bucket_capacity, (size_t)cover->bands + 2,
                            sizeof *cover->bucket, err));
    memset(cover->bucket, 0, ((size_t)cover->bands + 2) * sizeof *cover->bucket);
    const uint32_t count = list_edges(cover, begin);
    for (uint32_t k = 0; k < count; k++) {
        cover->bucket[first_band(cover, begin, cover->active[k]) + 2]++;
    }
    for (uint32_t b = 1; b <= cover->bands; b++) {
        cover->bucket[b + 1] += cover->bucket[b];
    }
    for (uint32_t k = 0; k < count; k++) {
        const uint32_t band = first_band(cover, begin, cover->active[k]);
        cover->order[cover->bucket[band + 1]++] = cover->active[k];
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

enum lt_status zonal_cover_rows(struct zonal_cover *cover, uint32_t first, uint32_t end,
                                struct lt_error *err)
{
    cover->band.first = cover->band.end = first;
    cover->stop = end;
    cover->bands = end > first ? (end - first + cover->band_rows - 1) / cover->band_rows : 0;
    cover->next = cover->n_active = 0;
    const bool whole = first == 0 && end == cover->frame.rows;
    return cover->bands == 0 || (whole && cover->bands == 1) ? LT_OK
                                                             : fill_buckets(cover, first, err);
}

/* Room for what rows of the window a band has at most, and for nothing in it. */
static enum lt_status make_room(struct zonal_cover *cover, size_t rows, struct lt_error *err)
{
    enum lt_status status;
    struct zonal_band *band = &cover->band;
    const size_t cells = rows * band->stride + ZONAL_SLACK;
    if (cells > cover->acc_capacity) {
        const size_t had = cover->acc_capacity;
        LT_TRY(lt_array_reserve(&band->acc, &cover->acc_capacity, cells, sizeof *band->acc, err));
        memset(band->acc + had, 0, (cover->acc_capacity - had) * sizeof *band->acc);
    }
    LT_TRY(lt_array_reserve(&band->marks, &cover->marks_capacity, cells / 64 + 2,
                            sizeof *band->marks, err));
    LT_TRY(lt_array_reserve(&band->touched, &cover->touched_capacity, rows, sizeof *band->touched,
                            err));
out:
    return status;
}

enum lt_status zonal_cover_begin(struct zonal_cover *cover, const struct lt_shape *shape,
                                 const struct lt_grid *grid, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct zonal_band *band = &cover->band;
    cover->shape = shape;
    cover->bands = cover->next = 0;
    if (shape->n_rings == 0 || shape->n_points == 0) {
        cover->frame = (struct zonal_frame){0};
        return LT_OK;
    }
    LT_TRY(LT_CHECK(rings_hold(shape), err));
    LT_TRY(zonal_frame_make(&cover->frame, shape, grid, err));
    band->stride = (cover->frame.cols + 2 * ZONAL_BEYOND + 7) / 8 * 8;
    band->marked = true;
    cover->band_rows = BAND_CELLS / band->stride < 1 ? 1 : BAND_CELLS / band->stride;
    const size_t rows = cover->frame.rows < cover->band_rows ? cover->frame.rows : cover->band_rows;
    LT_TRY(make_room(cover, rows, err));
out:
    return status;
}

/* All edges; answers twice the area that they enclose. */
static double add_all(const struct zonal_cover *cover)
{
    const struct lt_shape *shape = cover->shape;
    struct lt_point cells[ZONAL_EDGES + 1];
    double area = 0.0;
    uint32_t start = 0;
    for (uint32_t r = 0; r < shape->n_rings; r++) {
        const uint32_t end = shape->ring_end[r];
        while (start + 1 < end) {
            const uint32_t edges = end - start - 1 < ZONAL_EDGES ? end - start - 1 : ZONAL_EDGES;
            zonal_frame_cells(&cover->frame, shape->points + start, edges + 1, cells);
            area += zonal_loops()->edges_add(&cover->band, cells, edges);
            start += edges;
        }
        start = end;
    }
    return area;
}

/* The edges that run on from the bands above, then those that begin here. */
static void add_band(struct zonal_cover *cover)
{
    const uint32_t begin = cover->bucket[cover->next], end = cover->bucket[cover->next + 1];
    const uint32_t running = cover->n_active, count = running + (end - begin);
    struct lt_point cells[2 * ZONAL_EDGES];
    uint32_t kept = 0, first, last, n = 0;
    for (uint32_t k = 0; k < count; k++) {
        const uint32_t i = k < running ? cover->active[k] : cover->order[begin + k - running];
        zonal_frame_cells(&cover->frame, cover->shape->points + i, 2, cells + 2 * n);
        edge_rows(cells + 2 * n, &first, &last);
        n++;
        if (n == ZONAL_EDGES || k + 1 == count) {
            zonal_loops()->edges_add_parts(&cover->band, cells, n);
            n = 0;
        }
        if (last >= cover->band.end) {
            cover->active[kept++] = i;
        }
    }
    cover->n_active = kept;
}

bool zonal_cover_whole(const struct zonal_cover *cover)
{
    return cover->bands == 1 && cover->band.end - cover->band.first == cover->frame.rows;
}

/* Nothing is marked, nothing touched. */
static void clear(const struct zonal_band *band)
{
    const size_t rows = band->end - band->first;
    if (band->marked) {
        memset(band->marks, 0, (rows * band->stride / 64 + 2) * sizeof *band->marks);
        return;
    }
    memset(band->touched, 0, rows * sizeof *band->touched);
}

bool zonal_cover_next(struct zonal_cover *cover)
{
    if (cover->next >= cover->bands) {
        return false;
    }
    struct zonal_band *band = &cover->band;
    const uint32_t left = cover->stop - band->end;
    band->first = band->end;
    band->end += left < cover->band_rows ? left : cover->band_rows;
    clear(band);
    if (zonal_cover_whole(cover)) {
        cover->area = 0.5 * add_all(cover);
    } else {
        add_band(cover);
    }
    cover->next++;
    return true;
}

void zonal_cover_finish(struct zonal_cover *cover)
{
    free(cover->band.acc);
    free(cover->band.marks);
    free(cover->band.touched);
    free(cover->order);
    free(cover->bucket);
    free(cover->active);
    *cover = (struct zonal_cover){0};
}
