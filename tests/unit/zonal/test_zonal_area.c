/* Cell areas: the lattice read back, along rows and cell by cell, and the weights of a tabulation. */
#include "support/lt_test.h"

#include "support/arena.h"
#include "support/lt_memory_raster.h"
#include "zonal_shapes.h"

static struct lt_error err;

static void example_of_the_header(void **state)
{
    (void)state;
    double nodes[16];
    for (int i = 0; i < 16; i++) {
        nodes[i] = 100.0 + 3.0 * (i % 4);
    }
    const struct lt_grid grid = {.cols = 9, .rows = 9, .areas = {4, 4, 3.0, 3.0, nodes}};
    assert_near(lt_grid_cell_area(&grid, 4.5, 1.0), 104.5, 1e-12);
}

enum { NX = 7, NY = 5 };

/* A cubic in each direction is read back exactly, nodes or not. */
static double cubic(double col, double row)
{
    const double x = col / 100, y = row / 80;
    return 100.0 + x - 0.3 * x * x + 0.02 * x * x * x + 0.7 * y + 0.05 * y * y * y -
           0.1 * x * y * y;
}

static struct lt_grid cubic_grid(double nodes[NX * NY])
{
    for (int i = 0; i < NX * NY; i++) {
        nodes[i] = cubic(i % NX * 50.0, i / NX * 40.0);
    }
    return (struct lt_grid){.dx = 10.0,
                            .dy = 10.0,
                            .cols = 300,
                            .rows = 160,
                            .areas = {NX, NY, 50.0, 40.0, nodes},
                            .crs = ""};
}

static double cell_area(struct lt_area_row *line, int64_t col)
{
    const double share[2] = {1.0, 0.0};
    double m2[2];
    lt_area_row_weigh(line, col, 1, share, m2);
    return m2[0];
}

static void cubics_are_read_back(void **state)
{
    (void)state;
    double nodes[NX * NY];
    const struct lt_grid grid = cubic_grid(nodes);
    struct lt_area_row line;
    lt_area_row_begin(&line, &grid);
    for (int64_t at = 0; at < 160; at++) {
        const double row = (double)at + 0.5;
        lt_area_row_go(&line, at);
        for (int64_t col = 0; col < 300; col++) {
            const double expected = cubic((double)col + 0.5, row);
            assert_near(lt_grid_cell_area(&grid, (double)col + 0.5, row), expected, 1e-11);
            assert_near(lt_grid_cell_area(&grid, (double)col, row + 0.3),
                        cubic((double)col, row + 0.3), 1e-11);
            assert_near(cell_area(&line, col), expected, 1e-11);
        }
    }
}

static void sums_are_those_of_the_cells(void **state)
{
    (void)state;
    double nodes[NX * NY];
    const struct lt_grid grid = cubic_grid(nodes);
    uint64_t seed = 1;
    struct lt_area_row line;
    lt_area_row_begin(&line, &grid);
    for (int i = 0; i < 200; i++) {
        const int64_t row = (int64_t)(200 * shapes_random(&seed)) - 20;
        const int64_t col = (int64_t)(400 * shapes_random(&seed)) - 50;
        const int64_t count = 1 + (int64_t)(200 * shapes_random(&seed));
        double sum = 0.0;
        for (int64_t c = col; c < col + count; c++) {
            sum += lt_grid_cell_area(&grid, (double)c + 0.5, (double)row + 0.5);
        }
        lt_area_row_go(&line, row);
        assert_near(lt_area_row_sum(&line, col, count), sum, 1e-9);
    }
}

static void beyond_the_lattice_the_nearest_area_stands(void **state)
{
    (void)state;
    double nodes[NX * NY];
    const struct lt_grid grid = cubic_grid(nodes);
    assert_near(lt_grid_cell_area(&grid, -1000.0, 80.0), cubic(0.0, 80.0), 1e-11);
    assert_near(lt_grid_cell_area(&grid, 1e9, 1e9), cubic(300.0, 160.0), 1e-11);
    struct lt_area_row line;
    lt_area_row_begin(&line, &grid);
    lt_area_row_go(&line, -5);
    assert_near(cell_area(&line, -20), cubic(0.0, 0.0), 1e-11);
    assert_near(cell_area(&line, 5000), cubic(300.0, 0.0), 1e-11);
    assert_near(cell_area(&line, 10), cubic(10.5, 0.0), 1e-11);
}

/* Between 30 and 36 degrees north the area of a cell follows the cosine of latitude closely: the cubic of
 * nodes 8 km apart misses it by less than 1e-9. */
static void latitude(void **state)
{
    (void)state;
    enum { N = 84 };
    double nodes[4 * N];
    const double step = 80.0, degree = 3.14159265358979323846 / 180.0;
    for (int i = 0; i < 4 * N; i++) {
        nodes[i] = 100.0 * cos((36.0 - i / 4 * step * 1e-3 * 6.0 / 6.64) * degree);
    }
    const struct lt_grid grid = {.cols = 300, .rows = 6640, .areas = {4, N, 100.0, step, nodes}};
    for (double row = 0.5; row < 6640.0; row += 13.0) {
        const double expected = 100.0 * cos((36.0 - row * 1e-3 * 6.0 / 6.64) * degree);
        assert_near(lt_grid_cell_area(&grid, 77.0, row) / expected, 1.0, 1e-9);
    }
}

static void constant_area(void **state)
{
    (void)state;
    const double area = 99.5;
    const struct lt_grid grid = {.cols = 9, .rows = 9, .areas = {1, 1, 1.0, 1.0, &area}};
    struct lt_area_row line;
    lt_area_row_begin(&line, &grid);
    lt_area_row_go(&line, 3);
    assert_near(lt_grid_cell_area(&grid, 1e6, -1e6), 99.5, 0.0);
    assert_near(cell_area(&line, 3), 99.5, 0.0);
    assert_near(lt_area_row_sum(&line, -7, 20), 1990.0, 1e-9);
}

/* Σ coverage × area of its cell, cell by cell from the window. */
static void tabulation_weighs_cell_by_cell(void **state)
{
    (void)state;
    struct lt_arena *arena = NULL;
    static uint8_t codes[300 * 160];
    double nodes[NX * NY];
    struct lt_memory_raster raster;
    uint64_t seed = 3;
    assert_ok(lt_arena_create(&arena, &err));
    for (int i = 0; i < 300 * 160; i++) {
        codes[i] = (uint8_t)(i / 9 % 5);
    }
    lt_memory_raster_init(&raster, codes, 300, 160, 10.0, 100.0);
    raster.source.grid = cubic_grid(nodes);
    raster.source.grid.origin_y = 1600.0;
    const struct lt_raster_source *source = &raster.source;
    for (int i = 0; i < 30; i++) {
        struct shape_draft draft = draft_begin(arena, 64, 1);
        /* some reach over the raster's edge */
        draft_star(&draft, &seed, 3000 * shapes_random(&seed), 1600 * shapes_random(&seed), 20, 100,
                   900, 0.0, false);
        const struct lt_shape shape = draft_shape(&draft);
        struct lt_window window;
        assert_ok(lt_test_window(&shape, &source, 1000000, arena, &window, &err));
        double expected[256] = {0};
        for (uint32_t k = 0; k < window.cols * window.rows; k++) {
            const double col = (double)(window.col + k % window.cols) + 0.5;
            const double row = (double)(window.row + k / window.cols) + 0.5;
            expected[window.codes[0][k]] +=
                window.fraction[k] * lt_grid_cell_area(&source->grid, col, row);
        }
        const struct lt_zonal_input input = {.shapes = lt_shapes_of_array(&shape, 1),
                                             .seasons = 1,
                                             .sources = {source},
                                             .threads = 1};
        struct lt_tabulation table;
        assert_ok(lt_zonal_tabulate(&input, &table, &err));
        for (size_t e = 0; e < table.first[1]; e++) {
            const double m2 = expected[table.joint[e].key];
            assert_near(table.joint[e].m2, m2, 1e-10 * m2 + 1e-9);
            expected[table.joint[e].key] = 0.0;
        }
        for (int k = 0; k < 256; k++) {
            assert_near(expected[k], 0.0, 1e-9);
        }
        lt_tabulation_finish(&table);
    }
    lt_arena_destroy(arena);
}

static void grids_are_the_same_or_not(void **state)
{
    (void)state;
    const double area = 100.0;
    const struct lt_grid a = {.origin_x = 38500000.0,
                              .origin_y = 3650000.0,
                              .dx = 10.0,
                              .dy = 10.0,
                              .cols = 10,
                              .rows = 10,
                              .areas = {1, 1, 1.0, 1.0, &area},
                              .crs = "EPSG:4526"};
    struct lt_grid b = a;
    b.origin_x += 5e-6; /* half a millionth of a cell */
    assert_true(lt_grid_same(&a, &b));
    b.origin_x += 1e-3;
    assert_false(lt_grid_same(&a, &b));
    b = a;
    b.cols = 11;
    assert_false(lt_grid_same(&a, &b));
    b = a;
    b.dy = 10.0001;
    assert_false(lt_grid_same(&a, &b));
    b = a;
    b.crs = "EPSG:4527";
    assert_false(lt_grid_same(&a, &b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(example_of_the_header),
        cmocka_unit_test(cubics_are_read_back),
        cmocka_unit_test(sums_are_those_of_the_cells),
        cmocka_unit_test(beyond_the_lattice_the_nearest_area_stands),
        cmocka_unit_test(latitude),
        cmocka_unit_test(constant_area),
        cmocka_unit_test(tabulation_weighs_cell_by_cell),
        cmocka_unit_test(grids_are_the_same_or_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
