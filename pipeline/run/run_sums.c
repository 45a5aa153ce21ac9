/* A unit's records and sums: every parcel in exactly one place, every piece of ground counted once.
 */
#include "run/run_unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/arena.h"
#include "support/text.h"

static const enum lt_layer recorded[] = {LT_LAYER_PARCEL, LT_LAYER_PBF, LT_LAYER_ZONE};
enum { RECORDED = sizeof recorded / sizeof *recorded };

static bool is_farmland(const struct lt_feature *feature)
{
    return lt_starts_with(feature->attr[LT_ATTR_LAND_CLASS], "01");
}

static struct lt_interval plus(struct lt_interval a, struct lt_interval b, double sign)
{
    return (struct lt_interval){a.low + sign * b.low, a.high + sign * b.high};
}

/* --- records --- */

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

/* Grave before ordinary before notice, BELOW before UNDECIDED before MEETS, then the first rule.
 * What merely waits for the autumn leaves a parcel as the other rules found it. */
static bool outranks(const struct lt_rule_set *rules, const struct lt_finding *finding,
                     const struct lt_record *record)
{
    if (finding->reason == LT_REASON_NOT_SUBJECT || finding->reason == LT_REASON_DISABLED) {
        return false;
    }
    if (record->excluded) {
        return true;
    }
    if ((finding->verdict == LT_BELOW) != (record->verdict == LT_BELOW)) {
        return finding->verdict == LT_BELOW;
    }
    if (finding->verdict == LT_BELOW) {
        return rules->rules[finding->rule].severity < rules->rules[record->rule].severity;
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
            rules->rules[one->rule].severity < rules->rules[record->rule].severity) {
            record->excluded = false;
            record->verdict = LT_BELOW;
            record->reason = LT_REASON_NONE;
            record->rule = one->rule;
            record->share_low = one->share_low;
            record->share_high = one->share_high;
        }
    }
}

/* --- sums --- */

static void count_in_waterfall(struct lt_unit_sums *sums, const struct lt_record *record)
{
    if (record->excluded) {
        sums->excluded++;
        sums->excluded_m2 += record->net_m2;
    } else if (record->verdict == LT_MEETS) {
        sums->meets++;
        sums->meets_m2 += record->net_m2;
    } else if (record->verdict == LT_BELOW) {
        sums->below++;
        sums->below_m2 += record->net_m2;
    } else {
        sums->undecided[record->reason]++;
        sums->undecided_m2[record->reason] += record->net_m2;
    }
}

/* Adds (or, with sign −1, takes off) one piece of farmland. */
static void add_farmland(struct lt_unit_sums *sums, const struct lt_parcel_year *year,
                         const struct lt_parcel_year *last_autumn, double sign)
{
    sums->farmland_m2 += sign * year->net_m2;
    for (int s = 0; s < 2; s++) {
        const struct lt_parcel_season *season = &year->season[s];
        sums->grain_m2[s] = plus(sums->grain_m2[s], season->grain_m2, sign);
        sums->unseen_m2[s] += sign * (season->unseen_m2 + season->outside_m2);
        for (int g = 0; g < LT_GROUP_COUNT; g++) {
            sums->group_m2[s][g] += sign * season->group_m2[g];
        }
    }
    sums->footprint_m2 = plus(sums->footprint_m2, year->grain_footprint_m2, sign);
    sums->zero_grain_m2 = plus(sums->zero_grain_m2, year->zero_grain_m2, sign);
    sums->idle_m2 = plus(sums->idle_m2, year->idle_m2, sign);
    if (last_autumn != NULL) {
        sums->last_autumn_m2 = plus(sums->last_autumn_m2, last_autumn->season[1].grain_m2, sign);
    }
}

static void sum_parcels(struct lt_unit_work *work)
{
    struct lt_unit_sums *sums = &work->result.sums;
    const struct lt_unit_layer *layer = &work->layers[LT_LAYER_PARCEL];
    sums->parcels = layer->count;
    for (size_t i = 0; i < layer->count; i++) {
        struct lt_feature feature;
        const struct lt_record *record = &work->result.records[i];
        lt_unit_feature(work, LT_LAYER_PARCEL, i, &feature);
        count_in_waterfall(sums, record);
        if (feature.unjudged != LT_JUDGED) {
            sums->unjudged++;
            sums->unjudged_m2 += feature.net_m2;
        }
        if (is_farmland(&feature)) {
            sums->farmland_parcels++;
            add_farmland(sums, &layer->year.parcels[i],
                         layer->last_autumn.count > 0 ? &layer->last_autumn.parcels[i] : NULL, 1.0);
        } else {
            for (int s = 0; s < 2; s++) { /* sown grain that the official figure includes */
                sums->outside_grain_m2[s] =
                    plus(sums->outside_grain_m2[s], layer->year.parcels[i].season[s].grain_m2, 1.0);
            }
        }
    }
}

/* Ground under orchard, forest, nursery, water, sheds or hard surface no longer serves as a zone:
 * an early warning. */
static struct lt_interval structure_share(const struct lt_unit_work *work, size_t zone)
{
    const struct lt_rule rule = {
        .seasons = work->seasons == 2 ? LT_SEASONS_TWO : LT_SEASONS_CURRENT,
        .groups = 1u << LT_GROUP_ORCHARD | 1u << LT_GROUP_FOREST | 1u << LT_GROUP_NURSERY |
                  1u << LT_GROUP_WATER | 1u << LT_GROUP_FACILITY | 1u << LT_GROUP_HARD,
        .enabled = true,
    };
    const struct lt_tabulation *table = &work->layers[LT_LAYER_ZONE].table;
    struct lt_interval share = {0.0, 0.0};
    for (uint64_t e = table->first[zone]; e < table->first[zone + 1]; e++) {
        const uint64_t key = table->joint[e].key;
        const uint8_t previous = work->seasons == 2 ? lt_joint_code(key, 0) : LT_CLASS_UNSEEN;
        const double part = lt_tabulation_net(table, zone, (size_t)e, 1.0);
        const enum lt_truth truth = lt_rule_predicate(&rule, &work->context, "", previous,
                                                      lt_joint_code(key, work->seasons - 1));
        share.low += truth == LT_TRUE ? part : 0.0;
        share.high += truth != LT_FALSE ? part : 0.0;
    }
    if (table->first[zone] == table->first[zone + 1]) {
        share.high = 1.0; /* nothing was seen of it */
    }
    return share;
}

static void sum_zones(struct lt_unit_work *work)
{
    struct lt_unit_sums *sums = &work->result.sums;
    const size_t count = work->layers[LT_LAYER_ZONE].count;
    sums->zones = count;
    for (size_t i = 0; i < count; i++) {
        struct lt_feature feature;
        lt_unit_feature(work, LT_LAYER_ZONE, i, &feature);
        const bool is_filed = feature.filed_m2 > 0.0;
        const double filed = is_filed ? feature.filed_m2 : feature.gross_m2;
        const struct lt_interval lost = structure_share(work, i);
        *(is_filed ? &sums->zone_filed_m2 : &sums->zone_unfiled_m2) += filed;
        sums->zone_gross_m2 += feature.gross_m2;
        sums->zone_effective_m2.low += filed * (1.0 - fmin(1.0, lost.high));
        sums->zone_effective_m2.high += filed * (1.0 - lost.low);
    }
}

static void sum_pbf(struct lt_unit_work *work)
{
    struct lt_unit_sums *sums = &work->result.sums;
    const struct lt_unit_layer *layer = &work->layers[LT_LAYER_PBF];
    sums->pbf_parcels = layer->count;
    for (size_t i = 0; i < layer->count; i++) {
        sums->pbf_m2 += layer->net_m2[i];
    }
}

/* --- ground counted twice --- */

static enum lt_status tell_overlap(struct lt_unit_work *work, const struct lt_feature *a,
                                   const struct lt_feature *b, double m2, struct lt_error *err)
{
    const bool parcel = a->layer == LT_LAYER_PARCEL;
    char found[160];
    snprintf(found, sizeof found, "%.2f m2 shared with %.40s", m2, b->attr[LT_ATTR_ID]);
    const struct lt_diagnostic item = {
        .severity = LT_WARNING,
        .quality = LT_ACCURACY,
        .code = LT_CODE_OVERLAP,
        .layer = lt_layer_name(a->layer),
        .feature = a->attr[LT_ATTR_ID],
        .found = found,
        .expected = parcel ? "parcels that do not overlap" : "plots that do not overlap",
        .action = "mend the boundary; totals count the shared ground once",
        .area_m2 = m2,
    };
    return lt_diagnostics_add(&work->diagnostics, &item, err);
}

struct overlap_set {
    struct lt_shape *shapes;
    double *net_m2;
    size_t count;
};

static int by_second(const void *left, const void *right)
{
    const struct lt_overlap *a = left, *b = right;
    if (a->b != b->b) {
        return a->b < b->b ? -1 : 1;
    }
    return (a->a > b->a) - (a->a < b->a);
}

/* Ground of one parcel that earlier parcels have too: once, however many they are. */
struct shared {
    struct lt_feature parcel;
    struct lt_shape *all, *farmland; /* its intersections; those of farmland with farmland */
    size_t all_count, farmland_count;
};

static enum lt_status gather_shared(struct lt_unit_work *work, enum lt_layer layer,
                                    struct lt_overlay *overlay, const struct lt_overlap *pairs,
                                    size_t count, struct lt_arena *scratch, struct shared *shared,
                                    struct lt_error *err)
{
    enum lt_status status = LT_OK;
    *shared = (struct shared){.all = lt_arena_array(scratch, count, sizeof *shared->all),
                              .farmland = lt_arena_array(scratch, count, sizeof *shared->farmland)};
    if (shared->all == NULL || shared->farmland == NULL) {
        return lt_fail_memory(err, "overlaps");
    }
    lt_unit_feature(work, layer, pairs[0].b, &shared->parcel);
    const struct lt_feature *second = &shared->parcel;
    const double planar = lt_shape_planar_area(&second->shape);
    for (size_t i = 0; i < count; i++) {
        struct lt_feature first;
        struct lt_shape common;
        lt_unit_feature(work, layer, pairs[i].a, &first);
        LT_TRY(tell_overlap(work, &first, second,
                            planar > 0.0 ? pairs[i].area / planar * second->gross_m2 : 0.0, err));
        LT_TRY(lt_overlay_apply(overlay, LT_INTERSECTION, &first.shape, &second->shape, scratch,
                                &common, err));
        if (common.n_rings == 0) {
            continue;
        }
        shared->all[shared->all_count++] = common;
        if (is_farmland(&first) && is_farmland(second)) {
            shared->farmland[shared->farmland_count++] = common;
        }
    }
out:
    return status;
}

static enum lt_status draw_shared(struct lt_unit_work *work, struct lt_overlay *overlay,
                                  const struct lt_overlap *pairs, size_t count,
                                  struct overlap_set *set, struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *scratch = NULL;
    struct shared shared;
    struct lt_shape all;
    LT_TRY(lt_arena_create(&scratch, err));
    LT_TRY(gather_shared(work, LT_LAYER_PARCEL, overlay, pairs, count, scratch, &shared, err));
    const double planar = lt_shape_planar_area(&shared.parcel.shape);
    if (shared.all_count == 0 || !(planar > 0.0)) {
        goto out;
    }
    LT_TRY(lt_overlay_union(overlay, shared.all, shared.all_count, scratch, &all, err));
    work->result.sums.overlap_m2 += lt_shape_planar_area(&all) / planar * shared.parcel.gross_m2;
    if (shared.farmland_count > 0) {
        struct lt_shape *ground = &set->shapes[set->count];
        LT_TRY(lt_overlay_union(overlay, shared.farmland, shared.farmland_count, scratch, ground,
                                err));
        LT_TRY(lt_shape_copy(work->arena, ground, ground, err));
        set->net_m2[set->count++] = lt_shape_planar_area(ground) / planar * shared.parcel.net_m2;
    }
out:
    lt_arena_destroy(scratch);
    return status;
}

/* Pairs of a layer that share ground worth a line, by the one that comes second. */
static enum lt_status find_pairs(struct lt_unit_work *work, enum lt_layer layer,
                                 struct lt_overlay *overlay, struct lt_overlap **ret_pairs,
                                 size_t *ret_count, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_shapes shapes = lt_spool_shapes(&work->layers[layer].view);
    const struct lt_grid *grid = &work->sources[0]->grid;
    const double cell_m2 =
        lt_grid_cell_area(grid, 0.5 * (double)grid->cols, 0.5 * (double)grid->rows);
    const double least = work->session->config->overlap_min_m2 * grid->dx * grid->dy / cell_m2;
    LT_TRY(
        lt_overlay_self_overlaps(overlay, &shapes, least, work->arena, ret_pairs, ret_count, err));
    if (*ret_count > 0) {
        qsort(*ret_pairs, *ret_count, sizeof **ret_pairs, by_second);
    }
out:
    return status;
}

/* Of each zone plot or plot of basic farmland, the share that earlier plots have too. */
static enum lt_status share_delineated_before(struct lt_unit_work *work, enum lt_layer layer,
                                              struct lt_overlay *overlay,
                                              const struct lt_overlap *pairs, size_t count,
                                              struct lt_feature *ret_plot, double *ret_share,
                                              struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *scratch = NULL;
    struct shared shared;
    struct lt_shape all;
    LT_TRY(lt_arena_create(&scratch, err));
    LT_TRY(gather_shared(work, layer, overlay, pairs, count, scratch, &shared, err));
    const double planar = lt_shape_planar_area(&shared.parcel.shape);
    *ret_plot = shared.parcel;
    *ret_share = 0.0;
    if (shared.all_count > 0 && planar > 0.0) {
        LT_TRY(lt_overlay_union(overlay, shared.all, shared.all_count, scratch, &all, err));
        *ret_share = fmin(1.0, lt_shape_planar_area(&all) / planar);
    }
out:
    lt_arena_destroy(scratch);
    return status;
}

static enum lt_status count_plots_once(struct lt_unit_work *work, enum lt_layer layer,
                                       struct lt_overlay *overlay, struct lt_error *err)
{
    enum lt_status status;
    struct lt_unit_sums *sums = &work->result.sums;
    struct lt_overlap *pairs;
    size_t count;
    LT_TRY(find_pairs(work, layer, overlay, &pairs, &count, err));
    for (size_t i = 0, end; i < count; i = end) {
        struct lt_feature plot;
        double share;
        for (end = i + 1; end < count && pairs[end].b == pairs[i].b; end++) {
        }
        LT_TRY(
            share_delineated_before(work, layer, overlay, pairs + i, end - i, &plot, &share, err));
        if (layer == LT_LAYER_PBF) {
            sums->pbf_m2 -= share * plot.net_m2;
        } else if (plot.filed_m2 > 0.0) {
            sums->zone_twice_m2 += share * plot.filed_m2;
        } else {
            sums->zone_unfiled_m2 -= share * plot.gross_m2;
        }
    }
out:
    return status;
}

/* The shared ground of each parcel that comes second, with its net share. */
static enum lt_status draw_overlaps(struct lt_unit_work *work, struct lt_overlay *overlay,
                                    struct lt_overlap *pairs, size_t count, struct overlap_set *set,
                                    struct lt_error *err)
{
    enum lt_status status = LT_OK;
    set->shapes = lt_arena_array(work->arena, count, sizeof *set->shapes);
    set->net_m2 = lt_arena_array(work->arena, count, sizeof *set->net_m2);
    if (set->shapes == NULL || set->net_m2 == NULL) {
        return lt_fail_memory(err, "overlaps");
    }
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && pairs[end].b == pairs[i].b; end++) {
        }
        LT_TRY(draw_shared(work, overlay, pairs + i, end - i, set, err));
    }
out:
    return status;
}

static enum lt_status take_off(struct lt_unit_work *work, const struct overlap_set *set,
                               struct lt_error *err)
{
    enum lt_status status;
    struct lt_unit_years years = {0};
    const struct lt_shapes shapes = lt_shapes_of_array(set->shapes, set->count);
    LT_TRY(lt_unit_years_of(work, &shapes, set->net_m2, &years, err));
    for (size_t i = 0; i < set->count; i++) {
        add_farmland(&work->result.sums, &years.year.parcels[i],
                     years.last_autumn.count > 0 ? &years.last_autumn.parcels[i] : NULL, -1.0);
    }
out:
    lt_unit_years_finish(&years);
    return status;
}

static enum lt_status count_once(struct lt_unit_work *work, struct lt_error *err)
{
    enum lt_status status;
    struct lt_overlay *overlay = NULL;
    struct lt_overlap *pairs;
    size_t count;
    struct overlap_set set = {0};
    LT_TRY(lt_overlay_create(&overlay, err));
    LT_TRY(find_pairs(work, LT_LAYER_PARCEL, overlay, &pairs, &count, err));
    LT_TRY(draw_overlaps(work, overlay, pairs, count, &set, err));
    if (set.count > 0) {
        LT_TRY(take_off(work, &set, err));
    }
    LT_TRY(count_plots_once(work, LT_LAYER_PBF, overlay, err));
    LT_TRY(count_plots_once(work, LT_LAYER_ZONE, overlay, err));
out:
    lt_overlay_destroy(overlay);
    return status;
}

/* parcels + gaps − overlaps = county. The gap is what the parcel layer leaves of the county. */
static enum lt_status tell_gap(struct lt_unit_work *work, struct lt_error *err)
{
    double county = 0.0, parcels = 0.0;
    char found[160];
    for (size_t i = 0; i < lt_spool_count(work->spool, LT_LAYER_COUNTY); i++) {
        struct lt_feature feature;
        lt_unit_feature(work, LT_LAYER_COUNTY, i, &feature);
        county += feature.gross_m2;
    }
    for (size_t i = 0; i < work->layers[LT_LAYER_PARCEL].count; i++) {
        struct lt_feature feature;
        lt_unit_feature(work, LT_LAYER_PARCEL, i, &feature);
        parcels += feature.gross_m2;
    }
    const double gap = county - (parcels - work->result.sums.overlap_m2);
    snprintf(found, sizeof found,
             "county %.2f m2, parcels %.2f m2, overlaps %.2f m2, not covered %.2f m2", county,
             parcels, work->result.sums.overlap_m2, gap);
    char unit[16];
    snprintf(unit, sizeof unit, "%u", work->result.unit);
    const struct lt_diagnostic item = {
        .severity = LT_NOTE,
        .quality = LT_COMPLETENESS,
        .code = "topology.gap",
        .layer = lt_layer_name(LT_LAYER_PARCEL),
        .feature = unit,
        .found = found,
        .expected = "parcels that cover the county",
        .action = "none where the layer holds farmland only",
        .area_m2 = gap,
    };
    return lt_diagnostics_add(&work->diagnostics, &item, err);
}

enum lt_status lt_unit_sum_up(struct lt_unit_work *work, struct lt_error *err)
{
    enum lt_status status;
    work->result.sums = (struct lt_unit_sums){.unit = work->result.unit};
    LT_TRY(make_records(work, err));
    LT_TRY(tally_rules(work, err));
    lift_to_parcels(work);
    sum_parcels(work);
    sum_pbf(work);
    sum_zones(work);
    LT_TRY(count_once(work, err));
    LT_TRY(tell_gap(work, err));
out:
    return status;
}
