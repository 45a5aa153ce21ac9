#include "store/store_unit_city.h"

#include <stddef.h>

#include "support/arena.h"

#define NEW_FIELD "a field was added: code it below, then mend this size"
_Static_assert(sizeof(struct lt_boundary_change) == 72, NEW_FIELD);

/* While reading, texts look into the file's bytes, which do not last. */
static void own_text(struct codec *c, const char **value)
{
    codec_text(c, value);
    if (c->reading && codec_good(c)) {
        *value = lt_arena_text(c->arena, *value);
        c->no_memory = c->no_memory || *value == NULL;
    }
}

static void code_change(struct codec *c, struct lt_boundary_change *v)
{
    CODEC_ENUM(c, v->kind, lt_boundary_kind, LT_BOUNDARY_COUNT);
    own_text(c, &v->code);
    codec_f64(c, &v->then_m2);
    codec_f64(c, &v->now_m2);
    codec_f64(c, &v->lost_m2);
    codec_f64(c, &v->gained_m2);
    codec_f64(c, &v->exempt_m2);
    own_text(c, &v->approval);
    CODEC_ENUM(c, v->verdict, lt_verdict_value, LT_UNDECIDED + 1);
    CODEC_ENUM(c, v->reason, lt_reason, LT_REASON_COUNT);
}

/* Numbers of eight bytes between the first and the list: they go over whole. */
void code_boundary(struct codec *c, struct lt_boundary *v)
{
    const size_t first = offsetof(struct lt_boundary, filed);
    const size_t end = offsetof(struct lt_boundary, changes);
    codec_bool(c, &v->given);
    codec_raw(c, (char *)v + first, end - first);
    codec_count(c, &v->change_count);
    v->changes = codec_items(c, v->changes, v->change_count, sizeof *v->changes);
    for (size_t i = 0; codec_good(c) && i < v->change_count; i++) {
        code_change(c, &v->changes[i]);
    }
}
