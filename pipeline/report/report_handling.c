/* What is to be done about the cases, and by when; which counties are to be praised or summoned. */
#include <stdlib.h>
#include <string.h>

#include "report/report_parts.h"
#include "support/arena.h"

#define COLUMNS(list) (list), sizeof(list) / sizeof *(list)

/* --- how stock is put right (M20) --- */

static const struct lt_report_column remedy_columns[] = {
    {"县区", "county", LT_COLUMN_TEXT, false},
    {"在册存量（处）", "open stock", LT_COLUMN_COUNT, false},
    {"在册存量面积", "area of open stock", LT_COLUMN_MU, false},
    {"即可恢复（处）", "to be restored at once", LT_COLUMN_COUNT, false},
    {"工程恢复（处）", "restored by works", LT_COLUMN_COUNT, false},
    {"逐步退出（处）", "to exit step by step", LT_COLUMN_COUNT, false},
    {"保留（处）", "kept", LT_COLUMN_COUNT, false},
    {"未定类（处）", "not decided", LT_COLUMN_COUNT, false},
};

static void remedy_row(const struct lt_report_model *model, const struct lt_report_unit *unit,
                       struct lt_report_table *table)
{
    static const size_t cell_of[] = {[LT_REMEDY_NONE] = 7,
                                     [LT_REMEDY_AT_ONCE] = 3,
                                     [LT_REMEDY_WORKS] = 4,
                                     [LT_REMEDY_GRADUAL] = 5,
                                     [LT_REMEDY_KEEP] = 6};
    double counts[8] = {0}, m2 = 0;
    for (size_t i = 0; i < model->ledger->case_count; i++) {
        const struct lt_case *one = &model->ledger->cases[i];
        const bool stock = one->time == LT_TIME_STOCK || one->time == LT_TIME_UNDATED;
        if (one->open && stock && (unit->unit == model->city.unit || one->unit == unit->unit)) {
            counts[1] += 1;
            counts[cell_of[one->remedy]] += 1;
            m2 += one->area_m2;
        }
    }
    struct lt_report_cell *cells = lt_table_row(table);
    cells[0] = lt_cell_text(unit->name);
    for (size_t c = 1; c < sizeof counts / sizeof *counts; c++) {
        cells[c] = c == 2 ? lt_cell_exact(m2) : lt_cell_count(counts[c]);
    }
}

static enum lt_status remedies(struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status;
    struct lt_report_table *table;
    LT_TRY(lt_report_add_table(model, "remedies", "M20", &table, err));
    table->sheet_zh = "存量处置";
    table->sheet_en = "stock";
    table->title_zh = "存量问题分类处置";
    table->title_en = "How stock is to be put right";
    table->note =
        model->config->chinese
            ? "在册的存量和存量待定图斑；处置类别由核查回填，影像不能判断。"
            : "Open cases that are stock or undated; reviews say the class, no image does.";
    LT_TRY(lt_table_make(table, COLUMNS(remedy_columns), model->unit_count + 1, model->arena, err));
    for (size_t u = 0; u < model->unit_count; u++) {
        remedy_row(model, &model->units[u], table);
    }
    remedy_row(model, &model->city, table);
out:
    return status;
}

/* --- deadlines (M24) --- */

static const struct lt_report_column deadline_columns[] = {
    {"整改（退出）期限", "deadline", LT_COLUMN_TEXT, false},
    {"县区", "county", LT_COLUMN_TEXT, false},
    {"在册图斑（处）", "open cases", LT_COLUMN_COUNT, false},
    {"面积", "area", LT_COLUMN_MU, false},
    {"其中逾期（处）", "of them overdue", LT_COLUMN_COUNT, false},
};

static int by_deadline(const void *a, const void *b)
{
    const struct lt_case *left = *(const struct lt_case *const *)a;
    const struct lt_case *right = *(const struct lt_case *const *)b;
    const int day = strcmp(left->deadline, right->deadline);
    return day != 0 ? day : (left->unit > right->unit) - (left->unit < right->unit);
}

static bool same_line(const struct lt_case *a, const struct lt_case *b)
{
    return a->unit == b->unit && strcmp(a->deadline, b->deadline) == 0;
}

static enum lt_status deadlines(struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_report_table *table;
    size_t count = 0, lines = 0;
    const struct lt_case **cases =
        lt_arena_array(model->arena, model->ledger->case_count, sizeof *cases);
    if (cases == NULL) {
        return lt_fail_memory(err, "the deadlines");
    }
    for (size_t i = 0; i < model->ledger->case_count; i++) {
        const struct lt_case *one = &model->ledger->cases[i];
        if (one->open && one->deadline != NULL && one->deadline[0] != '\0') {
            cases[count++] = one;
        }
    }
    if (count == 0) {
        return LT_OK;
    }
    qsort(cases, count, sizeof *cases, by_deadline);
    for (size_t i = 0; i < count; i++) {
        lines += i == 0 || !same_line(cases[i - 1], cases[i]);
    }
    LT_TRY(lt_report_add_table(model, "deadlines", "M24", &table, err));
    table->sheet_zh = "整改期限";
    table->sheet_en = "deadlines";
    table->title_zh = "整改（退出）期限";
    table->title_en = "Deadlines of rectification and exit";
    LT_TRY(lt_table_make(table, COLUMNS(deadline_columns), lines, model->arena, err));
    for (size_t from = 0, to; from < count; from = to) {
        double m2 = 0, overdue = 0;
        for (to = from; to < count && same_line(cases[from], cases[to]); to++) {
            m2 += cases[to]->area_m2;
            overdue += cases[to]->handling == LT_HANDLING_OVERDUE;
        }
        struct lt_report_cell *cells = lt_table_row(table);
        cells[0] = lt_cell_text(cases[from]->deadline);
        cells[1] = lt_cell_text(lt_report_county_name(model, cases[from]->unit));
        cells[2] = lt_cell_count((double)(to - from));
        cells[3] = lt_cell_exact(m2);
        cells[4] = lt_cell_count(overdue);
    }
out:
    return status;
}

/* --- praise and summons (M21) --- */

static const struct lt_report_column tier_columns[] = {
    {"县区", "county", LT_COLUMN_TEXT, false},
    {"下发图斑（处）", "issued", LT_COLUMN_COUNT, false},
    {"核查率", "reviewed of issued", LT_COLUMN_PERCENT, false},
    {"属实（处）", "confirmed", LT_COLUMN_COUNT, false},
    {"整改率", "rectified of confirmed", LT_COLUMN_PERCENT, false},
    {"逾期（处）", "overdue", LT_COLUMN_COUNT, false},
    {"退回（处）", "returned", LT_COLUMN_COUNT, false},
    {"新增严重未整改（处）", "new and grave, not rectified", LT_COLUMN_COUNT, false},
    {"建议", "proposal", LT_COLUMN_TEXT, false},
};

static const char *proposal(const struct lt_report_model *model, const struct lt_progress *sum)
{
    if (sum->overdue.n + sum->returned.n + sum->new_grave > 0) {
        return model->config->chinese ? "约谈" : "summons";
    }
    if (sum->reviewed.n >= sum->issued.n && sum->rectified.n >= sum->founded.n) {
        return model->config->chinese ? "表扬" : "praise";
    }
    return "—";
}

static void tier_row(const struct lt_report_model *model, const struct lt_report_unit *unit,
                     struct lt_report_table *table)
{
    const struct lt_progress *sum = &unit->progress;
    struct lt_report_cell *cells = lt_table_row(table);
    cells[0] = lt_cell_text(unit->name);
    cells[1] = lt_cell_count(sum->issued.n);
    cells[2] = lt_cell_exact(sum->reviewed.n / sum->issued.n);
    cells[3] = lt_cell_count(sum->founded.n);
    cells[4] = lt_cell_exact(sum->rectified.n / sum->founded.n);
    cells[5] = lt_cell_count(sum->overdue.n);
    cells[6] = lt_cell_count(sum->returned.n);
    cells[7] = lt_cell_count(sum->new_grave);
    cells[8] = lt_cell_text(proposal(model, sum));
}

static enum lt_status tiers(struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_report_table *table;
    if (model->city.progress.founded.n <= 0) {
        return LT_OK; /* suspects are no ground for praise or blame */
    }
    LT_TRY(lt_report_add_table(model, "tiers", "M21", &table, err));
    table->sheet_zh = "表扬约谈";
    table->sheet_en = "praise and summons";
    table->title_zh = "表扬与约谈建议（只依据已核实属实的图斑）";
    table->title_en = "Praise and summons, as proposed from confirmed cases alone";
    table->note =
        model->config->chinese
            ? "只列有属实图斑的县区。表扬：下发图斑全部核查，属实图斑全部整改，无逾期、退回；约谈："
              "有逾期、"
              "退回，或有新增（反弹）严重属实图斑尚未整改。条件为程序默认，非文件规定，名单由市级审"
              "定。"
            : "Counties with confirmed cases. Praise: all issued were reviewed, all confirmed "
              "rectified, none "
              "overdue or returned. Summons: some overdue or returned, or confirmed, grave and "
              "new, and not yet "
              "rectified. These conditions are the program's, not the mandate's; the city decides.";
    LT_TRY(lt_table_make(table, COLUMNS(tier_columns), model->unit_count, model->arena, err));
    for (size_t u = 0; u < model->unit_count; u++) {
        if (model->units[u].progress.founded.n > 0) {
            tier_row(model, &model->units[u], table);
        }
    }
out:
    return status;
}

enum lt_status lt_report_handling(struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    if (model->ledger == NULL) {
        return LT_OK;
    }
    LT_TRY(tiers(model, err));
    LT_TRY(remedies(model, err));
    LT_TRY(deadlines(model, err));
out:
    return status;
}
