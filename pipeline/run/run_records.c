/* A unit's records: every parcel in exactly one place. */
#include "run/run_sums.h"
#include "support/arena.h"

static const enum lt_layer recorded[] = {LT_LAYER_PARCEL, LT_LAYER_PBF, LT_LAYER_ZONE};
enum { RECORDED = sizeof recorded / sizeof *recorded };

static struct lt_record record_of(const struct lt_unit_layer *layer, size_t index,
                                  const struct lt_feature *feature)
{
    const struct lt_parcel_year *year = &layer->year.parcels[index];
    struct lt_record record = {
        .layer = feature->layer,
        .index = (uint32_t)index,
        .sequence = feature->sequence,
        .net_m2 = feature->net_m2,
        .zero_grain_m2 = year->zero_grain_m2,
        .idle_m2 = year->idle_m2,
        .proposed = year->proposed,
        .full_cells = layer->table.full_cells[index],
        .touched_cells = layer->table.touched_cells[index],
        .excluded = true,
        .verdict = LT_MEETS,
        .rule = UINT32_MAX,
    };
    for (int s = 0; s < 2; s++) {
        record.state[s] = year->season[s].state;
        record.grain_m2[s] = year->season[s].grain_m2;
        record.unseen_m2[s] = year->season[s].unseen_m2 + year->season[s].outside_m2;
    }
    return record;
}

/* A hint that the raster cannot give at all says nothing of the ground. */
static bool says_nothing(const struct lt_rule_set *rules, const struct lt_finding *finding)
{
    const bool mute =
        finding->reason == LT_REASON_RESOLUTION || finding->reason == LT_REASON_NO_THRESHOLD;
    return finding->reason == LT_REASON_NOT_SUBJECT || finding->reason == LT_REASON_DISABLED ||
           (mute && rules->rules[finding->rule].severity == LT_RULE_NOTICE);
}

/* BELOW before UNDECIDED before MEETS; of two BELOW the graver rule, else the first rule.
 * What merely waits for the autumn leaves a parcel as the other rules found it. */
static bool outranks(const struct lt_rule_set *rules, const struct lt_finding *finding,
                     const struct lt_record *record)
{
    if (says_nothing(rules, finding)) {
        return false;
    }
    if (record->excluded) {
        return true;
    }
    if ((finding->verdict == LT_BELOW) != (record->verdict == LT_BELOW)) {
        return finding->verdict == LT_BELOW;
    }
    if (finding->verdict == LT_BELOW) {
        return lt_rule_gravity(&rules->rules[finding->rule], &rules->rules[record->rule]) < 0;
    }
    const bool waits = finding->verdict == LT_UNDECIDED && finding->reason == LT_REASON_PENDING;
    const bool record_waits =
        record->verdict == LT_UNDECIDED && record->reason == LT_REASON_PENDING;
    if (waits != record_waits) {
        return record_waits;
    }
    if (finding->verdict == LT_MEETS && record->verdict == LT_MEETS) {
        return finding->reason != LT_REASON_NONE && record->reason == LT_REASON_NONE;
    }
    return finding->verdict == LT_UNDECIDED && record->verdict == LT_MEETS;
}

static void apply_findings(const struct lt_unit_work *work, enum lt_layer layer,
                           struct lt_record *records)
{
    const struct lt_rule_set *rules = &work->session->config->rules;
    const struct lt_findings *findings = &work->layers[layer].findings;
    for (size_t i = 0; i < findings->count; i++) {
        const struct lt_finding *finding = &findings->items[i];
        struct lt_record *record = &records[finding->subject];
        if (outranks(rules, finding, record)) {
            record->excluded = false;
            record->verdict = finding->verdict;
            record->reason = finding->reason;
            record->rule = finding->rule;
            record->share_low = finding->share_low;
            record->share_high = finding->share_high;
            record->flip_m2 = finding->flip_m2;
        }
    }
}

static enum lt_status make_records(struct lt_unit_work *work, struct lt_error *err)
{
    size_t total = 0, at = 0;
    for (size_t l = 0; l < RECORDED; l++) {
        total += work->layers[recorded[l]].count;
    }
    struct lt_record *records = lt_arena_array(work->arena, total, sizeof *records);
    if (records == NULL) {
        return lt_fail_memory(err, "records");
    }
    for (size_t l = 0; l < RECORDED; l++) {
        const struct lt_unit_layer *layer = &work->layers[recorded[l]];
        for (size_t i = 0; i < layer->count; i++) {
            struct lt_feature feature;
            lt_unit_feature(work, recorded[l], i, &feature);
            records[at + i] = record_of(layer, i, &feature);
        }
        apply_findings(work, recorded[l], records + at);
        at += layer->count;
    }
    work->result.records = records;
    work->result.record_count = total;
    return LT_OK;
}

/* The findings themselves stay here: there is one per rule and parcel. */
static enum lt_status tally_rules(struct lt_unit_work *work, struct lt_error *err)
{
    const size_t count = work->session->config->rules.count;
    work->result.tallies = lt_arena_array(work->arena, count, sizeof *work->result.tallies);
    if (work->result.tallies == NULL) {
        return lt_fail_memory(err, "the rules' tallies");
    }
    work->result.tally_count = count;
    for (int layer = 0; layer < LT_LAYER_COUNT; layer++) {
        lt_rules_tally(&work->layers[layer].findings, work->result.tallies);
    }
    return LT_OK;
}

/* A suspect on the PBF or zone layer makes the parcel below it a suspect too: a parcel "meets" only
 * when no rule of any layer found an offence on it. A patch that fails the gate (EDGE, SMALL)
 * leaves the subject undecided with that reason, so BELOW here means that a candidate exists. */
static void lift_to_parcels(struct lt_unit_work *work)
{
    const struct lt_rule_set *rules = &work->session->config->rules;
    struct lt_record *parcels = work->result.records;
    for (size_t c = 0; c < work->result.candidate_count; c++) {
        const struct lt_candidate *one = &work->result.candidates[c];
        if (one->parcel_index == UINT32_MAX || rules->rules[one->rule].severity == LT_RULE_NOTICE) {
            continue;
        }
        struct lt_record *record = &parcels[one->parcel_index];
        if (lt_candidate_approved(one)) {
            if (record->excluded || (record->verdict == LT_MEETS && record->rule == UINT32_MAX)) {
                record->rule = one->rule;
            }
            if (record->excluded || record->verdict == LT_MEETS) {
                record->excluded = false;
                record->reason = LT_REASON_EXEMPT;
            }
            continue;
        }
        if (record->verdict != LT_BELOW || record->excluded ||
            lt_rule_gravity(&rules->rules[one->rule], &rules->rules[record->rule]) < 0) {
            record->excluded = false;
            record->verdict = LT_BELOW;
            record->reason = LT_REASON_NONE;
            record->rule = one->rule;
            record->share_low = one->share_low;
            record->share_high = one->share_high;
        }
    }
}

enum lt_status lt_unit_records(struct lt_unit_work *work, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(make_records(work, err));
    LT_TRY(tally_rules(work, err));
    lift_to_parcels(work);
out:
    return status;
}
