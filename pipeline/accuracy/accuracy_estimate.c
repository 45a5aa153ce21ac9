/* Stratified totals and ratios of whole-numbered quantities, and their intervals. */
#include "accuracy_estimate.h"

#include <math.h>

#include "support/arena.h"

enum { LEVELS = 5, ZERO = 2, FEW = 5 };

const char *lt_interval_method_name(enum lt_interval_method method)
{
    static const char *const names[] = {"none", "normal", "wilson", "clopper_pearson"};
    return names[method];
}

double accuracy_correction(double n, double cells)
{
    return cells > 0.0 ? fmax(0.0, 1.0 - n / cells) : 1.0;
}

enum lt_status accuracy_check_strata(const struct lt_design *design, struct lt_arena *arena,
                                     struct lt_error *err)
{
    size_t *points = lt_arena_array(arena, design->stratum_count, sizeof *points);
    if (points == NULL) {
        return lt_fail_memory(err, "an estimate");
    }
    for (size_t i = 0; i < design->point_count; i++) {
        if (design->stratum_of[i] >= design->stratum_count) {
            return lt_fail(err, LT_E_BUG, "internal check failed: point %zu has no stratum", i);
        }
        points[design->stratum_of[i]]++;
    }
    for (size_t h = 0; h < design->stratum_count; h++) {
        const double cells = design->strata[h].cells;
        const bool census = points[h] > 0 && cells > 0.0 && (double)points[h] >= cells;
        if (points[h] < 2 && !census) {
            return lt_fail(err, LT_E_INPUT,
                           "stratum %zu has %zu points; a standard error needs two or more", h + 1,
                           points[h]);
        }
    }
    return LT_OK;
}

/* --- totals --- */

static double level_mean(const struct lt_stratum_levels *levels)
{
    double sum = 0.0;
    for (int v = 0; v < LEVELS; v++) {
        sum += levels->of[v] * (v - ZERO);
    }
    return sum / levels->n;
}

/* Variance of the stratum's mean. The sums are whole numbers, so nothing cancels. */
static double level_variance(const struct lt_stratum_levels *levels)
{
    const double n = levels->n, correction = accuracy_correction(n, levels->cells);
    if (correction <= 0.0) {
        return 0.0;
    }
    double sum = 0.0, squares = 0.0;
    for (int v = 0; v < LEVELS; v++) {
        sum += levels->of[v] * (v - ZERO);
        squares += levels->of[v] * (v - ZERO) * (v - ZERO);
    }
    return correction * (n * squares - sum * sum) / (n * n * (n - 1.0));
}

/* y is a sum of signs times indicators: for k = 1 … most of [y ≥ k], and of −[y ≤ −k]. */
struct indicator {
    int sign;
    double count; /* points at which it is 1 */
};

static int indicators_of(const struct lt_stratum_levels *levels, int least, int most,
                         struct indicator list[4])
{
    int count = 0;
    for (int side = 1; side >= -1; side -= 2) {
        const int reach = side > 0 ? most : -least;
        for (int k = 1; k <= reach; k++) {
            list[count] = (struct indicator){.sign = side};
            for (int v = k; v <= 2; v++) {
                list[count].count += levels->of[ZERO + side * v];
            }
            count++;
        }
    }
    return count;
}

/* Of the same sign one indicator holds the other; of opposite signs they exclude each other. */
static double correlation(const struct indicator *a, const struct indicator *b, double n)
{
    const double p = a->count / n, q = b->count / n;
    const double both = a->sign == b->sign ? fmin(p, q) : 0.0;
    const double spread = p * (1.0 - p) * q * (1.0 - q);
    return spread > 0.0 ? (both - p * q) / sqrt(spread) : 0.0;
}

/* MOVER in one stratum: the squared distance from the mean to its bound above (upwards = 1) or below (−1). */
static double squared_reach(const struct lt_stratum_levels *levels, int least, int most, double z,
                            int upwards)
{
    struct indicator list[4];
    double reach[4], sum = 0.0;
    const int count = indicators_of(levels, least, most, list);
    for (int j = 0; j < count; j++) {
        double low, high;
        const double p = list[j].count / levels->n;
        lt_wilson(list[j].count, levels->n, z, &low, &high);
        reach[j] = list[j].sign * upwards > 0 ? high - p : p - low;
    }
    for (int j = 0; j < count; j++) {
        for (int k = 0; k < count; k++) {
            const double r = j == k ? 1.0 : correlation(&list[j], &list[k], levels->n);
            sum += list[j].sign * list[k].sign * r * reach[j] * reach[k];
        }
    }
    return fmax(0.0, sum) * accuracy_correction(levels->n, levels->cells);
}

static void mover_bounds(const struct lt_estimate *estimate, double z, double *ret_low,
                         double *ret_high)
{
    const int least = estimate->least_level, most = estimate->most_level;
    double up = 0.0, down = 0.0;
    for (size_t h = 0; h < estimate->stratum_count; h++) {
        const struct lt_stratum_levels *levels = &estimate->means[h];
        const double w2 = levels->weight * levels->weight;
        up += w2 * squared_reach(levels, least, most, z, 1);
        down += w2 * squared_reach(levels, least, most, z, -1);
    }
    *ret_low = estimate->value - sqrt(down);
    *ret_high = estimate->value + sqrt(up);
}

/* Of a ratio: as of a binomial share at the effective size. */
static void effective_bounds(const struct lt_estimate *estimate,
                             void (*bounds)(double found, double n, double z, double *ret_low,
                                            double *ret_high),
                             double z, double *ret_low, double *ret_high)
{
    const double found = estimate->value / estimate->most * estimate->effective;
    bounds(found, estimate->effective, z, ret_low, ret_high);
    *ret_low = fmin(*ret_low * estimate->most, estimate->value);
    *ret_high = fmax(*ret_high * estimate->most, estimate->value);
}

void lt_estimate_bounds(const struct lt_estimate *estimate, double z, double *ret_low,
                        double *ret_high)
{
    switch (estimate->method) {
    case LT_BY_NORMAL:
        *ret_low = estimate->value - z * estimate->se;
        *ret_high = estimate->value + z * estimate->se;
        break;
    case LT_BY_WILSON:
        if (estimate->means != NULL) {
            mover_bounds(estimate, z, ret_low, ret_high);
        } else {
            effective_bounds(estimate, lt_wilson, z, ret_low, ret_high);
        }
        break;
    case LT_BY_CLOPPER_PEARSON:
        effective_bounds(estimate, lt_clopper_pearson, z, ret_low, ret_high);
        break;
    default:
        *ret_low = *ret_high = NAN;
        return;
    }
    *ret_low = fmax(*ret_low, estimate->least);
    *ret_high = fmin(*ret_high, estimate->most);
}

void accuracy_set_bounds(struct lt_estimate *estimate)
{
    lt_estimate_bounds(estimate, LT_Z_TWO_SIDED, &estimate->low, &estimate->high);
    lt_estimate_bounds(estimate, LT_Z_ONE_SIDED, &estimate->lower, &estimate->upper);
}

enum lt_status accuracy_total(const struct lt_design *design, const double *weights,
                              const int8_t *y, int least, int most, struct lt_arena *arena,
                              struct lt_estimate *ret_estimate, struct lt_error *err)
{
    const size_t count = design->stratum_count;
    struct lt_stratum_levels *levels = lt_arena_array(arena, count, sizeof *levels);
    if (levels == NULL) {
        return lt_fail_memory(err, "an estimate");
    }
    for (size_t h = 0; h < count; h++) {
        levels[h].weight = weights == NULL ? design->strata[h].area_m2 : weights[h];
        levels[h].cells = design->strata[h].cells;
    }
    for (size_t i = 0; i < design->point_count; i++) {
        if (y[i] < least || y[i] > most || least < -2 || most > 2) {
            return lt_fail(err, LT_E_BUG, "internal check failed: a level of %d", y[i]);
        }
        levels[design->stratum_of[i]].n += 1.0;
        levels[design->stratum_of[i]].of[y[i] + ZERO] += 1.0;
    }
    struct lt_estimate estimate = {.points = design->point_count,
                                   .means = levels,
                                   .stratum_count = count,
                                   .least_level = least,
                                   .most_level = most};
    double variance = 0.0, area = 0.0;
    for (size_t h = 0; h < count; h++) {
        const double w = levels[h].weight;
        estimate.value += w * level_mean(&levels[h]);
        variance += w * w * level_variance(&levels[h]);
        area += w;
    }
    estimate.se = sqrt(variance);
    estimate.least = least * area;
    estimate.most = most * area;
    estimate.method = LT_BY_WILSON;
    accuracy_set_bounds(&estimate);
    *ret_estimate = estimate;
    return LT_OK;
}

enum lt_status lt_estimate_total(const struct lt_design *design, const int8_t *y, int least,
                                 int most, struct lt_arena *arena, struct lt_estimate *ret_estimate,
                                 struct lt_error *err)
{
    const enum lt_status status = accuracy_check_strata(design, arena, err);
    return status != LT_OK ? status
                           : accuracy_total(design, NULL, y, least, most, arena, ret_estimate, err);
}

/* --- ratios --- */

struct ratio_sums {
    double y, x;           /* totals, m² */
    double kish_1, kish_2; /* Σ and Σ² of the weights of the points with x = 1 */
    double count_x;        /* number of points with x = 1 */
};

static void add_pairs(const struct lt_design *design, const int8_t *y, const int8_t *x,
                      struct accuracy_pair *pairs)
{
    for (size_t i = 0; i < design->point_count; i++) {
        struct accuracy_pair *pair = &pairs[design->stratum_of[i]];
        pair->n += 1.0;
        pair->y += y[i];
        pair->x += x[i];
        pair->yy += y[i] * y[i];
        pair->xx += x[i] * x[i];
        pair->xy += y[i] * x[i];
    }
}

static void add_totals(const struct lt_stratum *stratum, const struct accuracy_pair *pair,
                       struct ratio_sums *sums)
{
    const double w = stratum->area_m2 / pair->n;
    sums->y += w * pair->y;
    sums->x += w * pair->x;
    sums->kish_1 += w * pair->x;
    sums->kish_2 += w * w * pair->x;
    sums->count_x += pair->x;
}

/* (n − 1) s² of y − R x, from whole-numbered sums. */
static double residual_squares(const struct accuracy_pair *pair, double ratio)
{
    const double n = pair->n;
    const double yy = (n * pair->yy - pair->y * pair->y) / n;
    const double xx = (n * pair->xx - pair->x * pair->x) / n;
    const double xy = (n * pair->xy - pair->x * pair->y) / n;
    return fmax(0.0, yy + ratio * ratio * xx - 2.0 * ratio * xy);
}

/* n* = n · (variance under simple random sampling / variance found): the size of a simple sample that says as much.
 * Without a variance: Kish's n*, from the weights alone. */
static double effective_size(const struct ratio_sums *sums, double share, double variance)
{
    const double n = sums->count_x;
    if (variance > 0.0 && n > 1.0 && share < 1.0) {
        return n * share * (1.0 - share) / (n - 1.0) / variance;
    }
    return sums->kish_1 * sums->kish_1 / sums->kish_2;
}

/* A variance that rests on few finds or misses is no ground to claim more points than there are. */
static void choose_method(struct lt_estimate *estimate, double share, double variance)
{
    const double n = (double)estimate->points;
    const double fewer = fmin(n, estimate->effective) * fmin(share, 1.0 - share);
    const bool few = fewer < FEW || !(variance > 0.0);
    estimate->method = few ? LT_BY_CLOPPER_PEARSON : LT_BY_WILSON;
    estimate->effective = few ? fmin(n, estimate->effective) : estimate->effective;
}

static double ratio_variance(const struct lt_design *design, const struct accuracy_pair *pairs,
                             double ratio)
{
    double sum = 0.0;
    for (size_t h = 0; h < design->stratum_count; h++) {
        const double n = pairs[h].n, w = design->strata[h].area_m2;
        const double correction = accuracy_correction(n, design->strata[h].cells);
        if (correction > 0.0) {
            sum += w * w * correction * residual_squares(&pairs[h], ratio) / (n * (n - 1.0));
        }
    }
    return sum;
}

enum lt_status lt_estimate_ratio(const struct lt_design *design, const int8_t *y, const int8_t *x,
                                 int most, struct lt_arena *arena, struct lt_estimate *ret_estimate,
                                 struct lt_error *err)
{
    enum lt_status status;
    struct ratio_sums sums = {0};
    struct lt_estimate estimate = {.most = most, .most_level = most, .value = NAN, .se = NAN};
    struct accuracy_pair *pairs = lt_arena_array(arena, design->stratum_count, sizeof *pairs);
    if (pairs == NULL) {
        return lt_fail_memory(err, "an estimate");
    }
    LT_TRY(accuracy_check_strata(design, arena, err));
    for (size_t i = 0; i < design->point_count; i++) {
        LT_TRY(LT_CHECK((x[i] == 0 || x[i] == 1) && y[i] >= 0 && y[i] <= most * x[i], err));
    }
    add_pairs(design, y, x, pairs);
    for (size_t h = 0; h < design->stratum_count; h++) {
        add_totals(&design->strata[h], &pairs[h], &sums);
    }
    estimate.points = (uint64_t)sums.count_x;
    if (sums.x > 0.0) {
        const double ratio = fmin(sums.y / sums.x, most), share = ratio / most;
        const double variance = ratio_variance(design, pairs, ratio) / (sums.x * sums.x);
        estimate.value = ratio;
        estimate.se = sqrt(variance);
        estimate.effective = effective_size(&sums, share, variance / (most * most));
        choose_method(&estimate, share, variance);
    }
    accuracy_set_bounds(&estimate);
    *ret_estimate = estimate;
out:
    return status;
}

void accuracy_scale(struct lt_estimate *estimate, double factor)
{
    double *const numbers[] = {&estimate->value, &estimate->se,    &estimate->low,
                               &estimate->high,  &estimate->lower, &estimate->upper,
                               &estimate->least, &estimate->most};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        *numbers[i] *= factor;
    }
}
