#include "zonal/zonal_kernel.h"

#include <math.h>
#include <stdlib.h>

#include "support/lock.h"

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
    LT_TRY(lt_lock_create(&zonal->lock, err));
    for (unsigned s = 0; s < setup->seasons; s++) {
        LT_TRY(zonal_blocks_create(setup->sources[s], setup->threads,
                                   zonal->setup.cache_bytes / setup->seasons, &zonal->blocks[s],
                                   err));
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
    for (unsigned s = 0; s < LT_SEASONS_MAX; s++) {
        zonal_blocks_destroy(zonal->blocks[s]);
    }
    lt_lock_destroy(zonal->lock);
    free(zonal->own);
    free(zonal);
}

/* The sums must reach the polygon's own area, which the shoelace formula gives from the vertices. */
static enum lt_status check_closure(const struct zonal_sweep *sweep,
                                    const struct lt_zonal_count *count, struct lt_error *err)
{
    const double planar = count->planar_cells;
    double cells = 0.0, tolerance = 1e-9 * planar + 1e-9;
    for (size_t i = 0; i < count->count; i++) {
        cells += count->joint[i].cells;
    }
    if (!(fabs(cells - planar) <= tolerance) && sweep->cover.frame.cols > 0) {
        tolerance += zonal_frame_rounding(&sweep->cover.frame, sweep->cover.shape);
    }
    if (planar < -tolerance) {
        return lt_fail(err, LT_E_BUG, "it is wound clockwise: %.17g cells", planar);
    }
    if (!(fabs(cells - planar) <= tolerance)) {
        return lt_fail(err, LT_E_BUG, "coverage sums to %.17g cells, its area is %.17g", cells,
                       planar);
    }
    if (!(sweep->left_over <= 1e-9)) {
        return lt_fail(err, LT_E_BUG, "coverage of %.3g is left over beyond its edges",
                       sweep->left_over);
    }
    return LT_OK;
}

enum lt_status zonal_own_begin(struct lt_zonal *zonal, unsigned thread, struct lt_error *err)
{
    struct zonal_own *own = &zonal->own[thread];
    if (own->begun) {
        return LT_OK;
    }
    own->begun = true;
    return zonal_sweep_begin(&own->sweep, zonal->blocks, &zonal->setup, thread, err);
}

void zonal_own_reset(struct zonal_own *own)
{
    zonal_sweep_finish(&own->sweep);
    own->begun = false;
}

static enum lt_status count_shape(struct lt_zonal *zonal, unsigned thread,
                                  const struct lt_shape *shape, struct lt_zonal_count *ret_count,
                                  struct lt_error *err)
{
    enum lt_status status;
    struct zonal_sweep *sweep = &zonal->own[thread].sweep;
    LT_TRY(zonal_sweep_shape(sweep, shape, err));
    const uint32_t slices = zonal_giant_slices(&sweep->cover.frame, shape);
    if (slices > 1) {
        LT_TRY(zonal_giant_count(zonal, thread, shape, slices, ret_count, err));
    } else {
        struct lt_joint *joint;
        LT_TRY(zonal_sweep_rows(sweep, 0, sweep->cover.frame.rows, err));
        LT_TRY(zonal_sweep_take(sweep, &joint, &ret_count->count, err));
        ret_count->joint = joint;
        ret_count->full_cells = sweep->full;
        ret_count->touched_cells = sweep->touched;
    }
    if (slices == 1 && zonal_cover_whole(&sweep->cover)) {
        ret_count->planar_cells = sweep->cover.area;
    } else if (shape->n_points > 0) {
        ret_count->planar_cells = lt_shape_planar_area(shape) / (sweep->grid.dx * sweep->grid.dy);
    }
    LT_TRY(check_closure(sweep, ret_count, err));
out:
    return status;
}

enum lt_status lt_zonal_polygon(struct lt_zonal *zonal, unsigned thread,
                                const struct lt_shape *shape, struct lt_zonal_count *ret_count,
                                struct lt_error *err)
{
    enum lt_status status;
    *ret_count = (struct lt_zonal_count){0};
    LT_TRY(zonal_own_begin(zonal, thread, err));
    LT_TRY(count_shape(zonal, thread, shape, ret_count, err));
out:
    if (status != LT_OK) {
        zonal_own_reset(&zonal->own[thread]);
        *ret_count = (struct lt_zonal_count){0};
    }
    return status;
}
