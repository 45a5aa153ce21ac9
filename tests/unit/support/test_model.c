/* Periods, ellipsoidal area, rounding. */
#include "support/lt_test.h"

#include <stdbool.h>
#include <string.h>

#include "liangtian/area.h"
#include "liangtian/geometry.h"
#include "liangtian/period.h"

static void test_period_round_trip(void **state)
{
    (void)state;
    lt_period period = 0;
    char text[LT_PERIOD_TEXT];
    assert_true(lt_period_parse("2026H1", &period));
    assert_int_equal(lt_period_year(period), 2026);
    assert_int_equal(lt_period_half(period), 1);
    assert_string_equal(lt_period_format(period + 1, text), "2026H2");
    assert_string_equal(lt_period_format(period - 1, text), "2025H2");
    const char *bad[] = {"", "2026", "2026H3", "2026h1", "H12026", "2026H1 ", "0026H1", "20 6H1"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(lt_period_parse(bad[i], &period));
    }
}

/* The series' promise: authalic area of the cell between two meridians and two parallels, closed
 * form S = b²/2 · Δλ · [ sinφ/(1 − e² sin²φ) + ln((1 + e sinφ)/(1 − e sinφ)) / 2e ] between the
 * parallels. */
static double authalic(double dlon, double lat1, double lat2)
{
    const double b = 6356752.31414036, e = sqrt(0.00669438002290);
    const double d = 0.017453292519943295;
    const double s1 = sin(lat1 * d), s2 = sin(lat2 * d);
    const double q1 = s1 / (1 - e * e * s1 * s1) + log((1 + e * s1) / (1 - e * s1)) / (2 * e);
    const double q2 = s2 / (1 - e * e * s2 * s2) + log((1 + e * s2) / (1 - e * s2)) / (2 * e);
    return b * b / 2 * dlon * d * (q2 - q1);
}

static void test_area_of_a_graticule_cell(void **state)
{
    (void)state;
    const double lon[] = {114, 115, 115, 114}, lat[] = {32, 32, 33, 33};
    const double expected = authalic(1, 32, 33);
    assert_near(lt_area_ring(lon, lat, 4, 1) / expected, 1.0, 1e-11);
    const double clon[] = {114, 114, 115, 115}, clat[] = {32, 33, 33, 32};
    assert_near(lt_area_ring(clon, clat, 4, 1), -lt_area_ring(lon, lat, 4, 1), 1e-3);
    const double xy[] = {114, 33, 114.01, 33, 114.01, 33.01, 114, 33.01};
    assert_near(lt_area_ring(xy, xy + 1, 4, 2), authalic(0.01, 33, 33.01), 1e-4);
    assert_near(lt_area_ring(xy, xy + 1, 4, 2), 1036380.1711, 1e-4); /* the example of area.h */
}

/* PROJ 9.1.1: echo 38550000 3650000 | cs2cs -f %.10f EPSG:4526 EPSG:4490 */
static void test_gauss_kruger_inverse_agrees_with_the_meridian(void **state)
{
    (void)state;
    double lon, lat;
    lt_gauss_kruger_inverse(500000, 0, 114, &lon, &lat);
    assert_near(lon, 114, 1e-12);
    assert_near(lat, 0, 1e-12);
    lt_gauss_kruger_inverse(550000, 3650000, 114, &lon, &lat);
    double mlon, mlat;
    lt_gauss_kruger_inverse(450000, 3650000, 114, &mlon, &mlat);
    assert_near(mlat, lat, 1e-12);
    assert_near(lon - 114, 114 - mlon, 1e-12);
}

static void test_rounding_is_half_away_from_zero(void **state)
{
    (void)state;
    assert_near(lt_round(2.675, 2), 2.68, 0);
    assert_near(lt_round(-2.675, 2), -2.68, 0);
    assert_near(lt_round(0.5, 0), 1, 0);
    assert_near(lt_round(1.005, 2), 1.01, 0);
    assert_near(lt_round(2.674999, 2), 2.67, 0);
    assert_near(lt_round(11271.10, 1), 11271.1, 0);
    assert_near(lt_wanmu(6466666666.6666667), 970, 1e-9);
}

static void test_planar_area_with_a_hole_far_from_the_origin(void **state)
{
    (void)state;
    const double x = 38500000, y = 3600000;
    const struct lt_point p[] = {{x, y},         {x + 9, y},     {x + 9, y + 9}, {x, y + 9},
                                 {x, y},         {x + 3, y + 3}, {x + 3, y + 6}, {x + 6, y + 6},
                                 {x + 6, y + 3}, {x + 3, y + 3}};
    const uint32_t end[] = {5, 10};
    const struct lt_shape shape = {2, 10, end, p, lt_shape_compute_box(p, 10)};
    assert_near(lt_shape_planar_area(&shape), 72, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_period_round_trip),
        cmocka_unit_test(test_area_of_a_graticule_cell),
        cmocka_unit_test(test_gauss_kruger_inverse_agrees_with_the_meridian),
        cmocka_unit_test(test_rounding_is_half_away_from_zero),
        cmocka_unit_test(test_planar_area_with_a_hole_far_from_the_origin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
