/* The generator's geometry: a tessellation without gaps or overlaps, and cells painted by their centre. */
#include "support/lt_test.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bench_generate.h"

static struct bench_lattice some_lattice(void)
{
    return (struct bench_lattice){.cols = 6,
                                  .rows = 5,
                                  .origin_x = 38500000.0,
                                  .origin_y = 3600000.0,
                                  .step = 115.0,
                                  .seed = 9,
                                  .jitter = 14.0,
                                  .bend = 0.05,
                                  .min_points = 2,
                                  .max_points = 14};
}

/* Twice the planar area, by the shoelace formula relative to the first point. */
static double planar_area(const struct bench_polygon *polygon)
{
    double sum = 0.0;
    const struct lt_point o = polygon->points[0];
    for (size_t i = 0; i < polygon->n_points; i++) {
        const struct lt_point a = polygon->points[i];
        const struct lt_point b = polygon->points[(i + 1) % polygon->n_points];
        sum += (a.x - o.x) * (b.y - o.y) - (b.x - o.x) * (a.y - o.y);
    }
    return sum / 2.0;
}

static void test_cells_fill_their_region(void **state)
{
    (void)state;
    const struct bench_lattice lattice = some_lattice();
    struct bench_polygon cell = {0}, region = {0};
    double sum = 0.0;
    for (uint32_t c = 1; c < 5; c++) {
        for (uint32_t r = 0; r < 5; r++) {
            bench_polygon_clear(&cell);
            bench_lattice_region(&lattice, c, r, c + 1, r + 1, &cell);
            assert_true(cell.n_points >= 12 && cell.n_points <= 60);
            assert_true(planar_area(&cell) > 0.5 * 115.0 * 115.0);
            sum += planar_area(&cell);
        }
    }
    bench_lattice_region(&lattice, 1, 0, 5, 5, &region);
    assert_near(sum, planar_area(&region), 1e-3);
    bench_polygon_finish(&cell);
    bench_polygon_finish(&region);
}

/* Every point of the common edge of two neighbours is the same double in both. */
static void test_neighbours_share_their_points(void **state)
{
    (void)state;
    const struct bench_lattice lattice = some_lattice();
    struct bench_polygon west = {0}, east = {0}, rounded = {0};
    struct lt_point edge[BENCH_EDGE_POINTS];
    bench_lattice_region(&lattice, 2, 3, 3, 4, &west);
    bench_lattice_region(&lattice, 3, 3, 4, 4, &east);
    const size_t n = bench_lattice_edge(&lattice, true, 3, 3, edge);
    assert_true(n >= 4);
    for (size_t k = 0; k < n; k++) {
        bench_polygon_add(&rounded, edge[k].x, edge[k].y);
        size_t found = 0;
        for (size_t i = 0; i < west.n_points; i++) {
            found += memcmp(&west.points[i], &rounded.points[k], sizeof edge[k]) == 0;
        }
        for (size_t i = 0; i < east.n_points; i++) {
            found += memcmp(&east.points[i], &rounded.points[k], sizeof edge[k]) == 0;
        }
        assert_int_equal(found, 2);
    }
    bench_polygon_finish(&west);
    bench_polygon_finish(&east);
    bench_polygon_finish(&rounded);
}

static void test_halves_make_the_whole(void **state)
{
    (void)state;
    struct bench_lattice lattice = some_lattice();
    lattice.min_points = lattice.max_points = 3;
    struct bench_polygon west = {0}, east = {0}, whole = {0};
    bench_lattice_half(&lattice, 4, 1, 0, &west);
    bench_lattice_half(&lattice, 4, 1, 1, &east);
    bench_lattice_region(&lattice, 4, 1, 5, 2, &whole);
    assert_true(planar_area(&west) > 0.3 * planar_area(&whole));
    assert_true(planar_area(&east) > 0.3 * planar_area(&whole));
    assert_near(planar_area(&west) + planar_area(&east), planar_area(&whole), 1e-3);
    bench_polygon_finish(&west);
    bench_polygon_finish(&east);
    bench_polygon_finish(&whole);
}

static void test_permutation_takes_each_number_once(void **state)
{
    (void)state;
    enum { COUNT = 1000 };
    bool seen[COUNT] = {false};
    size_t at_home = 0;
    for (uint64_t i = 0; i < COUNT; i++) {
        const uint64_t to = bench_permute(3, i, COUNT);
        assert_true(to < COUNT);
        assert_false(seen[to]);
        seen[to] = true;
        at_home += to == i;
    }
    assert_true(at_home < 20);
}

/* 8 columns × 6 rows of 10 m from (0, 60). The box 12…48 × 15…45 holds the centres of columns 1…4 (15, 25, 35, 45)
 * and of rows with y 25, 35 (and 15 on the border: half-open, counted; 45 is not): rows 2, 3 and 4 from the north. */
static void test_paint_takes_cells_by_their_centre(void **state)
{
    (void)state;
    const struct bench_grid grid = {0.0, 60.0, 10.0, 8, 6};
    struct bench_canvas canvas = {0};
    struct bench_polygon box = {0};
    struct lt_error err = {0};
    assert_ok(bench_canvas_create(&grid, 6, false, &canvas, &err));
    bench_polygon_add_box(&box, (struct lt_box){12, 15, 48, 45}, true);
    bench_polygon_add_box(&box, (struct lt_box){22, 20, 30, 30}, false);
    assert_ok(bench_canvas_paint(&canvas, &box, 7, &err));
    static const char expected[6][9] = {"........", "........", ".7777...",
                                        ".7.77...", ".7777...", "........"};
    for (int row = 0; row < 6; row++) {
        for (int col = 0; col < 8; col++) {
            const uint8_t value = canvas.bytes[row * 8 + col];
            assert_int_equal(value, expected[row][col] == '.' ? 0 : 7);
        }
    }
    bench_canvas_finish(&canvas);
    bench_polygon_finish(&box);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells_fill_their_region),
        cmocka_unit_test(test_neighbours_share_their_points),
        cmocka_unit_test(test_halves_make_the_whole),
        cmocka_unit_test(test_permutation_takes_each_number_once),
        cmocka_unit_test(test_paint_takes_cells_by_their_centre),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
