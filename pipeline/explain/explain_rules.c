/* The rules of a place: number, threshold, result, reason, and what would turn it. */
#include <string.h>

#include "explain/explain_parts.h"

static void add_threshold_value(const struct explain_out *out, const struct lt_rule *rule)
{
    struct lt_text *text = out->text;
    const char *unit = rule->threshold_unit == NULL ? "" : rule->threshold_unit;
    if (rule->threshold_unset) {
        lt_text_add(text, explain_say(out, "未设", "not set"));
    } else if (strcmp(unit, "share") == 0) {
        explain_add_percent(out, rule->threshold);
    } else {
        lt_text_add_double(text, rule->threshold);
        lt_text_printf(text, " %s",
                       strcmp(unit, "cells") == 0   ? explain_say(out, "个整像元", "full cells")
                       : strcmp(unit, "wanmu") == 0 ? explain_say(out, "万亩", "10,000 mu")
                                                    : unit);
    }
}

void explain_add_threshold(const struct explain_out *out, const struct lt_rule *rule)
{
    add_threshold_value(out, rule);
    if (rule->threshold_unset) {
        return;
    }
    lt_text_add(out->text, rule->threshold_overridden
                               ? explain_say(out, "（本市配置）", " (set by the city)")
                           : rule->threshold_from_mandate
                               ? explain_say(out, "（文件规定）", " (from the mandate)")
                               : explain_say(out, "（可配置，非文件规定）",
                                             " (configurable, not from the mandate)"));
}

/* What an undecided rule waits for. */
static const char *what_decides(const struct explain_out *out, enum lt_reason reason)
{
    switch (reason) {
    case LT_REASON_PENDING:
        return explain_say(out, "待另一季影像", "the other season's raster");
    case LT_REASON_RESOLUTION:
        return explain_say(out, "更高分辨率的影像", "a raster of finer cells");
    case LT_REASON_NO_THRESHOLD:
        return explain_say(out, "在配置中设定阈值", "a threshold in the config");
    default:
        return explain_say(out, "看清未观测或存疑的部分",
                           "seeing what was not seen or is in doubt");
    }
}

static void add_turn(const struct explain_out *out, const struct lt_finding *f)
{
    struct lt_text *text = out->text;
    lt_text_add(text, explain_say(out, "何时改变：", "what would turn it: "));
    if (f->verdict == LT_UNDECIDED) {
        lt_text_add(text, what_decides(out, f->reason));
    } else if (f->flip_m2 > 0.0) {
        lt_text_add(text, f->verdict == LT_MEETS ? explain_say(out, "再有 ", "another ")
                                                 : explain_say(out, "少去 ", "less by "));
        explain_add_m2(out, f->flip_m2);
        lt_text_add(text, f->verdict == LT_MEETS ? explain_say(out, "属此类地物", " of such ground")
                                                 : explain_say(out, "此类地物", " of such ground"));
    } else {
        lt_text_add(text, explain_say(out, "地物形状（见成片门槛）",
                                      "the shape of the ground (patch gate)"));
    }
}

static void add_flip(const struct explain_out *out, const struct lt_rule *rule,
                     const struct lt_finding *f)
{
    struct lt_text *text = out->text;
    lt_text_add(text, "      ");
    add_turn(out, f);
    if (!rule->threshold_unset) { /* else there is nothing to be near to */
        lt_text_add(text, lt_formula_is_share(rule->formula)
                              ? explain_say(out, "；距阈值 ", "; distance from the threshold ")
                              : explain_say(out, "；距门槛占净面积 ",
                                            "; distance from the gate, of the net area "));
        explain_add_percent(out, f->margin);
    }
    lt_text_add(text, "\n");
}

static void add_verdict(const struct explain_out *out, enum lt_verdict_value verdict,
                        enum lt_reason reason)
{
    lt_text_add(out->text, explain_verdict(out, verdict));
    if (reason != LT_REASON_NONE) {
        lt_text_printf(out->text, out->chinese ? "（%s）" : " (%s)",
                       lt_reason_title(reason, out->chinese));
    }
}

static void add_finding(const struct explain_out *out, const struct lt_rule *rule,
                        const struct lt_finding *f, const struct lt_edges *edges, bool brief)
{
    struct lt_text *text = out->text;
    lt_text_printf(text, "    %s %s", rule->id, explain_rule_title(out, rule));
    lt_text_printf(text, out->chinese ? "（%s，条款 %s）" : " (%s, clause %s)",
                   explain_severity(out, rule->severity), rule->clause);
    lt_text_add(text, explain_say(out, "：", ": "));
    add_verdict(out, f->verdict, f->reason);
    lt_text_printf(text, "\n      %s ", explain_say(out, "测得", "measured"));
    explain_add_interval(out, (struct lt_interval){f->low_m2, f->high_m2});
    lt_text_add(text, explain_say(out, "，占 ", ", "));
    explain_add_percents(out, f->share_low, f->share_high);
    if (f->twice_m2 > 0.0) {
        lt_text_add(text, explain_say(out, "；两个时相都见到 ", "; at both dates "));
        explain_add_m2(out, f->twice_m2);
    }
    lt_text_add(text, explain_say(out, "；阈值 ", "; threshold "));
    explain_add_threshold(out, rule);
    lt_text_add(text, "\n");
    add_flip(out, rule, f);
    if (edges != NULL) {
        explain_add_edges(out, edges);
    }
    if (!brief) {
        lt_text_printf(text, "      %s%s\n", explain_say(out, "依据：", "source: "),
                       explain_say(out, rule->citation_zh, rule->citation_en));
    }
}

/* In one line: beside a case, a rule that finds nothing is no more than that. */
static void add_nothing_found(const struct explain_out *out, const struct lt_rule *rule,
                              const struct lt_finding *f)
{
    struct lt_text *text = out->text;
    lt_text_printf(text, "    %s %s%s", rule->id, explain_rule_title(out, rule),
                   explain_say(out, "：", ": "));
    add_verdict(out, f->verdict, f->reason);
    lt_text_add(text, explain_say(out, "，占 ", ", "));
    explain_add_percents(out, f->share_low, f->share_high);
    lt_text_add(text, explain_say(out, "，阈值 ", ", threshold "));
    add_threshold_value(out, rule);
    lt_text_add(text, explain_say(out, "；", "; "));
    add_turn(out, f);
    lt_text_add(text, "\n");
}

static bool was_tried(const struct lt_kept_subject *subject, size_t rule)
{
    for (size_t i = 0; i < subject->finding_count; i++) {
        if (subject->findings[i].rule == rule) {
            return true;
        }
    }
    return false;
}

void explain_add_rules(const struct explain_out *out, const struct lt_explain_place *place)
{
    const struct lt_kept_head *head = place->head;
    const struct lt_kept_subject *subject = place->subject;
    lt_text_printf(out->text, "  %s\n", explain_say(out, "规则", "Rules"));
    explain_add_edge_grain(out, subject);
    for (size_t i = 0; i < subject->finding_count; i++) {
        const struct lt_finding *f = &subject->findings[i];
        if (place->of > 0 && f->verdict == LT_MEETS) {
            add_nothing_found(out, &head->rules[f->rule], f);
        } else {
            add_finding(out, &head->rules[f->rule], f,
                        subject->edges == NULL ? NULL : &subject->edges[i], place->brief);
        }
    }
    for (size_t r = 0; r < head->rule_count; r++) {
        const struct lt_rule *rule = &head->rules[r];
        if (rule->layer == subject->layer && lt_rule_per_subject(rule) && !was_tried(subject, r)) {
            lt_text_printf(
                out->text, "    %s %s%s%s\n", rule->id, explain_rule_title(out, rule),
                explain_say(out, "：", ": "),
                lt_reason_title(rule->enabled ? LT_REASON_NOT_SUBJECT : LT_REASON_DISABLED,
                                out->chinese));
        }
    }
}

void explain_add_outcome(const struct explain_out *out, const struct lt_explain_place *place)
{
    const struct lt_kept_subject *s = place->subject;
    struct lt_text *text = out->text;
    lt_text_printf(text, "  %s", explain_say(out, "结论：", "Outcome: "));
    if (s->excluded) {
        lt_text_add(text, explain_say(out, "没有规则适用\n", "no rule applies\n"));
        return;
    }
    add_verdict(out, s->verdict, s->reason);
    if (s->rule < place->head->rule_count) {
        const struct lt_rule *rule = &place->head->rules[s->rule];
        lt_text_printf(text, out->chinese ? "，%s %s" : ", %s %s", rule->id,
                       explain_rule_title(out, rule));
    }
    if (s->verdict != LT_MEETS) {
        lt_text_add(text, explain_say(out, "，占 ", ", "));
        explain_add_percents(out, s->share_low, s->share_high);
    }
    lt_text_add(text, "\n");
}

static void add_patch(const struct explain_out *out, const struct lt_explain_place *place,
                      const struct lt_kept_patch *patch)
{
    struct lt_text *text = out->text;
    const struct {
        double m2;
        const char *zh, *en;
    } parts[] = {{patch->pbf_m2, "永久基本农田内", "on permanent basic farmland"},
                 {patch->zone_m2, "功能区内", "in function zones"},
                 {patch->exempt_m2, "审批备案覆盖", "covered by approvals"},
                 {patch->feedback_m2, "上级下发图斑覆盖", "covered by feedback"},
                 {patch->clean_before_m2, "上期未见", "clean the half-year before"},
                 {patch->baseline_m2, "基期已有", "there on the baseline"}};
    lt_text_printf(text, "    %s ", place->head->rules[patch->rule].id);
    explain_add_m2(out, patch->net_m2);
    lt_text_printf(text, out->chinese ? "，整像元 %u 个，%s %s" : ", %u full cells, %s %s",
                   patch->full_cells, lt_layer_title(patch->layer, out->chinese),
                   patch->subject_id);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].m2 > 0.0) {
            lt_text_printf(text, "%s%s ", explain_say(out, "；", "; "),
                           explain_say(out, parts[i].zh, parts[i].en));
            explain_add_m2(out, parts[i].m2);
        }
    }
    lt_text_printf(text, "%s%s",
                   patch->approval[0] == '\0' ? "" : explain_say(out, "；审批备案 ", "; approval "),
                   patch->approval);
    lt_text_printf(text, "%s%s\n",
                   patch->feedback_id[0] == '\0' ? ""
                                                 : explain_say(out, "；下发图斑 ", "; feedback "),
                   patch->feedback_id);
    explain_add_edges(out, &patch->edges);
}

void explain_add_patches(const struct explain_out *out, const struct lt_explain_place *place)
{
    if (place->patch_count > 0) {
        lt_text_printf(out->text, "  %s\n",
                       explain_say(out, "成片的疑似地块", "Patches that pass the gate"));
    }
    for (size_t i = 0; i < place->patch_count; i++) {
        add_patch(out, place, place->patches[i]);
    }
}
