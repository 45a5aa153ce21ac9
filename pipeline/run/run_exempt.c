/* Approvals cover ground, not places: what one covers is born exempt, the rest goes on. */
#include "run/run_candidates.h"

#include <stdlib.h>
#include <string.h>

#include "support/arena.h"
#include "support/array.h"

static const double dust = 1e-9; /* share of a patch that is the rounding of an overlay */

enum lt_status lt_unit_draw(const struct lt_drawer *drawer, const struct lt_unit_drawing *drawing,
                            struct lt_patches *ret_patches, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_unit_work *work = drawer->relations->work;
    const struct lt_rule rule = lt_rule_on(drawing->rule, drawing->feature);
    struct lt_arena *scratch = NULL;
    struct lt_window window;
    LT_TRY(lt_arena_create(&scratch, err));
    LT_TRY(lt_zonal_window(drawer->reader, &drawing->feature->shape, LT_WINDOW_LIMIT, scratch,
                           &window, err));
    const struct lt_patches_input input = {
        .rule = &rule,
        .rule_index = drawing->rule_index,
        .context = &work->context,
        .feature = drawing->feature,
        .subject = drawing->subject,
        .window = &window,
        .seasons = work->seasons,
        .finding = drawing->finding,
        .grid = &work->sources[0]->grid,
        .min_full_cells = drawing->min_full_cells,
        .erosion_cells = drawing->erosion_cells,
        .want_cells = true,
        .promoted = drawing->promoted,
    };
    LT_TRY(lt_patches_draw(&input, drawer->overlay, drawer->arena, ret_patches, err));
out:
    lt_arena_destroy(scratch);
    return status;
}

/* The groups that a kind of approval permits under a rule; 0 when none. */
static uint32_t permitted(const struct lt_rule *rule, const char *kind)
{
    for (size_t i = 0; i < rule->exempted_count; i++) {
        if (strcmp(rule->exempted_by[i].kind, kind) == 0) {
            const uint32_t groups = rule->exempted_by[i].groups;
            return groups == 0 ? rule->groups : rule->groups & groups;
        }
    }
    return 0;
}

/* --- one patch --- */

struct cutting {
    const struct lt_drawer *drawer;
    const struct lt_rule *rule;
    const struct lt_feature *feature;
    const struct lt_patch *patch;
    double planar, least; /* of the patch; of a part that counts, planar too */
    struct lt_shape rest;
    struct lt_patch *parts; /* grown; the approval of each beside it */
    size_t *approvals;
    size_t count, capacity, approval_capacity;
    enum lt_status status;
    struct lt_error *err;
};

/* The ground of `shape` where the current class is among the permitted groups. */
static enum lt_status keep_groups(struct cutting *cut, uint32_t groups, struct lt_shape *shape,
                                  struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = cut->drawer->arena;
    struct lt_patches inside;
    struct lt_rule rule = *cut->rule;
    struct lt_feature ground = *cut->feature;
    rule.seasons = LT_SEASONS_CURRENT;
    rule.groups = groups;
    rule.refuse_flood = false;
    ground.shape = *shape;
    ground.net_m2 = lt_shape_planar_area(shape);
    const struct lt_unit_drawing drawing = {.rule = &rule, .feature = &ground};
    LT_TRY(lt_unit_draw(cut->drawer, &drawing, &inside, err));
    struct lt_shape *shapes = lt_arena_array(arena, inside.count, sizeof *shapes);
    if (shapes == NULL) {
        status = lt_fail_memory(err, "approved ground");
        goto out;
    }
    for (size_t i = 0; i < inside.count; i++) {
        shapes[i] = inside.items[i].shape;
    }
    *shape = (struct lt_shape){0};
    if (inside.count > 0) {
        LT_TRY(lt_overlay_union(cut->drawer->overlay, shapes, inside.count, arena, shape, err));
    }
out:
    return status;
}

static enum lt_status add_part(struct cutting *cut, size_t approval, const struct lt_shape *shape,
                               double planar, struct lt_error *err)
{
    enum lt_status status;
    const double share = planar / cut->planar;
    LT_TRY(lt_array_reserve(&cut->parts, &cut->capacity, cut->count + 1, sizeof *cut->parts, err));
    LT_TRY(lt_array_reserve(&cut->approvals, &cut->approval_capacity, cut->count + 1,
                            sizeof *cut->approvals, err));
    struct lt_patch *part = &cut->parts[cut->count];
    *part = *cut->patch;
    part->shape = *shape;
    part->net_m2 *= share;
    part->twice_m2 *= share;
    part->clean_before_m2 *= share;
    cut->approvals[cut->count++] = approval;
out:
    return status;
}

/* Ground under two approvals belongs to the first: it is taken off the rest at once. */
static enum lt_status cut_along(struct cutting *cut, size_t approval,
                                const struct lt_feature *found, uint32_t groups,
                                struct lt_error *err)
{
    enum lt_status status;
    const struct lt_drawer *drawer = cut->drawer;
    struct lt_shape part;
    if (cut->rest.n_rings == 0) {
        return LT_OK;
    }
    LT_TRY(lt_overlay_apply(drawer->overlay, LT_INTERSECTION, &cut->rest, &found->shape,
                            drawer->arena, &part, err));
    if (part.n_rings > 0 && groups != cut->rule->groups) {
        LT_TRY(keep_groups(cut, groups, &part, err));
    }
    const double planar = part.n_rings == 0 ? 0.0 : lt_shape_planar_area(&part);
    if (planar <= cut->least || planar <= dust * cut->planar) {
        goto out;
    }
    LT_TRY(add_part(cut, approval, &part, planar, err));
    LT_TRY(lt_overlay_apply(drawer->overlay, LT_DIFFERENCE, &cut->rest, &part, drawer->arena,
                            &cut->rest, err));
out:
    return status;
}

static bool visit(void *context, size_t index)
{
    struct cutting *cut = context;
    struct lt_feature found;
    const struct lt_unit_work *work = cut->drawer->relations->work;
    lt_unit_feature(work, LT_LAYER_APPROVAL, index, &found);
    const uint32_t groups = permitted(cut->rule, found.attr[LT_ATTR_KIND]);
    if (found.shape.n_rings > 0 && groups != 0 && lt_unit_runs_at_images(work, &found)) {
        cut->status = cut_along(cut, index, &found, groups, cut->err);
    }
    return cut->status == LT_OK;
}

/* --- all patches of a finding --- */

struct gathering {
    struct lt_patches patches;
    size_t *approval;
    size_t capacity, approval_capacity, cell_capacity;
};

static enum lt_status gather(struct gathering *all, const struct lt_patch *patch, size_t approval,
                             struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(lt_array_reserve(&all->patches.items, &all->capacity, all->patches.count + 1,
                            sizeof *all->patches.items, err));
    LT_TRY(lt_array_reserve(&all->approval, &all->approval_capacity, all->patches.count + 1,
                            sizeof *all->approval, err));
    all->approval[all->patches.count] = approval;
    all->patches.items[all->patches.count++] = *patch;
    double *sum = patch->kind == LT_PATCH_CASE   ? &all->patches.case_m2
                  : patch->kind == LT_PATCH_EDGE ? &all->patches.edge_m2
                                                 : &all->patches.small_m2;
    *sum += patch->net_m2;
out:
    return status;
}

/* A strip or crumb with its cells, which are counted once over all rules. */
static enum lt_status gather_with_cells(struct gathering *all, const struct lt_patches *from,
                                        size_t index, struct lt_error *err)
{
    enum lt_status status;
    struct lt_patches *into = &all->patches;
    LT_TRY(gather(all, &from->items[index], SIZE_MAX, err));
    for (size_t c = 0; c < from->cell_count; c++) {
        if (from->cells[c].patch != index || from->items[index].kind == LT_PATCH_CASE) {
            continue;
        }
        LT_TRY(lt_array_reserve(&into->cells, &all->cell_capacity, into->cell_count + 1,
                                sizeof *into->cells, err));
        into->cells[into->cell_count] = from->cells[c];
        into->cells[into->cell_count++].patch = (uint32_t)(into->count - 1);
    }
out:
    return status;
}

/* What is left stands the gate again; of a patch that is a case by its neighbours, by its size alone. */
static enum lt_status gather_rest(struct gathering *all, struct cutting *cut, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_config *config = cut->drawer->relations->work->session->config;
    const double left = cut->rest.n_rings == 0 ? 0.0 : lt_shape_planar_area(&cut->rest);
    struct lt_patches rest = {0};
    if (left <= cut->least) {
        return LT_OK;
    }
    struct lt_feature ground = *cut->feature;
    ground.shape = cut->rest;
    ground.net_m2 = cut->patch->net_m2 * left / cut->planar;
    const struct lt_unit_drawing drawing = {
        .rule = cut->rule,
        .rule_index = cut->patch->rule,
        .subject = cut->patch->subject,
        .feature = &ground,
        .min_full_cells = lt_rule_gate(cut->rule, config->gate_full_cells),
        .erosion_cells = cut->patch->joined ? 0 : config->gate_erosion_cells,
    };
    LT_TRY(lt_unit_draw(cut->drawer, &drawing, &rest, err));
    for (size_t i = 0; i < rest.count; i++) {
        rest.items[i].joined = cut->patch->joined;
        LT_TRY(gather_with_cells(all, &rest, i, err));
    }
out:
    return status;
}

static enum lt_status cut_patch(const struct lt_drawer *drawer, const struct lt_rule *rule,
                                const struct lt_feature *feature, const struct lt_patch *patch,
                                struct gathering *all, struct lt_error *err)
{
    enum lt_status status;
    const double planar = lt_shape_planar_area(&patch->shape);
    const double least = drawer->relations->work->session->config->overlap_min_m2;
    struct cutting cut = {
        .drawer = drawer,
        .rule = rule,
        .feature = feature,
        .patch = patch,
        .planar = planar,
        .least = patch->net_m2 > 0.0 ? least * planar / patch->net_m2 : 0.0,
        .rest = patch->shape,
        .err = err,
    };
    LT_TRY(lt_relations_each_approval(drawer->relations, patch->shape.box, visit, &cut, err));
    LT_TRY(cut.status);
    for (size_t i = 0; i < cut.count; i++) {
        LT_TRY(gather(all, &cut.parts[i], cut.approvals[i], err));
    }
    if (cut.count == 0) {
        LT_TRY(gather(all, patch, SIZE_MAX, err));
    } else {
        LT_TRY(gather_rest(all, &cut, err));
    }
out:
    free(cut.parts);
    free(cut.approvals);
    return status;
}

static enum lt_status keep(const struct gathering *all, struct lt_arena *arena,
                           struct lt_drawn *drawn, struct lt_error *err)
{
    struct lt_patches kept = all->patches;
    const size_t count = kept.count;
    kept.items = lt_arena_copy(arena, kept.items, count, count, sizeof *kept.items);
    kept.cells =
        lt_arena_copy(arena, kept.cells, kept.cell_count, kept.cell_count, sizeof *kept.cells);
    drawn->approval = lt_arena_copy(arena, all->approval, count, count, sizeof *drawn->approval);
    drawn->patches = kept;
    return kept.items == NULL || kept.cells == NULL || drawn->approval == NULL
               ? lt_fail_memory(err, "patches")
               : LT_OK;
}

enum lt_status lt_unit_exempt(const struct lt_drawer *drawer, const struct lt_rule *rule,
                              const struct lt_feature *feature, struct lt_drawn *drawn,
                              struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct gathering all = {0};
    for (size_t i = 0; i < drawn->patches.count; i++) {
        const struct lt_patch *patch = &drawn->patches.items[i];
        if (patch->kind == LT_PATCH_CASE) {
            LT_TRY(cut_patch(drawer, rule, feature, patch, &all, err));
        } else {
            LT_TRY(gather_with_cells(&all, &drawn->patches, i, err));
        }
    }
    LT_TRY(keep(&all, drawer->arena, drawn, err));
out:
    free(all.patches.items);
    free(all.patches.cells);
    free(all.approval);
    return status;
}

/* --- exempt under one rule, a case under another --- */

struct accusing {
    const struct lt_drawing *draw;
    struct lt_candidate *exempt;
    enum lt_status status;
    struct lt_error *err;
};

static void shape_of_candidate(const void *context, size_t index, struct lt_shape *ret_shape)
{
    const struct lt_drawing *draw = context;
    const struct lt_candidate *one = &draw->candidates[index];
    *ret_shape = one->patch.shape;
    if (lt_candidate_approved(one)) {
        *ret_shape = (struct lt_shape){0};
    }
}

static void scale_candidate(struct lt_candidate *one, double by)
{
    one->patch.net_m2 *= by;
    one->patch.twice_m2 *= by;
    one->patch.clean_before_m2 *= by;
    one->exempt_m2 = one->patch.net_m2;
    one->pbf_m2 *= by;
    one->zone_m2 *= by;
    one->feedback_m2 *= by;
}

static bool take_off(void *context, size_t index)
{
    struct accusing *accusing = context;
    const struct lt_drawing *draw = accusing->draw;
    struct lt_candidate *one = accusing->exempt;
    struct lt_shape rest;
    double common = 0.0;
    const struct lt_shape *other = &draw->candidates[index].patch.shape;
    const double before =
        one->patch.shape.n_rings == 0 ? 0.0 : lt_shape_planar_area(&one->patch.shape);
    if (lt_candidate_approved(&draw->candidates[index]) || !(before > 0.0)) {
        return true;
    }
    accusing->status =
        lt_overlay_area(draw->overlays[0], &one->patch.shape, other, &common, accusing->err);
    if (accusing->status != LT_OK || common <= dust * before) {
        return accusing->status == LT_OK;
    }
    accusing->status = lt_overlay_apply(draw->overlays[0], LT_DIFFERENCE, &one->patch.shape, other,
                                        draw->work->arena, &rest, accusing->err);
    if (accusing->status == LT_OK) {
        const double left = rest.n_rings == 0 ? 0.0 : lt_shape_planar_area(&rest);
        scale_candidate(one, left / before);
        one->patch.shape = rest;
    }
    return accusing->status == LT_OK;
}

enum lt_status lt_unit_part_exempt(struct lt_drawing *draw, struct lt_error *err)
{
    enum lt_status status;
    struct lt_box_index *index = NULL;
    size_t kept = 0;
    const struct lt_shapes shapes = {draw->candidate_count, draw, shape_of_candidate};
    LT_TRY(lt_box_index_create(&shapes, &index, err));
    for (size_t i = 0; i < draw->candidate_count; i++) {
        struct accusing accusing = {.draw = draw, .exempt = &draw->candidates[i], .err = err};
        if (lt_candidate_approved(accusing.exempt)) {
            LT_TRY(lt_box_index_query(index, accusing.exempt->patch.shape.box, take_off, &accusing,
                                      err));
            LT_TRY(accusing.status);
        }
    }
    for (size_t i = 0; i < draw->candidate_count; i++) { /* order stays */
        const struct lt_shape *shape = &draw->candidates[i].patch.shape;
        if (shape->n_rings > 0 && lt_shape_planar_area(shape) > 0.0) {
            draw->candidates[kept++] = draw->candidates[i];
        }
    }
    draw->candidate_count = kept;
out:
    lt_box_index_destroy(index);
    return status;
}
