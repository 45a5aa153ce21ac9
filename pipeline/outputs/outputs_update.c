#include "outputs_update.h"

#include <math.h>
#include <string.h>

#include "liangtian/area.h"
#include "liangtian/schema.h"
#include "outputs_common.h"
#include "support/arena.h"

/* What a column of our own holds of a feature and its record. */
static const char *land_class(const struct lt_source *s)
{
    return s->feature->attr[LT_ATTR_LAND_CLASS];
}
static const char *planting(const struct lt_source *s)
{
    return s->feature->attr[LT_ATTR_PLANTING];
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

/* What follows the fields of the standard. */
static const struct column {
    unsigned layers;
    const char *name, *zh, *en;
    const char *(*text)(const struct lt_source *s);
    double (*number)(const struct lt_source *s);
} columns[] = {
    {PARCELS, "JYZZSXDM", "种植属性代码（建议）", "planting attribute, proposed", proposal, NULL},
    {PARCELS, "WDYY", "未定原因", "why it is open", open_reason, NULL},
    {BOTH, "JMJ", "净面积（平方米）", "net area, m²", NULL, net},
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

static const struct lt_layer_schema *schema_of(const struct lt_report_model *model, unsigned mask)
{
    return mask == ZONES ? model->zone_schema : model->parcel_schema;
}

/* Is the field of the standard in the layer? Not what names people, nor what we call one of our own. */
static bool is_given(const struct lt_schema_field *field, unsigned mask)
{
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        if ((columns[i].layers & mask) != 0 && lt_same_word(columns[i].name, field->name)) {
            return false;
        }
    }
    return !field->personal;
}

void lt_update_aliases(struct lt_text *qml, const struct lt_report_model *model,
                       enum lt_delivered delivered)
{
    const unsigned mask = mask_of(delivered);
    const struct lt_layer_schema *const schema = schema_of(model, mask);
    size_t index = 0;
    for (size_t i = 0; i < schema->field_count; i++) {
        const struct lt_schema_field *const field = &schema->fields[i];
        if (is_given(field, mask)) {
            lt_style_add_alias(qml, field->name, ++index,
                               lt_say(model, field->title_zh, field->title_en));
        }
    }
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        if (columns[i].layers & mask) {
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

/* --- the table --- */

/* With the standard's length: TEXT(18). */
static const char *type_of(const struct lt_schema_field *field, struct lt_arena *arena)
{
    switch (field->type) {
    case LT_FIELD_DOUBLE:
        return "DOUBLE";
    case LT_FIELD_INT:
        return "INTEGER";
    case LT_FIELD_TEXT:
    case LT_FIELD_DATE:
        break;
    }
    return field->length == 0 ? "TEXT" : lt_arena_printf(arena, "TEXT(%u)", field->length);
}

static enum lt_status create(struct lt_package *package, struct lt_table *table, unsigned mask,
                             struct lt_error *err)
{
    enum lt_status status;
    const struct lt_report_model *const model = package->model;
    const struct lt_layer_schema *const schema = schema_of(model, mask);
    struct lt_arena *arena = NULL;
    LT_TRY(lt_arena_create(&arena, err));
    struct lt_package_column *const list =
        lt_arena_array(arena, schema->field_count + COLUMN_COUNT, sizeof *list);
    size_t count = 0;
    bool whole = list != NULL;
    for (size_t i = 0; whole && i < schema->field_count; i++) {
        const struct lt_schema_field *const field = &schema->fields[i];
        if (is_given(field, mask)) {
            list[count++] = (struct lt_package_column){
                .name = field->name,
                .type = type_of(field, arena),
                .title = lt_say(model, field->title_zh, field->title_en)};
            whole = list[count - 1].type != NULL;
        }
    }
    for (size_t i = 0; whole && i < COLUMN_COUNT; i++) {
        if (columns[i].layers & mask) {
            list[count++] =
                (struct lt_package_column){.name = columns[i].name,
                                           .type = columns[i].text == NULL ? "DOUBLE" : "TEXT",
                                           .title = lt_say(model, columns[i].zh, columns[i].en)};
        }
    }
    LT_TRY(whole ? LT_OK : lt_fail_memory(err, "the columns of a layer"));
    LT_TRY(lt_table_create(package, table, list, count, err));
out:
    lt_arena_destroy(arena);
    return status;
}

/* --- a row --- */

/* The next value of lt_feature.carried. */
static const char *next_carried(const char **at, size_t *ret_length)
{
    const char *const from = *at, *const end = strchr(from, LT_CARRIED_END);
    *ret_length = end == NULL ? 0 : (size_t)(end - from);
    *at = end == NULL ? "" : end + 1;
    return from;
}

static int bind_text(sqlite3_stmt *insert, int at, const char *text, size_t length)
{
    return length == 0 ? sqlite3_bind_null(insert, at)
                       : sqlite3_bind_text(insert, at, text, (int)length, SQLITE_STATIC);
}

/* With the standard's decimals; what is no number, or not whole where the field is, ingest has told of and left out. */
static int bind_number(sqlite3_stmt *insert, int at, const struct lt_schema_field *field,
                       const char *text, size_t length)
{
    char buffer[LT_DOUBLE_TEXT];
    double value;
    if (length >= sizeof buffer) {
        return sqlite3_bind_null(insert, at);
    }
    memcpy(buffer, text, length);
    buffer[length] = '\0';
    if (!lt_parse_double(buffer, &value)) {
        return sqlite3_bind_null(insert, at);
    }
    if (field->type == LT_FIELD_DOUBLE) {
        return sqlite3_bind_double(insert, at, lt_round(value, (int)field->decimals));
    }
    return sqlite3_bind_int64(insert, at, llround(value));
}

static int bind_field(sqlite3_stmt *insert, int at, const struct lt_schema_field *field,
                      const struct lt_feature *feature, const char *carried, size_t length)
{
    if (!lt_schema_field_carried(field)) {
        unsigned attribute = 0;
        while ((field->meanings & 1u << attribute) == 0) {
            attribute++;
        }
        /* the database is not told an id that its file does not have */
        const bool none = feature->attr[attribute] == NULL ||
                          (attribute == LT_ATTR_ID && (feature->flags & LT_FEATURE_NO_ID) != 0);
        const char *const text = none ? "" : feature->attr[attribute];
        return bind_text(insert, at, text, strlen(text));
    }
    return field->type == LT_FIELD_DOUBLE || field->type == LT_FIELD_INT
               ? bind_number(insert, at, field, carried, length)
               : bind_text(insert, at, carried, length);
}

/* Answers the first parameter behind them; −1 on failure. */
static int bind_standard(const struct lt_source *source, unsigned mask, sqlite3_stmt *insert,
                         int at)
{
    const struct lt_layer_schema *const schema = schema_of(source->model, mask);
    const char *carried = source->feature->carried == NULL ? "" : source->feature->carried;
    for (size_t i = 0; i < schema->field_count; i++) {
        const struct lt_schema_field *const field = &schema->fields[i];
        size_t length = 0;
        const char *const text =
            lt_schema_field_carried(field) ? next_carried(&carried, &length) : "";
        if (is_given(field, mask)) {
            if (bind_field(insert, at, field, source->feature, text, length) != SQLITE_OK) {
                return -1;
            }
            at++;
        }
    }
    return at;
}

static int bind_own(const struct column *column, const struct lt_source *source,
                    sqlite3_stmt *insert, int at)
{
    if (column->number != NULL) {
        return sqlite3_bind_double(insert, at, lt_round(column->number(source), 2));
    }
    const char *const text = column->text(source);
    return bind_text(insert, at, text, text == NULL ? 0 : strlen(text));
}

static enum lt_status put(struct lt_package *package, struct lt_table *table, unsigned mask,
                          const struct lt_source *source, struct lt_error *err)
{
    if (!belongs(source, mask)) {
        return LT_OK;
    }
    int at = bind_standard(source, mask, table->insert, 3);
    for (size_t i = 0; at > 0 && i < COLUMN_COUNT; i++) {
        if (columns[i].layers & mask) {
            at = bind_own(&columns[i], source, table->insert, at) == SQLITE_OK ? at + 1 : -1;
        }
    }
    return at > 0 ? lt_table_put(package, table, &source->feature->shape, err)
                  : lt_package_fail(package, err);
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
