/* Talk on stderr: log lines as text, a progress line on a terminal. Only run/ and cli/ log. */
#ifndef LT_SUPPORT_LOG_H
#define LT_SUPPORT_LOG_H

#include <stdbool.h>
#include <stddef.h>

#include "liangtian/status.h"

struct lt_log {
    bool quiet;    /* errors only */
    bool progress; /* a moving line instead of log lines */
    bool open;     /* a progress line is on the screen */
};

void lt_log_line(struct lt_log *log, const char *format, ...) LT_PRINTF(2, 3);
void lt_log_progress(struct lt_log *log, const char *what, size_t done, size_t total);
void lt_log_end(struct lt_log *log); /* ends an open progress line */

#endif
