/* Looking back at the zones (M11): ground to add, plots to strike, what makes up for what, and the net effect. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "liangtian/area.h"
#include "report/report_parts.h"
#include "support/arena.h"

#define COLUMNS(list) (list), sizeof(list) / sizeof *(list)

static const struct lt_report_column by_county[] = {
    {"县区", "county", LT_COLUMN_TEXT, false},
    {"备案面积", "filed area", LT_COLUMN_MU, false},
    {"拟剔除（块）", "plots to strike", LT_COLUMN_COUNT, false},
    {"拟剔除面积", "area to strike", LT_COLUMN_MU, false},
    {"已配对补足（块）", "of them made up for", LT_COLUMN_COUNT, false},
    {"已配对补足面积", "area made up for", LT_COLUMN_MU, false},
    {"未能补足面积", "area not made up for", LT_COLUMN_MU, false},
    {"剔补后面积", "area afterwards", LT_COLUMN_MU, false},
    {"可补划（片）", "pieces to add", LT_COLUMN_COUNT, false},
    {"可补划面积", "area to add", LT_COLUMN_MU, false},
    {"配对后剩余可补划", "left to add", LT_COLUMN_MU, false},
    {"待定（片）", "undecided pieces", LT_COLUMN_COUNT, false},
    {"待定面积", "undecided area", LT_COLUMN_MU, false},
};

static const struct lt_report_column by_strike[] = {
    {"县区", "county", LT_COLUMN_TEXT, false},
    {"两区地块代码", "plot", LT_COLUMN_TEXT, false},
    {"面积", "area", LT_COLUMN_MU, false},
    {"性质已变占比", "share changed", LT_COLUMN_PERCENT, true},
    {"现状", "now", LT_COLUMN_TEXT, false},
    {"补足地块所在县区", "made up for in", LT_COLUMN_TEXT, false},
    {"补足地块（最大图斑）", "by (largest parcel)", LT_COLUMN_TEXT, false},
};

static const struct lt_report_column by_piece[] = {
    {"县区", "county", LT_COLUMN_TEXT, false},
    {"乡镇", "township", LT_COLUMN_TEXT, false},
    {"最大图斑", "largest parcel", LT_COLUMN_TEXT, false},
    {"图斑（个）", "parcels", LT_COLUMN_COUNT, false},
    {"净面积", "net area", LT_COLUMN_MU, false},
    {"地形", "land", LT_COLUMN_TEXT, false},
    {"配对后剩余", "left after pairing", LT_COLUMN_MU, false},
    {"情况", "state", LT_COLUMN_TEXT, false},
};

struct pairing {
    struct lt_report_model *model;
    struct lt_lookback_want *wants;
    const struct lt_lookback_strike **strikes; /* as wants */
    struct lt_lookback_offer *offers;
    const struct lt_lookback_group **groups; /* as offers */
    size_t want_count, offer_count, group_count;
};

static const struct lt_lookback *of_unit(const struct lt_report_model *model, size_t unit)
{
    return &model->units[unit].result->lookback;
}

/* The proven pieces first: they alone are offered. */
static enum lt_status gather(struct pairing *p, struct lt_error *err)
{
    struct lt_report_model *model = p->model;
    size_t wants = 0, groups = 0;
    for (size_t u = 0; u < model->unit_count; u++) {
        wants += of_unit(model, u)->strike_count;
        groups += of_unit(model, u)->group_count;
    }
    p->wants = lt_arena_array(model->arena, wants, sizeof *p->wants);
    p->strikes = lt_arena_array(model->arena, wants, sizeof(void *));
    p->offers = lt_arena_array(model->arena, groups, sizeof *p->offers);
    p->groups = lt_arena_array(model->arena, groups, sizeof(void *));
    size_t *order = lt_arena_array(model->arena, wants, sizeof *order);
    if (p->wants == NULL || p->strikes == NULL || p->offers == NULL || p->groups == NULL ||
        order == NULL) {
        return lt_fail_memory(err, "looking back at the zones");
    }
    for (size_t u = 0; u < model->unit_count; u++) {
        const struct lt_lookback *one = of_unit(model, u);
        for (size_t i = 0; i < one->strike_count; i++) {
            const struct lt_lookback_strike *strike = &one->strikes[i];
            p->strikes[p->want_count] = strike;
            p->wants[p->want_count++] = (struct lt_lookback_want){
                .unit = model->units[u].unit, .area_m2 = strike->filed_m2, .id = strike->code};
        }
    }
    for (int proven = 1; proven >= 0; proven--) {
        for (size_t u = 0; u < model->unit_count; u++) {
            const struct lt_lookback *one = of_unit(model, u);
            for (size_t i = 0; i < one->group_count; i++) {
                if (one->groups[i].proven == (proven == 1)) {
                    p->groups[p->group_count] = &one->groups[i];
                    p->offers[p->group_count++] = (struct lt_lookback_offer){
                        model->units[u].unit, one->groups[i].area_m2, one->groups[i].parcel_id};
                }
            }
        }
        p->offer_count = proven == 1 ? p->group_count : p->offer_count;
    }
    lt_lookback_pair(p->wants, p->want_count, p->offers, p->offer_count, order);
    return LT_OK;
}

/* Whole city: unit 0. */
static void county_row(const struct pairing *p, struct lt_report_table *table,
                       const struct lt_report_unit *unit, uint32_t code)
{
    struct lt_report_cell *cells = lt_table_row(table);
    double struck = 0.0, made_up = 0.0, add = 0.0, left = 0.0, open = 0.0;
    size_t plots = 0, made_up_plots = 0, pieces = 0, open_pieces = 0;
    for (size_t i = 0; i < p->want_count; i++) {
        const struct lt_lookback_want *want = &p->wants[i];
        if (code == 0 || want->unit == code) {
            plots++;
            struck += want->area_m2;
            made_up_plots += want->group != SIZE_MAX;
            made_up += want->group != SIZE_MAX ? want->area_m2 : 0.0;
        }
    }
    for (size_t i = 0; i < p->group_count; i++) {
        const bool proven = i < p->offer_count;
        if (code == 0 || p->offers[i].unit == code) {
            pieces += proven;
            open_pieces += !proven;
            add += proven ? p->groups[i]->area_m2 : 0.0;
            left += proven ? p->offers[i].left_m2 : 0.0;
            open += proven ? 0.0 : p->groups[i]->area_m2;
        }
    }
    const double filed = unit->sums.zone_filed_m2 + unit->sums.zone_unfiled_m2;
    cells[0] = lt_cell_text(unit->name);
    cells[1] = lt_cell_exact(filed);
    cells[2] = lt_cell_count((double)plots);
    cells[3] = lt_cell_exact(struck);
    cells[4] = lt_cell_count((double)made_up_plots);
    cells[5] = lt_cell_exact(made_up);
    cells[6] = lt_cell_exact(struck - made_up);
    cells[7] = lt_cell_exact(filed - (struck - made_up));
    if (p->model->crop_year_complete) {
        cells[8] = lt_cell_count((double)pieces);
        cells[9] = lt_cell_exact(add);
        cells[10] = lt_cell_exact(left);
        cells[11] = lt_cell_count((double)open_pieces);
        cells[12] = lt_cell_exact(open);
    }
}

static enum lt_status county_table(const struct pairing *p, struct lt_error *err)
{
    enum lt_status status;
    struct lt_report_model *model = p->model;
    struct lt_report_table *table;
    LT_TRY(lt_report_add_table(model, "lookback", "M11", &table, err));
    table->sheet_zh = "功能区回头看";
    table->sheet_en = "looking back";
    table->title_zh = "功能区“回头看”：剔除、补足和净变化";
    table->title_en = "Looking back at the zones: struck, made up for, and the net effect";
    table->note = lt_arena_printf(
        model->arena,
        model->config->chinese
            ? "供挑选，不是决定。剔除按备案面积；可补划按净面积：区外、坡度15度以下、连续两个作物年"
              "种粮、"
              "间距不超过 %g 米视为连片（门槛非文件规定）。“剔补后面积”只计已配对补足的，补足算在"
              "被剔地块的县区。违规占用的先整改，不因剔除而免责。%s"
            : "To choose from, no decision. Struck: filed area. To add: net area outside the "
              "zones, "
              "up to 15 degrees, grain in two crop years in a row, contiguous across gaps of up to "
              "%g m (not from the mandate). The area afterwards counts what is made up for, in the "
              "county of the plot. Striking excuses no offence.%s",
        model->config->lookback_gap_m,
        model->crop_year_complete ? ""
        : model->config->chinese  ? "可补划须待秋季判定。"
                                  : " Land to add needs the autumn season.");
    LT_TRY(lt_table_make(table, COLUMNS(by_county), model->unit_count + 1, model->arena, err));
    for (size_t u = 0; u < model->unit_count; u++) {
        county_row(p, table, &model->units[u], model->units[u].unit);
    }
    county_row(p, table, &model->city, 0);
    status = table->note == NULL ? lt_fail_memory(err, "looking back at the zones") : LT_OK;
out:
    return status;
}

static enum lt_status strike_table(const struct pairing *p, struct lt_error *err)
{
    enum lt_status status;
    struct lt_report_model *model = p->model;
    struct lt_report_table *table;
    LT_TRY(lt_report_add_table(model, "lookback-strike", "M11", &table, err));
    table->sheet_zh = "拟剔除地块";
    table->sheet_en = "plots to strike";
    table->title_zh = "功能区拟剔除地块及补足（FZ-STRIKE）";
    table->title_en = "Zone plots to strike and what makes up for them (FZ-STRIKE)";
    table->detail = true;
    LT_TRY(lt_table_make(table, COLUMNS(by_strike), p->want_count, model->arena, err));
    for (size_t i = 0; i < p->want_count; i++) {
        const struct lt_lookback_want *want = &p->wants[i];
        const struct lt_lookback_strike *strike = p->strikes[i];
        struct lt_report_cell *cells = lt_table_row(table);
        cells[0] = lt_cell_text(lt_report_county_name(model, want->unit));
        cells[1] = lt_cell_text(strike->code);
        cells[2] = lt_cell_exact(strike->filed_m2);
        cells[3] = lt_cell_range(strike->share);
        cells[4] = lt_cell_text(lt_group_title(strike->group, model->config->chinese));
        if (want->group != SIZE_MAX) {
            cells[5] = lt_cell_text(lt_report_county_name(model, p->offers[want->group].unit));
            cells[6] = lt_cell_text(p->offers[want->group].id);
        }
    }
out:
    return status;
}

static enum lt_status piece_table(const struct pairing *p, struct lt_error *err)
{
    enum lt_status status;
    struct lt_report_model *model = p->model;
    const bool zh = model->config->chinese;
    struct lt_report_table *table;
    LT_TRY(lt_report_add_table(model, "lookback-add", "M11", &table, err));
    table->sheet_zh = "可补划地块";
    table->sheet_en = "land to add";
    table->title_zh = "功能区可补划的集中连片耕地（FZ-ADD）";
    table->title_en = "Contiguous cropland to add to the zones (FZ-ADD)";
    table->detail = true;
    LT_TRY(lt_table_make(table, COLUMNS(by_piece), p->group_count, model->arena, err));
    for (size_t i = 0; i < p->group_count; i++) {
        const struct lt_lookback_group *group = p->groups[i];
        struct lt_report_cell *cells = lt_table_row(table);
        cells[0] = lt_cell_text(lt_report_county_name(model, p->offers[i].unit));
        cells[1] = lt_cell_text(group->town);
        cells[2] = lt_cell_text(group->parcel_id);
        cells[3] = lt_cell_count((double)group->parcels);
        cells[4] = lt_cell_exact(group->area_m2);
        cells[5] = lt_cell_text(group->hilly ? (zh ? "丘陵" : "hills") : (zh ? "平原" : "plain"));
        if (group->proven) {
            cells[6] = lt_cell_exact(p->offers[i].left_m2);
        }
        cells[7] = lt_cell_text(group->proven ? (zh ? "可补划" : "candidate")
                                : zh          ? "待定：缺坡度或上一作物年记录"
                                              : "slope or the crop year before is not on record");
    }
out:
    return status;
}

enum lt_status lt_report_lookback(struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status;
    struct pairing p = {.model = model};
    LT_TRY(gather(&p, err));
    if (p.want_count == 0 && p.group_count == 0) {
        return LT_OK;
    }
    LT_TRY(county_table(&p, err));
    LT_TRY(strike_table(&p, err));
    LT_TRY(piece_table(&p, err));
out:
    return status;
}
