/* Main grain on basic farmland (M1), what grows on cropland by class (M8, M29). */
#include "report/report_parts.h"
#include "support/arena.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS(list) (list), sizeof(list) / sizeof *(list)

static const struct lt_report_column main_columns[] = {
    {"县区", "county", LT_COLUMN_TEXT, false},
    {"永久基本农田", "basic farmland", LT_COLUMN_WANMU, false},
    {"种粮面积", "grain", LT_COLUMN_WANMU, true},
    {"种粮占比", "grain share", LT_COLUMN_PERCENT, true},
    {"其中主粮（小麦、玉米、水稻）", "main grain (wheat, maize, rice)", LT_COLUMN_WANMU, true},
    {"主粮占比", "main-grain share", LT_COLUMN_PERCENT, true},
};

static const struct lt_report_column use_columns[] = {
    {"县区", "county", LT_COLUMN_TEXT, false},
    {"季", "season", LT_COLUMN_TEXT, false},
    {"一般耕地", "ordinary cropland", LT_COLUMN_WANMU, false},
    {"粮食", "grain", LT_COLUMN_PERCENT, false},
    {"油料蔬菜饲草", "oil, vegetables, forage", LT_COLUMN_PERCENT, false},
    {"其他作物", "other crops", LT_COLUMN_PERCENT, false},
    {"林果苗木", "orchard, forest, nursery", LT_COLUMN_PERCENT, false},
    {"水面设施硬化", "water, sheds, hard ground", LT_COLUMN_PERCENT, false},
    {"未种", "bare", LT_COLUMN_PERCENT, false},
    {"其余", "all else", LT_COLUMN_PERCENT, false},
    {"未观测", "not observed", LT_COLUMN_PERCENT, false},
    {"非粮作物占全部耕地", "crops that are no grain, of all cropland", LT_COLUMN_PERCENT, true},
};

static const struct lt_report_column class_columns[] = {
    {"县区", "county", LT_COLUMN_TEXT, false},
    {"季", "season", LT_COLUMN_TEXT, false},
    {"种类", "crop", LT_COLUMN_TEXT, false},
    {"全部耕地", "all cropland", LT_COLUMN_MU, false},
    {"其中永久基本农田", "of it basic farmland", LT_COLUMN_MU, false},
    {"一般耕地", "ordinary cropland", LT_COLUMN_MU, false},
    {"占全部耕地", "of all cropland", LT_COLUMN_PERCENT, false},
};

static struct lt_interval share(struct lt_interval part, double whole)
{
    return whole > 0.0 ? (struct lt_interval){part.low / whole, part.high / whole}
                       : (struct lt_interval){0.0, 0.0};
}

/* --- main grain --- */

static void main_row(struct lt_report_table *table, const struct lt_report_unit *unit)
{
    const struct lt_unit_sums *sums = &unit->sums;
    struct lt_report_cell *cells = lt_table_row(table);
    cells[0] = lt_cell_text(unit->name);
    cells[1] = lt_cell_exact(sums->pbf_m2);
    cells[2] = lt_cell_range(sums->pbf_grain_m2);
    cells[4] = lt_cell_range(sums->pbf_main_m2);
    if (sums->pbf_m2 > 0.0) {
        cells[3] = lt_cell_range(share(sums->pbf_grain_m2, sums->pbf_m2));
        cells[5] = lt_cell_range(share(sums->pbf_main_m2, sums->pbf_m2));
    }
}

static enum lt_status main_table(struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status;
    struct lt_report_table *table;
    LT_TRY(lt_report_add_table(model, "main-grain", "M1", &table, err));
    table->sheet_zh = "永农主粮";
    table->sheet_en = "main grain";
    table->title_zh = "永久基本农田种粮和主粮占比";
    table->title_en = "Grain and main grain on permanent basic farmland";
    table->note =
        !model->crop_year_complete
            ? (model->config->chinese ? "净面积。仅本季；全年须两季影像。"
                                      : "Net areas. This season alone.")
            : (model->config->chinese ? "净面积。作物年内至少种一季即计，同一块地只计一次。"
                                      : "Net areas. Ground with at least one such season "
                                        "of the crop year, each place once.");
    LT_TRY(lt_table_make(table, COLUMNS(main_columns), model->unit_count + 1, model->arena, err));
    for (size_t u = 0; u < model->unit_count; u++) {
        main_row(table, &model->units[u]);
    }
    main_row(table, &model->city);
out:
    return status;
}

/* --- use of cropland --- */

enum use {
    USE_GRAIN,
    USE_FOOD,
    USE_OTHER,
    USE_TREES,
    USE_BUILT,
    USE_BARE,
    USE_REST,
    USE_UNSEEN,
    USES
};

static enum use use_of(enum lt_group group)
{
    switch (group) {
    case LT_GROUP_GRAIN:
        return USE_GRAIN;
    case LT_GROUP_OIL:
    case LT_GROUP_VEGETABLE:
    case LT_GROUP_FORAGE:
        return USE_FOOD;
    case LT_GROUP_OTHER:
        return USE_OTHER;
    case LT_GROUP_ORCHARD:
    case LT_GROUP_FOREST:
    case LT_GROUP_NURSERY:
        return USE_TREES;
    case LT_GROUP_WATER:
    case LT_GROUP_FACILITY:
    case LT_GROUP_HARD:
        return USE_BUILT;
    case LT_GROUP_BARE:
        return USE_BARE;
    case LT_GROUP_COUNT:
        return USE_UNSEEN;
    default:
        return USE_REST;
    }
}

static double ordinary(const struct lt_crop_area *crop)
{
    return fmax(0.0, crop->farmland_m2 - crop->pbf_m2);
}

static void use_row(const struct lt_report_model *model, struct lt_report_table *table,
                    const char *name, const struct lt_crop_area *crops, size_t count,
                    uint32_t season)
{
    double m2[USES] = {0}, all = 0.0, farmland = 0.0, no_grain = 0.0, unseen = 0.0;
    for (size_t i = 0; i < count; i++) {
        const enum use use = use_of(crops[i].group);
        if (crops[i].season == season) {
            m2[use] += ordinary(&crops[i]);
            all += ordinary(&crops[i]);
            farmland += crops[i].farmland_m2;
            no_grain += use == USE_FOOD || use == USE_OTHER ? crops[i].farmland_m2 : 0.0;
            unseen += use == USE_UNSEEN ? crops[i].farmland_m2 : 0.0;
        }
    }
    if (farmland <= 0.0) {
        return;
    }
    const bool zh = model->config->chinese;
    struct lt_report_cell *cells = lt_table_row(table);
    cells[0] = lt_cell_text(name);
    cells[1] = lt_cell_text(season == 0 ? (zh ? "夏" : "summer") : (zh ? "秋" : "autumn"));
    cells[2] = lt_cell_exact(all);
    for (int use = 0; use < USES && all > 0.0; use++) {
        cells[3 + use] = lt_cell_exact(m2[use] / all);
    }
    cells[11] =
        lt_cell_range((struct lt_interval){no_grain / farmland, (no_grain + unseen) / farmland});
}

/* --- classes --- */

static void class_row(const struct lt_report_model *model, struct lt_report_table *table,
                      const char *name, const struct lt_crop_area *crop, double farmland_m2)
{
    const bool zh = model->config->chinese;
    struct lt_report_cell *cells = lt_table_row(table);
    cells[0] = lt_cell_text(name);
    cells[1] = lt_cell_text(crop->season == 0 ? (zh ? "夏" : "summer") : (zh ? "秋" : "autumn"));
    cells[2] = lt_cell_text(zh ? crop->name_zh : crop->name_en);
    cells[3] = lt_cell_exact(crop->farmland_m2);
    cells[4] = lt_cell_exact(crop->pbf_m2);
    cells[5] = lt_cell_exact(ordinary(crop));
    if (farmland_m2 > 0.0) {
        cells[6] = lt_cell_exact(crop->farmland_m2 / farmland_m2);
    }
}

static bool no_grain_crop(const struct lt_crop_area *crop)
{
    return crop->group != LT_GROUP_COUNT && crop->group != LT_GROUP_GRAIN &&
           crop->group != LT_GROUP_BARE && crop->group != LT_GROUP_RIDGE;
}

/* The counties' classes added up, by season and crop. */
static enum lt_status add_city(struct lt_report_model *model, struct lt_crop_area **ret_crops,
                               size_t *ret_count, struct lt_error *err)
{
    size_t most = 0, count = 0;
    for (size_t u = 0; u < model->unit_count; u++) {
        most += model->units[u].result->crop_count;
    }
    struct lt_crop_area *crops = lt_arena_array(model->arena, most, sizeof *crops);
    if (crops == NULL) {
        return lt_fail_memory(err, "the areas by crop");
    }
    for (size_t u = 0; u < model->unit_count; u++) {
        const struct lt_unit_result *result = model->units[u].result;
        for (size_t i = 0; i < result->crop_count; i++) {
            const struct lt_crop_area *one = &result->crops[i];
            size_t at = 0;
            while (at < count &&
                   (crops[at].season != one->season || crops[at].group != one->group ||
                    strcmp(crops[at].crop, one->crop) != 0)) {
                at++;
            }
            if (at == count) {
                crops[count] = *one;
                crops[count].farmland_m2 = crops[count].pbf_m2 = 0.0;
                count++;
            }
            crops[at].farmland_m2 += one->farmland_m2;
            crops[at].pbf_m2 += one->pbf_m2;
        }
    }
    *ret_crops = crops;
    *ret_count = count;
    return LT_OK;
}

static void class_rows(const struct lt_report_model *model, struct lt_report_table *table,
                       const char *name, const struct lt_crop_area *crops, size_t count,
                       double farmland_m2)
{
    for (uint32_t season = 0; season < 2; season++) {
        for (size_t i = 0; i < count; i++) {
            if (crops[i].season == season && no_grain_crop(&crops[i])) {
                class_row(model, table, name, &crops[i], farmland_m2);
            }
        }
    }
}

enum lt_status lt_report_crops(struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status;
    struct lt_report_table *use, *classes;
    struct lt_crop_area *city = NULL;
    size_t city_count = 0, rows = 0;
    LT_TRY(main_table(model, err));
    LT_TRY(add_city(model, &city, &city_count, err));
    for (size_t u = 0; u < model->unit_count; u++) {
        rows += model->units[u].result->crop_count;
    }
    LT_TRY(lt_report_add_table(model, "use", "M8", &use, err));
    use->sheet_zh = "一般耕地用途";
    use->sheet_en = "ordinary cropland";
    use->title_zh = "一般耕地种植结构";
    use->title_en = "What grows on ordinary cropland";
    use->note =
        model->config->chinese
            ? "一般耕地为耕地图斑净面积减去其上永久基本农田净面积。油料、蔬菜、饲草合法。“其余”为地"
              "膜、田坎等。"
            : "Cropland less the basic farmland on it, net. Oil crops, vegetables and forage are "
              "legal. All else: film mulch, ridges and the like.";
    LT_TRY(
        lt_table_make(use, COLUMNS(use_columns), 2 * (model->unit_count + 1), model->arena, err));
    LT_TRY(lt_report_add_table(model, "crops", "M29", &classes, err));
    classes->sheet_zh = "非粮种类";
    classes->sheet_en = "crops that are no grain";
    classes->title_zh = "耕地上的非粮种类面积";
    classes->title_en = "Area on cropland by kind that is no grain";
    LT_TRY(lt_table_make(classes, COLUMNS(class_columns), rows + city_count, model->arena, err));
    for (uint32_t season = 0; season < 2; season++) {
        use_row(model, use, model->city.name, city, city_count, season);
    }
    class_rows(model, classes, model->city.name, city, city_count, model->city.sums.farmland_m2);
    for (size_t u = 0; u < model->unit_count; u++) {
        const struct lt_unit_result *result = model->units[u].result;
        for (uint32_t season = 0; season < 2; season++) {
            use_row(model, use, model->units[u].name, result->crops, result->crop_count, season);
        }
        class_rows(model, classes, model->units[u].name, result->crops, result->crop_count,
                   model->units[u].sums.farmland_m2);
    }
out:
    return status;
}
