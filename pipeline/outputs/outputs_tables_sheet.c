/* The report's tables in summary.xlsx, a sheet each. */
#include "liangtian/area.h"
#include "outputs_common.h"
#include "outputs_sheets.h"
#include "support/arena.h"

static const char *title_of(const struct lt_book_file *file, const struct lt_report_column *column,
                            int part)
{
    const struct lt_report_model *const model = file->model;
    const char *const unit =
        column->kind == LT_COLUMN_MU      ? lt_say(model, "（亩）", ", mu")
        : column->kind == LT_COLUMN_WANMU ? lt_say(model, "（万亩）", ", wanmu")
        : column->kind == LT_COLUMN_YIJIN ? lt_say(model, "（亿斤）", ", yijin")
                                          : "";
    const char *const bound = !column->range ? ""
                              : part == 0    ? lt_say(model, "下限", ", low")
                                             : lt_say(model, "上限", ", high");
    return lt_arena_printf(file->arena, "%s%s%s", lt_say(model, column->zh, column->en), bound,
                           unit);
}

static double number_of(enum lt_column_kind kind, double value)
{
    return kind == LT_COLUMN_MU      ? lt_mu(value)
           : kind == LT_COLUMN_WANMU ? lt_wanmu(value)
           : kind == LT_COLUMN_YIJIN ? lt_yijin(value)
                                     : value;
}

static enum lt_format format_of(enum lt_column_kind kind)
{
    return kind == LT_COLUMN_COUNT     ? LT_FORMAT_COUNT_N
           : kind == LT_COLUMN_PERCENT ? LT_FORMAT_SHARE
                                       : LT_FORMAT_AREA;
}

static void head(struct lt_sheet *sheet, const struct lt_report_table *table)
{
    lxw_col_t at = 0;
    for (size_t c = 0; c < table->column_count; c++) {
        for (int part = 0; part < (table->columns[c].range ? 2 : 1); part++) {
            lt_sheet_text(sheet, at, title_of(sheet->file, &table->columns[c], part),
                          LT_FORMAT_HEAD);
            if (sheet->sheet != NULL) {
                lt_sheet_keep(sheet, worksheet_set_column(sheet->sheet, at, at, 15, NULL));
            }
            at++;
        }
    }
    lt_sheet_next(sheet);
}

static void row(struct lt_sheet *sheet, const struct lt_report_table *table, size_t number)
{
    lxw_col_t at = 0;
    for (size_t c = 0; c < table->column_count; c++) {
        const struct lt_report_column *const column = &table->columns[c];
        const struct lt_report_cell *const cell = &table->cells[number * table->column_count + c];
        if (cell->given && column->kind == LT_COLUMN_TEXT) {
            lt_sheet_text(sheet, at, cell->text, LT_FORMAT_TEXT);
        } else if (cell->given) {
            const enum lt_format format = format_of(column->kind);
            lt_sheet_number(sheet, at, number_of(column->kind, cell->value.low), format);
            if (column->range) {
                lt_sheet_number(sheet, (lxw_col_t)(at + 1),
                                number_of(column->kind, cell->value.high), format);
            }
        }
        at = (lxw_col_t)(at + (column->range ? 2 : 1));
    }
    lt_sheet_next(sheet);
}

static void fill(struct lt_book_file *file, const struct lt_report_table *table)
{
    struct lt_sheet sheet = lt_sheet_add(file, table->sheet_zh, table->sheet_en);
    lt_sheet_text(&sheet, 0,
                  lt_arena_printf(file->arena, "%s (%s)",
                                  lt_say(file->model, table->title_zh, table->title_en),
                                  table->clause),
                  LT_FORMAT_TITLE);
    lt_sheet_next(&sheet);
    if (table->note != NULL && table->note[0] != '\0') {
        lt_sheet_text(&sheet, 0, table->note, LT_FORMAT_TEXT);
        lt_sheet_next(&sheet);
    }
    if (table->row_count > 0) {
        head(&sheet, table);
    }
    for (size_t r = 0; r < table->row_count; r++) {
        row(&sheet, table, r);
    }
}

enum lt_status lt_sheet_tables(struct lt_book_file *file, struct lt_error *err)
{
    (void)err;
    for (size_t i = 0; i < file->model->table_count; i++) {
        if (!file->model->tables[i].detail || !lt_is_public(file->model)) {
            fill(file, &file->model->tables[i]);
        }
    }
    return LT_OK;
}
