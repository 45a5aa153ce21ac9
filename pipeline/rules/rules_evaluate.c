/* One finding per (rule, subject): what the joint table proves, what it leaves possible, and why.
 */
#include <math.h>
#include <string.h>

#include "liangtian/seasons.h"
#include "rules/rules_internal.h"
#include "support/arena.h"
#include "support/text.h"

/* --- measuring --- */

enum lt_reason rules_one_date(const struct lt_rule_context *context)
{
    return context->other_grid ? LT_REASON_OTHER_GRID : LT_REASON_ONE_DATE;
}

enum lt_reason rules_hidden_by(const struct rules_subject *subject, uint8_t previous,
                               uint8_t current)
{
    const struct lt_rule_context *context = subject->input->context;
    const struct lt_rule *rule = subject->rule;
    if (rule->seasons != LT_SEASONS_CURRENT && !context->has_previous) {
        return rules_one_date(context);
    }
    const uint8_t codes[2] = {previous, current};
    for (unsigned s = rule->seasons == LT_SEASONS_CURRENT ? 1 : 0; s < 2; s++) {
        if (codes[s] == LT_CLASS_OUTSIDE) {
            return LT_REASON_OFF_RASTER;
        }
        if (context->legends[s] == NULL || codes[s] >= context->legends[s]->count) {
            continue;
        }
        const enum lt_group group = lt_legend_group(context->legends[s], codes[s]);
        if (group == LT_GROUP_WATER && rule->refuse_flood && context->flood[s]) {
            return LT_REASON_FLOOD;
        }
        if ((rule->doubtful & 1u << group) != 0) {
            return LT_REASON_INTERCROPPED;
        }
    }
    return LT_REASON_UNSEEN;
}

double rules_visit_cells(const struct rules_subject *subject,
                         void (*visit)(void *context, const struct rules_cell *cell), void *context)
{
    const struct lt_tabulation *table = subject->input->tabulation;
    const unsigned seasons = table->seasons;
    const double scale = lt_tabulation_scale(table, subject->index, subject->feature.net_m2);
    double cells = 0.0;
    for (uint64_t e = table->first[subject->index]; e < table->first[subject->index + 1]; e++) {
        const struct lt_joint *entry = &table->joint[e];
        const struct rules_cell cell = {
            .previous = seasons > 1 ? lt_joint_code(entry->key, 0) : LT_CLASS_UNSEEN,
            .current = lt_joint_code(entry->key, seasons - 1),
            .m2 = entry->m2 * scale,
            .cells = entry->cells,
        };
        visit(context, &cell);
        cells += entry->cells;
    }
    return cells;
}

struct measuring {
    const struct rules_subject *subject;
    struct rules_measure measure;
};

static void measure_cell(void *context, const struct rules_cell *cell)
{
    struct measuring *m = context;
    const struct rules_subject *subject = m->subject;
    const struct lt_rule_context *rule_context = subject->input->context;
    const char *land_class = subject->feature.attr[LT_ATTR_LAND_CLASS];
    const enum lt_truth truth =
        lt_rule_predicate(subject->rule, rule_context, land_class, cell->previous, cell->current);
    if (truth == LT_FALSE) {
        return;
    }
    m->measure.high_m2 += cell->m2;
    m->measure.high_cells += cell->cells;
    if (truth == LT_UNKNOWN) {
        m->measure.hidden_m2[rules_hidden_by(subject, cell->previous, cell->current)] += cell->m2;
        return;
    }
    m->measure.low_m2 += cell->m2;
    if (rule_context->has_previous &&
        lt_rule_season(subject->rule, rule_context, land_class, 0, cell->previous) == LT_TRUE) {
        m->measure.twice_m2 += cell->m2;
    }
}

static struct rules_measure measure_subject(const struct rules_subject *subject)
{
    const struct lt_tabulation *table = subject->input->tabulation;
    const double net = subject->feature.net_m2;
    struct measuring m = {.subject = subject};
    const double cells = rules_visit_cells(subject, measure_cell, &m);
    if (table->first[subject->index] == table->first[subject->index + 1]) {
        m.measure.high_m2 = net; /* nothing of it was tabulated: everything is possible */
        m.measure.high_cells = INFINITY;
        m.measure.hidden_m2[LT_REASON_OFF_RASTER] = net;
    }
    m.measure.cell_m2 = cells > 0.0 ? net / cells : 0.0;
    return m.measure;
}

enum lt_reason rules_most_hidden(const struct rules_measure *measure)
{
    static const enum lt_reason order[] = {LT_REASON_OTHER_GRID, LT_REASON_ONE_DATE,
                                           LT_REASON_FLOOD,      LT_REASON_INTERCROPPED,
                                           LT_REASON_OFF_RASTER, LT_REASON_UNSEEN};
    enum lt_reason most = LT_REASON_UNSEEN;
    double m2 = 0.0;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        if (measure->hidden_m2[order[i]] > m2) {
            m2 = measure->hidden_m2[order[i]];
            most = order[i];
        }
    }
    return most;
}

/* --- judging --- */

/* Structures are judged by the patch: ground that no gate would let through is no offence. */
static void judge_patch(const struct rules_subject *subject, const struct rules_measure *measure,
                        struct lt_finding *finding)
{
    const bool in_cells = subject->rule->threshold_unit != NULL &&
                          strcmp(subject->rule->threshold_unit, "cells") == 0;
    const double gate_cells = in_cells ? subject->rule->threshold : 0.0;
    const double gate_m2 = gate_cells * measure->cell_m2;
    const bool proven = measure->low_m2 > RULES_PROVEN_M2;
    const double area = finding->area_m2 > 0.0 ? finding->area_m2 : 1.0;
    if (measure->high_m2 <= RULES_PROVEN_M2 || measure->high_cells < gate_cells * (1.0 - 1e-9)) {
        finding->verdict = LT_MEETS;
        finding->reason = proven ? LT_REASON_SMALL : LT_REASON_NONE;
        finding->margin = (gate_m2 - measure->high_m2) / area;
        finding->flip_m2 = fmax(0.0, gate_m2 - measure->high_m2);
    } else if (proven) {
        finding->verdict = LT_BELOW;
        finding->margin = (gate_m2 - measure->low_m2) / area;
        finding->flip_m2 = fmax(0.0, measure->low_m2 - gate_m2);
    } else {
        finding->verdict = LT_UNDECIDED;
        finding->reason = rules_most_hidden(measure);
        finding->margin = (gate_m2 - measure->low_m2) / area;
    }
}

void rules_judge_share(const struct rules_measure *measure, struct lt_finding *finding)
{
    const double threshold = finding->threshold, slack = 1e-9; /* a sum of a half is a half */
    const double to_high = threshold - finding->share_high, to_low = threshold - finding->share_low;
    if (finding->share_high <= threshold + slack) {
        finding->verdict = LT_MEETS;
        finding->margin = to_high;
        finding->flip_m2 = fmax(0.0, to_high) * finding->area_m2;
    } else if (finding->share_low > threshold + slack) {
        finding->verdict = LT_BELOW;
        finding->margin = to_low;
        finding->flip_m2 = -to_low * finding->area_m2;
    } else {
        finding->verdict = LT_UNDECIDED;
        finding->reason = rules_most_hidden(measure);
        finding->margin = fabs(to_high) < fabs(to_low) ? to_high : to_low;
    }
}

bool rules_too_coarse(const struct lt_rule *rule, const struct lt_rule_context *context)
{
    return rule->max_cell_m > 0.0 && context->cell_m > rule->max_cell_m * (1.0 + 1e-6);
}

/* As the plot's record says (熟制). */
static bool one_crop_a_year(const struct lt_feature *feature)
{
    const char *cropping = feature->attr[LT_ATTR_CROPPING];
    return strcmp(cropping, "1") == 0 || lt_starts_with(cropping, "一年一熟");
}

static enum lt_reason barred(const struct rules_subject *subject)
{
    const struct lt_rules_input *input = subject->input;
    switch (subject->feature.unjudged) {
    case LT_UNJUDGED_NO_GEOMETRY:
    case LT_UNJUDGED_INVALID:
        return LT_REASON_INVALID_GEOMETRY;
    case LT_UNJUDGED_OFF_RASTER:
        return LT_REASON_OFF_RASTER;
    default:
        break;
    }
    if (input->observability != NULL && input->observability[subject->index] != LT_REASON_NONE) {
        return input->observability[subject->index];
    }
    if (subject->rule->spares_one_crop && one_crop_a_year(&subject->feature)) {
        return LT_REASON_ONE_CROP;
    }
    const bool waits = subject->rule->seasons == LT_SEASONS_CROP_YEAR ||
                       subject->rule->earliest_half > input->context->half ||
                       (subject->rule->formula == LT_FORMULA_TARGET && rules_target_waits(subject));
    return input->context->half == 1 && waits ? LT_REASON_PENDING : LT_REASON_NONE;
}

/* Can no raster of this half-year answer the rule at all? A rice-fish field must be one first. */
static enum lt_reason unanswerable(const struct rules_subject *subject)
{
    const struct lt_rule *rule = subject->rule;
    if (rule->formula != LT_FORMULA_DITCH && rules_too_coarse(rule, subject->input->context)) {
        return LT_REASON_RESOLUTION;
    }
    return rule->threshold_unset ? LT_REASON_NO_THRESHOLD : LT_REASON_NONE;
}

/* Water beside more rice on the same plot belongs to a rice-fish field, which has a rule of its own. */
static bool yields(const struct rules_subject *subject)
{
    struct rules_subject field = *subject;
    const struct lt_rule_set *set = subject->input->rules;
    field.rule = lt_rule_find(set->rules, set->count, subject->rule->yields_to);
    if (field.rule == NULL || !field.rule->enabled) {
        return false;
    }
    const struct rules_rice_fish ground = rules_rice_fish_of(&field);
    return rules_is_rice_fish(&ground, subject->rule->threshold);
}

static void judge_measured(const struct rules_subject *subject, const struct rules_measure *measure,
                           struct lt_finding *finding)
{
    if (lt_formula_is_share(subject->rule->formula)) {
        rules_judge_share(measure, finding);
        return;
    }
    judge_patch(subject, measure, finding);
    if (finding->verdict == LT_BELOW && yields(subject)) {
        finding->verdict = LT_UNDECIDED;
        finding->reason = LT_REASON_RICE_FISH;
    }
}

/* False where the rule cannot be put to the subject; the reason says why. */
static bool can_judge(const struct rules_subject *subject, struct lt_finding *finding)
{
    finding->reason = barred(subject);
    if (finding->reason == LT_REASON_NONE) {
        finding->reason = unanswerable(subject);
    }
    return finding->reason == LT_REASON_NONE;
}

static bool judge_ground(const struct rules_subject *subject, struct lt_finding *finding)
{
    const struct rules_measure measure = measure_subject(subject);
    const double area = finding->area_m2;
    finding->low_m2 = measure.low_m2;
    finding->high_m2 = measure.high_m2;
    finding->twice_m2 = measure.twice_m2;
    finding->share_low = area > 0.0 ? measure.low_m2 / area : 0.0;
    finding->share_high = area > 0.0 ? measure.high_m2 / area : 0.0;
    if (!can_judge(subject, finding)) {
        return false;
    }
    judge_measured(subject, &measure, finding);
    return finding->reason != LT_REASON_RICE_FISH;
}

static bool judge_crops(const struct rules_subject *subject, struct lt_finding *finding)
{
    if (!can_judge(subject, finding)) {
        finding->high_m2 = finding->area_m2;
        finding->share_high = 1.0;
        return false;
    }
    if (subject->rule->formula == LT_FORMULA_DITCH) {
        rules_judge_ditch(subject, finding);
    } else {
        rules_judge_target(subject, finding);
    }
    return true;
}

static void judge(const struct rules_subject *subject, struct lt_finding *finding)
{
    const struct lt_rule *rule = subject->rule;
    const bool ground = rule->formula == LT_FORMULA_PATCH || lt_formula_is_share(rule->formula);
    if (!(ground ? judge_ground(subject, finding) : judge_crops(subject, finding))) {
        return;
    }
    if (finding->verdict == LT_BELOW && rule->needs_approvals &&
        !subject->input->context->has_approvals) {
        finding->reason = LT_REASON_NO_APPROVAL_DATA;
    }
    finding->wants_patches = finding->low_m2 > RULES_PROVEN_M2 &&
                             rule->severity != LT_RULE_NOTICE &&
                             (rule->formula == LT_FORMULA_PATCH || finding->verdict == LT_BELOW);
}

static enum lt_status evaluate_one(const struct rules_subject *subject, struct lt_finding *finding,
                                   struct lt_error *err)
{
    finding->subject = (uint32_t)subject->index;
    finding->verdict = LT_UNDECIDED;
    finding->area_m2 = subject->feature.net_m2;
    finding->threshold = subject->rule->threshold;
    if (!subject->rule->enabled) {
        finding->reason = LT_REASON_DISABLED;
        return LT_OK;
    }
    if (!lt_rule_applies(subject->rule, &subject->feature) ||
        (subject->rule->formula == LT_FORMULA_TARGET && rules_target_of(subject) == NULL)) {
        finding->reason = LT_REASON_NOT_SUBJECT;
        return LT_OK;
    }
    const struct lt_rule rule = lt_rule_on(subject->rule, &subject->feature);
    const struct rules_subject doubted = {subject->input, &rule, subject->feature, subject->index};
    judge(rule.doubtful == 0 ? subject : &doubted, finding);
    const double slack = 1e-9 * finding->area_m2 + RULES_PROVEN_M2;
    const bool good = finding->twice_m2 <= finding->low_m2 + slack &&
                      finding->low_m2 <= finding->high_m2 + slack &&
                      finding->high_m2 <= finding->area_m2 + slack;
    return good ? LT_OK
                : lt_fail(err, LT_E_BUG,
                          "internal check failed: rule %s, subject %zu: %.3f of %.3f of %.3f m2",
                          subject->rule->id, subject->index, finding->low_m2, finding->high_m2,
                          finding->area_m2);
}

static bool per_subject(const struct lt_rule *rule, enum lt_layer layer)
{
    return rule->layer == layer && lt_rule_per_subject(rule);
}

enum lt_status lt_rules_evaluate(const struct lt_rules_input *input, struct lt_arena *arena,
                                 struct lt_findings *ret_findings, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    size_t rules = 0, at = 0;
    for (size_t r = 0; r < input->rules->count; r++) {
        rules += per_subject(&input->rules->rules[r], input->layer);
    }
    if (rules > 0 && input->count > SIZE_MAX / rules) {
        return lt_fail_memory(err, "findings");
    }
    struct lt_finding *items = lt_arena_array(arena, rules * input->count, sizeof *items);
    if (items == NULL) {
        return lt_fail_memory(err, "findings");
    }
    for (size_t r = 0; r < input->rules->count; r++) {
        struct rules_subject subject = {.input = input, .rule = &input->rules->rules[r]};
        if (!per_subject(subject.rule, input->layer)) {
            continue;
        }
        for (subject.index = 0; subject.index < input->count; subject.index++, at++) {
            input->feature(input->feature_context, subject.index, &subject.feature);
            items[at].rule = (uint32_t)r;
            LT_TRY(evaluate_one(&subject, &items[at], err));
        }
    }
    *ret_findings = (struct lt_findings){items, at};
out:
    return status;
}
