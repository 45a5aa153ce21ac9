/* Ground that two counties claim. Private to run/. */
#ifndef LT_RUN_CLAIMS_H
#define LT_RUN_CLAIMS_H

#include "liangtian/verdict.h"
#include "run/run_parcels.h"

/* Tells, by pair of counties and layer, of the farmland, basic farmland and zones that both claim, and adds it up: each
 * county counts it, and the city may count it once. Ground that three counties claim is taken more than once.
 * `parcels`: of the layer of parcels. Cost: a query by box for each plot, an overlay where plots of two counties meet. */
enum lt_status lt_stage_claims(struct lt_session *session, const struct lt_parcels *parcels,
                               const struct lt_grid *grid, struct lt_floor_claims *ret_claims,
                               struct lt_error *err);

#endif
