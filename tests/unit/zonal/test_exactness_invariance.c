/* What must not matter: where on the grid a polygon lies, the order of its rings and vertices, vertices on straight
 * edges, cuts. test_zonal_properties.c has the first of these near the origin; here at coordinates of 38,500,000 m. */
#include "support/lt_test.h"

#include <string.h>

#include "support/lt_memory_raster.h"
#include "zonal_exact.h"
#include "zonal_numbered.h"
#include "zonal_shapes.h"

#include "zonal_arena.h" /* last: others name their arenas so */

enum { SIDE = 200, UNIT = 64 };
#define FAR_X 38500000.0
#define FAR_Y 3650000.0

/* Adds weight × the coverage of every cell, as the tabulation has it. */
static void add_cover(const struct numbered *raster, const struct lt_shape *shapes, size_t count,
                      double weight, double *matrix)
{
    struct lt_tabulation table;
    assert_ok(numbered_tabulate(raster, shapes, count, 1, &table, &err));
    for (uint64_t e = 0; e < table.first[count]; e++) {
        const int64_t cell = numbered_cell(&table.joint[e]);
        matrix[cell < 0 ? SIDE * SIDE : cell] += weight * table.joint[e].cells;
    }
    lt_tabulation_finish(&table);
}

static void assert_same_cover(const struct numbered *raster, const struct lt_shape *one,
                              const struct lt_shape *parts, size_t count, double tolerance)
{
    static double matrix[SIDE * SIDE + 1];
    memset(matrix, 0, sizeof matrix);
    add_cover(raster, one, 1, 1.0, matrix);
    add_cover(raster, parts, count, -1.0, matrix);
    for (int i = 0; i <= SIDE * SIDE; i++) {
        assert_near(matrix[i], 0.0, tolerance);
    }
}

/* A star with a hole and an island on the lattice of UNIT-ths, and its rings. */
static struct exact_shape nested(uint64_t *seed, int64_t x, int64_t y)
{
    struct exact_shape shape = exact_begin(arena, UNIT, 200, 3);
    const double radii[] = {60.0 * UNIT, 30.0 * UNIT, 12.0 * UNIT};
    for (int r = 0; r < 3; r++) {
        const uint32_t n = 25;
        for (uint32_t i = 0; i < n; i++) {
            const uint32_t at = r == 1 ? n - 1 - i : i;
            const double angle = 6.283185307179586 * (at + 0.8 * shapes_random(seed)) / n;
            const double radius = radii[r] * (0.75 + 0.25 * shapes_random(seed));
            exact_add(&shape, x + llrint(radius * cos(angle)), y + llrint(radius * sin(angle)));
        }
        exact_close(&shape);
    }
    return shape;
}

/* By whole cells, from −1,000,000 to 1,000,000 columns and rows: fractions are the same to the byte where nothing is
 * rounded, and to 1e-12 of a cell where the cell's size is no binary fraction. */
static void whole_cells_of_translation(void **state)
{
    (void)state;
    static const int64_t moves[][2] = {{1, 0},       {0, -1},          {63, 65},
                                       {-1000, 999}, {123456, -65432}, {-1000000, 1000000}};
    uint64_t seed = 301;
    for (int i = 0; i < 24; i++) {
        const struct exact_shape shape = nested(&seed, 100 * UNIT, -100 * UNIT);
        const double size = i % 2 == 0 ? 10.0 : 2.0;
        struct numbered raster;
        struct lt_window here, there;
        numbered_init(&raster, SIDE, SIDE, size, FAR_X, FAR_Y);
        const struct lt_raster_source *source = &raster.sources[0];
        const int64_t *move = moves[i % 6];
        const struct lt_shape a = exact_shape_at(arena, &shape, FAR_X, FAR_Y, size);
        const struct lt_shape b = exact_shape_at(arena, &shape, FAR_X + (double)move[0] * size,
                                                 FAR_Y - (double)move[1] * size, size);
        assert_ok(lt_test_window(&a, &source, UINT32_MAX, arena, &here, &err));
        assert_ok(lt_test_window(&b, &source, UINT32_MAX, arena, &there, &err));
        assert_int_equal(there.col - here.col, move[0]);
        assert_int_equal(there.row - here.row, move[1]);
        assert_int_equal(there.cols, here.cols);
        assert_int_equal(there.rows, here.rows);
        assert_memory_equal(here.fraction, there.fraction,
                            (size_t)here.cols * here.rows * sizeof *here.fraction);
    }
}

/* Rings start anywhere; an island with its hole may come before or after others. */
static void order_of_rings_and_vertices(void **state)
{
    (void)state;
    static const uint32_t orders[][3] = {{0, 1, 2}, {2, 0, 1}, {1, 0, 2}, {2, 1, 0}};
    struct numbered raster;
    uint64_t seed = 302;
    numbered_init(&raster, SIDE, SIDE, 10.0, FAR_X, FAR_Y);
    for (int i = 0; i < 24; i++) {
        const struct exact_shape shape = nested(&seed, 100 * UNIT + i, -100 * UNIT - i);
        struct exact_shape turned = exact_begin(arena, UNIT, 200, 3);
        for (int k = 0; k < 3; k++) {
            const uint32_t ring = orders[i % 4][k], start = exact_ring_start(&shape, ring);
            const uint32_t n = shape.ring_end[ring] - start - 1;
            const uint32_t shift = (uint32_t)(n * shapes_random(&seed));
            for (uint32_t v = 0; v < n; v++) {
                const struct exact_point p = shape.points[start + (v + shift) % n];
                exact_add(&turned, p.x, p.y);
            }
            exact_close(&turned);
        }
        const struct lt_shape a = exact_shape_at(arena, &shape, FAR_X, FAR_Y, 10.0);
        const struct lt_shape b = exact_shape_at(arena, &turned, FAR_X, FAR_Y, 10.0);
        assert_same_cover(&raster, &a, &b, 1, 1e-12);
    }
}

static void vertices_on_straight_edges(void **state)
{
    (void)state;
    struct numbered raster;
    uint64_t seed = 303;
    numbered_init(&raster, SIDE, SIDE, 10.0, FAR_X, FAR_Y);
    for (int i = 0; i < 24; i++) {
        const struct exact_shape shape = nested(&seed, 100 * UNIT, -100 * UNIT);
        const struct lt_shape a = exact_shape_at(arena, &shape, FAR_X, FAR_Y, 10.0);
        struct shape_draft draft = draft_begin(arena, 8 * a.n_points, a.n_rings);
        uint32_t k = 0;
        for (uint32_t r = 0; r < a.n_rings; r++) {
            for (; k + 1 < a.ring_end[r]; k++) {
                const struct lt_point p = a.points[k], q = a.points[k + 1];
                for (int part = 0; part < 8; part++) { /* eighths of a lattice step are exact */
                    const double t = part / 8.0;
                    draft_point(&draft, p.x + t * (q.x - p.x), p.y + t * (q.y - p.y));
                }
            }
            draft_close(&draft);
            k++;
        }
        const struct lt_shape b = draft_shape(&draft);
        assert_same_cover(&raster, &a, &b, 1, 1e-12);
    }
}

/* --- cuts --- */

struct line {
    double x, y, dx, dy;
};

static double side_of(const struct line *line, struct lt_point p)
{
    return line->dx * (p.y - line->y) - line->dy * (p.x - line->x);
}

/* The shape with a vertex wherever the line crosses it. */
static struct lt_shape crossed(const struct lt_shape *shape, const struct line *line)
{
    struct shape_draft draft = draft_begin(arena, 2 * shape->n_points, shape->n_rings);
    uint32_t k = 0;
    for (uint32_t r = 0; r < shape->n_rings; r++, k++) {
        for (; k + 1 < shape->ring_end[r]; k++) {
            const struct lt_point p = shape->points[k], q = shape->points[k + 1];
            const double a = side_of(line, p), b = side_of(line, q);
            draft_point(&draft, p.x, p.y);
            if ((a < 0.0 && b > 0.0) || (a > 0.0 && b < 0.0)) {
                const double t = a / (a - b);
                draft_point(&draft, p.x + t * (q.x - p.x), p.y + t * (q.y - p.y));
            }
        }
        draft_close(&draft);
    }
    return draft_shape(&draft);
}

/* One side of the line of a shape that has vertices on it: runs beyond it are dropped, so that parts may hang together
 * by edges along the line that cancel each other. */
static struct lt_shape half(const struct lt_shape *shape, const struct line *line, bool left)
{
    struct shape_draft draft = draft_begin(arena, shape->n_points + 1, shape->n_rings);
    uint32_t k = 0;
    for (uint32_t r = 0; r < shape->n_rings; r++, k++) {
        const uint32_t before = draft.n_points;
        for (; k + 1 < shape->ring_end[r]; k++) {
            const struct lt_point p = shape->points[k];
            /* A vertex that was put on the line is on either side by rounding only. */
            const double s = side_of(line, p) / hypot(line->dx, line->dy);
            if (fabs(s) < 1e-6 || (left ? s > 0.0 : s < 0.0)) {
                draft_point(&draft, p.x, p.y);
            }
        }
        if (draft.n_points > before) {
            draft_close(&draft);
        }
    }
    return draft_shape(&draft);
}

/* A ring whose every vertex is a corner: a line crosses it twice or never. */
static struct exact_shape convex(uint64_t *seed, int64_t x, int64_t y)
{
    struct exact_shape shape = exact_begin(arena, UNIT, 26, 1);
    for (uint32_t i = 0; i < 25; i++) {
        const double angle = 6.283185307179586 * (i + 0.8 * shapes_random(seed)) / 25;
        exact_add(&shape, x + llrint(55 * UNIT * cos(angle)), y + llrint(70 * UNIT * sin(angle)));
    }
    exact_close(&shape);
    return shape;
}

/* The cut's vertices are rounded to doubles, by `rounding` cells at most. A convex polygon with these vertices is the
 * sum of its halves all the same. Where a line crosses many times, what each half adds along it differs by rounding. */
static void cut(double x, double y, double size, double rounding)
{
    struct numbered raster;
    uint64_t seed = 304;
    numbered_init(&raster, SIDE, SIDE, size, x, y);
    for (int i = 0; i < 60; i++) {
        const bool simple = i % 2 == 0;
        const struct exact_shape shape = simple ? convex(&seed, 100 * UNIT, -100 * UNIT)
                                                : nested(&seed, 100 * UNIT, -100 * UNIT);
        const struct lt_shape whole = exact_shape_at(arena, &shape, x, y, size);
        const double angle = 6.283185307179586 * shapes_random(&seed);
        const struct line line = {x + (70 + 60 * shapes_random(&seed)) * size,
                                  y - (70 + 60 * shapes_random(&seed)) * size, cos(angle),
                                  sin(angle)};
        const struct lt_shape fine = crossed(&whole, &line);
        const struct lt_shape parts[] = {half(&fine, &line, true), half(&fine, &line, false)};
        assert_true(parts[0].n_points > 3 && parts[1].n_points > 3);
        assert_same_cover(&raster, &fine, parts, 2, simple ? 1e-12 : 1e-12 + 4 * rounding);
        assert_same_cover(&raster, &whole, parts, 2, 1e-12 + 4 * rounding);
    }
}

static void two_sides_of_any_line(void **state)
{
    (void)state;
    cut(0.0, 0.0, 0.125, 0x1p-53 * 32 / 0.125);
    cut(FAR_X, FAR_Y, 10.0, 0x1p-53 * 0x1p26 / 10.0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(whole_cells_of_translation),
        TEST(order_of_rings_and_vertices),
        TEST(vertices_on_straight_edges),
        TEST(two_sides_of_any_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
