#include "run/run_tiles.h"

static uint64_t interleave(uint32_t x, uint32_t y)
{
    uint64_t key = 0;
    for (unsigned bit = 0; bit < 32; bit++) {
        key |= (uint64_t)((x >> bit) & 1u) << (2 * bit);
        key |= (uint64_t)((y >> bit) & 1u) << (2 * bit + 1);
    }
    return key;
}

static uint32_t tile_number(double cells)
{
    enum { TILE = 64, BIAS = 1 << 20 }; /* the bias keeps what lies left of the raster positive */
    const double number = cells / TILE + BIAS;
    if (!(number >= 0.0)) {
        return 0;
    }
    return number < 4294967295.0 ? (uint32_t)number : UINT32_MAX;
}

uint64_t lt_tile_key(const struct lt_grid *grid, const struct lt_box *box)
{
    const double x = 0.5 * (box->min_x + box->max_x), y = 0.5 * (box->min_y + box->max_y);
    return interleave(tile_number((x - grid->origin_x) / grid->dx),
                      tile_number((grid->origin_y - y) / grid->dy));
}
