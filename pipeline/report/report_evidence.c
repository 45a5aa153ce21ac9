/* Which cases get an evidence sheet: grave ones first, then those that are new, each by area. */
#include <stdlib.h>
#include <string.h>

#include "liangtian/config.h"
#include "liangtian/evidence.h"
#include "support/arena.h"

enum rank { GRAVE, NEW, OTHER };

struct choice {
    const struct lt_case *item;
    enum rank rank;
};

static enum rank rank_of(const struct lt_case *item, lt_period period)
{
    return lt_case_severity(item) == LT_RULE_GRAVE ? GRAVE
           : item->first_period == period          ? NEW
                                                   : OTHER;
}

static int by_rank(const void *left, const void *right)
{
    const struct choice *a = left, *b = right;
    if (a->rank != b->rank) {
        return (a->rank > b->rank) - (a->rank < b->rank);
    }
    if (a->item->area_m2 < b->item->area_m2 || a->item->area_m2 > b->item->area_m2) {
        return a->item->area_m2 < b->item->area_m2 ? 1 : -1;
    }
    return strcmp(a->item->id, b->item->id);
}

static int by_id(const void *left, const void *right)
{
    const char *const *a = left, *const *b = right;
    return strcmp(*a, *b);
}

static enum rank last_rank(const struct lt_config *config)
{
    return strcmp(config->sheets_which, "grave") == 0 ? GRAVE
           : strcmp(config->sheets_which, "new") == 0 ? NEW
                                                      : OTHER;
}

enum lt_status lt_evidence_choose(const struct lt_config *config, const struct lt_ledger *ledger,
                                  lt_period period, struct lt_arena *arena,
                                  struct lt_evidence_source *ret_source, struct lt_error *err)
{
    *ret_source = (struct lt_evidence_source){0};
    if (strcmp(config->profile, "public") == 0) {
        return LT_OK;
    }
    struct choice *choices = lt_arena_array(arena, ledger->case_count, sizeof *choices);
    if (choices == NULL) {
        return lt_fail_memory(err, "evidence sheets");
    }
    size_t count = 0;
    for (size_t i = 0; i < ledger->case_count; i++) {
        const struct choice one = {&ledger->cases[i], rank_of(&ledger->cases[i], period)};
        if (one.item->open && one.rank <= last_rank(config)) {
            choices[count++] = one;
        }
    }
    if (count > 0) {
        qsort(choices, count, sizeof *choices, by_rank);
    }
    ret_source->wanted = count;
    ret_source->count = count < config->sheets_most ? count : config->sheets_most;
    ret_source->cases = lt_arena_array(arena, ret_source->count, sizeof(void *));
    ret_source->ids = lt_arena_array(arena, ret_source->count, sizeof(void *));
    if (ret_source->cases == NULL || ret_source->ids == NULL) {
        return lt_fail_memory(err, "evidence sheets");
    }
    for (size_t i = 0; i < ret_source->count; i++) {
        ret_source->cases[i] = choices[i].item;
        ret_source->ids[i] = choices[i].item->id;
    }
    if (ret_source->count > 0) {
        qsort(ret_source->ids, ret_source->count, sizeof(void *), by_id);
    }
    return LT_OK;
}
