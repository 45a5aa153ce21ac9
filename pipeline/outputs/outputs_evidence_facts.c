/* What is known of a case, in boxes. */
#include <stdio.h>
#include <string.h>

#include "liangtian/area.h"
#include "outputs_evidence.h"
#include "outputs_words.h"
#include "support/arena.h"

/* Ids listed before the rest is counted; classes told of one season. */
enum { IDS = 3, CLASSES = 4 };

static void add_area(struct lt_text *text, const struct lt_report_model *model, double m2)
{
    lt_add_measure(text, m2, LT_MEASURE_MU);
    lt_text_add(text, lt_say(model, " 亩（", " mu ("));
    lt_add_measure(text, m2, LT_MEASURE_HECTARE);
    lt_text_add(text, lt_say(model, " 公顷）", " ha)"));
}

static const char *area(struct lt_evidence_page *page, double m2)
{
    struct lt_text text = {0};
    add_area(&text, page->model, m2);
    return lt_type_take(page->type, page->arena, &text);
}

/* --- rules and state --- */

/* What the case is treated as; why, where its rule alone does not say so. */
static void add_severity(struct lt_text *text, const struct lt_report_model *model,
                         const struct lt_case *item)
{
    if (lt_case_severity(item) != LT_RULE_GRAVE) {
        lt_text_add(text, lt_say(model, "（一般）", " (ordinary)"));
    } else if (item->severity == LT_RULE_GRAVE) {
        lt_text_add(text, lt_say(model, "（严重）", " (grave)"));
    } else {
        lt_text_printf(text, "%s%s%s", lt_say(model, "（严重：", " (grave: "),
                       lt_case_grave_title(item->grave, model->config->chinese),
                       lt_say(model, "）", ")"));
    }
}

/* The severity stands with the gravest rule, which comes first. */
static const char *rules(struct lt_evidence_page *page)
{
    const struct lt_report_model *const model = page->model;
    const struct lt_case *const item = page->evidence->item;
    struct lt_text text = {0};
    for (size_t i = 0; i < LT_CASE_RULES && item->rules[i] != NULL; i++) {
        lt_text_printf(&text, "%s%s %s", i == 0 ? "" : lt_say(model, "；", "; "), item->rules[i],
                       lt_rule_title(model, item->rules[i]));
        if (i == 0) {
            add_severity(&text, model, item);
        }
    }
    return lt_type_take(page->type, page->arena, &text);
}

static const struct lt_rule *leading(const struct lt_evidence_page *page)
{
    const char *const id = page->evidence->item->rules[0];
    return id == NULL ? NULL : lt_rule_by_id(page->model, id);
}

static const char *clause(struct lt_evidence_page *page)
{
    const struct lt_report_model *const model = page->model;
    const struct lt_rule *const rule = leading(page);
    const char *const text =
        rule == NULL ? ""
                     : lt_arena_printf(page->arena, "%s  %s", rule->clause,
                                       lt_say(model, rule->citation_zh, rule->citation_en));
    return lt_type_kept(page->type, text);
}

static const char *threshold(struct lt_evidence_page *page)
{
    const struct lt_report_model *const model = page->model;
    const struct lt_rule *const rule = leading(page);
    struct lt_text text = {0};
    if (rule == NULL || rule->threshold_unset) {
        return lt_say(model, "未设", "not set");
    }
    if (strcmp(rule->threshold_unit, "share") == 0) {
        lt_add_measure(&text, rule->threshold, LT_MEASURE_PERCENT);
        lt_text_add(&text, "%");
    } else {
        lt_text_add_double(&text, rule->threshold);
        lt_text_printf(&text, " %s", lt_threshold_unit(model, rule->threshold_unit));
    }
    lt_text_add(
        &text, rule->threshold_overridden
                   ? lt_say(model, "（本市配置，非文件规定）", " (set by the city)")
               : rule->threshold_from_mandate
                   ? lt_say(model, "（文件规定）", " (from the mandate)")
                   : lt_say(model, "（程序默认，非文件规定）", " (default, not from the mandate)"));
    return lt_type_take(page->type, page->arena, &text);
}

static const char *state(struct lt_evidence_page *page)
{
    const bool chinese = page->model->config->chinese;
    const struct lt_case *const item = page->evidence->item;
    const char *const text = lt_arena_printf(
        page->arena, "%s · %s · %s", lt_case_finding_title(item->finding, chinese),
        lt_case_time_title(item->time, chinese), lt_case_handling_title(item->handling, chinese));
    return lt_type_kept(page->type, text);
}

static const char *shares(struct lt_evidence_page *page)
{
    const struct lt_case *const item = page->evidence->item;
    struct lt_text text = {0};
    lt_add_interval(&text, (struct lt_interval){item->share_low, item->share_high},
                    LT_MEASURE_PERCENT);
    lt_text_add(&text, "%");
    return lt_type_take(page->type, page->arena, &text);
}

/* --- ground --- */

static const struct lt_explain_place *parcel_of(const struct lt_evidence_page *page)
{
    const struct lt_explanation *const told = page->evidence->explanation;
    for (size_t i = 0; i < told->place_count; i++) {
        if (told->places[i].subject->layer == LT_LAYER_PARCEL) {
            return &told->places[i];
        }
    }
    return NULL;
}

static const char *parcel(struct lt_evidence_page *page)
{
    const struct lt_report_model *const model = page->model;
    const struct lt_case *const item = page->evidence->item;
    const struct lt_explain_place *const place = parcel_of(page);
    const char *const text = lt_arena_printf(
        page->arena,
        model->config->chinese ? "%s %s  地类 %s  种植属性 %s" : "%s %s  class %s  planting %s",
        item->parcel_id[0] == '\0' ? "—" : item->parcel_id,
        place == NULL ? "" : place->subject->name,
        item->land_class[0] == '\0' ? "—" : item->land_class,
        item->planting[0] == '\0' ? "—" : item->planting);
    return lt_type_kept(page->type, text);
}

static const char *net_area(struct lt_evidence_page *page)
{
    const struct lt_report_model *const model = page->model;
    const struct lt_explain_place *const place = parcel_of(page);
    struct lt_text text = {0};
    if (place == NULL) {
        return "—";
    }
    add_area(&text, model, place->subject->net_m2);
    lt_text_printf(&text, model->config->chinese ? "；像元 %u，整像元 %u" : "; cells %u, full %u",
                   place->subject->touched_cells, place->subject->full_cells);
    return lt_type_take(page->type, page->arena, &text);
}

/* The largest classes of a season; the rest together. */
static const char *season(struct lt_evidence_page *page, int which)
{
    const struct lt_report_model *const model = page->model;
    const struct lt_explain_place *const place = parcel_of(page);
    struct lt_text text = {0};
    if (place == NULL || !place->season[which].source->present) {
        return "—";
    }
    const struct lt_explain_season *const told = &place->season[which];
    bool used[LT_CLASS_OUTSIDE + 1] = {0};
    double rest = 1.0;
    for (size_t n = 0; n < CLASSES && n < told->class_count; n++) {
        size_t best = SIZE_MAX;
        for (size_t i = 0; i < told->class_count && i <= LT_CLASS_OUTSIDE; i++) {
            if (!used[i] &&
                (best == SIZE_MAX || told->classes[i].share > told->classes[best].share)) {
                best = i;
            }
        }
        const struct lt_explain_class *const one = &told->classes[best];
        used[best] = true;
        rest -= one->share;
        lt_text_printf(&text, "%s%s ", n == 0 ? "" : lt_say(model, "、", ", "),
                       one->class != NULL ? lt_say(model, one->class->name_zh, one->class->name_en)
                       : one->outside     ? lt_say(model, "影像之外", "outside")
                                          : lt_say(model, "未观测", "not seen"));
        lt_add_measure(&text, one->share, LT_MEASURE_PERCENT);
        lt_text_add(&text, "%");
    }
    if (told->class_count > CLASSES) {
        lt_text_add(&text, lt_say(model, "、其他 ", ", other "));
        lt_add_measure(&text, rest, LT_MEASURE_PERCENT);
        lt_text_add(&text, "%");
    }
    return lt_type_take(page->type, page->arena, &text);
}

static const char *season_label(struct lt_evidence_page *page, int which)
{
    const struct lt_report_model *const model = page->model;
    const lt_period period = model->key - (which == 0 ? 1 : 0);
    char text[LT_PERIOD_TEXT];
    const char *const label =
        lt_arena_printf(page->arena, model->config->chinese ? "%s 种植" : "%s crops",
                        lt_period_format(period, text));
    return lt_type_kept(page->type, label);
}

/* Features of a layer that share ground with the case. */
static const char *neighbours(struct lt_evidence_page *page, enum lt_layer layer)
{
    const struct lt_report_model *const model = page->model;
    const struct lt_evidence *const evidence = page->evidence;
    struct lt_text text = {0};
    size_t count = 0;
    if (!model->period->layers[layer].present) {
        return lt_say(model, "未提供图层", "layer not given");
    }
    for (size_t i = 0; i < evidence->neighbour_count; i++) {
        const struct lt_neighbour *const one = &evidence->neighbours[i];
        if (one->layer != layer || !one->shares) {
            continue;
        }
        if (count < IDS) {
            lt_text_printf(&text, "%s%s", count == 0 ? "" : lt_say(model, "、", ", "), one->id);
        }
        count++;
    }
    if (count > IDS) {
        lt_text_printf(&text, model->config->chinese ? " 等 %zu 个" : " and others, %zu in all",
                       count);
    }
    return count == 0 ? lt_say(model, "无", "none") : lt_type_take(page->type, page->arena, &text);
}

/* --- boxes --- */

static const double label_width = 66, size = 7.2, pitch = 9;

static PangoLayout *lay(const struct lt_evidence_page *page, const char *text)
{
    const struct lt_style style = {.face = LT_FACE_FORM, .size = size, .lines = 2};
    return lt_type_lay(page->type, text, &style, LT_EVIDENCE_WIDTH / 2.0 - label_width - 6);
}

/* The glyph of a box is too small for a pen. */
static void draw_ticks(const struct lt_evidence_page *page, PangoLayout *layout, double x,
                       double baseline)
{
    static const double side = 6.4;
    static const char box[] = "\u3000";
    const char *const text = pango_layout_get_text(layout);
    for (const char *at = strstr(text, box); at != NULL; at = strstr(at + 1, box)) {
        PangoRectangle place;
        pango_layout_index_to_pos(layout, (int)(at - text), &place);
        cairo_rectangle(page->cr, x + (double)place.x / PANGO_SCALE + 0.2, baseline + 0.8 - side,
                        side, side);
    }
    cairo_set_line_width(page->cr, 0.6);
    cairo_stroke(page->cr);
}

void lt_evidence_boxes(struct lt_evidence_page *page, const struct lt_evidence_row *row,
                       bool by_hand, double least)
{
    static const double half = LT_EVIDENCE_WIDTH / 2.0;
    cairo_t *const cr = page->cr;
    PangoLayout *values[2];
    int most = 1;
    for (int i = 0; i < 2; i++) {
        values[i] = lay(page, row->value[i]);
        const int lines = pango_layout_get_line_count(values[i]);
        most = lines > most ? lines : most;
    }
    const double height = pitch * most + 4 > least ? pitch * most + 4 : least;
    for (int i = 0; i < 2; i++) {
        const double x = i * half;
        const double lines = pango_layout_get_line_count(values[i]);
        cairo_rectangle(cr, x, page->y, label_width, height);
        lt_ink(cr, 0xf0f0f0);
        cairo_fill(cr);
        cairo_rectangle(cr, x, page->y, label_width, height);
        cairo_rectangle(cr, x + label_width, page->y, half - label_width, height);
        lt_ink(cr, 0x555555);
        cairo_set_line_width(cr, 0.4);
        cairo_stroke(cr);
        lt_ink(cr, 0x000000);
        const struct lt_style style = {.face = LT_FACE_FORM, .size = size, .lines = 1};
        PangoLayout *const label = lt_type_lay(page->type, row->label[i], &style, label_width - 4);
        lt_draw_lines(cr, label, x + 3, page->y + height / 2 + 2.7, pitch);
        g_object_unref(label);
        const double baseline = page->y + height / 2 + 2.7 - pitch * (lines - 1) / 2;
        lt_draw_lines(cr, values[i], x + label_width + 3, baseline, pitch);
        if (by_hand) {
            draw_ticks(page, values[i], x + label_width + 3, baseline);
        }
        g_object_unref(values[i]);
    }
    page->y += height;
}

void lt_evidence_facts(struct lt_evidence_page *page)
{
    const struct lt_report_model *const model = page->model;
    const struct lt_case *const item = page->evidence->item;
    const struct lt_evidence_row rows[] = {
        {{lt_say(model, "规则", "rules"), lt_say(model, "认定·时间·处理", "state")},
         {rules(page), state(page)}},
        {{lt_say(model, "条款、依据", "clause, source"), lt_say(model, "阈值", "threshold")},
         {clause(page), threshold(page)}},
        {{lt_say(model, "疑似面积", "area"), lt_say(model, "占判定对象比例", "share of subject")},
         {area(page, item->area_m2), shares(page)}},
        {{lt_say(model, "永农内面积", "on basic farmland"),
          lt_say(model, "功能区内面积", "in function zones")},
         {area(page, item->pbf_m2), area(page, item->zone_m2)}},
        {{lt_say(model, "所在地类图斑", "parcel"), lt_say(model, "图斑净面积", "net area")},
         {parcel(page), net_area(page)}},
        {{season_label(page, 0), season_label(page, 1)}, {season(page, 0), season(page, 1)}},
        {{lt_say(model, "永农图斑", "basic farmland"), lt_say(model, "功能区地块", "zone plot")},
         {neighbours(page, LT_LAYER_PBF), neighbours(page, LT_LAYER_ZONE)}},
        {{lt_say(model, "流转地块", "lease"), lt_say(model, "审批备案", "approval")},
         {neighbours(page, LT_LAYER_LEASE), neighbours(page, LT_LAYER_APPROVAL)}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        lt_evidence_boxes(page, &rows[i], false, 0);
    }
    page->y += 4;
}
