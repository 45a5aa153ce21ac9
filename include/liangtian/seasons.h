/* Stage 3: from joint tables to the crop year of each polygon.
 *
 * in: the tabulation of (previous, current) season. out: per polygon season states, zero-grain and
 * idle area, annual state, proposed planting attribute. Each observation is used once; the joint
 * equals its marginals. Areas: net m², scaled so that everything in a polygon sums to its net area;
 * unseen and outside stay in the denominator and widen intervals.
 */
#ifndef LIANGTIAN_SEASONS_H
#define LIANGTIAN_SEASONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/legend.h"
#include "liangtian/period.h"
#include "liangtian/status.h"
#include "liangtian/zonal.h"

#ifdef __cplusplus
extern "C" {
#endif

struct lt_interval {
    double low, high; /* low ≤ high */
};
struct lt_json;
/* [low, high] as one member. In model/. */
void lt_interval_json(struct lt_json *json, const char *name, struct lt_interval interval);

/* 种植属性 as DOMAIN 1.2. */
enum lt_planting {
    LT_PLANTING_NONE, /* not concluded, or no farmland */
    LT_PLANTING_LS,   /* grain */
    LT_PLANTING_FLS,  /* non-grain */
    LT_PLANTING_LYFL, /* grain and non-grain in rotation */
    LT_PLANTING_LLJZ, /* forest and grain intercropped */
    LT_PLANTING_XG,   /* fallow by plan */
    LT_PLANTING_WG,   /* not planted */
};
const char *lt_planting_code(enum lt_planting planting); /* "LS"; "" for NONE */

/* State of one polygon in one season. */
enum lt_season_state {
    LT_SEASON_UNSEEN,    /* mostly unobserved */
    LT_SEASON_GRAIN,     /* bears grain: low share ≥ grain_season_share */
    LT_SEASON_NONGRAIN,  /* annual crops other than grain */
    LT_SEASON_STRUCTURE, /* perennial, water, facility, hard ground */
    LT_SEASON_BARE,
    LT_SEASON_MIXED, /* none reaches the share */
};
const char *lt_season_state_name(enum lt_season_state state); /* "grain" */
const char *lt_season_state_title(enum lt_season_state state, bool chinese);

struct lt_parcel_season {
    enum lt_season_state state;
    double group_m2[LT_GROUP_COUNT]; /* net m² by group */
    double unseen_m2, outside_m2;
    struct lt_interval grain_m2; /* [proven, possible], class weights included */
};

/* One polygon in one crop year (H1, H2) or, in H1, with H1 alone. */
struct lt_parcel_year {
    double net_m2;
    struct lt_parcel_season season[2];     /* [0] = H1, [1] = H2; H2 is all unseen in an H1 run */
    struct lt_interval zero_grain_m2;      /* ground without grain in either season */
    struct lt_interval idle_m2;            /* ground bare in both seasons */
    struct lt_interval grain_footprint_m2; /* ground with grain in at least one season */
    struct lt_interval sown_grain_m2; /* Σ over both seasons; an absent season is all unseen */
    bool complete;                    /* both seasons were tabulated */
    enum lt_planting proposed;
};

struct lt_crop_year {
    size_t count;
    struct lt_parcel_year *parcels;
    struct lt_arena *arena;
};

struct lt_seasons_input {
    const struct lt_tabulation *table; /* see `columns` */
    /* Which season of the table is H1 and which is H2 of the crop year; −1 where absent. In an H2
     * run with both rasters: {0, 1}. In an H1 run the table's last season is H1: {seasons − 1, −1}.
     */
    int column_h1, column_h2;
    const struct lt_legend *legends[LT_SEASONS_MAX]; /* one per season of the table */
    /* Set when H1 and H2 lie on different grids: table_h2 holds H2 alone, and the joint is bounded
     * by max(0, a + b − 1) … min(a, b) per polygon; column_h2 then names H2's legend only. NULL
     * otherwise. */
    const struct lt_tabulation *table_h2;
    const double *net_m2; /* one per polygon */
    double grain_season_share;
};
/* Where the raster resolves ridges (LT_GROUP_RIDGE) they are not deducted twice: ground beside them
 * keeps its geometric area, capped at the net area, and the ridges take what is left. A polygon
 * without entries is all unseen.
 *
 * States: GRAIN when the proven share reaches grain_season_share; then NONGRAIN, STRUCTURE, BARE
 * when their share does; UNSEEN when more than half was not observed; else MIXED. Proposed
 * attribute, only with both seasons: grain ground (proven footprint ≥ share) is LYFL where grain
 * with a non-grain crop on the same ground outweighs grain alone, else LS; ground that cannot reach
 * the share is FLS or WG; what the unseen ground leaves open is NONE. LLJZ and XG need other
 * evidence. The caller keeps it to farmland.
 *
 * Example: half a parcel wheat in H1 and bare in H2, the other half bare in H1 and maize in H2:
 * footprint 1.0 of the net area, zero grain 0. The half with wheat and maize, the other bare twice:
 * footprint 0.5, zero grain 0.5, idle 0.5; the marginals are the same (tests/unit/seasons).
 *
 * Errors: LT_E_LIMIT; LT_E_BUG when a joint does not equal its marginals within 1e-9 · net + 0.005
 * m². */
enum lt_status lt_seasons_compute(const struct lt_seasons_input *input,
                                  struct lt_crop_year *ret_year, struct lt_error *err);
void lt_crop_year_finish(struct lt_crop_year *year);

/* Net m² of the polygon per m² of its kernel sums; 0 when it has no entries. */
double lt_tabulation_scale(const struct lt_tabulation *table, size_t polygon, double net_m2);

/* Observability gate: fewer than `min_full` full cells, or `lost_share` or more of the touched
 * cells lost after a half-pixel inner buffer (counted as cells that are not full). True = too small
 * to judge. */
bool lt_too_small(uint32_t full_cells, uint32_t touched_cells, uint32_t min_full,
                  double lost_share);

#ifdef __cplusplus
}
#endif
#endif
