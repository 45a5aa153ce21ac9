/* Layer `feedback` of the GeoPackage: every polygon sent down from above, with how it stands to our cases. */
#include "outputs_feedback.h"

#include <stdio.h>

#include "liangtian/area.h"
#include "outputs_common.h"
#include "outputs_domains.h"
#include "support/arena.h"

enum { COLUMNS = 17 };

static const char *const columns[COLUMNS][4] = {
    {"id", "TEXT", "监测编号", "polygon"},
    {"county", "TEXT", "县区代码", "county"},
    {"code", "TEXT", "图斑类型", "kind"},
    {"code_title", "TEXT", "图斑类型名称", "what the kind says"},
    {"change", "TEXT", "变化（代码）", "change (word)"},
    {"change_title", "TEXT", "变化", "change"},
    {"image_from", "TEXT", "前时相", "earlier image"},
    {"image_to", "TEXT", "后时相", "later image"},
    {"area_m2", "DOUBLE", "面积（平方米）", "area, m²"},
    {"grain_low_m2", "DOUBLE", "本期粮食下限（平方米）", "grain this half-year, least, m²"},
    {"grain_high_m2", "DOUBLE", "本期粮食上限（平方米）", "grain this half-year, most, m²"},
    {"result", "TEXT", "比对结果（代码）", "result (word)"},
    {"result_title", "TEXT", "比对结果", "result"},
    {"cases", "INTEGER", "同一处的图斑（个）", "cases that it is the same thing as"},
    {"case_id", "TEXT", "台账编号", "ids of the cases"},
    {"rule", "TEXT", "规则", "their rules"},
    {"shared_m2", "DOUBLE", "共同面积（平方米）", "shared with the cases, m²"},
};

static enum lt_status create(struct lt_package *package, struct lt_table *table,
                             struct lt_error *err)
{
    struct lt_package_column list[COLUMNS];
    for (size_t i = 0; i < COLUMNS; i++) {
        list[i] = (struct lt_package_column){
            .name = columns[i][0],
            .type = columns[i][1],
            .title = lt_say(package->model, columns[i][2], columns[i][3]),
            .constraint = lt_domain_of(columns[i][0]),
        };
    }
    return lt_table_create(package, table, list, COLUMNS, err);
}

struct row {
    struct lt_table *table;
    int at, code;
};

static void text(struct row *row, const char *value)
{
    if (row->code == SQLITE_OK) {
        row->code = value[0] == '\0' ? sqlite3_bind_null(row->table->insert, row->at)
                                     : sqlite3_bind_text(row->table->insert, row->at, value, -1,
                                                         SQLITE_TRANSIENT);
    }
    row->at++;
}

static void number(struct row *row, double value)
{
    if (row->code == SQLITE_OK) {
        row->code = sqlite3_bind_double(row->table->insert, row->at, lt_round(value, 2));
    }
    row->at++;
}

static void count(struct row *row, size_t value)
{
    if (row->code == SQLITE_OK) {
        row->code = sqlite3_bind_int64(row->table->insert, row->at, (sqlite3_int64)value);
    }
    row->at++;
}

static enum lt_status put(struct lt_package *package, struct lt_table *table,
                          const struct lt_feedback_item *item, struct lt_error *err)
{
    const bool zh = package->model->config->chinese;
    struct row row = {.table = table, .at = 3, .code = SQLITE_OK};
    char county[16];
    snprintf(county, sizeof county, "%06u", item->unit);
    text(&row, item->id);
    text(&row, county);
    text(&row, item->code);
    text(&row, item->kind == NULL ? "" : zh ? item->kind->title_zh : item->kind->title_en);
    text(&row, lt_feedback_change_name(item->change));
    text(&row, lt_feedback_change_title(item->change, zh));
    text(&row, item->from);
    text(&row, item->to);
    number(&row, item->net_m2);
    number(&row, item->grain_m2.low);
    number(&row, item->grain_m2.high);
    text(&row, lt_feedback_match_name(item->match));
    text(&row, lt_feedback_match_title(item->match, zh));
    count(&row, item->case_count);
    text(&row, item->case_ids);
    text(&row, item->rules);
    number(&row, item->shared_m2);
    return row.code == SQLITE_OK ? lt_table_put(package, table, &item->shape, err)
                                 : lt_package_fail(package, err);
}

void lt_feedback_aliases(struct lt_text *qml, const struct lt_report_model *model)
{
    for (size_t i = 0; i < COLUMNS; i++) {
        lt_style_add_alias(qml, columns[i][0], i + 1, lt_say(model, columns[i][2], columns[i][3]));
    }
}

enum lt_status lt_feedback_layer_write(struct lt_package *package, struct lt_delivered_sum *ret_sum,
                                       struct lt_error *err)
{
    enum lt_status status;
    const struct lt_feedback_report *feedback = package->model->feedback;
    struct lt_table table = {
        .name = lt_delivered_name(LT_DELIVERED_FEEDBACK),
        .title = lt_delivered_title(LT_DELIVERED_FEEDBACK, package->model->config->chinese)};
    double area = 0;
    if (!lt_delivered_there(package->model, LT_DELIVERED_FEEDBACK)) {
        return LT_OK;
    }
    LT_TRY(create(package, &table, err));
    for (size_t i = 0; i < feedback->count; i++) {
        LT_TRY(put(package, &table, &feedback->items[i], err));
        area += lt_round(feedback->items[i].net_m2, 2);
    }
    *ret_sum = (struct lt_delivered_sum){table.rows, table.shapes, area};
    LT_TRY(lt_table_close(package, &table, err));
out:
    lt_table_finish(&table);
    return status;
}
