/* Idle ground is a matter of seasons: one bare season, both of a crop year, two crop years in a row. */
#include <math.h>

#include "report/report_parts.h"
#include "support/arena.h"

static const struct lt_report_column columns[] = {
    {"县区", "county", LT_COLUMN_TEXT, false},
    {"季节性（只缺一季）", "one season bare", LT_COLUMN_MU, true},
    {"年度及以上（两季均未种）", "both seasons bare", LT_COLUMN_MU, true},
    {"年度撂荒图斑（处）", "cases of one crop year", LT_COLUMN_COUNT, false},
    {"年度撂荒图斑面积", "their area", LT_COLUMN_MU, false},
    {"常年撂荒图斑（处）", "cases of two or more", LT_COLUMN_COUNT, false},
    {"常年撂荒图斑面积", "area of these", LT_COLUMN_MU, false},
};

struct idle_cases {
    double count[2], area_m2[2]; /* of one crop year; of two or more */
};

/* The image of this half-year shows them, and they are accused. */
static struct idle_cases count_cases(const struct lt_report_model *model, uint32_t unit)
{
    struct idle_cases sum = {0};
    const struct lt_ledger *ledger = model->ledger;
    for (size_t i = 0; i < ledger->case_count; i++) {
        const struct lt_case *one = &ledger->cases[i];
        if (one->open && one->idle_years > 0 && one->idle_last == model->key &&
            (unit == model->city.unit || one->unit == unit)) {
            sum.count[one->idle_years > 1] += 1.0;
            sum.area_m2[one->idle_years > 1] += one->area_m2;
        }
    }
    return sum;
}

/* |A xor B| = |A| + |B| − 2 |A and B|; what was not seen in a season may be bare in it. */
static struct lt_interval one_season(const struct lt_unit_sums *sums)
{
    const double bare = sums->group_m2[0][LT_GROUP_BARE] + sums->group_m2[1][LT_GROUP_BARE];
    const double unseen = sums->unseen_m2[0] + sums->unseen_m2[1];
    return (struct lt_interval){
        fmax(0.0, bare - 2.0 * sums->idle_m2.high),
        fmin(sums->farmland_m2, fmax(0.0, bare + unseen - 2.0 * sums->idle_m2.low))};
}

static void add_row(const struct lt_report_model *model, struct lt_report_table *table,
                    const struct lt_report_unit *unit)
{
    const struct idle_cases cases = count_cases(model, unit->unit);
    struct lt_report_cell *cells = lt_table_row(table);
    cells[0] = lt_cell_text(unit->name);
    cells[1] = lt_cell_range(one_season(&unit->sums));
    cells[2] = lt_cell_range(unit->sums.idle_m2);
    for (size_t k = 0; k < 2; k++) {
        cells[3 + 2 * k] = lt_cell_count(cases.count[k]);
        cells[4 + 2 * k] = lt_cell_exact(cases.area_m2[k]);
    }
}

enum lt_status lt_report_idle(struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_report_table *table;
    if (!model->crop_year_complete || model->ledger == NULL) {
        return LT_OK;
    }
    LT_TRY(lt_report_add_table(model, "idle", "M5", &table, err));
    table->sheet_zh = "撂荒";
    table->sheet_en = "idle ground";
    table->title_zh = "闲置、撂荒：按季节、年度、常年";
    table->title_en = "Idle ground by seasons and crop years";
    table->note =
        model->config->chinese
            ? "前两列为耕地净面积，全部耕地；图斑只含永久基本农田上在册的疑似图斑。缺一季为季节性，"
              "不"
              "立案；同一作物年两季均未种为年度；连续两个作物年为常年，没有上一年记录的不判常年。种"
              "植属"
              "性 WG（未耕种）本身不等于撂荒。“常年”须有台账记录，门槛非文件规定。"
            : "The first two columns are net areas of all cropland; cases are open suspects on "
              "permanent basic farmland. One bare season is seasonal, and no case; both of a crop "
              "year make a year; two crop years in a row are needed for more, and a ledger that "
              "saw both. The planting attribute WG by itself is not idle ground. The bounds are "
              "not from the mandate.";
    LT_TRY(lt_table_make(table, columns, sizeof columns / sizeof *columns, model->unit_count + 1,
                         model->arena, err));
    for (size_t u = 0; u < model->unit_count; u++) {
        add_row(model, table, &model->units[u]);
    }
    add_row(model, table, &model->city);
out:
    return status;
}
