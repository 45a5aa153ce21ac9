/* notice.pdf: tables that break over pages. */
#include "outputs_notice_print.h"

/* Lines of a row higher than a page that are begun on one that has begun. */
enum { SPLIT_LEAST = 4 };
static const double continued = 14; /* above a table that goes on */

static double line_pitch(const struct lt_notice_grid *grid)
{
    return grid->size * 1.32;
}

/* Lays the cells, and answers the lines of the one that has most. */
static int lay_row(const struct lt_notice_grid *grid, const char *const *cells, bool head,
                   PangoLayout **layouts)
{
    int most = 1;
    for (size_t c = 0; c < grid->table->columns; c++) {
        const bool number = lt_notice_is_number(grid->table, c);
        const struct lt_style style = {.face = head ? LT_FACE_HEI : LT_FACE_SONG,
                                       .size = grid->size,
                                       .align = head     ? LT_ALIGN_CENTRE
                                                : number ? LT_ALIGN_RIGHT
                                                         : LT_ALIGN_LEFT};
        layouts[c] = lt_type_lay(grid->notice->type, cells[c], &style,
                                 grid->widths[c] - 2 * LT_NOTICE_PAD + 0.05);
        const int lines = pango_layout_get_line_count(layouts[c]);
        most = lines > most ? lines : most;
    }
    return most;
}

static void free_row(const struct lt_notice_grid *grid, PangoLayout **layouts)
{
    for (size_t c = 0; c < grid->table->columns; c++) {
        g_object_unref(layouts[c]);
    }
}

static double height_of_lines(const struct lt_notice_grid *grid, int lines)
{
    return lines * line_pitch(grid) + 2 * LT_NOTICE_PAD;
}

/* `count` lines of the row from `first` on. */
static void draw_row(const struct lt_notice_grid *grid, PangoLayout **layouts, int first, int count,
                     uint32_t ground)
{
    struct lt_notice_print *const print = grid->notice->out;
    cairo_t *const cr = print->sheet.cr;
    const double height = height_of_lines(grid, count);
    double x = 0;
    if (ground != 0xffffff) {
        lt_ink(cr, ground);
        cairo_rectangle(cr, 0, print->y, print->width, height);
        cairo_fill(cr);
    }
    lt_ink(cr, 0x000000);
    for (size_t c = 0; c < grid->table->columns; c++) {
        const int left = pango_layout_get_line_count(layouts[c]) - first;
        const int lines = left < 0 ? 0 : left < count ? left : count;
        const double top = print->y + (height - lines * line_pitch(grid)) / 2;
        lt_draw_some_lines(cr, layouts[c], first, lines, x + LT_NOTICE_PAD,
                           top + line_pitch(grid) / 2 + grid->size * 0.36, line_pitch(grid));
        cairo_set_line_width(cr, 0.5);
        cairo_rectangle(cr, x, print->y, grid->widths[c], height);
        cairo_stroke(cr);
        x += grid->widths[c];
    }
    print->y += height;
}

static void draw_head(const struct lt_notice_grid *grid)
{
    PangoLayout *layouts[LT_NOTICE_COLUMNS];
    const int lines = lay_row(grid, grid->heads, true, layouts);
    draw_row(grid, layouts, 0, lines, 0xe9eef2);
    free_row(grid, layouts);
}

static double height_of(const struct lt_notice_grid *grid, const char *const *cells, bool head)
{
    PangoLayout *layouts[LT_NOTICE_COLUMNS];
    const int lines = lay_row(grid, cells, head, layouts);
    free_row(grid, layouts);
    return height_of_lines(grid, lines);
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
    print->y = continued;
    draw_head(grid);
}

/* Lines that the rest of the page has room for. */
static int room_for_lines(const struct lt_notice_grid *grid)
{
    const struct lt_notice_print *const print = grid->notice->out;
    const double room = print->height + 0.5 - print->y - 2 * LT_NOTICE_PAD;
    return room < line_pitch(grid) ? 0 : (int)(room / line_pitch(grid));
}

/* A row goes to the next page whole; one of more than `page` lines, which no page has room for, is cut between lines. */
static void print_row(const struct lt_notice_grid *grid, const char *const *cells, int page,
                      uint32_t ground)
{
    PangoLayout *layouts[LT_NOTICE_COLUMNS];
    const int lines = lay_row(grid, cells, false, layouts);
    for (int first = 0; first < lines;) {
        const int left = lines - first;
        if (room_for_lines(grid) < left &&
            (first > 0 || left <= page || room_for_lines(grid) < SPLIT_LEAST)) {
            continue_table(grid);
        }
        const int room = room_for_lines(grid) > 1 ? room_for_lines(grid) : 1;
        const int count = left < room ? left : room;
        draw_row(grid, layouts, first, count, ground);
        first += count;
    }
    free_row(grid, layouts);
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
    const int page =
        (int)((print->height - continued - height_of(&grid, grid.heads, true) - 2 * LT_NOTICE_PAD) /
              line_pitch(&grid));
    for (size_t row = 0; row < table->rows; row++) {
        print_row(&grid, table->cells + row * table->columns, page,
                  table->total && row + 1 == table->rows ? 0xf4f4f4 : 0xffffff);
    }
    lt_notice_gap(notice, 6);
}
