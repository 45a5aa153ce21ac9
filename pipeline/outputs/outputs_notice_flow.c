/* notice.pdf: pages, paragraphs, headings. */
#include <stdio.h>

#include <cairo/cairo-pdf.h>

#include "outputs_notice.h"
#include "support/arena.h"

/* GB/T 9704: A4, top 37 mm, binding edge 28 mm (left on odd pages), text block 156 × 225 mm. */
#define MM (72 / 25.4)
static const double paper_short = 210 * MM, paper_long = 297 * MM;
static const double block_short = 156 * MM, block_long = 225 * MM;

static bool odd(const struct lt_notice *notice)
{
    return notice->page % 2 == 1;
}

/* Where the block lies on the upright page. */
static double binding(const struct lt_notice *notice)
{
    return odd(notice) ? 28 * MM : 26 * MM;
}

static void running_head(struct lt_notice *notice)
{
    cairo_t *const cr = notice->sheet.cr;
    const struct lt_report_model *const model = notice->model;
    lt_ink(cr, 0x000000);
    lt_draw_text(notice->type, cr, model->config->mark, LT_FACE_HEI, 9, 0, -28, LT_ALIGN_LEFT);
    lt_draw_text(notice->type, cr, lt_say(model, "草稿，未经签发", "Draft, not issued"),
                 LT_FACE_HEI, 9, notice->width, -28, LT_ALIGN_RIGHT);
}

void lt_notice_page(struct lt_notice *notice, bool landscape)
{
    cairo_t *const cr = notice->sheet.cr;
    lt_notice_end_page(notice);
    notice->page++;
    notice->begun = true;
    notice->landscape = landscape;
    notice->y = 0;
    notice->width = landscape ? block_long : block_short;
    notice->height = landscape ? block_short : block_long;
    cairo_pdf_surface_set_size(notice->sheet.surface, landscape ? paper_long : paper_short,
                               landscape ? paper_short : paper_long);
    cairo_save(cr);
    if (landscape) { /* its top lies at the left edge of the upright page */
        cairo_translate(cr, paper_long - 37 * MM - block_long, binding(notice));
    } else {
        cairo_translate(cr, binding(notice), 37 * MM);
    }
    running_head(notice);
}

/* — 1 —, 7 mm below the block of the upright page: right on odd pages, left on even ones. */
void lt_notice_end_page(struct lt_notice *notice)
{
    cairo_t *const cr = notice->sheet.cr;
    if (!notice->begun) {
        return;
    }
    char number[32];
    (void)snprintf(number, sizeof number, "— %u —", notice->page);
    lt_ink(cr, 0x000000);
    if (notice->landscape) { /* the left edge is the foot of the upright page */
        cairo_rotate(cr, 3.14159265358979323846 / 2);
        cairo_translate(cr, 0, 7 * MM + 10);
    } else {
        cairo_translate(cr, 0, notice->height + 7 * MM + 10);
    }
    lt_draw_text(notice->type, cr, number, LT_FACE_SONG, 14, odd(notice) ? block_short - 14 : 14, 0,
                 odd(notice) ? LT_ALIGN_RIGHT : LT_ALIGN_LEFT);
    cairo_restore(cr);
    cairo_show_page(cr);
    notice->begun = false;
}

void lt_notice_room(struct lt_notice *notice, double height)
{
    if (!notice->begun || notice->y + height > notice->height + 0.5) {
        lt_notice_page(notice, notice->landscape);
    }
}

void lt_notice_gap(struct lt_notice *notice, double height)
{
    if (notice->y > 0) {
        notice->y += height;
    }
}

void lt_notice_say(struct lt_notice *notice, const char *zh, const char *en)
{
    lt_text_add(&notice->text, lt_say(notice->model, zh, en));
}

void lt_notice_paragraph(struct lt_notice *notice, const char *text, const struct lt_style *style,
                         double pitch)
{
    PangoLayout *const layout = lt_type_lay(notice->type, text, style, notice->width);
    const int lines = pango_layout_get_line_count(layout);
    if (lines > 1) { /* no line of a paragraph is left alone at the foot */
        lt_notice_room(notice, 2 * pitch);
    }
    PangoLayoutIter *const iter = pango_layout_get_iter(layout);
    do {
        PangoRectangle logical;
        lt_notice_room(notice, pitch);
        pango_layout_iter_get_line_extents(iter, NULL, &logical);
        lt_ink(notice->sheet.cr, 0x000000);
        cairo_move_to(notice->sheet.cr, (double)logical.x / PANGO_SCALE,
                      notice->y + pitch / 2 + style->size * 0.36);
        pango_cairo_show_layout_line(notice->sheet.cr, pango_layout_iter_get_line_readonly(iter));
        notice->y += pitch;
    } while (pango_layout_iter_next_line(iter));
    pango_layout_iter_free(iter);
    g_object_unref(layout);
}

void lt_notice_end(struct lt_notice *notice)
{
    const struct lt_style style = {.face = LT_FACE_SONG,
                                   .size = notice->size,
                                   .indent = notice->model->config->chinese ? 2 * notice->size : 0};
    if (!notice->text.failed && notice->text.length > 0) {
        lt_notice_paragraph(notice, notice->text.data, &style, notice->pitch);
        lt_notice_gap(notice, notice->model->config->chinese ? 0 : 4);
        notice->text.length = 0;
        notice->text.data[0] = '\0';
    }
}

static void head(struct lt_notice *notice, enum lt_face face, const char *text)
{
    const bool zh = notice->model->config->chinese;
    const struct lt_style style = {
        .face = face, .size = notice->size, .indent = zh ? 2 * notice->size : 0};
    lt_notice_room(notice, 3 * notice->pitch); /* not alone at the foot of a page */
    lt_notice_gap(notice, zh ? 0 : 6);
    lt_notice_paragraph(notice, lt_type_kept(notice->type, text), &style, notice->pitch);
}

void lt_notice_heading(struct lt_notice *notice, const char *zh, const char *en)
{
    static const char *const numbers[] = {"一",   "二",   "三",   "四",  "五",   "六",
                                          "七",   "八",   "九",   "十",  "十一", "十二",
                                          "十三", "十四", "十五", "十六"};
    const unsigned number = notice->sections++;
    head(notice, LT_FACE_HEI,
         notice->model->config->chinese
             ? lt_arena_printf(notice->arena, "%s、%s", number < 16 ? numbers[number] : "", zh)
             : lt_arena_printf(notice->arena, "%u. %s", number + 1, en));
}

void lt_notice_subheading(struct lt_notice *notice, const char *zh, const char *en)
{
    const bool chinese = notice->model->config->chinese;
    head(notice, chinese ? LT_FACE_KAI : LT_FACE_SONG_BOLD, chinese ? zh : en);
}

void lt_notice_note(struct lt_notice *notice, const char *text)
{
    const struct lt_style style = {.face = LT_FACE_SONG, .size = 9, .align = LT_ALIGN_LEFT};
    if (text != NULL && *text != '\0') {
        lt_notice_paragraph(notice, text, &style, 13);
        lt_notice_gap(notice, 8);
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
