/* The parts of review.html: rows, shapes, texts and ground of the cases, packed. The page itself is in outputs/page/. */
#ifndef LT_OUTPUTS_PAGE_H
#define LT_OUTPUTS_PAGE_H

#include <stddef.h>

#include "outputs_common.h"
#include "support/json.h"

struct lt_arena;

/* Metres east and north of the frame's south-west corner: what the pages of a half-year know of coordinates. The city's, on
 * a county's page too, so that what is packed of a place is the same on both. */
struct lt_page_frame {
    double x, y;               /* of the corner, working CRS */
    double unit_x_m, unit_y_m; /* metres of one unit of the CRS */
};

/* Where something stands in a page's html. */
struct lt_page_span {
    size_t from, length;
};
/* What is said of cases that follow each other, all of one county: packed together, with their count. */
struct lt_page_block {
    uint32_t county;
    struct lt_page_span at;
};
/* A square of the half-year's grid, by row, then column, both from its north-west corner. */
struct lt_page_tile {
    uint64_t key;
    struct lt_page_span at;
};

struct lt_review_page {
    const struct lt_report_model *model;
    const struct lt_report_unit *unit; /* whose page it is: a county, or the city */
    uint32_t county;                   /* 0: of the whole city */
    const struct lt_review_page
        *from; /* the city's page, which holds texts and tiles already; NULL */
    struct lt_arena *arena;
    struct lt_book_cases cases; /* ascending id: the order of all parts */
    struct lt_page_frame frame;
    struct lt_text html;
    size_t with_ground; /* cases whose surroundings are in it */
    struct lt_page_block *blocks;
    size_t block_count;
    struct lt_page_tile *tiles; /* ascending key */
    size_t tile_count, tile_room;
    struct lt_page_span seasons; /* what they are called, and their classes */
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

/* The ground that the page has, in metres of the frame. */
struct lt_box lt_page_view(const struct lt_review_page *page);

/* An element that holds data: the browser neither runs nor shows it. */
void lt_page_begin_part(struct lt_review_page *page, const char *id, const char *type);
void lt_page_end_part(struct lt_review_page *page);
enum lt_status lt_page_add_packed(struct lt_review_page *page, const char *id,
                                  const struct lt_text *part, struct lt_error *err);
/* What stands in the city's page, once more. */
void lt_page_add_again(struct lt_review_page *page, struct lt_page_span span);

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
