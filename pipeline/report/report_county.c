/* What the counties report of their work, beside what the ledger holds. Claims are printed, nobody judges them. */
#include <string.h>

#include "liangtian/area.h"
#include "report/report_parts.h"
#include "support/arena.h"
#include "support/text.h"

#define COLUMNS(list) (list), sizeof(list) / sizeof *(list)

struct reporting {
    struct lt_report_model *model;
    char today[11];
    const char *due;  /* "" none */
    bool has_earlier; /* the half-year before was published too */
};

static struct lt_standing_report report_of(const struct reporting *r, size_t unit, lt_period about)
{
    return lt_standing_report_of(r->model->ledger, r->model->units[unit].unit, about);
}

/* --- who has reported, and what was put right (M30) --- */

static const struct lt_report_column standing_columns[] = {
    {"县区", "county", LT_COLUMN_TEXT, false},
    {"本期报告", "report on this half-year", LT_COLUMN_TEXT, false},
    {"填报日期", "dated", LT_COLUMN_TEXT, false},
    {"上期报告", "report on the one before", LT_COLUMN_TEXT, false},
    {"填报已整改（处）", "rectified, by claim", LT_COLUMN_COUNT, false},
    {"台账已整改（处）", "rectified, in the ledger", LT_COLUMN_COUNT, false},
    {"其中有举证（处）", "of them with evidence", LT_COLUMN_COUNT, false},
    {"填报与有举证相差（处）", "claim minus evidence", LT_COLUMN_COUNT, false},
    {"填报已整改面积", "area rectified, by claim", LT_COLUMN_MU, false},
    {"台账已整改面积", "area in the ledger", LT_COLUMN_MU, false},
    {"其中有举证面积", "area with evidence", LT_COLUMN_MU, false},
    {"填报与有举证相差面积", "area, claim minus evidence", LT_COLUMN_MU, false},
};

/* The earliest day of its reports on that half-year: who reported in time is not late for a correction. */
static const char *first_day(const struct reporting *r, const struct lt_standing_report *report)
{
    const struct lt_ledger *ledger = r->model->ledger;
    const char *first = lt_standing_answer(report, "reported_on");
    for (size_t i = 0; i < ledger->answer_count; i++) {
        const struct lt_county_answer *answer = &ledger->answers[i];
        if (answer->unit == report->answers->unit && answer->about == report->answers->about &&
            strcmp(answer->item, "reported_on") == 0 && strcmp(answer->answer, first) < 0) {
            first = answer->answer;
        }
    }
    return first;
}

static const char *standing_of(const struct reporting *r, const struct lt_standing_report *report)
{
    const bool zh = r->model->config->chinese;
    const bool dated = r->due[0] != '\0';
    if (report->answers != NULL) {
        return dated && strcmp(first_day(r, report), r->due) > 0
                   ? (zh ? "逾期报送" : "reported late")
                   : (zh ? "已报" : "reported");
    }
    return dated && strcmp(r->today, r->due) > 0 ? (zh ? "逾期未报" : "overdue")
                                                 : (zh ? "未报" : "not reported");
}

static double claimed(const struct lt_standing_report *report, const char *key)
{
    double value = 0.0;
    return lt_parse_double(lt_standing_answer(report, key), &value) ? value : 0.0;
}

static void held_cells(const struct lt_report_unit *unit, struct lt_report_cell *cells)
{
    cells[5] = lt_cell_count(unit->progress.rectified.n);
    cells[6] = lt_cell_count(unit->progress.proven.n);
    cells[9] = lt_cell_exact(unit->progress.rectified.m2);
    cells[10] = lt_cell_exact(unit->progress.proven.m2);
}

static void claim_cells(double n, double m2, const struct lt_report_unit *unit,
                        struct lt_report_cell *cells)
{
    cells[4] = lt_cell_count(n);
    cells[7] = lt_cell_count(n - unit->progress.proven.n);
    cells[8] = lt_cell_exact(m2);
    cells[11] = lt_cell_exact(m2 - unit->progress.proven.m2);
}

static enum lt_status standing_rows(const struct reporting *r, struct lt_report_table *table,
                                    struct lt_error *err)
{
    const struct lt_report_model *model = r->model;
    const bool zh = model->config->chinese;
    double n = 0.0, m2 = 0.0;
    size_t reported = 0;
    for (size_t u = 0; u < model->unit_count; u++) {
        const struct lt_report_unit *unit = &model->units[u];
        const struct lt_standing_report now = report_of(r, u, model->key);
        const struct lt_standing_report before = report_of(r, u, model->key - 1);
        struct lt_report_cell *cells = lt_table_row(table);
        cells[0] = lt_cell_text(unit->name);
        cells[1] = lt_cell_text(standing_of(r, &now));
        held_cells(unit, cells);
        if (r->has_earlier) {
            cells[3] =
                lt_cell_text(before.answers == NULL ? (zh ? "未报" : "not reported")
                                                    : lt_standing_answer(&before, "reported_on"));
        }
        if (now.answers != NULL) {
            const double own_n = claimed(&now, "rectified");
            const double own_m2 = claimed(&now, "rectified_area") * LT_M2_PER_MU;
            cells[2] = lt_cell_text(lt_standing_answer(&now, "reported_on"));
            claim_cells(own_n, own_m2, unit, cells);
            n += own_n;
            m2 += own_m2;
            reported++;
        }
    }
    struct lt_report_cell *cells = lt_table_row(table);
    const char *all = lt_arena_printf(model->arena, zh ? "已报 %zu/%zu" : "%zu of %zu reported",
                                      reported, model->unit_count);
    cells[0] = lt_cell_text(model->city.name);
    cells[1] = lt_cell_text(all == NULL ? "" : all);
    held_cells(&model->city, cells);
    if (reported == model->unit_count) { /* a sum of some counties beside all is no comparison */
        claim_cells(n, m2, &model->city, cells);
    }
    return all == NULL ? lt_fail_memory(err, "a table of the report") : LT_OK;
}

static const char *standing_note(const struct reporting *r)
{
    if (r->model->config->chinese) {
        return r->due[0] == '\0'
                   ? "填报数为县区自报，未经核实，程序只并列、不评判；有举证指台账已整改图斑中注明"
                     "举"
                     "证材料或有位置、日期相符照片的。未设报送期限（periods[].report_"
                     "due），只说“未报”。"
                   : lt_arena_printf(
                         r->model->arena,
                         "填报数为县区自报，未经核实，程序只并列、不评判；有举证指台账已"
                         "整改图斑中注明举证材料或有位置、日期相符照片的。报送期限 "
                         "%s，是否逾期按首次填报日期判定，日期为县区自报。",
                         r->due);
    }
    return r->due[0] == '\0'
               ? "Claims are the counties' own and were not checked; they are printed, not judged. "
                 "With evidence: rectified in the ledger, with evidence named or a photograph that "
                 "fits in place and day. No deadline is set (periods[].report_due)."
               : lt_arena_printf(r->model->arena,
                                 "Claims are the counties' own and were not checked; they are "
                                 "printed, not judged. With evidence: rectified in the ledger, "
                                 "with evidence named or a photograph that fits in place and day. "
                                 "Reports were due on %s; late or not goes by the day of the "
                                 "first report, as the county itself states it.",
                                 r->due);
}

static enum lt_status standing_table(const struct reporting *r, struct lt_error *err)
{
    enum lt_status status;
    struct lt_report_table *table;
    struct lt_report_model *model = r->model;
    LT_TRY(lt_report_add_table(model, "county-reports", "M30", &table, err));
    table->sheet_zh = "落实情况报告";
    table->sheet_en = "county reports";
    table->title_zh = "县区落实情况报告报送情况";
    table->title_en = "Which counties have reported of their work";
    table->note = standing_note(r);
    LT_TRY(table->note == NULL ? lt_fail_memory(err, "a table of the report") : LT_OK);
    LT_TRY(
        lt_table_make(table, COLUMNS(standing_columns), model->unit_count + 1, model->arena, err));
    LT_TRY(standing_rows(r, table, err));
out:
    return status;
}

/* --- what they claim, item by item --- */

static const struct lt_report_column claim_columns[] = {
    {"县区", "county", LT_COLUMN_TEXT, false},       {"条款", "clause", LT_COLUMN_TEXT, false},
    {"项目", "item", LT_COLUMN_TEXT, false},         {"单位", "unit", LT_COLUMN_TEXT, false},
    {"填报", "claimed", LT_COLUMN_FIGURE, false},    {"台账", "ledger", LT_COLUMN_FIGURE, false},
    {"相差", "difference", LT_COLUMN_FIGURE, false},
};

static void claim_row(const struct lt_report_model *model, const struct lt_report_unit *unit,
                      const struct lt_form_item *item, double value, struct lt_report_table *table)
{
    const bool zh = model->config->chinese;
    struct lt_report_cell *cells = lt_table_row(table);
    double held;
    cells[0] = lt_cell_text(unit->name);
    cells[1] = lt_cell_text(item->clause);
    cells[2] = lt_cell_text(zh ? item->zh : item->en);
    cells[3] = lt_cell_text(lt_form_unit(item, zh));
    cells[4] = lt_cell_exact(value);
    if (lt_form_held(item, &unit->progress, &held)) {
        held = item->kind == LT_ANSWER_AREA ? lt_round(lt_mu(held), 2) : held;
        cells[5] = lt_cell_exact(held);
        cells[6] = lt_cell_exact(lt_round(value - held, 2));
    }
}

static size_t claim_rows(const struct reporting *r, size_t u, struct lt_report_table *table)
{
    const struct lt_report_model *model = r->model;
    const struct lt_standing_report now = report_of(r, u, model->key);
    size_t count = 0;
    for (size_t i = 0; i < now.count; i++) {
        const struct lt_form_item *item = lt_form_item_of(model->county_form, now.answers[i].item);
        double value;
        if (item != NULL && lt_answer_is_number(item->kind) &&
            lt_parse_double(now.answers[i].answer, &value)) {
            count++;
            if (table != NULL) {
                claim_row(model, &model->units[u], item, value, table);
            }
        }
    }
    return count;
}

/* Of the numbers of this half-year, and of the words of it and the one before. */
typedef size_t (*row_function)(const struct reporting *r, size_t unit,
                               struct lt_report_table *table);

static enum lt_status fill(const struct reporting *r, row_function rows,
                           const struct lt_report_column *columns, size_t column_count,
                           struct lt_report_table *table, struct lt_error *err)
{
    enum lt_status status;
    size_t count = 0;
    for (size_t u = 0; u < r->model->unit_count; u++) {
        count += rows(r, u, NULL);
    }
    LT_TRY(lt_table_make(table, columns, column_count, count, r->model->arena, err));
    for (size_t u = 0; u < r->model->unit_count; u++) {
        (void)rows(r, u, table);
    }
out:
    return status;
}

static enum lt_status claims_table(const struct reporting *r, struct lt_error *err)
{
    enum lt_status status;
    struct lt_report_table *table;
    LT_TRY(lt_report_add_table(r->model, "county-claims", "M30", &table, err));
    table->sheet_zh = "填报数与台账数";
    table->sheet_en = "claims";
    table->title_zh = "县区本期填报数与台账数";
    table->title_en = "What counties claim for this half-year, and what the ledger holds";
    table->note = r->model->config->chinese
                      ? "相差＝填报－台账；没有台账数的项目只列填报数。台账数为本报告生成时的数。"
                      : "Difference: claim minus ledger, where the ledger has such a figure; the "
                        "ledger as of this report.";
    table->detail = true;
    LT_TRY(fill(r, claim_rows, COLUMNS(claim_columns), table, err));
out:
    return status;
}

/* --- what they say in words --- */

static const struct lt_report_column word_columns[] = {
    {"县区", "county", LT_COLUMN_TEXT, false},
    {"报告期", "half-year", LT_COLUMN_TEXT, false},
    {"项目", "item", LT_COLUMN_TEXT, false},
    {"填报内容", "answer", LT_COLUMN_TEXT, false},
};

static bool is_word(const struct lt_form_item *item)
{
    return item != NULL && (item->kind == LT_ANSWER_TEXT || item->kind == LT_ANSWER_DATE) &&
           strcmp(item->key, "reported_on") != 0;
}

static size_t word_rows(const struct reporting *r, size_t u, struct lt_report_table *table)
{
    const struct lt_report_model *model = r->model;
    const bool zh = model->config->chinese;
    size_t count = 0;
    for (lt_period about = model->key; about >= model->key - 1; about--) {
        const struct lt_standing_report report = report_of(r, u, about);
        char period[LT_PERIOD_TEXT];
        for (size_t i = 0; i < report.count; i++) {
            const struct lt_form_item *item =
                lt_form_item_of(model->county_form, report.answers[i].item);
            if (!is_word(item)) {
                continue;
            }
            count++;
            if (table != NULL) {
                struct lt_report_cell *cells = lt_table_row(table);
                const char *half = lt_arena_text(model->arena, lt_period_format(about, period));
                cells[0] = lt_cell_text(model->units[u].name);
                cells[1] = lt_cell_text(half == NULL ? "" : half);
                cells[2] = lt_cell_text(zh ? item->zh : item->en);
                cells[3] = lt_cell_text(report.answers[i].answer);
            }
        }
    }
    return count;
}

static enum lt_status words_table(const struct reporting *r, struct lt_error *err)
{
    enum lt_status status;
    struct lt_report_table *table;
    LT_TRY(lt_report_add_table(r->model, "county-words", "M30", &table, err));
    table->sheet_zh = "县区问题和请求";
    table->sheet_en = "problems and requests";
    table->title_zh = "县区反映的问题、请求和下一步";
    table->title_en = "Problems, requests and next steps, as the counties put them";
    table->detail = true;
    LT_TRY(fill(r, word_rows, COLUMNS(word_columns), table, err));
out:
    return status;
}

static bool any(const struct reporting *r, row_function rows)
{
    for (size_t u = 0; u < r->model->unit_count; u++) {
        if (rows(r, u, NULL) > 0) {
            return true;
        }
    }
    return false;
}

enum lt_status lt_report_county_reports(struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct reporting r = {.model = model, .due = ""};
    if (model->ledger == NULL || model->county_form == NULL) {
        return LT_OK;
    }
    if (model->period != NULL && model->period->report_due != NULL) {
        r.due = model->period->report_due;
    }
    for (size_t i = 0; i < model->ledger->period_count; i++) {
        r.has_earlier = r.has_earlier || model->ledger->periods[i].period == model->key - 1;
    }
    lt_day_in_china(model->published_at, r.today);
    LT_TRY(standing_table(&r, err));
    if (any(&r, claim_rows)) {
        LT_TRY(claims_table(&r, err));
    }
    if (any(&r, word_rows)) {
        LT_TRY(words_table(&r, err));
    }
out:
    return status;
}
