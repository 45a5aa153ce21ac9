/* Feedback from above in the report: by county, and polygon by polygon. */
#include "report/report_parts.h"
#include "support/arena.h"

static const struct lt_report_column by_county[] = {
    {"县区", "county", LT_COLUMN_TEXT, false},
    {"下发图斑（个）", "polygons", LT_COLUMN_COUNT, false},
    {"下发面积", "area", LT_COLUMN_MU, false},
    {"其中非农化（个）", "of them built or dug", LT_COLUMN_COUNT, false},
    {"两源印证（个）", "found by both", LT_COLUMN_COUNT, false},
    {"两源印证面积", "area found by both", LT_COLUMN_MU, false},
    {"其中严重（处）", "grave cases among them", LT_COLUMN_COUNT, false},
    {"已审批备案（个）", "covered by an approval", LT_COLUMN_COUNT, false},
    {"仅上级发现（个）", "found from above only", LT_COLUMN_COUNT, false},
    {"仅上级发现面积", "area found from above only", LT_COLUMN_MU, false},
    {"两源不符（个）", "contradicted", LT_COLUMN_COUNT, false},
    {"均为耕地（个）", "cropland, say both", LT_COLUMN_COUNT, false},
    {"影像晚于本期（个）", "their image is later", LT_COLUMN_COUNT, false},
    {"图形不可用（个）", "no usable polygon", LT_COLUMN_COUNT, false},
    {"仅本市发现（处）", "open cases without feedback", LT_COLUMN_COUNT, false},
    {"仅本市发现面积", "area without feedback", LT_COLUMN_MU, false},
};

static const struct lt_report_column by_polygon[] = {
    {"县区", "county", LT_COLUMN_TEXT, false},
    {"监测编号", "polygon", LT_COLUMN_TEXT, false},
    {"图斑类型", "kind", LT_COLUMN_TEXT, false},
    {"变化", "change", LT_COLUMN_TEXT, false},
    {"前时相", "earlier image", LT_COLUMN_TEXT, false},
    {"后时相", "later image", LT_COLUMN_TEXT, false},
    {"面积", "area", LT_COLUMN_MU, false},
    {"本期粮食", "grain this half-year", LT_COLUMN_MU, true},
    {"比对结果", "result", LT_COLUMN_TEXT, false},
    {"台账编号", "cases", LT_COLUMN_TEXT, false},
    {"规则", "rules", LT_COLUMN_TEXT, false},
    {"共同面积", "shared area", LT_COLUMN_MU, false},
};

#define COLUMNS(list) (list), sizeof(list) / sizeof *(list)

static void county_row(struct lt_report_table *table, const char *name,
                       const struct lt_feedback_county *c)
{
    struct lt_report_cell *cells = lt_table_row(table);
    uint64_t all = 0, built = 0;
    double m2 = 0.0;
    for (int m = 0; m < LT_FEEDBACK_COUNT; m++) {
        all += c->count[m];
        built += c->built[m];
        m2 += c->m2[m];
    }
    cells[0] = lt_cell_text(name);
    cells[1] = lt_cell_count((double)all);
    cells[2] = lt_cell_exact(m2);
    cells[3] = lt_cell_count((double)built);
    cells[4] = lt_cell_count((double)c->count[LT_FEEDBACK_CONFIRMED]);
    cells[5] = lt_cell_exact(c->m2[LT_FEEDBACK_CONFIRMED]);
    cells[6] = lt_cell_count((double)c->two_sources_grave);
    cells[7] = lt_cell_count((double)c->count[LT_FEEDBACK_APPROVED]);
    cells[8] = lt_cell_count((double)c->count[LT_FEEDBACK_THEIRS]);
    cells[9] = lt_cell_exact(c->m2[LT_FEEDBACK_THEIRS]);
    cells[10] = lt_cell_count((double)c->count[LT_FEEDBACK_CONTRADICTED]);
    cells[11] = lt_cell_count((double)c->count[LT_FEEDBACK_AGREED]);
    cells[12] = lt_cell_count((double)c->count[LT_FEEDBACK_LATER]);
    cells[13] = lt_cell_count((double)c->count[LT_FEEDBACK_UNJUDGED]);
    cells[14] = lt_cell_count((double)c->ours);
    cells[15] = lt_cell_exact(c->ours_m2);
}

static enum lt_status polygon_row(const struct lt_report_model *model,
                                  struct lt_report_table *table,
                                  const struct lt_feedback_item *item, struct lt_error *err)
{
    const bool zh = model->config->chinese;
    struct lt_report_cell *cells = lt_table_row(table);
    const char *title = item->kind == NULL ? "" : zh ? item->kind->title_zh : item->kind->title_en;
    const char *kind =
        lt_arena_printf(model->arena, "%s%s%s", item->code, *title == '\0' ? "" : " ", title);
    cells[0] = lt_cell_text(lt_report_county_name(model, item->unit));
    cells[1] = lt_cell_text(item->id);
    cells[2] = lt_cell_text(kind);
    cells[3] = lt_cell_text(lt_feedback_change_title(item->change, zh));
    cells[4] = lt_cell_text(item->from);
    cells[5] = lt_cell_text(item->to);
    cells[6] = lt_cell_exact(item->net_m2);
    cells[7] = lt_cell_range(item->grain_m2);
    cells[8] = lt_cell_text(lt_feedback_match_title(item->match, zh));
    if (item->case_count > 0) {
        cells[9] = lt_cell_text(item->case_ids);
        cells[10] = lt_cell_text(item->rules);
        cells[11] = lt_cell_exact(item->shared_m2);
    }
    return kind == NULL ? lt_fail_memory(err, "a table of the report") : LT_OK;
}

static enum lt_status county_table(struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status;
    struct lt_report_table *table;
    struct lt_feedback_county city = {0};
    LT_TRY(lt_report_add_table(model, "feedback", "M22", &table, err));
    table->sheet_zh = "上级下发比对";
    table->sheet_en = "feedback";
    table->title_zh = "省部下发监测图斑与本期图斑的比对";
    table->title_en = "Polygons sent down from above against our own cases";
    table->note =
        model->config->chinese
            ? "按图形精确叠加和影像时间比对；共同部分达到两者中较小者的配置比例，且平均宽度超过一个"
              "像元，为同一处，一个下发图斑可与几个图斑为同一处。两源不符：下发为园、林、草、水面或"
              "建设，而本期影像该处以粮食为主；或下发为耕地，而本期在册。因两源印证列为严重的，须有"
              "类型相同的下发图斑合计占该图斑的配置比例以上；影像更晚或同日的下发图斑类型不同的，不"
              "再列为严重。非农化归另一条执法线。"
            : "By exact overlap and time; the same thing from the configured share of the smaller "
              "of the two on, and wider on the average than a cell; a polygon may be the same "
              "thing as several cases. Contradicted: they say structure or built, and this "
              "half-year's raster shows grain; or they say cropland, and a case of ours is open. "
              "Grave by two sources is a case that polygons which say the same cover by that "
              "share, "
              "until polygons whose image is no older say something else. Built ground is another "
              "line of enforcement.";
    LT_TRY(lt_table_make(table, COLUMNS(by_county), model->unit_count + 1, model->arena, err));
    for (size_t u = 0; u < model->unit_count; u++) {
        county_row(table, model->units[u].name, &model->feedback->counties[u]);
        lt_feedback_add(&city, &model->feedback->counties[u]);
    }
    county_row(table, model->city.name, &city);
out:
    return status;
}

enum lt_status lt_report_feedback(struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status;
    struct lt_report_table *table;
    const struct lt_feedback_report *feedback = model->feedback;
    if (feedback == NULL || !feedback->given) {
        return LT_OK;
    }
    LT_TRY(county_table(model, err));
    LT_TRY(lt_report_add_table(model, "feedback-polygons", "M22", &table, err));
    table->sheet_zh = "下发图斑明细";
    table->sheet_en = "feedback polygons";
    table->title_zh = "下发图斑逐个比对结果";
    table->title_en = "Polygons sent down, one by one";
    table->note = "";
    table->detail = true;
    LT_TRY(lt_table_make(table, COLUMNS(by_polygon), feedback->count, model->arena, err));
    for (size_t i = 0; i < feedback->count; i++) {
        LT_TRY(polygon_row(model, table, &feedback->items[i], err));
    }
out:
    return status;
}
