/* Names and their numbers: the classes, strata and domains of a sample. */
#include <stdlib.h>
#include <string.h>

#include "liangtian/sample.h"
#include "support/arena.h"
#include "support/text.h"

static int by_name(const void *left, const void *right)
{
    const char *const a = *(const char *const *)left, *const b = *(const char *const *)right;
    int64_t x, y;
    if (lt_parse_int(a, &x) && lt_parse_int(b, &y) && x != y) {
        return x < y ? -1 : 1;
    }
    return strcmp(a, b);
}

enum lt_status lt_names_make(const char *const *texts, size_t count, struct lt_arena *arena,
                             struct lt_names *ret_names, struct lt_error *err)
{
    const char **names = lt_arena_array(arena, count + 1, sizeof *names);
    if (names == NULL) {
        return lt_fail_memory(err, "names");
    }
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        names[i] = texts[i];
    }
    qsort(names, count, sizeof *names, by_name);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || strcmp(names[kept - 1], names[i]) != 0) {
            names[kept++] = names[i];
        }
    }
    *ret_names = (struct lt_names){.names = names, .count = kept};
    return LT_OK;
}

uint32_t lt_names_find(const struct lt_names *names, const char *name)
{
    if (names->count == 0) {
        return LT_NO_LABEL;
    }
    const char **found = bsearch(&name, names->names, names->count, sizeof *names->names, by_name);
    return found == NULL ? LT_NO_LABEL : (uint32_t)(found - names->names);
}
