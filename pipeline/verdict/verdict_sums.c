/* County sums, added up. */
#include "liangtian/verdict.h"

static void add(struct lt_interval *into, struct lt_interval from)
{
    into->low += from.low;
    into->high += from.high;
}

static void add_counts(struct lt_unit_sums *into, const struct lt_unit_sums *from)
{
    into->parcels += from->parcels;
    into->farmland_parcels += from->farmland_parcels;
    into->zones += from->zones;
    into->pbf_parcels += from->pbf_parcels;
    into->unjudged += from->unjudged;
    into->meets += from->meets;
    into->below += from->below;
    into->excluded += from->excluded;
    into->meets_m2 += from->meets_m2;
    into->below_m2 += from->below_m2;
    into->excluded_m2 += from->excluded_m2;
    for (int reason = 0; reason < LT_REASON_COUNT; reason++) {
        into->undecided[reason] += from->undecided[reason];
        into->undecided_m2[reason] += from->undecided_m2[reason];
    }
}

void lt_unit_sums_add(struct lt_unit_sums *into, const struct lt_unit_sums *from)
{
    add_counts(into, from);
    into->farmland_m2 += from->farmland_m2;
    into->unjudged_m2 += from->unjudged_m2;
    into->pbf_m2 += from->pbf_m2;
    into->cropland_unplaced_m2 += from->cropland_unplaced_m2;
    into->pbf_unplaced_m2 += from->pbf_unplaced_m2;
    into->overlap_m2 += from->overlap_m2;
    into->zone_twice_m2 += from->zone_twice_m2;
    into->zone_unfiled_m2 += from->zone_unfiled_m2;
    into->zone_filed_m2 += from->zone_filed_m2;
    into->zone_gross_m2 += from->zone_gross_m2;
    add(&into->zone_effective_m2, from->zone_effective_m2);
    add(&into->footprint_m2, from->footprint_m2);
    add(&into->zero_grain_m2, from->zero_grain_m2);
    add(&into->idle_m2, from->idle_m2);
    add(&into->last_autumn_m2, from->last_autumn_m2);
    add(&into->pbf_grain_m2, from->pbf_grain_m2);
    add(&into->pbf_main_m2, from->pbf_main_m2);
    into->high_standard_m2 += from->high_standard_m2;
    into->high_standard_known_m2 += from->high_standard_known_m2;
    into->cropland_task_m2 += from->cropland_task_m2;
    for (int s = 0; s < 2; s++) {
        add(&into->grain_m2[s], from->grain_m2[s]);
        add(&into->outside_grain_m2[s], from->outside_grain_m2[s]);
        into->unseen_m2[s] += from->unseen_m2[s];
        for (int g = 0; g < LT_GROUP_COUNT; g++) {
            into->group_m2[s][g] += from->group_m2[s][g];
        }
    }
}
