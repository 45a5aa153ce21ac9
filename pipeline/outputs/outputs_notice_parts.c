/* The notice: the tables of the body, from the model. */
#include <string.h>

#include "liangtian/area.h"
#include "outputs_notice.h"
#include "support/arena.h"

const struct lt_report_table *lt_notice_find(const struct lt_notice *notice, const char *id)
{
    for (size_t i = 0; i < notice->model->table_count; i++) {
        const struct lt_report_table *const table = &notice->model->tables[i];
        if (strcmp(table->id, id) == 0 && (!table->detail || !lt_is_public(notice->model))) {
            return table;
        }
    }
    return NULL;
}

static void print_rest(struct lt_notice *notice, size_t shown, size_t all)
{
    struct lt_text text = {0};
    lt_text_add(&text, lt_say(notice->model, "此处列前 ", "Shown: "));
    lt_add_count(&text, shown);
    lt_text_add(&text, lt_say(notice->model, " 行，共 ", " of "));
    lt_add_count(&text, all);
    lt_text_add(&text, lt_say(notice->model, " 行，全部见 summary.xlsx。",
                              " rows; all are in summary.xlsx."));
    lt_notice_note(notice, lt_type_take(notice->type, notice->arena, &text));
}

enum lt_status lt_notice_report_table(struct lt_notice *notice, const struct lt_report_table *table,
                                      size_t most, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_report_model *const model = notice->model;
    struct lt_notice_table print;
    const size_t shown = table->row_count < most ? table->row_count : most;
    LT_TRY(lt_notice_table_make(notice, &print, NULL, table->column_count, 0, shown, err));
    print.title = lt_say(model, table->title_zh, table->title_en);
    for (size_t c = 0; c < table->column_count; c++) {
        const struct lt_report_column *const column = &table->columns[c];
        print.heads[c] =
            lt_arena_printf(notice->arena, "%s%s", lt_say(model, column->zh, column->en),
                            lt_column_unit(model, column));
        print.numbers |= column->kind == LT_COLUMN_TEXT ? 0 : 1u << c;
        if (print.heads[c] == NULL) {
            return lt_fail_memory(err, "a table");
        }
    }
    for (size_t i = 0; i < shown * table->column_count; i++) {
        struct lt_text text = {0};
        lt_add_cell(&text, &table->columns[i % table->column_count], &table->cells[i]);
        lt_notice_cell(&print, lt_type_take(notice->type, notice->arena, &text));
    }
    if (table->row_count > 0) {
        lt_notice_table_print(notice, &print);
    }
    if (shown < table->row_count) {
        print_rest(notice, shown, table->row_count);
    }
    lt_notice_note(
        notice, table->row_count > 0 || table->note == NULL
                    ? table->note
                    : lt_arena_printf(
                          notice->arena, "%s%s%s", print.title, lt_say(model, "：", ": "),
                          *table->note == '\0' ? lt_say(model, "无。", "nothing.") : table->note));
out:
    return status;
}

enum lt_status lt_notice_floors(struct lt_notice *notice, bool counties, struct lt_error *err)
{
    static const char *const head[][2] = {{"范围", "area"},
                                          {"底线", "floor"},
                                          {"底线值（万亩）", "value, wanmu"},
                                          {"面积（万亩）", "area, wanmu"},
                                          {"样本订正（万亩）", "adjusted, wanmu"},
                                          {"判定", "verdict"},
                                          {"与底线之差（万亩）", "margin, wanmu"}};
    enum lt_status status;
    const struct lt_report_model *const model = notice->model;
    const bool zh = model->config->chinese;
    struct lt_notice_table table;
    size_t rows = 0;
    for (size_t i = 0; i < model->floor_count; i++) {
        rows += (model->floors[i].unit != model->config->city_code) == counties;
    }
    if (rows == 0) {
        return LT_OK;
    }
    LT_TRY(lt_notice_table_make(notice, &table, head, 7, 0x5cu, rows, err));
    table.title = counties ? lt_say(model, "分县区目标", "Targets by county") : "";
    for (size_t i = 0; i < model->floor_count; i++) {
        const struct lt_floor *const floor = &model->floors[i];
        if ((floor->unit != model->config->city_code) != counties) {
            continue;
        }
        const char *const reason = lt_reason_title(floor->reason, zh);
        const bool target = floor->floor_m2 > 0;
        lt_notice_cell(&table, lt_place_name(model, floor->unit));
        lt_notice_cell(&table, lt_rule_title(model, floor->rule_id));
        if (target) {
            lt_notice_cell_measure(notice, &table, floor->floor_m2, LT_MEASURE_WANMU);
        } else {
            lt_notice_cell(&table, lt_say(model, "未设目标", "no target"));
        }
        lt_notice_cell_interval(notice, &table, floor->area_m2, LT_MEASURE_WANMU);
        if (floor->sample.given && strcmp(floor->rule_id, "SOWN-AREA") == 0) {
            lt_notice_cell_interval(notice, &table, lt_floor_interval(floor), LT_MEASURE_WANMU);
        } else {
            lt_notice_cell(&table, "—");
        }
        lt_notice_cell(&table, !target ? "—"
                               : *reason == '\0'
                                   ? lt_verdict_title(floor->verdict, zh)
                                   : lt_arena_printf(notice->arena, "%s%s%s",
                                                     lt_verdict_title(floor->verdict, zh),
                                                     lt_say(model, "：", ": "), reason));
        if (target && floor->verdict != LT_UNDECIDED) {
            lt_notice_cell_measure(notice, &table, floor->margin_m2, LT_MEASURE_WANMU);
        } else {
            lt_notice_cell(&table, "—");
        }
    }
    lt_notice_table_print(notice, &table);
out:
    return status;
}

static void county_row(struct lt_notice *notice, struct lt_notice_table *table,
                       const struct lt_report_unit *unit)
{
    const struct lt_report_model *const model = notice->model;
    lt_notice_cell(table, lt_unit_title(model, unit));
    lt_notice_cell_measure(notice, table, unit->sums.farmland_m2, LT_MEASURE_WANMU);
    lt_notice_cell_interval(notice, table, unit->grain_share, LT_MEASURE_PERCENT);
    lt_notice_cell_count(notice, table, unit->cases_open);
    lt_notice_cell_measure(notice, table, unit->cases_open_m2, LT_MEASURE_MU);
    lt_notice_cell_count(notice, table, unit->cases_grave);
    if (model->first_run) {
        lt_notice_cell(table, "—");
    } else {
        lt_notice_cell_count(notice, table, unit->balance.new_n);
    }
    lt_notice_cell_count(notice, table, unit->balance.rectified_proposed_n);
    lt_notice_cell_measure(notice, table, unit->sums.unjudged_m2, LT_MEASURE_MU);
}

enum lt_status lt_notice_counties(struct lt_notice *notice, struct lt_error *err)
{
    static const char *const head[][2] = {
        {"县区", "county"},
        {"耕地（万亩）", "farmland, wanmu"},
        {"种粮占比", "grain share"},
        {"在册图斑（个）", "open cases"},
        {"在册面积（亩）", "open, mu"},
        {"其中严重（个）", "grave"},
        {"本期新增（个）", "new"},
        {"影像显示已整改（个）", "rectified by the image"},
        {"未判面积（亩）", "not judged, mu"},
    };
    enum lt_status status;
    const struct lt_report_model *const model = notice->model;
    struct lt_notice_table table;
    LT_TRY(lt_notice_table_make(notice, &table, head, 9, 0x1feu, model->unit_count + 1, err));
    for (size_t i = 0; i < model->unit_count; i++) {
        county_row(notice, &table, &model->units[i]);
    }
    county_row(notice, &table, &model->city);
    table.total = true;
    table.title = lt_say(model, "分县区监测情况", "Counties");
    lt_notice_table_print(notice, &table);
out:
    return status;
}

/* Empty lines are left out, but for the first and the last. */
static bool stays(uint64_t n, double m2, size_t at, size_t count)
{
    return n > 0 || m2 > 0 || at == 0 || at + 1 == count;
}

enum lt_status lt_notice_balance(struct lt_notice *notice, struct lt_error *err)
{
    static const char *const head[][2] = {
        {"台账收支", "ledger"}, {"个", "cases"}, {"面积（亩）", "area, mu"}};
    const struct lt_report_model *const model = notice->model;
    const struct lt_balance b = lt_city_balance(model);
    const struct {
        const char *zh, *en;
        uint64_t n;
        double m2;
        bool grows; /* area alone */
    } lines[] = {
        {"期初在册", "opening", b.opening_n, b.opening_m2, false},
        {"＋存量待定", "+ undated", b.undated_n, b.undated_m2, false},
        {"＋存量", "+ stock", b.stock_n, b.stock_m2, false},
        {"＋新增", "+ new", b.new_n, b.new_m2, false},
        {"＋反弹", "+ relapsed", b.relapsed_n, b.relapsed_m2, false},
        {"＋拆分", "+ split", b.split_n, b.split_m2, false},
        {"－合并", "− merged", b.merged_n, b.merged_m2, false},
        {"－销号", "− closed", b.closed_n, b.closed_m2, false},
        {"＋扩大", "+ grown", 0, b.grown_m2, true},
        {"－缩小", "− shrunk", 0, b.shrunk_m2, true},
        {"期末在册", "closing", b.closing_n, b.closing_m2, false},
    };
    const size_t count = sizeof lines / sizeof *lines;
    enum lt_status status;
    struct lt_notice_table table;
    LT_TRY(lt_notice_table_make(notice, &table, head, 3, 0x6u, count, err));
    for (size_t i = 0; i < count; i++) {
        if (!stays(lines[i].n, lines[i].m2, i, count)) {
            table.rows--;
            continue;
        }
        lt_notice_cell(&table, lt_say(model, lines[i].zh, lines[i].en));
        if (lines[i].grows) {
            lt_notice_cell(&table, "—");
        } else {
            lt_notice_cell_count(notice, &table, lines[i].n);
        }
        lt_notice_cell_measure(notice, &table, lines[i].m2, LT_MEASURE_MU);
    }
    table.total = true;
    lt_notice_table_print(notice, &table);
out:
    return status;
}

static void grave_row(struct lt_notice *notice, struct lt_notice_table *table,
                      const struct lt_case *item)
{
    const struct lt_report_model *const model = notice->model;
    const bool zh = model->config->chinese;
    lt_notice_cell(table, item->id);
    lt_notice_cell(table, lt_place_name(model, item->unit));
    lt_notice_cell(table, lt_rule_title(model, item->rules[0]));
    lt_notice_cell_measure(notice, table, item->area_m2, LT_MEASURE_MU);
    lt_notice_cell(table, lt_case_grave_title(item->grave, zh));
    lt_notice_cell(table, lt_case_finding_title(item->finding, zh));
    lt_notice_cell(table, lt_case_time_title(item->time, zh));
    lt_notice_cell(table, lt_case_handling_title(item->handling, zh));
}

enum lt_status lt_notice_grave(struct lt_notice *notice, struct lt_error *err)
{
    static const char *const head[][2] = {{"图斑编号", "case"},       {"县区", "county"},
                                          {"问题", "rule"},           {"面积（亩）", "area, mu"},
                                          {"严重依据", "why grave"},  {"认定", "finding"},
                                          {"增存量", "new or stock"}, {"处理状态", "handling"}};
    enum lt_status status;
    struct lt_book_cases cases;
    struct lt_notice_table table;
    LT_TRY(lt_grave_cases(notice->model, notice->arena, &cases, err));
    const size_t shown = cases.count < LT_NOTICE_SHORT ? cases.count : LT_NOTICE_SHORT;
    if (shown == 0) {
        return LT_OK;
    }
    LT_TRY(lt_notice_table_make(notice, &table, head, 8, 0x8u, shown, err));
    for (size_t i = 0; i < shown; i++) {
        grave_row(notice, &table, cases.items[i]);
    }
    lt_notice_table_print(notice, &table);
    if (shown < cases.count) {
        print_rest(notice, shown, cases.count);
    }
out:
    return status;
}
