/* One finding per (rule, subject): what the joint table proves, what it leaves possible, and why.
 */
#include <math.h>
#include <string.h>

#include "liangtian/rules.h"
#include "liangtian/seasons.h"
#include "support/arena.h"

static const double proven_m2 =
    0.005; /* below it "proven" ground is the rounding of a cell corner */

/* One subject measured under one rule. */
struct measure {
    double low_m2, high_m2, twice_m2;
    double high_cells;
    double cell_m2;                    /* net m² of one cell of this subject */
    double hidden_m2[LT_REASON_COUNT]; /* undecided ground by what hides it */
};

struct subject {
    const struct lt_rules_input *input;
    const struct lt_rule *rule;
    struct lt_feature feature;
    size_t index;
};

/* Why a cell stays undecided. */
static enum lt_reason hidden_by(const struct subject *subject, uint8_t previous, uint8_t current)
{
    const struct lt_rule_context *context = subject->input->context;
    const struct lt_rule *rule = subject->rule;
    if (rule->seasons != LT_SEASONS_CURRENT && !context->has_previous) {
        return LT_REASON_ONE_DATE;
    }
    const uint8_t codes[2] = {previous, current};
    for (unsigned s = rule->seasons == LT_SEASONS_CURRENT ? 1 : 0; s < 2; s++) {
        if (codes[s] == LT_CLASS_OUTSIDE) {
            return LT_REASON_OFF_RASTER;
        }
        if (context->legends[s] != NULL && codes[s] < context->legends[s]->count &&
            lt_legend_group(context->legends[s], codes[s]) == LT_GROUP_WATER &&
            rule->refuse_flood && context->flood[s]) {
            return LT_REASON_FLOOD;
        }
    }
    return LT_REASON_UNSEEN;
}

static void measure_entry(const struct subject *subject, const struct lt_joint *entry, double scale,
                          struct measure *measure)
{
    const struct lt_rules_input *input = subject->input;
    const struct lt_rule_context *context = input->context;
    const unsigned seasons = input->tabulation->seasons;
    const char *land_class = subject->feature.attr[LT_ATTR_LAND_CLASS];
    const uint8_t current = lt_joint_code(entry->key, seasons - 1);
    const uint8_t previous = seasons > 1 ? lt_joint_code(entry->key, 0) : LT_CLASS_UNSEEN;
    const double m2 = entry->m2 * scale;
    const enum lt_truth truth =
        lt_rule_predicate(subject->rule, context, land_class, previous, current);
    if (truth == LT_FALSE) {
        return;
    }
    measure->high_m2 += m2;
    measure->high_cells += entry->cells;
    if (truth == LT_UNKNOWN) {
        measure->hidden_m2[hidden_by(subject, previous, current)] += m2;
        return;
    }
    measure->low_m2 += m2;
    if (context->has_previous &&
        lt_rule_season(subject->rule, context, land_class, 0, previous) == LT_TRUE) {
        measure->twice_m2 += m2;
    }
}

static struct measure measure_subject(const struct subject *subject)
{
    const struct lt_tabulation *table = subject->input->tabulation;
    const uint64_t begin = table->first[subject->index], end = table->first[subject->index + 1];
    const double net = subject->feature.net_m2;
    const double scale = lt_tabulation_scale(table, subject->index, net);
    double cells = 0.0;
    struct measure measure = {0};
    for (uint64_t e = begin; e < end; e++) {
        measure_entry(subject, &table->joint[e], scale, &measure);
        cells += table->joint[e].cells;
    }
    if (begin == end) { /* nothing of it was tabulated: everything is possible */
        measure.high_m2 = net;
        measure.high_cells = INFINITY;
        measure.hidden_m2[LT_REASON_OFF_RASTER] = net;
    }
    measure.cell_m2 = cells > 0.0 ? net / cells : 0.0;
    return measure;
}

static enum lt_reason most_hidden(const struct measure *measure)
{
    static const enum lt_reason order[] = {LT_REASON_ONE_DATE, LT_REASON_FLOOD,
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

/* Structures are judged by the patch: ground that no gate would let through is no offence. */
static void judge_patch(const struct subject *subject, const struct measure *measure,
                        struct lt_finding *finding)
{
    const bool in_cells = subject->rule->threshold_unit != NULL &&
                          strcmp(subject->rule->threshold_unit, "cells") == 0;
    const double gate_cells = in_cells ? subject->rule->threshold : 0.0;
    const double gate_m2 = gate_cells * measure->cell_m2;
    const bool proven = measure->low_m2 > proven_m2;
    const double area = finding->area_m2 > 0.0 ? finding->area_m2 : 1.0;
    if (measure->high_m2 <= proven_m2 || measure->high_cells < gate_cells * (1.0 - 1e-9)) {
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
        finding->reason = most_hidden(measure);
        finding->margin = (gate_m2 - measure->low_m2) / area;
    }
}

static void judge_share(const struct measure *measure, struct lt_finding *finding)
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
        finding->reason = most_hidden(measure);
        finding->margin = fabs(to_high) < fabs(to_low) ? to_high : to_low;
    }
}

static enum lt_reason barred(const struct subject *subject)
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
    const bool waits = subject->rule->seasons == LT_SEASONS_CROP_YEAR ||
                       subject->rule->earliest_half > input->context->half;
    return input->context->half == 1 && waits ? LT_REASON_PENDING : LT_REASON_NONE;
}

static void judge(const struct subject *subject, struct lt_finding *finding)
{
    const struct lt_rule *rule = subject->rule;
    const struct measure measure = measure_subject(subject);
    const double area = finding->area_m2;
    finding->low_m2 = measure.low_m2;
    finding->high_m2 = measure.high_m2;
    finding->twice_m2 = measure.twice_m2;
    finding->share_low = area > 0.0 ? measure.low_m2 / area : 0.0;
    finding->share_high = area > 0.0 ? measure.high_m2 / area : 0.0;
    finding->reason = barred(subject);
    if (finding->reason != LT_REASON_NONE) {
        return;
    }
    if (rule->formula == LT_FORMULA_SHARE) {
        judge_share(&measure, finding);
    } else {
        judge_patch(subject, &measure, finding);
    }
    if (finding->verdict == LT_BELOW && rule->needs_approvals &&
        !subject->input->context->has_approvals) {
        finding->reason = LT_REASON_NO_APPROVAL_DATA;
    }
    finding->wants_patches = finding->low_m2 > proven_m2 && rule->severity != LT_RULE_NOTICE &&
                             (rule->formula == LT_FORMULA_PATCH || finding->verdict == LT_BELOW);
}

static enum lt_status evaluate_one(const struct subject *subject, struct lt_finding *finding,
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
    if (!lt_rule_applies(subject->rule, &subject->feature)) {
        finding->reason = LT_REASON_NOT_SUBJECT;
        return LT_OK;
    }
    judge(subject, finding);
    const double slack = 1e-9 * finding->area_m2 + proven_m2;
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
    return rule->layer == layer &&
           (rule->formula == LT_FORMULA_PATCH || rule->formula == LT_FORMULA_SHARE);
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
        struct subject subject = {.input = input, .rule = &input->rules->rules[r]};
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
