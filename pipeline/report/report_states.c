/* What became of the cases: how far each county has come, and from which state to which they went. */
#include <string.h>

#include "report/report_parts.h"
#include "support/arena.h"

static const struct lt_report_column progress_columns[] = {
    {"县区", "county", LT_COLUMN_TEXT, false},
    {"下发图斑（处）", "issued", LT_COLUMN_COUNT, false},
    {"下发面积", "area issued", LT_COLUMN_MU, false},
    {"已核查（处）", "reviewed", LT_COLUMN_COUNT, false},
    {"属实（处）", "founded", LT_COLUMN_COUNT, false},
    {"不属实或合法（处）", "not founded, or legal", LT_COLUMN_COUNT, false},
    {"已整改（处）", "rectified", LT_COLUMN_COUNT, false},
    {"已整改面积", "area rectified", LT_COLUMN_MU, false},
    {"整改率", "rectified of founded", LT_COLUMN_PERCENT, false},
    {"逾期未整改（处）", "overdue", LT_COLUMN_COUNT, false},
    {"退回（处）", "returned", LT_COLUMN_COUNT, false},
    {"已销号（处）", "closed", LT_COLUMN_COUNT, false},
};

static void add_if(struct lt_progress_sum *sum, bool counts, double m2)
{
    sum->n += counts;
    sum->m2 += counts ? m2 : 0.0;
}

static void count_one(const struct lt_case *one, bool shown, struct lt_progress *sum)
{
    const enum lt_case_handling at = one->handling;
    const double m2 = one->area_m2;
    const bool closed = at == LT_HANDLING_CLOSED;
    const bool founded = one->finding == LT_FINDING_CONFIRMED;
    const bool cleared =
        at == LT_HANDLING_NOT_FOUNDED || at == LT_HANDLING_LEGAL || (closed && !founded);
    const bool rectified =
        (at >= LT_HANDLING_RECTIFIED && at <= LT_HANDLING_CITY_REVIEWED) || (closed && founded);
    const bool proven = shown || (one->evidence != NULL && one->evidence[0] != '\0');
    add_if(&sum->issued, true, m2);
    add_if(&sum->reviewed, one->reviewed_on != NULL && one->reviewed_on[0] != '\0', m2);
    add_if(&sum->founded, founded, m2);
    add_if(&sum->cleared, cleared, m2);
    add_if(&sum->rectified, rectified, m2);
    add_if(&sum->proven, rectified && proven, m2);
    add_if(&sum->overdue, at == LT_HANDLING_OVERDUE, m2);
    add_if(&sum->returned, at == LT_HANDLING_RETURNED, m2);
    add_if(&sum->closed, closed, m2);
    sum->new_grave += founded && !rectified && one->open &&
                      lt_case_severity(one) == LT_RULE_GRAVE && one->time >= LT_TIME_NEW;
}

struct lt_progress lt_report_progress(const struct lt_ledger *ledger, const bool *shown,
                                      bool whole_city, uint32_t unit)
{
    struct lt_progress sum = {0};
    for (size_t i = 0; i < ledger->case_count; i++) {
        const struct lt_case *one = &ledger->cases[i];
        if (one->handling < LT_HANDLING_ENDED && (whole_city || one->unit == unit)) {
            count_one(one, shown[i], &sum);
        }
    }
    return sum;
}

static void progress_row(const struct lt_report_unit *unit, struct lt_report_table *table)
{
    const struct lt_progress *sum = &unit->progress;
    struct lt_report_cell *cells = lt_table_row(table);
    const double counts[] = {0,
                             sum->issued.n,
                             0,
                             sum->reviewed.n,
                             sum->founded.n,
                             sum->cleared.n,
                             sum->rectified.n,
                             0,
                             0,
                             sum->overdue.n,
                             sum->returned.n,
                             sum->closed.n};
    cells[0] = lt_cell_text(unit->name);
    for (size_t c = 1; c < sizeof counts / sizeof *counts; c++) {
        cells[c] = lt_cell_count(counts[c]);
    }
    cells[2] = lt_cell_exact(sum->issued.m2);
    cells[7] = lt_cell_exact(sum->rectified.m2);
    cells[8] = sum->founded.n > 0.0 ? lt_cell_exact(sum->rectified.n / sum->founded.n)
                                    : (struct lt_report_cell){0};
}

static enum lt_status progress_table(struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status;
    struct lt_report_table *table;
    LT_TRY(lt_report_add_table(model, "progress", "M24", &table, err));
    table->sheet_zh = "整改进度";
    table->sheet_en = "rectification";
    table->title_zh = "核查与整改进度（各期下发图斑累计）";
    table->title_en = "Reviews and rectification, all cases issued so far";
    table->note =
        model->config->chinese
            ? "“已整改”为县级报告已整改及其后各步，“已销号”须有举证并经市级复核；影像显示已"
              "整改而无人核实的不计入。整改率＝已整改（处）÷属实（处）。"
            : "Rectified: as the county reports, and every step after; closed: by the "
              "city, with evidence. What only the image shows is not counted.";
    LT_TRY(lt_table_make(table, progress_columns,
                         sizeof progress_columns / sizeof *progress_columns, model->unit_count + 1,
                         model->arena, err));
    for (size_t u = 0; u < model->unit_count; u++) {
        progress_row(&model->units[u], table);
    }
    progress_row(&model->city, table);
out:
    return status;
}

/* --- the matrix --- */

static const struct lt_report_column matrix_columns[] = {
    {"县区", "county", LT_COLUMN_TEXT, false},
    {"上期末状态", "state before", LT_COLUMN_TEXT, false},
    {"本期状态", "state now", LT_COLUMN_TEXT, false},
    {"图斑（处）", "cases", LT_COLUMN_COUNT, false},
    {"上期末面积", "area before", LT_COLUMN_MU, false},
    {"本期面积", "area now", LT_COLUMN_MU, false},
};

struct matrix {
    struct {
        uint64_t n;
        double before_m2, after_m2;
    } cells[LT_STATE_COUNT][LT_STATE_COUNT];
};

static void sum_lines(const struct lt_report_model *model, uint32_t unit, struct matrix *sum)
{
    memset(sum, 0, sizeof *sum);
    for (size_t i = 0; i < model->ledger->transition_count; i++) {
        const struct lt_transition *line = &model->ledger->transitions[i];
        if (line->period == model->key && (unit == model->city.unit || line->unit == unit)) {
            sum->cells[line->from][line->to].n += line->n;
            sum->cells[line->from][line->to].before_m2 += line->before_m2;
            sum->cells[line->from][line->to].after_m2 += line->after_m2;
        }
    }
}

static size_t count_cells(const struct matrix *sum)
{
    size_t count = 0;
    for (int from = 0; from < LT_STATE_COUNT; from++) {
        for (int to = 0; to < LT_STATE_COUNT; to++) {
            count += sum->cells[from][to].n > 0;
        }
    }
    return count;
}

static void matrix_rows(const struct lt_report_model *model, const struct lt_report_unit *unit,
                        struct matrix *sum, struct lt_report_table *table)
{
    const bool chinese = model->config->chinese;
    sum_lines(model, unit->unit, sum);
    for (int from = 0; from < LT_STATE_COUNT; from++) {
        for (int to = 0; to < LT_STATE_COUNT; to++) {
            if (sum->cells[from][to].n > 0) {
                struct lt_report_cell *cells = lt_table_row(table);
                cells[0] = lt_cell_text(unit->name);
                cells[1] = lt_cell_text(lt_case_state_title((enum lt_case_state)from, chinese));
                cells[2] = lt_cell_text(lt_case_state_title((enum lt_case_state)to, chinese));
                cells[3] = lt_cell_count((double)sum->cells[from][to].n);
                cells[4] = lt_cell_exact(sum->cells[from][to].before_m2);
                cells[5] = lt_cell_exact(sum->cells[from][to].after_m2);
            }
        }
    }
}

static enum lt_status matrix_table(struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status;
    struct lt_report_table *table;
    size_t rows = 0;
    struct matrix *sum = lt_arena_array(model->arena, 1, sizeof *sum);
    if (sum == NULL) {
        return lt_fail_memory(err, "the matrix");
    }
    for (size_t u = 0; u <= model->unit_count; u++) {
        sum_lines(model, u < model->unit_count ? model->units[u].unit : model->city.unit, sum);
        rows += count_cells(sum);
    }
    LT_TRY(lt_report_add_table(model, "states", "M20", &table, err));
    table->sheet_zh = "状态转移";
    table->sheet_en = "states";
    table->title_zh = "图斑状态转移（上期末→本期运行时）";
    table->title_en = "From which state to which, as the half-year was run";
    table->note =
        model->config->chinese
            ? "每处图斑只计一次，县区合计等于全市；上期末各状态合计等于上期的“本期状态”合计。运"
              "行之后回填的核查结果计入下一期。"
            : "Each case once; counties add up to the city, and the states before to what "
              "the half-year before left. Reviews taken since count in the next one.";
    LT_TRY(lt_table_make(table, matrix_columns, sizeof matrix_columns / sizeof *matrix_columns,
                         rows, model->arena, err));
    for (size_t u = 0; u < model->unit_count; u++) {
        matrix_rows(model, &model->units[u], sum, table);
    }
    matrix_rows(model, &model->city, sum, table);
out:
    return status;
}

enum lt_status lt_report_states(struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    if (model->ledger == NULL) {
        return LT_OK;
    }
    LT_TRY(progress_table(model, err));
    LT_TRY(matrix_table(model, err));
out:
    return status;
}
