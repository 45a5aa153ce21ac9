/* The province over its cities: sums of what they state, floors, ranks. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "liangtian/province.h"
#include "liangtian/verdict.h"
#include "support/arena.h"

#define COLUMNS(list) (list), sizeof(list) / sizeof *(list)
#define OUTPUT_RULE "OUTPUT"

static const char *say(const struct lt_province *province, const char *zh, const char *en)
{
    return province->config->chinese ? zh : en;
}

static bool published(const struct lt_city_figures *city)
{
    return city->published_at[0] != '\0';
}

static bool designed(const struct lt_estimate *estimate)
{
    return estimate->method != LT_BY_NOTHING && !estimate->synthetic;
}

/* --- floors --- */

static const struct lt_stated *stated(const struct lt_city_figures *city, const char *rule)
{
    return strcmp(rule, "SOWN-AREA") == 0 ? &city->sown
           : strcmp(rule, "FZ-AREA") == 0 ? &city->zones
                                          : &city->output;
}

static double square(double x)
{
    return x * x;
}

/* Sums over the cities that state it. */
static void add_up(const struct lt_province *province, struct lt_province_floor *floor)
{
    double below = 0, above = 0, low = 0, high = 0, value = 0, most = 0;
    struct lt_interval off = {0};
    floor->sampled = floor->bounded = true;
    for (size_t i = 0; i < province->city_count; i++) {
        const struct lt_stated *const one = stated(&province->cities[i], floor->rule_id);
        if (!published(&province->cities[i]) || !one->given) {
            continue;
        }
        floor->cities++;
        floor->mapped.low += one->mapped.low;
        floor->mapped.high += one->mapped.high;
        floor->most.low += one->most.low;
        floor->most.high += one->most.high;
        floor->sampled = floor->sampled && designed(&one->sample);
        floor->bounded = floor->bounded && designed(&one->most_sampled);
        value += one->sample.value;
        low += square(one->sample.value - one->sample.low);
        high += square(one->sample.high - one->sample.value);
        below += square(one->sample.value - one->sample.lower);
        above += square(one->most_sampled.upper - one->most_sampled.value);
        most += one->most_sampled.value;
        off.low += one->off.low;
        off.high += one->off.high;
    }
    floor->sampled = floor->sampled && floor->cities > 0;
    floor->bounded = floor->bounded && floor->sampled;
    if (floor->sampled) {
        floor->value = value;
        floor->low = value - sqrt(low);
        floor->high = value + sqrt(high);
        floor->lower = value - sqrt(below) - off.high;
    }
    if (floor->bounded) {
        floor->upper = most + sqrt(above) - off.low;
    }
}

static bool all_complete(const struct lt_province *province)
{
    bool complete = true;
    for (size_t i = 0; i < province->city_count; i++) {
        complete = complete && province->cities[i].crop_year_complete;
    }
    return complete;
}

/* What is cut green bears no output, and how much it would is not stated. */
static bool any_off(const struct lt_province *province)
{
    bool any = false;
    for (size_t i = 0; i < province->city_count; i++) {
        any = any || province->cities[i].sown.off.high > 0;
    }
    return any;
}

static bool is_filed(const struct lt_province_floor *floor)
{
    return strcmp(floor->rule_id, "FZ-AREA") == 0;
}

/* Reached by those that have told is reached, whatever the others have; missed only when all have. */
static void judge(const struct lt_province *province, struct lt_province_floor *floor)
{
    const bool whole = floor->cities == province->city_count;
    const bool year = is_filed(floor) || all_complete(province);
    const bool kg = strcmp(floor->rule_id, OUTPUT_RULE) == 0;
    const double least = floor->sampled ? floor->lower : floor->mapped.low;
    const double most = floor->sampled ? floor->upper : floor->most.high;
    const bool may_miss = whole && year && (!floor->sampled || floor->bounded);
    floor->verdict = LT_UNDECIDED;
    floor->why = "";
    if (kg && !floor->sampled) {
        floor->why = say(province, "有城市产量未经样本订正，不作结论",
                         "output without a sample in some city: nothing is proven");
    } else if (kg && least >= floor->floor && any_off(province)) {
        floor->why = say(province, "有城市扣减青贮等，产量不作达标结论",
                         "some cities take off maize cut green and the like: not proven");
    } else if (least >= floor->floor) {
        floor->verdict = LT_MEETS;
    } else if (may_miss && most < floor->floor) {
        floor->verdict = LT_BELOW;
    } else if (!whole) {
        floor->why = say(province, "有城市未发布本期", "some cities have not published");
    } else if (!year) {
        floor->why = say(province, "全年未完，待秋季", "the crop year is not complete");
    } else {
        floor->why = say(province, "界于上下限之间", "the floor lies between the bounds");
    }
    if (!floor->sampled && !is_filed(floor) && floor->verdict != LT_UNDECIDED) {
        floor->why = say(province, "图上面积，未经样本订正", "map area only, unadjusted");
    }
}

static const char *floor_title(const struct lt_province *province, const char *rule)
{
    return strcmp(rule, "SOWN-AREA") == 0 ? say(province, "粮食播种面积", "sown grain area")
           : strcmp(rule, "FZ-AREA") == 0
               ? say(province, "粮食生产功能区面积", "grain function zones")
               : say(province, "粮食产量", "grain output");
}

static void add_floors(struct lt_province *province)
{
    const struct {
        const char *rule;
        double floor;
    } all[] = {{"SOWN-AREA", province->config->floor_sown_m2},
               {"FZ-AREA", province->config->floor_zone_m2},
               {OUTPUT_RULE, province->config->floor_output_kg}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i].floor > 0) {
            struct lt_province_floor *const one = &province->floors[province->floor_count++];
            *one = (struct lt_province_floor){.rule_id = all[i].rule,
                                              .title = floor_title(province, all[i].rule),
                                              .floor = all[i].floor};
            add_up(province, one);
            judge(province, one);
        }
    }
}

/* --- ranks --- */

/* By the part of its target that a city has sown: only what its own sample says is compared. */
static enum lt_status rank(struct lt_province *province, struct lt_error *err)
{
    struct lt_estimate *parts =
        lt_arena_array(province->arena, province->city_count, sizeof *parts);
    province->ranks = lt_arena_array(province->arena, province->city_count, sizeof(struct lt_rank));
    province->tiers = lt_arena_array(province->arena, province->city_count, sizeof(uint32_t));
    if (parts == NULL || province->ranks == NULL || province->tiers == NULL) {
        return lt_fail_memory(err, "the ranks");
    }
    for (size_t i = 0; i < province->city_count; i++) {
        const struct lt_stated *const sown = &province->cities[i].sown;
        const bool ranked = published(&province->cities[i]) && sown->given && sown->floor > 0 &&
                            designed(&sown->sample);
        parts[i] = (struct lt_estimate){.method = LT_BY_NOTHING};
        if (ranked) { /* bounds at other levels than 95 % go by value ± z · se */
            parts[i].method = LT_BY_NORMAL;
            parts[i].value = sown->sample.value / sown->floor;
            parts[i].se = sown->sample.se / sown->floor;
            parts[i].low = sown->sample.low / sown->floor;
            parts[i].high = sown->sample.high / sown->floor;
            parts[i].least = 0;
            parts[i].most = HUGE_VAL;
            parts[i].points = sown->sample.points;
        }
    }
    lt_ranks(parts, province->city_count, province->ranks);
    lt_tiers(province->ranks, province->city_count, province->tiers);
    return LT_OK;
}

/* --- tables --- */

static const struct lt_report_column floor_columns[] = {
    {"底线", "floor", LT_COLUMN_TEXT, false},
    {"底线值", "value", LT_COLUMN_WANMU, false},
    {"图上面积", "mapped", LT_COLUMN_WANMU, true},
    {"订正后面积", "adjusted", LT_COLUMN_WANMU, false},
    {"95%区间", "95 % interval", LT_COLUMN_WANMU, true},
    {"单侧95%下限", "lower bound, one-sided 95 %", LT_COLUMN_WANMU, false},
    {"单侧95%上限", "upper bound, one-sided 95 %", LT_COLUMN_WANMU, false},
    {"已报城市", "cities", LT_COLUMN_COUNT, false},
    {"判定", "verdict", LT_COLUMN_TEXT, false},
    {"说明", "remark", LT_COLUMN_TEXT, false},
};
static const struct lt_report_column output_columns[] = {
    {"底线", "floor", LT_COLUMN_TEXT, false},
    {"底线值", "value", LT_COLUMN_YIJIN, false},
    {"按图测算", "mapped", LT_COLUMN_YIJIN, true},
    {"订正后", "adjusted", LT_COLUMN_YIJIN, false},
    {"95%区间", "95 % interval", LT_COLUMN_YIJIN, true},
    {"单侧95%下限", "lower bound, one-sided 95 %", LT_COLUMN_YIJIN, false},
    {"单侧95%上限", "upper bound, one-sided 95 %", LT_COLUMN_YIJIN, false},
    {"已报城市", "cities", LT_COLUMN_COUNT, false},
    {"判定", "verdict", LT_COLUMN_TEXT, false},
    {"说明", "remark", LT_COLUMN_TEXT, false},
};
static const struct lt_report_column city_columns[] = {
    {"城市", "city", LT_COLUMN_TEXT, false},
    {"发布时间", "published", LT_COLUMN_TEXT, false},
    {"县区", "counties", LT_COLUMN_COUNT, false},
    {"耕地净面积", "farmland, net", LT_COLUMN_WANMU, false},
    {"种粮占比", "grain share", LT_COLUMN_PERCENT, true},
    {"播种面积（图上）", "sown area, mapped", LT_COLUMN_WANMU, true},
    {"播种面积（订正后）", "sown area, adjusted", LT_COLUMN_WANMU, false},
    {"播种任务", "target", LT_COLUMN_WANMU, false},
    {"判定", "verdict", LT_COLUMN_TEXT, false},
    {"名次及其区间", "rank and its interval", LT_COLUMN_TEXT, false},
    {"档", "tier", LT_COLUMN_TEXT, false},
};
static const struct lt_report_column case_columns[] = {
    {"城市", "city", LT_COLUMN_TEXT, false},
    {"功能区", "zones", LT_COLUMN_WANMU, true},
    {"功能区判定", "verdict on zones", LT_COLUMN_TEXT, false},
    {"在册（处）", "open cases", LT_COLUMN_COUNT, false},
    {"在册面积", "open area", LT_COLUMN_MU, false},
    {"其中严重（处）", "of them grave", LT_COLUMN_COUNT, false},
    {"本期新增和反弹（处）", "new and relapsed", LT_COLUMN_COUNT, false},
    {"本期销号等（处）", "closed", LT_COLUMN_COUNT, false},
};

static void floor_row(const struct lt_province *province, const struct lt_province_floor *floor,
                      struct lt_report_table *table)
{
    struct lt_report_cell *const cells = lt_table_row(table);
    cells[0] = lt_cell_text(floor->title);
    cells[1] = lt_cell_exact(floor->floor);
    if (floor->cities > 0) {
        cells[2] = lt_cell_range(floor->mapped);
    }
    if (floor->sampled) {
        cells[3] = lt_cell_exact(floor->value);
        cells[4] = lt_cell_range((struct lt_interval){floor->low, floor->high});
        cells[5] = lt_cell_exact(floor->lower);
    }
    if (floor->bounded) {
        cells[6] = lt_cell_exact(floor->upper);
    }
    cells[7] = lt_cell_count((double)floor->cities);
    cells[8] = lt_cell_text(lt_verdict_title(floor->verdict, province->config->chinese));
    cells[9] = lt_cell_text(floor->why);
}

/* Areas and output have units of their own. */
static enum lt_status floor_tables(struct lt_province *province, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (int kg = 0; kg < 2; kg++) {
        size_t rows = 0;
        for (size_t i = 0; i < province->floor_count; i++) {
            rows += (strcmp(province->floors[i].rule_id, OUTPUT_RULE) == 0) == (kg == 1);
        }
        if (rows == 0) {
            continue;
        }
        struct lt_report_table *const table = &province->tables[province->table_count++];
        *table = (struct lt_report_table){
            .id = kg == 1 ? "output" : "floors",
            .clause = kg == 1 ? "M19" : "M18",
            .sheet_zh = kg == 1 ? "产量" : "底线",
            .sheet_en = kg == 1 ? "output" : "floors",
            .title_zh = kg == 1 ? "粮食产量底线" : "面积底线",
            .title_en = kg == 1 ? "The floor of output" : "Floors of area",
            .note = say(province,
                        "各市已发布数之和；未发布的市不计。各市样本相互独立，区间按 MOVER 合成。",
                        "Sums of what cities have published; others count nothing. The cities' "
                        "samples are independent; bounds are combined by MOVER."),
        };
        LT_TRY(kg == 1 ? lt_table_make(table, COLUMNS(output_columns), rows, province->arena, err)
                       : lt_table_make(table, COLUMNS(floor_columns), rows, province->arena, err));
        for (size_t i = 0; i < province->floor_count; i++) {
            if ((strcmp(province->floors[i].rule_id, OUTPUT_RULE) == 0) == (kg == 1)) {
                floor_row(province, &province->floors[i], table);
            }
        }
    }
out:
    return status;
}

/* A text of printf's, which may be NULL. */
static enum lt_status text(struct lt_report_cell *cell, const char *made, struct lt_error *err)
{
    *cell = lt_cell_text(made);
    return made == NULL ? lt_fail_memory(err, "the table of cities") : LT_OK;
}

static enum lt_status sown_cells(const struct lt_province *province, size_t i,
                                 struct lt_report_cell *cells, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_stated *const sown = &province->cities[i].sown;
    const struct lt_rank *const place = &province->ranks[i];
    cells[5] = lt_cell_range(sown->mapped);
    if (designed(&sown->sample)) {
        cells[6] = lt_cell_exact(sown->sample.value);
    }
    if (sown->floor > 0) {
        cells[7] = lt_cell_exact(sown->floor);
        cells[8] = lt_cell_text(lt_verdict_title(sown->verdict, province->config->chinese));
    }
    if (place->rank > 0) {
        LT_TRY(text(&cells[9],
                    place->first == place->last
                        ? lt_arena_printf(province->arena, "%u", place->rank)
                        : lt_arena_printf(province->arena, "%u (%u–%u)", place->rank, place->first,
                                          place->last),
                    err));
        LT_TRY(text(&cells[10], lt_arena_printf(province->arena, "%u", province->tiers[i]), err));
    }
out:
    return status;
}

static enum lt_status city_row(const struct lt_province *province, size_t i,
                               struct lt_report_table *table, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_city_figures *const city = &province->cities[i];
    struct lt_report_cell *const cells = lt_table_row(table);
    cells[0] = lt_cell_text(city->name);
    if (!published(city)) {
        cells[1] = lt_cell_text(say(province, "未发布", "not published"));
        goto out;
    }
    LT_TRY(text(&cells[1],
                lt_arena_printf(province->arena, "%.10s%s", city->published_at,
                                city->stale ? say(province, "（已过期）", " (stale)") : ""),
                err));
    cells[2] = lt_cell_count((double)city->counties);
    cells[3] = lt_cell_exact(city->farmland_m2);
    cells[4] = lt_cell_range(city->grain_share);
    if (city->sown.given) {
        LT_TRY(sown_cells(province, i, cells, err));
    }
out:
    return status;
}

static void case_cells(const struct lt_city_figures *city, struct lt_report_cell *cells)
{
    cells[3] = lt_cell_count((double)city->open);
    cells[4] = lt_cell_exact(city->open_m2);
    cells[5] = lt_cell_count((double)city->grave);
    cells[6] = lt_cell_count((double)city->came);
    cells[7] = lt_cell_count((double)city->closed);
}

static void case_row(const struct lt_province *province, const struct lt_city_figures *city,
                     struct lt_report_table *table)
{
    struct lt_report_cell *const cells = lt_table_row(table);
    cells[0] = lt_cell_text(city->name);
    if (!published(city)) {
        return;
    }
    if (city->zones.given) {
        cells[1] = lt_cell_range(city->zones.mapped);
    }
    if (city->zones.given && city->zones.floor > 0) {
        cells[2] = lt_cell_text(lt_verdict_title(city->zones.verdict, province->config->chinese));
    }
    case_cells(city, cells);
}

/* What the cities have published, added up; the last row of both tables. */
static void sum_rows(const struct lt_province *province, struct lt_report_table *cities,
                     struct lt_report_table *cases)
{
    struct lt_city_figures sum = {0};
    struct lt_interval sown = {0}, zones = {0};
    for (size_t i = 0; i < province->city_count; i++) {
        const struct lt_city_figures *const city = &province->cities[i];
        sum.counties += city->counties;
        sum.farmland_m2 += city->farmland_m2;
        sum.open += city->open;
        sum.open_m2 += city->open_m2;
        sum.grave += city->grave;
        sum.came += city->came;
        sum.closed += city->closed;
        sown.low += city->sown.mapped.low;
        sown.high += city->sown.mapped.high;
        zones.low += city->zones.mapped.low;
        zones.high += city->zones.mapped.high;
    }
    struct lt_report_cell *cells = lt_table_row(cities);
    cells[0] = lt_cell_text(say(province, "合计", "total"));
    cells[2] = lt_cell_count((double)sum.counties);
    cells[3] = lt_cell_exact(sum.farmland_m2);
    cells[5] = lt_cell_range(sown);
    cells = lt_table_row(cases);
    cells[0] = lt_cell_text(say(province, "合计", "total"));
    cells[1] = lt_cell_range(zones);
    case_cells(&sum, cells);
}

static enum lt_status city_tables(struct lt_province *province, struct lt_error *err)
{
    enum lt_status status;
    const size_t rows = province->city_count + 1;
    struct lt_report_table *const cities = &province->tables[province->table_count++];
    struct lt_report_table *const cases = &province->tables[province->table_count++];
    *cities = (struct lt_report_table){
        .id = "cities",
        .clause = "",
        .sheet_zh = "各市种粮",
        .sheet_en = "cities",
        .title_zh = "各市种粮情况",
        .title_en = "Grain by city",
        .note = say(province,
                    "未发布的市不计入合计。名次按订正后播种面积占任务的比例，只比较有自己样本的"
                    "市；名次区间相交的市同档，不分先后。",
                    "Totals are of the cities that have published. Ranked by the part of its "
                    "target that a city has sown, adjusted; only cities with samples of their own "
                    "are compared, and those whose rank intervals meet share a tier."),
    };
    *cases = (struct lt_report_table){
        .id = "cases",
        .clause = "",
        .sheet_zh = "各市图斑",
        .sheet_en = "cases",
        .title_zh = "各市功能区和图斑",
        .title_en = "Zones and cases by city",
    };
    LT_TRY(lt_table_make(cities, COLUMNS(city_columns), rows, province->arena, err));
    LT_TRY(lt_table_make(cases, COLUMNS(case_columns), rows, province->arena, err));
    for (size_t i = 0; i < province->city_count; i++) {
        LT_TRY(city_row(province, i, cities, err));
        case_row(province, &province->cities[i], cases);
    }
    sum_rows(province, cities, cases);
out:
    return status;
}

enum lt_status lt_province_build(const struct lt_province_config *config, lt_period period,
                                 const struct lt_city_figures *cities, size_t count,
                                 struct lt_arena *arena, struct lt_province *ret_province,
                                 struct lt_error *err)
{
    enum { TABLES = 4 };
    enum lt_status status;
    struct lt_province *const province = ret_province;
    *province = (struct lt_province){
        .config = config, .period = period, .cities = cities, .city_count = count, .arena = arena};
    province->tables = lt_arena_array(arena, TABLES, sizeof *province->tables);
    if (province->tables == NULL) {
        return lt_fail_memory(err, "the province");
    }
    for (size_t i = 0; i < count; i++) {
        province->published += published(&cities[i]);
    }
    add_floors(province);
    LT_TRY(rank(province, err));
    LT_TRY(floor_tables(province, err));
    LT_TRY(city_tables(province, err));
out:
    return status;
}
