/* notice.docx: maps and evidence sheets, as pictures. */
#include <stdio.h>

#include "outputs_docx.h"
#include "outputs_evidence.h"
#include "outputs_map.h"
#include "support/arena.h"

enum { EMU = 12700 /* per point */, PICTURE_HEIGHT = 600, EVIDENCE_DPI = 150 };

static void add_crop(struct lt_xml *xml, double width, double height)
{
    /* of the page, what is left round the map, in thousandths of a percent */
    const double x = (1 - width / LT_MAP_PAGE_WIDTH) / 2, y = (1 - height / LT_MAP_PAGE_HEIGHT) / 2;
    lt_xml_open(xml, "a:srcRect");
    lt_xml_number(xml, "l", (long long)(x * 1e5));
    lt_xml_number(xml, "t", (long long)(y * 1e5));
    lt_xml_number(xml, "r", (long long)(x * 1e5));
    lt_xml_number(xml, "b", (long long)(y * 1e5));
    lt_xml_close(xml);
}

static void add_extent(struct lt_xml *xml, const char *name, double width, double height)
{
    lt_xml_open(xml, name);
    lt_xml_number(xml, "cx", (long long)(width * EMU));
    lt_xml_number(xml, "cy", (long long)(height * EMU));
    lt_xml_close(xml);
}

static void add_name(struct lt_xml *xml, const char *element, const struct lt_docx *docx,
                     const char *title)
{
    lt_xml_open(xml, element);
    lt_xml_number(xml, "id", (long long)docx->picture_count);
    lt_xml_attribute(xml, "name", docx->pictures[docx->picture_count - 1].name);
    lt_xml_attribute(xml, "descr", title);
    lt_xml_close(xml);
}

/* The last picture; `width` and `height` of what is shown of it. */
static void add_drawing(struct lt_xml *xml, const struct lt_docx *docx, const char *title,
                        bool crop, double width, double height)
{
    static const char picture_space[] = "http://schemas.openxmlformats.org/drawingml/2006/picture";
    const double shown_height = PICTURE_HEIGHT, shown_width = PICTURE_HEIGHT * width / height;
    char id[32];
    (void)snprintf(id, sizeof id, "rId%zu", LT_DOCX_PICTURE_FIRST + docx->picture_count - 1);
    lt_xml_open(xml, "w:drawing");
    lt_xml_open(xml, "wp:inline");
    add_extent(xml, "wp:extent", shown_width, shown_height);
    add_name(xml, "wp:docPr", docx, title);
    lt_xml_open(xml, "a:graphic");
    lt_xml_open(xml, "a:graphicData");
    lt_xml_attribute(xml, "uri", picture_space);
    lt_xml_open(xml, "pic:pic");
    lt_xml_open(xml, "pic:nvPicPr");
    add_name(xml, "pic:cNvPr", docx, title);
    lt_xml_empty(xml, "pic:cNvPicPr", NULL, NULL);
    lt_xml_close(xml);
    lt_xml_open(xml, "pic:blipFill");
    lt_xml_empty(xml, "a:blip", "r:embed", id);
    if (crop) {
        add_crop(xml, width, height);
    }
    lt_xml_open(xml, "a:stretch");
    lt_xml_empty(xml, "a:fillRect", NULL, NULL);
    lt_xml_close(xml);
    lt_xml_close(xml);
    lt_xml_open(xml, "pic:spPr");
    lt_xml_open(xml, "a:xfrm");
    add_extent(xml, "a:ext", shown_width, shown_height);
    lt_xml_close(xml);
    lt_xml_open(xml, "a:prstGeom");
    lt_xml_attribute(xml, "prst", "rect");
    lt_xml_close(xml);
    for (int i = 0; i < 6; i++) { /* spPr … drawing */
        lt_xml_close(xml);
    }
}

/* One evidence sheet as PNG, in the notice's arena. */
static enum lt_status draw_evidence(struct lt_notice *notice, size_t index,
                                    struct lt_zip_entry *picture, struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    struct lt_sheet sheet = {0};
    struct lt_evidence evidence;
    const struct lt_evidence_source *const source = notice->model->evidence;
    LT_TRY(lt_arena_create(&arena, err));
    LT_TRY(source->load(source->context, index, arena, &evidence, err));
    LT_TRY(lt_sheet_png(&sheet, LT_EVIDENCE_WIDTH, LT_EVIDENCE_HEIGHT, EVIDENCE_DPI, err));
    LT_TRY(lt_evidence_draw(notice->model, &evidence, notice->type, sheet.cr, arena, err));
    LT_TRY(lt_sheet_end(&sheet, err));
    picture->size = sheet.size;
    picture->data = lt_arena_copy(notice->arena, sheet.data, sheet.size, sheet.size, 1);
    if (picture->data == NULL) {
        status = lt_fail_memory(err, "an evidence sheet");
    }
out:
    lt_sheet_finish(&sheet);
    lt_arena_destroy(arena);
    return status;
}

static enum lt_status take_picture(struct lt_notice *notice, enum lt_notice_picture kind,
                                   size_t index, struct lt_error *err)
{
    struct lt_docx *const docx = notice->out;
    if (docx->picture_count == LT_DOCX_PICTURES) {
        return lt_fail(err, LT_E_LIMIT, "the notice has more than %d pictures", LT_DOCX_PICTURES);
    }
    struct lt_zip_entry *const picture = &docx->pictures[docx->picture_count++];
    picture->name = lt_arena_printf(notice->arena, "word/media/image%zu.png", docx->picture_count);
    if (picture->name == NULL) {
        return lt_fail_memory(err, "a path");
    }
    if (kind == LT_PICTURE_EVIDENCE) {
        return draw_evidence(notice, index, picture, err);
    }
    picture->path =
        lt_map_file(docx->folder, kind == LT_PICTURE_CITY ? NULL : &notice->model->units[index],
                    "png", notice->arena);
    return picture->path == NULL ? lt_fail_memory(err, "a path") : LT_OK;
}

/* What a reader is told who cannot see it. */
static const char *picture_title(const struct lt_notice *notice, enum lt_notice_picture kind,
                                 size_t index)
{
    const struct lt_report_model *const model = notice->model;
    switch (kind) {
    case LT_PICTURE_CITY:
        return lt_say(model, "全市种粮占比图", "Map of the city");
    case LT_PICTURE_COUNTY:
        return lt_unit_title(model, &model->units[index]);
    default:
        return model->evidence->cases[index]->id;
    }
}

enum lt_status lt_docx_picture(struct lt_notice *notice, enum lt_notice_picture kind, size_t index,
                               const char *annex, struct lt_error *err)
{
    enum lt_status status;
    struct lt_docx *const docx = notice->out;
    struct lt_xml *const xml = &docx->body;
    const bool sheet = kind == LT_PICTURE_EVIDENCE, turned = docx->landscape;
    LT_TRY(take_picture(notice, kind, index, err));
    if (turned) {
        lt_docx_turn(notice, false);
    }
    lt_xml_open(xml, "w:p");
    lt_xml_open(xml, "w:pPr");
    const bool named = *annex != '\0';
    lt_xml_empty(xml, "w:pStyle", "w:val",
                 lt_docx_style_id(named ? (unsigned)LT_ROLE_ANNEX : (unsigned)LT_STYLE_PICTURE));
    if (!turned) {
        lt_xml_empty(xml, "w:pageBreakBefore", NULL, NULL);
    }
    lt_xml_close(xml);
    if (named) {
        lt_docx_run(xml, annex, 0);
        lt_xml_close(xml);
        lt_docx_paragraph(xml, LT_STYLE_PICTURE);
    }
    lt_xml_open(xml, "w:r");
    add_drawing(xml, docx, picture_title(notice, kind, index), !sheet,
                sheet ? LT_EVIDENCE_WIDTH : LT_MAP_WIDTH,
                sheet ? LT_EVIDENCE_HEIGHT : LT_MAP_HEIGHT);
    lt_xml_close(xml);
    lt_xml_close(xml);
out:
    return status;
}
