/* One polygon's tuples while they are counted.
 *
 * One or two seasons: a table with a place for every tuple, of which only the few lines that occur are ever touched.
 * More seasons: a small hash table.
 */
#ifndef ZONAL_TALLY_H
#define ZONAL_TALLY_H

#include "support/pair.h"
#include "zonal/zonal_count.h"

enum { ZONAL_LANES = 4 };

struct zonal_tally {
    unsigned seasons;
    /* By key, in ZONAL_LANES that are added up in the end: sums that follow each other into different lanes do not wait for
     * one another. All 0 between polygons. */
    lt_pair *sums;         /* cells and m² */
    uint8_t seen[2 * 256]; /* per season: bytes that occurred, perhaps without coverage */
    struct zonal_counter counter;
    lt_pair outside;        /* beyond the raster, in no season's bytes */
    struct lt_joint *joint; /* what `zonal_tally_take` answered */
    size_t capacity;        /* at least one more than was answered */
};

enum lt_status zonal_tally_begin(struct zonal_tally *tally, unsigned seasons, struct lt_error *err);
void zonal_tally_finish(struct zonal_tally *tally);

/* For one or two seasons: adds cells and m² to a key, in one of the lanes; they may be nothing, and then leave no tuple.
 * `sums` and `seen` are the tally's. */
static inline void zonal_tally_add(lt_pair *sums, uint8_t *seen, unsigned seasons, uint32_t key,
                                   uint32_t lane, lt_pair cells_and_m2)
{
    sums[key * ZONAL_LANES + lane] += cells_and_m2;
    seen[key & 255] = 1;
    if (seasons == 2) {
        seen[256 + (key >> 8)] = 1;
    }
}

/* Empties the tally into `joint`, ascending by key, which is of bytes; without what is outside. */
enum lt_status zonal_tally_take(struct zonal_tally *tally, size_t *ret_count, struct lt_error *err);

#endif
