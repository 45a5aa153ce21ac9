/* Figures that several outputs print alike: cells of the report's tables, the grave cases. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "outputs_common.h"

const char *lt_column_unit(const struct lt_report_model *model,
                           const struct lt_report_column *column)
{
    switch (column->kind) {
    case LT_COLUMN_MU:
        return lt_say(model, "（亩）", ", mu");
    case LT_COLUMN_WANMU:
        return lt_say(model, "（万亩）", ", wanmu");
    case LT_COLUMN_YIJIN:
        return lt_say(model, "（亿斤）", ", yijin");
    default:
        return "";
    }
}

void lt_add_cell(struct lt_text *text, const struct lt_report_column *column,
                 const struct lt_report_cell *cell)
{
    if (!cell->given) {
        lt_text_add(text, "\u2014");
        return;
    }
    switch (column->kind) {
    case LT_COLUMN_TEXT:
        lt_text_add(text, cell->text);
        break;
    case LT_COLUMN_COUNT:
        lt_add_number(text, cell->value.low, 0);
        break;
    case LT_COLUMN_FIGURE:
        lt_add_number(text, cell->value.low, cell->value.low == floor(cell->value.low) ? 0 : 2);
        break;
    case LT_COLUMN_MU:
        lt_add_interval(text, cell->value, LT_MEASURE_MU);
        break;
    case LT_COLUMN_WANMU:
        lt_add_interval(text, cell->value, LT_MEASURE_WANMU);
        break;
    case LT_COLUMN_YIJIN:
        lt_add_interval(text, cell->value, LT_MEASURE_YIJIN);
        break;
    case LT_COLUMN_PERCENT:
        lt_add_interval(text, cell->value, LT_MEASURE_PERCENT);
        lt_text_add(text, "%");
        break;
    }
}

int lt_case_by_area(const void *a, const void *b)
{
    const struct lt_case *const left = *(const struct lt_case *const *)a;
    const struct lt_case *const right = *(const struct lt_case *const *)b;
    if (left->area_m2 > right->area_m2) {
        return -1;
    }
    if (left->area_m2 < right->area_m2) {
        return 1;
    }
    return strcmp(left->id, right->id);
}

enum lt_status lt_grave_cases(const struct lt_report_model *model, struct lt_arena *arena,
                              struct lt_book_cases *ret_cases, struct lt_error *err)
{
    struct lt_book_cases cases;
    const enum lt_status status = lt_book_select(model, LT_BOOK_VIOLATIONS, arena, &cases, err);
    if (status != LT_OK) {
        return status;
    }
    size_t grave = 0;
    double m2 = 0;
    for (size_t i = 0; i < cases.count; i++) {
        if (cases.items[i]->open && lt_case_severity(cases.items[i]) == LT_RULE_GRAVE) {
            m2 += cases.items[i]->area_m2;
            cases.items[grave++] = cases.items[i];
        }
    }
    qsort(cases.items, grave, sizeof *cases.items, lt_case_by_area);
    *ret_cases = (struct lt_book_cases){
        .items = cases.items, .count = grave, .open = grave, .open_m2 = m2, .area_m2 = m2};
    return LT_OK;
}
