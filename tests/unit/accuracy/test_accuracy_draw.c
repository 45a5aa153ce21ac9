/* Drawing: numbers that follow from the seed alone, and chances that are what they are said to be. */
#include "accuracy_fixture.h"

#include "liangtian/draw.h"

#include <stdio.h>
#include <stdlib.h>

/* The upper end of χ² with `df` degrees at one in a million (Wilson and Hilferty 1931). */
static double chi_limit(double df)
{
    const double z = lt_normal_quantile(1.0 - 1e-6), c = 2.0 / (9.0 * df);
    const double root = 1.0 - c + z * sqrt(c);
    return df * root * root * root;
}

static void test_numbers_are_fixed(void **state)
{
    struct lt_random a, b;
    (void)state;
    lt_random_begin(&a, 7, "wheat", 3);
    lt_random_begin(&b, 7, "wheat", 3);
    for (int i = 0; i < 100; i++) {
        assert_true(lt_random_next(&a) == lt_random_next(&b));
    }
    const struct {
        uint64_t seed, number;
        const char *name;
    } others[] = {{8, 3, "wheat"}, {7, 4, "wheat"}, {7, 3, "maize"}, {7, 3, ""}};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        lt_random_begin(&a, 7, "wheat", 3);
        lt_random_begin(&b, others[i].seed, others[i].name, others[i].number);
        assert_false(lt_random_next(&a) == lt_random_next(&b));
    }
}

/* First numbers of 100,000 streams that differ by their number alone, and the pairs of a stream: 16 bins, 16 × 16. */
static void test_numbers_are_even(void **state)
{
    enum { STREAMS = 100000, BINS = 16 };
    static double first[BINS], pair[BINS][BINS];
    double chi = 0.0, chi_pair = 0.0;
    (void)state;
    for (uint64_t i = 0; i < STREAMS; i++) {
        struct lt_random random;
        lt_random_begin(&random, 1, "层", i);
        const double u = lt_random_unit(&random), v = lt_random_unit(&random);
        assert_true(u >= 0.0 && u < 1.0);
        first[(int)(u * BINS)]++;
        pair[(int)(u * BINS)][(int)(v * BINS)]++;
    }
    for (int i = 0; i < BINS; i++) {
        const double expected = (double)STREAMS / BINS;
        chi += (first[i] - expected) * (first[i] - expected) / expected;
        for (int j = 0; j < BINS; j++) {
            const double each = expected / BINS;
            chi_pair += (pair[i][j] - each) * (pair[i][j] - each) / each;
        }
    }
    assert_true(chi < chi_limit(BINS - 1));
    assert_true(chi_pair < chi_limit(BINS * BINS - 1));
}

/* 400 seeds, 50 places each, in a stratum of 10 fields of 1, 2 … 10 m²: every field gets its share of the places. */
static void test_places(void **state)
{
    enum { SEEDS = 400, POINTS = 50, FIELDS = 10 };
    const struct lt_draw_stratum stratum = {.name = "maize", .area_m2 = 55.0};
    struct lt_draw_place places[POINTS];
    double found[FIELDS] = {0}, chi = 0.0;
    (void)state;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        bool met[POINTS] = {false};
        lt_draw_places(seed, &stratum, POINTS, places);
        for (int i = 0; i < POINTS; i++) {
            int field = 0;
            for (double end = 1.0; places[i].at_m2 >= end; end += field + 1) {
                field++;
            }
            assert_in_range(field, 0, FIELDS - 1);
            found[field]++;
            assert_true(i == 0 || places[i].at_m2 >= places[i - 1].at_m2);
            assert_false(met[places[i].number]);
            met[places[i].number] = true;
        }
    }
    for (int f = 0; f < FIELDS; f++) {
        const double expected = SEEDS * POINTS * (f + 1) / 55.0;
        chi += (found[f] - expected) * (found[f] - expected) / expected;
    }
    assert_true(chi < chi_limit(FIELDS - 1));
    /* more points keep the ones that were there: a sample can be made larger */
    struct lt_draw_place more[2 * POINTS];
    lt_draw_places(5, &stratum, POINTS, places);
    lt_draw_places(5, &stratum, 2 * POINTS, more);
    for (int i = 0; i < POINTS; i++) {
        bool kept = false;
        for (int j = 0; j < 2 * POINTS; j++) {
            kept = kept || (more[j].number == places[i].number &&
                            fabs(more[j].at_m2 - places[i].at_m2) <= 0.0);
        }
        assert_true(kept);
    }
}

/* 12 of 60 parcels by the lowest lots, 2,000 seeds: each parcel is in 400 samples, each pair in 74.6. */
static void test_lots(void **state)
{
    enum { SEEDS = 2000, PARCELS = 60, DRAWN = 12 };
    static double alone[PARCELS], together[PARCELS][PARCELS];
    double chi = 0.0, chi_pair = 0.0;
    (void)state;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        uint64_t lots[PARCELS];
        bool in[PARCELS];
        for (int i = 0; i < PARCELS; i++) {
            char id[32];
            snprintf(id, sizeof id, "411702210100%06d", i);
            lots[i] = lt_draw_lot(seed, id);
        }
        for (int i = 0; i < PARCELS; i++) {
            int lower = 0;
            for (int j = 0; j < PARCELS; j++) {
                lower += lots[j] < lots[i];
            }
            in[i] = lower < DRAWN;
            alone[i] += in[i];
        }
        for (int i = 0; i < PARCELS; i++) {
            for (int j = 0; j < i; j++) {
                together[i][j] += in[i] && in[j];
            }
        }
    }
    const double one = SEEDS * (double)DRAWN / PARCELS;
    const double two = one * (DRAWN - 1) / (PARCELS - 1);
    for (int i = 0; i < PARCELS; i++) {
        chi += (alone[i] - one) * (alone[i] - one) / (one * (1.0 - one / SEEDS));
        for (int j = 0; j < i; j++) {
            chi_pair += (together[i][j] - two) * (together[i][j] - two) / two;
        }
    }
    assert_true(chi < chi_limit(PARCELS - 1));
    assert_true(chi_pair < chi_limit(PARCELS * (PARCELS - 1) / 2.0));
}

/* The division of Olofsson et al. (2014), 5.1.1, by standard deviations; a stratum of three cells bears three points. */
static void test_allocation(void **state)
{
    const double area[] = {0.020e6, 0.015e6, 0.320e6, 0.645e6}, share[] = {0.70, 0.60, 0.90, 0.95};
    struct lt_draw_stratum strata[4];
    struct lt_stratum same[4];
    uint64_t points[4], plain[4];
    double se, plain_se;
    (void)state;
    for (int h = 0; h < 4; h++) {
        strata[h] = (struct lt_draw_stratum){"x", area[h], sqrt(share[h] * (1 - share[h])), 100000};
        same[h] = (struct lt_stratum){.area_m2 = area[h]};
    }
    assert_ok(lt_draw_allocate(strata, 4, 50, 0, 1e4, points, &se, &err));
    assert_ok(lt_allocate(same, share, 4, 50, 0, 1e4, plain, &plain_se, &err));
    assert_true(se <= 1e4 && fabs(se - plain_se) < 1e-6);
    for (int h = 0; h < 4; h++) {
        assert_int_equal(points[h], plain[h]);
        assert_true(points[h] >= 50);
    }
    strata[1].most = 3; /* smaller than its minimum: what it bears, and its error stays */
    assert_ok(lt_draw_allocate(strata, 4, 50, 0, 1e4, points, &se, &err));
    assert_int_equal(points[1], 3);
    assert_true(se <= 1e4);
    assert_int_equal(lt_draw_allocate(strata, 4, 50, 100, 0.0, points, &se, &err), LT_E_INPUT);
    assert_int_equal(lt_draw_allocate(strata, 4, 50, 0, 0.0, points, &se, &err), LT_E_USAGE);
}

/* The draw of docs/UNCERTAINTY.md. Its numbers were computed by other code: SplitMix64, FNV-1a and the allocation in
 * Python. */
static void test_worked_example(void **state)
{
    const double wanmu = 1e8 / 15.0, share[] = {0.90, 0.30, 0.05};
    const uint64_t drawn[] = {178, 20, 32};
    const double first[] = {45.7588, 2.5375, 54.8727};
    const double ordered[] = {54.8727, 59.7039, 61.9624, 73.7934, 97.1668};
    const uint64_t numbers[] = {0, 1, 4, 3, 2};
    struct lt_draw_stratum strata[] = {{.name = "wheat", .area_m2 = 400.0 * wanmu},
                                       {.name = "near-wheat", .area_m2 = 20.0 * wanmu},
                                       {.name = "other", .area_m2 = 100.0 * wanmu}};
    struct lt_draw_place places[5];
    uint64_t points[3];
    double se;
    (void)state;
    for (int h = 0; h < 3; h++) {
        strata[h].spread = sqrt(share[h] * (1.0 - share[h]));
        strata[h].most = 1000000;
    }
    assert_ok(lt_draw_allocate(strata, 3, 20, 0, 10.0 * wanmu, points, &se, &err));
    assert_near(se / wanmu, 9.997, 5e-4);
    for (int h = 0; h < 3; h++) {
        assert_int_equal(points[h], drawn[h]);
        lt_draw_places(1, &strata[h], 1, places);
        assert_near(places[0].at_m2 / wanmu, first[h], 5e-5);
    }
    lt_draw_places(1, &strata[2], 5, places);
    for (int i = 0; i < 5; i++) {
        assert_near(places[i].at_m2 / wanmu, ordered[i], 5e-5);
        assert_int_equal(places[i].number, numbers[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_are_fixed),
        cmocka_unit_test(test_numbers_are_even),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_lots),
        cmocka_unit_test(test_allocation),
        cmocka_unit_test(test_worked_example),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
