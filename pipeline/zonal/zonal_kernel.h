/* The open kernel: what every thread keeps from polygon to polygon. */
#ifndef ZONAL_KERNEL_H
#define ZONAL_KERNEL_H

#include "zonal/zonal_sweep.h"

struct zonal_own {
    struct zonal_sweep sweep;
    bool begun;
};

struct lt_zonal {
    struct lt_zonal_setup setup;
    struct zonal_blocks *blocks[LT_SEASONS_MAX];
    struct zonal_own *own; /* one per thread */
};

#endif
