#include "liangtian/accuracy.h"
#include "liangtian/area.h"

#include <math.h>
#include <stdbool.h>

/* CGCS2000 as the national land survey computes with it. */
static const double SEMI_MINOR = 6356752.31414036;
static const double PER_POLAR_RADIUS = 1.0 / 6399593.62586; /* b / a² */
static const double SECOND_ECCENTRICITY_2 = 6.73949677548e-03;
/* The series' coefficients for e² = 0.00669438002290, from the formulas of the source. */
static const double A = 1.0033640898341927, B = 0.0011241893819271072, C = 1.6994594735188535e-06,
                    D = 2.717857845577432e-09, E = 4.358419004834252e-12;
static const double K0 = 1.57048761144159e-07, K1 = 5.05250178820567e-03, K2 = 2.98472900956587e-05,
                    K3 = 2.41626669230084e-07, K4 = 2.22241238938534e-09;
static const double RADIANS = 0.017453292519943295, DEGREES = 57.29577951308232;

/* --- sines of angles near one whose sine is known ---- */

static const double NEAR = 0.01; /* rad, 64 km: the series below then end beyond the last digit */

struct anchor {
    double angle, sine, cosine;
};

static struct anchor anchor_at(double angle)
{
    return (struct anchor){angle, sin(angle), cos(angle)};
}

/* |x| ≤ NEAR */
static double sine_of_small(double x)
{
    const double x2 = x * x;
    return x * (1.0 - x2 * (1.0 / 6 - x2 * (1.0 / 120 - x2 * (1.0 / 5040))));
}

static double cosine_of_small(double x)
{
    const double x2 = x * x;
    return 1.0 - x2 * (1.0 / 2 - x2 * (1.0 / 24 - x2 * (1.0 / 720 - x2 * (1.0 / 40320))));
}

/* The angle is within NEAR of the anchor, or a hundredth more. */
static void find_sines(const struct anchor *anchor, double angle, double *ret_sine,
                       double *ret_cosine)
{
    const double by = angle - anchor->angle;
    const double s = sine_of_small(by), c = cosine_of_small(by);
    *ret_sine = anchor->sine * c + anchor->cosine * s;
    *ret_cosine = anchor->cosine * c - anchor->sine * s;
}

/* How many of the values, at least one, lie near the first; vertices are looked at in such groups, without branches. */
enum { GROUP = 64 };

static size_t group_of(const double *values, size_t n, size_t stride, double scale)
{
    size_t count = 1;
    while (count < n && count < GROUP && fabs(values[count * stride] - values[0]) * scale <= NEAR) {
        count++;
    }
    return count;
}

/* Area between an edge and the reference meridian, per 2b²ΔL, from the sine of half the difference of latitudes and the
 * cosine of their mean. Multiple angles by sin (k+2)x = 2 cos 2x sin kx − sin (k−2)x, and likewise for the cosine. */
static double trapezoid(double s1, double c1)
{
    const double ds = 2.0 - 4.0 * s1 * s1, dc = 4.0 * c1 * c1 - 2.0;
    const double s3 = (ds + 1.0) * s1, c3 = (dc - 1.0) * c1;
    const double s5 = ds * s3 - s1, c5 = dc * c3 - c1;
    const double s7 = ds * s5 - s3, c7 = dc * c5 - c3;
    const double s9 = ds * s7 - s5, c9 = dc * c7 - c5;
    return A * s1 * c1 - B * s3 * c3 + C * s5 * c5 - D * s7 * c7 + E * s9 * c9;
}

/* Latitudes in degrees: their difference is exact before it is scaled, so that small plots keep their digits. */
static double trapezoid_far(double lat1, double lat2)
{
    return trapezoid(sin(0.5 * RADIANS * (lat2 - lat1)), cos(0.5 * RADIANS * (lat1 + lat2)));
}

/* The edges between n vertices that lie near one another. */
static void trapezoids_near(const double *lat, size_t n, size_t stride, double *ret_areas)
{
    const struct anchor anchor = anchor_at(lat[0] * RADIANS);
    for (size_t i = 0; i + 1 < n; i++) {
        const double lat1 = lat[i * stride], lat2 = lat[(i + 1) * stride];
        double sine, cosine;
        find_sines(&anchor, 0.5 * RADIANS * (lat1 + lat2), &sine, &cosine);
        ret_areas[i] = trapezoid(sine_of_small(0.5 * RADIANS * (lat2 - lat1)), cosine);
    }
}

/* Neumaier's sum keeps rings of a million vertices exact to the last digits. */
struct sum {
    double sum, lost;
};

static void add(struct sum *sum, double term)
{
    const double total = sum->sum + term;
    const bool larger = fabs(sum->sum) >= fabs(term);
    const double high = larger ? sum->sum : term, low = larger ? term : sum->sum;
    sum->lost += (high - total) + low;
    sum->sum = total;
}

double lt_area_ring(const double *lon, const double *lat, size_t n, size_t stride)
{
    double areas[GROUP];
    struct sum sum = {0.0, 0.0};
    if (n < 3) {
        return 0.0;
    }
    /* The first vertex is the reference meridian, so that small polygons lose nothing to cancellation. */
    const double lon0 = lon[0];
    for (size_t i = 0; i < n;) {
        const size_t group = group_of(lat + i * stride, n - i, stride, RADIANS);
        const size_t next = i + group < n ? i + group : 0; /* behind the group's last vertex */
        trapezoids_near(lat + i * stride, group, stride, areas);
        areas[group - 1] = trapezoid_far(lat[(i + group - 1) * stride], lat[next * stride]);
        for (size_t k = 0; k < group; k++, i++) {
            const size_t j = i + 1 < n ? i + 1 : 0;
            const double dl = 0.5 * ((lon[i * stride] - lon0) + (lon[j * stride] - lon0)) * RADIANS;
            add(&sum, dl * areas[k]);
        }
    }
    return 2.0 * SEMI_MINOR * SEMI_MINOR * (sum.sum + sum.lost);
}

/* --- the projection's inverse ---- */

static double foot_of(double e, double se, double ce)
{
    const double s2 = se * se;
    return e + ce * se * (K1 - s2 * (K2 - s2 * (K3 - s2 * K4)));
}

struct gauss_kruger {
    struct anchor rectifying, foot; /* latitudes */
};

static struct gauss_kruger near_northing(double northing)
{
    struct gauss_kruger near = {.rectifying = anchor_at(K0 * northing)};
    near.foot =
        anchor_at(foot_of(near.rectifying.angle, near.rectifying.sine, near.rectifying.cosine));
    return near;
}

static void invert(const struct gauss_kruger *near, double y, double northing, double *ret_lon,
                   double *ret_lat)
{
    const double e = K0 * northing;
    double se, ce, sb, cb;
    find_sines(&near->rectifying, e, &se, &ce);
    const double bf = foot_of(e, se, ce);
    find_sines(&near->foot, bf, &sb, &cb);
    const double secant = 1.0 / cb, t = sb * secant, t2 = t * t;
    const double eta2 = SECOND_ECCENTRICITY_2 * cb * cb;
    const double v2 = 1.0 + eta2;
    const double q = y * sqrt(v2) * PER_POLAR_RADIUS, q2 = q * q;
    *ret_lat = bf - v2 * t * q2 *
                        (1.0 / 2 - q2 * ((5.0 + 3.0 * t2 + eta2 - 9.0 * eta2 * t2) * (1.0 / 24) -
                                         q2 * (61.0 + 90.0 * t2 + 45.0 * t2 * t2) * (1.0 / 720)));
    *ret_lon = q * secant *
               (1.0 - q2 * ((1.0 + 2.0 * t2 + eta2) * (1.0 / 6) -
                            q2 * (5.0 + 28.0 * t2 + 24.0 * t2 * t2 + 6.0 * eta2 + 8.0 * eta2 * t2) *
                                (1.0 / 120)));
}

void lt_gauss_kruger_inverse_ring(const double *xy, size_t n, double shift, double meridian,
                                  double *ret_lonlat)
{
    for (size_t i = 0; i < n;) {
        const size_t group = group_of(xy + 2 * i + 1, n - i, 2, K0);
        const struct gauss_kruger near = near_northing(xy[2 * i + 1]);
        for (const size_t end = i + group; i < end; i++) {
            double lon, lat;
            invert(&near, xy[2 * i] - shift - 500000.0, xy[2 * i + 1], &lon, &lat);
            ret_lonlat[2 * i] = meridian + lon * DEGREES;
            ret_lonlat[2 * i + 1] = lat * DEGREES;
        }
    }
}

void lt_gauss_kruger_inverse(double easting, double northing, double meridian, double *ret_lon,
                             double *ret_lat)
{
    const double xy[2] = {easting, northing};
    double lonlat[2];
    lt_gauss_kruger_inverse_ring(xy, 1, 0.0, meridian, lonlat);
    *ret_lon = lonlat[0];
    *ret_lat = lonlat[1];
}

double lt_mu(double m2)
{
    return m2 * 0.0015;
}

double lt_yijin(double kg)
{
    return kg / LT_KG_PER_YIJIN;
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
