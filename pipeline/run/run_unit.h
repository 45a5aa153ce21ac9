/* What the parts of a unit's work share. Private to run/. */
#ifndef LT_RUN_UNIT_H
#define LT_RUN_UNIT_H

#include "liangtian/ingest.h"
#include "liangtian/overlay.h"
#include "liangtian/seasons.h"
#include "liangtian/spool.h"
#include "liangtian/unit.h"
#include "liangtian/zonal.h"
#include "run/run_session.h"

/* One layer of the unit with everything computed on its own polygons. */
struct lt_unit_layer {
    struct lt_spool_layer view;
    size_t count;
    double *net_m2;
    struct lt_tabulation table; /* joint (previous, current), or current alone */
    struct lt_tabulation apart; /* previous alone, where its grid is another */
    struct lt_crop_year year;
    struct lt_crop_year last_autumn; /* H1 runs with a previous raster: that autumn alone */
    enum lt_reason *observability;
    struct lt_findings findings;
    /* boundary sensitivity, where the config asks for it: per subject its number among those looked at (UINT32_MAX for
     * the others; NULL when none was asked for), and per finding of these, in their order, what it is over the positions
     */
    uint32_t *edge_slot;
    struct lt_edges *edges;
    size_t edge_count; /* of subjects looked at */
};

/* Net m² by season (H1, H2) and class code, UNSEEN and OUTSIDE among them. */
struct lt_class_sums {
    double m2[2][LT_CLASS_OUTSIDE + 1];
};

struct lt_unit_work {
    struct lt_session *session;
    const struct lt_plan_unit *unit;
    unsigned threads;
    struct lt_spool *spool;
    struct lt_arena *arena; /* owns what the result points to */
    struct lt_raster *rasters[LT_RASTER_COUNT];
    struct lt_legend legends[LT_RASTER_COUNT];
    unsigned seasons; /* of the joint table: 1 or 2 */
    const struct lt_raster_source *sources[2];
    const struct lt_raster_source *apart; /* previous raster on a grid of its own; NULL otherwise */
    struct lt_rule_context context;
    struct lt_unit_layer layers[LT_LAYER_COUNT];
    struct lt_diagnostics diagnostics;
    struct lt_class_sums classes[2]; /* farmland, basic farmland */
    size_t town_capacity;            /* of result.towns */
    struct lt_unit_result result;
};

static inline void lt_unit_feature(const struct lt_unit_work *work, enum lt_layer layer,
                                   size_t index, struct lt_feature *ret_feature)
{
    lt_spool_feature(work->spool, layer, index, ret_feature);
}

/* Did the plan find anything in a layer that others are held against? */
static inline bool lt_unit_has_base(const struct lt_unit_work *work, enum lt_layer layer)
{
    const struct lt_plan *plan = &work->session->plan;
    return lt_quality_has_features(plan->quality, plan->quality_count, layer);
}

/* Squared CRS units per m² at the centre of the grid: for tolerances. */
static inline double lt_unit_planar_per_m2(const struct lt_unit_work *work)
{
    const struct lt_grid *grid = &work->sources[0]->grid;
    return grid->dx * grid->dy /
           lt_grid_cell_area(grid, 0.5 * (double)grid->cols, 0.5 * (double)grid->rows);
}

/* Half of it or more is covered by approvals valid at the image date: no offence. */
static inline bool lt_candidate_approved(const struct lt_candidate *one)
{
    return one->exempt_m2 > 0.0 && one->exempt_m2 >= 0.5 * one->patch.net_m2 * (1.0 - 1e-9);
}

/* Does the approval or lease run on a day of this half-year's images? */
static inline bool lt_unit_runs_at_images(const struct lt_unit_work *work,
                                          const struct lt_feature *feature)
{
    const struct lt_raster_config *raster = work->session->rasters[LT_RASTER_CURRENT];
    return lt_days_meet(feature->attr[LT_ATTR_FROM], feature->attr[LT_ATTR_TO], raster->image_from,
                        raster->image_to);
}

/* Rasters and legends of the session, those of one grid as the sources of the joint table. */
enum lt_status lt_unit_open_rasters(struct lt_unit_work *work, struct lt_error *err);
/* Everything that the work has opened; NULL-safe in each part. */
void lt_unit_close(struct lt_unit_work *work);
/* Stage 2 and 3 on one layer. */
enum lt_status lt_unit_tabulate(struct lt_unit_work *work, enum lt_layer layer,
                                struct lt_error *err);
void lt_unit_layer_finish(struct lt_unit_layer *layer);
/* The same two stages on shapes that are in no layer (overlaps). last_autumn stays empty outside H1
 * or without a previous raster. */
struct lt_unit_years {
    struct lt_tabulation table, apart;
    struct lt_crop_year year, last_autumn;
};
enum lt_status lt_unit_years_of(struct lt_unit_work *work, const struct lt_shapes *shapes,
                                const double *net_m2, struct lt_unit_years *ret_years,
                                struct lt_error *err);
void lt_unit_years_finish(struct lt_unit_years *years);

/* Stage 5 and the relations of each patch. */
enum lt_status lt_unit_candidates(struct lt_unit_work *work, struct lt_error *err);
/* Boundary sensitivity (edges.h), as far as the config asks for it. After the candidates, which it tells how they hold. */
enum lt_status lt_unit_edges(struct lt_unit_work *work, struct lt_error *err);
/* Can the feature be judged at all, with so many cells? */
enum lt_reason lt_unit_observability(const struct lt_config *config,
                                     const struct lt_feature *feature, uint32_t full,
                                     uint32_t touched);
/* Open cases of the prior ledger, judged again. */
enum lt_status lt_unit_rechecks(struct lt_unit_work *work, struct lt_error *err);
/* Records, waterfall, sums, overlaps and gaps. */
enum lt_status lt_unit_sum_up(struct lt_unit_work *work, struct lt_error *err);
/* Writes what later questions need (kept.h), once all is judged. */
enum lt_status lt_unit_keep(struct lt_unit_work *work, const struct lt_plan_unit *unit,
                            const char *path, struct lt_error *err);

#endif
