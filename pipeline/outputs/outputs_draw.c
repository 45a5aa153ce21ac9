#include "outputs_draw.h"

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cairo/cairo-pdf.h>
#include <png.h>

#include "outputs_common.h"
#include "support/arena.h"
#include "support/array.h"
#include "support/text.h"

/* --- files --- */

static cairo_status_t take(void *closure, const unsigned char *data, unsigned int length)
{
    struct lt_sheet *const sheet = closure;
    if (sheet->failed ||
        lt_array_reserve(&sheet->data, &sheet->capacity, sheet->size + length, 1, NULL) != LT_OK) {
        sheet->failed = true;
        return CAIRO_STATUS_NO_MEMORY;
    }
    memcpy(sheet->data + sheet->size, data, length);
    sheet->size += length;
    return CAIRO_STATUS_SUCCESS;
}

static enum lt_status cairo_says(cairo_status_t said, struct lt_error *err)
{
    if (said == CAIRO_STATUS_SUCCESS) {
        return LT_OK;
    }
    return lt_fail(err, said == CAIRO_STATUS_NO_MEMORY ? LT_E_LIMIT : LT_E_IO, "cairo: %s",
                   cairo_status_to_string(said));
}

static enum lt_status begin(struct lt_sheet *sheet, struct lt_error *err)
{
    const enum lt_status status = cairo_says(cairo_surface_status(sheet->surface), err);
    if (status == LT_OK) {
        sheet->cr = cairo_create(sheet->surface);
    }
    return status == LT_OK ? cairo_says(cairo_status(sheet->cr), err) : status;
}

enum lt_status lt_sheet_pdf(struct lt_sheet *sheet, double width, double height, const char *title,
                            const char *created, struct lt_error *err)
{
    *sheet = (struct lt_sheet){0};
    sheet->surface = cairo_pdf_surface_create_for_stream(take, sheet, width, height);
    cairo_pdf_surface_restrict_to_version(sheet->surface, CAIRO_PDF_VERSION_1_5);
    cairo_pdf_surface_set_metadata(sheet->surface, CAIRO_PDF_METADATA_TITLE, title);
    cairo_pdf_surface_set_metadata(sheet->surface, CAIRO_PDF_METADATA_CREATOR, "Liangtian");
    cairo_pdf_surface_set_metadata(sheet->surface, CAIRO_PDF_METADATA_CREATE_DATE, created);
    return begin(sheet, err);
}

enum lt_status lt_sheet_png(struct lt_sheet *sheet, double width, double height, double dpi,
                            struct lt_error *err)
{
    const double scale = dpi / 72;
    *sheet = (struct lt_sheet){.png = true};
    sheet->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)ceil(width * scale),
                                                (int)ceil(height * scale));
    const enum lt_status status = begin(sheet, err);
    if (status == LT_OK) {
        cairo_scale(sheet->cr, scale, scale);
        lt_ink(sheet->cr, 0xffffff);
        cairo_paint(sheet->cr);
    }
    return status;
}

/* cairo's own writer tries every filter on every row. A drawing is runs of one colour, which need none: without them it
 * is written in a fraction of the time, and hardly larger. */
static enum lt_status write_png(struct lt_sheet *sheet, struct lt_error *err)
{
    enum lt_status status;
    cairo_surface_flush(sheet->surface);
    const size_t width = (size_t)cairo_image_surface_get_width(sheet->surface),
                 height = (size_t)cairo_image_surface_get_height(sheet->surface),
                 stride = (size_t)cairo_image_surface_get_stride(sheet->surface);
    const unsigned char *const from = cairo_image_surface_get_data(sheet->surface);
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = (png_uint_32)width,
                       .height = (png_uint_32)height,
                       .format = PNG_FORMAT_RGB,
                       .flags = PNG_IMAGE_FLAG_FAST};
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
    png_bytep colours = malloc(3 * width * height);
    if (colours == NULL) {
        return lt_fail_memory(err, "a picture");
    }
    for (size_t y = 0; y < height; y++) {
        for (size_t x = 0; x < width; x++) {
            uint32_t pixel; /* in the machine's byte order: nothing, red, green, blue */
            memcpy(&pixel, from + y * stride + 4 * x, sizeof pixel);
            png_bytep const colour = colours + 3 * (y * width + x);
            colour[0] = (png_byte)(pixel >> 16 & 0xff);
            colour[1] = (png_byte)(pixel >> 8 & 0xff);
            colour[2] = (png_byte)(pixel & 0xff);
        }
    }
    LT_TRY(lt_array_reserve(&sheet->data, &sheet->capacity, size, 1, err));
    if (png_image_write_to_memory(&image, sheet->data, &size, 0, colours, 0, NULL) == 0) {
        status = lt_fail(err, LT_E_LIMIT, "libpng: %s", image.message);
        goto out;
    }
    sheet->size = size;
out:
    png_image_free(&image);
    free(colours);
    return status;
}

enum lt_status lt_sheet_end(struct lt_sheet *sheet, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(cairo_says(cairo_status(sheet->cr), err));
    if (sheet->png) {
        LT_TRY(write_png(sheet, err));
    } else {
        cairo_surface_finish(sheet->surface);
        LT_TRY(cairo_says(cairo_surface_status(sheet->surface), err));
    }
    if (sheet->failed || sheet->size == 0) {
        status = lt_fail_memory(err, "a page");
    }
out:
    return status;
}

enum lt_status lt_sheet_write(struct lt_sheet *sheet, const char *path, struct lt_error *err)
{
    const enum lt_status status = lt_sheet_end(sheet, err);
    return status == LT_OK ? lt_write_bytes(path, sheet->data, sheet->size, err) : status;
}

void lt_sheet_finish(struct lt_sheet *sheet)
{
    cairo_destroy(sheet->cr);
    cairo_surface_destroy(sheet->surface);
    free(sheet->data);
    *sheet = (struct lt_sheet){0};
}

/* --- text --- */

enum { MISSING_MOST = 64 };

struct lt_type {
    PangoFontMap *map;
    PangoContext *context;
    PangoAttrList *plain; /* no fallback */
    PangoFontDescription *faces[LT_FACE_COUNT];
    PangoCoverage *coverage[LT_FACE_COUNT];
    uint32_t missing[MISSING_MOST];
    size_t missing_count;
    bool failed; /* a glyph was not found although the coverage says so */
    bool short_of_memory;
};

static const struct {
    const char *family, *package;
    PangoWeight weight;
} fonts[LT_FACE_COUNT] = {
    [LT_FACE_SONG] = {"Noto Serif CJK SC", "fonts-noto-cjk", PANGO_WEIGHT_NORMAL},
    [LT_FACE_SONG_BOLD] = {"Noto Serif CJK SC", "fonts-noto-cjk", PANGO_WEIGHT_BOLD},
    [LT_FACE_HEI] = {"Noto Sans CJK SC", "fonts-noto-cjk", PANGO_WEIGHT_NORMAL},
    [LT_FACE_HEI_BOLD] = {"Noto Sans CJK SC", "fonts-noto-cjk", PANGO_WEIGHT_BOLD},
    [LT_FACE_KAI] = {"AR PL UKai CN", "fonts-arphic-ukai", PANGO_WEIGHT_NORMAL},
    [LT_FACE_FORM] = {"WenQuanYi Micro Hei", "fonts-wqy-microhei", PANGO_WEIGHT_NORMAL},
};

static enum lt_status open_face(struct lt_type *type, enum lt_face face, struct lt_error *err)
{
    PangoFontDescription *const asked = pango_font_description_new();
    pango_font_description_set_family_static(asked, fonts[face].family);
    pango_font_description_set_weight(asked, fonts[face].weight);
    pango_font_description_set_absolute_size(asked, 10 * PANGO_SCALE);
    type->faces[face] = asked;
    PangoFont *const font = pango_context_load_font(type->context, asked);
    PangoFontDescription *const got = font == NULL ? NULL : pango_font_describe(font);
    const bool there =
        got != NULL && strcmp(pango_font_description_get_family(got), fonts[face].family) == 0;
    if (there) {
        type->coverage[face] =
            pango_font_get_coverage(font, pango_context_get_language(type->context));
    }
    pango_font_description_free(got);
    if (font != NULL) {
        g_object_unref(font);
    }
    return there ? LT_OK
                 : lt_fail(err, LT_E_IO,
                           "the font '%s' is not installed; install the package %s and run again",
                           fonts[face].family, fonts[face].package);
}

/* Pango draws on with another font, or none, where one cannot be had, and only warns: of its process, as its log is. */
enum { UNWARNED, WARNING, WARNED };
static atomic_int warned;
static char warning[256]; /* the first one; whole once `warned` says so */

static void keep_warning(const GLogField *fields, gsize count)
{
    int state = UNWARNED;
    if (!atomic_compare_exchange_strong(&warned, &state, WARNING)) {
        return;
    }
    for (gsize i = 0; i < count; i++) {
        if (strcmp(fields[i].key, "MESSAGE") == 0) {
            snprintf(warning, sizeof warning, "%.*s",
                     fields[i].length < 0 ? (int)sizeof warning : (int)fields[i].length,
                     (const char *)fields[i].value);
        }
    }
    warned = WARNED;
}

static GLogWriterOutput hear(GLogLevelFlags level, const GLogField *fields, gsize count,
                             gpointer data)
{
    (void)data;
    if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) != 0) {
        keep_warning(fields, count);
    }
    return G_LOG_WRITER_HANDLED; /* stderr is not its own: each line there may have to be JSON */
}

static gpointer listen(gpointer data)
{
    g_log_set_writer_func(hear, NULL, NULL);
    lt_fonts_open();
    return data;
}

enum lt_status lt_type_create(struct lt_type **ret_type, struct lt_error *err)
{
    static GOnce listening = G_ONCE_INIT;
    enum lt_status status = LT_OK;
    g_once(&listening, listen, NULL);
    struct lt_type *type = calloc(1, sizeof *type);
    if (type == NULL) {
        return lt_fail_memory(err, "the fonts");
    }
    type->map = pango_cairo_font_map_new();
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(type->map), 72);
    type->context = pango_font_map_create_context(type->map);
    pango_context_set_language(type->context, pango_language_from_string("zh-cn"));
    pango_context_set_base_dir(type->context, PANGO_DIRECTION_LTR);
    pango_context_set_round_glyph_positions(type->context, FALSE);
    cairo_font_options_t *const options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(type->context, options);
    cairo_font_options_destroy(options);
    type->plain = pango_attr_list_new();
    pango_attr_list_insert(type->plain, pango_attr_fallback_new(FALSE));
    for (int face = 0; face < LT_FACE_COUNT; face++) {
        LT_TRY(open_face(type, (enum lt_face)face, err));
    }
    *ret_type = type;
    type = NULL;
out:
    lt_type_destroy(type);
    return status;
}

void lt_type_destroy(struct lt_type *type)
{
    if (type == NULL) {
        return;
    }
    for (int face = 0; face < LT_FACE_COUNT; face++) {
        pango_font_description_free(type->faces[face]);
        if (type->coverage[face] != NULL) {
            g_object_unref(type->coverage[face]);
        }
    }
    pango_attr_list_unref(type->plain);
    g_object_unref(type->context);
    g_object_unref(type->map);
    free(type);
}

const char *lt_type_kept(struct lt_type *type, const char *text)
{
    type->short_of_memory = type->short_of_memory || text == NULL;
    return text == NULL ? "" : text;
}

const char *lt_type_take(struct lt_type *type, struct lt_arena *arena, struct lt_text *text)
{
    const char *const made = text->failed         ? NULL
                             : text->data == NULL ? ""
                                                  : lt_arena_text(arena, text->data);
    lt_text_finish(text);
    return lt_type_kept(type, made);
}

enum lt_status lt_type_check(const struct lt_type *type, struct lt_error *err)
{
    if (type->short_of_memory) {
        return lt_fail_memory(err, "a text of a page");
    }
    if (warned != UNWARNED) {
        return lt_fail(err, LT_E_LIMIT,
                       "a text of a page was not drawn as it should be; the drawing library says "
                       "'%s': memory is short, or a font is damaged",
                       warned == WARNED ? warning : "");
    }
    return type->failed ? lt_fail(err, LT_E_BUG, "internal check failed: a glyph is missing")
                        : LT_OK;
}

size_t lt_type_missing(const struct lt_type *type, uint32_t *ret_codes, size_t most)
{
    const size_t count = type->missing_count < most ? type->missing_count : most;
    memcpy(ret_codes, type->missing, count * sizeof *ret_codes);
    return count;
}

static void remember(struct lt_type *type, uint32_t code)
{
    size_t at = 0;
    while (at < type->missing_count && type->missing[at] < code) {
        at++;
    }
    if ((at < type->missing_count && type->missing[at] == code) ||
        type->missing_count == MISSING_MOST) {
        return;
    }
    memmove(type->missing + at + 1, type->missing + at,
            (type->missing_count - at) * sizeof *type->missing);
    type->missing[at] = code;
    type->missing_count++;
}

/* Control characters and marks of direction say nothing in print. */
static bool says_nothing(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x200b && code <= 0x200f) ||
           (code >= 0x2029 && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f) ||
           (code >= 0xfe00 && code <= 0xfe0f) || code == 0xfeff ||
           (code >= 0xe0000 && code <= 0xe0fff);
}

/* Of a TrueType font cairo embeds the outlines that are used, some 60 kB; of a CFF font with ideographs and Latin letters
 * often all that its outlines might share, close to 1 MB. */
static enum lt_face face_for(const struct lt_type *type, const char *text, enum lt_face face)
{
    if (face != LT_FACE_FORM || !g_utf8_validate(text, -1, NULL)) {
        return face;
    }
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        const uint32_t code = g_utf8_get_char(at);
        if (code >= 0x20 && code != 0x2028 && !says_nothing(code) &&
            pango_coverage_get(type->coverage[face], (int)code) != PANGO_COVERAGE_EXACT) {
            return LT_FACE_HEI;
        }
    }
    return face;
}

/* The text in characters that the face holds. */
static GString *printable(struct lt_type *type, const char *text, enum lt_face face)
{
    GString *const out = g_string_new(NULL);
    const char *const valid = g_utf8_validate(text, -1, NULL) ? text : "";
    for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
        const uint32_t code = g_utf8_get_char(at);
        if (code == '\n' || code == '\t') {
            g_string_append_c(out, ' ');
        } else if (says_nothing(code)) {
            continue;
        } else if (code == 0x2028 ||
                   pango_coverage_get(type->coverage[face], (int)code) == PANGO_COVERAGE_EXACT) {
            g_string_append_unichar(out, code);
        } else {
            g_string_append_printf(out, "〔U+%04X〕", code);
            remember(type, code);
        }
    }
    return out;
}

PangoLayout *lt_type_lay(struct lt_type *type, const char *text, const struct lt_style *style,
                         double width)
{
    PangoLayout *const layout = pango_layout_new(type->context);
    const char *const given = text == NULL ? "" : text;
    const enum lt_face face = face_for(type, given, style->face);
    GString *const clean = printable(type, given, face);
    pango_layout_set_attributes(layout, type->plain);
    pango_font_description_set_absolute_size(type->faces[face], style->size * PANGO_SCALE);
    pango_layout_set_font_description(layout, type->faces[face]);
    pango_layout_set_auto_dir(layout, FALSE);
    if (width > 0) {
        pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
        pango_layout_set_indent(layout, (int)(style->indent * PANGO_SCALE));
        if (style->lines > 0) {
            pango_layout_set_height(layout, -style->lines);
            pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
        }
    }
    pango_layout_set_alignment(layout, style->align == LT_ALIGN_CENTRE  ? PANGO_ALIGN_CENTER
                                       : style->align == LT_ALIGN_RIGHT ? PANGO_ALIGN_RIGHT
                                                                        : PANGO_ALIGN_LEFT);
    pango_layout_set_text(layout, clean->str, (int)clean->len);
    g_string_free(clean, TRUE);
    type->failed = type->failed || pango_layout_get_unknown_glyphs_count(layout) > 0;
    return layout;
}

void lt_draw_some_lines(cairo_t *cr, PangoLayout *layout, int first, int count, double x, double y,
                        double pitch)
{
    PangoLayoutIter *const iter = pango_layout_get_iter(layout);
    int line = 0;
    do {
        PangoRectangle logical;
        if (line >= first && line < first + count) {
            pango_layout_iter_get_line_extents(iter, NULL, &logical);
            cairo_move_to(cr, x + (double)logical.x / PANGO_SCALE, y);
            pango_cairo_show_layout_line(cr, pango_layout_iter_get_line_readonly(iter));
            y += pitch;
        }
        line++;
    } while (pango_layout_iter_next_line(iter));
    pango_layout_iter_free(iter);
}

void lt_draw_lines(cairo_t *cr, PangoLayout *layout, double x, double y, double pitch)
{
    lt_draw_some_lines(cr, layout, 0, pango_layout_get_line_count(layout), x, y, pitch);
}

static double width_of(PangoLayout *layout)
{
    PangoRectangle logical;
    pango_layout_get_extents(layout, NULL, &logical);
    return (double)logical.width / PANGO_SCALE;
}

double lt_type_width(struct lt_type *type, const char *text, enum lt_face face, double size)
{
    PangoLayout *const layout =
        lt_type_lay(type, text, &(struct lt_style){.face = face, .size = size}, 0);
    const double width = width_of(layout);
    g_object_unref(layout);
    return width;
}

void lt_draw_text(struct lt_type *type, cairo_t *cr, const char *text, enum lt_face face,
                  double size, double x, double y, enum lt_align align)
{
    PangoLayout *const layout =
        lt_type_lay(type, text, &(struct lt_style){.face = face, .size = size}, 0);
    const double back = align == LT_ALIGN_CENTRE  ? width_of(layout) / 2
                        : align == LT_ALIGN_RIGHT ? width_of(layout)
                                                  : 0;
    lt_draw_lines(cr, layout, x - back, y, size);
    g_object_unref(layout);
}

/* --- ink --- */

void lt_ink(cairo_t *cr, uint32_t rgb)
{
    cairo_set_source_rgb(cr, (double)(rgb >> 16 & 0xff) / 255, (double)(rgb >> 8 & 0xff) / 255,
                         (double)(rgb & 0xff) / 255);
}

void lt_draw_line(cairo_t *cr, double x1, double y1, double x2, double y2, double width)
{
    cairo_set_line_width(cr, width);
    cairo_move_to(cr, x1, y1);
    cairo_line_to(cr, x2, y2);
    cairo_stroke(cr);
}
