/* Floors: what the bounds prove, for one place or for many at once. */
#include <math.h>
#include <stdlib.h>

#include "accuracy_estimate.h"

/* The z at which the bound on that side reaches the floor; it is monotone, so halving finds it. */
static double z_to_floor(const struct lt_estimate *estimate, double floor, bool from_above)
{
    double near = 0.0, far = 38.0;
    for (int i = 0; i < 80; i++) {
        double low, high;
        const double middle = 0.5 * (near + far);
        lt_estimate_bounds(estimate, middle, &low, &high);
        if (from_above ? low >= floor : high < floor) {
            near = middle;
        } else {
            far = middle;
        }
    }
    return 0.5 * (near + far);
}

static double p_compliance(const struct lt_estimate *estimate, double floor)
{
    return estimate->value < floor ? 1.0 - lt_normal_cdf(-z_to_floor(estimate, floor, false))
                                   : lt_normal_cdf(-z_to_floor(estimate, floor, true));
}

static bool is_tested(const struct lt_estimate *estimate, double floor)
{
    return floor > 0.0 && estimate->method != LT_BY_NOTHING && !estimate->synthetic;
}

/* --- Holm --- */

struct numbered {
    double p;
    size_t index;
};

static int by_p(const void *left, const void *right)
{
    const struct numbered *a = left, *b = right;
    return a->p != b->p ? (a->p > b->p) - (a->p < b->p)
                        : (a->index > b->index) - (a->index < b->index);
}

enum lt_status lt_holm(double *p, size_t count, struct lt_error *err)
{
    struct numbered *order = calloc(count + 1, sizeof *order);
    if (order == NULL) {
        return lt_fail_memory(err, "a test");
    }
    size_t tested = 0;
    for (size_t i = 0; i < count; i++) {
        if (!isnan(p[i])) {
            order[tested++] = (struct numbered){p[i], i};
        }
    }
    qsort(order, tested, sizeof *order, by_p);
    double least = 0.0;
    for (size_t k = 0; k < tested; k++) {
        least = fmax(least, fmin(1.0, order[k].p * (double)(tested - k)));
        p[order[k].index] = least;
    }
    free(order);
    return LT_OK;
}

/* --- the tests --- */

/* The points' part of the reach shrinks with √n; the distance to the floor stays, and so does the error of yields. */
static uint64_t more_points(const struct lt_estimate *estimate, double floor, double z)
{
    double low, high;
    lt_estimate_bounds(estimate, z, &low, &high);
    const double n = (double)estimate->points, fixed = z * estimate->fixed_se;
    const double distance = fabs(estimate->value - floor);
    const double reach = estimate->value >= floor ? estimate->value - low : high - estimate->value;
    const double room = distance * distance - fixed * fixed;
    if (!(room > 0.0)) {
        return LT_NO_SAMPLE_DECIDES;
    }
    const double need = ceil(n * fmax(0.0, reach * reach - fixed * fixed) / room);
    return need < 1e12 ? (need > n ? (uint64_t)(need - n) : 1) : LT_NO_SAMPLE_DECIDES;
}

static void decide(const struct lt_estimate *estimate, size_t tested, struct lt_floor_test *test)
{
    if (test->p_compliance_holm <= LT_ALPHA_ONE_SIDED) {
        test->decision = LT_FLOOR_COMPLIANCE_PROVEN;
    } else if (test->p_breach_holm <= LT_ALPHA_ONE_SIDED) {
        test->decision = LT_FLOOR_BREACH_PROVEN;
    } else {
        const double z = -lt_normal_quantile(LT_ALPHA_ONE_SIDED / (double)tested);
        test->more_points = more_points(estimate, test->floor_m2, z);
    }
}

enum lt_status lt_floor_tests(const struct lt_estimate *estimates, const double *floors_m2,
                              size_t count, struct lt_floor_test *ret_tests, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    size_t tested = 0;
    double *const compliance = calloc(2 * count + 1, sizeof *compliance);
    double *const breach = compliance == NULL ? NULL : compliance + count;
    if (compliance == NULL) {
        return lt_fail_memory(err, "a test");
    }
    for (size_t i = 0; i < count; i++) {
        const bool test = is_tested(&estimates[i], floors_m2[i]);
        compliance[i] = test ? p_compliance(&estimates[i], floors_m2[i]) : NAN;
        breach[i] = test ? 1.0 - compliance[i] : NAN;
        if (test && estimates[i].value < floors_m2[i]) {
            breach[i] = lt_normal_cdf(-z_to_floor(&estimates[i], floors_m2[i], false));
        }
        tested += test;
        ret_tests[i] = (struct lt_floor_test){.floor_m2 = floors_m2[i],
                                              .p_compliance = compliance[i],
                                              .p_breach = breach[i],
                                              .more_points = LT_NO_SAMPLE_DECIDES};
    }
    LT_TRY(lt_holm(compliance, count, err));
    LT_TRY(lt_holm(breach, count, err));
    for (size_t i = 0; i < count; i++) {
        ret_tests[i].p_compliance_holm = compliance[i];
        ret_tests[i].p_breach_holm = breach[i];
        if (is_tested(&estimates[i], floors_m2[i])) {
            ret_tests[i].more_points = 0;
            decide(&estimates[i], tested, &ret_tests[i]);
        }
    }
out:
    free(compliance);
    return status;
}
