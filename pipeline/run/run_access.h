/* Who else may write where a run reads and writes. */
#ifndef LT_RUN_ACCESS_H
#define LT_RUN_ACCESS_H

#include "run/run_session.h"

/* A warning for each of configuration, rules, output and work folder that all may write. Nothing is refused: rights may
 * be kept otherwise, by a folder above, or there is nobody else on the machine. */
void lt_access_tell(struct lt_session *session);

#endif
