/* status: how a city stands, for people and for cron. */
#include "run/run_state.h"

#include <stdio.h>
#include <string.h>

#include "liangtian/ingest.h"
#include "run/run_lost.h"
#include "run/run_tell.h"
#include "run/run_watch.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/text.h"

static enum lt_status load(struct state *s, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(lt_arena_create(&s->arena, err));
    LT_TRY(lt_diagnostics_init(&s->diagnostics, err));
    status = lt_config_load(s->options->config_path, s->options->schemas_dir, &s->diagnostics,
                            &s->config, err);
    if (status != LT_OK) {
        lt_run_tell_list(&s->diagnostics, LT_NOTE, lt_language_chinese(s->options->language, true));
        goto out;
    }
    if (s->options->today != NULL) {
        snprintf(s->today, sizeof s->today, "%.10s", s->options->today);
    } else if (!lt_clock_today(s->today)) {
        status = lt_fail_memory(err, "the time");
    }
out:
    return status;
}

/* --- half-years --- */

static struct state_period *find(const struct state *s, lt_period period)
{
    size_t i = 0;
    while (i < s->period_count && s->periods[i].period != period) {
        i++;
    }
    return i < s->period_count ? &s->periods[i] : NULL;
}

const struct state_period *lt_state_period(const struct state *s, lt_period period)
{
    return find(s, period);
}

/* Keeps the list ascending; there is room. */
static struct state_period *enter(struct state *s, lt_period period)
{
    struct state_period *known = find(s, period);
    if (known != NULL) {
        return known;
    }
    size_t at = s->period_count++;
    for (; at > 0 && s->periods[at - 1].period > period; at--) {
        s->periods[at] = s->periods[at - 1];
    }
    s->periods[at] = (struct state_period){.period = period, .published_at = "", .version = ""};
    lt_due_day(&s->config->operations, period, s->periods[at].due);
    s->periods[at].come = strcmp(s->periods[at].due, s->today) <= 0;
    return &s->periods[at];
}

static size_t count_done(struct state *s, const char *work, const struct lt_plan *plan)
{
    size_t done = 0;
    for (size_t i = 0; i < plan->unit_count; i++) {
        struct lt_unit_result result = {0};
        const char *path =
            lt_arena_printf(s->arena, "%s/units/%u.result", work, plan->units[i].unit);
        done +=
            path != NULL && lt_unit_result_read(path, plan->units[i].key, &result, NULL) == LT_OK;
        lt_unit_result_finish(&result);
    }
    return done;
}

/* A plan in the work folder is that of what is published, or one that somebody has yet to finish. */
static void look_at_work(struct state *s, struct state_period *one,
                         const struct lt_generation_period *published)
{
    char text[LT_PERIOD_TEXT], content[65] = "";
    struct lt_plan plan;
    const char *work = lt_arena_printf(s->arena, "%s/%s", s->config->work_dir,
                                       lt_period_format(one->period, text));
    const char *path = work == NULL ? NULL : lt_path_join(s->arena, work, "plan.json");
    if (path == NULL || !lt_file_exists(path) ||
        lt_plan_read(path, s->arena, &plan, NULL) != LT_OK) {
        return;
    }
    if (published != NULL) {
        const char *const parts[] = {plan.key};
        lt_generation_id(published->base, parts, 1, one->version, content);
        if (strcmp(content, published->closing) == 0) {
            return;
        }
    }
    one->units = plan.unit_count;
    one->done = count_done(s, work, &plan);
}

static enum lt_status list_periods(struct state *s, struct lt_error *err)
{
    enum lt_status status;
    struct lt_generation_period *published;
    size_t count;
    LT_TRY(lt_generation_periods(s->config->output_dir, s->arena, &published, &count, err));
    s->periods = lt_arena_array(s->arena, s->config->period_count + count + 1, sizeof *s->periods);
    if (s->periods == NULL) {
        status = lt_fail_memory(err, "the half-years");
        goto out;
    }
    for (size_t i = 0; i < s->config->period_count; i++) {
        enter(s, s->config->periods[i].period)->configured = true;
    }
    for (size_t i = 0; i < count; i++) {
        struct state_period *one = enter(s, published[i].period);
        one->published = true;
        one->stale = published[i].stale;
        memcpy(one->generation, published[i].generation, sizeof one->generation);
        LT_TRY(lt_generation_told(s->config->output_dir, published[i].generation, s->arena,
                                  &one->published_at, &one->version, err));
    }
    const lt_period next = lt_due_next(s->config, published, count);
    enter(s, next);
    for (size_t i = 0, p = 0; i < s->period_count; i++) {
        while (p < count && published[p].period < s->periods[i].period) {
            p++;
        }
        look_at_work(s, &s->periods[i], s->periods[i].published ? &published[p] : NULL);
    }
    s->next = find(s, next);
out:
    return status;
}

/* --- runs --- */

bool lt_state_read_record(struct state *s, const char *path, struct lt_run_record *ret_record)
{
    return path != NULL && lt_file_exists(path) &&
           lt_run_record_read(path, s->arena, ret_record, NULL) == LT_OK;
}

static bool is_same_run(const struct lt_run_record *a, const struct lt_run_record *b)
{
    return a->process == b->process && a->state == b->state && strcmp(a->started, b->started) == 0;
}

/* A run takes the lock, writes its record, and writes it once more before it lets go. So one whose record says "running"
 * before and after a look at the lock that was not its own is over: killed. One look at each could be before and after
 * the start of a run. */
enum lt_status lt_state_look_at_run(struct state *s, const char *lock_folder, const char *path,
                                    struct state_run *ret_run, struct lt_error *err)
{
    enum { LOOKS = 10 }; /* runs do not begin that fast one after the other */
    enum lt_status status = LT_OK;
    struct state_run run = {.record = {.started = ""}};
    bool begun = true, same = false;
    for (int i = 0; i < LOOKS && begun && !run.running && !same; i++) {
        const struct lt_run_record before = run.record;
        run.has_record = lt_state_read_record(s, path, &run.record);
        begun = run.has_record && run.record.state == LT_RUN_RUNNING;
        same = i > 0 && begun && is_same_run(&before, &run.record);
        LT_TRY(lt_lock_look(lock_folder, &run.lock, err));
        run.running = begun && run.lock.held && run.lock.process == run.record.process;
    }
    run.killed = begun && !run.running;
    *ret_run = run;
out:
    return status;
}

static enum lt_status look_at_runs(struct state *s, struct lt_error *err)
{
    enum lt_status status;
    const char *path = lt_watch_path(s->config, 0, s->config->work_dir, s->arena);
    LT_TRY(lt_state_look_at_run(s, s->config->output_dir, path, &s->run, err));
    s->has_refused =
        lt_state_read_record(s, lt_watch_refused_path(s->config, s->arena), &s->refused);
    /* one that was refused before the last run is past */
    s->has_refused = s->has_refused &&
                     (!s->run.has_record || strcmp(s->run.record.started, s->refused.started) < 0);
out:
    return status;
}

void lt_state_judge(struct state *s)
{
    const struct state_period *next = s->next;
    s->due = next->come && !(s->run.running && s->run.record.period == next->period);
    s->broken = s->run.killed || (s->run.has_record && s->run.record.state == LT_RUN_FAILED) ||
                (s->has_refused && s->refused.exit_code != LT_E_LOCKED);
    for (size_t i = 0; i < s->period_count; i++) {
        s->stale = s->stale || s->periods[i].stale;
    }
}

static enum lt_status conclude(const struct state *s, struct lt_error *err)
{
    const enum lt_state_fail on = s->options->fail_on;
    const bool any = on == LT_STATE_FAIL_ANY;
    if ((any || on == LT_STATE_FAIL_BROKEN) && s->broken) {
        return lt_fail(err, LT_FAIL_ON, "the last run failed (--fail-on broken)");
    }
    if ((any || on == LT_STATE_FAIL_STALE) && s->stale) {
        return lt_fail(err, LT_FAIL_ON, "a half-year is stale (--fail-on stale)");
    }
    if ((any || on == LT_STATE_FAIL_DUE) && s->due) {
        return lt_fail(err, LT_FAIL_ON, "a half-year is due (--fail-on due)");
    }
    return LT_OK;
}

enum lt_status lt_state(const struct lt_state_options *options, struct lt_error *err)
{
    enum lt_status status;
    struct state s = {.options = options};
    struct lt_text text = {0};
    LT_TRY(load(&s, err));
    /* runs first: one that publishes in between is then seen as running, and its half-year as published */
    LT_TRY(look_at_runs(&s, err));
    LT_TRY(list_periods(&s, err));
    LT_TRY(lt_lost_count(s.config->output_dir, s.arena, &s.lost, err));
    LT_TRY(lt_state_interim(&s, err));
    lt_state_judge(&s);
    (options->json ? lt_state_say_json : lt_state_say_text)(&s, &text);
    LT_TRY(lt_text_check(&text, err));
    if (fputs(text.data, stdout) < 0 || fflush(stdout) != 0) {
        status = lt_fail(err, LT_E_IO, "cannot write the state");
        goto out;
    }
    LT_TRY(conclude(&s, err));
out:
    lt_text_finish(&text);
    lt_config_destroy(s.config);
    lt_diagnostics_finish(&s.diagnostics);
    lt_arena_destroy(s.arena);
    return status;
}
