/* The model's identities, from independent sides: sums against records, floors, balance. */
#include <math.h>
#include <string.h>

#include "report/report_parts.h"

static bool near(double a, double b, uint64_t terms)
{
    return fabs(a - b) <= 1e-9 * (fabs(a) + fabs(b)) + 0.005 + 1e-6 * (double)terms;
}

struct lt_waterfall lt_report_waterfall(const struct lt_unit_sums *sums)
{
    struct lt_waterfall fall = {
        .excluded = sums->excluded,
        .meets = sums->meets,
        .below = sums->below,
        .excluded_m2 = sums->excluded_m2,
        .meets_m2 = sums->meets_m2,
        .below_m2 = sums->below_m2,
    };
    for (int reason = 0; reason < LT_REASON_COUNT; reason++) {
        fall.undecided += sums->undecided[reason];
        fall.undecided_m2 += sums->undecided_m2[reason];
    }
    fall.total = fall.excluded + fall.meets + fall.below + fall.undecided;
    fall.total_m2 = fall.excluded_m2 + fall.meets_m2 + fall.below_m2 + fall.undecided_m2;
    return fall;
}

/* The same waterfall, counted again from the records of the parcels. */
static struct lt_waterfall from_records(const struct lt_unit_result *result)
{
    struct lt_waterfall fall = {0};
    for (size_t i = 0; i < result->record_count; i++) {
        const struct lt_record *record = &result->records[i];
        if (record->layer != LT_LAYER_PARCEL) {
            continue;
        }
        fall.total++;
        fall.total_m2 += record->net_m2;
        if (record->excluded) {
            fall.excluded++;
            fall.excluded_m2 += record->net_m2;
        } else if (record->verdict == LT_MEETS) {
            fall.meets++;
            fall.meets_m2 += record->net_m2;
        } else if (record->verdict == LT_BELOW) {
            fall.below++;
            fall.below_m2 += record->net_m2;
        } else {
            fall.undecided++;
            fall.undecided_m2 += record->net_m2;
        }
    }
    return fall;
}

static bool same(const struct lt_waterfall *a, const struct lt_waterfall *b)
{
    return a->total == b->total && a->excluded == b->excluded && a->meets == b->meets &&
           a->below == b->below && a->undecided == b->undecided &&
           near(a->total_m2, b->total_m2, a->total) &&
           near(a->excluded_m2, b->excluded_m2, a->total) &&
           near(a->meets_m2, b->meets_m2, a->total) && near(a->below_m2, b->below_m2, a->total) &&
           near(a->undecided_m2, b->undecided_m2, a->total);
}

static enum lt_status check_waterfall(const struct lt_report_unit *unit, struct lt_error *err)
{
    const struct lt_waterfall fall = lt_report_waterfall(&unit->sums);
    if (fall.total != unit->sums.parcels) {
        return lt_fail(
            err, LT_E_BUG, "internal check failed: the waterfall of %u holds %llu of %llu parcels",
            unit->unit, (unsigned long long)fall.total, (unsigned long long)unit->sums.parcels);
    }
    if (unit->result != NULL && unit->result->record_count > 0) {
        const struct lt_waterfall counted = from_records(unit->result);
        if (!same(&fall, &counted)) {
            return lt_fail(err, LT_E_BUG,
                           "internal check failed: the waterfall of %u is not that of its records",
                           unit->unit);
        }
    }
    return LT_OK;
}

static enum lt_status check_cases(const struct lt_report_unit *unit, struct lt_error *err)
{
    const uint64_t count = unit->cases_open + unit->reviewed_closed;
    const double area = unit->cases_open_m2 + unit->reviewed_closed_m2;
    if (count != unit->balance.closing_n || !near(area, unit->balance.closing_m2, count)) {
        return lt_fail(
            err, LT_E_BUG,
            "internal check failed: %llu cases of %u are open or closed by reviews (%.2f m2), its "
            "balance ends with %llu (%.2f m2)",
            (unsigned long long)count, unit->unit, area,
            (unsigned long long)unit->balance.closing_n, unit->balance.closing_m2);
    }
    return LT_OK;
}

static const struct lt_report_unit *place_of(const struct lt_report_model *model, uint32_t code)
{
    if (code == model->city.unit) {
        return &model->city;
    }
    for (size_t u = 0; u < model->unit_count; u++) {
        if (model->units[u].unit == code) {
            return &model->units[u];
        }
    }
    return NULL;
}

/* Zone floors stand on the filed figure, sown ones on the seasons that the half-year has. */
static enum lt_status check_floor(const struct lt_report_model *model, const struct lt_floor *floor,
                                  struct lt_error *err)
{
    const struct lt_report_unit *place = place_of(model, floor->unit);
    if (place == NULL) {
        return lt_fail(err, LT_E_BUG, "internal check failed: a floor of %u, which is no unit",
                       floor->unit);
    }
    const struct lt_unit_sums *sums = &place->sums;
    const bool both = lt_period_half(model->key) == 2;
    const double sown = sums->grain_m2[0].low + (both ? sums->grain_m2[1].low : 0.0);
    const double expected =
        strcmp(floor->rule_id, "FZ-AREA") == 0 ? sums->zone_filed_m2 - sums->zone_twice_m2
        : strcmp(floor->rule_id, "CROPLAND-TARGET") == 0
            ? sums->farmland_m2 - sums->cropland_unplaced_m2
        : strcmp(floor->rule_id, "PBF-AREA") == 0 ? sums->pbf_m2 - sums->pbf_unplaced_m2
                                                  : sown - floor->not_grain_m2.high;
    if (!near(floor->area_m2.low, expected - floor->claimed_m2, sums->parcels)) {
        return lt_fail(
            err, LT_E_BUG,
            "internal check failed: %s of %u was judged on %.2f m2, the sums say %.2f m2",
            floor->rule_id, floor->unit, floor->area_m2.low, expected - floor->claimed_m2);
    }
    return LT_OK;
}

enum lt_status lt_report_check(const struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status;
    uint64_t under_rules = 0;
    for (size_t u = 0; u < model->unit_count; u++) {
        LT_TRY(check_waterfall(&model->units[u], err));
        LT_TRY(check_cases(&model->units[u], err));
    }
    LT_TRY(check_waterfall(&model->city, err));
    LT_TRY(check_cases(&model->city, err));
    for (size_t f = 0; f < model->floor_count; f++) {
        LT_TRY(check_floor(model, &model->floors[f], err));
    }
    for (size_t r = 0; r < model->rule_count; r++) {
        under_rules += model->rules[r].cases;
    }
    if (under_rules > model->city.cases_open) {
        status = lt_fail(err, LT_E_BUG, "internal check failed: more cases under rules than open");
    }
out:
    return status;
}
