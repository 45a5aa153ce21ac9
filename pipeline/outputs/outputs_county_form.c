/* 《落实情况报告》: the form in which a county reports of its work, as a workbook and as a table. Every item is a row that
 * is known by its key; the ledger's own figures stand beside the cells to be filled in. */
#include <stdio.h>
#include <string.h>

#include "liangtian/area.h"
#include "outputs_common.h"
#include "outputs_sheets.h"
#include "support/arena.h"
#include "support/text.h"

enum column { KEY, ITEM, UNIT, HELD, ANSWER, CLAUSE, NOTE, COLUMNS };
static const char *const heads[COLUMNS][2] = {
    {"项目代码", "item key"}, {"项目", "item"},   {"单位", "unit"},     {"台账数", "ledger"},
    {"填报内容", "answer"},   {"条款", "clause"}, {"填写说明", "note"},
};
static const double widths[COLUMNS] = {18, 34, 8, 14, 40, 8, 36};

/* What the program fills in itself: whose report it is, and on which half-year. */
static const char *given_answer(const struct lt_report_model *model,
                                const struct lt_form_item *item, char buffer[16])
{
    buffer[0] = '\0';
    if (item->kind == LT_ANSWER_COUNTY) {
        snprintf(buffer, 16, "%06u", model->city.unit);
    } else if (item->kind == LT_ANSWER_PERIOD) {
        lt_period_format(model->key, buffer);
    }
    return buffer;
}

/* The ledger's figure as it is printed: cases, or 亩. */
static bool held_of(const struct lt_report_model *model, const struct lt_form_item *item,
                    double *ret_value)
{
    const bool has = lt_form_held(item, &model->city.progress, ret_value);
    *ret_value = item->kind == LT_ANSWER_AREA ? lt_mu(*ret_value) : *ret_value;
    return has;
}

static const char *note_of(const struct lt_report_model *model, const struct lt_form_item *item,
                           struct lt_arena *arena)
{
    const char *note = lt_say(model, item->note_zh, item->note_en);
    if (!item->required) {
        return note;
    }
    const char *must = lt_say(model, "必填", "required");
    return *note == '\0' ? must
                         : lt_arena_printf(arena, "%s%s%s", must, lt_say(model, "　", ": "), note);
}

static const char *part_of(const struct lt_report_model *model, const struct lt_form_item *item)
{
    return lt_say(model, item->part_zh, item->part_en);
}

static bool begins_part(const struct lt_county_form *form, size_t index)
{
    return index == 0 || strcmp(form->items[index - 1].part_en, form->items[index].part_en) != 0;
}

/* --- the table --- */

void lt_county_form_add_csv(struct lt_text *text, const struct lt_report_model *model)
{
    const struct lt_county_form *form = model->county_form;
    lt_text_add(text, "\xEF\xBB\xBF"); /* without it a Chinese spreadsheet reads GBK */
    for (size_t c = 0; c < COLUMNS; c++) {
        lt_text_printf(text, "%s%s", c == 0 ? "" : ",", lt_say(model, heads[c][0], heads[c][1]));
    }
    lt_text_add(text, "\r\n");
    for (size_t i = 0; i < form->count; i++) {
        const struct lt_form_item *item = &form->items[i];
        char answer[16];
        double held;
        lt_text_printf(text, "%s,", item->key);
        lt_text_add_csv(text, lt_say(model, item->zh, item->en));
        lt_text_add(text, ",");
        lt_text_add_csv(text, lt_form_unit(item, model->config->chinese));
        lt_text_add(text, ",");
        if (held_of(model, item, &held)) {
            lt_text_add_fixed(text, held, item->kind == LT_ANSWER_AREA ? 2 : 0);
        }
        lt_text_printf(text, ",%s,%s,", given_answer(model, item, answer), item->clause);
        lt_text_add(text, item->required ? lt_say(model, "必填", "required") : "");
        if (item->required && item->note_en[0] != '\0') {
            lt_text_add(text, lt_say(model, "　", ": "));
        }
        lt_text_add_csv(text, lt_say(model, item->note_zh, item->note_en));
        lt_text_add(text, "\r\n");
    }
}

/* --- the workbook: cells to be filled in --- */

static enum lt_format fill_format(enum lt_answer_kind kind)
{
    switch (kind) {
    case LT_ANSWER_DATE:
        return LT_FORMAT_DATE;
    case LT_ANSWER_COUNT:
        return LT_FORMAT_FILL_COUNT;
    case LT_ANSWER_AREA:
    case LT_ANSWER_MONEY:
        return LT_FORMAT_FILL_AREA;
    case LT_ANSWER_COUNTY:
    case LT_ANSWER_PERIOD:
    case LT_ANSWER_TEXT:
        break;
    }
    return LT_FORMAT_REVIEW;
}

/* Answers whether there is anything to validate. */
static bool rule_of(const struct lt_report_model *model, const struct lt_form_item *item,
                    lxw_data_validation *rule)
{
    const int half = lt_period_half(model->key);
    switch (item->kind) {
    case LT_ANSWER_DATE:
        rule->validate = LXW_VALIDATION_TYPE_DATE;
        rule->criteria = LXW_VALIDATION_CRITERIA_GREATER_THAN_OR_EQUAL_TO;
        rule->value_datetime = (lxw_datetime){
            .year = lt_period_year(model->key), .month = half == 1 ? 1 : 7, .day = 1};
        return true;
    case LT_ANSWER_COUNT:
    case LT_ANSWER_AREA:
    case LT_ANSWER_MONEY:
        rule->validate = item->kind == LT_ANSWER_COUNT ? LXW_VALIDATION_TYPE_INTEGER
                                                       : LXW_VALIDATION_TYPE_DECIMAL;
        rule->criteria = LXW_VALIDATION_CRITERIA_BETWEEN;
        rule->minimum_number = 0;
        rule->maximum_number = item->limit > 0.0 ? item->limit : 1e12;
        return true;
    case LT_ANSWER_TEXT:
        rule->validate = LXW_VALIDATION_TYPE_LENGTH;
        rule->criteria = LXW_VALIDATION_CRITERIA_LESS_THAN_OR_EQUAL_TO;
        rule->value_number = item->limit > 0.0 ? item->limit : 600;
        return true;
    case LT_ANSWER_COUNTY:
    case LT_ANSWER_PERIOD:
        break;
    }
    return false;
}

static void validate(struct lt_sheet *sheet, const struct lt_form_item *item)
{
    const struct lt_report_model *const model = sheet->file->model;
    lxw_data_validation rule = {
        .error_type = LXW_VALIDATION_ERROR_TYPE_STOP,
        .ignore_blank = LXW_VALIDATION_ON,
        .error_title = (char *)lt_say(model, "填报内容不符", "not an answer"),
        .error_message = (char *)lt_say(
            model, "个数填整数，面积和金额填不小于 0 的数，日期不早于报告期，文字不超过字数上限。",
            "Counts are whole, areas and money are 0 or more, days not before the half-year, texts "
            "not over their length."),
    };
    if (sheet->sheet != NULL && rule_of(model, item, &rule)) {
        lt_sheet_keep(sheet,
                      worksheet_data_validation_cell(sheet->sheet, sheet->row, ANSWER, &rule));
    }
}

static void item_row(struct lt_sheet *sheet, const struct lt_form_item *item)
{
    const struct lt_report_model *const model = sheet->file->model;
    char answer[16];
    double held;
    lt_sheet_text(sheet, KEY, item->key, LT_FORMAT_TEXT);
    lt_sheet_text(sheet, ITEM, lt_say(model, item->zh, item->en), LT_FORMAT_WRAP);
    lt_sheet_text(sheet, UNIT, lt_form_unit(item, model->config->chinese), LT_FORMAT_TEXT);
    if (held_of(model, item, &held)) {
        lt_sheet_number(sheet, HELD, held,
                        item->kind == LT_ANSWER_AREA ? LT_FORMAT_AREA : LT_FORMAT_COUNT_N);
    }
    if (given_answer(model, item, answer)[0] != '\0') {
        lt_sheet_text(sheet, ANSWER, answer, LT_FORMAT_REVIEW);
    } else if (sheet->sheet != NULL) {
        lt_sheet_keep(sheet, worksheet_write_blank(sheet->sheet, sheet->row, ANSWER,
                                                   sheet->file->formats[fill_format(item->kind)]));
    }
    lt_sheet_text(sheet, CLAUSE, item->clause, LT_FORMAT_TEXT);
    lt_sheet_text(sheet, NOTE, note_of(model, item, sheet->file->arena), LT_FORMAT_WRAP);
    validate(sheet, item);
    lt_sheet_next(sheet);
}

static void form_sheet(struct lt_book_file *file)
{
    const struct lt_report_model *const model = file->model;
    const struct lt_county_form *form = model->county_form;
    char period[96];
    struct lt_sheet sheet = lt_sheet_add(file, "落实情况报告", "county report");
    for (size_t c = 0; c < COLUMNS && sheet.sheet != NULL; c++) {
        lt_sheet_keep(
            &sheet, worksheet_set_column(sheet.sheet, (lxw_col_t)c, (lxw_col_t)c, widths[c], NULL));
    }
    lt_sheet_text(&sheet, ITEM,
                  lt_say(model, "防止耕地“非粮化”落实情况报告", "Report of a county's work"),
                  LT_FORMAT_TITLE);
    lt_sheet_next(&sheet);
    lt_sheet_text(
        &sheet, ITEM,
        lt_arena_printf(file->arena, "%s%s%s", model->city.name, lt_say(model, "　", ", "),
                        lt_period_title(model->key, model->config->chinese, period, sizeof period)),
        LT_FORMAT_TEXT);
    lt_sheet_next(&sheet);
    lt_sheet_head(&sheet, heads, COLUMNS);
    if (sheet.sheet != NULL) {
        worksheet_freeze_panes(sheet.sheet, sheet.row, 2);
        worksheet_protect(sheet.sheet, NULL,
                          NULL); /* no password: against slips, not against people */
    }
    for (size_t i = 0; i < form->count; i++) {
        if (begins_part(form, i)) {
            lt_sheet_text(&sheet, ITEM, part_of(model, &form->items[i]), LT_FORMAT_HEAD);
            lt_sheet_next(&sheet);
        }
        item_row(&sheet, &form->items[i]);
    }
}

/* --- how to fill it in --- */

static void help_sheet(struct lt_book_file *file)
{
    static const char *const lines[][2] = {
        {"一、只填“填报内容”一栏（浅黄色）；项目代码、县区代码和报告期不要改动，行可以不按顺序，但"
         "每个代码只能出现一次。",
         "Fill in the column \"answer\" alone (pale yellow). Leave keys, county and half-year as "
         "they are."},
        {"二、“台账数”是市级台账截至下发时的数，仅供核对；填报数按县区自己的统计填写，与台账不一致"
         "的如实填写，不要照抄。",
         "\"Ledger\" is what the city's ledger held when this was issued. Answer by your own "
         "count; do not copy it."},
        {"三、个数填整数；面积以亩、金额以万元计，保留两位小数；日期如 2026-08-15。没有发生的填 "
         "0，未统计的留空。",
         "Counts are whole; areas in mu, money in 10,000 yuan, two decimals; days as 2026-08-15. 0 "
         "where there was none, empty where it was not counted."},
        {"四、图斑核查整改为各期下发累计数，其余为本期数。属实与不属实、合法之和不大于已核查，已整"
         "改与逾期之和不大于属实。",
         "Cases are all issued so far, the rest is of this half-year. Found true and cleared are "
         "at most checked; rectified and overdue at most found true."},
        {"五、本表只报数，不能代替逐宗核查回填：图斑的核查、整改、验收须在 violations "
         "图层或表格中逐宗填写并附举证。",
         "This report closes no case: reviews go into the violations layer or list, case by case, "
         "with evidence."},
        {"六、不填个人姓名、身份证号和电话号码；文字中连续十位以上的数字收表时一律略去。",
         "No names, identity numbers or telephone numbers; runs of ten digits and more are left "
         "out when it is read."},
        {"七、填好后以 .xlsx 或 .csv 交市级。同一期再次报送，以后报的为准，此前各次留存备查。",
         "Send it back as .xlsx or .csv. A second report on the same half-year takes the place of "
         "the first, which is kept."},
    };
    struct lt_sheet sheet = lt_sheet_add(file, "填报说明", "how to fill it in");
    if (sheet.sheet != NULL) {
        lt_sheet_keep(&sheet, worksheet_set_column(sheet.sheet, 0, 0, 110, NULL));
    }
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        lt_sheet_text(&sheet, 0, lt_say(file->model, lines[i][0], lines[i][1]), LT_FORMAT_WRAP);
        lt_sheet_next(&sheet);
    }
}

enum lt_status lt_sheet_county_form(struct lt_book_file *file, struct lt_error *err)
{
    (void)err;
    form_sheet(file);
    help_sheet(file);
    return LT_OK;
}
