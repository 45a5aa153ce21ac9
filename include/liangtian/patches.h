/* Stage 5: the offending ground itself.
 *
 * in: a finding that wants patches × the coverage window of its subject. out: patches: 4-connected cells that
 * satisfy the rule's predicate, cut by the subject's polygon. A patch is a CASE candidate only if it has at least
 * `min_full_cells` full cells and its full cells survive an erosion by `erosion_cells` (3×3 element, once per
 * cell); otherwise it is SMALL (too few full cells) or EDGE (a strip).
 * Must hold: Σ patches + EDGE + SMALL = the finding's proven area, to 1e-9 · area + 0.005 m²; a patch's polygon has
 * the planar area of its cells' fractions, to 1e-9 and the resolution of coordinates. Errors: LT_E_BUG when not;
 * LT_E_LIMIT.
 * Cells that meet at a corner only are two patches. The polygon is the outline of the cells (corners only) ∩ the
 * subject. Threads: pure but for `overlay` and `arena`, one of each per thread. Cost: linear in the window's cells.
 * Example: a 4 × 4 block of orchard cells in a wheat parcel is one CASE with 16 full cells; two rows of it along the
 * parcel's edge are an EDGE; three cells are SMALL (tests/unit/patches).
 */
#ifndef LIANGTIAN_PATCHES_H
#define LIANGTIAN_PATCHES_H

#include <stddef.h>
#include <stdint.h>

#include "liangtian/geometry.h"
#include "liangtian/overlay.h"
#include "liangtian/rules.h"
#include "liangtian/status.h"
#include "liangtian/zonal.h"

#ifdef __cplusplus
extern "C" {
#endif

enum lt_patch_kind { LT_PATCH_CASE, LT_PATCH_EDGE, LT_PATCH_SMALL };

struct lt_patch {
    uint32_t rule, subject; /* as in the finding */
    enum lt_patch_kind kind;
    uint32_t full_cells, touched_cells;
    int64_t low_row, low_col; /* lowest row, then lowest column in it: part of the case's order */
    double net_m2;            /* share of the subject's net area */
    double twice_m2;          /* of it, offending at both dates */
    double clean_before_m2;   /* of it, observed as non-offending in the previous season */
    uint8_t main_class;       /* class code of the current season with most area */
    bool joined;              /* a case only together with its neighbours, see lt_patches_join() */
    struct lt_shape shape;    /* exact polygon; only for LT_PATCH_CASE */
};

struct lt_patches_input {
    const struct lt_rule *rule;
    uint32_t rule_index;
    const struct lt_rule_context *context;
    const struct lt_feature *feature;
    uint32_t subject;
    const struct lt_window
        *window;      /* codes[0] previous, codes[1] current; or codes[0] current alone */
    unsigned seasons; /* 1 or 2 */
    const struct lt_finding
        *finding; /* what the patches must sum to; NULL = the window's own sum alone */
    const struct lt_grid *grid;
    uint32_t min_full_cells, erosion_cells;
    bool want_cells;      /* for lt_patches_join() */
    bool form_only;       /* no polygons, and of the cells wanted every one, however deep */
    const bool *promoted; /* per patch in their order: a case whatever its form; NULL = none */
};

/* A cell of a patch, but for those so deep inside that no neighbour's ground can matter to them. */
struct lt_patch_cell {
    int64_t row, col;
    uint32_t patch;  /* index in the patches */
    double fraction; /* of the cell */
    double net_m2;   /* of the subject's net area */
    bool deep;       /* survives the erosion by itself: lt_patches_join() passes over it */
};

struct lt_patches {
    struct lt_patch *items; /* order: low_row, low_col */
    size_t count;
    double case_m2, edge_m2, small_m2;
    struct lt_patch_cell *cells; /* where they were wanted */
    size_t cell_count;
};

enum lt_status lt_patches_draw(const struct lt_patches_input *input, struct lt_overlay *overlay,
                               struct lt_arena *arena, struct lt_patches *ret_patches,
                               struct lt_error *err);

/* Plots cut the ground of one offence apart: a strip in each of them may be the middle of an orchard. Of `count` drawn
 * subjects of one layer and rule, marks as `joined` each EDGE or SMALL patch that is a case as part of the whole: it has
 * `min_full_cells` full cells of its own, some of its ground survives the erosion of the connected whole, and either
 * most of it does or it is half of its subject (`net_m2`, one per subject) or more. A neighbour's orchard that spills
 * over a border by a cell or two is thus no case. A cell counts as full when the plots together leave less than a
 * hundredth of it. Errors: LT_E_LIMIT. Cost: n log n in the cells. */
enum lt_status lt_patches_join(struct lt_patches *const *patches, const double *net_m2,
                               size_t count, uint32_t min_full_cells, uint32_t erosion_cells,
                               struct lt_error *err);

#ifdef __cplusplus
}
#endif
#endif
