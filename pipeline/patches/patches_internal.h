/* What the files of this folder share: the offending cells of a window, grouped into components. */
#ifndef LT_PATCHES_INTERNAL_H
#define LT_PATCHES_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/geometry.h"
#include "liangtian/patches.h"
#include "liangtian/status.h"

struct lt_arena;

/* 4-connected components of the cells where the predicate holds. Component k's cells are
 * cells[first[k]] … cells[first[k + 1] − 1] as indices into the window, its first the northernmost,
 * then westernmost; components ascend by that cell. */
struct patches_components {
    int64_t cols, rows; /* of the window */
    uint32_t *label;    /* per cell of the window: component + 1, 0 for none */
    uint32_t *cells;
    uint32_t *first; /* count + 1 */
    bool *walked;    /* per cell of the window: for patches_trace() */
    uint32_t count;
};
/* `offending` holds one flag per cell of the window. */
enum lt_status patches_group(const struct lt_window *window, const bool *offending,
                             struct lt_arena *arena, struct patches_components *ret_components,
                             struct lt_error *err);

/* A cell that the subject covers wholly. */
bool patches_full(double fraction);
/* How many full cells of each component are left after `times` erosions by a 3×3 element; beyond
 * the window and beyond the component there is nothing to stand on. `ret_mask`: per cell of the window, its label
 * where it is left, else 0. */
enum lt_status patches_erode(const struct patches_components *components, const double *fraction,
                             uint32_t times, struct lt_arena *arena, uint32_t **ret_left,
                             uint32_t **ret_mask, struct lt_error *err);

/* The union of a component's cell squares: one outer ring, then its holes, corners only. */
enum lt_status patches_trace(const struct patches_components *components, uint32_t component,
                             const struct lt_window *window, const struct lt_grid *grid,
                             struct lt_arena *arena, struct lt_shape *ret_shape,
                             struct lt_error *err);

#endif
