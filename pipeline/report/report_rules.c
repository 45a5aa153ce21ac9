/* The rule table: what each rule found, and the open cases under it. */
#include <string.h>

#include "report/report_parts.h"
#include "support/arena.h"

static void count_finding(struct lt_report_rule *row, const struct lt_finding *finding)
{
    if (finding->reason == LT_REASON_NOT_SUBJECT || finding->reason == LT_REASON_DISABLED) {
        row->not_subject++;
        return;
    }
    row->subjects++;
    switch (finding->verdict) {
    case LT_MEETS:
        row->meets++;
        break;
    case LT_BELOW:
        row->below++;
        row->below_m2 += finding->low_m2;
        break;
    default:
        row->undecided++;
        row->undecided_m2 += finding->area_m2;
        break;
    }
}

static void count_floor(struct lt_report_rule *row, const struct lt_floor *floor)
{
    if (floor->reason == LT_REASON_NOT_SUBJECT) {
        row->not_subject++;
        return;
    }
    row->subjects++;
    row->meets += floor->verdict == LT_MEETS;
    row->below += floor->verdict == LT_BELOW;
    row->undecided += floor->verdict == LT_UNDECIDED;
}

static void count_layer(struct lt_report_model *model, const struct lt_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        if (findings->items[i].rule < model->rule_count) {
            count_finding(&model->rules[findings->items[i].rule], &findings->items[i]);
        }
    }
}

static struct lt_report_rule *row_of(struct lt_report_model *model, const char *id)
{
    for (size_t r = 0; id != NULL && r < model->rule_count; r++) {
        if (strcmp(model->rules[r].rule->id, id) == 0) {
            return &model->rules[r];
        }
    }
    return NULL;
}

enum lt_status lt_report_count_rules(const struct lt_report_parts *parts,
                                     struct lt_report_model *model, struct lt_error *err)
{
    const struct lt_rule_set *set = &parts->config->rules;
    model->rule_count = set->count;
    model->rules = lt_arena_array(model->arena, set->count, sizeof *model->rules);
    if (model->rules == NULL) {
        return lt_fail_memory(err, "the rule table");
    }
    for (size_t r = 0; r < set->count; r++) {
        model->rules[r].rule = &set->rules[r];
    }
    for (size_t u = 0; u < parts->unit_count; u++) {
        for (int layer = 0; layer < LT_LAYER_COUNT; layer++) {
            count_layer(model, &parts->units[u].findings[layer]);
        }
    }
    for (size_t f = 0; f < parts->floor_count; f++) {
        struct lt_report_rule *row = row_of(model, parts->floors[f].rule_id);
        if (row != NULL) {
            count_floor(row, &parts->floors[f]);
        }
    }
    for (size_t c = 0; c < parts->ledger->case_count; c++) {
        const struct lt_case *one = &parts->ledger->cases[c];
        struct lt_report_rule *row = one->open ? row_of(model, one->rules[0]) : NULL;
        if (row != NULL) {
            row->cases++;
            row->cases_m2 += one->area_m2;
        }
    }
    return LT_OK;
}
