/* tabulate: whatever the order of counting, the threads and the size of windows, the bytes are the same. */
#include "support/lt_test.h"

#include <stdlib.h>
#include <string.h>

#include "liangtian/run.h"
#include "support/arena.h"
#include "support/files.h"

#define SAMPLE LT_SOURCE_DIR "/sample-data/township/"

struct folder {
    struct lt_arena *arena;
    char path[64];
};

static int setup(void **state)
{
    struct folder *f = calloc(1, sizeof *f);
    snprintf(f->path, sizeof f->path, "/tmp/lt-tabulate-XXXXXX");
    *state = f;
    return mkdtemp(f->path) != NULL && lt_arena_create(&f->arena, NULL) == LT_OK ? 0 : -1;
}

static int teardown(void **state)
{
    struct folder *f = *state;
    lt_arena_destroy(f->arena);
    (void)lt_folder_remove(f->path, NULL);
    free(f);
    return 0;
}

static const char *const rasters[] = {SAMPLE "rasters/2025H1.tif", SAMPLE "rasters/2025H2.tif"};
static const char *const names[] = {"夏", "autumn"};

static struct lt_tabulate_options plain(const char *layer)
{
    return (struct lt_tabulate_options){.rasters = rasters,
                                        .names = names,
                                        .raster_count = 2,
                                        .zones = layer,
                                        .sublayer = "",
                                        .where = "",
                                        .values = LT_TABULATE_AREA | LT_TABULATE_FRACTION,
                                        .temporary = "/tmp",
                                        .cache_bytes = 1 << 20,
                                        .threads = 1,
                                        .quiet = true,
                                        .order = LT_TABULATE_AS_FILED};
}

struct result {
    char *table, *listing;
    size_t table_size, listing_size;
};

static struct result run(struct folder *f, struct lt_tabulate_options options, const char *name)
{
    struct lt_error err = {0};
    struct result result;
    options.output = lt_path_join(f->arena, f->path, name);
    options.skipped = lt_path_join(f->arena, f->path, "skipped.csv");
    assert_ok(lt_tabulate(&options, &err));
    const size_t limit = (size_t)64 << 20;
    assert_ok(
        lt_file_read(options.output, limit, f->arena, &result.table, &result.table_size, &err));
    assert_ok(lt_file_read(options.skipped, limit, f->arena, &result.listing, &result.listing_size,
                           &err));
    return result;
}

/* Against one thread in the order of the file. */
static void compare(struct folder *f, struct lt_tabulate_options options, const char *name)
{
    static const size_t windows[] = {1, 60000, 0};
    options.threads = 1;
    options.order = LT_TABULATE_AS_FILED;
    const struct result first = run(f, options, name);
    assert_true(first.table_size > 10000 && first.listing_size > 40);
    for (unsigned threads = 1; threads <= 3; threads++) {
        for (int gathered = threads == 1; gathered < 2; gathered++) {
            options.threads = threads;
            options.order = gathered ? LT_TABULATE_GATHERED : LT_TABULATE_AS_FILED;
            options.gather_bytes = windows[threads - 1];
            const struct result other = run(f, options, name);
            assert_int_equal(other.table_size, first.table_size);
            assert_memory_equal(other.table, first.table, first.table_size);
            assert_int_equal(other.listing_size, first.listing_size);
            assert_memory_equal(other.listing, first.listing, first.listing_size);
        }
    }
}

static void rows_are_the_same_in_any_order(void **state)
{
    struct lt_tabulate_options options = plain(SAMPLE "layers/2025/DLTB.shp");
    options.id_field = "BSM";
    compare(*state, options, "long.csv");
    options.id_field = NULL;
    options.form = LT_TABULATE_JOINT;
    compare(*state, options, "joint.csv");
}

/* Zones and seasons left out stand between the rows, and in the listing. */
static void what_is_left_out_is_the_same_in_any_order(void **state)
{
    struct lt_tabulate_options options = plain(SAMPLE "layers/2025/DLTB.shp");
    options.min_coverage = 0.999;
    compare(*state, options, "long.csv");
    options.id_field = "BSM";
    compare(*state, options, "long.csv");
    options.form = LT_TABULATE_WIDE;
    options.values |= LT_TABULATE_CELLS;
    compare(*state, options, "wide.csv");
}

static void polygons_are_the_same_in_any_order(void **state)
{
    struct lt_tabulate_options options = plain(SAMPLE "layers/YJJBNTTB.gpkg");
    options.form = LT_TABULATE_WIDE;
    options.format = LT_TABULATE_GPKG;
    compare(*state, options, "zones.gpkg");
    options.format = LT_TABULATE_FGB;
    compare(*state, options, "zones.fgb");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rows_are_the_same_in_any_order, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_left_out_is_the_same_in_any_order, setup, teardown),
        cmocka_unit_test_setup_teardown(polygons_are_the_same_in_any_order, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
