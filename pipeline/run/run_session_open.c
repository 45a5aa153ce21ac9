/* A session begins: the configuration, its half-year, and the images of that. */
#include <string.h>

#include "run/run_access.h"
#include "run/run_session.h"
#include "run/run_stop.h"
#include "run/run_watch.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/parallel.h"

static const char *read_clock(struct lt_arena *arena)
{
    char text[LT_CLOCK_TEXT];
    return lt_clock_now(text) ? lt_arena_text(arena, text) : NULL;
}

static enum lt_status find_earlier(struct lt_session *session, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_config *config = session->config;
    for (size_t i = 0; i < config->period_count; i++) {
        const struct lt_period_config *one = &config->periods[i];
        bool there = false;
        if (one->period < session->options->period - 1 && one->period > session->earlier) {
            LT_TRY(lt_file_look(one->raster.path, &there, err));
        }
        if (there) {
            session->earlier = one->period;
            session->rasters[LT_RASTER_EARLIER] = &one->raster;
        }
    }
out:
    return status;
}

/* An image between half-years takes the place of the one that the config names. */
static enum lt_status take_other_raster(struct lt_session *session, struct lt_error *err)
{
    if (session->options->raster == NULL) {
        return LT_OK;
    }
    const enum lt_status status = lt_path_check(session->options->raster, err);
    if (status != LT_OK) {
        return status;
    }
    struct lt_period_config *own = lt_arena_array(session->arena, 1, sizeof *own);
    const char *path = lt_arena_text(session->arena, session->options->raster);
    if (own == NULL || path == NULL) {
        return lt_fail_memory(err, "the half-year");
    }
    *own = *session->period;
    own->raster.path = path;
    own->raster.sha256 = "";
    session->period = own;
    return LT_OK;
}

bool lt_session_tells_cases(const struct lt_session *session)
{
    return session->options->unit == 0 && strcmp(session->config->profile, "public") != 0;
}

bool lt_session_draws_sheets(const struct lt_session *session)
{
    return lt_session_tells_cases(session) && session->config->sheets_most > 0;
}

/* True-colour images that are there, beside the rasters of their half-years. */
static enum lt_status find_pictures(struct lt_session *session, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_config *config = session->config;
    const struct lt_period_config *shown[LT_RASTER_COUNT] = {
        [LT_RASTER_PREVIOUS] = lt_config_period(config, session->options->period - 1),
        [LT_RASTER_CURRENT] = session->period,
        [LT_RASTER_EARLIER] = lt_config_period(config, session->earlier),
    };
    for (int slot = 0; slot < LT_RASTER_COUNT && lt_session_draws_sheets(session); slot++) {
        bool there = false;
        if (shown[slot] != NULL && shown[slot]->true_colour.path[0] != '\0') {
            LT_TRY(lt_file_look(shown[slot]->true_colour.path, &there, err));
        }
        session->pictures[slot] = there ? &shown[slot]->true_colour : NULL;
    }
out:
    return status;
}

enum lt_status lt_session_find_period(struct lt_session *session, const char *purpose,
                                      struct lt_error *err)
{
    enum lt_status status;
    const struct lt_config *config = session->config;
    char text[LT_PERIOD_TEXT];
    session->checking = purpose[0] != '\0';
    session->period = lt_config_period(config, session->options->period);
    if (session->period == NULL) {
        return lt_fail(
            err, LT_E_INPUT,
            "the half-year %s is not in '%s': add an entry with its raster under 'periods'",
            lt_period_format(session->options->period, text), config->path);
    }
    const struct lt_period_config *previous =
        lt_config_period(config, session->options->period - 1);
    LT_TRY(take_other_raster(session, err));
    session->rasters[LT_RASTER_CURRENT] = &session->period->raster;
    session->rasters[LT_RASTER_PREVIOUS] = previous == NULL ? NULL : &previous->raster;
    session->rasters[LT_RASTER_BASELINE] =
        config->baseline.path[0] == '\0' ? NULL : &config->baseline;
    LT_TRY(find_earlier(session, err));
    LT_TRY(find_pictures(session, err));
    session->work = lt_arena_printf(session->arena, "%s/%s%s", config->work_dir, purpose,
                                    lt_period_format(session->options->period, text));
    session->results = lt_path_join(session->arena, config->output_dir,
                                    lt_period_format(session->options->period, text));
    LT_TRY(session->work == NULL || session->results == NULL ? lt_fail_memory(err, "a path")
                                                             : lt_folder_make(session->work, err));
out:
    return status;
}

enum lt_status lt_session_begin(const struct lt_run_options *options, bool watched,
                                struct lt_session *ret_session, struct lt_error *err)
{
    enum lt_status status;
    struct lt_session *session = ret_session;
    *session = (struct lt_session){
        .options = options, .watched = watched, .work = "", .prior_ledger = "", .stage = "config"};
    if (watched) {
        lt_stop_listen();
    }
    lt_watch_start(&session->watch);
    session->log = (struct lt_log){.quiet = options->quiet, .progress = options->progress};
    session->threads = options->threads == 0 ? lt_processors() : options->threads;
    LT_TRY(lt_arena_create(&session->arena, err));
    LT_TRY(lt_diagnostics_init(&session->diagnostics, err));
    LT_TRY(lt_config_load(options->config_path, options->schemas_dir, &session->diagnostics,
                          &session->config, err));
    session->config->chinese = lt_language_chinese(options->language, session->config->chinese);
    session->watched = false; /* a record is written there too */
    LT_TRY(lt_access_refuse(session->config->output_dir, session->arena, err));
    LT_TRY(lt_access_refuse(session->config->work_dir, session->arena, err));
    session->watched = watched;
    session->published_at =
        options->published_at != NULL ? options->published_at : read_clock(session->arena);
    if (session->published_at == NULL) {
        status = lt_fail_memory(err, "the time");
    }
out:
    return status; /* the caller closes, after having told the diagnostics */
}

enum lt_status lt_session_open(const struct lt_run_options *options, const char *purpose,
                               struct lt_session *ret_session, struct lt_lock **ret_lock,
                               struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(lt_session_begin(options, false, ret_session, err));
    LT_TRY(lt_session_find_period(ret_session, purpose, err));
    LT_TRY(lt_lock_take(ret_session->work, ret_lock, err));
out:
    return status;
}

void lt_session_close(struct lt_session *session)
{
    lt_config_destroy(session->config);
    lt_diagnostics_finish(&session->diagnostics);
    lt_arena_destroy(session->arena);
    *session = (struct lt_session){0};
}
