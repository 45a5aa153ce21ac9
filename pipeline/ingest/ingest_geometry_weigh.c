/* What GEOS would spend on rings, before it is asked: its time to judge grows with the boxes that meet, that of a repair
 * with the edges that do, and both without bound.
 *
 * Measured with GEOS 3.11: to judge takes 0.1 to 0.25 µs for each pair of boxes; a repair 360 µs for each crossing, at
 * 2,000 of them, and more of each the more there are; 2 µs for each pair of chains of edges whose boxes meet; 0.3 µs for
 * each pair of such rings; a minute for 50,000 holes, and its time grows with their square.
 */
#include "ingest_search.h"

enum {
    CROSSING = 10, /* touches */
    NEAR = 10,     /* pairs of chains that weigh as much as a touch */
    RINGS = 6,     /* pairs of rings that weigh as much as one of chains */
    MOST_KNOTS = 20000,
    MOST_NEAR = 2000000,
    MOST_HOLES = 50000,
    MOST_RING_PAIRS = 50000000
};
/* What nobody is charged for, since the time for it is no more than files of many small faults take, byte by byte */
enum { FREE_NEAR = 16 /* per chain */, FREE_KNOTS = 200, FREE_HOLES = 10000, HOLE = 4 };
/* Enough for 10,000 chains or rings that all meet each other, so that of fewer no search ends early */
enum { STEPS = 70000000, STEPS_EACH = 200 };

static uint64_t above(uint64_t value, uint64_t free)
{
    return value > free ? value - free : 0;
}

static enum lt_status look_through_edges(struct ingest_proof *room,
                                         const struct ingest_rings *rings,
                                         struct ingest_weight *weight, struct lt_error *err)
{
    struct ingest_search search;
    bool all_long;
    const enum lt_status status = ingest_search_edges(&search, room, rings, &all_long, err);
    if (status != LT_OK) {
        return status;
    }
    search.most_crossings = MOST_KNOTS / CROSSING;
    search.most_touches = search.most_pairs = UINT64_MAX;
    ingest_search_order(&search);
    const bool through = ingest_search_run(&search, STEPS + STEPS_EACH * (uint64_t)search.count[0]);
    weight->entangled = search.crossings > search.most_crossings;
    weight->seen = through || weight->entangled;
    weight->knots = CROSSING * search.crossings + search.touches;
    weight->near = above(search.pairs, FREE_NEAR * (uint64_t)search.count[0]);
    return LT_OK;
}

static enum lt_status look_through_rings(struct ingest_proof *room,
                                         const struct ingest_rings *rings,
                                         struct ingest_weight *weight, struct lt_error *err)
{
    struct ingest_search search;
    const enum lt_status status = ingest_search_rings(&search, room, rings, err);
    if (status != LT_OK) {
        return status;
    }
    search.most_pairs = MOST_RING_PAIRS;
    ingest_search_order(&search);
    weight->seen =
        ingest_search_run(&search, STEPS + STEPS_EACH * (uint64_t)search.count[0]) && weight->seen;
    weight->near += above(search.pairs, FREE_NEAR * (uint64_t)search.count[0]) / RINGS;
    return LT_OK;
}

enum lt_status ingest_rings_weigh(struct ingest_proof *room, const struct ingest_rings *rings,
                                  struct ingest_weight *ret_weight, struct lt_error *err)
{
    enum lt_status status;
    struct ingest_weight weight = {0};
    for (size_t r = 0; r < rings->ring_count; r++) {
        weight.holes += rings->is_hole[r] != 0;
    }
    LT_TRY(look_through_edges(room, rings, &weight, err));
    if (weight.seen && !weight.entangled) {
        LT_TRY(look_through_rings(room, rings, &weight, err));
    }
    weight.work = above(weight.knots, FREE_KNOTS + 3 * (uint64_t)rings->point_count / 2) +
                  weight.near / NEAR + HOLE * above(weight.holes, FREE_HOLES);
    *ret_weight = weight;
out:
    return status;
}

enum ingest_refusal ingest_weight_refusal(const struct ingest_weight *weight)
{
    return !weight->seen                ? INGEST_REFUSED_UNSEEN
           : weight->knots > MOST_KNOTS ? INGEST_REFUSED_KNOTS
           : weight->holes > MOST_HOLES ? INGEST_REFUSED_HOLES
           : weight->near > MOST_NEAR   ? INGEST_REFUSED_NEAR
                                        : INGEST_REFUSED_NOT;
}
