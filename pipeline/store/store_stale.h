/* The notice on a half-year whose figures rest on others that have been replaced since. */
#ifndef LT_STORE_STALE_H
#define LT_STORE_STALE_H

#include <stdbool.h>

#include "liangtian/period.h"
#include "liangtian/status.h"

struct lt_arena;

/* Writes STALE.txt into the folder, and a line into summary.txt, outcome.txt and report.html where they are. `since` is
 * the half-year that was run again. Files are replaced, not changed: other generations share them. */
enum lt_status stale_mark_folder(const char *folder, lt_period period, lt_period since,
                                 struct lt_arena *arena, struct lt_error *err);
/* The names of files that a notice goes into. */
bool stale_marks(const char *name);

#endif
