/* What lt-floor says that it read is what GDAL finds in the same files. */
#include "support/lt_test.h"

#include <gdal.h>
#include <math.h>
#include <ogr_api.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bench_floor.h"
#include "bench_generate.h"
#include "support/files.h"

enum { MAX_TILES = 4096 };

struct found {
    uint64_t features, nulls, rings, vertices;
    double sum;
    bool tiles[MAX_TILES];
};

static void count_rings(OGRGeometryH geometry, struct found *found)
{
    if (wkbFlatten(OGR_G_GetGeometryType(geometry)) == wkbMultiPolygon) {
        for (int i = 0; i < OGR_G_GetGeometryCount(geometry); i++) {
            count_rings(OGR_G_GetGeometryRef(geometry, i), found);
        }
        return;
    }
    for (int r = 0; r < OGR_G_GetGeometryCount(geometry); r++) {
        OGRGeometryH ring = OGR_G_GetGeometryRef(geometry, r);
        found->rings++;
        found->vertices += (uint64_t)OGR_G_GetPointCount(ring);
        for (int i = 0; i < OGR_G_GetPointCount(ring); i++) {
            found->sum += OGR_G_GetX(ring, i) + OGR_G_GetY(ring, i);
        }
    }
}

/* Every tile of the raster whose closed rectangle meets the closed envelope. */
static void mark_tiles(GDALDatasetH raster, const OGREnvelope *box, struct found *found)
{
    double t[6];
    int width = 0, height = 0;
    GDALRasterBandH band = GDALGetRasterBand(raster, 1);
    GDALGetGeoTransform(raster, t);
    GDALGetBlockSize(band, &width, &height);
    const int across = (GDALGetRasterXSize(raster) + width - 1) / width;
    const int down = (GDALGetRasterYSize(raster) + height - 1) / height;
    assert_true(across * down <= MAX_TILES);
    for (int row = 0; row < down; row++) {
        for (int col = 0; col < across; col++) {
            const double west = t[0] + t[1] * width * col, east = west + t[1] * width;
            const double north = t[3] + t[5] * height * row, south = north + t[5] * height;
            if (box->MaxX >= west && box->MinX <= east && box->MaxY >= south &&
                box->MinY <= north) {
                found->tiles[row * across + col] = true;
            }
        }
    }
}

static void look(const char *layer_path, const char *raster_path, struct found *ret_found)
{
    *ret_found = (struct found){0};
    GDALDatasetH raster = GDALOpen(raster_path, GA_ReadOnly);
    GDALDatasetH zones =
        GDALOpenEx(layer_path, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, NULL, NULL);
    assert_non_null(raster);
    assert_non_null(zones);
    OGRLayerH layer = GDALDatasetGetLayer(zones, 0);
    OGRFeatureH feature = NULL;
    while ((feature = OGR_L_GetNextFeature(layer)) != NULL) {
        OGRGeometryH geometry = OGR_F_GetGeometryRef(feature);
        ret_found->features++;
        if (geometry == NULL) {
            ret_found->nulls++;
        } else {
            OGREnvelope box;
            count_rings(geometry, ret_found);
            OGR_G_GetEnvelope(geometry, &box);
            mark_tiles(raster, &box, ret_found);
        }
        OGR_F_Destroy(feature);
    }
    GDALClose(zones);
    GDALClose(raster);
}

static void hold_against_gdal(const char *layer, const char *raster)
{
    struct found found;
    look(layer, raster, &found);
    uint64_t tiles = 0;
    for (size_t i = 0; i < MAX_TILES; i++) {
        tiles += found.tiles[i];
    }
    for (unsigned threads = 1; threads <= 3; threads++) {
        const char *rasters[] = {raster, raster};
        const struct bench_floor_options options = {.rasters = rasters,
                                                    .n_rasters = threads == 3 ? 2 : 1,
                                                    .zones = layer,
                                                    .threads = threads};
        struct bench_floor_result result = {0};
        struct lt_error err = {0};
        assert_ok(bench_floor(&options, &result, &err));
        assert_int_equal(result.layer.features, found.features);
        assert_int_equal(result.layer.nulls, found.nulls);
        assert_int_equal(result.layer.rings, found.rings);
        assert_int_equal(result.layer.vertices, found.vertices);
        assert_near(result.layer.sum / found.sum, 1.0, 1e-12);
        assert_int_equal(result.raster.tiles, tiles * options.n_rasters);
        assert_true(result.raster.cells > 0 && result.raster.stored_bytes > 0);
    }
}

static void make_scratch(char path[64])
{
    snprintf(path, 64, "/tmp/lt-floor-XXXXXX");
    assert_non_null(mkdtemp(path));
}

static void test_a_city_is_read_whole(void **state)
{
    (void)state;
    struct lt_error err = {0};
    char folder[64], layer[BENCH_PATH], raster[BENCH_PATH];
    for (int shapefile = 0; shapefile < 2; shapefile++) {
        const struct bench_scale_options options = {.parcels = 2500,
                                                    .cell = shapefile ? 10.0 : 2.0,
                                                    .compress = shapefile ? "LZW" : "DEFLATE",
                                                    .shapefile = shapefile == 1,
                                                    .seed = 7};
        make_scratch(folder);
        assert_ok(bench_scale(folder, &options, &err));
        assert_ok(
            bench_path(folder, shapefile ? "layers/DLTB.shp" : "layers/DLTB.gpkg", layer, &err));
        assert_ok(bench_path(folder, "rasters/2025H1.tif", raster, &err));
        hold_against_gdal(layer, raster);
        assert_ok(lt_folder_remove(folder, &err));
    }
}

/* A few odd ones: holes, parts, no geometry, off the raster, one row only; most tiles are not touched. */
static void test_untouched_tiles_are_not_decoded(void **state)
{
    (void)state;
    static const struct bench_field fields[] = {{"NAME", BENCH_TEXT, 10, 0}};
    static const char *const drivers[] = {"GPKG", "ESRI Shapefile"};
    static const char *const names[] = {"odd.gpkg", "odd.shp"};
    const struct bench_grid grid = {38500000.0, 3600000.0, 10.0, 2560, 1280}; /* 10 × 5 tiles */
    struct lt_error err = {0};
    struct bench_tiff *tiff = NULL;
    struct bench_polygon polygon = {0};
    uint8_t *cells = calloc((size_t)grid.cols, BENCH_TILE);
    char folder[64], layer_path[BENCH_PATH], raster[BENCH_PATH];
    assert_non_null(cells);
    memset(cells, 7, (size_t)grid.cols * BENCH_TILE);
    make_scratch(folder);
    assert_ok(bench_path(folder, "r.tif", raster, &err));
    assert_ok(bench_tiff_create(raster, &grid, "DEFLATE", &tiff, &err));
    for (int row = 0; row < grid.rows; row += BENCH_TILE) {
        assert_ok(bench_tiff_write(tiff, row, BENCH_TILE, cells, &err));
    }
    assert_ok(bench_tiff_close(tiff, &err));
    for (size_t i = 0; i < 2; i++) {
        struct bench_layer *layer = NULL;
        assert_ok(bench_path(folder, names[i], layer_path, &err));
        assert_ok(bench_layer_create(layer_path, drivers[i], "odd", "UTF-8", false, fields, 1,
                                     &layer, &err));
        const struct lt_box boxes[] = {{38502700, 3594500, 38502900, 3594600},
                                       {38510100, 3590100, 38512800, 3590300},
                                       {38400000, 3500000, 38400100, 3500100}};
        for (size_t k = 0; k < 3; k++) {
            bench_polygon_clear(&polygon);
            bench_polygon_add_box(&polygon, boxes[k], true);
            if (k == 1) {
                bench_polygon_add_box(&polygon,
                                      (struct lt_box){38511000, 3590150, 38511200, 3590250}, false);
                bench_polygon_add_box(&polygon,
                                      (struct lt_box){38513000, 3590100, 38513100, 3590200}, true);
            }
            bench_layer_text(layer, 0, "x");
            assert_ok(bench_layer_add(layer, &polygon, &err));
        }
        bench_layer_text(layer, 0, "nothing");
        bench_polygon_clear(&polygon);
        assert_ok(bench_layer_add(layer, &polygon, &err));
        assert_ok(bench_layer_close(layer, &err));
        hold_against_gdal(layer_path, raster);
    }
    bench_polygon_finish(&polygon);
    free(cells);
    assert_ok(lt_folder_remove(folder, &err));
}

/* What looks at each geometry (lt-valid) gets every one of them, as WKB that GDAL reads. */
struct looking {
    unsigned calls[2], vertices[2]; /* per thread */
};

static enum lt_status look_at(void *context, unsigned thread, const uint8_t *wkb, size_t size,
                              struct lt_error *err)
{
    struct looking *looking = context;
    OGRGeometryH geometry = NULL;
    struct found found = {0};
    if (OGR_G_CreateFromWkb(wkb, NULL, &geometry, (int)size) != OGRERR_NONE) {
        return lt_fail(err, LT_E_INPUT, "no WKB");
    }
    count_rings(geometry, &found);
    OGR_G_DestroyGeometry(geometry);
    looking->calls[thread]++;
    looking->vertices[thread] += (unsigned)found.vertices;
    return LT_OK;
}

static void test_each_geometry_is_shown(void **state)
{
    (void)state;
    const struct bench_scale_options options = {.parcels = 1200,
                                                .cell = 10.0,
                                                .compress = "ZSTD",
                                                .seed = 3,
                                                .layers = BENCH_LAYER_PARCELS,
                                                .seasons = -1};
    struct looking looking = {0};
    struct bench_floor_layer layer = {.threads = 2, .look = look_at, .context = &looking};
    struct bench_layer_counts counts = {0};
    struct lt_error err = {0};
    char folder[64], path[BENCH_PATH];
    make_scratch(folder);
    assert_ok(bench_scale(folder, &options, &err));
    assert_ok(bench_path(folder, "layers/DLTB.gpkg", path, &err));
    assert_ok(bench_floor_layer_read(path, &layer, &counts, &err));
    assert_int_equal(looking.calls[0] + looking.calls[1], 1200);
    assert_int_equal(looking.vertices[0] + looking.vertices[1], counts.vertices);
    assert_ok(lt_folder_remove(folder, &err));
}

int main(void)
{
    GDALAllRegister();
    bench_settings();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_city_is_read_whole),
        cmocka_unit_test(test_untouched_tiles_are_not_decoded),
        cmocka_unit_test(test_each_geometry_is_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
