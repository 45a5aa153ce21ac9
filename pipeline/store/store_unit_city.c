#include "store/store_unit_city.h"

#include <stddef.h>

#include "support/arena.h"

#define NEW_FIELD "a field was added: code it below, then mend this size"
_Static_assert(sizeof(struct lt_boundary_change) == 72, NEW_FIELD);
_Static_assert(sizeof(struct lt_town_sums) == 64, NEW_FIELD);
_Static_assert(sizeof(struct lt_crop_area) == 48, NEW_FIELD);
_Static_assert(sizeof(struct lt_operator) == 104, NEW_FIELD);
_Static_assert(sizeof(struct lt_conversion) == 104, NEW_FIELD);
_Static_assert(sizeof(struct lt_conversion_piece) == 48, NEW_FIELD);
_Static_assert(sizeof(struct lt_lookback) == 56, NEW_FIELD);
_Static_assert(sizeof(struct lt_lookback_group) == 40, NEW_FIELD);
_Static_assert(sizeof(struct lt_lookback_strike) == 40, NEW_FIELD);

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
static void code_boundary(struct codec *c, struct lt_boundary *v)
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

static void code_town(struct codec *c, struct lt_town_sums *v)
{
    codec_u32(c, &v->town);
    codec_f64(c, &v->farmland_m2);
    for (int s = 0; s < 2; s++) {
        codec_interval(c, &v->grain_m2[s]);
        codec_f64(c, &v->unseen_m2[s]);
    }
}

static void code_crop(struct codec *c, struct lt_crop_area *v)
{
    own_text(c, &v->crop);
    own_text(c, &v->name_zh);
    own_text(c, &v->name_en);
    CODEC_ENUM(c, v->group, lt_group, LT_GROUP_COUNT + 1);
    codec_u32(c, &v->season);
    codec_f64(c, &v->farmland_m2);
    codec_f64(c, &v->pbf_m2);
}

static void code_operator(struct codec *c, struct lt_operator *v)
{
    own_text(c, &v->key);
    own_text(c, &v->kind);
    codec_u64(c, &v->leases);
    codec_u64(c, &v->kinds_differ);
    codec_interval(c, &v->leased_m2);
    codec_interval(c, &v->zero_grain_m2);
    codec_interval(c, &v->footprint_m2);
    for (int i = 0; i < 3; i++) {
        codec_f64(c, &v->purpose_m2[i]);
    }
}

static void code_group(struct codec *c, struct lt_lookback_group *v)
{
    own_text(c, &v->parcel_id);
    own_text(c, &v->town);
    codec_u64(c, &v->parcels);
    codec_f64(c, &v->area_m2);
    codec_bool(c, &v->hilly);
    codec_bool(c, &v->proven);
}

static void code_lookback(struct codec *c, struct lt_lookback *v)
{
    codec_bool(c, &v->given);
    codec_u64(c, &v->small);
    codec_f64(c, &v->small_m2);
    codec_count(c, &v->group_count);
    v->groups = codec_items(c, v->groups, v->group_count, sizeof *v->groups);
    for (size_t i = 0; codec_good(c) && i < v->group_count; i++) {
        code_group(c, &v->groups[i]);
    }
    codec_count(c, &v->strike_count);
    v->strikes = codec_items(c, v->strikes, v->strike_count, sizeof *v->strikes);
    for (size_t i = 0; codec_good(c) && i < v->strike_count; i++) {
        struct lt_lookback_strike *strike = &v->strikes[i];
        own_text(c, &strike->code);
        codec_f64(c, &strike->filed_m2);
        codec_interval(c, &strike->share);
        CODEC_ENUM(c, strike->group, lt_group, LT_GROUP_COUNT + 1);
    }
}

static void code_conversion(struct codec *c, struct lt_conversion *v)
{
    codec_bool(c, &v->given);
    codec_raw(c, v->out_m2, sizeof v->out_m2);
    codec_raw(c, v->in_m2, sizeof v->in_m2);
    codec_f64(c, &v->paddy_out_m2);
    codec_f64(c, &v->paddy_in_m2);
    codec_count(c, &v->piece_count);
    v->pieces = codec_items(c, v->pieces, v->piece_count, sizeof *v->pieces);
    for (size_t i = 0; codec_good(c) && i < v->piece_count; i++) {
        struct lt_conversion_piece *piece = &v->pieces[i];
        codec_bool(c, &piece->came);
        CODEC_ENUM(c, piece->kind, lt_conversion_kind, LT_CONVERSION_KINDS);
        own_text(c, &piece->cropland_id);
        own_text(c, &piece->cropland_class);
        own_text(c, &piece->other_id);
        own_text(c, &piece->other_class);
        codec_f64(c, &piece->m2);
    }
}

void code_city(struct codec *c, struct lt_unit_result *v)
{
    codec_count(c, &v->town_count);
    v->towns = codec_items(c, v->towns, v->town_count, sizeof *v->towns);
    for (size_t i = 0; codec_good(c) && i < v->town_count; i++) {
        code_town(c, &v->towns[i]);
    }
    codec_count(c, &v->crop_count);
    v->crops = codec_items(c, v->crops, v->crop_count, sizeof *v->crops);
    for (size_t i = 0; codec_good(c) && i < v->crop_count; i++) {
        code_crop(c, &v->crops[i]);
    }
    codec_count(c, &v->operator_count);
    v->operators = codec_items(c, v->operators, v->operator_count, sizeof *v->operators);
    for (size_t i = 0; codec_good(c) && i < v->operator_count; i++) {
        code_operator(c, &v->operators[i]);
    }
    code_boundary(c, &v->boundary);
    code_lookback(c, &v->lookback);
    code_conversion(c, &v->conversion);
}
