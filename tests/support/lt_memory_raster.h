/* A raster source in memory, the twin of the one behind ingest: an array of class codes, served in
 * blocks.
 *
 * struct lt_memory_raster raster;
 * lt_memory_raster_init(&raster, codes, cols, rows, 1.0, 100.0);   // 1 unit cells of 100 m²,
 * south-west at (0, 0) input.sources[0] = &raster.source;
 *
 * Fields may be changed after init: the grid's origin and areas, the block size. Set `fail` to make
 * every read fail with LT_E_IO. The raster must stay where it is (the source points into it). Codes
 * are borrowed.
 */
#ifndef LT_MEMORY_RASTER_H
#define LT_MEMORY_RASTER_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "liangtian/zonal.h"

struct lt_memory_raster {
    struct lt_raster_source source;
    const uint8_t *codes; /* rows × cols, north row first */
    double cell_area;
    bool fail;
};

static inline enum lt_status lt_memory_raster_read(void *context, uint32_t thread,
                                                   int64_t block_col, int64_t block_row,
                                                   uint8_t *ret_codes, struct lt_error *err)
{
    const struct lt_memory_raster *raster = context;
    const struct lt_raster_source *source = &raster->source;
    const int64_t cols = source->block_cols, rows = source->block_rows;
    (void)thread;
    if (raster->fail) {
        return lt_fail(err, LT_E_IO, "cannot read block (%lld, %lld)", (long long)block_col,
                       (long long)block_row);
    }
    memset(ret_codes, LT_CLASS_OUTSIDE, (size_t)(cols * rows));
    for (int64_t row = 0; row < rows; row++) {
        const int64_t y = block_row * rows + row, x = block_col * cols;
        if (y < source->grid.rows && x < source->grid.cols) {
            const int64_t n = source->grid.cols - x < cols ? source->grid.cols - x : cols;
            memcpy(ret_codes + row * cols, raster->codes + y * source->grid.cols + x, (size_t)n);
        }
    }
    return LT_OK;
}

/* `size`: cell width and height in CRS units; `cell_area`: m², the same everywhere. The grid's
 * south-west corner is (0, 0), so that a matrix in a test reads like the map. Blocks of 4 × 3
 * cells, so that small tests cross blocks; 8 thread numbers. */
static inline void lt_memory_raster_init(struct lt_memory_raster *raster, const uint8_t *codes,
                                         int64_t cols, int64_t rows, double size, double cell_area)
{
    *raster = (struct lt_memory_raster){.codes = codes, .cell_area = cell_area};
    raster->source = (struct lt_raster_source){
        .grid = {.origin_x = 0.0,
                 .origin_y = size * (double)rows,
                 .dx = size,
                 .dy = size,
                 .cols = cols,
                 .rows = rows,
                 .areas = {1, 1, 1.0, 1.0, &raster->cell_area},
                 .crs = "EPSG:4526"},
        .block_cols = 4,
        .block_rows = 3,
        .threads = 8,
        .context = raster,
        .read = lt_memory_raster_read,
    };
}

/* One window of one season, through a reader of its own. */
static inline enum lt_status lt_test_window(const struct lt_shape *shape,
                                            const struct lt_raster_source *const *sources,
                                            uint64_t max_cells, struct lt_arena *arena,
                                            struct lt_window *ret_window, struct lt_error *err)
{
    struct lt_zonal_reader *reader = NULL;
    enum lt_status status = lt_zonal_reader_create(sources, 1, 0, 0, &reader, err);
    if (status == LT_OK) {
        status = lt_zonal_window(reader, shape, max_cells, arena, ret_window, err);
    }
    lt_zonal_reader_destroy(reader);
    return status;
}

#endif
