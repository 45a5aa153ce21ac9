/* Findings of one subject of 20 cells of 100 m² (2000 m² net), written as its joint table. */
#include "support/lt_test.h"
#include "support/lt_test_legend.h"
#include "support/lt_test_rules.h"

#include "support/arena.h"

struct setting {
    int half;
    bool has_previous, has_approvals, flood_now;
    enum lt_layer layer;
    const char *land_class;
    enum lt_reason observability;
    enum lt_unjudged unjudged;
};

static void give_feature(const void *context, size_t index, struct lt_feature *ret_feature)
{
    const struct setting *setting = context;
    (void)index;
    *ret_feature = (struct lt_feature){
        .layer = setting->layer, .net_m2 = 2000, .gross_m2 = 2000, .unjudged = setting->unjudged};
    for (int a = 0; a < LT_ATTR_COUNT; a++) {
        ret_feature->attr[a] = "";
    }
    ret_feature->attr[LT_ATTR_LAND_CLASS] = setting->land_class;
}

static const struct setting autumn_pbf = {.half = 2,
                                          .has_previous = true,
                                          .has_approvals = true,
                                          .layer = LT_LAYER_PBF,
                                          .land_class = ""};

/* The finding of one rule; how many the layer yielded goes to ret_count. */
static struct lt_finding find(const struct setting *setting, int rule,
                              const struct test_pair *pairs, size_t count, size_t *ret_count)
{
    struct lt_error err;
    struct test_table made;
    struct lt_arena *arena;
    struct lt_findings findings;
    struct lt_finding found = {.rule = UINT32_MAX};
    const struct lt_rule_context context = {
        .legends = {setting->has_previous ? &test_legend : NULL, &test_legend},
        .flood = {false, setting->flood_now},
        .half = setting->half,
        .has_previous = setting->has_previous,
        .has_approvals = setting->has_approvals,
    };
    const struct lt_rules_input input = {
        .rules = &test_rule_set,
        .context = &context,
        .layer = setting->layer,
        .count = 1,
        .tabulation = test_table_of(&made, setting->has_previous ? 2 : 1, pairs, count),
        .feature = give_feature,
        .feature_context = setting,
        .observability = &setting->observability,
        .grain_season_share = 0.5,
    };
    assert_ok(lt_arena_create(&arena, &err));
    assert_ok(lt_rules_evaluate(&input, arena, &findings, &err));
    for (size_t i = 0; i < findings.count; i++) {
        if (findings.items[i].rule == (uint32_t)rule) {
            found = findings.items[i];
        }
    }
    if (ret_count != NULL) {
        *ret_count = findings.count;
    }
    lt_arena_destroy(arena);
    assert_int_equal(found.rule, rule);
    return found;
}

#define FIND(setting, rule, ...)                                 \
    find(setting, rule, (const struct test_pair[]){__VA_ARGS__}, \
         sizeof((const struct test_pair[]){__VA_ARGS__}) / sizeof(struct test_pair), NULL)

static void assert_finding(struct lt_finding finding, enum lt_verdict_value verdict,
                           enum lt_reason reason, double low_m2, double high_m2)
{
    if (finding.verdict != verdict || finding.reason != reason) {
        fail_msg("%s:%s, expected %s:%s", lt_verdict_name(finding.verdict),
                 lt_reason_name(finding.reason), lt_verdict_name(verdict), lt_reason_name(reason));
    }
    assert_near(finding.low_m2, low_m2, 1e-6);
    assert_near(finding.high_m2, high_m2, 1e-6);
    assert_near(finding.share_low, low_m2 / 2000, 1e-12);
    assert_near(finding.share_high, high_m2 / 2000, 1e-12);
}

/* PBF-ORCHARD: 10 of 20 cells, of which 6 were orchard before. A 500-亩 parcel does not hide a
 * 10-亩 orchard. */
static void test_pbf_orchard_by_the_patch(void **state)
{
    (void)state;
    const struct lt_finding finding = FIND(&autumn_pbf, PBF_ORCHARD, {WHEAT, MAIZE, 10},
                                           {WHEAT, ORCHARD, 4}, {ORCHARD, ORCHARD, 6});
    assert_finding(finding, LT_BELOW, LT_REASON_NONE, 1000, 1000);
    assert_near(finding.twice_m2, 600, 1e-9);
    assert_true(finding.wants_patches);
    assert_near(finding.margin, (800.0 - 1000.0) / 2000, 1e-12); /* the gate: 8 cells = 800 m² */
    assert_near(finding.flip_m2, 200, 1e-9);
}

/* PBF-ORCHARD seen once, without any earlier raster: a suspect on one date. */
static void test_pbf_orchard_seen_once(void **state)
{
    (void)state;
    struct setting first = autumn_pbf;
    first.has_previous = false;
    const struct lt_finding finding = FIND(&first, PBF_ORCHARD, {WHEAT, 0, 8}, {ORCHARD, 0, 12});
    assert_finding(finding, LT_BELOW, LT_REASON_NONE, 1200, 1200);
    assert_near(finding.twice_m2, 0, 0);
}

/* 7 cells can never pass a gate of 8: no offence, but the ground is drawn so that it is counted as
 * SMALL. One cloudy cell beside wheat leaves no doubt; 9 do. */
static void test_pbf_orchard_gate(void **state)
{
    (void)state;
    struct lt_finding finding =
        FIND(&autumn_pbf, PBF_ORCHARD, {WHEAT, MAIZE, 13}, {WHEAT, ORCHARD, 7});
    assert_finding(finding, LT_MEETS, LT_REASON_SMALL, 700, 700);
    assert_true(finding.wants_patches);
    finding = FIND(&autumn_pbf, PBF_ORCHARD, {WHEAT, MAIZE, 12}, {WHEAT, ORCHARD, 8});
    assert_finding(finding, LT_BELOW, LT_REASON_NONE, 800, 800); /* exactly the gate */
    finding = FIND(&autumn_pbf, PBF_ORCHARD, {WHEAT, MAIZE, 19}, {WHEAT, UNSEEN, 1});
    assert_finding(finding, LT_MEETS, LT_REASON_NONE, 0, 100);
    assert_false(finding.wants_patches);
    finding = FIND(&autumn_pbf, PBF_ORCHARD, {WHEAT, MAIZE, 11}, {WHEAT, UNSEEN, 9});
    assert_finding(finding, LT_UNDECIDED, LT_REASON_UNSEEN, 0, 900);
    finding = FIND(&autumn_pbf, PBF_ORCHARD, {WHEAT, MAIZE, 11}, {WHEAT, OUTSIDE, 9});
    assert_finding(finding, LT_UNDECIDED, LT_REASON_OFF_RASTER, 0, 900);
}

/* PBF-POND: water in winter and rice in autumn is no pond; without a previous raster what is water
 * now stays open. */
static void test_pbf_pond(void **state)
{
    (void)state;
    struct lt_finding finding = FIND(&autumn_pbf, PBF_POND, {WATER, RICE, 20});
    assert_finding(finding, LT_MEETS, LT_REASON_NONE, 0, 0);
    finding = FIND(&autumn_pbf, PBF_POND, {WATER, RICE, 8}, {WATER, WATER, 12});
    assert_finding(finding, LT_BELOW, LT_REASON_NONE, 1200, 1200);
    assert_near(finding.twice_m2, 1200, 1e-9);
    struct setting first = autumn_pbf;
    first.has_previous = false;
    finding = FIND(&first, PBF_POND, {WATER, 0, 20});
    assert_finding(finding, LT_UNDECIDED, LT_REASON_ONE_DATE, 0, 2000);
    finding = FIND(&first, PBF_POND, {WHEAT, 0, 20});
    assert_finding(finding, LT_MEETS, LT_REASON_NONE, 0, 0);
    struct setting flood = autumn_pbf;
    flood.flood_now = true;
    finding = FIND(&flood, PBF_POND, {WATER, WATER, 20});
    assert_finding(finding, LT_UNDECIDED, LT_REASON_FLOOD, 0, 2000);
}

/* PBF-IDLE is PENDING in H1 whatever the summer shows, and proven by both seasons in H2. */
static void test_pbf_idle(void **state)
{
    (void)state;
    struct setting summer = autumn_pbf;
    summer.half = 1;
    struct lt_finding finding = FIND(&summer, PBF_IDLE, {BARE, BARE, 20});
    assert_finding(finding, LT_UNDECIDED, LT_REASON_PENDING, 0, 2000);
    assert_false(finding.wants_patches);
    finding = FIND(&summer, PBF_IDLE, {BARE, WHEAT, 20});
    assert_finding(finding, LT_UNDECIDED, LT_REASON_PENDING, 0, 0);
    finding = FIND(&autumn_pbf, PBF_IDLE, {BARE, BARE, 12}, {BARE, PEANUT, 8});
    assert_finding(finding, LT_BELOW, LT_REASON_NONE, 1200, 1200);
    finding = FIND(&autumn_pbf, PBF_IDLE, {BARE, PEANUT, 20});
    assert_finding(finding, LT_MEETS, LT_REASON_NONE, 0, 0); /* seasonal */
}

/* CROPLAND-CONVERT: a greenhouse on 0102 is legal, on 0103 not; without approvals the finding says
 * so. */
static void test_cropland_convert(void **state)
{
    (void)state;
    struct setting cropland = autumn_pbf;
    cropland.layer = LT_LAYER_PARCEL;
    cropland.land_class = "0102";
    struct lt_finding finding = FIND(&cropland, CROPLAND_CONVERT, {GREENHOUSE, GREENHOUSE, 20});
    assert_finding(finding, LT_MEETS, LT_REASON_NONE, 0, 0);
    cropland.land_class = "0103";
    finding = FIND(&cropland, CROPLAND_CONVERT, {GREENHOUSE, GREENHOUSE, 20});
    assert_finding(finding, LT_BELOW, LT_REASON_NONE, 2000, 2000);
    cropland.has_approvals = false;
    finding = FIND(&cropland, CROPLAND_CONVERT, {GREENHOUSE, GREENHOUSE, 20});
    assert_finding(finding, LT_BELOW, LT_REASON_NO_APPROVAL_DATA, 2000, 2000);
    assert_true(finding.wants_patches);
    cropland.land_class = "0301";
    finding = FIND(&cropland, CROPLAND_CONVERT, {GREENHOUSE, GREENHOUSE, 20});
    assert_finding(finding, LT_UNDECIDED, LT_REASON_NOT_SUBJECT, 0, 0);
    cropland.land_class = "0101"; /* oil crops and vegetables on ordinary cropland are legal */
    cropland.has_approvals = true;
    finding = FIND(&cropland, CROPLAND_CONVERT, {VEGETABLE, PEANUT, 20});
    assert_finding(finding, LT_MEETS, LT_REASON_NONE, 0, 0);
}

/* FZ-NO-GRAIN, threshold 0.5 of the plot: exactly half without grain still bears a grain season;
 * above it is a notice, which wants no patches; wheat–peanut is none; cloud leaves it open; H1 is
 * PENDING. */
static void test_fz_no_grain(void **state)
{
    (void)state;
    struct setting zone = autumn_pbf;
    zone.layer = LT_LAYER_ZONE;
    struct lt_finding finding = FIND(&zone, FZ_NO_GRAIN, {WHEAT, PEANUT, 20});
    assert_finding(finding, LT_MEETS, LT_REASON_NONE, 0, 0);
    assert_near(finding.margin, 0.5, 1e-12);
    finding = FIND(&zone, FZ_NO_GRAIN, {WHEAT, PEANUT, 10}, {VEGETABLE, PEANUT, 10});
    assert_finding(finding, LT_MEETS, LT_REASON_NONE, 1000, 1000);
    finding = FIND(&zone, FZ_NO_GRAIN, {WHEAT, PEANUT, 9.99}, {VEGETABLE, PEANUT, 10.01});
    assert_finding(finding, LT_BELOW, LT_REASON_NONE, 1001, 1001);
    assert_false(finding.wants_patches);
    assert_near(finding.flip_m2, 1, 1e-6);
    finding = FIND(&zone, FZ_NO_GRAIN, {WHEAT, PEANUT, 9}, {VEGETABLE, PEANUT, 9},
                   {VEGETABLE, UNSEEN, 2});
    assert_finding(finding, LT_UNDECIDED, LT_REASON_UNSEEN, 900, 1100);
    finding = FIND(&zone, FZ_NO_GRAIN, {WHEAT, PEANUT, 9}, {VEGETABLE, PEANUT, 10},
                   {VEGETABLE, UNSEEN, 1}); /* half for sure is not more than half */
    assert_finding(finding, LT_UNDECIDED, LT_REASON_UNSEEN, 1000, 1100);
    finding = FIND(&zone, FZ_NO_GRAIN, {ORCHARD, ORCHARD, 20});
    assert_finding(finding, LT_MEETS, LT_REASON_NONE, 0, 0); /* structure is another rule's */
    zone.half = 1;
    finding = FIND(&zone, FZ_NO_GRAIN, {VEGETABLE, VEGETABLE, 20});
    assert_finding(finding, LT_UNDECIDED, LT_REASON_PENDING, 0, 2000);
}

static void test_what_stands_against_judging(void **state)
{
    (void)state;
    struct setting setting = autumn_pbf;
    setting.observability = LT_REASON_TOO_SMALL;
    struct lt_finding finding = FIND(&setting, PBF_ORCHARD, {ORCHARD, ORCHARD, 20});
    assert_finding(finding, LT_UNDECIDED, LT_REASON_TOO_SMALL, 2000, 2000);
    assert_false(finding.wants_patches);
    setting.observability = LT_REASON_NONE;
    setting.unjudged = LT_UNJUDGED_INVALID;
    finding = find(&setting, PBF_ORCHARD, NULL, 0, NULL);
    assert_finding(finding, LT_UNDECIDED, LT_REASON_INVALID_GEOMETRY, 0, 2000);
}

/* Every (rule, subject) of the layer is there: three PBF rules; the disabled one says so. */
static void test_every_rule_is_stated(void **state)
{
    (void)state;
    size_t count;
    const struct test_pair pairs[] = {{ORCHARD, ORCHARD, 20}};
    find(&autumn_pbf, PBF_POND, pairs, 1, &count);
    assert_int_equal(count, 3);
    test_rules[PBF_ORCHARD].enabled = false;
    const struct lt_finding finding = find(&autumn_pbf, PBF_ORCHARD, pairs, 1, &count);
    test_rules[PBF_ORCHARD].enabled = true;
    assert_int_equal(count, 3);
    assert_finding(finding, LT_UNDECIDED, LT_REASON_DISABLED, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pbf_orchard_by_the_patch),
        cmocka_unit_test(test_pbf_orchard_seen_once),
        cmocka_unit_test(test_pbf_orchard_gate),
        cmocka_unit_test(test_pbf_pond),
        cmocka_unit_test(test_pbf_idle),
        cmocka_unit_test(test_cropland_convert),
        cmocka_unit_test(test_fz_no_grain),
        cmocka_unit_test(test_what_stands_against_judging),
        cmocka_unit_test(test_every_rule_is_stated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
