/* Large polygons among small ones, counted by several threads that help each other: the bytes of one thread alone, and
 * the sums of the windows' cells. */
#include "support/lt_test.h"

#include <string.h>

#include "support/lt_memory_raster.h"
#include "support/ordered.h"
#include "zonal_mesh.h"

#include "zonal_arena.h" /* last: others name their arenas so */

enum { SIDE = 2100, SMALL = 300, SLOTS = 16 };
#define FAR_X 38500000.0
#define FAR_Y 3650000.0

static struct lt_memory_raster *classes(uint64_t salt, double nodes[16])
{
    struct lt_memory_raster *raster = lt_arena_alloc(arena, sizeof *raster);
    uint8_t *codes = lt_arena_alloc(arena, (size_t)SIDE * SIDE);
    for (uint64_t i = 0; i < (uint64_t)SIDE * SIDE; i++) {
        uint64_t patch = i % SIDE / 11 + 1000 * (i / SIDE / 8) + 77 * salt;
        shapes_random(&patch);
        codes[i] = (uint8_t)(9 * shapes_random(&patch));
    }
    for (int i = 0; i < 16; i++) {
        nodes[i] = 100.0 + 0.01 * (i % 4) + 0.003 * (i / 4 * (i / 4));
    }
    lt_memory_raster_init(raster, codes, SIDE, SIDE, 10.0, 100.0);
    raster->source.grid.origin_x = FAR_X;
    raster->source.grid.origin_y = FAR_Y;
    raster->source.grid.areas = (struct lt_cell_areas){4, 4, SIDE / 3.0, SIDE / 3.0, nodes};
    raster->source.block_cols = 64;
    raster->source.block_rows = 64 - 16 * (uint32_t)salt;
    return raster;
}

/* Teeth from rim to rim, so that rows hold hundreds of edges; partly beyond the raster. */
static struct lt_shape comb(void)
{
    enum { TEETH = 640 };
    struct shape_draft draft = draft_begin(arena, 4 * TEETH + 4, 1);
    draft_point(&draft, FAR_X - 500, FAR_Y - 20900);
    for (int i = 0; i < TEETH; i++) {
        const double x = FAR_X - 500 + 33.0 * i;
        draft_point(&draft, x + 33.0, FAR_Y - 20900);
    }
    for (int i = TEETH; i > 0; i--) {
        const double x = FAR_X - 500 + 33.0 * i;
        draft_point(&draft, x, FAR_Y + 300);
        draft_point(&draft, x - 13.7, FAR_Y - 20890);
        draft_point(&draft, x - 14.2, FAR_Y - 20890);
    }
    draft_close(&draft);
    return draft_shape(&draft);
}

/* Two specks in opposite corners of the raster, and a strip of one row across it. */
static struct lt_shape far_parts(void)
{
    const double w = 10.0 * SIDE;
    const double boxes[3][4] = {
        {3, -17, 11, -4}, {w - 12, -w + 1, w - 3, -w + 16}, {0, -10543, w, -10531}};
    struct shape_draft draft = draft_begin(arena, 15, 3);
    for (int i = 0; i < 3; i++) {
        draft_point(&draft, FAR_X + boxes[i][0], FAR_Y + boxes[i][1]);
        draft_point(&draft, FAR_X + boxes[i][2], FAR_Y + boxes[i][1]);
        draft_point(&draft, FAR_X + boxes[i][2], FAR_Y + boxes[i][3]);
        draft_point(&draft, FAR_X + boxes[i][0], FAR_Y + boxes[i][3]);
        draft_close(&draft);
    }
    return draft_shape(&draft);
}

static size_t draw_layer(struct lt_shape *shapes)
{
    uint64_t seed = 601;
    size_t n = 0;
    const double middle = 5.0 * SIDE;
    for (int i = 0; i < SMALL; i++) {
        struct shape_draft draft = draft_begin(arena, 16, 1);
        draft_star(&draft, &seed, FAR_X + 2 * middle * shapes_random(&seed),
                   FAR_Y - 2 * middle * shapes_random(&seed), 15, 20, 300, 0.0, false);
        shapes[n++] = draft_shape(&draft);
        if (i % 150 == 30) {
            struct shape_draft giant = draft_begin(arena, 160010, 2);
            draft_star(&giant, &seed, FAR_X + middle, FAR_Y - middle, 80000, 0.9 * middle, middle,
                       0.0, false);
            draft_star(&giant, &seed, FAR_X + middle, FAR_Y - middle, 80000, 0.1 * middle,
                       0.15 * middle * (1 + i / 75), 0.0, true);
            shapes[n++] = draft_shape(&giant);
        }
    }
    shapes[n++] = comb();
    shapes[n++] = far_parts();
    return n;
}

/* --- a layer in one ordered line --- */

struct answer {
    size_t count;
    struct lt_joint *joint;
    uint64_t full, touched;
};

struct line {
    struct lt_zonal *zonal;
    const struct lt_shape *shapes;
    size_t count, taken, delivered;
    size_t index[SLOTS];
    struct answer slots[SLOTS], *answers; /* of slots: joint is owned by the slot */
    struct lt_joint room[SLOTS][256];
};

static enum lt_status take(void *context, unsigned thread, size_t slot, bool *ret_end,
                           struct lt_error *ret_err)
{
    struct line *line = context;
    (void)thread;
    (void)ret_err;
    *ret_end = line->taken == line->count;
    line->index[slot] = line->taken++;
    return LT_OK;
}

static enum lt_status work(void *context, unsigned thread, size_t slot, struct lt_error *ret_err)
{
    struct line *line = context;
    struct lt_zonal_count count;
    const enum lt_status status =
        lt_zonal_polygon(line->zonal, thread, &line->shapes[line->index[slot]], &count, ret_err);
    if (status != LT_OK) {
        return status;
    }
    if (count.count > 256) {
        return lt_fail(ret_err, LT_E_BUG, "%zu tuples", count.count);
    }
    line->slots[slot] =
        (struct answer){count.count, line->room[slot], count.full_cells, count.touched_cells};
    if (count.count > 0) {
        memcpy(line->room[slot], count.joint, count.count * sizeof *count.joint);
    }
    return LT_OK;
}

static enum lt_status deliver(void *context, unsigned thread, size_t slot, struct lt_error *ret_err)
{
    struct line *line = context;
    (void)thread;
    (void)ret_err;
    struct answer *answer = &line->answers[line->delivered++];
    *answer = line->slots[slot];
    answer->joint = lt_arena_array(arena, answer->count, sizeof *answer->joint);
    if (answer->count > 0) {
        memcpy(answer->joint, line->room[slot], answer->count * sizeof *answer->joint);
    }
    return LT_OK;
}

static bool help(void *context, unsigned thread)
{
    struct line *line = context;
    return lt_zonal_help(line->zonal, thread);
}

static enum lt_status run(const struct lt_shape *shapes, size_t count,
                          const struct lt_memory_raster *const rasters[2], unsigned threads,
                          size_t cache_bytes, struct answer *ret_answers)
{
    const struct lt_zonal_setup setup = {.seasons = 2,
                                         .sources = {&rasters[0]->source, &rasters[1]->source},
                                         .threads = threads,
                                         .cache_bytes = cache_bytes};
    static struct line line;
    line = (struct line){.shapes = shapes, .count = count, .answers = ret_answers};
    assert_ok(lt_zonal_create(&setup, &line.zonal, &err));
    const struct lt_ordered ordered = {.threads = threads,
                                       .slots = SLOTS,
                                       .take = take,
                                       .work = work,
                                       .deliver = deliver,
                                       .help = help,
                                       .context = &line};
    const enum lt_status status = lt_ordered_run(&ordered, &err);
    lt_zonal_destroy(line.zonal);
    return status;
}

static void check_window(const struct lt_memory_raster *const rasters[2],
                         const struct lt_shape *shape, const struct answer *answer)
{
    static double cells[65536], m2[65536];
    const struct lt_raster_source *sources[] = {&rasters[0]->source, &rasters[1]->source};
    struct lt_zonal_reader *reader;
    struct lt_window w;
    uint64_t full = 0, touched = 0;
    struct lt_arena *own = NULL;
    assert_ok(lt_arena_create(&own, &err));
    memset(cells, 0, sizeof cells);
    memset(m2, 0, sizeof m2);
    assert_ok(lt_zonal_reader_create(sources, 2, 0, 0, &reader, &err));
    assert_ok(lt_zonal_window(reader, shape, UINT32_MAX, own, &w, &err));
    lt_zonal_reader_destroy(reader);
    for (size_t i = 0; i < (size_t)w.cols * w.rows; i++) {
        const size_t key = (size_t)w.codes[1][i] << 8 | w.codes[0][i];
        const double col = (double)(w.col + (int64_t)(i % w.cols)) + 0.5;
        const double row = (double)(w.row + (int64_t)(i / w.cols)) + 0.5;
        cells[key] += w.fraction[i];
        m2[key] += w.fraction[i] == 0.0
                       ? 0.0
                       : w.fraction[i] * lt_grid_cell_area(&sources[0]->grid, col, row);
        full += w.fraction[i] >= 1.0 - 1e-9 && w.codes[0][i] != LT_CLASS_OUTSIDE;
        touched += w.fraction[i] > 0.0;
    }
    assert_int_equal(answer->full, full);
    assert_int_equal(answer->touched, touched);
    for (size_t e = 0; e < answer->count; e++) {
        const struct lt_joint *joint = &answer->joint[e];
        assert_near(joint->cells, cells[joint->key], 1e-12 * joint->cells + 1e-11);
        assert_near(joint->m2, m2[joint->key], 1e-11 * joint->m2 + 1e-9);
        cells[joint->key] = 0.0;
    }
    for (int k = 0; k < 65536; k++) {
        assert_near(cells[k], 0.0, 0.0);
    }
    lt_arena_destroy(own);
}

static void giants_among_small_ones(void **state)
{
    (void)state;
    static const struct {
        unsigned threads;
        size_t cache_bytes;
    } ways[] = {{2, 0}, {3, 1}};
    static struct lt_shape shapes[SMALL + 20];
    static struct answer one[SMALL + 20], other[SMALL + 20];
    double nodes[16];
    const struct lt_memory_raster *rasters[] = {classes(0, nodes), classes(1, nodes)};
    const size_t n = draw_layer(shapes);
    assert_ok(run(shapes, n, rasters, 1, 0, one));
    for (size_t w = 0; w < sizeof ways / sizeof ways[0]; w++) {
        assert_ok(run(shapes, n, rasters, ways[w].threads, ways[w].cache_bytes, other));
        for (size_t i = 0; i < n; i++) {
            assert_int_equal(one[i].count, other[i].count);
            assert_int_equal(one[i].full, other[i].full);
            assert_int_equal(one[i].touched, other[i].touched);
            if (one[i].count > 0) {
                assert_memory_equal(one[i].joint, other[i].joint,
                                    one[i].count * sizeof *one[i].joint);
            }
        }
    }
    for (size_t i = 0; i < n; i++) {
        if (shapes[i].n_points > 16 || i % 20 == 0 || i + 2 > n) {
            check_window(rasters, &shapes[i], &one[i]);
        }
    }
}

/* A giant that does not close, a giant with a corner at infinity, and blocks that cannot be read: the failure is told
 * whoever meets it, and nobody waits for ever. */
static void failing_giants(void **state)
{
    (void)state;
    static struct lt_shape shapes[SMALL + 20];
    static struct answer answers[SMALL + 20];
    double nodes[16];
    struct lt_memory_raster *h1 = classes(0, nodes), *h2 = classes(1, nodes);
    const struct lt_memory_raster *rasters[] = {h1, h2};
    const size_t n = 40; /* a giant among them */
    draw_layer(shapes);
    struct lt_shape *giant = &shapes[31];
    assert_true(giant->n_points > 100000);
    const struct lt_shape good = *giant;
    for (unsigned threads = 1; threads <= 4; threads += 3) {
        struct lt_point *points = lt_arena_array(arena, good.n_points, sizeof *points);
        memcpy(points, good.points, good.n_points * sizeof *points);
        giant->points = points;
        points[0].y += 500.0; /* the ring's last vertex is no longer its first */
        assert_int_equal(run(shapes, n, rasters, threads, 0, answers), LT_E_BUG);
        points[0] = good.points[0];
        points[777].x = INFINITY;
        assert_int_equal(run(shapes, n, rasters, threads, 0, answers), LT_E_BUG);
        *giant = good;
        h2->fail = true;
        assert_int_equal(run(shapes, n, rasters, threads, 0, answers), LT_E_IO);
        h2->fail = false;
        assert_ok(run(shapes, n, rasters, threads, 0, answers));
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(giants_among_small_ones),
        TEST(failing_giants),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
