/* The floors of a half-year, for `explain`. */
#include "store/store_kept.h"

/* With the number of the format, which any change of what is coded below counts up. */
static const char kind[8] = "LTFLR03";

/* A field added to one of these structs must be coded below, or `explain` would not know it. */
#define NEW_FIELD "a field was added: code it below, count up the format, then mend this size"
_Static_assert(sizeof(struct lt_estimate) == 128, NEW_FIELD);
_Static_assert(sizeof(struct lt_floor_sample) == 296, NEW_FIELD);
_Static_assert(sizeof(struct lt_floor) == 504, NEW_FIELD);
_Static_assert(sizeof(struct lt_output_unit) == 312, NEW_FIELD);
_Static_assert(sizeof(struct lt_output) == 336, NEW_FIELD);

/* What it points to (the strata's levels) and what only a test of it asks for is left behind. */
static void code_estimate(struct codec *c, struct lt_estimate *v)
{
    double *const numbers[] = {&v->value, &v->se,    &v->low,     &v->high,
                               &v->lower, &v->upper, &v->fixed_se};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        codec_f64(c, numbers[i]);
    }
    CODEC_ENUM(c, v->method, lt_interval_method, LT_BY_CLOPPER_PEARSON + 1);
    codec_u64(c, &v->points);
    codec_bool(c, &v->synthetic);
    if (c->reading) {
        v->means = NULL;
        v->stratum_count = 0;
    }
}

static void code_decision(struct codec *c, enum lt_floor_decision *decision, uint64_t *more)
{
    CODEC_ENUM(c, *decision, lt_floor_decision, LT_FLOOR_BREACH_PROVEN + 1);
    codec_u64(c, more);
}

static void code_verdict(struct codec *c, enum lt_verdict_value *verdict, enum lt_reason *reason)
{
    CODEC_ENUM(c, *verdict, lt_verdict_value, LT_UNDECIDED + 1);
    CODEC_ENUM(c, *reason, lt_reason, LT_REASON_COUNT);
}

static void code_sample(struct codec *c, struct lt_floor_sample *v)
{
    codec_bool(c, &v->given);
    code_estimate(c, &v->area);
    code_estimate(c, &v->with_outside);
    code_decision(c, &v->decision, &v->more_points);
    codec_u32(c, &v->rank.rank);
    codec_u32(c, &v->rank.first);
    codec_u32(c, &v->rank.last);
    codec_u32(c, &v->tier);
}

static void code_floor(struct codec *c, struct lt_floor *v)
{
    double *const numbers[] = {&v->floor_m2, &v->estimate_m2,  &v->margin_m2,     &v->flip_m2,
                               &v->filed_m2, &v->geometric_m2, &v->statistics_m2, &v->claimed_m2};
    struct lt_interval *const ranges[] = {&v->area_m2,        &v->with_outside_m2,
                                          &v->effective_m2,   &v->autumn_must_bring_m2,
                                          &v->last_autumn_m2, &v->not_grain_m2};
    codec_text(c, &v->rule_id);
    codec_u32(c, &v->unit);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        codec_f64(c, numbers[i]);
    }
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        codec_interval(c, ranges[i]);
    }
    code_verdict(c, &v->verdict, &v->reason);
    codec_bool(c, &v->effective_warning);
    codec_bool(c, &v->has_last_autumn);
    codec_bool(c, &v->map_only);
    CODEC_ENUM(c, v->map_verdict, lt_verdict_value, LT_UNDECIDED + 1);
    code_sample(c, &v->sample);
}

static void code_unit(struct codec *c, struct lt_output_unit *v)
{
    codec_u32(c, &v->unit);
    codec_f64(c, &v->target_kg);
    codec_f64(c, &v->mapped_kg);
    codec_f64(c, &v->mapped_se_kg);
    code_estimate(c, &v->kg);
    code_estimate(c, &v->with_outside);
    code_decision(c, &v->decision, &v->more_points);
    code_verdict(c, &v->verdict, &v->reason);
}

static void code_output(struct codec *c, struct lt_output *v)
{
    codec_bool(c, &v->given);
    codec_f64(c, &v->floor_kg);
    codec_f64(c, &v->mapped_kg);
    codec_f64(c, &v->mapped_se_kg);
    codec_bool(c, &v->sampled);
    code_estimate(c, &v->kg);
    code_estimate(c, &v->with_outside);
    code_decision(c, &v->decision, &v->more_points);
    code_verdict(c, &v->verdict, &v->reason);
    codec_count(c, &v->unit_count);
    v->units = codec_items(c, v->units, v->unit_count, sizeof *v->units);
    for (size_t i = 0; codec_good(c) && i < v->unit_count; i++) {
        code_unit(c, &v->units[i]);
    }
}

static void code_floors(struct codec *c, void *value)
{
    struct lt_kept_floors *v = value;
    codec_count(c, &v->count);
    v->floors = codec_items(c, v->floors, v->count, sizeof *v->floors);
    for (size_t i = 0; codec_good(c) && i < v->count; i++) {
        code_floor(c, &v->floors[i]);
    }
    code_output(c, &v->output);
}

enum lt_status lt_kept_floors_publish(const struct lt_publication *publication, lt_period period,
                                      const struct lt_kept_floors *floors, struct lt_error *err)
{
    struct lt_kept_floors copy = *floors; /* writing leaves what it points to untouched */
    return kept_beside_write(publication, period, LT_KEPT_FLOORS, kind, code_floors, &copy, err);
}

enum lt_status lt_kept_floors_read(const char *path, struct lt_arena *arena, bool *ret_kept,
                                   struct lt_kept_floors *ret_floors, struct lt_error *err)
{
    struct lt_kept_floors floors = {0};
    const enum lt_status status =
        kept_beside_read(path, kind, code_floors, &floors, arena, ret_kept, err);
    if (status == LT_OK && *ret_kept) {
        *ret_floors = floors;
    }
    return status;
}
