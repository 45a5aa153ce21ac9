/* From findings to candidates: the patches, and what they lie on. */
#include "run/run_relations.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "liangtian/patches.h"
#include "support/arena.h"
#include "support/array.h"
#include "support/parallel.h"
#include "support/text.h"

enum {
    WINDOW_LIMIT = 400000000
}; /* cells of one subject's window: 4 GB at two seasons is refused before */

static const double proven_m2 = 0.005; /* below it ground is the rounding of a cell corner */

struct drawing {
    struct lt_unit_work *work;
    struct lt_finding **findings; /* those that want patches, in order */
    enum lt_layer *layers;        /* parallel: the layer of each */
    size_t count, capacity, layer_capacity;
    struct lt_patches *patches; /* parallel */
    struct lt_relations relations;
    struct lt_zonal_reader **readers; /* one per thread */
    struct lt_overlay **overlays;     /* one per thread */
    struct lt_arena **arenas;         /* one per thread; live until candidates are copied */
    struct lt_candidate *candidates;
    size_t candidate_count, candidate_capacity;
};

/* --- stage 5 --- */

static enum lt_status collect(struct drawing *draw, struct lt_error *err)
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

static enum lt_status draw_one(void *context, unsigned thread, size_t index, struct lt_error *err)
{
    enum lt_status status;
    struct drawing *draw = context;
    struct lt_unit_work *work = draw->work;
    struct lt_finding *finding = draw->findings[index];
    const struct lt_rule *rule = &work->session->config->rules.rules[finding->rule];
    struct lt_arena *scratch = NULL;
    struct lt_feature feature;
    struct lt_window window;
    lt_unit_feature(work, draw->layers[index], finding->subject, &feature);
    LT_TRY(lt_arena_create(&scratch, err));
    if (rule->outside_pbf) {
        LT_TRY(lt_relations_keep_ordinary(&draw->relations, draw->overlays[thread],
                                          draw->arenas[thread], &feature, err));
    }
    if (feature.shape.n_rings == 0) { /* all of it lies on permanent basic farmland */
        confine_finding(finding, &draw->patches[index], feature.net_m2);
        goto out;
    }
    LT_TRY(lt_zonal_window(draw->readers[thread], &feature.shape, WINDOW_LIMIT, scratch, &window,
                           err));
    const struct lt_patches_input input = {
        .rule = rule,
        .rule_index = finding->rule,
        .context = &work->context,
        .feature = &feature,
        .subject = finding->subject,
        .window = &window,
        .seasons = work->seasons,
        .finding = rule->outside_pbf ? NULL : finding, /* else only what is left of it is drawn */
        .grid = &work->sources[0]->grid,
        .min_full_cells = work->session->config->gate_full_cells,
        .erosion_cells = work->session->config->gate_erosion_cells,
    };
    LT_TRY(lt_patches_draw(&input, draw->overlays[thread], draw->arenas[thread],
                           &draw->patches[index], err));
    if (rule->outside_pbf) {
        confine_finding(finding, &draw->patches[index], feature.net_m2);
    }
out:
    lt_arena_destroy(scratch);
    return status == LT_OK
               ? LT_OK
               : lt_fail_in(err, "%s '%s'", lt_layer_name(feature.layer), feature.attr[LT_ATTR_ID]);
}

/* --- candidates --- */

static enum lt_status add_candidate(struct drawing *draw, size_t index,
                                    const struct lt_patch *patch, struct lt_error *err)
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
    LT_TRY(lt_relations_describe(&draw->relations, draw->overlays[0], &subject, &one, err));
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

static enum lt_status add_candidates(struct drawing *draw, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_unit_result *result = &draw->work->result;
    const struct lt_grid *grid = &draw->work->sources[0]->grid;
    const double gate_m2 =
        draw->work->session->config->gate_full_cells *
        lt_grid_cell_area(grid, 0.5 * (double)grid->cols, 0.5 * (double)grid->rows);
    for (size_t i = 0; i < draw->count; i++) {
        const struct lt_patches *patches = &draw->patches[i];
        const size_t before = draw->candidate_count;
        size_t approved = 0;
        result->edge_m2 += patches->edge_m2;
        result->small_m2 += patches->small_m2;
        for (size_t p = 0; p < patches->count; p++) {
            result->edge_count += patches->items[p].kind == LT_PATCH_EDGE;
            result->small_count += patches->items[p].kind == LT_PATCH_SMALL;
            if (patches->items[p].kind == LT_PATCH_CASE) {
                LT_TRY(add_candidate(draw, i, &patches->items[p], err));
            }
        }
        for (size_t c = before; c < draw->candidate_count; c++) {
            approved += lt_candidate_approved(&draw->candidates[c]);
        }
        settle_finding(draw->findings[i], patches, gate_m2, draw->candidate_count - before,
                       approved);
    }
out:
    return status;
}

/* How much of each candidate's ground offended on an older raster, and how much was observed. */
static enum lt_status hold_against(struct drawing *draw, enum lt_raster_slot slot,
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

static enum lt_status open_drawing(struct drawing *draw, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_unit_work *work = draw->work;
    draw->patches = lt_arena_array(work->arena, draw->count, sizeof *draw->patches);
    draw->readers = lt_arena_array(work->arena, work->threads, sizeof *draw->readers);
    draw->overlays = lt_arena_array(work->arena, work->threads, sizeof *draw->overlays);
    draw->arenas = lt_arena_array(work->arena, work->threads, sizeof *draw->arenas);
    if (draw->patches == NULL || draw->readers == NULL || draw->overlays == NULL ||
        draw->arenas == NULL) {
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

static void close_drawing(struct drawing *draw)
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
    return (a->patch.low_col > b->patch.low_col) - (a->patch.low_col < b->patch.low_col);
}

enum lt_status lt_unit_candidates(struct lt_unit_work *work, struct lt_error *err)
{
    enum lt_status status;
    struct drawing draw = {.work = work};
    LT_TRY(collect(&draw, err));
    LT_TRY(open_drawing(&draw, err));
    LT_TRY(lt_parallel_for(work->threads, draw.count, draw_one, &draw, err));
    LT_TRY(add_candidates(&draw, err));
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

/* --- prior cases --- */

static const struct lt_rule *rule_by_id(const struct lt_rule_set *rules, const char *id)
{
    for (size_t i = 0; i < rules->count; i++) {
        if (strcmp(rules->rules[i].id, id) == 0) {
            return &rules->rules[i];
        }
    }
    return NULL;
}

/* Why a rule cannot be concluded in this half-year at all; NONE when it can. */
static enum lt_reason unconcludable(const struct lt_rule *rule,
                                    const struct lt_rule_context *context)
{
    if (rule == NULL || !rule->enabled) {
        return LT_REASON_DISABLED;
    }
    if (rule->seasons == LT_SEASONS_CROP_YEAR && context->half == 1) {
        return LT_REASON_PENDING;
    }
    if (rule->seasons != LT_SEASONS_CURRENT && !context->has_previous) {
        return LT_REASON_ONE_DATE;
    }
    if (rule->refuse_flood && context->flood[1]) {
        return LT_REASON_FLOOD;
    }
    return LT_REASON_NONE;
}

/* A case stands on two dates already. Where its ground offends now and did not half a year ago, it
 * is not shown to be rectified: only what is seen clean now is. */
static enum lt_truth looks_now(const struct lt_rule *rule, const struct lt_unit_work *work,
                               const char *land_class, uint8_t previous, uint8_t current)
{
    const enum lt_truth truth =
        lt_rule_predicate(rule, &work->context, land_class, previous, current);
    return truth == LT_FALSE && rule->seasons == LT_SEASONS_TWO &&
                   lt_rule_season(rule, &work->context, land_class, 1, current) != LT_FALSE
               ? LT_UNKNOWN
               : truth;
}

static int by_case_id(const void *left, const void *right)
{
    const struct lt_recheck *a = left, *b = right;
    return strcmp(a->case_id, b->case_id);
}

enum lt_status lt_unit_rechecks(struct lt_unit_work *work, struct lt_error *err)
{
    const struct lt_unit_layer *cases = &work->layers[LT_LAYER_CASE];
    struct lt_recheck *list = lt_arena_array(work->arena, cases->count, sizeof *list);
    if (list == NULL) {
        return lt_fail_memory(err, "prior cases");
    }
    for (size_t i = 0; i < cases->count; i++) {
        struct lt_feature feature;
        lt_unit_feature(work, LT_LAYER_CASE, i, &feature);
        const struct lt_rule *rule =
            rule_by_id(&work->session->config->rules, feature.attr[LT_ATTR_KIND]);
        struct lt_recheck *one = &list[i];
        *one = (struct lt_recheck){.case_id = feature.attr[LT_ATTR_ID],
                                   .net_m2 = feature.net_m2,
                                   .reason = unconcludable(rule, &work->context)};
        one->judged = one->reason == LT_REASON_NONE;
        double again_m2 = 0.0;
        const struct lt_tabulation *table = &cases->table;
        for (uint64_t e = table->first[i]; one->judged && e < table->first[i + 1]; e++) {
            const uint64_t key = table->joint[e].key;
            const uint8_t previous = work->seasons == 2 ? lt_joint_code(key, 0) : LT_CLASS_UNSEEN;
            const uint8_t current = lt_joint_code(key, work->seasons - 1);
            const double m2 = lt_tabulation_net(table, i, (size_t)e, feature.net_m2);
            const enum lt_truth truth =
                looks_now(rule, work, feature.attr[LT_ATTR_LAND_CLASS], previous, current);
            again_m2 += truth == LT_UNKNOWN &&
                                lt_rule_season(rule, &work->context, "", 1, current) == LT_TRUE
                            ? m2
                            : 0.0;
            one->offending_low_m2 += truth == LT_TRUE ? m2 : 0.0;
            one->offending_high_m2 += truth != LT_FALSE ? m2 : 0.0;
        }
        if (again_m2 > 0.5 * (one->offending_high_m2 - one->offending_low_m2)) {
            one->reason = LT_REASON_ONE_DATE; /* seen now, at one date, not hidden */
        }
    }
    if (cases->count > 0) {
        qsort(list, cases->count, sizeof *list, by_case_id);
    }
    work->result.rechecks = list;
    work->result.recheck_count = cases->count;
    return LT_OK;
}
