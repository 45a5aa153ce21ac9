/* What polygons from above and our own cases say of each other, by areas and dates that can be reckoned by hand. */
#include "support/lt_test.h"

#include "liangtian/feedback.h"

static const char *const orchard[] = {"2", "02"}, *const built[] = {"20"},
                         *const classic[] = {"2?"};
static struct lt_feedback_kind list[] = {
    {classic, 1, LT_CHANGE_BUILT, "旧", "old"},
    {orchard, 2, LT_CHANGE_STRUCTURE, "园地", "orchard"},
    {built, 1, LT_CHANGE_BUILT, "建", "built"},
};
static const struct lt_feedback_kinds kinds = {list, 3};

static void codes_of_three_generations(void **state)
{
    (void)state;
    assert_ptr_equal(lt_feedback_kind_of(&kinds, "2"), &list[1]);
    assert_ptr_equal(lt_feedback_kind_of(&kinds, "02"), &list[1]);
    assert_ptr_equal(lt_feedback_kind_of(&kinds, "20"), &list[2]); /* a digit is no letter */
    assert_ptr_equal(lt_feedback_kind_of(&kinds, "2B"), &list[0]);
    assert_null(lt_feedback_kind_of(&kinds, "2b"));
    assert_null(lt_feedback_kind_of(&kinds, "2BC"));
    assert_null(lt_feedback_kind_of(&kinds, "3B"));
    assert_null(lt_feedback_kind_of(&kinds, ""));
}

/* A polygon of 1000 m² that says orchard, seen before our image; nothing of ours lies there. */
static struct lt_feedback_evidence nothing_of_ours(void)
{
    return (struct lt_feedback_evidence){.change = LT_CHANGE_STRUCTURE,
                                         .usable = true,
                                         .to = "2026-08-20",
                                         .image_to = "2026-09-04",
                                         .net_m2 = 1000,
                                         .grain_share = 0.5};
}

/* Cells of 10 m, a gate of 8 of them. */
static const struct lt_feedback_enough enough = {.share = 0.5, .gate = 800, .cell = 10};

static bool same(double polygon, double item, double shared, double width)
{
    const struct lt_feedback_pair pair = {polygon, item, shared, width};
    return lt_feedback_is_same(&pair, &enough);
}

static void the_same_thing(void **state)
{
    (void)state;
    assert_true(same(6000, 2000, 1000, 20)); /* half of the smaller, whichever it is */
    assert_true(same(2000, 6000, 1000, 20));
    assert_false(same(6000, 2000, 999, 20));
    assert_false(same(2000, 6000, 999, 20));
    assert_true(same(800, 60000, 800, 11));
    assert_false(same(60, 60000, 60, 11)); /* a crumb inside the case: less than half of the gate */
    assert_true(same(400, 60000, 400, 11));
    assert_false(
        same(60000, 900, 900, 10)); /* a strip of a cell's width, all of the case as it may be */
    assert_false(same(60000, 900, 0, 0));
}

static void both_found_it(void **state)
{
    (void)state;
    struct lt_feedback_evidence e = nothing_of_ours();
    e.met_open = true;
    assert_int_equal(lt_feedback_judge(&e), LT_FEEDBACK_CONFIRMED);
    e.grain_low_m2 = 700; /* grain beside it changes nothing */
    e.to = "2026-12-01";  /* nor does a later image that sees what we saw */
    assert_int_equal(lt_feedback_judge(&e), LT_FEEDBACK_CONFIRMED);
    e.met_exempt = true; /* nor a covered case beside it */
    assert_int_equal(lt_feedback_judge(&e), LT_FEEDBACK_CONFIRMED);
    e.change = LT_CHANGE_UNKNOWN;
    assert_int_equal(lt_feedback_judge(&e), LT_FEEDBACK_CONFIRMED);
    e.change = LT_CHANGE_CROPLAND;
    assert_int_equal(lt_feedback_judge(&e), LT_FEEDBACK_CONTRADICTED);
    e = nothing_of_ours();
    assert_int_equal(lt_feedback_judge(&e), LT_FEEDBACK_THEIRS);
    e.met_exempt = true;
    assert_int_equal(lt_feedback_judge(&e), LT_FEEDBACK_APPROVED);
}

static void theirs_alone_or_against_ours(void **state)
{
    (void)state;
    struct lt_feedback_evidence e = nothing_of_ours();
    assert_int_equal(lt_feedback_judge(&e), LT_FEEDBACK_THEIRS);
    e.grain_low_m2 = 499;
    assert_int_equal(lt_feedback_judge(&e), LT_FEEDBACK_THEIRS);
    e.grain_low_m2 = 500;
    assert_int_equal(lt_feedback_judge(&e), LT_FEEDBACK_CONTRADICTED);
    e.change = LT_CHANGE_BUILT;
    assert_int_equal(lt_feedback_judge(&e), LT_FEEDBACK_CONTRADICTED);
    e.change = LT_CHANGE_OTHER; /* says nothing that grain could contradict */
    assert_int_equal(lt_feedback_judge(&e), LT_FEEDBACK_THEIRS);
    e.change = LT_CHANGE_CROPLAND;
    assert_int_equal(lt_feedback_judge(&e), LT_FEEDBACK_AGREED);
    e.to = "2026-09-05";
    assert_int_equal(lt_feedback_judge(&e), LT_FEEDBACK_LATER);
    e.image_to = ""; /* not known: time stands in no way */
    assert_int_equal(lt_feedback_judge(&e), LT_FEEDBACK_AGREED);
    e.usable = false;
    assert_int_equal(lt_feedback_judge(&e), LT_FEEDBACK_UNJUDGED);
}

static void sums(void **state)
{
    (void)state;
    struct lt_feedback_county county = {.cases = 3, .ours = 1}, city = {.cases = 1};
    const struct lt_feedback_item items[] = {
        {.change = LT_CHANGE_BUILT, .match = LT_FEEDBACK_THEIRS, .net_m2 = 10},
        {.change = LT_CHANGE_STRUCTURE, .match = LT_FEEDBACK_THEIRS, .net_m2 = 5},
        {.change = LT_CHANGE_STRUCTURE, .match = LT_FEEDBACK_CONFIRMED, .net_m2 = 7},
    };
    for (size_t i = 0; i < 3; i++) {
        lt_feedback_count(&county, &items[i]);
    }
    lt_feedback_add(&city, &county);
    lt_feedback_add(&city, &county);
    assert_int_equal(city.count[LT_FEEDBACK_THEIRS], 4);
    assert_int_equal(city.built[LT_FEEDBACK_THEIRS], 2);
    assert_near(city.m2[LT_FEEDBACK_THEIRS], 30, 0);
    assert_near(city.m2[LT_FEEDBACK_CONFIRMED], 14, 0);
    assert_int_equal(city.cases, 7);
    assert_int_equal(city.ours, 2);
}

/* 农业结构调整 says the same as an image with an orchard, built ground as one with a shed; idle ground nobody confirms. */
static void who_says_the_same(void **state)
{
    (void)state;
    for (int g = 0; g < LT_GROUP_COUNT; g++) {
        const enum lt_group group = (enum lt_group)g;
        const bool grows = g == LT_GROUP_ORCHARD || g == LT_GROUP_FOREST || g == LT_GROUP_NURSERY ||
                           g == LT_GROUP_WATER;
        const bool stands = g == LT_GROUP_HARD || g == LT_GROUP_FACILITY || g == LT_GROUP_SOIL;
        assert_int_equal(lt_feedback_says_same(LT_CHANGE_STRUCTURE, group), grows);
        assert_int_equal(lt_feedback_says_same(LT_CHANGE_BUILT, group), stands);
        assert_false(lt_feedback_says_same(LT_CHANGE_CROPLAND, group));
        assert_false(lt_feedback_says_same(LT_CHANGE_OTHER, group));
        assert_false(lt_feedback_says_same(LT_CHANGE_UNKNOWN, group));
        /* cropland speaks against both, each kind against the other; who says nothing of the sort speaks against none */
        assert_int_equal(lt_feedback_says_other(LT_CHANGE_CROPLAND, group), grows || stands);
        assert_int_equal(lt_feedback_says_other(LT_CHANGE_BUILT, group), grows);
        assert_int_equal(lt_feedback_says_other(LT_CHANGE_STRUCTURE, group), stands);
        assert_false(lt_feedback_says_other(LT_CHANGE_OTHER, group));
        assert_false(lt_feedback_says_other(LT_CHANGE_UNKNOWN, group));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_of_three_generations),
        cmocka_unit_test(the_same_thing),
        cmocka_unit_test(both_found_it),
        cmocka_unit_test(theirs_alone_or_against_ours),
        cmocka_unit_test(sums),
        cmocka_unit_test(who_says_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
