/* The plan reads back as it was written, and a damaged one is refused. */
#include "support/lt_test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "liangtian/plan.h"
#include "support/arena.h"
#include "support/files.h"

#define KEY "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const struct lt_grid_crs a_crs = {.name = "EPSG:4526",
                                         .definition = "+proj=tmerc +lat_0=0 +lon_0=114",
                                         .metres = 1.0,
                                         .semi_major = 6378137.0,
                                         .inverse_flattening = 298.257222101};

static struct lt_plan a_plan(struct lt_plan_unit units[2], struct lt_report_quality quality[1],
                             struct lt_plan_input inputs[1])
{
    inputs[0] = (struct lt_plan_input){
        .input = {.role = "raster", .name = "夏粮.tif", .bytes = 1ull << 41, .sha256 = KEY},
        .stamp = KEY,
        .crs = &a_crs};
    units[0] = (struct lt_plan_unit){.unit = 411702,
                                     .name = "驿城区",
                                     .key = KEY,
                                     .spool = KEY,
                                     .border = KEY,
                                     .features = 12,
                                     .vertices = 1ull << 33,
                                     .pixels = 1ull << 40,
                                     .weight = 7};
    units[1] = (struct lt_plan_unit){
        .unit = 411728, .name = "遂平\"县", .key = KEY, .spool = KEY, .weight = 8};
    quality[0] = (struct lt_report_quality){.layer = LT_LAYER_ZONE,
                                            .name = "LQDK.shp",
                                            .features = 1ull << 40,
                                            .repaired = 3,
                                            .gross_m2 = 0.1,
                                            .not_judged_m2 = 1e15 / 3};
    return (struct lt_plan){.period = 4052,
                            .key = KEY,
                            .config_path = "/数据/liangtian.yaml",
                            .redo = true,
                            .inputs = inputs,
                            .input_count = 1,
                            .units = units,
                            .unit_count = 2,
                            .quality = quality,
                            .quality_count = 1};
}

static void test_round_trip_and_damage(void **state)
{
    (void)state;
    struct lt_error err = {0};
    struct lt_arena *arena = NULL;
    char folder[] = "/tmp/lt-plan-XXXXXX", *text;
    size_t size;
    assert_non_null(mkdtemp(folder));
    assert_ok(lt_arena_create(&arena, &err));
    const char *path = lt_path_join(arena, folder, "plan.json");
    struct lt_plan_unit units[2];
    struct lt_report_quality quality[1];
    struct lt_plan_input inputs[1];
    const struct lt_plan plan = a_plan(units, quality, inputs);
    struct lt_plan back;
    assert_ok(lt_plan_write(path, &plan, &err));
    assert_ok(lt_plan_read(path, arena, &back, &err));
    assert_int_equal(back.period, 4052);
    assert_string_equal(back.key, KEY);
    assert_int_equal(back.unit_count, 2);
    assert_string_equal(back.units[1].name, "遂平\"县");
    assert_string_equal(back.units[0].key, KEY);
    assert_string_equal(back.units[0].spool, KEY);
    assert_string_equal(back.units[0].border, KEY);
    assert_string_equal(back.units[1].border, "");
    assert_true(back.units[0].vertices == 1ull << 33);
    assert_true(back.units[0].pixels == 1ull << 40);
    assert_true(back.units[0].weight == 7);
    assert_int_equal(back.by_weight[0], 1);
    assert_int_equal(back.by_weight[1], 0);
    assert_string_equal(back.config_path, "/数据/liangtian.yaml");
    assert_true(back.redo && !back.chinese && !back.allow_stale);
    assert_int_equal(back.input_count, 1);
    assert_string_equal(back.inputs[0].input.name, "夏粮.tif");
    assert_true(back.inputs[0].input.bytes == 1ull << 41);
    assert_string_equal(back.inputs[0].stamp, KEY);
    assert_string_equal(back.inputs[0].crs->name, "EPSG:4526");
    assert_string_equal(back.inputs[0].crs->definition, a_crs.definition);
    assert_true(!back.inputs[0].crs->geographic);
    assert_near(back.inputs[0].crs->metres, 1.0, 0);
    assert_near(back.inputs[0].crs->semi_major, 6378137.0, 0);
    assert_near(back.inputs[0].crs->inverse_flattening, 298.257222101, 0);
    assert_true(back.quality[0].features == 1ull << 40);
    assert_int_equal(back.quality[0].layer, LT_LAYER_ZONE);
    assert_near(back.quality[0].gross_m2, 0.1, 0);
    assert_near(back.quality[0].not_judged_m2, 1e15 / 3, 0);

    assert_ok(lt_file_read(path, 1 << 20, arena, &text, &size, &err));
    for (size_t cut = 0; cut < size - 1; cut += 7) { /* a torn file is never taken for a plan */
        assert_ok(lt_file_write(path, text, cut, &err));
        assert_int_equal(lt_plan_read(path, arena, &back, NULL), LT_E_IO);
    }
    assert_ok(lt_folder_remove(folder, &err));
    assert_int_equal(lt_plan_read(path, arena, &back, &err), LT_E_IO);
    assert_non_null(strstr(err.text, "plan.json"));
    lt_arena_destroy(arena);
}

/* Heaviest first; of two that weigh the same the lower code. */
static void test_units_are_numbered_by_weight(void **state)
{
    (void)state;
    struct lt_error err = {0};
    struct lt_arena *arena = NULL;
    char folder[] = "/tmp/lt-plan-XXXXXX";
    static const uint64_t weights[] = {5, 9, 5, 1ull << 40, 0, 9};
    static const size_t expected[] = {3, 1, 5, 0, 2, 4};
    struct lt_plan_unit units[6] = {0};
    struct lt_plan back, plan = {.period = 4052, .key = KEY, .config_path = "/c", .units = units};
    for (size_t i = 0; i < 6; i++) {
        units[i] = (struct lt_plan_unit){.unit = 411702 + (uint32_t)i,
                                         .name = "",
                                         .key = KEY,
                                         .spool = KEY,
                                         .weight = weights[i]};
    }
    plan.unit_count = 6;
    assert_non_null(mkdtemp(folder));
    assert_ok(lt_arena_create(&arena, &err));
    const char *path = lt_path_join(arena, folder, "plan.json");
    assert_ok(lt_plan_write(path, &plan, &err));
    assert_ok(lt_plan_read(path, arena, &back, &err));
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(back.by_weight[i], expected[i]);
    }
    assert_ok(lt_folder_remove(folder, &err));
    lt_arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_round_trip_and_damage),
                                       cmocka_unit_test(test_units_are_numbered_by_weight)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
