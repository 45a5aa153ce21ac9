/* Status codes, the error that travels with them, and the one control macro.
 *
 * Every fallible function returns an lt_status and takes a struct lt_error last. On success the error
 * is untouched; on failure it holds one line: what failed, on what, and why. The values are the exit
 * codes of the program, so no table translates between them.
 */
#ifndef LIANGTIAN_STATUS_H
#define LIANGTIAN_STATUS_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

enum lt_status {
    LT_OK = 0,        /* done */
    LT_FAIL_ON = 1,   /* done, and --fail-on was met (main only) */
    LT_E_USAGE = 2,   /* the command line is wrong */
    LT_E_INPUT = 3,   /* the input is rejected; nothing is published */
    LT_E_IO = 4,      /* cannot read or write */
    LT_E_LIMIT = 5,   /* out of memory, disk or a configured size */
    LT_E_LOCKED = 6,  /* another run holds the lock */
    LT_E_STOPPED = 7, /* asked to stop by SIGTERM, SIGINT or SIGHUP before it was done */
    LT_E_BUG = 70,    /* a check inside the program failed */
};

enum { LT_ERROR_TEXT = 1024 };

/* One failure. `text` is UTF-8, a single line without control characters whatever was put into it, lower-case first word,
 * no full stop. */
struct lt_error {
    enum lt_status status;
    int cause; /* errno of the call of the system that failed, where that was noted; else 0 */
    char text[LT_ERROR_TEXT];
};

#if defined(__GNUC__)
#define LT_PRINTF(format_index, first_argument) \
    __attribute__((format(printf, format_index, first_argument)))
#else
#define LT_PRINTF(format_index, first_argument)
#endif

/* Fills `err` (which may be NULL) and returns `status`, so that a failure reads
 * `return lt_fail(err, LT_E_IO, "cannot open '%s': %s", path, strerror(errno));`. The text is cut on a
 * character boundary when it is too long. */
enum lt_status lt_fail(struct lt_error *err, enum lt_status status, const char *format, ...)
    LT_PRINTF(3, 4);

/* Notes the errno of a failure just recorded in `err` (which may be NULL). */
void lt_fail_cause(struct lt_error *err, int cause);

/* Is something there that the system could not read? Not so where it is missing, damaged or something else: what may be
 * computed anew, or done without, then, is not on the strength of a failed call. */
bool lt_error_unreadable(const struct lt_error *err);

/* Puts "context: " before the text of a failure already recorded, and returns its status. */
enum lt_status lt_fail_in(struct lt_error *err, const char *format, ...) LT_PRINTF(2, 3);

/* The out-of-memory failure, worded once. */
enum lt_status lt_fail_memory(struct lt_error *err, const char *what);

/* A stable word for programs: "usage", "input", "io", "limit", "locked", "stopped", "bug"; "done", "fail_on". */
const char *lt_status_name(enum lt_status status);

struct lt_text;
/* Adds the failure as people read it, one line. English: its text. Chinese: its kind, then the text where its wording is
 * known (names, numbers and paths as they are), else the English; false where it was not known. */
bool lt_error_say(const struct lt_error *err, bool chinese, struct lt_text *out);

/* Runs `expr`; on failure jumps to the function's single exit `out:`. Needs a local `status`. */
#define LT_TRY(expr)           \
    do {                       \
        status = (expr);       \
        if (status != LT_OK) { \
            goto out;          \
        }                      \
    } while (0)

/* What long work asks now and then: anything but LT_OK ends it, and is what it returns. */
typedef enum lt_status (*lt_stop_ask)(struct lt_error *err);

/* A condition that only a bug can break; checked in release builds too. */
#define LT_CHECK(condition, err)                                                           \
    ((condition) ? LT_OK                                                                   \
                 : lt_fail(err, LT_E_BUG, "internal check failed: %s (%s:%d)", #condition, \
                           __FILE__, __LINE__))

#ifdef __cplusplus
}
#endif
#endif
