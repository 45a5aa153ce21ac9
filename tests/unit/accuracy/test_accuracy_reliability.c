/* Reliability of parcels: rates with exact bounds, held against sums of the binomial and a known truth. */
#include "accuracy_fixture.h"

#include "liangtian/draw.h"
#include "liangtian/reliability.h"

static double binomial_cdf(int found, int n, double p)
{
    double sum = 0.0;
    for (int k = 0; k <= found; k++) {
        sum += exp(lgamma(n + 1.0) - lgamma(k + 1.0) - lgamma(n - k + 1.0) + k * log(p) +
                   (n - k) * log1p(-p));
    }
    return sum;
}

static struct lt_reliability assessed(const struct lt_parcel_stratum *strata, size_t count,
                                      struct lt_arena *arena)
{
    struct lt_reliability result;
    assert_ok(lt_reliability_of(strata, count, arena, &result, &err));
    return result;
}

static void test_worked_example(void **state)
{
    struct lt_arena *arena;
    (void)state;
    assert_ok(lt_arena_create(&arena, &err));
    const struct lt_parcel_stratum strata[] = {
        {"S2", "all", true, 400, 60, 57},
        {"S1", "all", false, 10000, 200, 4},
    };
    const struct lt_reliability r = assessed(strata, 2, arena);
    assert_int_equal(r.count, 2); /* the one size, and all sizes */
    for (size_t b = 0; b < 2; b++) {
        const struct lt_reliability_bin *bin = &r.bins[b];
        assert_near(bin->false_accusation.value, 0.05, 1e-12);
        assert_near(bin->false_accusation.low, 0.0104, 5e-5);
        assert_near(bin->false_accusation.high, 0.1392, 5e-5);
        assert_near(bin->false_accusation.upper, 0.1242, 5e-5);
        /* the definition of the bounds: 3 or fewer, 3 or more, once in twenty (and once in forty) */
        assert_near(binomial_cdf(3, 60, bin->false_accusation.upper), LT_ALPHA_ONE_SIDED, 1e-9);
        assert_near(1.0 - binomial_cdf(2, 60, bin->false_accusation.low),
                    lt_normal_cdf(-LT_Z_TWO_SIDED), 1e-9);
        assert_near(bin->missed.value, 0.02, 1e-12);
        assert_near(binomial_cdf(4, 200, bin->missed.upper), LT_ALPHA_ONE_SIDED, 1e-9);
        /* 200 of 580 that offend are not accused */
        assert_near(bin->miss_rate.value, 200.0 / 580.0, 1e-12);
        assert_true(bin->miss_rate.low < 0.25 && bin->miss_rate.high > 0.45);
    }
    assert_int_equal(lt_reliability_gate(&r, 0.125), LT_GATE_PASSED);
    assert_int_equal(lt_reliability_gate(&r, 0.124), LT_GATE_FAILED);
    assert_int_equal(lt_reliability_gate(&r, 0.0), LT_GATE_NONE);
    lt_arena_destroy(arena);
}

/* Reviews of accused parcels alone: no miss rate. Nobody seen: nothing. A census: exact. */
static void test_what_is_not_known(void **state)
{
    struct lt_arena *arena;
    (void)state;
    assert_ok(lt_arena_create(&arena, &err));
    struct lt_parcel_stratum strata[] = {
        {"a", "<2", true, 30, 30, 27},
        {"b", "<2", false, 500, 0, 0},
        {"c", ">=2", true, 40, 40, 40},
        {"d", ">=2", false, 900, 0, 0},
    };
    struct lt_reliability r = assessed(strata, 4, arena);
    assert_int_equal(r.count, 3);
    assert_near(r.bins[0].false_accusation.value, 0.1, 1e-12);
    assert_near(r.bins[0].false_accusation.upper, 0.1, 1e-12);
    assert_near(r.bins[2].false_accusation.value, 3.0 / 70.0, 1e-12);
    assert_near(r.bins[2].false_accusation.upper, 3.0 / 70.0, 1e-12);
    for (size_t b = 0; b < 3; b++) {
        assert_int_equal(r.bins[b].missed.method, LT_BY_NOTHING);
        assert_int_equal(r.bins[b].miss_rate.method, LT_BY_NOTHING);
    }
    strata[1].seen = 100; /* one size of two: the whole stays unknown */
    r = assessed(strata, 4, arena);
    assert_int_equal(r.bins[0].missed.method, LT_BY_CLOPPER_PEARSON);
    assert_near(r.bins[0].missed.value, 0.0, 0.0);
    assert_near(r.bins[0].missed.upper, 1.0 - pow(LT_ALPHA_ONE_SIDED, 0.01), 1e-9);
    assert_int_equal(r.bins[2].missed.method, LT_BY_NOTHING);
    strata[0].seen = strata[0].offended = strata[2].seen = strata[2].offended = 0;
    r = assessed(strata, 4, arena);
    assert_int_equal(r.bins[2].false_accusation.method, LT_BY_NOTHING);
    assert_int_equal(lt_reliability_gate(&r, 0.5), LT_GATE_UNKNOWN);
    strata[0].seen = 31;
    assert_int_equal(lt_reliability_of(strata, 4, arena, &r, &err), LT_E_INPUT);
    lt_arena_destroy(arena);
}

/* Two sizes, 2,000 samples from a known truth: bounds hold it at least as often as they say. */
static void test_known_truth(void **state)
{
    enum { REPLICATES = 2000, SIZES = 2 };
    static const int parcels[SIZES][2] = {{300, 4000}, {500, 9000}};
    static const double offend[SIZES][2] = {{0.80, 0.03}, {0.95, 0.01}};
    static const int drawn[SIZES][2] = {{40, 100}, {60, 150}};
    int upper_false = 0, two_sided = 0, upper_miss = 0;
    double wrong = 0.0, accused = 0.0, all = 0.0, missed = 0.0;
    (void)state;
    for (int s = 0; s < SIZES; s++) {
        accused += parcels[s][0];
        wrong += parcels[s][0] * (1.0 - offend[s][0]);
        missed += parcels[s][1] * offend[s][1];
        all += parcels[s][0] * offend[s][0] + parcels[s][1] * offend[s][1];
    }
    for (uint64_t rep = 0; rep < REPLICATES; rep++) {
        struct lt_arena *arena;
        struct lt_random random;
        struct lt_parcel_stratum strata[2 * SIZES];
        assert_ok(lt_arena_create(&arena, &err));
        lt_random_begin(&random, 11, "truth", rep);
        for (int s = 0; s < SIZES; s++) {
            for (int u = 0; u < 2; u++) {
                struct lt_parcel_stratum *one = &strata[2 * s + u];
                *one = (struct lt_parcel_stratum){.name = "x",
                                                  .bin = s == 0 ? "small" : "large",
                                                  .accused = u == 0,
                                                  .parcels = (uint64_t)parcels[s][u],
                                                  .seen = (uint64_t)drawn[s][u]};
                int left = parcels[s][u], bad = (int)lround(left * offend[s][u]);
                for (int i = 0; i < drawn[s][u]; i++) { /* without replacement */
                    const bool hit = lt_random_unit(&random) * left < bad;
                    one->offended += hit;
                    bad -= hit;
                    left--;
                }
            }
        }
        const struct lt_reliability r = assessed(strata, 2 * SIZES, arena);
        const struct lt_reliability_bin *whole = &r.bins[SIZES];
        upper_false += whole->false_accusation.upper >= wrong / accused;
        two_sided += whole->false_accusation.low <= wrong / accused &&
                     wrong / accused <= whole->false_accusation.high;
        upper_miss += whole->miss_rate.upper >= missed / all;
        lt_arena_destroy(arena);
    }
    assert_true(upper_false >= 0.94 * REPLICATES);
    assert_true(two_sided >= 0.94 * REPLICATES);
    assert_true(upper_miss >= 0.92 * REPLICATES);
    print_message("held: %d two-sided, %d upper, %d upper of misses of %d\n", two_sided,
                  upper_false, upper_miss, REPLICATES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worked_example),
        cmocka_unit_test(test_what_is_not_known),
        cmocka_unit_test(test_known_truth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
