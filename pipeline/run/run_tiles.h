/* The spatial order of spools. */
#ifndef LT_RUN_TILES_H
#define LT_RUN_TILES_H

#include "liangtian/geometry.h"
#include "liangtian/grid.h"

/* Interleaved column and row of the box's centre, in steps of 64 cells: neighbours in space become neighbours in the
 * file. */
uint64_t lt_tile_key(const struct lt_grid *grid, const struct lt_box *box);

#endif
