/* Talk on stderr: log lines as text or as JSON, a progress line on a terminal. Only run/ and cli/ log. */
#ifndef LT_SUPPORT_LOG_H
#define LT_SUPPORT_LOG_H

#include <stdbool.h>
#include <stddef.h>

#include "liangtian/status.h"

struct lt_log {
    bool quiet;    /* warnings and errors only */
    bool progress; /* a moving line instead of log lines */
    bool open;     /* a progress line is on the screen */
};

enum lt_log_level { LT_LOG_INFO, LT_LOG_WARNING, LT_LOG_ERROR };
struct lt_log_field {
    const char *name, *text; /* "" is left out */
};

/* From now on every line is one JSON object: time (UTC, with milliseconds), level, code, message, fields. There is one
 * stderr, so this is said once for the process, before there are threads. */
void lt_log_as_json(void);
bool lt_log_is_json(void);

/* A line of any level. `code` names its kind for programs and never changes; the message is for people, and the only
 * thing that stands in the text form. */
void lt_log_entry(enum lt_log_level level, const char *code, const char *message,
                  const struct lt_log_field *fields, size_t count);
/* What goes on: nothing when quiet. */
void lt_log_line(struct lt_log *log, const char *code, const char *format, ...) LT_PRINTF(3, 4);
/* What the run goes on without, but somebody has to see to: also when quiet. */
void lt_log_warning(struct lt_log *log, const char *code, const char *format, ...) LT_PRINTF(3, 4);
void lt_log_progress(struct lt_log *log, const char *what, size_t done, size_t total);
void lt_log_end(struct lt_log *log); /* ends an open progress line */

#endif
