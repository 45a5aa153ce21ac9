/* One thread's decoded blocks of one raster source, within a number of bytes. */
#ifndef ZONAL_BLOCKS_H
#define ZONAL_BLOCKS_H

#include <stddef.h>
#include <stdint.h>

#include "liangtian/zonal.h"

enum { ZONAL_BLOCKS_SLACK = 8 }; /* bytes that may be read behind a block */

struct zonal_blocks {
    const struct lt_raster_source *source;
    uint32_t thread;
    uint32_t sets, ways; /* a block may lie in any way of the set that its place hashes to */
    int64_t across;      /* blocks in a row of blocks */
    int64_t *place;      /* sets × ways: row · across + col, or −1 */
    uint64_t *used;      /* when it was last asked for */
    uint8_t **codes;     /* allocated on first use */
    uint64_t clock;
};

/* Room for as many blocks as `bytes` hold, at least one. */
enum lt_status zonal_blocks_begin(struct zonal_blocks *blocks,
                                  const struct lt_raster_source *source, uint32_t thread,
                                  size_t bytes, struct lt_error *err);
/* The block's codes, valid until the next call. */
enum lt_status zonal_blocks_get(struct zonal_blocks *blocks, int64_t block_col, int64_t block_row,
                                const uint8_t **ret_codes, struct lt_error *err);
void zonal_blocks_finish(struct zonal_blocks *blocks);

#endif
