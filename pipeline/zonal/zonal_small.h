/* Small windows, as most parcels have: gone through whole, their codes in one place. */
#ifndef ZONAL_SMALL_H
#define ZONAL_SMALL_H

#include "zonal/zonal_sweep.h"

/* Whether the sweep's window is one, with a table of weights. */
bool zonal_small_fits(const struct zonal_sweep *sweep);
/* Counts it: what zonal_sweep_rows answers for all its rows. */
enum lt_status zonal_small_count(struct zonal_sweep *sweep, struct lt_error *err);

#endif
