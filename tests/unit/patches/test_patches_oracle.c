/* Random maps and crooked subjects against GEOS: the union of cell squares, cut by the subject. */
#include "support/lt_test.h"

#include <geos_c.h>
#include <string.h>

#include "liangtian/patches.h"
#include "patches_fixture.h"
#include "support/lt_shape_text.h"

enum { SIZE = 24 };
static const double WEST = 38500000.0, SOUTH = 3650000.0;

static double next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(*seed >> 11) / 9007199254740992.0;
}

/* Blocks of orchard at random, so that components are large, with holes and touching corners. */
static void scatter(char map[SIZE][SIZE + 1], uint64_t *seed)
{
    for (int row = 0; row < SIZE; row++) {
        memset(map[row], '.', SIZE);
        map[row][SIZE] = '\0';
    }
    for (int block = 0; block < 40; block++) {
        const int row = (int)(next_random(seed) * (SIZE - 5)),
                  col = (int)(next_random(seed) * (SIZE - 5));
        const char mark = block % 5 == 4 ? '.' : '#';
        for (int i = 0; i < 25; i++) {
            map[row + i / 5][col + i % 5] = mark;
        }
    }
    for (int i = 0; i < 60; i++) { /* crumbs */
        const int row = (int)(next_random(seed) * SIZE), col = (int)(next_random(seed) * SIZE);
        map[row][col] = map[row][col] == '.' ? '#' : '.';
    }
}

static struct lt_shape crooked(struct lt_arena *arena, uint64_t *seed)
{
    enum { N = 37 };
    struct lt_point *p = lt_arena_array(arena, N + 1, sizeof *p);
    uint32_t *end = lt_arena_array(arena, 1, sizeof *end);
    for (int i = 0; i < N; i++) {
        const double angle = 6.283185307179586 * i / N, radius = 60.0 + 58.0 * next_random(seed);
        p[i] =
            (struct lt_point){WEST + 120 + radius * cos(angle), SOUTH + 120 + radius * sin(angle)};
    }
    p[N] = p[0];
    end[0] = N + 1;
    return (struct lt_shape){1, N + 1, end, p, lt_shape_compute_box(p, N + 1)};
}

static GEOSGeometry *ring(GEOSContextHandle_t geos, const struct lt_point *points, uint32_t n)
{
    GEOSCoordSequence *sequence = GEOSCoordSeq_create_r(geos, n, 2);
    for (uint32_t i = 0; i < n; i++) {
        GEOSCoordSeq_setXY_r(geos, sequence, i, points[i].x - WEST, points[i].y - SOUTH);
    }
    return GEOSGeom_createLinearRing_r(geos, sequence);
}

/* A shape as GEOS sees it: each outer ring with the holes behind it. */
static GEOSGeometry *geometry(GEOSContextHandle_t geos, const struct lt_shape *shape)
{
    GEOSGeometry *polygons[64], *holes[64];
    unsigned n = 0;
    uint32_t r = 0, start = 0;
    while (r < shape->n_rings) {
        GEOSGeometry *outer = ring(geos, shape->points + start, shape->ring_end[r] - start);
        unsigned h = 0;
        start = shape->ring_end[r++];
        for (; r < shape->n_rings; start = shape->ring_end[r++]) {
            GEOSGeometry *inner = ring(geos, shape->points + start, shape->ring_end[r] - start);
            char ccw = 0;
            GEOSCoordSeq_isCCW_r(geos, GEOSGeom_getCoordSeq_r(geos, inner), &ccw);
            if (ccw) {
                GEOSGeom_destroy_r(geos, inner);
                break;
            }
            holes[h++] = inner;
        }
        polygons[n++] = GEOSGeom_createPolygon_r(geos, outer, holes, h);
    }
    return GEOSGeom_createCollection_r(geos, GEOS_MULTIPOLYGON, polygons, n);
}

/* The offending cells 4-connected with (col, row), erased from the map, each as a square. */
static void take(const struct drawn *d, char map[SIZE][SIZE + 1], int col, int row,
                 struct lt_shape *squares, size_t *count)
{
    if (col < 0 || row < 0 || col >= SIZE || row >= SIZE || map[row][col] != '#' ||
        !(d->window.fraction[row * SIZE + col] > 0.0)) {
        return;
    }
    map[row][col] = '.';
    squares[(*count)++] = lt_shape_at(d->arena, "0 0, 10 0, 10 10, 0 10", WEST + 10 * col,
                                      SOUTH + 10 * (SIZE - 1 - row));
    take(d, map, col - 1, row, squares, count);
    take(d, map, col + 1, row, squares, count);
    take(d, map, col, row - 1, squares, count);
    take(d, map, col, row + 1, squares, count);
}

static double area_of(GEOSContextHandle_t geos, const GEOSGeometry *g)
{
    double area = NAN;
    GEOSArea_r(geos, g, &area);
    return area;
}

static void check_patch(GEOSContextHandle_t geos, const struct drawn *d,
                        const struct lt_patch *patch, const struct lt_shape *squares, size_t count)
{
    GEOSGeometry *cells[SIZE * SIZE];
    for (size_t i = 0; i < count; i++) {
        cells[i] = geometry(geos, &squares[i]);
    }
    GEOSGeometry *collection =
        GEOSGeom_createCollection_r(geos, GEOS_GEOMETRYCOLLECTION, cells, (unsigned)count);
    GEOSGeometry *joined = GEOSUnaryUnion_r(geos, collection);
    GEOSGeometry *subject = geometry(geos, &d->feature.shape);
    GEOSGeometry *expected = GEOSIntersection_r(geos, joined, subject);
    assert_int_equal(patch->touched_cells, count);
    assert_near(patch->net_m2, area_of(geos, expected) * 1.0002 * 0.9, 1e-6);
    if (patch->kind == LT_PATCH_CASE) {
        GEOSGeometry *drawn = geometry(geos, &patch->shape);
        GEOSGeometry *wrong = GEOSSymDifference_r(geos, drawn, expected);
        const double planar = lt_shape_planar_area(&patch->shape);
        assert_int_equal(GEOSisValid_r(geos, drawn), 1);
        assert_near(area_of(geos, wrong), 0.0, 1e-5);
        assert_near(planar, area_of(geos, expected), 1e-9 * planar + 1e-6);
        GEOSGeom_destroy_r(geos, drawn);
        GEOSGeom_destroy_r(geos, wrong);
    }
    GEOSGeom_destroy_r(geos, collection);
    GEOSGeom_destroy_r(geos, joined);
    GEOSGeom_destroy_r(geos, subject);
    GEOSGeom_destroy_r(geos, expected);
}

static int compare_map(GEOSContextHandle_t geos, uint64_t *seed, bool whole)
{
    struct lt_error err;
    struct drawn d;
    struct lt_patches patches;
    struct lt_shape squares[SIZE * SIZE];
    char map[SIZE][SIZE + 1];
    const char *rows[SIZE];
    scatter(map, seed);
    for (int i = 0; i < SIZE; i++) {
        rows[i] = map[i];
    }
    draw(&d, SIZE, rows, NULL, NULL);
    if (!whole) {
        draw_subject(&d, crooked(d.arena, seed));
    }
    d.input.min_full_cells = 2;
    d.input.erosion_cells = (uint32_t)(*seed >> 40) % 2;
    assert_ok(lt_patches_draw(&d.input, d.overlay, d.arena, &patches, &err));
    size_t next = 0;
    int cases = 0;
    for (int cell = 0; cell < SIZE * SIZE; cell++) {
        size_t count = 0;
        take(&d, map, cell % SIZE, cell / SIZE, squares, &count);
        if (count > 0) {
            assert_true(next < patches.count);
            assert_int_equal(patches.items[next].low_row, 5 + cell / SIZE);
            assert_int_equal(patches.items[next].low_col, 7 + cell % SIZE);
            cases += patches.items[next].kind == LT_PATCH_CASE;
            check_patch(geos, &d, &patches.items[next++], squares, count);
        }
    }
    assert_int_equal(next, patches.count);
    draw_finish(&d);
    return cases;
}

static void test_random_maps(void **state)
{
    (void)state;
    GEOSContextHandle_t geos = GEOS_init_r();
    uint64_t seed = 970;
    int cases = 0;
    for (int i = 0; i < 60; i++) {
        cases += compare_map(geos, &seed, i % 4 == 0);
    }
    assert_true(cases > 60); /* the comparison has not been of crumbs alone */
    GEOS_finish_r(geos);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random_maps)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
