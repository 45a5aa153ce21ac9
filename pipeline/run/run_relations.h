/* What a patch lies on: parcels, permanent basic farmland, zones, approvals, feedback. Private to
 * run/. */
#ifndef LT_RUN_RELATIONS_H
#define LT_RUN_RELATIONS_H

#include "run/run_unit.h"

enum { LT_RELATED = 5 };

/* The layers a patch is held against, each with an index over its boxes; read from any thread. */
struct lt_relations {
    struct lt_unit_work *work;
    struct lt_spool_layer views[LT_RELATED];
    struct lt_box_index *indexes[LT_RELATED];
};
enum lt_status lt_relations_open(struct lt_unit_work *work, struct lt_relations *ret_relations,
                                 struct lt_error *err);
void lt_relations_close(struct lt_relations *relations);

/* Fills in everything of a candidate but its patch and its baseline. Ground under several features
 * of a layer counts once. `approval`: index of the one that permits the patch, SIZE_MAX for none. The parcel is left open where ground that no parcel of this unit covers
 * outweighs the largest: the farmer may be another county's. */
enum lt_status lt_relations_describe(const struct lt_relations *relations,
                                     struct lt_overlay *overlay, const struct lt_feature *subject,
                                     size_t approval, struct lt_candidate *one,
                                     struct lt_error *err);

/* Is the approval valid at the span of this half-year's images? Open ends are open. Pure. */
bool lt_relations_valid(const struct lt_unit_work *work, const struct lt_feature *approval);
/* Visits the approvals whose box meets `box`, ascending. */
enum lt_status lt_relations_each_approval(const struct lt_relations *relations, struct lt_box box,
                                          bool (*visit)(void *context, size_t index), void *context,
                                          struct lt_error *err);

/* Takes the permanent basic farmland off a feature, shape and net area: that ground falls under the
 * PBF rules. Nothing left: n_rings = 0 and no area. */
enum lt_status lt_relations_keep_ordinary(const struct lt_relations *relations,
                                          struct lt_overlay *overlay, struct lt_arena *arena,
                                          struct lt_feature *feature, struct lt_error *err);

#endif
