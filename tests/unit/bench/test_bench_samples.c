/* The committed samples say what sample-data/README.md says of them: read back from the files by GDAL, not from the
 * generator. */
#include "support/lt_test.h"

#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cpl_conv.h>
#include <cpl_error.h>

#include "bench_generate.h"
#include "liangtian/area.h"
#include "support/arena.h"
#include "support/files.h"

#define TOWN LT_SOURCE_DIR "/sample-data/township/"
#define CITY LT_SOURCE_DIR "/sample-data/city/"

enum { MAX_FEATURES = 30000 };

struct feature {
    struct bench_polygon shape;
    char id[24], land_class[8];
    double gross, net, kcxs;
};
struct layer {
    struct feature *items;
    size_t count;
};
struct raster {
    struct bench_grid grid;
    uint8_t *bytes;
};

static struct raster read_raster(const char *path)
{
    struct raster raster = {0};
    double t[6];
    GDALDatasetH dataset = GDALOpen(path, GA_ReadOnly);
    assert_non_null(dataset);
    assert_int_equal(GDALGetGeoTransform(dataset, t), CE_None);
    raster.grid = (struct bench_grid){t[0], t[3], t[1], GDALGetRasterXSize(dataset),
                                      GDALGetRasterYSize(dataset)};
    GDALRasterBandH band = GDALGetRasterBand(dataset, 1);
    int tile_x = 0, tile_y = 0;
    GDALGetBlockSize(band, &tile_x, &tile_y);
    assert_int_equal(tile_x, 256);
    assert_int_equal(tile_y, 256);
    raster.bytes = malloc((size_t)raster.grid.cols * (size_t)raster.grid.rows);
    assert_non_null(raster.bytes);
    assert_int_equal(GDALRasterIO(band, GF_Read, 0, 0, raster.grid.cols, raster.grid.rows,
                                  raster.bytes, raster.grid.cols, raster.grid.rows, GDT_Byte, 0, 0),
                     CE_None);
    GDALClose(dataset);
    return raster;
}

static void add_geometry(OGRGeometryH geometry, struct bench_polygon *polygon)
{
    if (wkbFlatten(OGR_G_GetGeometryType(geometry)) == wkbMultiPolygon) {
        for (int i = 0; i < OGR_G_GetGeometryCount(geometry); i++) {
            add_geometry(OGR_G_GetGeometryRef(geometry, i), polygon);
        }
        return;
    }
    for (int r = 0; r < OGR_G_GetGeometryCount(geometry); r++) {
        OGRGeometryH ring = OGR_G_GetGeometryRef(geometry, r);
        for (int i = 0; i + 1 < OGR_G_GetPointCount(ring); i++) {
            bench_polygon_add(polygon, OGR_G_GetX(ring, i), OGR_G_GetY(ring, i));
        }
        bench_polygon_end_ring(polygon, r == 0);
    }
}

static void copy_text(OGRFeatureH feature, const char *name, char *text, size_t size)
{
    const int index = OGR_F_GetFieldIndex(feature, name);
    snprintf(text, size, "%s", index >= 0 ? OGR_F_GetFieldAsString(feature, index) : "");
}

static double number(OGRFeatureH feature, const char *name)
{
    const int index = OGR_F_GetFieldIndex(feature, name);
    return index >= 0 ? OGR_F_GetFieldAsDouble(feature, index) : 0.0;
}

static struct layer read_layer(const char *path, const char *id)
{
    struct layer layer = {.items = calloc(MAX_FEATURES, sizeof *layer.items)};
    assert_non_null(layer.items);
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, NULL, NULL);
    assert_non_null(dataset);
    OGRLayerH source = GDALDatasetGetLayer(dataset, 0);
    OGRFeatureH feature = NULL;
    while ((feature = OGR_L_GetNextFeature(source)) != NULL) {
        assert_true(layer.count < MAX_FEATURES);
        struct feature *item = &layer.items[layer.count++];
        copy_text(feature, id, item->id, sizeof item->id);
        copy_text(feature, "DLBM", item->land_class, sizeof item->land_class);
        item->gross = number(feature, "TBMJ");
        item->kcxs = number(feature, "KCXS");
        item->net = number(feature, "TBDLMJ");
        add_geometry(OGR_F_GetGeometryRef(feature), &item->shape);
        OGR_F_Destroy(feature);
    }
    GDALClose(dataset);
    return layer;
}

static void free_layer(struct layer *layer)
{
    for (size_t i = 0; i < layer->count; i++) {
        bench_polygon_finish(&layer->items[i].shape);
    }
    free(layer->items);
}

static const struct feature *find(const struct layer *layer, const char *id)
{
    for (size_t i = 0; i < layer->count; i++) {
        if (strcmp(layer->items[i].id, id) == 0) {
            return &layer->items[i];
        }
    }
    return NULL;
}

/* The `column`-th field (from 0) of the row of cases.csv that begins with `key`. Quoted titles hold no quotes. */
static void case_field(const char *csv, const char *key, int column, char *text, size_t size)
{
    char start[64];
    snprintf(start, sizeof start, "\n%s,", key);
    const char *at = strstr(csv, start);
    if (at == NULL) {
        print_error("no case '%s'\n", key);
    }
    assert_non_null(at);
    at++;
    for (int i = 0; i < column; i++) {
        bool quoted = false;
        while (quoted || *at != ',') {
            quoted ^= *at == '"';
            at++;
        }
        at++;
    }
    const size_t length = strcspn(at, ",\n");
    assert_true(length < size);
    memcpy(text, at, length);
    text[length] = '\0';
}

static char *read_cases(struct lt_arena *arena)
{
    struct lt_error err = {0};
    char *csv = NULL;
    size_t size = 0;
    assert_ok(lt_file_read(TOWN "cases.csv", 1 << 20, arena, &csv, &size, &err));
    return csv;
}

static const char *const RASTERS[5] = {"2020", "2025H1", "2025H2", "2026H1", "2026H2"};

/* Cells of each raster that have `value` and whose centre lies in the parcel. */
static void count_cells(const struct feature *parcel, uint8_t value, const struct raster *rasters,
                        size_t counts[5])
{
    struct bench_canvas canvas = {0};
    struct lt_error err = {0};
    const struct bench_grid *grid = &rasters[0].grid;
    assert_ok(bench_canvas_create(grid, grid->rows, false, &canvas, &err));
    assert_ok(bench_canvas_paint(&canvas, &parcel->shape, 1, &err));
    for (size_t r = 0; r < 5; r++) {
        counts[r] = 0;
        for (size_t i = 0; i < (size_t)grid->cols * (size_t)grid->rows; i++) {
            counts[r] += canvas.bytes[i] == 1 && rasters[r].bytes[i] == value;
        }
    }
    bench_canvas_finish(&canvas);
}

/* What each named case must show: cells of a class within its parcel in 2020, 2025H1, 2025H2, 2026H1, 2026H2. −1: all
 * of the parcel's cells. */
static const struct {
    const char *key;
    uint8_t value;
    int cells[5];
} EXPECTED[] = {
    {"wheat-peanut", BENCH_PEANUT, {0, 0, -1, 0, -1}},
    {"wheat-peanut", BENCH_WHEAT, {-1, -1, 0, -1, 0}},
    {"orchard-stock", BENCH_ORCHARD, {108, 108, 108, 108, 108}},
    {"orchard-undated", BENCH_ORCHARD, {0, 88, 88, 88, 88}},
    {"orchard-new", BENCH_ORCHARD, {0, 0, 96, 96, 96}},
    {"orchard-clouded", BENCH_ORCHARD, {0, 90, 0, 90, 90}},
    {"orchard-clouded", BENCH_CLOUD, {0, 0, -1, 0, 0}},
    {"orchard-rectified", BENCH_ORCHARD, {120, 120, 120, 0, 0}},
    {"orchard-feedback", BENCH_ORCHARD, {0, 0, 0, 0, 90}},
    {"orchard-in-large", BENCH_ORCHARD, {0, 72, 72, 72, 72}},
    {"orchard-small", BENCH_ORCHARD, {0, 6, 6, 6, 6}},
    {"tree-strip", BENCH_FOREST, {29, 29, 29, 29, 29}},
    {"pond-stock", BENCH_WATER, {80, 80, 80, 80, 80}},
    {"pond-new", BENCH_WATER, {0, 0, 72, 72, 72}},
    {"rice-winter-water", BENCH_WATER, {-1, -1, 0, -1, 0}},
    {"rice-winter-water", BENCH_RICE, {0, 0, -1, 0, -1}},
    {"bare-one-season", BENCH_BARE, {0, 0, -1, 0, 0}},
    {"bare-two-seasons", BENCH_BARE, {0, -1, -1, 0, 0}},
    {"bare-from-2026", BENCH_BARE, {0, 0, 0, -1, -1}},
    {"bare-always", BENCH_BARE, {-1, -1, -1, -1, -1}},
    {"bare-across-years", BENCH_BARE, {0, 0, -1, -1, 0}},
    {"bare-before-peanut", BENCH_BARE, {-1, -1, 0, -1, 0}},
    {"film-mulch", BENCH_MULCH, {0, -1, 0, -1, 0}},
    {"zone-no-grain", BENCH_VEGETABLES, {0, -1, 0, 0, 0}},
    {"greenhouse-0102", BENCH_GREENHOUSE, {0, -1, -1, -1, -1}},
    {"approved-building", BENCH_BUILT, {0, 0, 90, 90, 90}},
    {"nursery-exit-plan", BENCH_NURSERY, {96, 96, 96, 96, 96}},
    {"renumbered", BENCH_ORCHARD, {90, 90, 90, 90, 90}},
    {"split", BENCH_ORCHARD, {112, 112, 112, 112, 112}},
    {"border", BENCH_ORCHARD, {112, 112, 112, 112, 112}},
    {"three-pixels", BENCH_ORCHARD, {0, -1, -1, -1, -1}},
};

static size_t cells_of(const struct feature *parcel, const struct raster *rasters)
{
    size_t counts[5], sum = 0;
    for (int value = 0; value < 256; value++) {
        if (value <= BENCH_RIDGE || value == BENCH_CLOUD) {
            count_cells(parcel, (uint8_t)value, rasters, counts);
            sum += counts[0];
        }
    }
    return sum;
}

static void test_named_cases_are_in_the_rasters(void **state)
{
    (void)state;
    struct lt_arena *arena = NULL;
    struct lt_error err = {0};
    struct raster rasters[5];
    char path[512], ids[128];
    assert_ok(lt_arena_create(&arena, &err));
    const char *csv = read_cases(arena);
    struct layer parcels = read_layer(TOWN "layers/2024/DLTB.shp", "BSM");
    for (size_t r = 0; r < 5; r++) {
        snprintf(path, sizeof path, TOWN "rasters/%s.tif", RASTERS[r]);
        rasters[r] = read_raster(path);
    }
    for (size_t i = 0; i < sizeof EXPECTED / sizeof EXPECTED[0]; i++) {
        case_field(csv, EXPECTED[i].key, 4, ids, sizeof ids);
        const struct feature *parcel = find(&parcels, ids);
        assert_non_null(parcel);
        size_t counts[5];
        count_cells(parcel, EXPECTED[i].value, rasters, counts);
        for (size_t r = 0; r < 5; r++) {
            const size_t expected = EXPECTED[i].cells[r] >= 0 ? (size_t)EXPECTED[i].cells[r]
                                                              : cells_of(parcel, rasters);
            if (counts[r] != expected) {
                print_error("%s, class %u, %s: %zu cells, expected %zu\n", EXPECTED[i].key,
                            EXPECTED[i].value, RASTERS[r], counts[r], expected);
            }
            assert_int_equal(counts[r], expected);
        }
    }
    for (size_t r = 0; r < 5; r++) {
        free(rasters[r].bytes);
    }
    free_layer(&parcels);
    lt_arena_destroy(arena);
}

/* TBMJ agrees with the area from coordinates that PROJ brought back to degrees, and KCMJ and TBDLMJ with DOMAIN's
 * identities; only the parcels that are there to disagree do. */
static void test_areas_of_the_table_agree(void **state)
{
    (void)state;
    struct lt_arena *arena = NULL;
    struct lt_error err = {0};
    char wrong[64], bow_tie[64];
    assert_ok(lt_arena_create(&arena, &err));
    const char *csv = read_cases(arena);
    case_field(csv, "wrong-area", 4, wrong, sizeof wrong);
    case_field(csv, "bow-tie", 4, bow_tie, sizeof bow_tie);
    struct layer parcels = read_layer(TOWN "layers/2025/DLTB.shp", "BSM");
    OGRSpatialReferenceH from = OSRNewSpatialReference(NULL), to = OSRNewSpatialReference(NULL);
    OSRImportFromEPSG(from, BENCH_EPSG);
    OSRImportFromEPSG(to, BENCH_EPSG_GEOGRAPHIC);
    OSRSetAxisMappingStrategy(from, OAMS_TRADITIONAL_GIS_ORDER);
    OSRSetAxisMappingStrategy(to, OAMS_TRADITIONAL_GIS_ORDER);
    OGRCoordinateTransformationH transform = OCTNewCoordinateTransformation(from, to);
    assert_non_null(transform);
    size_t off = 0;
    for (size_t i = 0; i < parcels.count; i++) {
        struct feature *parcel = &parcels.items[i];
        double area = 0.0;
        size_t start = 0;
        for (size_t r = 0; r < parcel->shape.n_rings; r++) {
            double lonlat[2 * 400];
            const size_t n = parcel->shape.rings[r].end - start;
            assert_true(n <= 400);
            for (size_t k = 0; k < n; k++) {
                lonlat[2 * k] = parcel->shape.points[start + k].x;
                lonlat[2 * k + 1] = parcel->shape.points[start + k].y;
                OCTTransform(transform, 1, &lonlat[2 * k], &lonlat[2 * k + 1], NULL);
            }
            const double ring = fabs(lt_area_ring(lonlat, lonlat + 1, n, 2));
            area += parcel->shape.rings[r].outer ? ring : -ring;
            start = parcel->shape.rings[r].end;
        }
        if (fabs(area - parcel->gross) > 0.02) {
            off++;
            assert_true(strcmp(parcel->id, wrong) == 0 || strcmp(parcel->id, bow_tie) == 0);
        }
        const double ridges = lt_round(parcel->gross * parcel->kcxs, 2);
        assert_near(parcel->net, lt_round(parcel->gross - ridges, 2), 1e-9);
    }
    assert_int_equal(off, 2);
    OCTDestroyCoordinateTransformation(transform);
    OSRRelease(from);
    OSRRelease(to);
    free_layer(&parcels);
    lt_arena_destroy(arena);
}

/* DLTB comes as offices deliver it: GBK bytes, no .cpg, language id 0. */
static void test_parcels_are_gbk_without_a_cpg(void **state)
{
    (void)state;
    struct lt_arena *arena = NULL;
    struct lt_error err = {0};
    char *dbf = NULL;
    size_t size = 0;
    static const char gbk[] = "\xcb\xae\xbd\xbd\xb5\xd8"; /* 水浇地 */
    assert_ok(lt_arena_create(&arena, &err));
    assert_false(lt_file_exists(TOWN "layers/2024/DLTB.cpg"));
    assert_false(lt_file_exists(TOWN "layers/2025/DLTB.cpg"));
    assert_true(lt_file_exists(TOWN "layers/LQDK.cpg"));
    assert_ok(lt_file_read(TOWN "layers/2024/DLTB.dbf", 1 << 24, arena, &dbf, &size, &err));
    assert_int_equal(dbf[29], 0);
    size_t found = 0;
    for (size_t i = 0; i + sizeof gbk - 1 <= size; i++) {
        found += memcmp(dbf + i, gbk, sizeof gbk - 1) == 0;
    }
    assert_true(found > 100);
    lt_arena_destroy(arena);
}

static void test_renumbered_and_split(void **state)
{
    (void)state;
    struct lt_arena *arena = NULL;
    struct lt_error err = {0};
    char before[64], after[64];
    assert_ok(lt_arena_create(&arena, &err));
    const char *csv = read_cases(arena);
    struct layer old = read_layer(TOWN "layers/2024/DLTB.shp", "BSM");
    struct layer new = read_layer(TOWN "layers/2025/DLTB.shp", "BSM");
    case_field(csv, "renumbered", 4, before, sizeof before);
    case_field(csv, "renumbered", 5, after, sizeof after);
    assert_string_not_equal(before, after);
    assert_non_null(find(&old, before));
    assert_null(find(&new, before));
    assert_non_null(find(&new, after));
    case_field(csv, "split", 4, before, sizeof before);
    case_field(csv, "split", 5, after, sizeof after);
    assert_int_equal(strlen(after), 2 * 18 + 1);
    after[18] = '\0';
    const struct feature *west = find(&new, after), *east = find(&new, after + 19);
    assert_non_null(west);
    assert_non_null(east);
    assert_null(find(&new, before));
    assert_near(west->gross + east->gross, find(&old, before)->gross, 0.02);
    free_layer(&old);
    free_layer(&new);
    lt_arena_destroy(arena);
}

static bool is_grain(uint8_t value)
{
    return value >= BENCH_WHEAT && value <= BENCH_SWEET_POTATO;
}

enum { SUB = 5, SEASONS = 4 }; /* 5 × 5 points to a cell, so that shared cells are shared out */

struct counts {
    uint32_t all, grain[SEASONS], unseen[SEASONS];
};

/* Adds the points of rows [first, first + n) of the fine grid. */
static void count_strip(const struct bench_canvas *owners, const struct raster *rasters,
                        struct counts *counts)
{
    const int cols = owners->grid.cols;
    for (int row = 0; row < owners->n_rows; row++) {
        for (int col = 0; col < cols; col++) {
            struct counts *of = &counts[owners->owners[(size_t)row * (size_t)cols + (size_t)col]];
            const size_t at =
                (size_t)((owners->first_row + row) / SUB) * (size_t)rasters[0].grid.cols +
                (size_t)(col / SUB);
            of->all++;
            for (size_t season = 0; season < SEASONS; season++) {
                const uint8_t value = rasters[season].bytes[at];
                of->grain[season] += is_grain(value);
                of->unseen[season] += value == BENCH_CLOUD || value == BENCH_NODATA;
            }
        }
    }
}

struct year {
    double low, high; /* sown grain, 万亩 */
};

/* Σ over cropland of net area × share of its points under grain, and the same with what was not seen. */
static void sum_counts(const struct layer *parcels, const struct counts *counts,
                       struct year years[2])
{
    for (size_t i = 0; i < parcels->count; i++) {
        const struct counts *of = &counts[i + 1];
        if (strncmp(parcels->items[i].land_class, "01", 2) != 0 || of->all == 0) {
            continue;
        }
        const double each = lt_wanmu(parcels->items[i].net) / of->all;
        for (size_t season = 0; season < SEASONS; season++) {
            years[season / 2].low += each * of->grain[season];
            years[season / 2].high += each * (of->grain[season] + of->unseen[season]);
        }
    }
}

static void sum_years(const char *folder, const char *parcels_path, struct year years[2])
{
    enum { STRIP = 250 };
    struct lt_error err = {0};
    char path[512];
    struct bench_canvas owners = {0};
    struct raster rasters[SEASONS];
    struct layer parcels = read_layer(parcels_path, "BSM");
    struct counts *counts = calloc(parcels.count + 1, sizeof *counts);
    assert_non_null(counts);
    for (size_t season = 0; season < SEASONS; season++) {
        snprintf(path, sizeof path, "%srasters/%s.tif", folder, RASTERS[season + 1]);
        rasters[season] = read_raster(path);
    }
    struct bench_grid fine = rasters[0].grid;
    fine.cell /= SUB;
    fine.cols *= SUB;
    fine.rows *= SUB;
    assert_ok(bench_canvas_create(&fine, STRIP, true, &owners, &err));
    for (int row = 0; row < fine.rows; row += STRIP) {
        owners.first_row = row;
        owners.n_rows = fine.rows - row < STRIP ? fine.rows - row : STRIP;
        memset(owners.owners, 0, (size_t)fine.cols * STRIP * sizeof *owners.owners);
        for (size_t i = 0; i < parcels.count; i++) {
            assert_ok(bench_canvas_paint(&owners, &parcels.items[i].shape, (uint32_t)i + 1, &err));
        }
        count_strip(&owners, rasters, counts);
    }
    sum_counts(&parcels, counts, years);
    for (size_t season = 0; season < SEASONS; season++) {
        free(rasters[season].bytes);
    }
    free(counts);
    bench_canvas_finish(&owners);
    free_layer(&parcels);
}

/* 1900 万亩: crop year 2025 stays below it, with 14 万亩 to spare for mixed cells beyond cropland, and 2026 above it,
 * whatever grew under the clouds. */
static void test_city_stands_on_both_sides_of_the_sown_floor(void **state)
{
    (void)state;
    struct year years[2] = {{0, 0}, {0, 0}};
    sum_years(CITY, CITY "layers/DLTB.gpkg", years);
    print_message("city: 2025 %.2f…%.2f, 2026 %.2f…%.2f wanmu of sown grain\n", years[0].low,
                  years[0].high, years[1].low, years[1].high);
    assert_true(years[0].low > 1865.0 && years[0].high < 1884.0);
    assert_true(years[1].low > 1905.0 && years[1].high < 1920.0);
}

/* The township's own floor, 5.18 万亩: below it in 2025, above it in 2026. */
static void test_township_sown_area(void **state)
{
    (void)state;
    struct year years[2] = {{0, 0}, {0, 0}};
    sum_years(TOWN, TOWN "layers/2024/DLTB.shp", years);
    print_message("township: 2025 %.4f…%.4f, 2026 %.4f…%.4f wanmu of sown grain\n", years[0].low,
                  years[0].high, years[1].low, years[1].high);
    assert_true(years[0].low > 5.0 && years[0].high < 5.18);
    assert_true(years[1].low > 5.18 && years[1].high < 5.4);
}

/* Filed area of the zones: a little above 970 万亩. */
static void test_city_zones_stand_above_the_floor(void **state)
{
    (void)state;
    double filed = 0.0;
    GDALDatasetH dataset =
        GDALOpenEx(CITY "layers/LQDK.shp", GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, NULL, NULL);
    assert_non_null(dataset);
    OGRLayerH layer = GDALDatasetGetLayer(dataset, 0);
    OGRFeatureH feature = NULL;
    while ((feature = OGR_L_GetNextFeature(layer)) != NULL) {
        filed += number(feature, "LQDKMJM") / 10000.0;
        OGR_F_Destroy(feature);
    }
    GDALClose(dataset);
    assert_near(filed, 973.4, 0.1);
}

int main(void)
{
    GDALAllRegister();
    CPLSetConfigOption("GDAL_PAM_ENABLED", "NO");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_named_cases_are_in_the_rasters),
        cmocka_unit_test(test_areas_of_the_table_agree),
        cmocka_unit_test(test_parcels_are_gbk_without_a_cpg),
        cmocka_unit_test(test_renumbered_and_split),
        cmocka_unit_test(test_township_sown_area),
        cmocka_unit_test(test_city_stands_on_both_sides_of_the_sown_floor),
        cmocka_unit_test(test_city_zones_stand_above_the_floor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
