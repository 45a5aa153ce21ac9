/* Cities of any size for benchmarks: a tessellation of irregular parcels, streamed feature by feature and tile row by
 * tile row, so that memory does not grow with the number of parcels. */
#include "bench_generate.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "liangtian/area.h"
#include "support/files.h"

enum { SALT_LAND = 1000, SALT_CASE, SALT_WINTER, SALT_SUMMER, SALT_PBF, SALT_ZONE, SALT_NOISE };
enum { COUNTIES_ACROSS = 5, COUNTIES_UP = 2, NOISE_BLOCK = 16 };

static const double STEP = 115.0; /* m: parcels of about 20 亩 */
static const double SOUTH = 3560000.0;
static const uint32_t CODES[COUNTIES_ACROSS * COUNTIES_UP] = {
    411702, 411721, 411722, 411723, 411724, 411725, 411726, 411727, 411728, 411729};

struct scale {
    const struct bench_scale_options *options;
    struct bench_lattice lattice;
    struct bench_grid grid;
    struct bench_polygon polygon;
    double crop_m2, zone_m2;
};

static void lay_out(struct scale *city)
{
    const uint64_t parcels = city->options->parcels;
    struct bench_lattice *lattice = &city->lattice;
    lattice->cols = (uint32_t)ceil(sqrt((double)parcels));
    lattice->rows = (uint32_t)((parcels + lattice->cols - 1) / lattice->cols);
    lattice->step = STEP;
    lattice->origin_x = 38500000.0 - floor(lattice->cols * STEP / 2000.0) * 1000.0;
    lattice->origin_y = SOUTH;
    lattice->seed = city->options->seed;
    lattice->jitter = 14.0;
    lattice->bend = 0.05;
    lattice->min_points = 2; /* 12 … 60 vertices to a parcel */
    lattice->max_points = 14;
    const double cell = city->options->cell, margin = 4.0 * 10.0;
    city->grid.cell = cell;
    city->grid.west = lattice->origin_x - margin;
    city->grid.cols = (int)ceil((lattice->cols * STEP + 2.0 * margin) / cell);
    city->grid.rows = (int)ceil((lattice->rows * STEP + 2.0 * margin) / cell);
    city->grid.north = SOUTH - margin + city->grid.rows * cell;
}

static uint32_t split(uint32_t count, uint32_t pieces, uint32_t piece)
{
    return (uint32_t)((uint64_t)count * piece / pieces);
}

static uint32_t county_of(const struct scale *city, uint64_t index)
{
    const uint32_t c = (uint32_t)(index % city->lattice.cols);
    const uint32_t r = (uint32_t)(index / city->lattice.cols);
    uint32_t i = 0, j = 0;
    while (c >= split(city->lattice.cols, COUNTIES_ACROSS, i + 1)) {
        i++;
    }
    while (r >= split(city->lattice.rows, COUNTIES_UP, j + 1)) {
        j++;
    }
    return CODES[j * COUNTIES_ACROSS + i];
}

static const char *land_class(const struct scale *city, uint64_t index)
{
    const double u = bench_unit(city->options->seed, SALT_LAND, index, 0);
    return u < 0.08   ? "0702"
           : u < 0.10 ? "1104"
           : u < 0.12 ? "0301"
           : u < 0.20 ? "0101"
           : u < 0.36 ? "0103"
                      : "0102";
}

static uint8_t crop(const struct scale *city, uint64_t index, int season)
{
    const uint64_t seed = city->options->seed;
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

/* What a parcel bears in season 0 (H1) or 1 (H2). */
static uint8_t class_of(const struct scale *city, uint64_t index, int season)
{
    const char *land = land_class(city, index);
    if (land[0] != '0' || land[1] != '1') {
        return land[0] == '1' ? BENCH_WATER : land[1] == '3' ? BENCH_FOREST : BENCH_BUILT;
    }
    const double u = bench_unit(city->options->seed, SALT_CASE, index, 0);
    if (u < 0.008) {
        return BENCH_ORCHARD;
    }
    if (u < 0.012) {
        return BENCH_WATER;
    }
    if (u < 0.018) {
        return BENCH_BARE;
    }
    if (u < 0.020 && season == 1) {
        return BENCH_ORCHARD;
    }
    return u > 0.998 ? BENCH_CLOUD : crop(city, index, season);
}

static void shape_of(struct scale *city, uint64_t index)
{
    const uint32_t c = (uint32_t)(index % city->lattice.cols);
    const uint32_t r = (uint32_t)(index / city->lattice.cols);
    bench_polygon_clear(&city->polygon);
    bench_lattice_region(&city->lattice, c, r, c + 1, r + 1, &city->polygon);
}

/* ---- rasters: one strip of tiles at a time ---- */

static enum lt_status paint_strip(struct scale *city, struct bench_canvas *owners,
                                  struct lt_error *err)
{
    const struct bench_grid *grid = &city->grid;
    const double top = grid->north - owners->first_row * grid->cell - SOUTH;
    const double low = top - owners->n_rows * grid->cell;
    const double rows = city->lattice.rows;
    /* a parcel reaches no farther than half a step out of its place */
    const uint32_t r0 = (uint32_t)fmax(0.0, fmin(rows, floor(low / STEP) - 1.0));
    const uint32_t r1 = (uint32_t)fmax(0.0, fmin(rows, ceil(top / STEP) + 1.0));
    const uint64_t cols = city->lattice.cols;
    const size_t cells = (size_t)grid->cols * (size_t)owners->n_rows;
    memset(owners->owners, 0, cells * sizeof *owners->owners);
    for (uint64_t i = r0 * cols; i < r1 * cols && i < city->options->parcels; i++) {
        shape_of(city, i);
        const enum lt_status status =
            bench_canvas_paint(owners, &city->polygon, (uint32_t)i + 1, err);
        if (status != LT_OK) {
            return status;
        }
    }
    return LT_OK;
}

static void fill_season(const struct scale *city, const struct bench_canvas *owners, int season,
                        uint8_t *bytes)
{
    const size_t cols = (size_t)city->grid.cols, cells = cols * (size_t)owners->n_rows;
    uint32_t last = 0;
    uint8_t value = BENCH_NODATA;
    for (size_t i = 0; i < cells; i++) {
        if (owners->owners[i] != last) {
            last = owners->owners[i];
            value = last > 0 ? class_of(city, last - 1, season) : BENCH_NODATA;
        }
        bytes[i] = value;
    }
    /* one stray cell in every block of 16 × 16, as a classifier leaves them */
    static const uint8_t stray[] = {BENCH_WHEAT, BENCH_PEANUT, BENCH_BARE, BENCH_FOREST};
    for (size_t row = 0; row + NOISE_BLOCK <= (size_t)owners->n_rows; row += NOISE_BLOCK) {
        for (size_t col = 0; col + NOISE_BLOCK <= cols; col += NOISE_BLOCK) {
            const uint64_t h = bench_hash(city->options->seed, SALT_NOISE + 100 * (uint64_t)season,
                                          (size_t)owners->first_row + row, col);
            const size_t at = (row + h % NOISE_BLOCK) * cols + col + (h >> 8) % NOISE_BLOCK;
            if (bytes[at] != BENCH_NODATA) {
                bytes[at] = stray[(h >> 16) % 4];
            }
        }
    }
}

static enum lt_status write_rasters(struct scale *city, const char *folder, struct lt_error *err)
{
    static const char *const names[2] = {"rasters/2025H1.tif", "rasters/2025H2.tif"};
    struct bench_canvas owners = {0}, season = {0};
    struct bench_tiff *tiff[2] = {NULL, NULL};
    char path[BENCH_PATH];
    enum lt_status status = LT_OK;
    LT_TRY(bench_canvas_create(&city->grid, BENCH_TILE, true, &owners, err));
    LT_TRY(bench_canvas_create(&city->grid, BENCH_TILE, false, &season, err));
    for (size_t i = 0; i < 2; i++) {
        LT_TRY(bench_path(folder, names[i], path, err));
        LT_TRY(bench_tiff_create(path, &city->grid, city->options->compress, &tiff[i], err));
    }
    for (int row = 0; row < city->grid.rows; row += BENCH_TILE) {
        owners.first_row = row;
        owners.n_rows = city->grid.rows - row < BENCH_TILE ? city->grid.rows - row : BENCH_TILE;
        LT_TRY(paint_strip(city, &owners, err));
        for (int i = 0; i < 2; i++) {
            fill_season(city, &owners, i, season.bytes);
            LT_TRY(bench_tiff_write(tiff[i], row, owners.n_rows, season.bytes, err));
        }
    }
    for (size_t i = 0; i < 2; i++) {
        struct bench_tiff *closing = tiff[i];
        tiff[i] = NULL;
        LT_TRY(bench_tiff_close(closing, err));
    }
out:
    bench_tiff_close(tiff[0], NULL);
    bench_tiff_close(tiff[1], NULL);
    bench_canvas_finish(&owners);
    bench_canvas_finish(&season);
    return status;
}

/* ---- layers ---- */

enum layer_kind { LAYER_PARCELS, LAYER_PBF, LAYER_ZONES };

static const struct bench_field DLTB[] = {
    {"BSM", BENCH_TEXT, 18, 0},    {"DLBM", BENCH_TEXT, 5, 0},   {"ZLDWDM", BENCH_TEXT, 19, 0},
    {"TBMJ", BENCH_DOUBLE, 15, 2}, {"KCXS", BENCH_DOUBLE, 6, 4}, {"TBDLMJ", BENCH_DOUBLE, 15, 2},
    {"GDPDJB", BENCH_TEXT, 2, 0},  {"ZZSXDM", BENCH_TEXT, 6, 0},
};
static const struct bench_field YJJBNT[] = {
    {"BSM", BENCH_TEXT, 18, 0},        {"XZQDM", BENCH_TEXT, 12, 0},
    {"DLBM", BENCH_TEXT, 5, 0},        {"YJJBNTTBMJ", BENCH_DOUBLE, 15, 2},
    {"YJJBNTMJ", BENCH_DOUBLE, 15, 2},
};
static const struct bench_field LQDK[] = {
    {"LQDKDM", BENCH_TEXT, 14, 0},
    {"LQLX", BENCH_TEXT, 2, 0},
    {"LQDKMJM", BENCH_DOUBLE, 15, 2},
};

static bool belongs(const struct scale *city, enum layer_kind kind, uint64_t index)
{
    if (kind == LAYER_PARCELS) {
        return true;
    }
    const char *land = land_class(city, index);
    const uint64_t salt = kind == LAYER_PBF ? SALT_PBF : SALT_ZONE;
    const double share = kind == LAYER_PBF ? city->options->pbf_share : city->options->zone_share;
    return strncmp(land, "01", 2) == 0 && bench_unit(city->options->seed, salt, index, 0) < share;
}

static void set_parcel(struct scale *city, struct bench_layer *layer, uint64_t index, double area)
{
    char text[64];
    const char *land = land_class(city, index);
    const bool cropland = strncmp(land, "01", 2) == 0;
    const uint32_t county = county_of(city, index);
    snprintf(text, sizeof text, "%u2101%08u", county, (uint32_t)index + 1);
    bench_layer_text(layer, 0, text);
    bench_layer_text(layer, 1, land);
    snprintf(text, sizeof text, "%u1012010000000", county);
    bench_layer_text(layer, 2, text);
    bench_layer_number(layer, 3, area);
    bench_layer_number(layer, 4, 0.0);
    bench_layer_number(layer, 5, area);
    bench_layer_text(layer, 6, cropland ? "1" : "");
    bench_layer_text(layer, 7, cropland ? "LS" : "");
    city->crop_m2 += cropland ? area : 0.0;
}

static void set_plot(struct scale *city, struct bench_layer *layer, enum layer_kind kind,
                     uint64_t index, double area)
{
    char text[64];
    const uint32_t county = county_of(city, index);
    if (kind == LAYER_ZONES) {
        snprintf(text, sizeof text, "%u%08u", county, (uint32_t)index + 1);
        bench_layer_text(layer, 0, text);
        bench_layer_text(layer, 1, "15");
        bench_layer_number(layer, 2, lt_round(lt_mu(area), 2));
        city->zone_m2 += area;
        return;
    }
    snprintf(text, sizeof text, "%u2501%08u", county, (uint32_t)index + 1);
    bench_layer_text(layer, 0, text);
    snprintf(text, sizeof text, "%u", county);
    bench_layer_text(layer, 1, text);
    bench_layer_text(layer, 2, land_class(city, index));
    bench_layer_number(layer, 3, area);
    bench_layer_number(layer, 4, area);
}

static enum lt_status create_layer(const struct scale *city, const char *folder, const char *name,
                                   const struct bench_field *fields, size_t count,
                                   struct bench_layer **ret_layer, struct lt_error *err)
{
    char file[64], path[BENCH_PATH];
    const bool shp = city->options->shapefile;
    snprintf(file, sizeof file, "layers/%s.%s", name, shp ? "shp" : "gpkg");
    const enum lt_status status = bench_path(folder, file, path, err);
    return status != LT_OK ? status
                           : bench_layer_create(path, shp ? "ESRI Shapefile" : "GPKG", name,
                                                "UTF-8", false, fields, count, ret_layer, err);
}

static enum lt_status write_layer(struct scale *city, const char *folder, enum layer_kind kind,
                                  struct lt_error *err)
{
    static const struct {
        const char *name;
        const struct bench_field *fields;
        size_t count;
    } layers[] = {{"DLTB", DLTB, sizeof DLTB / sizeof DLTB[0]},
                  {"YJJBNTTB", YJJBNT, sizeof YJJBNT / sizeof YJJBNT[0]},
                  {"LQDK", LQDK, sizeof LQDK / sizeof LQDK[0]}};
    struct bench_layer *layer = NULL;
    enum lt_status status = LT_OK;
    const struct bench_scale_options *options = city->options;
    LT_TRY(create_layer(city, folder, layers[kind].name, layers[kind].fields, layers[kind].count,
                        &layer, err));
    for (uint64_t k = 0; k < options->parcels; k++) {
        const uint64_t i = options->shuffle ? bench_permute(options->seed, k, options->parcels) : k;
        if (!belongs(city, kind, i)) {
            continue;
        }
        shape_of(city, i);
        const double area = lt_round(bench_polygon_area(&city->polygon), 2);
        if (kind == LAYER_PARCELS) {
            set_parcel(city, layer, i, area);
        } else {
            set_plot(city, layer, kind, i, area);
        }
        LT_TRY(bench_layer_add(layer, &city->polygon, err));
    }
    status = bench_layer_close(layer, err);
    layer = NULL;
out:
    bench_layer_close(layer, NULL);
    return status;
}

static enum lt_status write_counties(struct scale *city, const char *folder, struct lt_error *err)
{
    static const struct bench_field fields[] = {{"XZQDM", BENCH_TEXT, 12, 0},
                                                {"XZQMC", BENCH_TEXT, 100, 0}};
    struct bench_layer *layer = NULL;
    enum lt_status status = LT_OK;
    char text[64];
    const struct bench_lattice *lattice = &city->lattice;
    LT_TRY(create_layer(city, folder, "XZQ", fields, 2, &layer, err));
    for (uint32_t i = 0; i < COUNTIES_ACROSS * COUNTIES_UP; i++) {
        const uint32_t c = i % COUNTIES_ACROSS, r = i / COUNTIES_ACROSS;
        bench_polygon_clear(&city->polygon);
        bench_lattice_region(lattice, split(lattice->cols, COUNTIES_ACROSS, c),
                             split(lattice->rows, COUNTIES_UP, r),
                             split(lattice->cols, COUNTIES_ACROSS, c + 1),
                             split(lattice->rows, COUNTIES_UP, r + 1), &city->polygon);
        snprintf(text, sizeof text, "%u", CODES[i]);
        bench_layer_text(layer, 0, text);
        snprintf(text, sizeof text, "虚构县%u", i + 1);
        bench_layer_text(layer, 1, text);
        LT_TRY(bench_layer_add(layer, &city->polygon, err));
    }
    status = bench_layer_close(layer, err);
    layer = NULL;
out:
    bench_layer_close(layer, NULL);
    return status;
}

static enum lt_status write_config(const struct scale *city, const char *folder,
                                   struct lt_error *err)
{
    struct lt_text text = {0};
    const char *ext = city->options->shapefile ? "shp" : "gpkg";
    lt_text_printf(&text, "# %llu invented parcels, seed %llu\n",
                   (unsigned long long)city->options->parcels,
                   (unsigned long long)city->options->seed);
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

enum lt_status bench_scale(const char *folder, const struct bench_scale_options *options,
                           struct lt_error *err)
{
    static const char *const folders[] = {"layers", "rasters"};
    struct scale city = {.options = options};
    struct lt_text text = {0};
    char path[BENCH_PATH];
    enum lt_status status = LT_OK;
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        LT_TRY(bench_path(folder, folders[i], path, err));
        LT_TRY(lt_folder_make(path, err));
    }
    lay_out(&city);
    LT_TRY(write_counties(&city, folder, err));
    LT_TRY(write_layer(&city, folder, LAYER_PARCELS, err));
    LT_TRY(write_layer(&city, folder, LAYER_PBF, err));
    LT_TRY(write_layer(&city, folder, LAYER_ZONES, err));
    LT_TRY(write_rasters(&city, folder, err));
    bench_legend_text(&text);
    LT_TRY(bench_write_text(folder, "legend.yaml", &text, err));
    LT_TRY(write_config(&city, folder, err));
out:
    bench_polygon_finish(&city.polygon);
    return status;
}
