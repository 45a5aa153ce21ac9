/* One polygon's tuples while they are counted.
 *
 * One or two seasons: a table with a place for every tuple, of which only the few lines that occur are ever touched.
 * More seasons: a small hash table.
 */
#ifndef ZONAL_TALLY_H
#define ZONAL_TALLY_H

#include "support/pair.h"
#include "zonal/zonal_count.h"

struct zonal_sum {
    double cells, m2;
};

enum { ZONAL_TALLY_LANES = 2 };

struct zonal_tally {
    unsigned seasons;
    /* By key, in lanes that are added up in the end: sums that follow each other into different lanes do not wait for one
     * another. All 0 between polygons. */
    struct zonal_sum *sums;
    uint8_t seen[2 * 256]; /* per season: bytes that occurred, perhaps without coverage */
    struct zonal_counter counter;
    struct zonal_sum outside; /* beyond the raster, in no season's bytes */
    struct lt_joint *joint;   /* what `zonal_tally_take` answered */
    size_t capacity;          /* at least one more than was answered */
};

enum lt_status zonal_tally_begin(struct zonal_tally *tally, unsigned seasons, struct lt_error *err);
void zonal_tally_finish(struct zonal_tally *tally);

/* Sums of one lane. */
static inline size_t zonal_tally_lane(unsigned seasons)
{
    return seasons == 1 ? 256 : 65536;
}

/* For one or two seasons: adds cells and m² to a key of the lane `sums`; they may be nothing, and then leave no tuple. `seen`
 * is the tally's. */
static inline void zonal_tally_add(struct zonal_sum *sums, uint8_t *seen, unsigned seasons,
                                   uint64_t key, lt_pair cells_and_m2)
{
    double *sum = &sums[key].cells;
    lt_pair_store(sum, lt_pair_load(sum) + cells_and_m2);
    seen[key & 255] = 1;
    if (seasons == 2) {
        seen[256 + (key >> 8)] = 1;
    }
}

/* Empties the tally into `joint`, ascending by key, which is of bytes; without what is outside. */
enum lt_status zonal_tally_take(struct zonal_tally *tally, size_t *ret_count, struct lt_error *err);

#endif
