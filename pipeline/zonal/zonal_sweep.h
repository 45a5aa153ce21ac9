/* One thread's state while it tabulates polygons one after the other. */
#ifndef ZONAL_SWEEP_H
#define ZONAL_SWEEP_H

#include "zonal/zonal_blocks.h"
#include "zonal/zonal_coverage.h"
#include "zonal/zonal_tally.h"
#include "zonal/zonal_weights.h"

struct zonal_sweep {
    struct lt_grid grid;
    unsigned seasons;
    struct zonal_weights weights;
    struct zonal_cover cover;
    struct zonal_tally tally;
    struct zonal_view views[LT_SEASONS_MAX];
    /* of each season's bytes; those of LT_CLASS_UNKNOWN are asked for when they occur */
    uint8_t codes[LT_SEASONS_MAX][256];
    bool translate; /* a byte of some season is not its code */
    double *carry;  /* the running sum of each row of the band, where the segment before ended */
    size_t carry_capacity;
    uint8_t *gathered[LT_SEASONS_MAX]; /* codes of a small window in several blocks */
    size_t gathered_capacity[LT_SEASONS_MAX];
    /* of the polygon at hand */
    uint32_t strip_first, strip_end; /* rows of the window within one block row of every season */
    double left_over; /* the largest coverage right of a row's last edge: 0 for closed rings */
    uint64_t full, touched;
};

enum lt_status zonal_sweep_begin(struct zonal_sweep *sweep, struct zonal_blocks *const *blocks,
                                 const struct lt_zonal_setup *setup, uint32_t thread,
                                 struct lt_error *err);
/* Frames one polygon: sweep.cover.frame. */
enum lt_status zonal_sweep_shape(struct zonal_sweep *sweep, const struct lt_shape *shape,
                                 struct lt_error *err);
/* Then counts rows first … end − 1 of its window. */
enum lt_status zonal_sweep_rows(struct zonal_sweep *sweep, uint32_t first, uint32_t end,
                                struct lt_error *err);
/* The tuples of what was counted, by class codes, in the sweep's own memory. */
enum lt_status zonal_sweep_take(struct zonal_sweep *sweep, struct lt_joint **ret_joint,
                                size_t *ret_count, struct lt_error *err);
void zonal_sweep_finish(struct zonal_sweep *sweep);

#endif
