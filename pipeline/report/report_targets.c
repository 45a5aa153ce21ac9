/* Sown area against targets (M18, M26), by county, township and managing district. */
#include "liangtian/area.h"
#include "report/report_parts.h"
#include "support/arena.h"

#include <math.h>
#include <string.h>

#define COLUMNS(list) (list), sizeof(list) / sizeof *(list)

static const struct lt_report_column sown_columns[] = {
    {"范围", "area", LT_COLUMN_TEXT, false},
    {"任务", "target", LT_COLUMN_WANMU, false},
    {"遥感监测粮食面积", "sown grain by satellite", LT_COLUMN_WANMU, true},
    {"含耕地以外", "with land that is no cropland", LT_COLUMN_WANMU, true},
    {"已扣青贮鲜食等", "taken off: cut green, eaten fresh", LT_COLUMN_WANMU, true},
    {"统计部门面积", "statistics bureau", LT_COLUMN_WANMU, false},
    {"任务完成率", "of the target", LT_COLUMN_PERCENT, true},
    {"判定", "verdict", LT_COLUMN_TEXT, false},
    {"原因", "reason", LT_COLUMN_TEXT, false},
    {"秋季尚须完成", "autumn must bring", LT_COLUMN_WANMU, true},
};

const char *lt_report_county_name(const struct lt_report_model *model, uint32_t code)
{
    for (size_t u = 0; u < model->unit_count; u++) {
        if (model->units[u].unit == code) {
            return model->units[u].name;
        }
    }
    return "";
}

const char *lt_report_place_name(const struct lt_report_model *model, uint32_t code)
{
    return code == model->city.unit ? model->city.name : lt_report_county_name(model, code);
}

static void sown_row(const struct lt_report_model *model, struct lt_report_table *table,
                     const struct lt_floor *floor)
{
    const bool zh = model->config->chinese;
    struct lt_report_cell *cells = lt_table_row(table);
    cells[0] = lt_cell_text(lt_report_place_name(model, floor->unit));
    cells[2] = lt_cell_range(floor->area_m2);
    cells[3] = lt_cell_range(floor->with_outside_m2);
    if (floor->not_grain_m2.high > 0.0) {
        cells[4] = lt_cell_range(floor->not_grain_m2);
    }
    if (floor->statistics_m2 > 0.0) {
        cells[5] = lt_cell_exact(floor->statistics_m2);
    }
    if (floor->floor_m2 > 0.0) {
        cells[1] = lt_cell_exact(floor->floor_m2);
        cells[6] = lt_cell_range((struct lt_interval){floor->area_m2.low / floor->floor_m2,
                                                      floor->area_m2.high / floor->floor_m2});
        cells[7] = lt_cell_text(lt_verdict_title(floor->verdict, zh));
        cells[8] = lt_cell_text(lt_reason_title(floor->reason, zh));
        if (lt_period_half(model->key) == 1) {
            cells[9] = lt_cell_range(floor->autumn_must_bring_m2);
        }
    }
}

static enum lt_status sown_table(struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status;
    struct lt_report_table *table;
    LT_TRY(lt_report_add_table(model, "sown", "M18 M26", &table, err));
    table->sheet_zh = "播种面积任务";
    table->sheet_en = "sown area targets";
    table->title_zh = "粮食播种面积任务与遥感监测";
    table->title_en = "Sown grain area: targets and what the satellite saw";
    table->note =
        model->config->chinese
            ? "遥感监测粮食面积为耕地上各季合计（上半年仅夏粮），净面积，为图上面积"
              "（有精度样本时判定按“样本订正”表，没有时为未订正的图上面积）；"
              "青贮、鲜食玉米和菜用毛豆按各县区提供的区间扣除；统计部门面积并列，不参与判定。"
            : "Seasons added up on cropland (in H1 the summer alone), net, as mapped; the verdict "
              "is "
              "that of the labelled sample where there is one, else of the map area only, "
              "unadjusted; maize cut green or eaten fresh and green soybeans are taken off as "
              "counties "
              "say; the statistics bureau's figure stands beside and decides nothing.";
    LT_TRY(lt_table_make(table, COLUMNS(sown_columns), model->unit_count + 1, model->arena, err));
    for (size_t f = 0; f < model->floor_count; f++) {
        if (strcmp(model->floors[f].rule_id, "SOWN-AREA") == 0 &&
            table->row_count < table->row_capacity) {
            sown_row(model, table, &model->floors[f]);
        }
    }
out:
    return status;
}

/* --- townships and districts --- */

static const struct lt_report_column town_columns[] = {
    {"县区", "county", LT_COLUMN_TEXT, false},
    {"乡镇代码", "township", LT_COLUMN_TEXT, false},
    {"耕地净面积", "farmland, net", LT_COLUMN_MU, false},
    {"夏粮", "summer grain", LT_COLUMN_MU, true},
    {"秋粮", "autumn grain", LT_COLUMN_MU, true},
    {"任务", "target", LT_COLUMN_MU, false},
    {"判定", "verdict", LT_COLUMN_TEXT, false},
    {"原因", "reason", LT_COLUMN_TEXT, false},
};

static const struct lt_report_column district_columns[] = {
    {"名称", "name", LT_COLUMN_TEXT, false},
    {"乡镇（个）", "townships", LT_COLUMN_COUNT, false},
    {"找到的乡镇（个）", "townships found", LT_COLUMN_COUNT, false},
    {"耕地净面积", "farmland, net", LT_COLUMN_MU, false},
    {"夏粮", "summer grain", LT_COLUMN_MU, true},
    {"秋粮", "autumn grain", LT_COLUMN_MU, true},
};

static double town_target(const struct lt_config *config, uint32_t town)
{
    for (size_t i = 0; i < config->town_target_count; i++) {
        if (config->town_targets[i].town == town) {
            return config->town_targets[i].sown_wanmu * LT_M2_PER_WANMU;
        }
    }
    return 0.0;
}

static enum lt_status town_row(const struct lt_report_model *model, struct lt_report_table *table,
                               const char *county, const struct lt_town_sums *town,
                               struct lt_error *err)
{
    const bool zh = model->config->chinese, both = lt_period_half(model->key) == 2;
    const double target = town_target(model->config, town->town);
    struct lt_report_cell *cells = lt_table_row(table);
    const char *code = lt_arena_printf(model->arena, "%09u", town->town);
    if (code == NULL) {
        return lt_fail_memory(err, "townships");
    }
    cells[0] = lt_cell_text(county);
    cells[1] = lt_cell_text(town->town == 0 ? (zh ? "（无乡镇代码）" : "(no code)") : code);
    cells[2] = lt_cell_exact(town->farmland_m2);
    cells[3] = lt_cell_range(town->grain_m2[0]);
    if (both) {
        cells[4] = lt_cell_range(town->grain_m2[1]);
    }
    if (target > 0.0) {
        const double low = town->grain_m2[0].low + (both ? town->grain_m2[1].low : 0.0);
        const double high =
            town->grain_m2[0].high + (both ? town->grain_m2[1].high : town->farmland_m2);
        const enum lt_verdict_value verdict = lt_verdict_of(low, high, target);
        cells[5] = lt_cell_exact(target);
        cells[6] = lt_cell_text(lt_verdict_title(verdict, zh));
        cells[7] = lt_cell_text(lt_reason_title(verdict != LT_UNDECIDED ? LT_REASON_NONE
                                                : both                  ? LT_REASON_UNSEEN
                                                                        : LT_REASON_PENDING,
                                                zh));
    }
    return LT_OK;
}

static enum lt_status town_table(struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status;
    struct lt_report_table *table;
    size_t towns = 0;
    for (size_t u = 0; u < model->unit_count; u++) {
        towns += model->units[u].result->town_count;
    }
    LT_TRY(lt_report_add_table(model, "towns", "M26", &table, err));
    table->sheet_zh = "乡镇";
    table->sheet_en = "townships";
    table->title_zh = "分乡镇种粮情况";
    table->title_en = "Townships";
    table->note =
        model->config->chinese
            ? "各乡镇之和等于所在县区。乡镇数未扣青贮、鲜食等。"
            : "Townships sum to their county. Maize cut green and the like is not taken off.";
    table->detail = true;
    LT_TRY(lt_table_make(table, COLUMNS(town_columns), towns, model->arena, err));
    for (size_t u = 0; u < model->unit_count; u++) {
        const struct lt_unit_result *result = model->units[u].result;
        for (size_t i = 0; i < result->town_count; i++) {
            LT_TRY(town_row(model, table, model->units[u].name, &result->towns[i], err));
        }
    }
out:
    return status;
}

static const struct lt_town_sums *find_town(const struct lt_report_model *model, double code)
{
    for (size_t u = 0; u < model->unit_count; u++) {
        const struct lt_unit_result *result = model->units[u].result;
        for (size_t i = 0; i < result->town_count; i++) {
            if ((double)result->towns[i].town == code) { // NOLINT: whole numbers
                return &result->towns[i];
            }
        }
    }
    return NULL;
}

static void district_row(const struct lt_report_model *model, struct lt_report_table *table,
                         const struct lt_district *district)
{
    struct lt_town_sums sum = {0};
    size_t found = 0;
    for (size_t i = 0; i < district->town_count; i++) {
        const struct lt_town_sums *town = find_town(model, district->towns[i]);
        for (int s = 0; town != NULL && s < 2; s++) {
            sum.grain_m2[s].low += town->grain_m2[s].low;
            sum.grain_m2[s].high += town->grain_m2[s].high;
        }
        sum.farmland_m2 += town != NULL ? town->farmland_m2 : 0.0;
        found += town != NULL;
    }
    struct lt_report_cell *cells = lt_table_row(table);
    cells[0] = lt_cell_text(district->name);
    cells[1] = lt_cell_count((double)district->town_count);
    cells[2] = lt_cell_count((double)found);
    cells[3] = lt_cell_exact(sum.farmland_m2);
    cells[4] = lt_cell_range(sum.grain_m2[0]);
    if (lt_period_half(model->key) == 2) {
        cells[5] = lt_cell_range(sum.grain_m2[1]);
    }
}

static enum lt_status district_table(struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status;
    struct lt_report_table *table;
    const struct lt_config *config = model->config;
    if (config->district_count == 0) {
        return LT_OK;
    }
    LT_TRY(lt_report_add_table(model, "districts", "M26", &table, err));
    table->sheet_zh = "开发区等单列";
    table->sheet_en = "districts apart";
    table->title_zh = "开发区、高新区、示范区单列";
    table->title_en = "Managing districts, apart";
    table->note = config->chinese ? "均位于各县区之内，已含在所在县区数中，不另计入全市。"
                                  : "They lie inside counties and are part of those figures; never "
                                    "added to the city.";
    table->detail = true;
    LT_TRY(
        lt_table_make(table, COLUMNS(district_columns), config->district_count, model->arena, err));
    for (size_t i = 0; i < config->district_count; i++) {
        district_row(model, table, &config->districts[i]);
    }
out:
    return status;
}

enum lt_status lt_report_targets(struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(sown_table(model, err));
    LT_TRY(town_table(model, err));
    LT_TRY(district_table(model, err));
out:
    return status;
}
