/* Normal and beta distribution, and the binomial bounds that come from them.
 *
 * The incomplete beta function stands here because the library of Debian that has it, GSL, is under the GPL, and this
 * program is not; some forty lines, held against exact binomial sums by the tests. */
#include <float.h>
#include <math.h>

#include "liangtian/accuracy.h"

double lt_normal_cdf(double z)
{
    return 0.5 * erfc(-z / sqrt(2.0));
}

double lt_normal_quantile(double p)
{
    if (!(p > 0.0 && p < 1.0)) {
        return p <= 0.0 ? -INFINITY : INFINITY;
    }
    if (p > 0.5) {
        return -lt_normal_quantile(1.0 - p);
    }
    double low = -40.0, high = 0.0;
    for (;;) {
        const double middle = 0.5 * (low + high);
        if (middle <= low || middle >= high) {
            return middle;
        }
        if (lt_normal_cdf(middle) < p) {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/* The continued fraction of DLMF 8.17.22 by Lentz's method; converges fast for x < (a + 1)/(a + b + 2). */
static double beta_fraction(double x, double a, double b)
{
    const double tiny = DBL_MIN / DBL_EPSILON;
    double c = 1.0, d = 1.0 - (a + b) * x / (a + 1.0);
    d = 1.0 / (fabs(d) < tiny ? tiny : d);
    double value = d;
    for (int m = 1; m < 100000; m++) {
        const double even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        const double terms[] = {even, odd};
        double step = 1.0;
        for (int i = 0; i < 2; i++) {
            d = 1.0 + terms[i] * d;
            d = 1.0 / (fabs(d) < tiny ? tiny : d);
            c = 1.0 + terms[i] / c;
            c = fabs(c) < tiny ? tiny : c;
            step = c * d;
            value *= step;
        }
        if (fabs(step - 1.0) < 2.0 * DBL_EPSILON) {
            break;
        }
    }
    return value;
}

double lt_beta_cdf(double x, double a, double b)
{
    if (!(x > 0.0)) {
        return 0.0;
    }
    if (x >= 1.0) {
        return 1.0;
    }
    const double front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x));
    return x < (a + 1.0) / (a + b + 2.0) ? front * beta_fraction(x, a, b) / a
                                         : 1.0 - front * beta_fraction(1.0 - x, b, a) / b;
}

double lt_beta_quantile(double p, double a, double b)
{
    double low = 0.0, high = 1.0;
    for (int i = 0; i < 200; i++) {
        const double middle = 0.5 * (low + high);
        if (middle <= low || middle >= high) {
            break;
        }
        if (lt_beta_cdf(middle, a, b) < p) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return 0.5 * (low + high);
}

void lt_wilson(double found, double n, double z, double *ret_low, double *ret_high)
{
    const double p = found / n, z2 = z * z;
    const double centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    const double half = z / (1.0 + z2 / n) * sqrt(p * (1.0 - p) / n + z2 / (4.0 * n * n));
    *ret_low = found <= 0.0 ? 0.0 : fmax(0.0, centre - half);
    *ret_high = found >= n ? 1.0 : fmin(1.0, centre + half);
}

void lt_clopper_pearson(double found, double n, double z, double *ret_low, double *ret_high)
{
    const double alpha = lt_normal_cdf(-z);
    *ret_low = found <= 0.0 ? 0.0 : lt_beta_quantile(alpha, found, n - found + 1.0);
    *ret_high = found >= n ? 1.0 : 1.0 - lt_beta_quantile(alpha, n - found, found + 1.0);
}
