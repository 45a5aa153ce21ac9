/* Where fontconfig keeps what it has read of the fonts. */
#include <fontconfig/fontconfig.h>
#include <stdio.h>
#include <string.h>

#include "liangtian/outputs.h"
#include "outputs_draw.h"
#include "support/files.h"
#include "support/text.h"

/* Fontconfig is one for the process, and so is this. */
static char place[LT_PATH_BYTES + 1];

void lt_fonts_keep(const char *folder)
{
    if (strlen(folder) < sizeof place) {
        snprintf(place, sizeof place, "%s", folder);
    }
}

void lt_fonts_open(void)
{
    struct lt_text more = {0};
    FcConfig *const config = place[0] == '\0' ? NULL : FcInitLoadConfig();
    lt_text_add(&more, "<fontconfig><cachedir>");
    lt_text_add_escaped(&more, place);
    lt_text_add(&more, "</cachedir></fontconfig>");
    /* behind those of the system and of the user: used where these are closed */
    if (config != NULL && !more.failed &&
        FcConfigParseAndLoadFromMemory(config, (const FcChar8 *)more.data, FcTrue)) {
        FcConfigSetCurrent(config);
    }
    if (config != NULL) {
        FcConfigDestroy(config);
    }
    lt_text_finish(&more);
}
