/* Work in child processes: a crash or a lack of memory inside a library costs one piece of work,
 * not the run. */
#ifndef LT_RUN_CHILD_H
#define LT_RUN_CHILD_H

#include <stddef.h>

#include "liangtian/status.h"

typedef enum lt_status lt_child_body(void *context, size_t task, struct lt_error *err);

/* Runs body(context, 0 … count − 1), each in a process of its own, at most `at_once` at a time. A
 * child that dies (a signal, or LT_E_LIMIT) is tried once more; every other failure is final. All
 * tasks are run even when one failed, so that finished ones are kept; the failure of the lowest
 * task is answered. `done` (may be NULL) hears of progress. The caller must be single-threaded. */
enum lt_status lt_child_run_all(lt_child_body *body, void *context, size_t count, unsigned at_once,
                                void (*done)(void *context, size_t finished, size_t count),
                                struct lt_error *err);

/* A child says that it publishes from here on: a request to stop that comes later is not heeded, one that came before ends
 * it here. In the process itself, where no child is, it does nothing. */
void lt_child_publishes(void);

#endif
