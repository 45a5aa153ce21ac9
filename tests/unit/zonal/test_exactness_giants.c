/* Large and wide: a million vertices, windows of two million columns. */
#include "support/lt_test.h"

#include <string.h>

#include "support/lt_memory_raster.h"
#include "zonal_exact.h"
#include "zonal_numbered.h"
#include "zonal_shapes.h"

#include "zonal_arena.h" /* last: others name their arenas so */

/* --- a million vertices --- */

enum { RADIUS = 700, MILLION = 1000000 };

/* A ring of a million teeth of half a cell, on a lattice so fine that teeth do not touch. */
static struct exact_shape toothed(uint64_t *seed)
{
    const int64_t unit = 4096;
    struct exact_shape shape = exact_begin(arena, unit, MILLION + 1, 1);
    for (int i = 0; i < MILLION; i++) {
        const double angle = 6.283185307179586 * i / MILLION;
        const double radius = (double)unit * (RADIUS - shapes_random(seed) * (i % 2));
        exact_add(&shape, (RADIUS + 10) * unit + llrint(radius * cos(angle)),
                  -(RADIUS + 10) * unit + llrint(radius * sin(angle)));
    }
    exact_close(&shape);
    return shape;
}

/* The edges that pass a column of cells, as open rings of two vertices: what exact_coverage() needs of the shape. */
static struct exact_shape edges_of_column(const struct exact_shape *shape, int64_t col)
{
    const int64_t left = col * shape->unit, right = left + shape->unit;
    struct exact_shape some = exact_begin(arena, shape->unit, 200000, 100000);
    for (uint32_t i = 1; i < shape->n_points; i++) {
        const struct exact_point p = shape->points[i - 1], q = shape->points[i];
        if ((p.x > left || q.x > left) && (p.x < right || q.x < right)) {
            assert_true(some.n_rings < 100000);
            exact_add(&some, p.x, p.y);
            exact_add(&some, q.x, q.y);
            some.ring_end[some.n_rings++] = some.n_points;
        }
    }
    return some;
}

static void check_column(const struct lt_window *window, const struct exact_shape *shape,
                         int64_t col)
{
    const struct exact_shape edges = edges_of_column(shape, col);
    for (uint32_t r = 0; r < window->rows; r += col % 2 == 0 || r < 60 ? 1 : 31) {
        const double found = window->fraction[r * (int64_t)window->cols + col - window->col];
        assert_near(found, exact_coverage(&edges, col, window->row + r), 1e-12);
    }
}

static void a_million_vertices(void **state)
{
    (void)state;
    enum { SIDE = 2 * (RADIUS + 10) };
    uint64_t seed = 501;
    const struct exact_shape exact = toothed(&seed);
    const struct lt_shape shape = exact_shape_at(arena, &exact, 38500000.0, 3650000.0, 10.0);
    uint8_t *codes = lt_arena_alloc(arena, (size_t)SIDE * SIDE);
    for (int i = 0; i < SIDE * SIDE; i++) {
        codes[i] = (uint8_t)(i % SIDE * 200 / SIDE);
    }
    struct lt_memory_raster raster;
    lt_memory_raster_init(&raster, codes, SIDE, SIDE, 10.0, 100.0);
    raster.source.grid.origin_x = 38500000.0;
    raster.source.grid.origin_y = 3650000.0;
    raster.source.block_cols = raster.source.block_rows = 128;
    const struct lt_raster_source *source = &raster.source;
    struct lt_zonal_input input = {
        .shapes = lt_shapes_of_array(&shape, 1), .seasons = 1, .sources = {source}, .threads = 1};
    struct lt_tabulation one, two;
    struct lt_window window;
    assert_ok(lt_zonal_tabulate(&input, &one, &err));
    input.threads = 2;
    assert_ok(lt_zonal_tabulate(&input, &two, &err));
    assert_int_equal(one.first[1], two.first[1]);
    assert_memory_equal(one.joint, two.joint, one.first[1] * sizeof *one.joint);
    const double area = exact_area(&exact);
    assert_near(one.planar_cells[0], area, 1e-13 * area);

    assert_ok(lt_test_window(&shape, &source, UINT32_MAX, arena, &window, &err));
    double sums[256] = {0}, total = 0.0;
    uint32_t full = 0, touched = 0;
    for (size_t i = 0; i < (size_t)window.cols * window.rows; i++) {
        sums[window.codes[0][i]] += window.fraction[i];
        full += window.fraction[i] >= 1.0 - 1e-9;
        touched += window.fraction[i] > 0.0;
    }
    for (uint64_t e = 0; e < one.first[1]; e++) {
        assert_near(one.joint[e].cells, sums[one.joint[e].key], 1e-12 * one.joint[e].cells + 1e-11);
        total += one.joint[e].cells;
    }
    assert_near(total, area, 1e-13 * area);
    assert_int_equal(one.full_cells[0], full);
    assert_int_equal(one.touched_cells[0], touched);
    for (int64_t i = 0; i < 12; i++) {
        check_column(&window, &exact, window.col + (window.cols - 1) * i / 11);
    }
    lt_tabulation_finish(&one);
    lt_tabulation_finish(&two);
}

/* --- two million columns --- */

/* A raster whose only season tells the column modulo 250. */
static enum lt_status read_columns(void *context, uint32_t thread, int64_t block_col,
                                   int64_t block_row, uint8_t *ret_codes, struct lt_error *ret_err)
{
    const struct lt_raster_source *source = context;
    (void)thread;
    (void)block_row;
    (void)ret_err;
    for (uint32_t i = 0; i < source->block_cols * source->block_rows; i++) {
        const int64_t col = block_col * source->block_cols + i % source->block_cols;
        ret_codes[i] = (uint8_t)(col % NUMBERED_BASE);
    }
    return LT_OK;
}

enum { WIDE = 1 << 21 };

/* A wedge of two million columns, a few cells high, and its mirror image: class sums to 1e-12 of their size. */
static void wide_wedges(void **state)
{
    (void)state;
    static const double cell_area = 1.0;
    struct lt_raster_source source = {.grid = {.origin_x = 38500000.0,
                                               .origin_y = 3650000.0,
                                               .dx = 1.0,
                                               .dy = 1.0,
                                               .cols = WIDE,
                                               .rows = 16,
                                               .areas = {1, 1, 1.0, 1.0, &cell_area},
                                               .crs = ""},
                                      .block_cols = 512,
                                      .block_rows = 16,
                                      .threads = 2,
                                      .read = read_columns};
    source.context = &source;
    static const int64_t wedges[][6] = {
        {70, -70, (int64_t)WIDE * 64 - 3, -1, 65, -65},
        {1, -1, 9, -40, (int64_t)WIDE * 64 - 1, -20},
        {0, -640, (int64_t)WIDE * 64, -700, (int64_t)WIDE * 32, -3},
    };
    for (int w = 0; w < 3; w++) {
        const int64_t *p = wedges[w];
        struct exact_shape exact = exact_begin(arena, 64, 4, 1);
        for (int k = 0; k < 3; k++) {
            exact_add(&exact, p[2 * k], p[2 * k + 1]);
        }
        exact_close(&exact);
        if (exact_area(&exact) < 0.0) {
            const struct exact_point swap = exact.points[1];
            exact.points[1] = exact.points[2];
            exact.points[2] = swap;
        }
        const struct lt_shape shape = exact_shape_at(arena, &exact, 38500000.0, 3650000.0, 1.0);
        const struct lt_zonal_input input = {.shapes = lt_shapes_of_array(&shape, 1),
                                             .seasons = 1,
                                             .sources = {&source},
                                             .threads = 2};
        struct lt_tabulation table;
        exact_wide sums[NUMBERED_BASE] = {0};
        const struct exact_window window = exact_window_of(&exact);
        for (int64_t col = window.col; col < window.col + window.cols; col++) {
            for (int64_t row = window.row; row < window.row + window.rows; row++) {
                sums[col % NUMBERED_BASE] += exact_sum(&exact, col, row);
            }
        }
        assert_ok(lt_zonal_tabulate(&input, &table, &err));
        for (uint64_t e = 0; e < table.first[1]; e++) {
            const double expected = exact_fraction(sums[table.joint[e].key], exact.unit);
            assert_near(table.joint[e].cells, expected, 1e-12 * expected + 1e-9);
            sums[table.joint[e].key] = 0;
        }
        for (int k = 0; k < NUMBERED_BASE; k++) {
            assert_true(sums[k] == 0);
        }
        lt_tabulation_finish(&table);
    }
}

/* --- far from the window's corner --- */

struct far_lot {
    struct exact_shape alone, with, frame;
};

/* A lot by itself; with a speck at the corner of the raster, so that the window begins there; and the frame from that
 * corner to beyond the lot, with the lot as its hole. */
static struct far_lot make_far_lot(uint64_t *seed, int64_t cols, int64_t rows)
{
    enum { N = 20, UNIT = 64 };
    struct far_lot lot = {exact_begin(arena, UNIT, 60, 3), exact_begin(arena, UNIT, 60, 3),
                          exact_begin(arena, UNIT, 60, 3)};
    const int64_t x = (cols - 50) * UNIT, y = -(rows - 50) * UNIT;
    exact_rectangle(&lot.with, 7, -9, 5, 3, false);
    exact_rectangle(&lot.frame, 0, -rows * UNIT, cols * UNIT, rows * UNIT, false);
    for (int k = 0; k < N; k++) {
        const double angle = 6.283185307179586 * (k + 0.8 * shapes_random(seed)) / N;
        const double radius = (10 + 30 * shapes_random(seed)) * UNIT;
        exact_add(&lot.alone, x + llrint(radius * cos(angle)), y + llrint(radius * sin(angle)));
    }
    exact_close(&lot.alone);
    for (uint32_t k = 0; k < N; k++) {
        const struct exact_point p = lot.alone.points[k], q = lot.alone.points[N - k];
        exact_add(&lot.with, p.x, p.y);
        exact_add(&lot.frame, q.x, q.y);
    }
    exact_close(&lot.with);
    exact_close(&lot.frame);
    return lot;
}

/* The edges of a lot cross rows at columns that are rounded: near the corner of the window finely, 10,000 columns from
 * it to 1e-12 of a cell, whatever the cell's size. */
static void check_far_lot(int64_t cols, int64_t rows, double size)
{
    struct numbered raster;
    struct lt_tabulation table;
    uint64_t seed = 502;
    const double tolerance = 1e-13 + 0x1p-52 * (double)cols;
    numbered_init(&raster, cols, rows, size, 38500000.0, 3650000.0);
    for (int i = 0; i < 2; i++) {
        const struct far_lot lot = make_far_lot(&seed, cols, rows);
        const struct lt_shape shapes[] = {
            exact_shape_at(arena, &lot.with, 38500000.0, 3650000.0, size),
            exact_shape_at(arena, &lot.alone, 38500000.0, 3650000.0, size),
            exact_shape_at(arena, &lot.frame, 38500000.0, 3650000.0, size),
        };
        double tiled[100 * 100] = {0};
        assert_ok(numbered_tabulate(&raster, shapes, 3, 1, &table, &err));
        for (uint64_t e = 0; e < table.first[3]; e++) {
            const int64_t cell = numbered_cell(&table.joint[e]), col = cell % cols,
                          row = cell / cols;
            if (e < table.first[1]) {
                assert_near(table.joint[e].cells, exact_coverage(&lot.with, col, row), tolerance);
            } else if (col >= cols - 100 && row >= rows - 100) {
                tiled[(row - rows + 100) * 100 + col - cols + 100] += table.joint[e].cells;
            }
        }
        for (int k = 0; k < 100 * 100; k++) {
            assert_near(tiled[k], 1.0, tolerance);
        }
        lt_tabulation_finish(&table);
    }
}

static void lots_far_from_the_corner(void **state)
{
    (void)state;
    check_far_lot(200, 200, 10.0);
    check_far_lot(3000, 110, 2.0);
    check_far_lot(110, 3000, 10.0);
    check_far_lot(10000, 100, 10.0);
}

/* --- limits --- */

static enum lt_status one_triangle(const double xy[6], struct lt_tabulation *table)
{
    static const uint8_t codes[4] = {1, 2, 3, 4};
    static struct lt_memory_raster raster;
    static struct lt_shape shape;
    lt_memory_raster_init(&raster, codes, 2, 2, 1.0, 1.0);
    struct shape_draft draft = draft_begin(arena, 4, 1);
    for (int i = 0; i < 3; i++) {
        draft_point(&draft, xy[2 * i], xy[2 * i + 1]);
    }
    draft_close(&draft);
    shape = draft_shape(&draft);
    const struct lt_zonal_input input = {.shapes = lt_shapes_of_array(&shape, 1),
                                         .seasons = 1,
                                         .sources = {&raster.source},
                                         .threads = 1};
    return lt_zonal_tabulate(&input, table, &err);
}

/* All that lies within 2^22 columns and rows is counted, the rest refused; a corner that is off by far is neither
 * a crash nor a wrong number. */
static void at_the_limits(void **state)
{
    (void)state;
    const double most = (1 << 22) - 1, over = (1 << 22) + 1;
    struct lt_tabulation table;
    assert_ok(one_triangle((double[]){0, 0, most, 0, 0, 2}, &table));
    assert_near(table.planar_cells[0], most, 0.0);
    double sum = 0.0;
    for (uint64_t e = 0; e < table.first[1]; e++) {
        sum += table.joint[e].cells;
    }
    assert_near(sum, most, 1e-9 * most);
    assert_int_equal(table.joint[table.first[1] - 1].key, LT_CLASS_OUTSIDE);
    lt_tabulation_finish(&table);
    assert_ok(one_triangle((double[]){0, 0, 2, 0, 0, most}, &table));
    lt_tabulation_finish(&table);
    const double far = 0x1p40; /* cells from the raster */
    assert_ok(one_triangle((double[]){far, far, far + 2, far, far, far + 2}, &table));
    assert_int_equal(table.first[1], 1);
    assert_int_equal(table.joint[0].key, LT_CLASS_OUTSIDE);
    assert_near(table.joint[0].cells, 2.0, 0.0);
    lt_tabulation_finish(&table);
    static const double refused[][6] = {
        {0, 0, 0x1p53, 0, 0, 2},        {0, 0, 2, 0, 0, 0x1p53},
        {-1e18, 0, -1e18, 1e6, 0, 0},   {0x1p60, 0, 0x1p60, 1, 0x1p60, 0},
        {-0x1p60, 5, 0, 0, -0x1p60, 6}, {1e300, -1e300, 1e300, 1e300, -1e300, 1e300},
    };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        assert_int_equal(one_triangle(refused[i], &table), LT_E_LIMIT);
    }
    assert_int_equal(one_triangle((double[]){0, 0, over, 0, 0, 2}, &table), LT_E_LIMIT);
    assert_int_equal(one_triangle((double[]){0, 0, 2, 0, 0, over}, &table), LT_E_LIMIT);
    assert_int_equal(one_triangle((double[]){0, 0, INFINITY, 0, 0, 1}, &table), LT_E_BUG);
    assert_int_equal(one_triangle((double[]){0, 0, 1, 0, 0, NAN}, &table), LT_E_BUG);
}

/* Of two triangles in a cell's corner, 1.02e-12 and 0.91e-12 of it, the first is counted. */
static void the_noise_threshold(void **state)
{
    (void)state;
    struct lt_tabulation table;
    const double unit = 0x1p-21, a = 3 * unit;
    assert_ok(one_triangle((double[]){0, 0, a, 0, 0, a}, &table));
    assert_int_equal(table.first[1], 1);
    assert_int_equal(table.touched_cells[0], 1);
    assert_near(table.joint[0].cells, a * a / 2, 1e-16);
    lt_tabulation_finish(&table);
    assert_ok(one_triangle((double[]){0, 0, 4 * unit, 0, 0, 2 * unit}, &table));
    assert_int_equal(table.first[1], 0);
    assert_int_equal(table.touched_cells[0], 0);
    lt_tabulation_finish(&table);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_million_vertices), TEST(wide_wedges),         TEST(lots_far_from_the_corner),
        TEST(at_the_limits),      TEST(the_noise_threshold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
