/* The layers of what is published, into a PostGIS database. */
#ifndef LT_RUN_LOAD_H
#define LT_RUN_LOAD_H

#include "run/run_session.h"

/* LT_E_INPUT where a target is given, and nothing of this city goes into one: asked before anything is computed. */
enum lt_status lt_load_allowed(const struct lt_config *config,
                               const struct lt_postgis_target *target, struct lt_error *err);

/* After the publication, where the run has a target; `ended` is how the summary of it ended, well or not: a reader who is
 * gone, or a full disk, keeps no database from what is published. It is answered where the load went well. Whatever goes
 * wrong here leaves what is published as it is, and says how to repeat the load alone. */
enum lt_status lt_load_published(struct lt_session *session, enum lt_status ended,
                                 struct lt_error *err);

#endif
