/* The legend: values to classes, and every way to get it wrong. */
#include "ingest_scratch.h"

#include "liangtian/ingest.h"
#include "support/text.h"

#define DEFAULT LT_SOURCE_DIR "/schemas/legend/default.yaml"

struct loaded {
    struct scratch scratch;
    struct lt_diagnostics diagnostics;
    struct lt_legend legend;
    enum lt_status status;
    struct lt_error err;
};

static void load_path(struct loaded *l, const char *path)
{
    struct lt_error err;
    assert_ok(lt_diagnostics_init(&l->diagnostics, &err));
    l->status = lt_legend_load(path, &l->diagnostics, l->scratch.arena, &l->legend, &l->err);
}

static void load_text(struct loaded *l, const char *text)
{
    *l = (struct loaded){0};
    scratch_open(&l->scratch);
    scratch_write(&l->scratch, "l.yaml", text, strlen(text));
    load_path(l, scratch_path(&l->scratch, "l.yaml"));
}

static void unload(struct loaded *l)
{
    lt_diagnostics_finish(&l->diagnostics);
    scratch_close(&l->scratch);
}

/* The sample legend of the design: 21 classes, 0 and 200 unseen. */
static void test_default_legend(void **state)
{
    (void)state;
    struct loaded l = {0};
    scratch_open(&l.scratch);
    load_path(&l, DEFAULT);
    assert_int_equal(l.status, LT_OK);
    assert_int_equal(l.diagnostics.count, 0);
    assert_int_equal(l.legend.count, 21);
    assert_string_equal(l.legend.id, "default-2025");
    const struct lt_class *wheat = &l.legend.classes[l.legend.code_of_value[1]];
    assert_string_equal(wheat->crop, "winter_wheat");
    assert_string_equal(wheat->name_zh, "冬小麦");
    assert_near(wheat->grain_weight_low, 1, 0);
    assert_int_equal(wheat->rgb[0], 0xd9);
    assert_int_equal(wheat->rgb[2], 0x4a);
    static const enum lt_group groups[21] = {
        LT_GROUP_GRAIN,   LT_GROUP_GRAIN, LT_GROUP_GRAIN,    LT_GROUP_GRAIN,     LT_GROUP_GRAIN,
        LT_GROUP_OIL,     LT_GROUP_OIL,   LT_GROUP_OIL,      LT_GROUP_VEGETABLE, LT_GROUP_FORAGE,
        LT_GROUP_OTHER,   LT_GROUP_MULCH, LT_GROUP_BARE,     LT_GROUP_ORCHARD,   LT_GROUP_FOREST,
        LT_GROUP_NURSERY, LT_GROUP_WATER, LT_GROUP_FACILITY, LT_GROUP_HARD,      LT_GROUP_RIDGE,
        LT_GROUP_SOIL,
    };
    for (unsigned value = 1; value <= 21; value++) {
        assert_int_equal(l.legend.code_of_value[value], value - 1);
        assert_int_equal(lt_legend_group(&l.legend, (uint8_t)(value - 1)), groups[value - 1]);
    }
    assert_int_equal(l.legend.code_of_value[0], LT_CLASS_UNSEEN);
    assert_int_equal(l.legend.code_of_value[200], LT_CLASS_UNSEEN);
    assert_int_equal(l.legend.code_of_value[22], LT_CLASS_UNKNOWN);
    assert_int_equal(l.legend.code_of_value[65535], LT_CLASS_UNKNOWN);
    assert_int_equal(strlen(l.legend.digest), 64);
    unload(&l);
}

#define WHEAT "{value: 10, crop: wheat, group: grain, zh: 小麦, en: wheat, color: \"#ffffff\"}"
#define MIXED                                                                           \
    "{value: 9, crop: mixed, group: other, zh: 间作, en: mixed, color: \"#000000\", " \
    "grain_weight: [0.4, 0.6]}"

/* Codes ascend by raster value whatever the order of the file; order and comments do not touch the digest. */
static void test_order_and_weights(void **state)
{
    (void)state;
    struct loaded a, b, c;
    load_text(&a, "id: x\nclasses:\n  - " WHEAT "\n  - " MIXED "\nunseen: [0]\n");
    load_text(&b, "# other words\nid: x\nunseen: [0]\nclasses: [" MIXED ", " WHEAT "]\n");
    load_text(&c, "id: x\nunseen: [255]\nclasses: [" MIXED ", " WHEAT "]\n");
    assert_int_equal(a.status, LT_OK);
    assert_int_equal(a.legend.code_of_value[9], 0);
    assert_int_equal(a.legend.code_of_value[10], 1);
    assert_near(a.legend.classes[0].grain_weight_low, 0.4, 0);
    assert_near(a.legend.classes[0].grain_weight_high, 0.6, 0);
    assert_string_equal(a.legend.digest, b.legend.digest);
    assert_string_not_equal(a.legend.digest, c.legend.digest);
    unload(&a);
    unload(&b);
    unload(&c);
}

static void test_bad_legends(void **state)
{
    (void)state;
    static const struct {
        const char *text, *code, *key;
    } bad[] = {
        {"id: x\nclasses: [" MIXED ", " WHEAT
         ", {value: 9, crop: w, group: grain, zh: 麦, en: w, color: \"#ffffff\"}]\n",
         "legend.duplicate", "classes[2].value"},
        {"id: x\nclasses: [" WHEAT
         ", {value: 9, crop: wheat, group: grain, zh: 麦, en: w, color: \"#ffffff\"}]\n",
         "legend.duplicate", "classes[1].crop"},
        {"id: x\nclasses: [" WHEAT "]\nunseen: [0, 10]\n", "legend.duplicate", "unseen[1]"},
        {"id: x\nclasses: [" WHEAT "]\nunseen: [0, 0]\n", "legend.duplicate", "unseen[1]"},
        {"id: x\nclasses: [" WHEAT "]\nunseen: [70000]\n", "yaml.range", "unseen[0]"},
        {"id: x\nclasses: [" WHEAT "]\nunseen: [1.5]\n", "yaml.range", "unseen[0]"},
        {"id: x\nclasses: []\n", "yaml.range", "classes"},
        {"id: x\nclasses: [{value: 65536, crop: w, group: grain, zh: 麦, en: w, color: "
         "\"#ffffff\"}]\n",
         "yaml.range", "classes[0].value"},
        {"id: x\nclasses: [{value: -1, crop: w, group: grain, zh: 麦, en: w, color: "
         "\"#ffffff\"}]\n",
         "yaml.range", "classes[0].value"},
        {"id: x\nclasses: [{value: 1, crop: w, group: cereal, zh: 麦, en: w, color: "
         "\"#ffffff\"}]\n",
         "legend.group", "classes[0].group"},
        {"id: x\nclasses: [{value: 1, crop: w, group: grain, zh: 麦, en: w, color: red}]\n",
         "yaml.text", "classes[0].color"},
        {"id: x\nclasses: [{value: 1, crop: w, group: grain, zh: 麦, en: w, color: \"#ffffff\", "
         "grain_weight: [0.6, 0.4]}]\n",
         "legend.weight", "classes[0].grain_weight"},
        {"id: x\nclasses: [{value: 1, crop: w, group: grain, zh: 麦, en: w, color: \"#ffffff\", "
         "grain_weight: [0.6]}]\n",
         "yaml.range", "classes[0].grain_weight"},
        {"classes: [" WHEAT "]\n", "yaml.missing_key", "id"},
        {"id: 2025\nclasses: [" WHEAT "]\n", "yaml.kind", "id"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct loaded l;
        load_text(&l, bad[i].text);
        if (l.status != LT_E_INPUT || l.diagnostics.count != 1 ||
            strcmp(l.diagnostics.items[0].code, bad[i].code) != 0 ||
            strcmp(l.diagnostics.items[0].field, bad[i].key) != 0) {
            print_error("%s: status %d, %zu diagnostics, first %s at %s\n", bad[i].text,
                        (int)l.status, l.diagnostics.count,
                        l.diagnostics.count > 0 ? l.diagnostics.items[0].code : "",
                        l.diagnostics.count > 0 ? l.diagnostics.items[0].field : "");
            fail();
        }
        unload(&l);
    }
}

/* 251 classes: one more than codes can tell apart. */
static void test_too_many_classes(void **state)
{
    (void)state;
    for (int count = LT_CLASS_MAX; count <= LT_CLASS_MAX + 1; count++) {
        struct lt_text text = {0};
        struct loaded l;
        lt_text_add(&text, "id: x\nclasses:\n");
        for (int i = 0; i < count; i++) {
            lt_text_printf(
                &text,
                "  - {value: %d, crop: c%d, group: other, zh: 甲, en: a, color: \"#000000\"}\n", i,
                i);
        }
        load_text(&l, text.data);
        assert_int_equal(l.status, count == LT_CLASS_MAX ? LT_OK : LT_E_INPUT);
        lt_text_finish(&text);
        unload(&l);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_default_legend),
        cmocka_unit_test(test_order_and_weights),
        cmocka_unit_test(test_bad_legends),
        cmocka_unit_test(test_too_many_classes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
