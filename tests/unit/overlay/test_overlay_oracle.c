/* Random star polygons with holes against GEOS called directly, on its own WKT, without our
 * conversions. */
#include "support/lt_test.h"

#include <geos_c.h>
#include <string.h>

#include "liangtian/overlay.h"
#include "support/lt_shape_text.h"

static struct lt_error err;

static double next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(*seed >> 11) / 9007199254740992.0;
}

/* A star around (cx, cy) with `n` vertices at random radii; the hole is the same star at 0.3 size.
 */
static struct lt_shape star(struct lt_arena *arena, uint64_t *seed, double cx, double cy,
                            uint32_t n, bool hole)
{
    struct lt_point *p = lt_arena_array(arena, 2 * (size_t)n + 2, sizeof *p);
    uint32_t *end = lt_arena_array(arena, 2, sizeof *end);
    for (uint32_t i = 0; i < n; i++) {
        const double angle = 6.283185307179586 * (double)i / (double)n;
        const double radius = 40.0 + 60.0 * next_random(seed);
        p[i] = (struct lt_point){cx + radius * cos(angle), cy + radius * sin(angle)};
    }
    p[n] = p[0];
    for (uint32_t i = 0; i <= n; i++) {
        const struct lt_point q = p[n - i];
        p[n + 1 + i] = (struct lt_point){cx + 0.3 * (q.x - cx), cy + 0.3 * (q.y - cy)};
    }
    end[0] = n + 1;
    end[1] = 2 * n + 2;
    const uint32_t rings = hole ? 2 : 1;
    return (struct lt_shape){rings, end[rings - 1], end, p, lt_shape_compute_box(p, n + 1)};
}

/* A polygon with at most one hole, as text at 17 digits relative to (cx, cy). */
static GEOSGeometry *parse(GEOSContextHandle_t geos, struct lt_arena *arena,
                           const struct lt_shape *shape, double cx, double cy)
{
    char *wkt = lt_arena_text(arena, "POLYGON (");
    uint32_t start = 0;
    for (uint32_t r = 0; r < shape->n_rings; r++) {
        for (uint32_t i = start; i < shape->ring_end[r]; i++) {
            wkt = lt_arena_printf(arena, "%s%s%.17g %.17g", wkt,
                                  i > start ? ", "
                                  : r > 0   ? ", ("
                                            : "(",
                                  shape->points[i].x - cx, shape->points[i].y - cy);
        }
        wkt = lt_arena_printf(arena, "%s)", wkt);
        start = shape->ring_end[r];
    }
    GEOSWKTReader *reader = GEOSWKTReader_create_r(geos);
    GEOSGeometry *geometry = GEOSWKTReader_read_r(geos, reader, lt_arena_printf(arena, "%s)", wkt));
    GEOSWKTReader_destroy_r(geos, reader);
    assert_non_null(geometry);
    return geometry;
}

static double oracle_area(GEOSContextHandle_t geos, enum lt_overlay_operation operation,
                          const GEOSGeometry *a, const GEOSGeometry *b)
{
    GEOSGeometry *result = operation == LT_INTERSECTION ? GEOSIntersection_r(geos, a, b)
                           : operation == LT_UNION      ? GEOSUnion_r(geos, a, b)
                                                        : GEOSDifference_r(geos, a, b);
    double area = NAN;
    assert_non_null(result);
    GEOSArea_r(geos, result, &area);
    GEOSGeom_destroy_r(geos, result);
    return area;
}

static void compare(struct lt_overlay *overlay, GEOSContextHandle_t geos, uint64_t *seed,
                    uint32_t vertices)
{
    struct lt_arena *arena = NULL;
    assert_ok(lt_arena_create(&arena, &err));
    const double x = 38500000.0, y = 3650000.0;
    const struct lt_shape a = star(arena, seed, x, y, vertices, next_random(seed) < 0.5);
    const struct lt_shape b = star(arena, seed, x + 120 * next_random(seed),
                                   y + 120 * next_random(seed), vertices, next_random(seed) < 0.5);
    GEOSGeometry *ga = parse(geos, arena, &a, x, y), *gb = parse(geos, arena, &b, x, y);
    double area;
    assert_ok(lt_overlay_area(overlay, &a, &b, &area, &err));
    assert_near(area, oracle_area(geos, LT_INTERSECTION, ga, gb), 1e-7);
    for (int operation = LT_INTERSECTION; operation <= LT_DIFFERENCE; operation++) {
        struct lt_shape result;
        assert_ok(lt_overlay_apply(overlay, (enum lt_overlay_operation)operation, &a, &b, arena,
                                   &result, &err));
        /* new vertices are rounded to 7.5e-9 m when they move back */
        assert_near(lt_shape_planar_area(&result),
                    oracle_area(geos, (enum lt_overlay_operation)operation, ga, gb), 1e-5);
    }
    GEOSGeom_destroy_r(geos, ga);
    GEOSGeom_destroy_r(geos, gb);
    lt_arena_destroy(arena);
}

/* 300 pairs below the bound of lt_overlay_area's pair sum, 6 above it (where it asks GEOS). */
static void test_random_stars(void **state)
{
    (void)state;
    struct lt_overlay *overlay = NULL;
    GEOSContextHandle_t geos = GEOS_init_r();
    uint64_t seed = 20210922;
    assert_ok(lt_overlay_create(&overlay, &err));
    for (int i = 0; i < 300; i++) {
        compare(overlay, geos, &seed, 5 + (uint32_t)(i % 40));
    }
    for (int i = 0; i < 6; i++) {
        compare(overlay, geos, &seed, 900);
    }
    lt_overlay_destroy(overlay);
    GEOS_finish_r(geos);
}

/* The neighbour that shares half of a crooked border with a parcel overlaps it by nothing. */
static void test_shared_crooked_border(void **state)
{
    (void)state;
    struct lt_overlay *overlay = NULL;
    struct lt_arena *arena = NULL;
    assert_ok(lt_overlay_create(&overlay, &err));
    assert_ok(lt_arena_create(&arena, &err));
    uint64_t seed = 5;
    enum { N = 100 };
    struct lt_point *p = lt_arena_array(arena, N + 4, sizeof *p);
    struct lt_point *q = lt_arena_array(arena, N + 4, sizeof *q);
    for (uint32_t i = 0; i < N; i++) { /* northward */
        p[i] = (struct lt_point){38500000.0 + 30.0 * next_random(&seed),
                                 3650000.0 + 10.0 * ((double)i + next_random(&seed))};
        q[N - 1 - i] = p[i];
    }
    p[N] = (struct lt_point){38499000.0, p[N - 1].y};
    p[N + 1] = (struct lt_point){38499000.0, p[0].y};
    q[N] = (struct lt_point){38501000.0, q[N - 1].y};
    q[N + 1] = (struct lt_point){38501000.0, q[0].y};
    p[N + 2] = p[0];
    q[N + 2] = q[0];
    const uint32_t end[] = {N + 3};
    const struct lt_shape west = {1, N + 3, end, p, lt_shape_compute_box(p, N + 3)};
    const struct lt_shape east = {1, N + 3, end, q, lt_shape_compute_box(q, N + 3)};
    assert_true(lt_shape_planar_area(&west) > 9e5 && lt_shape_planar_area(&east) > 9e5);
    double area;
    struct lt_shape shared;
    assert_ok(lt_overlay_area(overlay, &west, &east, &area, &err));
    assert_near(area, 0.0, 1e-7);
    assert_ok(lt_overlay_apply(overlay, LT_INTERSECTION, &west, &east, arena, &shared, &err));
    assert_int_equal(shared.n_rings, 0);
    lt_overlay_destroy(overlay);
    lt_arena_destroy(arena);
}

/* Shrunk lies in the whole, the whole in the grown, and the outlines stay apart. */
static void test_shrunk_and_grown_stars(void **state)
{
    (void)state;
    struct lt_overlay *overlay = NULL;
    struct lt_arena *arena = NULL;
    uint64_t seed = 11;
    assert_ok(lt_overlay_create(&overlay, &err));
    assert_ok(lt_arena_create(&arena, &err));
    for (uint32_t i = 0; i < 200; i++) {
        const struct lt_shape whole =
            star(arena, &seed, 38500000.0, 3650000.0, 5 + i % 23, i % 2 == 1);
        struct lt_shape small, large;
        double shared;
        assert_ok(lt_overlay_buffer(overlay, &whole, -5.0, arena, &small, &err));
        assert_ok(lt_overlay_buffer(overlay, &whole, 5.0, arena, &large, &err));
        const double area = lt_shape_planar_area(&whole);
        assert_true(lt_shape_planar_area(&large) > area);
        assert_ok(lt_overlay_area(overlay, &whole, &large, &shared, &err));
        assert_near(shared, area, 1e-6 * area);
        if (small.n_rings > 0) {
            assert_true(lt_shape_planar_area(&small) < area);
            assert_ok(lt_overlay_area(overlay, &small, &whole, &shared, &err));
            assert_near(shared, lt_shape_planar_area(&small), 1e-6 * area);
            /* no outline within 5 of the other one, but for a hundredth, by which GEOS smooths */
            assert_false(lt_shape_near(&small, &whole, 4.9));
        }
        assert_false(lt_shape_near(&large, &whole, 4.9));
    }
    lt_overlay_destroy(overlay);
    lt_arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_stars),
        cmocka_unit_test(test_shrunk_and_grown_stars),
        cmocka_unit_test(test_shared_crooked_border),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
