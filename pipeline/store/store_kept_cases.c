/* On which plots the cases of a half-year lie, for `explain`. */
#include <stdlib.h>
#include <string.h>

#include "liangtian/kept.h"
#include "store/store_kept.h"

/* With the number of the format, which any change of what is coded below counts up. */
static const char kind[8] = "LTCAS01";

static void code_plot(struct codec *c, struct lt_kept_plot *v)
{
    CODEC_ENUM(c, v->layer, lt_layer, LT_LAYER_COUNT);
    codec_u32(c, &v->unit);
    codec_text(c, &v->id);
    codec_u64(c, &v->sequence);
    codec_u32(c, &v->of);
}

static void code_case(struct codec *c, struct lt_kept_case *v)
{
    codec_text(c, &v->id);
    codec_count(c, &v->plot_count);
    v->plots = codec_items(c, v->plots, v->plot_count, sizeof *v->plots);
    for (size_t i = 0; codec_good(c) && i < v->plot_count; i++) {
        code_plot(c, &v->plots[i]);
    }
}

static void code_cases(struct codec *c, void *value)
{
    struct lt_kept_cases *v = value;
    codec_count(c, &v->count);
    v->items = codec_items(c, v->items, v->count, sizeof *v->items);
    for (size_t i = 0; codec_good(c) && i < v->count; i++) {
        code_case(c, &v->items[i]);
    }
}

enum lt_status lt_kept_cases_publish(const struct lt_publication *publication, lt_period period,
                                     const struct lt_kept_cases *cases, struct lt_error *err)
{
    struct lt_kept_cases copy = *cases; /* writing leaves what it points to untouched */
    return kept_beside_write(publication, period, LT_KEPT_CASES, kind, code_cases, &copy, err);
}

enum lt_status lt_kept_cases_read(const char *path, struct lt_arena *arena, bool *ret_kept,
                                  struct lt_kept_cases *ret_cases, struct lt_error *err)
{
    struct lt_kept_cases cases = {0};
    const enum lt_status status =
        kept_beside_read(path, kind, code_cases, &cases, arena, ret_kept, err);
    if (status == LT_OK && *ret_kept) {
        *ret_cases = cases;
    }
    return status;
}

static int by_id(const void *key, const void *item)
{
    return strcmp(key, ((const struct lt_kept_case *)item)->id);
}

const struct lt_kept_case *lt_kept_case_of(const struct lt_kept_cases *cases, const char *id)
{
    return cases->count == 0 ? NULL
                             : bsearch(id, cases->items, cases->count, sizeof *cases->items, by_id);
}
