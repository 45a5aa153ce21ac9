/* The long sheets: rules, cases, ledger, quality, diagnostics. */
#include <math.h>
#include <string.h>

#include "liangtian/area.h"
#include "outputs_common.h"
#include "outputs_evidence_links.h"
#include "outputs_sheets.h"
#include "outputs_words.h"
#include "support/arena.h"

enum { CASE_ROWS_MAX = 1000000, DIAGNOSTIC_ROWS_MAX = 20000 };

static void even_widths(struct lt_sheet *sheet, size_t count, double chars)
{
    if (sheet->sheet != NULL) {
        lt_sheet_keep(sheet,
                      worksheet_set_column(sheet->sheet, 0, (lxw_col_t)(count - 1), chars, NULL));
    }
}

static void freeze(struct lt_sheet *sheet, lxw_row_t rows, lxw_col_t columns)
{
    if (sheet->sheet != NULL) {
        worksheet_freeze_panes(sheet->sheet, rows, columns);
    }
}

static void filter(struct lt_sheet *sheet, lxw_row_t last_row, size_t columns)
{
    if (sheet->sheet != NULL) {
        lt_sheet_keep(sheet,
                      worksheet_autofilter(sheet->sheet, 0, 0, last_row, (lxw_col_t)(columns - 1)));
    }
}

/* --- 规则 --- */

static void rule_row(struct lt_sheet *sheet, const struct lt_report_rule *line)
{
    static const char *const severities[][2] = {
        {"严重", "grave"}, {"一般", "ordinary"}, {"引导关注", "notice"}};
    const struct lt_report_model *const model = sheet->file->model;
    const struct lt_rule *const rule = line->rule;
    const char *const *severity = severities[rule->severity];
    lt_sheet_text(sheet, 0, rule->id, LT_FORMAT_TEXT);
    lt_sheet_text(sheet, 1, lt_say(model, rule->title_zh, rule->title_en), LT_FORMAT_WRAP);
    lt_sheet_text(sheet, 2, rule->clause, LT_FORMAT_TEXT);
    lt_sheet_text(sheet, 3, lt_say(model, severity[0], severity[1]), LT_FORMAT_TEXT);
    lt_sheet_text(sheet, 4,
                  rule->enabled ? lt_say(model, "启用", "on") : lt_say(model, "未启用", "off"),
                  LT_FORMAT_TEXT);
    const uint64_t counts[] = {line->subjects, line->meets, line->below, line->undecided,
                               line->not_subject};
    for (size_t i = 0; i < 5; i++) {
        lt_sheet_number(sheet, (lxw_col_t)(5 + i), (double)counts[i], LT_FORMAT_COUNT_N);
    }
    lt_sheet_number(sheet, 10, lt_mu(line->below_m2), LT_FORMAT_AREA);
    lt_sheet_number(sheet, 11, lt_mu(line->undecided_m2), LT_FORMAT_AREA);
    lt_sheet_number(sheet, 12, (double)line->cases, LT_FORMAT_COUNT_N);
    lt_sheet_number(sheet, 13, lt_mu(line->cases_m2), LT_FORMAT_AREA);
    lt_sheet_text(sheet, 14, lt_say(model, rule->citation_zh, rule->citation_en), LT_FORMAT_WRAP);
    lt_sheet_text(sheet, 15, lt_say(model, rule->note_zh, rule->note_en), LT_FORMAT_WRAP);
    lt_sheet_next(sheet);
}

static enum lt_status threshold_rows(struct lt_sheet *sheet, struct lt_error *err)
{
    static const char *const head[][2] = {
        {"门槛", "threshold"}, {"数值", "value"}, {"单位", "unit"}, {"来源", "source"}};
    const struct lt_report_model *const model = sheet->file->model;
    struct lt_threshold *items;
    size_t count;
    const enum lt_status status = lt_thresholds(model, sheet->file->arena, &items, &count, err);
    if (status != LT_OK) {
        return status;
    }
    lt_sheet_next(sheet);
    lt_sheet_head(sheet, head, 4);
    for (size_t i = 0; i < count; i++) {
        const bool mandate = items[i].from_mandate && !items[i].overridden;
        const char *const source =
            mandate ? lt_say(model, "文件规定", "mandate")
            : items[i].overridden
                ? lt_say(model, "市级配置（非文件规定）", "city's config, not from the mandate")
                : lt_say(model, "程序默认（非文件规定）", "default, not from the mandate");
        lt_sheet_text(sheet, 0, items[i].title, LT_FORMAT_WRAP);
        lt_sheet_number(sheet, 1, items[i].value, LT_FORMAT_PLAIN);
        lt_sheet_text(sheet, 2, items[i].unit, LT_FORMAT_TEXT);
        lt_sheet_text(sheet, 3, source, mandate ? LT_FORMAT_TEXT : LT_FORMAT_MARK);
        lt_sheet_next(sheet);
    }
    return LT_OK;
}

enum lt_status lt_sheet_rules(struct lt_book_file *file, struct lt_error *err)
{
    static const char *const head[][2] = {
        {"规则编号", "rule"},
        {"规则名称", "title"},
        {"条款", "clause"},
        {"严重程度", "severity"},
        {"状态", "state"},
        {"适用对象（个）", "subjects"},
        {"未见问题（个）", "meets"},
        {"疑似或提示（个）", "suspect or noted"},
        {"待定（个）", "undecided"},
        {"不适用（个）", "not a subject"},
        {"疑似或提示面积（亩）", "suspect or noted, mu"},
        {"待定面积（亩）", "undecided, mu"},
        {"在册图斑（个）", "cases"},
        {"在册图斑（亩）", "cases, mu"},
        {"依据", "legal basis"},
        {"说明", "note"},
    };
    enum { COUNT = sizeof head / sizeof *head };
    struct lt_sheet sheet = lt_sheet_add(file, "规则", "rules");
    even_widths(&sheet, COUNT, 14);
    if (sheet.sheet != NULL) {
        lt_sheet_keep(&sheet, worksheet_set_column(sheet.sheet, 0, 0, 22, NULL));
        lt_sheet_keep(&sheet, worksheet_set_column(sheet.sheet, 1, 1, 30, NULL));
        lt_sheet_keep(&sheet, worksheet_set_column(sheet.sheet, 14, 15, 60, NULL));
    }
    lt_sheet_head(&sheet, head, COUNT);
    freeze(&sheet, 1, 1);
    for (size_t i = 0; i < file->model->rule_count; i++) {
        rule_row(&sheet, &file->model->rules[i]);
    }
    return threshold_rows(&sheet, err);
}

/* --- 图斑 --- */

static enum lt_status review_list(struct lt_sheet *sheet, const struct lt_schema_field *field,
                                  lxw_col_t column, lxw_row_t rows, struct lt_error *err)
{
    char **const values = lt_arena_array(sheet->file->arena, field->code_count + 1, sizeof *values);
    if (values == NULL) {
        return lt_fail_memory(err, "the list of review results");
    }
    for (size_t i = 0; i < field->code_count; i++) {
        values[i] = lt_arena_text(sheet->file->arena, field->codes[i].code);
        if (values[i] == NULL) {
            return lt_fail_memory(err, "the list of review results");
        }
    }
    lxw_data_validation validation = {
        .validate = LXW_VALIDATION_TYPE_LIST,
        .value_list = values,
        .error_type = LXW_VALIDATION_ERROR_TYPE_STOP,
        .ignore_blank = LXW_VALIDATION_ON,
    };
    if (sheet->sheet != NULL && rows > 0) {
        lt_sheet_keep(sheet, worksheet_data_validation_range(sheet->sheet, 1, column, rows, column,
                                                             &validation));
    }
    return LT_OK;
}

/* One more column than the layer has: reviews are read by the names of theirs, and the id itself stays plain text. */
static bool has_evidence(const struct lt_book_file *file)
{
    return file->model->evidence != NULL && file->model->evidence->count > 0;
}

static void link_evidence(struct lt_sheet *sheet, const struct lt_case *item, lxw_col_t column)
{
    const struct lt_book_file *const file = sheet->file;
    if (!lt_evidence_has(file->model, item)) {
        return;
    }
    const char *const path = file->packed ? lt_evidence_packed_path(item, file->arena)
                                          : lt_evidence_path(item, file->arena);
    lt_sheet_link(sheet, column, path, lt_say(file->model, "举证表", "sheet"));
}

static void case_row(struct lt_sheet *sheet, const struct lt_case *item)
{
    struct lt_book_file *const file = sheet->file;
    const struct lt_layer_schema *const schema = file->model->violation_schema;
    for (size_t f = 0; f < schema->field_count; f++) {
        const struct lt_schema_field *const field = &schema->fields[f];
        char buffer[LT_CASE_TEXT];
        struct lt_case_value value;
        lt_case_value(file->model, item, field, buffer, &value);
        if (value.kind == LT_VALUE_TEXT) {
            lt_sheet_text(sheet, (lxw_col_t)f, value.text, LT_FORMAT_TEXT);
        } else if (value.kind == LT_VALUE_NUMBER) {
            lt_sheet_number(sheet, (lxw_col_t)f, value.number,
                            lt_starts_with(field->column, "share") ? LT_FORMAT_SHARE
                                                                   : LT_FORMAT_AREA);
            file->case_area += strcmp(field->column, "area_m2") == 0 ? value.number : 0;
        } else if (lt_case_column_is_review(field) && sheet->sheet != NULL) {
            lt_sheet_keep(sheet,
                          worksheet_write_blank(
                              sheet->sheet, sheet->row, (lxw_col_t)f,
                              file->formats[field->type == LT_FIELD_DATE ? LT_FORMAT_DATE
                                                                         : LT_FORMAT_REVIEW]));
        }
    }
    link_evidence(sheet, item, (lxw_col_t)schema->field_count);
    lt_sheet_next(sheet);
    file->case_rows++;
}

static enum lt_status case_head(struct lt_sheet *sheet, lxw_row_t rows, struct lt_error *err)
{
    const struct lt_report_model *const model = sheet->file->model;
    const struct lt_layer_schema *const schema = model->violation_schema;
    for (size_t f = 0; f < schema->field_count; f++) {
        const struct lt_schema_field *const field = &schema->fields[f];
        lt_sheet_text(sheet, (lxw_col_t)f, lt_say(model, field->title_zh, field->title_en),
                      LT_FORMAT_HEAD);
        if (field->code_count > 0) {
            const enum lt_status status = review_list(sheet, field, (lxw_col_t)f, rows, err);
            if (status != LT_OK) {
                return status;
            }
        }
    }
    if (has_evidence(sheet->file)) {
        lt_sheet_text(sheet, (lxw_col_t)schema->field_count,
                      lt_say(model, "举证表", "evidence sheet"), LT_FORMAT_HEAD);
    }
    lt_sheet_next(sheet);
    return LT_OK;
}

enum lt_status lt_sheet_cases(struct lt_book_file *file, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_layer_schema *const schema = file->model->violation_schema;
    struct lt_sheet sheet = lt_sheet_add(file, "图斑", "cases");
    struct lt_book_cases cases;
    LT_TRY(lt_book_select(file->model, LT_BOOK_VIOLATIONS, file->arena, &cases, err));
    const size_t shown = cases.count < CASE_ROWS_MAX ? cases.count : CASE_ROWS_MAX;
    even_widths(&sheet, schema->field_count, 14);
    if (sheet.sheet != NULL) {
        lt_sheet_keep(&sheet, worksheet_set_column(sheet.sheet, 0, 0, 22, NULL));
        lt_sheet_keep(&sheet, worksheet_set_column(sheet.sheet, 2, 2, 26, NULL));
    }
    LT_TRY(case_head(&sheet, (lxw_row_t)shown, err));
    freeze(&sheet, 1, 1);
    for (size_t i = 0; i < shown; i++) {
        case_row(&sheet, cases.items[i]);
    }
    filter(&sheet, (lxw_row_t)(shown > 0 ? shown : 1), schema->field_count + has_evidence(file));
    if (shown < cases.count) {
        lt_sheet_text(
            &sheet, 0,
            lt_say(file->model, "其余图斑见 liangtian.gpkg", "the rest is in liangtian.gpkg"),
            LT_FORMAT_MARK);
        lt_sheet_next(&sheet);
    } else if (!(fabs(file->case_area - cases.area_m2) <=
                 0.00501 * (double)cases.count + 1e-9 * cases.area_m2)) {
        status = lt_fail(err, LT_E_BUG, "the sheet of cases sums to %.2f m², the cases to %.2f m²",
                         file->case_area, cases.area_m2);
    }
out:
    return status;
}

/* --- 台账 --- */

static void balance_row(struct lt_sheet *sheet, lt_period period, const struct lt_balance *line)
{
    const struct lt_report_model *const model = sheet->file->model;
    char text[LT_PERIOD_TEXT], code[16];
    snprintf(code, sizeof code, "%06u", line->unit);
    lt_sheet_text(sheet, 0, lt_period_format(period, text), LT_FORMAT_TEXT);
    lt_sheet_text(sheet, 1, code, LT_FORMAT_TEXT);
    const char *name = line->unit == model->config->city_code ? lt_say(model, "全市", "City") : "";
    for (size_t i = 0; i < model->unit_count; i++) {
        name = model->units[i].unit == line->unit ? model->units[i].name : name;
    }
    lt_sheet_text(sheet, 2, name, LT_FORMAT_TEXT);
    const double values[] = {
        (double)line->opening_n,
        lt_mu(line->opening_m2),
        (double)line->undated_n,
        lt_mu(line->undated_m2),
        (double)line->stock_n,
        lt_mu(line->stock_m2),
        (double)line->new_n,
        lt_mu(line->new_m2),
        (double)line->relapsed_n,
        lt_mu(line->relapsed_m2),
        (double)line->split_n,
        lt_mu(line->split_m2),
        (double)line->merged_n,
        lt_mu(line->merged_m2),
        (double)line->closed_n,
        lt_mu(line->closed_m2),
        lt_mu(line->grown_m2),
        lt_mu(line->shrunk_m2),
        (double)line->closing_n,
        lt_mu(line->closing_m2),
        (double)line->carried_n,
        lt_mu(line->carried_m2),
        (double)line->rectified_proposed_n,
        lt_mu(line->rectified_proposed_m2),
        (double)line->unproven_n,
        lt_mu(line->unproven_m2),
        (double)line->exempt_n,
        lt_mu(line->exempt_m2),
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        const bool count = i < 16 ? i % 2 == 0 : i >= 18 && i % 2 == 0;
        lt_sheet_number(sheet, (lxw_col_t)(3 + i), values[i],
                        count ? LT_FORMAT_COUNT_N : LT_FORMAT_AREA);
    }
    lt_sheet_next(sheet);
}

enum lt_status lt_sheet_ledger(struct lt_book_file *file, struct lt_error *err)
{
    (void)err;
    static const char *const head[][2] = {
        {"报告期", "period"},
        {"代码", "code"},
        {"范围", "area"},
        {"期初（个）", "opening"},
        {"期初（亩）", "opening, mu"},
        {"＋存量待定（个）", "+ undated"},
        {"＋存量待定（亩）", "+ undated, mu"},
        {"＋存量（个）", "+ stock"},
        {"＋存量（亩）", "+ stock, mu"},
        {"＋新增（个）", "+ new"},
        {"＋新增（亩）", "+ new, mu"},
        {"＋反弹（个）", "+ relapsed"},
        {"＋反弹（亩）", "+ relapsed, mu"},
        {"＋拆分（个）", "+ split"},
        {"＋拆分（亩）", "+ split, mu"},
        {"－合并（个）", "− merged"},
        {"－合并（亩）", "− merged, mu"},
        {"－销号（个）", "− closed"},
        {"－销号（亩）", "− closed, mu"},
        {"＋扩大（亩）", "+ grown, mu"},
        {"－缩小（亩）", "− shrunk, mu"},
        {"期末（个）", "closing"},
        {"期末（亩）", "closing, mu"},
        {"其中本期未判结转（个）", "of them carried"},
        {"其中本期未判结转（亩）", "of them carried, mu"},
        {"其中影像显示已整改（个）", "of them rectified by the image"},
        {"其中影像显示已整改（亩）", "of them rectified by the image, mu"},
        {"另册：证据不足（个）", "apart: unproven"},
        {"另册：证据不足（亩）", "apart: unproven, mu"},
        {"另册：已审批备案（个）", "apart: exempt"},
        {"另册：已审批备案（亩）", "apart: exempt, mu"},
    };
    enum { COUNT = sizeof head / sizeof *head };
    const struct lt_ledger *const ledger = file->model->ledger;
    struct lt_sheet sheet = lt_sheet_add(file, "台账", "ledger");
    even_widths(&sheet, COUNT, 12);
    lt_sheet_head(&sheet, head, COUNT);
    freeze(&sheet, 1, 3);
    for (size_t i = 0; i < ledger->balance_count; i++) {
        balance_row(&sheet, ledger->balance_periods[i], &ledger->balances[i]);
    }
    return LT_OK;
}

/* --- 质量 --- */

static void quality_rows(struct lt_sheet *sheet)
{
    const struct lt_report_model *const model = sheet->file->model;
    for (size_t i = 0; i < model->quality_count; i++) {
        const struct lt_report_quality *const line = &model->quality[i];
        const uint64_t counts[] = {line->features, line->judged,  line->not_judged, line->repaired,
                                   line->overlaps, line->slivers, line->off_raster};
        lt_sheet_text(sheet, 0, lt_layer_title(line->layer, model->config->chinese),
                      LT_FORMAT_TEXT);
        lt_sheet_text(sheet, 1, line->name, LT_FORMAT_TEXT);
        for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
            lt_sheet_number(sheet, (lxw_col_t)(2 + k), (double)counts[k], LT_FORMAT_COUNT_N);
        }
        lt_sheet_number(sheet, 9, line->gross_m2 / LT_M2_PER_HECTARE, LT_FORMAT_AREA);
        lt_sheet_number(sheet, 10, line->not_judged_m2 / LT_M2_PER_HECTARE, LT_FORMAT_AREA);
        lt_sheet_number(sheet, 11, line->overlap_m2 / LT_M2_PER_HECTARE, LT_FORMAT_AREA);
        lt_sheet_next(sheet);
    }
}

enum lt_status lt_sheet_quality(struct lt_book_file *file, struct lt_error *err)
{
    (void)err;
    static const char *const head[][2] = {
        {"图层", "layer"},
        {"文件", "file"},
        {"要素数", "features"},
        {"已判", "judged"},
        {"未判", "not judged"},
        {"已修复", "repaired"},
        {"重叠", "overlaps"},
        {"碎面", "slivers"},
        {"超出影像", "off the raster"},
        {"面积（公顷）", "area, ha"},
        {"未判面积（公顷）", "not judged, ha"},
        {"重叠面积（公顷）", "overlaps, ha"},
    };
    static const char *const inputs[][2] = {
        {"输入", "input"}, {"文件", "file"}, {"字节", "bytes"}, {"SHA-256", "SHA-256"}};
    enum { COUNT = sizeof head / sizeof *head };
    const struct lt_report_model *const model = file->model;
    struct lt_sheet sheet = lt_sheet_add(file, "质量", "quality");
    even_widths(&sheet, COUNT, 14);
    if (sheet.sheet != NULL) {
        lt_sheet_keep(&sheet, worksheet_set_column(sheet.sheet, 0, 1, 26, NULL));
    }
    lt_sheet_head(&sheet, head, COUNT);
    freeze(&sheet, 1, 0);
    quality_rows(&sheet);
    lt_sheet_next(&sheet);
    lt_sheet_head(&sheet, inputs, 4);
    for (size_t i = 0; i < model->input_count; i++) {
        lt_sheet_text(&sheet, 0, lt_input_title(model->inputs[i].role, model->config->chinese),
                      LT_FORMAT_TEXT);
        lt_sheet_text(&sheet, 1, model->inputs[i].name, LT_FORMAT_TEXT);
        lt_sheet_number(&sheet, 2, (double)model->inputs[i].bytes, LT_FORMAT_COUNT_N);
        lt_sheet_text(&sheet, 3, model->inputs[i].sha256, LT_FORMAT_TEXT);
        lt_sheet_next(&sheet);
    }
    return LT_OK;
}

/* --- 诊断 --- */

static void diagnostic_row(struct lt_sheet *sheet, const struct lt_diagnostic *item, bool chinese,
                           struct lt_text *buffer)
{
    lt_sheet_text(sheet, 0, lt_severity_title(item->severity, chinese), LT_FORMAT_TEXT);
    lt_sheet_text(sheet, 1, item->code, LT_FORMAT_TEXT);
    lt_sheet_text(sheet, 2, lt_diagnostic_title(item->code, chinese), LT_FORMAT_TEXT);
    lt_sheet_text(sheet, 4, item->feature, LT_FORMAT_TEXT);
    static const lxw_col_t columns[] = {[LT_PART_LAYER] = 3,
                                        [LT_PART_FIELD] = 5,
                                        [LT_PART_FOUND] = 6,
                                        [LT_PART_EXPECTED] = 7,
                                        [LT_PART_ACTION] = 8};
    for (size_t part = 0; part < sizeof columns / sizeof *columns; part++) {
        lt_sheet_text(sheet, columns[part],
                      lt_diagnostic_say(item, (enum lt_diagnostic_part)part, chinese, buffer),
                      LT_FORMAT_TEXT);
    }
    lt_sheet_number(sheet, 9, lt_mu(item->area_m2), LT_FORMAT_AREA);
    lt_sheet_next(sheet);
}

enum lt_status lt_sheet_diagnostics(struct lt_book_file *file, struct lt_error *err)
{
    static const char *const head[][2] = {
        {"级别", "severity"},       {"代码", "code"},     {"问题", "what"},
        {"图层", "layer"},          {"要素", "feature"},  {"字段", "field"},
        {"实际", "found"},          {"应为", "expected"}, {"处理办法", "what to do"},
        {"面积（亩）", "area, mu"},
    };
    enum { COUNT = sizeof head / sizeof *head };
    (void)err;
    const struct lt_report_model *const model = file->model;
    const struct lt_diagnostics *const list = model->diagnostics;
    struct lt_text buffer = {0};
    struct lt_sheet sheet = lt_sheet_add(file, "诊断", "diagnostics");
    even_widths(&sheet, COUNT, 22);
    lt_sheet_head(&sheet, head, COUNT);
    freeze(&sheet, 1, 0);
    const size_t count = list == NULL ? 0 : list->count;
    const size_t shown = count < DIAGNOSTIC_ROWS_MAX ? count : DIAGNOSTIC_ROWS_MAX;
    for (size_t i = 0; i < shown; i++) {
        diagnostic_row(&sheet, &list->items[i], model->config->chinese, &buffer);
    }
    lt_text_finish(&buffer);
    filter(&sheet, (lxw_row_t)(shown > 0 ? shown : 1), COUNT);
    if (shown < count) {
        const char *const note = lt_arena_printf(
            file->arena, "%s %zu %s", lt_say(model, "其余", "the other"), count - shown,
            lt_say(model, "条见 diagnostics.csv", "are in diagnostics.csv"));
        lt_sheet_text(&sheet, 0, note, LT_FORMAT_MARK);
        lt_sheet_next(&sheet);
    }
    return LT_OK;
}
