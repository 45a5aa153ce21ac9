/* Unit results between the process that computed them and the merge. */
#include <stddef.h>
#include <string.h>

#include "liangtian/store.h"
#include "store/store_codec.h"
#include "store/store_unit_city.h"
#include "support/arena.h"

/* A field added to one of these structs must be added to its function below, or it would be lost
 * between processes; then mend the size. The sizes also stand in the file, so that a stale one is
 * refused. */
static const uint32_t unit_sizes[] = {
    sizeof(struct lt_unit_sums),   sizeof(struct lt_record),    sizeof(struct lt_rule_tally),
    sizeof(struct lt_patch),       sizeof(struct lt_candidate), sizeof(struct lt_recheck),
    sizeof(struct lt_boundary),    sizeof(struct lt_lookback),  sizeof(struct lt_conversion),
    sizeof(struct lt_unit_result), sizeof(struct lt_edges),     sizeof(struct lt_edge_sums)};
static const char kind[8] = "LTUNIT";
#define NEW_FIELD "a field was added: code it below, then mend this size"

_Static_assert(sizeof(struct lt_record) == 168, NEW_FIELD);
_Static_assert(sizeof(struct lt_rule_tally) == 216, NEW_FIELD);
_Static_assert(sizeof(struct lt_patch) == 128, NEW_FIELD);
_Static_assert(sizeof(struct lt_candidate) == 344, NEW_FIELD);
_Static_assert(sizeof(struct lt_recheck) == 40, NEW_FIELD);
_Static_assert(sizeof(struct lt_unit_result) - sizeof(struct lt_unit_sums) -
                       sizeof(struct lt_boundary) - sizeof(struct lt_lookback) -
                       sizeof(struct lt_conversion) ==
                   176,
               NEW_FIELD);

/* Numbers of eight bytes throughout, but for the first: they go over whole, and a new one needs no
 * line here. */
static void code_sums(struct codec *c, struct lt_unit_sums *v)
{
    const size_t first = offsetof(struct lt_unit_sums, parcels);
    codec_u32(c, &v->unit);
    codec_raw(c, (char *)v + first, sizeof *v - first);
}

static void code_record(struct codec *c, struct lt_record *v)
{
    CODEC_ENUM(c, v->layer, lt_layer, LT_LAYER_COUNT);
    codec_u32(c, &v->index);
    codec_u64(c, &v->sequence);
    codec_f64(c, &v->net_m2);
    for (int s = 0; s < 2; s++) {
        CODEC_ENUM(c, v->state[s], lt_season_state, LT_SEASON_MIXED + 1);
        codec_interval(c, &v->grain_m2[s]);
        codec_f64(c, &v->unseen_m2[s]);
    }
    codec_interval(c, &v->zero_grain_m2);
    codec_interval(c, &v->idle_m2);
    CODEC_ENUM(c, v->proposed, lt_planting, LT_PLANTING_WG + 1);
    codec_u32(c, &v->full_cells);
    codec_u32(c, &v->touched_cells);
    codec_bool(c, &v->excluded);
    CODEC_ENUM(c, v->verdict, lt_verdict_value, LT_UNDECIDED + 1);
    CODEC_ENUM(c, v->reason, lt_reason, LT_REASON_COUNT);
    codec_u32(c, &v->rule);
    codec_f64(c, &v->share_low);
    codec_f64(c, &v->share_high);
    codec_f64(c, &v->flip_m2);
}

/* Numbers of eight bytes throughout: they go over whole. */
static void code_tally(struct codec *c, struct lt_rule_tally *v)
{
    codec_raw(c, v, sizeof *v);
}

/* Two sets of four bytes and six numbers of eight: whole, as it lies. */
static void code_edges(struct codec *c, struct lt_edges *v)
{
    codec_raw(c, v, sizeof *v);
}

static void code_patch(struct codec *c, struct lt_patch *v)
{
    codec_u32(c, &v->rule);
    codec_u32(c, &v->subject);
    CODEC_ENUM(c, v->kind, lt_patch_kind, LT_PATCH_SMALL + 1);
    codec_u32(c, &v->full_cells);
    codec_u32(c, &v->touched_cells);
    codec_i64(c, &v->low_row);
    codec_i64(c, &v->low_col);
    codec_f64(c, &v->net_m2);
    codec_f64(c, &v->twice_m2);
    codec_f64(c, &v->clean_before_m2);
    codec_u8(c, &v->main_class);
    codec_shape(c, &v->shape);
}

static void code_candidate(struct codec *c, struct lt_candidate *v)
{
    codec_u32(c, &v->unit);
    codec_u32(c, &v->rule);
    CODEC_ENUM(c, v->layer, lt_layer, LT_LAYER_COUNT);
    codec_text(c, &v->subject_id);
    codec_text(c, &v->parcel_id);
    codec_u32(c, &v->parcel_index);
    codec_text(c, &v->land_class);
    codec_text(c, &v->planting);
    codec_text(c, &v->town);
    code_patch(c, &v->patch);
    codec_f64(c, &v->share_low);
    codec_f64(c, &v->share_high);
    codec_f64(c, &v->pbf_m2);
    codec_f64(c, &v->zone_m2);
    codec_f64(c, &v->exempt_m2);
    codec_text(c, &v->approval);
    codec_text(c, &v->feedback_id);
    codec_f64(c, &v->feedback_m2);
    codec_f64(c, &v->baseline_m2);
    codec_f64(c, &v->baseline_seen_m2);
    codec_f64(c, &v->earlier_clean_m2);
    codec_u32(c, (uint32_t *)&v->earlier);
    codec_bool(c, &v->base_year_structure);
    code_edges(c, &v->edges);
}

static void code_recheck(struct codec *c, struct lt_recheck *v)
{
    codec_text(c, &v->case_id);
    codec_f64(c, &v->net_m2);
    codec_f64(c, &v->offending_low_m2);
    codec_f64(c, &v->offending_high_m2);
    codec_bool(c, &v->judged);
    CODEC_ENUM(c, v->reason, lt_reason, LT_REASON_COUNT);
}

static void code_result(struct codec *c, struct lt_unit_result *v)
{
    uint32_t sizes[sizeof unit_sizes / sizeof *unit_sizes];
    memcpy(sizes, unit_sizes, sizeof sizes);
    codec_raw(c, sizes, sizeof sizes);
    c->damaged = c->damaged || memcmp(sizes, unit_sizes, sizeof sizes) != 0;
    codec_u32(c, &v->unit);
    code_sums(c, &v->sums);
    codec_count(c, &v->record_count);
    v->records = codec_items(c, v->records, v->record_count, sizeof *v->records);
    for (size_t i = 0; codec_good(c) && i < v->record_count; i++) {
        code_record(c, &v->records[i]);
    }
    codec_count(c, &v->tally_count);
    v->tallies = codec_items(c, v->tallies, v->tally_count, sizeof *v->tallies);
    for (size_t i = 0; codec_good(c) && i < v->tally_count; i++) {
        code_tally(c, &v->tallies[i]);
    }
    codec_count(c, &v->by_position_count);
    v->by_position = codec_items(c, v->by_position, v->by_position_count, sizeof *v->by_position);
    for (size_t i = 0; codec_good(c) && i < v->by_position_count; i++) {
        codec_raw(c, &v->by_position[i], sizeof v->by_position[i]); /* eight bytes throughout */
    }
    codec_count(c, &v->candidate_count);
    v->candidates = codec_items(c, v->candidates, v->candidate_count, sizeof *v->candidates);
    for (size_t i = 0; codec_good(c) && i < v->candidate_count; i++) {
        code_candidate(c, &v->candidates[i]);
    }
    codec_f64(c, &v->edge_m2);
    codec_f64(c, &v->small_m2);
    codec_u64(c, &v->edge_count);
    codec_u64(c, &v->small_count);
    codec_count(c, &v->recheck_count);
    v->rechecks = codec_items(c, v->rechecks, v->recheck_count, sizeof *v->rechecks);
    for (size_t i = 0; codec_good(c) && i < v->recheck_count; i++) {
        code_recheck(c, &v->rechecks[i]);
    }
    code_city(c, v);
}

enum lt_status lt_unit_result_write(const char *path, const char key[65],
                                    const struct lt_unit_result *result, struct lt_error *err)
{
    struct codec codec = {0};
    struct lt_unit_result copy = *result; /* writing leaves what it points to untouched */
    code_result(&codec, &copy);
    const enum lt_status status = envelope_write(path, kind, key, &codec, err);
    lt_text_finish(&codec.out);
    return status;
}

static const char *kept(struct lt_arena *arena, const char *text, bool *whole)
{
    const char *copy = lt_arena_text(arena, text);
    *whole = *whole && copy != NULL;
    return copy;
}

/* What was decoded looks into the file's bytes; few things do, and the bytes are most of the memory. */
static enum lt_status keep(struct lt_unit_result *result, struct lt_error *err)
{
    struct lt_arena *arena = result->arena;
    bool whole = true;
    for (size_t i = 0; whole && i < result->candidate_count; i++) {
        struct lt_candidate *one = &result->candidates[i];
        const char **const texts[] = {&one->subject_id, &one->parcel_id, &one->land_class,
                                      &one->planting,   &one->town,      &one->approval,
                                      &one->feedback_id};
        for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
            *texts[t] = kept(arena, *texts[t], &whole);
        }
        const enum lt_status status =
            lt_shape_copy(arena, &one->patch.shape, &one->patch.shape, err);
        if (status != LT_OK) {
            return status;
        }
    }
    for (size_t i = 0; whole && i < result->recheck_count; i++) {
        result->rechecks[i].case_id = kept(arena, result->rechecks[i].case_id, &whole);
    }
    return whole ? LT_OK : lt_fail_memory(err, "the result of a unit");
}

enum lt_status lt_unit_result_read(const char *path, const char key[65],
                                   struct lt_unit_result *ret_result, struct lt_error *err)
{
    enum lt_status status;
    struct codec codec;
    struct lt_unit_result result = {0};
    struct lt_arena *bytes = NULL;
    LT_TRY(lt_arena_create(&result.arena, err));
    LT_TRY(lt_arena_create(&bytes, err));
    LT_TRY(envelope_read(path, kind, key, bytes, &codec, err));
    codec.arena = result.arena;
    code_result(&codec, &result);
    LT_TRY(codec_check(&codec, path, err));
    LT_TRY(keep(&result, err));
    *ret_result = result;
    result.arena = NULL;
out:
    lt_arena_destroy(bytes);
    lt_arena_destroy(result.arena);
    return status;
}

void lt_unit_result_finish(struct lt_unit_result *result)
{
    if (result != NULL) {
        lt_arena_destroy(result->arena);
        *result = (struct lt_unit_result){0};
    }
}
