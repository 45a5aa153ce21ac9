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
    output->units_kg = lt_arena_array(arena, input->unit_count + 1, sizeof(double));
    output->units_se_kg = lt_arena_array(arena, input->unit_count + 1, sizeof(double));
    if (areas == NULL || all == NULL || output->units_kg == NULL || output->units_se_kg == NULL) {
        return lt_fail_memory(err, "the output");
    }
    bool every = true;
    for (size_t u = 0; u < input->unit_count; u++) {
        memset(areas, 0, yields * sizeof *areas);
        const bool whole = add_unit(input, u, areas);
        multiply(input, areas, whole, &output->units_kg[u], &output->units_se_kg[u]);
        every = every && whole;
        for (size_t y = 0; y < yields; y++) {
            all[y] += areas[y];
        }
    }
    multiply(input, all, every, &output->mapped_kg, &output->mapped_se_kg);
    return LT_OK;
}

/* What must be reached: the floor, and what the points count as grain and the statistics do not. */
static double to_reach(const struct lt_output_input *input)
{
    double most = 0.0;
    for (size_t y = 0; y < input->yield_count; y++) {
        most = fmax(most, input->yields[y].kg_per_m2);
    }
    return input->floor_kg > 0.0 ? input->floor_kg + input->not_grain_m2 * most : 0.0;
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
    const double reach = to_reach(input);
    LT_TRY(lt_floor_tests(&output->kg, &reach, 1, &meets, err));
    LT_TRY(lt_floor_tests(&most, &miss, 1, &fails, err));
    output->sampled = true;
    if (input->floor_kg > 0.0) {
        output->decision =
            verdict_decide(&output->kg, reach, &meets, &most, miss, &fails, &output->more_points);
    }
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
        output.verdict = output.decision == LT_FLOOR_COMPLIANCE_PROVEN ? LT_MEETS
                         : output.decision == LT_FLOOR_BREACH_PROVEN   ? LT_BELOW
                                                                       : LT_UNDECIDED;
        output.reason = output.verdict != LT_UNDECIDED ? LT_REASON_NONE
                        : input->half == 1             ? LT_REASON_PENDING
                                                       : LT_REASON_SAMPLE;
    }
    if (!(input->floor_kg > 0.0)) {
        output.reason = LT_REASON_NOT_SUBJECT;
    }
    *ret_output = output;
out:
    return status;
}
