/* How many points, and where. */
#include "accuracy_fixture.h"

static double expected_se(const struct lt_stratum *strata, const double *shares, size_t count,
                          const uint64_t *points)
{
    double v = 0.0;
    for (size_t h = 0; h < count; h++) {
        const double n = (double)points[h], a = strata[h].area_m2;
        v += a * a * shares[h] * (1 - shares[h]) / n *
             (strata[h].cells > 0 ? 1 - n / strata[h].cells : 1);
    }
    return sqrt(v);
}

static uint64_t sum(const uint64_t *points, size_t count)
{
    uint64_t total = 0;
    for (size_t h = 0; h < count; h++) {
        total += points[h];
    }
    return total;
}

/* Section 5.1.1 of the paper: n = (Σ W S / 0.01)² = 641. */
static void test_olofsson_2014_sample_size(void **state)
{
    (void)state;
    const struct lt_stratum strata[] = {
        {.area_m2 = 0.020}, {.area_m2 = 0.015}, {.area_m2 = 0.320}, {.area_m2 = 0.645}};
    const double shares[] = {0.70, 0.60, 0.90, 0.95};
    uint64_t n[4];
    double se;
    assert_ok(lt_allocate(strata, shares, 4, 0, 0, 0.01, n, &se, &err));
    assert_in_range(sum(n, 4), 641, 642);
    assert_true(se <= 0.01);
    assert_near(se, expected_se(strata, shares, 4, n), 1e-15);
    /* Neyman: points go as W S */
    const double ws =
        0.020 * sqrt(0.21) + 0.015 * sqrt(0.24) + 0.320 * 0.3 + 0.645 * sqrt(0.05 * 0.95);
    assert_near((double)n[3], 641 * 0.645 * sqrt(0.05 * 0.95) / ws, 1.0);
    /* one point fewer does not do */
    const uint64_t fewer = sum(n, 4) - 1;
    assert_ok(lt_allocate(strata, shares, 4, 0, fewer, 0.0, n, &se, &err));
    assert_true(se > 0.01 && sum(n, 4) == fewer);
}

/* Against every division of 24 points over three strata, with minima and with a stratum of 7 cells. */
static void test_no_division_is_better(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int round = 0; round < 200; round++) {
        struct lt_stratum strata[3];
        double shares[3], se, best = INFINITY;
        uint64_t n[3], trial[3];
        const uint64_t least = 2 + (uint64_t)(round % 3);
        for (size_t h = 0; h < 3; h++) {
            strata[h] = (struct lt_stratum){.area_m2 = 0.1 + fixture_uniform(&seed),
                                            .cells = h == 1 && round % 2 == 0 ? 7 : 0};
            shares[h] = fixture_uniform(&seed);
        }
        assert_ok(lt_allocate(strata, shares, 3, least, 24, 0.0, n, &se, &err));
        assert_int_equal(sum(n, 3), 24);
        for (trial[0] = least; trial[0] <= 24 - 2 * least; trial[0]++) {
            for (trial[1] = least; trial[0] + trial[1] <= 24 - least; trial[1]++) {
                trial[2] = 24 - trial[0] - trial[1];
                if (strata[1].cells == 0 || trial[1] <= 7) {
                    best = fmin(best, expected_se(strata, shares, 3, trial));
                }
            }
        }
        assert_near(se, best, 1e-12);
        assert_true(n[0] >= least && n[1] >= least && n[2] >= least);
        assert_true(strata[1].cells == 0 || n[1] <= 7);
    }
}

static void test_edges(void **state)
{
    (void)state;
    const struct lt_stratum strata[] = {{.area_m2 = 300}, {.area_m2 = 100}};
    const double sure[] = {1.0, 0.0}, even[] = {0.5, 0.5};
    uint64_t n[2];
    double se;
    /* nothing to learn anywhere: by area */
    assert_ok(lt_allocate(strata, sure, 2, 5, 40, 0.0, n, &se, &err));
    assert_true(n[0] == 30 && n[1] == 10);
    assert_near(se, 0.0, 0.0);
    assert_int_equal(lt_allocate(strata, even, 2, 10, 19, 0.0, n, &se, &err), LT_E_INPUT);
    assert_int_equal(lt_allocate(strata, even, 2, 10, 0, 0.0, n, &se, &err), LT_E_USAGE);
    /* both limits: the earlier */
    assert_ok(lt_allocate(strata, even, 2, 2, 1000, 50.0, n, &se, &err));
    assert_true(se <= 50.0 && sum(n, 2) < 1000);
    assert_ok(lt_allocate(strata, even, 2, 2, 10, 1.0, n, &se, &err));
    assert_int_equal(sum(n, 2), 10);
    /* small populations become a census, and there it ends */
    const struct lt_stratum small[] = {{.area_m2 = 300, .cells = 3}, {.area_m2 = 100, .cells = 1}};
    assert_ok(lt_allocate(small, even, 2, 5, 0, 1e-9, n, &se, &err));
    assert_true(n[0] == 3 && n[1] == 1);
    assert_near(se, 0.0, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_olofsson_2014_sample_size),
        cmocka_unit_test(test_no_division_is_better),
        cmocka_unit_test(test_edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
