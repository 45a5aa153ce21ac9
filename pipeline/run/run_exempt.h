/* What approvals permit of a patch, and what is left of it. Private to run/. */
#ifndef LT_RUN_EXEMPT_H
#define LT_RUN_EXEMPT_H

#include "liangtian/patches.h"
#include "run/run_relations.h"

enum {
    LT_WINDOW_LIMIT = 400000000
}; /* cells of one subject's window: 4 GB at two seasons is refused before */

/* One thread's means of drawing. */
struct lt_drawer {
    const struct lt_relations *relations;
    struct lt_zonal_reader *reader;
    struct lt_overlay *overlay;
    struct lt_arena *arena; /* what is drawn lives here */
};

/* The patches of one finding after approvals have been laid over them: what they permit is a patch of its own, and the
 * rest stands the gate again. `approval` runs parallel to the patches: index in the approvals layer, or SIZE_MAX. */
struct lt_drawn {
    struct lt_patches patches;
    size_t *approval;
};

/* Draws a feature's patches under a rule, with their cells. `finding` and `promoted` as in lt_patches_input. */
struct lt_unit_drawing {
    const struct lt_rule *rule;
    uint32_t rule_index, subject;
    const struct lt_feature *feature;
    const struct lt_finding *finding;
    uint32_t min_full_cells, erosion_cells;
    const bool *promoted;
};
enum lt_status lt_unit_draw(const struct lt_drawer *drawer, const struct lt_unit_drawing *drawing,
                            struct lt_patches *ret_patches, struct lt_error *err);

/* Cuts the cases among `drawn` along the approvals of this half-year that permit what the rule forbids. Approved ground
 * below the config's overlap_min_m2 is snapping noise. Rests that fail the gate become EDGE or SMALL. Areas: the sums
 * of the patches stay. Threads: one drawer per thread. */
enum lt_status lt_unit_exempt(const struct lt_drawer *drawer, const struct lt_rule *rule,
                              const struct lt_feature *feature, struct lt_drawn *drawn,
                              struct lt_error *err);

#endif
