/* What a patch lies on: parcels, permanent basic farmland, zones, approvals, feedback. Private to
 * run/. */
#ifndef LT_RUN_RELATIONS_H
#define LT_RUN_RELATIONS_H

#include "liangtian/feedback.h"
#include "run/run_unit.h"

enum { LT_RELATED = 5 };

/* Features of other counties along the border, wanted where a place crosses it. */
struct lt_abroad {
    bool opened;
    struct lt_spool *spool; /* NULL: nothing of another county lies near */
    struct lt_spool_layer views[LT_RELATED];
    struct lt_box_index *indexes[LT_RELATED]; /* parcels, basic farmland, zones */
};

/* The layers a patch is held against, each with an index over its boxes; read from any thread. */
struct lt_relations {
    struct lt_unit_work *work;
    struct lt_spool_layer views[LT_RELATED];
    struct lt_box_index *indexes[LT_RELATED];
    struct lt_feedback_kinds kinds; /* none where the half-year has no feedback */
    struct lt_abroad abroad;        /* opened when first wanted, by lt_relations_describe() alone */
};
enum lt_status lt_relations_open(struct lt_unit_work *work, struct lt_relations *ret_relations,
                                 struct lt_error *err);
void lt_relations_close(struct lt_relations *relations);

/* Fills in everything of a candidate but its patch and its baseline. Ground under several features
 * of a layer counts once. `approval`: index of the one that permits the patch, SIZE_MAX for none. The parcel is left open where ground that no parcel of this unit covers
 * outweighs the largest. Where the unit's own parcels leave ground of the patch free, those of the other counties are
 * asked too: parcel, basic farmland and zones go on beyond the border. Not for two threads at a time. */
enum lt_status lt_relations_describe(struct lt_relations *relations, struct lt_overlay *overlay,
                                     const struct lt_feature *subject, size_t approval,
                                     struct lt_candidate *one, struct lt_error *err);

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
