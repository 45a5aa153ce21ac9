#include "zonal/zonal_sweep.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/array.h"
#include "zonal/zonal_loops.h"
#include "zonal/zonal_small.h"

enum lt_status zonal_sweep_begin(struct zonal_sweep *sweep, struct zonal_blocks *const *blocks,
                                 const struct lt_zonal_setup *setup, uint32_t thread,
                                 struct lt_error *err)
{
    sweep->grid = setup->sources[0]->grid;
    sweep->seasons = setup->seasons;
    for (unsigned s = 0; s < setup->seasons; s++) {
        const struct lt_raster_source *source = setup->sources[s];
        zonal_view_begin(&sweep->views[s], blocks[s], thread);
        for (unsigned i = 0; i < 256; i++) {
            sweep->codes[s][i] =
                source->code_of_byte == NULL ? (uint8_t)i : source->code_of_byte[i];
            sweep->translate = sweep->translate || sweep->codes[s][i] != i;
        }
    }
    zonal_weights_begin(&sweep->weights, &sweep->grid);
    return zonal_tally_begin(&sweep->tally, setup->seasons, err);
}

void zonal_sweep_finish(struct zonal_sweep *sweep)
{
    zonal_cover_finish(&sweep->cover);
    zonal_tally_finish(&sweep->tally);
    for (unsigned s = 0; s < LT_SEASONS_MAX; s++) {
        zonal_view_finish(&sweep->views[s]);
    }
    for (unsigned s = 0; s < LT_SEASONS_MAX; s++) {
        free(sweep->gathered[s]);
    }
    free(sweep->carry);
    *sweep = (struct zonal_sweep){0};
}

static enum lt_status translate(struct zonal_sweep *sweep, uint64_t *key, struct lt_error *err)
{
    uint64_t codes = 0;
    for (unsigned s = 0; s < sweep->seasons; s++) {
        const struct zonal_view *view = &sweep->views[s];
        const uint8_t byte = lt_joint_code(*key, s);
        uint8_t *code = &sweep->codes[s][byte];
        if (*code == LT_CLASS_UNKNOWN && view->source->meet != NULL) {
            const enum lt_status status =
                view->source->meet(view->source->context, view->thread, byte, code, err);
            if (status != LT_OK) {
                return status;
            }
        }
        codes |= (uint64_t)*code << (8u * s);
    }
    *key = codes;
    return LT_OK;
}

enum lt_status zonal_sweep_take(struct zonal_sweep *sweep, struct lt_joint **ret_joint,
                                size_t *ret_count, struct lt_error *err)
{
    enum lt_status status;
    size_t n;
    LT_TRY(zonal_tally_take(&sweep->tally, &n, err));
    struct lt_joint *joint = sweep->tally.joint;
    for (size_t i = 0; i < n && sweep->translate; i++) {
        LT_TRY(translate(sweep, &joint[i].key, err));
    }
    const lt_pair outside = sweep->tally.outside;
    const bool beyond = outside[0] != 0.0;
    if (beyond) {
        uint64_t key = 0;
        for (unsigned s = 0; s < sweep->seasons; s++) {
            key |= (uint64_t)LT_CLASS_OUTSIDE << (8u * s);
        }
        joint[n++] = (struct lt_joint){key, outside[0], outside[1]};
        sweep->tally.outside = lt_pair_both(0.0);
    }
    if (beyond || sweep->translate) {
        n = zonal_joint_sort(joint, n);
    }
    for (size_t i = 0; i < n && !sweep->weights.vary; i++) {
        joint[i].m2 = joint[i].cells * sweep->grid.areas.values[0];
    }
    *ret_joint = joint;
    *ret_count = n;
out:
    return status;
}

/* Asks for the rows of a window before they are needed: a polygon's rows lie far apart in a block, and each would be
 * waited for in turn. */
static void fetch_ahead(const uint8_t *codes, size_t stride, uint32_t rows, uint32_t cols)
{
    enum { LINE = 64, LINES_MAX = 512 };
    if ((uint64_t)rows * (cols / LINE + 1) > LINES_MAX) {
        return;
    }
    for (uint32_t row = 0; row < rows; row++, codes += stride) {
        for (uint32_t col = 0; col < cols; col += LINE) {
            __builtin_prefetch(codes + col);
        }
        __builtin_prefetch(codes + cols - 1);
    }
}

/* Fetches the piece's blocks. */
static enum lt_status load(struct zonal_sweep *sweep, struct zonal_piece *piece,
                           struct lt_error *err)
{
    const struct zonal_frame *frame = &sweep->cover.frame;
    const int64_t col = frame->col + piece->first, row = frame->row + piece->row;
    for (unsigned s = 0; s < sweep->seasons; s++) {
        const int64_t cols = sweep->views[s].source->block_cols;
        const int64_t rows = sweep->views[s].source->block_rows;
        const uint8_t *codes;
        const enum lt_status status =
            zonal_view_get(&sweep->views[s], col / cols, row / rows, &codes, err);
        if (status != LT_OK) {
            return status;
        }
        piece->codes[s] = codes + (row % rows) * cols + col % cols;
        piece->pitch[s] = (size_t)cols;
        fetch_ahead(piece->codes[s], piece->pitch[s], piece->rows, piece->end - piece->first);
    }
    return LT_OK;
}

/* Where the next block of any season begins after position `at` (a column or row of the grid inside
 * it). */
static int64_t block_end(const struct zonal_sweep *sweep, int64_t at, bool down)
{
    int64_t end = down ? sweep->grid.rows : sweep->grid.cols;
    for (unsigned s = 0; s < sweep->seasons; s++) {
        const struct lt_raster_source *source = sweep->views[s].source;
        const int64_t size = down ? source->block_rows : source->block_cols;
        const int64_t stop = (at / size + 1) * size;
        end = stop < end ? stop : end;
    }
    return end;
}

/* One past the stretch of rows or columns that begins at `at` of the window and lies within one
 * block of every season, or beyond the raster; at most `end`. */
static uint32_t stretch(const struct zonal_sweep *sweep, uint32_t at, uint32_t end, bool down,
                        bool *ret_outside)
{
    const int64_t base = down ? sweep->cover.frame.row : sweep->cover.frame.col;
    const int64_t size = down ? sweep->grid.rows : sweep->grid.cols;
    const int64_t here = base + at;
    *ret_outside = here < 0 || here >= size;
    if (here >= size) {
        return end;
    }
    const int64_t stop = here < 0 ? 0 : block_end(sweep, here, down);
    return stop - base < (int64_t)end ? (uint32_t)(stop - base) : end;
}

static void go_down(const struct zonal_sweep *sweep, struct zonal_piece *piece, uint32_t row)
{
    const struct zonal_band *band = &sweep->cover.band;
    const size_t down = row - band->first;
    piece->row = row;
    piece->rows = sweep->strip_end - row;
    piece->acc = band->acc + down * band->stride;
    piece->marks = (const uint8_t *)band->marks + down * band->stride / 8;
    piece->cover = sweep->carry + down;
}

/* Rows without coverage come first; the first covered cell shows that the blocks are needed. */
static enum lt_status sweep_piece(struct zonal_sweep *sweep, struct zonal_piece *piece,
                                  struct lt_error *err)
{
    enum lt_status status = LT_OK;
    uint32_t row = sweep->strip_first;
    go_down(sweep, piece, row);
    while (!piece->outside && row < sweep->strip_end && !zonal_piece_covers(piece)) {
        go_down(sweep, piece, ++row);
    }
    if (row > sweep->strip_first) {
        struct zonal_piece empty = *piece;
        go_down(sweep, &empty, sweep->strip_first);
        empty.rows = row - sweep->strip_first;
        empty.outside = true;
        zonal_loops()->piece_count(sweep, &empty);
    }
    if (row < sweep->strip_end) {
        LT_TRY(piece->outside ? LT_OK : load(sweep, piece, err));
        zonal_loops()->piece_count(sweep, piece);
    }
out:
    return status;
}

static enum lt_status sweep_strip(struct zonal_sweep *sweep, bool outside, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const uint32_t cols = sweep->cover.frame.cols;
    struct zonal_piece piece;
    piece.stride = sweep->cover.band.stride;
    for (piece.end = 0; piece.end < cols;) {
        piece.first = piece.end;
        piece.end = stretch(sweep, piece.first, cols, false, &piece.outside);
        piece.outside = piece.outside || outside;
        LT_TRY(sweep_piece(sweep, &piece, err));
    }
out:
    return status;
}

/* What the sum comes to beyond the window: 0 for closed rings. Clears what is there. */
static void close_rows(struct zonal_sweep *sweep)
{
    const struct zonal_band *band = &sweep->cover.band;
    double *beyond = band->acc + sweep->cover.frame.cols;
    for (uint32_t i = 0; i < band->end - band->first; i++, beyond += band->stride) {
        const double left = fabs(sweep->carry[i] + beyond[0] + beyond[1] + beyond[2]);
        sweep->left_over = left > sweep->left_over ? left : sweep->left_over;
        beyond[0] = beyond[1] = beyond[2] = 0.0;
    }
}

enum lt_status zonal_sweep_shape(struct zonal_sweep *sweep, const struct lt_shape *shape,
                                 struct lt_error *err)
{
    sweep->left_over = 0.0;
    sweep->full = sweep->touched = 0;
    const enum lt_status status = zonal_cover_begin(&sweep->cover, shape, &sweep->grid, err);
    if (status == LT_OK) {
        zonal_weights_window(&sweep->weights, &sweep->cover.frame);
        sweep->cover.band.marked = !zonal_small_fits(sweep);
    }
    return status;
}

enum lt_status zonal_sweep_rows(struct zonal_sweep *sweep, uint32_t first, uint32_t end,
                                struct lt_error *err)
{
    enum lt_status status;
    struct zonal_band *band = &sweep->cover.band;
    if (!band->marked && first == 0 && end == sweep->cover.frame.rows) {
        return zonal_small_count(sweep, err);
    }
    band->marked = true;
    LT_TRY(zonal_cover_rows(&sweep->cover, first, end, err));
    while (zonal_cover_next(&sweep->cover)) {
        const uint32_t rows = band->end - band->first;
        LT_TRY(lt_array_reserve(&sweep->carry, &sweep->carry_capacity, rows, sizeof *sweep->carry,
                                err));
        memset(sweep->carry, 0, rows * sizeof *sweep->carry);
        for (uint32_t row = band->first; row < band->end; row = sweep->strip_end) {
            bool outside;
            sweep->strip_first = row;
            sweep->strip_end = stretch(sweep, row, band->end, true, &outside);
            LT_TRY(sweep_strip(sweep, outside, err));
        }
        close_rows(sweep);
    }
out:
    return status;
}
