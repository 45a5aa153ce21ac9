/* What a cell says about a rule, and whether a feature falls under it at all. */
#include <string.h>

#include "rules/rules_internal.h"
#include "support/text.h"

/* Annual crops grow below film mulch: it never stands for a shed or for bare ground. */
static bool in_set(uint32_t groups, enum lt_group group)
{
    if (group == LT_GROUP_MULCH) {
        return (groups & (1u << LT_GROUP_MULCH | 1u << LT_GROUP_OTHER)) != 0;
    }
    return (groups & 1u << group) != 0;
}

bool rules_lists(const char *words, const char *key)
{
    const size_t wanted = strlen(key);
    const char *at = words == NULL ? "" : words;
    while (wanted > 0 && *at != '\0') {
        at += strspn(at, " ");
        const size_t length = strcspn(at, " ");
        if (length == wanted && strncmp(at, key, length) == 0) {
            return true;
        }
        at += length;
    }
    return false;
}

struct lt_rule lt_rule_on(const struct lt_rule *rule, const struct lt_feature *feature)
{
    static const uint32_t trees =
        1u << LT_GROUP_ORCHARD | 1u << LT_GROUP_FOREST | 1u << LT_GROUP_NURSERY;
    struct lt_rule on = *rule;
    const char *planting = feature->attr[LT_ATTR_PLANTING];
    on.doubtful = rule->spares_intercropped && planting != NULL && strcmp(planting, "LLJZ") == 0
                      ? trees & rule->groups
                      : 0;
    return on;
}

enum lt_truth lt_rule_season(const struct lt_rule *rule, const struct lt_rule_context *context,
                             const char *land_class, unsigned season, uint8_t code)
{
    const struct lt_legend *legend = context->legends[season];
    if (legend == NULL || code >= legend->count) {
        return LT_UNKNOWN;
    }
    const enum lt_group group = lt_legend_group(legend, code);
    if (!in_set(rule->groups, group)) {
        return LT_FALSE;
    }
    if ((rule->exempt_groups_0102 & 1u << group) != 0 && land_class != NULL &&
        lt_starts_with(land_class, "0102")) {
        return LT_FALSE;
    }
    if (rule->spared_crops != NULL && rules_lists(rule->spared_crops, legend->classes[code].crop)) {
        return LT_FALSE;
    }
    if ((rule->doubtful & 1u << group) != 0) {
        return LT_UNKNOWN;
    }
    const bool flooded = group == LT_GROUP_WATER && context->flood[season];
    return rule->refuse_flood && flooded ? LT_UNKNOWN : LT_TRUE;
}

static enum lt_truth both(enum lt_truth a, enum lt_truth b)
{
    if (a == LT_FALSE || b == LT_FALSE) {
        return LT_FALSE;
    }
    return a == LT_TRUE && b == LT_TRUE ? LT_TRUE : LT_UNKNOWN;
}

enum lt_truth lt_rule_predicate(const struct lt_rule *rule, const struct lt_rule_context *context,
                                const char *land_class, uint8_t previous, uint8_t current)
{
    const enum lt_truth now = lt_rule_season(rule, context, land_class, 1, current);
    if (rule->seasons == LT_SEASONS_CURRENT) {
        return now;
    }
    if (rule->seasons == LT_SEASONS_CROP_YEAR && context->half == 1) {
        return both(now, LT_UNKNOWN);
    }
    const enum lt_truth before =
        context->has_previous ? lt_rule_season(rule, context, land_class, 0, previous) : LT_UNKNOWN;
    return both(before, now);
}

/* Is the class under one of the space-separated prefixes? */
static bool under_a_prefix(const char *prefixes, const char *land_class)
{
    const char *at = prefixes;
    while (*at != '\0') {
        at += strspn(at, " ");
        const size_t length = strcspn(at, " ");
        if (length > 0 && strncmp(land_class, at, length) == 0) {
            return true;
        }
        at += length;
    }
    return false;
}

bool lt_rule_applies(const struct lt_rule *rule, const struct lt_feature *feature)
{
    if (rule->layer != feature->layer || !lt_rule_per_subject(rule)) {
        return false;
    }
    const char *prefixes = rule->land_classes == NULL ? "" : rule->land_classes;
    const char *land_class = feature->attr[LT_ATTR_LAND_CLASS];
    return prefixes[strspn(prefixes, " ")] == '\0' ||
           (land_class != NULL && under_a_prefix(prefixes, land_class));
}
