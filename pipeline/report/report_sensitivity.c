/* How the list of suspects grows and shrinks with what no clause gives: the share threshold, the gate, a minimum mapping
 * unit. Counted from what the half-year's units left; nothing is computed anew from rasters. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "liangtian/area.h"
#include "report/report_parts.h"
#include "support/arena.h"

#define COLUMNS(list) (list), sizeof(list) / sizeof *(list)

struct tally {
    uint64_t count, grave;
    double m2, grave_m2;
};

/* --- patches: gate and minimum mapping unit --- */

struct setting {
    double times;    /* of each rule's gate; 0 = as it is */
    double least_m2; /* minimum mapping unit; 0 = none */
};

static bool is_exempt(const struct lt_candidate *one)
{
    return one->exempt_m2 > 0.0 && one->exempt_m2 >= 0.5 * (1.0 - 1e-9) * one->patch.net_m2;
}

static bool passes(const struct lt_report_model *model, const struct lt_candidate *one,
                   const struct setting *setting)
{
    const uint32_t gate =
        one->rule < model->rule_count
            ? lt_rule_gate(model->rules[one->rule].rule, model->config->gate_full_cells)
            : model->config->gate_full_cells;
    return one->patch.full_cells >= setting->times * gate && one->patch.net_m2 >= setting->least_m2;
}

static struct tally count_patches(const struct lt_report_model *model,
                                  const struct setting *setting)
{
    struct tally sum = {0};
    for (size_t u = 0; u < model->unit_count; u++) {
        const struct lt_unit_result *unit = model->units[u].result;
        for (size_t i = 0; i < unit->candidate_count; i++) {
            const struct lt_candidate *one = &unit->candidates[i];
            if (is_exempt(one) || !passes(model, one, setting)) {
                continue;
            }
            const bool grave = one->rule < model->rule_count &&
                               model->rules[one->rule].rule->severity == LT_RULE_GRAVE;
            sum.count++;
            sum.m2 += one->patch.net_m2;
            sum.grave += grave;
            sum.grave_m2 += grave ? one->patch.net_m2 : 0.0;
        }
    }
    return sum;
}

/* Some are cases only together with their neighbours: what the whole has at another gate is not kept. */
static bool any_joined(const struct lt_report_model *model)
{
    for (size_t u = 0; u < model->unit_count; u++) {
        const struct lt_unit_result *unit = model->units[u].result;
        for (size_t i = 0; i < unit->candidate_count; i++) {
            if (unit->candidates[i].patch.joined) {
                return true;
            }
        }
    }
    return false;
}

static const struct lt_report_column patch_columns[] = {
    {"设定", "setting", LT_COLUMN_TEXT, false},
    {"取值", "value", LT_COLUMN_TEXT, false},
    {"疑似图斑（个）", "suspect patches", LT_COLUMN_COUNT, false},
    {"面积", "area", LT_COLUMN_MU, false},
    {"其中严重（个）", "of them grave", LT_COLUMN_COUNT, false},
    {"严重面积", "grave area", LT_COLUMN_MU, false},
    {"与本期相差（个）", "against this half-year", LT_COLUMN_TEXT, false},
    {"数字性质", "how sure", LT_COLUMN_TEXT, false},
};

struct page {
    struct lt_report_model *model;
    struct lt_report_table *table;
    struct tally now;
};

static enum lt_status add_row(const struct page *page, const char *name, const char *value,
                              const struct tally *sum, const char *how, struct lt_error *err)
{
    const long long change = (long long)sum->count - (long long)page->now.count;
    const char *text = lt_arena_printf(page->model->arena, change == 0 ? "0" : "%+lld", change);
    struct lt_report_cell *cells = lt_table_row(page->table);
    if (text == NULL || value == NULL) {
        return lt_fail_memory(err, "the report");
    }
    cells[0] = lt_cell_text(name);
    cells[1] = lt_cell_text(value);
    cells[2] = lt_cell_count((double)sum->count);
    cells[3] = lt_cell_exact(sum->m2);
    cells[4] = lt_cell_count((double)sum->grave);
    cells[5] = lt_cell_exact(sum->grave_m2);
    cells[6] = lt_cell_text(text);
    cells[7] = lt_cell_text(how);
    return LT_OK;
}

/* Of patches under the gate only number and area are kept, not whether they would survive the erosion, which asks for a
 * block of full pixels. */
static enum lt_status lower_gate(const struct page *page, const char *name, struct lt_error *err)
{
    const struct lt_report_model *model = page->model;
    const bool zh = model->config->chinese;
    const unsigned side = 2 * model->config->gate_erosion_cells + 1;
    struct tally sum = page->now;
    if (model->config->gate_full_cells <= 1) {
        return LT_OK;
    }
    const char *how =
        side == 1 ? (zh ? "至多" : "at most")
                  : lt_arena_printf(model->arena,
                                    zh ? "至多：还须经内缩，一般至少含 %u×%u 个完整像元"
                                       : "at most: the erosion still asks for a block of %u×%u "
                                         "full pixels",
                                    side, side);
    if (how == NULL) {
        return lt_fail_memory(err, "the report");
    }
    sum.count += model->city.small_count;
    sum.m2 += model->city.small_m2;
    return add_row(page, name, zh ? "1 个完整像元" : "1 full pixel", &sum, how, err);
}

static enum lt_status gate_rows(const struct page *page, struct lt_error *err)
{
    static const double times[] = {1.0, 1.5, 2.0, 3.0, 4.0};
    enum lt_status status;
    const struct lt_report_model *model = page->model;
    const bool zh = model->config->chinese, joined = any_joined(model);
    const char *const name = zh ? "完整像元门槛" : "gate, full pixels";
    LT_TRY(lower_gate(page, name, err));
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        const uint32_t gate = (uint32_t)ceil(times[i] * model->config->gate_full_cells);
        const struct setting setting = {.times = i == 0 ? 0.0 : times[i]};
        const struct tally sum = count_patches(model, &setting);
        const char *value =
            lt_arena_printf(model->arena,
                            i == 0 ? (zh ? "%u 个完整像元（本期）" : "%u full pixels (as run)")
                                   : (zh ? "%u 个完整像元" : "%u full pixels"),
                            (unsigned)gate);
        LT_TRY(add_row(page, name, value, &sum,
                       i > 0 && joined ? (zh ? "至多" : "at most") : (zh ? "准确" : "exact"), err));
    }
out:
    return status;
}

static enum lt_status unit_rows(const struct page *page, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    static const struct {
        double m2;
        const char *zh, *en;
    } units[] = {{0.0, "不设（本期）", "none (as run)"},
                 {200.0, "200 平方米（0.3 亩）", "200 m² (0.3 mu)"},
                 {400.0, "400 平方米（0.6 亩）", "400 m² (0.6 mu)"},
                 {LT_M2_PER_MU, "1 亩", "1 mu"},
                 {2 * LT_M2_PER_MU, "2 亩", "2 mu"},
                 {5 * LT_M2_PER_MU, "5 亩", "5 mu"}};
    const bool zh = page->model->config->chinese;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        const struct setting setting = {.least_m2 = units[i].m2};
        const struct tally sum = count_patches(page->model, &setting);
        LT_TRY(add_row(page, zh ? "最小上图面积" : "minimum mapping unit",
                       zh ? units[i].zh : units[i].en, &sum, zh ? "准确" : "exact", err));
    }
out:
    return status;
}

static enum lt_status patch_table(struct lt_report_model *model, struct lt_error *err)
{
    enum { ROWS = 16 };
    enum lt_status status;
    struct page page = {.model = model};
    LT_TRY(lt_report_add_table(model, "sensitivity", "", &page.table, err));
    page.table->sheet_zh = "敏感性";
    page.table->sheet_en = "sensitivity";
    page.table->title_zh = "门槛变动时疑似图斑的增减";
    page.table->title_en = "How the suspects change with gate and minimum mapping unit";
    page.table->note =
        model->config->chinese
            ? "由本期保存的图斑统计得出，不重新运算。图斑按规则分别计数，一处违反几条规则的计几次，"
              "已审批的不计；台账按地块合并并含往期，故与在册数不同。"
              "另设像元门槛的规则按同一倍数增减。放低门槛只能给出上限：不足门槛的图斑只存个数和面积"
              "，不分规则，未列入严重。内缩像元数"
              "、像元大小和分类误差的"
              "影响，"
              "由保存的结果算不出来，须改设定后重新运行。"
            : "Counted from the patches that this half-year keeps; nothing is computed anew. A "
              "place "
              "under several rules counts under each, approved ground not at all; the ledger joins "
              "them and holds older cases, so its numbers differ. A rule with a gate of its own "
              "moves "
              "by the same factor. A lower gate has an upper limit "
              "only: of what is under the gate, number and area are kept, not by rule. What "
              "erosion, pixel size "
              "and class error do cannot be told from what is kept; it takes a run with other "
              "settings.";
    LT_TRY(lt_table_make(page.table, COLUMNS(patch_columns), ROWS, model->arena, err));
    page.now = count_patches(model, &(struct setting){0});
    LT_TRY(gate_rows(&page, err));
    LT_TRY(unit_rows(&page, err));
out:
    return status;
}

/* --- shares --- */

static const struct lt_report_column share_columns[] = {
    {"规则", "rule", LT_COLUMN_TEXT, false},
    {"阈值", "threshold", LT_COLUMN_PERCENT, false},
    {"低5点（个）", "5 points lower", LT_COLUMN_COUNT, false},
    {"低3点（个）", "3 lower", LT_COLUMN_COUNT, false},
    {"低1点（个）", "1 lower", LT_COLUMN_COUNT, false},
    {"本期（个）", "as run", LT_COLUMN_COUNT, false},
    {"高1点（个）", "1 higher", LT_COLUMN_COUNT, false},
    {"高3点（个）", "3 higher", LT_COLUMN_COUNT, false},
    {"高5点（个）", "5 points higher", LT_COLUMN_COUNT, false},
    {"低5点面积", "area, 5 points lower", LT_COLUMN_MU, false},
    {"本期面积", "area, as run", LT_COLUMN_MU, false},
    {"高5点面积", "area, 5 points higher", LT_COLUMN_MU, false},
};

static struct lt_rule_tally add_tallies(const struct lt_report_model *model, size_t rule)
{
    struct lt_rule_tally sum = {0};
    for (size_t u = 0; u < model->unit_count; u++) {
        const struct lt_unit_result *unit = model->units[u].result;
        if (rule < unit->tally_count) {
            const struct lt_rule_tally *one = &unit->tallies[rule];
            sum.below += one->below;
            sum.below_m2 += one->below_m2;
            for (int b = 0; b < LT_NEAR_BINS; b++) {
                sum.near[b] += one->near[b];
                sum.near_m2[b] += one->near_m2[b];
            }
        }
    }
    return sum;
}

/* Subjects above a threshold that lies `points` higher: from those found, less what lies between, or more. */
static struct tally at_threshold(const struct lt_rule_tally *sum, int points)
{
    struct tally found = {.count = sum->below, .m2 = sum->below_m2};
    for (int b = 0; b < LT_NEAR_BINS; b++) {
        const int low = b - LT_NEAR_BINS / 2; /* the bin runs from so many points to one more */
        if (low >= 0 && low < points) {
            found.count -= sum->near[b];
            found.m2 -= sum->near_m2[b];
        } else if (low < 0 && low >= points) {
            found.count += sum->near[b];
            found.m2 += sum->near_m2[b];
        }
    }
    return found;
}

static bool is_by_share(const struct lt_rule *rule)
{
    return rule->enabled && !rule->threshold_unset &&
           (rule->formula == LT_FORMULA_SHARE || rule->formula == LT_FORMULA_TARGET ||
            rule->formula == LT_FORMULA_DITCH);
}

static enum lt_status share_table(struct lt_report_model *model, struct lt_error *err)
{
    static const int points[] = {-5, -3, -1, 0, 1, 3, 5};
    enum { POINTS = sizeof points / sizeof *points };
    enum lt_status status;
    const bool zh = model->config->chinese;
    struct lt_report_table *table;
    LT_TRY(lt_report_add_table(model, "sensitivity-share", "", &table, err));
    table->sheet_zh = "占比阈值敏感性";
    table->sheet_en = "share thresholds";
    table->title_zh = "占比阈值上下5个百分点时判为不符合的对象";
    table->title_en = "What fails when the share threshold moves by 5 points";
    table->note = zh ? "只列按占比判定的规则，由本期各对象的占比统计；按连片图斑判定的规则与占比无"
                       "关，见上表。"
                       "因云等未观测而待定的不计。"
                     : "Rules judged by share alone, from the shares of this half-year's subjects; "
                       "rules judged by the patch do not depend on it. What stays open for want of "
                       "sight is not counted.";
    LT_TRY(lt_table_make(table, COLUMNS(share_columns), model->rule_count, model->arena, err));
    for (size_t r = 0; r < model->rule_count; r++) {
        const struct lt_rule *rule = model->rules[r].rule;
        if (!is_by_share(rule) || rule->earliest_half > lt_period_half(model->key)) {
            continue;
        }
        const struct lt_rule_tally sum = add_tallies(model, r);
        struct lt_report_cell *cells = lt_table_row(table);
        cells[0] = lt_cell_text(zh ? rule->title_zh : rule->title_en);
        cells[1] = lt_cell_exact(rule->threshold);
        for (int p = 0; p < POINTS; p++) {
            cells[2 + p] = lt_cell_count((double)at_threshold(&sum, points[p]).count);
        }
        for (int p = 0; p < 3; p++) {
            cells[9 + p] = lt_cell_exact(at_threshold(&sum, points[3 * p]).m2);
        }
    }
out:
    return status;
}

enum lt_status lt_report_sensitivity(struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(patch_table(model, err));
    LT_TRY(share_table(model, err));
out:
    return status;
}
