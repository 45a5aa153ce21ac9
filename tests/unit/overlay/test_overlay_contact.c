/* What shared vertices tell of two polygons, against GEOS: on a mesh of invented parcels as drawn, and with vertices moved,
 * dropped, added and repeated on one side. */
#include "support/lt_test.h"

#include <geos_c.h>
#include <string.h>

#include "overlay/overlay_internal.h"
#include "support/lt_shape_text.h"

enum { MESH = 7, PER_SIDE = 3, MOST = 512 };
static const double east = 38500000.0, north = 3650000.0;

static double next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(*seed >> 11) / 9007199254740992.0;
}

static uint32_t pick(uint64_t *seed, uint32_t below)
{
    return (uint32_t)(next_random(seed) * below);
}

/* Vertices of a mesh whose cells share crooked borders: PER_SIDE edges along each side of a cell. */
struct mesh {
    struct lt_point at[MESH * PER_SIDE + 1][MESH * PER_SIDE + 1];
};

static void fill(struct mesh *mesh, uint64_t *seed, double jitter)
{
    for (int row = 0; row <= MESH * PER_SIDE; row++) {
        for (int col = 0; col <= MESH * PER_SIDE; col++) {
            mesh->at[row][col] =
                (struct lt_point){east + 10.0 * (col + jitter * (next_random(seed) - 0.5)),
                                  north + 10.0 * (row + jitter * (next_random(seed) - 0.5))};
        }
    }
}

struct draft {
    struct lt_point points[MOST];
    uint32_t ring_end[4];
    uint32_t count, rings;
};

static void put(struct draft *draft, struct lt_point point)
{
    draft->points[draft->count++] = point;
}

static void close_ring(struct draft *draft)
{
    put(draft, draft->points[draft->rings == 0 ? 0 : draft->ring_end[draft->rings - 1]]);
    draft->ring_end[draft->rings++] = draft->count;
}

/* The border of a block of cells; clockwise for a hole. */
static void put_block(struct draft *draft, const struct mesh *mesh, int row, int col, int rows,
                      int cols, bool hole)
{
    struct lt_point ring[MOST];
    uint32_t n = 0;
    const int south = row * PER_SIDE, west = col * PER_SIDE;
    const int height = rows * PER_SIDE, width = cols * PER_SIDE;
    for (int k = 0; k < width; k++) {
        ring[n++] = mesh->at[south][west + k];
    }
    for (int k = 0; k < height; k++) {
        ring[n++] = mesh->at[south + k][west + width];
    }
    for (int k = width; k > 0; k--) {
        ring[n++] = mesh->at[south + height][west + k];
    }
    for (int k = height; k > 0; k--) {
        ring[n++] = mesh->at[south + k][west];
    }
    for (uint32_t i = 0; i < n; i++) {
        put(draft, ring[hole ? (n - i) % n : i]);
    }
    close_ring(draft);
}

/* One change of a kind that surveys make at shared borders. */
static void disturb(struct draft *draft, uint64_t *seed)
{
    static const double steps[] = {7.450580596923828e-9, 1e-6, 1e-3, 1.0, 25.0};
    const uint32_t last = draft->ring_end[0] - 1; /* the closing vertex of the outer ring */
    const uint32_t at = 1 + pick(seed, last - 1);
    struct lt_point *p = draft->points;
    switch (pick(seed, 4)) {
    case 0: /* moved */
        p[at].x += steps[pick(seed, 5)] * (next_random(seed) < 0.5 ? 1.0 : -1.0);
        p[at].y += next_random(seed) < 0.5 ? steps[pick(seed, 5)] : 0.0;
        return;
    case 1: /* dropped */
        memmove(p + at, p + at + 1, (draft->count - at - 1) * sizeof *p);
        draft->count--;
        for (uint32_t r = 0; r < draft->rings; r++) {
            draft->ring_end[r]--;
        }
        return;
    default: { /* one more, on the line but for rounding; or the same again */
        const double t = next_random(seed) < 0.3 ? 0.0 : next_random(seed);
        const struct lt_point more = {p[at].x + t * (p[at - 1].x - p[at].x),
                                      p[at].y + t * (p[at - 1].y - p[at].y)};
        memmove(p + at + 1, p + at, (draft->count - at) * sizeof *p);
        p[at] = more;
        draft->count++;
        for (uint32_t r = 0; r < draft->rings; r++) {
            draft->ring_end[r]++;
        }
    }
    }
}

static struct lt_shape shape_of(const struct draft *draft)
{
    return (struct lt_shape){draft->rings, draft->count, draft->ring_end, draft->points,
                             lt_shape_compute_box(draft->points, draft->count)};
}

/* --- GEOS's answer, on coordinates relative to the corner --- */

static GEOSGeometry *ring_of(GEOSContextHandle_t geos, const struct lt_shape *shape, uint32_t ring)
{
    const uint32_t from = ring == 0 ? 0 : shape->ring_end[ring - 1];
    const uint32_t count = shape->ring_end[ring] - from;
    GEOSCoordSequence *sequence = GEOSCoordSeq_create_r(geos, count, 2);
    for (uint32_t i = 0; i < count; i++) {
        GEOSCoordSeq_setXY_r(geos, sequence, i, shape->points[from + i].x - east,
                             shape->points[from + i].y - north);
    }
    return GEOSGeom_createLinearRing_r(geos, sequence);
}

static GEOSGeometry *polygon_of(GEOSContextHandle_t geos, const struct lt_shape *shape)
{
    GEOSGeometry *hole = shape->n_rings > 1 ? ring_of(geos, shape, 1) : NULL;
    return GEOSGeom_createPolygon_r(geos, ring_of(geos, shape, 0), &hole, hole == NULL ? 0 : 1);
}

struct tally {
    size_t compared, told, touching, within;
};

static void compare(GEOSContextHandle_t geos, const struct lt_shape *a, const struct lt_shape *b,
                    struct tally *tally)
{
    GEOSGeometry *ga = polygon_of(geos, a), *gb = polygon_of(geos, b);
    if (GEOSisValid_r(geos, ga) == 1 && GEOSisValid_r(geos, gb) == 1) {
        GEOSGeometry *shared = GEOSIntersection_r(geos, ga, gb);
        double area = NAN;
        assert_non_null(shared);
        GEOSArea_r(geos, shared, &area);
        const enum overlay_relation relation = overlay_contact(a, b);
        tally->compared++;
        tally->told += relation != OVERLAY_MEET;
        tally->touching += relation == OVERLAY_TOUCH;
        tally->within += relation == OVERLAY_A_IN_B || relation == OVERLAY_B_IN_A;
        if (relation == OVERLAY_APART || relation == OVERLAY_TOUCH) {
            assert_near(area, 0.0, 1e-7);
            assert_true((relation == OVERLAY_TOUCH) == (GEOSDisjoint_r(geos, ga, gb) == 0));
        } else if (relation == OVERLAY_A_IN_B) {
            assert_near(area, lt_shape_planar_area(a), 1e-7);
        } else if (relation == OVERLAY_B_IN_A) {
            assert_near(area, lt_shape_planar_area(b), 1e-7);
        }
        GEOSGeom_destroy_r(geos, shared);
    }
    GEOSGeom_destroy_r(geos, ga);
    GEOSGeom_destroy_r(geos, gb);
}

static void random_block(struct draft *draft, const struct mesh *mesh, uint64_t *seed)
{
    const int rows = 1 + (int)pick(seed, 3), cols = 1 + (int)pick(seed, 3);
    const int row = (int)pick(seed, (uint32_t)(MESH - rows + 1));
    const int col = (int)pick(seed, (uint32_t)(MESH - cols + 1));
    draft->count = draft->rings = 0;
    put_block(draft, mesh, row, col, rows, cols, false);
    if (rows == 3 && cols == 3 && next_random(seed) < 0.7) {
        put_block(draft, mesh, row + 1, col + 1, 1, 1, true);
    }
}

/* As drawn: every pair of blocks is either told or shares some ground and leaves some. */
static void test_a_mesh_as_drawn(void **state)
{
    (void)state;
    GEOSContextHandle_t geos = GEOS_init_r();
    static struct mesh mesh;
    static struct draft a, b;
    struct tally tally = {0};
    uint64_t seed = 11;
    for (int i = 0; i < 4000; i++) {
        if (i % 200 == 0) {
            fill(&mesh, &seed, i % 400 == 0 ? 0.9 : 0.0); /* every other one is of straight lines */
        }
        random_block(&a, &mesh, &seed);
        random_block(&b, &mesh, &seed);
        const struct lt_shape one = shape_of(&a), two = shape_of(&b);
        compare(geos, &one, &two, &tally);
    }
    assert_true(tally.touching > 700 && tally.within > 100);
    GEOS_finish_r(geos);
}

/* Cells of one survey are told apart without exception. */
static void test_neighbours_share_nothing(void **state)
{
    (void)state;
    static struct mesh mesh;
    static struct draft a, b;
    uint64_t seed = 12;
    fill(&mesh, &seed, 0.9);
    for (int from = 0; from < MESH * MESH; from++) {
        for (int to = 0; to < MESH * MESH; to++) {
            a.count = a.rings = b.count = b.rings = 0;
            put_block(&a, &mesh, from / MESH, from % MESH, 1, 1, false);
            put_block(&b, &mesh, to / MESH, to % MESH, 1, 1, false);
            const struct lt_shape one = shape_of(&a), two = shape_of(&b);
            const int rows = abs(from / MESH - to / MESH), cols = abs(from % MESH - to % MESH);
            assert_int_equal(overlay_contact(&one, &two), from == to               ? OVERLAY_A_IN_B
                                                          : rows <= 1 && cols <= 1 ? OVERLAY_TOUCH
                                                                                   : OVERLAY_APART);
        }
    }
}

/* What fills a hole touches the ring around it; with the hole filled it lies in it. */
static void test_a_hole_and_what_fills_it(void **state)
{
    (void)state;
    static struct mesh mesh;
    static struct draft ring, full, core;
    uint64_t seed = 13;
    fill(&mesh, &seed, 0.9);
    put_block(&ring, &mesh, 1, 1, 3, 3, false);
    put_block(&ring, &mesh, 2, 2, 1, 1, true);
    put_block(&full, &mesh, 1, 1, 3, 3, false);
    put_block(&core, &mesh, 2, 2, 1, 1, false);
    const struct lt_shape a = shape_of(&ring), b = shape_of(&full), c = shape_of(&core);
    assert_int_equal(overlay_contact(&a, &c), OVERLAY_TOUCH);
    assert_int_equal(overlay_contact(&a, &b), OVERLAY_A_IN_B);
    assert_int_equal(overlay_contact(&b, &a), OVERLAY_B_IN_A);
    assert_int_equal(overlay_contact(&c, &b), OVERLAY_A_IN_B);
}

/* One part inside and one outside is neither within nor apart. */
static void test_parts(void **state)
{
    (void)state;
    static struct mesh mesh;
    static struct draft block, split, within, beside;
    uint64_t seed = 15;
    fill(&mesh, &seed, 0.9);
    put_block(&block, &mesh, 0, 0, 3, 3, false);
    put_block(&split, &mesh, 1, 1, 1, 1, false);
    put_block(&split, &mesh, 5, 5, 1, 1, false);
    put_block(&within, &mesh, 0, 0, 1, 1, false);
    put_block(&within, &mesh, 1, 2, 1, 1, false);
    put_block(&beside, &mesh, 3, 1, 1, 1, false);
    put_block(&beside, &mesh, 5, 5, 1, 1, false);
    const struct lt_shape a = shape_of(&block), b = shape_of(&split);
    const struct lt_shape c = shape_of(&within), d = shape_of(&beside);
    assert_int_equal(overlay_contact(&a, &b), OVERLAY_MEET);
    assert_int_equal(overlay_contact(&b, &a), OVERLAY_MEET);
    assert_int_equal(overlay_contact(&a, &c), OVERLAY_B_IN_A);
    assert_int_equal(overlay_contact(&c, &a), OVERLAY_A_IN_B);
    assert_int_equal(overlay_contact(&a, &d), OVERLAY_TOUCH);
    assert_int_equal(overlay_contact(&d, &a), OVERLAY_TOUCH);
}

/* Never "nothing" or "all of it" where GEOS finds otherwise. */
static void test_disturbed_borders(void **state)
{
    (void)state;
    GEOSContextHandle_t geos = GEOS_init_r();
    static struct mesh mesh;
    static struct draft a, b;
    struct tally tally = {0};
    uint64_t seed = 14;
    for (int i = 0; i < 20000; i++) {
        if (i % 1000 == 0) {
            fill(&mesh, &seed, i % 2000 == 0 ? 0.9 : 0.0);
        }
        random_block(&a, &mesh, &seed);
        random_block(&b, &mesh, &seed);
        if (next_random(&seed) < 0.2) {
            b = a;
        }
        for (uint32_t k = 1 + pick(&seed, 3); k > 0; k--) {
            disturb(&b, &seed);
        }
        const struct lt_shape one = shape_of(&a), two = shape_of(&b);
        compare(geos, &one, &two, &tally);
        compare(geos, &two, &one, &tally);
    }
    assert_true(tally.compared > 20000 && tally.told > 7000);
    GEOS_finish_r(geos);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_mesh_as_drawn),
        cmocka_unit_test(test_neighbours_share_nothing),
        cmocka_unit_test(test_a_hole_and_what_fills_it),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_disturbed_borders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
