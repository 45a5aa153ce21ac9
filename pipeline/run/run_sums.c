/* A unit's sums, every piece of ground counted once. */
#include "run/run_sums.h"
#include "run/run_crops.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

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

void lt_sums_add_farmland(struct lt_unit_sums *sums, const struct lt_parcel_year *year,
                          const struct lt_parcel_year *last_autumn, double sign)
{
    sums->farmland_m2 += sign * year->net_m2;
    for (int s = 0; s < 2; s++) {
        const struct lt_parcel_season *season = &year->season[s];
        sums->grain_m2[s] = lt_plus(sums->grain_m2[s], season->grain_m2, sign);
        sums->unseen_m2[s] += sign * (season->unseen_m2 + season->outside_m2);
        for (int g = 0; g < LT_GROUP_COUNT; g++) {
            sums->group_m2[s][g] += sign * season->group_m2[g];
        }
    }
    sums->footprint_m2 = lt_plus(sums->footprint_m2, year->grain_footprint_m2, sign);
    sums->zero_grain_m2 = lt_plus(sums->zero_grain_m2, year->zero_grain_m2, sign);
    sums->idle_m2 = lt_plus(sums->idle_m2, year->idle_m2, sign);
    if (last_autumn != NULL) {
        sums->last_autumn_m2 = lt_plus(sums->last_autumn_m2, last_autumn->season[1].grain_m2, sign);
    }
}

/* Only a figure tells of it: it may lie where other features do. */
static double unplaced_of(const struct lt_feature *feature)
{
    const bool nowhere =
        feature->unjudged == LT_UNJUDGED_NO_GEOMETRY || feature->unjudged == LT_UNJUDGED_INVALID;
    return nowhere ? feature->net_m2 : 0.0;
}

static enum lt_status sum_parcels(struct lt_unit_work *work, struct lt_error *err)
{
    enum lt_status status = LT_OK;
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
        if (lt_is_farmland(&feature)) {
            sums->farmland_parcels++;
            sums->cropland_unplaced_m2 += unplaced_of(&feature);
            lt_sums_add_farmland(
                sums, &layer->year.parcels[i],
                layer->last_autumn.count > 0 ? &layer->last_autumn.parcels[i] : NULL, 1.0);
            lt_crops_add(work, LT_BOOK_FARMLAND, &layer->table, &layer->apart, i, layer->net_m2[i],
                         1.0);
            LT_TRY(
                lt_town_add(work, feature.attr[LT_ATTR_UNIT], &layer->year.parcels[i], 1.0, err));
        } else {
            for (int s = 0; s < 2; s++) { /* sown grain that the official figure includes */
                sums->outside_grain_m2[s] = lt_plus(sums->outside_grain_m2[s],
                                                    layer->year.parcels[i].season[s].grain_m2, 1.0);
            }
        }
    }
out:
    return status;
}

/* Ground under orchard, forest, nursery, water, sheds or hard surface no longer serves as a zone:
 * an early warning. */
static struct lt_interval structure_share(const struct lt_unit_work *work, size_t zone)
{
    const struct lt_rule rule = {
        .seasons = work->seasons == 2 ? LT_SEASONS_TWO : LT_SEASONS_CURRENT,
        .groups = 1u << LT_GROUP_ORCHARD | 1u << LT_GROUP_FOREST | 1u << LT_GROUP_NURSERY |
                  1u << LT_GROUP_WATER | 1u << LT_GROUP_FACILITY | 1u << LT_GROUP_HARD |
                  1u << LT_GROUP_SOIL,
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

/* 1 yes, 0 no, -1 not said. */
static int is_yes(const char *text)
{
    static const char *const yes[] = {"1", "是", "Y", "y", "Yes", "YES"};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
        if (strcmp(text, yes[i]) == 0) {
            return 1;
        }
    }
    return text[0] == '\0' ? -1 : 0;
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
        const int standard = is_yes(feature.attr[LT_ATTR_STANDARD]);
        sums->high_standard_m2 += standard == 1 ? filed : 0.0;
        sums->high_standard_known_m2 += standard >= 0 ? filed : 0.0;
        sums->zone_gross_m2 += feature.gross_m2;
        sums->zone_effective_m2.low += filed * (1.0 - fmin(1.0, lost.high));
        sums->zone_effective_m2.high += filed * (1.0 - lost.low);
    }
}

static void sum_cropland_task(struct lt_unit_work *work)
{
    for (size_t i = 0; i < lt_spool_count(work->spool, LT_LAYER_CROPLAND_TASK); i++) {
        struct lt_feature feature;
        lt_unit_feature(work, LT_LAYER_CROPLAND_TASK, i, &feature);
        work->result.sums.cropland_task_m2 += feature.net_m2;
    }
}

static void sum_pbf(struct lt_unit_work *work)
{
    struct lt_unit_sums *sums = &work->result.sums;
    const struct lt_unit_layer *layer = &work->layers[LT_LAYER_PBF];
    sums->pbf_parcels = layer->count;
    for (size_t i = 0; i < layer->count; i++) {
        struct lt_feature feature;
        lt_unit_feature(work, LT_LAYER_PBF, i, &feature);
        sums->pbf_unplaced_m2 += unplaced_of(&feature);
        lt_pbf_add(work, i, 1.0);
    }
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
    LT_TRY(lt_unit_records(work, err));
    LT_TRY(sum_parcels(work, err));
    sum_pbf(work);
    sum_zones(work);
    sum_cropland_task(work);
    LT_TRY(lt_unit_count_once(work, err));
    LT_TRY(lt_crops_finish(work, err));
    LT_TRY(tell_gap(work, err));
out:
    return status;
}
