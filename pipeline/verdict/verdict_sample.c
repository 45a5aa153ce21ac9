/* Floors by labelled samples: bounds that hold for class error, and what they prove. */
#include <math.h>
#include <string.h>

#include "support/arena.h"
#include "verdict/verdict_sample.h"

/* Strata of both frames side by side: they do not meet, so the two samples are one stratified sample of both. */
enum lt_status verdict_join(const struct lt_sample *a, const struct lt_sample *b,
                            struct lt_arena *arena, struct lt_sample *ret_both,
                            struct lt_error *err)
{
    const size_t strata = a->stratum_count + b->stratum_count;
    const size_t points = a->point_count + b->point_count;
    struct lt_stratum *all = lt_arena_array(arena, strata, sizeof *all);
    struct lt_sample_point *of = lt_arena_array(arena, points, sizeof *of);
    const bool areas = a->domain_area_m2 != NULL && b->domain_area_m2 != NULL;
    double *domains = lt_arena_array(arena, strata * a->domain_count + 1, sizeof *domains);
    if (all == NULL || of == NULL || domains == NULL) {
        return lt_fail_memory(err, "a sample");
    }
    if (areas && a->domain_count != b->domain_count) {
        return lt_fail(err, LT_E_BUG, "internal check failed: frames of %zu and %zu counties",
                       a->domain_count, b->domain_count);
    }
    memcpy(all, a->strata, a->stratum_count * sizeof *all);
    memcpy(all + a->stratum_count, b->strata, b->stratum_count * sizeof *all);
    memcpy(of, a->points, a->point_count * sizeof *of);
    for (size_t i = 0; i < b->point_count; i++) {
        of[a->point_count + i] = b->points[i];
        of[a->point_count + i].stratum += (uint32_t)a->stratum_count;
    }
    for (size_t d = 0; areas && d < a->domain_count; d++) {
        memcpy(domains + d * strata, a->domain_area_m2 + d * a->stratum_count,
               a->stratum_count * sizeof *domains);
        memcpy(domains + d * strata + a->stratum_count, b->domain_area_m2 + d * b->stratum_count,
               b->stratum_count * sizeof *domains);
    }
    *ret_both = *a;
    ret_both->strata = all;
    ret_both->stratum_count = strata;
    ret_both->points = of;
    ret_both->point_count = points;
    ret_both->domain_area_m2 = areas ? domains : NULL;
    return LT_OK;
}

/* Ground counts as lost when every season shows it so: class 0 then, else class 1. */
static enum lt_status effective_sample(const struct lt_sample *zones, const bool *lost,
                                       struct lt_arena *arena, struct lt_sample *ret_sample,
                                       struct lt_error *err)
{
    struct lt_sample_point *of = lt_arena_array(arena, zones->point_count, sizeof *of);
    if (of == NULL) {
        return lt_fail_memory(err, "a sample");
    }
    for (size_t i = 0; i < zones->point_count; i++) {
        bool gone = true;
        for (unsigned s = 0; s < zones->seasons; s++) {
            gone = gone && lost[zones->points[i].reference[s]];
        }
        of[i] = zones->points[i];
        of[i].reference[0] = gone ? 0 : 1;
    }
    *ret_sample = *zones;
    ret_sample->points = of;
    ret_sample->class_count = 2;
    ret_sample->seasons = 1;
    return LT_OK;
}

struct adjusting {
    const struct lt_floors_input *input;
    struct lt_arena *arena;
    size_t places; /* city first, then units */
};

static bool is_none(const struct lt_estimate *estimate)
{
    return estimate->method == LT_BY_NOTHING;
}

/* The place's total: the city's from all points, a county's from its own, else borrowed. */
static enum lt_status estimate_place(const struct adjusting *a, const struct lt_sample *sample,
                                     const bool *set, size_t place, struct lt_estimate *ret_area,
                                     struct lt_error *err)
{
    return place == 0
               ? lt_area_of(sample, set, a->arena, ret_area, err)
               : lt_area_of_domain(sample, set, (uint32_t)(place - 1), a->arena, ret_area, err);
}

static enum lt_status rank_counties(const struct adjusting *a, const struct lt_sample *sample,
                                    const bool *set, struct lt_floor *const *floors,
                                    struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const size_t count = a->places - 1;
    struct lt_estimate *shares = lt_arena_array(a->arena, count + 1, sizeof *shares);
    struct lt_rank *ranks = lt_arena_array(a->arena, count + 1, sizeof *ranks);
    uint32_t *tiers = lt_arena_array(a->arena, count + 1, sizeof *tiers);
    if (shares == NULL || ranks == NULL || tiers == NULL) {
        return lt_fail_memory(err, "ranks");
    }
    for (size_t d = 0; d < count; d++) {
        LT_TRY(lt_share_in_domain(sample, set, (uint32_t)d, a->arena, &shares[d], err));
    }
    lt_ranks(shares, count, ranks);
    lt_tiers(ranks, count, tiers);
    for (size_t d = 0; d < count; d++) {
        floors[d + 1]->sample.rank = ranks[d];
        floors[d + 1]->sample.tier = tiers[d];
    }
out:
    return status;
}

/* The city alone, then its counties as one family. */
static enum lt_status test_places(const struct adjusting *a, const struct lt_estimate *estimates,
                                  const double *wanted, struct lt_floor_test *ret_tests,
                                  struct lt_error *err)
{
    const enum lt_status status = lt_floor_tests(estimates, wanted, 1, ret_tests, err);
    return status != LT_OK
               ? status
               : lt_floor_tests(estimates + 1, wanted + 1, a->places - 1, ret_tests + 1, err);
}

/* `meets` tests what must be reached, `fails` what cannot be reached any more. */
enum lt_floor_decision verdict_decide(const struct lt_estimate *least, double reach,
                                      const struct lt_floor_test *meets,
                                      const struct lt_estimate *most, double miss,
                                      const struct lt_floor_test *fails, uint64_t *ret_more)
{
    *ret_more = 0;
    if (meets->decision == LT_FLOOR_COMPLIANCE_PROVEN) {
        return LT_FLOOR_COMPLIANCE_PROVEN;
    }
    if (fails->decision == LT_FLOOR_BREACH_PROVEN) {
        return LT_FLOOR_BREACH_PROVEN;
    }
    *ret_more = !is_none(least) && least->value >= reach             ? meets->more_points
                : miss > 0.0 && !is_none(most) && most->value < miss ? fails->more_points
                                                                     : LT_NO_SAMPLE_DECIDES;
    return LT_FLOOR_UNDECIDED;
}

/* --- sown area --- */

/* The decision takes the verdict's place; the bound that decided gives margin and flip. */
static void take_decision(const struct lt_floor *from, int half, double off_high, double miss,
                          struct lt_floor *floor)
{
    const struct lt_floor_sample *s = &floor->sample;
    const struct lt_estimate *most = is_none(&s->with_outside) ? &s->area : &s->with_outside;
    floor->map_verdict = from->verdict;
    floor->map_only = false;
    floor->margin_m2 = floor->flip_m2 = 0.0;
    floor->reason = LT_REASON_NONE;
    switch (s->decision) {
    case LT_FLOOR_COMPLIANCE_PROVEN:
        floor->verdict = LT_MEETS;
        floor->margin_m2 = floor->flip_m2 = s->area.lower - off_high - floor->floor_m2;
        break;
    case LT_FLOOR_BREACH_PROVEN:
        floor->verdict = LT_BELOW;
        floor->margin_m2 = most->upper - miss;
        floor->flip_m2 = -floor->margin_m2;
        break;
    default:
        floor->verdict = LT_UNDECIDED;
        floor->reason = half == 1 ? LT_REASON_PENDING : LT_REASON_SAMPLE;
    }
}

/* What a place's grain must stay under to be a breach: in H1 what autumn could bring is left to it; 0 = not provable. */
static double least_to_miss(const struct adjusting *a, const struct lt_floors_sample *sample,
                            size_t place, const struct lt_floor *floor)
{
    const struct lt_sample *outside = sample->frames[LT_FRAME_OUTSIDE];
    /* land that is not sampled may bear grain: on the map it does, or what autumn grows there is still to come */
    const bool blind = outside == NULL &&
                       (a->input->half == 1 || floor->with_outside_m2.high > floor->area_m2.high);
    double capacity = 0.0;
    if (blind || !(floor->floor_m2 > 0.0)) {
        return 0.0;
    }
    for (size_t u = 0; a->input->half == 1 && u + 1 < a->places; u++) {
        const bool inside = place == 0 || place == u + 1;
        capacity += inside ? a->input->sums[u].farmland_m2 : 0.0;
    }
    for (size_t h = 0; a->input->half == 1 && outside != NULL && h < outside->stratum_count; h++) {
        capacity += outside->strata[h].area_m2; /* of the whole city: never too little */
    }
    return fmax(0.0, floor->floor_m2 + floor->not_grain_m2.low - capacity);
}

static enum lt_status check_sampled(const struct lt_floor *floor, double off_high, double miss,
                                    struct lt_error *err)
{
    const struct lt_floor_sample *s = &floor->sample;
    const struct lt_estimate *most = is_none(&s->with_outside) ? &s->area : &s->with_outside;
    const double slack = 1e-9 * floor->floor_m2 + 0.005;
    const bool ordered = is_none(&s->area) || (s->area.lower <= s->area.value + slack &&
                                               s->area.value <= s->area.upper + slack);
    const bool fair = s->decision != LT_FLOOR_COMPLIANCE_PROVEN ||
                      s->area.lower - off_high >= floor->floor_m2 - slack;
    const bool just = s->decision != LT_FLOOR_BREACH_PROVEN || most->upper < miss + slack;
    const bool own = s->decision == LT_FLOOR_UNDECIDED ||
                     !(s->decision == LT_FLOOR_BREACH_PROVEN ? most : &s->area)->synthetic;
    return ordered && fair && just && own
               ? LT_OK
               : lt_fail(err, LT_E_BUG,
                         "internal check failed: %s of %u by its sample: %.3f … %.3f … %.3f",
                         floor->rule_id, floor->unit, s->area.lower, s->area.value, s->area.upper);
}

/* Points outside do not speak for a county's cropland: where it borrows, the whole does, and where it has nothing to
 * borrow, there is nothing. */
static enum lt_status estimate_both(const struct adjusting *a, const struct lt_sample *cropland,
                                    const struct lt_sample *both, const bool *set, size_t place,
                                    const struct lt_estimate *least, struct lt_estimate *ret_area,
                                    struct lt_error *err)
{
    if (is_none(least) && cropland->domain_area_m2 != NULL) {
        *ret_area = *least;
        return LT_OK;
    }
    return least->synthetic && both->domain_area_m2 != NULL
               ? lt_area_synthetic(both, set, (uint32_t)(place - 1), a->arena, ret_area, err)
               : estimate_place(a, both, set, place, ret_area, err);
}

static enum lt_status adjust_sown(const struct adjusting *a, const struct lt_floors_sample *sample,
                                  struct lt_floor *const *floors, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_sample *cropland = sample->frames[LT_FRAME_CROPLAND];
    struct lt_sample both = {0};
    const bool outside = sample->frames[LT_FRAME_OUTSIDE] != NULL;
    const size_t n = a->places;
    struct lt_estimate *least = lt_arena_array(a->arena, n, sizeof *least);
    struct lt_estimate *most = lt_arena_array(a->arena, n, sizeof *most);
    struct lt_floor_test *meets = lt_arena_array(a->arena, n, sizeof *meets);
    struct lt_floor_test *fails = lt_arena_array(a->arena, n, sizeof *fails);
    double *reach = lt_arena_array(a->arena, n, sizeof *reach);
    double *miss = lt_arena_array(a->arena, n, sizeof *miss);
    if (least == NULL || most == NULL || meets == NULL || fails == NULL || reach == NULL ||
        miss == NULL) {
        return lt_fail_memory(err, "the floors");
    }
    if (outside) {
        LT_TRY(verdict_join(cropland, sample->frames[LT_FRAME_OUTSIDE], a->arena, &both, err));
    }
    for (size_t p = 0; p < n; p++) {
        struct lt_floor *floor = floors[p];
        LT_TRY(estimate_place(a, cropland, sample->grain, p, &least[p], err));
        most[p] = least[p];
        if (outside) {
            LT_TRY(estimate_both(a, cropland, &both, sample->grain, p, &least[p], &most[p], err));
        }
        reach[p] = floor->floor_m2 > 0.0 ? floor->floor_m2 + floor->not_grain_m2.high : 0.0;
        miss[p] = least_to_miss(a, sample, p, floor);
        floor->sample = (struct lt_floor_sample){.given = true, .area = least[p]};
        if (outside) {
            floor->sample.with_outside = most[p];
        }
    }
    LT_TRY(test_places(a, least, reach, meets, err));
    LT_TRY(test_places(a, most, miss, fails, err));
    LT_TRY(rank_counties(a, cropland, sample->grain, floors, err));
    for (size_t p = 0; p < n; p++) {
        struct lt_floor *floor = floors[p];
        if (floor->floor_m2 > 0.0) {
            const struct lt_floor from = *floor;
            floor->sample.decision = verdict_decide(&least[p], reach[p], &meets[p], &most[p],
                                                    miss[p], &fails[p], &floor->sample.more_points);
            take_decision(&from, a->input->half, floor->not_grain_m2.high, miss[p], floor);
        }
        floor->map_only = false;
        LT_TRY(check_sampled(floor, floor->not_grain_m2.high, miss[p], err));
    }
out:
    return status;
}

/* --- zones --- */

static enum lt_status adjust_zones(const struct adjusting *a, const struct lt_floors_sample *sample,
                                   struct lt_floor *const *floors, struct lt_error *err)
{
    static const bool kept[2] = {false, true};
    enum lt_status status;
    struct lt_sample zones = {0};
    struct lt_estimate *areas = lt_arena_array(a->arena, a->places, sizeof *areas);
    struct lt_floor_test *tests = lt_arena_array(a->arena, a->places, sizeof *tests);
    double *wanted = lt_arena_array(a->arena, a->places, sizeof *wanted);
    if (areas == NULL || tests == NULL || wanted == NULL) {
        return lt_fail_memory(err, "the floors");
    }
    LT_TRY(effective_sample(sample->frames[LT_FRAME_ZONES], sample->lost, a->arena, &zones, err));
    for (size_t p = 0; p < a->places; p++) {
        LT_TRY(estimate_place(a, &zones, kept, p, &areas[p], err));
        wanted[p] = floors[p]->floor_m2;
    }
    LT_TRY(test_places(a, areas, wanted, tests, err));
    for (size_t p = 0; p < a->places; p++) {
        struct lt_floor *floor = floors[p];
        floor->sample = (struct lt_floor_sample){.given = true,
                                                 .area = areas[p],
                                                 .decision = tests[p].decision,
                                                 .more_points = tests[p].more_points};
        floor->map_verdict = floor->verdict;
        if (wanted[p] > 0.0 && !is_none(&areas[p]) && !areas[p].synthetic) {
            floor->effective_warning = tests[p].decision == LT_FLOOR_BREACH_PROVEN;
        }
        LT_TRY(check_sampled(floor, 0.0, floor->floor_m2, err));
    }
    LT_TRY(rank_counties(a, &zones, kept, floors, err));
out:
    return status;
}

/* The floors of one rule, city first, then units in their order. */
static enum lt_status list_floors(const struct adjusting *a, const char *rule_id,
                                  struct lt_floor *floors, size_t count,
                                  struct lt_floor ***ret_list, struct lt_error *err)
{
    struct lt_floor **list = lt_arena_array(a->arena, a->places + 1, sizeof *list);
    size_t found = 0;
    if (list == NULL) {
        return lt_fail_memory(err, "the floors");
    }
    for (size_t f = 0; f < count; f++) {
        if (strcmp(floors[f].rule_id, rule_id) == 0 && found <= a->places) {
            list[found++] = &floors[f];
        }
    }
    *ret_list = list;
    return found == a->places
               ? LT_OK
               : lt_fail(err, LT_E_BUG, "internal check failed: %zu floors %s for %zu places",
                         found, rule_id, a->places);
}

enum lt_status lt_floors_adjust(const struct lt_floors_input *input,
                                const struct lt_floors_sample *sample, struct lt_arena *arena,
                                struct lt_floor *floors, size_t count, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_floor **list = NULL;
    const struct adjusting a = {input, arena, input->count + 1};
    if (sample->frames[LT_FRAME_CROPLAND] != NULL) {
        LT_TRY(list_floors(&a, "SOWN-AREA", floors, count, &list, err));
        LT_TRY(adjust_sown(&a, sample, list, err));
    }
    if (sample->frames[LT_FRAME_ZONES] != NULL) {
        LT_TRY(list_floors(&a, "FZ-AREA", floors, count, &list, err));
        LT_TRY(adjust_zones(&a, sample, list, err));
    }
out:
    return status;
}
