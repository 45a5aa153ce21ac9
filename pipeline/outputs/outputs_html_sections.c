/* report.html from its head to the counties: what an official reads first. */
#include <math.h>
#include <string.h>

#include "liangtian/area.h"
#include "outputs_html.h"
#include "outputs_html_style.h"
#include "outputs_words.h"
#include "support/arena.h"

static void add(struct lt_page *page, const char *text)
{
    lt_text_add(&page->text, text);
}

static void meta(struct lt_page *page, const char *zh, const char *en, const char *value)
{
    if (value == NULL || *value == '\0') {
        return;
    }
    add(page, "<li>");
    lt_html_say(page, zh, en);
    lt_html_escape(page, value);
    add(page, "</li>");
}

enum lt_status lt_html_head(struct lt_page *page, struct lt_error *err)
{
    (void)err;
    const struct lt_report_model *const model = page->model;
    const char *const title = lt_report_title(model, page->arena);
    char period[96];
    lt_period_title(model->key, model->config->chinese, period, sizeof period);
    lt_text_printf(&page->text,
                   "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"/>\n",
                   lt_say(model, "zh-CN", "en"));
    add(page, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
              "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
              "style-src 'unsafe-inline'\"/>\n<title>");
    lt_html_escape(page, title);
    add(page, " ");
    lt_html_escape(page, period);
    add(page, "</title>\n<style>\n");
    for (size_t i = 0; lt_html_style[i] != NULL; i++) {
        add(page, lt_html_style[i]);
    }
    add(page, "</style></head>\n<body><main>\n<header>");
    if (model->config->mark[0] != '\0') {
        add(page, "<div class=\"mark\">");
        lt_html_escape(page, model->config->mark);
        add(page, "</div>");
    }
    add(page, "<h1>");
    lt_html_escape(page, title);
    add(page, "</h1><p class=\"period\">");
    lt_html_escape(page, period);
    add(page, "</p><ul class=\"meta\">");
    meta(page, "影像日期：", "images: ", lt_image_dates(model, page->arena));
    meta(page, "生成时间：", "published: ", lt_published_time(model, page->arena));
    meta(page, "程序版本：", "version: ", model->program_version);
    add(page, "</ul></header>\n");
    return LT_OK;
}

/* --- conclusions --- */

static const char *tone_word(const struct lt_report_model *model, enum lt_tone tone)
{
    switch (tone) {
    case LT_TONE_GOOD:
        return lt_say(model, "达标", "good");
    case LT_TONE_BAD:
        return lt_say(model, "关注", "attention");
    case LT_TONE_OPEN:
        return lt_say(model, "待定", "open");
    case LT_TONE_PLAIN:
        break;
    }
    return lt_say(model, "说明", "note");
}

static void tile_open(struct lt_page *page, enum lt_tone tone, const char *zh, const char *en)
{
    lt_text_printf(&page->text, "<div class=\"tile t%d\"><span>", (int)tone);
    lt_html_say(page, zh, en);
    add(page, "</span><b>");
}

static void tile_close(struct lt_page *page, const char *unit, const char *detail)
{
    lt_text_printf(&page->text, " <small>%s</small></b><span>", unit);
    lt_html_escape(page, detail);
    add(page, "</span></div>\n");
}

static void tiles(struct lt_page *page)
{
    const struct lt_report_model *const model = page->model;
    const bool zh = model->config->chinese;
    add(page, "<div class=\"tiles\">\n");
    for (size_t i = 0; i < model->floor_count; i++) {
        const struct lt_floor *const floor = &model->floors[i];
        if (floor->unit != model->config->city_code || floor->floor_m2 <= 0) {
            continue;
        }
        const enum lt_tone tone = floor->verdict == LT_MEETS   ? LT_TONE_GOOD
                                  : floor->verdict == LT_BELOW ? LT_TONE_BAD
                                                               : LT_TONE_OPEN;
        const bool zone = strcmp(floor->rule_id, "FZ-AREA") == 0;
        const bool sown = strcmp(floor->rule_id, "SOWN-AREA") == 0;
        const char *const title = lt_rule_title(model, floor->rule_id);
        tile_open(page, tone,
                  zone   ? "功能区划定面积"
                  : sown ? "遥感监测粮食播种面积"
                         : title,
                  zone   ? "function zones as filed"
                  : sown ? "sown grain area by satellite"
                         : title);
        lt_add_interval(&page->text, lt_floor_interval(floor), LT_MEASURE_WANMU);
        const char *const reason = lt_reason_title(floor->reason, zh);
        const char *const detail =
            lt_arena_printf(page->arena, "%s%s%s", lt_verdict_title(floor->verdict, zh),
                            *reason == '\0' ? "" : lt_say(model, "：", ": "), reason);
        tile_close(page, lt_say(page->model, "万亩", "wanmu"), detail);
    }
    tile_open(page, model->city.cases_open > 0 ? LT_TONE_BAD : LT_TONE_GOOD, "在册疑似图斑",
              "open suspects");
    lt_add_count(&page->text, model->city.cases_open);
    struct lt_text detail = {0};
    lt_add_measure(&detail, model->city.cases_open_m2, LT_MEASURE_MU);
    lt_text_add(&detail, lt_say(model, " 亩，其中严重 ", " mu, of them grave "));
    lt_add_count(&detail, model->city.cases_grave);
    lt_text_add(&detail, lt_say(model, " 个", ""));
    tile_close(page, lt_say(model, "个", ""), detail.failed ? "" : detail.data);
    page->text.failed = page->text.failed || detail.failed;
    lt_text_finish(&detail);
    const bool summer = lt_period_half(model->key) == 1;
    tile_open(page, LT_TONE_PLAIN,
              model->crop_year_complete ? "全年至少种一季粮"
              : summer                  ? "夏季种粮占比"
                                        : "秋季种粮占比",
              model->crop_year_complete ? "at least one grain season"
              : summer                  ? "share under summer grain"
                                        : "share under autumn grain");
    lt_add_interval(&page->text, model->city.grain_share, LT_MEASURE_PERCENT);
    tile_close(page, "%", lt_say(model, "占耕地净面积", "of net farmland"));
    add(page, "</div>\n");
}

enum lt_status lt_html_conclusions(struct lt_page *page, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_sentences said;
    LT_TRY(lt_conclusions(page->model, page->arena, &said, err));
    lt_html_section(page, "conclusions", "结论", "Conclusions");
    tiles(page);
    add(page, "<ul class=\"said\">\n");
    for (size_t i = 0; i < said.count; i++) {
        lt_text_printf(&page->text, "<li><span class=\"tag t%d\">%s</span><span>",
                       (int)said.items[i].tone, tone_word(page->model, said.items[i].tone));
        lt_html_escape(page, said.items[i].text);
        add(page, "</span></li>\n");
    }
    add(page, "</ul>\n");
    lt_html_section_end(page);
out:
    return status;
}

/* --- floors --- */

static void floor_box(struct lt_page *page, const struct lt_floor *floor)
{
    const struct lt_report_model *const model = page->model;
    static const int tones[] = {[LT_MEETS] = 0, [LT_BELOW] = 1, [LT_UNDECIDED] = 2};
    add(page, "<div class=\"floorbox\"><h3><span>");
    lt_html_escape(page, lt_rule_title(model, floor->rule_id));
    lt_html_say(page, "（万亩）", " (wanmu)");
    lt_text_printf(&page->text, "</span><span class=\"tag t%d\">%s</span></h3>",
                   tones[floor->verdict], lt_verdict_title(floor->verdict, model->config->chinese));
    lt_svg_floor(page, floor);
    add(page, "<p class=\"note\">");
    const bool sampled = floor->sample.given && strcmp(floor->rule_id, "SOWN-AREA") == 0;
    if (sampled) {
        lt_html_say(page, "按样本订正（95%区间）；图上面积 ",
                    "Adjusted by the sample (95 % interval); as mapped ");
        lt_add_interval(&page->text, floor->area_m2, LT_MEASURE_WANMU);
        lt_html_say(page, " 万亩。", " wanmu. ");
    } else if (floor->map_only) {
        lt_html_say(page, "仅图上面积，未订正。", "Map area only, unadjusted. ");
    }
    if (floor->verdict != LT_UNDECIDED && sampled) {
        lt_html_say(page, "单侧95%界限距底线 ", "One-sided 95 % bound to floor: ");
        lt_add_measure(&page->text, fabs(floor->margin_m2), LT_MEASURE_WANMU);
        lt_html_say(page, " 万亩。", " wanmu.");
    } else if (floor->verdict != LT_UNDECIDED) {
        lt_html_say(page, floor->margin_m2 < 0 ? "距底线 " : "高出底线 ",
                    floor->margin_m2 < 0 ? "short of the floor by " : "above the floor by ");
        lt_add_measure(&page->text, fabs(floor->margin_m2), LT_MEASURE_WANMU);
        lt_html_say(page, " 万亩。改变结论须有 ", " wanmu. To change the verdict ");
        lt_add_measure(&page->text, floor->flip_m2, LT_MEASURE_WANMU);
        lt_html_say(page, " 万亩发生变化。", " wanmu would have to change.");
    }
    if (strcmp(floor->rule_id, "FZ-AREA") == 0) {
        lt_html_say(page, "图形面积核对 ", " Geometric check: ");
        lt_add_measure(&page->text, floor->geometric_m2, LT_MEASURE_WANMU);
        lt_html_say(page, " 万亩；有效面积（预警）", " wanmu; effective (warning): ");
        lt_add_interval(&page->text, floor->effective_m2, LT_MEASURE_WANMU);
        lt_html_say(page, " 万亩。", " wanmu.");
    } else if (floor->autumn_must_bring_m2.high > 0) {
        lt_html_say(page, "秋季尚须完成 ", " Autumn must still bring ");
        lt_add_interval(&page->text, floor->autumn_must_bring_m2, LT_MEASURE_WANMU);
        lt_html_say(page, " 万亩。", " wanmu.");
    }
    if (floor->claimed_m2 > 0.0) {
        lt_html_say(page, "因两县重复列入，已从下限扣除 ",
                    " Off the low bound, as two counties claim the ground: ");
        lt_add_measure(&page->text, floor->claimed_m2, LT_MEASURE_MU);
        lt_html_say(page, " 亩。", " mu.");
    }
    add(page, "</p></div>\n");
}

static void floor_row(struct lt_page *page, const struct lt_floor *floor)
{
    const bool zh = page->model->config->chinese;
    add(page, "<tr>");
    lt_html_cell_short(page, lt_place_name(page->model, floor->unit));
    lt_html_cell(page, lt_rule_title(page->model, floor->rule_id));
    if (floor->floor_m2 > 0) {
        lt_html_cell_measure(page, floor->floor_m2, LT_MEASURE_WANMU);
    } else {
        add(page, "<td class=\"n\">");
        lt_html_say(page, "未设目标", "no target");
        add(page, "</td>");
    }
    lt_html_cell_interval(page, floor->area_m2, LT_MEASURE_WANMU);
    if (floor->floor_m2 > 0) {
        lt_html_cell_short(page, lt_verdict_title(floor->verdict, zh));
        lt_html_cell(page, lt_reason_title(floor->reason, zh));
        if (floor->verdict ==
            LT_UNDECIDED) { /* the floor lies inside the interval: there is no margin */
            add(page, "<td class=\"n\">—</td>");
        } else {
            lt_html_cell_measure(page, floor->margin_m2, LT_MEASURE_WANMU);
        }
    } else {
        add(page, "<td>—</td><td></td><td class=\"n\">—</td>");
    }
    add(page, "</tr>\n");
}

void lt_html_floors(struct lt_page *page)
{
    static const char *const head[][2] = {{"范围", "area"},
                                          {"底线", "floor"},
                                          {"底线值（万亩）", "value, wanmu"},
                                          {"面积（万亩）", "area, wanmu"},
                                          {"判定", "verdict"},
                                          {"原因", "reason"},
                                          {"与底线之差（万亩）", "margin, wanmu"}};
    const struct lt_report_model *const model = page->model;
    bool counties = false;
    lt_html_section(page, "floors", "底线", "Floors");
    add(page, "<div class=\"floors\">\n");
    for (size_t i = 0; i < model->floor_count; i++) {
        const bool city = model->floors[i].unit == model->config->city_code;
        counties = counties || !city;
        if (city && model->floors[i].floor_m2 > 0) {
            floor_box(page, &model->floors[i]);
        }
    }
    add(page, "</div>\n");
    if (counties) {
        add(page, "<h3>");
        lt_html_say(page, "分县区目标", "Targets by county");
        add(page, "</h3>");
        lt_html_table(page, head, 7, 0x4cu);
        for (size_t i = 0; i < model->floor_count; i++) {
            if (model->floors[i].unit != model->config->city_code) {
                floor_row(page, &model->floors[i]);
            }
        }
        lt_html_table_end(page);
    }
    lt_html_section_end(page);
}

/* --- counties --- */

static void county_row(struct lt_page *page, const struct lt_report_unit *unit, bool total)
{
    const struct lt_unit_sums *const sums = &unit->sums;
    add(page, total ? "<tr class=\"total\">" : "<tr>");
    lt_html_cell_short(page, lt_unit_title(page->model, unit));
    lt_html_cell_measure(page, sums->farmland_m2, LT_MEASURE_WANMU);
    lt_html_cell_interval(page, sums->grain_m2[0], LT_MEASURE_WANMU);
    if (page->model->crop_year_complete) {
        lt_html_cell_interval(page, sums->grain_m2[1], LT_MEASURE_WANMU);
    }
    lt_html_cell_interval(page, unit->grain_share, LT_MEASURE_PERCENT);
    lt_html_cell_count(page, unit->cases_open);
    lt_html_cell_measure(page, unit->cases_open_m2, LT_MEASURE_MU);
    lt_html_cell_count(page, unit->cases_grave);
    if (page->model->first_run) {
        lt_html_cell_none(page);
    } else {
        lt_html_cell_count(page, unit->balance.new_n);
    }
    lt_html_cell_count(page, unit->balance.rectified_proposed_n);
    lt_html_cell_measure(page, sums->unjudged_m2, LT_MEASURE_MU);
    add(page, "</tr>\n");
}

void lt_html_counties(struct lt_page *page)
{
    static const char *const all[][2] = {
        {"县区", "county"},
        {"耕地（万亩）", "farmland, wanmu"},
        {"夏粮（万亩）", "summer grain, wanmu"},
        {"秋粮（万亩）", "autumn grain, wanmu"},
        {"种粮占比", "grain share"},
        {"在册疑似（个）", "open suspects"},
        {"在册疑似（亩）", "open, mu"},
        {"其中严重（个）", "grave"},
        {"本期新增（个）", "new"},
        {"影像显示已整改（个）", "rectified by the image"},
        {"未判（亩）", "not judged, mu"},
    };
    const char *head[11][2];
    size_t count = 0;
    for (size_t i = 0; i < 11; i++) {
        if (i != 3 || page->model->crop_year_complete) {
            head[count][0] = all[i][0];
            head[count++][1] = all[i][1];
        }
    }
    lt_html_section(page, "counties", "分县区情况", "Counties");
    lt_html_table(page, (const char *const(*)[2])head, count, 0x7feu);
    for (size_t i = 0; i < page->model->unit_count; i++) {
        county_row(page, &page->model->units[i], false);
    }
    county_row(page, &page->model->city, true);
    lt_html_table_end(page);
    if (!lt_is_public(page->model)) {
        lt_svg_map(page);
    }
    lt_html_section_end(page);
}
