#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "overlay/overlay_internal.h"

static void keep_message(const char *message, void *context)
{
    struct lt_overlay *overlay = context;
    snprintf(overlay->message, sizeof overlay->message, "%s", message);
    for (char *c = overlay->message; *c != '\0'; c++) {
        if (*c == '\n' || *c == '\r') {
            *c = ' ';
        }
    }
}

enum lt_status lt_overlay_create(struct lt_overlay **ret_overlay, struct lt_error *err)
{
    struct lt_overlay *overlay = calloc(1, sizeof *overlay);
    if (overlay == NULL) {
        return lt_fail_memory(err, "an overlay context");
    }
    overlay->geos = GEOS_init_r();
    if (overlay->geos == NULL) {
        free(overlay);
        return lt_fail_memory(err, "an overlay context");
    }
    GEOSContext_setErrorMessageHandler_r(overlay->geos, keep_message, overlay);
    *ret_overlay = overlay;
    return LT_OK;
}

void lt_overlay_destroy(struct lt_overlay *overlay)
{
    if (overlay != NULL) {
        GEOS_finish_r(overlay->geos);
        free(overlay);
    }
}

enum lt_status overlay_fail(struct lt_overlay *overlay, const char *what, struct lt_error *err)
{
    const char *said = overlay->message[0] == '\0' ? "no message" : overlay->message;
    const enum lt_status status = strstr(said, OVERLAY_NO_MEMORY) != NULL
                                      ? lt_fail_memory(err, what)
                                      : lt_fail(err, LT_E_BUG, "GEOS: %s failed: %s", what, said);
    overlay->message[0] = '\0';
    return status;
}
