#include "zonal/zonal_small.h"

#include <string.h>

#include "support/pair.h"

enum {
    SIDE = 40,  /* most columns */
    AREA = 640, /* most cells */
};

bool zonal_small_fits(struct zonal_sweep *sweep)
{
    const struct zonal_frame *frame = &sweep->cover.frame;
    return sweep->seasons <= 2 && frame->cols <= SIDE && frame->cols * frame->rows <= AREA &&
           frame->col >= 0 && frame->row >= 0 && frame->col + frame->cols <= sweep->grid.cols &&
           frame->row + frame->rows <= sweep->grid.rows &&
           (!sweep->weigh ||
            lt_area_row_cover(&sweep->areas, frame->row, frame->col) >= (int64_t)frame->cols);
}

/* The window's bytes of one season. */
struct codes {
    const uint8_t *at;
    size_t pitch;
    uint8_t gathered[AREA + 1]; /* where it lies in several blocks */
};

/* The part of the window that lies in one block. */
static enum lt_status gather_part(struct zonal_sweep *sweep, unsigned season, int64_t block_col,
                                  int64_t block_row, struct codes *ret, struct lt_error *err)
{
    const struct zonal_frame *frame = &sweep->cover.frame;
    const struct lt_raster_source *source = sweep->views[season].source;
    const int64_t cols = source->block_cols, rows = source->block_rows;
    const uint8_t *block;
    const enum lt_status status =
        zonal_view_get(&sweep->views[season], block_col, block_row, &block, err);
    if (status != LT_OK) {
        return status;
    }
    const int64_t x0 = block_col * cols > frame->col ? block_col * cols : frame->col;
    const int64_t y0 = block_row * rows > frame->row ? block_row * rows : frame->row;
    const int64_t x_end = frame->col + frame->cols, y_end = frame->row + frame->rows;
    const int64_t x1 = (block_col + 1) * cols < x_end ? (block_col + 1) * cols : x_end;
    const int64_t y1 = (block_row + 1) * rows < y_end ? (block_row + 1) * rows : y_end;
    for (int64_t y = y0; y < y1; y++) {
        memcpy(ret->gathered + (size_t)(y - frame->row) * ret->pitch + (x0 - frame->col),
               block + (y - block_row * rows) * cols + (x0 - block_col * cols), (size_t)(x1 - x0));
    }
    return LT_OK;
}

static enum lt_status find_codes(struct zonal_sweep *sweep, unsigned season, struct codes *ret,
                                 struct lt_error *err)
{
    const struct zonal_frame *frame = &sweep->cover.frame;
    const struct lt_raster_source *source = sweep->views[season].source;
    const int64_t cols = source->block_cols, rows = source->block_rows;
    const int64_t first_col = frame->col / cols, last_col = (frame->col + frame->cols - 1) / cols;
    const int64_t first_row = frame->row / rows, last_row = (frame->row + frame->rows - 1) / rows;
    if (first_col == last_col && first_row == last_row) {
        const uint8_t *block;
        const enum lt_status status =
            zonal_view_get(&sweep->views[season], first_col, first_row, &block, err);
        if (status == LT_OK) {
            ret->at =
                block + (frame->row - first_row * rows) * cols + (frame->col - first_col * cols);
            ret->pitch = (size_t)cols;
        }
        return status;
    }
    ret->at = ret->gathered;
    ret->pitch = frame->cols;
    for (int64_t row = first_row; row <= last_row; row++) {
        for (int64_t col = first_col; col <= last_col; col++) {
            const enum lt_status status = gather_part(sweep, season, col, row, ret, err);
            if (status != LT_OK) {
                return status;
            }
        }
    }
    return LT_OK;
}

/* What a row's cells add up to beside the tally. */
struct counts {
    lt_mask touched, full;
};

/* One cell into the lane given; `sums` is of that lane. */
static inline void add_cell(struct zonal_sum *sums, size_t key, lt_pair part_and_m2)
{
    lt_pair so_far;
    memcpy(&so_far, &sums[key], sizeof so_far);
    so_far += part_and_m2;
    memcpy(&sums[key], &so_far, sizeof so_far);
}

/* A row's cells into the tally. Takes whole pairs: a cell beyond the window holds only what edges on its border left there,
 * which comes to nothing. Clears what it took; answers the last sum. */
static inline double count_row(struct zonal_sweep *sweep, unsigned seasons, double *restrict acc,
                               const uint8_t *first, const uint8_t *second,
                               struct counts *restrict counts)
{
    const struct lt_area_row *areas = &sweep->areas;
    const uint32_t n = sweep->cover.frame.cols;
    struct zonal_tally *tally = &sweep->tally;
    const size_t lane = seasons == 1 ? 256 : 65536;
    struct zonal_sum *const all = tally->sums;
    uint8_t *const seen = tally->seen[0];
    const lt_pair none = lt_pair_both(0.0), one = lt_pair_both(1.0);
    const lt_pair noise = lt_pair_both(ZONAL_NOISE), full = lt_pair_both(ZONAL_FULL);
    const lt_pair c0 = lt_pair_both(areas->c[0]), c1 = lt_pair_both(areas->c[1]);
    const lt_pair c2 = lt_pair_both(areas->c[2]), c3 = lt_pair_both(areas->c[3]);
    const double scale = areas->col_scale;
    const double west = ((double)sweep->cover.frame.col + 0.5) * scale - areas->first_col;
    const lt_pair step = lt_pair_both(2.0 * scale);
    lt_mask touched = counts->touched, filled = counts->full;
    lt_pair t = {west, west + scale};
    double last = 0.0;
    for (uint32_t i = 0; i < n; i += 2) {
        const lt_pair found = lt_pair_load(acc + i);
        lt_pair_store(acc + i, none);
        const double both = found[0] + found[1];
        const lt_pair sum = lt_pair_both(last) + (lt_pair){found[0], both};
        last += both;
        const lt_mask covered = (lt_mask)(lt_pair_abs(sum) >= noise);
        const lt_mask whole = (lt_mask)(lt_pair_abs(sum - one) < noise);
        const lt_pair part = (lt_pair)((~whole & covered & (lt_mask)sum) | (whole & (lt_mask)one));
        touched -= covered;
        filled -= (lt_mask)(sum >= full);
        const lt_pair m2 = part * (c0 + t * (c1 + t * (c2 + t * c3)));
        t += step;
        const size_t a = first[i] | (seasons == 2 ? (size_t)second[i] << 8 : 0);
        const size_t b = first[i + 1] | (seasons == 2 ? (size_t)second[i + 1] << 8 : 0);
        struct zonal_sum *sums = all + (i & 2) * lane;
        add_cell(sums, a, (lt_pair){part[0], m2[0]});
        add_cell(sums + lane, b, (lt_pair){part[1], m2[1]});
        seen[first[i]] = seen[first[i + 1]] = 1;
        if (seasons == 2) {
            tally->seen[1][second[i]] = tally->seen[1][second[i + 1]] = 1;
        }
    }
    counts->touched = touched;
    counts->full = filled;
    return last;
}

static inline enum lt_status count(struct zonal_sweep *sweep, unsigned seasons,
                                   struct lt_error *err)
{
    const struct zonal_frame *frame = &sweep->cover.frame;
    const struct zonal_band *band = &sweep->cover.band;
    struct codes codes[2];
    struct counts counts = {{0, 0}, {0, 0}};
    for (unsigned s = 0; s < seasons; s++) {
        const enum lt_status status = find_codes(sweep, s, &codes[s], err);
        if (status != LT_OK) {
            return status;
        }
    }
    for (uint32_t row = 0; row < frame->rows; row++) {
        if (sweep->weigh) {
            lt_area_row_cover(&sweep->areas, frame->row + row, frame->col);
        }
        sweep->carry[row] =
            count_row(sweep, seasons, band->acc + (size_t)row * band->stride,
                      codes[0].at + row * codes[0].pitch,
                      codes[seasons - 1].at + row * codes[seasons - 1].pitch, &counts);
    }
    sweep->touched += (uint64_t)(counts.touched[0] + counts.touched[1]);
    sweep->full += (uint64_t)(counts.full[0] + counts.full[1]);
    return LT_OK;
}

enum lt_status zonal_small_count(struct zonal_sweep *sweep, struct lt_error *err)
{
    return sweep->seasons == 1 ? count(sweep, 1, err) : count(sweep, 2, err);
}
