/* report.html from the waterfall to the foot: how the figures came about, and what they rest on. */
#include <string.h>

#include "liangtian/area.h"
#include "outputs_evidence_links.h"
#include "outputs_html.h"
#include "outputs_words.h"
#include "support/arena.h"

enum { GRAVE_MAX = 200, CODES_MAX = 40 };

static void add(struct lt_page *page, const char *text)
{
    lt_text_add(&page->text, text);
}

/* --- waterfall --- */

struct fall {
    struct lt_page *page;
    double whole, at; /* m²; where the next bar starts */
    enum lt_measure measure;
};

static void fall_row(struct fall *fall, const char *title, uint64_t count, double m2,
                     const char *class, bool whole)
{
    struct lt_page *const page = fall->page;
    const double total = fall->whole > 0 ? fall->whole : 1;
    add(page, whole ? "<tr class=\"total\">" : "<tr>");
    lt_html_cell(page, title);
    lt_html_cell_count(page, count);
    lt_html_cell_measure(page, m2, fall->measure);
    lt_html_cell_measure(page, m2 / total, LT_MEASURE_PERCENT);
    add(page, "<td class=\"barcell\">");
    lt_svg_bar(page, whole ? 0 : fall->at / total, whole ? 1 : (fall->at + m2) / total, class);
    add(page, "</td></tr>\n");
    fall->at += whole ? 0 : m2;
}

static void parcels_fall(struct lt_page *page)
{
    static const char *const head[][2] = {{"判定", "verdict"},
                                          {"图斑数", "parcels"},
                                          {"面积（万亩）", "area, wanmu"},
                                          {"占比", "share"},
                                          {"", ""}};
    const struct lt_report_model *const model = page->model;
    const bool zh = model->config->chinese;
    const struct lt_unit_sums *const sums = &model->city.sums;
    uint64_t count = sums->meets + sums->below + sums->excluded;
    double m2 = sums->meets_m2 + sums->below_m2 + sums->excluded_m2;
    for (int r = 0; r < LT_REASON_COUNT; r++) {
        count += sums->undecided[r];
        m2 += sums->undecided_m2[r];
    }
    struct fall fall = {page, m2, 0, LT_MEASURE_WANMU};
    lt_html_table(page, head, 5, 0xeu);
    fall_row(&fall, lt_say(model, "全部地类图斑", "all parcels"), count, m2, "other", true);
    fall_row(&fall,
             lt_say(model, "不适用任何规则（含非耕地）", "no rule applies (not farmland, too)"),
             sums->excluded, sums->excluded_m2, "other", false);
    fall_row(&fall, lt_say(model, "未见问题", "nothing found"), sums->meets, sums->meets_m2, "good",
             false);
    for (int r = 0; r < LT_REASON_COUNT; r++) {
        if (sums->undecided[r] == 0) {
            continue;
        }
        const char *const reason = lt_reason_title((enum lt_reason)r, zh);
        fall_row(&fall,
                 lt_arena_printf(page->arena, "%s%s%s", lt_say(model, "待定", "undecided"),
                                 *reason == '\0' ? "" : lt_say(model, "：", ": "), reason),
                 sums->undecided[r], sums->undecided_m2[r], "open", false);
    }
    fall_row(&fall, lt_say(model, "疑似（含问题地块）", "suspect ground in it"), sums->below,
             sums->below_m2, "bad", false);
    lt_html_table_end(page);
    add(page, "<p class=\"note\">");
    lt_html_say(
        page, "按整个图斑计数和计面积；疑似问题往往只占图斑的一部分，立案面积见下表。",
        "Counted by whole parcels; the offending ground is often a part of one, see below.");
    add(page, "</p>\n");
}

static void cases_fall(struct lt_page *page)
{
    static const char *const head[][2] = {{"在册疑似图斑", "open suspects"},
                                          {"个", "count"},
                                          {"面积（亩）", "area, mu"},
                                          {"占比", "share"},
                                          {"", ""}};
    const struct lt_report_model *const model = page->model;
    const struct lt_balance b = lt_city_balance(model);
    struct fall fall = {page, b.opening_m2 + b.undated_m2 + b.stock_m2 + b.new_m2 + b.relapsed_m2,
                        0, LT_MEASURE_MU};
    add(page, "<h3>");
    lt_html_say(page, "台账收支", "Ledger balance");
    add(page, "</h3>");
    lt_html_table(page, head, 5, 0xeu);
    fall_row(&fall, lt_say(model, "期初在册", "opening"), b.opening_n, b.opening_m2, "other",
             false);
    fall_row(&fall, lt_say(model, "＋ 存量待定", "+ undated"), b.undated_n, b.undated_m2, "cool",
             false);
    fall_row(&fall, lt_say(model, "＋ 存量", "+ stock"), b.stock_n, b.stock_m2, "open", false);
    if (!model->first_run) {
        fall_row(&fall, lt_say(model, "＋ 新增", "+ new"), b.new_n, b.new_m2, "bad", false);
        fall_row(&fall, lt_say(model, "＋ 反弹", "+ relapsed"), b.relapsed_n, b.relapsed_m2, "bad",
                 false);
    }
    add(page, "<tr>");
    lt_html_cell(page, lt_say(model, "拆分－合并－销号，扩大－缩小",
                              "split − merged − closed, grown − shrunk"));
    add(page, "<td class=\"n\">+");
    lt_add_count(&page->text, b.split_n);
    add(page, " −");
    lt_add_count(&page->text, b.merged_n);
    add(page, " −");
    lt_add_count(&page->text, b.closed_n);
    add(page, "</td>");
    lt_html_cell_measure(page, b.split_m2 - b.merged_m2 - b.closed_m2 + b.grown_m2 - b.shrunk_m2,
                         LT_MEASURE_MU);
    add(page, "<td></td><td></td></tr>\n<tr class=\"total\">");
    lt_html_cell(page, lt_say(model, "期末在册", "closing"));
    lt_html_cell_count(page, b.closing_n);
    lt_html_cell_measure(page, b.closing_m2, LT_MEASURE_MU);
    add(page, "<td></td><td></td></tr>\n");
    lt_html_table_end(page);
    add(page, "<p class=\"note\">");
    lt_html_say(page, "期末在册中：本期未判结转 ", "Of the closing cases: carried unjudged ");
    lt_add_count(&page->text, b.carried_n);
    lt_html_say(page, " 个；影像显示已整改、待核查 ", "; rectified by the image, to be checked ");
    lt_add_count(&page->text, b.rectified_proposed_n);
    lt_html_say(page, " 个。不立案：边缘条带 ", ". No case: edge strips ");
    lt_add_count(&page->text, model->city.edge_count);
    lt_html_say(page, " 处、", " (");
    lt_add_measure(&page->text, model->city.edge_m2, LT_MEASURE_MU);
    lt_html_say(page, " 亩，小于规模 ", " mu), too small ");
    lt_add_count(&page->text, model->city.small_count);
    lt_html_say(page, " 处、", " (");
    lt_add_measure(&page->text, model->city.small_m2, LT_MEASURE_MU);
    lt_html_say(page, " 亩。", " mu).");
    add(page, "</p>\n");
}

void lt_html_waterfall(struct lt_page *page)
{
    lt_html_section(page, "waterfall", "判定过程与台账", "From parcels to cases");
    parcels_fall(page);
    cases_fall(page);
    lt_html_section_end(page);
}

/* --- grave cases --- */

static void grave_row(struct lt_page *page, const struct lt_case *item)
{
    const bool zh = page->model->config->chinese;
    char period[LT_PERIOD_TEXT];
    add(page, "<tr class=\"case\"><td class=\"id\">");
    const bool sheet = lt_evidence_has(page->model, item);
    const char *const path = sheet ? lt_evidence_path(item, page->arena) : "";
    page->text.failed = page->text.failed || path == NULL;
    if (sheet && path != NULL) {
        add(page, "<a href=\"");
        lt_html_escape(page, path);
        add(page, "\">");
    }
    lt_html_escape(page, item->id);
    add(page, sheet ? "</a>" : "");
    add(page, "<br/><span class=\"note\">");
    lt_html_escape(page, item->parcel_id);
    add(page, "</span></td>");
    lt_html_cell_short(page, lt_place_name(page->model, item->unit));
    add(page, "<td class=\"t\">");
    lt_html_escape(page, lt_rule_title(page->model, item->rules[0]));
    add(page, "</td>");
    lt_html_cell_measure(page, item->area_m2, LT_MEASURE_MU);
    lt_html_cell_measure(page, item->pbf_m2, LT_MEASURE_MU);
    lt_html_cell_short(page, zh ? item->class_zh : item->class_en);
    lt_html_cell(page, lt_case_grave_title(item->grave, zh));
    lt_html_cell(page, lt_case_finding_title(item->finding, zh));
    lt_html_cell_short(page, lt_case_time_title(item->time, zh));
    lt_html_cell(page, lt_case_handling_title(item->handling, zh));
    lt_html_cell(page, lt_period_format(item->first_period, period));
    add(page, "</tr>\n");
    page->cases++;
}

enum lt_status lt_html_grave(struct lt_page *page, struct lt_error *err)
{
    static const char *const head[][2] = {{"图斑编号、地类图斑", "case, parcel"},
                                          {"县区", "county"},
                                          {"问题", "rule"},
                                          {"面积（亩）", "mu"},
                                          {"占永久基本农田（亩）", "on PBF, mu"},
                                          {"影像判读", "on the image"},
                                          {"严重依据", "why grave"},
                                          {"认定", "finding"},
                                          {"增存量", "new or stock"},
                                          {"处理状态", "handling"},
                                          {"首次发现", "first seen"}};
    enum lt_status status = LT_OK;
    struct lt_book_cases cases;
    LT_TRY(lt_grave_cases(page->model, page->arena, &cases, err));
    const size_t grave = cases.count;
    const size_t shown = grave < GRAVE_MAX ? grave : GRAVE_MAX;
    lt_html_section(page, "grave", "严重疑似图斑清单", "Grave suspects");
    add(page, "<p class=\"note\">");
    lt_html_say(page, "按面积由大到小。均为疑似，须实地核查举证后方可认定。",
                "Largest first. Each is a suspect until checked on the ground.");
    if (shown < grave) {
        lt_html_say(page, "此处列前 ", " Shown: ");
        lt_add_count(&page->text, shown);
        lt_html_say(page, " 个，共 ", " of ");
        lt_add_count(&page->text, grave);
        lt_html_say(page, " 个，全部见 summary.xlsx 和 liangtian.gpkg。",
                    "; all are in summary.xlsx and liangtian.gpkg.");
    }
    add(page, "</p>\n<p class=\"note\">");
    lt_evidence_add_note(&page->text, page->model);
    add(page, "</p>\n");
    if (grave == 0) {
        add(page, "<p>");
        lt_html_say(page, "无。", "None.");
        add(page, "</p>\n");
    } else {
        lt_html_table(page, head, 11, 0x18u);
        for (size_t i = 0; i < shown; i++) {
            grave_row(page, cases.items[i]);
        }
        lt_html_table_end(page);
    }
    lt_html_section_end(page);
out:
    return status;
}

/* --- rules --- */

void lt_html_rules(struct lt_page *page)
{
    const struct lt_report_model *const model = page->model;
    lt_html_section(page, "rules", "各规则结果", "Rules");
    lt_html_table(page, lt_rules_head, LT_RULES_COLUMNS, 0x1f8u);
    for (size_t i = 0; i < model->rule_count; i++) {
        const struct lt_report_rule *const line = &model->rules[i];
        const struct lt_rule *const rule = line->rule;
        add(page, "<tr><td>");
        lt_html_escape(page, lt_say(model, rule->title_zh, rule->title_en));
        add(page, "<br/><span class=\"note nb\">");
        lt_html_escape(page, rule->id);
        if (!rule->enabled) {
            lt_html_say(page, "（未启用）", " (off)");
        }
        add(page, "</span></td>");
        lt_html_cell_short(page, rule->clause);
        lt_html_cell(page, lt_say(model, rule->citation_zh, rule->citation_en));
        lt_html_cell_count(page, line->subjects);
        lt_html_cell_count(page, line->meets);
        lt_html_cell_count(page, line->below);
        lt_html_cell_count(page, line->undecided);
        lt_html_cell_count(page, line->cases);
        lt_html_cell_measure(page, line->cases_m2, LT_MEASURE_MU);
        add(page, "</tr>\n");
    }
    lt_html_table_end(page);
    add(page, "<p class=\"note\">");
    lt_html_say(page, "一处图斑触及多条规则时按最严重的一条计。",
                "A case that breaks several rules counts under the gravest.");
    add(page, "</p>\n");
    lt_html_section_end(page);
}

/* --- definitions, open questions, thresholds --- */

static void list(struct lt_page *page, const struct lt_sentences *said)
{
    add(page, "<ul class=\"plain\">\n");
    for (size_t i = 0; i < said->count; i++) {
        add(page, "<li>");
        lt_html_escape(page, said->items[i].text);
        add(page, "</li>\n");
    }
    add(page, "</ul>\n");
}

static enum lt_status threshold_table(struct lt_page *page, struct lt_error *err)
{
    static const char *const head[][2] = {
        {"门槛", "threshold"}, {"数值", "value"}, {"单位", "unit"}, {"来源", "source"}};
    const struct lt_report_model *const model = page->model;
    struct lt_threshold *items;
    size_t count;
    const enum lt_status status = lt_thresholds(model, page->arena, &items, &count, err);
    if (status != LT_OK) {
        return status;
    }
    lt_html_table(page, head, 4, 0x2u);
    for (size_t i = 0; i < count; i++) {
        add(page, "<tr>");
        lt_html_cell(page, items[i].title);
        add(page, "<td class=\"n\">");
        lt_text_add_double(&page->text, items[i].value);
        add(page, "</td>");
        lt_html_cell(page, items[i].unit);
        if (items[i].from_mandate && !items[i].overridden) {
            lt_html_cell(page, lt_say(model, "文件规定", "mandate"));
        } else {
            add(page, "<td><span class=\"own\">");
            lt_html_say(page, items[i].overridden ? "市级配置，非文件规定" : "程序默认，非文件规定",
                        items[i].overridden ? "city's config, not from the mandate"
                                            : "default, not from the mandate");
            add(page, "</span></td>");
        }
        add(page, "</tr>\n");
    }
    lt_html_table_end(page);
    return LT_OK;
}

enum lt_status lt_html_notes(struct lt_page *page, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_sentences said;
    LT_TRY(lt_open_questions(page->model, page->arena, &said, err));
    lt_html_section(page, "open", "本期不能下结论的事项", "What this half-year cannot conclude");
    if (said.count > 0) {
        list(page, &said);
    } else {
        add(page, "<p>");
        lt_html_say(page, "无。", "Nothing.");
        add(page, "</p>\n");
    }
    lt_html_section_end(page);
    LT_TRY(lt_definitions(page->model, page->arena, &said, err));
    lt_html_section(page, "definitions", "口径与分母", "Definitions and denominators");
    list(page, &said);
    lt_html_section_end(page);
    lt_html_section(page, "thresholds", "门槛及其来源", "Thresholds and where they come from");
    LT_TRY(threshold_table(page, err));
    lt_html_section_end(page);
out:
    return status;
}

/* --- quality --- */

static void quality_table(struct lt_page *page)
{
    static const char *const head[][2] = {{"图层", "layer"},
                                          {"文件", "file"},
                                          {"要素", "features"},
                                          {"已判", "judged"},
                                          {"未判", "not judged"},
                                          {"修复", "repaired"},
                                          {"重叠", "overlaps"},
                                          {"碎面", "slivers"},
                                          {"超出影像", "off the raster"},
                                          {"面积（公顷）", "area, ha"},
                                          {"未判（公顷）", "not judged, ha"}};
    const struct lt_report_model *const model = page->model;
    lt_html_table(page, head, 11, 0x7fcu);
    for (size_t i = 0; i < model->quality_count; i++) {
        const struct lt_report_quality *const line = &model->quality[i];
        add(page, "<tr>");
        lt_html_cell(page, lt_layer_title(line->layer, model->config->chinese));
        lt_html_cell(page, line->name);
        lt_html_cell_count(page, line->features);
        lt_html_cell_count(page, line->judged);
        lt_html_cell_count(page, line->not_judged);
        lt_html_cell_count(page, line->repaired);
        lt_html_cell_count(page, line->overlaps);
        lt_html_cell_count(page, line->slivers);
        lt_html_cell_count(page, line->off_raster);
        lt_html_cell_measure(page, line->gross_m2, LT_MEASURE_HECTARE);
        lt_html_cell_measure(page, line->not_judged_m2, LT_MEASURE_HECTARE);
        add(page, "</tr>\n");
    }
    lt_html_table_end(page);
}

/* How often each code occurs; feature ids stay in the workbook and diagnostics.csv. */
static void diagnostic_table(struct lt_page *page)
{
    static const char *const head[][2] = {
        {"代码", "code"}, {"问题", "what"}, {"图层", "layer"}, {"条数", "times"}};
    const struct lt_diagnostics *const list = page->model->diagnostics;
    if (list == NULL || list->count == 0) {
        return;
    }
    const bool chinese = page->model->config->chinese;
    struct lt_text buffer = {0};
    add(page, "<h3>");
    lt_html_say(page, "诊断", "Diagnostics");
    add(page, "</h3>");
    lt_html_table(page, head, 4, 0x8u);
    size_t rows = 0;
    for (size_t i = 0; i < list->count && rows < CODES_MAX; rows++) {
        const struct lt_diagnostic *const item = &list->items[i];
        size_t same = 1;
        while (i + same < list->count && strcmp(list->items[i + same].code, item->code) == 0 &&
               strcmp(list->items[i + same].layer, item->layer) == 0) {
            same++;
        }
        add(page, "<tr>");
        lt_html_cell(page, item->code);
        lt_html_cell(page, lt_diagnostic_title(item->code, chinese));
        lt_html_cell(page, lt_diagnostic_say(item, LT_PART_LAYER, chinese, &buffer));
        lt_html_cell_count(page, same);
        add(page, "</tr>\n");
        i += same;
    }
    lt_html_table_end(page);
    lt_text_finish(&buffer);
    if (!lt_is_public(page->model)) { /* the list names parcels, so it is not handed out */
        add(page, "<p class=\"note\">");
        lt_html_say(page, "逐条见 diagnostics.csv。", "One by one in diagnostics.csv.");
        add(page, "</p>\n");
    }
}

void lt_html_quality(struct lt_page *page)
{
    static const char *const head[][2] = {
        {"输入", "input"}, {"文件", "file"}, {"字节", "bytes"}, {"SHA-256", "SHA-256"}};
    const struct lt_report_model *const model = page->model;
    lt_html_section(page, "quality", "数据质量与输入", "Data quality and inputs");
    quality_table(page);
    diagnostic_table(page);
    add(page, "<h3>");
    lt_html_say(page, "输入文件", "Inputs");
    add(page, "</h3>");
    lt_html_table(page, head, 4, 0x4u);
    for (size_t i = 0; i < model->input_count; i++) {
        add(page, "<tr>");
        lt_html_cell(page, lt_input_title(model->inputs[i].role, model->config->chinese));
        lt_html_cell(page, model->inputs[i].name);
        lt_html_cell_count(page, model->inputs[i].bytes);
        add(page, "<td class=\"mono\">");
        lt_html_escape(page, model->inputs[i].sha256);
        add(page, "</td></tr>\n");
    }
    lt_html_table_end(page);
    lt_html_section_end(page);
}

void lt_html_foot(struct lt_page *page)
{
    const struct lt_report_model *const model = page->model;
    add(page, "<div class=\"sign\">");
    static const char *const signs[][2] = {
        {"编制", "prepared by"}, {"审核", "checked by"}, {"签发", "signed by"}, {"日期", "date"}};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        add(page, "<span>");
        lt_html_say(page, signs[i][0], signs[i][1]);
        add(page, "</span>");
    }
    add(page, "</div>\n<footer>");
    if (model->config->mark[0] != '\0') {
        lt_html_escape(page, model->config->mark);
        add(page, " · ");
    }
    lt_html_say(page, "由粮田 Liangtian ", "Made by Liangtian ");
    lt_html_escape(page, model->program_version);
    lt_html_say(
        page, " 依据输入数据自动生成；遥感图斑均为疑似，不作为处罚依据。",
        " from the inputs listed; satellite findings are suspects and no ground for a penalty.");
    add(page, "</footer>\n</main></body></html>\n");
}
