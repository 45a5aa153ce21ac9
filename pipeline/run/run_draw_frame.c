/* The frame of a sample of points: farmland parcels cut into pieces, each place once. */
#include <math.h>
#include <stdlib.h>

#include "run/run_draw.h"
#include "run/run_parcels.h"
#include "run/run_sums.h"
#include "support/arena.h"
#include "support/array.h"

/* A county may be one parcel, and an outline may have a million corners: what is worked on at once is bounded. */
enum { PIECE_CELLS = 1 << 20, PIECE_POINTS = 1 << 16 };

struct framing {
    struct drawing *d;
    struct lt_overlay *overlay;
    struct lt_parcels parcels;
    double least;                /* an overlap below it, planar, is none */
    struct lt_shape_list before; /* farmland that comes before the parcel at hand */
};

/* What is left of a piece beside what comes before it. */
static enum lt_status cut(struct framing *f, struct draw_piece *piece, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_arena *scratch = NULL;
    struct lt_shape all, rest;
    const double whole = lt_shape_planar_area(&piece->shape);
    if (f->before.count == 0 || !(whole > 0.0)) {
        goto out;
    }
    LT_TRY(lt_arena_create(&scratch, err));
    LT_TRY(lt_overlay_union(f->overlay, f->before.shapes, f->before.count, scratch, &all, err));
    LT_TRY(lt_overlay_apply(f->overlay, LT_DIFFERENCE, &piece->shape, &all, scratch, &rest, err));
    LT_TRY(lt_shape_copy(f->d->work.arena, &rest, &piece->shape, err));
    piece->net_m2 *= rest.n_rings == 0 ? 0.0 : lt_shape_planar_area(&rest) / whole;
out:
    f->before.count = 0;
    lt_arena_destroy(scratch);
    return status;
}

/* Off comes the ground of earlier farmland parcels of the county. */
static enum lt_status cut_own(struct framing *f, const struct lt_overlap *pairs, size_t count,
                              struct draw_piece *piece, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (size_t i = 0; i < count; i++) {
        struct lt_feature first;
        lt_unit_feature(&f->d->work, LT_LAYER_PARCEL, pairs[i].a, &first);
        if (lt_is_farmland(&first)) {
            LT_TRY(lt_shape_list_add(&f->before, &first.shape, err));
        }
    }
    LT_TRY(cut(f, piece, err));
out:
    return status;
}

/* Off comes the ground that counties with lower codes claim too. */
static enum lt_status cut_claimed(struct framing *f, struct draw_piece *piece, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const double before_m2 = piece->net_m2;
    for (size_t other = 0; other < piece->unit && piece->shape.n_rings > 0; other++) {
        LT_TRY(lt_parcels_claiming(&f->parcels, other, f->overlay, &piece->shape, f->least,
                                   lt_parcels_may_claim, &f->before, err));
    }
    LT_TRY(cut(f, piece, err));
    f->d->claimed_m2 += before_m2 - piece->net_m2;
out:
    return status;
}

/* --- pieces of a size that can be worked on --- */

static enum lt_status add_piece(struct drawing *d, const struct draw_piece *piece,
                                struct lt_error *err)
{
    enum lt_status status = LT_OK;
    LT_TRY(lt_array_reserve(&d->pieces, &d->piece_capacity, d->piece_count + 1, sizeof *d->pieces,
                            err));
    d->pieces[d->piece_count++] = *piece;
out:
    return status;
}

/* The line between cells nearest the middle of a range of the grid, in cells; where the range lies within one cell, NAN. */
static double middle_line(double from, double to)
{
    const double line = floor(0.5 * (from + to) + 0.5);
    return line > from && line < to ? line : NAN;
}

/* Cuts a box along a line between cells, across its longer side; false where it lies within one cell. */
static bool halve_box(const struct lt_grid *grid, const struct lt_box *box,
                      struct lt_box ret_halves[2])
{
    const double west = (box->min_x - grid->origin_x) / grid->dx;
    const double east = (box->max_x - grid->origin_x) / grid->dx;
    const double north = (grid->origin_y - box->max_y) / grid->dy;
    const double south = (grid->origin_y - box->min_y) / grid->dy;
    const double col = middle_line(west, east), row = middle_line(north, south);
    ret_halves[0] = ret_halves[1] = *box;
    if (!isnan(col) && (isnan(row) || east - west >= south - north)) {
        ret_halves[0].max_x = ret_halves[1].min_x = grid->origin_x + col * grid->dx;
    } else if (!isnan(row)) {
        ret_halves[0].min_y = ret_halves[1].max_y = grid->origin_y - row * grid->dy;
    } else {
        return false;
    }
    return true;
}

static bool is_small(const struct lt_grid *grid, const struct lt_shape *shape)
{
    const double cols = (shape->box.max_x - shape->box.min_x) / grid->dx + 1.0;
    const double rows = (shape->box.max_y - shape->box.min_y) / grid->dy + 1.0;
    return cols * rows <= PIECE_CELLS && shape->n_points <= PIECE_POINTS;
}

/* Parts of a parcel share its net area by their planar ones until their cells are measured (draw_collect). */
static enum lt_status add_in_parts(struct framing *f, const struct draw_piece *piece,
                                   struct lt_error *err)
{
    static const uint32_t end = 5;
    enum lt_status status = LT_OK;
    const struct lt_grid *grid = &f->d->work.sources[0]->grid;
    const double whole = lt_shape_planar_area(&piece->shape);
    struct lt_arena *arena = NULL;
    struct lt_box halves[2];
    if (is_small(grid, &piece->shape) || !halve_box(grid, &piece->shape.box, halves)) {
        struct draw_piece own = *piece;
        LT_TRY(lt_shape_copy(f->d->work.arena, &piece->shape, &own.shape, err));
        LT_TRY(add_piece(f->d, &own, err));
        goto out;
    }
    LT_TRY(lt_arena_create(&arena, err));
    for (int i = 0; i < 2; i++) {
        const struct lt_box *b = &halves[i];
        const struct lt_point corners[] = {{b->min_x, b->min_y},
                                           {b->max_x, b->min_y},
                                           {b->max_x, b->max_y},
                                           {b->min_x, b->max_y},
                                           {b->min_x, b->min_y}};
        const struct lt_shape side = {
            .n_rings = 1, .n_points = end, .ring_end = &end, .points = corners, .box = *b};
        struct draw_piece half = *piece;
        LT_TRY(lt_overlay_apply(f->overlay, LT_INTERSECTION, &piece->shape, &side, arena,
                                &half.shape, err));
        if (half.shape.n_rings > 0) {
            half.net_m2 *= lt_shape_planar_area(&half.shape) / whole;
            LT_TRY(add_in_parts(f, &half, err));
        }
    }
out:
    lt_arena_destroy(arena);
    return status;
}

/* --- the counties in their order --- */

static enum lt_status frame_parcel(struct framing *f, uint32_t unit, size_t index,
                                   const struct lt_overlap *pairs, size_t count,
                                   struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_feature feature;
    lt_unit_feature(&f->d->work, LT_LAYER_PARCEL, index, &feature);
    if (!lt_is_farmland(&feature) || !(feature.net_m2 > 0.0)) {
        return LT_OK;
    }
    if (feature.unjudged != LT_JUDGED) {
        f->d->missing_m2 += feature.net_m2;
        return LT_OK;
    }
    struct draw_piece piece = {unit, index, feature.shape, feature.net_m2};
    LT_TRY(cut_own(f, pairs, count, &piece, err));
    LT_TRY(cut_claimed(f, &piece, err));
    if (piece.net_m2 > 0.0 && is_small(&f->d->work.sources[0]->grid, &piece.shape)) {
        LT_TRY(add_piece(f->d, &piece, err));
    } else if (piece.net_m2 > 0.0) {
        LT_TRY(add_in_parts(f, &piece, err));
    }
out:
    return status;
}

static enum lt_status frame_unit(struct framing *f, uint32_t unit, struct lt_error *err)
{
    enum lt_status status;
    struct drawing *d = f->d;
    struct lt_overlap *pairs;
    size_t pair_count, at = 0;
    const size_t count = lt_spool_count(d->spools[unit], LT_LAYER_PARCEL);
    d->work.spool = d->spools[unit];
    d->work.layers[LT_LAYER_PARCEL].view =
        (struct lt_spool_layer){.spool = d->work.spool, .layer = LT_LAYER_PARCEL};
    LT_TRY(lt_unit_overlap_pairs(&d->work, LT_LAYER_PARCEL, f->overlay, &pairs, &pair_count, err));
    for (size_t i = 0; i < count; i++) {
        size_t end = at;
        for (; end < pair_count && pairs[end].b == i; end++) {
        }
        LT_TRY(frame_parcel(f, unit, i, pairs + at, end - at, err));
        at = end;
    }
out:
    return status;
}

enum lt_status draw_frame(struct drawing *d, struct lt_error *err)
{
    enum lt_status status;
    const size_t units = d->session->plan.unit_count;
    struct framing f = {.d = d,
                        .least = lt_overlap_least(d->session->config, &d->work.sources[0]->grid)};
    LT_TRY(lt_parcels_open(d->spools, units, LT_LAYER_PARCEL, d->work.threads, &f.parcels, err));
    LT_TRY(lt_overlay_create(&f.overlay, err));
    for (size_t unit = 0; unit < units; unit++) {
        LT_TRY(frame_unit(&f, (uint32_t)unit, err));
    }
out:
    lt_parcels_close(&f.parcels);
    lt_overlay_destroy(f.overlay);
    free(f.before.shapes);
    return status;
}
