/* The parcels of all units by their place: for what goes over the borders of counties. Private to run/. */
#ifndef LT_RUN_PARCELS_H
#define LT_RUN_PARCELS_H

#include "liangtian/overlay.h"
#include "liangtian/spool.h"
#include "run/run_session.h"

struct lt_parcels {
    struct lt_spool *const *spools; /* by number in the plan; borrowed */
    size_t count;
    struct lt_box_index **indexes;
};
/* Cost: a look at each parcel's box, a unit a thread. */
enum lt_status lt_parcels_open(struct lt_spool *const *spools, size_t count, unsigned threads,
                               struct lt_parcels *ret_parcels, struct lt_error *err);
void lt_parcels_close(struct lt_parcels *parcels); /* zeroed is fine */

struct lt_shape_list {
    struct lt_shape *shapes; /* views into spools; free() it */
    size_t count, capacity;
};
enum lt_status lt_shape_list_add(struct lt_shape_list *list, const struct lt_shape *shape,
                                 struct lt_error *err);
/* Adds to the list the farmland parcels of a unit that share more than `least` of planar ground with the shape. */
enum lt_status lt_parcels_claiming(const struct lt_parcels *parcels, size_t unit,
                                   struct lt_overlay *overlay, const struct lt_shape *shape,
                                   double least, struct lt_shape_list *list, struct lt_error *err);

/* Tells, a pair of counties a line, of the farmland that both claim: each counts it, and so does the city's total twice. */
enum lt_status lt_stage_claims(struct lt_session *session, const struct lt_parcels *parcels,
                               const struct lt_grid *grid, struct lt_error *err);

#endif
