/* plan, unit, merge: the pieces of a run as commands, for machines that share a file system. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "liangtian/store.h"
#include "run/run_child.h"
#include "run/run_clock.h"
#include "run/run_load.h"
#include "run/run_stages.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/text.h"

/* --- plan --- */

static enum lt_status list_units(struct lt_session *session, struct lt_error *err)
{
    const char *path = lt_session_path(session, "plan.json");
    if (path == NULL) {
        return lt_fail_memory(err, "a path");
    }
    printf("%s\n", path);
    for (size_t i = 0; i < session->plan.unit_count; i++) {
        const size_t place = session->plan.by_weight[i];
        const struct lt_plan_unit *unit = &session->plan.units[place];
        printf("%zu\t%06u\t%s\t%llu\t%llu\t%llu\t%llu\t%s\n", i + 1, unit->unit, unit->name,
               (unsigned long long)unit->features, (unsigned long long)unit->vertices,
               (unsigned long long)unit->pixels, (unsigned long long)unit->weight,
               lt_stage_unit_is_done(session, place) ? "done" : "open");
    }
    return fflush(stdout) == 0 ? LT_OK : lt_fail(err, LT_E_IO, "cannot write the list of units");
}

enum lt_status lt_plan(const struct lt_run_options *options, struct lt_error *err)
{
    enum lt_status status;
    struct lt_run_options own = *options;
    struct lt_session session = {0};
    struct lt_lock *lock = NULL;
    own.command = "plan";
    LT_TRY(lt_session_begin(&own, true, &session, err));
    LT_TRY(lt_session_find_period(&session, "", err));
    LT_TRY(lt_run_take_lock(&session, &lock, err));
    session.stage = "inputs";
    LT_TRY(lt_session_identify(&session, err));
    if (session.published) {
        lt_run_tell_published(&session);
        goto out;
    }
    session.stage = "plan";
    LT_TRY(lt_stage_plan_whole(&session, err));
    LT_TRY(list_units(&session, err));
out:
    lt_run_end(&session, lock, status, err);
    return status;
}

/* --- what a plan says of its run --- */

struct piece {
    struct lt_arena *arena; /* holds the plan */
    struct lt_run_options options;
    struct lt_session session;
};

static enum lt_status open_piece(struct piece *piece, const char *plan_path, bool watched,
                                 const struct lt_run_options *talk, struct lt_error *err)
{
    enum lt_status status;
    struct lt_session *session = &piece->session;
    struct lt_plan plan;
    LT_TRY(lt_arena_create(&piece->arena, err));
    LT_TRY(lt_plan_read(plan_path, piece->arena, &plan, err));
    piece->options = *talk;
    piece->options.command = "merge"; /* the one of the pieces that is watched */
    piece->options.config_path = plan.config_path;
    piece->options.period = plan.period;
    piece->options.language = plan.chinese ? LT_LANGUAGE_ZH : LT_LANGUAGE_EN;
    piece->options.redo = plan.redo;
    piece->options.allow_stale = plan.allow_stale;
    LT_TRY(lt_session_begin(&piece->options, watched, session, err));
    LT_TRY(lt_session_find_period(session, "", err));
    session->plan = plan;
    session->work = lt_path_folder(session->arena, plan_path);
    if (session->work == NULL) {
        status = lt_fail_memory(err, "a path");
    }
out:
    return status;
}

static void close_piece(struct piece *piece, struct lt_lock *lock, enum lt_status status,
                        const struct lt_error *err)
{
    lt_run_end(&piece->session, lock, status, err);
    lt_arena_destroy(piece->arena);
}

/* --- unit --- */

enum { LEAST_CODE = 100000 }; /* of counties; numbers lie below */

/* The unit's number, by which it may be called too, whatever it was called by. */
static enum lt_status find_unit(const struct lt_plan *plan, unsigned long unit, size_t *ret_number,
                                struct lt_error *err)
{
    if (unit >= 1 && unit <= plan->unit_count) {
        *ret_number = unit;
        return LT_OK;
    }
    for (size_t i = 0; unit >= LEAST_CODE && i < plan->unit_count; i++) {
        if (plan->units[plan->by_weight[i]].unit == unit) {
            *ret_number = i + 1;
            return LT_OK;
        }
    }
    return lt_fail(err, LT_E_USAGE, "there is no unit %lu: the plan has 1 to %zu", unit,
                   plan->unit_count);
}

struct one_unit {
    struct lt_session *session;
    size_t number, place; /* in plan.units */
};

static enum lt_status unit_body(void *context, size_t task, struct lt_error *err)
{
    const struct one_unit *one = context;
    (void)task;
    return lt_stage_unit(one->session, one->place, one->session->threads, err);
}

static double processor_time(const struct rusage *used)
{
    return (double)used->ru_utime.tv_sec + 1e-6 * (double)used->ru_utime.tv_usec +
           (double)used->ru_stime.tv_sec + 1e-6 * (double)used->ru_stime.tv_usec;
}

/* number, county, name, what was done, wall and processor time, most memory: what a cluster is charged for */
static enum lt_status tell_costs(const struct one_unit *one, bool before, double start,
                                 struct lt_error *err)
{
    enum lt_status status;
    const struct lt_plan_unit *unit = &one->session->plan.units[one->place];
    struct rusage own, child;
    struct lt_text text = {0};
    getrusage(RUSAGE_SELF, &own);
    getrusage(RUSAGE_CHILDREN, &child);
    const long memory = own.ru_maxrss > child.ru_maxrss ? own.ru_maxrss : child.ru_maxrss;
    lt_text_printf(&text, "%zu\t%06u\t%s\t%s\t", one->number, unit->unit, unit->name,
                   before ? "kept" : "done");
    lt_text_add_fixed(&text, lt_clock_running() - start, 3);
    lt_text_add(&text, "\t");
    lt_text_add_fixed(&text, processor_time(&own) + processor_time(&child), 3);
    lt_text_printf(&text, "\t%ld\n", memory / 1024);
    LT_TRY(lt_text_check(&text, err));
    if (fputs(text.data, stdout) < 0 || fflush(stdout) != 0) {
        status = lt_fail(err, LT_E_IO, "cannot write the costs of the unit");
    }
out:
    lt_text_finish(&text);
    return status;
}

enum lt_status lt_unit(const char *plan_path, unsigned long unit,
                       const struct lt_run_options *options, struct lt_error *err)
{
    enum lt_status status;
    struct piece piece = {0};
    struct one_unit one = {.session = &piece.session};
    const double start = lt_clock_running();
    LT_TRY(open_piece(&piece, plan_path, false, options, err));
    LT_TRY(find_unit(&piece.session.plan, unit, &one.number, err));
    one.place = piece.session.plan.by_weight[one.number - 1];
    LT_TRY(lt_session_adopt(&piece.session, &piece.session.plan, err));
    const bool before = lt_stage_unit_is_done(&piece.session, one.place);
    LT_TRY(before ? LT_OK : lt_child_run_all(unit_body, &one, 1, 1, NULL, err));
    LT_TRY(tell_costs(&one, before, start, err));
out:
    close_piece(&piece, NULL, status, err);
    return status;
}

/* --- merge --- */

enum lt_status lt_merge(const char *plan_path, const struct lt_run_options *options,
                        struct lt_error *err)
{
    enum lt_status status;
    struct piece piece = {0};
    struct lt_session *session = &piece.session;
    struct lt_lock *lock = NULL;
    LT_TRY(open_piece(&piece, plan_path, true, options, err));
    LT_TRY(lt_load_allowed(session->config, options->postgis, err));
    LT_TRY(lt_run_take_lock(session, &lock, err));
    LT_TRY(lt_session_adopt(session, &session->plan, err));
    if (session->published) {
        lt_run_tell_published(session);
    } else {
        LT_TRY(lt_session_prove_ledger(session, err));
        session->stage = "merge";
        LT_TRY(lt_stage_merge_apart(session, err));
    }
    session->stage = "done";
    status = lt_load_published(session, lt_run_conclude(session, err), err);
out:
    close_piece(&piece, lock, status, err);
    return status;
}
