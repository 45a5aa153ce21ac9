/* merge: stages 6 to 8 over all units, and the publication. Inputs are not read again. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "liangtian/ingest.h"
#include "liangtian/kept.h"
#include "liangtian/outputs.h"
#include "liangtian/schema.h"
#include "run/run_accused.h"
#include "run/run_child.h"
#include "run/run_claims.h"
#include "run/run_evidence.h"
#include "run/run_feedback.h"
#include "run/run_floors.h"
#include "run/run_history.h"
#include "run/run_interim.h"
#include "run/run_lost.h"
#include "run/run_merge_units.h"
#include "run/run_outcome.h"
#include "run/run_parcels.h"
#include "run/run_review.h"
#include "run/run_sample.h"
#include "run/run_stages.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/parallel.h"
#include "support/text.h"

struct merging {
    struct lt_session *session;
    struct lt_arena *arena;
    struct lt_merge_units units;
    struct lt_legend legend;
    struct lt_layer_schema violations, parcels, zones;
    struct lt_county_form county_form;
    struct lt_raster *raster; /* opened for its grid: its head is read, and no cells */
    struct lt_ledger prior, ledger;
    struct lt_review_taken reviewed; /* instead of the two, where reviews go in */
    struct lt_kept_accused accused;
    struct lt_floor *floors;
    struct lt_floor_claims claims;
    size_t floor_count;
    struct lt_output output;
    struct lt_reliability reliability;
    struct lt_report_model model;
    struct lt_feedback_report feedback;
    struct lt_shares shares; /* of the ledger's cases */
    struct lt_plots plots;   /* of the ledger's cases, where the half-year is closed */
    struct lt_evidence_maker *evidence;
};

static enum lt_status load_schema(struct merging *merge, enum lt_layer layer,
                                  struct lt_layer_schema *ret_schema, struct lt_error *err)
{
    struct lt_session *session = merge->session;
    return lt_layer_schema_load(session->config->schemas_dir, session->period->layers[layer].schema,
                                &session->diagnostics, merge->arena, ret_schema, err);
}

/* What the units left, and what it is read with. */
static enum lt_status open_all(struct merging *merge, struct lt_error *err)
{
    enum lt_status status;
    struct lt_session *session = merge->session;
    LT_TRY(lt_merge_units_open(session, merge->arena, &merge->units, err));
    LT_TRY(lt_session_read_diagnostics(session, err));
    LT_TRY(lt_session_legend(session, LT_RASTER_CURRENT, &merge->legend, err));
    LT_TRY(lt_layer_schema_load(session->config->schemas_dir, "WFTB", &session->diagnostics,
                                merge->arena, &merge->violations, err));
    LT_TRY(load_schema(merge, LT_LAYER_PARCEL, &merge->parcels, err));
    LT_TRY(load_schema(merge, LT_LAYER_ZONE, &merge->zones, err));
    LT_TRY(lt_county_form_load(session->config->schemas_dir, &session->diagnostics, merge->arena,
                               &merge->county_form, err));
    LT_TRY(lt_session_open_raster(session, LT_RASTER_CURRENT, &merge->legend, 1,
                                  &session->diagnostics, &merge->raster, err));
out:
    return status;
}

static const struct lt_grid *grid_of(const struct merging *merge)
{
    return &lt_raster_source(merge->raster)->grid;
}

/* --- stages 6 and 7 --- */

static struct lt_ledger *ledger_of(struct merging *merge)
{
    return merge->session->review != NULL ? &merge->reviewed.ledger : &merge->ledger;
}

static enum lt_status advance_ledger(struct merging *merge, struct lt_error *err)
{
    enum lt_status status;
    struct lt_session *session = merge->session;
    const bool first = session->prior_ledger[0] == '\0';
    if (session->review != NULL) {
        return lt_review_take(session, merge->arena, &merge->violations, NULL, &merge->reviewed,
                              err);
    }
    if (!first) {
        LT_TRY(lt_ledger_read(session->prior_ledger, &merge->prior, err));
        lt_interim_restrict(session, &merge->prior);
    }
    const struct lt_ledger_input input = {
        .prior = first ? NULL : &merge->prior,
        .period = session->options->period,
        .units = merge->units.results,
        .unit_count = merge->units.count,
        .rules = &session->config->rules,
        .legend = &merge->legend,
        .grid = grid_of(merge),
        .city_code = session->config->city_code,
        .keep_share = session->config->case_keep_share,
        .image_from = session->rasters[LT_RASTER_CURRENT]->image_from,
        .crs = grid_of(merge)->crs,
    };
    LT_TRY(lt_ledger_advance(&input, &merge->ledger, err));
    LT_TRY(lt_ledger_verify(&merge->ledger, err));
    lt_interim_number(session, &merge->ledger);
out:
    return status;
}

/* Which parcels the cases lie on, and which ground two counties have. */
static enum lt_status look_at_parcels(struct merging *merge, struct lt_error *err)
{
    enum lt_status status;
    struct lt_session *session = merge->session;
    struct lt_parcels parcels = {0};
    const struct lt_shares_input sharing = {session, merge->units.spools, ledger_of(merge)};
    const struct lt_accusing accusing = {
        .session = session,
        .spools = merge->units.spools,
        .shares = &merge->shares,
        .ledger = ledger_of(merge),
        .grid = grid_of(merge),
        .closing = session->review == NULL,
    };
    LT_TRY(lt_shares_find(&sharing, merge->arena, &merge->shares, err));
    LT_TRY(lt_stage_accused(&accusing, merge->arena, &merge->accused, err));
    LT_TRY(lt_parcels_open(merge->units.spools, merge->units.count, LT_LAYER_PARCEL,
                           session->threads, &parcels, err));
    LT_TRY(lt_stage_claims(session, &parcels, grid_of(merge), &merge->claims, err));
out:
    lt_parcels_close(&parcels);
    return status;
}

/* --- stage 8 --- */

static void feature_of_spool(const void *spool, enum lt_layer layer, size_t index,
                             struct lt_feature *ret_feature)
{
    lt_spool_feature(spool, layer, index, ret_feature);
}

static enum lt_status build_model(struct merging *merge, struct lt_error *err)
{
    struct lt_session *session = merge->session;
    lt_diagnostics_sort(&session->diagnostics);
    const struct lt_report_parts parts = {
        .config = session->config,
        .period = session->options->period,
        .first_run = session->prior_ledger[0] == '\0',
        .season_missing = lt_config_period(session->config, session->options->period - 1) != NULL &&
                          session->rasters[LT_RASTER_PREVIOUS] == NULL,
        .published_at = session->published_at,
        .program_version = LT_VERSION,
        .legend = &merge->legend,
        .grid = grid_of(merge),
        .units = merge->units.results,
        .unit_names = merge->units.names,
        .unit_shapes = merge->units.shapes,
        .spools = (const void *const *)merge->units.spools,
        .unit_count = merge->units.count,
        .feature = feature_of_spool,
        .floors = merge->floors,
        .floor_count = merge->floor_count,
        .output = merge->output,
        .reliability = &merge->reliability,
        .ledger = ledger_of(merge),
        .feedback = &merge->feedback,
        .county_form = &merge->county_form,
        .diagnostics = &session->diagnostics,
        .quality = session->plan.quality,
        .quality_count = session->plan.quality_count,
        .inputs = session->inputs,
        .input_count = session->input_count,
        .catalogues = session->catalogues,
        .catalogue_count = session->catalogue_count,
        .violation_schema = &merge->violations,
        .parcel_schema = &merge->parcels,
        .zone_schema = &merge->zones,
    };
    return lt_report_build(&parts, &merge->model, err);
}

static struct lt_plots_input plots_input(struct merging *merge)
{
    return (struct lt_plots_input){merge->session, merge->units.spools, ledger_of(merge)};
}

/* Sheets of cases, drawn from the same model. */
static enum lt_status prepare_evidence(struct merging *merge, struct lt_error *err)
{
    const struct lt_evidence_input input = {
        .session = merge->session,
        .spools = merge->units.spools,
        .ledger = ledger_of(merge),
        .grid = grid_of(merge),
        .plots = &merge->plots,
    };
    const enum lt_status status = lt_evidence_create(&input, &merge->evidence, err);
    if (status == LT_OK && lt_session_draws_sheets(merge->session)) {
        merge->model.evidence = lt_evidence_source(merge->evidence);
    }
    if (status == LT_OK) {
        merge->model.teller = lt_evidence_teller(merge->evidence);
    }
    return status;
}

static enum lt_status append_text(void *context, const char *text, struct lt_error *err)
{
    struct lt_text *into = context;
    lt_text_add(into, text);
    return lt_text_check(into, err);
}

static enum lt_status write_in(struct lt_arena *arena, const char *folder, const char *name,
                               const struct lt_text *text, struct lt_error *err)
{
    const char *path = lt_path_join(arena, folder, name);
    const enum lt_status status =
        path == NULL ? lt_fail_memory(err, "a path") : lt_text_check(text, err);
    return status != LT_OK ? status : lt_file_write(path, text->data, text->length, err);
}

static enum lt_status write_texts(struct merging *merge, const char *folder, struct lt_error *err)
{
    enum lt_status status;
    struct lt_text summary = {0}, outcome = {0};
    LT_TRY(lt_write_summary(&merge->model, append_text, &summary, err));
    LT_TRY(write_in(merge->arena, folder, "summary.txt", &summary, err));
    lt_outcome_write(&merge->model, &outcome);
    LT_TRY(write_in(merge->arena, folder, "outcome.txt", &outcome, err));
    /* it names parcels and places: not to be handed out, but whoever runs must find it */
    const char *csv = strcmp(merge->session->config->profile, "public") == 0
                          ? lt_session_path(merge->session, "diagnostics.csv")
                          : lt_path_join(merge->arena, folder, "diagnostics.csv");
    if (csv == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    LT_TRY(lt_diagnostics_write_csv(csv, &merge->session->diagnostics,
                                    merge->session->config->chinese, err));
out:
    lt_text_finish(&summary);
    lt_text_finish(&outcome);
    return status;
}

struct writing {
    struct merging *merge;
    const char *ledger, *folder; /* no ledger where none is closed */
};

static enum lt_status write_the_rest(const struct writing *writing, struct lt_error *err)
{
    enum lt_status status;
    struct merging *merge = writing->merge;
    struct lt_review_pages *pages = NULL;
    if (writing->ledger != NULL) {
        LT_TRY(lt_ledger_write(writing->ledger, ledger_of(merge), merge->session->published_at,
                               lt_config_secret(merge->session->config), err));
    }
    LT_TRY(lt_write_shapefile(&merge->model, writing->folder, err));
    if (writing->ledger != NULL) {
        LT_TRY(lt_review_pages_create(&merge->model, &pages, err));
        LT_TRY(lt_write_packages(&merge->model, pages, writing->folder, err));
        LT_TRY(lt_review_pages_write(pages, 0, writing->folder, err));
        LT_TRY(lt_write_catalogue(&merge->model, writing->folder, err));
    }
    LT_TRY(lt_write_workbook(&merge->model, writing->folder, err));
    LT_TRY(lt_write_html(&merge->model, writing->folder, err));
    LT_TRY(lt_write_figures(&merge->model, writing->folder, err));
    LT_TRY(write_texts(merge, writing->folder, err));
out:
    lt_review_pages_destroy(pages);
    return status;
}

static enum lt_status keep_fonts(const struct merging *merge, struct lt_error *err)
{
    const char *folder = lt_path_join(merge->arena, merge->session->config->work_dir, ".fonts");
    if (folder == NULL) {
        return lt_fail_memory(err, "a path");
    }
    lt_fonts_keep(folder);
    return LT_OK;
}

/* Only a half-year that is closed has a notice. */
static enum lt_status write_notice(const struct writing *writing, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    if (writing->ledger != NULL) {
        LT_TRY(lt_write_notice(&writing->merge->model, writing->folder, err));
        LT_TRY(lt_write_maps(&writing->merge->model, writing->folder, err));
        LT_TRY(lt_write_notice_text(&writing->merge->model, writing->folder, err));
    }
out:
    return status;
}

enum { WRITERS = 3 };

/* The GeoPackage holds every parcel and takes as long as all other files; all only read the model. */
static enum lt_status write_files(void *context, unsigned thread, size_t index,
                                  struct lt_error *err)
{
    const struct writing *writing = context;
    (void)thread;
    switch (index) {
    case 0:
        return lt_write_geopackage(&writing->merge->model, writing->folder, err);
    case 1:
        return write_the_rest(writing, err);
    default:
        return write_notice(writing, err);
    }
}

/* What the units keep goes out with the half-year, for `explain`. */
static enum lt_status publish_kept(struct merging *merge, const struct lt_publication *publication,
                                   struct lt_error *err)
{
    enum lt_status status;
    struct lt_session *session = merge->session;
    const char **paths = lt_arena_array(merge->arena, merge->units.count, sizeof *paths);
    if (paths == NULL) {
        return lt_fail_memory(err, "the kept half-year");
    }
    for (size_t i = 0; i < merge->units.count; i++) {
        paths[i] = lt_session_unit_path(session, session->plan.units[i].unit, ".kept");
        if (paths[i] == NULL) {
            return lt_fail_memory(err, "a path");
        }
    }
    const lt_period period = session->options->period;
    const struct lt_kept_floors floors = {merge->floors, merge->floor_count, merge->output};
    const struct lt_plots_input plots = plots_input(merge);
    struct lt_kept_cases cases;
    LT_TRY(lt_kept_publish(publication, &session->parent, period, paths, merge->units.count,
                           lt_config_secret(session->config), err));
    LT_TRY(lt_kept_floors_publish(publication, period, &floors, err));
    LT_TRY(lt_plots_keep(&plots, &merge->plots, merge->arena, &cases, err));
    LT_TRY(lt_kept_cases_publish(publication, period, &cases, err));
    LT_TRY(lt_kept_accused_publish(publication, period, &merge->accused, err));
out:
    return status;
}

static enum lt_status publish(struct merging *merge, struct lt_error *err)
{
    enum lt_status status;
    struct lt_session *session = merge->session;
    struct lt_publication *publication = NULL;
    const bool review = session->review != NULL;
    LT_TRY(lt_publication_begin(session->config->output_dir,
                                review ? &session->place.closing : &session->parent,
                                session->options->period, &publication, err));
    if (!review) { /* the half-year stays closed by its run */
        LT_TRY(lt_history_enter(session, publication, &merge->ledger, err));
    }
    LT_TRY(lt_lost_enter(session, publication, ledger_of(merge), err));
    struct writing writing = {
        .merge = merge,
        .folder = lt_publication_period_folder(publication),
        .ledger = lt_path_join(merge->arena, lt_publication_folder(publication), "ledger.gpkg"),
    };
    if (writing.ledger == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    LT_TRY(keep_fonts(merge, err));
    /* one thread draws at a time, and the packages hold the sheets */
    LT_TRY(lt_write_evidence(&merge->model, writing.folder, err));
    LT_TRY(lt_parallel_for(session->threads < WRITERS ? session->threads : WRITERS, WRITERS,
                           write_files, &writing, err));
    LT_TRY(publish_kept(merge, publication, err));
    LT_TRY(lt_session_inputs_unchanged(session, err));
    lt_child_publishes();
    LT_TRY(lt_publication_commit(publication, &merge->model,
                                 review ? merge->reviewed.content : session->generation,
                                 session->threads, err));
    publication = NULL;
    lt_lost_tell_settled(session);
out:
    lt_publication_abandon(publication);
    return status;
}

static enum lt_status publish_interim(struct merging *merge, struct lt_error *err)
{
    enum lt_status status;
    struct lt_session *session = merge->session;
    struct lt_interim *interim = NULL;
    LT_TRY(lt_interim_begin(session->config->output_dir, session->options->unit,
                            session->options->period, &interim, err));
    struct writing writing = {.merge = merge, .folder = lt_interim_building(interim)};
    LT_TRY(lt_parallel_for(session->threads < WRITERS ? session->threads : WRITERS, WRITERS,
                           write_files, &writing, err));
    LT_TRY(lt_interim_write_notices(session, &merge->model, writing.folder, err));
    LT_TRY(lt_session_inputs_unchanged(session, err));
    lt_child_publishes();
    LT_TRY(lt_interim_commit(interim, &merge->model, &session->parent, session->generation,
                             session->threads, err));
    interim = NULL;
out:
    lt_interim_abandon(interim);
    return status;
}

static void close_merging(struct merging *merge)
{
    lt_evidence_destroy(merge->evidence);
    lt_report_finish(&merge->model);
    lt_ledger_finish(&merge->ledger);
    lt_ledger_finish(&merge->prior);
    lt_review_taken_finish(&merge->reviewed);
    lt_raster_close(merge->raster);
    lt_merge_units_close(&merge->units);
    lt_arena_destroy(merge->arena);
}

/* What is wrong with the files was told by the plan. */
static enum lt_status read_reliability(struct merging *merge, struct lt_error *err)
{
    enum lt_status status;
    struct lt_diagnostics told = {0};
    LT_TRY(lt_diagnostics_init(&told, err));
    LT_TRY(lt_sample_reliability(merge->session, &told, merge->arena, &merge->reliability, err));
out:
    lt_diagnostics_finish(&told);
    return status;
}

enum lt_status lt_stage_merge(struct lt_session *session, struct lt_error *err)
{
    struct merging merge = {.session = session};
    enum lt_status status = lt_ingest_start(err);
    if (status != LT_OK) {
        return status;
    }
    LT_TRY(lt_arena_create(&merge.arena, err));
    LT_TRY(open_all(&merge, err));
    LT_TRY(advance_ledger(&merge, err));
    LT_TRY(look_at_parcels(&merge, err));
    const struct lt_floors_of floors_of = {session, merge.units.results, merge.units.count,
                                           merge.arena, merge.claims};
    LT_TRY(lt_stage_floors(&floors_of, &merge.floors, &merge.floor_count, &merge.output, err));
    LT_TRY(read_reliability(&merge, err));
    lt_interim_floors(session, merge.floors, &merge.floor_count);
    const struct lt_feedback_input feedback = {
        session,       merge.units.spools, merge.units.shapes, merge.units.count,
        &merge.legend, grid_of(&merge),    ledger_of(&merge)};
    LT_TRY(lt_stage_feedback(&feedback, merge.arena, &merge.feedback, err));
    LT_TRY(build_model(&merge, err));
    if (session->options->unit == 0) {
        const struct lt_plots_input plots = plots_input(&merge);
        LT_TRY(lt_plots_find(&plots, &merge.shares, merge.arena, &merge.plots, err));
    }
    LT_TRY(prepare_evidence(&merge, err));
    LT_TRY(session->options->unit != 0 ? publish_interim(&merge, err) : publish(&merge, err));
out:
    close_merging(&merge);
    lt_ingest_stop();
    return status;
}
