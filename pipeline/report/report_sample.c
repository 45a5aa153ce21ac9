/* Floors by labelled samples, and the output: what is mapped, what it is when class error is taken out, what is proven. */
#include <math.h>
#include <string.h>

#include "liangtian/area.h"
#include "report/report_parts.h"
#include "support/arena.h"

#define COLUMNS(list) (list), sizeof(list) / sizeof *(list)

static const struct lt_report_column sample_columns[] = {
    {"范围", "area", LT_COLUMN_TEXT, false},
    {"内容", "of", LT_COLUMN_TEXT, false},
    {"底线或任务", "floor or target", LT_COLUMN_WANMU, false},
    {"图上面积", "mapped", LT_COLUMN_WANMU, true},
    {"订正后面积", "adjusted", LT_COLUMN_WANMU, false},
    {"95%区间", "95 % interval", LT_COLUMN_WANMU, true},
    {"单侧95%下限", "lower bound, one-sided 95 %", LT_COLUMN_WANMU, false},
    {"单侧95%上限", "upper bound, one-sided 95 %", LT_COLUMN_WANMU, false},
    {"含耕地以外，订正后", "with land outside cropland, adjusted", LT_COLUMN_WANMU, true},
    {"样点", "points", LT_COLUMN_COUNT, false},
    {"依据", "based on", LT_COLUMN_TEXT, false},
    {"结论", "decision", LT_COLUMN_TEXT, false},
    {"还需样点", "more points", LT_COLUMN_TEXT, false},
    {"名次及其区间", "rank and its interval", LT_COLUMN_TEXT, false},
    {"档", "tier", LT_COLUMN_TEXT, false},
};

static struct lt_interval two_sided(const struct lt_estimate *estimate)
{
    return (struct lt_interval){estimate->low, estimate->high};
}

static const char *basis(const struct lt_estimate *area, bool zh)
{
    return area->method == LT_BY_NOTHING ? (zh ? "样点不足，无估计" : "too few points, no estimate")
           : area->synthetic             ? (zh ? "借用全市（合成估计），不作结论"
                                               : "borrowed from the city (synthetic): proves nothing")
                                         : (zh ? "本范围样点" : "its own points");
}

/* How many more points would decide; "" where nothing is asked. */
static enum lt_status more(const struct lt_report_model *model, uint64_t points, bool open,
                           struct lt_report_cell *cell, struct lt_error *err)
{
    if (!open) {
        return LT_OK;
    }
    const bool zh = model->config->chinese;
    const char *text = points == LT_NO_SAMPLE_DECIDES
                           ? (zh ? "增加样点不能定" : "no number decides")
                           : lt_arena_printf(model->arena, zh ? "约 %llu" : "about %llu",
                                             (unsigned long long)points);
    if (text == NULL) {
        return lt_fail_memory(err, "the floors");
    }
    *cell = lt_cell_text(text);
    return LT_OK;
}

static enum lt_status rank_cells(const struct lt_report_model *model,
                                 const struct lt_floor_sample *sample,
                                 struct lt_report_cell cells[2], struct lt_error *err)
{
    if (sample->rank.rank == 0) {
        return LT_OK;
    }
    const char *rank = lt_arena_printf(model->arena, "%u (%u–%u)", sample->rank.rank,
                                       sample->rank.first, sample->rank.last);
    const char *tier = lt_arena_printf(model->arena, "%u", sample->tier);
    if (rank == NULL || tier == NULL) {
        return lt_fail_memory(err, "the floors");
    }
    cells[0] = lt_cell_text(rank);
    cells[1] = lt_cell_text(tier);
    return LT_OK;
}

static enum lt_status floor_row(const struct lt_report_model *model, struct lt_report_table *table,
                                const struct lt_floor *floor, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const bool zh = model->config->chinese, zones = strcmp(floor->rule_id, "FZ-AREA") == 0;
    const struct lt_floor_sample *sample = &floor->sample;
    const struct lt_estimate *area = &sample->area;
    struct lt_report_cell *cells = lt_table_row(table);
    cells[0] = lt_cell_text(lt_report_place_name(model, floor->unit));
    cells[1] = lt_cell_text(zones ? (zh ? "功能区有效面积" : "effective area of zones")
                                  : (zh ? "粮食播种面积" : "sown grain area"));
    cells[3] = lt_cell_range(zones ? floor->effective_m2 : floor->area_m2);
    cells[10] = lt_cell_text(basis(area, zh));
    cells[9] = lt_cell_count((double)area->points);
    if (area->method != LT_BY_NOTHING) {
        cells[4] = lt_cell_exact(area->value);
        cells[5] = lt_cell_range(two_sided(area));
        cells[6] = lt_cell_exact(area->lower);
        cells[7] = lt_cell_exact(area->upper);
    }
    if (sample->with_outside.method != LT_BY_NOTHING) {
        cells[8] = lt_cell_range(two_sided(&sample->with_outside));
    }
    if (floor->floor_m2 > 0.0) {
        cells[2] = lt_cell_exact(floor->floor_m2);
        cells[11] = lt_cell_text(lt_floor_decision_title(sample->decision, zh));
        LT_TRY(more(model, sample->more_points, sample->decision == LT_FLOOR_UNDECIDED, &cells[12],
                    err));
    }
    LT_TRY(rank_cells(model, sample, &cells[13], err));
out:
    return status;
}

static size_t count_sampled(const struct lt_report_model *model)
{
    size_t count = 0;
    for (size_t f = 0; f < model->floor_count; f++) {
        count += model->floors[f].sample.given;
    }
    return count;
}

static enum lt_status sample_table(struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_report_table *table;
    const size_t rows = count_sampled(model);
    if (rows == 0) {
        return LT_OK;
    }
    LT_TRY(lt_report_add_table(model, "sample", "M9 M18 M26", &table, err));
    table->sheet_zh = "样本订正";
    table->sheet_en = "by sample";
    table->title_zh = "底线与任务：按精度样本订正的面积、区间和结论";
    table->title_en =
        "Floors and targets: area adjusted by the labelled sample, interval, decision";
    table->note =
        model->config->chinese
            ? "图上面积按像元统计，有系统偏差；订正后面积由随机样点得出，无此偏差。"
              "已证明达标：单侧95%下限不低于底线；已证明不达标：单侧95%上限低于底线"
              "（播种面积须连同耕地以外，上半年还须秋季全种也达不到）；其余为待定。"
              "播种面积的结论已扣除青贮、鲜食等。各县区的结论按霍尔姆法联合成立；"
              "名次重叠的县区同档，不分先后；耕地以外未抽样时，低于底线的不能证明不达标；借用全市的"
              "估计不排名，也不证明什么。"
            : "Mapped area is a count of pixels and biased; the adjusted area comes from points "
              "drawn "
              "at random and is not. Compliance is proven where the one-sided lower bound reaches "
              "the "
              "floor, breach where the upper bound stays under it (sown area: with land outside "
              "cropland and, in H1, with a fully cropped autumn). Maize cut green and the like is "
              "taken off. Decisions of counties hold together (Holm); counties whose ranks overlap "
              "share a tier; while land outside cropland is not sampled no breach is proven; "
              "borrowed estimates are not ranked and prove nothing.";
    LT_TRY(lt_table_make(table, COLUMNS(sample_columns), rows, model->arena, err));
    for (size_t f = 0; f < model->floor_count; f++) {
        if (model->floors[f].sample.given) {
            LT_TRY(floor_row(model, table, &model->floors[f], err));
        }
    }
out:
    return status;
}

/* --- output --- */

static const struct lt_report_column output_columns[] = {
    {"范围", "area", LT_COLUMN_TEXT, false},
    {"底线或任务", "floor or target", LT_COLUMN_YIJIN, false},
    {"图上产量", "as mapped", LT_COLUMN_YIJIN, false},
    {"其中单产标准误", "standard error by yields", LT_COLUMN_YIJIN, false},
    {"订正后产量", "adjusted", LT_COLUMN_YIJIN, false},
    {"标准误", "standard error", LT_COLUMN_YIJIN, false},
    {"95%区间", "95 % interval", LT_COLUMN_YIJIN, true},
    {"单侧95%下限", "lower bound, one-sided 95 %", LT_COLUMN_YIJIN, false},
    {"单侧95%上限", "upper bound, one-sided 95 %", LT_COLUMN_YIJIN, false},
    {"含耕地以外，订正后", "with land outside cropland, adjusted", LT_COLUMN_YIJIN, true},
    {"样点", "points", LT_COLUMN_COUNT, false},
    {"依据", "based on", LT_COLUMN_TEXT, false},
    {"结论", "decision", LT_COLUMN_TEXT, false},
    {"还需样点", "more points", LT_COLUMN_TEXT, false},
};

static void mapped_cells(struct lt_report_cell *cells, double kg, double se)
{
    if (!isnan(kg)) {
        cells[2] = lt_cell_exact(kg);
        cells[3] = lt_cell_exact(se);
    }
}

/* What a place's points say of its output. */
struct output_line {
    double floor_kg;
    const struct lt_estimate *kg, *with_outside;
    bool sampled;
    enum lt_floor_decision decision;
    enum lt_reason reason;
    uint64_t more_points;
};

static enum lt_status line_cells(const struct lt_report_model *model,
                                 const struct output_line *line, struct lt_report_cell *cells,
                                 struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const bool zh = model->config->chinese;
    if (line->sampled && line->kg->method != LT_BY_NOTHING) {
        cells[4] = lt_cell_exact(line->kg->value);
        cells[5] = lt_cell_exact(line->kg->se);
        cells[6] = lt_cell_range(two_sided(line->kg));
        cells[7] = lt_cell_exact(line->kg->lower);
        cells[8] = lt_cell_exact(line->kg->upper);
    }
    if (line->with_outside->method != LT_BY_NOTHING) {
        cells[9] = lt_cell_range(two_sided(line->with_outside));
    }
    if (line->sampled) {
        cells[10] = lt_cell_count((double)line->kg->points);
        cells[11] = lt_cell_text(basis(line->kg, zh));
    }
    if (line->floor_kg > 0.0) {
        cells[1] = lt_cell_exact(line->floor_kg);
        cells[12] = lt_cell_text(line->sampled ? lt_floor_decision_title(line->decision, zh)
                                               : lt_reason_title(line->reason, zh));
        LT_TRY(more(model, line->more_points, line->sampled && line->decision == LT_FLOOR_UNDECIDED,
                    &cells[13], err));
    }
out:
    return status;
}

static enum lt_status city_row(const struct lt_report_model *model, struct lt_report_table *table,
                               struct lt_error *err)
{
    const struct lt_output *output = &model->output;
    struct lt_report_cell *cells = lt_table_row(table);
    const struct output_line line = {output->floor_kg,   &output->kg,      &output->with_outside,
                                     output->sampled,    output->decision, output->reason,
                                     output->more_points};
    cells[0] = lt_cell_text(lt_report_place_name(model, model->city.unit));
    mapped_cells(cells, output->mapped_kg, output->mapped_se_kg);
    return line_cells(model, &line, cells, err);
}

static enum lt_status county_row(const struct lt_report_model *model, struct lt_report_table *table,
                                 const struct lt_output_unit *unit, struct lt_error *err)
{
    struct lt_report_cell *cells = lt_table_row(table);
    const struct output_line line = {unit->target_kg,       &unit->kg,      &unit->with_outside,
                                     model->output.sampled, unit->decision, unit->reason,
                                     unit->more_points};
    cells[0] = lt_cell_text(lt_report_place_name(model, unit->unit));
    mapped_cells(cells, unit->mapped_kg, unit->mapped_se_kg);
    return line_cells(model, &line, cells, err);
}

static enum lt_status output_table(struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_report_table *table;
    if (!model->output.given) {
        return LT_OK;
    }
    LT_TRY(lt_report_add_table(model, "output", "M19", &table, err));
    table->sheet_zh = "粮食产量";
    table->sheet_en = "grain output";
    table->title_zh = "粮食产量与底线";
    table->title_en = "Grain output against its floor";
    table->note =
        model->config->chinese
            ? "面积乘单产；标准误含样点和单产两部分，单产之间视为独立。上半年仅夏粮。"
              "达标须在扣除青贮、鲜食等最大面积按最高单产折算的产量之后仍然成立。"
              "县区以落在该县区的样点推算，样点不足的借用全市样点（合成），不作结论；"
              "各县区的结论按霍尔姆法联合成立。"
              "图上产量按图上面积计算，未作精度订正，不作结论。1亿斤=5万吨。"
            : "Area times yield; the standard error is that of points and of yields, which count "
              "as "
              "independent. In H1 the summer alone. Compliance must hold also when the largest "
              "area cut green or eaten fresh is taken off at the highest yield. A county's figure "
              "is that of the points inside "
              "it, or, with too few, borrowed from the city (synthetic), which proves nothing; "
              "decisions of counties hold together (Holm). What is mapped is "
              "not adjusted and proves "
              "nothing. 1 亿斤 = 50,000 t.";
    LT_TRY(lt_table_make(table, COLUMNS(output_columns), model->output.unit_count + 1, model->arena,
                         err));
    LT_TRY(city_row(model, table, err));
    for (size_t u = 0; u < model->output.unit_count; u++) {
        LT_TRY(county_row(model, table, &model->output.units[u], err));
    }
out:
    return status;
}

enum lt_status lt_report_sample(struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(sample_table(model, err));
    LT_TRY(output_table(model, err));
out:
    return status;
}
