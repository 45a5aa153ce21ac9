/* The three pieces of a run, each the body of a child process. */
#ifndef LT_RUN_STAGES_H
#define LT_RUN_STAGES_H

#include "liangtian/unit.h"
#include "run/run_session.h"

/* Reads every input once: surveys the rasters, checks and transforms the layers, writes spools and
 * plan.json. Its diagnostics go to plan.diag under the session's key, under lt_no_key when it fails. */
enum lt_status lt_stage_plan(struct lt_session *session, struct lt_error *err);

/* Stages 2–5 of session->plan.units[place]; writes its result and its diagnostics. A finished one is
 * kept. */
enum lt_status lt_stage_unit(struct lt_session *session, size_t place, unsigned threads,
                             struct lt_error *err);

/* Stages 6–8 over all units, and the publication. */
enum lt_status lt_stage_merge(struct lt_session *session, struct lt_error *err);

/* What a unit has left, whole: its result (the caller finishes it), what it had to tell, and what it keeps. LT_E_IO when
 * any of it is missing, damaged, or of another plan. Any thread. */
enum lt_status lt_stage_unit_read(const struct lt_session *session, size_t place,
                                  struct lt_unit_result *ret_result, struct lt_error *err);
/* Is all that there? */
bool lt_stage_unit_is_done(const struct lt_session *session, size_t place);

/* The merge, in a child. */
enum lt_status lt_stage_merge_apart(struct lt_session *session, struct lt_error *err);

/* The plan, in a child; one that is whole from before is used again. */
enum lt_status lt_stage_plan_whole(struct lt_session *session, struct lt_error *err);

/* The plan and all units, in children; what is whole from before is used again. */
enum lt_status lt_stages_before_merge(struct lt_session *session, struct lt_error *err);

/* --- what `run` shares with its pieces --- */

/* The lock of the output folder, or that of its interim results. */
enum lt_status lt_run_take_lock(struct lt_session *session, struct lt_lock **ret_lock,
                                struct lt_error *err);
void lt_run_tell_published(struct lt_session *session);
/* Prints the summary and answers --fail-on, from what is published: a repeated run says the same. */
enum lt_status lt_run_conclude(struct lt_session *session, struct lt_error *err);
/* Tells the diagnostics where it failed; leaves record and metrics, and calls the city's command, where it is watched (a
 * unit on a cluster is not: its plan and its merge are); releases and closes. */
void lt_run_end(struct lt_session *session, struct lt_lock *lock, enum lt_status status,
                const struct lt_error *err);

#endif
