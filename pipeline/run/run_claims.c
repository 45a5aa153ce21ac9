#include "run/run_claims.h"

#include <stdio.h>
#include <stdlib.h>

#include "run/run_sums.h"
#include "support/arena.h"
#include "support/parallel.h"

struct claim {
    double m2, unfiled_m2; /* as the higher code counts it; of a zone plot without a filed figure */
    uint64_t plots;
};

struct comparing {
    const struct lt_parcels *plots;
    double least;
    struct claim *claims; /* of unit a and, before it, unit b: a · count + b */
};

/* What a county's sums count of a plot. */
static double counted_m2(enum lt_layer layer, const struct lt_feature *plot)
{
    return layer != LT_LAYER_ZONE ? plot->net_m2
           : plot->filed_m2 > 0.0 ? plot->filed_m2
                                  : plot->gross_m2;
}

static enum lt_status compare_plot(const struct comparing *all, size_t unit, size_t index,
                                   struct lt_overlay *overlay, struct lt_shape_list *list,
                                   struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_arena *scratch = NULL;
    const enum lt_layer layer = all->plots->layer;
    struct lt_feature plot;
    lt_spool_feature(all->plots->spools[unit], layer, index, &plot);
    for (size_t other = 0; other < unit && lt_parcels_may_claim(layer, &plot); other++) {
        struct claim *claim = &all->claims[unit * all->plots->count + other];
        struct lt_shape ground;
        double planar;
        list->count = 0;
        LT_TRY(lt_parcels_claiming(all->plots, other, overlay, &plot.shape, all->least, list, err));
        if (list->count == 0) {
            continue;
        }
        LT_TRY(lt_arena_create(&scratch, err));
        LT_TRY(lt_overlay_union(overlay, list->shapes, list->count, scratch, &ground, err));
        LT_TRY(lt_overlay_area(overlay, &plot.shape, &ground, &planar, err));
        const bool unfiled = layer == LT_LAYER_ZONE && !(plot.filed_m2 > 0.0);
        *(unfiled ? &claim->unfiled_m2 : &claim->m2) +=
            planar / lt_shape_planar_area(&plot.shape) * counted_m2(layer, &plot);
        claim->plots++;
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
    const size_t count = lt_spool_count(all->plots->spools[unit], all->plots->layer);
    (void)thread;
    LT_TRY(lt_overlay_create(&overlay, err));
    for (size_t i = 0; unit > 0 && i < count; i++) {
        LT_TRY(compare_plot(all, unit, i, overlay, &list, err));
    }
out:
    free(list.shapes);
    lt_overlay_destroy(overlay);
    return status;
}

static enum lt_status tell_claim(struct lt_session *session, enum lt_layer layer, size_t unit,
                                 size_t other, const struct claim *claim, struct lt_error *err)
{
    char counties[32], found[160];
    snprintf(counties, sizeof counties, "%06u %06u", session->plan.units[other].unit,
             session->plan.units[unit].unit);
    snprintf(found, sizeof found, "%.2f m2 in both, %llu plots of %06u",
             claim->m2 + claim->unfiled_m2, (unsigned long long)claim->plots,
             session->plan.units[unit].unit);
    const struct lt_diagnostic item = {
        .severity = LT_WARNING,
        .quality = LT_ACCURACY,
        .code = "topology.county_claim",
        .layer = lt_layer_name(layer),
        .feature = counties,
        .found = found,
        .expected = "ground that one county has",
        .action = "settle the line between the counties; each counts this ground, and it is taken "
                  "off the low bounds of the city's floors",
        .area_m2 = claim->m2 + claim->unfiled_m2,
    };
    return lt_diagnostics_add(&session->diagnostics, &item, err);
}

static enum lt_status compare(struct lt_session *session, const struct lt_parcels *plots,
                              const struct lt_grid *grid, double *ret_m2, struct lt_error *err)
{
    enum lt_status status;
    const size_t count = plots->count;
    struct comparing all = {plots, lt_overlap_least(session->config, grid),
                            calloc(count * count + 1, sizeof *all.claims)};
    if (all.claims == NULL) {
        return lt_fail_memory(err, "ground of two counties");
    }
    *ret_m2 = 0.0;
    LT_TRY(lt_parallel_for(session->threads, count, compare_unit, &all, err));
    for (size_t unit = 0; unit < count; unit++) {
        for (size_t other = 0; other < unit; other++) {
            const struct claim *claim = &all.claims[unit * count + other];
            *ret_m2 += claim->m2;
            if (claim->plots > 0) {
                LT_TRY(tell_claim(session, plots->layer, unit, other, claim, err));
            }
        }
    }
out:
    free(all.claims);
    return status;
}

static enum lt_status compare_layer(struct lt_session *session, const struct lt_parcels *parcels,
                                    enum lt_layer layer, const struct lt_grid *grid, double *ret_m2,
                                    struct lt_error *err)
{
    enum lt_status status;
    struct lt_parcels plots;
    LT_TRY(lt_parcels_open(parcels->spools, parcels->count, layer, session->threads, &plots, err));
    LT_TRY(compare(session, &plots, grid, ret_m2, err));
out:
    lt_parcels_close(&plots);
    return status;
}

enum lt_status lt_stage_claims(struct lt_session *session, const struct lt_parcels *parcels,
                               const struct lt_grid *grid, struct lt_floor_claims *ret_claims,
                               struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(compare(session, parcels, grid, &ret_claims->farmland_m2, err));
    LT_TRY(compare_layer(session, parcels, LT_LAYER_PBF, grid, &ret_claims->pbf_m2, err));
    LT_TRY(compare_layer(session, parcels, LT_LAYER_ZONE, grid, &ret_claims->zone_filed_m2, err));
out:
    return status;
}
