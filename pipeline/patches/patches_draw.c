#include <float.h>
#include <math.h>
#include <string.h>

#include "liangtian/grid.h"
#include "patches/patches_internal.h"
#include "support/arena.h"

/* The window as the rule sees it. Arrays run over the window's cells. */
struct view {
    const struct lt_patches_input *input;
    size_t total;
    const uint8_t *current, *previous; /* previous NULL when there is one season */
    bool *offending;
    double *net;         /* m² of the subject's net area */
    double offending_m2; /* Σ net where offending */
    struct lt_rule once; /* the rule asked of one season alone */
    struct lt_rule_context before;
};

/* The same rule put to the previous season: its own class, nothing before it. */
static void look_back(struct view *view)
{
    const struct lt_rule_context *context = view->input->context;
    view->once = *view->input->rule;
    view->once.seasons = LT_SEASONS_CURRENT;
    view->once.earliest_half = 1;
    view->before = *context;
    view->before.legends[0] = NULL;
    view->before.legends[1] = context->legends[0];
    view->before.flood[0] = false;
    view->before.flood[1] = context->flood[0];
    view->before.has_previous = false;
    view->before.half = context->half == 1 ? 2 : 1;
}

/* Net m² of every cell but for the scale, and their sum. `share` and `m2` have room for a row and one cell more. */
static double weigh_cells(const struct lt_patches_input *input, double *share, double *m2,
                          double *net)
{
    const struct lt_window *window = input->window;
    const size_t cols = window->cols;
    struct lt_area_row line;
    double covered = 0.0;
    lt_area_row_begin(&line, input->grid);
    share[cols] = 0.0;
    for (uint32_t row = 0; row < window->rows; row++) {
        memcpy(share, window->fraction + row * cols, cols * sizeof *share);
        lt_area_row_go(&line, window->row + row);
        lt_area_row_weigh(&line, window->col, window->cols, share, m2);
        memcpy(net + row * cols, m2, cols * sizeof *net);
        for (size_t i = 0; i < cols; i++) {
            covered += m2[i];
        }
    }
    return covered;
}

static enum lt_status open_view(const struct lt_patches_input *input, struct lt_arena *scratch,
                                struct view *ret_view, struct lt_error *err)
{
    const struct lt_window *window = input->window;
    const char *land_class = input->feature->attr[LT_ATTR_LAND_CLASS];
    struct view view = {.input = input, .total = (size_t)window->cols * window->rows};
    view.current = window->codes[input->seasons == 2 ? 1 : 0];
    view.previous = input->seasons == 2 ? window->codes[0] : NULL;
    view.offending = lt_arena_array(scratch, view.total, sizeof *view.offending);
    view.net = lt_arena_array(scratch, view.total, sizeof *view.net);
    double *share = lt_arena_array(scratch, (size_t)window->cols + 1, sizeof *share);
    double *m2 = lt_arena_array(scratch, (size_t)window->cols + 1, sizeof *m2);
    if (view.offending == NULL || view.net == NULL || share == NULL || m2 == NULL) {
        return lt_fail_memory(err, "the patches of a window");
    }
    const double covered = weigh_cells(input, share, m2, view.net);
    const double scale = covered > 0.0 ? input->feature->net_m2 / covered : 0.0;
    for (size_t i = 0; i < view.total; i++) {
        view.net[i] *= scale;
        const uint8_t previous = view.previous == NULL ? LT_CLASS_UNSEEN : view.previous[i];
        view.offending[i] =
            window->fraction[i] > 0.0 && lt_rule_predicate(input->rule, input->context, land_class,
                                                           previous, view.current[i]) == LT_TRUE;
        view.offending_m2 += view.offending[i] ? view.net[i] : 0.0;
    }
    look_back(&view);
    *ret_view = view;
    return LT_OK;
}

/* The class with most area; a tie goes to the lowest code. */
static uint8_t largest(const struct view *view, const uint32_t *cells, size_t count,
                       const double area[256])
{
    uint8_t best = view->current[cells[0]];
    for (size_t i = 1; i < count; i++) {
        const uint8_t code = view->current[cells[i]];
        if (area[code] > area[best] || (!(area[code] < area[best]) && code < best)) {
            best = code;
        }
    }
    return best;
}

/* What the cells of one component add up to. */
static void measure(const struct view *view, const struct patches_components *components,
                    uint32_t component, struct lt_patch *patch)
{
    const struct lt_patches_input *input = view->input;
    const char *land_class = input->feature->attr[LT_ATTR_LAND_CLASS];
    double area[256];
    const uint32_t first = components->first[component], end = components->first[component + 1];
    patch->touched_cells = end - first;
    patch->low_row = input->window->row + components->cells[first] / components->cols;
    patch->low_col = input->window->col + components->cells[first] % components->cols;
    for (uint32_t i = first; i < end; i++) {
        area[view->current[components->cells[i]]] = 0.0;
    }
    for (uint32_t i = first; i < end; i++) {
        const uint32_t cell = components->cells[i];
        patch->full_cells += patches_full(input->window->fraction[cell]);
        patch->net_m2 += view->net[cell];
        area[view->current[cell]] += view->net[cell];
        if (view->previous != NULL && view->before.legends[1] != NULL) {
            const enum lt_truth then = lt_rule_predicate(&view->once, &view->before, land_class,
                                                         LT_CLASS_UNSEEN, view->previous[cell]);
            patch->twice_m2 += then == LT_TRUE ? view->net[cell] : 0.0;
            patch->clean_before_m2 += then == LT_FALSE ? view->net[cell] : 0.0;
        }
    }
    patch->main_class = largest(view, components->cells + first, end - first, area);
}

static double perimeter(const struct lt_shape *shape)
{
    double sum = 0.0;
    uint32_t start = 0;
    for (uint32_t r = 0; r < shape->n_rings; r++) {
        for (uint32_t i = start; i + 1 < shape->ring_end[r]; i++) {
            sum += fabs(shape->points[i + 1].x - shape->points[i].x) +
                   fabs(shape->points[i + 1].y - shape->points[i].y);
        }
        start = shape->ring_end[r];
    }
    return sum;
}

/* The polygon must hold the ground that the kernel's fractions promise: to 1e-9, and to what the
 * resolution of coordinates along its border can blur. */
static enum lt_status check_shape(const struct view *view,
                                  const struct patches_components *components, uint32_t component,
                                  const struct lt_shape *shape, struct lt_error *err)
{
    const struct lt_grid *grid = view->input->grid;
    double cells = 0.0;
    for (uint32_t i = components->first[component]; i < components->first[component + 1]; i++) {
        cells += view->input->window->fraction[components->cells[i]];
    }
    const double expected = cells * grid->dx * grid->dy;
    const double drawn = lt_shape_planar_area(shape);
    const double reach = fmax(fmax(fabs(shape->box.min_x), fabs(shape->box.max_x)),
                              fmax(fabs(shape->box.min_y), fabs(shape->box.max_y)));
    const double blur = 16.0 * DBL_EPSILON * reach * perimeter(shape);
    if (!(fabs(drawn - expected) <= 1e-9 * expected + blur)) {
        return lt_fail(err, LT_E_BUG, "the polygon of a patch has %.9g, its cells %.9g", drawn,
                       expected);
    }
    return LT_OK;
}

static enum lt_status draw_shape(const struct view *view,
                                 const struct patches_components *components, uint32_t component,
                                 struct lt_overlay *overlay, struct lt_arena *scratch,
                                 struct lt_arena *arena, struct lt_shape *ret_shape,
                                 struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_patches_input *input = view->input;
    struct lt_shape outline;
    LT_TRY(
        patches_trace(components, component, input->window, input->grid, scratch, &outline, err));
    LT_TRY(lt_overlay_apply(overlay, LT_INTERSECTION, &outline, &input->feature->shape, arena,
                            ret_shape, err));
    LT_TRY(check_shape(view, components, component, ret_shape, err));
out:
    return status;
}

static enum lt_patch_kind kind_of(const struct lt_patches_input *input,
                                  const struct lt_patch *patch, uint32_t left)
{
    if (patch->full_cells < input->min_full_cells) {
        return LT_PATCH_SMALL;
    }
    return left == 0 && input->erosion_cells > 0 ? LT_PATCH_EDGE : LT_PATCH_CASE;
}

static void add_to_sums(struct lt_patches *patches, const struct lt_patch *patch)
{
    switch (patch->kind) {
    case LT_PATCH_CASE:
        patches->case_m2 += patch->net_m2;
        break;
    case LT_PATCH_EDGE:
        patches->edge_m2 += patch->net_m2;
        break;
    default:
        patches->small_m2 += patch->net_m2;
        break;
    }
}

/* Σ patches is the offending ground of the window, and the finding's where the caller gives one. */
static enum lt_status check_sums(const struct view *view, const struct lt_patches *patches,
                                 struct lt_error *err)
{
    const struct lt_finding *finding = view->input->finding;
    const double sum = patches->case_m2 + patches->edge_m2 + patches->small_m2;
    const double proven = finding == NULL ? view->offending_m2 : finding->low_m2;
    const double tolerance = 1e-9 * view->input->feature->net_m2 + 0.005;
    if (!(fabs(sum - view->offending_m2) <= tolerance) || !(fabs(sum - proven) <= tolerance)) {
        return lt_fail(err, LT_E_BUG,
                       "rule %s, subject %u: patches sum to %.6f m², proven are %.6f m²",
                       view->input->rule->id, view->input->subject, sum, proven);
    }
    return LT_OK;
}

/* The cells of all components that do not survive the erosion by themselves; of the form alone, all. */
static enum lt_status list_cells(const struct view *view,
                                 const struct patches_components *components, const uint32_t *mask,
                                 struct lt_arena *arena, struct lt_patches *patches,
                                 struct lt_error *err)
{
    const struct lt_patches_input *input = view->input;
    size_t count = 0, at = 0;
    for (uint32_t i = 0; i < components->first[components->count]; i++) {
        count += input->form_only || mask[components->cells[i]] == 0;
    }
    patches->cells = lt_arena_array(arena, count, sizeof *patches->cells);
    if (patches->cells == NULL) {
        return lt_fail_memory(err, "the cells of patches");
    }
    for (uint32_t k = 0; k < components->count; k++) {
        for (uint32_t i = components->first[k]; i < components->first[k + 1]; i++) {
            const uint32_t cell = components->cells[i];
            if (input->form_only || mask[cell] == 0) {
                patches->cells[at++] = (struct lt_patch_cell){
                    .row = input->window->row + cell / components->cols,
                    .col = input->window->col + cell % components->cols,
                    .patch = k,
                    .fraction = input->window->fraction[cell],
                    .net_m2 = view->net[cell],
                    .deep = mask[cell] != 0,
                };
            }
        }
    }
    patches->cell_count = count;
    return LT_OK;
}

enum lt_status lt_patches_draw(const struct lt_patches_input *input, struct lt_overlay *overlay,
                               struct lt_arena *arena, struct lt_patches *ret_patches,
                               struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_arena *scratch = NULL;
    struct lt_patches patches = {0};
    struct patches_components components;
    struct view view;
    uint32_t *left = NULL, *mask = NULL;
    LT_TRY(lt_arena_create(&scratch, err));
    LT_TRY(open_view(input, scratch, &view, err));
    LT_TRY(patches_group(input->window, view.offending, scratch, &components, err));
    patches.items = lt_arena_array(arena, components.count, sizeof *patches.items);
    if (patches.items == NULL) {
        LT_TRY(lt_fail_memory(err, "the patches of a window"));
    }
    for (uint32_t k = 0; k < components.count; k++) {
        struct lt_patch *patch = &patches.items[patches.count++];
        *patch = (struct lt_patch){.rule = input->rule_index, .subject = input->subject};
        measure(&view, &components, k, patch);
        if ((patch->full_cells >= input->min_full_cells || input->want_cells) && left == NULL) {
            LT_TRY(patches_erode(&components, input->window->fraction, input->erosion_cells,
                                 scratch, &left, &mask, err)); /* what is SMALL needs none */
        }
        patch->joined = input->promoted != NULL && input->promoted[k];
        patch->kind =
            patch->joined ? LT_PATCH_CASE : kind_of(input, patch, left == NULL ? 0 : left[k]);
        if (patch->kind == LT_PATCH_CASE && !input->form_only) {
            LT_TRY(draw_shape(&view, &components, k, overlay, scratch, arena, &patch->shape, err));
        }
        add_to_sums(&patches, patch);
    }
    LT_TRY(check_sums(&view, &patches, err));
    if (input->want_cells && patches.count > 0) {
        LT_TRY(list_cells(&view, &components, mask, arena, &patches, err));
    }
    *ret_patches = patches;
out:
    lt_arena_destroy(scratch);
    return status;
}
