/* How often parcels are accused wrongly, and missed, by a sample of accused and unaccused ones. */
#include "liangtian/reliability.h"
#include "report/report_parts.h"
#include "support/arena.h"

static const struct lt_report_column columns[] = {
    {"面积档", "size", LT_COLUMN_TEXT, false},
    {"在册图斑", "accused parcels", LT_COLUMN_COUNT, false},
    {"其中核查", "of them looked at", LT_COLUMN_COUNT, false},
    {"误判率", "false accusations", LT_COLUMN_PERCENT, false},
    {"误判率95%区间", "95 % interval", LT_COLUMN_PERCENT, true},
    {"误判率单侧95%上限", "upper bound, one-sided 95 %", LT_COLUMN_PERCENT, false},
    {"不在册图斑", "unaccused parcels", LT_COLUMN_COUNT, false},
    {"其中核查", "of them looked at", LT_COLUMN_COUNT, false},
    {"不在册中有问题的", "of the unaccused, offend", LT_COLUMN_PERCENT, false},
    {"不在册中有问题的95%区间", "95 % interval", LT_COLUMN_PERCENT, true},
    {"漏判率", "miss rate", LT_COLUMN_PERCENT, false},
    {"漏判率95%区间", "95 % interval", LT_COLUMN_PERCENT, true},
};

static void rate_cells(const struct lt_estimate *rate, struct lt_report_cell *value,
                       struct lt_report_cell *interval)
{
    if (rate->method != LT_BY_NOTHING) {
        *value = lt_cell_exact(rate->value);
        *interval = lt_cell_range((struct lt_interval){rate->low, rate->high});
    }
}

static void add_row(const struct lt_report_model *model, struct lt_report_table *table,
                    const struct lt_reliability_bin *bin)
{
    struct lt_report_cell *cells = lt_table_row(table);
    cells[0] = lt_cell_text(bin->bin != NULL ? bin->bin : model->config->chinese ? "合计" : "all");
    cells[1] = lt_cell_count((double)bin->accused);
    cells[2] = lt_cell_count((double)bin->accused_seen);
    rate_cells(&bin->false_accusation, &cells[3], &cells[4]);
    if (cells[3].given) {
        cells[5] = lt_cell_exact(bin->false_accusation.upper);
    }
    cells[6] = lt_cell_count((double)bin->unaccused);
    cells[7] = lt_cell_count((double)bin->unaccused_seen);
    rate_cells(&bin->missed, &cells[8], &cells[9]);
    rate_cells(&bin->miss_rate, &cells[10], &cells[11]);
}

/* What the gate says, and why a rate is not known. */
static const char *note_of(const struct lt_report_model *model)
{
    static const char *const verdicts[][2] = {
        [LT_GATE_NONE] = {"未设误判率上限（thresholds.max_false_accusation）。",
                          "No gate is set (thresholds.max_false_accusation). "},
        [LT_GATE_PASSED] = {"误判率单侧95%上限不超过设定值：合格。",
                            "The upper bound of the false-accusation rate is within the gate: "
                            "passed. "},
        [LT_GATE_FAILED] = {"误判率单侧95%上限超过设定值：不合格，图斑下发前应逐个核实。",
                            "The upper bound of the false-accusation rate is above the gate: not "
                            "passed, look at each case before it is handed out. "},
        [LT_GATE_UNKNOWN] = {"误判率未知：不合格，图斑下发前应逐个核实。",
                             "The false-accusation rate is unknown: not passed, look at each case "
                             "before it is handed out. "},
    };
    const bool zh = model->config->chinese;
    const struct lt_reliability *reliability = model->reliability;
    const double most = model->config->max_false_accusation;
    const enum lt_gate gate = lt_reliability_gate(reliability, most);
    const bool misses = reliability->bins[reliability->count - 1].missed.method != LT_BY_NOTHING;
    const char *set = gate == LT_GATE_NONE
                          ? ""
                          : lt_arena_printf(model->arena,
                                            zh ? "设定值 %.1f%%（非文件规定）。"
                                               : "Gate: %.1f %% (not from the mandate). ",
                                            100.0 * most);
    const char *unknown =
        misses ? ""
        : zh   ? "不在册图斑没有全部按层核查：得不出漏判率。"
               : "Not every stratum of unaccused parcels was looked at: that gives no miss rate. ";
    return set == NULL
               ? NULL
               : lt_arena_printf(model->arena,
                                 zh ? "%s%s%s由随机抽取的在册和不在册图斑得出；误判率是在册疑似中"
                                      "实地没有问题的比例，漏判率是实地有问题的中不在册的比例。"
                                    : "%s%s%sFrom accused and unaccused parcels drawn at random: "
                                      "false accusations are those accused that do not offend, "
                                      "the miss rate is the share of offenders not accused.",
                                 verdicts[gate][zh ? 0 : 1], set, unknown);
}

enum lt_status lt_report_reliability(struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status;
    struct lt_report_table *table;
    const struct lt_reliability *reliability = model->reliability;
    if (reliability == NULL || reliability->count == 0) {
        return LT_OK;
    }
    LT_TRY(lt_report_add_table(model, "reliability", "M20", &table, err));
    table->sheet_zh = "图斑可靠性";
    table->sheet_en = "reliability";
    table->title_zh = "疑似图斑的误判率和漏判率（随机核查）";
    table->title_en = "Suspects: false accusations and misses, by parcels drawn at random";
    table->note = note_of(model);
    if (table->note == NULL) {
        return lt_fail_memory(err, "the report");
    }
    LT_TRY(lt_table_make(table, columns, sizeof columns / sizeof *columns, reliability->count,
                         model->arena, err));
    for (size_t b = 0; b < reliability->count; b++) {
        add_row(model, table, &reliability->bins[b]);
    }
out:
    return status;
}
