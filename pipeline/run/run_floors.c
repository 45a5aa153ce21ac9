#include "run/run_floors.h"

#include "liangtian/area.h"
#include "support/arena.h"

static void find_targets(const struct lt_config *config, uint32_t unit, double *ret_zone,
                         double *ret_sown)
{
    for (size_t t = 0; t < config->target_count; t++) {
        if (config->targets[t].unit == unit) {
            *ret_zone = config->targets[t].zone_wanmu * LT_M2_PER_WANMU;
            *ret_sown = config->targets[t].sown_wanmu * LT_M2_PER_WANMU;
        }
    }
}

enum lt_status lt_stage_floors(const struct lt_floors_of *of, struct lt_floor **ret_floors,
                               size_t *ret_count, struct lt_error *err)
{
    const struct lt_config *config = of->session->config;
    struct lt_unit_sums *sums = lt_arena_array(of->arena, of->count, sizeof *sums);
    double *zone = lt_arena_array(of->arena, of->count, sizeof *zone);
    double *sown = lt_arena_array(of->arena, of->count, sizeof *sown);
    struct lt_interval *autumn = lt_arena_array(of->arena, of->count, sizeof *autumn);
    if (sums == NULL || zone == NULL || sown == NULL || autumn == NULL) {
        return lt_fail_memory(err, "the floors");
    }
    double farmland_m2 = 0.0;
    for (size_t i = 0; i < of->count; i++) {
        sums[i] = of->units[i].sums;
        farmland_m2 += sums[i].farmland_m2;
        autumn[i] = sums[i].last_autumn_m2;
        find_targets(config, sums[i].unit, &zone[i], &sown[i]);
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
        .target_zone_m2 = zone,
        .target_sown_m2 = sown,
        .autumn_capacity_m2 = farmland_m2,
        .last_autumn_m2 = has_autumn ? autumn : NULL,
    };
    return lt_floors_judge(&input, of->arena, ret_floors, ret_count, err);
}
