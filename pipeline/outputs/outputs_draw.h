/* Text and shapes on PDF pages and PNG pictures, with cairo and pango.
 *
 * Lengths are points (1/72 inch), y runs down. Text is set in fonts asked for by name, without fallback to whatever
 * else a machine has, unhinted, in the language zh-cn: the same on every machine with these fonts. A character that no
 * such font holds is written as 〔U+XXXX〕 and remembered. Pango ends the process when memory is out; the merge is a
 * child process, and its parent reports that.
 */
#ifndef LT_OUTPUTS_DRAW_H
#define LT_OUTPUTS_DRAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <pango/pangocairo.h>

#include "liangtian/geometry.h"
#include "liangtian/status.h"

enum lt_face {
    LT_FACE_SONG,
    LT_FACE_SONG_BOLD,
    LT_FACE_HEI,
    LT_FACE_HEI_BOLD,
    LT_FACE_KAI,
    LT_FACE_FORM, /* small in every file, for files in hundreds; a text with a character that it lacks is set in HEI */
    LT_FACE_COUNT
};
enum lt_align { LT_ALIGN_LEFT, LT_ALIGN_CENTRE, LT_ALIGN_RIGHT };

/* A file in the making. */
struct lt_sheet {
    cairo_surface_t *surface;
    cairo_t *cr;
    bool png;
    char *data;
    size_t size, capacity;
    bool failed;
};
/* `created`: ISO 8601, UTC. */
enum lt_status lt_sheet_pdf(struct lt_sheet *sheet, double width, double height, const char *title,
                            const char *created, struct lt_error *err);
enum lt_status lt_sheet_png(struct lt_sheet *sheet, double width, double height, double dpi,
                            struct lt_error *err);
/* Ends the file and checks what cairo says of it: it is in sheet->data. */
enum lt_status lt_sheet_end(struct lt_sheet *sheet, struct lt_error *err);
/* The same, writes it and reads it back. */
enum lt_status lt_sheet_write(struct lt_sheet *sheet, const char *path, struct lt_error *err);
void lt_sheet_finish(struct lt_sheet *sheet);

/* Opens fontconfig with the folder of lt_fonts_keep; once per process. Where that fails, fontconfig opens itself. */
void lt_fonts_open(void);

/* The setter of text; one thread. */
struct lt_type;
/* LT_E_IO names a font that is not installed. */
enum lt_status lt_type_create(struct lt_type **ret_type, struct lt_error *err);
void lt_type_destroy(struct lt_type *type);
/* Moves a text that is to be set into the arena and finishes it. Where it was cut short, or the arena has no room, the
 * answer is "" and lt_type_check fails: a paper that lacks a figure is not published. */
struct lt_text;
struct lt_arena;
const char *lt_type_take(struct lt_type *type, struct lt_arena *arena, struct lt_text *text);
/* The same of a text that the arena has made, or had no room for (NULL). */
const char *lt_type_kept(struct lt_type *type, const char *text);
/* LT_E_BUG when a glyph was missing in what was laid out, LT_E_LIMIT when a text was, or a font could not be used. */
enum lt_status lt_type_check(const struct lt_type *type, struct lt_error *err);
/* Characters that no font holds, ascending; the first `most`. */
size_t lt_type_missing(const struct lt_type *type, uint32_t *ret_codes, size_t most);

struct lt_style {
    enum lt_face face;
    double size;
    enum lt_align align;
    double indent; /* of the first line; negative: of all others */
    int lines;     /* at most so many, then an ellipsis; 0 = any */
};
/* The text broken into lines of at most `width` (0: not broken); `text` may hold U+2028 where a line ends.
 * To be
 * freed with g_object_unref. */
PangoLayout *lt_type_lay(struct lt_type *type, const char *text, const struct lt_style *style,
                         double width);
/* Its lines, first baseline at y, one every `pitch`. */
void lt_draw_lines(cairo_t *cr, PangoLayout *layout, double x, double y, double pitch);
/* `count` of them, from the one with number `first` on, which is drawn at y. */
void lt_draw_some_lines(cairo_t *cr, PangoLayout *layout, int first, int count, double x, double y,
                        double pitch);
double lt_type_width(struct lt_type *type, const char *text, enum lt_face face, double size);
/* One line; x is where `align` says. */
void lt_draw_text(struct lt_type *type, cairo_t *cr, const char *text, enum lt_face face,
                  double size, double x, double y, enum lt_align align);

void lt_ink(cairo_t *cr, uint32_t rgb);
void lt_draw_line(cairo_t *cr, double x1, double y1, double x2, double y2, double width);

#endif
