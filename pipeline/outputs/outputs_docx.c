/* notice.docx: the text. */
#include "outputs_docx.h"

#include <string.h>

#include "liangtian/outputs.h"
#include "support/arena.h"
#include "support/files.h"

/* --- pages --- */

static void add_reference(struct lt_xml *xml, const char *name, const char *type, const char *id)
{
    lt_xml_open(xml, name);
    lt_xml_attribute(xml, "w:type", type);
    lt_xml_attribute(xml, "r:id", id);
    lt_xml_close(xml);
}

static void add_numbers(struct lt_xml *xml, const char *name, const char *const *names,
                        const double *points, size_t count)
{
    lt_xml_open(xml, name);
    for (size_t i = 0; i < count; i++) {
        lt_xml_number(xml, names[i], (long long)(points[i] * 20 + 0.5));
    }
}

/* A4; a page across lies with its top at the binding edge. Margins turn with it. */
static void add_section(struct lt_xml *xml, bool landscape)
{
    static const char *const size[] = {"w:w", "w:h"};
    static const char *const margins[] = {"w:top",    "w:right",  "w:bottom", "w:left",
                                          "w:header", "w:footer", "w:gutter"};
    const double mm = LT_NOTICE_MM;
    const double paper[] = {landscape ? 297 * mm : 210 * mm, landscape ? 210 * mm : 297 * mm};
    const double upright[] = {37 * mm, 26 * mm, 35 * mm, 28 * mm, 25 * mm, 23 * mm, 0};
    const double across[] = {28 * mm, 37 * mm, 26 * mm, 35 * mm, 16 * mm, 14 * mm, 0};
    const char *const header = landscape ? LT_DOCX_HEADER_ACROSS : LT_DOCX_HEADER_UPRIGHT;
    lt_xml_open(xml, "w:sectPr");
    add_reference(xml, "w:headerReference", "default", header);
    add_reference(xml, "w:headerReference", "even", header);
    add_reference(xml, "w:footerReference", "default", LT_DOCX_FOOTER_ODD);
    add_reference(xml, "w:footerReference", "even", LT_DOCX_FOOTER_EVEN);
    lt_xml_empty(xml, "w:type", "w:val", "nextPage");
    add_numbers(xml, "w:pgSz", size, paper, 2);
    if (landscape) {
        lt_xml_attribute(xml, "w:orient", "landscape");
    }
    lt_xml_close(xml);
    add_numbers(xml, "w:pgMar", margins, landscape ? across : upright, 7);
    lt_xml_close(xml);
    lt_xml_close(xml);
}

void lt_docx_turn(struct lt_notice *notice, bool landscape)
{
    struct lt_docx *const docx = notice->out;
    struct lt_xml *const xml = &docx->body;
    if (docx->begun) {
        lt_xml_open(xml, "w:p");
        lt_xml_open(xml, "w:pPr");
        lt_xml_empty(xml, "w:pStyle", "w:val", lt_docx_style_id(LT_STYLE_BREAK));
        add_section(xml, docx->landscape);
        lt_xml_close(xml);
        lt_xml_close(xml);
    }
    docx->begun = true;
    docx->landscape = landscape;
    docx->after_table = false;
}

static void paragraph(struct lt_notice *notice, enum lt_notice_role role, const char *text)
{
    struct lt_docx *const docx = notice->out;
    lt_docx_paragraph(&docx->body, role);
    lt_docx_run(&docx->body, text, 0);
    lt_xml_close(&docx->body);
    docx->after_table = false;
}

/* --- tables --- */

static void add_width(struct lt_xml *xml, const char *name, double points)
{
    lt_xml_open(xml, name);
    lt_xml_number(xml, "w:w", (long long)(points * 20 + 0.5));
    lt_xml_attribute(xml, "w:type", "dxa");
    lt_xml_close(xml);
}

static void add_cell(struct lt_xml *xml, const struct lt_notice_grid *grid, size_t column,
                     const char *text, const char *ground, bool head)
{
    lt_xml_open(xml, "w:tc");
    lt_xml_open(xml, "w:tcPr");
    add_width(xml, "w:tcW", grid->widths[column]);
    if (ground != NULL) {
        lt_xml_open(xml, "w:shd");
        lt_xml_attribute(xml, "w:val", "clear");
        lt_xml_attribute(xml, "w:color", "auto");
        lt_xml_attribute(xml, "w:fill", ground);
        lt_xml_close(xml);
    }
    lt_xml_empty(xml, "w:vAlign", "w:val", "center");
    lt_xml_close(xml);
    lt_xml_open(xml, "w:p");
    lt_xml_open(xml, "w:pPr");
    lt_xml_empty(xml, "w:pStyle", "w:val", lt_docx_style_id(head ? LT_STYLE_HEAD : LT_STYLE_CELL));
    if (!head && lt_notice_is_number(grid->table, column)) {
        lt_xml_empty(xml, "w:jc", "w:val", "right");
    }
    lt_xml_close(xml);
    lt_docx_run(xml, text, grid->size);
    lt_xml_close(xml);
    lt_xml_close(xml);
}

static void add_row(struct lt_xml *xml, const struct lt_notice_grid *grid, const char *const *cells,
                    const char *ground, bool head)
{
    lt_xml_open(xml, "w:tr");
    lt_xml_open(xml, "w:trPr");
    lt_xml_empty(xml, "w:cantSplit", NULL, NULL);
    if (head) {
        lt_xml_empty(xml, "w:tblHeader", NULL, NULL); /* on every page */
    }
    lt_xml_close(xml);
    for (size_t c = 0; c < grid->table->columns; c++) {
        add_cell(xml, grid, c, cells[c], ground, head);
    }
    lt_xml_close(xml);
}

static void add_table_properties(struct lt_xml *xml, const struct lt_notice_grid *grid)
{
    lt_xml_open(xml, "w:tblPr");
    lt_xml_empty(xml, "w:tblStyle", "w:val", "NoticeTable");
    add_width(xml, "w:tblW", grid->width);
    lt_xml_empty(xml, "w:jc", "w:val", "center");
    lt_xml_empty(xml, "w:tblLayout", "w:type", "fixed");
    lt_xml_close(xml);
    lt_xml_open(xml, "w:tblGrid");
    for (size_t c = 0; c < grid->table->columns; c++) {
        lt_xml_open(xml, "w:gridCol");
        lt_xml_number(xml, "w:w", (long long)(grid->widths[c] * 20 + 0.5));
        lt_xml_close(xml);
    }
    lt_xml_close(xml);
}

static void table(struct lt_notice *notice, const struct lt_notice_table *table)
{
    struct lt_docx *const docx = notice->out;
    struct lt_xml *const xml = &docx->body;
    struct lt_notice_grid grid = {.notice = notice,
                                  .table = table,
                                  .width =
                                      docx->landscape ? LT_NOTICE_LONG_SIDE : LT_NOTICE_SHORT_SIDE,
                                  .size = docx->landscape ? 9.5 : 10.5};
    lt_notice_grid_set(&grid);
    if (*table->title != '\0') {
        paragraph(notice, LT_ROLE_TABLE_TITLE, table->title);
    } else if (docx->after_table) { /* two tables in a row would be one */
        paragraph(notice, LT_ROLE_NOTE, "");
    }
    lt_xml_open(xml, "w:tbl");
    add_table_properties(xml, &grid);
    add_row(xml, &grid, grid.heads, "E9EEF2", true);
    for (size_t row = 0; row < table->rows; row++) {
        const bool total = table->total && row + 1 == table->rows;
        add_row(xml, &grid, table->cells + row * table->columns, total ? "F4F4F4" : NULL, false);
    }
    lt_xml_close(xml);
    docx->after_table = true;
}

/* --- the file --- */

static const struct lt_notice_medium written = {
    .draws = false,
    .turn = lt_docx_turn,
    .paragraph = paragraph,
    .table = table,
    .picture = lt_docx_picture,
};

static void open_body(struct lt_xml *xml)
{
    lt_xml_open(xml, "w:document");
    lt_xml_attribute(xml, "xmlns:w", LT_DOCX_W);
    lt_xml_attribute(xml, "xmlns:r", LT_DOCX_R);
    lt_xml_attribute(xml, "xmlns:wp",
                     "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing");
    lt_xml_attribute(xml, "xmlns:a", "http://schemas.openxmlformats.org/drawingml/2006/main");
    lt_xml_attribute(xml, "xmlns:pic", "http://schemas.openxmlformats.org/drawingml/2006/picture");
    lt_xml_open(xml, "w:body");
}

static enum lt_status pack(const struct lt_notice *notice, const char *path, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_docx *const docx = notice->out;
    struct lt_zip_entry *const entries =
        lt_arena_array(notice->arena, LT_DOCX_PARTS + docx->picture_count, sizeof *entries);
    if (entries == NULL) {
        return lt_fail_memory(err, "the notice");
    }
    LT_TRY(lt_docx_parts(notice, &docx->body.text, entries, err));
    memcpy(entries + LT_DOCX_PARTS, docx->pictures, docx->picture_count * sizeof *entries);
    LT_TRY(lt_zip_write(path, entries, LT_DOCX_PARTS + docx->picture_count, err));
out:
    return status;
}

enum lt_status lt_write_notice_text(const struct lt_report_model *model, const char *folder,
                                    struct lt_error *err)
{
    static const char *const names[] = {"notice.docx"};
    enum lt_status status;
    struct lt_arena *arena = NULL;
    struct lt_docx docx = {.folder = folder};
    struct lt_notice notice = {.model = model, .medium = &written, .out = &docx};
    LT_TRY(lt_arena_create(&arena, err));
    const char *const path = lt_path_join(arena, folder, names[0]);
    if (path == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    LT_TRY(lt_xml_begin(&docx.body, err));
    open_body(&docx.body);
    LT_TRY(lt_notice_compose(&notice, err));
    add_section(&docx.body, docx.landscape);
    LT_TRY(lt_xml_end(&docx.body, err));
    LT_TRY(pack(&notice, path, err));
out:
    if (status != LT_OK) {
        lt_discard(folder, names, 1);
    }
    lt_xml_finish(&docx.body);
    lt_notice_finish(&notice);
    lt_arena_destroy(arena);
    return status;
}
