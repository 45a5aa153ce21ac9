/* The assessment of counties by the city's own indicators and weights (M21, M28). */
#include "report/report_parts.h"
#include "support/arena.h"

#include <math.h>
#include <string.h>

#define COLUMNS(list) (list), sizeof(list) / sizeof *(list)

static const struct lt_report_column columns[] = {
    {"县区", "county", LT_COLUMN_TEXT, false},
    {"播种面积完成率", "sown of target", LT_COLUMN_PERCENT, true},
    {"种粮占比", "grain share", LT_COLUMN_PERCENT, true},
    {"永农主粮占比", "main grain on PBF", LT_COLUMN_PERCENT, true},
    {"功能区内高标准农田", "high-standard farmland in zones", LT_COLUMN_WANMU, false},
    {"高标准农田占比", "high-standard share", LT_COLUMN_PERCENT, true},
    {"功能区有效面积占比", "effective zone share", LT_COLUMN_PERCENT, true},
    {"得分率", "score", LT_COLUMN_PERCENT, true},
    {"位次区间", "rank", LT_COLUMN_TEXT, false},
};

enum { INDICATORS = 5 };
static const char *const words[INDICATORS] = {"sown", "grain_share", "main_grain", "high_standard",
                                              "zone_effective"};

struct scored {
    bool known[INDICATORS];
    struct lt_interval value[INDICATORS];
    bool has_score;
    struct lt_interval score;
};

static double capped(double value)
{
    return fmin(1.0, fmax(0.0, value));
}

static struct lt_interval ratio(struct lt_interval part, double whole)
{
    return (struct lt_interval){part.low / whole, part.high / whole};
}

static void measure(const struct lt_report_model *model, const struct lt_report_unit *unit,
                    struct scored *scored)
{
    const struct lt_unit_sums *sums = &unit->sums;
    for (size_t f = 0; f < model->floor_count; f++) {
        const struct lt_floor *floor = &model->floors[f];
        if (floor->unit == unit->unit && floor->floor_m2 > 0.0 &&
            strcmp(floor->rule_id, "SOWN-AREA") == 0) {
            scored->known[0] = true;
            scored->value[0] = ratio(floor->area_m2, floor->floor_m2);
        }
    }
    scored->known[1] = sums->farmland_m2 > 0.0;
    scored->value[1] = unit->grain_share;
    if (sums->pbf_m2 > 0.0) {
        scored->known[2] = true;
        scored->value[2] = ratio(sums->pbf_main_m2, sums->pbf_m2);
    }
    const double zones = sums->zone_filed_m2 + sums->zone_unfiled_m2;
    if (sums->high_standard_known_m2 > 0.0 &&
        zones > 0.0) { /* plots that do not say leave it open */
        scored->known[3] = true;
        scored->value[3] = (struct lt_interval){
            sums->high_standard_m2 / zones,
            capped((sums->high_standard_m2 + zones - sums->high_standard_known_m2) / zones)};
    }
    if (zones > 0.0) {
        scored->known[4] = true;
        scored->value[4] = ratio(sums->zone_effective_m2, zones);
    }
}

/* Weights of what is not known are left out, and the score says so by having none. */
static void add_weights(const struct lt_config *config, struct scored *scored)
{
    double weights = 0.0;
    struct lt_interval sum = {0.0, 0.0};
    scored->has_score = config->indicator_count > 0;
    for (size_t i = 0; i < config->indicator_count; i++) {
        for (int w = 0; w < INDICATORS; w++) {
            if (strcmp(words[w], config->indicators[i].id) == 0) {
                const double weight = config->indicators[i].weight;
                scored->has_score = scored->has_score && scored->known[w];
                weights += weight;
                sum.low += weight * capped(scored->value[w].low);
                sum.high += weight * capped(scored->value[w].high);
            }
        }
    }
    scored->has_score = scored->has_score && weights > 0.0;
    if (scored->has_score) {
        scored->score = ratio(sum, weights);
    }
}

/* Counties whose intervals overlap share their ranks. */
static const char *rank_of(const struct lt_report_model *model, const struct scored *all, size_t at)
{
    size_t above = 0, below = 0, scored = 0;
    for (size_t i = 0; i < model->unit_count; i++) {
        scored += all[i].has_score;
        above += all[i].has_score && all[i].score.low > all[at].score.high;
        below += all[i].has_score && all[i].score.high < all[at].score.low;
    }
    return above + 1 == scored - below
               ? lt_arena_printf(model->arena, "%zu", above + 1)
               : lt_arena_printf(model->arena, "%zu–%zu", above + 1, scored - below);
}

static enum lt_status row(const struct lt_report_model *model, struct lt_report_table *table,
                          const struct scored *all, size_t at, struct lt_error *err)
{
    static const int cell_of[INDICATORS] = {1, 2, 3, 5, 6};
    const struct lt_report_unit *unit = &model->units[at];
    struct lt_report_cell *cells = lt_table_row(table);
    cells[0] = lt_cell_text(unit->name);
    for (int w = 0; w < INDICATORS; w++) {
        if (all[at].known[w]) {
            cells[cell_of[w]] = lt_cell_range(all[at].value[w]);
        }
    }
    if (all[at].known[3]) {
        cells[4] = lt_cell_exact(unit->sums.high_standard_m2);
    }
    if (all[at].has_score) {
        const char *rank = rank_of(model, all, at);
        if (rank == NULL) {
            return lt_fail_memory(err, "the assessment");
        }
        cells[7] = lt_cell_range(all[at].score);
        cells[8] = lt_cell_text(rank);
    }
    return LT_OK;
}

static const char *note_of(const struct lt_report_model *model)
{
    const struct lt_config *config = model->config;
    const bool zh = config->chinese;
    const char *text =
        config->indicator_count == 0
            ? (zh ? "未提供考核指标和权重（assessment），不评分。"
                  : "No indicators and weights (assessment) are given: no score.")
            : (zh ? "权重为本市设定（非文件规定）：" : "Weights are the city's own: ");
    for (size_t i = 0; text != NULL && i < config->indicator_count; i++) {
        text = lt_arena_printf(model->arena, "%s%s %g%s", text, config->indicators[i].id,
                               config->indicators[i].weight,
                               i + 1 < config->indicator_count ? (zh ? "、" : ", ") : "");
    }
    return text == NULL
               ? NULL
               : lt_arena_printf(
                     model->arena, "%s%s", text,
                     zh ? "。各项以 100% 封顶；区间重叠的县区并列。缺少一项数据的县区不评分。"
                          "产量须由 accuracy assess 按单产推算。"
                        : ". Each is capped at 100 %; counties whose intervals overlap "
                          "share ranks; without one of the figures there is no score. "
                          "Output comes from accuracy assess with yields.");
}

enum lt_status lt_report_assessment(struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status;
    struct lt_report_table *table;
    struct scored *all = lt_arena_array(model->arena, model->unit_count, sizeof *all);
    if (all == NULL) {
        return lt_fail_memory(err, "the assessment");
    }
    LT_TRY(lt_report_add_table(model, "assessment", "M21 M28", &table, err));
    table->sheet_zh = "考核指标";
    table->sheet_en = "assessment";
    table->title_zh = "县区考核指标";
    table->title_en = "Indicators of the assessment of counties";
    table->note = note_of(model);
    if (table->note == NULL) {
        status = lt_fail_memory(err, "the assessment");
        goto out;
    }
    LT_TRY(lt_table_make(table, COLUMNS(columns), model->unit_count, model->arena, err));
    for (size_t u = 0; u < model->unit_count; u++) {
        measure(model, &model->units[u], &all[u]);
        add_weights(model->config, &all[u]);
    }
    for (size_t u = 0; u < model->unit_count; u++) {
        LT_TRY(row(model, table, all, u, err));
    }
out:
    return status;
}
