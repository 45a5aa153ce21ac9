/* The outline of a component of cells.
 *
 * A walk keeps the component on its left. Where two of its cells meet only at a corner, the walk
 * turns right, across the corner: every ring then passes a vertex once, and rings touch each other
 * in points only, as a valid polygon may. (Turning left would give a ring that touches itself.)
 */
#include <stdlib.h>
#include <string.h>

#include "patches/patches_internal.h"
#include "support/arena.h"
#include "support/array.h"

enum direction { EAST, NORTH, WEST, SOUTH };

/* A corner of cells; rows grow southward. */
struct corner {
    int64_t col, row;
};

struct trace {
    const struct patches_components *components;
    uint32_t label;
    struct corner *corners;
    size_t count, capacity;
    uint32_t *ring_end;
    size_t rings, ring_capacity;
};

static bool inside(const struct trace *trace, int64_t col, int64_t row)
{
    const struct patches_components *c = trace->components;
    return col >= 0 && row >= 0 && col < c->cols && row < c->rows &&
           c->label[row * c->cols + col] == trace->label;
}

static struct corner step(struct corner at, enum direction heading)
{
    static const int64_t dc[] = {1, 0, -1, 0}, dr[] = {0, -1, 0, 1};
    return (struct corner){at.col + dc[heading], at.row + dr[heading]};
}

/* The cells ahead of a corner, to the left and to the right of the heading. */
static bool ahead(const struct trace *trace, struct corner at, enum direction heading, bool right)
{
    static const int64_t left_col[] = {0, -1, -1, 0}, left_row[] = {-1, -1, 0, 0};
    const unsigned i = right ? ((unsigned)heading + 3u) % 4u : (unsigned)heading;
    return inside(trace, at.col + left_col[i], at.row + left_row[i]);
}

static enum direction turn(const struct trace *trace, struct corner at, enum direction heading)
{
    if (ahead(trace, at, heading, true)) {
        return (enum direction)(((unsigned)heading + 3u) % 4u);
    }
    return ahead(trace, at, heading, false) ? heading
                                            : (enum direction)(((unsigned)heading + 1u) % 4u);
}

static enum lt_status add_corner(struct trace *trace, struct corner at, struct lt_error *err)
{
    const enum lt_status status =
        lt_array_reserve(&trace->corners, &trace->capacity, trace->count + 1, sizeof at, err);
    if (status == LT_OK) {
        trace->corners[trace->count++] = at;
    }
    return status;
}

/* One ring, from the north-eastern corner of a cell along its northern side. */
static enum lt_status walk(struct trace *trace, int64_t col, int64_t row, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct corner start = {col + 1, row};
    const size_t first = trace->count;
    struct corner at = start;
    enum direction heading = WEST;
    do {
        if (heading == WEST) {
            /* the northern side of the cell just before the corner */
            trace->components->walked[at.row * trace->components->cols + at.col - 1] = true;
        }
        at = step(at, heading);
        const enum direction next = turn(trace, at, heading);
        if (next != heading) {
            LT_TRY(add_corner(trace, at, err));
        }
        heading = next;
    } while (at.col != start.col || at.row != start.row || heading != WEST);
    LT_TRY(add_corner(trace, trace->corners[first], err));
    LT_TRY(lt_array_reserve(&trace->ring_end, &trace->ring_capacity, trace->rings + 1,
                            sizeof *trace->ring_end, err));
    trace->ring_end[trace->rings++] = (uint32_t)trace->count;
out:
    return status;
}

static enum lt_status to_shape(const struct trace *trace, const struct lt_window *window,
                               const struct lt_grid *grid, struct lt_arena *arena,
                               struct lt_shape *ret_shape, struct lt_error *err)
{
    if (trace->count > UINT32_MAX) {
        return lt_fail(err, LT_E_LIMIT, "a patch of %zu vertices is too large", trace->count);
    }
    struct lt_point *points = lt_arena_array(arena, trace->count, sizeof *points);
    uint32_t *ring_end = lt_arena_array(arena, trace->rings, sizeof *ring_end);
    if (points == NULL || ring_end == NULL) {
        return lt_fail_memory(err, "the outline of a patch");
    }
    for (size_t i = 0; i < trace->count; i++) {
        const struct corner at = trace->corners[i];
        points[i].x = grid->origin_x + (double)(window->col + at.col) * grid->dx;
        points[i].y = grid->origin_y - (double)(window->row + at.row) * grid->dy;
    }
    memcpy(ring_end, trace->ring_end, trace->rings * sizeof *ring_end);
    *ret_shape = (struct lt_shape){(uint32_t)trace->rings, (uint32_t)trace->count, ring_end, points,
                                   lt_shape_compute_box(points, trace->count)};
    return LT_OK;
}

/* The first cell is the northernmost, so the first ring is the outer one. */
enum lt_status patches_trace(const struct patches_components *components, uint32_t component,
                             const struct lt_window *window, const struct lt_grid *grid,
                             struct lt_arena *arena, struct lt_shape *ret_shape,
                             struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct trace trace = {.components = components, .label = component + 1};
    for (uint32_t i = components->first[component]; i < components->first[component + 1]; i++) {
        const uint32_t cell = components->cells[i];
        const int64_t col = cell % components->cols, row = cell / components->cols;
        if (!components->walked[cell] && !inside(&trace, col, row - 1)) {
            LT_TRY(walk(&trace, col, row, err));
        }
    }
    LT_TRY(to_shape(&trace, window, grid, arena, ret_shape, err));
out:
    free(trace.corners);
    free(trace.ring_end);
    return status;
}
