/* Who else may write where a run reads and writes. */
#ifndef LT_RUN_ACCESS_H
#define LT_RUN_ACCESS_H

#include "run/run_session.h"

/* A warning for each of configuration, rules, output and work folder that all may write. Nothing is refused: rights may
 * be kept otherwise, by a folder above, or there is nobody else on the machine. */
void lt_access_tell(struct lt_session *session);

/* LT_E_IO where root would write into an output or work folder of another user, who could then not go on from it: the
 * message says whom to become. Permissions stop everybody else. A folder that is not there yet, and one in which even
 * root's files are its owner's (a share), are no reason. To be asked before anything is written. */
enum lt_status lt_access_refuse(const char *folder, struct lt_arena *arena, struct lt_error *err);

#endif
