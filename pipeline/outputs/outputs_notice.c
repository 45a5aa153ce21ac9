/* The notice, told to its medium: paragraphs, headings, cells. */
#include "outputs_notice.h"

#include "support/arena.h"

enum lt_status lt_notice_compose(struct lt_notice *notice, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(lt_arena_create(&notice->arena, err));
    LT_TRY(lt_type_create(&notice->type, err));
    LT_TRY(lt_notice_body(notice, err));
    LT_TRY(lt_notice_annexes(notice, err));
    LT_TRY(lt_text_check(&notice->text, err));
    LT_TRY(lt_type_check(notice->type, err));
out:
    return status;
}

void lt_notice_finish(struct lt_notice *notice)
{
    lt_text_finish(&notice->text);
    lt_type_destroy(notice->type);
    lt_arena_destroy(notice->arena);
}

const char *lt_notice_draft(const struct lt_report_model *model)
{
    return lt_say(model, "草稿，未经签发", "Draft, not issued");
}

void lt_notice_say(struct lt_notice *notice, const char *zh, const char *en)
{
    lt_text_add(&notice->text, lt_say(notice->model, zh, en));
}

void lt_notice_paragraph(struct lt_notice *notice, enum lt_notice_role role, const char *text)
{
    notice->medium->paragraph(notice, role, lt_type_kept(notice->type, text));
}

void lt_notice_end(struct lt_notice *notice)
{
    if (!notice->text.failed && notice->text.length > 0) {
        lt_notice_paragraph(notice, LT_ROLE_BODY, notice->text.data);
        notice->text.length = 0;
        notice->text.data[0] = '\0';
    }
}

void lt_notice_heading(struct lt_notice *notice, const char *zh, const char *en)
{
    static const char *const numbers[] = {"一",   "二",   "三",   "四",  "五",   "六",
                                          "七",   "八",   "九",   "十",  "十一", "十二",
                                          "十三", "十四", "十五", "十六"};
    const unsigned number = notice->sections++;
    lt_notice_paragraph(
        notice, LT_ROLE_HEADING,
        notice->model->config->chinese
            ? lt_arena_printf(notice->arena, "%s、%s", number < 16 ? numbers[number] : "", zh)
            : lt_arena_printf(notice->arena, "%u. %s", number + 1, en));
}

void lt_notice_subheading(struct lt_notice *notice, const char *zh, const char *en)
{
    lt_notice_paragraph(notice, LT_ROLE_SUBHEADING, lt_say(notice->model, zh, en));
}

void lt_notice_note(struct lt_notice *notice, const char *text)
{
    if (text != NULL && *text != '\0') {
        lt_notice_paragraph(notice, LT_ROLE_NOTE, text);
    }
}

void lt_notice_list(struct lt_notice *notice, const struct lt_sentences *said)
{
    for (size_t i = 0; i < said->count; i++) {
        lt_text_printf(&notice->text, "%zu. %s", i + 1, said->items[i].text);
        lt_notice_end(notice);
    }
    if (said->count == 0) {
        lt_notice_say(notice, "无。", "Nothing.");
        lt_notice_end(notice);
    }
}

/* --- cells --- */

enum lt_status lt_notice_table_make(struct lt_notice *notice, struct lt_notice_table *table,
                                    const char *const heads[][2], size_t columns, uint32_t numbers,
                                    size_t rows, struct lt_error *err)
{
    *table = (struct lt_notice_table){
        .title = "", .columns = columns, .rows = rows, .room = rows * columns, .numbers = numbers};
    if (columns > LT_NOTICE_COLUMNS) {
        return lt_fail(err, LT_E_BUG, "internal check failed: a table of %zu columns", columns);
    }
    table->cells = lt_arena_array(notice->arena, table->room + 1, sizeof *table->cells);
    for (size_t c = 0; heads != NULL && c < columns; c++) {
        table->heads[c] = lt_say(notice->model, heads[c][0], heads[c][1]);
    }
    return table->cells == NULL ? lt_fail_memory(err, "a table") : LT_OK;
}

void lt_notice_table_print(struct lt_notice *notice, const struct lt_notice_table *table)
{
    notice->medium->table(notice, table);
}

bool lt_notice_is_number(const struct lt_notice_table *table, size_t column)
{
    return (table->numbers >> column & 1u) != 0;
}

void lt_notice_cell(struct lt_notice_table *table, const char *text)
{
    if (table->at < table->room) {
        table->cells[table->at++] = text == NULL ? "" : text;
    }
}

void lt_notice_cell_count(struct lt_notice *notice, struct lt_notice_table *table, uint64_t count)
{
    struct lt_text text = {0};
    lt_add_count(&text, count);
    lt_notice_cell(table, lt_type_take(notice->type, notice->arena, &text));
}

void lt_notice_cell_interval(struct lt_notice *notice, struct lt_notice_table *table,
                             struct lt_interval interval, enum lt_measure measure)
{
    struct lt_text text = {0};
    lt_add_interval(&text, interval, measure);
    lt_text_add(&text, measure == LT_MEASURE_PERCENT ? "%" : "");
    lt_notice_cell(table, lt_type_take(notice->type, notice->arena, &text));
}

void lt_notice_cell_measure(struct lt_notice *notice, struct lt_notice_table *table, double value,
                            enum lt_measure measure)
{
    lt_notice_cell_interval(notice, table, (struct lt_interval){value, value}, measure);
}
