/* Output: what the points bear times yields that are themselves estimates. */
#include <math.h>
#include <stdlib.h>

#include "accuracy_estimate.h"
#include "support/arena.h"

/* A point as far as output goes: its stratum and the numbers of its yields, lower first; `count` = none. */
struct bearing {
    uint32_t stratum, yield[LT_SAMPLE_SEASONS];
};

static int by_bearing(const void *left, const void *right)
{
    const struct bearing *a = left, *b = right;
    const uint32_t x[] = {a->stratum, a->yield[0], a->yield[1]};
    const uint32_t y[] = {b->stratum, b->yield[0], b->yield[1]};
    for (size_t i = 0; i < 3; i++) {
        if (x[i] != y[i]) {
            return x[i] < y[i] ? -1 : 1;
        }
    }
    return 0;
}

static uint32_t find_yield(const struct lt_yield *yields, size_t count, uint32_t domain, uint32_t c)
{
    size_t found = count;
    for (size_t u = 0; u < count; u++) {
        const bool here = yields[u].domain == domain;
        if (yields[u].of_class == c && (here || yields[u].domain == LT_NO_LABEL)) {
            found = u;
            if (here) {
                break;
            }
        }
    }
    return (uint32_t)found;
}

/* Has the class a yield anywhere? Then a point where it has none is a gap in the yields, and no barren ground. */
static bool bears(const struct lt_yield *yields, size_t count, uint32_t c)
{
    bool any = false;
    for (size_t u = 0; u < count && c != LT_NO_LABEL; u++) {
        any = any || yields[u].of_class == c;
    }
    return any;
}

/* In an order of their own, so that sums of yields do not depend on that of the points. */
static enum lt_status list_bearings(const struct lt_sample *sample, const struct lt_yield *yields,
                                    size_t count, struct lt_arena *arena,
                                    struct bearing **ret_bearings, struct lt_error *err)
{
    const size_t points = sample->point_count;
    struct bearing *list = lt_arena_array(arena, points, sizeof *list);
    if (list == NULL) {
        return lt_fail_memory(err, "an estimate");
    }
    for (size_t i = 0; i < points; i++) {
        const struct lt_sample_point *p = &sample->points[i];
        uint32_t of[LT_SAMPLE_SEASONS] = {(uint32_t)count, (uint32_t)count};
        for (unsigned s = 0; s < sample->seasons; s++) {
            of[s] = find_yield(yields, count, p->domain, p->reference[s]);
            if (of[s] == count && bears(yields, count, p->reference[s])) {
                return lt_fail(err, LT_E_INPUT,
                               "a point lies in none of the domains in which its class has a "
                               "yield; give the class one without a domain");
            }
        }
        const bool turn = of[1] < of[0];
        list[i] = (struct bearing){p->stratum, {of[turn], of[!turn]}};
    }
    qsort(list, points, sizeof *list, by_bearing);
    *ret_bearings = list;
    return LT_OK;
}

static double output_at(const struct bearing *point, const struct lt_yield *yields, size_t count)
{
    double sum = 0.0;
    for (size_t s = 0; s < LT_SAMPLE_SEASONS; s++) {
        sum += point->yield[s] < count ? yields[point->yield[s]].kg_per_m2 : 0.0;
    }
    return sum;
}

/* One stratum: adds its output, the variance by points, and the area under each yield. */
static void add_stratum(const struct lt_stratum *stratum, const struct bearing *points, size_t n,
                        const struct lt_yield *yields, size_t count, double *areas,
                        struct lt_estimate *total, double *variance)
{
    const double share = stratum->area_m2 / (double)n;
    const double correction = accuracy_correction((double)n, stratum->cells);
    double sum = 0.0, squares = 0.0;
    for (size_t i = 0; i < n; i++) {
        sum += output_at(&points[i], yields, count);
        for (size_t s = 0; s < LT_SAMPLE_SEASONS; s++) {
            areas[points[i].yield[s]] += share;
        }
    }
    const double mean = sum / (double)n;
    for (size_t i = 0; i < n; i++) {
        const double off = output_at(&points[i], yields, count) - mean;
        squares += off * off;
    }
    total->value += stratum->area_m2 * mean;
    if (correction > 0.0) {
        *variance += share * share * correction * (double)n * squares / (double)(n - 1);
    }
}

enum lt_status lt_output_of(const struct lt_sample *sample, const struct lt_yield *yields,
                            size_t yield_count, struct lt_arena *arena, struct lt_estimate *ret_kg,
                            struct lt_error *err)
{
    enum lt_status status;
    struct lt_design design;
    struct bearing *points = NULL;
    double variance = 0.0, fixed = 0.0;
    struct lt_estimate total = {
        .method = LT_BY_NORMAL, .points = sample->point_count, .most = INFINITY};
    double *areas = lt_arena_array(arena, yield_count + 1, sizeof *areas);
    if (areas == NULL) {
        return lt_fail_memory(err, "an estimate");
    }
    LT_TRY(accuracy_design(sample, arena, &design, err));
    LT_TRY(accuracy_check_strata(&design, arena, err));
    LT_TRY(list_bearings(sample, yields, yield_count, arena, &points, err));
    for (size_t first = 0, end; first < sample->point_count; first = end) {
        for (end = first; end < sample->point_count && points[end].stratum == points[first].stratum;
             end++) {
        }
        add_stratum(&sample->strata[points[first].stratum], points + first, end - first, yields,
                    yield_count, areas, &total, &variance);
    }
    for (size_t u = 0; u < yield_count; u++) {
        const double off = areas[u] * yields[u].se;
        fixed += off * off;
    }
    total.se = sqrt(variance + fixed);
    total.fixed_se = sqrt(fixed);
    accuracy_set_bounds(&total);
    *ret_kg = total;
out:
    return status;
}
