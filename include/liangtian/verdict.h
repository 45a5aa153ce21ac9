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
    /* the waterfall of all parcels under per-subject rules: every parcel in exactly one; the counts
     * sum to `parcels` */
    uint64_t meets, below, undecided[LT_REASON_COUNT], excluded;
    double meets_m2, below_m2, undecided_m2[LT_REASON_COUNT], excluded_m2;
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
};

struct lt_floors_input {
    const struct lt_unit_sums *sums; /* one per unit, ascending code */
    size_t count;
    int half;
    uint32_t city_code;
    double floor_zone_m2, floor_sown_m2;
    const double *target_zone_m2, *target_sown_m2; /* per unit; 0 = none */
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
/* 2 × (count + 1) floors: city first, then units, FZ-AREA before SOWN-AREA. */
enum lt_status lt_floors_judge(const struct lt_floors_input *input, struct lt_arena *arena,
                               struct lt_floor **ret_floors, size_t *ret_count,
                               struct lt_error *err);

#ifdef __cplusplus
}
#endif
#endif
