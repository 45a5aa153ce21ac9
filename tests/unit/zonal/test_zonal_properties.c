/* What must hold for any polygon: sums, translations, rotations of a ring, cuts, tilings, threads. */
#include "support/lt_test.h"

#include <string.h>

#include "support/arena.h"
#include "support/lt_memory_raster.h"
#include "zonal_shapes.h"

#include "zonal_arena.h" /* last: others name their arenas so */

enum { SIDE = 120 };

/* Codes in patches of 7 × 5 cells, as fields are, and some cells unseen. */
static struct lt_memory_raster *fields(uint64_t salt, double size, double x, double y)
{
    struct lt_memory_raster *raster = lt_arena_alloc(arena, sizeof *raster);
    uint8_t *codes = lt_arena_alloc(arena, (size_t)SIDE * SIDE);
    for (uint64_t i = 0; i < SIDE * SIDE; i++) {
        uint64_t patch = i % SIDE / 7 + 1000 * (i / SIDE / 5) + salt;
        codes[i] = (uint8_t)(12 * shapes_random(&patch));
        codes[i] = i % 97 == 0 ? LT_CLASS_UNSEEN : codes[i];
    }
    lt_memory_raster_init(raster, codes, SIDE, SIDE, size, size * size);
    raster->source.grid.origin_x = x;
    raster->source.grid.origin_y = y;
    return raster;
}

/* The window's coverage added into a SIDE × SIDE matrix, with a weight. */
static void add_window(const struct lt_raster_source *source, const struct lt_shape *shape,
                       double weight, double *matrix)
{
    struct lt_window window;
    assert_ok(lt_test_window(shape, &source, SIDE * SIDE, arena, &window, &err));
    for (uint32_t i = 0; i < window.cols * window.rows; i++) {
        const int64_t col = window.col + i % window.cols, row = window.row + i / window.cols;
        if (col >= 0 && col < SIDE && row >= 0 && row < SIDE) {
            matrix[row * SIDE + col] += weight * window.fraction[i];
        }
    }
}

/* A mesh of jittered quadrilaterals, each cut in two, over the inner 100 × 100 cells. */
static void tessellation_covers_once(double size, double x, double y)
{
    enum { MESH = 23 };
    struct lt_memory_raster *raster = fields(1, size, x, y);
    struct lt_point mesh[MESH + 1][MESH + 1];
    uint64_t seed = 5;
    const double step = 100.0 * size / MESH;
    for (int j = 0; j <= MESH; j++) {
        for (int i = 0; i <= MESH; i++) {
            const bool edge_x = i == 0 || i == MESH, edge_y = j == 0 || j == MESH;
            mesh[j][i].x = x + 10 * size + step * i +
                           (edge_x ? 0.0 : 0.6 * step * (shapes_random(&seed) - 0.5));
            mesh[j][i].y = y - 110 * size + step * j +
                           (edge_y ? 0.0 : 0.6 * step * (shapes_random(&seed) - 0.5));
        }
    }
    struct lt_shape shapes[2 * MESH * MESH];
    double *matrix = lt_arena_array(arena, SIDE * SIDE, sizeof *matrix), sum = 0.0;
    size_t n = 0;
    for (int j = 0; j < MESH; j++) {
        for (int i = 0; i < MESH; i++) {
            const struct lt_point a = mesh[j][i], b = mesh[j][i + 1], c = mesh[j + 1][i + 1],
                                  d = mesh[j + 1][i];
            struct shape_draft one = draft_begin(arena, 4, 1), two = draft_begin(arena, 4, 1);
            draft_point(&one, a.x, a.y);
            draft_point(&one, b.x, b.y);
            draft_point(&one, c.x, c.y);
            draft_close(&one);
            draft_point(&two, c.x, c.y);
            draft_point(&two, d.x, d.y);
            draft_point(&two, a.x, a.y);
            draft_close(&two);
            shapes[n++] = draft_shape(&one);
            shapes[n++] = draft_shape(&two);
        }
    }
    for (size_t i = 0; i < n; i++) {
        add_window(&raster->source, &shapes[i], 1.0, matrix);
    }
    for (int i = 0; i < SIDE * SIDE; i++) {
        const int col = i % SIDE, row = i / SIDE;
        const bool inside = col >= 10 && col < 110 && row >= 10 && row < 110;
        assert_near(matrix[i], inside ? 1.0 : 0.0, 1e-12);
    }
    const struct lt_zonal_input input = {.shapes = lt_shapes_of_array(shapes, n),
                                         .seasons = 1,
                                         .sources = {&raster->source},
                                         .threads = 2};
    struct lt_tabulation table;
    assert_ok(lt_zonal_tabulate(&input, &table, &err));
    for (size_t e = 0; e < table.first[n]; e++) {
        sum += table.joint[e].cells;
    }
    assert_near(sum, 10000.0, 1e-8);
    lt_tabulation_finish(&table);
}

/* The mesh's rim lies on cell edges, so whole cells are tessellated and the rest are not touched. */
static void tessellation(void **state)
{
    (void)state;
    tessellation_covers_once(10.0, 38500000.0, 3650000.0);
    tessellation_covers_once(0.5, 0.0, 60.0);
    tessellation_covers_once(2.0, 38499998.0, 3650001.0);
}

static struct lt_shape star(uint64_t *seed, double x, double y, double radius)
{
    struct shape_draft draft = draft_begin(arena, 128, 2);
    draft_star(&draft, seed, x, y, 5 + (uint32_t)(30 * shapes_random(seed)), 0.7 * radius, radius,
               0.0, false);
    draft_star(&draft, seed, x, y, 7, 0.1 * radius, 0.4 * radius, 0.0, true);
    return draft_shape(&draft);
}

static struct lt_shape moved(const struct lt_shape *shape, double dx, double dy)
{
    struct lt_point *points = lt_arena_array(arena, shape->n_points, sizeof *points);
    for (uint32_t i = 0; i < shape->n_points; i++) {
        points[i] = (struct lt_point){shape->points[i].x + dx, shape->points[i].y + dy};
    }
    struct lt_shape copy = *shape;
    copy.points = points;
    copy.box = lt_shape_compute_box(points, shape->n_points);
    return copy;
}

/* Coordinates are multiples of 2^-20, so that moving them by whole cells rounds nothing. */
static void whole_cells_of_translation_change_nothing(void **state)
{
    (void)state;
    struct lt_memory_raster *raster = fields(1, 8.0, 0.0, 960.0);
    const struct lt_raster_source *source = &raster->source;
    uint64_t seed = 6;
    for (int i = 0; i < 100; i++) {
        struct shape_draft draft = draft_begin(arena, 64, 1);
        draft_star(&draft, &seed, 300, 500, 12, 20, 90, 0x1p-20, false);
        const struct lt_shape shape = draft_shape(&draft),
                              there = moved(&shape, 8.0 * 37, -8.0 * 29);
        struct lt_window a, b;
        assert_ok(lt_test_window(&shape, &source, 10000, arena, &a, &err));
        assert_ok(lt_test_window(&there, &source, 10000, arena, &b, &err));
        assert_int_equal(b.col - a.col, 37);
        assert_int_equal(b.row - a.row, 29);
        assert_int_equal(a.cols, b.cols);
        assert_int_equal(a.rows, b.rows);
        assert_memory_equal(a.fraction, b.fraction, (size_t)a.cols * a.rows * sizeof *a.fraction);
    }
}

static void assert_same_cover(const struct lt_raster_source *source, const struct lt_shape *one,
                              const struct lt_shape *parts, size_t count, double tolerance)
{
    double *matrix = lt_arena_array(arena, SIDE * SIDE, sizeof *matrix);
    add_window(source, one, 1.0, matrix);
    for (size_t i = 0; i < count; i++) {
        add_window(source, &parts[i], -1.0, matrix);
    }
    for (int i = 0; i < SIDE * SIDE; i++) {
        assert_near(matrix[i], 0.0, tolerance);
    }
}

static void ring_may_start_anywhere(void **state)
{
    (void)state;
    struct lt_memory_raster *raster = fields(1, 10.0, 38500000.0, 3650000.0);
    uint64_t seed = 7;
    for (int i = 0; i < 100; i++) {
        const struct lt_shape shape = star(&seed, 38500600.0, 3649400.0, 400.0 * (i + 1) / 100);
        struct lt_shape turned = moved(&shape, 0.0, 0.0);
        struct lt_point *points = lt_arena_array(arena, shape.n_points, sizeof *points);
        const uint32_t n = shape.ring_end[0] - 1, shift = (uint32_t)(n * shapes_random(&seed));
        memcpy(points, shape.points, shape.n_points * sizeof *points);
        for (uint32_t k = 0; k <= n; k++) {
            points[k] = shape.points[(k + shift) % n];
        }
        turned.points = points;
        assert_same_cover(&raster->source, &shape, &turned, 1, 1e-12);
    }
}

/* The star's kernel holds its middle: each edge makes a triangle with it, and the triangles are the star. */
static void cut_into_triangles(void **state)
{
    (void)state;
    struct lt_memory_raster *raster = fields(1, 10.0, 38500000.0, 3650000.0);
    uint64_t seed = 8;
    for (int i = 0; i < 40; i++) {
        const double x = 38500600.0 + 7 * shapes_random(&seed), y = 3649400.0;
        struct shape_draft draft = draft_begin(arena, 64, 1);
        draft_star(&draft, &seed, x, y, 30, 100, 500, 0.0, false);
        const struct lt_shape shape = draft_shape(&draft);
        struct lt_shape parts[30];
        for (uint32_t k = 0; k < 30; k++) {
            struct shape_draft part = draft_begin(arena, 4, 1);
            draft_point(&part, x, y);
            draft_point(&part, shape.points[k].x, shape.points[k].y);
            draft_point(&part, shape.points[k + 1].x, shape.points[k + 1].y);
            draft_close(&part);
            parts[k] = draft_shape(&part);
        }
        assert_same_cover(&raster->source, &shape, parts, 30, 2e-12);
    }
}

/* Half-planes x ≤ at and x ≥ at of a convex polygon; the cut's ends are vertices of both. */
static struct lt_shape half(const struct lt_shape *shape, double at, bool west)
{
    struct shape_draft draft = draft_begin(arena, 2 * shape->n_points + 2, 1);
    for (uint32_t i = 0; i + 1 < shape->n_points; i++) {
        const struct lt_point p = shape->points[i], q = shape->points[i + 1];
        if (west ? p.x <= at : p.x >= at) {
            draft_point(&draft, p.x, p.y);
        }
        if ((p.x < at && q.x > at) || (p.x > at && q.x < at)) {
            draft_point(&draft, at, p.y + (at - p.x) / (q.x - p.x) * (q.y - p.y));
        }
    }
    draft_close(&draft);
    return draft_shape(&draft);
}

static void split_by_a_line(void **state)
{
    (void)state;
    struct lt_memory_raster *raster = fields(1, 8.0, 0.0, 960.0);
    uint64_t seed = 9;
    for (int i = 0; i < 100; i++) {
        struct shape_draft draft = draft_begin(arena, 64, 1);
        draft_star(&draft, &seed, 480, 480, 24, 350, 350, 0.0, false);
        const struct lt_shape shape = draft_shape(&draft);
        const double at = i % 4 == 0 ? 8.0 * (50 + i / 4) : 200 + 560 * shapes_random(&seed);
        const struct lt_shape parts[] = {half(&shape, at, true), half(&shape, at, false)};
        assert_same_cover(&raster->source, &shape, parts, 2, 1e-12);
    }
}

static struct lt_shape *many(size_t count, double x, double y)
{
    struct lt_shape *shapes = lt_arena_array(arena, count, sizeof *shapes);
    uint64_t seed = 10;
    for (size_t i = 0; i < count; i++) {
        shapes[i] = star(&seed, x + 1200 * shapes_random(&seed), y - 1200 * shapes_random(&seed),
                         10 + 200 * shapes_random(&seed) * shapes_random(&seed));
    }
    return shapes;
}

static void assert_tables_equal(const struct lt_tabulation *a, const struct lt_tabulation *b)
{
    assert_int_equal(a->count, b->count);
    assert_memory_equal(a->first, b->first, (a->count + 1) * sizeof *a->first);
    assert_memory_equal(a->joint, b->joint, a->first[a->count] * sizeof *a->joint);
    assert_memory_equal(a->planar_cells, b->planar_cells, a->count * sizeof *a->planar_cells);
    assert_memory_equal(a->full_cells, b->full_cells, a->count * sizeof *a->full_cells);
    assert_memory_equal(a->touched_cells, b->touched_cells, a->count * sizeof *a->touched_cells);
}

static void threads_and_cache_change_no_byte(void **state)
{
    (void)state;
    enum { COUNT = 3000 };
    const struct lt_memory_raster *h1 = fields(1, 10.0, 38500000.0, 3650000.0);
    const struct lt_memory_raster *h2 = fields(2, 10.0, 38500000.0, 3650000.0);
    struct lt_zonal_input input = {
        .shapes = lt_shapes_of_array(many(COUNT, 38500000.0, 3650000.0), COUNT),
        .seasons = 2,
        .sources = {&h1->source, &h2->source},
        .threads = 1};
    struct lt_tabulation one, other;
    assert_ok(lt_zonal_tabulate(&input, &one, &err));
    assert_true(one.first[COUNT] > 2 * COUNT);
    static const unsigned threads[] = {2, 3, 8, 50};
    for (size_t i = 0; i < 4; i++) {
        input.threads = threads[i];
        input.cache_bytes = i % 2 == 0 ? 1 : 0; /* one block a thread and season */
        assert_ok(lt_zonal_tabulate(&input, &other, &err));
        assert_tables_equal(&one, &other);
        lt_tabulation_finish(&other);
    }
    lt_tabulation_finish(&one);
}

static void block_size_does_not_matter(void **state)
{
    (void)state;
    enum { COUNT = 500 };
    struct lt_memory_raster *raster = fields(1, 10.0, 38500000.0, 3650000.0);
    const struct lt_zonal_input input = {
        .shapes = lt_shapes_of_array(many(COUNT, 38500000.0, 3650000.0), COUNT),
        .seasons = 1,
        .sources = {&raster->source},
        .threads = 1};
    static const uint32_t sizes[][2] = {{256, 256}, {1, 1}, {SIDE, 1}, {1, SIDE}, {64, 17}};
    struct lt_tabulation one = {0};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct lt_tabulation other;
        raster->source.block_cols = sizes[i][0];
        raster->source.block_rows = sizes[i][1];
        assert_ok(lt_zonal_tabulate(&input, &other, &err));
        if (i == 0) {
            one = other;
            continue;
        }
        assert_memory_equal(one.first, other.first, (COUNT + 1) * sizeof *one.first);
        assert_memory_equal(one.full_cells, other.full_cells, COUNT * sizeof *one.full_cells);
        for (size_t e = 0; e < one.first[COUNT]; e++) {
            assert_int_equal(one.joint[e].key, other.joint[e].key);
            assert_near(one.joint[e].cells, other.joint[e].cells, 1e-11);
        }
        lt_tabulation_finish(&other);
    }
    lt_tabulation_finish(&one);
}

/* A polygon of many bands (1,500 × 1,500 cells, far more than one band holds) against its sectors, and against
 * the area of a circle. Codes by column, so that a wrong column shows. */
static void bands_join_without_a_seam(void **state)
{
    (void)state;
    enum { CELLS = 1500, N = 20000, SECTORS = 40 };
    uint8_t *codes = lt_arena_alloc(arena, (size_t)CELLS * CELLS);
    for (int i = 0; i < CELLS * CELLS; i++) {
        codes[i] = (uint8_t)(i % CELLS / 10 + i / CELLS / 10 % 7 * 10);
    }
    struct lt_memory_raster raster;
    lt_memory_raster_init(&raster, codes, CELLS, CELLS, 1.0, 1.0);
    raster.source.block_cols = raster.source.block_rows = 128;
    struct shape_draft draft = draft_begin(arena, N + 1, 1);
    uint64_t seed = 11;
    draft_star(&draft, &seed, 750, 750, N, 740, 740, 0.0, false);
    struct lt_shape shapes[SECTORS + 1] = {draft_shape(&draft)};
    for (uint32_t s = 0; s < SECTORS; s++) {
        struct shape_draft sector = draft_begin(arena, N / SECTORS + 3, 1);
        draft_point(&sector, 750, 750);
        for (uint32_t i = 0; i <= N / SECTORS; i++) {
            const struct lt_point p = draft.points[s * (N / SECTORS) + i];
            draft_point(&sector, p.x, p.y);
        }
        draft_close(&sector);
        shapes[s + 1] = draft_shape(&sector);
    }
    const struct lt_zonal_input input = {.shapes = lt_shapes_of_array(shapes, SECTORS + 1),
                                         .seasons = 1,
                                         .sources = {&raster.source},
                                         .threads = 2};
    struct lt_tabulation table;
    assert_ok(lt_zonal_tabulate(&input, &table, &err));
    double sums[256] = {0};
    for (size_t e = 0; e < table.first[SECTORS + 1]; e++) {
        sums[table.joint[e].key] += (e < table.first[1] ? 1 : -1) * table.joint[e].cells;
    }
    for (int i = 0; i < 256; i++) {
        assert_near(sums[i], 0.0, 1e-7);
    }
    assert_near(table.planar_cells[0], 3.14159265358979 * 740 * 740, 1.0);
    lt_tabulation_finish(&table);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(tessellation),
        TEST(whole_cells_of_translation_change_nothing),
        TEST(ring_may_start_anywhere),
        TEST(cut_into_triangles),
        TEST(split_by_a_line),
        TEST(threads_and_cache_change_no_byte),
        TEST(block_size_does_not_matter),
        TEST(bands_join_without_a_seam),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
