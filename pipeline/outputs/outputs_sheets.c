#include "outputs_sheets.h"

#include <math.h>
#include <string.h>

#include "liangtian/area.h"
#include "outputs_common.h"
#include "outputs_words.h"
#include "support/arena.h"
#include "support/text.h"

enum { CELL_TEXT_MAX = 32767 };

void lt_sheet_keep(struct lt_sheet *sheet, lxw_error code)
{
    if (sheet->file->failed == LXW_NO_ERROR) {
        sheet->file->failed = code;
    }
}

struct lt_sheet lt_sheet_add(struct lt_book_file *file, const char *zh, const char *en)
{
    struct lt_sheet sheet = {.file = file, .number = file->sheet_count++};
    sheet.sheet = workbook_add_worksheet(file->book, lt_say(file->model, zh, en));
    if (sheet.sheet == NULL) {
        lt_sheet_keep(&sheet, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return sheet;
    }
    /* printed on each page: the secrecy mark and what the page is */
    const char *const header = lt_arena_printf(file->arena, "&L%s&R%s", file->model->config->mark,
                                               lt_say(file->model, zh, en));
    if (header != NULL && strlen(header) < 250) {
        lt_sheet_keep(&sheet, worksheet_set_header(sheet.sheet, header));
    }
    lt_sheet_keep(&sheet, worksheet_set_footer(sheet.sheet, "&C&P / &N"));
    worksheet_set_landscape(sheet.sheet);
    worksheet_set_paper(sheet.sheet, 9); /* A4 */
    worksheet_fit_to_pages(sheet.sheet, 1, 0);
    return sheet;
}

static void use_row(struct lt_sheet *sheet)
{
    if (!sheet->used) {
        sheet->used = true;
        sheet->file->rows[sheet->number]++;
    }
}

void lt_sheet_text(struct lt_sheet *sheet, lxw_col_t column, const char *text,
                   enum lt_format format)
{
    if (text == NULL || *text == '\0') {
        return;
    }
    if (!lt_utf8_valid(text, strlen(text))) {
        sheet->file->bad_value = "not UTF-8";
        return;
    }
    const size_t length = strlen(text);
    const size_t fit = lt_utf8_cut(text, length, CELL_TEXT_MAX);
    if (fit < length) {
        text = lt_arena_text_n(sheet->file->arena, text, fit);
    }
    if (text == NULL || sheet->sheet == NULL) {
        lt_sheet_keep(sheet, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    use_row(sheet);
    /* write_string, so that nothing ever becomes a formula, a link or a number */
    lt_sheet_keep(sheet, worksheet_write_string(sheet->sheet, sheet->row, column, text,
                                                sheet->file->formats[format]));
}

/* A relative path as it is: the library's own form for files has backslashes, which lead nowhere but on Windows. */
void lt_sheet_link(struct lt_sheet *sheet, lxw_col_t column, const char *path, const char *text)
{
    if (path == NULL || sheet->sheet == NULL) {
        lt_sheet_keep(sheet, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    use_row(sheet);
    lt_sheet_keep(
        sheet, worksheet_write_url_opt(sheet->sheet, sheet->row, column, path, NULL, text, NULL));
}

void lt_sheet_number(struct lt_sheet *sheet, lxw_col_t column, double value, enum lt_format format)
{
    if (!isfinite(value)) {
        sheet->file->bad_value = "not a finite number";
        return;
    }
    if (sheet->sheet == NULL) {
        return;
    }
    use_row(sheet);
    lt_sheet_keep(sheet, worksheet_write_number(sheet->sheet, sheet->row, column, value,
                                                sheet->file->formats[format]));
}

void lt_sheet_next(struct lt_sheet *sheet)
{
    sheet->row++;
    sheet->used = false;
}

void lt_sheet_head(struct lt_sheet *sheet, const char *const titles[][2], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        lt_sheet_text(sheet, (lxw_col_t)i, lt_say(sheet->file->model, titles[i][0], titles[i][1]),
                      LT_FORMAT_HEAD);
    }
    lt_sheet_next(sheet);
}

static void widths(struct lt_sheet *sheet, const double *chars, size_t count)
{
    for (size_t i = 0; i < count && sheet->sheet != NULL; i++) {
        lt_sheet_keep(
            sheet, worksheet_set_column(sheet->sheet, (lxw_col_t)i, (lxw_col_t)i, chars[i], NULL));
    }
}

/* --- 概况 --- */

static void pair_text(struct lt_sheet *sheet, const char *zh, const char *en, const char *text)
{
    lt_sheet_text(sheet, 0, lt_say(sheet->file->model, zh, en), LT_FORMAT_HEAD);
    lt_sheet_text(sheet, 1, text, LT_FORMAT_WRAP);
    lt_sheet_next(sheet);
}

static void pair_count(struct lt_sheet *sheet, const char *zh, const char *en, uint64_t count)
{
    lt_sheet_text(sheet, 0, lt_say(sheet->file->model, zh, en), LT_FORMAT_TEXT);
    lt_sheet_number(sheet, 1, (double)count, LT_FORMAT_COUNT_N);
    lt_sheet_next(sheet);
}

static void measures(struct lt_sheet *sheet, const char *zh, const char *en, struct lt_interval m2)
{
    lt_sheet_text(sheet, 0, lt_say(sheet->file->model, zh, en), LT_FORMAT_TEXT);
    lt_sheet_number(sheet, 1, lt_mu(m2.low), LT_FORMAT_AREA);
    lt_sheet_number(sheet, 2, lt_mu(m2.high), LT_FORMAT_AREA);
    lt_sheet_number(sheet, 3, m2.low / LT_M2_PER_HECTARE, LT_FORMAT_AREA);
    lt_sheet_number(sheet, 4, m2.high / LT_M2_PER_HECTARE, LT_FORMAT_AREA);
    lt_sheet_next(sheet);
}

static struct lt_interval exactly(double m2)
{
    return (struct lt_interval){m2, m2};
}

static void summary_head(struct lt_sheet *sheet)
{
    const struct lt_report_model *const model = sheet->file->model;
    char title[96];
    lt_sheet_text(sheet, 0, lt_report_title(model, sheet->file->arena), LT_FORMAT_TITLE);
    lt_sheet_next(sheet);
    pair_text(sheet, "密级标识", "mark", model->config->mark);
    pair_text(sheet, "报告期", "period",
              lt_period_title(model->key, model->config->chinese, title, sizeof title));
    pair_text(sheet, "影像日期", "image dates", lt_image_dates(model, sheet->file->arena));
    pair_text(sheet, "生成时间（UTC）", "published (UTC)", model->published_at);
    pair_text(sheet, "程序版本", "program version", model->program_version);
}

static void summary_areas(struct lt_sheet *sheet)
{
    static const char *const head[][2] = {{"面积指标", "area"},
                                          {"下限（亩）", "low, mu"},
                                          {"上限（亩）", "high, mu"},
                                          {"下限（公顷）", "low, ha"},
                                          {"上限（公顷）", "high, ha"}};
    const struct lt_report_model *const model = sheet->file->model;
    const struct lt_unit_sums *const sums = &model->city.sums;
    lt_sheet_next(sheet);
    lt_sheet_head(sheet, head, 5);
    measures(sheet, "耕地净面积", "farmland, net", exactly(sums->farmland_m2));
    measures(sheet, "未判面积", "not judged", exactly(sums->unjudged_m2));
    measures(sheet, "永久基本农田", "permanent basic farmland", exactly(sums->pbf_m2));
    measures(sheet, "功能区划定面积", "function zones as filed", exactly(sums->zone_filed_m2));
    measures(sheet, "功能区图形面积", "function zones, geometric", exactly(sums->zone_gross_m2));
    measures(sheet, "夏粮面积", "summer grain", sums->grain_m2[0]);
    if (model->crop_year_complete) {
        measures(sheet, "秋粮面积", "autumn grain", sums->grain_m2[1]);
        measures(sheet, "至少种一季粮", "at least one grain season", sums->footprint_m2);
        measures(sheet, "全年未种粮", "no grain all year", sums->zero_grain_m2);
        measures(sheet, "全年未种", "bare all year", sums->idle_m2);
    }
    measures(sheet, "在册疑似图斑", "open suspects", exactly(model->city.cases_open_m2));
    measures(sheet, "其中严重", "of them grave", exactly(model->city.cases_grave_m2));
    measures(sheet, "边缘条带（不立案）", "edge strips, no case", exactly(model->city.edge_m2));
    measures(sheet, "小于规模（不立案）", "too small, no case", exactly(model->city.small_m2));
}

enum lt_status lt_sheet_summary(struct lt_book_file *file, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    static const double sizes[] = {30, 60, 18, 18, 18};
    const struct lt_report_model *const model = file->model;
    struct lt_sheet sheet = lt_sheet_add(file, "概况", "summary");
    struct lt_sentences said;
    widths(&sheet, sizes, 5);
    summary_head(&sheet);
    lt_sheet_next(&sheet);
    LT_TRY(lt_conclusions(model, file->arena, &said, err));
    for (size_t i = 0; i < said.count; i++) {
        pair_text(&sheet, i == 0 ? "结论" : "", i == 0 ? "conclusions" : "", said.items[i].text);
    }
    LT_TRY(lt_open_questions(model, file->arena, &said, err));
    for (size_t i = 0; i < said.count; i++) {
        pair_text(&sheet, i == 0 ? "本期不能下结论" : "", i == 0 ? "not concluded" : "",
                  said.items[i].text);
    }
    lt_sheet_next(&sheet);
    pair_count(&sheet, "地类图斑数", "parcels", model->city.sums.parcels);
    pair_count(&sheet, "其中耕地", "of them farmland", model->city.sums.farmland_parcels);
    pair_count(&sheet, "功能区地块数", "function-zone plots", model->city.sums.zones);
    pair_count(&sheet, "永久基本农田图斑数", "PBF parcels", model->city.sums.pbf_parcels);
    pair_count(&sheet, "未判图斑数", "not judged", model->city.sums.unjudged);
    pair_count(&sheet, "在册疑似图斑数", "open suspects", model->city.cases_open);
    pair_count(&sheet, "其中严重", "of them grave", model->city.cases_grave);
    summary_areas(&sheet);
    lt_sheet_next(&sheet);
    LT_TRY(lt_definitions(model, file->arena, &said, err));
    for (size_t i = 0; i < said.count; i++) {
        pair_text(&sheet, i == 0 ? "口径" : "", i == 0 ? "definitions" : "", said.items[i].text);
    }
    lt_sheet_charts(&sheet);
out:
    return status;
}

/* --- 县区 --- */

static void county_row(struct lt_sheet *sheet, const struct lt_report_unit *unit)
{
    const struct lt_unit_sums *const sums = &unit->sums;
    char code[16];
    snprintf(code, sizeof code, "%06u", unit->unit);
    lt_sheet_text(sheet, 0, code, LT_FORMAT_TEXT);
    lt_sheet_text(sheet, 1, lt_unit_title(sheet->file->model, unit), LT_FORMAT_TEXT);
    const double areas[] = {
        lt_mu(sums->farmland_m2),     sums->farmland_m2 / LT_M2_PER_HECTARE,
        lt_mu(sums->grain_m2[0].low), lt_mu(sums->grain_m2[0].high),
        lt_mu(sums->grain_m2[1].low), lt_mu(sums->grain_m2[1].high),
    };
    for (size_t i = 0; i < sizeof areas / sizeof *areas; i++) {
        lt_sheet_number(sheet, (lxw_col_t)(2 + i), areas[i], LT_FORMAT_AREA);
    }
    lt_sheet_number(sheet, 8, unit->grain_share.low, LT_FORMAT_SHARE);
    lt_sheet_number(sheet, 9, unit->grain_share.high, LT_FORMAT_SHARE);
    lt_sheet_number(sheet, 10, (double)unit->cases_open, LT_FORMAT_COUNT_N);
    lt_sheet_number(sheet, 11, lt_mu(unit->cases_open_m2), LT_FORMAT_AREA);
    lt_sheet_number(sheet, 12, (double)unit->cases_grave, LT_FORMAT_COUNT_N);
    lt_sheet_number(sheet, 13, lt_mu(unit->cases_grave_m2), LT_FORMAT_AREA);
    lt_sheet_number(sheet, 14, (double)unit->balance.new_n, LT_FORMAT_COUNT_N);
    lt_sheet_number(sheet, 15, (double)unit->balance.rectified_proposed_n, LT_FORMAT_COUNT_N);
    lt_sheet_number(sheet, 16, (double)unit->balance.unproven_n, LT_FORMAT_COUNT_N);
    lt_sheet_number(sheet, 17, (double)unit->balance.exempt_n, LT_FORMAT_COUNT_N);
    lt_sheet_number(sheet, 18, (double)sums->unjudged, LT_FORMAT_COUNT_N);
    lt_sheet_number(sheet, 19, lt_mu(sums->unjudged_m2), LT_FORMAT_AREA);
    lt_sheet_next(sheet);
}

enum lt_status lt_sheet_counties(struct lt_book_file *file, struct lt_error *err)
{
    (void)err;
    static const char *const head[][2] = {
        {"代码", "code"},
        {"县区", "county"},
        {"耕地净面积（亩）", "farmland, net, mu"},
        {"耕地净面积（公顷）", "farmland, net, ha"},
        {"夏粮下限（亩）", "summer grain, low, mu"},
        {"夏粮上限（亩）", "summer grain, high, mu"},
        {"秋粮下限（亩）", "autumn grain, low, mu"},
        {"秋粮上限（亩）", "autumn grain, high, mu"},
        {"种粮占比下限", "grain share, low"},
        {"种粮占比上限", "grain share, high"},
        {"在册疑似图斑（个）", "open suspects"},
        {"在册疑似图斑（亩）", "open suspects, mu"},
        {"其中严重（个）", "grave"},
        {"其中严重（亩）", "grave, mu"},
        {"本期新增（个）", "new"},
        {"影像显示已整改待核查（个）", "rectified by the image"},
        {"证据不足（个）", "unproven"},
        {"已审批备案（个）", "exempt"},
        {"未判图斑（个）", "not judged"},
        {"未判面积（亩）", "not judged, mu"},
    };
    enum { COUNT = sizeof head / sizeof *head };
    double sizes[COUNT];
    for (int i = 0; i < COUNT; i++) {
        sizes[i] = i == 1 ? 18 : 13;
    }
    struct lt_sheet sheet = lt_sheet_add(file, "县区", "counties");
    widths(&sheet, sizes, COUNT);
    lt_sheet_head(&sheet, head, COUNT);
    if (sheet.sheet != NULL) {
        worksheet_freeze_panes(sheet.sheet, 1, 2);
    }
    county_row(&sheet, &file->model->city);
    for (size_t i = 0; i < file->model->unit_count; i++) {
        county_row(&sheet, &file->model->units[i]);
    }
    return LT_OK;
}

/* --- 底线 --- */

static const char *unit_name(const struct lt_report_model *model, uint32_t code)
{
    for (size_t i = 0; i < model->unit_count; i++) {
        if (model->units[i].unit == code) {
            return model->units[i].name;
        }
    }
    return code == model->config->city_code ? lt_say(model, "全市", "City") : "";
}

static void floor_row(struct lt_sheet *sheet, const struct lt_floor *floor)
{
    const struct lt_report_model *const model = sheet->file->model;
    const bool zh = model->config->chinese;
    const struct lt_rule *const rule = lt_rule_by_id(model, floor->rule_id);
    const bool mandate = rule != NULL && rule->threshold_from_mandate &&
                         !rule->threshold_overridden && floor->unit == model->config->city_code;
    lt_sheet_text(sheet, 0, unit_name(model, floor->unit), LT_FORMAT_TEXT);
    lt_sheet_text(sheet, 1, lt_rule_title(model, floor->rule_id), LT_FORMAT_TEXT);
    lt_sheet_text(sheet, 2, floor->rule_id, LT_FORMAT_TEXT);
    if (floor->floor_m2 > 0) {
        lt_sheet_number(sheet, 3, lt_wanmu(floor->floor_m2), LT_FORMAT_AREA);
        lt_sheet_text(sheet, 4,
                      mandate ? lt_say(model, "文件规定", "mandate")
                              : lt_say(model, "配置（非文件规定）", "config, not from the mandate"),
                      mandate ? LT_FORMAT_TEXT : LT_FORMAT_MARK);
    } else {
        lt_sheet_text(sheet, 3, lt_say(model, "未设目标", "no target"), LT_FORMAT_TEXT);
    }
    lt_sheet_number(sheet, 5, lt_wanmu(floor->area_m2.low), LT_FORMAT_AREA);
    lt_sheet_number(sheet, 6, lt_wanmu(floor->area_m2.high), LT_FORMAT_AREA);
    if (floor->floor_m2 > 0) {
        lt_sheet_text(sheet, 7, lt_verdict_title(floor->verdict, zh), LT_FORMAT_TEXT);
        lt_sheet_text(sheet, 8, lt_reason_title(floor->reason, zh), LT_FORMAT_TEXT);
        if (floor->verdict != LT_UNDECIDED) { /* else the floor lies inside the interval */
            lt_sheet_number(sheet, 9, lt_mu(floor->margin_m2), LT_FORMAT_AREA);
            lt_sheet_number(sheet, 10, lt_mu(floor->flip_m2), LT_FORMAT_AREA);
        }
        lt_sheet_number(sheet, 11, lt_wanmu(floor->autumn_must_bring_m2.low), LT_FORMAT_AREA);
        lt_sheet_number(sheet, 12, lt_wanmu(floor->autumn_must_bring_m2.high), LT_FORMAT_AREA);
    }
    if (strcmp(floor->rule_id, "FZ-AREA") == 0) {
        lt_sheet_number(sheet, 13, lt_wanmu(floor->geometric_m2), LT_FORMAT_AREA);
        lt_sheet_number(sheet, 14, lt_wanmu(floor->effective_m2.low), LT_FORMAT_AREA);
        lt_sheet_number(sheet, 15, lt_wanmu(floor->effective_m2.high), LT_FORMAT_AREA);
    } else {
        lt_sheet_number(sheet, 16, lt_wanmu(floor->with_outside_m2.low), LT_FORMAT_AREA);
        lt_sheet_number(sheet, 17, lt_wanmu(floor->with_outside_m2.high), LT_FORMAT_AREA);
    }
    if (floor->claimed_m2 > 0) {
        lt_sheet_number(sheet, 18, lt_mu(floor->claimed_m2), LT_FORMAT_AREA);
    }
    lt_sheet_next(sheet);
}

enum lt_status lt_sheet_floors(struct lt_book_file *file, struct lt_error *err)
{
    (void)err;
    static const char *const head[][2] = {
        {"范围", "area"},
        {"底线", "floor"},
        {"规则编号", "rule"},
        {"底线值（万亩）", "floor, wanmu"},
        {"底线来源", "source of the floor"},
        {"面积下限（万亩）", "area, low, wanmu"},
        {"面积上限（万亩）", "area, high, wanmu"},
        {"判定", "verdict"},
        {"原因", "reason"},
        {"与底线之差（亩）", "margin, mu"},
        {"改变判定所需（亩）", "flip area, mu"},
        {"秋季尚须下限（万亩）", "autumn must bring, low, wanmu"},
        {"秋季尚须上限（万亩）", "autumn must bring, high, wanmu"},
        {"图形面积核对（万亩）", "geometric check, wanmu"},
        {"有效面积下限（万亩）", "effective, low, wanmu"},
        {"有效面积上限（万亩）", "effective, high, wanmu"},
        {"含耕地以外下限（万亩）", "with land that is no cropland, low, wanmu"},
        {"含耕地以外上限（万亩）", "with land that is no cropland, high, wanmu"},
        {"下限已扣除两县重复列入（亩）", "of two counties, off the low bound, mu"},
    };
    enum { COUNT = sizeof head / sizeof *head };
    double sizes[COUNT];
    for (int i = 0; i < COUNT; i++) {
        sizes[i] = i < 2 || i == 4 ? 20 : 13;
    }
    struct lt_sheet sheet = lt_sheet_add(file, "底线", "floors");
    widths(&sheet, sizes, COUNT);
    lt_sheet_head(&sheet, head, COUNT);
    if (sheet.sheet != NULL) {
        worksheet_freeze_panes(sheet.sheet, 1, 2);
    }
    for (size_t i = 0; i < file->model->floor_count; i++) {
        floor_row(&sheet, &file->model->floors[i]);
    }
    return LT_OK;
}
