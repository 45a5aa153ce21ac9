/* The config: examples, defaults, cross-checks, and the texts generated from its one description. */
#include "ingest_scratch.h"

#include <locale.h>
#include <stdbool.h>

#include "ingest/ingest_config_table.h"
#include "liangtian/ingest.h"
#include "support/text.h"

#define SCHEMAS LT_SOURCE_DIR "/schemas"

struct loaded {
    struct lt_diagnostics diagnostics;
    struct lt_config *config;
    enum lt_status status;
    struct lt_error err;
};

static void load_text(struct scratch *s, struct loaded *l, const char *text, size_t size)
{
    struct lt_error err;
    *l = (struct loaded){0};
    scratch_write(s, "city.yaml", text, size);
    assert_ok(lt_diagnostics_init(&l->diagnostics, &err));
    l->status =
        lt_config_load(scratch_path(s, "city.yaml"), SCHEMAS, &l->diagnostics, &l->config, &l->err);
}

static void load_file(struct scratch *s, struct loaded *l, const char *path, char **ret_text)
{
    struct lt_error err;
    size_t size;
    assert_ok(lt_file_read(path, 1 << 20, s->arena, ret_text, &size, &err));
    load_text(s, l, *ret_text, size);
}

static void unload(struct loaded *l)
{
    lt_config_destroy(l->config);
    lt_diagnostics_finish(&l->diagnostics);
}

static bool has(const struct loaded *l, enum lt_severity severity, const char *code,
                const char *key)
{
    for (size_t i = 0; i < l->diagnostics.count; i++) {
        const struct lt_diagnostic *d = &l->diagnostics.items[i];
        if (d->severity == severity && strcmp(d->code, code) == 0 && strcmp(d->field, key) == 0) {
            return true;
        }
    }
    return false;
}

static void show(const struct loaded *l)
{
    for (size_t i = 0; i < l->diagnostics.count; i++) {
        const struct lt_diagnostic *d = &l->diagnostics.items[i];
        print_error("  %s %s %s %s: %s; expected %s; %s\n", lt_severity_name(d->severity), d->code,
                    d->feature, d->field, d->found, d->expected, d->action);
    }
}

/* Every "# <marker> CODE KEY" line of the example is among the diagnostics; answers how many there are. */
static size_t expect_marked(const struct loaded *l, const char *text, const char *marker,
                            enum lt_severity severity, const char *name)
{
    size_t count = 0;
    for (const char *at = strstr(text, marker); at != NULL; at = strstr(at + 1, marker)) {
        char code[64] = "", key[128] = "";
        const char *words = at + strlen(marker);
        const size_t line = strcspn(words, "\n"), space = strcspn(words, " \n");
        assert_true(space < sizeof code && line - space < sizeof key);
        memcpy(code, words, space);
        if (line > space + 1) {
            memcpy(key, words + space + 1, line - space - 1);
        }
        if (!has(l, severity, code, key)) {
            print_error("%s: no %s at '%s'\n", name, code, key);
            show(l);
            fail();
        }
        count++;
    }
    return count;
}

/* Each complaint names a place and says what to do. */
static void expect_helpful(const struct loaded *l)
{
    for (size_t i = 0; i < l->diagnostics.count; i++) {
        const struct lt_diagnostic *d = &l->diagnostics.items[i];
        assert_true(lt_starts_with(d->layer, "config city.yaml"));
        assert_true(lt_starts_with(d->feature, "line "));
        assert_true(*d->found != '\0' && *d->expected != '\0' && *d->action != '\0');
        assert_string_not_equal(lt_diagnostic_title(d->code, true), d->code);
    }
}

static void each_example(const char *kind,
                         void (*check)(struct scratch *s, const char *path, const char *name))
{
    struct scratch s;
    struct lt_error err;
    char **names;
    size_t count;
    scratch_open(&s);
    const char *folder = lt_path_join(s.arena, SCHEMAS "/examples", kind);
    assert_ok(lt_folder_list(folder, s.arena, &names, &count, &err));
    assert_true(count >= 6);
    for (size_t i = 0; i < count; i++) {
        check(&s, lt_path_join(s.arena, folder, names[i]), names[i]);
    }
    scratch_close(&s);
}

static void check_invalid(struct scratch *s, const char *path, const char *name)
{
    struct loaded l;
    char *text;
    load_file(s, &l, path, &text);
    const size_t marked = expect_marked(&l, text, "# expect: ", LT_REJECT, name);
    if (l.status != LT_E_INPUT || marked != l.diagnostics.count_of[LT_REJECT] || marked == 0) {
        print_error("%s: status %d, %zu expected\n", name, (int)l.status, marked);
        show(&l);
        fail();
    }
    assert_null(l.config);
    expect_helpful(&l);
    unload(&l);
}

static void check_valid(struct scratch *s, const char *path, const char *name)
{
    struct loaded l;
    char *text;
    load_file(s, &l, path, &text);
    const size_t marked = expect_marked(&l, text, "# warning: ", LT_WARNING, name);
    if (l.status != LT_OK || marked != l.diagnostics.count) {
        print_error("%s: status %d, %zu warnings expected\n", name, (int)l.status, marked);
        show(&l);
        fail();
    }
    expect_helpful(&l);
    unload(&l);
}

static void test_invalid_examples_are_refused_with_their_fault(void **state)
{
    (void)state;
    each_example("invalid", check_invalid);
}

static void test_valid_examples_load(void **state)
{
    (void)state;
    each_example("valid", check_valid);
}

/* The numbers stand in the mandate (970, 1900 万亩) and in the design (8 pixels, one erosion, 60 %). */
static void test_defaults(void **state)
{
    (void)state;
    struct scratch s;
    struct loaded l;
    char *text;
    scratch_open(&s);
    load_file(&s, &l, SCHEMAS "/examples/valid/minimal.yaml", &text);
    assert_int_equal(l.status, LT_OK);
    const struct lt_config *c = l.config;
    assert_near(c->floor_zone_wanmu, 970, 0);
    assert_near(c->floor_sown_wanmu, 1900, 0);
    assert_near(c->grain_season_share, 0.5, 0);
    assert_int_equal(c->gate_full_cells, 8);
    assert_int_equal(c->gate_erosion_cells, 1);
    assert_near(c->small_lost_share, 0.6, 0);
    assert_near(c->case_keep_share, 0.5, 0);
    assert_near(c->repair_bound, 0.001, 0);
    assert_near(c->overlap_min_m2, 1, 0);
    assert_near(c->max_unjudged, 0.001, 0);
    assert_true(c->limit_features == 20000000 && c->limit_pixels == 1000000000000u);
    assert_true(c->chinese);
    assert_string_equal(c->profile, "internal");
    assert_string_equal(c->shapefile_encoding, "GBK");
    assert_string_equal(c->city_name_zh, "驻马店市（示意）");
    assert_int_equal(c->city_code, 411700);
    assert_string_equal(c->baseline.path, "");
    assert_string_equal(c->output_dir, scratch_path(&s, "out"));
    assert_string_equal(c->path, scratch_path(&s, "city.yaml"));
    assert_string_equal(c->schemas_dir, SCHEMAS);

    const struct lt_period_config *p = lt_config_period(c, 2 * 2025);
    assert_non_null(p);
    assert_null(lt_config_period(c, 2 * 2025 + 1));
    assert_int_equal(p->raster.period, 2 * 2025);
    assert_string_equal(p->raster.path, scratch_path(&s, "rasters/2025H1.tif"));
    assert_true(p->layers[LT_LAYER_PARCEL].present);
    assert_string_equal(p->layers[LT_LAYER_PARCEL].path, scratch_path(&s, "layers/DLTB.shp"));
    assert_string_equal(p->layers[LT_LAYER_PARCEL].schema, "DLTB");
    assert_string_equal(p->layers[LT_LAYER_PARCEL].encoding, "auto");
    assert_string_equal(p->layers[LT_LAYER_PBF].schema, "YJJBNTBHTB");
    assert_false(p->layers[LT_LAYER_APPROVAL].present);
    assert_string_equal(p->layers[LT_LAYER_APPROVAL].path, "");
    assert_string_equal(p->layers[LT_LAYER_CASE].path, "");
    unload(&l);
    scratch_close(&s);
}

static const struct lt_rule *rule_of(const struct lt_config *config, const char *id)
{
    for (size_t i = 0; i < config->rules.count; i++) {
        if (strcmp(config->rules.rules[i].id, id) == 0) {
            return &config->rules.rules[i];
        }
    }
    fail_msg("no rule %s", id);
    return NULL;
}

/* The city's gate is that of every rule judged in cells, but for one that has its own, be it what the catalogue says. */
static void test_the_gate_of_the_rules(void **state)
{
    (void)state;
    struct scratch s;
    struct loaded l;
    struct lt_error err;
    char *minimal;
    size_t size;
    scratch_open(&s);
    assert_ok(lt_file_read(SCHEMAS "/examples/valid/minimal.yaml", 1 << 20, s.arena, &minimal,
                           &size, &err));
    const char *text =
        lt_arena_printf(s.arena,
                        "%.*s\nthresholds: {full_cells: 12}\n"
                        "rules: {PBF-POND: {threshold: 8}, PBF-IDLE: {threshold: 20}}\n",
                        (int)size, minimal);
    load_text(&s, &l, text, strlen(text));
    assert_int_equal(l.status, LT_OK);
    const struct {
        const char *id;
        double threshold;
        uint32_t gate;
    } wanted[] = {{"PBF-ORCHARD", 12, 12},
                  {"PBF-POND", 8, 8},
                  {"PBF-IDLE", 20, 20},
                  {"PBF-RICEFISH", 0.1, 12}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        const struct lt_rule *rule = rule_of(l.config, wanted[i].id);
        assert_near(rule->threshold, wanted[i].threshold, 0);
        assert_int_equal(rule->threshold_overridden, i < 3);
        assert_int_equal(lt_rule_gate(rule, l.config->gate_full_cells), wanted[i].gate);
    }
    unload(&l);
    scratch_close(&s);
}

static void test_everything_written_arrives(void **state)
{
    (void)state;
    struct scratch s;
    struct loaded l;
    char *text;
    scratch_open(&s);
    load_file(&s, &l, SCHEMAS "/examples/valid/full.yaml", &text);
    assert_int_equal(l.status, LT_OK);
    const struct lt_config *c = l.config;
    assert_false(c->chinese);
    assert_string_equal(c->city_name_en, "Zhumadian (invented data)");
    assert_string_equal(c->operator_key, "keep this secret");
    assert_string_equal(c->ledger_access, "owner");
    assert_string_equal(c->catalogue_office, "驻马店市自然资源和规划局（示意）");
    assert_string_equal(c->catalogue_sharing, "none");
    assert_string_equal(c->catalogue_security, "confidential");
    assert_string_equal(c->baseline.image_to, "2020-05-10");
    assert_int_equal(c->target_count, 2);
    assert_int_equal(c->targets[1].unit, 411721);
    assert_near(c->targets[1].zone_wanmu, 92.25, 0);
    assert_near(c->targets[1].sown_wanmu, 0, 0);
    assert_int_equal(c->period_count, 2);

    const struct lt_layer_config *first = &c->periods[0].layers[LT_LAYER_PARCEL];
    const struct lt_layer_config *second = &c->periods[1].layers[LT_LAYER_PARCEL];
    assert_int_equal(first->alias_count, 1);
    assert_string_equal(first->aliases[0].schema_field, "ZZSXDM");
    assert_string_equal(first->aliases[0].city_field, "GDZZSXDM");
    assert_string_equal(second->path, scratch_path(&s, "layers/2025H2/DLTB.shp"));
    assert_int_equal(second->alias_count, 0); /* replaced as a whole */
    assert_true(c->periods[1].layers[LT_LAYER_FEEDBACK].present);
    assert_true(c->periods[1].raster.flood);
    assert_string_equal(c->periods[0].raster.legend, scratch_path(&s, "legend.yaml"));

    const struct lt_rule *orchard = rule_of(c, "PBF-ORCHARD"), *idle = rule_of(c, "PBF-IDLE");
    assert_near(orchard->threshold, 12, 0);
    assert_true(orchard->threshold_overridden && orchard->enabled);
    assert_false(idle->enabled);
    assert_false(idle->threshold_overridden);
    assert_int_equal(idle->severity, LT_RULE_ORDINARY); /* as in the catalogue */
    assert_int_equal(rule_of(c, "FZ-NO-GRAIN")->severity,
                     LT_RULE_NOTICE); /* guides, never accuses */
    assert_int_equal(rule_of(c, "CROPLAND-CONVERT")->severity,
                     LT_RULE_GRAVE); /* as the city says */
    unload(&l);
    scratch_close(&s);
}

/* The floor under `floors` is the threshold of the floor's rule; another than the mandate's is marked. */
static void test_floors_reach_their_rules(void **state)
{
    (void)state;
    struct scratch s;
    struct loaded l;
    char *text;
    scratch_open(&s);
    load_file(&s, &l, SCHEMAS "/examples/valid/minimal.yaml", &text);
    assert_near(rule_of(l.config, "FZ-AREA")->threshold, 970, 0);
    assert_false(rule_of(l.config, "FZ-AREA")->threshold_overridden);
    unload(&l);
    const char *changed = lt_arena_printf(s.arena, "%sfloors: {zone_area: 980.5}\n", text);
    load_text(&s, &l, changed, strlen(changed));
    assert_int_equal(l.status, LT_OK);
    assert_near(rule_of(l.config, "FZ-AREA")->threshold, 980.5, 0);
    assert_true(rule_of(l.config, "FZ-AREA")->threshold_overridden);
    assert_true(rule_of(l.config, "FZ-AREA")->threshold_from_mandate);
    assert_near(rule_of(l.config, "SOWN-AREA")->threshold, 1900, 0);
    unload(&l);
    scratch_close(&s);
}

static void test_rules_stand_in_ascending_order(void **state)
{
    (void)state;
    struct scratch s;
    struct loaded l;
    char *text;
    scratch_open(&s);
    load_file(&s, &l, SCHEMAS "/examples/valid/minimal.yaml", &text);
    const struct lt_rule_set *rules = &l.config->rules;
    struct lt_error err;
    char **files;
    size_t file_count;
    assert_ok(lt_folder_list(SCHEMAS "/rules", s.arena, &files, &file_count, &err));
    assert_int_equal(rules->count, file_count);
    for (size_t i = 1; i < rules->count; i++) {
        assert_true(strcmp(rules->rules[i - 1].id, rules->rules[i].id) < 0);
    }
    const struct lt_rule *convert = rule_of(l.config, "CROPLAND-CONVERT");
    assert_string_equal(convert->clause, "M8");
    assert_int_equal(convert->layer, LT_LAYER_PARCEL);
    assert_int_equal(convert->seasons, LT_SEASONS_TWO);
    assert_int_equal(convert->severity, LT_RULE_ORDINARY);
    assert_int_equal(convert->groups, 1u << LT_GROUP_ORCHARD | 1u << LT_GROUP_FOREST |
                                          1u << LT_GROUP_NURSERY | 1u << LT_GROUP_WATER |
                                          1u << LT_GROUP_HARD | 1u << LT_GROUP_FACILITY |
                                          1u << LT_GROUP_SOIL);
    assert_int_equal(convert->exempt_groups_0102, 1u << LT_GROUP_FACILITY);
    assert_string_equal(convert->land_classes, "01");
    assert_true(convert->outside_pbf && convert->needs_approvals);
    assert_int_equal(rule_of(l.config, "FZ-NO-GRAIN")->severity, LT_RULE_NOTICE);
    assert_int_equal(rule_of(l.config, "FZ-NO-GRAIN")->formula, LT_FORMULA_SHARE);
    assert_int_equal(rule_of(l.config, "PBF-IDLE")->earliest_half, 2);
    assert_int_equal(rule_of(l.config, "SOWN-AREA")->formula, LT_FORMULA_FLOOR_SOWN);
    assert_true(rule_of(l.config, "PBF-POND")->refuse_flood);
    assert_string_equal(rule_of(l.config, "PBF-POND")->yields_to, "PBF-RICEFISH");
    const struct lt_rule *orchard = rule_of(l.config, "PBF-ORCHARD");
    assert_true(lt_rule_gravity(orchard, rule_of(l.config, "FZ-NO-RETURN")) < 0);
    assert_int_equal(orchard->exempted_count, 3);
    assert_string_equal(orchard->exempted_by[0].kind, "建设用地");
    assert_int_equal(orchard->exempted_by[0].groups, 0);
    assert_string_equal(convert->exempted_by[3].kind, "设施农用地");
    assert_int_equal(convert->exempted_by[3].groups, 1u << LT_GROUP_FACILITY | 1u << LT_GROUP_HARD);
    const struct lt_rule *target = rule_of(l.config, "FZ-TARGET");
    assert_int_equal(target->target_count, 6);
    assert_string_equal(target->targets[1].code, "12");
    assert_string_equal(target->targets[1].summer, "winter_wheat wheat");
    assert_string_equal(target->targets[1].autumn, "");
    assert_true(rule_of(l.config, "FZ-SHELTERBELT")->threshold_unset);
    assert_near(rule_of(l.config, "PBF-RICEFISH")->max_cell_m, 2, 0);
    unload(&l);
    scratch_close(&s);
}

/* The words of the table are those of the model. */
static void test_roles_have_the_models_names(void **state)
{
    (void)state;
    const struct lt_key *root = lt_config_table();
    const struct lt_key *layers = NULL;
    for (size_t i = 0; i < root->key_count; i++) {
        if (strcmp(root->keys[i].name, "layers") == 0) {
            layers = &root->keys[i];
        }
    }
    assert_non_null(layers);
    size_t role = 0;
    for (size_t i = 0; i < layers->key_count; i++, role++) {
        assert_string_equal(layers->keys[i].name, lt_layer_name((enum lt_layer)role));
        assert_int_equal(layers->keys[i].offset, role * sizeof(struct lt_layer_config));
    }
    assert_int_equal(role, LT_LAYER_CASE);
}

/* --- the file itself ---------------------------------------------------------------------------- */

static void expect_one(struct scratch *s, const char *text, size_t size, const char *code,
                       const char *place)
{
    struct loaded l;
    load_text(s, &l, text, size);
    if (l.status != LT_E_INPUT || l.diagnostics.count < 1 ||
        strcmp(l.diagnostics.items[0].code, code) != 0 ||
        strcmp(l.diagnostics.items[0].feature, place) != 0) {
        print_error("expected %s at %s\n", code, place);
        show(&l);
        fail();
    }
    unload(&l);
}

static void test_files_that_are_no_config(void **state)
{
    (void)state;
    struct scratch s;
    struct loaded l;
    scratch_open(&s);
    expect_one(&s, "", 0, "yaml.kind", "line 1, column 1");
    expect_one(&s, "# only a comment\n", 17, "yaml.kind", "line 1, column 1");
    expect_one(&s, "- a\n- b\n", 8, "yaml.kind", "line 1, column 1");
    /* 驻马店 in GBK on the second line */
    expect_one(&s, "city:\n  name: \xD7\xA4\xC2\xED\xB5\xEA\n", 21, "yaml.encoding",
               "line 2, column 1");
    expect_one(&s, "city:\n  name: a\0b\n", 18, "yaml.encoding", "line 2, column 1");
    expect_one(&s, "a: [[[[[[[[[[[[[[[[[[[[", 23, "yaml.limit", "line 1, column 19");
    expect_one(&s, "a: {b: c", 8, "yaml.syntax", "line 2, column 1");
    expect_one(&s, "? [a, b]\n: c\n", 13, "yaml.kind", "line 1, column 3");

    struct lt_error err;
    assert_ok(lt_diagnostics_init(&l.diagnostics, &err));
    assert_int_equal(
        lt_config_load(scratch_path(&s, "none.yaml"), SCHEMAS, &l.diagnostics, &l.config, &err),
        LT_E_IO);
    assert_non_null(strstr(err.text, "none.yaml"));
    assert_int_equal(
        lt_config_load(scratch_path(&s, "layers"), SCHEMAS, &l.diagnostics, &l.config, &err),
        LT_E_IO);
    const size_t size = (8u << 20) + 1;
    char *large = malloc(size);
    assert_non_null(large);
    memset(large, '#', size);
    scratch_write(&s, "large.yaml", large, size);
    free(large);
    assert_int_equal(
        lt_config_load(scratch_path(&s, "large.yaml"), SCHEMAS, &l.diagnostics, &l.config, &err),
        LT_E_LIMIT);
    assert_int_equal(l.diagnostics.count, 0);
    lt_diagnostics_finish(&l.diagnostics);
    scratch_close(&s);
}

/* Windows editors put a byte order mark first and end lines with CR LF. */
static void test_windows_text_is_taken(void **state)
{
    (void)state;
    struct scratch s;
    struct loaded l;
    char *text;
    struct lt_text windows = {0};
    scratch_open(&s);
    load_file(&s, &l, SCHEMAS "/examples/valid/minimal.yaml", &text);
    unload(&l);
    lt_text_add(&windows, "\xEF\xBB\xBF");
    for (const char *c = text; *c != '\0'; c++) {
        lt_text_add_n(&windows, *c == '\n' ? "\r\n" : c, *c == '\n' ? 2 : 1);
    }
    load_text(&s, &l, windows.data, windows.length);
    assert_int_equal(l.status, LT_OK);
    assert_string_equal(l.config->legend_path, scratch_path(&s, "legend.yaml"));
    unload(&l);
    lt_text_finish(&windows);
    scratch_close(&s);
}

static enum lt_status append(void *context, const char *text, struct lt_error *err);

/* A locale with a decimal comma: installed, or compiled into the scratch folder. */
static bool set_comma_locale(struct scratch *s)
{
    if (setlocale(LC_ALL, "de_DE.UTF-8") != NULL) {
        return true;
    }
    const char *command = lt_arena_printf(
        s->arena, "localedef -i de_DE -f UTF-8 '%s/de_DE.UTF-8' >/dev/null 2>&1", s->folder);
    return command != NULL && system(command) == 0 && setenv("LOCPATH", s->folder, 1) == 0 &&
           setlocale(LC_ALL, "de_DE.UTF-8") != NULL;
}

static void test_a_comma_locale_changes_nothing(void **state)
{
    (void)state;
    struct scratch s;
    struct loaded l;
    struct lt_error err;
    struct lt_text before = {0}, after = {0};
    char *text;
    scratch_open(&s);
    assert_ok(lt_config_json_schema(append, &before, &err));
    if (!set_comma_locale(&s)) {
        print_message("skipped: no locale with a decimal comma, and localedef cannot make one\n");
        lt_text_finish(&before);
        scratch_close(&s);
        skip();
    }
    assert_int_equal(*localeconv()->decimal_point, ',');
    load_file(&s, &l, SCHEMAS "/examples/valid/full.yaml", &text);
    assert_ok(lt_config_json_schema(append, &after, &err));
    setlocale(LC_ALL, "C");
    assert_string_equal(before.data, after.data);
    lt_text_finish(&before);
    lt_text_finish(&after);
    assert_int_equal(l.status, LT_OK);
    assert_near(l.config->targets[0].zone_wanmu, 80.5, 0);
    unload(&l);
    scratch_close(&s);
}

/* Any damage to a good file gives a config or a diagnostic, never a crash or a silent failure. */
static void test_damaged_files_never_pass_in_silence(void **state)
{
    (void)state;
    static const char bytes[] = "\t:{}[],#&*!|>'\"%@`-? \n0x~\xD7\x80";
    struct scratch s;
    struct lt_error err;
    char *text;
    size_t size;
    uint32_t random = 20251231;
    scratch_open(&s);
    assert_ok(
        lt_file_read(SCHEMAS "/examples/valid/full.yaml", 1 << 20, s.arena, &text, &size, &err));
    for (int round = 0; round < 400; round++) {
        char *damaged = lt_arena_text_n(s.arena, text, size);
        for (int hit = 0; hit <= round % 3; hit++) {
            random = random * 1664525u + 1013904223u;
            damaged[(random >> 8) % size] = bytes[(random >> 3) % (sizeof bytes - 1)];
        }
        struct loaded l;
        load_text(&s, &l, damaged, size);
        assert_true(l.status == LT_OK || l.status == LT_E_INPUT);
        assert_true((l.status == LT_E_INPUT) == lt_diagnostics_rejects(&l.diagnostics));
        assert_true((l.status == LT_OK) == (l.config != NULL));
        unload(&l);
    }
    scratch_close(&s);
}

/* --- what is generated -------------------------------------------------------------------------- */

static enum lt_status append(void *context, const char *text, struct lt_error *err)
{
    lt_text_add(context, text);
    return lt_text_check(context, err);
}

/* LT_UPDATE=1 in the environment writes the committed file anew instead of comparing. */
static void expect_committed(const char *name, const struct lt_text *made)
{
    struct lt_arena *arena;
    struct lt_error err;
    char *committed;
    size_t size;
    assert_ok(lt_arena_create(&arena, &err));
    const char *path = lt_path_join(arena, LT_SOURCE_DIR, name);
    if (getenv("LT_UPDATE") != NULL) {
        assert_ok(lt_file_write(path, made->data, made->length, &err));
    }
    assert_ok(lt_file_read(path, 1 << 20, arena, &committed, &size, &err));
    if (size != made->length || memcmp(committed, made->data, size) != 0) {
        print_error("%s is not current: run test_config with LT_UPDATE=1 and commit it\n", name);
        fail();
    }
    lt_arena_destroy(arena);
}

static void test_committed_schema_is_current(void **state)
{
    (void)state;
    struct lt_error err;
    struct lt_text made = {0};
    assert_ok(lt_config_json_schema(append, &made, &err));
    expect_committed("schemas/config/config.schema.json", &made);
    lt_text_finish(&made);
}

static void test_committed_reference_is_current(void **state)
{
    (void)state;
    struct lt_error err;
    struct lt_text made = {0};
    assert_ok(lt_config_reference(append, &made, &err));
    expect_committed("docs/CONFIG.md", &made);
    lt_text_finish(&made);
}

/* docs/RULES.md up to the table of the township sample, which case_rules makes. */
static void test_committed_rules_are_current(void **state)
{
    static const char name[] = "docs/RULES.md", mark[] = "<!-- sample -->\n";
    (void)state;
    struct lt_arena *arena;
    struct lt_error err;
    struct lt_text made = {0};
    char *committed;
    size_t size;
    assert_ok(lt_arena_create(&arena, &err));
    assert_ok(lt_rules_reference(SCHEMAS, append, &made, &err));
    const char *path = lt_path_join(arena, LT_SOURCE_DIR, name);
    assert_ok(lt_file_read(path, 1 << 20, arena, &committed, &size, &err));
    const char *tail = strstr(committed, mark);
    assert_non_null(tail);
    lt_text_add(&made, tail);
    if (getenv("LT_UPDATE") != NULL) {
        assert_ok(lt_file_write(path, made.data, made.length, &err));
    } else if (size != made.length || memcmp(committed, made.data, size) != 0) {
        print_error("%s is not current: run test_config with LT_UPDATE=1 and commit it\n", name);
        fail();
    }
    lt_text_finish(&made);
    lt_arena_destroy(arena);
}

static void make_template(bool chinese, struct lt_text *made)
{
    struct lt_error err;
    assert_ok(lt_config_template(chinese, append, made, &err));
    assert_ok(lt_config_template_rules(SCHEMAS, chinese, append, made, &err));
}

static void expect_loads(struct scratch *s, const char *text, size_t size)
{
    struct loaded l;
    load_text(s, &l, text, size);
    if (l.status != LT_OK || l.diagnostics.count != 0) {
        show(&l);
        fail();
    }
    assert_near(l.config->floor_zone_wanmu, 970, 0);
    assert_near(l.config->floor_sown_wanmu, 1900, 0);
    unload(&l);
}

/* The template is a config; so it is with every optional line uncommented. */
static void test_template_loads_as_it_is_and_uncommented(void **state)
{
    (void)state;
    for (int chinese = 0; chinese < 2; chinese++) {
        struct scratch s;
        struct lt_text made = {0}, open = {0};
        scratch_open(&s);
        make_template(chinese == 1, &made);
        expect_loads(&s, made.data, made.length);
        assert_non_null(strstr(made.data, "zone_area: 970\n"));
        assert_non_null(strstr(made.data, "sown_area: 1900\n"));
        assert_non_null(strstr(made.data, "#  PBF-ORCHARD: {enabled: true, threshold: 8}"));
        size_t opened = 0;
        for (const char *line = made.data; *line != '\0';) {
            const size_t length = strcspn(line, "\n") + 1;
            const bool key = line[0] == '#' && (line[1] != ' ' || line[2] == ' ');
            lt_text_add_n(&open, line + key, length - key);
            opened += key;
            line += length;
        }
        assert_true(opened > 40);
        expect_loads(&s, open.data, open.length);
        lt_text_finish(&made);
        lt_text_finish(&open);
        scratch_close(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_invalid_examples_are_refused_with_their_fault),
        cmocka_unit_test(test_valid_examples_load),
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_the_gate_of_the_rules),
        cmocka_unit_test(test_everything_written_arrives),
        cmocka_unit_test(test_floors_reach_their_rules),
        cmocka_unit_test(test_rules_stand_in_ascending_order),
        cmocka_unit_test(test_roles_have_the_models_names),
        cmocka_unit_test(test_files_that_are_no_config),
        cmocka_unit_test(test_windows_text_is_taken),
        cmocka_unit_test(test_a_comma_locale_changes_nothing),
        cmocka_unit_test(test_damaged_files_never_pass_in_silence),
        cmocka_unit_test(test_committed_schema_is_current),
        cmocka_unit_test(test_committed_reference_is_current),
        cmocka_unit_test(test_committed_rules_are_current),
        cmocka_unit_test(test_template_loads_as_it_is_and_uncommented),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
