/* plan: every input is read once; what units need is left in their spools. */
#include "run/run_plan.h"
#include "run/run_sample.h"
#include "run/run_stages.h"
#include "run/run_sums.h"
#include "run/run_tiles.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "liangtian/ingest.h"
#include "liangtian/spool.h"
#include "support/arena.h"
#include "support/array.h"
#include "support/files.h"

/* --- layers --- */

static enum lt_status copy_feature(struct lt_arena *arena, const struct lt_feature *feature,
                                   struct lt_feature *ret_copy, struct lt_error *err)
{
    struct lt_feature copy = *feature;
    const enum lt_status status = lt_shape_copy(arena, &feature->shape, &copy.shape, err);
    if (status != LT_OK) {
        return status;
    }
    for (int a = 0; a < LT_ATTR_COUNT; a++) {
        copy.attr[a] = lt_arena_text(arena, feature->attr[a]);
        if (copy.attr[a] == NULL) {
            return lt_fail_memory(err, "a county");
        }
    }
    *ret_copy = copy;
    return LT_OK;
}

/* Approvals and feedback lie where they lie, whatever county filed them: every county gets them. */
static enum lt_status add_everywhere(struct planning *plan, const struct lt_feature *feature,
                                     uint64_t key, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (size_t i = 0; i < plan->county_count; i++) {
        struct lt_feature copy = *feature;
        copy.unit = plan->counties[i].unit;
        bool given = copy.unit == feature->unit;
        for (size_t j = 0; j < i; j++) { /* a county may come as several features */
            given = given || plan->counties[j].unit == copy.unit;
        }
        if (!given) {
            LT_TRY(lt_spool_writer_add(plan->writer, &copy, key, err));
        }
    }
    LT_TRY(lt_spool_writer_add(plan->writer, feature, key, err));
out:
    return status;
}

static bool permits_something(const struct lt_rule_set *rules, const char *kind)
{
    for (size_t r = 0; r < rules->count; r++) {
        for (size_t i = 0; i < rules->rules[r].exempted_count; i++) {
            if (strcmp(rules->rules[r].exempted_by[i].kind, kind) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* An approval whose kind no rule names exempts nothing: its holder would be accused. */
static enum lt_status tell_unknown_kind(struct planning *plan, const struct lt_feature *approval,
                                        struct lt_error *err)
{
    const struct lt_session *session = plan->session;
    if (permits_something(&session->config->rules, approval->attr[LT_ATTR_KIND])) {
        return LT_OK;
    }
    const struct lt_diagnostic item = {
        .severity = LT_WARNING,
        .quality = LT_USABILITY,
        .code = "approval.unknown_kind",
        .layer = lt_layer_name(approval->layer),
        .feature = approval->attr[LT_ATTR_ID],
        .field = "SPLX",
        .found = approval->attr[LT_ATTR_KIND],
        .expected = "a kind of approval that the rules name, see schemas/layers/SPBA.yaml",
        .action = "write the kind in its words; until then the approval exempts nothing",
    };
    return lt_diagnostics_add(&plan->session->diagnostics, &item, err);
}

static enum lt_status take_feature(void *context, const struct lt_feature *feature,
                                   struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct planning *plan = context;
    const uint64_t key = lt_tile_key(&plan->grid, &feature->shape.box);
    if (feature->layer == LT_LAYER_COUNTY) {
        LT_TRY(lt_array_reserve(&plan->counties, &plan->county_capacity, plan->county_count + 1,
                                sizeof *plan->counties, err));
        LT_TRY(
            copy_feature(plan->session->arena, feature, &plan->counties[plan->county_count], err));
        plan->county_count++;
    }
    if (feature->layer == LT_LAYER_APPROVAL) {
        LT_TRY(tell_unknown_kind(plan, feature, err));
    }
    if (feature->layer == LT_LAYER_APPROVAL || feature->layer == LT_LAYER_FEEDBACK) {
        LT_TRY(add_everywhere(plan, feature, key, err));
    } else {
        LT_TRY(lt_spool_writer_add(plan->writer, feature, key, err));
    }
out:
    return status;
}

/* Fields that no rule asks for are kept where the outputs hand the layer back: the plots, and in the half-year that
 * completes a crop year the parcels. */
static bool is_layer_handed_back(const struct lt_session *session, enum lt_layer layer)
{
    return strcmp(session->config->profile, "public") != 0 &&
           (layer == LT_LAYER_ZONE ||
            (layer == LT_LAYER_PARCEL && lt_period_half(session->options->period) == 2));
}

/* Of parcels, only farmland is. */
static bool is_handed_back(const struct lt_feature *feature)
{
    return feature->layer != LT_LAYER_PARCEL || lt_is_farmland(feature);
}

static struct lt_report_quality quality_row(enum lt_layer layer, const char *path,
                                            const struct lt_layer_summary *s)
{
    return (struct lt_report_quality){
        .layer = layer,
        .name = lt_path_name(path),
        .features = s->features,
        .judged = s->judged,
        .not_judged = s->not_judged,
        .repaired = s->repaired,
        .slivers = s->slivers,
        .off_raster = s->off_raster,
        .gross_m2 = s->gross_m2,
        .not_judged_m2 = s->not_judged_m2,
    };
}

/* All layers are read even when one is rejected, so that every fault is told at once. */
static enum lt_status read_layers(struct planning *plan, struct lt_plan *result,
                                  struct lt_error *err)
{
    static const enum lt_layer order[] = {
        LT_LAYER_COUNTY,      LT_LAYER_PARCEL,       LT_LAYER_PBF,      LT_LAYER_ZONE,
        LT_LAYER_LEASE,       LT_LAYER_APPROVAL,     LT_LAYER_FEEDBACK, LT_LAYER_ZONE_FILED,
        LT_LAYER_PARCEL_BASE, LT_LAYER_CROPLAND_TASK};
    struct lt_session *session = plan->session;
    enum lt_status first = LT_OK;
    result->quality = lt_arena_array(session->arena, LT_LAYER_COUNT, sizeof *result->quality);
    if (result->quality == NULL) {
        return lt_fail_memory(err, "the quality table");
    }
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        const struct lt_layer_config *layer = &session->period->layers[order[i]];
        if (!layer->present) {
            continue;
        }
        struct lt_layer_summary summary = {0};
        const struct lt_layer_reader reader = {
            .config = session->config,
            .layer = layer,
            .role = order[i],
            .grid = &plan->grid,
            .counties = order[i] == LT_LAYER_COUNTY ? NULL : plan->counties,
            .county_count = plan->county_count,
            .threads = session->threads,
            .carried = is_layer_handed_back(session, order[i]) ? is_handed_back : NULL,
            .take = take_feature,
            .context = plan,
        };
        struct lt_error local = {0};
        lt_log_line(&session->log, "run.reading_layer",
                    session->config->chinese ? "读取图层 %s" : "reading layer %s",
                    lt_path_name(layer->path));
        const enum lt_status status =
            lt_layer_read(&reader, &session->diagnostics, &summary, &local);
        if (status != LT_OK && (first == LT_OK || status != LT_E_INPUT)) {
            first = status;
            *err = local;
        }
        if (status != LT_OK && status != LT_E_INPUT) {
            return status;
        }
        result->quality[result->quality_count++] = quality_row(order[i], layer->path, &summary);
    }
    return first;
}

/* Cases that may still change are judged again in this period's rasters. */
static enum lt_status add_prior_cases(struct planning *plan, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_ledger ledger = {0};
    if (plan->session->prior_ledger[0] == '\0') {
        return LT_OK;
    }
    LT_TRY(lt_ledger_read(plan->session->prior_ledger, &ledger, err));
    for (size_t i = 0; i < ledger.case_count; i++) {
        const struct lt_case *one = &ledger.cases[i];
        const bool book = one->handling == LT_HANDLING_NONE; /* UNPROVEN, EXEMPT */
        if (!one->open && !book) {
            continue;
        }
        struct lt_feature feature = {
            .sequence = i,
            .layer = LT_LAYER_CASE,
            .unit = one->unit,
            .shape = one->shape,
            .gross_m2 = one->area_m2,
            .net_m2 = one->area_m2,
        };
        for (int a = 0; a < LT_ATTR_COUNT; a++) {
            feature.attr[a] = "";
        }
        feature.attr[LT_ATTR_ID] = one->id;
        feature.attr[LT_ATTR_KIND] = one->rules[0];
        feature.attr[LT_ATTR_LAND_CLASS] = one->land_class;
        LT_TRY(lt_spool_writer_add(plan->writer, &feature,
                                   lt_tile_key(&plan->grid, &feature.shape.box), err));
    }
out:
    lt_ledger_finish(&ledger);
    return status;
}

/* --- what the plan says --- */

static int by_code(const void *left, const void *right)
{
    const struct lt_plan_unit *a = left, *b = right;
    return (a->unit > b->unit) - (a->unit < b->unit);
}

/* Labelled samples and yields: what is wrong with them is told with what is wrong with the layers. */
static enum lt_status check_sample(struct planning *plan, struct lt_error *err)
{
    enum lt_status status;
    struct lt_session *session = plan->session;
    struct lt_run_sample sample;
    struct lt_reliability reliability;
    struct lt_plan_unit *units =
        lt_arena_array(session->arena, plan->county_count + 1, sizeof *units);
    size_t kept = 0;
    if (units == NULL) {
        return lt_fail_memory(err, "the counties");
    }
    for (size_t i = 0; i < plan->county_count; i++) {
        units[i].unit = plan->counties[i].unit;
        units[i].name = plan->counties[i].attr[LT_ATTR_NAME];
    }
    qsort(units, plan->county_count, sizeof *units, by_code);
    for (size_t i = 0; i < plan->county_count; i++) { /* a county may come as several features */
        if (kept == 0 || units[kept - 1].unit != units[i].unit) {
            units[kept++] = units[i];
        }
    }
    LT_TRY(
        lt_sample_load(session, units, kept, &session->diagnostics, session->arena, &sample, err));
    LT_TRY(
        lt_sample_reliability(session, &session->diagnostics, session->arena, &reliability, err));
out:
    return status;
}

/* What units and merge on other machines are told: how the run was asked for, and which files it is about. Their digests
 * were taken before they were read: they are of the bytes that were read only where no file was touched since. */
static enum lt_status describe_run(const struct planning *plan, struct lt_plan *result,
                                   struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_session *session = plan->session;
    result->period = session->options->period;
    memcpy(result->key, session->key, sizeof result->key);
    result->config_path = session->config->path;
    result->chinese = session->config->chinese;
    result->redo = session->options->redo;
    result->allow_stale = session->options->allow_stale;
    result->input_count = session->input_count;
    result->inputs = lt_arena_array(session->arena, session->input_count, sizeof *result->inputs);
    if (result->inputs == NULL) {
        return lt_fail_memory(err, "the plan");
    }
    for (size_t i = 0; i < session->input_count; i++) {
        result->inputs[i].input = session->inputs[i];
        result->inputs[i].crs = lt_plan_raster_crs(plan, session->input_paths[i]);
        memcpy(result->inputs[i].stamp, session->input_stamps[i], sizeof result->inputs[i].stamp);
    }
    LT_TRY(lt_session_inputs_unchanged(session, err));
out:
    return status;
}

/* More unjudged area than the office allows is a reason not to publish at all. */
static enum lt_status check_unjudged(struct planning *plan, const struct lt_plan *result,
                                     struct lt_error *err)
{
    for (size_t i = 0; i < result->quality_count; i++) {
        const struct lt_report_quality *row = &result->quality[i];
        const bool judged_layer = row->layer == LT_LAYER_PARCEL || row->layer == LT_LAYER_PBF ||
                                  row->layer == LT_LAYER_ZONE;
        const double limit = plan->session->config->max_unjudged * row->gross_m2;
        if (judged_layer && row->not_judged_m2 > limit) {
            char found[64], expected[64];
            snprintf(found, sizeof found, "%.2f m2", row->not_judged_m2);
            snprintf(expected, sizeof expected, "<= %.2f m2 (thresholds.max_unjudged)", limit);
            const struct lt_diagnostic item = {
                .severity = LT_REJECT,
                .quality = LT_COMPLETENESS,
                .code = "layer.unjudged_area",
                .layer = row->name,
                .found = found,
                .expected = expected,
                .action =
                    "mend the features listed as not judged, or raise thresholds.max_unjudged",
            };
            const enum lt_status status =
                lt_diagnostics_add(&plan->session->diagnostics, &item, err);
            if (status != LT_OK) {
                return status;
            }
        }
    }
    return LT_OK;
}

static enum lt_status make_plan(struct planning *plan, struct lt_plan *result, struct lt_error *err)
{
    enum lt_status status;
    struct lt_session *session = plan->session;
    const char *units = lt_session_path(session, "units");
    const char *path = lt_session_path(session, "plan.json");
    if (units == NULL || path == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(lt_folder_make(units, err));
    LT_TRY(lt_plan_survey_rasters(plan, err));
    LT_TRY(lt_spool_writer_create(units, &plan->writer, err));
    LT_TRY(read_layers(plan, result, err));
    LT_TRY(check_unjudged(plan, result, err));
    LT_TRY(check_sample(plan, err));
    if (lt_diagnostics_rejects(&session->diagnostics)) {
        status = lt_fail(err, LT_E_INPUT, "the input is rejected; see the diagnostics");
        goto out;
    }
    LT_TRY(add_prior_cases(plan, err));
    LT_TRY(lt_plan_write_units(plan, result, err));
    LT_TRY(describe_run(plan, result, err));
    LT_TRY(lt_plan_write(path, result, err));
out:
    return status;
}

enum lt_status lt_stage_plan(struct lt_session *session, struct lt_error *err)
{
    struct planning plan = {.session = session};
    struct lt_plan result = {0};
    lt_session_keep_private(session);
    enum lt_status status = lt_ingest_start(err);
    if (status != LT_OK) {
        return status;
    }
    status = make_plan(&plan, &result, err);
    lt_spool_writer_destroy(plan.writer);
    free(plan.counties);
    lt_ingest_stop();
    const char *path = lt_session_path(session, "plan.diag");
    const char *key = status == LT_OK ? session->key : lt_no_key;
    const enum lt_status told =
        path == NULL
            ? lt_fail_memory(err, "a path")
            : lt_diagnostics_write(path, key, &session->diagnostics, status == LT_OK ? err : NULL);
    return status != LT_OK ? status : told;
}
