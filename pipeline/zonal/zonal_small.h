/* Windows of few cells, as most parcels have on a raster of 10 m: every cell of the window is looked at, row by row, with
 * nothing to predict and nothing to look up. */
#ifndef ZONAL_SMALL_H
#define ZONAL_SMALL_H

#include "zonal/zonal_sweep.h"

/* Whether the sweep's window, framed, is counted so. */
bool zonal_small_fits(struct zonal_sweep *sweep);
/* Counts the band, which is the whole window, into the tally; sweep.carry then holds what each row's sum came to. */
enum lt_status zonal_small_count(struct zonal_sweep *sweep, struct lt_error *err);

#endif
