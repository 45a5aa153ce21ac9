/* The half-yearly batch, in order. Read this file and you know the whole. */
#include "liangtian/run.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "run/run_access.h"
#include "run/run_child.h"
#include "run/run_due.h"
#include "run/run_history.h"
#include "run/run_interim.h"
#include "run/run_load.h"
#include "run/run_outcome.h"
#include "run/run_session.h"
#include "run/run_stages.h"
#include "run/run_watch.h"
#include "support/arena.h"
#include "support/files.h"

/* --- children --- */

static enum lt_status plan_child(void *context, size_t task, struct lt_error *err)
{
    (void)task;
    return lt_stage_plan(context, err);
}

/* More counties than processors: a county a process. Fewer: the rest of the processors work inside
 * one. */
static unsigned processes(const struct lt_session *session)
{
    const size_t units = session->plan.unit_count;
    return units < session->threads ? (units < 1 ? 1 : (unsigned)units) : session->threads;
}

static enum lt_status unit_child(void *context, size_t task, struct lt_error *err)
{
    struct lt_session *session = context;
    return lt_stage_unit(session, session->plan.by_weight[task],
                         session->threads / processes(session), err);
}

static enum lt_status merge_body(void *context, size_t task, struct lt_error *err)
{
    (void)task;
    return lt_stage_merge(context, err);
}

enum lt_status lt_stage_merge_apart(struct lt_session *session, struct lt_error *err)
{
    return lt_child_run_all(merge_body, session, 1, 1, NULL, err);
}

static void unit_done(void *context, size_t finished, size_t count)
{
    struct lt_session *session = context;
    if (session->log.progress) {
        lt_log_progress(&session->log, session->config->chinese ? "县区" : "units", finished,
                        count);
    } else {
        lt_log_line(&session->log, "run.unit_done",
                    session->config->chinese ? "县区 %zu/%zu 完成" : "unit %zu of %zu done",
                    finished, count);
    }
}

/* --- plan --- */

static bool asked_alike(const struct lt_session *session, const struct lt_plan *plan)
{
    return strcmp(plan->key, session->key) == 0 &&
           strcmp(plan->config_path, session->config->path) == 0 &&
           plan->redo == session->options->redo &&
           plan->allow_stale == session->options->allow_stale;
}

/* A plan that a killed run has left is used again only when it is of the very same inputs and
 * whole. */
static bool take_whole_plan(struct lt_session *session)
{
    struct lt_plan plan;
    const char *path = lt_session_path(session, "plan.json");
    if (path == NULL || lt_plan_read(path, session->arena, &plan, NULL) != LT_OK ||
        !asked_alike(session, &plan)) {
        return false;
    }
    for (size_t i = 0; i < plan.unit_count; i++) {
        const struct lt_plan_unit *unit = &plan.units[i];
        struct lt_spool *spool = NULL, *border = NULL;
        const bool whole = lt_session_open_spool(session, unit, &spool, NULL) == LT_OK &&
                           lt_session_open_border(session, unit, &border, NULL) == LT_OK;
        lt_spool_close(spool);
        lt_spool_close(border);
        if (!whole) {
            return false;
        }
    }
    if (lt_session_read_plan_diagnostics(session, plan.key, NULL) != LT_OK) {
        return false;
    }
    session->plan = plan;
    return true;
}

enum lt_status lt_stage_plan_whole(struct lt_session *session, struct lt_error *err)
{
    enum lt_status status;
    if (take_whole_plan(session)) {
        lt_log_line(&session->log, "plan.reused",
                    session->config->chinese ? "续作：沿用已完成的计划"
                                             : "resuming: the plan is whole");
        return LT_OK;
    }
    const char *path = lt_session_path(session, "plan.json");
    const char *told = lt_session_path(session, "plan.diag");
    if (path == NULL || told == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(
        lt_folder_remove(told, err)); /* a child that dies leaves none, rather than an older one */
    status = lt_child_run_all(plan_child, session, 1, 1, NULL, err);
    if (status != LT_OK) {
        (void)lt_session_read_plan_diagnostics(session, lt_no_key,
                                               NULL); /* the failure is told anyway */
        goto out;
    }
    LT_TRY(lt_plan_read(path, session->arena, &session->plan, err));
out:
    return status;
}

/* --- outcome --- */

static enum lt_status read_published(struct lt_session *session, const char *name, char **ret_text,
                                     struct lt_error *err)
{
    enum { LIMIT = 1 << 20 };
    size_t size;
    const char *path = lt_path_join(session->arena, session->results, name);
    return path == NULL ? lt_fail_memory(err, "a path")
                        : lt_file_read(path, LIMIT, session->arena, ret_text, &size, err);
}

enum lt_status lt_run_conclude(struct lt_session *session, struct lt_error *err)
{
    enum lt_status status;
    char *summary, *outcome;
    LT_TRY(read_published(session, "summary.txt", &summary, err));
    LT_TRY(read_published(session, "outcome.txt", &outcome, err));
    const int cause = fputs(summary, stdout) == EOF ? errno : 0;
    LT_TRY(session->options->unit != 0 ? lt_interim_tell(session, err)
                                       : lt_history_tell(session, err));
    if (fflush(stdout) != 0 || ferror(stdout) != 0) {
        const int why = cause != 0 ? cause : errno;
        status = lt_fail(err, lt_io_status(why),
                         "the result is published, but its summary cannot be written: %s",
                         strerror(why));
        goto out;
    }
    const enum lt_fail_on fail_on = session->options->fail_on;
    if (fail_on == LT_FAIL_ON_FLOOR && lt_outcome_count(outcome, "floors_below") > 0) {
        status = lt_fail(err, LT_FAIL_ON, "a floor is not met (--fail-on floor)");
    } else if (fail_on == LT_FAIL_ON_VIOLATION && lt_outcome_count(outcome, "cases_open") > 0) {
        status = lt_fail(err, LT_FAIL_ON, "cases are open (--fail-on violation)");
    }
out:
    return status;
}

static enum lt_status units(struct lt_session *session, struct lt_error *err)
{
    return lt_child_run_all(unit_child, session, session->plan.unit_count, processes(session),
                            unit_done, err);
}

enum lt_status lt_stages_before_merge(struct lt_session *session, struct lt_error *err)
{
    const enum lt_status status = lt_stage_plan_whole(session, err);
    return status != LT_OK ? status : units(session, err);
}

void lt_run_tell_published(struct lt_session *session)
{
    lt_log_line(&session->log, "run.published_already",
                session->config->chinese ? "相同输入的结果已发布，无需重算"
                                         : "these inputs are already published");
}

static bool ended_well(enum lt_status status)
{
    return status == LT_OK || status == LT_FAIL_ON;
}

void lt_run_end(struct lt_session *session, struct lt_lock *lock, enum lt_status status,
                const struct lt_error *err)
{
    const bool watched = session->watched;
    const bool failed = !ended_well(status);
    if (session->arena != NULL && failed) {
        (void)lt_session_tell(session, lock != NULL, NULL); /* the failure itself matters more */
    }
    if (watched) {
        lt_watch_end(session, status, err);
    }
    lt_lock_release(lock);
    if (watched && failed) {
        lt_watch_call(session);
    }
    lt_session_close(session);
}

static enum lt_status compute(struct lt_session *session, struct lt_error *err)
{
    enum lt_status status;
    session->stage = "plan";
    LT_TRY(lt_stage_plan_whole(session, err));
    LT_TRY(lt_interim_choose_unit(session, err));
    session->stage = "units";
    LT_TRY(units(session, err));
    session->stage = "merge";
    LT_TRY(lt_stage_merge_apart(session, err));
out:
    return status;
}

/* A lock dies with its process: that somebody was killed is worth a line, and nothing has to be cleared away. */
static void tell_left_lock(struct lt_session *session, const struct lt_lock *lock)
{
    const long process = lt_lock_left_by(lock);
    if (process != 0) {
        lt_log_line(&session->log, "lock.left",
                    session->config->chinese
                        ? "上次持锁的进程 %ld 未正常结束，其锁已失效；已完成的部分如仍适用则沿用"
                        : "process %ld had the lock before and was ended in the middle: its lock "
                          "is void, and what it had finished is used where it still fits",
                    process);
    }
}

/* A county that looks between half-years keeps nobody from closing one. */
static enum lt_status take_lock(const struct lt_session *session, struct lt_lock **ret_lock,
                                struct lt_error *err)
{
    const char *folder = session->options->unit != 0
                             ? lt_interim_lock_folder(session->config, session->arena)
                             : session->config->output_dir;
    return folder == NULL ? lt_fail_memory(err, "a path") : lt_lock_take(folder, ret_lock, err);
}

/* What it is to do is known: the record says so. */
static void enter(struct lt_session *session, const struct lt_lock *lock)
{
    tell_left_lock(session, lock);
    lt_access_tell(session);
    lt_watch_enter(session);
}

enum lt_status lt_run_take_lock(struct lt_session *session, struct lt_lock **ret_lock,
                                struct lt_error *err)
{
    const enum lt_status status = take_lock(session, ret_lock, err);
    if (status == LT_OK) {
        enter(session, *ret_lock);
    }
    return status;
}

static enum lt_status run_locked(struct lt_session *session, struct lt_error *err)
{
    enum lt_status status;
    session->stage = "inputs";
    LT_TRY(lt_session_identify(session, err));
    LT_TRY(lt_interim_find(session, err));
    if (session->published) {
        lt_run_tell_published(session);
    } else {
        LT_TRY(compute(session, err));
    }
    session->stage = "done";
    status = lt_load_published(session, lt_run_conclude(session, err), err);
out:
    return status;
}

static enum lt_status run_named(const struct lt_run_options *options, struct lt_error *err)
{
    enum lt_status status;
    struct lt_session session = {0};
    struct lt_lock *lock = NULL;
    char purpose[LT_INTERIM_PURPOSE] = "";
    if (options->unit != 0) {
        lt_interim_purpose(options->unit, purpose);
    }
    LT_TRY(lt_session_begin(options, true, &session, err));
    LT_TRY(lt_session_find_period(&session, purpose, err));
    LT_TRY(lt_load_allowed(session.config, options->postgis, err));
    LT_TRY(lt_run_take_lock(&session, &lock, err));
    LT_TRY(run_locked(&session, err));
out:
    lt_run_end(&session, lock, status, err);
    return status;
}

/* --- what is due --- */

static enum lt_status find_due(const struct lt_session *session, struct lt_due *ret_due,
                               struct lt_error *err)
{
    char today[LT_DAY_TEXT];
    return lt_clock_today(today) ? lt_due_find(session->config, today, session->arena, ret_due, err)
                                 : lt_fail_memory(err, "the time");
}

static void tell_due(struct lt_session *session, const struct lt_due *due)
{
    char period[LT_PERIOD_TEXT];
    lt_log_line(&session->log, "run.due",
                session->config->chinese ? "%s 已于 %s 到期" : "%s is due since %s",
                lt_period_format(due->next, period), due->day);
}

/* Says again what is published, and answers for it, as a run that finds its inputs published. */
static enum lt_status stand(struct lt_session *session, const struct lt_due *due,
                            struct lt_error *err)
{
    enum lt_status status;
    bool files;
    LT_TRY(lt_due_tell(session, due, &files, err));
    session->stage = "done";
    status = files ? lt_load_published(session, lt_run_conclude(session, err), err) : LT_OK;
out:
    return status;
}

/* The half-year that is due, or none. Which one it is holds from the lock on. `ret_more`: another one is due. */
static enum lt_status run_due(const struct lt_run_options *given, bool *ret_more,
                              struct lt_error *err)
{
    enum lt_status status, found;
    struct lt_run_options own = *given;
    struct lt_session session = {0};
    struct lt_lock *lock = NULL;
    struct lt_due due, after;
    *ret_more = false;
    LT_TRY(lt_session_begin(&own, true, &session, err));
    LT_TRY(lt_load_allowed(session.config, own.postgis, err));
    LT_TRY(take_lock(&session, &lock, err));
    LT_TRY(find_due(&session, &due, err));
    own.period = due.come ? due.next : due.last.period;
    LT_TRY(due.come ? lt_session_find_period(&session, "", err)
                    : lt_due_stand(&session, &due, err));
    enter(&session, lock);
    if (!due.come) {
        LT_TRY(stand(&session, &due, err));
        goto out;
    }
    tell_due(&session, &due);
    status = run_locked(&session, err);
    if (ended_well(status)) {
        found = find_due(&session, &after, err);
        *ret_more = found == LT_OK && after.come && after.next > due.next;
        status = found == LT_OK ? status : found;
    }
out:
    lt_run_end(&session, lock, status, err);
    return status;
}

/* Each half-year is a run of its own, with its own record, lock, and call for help. */
static enum lt_status run_all_due(const struct lt_run_options *options, struct lt_error *err)
{
    enum lt_status status, met = LT_OK;
    bool more;
    do {
        status = run_due(options, &more, err);
        met = status == LT_FAIL_ON ? LT_FAIL_ON : met;
    } while (more);
    return status == LT_OK ? met : status;
}

enum lt_status lt_run(const struct lt_run_options *options, struct lt_error *err)
{
    return options->period != 0 ? run_named(options, err) : run_all_due(options, err);
}

enum lt_status lt_check(const struct lt_run_options *options, struct lt_error *err)
{
    enum lt_status status;
    struct lt_session session = {0};
    struct lt_lock *lock = NULL;
    LT_TRY(lt_session_open(options, "check-", &session, &lock, err));
    LT_TRY(lt_session_identify(&session, err));
    LT_TRY(lt_stage_plan_whole(&session, err));
    LT_TRY(units(&session, err)); /* overlaps and gaps are found there */
    LT_TRY(lt_session_read_diagnostics(&session, err));
    LT_TRY(lt_session_report_quality(&session, err));
out:
    if (session.arena != NULL) {
        (void)lt_session_tell(&session, lock != NULL, NULL);
    }
    lt_lock_release(lock);
    lt_session_close(&session);
    return status;
}
