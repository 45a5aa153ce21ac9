#include "ingest_rules.h"

#include <string.h>

#include "ingest_schema.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/text.h"

struct rule_draft {
    struct lt_rule rule;
    const char *layer;
    const char **groups, **land_classes, **exempt, **exempted_by, **spared_crops;
    size_t group_count, land_class_count, exempt_count, exempted_by_count, spared_crop_count;
    uint32_t earliest_half;
};

#define BOTH(zh_field, en_field)                                   \
    {                                                              \
        {.name = "zh",                                             \
         .kind = LT_KEY_TEXT,                                      \
         .offset = offsetof(struct rule_draft, rule.zh_field),     \
         .required = true,                                         \
         .en = "in Chinese"},                                      \
            {.name = "en",                                         \
             .kind = LT_KEY_TEXT,                                  \
             .offset = offsetof(struct rule_draft, rule.en_field), \
             .required = true,                                     \
             .en = "in English"},                                  \
    }

static const struct lt_key title_keys[] = BOTH(title_zh, title_en);
static const struct lt_key citation_keys[] = BOTH(citation_zh, citation_en);
static const struct lt_key note_keys[] = BOTH(note_zh, note_en);

static const struct lt_key threshold_keys[] = {
    {.name = "value",
     .kind = LT_KEY_DOUBLE,
     .offset = offsetof(struct rule_draft, rule.threshold),
     .required = true,
     .min = 0,
     .max = 1e6,
     .en = "threshold"},
    {.name = "unit",
     .kind = LT_KEY_CHOICE,
     .choices = "share wanmu mu cells yijin",
     .offset = offsetof(struct rule_draft, rule.threshold_unit),
     .required = true,
     .en = "its unit"},
    {.name = "mandate",
     .kind = LT_KEY_BOOL,
     .offset = offsetof(struct rule_draft, rule.threshold_from_mandate),
     .required = true,
     .en = "given by the mandate"},
    {.name = "unset",
     .kind = LT_KEY_BOOL,
     .offset = offsetof(struct rule_draft, rule.threshold_unset),
     .en = "no source gives one: undecided until the city sets it"},
};

static const struct lt_key target_keys[] = {
    {.name = "code",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct lt_rule_target, code),
     .required = true,
     .en = "LQLX"},
    {.name = "summer",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct lt_rule_target, summer),
     .en = "crops of the summer harvest, keys of the legend"},
    {.name = "autumn",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct lt_rule_target, autumn),
     .en = "crops of the autumn harvest, keys of the legend"},
};

static const struct lt_key rule_keys[] = {
    {.name = "id",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct rule_draft, rule.id),
     .required = true,
     .en = "id"},
    {.name = "title", .kind = LT_KEY_SECTION, LT_KEYS(title_keys), .required = true, .en = "title"},
    {.name = "clause",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct rule_draft, rule.clause),
     .required = true,
     .en = "clause of the mandate"},
    {.name = "citation",
     .kind = LT_KEY_SECTION,
     LT_KEYS(citation_keys),
     .required = true,
     .en = "legal basis"},
    {.name = "note",
     .kind = LT_KEY_SECTION,
     LT_KEYS(note_keys),
     .required = true,
     .en = "how it is judged"},
    {.name = "severity",
     .kind = LT_KEY_ENUM,
     .choices = "grave ordinary notice",
     .offset = offsetof(struct rule_draft, rule.severity),
     .required = true,
     .en = "severity"},
    {.name = "rank",
     .kind = LT_KEY_U32,
     .min = 1,
     .max = 999,
     .offset = offsetof(struct rule_draft, rule.rank),
     .fallback = "500",
     .en = "order among rules of one severity, the gravest first"},
    {.name = "formula",
     .kind = LT_KEY_ENUM,
     .choices =
         "patch share floor_zone floor_sown ditch target boundary floor_cropland floor_pbf lease "
         "add floor_output balance strike",
     .offset = offsetof(struct rule_draft, rule.formula),
     .required = true,
     .en = "formula"},
    {.name = "layer",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct rule_draft, layer),
     .required = true,
     .en = "layer of the subjects"},
    {.name = "seasons",
     .kind = LT_KEY_ENUM,
     .choices = "current two crop_year",
     .offset = offsetof(struct rule_draft, rule.seasons),
     .required = true,
     .en = "seasons"},
    {.name = "groups",
     .kind = LT_KEY_TEXTS,
     .offset = offsetof(struct rule_draft, groups),
     .count_offset = offsetof(struct rule_draft, group_count),
     .required = true,
     .min = 1,
     .en = "groups that the predicate asks for"},
    {.name = "land_classes",
     .kind = LT_KEY_TEXTS,
     .offset = offsetof(struct rule_draft, land_classes),
     .count_offset = offsetof(struct rule_draft, land_class_count),
     .en = "DLBM prefixes"},
    {.name = "exempt_0102",
     .kind = LT_KEY_TEXTS,
     .offset = offsetof(struct rule_draft, exempt),
     .count_offset = offsetof(struct rule_draft, exempt_count),
     .en = "groups legal on 0102"},
    {.name = "outside_pbf",
     .kind = LT_KEY_BOOL,
     .offset = offsetof(struct rule_draft, rule.outside_pbf),
     .en = "only outside basic farmland"},
    {.name = "refuse_flood",
     .kind = LT_KEY_BOOL,
     .offset = offsetof(struct rule_draft, rule.refuse_flood),
     .en = "flooded seasons prove nothing"},
    {.name = "needs_approvals",
     .kind = LT_KEY_BOOL,
     .offset = offsetof(struct rule_draft, rule.needs_approvals),
     .en = "needs the approvals layer"},
    {.name = "exempted_by",
     .kind = LT_KEY_TEXTS,
     .offset = offsetof(struct rule_draft, exempted_by),
     .count_offset = offsetof(struct rule_draft, exempted_by_count),
     .en = "kinds of approvals that permit it, each with the groups it permits: \"kind: groups\""},
    {.name = "spared_crops",
     .kind = LT_KEY_TEXTS,
     .offset = offsetof(struct rule_draft, spared_crops),
     .count_offset = offsetof(struct rule_draft, spared_crop_count),
     .en = "keys of crops that are no offence"},
    {.name = "targets",
     .kind = LT_KEY_LIST,
     LT_KEYS(target_keys),
     .offset = offsetof(struct rule_draft, rule.targets),
     .count_offset = offsetof(struct rule_draft, rule.target_count),
     .item_size = sizeof(struct lt_rule_target),
     .en = "target crops by kind of zone plot"},
    {.name = "yields_to",
     .kind = LT_KEY_TEXT,
     .offset = offsetof(struct rule_draft, rule.yields_to),
     .en = "rule that judges rice-fish fields first"},
    {.name = "max_cell_m",
     .kind = LT_KEY_DOUBLE,
     .min = 0,
     .max = 1000,
     .offset = offsetof(struct rule_draft, rule.max_cell_m),
     .en = "largest cell that can show it, m"},
    {.name = "spares_one_crop",
     .kind = LT_KEY_BOOL,
     .offset = offsetof(struct rule_draft, rule.spares_one_crop),
     .en = "not where one crop a year grows"},
    {.name = "spares_intercropped",
     .kind = LT_KEY_BOOL,
     .offset = offsetof(struct rule_draft, rule.spares_intercropped),
     .en = "trees prove nothing on LLJZ ground"},
    {.name = "earliest_half",
     .kind = LT_KEY_U32,
     .min = 1,
     .max = 2,
     .offset = offsetof(struct rule_draft, earliest_half),
     .required = true,
     .en = "half-year that can conclude it"},
    {.name = "threshold",
     .kind = LT_KEY_SECTION,
     LT_KEYS(threshold_keys),
     .required = true,
     .en = "threshold"},
    {.name = "default",
     .kind = LT_KEY_BOOL,
     .offset = offsetof(struct rule_draft, rule.enabled),
     .required = true,
     .en = "judged unless the city says otherwise"},
};

static const struct lt_key rule_root = {.name = "", .kind = LT_KEY_SECTION, LT_KEYS(rule_keys)};

static uint32_t parse_groups(struct lt_yaml *yaml, const char *path, const char *const *words,
                             size_t count)
{
    uint32_t set = 0;
    for (size_t i = 0; i < count; i++) {
        enum lt_group group;
        if (lt_group_parse(words[i], &group)) {
            set |= 1u << group;
        } else if (*words[i] != '\0') {
            lt_yaml_reject_at(yaml, lt_yaml_format(yaml, "%s[%zu]", path, i), "rule.group",
                              words[i], "a group such as grain, oil, orchard, forest, water",
                              "write a word of the legend's groups");
        }
    }
    return set;
}

/* DLBM prefixes, joined with a space. */
static const char *parse_classes(struct lt_yaml *yaml, const char *const *words, size_t count)
{
    const char *joined = "";
    for (size_t i = 0; i < count; i++) {
        if (*words[i] == '\0') {
            continue;
        }
        if (strspn(words[i], "0123456789") < 2 || strlen(words[i]) > 5) {
            lt_yaml_reject_at(yaml, lt_yaml_format(yaml, "land_classes[%zu]", i), "rule.land_class",
                              words[i], "the beginning of a DLBM code, e.g. \"01\" or \"0103\"",
                              "write two digits or more");
        }
        joined = lt_yaml_format(yaml, "%s%s%s", joined, *joined == '\0' ? "" : " ", words[i]);
    }
    return joined;
}

static const char *join_words(struct lt_yaml *yaml, const char *const *words, size_t count)
{
    const char *joined = "";
    for (size_t i = 0; i < count; i++) {
        joined = lt_yaml_format(yaml, "%s%s%s", joined, *joined == '\0' ? "" : " ", words[i]);
    }
    return joined;
}

/* "kind" permits all that the rule asks for; "kind: group group" only those. */
static void parse_exemption(struct lt_yaml *yaml, size_t index, const char *text,
                            struct lt_rule_exemption *ret_exemption)
{
    char word[32];
    const char *colon = strchr(text, ':');
    const size_t length = colon == NULL ? strlen(text) : (size_t)(colon - text);
    *ret_exemption = (struct lt_rule_exemption){
        .kind = lt_yaml_format(yaml, "%.*s", (int)length, text),
    };
    for (const char *at = colon == NULL ? "" : colon + 1; *at != '\0';) {
        at += strspn(at, " ");
        const size_t size = strcspn(at, " ");
        if (size > 0 && size < sizeof word) {
            memcpy(word, at, size);
            word[size] = '\0';
            const char *words[] = {word};
            ret_exemption->groups |=
                parse_groups(yaml, lt_yaml_format(yaml, "exempted_by[%zu]", index), words, 1);
        }
        at += size;
    }
}

static void parse_exemptions(struct lt_yaml *yaml, const struct rule_draft *draft,
                             struct lt_rule *rule, struct lt_arena *arena)
{
    rule->exempted_by = lt_arena_array(arena, draft->exempted_by_count, sizeof *rule->exempted_by);
    for (size_t i = 0; rule->exempted_by != NULL && i < draft->exempted_by_count; i++) {
        parse_exemption(yaml, i, draft->exempted_by[i], &rule->exempted_by[i]);
        rule->exempted_count = i + 1;
    }
}

static void complete_lists(struct lt_yaml *yaml, struct rule_draft *draft, struct lt_arena *arena)
{
    struct lt_rule *rule = &draft->rule;
    rule->spared_crops = join_words(yaml, draft->spared_crops, draft->spared_crop_count);
    parse_exemptions(yaml, draft, rule, arena);
    rule->yields_to = rule->yields_to == NULL ? "" : rule->yields_to;
    for (size_t i = 0; i < rule->target_count; i++) {
        struct lt_rule_target *target = &rule->targets[i];
        target->summer = target->summer == NULL ? "" : target->summer;
        target->autumn = target->autumn == NULL ? "" : target->autumn;
    }
}

static void complete(struct lt_yaml *yaml, struct rule_draft *draft, const char *id,
                     struct lt_arena *arena)
{
    struct lt_rule *rule = &draft->rule;
    if (strcmp(rule->id, id) != 0) {
        lt_yaml_reject_at(yaml, "id", "rule.id", rule->id, id, "id and file name must be the same");
    }
    lt_schema_parse_layer(yaml, "layer", draft->layer, &rule->layer);
    rule->groups = parse_groups(yaml, "groups", draft->groups, draft->group_count);
    rule->exempt_groups_0102 =
        parse_groups(yaml, "exempt_0102", draft->exempt, draft->exempt_count);
    rule->land_classes = parse_classes(yaml, draft->land_classes, draft->land_class_count);
    rule->earliest_half = (int)draft->earliest_half;
    complete_lists(yaml, draft, arena);
    if (rule->seasons == LT_SEASONS_CROP_YEAR && rule->formula != LT_FORMULA_FLOOR_SOWN &&
        rule->earliest_half != 2) {
        lt_yaml_reject_at(yaml, "earliest_half", "rule.half",
                          lt_yaml_format(yaml, "%d", rule->earliest_half),
                          "2: a crop year is complete in H2", "write earliest_half: 2");
    }
    if (strcmp(rule->threshold_unit, "share") == 0 && rule->threshold > 1) {
        lt_yaml_reject_at(yaml, "threshold.value", "yaml.range",
                          lt_yaml_number(yaml, rule->threshold), "a share from 0 to 1",
                          "write a value inside the range");
    }
}

static enum lt_status load_one(const char *folder, const char *file, struct lt_rule *ret_rule,
                               struct lt_diagnostics *diagnostics, struct lt_arena *arena,
                               struct lt_error *err)
{
    struct lt_yaml yaml = {0};
    struct rule_draft draft = {0};
    enum lt_status status;
    const char *path = lt_path_join(arena, folder, file);
    const char *id = lt_arena_text_n(arena, file, strlen(file) - strlen(".yaml"));
    if (path == NULL || id == NULL) {
        return lt_fail_memory(err, file);
    }
    LT_TRY(lt_yaml_open(&yaml, "rule", path, diagnostics, arena, err));
    lt_table_read(&yaml, lt_yaml_root(&yaml), "", &rule_root, &draft);
    complete(&yaml, &draft, id, arena);
    LT_TRY(lt_yaml_result(&yaml, err));
    *ret_rule = draft.rule;
out:
    lt_yaml_close(&yaml);
    return status;
}

static bool is_rule_file(const char *name)
{
    const size_t length = strlen(name), tail = strlen(".yaml");
    return length > tail && name[0] != '.' && strcmp(name + length - tail, ".yaml") == 0;
}

/* Names sort by bytes with ".yaml" behind, ids without: "A.yaml" > "A-B.yaml", but "A" < "A-B". */
static void insert_sorted(struct lt_rule_set *rules, const struct lt_rule *rule)
{
    size_t at = rules->count++;
    while (at > 0 && strcmp(rules->rules[at - 1].id, rule->id) > 0) {
        rules->rules[at] = rules->rules[at - 1];
        at--;
    }
    rules->rules[at] = *rule;
}

enum lt_status lt_rules_load(const char *schemas_dir, struct lt_diagnostics *diagnostics,
                             struct lt_arena *arena, struct lt_rule_set *ret_rules,
                             struct lt_error *err)
{
    char **names;
    size_t count;
    enum lt_status status = LT_OK, worst = LT_OK;
    struct lt_rule_set rules = {0};
    const char *folder = lt_path_join(arena, schemas_dir, "rules");
    if (folder == NULL) {
        return lt_fail_memory(err, "the rules");
    }
    LT_TRY(lt_folder_list(folder, arena, &names, &count, err));
    rules.rules = lt_arena_array(arena, count, sizeof *rules.rules);
    if (rules.rules == NULL) {
        return lt_fail_memory(err, "the rules");
    }
    for (size_t i = 0; i < count; i++) {
        struct lt_rule rule;
        if (!is_rule_file(names[i])) {
            continue;
        }
        status = load_one(folder, names[i], &rule, diagnostics, arena, err);
        if (status == LT_E_INPUT) {
            worst = status;
            continue;
        }
        LT_TRY(status);
        insert_sorted(&rules, &rule);
    }
    status = worst;
    if (status == LT_OK && rules.count == 0) {
        status = lt_fail(err, LT_E_IO, "no rules in '%s'", folder);
    }
    *ret_rules = rules;
out:
    return status;
}

const char *lt_rule_threshold_key(const struct lt_rule *rule)
{
    switch (rule->formula) {
    case LT_FORMULA_FLOOR_ZONE:
        return "floors.zone_area";
    case LT_FORMULA_FLOOR_SOWN:
        return "floors.sown_area";
    case LT_FORMULA_FLOOR_CROPLAND:
        return "floors.cropland";
    case LT_FORMULA_FLOOR_PBF:
        return "floors.pbf";
    case LT_FORMULA_FLOOR_OUTPUT:
        return "floors.output";
    case LT_FORMULA_LEASE:
        return "leases.large_area";
    case LT_FORMULA_BOUNDARY:
    case LT_FORMULA_BALANCE: /* every change counts that is wider than noise */
        return "thresholds.boundary_shift";
    case LT_FORMULA_PATCH:
    case LT_FORMULA_SHARE:
    case LT_FORMULA_DITCH:
    case LT_FORMULA_TARGET:
    case LT_FORMULA_ADD:
    case LT_FORMULA_STRIKE:
        break;
    }
    return NULL;
}
