#include "outputs_update.h"

#include <string.h>

#include "liangtian/area.h"
#include "outputs_common.h"

/* What a column holds of a feature and its record. */
static const char *id(const struct lt_source *s)
{
    return s->feature->attr[LT_ATTR_ID];
}
static const char *place(const struct lt_source *s)
{
    return s->feature->attr[LT_ATTR_UNIT];
}
static const char *name(const struct lt_source *s)
{
    return s->feature->attr[LT_ATTR_NAME];
}
static const char *land_class(const struct lt_source *s)
{
    return s->feature->attr[LT_ATTR_LAND_CLASS];
}
static const char *planting(const struct lt_source *s)
{
    return s->feature->attr[LT_ATTR_PLANTING];
}
static const char *target(const struct lt_source *s)
{
    return s->feature->attr[LT_ATTR_TARGET];
}
static bool judged(const struct lt_source *s)
{
    return s->feature->unjudged == LT_JUDGED;
}
/* Filed as forest and grain intercropped, or as fallow by plan: neither is told, nor refuted, by crops on an image. */
static bool beyond_the_image(const struct lt_source *s)
{
    const char *const code = planting(s) == NULL ? "" : planting(s);
    const enum lt_planting seen = s->record->proposed;
    return (strcmp(code, lt_planting_code(LT_PLANTING_LLJZ)) == 0 &&
            (seen == LT_PLANTING_LS || seen == LT_PLANTING_LYFL)) ||
           (strcmp(code, lt_planting_code(LT_PLANTING_XG)) == 0 && seen == LT_PLANTING_WG);
}
static bool decided(const struct lt_source *s)
{
    return judged(s) && s->record->proposed != LT_PLANTING_NONE && !beyond_the_image(s);
}
static const char *proposal(const struct lt_source *s)
{
    return decided(s) ? lt_planting_code(s->record->proposed) : "";
}
/* Why there is no proposal. */
static const char *open_reason(const struct lt_source *s)
{
    return decided(s)   ? ""
           : !judged(s) ? lt_say(s->model, "图形缺失、无效或在影像之外",
                                 "no usable geometry, or off the image")
           : beyond_the_image(s)
               ? lt_say(s->model, "原为林粮间作或休耕，影像不能否定，须另有证据",
                        "filed as intercropped or fallow, which no image refutes")
               : lt_say(s->model, "未观测部分使结论不定", "what was not seen leaves it open");
}
static const char *state(const struct lt_source *s, int season)
{
    return judged(s) && season < lt_period_half(s->model->key)
               ? lt_season_state_title(s->record->state[season], s->model->config->chinese)
               : "";
}
static const char *summer(const struct lt_source *s)
{
    return state(s, 0);
}
static const char *autumn(const struct lt_source *s)
{
    return state(s, 1);
}
static const char *verdict(const struct lt_source *s)
{
    return s->record->excluded ? "" : lt_subject_verdict(s->model, s->record->verdict);
}
static const char *reason(const struct lt_source *s)
{
    return s->record->excluded ? "" : lt_reason_title(s->record->reason, s->model->config->chinese);
}
static const char *rule(const struct lt_source *s)
{
    const struct lt_rule_set *const rules = &s->model->config->rules;
    return s->record->rule < rules->count ? rules->rules[s->record->rule].id : "";
}
static double filed(const struct lt_source *s)
{
    return s->feature->filed_m2;
}
static double net(const struct lt_source *s)
{
    return s->record->net_m2;
}
static double summer_low(const struct lt_source *s)
{
    return s->record->grain_m2[0].low;
}
static double summer_high(const struct lt_source *s)
{
    return s->record->grain_m2[0].high;
}
static double autumn_low(const struct lt_source *s)
{
    return s->record->grain_m2[1].low;
}
static double autumn_high(const struct lt_source *s)
{
    return s->record->grain_m2[1].high;
}
static double summer_unseen(const struct lt_source *s)
{
    return s->record->unseen_m2[0];
}
static double autumn_unseen(const struct lt_source *s)
{
    return s->record->unseen_m2[1];
}

enum { PARCELS = 1u, ZONES = 2u, BOTH = PARCELS | ZONES };

/* Names of the standards as in schemas/layers, then ours. */
static const struct column {
    unsigned layers;
    const char *name, *zh, *en;
    const char *(*text)(const struct lt_source *s);
    double (*number)(const struct lt_source *s);
} columns[] = {
    {PARCELS, "BSM", "标识码", "identifier", id, NULL},
    {PARCELS, "DLBM", "地类编码", "land class", land_class, NULL},
    {PARCELS, "ZLDWDM", "坐落单位代码", "code of the place", place, NULL},
    {PARCELS, "TBMJ", "图斑面积（平方米）", "area as filed, m²", NULL, filed},
    {PARCELS, "TBDLMJ", "图斑地类面积（平方米）", "net area, m²", NULL, net},
    {PARCELS, "ZZSXDM", "种植属性代码（原）", "planting attribute as filed", planting, NULL},
    {PARCELS, "JYZZSXDM", "种植属性代码（建议）", "planting attribute, proposed", proposal, NULL},
    {PARCELS, "WDYY", "未定原因", "why it is open", open_reason, NULL},
    {ZONES, "LQDKDM", "两区地块代码", "plot code", id, NULL},
    {ZONES, "LQDKMC", "两区地块名称", "plot name", name, NULL},
    {ZONES, "LQLX", "两区类型", "zone type", target, NULL},
    {ZONES, "LQDKMJ", "两区地块面积（平方米）", "area as filed, m²", NULL, filed},
    {ZONES, "JMJ", "净面积（平方米）", "net area, m²", NULL, net},
    {BOTH, "XJZT", "夏季状态", "state in summer", summer, NULL},
    {BOTH, "QJZT", "秋季状态", "state in autumn", autumn, NULL},
    {BOTH, "XLMJXX", "夏粮面积下限（平方米）", "summer grain, low, m²", NULL, summer_low},
    {BOTH, "XLMJSX", "夏粮面积上限（平方米）", "summer grain, high, m²", NULL, summer_high},
    {BOTH, "QLMJXX", "秋粮面积下限（平方米）", "autumn grain, low, m²", NULL, autumn_low},
    {BOTH, "QLMJSX", "秋粮面积上限（平方米）", "autumn grain, high, m²", NULL, autumn_high},
    {BOTH, "XJWGC", "夏季未观测面积（平方米）", "not seen in summer, m²", NULL, summer_unseen},
    {BOTH, "QJWGC", "秋季未观测面积（平方米）", "not seen in autumn, m²", NULL, autumn_unseen},
    {ZONES, "PDJG", "判定结果", "verdict", verdict, NULL},
    {ZONES, "YY", "原因", "reason", reason, NULL},
    {ZONES, "GZBH", "规则编号", "rule", rule, NULL},
};
enum { COLUMN_COUNT = sizeof columns / sizeof *columns };

static unsigned mask_of(enum lt_delivered delivered)
{
    return delivered == LT_DELIVERED_LQDKZT ? ZONES : PARCELS;
}

void lt_update_aliases(struct lt_text *qml, const struct lt_report_model *model,
                       enum lt_delivered delivered)
{
    size_t index = 0;
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        if (columns[i].layers & mask_of(delivered)) {
            lt_style_add_alias(qml, columns[i].name, ++index,
                               lt_say(model, columns[i].zh, columns[i].en));
        }
    }
}

/* Of the parcels, those that the database does not already tell; none before both seasons were seen. */
static bool belongs(const struct lt_source *s, unsigned mask)
{
    if (mask == ZONES) {
        return true;
    }
    const char *const code = planting(s) == NULL ? "" : planting(s);
    return s->model->crop_year_complete && lt_is_farmland_class(land_class(s)) &&
           (!decided(s) || strcmp(code, proposal(s)) != 0);
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
                .type = columns[i].text == NULL ? "DOUBLE" : "TEXT",
                .title = lt_say(package->model, columns[i].zh, columns[i].en)};
        }
    }
    return lt_table_create(package, table, list, count, err);
}

static enum lt_status put(struct lt_package *package, struct lt_table *table, unsigned mask,
                          const struct lt_source *source, struct lt_error *err)
{
    int at = 3;
    if (!belongs(source, mask)) {
        return LT_OK;
    }
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        if ((columns[i].layers & mask) == 0) {
            continue;
        }
        const char *const text = columns[i].text == NULL ? NULL : columns[i].text(source);
        const int code =
            columns[i].number != NULL
                ? sqlite3_bind_double(table->insert, at, lt_round(columns[i].number(source), 2))
            : text == NULL || *text == '\0'
                ? sqlite3_bind_null(table->insert, at)
                : sqlite3_bind_text(table->insert, at, text, -1, SQLITE_STATIC);
        if (code != SQLITE_OK) {
            return lt_package_fail(package, err);
        }
        at++;
    }
    return lt_table_put(package, table, &source->feature->shape, err);
}

enum lt_status lt_update_layer_write(struct lt_package *package, enum lt_delivered delivered,
                                     struct lt_delivered_sum *ret_sum, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const unsigned mask = mask_of(delivered);
    const enum lt_layer layer = mask == ZONES ? LT_LAYER_ZONE : LT_LAYER_PARCEL;
    struct lt_table table = {.name = lt_delivered_name(delivered),
                             .title =
                                 lt_delivered_title(delivered, package->model->config->chinese)};
    LT_TRY(create(package, &table, mask, err));
    LT_TRY(lt_record_layer_write(package, &table, layer, mask, put, ret_sum, err));
out:
    lt_table_finish(&table);
    return status;
}
