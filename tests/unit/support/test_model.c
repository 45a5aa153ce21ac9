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
    char day[11];
    lt_period_first_day(period, day);
    assert_string_equal(day, "2026-01-01");
    lt_period_last_day(period, day);
    assert_string_equal(day, "2026-06-30");
    lt_period_first_day(period + 1, day);
    assert_string_equal(day, "2026-07-01");
    lt_period_last_day(period + 1, day);
    assert_string_equal(day, "2026-12-31");
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

/* The formulas of the source as they stand there, term by term, with the digits of a long double. */
static long double area_by_the_book(const double *lonlat, size_t n)
{
    static const long double coefficient[] = {1.0033640898341927L, -0.0011241893819271072L,
                                              1.6994594735188535e-06L, -2.717857845577432e-09L,
                                              4.358419004834252e-12L};
    const long double radians = 0.017453292519943295769L, b = 6356752.31414036L;
    long double sum = 0;
    for (size_t i = 0; i < n; i++) {
        const size_t j = (i + 1) % n;
        const long double lat1 = lonlat[2 * i + 1] * radians, lat2 = lonlat[2 * j + 1] * radians;
        const long double dl =
            ((long double)lonlat[2 * i] + lonlat[2 * j] - 2.0L * lonlat[0]) / 2 * radians;
        for (int k = 0; k < 5; k++) {
            const long double m = 2 * k + 1;
            sum += dl * coefficient[k] * sinl(m * (lat2 - lat1) / 2) * cosl(m * (lat1 + lat2) / 2);
        }
    }
    return 2 * b * b * sum;
}

/* Plots, counties and continents: neighbours near and far, on both sides of every group of vertices. */
static void test_areas_of_all_sizes(void **state)
{
    (void)state;
    enum { MOST = 300 };
    static double lonlat[2 * MOST];
    static const double reach[] = {1e-5, 5e-4, 0.01, 0.3, 2.0, 25.0};
    for (size_t r = 0; r < sizeof reach / sizeof *reach; r++) {
        for (size_t n = 3; n <= MOST; n += 11) {
            for (size_t i = 0; i < n; i++) {
                const double angle = 6.283185307179586 * (double)i / (double)n;
                const double far = reach[r] * (0.7 + 0.3 * sin((double)(i * i)));
                lonlat[2 * i] = 114.0 + far * cos(angle);
                lonlat[2 * i + 1] = 33.0 + far * sin(angle);
            }
            const double expected = (double)area_by_the_book(lonlat, n);
            const double answer = lt_area_ring(lonlat, lonlat + 1, n, 2);
            assert_near(answer / expected, 1.0, 2e-12);
        }
    }
}

/* Vertices in company come out where each comes out alone. */
static void test_rings_are_inverted_like_points(void **state)
{
    (void)state;
    enum { COUNT = 400 };
    static double xy[2 * COUNT], lonlat[2 * COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        const double step = i % 3 == 0 ? 40.0 : i % 7 == 0 ? 90000.0 : 900.0;
        xy[2 * i] = 38500000.0 + step * sin((double)i);
        xy[2 * i + 1] = 3650000.0 + step * cos((double)(3 * i));
    }
    lt_gauss_kruger_inverse_ring(xy, COUNT, 38000000.0, 114.0, lonlat);
    for (size_t i = 0; i < COUNT; i++) {
        double lon, lat;
        lt_gauss_kruger_inverse(xy[2 * i] - 38000000.0, xy[2 * i + 1], 114.0, &lon, &lat);
        assert_near(lonlat[2 * i], lon, 1e-13);
        assert_near(lonlat[2 * i + 1], lat, 2e-14);
    }
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
    assert_near(lt_shape_mean_width(&shape), 2 * 72 / 48.0, 1e-12); /* outlines of 36 and 12 */
}

/* 1000 by 10: nearly as wide as the strip is; no shape has no width. */
static void test_mean_width(void **state)
{
    (void)state;
    static const struct lt_point p[] = {{0, 0}, {1000, 0}, {1000, 10}, {0, 10}, {0, 0}};
    static const uint32_t end[] = {5};
    const struct lt_shape strip = {1, 5, end, p, lt_shape_compute_box(p, 5)};
    assert_near(lt_shape_mean_width(&strip), 2 * 10000 / 2020.0, 1e-12);
    assert_near(lt_shape_mean_width(&(struct lt_shape){0}), 0, 0);
}

/* A square of 10; a second one 5 to the east: the vertices face edges. A frame around both: nearest by its hole. */
static void test_outlines_that_are_near(void **state)
{
    (void)state;
    static const struct lt_point a[] = {{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}};
    static const struct lt_point b[] = {{15, -50}, {25, -50}, {25, 50}, {15, 50}, {15, -50}};
    static const struct lt_point frame[] = {{-100, -100}, {100, -100}, {100, 100}, {-100, 100},
                                            {-100, -100}, {-3, -60},   {-3, 60},   {40, 60},
                                            {40, -60},    {-3, -60}};
    static const uint32_t end[] = {5}, ends[] = {5, 10};
    const struct lt_shape one = {1, 5, end, a, lt_shape_compute_box(a, 5)};
    const struct lt_shape two = {1, 5, end, b, lt_shape_compute_box(b, 5)};
    const struct lt_shape around = {2, 10, ends, frame, lt_shape_compute_box(frame, 10)};
    assert_false(lt_shape_near(&one, &two, 4.999));
    assert_true(lt_shape_near(&one, &two, 5));
    assert_true(lt_shape_near(&two, &one, 5));
    assert_false(lt_shape_near(&one, &around, 2.999));
    assert_true(lt_shape_near(&around, &one, 3));
    assert_true(lt_shape_near(&one, &one, 0));
}

static void test_days_that_meet(void **state)
{
    (void)state;
    static const struct {
        const char *what, *from, *to, *first, *last;
        bool meet;
    } spans[] = {
        {"within", "2026-01-01", "2026-12-31", "2026-08-08", "2026-08-08", true},
        {"begins on the day", "2026-08-08", "2026-12-31", "2026-08-08", "2026-08-08", true},
        {"ends on the day", "2026-01-01", "2026-08-08", "2026-08-08", "2026-08-08", true},
        {"that day alone", "2026-08-08", "2026-08-08", "2026-08-08", "2026-08-08", true},
        {"ended the day before", "2026-01-01", "2026-08-07", "2026-08-08", "2026-08-08", false},
        {"begins the day after", "2026-08-09", "2026-12-31", "2026-08-08", "2026-08-08", false},
        {"no end", "2026-01-01", "", "2026-08-08", "2026-08-08", true},
        {"no end, begins the day after", "2026-08-09", "", "2026-08-08", "2026-08-08", false},
        {"no start", "", "2026-12-31", "2026-08-08", "2026-08-08", true},
        {"no start, ended the day before", "", "2026-08-07", "2026-08-08", "2026-08-08", false},
        {"neither", "", "", "2026-08-08", "2026-08-08", true},
        {"begins on the last image", "2026-09-04", "", "2026-08-08", "2026-09-04", true},
        {"begins after the last image", "2026-09-05", "", "2026-08-08", "2026-09-04", false},
        {"ends on the first image", "", "2026-08-08", "2026-08-08", "2026-09-04", true},
        {"ended before the first image", "", "2026-08-07", "2026-08-08", "2026-09-04", false},
        {"between two images", "2026-08-20", "2026-08-25", "2026-08-08", "2026-09-04", true},
        {"around all images", "2025-01-01", "2027-01-01", "2026-08-08", "2026-09-04", true},
        {"images over the turn of the year", "2025-12-31", "2025-12-31", "2025-10-15", "2026-01-05",
         true},
        {"day of the images not known", "2020-01-01", "2020-12-31", "", "", true},
    };
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
        if (lt_days_meet(spans[i].from, spans[i].to, spans[i].first, spans[i].last) !=
                spans[i].meet ||
            lt_days_meet(spans[i].first, spans[i].last, spans[i].from, spans[i].to) !=
                spans[i].meet) {
            fail_msg("%s", spans[i].what);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_period_round_trip),
        cmocka_unit_test(test_days_that_meet),
        cmocka_unit_test(test_area_of_a_graticule_cell),
        cmocka_unit_test(test_gauss_kruger_inverse_agrees_with_the_meridian),
        cmocka_unit_test(test_areas_of_all_sizes),
        cmocka_unit_test(test_rings_are_inverted_like_points),
        cmocka_unit_test(test_rounding_is_half_away_from_zero),
        cmocka_unit_test(test_planar_area_with_a_hole_far_from_the_origin),
        cmocka_unit_test(test_mean_width),
        cmocka_unit_test(test_outlines_that_are_near),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
