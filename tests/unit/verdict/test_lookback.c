/* FZ-ADD and FZ-STRIKE (M11): what counts as grain land to add, and which ground makes up for what. By hand. */
#include "support/lt_test.h"

#include "liangtian/lookback.h"

static void test_slopes(void **state)
{
    (void)state;
    bool hilly;
    assert_int_equal(lt_lookback_slope("1", &hilly), LT_TRUE);
    assert_false(hilly);
    assert_int_equal(lt_lookback_slope("3", &hilly), LT_TRUE);
    assert_true(hilly);
    assert_int_equal(lt_lookback_slope("4", &hilly), LT_FALSE);
    assert_int_equal(lt_lookback_slope("", &hilly), LT_UNKNOWN);
    assert_int_equal(lt_lookback_slope("9", &hilly), LT_UNKNOWN);
}

/* Half of the ground is enough, and has to be proven; a season that is missing never says no. */
static void test_grain_of_a_crop_year(void **state)
{
    (void)state;
    assert_int_equal(lt_lookback_grain(true, (struct lt_interval){50, 80}, 100, 0.5), LT_TRUE);
    assert_int_equal(lt_lookback_grain(true, (struct lt_interval){49, 51}, 100, 0.5), LT_UNKNOWN);
    assert_int_equal(lt_lookback_grain(true, (struct lt_interval){10, 49}, 100, 0.5), LT_FALSE);
    assert_int_equal(lt_lookback_grain(false, (struct lt_interval){10, 49}, 100, 0.5), LT_UNKNOWN);
    assert_int_equal(lt_lookback_grain(false, (struct lt_interval){60, 100}, 100, 0.5), LT_TRUE);
    assert_int_equal(lt_lookback_grain(true, (struct lt_interval){0, 0}, 0, 0.5), LT_UNKNOWN);
}

/* The largest chooses first. The 60 of county 1 takes the 70 at home, not the 60 next door; the 50 no longer fits at home
 * and goes to county 2; the 10 takes the tighter of what county 1 has left; the 100 finds nothing. */
static void test_pairing(void **state)
{
    (void)state;
    struct lt_lookback_want wants[] = {
        {1, 10, "d", 0}, {1, 60, "a", 0}, {1, 50, "b", 0}, {2, 100, "c", 0}};
    struct lt_lookback_offer offers[] = {{1, 70, "A"}, {2, 60, "B"}, {1, 40, "C"}};
    size_t order[4];
    lt_lookback_pair(wants, 4, offers, 3, order);
    assert_int_equal(wants[3].group, SIZE_MAX);
    assert_int_equal(wants[1].group, 0);
    assert_int_equal(wants[2].group, 1);
    assert_int_equal(wants[0].group, 0);
    assert_near(offers[0].left_m2, 0, 0);
    assert_near(offers[1].left_m2, 10, 0);
    assert_near(offers[2].left_m2, 40, 0);
}

static void test_no_offer_gives_more_than_it_has(void **state)
{
    (void)state;
    enum { WANTS = 40, OFFERS = 12 };
    struct lt_lookback_want wants[WANTS];
    struct lt_lookback_offer offers[OFFERS];
    size_t order[WANTS];
    double had[OFFERS], given[OFFERS] = {0};
    unsigned seed = 7;
    for (size_t i = 0; i < WANTS; i++) {
        seed = seed * 1103515245u + 12345u;
        wants[i] =
            (struct lt_lookback_want){seed >> 16 & 3u, (double)(seed >> 20 & 63u) + 1, "", 0};
    }
    for (size_t o = 0; o < OFFERS; o++) {
        seed = seed * 1103515245u + 12345u;
        had[o] = (double)(seed >> 20 & 127u);
        offers[o] = (struct lt_lookback_offer){(uint32_t)o & 3u, had[o], ""};
    }
    lt_lookback_pair(wants, WANTS, offers, OFFERS, order);
    for (size_t i = 0; i < WANTS; i++) {
        if (wants[i].group != SIZE_MAX) {
            given[wants[i].group] += wants[i].area_m2;
        }
    }
    for (size_t o = 0; o < OFFERS; o++) {
        assert_true(given[o] <= had[o]);
        assert_near(offers[o].left_m2, had[o] - given[o], 1e-9);
    }
    for (size_t i = 0; i < WANTS; i++) { /* whoever got nothing fits nowhere */
        for (size_t o = 0; wants[i].group == SIZE_MAX && o < OFFERS; o++) {
            assert_true(offers[o].left_m2 < wants[i].area_m2);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slopes),
        cmocka_unit_test(test_grain_of_a_crop_year),
        cmocka_unit_test(test_pairing),
        cmocka_unit_test(test_no_offer_gives_more_than_it_has),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
