/* Histories: the same bytes every time, and errors of the kind and in the number that was asked for. */
#include "support/lt_test.h"

#include <gdal.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench_generate.h"
#include "support/arena.h"
#include "support/digest.h"
#include "support/files.h"

static const struct bench_history_options some = {.parcels = 400,
                                                  .periods = 4,
                                                  .seed = 7,
                                                  .noise_rate = 0.08,
                                                  .stock_rate = 0.05,
                                                  .birth_rate = 0.02,
                                                  .recut_rate = 0.5};

static void generate(const struct bench_history_options *options, char path[64])
{
    struct lt_error err = {0};
    snprintf(path, 64, "/tmp/lt-bench-XXXXXX");
    assert_non_null(mkdtemp(path));
    assert_ok(bench_history(path, options, &err));
}

static void remove_folder(const char *path)
{
    struct lt_error err = {0};
    assert_ok(lt_folder_remove(path, &err));
}

static void test_a_history_repeats(void **state)
{
    (void)state;
    static const char *const files[] = {"liangtian.yaml",
                                        "truth.csv",
                                        "layers/XZQ.gpkg",
                                        "layers/LQDK.gpkg",
                                        "layers/2024/DLTB.gpkg",
                                        "layers/2025/DLTB.gpkg",
                                        "layers/2025/YJJBNTTB.gpkg",
                                        "rasters/2020.tif",
                                        "rasters/2024H2.tif",
                                        "rasters/2025H2.tif"};
    struct lt_error err = {0};
    struct lt_arena *arena = NULL;
    char first[64], second[64], a[LT_DIGEST_TEXT], b[LT_DIGEST_TEXT];
    struct bench_history_options options = some;
    options.noise = BENCH_NOISE_FIELDS;
    options.cloud_rate = 0.05;
    assert_ok(lt_arena_create(&arena, &err));
    generate(&options, first);
    generate(&options, second);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        assert_ok(lt_digest_file(lt_path_join(arena, first, files[i]), NULL, a, &err));
        assert_ok(lt_digest_file(lt_path_join(arena, second, files[i]), NULL, b, &err));
        assert_string_equal(a, b);
    }
    lt_arena_destroy(arena);
    remove_folder(first);
    remove_folder(second);
}

struct raster {
    int cols, rows;
    uint8_t *cells;
};

static struct raster read_raster(enum bench_noise noise, const char *period)
{
    struct bench_history_options options = some;
    char folder[64], path[128];
    options.noise = noise;
    generate(&options, folder);
    snprintf(path, sizeof path, "%s/rasters/%s.tif", folder, period);
    GDALDatasetH data = GDALOpen(path, GA_ReadOnly);
    assert_non_null(data);
    struct raster raster = {.cols = GDALGetRasterXSize(data), .rows = GDALGetRasterYSize(data)};
    raster.cells = malloc((size_t)raster.cols * (size_t)raster.rows);
    assert_non_null(raster.cells);
    assert_int_equal(GDALRasterIO(GDALGetRasterBand(data, 1), GF_Read, 0, 0, raster.cols,
                                  raster.rows, raster.cells, raster.cols, raster.rows, GDT_Byte, 0,
                                  0),
                     CE_None);
    GDALClose(data);
    remove_folder(folder);
    return raster;
}

/* Of n cells 8 % are wrong, give or take five standard deviations; half of them show trees or water. */
static void test_one_cell_in_twelve_is_wrong(void **state)
{
    (void)state;
    struct raster right = read_raster(BENCH_NOISE_NONE, "2024H1");
    struct raster wrong = read_raster(BENCH_NOISE_PIXELS, "2024H1");
    double cells = 0.0, changed = 0.0, offending = 0.0;
    for (size_t i = 0; i < (size_t)right.cols * (size_t)right.rows; i++) {
        const bool differs = right.cells[i] != wrong.cells[i];
        cells += right.cells[i] != BENCH_NODATA;
        changed += differs;
        offending +=
            differs && ((wrong.cells[i] >= BENCH_ORCHARD && wrong.cells[i] <= BENCH_WATER));
        assert_true(right.cells[i] != BENCH_NODATA || !differs);
    }
    assert_near(changed / cells, 0.08, 5.0 * sqrt(0.08 * 0.92 / cells));
    assert_near(offending / changed, 0.5, 0.06); /* a class that is right already is passed over */
    free(right.cells);
    free(wrong.cells);
}

/* The shifted raster is the right one, one cell off in one direction. */
static void test_a_shift_is_one_cell(void **state)
{
    (void)state;
    struct raster right = read_raster(BENCH_NOISE_NONE, "2024H2");
    struct raster moved = read_raster(BENCH_NOISE_SHIFT, "2024H2");
    int directions = 0;
    for (int dy = -1; dy <= 1; dy++) {
        for (int dx = -1; dx <= 1; dx++) {
            bool equal = true;
            for (int row = 1; equal && row + 1 < right.rows; row++) {
                equal = memcmp(moved.cells + row * right.cols + 1,
                               right.cells + (row - dy) * right.cols + 1 - dx,
                               (size_t)right.cols - 2) == 0;
            }
            directions += equal;
            assert_true(!equal || dx != 0 || dy != 0);
        }
    }
    assert_int_equal(directions, 1);
    free(right.cells);
    free(moved.cells);
}

int main(void)
{
    GDALAllRegister();
    bench_settings();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_history_repeats),
        cmocka_unit_test(test_one_cell_in_twelve_is_wrong),
        cmocka_unit_test(test_a_shift_is_one_cell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
