/* Rules that speak of crops and of what may grow together: targets of zone plots, rice and fish, the three main grains,
 * trees over grain, plots of one crop a year. One subject of 20 cells of 100 m². */
#include "support/lt_test.h"
#include "support/lt_test_legend.h"

#include "liangtian/rules.h"
#include "support/arena.h"

#define BIT(group) (1u << LT_GROUP_##group)

static struct lt_rule_target targets[] = {
    {"12", "winter_wheat", ""}, {"14", "", "maize"}, {"15", "winter_wheat", "maize"}};

enum { BELT, MAIN_GRAIN, NO_GRAIN, NURSERY_RULE, ORCHARD_RULE, POND, RICEFISH, TARGET, RULES };

static struct lt_rule rules[RULES] = {
    [BELT] = {.id = "FZ-SHELTERBELT",
              .severity = LT_RULE_NOTICE,
              .formula = LT_FORMULA_SHARE,
              .layer = LT_LAYER_ZONE,
              .groups = BIT(FOREST),
              .max_cell_m = 1,
              .threshold_unset = true,
              .threshold_unit = "share",
              .enabled = true},
    [MAIN_GRAIN] = {.id = "PBF-MAIN-GRAIN",
                    .severity = LT_RULE_NOTICE,
                    .formula = LT_FORMULA_SHARE,
                    .layer = LT_LAYER_PBF,
                    .seasons = LT_SEASONS_CROP_YEAR,
                    .groups = BIT(GRAIN) | BIT(OIL) | BIT(VEGETABLE) | BIT(BARE) | BIT(MULCH),
                    .spared_crops = "winter_wheat maize rice",
                    .earliest_half = 2,
                    .threshold = 0.5,
                    .threshold_unit = "share",
                    .enabled = true},
    [NO_GRAIN] = {.id = "FZ-NO-GRAIN",
                  .severity = LT_RULE_NOTICE,
                  .formula = LT_FORMULA_SHARE,
                  .layer = LT_LAYER_ZONE,
                  .seasons = LT_SEASONS_CROP_YEAR,
                  .groups = BIT(OIL) | BIT(VEGETABLE) | BIT(BARE) | BIT(MULCH),
                  .spares_one_crop = true,
                  .earliest_half = 2,
                  .threshold = 0.5,
                  .threshold_unit = "share",
                  .enabled = true},
    [NURSERY_RULE] = {.id = "PBF-NURSERY",
                      .severity = LT_RULE_ORDINARY,
                      .formula = LT_FORMULA_PATCH,
                      .layer = LT_LAYER_PBF,
                      .seasons = LT_SEASONS_TWO,
                      .groups = BIT(NURSERY),
                      .earliest_half = 1,
                      .threshold = 8,
                      .threshold_unit = "cells",
                      .enabled = true},
    [ORCHARD_RULE] = {.id = "PBF-ORCHARD",
                      .severity = LT_RULE_GRAVE,
                      .formula = LT_FORMULA_PATCH,
                      .layer = LT_LAYER_PBF,
                      .seasons = LT_SEASONS_CURRENT,
                      .groups = BIT(ORCHARD) | BIT(FOREST),
                      .spares_intercropped = true,
                      .earliest_half = 1,
                      .threshold = 8,
                      .threshold_unit = "cells",
                      .enabled = true},
    [POND] = {.id = "PBF-POND",
              .severity = LT_RULE_GRAVE,
              .formula = LT_FORMULA_PATCH,
              .layer = LT_LAYER_PBF,
              .seasons = LT_SEASONS_TWO,
              .groups = BIT(WATER),
              .refuse_flood = true,
              .yields_to = "PBF-RICEFISH",
              .earliest_half = 1,
              .threshold = 8,
              .threshold_unit = "cells",
              .enabled = true},
    [RICEFISH] = {.id = "PBF-RICEFISH",
                  .severity = LT_RULE_ORDINARY,
                  .formula = LT_FORMULA_DITCH,
                  .layer = LT_LAYER_PBF,
                  .seasons = LT_SEASONS_CROP_YEAR,
                  .groups = BIT(WATER),
                  .spared_crops = "rice",
                  .refuse_flood = true,
                  .max_cell_m = 2,
                  .earliest_half = 2,
                  .threshold = 0.1,
                  .threshold_unit = "share",
                  .enabled = true},
    [TARGET] = {.id = "FZ-TARGET",
                .severity = LT_RULE_NOTICE,
                .formula = LT_FORMULA_TARGET,
                .layer = LT_LAYER_ZONE,
                .targets = targets,
                .target_count = 3,
                .earliest_half = 1,
                .threshold = 0.5,
                .threshold_unit = "share",
                .enabled = true},
};
static const struct lt_rule_set rule_set = {rules, RULES};

struct setting {
    int half;
    bool has_previous, other_grid;
    double cell_m;
    enum lt_layer layer;
    const char *planting, *target, *cropping;
};

static const struct setting autumn_zone = {2, true, false, 10, LT_LAYER_ZONE, "", "15", ""};
static const struct setting autumn_pbf = {2, true, false, 2, LT_LAYER_PBF, "LS", "", ""};

static void give_feature(const void *context, size_t index, struct lt_feature *ret_feature)
{
    const struct setting *setting = context;
    (void)index;
    *ret_feature = (struct lt_feature){.layer = setting->layer, .net_m2 = 2000, .gross_m2 = 2000};
    for (int a = 0; a < LT_ATTR_COUNT; a++) {
        ret_feature->attr[a] = "";
    }
    ret_feature->attr[LT_ATTR_PLANTING] = setting->planting;
    ret_feature->attr[LT_ATTR_TARGET] = setting->target;
    ret_feature->attr[LT_ATTR_CROPPING] = setting->cropping;
}

static struct lt_finding find(const struct setting *setting, uint32_t rule,
                              const struct test_pair *pairs, size_t count)
{
    struct lt_error err;
    struct test_table made;
    struct lt_arena *arena;
    struct lt_findings findings;
    struct lt_finding found = {.rule = UINT32_MAX};
    const enum lt_reason observability = LT_REASON_NONE;
    const struct lt_rule_context context = {
        .legends = {setting->has_previous ? &test_legend : NULL, &test_legend},
        .half = setting->half,
        .has_previous = setting->has_previous,
        .has_approvals = true,
        .other_grid = setting->other_grid,
        .cell_m = setting->cell_m,
    };
    const struct lt_rules_input input = {
        .rules = &rule_set,
        .context = &context,
        .layer = setting->layer,
        .count = 1,
        .tabulation = test_table_of(&made, setting->has_previous ? 2 : 1, pairs, count),
        .feature = give_feature,
        .feature_context = setting,
        .observability = &observability,
        .grain_season_share = 0.5,
    };
    assert_ok(lt_arena_create(&arena, &err));
    assert_ok(lt_rules_evaluate(&input, arena, &findings, &err));
    for (size_t i = 0; i < findings.count; i++) {
        if (findings.items[i].rule == rule) {
            found = findings.items[i];
        }
    }
    lt_arena_destroy(arena);
    assert_int_equal(found.rule, rule);
    return found;
}

#define FIND(setting, rule, ...)                                 \
    find(setting, rule, (const struct test_pair[]){__VA_ARGS__}, \
         sizeof((const struct test_pair[]){__VA_ARGS__}) / sizeof(struct test_pair))

static void expect(struct lt_finding finding, enum lt_verdict_value verdict, enum lt_reason reason,
                   double share_low, double share_high)
{
    if (finding.verdict != verdict || finding.reason != reason) {
        fail_msg("%s:%s, expected %s:%s", lt_verdict_name(finding.verdict),
                 lt_reason_name(finding.reason), lt_verdict_name(verdict), lt_reason_name(reason));
    }
    assert_near(finding.share_low, share_low, 1e-9);
    assert_near(finding.share_high, share_high, 1e-9);
}

/* FZ-TARGET: 15 wants wheat, then maize. Wheat and peanut strays, though it is grain land; 11 of 20 cells are more than
 * half, 10 are not; what clouds hide may be either. */
static void test_fz_target_of_both_seasons(void **state)
{
    (void)state;
    expect(FIND(&autumn_zone, TARGET, {WHEAT, MAIZE, 20}), LT_MEETS, LT_REASON_NONE, 0, 0);
    expect(FIND(&autumn_zone, TARGET, {WHEAT, MAIZE, 9}, {WHEAT, PEANUT, 11}), LT_BELOW,
           LT_REASON_NONE, 0.55, 0.55);
    expect(FIND(&autumn_zone, TARGET, {WHEAT, MAIZE, 10}, {WHEAT, RICE, 10}), LT_MEETS,
           LT_REASON_NONE, 0.5, 0.5);
    expect(FIND(&autumn_zone, TARGET, {WHEAT, MAIZE, 9}, {WHEAT, UNSEEN, 11}), LT_UNDECIDED,
           LT_REASON_UNSEEN, 0, 0.55);
    expect(FIND(&autumn_zone, TARGET, {WHEAT, STRIPS, 20}), LT_UNDECIDED, LT_REASON_UNSEEN, 0, 1);
    assert_false(FIND(&autumn_zone, TARGET, {PEANUT, PEANUT, 20}).wants_patches);
}

/* FZ-TARGET: 12 is wheat and decided in summer, 14 is maize and waits for autumn; a kind without target is no subject. */
static void test_fz_target_by_season(void **state)
{
    (void)state;
    struct setting summer = autumn_zone;
    summer.half = 1;
    expect(FIND(&summer, TARGET, {MAIZE, WHEAT, 20}), LT_UNDECIDED, LT_REASON_PENDING, 0, 1);
    summer.target = "14";
    expect(FIND(&summer, TARGET, {MAIZE, WHEAT, 20}), LT_UNDECIDED, LT_REASON_PENDING, 0, 1);
    summer.target = "12";
    expect(FIND(&summer, TARGET, {PEANUT, WHEAT, 20}), LT_MEETS, LT_REASON_NONE, 0, 0);
    expect(FIND(&summer, TARGET, {MAIZE, VEGETABLE, 20}), LT_BELOW, LT_REASON_NONE, 1, 1);
    struct setting autumn = autumn_zone;
    autumn.target = "12"; /* peanut after wheat is what a wheat plot may bear */
    expect(FIND(&autumn, TARGET, {WHEAT, PEANUT, 20}), LT_MEETS, LT_REASON_NONE, 0, 0);
    autumn.target = "21";
    expect(FIND(&autumn, TARGET, {WHEAT, PEANUT, 20}), LT_UNDECIDED, LT_REASON_NOT_SUBJECT, 0, 0);
    autumn = autumn_zone;
    autumn.has_previous = false;
    expect(FIND(&autumn, TARGET, {MAIZE, 0, 20}), LT_UNDECIDED, LT_REASON_ONE_DATE, 0, 1);
    autumn.other_grid = true;
    expect(FIND(&autumn, TARGET, {MAIZE, 0, 20}), LT_UNDECIDED, LT_REASON_OTHER_GRID, 0, 1);
}

/* PBF-RICEFISH: 18 cells of rice on winter water beside 2 of ditch are 10 %, 17 beside 3 are 15 %. On 10 m cells nobody
 * can tell. More pond than rice is no rice-fish field. */
static void test_pbf_ricefish(void **state)
{
    (void)state;
    expect(FIND(&autumn_pbf, RICEFISH, {WATER, RICE, 18}, {WATER, WATER, 2}), LT_MEETS,
           LT_REASON_NONE, 0.1, 0.1);
    const struct lt_finding wide =
        FIND(&autumn_pbf, RICEFISH, {WATER, RICE, 17}, {WATER, WATER, 3});
    expect(wide, LT_BELOW, LT_REASON_NONE, 0.15, 0.15);
    assert_near(wide.low_m2, 300, 1e-9);
    assert_true(wide.wants_patches);
    expect(FIND(&autumn_pbf, RICEFISH, {WATER, RICE, 17}, {WATER, WATER, 1}, {WATER, UNSEEN, 2}),
           LT_UNDECIDED, LT_REASON_UNSEEN, 1.0 / 20, 3.0 / 20);
    expect(FIND(&autumn_pbf, RICEFISH, {WHEAT, MAIZE, 20}), LT_MEETS, LT_REASON_NONE, 0, 0);
    expect(FIND(&autumn_pbf, RICEFISH, {WATER, WATER, 12}, {WATER, RICE, 8}), LT_MEETS,
           LT_REASON_NONE, 0, 0);
    struct setting coarse = autumn_pbf;
    coarse.cell_m = 10;
    expect(FIND(&coarse, RICEFISH, {WATER, RICE, 17}, {WATER, WATER, 3}), LT_UNDECIDED,
           LT_REASON_RESOLUTION, 0.15, 0.15);
    expect(FIND(&coarse, RICEFISH, {WHEAT, MAIZE, 20}), LT_MEETS, LT_REASON_NONE, 0, 0);
}

/* PBF-RICEFISH comes before PBF-POND: 8 cells of pit beside 12 of rice are its ditches, in the next summer too; beside
 * 8 of dry land and 4 of rice they are a pond. */
static void test_pbf_pond_after_ricefish(void **state)
{
    (void)state;
    const struct lt_finding pit = FIND(&autumn_pbf, POND, {WATER, RICE, 12}, {WATER, WATER, 8});
    expect(pit, LT_UNDECIDED, LT_REASON_RICE_FISH, 0.4, 0.4);
    assert_false(pit.wants_patches);
    struct setting summer = autumn_pbf;
    summer.half = 1;
    expect(FIND(&summer, POND, {RICE, WATER, 12}, {WATER, WATER, 8}), LT_UNDECIDED,
           LT_REASON_RICE_FISH, 0.4, 0.4);
    expect(FIND(&autumn_pbf, POND, {WHEAT, MAIZE, 8}, {WATER, RICE, 4}, {WATER, WATER, 8}),
           LT_BELOW, LT_REASON_NONE, 0.4, 0.4);
}

/* FZ-SHELTERBELT: no number is set, and 10 m cells show no belts. */
static void test_fz_shelterbelt(void **state)
{
    (void)state;
    expect(FIND(&autumn_zone, BELT, {FOREST, FOREST, 20}), LT_UNDECIDED, LT_REASON_RESOLUTION, 1,
           1);
    struct setting fine = autumn_zone;
    fine.cell_m = 1;
    expect(FIND(&fine, BELT, {FOREST, FOREST, 20}), LT_UNDECIDED, LT_REASON_NO_THRESHOLD, 1, 1);
    rules[BELT].threshold_unset = false;
    rules[BELT].threshold = 0.05;
    expect(FIND(&fine, BELT, {WHEAT, MAIZE, 18}, {FOREST, FOREST, 2}), LT_BELOW, LT_REASON_NONE,
           0.1, 0.1);
    expect(FIND(&fine, BELT, {WHEAT, MAIZE, 20}), LT_MEETS, LT_REASON_NONE, 0, 0);
    rules[BELT].threshold_unset = true;
}

/* PBF-MAIN-GRAIN: one season of wheat, maize or rice is enough; sweet potato or peanut alone is a notice. */
static void test_pbf_main_grain(void **state)
{
    (void)state;
    expect(FIND(&autumn_pbf, MAIN_GRAIN, {WHEAT, PEANUT, 20}), LT_MEETS, LT_REASON_NONE, 0, 0);
    expect(FIND(&autumn_pbf, MAIN_GRAIN, {VEGETABLE, PEANUT, 20}), LT_BELOW, LT_REASON_NONE, 1, 1);
    expect(FIND(&autumn_pbf, MAIN_GRAIN, {MULCH, PEANUT, 11}, {BARE, RICE, 9}), LT_BELOW,
           LT_REASON_NONE, 0.55, 0.55);
    assert_false(FIND(&autumn_pbf, MAIN_GRAIN, {VEGETABLE, PEANUT, 20}).wants_patches);
}

/* LLJZ: trees over grain cannot be told from an orchard by a raster: nobody is accused; water there is. */
static void test_trees_over_grain(void **state)
{
    (void)state;
    struct setting lljz = autumn_pbf;
    lljz.planting = "LLJZ";
    expect(FIND(&lljz, ORCHARD_RULE, {ORCHARD, ORCHARD, 20}), LT_UNDECIDED, LT_REASON_INTERCROPPED,
           0, 1);
    expect(FIND(&lljz, POND, {WATER, WATER, 20}), LT_BELOW, LT_REASON_NONE, 1, 1);
    lljz.planting = "LYFL"; /* grain in rotation is no orchard's excuse, and no offence */
    expect(FIND(&lljz, ORCHARD_RULE, {ORCHARD, ORCHARD, 20}), LT_BELOW, LT_REASON_NONE, 1, 1);
    expect(FIND(&lljz, MAIN_GRAIN, {WHEAT, PEANUT, 20}), LT_MEETS, LT_REASON_NONE, 0, 0);
}

/* FZ-NO-GRAIN: where one crop a year grows it is not judged. */
static void test_fz_no_grain_where_one_crop_grows(void **state)
{
    (void)state;
    struct setting zone = autumn_zone;
    expect(FIND(&zone, NO_GRAIN, {VEGETABLE, PEANUT, 20}), LT_BELOW, LT_REASON_NONE, 1, 1);
    zone.cropping = "1";
    expect(FIND(&zone, NO_GRAIN, {VEGETABLE, PEANUT, 20}), LT_UNDECIDED, LT_REASON_ONE_CROP, 1, 1);
    zone.cropping = "一年一熟";
    expect(FIND(&zone, NO_GRAIN, {VEGETABLE, PEANUT, 20}), LT_UNDECIDED, LT_REASON_ONE_CROP, 1, 1);
}

/* PBF-NURSERY: a nursery is no orchard, and one image accuses nobody. */
static void test_pbf_nursery(void **state)
{
    (void)state;
    expect(FIND(&autumn_pbf, NURSERY_RULE, {WHEAT, NURSERY, 20}), LT_MEETS, LT_REASON_NONE, 0, 0);
    expect(FIND(&autumn_pbf, NURSERY_RULE, {NURSERY, NURSERY, 20}), LT_BELOW, LT_REASON_NONE, 1, 1);
    expect(FIND(&autumn_pbf, ORCHARD_RULE, {NURSERY, NURSERY, 20}), LT_MEETS, LT_REASON_NONE, 0, 0);
    struct setting first = autumn_pbf;
    first.has_previous = false;
    expect(FIND(&first, NURSERY_RULE, {NURSERY, 0, 20}), LT_UNDECIDED, LT_REASON_ONE_DATE, 0, 1);
}

/* Of equal severity the stated rank leads, not the alphabet. */
static void test_gravity(void **state)
{
    (void)state;
    const struct lt_rule a = {.id = "A", .severity = LT_RULE_GRAVE, .rank = 40};
    const struct lt_rule z = {.id = "Z", .severity = LT_RULE_GRAVE, .rank = 10};
    const struct lt_rule light = {.id = "B", .severity = LT_RULE_ORDINARY, .rank = 1};
    assert_true(lt_rule_gravity(&z, &a) < 0 && lt_rule_gravity(&a, &z) > 0);
    assert_true(lt_rule_gravity(&a, &light) < 0);
    assert_int_equal(lt_rule_gravity(&a, &a), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fz_target_of_both_seasons),
        cmocka_unit_test(test_fz_target_by_season),
        cmocka_unit_test(test_pbf_ricefish),
        cmocka_unit_test(test_pbf_pond_after_ricefish),
        cmocka_unit_test(test_fz_shelterbelt),
        cmocka_unit_test(test_pbf_main_grain),
        cmocka_unit_test(test_trees_over_grain),
        cmocka_unit_test(test_fz_no_grain_where_one_crop_grows),
        cmocka_unit_test(test_pbf_nursery),
        cmocka_unit_test(test_gravity),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
