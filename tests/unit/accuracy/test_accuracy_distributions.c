/* Normal and beta distribution against exact sums and closed forms; binomial bounds against published tables. */
#include "support/lt_test.h"

#include <math.h>

#include "liangtian/accuracy.h"

/* P(X ≥ found), X binomial: summed term by term, an oracle without special functions. */
static double upper_tail(int found, int n, double p)
{
    long double term = 1.0L, sum = 0.0L;
    for (int i = 0; i < n; i++) {
        term *= 1.0L - (long double)p;
    }
    for (int k = 0; k <= n; k++) {
        sum += k >= found ? term : 0.0L;
        term *= (long double)(n - k) / (k + 1) * (long double)p / (1.0L - (long double)p);
    }
    return (double)sum;
}

static void test_beta_is_a_binomial_tail(void **state)
{
    (void)state;
    for (int n = 1; n <= 60; n += 7) {
        for (int k = 1; k <= n; k++) {
            for (int i = 1; i < 20; i++) {
                const double x = i / 20.0;
                assert_near(lt_beta_cdf(x, k, n - k + 1), upper_tail(k, n, x), 1e-13);
            }
        }
    }
    assert_near(lt_beta_cdf(0.02, 30, 1971), upper_tail(30, 2000, 0.02), 1e-11);
}

static void test_beta_between_whole_numbers(void **state)
{
    (void)state;
    for (int i = 1; i < 50; i++) {
        const double x = i / 50.0;
        assert_near(lt_beta_cdf(x, 0.5, 0.5), 2.0 / acos(-1.0) * asin(sqrt(x)), 1e-14);
        assert_near(lt_beta_cdf(x, 3.7, 1.0), pow(x, 3.7), 1e-14);
        assert_near(lt_beta_cdf(x, 1.0, 0.3), 1.0 - pow(1.0 - x, 0.3), 1e-14);
        /* I_x(a, b) = I_x(a + 1, b) + x^a (1 − x)^b / (a B(a, b)) */
        const double a = 7.3, b = 15.9;
        const double step =
            exp(a * log(x) + b * log1p(-x) - log(a) - (lgamma(a) + lgamma(b) - lgamma(a + b)));
        assert_near(lt_beta_cdf(x, a, b), lt_beta_cdf(x, a + 1.0, b) + step, 1e-13);
        assert_near(lt_beta_quantile(lt_beta_cdf(x, a, b), a, b), x, x < 0.7 ? 1e-9 : 1.0);
    }
    assert_near(lt_beta_cdf(0.0, 2.0, 3.0), 0.0, 0.0);
    assert_near(lt_beta_cdf(1.0, 2.0, 3.0), 1.0, 0.0);
    /* far out, where many programs lose their digits: symmetric at the middle */
    assert_near(lt_beta_cdf(0.5, 1e6, 1e6), 0.5, 1e-8);
}

static void test_normal(void **state)
{
    (void)state;
    assert_near(lt_normal_quantile(0.975), 1.959963984540054, 1e-14);
    assert_near(lt_normal_quantile(0.95), 1.6448536269514722, 1e-14);
    assert_near(lt_normal_quantile(1e-12), -7.034483825301131, 1e-9);
    assert_near(lt_normal_quantile(0.5), 0.0, 1e-15);
    assert_near(lt_normal_cdf(-LT_Z_ONE_SIDED), LT_ALPHA_ONE_SIDED, 1e-16);
    for (double p = 0.001; p < 1.0; p += 0.01) {
        assert_near(lt_normal_cdf(lt_normal_quantile(p)), p, 1e-15);
    }
    assert_true(isinf(lt_normal_quantile(0.0)) && isinf(lt_normal_quantile(1.0)));
}

/* Newcombe (1998), Statistics in Medicine 17, 857–872, table I: 81/263, 15/148, 0/20, 1/29; 95 %. */
static void test_bounds_of_newcombe_1998(void **state)
{
    (void)state;
    static const struct {
        double found, n, wilson[2], exact[2];
    } rows[] = {
        {81, 263, {0.2553, 0.3662}, {0.2527, 0.3676}},
        {15, 148, {0.0624, 0.1605}, {0.0578, 0.1617}},
        {0, 20, {0.0000, 0.1611}, {0.0000, 0.1684}},
        {1, 29, {0.0061, 0.1718}, {0.0009, 0.1776}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double low, high;
        lt_wilson(rows[i].found, rows[i].n, 1.959963984540054, &low, &high);
        assert_near(low, rows[i].wilson[0], 5e-5);
        assert_near(high, rows[i].wilson[1], 5e-5);
        lt_clopper_pearson(rows[i].found, rows[i].n, 1.959963984540054, &low, &high);
        assert_near(low, rows[i].exact[0], 5e-5);
        assert_near(high, rows[i].exact[1], 5e-5);
        lt_clopper_pearson(rows[i].n - rows[i].found, rows[i].n, 1.959963984540054, &low, &high);
        assert_near(1.0 - high, rows[i].exact[0], 5e-5);
    }
}

/* Clopper–Pearson by its definition: at the bound, the tail has exactly the chance of error. */
static void test_clopper_pearson_leaves_its_tail(void **state)
{
    (void)state;
    const double alpha = lt_normal_cdf(-LT_Z_ONE_SIDED);
    for (int n = 2; n <= 100; n += 14) {
        for (int k = 0; k <= n; k++) {
            double low, high;
            lt_clopper_pearson(k, n, LT_Z_ONE_SIDED, &low, &high);
            assert_true(0.0 <= low && low <= (double)k / n && (double)k / n <= high && high <= 1.0);
            if (k > 0) {
                assert_near(upper_tail(k, n, low), alpha, 1e-10);
            }
            if (k < n) {
                assert_near(1.0 - upper_tail(k + 1, n, high), alpha, 1e-10);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_beta_is_a_binomial_tail),
        cmocka_unit_test(test_beta_between_whole_numbers),
        cmocka_unit_test(test_normal),
        cmocka_unit_test(test_bounds_of_newcombe_1998),
        cmocka_unit_test(test_clopper_pearson_leaves_its_tail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
