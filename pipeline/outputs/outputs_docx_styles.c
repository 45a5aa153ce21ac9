/* notice.docx: styles after GB/T 9704—2012, and the fonts they name. */
#include "outputs_docx.h"

/* Fonts of official papers; `instead` is what a machine without them may have. */
enum face { SONG_TITLE, FANG, HEI, KAI, SONG, FACES };
static const struct {
    const char *name, *instead, *latin, *family;
} fonts[FACES] = {
    [SONG_TITLE] = {"方正小标宋简体", "宋体", "Times New Roman", "roman"},
    [FANG] = {"仿宋_GB2312", "仿宋", "Times New Roman", "roman"},
    [HEI] = {"黑体", "SimHei", "Arial", "swiss"},
    [KAI] = {"楷体_GB2312", "楷体", "Times New Roman", "roman"},
    [SONG] = {"宋体", "SimSun", "Times New Roman", "roman"},
};

struct style {
    const char *id, *zh, *en; /* the English names of Word's own styles are the same in Chinese */
    enum face face;
    double size, line;          /* points; 0: the body's, and no fixed line where size is given */
    double before, after;       /* points */
    const char *align;          /* of w:jc */
    bool indent;                /* two characters, in Chinese */
    bool keep_next, contextual; /* with what follows; no space between paragraphs of this style */
    bool fixed;                 /* off the grid of lines */
    int outline;                /* 1 … 9; 0 = none */
};

static const struct style styles[LT_STYLE_COUNT] = {
    [LT_ROLE_BODY] = {"BodyText", "Body Text", "Body Text", FANG, .align = "both", .indent = true},
    [LT_ROLE_TITLE] = {"Title", "Title", "Title", SONG_TITLE, .size = 22, .line = 34, .before = 58,
                       .after = 29, .align = "center"},
    [LT_ROLE_ADDRESSEE] = {"Addressee", "主送机关", "Addressee", .face = FANG},
    [LT_ROLE_HEADING] = {"Heading1", "heading 1", "heading 1", HEI, .indent = true,
                         .keep_next = true, .outline = 1},
    [LT_ROLE_SUBHEADING] = {"Heading2", "heading 2", "heading 2", KAI, .indent = true,
                            .keep_next = true, .outline = 2},
    [LT_ROLE_NOTE] = {"Note", "表注", "Note", FANG, .size = 9, .line = 13, .before = 3, .after = 8,
                      .contextual = true, .fixed = true},
    [LT_ROLE_TABLE_TITLE] = {"TableTitle", "表题", "Table Title", HEI, .size = 12, .line = 19,
                             .before = 8, .after = 2, .align = "center", .keep_next = true,
                             .fixed = true, .outline = 3},
    [LT_ROLE_ANNEX] = {"AnnexTitle", "附件标题", "Annex Title", HEI, .keep_next = true,
                       .outline = 1},
    [LT_ROLE_ANNEX_LINE] = {"AnnexList", "附件说明", "Annex List", FANG, .before = 29,
                            .indent = true, .keep_next = true, .contextual = true},
    [LT_ROLE_ANNEX_REMARK] = {"AnnexRemark", "附件备注", "Annex Remark", FANG, .size = 10.5,
                              .line = 18, .indent = true, .keep_next = true},
    [LT_ROLE_SIGNATURE] = {"NoticeSignature", "落款", "Issued By", FANG, .before = 29,
                           .align = "right", .keep_next = true, .contextual = true},
    [LT_STYLE_HEAD] = {"TableHead", "表头", "Table Head", HEI, .size = 10.5, .align = "center",
                       .keep_next = true, .fixed = true},
    [LT_STYLE_CELL] = {"TableText", "表格文字", "Table Text", FANG, .size = 10.5, .fixed = true},
    [LT_STYLE_PICTURE] = {"NoticePicture", "插图", "Picture", FANG, .size = 10.5, .align = "center",
                          .fixed = true},
    [LT_STYLE_BREAK] = {"SectionBreak", "分节", "Section Break", FANG, .size = 1, .line = 1,
                        .fixed = true},
    [LT_STYLE_HEADER] = {"Header", "header", "header", HEI, .size = 9, .fixed = true},
    [LT_STYLE_FOOTER] = {"Footer", "footer", "footer", SONG, .size = 14, .fixed = true},
};

const char *lt_docx_style_id(unsigned style)
{
    return styles[style].id;
}

/* 22 lines a page, 28 characters a line; English needs less. */
static double body_size(bool chinese)
{
    return chinese ? 16 : 11.5;
}

static double body_line(bool chinese)
{
    return chinese ? 28.95 : 17;
}

static long long twentieths(double points)
{
    return (long long)(points * 20 + 0.5);
}

static void add_fonts_of(struct lt_xml *xml, enum face face)
{
    lt_xml_open(xml, "w:rFonts");
    lt_xml_attribute(xml, "w:ascii", fonts[face].latin);
    lt_xml_attribute(xml, "w:eastAsia", fonts[face].name);
    lt_xml_attribute(xml, "w:hAnsi", fonts[face].latin);
    lt_xml_attribute(xml, "w:cs", fonts[face].latin);
    lt_xml_close(xml);
}

void lt_docx_size(struct lt_xml *xml, double points)
{
    static const char *const names[] = {"w:sz", "w:szCs"};
    for (size_t i = 0; i < 2; i++) {
        lt_xml_open(xml, names[i]);
        lt_xml_number(xml, "w:val", (long long)(points * 2));
        lt_xml_close(xml);
    }
}

static void add_spacing(struct lt_xml *xml, double before, double after, double line)
{
    lt_xml_open(xml, "w:spacing");
    lt_xml_number(xml, "w:before", twentieths(before));
    lt_xml_number(xml, "w:after", twentieths(after));
    lt_xml_number(xml, "w:line", line > 0 ? twentieths(line) : 240);
    lt_xml_attribute(xml, "w:lineRule", line > 0 ? "exact" : "auto");
    lt_xml_close(xml);
}

static void add_paragraph_of(struct lt_xml *xml, const struct style *style, bool chinese)
{
    const double line = style->size > 0 ? style->line : body_line(chinese);
    const bool english_space = !chinese && style->size <= 0;
    lt_xml_open(xml, "w:pPr");
    if (style->keep_next) {
        lt_xml_empty(xml, "w:keepNext", NULL, NULL);
    }
    if (style->fixed) {
        lt_xml_empty(xml, "w:snapToGrid", "w:val", "0");
    }
    add_spacing(xml, style->before + (english_space && style->outline > 0 ? 6 : 0),
                style->after + (english_space ? 4 : 0), line);
    if (style->indent && chinese) {
        lt_xml_open(xml, "w:ind");
        lt_xml_number(xml, "w:firstLineChars", 200);
        lt_xml_number(xml, "w:firstLine",
                      twentieths(2 * (style->size > 0 ? style->size : body_size(chinese))));
        lt_xml_close(xml);
    }
    if (style->contextual) {
        lt_xml_empty(xml, "w:contextualSpacing", NULL, NULL);
    }
    if (style->align != NULL) {
        lt_xml_empty(xml, "w:jc", "w:val", style->align);
    }
    if (style->outline > 0) {
        lt_xml_open(xml, "w:outlineLvl");
        lt_xml_number(xml, "w:val", style->outline - 1);
        lt_xml_close(xml);
    }
    lt_xml_close(xml);
}

static void add_style(struct lt_xml *xml, const struct style *style, bool chinese)
{
    lt_xml_open(xml, "w:style");
    lt_xml_attribute(xml, "w:type", "paragraph");
    lt_xml_attribute(xml, "w:styleId", style->id);
    lt_xml_empty(xml, "w:name", "w:val", chinese ? style->zh : style->en);
    lt_xml_empty(xml, "w:basedOn", "w:val", "Normal");
    lt_xml_empty(xml, "w:qFormat", NULL, NULL);
    add_paragraph_of(xml, style, chinese);
    lt_xml_open(xml, "w:rPr");
    add_fonts_of(xml, style->face);
    if (style->face == KAI && !chinese) {
        lt_xml_empty(xml, "w:b", NULL, NULL);
    }
    lt_docx_size(xml, style->size > 0 ? style->size : body_size(chinese));
    lt_xml_close(xml);
    lt_xml_close(xml);
}

static void add_defaults(struct lt_xml *xml, bool chinese)
{
    lt_xml_open(xml, "w:docDefaults");
    lt_xml_open(xml, "w:rPrDefault");
    lt_xml_open(xml, "w:rPr");
    add_fonts_of(xml, FANG);
    lt_docx_size(xml, body_size(chinese));
    lt_xml_open(xml, "w:lang");
    lt_xml_attribute(xml, "w:val", "en-US");
    lt_xml_attribute(xml, "w:eastAsia", "zh-CN");
    lt_xml_close(xml);
    lt_xml_close(xml);
    lt_xml_close(xml);
    lt_xml_empty(xml, "w:pPrDefault", NULL, NULL);
    lt_xml_close(xml);
    lt_xml_open(xml, "w:style");
    lt_xml_attribute(xml, "w:type", "paragraph");
    lt_xml_attribute(xml, "w:default", "1");
    lt_xml_attribute(xml, "w:styleId", "Normal");
    lt_xml_empty(xml, "w:name", "w:val", "Normal");
    lt_xml_empty(xml, "w:qFormat", NULL, NULL);
    lt_xml_open(xml, "w:pPr");
    add_spacing(xml, 0, 0, body_line(chinese));
    lt_xml_close(xml);
    lt_xml_close(xml);
}

static void add_table_style(struct lt_xml *xml, bool chinese)
{
    static const char *const sides[] = {"w:top",   "w:left",    "w:bottom",
                                        "w:right", "w:insideH", "w:insideV"};
    static const char *const margins[] = {"w:top", "w:left", "w:bottom", "w:right"};
    lt_xml_open(xml, "w:style");
    lt_xml_attribute(xml, "w:type", "table");
    lt_xml_attribute(xml, "w:styleId", "NoticeTable");
    lt_xml_empty(xml, "w:name", "w:val", chinese ? "通报表格" : "Notice Table");
    lt_xml_open(xml, "w:tblPr");
    lt_xml_open(xml, "w:tblBorders");
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
        lt_xml_open(xml, sides[i]);
        lt_xml_attribute(xml, "w:val", "single");
        lt_xml_attribute(xml, "w:sz", "4");
        lt_xml_attribute(xml, "w:space", "0");
        lt_xml_attribute(xml, "w:color", "auto");
        lt_xml_close(xml);
    }
    lt_xml_close(xml);
    lt_xml_open(xml, "w:tblCellMar");
    for (size_t i = 0; i < sizeof margins / sizeof *margins; i++) {
        lt_xml_open(xml, margins[i]);
        lt_xml_number(xml, "w:w", i % 2 == 0 ? 20 : LT_NOTICE_PAD * 20);
        lt_xml_attribute(xml, "w:type", "dxa");
        lt_xml_close(xml);
    }
    lt_xml_close(xml);
    lt_xml_close(xml);
    lt_xml_close(xml);
}

void lt_docx_add_styles(struct lt_xml *xml, bool chinese)
{
    lt_xml_open(xml, "w:styles");
    lt_xml_attribute(xml, "xmlns:w", LT_DOCX_W);
    add_defaults(xml, chinese);
    for (size_t i = 0; i < LT_STYLE_COUNT; i++) {
        add_style(xml, &styles[i], chinese);
    }
    add_table_style(xml, chinese);
}

void lt_docx_add_fonts(struct lt_xml *xml)
{
    lt_xml_open(xml, "w:fonts");
    lt_xml_attribute(xml, "xmlns:w", LT_DOCX_W);
    for (size_t i = 0; i < FACES; i++) {
        lt_xml_open(xml, "w:font");
        lt_xml_attribute(xml, "w:name", fonts[i].name);
        lt_xml_empty(xml, "w:altName", "w:val", fonts[i].instead);
        lt_xml_empty(xml, "w:charset", "w:val", "86"); /* GB2312 */
        lt_xml_empty(xml, "w:family", "w:val", fonts[i].family);
        lt_xml_empty(xml, "w:pitch", "w:val", "fixed");
        lt_xml_close(xml);
    }
}
