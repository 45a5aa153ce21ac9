/* The predicate of a cell, as tables of truth: (previous, current) → T, F or U. */
#include "support/lt_test.h"
#include "support/lt_test_legend.h"
#include "support/lt_test_rules.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct row {
    uint8_t previous, current;
    char expected;
};

static struct lt_rule_context context_of(int half, bool has_previous)
{
    return (struct lt_rule_context){.legends = {has_previous ? &test_legend : NULL, &test_legend},
                                    .half = half,
                                    .has_previous = has_previous};
}

static void check(const struct lt_rule *rule, const struct lt_rule_context *context,
                  const char *land_class, const struct row *rows, size_t count)
{
    static const char letters[] = {[LT_FALSE] = 'F', [LT_TRUE] = 'T', [LT_UNKNOWN] = 'U'};
    for (size_t i = 0; i < count; i++) {
        const char actual = letters[lt_rule_predicate(rule, context, land_class, rows[i].previous,
                                                      rows[i].current)];
        if (actual != rows[i].expected) {
            fail_msg("%s on '%s', row %zu: (%d, %d) gave %c, expected %c", rule->id, land_class, i,
                     rows[i].previous, rows[i].current, actual, rows[i].expected);
        }
    }
}

/* PBF-ORCHARD: the current raster alone; an orchard seen once is a suspect. */
static void test_pbf_orchard(void **state)
{
    (void)state;
    const struct lt_rule_context context = context_of(1, true);
    const struct row rows[] = {
        {WHEAT, ORCHARD, 'T'},  {ORCHARD, WHEAT, 'F'},  {WHEAT, FOREST, 'T'},
        {WHEAT, NURSERY, 'T'},  {ORCHARD, UNSEEN, 'U'}, {UNSEEN, OUTSIDE, 'U'},
        {UNSEEN, ORCHARD, 'T'}, {WHEAT, RIDGE, 'F'},    {WHEAT, MULCH, 'F'},
    };
    check(&test_rules[PBF_ORCHARD], &context, "0102", rows, COUNT(rows));
    const struct lt_rule_context alone = context_of(1, false);
    const struct row once[] = {{UNSEEN, ORCHARD, 'T'}, {UNSEEN, MAIZE, 'F'}};
    check(&test_rules[PBF_ORCHARD], &alone, "0102", once, COUNT(once));
}

/* PBF-POND: water at both dates. Winter water with autumn rice is 稻虾, not a pond. */
static void test_pbf_pond(void **state)
{
    (void)state;
    const struct lt_rule_context context = context_of(2, true);
    const struct row rows[] = {
        {WATER, WATER, 'T'},   {WATER, RICE, 'F'},  {WHEAT, WATER, 'F'}, {WATER, UNSEEN, 'U'},
        {UNSEEN, WATER, 'U'},  {UNSEEN, RICE, 'F'}, {RICE, UNSEEN, 'F'}, {UNSEEN, UNSEEN, 'U'},
        {WATER, OUTSIDE, 'U'}, {WHEAT, MAIZE, 'F'}, {WATER, BARE, 'F'},
    };
    check(&test_rules[PBF_POND], &context, "0101", rows, COUNT(rows));
    const struct lt_rule_context alone = context_of(1, false);
    const struct row once[] = {{UNSEEN, WATER, 'U'}, {UNSEEN, WHEAT, 'F'}, {WATER, WATER, 'U'}};
    check(&test_rules[PBF_POND], &alone, "0101", once, COUNT(once));
}

/* PBF-POND in a flood: water proves nothing; dry ground still acquits. */
static void test_pbf_pond_refuses_floods(void **state)
{
    (void)state;
    struct lt_rule_context context = context_of(2, true);
    context.flood[1] = true;
    const struct row rows[] = {{WATER, WATER, 'U'}, {WATER, MAIZE, 'F'}, {WHEAT, WATER, 'F'}};
    check(&test_rules[PBF_POND], &context, "0101", rows, COUNT(rows));
    context.flood[0] = true;
    context.flood[1] = false;
    check(&test_rules[PBF_POND], &context, "0101", rows, COUNT(rows));
    context.flood[1] = true; /* an orchard is no water: its rule does not refuse floods */
    check(&test_rules[PBF_ORCHARD], &context, "0101", &(struct row){WHEAT, ORCHARD, 'T'}, 1);
    const struct row structures[] = {{ORCHARD, ORCHARD, 'T'},
                                     {WATER, WATER, 'U'}}; /* trees in a flood are trees */
    struct lt_rule convert = test_rules[CROPLAND_CONVERT];
    convert.refuse_flood = true;
    check(&convert, &context, "0103", structures, COUNT(structures));
}

/* PBF-IDLE: bare in both seasons of the crop year. Bare in winter before spring peanut is seasonal,
 * bare after the harvest is not idle, film mulch is a crop. In H1 nothing is proven. */
static void test_pbf_idle(void **state)
{
    (void)state;
    const struct lt_rule_context autumn = context_of(2, true);
    const struct row rows[] = {
        {BARE, BARE, 'T'},    {BARE, PEANUT, 'F'},     {WHEAT, BARE, 'F'}, {BARE, UNSEEN, 'U'},
        {UNSEEN, BARE, 'U'},  {MULCH, BARE, 'F'},      {BARE, MULCH, 'F'}, {UNSEEN, UNSEEN, 'U'},
        {UNSEEN, MAIZE, 'F'}, {BARE, GREENHOUSE, 'F'},
    };
    check(&test_rules[PBF_IDLE], &autumn, "0103", rows, COUNT(rows));
    const struct lt_rule_context summer = context_of(1, true);
    const struct row pending[] = {
        {BARE, BARE, 'U'}, {MAIZE, BARE, 'U'}, {BARE, WHEAT, 'F'}, {BARE, UNSEEN, 'U'}};
    check(&test_rules[PBF_IDLE], &summer, "0103", pending, COUNT(pending));
}

/* CROPLAND-CONVERT: structure at both dates; a greenhouse is legal on 0102 only. */
static void test_cropland_convert(void **state)
{
    (void)state;
    const struct lt_rule_context context = context_of(2, true);
    const struct row dry[] = {
        {GREENHOUSE, GREENHOUSE, 'T'}, {ORCHARD, ORCHARD, 'T'}, {BARE, BUILT, 'F'},
        {ORCHARD, WATER, 'T'},         {MULCH, MULCH, 'F'},     {WATER, RICE, 'F'},
        {PEANUT, VEGETABLE, 'F'},      {ORCHARD, UNSEEN, 'U'},
    };
    check(&test_rules[CROPLAND_CONVERT], &context, "0103", dry, COUNT(dry));
    const struct row irrigated[] = {{GREENHOUSE, GREENHOUSE, 'F'},
                                    {UNSEEN, GREENHOUSE, 'F'},
                                    {ORCHARD, ORCHARD, 'T'},
                                    {GREENHOUSE, ORCHARD, 'F'}};
    check(&test_rules[CROPLAND_CONVERT], &context, "0102", irrigated, COUNT(irrigated));
}

/* FZ-NO-GRAIN: annual crops or bare ground, and no grain, in both seasons. One grain season is
 * enough; perennials and ponds are another rule's. */
static void test_fz_no_grain(void **state)
{
    (void)state;
    const struct lt_rule_context context = context_of(2, true);
    const struct row rows[] = {
        {WHEAT, PEANUT, 'F'},     {VEGETABLE, PEANUT, 'T'}, {BARE, PEANUT, 'T'},
        {BARE, BARE, 'T'},        {MULCH, TOBACCO, 'T'},    {BARE, MAIZE, 'F'},
        {SILAGE, SILAGE, 'T'},    {ORCHARD, ORCHARD, 'F'},  {VEGETABLE, WATER, 'F'},
        {VEGETABLE, UNSEEN, 'U'}, {UNSEEN, WHEAT, 'F'},     {GREENHOUSE, BARE, 'F'},
    };
    check(&test_rules[FZ_NO_GRAIN], &context, "", rows, COUNT(rows));
}

/* Film mulch counts as an annual crop: a set that names other crops holds it, one that names sheds
 * does not. */
static void test_mulch_is_an_annual_crop(void **state)
{
    (void)state;
    const struct lt_rule_context context = context_of(1, false);
    struct lt_rule rule = {.id = "set of one", .seasons = LT_SEASONS_CURRENT};
    const struct {
        uint32_t groups;
        char expected;
    } sets[] = {{LT_TEST_BIT(OTHER), 'T'},
                {LT_TEST_BIT(MULCH), 'T'},
                {LT_TEST_BIT(BARE), 'F'},
                {LT_TEST_BIT(FACILITY), 'F'},
                {LT_TEST_BIT(HARD), 'F'}};
    for (size_t i = 0; i < COUNT(sets); i++) {
        rule.groups = sets[i].groups;
        check(&rule, &context, "", &(struct row){UNSEEN, MULCH, sets[i].expected}, 1);
    }
}

static void test_which_features_fall_under_a_rule(void **state)
{
    (void)state;
    const struct {
        int rule;
        enum lt_layer layer;
        const char *land_class;
        bool expected;
    } table[] = {
        {CROPLAND_CONVERT, LT_LAYER_PARCEL, "0103", true},
        {CROPLAND_CONVERT, LT_LAYER_PARCEL, "01", true},
        {CROPLAND_CONVERT, LT_LAYER_PARCEL, "0301", false},
        {CROPLAND_CONVERT, LT_LAYER_PARCEL, "1001", false},
        {CROPLAND_CONVERT, LT_LAYER_PARCEL, "", false},
        {CROPLAND_CONVERT, LT_LAYER_PBF, "0103", false},
        {PBF_ORCHARD, LT_LAYER_PBF, "", true},
        {PBF_ORCHARD, LT_LAYER_PBF, "0201", true},
        {FZ_NO_GRAIN, LT_LAYER_ZONE, "", true},
        {FZ_AREA, LT_LAYER_ZONE, "", false}, /* a floor has no subjects */
        {SOWN_AREA, LT_LAYER_PARCEL, "0103", false},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        struct lt_feature feature = {.layer = table[i].layer};
        feature.attr[LT_ATTR_LAND_CLASS] = table[i].land_class;
        if (lt_rule_applies(&test_rules[table[i].rule], &feature) != table[i].expected) {
            fail_msg("case %zu", i);
        }
    }
    struct lt_rule two = test_rules[CROPLAND_CONVERT];
    struct lt_feature feature = {.layer = LT_LAYER_PARCEL};
    two.land_classes = "0101  0103";
    feature.attr[LT_ATTR_LAND_CLASS] = "0103";
    assert_true(lt_rule_applies(&two, &feature));
    feature.attr[LT_ATTR_LAND_CLASS] = "0102";
    assert_false(lt_rule_applies(&two, &feature));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pbf_orchard),
        cmocka_unit_test(test_pbf_pond),
        cmocka_unit_test(test_pbf_pond_refuses_floods),
        cmocka_unit_test(test_pbf_idle),
        cmocka_unit_test(test_cropland_convert),
        cmocka_unit_test(test_fz_no_grain),
        cmocka_unit_test(test_mulch_is_an_annual_crop),
        cmocka_unit_test(test_which_features_fall_under_a_rule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
