/* How counties stand that were looked at between half-years. */
#include <string.h>

#include "run/run_interim.h"
#include "run/run_state.h"
#include "run/run_watch.h"
#include "support/arena.h"
#include "support/files.h"

static enum lt_status look_at_result(struct state *s, struct state_interim *one,
                                     struct lt_error *err)
{
    const struct state_period *closed = lt_state_period(s, one->result.period);
    one->superseded = closed != NULL && closed->published &&
                      strcmp(closed->published_at, one->result.published_at) > 0;
    return lt_interim_grave(s->config, &one->result, s->arena, &one->grave, &one->grave_known, err);
}

static enum lt_status look_at_run(struct state *s, struct state_interim *one,
                                  const char *lock_folder, struct lt_error *err)
{
    const char *work = lt_interim_work(s->config, one->result.unit, one->result.period, s->arena);
    const char *path =
        work == NULL ? NULL : lt_watch_path(s->config, one->result.unit, work, s->arena);
    return path == NULL ? lt_fail_memory(err, "a path")
                        : lt_state_look_at_run(s, lock_folder, path, &one->run, err);
}

/* A run that has failed, or was killed, before its first result shows in its working files alone. */
static enum lt_status add_runs_without_result(struct state *s, char *const *names, size_t count,
                                              const char *lock_folder, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (size_t i = 0; i < count; i++) {
        struct state_interim one = {.result = {.folder = "", .published_at = ""}};
        bool known = !lt_interim_read_work(names[i], &one.result.unit, &one.result.period);
        for (size_t k = 0; k < s->interim_count; k++) {
            known = known || (s->interim[k].result.unit == one.result.unit &&
                              s->interim[k].result.period == one.result.period);
        }
        if (!known) {
            LT_TRY(look_at_run(s, &one, lock_folder, err));
            s->interim[s->interim_count] = one;
            s->interim_count += one.run.has_record;
        }
    }
out:
    return status;
}

enum lt_status lt_state_interim(struct state *s, struct lt_error *err)
{
    enum lt_status status;
    struct lt_interim_result *results;
    char **names = NULL;
    size_t count, name_count = 0;
    const char *lock_folder = lt_interim_lock_folder(s->config, s->arena);
    if (lock_folder == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(lt_interim_list(s->config->output_dir, s->arena, &results, &count, err));
    LT_TRY(lt_folder_exists(s->config->work_dir)
               ? lt_folder_list(s->config->work_dir, s->arena, &names, &name_count, err)
               : LT_OK);
    s->interim = lt_arena_array(s->arena, count + name_count, sizeof *s->interim);
    if (s->interim == NULL) {
        status = lt_fail_memory(err, "the interim results");
        goto out;
    }
    for (; s->interim_count < count; s->interim_count++) {
        struct state_interim *one = &s->interim[s->interim_count];
        one->result = results[s->interim_count];
        LT_TRY(look_at_result(s, one, err));
        LT_TRY(look_at_run(s, one, lock_folder, err));
    }
    LT_TRY(add_runs_without_result(s, names, name_count, lock_folder, err));
out:
    return status;
}
