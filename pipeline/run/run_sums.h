/* The parts of a unit's sums. Private to run/. */
#ifndef LT_RUN_SUMS_H
#define LT_RUN_SUMS_H

#include "run/run_unit.h"
#include "support/text.h"

static inline bool lt_is_farmland(const struct lt_feature *feature)
{
    return lt_starts_with(feature->attr[LT_ATTR_LAND_CLASS], "01");
}

static inline struct lt_interval lt_plus(struct lt_interval a, struct lt_interval b, double sign)
{
    return (struct lt_interval){a.low + sign * b.low, a.high + sign * b.high};
}

/* Every feature of the judged layers in one record, with the gravest outcome over all rules; the rules' tallies. */
enum lt_status lt_unit_records(struct lt_unit_work *work, struct lt_error *err);

/* Adds (or, with sign −1, takes off) one piece of farmland. `last_autumn` may be NULL. */
void lt_sums_add_farmland(struct lt_unit_sums *sums, const struct lt_parcel_year *year,
                          const struct lt_parcel_year *last_autumn, double sign);

/* Planar area up to which an overlap of two features is not worth a line (overlap_min_m2 of the config). */
double lt_overlap_least(const struct lt_config *config, const struct lt_grid *grid);
/* Pairs of a layer that share ground worth a line, by the one that comes second, then by the first. */
enum lt_status lt_unit_overlap_pairs(struct lt_unit_work *work, enum lt_layer layer,
                                     struct lt_overlay *overlay, struct lt_overlap **ret_pairs,
                                     size_t *ret_count, struct lt_error *err);
/* Takes off the sums what several parcels, basic-farmland plots or zone plots have in common, and tells of it. */
enum lt_status lt_unit_count_once(struct lt_unit_work *work, struct lt_error *err);

#endif
