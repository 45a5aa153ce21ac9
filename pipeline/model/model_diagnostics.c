#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "liangtian/diagnostics.h"
#include "support/arena.h"
#include "support/array.h"
#include "support/text.h"

enum lt_status lt_diagnostics_init(struct lt_diagnostics *list, struct lt_error *err)
{
    *list = (struct lt_diagnostics){0};
    return lt_arena_create(&list->arena, err);
}

void lt_diagnostics_finish(struct lt_diagnostics *list)
{
    free(list->items);
    lt_arena_destroy(list->arena);
    *list = (struct lt_diagnostics){0};
}

static char *clean(struct lt_arena *arena, const char *text)
{
    char *const copy = lt_arena_text(arena, text);
    if (copy != NULL) {
        lt_utf8_clean(copy);
    }
    return copy;
}

enum lt_status lt_diagnostics_add(struct lt_diagnostics *list, const struct lt_diagnostic *item,
                                  struct lt_error *err)
{
    const enum lt_status status =
        lt_array_reserve(&list->items, &list->capacity, list->count + 1, sizeof *list->items, err);
    if (status != LT_OK) {
        return status;
    }
    struct lt_diagnostic copy = *item;
    const char **texts[] = {&copy.code,  &copy.layer,    &copy.feature, &copy.field,
                            &copy.found, &copy.expected, &copy.action};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        *texts[i] = clean(list->arena, *texts[i] == NULL ? "" : *texts[i]);
        if (*texts[i] == NULL) {
            return lt_fail_memory(err, "a diagnostic");
        }
    }
    list->items[list->count++] = copy;
    list->count_of[copy.severity]++;
    return LT_OK;
}

enum lt_status lt_diagnostics_list(struct lt_diagnostics *list, struct lt_listing *listing,
                                   const struct lt_diagnostic *item, struct lt_error *err)
{
    return listing->count_of[item->severity]++ < LT_LISTED ? lt_diagnostics_add(list, item, err)
                                                           : LT_OK;
}

enum lt_status lt_diagnostics_list_end(struct lt_diagnostics *list,
                                       const struct lt_listing *listing, const char *layer,
                                       struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (int severity = LT_NOTE; severity <= LT_REJECT; severity++) {
        char found[64];
        if (listing->count_of[severity] <= LT_LISTED) {
            continue;
        }
        snprintf(found, sizeof found, "%llu more faults",
                 (unsigned long long)(listing->count_of[severity] - LT_LISTED));
        const struct lt_diagnostic item = {.severity = (enum lt_severity)severity,
                                           .quality = LT_USABILITY,
                                           .code = "file.more",
                                           .layer = layer,
                                           .found = found,
                                           .action = "mend those that are listed; the others are "
                                                     "listed when the file is handed in again"};
        LT_TRY(lt_diagnostics_add(list, &item, err));
    }
out:
    return status;
}

struct keyed {
    struct lt_diagnostic item;
    size_t order;
};

static int compare(const void *left, const void *right)
{
    const struct keyed *a = left, *b = right;
    if (a->item.severity != b->item.severity) {
        return a->item.severity > b->item.severity ? -1 : 1;
    }
    int by = strcmp(a->item.code, b->item.code);
    by = by != 0 ? by : strcmp(a->item.layer, b->item.layer);
    by = by != 0 ? by : strcmp(a->item.feature, b->item.feature);
    by = by != 0 ? by : strcmp(a->item.field, b->item.field);
    return by != 0 ? by : (a->order > b->order) - (a->order < b->order);
}

void lt_diagnostics_sort(struct lt_diagnostics *list)
{
    struct keyed *keyed = calloc(list->count + 1, sizeof *keyed);
    if (keyed == NULL) {
        return; /* unsorted is still right, only less pleasant */
    }
    for (size_t i = 0; i < list->count; i++) {
        keyed[i] = (struct keyed){list->items[i], i};
    }
    qsort(keyed, list->count, sizeof *keyed, compare);
    for (size_t i = 0; i < list->count; i++) {
        list->items[i] = keyed[i].item;
    }
    free(keyed);
}

bool lt_diagnostics_rejects(const struct lt_diagnostics *list)
{
    return list->count_of[LT_REJECT] > 0;
}
