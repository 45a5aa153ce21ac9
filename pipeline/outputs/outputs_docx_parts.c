/* notice.docx: the parts round the text. */
#include "outputs_docx.h"

#include <stdio.h>
#include <string.h>

#include "liangtian/outputs.h"
#include "support/arena.h"

#define KINDS "http://schemas.openxmlformats.org/package/2006/content-types"
#define LINKS "http://schemas.openxmlformats.org/package/2006/relationships"
#define WORD_TYPE "application/vnd.openxmlformats-officedocument.wordprocessingml."

/* What each part is called, what it is, and who asks for it by which name. */
struct part {
    const char *name, *type;
    const char *link, *id; /* its kind of relation to the text, "" to the package; NULL: none */
};
static const struct part parts_made[LT_DOCX_PARTS] = {
    {"[Content_Types].xml", NULL, NULL, NULL},
    {"_rels/.rels", NULL, NULL, NULL},
    {"docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml", NULL, NULL},
    {"docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml",
     NULL, NULL},
    {"word/document.xml", WORD_TYPE "document.main+xml", NULL, NULL},
    {"word/_rels/document.xml.rels", NULL, NULL, NULL},
    {"word/styles.xml", WORD_TYPE "styles+xml", "styles", "rId1"},
    {"word/settings.xml", WORD_TYPE "settings+xml", "settings", "rId2"},
    {"word/fontTable.xml", WORD_TYPE "fontTable+xml", "fontTable", "rId3"},
    {"word/header1.xml", WORD_TYPE "header+xml", "header", LT_DOCX_HEADER_UPRIGHT},
    {"word/header2.xml", WORD_TYPE "header+xml", "header", LT_DOCX_HEADER_ACROSS},
    {"word/footer1.xml", WORD_TYPE "footer+xml", "footer", LT_DOCX_FOOTER_ODD},
    {"word/footer2.xml", WORD_TYPE "footer+xml", "footer", LT_DOCX_FOOTER_EVEN},
};
enum { DOCUMENT = 4 };

/* --- the package --- */

static void add_types(struct lt_xml *xml, const struct lt_notice *notice)
{
    static const char *const endings[][2] = {
        {"rels", "application/vnd.openxmlformats-package.relationships+xml"},
        {"xml", "application/xml"},
        {"png", "image/png"}};
    (void)notice;
    lt_xml_open(xml, "Types");
    lt_xml_attribute(xml, "xmlns", KINDS);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        lt_xml_open(xml, "Default");
        lt_xml_attribute(xml, "Extension", endings[i][0]);
        lt_xml_attribute(xml, "ContentType", endings[i][1]);
        lt_xml_close(xml);
    }
    for (size_t i = 0; i < LT_DOCX_PARTS; i++) {
        if (parts_made[i].type != NULL) {
            char name[64] = "/";
            memcpy(name + 1, parts_made[i].name, strlen(parts_made[i].name) + 1);
            lt_xml_open(xml, "Override");
            lt_xml_attribute(xml, "PartName", name);
            lt_xml_attribute(xml, "ContentType", parts_made[i].type);
            lt_xml_close(xml);
        }
    }
}

static void add_link(struct lt_xml *xml, const char *id, const char *type, const char *target)
{
    lt_xml_open(xml, "Relationship");
    lt_xml_attribute(xml, "Id", id);
    lt_xml_attribute(xml, "Type", type);
    lt_xml_attribute(xml, "Target", target);
    lt_xml_close(xml);
}

static void add_package_links(struct lt_xml *xml, const struct lt_notice *notice)
{
    (void)notice;
    lt_xml_open(xml, "Relationships");
    lt_xml_attribute(xml, "xmlns", LINKS);
    add_link(xml, "rId1", LT_DOCX_R "/officeDocument", parts_made[DOCUMENT].name);
    add_link(
        xml, "rId2",
        "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
        "docProps/core.xml");
    add_link(xml, "rId3", LT_DOCX_R "/extended-properties", "docProps/app.xml");
}

static void add_document_links(struct lt_xml *xml, const struct lt_notice *notice)
{
    const struct lt_docx *const docx = notice->out;
    char id[32], type[128], target[64];
    lt_xml_open(xml, "Relationships");
    lt_xml_attribute(xml, "xmlns", LINKS);
    for (size_t i = 0; i < LT_DOCX_PARTS; i++) {
        if (parts_made[i].link != NULL) {
            (void)snprintf(type, sizeof type, "%s/%s", LT_DOCX_R, parts_made[i].link);
            add_link(xml, parts_made[i].id, type, parts_made[i].name + strlen("word/"));
        }
    }
    for (size_t i = 0; i < docx->picture_count; i++) {
        (void)snprintf(id, sizeof id, "rId%zu", LT_DOCX_PICTURE_FIRST + i);
        (void)snprintf(target, sizeof target, "media/image%zu.png", i + 1);
        add_link(xml, id, LT_DOCX_R "/image", target);
    }
}

static void add_core(struct lt_xml *xml, const struct lt_notice *notice)
{
    static const char *const times[] = {"dcterms:created", "dcterms:modified"};
    lt_xml_open(xml, "cp:coreProperties");
    lt_xml_attribute(xml, "xmlns:cp",
                     "http://schemas.openxmlformats.org/package/2006/metadata/core-properties");
    lt_xml_attribute(xml, "xmlns:dc", "http://purl.org/dc/elements/1.1/");
    lt_xml_attribute(xml, "xmlns:dcterms", "http://purl.org/dc/terms/");
    lt_xml_attribute(xml, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
    lt_xml_leaf(xml, "dc:title", lt_report_title(notice->model, notice->arena));
    lt_xml_leaf(xml, "dc:creator", "Liangtian");
    for (size_t i = 0; i < 2; i++) { /* the run's one reading of the clock */
        lt_xml_open(xml, times[i]);
        lt_xml_attribute(xml, "xsi:type", "dcterms:W3CDTF");
        lt_xml_text(xml, notice->model->published_at);
        lt_xml_close(xml);
    }
}

static void add_application(struct lt_xml *xml, const struct lt_notice *notice)
{
    (void)notice;
    lt_xml_open(xml, "Properties");
    lt_xml_attribute(xml, "xmlns",
                     "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties");
    lt_xml_leaf(xml, "Application", "Liangtian");
}

/* --- settings, head and foot --- */

static void add_settings(struct lt_xml *xml, const struct lt_notice *notice)
{
    (void)notice;
    lt_xml_open(xml, "w:settings");
    lt_xml_attribute(xml, "xmlns:w", LT_DOCX_W);
    lt_xml_empty(xml, "w:mirrorMargins", NULL, NULL); /* the binding edge changes sides */
    lt_xml_empty(xml, "w:defaultTabStop", "w:val", "420");
    lt_xml_empty(xml, "w:evenAndOddHeaders", NULL, NULL);
    lt_xml_empty(xml, "w:characterSpacingControl", "w:val", "compressPunctuation");
    lt_xml_open(xml, "w:compat");
    lt_xml_open(xml, "w:compatSetting");
    lt_xml_attribute(xml, "w:name", "compatibilityMode");
    lt_xml_attribute(xml, "w:uri", "http://schemas.microsoft.com/office/word");
    lt_xml_attribute(xml, "w:val", "15");
    lt_xml_close(xml);
    lt_xml_close(xml);
}

void lt_docx_paragraph(struct lt_xml *xml, unsigned style)
{
    lt_xml_open(xml, "w:p");
    lt_xml_open(xml, "w:pPr");
    lt_xml_empty(xml, "w:pStyle", "w:val", lt_docx_style_id(style));
    lt_xml_close(xml);
}

static void add_piece(struct lt_xml *xml, const char *text, size_t length)
{
    struct lt_text piece = {0};
    lt_text_add_n(&piece, text, length);
    lt_xml_open(xml, "w:t");
    lt_xml_attribute(xml, "xml:space", "preserve");
    lt_xml_text(xml, piece.data);
    lt_xml_close(xml);
    xml->failed = xml->failed || piece.failed;
    lt_text_finish(&piece);
}

void lt_docx_run(struct lt_xml *xml, const char *text, double size)
{
    static const char line_end[] = "\u2028";
    const char *end;
    lt_xml_open(xml, "w:r");
    if (size > 0) {
        lt_xml_open(xml, "w:rPr");
        lt_docx_size(xml, size);
        lt_xml_close(xml);
    }
    while ((end = strstr(text, line_end)) != NULL) {
        add_piece(xml, text, (size_t)(end - text));
        lt_xml_empty(xml, "w:br", NULL, NULL);
        text = end + strlen(line_end);
    }
    add_piece(xml, text, strlen(text));
    lt_xml_close(xml);
}

static void add_header(struct lt_xml *xml, const struct lt_notice *notice, double width)
{
    lt_xml_open(xml, "w:hdr");
    lt_xml_attribute(xml, "xmlns:w", LT_DOCX_W);
    lt_xml_open(xml, "w:p");
    lt_xml_open(xml, "w:pPr");
    lt_xml_empty(xml, "w:pStyle", "w:val", lt_docx_style_id(LT_STYLE_HEADER));
    lt_xml_open(xml, "w:tabs");
    lt_xml_open(xml, "w:tab");
    lt_xml_attribute(xml, "w:val", "right");
    lt_xml_number(xml, "w:pos", (long long)(width * 20));
    lt_xml_close(xml);
    lt_xml_close(xml);
    lt_xml_close(xml);
    lt_docx_run(xml, notice->model->config->mark, 0);
    lt_xml_open(xml, "w:r");
    lt_xml_empty(xml, "w:tab", NULL, NULL);
    lt_xml_close(xml);
    lt_docx_run(xml, lt_notice_draft(notice->model), 0);
}

static void add_header_upright(struct lt_xml *xml, const struct lt_notice *notice)
{
    add_header(xml, notice, LT_NOTICE_SHORT_SIDE);
}

static void add_header_across(struct lt_xml *xml, const struct lt_notice *notice)
{
    add_header(xml, notice, LT_NOTICE_LONG_SIDE);
}

/* — 1 —, one character from the edge. */
static void add_footer(struct lt_xml *xml, const char *side, const char *edge)
{
    lt_xml_open(xml, "w:ftr");
    lt_xml_attribute(xml, "xmlns:w", LT_DOCX_W);
    lt_xml_open(xml, "w:p");
    lt_xml_open(xml, "w:pPr");
    lt_xml_empty(xml, "w:pStyle", "w:val", lt_docx_style_id(LT_STYLE_FOOTER));
    lt_xml_empty(xml, "w:ind", edge, "280");
    lt_xml_empty(xml, "w:jc", "w:val", side);
    lt_xml_close(xml);
    lt_docx_run(xml, "— ", 0);
    lt_xml_open(xml, "w:fldSimple");
    lt_xml_attribute(xml, "w:instr", " PAGE ");
    lt_docx_run(xml, "1", 0);
    lt_xml_close(xml);
    lt_docx_run(xml, " —", 0);
}

static void add_footer_odd(struct lt_xml *xml, const struct lt_notice *notice)
{
    (void)notice;
    add_footer(xml, "right", "w:right");
}

static void add_footer_even(struct lt_xml *xml, const struct lt_notice *notice)
{
    (void)notice;
    add_footer(xml, "left", "w:left");
}

static void add_styles(struct lt_xml *xml, const struct lt_notice *notice)
{
    lt_docx_add_styles(xml, notice->model->config->chinese);
}

static void add_font_table(struct lt_xml *xml, const struct lt_notice *notice)
{
    (void)notice;
    lt_docx_add_fonts(xml);
}

/* --- all of them --- */

enum lt_status lt_docx_parts(const struct lt_notice *notice, const struct lt_text *document,
                             struct lt_zip_entry parts[LT_DOCX_PARTS], struct lt_error *err)
{
    static void (*const write[LT_DOCX_PARTS])(struct lt_xml *, const struct lt_notice *) = {
        add_types,          add_package_links, add_core,       add_application, NULL, /* the text */
        add_document_links, add_styles,        add_settings,   add_font_table,  add_header_upright,
        add_header_across,  add_footer_odd,    add_footer_even};
    enum lt_status status = LT_OK;
    struct lt_xml xml = {0};
    for (size_t i = 0; i < LT_DOCX_PARTS; i++) {
        parts[i].name = parts_made[i].name;
        if (write[i] == NULL) {
            parts[i].data = document->data;
            parts[i].size = document->length;
            continue;
        }
        LT_TRY(lt_xml_begin(&xml, err));
        write[i](&xml, notice);
        LT_TRY(lt_xml_end(&xml, err));
        parts[i].size = xml.text.length;
        parts[i].data = lt_arena_text_n(notice->arena, xml.text.data, xml.text.length);
        if (parts[i].data == NULL) {
            status = lt_fail_memory(err, "the notice");
            goto out;
        }
        lt_xml_finish(&xml);
    }
out:
    lt_xml_finish(&xml);
    return status;
}
