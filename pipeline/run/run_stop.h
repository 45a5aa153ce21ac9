/* Signals. A run that is asked to stop (SIGTERM, SIGINT, SIGHUP) ends its children and then itself in order, so that its
 * record, its metrics and the city's own command say so; one whose reader has gone away goes on. */
#ifndef LT_RUN_STOP_H
#define LT_RUN_STOP_H

#include <signal.h>

#include "liangtian/status.h"

/* From now on the process is asked, not ended, and a closed pipe is a failed write. What whoever started it has set to be
 * ignored (nohup) stays so. A second request ends it at once as long as none has been taken by the two below; from then on
 * it ends in order, and further ones change nothing. Once per process or more often; not from threads. */
void lt_stop_listen(void);

/* LT_E_STOPPED when a stop was asked for. Any thread. */
enum lt_status lt_stop_check(struct lt_error *err);

/* Between these two requests and the ends of children wait until lt_stop_pause takes one of them. */
void lt_stop_hold(sigset_t *ret_before);
void lt_stop_pause(void);
void lt_stop_let(const sigset_t *before);

/* In a child, with what lt_stop_hold gave: a request ends it, as its parent decides. */
void lt_stop_child(const sigset_t *before);
/* No request is heeded any more. */
void lt_stop_ignore(void);
/* In a process that becomes another program: nothing of this is left. */
void lt_stop_forget(void);

#endif
