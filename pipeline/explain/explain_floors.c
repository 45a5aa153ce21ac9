/* Floors and targets of a county or the city: mapped, adjusted, the interval, the verdict and what would decide it. */
#include <math.h>
#include <string.h>

#include "explain/explain_parts.h"
#include "liangtian/area.h"

/* Amounts of a floor in the unit that its figure is set in. */
struct amount {
    double (*of)(double value);
    const char *zh, *en;
};
static const struct amount wanmu = {lt_wanmu, "万亩", " wanmu"};
static const struct amount yijin = {lt_yijin, "亿斤", " yijin"};

static void add_amount(const struct explain_out *out, const struct amount *amount, double value)
{
    lt_text_add_fixed(out->text, amount->of(value), 2);
    lt_text_add(out->text, explain_say(out, amount->zh, amount->en));
}

static void add_range(const struct explain_out *out, const struct amount *amount, double low,
                      double high)
{
    if (lt_round(amount->of(low), 2) != lt_round(amount->of(high), 2)) {
        lt_text_add_fixed(out->text, amount->of(low), 2);
        lt_text_add(out->text, "–");
    }
    add_amount(out, amount, high);
}

static void add_estimate(const struct explain_out *out, const struct amount *amount,
                         const struct lt_estimate *e, const char *zh, const char *en)
{
    struct lt_text *text = out->text;
    lt_text_printf(text, "\n      %s", explain_say(out, zh, en));
    if (e->method == LT_BY_NOTHING) {
        lt_text_add(text, explain_say(out, "样点不足，无估计", "too few points, no estimate"));
        return;
    }
    add_amount(out, amount, e->value);
    lt_text_add(text, explain_say(out, "，95%区间 ", ", 95 % interval "));
    add_range(out, amount, e->low, e->high);
    lt_text_add(text, explain_say(out, "，单侧95%下限 ", ", one-sided 95 % bounds "));
    add_amount(out, amount, e->lower);
    lt_text_add(text, explain_say(out, "、上限 ", " and "));
    add_amount(out, amount, e->upper);
    lt_text_printf(text, out->chinese ? "；样点 %llu 个，%s" : "; %llu points, %s",
                   (unsigned long long)e->points,
                   e->synthetic ? explain_say(out, "借用全市（合成估计），不作结论",
                                              "borrowed from the city (synthetic): proves nothing")
                                : explain_say(out, "本范围样点", "its own"));
}

static void add_more(const struct explain_out *out, enum lt_floor_decision decision, uint64_t more)
{
    if (decision != LT_FLOOR_UNDECIDED) {
        return;
    }
    if (more == LT_NO_SAMPLE_DECIDES) {
        lt_text_add(out->text,
                    explain_say(out, "；增加样点不能定", "; no number of points decides"));
    } else {
        lt_text_printf(out->text,
                       out->chinese ? "；约需再补 %llu 个样点可定"
                                    : "; about %llu more points would decide",
                       (unsigned long long)more);
    }
}

static void add_verdict(const struct explain_out *out, enum lt_verdict_value verdict,
                        enum lt_reason reason)
{
    lt_text_printf(out->text, "\n      %s%s", explain_say(out, "判定：", "verdict: "),
                   lt_verdict_title(verdict, out->chinese));
    if (verdict == LT_UNDECIDED && reason != LT_REASON_NONE) {
        lt_text_printf(out->text, out->chinese ? "（%s）" : " (%s)",
                       lt_reason_title(reason, out->chinese));
    }
}

static const char *title_of(const struct explain_out *out, const struct lt_explanation *e,
                            const char *id)
{
    const struct lt_rule *rule = lt_rule_find(e->rules, e->rule_count, id);
    return rule == NULL ? "" : explain_rule_title(out, rule);
}

static void add_target(const struct explain_out *out, const struct lt_explanation *e,
                       const char *id, const struct amount *amount, double target)
{
    lt_text_printf(out->text, "    %s %s%s", id, title_of(out, e, id),
                   explain_say(out, "：", ": "));
    if (target > 0.0) {
        lt_text_add(out->text, explain_say(out, "底线或任务 ", "floor or target "));
        add_amount(out, amount, target);
    } else {
        lt_text_add(out->text, explain_say(out, "未下达任务", "no target set"));
    }
}

static void add_floor(const struct explain_out *out, const struct lt_explanation *e,
                      const struct lt_floor *floor)
{
    struct lt_text *text = out->text;
    add_target(out, e, floor->rule_id, &wanmu, floor->floor_m2);
    lt_text_printf(text, "\n      %s", explain_say(out, "图上或登记 ", "mapped or filed "));
    add_range(out, &wanmu, floor->area_m2.low, floor->area_m2.high);
    if (floor->with_outside_m2.high > floor->area_m2.high) {
        lt_text_add(text, explain_say(out, "，含耕地以外 ", ", with land outside cropland "));
        add_range(out, &wanmu, floor->with_outside_m2.low, floor->with_outside_m2.high);
    }
    if (floor->claimed_m2 > 0.0) {
        lt_text_add(text, explain_say(out, "；下限已扣除两县重复列入的 ",
                                      "; off the low bound, as two counties claim it, "));
        add_amount(out, &wanmu, floor->claimed_m2);
    }
    if (floor->effective_m2.high > 0.0) {
        lt_text_add(text, explain_say(out, "；有效面积 ", "; effective "));
        add_range(out, &wanmu, floor->effective_m2.low, floor->effective_m2.high);
    }
    if (floor->autumn_must_bring_m2.high > 0.0) {
        lt_text_add(text, explain_say(out, "；秋季尚须 ", "; autumn must bring "));
        add_range(out, &wanmu, floor->autumn_must_bring_m2.low, floor->autumn_must_bring_m2.high);
    }
    if (floor->sample.given) {
        add_estimate(out, &wanmu, &floor->sample.area, "按样本订正 ", "adjusted by the sample ");
    }
    if (floor->sample.with_outside.method != LT_BY_NOTHING) {
        add_estimate(out, &wanmu, &floor->sample.with_outside, "含耕地以外，订正后 ",
                     "with land outside cropland, adjusted ");
    }
    if (floor->floor_m2 > 0.0) {
        add_verdict(out, floor->verdict, floor->reason);
        if (floor->verdict != LT_UNDECIDED) {
            lt_text_add(text, explain_say(out, "；与底线相差 ", "; distance from it "));
            add_amount(out, &wanmu, floor->margin_m2);
        }
        if (floor->sample.given) {
            lt_text_printf(text, "%s%s", explain_say(out, "；", "; "),
                           lt_floor_decision_title(floor->sample.decision, out->chinese));
            add_more(out, floor->sample.decision, floor->sample.more_points);
        }
        lt_text_add(text, floor->map_only ? explain_say(out, "；仅图上面积，未订正",
                                                        "; map area only, unadjusted")
                                          : "");
    }
    if (floor->sample.rank.rank != 0) {
        lt_text_printf(text,
                       out->chinese ? "；名次 %u（%u–%u），第 %u 档" : "; rank %u (%u–%u), tier %u",
                       floor->sample.rank.rank, floor->sample.rank.first, floor->sample.rank.last,
                       floor->sample.tier);
    }
    lt_text_add(text, "\n");
}

static void add_mapped(const struct explain_out *out, double kg, double se_kg)
{
    lt_text_printf(out->text, "\n      %s", explain_say(out, "图上产量 ", "as mapped "));
    if (isnan(kg)) {
        lt_text_add(out->text,
                    explain_say(out, "无（有作物没有单产）", "none (a crop has no yield)"));
        return;
    }
    add_amount(out, &yijin, kg);
    lt_text_add(out->text, explain_say(out, "，其中单产标准误 ", ", standard error by yields "));
    add_amount(out, &yijin, se_kg);
}

/* The city's line and a county's have the same parts. */
static void add_output(const struct explain_out *out, const struct lt_explanation *e,
                       const struct lt_output_unit *unit, bool sampled)
{
    add_target(out, e, "OUTPUT", &yijin, unit->target_kg);
    add_mapped(out, unit->mapped_kg, unit->mapped_se_kg);
    if (sampled) {
        add_estimate(out, &yijin, &unit->kg, "按样本订正 ", "adjusted by the sample ");
    }
    if (unit->with_outside.method != LT_BY_NOTHING) {
        add_estimate(out, &yijin, &unit->with_outside, "含耕地以外，订正后 ",
                     "with land outside cropland, adjusted ");
    }
    if (unit->target_kg > 0.0) {
        add_verdict(out, unit->verdict, unit->reason);
        if (sampled) {
            lt_text_printf(out->text, "%s%s", explain_say(out, "；", "; "),
                           lt_floor_decision_title(unit->decision, out->chinese));
            add_more(out, unit->decision, unit->more_points);
        }
    }
    lt_text_add(out->text, "\n");
}

bool explain_output_of(const struct lt_explanation *e, struct lt_output_unit *ret_unit)
{
    const struct lt_output *output = &e->floors->output;
    for (size_t u = 0; output->given && u < output->unit_count; u++) {
        if (output->units[u].unit == e->floors_of) {
            *ret_unit = output->units[u];
            return true;
        }
    }
    *ret_unit = (struct lt_output_unit){
        .unit = e->floors_of,
        .target_kg = output->floor_kg,
        .mapped_kg = output->mapped_kg,
        .mapped_se_kg = output->mapped_se_kg,
        .kg = output->kg,
        .with_outside = output->with_outside,
        .decision = output->decision,
        .more_points = output->more_points,
        .verdict = output->verdict,
        .reason = output->reason,
    };
    return output->given;
}

void explain_add_floors(const struct explain_out *out, const struct lt_explanation *explanation)
{
    struct lt_output_unit unit;
    if (explanation->floors == NULL) {
        return;
    }
    lt_text_printf(out->text, "%s %06u\n", explain_say(out, "底线与任务", "Floors and targets"),
                   explanation->floors_of);
    for (size_t f = 0; f < explanation->floors->count; f++) {
        if (explanation->floors->floors[f].unit == explanation->floors_of) {
            add_floor(out, explanation, &explanation->floors->floors[f]);
        }
    }
    if (explain_output_of(explanation, &unit)) {
        add_output(out, explanation, &unit, explanation->floors->output.sampled);
    }
}
