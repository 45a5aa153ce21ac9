/* From findings to candidates: the patches, and what they lie on. */
#include "run/run_candidates.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/arena.h"
#include "support/array.h"
#include "support/parallel.h"
#include "support/text.h"

static const double proven_m2 = 0.005; /* below it ground is the rounding of a cell corner */

/* --- stage 5 --- */

static enum lt_status collect(struct lt_drawing *draw, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (int layer = 0; layer < LT_LAYER_COUNT; layer++) {
        struct lt_findings *findings = &draw->work->layers[layer].findings;
        for (size_t i = 0; i < findings->count; i++) {
            if (!findings->items[i].wants_patches) {
                continue;
            }
            LT_TRY(lt_array_reserve(&draw->findings, &draw->capacity, draw->count + 1,
                                    sizeof *draw->findings, err));
            LT_TRY(lt_array_reserve(&draw->layers, &draw->layer_capacity, draw->count + 1,
                                    sizeof *draw->layers, err));
            draw->layers[draw->count] = (enum lt_layer)layer;
            draw->findings[draw->count++] = &findings->items[i];
        }
    }
out:
    return status;
}

/* The finding was measured on the whole parcel; what lies on permanent basic farmland is not its
 * own. The unseen part may lie anywhere on what is left. */
static void confine_finding(struct lt_finding *finding, const struct lt_patches *patches,
                            double net_m2)
{
    const double hidden = finding->high_m2 - finding->low_m2, before = finding->low_m2;
    finding->low_m2 = patches->case_m2 + patches->edge_m2 + patches->small_m2;
    finding->high_m2 = fmax(finding->low_m2, fmin(net_m2, finding->low_m2 + hidden));
    finding->twice_m2 = fmin(finding->twice_m2, finding->low_m2);
    finding->share_low = finding->area_m2 > 0.0 ? finding->low_m2 / finding->area_m2 : 0.0;
    finding->share_high = finding->area_m2 > 0.0 ? finding->high_m2 / finding->area_m2 : 0.0;
    if (finding->verdict == LT_BELOW && finding->area_m2 > 0.0) { /* both were reckoned from low */
        finding->flip_m2 = fmax(0.0, finding->flip_m2 - (before - finding->low_m2));
        finding->margin += (before - finding->low_m2) / finding->area_m2;
    }
}

static struct lt_drawer drawer_of(const struct lt_drawing *draw, unsigned thread)
{
    return (struct lt_drawer){&draw->relations, draw->readers[thread], draw->overlays[thread],
                              draw->arenas[thread]};
}

static const struct lt_rule *rule_of(const struct lt_drawing *draw, size_t index)
{
    return &draw->work->session->config->rules.rules[draw->findings[index]->rule];
}

/* The subject, without the permanent basic farmland where the rule leaves that to others. */
static enum lt_status subject_of(const struct lt_drawing *draw, unsigned thread, size_t index,
                                 struct lt_feature *ret_feature, struct lt_error *err)
{
    lt_unit_feature(draw->work, draw->layers[index], draw->findings[index]->subject, ret_feature);
    return rule_of(draw, index)->outside_pbf
               ? lt_relations_keep_ordinary(&draw->relations, draw->overlays[thread],
                                            draw->arenas[thread], ret_feature, err)
               : LT_OK;
}

static enum lt_status in_feature(const struct lt_feature *feature, enum lt_status status,
                                 struct lt_error *err)
{
    return status == LT_OK ? LT_OK
                           : lt_fail_in(err, "%s '%s'", lt_layer_name(feature->layer),
                                        feature->attr[LT_ATTR_ID]);
}

static enum lt_status draw_subject(const struct lt_drawing *draw, unsigned thread, size_t index,
                                   const struct lt_feature *feature, const bool *promoted,
                                   struct lt_error *err)
{
    const struct lt_config *config = draw->work->session->config;
    const struct lt_rule *rule = rule_of(draw, index);
    const struct lt_drawer drawer = drawer_of(draw, thread);
    const struct lt_finding *finding = draw->findings[index];
    const struct lt_unit_drawing drawing = {
        .rule = rule,
        .rule_index = finding->rule,
        .subject = finding->subject,
        .feature = feature,
        .finding = rule->outside_pbf ? NULL : finding, /* else only what is left of it is drawn */
        .min_full_cells = lt_rule_gate(rule, config->gate_full_cells),
        .erosion_cells = rule->formula == LT_FORMULA_DITCH ? 0 : config->gate_erosion_cells,
        .promoted = promoted,
    };
    return lt_unit_draw(&drawer, &drawing, &draw->drawn[index].patches, err);
}

static enum lt_status draw_one(void *context, unsigned thread, size_t index, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_drawing *draw = context;
    struct lt_finding *finding = draw->findings[index];
    struct lt_feature feature;
    LT_TRY(subject_of(draw, thread, index, &feature, err));
    if (feature.shape.n_rings > 0) { /* else all of it lies on permanent basic farmland */
        LT_TRY(draw_subject(draw, thread, index, &feature, NULL, err));
    }
    draw->net_m2[index] = feature.net_m2;
    if (rule_of(draw, index)->outside_pbf) {
        confine_finding(finding, &draw->drawn[index].patches, feature.net_m2);
    }
out:
    return in_feature(&feature, status, err);
}

/* Pieces of one offence in several plots of a layer are judged together. */
static enum lt_status join_pieces(struct lt_drawing *draw, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_config *config = draw->work->session->config;
    struct lt_patches **patches = lt_arena_array(draw->work->arena, draw->count, sizeof *patches);
    if (patches == NULL) {
        return lt_fail_memory(err, "patches");
    }
    for (size_t i = 0; i < draw->count; i++) {
        patches[i] = &draw->drawn[i].patches;
    }
    for (size_t i = 0, end; i < draw->count; i = end) {
        for (end = i + 1; end < draw->count && draw->layers[end] == draw->layers[i] &&
                          draw->findings[end]->rule == draw->findings[i]->rule;
             end++) {
        }
        if (rule_of(draw, i)->formula == LT_FORMULA_PATCH) {
            LT_TRY(lt_patches_join(patches + i, draw->net_m2 + i, end - i,
                                   lt_rule_gate(rule_of(draw, i), config->gate_full_cells),
                                   config->gate_erosion_cells, err));
        }
    }
out:
    return status;
}

/* Which of the patches are cases only with their neighbours; NULL when none is. */
static enum lt_status promoted_of(const struct lt_patches *patches, struct lt_arena *arena,
                                  bool **ret_promoted, struct lt_error *err)
{
    bool any = false;
    bool *promoted = lt_arena_array(arena, patches->count, sizeof *promoted);
    if (promoted == NULL) {
        return lt_fail_memory(err, "patches");
    }
    for (size_t i = 0; i < patches->count; i++) {
        promoted[i] = patches->items[i].joined;
        any = any || promoted[i];
    }
    *ret_promoted = any ? promoted : NULL;
    return LT_OK;
}

/* Draws again what its neighbours make a case, and lays the approvals over it. */
static enum lt_status finish_one(void *context, unsigned thread, size_t index, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_drawing *draw = context;
    const struct lt_drawer drawer = drawer_of(draw, thread);
    struct lt_drawn *drawn = &draw->drawn[index];
    struct lt_feature feature;
    bool *promoted = NULL;
    lt_unit_feature(draw->work, draw->layers[index], draw->findings[index]->subject, &feature);
    LT_TRY(promoted_of(&drawn->patches, draw->arenas[thread], &promoted, err));
    if (promoted == NULL && !(drawn->patches.case_m2 > 0.0)) {
        goto out; /* strips and crumbs alone */
    }
    LT_TRY(subject_of(draw, thread, index, &feature, err));
    if (promoted != NULL) {
        LT_TRY(draw_subject(draw, thread, index, &feature, promoted, err));
    }
    LT_TRY(lt_unit_exempt(&drawer, rule_of(draw, index), &feature, drawn, err));
out:
    return in_feature(&feature, status, err);
}

/* --- candidates --- */

static enum lt_status add_candidate(struct lt_drawing *draw, size_t index,
                                    const struct lt_patch *patch, size_t approval,
                                    struct lt_error *err)
{
    enum lt_status status;
    struct lt_unit_work *work = draw->work;
    const struct lt_finding *finding = draw->findings[index];
    struct lt_feature subject;
    struct lt_candidate one = {
        .unit = work->result.unit,
        .rule = finding->rule,
        .layer = draw->layers[index],
        .share_low = finding->share_low,
        .share_high = finding->share_high,
        .earlier = work->session->earlier,
        .patch = *patch,
    };
    lt_unit_feature(work, one.layer, finding->subject, &subject);
    one.subject_id = subject.attr[LT_ATTR_ID];
    LT_TRY(lt_shape_copy(work->arena, &one.patch.shape, &one.patch.shape, err));
    LT_TRY(
        lt_relations_describe(&draw->relations, draw->overlays[0], &subject, approval, &one, err));
    LT_TRY(lt_array_reserve(&draw->candidates, &draw->candidate_capacity, draw->candidate_count + 1,
                            sizeof *draw->candidates, err));
    draw->candidates[draw->candidate_count++] = one;
out:
    return status;
}

/* What the patches say of their finding: strips and crumbs accuse nobody, ground that all lies on
 * permanent basic farmland falls under other rules, and what is approved is no offence. */
static void settle_finding(struct lt_finding *finding, const struct lt_patches *patches,
                           double gate_m2, size_t candidates, size_t approved)
{
    if (finding->verdict != LT_BELOW || candidates > approved) {
        return;
    }
    const double hidden_m2 = finding->high_m2 - finding->low_m2;
    const bool hidden = hidden_m2 > proven_m2;
    if (candidates > 0 && hidden_m2 < gate_m2) {
        finding->verdict = LT_MEETS;
        finding->reason = LT_REASON_EXEMPT;
    } else if (finding->low_m2 <= proven_m2 && !hidden) {
        finding->verdict = LT_MEETS;
        finding->reason = LT_REASON_NONE;
    } else if (hidden) {
        finding->verdict = LT_UNDECIDED; /* what was not seen might join them into a patch */
        finding->reason = LT_REASON_UNSEEN;
    } else {
        finding->verdict = LT_MEETS;
        finding->reason = patches->edge_m2 >= patches->small_m2 ? LT_REASON_EDGE : LT_REASON_SMALL;
    }
    /* a strip or an approval does not turn by so many square metres */
    const bool clean = finding->verdict == LT_MEETS && finding->reason == LT_REASON_NONE;
    finding->flip_m2 = clean ? fmax(0.0, gate_m2 - finding->high_m2) : 0.0;
    finding->margin =
        finding->area_m2 > 0.0
            ? (gate_m2 - (clean ? finding->high_m2 : finding->low_m2)) / finding->area_m2
            : 0.0;
}

static enum lt_status add_candidates(struct lt_drawing *draw, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_grid *grid = &draw->work->sources[0]->grid;
    const uint32_t gate = draw->work->session->config->gate_full_cells;
    const double cell_m2 =
        lt_grid_cell_area(grid, 0.5 * (double)grid->cols, 0.5 * (double)grid->rows);
    for (size_t i = 0; i < draw->count; i++) {
        const struct lt_drawn *drawn = &draw->drawn[i];
        const size_t before = draw->candidate_count;
        size_t approved = 0;
        for (size_t p = 0; p < drawn->patches.count; p++) {
            if (drawn->patches.items[p].kind == LT_PATCH_CASE) {
                LT_TRY(add_candidate(draw, i, &drawn->patches.items[p], drawn->approval[p], err));
                approved += drawn->approval[p] != SIZE_MAX;
            }
        }
        settle_finding(draw->findings[i], &drawn->patches,
                       lt_rule_gate(rule_of(draw, i), gate) * cell_m2,
                       draw->candidate_count - before, approved);
    }
out:
    return status;
}

/* How much of each candidate's ground offended on an older raster, and how much was observed. */
static enum lt_status hold_against(struct lt_drawing *draw, enum lt_raster_slot slot,
                                   void (*take)(struct lt_candidate *one, double offending_m2,
                                                double seen_m2),
                                   struct lt_error *err)
{
    enum lt_status status;
    struct lt_unit_work *work = draw->work;
    struct lt_tabulation table = {0};
    if (work->rasters[slot] == NULL || draw->candidate_count == 0) {
        return LT_OK;
    }
    struct lt_shape *shapes = lt_arena_array(work->arena, draw->candidate_count, sizeof *shapes);
    if (shapes == NULL) {
        return lt_fail_memory(err, "patches");
    }
    for (size_t i = 0; i < draw->candidate_count; i++) {
        shapes[i] = draw->candidates[i].patch.shape;
    }
    const struct lt_zonal_input input = {
        .shapes = lt_shapes_of_array(shapes, draw->candidate_count),
        .seasons = 1,
        .sources = {lt_raster_source(work->rasters[slot])},
        .threads = work->threads,
    };
    LT_TRY(lt_zonal_tabulate(&input, &table, err));
    struct lt_rule_context context = {.legends = {NULL, &work->legends[slot]},
                                      .flood = {false, work->session->rasters[slot]->flood},
                                      .half = 2};
    for (size_t i = 0; i < draw->candidate_count; i++) {
        struct lt_candidate *one = &draw->candidates[i];
        struct lt_rule rule = work->session->config->rules.rules[one->rule];
        double offending_m2 = 0.0, seen_m2 = 0.0;
        rule.seasons = LT_SEASONS_CURRENT;
        for (uint64_t e = table.first[i]; e < table.first[i + 1]; e++) {
            const double m2 = lt_tabulation_net(&table, i, (size_t)e, one->patch.net_m2);
            const enum lt_truth truth =
                lt_rule_predicate(&rule, &context, one->land_class, LT_CLASS_UNSEEN,
                                  lt_joint_code(table.joint[e].key, 0));
            offending_m2 += truth == LT_TRUE ? m2 : 0.0;
            seen_m2 += truth != LT_UNKNOWN ? m2 : 0.0;
        }
        take(one, offending_m2, seen_m2);
    }
out:
    lt_tabulation_finish(&table);
    return status;
}

static void take_baseline(struct lt_candidate *one, double offending_m2, double seen_m2)
{
    one->baseline_m2 = offending_m2;
    one->baseline_seen_m2 = seen_m2;
}

static void take_earlier(struct lt_candidate *one, double offending_m2, double seen_m2)
{
    one->earlier_clean_m2 = seen_m2 - offending_m2;
}

/* --- set-up --- */

static enum lt_status open_drawing(struct lt_drawing *draw, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_unit_work *work = draw->work;
    draw->drawn = lt_arena_array(work->arena, draw->count, sizeof *draw->drawn);
    draw->net_m2 = lt_arena_array(work->arena, draw->count, sizeof *draw->net_m2);
    draw->readers = lt_arena_array(work->arena, work->threads, sizeof *draw->readers);
    draw->overlays = lt_arena_array(work->arena, work->threads, sizeof *draw->overlays);
    draw->arenas = lt_arena_array(work->arena, work->threads, sizeof *draw->arenas);
    if (draw->drawn == NULL || draw->net_m2 == NULL || draw->readers == NULL ||
        draw->overlays == NULL || draw->arenas == NULL) {
        draw->overlays = NULL;
        return lt_fail_memory(err, "patches");
    }
    for (unsigned t = 0; t < work->threads; t++) {
        LT_TRY(lt_zonal_reader_create(work->sources, work->seasons, t, 0, &draw->readers[t], err));
        LT_TRY(lt_overlay_create(&draw->overlays[t], err));
        LT_TRY(lt_arena_create(&draw->arenas[t], err));
    }
    LT_TRY(lt_relations_open(work, &draw->relations, err));
out:
    return status;
}

static void close_drawing(struct lt_drawing *draw)
{
    for (unsigned t = 0; draw->overlays != NULL && t < draw->work->threads; t++) {
        lt_zonal_reader_destroy(draw->readers[t]);
        lt_overlay_destroy(draw->overlays[t]);
        lt_arena_destroy(draw->arenas[t]);
    }
    lt_relations_close(&draw->relations);
    free(draw->findings);
    free(draw->layers);
    free(draw->candidates);
}

static int by_rule_and_place(const void *left, const void *right)
{
    const struct lt_candidate *a = left, *b = right;
    if (a->rule != b->rule) {
        return a->rule < b->rule ? -1 : 1;
    }
    if (a->patch.subject != b->patch.subject) {
        return a->patch.subject < b->patch.subject ? -1 : 1;
    }
    if (a->patch.low_row != b->patch.low_row) {
        return a->patch.low_row < b->patch.low_row ? -1 : 1;
    }
    if (a->patch.low_col != b->patch.low_col) {
        return a->patch.low_col < b->patch.low_col ? -1 : 1;
    }
    if (a->patch.shape.box.min_x != b->patch.shape.box.min_x) { /* parts of one patch */
        return a->patch.shape.box.min_x < b->patch.shape.box.min_x ? -1 : 1;
    }
    if (a->patch.shape.box.min_y != b->patch.shape.box.min_y) {
        return a->patch.shape.box.min_y < b->patch.shape.box.min_y ? -1 : 1;
    }
    return (a->patch.net_m2 > b->patch.net_m2) - (a->patch.net_m2 < b->patch.net_m2);
}

enum lt_status lt_unit_candidates(struct lt_unit_work *work, struct lt_error *err)
{
    enum lt_status status;
    struct lt_drawing draw = {.work = work};
    LT_TRY(collect(&draw, err));
    LT_TRY(open_drawing(&draw, err));
    LT_TRY(lt_parallel_for(work->threads, draw.count, draw_one, &draw, err));
    LT_TRY(join_pieces(&draw, err));
    LT_TRY(lt_parallel_for(work->threads, draw.count, finish_one, &draw, err));
    LT_TRY(lt_unit_count_strips(&draw, err));
    LT_TRY(add_candidates(&draw, err));
    LT_TRY(lt_unit_part_exempt(&draw, err));
    LT_TRY(hold_against(&draw, LT_RASTER_BASELINE, take_baseline, err));
    LT_TRY(hold_against(&draw, LT_RASTER_EARLIER, take_earlier, err));
    work->result.candidate_count = draw.candidate_count;
    work->result.candidates =
        lt_arena_array(work->arena, draw.candidate_count, sizeof *work->result.candidates);
    if (work->result.candidates == NULL) {
        status = lt_fail_memory(err, "candidates");
        goto out;
    }
    if (draw.candidate_count > 0) {
        qsort(draw.candidates, draw.candidate_count, sizeof *draw.candidates, by_rule_and_place);
        memcpy(work->result.candidates, draw.candidates,
               draw.candidate_count * sizeof *draw.candidates);
    }
out:
    close_drawing(&draw);
    return status;
}
