/* Ellipsoidal area on CGCS2000 and the units of the field.
 *
 * Source: 国土调查办发〔2008〕32号 (area of a polygon on the ellipsoid by trapezoids between an edge and
 * a reference meridian), constants of CGCS2000 as the national land survey uses them.
 * An edge is straight in latitude and longitude. Error of the series: 7e-12 of the area.
 * Threads: pure functions.
 */
#ifndef LIANGTIAN_AREA_H
#define LIANGTIAN_AREA_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LT_M2_PER_MU (2000.0 / 3.0) /* 1 亩, exact by definition */
#define LT_M2_PER_HECTARE 10000.0
#define LT_M2_PER_WANMU (2000.0 / 3.0 * 10000.0)

/* Signed area in m² of a closed ring (the last vertex need not repeat the first), positive when
 * counter-clockwise seen from above. `lon`, `lat` in degrees; `stride` is the distance between
 * consecutive values in doubles, so interleaved and separate arrays both serve.
 * Example: the square 114–114.01° E, 33–33.01° N has 1,036,380.1711 m² (tests/unit/support). */
double lt_area_ring(const double *lon, const double *lat, size_t n, size_t stride);

/* Inverse of the 3° or 6° Gauss–Krüger projection on CGCS2000, by the formula of the same source.
 * `easting` in metres with or without the zone prefix already removed (500 000 at the meridian);
 * `meridian` in degrees; answers degrees. Within 0.1 mm of PROJ inside a zone. */
void lt_gauss_kruger_inverse(double easting, double northing, double meridian, double *ret_lon,
                             double *ret_lat);

/* The same for n vertices, as pairs of easting and northing into pairs of longitude and latitude; `shift` is taken off the
 * eastings first. Vertices near the one before cost a third of a single one. */
void lt_gauss_kruger_inverse_ring(const double *xy, size_t n, double shift, double meridian,
                                  double *ret_lonlat);

/* m² → 亩 and 万亩, unrounded. */
double lt_mu(double m2);
double lt_wanmu(double m2);
/* kg → 亿斤. */
double lt_yijin(double kg);

/* Rounds half away from zero to `decimals` (0…9): the rounding of the land survey (not printf's).
 * A value that is a decimal tie in its shortest printed form rounds away: 2.675 → 2.68. */
double lt_round(double value, int decimals);

#ifdef __cplusplus
}
#endif
#endif
