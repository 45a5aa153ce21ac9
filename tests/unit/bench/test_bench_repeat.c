/* The same bytes every time: the committed township and village from today's generator, and a generated city twice over. */
#include "support/lt_test.h"

#include <cpl_conv.h>
#include <gdal.h>
#include <stdlib.h>
#include <string.h>

#include "bench_generate.h"
#include "support/arena.h"
#include "support/digest.h"
#include "support/files.h"

static void make_scratch(char path[64])
{
    snprintf(path, 64, "/tmp/lt-bench-XXXXXX");
    assert_non_null(mkdtemp(path));
}

/* What is drawn by the program itself stands beside what is generated. */
static const char DRAWN[] = "samples";

static size_t without_drawn(char **names, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], DRAWN) != 0) {
            names[kept++] = names[i];
        }
    }
    return kept;
}

/* Every file below `a` is in `b` with the same digest, and there are as many. */
static size_t compare(const char *a, const char *b, struct lt_arena *arena)
{
    struct lt_error err = {0};
    char **names = NULL, **others = NULL, x[LT_DIGEST_TEXT], y[LT_DIGEST_TEXT];
    size_t count = 0, other_count = 0, files = 0;
    assert_ok(lt_folder_list(a, arena, &names, &count, &err));
    assert_ok(lt_folder_list(b, arena, &others, &other_count, &err));
    assert_int_equal(count, without_drawn(others, other_count));
    for (size_t i = 0; i < count; i++) {
        const char *in_a = lt_path_join(arena, a, names[i]);
        const char *in_b = lt_path_join(arena, b, names[i]);
        if (lt_folder_exists(in_a)) {
            files += compare(in_a, in_b, arena);
            continue;
        }
        assert_ok(lt_digest_file(in_a, NULL, x, &err));
        assert_ok(lt_digest_file(in_b, NULL, y, &err));
        if (strcmp(x, y) != 0) {
            print_error("%s differs from %s\n", in_a, in_b);
        }
        assert_string_equal(x, y);
        files++;
    }
    return files;
}

static void comes_out_as_committed(enum lt_status (*generate)(const char *, struct lt_error *),
                                   const char *committed, size_t least_files)
{
    struct lt_error err = {0};
    struct lt_arena *arena = NULL;
    char scratch[64];
    make_scratch(scratch);
    assert_ok(lt_arena_create(&arena, &err));
    assert_ok(generate(scratch, &err));
    assert_true(compare(scratch, committed, arena) >= least_files);
    lt_arena_destroy(arena);
    assert_ok(lt_folder_remove(scratch, &err));
}

static void test_the_township_comes_out_as_committed(void **state)
{
    (void)state;
    comes_out_as_committed(bench_township, LT_SOURCE_DIR "/sample-data/township", 26);
}

static void test_the_village_comes_out_as_committed(void **state)
{
    (void)state;
    comes_out_as_committed(bench_village, LT_SOURCE_DIR "/sample-data/village", 18);
}

static void test_a_generated_city_repeats(void **state)
{
    (void)state;
    struct lt_error err = {0};
    struct lt_arena *arena = NULL;
    char first[64], second[64];
    assert_ok(lt_arena_create(&arena, &err));
    for (int format = 0; format < 2; format++) {
        struct bench_scale_options options = {.parcels = 1500,
                                              .cell = 10.0,
                                              .compress = format ? "LZW" : "ZSTD",
                                              .shapefile = format == 1,
                                              .seed = 42,
                                              .shuffle = true,
                                              .pbf_share = 0.35,
                                              .zone_share = 0.25,
                                              .outline_points = 100000,
                                              .threads = 1};
        options.layers = BENCH_LAYERS_OF_A_RUN | BENCH_LAYER_CITY;
        make_scratch(first);
        make_scratch(second);
        assert_ok(bench_scale(first, &options, &err));
        options.threads = 3;
        assert_ok(bench_scale(second, &options, &err));
        assert_true(compare(first, second, arena) >= 8);
        assert_ok(lt_folder_remove(first, &err));
        assert_ok(lt_folder_remove(second, &err));
    }
    lt_arena_destroy(arena);
}

int main(void)
{
    GDALAllRegister();
    bench_settings();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_township_comes_out_as_committed),
        cmocka_unit_test(test_the_village_comes_out_as_committed),
        cmocka_unit_test(test_a_generated_city_repeats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
