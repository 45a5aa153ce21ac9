/* Stage 6: floors and totals with their intervals.
 *
 * in: crop years of the units, zone layer, floors. out: verdicts with margin and flip area.
 * Must hold: low ≤ estimate ≤ high; BELOW only if high < floor; MEETS only if low ≥ floor.
 */
#ifndef LIANGTIAN_VERDICT_H
#define LIANGTIAN_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/rules.h"
#include "liangtian/seasons.h"
#include "liangtian/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* s_lo ≥ F: MEETS; s_hi < F: BELOW; else UNDECIDED. Works on shares and on areas alike. */
enum lt_verdict_value lt_verdict_of(double low, double high, double floor);

/* Sums of one county (or the city), net m². Added up in unit order. */
struct lt_unit_sums {
    uint32_t unit;
    uint64_t parcels, farmland_parcels, zones, pbf_parcels;
    uint64_t unjudged;
    double farmland_m2, unjudged_m2, pbf_m2;
    double overlap_m2; /* ground counted in two parcels; taken off the city's area once */
    struct lt_interval grain_m2[2];         /* by season H1, H2, on cropland parcels */
    struct lt_interval outside_grain_m2[2]; /* the same on parcels that are not cropland: official
                                               sown area counts it */
    struct lt_interval footprint_m2;        /* grain in at least one season */
    struct lt_interval zero_grain_m2, idle_m2;
    struct lt_interval
        last_autumn_m2; /* H1 runs: grain of the autumn before, from its raster; 0,0 without */
    double unseen_m2[2];
    double zone_twice_m2;                 /* filed area of ground that two plots delineate */
    double zone_unfiled_m2;               /* geometric area of plots without a filed figure */
    double zone_filed_m2, zone_gross_m2;  /* filed area decides; geometric area is a check */
    struct lt_interval zone_effective_m2; /* without the parts whose nature changed */
    double group_m2[2][LT_GROUP_COUNT];
    double high_standard_m2,
        high_standard_known_m2; /* zone plots that say yes; that say yes or no; filed area */
    double cropland_task_m2;    /* GDBHMB: cropland to be kept; 0 without the layer */
    struct lt_interval pbf_grain_m2,
        pbf_main_m2; /* basic farmland with (main) grain in a season of the crop year */
    /* the waterfall of all parcels under per-subject rules: every parcel in exactly one; the counts
     * sum to `parcels` */
    uint64_t meets, below, undecided[LT_REASON_COUNT], excluded;
    double meets_m2, below_m2, undecided_m2[LT_REASON_COUNT], excluded_m2;
};
/* Farmland of one township (first nine digits of ZLDWDM; 0: none told), as part of the county's sums. */
struct lt_town_sums {
    uint32_t town;
    double farmland_m2;
    struct lt_interval grain_m2[2];
    double unseen_m2[2];
};

/* Area of one class of the legend in one season, farmland and basic farmland. */
struct lt_crop_area {
    const char *crop, *name_zh, *name_en;
    enum lt_group group;
    uint32_t season; /* 0 = H1, 1 = H2 */
    double farmland_m2, pbf_m2;
};

/* What one operator leases in one county. */
struct lt_operator {
    const char *key;  /* keyed hash; "" when the lease names none */
    const char *kind; /* as the first lease says; "" when none does */
    uint64_t leases, kinds_differ;
    struct lt_interval leased_m2; /* geometric; low: ground under several leases counts once */
    struct lt_interval zero_grain_m2, footprint_m2; /* of the crop year */
    double purpose_m2[3]; /* contract permits planting; something else; does not say */
};

void lt_unit_sums_add(struct lt_unit_sums *into, const struct lt_unit_sums *from);

/* One floor statement: mapped area only until a sample exists, and it says so. */
struct lt_floor {
    const char *rule_id; /* "FZ-AREA", "SOWN-AREA" */
    uint32_t unit;       /* city code or county */
    double floor_m2;     /* 0 = no target set */
    struct lt_interval
        area_m2; /* zones: the filed figure; sown: on cropland; in H1 the summer alone */
    struct lt_interval
        with_outside_m2; /* sown: cropland and outside land: the second line to print */
    double estimate_m2;  /* unobserved ground taken to be like the observed; inside area_m2 */
    enum lt_verdict_value verdict;
    enum lt_reason reason;
    double margin_m2, flip_m2;
    double filed_m2, geometric_m2;   /* zones */
    struct lt_interval effective_m2; /* zones: early warning */
    bool effective_warning; /* even the best case of the effective area is under the floor */
    struct lt_interval autumn_must_bring_m2; /* H1: [F − high, F − low]; 0 otherwise */
    struct lt_interval last_autumn_m2;       /* where a previous H2 is known */
    bool has_last_autumn;
    bool map_only; /* unadjusted for class error */
    struct lt_interval
        not_grain_m2; /* taken off for maize cut green and the like: off the high bound … off the low */
    double statistics_m2; /* the statistics bureau's figure; 0 = not given */
};

struct lt_floors_input {
    const struct lt_unit_sums *sums; /* one per unit, ascending code */
    size_t count;
    int half;
    uint32_t city_code;
    double floor_zone_m2, floor_sown_m2;
    const double *target_zone_m2, *target_sown_m2; /* per unit; 0 = none */
    const double *target_cropland_m2,
        *target_pbf_m2; /* per unit; 0 = none; NULL: these floors are not judged */
    double floor_cropland_m2, floor_pbf_m2; /* 0 = the units' added up, where each has one */
    const struct lt_interval *not_grain_m2
        [2]; /* per unit by season: in the raster grain, in the statistics not; may be NULL */
    const double *statistics_m2[2]; /* per unit by season; 0 = not given; may be NULL */
    double autumn_capacity_m2; /* city's farmland net: a fully cropped autumn cannot bring more;
                                  0 = Σ farmland_m2. A unit's own capacity is its farmland_m2 */
    const struct lt_interval
        *last_autumn_m2; /* per unit; NULL: the sums' own, known where high > 0 */
};
/* FZ-AREA: the filed figure decides; ground that two plots delineate may count once, and plots without
 * a filed figure may add their geometric area: UNDECIDED:filed_area when the floor lies between; geometric area is a check, effective area an early warning
 * that never fails a floor. SOWN-AREA in H2: MEETS when the low bound on cropland reaches the
 * floor, BELOW only when the high bound of cropland and outside land stays under it, else
 * UNDECIDED:unseen. In H1: MEETS when summer alone reaches it, BELOW only when a fully cropped
 * autumn could not, else UNDECIDED:pending with what autumn must bring. No target:
 * UNDECIDED:not_subject.
 * Example (H1): F = 100, summer 60…70, farmland 50: UNDECIDED:pending, autumn must bring 30…40. */
/* CROPLAND-TARGET and PBF-AREA (M27): the area as surveyed, each place once, against the task.
 * 2 × (count + 1) floors: city first, then units, FZ-AREA before SOWN-AREA; then, where targets are given, as many of
 * CROPLAND-TARGET and PBF-AREA in the same order. */
enum lt_status lt_floors_judge(const struct lt_floors_input *input, struct lt_arena *arena,
                               struct lt_floor **ret_floors, size_t *ret_count,
                               struct lt_error *err);

#ifdef __cplusplus
}
#endif
#endif
