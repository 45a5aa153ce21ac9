/* What a unit (a county) yields: the hand-over from stages 2–5 to the merge.
 *
 * A unit runs in a child process and writes this through the store; the merge reads it back. Everything a merge
 * needs is here, so inputs are never read again. Order inside: layer, then sequence.
 */
#ifndef LIANGTIAN_UNIT_H
#define LIANGTIAN_UNIT_H

#include <stddef.h>
#include <stdint.h>

#include "liangtian/boundary.h"
#include "liangtian/conversion.h"
#include "liangtian/edges.h"
#include "liangtian/lookback.h"
#include "liangtian/parcel.h"
#include "liangtian/patches.h"
#include "liangtian/period.h"
#include "liangtian/rules.h"
#include "liangtian/seasons.h"
#include "liangtian/verdict.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The judged state of one feature of the parcel, PBF or zone layer. Joins to the spool by (layer, index). */
struct lt_record {
    enum lt_layer layer;
    uint32_t index; /* in the unit's spool layer */
    uint64_t sequence;
    double net_m2;
    enum lt_season_state state[2];
    struct lt_interval grain_m2[2];
    struct lt_interval zero_grain_m2, idle_m2;
    double unseen_m2[2];
    enum lt_planting proposed;
    uint32_t full_cells, touched_cells;
    /* the gravest outcome over all rules; excluded: no rule applies */
    bool excluded;
    enum lt_verdict_value verdict;
    enum lt_reason reason;
    uint32_t rule; /* index; UINT32_MAX when none */
    double share_low, share_high, flip_m2;
};

/* A patch on its way to becoming a case, with the relations that decide its fate. */
struct lt_candidate {
    uint32_t unit, rule;
    enum lt_layer layer; /* of the subject */
    const char *subject_id;
    const char *parcel_id; /* DLTB parcel with the largest overlap, or "" */
    uint32_t parcel_index; /* its index in the unit's spool layer; UINT32_MAX when none */
    const char *land_class, *planting;
    const char *town; /* first nine digits of the parcel's unit code, or "" */
    struct lt_patch patch;
    double share_low, share_high;
    double pbf_m2, zone_m2;  /* overlap with PBF and function zones, net share */
    double exempt_m2;        /* covered by approvals valid at the image date */
    const char *approval;    /* kind and number of the approval with the largest cover */
    const char *feedback_id; /* feedback polygon with the largest overlap, or "" */
    double feedback_m2;
    double baseline_m2;      /* offending already on the baseline raster */
    double baseline_seen_m2; /* observed there at all */
    double
        earlier_clean_m2; /* observed as non-offending in the half-year before the previous one */
    lt_period earlier;    /* that half-year; 0 without its raster */
    bool base_year_structure; /* base-year DLTB (02xx, K, FLS …) proves that it is old */
    struct lt_edges edges;    /* not given unless boundary sensitivity was asked for */
};

/* How an open case of the prior ledger looks in this period's rasters. */
struct lt_recheck {
    const char *case_id;
    double net_m2;
    double offending_low_m2, offending_high_m2; /* under the case's primary rule */
    bool judged;           /* false: PENDING, cloud, flood … with the reason */
    enum lt_reason reason; /* judged: what leaves ground between low and high, NONE for unseen */
};

struct lt_unit_result {
    uint32_t unit;
    struct lt_unit_sums sums;
    struct lt_record *records;
    size_t record_count;
    struct lt_rule_tally *tallies; /* one per rule of the set, what its findings add up to */
    size_t tally_count;
    struct lt_edge_sums *by_position; /* boundary sensitivity: one per rule, or none */
    size_t by_position_count;
    struct lt_candidate *candidates; /* order: rule, subject, low_row, low_col */
    size_t candidate_count;
    double edge_m2, small_m2; /* proven but no case */
    uint64_t edge_count, small_count;
    struct lt_recheck *rechecks; /* ascending case id */
    size_t recheck_count;
    struct lt_town_sums *towns; /* ascending code; they sum to the county */
    size_t town_count;
    struct lt_crop_area *crops; /* by season, then class; they sum to the farmland */
    size_t crop_count;
    struct lt_operator *operators; /* ascending key */
    size_t operator_count;
    struct lt_boundary boundary;     /* FZ-BOUNDARY: zones against the filed layer */
    struct lt_lookback lookback;     /* FZ-ADD, FZ-STRIKE */
    struct lt_conversion conversion; /* CROPLAND-BALANCE */
    struct lt_arena *arena;          /* owns everything above */
};
void lt_unit_result_finish(struct lt_unit_result *result);

#ifdef __cplusplus
}
#endif
#endif
