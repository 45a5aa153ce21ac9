#include "outputs_features.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "liangtian/area.h"
#include "outputs_common.h"
#include "outputs_domains.h"

/* One row's sources and the statement it goes into. */
struct row {
    struct lt_package *package;
    const struct lt_report_unit *unit;
    const struct lt_record *record;
    const struct lt_feature *feature;
    sqlite3_stmt *statement;
    int at;
};

/* The text outlives the step: it lies in the spool or is a constant. */
static int put_text(const struct row *row, const char *text)
{
    return text == NULL || *text == '\0'
               ? sqlite3_bind_null(row->statement, row->at)
               : sqlite3_bind_text(row->statement, row->at, text, -1, SQLITE_STATIC);
}

static int put_area(const struct row *row, double m2)
{
    return sqlite3_bind_double(row->statement, row->at, lt_round(m2, 2));
}

static int put_share(const struct row *row, double share)
{
    return isfinite(share) ? sqlite3_bind_double(row->statement, row->at, lt_round(share, 4))
                           : sqlite3_bind_null(row->statement, row->at);
}

static int put_code(const struct row *row, uint32_t unit)
{
    char code[10]; /* at least six digits */
    int at = sizeof code;
    for (; at > (int)sizeof code - 6 || unit > 0; unit /= 10) {
        code[--at] = (char)('0' + unit % 10);
    }
    return sqlite3_bind_text(row->statement, row->at, code + at, (int)sizeof code - at,
                             SQLITE_TRANSIENT);
}

static int put_count(const struct row *row, uint64_t count)
{
    return sqlite3_bind_int64(row->statement, row->at, (sqlite3_int64)count);
}

/* --- counties --- */

static int county_code(const struct row *row)
{
    return put_code(row, row->unit->unit);
}
static int county_name(const struct row *row)
{
    return put_text(row, row->unit->name);
}
static int county_farmland(const struct row *row)
{
    return put_area(row, row->unit->sums.farmland_m2);
}
static int county_pbf(const struct row *row)
{
    return put_area(row, row->unit->sums.pbf_m2);
}
static int county_zone(const struct row *row)
{
    return put_area(row, row->unit->sums.zone_filed_m2);
}
static int county_h1_low(const struct row *row)
{
    return put_area(row, row->unit->sums.grain_m2[0].low);
}
static int county_h1_high(const struct row *row)
{
    return put_area(row, row->unit->sums.grain_m2[0].high);
}
static int county_h2_low(const struct row *row)
{
    return put_area(row, row->unit->sums.grain_m2[1].low);
}
static int county_h2_high(const struct row *row)
{
    return put_area(row, row->unit->sums.grain_m2[1].high);
}
static int county_share_low(const struct row *row)
{
    return put_share(row, row->unit->grain_share.low);
}
static int county_share_high(const struct row *row)
{
    return put_share(row, row->unit->grain_share.high);
}
static int county_cases(const struct row *row)
{
    return put_count(row, row->unit->cases_open);
}
static int county_cases_m2(const struct row *row)
{
    return put_area(row, row->unit->cases_open_m2);
}
static int county_grave(const struct row *row)
{
    return put_count(row, row->unit->cases_grave);
}

/* --- parcels, PBF, zones --- */

static int feature_id(const struct row *row)
{
    return put_text(row, row->feature->attr[LT_ATTR_ID]);
}
static int feature_county(const struct row *row)
{
    return put_code(row, row->feature->unit);
}
static int feature_name(const struct row *row)
{
    return put_text(row, row->feature->attr[LT_ATTR_NAME]);
}
static int feature_class(const struct row *row)
{
    return put_text(row, row->feature->attr[LT_ATTR_LAND_CLASS]);
}
static int feature_planting(const struct row *row)
{
    return put_text(row, row->feature->attr[LT_ATTR_PLANTING]);
}
static int feature_proposed(const struct row *row)
{
    return put_text(row, lt_planting_code(row->record->proposed));
}
static int feature_target(const struct row *row)
{
    return put_text(row, row->feature->attr[LT_ATTR_TARGET]);
}
static int feature_net(const struct row *row)
{
    return put_area(row, row->record->net_m2);
}
static int feature_gross(const struct row *row)
{
    return put_area(row, row->feature->gross_m2);
}
static int feature_filed(const struct row *row)
{
    return put_area(row, row->feature->filed_m2);
}
static bool chinese(const struct row *row)
{
    return row->package->model->config->chinese;
}
/* No state is claimed for what is not judged, nor for a season that has not come. */
static bool has_state(const struct row *row, int season)
{
    return row->feature->unjudged == LT_JUDGED && season < lt_period_half(row->package->model->key);
}
static int feature_state(const struct row *row, int season)
{
    return put_text(row,
                    has_state(row, season) ? lt_season_state_name(row->record->state[season]) : "");
}
static int feature_state_title(const struct row *row, int season)
{
    return put_text(row, has_state(row, season)
                             ? lt_season_state_title(row->record->state[season], chinese(row))
                             : "");
}
static int feature_h1(const struct row *row)
{
    return feature_state(row, 0);
}
static int feature_h1_title(const struct row *row)
{
    return feature_state_title(row, 0);
}
static int feature_h2(const struct row *row)
{
    return feature_state(row, 1);
}
static int feature_h2_title(const struct row *row)
{
    return feature_state_title(row, 1);
}
static int feature_h1_low(const struct row *row)
{
    return put_area(row, row->record->grain_m2[0].low);
}
static int feature_h1_high(const struct row *row)
{
    return put_area(row, row->record->grain_m2[0].high);
}
static int feature_h2_low(const struct row *row)
{
    return put_area(row, row->record->grain_m2[1].low);
}
static int feature_h2_high(const struct row *row)
{
    return put_area(row, row->record->grain_m2[1].high);
}
static bool judged(const struct row *row)
{
    return !row->record->excluded;
}
static int feature_verdict(const struct row *row)
{
    return put_text(row, judged(row) ? lt_verdict_name(row->record->verdict) : "");
}
static int feature_verdict_title(const struct row *row)
{
    return put_text(row, judged(row) ? lt_subject_verdict(row->package->model, row->record->verdict)
                                     : "");
}
static int feature_reason(const struct row *row)
{
    const enum lt_unjudged unjudged = row->feature->unjudged;
    return put_text(row, unjudged != LT_JUDGED ? lt_unjudged_name(unjudged)
                                               : lt_reason_name(row->record->reason));
}
static int feature_reason_title(const struct row *row)
{
    const bool zh = chinese(row);
    switch (row->feature->unjudged) {
    case LT_UNJUDGED_NO_GEOMETRY:
        return put_text(row, zh ? "图形缺失" : "no geometry");
    case LT_UNJUDGED_INVALID:
        return put_text(row, lt_reason_title(LT_REASON_INVALID_GEOMETRY, zh));
    case LT_UNJUDGED_OFF_RASTER:
        return put_text(row, lt_reason_title(LT_REASON_OFF_RASTER, zh));
    case LT_JUDGED:
    case LT_UNJUDGED_COUNT:
        break;
    }
    return put_text(row, lt_reason_title(row->record->reason, zh));
}
static int feature_rule(const struct row *row)
{
    const struct lt_rule_set *const rules = &row->package->model->config->rules;
    return put_text(row,
                    row->record->rule < rules->count ? rules->rules[row->record->rule].id : "");
}
static int feature_share_low(const struct row *row)
{
    return judged(row) ? put_share(row, row->record->share_low) : put_text(row, "");
}
static int feature_share_high(const struct row *row)
{
    return judged(row) ? put_share(row, row->record->share_high) : put_text(row, "");
}
static int feature_flip(const struct row *row)
{
    return judged(row) ? put_area(row, row->record->flip_m2) : put_text(row, "");
}

enum { COUNTY = 1u, PARCEL = 2u, PBF = 4u, ZONE = 8u, FEATURE = PARCEL | PBF | ZONE };

/* A column NAME of fixed words, the same in every language, has a NAME_title beside it for people. */
static const struct column {
    unsigned layers;
    const char *name, *type, *zh, *en;
    int (*put)(const struct row *row);
} columns[] = {
    {COUNTY, "code", "TEXT", "县区代码", "county code", county_code},
    {COUNTY, "name", "TEXT", "县区名称", "county", county_name},
    {COUNTY, "farmland_m2", "DOUBLE", "耕地净面积（平方米）", "farmland, net m²", county_farmland},
    {COUNTY, "pbf_m2", "DOUBLE", "永久基本农田面积（平方米）", "permanent basic farmland, m²",
     county_pbf},
    {COUNTY, "zone_filed_m2", "DOUBLE", "功能区划定面积（平方米）", "function zones as filed, m²",
     county_zone},
    {COUNTY, "grain_h1_low_m2", "DOUBLE", "夏粮面积下限（平方米）", "summer grain, low, m²",
     county_h1_low},
    {COUNTY, "grain_h1_high_m2", "DOUBLE", "夏粮面积上限（平方米）", "summer grain, high, m²",
     county_h1_high},
    {COUNTY, "grain_h2_low_m2", "DOUBLE", "秋粮面积下限（平方米）", "autumn grain, low, m²",
     county_h2_low},
    {COUNTY, "grain_h2_high_m2", "DOUBLE", "秋粮面积上限（平方米）", "autumn grain, high, m²",
     county_h2_high},
    {COUNTY, "grain_share_low", "DOUBLE", "种粮占比下限", "grain share, low", county_share_low},
    {COUNTY, "grain_share_high", "DOUBLE", "种粮占比上限", "grain share, high", county_share_high},
    {COUNTY, "cases_open", "INTEGER", "在册疑似图斑数", "open suspects", county_cases},
    {COUNTY, "cases_open_m2", "DOUBLE", "在册疑似图斑面积（平方米）", "open suspects, m²",
     county_cases_m2},
    {COUNTY, "cases_grave", "INTEGER", "其中严重图斑数", "of them grave", county_grave},

    {FEATURE, "id", "TEXT", "标识码", "identifier", feature_id},
    {FEATURE, "county", "TEXT", "县区代码", "county code", feature_county},
    {FEATURE, "name", "TEXT", "名称", "name", feature_name},
    {PARCEL, "land_class", "TEXT", "地类编码", "land class", feature_class},
    {PARCEL, "planting", "TEXT", "种植属性代码（原）", "planting attribute as filed",
     feature_planting},
    {PARCEL, "planting_proposed", "TEXT", "种植属性代码（建议）", "planting attribute, proposed",
     feature_proposed},
    {ZONE, "target", "TEXT", "目标作物类型", "target crop", feature_target},
    {FEATURE, "net_m2", "DOUBLE", "净面积（平方米）", "net area, m²", feature_net},
    {FEATURE, "gross_m2", "DOUBLE", "椭球面积（平方米）", "ellipsoidal area, m²", feature_gross},
    {FEATURE, "filed_m2", "DOUBLE", "登记面积（平方米）", "area as filed, m²", feature_filed},
    {FEATURE, "state_h1", "TEXT", "夏季状态（代码）", "state in summer (word)", feature_h1},
    {FEATURE, "state_h1_title", "TEXT", "夏季状态", "state in summer", feature_h1_title},
    {FEATURE, "state_h2", "TEXT", "秋季状态（代码）", "state in autumn (word)", feature_h2},
    {FEATURE, "state_h2_title", "TEXT", "秋季状态", "state in autumn", feature_h2_title},
    {FEATURE, "grain_h1_low_m2", "DOUBLE", "夏粮面积下限（平方米）", "summer grain, low, m²",
     feature_h1_low},
    {FEATURE, "grain_h1_high_m2", "DOUBLE", "夏粮面积上限（平方米）", "summer grain, high, m²",
     feature_h1_high},
    {FEATURE, "grain_h2_low_m2", "DOUBLE", "秋粮面积下限（平方米）", "autumn grain, low, m²",
     feature_h2_low},
    {FEATURE, "grain_h2_high_m2", "DOUBLE", "秋粮面积上限（平方米）", "autumn grain, high, m²",
     feature_h2_high},
    {FEATURE, "verdict", "TEXT", "判定结果（代码）", "verdict (word)", feature_verdict},
    {FEATURE, "verdict_title", "TEXT", "判定结果", "verdict", feature_verdict_title},
    {FEATURE, "reason", "TEXT", "原因（代码）", "reason (word)", feature_reason},
    {FEATURE, "reason_title", "TEXT", "原因", "reason", feature_reason_title},
    {FEATURE, "rule", "TEXT", "规则编号", "rule", feature_rule},
    {FEATURE, "share_low", "DOUBLE", "疑似占比下限", "share in question, low", feature_share_low},
    {FEATURE, "share_high", "DOUBLE", "疑似占比上限", "share in question, high",
     feature_share_high},
    {FEATURE, "flip_m2", "DOUBLE", "改变判定所需面积（平方米）",
     "area that would flip the verdict, m²", feature_flip},
};

enum { COLUMN_COUNT = sizeof columns / sizeof *columns };

void lt_feature_aliases(struct lt_text *qml, const struct lt_report_model *model,
                        enum lt_delivered layer)
{
    static const unsigned masks[] = {[LT_DELIVERED_COUNTIES] = COUNTY,
                                     [LT_DELIVERED_ZONES] = ZONE,
                                     [LT_DELIVERED_PBF] = PBF,
                                     [LT_DELIVERED_PARCELS] = PARCEL};
    size_t index = 0;
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        if (columns[i].layers & masks[layer]) {
            lt_style_add_alias(qml, columns[i].name, ++index,
                               lt_say(model, columns[i].zh, columns[i].en));
        }
    }
}

static enum lt_status create(struct lt_package *package, struct lt_table *table, unsigned mask,
                             struct lt_error *err)
{
    struct lt_package_column list[COLUMN_COUNT];
    size_t count = 0;
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        if (columns[i].layers & mask) {
            list[count++] = (struct lt_package_column){
                .name = columns[i].name,
                .type = columns[i].type,
                .title = lt_say(package->model, columns[i].zh, columns[i].en),
                .constraint = lt_domain_of(columns[i].name)};
        }
    }
    return lt_table_create(package, table, list, count, err);
}

static enum lt_status put(struct row *row, struct lt_table *table, unsigned mask,
                          const struct lt_shape *shape, struct lt_error *err)
{
    row->statement = table->insert;
    row->at = 3;
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        if ((columns[i].layers & mask) == 0) {
            continue;
        }
        if (columns[i].put(row) != SQLITE_OK) {
            return lt_package_fail(row->package, err);
        }
        row->at++;
    }
    return lt_table_put(row->package, table, shape, err);
}

static enum lt_status put_record(struct lt_package *package, struct lt_table *table, unsigned mask,
                                 const struct lt_source *source, struct lt_error *err)
{
    struct row row = {.package = package,
                      .unit = source->unit,
                      .record = source->record,
                      .feature = source->feature};
    return put(&row, table, mask, &source->feature->shape, err);
}

enum lt_status lt_counties_write(struct lt_package *package, struct lt_delivered_sum *ret_sum,
                                 struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_report_model *const model = package->model;
    struct lt_table table = {.name = lt_delivered_name(LT_DELIVERED_COUNTIES),
                             .title =
                                 lt_delivered_title(LT_DELIVERED_COUNTIES, model->config->chinese)};
    double area = 0;
    LT_TRY(create(package, &table, COUNTY, err));
    for (size_t i = 0; i < model->unit_count; i++) {
        struct row row = {.package = package, .unit = &model->units[i]};
        LT_TRY(put(&row, &table, COUNTY, &model->units[i].shape, err));
        area += lt_round(model->units[i].sums.farmland_m2, 2);
    }
    *ret_sum = (struct lt_delivered_sum){table.rows, table.shapes, area};
    LT_TRY(lt_table_close(package, &table, err));
out:
    lt_table_finish(&table);
    return status;
}

static uint64_t expected_rows(const struct lt_report_model *model, enum lt_layer layer)
{
    const struct lt_unit_sums *const sums = &model->city.sums;
    return layer == LT_LAYER_PARCEL ? sums->parcels
           : layer == LT_LAYER_PBF  ? sums->pbf_parcels
                                    : sums->zones;
}

enum lt_status lt_record_layer_write(struct lt_package *package, struct lt_table *table,
                                     enum lt_layer layer, unsigned mask, lt_put_record put_one,
                                     struct lt_delivered_sum *ret_sum, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_report_model *const model = package->model;
    double area = 0;
    for (size_t u = 0; u < model->unit_count; u++) {
        const struct lt_report_unit *const unit = &model->units[u];
        const size_t count = unit->result == NULL ? 0 : unit->result->record_count;
        for (size_t i = 0; i < count; i++) {
            const struct lt_record *const record = &unit->result->records[i];
            if (record->layer != layer) {
                continue;
            }
            struct lt_feature feature;
            const int64_t before = table->rows;
            unit->feature(unit->spool, layer, record->index, &feature);
            LT_TRY(put_one(package, table, mask, &(struct lt_source){model, unit, record, &feature},
                           err));
            area += table->rows > before ? lt_round(record->net_m2, 2) : 0;
        }
    }
    *ret_sum = (struct lt_delivered_sum){table->rows, table->shapes, area};
    LT_TRY(lt_table_close(package, table, err));
out:
    return status;
}

enum lt_status lt_features_write(struct lt_package *package, enum lt_layer layer,
                                 enum lt_delivered delivered, struct lt_delivered_sum *ret_sum,
                                 struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_report_model *const model = package->model;
    const unsigned mask = layer == LT_LAYER_PARCEL ? PARCEL : layer == LT_LAYER_PBF ? PBF : ZONE;
    struct lt_table table = {.name = lt_delivered_name(delivered),
                             .title = lt_delivered_title(delivered, model->config->chinese)};
    LT_TRY(create(package, &table, mask, err));
    LT_TRY(lt_record_layer_write(package, &table, layer, mask, put_record, ret_sum, err));
    if ((uint64_t)ret_sum->rows != expected_rows(model, layer)) {
        status = lt_fail(err, LT_E_BUG, "layer '%s' has %lld rows, the model %llu", table.name,
                         (long long)ret_sum->rows, (unsigned long long)expected_rows(model, layer));
    }
out:
    lt_table_finish(&table);
    return status;
}
