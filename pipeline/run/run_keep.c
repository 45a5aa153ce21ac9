/* What a unit keeps for later questions: its tables, findings and patches, as they were judged. */
#include <string.h>

#include "liangtian/kept.h"
#include "run/run_unit.h"
#include "support/arena.h"
#include "support/files.h"

static const enum lt_layer kept_layers[] = {LT_LAYER_PARCEL, LT_LAYER_PBF, LT_LAYER_ZONE,
                                            LT_LAYER_FEEDBACK};
enum { KEPT = sizeof kept_layers / sizeof *kept_layers };

struct keeping {
    const struct lt_unit_work *work;
    size_t *first[LT_LAYER_COUNT];   /* per subject, into `order` */
    uint32_t *order[LT_LAYER_COUNT]; /* findings by subject, then rule */
    size_t record_at[LT_LAYER_COUNT];
    struct lt_finding *scratch; /* one per rule */
    struct lt_edges *edges;     /* one per rule */
};

static bool applies(const struct lt_finding *finding)
{
    return finding->reason != LT_REASON_NOT_SUBJECT && finding->reason != LT_REASON_DISABLED;
}

/* Findings stand by rule; a reader wants those of one subject together. */
static enum lt_status sort_findings(struct keeping *keep, enum lt_layer layer, struct lt_error *err)
{
    const struct lt_unit_layer *one = &keep->work->layers[layer];
    const struct lt_findings *findings = &one->findings;
    size_t *first = lt_arena_array(keep->work->arena, one->count + 2, sizeof *first);
    uint32_t *order = lt_arena_array(keep->work->arena, findings->count, sizeof *order);
    if (first == NULL || order == NULL) {
        return lt_fail_memory(err, "the kept half-year");
    }
    for (size_t i = 0; i < findings->count; i++) {
        first[findings->items[i].subject + 2] += applies(&findings->items[i]);
    }
    for (size_t i = 2; i < one->count + 2; i++) {
        first[i] += first[i - 1];
    }
    for (size_t i = 0; i < findings->count; i++) {
        if (applies(&findings->items[i])) {
            order[first[findings->items[i].subject + 1]++] = (uint32_t)i;
        }
    }
    keep->first[layer] = first;
    keep->order[layer] = order;
    return LT_OK;
}

/* --- subjects --- */

static const char *id_of(void *context, enum lt_layer layer, size_t index)
{
    const struct keeping *keep = context;
    struct lt_feature feature;
    lt_unit_feature(keep->work, layer, index, &feature);
    return feature.attr[LT_ATTR_ID];
}

static void set_joint(const struct lt_tabulation *table, size_t index,
                      const struct lt_joint **ret_joint, size_t *ret_count)
{
    if (table->count > 0) {
        *ret_joint = table->joint + table->first[index];
        *ret_count = (size_t)(table->first[index + 1] - table->first[index]);
    }
}

static void set_outcome(const struct lt_record *record, struct lt_kept_subject *s)
{
    s->excluded = record->excluded;
    s->verdict = record->verdict;
    s->reason = record->reason;
    s->rule = record->rule;
    s->share_low = record->share_low;
    s->share_high = record->share_high;
    s->flip_m2 = record->flip_m2;
}

static void set_findings(const struct keeping *keep, enum lt_layer layer, size_t index,
                         struct lt_kept_subject *s)
{
    const struct lt_findings *findings = &keep->work->layers[layer].findings;
    for (size_t i = keep->first[layer][index]; i < keep->first[layer][index + 1]; i++) {
        keep->scratch[s->finding_count++] = findings->items[keep->order[layer][i]];
    }
    s->findings = keep->scratch;
}

/* Findings stand rule by rule, with every subject; boundary sensitivity likewise, with those that it looked at. */
static void set_edges(const struct keeping *keep, enum lt_layer layer, size_t index,
                      struct lt_kept_subject *s)
{
    const struct lt_unit_layer *one = &keep->work->layers[layer];
    if (one->edges == NULL || one->edge_slot[index] == UINT32_MAX) {
        return;
    }
    for (size_t i = 0; i < s->finding_count; i++) {
        const size_t at = keep->order[layer][keep->first[layer][index] + i];
        keep->edges[i] = one->edges[at / one->count * one->edge_count + one->edge_slot[index]];
    }
    s->edges = keep->edges;
}

static void subject_of(void *context, enum lt_layer layer, size_t index,
                       struct lt_kept_subject *ret_subject)
{
    const struct keeping *keep = context;
    const struct lt_unit_layer *one = &keep->work->layers[layer];
    struct lt_feature feature;
    lt_unit_feature(keep->work, layer, index, &feature);
    *ret_subject = (struct lt_kept_subject){
        .layer = layer,
        .id = feature.attr[LT_ATTR_ID],
        .unit_code = feature.attr[LT_ATTR_UNIT],
        .name = feature.attr[LT_ATTR_NAME],
        .land_class = feature.attr[LT_ATTR_LAND_CLASS],
        .planting = feature.attr[LT_ATTR_PLANTING],
        .target = feature.attr[LT_ATTR_TARGET],
        .slope = feature.attr[LT_ATTR_SLOPE],
        .sequence = feature.sequence,
        .flags = feature.flags,
        .unjudged = feature.unjudged,
        .gross_m2 = feature.gross_m2,
        .net_m2 = feature.net_m2,
        .filed_m2 = feature.filed_m2,
        .full_cells = one->table.full_cells[index],
        .touched_cells = one->table.touched_cells[index],
    };
    set_joint(&one->table, index, &ret_subject->joint, &ret_subject->joint_count);
    set_joint(&one->apart, index, &ret_subject->apart, &ret_subject->apart_count);
    set_findings(keep, layer, index, ret_subject);
    set_edges(keep, layer, index, ret_subject);
    if (layer == LT_LAYER_FEEDBACK) { /* seen, but no rule judges it */
        ret_subject->excluded = true;
        ret_subject->rule = UINT32_MAX;
        return;
    }
    set_outcome(&keep->work->result.records[keep->record_at[layer] + index], ret_subject);
}

/* --- head --- */

static struct lt_kept_season season_of(const struct lt_unit_work *work, enum lt_raster_slot slot)
{
    const struct lt_raster_config *raster = work->session->rasters[slot];
    if (raster == NULL || work->rasters[slot] == NULL) {
        return (struct lt_kept_season){
            .raster = "", .image_from = "", .image_to = "", .legend = {.id = ""}};
    }
    return (struct lt_kept_season){
        .present = true,
        .period = raster->period,
        .raster = lt_path_name(raster->path),
        .image_from = raster->image_from,
        .image_to = raster->image_to,
        .flood = raster->flood,
        .legend = work->legends[slot],
    };
}

static struct lt_kept_patch patch_of(const struct lt_candidate *one)
{
    return (struct lt_kept_patch){
        .rule = one->rule,
        .layer = one->layer,
        .subject_id = one->subject_id,
        .parcel_id = one->parcel_id,
        .approval = one->approval,
        .feedback_id = one->feedback_id,
        .full_cells = one->patch.full_cells,
        .touched_cells = one->patch.touched_cells,
        .net_m2 = one->patch.net_m2,
        .twice_m2 = one->patch.twice_m2,
        .clean_before_m2 = one->patch.clean_before_m2,
        .pbf_m2 = one->pbf_m2,
        .zone_m2 = one->zone_m2,
        .exempt_m2 = one->exempt_m2,
        .feedback_m2 = one->feedback_m2,
        .baseline_m2 = one->baseline_m2,
        .baseline_seen_m2 = one->baseline_seen_m2,
        .base_year_structure = one->base_year_structure,
        .edges = one->edges,
    };
}

static enum lt_status set_lists(const struct lt_unit_work *work, struct lt_kept_head *head,
                                struct lt_error *err)
{
    const struct lt_unit_result *result = &work->result;
    head->patches = lt_arena_array(work->arena, result->candidate_count, sizeof *head->patches);
    head->rechecks = lt_arena_array(work->arena, result->recheck_count, sizeof *head->rechecks);
    if (head->patches == NULL || head->rechecks == NULL) {
        return lt_fail_memory(err, "the kept half-year");
    }
    for (size_t i = 0; i < result->candidate_count; i++) {
        head->patches[head->patch_count++] = patch_of(&result->candidates[i]);
    }
    for (size_t i = 0; i < result->recheck_count; i++) {
        const struct lt_recheck *one = &result->rechecks[i];
        head->rechecks[head->recheck_count++] =
            (struct lt_kept_recheck){one->case_id,           one->net_m2, one->offending_low_m2,
                                     one->offending_high_m2, one->judged, one->reason};
    }
    return LT_OK;
}

static enum lt_status make_head(const struct lt_unit_work *work, const struct lt_plan_unit *unit,
                                struct lt_kept_head *ret_head, struct lt_error *err)
{
    const struct lt_config *config = work->session->config;
    const struct lt_unit_result *result = &work->result;
    *ret_head = (struct lt_kept_head){
        .period = work->session->options->period,
        .unit = unit->unit,
        .name = unit->name,
        .program = LT_VERSION,
        .seasons = work->seasons,
        .apart = work->apart != NULL,
        .has_approvals = work->context.has_approvals,
        .season = {season_of(work, LT_RASTER_PREVIOUS), season_of(work, LT_RASTER_CURRENT)},
        .rules = config->rules.rules,
        .rule_count = config->rules.count,
        .grain_season_share = config->grain_season_share,
        .small_lost_share = config->small_lost_share,
        .gate_full_cells = config->gate_full_cells,
        .sums = result->sums,
        .tallies = result->tallies,
        .tally_count = result->tally_count,
        .edge_m2 = result->edge_m2,
        .small_m2 = result->small_m2,
        .edge_count = result->edge_count,
        .small_count = result->small_count,
    };
    return set_lists(work, ret_head, err);
}

enum lt_status lt_unit_keep(struct lt_unit_work *work, const struct lt_plan_unit *unit,
                            const char *path, struct lt_error *err)
{
    enum lt_status status;
    struct lt_kept_head head;
    struct keeping keep = {.work = work};
    struct lt_kept_source source = {
        .head = &head, .id = id_of, .subject = subject_of, .context = &keep};
    keep.scratch =
        lt_arena_array(work->arena, work->session->config->rules.count, sizeof *keep.scratch);
    keep.edges =
        lt_arena_array(work->arena, work->session->config->rules.count, sizeof *keep.edges);
    if (keep.scratch == NULL || keep.edges == NULL) {
        return lt_fail_memory(err, "the kept half-year");
    }
    for (size_t l = 0, at = 0; l < KEPT; l++) {
        const enum lt_layer layer = kept_layers[l];
        source.count[layer] = work->layers[layer].count;
        keep.record_at[layer] = at;
        at += source.count[layer];
        LT_TRY(sort_findings(&keep, layer, err));
    }
    LT_TRY(make_head(work, unit, &head, err));
    LT_TRY(lt_kept_write(path, unit->key, &source, err));
out:
    return status;
}
