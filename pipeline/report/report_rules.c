/* The rule table: what each rule found, and the open cases under it. */
#include <string.h>

#include "report/report_parts.h"
#include "support/arena.h"

static void add_tally(struct lt_report_rule *row, const struct lt_rule_tally *tally)
{
    row->subjects += tally->subjects;
    row->meets += tally->meets;
    row->below += tally->below;
    row->undecided += tally->undecided;
    row->not_subject += tally->not_subject;
    row->below_m2 += tally->below_m2;
    row->undecided_m2 += tally->undecided_m2;
}

static void count_verdict(struct lt_report_rule *row, enum lt_verdict_value verdict)
{
    row->subjects++;
    row->meets += verdict == LT_MEETS;
    row->below += verdict == LT_BELOW;
    row->undecided += verdict == LT_UNDECIDED;
}

static void count_floor(struct lt_report_rule *row, const struct lt_floor *floor)
{
    if (floor->reason == LT_REASON_NOT_SUBJECT) {
        row->not_subject++;
        return;
    }
    count_verdict(row, floor->verdict);
}

/* Where there are yields: the city's floor, and counties that have a target. */
static void count_output(struct lt_report_rule *row, const struct lt_output *output)
{
    if (row == NULL || !output->given) {
        return;
    }
    if (output->floor_kg > 0.0) {
        count_verdict(row, output->verdict);
    }
    for (size_t u = 0; u < output->unit_count; u++) {
        if (output->units[u].target_kg > 0.0) {
            count_verdict(row, output->units[u].verdict);
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
        const struct lt_unit_result *unit = &parts->units[u];
        for (size_t r = 0; r < unit->tally_count && r < model->rule_count; r++) {
            add_tally(&model->rules[r], &unit->tallies[r]);
        }
    }
    for (size_t f = 0; f < parts->floor_count; f++) {
        struct lt_report_rule *row = row_of(model, parts->floors[f].rule_id);
        if (row != NULL) {
            count_floor(row, &parts->floors[f]);
        }
    }
    count_output(row_of(model, "OUTPUT"), &model->output);
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
