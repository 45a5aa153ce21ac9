/* The half-years of a generation: whence each comes, and which ones have been overtaken. */
#include <stdint.h>
#include <string.h>

#include <jansson.h>

#include "store/store_manifest.h"
#include "support/arena.h"

bool manifest_read_digest(const char *text, bool may_be_empty, char ret_hex[LT_DIGEST_TEXT])
{
    const bool good = (strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64) ||
                      (may_be_empty && *text == '\0');
    if (good) {
        memcpy(ret_hex, text, strlen(text) + 1);
    }
    return good;
}

const struct manifest_period *manifest_period_before(const struct manifest *manifest,
                                                     lt_period period)
{
    size_t n = 0;
    while (n < manifest->period_count && manifest->periods[n].period < period) {
        n++;
    }
    return n == 0 ? NULL : &manifest->periods[n - 1];
}

const struct manifest_period *manifest_period_at(const struct manifest *manifest, lt_period period)
{
    for (size_t i = 0; i < manifest->period_count; i++) {
        if (manifest->periods[i].period == period) {
            return &manifest->periods[i];
        }
    }
    return NULL;
}

void manifest_mark_stale(struct manifest_period *periods, size_t count)
{
    const char *content = "";
    bool stale = false;
    for (size_t i = 0; i < count; i++) {
        /* what the first one was built upon is not here where its ledger was imported */
        stale =
            stale || periods[i].built_on_stale || (i > 0 && strcmp(periods[i].base, content) != 0);
        periods[i].stale = stale;
        content = periods[i].content;
    }
}

lt_period manifest_stale_since(const struct manifest_period *periods, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (periods[i].stale) {
            return periods[i - 1].period;
        }
    }
    return 0;
}

json_t *manifest_periods_json(const struct manifest *manifest)
{
    json_t *periods = json_array();
    for (size_t i = 0; i < manifest->period_count; i++) {
        const struct manifest_period *one = &manifest->periods[i];
        char period[LT_PERIOD_TEXT];
        if (json_array_append_new(periods,
                                  json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:b}", "period",
                                            lt_period_format(one->period, period), "generation",
                                            one->generation, "content", one->content, "closing",
                                            one->closing, "base", one->base, "built_on_stale",
                                            one->built_on_stale, "stale", one->stale)) != 0) {
            json_decref(periods);
            return NULL;
        }
    }
    return periods;
}

static bool read_period(const json_t *item, struct manifest_period *ret_period)
{
    const char *period, *generation, *content, *closing, *base;
    int built_on_stale, stale;
    if (json_unpack((json_t *)(uintptr_t)item, "{s:s, s:s, s:s, s:s, s:s, s:b, s:b}", "period",
                    &period, "generation", &generation, "content", &content, "closing", &closing,
                    "base", &base, "built_on_stale", &built_on_stale, "stale", &stale) != 0) {
        return false;
    }
    ret_period->built_on_stale = built_on_stale != 0;
    ret_period->stale = stale != 0;
    return lt_period_parse(period, &ret_period->period) &&
           manifest_read_digest(generation, false, ret_period->generation) &&
           manifest_read_digest(content, false, ret_period->content) &&
           manifest_read_digest(closing, false, ret_period->closing) &&
           manifest_read_digest(base, true, ret_period->base);
}

bool manifest_periods_read(const json_t *periods, struct lt_arena *arena,
                           struct manifest *ret_manifest)
{
    const size_t count = json_array_size(periods);
    struct manifest_period *list = lt_arena_array(arena, count, sizeof *list);
    if (count == 0 || list == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!read_period(json_array_get(periods, i), &list[i]) ||
            (i > 0 && list[i - 1].period >= list[i].period)) {
            return false;
        }
    }
    ret_manifest->periods = list;
    ret_manifest->period_count = count;
    return true;
}
