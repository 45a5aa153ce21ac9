/* A raster in which four seasons together number the cells, so that a tabulation tells the coverage of each:
 * season s holds digit s, in base 250, of row · cols + col. Nothing is stored. */
#ifndef ZONAL_NUMBERED_H
#define ZONAL_NUMBERED_H

#include <stdbool.h>
#include <stdint.h>

#include "liangtian/zonal.h"

enum { NUMBERED_BASE = 250, NUMBERED_SEASONS = 4 };

struct numbered {
    struct lt_raster_source sources[NUMBERED_SEASONS];
    struct numbered_season {
        const struct lt_raster_source *source;
        int64_t scale;
    } seasons[NUMBERED_SEASONS];
    double cell_area;
};

static inline enum lt_status numbered_read(void *context, uint32_t thread, int64_t block_col,
                                           int64_t block_row, uint8_t *ret_codes,
                                           struct lt_error *err)
{
    const struct numbered_season *season = context;
    const struct lt_raster_source *source = season->source;
    (void)thread;
    (void)err;
    for (int64_t r = 0; r < source->block_rows; r++) {
        for (int64_t c = 0; c < source->block_cols; c++) {
            const int64_t col = block_col * source->block_cols + c;
            const int64_t row = block_row * source->block_rows + r;
            const int64_t number = row * source->grid.cols + col;
            const bool inside = col < source->grid.cols && row < source->grid.rows;
            const int64_t digit = number / season->scale % NUMBERED_BASE;
            ret_codes[r * source->block_cols + c] = (uint8_t)(inside ? digit : LT_CLASS_OUTSIDE);
        }
    }
    return LT_OK;
}

/* The raster must stay where it is. The grid's north-west corner is (x, y). */
static inline void numbered_init(struct numbered *raster, int64_t cols, int64_t rows, double size,
                                 double x, double y)
{
    raster->cell_area = size * size;
    int64_t scale = 1;
    for (int s = 0; s < NUMBERED_SEASONS; s++, scale *= NUMBERED_BASE) {
        raster->seasons[s] = (struct numbered_season){&raster->sources[s], scale};
        raster->sources[s] = (struct lt_raster_source){
            .grid = {.origin_x = x,
                     .origin_y = y,
                     .dx = size,
                     .dy = size,
                     .cols = cols,
                     .rows = rows,
                     .areas = {1, 1, 1.0, 1.0, &raster->cell_area},
                     .crs = "EPSG:4526"},
            .block_cols = 32 + 16 * (uint32_t)s, /* every season tiled its own way */
            .block_rows = s == 3 ? 1 : 16,
            .threads = 8,
            .context = &raster->seasons[s],
            .read = numbered_read,
        };
    }
}

static inline enum lt_status numbered_tabulate(const struct numbered *raster,
                                               const struct lt_shape *shapes, size_t count,
                                               unsigned threads, struct lt_tabulation *ret_table,
                                               struct lt_error *err)
{
    const struct lt_zonal_input input = {.shapes = lt_shapes_of_array(shapes, count),
                                         .seasons = NUMBERED_SEASONS,
                                         .sources = {&raster->sources[0], &raster->sources[1],
                                                     &raster->sources[2], &raster->sources[3]},
                                         .threads = threads};
    return lt_zonal_tabulate(&input, ret_table, err);
}

/* −1 beyond the raster. */
static inline int64_t numbered_cell(const struct lt_joint *joint)
{
    int64_t number = 0;
    for (int s = NUMBERED_SEASONS - 1; s >= 0; s--) {
        const uint8_t digit = lt_joint_code(joint->key, (unsigned)s);
        if (digit == LT_CLASS_OUTSIDE) {
            return -1;
        }
        number = number * NUMBERED_BASE + digit;
    }
    return number;
}

#endif
