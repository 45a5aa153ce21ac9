/* The parts of review.html: rows, shapes, texts and ground of the cases, packed. The page itself is in outputs/page/. */
#ifndef LT_OUTPUTS_PAGE_H
#define LT_OUTPUTS_PAGE_H

#include <stddef.h>

#include "outputs_common.h"
#include "support/json.h"

struct lt_arena;

/* Metres east and north of the frame's south-west corner: what the page knows of coordinates. */
struct lt_page_frame {
    double x, y;               /* of the corner, working CRS */
    double unit_x_m, unit_y_m; /* metres of one unit of the CRS */
    double width_m, height_m;
};

struct lt_review_page {
    const struct lt_report_model *model;
    struct lt_arena *arena;
    struct lt_book_cases cases; /* ascending id: the order of all parts */
    uint32_t county;            /* the page of a county's package; 0: of the whole city */
    struct lt_page_frame frame;
    struct lt_text html;
    size_t with_ground; /* cases whose surroundings are in it */
};

/* zlib stream of the bytes, in base64: the page's browser inflates it. Errors: LT_E_LIMIT. */
enum lt_status lt_page_pack(struct lt_text *into, const void *data, size_t size,
                            struct lt_error *err);
/* JSON into an element: "<" is written so that no text can end the element, or begin another. */
void lt_page_add_safe(struct lt_text *html, const char *json);
/* Decimetres from the corner, the first vertex and then steps, without the vertex that closes a ring:
 * [[x,y,dx,dy,…],…]. Vertices nearer than `tolerance_m` to the last one are left out. */
void lt_page_add_shape(struct lt_text *into, const struct lt_page_frame *frame,
                       const struct lt_shape *shape, double tolerance_m);

/* Each adds an element `<script type=… id=NAME>` with its part. */
enum lt_status lt_page_add_head(struct lt_review_page *page, struct lt_error *err);
enum lt_status lt_page_add_rows(struct lt_review_page *page, struct lt_error *err);
enum lt_status lt_page_add_shapes(struct lt_review_page *page, struct lt_error *err);
enum lt_status lt_page_add_texts(struct lt_review_page *page, struct lt_error *err);
enum lt_status lt_page_add_ground(struct lt_review_page *page, struct lt_error *err);

/* --- outputs/page/ and Leaflet, as files of bytes: made by cmake/embed.cmake --- */
extern const unsigned char lt_page_style[], lt_page_body[], lt_page_code[], lt_page_licence[];
extern const size_t lt_page_style_size, lt_page_body_size, lt_page_code_size, lt_page_licence_size;

#endif
