/* Floors and targets of a county or the city, for programs: m², output in kg. */
#include <math.h>

#include "explain/explain_json.h"

static void add_estimate(struct lt_json *json, const char *name, const struct lt_estimate *e)
{
    if (e->method != LT_BY_NOTHING) {
        lt_estimate_json(json, name, e);
    }
}

static void add_decision(struct lt_json *json, enum lt_floor_decision decision, uint64_t more)
{
    lt_json_text(json, "decision", lt_floor_decision_name(decision));
    if (decision == LT_FLOOR_UNDECIDED && more != LT_NO_SAMPLE_DECIDES) {
        lt_json_whole(json, "more_points", more);
    }
}

static void add_floor(struct lt_json *json, const struct lt_floor *floor)
{
    lt_json_begin(json, NULL, '{');
    lt_json_text(json, "rule", floor->rule_id);
    lt_json_whole(json, "code", floor->unit);
    lt_json_number(json, "floor_m2", floor->floor_m2);
    lt_interval_json(json, "area_m2", floor->area_m2);
    lt_interval_json(json, "with_outside_m2", floor->with_outside_m2);
    lt_json_number(json, "claimed_m2", floor->claimed_m2);
    lt_interval_json(json, "effective_m2", floor->effective_m2);
    lt_interval_json(json, "autumn_must_bring_m2", floor->autumn_must_bring_m2);
    lt_json_text(json, "verdict", lt_verdict_name(floor->verdict));
    lt_json_text(json, "reason", lt_reason_name(floor->reason));
    lt_json_number(json, "margin_m2", floor->margin_m2);
    lt_json_number(json, "flip_m2", floor->flip_m2);
    lt_json_truth(json, "map_only", floor->map_only);
    if (floor->sample.given) {
        lt_json_begin(json, "sample", '{');
        add_estimate(json, "area_m2", &floor->sample.area);
        add_estimate(json, "with_outside_m2", &floor->sample.with_outside);
        add_decision(json, floor->sample.decision, floor->sample.more_points);
        if (floor->sample.rank.rank != 0) {
            lt_json_whole(json, "rank", floor->sample.rank.rank);
            lt_json_whole(json, "rank_first", floor->sample.rank.first);
            lt_json_whole(json, "rank_last", floor->sample.rank.last);
            lt_json_whole(json, "tier", floor->sample.tier);
        }
        lt_json_end(json, '}');
    }
    lt_json_end(json, '}');
}

static void add_output(struct lt_json *json, const struct lt_output_unit *unit, bool sampled)
{
    lt_json_begin(json, NULL, '{');
    lt_json_text(json, "rule", "OUTPUT");
    lt_json_whole(json, "code", unit->unit);
    lt_json_number(json, "floor_kg", unit->target_kg);
    if (!isnan(unit->mapped_kg)) {
        lt_json_number(json, "mapped_kg", unit->mapped_kg);
        lt_json_number(json, "mapped_se_kg", unit->mapped_se_kg);
    }
    lt_json_text(json, "verdict", lt_verdict_name(unit->verdict));
    lt_json_text(json, "reason", lt_reason_name(unit->reason));
    if (sampled) {
        lt_json_begin(json, "sample", '{');
        add_estimate(json, "kg", &unit->kg);
        add_estimate(json, "with_outside_kg", &unit->with_outside);
        add_decision(json, unit->decision, unit->more_points);
        lt_json_end(json, '}');
    }
    lt_json_end(json, '}');
}

void explain_json_floors(struct lt_json *json, const struct lt_explanation *explanation)
{
    struct lt_output_unit unit;
    if (explanation->floors == NULL) {
        return;
    }
    lt_json_begin(json, "floors", '[');
    for (size_t f = 0; f < explanation->floors->count; f++) {
        if (explanation->floors->floors[f].unit == explanation->floors_of) {
            add_floor(json, &explanation->floors->floors[f]);
        }
    }
    if (explain_output_of(explanation, &unit)) {
        add_output(json, &unit, explanation->floors->output.sampled);
    }
    lt_json_end(json, ']');
}
