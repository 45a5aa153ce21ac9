/* Looking back at the function zones (M11): what could be added, what is to be struck, and what makes up for it.
 *
 * Lists to choose from, no accusation. Areas are net m² for ground to add, filed m² for plots to strike.
 */
#ifndef LIANGTIAN_LOOKBACK_H
#define LIANGTIAN_LOOKBACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/rules.h"
#include "liangtian/seasons.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Is the slope class (GDPDJB) at most 15 degrees? UNKNOWN where it is not given. Pure. */
enum lt_truth lt_lookback_slope(const char *slope, bool *ret_hilly);
/* Did ground bear grain in a crop year? UNKNOWN where a season was not tabulated or the interval straddles the share.
 * Pure. */
enum lt_truth lt_lookback_grain(bool complete, struct lt_interval footprint_m2, double net_m2,
                                double grain_season_share);

/* Contiguous grain land outside the zones, large enough. */
struct lt_lookback_group {
    const char *parcel_id; /* its largest parcel */
    const char *town;      /* nine digits, "" when not told */
    uint64_t parcels;
    double area_m2;
    bool hilly;
    bool proven; /* grain in two crop years and slope on record; else undecided, no_record */
};

/* A zone plot whose nature changed. */
struct lt_lookback_strike {
    const char *code;
    double filed_m2; /* gross where nothing is filed */
    struct lt_interval share;
    enum lt_group group; /* what most of it is now */
};

struct lt_lookback {
    bool given;     /* both seasons of the crop year were at hand */
    uint64_t small; /* contiguous pieces below the size */
    double small_m2;
    struct lt_lookback_group *groups; /* ascending parcel_id */
    size_t group_count;
    struct lt_lookback_strike *strikes; /* in the order of the zone layer */
    size_t strike_count;
};

/* --- pairing, city-wide --- */

struct lt_lookback_want {
    uint32_t unit;
    double area_m2;
    const char *id;
    size_t group; /* answered: index of the offer that makes up for it, SIZE_MAX for none */
};
struct lt_lookback_offer {
    uint32_t unit;
    double left_m2; /* answered: what is not taken */
    const char *id;
};
/* Every plot to strike is made up for by one piece of ground that has as much left: of its own county before others, the
 * tightest fit first; large plots choose before small ones. Pure but for the answers; `order` has room for `wants`.
 * Must hold: no offer gives more than it has. Cost: wants × offers. */
void lt_lookback_pair(struct lt_lookback_want *wants, size_t want_count,
                      struct lt_lookback_offer *offers, size_t offer_count, size_t *order);

#ifdef __cplusplus
}
#endif
#endif
