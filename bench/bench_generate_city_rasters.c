#include "bench_generate_city.h"

#include <math.h>
#include <string.h>

enum { SALT_SIZE = 90, SALT_CLOUD };

static const char *const NAMES[BENCH_RASTERS] = {
    "rasters/2020.tif",   "rasters/2025H1.tif", "rasters/2025H2.tif",
    "rasters/2026H1.tif", "rasters/2026H2.tif",
};

/* The class in the middle of a parcel with a case, or NODATA where the season bears its crop. */
static uint8_t class_of_case(enum bench_city_case the_case, int raster)
{
    switch (the_case) {
    case BENCH_CITY_ORCHARD_STOCK:
        return BENCH_ORCHARD;
    case BENCH_CITY_ORCHARD:
        return raster >= 1 ? BENCH_ORCHARD : BENCH_NODATA;
    case BENCH_CITY_ORCHARD_NEW:
        return raster >= 2 ? BENCH_ORCHARD : BENCH_NODATA;
    case BENCH_CITY_POND:
        return BENCH_WATER;
    case BENCH_CITY_CLEARED:
        return raster <= 2 ? BENCH_ORCHARD : BENCH_NODATA;
    case BENCH_CITY_IDLE:
        return raster == 1 || raster == 2 ? BENCH_BARE : BENCH_NODATA;
    case BENCH_CITY_NONE:
        break;
    }
    return BENCH_NODATA;
}

static void paint_box(const struct bench_grid *grid, uint8_t *bytes, int col0, int row0, int w,
                      int h, uint8_t value)
{
    for (int row = row0; row < row0 + h; row++) {
        memset(bytes + (size_t)row * (size_t)grid->cols + col0, value, (size_t)w);
    }
}

static void paint_cases(const struct bench_city_plan *city, int raster, uint8_t *bytes)
{
    const struct bench_grid *grid = &city->grid;
    for (size_t i = 0; i < city->n_parcels; i++) {
        const struct bench_city_parcel *parcel = &city->parcels[i];
        const uint8_t value = class_of_case(parcel->the_case, raster);
        if (value == BENCH_NODATA) {
            continue;
        }
        const double x = (city->x[parcel->c] + city->x[parcel->c + 1]) / 2;
        const double y = (city->y[parcel->r] + city->y[parcel->r + 1]) / 2;
        const int w = 4 + (int)(6.0 * bench_unit(bench_city_seed, SALT_SIZE, i, 0));
        const int h = 4 + (int)(5.0 * bench_unit(bench_city_seed, SALT_SIZE, i, 1));
        paint_box(grid, bytes, (int)floor((x - grid->west) / grid->cell) - w / 2,
                  (int)floor((grid->north - y) / grid->cell) - h / 2, w, h, value);
    }
}

/* Two clouds in every half-year, about 20 km² each. */
static void paint_clouds(const struct bench_grid *grid, int raster, uint8_t *bytes)
{
    for (uint64_t k = 0; k < 2 && raster > 0; k++) {
        const int w = 80, h = 70;
        const double u = bench_unit(bench_city_seed, SALT_CLOUD, (uint64_t)raster, 2 * k);
        const double v = bench_unit(bench_city_seed, SALT_CLOUD, (uint64_t)raster, 2 * k + 1);
        const int col0 = (int)(u * (grid->cols - w)), row0 = (int)(v * (grid->rows - h));
        for (int row = 0; row < h; row++) { /* an ellipse */
            const double t = (row + 0.5) / h * 2.0 - 1.0;
            const int half = (int)(w / 2 * sqrt(1.0 - t * t));
            paint_box(grid, bytes, col0 + w / 2 - half, row0 + row, 2 * half, 1, BENCH_CLOUD);
        }
    }
}

static enum lt_status write_raster(const struct bench_grid *grid, const uint8_t *bytes,
                                   const char *folder, const char *name, struct lt_error *err)
{
    char path[BENCH_PATH];
    struct bench_tiff *tiff = NULL;
    enum lt_status status = LT_OK;
    LT_TRY(bench_path(folder, name, path, err));
    LT_TRY(bench_tiff_create(path, grid, "DEFLATE", &tiff, err));
    for (int row = 0; row < grid->rows; row += BENCH_TILE) {
        const int left = grid->rows - row;
        LT_TRY(bench_tiff_write(tiff, row, left < BENCH_TILE ? left : BENCH_TILE,
                                bytes + (size_t)row * (size_t)grid->cols, err));
    }
    status = bench_tiff_close(tiff, err);
    tiff = NULL;
out:
    bench_tiff_close(tiff, NULL);
    return status;
}

enum lt_status bench_city_rasters(struct bench_city_plan *city, const char *folder,
                                  struct lt_error *err)
{
    struct bench_canvas owners = {0}, season = {0};
    enum lt_status status = LT_OK;
    const size_t cells = (size_t)city->grid.cols * (size_t)city->grid.rows;
    LT_TRY(bench_canvas_create(&city->grid, city->grid.rows, true, &owners, err));
    LT_TRY(bench_canvas_create(&city->grid, city->grid.rows, false, &season, err));
    for (size_t i = 0; i < city->n_parcels; i++) {
        const struct bench_city_parcel *parcel = &city->parcels[i];
        bench_polygon_clear(&city->work);
        bench_lattice_region(&city->lattice, parcel->c, parcel->r, parcel->c + 1, parcel->r + 1,
                             &city->work);
        LT_TRY(bench_canvas_paint(&owners, &city->work, (uint32_t)i + 1, err));
    }
    for (int raster = 0; raster < BENCH_RASTERS; raster++) {
        for (size_t i = 0; i < cells; i++) {
            const uint32_t owner = owners.owners[i];
            season.bytes[i] = owner > 0 ? city->parcels[owner - 1].classes[raster] : BENCH_NODATA;
        }
        paint_cases(city, raster, season.bytes);
        paint_clouds(&city->grid, raster, season.bytes);
        LT_TRY(write_raster(&city->grid, season.bytes, folder, NAMES[raster], err));
    }
out:
    bench_canvas_finish(&owners);
    bench_canvas_finish(&season);
    return status;
}
