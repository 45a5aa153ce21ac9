/* On which plots a case lies: those whose rules it stands on, and its parcel. Private to run/. */
#ifndef LT_RUN_PLOTS_H
#define LT_RUN_PLOTS_H

#include "liangtian/kept.h"
#include "liangtian/ledger.h"
#include "liangtian/spool.h"
#include "run/run_session.h"
#include "run/run_shares.h"

struct lt_plots_input {
    struct lt_session *session;
    struct lt_spool *const *spools; /* one per unit of the plan */
    const struct lt_ledger *ledger;
};
/* A feature on whose ground a case lies. */
struct lt_plot {
    uint32_t item; /* case, in the ledger */
    enum lt_layer layer;
    uint32_t unit, index; /* in the plan; in its spool */
    uint32_t rank;        /* among the case's layers: 0 that of its leading rule */
    bool named;           /* the parcel that the ledger names */
    double shared;        /* planar */
    uint32_t of;          /* plots of the layer in all */
};
/* Ascending case; then as they are told: by rank, the parcel that the ledger names first, then by ground; at most
 * LT_PLOTS_TOLD of a layer, and one parcel where no rule of the case is judged by parcels. Found by exact overlay: an id
 * that stands twice, or in another county, names only the feature on which the case lies. Less than a thousandth of the
 * case is snapping noise. */
struct lt_plots {
    struct lt_plot *items;
    size_t count;
    size_t *first; /* per case, and one more */
};
/* Lives in `arena`. `shares`: of the same ledger. Cost: a look at each share. */
enum lt_status lt_plots_find(const struct lt_plots_input *input, const struct lt_shares *shares,
                             struct lt_arena *arena, struct lt_plots *ret_plots,
                             struct lt_error *err);
/* The parcel on which a case lies: the first among its plots; NULL: on none. */
const struct lt_plot *lt_plots_parcel(const struct lt_plots *plots, size_t item);
/* The same for `explain`, with ids; borrows the spools' texts. */
enum lt_status lt_plots_keep(const struct lt_plots_input *input, const struct lt_plots *plots,
                             struct lt_arena *arena, struct lt_kept_cases *ret_cases,
                             struct lt_error *err);
/* The plots of one case, as they are kept. */
enum lt_status lt_plots_of_case(const struct lt_plots_input *input, const struct lt_plots *plots,
                                size_t item, struct lt_arena *arena, struct lt_kept_case *ret_case,
                                struct lt_error *err);

#endif
