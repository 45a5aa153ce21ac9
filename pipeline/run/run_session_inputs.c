/* Files that a half-year is about: which there must be, which may be missing, and the list of them. */
#include "run/run_session_inputs.h"

#include <stdio.h>

#include "support/arena.h"
#include "support/files.h"

static enum lt_status tell_missing_season(struct lt_session *session, struct lt_error *err)
{
    char text[LT_PERIOD_TEXT];
    const struct lt_diagnostic item = {
        .severity = LT_WARNING,
        .quality = LT_COMPLETENESS,
        .code = "raster.season_missing",
        .layer = lt_path_name(session->rasters[LT_RASTER_PREVIOUS]->path),
        .feature = lt_period_format(session->options->period - 1, text),
        .found = "no file",
        .expected = "the raster of the half-year before",
        .action = "what needs the whole crop year stays undecided; when the raster comes, run its "
                  "half-year with --redo, then this one again",
    };
    lt_log_line(
        &session->log, "raster.season_missing",
        session->config->chinese
            ? "上一半年期 %s 的影像未到：需要全年判断的事项保持未定；影像到后请以 --redo 补运行"
            : "the raster of %s did not come: what needs the whole crop year stays "
              "undecided; when it comes, run that half-year with --redo",
        text);
    return lt_diagnostics_add(&session->diagnostics, &item, err);
}

static enum lt_status refuse_missing(struct lt_session *session, const char *path,
                                     struct lt_error *err)
{
    const struct lt_diagnostic item = {
        .severity = LT_REJECT,
        .quality = LT_COMPLETENESS,
        .code = "file.missing",
        .layer = lt_path_name(path),
        .field = "path",
        .found = path,
        .expected = "a file",
        .action = "correct the path in the config, or put the file there",
    };
    const enum lt_status status = lt_diagnostics_add(&session->diagnostics, &item, err);
    return status != LT_OK ? status
                           : lt_fail(err, LT_E_INPUT, "the input is rejected; see the diagnostics");
}

/* A season whose raster never came is a gap, not a fault; one that was read before must be there. */
static enum lt_status settle_rasters(struct lt_session *session, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_generation_place place;
    for (int slot = 0; slot < LT_RASTER_COUNT; slot++) {
        const struct lt_raster_config *raster = session->rasters[slot];
        bool there = true;
        LT_TRY(raster == NULL ? LT_OK : lt_file_look(raster->path, &there, err));
        if (there) {
            continue;
        }
        LT_TRY(lt_generation_locate(session->config->output_dir, session->options->period - 1,
                                    session->arena, &place, err));
        if (slot != LT_RASTER_PREVIOUS || place.closing.id[0] != '\0') {
            LT_TRY(refuse_missing(session, raster->path, err));
        }
        LT_TRY(tell_missing_season(session, err));
        session->rasters[slot] = NULL;
    }
out:
    return status;
}

/* Paths of samples may lie ahead of their files, but not in the half-year that is run. */
static enum lt_status settle_samples(struct lt_session *session, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_period_config *period = session->period;
    for (size_t i = 0; i < period->sample_count; i++) {
        const char *const paths[] = {period->samples[i].points, period->samples[i].strata};
        for (size_t p = 0; p < 2; p++) {
            if (!lt_file_exists(paths[p])) {
                LT_TRY(refuse_missing(session, paths[p], err));
            }
        }
    }
    const char *const others[] = {period->yields_path, period->parcels_seen, period->parcel_strata};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (others[i][0] != '\0' && !lt_file_exists(others[i])) {
            LT_TRY(refuse_missing(session, others[i], err));
        }
    }
out:
    return status;
}

enum lt_status lt_session_add_input(struct lt_session *session, const char *role, const char *path,
                                    struct lt_error *err)
{
    struct lt_report_input *input = &session->inputs[session->input_count];
    input->role = lt_arena_text(session->arena, role);
    input->name = lt_path_name(path);
    if (input->role == NULL) {
        return lt_fail_memory(err, "the list of inputs");
    }
    session->input_paths[session->input_count++] = path;
    return LT_OK;
}

/* The files that are read, and who asks for them. */
static enum lt_status list_inputs(struct lt_session *session, struct lt_error *err)
{
    enum {
        MOST = LT_LAYER_COUNT + 3 * LT_RASTER_COUNT + 2 * LT_FRAME_COUNT + 6
    }; /* with reviews */
    static const char *const slots[LT_RASTER_COUNT] = {"previous raster", "raster",
                                                       "baseline raster", "earlier raster"};
    static const char *const pictures[LT_RASTER_COUNT] = {
        [LT_RASTER_PREVIOUS] = "previous true colour",
        [LT_RASTER_CURRENT] = "true colour",
        [LT_RASTER_EARLIER] = "earlier true colour"};
    enum lt_status status;
    const struct lt_config *config = session->config;
    session->inputs = lt_arena_array(session->arena, MOST, sizeof *session->inputs);
    session->input_paths = lt_arena_array(session->arena, MOST, sizeof *session->input_paths);
    session->input_stamps = lt_arena_array(session->arena, MOST, sizeof *session->input_stamps);
    if (session->inputs == NULL || session->input_paths == NULL || session->input_stamps == NULL) {
        return lt_fail_memory(err, "the list of inputs");
    }
    LT_TRY(lt_session_add_input(session, LT_ROLE_CONFIG, config->path, err));
    LT_TRY(lt_session_add_input(session, "legend", config->legend_path, err));
    for (int slot = 0; slot < LT_RASTER_COUNT; slot++) {
        const struct lt_raster_config *raster = session->rasters[slot];
        if (raster != NULL) {
            LT_TRY(lt_session_add_input(session, slots[slot], raster->path, err));
            if (raster->legend[0] != '\0') {
                LT_TRY(lt_session_add_input(session, "legend", raster->legend, err));
            }
        }
    }
    for (int slot = 0; slot < LT_RASTER_COUNT; slot++) {
        if (session->pictures[slot] != NULL) {
            LT_TRY(
                lt_session_add_input(session, pictures[slot], session->pictures[slot]->path, err));
        }
    }
    for (size_t i = 0; i < session->period->sample_count; i++) {
        const struct lt_sample_config *sample = &session->period->samples[i];
        char role[64];
        snprintf(role, sizeof role, "sample %s", sample->frame);
        LT_TRY(lt_session_add_input(session, role, sample->points, err));
        snprintf(role, sizeof role, "strata %s", sample->frame);
        LT_TRY(lt_session_add_input(session, role, sample->strata, err));
    }
    if (session->period->yields_path[0] != '\0') {
        LT_TRY(lt_session_add_input(session, "yields", session->period->yields_path, err));
    }
    if (session->period->parcels_seen[0] != '\0') {
        LT_TRY(lt_session_add_input(session, "parcels seen", session->period->parcels_seen, err));
        LT_TRY(lt_session_add_input(session, "strata of parcels", session->period->parcel_strata,
                                    err));
    }
    for (int layer = 0; layer < LT_LAYER_COUNT; layer++) {
        const struct lt_layer_config *one = &session->period->layers[layer];
        if (one->present) {
            LT_TRY(
                lt_session_add_input(session, lt_layer_name((enum lt_layer)layer), one->path, err));
        }
    }
out:
    return status;
}

enum lt_status lt_session_settle_inputs(struct lt_session *session, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(settle_rasters(session, err));
    LT_TRY(settle_samples(session, err));
    LT_TRY(list_inputs(session, err));
out:
    return status;
}
