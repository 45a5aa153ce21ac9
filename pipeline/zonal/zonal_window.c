#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/arena.h"
#include "zonal/zonal_blocks.h"
#include "zonal/zonal_coverage.h"

#include "liangtian/zonal.h"

static double fraction_of(double cover)
{
    return cover < ZONAL_NOISE ? 0.0 : cover > 1.0 - ZONAL_NOISE ? 1.0 : cover;
}

static void fill_fractions(struct zonal_cover *cover, struct lt_window *window)
{
    const struct zonal_band *band = &cover->band;
    while (zonal_cover_next(cover)) {
        for (uint32_t row = band->first; row < band->end; row++) {
            double *acc = band->acc + (size_t)(row - band->first) * band->stride;
            double *fraction = window->fraction + (size_t)row * window->cols;
            double sum = 0.0;
            for (uint32_t col = 0; col < window->cols; col++) {
                sum += acc[col];
                fraction[col] = fraction_of(sum);
            }
            memset(acc, 0, band->stride * sizeof *acc);
        }
    }
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* The part of a block that lies in the window. */
static void copy_block(const struct lt_raster_source *source, const uint8_t *block,
                       int64_t block_col, int64_t block_row, const struct lt_window *window,
                       uint8_t *codes)
{
    const int64_t x = block_col * source->block_cols, y = block_row * source->block_rows;
    const int64_t from = most(x, window->col);
    const int64_t to =
        least(least(x + source->block_cols, source->grid.cols), window->col + window->cols);
    const int64_t top = most(y, window->row);
    const int64_t bottom =
        least(least(y + source->block_rows, source->grid.rows), window->row + window->rows);
    for (int64_t row = top; row < bottom; row++) {
        uint8_t *out = codes + (row - window->row) * window->cols + (from - window->col);
        memcpy(out, block + (row - y) * source->block_cols + (from - x), (size_t)(to - from));
        for (int64_t i = 0; i < to - from && source->code_of_byte != NULL; i++) {
            out[i] = source->code_of_byte[out[i]];
        }
    }
}

static enum lt_status fill_codes(struct zonal_view *view, const struct lt_window *window,
                                 uint8_t *codes, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_raster_source *source = view->source;
    const int64_t cols = source->block_cols, rows = source->block_rows;
    const int64_t west = most(window->col, 0), north = most(window->row, 0);
    const int64_t east = least(window->col + window->cols, source->grid.cols);
    const int64_t south = least(window->row + window->rows, source->grid.rows);
    memset(codes, LT_CLASS_OUTSIDE, (size_t)window->cols * window->rows);
    if (west >= east || north >= south) {
        return LT_OK;
    }
    for (int64_t j = north / rows; j * rows < south; j++) {
        for (int64_t i = west / cols; i * cols < east; i++) {
            const uint8_t *block;
            LT_TRY(zonal_view_get(view, i, j, &block, err));
            copy_block(source, block, i, j, window, codes);
        }
    }
out:
    return status;
}

struct lt_zonal_reader {
    unsigned seasons;
    struct zonal_blocks *blocks[LT_SEASONS_MAX];
    struct zonal_view views[LT_SEASONS_MAX];
};

enum lt_status lt_zonal_reader_create(const struct lt_raster_source *const *sources,
                                      unsigned seasons, uint32_t thread, size_t cache_bytes,
                                      struct lt_zonal_reader **ret_reader, struct lt_error *err)
{
    enum { DEFAULT_CACHE = 64 << 20 };
    enum lt_status status;
    struct lt_zonal_reader *reader = NULL;
    LT_TRY(LT_CHECK(seasons >= 1 && seasons <= LT_SEASONS_MAX, err));
    reader = calloc(1, sizeof *reader);
    if (reader == NULL) {
        return lt_fail_memory(err, "a window reader");
    }
    const size_t bytes = (cache_bytes == 0 ? DEFAULT_CACHE : cache_bytes) / seasons;
    for (; reader->seasons < seasons; reader->seasons++) {
        const unsigned s = reader->seasons;
        LT_TRY(zonal_blocks_create(sources[s], 1, bytes, &reader->blocks[s], err));
        zonal_view_begin(&reader->views[s], reader->blocks[s], thread);
    }
    *ret_reader = reader;
    reader = NULL;
out:
    lt_zonal_reader_destroy(reader);
    return status;
}

void lt_zonal_reader_destroy(struct lt_zonal_reader *reader)
{
    if (reader == NULL) {
        return;
    }
    for (unsigned s = 0; s < LT_SEASONS_MAX; s++) {
        zonal_view_finish(&reader->views[s]);
        zonal_blocks_destroy(reader->blocks[s]);
    }
    free(reader);
}

enum lt_status lt_zonal_window(struct lt_zonal_reader *reader, const struct lt_shape *shape,
                               uint64_t max_cells, struct lt_arena *arena,
                               struct lt_window *ret_window, struct lt_error *err)
{
    enum lt_status status;
    struct zonal_cover cover = {0};
    *ret_window = (struct lt_window){0};
    LT_TRY(zonal_cover_begin(&cover, shape, &reader->views[0].source->grid, err));
    const struct zonal_frame *frame = &cover.frame;
    const uint64_t cells = (uint64_t)frame->cols * frame->rows;
    if (cells > max_cells) {
        status = lt_fail(err, LT_E_LIMIT, "a window of %u × %u cells is above the limit of %llu",
                         frame->cols, frame->rows, (unsigned long long)max_cells);
        goto out;
    }
    ret_window->col = frame->col;
    ret_window->row = frame->row;
    ret_window->cols = frame->cols;
    ret_window->rows = frame->rows;
    ret_window->fraction = lt_arena_array(arena, cells, sizeof *ret_window->fraction);
    for (unsigned s = 0; s < reader->seasons; s++) {
        ret_window->codes[s] = lt_arena_alloc(arena, cells);
        if (ret_window->fraction == NULL || ret_window->codes[s] == NULL) {
            status = lt_fail_memory(err, "a window");
            goto out;
        }
    }
    LT_TRY(zonal_cover_rows(&cover, 0, frame->rows, err));
    fill_fractions(&cover, ret_window);
    for (unsigned s = 0; s < reader->seasons; s++) {
        LT_TRY(fill_codes(&reader->views[s], ret_window, ret_window->codes[s], err));
    }
out:
    zonal_cover_finish(&cover);
    return status;
}
