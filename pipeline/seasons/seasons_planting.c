/* The planting attribute (种植属性) that a crop year speaks for. */
#include "seasons/seasons_year.h"

enum lt_cover lt_cover_of(const struct lt_legend *legend, uint8_t code)
{
    if (legend == NULL || code >= legend->count) {
        return LT_COVER_UNSEEN;
    }
    switch (lt_legend_group(legend, code)) {
    case LT_GROUP_GRAIN:
        return LT_COVER_GRAIN;
    case LT_GROUP_BARE:
    case LT_GROUP_RIDGE:
        return LT_COVER_EMPTY;
    default:
        return LT_COVER_NONGRAIN;
    }
}

/* Ground of two-season pairs: proven, and possible once unseen cells may be anything. */
static struct lt_interval pairs(const struct lt_planting_sums *sums,
                                bool (*holds)(enum lt_cover h1, enum lt_cover h2))
{
    struct lt_interval area = {0.0, 0.0};
    for (enum lt_cover a = LT_COVER_UNSEEN; a < LT_COVER_COUNT; a++) {
        for (enum lt_cover b = LT_COVER_UNSEEN; b < LT_COVER_COUNT; b++) {
            bool always = true, ever = false;
            for (enum lt_cover x = LT_COVER_GRAIN; x < LT_COVER_COUNT; x++) {
                for (enum lt_cover y = LT_COVER_GRAIN; y < LT_COVER_COUNT; y++) {
                    if ((a == LT_COVER_UNSEEN || a == x) && (b == LT_COVER_UNSEEN || b == y)) {
                        always = always && holds(x, y);
                        ever = ever || holds(x, y);
                    }
                }
            }
            area.low += always ? sums->pair_m2[a][b] : 0.0;
            area.high += ever ? sums->pair_m2[a][b] : 0.0;
        }
    }
    return area;
}

static bool rotation(enum lt_cover h1, enum lt_cover h2)
{
    return (h1 == LT_COVER_GRAIN && h2 == LT_COVER_NONGRAIN) ||
           (h1 == LT_COVER_NONGRAIN && h2 == LT_COVER_GRAIN);
}

static bool grain_alone(enum lt_cover h1, enum lt_cover h2)
{
    return (h1 == LT_COVER_GRAIN || h2 == LT_COVER_GRAIN) && !rotation(h1, h2);
}

static bool nongrain(enum lt_cover h1, enum lt_cover h2)
{
    return h1 != LT_COVER_GRAIN && h2 != LT_COVER_GRAIN &&
           (h1 == LT_COVER_NONGRAIN || h2 == LT_COVER_NONGRAIN);
}

static bool empty(enum lt_cover h1, enum lt_cover h2)
{
    return h1 == LT_COVER_EMPTY && h2 == LT_COVER_EMPTY;
}

/* The one that outweighs the other whatever the unseen ground holds. */
static enum lt_planting heavier(struct lt_interval first, enum lt_planting of_first,
                                struct lt_interval second, enum lt_planting of_second)
{
    if (first.low >= second.high) {
        return of_first;
    }
    return second.low > first.high ? of_second : LT_PLANTING_NONE;
}

enum lt_planting lt_planting_of(const struct lt_planting_sums *sums,
                                const struct lt_parcel_year *year, double share)
{
    const double needed = share * year->net_m2 * (1.0 - 1e-9);
    if (!year->complete || year->net_m2 <= 0.0) {
        return LT_PLANTING_NONE;
    }
    if (year->grain_footprint_m2.low >= needed) {
        return heavier(pairs(sums, grain_alone), LT_PLANTING_LS, pairs(sums, rotation),
                       LT_PLANTING_LYFL);
    }
    if (year->grain_footprint_m2.high < needed) {
        return heavier(pairs(sums, nongrain), LT_PLANTING_FLS, pairs(sums, empty), LT_PLANTING_WG);
    }
    return LT_PLANTING_NONE;
}

enum lt_planting lt_planting_of_states(const struct lt_parcel_year *year)
{
    const enum lt_season_state a = year->season[0].state, b = year->season[1].state;
    const bool grain_a = a == LT_SEASON_GRAIN, grain_b = b == LT_SEASON_GRAIN;
    const bool other_a = a == LT_SEASON_NONGRAIN || a == LT_SEASON_STRUCTURE;
    const bool other_b = b == LT_SEASON_NONGRAIN || b == LT_SEASON_STRUCTURE;
    if ((grain_a && other_b) || (grain_b && other_a)) {
        return LT_PLANTING_LYFL;
    }
    if ((grain_a && (grain_b || b == LT_SEASON_BARE)) || (grain_b && a == LT_SEASON_BARE)) {
        return LT_PLANTING_LS;
    }
    if ((other_a && (other_b || b == LT_SEASON_BARE)) || (other_b && a == LT_SEASON_BARE)) {
        return LT_PLANTING_FLS;
    }
    return a == LT_SEASON_BARE && b == LT_SEASON_BARE ? LT_PLANTING_WG : LT_PLANTING_NONE;
}
