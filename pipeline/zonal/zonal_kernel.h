/* The open kernel: what every thread keeps from polygon to polygon. */
#ifndef ZONAL_KERNEL_H
#define ZONAL_KERNEL_H

#include "zonal/zonal_sweep.h"

struct lt_lock;
struct zonal_giant;

struct zonal_own {
    struct zonal_sweep sweep;
    bool begun;
    struct lt_joint *joint; /* of the giant counted last */
    size_t capacity;
};

struct lt_zonal {
    struct lt_zonal_setup setup;
    struct zonal_blocks *blocks[LT_SEASONS_MAX];
    struct zonal_own *own; /* one per thread */
    struct lt_lock *lock;  /* guards the list of giants, and what they say of their slices */
    struct zonal_giant *giants;
};

/* The thread's own sweep, begun when it is first asked for. */
enum lt_status zonal_own_begin(struct lt_zonal *zonal, unsigned thread, struct lt_error *err);
/* After a failure half a polygon lies in it. */
void zonal_own_reset(struct zonal_own *own);

/* How many slices of rows a polygon is counted in, the same for any number of threads: 1 for all but giants. The
 * thread's sweep has framed it. */
uint32_t zonal_giant_slices(const struct zonal_frame *frame, const struct lt_shape *shape);
/* Counts it in so many; other threads help. All of ret_count but planar_cells; sweep.left_over is of all slices. */
enum lt_status zonal_giant_count(struct lt_zonal *zonal, unsigned thread,
                                 const struct lt_shape *shape, uint32_t slices,
                                 struct lt_zonal_count *ret_count, struct lt_error *err);

#endif
