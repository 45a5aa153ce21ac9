#include "run/run_claims.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "run/run_sums.h"
#include "support/arena.h"
#include "support/parallel.h"

struct claim {
    double both_m2; /* ground of both, as the higher code counts it */
    double
        twice_m2; /* of it, what nobody before has taken off: the city's sum has it once more than it lies there */
    uint64_t plots;
};

struct comparing {
    const struct lt_parcels *plots;
    double least;
    struct claim *claims; /* of unit a and, before it, unit b: a · count + b */
};

/* One plot and what it is laid over. */
struct compared {
    const struct comparing *all;
    struct lt_overlay *overlay;
    struct lt_feature plot;
    double planar;
    struct lt_shape_list both, counted; /* of the other county; of it, what its sum has */
    struct lt_shape_list taken;         /* what has the ground already */
    bool own_is_taken;
};

static bool is_filed(enum lt_layer layer, const struct lt_feature *plot)
{
    return layer != LT_LAYER_ZONE || plot->filed_m2 > 0.0;
}

/* Is it in the sum that a floor is held against? Zones without a filed figure are in its high bound alone. */
static bool is_counted(enum lt_layer layer, const struct lt_feature *plot)
{
    return lt_parcels_may_claim(layer, plot) && is_filed(layer, plot);
}

/* What a county's sums count of a plot. */
static double counted_m2(enum lt_layer layer, const struct lt_feature *plot)
{
    if (layer != LT_LAYER_ZONE) {
        return plot->net_m2;
    }
    return is_filed(layer, plot) ? plot->filed_m2 : plot->gross_m2;
}

/* Planar ground of the plot under `list`, and how much of that lies under `c->taken` as well. */
static enum lt_status lay_over(struct compared *c, const struct lt_shape_list *list,
                               double *ret_planar, double *ret_taken, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_arena *scratch = NULL;
    struct lt_shape ground, common, taken;
    *ret_planar = *ret_taken = 0.0;
    if (list->count == 0) {
        return LT_OK;
    }
    LT_TRY(lt_arena_create(&scratch, err));
    LT_TRY(lt_overlay_union(c->overlay, list->shapes, list->count, scratch, &ground, err));
    LT_TRY(lt_overlay_apply(c->overlay, LT_INTERSECTION, &c->plot.shape, &ground, scratch, &common,
                            err));
    *ret_planar = lt_shape_planar_area(&common);
    if (common.n_rings > 0 && c->taken.count > 0) {
        LT_TRY(lt_overlay_union(c->overlay, c->taken.shapes, c->taken.count, scratch, &taken, err));
        LT_TRY(lt_overlay_area(c->overlay, &common, &taken, ret_taken, err));
    }
out:
    lt_arena_destroy(scratch);
    return status;
}

/* Ground that earlier plots of the county have too was taken off the county's own sum. */
static enum lt_status take_own(struct compared *c, size_t unit, size_t index, struct lt_error *err)
{
    c->own_is_taken = true;
    return lt_parcels_before(c->all->plots, unit, index, c->overlay, &c->plot.shape, c->all->least,
                             &c->taken, err);
}

/* Against one county of a lower code; what it has counted is taken from then on. */
static enum lt_status compare_with(struct compared *c, size_t unit, size_t index, size_t other,
                                   struct lt_error *err)
{
    enum lt_status status;
    const struct lt_parcels *plots = c->all->plots;
    struct claim *claim = &c->all->claims[unit * plots->count + other];
    const double m2_of_planar = counted_m2(plots->layer, &c->plot) / c->planar;
    double planar, taken;
    c->both.count = c->counted.count = 0;
    LT_TRY(lt_parcels_claiming(plots, other, c->overlay, &c->plot.shape, c->all->least,
                               lt_parcels_may_claim, &c->both, err));
    if (c->both.count == 0) {
        goto out;
    }
    LT_TRY(c->own_is_taken ? LT_OK : take_own(c, unit, index, err));
    LT_TRY(lay_over(c, &c->both, &planar, &taken, err));
    claim->both_m2 += planar * m2_of_planar;
    claim->plots++;
    if (!is_filed(plots->layer, &c->plot)) {
        goto out;
    }
    const struct lt_shape_list *counted = &c->both;
    if (plots->layer == LT_LAYER_ZONE) { /* of the other layers every plot is counted */
        LT_TRY(lt_parcels_claiming(plots, other, c->overlay, &c->plot.shape, c->all->least,
                                   is_counted, &c->counted, err));
        LT_TRY(lay_over(c, &c->counted, &planar, &taken, err));
        counted = &c->counted;
    }
    claim->twice_m2 += fmax(0.0, planar - taken) * m2_of_planar;
    for (size_t i = 0; i < counted->count; i++) {
        LT_TRY(lt_shape_list_add(&c->taken, &counted->shapes[i], err));
    }
out:
    return status;
}

static enum lt_status compare_plot(struct compared *c, size_t unit, size_t index,
                                   struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_parcels *plots = c->all->plots;
    lt_spool_feature(plots->spools[unit], plots->layer, index, &c->plot);
    if (!lt_parcels_may_claim(plots->layer, &c->plot)) {
        return LT_OK;
    }
    c->planar = lt_shape_planar_area(&c->plot.shape);
    c->taken.count = 0;
    c->own_is_taken = false;
    for (size_t other = 0; other < unit && c->planar > 0.0; other++) {
        LT_TRY(compare_with(c, unit, index, other, err));
    }
out:
    return status;
}

static enum lt_status compare_unit(void *context, unsigned thread, size_t unit,
                                   struct lt_error *err)
{
    enum lt_status status;
    struct compared c = {.all = context};
    const struct lt_parcels *plots = c.all->plots;
    const size_t count = lt_spool_count(plots->spools[unit], plots->layer);
    (void)thread;
    LT_TRY(lt_overlay_create(&c.overlay, err));
    for (size_t i = 0; unit > 0 && i < count; i++) {
        LT_TRY(compare_plot(&c, unit, i, err));
    }
out:
    free(c.both.shapes);
    free(c.counted.shapes);
    free(c.taken.shapes);
    lt_overlay_destroy(c.overlay);
    return status;
}

static enum lt_status tell_claim(struct lt_session *session, enum lt_layer layer, size_t unit,
                                 size_t other, const struct claim *claim, struct lt_error *err)
{
    char counties[32], found[160];
    snprintf(counties, sizeof counties, "%06u %06u", session->plan.units[other].unit,
             session->plan.units[unit].unit);
    snprintf(found, sizeof found, "%.2f m2 in both, %llu plots of %06u", claim->both_m2,
             (unsigned long long)claim->plots, session->plan.units[unit].unit);
    const struct lt_diagnostic item = {
        .severity = LT_WARNING,
        .quality = LT_ACCURACY,
        .code = "topology.county_claim",
        .layer = lt_layer_name(layer),
        .feature = counties,
        .found = found,
        .expected = "ground that one county has",
        .action = "settle the line between the counties; each counts this ground, and it proves no "
                  "floor of the city",
        .area_m2 = claim->both_m2,
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
            *ret_m2 += claim->twice_m2;
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
