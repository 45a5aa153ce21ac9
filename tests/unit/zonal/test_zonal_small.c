/* Windows of about as many columns as are gone through whole: their tables against the sums of their own windows, wherever
 * the blocks of the raster end. */
#include "support/lt_test.h"

#include <string.h>

#include "support/arena.h"
#include "support/lt_memory_raster.h"
#include "zonal_shapes.h"

#include "zonal_arena.h" /* last: others name their arenas so */

enum { SIDE = 400, COUNT = 90 };

static struct lt_memory_raster *fields(uint32_t block_cols, uint32_t block_rows)
{
    struct lt_memory_raster *raster = lt_arena_alloc(arena, sizeof *raster);
    uint8_t *codes = lt_arena_alloc(arena, (size_t)SIDE * SIDE);
    uint64_t seed = 3;
    for (int i = 0; i < SIDE * SIDE; i++) { /* runs of 1 to some 100 cells */
        codes[i] = i > 0 && shapes_random(&seed) < 0.95 ? codes[i - 1]
                                                        : (uint8_t)(6 * shapes_random(&seed));
    }
    lt_memory_raster_init(raster, codes, SIDE, SIDE, 1.0, 100.0);
    raster->source.block_cols = block_cols;
    raster->source.block_rows = block_rows;
    return raster;
}

/* Jagged stars 70 to 130 cells wide: `index` tells how wide. */
static struct lt_shape star(uint64_t *seed, size_t index)
{
    struct shape_draft draft = draft_begin(arena, 60, 1);
    const double radius = 35.0 + (double)index / 3.0;
    draft_star(&draft, seed, 70.0 + 260.0 * shapes_random(seed), 70.0 + 260.0 * shapes_random(seed),
               59, 1.2, radius, 0.0, false);
    return draft_shape(&draft);
}

static void check(const struct lt_memory_raster *raster, const struct lt_shape *shape,
                  const struct lt_tabulation *table, size_t polygon)
{
    const struct lt_raster_source *source = &raster->source;
    struct lt_window w;
    double cells[256] = {0};
    uint64_t touched = 0;
    assert_ok(lt_test_window(shape, &source, UINT32_MAX, arena, &w, &err));
    for (size_t i = 0; i < (size_t)w.cols * w.rows; i++) {
        cells[w.codes[0][i]] += w.fraction[i];
        touched += w.fraction[i] > 0.0;
    }
    assert_int_equal(table->touched_cells[polygon], touched);
    for (uint64_t e = table->first[polygon]; e < table->first[polygon + 1]; e++) {
        const struct lt_joint *joint = &table->joint[e];
        assert_near(joint->cells, cells[joint->key], 1e-12 * joint->cells + 1e-11);
        cells[joint->key] = 0.0;
    }
    for (int code = 0; code < 256; code++) {
        assert_near(cells[code], 0.0, 0.0);
    }
}

static void about_as_wide_as_a_word(void **state)
{
    (void)state;
    static const uint32_t blocks[][2] = {{SIDE, SIDE}, {64, 256}, {37, 11}, {SIDE, 1}};
    for (size_t b = 0; b < sizeof blocks / sizeof blocks[0]; b++) {
        const struct lt_memory_raster *raster = fields(blocks[b][0], blocks[b][1]);
        struct lt_shape shapes[COUNT];
        struct lt_tabulation table;
        uint64_t seed = 11;
        for (size_t i = 0; i < COUNT; i++) {
            shapes[i] = star(&seed, i);
        }
        const struct lt_zonal_input input = {.shapes = lt_shapes_of_array(shapes, COUNT),
                                             .seasons = 1,
                                             .sources = {&raster->source},
                                             .threads = 1};
        assert_ok(lt_zonal_tabulate(&input, &table, &err));
        for (size_t i = 0; i < COUNT; i++) {
            check(raster, &shapes[i], &table, i);
        }
        lt_tabulation_finish(&table);
    }
}

static enum lt_status read_within(void *context, uint32_t thread, int64_t block_col,
                                  int64_t block_row, uint8_t *ret_codes, struct lt_error *why)
{
    const struct lt_memory_raster *raster = context;
    const struct lt_raster_source *source = &raster->source;
    assert_in_range(block_col, 0, (source->grid.cols - 1) / source->block_cols);
    assert_in_range(block_row, 0, (source->grid.rows - 1) / source->block_rows);
    return lt_memory_raster_read(context, thread, block_col, block_row, ret_codes, why);
}

/* A polygon without height exactly on a border of the grid has no row, and asks for none beyond the last block. */
static void without_rows_on_the_border(void **state)
{
    (void)state;
    struct lt_memory_raster *raster = fields(SIDE, 16); /* blocks end where the grid does */
    raster->source.read = read_within;
    const double y[] = {0.0, 16.0, SIDE};
    for (size_t i = 0; i < 3; i++) {
        struct shape_draft draft = draft_begin(arena, 8, 1);
        struct lt_tabulation table;
        draft_point(&draft, 10.0, y[i]);
        draft_point(&draft, 40.5, y[i]);
        draft_point(&draft, 20.0, y[i]);
        draft_close(&draft);
        const struct lt_shape shape = draft_shape(&draft);
        const struct lt_zonal_input input = {.shapes = lt_shapes_of_array(&shape, 1),
                                             .seasons = 1,
                                             .sources = {&raster->source},
                                             .threads = 1};
        assert_ok(lt_zonal_tabulate(&input, &table, &err));
        for (uint64_t e = table.first[0]; e < table.first[1]; e++) {
            assert_near(table.joint[e].cells, 0.0, 0.0);
        }
        lt_tabulation_finish(&table);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(about_as_wide_as_a_word, setup, teardown),
        cmocka_unit_test_setup_teardown(without_rows_on_the_border, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
