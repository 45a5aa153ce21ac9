/* How reliable the judgement of parcels is: from a probability sample of accused and unaccused parcels by size.
 *
 * in: strata (a size bin, accused or not) with how many parcels there are, and of those looked at on the ground how many
 * offend. out: false-accusation rate and miss rates with exact bounds (Clopper and Pearson 1934). Within a stratum
 * parcels are drawn as a simple random sample without replacement; a stratum that was seen whole is exact. Looking at
 * accused parcels alone says nothing of misses, and these stay unknown then. Pure.
 */
#ifndef LIANGTIAN_RELIABILITY_H
#define LIANGTIAN_RELIABILITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/accuracy.h"

#ifdef __cplusplus
extern "C" {
#endif

struct lt_parcel_stratum {
    const char *name, *bin; /* bins in their order, ascending size */
    bool accused;
    uint64_t parcels;  /* in the stratum, > 0 */
    uint64_t seen;     /* of them looked at, ≤ parcels */
    uint64_t offended; /* of those, truly */
};

struct lt_reliability_bin {
    const char *bin; /* NULL = all sizes */
    uint64_t accused, accused_seen, unaccused, unaccused_seen;
    /* Share of the accused that do not offend; share of the unaccused that do; share of those that offend that are not
     * accused. LT_BY_NOTHING where nobody was looked at (or, for the last, where nobody offends). */
    struct lt_estimate false_accusation, missed, miss_rate;
};

struct lt_reliability {
    struct lt_reliability_bin *bins; /* in the order of the strata; all sizes last; in the arena */
    size_t count;
};
/* Errors: LT_E_INPUT when more were seen than there are; LT_E_LIMIT.
 * Example: 3 of 60 accused parcels out of 400 do not offend: 0.05 [0.0104, 0.1392], one-sided upper bound 0.1242. */
enum lt_status lt_reliability_of(const struct lt_parcel_stratum *strata, size_t count,
                                 struct lt_arena *arena, struct lt_reliability *ret_reliability,
                                 struct lt_error *err);

/* The gate: the one-sided upper bound of the false-accusation rate over all sizes is at most `most` (0 < most < 1). */
enum lt_gate { LT_GATE_NONE, LT_GATE_PASSED, LT_GATE_FAILED, LT_GATE_UNKNOWN };
enum lt_gate lt_reliability_gate(const struct lt_reliability *reliability, double most);

#ifdef __cplusplus
}
#endif
#endif
