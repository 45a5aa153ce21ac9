/* Points of a sample: where the places drawn in a stratum fall on the ground. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "run/run_draw.h"
#include "support/arena.h"
#include "support/parallel.h"

enum { BLOCK = 16, ROUNDED_TRIES = 4096, MOST_TRIES = 1 << 24 };

/* --- which piece --- */

struct looking {
    struct lt_draw_place *places; /* of one stratum, ascending */
    uint64_t next;
    double before_m2; /* of the stratum, in the parts gone by */
};

static enum lt_status begin_looking(struct drawing *d, struct looking *looking,
                                    struct lt_error *err)
{
    for (size_t h = 0; h < d->stratum_count; h++) {
        const uint64_t count = d->strata[h].points;
        looking[h].places = lt_arena_array(d->work.arena, count + 1, sizeof *looking[h].places);
        if (looking[h].places == NULL) {
            return lt_fail_memory(err, "points");
        }
        lt_draw_places(d->options->seed, &d->strata[h].to_draw, count, looking[h].places);
    }
    return LT_OK;
}

/* The parts in their order are the ground in its order: one pass finds the part of every place. */
static enum lt_status find_pieces(struct drawing *d, struct lt_error *err)
{
    enum lt_status status;
    size_t found = 0;
    struct looking *looking = lt_arena_array(d->work.arena, d->stratum_count + 1, sizeof *looking);
    if (looking == NULL) {
        return lt_fail_memory(err, "points");
    }
    LT_TRY(begin_looking(d, looking, err));
    for (size_t i = 0; i < d->part_count; i++) {
        const struct draw_part *part = &d->parts[i];
        const uint32_t h = draw_stratum_of(d, part->key, d->pieces[part->piece].unit);
        struct looking *look = &looking[h];
        const double end = look->before_m2 + part->m2;
        for (; look->next < d->strata[h].points && look->places[look->next].at_m2 < end;
             look->next++) {
            const struct lt_draw_place *place = &look->places[look->next];
            d->points[found++] = (struct draw_point){.piece = part->piece,
                                                     .stratum = h,
                                                     .number = place->number,
                                                     .key = part->key,
                                                     .at_m2 = place->at_m2 - look->before_m2};
        }
        look->before_m2 = end;
    }
    LT_TRY(LT_CHECK(found == d->point_count, err));
out:
    return status;
}

/* --- where in the piece --- */

/* The cell whose ground of the point's key holds the place. */
static size_t find_cell(const struct draw_cells *cells, const struct draw_point *point)
{
    const size_t count = (size_t)cells->cols * cells->rows;
    double sum = 0.0;
    size_t at = count;
    for (size_t i = 0; i < count; i++) {
        if (cells->net_m2[i] > 0.0 && cells->key[i] == point->key) {
            at = i;
            sum += cells->net_m2[i];
            if (sum > point->at_m2) {
                break;
            }
        }
    }
    return at;
}

/* A place to the millimetre, in degrees to a tenth of one. */
static double rounded(double value, double unit)
{
    return floor(value / unit + 0.5) * unit;
}

/* Anywhere in the shape with the same chance: in its box until it is inside. */
static bool throw_at(struct lt_random *random, const struct lt_shape *shape, double unit,
                     struct lt_point *ret_point)
{
    const struct lt_box *box = &shape->box;
    for (int i = 0; i < MOST_TRIES; i++) {
        struct lt_point p;
        p.x = box->min_x + lt_random_unit(random) * (box->max_x - box->min_x);
        p.y = box->min_y + lt_random_unit(random) * (box->max_y - box->min_y);
        if (i < ROUNDED_TRIES) { /* ground narrower than that keeps all digits */
            p.x = rounded(p.x, unit);
            p.y = rounded(p.y, unit);
        }
        if (lt_overlay_covers_point(shape, p)) {
            *ret_point = p;
            return true;
        }
    }
    return false;
}

static enum lt_status place_in_cell(struct drawing *d, struct lt_overlay *overlay,
                                    const struct draw_piece *piece, const struct draw_cells *cells,
                                    size_t cell, struct lt_arena *arena, struct draw_point *point,
                                    struct lt_error *err)
{
    static const uint32_t end = 5;
    enum lt_status status;
    const struct lt_grid *grid = &d->work.sources[0]->grid;
    const double col = (double)(cells->col + (int64_t)(cell % cells->cols));
    const double row = (double)(cells->row + (int64_t)(cell / cells->cols));
    const double x[] = {grid->origin_x + col * grid->dx, grid->origin_x + (col + 1.0) * grid->dx};
    const double y[] = {grid->origin_y - (row + 1.0) * grid->dy, grid->origin_y - row * grid->dy};
    const struct lt_point corners[] = {
        {x[0], y[0]}, {x[1], y[0]}, {x[1], y[1]}, {x[0], y[1]}, {x[0], y[0]}};
    const struct lt_shape square = {.n_rings = 1,
                                    .n_points = end,
                                    .ring_end = &end,
                                    .points = corners,
                                    .box = {x[0], y[0], x[1], y[1]}};
    struct lt_shape ground = square;
    struct lt_random random;
    struct lt_point place;
    lt_random_begin(&random, d->options->seed, d->strata[point->stratum].to_draw.name,
                    point->number);
    (void)lt_random_next(&random); /* said which place in the stratum */
    if (cells->fraction[cell] < 1.0) {
        LT_TRY(lt_overlay_apply(overlay, LT_INTERSECTION, &piece->shape, &square, arena, &ground,
                                err));
    }
    if (ground.n_rings == 0 || !throw_at(&random, &ground, grid->dx > 0.01 ? 1e-3 : 1e-9, &place)) {
        LT_TRY(lt_overlay_label_point(overlay, ground.n_rings == 0 ? &piece->shape : &ground,
                                      &place, err)); /* ground of no width to speak of */
    }
    point->x = place.x;
    point->y = place.y;
    point->cell_m2 = cells->net_m2[cell];
out:
    return status;
}

static enum lt_status place_in_piece(struct drawing *d, unsigned thread, struct draw_point *points,
                                     size_t count, struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    struct lt_overlay *overlay = NULL;
    struct draw_cells cells;
    const struct draw_piece *piece = &d->pieces[points[0].piece];
    LT_TRY(lt_arena_create(&arena, err));
    LT_TRY(lt_overlay_create(&overlay, err));
    LT_TRY(draw_cells_of(d, thread, piece, arena, &cells, err));
    for (size_t i = 0; i < count; i++) {
        const size_t cell = find_cell(&cells, &points[i]);
        LT_TRY(LT_CHECK(cell < (size_t)cells.cols * cells.rows, err));
        LT_TRY(place_in_cell(d, overlay, piece, &cells, cell, arena, &points[i], err));
    }
out:
    lt_overlay_destroy(overlay);
    lt_arena_destroy(arena);
    return status;
}

static enum lt_status place_block(void *context, unsigned thread, size_t index,
                                  struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct drawing *d = context;
    size_t end = (index + 1) * BLOCK < d->point_count ? (index + 1) * BLOCK : d->point_count;
    for (size_t i = index * BLOCK, next; i < end; i = next) {
        for (next = i + 1; next < end && d->points[next].piece == d->points[i].piece; next++) {
        }
        LT_TRY(place_in_piece(d, thread, &d->points[i], next - i, err));
    }
out:
    return status;
}

enum lt_status draw_place_points(struct drawing *d, struct lt_error *err)
{
    enum lt_status status;
    d->points = lt_arena_array(d->work.arena, d->point_count + 1, sizeof *d->points);
    if (d->points == NULL) {
        return lt_fail_memory(err, "points");
    }
    LT_TRY(find_pieces(d, err)); /* in the order of the ground */
    LT_TRY(lt_parallel_for(d->work.threads, (d->point_count + BLOCK - 1) / BLOCK, place_block, d,
                           err));
out:
    return status;
}
