/* From a kept joint table to shares, crop year and words: parcels small enough to reckon by hand. */
#include "support/lt_test.h"

#include <string.h>

#include "liangtian/explain.h"
#include "support/arena.h"
#include "support/text.h"

static struct lt_class classes[] = {
    {.value = 1,
     .group = LT_GROUP_GRAIN,
     .grain_weight_low = 1,
     .grain_weight_high = 1,
     .crop = "wheat",
     .name_zh = "小麦",
     .name_en = "wheat"},
    {.value = 2, .group = LT_GROUP_OIL, .crop = "peanut", .name_zh = "花生", .name_en = "peanut"},
    {.value = 3,
     .group = LT_GROUP_ORCHARD,
     .crop = "orchard",
     .name_zh = "果园",
     .name_en = "orchard"},
};
enum { WHEAT, PEANUT, ORCHARD };

static struct lt_rule rules[] = {
    {.id = "PBF-ORCHARD",
     .title_zh = "种植林果",
     .title_en = "orchard on farmland",
     .clause = "M2",
     .citation_zh = "某文件",
     .citation_en = "some paper",
     .note_zh = "",
     .note_en = "",
     .severity = LT_RULE_GRAVE,
     .formula = LT_FORMULA_PATCH,
     .layer = LT_LAYER_PARCEL,
     .threshold = 8,
     .threshold_unit = "cells",
     .enabled = true},
    {.id = "PBF-SHARE",
     .title_zh = "全年无粮",
     .title_en = "no grain",
     .clause = "M5",
     .citation_zh = "",
     .citation_en = "",
     .note_zh = "",
     .note_en = "",
     .formula = LT_FORMULA_SHARE,
     .layer = LT_LAYER_PARCEL,
     .threshold = 0.25,
     .threshold_unit = "share",
     .threshold_from_mandate = true,
     .enabled = true},
    {.id = "PBF-OFF",
     .title_zh = "停用",
     .title_en = "switched off",
     .clause = "",
     .formula = LT_FORMULA_SHARE,
     .layer = LT_LAYER_PARCEL,
     .threshold_unit = "share"},
};

static uint64_t key(unsigned previous, unsigned current)
{
    return previous | (uint64_t)current << 8;
}

static struct lt_kept_head head_of(const char *period)
{
    const struct lt_legend legend = {.count = 3, .classes = classes, .id = "test"};
    struct lt_kept_head head = {
        .unit = 411702,
        .name = "某县",
        .program = "1",
        .seasons = 2,
        .season = {{.present = true,
                    .raster = "H1.tif",
                    .image_from = "2026-04-15",
                    .image_to = "2026-05-06",
                    .legend = legend},
                   {.present = true,
                    .raster = "H2.tif",
                    .image_from = "",
                    .image_to = "",
                    .legend = legend}},
        .rules = rules,
        .rule_count = 3,
        .grain_season_share = 0.5,
        .small_lost_share = 0.6,
        .gate_full_cells = 8,
    };
    assert_true(lt_period_parse(period, &head.period));
    head.season[1].period = head.period;
    head.season[0].period = head.period - 1;
    return head;
}

/* 20 cells of 100 m²: half wheat then peanut, a quarter orchard twice, a quarter orchard then hidden. The net area is
 * 1800 m² of 2000: every square metre counts for nine tenths. */
static const struct lt_joint joint[] = {
    {0x0100, 10, 1000}, /* wheat, peanut */
    {0x0202, 5, 500},   /* orchard, orchard */
    {0xfe02, 5, 500},   /* orchard, unseen */
};

static struct lt_kept_subject subject_of(const struct lt_finding *findings, size_t count)
{
    return (struct lt_kept_subject){.layer = LT_LAYER_PARCEL,
                                    .id = "P1",
                                    .unit_code = "",
                                    .name = "",
                                    .land_class = "0102",
                                    .planting = "LS",
                                    .target = "",
                                    .slope = "",
                                    .gross_m2 = 2000,
                                    .net_m2 = 1800,
                                    .flags = LT_FEATURE_NET_KCXS,
                                    .joint = joint,
                                    .joint_count = 3,
                                    .full_cells = 16,
                                    .touched_cells = 24,
                                    .findings = findings,
                                    .finding_count = count,
                                    .verdict = LT_BELOW,
                                    .rule = 0,
                                    .share_low = 0.25,
                                    .share_high = 0.5};
}

static void shares_pairs_and_year(void **state)
{
    struct lt_arena *arena = *state;
    struct lt_error err = {0};
    struct lt_explain_place place;
    const struct lt_kept_head head = head_of("2026H2");
    const struct lt_kept_subject subject = subject_of(NULL, 0);
    assert_int_equal(key(WHEAT, PEANUT), joint[0].key);
    assert_int_equal(key(ORCHARD, ORCHARD), joint[1].key);
    assert_ok(lt_explain_place(&head, &subject, arena, &place, &err));

    const struct lt_explain_season *first = &place.season[0], *second = &place.season[1];
    assert_int_equal(first->class_count, 2);
    assert_string_equal(first->classes[0].class->crop, "wheat");
    assert_near(first->classes[0].share, 0.5, 1e-12);
    assert_near(first->classes[0].net_m2, 900, 1e-9);
    assert_near(first->classes[1].cells, 10, 1e-12);
    assert_near(first->classes[1].net_m2, 900, 1e-9);
    assert_int_equal(second->class_count, 3);
    assert_string_equal(second->classes[0].class->crop, "peanut");
    assert_near(second->classes[1].net_m2, 450, 1e-9);
    assert_null(second->classes[2].class); /* unseen */
    assert_false(second->classes[2].outside);
    assert_near(second->classes[2].share, 0.25, 1e-12);

    assert_int_equal(place.pair_count, 3);
    assert_near(place.pairs[1].current.net_m2, 450, 1e-9);
    /* wheat on half; what was hidden in autumn may bear grain too */
    assert_true(place.year->complete);
    assert_near(place.year->grain_footprint_m2.low, 900, 1e-9);
    assert_near(place.year->grain_footprint_m2.high, 1350, 1e-9);
    assert_near(place.year->zero_grain_m2.low, 450, 1e-9);
    assert_near(place.year->zero_grain_m2.high, 900, 1e-9);
    assert_int_equal(first->state->state, LT_SEASON_GRAIN);
    assert_true(first->of_crop_year && second->of_crop_year);
}

/* In a summer the raster before is last autumn's: of another crop year, and the year is open. */
static void summer_and_the_autumn_before(void **state)
{
    struct lt_arena *arena = *state;
    struct lt_error err = {0};
    struct lt_explain_place place;
    struct lt_explain_past past;
    const struct lt_kept_head head = head_of("2026H1");
    const struct lt_kept_subject subject = subject_of(NULL, 0);
    assert_ok(lt_explain_place(&head, &subject, arena, &place, &err));
    assert_false(place.season[0].of_crop_year);
    assert_true(place.season[1].of_crop_year);
    assert_false(place.year->complete);
    assert_int_equal(place.season[0].state->state, LT_SEASON_GRAIN); /* half wheat, last autumn */
    assert_near(place.season[0].state->grain_m2.low, 900, 1e-9);
    assert_near(place.season[1].state->grain_m2.low, 0, 1e-9);
    assert_near(place.season[1].state->grain_m2.high, 450, 1e-9);
    assert_ok(lt_explain_past(&head, &subject, arena, &past, &err));
    assert_int_equal(past.state, place.season[1].state->state);
    assert_string_equal(past.rule, "PBF-ORCHARD");
    assert_false(past.complete);
}

/* What lies beside the raster has no cells at all. */
static void nothing_was_tabulated(void **state)
{
    struct lt_arena *arena = *state;
    struct lt_error err = {0};
    struct lt_explain_place place;
    const struct lt_kept_head head = head_of("2026H2");
    struct lt_kept_subject subject = subject_of(NULL, 0);
    subject.joint = NULL;
    subject.joint_count = 0;
    assert_ok(lt_explain_place(&head, &subject, arena, &place, &err));
    assert_int_equal(place.season[0].class_count, 0);
    assert_int_equal(place.pair_count, 0);
    assert_near(place.year->grain_footprint_m2.low, 0, 0);
    assert_near(place.year->grain_footprint_m2.high, 1800, 1e-9);
    assert_int_equal(place.season[1].state->state, LT_SEASON_UNSEEN);
}

static struct lt_explanation explanation_of(struct lt_explain_place *place)
{
    return (struct lt_explanation){.id = "P1",
                                   .period = place->head->period,
                                   .city_zh = "某市",
                                   .city_en = "a \"city\"",
                                   .mark = "内部",
                                   .places = place,
                                   .place_count = 1};
}

static void assert_says(const char *text, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (strstr(text, *words) == NULL) {
            print_error("'%s' is not said in:\n%s\n", *words, text);
            fail();
        }
    }
}

static void the_text_says_it(void **state)
{
    struct lt_arena *arena = *state;
    struct lt_error err = {0};
    struct lt_explain_place place;
    struct lt_text zh = {0}, en = {0};
    const struct lt_kept_head head = head_of("2026H2");
    const struct lt_finding findings[] = {
        {.rule = 0,
         .verdict = LT_BELOW,
         .area_m2 = 1800,
         .low_m2 = 450,
         .high_m2 = 900,
         .twice_m2 = 450,
         .share_low = 0.25,
         .share_high = 0.5,
         .threshold = 8,
         .margin = 0.15,
         .flip_m2 = 270},
        {.rule = 1,
         .verdict = LT_UNDECIDED,
         .reason = LT_REASON_UNSEEN,
         .area_m2 = 1800,
         .low_m2 = 450,
         .high_m2 = 900,
         .share_low = 0.25,
         .share_high = 0.5,
         .threshold = 0.25},
    };
    const struct lt_kept_subject subject = subject_of(findings, 2);
    assert_ok(lt_explain_place(&head, &subject, arena, &place, &err));
    const struct lt_explanation explanation = explanation_of(&place);
    lt_explain_write_text(&explanation, true, &zh);
    lt_explain_write_text(&explanation, false, &en);
    assert_ok(lt_text_check(&zh, &err));
    assert_ok(lt_text_check(&en, &err));
    assert_true(lt_utf8_valid(zh.data, zh.length));
    static const char *const chinese[] = {
        "2026年下半年",
        "[内部]",
        "KCXS 0.1000",
        "椭球面积 2,000.00 m²（3.00 亩）",
        "净面积 1,800.00 m²（2.70 亩）",
        "触及 24 个，其中整像元 16 个",
        "小麦 → 花生",
        "未观测",
        "至少一季种粮 900.00–1,350.00 m²（1.35–2.03 亩），占 50.00–75.00%",
        "PBF-ORCHARD 种植林果（严重，条款 M2）：疑似问题",
        "两个时相都见到 450.00 m²",
        "8 个整像元（可配置，非文件规定）",
        "少去 270.00 m²",
        "25.00%（文件规定）",
        "待定（云或无影像覆盖）",
        "PBF-OFF 停用：",
        "依据：某文件",
        "只是疑似",
        NULL};
    static const char *const english[] = {
        "second half of 2026", "1 − KCXS 0.1000", "not seen", "suspect",
        "less by 270.00 m²",   "wheat → peanut",  NULL};
    assert_says(zh.data, chinese);
    assert_says(en.data, english);
    assert_null(strstr(zh.data, "违规图斑"));
    lt_text_finish(&zh);
    lt_text_finish(&en);
}

/* Quotes and control characters in names do not break the object. */
static void the_json_is_whole(void **state)
{
    struct lt_arena *arena = *state;
    struct lt_error err = {0};
    struct lt_explain_place place;
    struct lt_text json = {0};
    const struct lt_kept_head head = head_of("2026H2");
    struct lt_kept_subject subject = subject_of(NULL, 0);
    subject.name = "a \"b\" \\ c\t";
    assert_ok(lt_explain_place(&head, &subject, arena, &place, &err));
    const struct lt_explanation explanation = explanation_of(&place);
    lt_explain_write_json(&explanation, &json);
    assert_ok(lt_text_check(&json, &err));
    static const char *const words[] = {"{\"id\":\"P1\",\"period\":\"2026H2\"",
                                        "\"name\":\"a \\\"b\\\" \\\\ c\\u0009\"",
                                        "\"grain_footprint_m2\":[900,1350]",
                                        "\"net_from\":\"KCXS\"",
                                        "{\"previous\":\"orchard\",\"current\":\"unseen\","
                                        "\"cells\":5,\"share\":0.25,\"net_m2\":450}",
                                        NULL};
    assert_says(json.data, words);
    int depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < json.length; i++) {
        const char c = json.data[i];
        if (quoted && c == '\\') {
            i++;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (!quoted) {
            depth += (c == '{' || c == '[') - (c == '}' || c == ']');
            assert_false((c == '}' || c == ']' || c == ',') && json.data[i - 1] == ',');
        }
    }
    assert_int_equal(depth, 0);
    lt_text_finish(&json);
}

static int set_up(void **state)
{
    struct lt_error err = {0};
    return lt_arena_create((struct lt_arena **)state, &err) != LT_OK;
}

static int tear_down(void **state)
{
    lt_arena_destroy(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(shares_pairs_and_year, set_up, tear_down),
        cmocka_unit_test_setup_teardown(summer_and_the_autumn_before, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_was_tabulated, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_text_says_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_json_is_whole, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
