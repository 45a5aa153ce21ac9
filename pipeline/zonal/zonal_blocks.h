/* Decoded blocks of one raster source, within a number of bytes, shared by all threads: each block is decoded once, by
 * the thread that needs it first, while others that need it wait. */
#ifndef ZONAL_BLOCKS_H
#define ZONAL_BLOCKS_H

#include <stddef.h>
#include <stdint.h>

#include "liangtian/zonal.h"

enum {
    ZONAL_BLOCKS_SLACK = 64, /* bytes that may be read behind a block */
    ZONAL_BLOCKS_HELD = 4,   /* blocks that a thread keeps at hand */
};

struct zonal_blocks;
/* Room for as many blocks as `bytes` hold, at least one per thread. */
enum lt_status zonal_blocks_create(const struct lt_raster_source *source, unsigned threads,
                                   size_t bytes, struct zonal_blocks **ret_blocks,
                                   struct lt_error *err);
void zonal_blocks_destroy(struct zonal_blocks *blocks); /* NULL-safe */

/* One thread's use of them. */
struct zonal_hold {
    int64_t place; /* row · across + col of a block, or −1 */
    uint32_t slot;
    const uint8_t *codes;
};
struct zonal_view {
    const struct lt_raster_source *source;
    struct zonal_blocks *blocks;
    uint32_t thread;
    uint32_t holds, next; /* how many may be held; which goes next */
    int64_t across;       /* blocks in a row of blocks */
    struct zonal_hold held[ZONAL_BLOCKS_HELD];
};
void zonal_view_begin(struct zonal_view *view, struct zonal_blocks *blocks, uint32_t thread);
/* The block's bytes, valid until the view's next call. */
enum lt_status zonal_view_get(struct zonal_view *view, int64_t block_col, int64_t block_row,
                              const uint8_t **ret_codes, struct lt_error *err);
void zonal_view_finish(struct zonal_view *view); /* all-zero-safe */

#endif
