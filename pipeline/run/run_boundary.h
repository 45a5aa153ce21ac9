/* FZ-BOUNDARY of one unit: the exact overlay of its zones with the filed ones. Private to run/. */
#ifndef LT_RUN_BOUNDARY_H
#define LT_RUN_BOUNDARY_H

#include "run/run_unit.h"

struct lt_bounding_side {
    enum lt_layer layer;
    struct lt_spool_layer view;
    struct lt_shapes shapes;
    struct lt_box_index *index;
    size_t count;
    size_t *by_code; /* features in the order of their codes */
};

struct lt_bounding {
    struct lt_unit_work *work;
    struct lt_overlay *overlay;
    struct lt_arena *scratch; /* of one plot */
    struct lt_bounding_side filed, current;
    struct lt_bounding_side approvals;
    double width, least; /* snapping noise, in CRS units */
    struct lt_boundary *result;
    size_t capacity;
};

/* What one plot has that its namesake, or the whole other layer, has not. m² of the plot. */
struct lt_bounded {
    double away_m2, outside_m2; /* solid */
    double all_outside_m2;      /* noise included */
    bool kept_some, alike;
    struct lt_shape outside; /* in the scratch arena */
};

/* A layer with its index and the order of its codes. The index is the caller's. */
enum lt_status lt_bounding_open(struct lt_bounding *b, enum lt_layer layer,
                                struct lt_bounding_side *side, struct lt_error *err);
void lt_bounding_feature(const struct lt_bounding *b, const struct lt_bounding_side *side,
                         size_t index, struct lt_feature *ret_feature);
/* `namesake` may be NULL. */
enum lt_status lt_bounding_measure(struct lt_bounding *b, const struct lt_feature *plot,
                                   const struct lt_feature *namesake,
                                   const struct lt_bounding_side *other, struct lt_bounded *ret,
                                   struct lt_error *err);
/* Adds what approvals cover of the ground outside, and names the one with the largest cover so far. */
enum lt_status lt_bounding_approve(struct lt_bounding *b, const struct lt_bounded *side,
                                   double *exempt_m2, const char **number, double *largest,
                                   double m2_per_planar, struct lt_error *err);

/* Fills the unit's boundary result and the rule's tally; nothing without a filed layer. After the records. */
enum lt_status lt_unit_boundary(struct lt_unit_work *work, struct lt_error *err);

#endif
