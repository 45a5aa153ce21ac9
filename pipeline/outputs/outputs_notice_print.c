/* notice.pdf: pages, paragraphs, maps. */
#include "outputs_notice_print.h"

#include <stdio.h>

#include <cairo/cairo-pdf.h>

#include "liangtian/outputs.h"
#include "outputs_evidence.h"
#include "outputs_map.h"
#include "support/arena.h"
#include "support/files.h"

/* GB/T 9704: A4, top 37 mm, binding edge 28 mm (left on odd pages), text block 156 × 225 mm. */
#define MM LT_NOTICE_MM
static const double paper_short = 210 * MM, paper_long = 297 * MM;
static const double block_short = LT_NOTICE_SHORT_SIDE, block_long = LT_NOTICE_LONG_SIDE;

static bool odd(const struct lt_notice_print *print)
{
    return print->page % 2 == 1;
}

/* Where the block lies on the upright page. */
static double binding(const struct lt_notice_print *print)
{
    return odd(print) ? 28 * MM : 26 * MM;
}

static void running_head(struct lt_notice *notice)
{
    const struct lt_notice_print *const print = notice->out;
    cairo_t *const cr = print->sheet.cr;
    lt_ink(cr, 0x000000);
    lt_draw_text(notice->type, cr, notice->model->config->mark, LT_FACE_HEI, 9, 0, -28,
                 LT_ALIGN_LEFT);
    lt_draw_text(notice->type, cr, lt_notice_draft(notice->model), LT_FACE_HEI, 9, print->width,
                 -28, LT_ALIGN_RIGHT);
}

/* — 1 —, 7 mm below the block of the upright page: right on odd pages, left on even ones. */
static void end_page(struct lt_notice *notice)
{
    struct lt_notice_print *const print = notice->out;
    cairo_t *const cr = print->sheet.cr;
    if (!print->begun) {
        return;
    }
    char number[32];
    (void)snprintf(number, sizeof number, "— %u —", print->page);
    lt_ink(cr, 0x000000);
    if (print->landscape) { /* the left edge is the foot of the upright page */
        cairo_rotate(cr, 3.14159265358979323846 / 2);
        cairo_translate(cr, 0, 7 * MM + 10);
    } else {
        cairo_translate(cr, 0, print->height + 7 * MM + 10);
    }
    lt_draw_text(notice->type, cr, number, LT_FACE_SONG, 14, odd(print) ? block_short - 14 : 14, 0,
                 odd(print) ? LT_ALIGN_RIGHT : LT_ALIGN_LEFT);
    cairo_restore(cr);
    cairo_show_page(cr);
    print->begun = false;
}

void lt_notice_page(struct lt_notice *notice, bool landscape)
{
    struct lt_notice_print *const print = notice->out;
    cairo_t *const cr = print->sheet.cr;
    end_page(notice);
    print->page++;
    print->begun = true;
    print->landscape = landscape;
    print->y = 0;
    print->width = landscape ? block_long : block_short;
    print->height = landscape ? block_short : block_long;
    cairo_pdf_surface_set_size(print->sheet.surface, landscape ? paper_long : paper_short,
                               landscape ? paper_short : paper_long);
    cairo_save(cr);
    if (landscape) { /* its top lies at the left edge of the upright page */
        cairo_translate(cr, paper_long - 37 * MM - block_long, binding(print));
    } else {
        cairo_translate(cr, binding(print), 37 * MM);
    }
    running_head(notice);
}

void lt_notice_room(struct lt_notice *notice, double height)
{
    const struct lt_notice_print *const print = notice->out;
    if (!print->begun || print->y + height > print->height + 0.5) {
        lt_notice_page(notice, print->landscape);
    }
}

void lt_notice_gap(struct lt_notice *notice, double height)
{
    struct lt_notice_print *const print = notice->out;
    if (print->y > 0) {
        print->y += height;
    }
}

/* --- paragraphs --- */

static void print_lines(struct lt_notice *notice, const char *text, const struct lt_style *style,
                        double pitch)
{
    struct lt_notice_print *const print = notice->out;
    PangoLayout *const layout = lt_type_lay(notice->type, text, style, print->width);
    if (pango_layout_get_line_count(layout) > 1) { /* no line is left alone at the foot */
        lt_notice_room(notice, 2 * pitch);
    }
    PangoLayoutIter *const iter = pango_layout_get_iter(layout);
    do {
        PangoRectangle logical;
        lt_notice_room(notice, pitch);
        pango_layout_iter_get_line_extents(iter, NULL, &logical);
        lt_ink(print->sheet.cr, 0x000000);
        cairo_move_to(print->sheet.cr, (double)logical.x / PANGO_SCALE,
                      print->y + pitch / 2 + style->size * 0.36);
        pango_cairo_show_layout_line(print->sheet.cr, pango_layout_iter_get_line_readonly(iter));
        print->y += pitch;
    } while (pango_layout_iter_next_line(iter));
    pango_layout_iter_free(iter);
    g_object_unref(layout);
}

/* How a role is set. Sizes and pitches of 0 are those of the body. */
struct look {
    enum lt_face face;
    double size, pitch;
    enum lt_align align;
    bool indent;          /* by two characters, in Chinese */
    int lines;            /* at most */
    double before, after; /* in pitches of the body */
    int together;         /* lines that must find room on the page */
};

static const struct look looks[LT_ROLE_COUNT] = {
    [LT_ROLE_BODY] = {.face = LT_FACE_SONG, .indent = true},
    [LT_ROLE_TITLE] = {.face = LT_FACE_SONG_BOLD,
                       .size = 22,
                       .pitch = 34,
                       .align = LT_ALIGN_CENTRE,
                       .lines = 5,
                       .after = 1},
    [LT_ROLE_ADDRESSEE] = {.face = LT_FACE_SONG},
    [LT_ROLE_HEADING] = {.face = LT_FACE_HEI, .indent = true, .together = 3},
    [LT_ROLE_SUBHEADING] = {.face = LT_FACE_KAI, .indent = true, .together = 3},
    [LT_ROLE_NOTE] = {.face = LT_FACE_SONG, .size = 9, .pitch = 13},
    [LT_ROLE_TABLE_TITLE] =
        {.face = LT_FACE_HEI, .size = 12, .pitch = 19, .align = LT_ALIGN_CENTRE, .lines = 3},
    [LT_ROLE_ANNEX] = {.face = LT_FACE_HEI, .size = 16, .pitch = 26},
    [LT_ROLE_ANNEX_LINE] = {.face = LT_FACE_SONG, .indent = true, .before = 1, .together = 6},
    [LT_ROLE_ANNEX_REMARK] = {.face = LT_FACE_SONG, .size = 10.5, .pitch = 18, .indent = true},
    [LT_ROLE_SIGNATURE] = {.face = LT_FACE_SONG, .align = LT_ALIGN_RIGHT, .before = 1},
};

/* Space that only English text has: Chinese paragraphs are told apart by their indent. */
static double english_gap(enum lt_notice_role role, bool before)
{
    const bool heading = role == LT_ROLE_HEADING || role == LT_ROLE_SUBHEADING;
    return before ? (heading ? 6 : 0) : (role == LT_ROLE_BODY ? 4 : 0);
}

void lt_notice_lines(struct lt_notice *notice, enum lt_notice_role role, const char *text)
{
    struct lt_notice_print *const print = notice->out;
    const bool zh = notice->model->config->chinese;
    const struct look *const look = &looks[role];
    const double pitch = look->pitch > 0 ? look->pitch : print->pitch; /* 0: the body's */
    const bool first = role != print->last || role == LT_ROLE_HEADING || role == LT_ROLE_SUBHEADING;
    struct lt_style style = {.face = look->face,
                             .size = look->size > 0 ? look->size : print->size,
                             .align = look->align,
                             .lines = look->lines};
    style.indent = zh && look->indent ? 2 * print->size : 0;
    if (role == LT_ROLE_SUBHEADING && !zh) {
        style.face = LT_FACE_SONG_BOLD;
    }
    if (role == LT_ROLE_TITLE) {
        print->y += (zh ? 2 : 1) * print->pitch;
    }
    if (first && look->together > 0) {
        lt_notice_room(notice, look->together * print->pitch);
    }
    lt_notice_gap(notice, first ? look->before * print->pitch : 0);
    lt_notice_gap(notice, zh ? 0 : english_gap(role, true));
    print_lines(notice, text, &style, pitch);
    lt_notice_gap(notice, look->after * print->pitch);
    lt_notice_gap(notice, zh ? 0 : english_gap(role, false));
    lt_notice_gap(notice, role == LT_ROLE_NOTE ? 8 : 0);
    print->last = role;
}

/* --- pictures --- */

static enum lt_status draw_map(struct lt_notice *notice, enum lt_notice_picture picture,
                               size_t index, struct lt_arena *arena, struct lt_error *err)
{
    const struct lt_notice_print *const print = notice->out;
    struct lt_map map = {.model = notice->model,
                         .type = notice->type,
                         .arena = arena,
                         .cr = print->sheet.cr,
                         .face = LT_FACE_HEI};
    if (picture == LT_PICTURE_CITY) {
        lt_map_city(&map);
        return LT_OK;
    }
    return lt_map_county(&map, &notice->model->units[index], err);
}

static enum lt_status draw_evidence(struct lt_notice *notice, const struct lt_evidence *evidence,
                                    struct lt_arena *arena, struct lt_error *err)
{
    const struct lt_notice_print *const print = notice->out;
    cairo_t *const cr = print->sheet.cr;
    const double wide = print->width / LT_EVIDENCE_WIDTH;
    const double high = print->height / LT_EVIDENCE_HEIGHT;
    const double scale = wide < high ? wide : high;
    cairo_translate(cr, (print->width - scale * LT_EVIDENCE_WIDTH) / 2, 0);
    cairo_scale(cr, scale, scale);
    return lt_evidence_draw(notice->model, evidence, notice->type, cr, arena, err);
}

static enum lt_status picture_page(struct lt_notice *notice, enum lt_notice_picture picture,
                                   size_t index, const char *annex, struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    struct lt_notice_print *const print = notice->out;
    const struct lt_evidence_source *const source = notice->model->evidence;
    struct lt_evidence evidence;
    LT_TRY(lt_arena_create(&arena, err));
    if (picture == LT_PICTURE_EVIDENCE) {
        LT_TRY(source->load(source->context, index, arena, &evidence, err));
    }
    lt_notice_page(notice, false);
    lt_draw_text(notice->type, print->sheet.cr, annex, LT_FACE_HEI, 14, 0, -9, LT_ALIGN_LEFT);
    cairo_save(print->sheet.cr);
    status = picture == LT_PICTURE_EVIDENCE ? draw_evidence(notice, &evidence, arena, err)
                                            : draw_map(notice, picture, index, arena, err);
    cairo_restore(print->sheet.cr);
    print->y = print->height;
out:
    lt_arena_destroy(arena);
    return status;
}

/* --- the file --- */

static const struct lt_notice_medium printed = {
    .draws = true,
    .turn = lt_notice_page,
    .paragraph = lt_notice_lines,
    .table = lt_notice_draw_table,
    .picture = picture_page,
};

enum lt_status lt_write_notice(const struct lt_report_model *model, const char *folder,
                               struct lt_error *err)
{
    static const char *const names[] = {"notice.pdf"};
    enum lt_status status;
    const bool zh = model->config->chinese;
    struct lt_arena *arena = NULL;
    /* 3号 type, 28 characters a line and 22 lines a page; English needs less */
    struct lt_notice_print print = {.size = zh ? 15.79 : 11.5, .pitch = zh ? 28.99 : 17};
    struct lt_notice notice = {.model = model, .medium = &printed, .out = &print};
    LT_TRY(lt_arena_create(&arena, err));
    const char *const path = lt_path_join(arena, folder, names[0]);
    if (path == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    LT_TRY(lt_sheet_pdf(&print.sheet, 595.28, 841.89, lt_report_title(model, arena),
                        model->published_at, err));
    LT_TRY(lt_notice_compose(&notice, err));
    end_page(&notice);
    LT_TRY(lt_type_check(notice.type, err)); /* of the last page's foot */
    LT_TRY(lt_sheet_write(&print.sheet, path, err));
out:
    if (status != LT_OK) {
        lt_discard(folder, names, 1);
    }
    lt_notice_finish(&notice);
    lt_sheet_finish(&print.sheet);
    lt_arena_destroy(arena);
    return status;
}
