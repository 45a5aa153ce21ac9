/* Grain output against its floor: areas times yields. */
#include <math.h>
#include <string.h>

#include "support/arena.h"
#include "verdict/verdict_sample.h"

/* The yield of a class in a domain; NULL when there is none. */
static const struct lt_yield *yield_of(const struct lt_output_input *input, uint32_t domain,
                                       uint32_t of_class)
{
    const struct lt_yield *found = NULL;
    for (size_t y = 0; y < input->yield_count; y++) {
        const struct lt_yield *one = &input->yields[y];
        if (one->of_class == of_class && one->domain == domain) {
            return one;
        }
        if (one->of_class == of_class && one->domain == LT_NO_LABEL) {
            found = one;
        }
    }
    return found;
}

/* The area of one unit's grain under each yield; false when a crop has none. */
static bool add_unit(const struct lt_output_input *input, size_t unit, double *areas)
{
    bool whole = true;
    for (size_t i = 0; i < input->crop_counts[unit]; i++) {
        const struct lt_crop_area *crop = &input->crops[unit][i];
        if (crop->group != LT_GROUP_GRAIN || !(crop->farmland_m2 > 0.0) ||
            (input->half == 1 && crop->season == 1)) {
            continue;
        }
        const uint32_t of_class = lt_names_find(input->classes, crop->crop);
        const struct lt_yield *yield = yield_of(input, (uint32_t)unit, of_class);
        whole = whole && yield != NULL;
        if (yield != NULL) {
            areas[yield - input->yields] += crop->farmland_m2;
        }
    }
    return whole;
}

/* One yield's error holds wherever the yield does; those of two yields are independent. */
static void multiply(const struct lt_output_input *input, const double *areas, bool whole,
                     double *ret_kg, double *ret_se_kg)
{
    double kg = 0.0, variance = 0.0;
    for (size_t y = 0; y < input->yield_count; y++) {
        const double error = areas[y] * input->yields[y].se;
        kg += areas[y] * input->yields[y].kg_per_m2;
        variance += error * error;
    }
    *ret_kg = whole ? kg : NAN;
    *ret_se_kg = whole ? sqrt(variance) : NAN;
}

/* As mapped: areas times yields, of each unit and of the city. */
static enum lt_status add_mapped(const struct lt_output_input *input, struct lt_arena *arena,
                                 struct lt_output *output, struct lt_error *err)
{
    const size_t yields = input->yield_count;
    double *areas = lt_arena_array(arena, yields + 1, sizeof *areas);
    double *all = lt_arena_array(arena, yields + 1, sizeof *all);
    output->units = lt_arena_array(arena, input->unit_count + 1, sizeof *output->units);
    output->unit_count = input->unit_count;
    if (areas == NULL || all == NULL || output->units == NULL) {
        return lt_fail_memory(err, "the output");
    }
    bool every = true;
    for (size_t u = 0; u < input->unit_count; u++) {
        memset(areas, 0, yields * sizeof *areas);
        const bool whole = add_unit(input, u, areas);
        struct lt_output_unit *unit = &output->units[u];
        *unit = (struct lt_output_unit){.unit = input->places[u].unit,
                                        .target_kg = input->places[u].target_kg,
                                        .verdict = LT_UNDECIDED,
                                        .reason = input->places[u].target_kg > 0.0
                                                      ? LT_REASON_UNSAMPLED
                                                      : LT_REASON_NOT_SUBJECT};
        multiply(input, areas, whole, &unit->mapped_kg, &unit->mapped_se_kg);
        every = every && whole;
        for (size_t y = 0; y < yields; y++) {
            all[y] += areas[y];
        }
    }
    multiply(input, all, every, &output->mapped_kg, &output->mapped_se_kg);
    return LT_OK;
}

/* What must be reached: the floor, and what the points count as grain and the statistics do not. */
static double to_reach(const struct lt_output_input *input, double floor_kg, double not_grain_m2)
{
    double most = 0.0;
    for (size_t y = 0; y < input->yield_count; y++) {
        most = fmax(most, input->yields[y].kg_per_m2);
    }
    return floor_kg > 0.0 ? floor_kg + not_grain_m2 * most : 0.0;
}

static enum lt_verdict_value verdict_of(enum lt_floor_decision decision)
{
    return decision == LT_FLOOR_COMPLIANCE_PROVEN ? LT_MEETS
           : decision == LT_FLOOR_BREACH_PROVEN   ? LT_BELOW
                                                  : LT_UNDECIDED;
}

static enum lt_reason reason_of(const struct lt_output_input *input, enum lt_verdict_value verdict)
{
    return verdict != LT_UNDECIDED ? LT_REASON_NONE
           : input->half == 1      ? LT_REASON_PENDING
                                   : LT_REASON_SAMPLE;
}

/* Points outside do not speak for a county's cropland: where it borrows, the whole does. */
static enum lt_status estimate_unit(const struct lt_output_input *input,
                                    const struct lt_sample *both, size_t u, struct lt_arena *arena,
                                    struct lt_output_unit *unit, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_sample *cropland = input->sample->frames[LT_FRAME_CROPLAND];
    LT_TRY(lt_output_of_domain(cropland, input->yields, input->yield_count, (uint32_t)u, false,
                               arena, &unit->kg, err));
    if (both != NULL && unit->kg.method != LT_BY_NOTHING) {
        LT_TRY(lt_output_of_domain(both, input->yields, input->yield_count, (uint32_t)u,
                                   unit->kg.synthetic, arena, &unit->with_outside, err));
    }
out:
    return status;
}

/* Counties are one family, of compliance and of breach. */
static enum lt_status judge_units(const struct lt_output_input *input, const struct lt_sample *both,
                                  struct lt_arena *arena, struct lt_output *output,
                                  struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const size_t n = input->unit_count;
    struct lt_estimate *least = lt_arena_array(arena, n + 1, sizeof *least);
    struct lt_estimate *most = lt_arena_array(arena, n + 1, sizeof *most);
    struct lt_floor_test *meets = lt_arena_array(arena, n + 1, sizeof *meets);
    struct lt_floor_test *fails = lt_arena_array(arena, n + 1, sizeof *fails);
    double *reach = lt_arena_array(arena, n + 1, sizeof *reach);
    double *miss = lt_arena_array(arena, n + 1, sizeof *miss);
    if (least == NULL || most == NULL || meets == NULL || fails == NULL || reach == NULL ||
        miss == NULL) {
        return lt_fail_memory(err, "the output");
    }
    for (size_t u = 0; u < n; u++) {
        const struct lt_output_place *place = &input->places[u];
        const bool blind = both == NULL && place->outside_unseen;
        LT_TRY(estimate_unit(input, both, u, arena, &output->units[u], err));
        least[u] = output->units[u].kg;
        most[u] = both == NULL ? least[u] : output->units[u].with_outside;
        reach[u] = to_reach(input, place->target_kg, place->not_grain_m2);
        miss[u] = input->half == 1 || blind ? 0.0 : place->target_kg;
    }
    LT_TRY(lt_floor_tests(least, reach, n, meets, err));
    LT_TRY(lt_floor_tests(most, miss, n, fails, err));
    for (size_t u = 0; u < n; u++) {
        struct lt_output_unit *unit = &output->units[u];
        if (unit->target_kg > 0.0) {
            unit->decision = verdict_decide(&least[u], reach[u], &meets[u], &most[u], miss[u],
                                            &fails[u], &unit->more_points);
            unit->verdict = verdict_of(unit->decision);
            unit->reason = reason_of(input, unit->verdict);
        }
    }
out:
    return status;
}

static enum lt_status estimate(const struct lt_output_input *input, struct lt_arena *arena,
                               struct lt_output *output, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_sample *cropland = input->sample->frames[LT_FRAME_CROPLAND];
    const struct lt_sample *outside = input->sample->frames[LT_FRAME_OUTSIDE];
    struct lt_floor_test meets, fails;
    struct lt_sample both;
    LT_TRY(lt_output_of(cropland, input->yields, input->yield_count, arena, &output->kg, err));
    struct lt_estimate most = output->kg;
    if (outside != NULL) {
        LT_TRY(verdict_join(cropland, outside, arena, &both, err));
        LT_TRY(lt_output_of(&both, input->yields, input->yield_count, arena, &most, err));
        output->with_outside = most;
    }
    const bool blind = outside == NULL && input->outside_unseen;
    const double miss = input->half == 1 || blind ? 0.0 : input->floor_kg;
    const double reach = to_reach(input, input->floor_kg, input->not_grain_m2);
    LT_TRY(lt_floor_tests(&output->kg, &reach, 1, &meets, err));
    LT_TRY(lt_floor_tests(&most, &miss, 1, &fails, err));
    output->sampled = true;
    if (input->floor_kg > 0.0) {
        output->decision =
            verdict_decide(&output->kg, reach, &meets, &most, miss, &fails, &output->more_points);
    }
    LT_TRY(judge_units(input, outside == NULL ? NULL : &both, arena, output, err));
out:
    return status;
}

enum lt_status lt_output_judge(const struct lt_output_input *input, struct lt_arena *arena,
                               struct lt_output *ret_output, struct lt_error *err)
{
    enum lt_status status;
    struct lt_output output = {.given = true,
                               .floor_kg = input->floor_kg,
                               .verdict = LT_UNDECIDED,
                               .reason = LT_REASON_UNSAMPLED};
    LT_TRY(add_mapped(input, arena, &output, err));
    if (input->sample->frames[LT_FRAME_CROPLAND] != NULL) {
        LT_TRY(estimate(input, arena, &output, err));
        output.verdict = verdict_of(output.decision);
        output.reason = reason_of(input, output.verdict);
    }
    if (!(input->floor_kg > 0.0)) {
        output.reason = LT_REASON_NOT_SUBJECT;
    }
    *ret_output = output;
out:
    return status;
}
