/* sheets/<county>/<case>.pdf: a page that an officer takes to the field, fills in and signs. */
#include "outputs_evidence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <qrencode.h>

#include "liangtian/outputs.h"
#include "outputs_words.h"
#include "support/arena.h"
#include "support/files.h"

enum { PAGE_WIDTH = 595, PAGE_HEIGHT = 842, CODE = 56 };

/* --- which --- */

static int by_id(const void *key, const void *item)
{
    return strcmp(key, *(const char *const *)item);
}

bool lt_evidence_has(const struct lt_report_model *model, const struct lt_case *item)
{
    const struct lt_evidence_source *const source = model->evidence;
    return source != NULL && source->count > 0 &&
           bsearch(item->id, source->ids, source->count, sizeof *source->ids, by_id) != NULL;
}

const char *lt_evidence_path(const struct lt_case *item, struct lt_arena *arena)
{
    return lt_arena_printf(arena, "sheets/%06u/%s.pdf", item->unit, item->id);
}

const char *lt_evidence_packed_path(const struct lt_case *item, struct lt_arena *arena)
{
    return lt_arena_printf(arena, "sheets/%s.pdf", item->id);
}

void lt_evidence_add_note(struct lt_text *text, const struct lt_report_model *model)
{
    const struct lt_evidence_source *const source = model->evidence;
    if (source == NULL) {
        return;
    }
    if (source->wanted == 0) {
        lt_text_add(text, lt_say(model, "本期没有需要制作举证表的图斑。",
                                 "No case asks for an evidence sheet."));
        return;
    }
    lt_text_add(text, lt_say(model, "图斑举证表 ", "Evidence sheets: "));
    lt_add_count(text, source->count);
    lt_text_add(text, lt_say(model, " 张，见 sheets/。", ", in sheets/."));
    if (source->count < source->wanted) {
        lt_text_add(text, lt_say(model, "另有 ", " "));
        lt_add_count(text, source->wanted - source->count);
        lt_text_add(text,
                    lt_say(model,
                           " 个图斑未制作举证表，清单见 summary.xlsx，逐个说明见 review.html。",
                           " more have none: they are listed in summary.xlsx, and "
                           "review.html tells of each."));
    }
}

/* --- the page --- */

/* Modules as one path: no seams between them. */
static enum lt_status draw_code(const struct lt_evidence_page *page, struct lt_error *err)
{
    QRcode *const code =
        QRcode_encodeString8bit(page->evidence->item->id, 0, QR_ECLEVEL_M); /* smallest version */
    if (code == NULL) {
        return lt_fail_memory(err, "a QR code");
    }
    const double size = (double)CODE / code->width, x = LT_EVIDENCE_WIDTH - CODE;
    for (int row = 0; row < code->width; row++) {
        for (int col = 0; col < code->width; col++) {
            if ((code->data[row * code->width + col] & 1) != 0) {
                cairo_rectangle(page->cr, x + col * size, row * size, size, size);
            }
        }
    }
    lt_ink(page->cr, 0x000000);
    cairo_fill(page->cr);
    QRcode_free(code);
    return LT_OK;
}

static void line_within(const struct lt_evidence_page *page, const char *text, enum lt_face face,
                        double size, double y)
{
    const double left = CODE + 14, width = LT_EVIDENCE_WIDTH - 2 * left;
    const struct lt_style style = {
        .face = face, .size = size, .align = LT_ALIGN_CENTRE, .lines = 1};
    PangoLayout *const layout = lt_type_lay(page->type, text, &style, width);
    lt_draw_lines(page->cr, layout, left, y, size);
    g_object_unref(layout);
}

static void draw_head(struct lt_evidence_page *page)
{
    const struct lt_report_model *const model = page->model;
    const struct lt_case *const item = page->evidence->item;
    char period[96];
    lt_period_title(model->key, model->config->chinese, period, sizeof period);
    const char *const city =
        lt_say(model, model->config->city_name_zh, model->config->city_name_en);
    lt_ink(page->cr, 0x000000);
    if (model->config->mark[0] != '\0') {
        const struct lt_style style = {.face = LT_FACE_FORM, .size = 8, .lines = 3};
        PangoLayout *const layout = lt_type_lay(page->type, model->config->mark, &style, CODE + 8);
        lt_draw_lines(page->cr, layout, 0, 8, 10);
        g_object_unref(layout);
    }
    line_within(page, lt_say(model, "耕地“非粮化”图斑举证表", "Evidence sheet of a case"),
                LT_FACE_FORM, 17, 18);
    line_within(
        page,
        lt_arena_printf(page->arena, "%s  %s  %s", city, lt_place_name(model, item->unit), period),
        LT_FACE_FORM, 8.5, 34);
    line_within(page,
                lt_arena_printf(page->arena, "%s %s", lt_say(model, "图斑编号", "Case"), item->id),
                LT_FACE_FORM, 11, 51);
    page->y = CODE + 8;
}

static void draw_foot(const struct lt_evidence_page *page)
{
    const struct lt_report_model *const model = page->model;
    const char *crs = model->grid == NULL || model->grid->crs == NULL ? "" : model->grid->crs;
    if (strlen(crs) > 24) { /* a definition, not a name */
        crs = lt_say(model, "同输入影像", "as the raster");
    }
    char date[11];
    lt_published_date(model, date);
    const char *const text = lt_arena_printf(
        page->arena,
        model->config->chinese
            ? "资料来源：遥感作物分类影像及所列图层；坐标系：%s；制表日期：%s；粮田 Liangtian "
              "%s。二维码为图斑编号。"
            : "Sources: classified satellite images and the layers named; coordinates: %s; drawn "
              "%s by Liangtian %s. The QR code is the case's id.",
        crs, date, model->program_version);
    const struct lt_style style = {.face = LT_FACE_FORM, .size = 6.5, .lines = 1};
    PangoLayout *const layout = lt_type_lay(page->type, text, &style, LT_EVIDENCE_WIDTH);
    lt_ink(page->cr, 0x444444);
    lt_draw_lines(page->cr, layout, 0, LT_EVIDENCE_HEIGHT - 2, 8);
    g_object_unref(layout);
}

enum lt_status lt_evidence_draw(const struct lt_report_model *model,
                                const struct lt_evidence *evidence, struct lt_type *type,
                                cairo_t *cr, struct lt_arena *arena, struct lt_error *err)
{
    enum lt_status status;
    static const double foot = 12;
    struct lt_evidence_page page = {
        .model = model, .evidence = evidence, .type = type, .arena = arena, .cr = cr};
    LT_TRY(draw_code(&page, err));
    draw_head(&page);
    lt_evidence_panels(&page);
    lt_evidence_facts(&page);
    lt_evidence_text(&page, LT_EVIDENCE_HEIGHT - foot - LT_EVIDENCE_FORM - 4);
    page.y = LT_EVIDENCE_HEIGHT - foot - LT_EVIDENCE_FORM;
    lt_evidence_form(&page);
    draw_foot(&page);
out:
    return status;
}

/* --- files --- */

static enum lt_status write_one(const struct lt_report_model *model, struct lt_type *type,
                                size_t index, const char *folder, struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    struct lt_sheet sheet = {0};
    struct lt_evidence evidence;
    const struct lt_evidence_source *const source = model->evidence;
    LT_TRY(lt_arena_create(&arena, err));
    const char *const county =
        lt_arena_printf(arena, "%s/sheets/%06u", folder, source->cases[index]->unit);
    const char *const inner = lt_evidence_path(source->cases[index], arena);
    const char *const path = inner == NULL ? NULL : lt_path_join(arena, folder, inner);
    if (county == NULL || path == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    LT_TRY(lt_folder_make(county, err));
    LT_TRY(source->load(source->context, index, arena, &evidence, err));
    LT_TRY(
        lt_sheet_pdf(&sheet, PAGE_WIDTH, PAGE_HEIGHT, evidence.item->id, model->published_at, err));
    cairo_translate(sheet.cr, (PAGE_WIDTH - LT_EVIDENCE_WIDTH) / 2.0,
                    (PAGE_HEIGHT - LT_EVIDENCE_HEIGHT) / 2.0);
    LT_TRY(lt_evidence_draw(model, &evidence, type, sheet.cr, arena, err));
    LT_TRY(lt_type_check(type, err));
    LT_TRY(lt_sheet_write(&sheet, path, err));
out:
    lt_sheet_finish(&sheet);
    lt_arena_destroy(arena);
    return status;
}

enum lt_status lt_write_evidence(const struct lt_report_model *model, const char *folder,
                                 struct lt_error *err)
{
    enum lt_status status = LT_OK;
    char path[4096];
    struct lt_type *type = NULL;
    const struct lt_evidence_source *const source = model->evidence;
    if (lt_is_public(model) || source == NULL || source->count == 0) {
        return LT_OK;
    }
    const int length = snprintf(path, sizeof path, "%s/sheets", folder);
    if (length < 0 || (size_t)length >= sizeof path) {
        return lt_fail(err, LT_E_IO, "the path '%s' is too long", folder);
    }
    LT_TRY(lt_folder_make(path, err));
    LT_TRY(lt_type_create(&type, err));
    for (size_t i = 0; i < source->count; i++) {
        LT_TRY(write_one(model, type, i, folder, err));
    }
out:
    if (status != LT_OK) {
        lt_folder_remove(path, NULL);
    }
    lt_type_destroy(type);
    return status;
}
