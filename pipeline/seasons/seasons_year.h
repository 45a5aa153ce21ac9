/* What the files of this folder share: one polygon's areas while they are added up. */
#ifndef LT_SEASONS_YEAR_H
#define LT_SEASONS_YEAR_H

#include "liangtian/seasons.h"

/* What a cell shows in one season, as the planting attribute sees it. */
enum lt_cover {
    LT_COVER_UNSEEN,
    LT_COVER_GRAIN,
    LT_COVER_NONGRAIN,
    LT_COVER_EMPTY,
    LT_COVER_COUNT
};

struct lt_planting_sums {
    double pair_m2[LT_COVER_COUNT][LT_COVER_COUNT]; /* [H1][H2] on the same ground */
};

enum lt_cover lt_cover_of(const struct lt_legend *legend, uint8_t code);
enum lt_planting lt_planting_of(const struct lt_planting_sums *sums,
                                const struct lt_parcel_year *year, double share);
/* Where the seasons lie on different grids there is no joint: the two states stand for it. */
enum lt_planting lt_planting_of_states(const struct lt_parcel_year *year);

#endif
