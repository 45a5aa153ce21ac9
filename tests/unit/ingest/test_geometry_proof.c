/* What is proven valid is valid by GEOS, on shapes that come as near to being invalid as can be: few places for many
 * vertices, so that they touch, cross, run back and lie on one another all the time. */
#include <stdlib.h>

#include <geos_c.h>

#include "ingest/ingest_geometry.h"
#include "support/lt_test.h"

enum { SHAPES = 60000, MOST_RINGS = 4, MOST_POINTS = 64 };

struct place {
    double x, y, scale; /* of the lattice */
    double noise;       /* share of the scale */
};

static uint64_t seed = 1;

static uint32_t pick(uint32_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 33) % below;
}

static double unit(void)
{
    return (double)pick(1u << 30) / (double)(1u << 30);
}

static struct lt_point at(const struct place *place, double x, double y)
{
    return (struct lt_point){place->x + place->scale * (x + place->noise * unit()),
                             place->y + place->scale * (y + place->noise * unit())};
}

static void add(struct ingest_rings *rings, struct lt_point p)
{
    assert_int_equal(ingest_rings_add_point(rings, p, NULL), LT_OK);
}

/* Takes the points from `start` on as a ring, closed by the file or not. */
static void end_ring(struct ingest_rings *rings, size_t start, bool hole)
{
    if (pick(3) > 0) {
        add(rings, rings->points[start]);
    }
    const size_t count = rings->point_count - start;
    struct lt_point *room;
    rings->point_count = start;
    assert_int_equal(ingest_rings_room(rings, count + 1, &room, NULL), LT_OK);
    assert_int_equal(ingest_rings_take(rings, count, hole, NULL), LT_OK);
}

/* Any vertices of a small lattice. */
static void random_ring(struct ingest_rings *rings, const struct place *place, bool hole)
{
    const size_t start = rings->point_count;
    const uint32_t count = 3 + pick(6), size = 2 + pick(6);
    for (uint32_t i = 0; i < count; i++) {
        add(rings, at(place, pick(size), pick(size)));
    }
    end_ring(rings, start, hole);
}

/* Around a middle, near and far by turns: a star, mostly valid, with teeth that meet now and then; some go round twice. */
static void star_ring(struct ingest_rings *rings, const struct place *place, double x, double y,
                      double reach, bool hole)
{
    const size_t start = rings->point_count;
    const uint32_t count = 5 + pick(40), turns = pick(6) == 0 ? 2 : 1;
    for (uint32_t i = 0; i < count; i++) {
        const double angle = 6.283185307179586 * turns * (double)i / count;
        const double r = reach * (0.1 + unit());
        add(rings, at(place, x + round(r * cos(angle) * 8) / 8, y + round(r * sin(angle) * 8) / 8));
    }
    end_ring(rings, start, hole);
}

/* A comb of teeth: long chains side by side, some with a tooth that is too long, or as long as the gap is deep. */
static void comb_ring(struct ingest_rings *rings, const struct place *place)
{
    const size_t start = rings->point_count;
    const uint32_t teeth = 2 + pick(200);
    for (uint32_t i = 0; i < teeth; i++) {
        add(rings, at(place, i, 0.1));
        add(rings, at(place, i, 5));
        add(rings, at(place, i + 0.5, pick(40) == 0 ? -2.0 + pick(3) : 4.5));
        add(rings, at(place, i + 0.5, 0.2));
    }
    add(rings, at(place, teeth, -1));
    add(rings, at(place, -1, -1));
    end_ring(rings, start, false);
}

/* What a file may say of the box of a shape around x and y: nothing, much the same, anything. */
static void state_box(struct ingest_rings *rings, const struct place *place, double x, double y)
{
    static const double odd[] = {NAN, INFINITY, 1e300, -1e9, 0.0};
    const double near = pick(2) == 0 ? 0.2 : 6.0;
    const struct lt_point low = at(place, x - near * unit(), y - near * unit());
    const struct lt_point high = at(place, x + near * unit(), y + near * unit());
    struct lt_box box = {low.x, low.y, high.x, high.y};
    switch (pick(8)) {
    case 0:
        return;
    case 1:
        box.max_x = odd[pick(sizeof odd / sizeof *odd)];
        break;
    case 2: /* a vertex of a lattice: edges go through it */
        box.min_x = box.max_x = place->x + place->scale * pick(6);
        box.min_y = box.max_y = place->y + place->scale * pick(6);
        break;
    default:
        break;
    }
    ingest_rings_stated(rings, &box);
}

static void random_shape(struct ingest_rings *rings, const struct place *place)
{
    ingest_rings_clear(rings);
    const double x = 3.0 * pick(4), y = 3.0 * pick(4); /* of the first */
    state_box(rings, place, x, y);
    const uint32_t kind = pick(8);
    const uint32_t count = 1 + pick(MOST_RINGS);
    if (kind == 0) {
        comb_ring(rings, place);
    }
    for (uint32_t i = 0; kind != 0 && i < count; i++) {
        const bool hole = i > 0 && pick(3) != 0;
        if (kind < 4) {
            random_ring(rings, place, hole);
        } else {
            star_ring(rings, place, i == 0 ? x : 3.0 * pick(4), i == 0 ? y : 3.0 * pick(4),
                      i == 0 ? 6.0 : 1.5, hole);
        }
    }
}

static GEOSGeometry *geos_ring(GEOSContextHandle_t geos, const struct ingest_rings *rings, size_t r)
{
    const uint32_t start = r == 0 ? 0 : rings->ring_end[r - 1];
    const struct lt_point *points = rings->points + start;
    const uint32_t count = rings->ring_end[r] - start;
    return GEOSGeom_createLinearRing_r(
        geos, GEOSCoordSeq_copyFromBuffer_r(geos, &points->x, count, 0, 0));
}

static bool all_closed(const struct ingest_rings *rings)
{
    uint32_t start = 0;
    for (size_t r = 0; r < rings->ring_count; r++) {
        if (rings->ring_end[r] - start < 4) {
            return false;
        }
        start = rings->ring_end[r];
    }
    return true;
}

/* −1: GEOS takes no such rings. */
static int geos_says(GEOSContextHandle_t geos, const struct ingest_rings *rings)
{
    if (!all_closed(rings)) {
        return -1;
    }
    GEOSGeometry *parts[MOST_RINGS], *holes[MOST_RINGS];
    unsigned count = 0;
    for (size_t r = 0; r < rings->ring_count;) {
        GEOSGeometry *shell = geos_ring(geos, rings, r++);
        unsigned n = 0;
        for (; r < rings->ring_count && rings->is_hole[r]; r++) {
            holes[n++] = geos_ring(geos, rings, r);
        }
        parts[count++] = GEOSGeom_createPolygon_r(geos, shell, holes, n);
    }
    GEOSGeometry *all = GEOSGeom_createCollection_r(geos, GEOS_MULTIPOLYGON, parts, count);
    const int valid = GEOSisValid_r(geos, all);
    GEOSGeom_destroy_r(geos, all);
    return valid;
}

static void ignore(const char *message, void *context)
{
    (void)message;
    (void)context;
}

static void nothing_invalid_is_proven(void **state)
{
    (void)state;
    static const struct place places[] = {{0, 0, 1, 0},
                                          {38500000.3, 3650000.7, 1, 0},
                                          {38500000.3, 3650000.7, 0.001, 0},
                                          {114.3, 33.1, 1e-9, 0},
                                          {38500000.3, 3650000.7, 10, 1e-9},
                                          {-0.1, 1e-3, 1.0 / 3.0, 1e-15}};
    GEOSContextHandle_t geos = GEOS_init_r();
    GEOSContext_setNoticeMessageHandler_r(geos, ignore, NULL);
    struct ingest_rings rings = {0};
    struct ingest_proof room = {0};
    size_t proven = 0, valid = 0, areas = 0, early = 0;
    for (size_t i = 0; i < SHAPES; i++) {
        random_shape(&rings, &places[i % (sizeof places / sizeof *places)]);
        const bool sure = ingest_rings_proven(&room, &rings);
        const int truth = geos_says(geos, &rings);
        assert_true(!sure || truth == 1);
        struct lt_box box;
        const struct lt_box around = lt_shape_compute_box(rings.points, rings.point_count);
        assert_true(ingest_rings_bound(&rings, &box));
        assert_memory_equal(&box, &around, sizeof box);
        early += sure && rings.area_of_turn != 0.0;
        if (sure && room.area != 0.0) { // NOLINT: 0 is what is there where none was found
            const double area = ingest_ring_area(rings.points, rings.point_count);
            const double reach =
                rings.box.max_x - rings.box.min_x + rings.box.max_y - rings.box.min_y;
            assert_true(fabs(room.area - area) <= 1e-12 * reach * reach);
            areas++;
        }
        proven += sure;
        valid += truth == 1;
    }
    print_message("%zu valid, %zu proven, %zu of them when taken, of %d\n", valid, proven, early,
                  SHAPES);
    assert_true(valid > SHAPES / 20 && valid < SHAPES);
    assert_true(areas > valid / 20 && early > areas / 4);
    assert_true(proven > valid / 2); /* it knows most of what is so; the rest touches itself */
    ingest_rings_free(&rings);
    ingest_proof_free(&room);
    GEOS_finish_r(geos);
}

static bool proven_wkt(const double (*points)[2], const uint32_t *ends, const uint8_t *holes,
                       size_t count)
{
    struct ingest_rings rings = {0};
    struct ingest_proof room = {0};
    size_t i = 0;
    for (size_t r = 0; r < count; r++) {
        for (; i < ends[r]; i++) {
            add(&rings, (struct lt_point){points[i][0], points[i][1]});
        }
        assert_int_equal(ingest_rings_end(&rings, holes[r], NULL), LT_OK);
    }
    const bool proven = ingest_rings_proven(&room, &rings);
    ingest_rings_free(&rings);
    ingest_proof_free(&room);
    return proven;
}

static void plain_cases(void **state)
{
    (void)state;
    static const double square[][2] = {{0, 0}, {9, 0}, {9, 9}, {0, 9}, {0, 0}, {3, 3}, {3, 5},
                                       {5, 5}, {5, 3}, {3, 3}, {4, 6}, {4, 8}, {6, 8}, {4, 6}};
    static const uint32_t ends[] = {5, 10, 14};
    static const uint8_t holes[] = {0, 1, 1}, parts[] = {0, 0, 1};
    assert_true(proven_wkt(square, ends, holes, 1));
    assert_true(proven_wkt(square, ends, holes, 2));
    assert_true(proven_wkt(square, ends, holes, 3));
    assert_false(proven_wkt(square, ends, parts, 2)); /* a part in a part */
    static const double touching[][2] = {{0, 0}, {9, 0}, {9, 9}, {0, 9}, {0, 0},
                                         {0, 3}, {3, 5}, {3, 3}, {0, 3}};
    static const uint32_t touching_ends[] = {5, 9};
    assert_false(proven_wkt(touching, touching_ends, holes, 2)); /* GEOS allows it, and is asked */
    static const double spike[][2] = {{0, 0}, {4, 0}, {9, 0}, {4, 0}, {4, 4}, {0, 0}};
    static const uint32_t spike_end[] = {6};
    assert_false(proven_wkt(spike, spike_end, holes, 1));
    static const double straight[][2] = {{0, 0}, {1, 0}, {2, 0}, {9, 0},
                                         {9, 9}, {8, 1}, {4, 1}, {0, 0}};
    static const uint32_t straight_end[] = {8};
    assert_true(proven_wkt(straight, straight_end, holes, 1));
}

/* A border of half a million vertices, to and fro over all its width: known without GEOS, in time. */
static void a_giant_is_proven(void **state)
{
    (void)state;
    enum { TEETH = 125000 };
    struct ingest_rings rings = {0};
    struct ingest_proof room = {0};
    for (int i = 0; i < TEETH; i++) {
        const double x = 38400000.0 + i;
        add(&rings, (struct lt_point){x, 3650000.0});
        add(&rings, (struct lt_point){x + 0.1, 3700000.0});
        add(&rings, (struct lt_point){x + 0.4, 3700000.5});
        add(&rings, (struct lt_point){x + 0.5, 3650001.0});
    }
    add(&rings, (struct lt_point){38400000.0 + TEETH, 3640000.0});
    add(&rings, (struct lt_point){38400000.0, 3640000.0});
    end_ring(&rings, 0, false);
    assert_true(ingest_rings_proven(&room, &rings));
    ingest_rings_free(&rings);
    ingest_proof_free(&room);
}

/* n strokes east and west, then n north and south over them, n² crossings; or with a vertex at each of them. */
static void hatch(struct ingest_rings *rings, int n, bool lattice)
{
    const int step = lattice ? 1 : n + 1;
    for (int i = 0; i < n; i++) {
        for (int k = -1; k <= n; k += step) {
            add(rings, (struct lt_point){i % 2 == 0 ? k : n - 1 - k, i});
        }
    }
    for (int i = 0; i < n; i++) {
        const double x = n - 1 - i + (lattice ? 0.0 : 0.25);
        for (int k = -1; k <= n; k += step) {
            add(rings, (struct lt_point){x, i % 2 == 0 ? n - 1 - k : k});
        }
    }
    end_ring(rings, 0, false);
}

static struct ingest_weight weight_of(const struct ingest_rings *rings)
{
    struct ingest_proof room = {0};
    struct ingest_weight weight;
    assert_int_equal(ingest_rings_weigh(&room, rings, &weight, NULL), LT_OK);
    ingest_proof_free(&room);
    return weight;
}

static bool entangled(const struct ingest_rings *rings)
{
    const struct ingest_weight weight = weight_of(rings);
    const enum ingest_refusal refusal = ingest_weight_refusal(&weight);
    assert_true(refusal == INGEST_REFUSED_NOT || refusal == INGEST_REFUSED_KNOTS);
    return refusal == INGEST_REFUSED_KNOTS;
}

static void hatched(int n, bool lattice, bool expected)
{
    struct ingest_rings rings = {0};
    hatch(&rings, n, lattice);
    assert_true(entangled(&rings) == expected);
    ingest_rings_free(&rings);
}

/* Two parts that have a border of so many vertices in common. */
static void neighbours(uint32_t count, bool expected)
{
    struct ingest_rings rings = {0};
    for (int part = 0; part < 2; part++) {
        const size_t start = rings.point_count;
        for (uint32_t i = 0; i < count; i++) {
            add(&rings, (struct lt_point){(double)(i % 2), i});
        }
        add(&rings, (struct lt_point){part == 0 ? 9 : -9, count});
        add(&rings, (struct lt_point){part == 0 ? 9 : -9, 0});
        end_ring(&rings, start, false);
    }
    assert_true(entangled(&rings) == expected);
    ingest_rings_free(&rings);
}

static void knots_are_counted(void **state)
{
    (void)state;
    hatched(1, false, false);
    hatched(42, false, false); /* 1,764 crossings, and at most 3 · 42 of the ways back */
    hatched(45, false, true);  /* 2,025 */
    hatched(66, true, false);  /* 4,356 places where four pairs of edges touch: 17,424 */
    hatched(71, true, true);   /* 20,164 */
    hatched(2000, false, true);
    neighbours(6000, false);
    neighbours(7000, true);
}

/* 22,500 crossings took GEOS half a minute, 90,000 hours. */
static void what_is_entangled_is_not_repaired(void **state)
{
    (void)state;
    struct ingest_geometry geometry;
    assert_int_equal(ingest_geometry_init(&geometry, NULL), LT_OK);
    for (int n = 2; n <= 1000; n += 499) {
        enum ingest_geometry_fault fault = INGEST_GEOMETRY_GOOD;
        struct ingest_rings rings = {0};
        hatch(&rings, n, false);
        assert_int_equal(ingest_geometry_exchange(&geometry, &rings, &fault), LT_OK);
        assert_int_equal(ingest_geometry_make_valid(&geometry, 0.001, &fault, NULL), LT_OK);
        assert_int_equal(fault, INGEST_GEOMETRY_INVALID);
        assert_int_equal(geometry.refused, n > 2 ? INGEST_REFUSED_KNOTS : INGEST_REFUSED_NOT);
        assert_non_null(strstr(geometry.reason, "Self-intersection"));
        ingest_rings_free(&rings);
    }
    ingest_geometry_finish(&geometry);
}

static void add_all(struct ingest_rings *rings, const struct lt_point points[], size_t count)
{
    const size_t start = rings->point_count;
    for (size_t i = 0; i < count; i++) {
        add(rings, points[i]);
    }
    end_ring(rings, start, false);
}

static void bow_tie(struct ingest_rings *rings)
{
    add_all(rings, (struct lt_point[]){{-5, -5}, {-4, -4}, {-4, -5}, {-5, -4.1}}, 4);
}

/* side² squares apart from each other, as a file has them that collects parts by another order than that of the ground,
 * and a bow-tie. */
static void scatter(struct ingest_rings *rings, uint32_t side)
{
    const uint32_t count = side * side;
    uint32_t *order = malloc(count * sizeof *order);
    assert_non_null(order);
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t other = pick(i + 1);
        order[i] = order[other];
        order[other] = i;
    }
    for (uint32_t i = 0; i < count; i++) {
        const double x = 2.0 * (order[i] % side), y = 2.0 * (order[i] / side);
        add_all(rings, (struct lt_point[]){{x, y}, {x + 1, y}, {x + 1, y + 1}, {x, y + 1}}, 4);
    }
    bow_tie(rings);
    free(order);
}

static enum ingest_geometry_fault make(struct ingest_geometry *geometry, struct ingest_rings *rings)
{
    enum ingest_geometry_fault fault = INGEST_GEOMETRY_GOOD;
    assert_int_equal(ingest_geometry_exchange(geometry, rings, &fault), LT_OK);
    assert_int_equal(ingest_geometry_make_valid(geometry, 0.001, &fault, NULL), LT_OK);
    ingest_rings_free(rings);
    return fault;
}

/* One crossing is one crossing, in whatever order parts come, and is repaired. */
static void scattered_parts_are_repaired(void **state)
{
    (void)state;
    enum { SIDE = 100 };
    struct ingest_geometry geometry;
    struct ingest_rings rings = {0};
    assert_int_equal(ingest_geometry_init(&geometry, NULL), LT_OK);
    scatter(&rings, 3 * SIDE);
    const struct ingest_weight weight = weight_of(&rings);
    assert_true(weight.seen && !weight.entangled);
    assert_int_equal(weight.knots, 10);
    assert_int_equal(weight.work, 0);
    ingest_rings_clear(&rings);
    scatter(&rings, SIDE);
    assert_int_equal(make(&geometry, &rings), INGEST_GEOMETRY_GOOD);
    assert_int_equal(geometry.refused, INGEST_REFUSED_NOT);
    assert_true(geometry.repaired);
    assert_int_equal(geometry.source.ring_count, SIDE * SIDE + 2); /* two halves of the tie */
    ingest_geometry_finish(&geometry);
}

/* Parts like the letter L, each within the box of the one before, apart from each other. */
static void nest(struct ingest_rings *rings, uint32_t count)
{
    for (uint32_t k = 0; k < count; k++) {
        const double a = k, b = k + 0.5, w = count + 1.0;
        add_all(rings, (struct lt_point[]){{a, a}, {w, a}, {w, b}, {b, b}, {b, w}, {a, w}}, 6);
    }
}

/* GEOS looks at each pair of parts whose boxes meet: 10,000 of them took it 4 s, 100,000 seven minutes. */
static void nested_parts_are_judged_up_to_a_bound(void **state)
{
    (void)state;
    struct ingest_geometry geometry;
    struct ingest_rings rings = {0};
    assert_int_equal(ingest_geometry_init(&geometry, NULL), LT_OK);
    nest(&rings, 3000); /* too many for the proof, few for GEOS */
    assert_int_equal(make(&geometry, &rings), INGEST_GEOMETRY_GOOD);
    assert_int_equal(geometry.refused, INGEST_REFUSED_NOT);
    nest(&rings, 10000);
    struct ingest_weight weight = weight_of(&rings);
    assert_true(weight.seen);
    assert_int_equal(weight.knots, 0);
    assert_in_range(weight.near, (49995000 - 160000) / 6, 49995000 / 6 + 60000); /* n(n − 1)/2 */
    ingest_rings_clear(&rings);
    nest(&rings, 20000); /* 199,990,000 */
    assert_int_equal(make(&geometry, &rings), INGEST_GEOMETRY_INVALID);
    assert_int_equal(geometry.refused, INGEST_REFUSED_UNSEEN);
    assert_string_equal(geometry.reason, "");
    ingest_geometry_finish(&geometry);
}

/* A comb whose teeth lean so far that each lies beside all others, and a bow-tie: GEOS repaired 300 teeth in 0.3 s, 1,000
 * in 4, 3,000 not in a minute. */
static void what_lies_side_by_side_is_not_repaired(void **state)
{
    (void)state;
    for (int teeth = 300; teeth <= 3000; teeth *= 10) {
        struct ingest_rings rings = {0};
        for (int i = 0; i < teeth; i++) {
            add(&rings, (struct lt_point){i, 0});
            add(&rings, (struct lt_point){i + teeth, teeth});
            add(&rings, (struct lt_point){i + teeth + 0.5, teeth});
            add(&rings, (struct lt_point){i + 0.6, 0.1});
        }
        add(&rings, (struct lt_point){teeth, 0});
        add(&rings, (struct lt_point){teeth, -1});
        add(&rings, (struct lt_point){0, -1});
        end_ring(&rings, 0, false);
        bow_tie(&rings);
        const struct ingest_weight weight = weight_of(&rings);
        assert_true(weight.seen && weight.knots == 10);
        assert_int_equal(ingest_weight_refusal(&weight),
                         teeth == 300 ? INGEST_REFUSED_NOT : INGEST_REFUSED_NEAR);
        const uint64_t sides = 2 * (uint64_t)teeth; /* each beside each */
        assert_in_range(weight.near, sides * (sides - 1) / 2 - 16 * (sides + 8),
                        sides * (sides - 1) / 2);
        ingest_rings_free(&rings);
    }
}

/* 20,000 holes in a border of 200,000 vertices: not by looking at each vertex from each hole. */
static void many_holes_are_left_to_geos(void **state)
{
    (void)state;
    enum { HOLES = 20000, BORDER = 50000 };
    struct ingest_rings rings = {0};
    struct ingest_proof room = {0};
    for (int i = 0; i < BORDER; i++) {
        const double x = i * 4.0;
        add(&rings, (struct lt_point){x, 0});
        add(&rings, (struct lt_point){x + 1, -9});
        add(&rings, (struct lt_point){x + 2, -9});
        add(&rings, (struct lt_point){x + 3, 0});
    }
    add(&rings, (struct lt_point){4.0 * BORDER, 99});
    add(&rings, (struct lt_point){0, 99});
    end_ring(&rings, 0, false);
    for (int i = 0; i < HOLES; i++) {
        const size_t start = rings.point_count;
        const double x = 4.0 + i * 8.0;
        add(&rings, (struct lt_point){x, 50});
        add(&rings, (struct lt_point){x + 1, 51});
        add(&rings, (struct lt_point){x + 2, 50});
        end_ring(&rings, start, true);
    }
    assert_false(ingest_rings_proven(&room, &rings)); /* 4 · 10⁹ looks at a vertex would tell */
    rings.ring_count = 101;
    rings.point_count = rings.ring_end[100];
    assert_true(ingest_rings_proven(&room, &rings));
    ingest_rings_free(&rings);
    ingest_proof_free(&room);
}

/* Vertices that repeat the one before go, whatever steps along the axes there are; −0 is not 0; the ring is closed; the
 * box is that of all points of all rings. */
static void rings_are_taken(void **state)
{
    (void)state;
    static const double from[][2] = {
        {4, 1}, {4, 1}, {7, 1},    {7, 5},     {7, 5}, {7, 5},
        {4, 5}, {4, 0}, {4, -0.0}, {-2, -0.0}, {4, 1}, {4, 1}, /* closed, twice */
        {1, 1}, {2, 9}, {3, 1} /* open */};
    static const double kept[][2] = {{4, 1},     {7, 1}, {7, 5}, {4, 5}, {4, 0}, {4, -0.0},
                                     {-2, -0.0}, {4, 1}, {1, 1}, {2, 9}, {3, 1}, {1, 1}};
    struct ingest_rings rings = {0};
    const struct lt_box stated = {-2, 0, 7, 5};
    ingest_rings_stated(&rings, &stated);
    for (size_t i = 0; i < 12; i++) {
        add(&rings, (struct lt_point){from[i][0], from[i][1]});
    }
    end_ring(&rings, 0, false);
    for (size_t i = 12; i < 15; i++) {
        add(&rings, (struct lt_point){from[i][0], from[i][1]});
    }
    end_ring(&rings, 8, true);
    assert_int_equal(rings.point_count, 12);
    assert_int_equal(rings.ring_end[0], 8);
    assert_int_equal(rings.ring_end[1], 12);
    assert_memory_equal(rings.points, kept, sizeof kept);
    struct lt_box box;
    assert_true(ingest_rings_bound(&rings, &box));
    assert_true(box.min_x == -2 && box.min_y == 0 && box.max_x == 7 && box.max_y == 9);
    ingest_rings_free(&rings);
}

/* A coordinate that is no number, infinite or not on Earth is found wherever it stands. */
static void what_is_not_on_earth_is_found(void **state)
{
    (void)state;
    static const double bad[] = {NAN, INFINITY, -INFINITY, 1.1e9, -1.1e9, 1e308};
    for (size_t b = 0; b < sizeof bad / sizeof *bad; b++) {
        for (size_t at = 0; at < 6; at++) {
            double from[][2] = {{0, 0}, {5, 0}, {5, 5}};
            from[at / 2][at % 2] = bad[b];
            struct ingest_rings rings = {0};
            struct lt_box box;
            if (pick(2) == 0) {
                ingest_rings_stated(&rings, &(struct lt_box){0, 0, 5, 5});
            }
            for (size_t i = 0; i < 4; i++) {
                add(&rings, (struct lt_point){from[i % 3][0], from[i % 3][1]});
            }
            end_ring(&rings, 0, false);
            assert_false(ingest_rings_bound(&rings, &box));
            ingest_rings_free(&rings);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_invalid_is_proven),
                                       cmocka_unit_test(plain_cases),
                                       cmocka_unit_test(rings_are_taken),
                                       cmocka_unit_test(what_is_not_on_earth_is_found),
                                       cmocka_unit_test(a_giant_is_proven),
                                       cmocka_unit_test(knots_are_counted),
                                       cmocka_unit_test(what_is_entangled_is_not_repaired),
                                       cmocka_unit_test(scattered_parts_are_repaired),
                                       cmocka_unit_test(nested_parts_are_judged_up_to_a_bound),
                                       cmocka_unit_test(what_lies_side_by_side_is_not_repaired),
                                       cmocka_unit_test(many_holes_are_left_to_geos)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
