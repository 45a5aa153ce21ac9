#include "liangtian/status.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "support/text.h"

static void keep(struct lt_error *err, const char *text)
{
    const size_t cut = lt_utf8_cut(text, strlen(text), sizeof err->text - 1);
    memcpy(err->text, text, cut);
    err->text[cut] = '\0';
    lt_utf8_clean(err->text); /* whatever a library, or a file through it, said */
}

enum lt_status lt_fail(struct lt_error *err, enum lt_status status, const char *format, ...)
{
    if (err != NULL) {
        char text[2 * LT_ERROR_TEXT];
        va_list args;
        va_start(args, format);
        vsnprintf(text, sizeof text, format, args);
        va_end(args);
        err->status = status;
        err->cause = 0;
        keep(err, text);
    }
    return status;
}

void lt_fail_cause(struct lt_error *err, int cause)
{
    if (err != NULL) {
        err->cause = cause;
    }
}

bool lt_error_unreadable(const struct lt_error *err)
{
    return err->cause != 0 && err->cause != ENOENT;
}

enum lt_status lt_fail_in(struct lt_error *err, const char *format, ...)
{
    if (err == NULL) {
        return LT_E_BUG;
    }
    char context[LT_ERROR_TEXT];
    char text[2 * LT_ERROR_TEXT + 2];
    va_list args;
    va_start(args, format);
    vsnprintf(context, sizeof context, format, args);
    va_end(args);
    snprintf(text, sizeof text, "%s: %s", context, err->text);
    keep(err, text);
    return err->status;
}

enum lt_status lt_fail_memory(struct lt_error *err, const char *what)
{
    return lt_fail(err, LT_E_LIMIT, "out of memory for %s", what);
}

const char *lt_status_name(enum lt_status status)
{
    switch (status) {
    case LT_OK:
        return "done";
    case LT_FAIL_ON:
        return "fail_on";
    case LT_E_USAGE:
        return "usage";
    case LT_E_INPUT:
        return "input";
    case LT_E_IO:
        return "io";
    case LT_E_LIMIT:
        return "limit";
    case LT_E_LOCKED:
        return "locked";
    case LT_E_STOPPED:
        return "stopped";
    case LT_E_BUG:
        break;
    }
    return "bug";
}
