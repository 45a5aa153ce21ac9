/* Loading of the config: read by the table, checked, completed. */
#include "ingest_config.h"

#include <stdlib.h>
#include <string.h>

#include "ingest_rules.h"
#include "liangtian/ingest.h"
#include "support/arena.h"
#include "support/files.h"

/* --- completion ---------------------------------------------------------------------------- */

static void complete_schemas(struct lt_layer_config *layers)
{
    for (unsigned role = 0; role < LT_LAYER_COUNT; role++) {
        if (layers[role].present && *layers[role].schema == '\0') {
            layers[role].schema = lt_config_default_schema((enum lt_layer)role);
        }
    }
}

/* Layers that stand in no table: the run makes LT_LAYER_CASE, reviewers LT_LAYER_PHOTO. No text may stay NULL. */
static void complete_empty(struct lt_layer_config *layers)
{
    static const enum lt_layer unread[] = {LT_LAYER_CASE, LT_LAYER_PHOTO};
    for (size_t i = 0; i < sizeof unread / sizeof *unread; i++) {
        layers[unread[i]] = (struct lt_layer_config){
            .path = "", .sublayer = "", .schema = "", .encoding = "", .crs = "", .sha256 = ""};
    }
}

static void complete_period(const struct lt_config_draft *draft, struct lt_period_config *period)
{
    period->raster.period = period->period;
    complete_schemas(period->layers);
    for (unsigned role = 0; role < LT_LAYER_COUNT; role++) {
        if (!period->layers[role].present) {
            period->layers[role] = draft->layers[role];
        }
    }
}

static void apply_override(struct lt_rule *rule, const struct lt_rule_override *override)
{
    if (override->has_enabled) {
        rule->enabled = override->enabled;
    }
    if (override->has_threshold && override->threshold != rule->threshold) { // NOLINT: as written
        rule->threshold = override->threshold;
        rule->threshold_overridden = true;
    }
    if (override->has_threshold) {
        rule->threshold_unset = false;
    }
    unsigned severity;
    /* what only guides makes no cases, and no config can make it accuse */
    if (override->severity != NULL && rule->severity != LT_RULE_NOTICE &&
        lt_choice_index(LT_SEVERITIES, override->severity, &severity)) {
        rule->severity = (enum lt_rule_severity)severity;
    }
}

static void apply_floor(struct lt_rule *rule, double floor_wanmu)
{
    rule->threshold_overridden = rule->threshold != floor_wanmu; // NOLINT: as written
    rule->threshold = floor_wanmu;
}

/* Before the overrides: a rule may have a gate of its own. */
static void apply_gate(const struct lt_config *config)
{
    for (size_t i = 0; i < config->rules.count; i++) {
        struct lt_rule *rule = &config->rules.rules[i];
        if (strcmp(rule->threshold_unit, "cells") == 0) {
            rule->threshold_overridden = rule->threshold != config->gate_full_cells; // NOLINT
            rule->threshold = config->gate_full_cells;
        }
    }
}

static void complete_rules(struct lt_config_draft *draft)
{
    struct lt_config *config = &draft->config;
    apply_gate(config);
    for (size_t i = 0; i < draft->override_count; i++) {
        const struct lt_rule_set *set = &config->rules;
        const struct lt_rule *rule = lt_rule_find(set->rules, set->count, draft->overrides[i].id);
        if (rule != NULL) {
            apply_override(&set->rules[rule - set->rules], &draft->overrides[i]);
        }
    }
    for (size_t i = 0; i < config->rules.count; i++) {
        struct lt_rule *rule = &config->rules.rules[i];
        if (rule->formula == LT_FORMULA_FLOOR_ZONE) {
            apply_floor(rule, config->floor_zone_wanmu);
        } else if (rule->formula == LT_FORMULA_FLOOR_SOWN) {
            apply_floor(rule, config->floor_sown_wanmu);
        } else if (rule->formula == LT_FORMULA_FLOOR_CROPLAND) {
            apply_floor(rule, config->floor_cropland_wanmu);
        } else if (rule->formula == LT_FORMULA_FLOOR_PBF) {
            apply_floor(rule, config->floor_pbf_wanmu);
        } else if (rule->formula == LT_FORMULA_FLOOR_OUTPUT) {
            apply_floor(rule, config->floor_output_yijin);
        }
    }
}

/* Lists of words that stand where the file gives none. */
static void complete_words(struct lt_config_draft *draft)
{
    static const char *main_grain[] = {"winter_wheat", "wheat", "maize", "rice"};
    static const char *capital[] = {"企业", "公司", "工商", "集团"};
    static const char *other[] = {"合作社", "家庭农场", "农户", "工商户", "集体经济组织", "非企业"};
    struct lt_config *config = &draft->config;
    if (config->main_grain_count == 0) {
        config->main_grain = main_grain;
        config->main_grain_count = sizeof main_grain / sizeof *main_grain;
    }
    if (config->capital_kind_count == 0) {
        config->capital_kinds = capital;
        config->capital_kind_count = sizeof capital / sizeof *capital;
    }
    if (config->other_kind_count == 0) {
        config->other_kinds = other;
        config->other_kind_count = sizeof other / sizeof *other;
    }
}

static void complete(struct lt_config_draft *draft)
{
    complete_empty(draft->layers);
    for (size_t i = 0; i < draft->config.period_count; i++) {
        complete_empty(draft->config.periods[i].layers);
        complete_period(draft, &draft->config.periods[i]);
    }
    complete_words(draft);
    draft->config.chinese = strcmp(draft->language, "en") != 0;
    complete_rules(draft);
}

/* --- loading ------------------------------------------------------------------------------- */

static enum lt_status keep_paths(struct lt_config *config, const struct lt_yaml *yaml,
                                 const char *path, const char *schemas_dir, struct lt_error *err)
{
    config->path = lt_path_join(config->arena, yaml->folder, lt_path_name(path));
    config->schemas_dir = lt_arena_text(config->arena, schemas_dir);
    return config->path == NULL || config->schemas_dir == NULL ? lt_fail_memory(err, path)
                                                               : lt_path_check(config->path, err);
}

enum lt_status lt_config_load(const char *path, const char *schemas_dir,
                              struct lt_diagnostics *diagnostics, struct lt_config **ret_config,
                              struct lt_error *err)
{
    struct lt_yaml yaml = {0};
    struct lt_arena *arena = NULL;
    enum lt_status status, rules;
    LT_TRY(lt_arena_create(&arena, err));
    struct lt_config_draft *draft = lt_arena_alloc(arena, sizeof *draft);
    if (draft == NULL) {
        status = lt_fail_memory(err, path);
        goto out;
    }
    draft->config.arena = arena;
    LT_TRY(lt_yaml_open(&yaml, "config", path, diagnostics, arena, err));
    LT_TRY(keep_paths(&draft->config, &yaml, path, schemas_dir, err));
    lt_table_read(&yaml, lt_yaml_root(&yaml), "", lt_config_table(), draft);
    rules = lt_rules_load(schemas_dir, diagnostics, arena, &draft->config.rules, err);
    if (rules != LT_OK && rules != LT_E_INPUT) {
        status = rules;
        goto out;
    }
    complete_schemas(draft->layers);
    lt_config_check(&yaml, draft);
    lt_config_check_layers(&yaml, draft);
    status = rules;
    if (yaml.rejects > 0 || yaml.status != LT_OK) {
        status = lt_yaml_result(&yaml, err);
    }
    LT_TRY(status);
    complete(draft);
    *ret_config = &draft->config;
    arena = NULL;
out:
    lt_yaml_close(&yaml);
    lt_arena_destroy(arena);
    return status;
}

void lt_config_destroy(struct lt_config *config)
{
    if (config != NULL) {
        lt_arena_destroy(config->arena);
    }
}

bool lt_config_secret(const struct lt_config *config)
{
    return strcmp(config->ledger_access, "owner") == 0;
}

const struct lt_period_config *lt_config_period(const struct lt_config *config, lt_period period)
{
    for (size_t i = 0; i < config->period_count; i++) {
        if (config->periods[i].period == period) {
            return &config->periods[i];
        }
    }
    return NULL;
}
