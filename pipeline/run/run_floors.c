#include "run/run_floors.h"

#include "liangtian/area.h"
#include "run/run_sample.h"
#include "support/arena.h"

/* What the config says of each unit, m². */
struct given {
    double *zone, *sown, *cropland, *pbf, *statistics[2];
    struct lt_interval *autumn, *not_grain[2];
};

static bool make_given(const struct lt_floors_of *of, struct given *given)
{
    double **const plain[] = {&given->zone, &given->sown,          &given->cropland,
                              &given->pbf,  &given->statistics[0], &given->statistics[1]};
    struct lt_interval **const ranges[] = {&given->autumn, &given->not_grain[0],
                                           &given->not_grain[1]};
    bool whole = true;
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        *plain[i] = lt_arena_array(of->arena, of->count, sizeof **plain[i]);
        whole = whole && *plain[i] != NULL;
    }
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        *ranges[i] = lt_arena_array(of->arena, of->count, sizeof **ranges[i]);
        whole = whole && *ranges[i] != NULL;
    }
    return whole;
}

/* A county without a figure is given the cropland that the layer of the task holds. */
static void find_targets(const struct lt_config *config, const struct lt_unit_sums *sums, size_t i,
                         struct given *given)
{
    for (size_t t = 0; t < config->target_count; t++) {
        const struct lt_county_target *target = &config->targets[t];
        if (target->unit == sums->unit) {
            given->zone[i] = target->zone_wanmu * LT_M2_PER_WANMU;
            given->sown[i] = target->sown_wanmu * LT_M2_PER_WANMU;
            given->cropland[i] = target->cropland_wanmu * LT_M2_PER_WANMU;
            given->pbf[i] = target->pbf_wanmu * LT_M2_PER_WANMU;
        }
    }
    if (!(given->cropland[i] > 0.0)) {
        given->cropland[i] = sums->cropland_task_m2;
    }
}

/* Season 0 is H1 of the crop year: this half-year in H1, the one before in H2. */
static void find_figures(const struct lt_session *session, uint32_t unit, size_t i,
                         struct given *given)
{
    const lt_period now = session->options->period;
    const int seasons = lt_period_half(now);
    for (int s = 0; s < seasons; s++) {
        const struct lt_period_config *period =
            lt_config_period(session->config, now - (lt_period)(seasons - 1 - s));
        for (size_t f = 0; period != NULL && f < period->figure_count; f++) {
            const struct lt_county_figures *figures = &period->figures[f];
            if (figures->unit == unit) {
                given->statistics[s][i] = figures->statistics_wanmu * LT_M2_PER_WANMU;
                given->not_grain[s][i] =
                    (struct lt_interval){figures->not_grain_low_wanmu * LT_M2_PER_WANMU,
                                         figures->not_grain_high_wanmu * LT_M2_PER_WANMU};
            }
        }
    }
}

/* --- by sample --- */

/* What may be no grain in a place, at most. */
static double not_grain(const struct lt_floor *floors, size_t count, uint32_t unit)
{
    double most = 0.0;
    for (size_t f = 0; f < count; f++) {
        if (floors[f].unit == unit) {
            most = floors[f].not_grain_m2.high > most ? floors[f].not_grain_m2.high : most;
        }
    }
    return most;
}

/* What each county's output is held against. */
static enum lt_status list_places(const struct lt_floors_of *of, const struct lt_floor *floors,
                                  size_t count, struct lt_output_place **ret_places,
                                  struct lt_error *err)
{
    const struct lt_config *config = of->session->config;
    struct lt_output_place *places = lt_arena_array(of->arena, of->count + 1, sizeof *places);
    if (places == NULL) {
        return lt_fail_memory(err, "the output");
    }
    for (size_t u = 0; u < of->count; u++) {
        const struct lt_unit_sums *sums = &of->units[u].sums;
        places[u] = (struct lt_output_place){
            .unit = sums->unit,
            .not_grain_m2 = not_grain(floors, count, sums->unit),
            .outside_unseen =
                sums->outside_grain_m2[0].high > 0.0 || sums->outside_grain_m2[1].high > 0.0,
        };
        for (size_t t = 0; t < config->target_count; t++) {
            if (config->targets[t].unit == sums->unit) {
                places[u].target_kg = config->targets[t].output_yijin * LT_KG_PER_YIJIN;
            }
        }
    }
    *ret_places = places;
    return LT_OK;
}

static enum lt_status judge_output(const struct lt_floors_of *of,
                                   const struct lt_run_sample *sample,
                                   const struct lt_floor *floors, size_t count,
                                   struct lt_output *ret_output, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_crop_area **crops = lt_arena_array(of->arena, of->count + 1, sizeof *crops);
    size_t *counts = lt_arena_array(of->arena, of->count + 1, sizeof *counts);
    struct lt_output_place *places = NULL;
    bool outside = false;
    if (crops == NULL || counts == NULL) {
        return lt_fail_memory(err, "the output");
    }
    LT_TRY(list_places(of, floors, count, &places, err));
    for (size_t u = 0; u < of->count; u++) {
        crops[u] = of->units[u].crops;
        counts[u] = of->units[u].crop_count;
        outside = outside || places[u].outside_unseen;
    }
    const struct lt_output_input input = {
        .sample = &sample->floors,
        .classes = &sample->classes,
        .yields = sample->yields,
        .yield_count = sample->yield_count,
        .crops = crops,
        .crop_counts = counts,
        .unit_count = of->count,
        .half = lt_period_half(of->session->options->period),
        .floor_kg = of->session->config->floor_output_yijin * LT_KG_PER_YIJIN,
        .outside_unseen = outside,
        .not_grain_m2 = not_grain(floors, count, of->session->config->city_code),
        .places = places,
    };
    LT_TRY(lt_output_judge(&input, of->arena, ret_output, err));
out:
    return status;
}

/* The plan has told what is wrong with the tables: what it let pass is read once more. */
static enum lt_status by_sample(const struct lt_floors_of *of, const struct lt_floors_input *input,
                                struct lt_floor *floors, size_t count, struct lt_output *ret_output,
                                struct lt_error *err)
{
    enum lt_status status;
    struct lt_session *session = of->session;
    struct lt_run_sample *sample = lt_arena_array(of->arena, 1, sizeof *sample);
    struct lt_diagnostics told = {0};
    double farmland_m2 = 0.0;
    *ret_output = (struct lt_output){0};
    if (sample == NULL) {
        return lt_fail_memory(err, "the sample");
    }
    LT_TRY(lt_diagnostics_init(&told, err));
    LT_TRY(lt_sample_load(session, session->plan.units, session->plan.unit_count, &told, of->arena,
                          sample, err));
    if (lt_diagnostics_rejects(&told)) {
        status = lt_fail(err, LT_E_INPUT, "the input is rejected; see the diagnostics");
        goto out;
    }
    for (size_t i = 0; i < of->count; i++) {
        farmland_m2 += of->units[i].sums.farmland_m2;
    }
    LT_TRY(lt_sample_compare(session, sample, farmland_m2, err));
    LT_TRY(lt_floors_adjust(input, &sample->floors, of->arena, floors, count, err));
    if (sample->has_yields) {
        LT_TRY(judge_output(of, sample, floors, count, ret_output, err));
    }
out:
    lt_diagnostics_finish(&told);
    return status;
}

enum lt_status lt_stage_floors(const struct lt_floors_of *of, struct lt_floor **ret_floors,
                               size_t *ret_count, struct lt_output *ret_output,
                               struct lt_error *err)
{
    enum lt_status status;
    const struct lt_config *config = of->session->config;
    struct lt_unit_sums *sums = lt_arena_array(of->arena, of->count, sizeof *sums);
    struct given given;
    if (sums == NULL || !make_given(of, &given)) {
        return lt_fail_memory(err, "the floors");
    }
    double farmland_m2 = 0.0;
    for (size_t i = 0; i < of->count; i++) {
        sums[i] = of->units[i].sums;
        farmland_m2 += sums[i].farmland_m2;
        given.autumn[i] = sums[i].last_autumn_m2;
        find_targets(config, &sums[i], i, &given);
        find_figures(of->session, sums[i].unit, i, &given);
    }
    const int half = lt_period_half(of->session->options->period);
    const bool has_autumn = half == 1 && of->session->rasters[LT_RASTER_PREVIOUS] != NULL;
    const struct lt_floors_input input = {
        .sums = sums,
        .count = of->count,
        .half = half,
        .city_code = config->city_code,
        .floor_zone_m2 = config->floor_zone_wanmu * LT_M2_PER_WANMU,
        .floor_sown_m2 = config->floor_sown_wanmu * LT_M2_PER_WANMU,
        .floor_cropland_m2 = config->floor_cropland_wanmu * LT_M2_PER_WANMU,
        .floor_pbf_m2 = config->floor_pbf_wanmu * LT_M2_PER_WANMU,
        .target_zone_m2 = given.zone,
        .target_sown_m2 = given.sown,
        .target_cropland_m2 = given.cropland,
        .target_pbf_m2 = given.pbf,
        .not_grain_m2 = {given.not_grain[0], given.not_grain[1]},
        .statistics_m2 = {given.statistics[0], given.statistics[1]},
        .autumn_capacity_m2 = farmland_m2,
        .claims = of->claims,
        .last_autumn_m2 = has_autumn ? given.autumn : NULL,
    };
    LT_TRY(lt_floors_judge(&input, of->arena, ret_floors, ret_count, err));
    LT_TRY(by_sample(of, &input, *ret_floors, *ret_count, ret_output, err));
out:
    return status;
}
