#include "outputs_gdal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <cpl_error.h>

#include "support/files.h"

static void CPL_STDCALL on_message(CPLErr severity, CPLErrorNum number, const char *message)
{
    struct lt_gdal_watch *const watch = CPLGetErrorHandlerUserData();
    if (severity < CE_Failure) {
        return;
    }
    if (watch->failures == 0) {
        watch->cause = errno;
        snprintf(watch->text, sizeof watch->text, "%s", message);
        watch->text[strcspn(watch->text, "\r\n")] = '\0';
    }
    watch->failures++;
    watch->memory = watch->memory || number == CPLE_OutOfMemory;
}

void lt_gdal_watch_begin(struct lt_gdal_watch *watch)
{
    *watch = (struct lt_gdal_watch){0};
    errno = 0;
    CPLPushErrorHandlerEx(on_message, watch);
}

void lt_gdal_watch_end(struct lt_gdal_watch *watch)
{
    (void)watch;
    CPLPopErrorHandler();
}

enum lt_status lt_gdal_check(const struct lt_gdal_watch *watch, const char *path,
                             struct lt_error *err)
{
    if (watch->failures == 0) {
        return LT_OK;
    }
    return lt_fail(err, watch->memory ? LT_E_LIMIT : lt_io_status(watch->cause),
                   "cannot write '%s': %s", path, watch->text);
}
