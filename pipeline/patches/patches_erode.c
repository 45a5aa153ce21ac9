#include <string.h>

#include "patches/patches_internal.h"
#include "support/arena.h"

bool patches_full(double fraction)
{
    return fraction >= 1.0 - 1e-9;
}

/* Does the cell stand amid eight neighbours of its own component? */
static bool survives(const uint32_t *mask, int64_t cols, int64_t rows, int64_t col, int64_t row)
{
    if (col == 0 || row == 0 || col + 1 == cols || row + 1 == rows) {
        return false;
    }
    const uint32_t label = mask[row * cols + col];
    for (int64_t r = row - 1; r <= row + 1; r++) {
        for (int64_t c = col - 1; c <= col + 1; c++) {
            if (mask[r * cols + c] != label) {
                return false;
            }
        }
    }
    return label != 0;
}

enum lt_status patches_erode(const struct patches_components *components, const double *fraction,
                             uint32_t times, struct lt_arena *arena, uint32_t **ret_left,
                             uint32_t **ret_mask, struct lt_error *err)
{
    const int64_t cols = components->cols, rows = components->rows;
    const size_t total = (size_t)(cols * rows);
    uint32_t *mask = lt_arena_array(arena, total, sizeof *mask);
    uint32_t *next = lt_arena_array(arena, total, sizeof *next);
    uint32_t *left = lt_arena_array(arena, components->count, sizeof *left);
    if (mask == NULL || next == NULL || left == NULL) {
        return lt_fail_memory(err, "the erosion of a window");
    }
    for (size_t i = 0; i < total; i++) {
        mask[i] = patches_full(fraction[i]) ? components->label[i] : 0;
    }
    bool any = true;
    for (uint32_t t = 0; t < times && any; t++) {
        any = false;
        for (int64_t row = 0; row < rows; row++) {
            for (int64_t col = 0; col < cols; col++) {
                const size_t i = (size_t)(row * cols + col);
                next[i] = survives(mask, cols, rows, col, row) ? mask[i] : 0;
                any = any || next[i] != 0;
            }
        }
        uint32_t *kept = mask;
        mask = next;
        next = kept;
    }
    for (size_t i = 0; i < total; i++) {
        if (mask[i] != 0) {
            left[mask[i] - 1]++;
        }
    }
    *ret_left = left;
    *ret_mask = mask;
    return LT_OK;
}
