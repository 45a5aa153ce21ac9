/* Layer schemas and rules: the files of the repository, and what a wrong one is told. */
#include "ingest_scratch.h"

#include "ingest/ingest_config_table.h"
#include "ingest/ingest_rules.h"
#include "liangtian/area.h"
#include "liangtian/schema.h"
#include "support/text.h"

#define SCHEMAS LT_SOURCE_DIR "/schemas"

struct loaded {
    struct lt_arena *arena;
    struct lt_diagnostics diagnostics;
    struct lt_layer_schema schema;
};

static void load(struct loaded *l, const char *name)
{
    struct lt_error err;
    *l = (struct loaded){0};
    assert_ok(lt_arena_create(&l->arena, &err));
    assert_ok(lt_diagnostics_init(&l->diagnostics, &err));
    assert_ok(lt_layer_schema_load(SCHEMAS, name, &l->diagnostics, l->arena, &l->schema, &err));
    assert_int_equal(l->diagnostics.count, 0);
}

static void unload(struct loaded *l)
{
    lt_diagnostics_finish(&l->diagnostics);
    lt_arena_destroy(l->arena);
}

static const struct lt_schema_field *field_of(const struct loaded *l, const char *name)
{
    const struct lt_schema_field *field = lt_layer_schema_field(&l->schema, name);
    assert_non_null(field);
    return field;
}

/* TD/T 1057-2020: 30 fields, and the codes that the national survey uses. */
static void test_parcels(void **state)
{
    (void)state;
    struct loaded l;
    load(&l, "DLTB");
    assert_int_equal(l.schema.role, LT_LAYER_PARCEL);
    assert_int_equal(l.schema.field_count, 30);
    assert_string_equal(l.schema.fields[0].name, "BSM");
    assert_string_equal(l.schema.fields[29].name, "BZ");
    assert_int_equal(field_of(&l, "BSM")->meanings, 1u << LT_ATTR_ID);
    assert_int_equal(field_of(&l, "BSM")->length, 18);
    assert_true(field_of(&l, "ZLDWDM")->mandatory);
    assert_int_equal(field_of(&l, "TBDLMJ")->meanings, LT_MEANING_NET);
    assert_int_equal(field_of(&l, "TBDLMJ")->type, LT_FIELD_DOUBLE);
    assert_int_equal(field_of(&l, "TBDLMJ")->decimals, 2);
    assert_true(field_of(&l, "BZ")->personal);
    assert_int_equal(field_of(&l, "YSDM")->meanings, 0);

    const struct lt_schema_field *planting = field_of(&l, "gdzzsxdm");
    assert_string_equal(planting->name, "ZZSXDM");
    assert_int_equal(planting->code_count, 8);
    assert_true(lt_schema_field_allows(planting, "LLJZ"));
    assert_false(lt_schema_field_allows(planting, "LL"));
    const struct lt_schema_field *land = field_of(&l, "dlbm");
    assert_true(lt_schema_field_allows(land, "0102"));
    assert_true(lt_schema_field_allows(land, "1104K"));
    assert_false(lt_schema_field_allows(land, "0104"));
    assert_string_equal(land->codes[1].title_zh, "水浇地");
    assert_true(lt_schema_field_allows(field_of(&l, "DLMC"), "anything"));
    assert_null(lt_layer_schema_field(&l.schema, "SHAPE_Area"));
    unload(&l);
}

static void test_zones_file_their_area_in_mu(void **state)
{
    (void)state;
    struct loaded l;
    load(&l, "LQDK");
    assert_int_equal(field_of(&l, "LQDKDM")->meanings, 1u << LT_ATTR_ID | 1u << LT_ATTR_UNIT);
    assert_near(field_of(&l, "LQDKMJM")->to_m2, LT_M2_PER_MU, 0);
    assert_near(field_of(&l, "LQDKMJ")->to_m2, 1, 0);
    assert_true(field_of(&l, "LQLX")->codes_open);
    assert_true(l.schema.own_lengths);
    unload(&l);
}

/* Names, numbers and telephones of people: dropped at ingest. */
static void test_personal_data_is_marked(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"YJJBNTBHTB", "ZRRMC"}, {"YJJBNTBHTB", "ZRRZJHM"}, {"YJJBNTBHTB", "CFZR"},
        {"YJJBNTBHTB", "ZZRR"},  {"YJJBNTBHTB", "LXDH"},    {"LQDK", "JYZT"},
        {"LQDK", "JYZTDB"},      {"LQDK", "LXDH"},          {"LZDK", "SRFBM"},
        {"LZDK", "CBFBM"},       {"LZDK", "SRFMC"},         {"JCTB", "BZ"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct loaded l;
        load(&l, pairs[i][0]);
        const struct lt_schema_field *field = field_of(&l, pairs[i][1]);
        const uint32_t hashed = 1u << LT_ATTR_OPERATOR;
        assert_true(field->personal);
        assert_true(field->meanings == 0 || field->meanings == hashed);
        unload(&l);
    }
}

/* Each file in the folder loads under its own name, and shapefiles can hold its names and texts. */
static void test_all_schemas(void **state)
{
    (void)state;
    struct scratch s;
    struct lt_error err;
    char **names;
    size_t count;
    bool seen[LT_LAYER_COUNT + 1] = {false}; /* and one for lists that are only written */
    scratch_open(&s);
    assert_ok(lt_folder_list(SCHEMAS "/layers", s.arena, &names, &count, &err));
    assert_true(count >= 10);
    for (size_t i = 0; i < count; i++) {
        struct loaded l;
        names[i][strlen(names[i]) - strlen(".yaml")] = '\0';
        load(&l, names[i]);
        seen[l.schema.role] = true;
        for (size_t f = 0; f < l.schema.field_count; f++) {
            const struct lt_schema_field *field = &l.schema.fields[f];
            assert_true(strlen(field->name) <= 10);
            assert_true(field->type != LT_FIELD_TEXT ||
                        (field->length > 0 && field->length <= 255));
            assert_true(*field->title_zh != '\0' && *field->title_en != '\0');
        }
        unload(&l);
    }
    for (unsigned role = 0; role < LT_LAYER_COUNT; role++) {
        assert_true(seen[lt_config_schema_role((enum lt_layer)role)]);
    }
    scratch_close(&s);
}

/* What the reviewers get: the case, and empty columns for their findings. */
static void test_violation_columns(void **state)
{
    (void)state;
    static const char *const columns[] = {
        "case_id",     "rule",     "rule_title", "finding",   "time",          "handling",
        "county",      "parcel",   "land_class", "planting",  "crop_class",    "area_m2",
        "area_mu",     "pbf_m2",   "zone_m2",    "share_low", "share_high",    "first_period",
        "last_period", "approval", "feedback",   "reason",    "review_result", "reviewer",
    };
    struct loaded l;
    load(&l, "WFTB");
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        size_t found = 0;
        for (size_t f = 0; f < l.schema.field_count; f++) {
            found += strcmp(l.schema.fields[f].column, columns[i]) == 0;
        }
        if (found != 1) {
            fail_msg("column %s stands %zu times", columns[i], found);
        }
    }
    unload(&l);
}

#define HEAD "name: X\ntitle: {zh: 甲, en: a}\nlayer: zones\nfields:\n"
#define ID "  - {name: ID, meaning: id, type: text, zh: 甲, en: a}\n"

static void test_bad_schemas(void **state)
{
    (void)state;
    static const struct {
        const char *text, *code, *key;
    } bad[] = {
        {HEAD ID "  - {name: ABCDEFGHIJK, type: text, zh: 甲, en: a}\n", "schema.field",
         "fields[1].name"},
        {HEAD ID "  - {name: 面积面积, type: text, zh: 甲, en: a}\n", "schema.field",
         "fields[1].name"},
        {HEAD ID "  - {name: A, meaning: area, type: double, zh: 甲, en: a}\n", "schema.field",
         "fields[1].meaning"},
        {HEAD ID "  - {name: A, meaning: net, type: text, zh: 甲, en: a}\n", "schema.field",
         "fields[1].type"},
        {HEAD ID "  - {name: A, aliases: [id], type: text, zh: 甲, en: a}\n", "schema.field",
         "fields[1]"},
        {HEAD ID "  - {name: A, type: number, zh: 甲, en: a}\n", "yaml.choice", "fields[1].type"},
        {HEAD ID "  - {name: A, type: text, codes: {0101: 水田}, zh: 甲, en: a}\n", "yaml.kind",
         "fields[1].codes.0101"},
        {HEAD ID "  - {name: A, type: text, aliases: [1], zh: 甲, en: a}\n", "yaml.kind",
         "fields[1].aliases[0]"},
        {HEAD "  - {name: A, type: text, zh: 甲, en: a}\n", "schema.field", "fields"},
        {"name: Y\ntitle: {zh: 甲, en: a}\nlayer: zones\nfields:\n" ID, "schema.field", "name"},
        {"name: X\ntitle: {zh: 甲, en: a}\nlayer: plots\nfields:\n" ID, "yaml.choice", "layer"},
    };
    struct scratch s;
    scratch_open(&s);
    struct lt_error err;
    assert_ok(lt_folder_make(scratch_path(&s, "s/layers"), &err));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct lt_diagnostics diagnostics;
        struct lt_layer_schema schema;
        scratch_write(&s, "s/layers/X.yaml", bad[i].text, strlen(bad[i].text));
        assert_ok(lt_diagnostics_init(&diagnostics, &err));
        const enum lt_status status =
            lt_layer_schema_load(scratch_path(&s, "s"), "X", &diagnostics, s.arena, &schema, &err);
        if (status != LT_E_INPUT || diagnostics.count != 1 ||
            strcmp(diagnostics.items[0].code, bad[i].code) != 0 ||
            strcmp(diagnostics.items[0].field, bad[i].key) != 0) {
            print_error("%s: status %d, %zu diagnostics, first %s at %s\n", bad[i].text,
                        (int)status, diagnostics.count,
                        diagnostics.count > 0 ? diagnostics.items[0].code : "",
                        diagnostics.count > 0 ? diagnostics.items[0].field : "");
            fail();
        }
        lt_diagnostics_finish(&diagnostics);
    }
    scratch_close(&s);
}

#define RULE(id, seasons, groups, land, half, unit)                                         \
    "id: " id "\ntitle: {zh: 甲, en: a}\nclause: M2\ncitation: {zh: 甲, en: a}\n"         \
    "note: {zh: 甲, en: a}\nseverity: grave\nformula: patch\nlayer: pbf\nseasons: " seasons \
    "\ngroups: [" groups "]\nland_classes: [" land "]\nearliest_half: " half                \
    "\nthreshold: {value: 8, unit: " unit ", mandate: false}\ndefault: true\n"

static const char good_rule[] = RULE("A", "current", "orchard", "\"01\"", "1", "cells");

static enum lt_status load_rules(struct scratch *s, struct lt_diagnostics *diagnostics,
                                 struct lt_rule_set *ret_rules)
{
    struct lt_error err;
    assert_ok(lt_diagnostics_init(diagnostics, &err));
    return lt_rules_load(scratch_path(s, "s"), diagnostics, s->arena, ret_rules, &err);
}

static void test_bad_rules(void **state)
{
    (void)state;
    static const struct {
        const char *text, *code, *key;
    } bad[] = {
        {RULE("B", "current", "orchard", "", "1", "cells"), "rule.id", "id"},
        {RULE("A-B", "current", "trees", "", "1", "cells"), "rule.group", "groups[0]"},
        {RULE("A-B", "current", "", "", "1", "cells"), "yaml.range", "groups"},
        {RULE("A-B", "crop_year", "bare", "", "1", "cells"), "rule.half", "earliest_half"},
        {RULE("A-B", "current", "bare", "x1", "1", "cells"), "rule.land_class", "land_classes[0]"},
        {RULE("A-B", "current", "bare", "01", "1", "cells"), "yaml.kind", "land_classes[0]"},
        {RULE("A-B", "current", "bare", "", "3", "cells"), "yaml.range", "earliest_half"},
        {RULE("A-B", "current", "bare", "", "1", "share"), "yaml.range", "threshold.value"},
        {RULE("A-B", "always", "bare", "", "1", "cells"), "yaml.choice", "seasons"},
        {RULE("A-B", "current", "bare", "", "1", "cells") "season: 1\n", "yaml.unknown_key",
         "season"},
    };
    struct scratch s;
    struct lt_error err;
    scratch_open(&s);
    assert_ok(lt_folder_make(scratch_path(&s, "s/rules"), &err));
    scratch_write(&s, "s/rules/A.yaml", good_rule, strlen(good_rule));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct lt_diagnostics diagnostics;
        struct lt_rule_set rules;
        scratch_write(&s, "s/rules/A-B.yaml", bad[i].text, strlen(bad[i].text));
        const enum lt_status status = load_rules(&s, &diagnostics, &rules);
        if (status != LT_E_INPUT || diagnostics.count != 1 ||
            strcmp(diagnostics.items[0].layer, "rule A-B.yaml") != 0 ||
            strcmp(diagnostics.items[0].code, bad[i].code) != 0 ||
            strcmp(diagnostics.items[0].field, bad[i].key) != 0) {
            print_error("%s: status %d, %zu diagnostics, first %s at %s\n", bad[i].text,
                        (int)status, diagnostics.count,
                        diagnostics.count > 0 ? diagnostics.items[0].code : "",
                        diagnostics.count > 0 ? diagnostics.items[0].field : "");
            fail();
        }
        lt_diagnostics_finish(&diagnostics);
    }
    scratch_close(&s);
}

/* Ids ascend although "A-B.yaml" stands before "A.yaml" in the folder; both faulty files are told of. */
static void test_rules_by_id_and_all_faults(void **state)
{
    (void)state;
    static const char second[] = RULE("A-B", "current", "bare", "", "1", "cells");
    struct scratch s;
    struct lt_error err;
    struct lt_diagnostics diagnostics;
    struct lt_rule_set rules;
    scratch_open(&s);
    assert_ok(lt_folder_make(scratch_path(&s, "s/rules"), &err));
    scratch_write(&s, "s/rules/A.yaml", good_rule, strlen(good_rule));
    scratch_write(&s, "s/rules/A-B.yaml", second, strlen(second));
    scratch_write(&s, "s/rules/notes.txt", "no rule", 7);
    assert_int_equal(load_rules(&s, &diagnostics, &rules), LT_OK);
    assert_int_equal(rules.count, 2);
    assert_string_equal(rules.rules[0].id, "A");
    assert_string_equal(rules.rules[0].land_classes, "01");
    assert_string_equal(rules.rules[1].id, "A-B");
    assert_string_equal(rules.rules[1].land_classes, "");
    lt_diagnostics_finish(&diagnostics);

    scratch_write(&s, "s/rules/A.yaml", "id: A\n", 6);
    scratch_write(&s, "s/rules/A-B.yaml", "id: [\n", 6);
    assert_int_equal(load_rules(&s, &diagnostics, &rules), LT_E_INPUT);
    size_t of_each[2] = {0};
    for (size_t i = 0; i < diagnostics.count; i++) {
        of_each[strcmp(diagnostics.items[i].layer, "rule A.yaml") == 0]++;
    }
    assert_int_equal(of_each[0], 1); /* syntax */
    assert_true(of_each[1] >= 8);    /* each missing key */
    lt_diagnostics_finish(&diagnostics);
    scratch_close(&s);
}

/* A name comes from a config and must not lead out of the folder. */
static void test_names_stay_in_the_folder(void **state)
{
    (void)state;
    static const char *const names[] = {"", "../rules/FZ-AREA", "/etc/passwd", "DLTB.yaml", "NONE"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct loaded l = {0};
        struct lt_error err;
        assert_ok(lt_arena_create(&l.arena, &err));
        assert_ok(lt_diagnostics_init(&l.diagnostics, &err));
        assert_int_equal(
            lt_layer_schema_load(SCHEMAS, names[i], &l.diagnostics, l.arena, &l.schema, &err),
            LT_E_INPUT);
        unload(&l);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parcels),
        cmocka_unit_test(test_zones_file_their_area_in_mu),
        cmocka_unit_test(test_personal_data_is_marked),
        cmocka_unit_test(test_all_schemas),
        cmocka_unit_test(test_violation_columns),
        cmocka_unit_test(test_bad_schemas),
        cmocka_unit_test(test_bad_rules),
        cmocka_unit_test(test_rules_by_id_and_all_faults),
        cmocka_unit_test(test_names_stay_in_the_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
