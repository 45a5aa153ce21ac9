#include "zonal/zonal_blocks.h"

#include <stdlib.h>

enum { WAYS = 8 };

static size_t block_bytes(const struct lt_raster_source *source)
{
    return (size_t)source->block_cols * source->block_rows;
}

enum lt_status zonal_blocks_begin(struct zonal_blocks *blocks,
                                  const struct lt_raster_source *source, uint32_t thread,
                                  size_t bytes, struct lt_error *err)
{
    const int64_t cols = source->block_cols, rows = source->block_rows;
    const int64_t across = (source->grid.cols + cols - 1) / cols;
    const int64_t down = (source->grid.rows + rows - 1) / rows;
    /* Twice as many places as the raster has blocks, so that few share a set. */
    const uint64_t useful = 2 * (uint64_t)across * (uint64_t)down;
    uint64_t places = bytes / block_bytes(source);
    places = places > useful ? useful : places;
    places = places < 1 ? 1 : places > (1u << 20) ? (1u << 20) : places;
    *blocks = (struct zonal_blocks){.source = source, .thread = thread, .across = across};
    blocks->ways = places < WAYS ? (uint32_t)places : WAYS;
    blocks->sets = (uint32_t)(places / blocks->ways);
    const size_t n = (size_t)blocks->sets * blocks->ways;
    blocks->place = malloc(n * sizeof *blocks->place);
    blocks->used = calloc(n, sizeof *blocks->used);
    blocks->codes = calloc(n, sizeof *blocks->codes);
    if (blocks->place == NULL || blocks->used == NULL || blocks->codes == NULL) {
        return lt_fail_memory(err, "the block cache");
    }
    for (size_t i = 0; i < n; i++) {
        blocks->place[i] = -1;
    }
    return LT_OK;
}

/* The way that holds the place, or the one used longest ago. */
static size_t find(const struct zonal_blocks *blocks, int64_t place)
{
    const uint64_t hash = (uint64_t)place * UINT64_C(0x9E3779B97F4A7C15);
    const size_t set = (size_t)((hash >> 32) % blocks->sets) * blocks->ways;
    size_t oldest = set;
    for (size_t i = set; i < set + blocks->ways; i++) {
        if (blocks->place[i] == place) {
            return i;
        }
        if (blocks->used[i] < blocks->used[oldest]) {
            oldest = i;
        }
    }
    return oldest;
}

enum lt_status zonal_blocks_get(struct zonal_blocks *blocks, int64_t block_col, int64_t block_row,
                                const uint8_t **ret_codes, struct lt_error *err)
{
    const int64_t place = block_row * blocks->across + block_col;
    const size_t i = find(blocks, place);
    if (blocks->place[i] != place) {
        if (blocks->codes[i] == NULL) {
            blocks->codes[i] = calloc(1, block_bytes(blocks->source) + ZONAL_BLOCKS_SLACK);
            if (blocks->codes[i] == NULL) {
                return lt_fail_memory(err, "the block cache");
            }
        }
        blocks->place[i] = -1; /* a failed read leaves no valid block */
        const enum lt_status status = blocks->source->read(
            blocks->source->context, blocks->thread, block_col, block_row, blocks->codes[i], err);
        if (status != LT_OK) {
            return status;
        }
        blocks->place[i] = place;
    }
    blocks->used[i] = ++blocks->clock;
    *ret_codes = blocks->codes[i];
    return LT_OK;
}

void zonal_blocks_finish(struct zonal_blocks *blocks)
{
    for (size_t i = 0; blocks->codes != NULL && i < (size_t)blocks->sets * blocks->ways; i++) {
        free(blocks->codes[i]);
    }
    free(blocks->place);
    free(blocks->used);
    free(blocks->codes);
    *blocks = (struct zonal_blocks){0};
}
