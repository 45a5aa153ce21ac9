/* Cities of any size for benchmarks: a tessellation of irregular parcels, streamed feature by feature and tile row by
 * tile row on all threads, so that memory does not grow with the number of parcels. */
#include "bench_generate_scale.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "liangtian/area.h"
#include "support/files.h"

enum { SALT_LAND = 1000, SALT_CASE, SALT_WINTER, SALT_SUMMER };

static const uint32_t CODES[BENCH_COUNTIES_ACROSS * BENCH_COUNTIES_UP] = {
    411702, 411721, 411722, 411723, 411724, 411725, 411726, 411727, 411728, 411729};

static void lay_out(struct bench_scale *city)
{
    const uint64_t parcels = city->options.parcels;
    struct bench_lattice *lattice = &city->lattice;
    lattice->cols = (uint32_t)ceil(sqrt((double)parcels));
    lattice->rows = (uint32_t)((parcels + lattice->cols - 1) / lattice->cols);
    lattice->step = BENCH_SCALE_STEP;
    lattice->origin_x = 38500000.0 - floor(lattice->cols * BENCH_SCALE_STEP / 2000.0) * 1000.0;
    lattice->origin_y = BENCH_SCALE_SOUTH;
    lattice->seed = city->options.seed;
    lattice->jitter = 14.0;
    lattice->bend = 0.05;
    lattice->min_points = 2; /* 12 … 60 vertices to a parcel */
    lattice->max_points = 14;
    const double cell = city->options.cell, margin = 4.0 * 10.0;
    city->grid.cell = cell;
    city->grid.west = lattice->origin_x - margin;
    city->grid.cols = (int)ceil((lattice->cols * BENCH_SCALE_STEP + 2.0 * margin) / cell);
    city->city_cols = city->grid.cols;
    city->grid.cols = (int)ceil(city->grid.cols * city->options.wider);
    city->grid.rows = (int)ceil((lattice->rows * BENCH_SCALE_STEP + 2.0 * margin) / cell);
    city->grid.north = BENCH_SCALE_SOUTH - margin + city->grid.rows * cell;
}

static uint32_t split(uint32_t count, uint32_t pieces, uint32_t piece)
{
    return (uint32_t)((uint64_t)count * piece / pieces);
}

uint32_t bench_scale_county(const struct bench_scale *city, uint64_t index)
{
    const uint32_t c = (uint32_t)(index % city->lattice.cols);
    const uint32_t r = (uint32_t)(index / city->lattice.cols);
    uint32_t i = 0, j = 0;
    while (c >= split(city->lattice.cols, BENCH_COUNTIES_ACROSS, i + 1)) {
        i++;
    }
    while (r >= split(city->lattice.rows, BENCH_COUNTIES_UP, j + 1)) {
        j++;
    }
    return CODES[j * BENCH_COUNTIES_ACROSS + i];
}

const char *bench_scale_land(const struct bench_scale *city, uint64_t index)
{
    const double u = bench_unit(city->options.seed, SALT_LAND, index, 0);
    return u < 0.08   ? "0702"
           : u < 0.10 ? "1104"
           : u < 0.12 ? "0301"
           : u < 0.20 ? "0101"
           : u < 0.36 ? "0103"
                      : "0102";
}

bool bench_scale_cropland(const char *land)
{
    return strncmp(land, "01", 2) == 0;
}

static uint8_t crop(const struct bench_scale *city, uint64_t index, int season)
{
    const uint64_t seed = city->options.seed;
    if (season == 0) {
        const double u = bench_unit(seed, SALT_WINTER, index, 0);
        return u < 0.86   ? BENCH_WHEAT
               : u < 0.91 ? BENCH_RAPESEED
               : u < 0.96 ? BENCH_VEGETABLES
                          : BENCH_BARE;
    }
    const double u = bench_unit(seed, SALT_SUMMER, index, 0);
    return u < 0.48   ? BENCH_MAIZE
           : u < 0.80 ? BENCH_PEANUT
           : u < 0.88 ? BENCH_SOYBEAN
           : u < 0.94 ? BENCH_RICE
                      : BENCH_SESAME;
}

uint8_t bench_scale_class(const struct bench_scale *city, uint64_t index, int season)
{
    const char *land = bench_scale_land(city, index);
    if (!bench_scale_cropland(land)) {
        return land[0] == '1' ? BENCH_WATER : land[1] == '3' ? BENCH_FOREST : BENCH_BUILT;
    }
    const double u = bench_unit(city->options.seed, SALT_CASE, index, 0);
    const double offends = city->options.case_share;
    if (u < 0.40 * offends) {
        return BENCH_ORCHARD;
    }
    if (u < 0.60 * offends) {
        return BENCH_WATER;
    }
    if (u < 0.90 * offends) {
        return BENCH_BARE;
    }
    if (u < offends && season == 1) {
        return BENCH_ORCHARD;
    }
    return u > 0.998 ? BENCH_CLOUD : crop(city, index, season);
}

void bench_scale_shape(const struct bench_scale *city, uint64_t index,
                       struct bench_polygon *polygon)
{
    const uint32_t c = (uint32_t)(index % city->lattice.cols);
    const uint32_t r = (uint32_t)(index / city->lattice.cols);
    bench_polygon_clear(polygon);
    bench_lattice_region(&city->lattice, c, r, c + 1, r + 1, polygon);
}

uint32_t bench_scale_county_cells(const struct bench_scale *city, uint32_t number, uint32_t *c0,
                                  uint32_t *r0, uint32_t *c1, uint32_t *r1)
{
    const struct bench_lattice *lattice = &city->lattice;
    const uint32_t c = number % BENCH_COUNTIES_ACROSS, r = number / BENCH_COUNTIES_ACROSS;
    *c0 = split(lattice->cols, BENCH_COUNTIES_ACROSS, c);
    *c1 = split(lattice->cols, BENCH_COUNTIES_ACROSS, c + 1);
    *r0 = split(lattice->rows, BENCH_COUNTIES_UP, r);
    *r1 = split(lattice->rows, BENCH_COUNTIES_UP, r + 1);
    return CODES[number];
}

static enum lt_status write_config(const struct bench_scale *city, const char *folder,
                                   struct lt_error *err)
{
    struct lt_text text = {0};
    const char *ext = city->options.shapefile ? "shp" : "gpkg";
    lt_text_printf(&text, "# %llu invented parcels, seed %llu\n",
                   (unsigned long long)city->options.parcels,
                   (unsigned long long)city->options.seed);
    lt_text_add(&text, "city: {name: 虚构市, name_en: Invented city, code: 411700}\n"
                       "folders: {output: out, work: work}\nlegend: legend.yaml\nlayers:\n");
    lt_text_printf(&text, "  parcels: {path: layers/DLTB.%s, schema: DLTB}\n", ext);
    lt_text_printf(&text, "  pbf: {path: layers/YJJBNTTB.%s, schema: YJJBNTBHTB}\n", ext);
    lt_text_printf(&text, "  zones: {path: layers/LQDK.%s, schema: LQDK}\n", ext);
    lt_text_printf(&text, "  counties: {path: layers/XZQ.%s, schema: XZQ}\n", ext);
    lt_text_add(&text, "periods:\n"
                       "  - period: 2025H1\n"
                       "    raster: {path: rasters/2025H1.tif, image_from: 2025-04-12, image_to: "
                       "2025-05-08}\n"
                       "  - period: 2025H2\n"
                       "    raster: {path: rasters/2025H2.tif, image_from: 2025-08-05, image_to: "
                       "2025-09-02}\n"
                       "floors: {zone_area: ");
    lt_text_add_fixed(&text, lt_wanmu(city->zone_m2) * 0.98, 4);
    lt_text_add(&text, ", sown_area: ");
    lt_text_add_fixed(&text, lt_wanmu(city->crop_m2) * 1.35, 4);
    lt_text_add(&text, "}\n");
    return bench_write_text(folder, "liangtian.yaml", &text, err);
}

static void fill_defaults(struct bench_scale_options *options)
{
    options->threads = options->threads > 0 ? options->threads : 1;
    options->seasons = options->seasons != 0 ? options->seasons : 2;
    options->layers = options->layers > 0 ? options->layers : BENCH_LAYERS_OF_A_RUN;
    options->case_share = options->case_share > 0.0 ? options->case_share : 0.02;
    options->wider = options->wider > 1.0 ? options->wider : 1.0;
}

enum lt_status bench_scale(const char *folder, const struct bench_scale_options *options,
                           struct lt_error *err)
{
    static const char *const folders[] = {"layers", "rasters"};
    struct bench_scale city = {.options = *options};
    struct lt_text text = {0};
    char path[BENCH_PATH];
    enum lt_status status = LT_OK;
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        LT_TRY(bench_path(folder, folders[i], path, err));
        LT_TRY(lt_folder_make(path, err));
    }
    fill_defaults(&city.options);
    lay_out(&city);
    LT_TRY(bench_scale_write_layers(&city, folder, err));
    if (city.options.seasons > 0) {
        LT_TRY(bench_scale_write_rasters(&city, folder, err));
    }
    bench_legend_text(&text);
    LT_TRY(bench_write_text(folder, "legend.yaml", &text, err));
    const unsigned needed = BENCH_LAYERS_OF_A_RUN;
    if ((city.options.layers & needed) == needed && city.options.seasons == 2) {
        LT_TRY(write_config(&city, folder, err));
    }
out:
    return status;
}
