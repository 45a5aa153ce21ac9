/* Boundary sensitivity: what is found wherever the parcels lie within half a pixel, and what hinges on the edge. */
#include <math.h>

#include "report/report_parts.h"

#define COLUMNS(list) (list), sizeof(list) / sizeof *(list)

static const struct lt_report_column edge_columns[] = {
    {"范围", "area", LT_COLUMN_TEXT, false},
    {"规则", "rule", LT_COLUMN_TEXT, false},
    {"原位判出（个）", "found as parcels lie", LT_COLUMN_COUNT, false},
    {"其中各处均判出", "of them at every position", LT_COLUMN_COUNT, false},
    {"其中取决于边界", "of them hinging on the edge", LT_COLUMN_COUNT, false},
    {"只在别处判出的对象（个）", "subjects found only elsewhere", LT_COLUMN_COUNT, false},
    {"各处最少（个）", "least of all positions", LT_COLUMN_COUNT, false},
    {"各处最多（个）", "most of all positions", LT_COLUMN_COUNT, false},
    {"原位面积", "area as parcels lie", LT_COLUMN_MU, false},
    {"移动时面积", "area when moved", LT_COLUMN_MU, true},
    {"内缩时面积", "area when shrunk", LT_COLUMN_MU, false},
    {"外扩时面积", "area when grown", LT_COLUMN_MU, false},
};

static void add_sums(struct lt_edge_sums *into, const struct lt_edge_sums *from)
{
    into->hold += from->hold;
    into->hinge += from->hinge;
    into->elsewhere += from->elsewhere;
    for (int p = 0; p < LT_EDGE_POSITIONS; p++) {
        into->count[p] += from->count[p];
        into->m2[p] += from->m2[p];
    }
}

static bool says_anything(const struct lt_edge_sums *sums)
{
    uint64_t count = 0;
    for (int p = 0; p < LT_EDGE_POSITIONS; p++) {
        count += sums->count[p];
    }
    return count > 0;
}

static void add_row(const struct lt_report_model *model, struct lt_report_table *table,
                    const char *place, const struct lt_rule *rule, const struct lt_edge_sums *sums)
{
    const bool zh = model->config->chinese;
    struct lt_report_cell *cells = lt_table_row(table);
    struct lt_interval count = {(double)sums->count[0], (double)sums->count[0]};
    struct lt_interval moved = {sums->m2[0], sums->m2[0]};
    for (int p = 0; p < LT_EDGE_POSITIONS; p++) {
        const double n = (double)sums->count[p];
        count = (struct lt_interval){fmin(count.low, n), fmax(count.high, n)};
        if (p != LT_EDGE_INNER && p != LT_EDGE_OUTER) {
            moved =
                (struct lt_interval){fmin(moved.low, sums->m2[p]), fmax(moved.high, sums->m2[p])};
        }
    }
    cells[0] = lt_cell_text(place);
    cells[1] = lt_cell_text(zh ? rule->title_zh : rule->title_en);
    cells[2] = lt_cell_count((double)sums->count[LT_EDGE_BASE]);
    cells[3] = lt_cell_count((double)sums->hold);
    cells[4] = lt_cell_count((double)sums->hinge);
    cells[5] = lt_cell_count((double)sums->elsewhere);
    cells[6] = lt_cell_count(count.low);
    cells[7] = lt_cell_count(count.high);
    cells[8] = lt_cell_exact(sums->m2[LT_EDGE_BASE]);
    cells[9] = lt_cell_range(moved);
    cells[10] = lt_cell_exact(sums->m2[LT_EDGE_INNER]);
    cells[11] = lt_cell_exact(sums->m2[LT_EDGE_OUTER]);
}

static const char *note_of(const struct lt_report_model *model)
{
    const bool all = lt_edge_mode_of(model->config->boundary_sensitivity) == LT_EDGES_ALL;
    if (model->config->chinese) {
        return all ? "图斑相对影像向八个方向移动、内缩、外扩各半个像元，逐处重新判断。各处均疑似的"
                     "不取决于边界；“只在别处判出”为原位未判出的对象。内缩后不足以判定的位置不计入"
                     "该对象。按图块判断的规则数图块，其余数对象；不看审批备案，故与候选图斑数可"
                     "不同。只供参考，不改变判定、台账和面积。"
                   : "图斑相对影像向八个方向移动、内缩、外扩各半个像元，逐处重新判断，只算原位有此"
                     "类"
                     "地物的对象，故“只在别处判出”不全。各处均判出的不取决于边界。内缩后不足以判定"
                     "的"
                     "位置不计入该对象。按图块判断的规则数图块，其余数对象；不看审批备案，故与候选"
                     "图斑数可不同。只供参考，不改变判定、台账和面积。";
    }
    return all ? "Polygons were moved to eight sides against the image, shrunk and grown, each by "
                 "half "
                 "a pixel, and judged again. What is found at every position does not hang on the "
                 "edge. A position where too little is left to judge does not count for its "
                 "subject. "
                 "Rules judged by the patch count patches, others subjects; approvals are not "
                 "looked "
                 "at. Information: no verdict, case or area follows from it."
               : "Polygons were moved to eight sides against the image, shrunk and grown, each by "
                 "half "
                 "a pixel, and judged again: only those with offending ground as they lie, so that "
                 "what is found at other positions alone is not complete. What is found at every "
                 "position does not hang on the edge. A position where too little is left to judge "
                 "does not count for its subject. Rules judged by the patch count patches, others "
                 "subjects; approvals are not looked at. Information: no verdict, case or area "
                 "follows from it.";
}

enum lt_status lt_report_edges(struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status;
    struct lt_report_table *table;
    if (lt_edge_mode_of(model->config->boundary_sensitivity) == LT_EDGES_NONE) {
        return LT_OK;
    }
    LT_TRY(lt_report_add_table(model, "edges", "", &table, err));
    table->sheet_zh = "边界敏感性";
    table->sheet_en = "boundary sensitivity";
    table->title_zh = "图斑边界移动、缩放半个像元时判出的图斑";
    table->title_en = "What is found when parcels are moved, shrunk and grown by half a pixel";
    table->note = note_of(model);
    LT_TRY(lt_table_make(table, COLUMNS(edge_columns), model->rule_count * (model->unit_count + 1),
                         model->arena, err));
    for (size_t r = 0; r < model->rule_count; r++) {
        struct lt_edge_sums city = {0};
        for (size_t u = 0; u < model->unit_count; u++) {
            const struct lt_unit_result *unit = model->units[u].result;
            if (r < unit->by_position_count) {
                add_sums(&city, &unit->by_position[r]);
            }
        }
        if (says_anything(&city)) {
            add_row(model, table, model->city.name, model->rules[r].rule, &city);
        }
        for (size_t u = 0; u < model->unit_count; u++) {
            const struct lt_unit_result *unit = model->units[u].result;
            if (r < unit->by_position_count && says_anything(&unit->by_position[r])) {
                add_row(model, table, model->units[u].name, model->rules[r].rule,
                        &unit->by_position[r]);
            }
        }
    }
out:
    return status;
}
