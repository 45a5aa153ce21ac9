/* The evidence sheet of a case: one page. */
#ifndef LT_OUTPUTS_EVIDENCE_H
#define LT_OUTPUTS_EVIDENCE_H

#include "liangtian/evidence.h"
#include "outputs_common.h"
#include "outputs_draw.h"
#include "outputs_evidence_links.h"

struct lt_arena;

/* Points: what is drawn of an A4 page, with its corner at the origin. */
enum { LT_EVIDENCE_WIDTH = 515, LT_EVIDENCE_HEIGHT = 782 };

struct lt_evidence_page {
    const struct lt_report_model *model;
    const struct lt_evidence *evidence;
    struct lt_type *type;
    struct lt_arena *arena;
    cairo_t *cr;
    double y; /* what is drawn next begins here */
};
/* The whole page. LT_E_LIMIT when memory is out; missing glyphs are told by lt_type_check. */
enum lt_status lt_evidence_draw(const struct lt_report_model *model,
                                const struct lt_evidence *evidence, struct lt_type *type,
                                cairo_t *cr, struct lt_arena *arena, struct lt_error *err);

/* Its parts, each from page->y on, which they move below what they have drawn. */
void lt_evidence_panels(struct lt_evidence_page *page);
void lt_evidence_facts(struct lt_evidence_page *page);
/* What explain says, in the room down to `bottom`. */
void lt_evidence_text(struct lt_evidence_page *page, double bottom);
/* To be filled in by hand; LT_EVIDENCE_FORM high. */
enum { LT_EVIDENCE_FORM = 100 };
void lt_evidence_form(struct lt_evidence_page *page);

/* A line of a table of boxes: label and value twice, one after the other; a long value takes two lines, then ends with an
 * ellipsis. Where it is filled in by hand, it is `least` high, and an ideographic space in a value is a box to tick. */
struct lt_evidence_row {
    const char *label[2], *value[2];
};
void lt_evidence_boxes(struct lt_evidence_page *page, const struct lt_evidence_row *row,
                       bool by_hand, double least);

#endif
