/* Looking back at the zones (FZ-ADD, FZ-STRIKE): what counts as grain land to add, and which ground makes up for what. */
#include <math.h>
#include <string.h>

#include "liangtian/lookback.h"

enum lt_truth lt_lookback_slope(const char *slope, bool *ret_hilly)
{
    *ret_hilly = strcmp(slope, "3") == 0;
    if (strlen(slope) != 1 || *slope < '1' || *slope > '5') {
        return LT_UNKNOWN;
    }
    return *slope <= '3' ? LT_TRUE : LT_FALSE;
}

enum lt_truth lt_lookback_grain(bool complete, struct lt_interval footprint_m2, double net_m2,
                                double grain_season_share)
{
    const double enough = grain_season_share * net_m2;
    if (footprint_m2.low >= enough && net_m2 > 0.0) {
        return LT_TRUE;
    }
    return complete && footprint_m2.high < enough ? LT_FALSE : LT_UNKNOWN;
}

/* Large before small; the id makes the order one. */
static bool chooses_first(const struct lt_lookback_want *a, const struct lt_lookback_want *b)
{
    if (a->area_m2 != b->area_m2) { // NOLINT: an order, no comparison of measures
        return a->area_m2 > b->area_m2;
    }
    return strcmp(a->id, b->id) < 0;
}

static void sort_wants(const struct lt_lookback_want *wants, size_t *order, size_t count)
{
    for (size_t gap = count / 2; gap > 0; gap /= 2) {
        for (size_t i = gap; i < count; i++) {
            const size_t one = order[i];
            size_t at = i;
            for (; at >= gap && chooses_first(&wants[one], &wants[order[at - gap]]); at -= gap) {
                order[at] = order[at - gap];
            }
            order[at] = one;
        }
    }
}

/* Own county, then the tightest fit, then the first. */
static bool fits_better(const struct lt_lookback_offer *a, const struct lt_lookback_offer *b,
                        uint32_t unit)
{
    if ((a->unit == unit) != (b->unit == unit)) {
        return a->unit == unit;
    }
    return a->left_m2 < b->left_m2;
}

void lt_lookback_pair(struct lt_lookback_want *wants, size_t want_count,
                      struct lt_lookback_offer *offers, size_t offer_count, size_t *order)
{
    for (size_t i = 0; i < want_count; i++) {
        order[i] = i;
    }
    sort_wants(wants, order, want_count);
    for (size_t i = 0; i < want_count; i++) {
        struct lt_lookback_want *want = &wants[order[i]];
        want->group = SIZE_MAX;
        for (size_t o = 0; o < offer_count; o++) {
            if (offers[o].left_m2 >= want->area_m2 &&
                (want->group == SIZE_MAX ||
                 fits_better(&offers[o], &offers[want->group], want->unit))) {
                want->group = o;
            }
        }
        if (want->group != SIZE_MAX) {
            offers[want->group].left_m2 -= want->area_m2;
        }
    }
}
