#include "patches/patches_internal.h"
#include "support/arena.h"

/* Everything that is 4-connected with `seed`, appended behind `end`; the list of cells is its own
 * queue. */
static uint32_t fill(struct patches_components *c, const bool *offending, uint32_t seed,
                     uint32_t end)
{
    const uint32_t label = c->count + 1;
    const uint32_t cols = (uint32_t)c->cols, rows = (uint32_t)c->rows;
    uint32_t next = end;
    c->label[seed] = label;
    c->cells[end++] = seed;
    while (next < end) {
        const uint32_t cell = c->cells[next++];
        const uint32_t col = cell % cols, row = cell / cols;
        const struct {
            bool there;
            uint32_t cell;
        } around[4] = {{row > 0, cell - cols},
                       {col > 0, cell - 1},
                       {col + 1 < cols, cell + 1},
                       {row + 1 < rows, cell + cols}};
        for (int i = 0; i < 4; i++) {
            if (around[i].there && offending[around[i].cell] && c->label[around[i].cell] == 0) {
                c->label[around[i].cell] = label;
                c->cells[end++] = around[i].cell;
            }
        }
    }
    return end;
}

enum lt_status patches_group(const struct lt_window *window, const bool *offending,
                             struct lt_arena *arena, struct patches_components *ret_components,
                             struct lt_error *err)
{
    const uint64_t total = (uint64_t)window->cols * window->rows;
    if (total >= UINT32_MAX) {
        return lt_fail(err, LT_E_LIMIT, "a window of %u × %u cells is too large", window->cols,
                       window->rows);
    }
    struct patches_components c = {.cols = window->cols, .rows = window->rows};
    size_t marked = 0;
    for (size_t i = 0; i < total; i++) {
        marked += offending[i];
    }
    c.label = lt_arena_array(arena, total, sizeof *c.label);
    c.cells = lt_arena_array(arena, marked, sizeof *c.cells);
    c.first = lt_arena_array(arena, marked + 1, sizeof *c.first);
    c.walked = lt_arena_array(arena, total, sizeof *c.walked);
    if (c.label == NULL || c.cells == NULL || c.first == NULL || c.walked == NULL) {
        return lt_fail_memory(err, "the patches of a window");
    }
    uint32_t end = 0;
    for (uint32_t i = 0; i < total; i++) {
        if (offending[i] && c.label[i] == 0) {
            end = fill(&c, offending, i, end);
            c.first[++c.count] = end;
        }
    }
    *ret_components = c;
    return LT_OK;
}
