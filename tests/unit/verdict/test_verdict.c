/* Stage 6: floors at their edges. Floors of this city: FZ-AREA 970万亩, SOWN-AREA 1900万亩 (M9,
 * M18). */
#include "support/lt_test.h"

#include <string.h>

#include "liangtian/area.h"
#include "liangtian/verdict.h"
#include "support/arena.h"

static void test_three_values_at_the_edge(void **state)
{
    (void)state;
    const double f = 970 * LT_M2_PER_WANMU;
    const double below = nextafter(f, 0), above = nextafter(f, INFINITY);
    assert_int_equal(lt_verdict_of(f, f, f), LT_MEETS);
    assert_int_equal(lt_verdict_of(f, above, f), LT_MEETS);
    assert_int_equal(lt_verdict_of(below, below, f), LT_BELOW);
    assert_int_equal(lt_verdict_of(below, f, f), LT_UNDECIDED);
    assert_int_equal(lt_verdict_of(below, above, f), LT_UNDECIDED);
    assert_int_equal(lt_verdict_of(0.4, 0.499999, 0.5), LT_BELOW);
    assert_int_equal(lt_verdict_of(0.5, 0.9, 0.5), LT_MEETS);
}

struct judged {
    struct lt_arena *arena;
    struct lt_floor *floors;
    size_t count;
};

static struct judged judge(const struct lt_floors_input *input)
{
    struct lt_error err;
    struct judged judged;
    assert_ok(lt_arena_create(&judged.arena, &err));
    assert_ok(lt_floors_judge(input, judged.arena, &judged.floors, &judged.count, &err));
    assert_int_equal(judged.count, 2 * (input->count + 1));
    return judged;
}

static struct lt_unit_sums sums_of(uint32_t unit, struct lt_interval h1, struct lt_interval h2,
                                   double farmland)
{
    return (struct lt_unit_sums){
        .unit = unit, .grain_m2 = {h1, h2}, .farmland_m2 = farmland, .parcels = 1};
}

/* FZ-AREA: the filed figure decides. Two counties file 500 and 470 万亩; geometry says 960, the
 * effective area is 930…950: the floor is met exactly, and there is a warning. One m² less and it
 * is not met. */
static void test_fz_area_is_the_filed_figure(void **state)
{
    (void)state;
    const double w = LT_M2_PER_WANMU;
    struct lt_unit_sums sums[2] = {{.unit = 411702,
                                    .zone_filed_m2 = 500 * w,
                                    .zone_gross_m2 = 495 * w,
                                    .zone_effective_m2 = {480 * w, 490 * w}},
                                   {.unit = 411721,
                                    .zone_filed_m2 = 470 * w,
                                    .zone_gross_m2 = 465 * w,
                                    .zone_effective_m2 = {450 * w, 460 * w}}};
    const double targets[2] = {500 * w, 471 * w};
    struct lt_floors_input input = {.sums = sums,
                                    .count = 2,
                                    .half = 2,
                                    .city_code = 411700,
                                    .floor_zone_m2 = 970 * w,
                                    .floor_sown_m2 = 1900 * w,
                                    .target_zone_m2 = targets};
    struct judged judged = judge(&input);
    const struct lt_floor *city = &judged.floors[0];
    assert_string_equal(city->rule_id, "FZ-AREA");
    assert_int_equal(city->unit, 411700);
    assert_int_equal(city->verdict, LT_MEETS);
    assert_near(city->margin_m2, 0, 1e-3);
    assert_near(lt_wanmu(city->geometric_m2), 960, 1e-9);
    assert_near(lt_wanmu(city->effective_m2.high), 950, 1e-9);
    assert_true(city->effective_warning);
    assert_int_equal(judged.floors[2].unit, 411702);
    assert_int_equal(judged.floors[2].verdict, LT_MEETS);
    assert_int_equal(judged.floors[4].verdict, LT_BELOW);
    assert_near(lt_wanmu(judged.floors[4].margin_m2), -1, 1e-9);
    assert_near(lt_wanmu(judged.floors[4].flip_m2), 1, 1e-9);
    lt_arena_destroy(judged.arena);
    sums[1].zone_filed_m2 -= 1;
    judged = judge(&input);
    assert_int_equal(judged.floors[0].verdict, LT_BELOW);
    lt_arena_destroy(judged.arena);
    sums[1].zone_filed_m2 += 1;
    sums[0].zone_effective_m2.high = 600 * w; /* the best case reaches the floor: no warning */
    judged = judge(&input);
    assert_false(judged.floors[0].effective_warning);
    lt_arena_destroy(judged.arena);
}

/* SOWN-AREA in H2, F = 1900: summed over both seasons, 1000 + 900. A hair less on the low side is
 * open, on the high side it is below; grain on land that is not cropland can keep it from being
 * below, never make it meet. */
static void test_sown_area_in_h2(void **state)
{
    (void)state;
    struct lt_unit_sums sums =
        sums_of(411702, (struct lt_interval){1000, 1010}, (struct lt_interval){900, 930}, 1300);
    const struct lt_floors_input input = {
        .sums = &sums, .count = 1, .half = 2, .city_code = 411700, .floor_sown_m2 = 1900};
    struct judged judged = judge(&input);
    const struct lt_floor *city = &judged.floors[1];
    assert_string_equal(city->rule_id, "SOWN-AREA");
    assert_int_equal(city->verdict, LT_MEETS);
    assert_near(city->area_m2.low, 1900, 0);
    assert_near(city->area_m2.high, 1940, 0);
    assert_true(city->map_only);
    lt_arena_destroy(judged.arena);

    sums.grain_m2[1].low = nextafter(900, 0) - 1e-9;
    judged = judge(&input);
    assert_int_equal(judged.floors[1].verdict, LT_UNDECIDED);
    assert_int_equal(judged.floors[1].reason, LT_REASON_UNSEEN);
    lt_arena_destroy(judged.arena);

    sums.grain_m2[1] = (struct lt_interval){880, 889};
    judged = judge(&input);
    assert_int_equal(judged.floors[1].verdict, LT_BELOW); /* 1010 + 889 = 1899 */
    assert_near(judged.floors[1].margin_m2, -1, 1e-9);
    assert_near(judged.floors[1].flip_m2, 1, 1e-9);
    lt_arena_destroy(judged.arena);

    sums.outside_grain_m2[1] = (struct lt_interval){30, 40};
    judged = judge(&input);
    assert_int_equal(judged.floors[1].verdict, LT_UNDECIDED);
    assert_near(judged.floors[1].area_m2.high, 1899, 0);
    assert_near(judged.floors[1].with_outside_m2.low, 1910, 0);
    assert_near(judged.floors[1].with_outside_m2.high, 1939, 0);
    lt_arena_destroy(judged.arena);
}

/* SOWN-AREA in H1, the header's example: F = 100, summer 60…70, farmland 50. */
static void test_sown_area_in_h1_says_what_autumn_must_bring(void **state)
{
    (void)state;
    struct lt_unit_sums sums =
        sums_of(411702, (struct lt_interval){60, 70}, (struct lt_interval){0, 50}, 50);
    const struct lt_interval last = {33, 36};
    const double target = 100;
    struct lt_floors_input input = {.sums = &sums,
                                    .count = 1,
                                    .half = 1,
                                    .city_code = 411700,
                                    .floor_sown_m2 = 100,
                                    .target_sown_m2 = &target,
                                    .last_autumn_m2 = &last};
    struct judged judged = judge(&input);
    for (int i = 1; i < 4; i += 2) { /* the city, then the county */
        const struct lt_floor *floor = &judged.floors[i];
        assert_int_equal(floor->verdict, LT_UNDECIDED);
        assert_int_equal(floor->reason, LT_REASON_PENDING);
        assert_near(floor->autumn_must_bring_m2.low, 30, 0);
        assert_near(floor->autumn_must_bring_m2.high, 40, 0);
        assert_true(floor->has_last_autumn);
        assert_near(floor->last_autumn_m2.low, 33, 0);
        assert_near(floor->last_autumn_m2.high, 36, 0);
        assert_near(floor->area_m2.high, 70, 0); /* the unseen autumn is no summer grain */
    }
    lt_arena_destroy(judged.arena);

    sums.grain_m2[0] = (struct lt_interval){100, 104}; /* summer alone */
    judged = judge(&input);
    assert_int_equal(judged.floors[1].verdict, LT_MEETS);
    assert_near(judged.floors[1].autumn_must_bring_m2.high, 0, 0);
    lt_arena_destroy(judged.arena);

    sums.grain_m2[0] = (struct lt_interval){40, 50}; /* 50 + 50 reaches it exactly */
    judged = judge(&input);
    assert_int_equal(judged.floors[1].verdict, LT_UNDECIDED);
    lt_arena_destroy(judged.arena);

    sums.grain_m2[0].high = 49.999; /* a fully cropped autumn cannot */
    judged = judge(&input);
    assert_int_equal(judged.floors[1].verdict, LT_BELOW);
    lt_arena_destroy(judged.arena);
}

static void test_last_autumn_of_the_sums(void **state)
{
    (void)state;
    struct lt_unit_sums sums[2] = {
        sums_of(411702, (struct lt_interval){60, 60}, (struct lt_interval){0, 50}, 50),
        sums_of(411721, (struct lt_interval){60, 60}, (struct lt_interval){0, 50}, 50)};
    sums[0].last_autumn_m2 = (struct lt_interval){30, 40};
    const struct lt_floors_input input = {.sums = sums, .count = 2, .half = 1, .city_code = 411700};
    struct judged judged = judge(&input);
    assert_false(judged.floors[1].has_last_autumn); /* one county's is missing: no city figure */
    assert_true(judged.floors[3].has_last_autumn);
    assert_false(judged.floors[5].has_last_autumn);
    lt_arena_destroy(judged.arena);
    sums[1].last_autumn_m2 = (struct lt_interval){1, 2};
    judged = judge(&input);
    assert_true(judged.floors[1].has_last_autumn);
    assert_near(judged.floors[1].last_autumn_m2.high, 42, 0);
    lt_arena_destroy(judged.arena);
}

/* No target set: no verdict, and it says so. */
static void test_no_target_is_no_verdict(void **state)
{
    (void)state;
    struct lt_unit_sums sums =
        sums_of(411702, (struct lt_interval){1, 1}, (struct lt_interval){1, 1}, 9);
    const struct lt_floors_input input = {
        .sums = &sums, .count = 1, .half = 2, .city_code = 411700};
    struct judged judged = judge(&input);
    for (size_t i = 0; i < judged.count; i++) {
        assert_int_equal(judged.floors[i].verdict, LT_UNDECIDED);
        assert_int_equal(judged.floors[i].reason, LT_REASON_NOT_SUBJECT);
    }
    lt_arena_destroy(judged.arena);
}

/* Half of 100 is under cloud, 30 of the other 50 is grain: 30…80, estimate 60. */
static void test_estimate_takes_the_unseen_like_the_seen(void **state)
{
    (void)state;
    struct lt_unit_sums sums =
        sums_of(411702, (struct lt_interval){30, 80}, (struct lt_interval){0, 0}, 100);
    sums.unseen_m2[0] = 50;
    const struct lt_floors_input input = {
        .sums = &sums, .count = 1, .half = 2, .city_code = 411700};
    struct judged judged = judge(&input);
    assert_near(judged.floors[1].estimate_m2, 60, 1e-9);
    lt_arena_destroy(judged.arena);
}

/* Every field of the sums is a sum: fill one with ones, the other with twos, and look at all of it.
 */
static void test_sums_add_every_field(void **state)
{
    (void)state;
    struct lt_unit_sums a = {0}, b;
    b = (struct lt_unit_sums){.unit = 7,
                              .parcels = 2,
                              .farmland_parcels = 2,
                              .zones = 2,
                              .pbf_parcels = 2,
                              .unjudged = 2,
                              .farmland_m2 = 2,
                              .unjudged_m2 = 2,
                              .pbf_m2 = 2,
                              .overlap_m2 = 2,
                              .grain_m2 = {{2, 2}, {2, 2}},
                              .outside_grain_m2 = {{2, 2}, {2, 2}},
                              .footprint_m2 = {2, 2},
                              .zero_grain_m2 = {2, 2},
                              .idle_m2 = {2, 2},
                              .last_autumn_m2 = {2, 2},
                              .unseen_m2 = {2, 2},
                              .zone_filed_m2 = 2,
                              .zone_gross_m2 = 2,
                              .zone_effective_m2 = {2, 2},
                              .meets = 2,
                              .below = 2,
                              .excluded = 2,
                              .meets_m2 = 2,
                              .below_m2 = 2,
                              .excluded_m2 = 2};
    for (int r = 0; r < LT_REASON_COUNT; r++) {
        b.undecided[r] = 2;
        b.undecided_m2[r] = 2;
    }
    for (int g = 0; g < LT_GROUP_COUNT; g++) {
        b.group_m2[0][g] = b.group_m2[1][g] = 2;
    }
    a.unit = 7;
    lt_unit_sums_add(&a, &b);
    assert_memory_equal(&a, &b, sizeof a); /* a field that was forgotten is still 0 */
    lt_unit_sums_add(&a, &b);
    assert_int_equal(a.parcels, 4);
    assert_near(a.grain_m2[1].high, 4, 0);
}

/* Two counties of 100 and 100, of which 10 are the same ground. The city has at least 190 and at most 200 of it, a
 * season. What it must have is at hand in 390 (two seasons: 380…400): undecided, since it hangs on that ground alone;
 * 380 is met, and 401 is missed. The counties keep their own 100. */
static void test_ground_of_two_counties(void **state)
{
    (void)state;
    const struct lt_interval all = {100, 100};
    const struct lt_unit_sums sums[2] = {sums_of(411702, all, all, 100),
                                         sums_of(411728, all, all, 100)};
    struct lt_floors_input input = {.sums = sums,
                                    .count = 2,
                                    .half = 2,
                                    .city_code = 411700,
                                    .floor_sown_m2 = 390,
                                    .claims = {.farmland_m2 = 10}};
    const struct {
        double floor;
        enum lt_verdict_value verdict;
        enum lt_reason reason;
    } cases[] = {{380, LT_MEETS, LT_REASON_NONE},
                 {390, LT_UNDECIDED, LT_REASON_CLAIMED},
                 {401, LT_BELOW, LT_REASON_NONE}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        input.floor_sown_m2 = cases[i].floor;
        struct judged judged = judge(&input);
        const struct lt_floor *city = &judged.floors[1];
        assert_near(city->area_m2.low, 380, 0);
        assert_near(city->area_m2.high, 400, 0);
        assert_near(city->with_outside_m2.low, 380, 0);
        assert_near(city->estimate_m2, 380, 1e-12); /* all of it is grain: 190 a season */
        assert_near(city->claimed_m2, 20, 0);
        assert_int_equal(city->verdict, cases[i].verdict);
        assert_int_equal(city->reason, cases[i].reason);
        for (int unit = 0; unit < 2; unit++) {
            assert_near(judged.floors[2 * unit + 3].area_m2.low, 200, 0);
            assert_near(judged.floors[2 * unit + 3].claimed_m2, 0, 0);
        }
        lt_arena_destroy(judged.arena);
    }
    input.floor_sown_m2 = 410; /* the summer of 190…200, and an autumn that brings at most 200 */
    input.half = 1;
    struct judged judged = judge(&input);
    assert_int_equal(judged.floors[1].verdict, LT_BELOW);
    assert_near(judged.floors[1].autumn_must_bring_m2.low, 210, 0);
    assert_near(judged.floors[1].autumn_must_bring_m2.high, 220, 0);
    lt_arena_destroy(judged.arena);
}

/* Zones filed with 500 and 480, 15 of which both have: 965…980 against 970 hangs on the ground of both. Grain that is
 * less than the ground of both is not taken off twice over. */
static void test_zones_and_little_grain_of_two_counties(void **state)
{
    (void)state;
    struct lt_unit_sums sums[2] = {
        {.unit = 411702, .zone_filed_m2 = 500, .grain_m2 = {{3, 4}}, .farmland_m2 = 50},
        {.unit = 411728, .zone_filed_m2 = 480, .farmland_m2 = 50}};
    const struct lt_floors_input input = {.sums = sums,
                                          .count = 2,
                                          .half = 1,
                                          .city_code = 411700,
                                          .floor_zone_m2 = 970,
                                          .claims = {.farmland_m2 = 15, .zone_filed_m2 = 15}};
    struct judged judged = judge(&input);
    assert_int_equal(judged.floors[0].verdict, LT_UNDECIDED);
    assert_int_equal(judged.floors[0].reason, LT_REASON_FILED);
    assert_near(judged.floors[0].area_m2.low, 965, 0);
    assert_near(judged.floors[0].area_m2.high, 980, 0);
    assert_near(judged.floors[1].area_m2.low, 0, 0);
    assert_near(judged.floors[1].claimed_m2, 3, 0);
    lt_arena_destroy(judged.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_three_values_at_the_edge),
        cmocka_unit_test(test_fz_area_is_the_filed_figure),
        cmocka_unit_test(test_sown_area_in_h2),
        cmocka_unit_test(test_sown_area_in_h1_says_what_autumn_must_bring),
        cmocka_unit_test(test_last_autumn_of_the_sums),
        cmocka_unit_test(test_no_target_is_no_verdict),
        cmocka_unit_test(test_estimate_takes_the_unseen_like_the_seen),
        cmocka_unit_test(test_sums_add_every_field),
        cmocka_unit_test(test_ground_of_two_counties),
        cmocka_unit_test(test_zones_and_little_grain_of_two_counties),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
