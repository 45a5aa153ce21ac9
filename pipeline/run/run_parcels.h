/* The plots of one layer, parcels above all, of all units by their place: for what goes over the borders of counties.
 * Private to run/. */
#ifndef LT_RUN_PARCELS_H
#define LT_RUN_PARCELS_H

#include "liangtian/overlay.h"
#include "liangtian/spool.h"
#include "run/run_session.h"

struct lt_parcels {
    struct lt_spool *const *spools; /* by number in the plan; borrowed */
    size_t count;
    enum lt_layer layer;
    struct lt_box_index **indexes;
};
/* Cost: a look at each plot's box, a unit a thread. */
enum lt_status lt_parcels_open(struct lt_spool *const *spools, size_t count, enum lt_layer layer,
                               unsigned threads, struct lt_parcels *ret_parcels,
                               struct lt_error *err);
void lt_parcels_close(struct lt_parcels *parcels); /* zeroed is fine */

struct lt_shape_list {
    struct lt_shape *shapes; /* views into spools; free() it */
    size_t count, capacity;
};
enum lt_status lt_shape_list_add(struct lt_shape_list *list, const struct lt_shape *shape,
                                 struct lt_error *err);
typedef bool lt_plot_test(enum lt_layer layer, const struct lt_feature *plot);
/* Has it a place, and is it farmland where the layer is that of parcels? */
lt_plot_test lt_parcels_may_claim;
/* Adds to the list the plots of a unit that `may` lets pass and that share more than `least` of ground, planar, with the
 * shape. */
enum lt_status lt_parcels_claiming(const struct lt_parcels *parcels, size_t unit,
                                   struct lt_overlay *overlay, const struct lt_shape *shape,
                                   double least, lt_plot_test *may, struct lt_shape_list *list,
                                   struct lt_error *err);
/* The same for the plots of the unit before `index` that may claim ground. */
enum lt_status lt_parcels_before(const struct lt_parcels *parcels, size_t unit, size_t index,
                                 struct lt_overlay *overlay, const struct lt_shape *shape,
                                 double least, struct lt_shape_list *list, struct lt_error *err);

#endif
