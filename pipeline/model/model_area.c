#include "liangtian/area.h"

#include <math.h>
#include <stdbool.h>

/* CGCS2000 as the national land survey computes with it. */
static const double SEMI_MINOR = 6356752.31414036;
static const double POLAR_RADIUS = 6399593.62586; /* c = a² / b */
static const double SECOND_ECCENTRICITY_2 = 6.73949677548e-03;
/* The series' coefficients for e² = 0.00669438002290, from the formulas of the source. */
static const double A = 1.0033640898341927, B = 0.0011241893819271072, C = 1.6994594735188535e-06,
                    D = 2.717857845577432e-09, E = 4.358419004834252e-12;
static const double K0 = 1.57048761144159e-07, K1 = 5.05250178820567e-03, K2 = 2.98472900956587e-05,
                    K3 = 2.41626669230084e-07, K4 = 2.22241238938534e-09;
static const double RADIANS = 0.017453292519943295;

/* Area between an edge and the reference meridian, per 2b²ΔL. */
static double trapezoid(double lat1, double lat2)
{
    const double half = 0.5 * (lat2 - lat1);
    const double mean = 0.5 * (lat1 + lat2);
    return A * sin(half) * cos(mean) - B * sin(3 * half) * cos(3 * mean) +
           C * sin(5 * half) * cos(5 * mean) - D * sin(7 * half) * cos(7 * mean) +
           E * sin(9 * half) * cos(9 * mean);
}

double lt_area_ring(const double *lon, const double *lat, size_t n, size_t stride)
{
    if (n < 3) {
        return 0.0;
    }
    /* The first vertex is the reference meridian, so that small polygons lose nothing to
     * cancellation; Neumaier's sum keeps rings of a million vertices exact to the last digits. */
    const double lon0 = lon[0];
    double sum = 0.0, lost = 0.0;
    for (size_t i = 0; i < n; i++) {
        const size_t j = i + 1 < n ? i + 1 : 0;
        const double lat1 = lat[i * stride] * RADIANS, lat2 = lat[j * stride] * RADIANS;
        const double dl = 0.5 * ((lon[i * stride] - lon0) + (lon[j * stride] - lon0)) * RADIANS;
        const double term = dl * trapezoid(lat1, lat2);
        const double total = sum + term;
        lost += fabs(sum) >= fabs(term) ? (sum - total) + term : (term - total) + sum;
        sum = total;
    }
    return 2.0 * SEMI_MINOR * SEMI_MINOR * (sum + lost);
}

void lt_gauss_kruger_inverse(double easting, double northing, double meridian, double *ret_lon,
                             double *ret_lat)
{
    const double y = easting - 500000.0;
    const double e = K0 * northing;
    const double se = sin(e), ce = cos(e), s2 = se * se;
    const double bf = e + ce * se * (K1 - s2 * (K2 - s2 * (K3 - s2 * K4)));
    const double cb = cos(bf), t = tan(bf), t2 = t * t;
    const double eta2 = SECOND_ECCENTRICITY_2 * cb * cb;
    const double v2 = 1.0 + eta2;
    const double n = POLAR_RADIUS / sqrt(v2);
    const double q = y / n, q2 = q * q;
    const double lat = bf - 0.5 * v2 * t * q2 +
                       (5.0 + 3.0 * t2 + eta2 - 9.0 * eta2 * t2) * v2 * t * q2 * q2 / 24.0 -
                       (61.0 + 90.0 * t2 + 45.0 * t2 * t2) * v2 * t * q2 * q2 * q2 / 720.0;
    const double lon =
        (q - (1.0 + 2.0 * t2 + eta2) * q * q2 / 6.0 +
         (5.0 + 28.0 * t2 + 24.0 * t2 * t2 + 6.0 * eta2 + 8.0 * eta2 * t2) * q * q2 * q2 / 120.0) /
        cb;
    *ret_lon = meridian + lon / RADIANS;
    *ret_lat = lat / RADIANS;
}

double lt_mu(double m2)
{
    return m2 * 0.0015;
}

double lt_wanmu(double m2)
{
    return m2 * 0.0015 / 10000.0;
}

double lt_round(double value, int decimals)
{
    static const double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
    if (!isfinite(value) || decimals < 0 || decimals > 9 || fabs(value) >= 1e15) {
        return value;
    }
    const double power = powers[decimals];
    const double scaled = value * power;
    const double near_tie = floor(fabs(scaled)) + 0.5;
    /* 2.675 is stored a little below the tie that its writer meant: within an ulp or two of a tie,
     * round away. */
    const bool tie = fabs(fabs(scaled) - near_tie) <= 4.0 * 2.220446049250313e-16 * fabs(scaled);
    const double magnitude = tie ? near_tie + 0.5 : floor(fabs(scaled) + 0.5);
    return copysign(magnitude / power, value);
}
