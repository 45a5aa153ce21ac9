/* FZ-BOUNDARY in the report: by county, and the plots that changed. */
#include "report/report_parts.h"
#include "support/arena.h"

static const struct lt_report_column by_county[] = {
    {"县区", "county", LT_COLUMN_TEXT, false},
    {"备案地块（块）", "plots filed", LT_COLUMN_COUNT, false},
    {"现行地块（块）", "plots now", LT_COLUMN_COUNT, false},
    {"未变（块）", "same", LT_COLUMN_COUNT, false},
    {"仅代码改变（块）", "code changed only", LT_COLUMN_COUNT, false},
    {"区内重划（块）", "divided anew", LT_COLUMN_COUNT, false},
    {"缩小（块）", "shrunk", LT_COLUMN_COUNT, false},
    {"扩大（块）", "grown", LT_COLUMN_COUNT, false},
    {"移位（块）", "moved", LT_COLUMN_COUNT, false},
    {"消失（块）", "vanished", LT_COLUMN_COUNT, false},
    {"新增（块）", "new", LT_COLUMN_COUNT, false},
    {"调出", "ground that left", LT_COLUMN_MU, false},
    {"调入", "ground that came", LT_COLUMN_MU, false},
    {"其中已批准（处）", "of them approved", LT_COLUMN_COUNT, false},
    {"已批准面积", "approved area", LT_COLUMN_MU, false},
    {"待核查（处）", "to be checked", LT_COLUMN_COUNT, false},
};

static const struct lt_report_column by_plot[] = {
    {"县区", "county", LT_COLUMN_TEXT, false},
    {"两区地块代码", "plot", LT_COLUMN_TEXT, false},
    {"变化", "change", LT_COLUMN_TEXT, false},
    {"备案图形面积", "area as filed", LT_COLUMN_MU, false},
    {"现行图形面积", "area now", LT_COLUMN_MU, false},
    {"调出", "left", LT_COLUMN_MU, false},
    {"调入", "came", LT_COLUMN_MU, false},
    {"已批准面积", "approved area", LT_COLUMN_MU, false},
    {"批准文号", "approval", LT_COLUMN_TEXT, false},
    {"情况", "state", LT_COLUMN_TEXT, false},
};

#define COLUMNS(list) (list), sizeof(list) / sizeof *(list)

static uint64_t to_check(const struct lt_boundary *b)
{
    const uint64_t changed = b->count[LT_BOUNDARY_SHRUNK] + b->count[LT_BOUNDARY_GROWN] +
                             b->count[LT_BOUNDARY_MOVED] + b->count[LT_BOUNDARY_VANISHED] +
                             b->count[LT_BOUNDARY_NEW];
    return changed - b->approved;
}

static void county_row(struct lt_report_table *table, const char *name, const struct lt_boundary *b)
{
    static const enum lt_boundary_kind order[] = {
        LT_BOUNDARY_SAME,  LT_BOUNDARY_RECODED, LT_BOUNDARY_RECUT,    LT_BOUNDARY_SHRUNK,
        LT_BOUNDARY_GROWN, LT_BOUNDARY_MOVED,   LT_BOUNDARY_VANISHED, LT_BOUNDARY_NEW};
    struct lt_report_cell *cells = lt_table_row(table);
    cells[0] = lt_cell_text(name);
    cells[1] = lt_cell_count((double)b->filed);
    cells[2] = lt_cell_count((double)b->current);
    for (size_t k = 0; k < sizeof order / sizeof *order; k++) {
        cells[3 + k] = lt_cell_count((double)b->count[order[k]]);
    }
    cells[11] = lt_cell_exact(b->lost_m2);
    cells[12] = lt_cell_exact(b->gained_m2);
    cells[13] = lt_cell_count((double)b->approved);
    cells[14] = lt_cell_exact(b->approved_m2);
    cells[15] = lt_cell_count((double)to_check(b));
}

static const char *state_of(const struct lt_report_model *model,
                            const struct lt_boundary_change *change)
{
    const bool zh = model->config->chinese;
    if (change->verdict == LT_MEETS && change->reason == LT_REASON_NONE) {
        return zh ? "不涉及区外" : "inside the zones";
    }
    if (change->verdict == LT_BELOW && change->reason == LT_REASON_NONE) {
        return zh ? "未见批准，待核查" : "no approval found, to be checked";
    }
    return lt_reason_title(change->reason, zh);
}

static void plot_row(const struct lt_report_model *model, struct lt_report_table *table,
                     const char *county, const struct lt_boundary_change *change)
{
    struct lt_report_cell *cells = lt_table_row(table);
    cells[0] = lt_cell_text(county);
    cells[1] = lt_cell_text(change->code);
    cells[2] = lt_cell_text(lt_boundary_title(change->kind, model->config->chinese));
    cells[3] = lt_cell_exact(change->then_m2);
    cells[4] = lt_cell_exact(change->now_m2);
    cells[5] = lt_cell_exact(change->lost_m2);
    cells[6] = lt_cell_exact(change->gained_m2);
    cells[7] = lt_cell_exact(change->exempt_m2);
    cells[8] = lt_cell_text(change->approval);
    cells[9] = lt_cell_text(state_of(model, change));
}

enum lt_status lt_report_boundary(struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_boundary city = {0};
    size_t changes = 0;
    for (size_t u = 0; u < model->unit_count; u++) {
        lt_boundary_add(&city, &model->units[u].result->boundary);
        changes += model->units[u].result->boundary.change_count;
    }
    if (!city.given) {
        return LT_OK;
    }
    struct lt_report_table *counties, *plots;
    LT_TRY(lt_report_add_table(model, "boundary", "M13", &counties, err));
    counties->sheet_zh = "功能区边界";
    counties->sheet_en = "zone boundaries";
    counties->title_zh = "功能区边界与备案核对（FZ-BOUNDARY）";
    counties->title_en = "Function zones against the filed layer (FZ-BOUNDARY)";
    counties->note = lt_arena_printf(
        model->arena,
        model->config->chinese
            ? "面积为椭球图形面积。宽度不超过 %g "
              "米的差异视为捕捉误差（门槛非文件规定）。代码改变和区内"
              "重划不算调整。%s"
            : "Ellipsoidal areas. Differences no wider than %g m are snapping noise (not from the "
              "mandate). Changed codes and plots divided anew inside the zones are no "
              "adjustment.%s",
        model->config->boundary_shift_m,
        model->period != NULL && model->period->layers[LT_LAYER_APPROVAL].present ? ""
        : model->config->chinese ? "未提供审批备案图层，均标“未提供审批数据”。"
                                 : " No approvals layer was given.");
    LT_TRY(lt_table_make(counties, COLUMNS(by_county), model->unit_count + 1, model->arena, err));
    for (size_t u = 0; u < model->unit_count; u++) {
        county_row(counties, model->units[u].name, &model->units[u].result->boundary);
    }
    county_row(counties, model->city.name, &city);
    LT_TRY(lt_report_add_table(model, "boundary-plots", "M13", &plots, err));
    plots->sheet_zh = "功能区边界变化地块";
    plots->sheet_en = "zone plots changed";
    plots->title_zh = "与备案不一致的功能区地块（供核查）";
    plots->title_en = "Zone plots that differ from the filed layer (for checking)";
    plots->note = "";
    plots->detail = true;
    LT_TRY(lt_table_make(plots, COLUMNS(by_plot), changes, model->arena, err));
    for (size_t u = 0; u < model->unit_count; u++) {
        const struct lt_boundary *b = &model->units[u].result->boundary;
        for (size_t i = 0; i < b->change_count; i++) {
            plot_row(model, plots, model->units[u].name, &b->changes[i]);
        }
    }
    status = counties->note == NULL ? lt_fail_memory(err, "a table of the report") : LT_OK;
out:
    return status;
}
