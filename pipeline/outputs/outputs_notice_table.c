/* notice.pdf: tables that break over pages. */
#include "outputs_notice_print.h"

enum { LINES_MOST = 8 }; /* of one cell; the workbook has the whole text */

static double line_pitch(const struct lt_notice_grid *grid)
{
    return grid->size * 1.32;
}

static double lay_row(const struct lt_notice_grid *grid, const char *const *cells, bool head,
                      PangoLayout **layouts)
{
    int most = 1;
    for (size_t c = 0; c < grid->table->columns; c++) {
        const bool number = lt_notice_is_number(grid->table, c);
        const struct lt_style style = {.face = head ? LT_FACE_HEI : LT_FACE_SONG,
                                       .size = grid->size,
                                       .align = head     ? LT_ALIGN_CENTRE
                                                : number ? LT_ALIGN_RIGHT
                                                         : LT_ALIGN_LEFT,
                                       .lines = LINES_MOST};
        layouts[c] = lt_type_lay(grid->notice->type, cells[c], &style,
                                 grid->widths[c] - 2 * LT_NOTICE_PAD + 0.05);
        const int lines = pango_layout_get_line_count(layouts[c]);
        most = lines > most ? lines : most;
    }
    return most * line_pitch(grid) + 2 * LT_NOTICE_PAD;
}

static void draw_row(const struct lt_notice_grid *grid, PangoLayout **layouts, double height,
                     uint32_t ground)
{
    struct lt_notice_print *const print = grid->notice->out;
    cairo_t *const cr = print->sheet.cr;
    double x = 0;
    if (ground != 0xffffff) {
        lt_ink(cr, ground);
        cairo_rectangle(cr, 0, print->y, print->width, height);
        cairo_fill(cr);
    }
    lt_ink(cr, 0x000000);
    for (size_t c = 0; c < grid->table->columns; c++) {
        const double text = pango_layout_get_line_count(layouts[c]) * line_pitch(grid);
        const double top = print->y + (height - text) / 2;
        lt_draw_lines(cr, layouts[c], x + LT_NOTICE_PAD,
                      top + line_pitch(grid) / 2 + grid->size * 0.36, line_pitch(grid));
        cairo_set_line_width(cr, 0.5);
        cairo_rectangle(cr, x, print->y, grid->widths[c], height);
        cairo_stroke(cr);
        x += grid->widths[c];
        g_object_unref(layouts[c]);
    }
    print->y += height;
}

static void draw_head(const struct lt_notice_grid *grid)
{
    PangoLayout *layouts[LT_NOTICE_COLUMNS];
    const double height = lay_row(grid, grid->heads, true, layouts);
    draw_row(grid, layouts, height, 0xe9eef2);
}

static double height_of(const struct lt_notice_grid *grid, const char *const *cells, bool head)
{
    PangoLayout *layouts[LT_NOTICE_COLUMNS];
    const double height = lay_row(grid, cells, head, layouts);
    for (size_t c = 0; c < grid->table->columns; c++) {
        g_object_unref(layouts[c]);
    }
    return height;
}

/* What must stand together: head and three rows, or the whole of a table of less than a third of a page. */
static double height_together(const struct lt_notice_grid *grid)
{
    const struct lt_notice_table *const table = grid->table;
    const struct lt_notice_print *const print = grid->notice->out;
    const double third = print->height / 3;
    double height = height_of(grid, grid->heads, true) + (*table->title == '\0' ? 0 : 19);
    const double first = height + 3 * (line_pitch(grid) + 2 * LT_NOTICE_PAD);
    for (size_t row = 0; row < table->rows && height < third; row++) {
        height += height_of(grid, table->cells + row * table->columns, false);
    }
    return height < third ? height : first;
}

static void continue_table(const struct lt_notice_grid *grid)
{
    struct lt_notice *const notice = grid->notice;
    struct lt_notice_print *const print = notice->out;
    lt_notice_page(notice, print->landscape);
    lt_draw_text(notice->type, print->sheet.cr, lt_say(notice->model, "（续表）", "(continued)"),
                 LT_FACE_SONG, 9, print->width, 9, LT_ALIGN_RIGHT);
    print->y = 14;
    draw_head(grid);
}

void lt_notice_draw_table(struct lt_notice *notice, const struct lt_notice_table *table)
{
    struct lt_notice_print *const print = notice->out;
    if (!print->begun) {
        lt_notice_page(notice, print->landscape);
    }
    struct lt_notice_grid grid = {.notice = notice,
                                  .table = table,
                                  .width = print->width,
                                  .size = print->landscape ? 9.5 : 10.5};
    lt_notice_grid_set(&grid);
    lt_notice_room(notice, height_together(&grid));
    if (*table->title != '\0') {
        lt_notice_lines(notice, LT_ROLE_TABLE_TITLE, table->title);
    }
    draw_head(&grid);
    for (size_t row = 0; row < table->rows; row++) {
        PangoLayout *layouts[LT_NOTICE_COLUMNS];
        const double height = lay_row(&grid, table->cells + row * table->columns, false, layouts);
        if (print->y + height > print->height + 0.5) {
            continue_table(&grid);
        }
        draw_row(&grid, layouts, height,
                 table->total && row + 1 == table->rows ? 0xf4f4f4 : 0xffffff);
    }
    lt_notice_gap(notice, 6);
}
