/* Drawing a probability sample: a seeded source of numbers, how many points a stratum gets, where they fall.
 *
 * Everything follows from the seed, a stratum's name and a number: no clock, no order of work, no threads. A number is
 * taken from a stream of its own (SplitMix64: Steele, Lea and Flood 2014, OOPSLA), so that one stratum's points stay as
 * they are whatever happens to another's. Pure.
 */
#ifndef LIANGTIAN_DRAW_H
#define LIANGTIAN_DRAW_H

#include <stddef.h>
#include <stdint.h>

#include "liangtian/status.h"

#ifdef __cplusplus
extern "C" {
#endif

struct lt_random {
    uint64_t state;
};
/* The stream of (seed, name, number). */
void lt_random_begin(struct lt_random *random, uint64_t seed, const char *name, uint64_t number);
uint64_t lt_random_next(struct lt_random *random);
double lt_random_unit(struct lt_random *random); /* [0, 1), 53 bits */

/* A stratum to be drawn from. */
struct lt_draw_stratum {
    const char *name; /* different from every other */
    double area_m2;   /* > 0 */
    /* Thought standard deviation, per point, of what is to be estimated: √(q(1 − q)) for a class of share q; for two
     * seasons the sum of both, which supposes that they err together. */
    double spread;
    uint64_t most; /* points it can bear (≥ 2): one a cell */
};
/* As lt_allocate: Neyman's allocation in whole points, with a minimum, until `points` are given out or the standard error
 * to be expected is at most `target_se_m2` (0 = no such end; one must be set). A stratum that cannot bear the minimum gets
 * what it bears. */
enum lt_status lt_draw_allocate(const struct lt_draw_stratum *strata, size_t count,
                                uint64_t minimum, uint64_t points, double target_se_m2,
                                uint64_t *ret_points, double *ret_se_m2, struct lt_error *err);

/* A place in a stratum: so much of its ground lies before it, in the order of the ground. */
struct lt_draw_place {
    double at_m2;    /* in [0, area) */
    uint64_t number; /* of its stream */
};
/* `count` places, each anywhere in the stratum with the same chance, independently; ascending. */
void lt_draw_places(uint64_t seed, const struct lt_draw_stratum *stratum, uint64_t count,
                    struct lt_draw_place *ret_places);

/* A lot for an item of a finite list, the same whatever else is on the list: the items with the lowest lots, as many as
 * wanted, are a simple random sample without replacement. */
uint64_t lt_draw_lot(uint64_t seed, const char *id);

#ifdef __cplusplus
}
#endif
#endif
