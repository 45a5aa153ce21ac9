/* Formula target: does a zone plot bear the crops that its kind (LQLX) names? */
#include <string.h>

#include "rules/rules_internal.h"

const struct lt_rule_target *rules_target_of(const struct rules_subject *subject)
{
    const struct lt_rule *rule = subject->rule;
    const char *code = subject->feature.attr[LT_ATTR_TARGET];
    for (size_t i = 0; i < rule->target_count; i++) {
        if (strcmp(rule->targets[i].code, code) == 0) {
            return &rule->targets[i];
        }
    }
    return NULL;
}

bool rules_target_waits(const struct rules_subject *subject)
{
    const struct lt_rule_target *target = rules_target_of(subject);
    return target != NULL && target->autumn[0] != '\0';
}

struct comparing {
    const struct rules_subject *subject;
    const struct lt_rule_target *target;
    struct rules_measure measure;
};

/* Does the season show something else than its target? A class that is grain in part may hold it. */
static enum lt_truth strays(const struct lt_legend *legend, uint8_t code, const char *crops)
{
    if (crops[0] == '\0') {
        return LT_FALSE;
    }
    if (legend == NULL || code >= legend->count) {
        return LT_UNKNOWN;
    }
    const struct lt_class *class = &legend->classes[code];
    if (rules_lists(crops, class->crop)) {
        return LT_FALSE;
    }
    return class->grain_weight_high > 0.0 && class->grain_weight_low < 1.0 ? LT_UNKNOWN : LT_TRUE;
}

static void compare(void *context, const struct rules_cell *cell)
{
    struct comparing *c = context;
    const struct lt_rule_context *dates = c->subject->input->context;
    const bool autumn = dates->half == 2;
    const enum lt_truth in_summer = strays(
        dates->legends[autumn ? 0 : 1], autumn ? cell->previous : cell->current, c->target->summer);
    const enum lt_truth in_autumn =
        autumn ? strays(dates->legends[1], cell->current, c->target->autumn) : LT_FALSE;
    if (in_summer == LT_FALSE && in_autumn == LT_FALSE) {
        return;
    }
    c->measure.high_m2 += cell->m2;
    if (in_summer == LT_TRUE || in_autumn == LT_TRUE) {
        c->measure.low_m2 += cell->m2;
        return;
    }
    const bool summer_gone = autumn && in_summer == LT_UNKNOWN && !dates->has_previous;
    c->measure
        .hidden_m2[summer_gone ? rules_one_date(dates)
                               : rules_hidden_by(c->subject, cell->previous, cell->current)] +=
        cell->m2;
}

void rules_judge_target(const struct rules_subject *subject, struct lt_finding *finding)
{
    struct comparing c = {.subject = subject, .target = rules_target_of(subject)};
    const double area = finding->area_m2;
    if (rules_visit_cells(subject, compare, &c) <= 0.0) {
        c.measure.high_m2 = area; /* nothing of it was tabulated */
        c.measure.hidden_m2[LT_REASON_OFF_RASTER] = area;
    }
    finding->low_m2 = c.measure.low_m2;
    finding->high_m2 = c.measure.high_m2;
    finding->share_low = area > 0.0 ? c.measure.low_m2 / area : 0.0;
    finding->share_high = area > 0.0 ? c.measure.high_m2 / area : 0.0;
    rules_judge_share(&c.measure, finding);
}
