/* What a run leaves for whoever was not there: its record, its metrics, and the command after a failure. Nothing here
 * changes how a run ends: what cannot be written is told, and that is all. */
#ifndef LT_RUN_WATCH_H
#define LT_RUN_WATCH_H

#include "run/run_session.h"

/* <work>/last-run.json of half-yearly runs; an interim run has its own, in its work folder. NULL when memory is out. */
const char *lt_watch_path(const struct lt_config *config, uint32_t unit, const char *work,
                          struct lt_arena *arena);

/* <work>/last-run.refused.json, of runs that ended before they had the lock. NULL when memory is out. */
const char *lt_watch_refused_path(const struct lt_config *config, struct lt_arena *arena);

/* Before the session is opened: the run begins now. */
void lt_watch_start(struct lt_watch *watch);
/* The lock is taken: the record says "running". */
void lt_watch_enter(struct lt_session *session);
/* The run has ended with `status`: record and metrics. A run that ended before it had the lock leaves the record of the
 * others alone, and writes last-run.refused.json; where another one has the lock, it leaves the metrics alone too. */
void lt_watch_end(struct lt_session *session, enum lt_status status, const struct lt_error *err);
/* After a failure, when the lock is let go: the city's own command. */
void lt_watch_call(struct lt_session *session);

/* Replaces the metrics file. `outcome`: of the half-year that stands published, "" for none; what is not known then, and
 * the last success where the record does not say it, is taken over from the file that is replaced. */
enum lt_status lt_metrics_write(const char *path, const struct lt_session *session,
                                const struct lt_run_record *record, const char *outcome,
                                struct lt_error *err);

/* The config's command for a run that failed, with the path of the record behind its own words. It runs without a
 * shell, in a group of its own, with an environment that names the run and nothing else, and is ended when its time is
 * over. LT_E_IO when it could not be started, did not end well, or may not run: whoever can change the config decides
 * what runs, so a config that all may write is no reason to run anything. */
enum lt_status lt_hook_run(const struct lt_session *session, struct lt_error *err);

#endif
