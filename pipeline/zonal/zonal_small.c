#include "zonal/zonal_small.h"

#include <string.h>

#include "support/array.h"
#include "zonal/zonal_loops.h"

enum { CHUNK = 32 };

bool zonal_small_fits(const struct zonal_sweep *sweep)
{
    const struct zonal_frame *frame = &sweep->cover.frame;
    return frame->cols > 0 && frame->rows > 0 && frame->cols <= ZONAL_NARROW &&
           frame->rows <= sweep->cover.band_rows && sweep->seasons <= ZONAL_ROWS_SEASONS &&
           sweep->weights.table && frame->col >= 0 && frame->row >= 0 &&
           frame->col + frame->cols <= sweep->grid.cols &&
           frame->row + frame->rows <= sweep->grid.rows;
}

/* Asks for the rows of a window before they are needed: a polygon's rows lie far apart in a block, and each would be
 * waited for in turn. */
static void fetch_ahead(const uint8_t *codes, size_t pitch, uint32_t rows, uint32_t cols)
{
    enum { LINE = 64 };
    for (uint32_t row = 0; row < rows; row++, codes += pitch) {
        __builtin_prefetch(codes);
        if (cols > LINE) {
            __builtin_prefetch(codes + LINE);
        }
        __builtin_prefetch(codes + cols - 1);
    }
}

/* Whether the window lies in one block of the season. */
static bool in_one_block(const struct zonal_sweep *sweep, unsigned s)
{
    const struct zonal_frame *frame = &sweep->cover.frame;
    const struct lt_raster_source *source = sweep->views[s].source;
    return frame->col % source->block_cols + frame->cols <= source->block_cols &&
           frame->row % source->block_rows + frame->rows <= source->block_rows;
}

static enum lt_status take_block(struct zonal_sweep *sweep, unsigned s, struct zonal_rows *rows,
                                 struct lt_error *err)
{
    const struct zonal_frame *frame = &sweep->cover.frame;
    const int64_t cols = sweep->views[s].source->block_cols;
    const int64_t down = sweep->views[s].source->block_rows;
    const uint8_t *codes;
    const enum lt_status status =
        zonal_view_get(&sweep->views[s], frame->col / cols, frame->row / down, &codes, err);
    if (status == LT_OK) {
        rows->codes[s] = codes + (frame->row % down) * cols + frame->col % cols;
        rows->pitch[s] = (size_t)cols;
        fetch_ahead(rows->codes[s], rows->pitch[s], frame->rows, frame->cols);
    }
    return status;
}

/* A part of the window within one block: columns and rows of the window, and its first codes. */
struct part {
    uint32_t col, row, cols, rows;
    const uint8_t *codes; /* NULL where nothing is covered */
};

/* Whether edges in the part or west of it may cover some of it. */
static bool may_cover(const struct zonal_band *band, const struct part *part)
{
    const uint32_t last = (part->col + part->cols - 1) >> ZONAL_TOUCH_SHIFT;
    uint64_t bits = 0;
    for (uint32_t row = part->row; row < part->row + part->rows; row++) {
        bits |= band->touched[row];
    }
    return (bits & ((UINT64_C(2) << last) - 1)) != 0;
}

/* The part of the window at its column and row `col` and `row`. */
static enum lt_status find_part(struct zonal_sweep *sweep, unsigned s, uint32_t col, uint32_t row,
                                struct part *ret_part, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct zonal_frame *frame = &sweep->cover.frame;
    const struct lt_raster_source *source = sweep->views[s].source;
    const int64_t x = frame->col + col, y = frame->row + row;
    const int64_t in_col = x % source->block_cols, in_row = y % source->block_rows;
    const int64_t across = source->block_cols - in_col, down = source->block_rows - in_row;
    const uint32_t cols = frame->cols - col, rows = frame->rows - row;
    *ret_part = (struct part){col, row, across < cols ? (uint32_t)across : cols,
                              down < rows ? (uint32_t)down : rows, NULL};
    if (may_cover(&sweep->cover.band, ret_part)) {
        LT_TRY(zonal_view_get(&sweep->views[s], x / source->block_cols, y / source->block_rows,
                              &ret_part->codes, err));
        ret_part->codes += in_row * source->block_cols + in_col;
        fetch_ahead(ret_part->codes, (size_t)source->block_cols, ret_part->rows, ret_part->cols);
    }
out:
    return status;
}

/* By whole chunks: what is too much is written over, or lies behind the row. */
static void copy_part(const struct part *part, size_t from_pitch, uint8_t *to, size_t pitch)
{
    for (uint32_t row = 0; row < part->rows; row++) {
        const uint8_t *from = part->codes + row * from_pitch;
        uint8_t *out = to + row * pitch;
        for (uint32_t col = 0; col < part->cols; col += CHUNK) {
            memcpy(out + col, from + col, CHUNK);
        }
    }
}

/* Copies the window's codes from the blocks in which the polygon may cover something; elsewhere whatever there was. */
static enum lt_status gather(struct zonal_sweep *sweep, unsigned s, struct zonal_rows *rows,
                             struct lt_error *err)
{
    enum lt_status status;
    const struct zonal_frame *frame = &sweep->cover.frame;
    const size_t block_cols = (size_t)sweep->views[s].source->block_cols;
    const size_t pitch = frame->cols + CHUNK;
    struct part part = {0};
    LT_TRY(lt_array_reserve(&sweep->gathered[s], &sweep->gathered_capacity[s],
                            pitch * frame->rows + ZONAL_BLOCKS_SLACK, 1, err));
    for (uint32_t row = 0; row < frame->rows; row += part.rows) {
        for (uint32_t col = 0; col < frame->cols; col += part.cols) {
            LT_TRY(find_part(sweep, s, col, row, &part, err));
            if (part.codes != NULL) {
                copy_part(&part, block_cols, sweep->gathered[s] + row * pitch + col, pitch);
            }
        }
    }
    rows->codes[s] = sweep->gathered[s];
    rows->pitch[s] = pitch;
out:
    return status;
}

enum lt_status zonal_small_count(struct zonal_sweep *sweep, struct lt_error *err)
{
    enum lt_status status;
    struct zonal_rows rows;
    for (unsigned s = 0; s < sweep->seasons; s++) {
        if (in_one_block(sweep, s)) { /* before the edges, so that it is there by then */
            LT_TRY(take_block(sweep, s, &rows, err));
        }
    }
    LT_TRY(zonal_cover_rows(&sweep->cover, 0, sweep->cover.frame.rows, err));
    zonal_cover_next(&sweep->cover);
    for (unsigned s = 0; s < sweep->seasons; s++) {
        if (!in_one_block(sweep, s)) {
            LT_TRY(gather(sweep, s, &rows, err));
        }
    }
    zonal_loops()->rows_count(sweep, &rows);
out:
    return status;
}
