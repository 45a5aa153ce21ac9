/* The mandate clause by clause: what the city did not give, so that it could not be computed. */
#include "report/report_parts.h"
#include "support/arena.h"

#include <string.h>

static const struct lt_report_column columns[] = {
    {"条款", "clause", LT_COLUMN_TEXT, false},
    {"要求", "what it asks", LT_COLUMN_TEXT, false},
    {"缺少的数据", "data not given", LT_COLUMN_TEXT, false},
};

struct line {
    const char *clause, *zh, *en;
    const char *missing_zh, *missing_en; /* said when the data is not there */
    bool (*given)(const struct lt_report_model *model);
};

static bool has_layer(const struct lt_report_model *model, enum lt_layer layer)
{
    return model->period != NULL && model->period->layers[layer].present;
}

bool lt_quality_has_features(const struct lt_report_quality *rows, size_t count,
                             enum lt_layer layer)
{
    for (size_t i = 0; i < count; i++) {
        if (rows[i].layer == layer && rows[i].features > 0) {
            return true;
        }
    }
    return false;
}

static bool has_base(const struct lt_report_model *model, enum lt_layer layer)
{
    return lt_quality_has_features(model->quality, model->quality_count, layer);
}

static bool has_approvals(const struct lt_report_model *model)
{
    return has_layer(model, LT_LAYER_APPROVAL);
}

static bool has_filed_zones(const struct lt_report_model *model)
{
    return has_base(model, LT_LAYER_ZONE_FILED);
}

static bool has_leases(const struct lt_report_model *model)
{
    return has_layer(model, LT_LAYER_LEASE);
}

static bool has_feedback(const struct lt_report_model *model)
{
    return has_layer(model, LT_LAYER_FEEDBACK);
}

static bool has_crop_year(const struct lt_report_model *model)
{
    return model->crop_year_complete;
}

static bool has_baseline(const struct lt_report_model *model)
{
    return model->config->baseline.path != NULL && model->config->baseline.path[0] != '\0';
}

static bool has_filed_area(const struct lt_report_model *model)
{
    return model->city.sums.zone_filed_m2 > 0.0;
}

static bool has_standard(const struct lt_report_model *model)
{
    return model->city.sums.high_standard_known_m2 > 0.0;
}

static bool has_weights(const struct lt_report_model *model)
{
    return model->config->indicator_count > 0;
}

static bool has_floor(const struct lt_report_model *model, const char *rule_id)
{
    for (size_t f = 0; f < model->floor_count; f++) {
        if (strcmp(model->floors[f].rule_id, rule_id) == 0 &&
            model->floors[f].unit != model->city.unit && model->floors[f].floor_m2 > 0.0) {
            return true;
        }
    }
    return false;
}

static bool has_sown_targets(const struct lt_report_model *model)
{
    return has_floor(model, "SOWN-AREA");
}

static bool has_tasks(const struct lt_report_model *model)
{
    return has_floor(model, "CROPLAND-TARGET") && has_floor(model, "PBF-AREA");
}

static bool has_statistics(const struct lt_report_model *model)
{
    for (size_t f = 0; f < model->floor_count; f++) {
        if (model->floors[f].statistics_m2 > 0.0) {
            return true;
        }
    }
    return false;
}

static bool has_sample(const struct lt_report_model *model)
{
    for (size_t f = 0; f < model->floor_count; f++) {
        if (model->floors[f].sample.given) {
            return true;
        }
    }
    return false;
}

static bool has_reliability(const struct lt_report_model *model)
{
    return model->reliability != NULL && model->reliability->count > 0;
}

static bool has_yields(const struct lt_report_model *model)
{
    return model->output.given;
}

static bool has_base_year(const struct lt_report_model *model)
{
    return has_base(model, LT_LAYER_PARCEL_BASE);
}

static bool has_lookback(const struct lt_report_model *model)
{
    for (size_t u = 0; u < model->unit_count; u++) {
        if (model->units[u].result->lookback.given) {
            return true;
        }
    }
    return false;
}

static bool has_two_years(const struct lt_report_model *model)
{
    for (size_t u = 0; u < model->unit_count; u++) {
        const struct lt_lookback *lookback = &model->units[u].result->lookback;
        for (size_t i = 0; i < lookback->group_count; i++) {
            if (!lookback->groups[i].proven) {
                return false;
            }
        }
    }
    return true;
}

static bool has_county_reports(const struct lt_report_model *model)
{
    bool given = false;
    for (size_t u = 0; u < model->unit_count && model->ledger != NULL; u++) {
        const uint32_t unit = model->units[u].unit;
        given = given || lt_standing_report_of(model->ledger, unit, model->key).answers != NULL ||
                lt_standing_report_of(model->ledger, unit, model->key - 1).answers != NULL;
    }
    return given;
}

static const struct line lines[] = {
    {"M1 M5 M12", "主粮占比、闲置、功能区全年无粮", "main grain, idle land, zones without grain",
     "本作物年两季影像未齐，仅能判本季",
     "both seasons of the crop year: this season alone is judged", has_crop_year},
    {"M2–M8 M13–M15", "审批备案优先", "approvals come first", "审批备案图层（layers.approvals）",
     "approvals (layers.approvals)", has_approvals},
    {"M9", "功能区面积", "area of the zones", "功能区备案面积（LQDKMJM）",
     "filed area of the zones (LQDKMJM)", has_filed_area},
    {"M11", "功能区“回头看”补划清单", "looking back at the zones: land to add",
     "本作物年两季影像未齐，或规则 FZ-ADD 未启用",
     "both seasons of the crop year, and rule FZ-ADD judged", has_lookback},
    {"M11", "补划须两个作物年种粮", "land to add needs grain in two crop years",
     "上一作物年的结果或坡度级别（GDPDJB）：有待定的连片",
     "the result of the crop year before, or slopes (GDPDJB): some land is undecided",
     has_two_years},
    {"M13", "功能区不得擅自调整", "no unauthorised adjustment of zones",
     "备案功能区图层（layers.zones_filed）", "the zones as filed (layers.zones_filed)",
     has_filed_zones},
    {"M17", "工商资本流转不种粮", "leased land without grain", "流转地块图层（layers.leases）",
     "leased parcels (layers.leases)", has_leases},
    {"M18", "统计部门播种面积并列", "the statistics bureau's sown area",
     "统计部门面积（periods[].figures）", "its figures (periods[].figures)", has_statistics},
    {"M9 M18 M26", "底线的区间和结论", "intervals and decisions of the floors",
     "精度样本（periods[].samples）：面积为图上面积，未订正",
     "labelled samples (periods[].samples): map area only, unadjusted", has_sample},
    {"M19", "粮食产量", "grain output", "单产表（periods[].yields）",
     "a table of yields (periods[].yields)", has_yields},
    {"M20", "误判率和漏判率", "false accusations and misses",
     "图斑可靠性样本（periods[].parcel_sample）：只核查在册图斑得不出漏判率",
     "a sample of parcels (periods[].parcel_sample): reviews of accused parcels alone give no miss "
     "rate",
     has_reliability},
    {"M20", "存量与增量", "stock and increment", "基期影像（baseline.raster）",
     "a raster of the base date (baseline.raster)", has_baseline},
    {"M22", "部省反馈图斑", "feedback from above", "下发图斑图层（layers.feedback）",
     "feedback (layers.feedback)", has_feedback},
    {"M26", "任务分解到县区", "targets of counties", "县区播种面积任务（targets）",
     "sown-area targets (targets)", has_sown_targets},
    {"M27", "耕地和永久基本农田任务", "tasks of cropland and basic farmland",
     "县区任务数（targets[].cropland、targets[].pbf）或 GDBHMB 图层",
     "tasks by county (targets[].cropland, targets[].pbf) or the layer GDBHMB", has_tasks},
    {"M28", "考核指标和权重", "indicators and weights", "指标和权重（assessment）",
     "indicators and weights (assessment)", has_weights},
    {"M28", "高标准农田面积", "high-standard farmland", "功能区地块的 SFGBZNT 字段",
     "the field SFGBZNT of the zones", has_standard},
    {"M30", "县区报告落实情况", "what counties report of their work",
     "县区《落实情况报告》：把各县区包内的 report.xlsx 填好收回（liangtian review）",
     "the counties' reports: report.xlsx of each package, filled in and taken back (liangtian "
     "review)",
     has_county_reports},
    {"M8 166号", "耕地进出平衡", "balance of cropland out and in",
     "上一年度地类图斑图层（layers.parcels_base）",
     "the parcels of the year before (layers.parcels_base)", has_base_year},
};

enum lt_status lt_report_mandate(struct lt_report_model *model, struct lt_error *err)
{
    enum { LINES = sizeof lines / sizeof *lines };
    enum lt_status status;
    struct lt_report_table *table;
    const bool zh = model->config->chinese;
    LT_TRY(lt_report_add_table(model, "missing", "M1–M30", &table, err));
    table->sheet_zh = "缺少的数据";
    table->sheet_en = "data not given";
    table->title_zh = "哪些条款因缺少数据未能核算";
    table->title_en = "What could not be computed, and for want of which data";
    LT_TRY(
        lt_table_make(table, columns, sizeof columns / sizeof *columns, LINES, model->arena, err));
    for (size_t i = 0; i < LINES; i++) {
        if (!lines[i].given(model)) {
            struct lt_report_cell *cells = lt_table_row(table);
            cells[0] = lt_cell_text(lines[i].clause);
            cells[1] = lt_cell_text(zh ? lines[i].zh : lines[i].en);
            cells[2] = lt_cell_text(zh ? lines[i].missing_zh : lines[i].missing_en);
        }
    }
out:
    return status;
}
