/* Formula ditch: rice and fish on one field (稻渔), and how much of it is ditches and pits. */
#include "rules/rules_internal.h"

struct weighing {
    const struct rules_subject *subject;
    struct rules_rice_fish ground;
    struct rules_measure measure; /* what hides the rest */
};

/* Rice as the rule's spared crops name it, water as its groups do. */
static enum lt_truth is_rice(const struct rules_subject *subject, unsigned season, uint8_t code)
{
    const struct lt_legend *legend = subject->input->context->legends[season];
    if (legend == NULL || code >= legend->count) {
        return LT_UNKNOWN;
    }
    return rules_lists(subject->rule->spared_crops, legend->classes[code].crop) ? LT_TRUE
                                                                                : LT_FALSE;
}

static enum lt_truth both(enum lt_truth a, enum lt_truth b)
{
    if (a == LT_FALSE || b == LT_FALSE) {
        return LT_FALSE;
    }
    return a == LT_TRUE && b == LT_TRUE ? LT_TRUE : LT_UNKNOWN;
}

static enum lt_truth either(enum lt_truth a, enum lt_truth b)
{
    if (a == LT_TRUE || b == LT_TRUE) {
        return LT_TRUE;
    }
    return a == LT_FALSE && b == LT_FALSE ? LT_FALSE : LT_UNKNOWN;
}

/* Rice stands in autumn: the second date of an H2, the first of an H1. */
static void weigh(void *context, const struct rules_cell *cell)
{
    struct weighing *w = context;
    const struct rules_subject *subject = w->subject;
    const struct lt_rule_context *dates = subject->input->context;
    const enum lt_truth water[2] = {
        dates->has_previous ? lt_rule_season(subject->rule, dates, "", 0, cell->previous)
                            : LT_UNKNOWN,
        lt_rule_season(subject->rule, dates, "", 1, cell->current),
    };
    const enum lt_truth rice[2] = {
        dates->has_previous ? is_rice(subject, 0, cell->previous) : LT_UNKNOWN,
        is_rice(subject, 1, cell->current),
    };
    const enum lt_truth field = dates->half == 2
                                    ? both(water[0], rice[1])
                                    : either(both(rice[0], water[1]), both(water[0], rice[1]));
    const enum lt_truth ditch = both(water[0], water[1]);
    w->ground.rice_low_m2 += field == LT_TRUE ? cell->m2 : 0.0;
    w->ground.rice_high_m2 += field != LT_FALSE ? cell->m2 : 0.0;
    w->ground.rice_cells += field == LT_TRUE ? cell->cells : 0.0;
    w->ground.possible_cells += field != LT_FALSE ? cell->cells : 0.0;
    w->ground.ditch_low_m2 += ditch == LT_TRUE ? cell->m2 : 0.0;
    w->ground.ditch_high_m2 += ditch != LT_FALSE ? cell->m2 : 0.0;
    if (field == LT_UNKNOWN || ditch == LT_UNKNOWN) {
        w->measure.hidden_m2[rules_hidden_by(subject, cell->previous, cell->current)] += cell->m2;
    }
}

static struct weighing weigh_all(const struct rules_subject *subject)
{
    struct weighing w = {.subject = subject};
    rules_visit_cells(subject, weigh, &w);
    return w;
}

struct rules_rice_fish rules_rice_fish_of(const struct rules_subject *subject)
{
    return weigh_all(subject).ground;
}

bool rules_is_rice_fish(const struct rules_rice_fish *ground, double gate_cells)
{
    return ground->rice_cells >= gate_cells * (1.0 - 1e-9) &&
           ground->rice_low_m2 >= ground->ditch_high_m2;
}

/* Of ditches d and rice r the share is d / (d + r): least with few ditches and much rice. */
static void set_shares(const struct rules_rice_fish *ground, struct lt_finding *finding)
{
    const double least = ground->ditch_low_m2 + ground->rice_high_m2;
    const double most = ground->ditch_high_m2 + ground->rice_low_m2;
    finding->low_m2 = ground->ditch_low_m2;
    finding->high_m2 = ground->ditch_high_m2;
    finding->twice_m2 = ground->ditch_low_m2;
    finding->share_low = least > 0.0 ? ground->ditch_low_m2 / least : 0.0;
    finding->share_high = most > 0.0 ? ground->ditch_high_m2 / most : 0.0;
}

void rules_judge_ditch(const struct rules_subject *subject, struct lt_finding *finding)
{
    enum { LEAST_CELLS = 8 }; /* of rice on water, for a field to be one */
    const struct lt_rule_context *context = subject->input->context;
    const struct weighing w = weigh_all(subject);
    set_shares(&w.ground, finding);
    if (w.ground.possible_cells < LEAST_CELLS || w.ground.rice_high_m2 < w.ground.ditch_low_m2) {
        finding->verdict = LT_MEETS; /* no rice-fish field; what water there is is another rule's */
        finding->margin = finding->threshold;
        finding->low_m2 = finding->high_m2 = finding->twice_m2 = 0.0;
        finding->share_low = finding->share_high = 0.0;
    } else if (!rules_is_rice_fish(&w.ground, LEAST_CELLS)) {
        finding->reason = rules_most_hidden(&w.measure);
    } else if (rules_too_coarse(subject->rule, context)) {
        finding->reason = LT_REASON_RESOLUTION;
    } else {
        rules_judge_share(&w.measure, finding);
    }
}
