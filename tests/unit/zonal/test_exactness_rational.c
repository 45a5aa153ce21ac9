/* Coverage against ratios of integers (zonal_exact.h): random polygons and shapes that are hard on purpose. What is
 * compared: the fraction of every cell, from the tabulation and from the window; the area; the counts of cells. */
#include "support/lt_test.h"

#include <stdlib.h>

#include "support/lt_memory_raster.h"
#include "zonal_exact.h"
#include "zonal_numbered.h"
#include "zonal_shapes.h"

#include "zonal_arena.h" /* last: others name their arenas so */

enum { SIDE = 400, UNIT = 64 };

/* Where the polygons are laid: on all of them, lattice points are doubles. */
static const struct place {
    double size, x, y;
} PLACES[] = {
    {10.0, 38500000.0, 3650000.0},
    {2.0, 38499998.0, 3650001.0},
    {1.0, 0.0, 0.0},
    {0x1p-13, 113.875, 33.125}, /* degrees */
};
enum { N_PLACES = sizeof PLACES / sizeof PLACES[0] };

/* Exact coverage of every cell of the polygon's window; whether each lies in 0 … 1, as a valid polygon's does. */
struct answer {
    struct exact_window window;
    double *fraction;
    bool valid;
};

static struct answer solve(const struct exact_shape *shape)
{
    struct answer answer = {.window = exact_window_of(shape), .valid = true};
    const int64_t cols = answer.window.cols, cells = cols * answer.window.rows;
    answer.fraction = lt_arena_array(arena, (size_t)cells, sizeof *answer.fraction);
    for (int64_t i = 0; i < cells; i++) {
        const int64_t col = answer.window.col + i % cols, row = answer.window.row + i / cols;
        answer.fraction[i] = exact_coverage(shape, col, row);
        answer.valid = answer.valid && answer.fraction[i] >= 0.0 && answer.fraction[i] <= 1.0;
    }
    return answer;
}

static void check_tabulation(const struct lt_tabulation *table, const struct answer *answer,
                             double area)
{
    const struct exact_window *w = &answer->window;
    double *left = lt_arena_array(arena, (size_t)(w->cols * w->rows), sizeof *left);
    double outside = 0.0;
    uint32_t full = 0, surely = 0, perhaps = 0;
    for (int64_t i = 0; i < w->cols * w->rows; i++) {
        const int64_t col = w->col + i % w->cols, row = w->row + i / w->cols;
        const bool inside = col >= 0 && col < SIDE && row >= 0 && row < SIDE;
        const double fraction = answer->fraction[i];
        left[i] = inside ? fraction : 0.0;
        outside += inside ? 0.0 : fraction;
        full += inside && fraction >= 1.0 - 1e-9;
        surely += fraction > 1.1e-12;
        perhaps += fraction > 0.9e-12;
    }
    for (uint64_t e = table->first[0]; e < table->first[1]; e++) {
        const int64_t cell = numbered_cell(&table->joint[e]);
        if (cell < 0) {
            outside -= table->joint[e].cells;
            continue;
        }
        const int64_t col = cell % SIDE - w->col, row = cell / SIDE - w->row;
        assert_true(col >= 0 && col < w->cols && row >= 0 && row < w->rows);
        left[row * w->cols + col] -= table->joint[e].cells;
    }
    for (int64_t i = 0; i < w->cols * w->rows; i++) {
        assert_near(left[i], 0.0, 1e-12); /* cells below the noise threshold are left out */
        if (answer->fraction[i] > 1e-11) {
            assert_near(left[i], 0.0, 1e-13);
        }
    }
    assert_near(outside, 0.0, 1e-12 * (double)(w->cols * w->rows));
    assert_near(table->planar_cells[0], area, 1e-14 * area);
    assert_int_equal(table->full_cells[0], full);
    assert_in_range(table->touched_cells[0], surely, perhaps);
}

static void check_window(const struct lt_window *window, const struct answer *answer)
{
    const struct exact_window *w = &answer->window;
    for (int64_t i = 0; i < w->cols * w->rows; i++) {
        const int64_t col = w->col + i % w->cols - window->col;
        const int64_t row = w->row + i / w->cols - window->row;
        const bool inside = col >= 0 && col < window->cols && row >= 0 && row < window->rows;
        const double found = inside ? window->fraction[row * window->cols + col] : 0.0;
        assert_near(found, answer->fraction[i], answer->fraction[i] > 1e-11 ? 1e-13 : 1e-12);
    }
}

/* False for a draw that is no valid polygon: it does not count. */
static bool agrees_at(const struct exact_shape *shape, const struct place *place)
{
    const struct answer answer = solve(shape);
    if (!answer.valid) {
        return false;
    }
    struct numbered raster;
    struct lt_tabulation table;
    struct lt_window window;
    numbered_init(&raster, SIDE, SIDE, place->size, place->x, place->y);
    const struct lt_shape seen = exact_shape_at(arena, shape, place->x, place->y, place->size);
    assert_ok(numbered_tabulate(&raster, &seen, 1, 1, &table, &err));
    check_tabulation(&table, &answer, exact_area(shape));
    lt_tabulation_finish(&table);
    const struct lt_raster_source *source = &raster.sources[0];
    assert_ok(lt_test_window(&seen, &source, UINT32_MAX, arena, &window, &err));
    check_window(&window, &answer);
    return true;
}

static void agrees(const struct exact_shape *shape)
{
    for (int i = 0; i < N_PLACES; i++) {
        assert_true(agrees_at(shape, &PLACES[i]));
    }
}

static int64_t between(uint64_t *seed, int64_t low, int64_t high)
{
    return low + (int64_t)(shapes_random(seed) * (double)(high - low + 1));
}

static void turn(struct exact_shape *shape, uint32_t ring)
{
    struct exact_point *p = shape->points + exact_ring_start(shape, ring);
    const uint32_t n = shape->ring_end[ring] - exact_ring_start(shape, ring);
    for (uint32_t i = 0; i < n / 2; i++) {
        const struct exact_point swap = p[i];
        p[i] = p[n - 1 - i];
        p[n - 1 - i] = swap;
    }
}

/* n vertices around (x, y) at radii low … high, on multiples of `snap` lattice steps. */
static void add_star(struct exact_shape *shape, uint64_t *seed, int64_t x, int64_t y, uint32_t n,
                     double low, double high, int64_t snap, bool hole)
{
    for (uint32_t i = 0; i < n; i++) {
        const double angle = 6.283185307179586 * ((double)i + 0.8 * shapes_random(seed)) / n;
        const double radius = (low + (high - low) * shapes_random(seed)) / (double)snap;
        exact_add(shape, x + llrint(radius * cos(angle)) * snap,
                  y + llrint(radius * sin(angle)) * snap);
    }
    exact_close(shape);
    if (hole) {
        turn(shape, shape->n_rings - 1);
    }
}

static struct exact_shape draw_stars(uint64_t *seed)
{
    struct exact_shape shape = exact_begin(arena, UNIT, 200, 4);
    const int64_t snap = (int64_t[]){1, 1, 16, 32, 64}[between(seed, 0, 4)];
    const int64_t x = between(seed, 20, 60) * UNIT, y = -between(seed, 20, 60) * UNIT;
    const double r = (1.0 + 14.0 * shapes_random(seed)) * UNIT;
    const uint32_t n = (uint32_t)between(seed, 3, 30);
    switch (between(seed, 0, 3)) {
    case 0:
        add_star(&shape, seed, x, y, n, 0.2 * r, r, snap, false);
        break;
    case 1:
        add_star(&shape, seed, x, y, n, 0.8 * r, r, snap, false);
        add_star(&shape, seed, x, y, n, 0.2 * r, 0.5 * r, snap, true);
        break;
    case 2:
        add_star(&shape, seed, x, y, 24, 0.9 * r, r, 1, false);
        add_star(&shape, seed, x, y, 24, 0.6 * r, 0.8 * r, 1, true);
        add_star(&shape, seed, x, y, n, 0.2 * r, 0.4 * r, 1, false);
        break;
    default: /* partly or wholly off the raster */
        add_star(&shape, seed, x - 40 * UNIT, y + 40 * UNIT, n, 0.5 * r, r, snap, false);
    }
    return shape;
}

static void random_stars(void **state)
{
    (void)state;
    uint64_t seed = 101;
    int judged = 0;
    for (int i = 0; i < 600; i++) {
        const struct exact_shape shape = draw_stars(&seed);
        judged += agrees_at(&shape, &PLACES[i % N_PLACES]);
    }
    assert_in_range(judged, 450, 600);
}

/* A skyline: heights that change at lattice columns, many on cell lines; every edge runs along an axis. */
static void skylines(void **state)
{
    (void)state;
    uint64_t seed = 102;
    for (int i = 0; i < 200; i++) {
        struct exact_shape shape = exact_begin(arena, UNIT, 100, 1);
        const int64_t step = UNIT / (int64_t[]){1, 2, 4, 64}[i % 4];
        const int64_t n = between(&seed, 1, 20), base = -90 * UNIT;
        int64_t x = between(&seed, 300, 500) * step;
        struct exact_point tops[40] = {{0, 0}};
        for (int64_t k = 0; k < n; k++) {
            const int64_t height = between(&seed, 1, 12 * UNIT / step) * step;
            tops[2 * k] = (struct exact_point){x, base + height};
            x += between(&seed, 1, 3 * UNIT / step) * step;
            tops[2 * k + 1] = (struct exact_point){x, base + height};
        }
        exact_add(&shape, tops[0].x, base);
        exact_add(&shape, x, base);
        for (int64_t k = 2 * n - 1; k >= 0; k--) {
            exact_add(&shape, tops[k].x, tops[k].y);
        }
        exact_close(&shape);
        assert_true(agrees_at(&shape, &PLACES[i % N_PLACES]));
    }
}

static void whole_cells_and_their_edges(void **state)
{
    (void)state;
    static const int64_t boxes[][4] = {
        {0, 0, 1, 1},    {0, 0, 64, 64},   {0, 0, 64, 1},    {0, 0, 1, 64},   {63, 63, 1, 1},
        {63, 63, 2, 2},  {1, 1, 62, 62},   {0, 0, 128, 64},  {0, 0, 64, 128}, {32, 0, 64, 64},
        {0, 32, 64, 64}, {32, 32, 64, 64}, {0, 0, 192, 192}, {1, 0, 191, 64}, {0, 1, 64, 191},
    };
    for (size_t i = 0; i < sizeof boxes / sizeof boxes[0]; i++) {
        for (int64_t at = -2; at <= 2; at++) { /* also across the raster's corner */
            struct exact_shape shape = exact_begin(arena, UNIT, 5, 1);
            exact_rectangle(&shape, at * UNIT + boxes[i][0], -at * UNIT + boxes[i][1], boxes[i][2],
                            boxes[i][3], false);
            agrees(&shape);
        }
    }
}

/* A hole that is a cell, an island in it, a hole in that; then the hole's ring in another polygon. */
static void holes_in_holes(void **state)
{
    (void)state;
    struct exact_shape shape = exact_begin(arena, UNIT, 40, 8);
    exact_rectangle(&shape, 2 * UNIT, -9 * UNIT, 7 * UNIT, 7 * UNIT, false);
    exact_rectangle(&shape, 4 * UNIT, -6 * UNIT, UNIT, UNIT, true);
    exact_rectangle(&shape, 5 * UNIT + 1, -8 * UNIT + 1, 3 * UNIT, 3 * UNIT, true);
    exact_rectangle(&shape, 5 * UNIT + 11, -8 * UNIT + 9, 2 * UNIT, 2 * UNIT, false);
    exact_rectangle(&shape, 6 * UNIT, -7 * UNIT, UNIT, UNIT, true);
    exact_rectangle(&shape, 6 * UNIT + 20, -7 * UNIT + 20, 3, 5, false);
    agrees(&shape);
    assert_near(exact_coverage(&shape, 4, 5), 0.0, 0.0);
    assert_near(exact_coverage(&shape, 6, 6), 15.0 / (UNIT * UNIT), 1e-19);
}

/* There and back on the same way, straight through many cells: nothing is covered by it. */
static void spikes(void **state)
{
    (void)state;
    uint64_t seed = 103;
    for (int i = 0; i < 100; i++) {
        struct exact_shape shape = exact_begin(arena, UNIT, 40, 1);
        add_star(&shape, &seed, 50 * UNIT, -50 * UNIT, 9, 3 * UNIT, 9 * UNIT, 1, false);
        struct exact_shape with = exact_begin(arena, UNIT, 40, 1);
        for (uint32_t k = 0; k + 1 < shape.n_points; k++) {
            const struct exact_point p = shape.points[k];
            exact_add(&with, p.x, p.y);
            if (k % 3 == 0) {
                exact_add(&with, p.x + between(&seed, -900, 900), p.y + between(&seed, -900, 900));
                exact_add(&with, p.x, p.y);
            }
        }
        exact_close(&with);
        assert_near(exact_area(&with), exact_area(&shape), 0.0);
        assert_true(agrees_at(&with, &PLACES[i % N_PLACES]));
    }
}

/* A point, a line there and back, a ring around its own line: with a polygon and alone. */
static void rings_without_area(void **state)
{
    (void)state;
    for (int alone = 0; alone <= 1; alone++) {
        struct exact_shape shape = exact_begin(arena, UNIT, 40, 8);
        if (!alone) {
            exact_rectangle(&shape, 700, -900, 333, 222, false);
        }
        for (int i = 0; i < 4; i++) {
            exact_add(&shape, 650, -650);
        }
        exact_close(&shape);
        exact_add(&shape, 64, -64);
        exact_add(&shape, 1003, -1501);
        exact_close(&shape);
        exact_add(&shape, 128, -128);
        exact_add(&shape, 128, -640);
        exact_add(&shape, 128, -256);
        exact_close(&shape);
        exact_add(&shape, 100, -1280);
        exact_add(&shape, 900, -1280);
        exact_add(&shape, 500, -1280);
        exact_close(&shape);
        agrees(&shape);
    }
}

/* Parts that share an edge, and a hole joined to the rim by a slit: edges that lie on each other. */
static void coincident_edges(void **state)
{
    (void)state;
    uint64_t seed = 104;
    for (int i = 0; i < 100; i++) {
        struct exact_shape shape = exact_begin(arena, UNIT, 40, 8);
        const int64_t x = between(&seed, 600, 700), y = -between(&seed, 1500, 1600);
        const struct exact_point a = {x, y}, b = {x + between(&seed, 200, 900), y},
                                 c = {x + between(&seed, 0, 900), y + between(&seed, 100, 900)},
                                 d = {x - between(&seed, 1, 300), y + between(&seed, 100, 200)};
        exact_add(&shape, a.x, a.y);
        exact_add(&shape, b.x, b.y);
        exact_add(&shape, c.x, c.y);
        exact_close(&shape);
        if ((c.x - a.x) * (d.y - a.y) - (c.y - a.y) * (d.x - a.x) > 0) {
            exact_add(&shape, a.x, a.y);
            exact_add(&shape, c.x, c.y);
            exact_add(&shape, d.x, d.y);
            exact_close(&shape);
        }
        assert_true(agrees_at(&shape, &PLACES[i % N_PLACES]));

        struct exact_shape keyhole = exact_begin(arena, UNIT, 40, 8);
        const int64_t s = between(&seed, 100, 300);
        exact_add(&keyhole, x, y);
        exact_add(&keyhole, x + 900, y);
        exact_add(&keyhole, x + 900, y + 900);
        exact_add(&keyhole, x, y + 900);
        exact_add(&keyhole, x, y);
        exact_add(&keyhole, x + s, y + s + 17);
        exact_add(&keyhole, x + s, y + 2 * s + 17);
        exact_add(&keyhole, x + 2 * s, y + 2 * s + 17);
        exact_add(&keyhole, x + 2 * s, y + s + 17);
        exact_add(&keyhole, x + s, y + s + 17);
        exact_close(&keyhole);
        assert_true(agrees_at(&keyhole, &PLACES[i % N_PLACES]));
    }
}

/* One lattice step wide, hundreds of cells long, in every direction. */
static void slivers(void **state)
{
    (void)state;
    uint64_t seed = 105;
    for (int i = 0; i < 60; i++) {
        struct exact_shape shape = exact_begin(arena, UNIT, 8, 1);
        const bool flat = i % 2 == 0;
        const int64_t far = between(&seed, 150, 300) * UNIT, aside = between(&seed, 0, 12 * UNIT);
        const int64_t x = between(&seed, 2 * UNIT, 4 * UNIT),
                      y = -between(&seed, 330 * UNIT, 340 * UNIT);
        exact_add(&shape, x, y);
        exact_add(&shape, x + (flat ? far : aside + 1), y + (flat ? aside : far));
        exact_add(&shape, x + (flat ? far : aside), y + (flat ? aside + 1 : far));
        exact_close(&shape);
        assert_true(agrees_at(&shape, &PLACES[i % N_PLACES]));
    }
}

/* A board of 30 × 30 islands that touch at their corners, half a cell each. */
static void chequered(void **state)
{
    (void)state;
    struct exact_shape shape = exact_begin(arena, UNIT, 4500, 900);
    for (int64_t i = 0; i < 900; i++) {
        const int64_t x = i % 30, y = i / 30;
        exact_rectangle(&shape, 640 + (2 * x + y % 2) * 45, -640 - y * 45, 45, 45, false);
    }
    agrees(&shape);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(random_stars),     TEST(skylines), TEST(whole_cells_and_their_edges),
        TEST(holes_in_holes),   TEST(spikes),   TEST(rings_without_area),
        TEST(coincident_edges), TEST(slivers),  TEST(chequered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
