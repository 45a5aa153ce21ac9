/* Offending ground that plots cut apart, judged as one. */
#include <stdlib.h>
#include <string.h>

#include "patches/patches_internal.h"
#include "support/array.h"

/* One patch of one subject. */
struct piece {
    struct lt_patch *patch;
    size_t subject, root;
    uint64_t deep;       /* full cells that are not listed */
    uint64_t group_full; /* full cells of its group; at the root */
    double cells, core;  /* Σ of fractions of its listed cells; of those that survive */
};

/* One cell with one of the pieces that lie in it. */
struct share {
    int64_t row, col;
    size_t piece;
    double fraction;
};

/* One cell: its shares are `first` to `end`. */
struct spot {
    int64_t row, col;
    size_t first, end;
    bool full;
};

struct joining {
    struct piece *pieces;
    struct share *shares;
    struct spot *spots;
    size_t piece_count, share_count, spot_count;
};

static int by_place(const void *left, const void *right)
{
    const struct share *a = left, *b = right;
    if (a->row != b->row) {
        return a->row < b->row ? -1 : 1;
    }
    if (a->col != b->col) {
        return a->col < b->col ? -1 : 1;
    }
    return (a->piece > b->piece) - (a->piece < b->piece);
}

static enum lt_status gather(struct joining *join, struct lt_patches *const *patches, size_t count,
                             struct lt_error *err)
{
    size_t pieces = 0, shares = 0;
    for (size_t i = 0; i < count; i++) {
        pieces += patches[i]->count;
        shares += patches[i]->cell_count;
    }
    join->pieces = calloc(pieces + 1, sizeof *join->pieces);
    join->shares = calloc(shares + 1, sizeof *join->shares);
    join->spots = calloc(shares + 1, sizeof *join->spots);
    if (join->pieces == NULL || join->shares == NULL || join->spots == NULL) {
        return lt_fail_memory(err, "patches");
    }
    for (size_t i = 0; i < count; i++) {
        const size_t base = join->piece_count;
        for (size_t p = 0; p < patches[i]->count; p++) {
            struct lt_patch *patch = &patches[i]->items[p];
            join->pieces[join->piece_count] = (struct piece){
                .patch = patch, .subject = i, .root = join->piece_count, .deep = patch->full_cells};
            join->piece_count++;
        }
        for (size_t c = 0; c < patches[i]->cell_count; c++) {
            const struct lt_patch_cell *cell = &patches[i]->cells[c];
            struct piece *piece = &join->pieces[base + cell->patch];
            if (cell->deep) {
                continue;
            }
            piece->deep -= patches_full(cell->fraction);
            piece->cells += cell->fraction;
            join->shares[join->share_count++] =
                (struct share){cell->row, cell->col, base + cell->patch, cell->fraction};
        }
    }
    qsort(join->shares, join->share_count, sizeof *join->shares, by_place);
    return LT_OK;
}

static size_t root_of(const struct joining *join, size_t at)
{
    while (join->pieces[at].root != at) {
        join->pieces[at].root = join->pieces[join->pieces[at].root].root;
        at = join->pieces[at].root;
    }
    return at;
}

static void unite(struct joining *join, size_t a, size_t b)
{
    const size_t ra = root_of(join, a), rb = root_of(join, b);
    join->pieces[ra > rb ? ra : rb].root = ra < rb ? ra : rb;
}

static void make_spots(struct joining *join)
{
    for (size_t i = 0, end; i < join->share_count; i = end) {
        const struct share *first = &join->shares[i];
        double sum = 0.0;
        for (end = i; end < join->share_count && join->shares[end].row == first->row &&
                      join->shares[end].col == first->col;
             end++) {
            sum += join->shares[end].fraction;
            unite(join, first->piece, join->shares[end].piece);
        }
        join->spots[join->spot_count++] =
            (struct spot){first->row, first->col, i, end, sum >= 0.99};
    }
}

static const struct spot *spot_at(const struct joining *join, int64_t row, int64_t col)
{
    size_t low = 0, high = join->spot_count;
    while (low < high) {
        const size_t mid = low + (high - low) / 2;
        const struct spot *spot = &join->spots[mid];
        if (spot->row < row || (spot->row == row && spot->col < col)) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    const struct spot *found = &join->spots[low];
    return low < join->spot_count && found->row == row && found->col == col ? found : NULL;
}

static void unite_neighbours(struct joining *join)
{
    for (size_t i = 0; i < join->spot_count; i++) {
        const struct spot *spot = &join->spots[i];
        const struct spot *const around[] = {spot_at(join, spot->row, spot->col + 1),
                                             spot_at(join, spot->row + 1, spot->col)};
        for (size_t n = 0; n < 2; n++) {
            if (around[n] != NULL) {
                unite(join, join->shares[spot->first].piece, join->shares[around[n]->first].piece);
            }
        }
    }
}

/* Is everything within `reach` cells full? What is not listed lies deep in one piece, out of reach of the others. */
static bool survives(const struct joining *join, const struct spot *spot, uint32_t reach)
{
    const int64_t far = reach;
    for (int64_t row = spot->row - far; row <= spot->row + far; row++) {
        for (int64_t col = spot->col - far; col <= spot->col + far; col++) {
            const struct spot *near = spot_at(join, row, col);
            if (near == NULL || !near->full) {
                return false;
            }
        }
    }
    return true;
}

static void measure(struct joining *join, uint32_t erosion_cells)
{
    for (size_t p = 0; p < join->piece_count; p++) {
        join->pieces[root_of(join, p)].group_full += join->pieces[p].deep;
    }
    for (size_t i = 0; i < join->spot_count; i++) {
        const struct spot *spot = &join->spots[i];
        if (!spot->full) {
            continue;
        }
        join->pieces[root_of(join, join->shares[spot->first].piece)].group_full++;
        if (spot->end - spot->first == 1 &&
            join->pieces[join->shares[spot->first].piece].patch->kind == LT_PATCH_CASE) {
            continue; /* a case already */
        }
        if (survives(join, spot, erosion_cells)) {
            for (size_t s = spot->first; s < spot->end; s++) {
                join->pieces[join->shares[s].piece].core += join->shares[s].fraction;
            }
        }
    }
}

static void mark(struct joining *join, const double *net_m2, uint32_t min_full_cells)
{
    for (size_t p = 0; p < join->piece_count; p++) {
        const struct piece *piece = &join->pieces[p];
        const bool most = piece->core > 0.5 * piece->cells;
        const bool half = piece->patch->net_m2 >= 0.5 * net_m2[piece->subject] * (1.0 - 1e-6);
        piece->patch->joined = piece->patch->kind != LT_PATCH_CASE &&
                               piece->patch->full_cells >= min_full_cells &&
                               join->pieces[root_of(join, p)].group_full >= min_full_cells &&
                               piece->core > 0.0 && (most || half);
    }
}

enum lt_status lt_patches_join(struct lt_patches *const *patches, const double *net_m2,
                               size_t count, uint32_t min_full_cells, uint32_t erosion_cells,
                               struct lt_error *err)
{
    enum lt_status status;
    struct joining join = {0};
    LT_TRY(gather(&join, patches, count, err));
    make_spots(&join);
    unite_neighbours(&join);
    measure(&join, erosion_cells);
    mark(&join, net_m2, min_full_cells);
out:
    free(join.pieces);
    free(join.shares);
    free(join.spots);
    return status;
}
