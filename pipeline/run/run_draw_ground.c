/* What the map says of the frame's pieces, cell by cell.
 *
 * Ground is measured net, as everywhere: a parcel's points are as many as its net area says, so that what they estimate
 * is what the half-year's totals count. */
#include <math.h>
#include <stdlib.h>

#include "run/run_draw.h"
#include "run/run_sums.h"
#include "support/arena.h"
#include "support/array.h"
#include "support/parallel.h"

enum { BLOCK = 64 }; /* pieces a task */
static const uint64_t most_cells = UINT64_C(1) << 28;

/* --- cells --- */

/* The window of whole cells around another. */
static enum lt_status codes_around(struct drawing *d, unsigned thread, const struct lt_window *of,
                                   uint32_t ring, struct lt_arena *arena,
                                   struct lt_window *ret_window, struct lt_error *err)
{
    static const uint32_t end = 5;
    const struct lt_grid *grid = &d->work.sources[0]->grid;
    const double west = (double)of->col - ring + 0.25, north = (double)of->row - ring + 0.25;
    const double east = (double)of->col + of->cols + ring - 0.25;
    const double south = (double)of->row + of->rows + ring - 0.25;
    const double x[] = {grid->origin_x + west * grid->dx, grid->origin_x + east * grid->dx};
    const double y[] = {grid->origin_y - south * grid->dy, grid->origin_y - north * grid->dy};
    const struct lt_point points[] = {
        {x[0], y[0]}, {x[1], y[0]}, {x[1], y[1]}, {x[0], y[1]}, {x[0], y[0]}};
    const struct lt_shape box = {.n_rings = 1,
                                 .n_points = end,
                                 .ring_end = &end,
                                 .points = points,
                                 .box = {x[0], y[0], x[1], y[1]}};
    return lt_zonal_window(d->readers[thread], &box, most_cells, arena, ret_window, err);
}

/* Is there grain within `ring` cells? */
static bool grain_near(const struct drawing *d, const struct lt_window *around, int64_t col,
                       int64_t row, int64_t ring)
{
    for (int64_t j = row - ring; j <= row + ring; j++) {
        for (int64_t i = col - ring; i <= col + ring; i++) {
            const int64_t x = i - around->col, y = j - around->row;
            if (x < 0 || y < 0 || x >= around->cols || y >= around->rows) {
                continue;
            }
            for (unsigned s = 0; s < d->work.seasons; s++) {
                if (d->grain[s][around->codes[s][y * around->cols + x]]) {
                    return true;
                }
            }
        }
    }
    return false;
}

static bool without_grain(const struct drawing *d, draw_key key)
{
    bool without = true;
    for (unsigned s = 0; s < d->work.seasons; s++) {
        const uint8_t code = draw_key_code(key, s);
        without = without && d->seen[s][code] && !d->grain[s][code];
    }
    return without;
}

static void set_keys(const struct drawing *d, const struct lt_window *window,
                     const struct lt_window *around, struct draw_cells *cells)
{
    const size_t count = (size_t)cells->cols * cells->rows;
    for (size_t i = 0; i < count; i++) {
        draw_key key = 0;
        if (!(cells->net_m2[i] > 0.0)) {
            continue;
        }
        for (unsigned s = 0; s < d->work.seasons; s++) {
            key |= (draw_key)window->codes[s][i] << (8u * s);
        }
        if (d->options->buffer > 0 && without_grain(d, key) &&
            grain_near(d, around, cells->col + (int64_t)(i % cells->cols),
                       cells->row + (int64_t)(i / cells->cols), d->options->buffer)) {
            key |= DRAW_NEAR;
        }
        cells->key[i] = key;
    }
}

/* Gross areas of the cells first: parts of one parcel share its net area by them. */
static void weigh(const struct drawing *d, double net_m2, struct draw_cells *cells)
{
    struct lt_area_row line;
    double sum = 0.0;
    const size_t count = (size_t)cells->cols * cells->rows;
    lt_area_row_begin(&line, &d->work.sources[0]->grid);
    for (uint32_t r = 0; r < cells->rows; r++) {
        const size_t at = (size_t)r * cells->cols;
        lt_area_row_go(&line, cells->row + r);
        for (uint32_t c = 0; c < cells->cols; c++) { /* most cells of a window are empty */
            double both[2] = {cells->fraction[at + c], 0.0}, m2[2];
            if (both[0] > 0.0) {
                lt_area_row_weigh(&line, cells->col + c, 1, both, m2);
                cells->net_m2[at + c] = m2[0];
                sum += m2[0];
            }
        }
    }
    cells->gross_m2 = sum;
    for (size_t i = 0; i < count && sum > 0.0; i++) {
        cells->net_m2[i] *= net_m2 / sum;
    }
}

enum lt_status draw_cells_of(struct drawing *d, unsigned thread, const struct draw_piece *piece,
                             struct lt_arena *arena, struct draw_cells *ret_cells,
                             struct lt_error *err)
{
    enum lt_status status;
    struct lt_window window, around = {0};
    LT_TRY(lt_zonal_window(d->readers[thread], &piece->shape, most_cells, arena, &window, err));
    const size_t count = (size_t)window.cols * window.rows;
    struct draw_cells cells = {
        .col = window.col,
        .row = window.row,
        .cols = window.cols,
        .rows = window.rows,
        .key = lt_arena_array(arena, count, sizeof *cells.key),
        .net_m2 = lt_arena_array(arena, count, sizeof *cells.net_m2),
        .fraction = window.fraction,
    };
    if (cells.key == NULL || cells.net_m2 == NULL) {
        return lt_fail_memory(err, "the cells of a parcel");
    }
    weigh(d, piece->net_m2, &cells);
    if (d->options->buffer > 0) {
        LT_TRY(codes_around(d, thread, &window, d->options->buffer, arena, &around, err));
    }
    set_keys(d, &window, &around, &cells);
    *ret_cells = cells;
out:
    return status;
}

/* --- parts --- */

struct block {
    struct draw_part *parts;
    size_t count, capacity;
};
struct gathering {
    struct drawing *d;
    struct block *blocks;
    double *gross_m2; /* per piece */
};

/* Sums by key, in the order in which the keys are first met. */
static enum lt_status add_parts(struct block *block, uint32_t piece, const struct draw_cells *cells,
                                struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const size_t first = block->count, count = (size_t)cells->cols * cells->rows;
    for (size_t i = 0; i < count; i++) {
        size_t at = first;
        if (!(cells->net_m2[i] > 0.0)) {
            continue;
        }
        while (at < block->count && block->parts[at].key != cells->key[i]) {
            at++;
        }
        if (at == block->count) {
            LT_TRY(lt_array_reserve(&block->parts, &block->capacity, block->count + 1,
                                    sizeof *block->parts, err));
            block->parts[block->count++] = (struct draw_part){piece, cells->key[i], 0.0};
        }
        block->parts[at].m2 += cells->net_m2[i];
    }
out:
    return status;
}

static enum lt_status gather_block(void *context, unsigned thread, size_t index,
                                   struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct gathering *g = context;
    const size_t end = (index + 1) * BLOCK;
    for (size_t p = index * BLOCK; p < end && p < g->d->piece_count; p++) {
        struct lt_arena *arena = NULL;
        struct draw_cells cells;
        LT_TRY(lt_arena_create(&arena, err));
        status = draw_cells_of(g->d, thread, &g->d->pieces[p], arena, &cells, err);
        if (status == LT_OK) {
            g->gross_m2[p] = cells.gross_m2;
            status = add_parts(&g->blocks[index], (uint32_t)p, &cells, err);
        }
        lt_arena_destroy(arena);
        LT_TRY(status);
    }
out:
    return status;
}

/* Pieces that a large parcel was cut into get the net area that their cells have of it. */
static void share_net(struct drawing *d, double *gross_m2)
{
    for (size_t i = 0, end, part = 0; i < d->piece_count; i = end) {
        double net = 0.0, gross = 0.0;
        for (end = i; end < d->piece_count && d->pieces[end].unit == d->pieces[i].unit &&
                      d->pieces[end].feature == d->pieces[i].feature;
             end++) {
            net += d->pieces[end].net_m2;
            gross += gross_m2[end];
        }
        for (size_t p = i; p < end; p++) {
            const bool shared = end - i > 1 && gross > 0.0 && d->pieces[p].net_m2 > 0.0;
            const double by = shared ? net * gross_m2[p] / gross / d->pieces[p].net_m2 : 1.0;
            d->pieces[p].net_m2 *= by;
            for (; part < d->part_count && d->parts[part].piece == p; part++) {
                d->parts[part].m2 *= by;
            }
        }
    }
}

static enum lt_status gather_parts(struct drawing *d, struct lt_error *err)
{
    enum lt_status status;
    const size_t blocks = (d->piece_count + BLOCK - 1) / BLOCK;
    struct gathering g = {d, calloc(blocks + 1, sizeof *g.blocks),
                          lt_arena_array(d->work.arena, d->piece_count + 1, sizeof *g.gross_m2)};
    if (g.blocks == NULL || g.gross_m2 == NULL) {
        free(g.blocks);
        return lt_fail_memory(err, "the frame");
    }
    LT_TRY(lt_parallel_for(d->work.threads, blocks, gather_block, &g, err));
    for (size_t b = 0; b < blocks; b++) {
        LT_TRY(lt_array_reserve(&d->parts, &d->part_capacity, d->part_count + g.blocks[b].count,
                                sizeof *d->parts, err));
        for (size_t i = 0; i < g.blocks[b].count; i++) {
            d->parts[d->part_count++] = g.blocks[b].parts[i];
        }
    }
    share_net(d, g.gross_m2);
out:
    for (size_t b = 0; b < blocks; b++) {
        free(g.blocks[b].parts);
    }
    free(g.blocks);
    return status;
}

enum lt_status draw_collect(struct drawing *d, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(draw_frame(d, err));
    LT_TRY(gather_parts(d, err));
out:
    return status;
}
