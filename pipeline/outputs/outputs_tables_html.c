/* The report's tables in report.html. */
#include "outputs_html.h"
#include "outputs_words.h"

enum { ROWS_SHOWN = 200, COLUMNS_MAX = 24 };

static void head(struct lt_page *page, const struct lt_report_table *table)
{
    lt_text_add(&page->text, "<div class=\"wide\"><table><thead><tr>");
    for (size_t c = 0; c < table->column_count; c++) {
        const struct lt_report_column *const column = &table->columns[c];
        lt_text_printf(&page->text, "<th scope=\"col\"%s>%s<wbr/>%s</th>",
                       column->kind == LT_COLUMN_TEXT ? "" : " class=\"n\"",
                       lt_say(page->model, column->zh, column->en),
                       lt_column_unit(page->model, column));
    }
    lt_text_add(&page->text, "</tr></thead><tbody>\n");
}

static void cell(struct lt_page *page, const struct lt_report_column *column,
                 const struct lt_report_cell *cell)
{
    if (!cell->given) {
        lt_html_cell_none(page);
    } else if (column->kind == LT_COLUMN_TEXT) {
        lt_html_cell(page, cell->text);
    } else {
        lt_text_add(&page->text, "<td class=\"n\">");
        lt_add_cell(&page->text, column, cell);
        lt_text_add(&page->text, "</td>");
    }
}

static void rows(struct lt_page *page, const struct lt_report_table *table)
{
    const size_t shown = table->row_count < ROWS_SHOWN ? table->row_count : ROWS_SHOWN;
    head(page, table);
    for (size_t r = 0; r < shown; r++) {
        lt_text_add(&page->text, "<tr>");
        for (size_t c = 0; c < table->column_count; c++) {
            cell(page, &table->columns[c], &table->cells[r * table->column_count + c]);
        }
        lt_text_add(&page->text, "</tr>\n");
    }
    lt_html_table_end(page);
    if (shown < table->row_count) {
        lt_text_add(&page->text, "<p class=\"note\">");
        lt_html_say(page, "另有 ", "The workbook has ");
        lt_add_count(&page->text, table->row_count - shown);
        lt_html_say(page, " 行，见汇总表。", " more rows.");
        lt_text_add(&page->text, "</p>\n");
    }
}

static void one(struct lt_page *page, const struct lt_report_table *table)
{
    lt_text_printf(&page->text, "<h3 id=\"table-%s\">", table->id);
    lt_html_say(page, table->title_zh, table->title_en);
    lt_text_printf(&page->text, " <span class=\"note nb\">%s</span></h3>\n", table->clause);
    if (table->row_count > 0) {
        rows(page, table);
    }
    if (table->note != NULL && table->note[0] != '\0') {
        lt_text_add(&page->text, "<p class=\"note\">");
        lt_html_escape(page, table->note);
        lt_text_add(&page->text, "</p>\n");
    }
}

void lt_html_tables(struct lt_page *page)
{
    const struct lt_report_model *const model = page->model;
    if (model->table_count == 0) {
        return;
    }
    lt_html_section(page, "tables", "专项核算", "What counties and the city answer for");
    for (size_t i = 0; i < model->table_count; i++) {
        if (!model->tables[i].detail || !lt_is_public(model)) {
            one(page, &model->tables[i]);
        }
    }
    lt_html_section_end(page);
}
