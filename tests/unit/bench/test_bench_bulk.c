/* The fast writers lay down what GDAL lays down: shapefiles and GeoTIFFs byte for byte, GeoPackages row for row. */
#include "support/lt_test.h"

#include <gdal.h>
#include <ogr_api.h>
#include <stdlib.h>
#include <string.h>

#include "bench_generate.h"
#include "bench_generate_bulk.h"
#include "bench_generate_tiles.h"
#include "support/arena.h"
#include "support/digest.h"
#include "support/files.h"

enum { ROWS = 3, FIELDS = 4 };

static const struct bench_field fields[FIELDS] = {{"NAME", BENCH_TEXT, 12, 0},
                                                  {"AREA", BENCH_DOUBLE, 15, 2},
                                                  {"SHARE", BENCH_DOUBLE, 6, 4},
                                                  {"RANK", BENCH_INT, 4, 0}};
static const char *const texts[ROWS] = {"one", "", "粮田"};
static const double numbers[ROWS][FIELDS] = {
    {0, 12891.38, 0.0, 1}, {0, 0.5, 0.0312, 27}, {0, 1234567.89, 1.0, 999}};

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/lt-bulk-XXXXXX");
    return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state)
{
    (void)state;
    struct lt_error err = {0};
    return (int)lt_folder_remove(folder, &err);
}

/* A box; a box with a hole; two parts, the first with two holes. */
static void make_shape(size_t row, struct bench_polygon *polygon)
{
    const double x = 38500000.125, y = 3600000.5;
    bench_polygon_clear(polygon);
    bench_polygon_add_box(polygon, (struct lt_box){x, y, x + 100, y + 80}, true);
    if (row > 0) {
        bench_polygon_add_box(polygon, (struct lt_box){x + 10, y + 10, x + 20, y + 20}, false);
    }
    if (row > 1) {
        bench_polygon_add_box(polygon, (struct lt_box){x + 30, y + 10, x + 40, y + 20}, false);
        bench_polygon_add_box(polygon, (struct lt_box){x + 200, y, x + 210, y + 10}, true);
    }
}

static void write_both(const char *driver, const char *ending, char by_gdal[BENCH_PATH],
                       char in_bulk[BENCH_PATH])
{
    const bool shapefile = strcmp(ending, "shp") == 0;
    struct lt_error err = {0};
    struct bench_layer *layer = NULL;
    struct bench_bulk *bulk = NULL;
    struct bench_polygon polygon = {0};
    struct lt_text rows = {0};
    snprintf(by_gdal, BENCH_PATH, "%s/gdal/same.%s", folder, ending);
    snprintf(in_bulk, BENCH_PATH, "%s/bulk/same.%s", folder, ending);
    assert_ok(
        bench_layer_create(by_gdal, driver, "same", "UTF-8", false, fields, FIELDS, &layer, &err));
    assert_ok(bench_bulk_create(in_bulk, shapefile, "same", fields, FIELDS, &bulk, &err));
    for (size_t row = 0; row < ROWS; row++) {
        struct bench_value values[FIELDS] = {{.text = texts[row]}};
        make_shape(row, &polygon);
        bench_layer_text(layer, 0, texts[row]);
        for (int i = 1; i < FIELDS; i++) {
            values[i].number = numbers[row][i];
            if (fields[i].type == BENCH_INT) {
                bench_layer_integer(layer, i, (int)numbers[row][i]);
            } else {
                bench_layer_number(layer, i, numbers[row][i]);
            }
        }
        assert_ok(bench_layer_add(layer, &polygon, &err));
        bench_bulk_encode(bulk, &polygon, values, &rows);
    }
    assert_ok(bench_layer_close(layer, &err));
    assert_ok(bench_bulk_write(bulk, &rows, &err));
    assert_ok(bench_bulk_close(bulk, &err));
    bench_polygon_finish(&polygon);
    lt_text_finish(&rows);
}

static void assert_same_bytes(const char *a, const char *b)
{
    struct lt_error err = {0};
    char x[LT_DIGEST_TEXT], y[LT_DIGEST_TEXT];
    assert_ok(lt_digest_file(a, NULL, x, &err));
    assert_ok(lt_digest_file(b, NULL, y, &err));
    if (strcmp(x, y) != 0) {
        print_error("%s differs from %s\n", a, b);
    }
    assert_string_equal(x, y);
}

static void make_folders(void)
{
    char path[BENCH_PATH];
    struct lt_error err = {0};
    static const char *const names[] = {"gdal", "bulk"};
    for (size_t i = 0; i < 2; i++) {
        assert_ok(bench_path(folder, names[i], path, &err));
        assert_ok(lt_folder_make(path, &err));
    }
}

static void test_shapefiles_are_the_same_bytes(void **state)
{
    (void)state;
    char a[BENCH_PATH], b[BENCH_PATH];
    make_folders();
    write_both("ESRI Shapefile", "shp", a, b);
    static const char *const endings[] = {"shp", "shx", "dbf", "prj", "cpg"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        memcpy(a + strlen(a) - 3, endings[i], 3);
        memcpy(b + strlen(b) - 3, endings[i], 3);
        assert_same_bytes(a, b);
    }
}

static void assert_same_feature(OGRFeatureH a, OGRFeatureH b)
{
    OGRGeometryH x = OGR_F_GetGeometryRef(a), y = OGR_F_GetGeometryRef(b);
    const int size = OGR_G_WkbSize(x);
    assert_int_equal(OGR_G_WkbSize(y), size);
    unsigned char *wkb = malloc((size_t)size * 2);
    assert_non_null(wkb);
    OGR_G_ExportToWkb(x, wkbNDR, wkb);
    OGR_G_ExportToWkb(y, wkbNDR, wkb + size);
    assert_memory_equal(wkb, wkb + size, (size_t)size);
    free(wkb);
    for (int i = 0; i < FIELDS; i++) {
        assert_int_equal(OGR_F_IsFieldNull(a, i), OGR_F_IsFieldNull(b, i));
        assert_string_equal(OGR_F_GetFieldAsString(a, i), OGR_F_GetFieldAsString(b, i));
    }
}

static void test_geopackages_are_the_same_rows(void **state)
{
    (void)state;
    char paths[2][BENCH_PATH];
    GDALDatasetH files[2];
    OGRLayerH layers[2];
    OGREnvelope boxes[2];
    make_folders();
    write_both("GPKG", "gpkg", paths[0], paths[1]);
    for (size_t i = 0; i < 2; i++) {
        files[i] = GDALOpenEx(paths[i], GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, NULL, NULL);
        assert_non_null(files[i]);
        layers[i] = GDALDatasetGetLayer(files[i], 0);
        assert_int_equal(OGR_L_GetFeatureCount(layers[i], FALSE), ROWS);
        assert_int_equal(OGR_L_GetExtent(layers[i], &boxes[i], FALSE), OGRERR_NONE);
    }
    assert_memory_equal(&boxes[0], &boxes[1], sizeof boxes[0]);
    for (size_t row = 0; row < ROWS; row++) {
        OGRFeatureH a = OGR_L_GetNextFeature(layers[0]), b = OGR_L_GetNextFeature(layers[1]);
        assert_non_null(a);
        assert_non_null(b);
        assert_same_feature(a, b);
        OGR_F_Destroy(a);
        OGR_F_Destroy(b);
    }
    assert_null(OGR_L_GetNextFeature(layers[1]));
    GDALClose(files[0]);
    GDALClose(files[1]);
}

/* 3 × 2 tiles, the last ones cut. */
static void test_rasters_are_the_same_bytes(void **state)
{
    (void)state;
    const struct bench_grid grid = {38500000.0, 3600000.0, 2.0, 600, 300};
    static const char *const codecs[] = {"DEFLATE", "LZW", "ZSTD"};
    const size_t cells = (size_t)grid.cols * (size_t)grid.rows;
    uint8_t *bytes = malloc(cells);
    char a[BENCH_PATH], b[BENCH_PATH];
    struct lt_error err = {0};
    assert_non_null(bytes);
    make_folders();
    for (size_t i = 0; i < cells; i++) {
        bytes[i] = (uint8_t)(bench_hash(1, i / 40, 0, 0) % 20);
    }
    for (size_t k = 0; k < 3; k++) {
        struct bench_tiff *tiff = NULL;
        struct bench_tiles_out *tiles = NULL;
        struct bench_strip strip = {0};
        assert_ok(bench_path(folder, "gdal/same.tif", a, &err));
        assert_ok(bench_path(folder, "bulk/same.tif", b, &err));
        assert_ok(bench_tiff_create(a, &grid, codecs[k], &tiff, &err));
        assert_ok(bench_tiles_create(b, &grid, codecs[k], &tiles, &err));
        for (int row = 0; row < grid.rows; row += BENCH_TILE) {
            const int rows = grid.rows - row < BENCH_TILE ? grid.rows - row : BENCH_TILE;
            const uint8_t *from = bytes + (size_t)row * (size_t)grid.cols;
            assert_ok(bench_tiff_write(tiff, row, rows, from, &err));
            assert_ok(bench_strip_encode(&strip, codecs[k], grid.cols, rows, from, &err));
            assert_ok(bench_tiles_write(tiles, &strip, &err));
        }
        assert_ok(bench_tiff_close(tiff, &err));
        assert_ok(bench_tiles_close(tiles, &err));
        bench_strip_finish(&strip);
        assert_same_bytes(a, b);
    }
    free(bytes);
}

int main(void)
{
    GDALAllRegister();
    bench_settings();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_shapefiles_are_the_same_bytes, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(test_geopackages_are_the_same_rows, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(test_rasters_are_the_same_bytes, make_folder,
                                        remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
