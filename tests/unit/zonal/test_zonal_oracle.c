/* Coverage against GEOS: for every cell of the polygon's window, area(polygon ∩ cell) by GEOS's own overlay.
 *
 * The oracle computes near the origin, where GEOS loses nothing; the kernel is given the same polygon at
 * (38,500,000, 3,650,000), where ingest leaves it. */
#include "support/lt_test.h"

#include <geos_c.h>
#include <string.h>

#include "support/arena.h"
#include "support/lt_memory_raster.h"
#include "zonal_shapes.h"

/* Cells of the raster. Four seasons together tell a cell: column and row, each as two digits of base 250. */
enum { SIDE = 600, BASE = 250, SEASONS = 4 };

static struct lt_error err;
static GEOSContextHandle_t geos;

struct world {
    struct lt_memory_raster rasters[SEASONS];
    double size, far_x, far_y;
};

static uint64_t key_of(int col, int row)
{
    return (uint64_t)(col % BASE) | (uint64_t)(col / BASE) << 8 | (uint64_t)(row % BASE) << 16 |
           (uint64_t)(row / BASE) << 24;
}

static void make_world(struct world *world, struct lt_arena *arena, double size, double far_x,
                       double far_y)
{
    world->size = size;
    world->far_x = far_x;
    world->far_y = far_y;
    for (unsigned s = 0; s < SEASONS; s++) {
        uint8_t *codes = lt_arena_alloc(arena, (size_t)SIDE * SIDE);
        for (int i = 0; i < SIDE * SIDE; i++) {
            codes[i] = lt_joint_code(key_of(i % SIDE, i / SIDE), s);
        }
        struct lt_memory_raster *raster = &world->rasters[s];
        lt_memory_raster_init(raster, codes, SIDE, SIDE, size, size * size);
        raster->source.grid.origin_x = far_x;
        raster->source.grid.origin_y = far_y;
        raster->source.block_cols = 32 + 16 * s; /* every season tiled its own way */
        raster->source.block_rows = s == 3 ? 1 : 16;
    }
}

static GEOSGeometry *ring_of(const struct lt_shape *shape, uint32_t ring)
{
    const uint32_t start = ring > 0 ? shape->ring_end[ring - 1] : 0;
    const uint32_t n = shape->ring_end[ring] - start;
    GEOSCoordSequence *sequence = GEOSCoordSeq_create_r(geos, n, 2);
    for (uint32_t i = 0; i < n; i++) {
        const struct lt_point p = shape->points[start + i];
        GEOSCoordSeq_setXY_r(geos, sequence, i, p.x, p.y);
    }
    return GEOSGeom_createLinearRing_r(geos, sequence);
}

/* A multipolygon; a ring is a hole when it runs clockwise. */
static GEOSGeometry *geometry_of(const struct lt_shape *shape)
{
    GEOSGeometry *parts[16];
    unsigned n_parts = 0;
    for (uint32_t r = 0; r < shape->n_rings;) {
        GEOSGeometry *outer = ring_of(shape, r++), *holes[16];
        unsigned n_holes = 0;
        for (; r < shape->n_rings; r++) {
            GEOSGeometry *ring = ring_of(shape, r);
            char ccw = 0;
            GEOSCoordSeq_isCCW_r(geos, GEOSGeom_getCoordSeq_r(geos, ring), &ccw);
            if (ccw) {
                GEOSGeom_destroy_r(geos, ring);
                break;
            }
            holes[n_holes++] = ring;
        }
        parts[n_parts++] = GEOSGeom_createPolygon_r(geos, outer, holes, n_holes);
    }
    return GEOSGeom_createCollection_r(geos, GEOS_MULTIPOLYGON, parts, n_parts);
}

static double cell_area(const GEOSGeometry *geometry, double x, double y, double size)
{
    GEOSGeometry *cell = GEOSGeom_createRectangle_r(geos, x, y, x + size, y + size);
    GEOSGeometry *common = GEOSIntersection_r(geos, geometry, cell);
    double area = NAN;
    if (common != NULL) {
        GEOSArea_r(geos, common, &area);
    }
    GEOSGeom_destroy_r(geos, common);
    GEOSGeom_destroy_r(geos, cell);
    return area / (size * size);
}

static double found_in(const struct lt_tabulation *table, uint64_t key)
{
    size_t low = 0, high = table->first[1];
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (table->joint[middle].key < key) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < table->first[1] && table->joint[low].key == key ? table->joint[low].cells : 0.0;
}

/* Local coordinates have the grid's north-west corner at (0, 0); y is negative inside. False when GEOS calls
 * the polygon invalid: such a draw does not count. At most `most` cells of the window are compared. */
static bool agrees(struct world *world, struct lt_arena *arena, struct lt_shape local,
                   uint32_t most, uint64_t *seed)
{
    struct lt_point *far = lt_arena_array(arena, local.n_points, sizeof *far);
    struct lt_point *near = lt_arena_array(arena, local.n_points, sizeof *near);
    for (uint32_t i = 0; i < local.n_points; i++) {
        far[i].x = world->far_x + local.points[i].x;
        far[i].y = world->far_y + local.points[i].y;
        near[i].x = far[i].x - world->far_x; /* exact: what is left after rounding at far */
        near[i].y = far[i].y - world->far_y;
    }
    local.points = near;
    GEOSGeometry *geometry = geometry_of(&local);
    if (GEOSisValid_r(geos, geometry) != 1) {
        GEOSGeom_destroy_r(geos, geometry);
        return false;
    }
    struct lt_shape shape = local;
    shape.points = far;
    shape.box = lt_shape_compute_box(far, shape.n_points);
    const struct lt_zonal_input input = {
        .shapes = lt_shapes_of_array(&shape, 1),
        .seasons = SEASONS,
        .sources = {&world->rasters[0].source, &world->rasters[1].source, &world->rasters[2].source,
                    &world->rasters[3].source},
        .threads = 1};
    struct lt_tabulation table;
    assert_ok(lt_zonal_tabulate(&input, &table, &err));
    const struct lt_box box = lt_shape_compute_box(near, local.n_points);
    const int west = (int)floor(box.min_x / world->size), east = (int)ceil(box.max_x / world->size);
    const int north = (int)floor(-box.max_y / world->size);
    const int south = (int)ceil(-box.min_y / world->size);
    const int cells = (east - west) * (south - north);
    assert_true(west >= 0 && north >= 0 && east <= SIDE && south <= SIDE);
    for (int i = 0; i < cells && i < (int)most; i++) {
        const int at = cells <= (int)most ? i : (int)(shapes_random(seed) * cells);
        const int col = west + at % (east - west), row = north + at / (east - west);
        const double expected =
            cell_area(geometry, col * world->size, -(row + 1) * world->size, world->size);
        assert_near(found_in(&table, key_of(col, row)), expected, 1e-9);
    }
    double area = 0.0, sum = 0.0;
    GEOSArea_r(geos, geometry, &area);
    for (size_t e = 0; e < table.first[1]; e++) {
        sum += table.joint[e].m2;
    }
    assert_near(sum, area, 1e-9 * area + 1e-9);
    lt_tabulation_finish(&table);
    GEOSGeom_destroy_r(geos, geometry);
    return true;
}

enum kind { STAR, HOLE, ISLAND, PARTS, SNAPPED, HALF_SNAPPED, SLIVER, TINY, COMB, KINDS };

static struct lt_shape draw(struct lt_arena *arena, enum kind kind, uint64_t *seed, double size)
{
    struct shape_draft draft = draft_begin(arena, 256, 8);
    const double x = (60 + 80 * shapes_random(seed)) * size;
    const double y = -(60 + 80 * shapes_random(seed)) * size;
    const double r = (0.5 + 4.0 * shapes_random(seed)) * size;
    const uint32_t n = 4 + (uint32_t)(20 * shapes_random(seed));
    switch (kind) {
    case STAR:
        draft_star(&draft, seed, x, y, n, 0.1 * r, r, 0.0, false);
        break;
    case HOLE:
        draft_star(&draft, seed, x, y, n, 0.8 * r, r, 0.0, false);
        draft_star(&draft, seed, x, y, n, 0.1 * r, 0.4 * r, 0.0, true);
        break;
    case ISLAND:
        draft_star(&draft, seed, x, y, 24, 0.9 * r, r, 0.0, false);
        draft_star(&draft, seed, x, y, 24, 0.6 * r, 0.8 * r, 0.0, true);
        draft_star(&draft, seed, x, y, n, 0.1 * r, 0.4 * r, 0.0, false);
        break;
    case PARTS:
        draft_star(&draft, seed, x, y, n, 0.1 * r, r, 0.0, false);
        draft_star(&draft, seed, x + 2.01 * r, y, n, 0.1 * r, r, 0.0, false);
        draft_star(&draft, seed, x, y + 2.01 * r, 3, 0.1 * r, 0.2 * r, 0.0, false);
        break;
    case SNAPPED: /* every vertex on a corner of cells */
        draft_star(&draft, seed, x, y, n, 0.4 * r, 2 * r, size, false);
        break;
    case HALF_SNAPPED: /* on lines, corners and middles of cells */
        draft_star(&draft, seed, x, y, n, 0.4 * r, 2 * r, 0.5 * size, false);
        break;
    case SLIVER: {
        const double dx = (shapes_random(seed) - 0.5) * 40 * size;
        const double dy = (shapes_random(seed) - 0.5) * 6 * size;
        const double width = size * pow(10.0, -5.0 * shapes_random(seed));
        draft_point(&draft, x, y);
        draft_point(&draft, x + dx, y + dy);
        draft_point(&draft, x + dx / 2, y + dy / 2 + (dx > 0 ? width : -width));
        draft_close(&draft);
        break;
    }
    case TINY:
        draft_star(&draft, seed, x, y, n, 0.001 * size, 0.01 * size, 0.0, false);
        break;
    case COMB:
        for (int i = 0; i < 6; i++) {
            draft_point(&draft, x + i * 0.7 * size, y + (i % 2 == 0 ? 0.0 : 3 * r));
            draft_point(&draft, x + (i + 0.6) * 0.7 * size, y + (i % 2 == 0 ? 0.0 : 3 * r));
        }
        draft_point(&draft, x + 6 * 0.7 * size, y - 0.3 * r);
        draft_point(&draft, x, y - 0.3 * r);
        for (uint32_t i = 0; i < draft.n_points / 2; i++) {
            const struct lt_point swap = draft.points[i];
            draft.points[i] = draft.points[draft.n_points - 1 - i];
            draft.points[draft.n_points - 1 - i] = swap;
        }
        draft_close(&draft);
        break;
    case KINDS:
        break;
    }
    return draft_shape(&draft);
}

static void run(double size, double far_x, double far_y, int rounds, uint64_t seed)
{
    struct lt_arena *arena = NULL;
    struct world world;
    assert_ok(lt_arena_create(&arena, &err));
    make_world(&world, arena, size, far_x, far_y);
    int judged[KINDS] = {0};
    for (int i = 0; i < rounds; i++) {
        for (int kind = 0; kind < KINDS; kind++) {
            judged[kind] +=
                agrees(&world, arena, draw(arena, (enum kind)kind, &seed, size), 10000, &seed);
        }
    }
    for (int kind = 0; kind < KINDS; kind++) {
        /* Snapping folds some stars over themselves; the others are nearly all valid. */
        const int least = kind == SNAPPED || kind == HALF_SNAPPED ? rounds / 20 : rounds * 9 / 10;
        if (judged[kind] < least) {
            print_error("kind %d: %d of %d valid\n", kind, judged[kind], rounds);
            fail();
        }
    }
    lt_arena_destroy(arena);
}

static void ten_metres_at_38_500_000(void **state)
{
    (void)state;
    run(10.0, 38500000.0, 3650000.0, 150, 1);
}

static void odd_cells_at_an_odd_corner(void **state)
{
    (void)state;
    run(9.87, 38499871.37, 3649998.61, 40, 2);
}

static void degrees(void **state)
{
    (void)state;
    run(0.0001, 113.9, 33.1, 40, 3);
}

/* Larger than one band of rows, 10,000 vertices; a sample of its cells. */
static void many_vertices_many_cells(void **state)
{
    (void)state;
    struct lt_arena *arena = NULL;
    struct world world;
    uint64_t seed = 4;
    assert_ok(lt_arena_create(&arena, &err));
    make_world(&world, arena, 10.0, 38500000.0, 3650000.0);
    struct shape_draft draft = draft_begin(arena, 20010, 2);
    draft_star(&draft, &seed, 3000, -3000, 10000, 2900, 2998, 0.0, false);
    draft_star(&draft, &seed, 3000, -3000, 10000, 2700, 2850, 0.0, true);
    assert_true(agrees(&world, arena, draft_shape(&draft), 400, &seed));
    lt_arena_destroy(arena);
}

static int open_geos(void **state)
{
    (void)state;
    geos = GEOS_init_r();
    return geos == NULL;
}

static int close_geos(void **state)
{
    (void)state;
    GEOS_finish_r(geos);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_metres_at_38_500_000),
        cmocka_unit_test(odd_cells_at_an_odd_corner),
        cmocka_unit_test(degrees),
        cmocka_unit_test(many_vertices_many_cells),
    };
    return cmocka_run_group_tests(tests, open_geos, close_geos);
}
