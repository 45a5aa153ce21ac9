/* What units need of each other: the features along their borders. Private to run/. */
#ifndef LT_RUN_BORDERS_H
#define LT_RUN_BORDERS_H

#include "liangtian/grid.h"
#include "liangtian/spool.h"
#include "run/run_session.h"

/* A place may go on beyond the county border, on the parcels, basic farmland or zones of another county. Such features are
 * written once more, for the unit that may ask for them: those whose box meets that of a parcel, plot or zone of its own.
 * So no unit reads its neighbours' spools. Leaves work/<period>/borders/<unit>.spool where there are any, and its digest in
 * `border` of the unit. `spools` beside `units`. On all threads; memory: 12 bytes a feature that is found. */
enum lt_status lt_borders_write(struct lt_session *session, const struct lt_grid *grid,
                                struct lt_plan_unit *units, struct lt_spool *const *spools,
                                size_t count, struct lt_error *err);

#endif
