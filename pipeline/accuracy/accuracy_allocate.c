/* Where the next point lessens the variance most. */
#include <math.h>

#include "accuracy_estimate.h"

enum { MOST_POINTS = 10000000, LEAST_POINTS = 2 };

static double spread(const struct lt_stratum *stratum, double share)
{
    return stratum->area_m2 * stratum->area_m2 * share * (1.0 - share);
}

static bool is_full(const struct lt_stratum *stratum, uint64_t points)
{
    return stratum->cells > 0.0 && (double)(points + 1) > stratum->cells;
}

static double variance_of(const struct lt_stratum *strata, const double *shares, size_t count,
                          const uint64_t *points)
{
    double sum = 0.0;
    for (size_t h = 0; h < count; h++) {
        const double n = (double)points[h];
        sum += spread(&strata[h], shares[h]) * accuracy_correction(n, strata[h].cells) / n;
    }
    return sum;
}

/* The stratum that gains most from one more point; among those that gain nothing, the one with the most area a point;
 * `count` when all are full. */
static size_t next_stratum(const struct lt_stratum *strata, const double *shares, size_t count,
                           const uint64_t *points)
{
    size_t best = count;
    double best_gain = -1.0, best_area = -1.0;
    for (size_t h = 0; h < count; h++) {
        const double n = (double)points[h], area = strata[h].area_m2 / n;
        const double gain = spread(&strata[h], shares[h]) / (n * (n + 1.0));
        if (!is_full(&strata[h], points[h]) &&
            (gain > best_gain || (gain >= best_gain && area > best_area))) {
            best = h;
            best_gain = gain;
            best_area = area;
        }
    }
    return best;
}

enum lt_status lt_allocate(const struct lt_stratum *strata, const double *shares, size_t count,
                           uint64_t minimum, uint64_t points, double target_se_m2,
                           uint64_t *ret_points, double *ret_se_m2, struct lt_error *err)
{
    uint64_t total = 0;
    if (points == 0 && !(target_se_m2 > 0.0)) {
        return lt_fail(err, LT_E_USAGE,
                       "say how many points to give out, or which standard error to reach");
    }
    for (size_t h = 0; h < count; h++) {
        ret_points[h] = minimum > LEAST_POINTS ? minimum : LEAST_POINTS;
        if (strata[h].cells > 0.0 && (double)ret_points[h] > strata[h].cells) {
            ret_points[h] = (uint64_t)strata[h].cells; /* a census */
        }
        total += ret_points[h];
    }
    if (points > 0 && total > points) {
        return lt_fail(err, LT_E_INPUT,
                       "%zu strata need %llu points at least, and only %llu are to be given out",
                       count, (unsigned long long)total, (unsigned long long)points);
    }
    double variance = variance_of(strata, shares, count, ret_points);
    const double target = target_se_m2 * target_se_m2;
    while ((points == 0 || total < points) && !(target > 0.0 && variance <= target)) {
        const size_t h = next_stratum(strata, shares, count, ret_points);
        if (h == count) {
            break; /* a census of all */
        }
        if (total == MOST_POINTS) {
            return lt_fail(err, LT_E_INPUT, "the standard error aimed at needs more than %d points",
                           MOST_POINTS);
        }
        ret_points[h]++;
        total++;
        variance = variance_of(strata, shares, count, ret_points);
    }
    *ret_se_m2 = sqrt(variance);
    return LT_OK;
}
