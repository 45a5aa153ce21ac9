/* The lower half of a sheet: what explain says, and room for what was found on the ground. */
#include <string.h>

#include "outputs_evidence.h"
#include "support/arena.h"

/* --- explain --- */

/* COLUMNS: of the terminal that the tables of the text are made for; a Chinese character takes two. */
enum { COLUMNS = 84 };
static const double column_gap = 9, above_text = 3;
static const double sizes[] = {7.2, 6.8, 6.4, 6.0, 5.6, 5.2, 4.9};
enum { SIZES = sizeof sizes / sizeof *sizes };

struct flow {
    double size, pitch, width;
    int room; /* lines in a column */
    int at;   /* lines set so far, over both columns */
};

static struct flow flow_of(double size, double height)
{
    struct flow flow = {
        .size = size, .pitch = size * 1.18, .width = (LT_EVIDENCE_WIDTH - column_gap) / 2};
    flow.room = (int)(height / flow.pitch);
    return flow;
}

static size_t spaces_at(const char *text, size_t length)
{
    size_t count = 0;
    while (count < length && text[count] == ' ') {
        count++;
    }
    return count;
}

/* Columns of a terminal that a text takes. */
static size_t columns_of(const char *text, size_t length)
{
    size_t columns = 0;
    for (size_t i = 0; i < length; i++) {
        const unsigned char byte = (unsigned char)text[i];
        columns += byte < 0x80 || (byte >= 0xc0 && byte < 0xe0) ? 1 : byte >= 0xe0 ? 2 : 0;
    }
    return columns;
}

/* Where the first run of three spaces or more begins: then the line is one of a table, its numbers set to the right. */
static size_t table_gap(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (spaces_at(text + i, length - i) >= 3) {
            return i;
        }
    }
    return length;
}

static void draw_table_line(const struct lt_evidence_page *page, const struct flow *flow,
                            const char *text, size_t length, double x, double y)
{
    const double unit = flow->width / COLUMNS;
    size_t column = 0;
    for (size_t at = 0; at < length;) {
        const size_t spaces = spaces_at(text + at, length - at);
        const char *const from = text + at + spaces;
        size_t own = table_gap(from, length - at - spaces);
        const char *const cell = lt_arena_text_n(page->arena, from, own);
        const size_t end = column + spaces + columns_of(from, own);
        const bool first = at == 0;
        lt_draw_text(page->type, page->cr, lt_type_kept(page->type, cell), LT_FACE_FORM, flow->size,
                     x + unit * (double)(first ? spaces : end), y,
                     first ? LT_ALIGN_LEFT : LT_ALIGN_RIGHT);
        column = end;
        at += spaces + own;
    }
}

/* One line of the text: its spaces are its place, and what is broken off hangs below it. */
struct line {
    const char *text;
    size_t length;
    double indent;
    PangoLayout *layout; /* NULL: a line of a table */
    int lines;
};

static struct line lay(const struct lt_evidence_page *page, const struct flow *flow,
                       const char *text, size_t length)
{
    const size_t spaces = spaces_at(text, length);
    struct line line = {.text = text, .length = length, .lines = 1};
    if (table_gap(text + spaces, length - spaces) < length - spaces) {
        return line;
    }
    line.indent = (double)spaces * flow->width / COLUMNS;
    const struct lt_style style = {
        .face = LT_FACE_FORM, .size = flow->size, .indent = -2 * flow->width / COLUMNS};
    line.layout =
        lt_type_lay(page->type, lt_arena_text_n(page->arena, text + spaces, length - spaces),
                    &style, flow->width - line.indent);
    line.lines = pango_layout_get_line_count(line.layout);
    return line;
}

/* Takes the line. */
static void draw_line(const struct lt_evidence_page *page, const struct flow *flow,
                      struct line *line, int at, bool draw)
{
    const double x = (double)(at / flow->room) * (flow->width + column_gap);
    const double y = page->y + (at % flow->room + 0.9) * flow->pitch;
    if (line->layout != NULL) {
        if (draw) {
            lt_draw_lines(page->cr, line->layout, x + line->indent, y, flow->pitch);
        }
        g_object_unref(line->layout);
    } else if (draw) {
        draw_table_line(page, flow, line->text, line->length, x, y);
    }
}

/* Where lines that stay together begin; −1 when no column has room for them. */
static int place(struct flow *flow, int lines, int reserved)
{
    int at = flow->at;
    if (at % flow->room + lines > flow->room) {
        at = (at / flow->room + 1) * flow->room;
    }
    if (at + lines + reserved > 2 * flow->room) {
        return -1;
    }
    flow->at = at + lines;
    return at;
}

/* Sets the text, or finds whether it fits. `reserved`: lines kept free for the word on what was left out. */
static bool set_text(const struct lt_evidence_page *page, struct flow *flow, bool draw,
                     int reserved)
{
    flow->at = 0;
    for (const char *at = page->evidence->text; *at != '\0';) {
        const size_t length = strcspn(at, "\n");
        struct line line = lay(page, flow, at, length);
        const int from = place(flow, line.lines, reserved);
        draw_line(page, flow, &line, from, from >= 0 && draw);
        if (from < 0) {
            return false;
        }
        at += length + (at[length] == '\n');
    }
    return true;
}

void lt_evidence_text(struct lt_evidence_page *page, double bottom)
{
    const struct lt_report_model *const model = page->model;
    cairo_t *const cr = page->cr;
    lt_ink(cr, 0x000000);
    lt_draw_text(page->type, cr, lt_say(model, "判定说明", "How it was judged"), LT_FACE_FORM, 8.5,
                 0, page->y + 7.5, LT_ALIGN_LEFT);
    page->y += 9 + above_text;
    struct flow flow = {0};
    bool fits = false;
    for (size_t i = 0; i < SIZES && !fits; i++) {
        flow = flow_of(sizes[i], bottom - page->y);
        if (flow.room < 2) {
            return;
        }
        fits = set_text(page, &flow, false, 0);
    }
    (void)set_text(page, &flow, true, fits ? 0 : 1);
    if (!fits) {
        const char *const rest = lt_type_kept(
            page->type, lt_arena_printf(page->arena,
                                        model->config->chinese ? "……其余见 liangtian explain %s"
                                                               : "… more: liangtian explain %s",
                                        page->evidence->item->id));
        struct line line = lay(page, &flow, rest, strlen(rest));
        draw_line(page, &flow, &line, 2 * flow.room - 1, true);
    }
    page->y = bottom;
}

/* --- by hand --- */

void lt_evidence_form(struct lt_evidence_page *page)
{
    const struct lt_report_model *const model = page->model;
    const char *const day =
        lt_say(model, "        年      月      日", "year        month      day");
    const struct lt_evidence_row rows[] = {
        {{lt_say(model, "现场核查结论", "found on site"), lt_say(model, "实地现状", "actual use")},
         {lt_say(model, "　 属实  　 不属实  　 合法  　 已整改  　 其他",
                 "　 founded  　 not founded  　 legal  　 rectified  　 other"),
          ""}},
        {{lt_say(model, "批准文号、依据", "approval"), lt_say(model, "现场照片", "photographs")},
         {"", lt_say(model, "　 有，    张    　 无", "　 yes, number:        　 none")}},
        {{lt_say(model, "处置类别", "remedy"), lt_say(model, "整改期限", "deadline")},
         {lt_say(model, "　 即可恢复  　 工程恢复  　 逐步退出  　 保留",
                 "　 at once  　 by works  　 gradual exit  　 kept"),
          day}},
        {{lt_say(model, "核查人（签字）", "officer, signed"),
          lt_say(model, "县级审核（签字）", "county, signed")},
         {"", ""}},
        {{lt_say(model, "核查日期", "date"), lt_say(model, "市级复核", "city's review")},
         {day, lt_say(model, "　 通过  　 销号  　 退回   复核人：",
                      "　 passed  　 closed  　 returned   by:")}},
    };
    static const double heights[] = {18, 18, 18, 27, 18};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        lt_evidence_boxes(page, &rows[i], true, heights[i]);
    }
}
