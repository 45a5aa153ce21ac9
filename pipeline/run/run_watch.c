#include "run/run_watch.h"

#include <string.h>
#include <unistd.h>

#include "run/run_lost.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/text.h"

#define RECORD "last-run.json"
#define RECORD_REFUSED "last-run.refused.json"

const char *lt_watch_path(const struct lt_config *config, uint32_t unit, const char *work,
                          struct lt_arena *arena)
{
    return lt_path_join(arena, unit != 0 ? work : config->work_dir, RECORD);
}

const char *lt_watch_refused_path(const struct lt_config *config, struct lt_arena *arena)
{
    return lt_path_join(arena, config->work_dir, RECORD_REFUSED);
}

void lt_watch_start(struct lt_watch *watch)
{
    *watch = (struct lt_watch){.began = lt_clock_running()};
    if (!lt_clock_now(watch->started)) {
        watch->started[0] = '\0';
    }
}

/* What went wrong beside the run is one line more. */
static void tell_failure(struct lt_session *session, const char *code, const struct lt_error *err)
{
    struct lt_text text = {0};
    lt_error_say(err,
                 lt_language_chinese(session->options->language,
                                     session->config == NULL || session->config->chinese),
                 &text);
    if (!text.failed) {
        lt_log_warning(&session->log, code, "%s", text.data);
    }
    lt_text_finish(&text);
}

/* As the end of the run has told them; a run that came to no such end is no reason for silence. What cannot be read now
 * stays what the record said. */
static uint64_t count_lost(struct lt_session *session, uint64_t before)
{
    struct lt_lost lost = session->lost;
    const bool known = lost.path != NULL || (session->config != NULL &&
                                             lt_lost_count(session->config->output_dir,
                                                           session->arena, &lost, NULL) == LT_OK);
    return known ? lost.waiting + lost.other : before;
}

static void fill(struct lt_session *session)
{
    struct lt_watch *watch = &session->watch;
    struct lt_run_record *record = &watch->record;
    record->command = session->options->command == NULL ? "run" : session->options->command;
    record->period = session->options->period;
    record->unit = session->options->unit;
    record->process = (long)getpid();
    record->version = LT_VERSION;
    record->started = watch->started;
    record->ended = watch->ended;
    record->stage = session->stage;
    record->generation = session->generation;
    record->reviews_lost = count_lost(session, record->reviews_lost);
    record->message = "";
    record->succeeded = record->succeeded == NULL ? "" : record->succeeded;
    for (int i = LT_NOTE; i <= LT_REJECT; i++) {
        record->diagnostics[i] = session->diagnostics.count_of[i];
    }
}

static enum lt_status write_record(struct lt_session *session, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_watch *watch = &session->watch;
    const char *folder = lt_path_folder(session->arena, watch->path);
    if (folder == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(lt_folder_make(folder, err));
    LT_TRY(lt_run_record_write(watch->path, &watch->record, err));
out:
    return status;
}

/* When it last went well stands in the record before, and how many reviews were lost. An interim run that never had a
 * work folder has none. */
static void remember(struct lt_session *session)
{
    struct lt_run_record before;
    const uint32_t unit = session->options->unit;
    const char *path = unit != 0 && session->work[0] == '\0'
                           ? NULL
                           : lt_watch_path(session->config, unit, session->work, session->arena);
    if (path != NULL && lt_file_exists(path) &&
        lt_run_record_read(path, session->arena, &before, NULL) == LT_OK) {
        session->watch.record.succeeded = before.succeeded;
        session->watch.record.reviews_lost = before.reviews_lost;
    }
}

void lt_watch_enter(struct lt_session *session)
{
    struct lt_watch *watch = &session->watch;
    struct lt_error err;
    watch->path =
        lt_watch_path(session->config, session->options->unit, session->work, session->arena);
    remember(session);
    fill(session);
    watch->record.state = LT_RUN_RUNNING;
    if (watch->path != NULL && write_record(session, &err) != LT_OK) {
        tell_failure(session, "record.failed", &err);
    }
}

/* A run that never had the lock does not write over the record of one that has it, but goes on from what that says. */
static void settle_path(struct lt_session *session)
{
    struct lt_watch *watch = &session->watch;
    if (session->config == NULL || watch->path != NULL) {
        return;
    }
    watch->path = lt_watch_refused_path(session->config, session->arena);
    remember(session);
}

static const char *metrics_path(const struct lt_session *session)
{
    return session->options->metrics != NULL ? session->options->metrics
           : session->config != NULL         ? session->config->operations.metrics
                                             : "";
}

static const char *read_outcome(struct lt_session *session)
{
    enum { LIMIT = 1 << 20 };
    char *text = NULL;
    size_t size;
    const char *path = session->results == NULL
                           ? NULL
                           : lt_path_join(session->arena, session->results, "outcome.txt");
    return path != NULL && lt_file_exists(path) &&
                   lt_file_read(path, LIMIT, session->arena, &text, &size, NULL) == LT_OK
               ? text
               : "";
}

static void write_metrics(struct lt_session *session)
{
    struct lt_error err;
    const char *path = metrics_path(session);
    if (*path != '\0' && session->options->unit == 0 &&
        lt_metrics_write(path, session, &session->watch.record, read_outcome(session), &err) !=
            LT_OK) {
        tell_failure(session, "metrics.failed", &err);
    }
}

void lt_watch_end(struct lt_session *session, enum lt_status status, const struct lt_error *err)
{
    struct lt_watch *watch = &session->watch;
    struct lt_error cause;
    struct lt_run_record *record = &watch->record;
    const bool well = status == LT_OK || status == LT_FAIL_ON;
    if (session->arena == NULL) {
        return; /* memory was out before anything was known */
    }
    settle_path(session);
    if (session->plan.unit_count > 0) { /* the units' too, as far as they came */
        (void)lt_session_read_diagnostics(session, NULL);
    }
    fill(session);
    if (!lt_clock_now(watch->ended)) {
        watch->ended[0] = '\0';
    }
    record->state = well ? LT_RUN_DONE : LT_RUN_FAILED;
    record->seconds = lt_clock_running() - watch->began;
    record->exit_code = (int)status;
    record->message = status == LT_OK || err == NULL ? "" : err->text;
    record->succeeded =
        well && strcmp(session->stage, "done") == 0 ? watch->ended : record->succeeded;
    if (watch->path != NULL && write_record(session, &cause) != LT_OK) {
        tell_failure(session, "record.failed", &cause);
    }
    if (status != LT_E_LOCKED) {
        write_metrics(session);
    }
}

void lt_watch_call(struct lt_session *session)
{
    struct lt_error err;
    if (lt_hook_run(session, &err) != LT_OK) {
        tell_failure(session, "hook.failed", &err);
    }
}
