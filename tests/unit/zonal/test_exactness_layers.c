/* What must not matter for a layer: threads, cache, the order of its polygons, the raster's blocks, and
 * the bytes that the raster's file has for its classes. */
#include "support/lt_test.h"

#include <string.h>

#include "support/lt_memory_raster.h"
#include "zonal_mesh.h"

#include "zonal_arena.h" /* last: others name their arenas so */

enum { SIDE = 200 };
#define FAR_X 38500000.0
#define FAR_Y 3650000.0

static struct lt_memory_raster *classes(uint64_t salt)
{
    struct lt_memory_raster *raster = lt_arena_alloc(arena, sizeof *raster);
    uint8_t *codes = lt_arena_alloc(arena, SIDE * SIDE);
    for (uint64_t i = 0; i < SIDE * SIDE; i++) {
        uint64_t patch = i % SIDE / 9 + 1000 * (i / SIDE / 6) + 77 * salt;
        shapes_random(&patch);
        codes[i] = (uint8_t)(8 * shapes_random(&patch));
    }
    lt_memory_raster_init(raster, codes, SIDE, SIDE, 10.0, 100.0);
    raster->source.grid.origin_x = FAR_X;
    raster->source.grid.origin_y = FAR_Y;
    return raster;
}

/* Weights that vary, so that sums of areas are seen too. */
static void slope_areas(struct lt_memory_raster *raster, double nodes[16])
{
    for (int i = 0; i < 16; i++) {
        nodes[i] = 100.0 + 0.01 * (i % 4) + 0.003 * (i / 4 * (i / 4));
    }
    raster->source.grid.areas = (struct lt_cell_areas){4, 4, SIDE / 3.0, SIDE / 3.0, nodes};
}

struct layer {
    struct lt_memory_raster *rasters[2];
    double nodes[16];
    struct mesh mesh;
    struct lt_shape *shapes; /* of the mesh, and one over everything */
    size_t count;
};

static void make_layer(struct layer *layer)
{
    for (unsigned s = 0; s < 2; s++) {
        layer->rasters[s] = classes(s);
        slope_areas(layer->rasters[s], layer->nodes);
    }
    layer->mesh = mesh_make(arena, 305, 25, 25, 11, FAR_X - 30, FAR_Y - 2030, 2060, 2060);
    layer->count = layer->mesh.count + 1;
    layer->shapes = lt_arena_array(arena, layer->count, sizeof *layer->shapes);
    memcpy(layer->shapes, layer->mesh.shapes, layer->mesh.count * sizeof *layer->shapes);
    struct shape_draft draft = draft_begin(arena, 20001, 1);
    uint64_t seed = 306;
    draft_star(&draft, &seed, FAR_X + 1000, FAR_Y - 1000, 20000, 850, 999, 0.0, false);
    layer->shapes[layer->mesh.count] = draft_shape(&draft);
}

static void tabulate(const struct layer *layer, const struct lt_shape *shapes, unsigned threads,
                     size_t cache_bytes, struct lt_tabulation *table)
{
    const struct lt_zonal_input input = {
        .shapes = lt_shapes_of_array(shapes, layer->count),
        .seasons = 2,
        .sources = {&layer->rasters[0]->source, &layer->rasters[1]->source},
        .threads = threads,
        .cache_bytes = cache_bytes};
    assert_ok(lt_zonal_tabulate(&input, table, &err));
}

/* Polygon a of one table and b of another, to the byte. */
static void assert_polygon_equal(const struct lt_tabulation *one, size_t a,
                                 const struct lt_tabulation *other, size_t b)
{
    const uint64_t n = one->first[a + 1] - one->first[a];
    assert_int_equal(other->first[b + 1] - other->first[b], n);
    assert_memory_equal(one->joint + one->first[a], other->joint + other->first[b],
                        n * sizeof *one->joint);
    assert_memory_equal(&one->planar_cells[a], &other->planar_cells[b], sizeof(double));
    assert_int_equal(one->full_cells[a], other->full_cells[b]);
    assert_int_equal(one->touched_cells[a], other->touched_cells[b]);
}

static void threads_and_cache_to_the_byte(void **state)
{
    (void)state;
    static const unsigned threads[] = {1, 2, 3, 8};
    static const size_t caches[] = {0, 1, 5000, (size_t)1 << 30};
    struct layer layer;
    struct lt_tabulation one, other;
    make_layer(&layer);
    tabulate(&layer, layer.shapes, 1, 0, &one);
    for (int i = 0; i < 16; i++) {
        tabulate(&layer, layer.shapes, threads[i % 4], caches[i / 4], &other);
        for (size_t k = 0; k < layer.count; k++) {
            assert_polygon_equal(&one, k, &other, k);
        }
        lt_tabulation_finish(&other);
    }
    lt_tabulation_finish(&one);
}

static void order_of_polygons_to_the_byte(void **state)
{
    (void)state;
    struct layer layer;
    struct lt_tabulation one, other;
    uint64_t seed = 307;
    make_layer(&layer);
    tabulate(&layer, layer.shapes, 1, 0, &one);
    size_t *place = lt_arena_array(arena, layer.count, sizeof *place);
    struct lt_shape *shuffled = lt_arena_array(arena, layer.count, sizeof *shuffled);
    for (size_t i = 0; i < layer.count; i++) {
        const size_t j = (size_t)(shapes_random(&seed) * (double)(i + 1));
        place[i] = place[j];
        place[j] = i;
    }
    for (size_t i = 0; i < layer.count; i++) {
        shuffled[i] = layer.shapes[place[i]];
    }
    for (unsigned threads = 1; threads <= 2; threads++) {
        tabulate(&layer, shuffled, threads, 0, &other);
        for (size_t i = 0; i < layer.count; i++) {
            assert_polygon_equal(&one, place[i], &other, i);
        }
        lt_tabulation_finish(&other);
    }
    lt_tabulation_finish(&one);
}

/* How the raster is cut into blocks decides in which order a sum is taken, nothing else. */
static void blocks(void **state)
{
    (void)state;
    static const uint32_t sizes[][4] = {/* of the first season and of the second */
                                        {64, 64, 64, 64},      {7, 13, 13, 7},
                                        {256, 256, 32, 32},    {SIDE, 1, 64, 64},
                                        {1, SIDE, SIDE, SIDE}, {1, 1, 1, 1}};
    struct layer layer;
    struct lt_tabulation one = {0}, other;
    make_layer(&layer);
    for (int i = 0; i < 6; i++) {
        for (int s = 0; s < 2; s++) {
            layer.rasters[s]->source.block_cols = sizes[i][2 * s];
            layer.rasters[s]->source.block_rows = sizes[i][2 * s + 1];
        }
        tabulate(&layer, layer.shapes, 2, 0, &other);
        if (i == 0) {
            one = other;
            continue;
        }
        assert_memory_equal(one.first, other.first, (layer.count + 1) * sizeof *one.first);
        assert_memory_equal(one.full_cells, other.full_cells, layer.count * sizeof *one.full_cells);
        assert_memory_equal(one.touched_cells, other.touched_cells,
                            layer.count * sizeof *one.touched_cells);
        for (uint64_t e = 0; e < one.first[layer.count]; e++) {
            const struct lt_joint *a = &one.joint[e], *b = &other.joint[e];
            assert_int_equal(a->key, b->key);
            assert_near(a->cells, b->cells, 1e-12 * fmax(1.0, b->cells));
            assert_near(a->m2, b->m2, 1e-12 * fmax(100.0, b->m2));
        }
        lt_tabulation_finish(&other);
    }
    lt_tabulation_finish(&one);
}

/* --- bytes that stand for codes --- */

/* The same classes, written in a file as other bytes: shuffled, 255 among them; or several bytes for each class. */
static void encode(struct lt_memory_raster *raster, uint8_t code_of_byte[256], bool several)
{
    uint8_t *bytes = lt_arena_alloc(arena, SIDE * SIDE);
    uint64_t seed = 308;
    for (int b = 0; b < 256; b++) {
        const int code = several ? b % 8 : (255 - b) * 37 % 256;
        code_of_byte[b] = (uint8_t)(code < LT_CLASS_MAX ? code : LT_CLASS_UNSEEN);
    }
    for (int i = 0; i < SIDE * SIDE; i++) {
        uint8_t byte = several ? (uint8_t)(256 * shapes_random(&seed)) : 0;
        while (code_of_byte[byte] != raster->codes[i]) {
            byte++;
        }
        bytes[i] = byte;
    }
    raster->codes = bytes;
    raster->source.code_of_byte = code_of_byte;
}

static void bytes_stand_for_codes(void **state)
{
    (void)state;
    static uint8_t code_of_byte[2][256];
    struct layer layer;
    struct lt_tabulation plain, coded;
    for (int several = 0; several <= 1; several++) {
        make_layer(&layer);
        tabulate(&layer, layer.shapes, 2, 0, &plain);
        encode(layer.rasters[0], code_of_byte[0], several == 1);
        encode(layer.rasters[1], code_of_byte[1], true);
        tabulate(&layer, layer.shapes, 2, 0, &coded);
        assert_memory_equal(plain.first, coded.first, (layer.count + 1) * sizeof *plain.first);
        for (uint64_t e = 0; e < plain.first[layer.count]; e++) {
            const struct lt_joint *a = &plain.joint[e], *b = &coded.joint[e];
            assert_int_equal(a->key, b->key);
            assert_near(a->cells, b->cells, 1e-12 * fmax(1.0, a->cells));
            assert_near(a->m2, b->m2, 1e-12 * fmax(100.0, a->m2));
        }
        lt_tabulation_finish(&plain);
        lt_tabulation_finish(&coded);
    }
}

/* Windows too: codes, not bytes; beyond the raster OUTSIDE, not what byte 255 stands for. */
static void windows_show_codes(void **state)
{
    (void)state;
    static uint8_t code_of_byte[256];
    struct layer layer;
    make_layer(&layer);
    struct lt_memory_raster coded = *layer.rasters[0];
    coded.source.context = &coded;
    encode(&coded, code_of_byte, false);
    const struct lt_raster_source *plain_source = &layer.rasters[0]->source;
    const struct lt_raster_source *coded_source = &coded.source;
    for (size_t i = 0; i < layer.count; i += 7) {
        struct lt_window plain, seen;
        assert_ok(lt_test_window(&layer.shapes[i], &plain_source, UINT32_MAX, arena, &plain, &err));
        assert_ok(lt_test_window(&layer.shapes[i], &coded_source, UINT32_MAX, arena, &seen, &err));
        assert_memory_equal(plain.codes[0], seen.codes[0], (size_t)plain.cols * plain.rows);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(threads_and_cache_to_the_byte),
        TEST(order_of_polygons_to_the_byte),
        TEST(blocks),
        TEST(bytes_stand_for_codes),
        TEST(windows_show_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
