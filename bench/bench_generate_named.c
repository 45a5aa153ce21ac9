#include "bench_generate_township.h"

#include <math.h>
#include <string.h>

static bool slot_free(const struct bench_town *town, uint32_t c, uint32_t r, uint32_t w, uint32_t h,
                      bool across_border)
{
    if (c + w >= town->lattice.cols || r + h > town->lattice.rows) {
        return false; /* the last column belongs to the parcel at the rasters' edge */
    }
    const bool straddles = c < town->border_col && c + w > town->border_col;
    if (straddles != across_border) {
        return false;
    }
    for (uint32_t i = c; i < c + w; i++) {
        for (uint32_t j = r; j < r + h; j++) {
            if (town->taken[i][j] || town->near[i][j] || town->road_col[i] || town->road_row[j]) {
                return false;
            }
        }
    }
    return true;
}

/* Keeps the cells around a named case for ordinary fields; a road between does not count. */
static void reserve_around(struct bench_town *town, uint32_t c, uint32_t r, uint32_t w, uint32_t h)
{
    uint32_t c0 = c > 0 ? c - 1 : 0, r0 = r > 0 ? r - 1 : 0, c1 = c + w, r1 = r + h;
    c0 -= c0 > 0 && town->road_col[c0];
    r0 -= r0 > 0 && town->road_row[r0];
    c1 += town->road_col[c1];
    r1 += town->road_row[r1];
    for (uint32_t i = c0; i <= c1 && i < town->lattice.cols; i++) {
        for (uint32_t j = r0; j <= r1 && j < town->lattice.rows; j++) {
            town->near[i][j] = true;
        }
    }
}

static bool find_slot(const struct bench_town *town, const struct bench_case *the_case,
                      uint32_t *ret_c, uint32_t *ret_r)
{
    const uint32_t w = the_case->w > 0 ? the_case->w : 1, h = the_case->h > 0 ? the_case->h : 1;
    if (the_case->shape == BENCH_OFF_RASTER) {
        *ret_c = town->lattice.cols - 1;
        *ret_r = town->lattice.bump_j;
        return true;
    }
    for (uint32_t r = 0; r < town->lattice.rows; r++) {
        for (uint32_t c = 0; c < town->lattice.cols; c++) {
            if (slot_free(town, c, r, w, h, the_case->shape == BENCH_BORDER)) {
                *ret_c = c;
                *ret_r = r;
                return true;
            }
        }
    }
    return false;
}

/* The parcel's ring with the inner points of its east edge moved by `shift`. */
static void shift_east(const struct bench_town *town, struct bench_polygon *polygon, uint32_t c,
                       uint32_t r, double shift)
{
    struct lt_point edge[BENCH_EDGE_POINTS];
    const size_t n = bench_lattice_edge(&town->lattice, true, c, r, edge);
    for (size_t i = 0; i < polygon->n_points; i++) {
        for (size_t k = 1; k + 1 < n; k++) {
            if (fabs(polygon->points[i].x - edge[k].x) < 0.002 &&
                fabs(polygon->points[i].y - edge[k].y) < 0.002) {
                polygon->points[i].x += shift;
                break;
            }
        }
    }
}

static struct lt_box box_around(const struct lt_box *outer, double width, double height)
{
    const double x = (outer->min_x + outer->max_x) / 2, y = (outer->min_y + outer->max_y) / 2;
    return (struct lt_box){x - width / 2, y - height / 2, x + width / 2, y + height / 2};
}

struct placing {
    struct bench_town *town;
    const struct bench_case *the_case;
    int index;
    uint32_t c, r, w, h;
};

/* A parcel of the case; `is_case` when the case speaks of it, else its ordinary host or neighbour.
 */
static enum lt_status add(const struct placing *at, uint32_t c, uint32_t w, bool is_case,
                          struct bench_parcel **ret_parcel, struct lt_error *err)
{
    static const uint8_t ordinary[BENCH_RASTERS] = {BENCH_WHEAT, BENCH_WHEAT, BENCH_MAIZE,
                                                    BENCH_WHEAT, BENCH_MAIZE};
    struct bench_parcel *parcel = NULL;
    const enum lt_status status =
        bench_town_add(at->town, c, at->r, c + w, at->r + at->h, &parcel, err);
    if (status != LT_OK) {
        return status;
    }
    parcel->case_index = at->index;
    parcel->is_case = is_case;
    parcel->land_class = at->the_case->land_class;
    parcel->kcxs = at->the_case->kcxs;
    memcpy(parcel->classes, is_case ? at->the_case->classes : ordinary, sizeof parcel->classes);
    parcel->pbf = at->the_case->pbf ? BENCH_PBF_WHOLE : BENCH_PBF_NONE;
    parcel->leased = is_case && at->the_case->leased;
    parcel->no_code = at->the_case->shape == BENCH_NO_CODE;
    *ret_parcel = parcel;
    return LT_OK;
}

static void whole(const struct placing *at, struct bench_parcel *parcel)
{
    bench_lattice_region(&at->town->lattice, parcel->c0, parcel->r0, parcel->c1, parcel->r1,
                         &parcel->shape);
}

static enum lt_status place_plain(const struct placing *at, struct lt_error *err)
{
    struct bench_parcel *parcel = NULL;
    const enum lt_status status = add(at, at->c, at->w, true, &parcel, err);
    if (status == LT_OK) {
        whole(at, parcel);
    }
    return status;
}

static enum lt_status place_hole_in_hole(const struct placing *at, struct lt_error *err)
{
    struct bench_parcel *parcel = NULL;
    enum lt_status status = LT_OK;
    LT_TRY(add(at, at->c, 1, true, &parcel, err));
    whole(at, parcel);
    const struct lt_box outer = bench_polygon_box(&parcel->shape);
    const struct lt_box lake = box_around(&outer, 130, 100);
    const struct lt_box island = box_around(&outer, 74, 56);
    const struct lt_box core = box_around(&outer, 40, 30);
    bench_polygon_add_box(&parcel->shape, lake, false);
    bench_polygon_add_box(&parcel->shape, island, true);
    bench_polygon_add_box(&parcel->shape, core, false);
    LT_TRY(add(at, at->c, 1, false, &parcel, err));
    bench_polygon_add_box(&parcel->shape, lake, true);
    bench_polygon_add_box(&parcel->shape, island, false);
    LT_TRY(add(at, at->c, 1, false, &parcel, err));
    bench_polygon_add_box(&parcel->shape, core, true);
out:
    return status;
}

static enum lt_status place_multipart(const struct placing *at, struct lt_error *err)
{
    struct bench_parcel *parcel = NULL;
    enum lt_status status = LT_OK;
    const struct bench_lattice *lattice = &at->town->lattice;
    LT_TRY(add(at, at->c, 3, true, &parcel, err));
    bench_lattice_region(lattice, at->c, at->r, at->c + 1, at->r + 1, &parcel->shape);
    bench_lattice_region(lattice, at->c + 2, at->r, at->c + 3, at->r + 1, &parcel->shape);
    LT_TRY(add(at, at->c + 1, 1, false, &parcel, err));
    whole(at, parcel);
out:
    return status;
}

static enum lt_status place_sliver(const struct placing *at, struct lt_error *err)
{
    const double width = 0.015;
    struct bench_parcel *parcel = NULL;
    enum lt_status status = LT_OK;
    struct lt_point edge[BENCH_EDGE_POINTS];
    LT_TRY(add(at, at->c, 1, false, &parcel, err));
    whole(at, parcel);
    shift_east(at->town, &parcel->shape, at->c + 1, at->r, -width);
    LT_TRY(add(at, at->c, 1, true, &parcel, err));
    const size_t n = bench_lattice_edge(&at->town->lattice, true, at->c + 1, at->r, edge);
    for (size_t k = 0; k < n; k++) {
        bench_polygon_add(&parcel->shape, edge[k].x, edge[k].y);
    }
    for (size_t k = n - 2; k > 0; k--) {
        bench_polygon_add(&parcel->shape, edge[k].x - width, edge[k].y);
    }
    bench_polygon_end_ring(&parcel->shape, true);
out:
    return status;
}

static void add_spike(struct bench_polygon *polygon, const struct lt_box *box)
{
    const double x = box->max_x + 20.0, y = (box->min_y + box->max_y) / 2;
    bench_polygon_add(polygon, box->min_x, box->min_y);
    bench_polygon_add(polygon, box->max_x, box->min_y);
    bench_polygon_add(polygon, box->max_x, y);
    bench_polygon_add(polygon, x, y);
    bench_polygon_add(polygon, box->max_x, y);
    bench_polygon_add(polygon, box->max_x, box->max_y);
    bench_polygon_add(polygon, box->min_x, box->max_y);
    bench_polygon_end_ring(polygon, true);
}

static void add_bow_tie(struct bench_polygon *polygon, const struct lt_box *box)
{
    bench_polygon_add(polygon, box->min_x, box->min_y);
    bench_polygon_add(polygon, box->max_x, box->max_y);
    bench_polygon_add(polygon, box->max_x, box->min_y);
    bench_polygon_add(polygon, box->min_x, box->max_y);
    bench_polygon_end_ring(polygon, true);
}

/* A host with a box cut out of it, and the parcel that fills the box. */
static enum lt_status place_enclave(const struct placing *at, double width, double height,
                                    struct lt_error *err)
{
    struct bench_parcel *parcel = NULL;
    enum lt_status status = LT_OK;
    LT_TRY(add(at, at->c, 1, false, &parcel, err));
    whole(at, parcel);
    parcel->pbf = BENCH_PBF_NONE;
    const struct lt_box outer = bench_polygon_box(&parcel->shape);
    const struct lt_box box = box_around(&outer, width, height);
    bench_polygon_add_box(&parcel->shape, box, false);
    LT_TRY(add(at, at->c, 1, true, &parcel, err));
    if (at->the_case->shape == BENCH_BOW_TIE) {
        add_bow_tie(&parcel->shape, &box);
    } else if (at->the_case->shape == BENCH_SPIKE) {
        add_spike(&parcel->shape, &box);
    } else {
        bench_polygon_add_box(&parcel->shape, box, true);
    }
out:
    return status;
}

static enum lt_status place_overlap(const struct placing *at, struct lt_error *err)
{
    struct bench_parcel *parcel = NULL;
    enum lt_status status = LT_OK;
    LT_TRY(add(at, at->c, 1, true, &parcel, err));
    whole(at, parcel);
    shift_east(at->town, &parcel->shape, at->c + 1, at->r, 25.0);
    LT_TRY(add(at, at->c + 1, 1, true, &parcel, err));
    whole(at, parcel);
out:
    return status;
}

static enum lt_status place_renumbered(const struct placing *at, struct lt_error *err)
{
    struct bench_parcel *parcel = NULL;
    enum lt_status status = LT_OK;
    LT_TRY(add(at, at->c, 1, true, &parcel, err));
    whole(at, parcel);
    parcel->in_2026 = false;
    const int pieces = at->the_case->shape == BENCH_SPLIT ? 2 : 1;
    for (int piece = 0; piece < pieces; piece++) {
        LT_TRY(add(at, at->c, 1, true, &parcel, err));
        parcel->in_2025 = false;
        if (pieces == 1) {
            whole(at, parcel);
        } else {
            bench_lattice_half(&at->town->lattice, at->c, at->r, piece, &parcel->shape);
        }
    }
out:
    return status;
}

static enum lt_status place(const struct placing *at, struct lt_error *err)
{
    switch (at->the_case->shape) {
    case BENCH_HOLE_IN_HOLE:
        return place_hole_in_hole(at, err);
    case BENCH_MULTIPART:
        return place_multipart(at, err);
    case BENCH_SLIVER:
        return place_sliver(at, err);
    case BENCH_BOW_TIE:
    case BENCH_SPIKE:
        return place_enclave(at, 60, 50, err);
    case BENCH_TINY:
        return place_enclave(at, 15, 20, err);
    case BENCH_OVERLAP:
        return place_overlap(at, err);
    case BENCH_RENUMBERED:
    case BENCH_SPLIT:
        return place_renumbered(at, err);
    case BENCH_PLAIN:
    case BENCH_OFF_RASTER:
    case BENCH_BORDER:
    case BENCH_NO_CODE:
    case BENCH_WRONG_AREA:
        break;
    }
    return place_plain(at, err);
}

enum lt_status bench_town_place_cases(struct bench_town *town, struct lt_error *err)
{
    for (size_t i = 0; i < town->case_count; i++) {
        const struct bench_case *the_case = &town->cases[i];
        struct placing at = {.town = town,
                             .the_case = the_case,
                             .index = (int)i,
                             .w = the_case->w > 0 ? the_case->w : 1,
                             .h = the_case->h > 0 ? the_case->h : 1};
        if (!find_slot(town, the_case, &at.c, &at.r)) {
            return lt_fail(err, LT_E_BUG, "no room for the case '%s'", the_case->key);
        }
        reserve_around(town, at.c, at.r, at.w, at.h);
        const enum lt_status status = place(&at, err);
        if (status != LT_OK) {
            return status;
        }
    }
    return LT_OK;
}

struct lt_box bench_town_block(const struct bench_town *town, const struct bench_parcel *parcel,
                               const struct bench_block *block)
{
    const struct lt_box box = bench_polygon_box(&parcel->shape);
    if (block->w == 0) {
        return box;
    }
    const struct bench_grid *grid = &town->grid;
    const double col = floor(((box.min_x + box.max_x) / 2 - grid->west) / grid->cell);
    const double row = floor((grid->north - (box.min_y + box.max_y) / 2) / grid->cell);
    const double x = grid->west + (col + block->dx) * grid->cell;
    const double y = grid->north - (row + 1 - block->dy) * grid->cell;
    return (struct lt_box){x, y, x + block->w * grid->cell, y + block->h * grid->cell};
}
