/* Ground that two counties claim. Private to run/. */
#ifndef LT_RUN_CLAIMS_H
#define LT_RUN_CLAIMS_H

#include "liangtian/verdict.h"
#include "run/run_parcels.h"

/* Tells, by pair of counties and layer, of the farmland, basic farmland and zones that both claim, and adds up by how much
 * the sums of the counties have more of it than lies there: what n counties have counts n − 1 times, by the plot of the
 * higher code; what a county has taken off its own sum (plots that overlap), and zones without a filed figure, do not.
 * `parcels`: of the layer of parcels. Cost: a query by box for each plot, an overlay where plots of two counties meet. */
enum lt_status lt_stage_claims(struct lt_session *session, const struct lt_parcels *parcels,
                               const struct lt_grid *grid, struct lt_floor_claims *ret_claims,
                               struct lt_error *err);

#endif
