/* One small parallel loop on pthreads. */
#ifndef LT_SUPPORT_PARALLEL_H
#define LT_SUPPORT_PARALLEL_H

#include <stddef.h>

#include "liangtian/status.h"

/* Runs body(context, thread, index) for index 0 … count − 1 on `threads` threads (thread numbers 0
 * … threads − 1). Indices are handed out in ascending order, one at a time, so give it tasks, not
 * cells. After a failure no new index starts; the failure with the lowest index is answered, so
 * that the message does not depend on timing. */
enum lt_status lt_parallel_for(unsigned threads, size_t count,
                               enum lt_status (*body)(void *context, unsigned thread, size_t index,
                                                      struct lt_error *err),
                               void *context, struct lt_error *err);
unsigned lt_processors(void); /* at least 1 */

#endif
