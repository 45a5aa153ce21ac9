/* review.html: the outlines of the cases, and of the parcels on which they lie. */
#include "outputs_page.h"

#include <math.h>
#include <stdlib.h>

#include "liangtian/evidence.h"
#include "support/arena.h"

static long decimetres(double units, double metres)
{
    return lround(units * metres * 10);
}

void lt_page_add_shape(struct lt_text *into, const struct lt_page_frame *frame,
                       const struct lt_shape *shape, double tolerance_m)
{
    const long nearest = lround(tolerance_m * 10);
    uint32_t at = 0;
    lt_text_add(into, "[");
    for (uint32_t ring = 0; ring < shape->n_rings; ring++) {
        long last_x = 0, last_y = 0;
        lt_text_add(into, ring == 0 ? "[" : ",[");
        for (bool first = true; at + 1 < shape->ring_end[ring]; at++) {
            const long x = decimetres(shape->points[at].x - frame->x, frame->unit_x_m);
            const long y = decimetres(shape->points[at].y - frame->y, frame->unit_y_m);
            if (!first && labs(x - last_x) <= nearest && labs(y - last_y) <= nearest) {
                continue;
            }
            lt_text_printf(into, "%s%ld,%ld", first ? "" : ",", x - last_x, y - last_y);
            last_x = x;
            last_y = y;
            first = false;
        }
        at = shape->ring_end[ring];
        lt_text_add(into, "]");
    }
    lt_text_add(into, "]");
}

/* --- parcels --- */

struct parcel {
    size_t item; /* case of the page */
    uint64_t sequence;
    struct lt_shape shape;
};

static int by_sequence(const void *left, const void *right)
{
    const struct parcel *const a = left, *const b = right;
    if (a->sequence != b->sequence) {
        return a->sequence < b->sequence ? -1 : 1;
    }
    return (a->item > b->item) - (a->item < b->item);
}

/* Each parcel once, in the order of the layer; `of`: per case the number of its parcel, −1 none. */
static enum lt_status add_parcels(const struct lt_review_page *page, struct lt_text *text, long *of,
                                  struct lt_error *err)
{
    const struct lt_case_teller *const teller = page->model->teller;
    struct parcel *const parcels = lt_arena_array(page->arena, page->cases.count, sizeof *parcels);
    size_t count = 0;
    long number = -1;
    if (parcels == NULL) {
        return lt_fail_memory(err, "the reviewers' page");
    }
    for (size_t i = 0; i < page->cases.count; i++) {
        struct parcel *const one = &parcels[count];
        of[i] = -1;
        if (teller != NULL) {
            teller->parcel(teller->context, page->cases.items[i]->id, &one->shape, &one->sequence);
            one->item = i;
            count += one->shape.n_rings > 0 ? 1 : 0;
        }
    }
    if (count > 0) {
        qsort(parcels, count, sizeof *parcels, by_sequence);
    }
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || parcels[i].sequence != parcels[i - 1].sequence) {
            lt_text_add(text, number++ < 0 ? "" : ",");
            lt_page_add_shape(text, &page->frame, &parcels[i].shape, 0);
        }
        of[parcels[i].item] = number;
    }
    return LT_OK;
}

enum lt_status lt_page_add_shapes(struct lt_review_page *page, struct lt_error *err)
{
    enum lt_status status;
    struct lt_text shapes = {0};
    long *const of = lt_arena_array(page->arena, page->cases.count, sizeof *of);
    if (of == NULL) {
        return lt_fail_memory(err, "the reviewers' page");
    }
    lt_text_add(&shapes, "{\"cases\":[");
    for (size_t i = 0; i < page->cases.count; i++) {
        lt_text_add(&shapes, i == 0 ? "" : ",");
        lt_page_add_shape(&shapes, &page->frame, &page->cases.items[i]->shape, 0);
    }
    lt_text_add(&shapes, "],\"parcels\":[");
    LT_TRY(add_parcels(page, &shapes, of, err));
    lt_text_add(&shapes, "],\"parcel\":[");
    for (size_t i = 0; i < page->cases.count; i++) {
        lt_text_printf(&shapes, "%s%ld", i == 0 ? "" : ",", of[i]);
    }
    lt_text_add(&shapes, "]}");
    LT_TRY(lt_page_add_packed(page, "shapes", &shapes, err));
out:
    lt_text_finish(&shapes);
    return status;
}
