/* docs/RULES.md: the rule catalogue and the clauses of the mandate, from their data. */
#include <stddef.h>
#include <string.h>

#include "ingest_rules.h"
#include "ingest_yaml_table.h"
#include "liangtian/ingest.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/text.h"

struct clause {
    const char *id, *zh, *en, *also, *needs;
};

struct clauses {
    struct clause *items;
    size_t count;
};

static const struct lt_key clause_keys[] = {
    {.name = "id",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct clause, id),
     .required = true,
     .en = "clause"},
    {.name = "zh",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct clause, zh),
     .required = true,
     .en = "what it asks, in Chinese"},
    {.name = "en",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct clause, en),
     .required = true,
     .en = "what it asks"},
    {.name = "also",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct clause, also),
     .en = "what computes it beside rules"},
    {.name = "needs",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct clause, needs),
     .en = "inputs that it needs"},
};
static const struct lt_key clauses_keys[] = {
    {.name = "clauses",
     .kind = LT_KEY_LIST,
     LT_KEYS(clause_keys),
     .offset = offsetof(struct clauses, items),
     .count_offset = offsetof(struct clauses, count),
     .item_size = sizeof(struct clause),
     .required = true,
     .en = "clauses"},
};
static const struct lt_key clauses_root = {
    .name = "", .kind = LT_KEY_SECTION, LT_KEYS(clauses_keys)};

static enum lt_status load_clauses(const char *schemas_dir, struct lt_diagnostics *diagnostics,
                                   struct lt_arena *arena, struct clauses *ret_clauses,
                                   struct lt_error *err)
{
    struct lt_yaml yaml = {0};
    enum lt_status status;
    const char *path = lt_path_join(arena, schemas_dir, "clauses.yaml");
    if (path == NULL) {
        return lt_fail_memory(err, "the clauses");
    }
    LT_TRY(lt_yaml_open(&yaml, "clauses", path, diagnostics, arena, err));
    lt_table_read(&yaml, lt_yaml_root(&yaml), "", &clauses_root, ret_clauses);
    LT_TRY(lt_yaml_result(&yaml, err));
out:
    lt_yaml_close(&yaml);
    return status;
}

/* --- one rule --- */

static const char *formula_text(enum lt_formula formula)
{
    switch (formula) {
    case LT_FORMULA_PATCH:
        return "ground seen as one of the groups, judged by the patch";
    case LT_FORMULA_SHARE:
        return "share of the feature seen as one of the groups";
    case LT_FORMULA_FLOOR_ZONE:
        return "filed area of the zones against the floor";
    case LT_FORMULA_FLOOR_SOWN:
        return "grain area of both seasons against the floor";
    case LT_FORMULA_DITCH:
        return "water in both seasons, as a share of it and of the rice on water beside it";
    case LT_FORMULA_TARGET:
        return "share of the plot that bears another crop than its kind names";
    case LT_FORMULA_BOUNDARY:
        return "the zones against the filed ones";
    case LT_FORMULA_FLOOR_CROPLAND:
        return "surveyed cropland against the task";
    case LT_FORMULA_FLOOR_PBF:
        return "basic farmland against the task";
    case LT_FORMULA_LEASE:
        return "all that an operator leases in the city, four conditions";
    case LT_FORMULA_ADD:
        return "contiguous grain land outside the zones: BELOW is a candidate";
    case LT_FORMULA_FLOOR_OUTPUT:
        return "grain area by crop times its yield, against the floor";
    case LT_FORMULA_BALANCE:
        return "cropland of the survey that came, against what left since the year before";
    case LT_FORMULA_STRIKE:
        return "share of the plot seen as one of the groups: BELOW is a candidate";
    }
    return "formula of the city and its counties";
}

static const char *seasons_text(const struct lt_rule *rule)
{
    static const char *const texts[] = {
        [LT_SEASONS_CURRENT] = "this half-year",
        [LT_SEASONS_TWO] = "this half-year and the one before, both",
        [LT_SEASONS_CROP_YEAR] = "both seasons of a crop year",
    };
    return rule->formula == LT_FORMULA_TARGET ? "the seasons that the target names"
                                              : texts[rule->seasons];
}

static void add_groups(struct lt_text *out, uint32_t groups)
{
    const char *separator = "";
    for (unsigned g = 0; g < LT_GROUP_COUNT; g++) {
        if ((groups & 1u << g) != 0) {
            lt_text_printf(out, "%s%s", separator, lt_group_name((enum lt_group)g));
            separator = ", ";
        }
    }
}

static void add_row(struct lt_text *out, const char *zh, const char *en, const char *text)
{
    lt_text_printf(out, "| %s %s | %s |\n", zh, en, text);
}

static void add_threshold(struct lt_text *out, const struct lt_rule *rule)
{
    const char *const key = lt_rule_threshold_key(rule);
    const bool floor = lt_formula_is_floor(rule->formula);
    lt_text_add(out, "| 阈值 threshold | ");
    if (key != NULL && !floor) {
        lt_text_printf(out, "none of its own; `%s` of the config: **not from the mandate** |\n",
                       key);
        return;
    }
    if (floor && !(rule->threshold > 0.0)) {
        lt_text_add(out, "the tasks of the counties under `targets`");
    } else if (rule->threshold_unset) {
        lt_text_printf(out, "none, %s: **not from the mandate**, undecided until a city sets it",
                       rule->threshold_unit);
    } else {
        lt_text_add_double(out, rule->threshold);
        lt_text_printf(out, " %s%s", rule->threshold_unit,
                       rule->threshold_from_mandate ? ", from the mandate"
                                                    : ": **not from the mandate**");
    }
    lt_text_printf(out, "; a city sets another under `%s` |\n",
                   floor ? key
                   : strcmp(rule->threshold_unit, "cells") == 0
                       ? "thresholds.full_cells` for all, or for this one under `rules"
                       : "rules");
}

static void add_exemptions(struct lt_text *out, const struct lt_rule *rule)
{
    if (!lt_rule_per_subject(rule) || rule->severity == LT_RULE_NOTICE) {
        return;
    }
    lt_text_add(out, "| 可免列的审批 exempted by | ");
    for (size_t i = 0; i < rule->exempted_count; i++) {
        lt_text_printf(out, "%s%s", i == 0 ? "" : "; ", rule->exempted_by[i].kind);
        if (rule->exempted_by[i].groups != 0) {
            lt_text_add(out, " (");
            add_groups(out, rule->exempted_by[i].groups);
            lt_text_add(out, ")");
        }
    }
    lt_text_printf(out, "%s%s |\n", rule->exempted_count == 0 ? "nothing" : "",
                   rule->needs_approvals ? "; without an approvals layer it says `no_approval_data`"
                                         : "");
}

static void add_targets(struct lt_text *out, const struct lt_rule *rule)
{
    for (size_t i = 0; i < rule->target_count; i++) {
        const struct lt_rule_target *target = &rule->targets[i];
        lt_text_printf(out, "| LQLX %s | summer: %s; autumn: %s |\n", target->code,
                       target->summer[0] == '\0' ? "free" : target->summer,
                       target->autumn[0] == '\0' ? "free" : target->autumn);
    }
}

static void add_limits(struct lt_text *out, const struct lt_rule *rule)
{
    if (rule->land_classes[0] != '\0') {
        add_row(out, "地类", "land classes", rule->land_classes);
    }
    if (rule->exempt_groups_0102 != 0) {
        lt_text_add(out, "| 水浇地上合规 legal on 0102 | ");
        add_groups(out, rule->exempt_groups_0102);
        lt_text_add(out, " |\n");
    }
    if (rule->outside_pbf) {
        add_row(out, "范围", "where", "outside permanent basic farmland");
    }
    if (rule->spared_crops[0] != '\0') {
        add_row(out, rule->formula == LT_FORMULA_DITCH ? "稻田作物" : "合规作物",
                rule->formula == LT_FORMULA_DITCH ? "rice" : "legal crops", rule->spared_crops);
    }
    if (rule->yields_to[0] != '\0') {
        add_row(out, "先判", "judged first", rule->yields_to);
    }
    if (rule->max_cell_m > 0.0) {
        lt_text_add(out, "| 像元上限 largest cell | ");
        lt_text_add_double(out, rule->max_cell_m);
        lt_text_add(out, " m; coarser: UNDECIDED, `resolution` |\n");
    }
    if (rule->refuse_flood) {
        add_row(out, "洪涝", "flood", "water in a season with the flood flag proves nothing");
    }
    if (rule->spares_intercropped) {
        add_row(out, "林粮间作", "LLJZ", "trees prove nothing: UNDECIDED, `intercropped`");
    }
    if (rule->spares_one_crop) {
        add_row(out, "一年一熟", "one crop a year", "not judged: UNDECIDED, `one_crop`");
    }
}

static void add_rule(struct lt_text *out, const struct lt_rule *rule)
{
    static const char *const severities[] = {
        [LT_RULE_GRAVE] = "严重 grave",
        [LT_RULE_ORDINARY] = "一般 ordinary",
        [LT_RULE_NOTICE] = "引导关注 notice: counted, never a case",
    };
    lt_text_printf(out, "## %s %s\n\n%s. %s\n\n%s\n\n| | |\n|--|--|\n", rule->id, rule->title_zh,
                   rule->title_en, rule->note_zh, rule->note_en);
    lt_text_printf(out, "| 条款 clause | %s; %s; %s |\n", rule->clause, rule->citation_zh,
                   rule->citation_en);
    lt_text_printf(out, "| 严重程度 severity | %s; rank %u |\n", severities[rule->severity],
                   rule->rank);
    lt_text_printf(out, "| 对象 judged | %s %s: %s |\n", lt_layer_title(rule->layer, 1),
                   lt_layer_name(rule->layer), formula_text(rule->formula));
    if (lt_rule_per_subject(rule) && rule->formula != LT_FORMULA_TARGET) {
        lt_text_add(out, "| 类别 groups | ");
        add_groups(out, rule->groups);
        lt_text_add(out, " |\n");
    }
    lt_text_printf(out, "| 依据 evidence | %s; first concluded in H%d |\n", seasons_text(rule),
                   rule->earliest_half);
    add_threshold(out, rule);
    add_exemptions(out, rule);
    add_limits(out, rule);
    add_targets(out, rule);
    lt_text_printf(out, "| 默认 default | %s |\n\n", rule->enabled ? "judged" : "off");
}

/* --- clauses --- */

static void add_clause(struct lt_text *out, const struct clause *clause,
                       const struct lt_rule_set *rules)
{
    const char *separator = "";
    lt_text_printf(out, "| %s | %s · %s | ", clause->id, clause->zh, clause->en);
    for (size_t i = 0; i < rules->count; i++) {
        if (strcmp(rules->rules[i].clause, clause->id) == 0) {
            lt_text_printf(out, "%s%s", separator, rules->rules[i].id);
            separator = ", ";
        }
    }
    const bool also = clause->also != NULL && clause->also[0] != '\0';
    lt_text_printf(out, "%s%s | %s |\n", also ? separator[0] == '\0' ? "" : "; " : "",
                   also ? clause->also : "",
                   clause->needs == NULL || clause->needs[0] == '\0' ? "–" : clause->needs);
}

static void add_page(struct lt_text *out, const struct lt_rule_set *rules,
                     const struct clauses *clauses)
{
    lt_text_add(
        out,
        "# The rules 规则目录\n\n"
        "Generated from `schemas/rules/` and `schemas/clauses.yaml` by `liangtian describe rules`; "
        "do not edit. Every finding is a suspect (疑似) until somebody has been there. A rule "
        "answers per feature BELOW (疑似), MEETS or UNDECIDED with a reason: what is seen as "
        "legal acquits, what is proven accuses, what was not seen widens the interval. Of several "
        "rules on one place the gravest leads: by severity, then by rank, the lower first. "
        "Thresholds marked as not from the mandate are the program's own; a city sets others in "
        "its config, and the report says so. What the numbers mean: [METHOD.md](METHOD.md).\n\n"
        "## The mandate clause by clause 逐条对照\n\n"
        "| clause | what it asks | computed by | needs |\n|--|--|--|--|\n");
    for (size_t i = 0; i < clauses->count; i++) {
        add_clause(out, &clauses->items[i], rules);
    }
    lt_text_add(out, "\n");
    for (size_t i = 0; i < rules->count; i++) {
        add_rule(out, &rules->rules[i]);
    }
}

enum lt_status lt_rules_reference(const char *schemas_dir,
                                  enum lt_status (*write)(void *ctx, const char *text,
                                                          struct lt_error *err),
                                  void *ctx, struct lt_error *err)
{
    struct lt_text out = {0};
    struct lt_arena *arena = NULL;
    struct lt_diagnostics diagnostics = {0};
    struct lt_rule_set rules;
    struct clauses clauses = {0};
    enum lt_status status;
    LT_TRY(lt_arena_create(&arena, err));
    LT_TRY(lt_diagnostics_init(&diagnostics, err));
    LT_TRY(lt_rules_load(schemas_dir, &diagnostics, arena, &rules, err));
    LT_TRY(load_clauses(schemas_dir, &diagnostics, arena, &clauses, err));
    add_page(&out, &rules, &clauses);
    LT_TRY(lt_text_check(&out, err));
    LT_TRY(write(ctx, out.data, err));
out:
    lt_text_finish(&out);
    lt_diagnostics_finish(&diagnostics);
    lt_arena_destroy(arena);
    return status;
}
