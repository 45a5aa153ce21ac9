/* Stage 3. Every polygon here is 20 cells of 100 m² (2000 m² gross); net is 2000 m² unless said. */
#include "support/lt_test.h"
#include "support/lt_test_legend.h"

#include "liangtian/seasons.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct lt_parcel_year year_of(const struct test_pair *pairs, size_t count, int h1, int h2,
                                     double net_m2)
{
    struct lt_error err;
    struct test_table made;
    struct lt_crop_year year;
    const struct lt_seasons_input input = {
        .table = test_table_of(&made, h1 >= 0 && h2 >= 0 ? 2 : 1, pairs, count),
        .column_h1 = h1,
        .column_h2 = h2,
        .legends = {&test_legend, &test_legend},
        .net_m2 = &net_m2,
        .grain_season_share = 0.5,
    };
    assert_ok(lt_seasons_compute(&input, &year, &err));
    assert_int_equal(year.count, 1);
    const struct lt_parcel_year result = year.parcels[0];
    lt_crop_year_finish(&year);
    return result;
}

static void assert_interval(struct lt_interval interval, double low, double high)
{
    assert_near(interval.low, low, 1e-6);
    assert_near(interval.high, high, 1e-6);
}

/* The look-alike of the mandate. Left: half wheat in H1, the other half maize in H2. Right: one
 * half cropped twice. H1  W W . .   H2  . . M M        H1  W W . .   H2  M M . .        (. = bare)
 * The marginals are the same, 50 % grain in both seasons; the ground that saw no grain is 0 on the
 * left and half on the right. */
static void test_joint_tells_what_marginals_cannot(void **state)
{
    (void)state;
    const struct test_pair whole[] = {{WHEAT, BARE, 10}, {BARE, MAIZE, 10}};
    const struct test_pair half[] = {{WHEAT, MAIZE, 10}, {BARE, BARE, 10}};
    const struct lt_parcel_year a = year_of(whole, 2, 0, 1, 2000), b = year_of(half, 2, 0, 1, 2000);
    for (int s = 0; s < 2; s++) {
        assert_near(a.season[s].group_m2[LT_GROUP_GRAIN], 1000, 1e-9);
        assert_near(b.season[s].group_m2[LT_GROUP_GRAIN], 1000, 1e-9);
        assert_int_equal(a.season[s].state, LT_SEASON_GRAIN); /* exactly the share */
        assert_int_equal(b.season[s].state, LT_SEASON_GRAIN);
    }
    assert_interval(a.grain_footprint_m2, 2000, 2000);
    assert_interval(a.zero_grain_m2, 0, 0);
    assert_interval(a.idle_m2, 0, 0);
    assert_interval(b.grain_footprint_m2, 1000, 1000);
    assert_interval(b.zero_grain_m2, 1000, 1000);
    assert_interval(b.idle_m2, 1000, 1000);
    assert_interval(a.sown_grain_m2, 2000, 2000);
    assert_interval(b.sown_grain_m2, 2000, 2000);
    assert_int_equal(a.proposed, LT_PLANTING_LS);
    assert_int_equal(b.proposed, LT_PLANTING_LS);
}

/* About 500万亩 of this city's autumn land: wheat, then peanut. Legal, and LYFL. */
static void test_wheat_peanut_is_rotation(void **state)
{
    (void)state;
    const struct test_pair pairs[] = {{WHEAT, PEANUT, 20}};
    const struct lt_parcel_year year = year_of(pairs, 1, 0, 1, 2000);
    assert_interval(year.zero_grain_m2, 0, 0);
    assert_interval(year.grain_footprint_m2, 2000, 2000);
    assert_int_equal(year.season[0].state, LT_SEASON_GRAIN);
    assert_int_equal(year.season[1].state, LT_SEASON_NONGRAIN);
    assert_int_equal(year.proposed, LT_PLANTING_LYFL);
    assert_true(year.complete);
}

static void test_proposed_planting(void **state)
{
    (void)state;
    const struct {
        struct test_pair pairs[3];
        size_t count;
        enum lt_planting expected;
    } table[] = {
        {{{WHEAT, MAIZE, 20}}, 1, LT_PLANTING_LS},
        {{{WHEAT, BARE, 20}}, 1, LT_PLANTING_LS},
        {{{VEGETABLE, RICE, 20}}, 1, LT_PLANTING_LYFL},
        {{{VEGETABLE, PEANUT, 20}}, 1, LT_PLANTING_FLS},
        {{{BARE, PEANUT, 20}}, 1, LT_PLANTING_FLS},
        {{{ORCHARD, ORCHARD, 20}}, 1, LT_PLANTING_FLS},
        {{{BARE, BARE, 20}}, 1, LT_PLANTING_WG},
        {{{WHEAT, UNSEEN, 20}}, 1, LT_PLANTING_NONE}, /* LS or LYFL: the autumn would tell */
        {{{UNSEEN, UNSEEN, 20}}, 1, LT_PLANTING_NONE},
        {{{WHEAT, MAIZE, 12}, {WHEAT, UNSEEN, 8}},
         2,
         LT_PLANTING_LS}, /* the rest cannot outweigh */
        {{{WHEAT, MAIZE, 9}, {UNSEEN, UNSEEN, 3}, {VEGETABLE, PEANUT, 8}},
         3,
         LT_PLANTING_NONE}, /* 9 … 12 of 20: grain ground or not */
        {{{WHEAT, MAIZE, 9}, {BARE, BARE, 11}}, 2, LT_PLANTING_WG},
        {{{WHEAT, MAIZE, 9}, {PEANUT, BARE, 6}, {BARE, BARE, 5}}, 3, LT_PLANTING_FLS},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        const struct lt_parcel_year year = year_of(table[i].pairs, table[i].count, 0, 1, 2000);
        if (year.proposed != table[i].expected) {
            fail_msg("case %zu: %s", i, lt_planting_code(year.proposed));
        }
    }
}

/* 12 cells wheat, 6 under cloud, 2 off the raster, H2 all seen as peanut: unseen ground stays in
 * the denominator. */
static void test_unseen_widens(void **state)
{
    (void)state;
    const struct test_pair pairs[] = {
        {WHEAT, PEANUT, 12}, {UNSEEN, PEANUT, 6}, {OUTSIDE, PEANUT, 2}};
    const struct lt_parcel_year year = year_of(pairs, 3, 0, 1, 2000);
    assert_near(year.season[0].unseen_m2, 600, 1e-9);
    assert_near(year.season[0].outside_m2, 200, 1e-9);
    assert_interval(year.season[0].grain_m2, 1200, 2000);
    assert_interval(year.grain_footprint_m2, 1200, 2000);
    assert_interval(year.zero_grain_m2, 0, 800);
    assert_interval(year.sown_grain_m2, 1200, 2000);
}

/* Net is 1900 of 2000 m² (KCXS 0.05): all areas are scaled by 0.95. */
static void test_areas_are_net(void **state)
{
    (void)state;
    const struct test_pair pairs[] = {{WHEAT, BARE, 15}, {BARE, BARE, 5}};
    const struct lt_parcel_year year = year_of(pairs, 2, 0, 1, 1900);
    assert_near(year.season[0].group_m2[LT_GROUP_GRAIN], 1425, 1e-9);
    assert_interval(year.idle_m2, 475, 475);
}

/* A 2 m raster that shows the ridges itself: 2000 m² gross, 1 cell of ridge. KCXS says 1900 net.
 * Ground beside the ridge is 1900 m² and stays 1900; the ridge takes the 0 left. With net = 2000
 * (no deduction filed) it stays 1900 and the ridge keeps its 100. With net = 1800 it is capped at
 * 1800. */
static void test_ridges_are_not_deducted_twice(void **state)
{
    (void)state;
    const struct test_pair pairs[] = {{WHEAT, WHEAT, 19}, {RIDGE, RIDGE, 1}};
    struct lt_parcel_year year = year_of(pairs, 2, 0, 1, 1900);
    assert_near(year.season[0].group_m2[LT_GROUP_GRAIN], 1900, 1e-9);
    assert_near(year.season[0].group_m2[LT_GROUP_RIDGE], 0, 1e-9);
    year = year_of(pairs, 2, 0, 1, 2000);
    assert_near(year.season[0].group_m2[LT_GROUP_GRAIN], 1900, 1e-9);
    assert_near(year.season[0].group_m2[LT_GROUP_RIDGE], 100, 1e-9);
    year = year_of(pairs, 2, 0, 1, 1800);
    assert_near(year.season[0].group_m2[LT_GROUP_GRAIN], 1800, 1e-9);
}

/* A strip class of 60…100 % grain: 20 cells in H1, H2 bare. And both seasons strips: the shares may
 * lie on the same ground (0.6) or not (1.0). */
static void test_weights_carry_their_interval(void **state)
{
    (void)state;
    const struct test_pair once[] = {{STRIPS, BARE, 20}}, twice[] = {{STRIPS, STRIPS, 20}};
    struct lt_parcel_year year = year_of(once, 1, 0, 1, 2000);
    assert_interval(year.season[0].grain_m2, 1200, 2000);
    assert_interval(year.zero_grain_m2, 0, 800);
    year = year_of(twice, 1, 0, 1, 2000);
    assert_interval(year.grain_footprint_m2, 1200, 2000);
    assert_interval(year.sown_grain_m2, 2400, 4000);
    const struct test_pair mixed[] = {
        {MIXED, MIXED, 20}}; /* 0.2 if on the same ground, 0.4 + 0.4 if not */
    year = year_of(mixed, 1, 0, 1, 2000);
    assert_interval(year.grain_footprint_m2, 400, 1600);
    assert_interval(year.zero_grain_m2, 400, 1600);
}

/* H1 alone: the table's one season is H1, H2 is all unseen and nothing is concluded for the year.
 */
static void test_first_half_alone(void **state)
{
    (void)state;
    const struct test_pair pairs[] = {{WHEAT, 0, 14}, {BARE, 0, 6}};
    const struct lt_parcel_year year = year_of(pairs, 2, 0, -1, 2000);
    assert_false(year.complete);
    assert_int_equal(year.season[0].state, LT_SEASON_GRAIN);
    assert_int_equal(year.season[1].state, LT_SEASON_UNSEEN);
    assert_interval(year.zero_grain_m2, 0, 600);
    assert_interval(year.idle_m2, 0, 600);
    assert_int_equal(year.proposed, LT_PLANTING_NONE);
}

/* The autumn of last year, read alone through column_h2 = 0. */
static void test_second_half_alone(void **state)
{
    (void)state;
    const struct test_pair pairs[] = {{MAIZE, 0, 14}, {PEANUT, 0, 6}};
    const struct lt_parcel_year year = year_of(pairs, 2, -1, 0, 2000);
    assert_int_equal(year.season[0].state, LT_SEASON_UNSEEN);
    assert_interval(year.season[1].grain_m2, 1400, 1400);
}

static void test_season_states(void **state)
{
    (void)state;
    const struct {
        struct test_pair pairs[3];
        size_t count;
        enum lt_season_state expected;
    } table[] = {
        {{{MULCH, BARE, 20}}, 1, LT_SEASON_NONGRAIN}, /* film mulch is a crop, no facility */
        {{{GREENHOUSE, BARE, 12}, {WHEAT, BARE, 8}}, 2, LT_SEASON_STRUCTURE},
        {{{BARE, BARE, 20}}, 1, LT_SEASON_BARE},
        {{{WHEAT, BARE, 9}, {PEANUT, BARE, 7}, {BARE, BARE, 4}}, 3, LT_SEASON_MIXED},
        {{{WHEAT, BARE, 9}, {UNSEEN, BARE, 11}}, 2, LT_SEASON_UNSEEN},
        {{{WHEAT, BARE, 10}, {UNSEEN, BARE, 10}}, 2, LT_SEASON_GRAIN},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        const struct lt_parcel_year year = year_of(table[i].pairs, table[i].count, 0, 1, 2000);
        assert_int_equal(year.season[0].state, table[i].expected);
    }
}

/* H1 on one grid (12 of 20 wheat, 8 bare), H2 on another (9 of 20 maize, 11 bare); shares of 2000
 * m²: footprint max(1200, 900) … min(2000, 2100); idle max(0, 800 + 1100 − 2000) … min(800, 1100).
 */
static void test_other_grid_bounds_the_joint(void **state)
{
    (void)state;
    struct lt_error err;
    struct test_table h1, h2;
    struct lt_crop_year year;
    const double net_m2 = 2000;
    const struct test_pair first[] = {{WHEAT, 0, 12}, {BARE, 0, 8}};
    const struct test_pair second[] = {{MAIZE, 0, 9}, {BARE, 0, 11}};
    const struct lt_seasons_input input = {
        .table = test_table_of(&h1, 1, first, 2),
        .table_h2 = test_table_of(&h2, 1, second, 2),
        .column_h1 = 0,
        .column_h2 = 1,
        .legends = {&test_legend, &test_legend},
        .net_m2 = &net_m2,
        .grain_season_share = 0.5,
    };
    assert_ok(lt_seasons_compute(&input, &year, &err));
    assert_interval(year.parcels[0].grain_footprint_m2, 1200, 2000);
    assert_interval(year.parcels[0].zero_grain_m2, 0, 800);
    assert_interval(year.parcels[0].idle_m2, 0, 800);
    assert_interval(year.parcels[0].sown_grain_m2, 2100, 2100);
    assert_true(year.parcels[0].complete);
    lt_crop_year_finish(&year);
}

static void test_nothing_tabulated_is_all_unseen(void **state)
{
    (void)state;
    const struct lt_parcel_year year = year_of(NULL, 0, 0, 1, 700);
    assert_near(year.season[0].unseen_m2, 700, 1e-9);
    assert_interval(year.zero_grain_m2, 0, 700);
    assert_int_equal(year.season[0].state, LT_SEASON_UNSEEN);
}

/* A kernel sum that is no number must not pass as a result. */
static void test_a_broken_table_is_noticed(void **state)
{
    (void)state;
    struct lt_error err;
    struct test_table made;
    struct lt_crop_year year;
    const double net_m2 = 2000;
    const struct test_pair pairs[] = {{WHEAT, BARE, 10}, {BARE, BARE, 10}};
    struct lt_seasons_input input = {
        .table = test_table_of(&made, 2, pairs, 2),
        .column_h1 = 0,
        .column_h2 = 1,
        .legends = {&test_legend, &test_legend},
        .net_m2 = &net_m2,
        .grain_season_share = 0.5,
    };
    made.joint[1].m2 = NAN;
    assert_int_equal(lt_seasons_compute(&input, &year, &err), LT_E_BUG);
}

/* Vajsova et al. 2020: fewer than 8 full pixels, or 60 % or more lost. */
static void test_observability_gate(void **state)
{
    (void)state;
    assert_true(lt_too_small(7, 10, 8, 0.6));
    assert_false(lt_too_small(8, 10, 8, 0.6));
    assert_true(lt_too_small(8, 20, 8, 0.6));  /* 12 of 20 lost: exactly 60 % */
    assert_false(lt_too_small(8, 19, 8, 0.6)); /* 11 of 19 */
    assert_true(lt_too_small(0, 0, 0, 0.6));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_joint_tells_what_marginals_cannot),
        cmocka_unit_test(test_wheat_peanut_is_rotation),
        cmocka_unit_test(test_proposed_planting),
        cmocka_unit_test(test_unseen_widens),
        cmocka_unit_test(test_areas_are_net),
        cmocka_unit_test(test_ridges_are_not_deducted_twice),
        cmocka_unit_test(test_weights_carry_their_interval),
        cmocka_unit_test(test_first_half_alone),
        cmocka_unit_test(test_second_half_alone),
        cmocka_unit_test(test_season_states),
        cmocka_unit_test(test_other_grid_bounds_the_joint),
        cmocka_unit_test(test_nothing_tabulated_is_all_unseen),
        cmocka_unit_test(test_a_broken_table_is_noticed),
        cmocka_unit_test(test_observability_gate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
