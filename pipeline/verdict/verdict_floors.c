/* The legal floors, for the city and for each county. */
#include <math.h>

#include "liangtian/verdict.h"
#include "support/arena.h"

enum lt_verdict_value lt_verdict_of(double low, double high, double floor)
{
    if (low >= floor) {
        return LT_MEETS;
    }
    return high < floor ? LT_BELOW : LT_UNDECIDED;
}

/* Unobserved ground taken to be like the observed, and never outside the interval. */
static double estimate(struct lt_interval area, double unseen_m2, double all_m2)
{
    const double observed = all_m2 - unseen_m2;
    const double seen_high = fmax(area.low, area.high - unseen_m2);
    const double seen = 0.5 * (area.low + seen_high);
    const double all = observed > 0.0 ? seen * all_m2 / observed : seen;
    return fmin(fmax(all, area.low), area.high);
}

/* The bound nearer to the floor decides; of an open verdict neither does, and nothing would flip
 * it. */
static void set_margin(struct lt_floor *floor, double low, double high)
{
    const double to_low = low - floor->floor_m2, to_high = high - floor->floor_m2;
    switch (floor->verdict) {
    case LT_MEETS:
        floor->margin_m2 = to_low;
        floor->flip_m2 = to_low;
        break;
    case LT_BELOW:
        floor->margin_m2 = to_high;
        floor->flip_m2 = -to_high;
        break;
    default:
        floor->margin_m2 = fabs(to_low) < fabs(to_high) ? to_low : to_high;
        break;
    }
}

static void judge_zone(const struct lt_unit_sums *sums, double claimed_m2, struct lt_floor *floor)
{
    floor->claimed_m2 = fmin(claimed_m2, sums->zone_filed_m2 - sums->zone_twice_m2);
    floor->area_m2 =
        (struct lt_interval){sums->zone_filed_m2 - sums->zone_twice_m2 - floor->claimed_m2,
                             sums->zone_filed_m2 + sums->zone_unfiled_m2};
    floor->with_outside_m2 = floor->area_m2;
    floor->filed_m2 = sums->zone_filed_m2;
    floor->estimate_m2 = sums->zone_filed_m2 - floor->claimed_m2;
    floor->geometric_m2 = sums->zone_gross_m2;
    floor->effective_m2 = sums->zone_effective_m2;
    if (floor->floor_m2 <= 0.0) {
        floor->reason = LT_REASON_NOT_SUBJECT;
        return;
    }
    floor->verdict = lt_verdict_of(floor->area_m2.low, floor->area_m2.high, floor->floor_m2);
    floor->reason = floor->verdict == LT_UNDECIDED ? LT_REASON_FILED : LT_REASON_NONE;
    set_margin(floor, floor->area_m2.low, floor->area_m2.high);
    floor->effective_warning = floor->effective_m2.high < floor->floor_m2;
}

/* Of the grain that the raster shows, what the statistics do not call grain. */
static void take_not_grain(struct lt_floor *floor)
{
    const struct lt_interval off = floor->not_grain_m2;
    floor->area_m2.low -= off.high;
    floor->area_m2.high -= off.low;
    floor->with_outside_m2.low -= off.high;
    floor->with_outside_m2.high -= off.low;
    floor->estimate_m2 =
        fmin(fmax(floor->estimate_m2 - 0.5 * (off.low + off.high), floor->area_m2.low),
             floor->area_m2.high);
}

/* One season. Of the ground that two counties claim, no more can be grain twice than there is grain; the estimate takes
 * it to be like the rest. */
static void add_season(const struct lt_unit_sums *sums, int season, double claimed_m2,
                       struct lt_floor *floor)
{
    const struct lt_interval grain = sums->grain_m2[season],
                             outside = sums->outside_grain_m2[season];
    const double off = fmin(claimed_m2, grain.low);
    const double all = estimate(grain, sums->unseen_m2[season], sums->farmland_m2);
    const double once = sums->farmland_m2 > claimed_m2 ? 1.0 - claimed_m2 / sums->farmland_m2 : 0.0;
    floor->area_m2.low += grain.low - off;
    floor->area_m2.high += grain.high;
    floor->with_outside_m2.low += grain.low - off + outside.low;
    floor->with_outside_m2.high += grain.high + outside.high;
    floor->estimate_m2 += claimed_m2 > 0.0 ? fmax(all * once, grain.low - off) : all;
    floor->claimed_m2 += off;
}

/* Ground of two counties may be the one that is no grain: it is not taken off what is not there. */
static void give_back(struct lt_floor *floor)
{
    const double back = fmin(floor->claimed_m2, fmax(0.0, -floor->area_m2.low));
    floor->claimed_m2 -= back;
    floor->area_m2.low += back;
    floor->with_outside_m2.low += back;
    floor->estimate_m2 = fmax(floor->estimate_m2, floor->area_m2.low);
}

static void judge_sown(const struct lt_unit_sums *sums, int half, double capacity_m2,
                       double claimed_m2, struct lt_floor *floor)
{
    for (int s = 0; s < (half == 1 ? 1 : 2); s++) {
        add_season(sums, s, claimed_m2, floor);
    }
    take_not_grain(floor);
    give_back(floor);
    if (floor->floor_m2 <= 0.0) {
        floor->reason = LT_REASON_NOT_SUBJECT;
        return;
    }
    const double low = floor->area_m2.low;
    const double high = floor->with_outside_m2.high + (half == 1 ? capacity_m2 : 0.0);
    floor->verdict = lt_verdict_of(low, high, floor->floor_m2);
    set_margin(floor, low, high);
    if (floor->verdict == LT_UNDECIDED) {
        floor->reason = low + floor->claimed_m2 >= floor->floor_m2 ? LT_REASON_CLAIMED
                        : half == 1                                ? LT_REASON_PENDING
                                                                   : LT_REASON_UNSEEN;
    }
    if (half == 1) {
        floor->autumn_must_bring_m2 =
            (struct lt_interval){fmax(0.0, floor->floor_m2 - floor->area_m2.high),
                                 fmax(0.0, floor->floor_m2 - floor->area_m2.low)};
    }
}

static enum lt_status check(const struct lt_floor *floor, struct lt_error *err)
{
    const double slack = 1e-9 * floor->area_m2.high + 0.005;
    const bool ordered = floor->area_m2.low <= floor->estimate_m2 + slack &&
                         floor->estimate_m2 <= floor->area_m2.high + slack;
    const bool fair = floor->verdict != LT_MEETS || floor->area_m2.low >= floor->floor_m2;
    const bool just = floor->verdict != LT_BELOW || floor->area_m2.high < floor->floor_m2;
    return ordered && fair && just
               ? LT_OK
               : lt_fail(err, LT_E_BUG,
                         "internal check failed: %s of %u: %.3f … %.3f … %.3f against %.3f m2",
                         floor->rule_id, floor->unit, floor->area_m2.low, floor->estimate_m2,
                         floor->area_m2.high, floor->floor_m2);
}

struct place {
    const struct lt_unit_sums *sums;
    uint32_t unit;
    double zone_m2, sown_m2, capacity_m2;
    struct lt_interval last_autumn_m2;
    bool has_last_autumn;
    struct lt_interval not_grain_m2;
    double statistics_m2;
    double cropland_m2, pbf_m2; /* tasks */
    struct lt_floor_claims claims;
};

static enum lt_status judge_place(const struct lt_floors_input *input, const struct place *place,
                                  struct lt_floor floors[2], struct lt_error *err)
{
    enum lt_status status;
    floors[0] = (struct lt_floor){.rule_id = "FZ-AREA",
                                  .unit = place->unit,
                                  .floor_m2 = place->zone_m2,
                                  .verdict = LT_UNDECIDED};
    floors[1] = (struct lt_floor){.rule_id = "SOWN-AREA",
                                  .unit = place->unit,
                                  .floor_m2 = place->sown_m2,
                                  .verdict = LT_UNDECIDED,
                                  .map_only = true,
                                  .has_last_autumn = input->half == 1 && place->has_last_autumn,
                                  .not_grain_m2 = place->not_grain_m2,
                                  .statistics_m2 = place->statistics_m2};
    if (floors[1].has_last_autumn) {
        floors[1].last_autumn_m2 = place->last_autumn_m2;
    }
    judge_zone(place->sums, place->claims.zone_filed_m2, &floors[0]);
    judge_sown(place->sums, input->half, place->capacity_m2, place->claims.farmland_m2, &floors[1]);
    LT_TRY(check(&floors[0], err));
    LT_TRY(check(&floors[1], err));
out:
    return status;
}

static struct place unit_place(const struct lt_floors_input *input, size_t index)
{
    const struct lt_unit_sums *sums = &input->sums[index];
    const struct lt_interval *given = input->last_autumn_m2;
    const struct lt_interval autumn = given != NULL ? given[index] : sums->last_autumn_m2;
    struct lt_interval not_grain = {0.0, 0.0};
    double statistics = 0.0;
    bool told = true;
    for (int s = 0; s < (input->half == 1 ? 1 : 2); s++) {
        if (input->not_grain_m2[s] != NULL) { /* never more than the raster shows */
            not_grain.low += fmin(input->not_grain_m2[s][index].low, sums->grain_m2[s].high);
            not_grain.high += fmin(input->not_grain_m2[s][index].high, sums->grain_m2[s].low);
        }
        told = told && input->statistics_m2[s] != NULL && input->statistics_m2[s][index] > 0.0;
        statistics += told ? input->statistics_m2[s][index] : 0.0;
    }
    not_grain.low = fmin(not_grain.low, not_grain.high);
    return (struct place){
        .sums = sums,
        .unit = sums->unit,
        .not_grain_m2 = not_grain,
        .statistics_m2 = told ? statistics : 0.0,
        .cropland_m2 = input->target_cropland_m2 == NULL ? 0.0 : input->target_cropland_m2[index],
        .pbf_m2 = input->target_pbf_m2 == NULL ? 0.0 : input->target_pbf_m2[index],
        .zone_m2 = input->target_zone_m2 == NULL ? 0.0 : input->target_zone_m2[index],
        .sown_m2 = input->target_sown_m2 == NULL ? 0.0 : input->target_sown_m2[index],
        .capacity_m2 = sums->farmland_m2,
        .last_autumn_m2 = autumn,
        .has_last_autumn = given != NULL || autumn.high > 0.0,
    };
}

/* The city's last autumn is known when every county's that has farmland is. */
static struct place city_place(const struct lt_floors_input *input, struct lt_unit_sums *city)
{
    struct place place = {.sums = city,
                          .unit = input->city_code,
                          .zone_m2 = input->floor_zone_m2,
                          .sown_m2 = input->floor_sown_m2,
                          .has_last_autumn = input->count > 0,
                          .claims = input->claims};
    bool cropland = input->count > 0, pbf = input->count > 0, told = input->count > 0;
    *city = (struct lt_unit_sums){.unit = input->city_code};
    for (size_t i = 0; i < input->count; i++) {
        const struct place unit = unit_place(input, i);
        lt_unit_sums_add(city, unit.sums);
        place.not_grain_m2.low += unit.not_grain_m2.low;
        place.not_grain_m2.high += unit.not_grain_m2.high;
        place.statistics_m2 += unit.statistics_m2;
        place.cropland_m2 += unit.cropland_m2;
        place.pbf_m2 += unit.pbf_m2;
        cropland = cropland && unit.cropland_m2 > 0.0;
        pbf = pbf && unit.pbf_m2 > 0.0;
        told = told && unit.statistics_m2 > 0.0;
        place.last_autumn_m2.low += unit.last_autumn_m2.low;
        place.last_autumn_m2.high += unit.last_autumn_m2.high;
        place.has_last_autumn =
            place.has_last_autumn && (unit.has_last_autumn || unit.sums->farmland_m2 <= 0.0);
    }
    place.statistics_m2 = told ? place.statistics_m2 : 0.0;
    place.cropland_m2 = input->floor_cropland_m2 > 0.0 ? input->floor_cropland_m2
                        : cropland                     ? place.cropland_m2
                                                       : 0.0;
    place.pbf_m2 = input->floor_pbf_m2 > 0.0 ? input->floor_pbf_m2 : pbf ? place.pbf_m2 : 0.0;
    place.capacity_m2 =
        input->autumn_capacity_m2 > 0.0 ? input->autumn_capacity_m2 : city->farmland_m2;
    return place;
}

/* The area as surveyed against the task; the raster has no say in it. Ground whose place is not known may lie where
 * other ground does, and each place counts once. */
static struct lt_floor surveyed(const char *rule_id, uint32_t unit, double task_m2, double area_m2,
                                double unplaced_m2, double claimed_m2)
{
    const double claimed = fmin(claimed_m2, area_m2 - unplaced_m2);
    const struct lt_interval area = {area_m2 - unplaced_m2 - claimed, area_m2};
    struct lt_floor floor = {.rule_id = rule_id,
                             .unit = unit,
                             .floor_m2 = task_m2,
                             .area_m2 = area,
                             .with_outside_m2 = area,
                             .estimate_m2 = area_m2 - claimed,
                             .claimed_m2 = claimed,
                             .verdict = LT_UNDECIDED,
                             .reason = LT_REASON_NOT_SUBJECT};
    if (task_m2 > 0.0) {
        floor.verdict = lt_verdict_of(area.low, area.high, task_m2);
        floor.reason = floor.verdict != LT_UNDECIDED   ? LT_REASON_NONE
                       : area.low + claimed >= task_m2 ? LT_REASON_CLAIMED
                                                       : LT_REASON_INVALID_GEOMETRY;
        set_margin(&floor, area.low, area.high);
    }
    return floor;
}

static void judge_surveyed(const struct place *place, struct lt_floor floors[2])
{
    const struct lt_unit_sums *sums = place->sums;
    floors[0] = surveyed("CROPLAND-TARGET", place->unit, place->cropland_m2, sums->farmland_m2,
                         sums->cropland_unplaced_m2, place->claims.farmland_m2);
    floors[1] = surveyed("PBF-AREA", place->unit, place->pbf_m2, sums->pbf_m2,
                         sums->pbf_unplaced_m2, place->claims.pbf_m2);
}

/* Is there any task to hold surveyed areas against? */
static bool has_tasks(const struct lt_floors_input *input)
{
    bool any = input->floor_cropland_m2 > 0.0 || input->floor_pbf_m2 > 0.0;
    for (size_t i = 0; i < input->count; i++) {
        any = any || (input->target_cropland_m2 != NULL && input->target_cropland_m2[i] > 0.0) ||
              (input->target_pbf_m2 != NULL && input->target_pbf_m2[i] > 0.0);
    }
    return any;
}

enum lt_status lt_floors_judge(const struct lt_floors_input *input, struct lt_arena *arena,
                               struct lt_floor **ret_floors, size_t *ret_count,
                               struct lt_error *err)
{
    enum lt_status status;
    struct lt_unit_sums city_sums;
    const size_t places = input->count + 1;
    const bool tasks = has_tasks(input);
    struct lt_floor *floors = lt_arena_array(arena, 4 * places, sizeof *floors);
    if (floors == NULL) {
        return lt_fail_memory(err, "floors");
    }
    const struct place city = city_place(input, &city_sums);
    LT_TRY(judge_place(input, &city, floors, err));
    judge_surveyed(&city, floors + 2 * places);
    for (size_t i = 0; i < input->count; i++) {
        const struct place unit = unit_place(input, i);
        LT_TRY(judge_place(input, &unit, floors + 2 * (i + 1), err));
        judge_surveyed(&unit, floors + 2 * (places + i + 1));
    }
    *ret_floors = floors;
    *ret_count = (tasks ? 4 : 2) * places;
out:
    return status;
}
