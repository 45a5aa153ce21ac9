/* Patches on windows of the zonal kernel itself: the polygons must hold what its fractions promise, to 1e-9, for
 * subjects that cross cells at any angle, at zone-numbered eastings, and the sums what its table says. */
#include "support/lt_test.h"

#include <string.h>

#include "liangtian/patches.h"
#include "patches_fixture.h"
#include "support/lt_memory_raster.h"
#include "support/lt_shape_text.h"

enum { SIZE = 60 };
static const double WEST = 38500000.0, NORTH = 3650000.0, CELL = 2.0, CELL_M2 = 4.0008;

static double next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(*seed >> 11) / 9007199254740992.0;
}

/* Mostly orchard, so that patches are large; every seventh cell at random is wheat, a few are unseen. */
static void plant(uint8_t *codes, uint64_t *seed)
{
    for (int i = 0; i < SIZE * SIZE; i++) {
        const double dice = next_random(seed);
        codes[i] = dice < 0.14   ? CODE_WHEAT
                   : dice < 0.16 ? LT_CLASS_UNSEEN
                   : dice < 0.3  ? CODE_NURSERY
                                 : CODE_ORCHARD;
    }
}

static struct lt_shape crooked(struct lt_arena *arena, uint64_t *seed)
{
    enum { N = 41 };
    struct lt_point *p = lt_arena_array(arena, N + 1, sizeof *p);
    uint32_t *end = lt_arena_array(arena, 1, sizeof *end);
    for (int i = 0; i < N; i++) {
        const double angle = 6.283185307179586 * i / N, radius = 25.0 + 40.0 * next_random(seed);
        p[i] = (struct lt_point){WEST + SIZE * CELL / 2 + radius * cos(angle),
                                 NORTH - SIZE * CELL / 2 + radius * sin(angle)};
    }
    p[N] = p[0];
    end[0] = N + 1;
    return (struct lt_shape){1, N + 1, end, p, lt_shape_compute_box(p, N + 1)};
}

/* Σ net m² of the tuples that offend, by the kernel's table. */
static double offending_by_table(const struct lt_memory_raster *raster,
                                 const struct lt_shape *subject, double net_m2)
{
    struct lt_error err;
    struct lt_tabulation table = {0};
    struct lt_zonal_input input = {.shapes = lt_shapes_of_array(subject, 1),
                                   .seasons = 1,
                                   .sources = {&raster->source},
                                   .threads = 1};
    assert_ok(lt_zonal_tabulate(&input, &table, &err));
    double sum = 0.0;
    for (uint64_t e = table.first[0]; e < table.first[1]; e++) {
        const uint8_t code = lt_joint_code(table.joint[e].key, 0);
        if (code == CODE_ORCHARD || code == CODE_NURSERY) {
            sum += lt_tabulation_net(&table, 0, e, net_m2);
        }
    }
    lt_tabulation_finish(&table);
    return sum;
}

static size_t draw_one(const struct lt_memory_raster *raster, uint64_t *seed)
{
    struct lt_error err;
    struct lt_arena *arena = NULL;
    struct lt_overlay *overlay = NULL;
    struct lt_window window;
    struct lt_patches patches;
    assert_ok(lt_arena_create(&arena, &err));
    assert_ok(lt_overlay_create(&overlay, &err));
    struct lt_feature feature = {.shape = crooked(arena, seed)};
    feature.net_m2 = 0.9 * CELL_M2 / (CELL * CELL) * lt_shape_planar_area(&feature.shape);
    feature.attr[LT_ATTR_LAND_CLASS] = "0103";
    const struct lt_raster_source *sources[] = {&raster->source};
    assert_ok(lt_test_window(&feature.shape, sources, 1u << 20, arena, &window, &err));
    const struct lt_rule rule = {.id = "PBF-ORCHARD",
                                 .groups = 1u << CODE_ORCHARD | 1u << CODE_NURSERY};
    const struct lt_rule_context context = {.half = 1};
    const struct lt_finding finding = {
        .low_m2 = offending_by_table(raster, &feature.shape, feature.net_m2)};
    const struct lt_patches_input input = {.rule = &rule,
                                           .context = &context,
                                           .feature = &feature,
                                           .window = &window,
                                           .seasons = 1,
                                           .finding = &finding,
                                           .grid = &raster->source.grid,
                                           .min_full_cells = 8,
                                           .erosion_cells = 0};
    assert_ok(lt_patches_draw(&input, overlay, arena, &patches, &err));
    size_t cases = 0;
    for (size_t i = 0; i < patches.count; i++) {
        if (patches.items[i].kind == LT_PATCH_CASE) {
            const double net = 0.9 * 1.0002 * lt_shape_planar_area(&patches.items[i].shape);
            assert_near(patches.items[i].net_m2, net, 1e-9 * net + 1e-6);
            cases++;
        }
    }
    lt_overlay_destroy(overlay);
    lt_arena_destroy(arena);
    return cases;
}

static void test_windows_of_the_kernel(void **state)
{
    (void)state;
    static uint8_t codes[SIZE * SIZE];
    struct lt_memory_raster raster;
    uint64_t seed = 1900;
    size_t cases = 0;
    for (int i = 0; i < 150; i++) {
        plant(codes, &seed);
        lt_memory_raster_init(&raster, codes, SIZE, SIZE, CELL, CELL_M2);
        raster.source.grid.origin_x = WEST;
        raster.source.grid.origin_y = NORTH;
        cases += draw_one(&raster, &seed);
    }
    assert_true(cases >= 150);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_windows_of_the_kernel)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
