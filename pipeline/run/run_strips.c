/* Strips and crumbs accuse nobody, and their ground counts once. */
#include <stdlib.h>

#include "run/run_candidates.h"

/* A cell of a strip or crumb. */
struct strip_cell {
    int64_t row, col;
    size_t source; /* number of the (layer, rule) */
    size_t patch;  /* over all findings */
    bool edge;
    double net_m2;
};

struct strips {
    struct strip_cell *cells;
    size_t count;
    bool *counted; /* per patch */
    size_t patches;
};

static int by_cell(const void *left, const void *right)
{
    const struct strip_cell *a = left, *b = right;
    if (a->row != b->row) {
        return a->row < b->row ? -1 : 1;
    }
    if (a->col != b->col) {
        return a->col < b->col ? -1 : 1;
    }
    if (a->source != b->source) {
        return a->source < b->source ? -1 : 1;
    }
    return (a->patch > b->patch) - (a->patch < b->patch);
}

static void take_finding(struct strips *strips, const struct lt_patches *patches, size_t source)
{
    for (size_t c = 0; c < patches->cell_count; c++) {
        const struct lt_patch_cell *cell = &patches->cells[c];
        const enum lt_patch_kind kind = patches->items[cell->patch].kind;
        if (kind != LT_PATCH_CASE) {
            strips->cells[strips->count++] = (struct strip_cell){cell->row,
                                                                 cell->col,
                                                                 source,
                                                                 strips->patches + cell->patch,
                                                                 kind == LT_PATCH_EDGE,
                                                                 cell->net_m2};
        }
    }
    strips->patches += patches->count;
}

static enum lt_status take_all(const struct lt_drawing *draw, struct strips *strips,
                               struct lt_error *err)
{
    size_t cells = 0, patches = 0, source = 0;
    for (size_t i = 0; i < draw->count; i++) {
        cells += draw->drawn[i].patches.cell_count;
        patches += draw->drawn[i].patches.count;
    }
    strips->cells = calloc(cells + 1, sizeof *strips->cells);
    strips->counted = calloc(patches + 1, sizeof *strips->counted);
    if (strips->cells == NULL || strips->counted == NULL) {
        return lt_fail_memory(err, "strips");
    }
    for (size_t i = 0; i < draw->count; i++) {
        source += i > 0 && (draw->layers[i] != draw->layers[i - 1] ||
                            draw->findings[i]->rule != draw->findings[i - 1]->rule);
        take_finding(strips, &draw->drawn[i].patches, source);
    }
    qsort(strips->cells, strips->count, sizeof *strips->cells, by_cell);
    return LT_OK;
}

static bool same_cell(const struct strip_cell *a, const struct strip_cell *b)
{
    return a->row == b->row && a->col == b->col;
}

static void count_range(struct strips *strips, size_t first, size_t end,
                        struct lt_unit_result *result)
{
    for (size_t i = first; i < end; i++) {
        const struct strip_cell *cell = &strips->cells[i];
        *(cell->edge ? &result->edge_m2 : &result->small_m2) += cell->net_m2;
        if (!strips->counted[cell->patch]) {
            strips->counted[cell->patch] = true;
            *(cell->edge ? &result->edge_count : &result->small_count) += 1;
        }
    }
}

/* The rule with most of a cell's ground has it; the first on a tie. */
static void count_cell(struct strips *strips, size_t first, size_t end,
                       struct lt_unit_result *result)
{
    size_t best_first = first, best_end = first;
    double best = -1.0;
    for (size_t i = first, next; i < end; i = next) {
        double sum = 0.0;
        for (next = i; next < end && strips->cells[next].source == strips->cells[i].source;
             next++) {
            sum += strips->cells[next].net_m2;
        }
        if (sum > best) {
            best = sum;
            best_first = i;
            best_end = next;
        }
    }
    count_range(strips, best_first, best_end, result);
}

enum lt_status lt_unit_count_strips(struct lt_drawing *draw, struct lt_error *err)
{
    enum lt_status status;
    struct strips strips = {0};
    LT_TRY(take_all(draw, &strips, err));
    for (size_t i = 0, end; i < strips.count; i = end) {
        for (end = i + 1; end < strips.count && same_cell(&strips.cells[i], &strips.cells[end]);
             end++) {
        }
        count_cell(&strips, i, end, &draw->work->result);
    }
out:
    free(strips.cells);
    free(strips.counted);
    return status;
}
