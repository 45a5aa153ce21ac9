/* Which ground the ledger's cases share with the features that they are judged by: one overlay, for all who ask. Private
 * to run/. */
#ifndef LT_RUN_SHARES_H
#define LT_RUN_SHARES_H

#include "liangtian/ledger.h"
#include "liangtian/spool.h"
#include "run/run_session.h"

/* A case is held against these, in this order. */
enum { LT_JUDGED_LAYERS = 3, LT_JUDGED_NOT = 0xff };
extern const enum lt_layer lt_judged_layers[LT_JUDGED_LAYERS];

/* Of each judged layer its place among those of the case's rules, gravest first; LT_JUDGED_NOT: no rule of it is judged
 * by the layer. */
struct lt_judged {
    uint8_t rank[LT_JUDGED_LAYERS];
    uint8_t count; /* layers that have a place */
};
struct lt_judged lt_judged_of(const struct lt_rule_set *rules, const struct lt_case *one);

struct lt_share {
    uint32_t item;        /* case, in the ledger */
    uint32_t judged;      /* in lt_judged_layers */
    uint32_t unit, index; /* in the plan; in its spool */
    double planar;        /* > 0, by exact overlay; units of the working CRS */
};
struct lt_shares {
    struct lt_share *items; /* ascending item, judged, unit, index */
    size_t count;
};
struct lt_shares_input {
    const struct lt_session *session;
    struct lt_spool *const *spools; /* one per unit of the plan */
    const struct lt_ledger *ledger;
};
/* Of every case that has ground and has not gone into another (open ones in any event): parcels, and the other layers by
 * which a rule of it is judged. Lives in `arena`. Threads: a unit each. Cost: one look at the boxes of three layers, an
 * exact overlay per pair whose boxes meet. Errors: LT_E_LIMIT, and those of the overlay. */
enum lt_status lt_shares_find(const struct lt_shares_input *input, struct lt_arena *arena,
                              struct lt_shares *ret_shares, struct lt_error *err);

#endif
