/* Polygon by polygon: what lt_zonal_polygon answers must be what the table of all holds. */
#include "support/lt_test.h"

#include <string.h>

#include "support/arena.h"
#include "support/lt_memory_raster.h"
#include "zonal/zonal_kernel.h"
#include "zonal_shapes.h"

#include "zonal_arena.h" /* last: others name their arenas so */

enum { SIDE = 120, COUNT = 200 };

static struct lt_memory_raster *fields(uint64_t seed)
{
    struct lt_memory_raster *raster = lt_arena_alloc(arena, sizeof *raster);
    uint8_t *codes = lt_arena_alloc(arena, SIDE * SIDE);
    for (int i = 0; i < SIDE * SIDE; i++) {
        codes[i] = (uint8_t)(7 * shapes_random(&seed));
    }
    lt_memory_raster_init(raster, codes, SIDE, SIDE, 10.0, 100.25);
    raster->source.block_cols = 33;
    raster->source.block_rows = 20;
    return raster;
}

/* Stars of all sizes, some beyond the raster, every tenth an empty shape. */
static struct lt_shape *stars(void)
{
    struct lt_shape *shapes = lt_arena_array(arena, COUNT, sizeof *shapes);
    uint64_t seed = 77;
    for (size_t i = 0; i < COUNT; i++) {
        struct shape_draft draft = draft_begin(arena, 60, 1);
        draft_star(&draft, &seed, 1300 * shapes_random(&seed), 1300 * shapes_random(&seed), 40, 3.0,
                   5.0 + 400 * shapes_random(&seed), 0.0, false);
        shapes[i] = i % 10 == 9 ? (struct lt_shape){0} : draft_shape(&draft);
    }
    return shapes;
}

static void assert_entry(const struct lt_tabulation *table, size_t i,
                         const struct lt_zonal_count *found)
{
    const uint64_t first = table->first[i];
    assert_int_equal(found->count, table->first[i + 1] - first);
    if (found->count > 0) {
        assert_memory_equal(found->joint, table->joint + first,
                            found->count * sizeof *found->joint);
    }
    assert_true(found->planar_cells == table->planar_cells[i]);
    assert_int_equal(found->full_cells, table->full_cells[i]);
    assert_int_equal(found->touched_cells, table->touched_cells[i]);
}

static void one_by_one_as_all_at_once(void **state)
{
    (void)state;
    const struct lt_memory_raster *h1 = fields(1), *h2 = fields(2);
    const struct lt_shape *shapes = stars();
    const struct lt_zonal_input input = {.shapes = lt_shapes_of_array(shapes, COUNT),
                                         .seasons = 2,
                                         .sources = {&h1->source, &h2->source},
                                         .threads = 2};
    struct lt_tabulation table;
    assert_ok(lt_zonal_tabulate(&input, &table, &err));
    assert_true(table.first[COUNT] > 10 * COUNT);
    const struct lt_zonal_setup two = {
        .seasons = 2, .sources = {&h1->source, &h2->source}, .threads = 2};
    struct lt_zonal *zonal;
    assert_ok(lt_zonal_create(&two, &zonal, &err));
    /* Backwards, and on both thread numbers: the order and who counts do not matter. */
    for (size_t i = COUNT; i-- > 0;) {
        struct lt_zonal_count found;
        assert_ok(lt_zonal_polygon(zonal, i % 2, &shapes[i], &found, &err));
        assert_entry(&table, i, &found);
    }
    lt_zonal_destroy(zonal);
    lt_zonal_destroy(NULL);
    lt_tabulation_finish(&table);
}

/* After a polygon that fails, the kernel counts on as if it had not been there. */
static void failure_leaves_no_trace(void **state)
{
    (void)state;
    struct lt_memory_raster *raster = fields(3);
    const struct lt_shape *shapes = stars();
    const struct lt_zonal_setup one = {
        .seasons = 1, .sources = {&raster->source}, .threads = 1, .cache_bytes = 1};
    struct lt_zonal *zonal, *other;
    struct lt_zonal_count found, expected;
    assert_ok(lt_zonal_create(&one, &zonal, &err));
    assert_ok(lt_zonal_create(&one, &other, &err));
    struct lt_point points[3];
    memcpy(points, shapes[0].points, sizeof points);
    const uint32_t ring_end = 3; /* does not close */
    int io = 0;
    const struct lt_shape open = {1, 3, &ring_end, points, {0, 0, 0, 0}};
    for (size_t i = 0; i < 20; i++) {
        assert_int_equal(lt_zonal_polygon(zonal, 0, &open, &found, &err), LT_E_BUG);
        raster->fail = true;
        const enum lt_status status = lt_zonal_polygon(zonal, 0, &shapes[20 + i], &found, &err);
        io += status == LT_E_IO;
        assert_true(status == LT_OK || status == LT_E_IO); /* OK: empty, or beyond the raster */
        raster->fail = false;
        assert_ok(lt_zonal_polygon(zonal, 0, &shapes[i], &found, &err));
        assert_ok(lt_zonal_polygon(other, 0, &shapes[i], &expected, &err));
        assert_int_equal(found.count, expected.count);
        if (found.count > 0) {
            assert_memory_equal(found.joint, expected.joint, found.count * sizeof *found.joint);
        }
        assert_int_equal(found.full_cells, expected.full_cells);
        assert_int_equal(found.touched_cells, expected.touched_cells);
    }
    assert_true(io > 10);
    lt_zonal_destroy(zonal);
    lt_zonal_destroy(other);
}

enum { WIDE = 3100 };

static struct lt_memory_raster *wide_fields(uint64_t seed)
{
    struct lt_memory_raster *raster = lt_arena_alloc(arena, sizeof *raster);
    uint8_t *codes = lt_arena_alloc(arena, (size_t)WIDE * WIDE);
    for (size_t i = 0; i < (size_t)WIDE * WIDE; i++) {
        codes[i] = (uint8_t)((i % WIDE / 40 * 7 + i / WIDE / 30 * 5 + seed) % 9);
    }
    lt_memory_raster_init(raster, codes, WIDE, WIDE, 1.0, 1.0);
    raster->source.block_cols = raster->source.block_rows = 256;
    return raster;
}

/* A star with rays of all lengths, a hole, and a corner beyond the raster. */
static struct lt_shape giant(void)
{
    struct shape_draft draft = draft_begin(arena, 31000, 2);
    uint64_t seed = 5;
    draft_star(&draft, &seed, 1500, 1500, 30000, 1100, 1640, 0.0, false);
    draft_star(&draft, &seed, 1450, 1600, 500, 200, 900, 0.0, true);
    return draft_shape(&draft);
}

/* All rows in one go, as small polygons are counted. */
static struct lt_joint *count_whole(const struct lt_zonal_setup *one, const struct lt_shape *shape,
                                    size_t *ret_count, uint64_t *ret_touched)
{
    struct zonal_blocks *blocks[LT_SEASONS_MAX] = {NULL};
    struct zonal_sweep sweep = {0};
    struct lt_joint *joint;
    for (unsigned s = 0; s < one->seasons; s++) {
        assert_ok(zonal_blocks_create(one->sources[s], 1, 1 << 26, &blocks[s], &err));
    }
    assert_ok(zonal_sweep_begin(&sweep, blocks, one, 0, &err));
    assert_ok(zonal_sweep_shape(&sweep, shape, &err));
    assert_true(zonal_giant_slices(&sweep.cover.frame, shape) == 3);
    assert_ok(zonal_sweep_rows(&sweep, 0, sweep.cover.frame.rows, &err));
    assert_ok(zonal_sweep_take(&sweep, &joint, ret_count, &err));
    struct lt_joint *copy = lt_arena_array(arena, *ret_count, sizeof *copy);
    memcpy(copy, joint, *ret_count * sizeof *copy);
    *ret_touched = sweep.touched;
    zonal_sweep_finish(&sweep);
    for (unsigned s = 0; s < one->seasons; s++) {
        zonal_blocks_destroy(blocks[s]);
    }
    return copy;
}

static void giants_are_shared(void **state)
{
    (void)state;
    const struct lt_memory_raster *h1 = wide_fields(1), *h2 = wide_fields(2);
    const struct lt_shape small = *stars(), shapes[] = {small, giant(), small, small};
    const struct lt_zonal_setup one = {
        .seasons = 2, .sources = {&h1->source, &h2->source}, .threads = 1};
    size_t count;
    uint64_t touched;
    const struct lt_joint *whole = count_whole(&one, &shapes[1], &count, &touched);
    struct lt_tabulation first = {0};
    static const unsigned threads[] = {1, 2, 3, 8};
    for (size_t t = 0; t < 4; t++) {
        const struct lt_zonal_input input = {.shapes = lt_shapes_of_array(shapes, 4),
                                             .seasons = 2,
                                             .sources = {&h1->source, &h2->source},
                                             .threads = threads[t]};
        struct lt_tabulation table;
        assert_ok(lt_zonal_tabulate(&input, &table, &err));
        if (t == 0) {
            first = table;
            continue;
        }
        assert_memory_equal(table.first, first.first, 5 * sizeof *table.first);
        assert_memory_equal(table.joint, first.joint, table.first[4] * sizeof *table.joint);
        lt_tabulation_finish(&table);
    }
    assert_int_equal(first.first[2] - first.first[1], count);
    assert_int_equal(first.touched_cells[1], touched);
    for (size_t i = 0; i < count; i++) {
        const struct lt_joint *part = &first.joint[first.first[1] + i];
        assert_int_equal(part->key, whole[i].key);
        assert_near(part->cells, whole[i].cells, 1e-12 * whole[i].cells + 1e-12);
        assert_near(part->m2, whole[i].m2, 1e-12 * whole[i].m2 + 1e-12);
    }
    lt_tabulation_finish(&first);
}

/* The error of a slice is the polygon's, on any number of threads; the kernel counts on. */
static void giants_fail_whole(void **state)
{
    (void)state;
    struct lt_memory_raster *raster = wide_fields(3);
    const struct lt_shape shape = giant();
    raster->fail = true;
    for (unsigned threads = 1; threads <= 3; threads++) {
        const struct lt_zonal_input input = {.shapes = lt_shapes_of_array(&shape, 1),
                                             .seasons = 1,
                                             .sources = {&raster->source},
                                             .threads = threads};
        struct lt_tabulation table;
        assert_int_equal(lt_zonal_tabulate(&input, &table, &err), LT_E_IO);
        assert_non_null(strstr(err.text, "polygon 0: cannot read block"));
    }
}

static void setup_is_checked(void **state)
{
    (void)state;
    struct lt_memory_raster *a = fields(4), *b = fields(5);
    struct lt_zonal *zonal;
    struct lt_zonal_setup wrong = {.seasons = 0, .threads = 1};
    assert_int_equal(lt_zonal_create(&wrong, &zonal, &err), LT_E_BUG);
    wrong = (struct lt_zonal_setup){.seasons = 1, .sources = {&a->source}, .threads = 9};
    assert_int_equal(lt_zonal_create(&wrong, &zonal, &err), LT_E_BUG);
    wrong =
        (struct lt_zonal_setup){.seasons = 2, .sources = {&a->source, &b->source}, .threads = 1};
    b->source.grid.origin_x += 1.0;
    assert_int_equal(lt_zonal_create(&wrong, &zonal, &err), LT_E_BUG);
    assert_null(zonal);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(one_by_one_as_all_at_once), TEST(failure_leaves_no_trace), TEST(giants_are_shared),
        TEST(giants_fail_whole),         TEST(setup_is_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
