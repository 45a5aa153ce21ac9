/* The notice: how wide the columns of a table are. */
#include <math.h>
#include <string.h>

#include "outputs_notice.h"
#include "support/arena.h"

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
static const char *head_text(const struct lt_notice_grid *grid, size_t column)
{
    struct lt_notice *const notice = grid->notice;
    const char *const head = grid->table->heads[column];
    const char *const bracket = strstr(head, "（");
    const double width = lt_type_width(notice->type, head, LT_FACE_HEI, grid->size);
    if (bracket == NULL || width <= grid->widths[column] - 2 * LT_NOTICE_PAD) {
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
static void measure_column(struct lt_notice_grid *grid, size_t column, double head_least)
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
        if (lt_notice_is_number(table, column) || is_ascii(text)) {
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
void lt_notice_grid_set(struct lt_notice_grid *grid)
{
    const size_t columns = grid->table->columns;
    const double room = grid->width - 2 * LT_NOTICE_PAD * (double)columns;
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
    while (least * grid->size > room && grid->size > 5.5) {
        grid->size -= 0.25;
    }
    const double w = wish * grid->size, l = least * grid->size;
    for (size_t c = 0; c < columns; c++) {
        const double want = grid->wish[c] * grid->size, need = grid->least[c] * grid->size;
        const double width = w <= room   ? want + (room - w) * want / w
                             : l <= room ? need + (want - need) * (room - l) / (w - l)
                                         : need * room / l;
        grid->widths[c] = width + 2 * LT_NOTICE_PAD;
        grid->heads[c] = head_text(grid, c);
    }
}
