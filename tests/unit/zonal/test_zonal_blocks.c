/* The cache of decoded blocks: how often blocks are read, when they are asked for in order, once and again. */
#include "support/lt_test.h"

#include "zonal/zonal_blocks.h"

enum { SIDE = 1024, BLOCKS = 64 }; /* of 1 MiB each: twice what is in use at first */

struct counted {
    unsigned reads;
};

static enum lt_status read_number(void *context, uint32_t thread, int64_t block_col,
                                  int64_t block_row, uint8_t *ret_bytes, struct lt_error *err)
{
    (void)thread, (void)block_row, (void)err;
    struct counted *counted = context;
    counted->reads++;
    ret_bytes[0] = (uint8_t)block_col;
    return LT_OK;
}

/* All blocks from west to east; answers how many were read. */
static unsigned go_through(struct zonal_view *view, struct counted *counted)
{
    const unsigned before = counted->reads;
    for (int64_t i = 0; i < BLOCKS; i++) {
        const uint8_t *codes;
        struct lt_error err;
        assert_ok(zonal_view_get(view, i, 0, &codes, &err));
        assert_int_equal(codes[0], i);
    }
    return counted->reads - before;
}

static void open_and_go(size_t bytes, const unsigned expected[3])
{
    struct counted counted = {0};
    const struct lt_raster_source source = {.grid = {.cols = SIDE * BLOCKS, .rows = SIDE},
                                            .block_cols = SIDE,
                                            .block_rows = SIDE,
                                            .threads = 1,
                                            .context = &counted,
                                            .read = read_number};
    struct zonal_blocks *blocks;
    struct zonal_view view;
    struct lt_error err;
    assert_ok(zonal_blocks_create(&source, 1, bytes, &blocks, &err));
    zonal_view_begin(&view, blocks, 0);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(go_through(&view, &counted), expected[i]);
    }
    zonal_view_finish(&view);
    zonal_blocks_destroy(blocks);
}

/* The first time through, 32 blocks serve; those that are missed the second time are kept as well. */
static void grows_when_blocks_come_again(void **state)
{
    (void)state;
    open_and_go((size_t)64 << 20, (const unsigned[]){64, 32, 0});
}

static void stays_within_its_bytes(void **state)
{
    (void)state;
    open_and_go((size_t)8 << 20, (const unsigned[]){64, 64, 64});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grows_when_blocks_come_again),
        cmocka_unit_test(stays_within_its_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
