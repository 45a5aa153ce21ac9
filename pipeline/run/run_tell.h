/* A diagnostic as a line on stderr. */
#ifndef LT_RUN_TELL_H
#define LT_RUN_TELL_H

#include <stdbool.h>

#include "liangtian/diagnostics.h"
#include "support/text.h"

/* `buffer` is the caller's, for texts that are put together; used again from call to call. */
void lt_run_tell(const struct lt_diagnostic *d, bool chinese, struct lt_text *buffer);
/* Those of a list that weigh `least` or more, in its order. */
void lt_run_tell_list(const struct lt_diagnostics *list, enum lt_severity least, bool chinese);

#endif
