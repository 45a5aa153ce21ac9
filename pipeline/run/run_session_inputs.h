/* The list of files that a session reads. */
#ifndef LT_RUN_SESSION_INPUTS_H
#define LT_RUN_SESSION_INPUTS_H

#include "run/run_session.h"

#define LT_ROLE_CONFIG "config"

/* Looks for the files that the configuration names: a season that never came is let go (session->rasters), and told;
 * another that is missing is LT_E_INPUT with a diagnostic. Then lists in session->inputs whatever is read, each with its
 * role; size and digest are for the caller to fill in. */
enum lt_status lt_session_settle_inputs(struct lt_session *session, struct lt_error *err);

#endif
