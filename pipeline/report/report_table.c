#include "liangtian/table.h"

#include "support/arena.h"

enum lt_status lt_table_make(struct lt_report_table *table, const struct lt_report_column *columns,
                             size_t column_count, size_t rows, struct lt_arena *arena,
                             struct lt_error *err)
{
    table->columns = columns;
    table->column_count = column_count;
    table->row_count = 0;
    table->row_capacity = rows;
    table->arena = arena;
    table->cells = lt_arena_array(arena, rows * column_count, sizeof *table->cells);
    return table->cells == NULL ? lt_fail_memory(err, "a table of the report") : LT_OK;
}

struct lt_report_cell *lt_table_row(struct lt_report_table *table)
{
    const size_t row =
        table->row_count < table->row_capacity ? table->row_count++ : table->row_capacity - 1;
    return table->cells + row * table->column_count;
}

struct lt_report_cell lt_cell_text(const char *text)
{
    return (struct lt_report_cell){.given = true, .text = text};
}

struct lt_report_cell lt_cell_count(double count)
{
    return lt_cell_exact(count);
}

struct lt_report_cell lt_cell_exact(double value)
{
    return lt_cell_range((struct lt_interval){value, value});
}

struct lt_report_cell lt_cell_range(struct lt_interval value)
{
    return (struct lt_report_cell){.given = true, .value = value};
}
