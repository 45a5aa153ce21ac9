/* notice.docx: the notice as a text that offices go on writing (Office Open XML, ISO/IEC 29500).
 *
 * A zip of XML parts. What a paragraph looks like is said by its style alone, so that an office changes it once; fonts
 * are asked for by the names of GB/T 9704 and not embedded.
 */
#ifndef LT_OUTPUTS_DOCX_H
#define LT_OUTPUTS_DOCX_H

#include "outputs_notice.h"
#include "outputs_xml.h"
#include "outputs_zip.h"

enum { LT_DOCX_PICTURES = 1024 };
/* What notice->out is. */
struct lt_docx {
    const char *folder; /* where the maps lie */
    struct lt_xml body; /* word/document.xml */
    bool begun, landscape, after_table;
    struct lt_zip_entry pictures[LT_DOCX_PICTURES];
    size_t picture_count;
};

/* Ends the section that was begun, if any. */
void lt_docx_turn(struct lt_notice *notice, bool landscape);
enum lt_status lt_docx_picture(struct lt_notice *notice, enum lt_notice_picture kind, size_t index,
                               const char *annex, struct lt_error *err);

/* --- styles --- */

/* Styles beside those of the roles. */
enum lt_docx_style {
    LT_STYLE_HEAD = LT_ROLE_COUNT, /* of a table */
    LT_STYLE_CELL,
    LT_STYLE_PICTURE,
    LT_STYLE_BREAK, /* the paragraph that ends a section */
    LT_STYLE_HEADER,
    LT_STYLE_FOOTER,
    LT_STYLE_COUNT
};
const char *lt_docx_style_id(unsigned style); /* a role or one of the above */
void lt_docx_add_styles(struct lt_xml *xml, bool chinese);
void lt_docx_add_fonts(struct lt_xml *xml);

/* --- parts --- */

/* Everything but pictures: `document` is word/document.xml. The data lie in the arena. */
enum { LT_DOCX_PARTS = 13 };
enum lt_status lt_docx_parts(const struct lt_notice *notice, const struct lt_text *document,
                             struct lt_zip_entry parts[LT_DOCX_PARTS], struct lt_error *err);
/* Names by which word/document.xml asks for other parts. */
#define LT_DOCX_HEADER_UPRIGHT "rId4"
#define LT_DOCX_HEADER_ACROSS "rId5"
#define LT_DOCX_FOOTER_ODD "rId6"
#define LT_DOCX_FOOTER_EVEN "rId7"
enum { LT_DOCX_PICTURE_FIRST = 8 };

/* <w:p> with its style; open. */
void lt_docx_paragraph(struct lt_xml *xml, unsigned style);
/* A run of text; of this size in points, 0 = as its style says. */
void lt_docx_run(struct lt_xml *xml, const char *text, double size);
/* <w:sz> */
void lt_docx_size(struct lt_xml *xml, double points);

#define LT_DOCX_W "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define LT_DOCX_R "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

#endif
