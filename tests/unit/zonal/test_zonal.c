/* Coverage drawn by hand: each polygon's WKT, and under it the fraction of every cell, north row first,
 * cells of 1 × 1 with (0, 0) at the south-west corner. */
#include "support/lt_test.h"

#include <string.h>

#include "support/arena.h"
#include "support/lt_memory_raster.h"
#include "support/lt_wkt.h"

#include "zonal_arena.h" /* last: others name their arenas so */

static enum lt_status tabulate(const struct lt_shape *shapes, size_t count,
                               const struct lt_memory_raster *raster, struct lt_tabulation *table)
{
    const struct lt_zonal_input input = {.shapes = lt_shapes_of_array(shapes, count),
                                         .seasons = 1,
                                         .sources = {&raster->source},
                                         .threads = 1};
    return lt_zonal_tabulate(&input, table, &err);
}

/* Every cell has a code of its own, so the tabulation tells each cell's coverage; the window must agree. */
static void expect(const char *wkt, int64_t cols, int64_t rows, const double *fractions)
{
    uint8_t codes[LT_CLASS_MAX];
    for (int64_t i = 0; i < cols * rows; i++) {
        codes[i] = (uint8_t)i;
    }
    struct lt_memory_raster raster;
    lt_memory_raster_init(&raster, codes, cols, rows, 1.0, 100.0);
    const struct lt_shape shape = lt_wkt(arena, wkt);
    struct lt_tabulation table;
    assert_ok(tabulate(&shape, 1, &raster, &table));
    size_t e = 0;
    uint32_t full = 0, touched = 0;
    double sum = 0.0;
    for (int64_t i = 0; i < cols * rows; i++) {
        double found = 0.0;
        if (e < table.first[1] && table.joint[e].key == (uint64_t)i) {
            assert_near(table.joint[e].m2, 100.0 * table.joint[e].cells, 1e-10);
            found = table.joint[e++].cells;
        }
        assert_near(found, fractions[i], 1e-14);
        full += fractions[i] == 1.0;
        touched += fractions[i] > 0.0;
        sum += fractions[i];
    }
    assert_int_equal(e, table.first[1]);
    assert_int_equal(table.full_cells[0], full);
    assert_int_equal(table.touched_cells[0], touched);
    assert_near(table.planar_cells[0], sum, 1e-13);
    lt_tabulation_finish(&table);

    struct lt_window window;
    const struct lt_raster_source *source = &raster.source;
    assert_ok(lt_test_window(&shape, &source, 1000, arena, &window, &err));
    double seen = 0.0;
    for (uint32_t r = 0; r < window.rows; r++) {
        for (uint32_t c = 0; c < window.cols; c++) {
            const size_t at = (size_t)r * window.cols + c;
            const int64_t cell = (window.row + r) * cols + window.col + c;
            assert_near(window.fraction[at], fractions[cell], 1e-14);
            assert_int_equal(window.codes[0][at], cell);
            seen += window.fraction[at];
        }
    }
    assert_near(seen, sum, 1e-13);
}

static void whole_and_quarter_cells(void **state)
{
    (void)state;
    expect("POLYGON ((1 1, 3 1, 3 3, 1 3, 1 1))", 4, 4,
           (const double[]){0, 0, 0, 0, //
                            0, 1, 1, 0, //
                            0, 1, 1, 0, //
                            0, 0, 0, 0});
    expect("POLYGON ((0.5 0.5, 2.5 0.5, 2.5 2.5, 0.5 2.5, 0.5 0.5))", 4, 4,
           (const double[]){0, 0, 0, 0,         //
                            0.25, 0.5, 0.25, 0, //
                            0.5, 1, 0.5, 0,     //
                            0.25, 0.5, 0.25, 0});
}

static void diagonals_through_corners(void **state)
{
    (void)state;
    expect("POLYGON ((0 0, 4 0, 0 4, 0 0))", 4, 4,
           (const double[]){0.5, 0, 0, 0, //
                            1, 0.5, 0, 0, //
                            1, 1, 0.5, 0, //
                            1, 1, 1, 0.5});
    expect("POLYGON ((2 0, 4 2, 2 4, 0 2, 2 0))", 4, 4,
           (const double[]){0, 0.5, 0.5, 0, //
                            0.5, 1, 1, 0.5, //
                            0.5, 1, 1, 0.5, //
                            0, 0.5, 0.5, 0});
}

/* Under the line y = x / 2: over [0,1] its mean height is 1/4, over [1,2] 3/4. */
static void gentle_slope(void **state)
{
    (void)state;
    expect("POLYGON ((0 0, 4 0, 4 2, 0 0))", 5, 2,
           (const double[]){0, 0, 0.25, 0.75, 0, //
                            0.25, 0.75, 1, 1, 0});
}

/* Over the line y = 2x, west of it: the same picture turned. */
static void steep_slope(void **state)
{
    (void)state;
    expect("POLYGON ((0 0, 2 4, 0 4, 0 0))", 2, 4,
           (const double[]){1, 0.75, //
                            1, 0.25, //
                            0.75, 0, //
                            0.25, 0});
}

/* y < x / 8 over 8 cells of one row: mean heights (2i + 1) / 16. */
static void edge_across_many_cells_of_a_row(void **state)
{
    (void)state;
    expect("POLYGON ((0 0, 8 0, 8 1, 0 0))", 8, 1,
           (const double[]){0.0625, 0.1875, 0.3125, 0.4375, 0.5625, 0.6875, 0.8125, 0.9375});
}

static void polygon_smaller_than_its_cell(void **state)
{
    (void)state;
    expect("POLYGON ((1.25 0.25, 1.5 0.25, 1.5 0.5, 1.25 0.5, 1.25 0.25))", 3, 2,
           (const double[]){0, 0, 0, //
                            0, 0.0625, 0});
}

static void hole_and_island(void **state)
{
    (void)state;
    expect(
        "MULTIPOLYGON (((0 0, 5 0, 5 5, 0 5, 0 0), (0.5 0.5, 0.5 4.5, 4.5 4.5, 4.5 0.5, 0.5 0.5)),"
        " ((2 2, 3.5 2, 3.5 3, 2 3, 2 2)))",
        5, 5, (const double[]){0.75, 0.5, 0.5, 0.5, 0.75, //
                               0.5,  0,   0,   0,   0.5,  //
                               0.5,  0,   1,   0.5, 0.5,  //
                               0.5,  0,   0,   0,   0.5,  //
                               0.75, 0.5, 0.5, 0.5, 0.75});
}

/* Two parts touch one cell; their shares add up. */
static void parts_share_a_cell(void **state)
{
    (void)state;
    expect("MULTIPOLYGON (((0 0, 1.25 0, 1.25 1, 0 1, 0 0)), ((1.75 0, 3 0, 3 1, 1.75 1, 1.75 0)))",
           3, 1, (const double[]){1, 0.5, 1});
}

static void concave_comb(void **state)
{
    (void)state;
    expect("POLYGON ((0 0, 5 0, 5 3, 4 3, 4 1, 3 1, 3 3, 2 3, 2 1, 1 1, 1 3, 0 3, 0 0))", 5, 3,
           (const double[]){1, 0, 1, 0, 1, //
                            1, 0, 1, 0, 1, //
                            1, 1, 1, 1, 1});
}

/* Wider than a word of 64 marks and than any block. */
static void run_over_many_blocks(void **state)
{
    (void)state;
    double fractions[200];
    for (int i = 0; i < 200; i++) {
        fractions[i] = i < 10 ? 0.0 : i == 10 || i == 190 ? 0.5 : i < 190 ? 1.0 : 0.0;
    }
    expect("POLYGON ((10.5 0, 190.5 0, 190.5 1, 10.5 1, 10.5 0))", 200, 1, fractions);
}

static void off_the_raster(void **state)
{
    (void)state;
    /* 3 × 3 cells around the south-west corner: one cell and a quarter, two halves, inside. */
    static const uint8_t codes[] = {7, 7, //
                                    3, 7};
    struct lt_memory_raster raster;
    lt_memory_raster_init(&raster, codes, 2, 2, 1.0, 100.0);
    const struct lt_shape shapes[] = {
        lt_wkt(arena, "POLYGON ((-1.5 -1.5, 1.5 -1.5, 1.5 1.5, -1.5 1.5, -1.5 -1.5))"),
        lt_wkt(arena, "POLYGON ((-900 500, -800 500, -800 600, -900 600, -900 500))"),
        lt_wkt(arena, "POLYGON ((-5 -5, 7 -5, 7 7, -5 7, -5 -5))"),
    };
    struct lt_tabulation table;
    assert_ok(tabulate(shapes, 3, &raster, &table));
    const struct lt_joint expected[] = {
        {3, 1, 100}, {7, 1.25, 125}, {LT_CLASS_OUTSIDE, 6.75, 675}, {LT_CLASS_OUTSIDE, 10000, 1e6},
        {3, 1, 100}, {7, 3, 300},    {LT_CLASS_OUTSIDE, 140, 14000}};
    assert_int_equal(table.first[3], 7);
    for (size_t i = 0; i < 7; i++) {
        assert_int_equal(table.joint[i].key, expected[i].key);
        assert_near(table.joint[i].cells, expected[i].cells, 1e-12);
        assert_near(table.joint[i].m2, expected[i].m2, 1e-9);
    }
    assert_int_equal(table.first[1], 3);
    assert_int_equal(table.first[2], 4);
    assert_int_equal(table.full_cells[0], 1); /* only those inside the raster */
    assert_int_equal(table.full_cells[1], 0);
    assert_int_equal(table.full_cells[2], 4);
    assert_int_equal(table.touched_cells[0], 16);
    assert_int_equal(table.touched_cells[2], 144);
    lt_tabulation_finish(&table);

    struct lt_window window;
    const struct lt_raster_source *source = &raster.source;
    assert_ok(lt_test_window(&shapes[0], &source, 16, arena, &window, &err));
    static const uint8_t seen[] = {255, 255, 7,   7,   //
                                   255, 255, 3,   7,   //
                                   255, 255, 255, 255, //
                                   255, 255, 255, 255};
    assert_int_equal(window.col, -2);
    assert_int_equal(window.row, 0);
    assert_memory_equal(window.codes[0], seen, 16);
    assert_near(window.fraction[0], 0.25, 1e-15);
    assert_near(window.fraction[2], 0.5, 1e-15);
    assert_near(window.fraction[6], 1.0, 1e-15);
}

/* Half of the ground twice cropped is not the whole ground once: the joint tells them apart. */
static void joint_of_two_seasons(void **state)
{
    (void)state;
    enum { WHEAT = 1, MAIZE = 2, BARE = 3 };
    static const uint8_t spring[] = {WHEAT, WHEAT, BARE, BARE};
    static const uint8_t autumn[] = {BARE, MAIZE, MAIZE, LT_CLASS_UNSEEN};
    struct lt_memory_raster h1, h2;
    lt_memory_raster_init(&h1, spring, 4, 1, 1.0, 100.0);
    lt_memory_raster_init(&h2, autumn, 4, 1, 1.0, 100.0);
    h2.source.block_cols = 3; /* the seasons may be tiled differently */
    const struct lt_shape shape = lt_wkt(arena, "POLYGON ((0.5 0, 4 0, 4 1, 0.5 1, 0.5 0))");
    const struct lt_zonal_input input = {.shapes = lt_shapes_of_array(&shape, 1),
                                         .seasons = 2,
                                         .sources = {&h1.source, &h2.source},
                                         .threads = 1};
    struct lt_tabulation table;
    assert_ok(lt_zonal_tabulate(&input, &table, &err));
    static const uint8_t expected[4][2] = {
        {WHEAT, MAIZE}, {BARE, MAIZE}, {WHEAT, BARE}, {BARE, LT_CLASS_UNSEEN}};
    static const double cells[] = {1, 1, 0.5, 1};
    assert_int_equal(table.seasons, 2);
    assert_int_equal(table.first[1], 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(lt_joint_code(table.joint[i].key, 0), expected[i][0]);
        assert_int_equal(lt_joint_code(table.joint[i].key, 1), expected[i][1]);
        assert_near(table.joint[i].cells, cells[i], 1e-15);
    }
    assert_near(lt_tabulation_net(&table, 0, 2, 700.0), 100.0, 1e-12); /* 0.5 of 3.5 cells */
    lt_tabulation_finish(&table);
}

static void empty_shapes_yield_nothing(void **state)
{
    (void)state;
    static const uint8_t codes[] = {9};
    struct lt_memory_raster raster;
    lt_memory_raster_init(&raster, codes, 1, 1, 1.0, 100.0);
    const struct lt_shape shapes[] = {
        {0},
        lt_wkt(arena, "POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))"),
        {0},
        lt_wkt(arena, "POLYGON ((0.5 0, 0.5 1, 0.5 0))"), /* no area */
    };
    struct lt_tabulation table;
    assert_ok(tabulate(shapes, 4, &raster, &table));
    assert_int_equal(table.first[1], 0);
    assert_int_equal(table.first[2], 1);
    assert_int_equal(table.first[3], 1);
    assert_int_equal(table.first[4], 1);
    assert_near(lt_tabulation_net(&table, 1, 0, 55.0), 55.0, 0.0);
    lt_tabulation_finish(&table);
    assert_ok(tabulate(shapes, 0, &raster, &table));
    assert_int_equal(table.count, 0);
    lt_tabulation_finish(&table);
    lt_tabulation_finish(NULL);
    struct lt_window window;
    const struct lt_raster_source *source = &raster.source;
    assert_ok(lt_test_window(&shapes[0], &source, 0, arena, &window, &err));
    assert_int_equal(window.cols * window.rows, 0);
}

static void fails(const char *wkt, bool io, enum lt_status status, const char *text)
{
    static const uint8_t codes[16] = {0};
    struct lt_memory_raster raster;
    lt_memory_raster_init(&raster, codes, 4, 4, 1.0, 100.0);
    raster.fail = io;
    const struct lt_shape shapes[] = {{0}, lt_wkt(arena, wkt)};
    struct lt_tabulation table;
    assert_int_equal(tabulate(shapes, 2, &raster, &table), status);
    if (strstr(err.text, text) == NULL) {
        print_error("'%s' lacks '%s'\n", err.text, text);
        fail();
    }
    assert_null(table.arena);
}

static void failures_name_the_polygon(void **state)
{
    (void)state;
    fails("POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0))", true, LT_E_IO, "polygon 1: cannot read block");
    fails("POLYGON ((0 0, 0 2, 2 2, 2 0, 0 0))", false, LT_E_BUG,
          "polygon 1: it is wound clockwise");
    fails("POLYGON ((0 0, 5000000 0, 0 1, 0 0))", false, LT_E_LIMIT, "polygon 1: the window");
    /* A ring that does not close: the sums cannot reach the area. */
    fails("POLYGON ((0.5 0.5, 2.5 0.5, 2.5 2.5))", false, LT_E_BUG, "polygon 1: coverage");
}

static void not_a_number_is_refused(void **state)
{
    (void)state;
    static const uint8_t codes[1] = {0};
    struct lt_memory_raster raster;
    lt_memory_raster_init(&raster, codes, 1, 1, 1.0, 100.0);
    struct lt_point points[] = {{0, 0}, {1, 0}, {NAN, 1}, {0, 0}};
    const uint32_t ring_end = 4;
    const struct lt_shape shape = {1, 4, &ring_end, points, {0, 0, 1, 1}};
    struct lt_tabulation table;
    assert_int_equal(tabulate(&shape, 1, &raster, &table), LT_E_BUG);
    points[2].x = 1e300;
    assert_int_equal(tabulate(&shape, 1, &raster, &table), LT_E_LIMIT);
}

static void window_keeps_its_limit(void **state)
{
    (void)state;
    static const uint8_t codes[4] = {0};
    struct lt_memory_raster raster;
    lt_memory_raster_init(&raster, codes, 2, 2, 1.0, 100.0);
    const struct lt_raster_source *source = &raster.source;
    const struct lt_shape shape = lt_wkt(arena, "POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0))");
    struct lt_window window;
    assert_ok(lt_test_window(&shape, &source, 4, arena, &window, &err));
    assert_int_equal(lt_test_window(&shape, &source, 3, arena, &window, &err), LT_E_LIMIT);
}

/* Two parts 100 km apart with a thousandth of a cell each: their planar area must not drown. */
static void tiny_parts_far_apart(void **state)
{
    (void)state;
    static const uint8_t codes[1] = {5};
    struct lt_memory_raster raster;
    lt_memory_raster_init(&raster, codes, 1, 1, 10.0, 100.0);
    raster.source.grid.origin_x = 38500000.0;
    raster.source.grid.origin_y = 3650000.0;
    const struct lt_shape shape =
        lt_wkt(arena, "MULTIPOLYGON (((38500001 3649991, 38500001.3 3649991, 38500001 3649991.7,"
                      " 38500001 3649991)), ((38600001 3749991, 38600001.7 3749991,"
                      " 38600001 3749991.3, 38600001 3749991)))");
    struct lt_tabulation table;
    assert_ok(tabulate(&shape, 1, &raster, &table));
    assert_near(table.planar_cells[0], 0.0021, 1e-10);
    assert_near(table.joint[0].cells, 0.00105, 1e-10);
    assert_near(table.joint[1].cells, 0.00105, 1e-10);
    lt_tabulation_finish(&table);
}

static size_t last_done, last_total;

static void note(void *context, size_t done, size_t total)
{
    (void)context;
    assert_true(done >= last_done);
    last_done = done;
    last_total = total;
}

static void progress_ends_at_the_total(void **state)
{
    (void)state;
    static const uint8_t codes[1] = {5};
    struct lt_memory_raster raster;
    lt_memory_raster_init(&raster, codes, 1, 1, 1.0, 100.0);
    struct lt_shape shapes[50];
    for (size_t i = 0; i < 50; i++) {
        shapes[i] = lt_wkt(arena, "POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))");
    }
    const struct lt_zonal_input input = {.shapes = lt_shapes_of_array(shapes, 50),
                                         .seasons = 1,
                                         .sources = {&raster.source},
                                         .threads = 4,
                                         .progress = note};
    struct lt_tabulation table;
    last_done = 0;
    assert_ok(lt_zonal_tabulate(&input, &table, &err));
    assert_int_equal(last_done, 50);
    assert_int_equal(last_total, 50);
    lt_tabulation_finish(&table);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(whole_and_quarter_cells),
        TEST(diagonals_through_corners),
        TEST(gentle_slope),
        TEST(steep_slope),
        TEST(edge_across_many_cells_of_a_row),
        TEST(polygon_smaller_than_its_cell),
        TEST(hole_and_island),
        TEST(parts_share_a_cell),
        TEST(concave_comb),
        TEST(run_over_many_blocks),
        TEST(off_the_raster),
        TEST(joint_of_two_seasons),
        TEST(empty_shapes_yield_nothing),
        TEST(failures_name_the_polygon),
        TEST(not_a_number_is_refused),
        TEST(window_keeps_its_limit),
        TEST(tiny_parts_far_apart),
        TEST(progress_ends_at_the_total),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
