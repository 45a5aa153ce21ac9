/* An explanation as people read it, from pixels to verdict. */
#include <stdio.h>
#include <string.h>

#include "explain/explain_parts.h"
#include "liangtian/area.h"

enum { NAME_WIDTH = 20, NUMBER_WIDTH = 14 };

static void add_fixed(const struct explain_out *out, double value, int decimals, int width)
{
    char digits[64];
    explain_add_padded(out, lt_format_fixed(value, decimals, digits, sizeof digits), width, true);
}

static void add_pair_of_words(const struct explain_out *out, const char *zh, const char *en,
                              const char *value)
{
    if (value[0] != '\0') {
        lt_text_printf(out->text, "  %s %s", explain_say(out, zh, en), value);
    }
}

/* --- what it is --- */

static void add_attributes(const struct explain_out *out, const struct lt_explain_place *place)
{
    const struct lt_kept_subject *s = place->subject;
    lt_text_printf(out->text, "  %06u %s", place->head->unit, place->head->name);
    add_pair_of_words(out, "权属单位", "unit", s->unit_code);
    add_pair_of_words(out, "名称", "name", s->name);
    add_pair_of_words(out, "地类", "land class", s->land_class);
    add_pair_of_words(out, "种植属性", "planting", s->planting);
    add_pair_of_words(out, "目标作物", "target crop", s->target);
    add_pair_of_words(out, "坡度级", "slope class", s->slope);
    lt_text_add(out->text, "\n");
}

static void add_net_area(const struct explain_out *out, const struct lt_kept_subject *s)
{
    struct lt_text *text = out->text;
    lt_text_printf(text, "    %s ", explain_say(out, "净面积", "net area"));
    explain_add_m2(out, s->net_m2);
    if ((s->flags & LT_FEATURE_NET_FILED) != 0) {
        lt_text_add(text, explain_say(out, "：库中净面积（TBDLMJ）", ": as stored (TBDLMJ)"));
    } else if ((s->flags & LT_FEATURE_NET_KCXS) != 0) {
        lt_text_add(text,
                    explain_say(out, "：椭球面积 ×（1 − KCXS ", ": ellipsoidal area × (1 − KCXS "));
        lt_text_add_fixed(text, s->gross_m2 > 0.0 ? 1.0 - s->net_m2 / s->gross_m2 : 0.0, 4);
        lt_text_add(text, explain_say(out, "）", ")"));
    } else {
        lt_text_add(text, explain_say(out, "：即椭球面积，无扣除",
                                      ": the ellipsoidal area, nothing deducted"));
    }
    lt_text_add(text, "\n");
}

static void add_areas(const struct explain_out *out, const struct lt_explain_place *place)
{
    struct lt_text *text = out->text;
    const struct lt_kept_subject *s = place->subject;
    if (!place->brief) {
        lt_text_printf(text, "  %s\n    %s ", explain_say(out, "面积", "Area"),
                       explain_say(out, "椭球面积", "ellipsoidal area"));
        explain_add_m2(out, s->gross_m2);
        lt_text_add(text, "\n");
    }
    add_net_area(out, s);
    if (s->filed_m2 > 0.0 && !place->brief) {
        lt_text_printf(text, "    %s ", explain_say(out, "登记面积", "filed area"));
        explain_add_m2(out, s->filed_m2);
        lt_text_add(text, "\n");
    }
    if (s->unjudged != LT_JUDGED) {
        lt_text_printf(text, "    %s%s\n", explain_say(out, "不可判：", "not judged: "),
                       explain_unjudged(out, s->unjudged));
    }
    if ((s->flags & LT_FEATURE_REPAIRED) != 0) {
        lt_text_printf(text, "    %s\n",
                       explain_say(out, "图形经修复", "the polygon was repaired"));
    }
}

/* --- pixels --- */

static void add_class(const struct explain_out *out, const char *title,
                      const struct lt_explain_class *one)
{
    lt_text_add(out->text, "    ");
    explain_add_padded(out, title, NAME_WIDTH, false);
    add_fixed(out, one->cells, 2, NUMBER_WIDTH);
    add_fixed(out, 100.0 * one->share, 2, NUMBER_WIDTH);
    add_fixed(out, one->net_m2, 2, NUMBER_WIDTH);
    add_fixed(out, lt_mu(one->net_m2), 2, NUMBER_WIDTH);
    lt_text_add(out->text, "\n");
}

static void add_heads(const struct explain_out *out, const char *first)
{
    static const char *const heads[][2] = {
        {"像元", "cells"}, {"占比 %", "share %"}, {"净面积 m²", "net m²"}, {"亩", "mu"}};
    lt_text_add(out->text, "    ");
    explain_add_padded(out, first, NAME_WIDTH, false);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        explain_add_padded(out, heads[i][out->chinese ? 0 : 1], NUMBER_WIDTH, true);
    }
    lt_text_add(out->text, "\n");
}

static void add_source(const struct explain_out *out, const struct lt_explain_season *season)
{
    const struct lt_kept_season *source = season->source;
    lt_text_add(out->text, "  ");
    explain_add_period(out, source->period);
    lt_text_printf(out->text, "  %s", source->raster);
    if (source->image_from[0] != '\0') {
        lt_text_printf(out->text, out->chinese ? "（影像 %s 至 %s）" : " (images %s to %s)",
                       source->image_from, source->image_to);
    }
    lt_text_add(out->text,
                source->flood ? explain_say(out, " 汛期影像", " taken during a flood") : "");
    lt_text_add(out->text, season->of_crop_year ? "\n"
                                                : explain_say(out, "，属上一作物年\n",
                                                              ", of the crop year before\n"));
}

static void add_state(const struct explain_out *out, const struct lt_parcel_season *state)
{
    lt_text_printf(out->text, "    %s %s%s ", explain_say(out, "状态", "state"),
                   lt_season_state_title(state->state, out->chinese),
                   explain_say(out, "；粮食", "; grain"));
    explain_add_interval(out, state->grain_m2);
    if (state->unseen_m2 + state->outside_m2 > 0.0) {
        lt_text_add(out->text, explain_say(out, "；未观测 ", "; not seen "));
        explain_add_m2(out, state->unseen_m2 + state->outside_m2);
    }
    lt_text_add(out->text, "\n");
}

static void add_season(const struct explain_out *out, const struct lt_explain_season *season)
{
    if (!season->source->present) {
        return;
    }
    add_source(out, season);
    add_heads(out, explain_say(out, "类别", "class"));
    for (size_t i = 0; i < season->class_count; i++) {
        add_class(out, explain_class_title(out, &season->classes[i]), &season->classes[i]);
    }
    if (season->class_count == 0) {
        lt_text_printf(out->text, "    %s\n", explain_say(out, "没有像元", "no cells"));
    }
    add_state(out, season->state);
}

static void add_pairs(const struct explain_out *out, const struct lt_explain_place *place)
{
    if (place->pair_count < 2) {
        return;
    }
    lt_text_printf(out->text, "  %s\n",
                   explain_say(out, "两季逐像元叠合", "Both seasons, cell by cell"));
    add_heads(out, explain_say(out, "前一季 → 本季", "before → now"));
    for (size_t i = 0; i < place->pair_count; i++) {
        char title[256];
        const struct lt_explain_pair *pair = &place->pairs[i];
        snprintf(title, sizeof title, "%s → %s", explain_class_title(out, &pair->previous),
                 explain_class_title(out, &pair->current));
        add_class(out, title, &pair->current);
    }
}

static void add_cells(const struct explain_out *out, const struct lt_explain_place *place)
{
    const struct lt_kept_head *head = place->head;
    const struct lt_kept_subject *s = place->subject;
    lt_text_printf(out->text,
                   out->chinese
                       ? "  像元\n    触及 %u 个，其中整像元 %u 个；少于 %u 个整像元，或边缘占 "
                       : "  Cells\n    %u touched, %u of them full; not judged with fewer "
                         "than %u full cells, or when ",
                   s->touched_cells, s->full_cells, head->gate_full_cells);
    explain_add_percent(out, head->small_lost_share);
    lt_text_add(out->text, explain_say(out, " 及以上，不判\n", " or more lie on the edge\n"));
}

/* --- crop year --- */

static void add_line(const struct explain_out *out, const char *title, struct lt_interval m2,
                     double net_m2)
{
    lt_text_printf(out->text, "    %s ", title);
    explain_add_interval(out, m2);
    if (net_m2 > 0.0) {
        lt_text_add(out->text, explain_say(out, "，占 ", ", "));
        explain_add_percents(out, m2.low / net_m2, m2.high / net_m2);
    }
    lt_text_add(out->text, "\n");
}

static void add_year(const struct explain_out *out, const struct lt_explain_place *place)
{
    const struct lt_parcel_year *year = place->year;
    lt_text_printf(out->text, out->chinese ? "  %d作物年\n" : "  Crop year %d\n",
                   lt_period_year(place->head->period));
    if (!year->complete) {
        lt_text_printf(out->text, "    %s\n",
                       explain_say(out, "另一季尚无影像，全年结论待定",
                                   "one season has no raster yet: the year is not concluded"));
        return;
    }
    add_line(out, explain_say(out, "至少一季种粮", "grain in at least one season"),
             year->grain_footprint_m2, year->net_m2);
    add_line(out, explain_say(out, "全年无粮", "no grain in either season"), year->zero_grain_m2,
             year->net_m2);
    add_line(out, explain_say(out, "两季均未种", "bare in both seasons"), year->idle_m2,
             year->net_m2);
    if (year->proposed != LT_PLANTING_NONE) {
        lt_text_printf(out->text, "    %s %s\n",
                       explain_say(out, "建议种植属性", "proposed planting attribute"),
                       lt_planting_code(year->proposed));
    }
}

/* --- earlier half-years --- */

static void add_past(const struct explain_out *out, const struct lt_explain_past *past)
{
    struct lt_text *text = out->text;
    lt_text_add(text, "    ");
    explain_add_period(out, past->period);
    lt_text_add(text, "  ");
    if (!past->there) {
        lt_text_add(text, explain_say(out, "当时没有这个编号\n", "no such id then\n"));
        return;
    }
    lt_text_printf(text, "%s%s ", lt_season_state_title(past->state, out->chinese),
                   explain_say(out, "，粮食", ", grain"));
    explain_add_percents(out, past->net_m2 > 0.0 ? past->grain_m2.low / past->net_m2 : 0.0,
                         past->net_m2 > 0.0 ? past->grain_m2.high / past->net_m2 : 0.0);
    if (past->complete && past->net_m2 > 0.0) {
        lt_text_add(text, explain_say(out, "，全年无粮 ", ", no grain all year "));
        explain_add_percents(out, past->zero_grain_m2.low / past->net_m2,
                             past->zero_grain_m2.high / past->net_m2);
    }
    lt_text_printf(text, "%s%s", explain_say(out, "；", "; "),
                   past->excluded ? explain_say(out, "没有规则适用", "no rule applies")
                                  : explain_verdict(out, past->verdict));
    if (!past->excluded && past->reason != LT_REASON_NONE) {
        lt_text_printf(text, out->chinese ? "（%s）" : " (%s)",
                       lt_reason_title(past->reason, out->chinese));
    }
    lt_text_printf(text, "%s%s\n", past->excluded ? "" : " ", past->excluded ? "" : past->rule);
}

static void add_history(const struct explain_out *out, const struct lt_explain_place *place)
{
    lt_text_printf(out->text, "  %s\n", explain_say(out, "历次", "Half-years"));
    for (size_t i = 0; i < place->past_count; i++) {
        add_past(out, &place->past[i]);
    }
}

/* What of a case's plots is not told. */
static void add_rest(const struct explain_out *out, const struct lt_explanation *told, size_t index)
{
    const struct lt_explain_place *place = &told->places[index];
    uint32_t count = 1;
    while (count <= index && told->places[index - count].subject->layer == place->subject->layer) {
        count++;
    }
    const bool last = index + 1 == told->place_count ||
                      told->places[index + 1].subject->layer != place->subject->layer;
    if (last && place->of > count) {
        lt_text_printf(out->text,
                       out->chinese ? "  另有 %u 个%s地块也在本图斑范围内，占地较小，未列\n"
                                    : "  %u more of %s share ground with the case: less of it, and "
                                      "not told\n",
                       place->of - count, lt_layer_title(place->subject->layer, out->chinese));
    }
}

static void add_place(const struct explain_out *out, const struct lt_explanation *told,
                      size_t index)
{
    const struct lt_explain_place *place = &told->places[index];
    lt_text_printf(out->text, "%s %s\n", lt_layer_title(place->subject->layer, out->chinese),
                   place->subject->id);
    add_attributes(out, place);
    add_areas(out, place);
    if (!place->brief) {
        add_cells(out, place);
        add_season(out, &place->season[0]);
        add_season(out, &place->season[1]);
        add_pairs(out, place);
        add_year(out, place);
    }
    explain_add_rules(out, place);
    if (!place->brief) {
        explain_add_patches(out, place);
    }
    explain_add_outcome(out, place);
    if (!place->brief) {
        add_history(out, place);
    }
    add_rest(out, told, index);
}

static void add_caution(const struct explain_out *out)
{
    lt_text_add(out->text, explain_say(out, "影像判定只是疑似，核查属实之前不叫违规。\n",
                                       "What a raster says is a suspicion until it is checked.\n"));
}

void lt_explain_write_sheet(const struct lt_explanation *explanation, bool chinese,
                            struct lt_text *text)
{
    const struct explain_out out = {text, chinese};
    for (size_t i = 0; i < explanation->case_count; i++) {
        explain_add_case(&out, &explanation->cases[i]);
    }
    for (size_t i = 0; i < explanation->place_count; i++) {
        add_place(&out, explanation, i);
    }
    add_caution(&out);
}

void lt_explain_write_text(const struct lt_explanation *explanation, bool chinese,
                           struct lt_text *text)
{
    const struct explain_out out = {text, chinese};
    lt_text_printf(text, "%s  ", explain_say(&out, explanation->city_zh, explanation->city_en));
    explain_add_period(&out, explanation->period);
    lt_text_printf(text, "  %s\n", explanation->id);
    if (explanation->mark[0] != '\0') {
        lt_text_printf(text, "[%s]\n", explanation->mark);
    }
    const size_t asked = explanation->place_count > 0 && explanation->places[0].of > 0
                             ? 0
                             : explanation->place_count;
    if (asked + explanation->county_count > 1) {
        lt_text_printf(text,
                       out.chinese ? "这个编号出现 %zu 处，逐一说明\n"
                                   : "this id stands in %zu places; each is told\n",
                       asked + explanation->county_count);
    }
    for (size_t i = 0; i < explanation->county_count; i++) {
        explain_add_county(&out, &explanation->counties[i]);
    }
    explain_add_floors(&out, explanation);
    for (size_t i = 0; i < explanation->place_count; i++) {
        add_place(&out, explanation, i);
    }
    for (size_t i = 0; i < explanation->case_count; i++) {
        explain_add_case(&out, &explanation->cases[i]);
    }
    add_caution(&out);
}
