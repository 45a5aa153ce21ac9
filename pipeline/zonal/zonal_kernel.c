#include "zonal/zonal_kernel.h"

#include <math.h>
#include <stdlib.h>

#include "support/array.h"

#define DEFAULT_CACHE ((size_t)256 << 20)

static enum lt_status check_setup(const struct lt_zonal_setup *setup, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(LT_CHECK(setup->seasons >= 1 && setup->seasons <= LT_SEASONS_MAX, err));
    LT_TRY(LT_CHECK(setup->threads >= 1, err));
    for (unsigned s = 0; s < setup->seasons; s++) {
        const struct lt_raster_source *source = setup->sources[s];
        LT_TRY(LT_CHECK(source->block_cols > 0 && source->block_rows > 0, err));
        LT_TRY(LT_CHECK(source->grid.cols > 0 && source->grid.rows > 0, err));
        LT_TRY(LT_CHECK(source->grid.dx > 0.0 && source->grid.dy > 0.0, err));
        LT_TRY(LT_CHECK(source->threads >= setup->threads, err));
        LT_TRY(LT_CHECK(lt_grid_same(&source->grid, &setup->sources[0]->grid), err));
    }
out:
    return status;
}

enum lt_status lt_zonal_create(const struct lt_zonal_setup *setup, struct lt_zonal **ret_zonal,
                               struct lt_error *err)
{
    enum lt_status status;
    struct lt_zonal *zonal = NULL;
    *ret_zonal = NULL;
    LT_TRY(check_setup(setup, err));
    zonal = calloc(1, sizeof *zonal);
    if (zonal == NULL) {
        return lt_fail_memory(err, "the kernel");
    }
    zonal->setup = *setup;
    if (setup->cache_bytes == 0) {
        zonal->setup.cache_bytes = DEFAULT_CACHE;
    }
    zonal->own = calloc(setup->threads, sizeof *zonal->own);
    if (zonal->own == NULL) {
        status = lt_fail_memory(err, "the kernel");
        goto out;
    }
    *ret_zonal = zonal;
    zonal = NULL;
out:
    lt_zonal_destroy(zonal);
    return status;
}

void lt_zonal_destroy(struct lt_zonal *zonal)
{
    if (zonal == NULL) {
        return;
    }
    for (unsigned t = 0; zonal->own != NULL && t < zonal->setup.threads; t++) {
        zonal_sweep_finish(&zonal->own[t].sweep);
        free(zonal->own[t].joint);
    }
    free(zonal->own);
    free(zonal);
}

/* The sums must reach the polygon's own area, which the shoelace formula gives from the vertices. */
static enum lt_status check_closure(const struct zonal_sweep *sweep, double planar,
                                    struct lt_error *err)
{
    const double tolerance = 1e-9 * planar + 1e-9 + sweep->cover.frame.rounding;
    if (planar < -tolerance) {
        return lt_fail(err, LT_E_BUG, "it is wound clockwise: %.17g cells", planar);
    }
    if (!(fabs(sweep->cells - planar) <= tolerance)) {
        return lt_fail(err, LT_E_BUG, "coverage sums to %.17g cells, its area is %.17g",
                       sweep->cells, planar);
    }
    if (!(sweep->left_over <= 1e-9)) {
        return lt_fail(err, LT_E_BUG, "coverage of %.3g is left over beyond its edges",
                       sweep->left_over);
    }
    return LT_OK;
}

/* Moves the polygon's tuples out of the counter. */
static enum lt_status take_joint(struct zonal_own *own, struct lt_error *err)
{
    struct zonal_sweep *sweep = &own->sweep;
    const size_t n = sweep->counter.count;
    const enum lt_status status =
        lt_array_reserve(&own->joint, &own->capacity, n, sizeof *own->joint, err);
    if (status != LT_OK) {
        return status;
    }
    zonal_counter_take(&sweep->counter, own->joint);
    for (size_t e = 0; e < n && !sweep->weigh; e++) {
        own->joint[e].m2 = own->joint[e].cells * sweep->grid.areas.values[0];
    }
    return LT_OK;
}

enum lt_status lt_zonal_polygon(struct lt_zonal *zonal, unsigned thread,
                                const struct lt_shape *shape, struct lt_zonal_count *ret_count,
                                struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct zonal_own *own = &zonal->own[thread];
    struct zonal_sweep *sweep = &own->sweep;
    *ret_count = (struct lt_zonal_count){0};
    if (!own->begun) {
        own->begun = true;
        LT_TRY(zonal_sweep_begin(sweep, &zonal->setup, thread, err));
    }
    LT_TRY(zonal_sweep_shape(sweep, shape, err));
    if (shape->n_points > 0) {
        ret_count->planar_cells = lt_shape_planar_area(shape) / (sweep->grid.dx * sweep->grid.dy);
    }
    LT_TRY(check_closure(sweep, ret_count->planar_cells, err));
    ret_count->count = sweep->counter.count;
    LT_TRY(take_joint(own, err));
    ret_count->joint = own->joint;
    ret_count->full_cells = sweep->full;
    ret_count->touched_cells = sweep->touched;
out:
    if (status != LT_OK) { /* half a polygon lies in it */
        zonal_sweep_finish(sweep);
        own->begun = false;
    }
    return status;
}

bool lt_zonal_help(struct lt_zonal *zonal, unsigned thread)
{
    (void)zonal;
    (void)thread;
    return false; /* no polygon is cut up */
}
