/* notice.pdf: tables that break over pages. */
#include <math.h>
#include <string.h>

#include "outputs_notice.h"
#include "support/arena.h"

static const double pad = 3; /* points beside and above a cell's text */
enum { LINES_MOST = 8 };     /* of one cell; the workbook has the whole text */

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

/* --- widths --- */

struct grid {
    struct lt_notice *notice;
    const struct lt_notice_table *table;
    double size;
    const char *heads[LT_NOTICE_COLUMNS];
    double widths[LT_NOTICE_COLUMNS];
    double wish[LT_NOTICE_COLUMNS],
        least[LT_NOTICE_COLUMNS]; /* per point of type size, without padding */
};

static bool is_number(const struct lt_notice_table *table, size_t column)
{
    return (table->numbers >> column & 1u) != 0;
}

/* Width of the longest piece that may not be broken: a number of an interval, a word of Latin letters. */
static double longest_piece(struct lt_type *type, const char *text, enum lt_face face, size_t most)
{
    double widest = 0;
    for (const char *at = text; *at != '\0';) {
        const char *const dash = strstr(at, "–");
        size_t length = strcspn(at, " ");
        if (dash != NULL && (size_t)(dash - at) + strlen("–") < length) {
            length = (size_t)(dash - at) + strlen("–");
        }
        char piece[64];
        const size_t kept = lt_utf8_cut(at, length, most < sizeof piece ? most : sizeof piece - 1);
        memcpy(piece, at, kept);
        piece[kept] = '\0';
        widest = fmax(widest, lt_type_width(type, piece, face, 10) / 10);
        at += length;
        at += strspn(at, " ");
    }
    return widest;
}

/* A unit in brackets goes to the next line whole. */
static const char *head_text(const struct grid *grid, size_t column)
{
    struct lt_notice *const notice = grid->notice;
    const char *const head = grid->table->heads[column];
    const char *const bracket = strstr(head, "（");
    const double width = lt_type_width(notice->type, head, LT_FACE_HEI, grid->size);
    if (bracket == NULL || width <= grid->widths[column] - 2 * pad) {
        return head;
    }
    const char *const text =
        lt_arena_printf(notice->arena, "%.*s\u2028%s", (int)(bracket - head), head, bracket);
    return text == NULL ? head : text;
}

static double bracket_width(struct lt_type *type, const char *head)
{
    const char *const bracket = strstr(head, "（");
    return bracket == NULL ? 0 : lt_type_width(type, bracket, LT_FACE_HEI, 10) / 10;
}

static bool is_ascii(const char *text)
{
    while ((unsigned char)*text - 1u < 0x7fu) {
        text++;
    }
    return *text == '\0';
}

/* `head_least`: width that a head of several lines is given at least. */
static void measure_column(struct grid *grid, size_t column, double head_least)
{
    const struct lt_notice_table *const table = grid->table;
    struct lt_type *const type = grid->notice->type;
    const char *const head = table->heads[column];
    const double head_width = lt_type_width(type, head, LT_FACE_HEI, 10) / 10;
    const double word = longest_piece(type, head, LT_FACE_HEI, 40);
    double wish = 0;
    double least = !is_ascii(head) ? fmin(head_width, head_least)
                   : head_least > 3
                       ? word
                       : fmin(word, 3.7); /* small type reads worse than a broken word */
    least = fmax(fmax(least, head_width / 3.5), fmin(bracket_width(type, head), 6));
    for (size_t row = 0; row < table->rows; row++) {
        const char *const text = table->cells[row * table->columns + column];
        const double width = lt_type_width(type, text, LT_FACE_SONG, 10) / 10;
        wish = fmax(wish, width);
        if (is_number(table, column) || is_ascii(text)) {
            least = fmax(least, width < least ? 0 : longest_piece(type, text, LT_FACE_SONG, 24));
        } else {
            /* long texts: some four lines, where there is room */
            least = fmax(least, fmax(fmin(width, 4.2), fmin(width / 4, 11)));
        }
    }
    grid->least[column] = least;
    grid->wish[column] = fmax(fmin(wish, 24), fmax(least, fmin(head_width, 6.5)));
}

/* Wishes where they fit, else between the least and the wish; the type gets smaller before a word is broken. */
static void set_widths(struct grid *grid)
{
    const size_t columns = grid->table->columns;
    const double room = grid->notice->width - 2 * pad * (double)columns;
    double wish, least, head = 4.1;
    do { /* heads of four characters a line, of three, of two */
        wish = least = 0;
        for (size_t c = 0; c < columns; c++) {
            measure_column(grid, c, head);
            wish += grid->wish[c];
            least += grid->least[c];
        }
        head -= 1;
    } while (least * 9 > room && head > 2);
    grid->size = grid->notice->landscape ? 9.5 : 10.5;
    while (least * grid->size > room && grid->size > 5.5) {
        grid->size -= 0.25;
    }
    const double w = wish * grid->size, l = least * grid->size;
    for (size_t c = 0; c < columns; c++) {
        const double want = grid->wish[c] * grid->size, need = grid->least[c] * grid->size;
        const double width = w <= room   ? want + (room - w) * want / w
                             : l <= room ? need + (want - need) * (room - l) / (w - l)
                                         : need * room / l;
        grid->widths[c] = width + 2 * pad;
        grid->heads[c] = head_text(grid, c);
    }
}

/* --- drawing --- */

static double line_pitch(const struct grid *grid)
{
    return grid->size * 1.32;
}

static double lay_row(const struct grid *grid, const char *const *cells, bool head,
                      PangoLayout **layouts)
{
    int most = 1;
    for (size_t c = 0; c < grid->table->columns; c++) {
        const bool number = is_number(grid->table, c);
        const struct lt_style style = {.face = head ? LT_FACE_HEI : LT_FACE_SONG,
                                       .size = grid->size,
                                       .align = head     ? LT_ALIGN_CENTRE
                                                : number ? LT_ALIGN_RIGHT
                                                         : LT_ALIGN_LEFT,
                                       .lines = LINES_MOST};
        layouts[c] =
            lt_type_lay(grid->notice->type, cells[c], &style, grid->widths[c] - 2 * pad + 0.05);
        const int lines = pango_layout_get_line_count(layouts[c]);
        most = lines > most ? lines : most;
    }
    return most * line_pitch(grid) + 2 * pad;
}

static void draw_row(const struct grid *grid, PangoLayout **layouts, double height, uint32_t ground)
{
    struct lt_notice *const notice = grid->notice;
    cairo_t *const cr = notice->sheet.cr;
    double x = 0;
    if (ground != 0xffffff) {
        lt_ink(cr, ground);
        cairo_rectangle(cr, 0, notice->y, notice->width, height);
        cairo_fill(cr);
    }
    lt_ink(cr, 0x000000);
    for (size_t c = 0; c < grid->table->columns; c++) {
        const double text = pango_layout_get_line_count(layouts[c]) * line_pitch(grid);
        const double top = notice->y + (height - text) / 2;
        lt_draw_lines(cr, layouts[c], x + pad, top + line_pitch(grid) / 2 + grid->size * 0.36,
                      line_pitch(grid));
        cairo_set_line_width(cr, 0.5);
        cairo_rectangle(cr, x, notice->y, grid->widths[c], height);
        cairo_stroke(cr);
        x += grid->widths[c];
        g_object_unref(layouts[c]);
    }
    notice->y += height;
}

static void draw_head(const struct grid *grid)
{
    PangoLayout *layouts[LT_NOTICE_COLUMNS];
    const double height = lay_row(grid, grid->heads, true, layouts);
    draw_row(grid, layouts, height, 0xe9eef2);
}

static double height_of(const struct grid *grid, const char *const *cells, bool head)
{
    PangoLayout *layouts[LT_NOTICE_COLUMNS];
    const double height = lay_row(grid, cells, head, layouts);
    for (size_t c = 0; c < grid->table->columns; c++) {
        g_object_unref(layouts[c]);
    }
    return height;
}

/* What must stand together: head and three rows, or the whole of a table of less than a third of a page. */
static double height_together(const struct grid *grid)
{
    const struct lt_notice_table *const table = grid->table;
    double height = height_of(grid, grid->heads, true) + (*table->title == '\0' ? 0 : 19);
    const double first = height + 3 * (line_pitch(grid) + 2 * pad);
    for (size_t row = 0; row < table->rows && height < grid->notice->height / 3; row++) {
        height += height_of(grid, table->cells + row * table->columns, false);
    }
    return height < grid->notice->height / 3 ? height : first;
}

static void continue_table(const struct grid *grid)
{
    struct lt_notice *const notice = grid->notice;
    lt_notice_page(notice, notice->landscape);
    lt_draw_text(notice->type, notice->sheet.cr, lt_say(notice->model, "（续表）", "(continued)"),
                 LT_FACE_SONG, 9, notice->width, 9, LT_ALIGN_RIGHT);
    notice->y = 14;
    draw_head(grid);
}

static void print_title(struct lt_notice *notice, const char *title)
{
    const struct lt_style style = {
        .face = LT_FACE_HEI, .size = 12, .align = LT_ALIGN_CENTRE, .lines = 3};
    if (*title != '\0') {
        lt_notice_paragraph(notice, title, &style, 19);
    }
}

void lt_notice_table_print(struct lt_notice *notice, const struct lt_notice_table *table)
{
    struct grid grid = {.notice = notice, .table = table};
    if (!notice->begun) {
        lt_notice_page(notice, notice->landscape);
    }
    set_widths(&grid);
    lt_notice_room(notice, height_together(&grid));
    print_title(notice, table->title);
    draw_head(&grid);
    for (size_t row = 0; row < table->rows; row++) {
        PangoLayout *layouts[LT_NOTICE_COLUMNS];
        const double height = lay_row(&grid, table->cells + row * table->columns, false, layouts);
        if (notice->y + height > notice->height + 0.5) {
            continue_table(&grid);
        }
        draw_row(&grid, layouts, height,
                 table->total && row + 1 == table->rows ? 0xf4f4f4 : 0xffffff);
    }
    lt_notice_gap(notice, 6);
}
