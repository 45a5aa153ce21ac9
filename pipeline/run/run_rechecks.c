/* Prior cases in this half-year's rasters. */
#include <stdlib.h>
#include <string.h>

#include "run/run_unit.h"
#include "support/arena.h"

/* Why a rule cannot be concluded in this half-year at all; NONE when it can. */
static enum lt_reason unconcludable(const struct lt_rule *rule,
                                    const struct lt_rule_context *context)
{
    if (rule == NULL || !rule->enabled) {
        return LT_REASON_DISABLED;
    }
    if (rule->seasons == LT_SEASONS_CROP_YEAR && context->half == 1) {
        return LT_REASON_PENDING;
    }
    if (rule->seasons != LT_SEASONS_CURRENT && !context->has_previous) {
        return context->other_grid ? LT_REASON_OTHER_GRID : LT_REASON_ONE_DATE;
    }
    if (rule->refuse_flood && context->flood[1]) {
        return LT_REASON_FLOOD;
    }
    return LT_REASON_NONE;
}

/* May the cell offend under another rule of the layer, as far as this half-year's image alone can tell? */
static bool offends_otherwise(const struct lt_rule *rule, const struct lt_unit_work *work,
                              const char *land_class, uint8_t previous, uint8_t current)
{
    const struct lt_rule_set *rules = &work->session->config->rules;
    for (size_t i = 0; i < rules->count; i++) {
        const struct lt_rule *other = &rules->rules[i];
        if (other == rule || !other->enabled || other->severity == LT_RULE_NOTICE ||
            other->formula != LT_FORMULA_PATCH || other->layer != rule->layer) {
            continue;
        }
        const enum lt_truth now =
            other->seasons == LT_SEASONS_CROP_YEAR
                ? lt_rule_predicate(other, &work->context, land_class, previous, current)
                : lt_rule_season(other, &work->context, land_class, 1, current);
        if (now == LT_TRUE) {
            return true;
        }
    }
    return false;
}

/* A case stands on two dates already. Only ground that is seen clean now is shown to be rectified: not where it offends
 * now and did not half a year ago, nor where it bears another offence (idle land planted with an orchard). */
static enum lt_truth looks_now(const struct lt_rule *rule, const struct lt_unit_work *work,
                               const char *land_class, uint8_t previous, uint8_t current)
{
    const enum lt_truth truth =
        lt_rule_predicate(rule, &work->context, land_class, previous, current);
    if (truth != LT_FALSE) {
        return truth;
    }
    const bool again = rule->seasons == LT_SEASONS_TWO &&
                       lt_rule_season(rule, &work->context, land_class, 1, current) != LT_FALSE;
    return again || offends_otherwise(rule, work, land_class, previous, current) ? LT_UNKNOWN
                                                                                 : LT_FALSE;
}

/* Seen as an offence now, under the case's rule or another, and not merely hidden. */
static bool offends_now(const struct lt_rule *rule, const struct lt_unit_work *work,
                        const struct lt_feature *feature, uint8_t previous, uint8_t current)
{
    const char *land_class = feature->attr[LT_ATTR_LAND_CLASS];
    return lt_rule_season(rule, &work->context, "", 1, current) == LT_TRUE ||
           offends_otherwise(rule, work, land_class, previous, current);
}

static int by_case_id(const void *left, const void *right)
{
    const struct lt_recheck *a = left, *b = right;
    return strcmp(a->case_id, b->case_id);
}

enum lt_status lt_unit_rechecks(struct lt_unit_work *work, struct lt_error *err)
{
    const struct lt_unit_layer *cases = &work->layers[LT_LAYER_CASE];
    struct lt_recheck *list = lt_arena_array(work->arena, cases->count, sizeof *list);
    if (list == NULL) {
        return lt_fail_memory(err, "prior cases");
    }
    for (size_t i = 0; i < cases->count; i++) {
        struct lt_feature feature;
        lt_unit_feature(work, LT_LAYER_CASE, i, &feature);
        const struct lt_rule_set *rules = &work->session->config->rules;
        const struct lt_rule *rule =
            lt_rule_find(rules->rules, rules->count, feature.attr[LT_ATTR_KIND]);
        struct lt_recheck *one = &list[i];
        *one = (struct lt_recheck){.case_id = feature.attr[LT_ATTR_ID],
                                   .net_m2 = feature.net_m2,
                                   .reason = unconcludable(rule, &work->context)};
        one->judged = one->reason == LT_REASON_NONE;
        double again_m2 = 0.0;
        const struct lt_tabulation *table = &cases->table;
        for (uint64_t e = table->first[i]; one->judged && e < table->first[i + 1]; e++) {
            const uint64_t key = table->joint[e].key;
            const uint8_t previous = work->seasons == 2 ? lt_joint_code(key, 0) : LT_CLASS_UNSEEN;
            const uint8_t current = lt_joint_code(key, work->seasons - 1);
            const double m2 = lt_tabulation_net(table, i, (size_t)e, feature.net_m2);
            const enum lt_truth truth =
                looks_now(rule, work, feature.attr[LT_ATTR_LAND_CLASS], previous, current);
            again_m2 += truth == LT_UNKNOWN && offends_now(rule, work, &feature, previous, current)
                            ? m2
                            : 0.0;
            one->offending_low_m2 += truth == LT_TRUE ? m2 : 0.0;
            one->offending_high_m2 += truth != LT_FALSE ? m2 : 0.0;
        }
        if (again_m2 > 0.5 * (one->offending_high_m2 - one->offending_low_m2)) {
            one->reason = LT_REASON_ONE_DATE; /* seen now, at one date, not hidden */
        }
    }
    if (cases->count > 0) {
        qsort(list, cases->count, sizeof *list, by_case_id);
    }
    work->result.rechecks = list;
    work->result.recheck_count = cases->count;
    return LT_OK;
}
