/* The rasters of every half-year, and the baseline. The city is held in memory as a whole. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench_generate_history.h"

enum { SALT_CROP = 2500, SALT_CLOUD };
enum { CLOUD_COLS = 40, CLOUD_ROWS = 24 };

static uint8_t crop(const struct bench_history *history, uint64_t field, int t)
{
    const int half = t == BENCH_HISTORY_BASELINE ? 0 : t % 2;
    const uint64_t when = t == BENCH_HISTORY_BASELINE ? 40 : (uint64_t)t;
    const double u = bench_unit(history->options.seed, SALT_CROP, field, when);
    if (half == 0) {
        return u < 0.88 ? BENCH_WHEAT : u < 0.94 ? BENCH_RAPESEED : BENCH_VEGETABLES;
    }
    return u < 0.48   ? BENCH_MAIZE
           : u < 0.80 ? BENCH_PEANUT
           : u < 0.88 ? BENCH_SOYBEAN
           : u < 0.94 ? BENCH_RICE
                      : BENCH_SESAME;
}

static uint8_t class_of(const struct bench_history *history, uint64_t field, int t)
{
    const char *land = bench_scale_land(&history->city, field);
    const uint8_t right = bench_scale_cropland(land) ? crop(history, field, t)
                          : land[0] == '1'           ? BENCH_WATER
                          : land[1] == '3'           ? BENCH_FOREST
                                                     : BENCH_BUILT;
    return bench_noise_field(history, field, t, right);
}

static enum lt_status paint_owners(const struct bench_history *history, struct bench_canvas *owners,
                                   struct lt_error *err)
{
    struct bench_polygon polygon = {0};
    enum lt_status status = LT_OK;
    for (uint64_t i = 0; i < 2 * history->pairs; i++) {
        bench_scale_shape(&history->city, i, &polygon);
        LT_TRY(bench_polygon_check(&polygon, err));
        LT_TRY(bench_canvas_paint(owners, &polygon, (uint32_t)i + 1, err));
    }
out:
    bench_polygon_finish(&polygon);
    return status;
}

static void fill_box(const struct bench_history *history, const struct bench_cells *box,
                     uint8_t value, uint8_t *bytes)
{
    const size_t cols = (size_t)history->city.grid.cols;
    for (int row = box->row; row < box->row + box->rows; row++) {
        memset(bytes + (size_t)row * cols + box->col, value, (size_t)box->cols);
    }
}

static void fill_places(const struct bench_history *history, int t, uint8_t *bytes)
{
    for (uint64_t i = 0; i < history->pairs; i++) {
        struct bench_pair pair;
        struct bench_place place;
        struct bench_cells boxes[BENCH_PLACE_BOXES];
        bench_history_pair(history, i, &pair);
        bench_history_place(history, &pair, &place);
        const int count = bench_place_at(&place, t, boxes);
        for (int k = 0; k < count; k++) {
            fill_box(history, &boxes[k],
                     bench_noise_field(history, 2 * history->pairs + i, t, place.value), bytes);
        }
    }
}

static void hide(const struct bench_history *history, int t, uint8_t *bytes)
{
    const struct bench_grid *grid = &history->city.grid;
    for (int row = 0; row + CLOUD_ROWS <= grid->rows; row += CLOUD_ROWS) {
        for (int col = 0; col + CLOUD_COLS <= grid->cols; col += CLOUD_COLS) {
            const uint64_t block = (uint64_t)row << 32 | (uint64_t)col;
            if (t != BENCH_HISTORY_BASELINE &&
                bench_unit(history->options.seed, SALT_CLOUD, block, (uint64_t)t) <
                    history->options.cloud_rate) {
                fill_box(history, &(struct bench_cells){col, row, CLOUD_COLS, CLOUD_ROWS},
                         BENCH_CLOUD, bytes);
            }
        }
    }
}

static enum lt_status write_raster(const struct bench_history *history, const uint32_t *owners,
                                   int t, const char *folder, uint8_t *bytes, uint8_t *classes,
                                   struct lt_error *err)
{
    const struct bench_grid *grid = &history->city.grid;
    const size_t cols = (size_t)grid->cols, cells = cols * (size_t)grid->rows;
    struct bench_tiff *tiff = NULL;
    char period[16], name[64], path[BENCH_PATH];
    enum lt_status status = LT_OK;
    for (uint64_t i = 0; i < 2 * history->pairs; i++) {
        classes[i + 1] = class_of(history, i, t);
    }
    for (size_t i = 0; i < cells; i++) {
        bytes[i] = classes[owners[i]];
    }
    fill_places(history, t, bytes);
    LT_TRY(bench_noise_cells(history, owners, t, bytes, err));
    hide(history, t, bytes);
    bench_history_period(t, period);
    snprintf(name, sizeof name, "rasters/%s.tif", t == BENCH_HISTORY_BASELINE ? "2020" : period);
    LT_TRY(bench_path(folder, name, path, err));
    LT_TRY(bench_tiff_create(path, grid, "DEFLATE", &tiff, err));
    for (int row = 0; row < grid->rows; row += BENCH_TILE) {
        const int left = grid->rows - row;
        LT_TRY(bench_tiff_write(tiff, row, left < BENCH_TILE ? left : BENCH_TILE,
                                bytes + (size_t)row * cols, err));
    }
    status = bench_tiff_close(tiff, err);
    tiff = NULL;
out:
    bench_tiff_close(tiff, NULL);
    return status;
}

enum lt_status bench_history_rasters(const struct bench_history *history, const char *folder,
                                     struct lt_error *err)
{
    const struct bench_grid *grid = &history->city.grid;
    struct bench_canvas owners = {0};
    uint8_t *bytes = malloc((size_t)grid->cols * (size_t)grid->rows);
    uint8_t *classes = calloc(2 * history->pairs + 1, 1);
    enum lt_status status = LT_OK;
    if (bytes == NULL || classes == NULL) {
        status = lt_fail_memory(err, "rasters");
        goto out;
    }
    LT_TRY(bench_canvas_create(grid, grid->rows, true, &owners, err));
    LT_TRY(paint_owners(history, &owners, err));
    LT_TRY(
        write_raster(history, owners.owners, BENCH_HISTORY_BASELINE, folder, bytes, classes, err));
    for (int t = 0; t < history->options.periods; t++) {
        LT_TRY(write_raster(history, owners.owners, t, folder, bytes, classes, err));
    }
out:
    bench_canvas_finish(&owners);
    free(bytes);
    free(classes);
    return status;
}
