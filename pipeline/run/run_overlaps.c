/* Ground that several features of a layer have, counted once. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "run/run_crops.h"
#include "run/run_sums.h"
#include "support/arena.h"

/* Pairs of a layer, for each feature: two editions in one file are about four. Each is told. */
enum { MOST_EACH = 16 };

static enum lt_status tell_overlap(struct lt_unit_work *work, const struct lt_feature *a,
                                   const struct lt_feature *b, double m2, struct lt_error *err)
{
    const bool parcel = a->layer == LT_LAYER_PARCEL;
    char found[160];
    snprintf(found, sizeof found, "%.2f m2 shared with %.40s", m2, b->attr[LT_ATTR_ID]);
    const struct lt_diagnostic item = {
        .severity = LT_WARNING,
        .quality = LT_ACCURACY,
        .code = LT_CODE_OVERLAP,
        .layer = lt_layer_name(a->layer),
        .feature = a->attr[LT_ATTR_ID],
        .found = found,
        .expected = parcel ? "parcels that do not overlap" : "plots that do not overlap",
        .action = "mend the boundary; totals count the shared ground once",
        .area_m2 = m2,
    };
    return lt_diagnostics_add(&work->diagnostics, &item, err);
}

struct overlap_set {
    struct lt_shape *shapes;
    double *net_m2;
    const char **place; /* code of the place of the second parcel */
    size_t count;
};

static int by_second(const void *left, const void *right)
{
    const struct lt_overlap *a = left, *b = right;
    if (a->b != b->b) {
        return a->b < b->b ? -1 : 1;
    }
    return (a->a > b->a) - (a->a < b->a);
}

/* Ground of one parcel that earlier parcels have too: once, however many they are. */
struct shared {
    struct lt_feature parcel;
    struct lt_shape *all, *farmland; /* its intersections; those of farmland with farmland */
    size_t all_count, farmland_count;
};

static enum lt_status gather_shared(struct lt_unit_work *work, enum lt_layer layer,
                                    struct lt_overlay *overlay, const struct lt_overlap *pairs,
                                    size_t count, struct lt_arena *scratch, struct shared *shared,
                                    struct lt_error *err)
{
    enum lt_status status = LT_OK;
    *shared = (struct shared){.all = lt_arena_array(scratch, count, sizeof *shared->all),
                              .farmland = lt_arena_array(scratch, count, sizeof *shared->farmland)};
    if (shared->all == NULL || shared->farmland == NULL) {
        return lt_fail_memory(err, "overlaps");
    }
    lt_unit_feature(work, layer, pairs[0].b, &shared->parcel);
    const struct lt_feature *second = &shared->parcel;
    const double planar = lt_shape_planar_area(&second->shape);
    for (size_t i = 0; i < count; i++) {
        struct lt_feature first;
        struct lt_shape common;
        lt_unit_feature(work, layer, pairs[i].a, &first);
        LT_TRY(tell_overlap(work, &first, second,
                            planar > 0.0 ? pairs[i].area / planar * second->gross_m2 : 0.0, err));
        LT_TRY(lt_overlay_apply(overlay, LT_INTERSECTION, &first.shape, &second->shape, scratch,
                                &common, err));
        if (common.n_rings == 0) {
            continue;
        }
        shared->all[shared->all_count++] = common;
        if (lt_is_farmland(&first) && lt_is_farmland(second)) {
            shared->farmland[shared->farmland_count++] = common;
        }
    }
out:
    return status;
}

static enum lt_status draw_shared(struct lt_unit_work *work, struct lt_overlay *overlay,
                                  const struct lt_overlap *pairs, size_t count,
                                  struct overlap_set *set, struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *scratch = NULL;
    struct shared shared;
    struct lt_shape all;
    LT_TRY(lt_arena_create(&scratch, err));
    LT_TRY(gather_shared(work, LT_LAYER_PARCEL, overlay, pairs, count, scratch, &shared, err));
    const double planar = lt_shape_planar_area(&shared.parcel.shape);
    if (shared.all_count == 0 || !(planar > 0.0)) {
        goto out;
    }
    LT_TRY(lt_overlay_union(overlay, shared.all, shared.all_count, scratch, &all, err));
    work->result.sums.overlap_m2 += lt_shape_planar_area(&all) / planar * shared.parcel.gross_m2;
    if (shared.farmland_count > 0) {
        struct lt_shape *ground = &set->shapes[set->count];
        LT_TRY(lt_overlay_union(overlay, shared.farmland, shared.farmland_count, scratch, ground,
                                err));
        LT_TRY(lt_shape_copy(work->arena, ground, ground, err));
        set->place[set->count] = shared.parcel.attr[LT_ATTR_UNIT];
        set->net_m2[set->count++] = lt_shape_planar_area(ground) / planar * shared.parcel.net_m2;
    }
out:
    lt_arena_destroy(scratch);
    return status;
}

double lt_overlap_least(const struct lt_config *config, const struct lt_grid *grid)
{
    const double cell_m2 =
        lt_grid_cell_area(grid, 0.5 * (double)grid->cols, 0.5 * (double)grid->rows);
    return config->overlap_min_m2 * grid->dx * grid->dy / cell_m2;
}

enum lt_status lt_unit_overlap_pairs(struct lt_unit_work *work, enum lt_layer layer,
                                     struct lt_overlay *overlay, struct lt_overlap **ret_pairs,
                                     size_t *ret_count, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_shapes shapes = lt_spool_shapes(&work->layers[layer].view);
    const double least = lt_overlap_least(work->session->config, &work->sources[0]->grid);
    LT_TRY(lt_overlay_self_overlaps(overlay, &shapes, least, MOST_EACH, work->arena, ret_pairs,
                                    ret_count, err));
    if (*ret_count > 0) {
        qsort(*ret_pairs, *ret_count, sizeof **ret_pairs, by_second);
    }
out:
    if (status == LT_E_LIMIT) {
        lt_fail_in(err, "%s", lt_layer_name(layer));
    }
    return status;
}

/* Of each zone plot or plot of basic farmland, the share that earlier plots have too. */
static enum lt_status share_delineated_before(struct lt_unit_work *work, enum lt_layer layer,
                                              struct lt_overlay *overlay,
                                              const struct lt_overlap *pairs, size_t count,
                                              struct lt_feature *ret_plot, double *ret_share,
                                              struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *scratch = NULL;
    struct shared shared;
    struct lt_shape all;
    LT_TRY(lt_arena_create(&scratch, err));
    LT_TRY(gather_shared(work, layer, overlay, pairs, count, scratch, &shared, err));
    const double planar = lt_shape_planar_area(&shared.parcel.shape);
    *ret_plot = shared.parcel;
    *ret_share = 0.0;
    if (shared.all_count > 0 && planar > 0.0) {
        LT_TRY(lt_overlay_union(overlay, shared.all, shared.all_count, scratch, &all, err));
        *ret_share = fmin(1.0, lt_shape_planar_area(&all) / planar);
    }
out:
    lt_arena_destroy(scratch);
    return status;
}

static enum lt_status count_plots_once(struct lt_unit_work *work, enum lt_layer layer,
                                       struct lt_overlay *overlay, struct lt_error *err)
{
    enum lt_status status;
    struct lt_unit_sums *sums = &work->result.sums;
    struct lt_overlap *pairs;
    size_t count;
    LT_TRY(lt_unit_overlap_pairs(work, layer, overlay, &pairs, &count, err));
    for (size_t i = 0, end; i < count; i = end) {
        struct lt_feature plot;
        double share;
        for (end = i + 1; end < count && pairs[end].b == pairs[i].b; end++) {
        }
        LT_TRY(
            share_delineated_before(work, layer, overlay, pairs + i, end - i, &plot, &share, err));
        if (layer == LT_LAYER_PBF) {
            lt_pbf_add(work, pairs[i].b, -share);
        } else if (plot.filed_m2 > 0.0) {
            sums->zone_twice_m2 += share * plot.filed_m2;
        } else {
            sums->zone_unfiled_m2 -= share * plot.gross_m2;
        }
    }
out:
    return status;
}

/* The shared ground of each parcel that comes second, with its net share. */
static enum lt_status draw_overlaps(struct lt_unit_work *work, struct lt_overlay *overlay,
                                    struct lt_overlap *pairs, size_t count, struct overlap_set *set,
                                    struct lt_error *err)
{
    enum lt_status status = LT_OK;
    set->shapes = lt_arena_array(work->arena, count, sizeof *set->shapes);
    set->net_m2 = lt_arena_array(work->arena, count, sizeof *set->net_m2);
    set->place = lt_arena_array(work->arena, count, sizeof *set->place);
    if (set->place == NULL || set->shapes == NULL || set->net_m2 == NULL) {
        return lt_fail_memory(err, "overlaps");
    }
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && pairs[end].b == pairs[i].b; end++) {
        }
        LT_TRY(draw_shared(work, overlay, pairs + i, end - i, set, err));
    }
out:
    return status;
}

static enum lt_status take_off(struct lt_unit_work *work, const struct overlap_set *set,
                               struct lt_error *err)
{
    enum lt_status status;
    struct lt_unit_years years = {0};
    const struct lt_shapes shapes = lt_shapes_of_array(set->shapes, set->count);
    LT_TRY(lt_unit_years_of(work, &shapes, set->net_m2, &years, err));
    for (size_t i = 0; i < set->count; i++) {
        lt_sums_add_farmland(&work->result.sums, &years.year.parcels[i],
                             years.last_autumn.count > 0 ? &years.last_autumn.parcels[i] : NULL,
                             -1.0);
        lt_crops_add(work, LT_BOOK_FARMLAND, &years.table, &years.apart, i, set->net_m2[i], -1.0);
        LT_TRY(lt_town_add(work, set->place[i], &years.year.parcels[i], -1.0, err));
    }
out:
    lt_unit_years_finish(&years);
    return status;
}

enum lt_status lt_unit_count_once(struct lt_unit_work *work, struct lt_error *err)
{
    enum lt_status status;
    struct lt_overlay *overlay = NULL;
    struct lt_overlap *pairs;
    size_t count;
    struct overlap_set set = {0};
    LT_TRY(lt_overlay_create(&overlay, err));
    LT_TRY(lt_unit_overlap_pairs(work, LT_LAYER_PARCEL, overlay, &pairs, &count, err));
    LT_TRY(draw_overlaps(work, overlay, pairs, count, &set, err));
    if (set.count > 0) {
        LT_TRY(take_off(work, &set, err));
    }
    LT_TRY(count_plots_once(work, LT_LAYER_PBF, overlay, err));
    LT_TRY(count_plots_once(work, LT_LAYER_ZONE, overlay, err));
out:
    lt_overlay_destroy(overlay);
    return status;
}
