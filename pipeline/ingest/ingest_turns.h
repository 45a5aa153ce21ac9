/* How the edges of a ring turn about a point. A ring whose edges all turn one way about it, once, meets itself nowhere.
 * Any point will do that all edges turn about; twice the areas between the edges and the point tell, and add up to the
 * ring's. Two edges at a time. */
#ifndef LT_INGEST_TURNS_H
#define LT_INGEST_TURNS_H

#include <math.h>

#include "liangtian/geometry.h"
#include "support/pair.h"

struct ingest_turns {
    lt_pair lowest, highest, sum; /* of twice the areas */
    lt_bits changes;              /* from above the point to below it and back */
};

static inline void ingest_turns_begin(struct ingest_turns *turns)
{
    turns->lowest = lt_pair_both(INFINITY);
    turns->highest = lt_pair_both(-INFINITY);
    turns->sum = lt_pair_both(0.0);
    turns->changes = (lt_bits){0, 0};
}

/* The edges from a to b and from b to c, as seen from the point. */
static inline void ingest_turns_add(struct ingest_turns *turns, lt_pair a, lt_pair b, lt_pair c)
{
    const lt_pair x = lt_pair_firsts(a, b), next_x = lt_pair_firsts(b, c);
    const lt_pair y = lt_pair_seconds(a, b), next_y = lt_pair_seconds(b, c);
    const lt_pair twice = x * next_y - y * next_x;
    turns->lowest = lt_pair_min(twice, turns->lowest);
    turns->highest = lt_pair_max(twice, turns->highest);
    turns->sum += twice;
    turns->changes += ((lt_bits)y ^ (lt_bits)next_y) >> 63; /* signs that differ */
}

/* The last edge of an odd number. */
static inline void ingest_turns_add_one(struct ingest_turns *turns, lt_pair a, lt_pair b)
{
    const double twice = a[0] * b[1] - a[1] * b[0];
    turns->lowest[0] = twice < turns->lowest[0] ? twice : turns->lowest[0];
    turns->highest[0] = twice > turns->highest[0] ? twice : turns->highest[0];
    turns->sum[0] += twice;
    turns->changes[0] += signbit(a[1]) != signbit(b[1]);
}

/* All areas so far have one sign for certain: they are larger than what rounding can do. */
static inline bool ingest_turns_one_way(const struct ingest_turns *turns, double sure)
{
    return (turns->lowest[0] > sure && turns->lowest[1] > sure) ||
           (turns->highest[0] < -sure && turns->highest[1] < -sure);
}

/* For a ring that is closed; its area, signed, or 0 where it is not known to turn once. */
static inline double ingest_turns_area(const struct ingest_turns *turns, double sure)
{
    const bool once =
        ingest_turns_one_way(turns, sure) && turns->changes[0] + turns->changes[1] == 2;
    return once ? 0.5 * (turns->sum[0] + turns->sum[1]) : 0.0;
}

/* Twice an area that is larger than its rounding error, for all vertices in the box: Shewchuk's filter. */
#define INGEST_ROUNDING 3.3306690738754716e-16 /* (3 + 16ε)ε with ε = 2^-53 */
#define INGEST_SMALLEST 1e-290                 /* below, products lose digits */
static inline double ingest_turns_sure(const struct lt_box *box, struct lt_point point)
{
    const double x = fmax(point.x - box->min_x, box->max_x - point.x);
    const double y = fmax(point.y - box->min_y, box->max_y - point.y);
    return 2.0 * INGEST_ROUNDING * (x * y) + INGEST_SMALLEST;
}

/* Which way c lies of the line from a to b: 1 left, −1 right, 0 not to be told. */
static inline int ingest_side(struct lt_point a, struct lt_point b, struct lt_point c)
{
    const double left = (a.x - c.x) * (b.y - c.y), right = (a.y - c.y) * (b.x - c.x);
    const double twice = left - right;
    const double bound = INGEST_ROUNDING * (fabs(left) + fabs(right)) + INGEST_SMALLEST;
    return (twice > bound) - (twice < -bound);
}

#endif
