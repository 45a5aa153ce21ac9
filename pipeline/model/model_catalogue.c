/* Titles of diagnostics in both languages; ascending by code. Whoever adds a diagnostic adds its
 * line here. */
#include <stddef.h>
#include <string.h>

#include "liangtian/diagnostics.h"

static const struct title {
    const char *code, *zh, *en;
} titles[] = {
    {"geometry.missing", "图形缺失", "no geometry"},
};

const char *lt_diagnostic_title(const char *code, bool chinese)
{
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        if (strcmp(titles[i].code, code) == 0) {
            return chinese ? titles[i].zh : titles[i].en;
        }
    }
    return code;
}
