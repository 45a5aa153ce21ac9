#include "run/run_parcels.h"

#include <stdio.h>
#include <stdlib.h>

#include "run/run_sums.h"
#include "support/arena.h"
#include "support/array.h"
#include "support/parallel.h"

/* --- by place --- */

static enum lt_status index_unit(void *context, unsigned thread, size_t unit, struct lt_error *err)
{
    struct lt_parcels *parcels = context;
    const struct lt_spool_layer view = {parcels->spools[unit], LT_LAYER_PARCEL};
    const struct lt_shapes shapes = lt_spool_shapes(&view);
    (void)thread;
    return lt_box_index_create(&shapes, &parcels->indexes[unit], err);
}

enum lt_status lt_parcels_open(struct lt_spool *const *spools, size_t count, unsigned threads,
                               struct lt_parcels *ret_parcels, struct lt_error *err)
{
    *ret_parcels = (struct lt_parcels){spools, count, NULL};
    ret_parcels->indexes = calloc(count + 1, sizeof(struct lt_box_index *));
    return ret_parcels->indexes == NULL
               ? lt_fail_memory(err, "an index of parcels")
               : lt_parallel_for(threads, count, index_unit, ret_parcels, err);
}

void lt_parcels_close(struct lt_parcels *parcels)
{
    for (size_t u = 0; parcels->indexes != NULL && u < parcels->count; u++) {
        lt_box_index_destroy(parcels->indexes[u]);
    }
    free(parcels->indexes);
    parcels->indexes = NULL;
}

enum lt_status lt_shape_list_add(struct lt_shape_list *list, const struct lt_shape *shape,
                                 struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(lt_array_reserve(&list->shapes, &list->capacity, list->count + 1, sizeof *list->shapes,
                            err));
    list->shapes[list->count++] = *shape;
out:
    return status;
}

struct claiming {
    const struct lt_spool *spool;
    struct lt_overlay *overlay;
    const struct lt_shape *shape;
    double least;
    struct lt_shape_list *list;
    enum lt_status status;
    struct lt_error *err;
};

static bool take_claim(void *context, size_t index)
{
    struct claiming *c = context;
    struct lt_feature parcel;
    double planar = 0.0;
    lt_spool_feature(c->spool, LT_LAYER_PARCEL, index, &parcel);
    if (!lt_is_farmland(&parcel)) {
        return true;
    }
    c->status = lt_overlay_area(c->overlay, c->shape, &parcel.shape, &planar, c->err);
    if (c->status == LT_OK && planar > c->least) {
        c->status = lt_shape_list_add(c->list, &parcel.shape, c->err);
    }
    return c->status == LT_OK;
}

enum lt_status lt_parcels_claiming(const struct lt_parcels *parcels, size_t unit,
                                   struct lt_overlay *overlay, const struct lt_shape *shape,
                                   double least, struct lt_shape_list *list, struct lt_error *err)
{
    enum lt_status status;
    struct claiming c = {parcels->spools[unit], overlay, shape, least, list, LT_OK, err};
    LT_TRY(lt_box_index_query(parcels->indexes[unit], shape->box, take_claim, &c, err));
    LT_TRY(c.status);
out:
    return status;
}

/* --- ground of two counties --- */

struct claim {
    double net_m2;
    uint64_t parcels;
};

struct comparing {
    const struct lt_parcels *parcels;
    double least;
    struct claim *claims; /* of unit a and, before it, unit b: a · count + b */
};

static enum lt_status compare_parcel(const struct comparing *all, size_t unit, size_t index,
                                     struct lt_overlay *overlay, struct lt_shape_list *list,
                                     struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_arena *scratch = NULL;
    struct lt_feature parcel;
    lt_spool_feature(all->parcels->spools[unit], LT_LAYER_PARCEL, index, &parcel);
    for (size_t other = 0; other < unit && lt_is_farmland(&parcel) && parcel.shape.n_rings > 0;
         other++) {
        struct claim *claim = &all->claims[unit * all->parcels->count + other];
        struct lt_shape ground;
        double planar;
        list->count = 0;
        LT_TRY(lt_parcels_claiming(all->parcels, other, overlay, &parcel.shape, all->least, list,
                                   err));
        if (list->count == 0) {
            continue;
        }
        LT_TRY(lt_arena_create(&scratch, err));
        LT_TRY(lt_overlay_union(overlay, list->shapes, list->count, scratch, &ground, err));
        LT_TRY(lt_overlay_area(overlay, &parcel.shape, &ground, &planar, err));
        claim->net_m2 += planar / lt_shape_planar_area(&parcel.shape) * parcel.net_m2;
        claim->parcels++;
        lt_arena_destroy(scratch);
        scratch = NULL;
    }
out:
    lt_arena_destroy(scratch);
    return status;
}

static enum lt_status compare_unit(void *context, unsigned thread, size_t unit,
                                   struct lt_error *err)
{
    enum lt_status status;
    const struct comparing *all = context;
    struct lt_overlay *overlay = NULL;
    struct lt_shape_list list = {0};
    const size_t count = lt_spool_count(all->parcels->spools[unit], LT_LAYER_PARCEL);
    (void)thread;
    LT_TRY(lt_overlay_create(&overlay, err));
    for (size_t i = 0; unit > 0 && i < count; i++) {
        LT_TRY(compare_parcel(all, unit, i, overlay, &list, err));
    }
out:
    free(list.shapes);
    lt_overlay_destroy(overlay);
    return status;
}

static enum lt_status tell_claim(struct lt_session *session, size_t unit, size_t other,
                                 const struct claim *claim, struct lt_error *err)
{
    char counties[32], found[160];
    snprintf(counties, sizeof counties, "%06u %06u", session->plan.units[other].unit,
             session->plan.units[unit].unit);
    snprintf(found, sizeof found, "%.2f m2 of farmland in both, %llu parcels of %06u",
             claim->net_m2, (unsigned long long)claim->parcels, session->plan.units[unit].unit);
    const struct lt_diagnostic item = {
        .severity = LT_WARNING,
        .quality = LT_ACCURACY,
        .code = "topology.county_claim",
        .layer = lt_layer_name(LT_LAYER_PARCEL),
        .feature = counties,
        .found = found,
        .expected = "ground that one county has",
        .action = "settle the line between the counties; each counts this ground, and the city's "
                  "totals count it twice",
        .area_m2 = claim->net_m2,
    };
    return lt_diagnostics_add(&session->diagnostics, &item, err);
}

enum lt_status lt_stage_claims(struct lt_session *session, const struct lt_parcels *parcels,
                               const struct lt_grid *grid, struct lt_error *err)
{
    enum lt_status status;
    const size_t count = parcels->count;
    struct comparing all = {parcels, lt_overlap_least(session->config, grid),
                            calloc(count * count + 1, sizeof *all.claims)};
    if (all.claims == NULL) {
        return lt_fail_memory(err, "ground of two counties");
    }
    LT_TRY(lt_parallel_for(session->threads, count, compare_unit, &all, err));
    for (size_t unit = 0; unit < count; unit++) {
        for (size_t other = 0; other < unit; other++) {
            const struct claim *claim = &all.claims[unit * count + other];
            if (claim->parcels > 0) {
                LT_TRY(tell_claim(session, unit, other, claim, err));
            }
        }
    }
out:
    free(all.claims);
    return status;
}
