/* Where the next point lessens the variance most. */
#include <math.h>
#include <stdlib.h>

#include "accuracy_estimate.h"
#include "liangtian/draw.h"

enum { MOST_POINTS = 10000000, LEAST_POINTS = 2 };

/* One stratum while points are given out. */
struct share {
    double pull;  /* area × standard deviation, squared */
    double area;  /* m² */
    double cells; /* most points; 0 = no limit */
    bool finite;  /* the cells are all there is: the error vanishes when they are full */
};

static bool is_full(const struct share *stratum, uint64_t points)
{
    return stratum->cells > 0.0 && (double)(points + 1) > stratum->cells;
}

static double variance_of(const struct share *shares, size_t count, const uint64_t *points)
{
    double sum = 0.0;
    for (size_t h = 0; h < count; h++) {
        const double n = (double)points[h];
        sum +=
            shares[h].pull * accuracy_correction(n, shares[h].finite ? shares[h].cells : 0.0) / n;
    }
    return sum;
}

/* The stratum that gains most from one more point; among those that gain nothing, the one with the most area a point;
 * `count` when all are full. */
static size_t next_stratum(const struct share *shares, size_t count, const uint64_t *points)
{
    size_t best = count;
    double best_gain = -1.0, best_area = -1.0;
    for (size_t h = 0; h < count; h++) {
        const double n = (double)points[h], area = shares[h].area / n;
        const double gain = shares[h].pull / (n * (n + 1.0));
        if (!is_full(&shares[h], points[h]) &&
            (gain > best_gain || (gain >= best_gain && area > best_area))) {
            best = h;
            best_gain = gain;
            best_area = area;
        }
    }
    return best;
}

static enum lt_status give_minimum(const struct share *shares, size_t count, uint64_t minimum,
                                   uint64_t points, uint64_t *ret_points, uint64_t *ret_total,
                                   struct lt_error *err)
{
    uint64_t total = 0;
    for (size_t h = 0; h < count; h++) {
        ret_points[h] = minimum > LEAST_POINTS ? minimum : LEAST_POINTS;
        if (shares[h].cells > 0.0 && (double)ret_points[h] > shares[h].cells) {
            ret_points[h] = (uint64_t)shares[h].cells;
        }
        total += ret_points[h];
    }
    *ret_total = total;
    return points == 0 || total <= points
               ? LT_OK
               : lt_fail(err, LT_E_INPUT,
                         "%zu strata need %llu points at least, and only %llu are to be given out",
                         count, (unsigned long long)total, (unsigned long long)points);
}

static enum lt_status allocate(const struct share *shares, size_t count, uint64_t minimum,
                               uint64_t points, double target_se_m2, uint64_t *ret_points,
                               double *ret_se_m2, struct lt_error *err)
{
    enum lt_status status;
    uint64_t total;
    if (points == 0 && !(target_se_m2 > 0.0)) {
        return lt_fail(err, LT_E_USAGE,
                       "say how many points to give out, or which standard error to reach");
    }
    LT_TRY(give_minimum(shares, count, minimum, points, ret_points, &total, err));
    double variance = variance_of(shares, count, ret_points);
    const double target = target_se_m2 * target_se_m2;
    while ((points == 0 || total < points) && !(target > 0.0 && variance <= target)) {
        const size_t h = next_stratum(shares, count, ret_points);
        if (h == count) {
            break; /* all are full */
        }
        if (total == MOST_POINTS) {
            return lt_fail(err, LT_E_INPUT, "the standard error aimed at needs more than %d points",
                           MOST_POINTS);
        }
        ret_points[h]++;
        total++;
        variance = variance_of(shares, count, ret_points);
    }
    *ret_se_m2 = sqrt(variance);
out:
    return status;
}

enum lt_status lt_allocate(const struct lt_stratum *strata, const double *shares, size_t count,
                           uint64_t minimum, uint64_t points, double target_se_m2,
                           uint64_t *ret_points, double *ret_se_m2, struct lt_error *err)
{
    struct share *all = calloc(count + 1, sizeof *all);
    if (all == NULL) {
        return lt_fail_memory(err, "an allocation");
    }
    for (size_t h = 0; h < count; h++) {
        const double area = strata[h].area_m2;
        all[h] = (struct share){area * area * shares[h] * (1.0 - shares[h]), area, strata[h].cells,
                                true};
    }
    const enum lt_status status =
        allocate(all, count, minimum, points, target_se_m2, ret_points, ret_se_m2, err);
    free(all);
    return status;
}

enum lt_status lt_draw_allocate(const struct lt_draw_stratum *strata, size_t count,
                                uint64_t minimum, uint64_t points, double target_se_m2,
                                uint64_t *ret_points, double *ret_se_m2, struct lt_error *err)
{
    struct share *all = calloc(count + 1, sizeof *all);
    if (all == NULL) {
        return lt_fail_memory(err, "an allocation");
    }
    for (size_t h = 0; h < count; h++) {
        const double sd = strata[h].area_m2 * strata[h].spread;
        all[h] = (struct share){sd * sd, strata[h].area_m2, (double)strata[h].most, false};
    }
    const enum lt_status status =
        allocate(all, count, minimum, points, target_se_m2, ret_points, ret_se_m2, err);
    free(all);
    return status;
}
