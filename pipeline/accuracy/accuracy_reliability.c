#include "liangtian/reliability.h"

#include <math.h>
#include <string.h>

#include "support/arena.h"

/* --- one stratum alone: exact binomial bounds --- */

static struct lt_estimate rate_of(uint64_t found, uint64_t seen, uint64_t parcels)
{
    struct lt_estimate rate = {
        .value = NAN, .se = NAN, .points = seen, .most = 1.0, .method = LT_BY_NOTHING};
    const double n = (double)seen, x = (double)found;
    if (seen == 0) {
        rate.low = rate.lower = 0.0;
        rate.high = rate.upper = 1.0;
        return rate;
    }
    rate.value = x / n;
    rate.method = LT_BY_CLOPPER_PEARSON;
    rate.effective = n;
    if (seen == parcels) { /* all of them */
        rate.se = 0.0;
        rate.low = rate.high = rate.lower = rate.upper = rate.value;
        return rate;
    }
    rate.se = seen < 2
                  ? NAN
                  : sqrt((1.0 - n / (double)parcels) * rate.value * (1.0 - rate.value) / (n - 1.0));
    lt_clopper_pearson(x, n, LT_Z_TWO_SIDED, &rate.low, &rate.high);
    lt_clopper_pearson(x, n, LT_Z_ONE_SIDED, &rate.lower, &rate.upper);
    return rate;
}

/* --- several strata: a ratio, with the estimator's bounds --- */

struct design {
    struct lt_stratum *strata;
    uint32_t *stratum_of;
    int8_t *y, *x;
    size_t stratum_count, points;
};

enum what { FALSE_ACCUSATION, MISSED, MISS_RATE };

static bool is_asked(const struct lt_parcel_stratum *stratum, enum what what)
{
    return what == MISS_RATE || stratum->accused == (what == FALSE_ACCUSATION);
}

static void add_points(struct design *design, const struct lt_parcel_stratum *stratum,
                       enum what what)
{
    for (uint64_t i = 0; i < stratum->seen; i++) {
        const bool offends = i < stratum->offended;
        const size_t at = design->points++;
        design->stratum_of[at] = (uint32_t)design->stratum_count;
        design->x[at] = what != MISS_RATE || offends;
        design->y[at] = what == FALSE_ACCUSATION ? !offends
                        : what == MISSED         ? offends
                                                 : offends && !stratum->accused;
    }
    design->strata[design->stratum_count++] =
        (struct lt_stratum){.area_m2 = (double)stratum->parcels, .cells = (double)stratum->parcels};
}

/* Unknown as soon as a stratum that is asked about has not been looked at: nothing is supposed of it. */
static enum lt_status ratio_of(const struct lt_parcel_stratum *strata, const size_t *members,
                               size_t count, enum what what, struct lt_arena *arena,
                               struct lt_estimate *ret_ratio, struct lt_error *err)
{
    size_t points = 0, asked = 0, last = 0;
    bool whole = true, all_seen = true, both[2] = {false, false};
    for (size_t i = 0; i < count; i++) {
        const struct lt_parcel_stratum *one = &strata[members[i]];
        if (is_asked(one, what)) {
            points += one->seen;
            last = members[i];
            asked++;
            whole = whole && (one->seen >= 2 || one->seen == one->parcels);
            all_seen = all_seen && one->seen == one->parcels;
            both[one->accused] = true;
        }
    }
    if (!whole || asked == 0 || (what == MISS_RATE && !both[0])) {
        *ret_ratio = rate_of(0, 0, 0);
        return LT_OK;
    }
    if (asked == 1 && what != MISS_RATE) {
        const struct lt_parcel_stratum *one = &strata[last];
        *ret_ratio = rate_of(what == MISSED ? one->offended : one->seen - one->offended, one->seen,
                             one->parcels);
        return LT_OK;
    }
    struct design design = {
        .strata = lt_arena_array(arena, asked + 1, sizeof *design.strata),
        .stratum_of = lt_arena_array(arena, points + 1, sizeof *design.stratum_of),
        .y = lt_arena_array(arena, points + 1, sizeof *design.y),
        .x = lt_arena_array(arena, points + 1, sizeof *design.x),
    };
    if (design.strata == NULL || design.stratum_of == NULL || design.y == NULL ||
        design.x == NULL) {
        return lt_fail_memory(err, "the reliability of parcels");
    }
    for (size_t i = 0; i < count; i++) {
        if (is_asked(&strata[members[i]], what)) {
            add_points(&design, &strata[members[i]], what);
        }
    }
    const struct lt_design of = {design.strata, design.stratum_count, design.stratum_of,
                                 design.points};
    const enum lt_status status =
        lt_estimate_ratio(&of, design.y, design.x, 1, arena, ret_ratio, err);
    if (status == LT_OK && ret_ratio->method == LT_BY_NOTHING) { /* nobody offends */
        *ret_ratio = rate_of(0, 0, 0);
    } else if (status == LT_OK && all_seen) { /* nothing was left to chance */
        ret_ratio->low = ret_ratio->high = ret_ratio->value;
        ret_ratio->lower = ret_ratio->upper = ret_ratio->value;
    }
    return status;
}

static enum lt_status fill_bin(const struct lt_parcel_stratum *strata, const size_t *members,
                               size_t count, struct lt_arena *arena, struct lt_reliability_bin *bin,
                               struct lt_error *err)
{
    enum lt_status status;
    for (size_t i = 0; i < count; i++) {
        const struct lt_parcel_stratum *one = &strata[members[i]];
        *(one->accused ? &bin->accused : &bin->unaccused) += one->parcels;
        *(one->accused ? &bin->accused_seen : &bin->unaccused_seen) += one->seen;
    }
    LT_TRY(ratio_of(strata, members, count, FALSE_ACCUSATION, arena, &bin->false_accusation, err));
    LT_TRY(ratio_of(strata, members, count, MISSED, arena, &bin->missed, err));
    LT_TRY(ratio_of(strata, members, count, MISS_RATE, arena, &bin->miss_rate, err));
out:
    return status;
}

static enum lt_status check(const struct lt_parcel_stratum *strata, size_t count,
                            struct lt_error *err)
{
    for (size_t i = 0; i < count; i++) {
        if (strata[i].parcels == 0 || strata[i].seen > strata[i].parcels ||
            strata[i].offended > strata[i].seen) {
            return lt_fail(err, LT_E_INPUT, "stratum %s: %llu parcels seen of %llu", strata[i].name,
                           (unsigned long long)strata[i].seen,
                           (unsigned long long)strata[i].parcels);
        }
    }
    return LT_OK;
}

enum lt_status lt_reliability_of(const struct lt_parcel_stratum *strata, size_t count,
                                 struct lt_arena *arena, struct lt_reliability *ret_reliability,
                                 struct lt_error *err)
{
    enum lt_status status;
    struct lt_reliability result = {.bins = lt_arena_array(arena, count + 1, sizeof *result.bins)};
    size_t *members = lt_arena_array(arena, count + 1, sizeof *members);
    if (result.bins == NULL || members == NULL) {
        return lt_fail_memory(err, "the reliability of parcels");
    }
    LT_TRY(check(strata, count, err));
    for (size_t i = 0; i < count; i++) {
        size_t b = 0, used = 0;
        while (b < result.count && strcmp(result.bins[b].bin, strata[i].bin) != 0) {
            b++;
        }
        if (b < result.count) {
            continue;
        }
        for (size_t j = i; j < count; j++) {
            if (strcmp(strata[j].bin, strata[i].bin) == 0) {
                members[used++] = j;
            }
        }
        result.bins[result.count].bin = strata[i].bin;
        LT_TRY(fill_bin(strata, members, used, arena, &result.bins[result.count++], err));
    }
    for (size_t i = 0; i < count; i++) {
        members[i] = i;
    }
    LT_TRY(fill_bin(strata, members, count, arena, &result.bins[result.count++], err));
    *ret_reliability = result;
out:
    return status;
}

enum lt_gate lt_reliability_gate(const struct lt_reliability *reliability, double most)
{
    const struct lt_estimate *rate = &reliability->bins[reliability->count - 1].false_accusation;
    return !(most > 0.0 && most < 1.0)     ? LT_GATE_NONE
           : rate->method == LT_BY_NOTHING ? LT_GATE_UNKNOWN
           : rate->upper <= most           ? LT_GATE_PASSED
                                           : LT_GATE_FAILED;
}
