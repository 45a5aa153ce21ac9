#include "bench_generate_township.h"

#include <math.h>

enum { NOISE_SEED = 777 };

static const char *const NAMES[BENCH_RASTERS] = {
    "rasters/2020.tif",   "rasters/2025H1.tif", "rasters/2025H2.tif",
    "rasters/2026H1.tif", "rasters/2026H2.tif",
};

/* What the land around the township bears. */
static uint8_t around(int raster)
{
    return raster == 0 || raster % 2 == 1 ? BENCH_WHEAT : BENCH_MAIZE;
}

/* Single cells of another class, as every classifier leaves them; none in the named cases. */
static uint8_t with_noise(uint8_t value, int raster, size_t cell)
{
    static const uint8_t winter[] = {BENCH_WHEAT, BENCH_RAPESEED, BENCH_BARE, BENCH_VEGETABLES,
                                     BENCH_FOREST};
    static const uint8_t summer[] = {BENCH_MAIZE, BENCH_PEANUT, BENCH_SOYBEAN, BENCH_BARE,
                                     BENCH_ORCHARD};
    const uint64_t hash = bench_hash(NOISE_SEED, (uint64_t)raster, cell, 0);
    if (hash % 1000 >= 4) {
        return value;
    }
    return (raster == 0 || raster % 2 == 1 ? winter : summer)[(hash >> 32) % 5];
}

static void paint_block(const struct bench_town *town, const struct bench_parcel *parcel,
                        const struct bench_block *block, int raster,
                        const struct bench_canvas *owners, uint8_t *bytes)
{
    const struct lt_box box = bench_town_block(town, parcel, block);
    const struct bench_grid *grid = &town->grid;
    const int col0 = (int)floor((box.min_x - grid->west) / grid->cell + 0.5);
    const int row0 = (int)floor((grid->north - box.max_y) / grid->cell + 0.5);
    for (int row = row0 < 0 ? 0 : row0; row < row0 + block->h && row < grid->rows; row++) {
        for (int col = col0 < 0 ? 0 : col0; col < col0 + block->w && col < grid->cols; col++) {
            const size_t at = (size_t)row * (size_t)grid->cols + (size_t)col;
            const uint32_t owner = owners->owners[at];
            if (owner != 0 && town->parcels[owner - 1].case_index == parcel->case_index) {
                bytes[at] = block->classes[raster];
            }
        }
    }
}

static void paint_season(const struct bench_town *town, const struct bench_canvas *owners,
                         int raster, uint8_t *bytes)
{
    const size_t cells = (size_t)town->grid.cols * (size_t)town->grid.rows;
    for (size_t i = 0; i < cells; i++) {
        const uint32_t owner = owners->owners[i];
        if (owner == 0) {
            bytes[i] = around(raster);
            continue;
        }
        const struct bench_parcel *parcel = &town->parcels[owner - 1];
        bytes[i] = parcel->noise ? with_noise(parcel->classes[raster], raster, i)
                                 : parcel->classes[raster];
    }
    int painted = -1; /* blocks hang on the first parcel of their case */
    for (size_t i = 0; i < town->n_parcels; i++) {
        const struct bench_parcel *parcel = &town->parcels[i];
        if (!parcel->is_case || !parcel->in_2025 || parcel->case_index == painted) {
            continue;
        }
        painted = parcel->case_index;
        const struct bench_case *the_case = &town->cases[painted];
        for (size_t b = 0; b < BENCH_BLOCKS && the_case->blocks[b].w > 0; b++) {
            if (the_case->blocks[b].classes[raster] != BENCH_NODATA) {
                paint_block(town, parcel, &the_case->blocks[b], raster, owners, bytes);
            }
        }
    }
}

static enum lt_status write_raster(const struct bench_town *town, const uint8_t *bytes,
                                   const char *folder, const char *name, struct lt_error *err)
{
    char path[BENCH_PATH];
    struct bench_tiff *tiff = NULL;
    enum lt_status status = LT_OK;
    LT_TRY(bench_path(folder, name, path, err));
    LT_TRY(bench_tiff_create(path, &town->grid, "DEFLATE", &tiff, err));
    for (int row = 0; row < town->grid.rows; row += BENCH_TILE) {
        const int left = town->grid.rows - row;
        LT_TRY(bench_tiff_write(tiff, row, left < BENCH_TILE ? left : BENCH_TILE,
                                bytes + (size_t)row * (size_t)town->grid.cols, err));
    }
    status = bench_tiff_close(tiff, err);
    tiff = NULL;
out:
    bench_tiff_close(tiff, NULL);
    return status;
}

enum lt_status bench_town_rasters(struct bench_town *town, const char *folder, struct lt_error *err)
{
    struct bench_canvas owners = {0}, season = {0};
    enum lt_status status = LT_OK;
    LT_TRY(bench_canvas_create(&town->grid, town->grid.rows, true, &owners, err));
    LT_TRY(bench_canvas_create(&town->grid, town->grid.rows, false, &season, err));
    for (size_t i = 0; i < town->n_parcels; i++) {
        if (town->parcels[i].in_2025) {
            LT_TRY(bench_canvas_paint(&owners, &town->parcels[i].shape, (uint32_t)i + 1, err));
        }
    }
    for (int raster = 0; raster < BENCH_RASTERS; raster++) {
        paint_season(town, &owners, raster, season.bytes);
        LT_TRY(write_raster(town, season.bytes, folder, NAMES[raster], err));
    }
out:
    bench_canvas_finish(&owners);
    bench_canvas_finish(&season);
    return status;
}
