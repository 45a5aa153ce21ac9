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

#include "liangtian/accuracy.h"
#include "liangtian/config.h"
#include "liangtian/rules.h"
#include "liangtian/sample.h"
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
    double cropland_unplaced_m2,
        pbf_unplaced_m2; /* of these, without a usable geometry: ground that others may have too */
    double overlap_m2;   /* ground counted in two parcels of the county; taken off once */
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

/* What a labelled sample says of one floor. */
struct lt_floor_sample {
    bool given;
    struct lt_estimate area; /* sown: on cropland; zones: the effective area */
    struct lt_estimate
        with_outside; /* sown: cropland and outside land; LT_BY_NOTHING: not sampled */
    enum lt_floor_decision decision;
    uint64_t more_points; /* that would decide it; LT_NO_SAMPLE_DECIDES */
    struct lt_rank rank;  /* of counties, by share of their area; 0 where not ranked */
    uint32_t tier;        /* counties whose ranks overlap share it */
};

/* One floor statement: mapped area only where there is no sample, and it says so. */
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
    struct lt_floor_sample sample;
    enum lt_verdict_value map_verdict; /* what the map alone says, where a sample decides */
    struct lt_interval
        not_grain_m2; /* taken off for maize cut green and the like: off the high bound … off the low */
    double statistics_m2; /* the statistics bureau's figure; 0 = not given */
    double
        claimed_m2; /* of the city: ground that two counties count, off the low bounds (sown: of each season) */
};

/* Ground that two counties count, by what floors count it. */
struct lt_floor_claims {
    double farmland_m2, pbf_m2; /* net */
    double zone_filed_m2;
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
    double autumn_capacity_m2;     /* city's farmland net: a fully cropped autumn cannot bring more;
                                  0 = Σ farmland_m2. A unit's own capacity is its farmland_m2 */
    struct lt_floor_claims claims; /* the city may count it once, and nobody knows whose it is */
    const struct lt_interval
        *last_autumn_m2; /* per unit; NULL: the sums' own, known where high > 0 */
};
/* FZ-AREA: the filed figure decides; ground that two plots delineate may count once, and plots without
 * a filed figure may add their geometric area: UNDECIDED:filed_area when the floor lies between; geometric area is a check, effective area an early warning
 * that never fails a floor. SOWN-AREA in H2: MEETS when the low bound on cropland reaches the
 * floor, BELOW only when the high bound of cropland and outside land stays under it, else
 * UNDECIDED:unseen. In H1: MEETS when summer alone reaches it, BELOW only when a fully cropped
 * autumn could not, else UNDECIDED:pending with what autumn must bring. No target:
 * UNDECIDED:not_subject. What two counties claim is off the city's low bounds: UNDECIDED:county_claim
 * (zones: filed_area) where that alone leaves the floor open.
 * Example (H1): F = 100, summer 60…70, farmland 50: UNDECIDED:pending, autumn must bring 30…40. */
/* CROPLAND-TARGET and PBF-AREA (M27): the area as surveyed, each place once, against the task. What has no usable
 * geometry counts with its filed area in the high bound alone: UNDECIDED:invalid_geometry when the task lies between.
 * 2 × (count + 1) floors: city first, then units, FZ-AREA before SOWN-AREA; then, where targets are given, as many of
 * CROPLAND-TARGET and PBF-AREA in the same order. */
enum lt_status lt_floors_judge(const struct lt_floors_input *input, struct lt_arena *arena,
                               struct lt_floor **ret_floors, size_t *ret_count,
                               struct lt_error *err);

/* --- floors by a sample -------------------------------------------------------------------------------------- */

/* Labelled samples of a half-year: one season of labels in H1, two on the same points in H2. Domain d is the unit of
 * sums[d]; classes are numbered alike in all. */
struct lt_floors_sample {
    const struct lt_sample *frames[LT_FRAME_COUNT]; /* NULL = not sampled */
    const bool *grain, *lost; /* per class; lost: ground under it no longer serves as a zone */
    size_t class_count;
};
/* Lets the samples decide. SOWN-AREA: compliance is proven when the one-sided lower bound on cropland, less what the
 * statistics do not call grain, reaches the floor; breach when the upper bound on cropland and outside land (one sample
 * of both frames together, whose strata do not meet) and, in H1, a fully cropped autumn cannot. Outside land that may
 * bear grain and has no sample lets no breach be proven. The verdict is then that decision; `map_verdict` keeps the
 * other. FZ-AREA keeps the verdict of the filed figure; the sample is of the effective area, and its breach is the
 * early warning. Counties are one family by Holm; a borrowed estimate proves nothing and is not ranked.
 * `floors`, `count`: of lt_floors_judge on the same input. Must hold: lower ≤ value ≤ upper; proven only where the bound
 * lies beyond the floor. */
enum lt_status lt_floors_adjust(const struct lt_floors_input *input,
                                const struct lt_floors_sample *sample, struct lt_arena *arena,
                                struct lt_floor *floors, size_t count, struct lt_error *err);

/* The output of one county. */
struct lt_output_unit {
    uint32_t unit;
    double target_kg;                /* 0 = none */
    double mapped_kg, mapped_se_kg;  /* as mapped, cropland; NAN: a crop without a yield */
    struct lt_estimate kg;           /* on cropland; LT_BY_NOTHING without a sample */
    struct lt_estimate with_outside; /* LT_BY_NOTHING: not sampled */
    enum lt_floor_decision decision;
    uint64_t more_points;
    enum lt_verdict_value verdict;
    enum lt_reason reason;
};

/* OUTPUT (M19): grain output of the crop year so far, in kg. */
struct lt_output {
    bool given;                   /* yields were named */
    double floor_kg;              /* 0 = none */
    double mapped_kg;             /* as mapped, cropland; NAN: a crop without a yield */
    double mapped_se_kg;          /* of the yields alone */
    struct lt_output_unit *units; /* as the input has them */
    size_t unit_count;
    bool sampled;
    struct lt_estimate kg;           /* on cropland */
    struct lt_estimate with_outside; /* LT_BY_NOTHING: not sampled */
    enum lt_floor_decision decision;
    uint64_t more_points;
    enum lt_verdict_value verdict;
    enum lt_reason reason;
};
struct lt_output_place { /* what the output of one county is held against; as in lt_output_input */
    uint32_t unit;
    double target_kg, not_grain_m2;
    bool outside_unseen;
};
struct lt_output_input {
    const struct lt_floors_sample *sample; /* of which `grain` is needed always */
    const struct lt_names *classes;        /* the numbers' names: keys of the legend */
    const struct lt_yield *yields;         /* of grain */
    size_t yield_count;
    const struct lt_crop_area *const *crops; /* per unit, as domains */
    const size_t *crop_counts;
    size_t unit_count;
    int half;
    double floor_kg;
    bool outside_unseen; /* outside land may bear grain on the map */
    double not_grain_m2; /* at most: maize cut green and the like, which the labels call grain */
    const struct lt_output_place *places; /* per unit */
};
/* Counties with a target are one family by Holm for compliance and one for breach; a borrowed estimate proves nothing.
 * Without a sample nothing is proven, and breach never in H1. Compliance holds even if what is no grain bore the highest
 * yield. */
enum lt_status lt_output_judge(const struct lt_output_input *input, struct lt_arena *arena,
                               struct lt_output *ret_output, struct lt_error *err);

#ifdef __cplusplus
}
#endif
#endif
