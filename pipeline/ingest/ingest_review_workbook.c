/* The sheet of a workbook that has the header looked for. */
#include <stdlib.h>
#include <string.h>

#include "ingest_review.h"
#include "support/arena.h"
#include "support/csv.h"

/* Rows of equal width below the header. */
static enum lt_status make_table(const struct ingest_sheet *sheet, struct ingest_table *ret_table,
                                 struct lt_error *err)
{
    const size_t first = sheet->head + 1, count = sheet->row_count - first;
    if ((count + 1) >
        LT_TABLE_CELLS / sheet->columns) { /* few cells may make a wide table of many rows */
        return lt_fail(err, LT_E_LIMIT, "the sheet holds more rows than any list of cases");
    }
    const char **cells = lt_arena_array(sheet->arena, (count + 1) * sheet->columns, sizeof *cells);
    struct ingest_table_row *rows = lt_arena_array(sheet->arena, count, sizeof *rows);
    if (cells == NULL || rows == NULL) {
        return lt_fail_memory(err, "a workbook");
    }
    for (size_t r = 0; r <= count; r++) {
        const char **line = cells + r * sheet->columns;
        const struct ingest_table_row *from = &sheet->rows[sheet->head + r];
        for (size_t c = 0; c < sheet->columns; c++) {
            line[c] = c < sheet->widths[sheet->head + r] ? from->cells[c] : "";
        }
        if (r > 0) {
            rows[r - 1] = (struct ingest_table_row){.cells = line, .number = from->number};
        }
    }
    *ret_table = (struct ingest_table){
        .header = cells, .columns = sheet->columns, .rows = rows, .row_count = count};
    return LT_OK;
}

static enum lt_status read_sheets(struct ingest_parts *parts, const struct ingest_head *head,
                                  struct lt_arena *arena, struct ingest_table *ret_table,
                                  struct lt_error *err)
{
    enum lt_status status;
    struct ingest_texts texts = {0};
    struct ingest_sheet sheet = {0};
    struct ingest_sheet_name *names;
    size_t count;
    int64_t day_zero;
    *ret_table = (struct ingest_table){0};
    LT_TRY(ingest_sheet_names(parts, arena, &names, &count, &day_zero, err));
    LT_TRY(ingest_sheet_texts(parts, arena, &texts, err));
    sheet = (struct ingest_sheet){.head = SIZE_MAX};
    for (size_t i = 0; i < count && sheet.head == SIZE_MAX; i++) {
        free(sheet.rows);
        free(sheet.widths);
        sheet = (struct ingest_sheet){
            .arena = arena, .texts = &texts, .wanted = head, .head = SIZE_MAX};
        LT_TRY(ingest_sheet_rows(parts, names[i].part, &sheet, err));
    }
    if (sheet.head != SIZE_MAX) {
        LT_TRY(make_table(&sheet, ret_table, err));
        ret_table->day_zero = day_zero;
    }
out:
    free(sheet.rows);
    free(sheet.widths);
    free(texts.items);
    return status;
}

enum lt_status ingest_table_workbook(const char *path, const struct ingest_head *head,
                                     struct lt_arena *arena, struct ingest_table *ret_table,
                                     struct lt_error *err)
{
    enum lt_status status;
    struct ingest_parts *parts = NULL;
    LT_TRY(ingest_parts_open(path, &parts, err));
    LT_TRY(read_sheets(parts, head, arena, ret_table, err));
out:
    ingest_parts_close(parts);
    return status;
}
