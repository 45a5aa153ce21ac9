/* LEASE-NONGRAIN in the report: operators over all counties. */
#include "liangtian/area.h"
#include "liangtian/leases.h"
#include "report/report_parts.h"
#include "support/arena.h"

#include <stdlib.h>
#include <string.h>

static const struct lt_report_column by_county[] = {
    {"县区", "county", LT_COLUMN_TEXT, false},
    {"经营主体（个）", "operators", LT_COLUMN_COUNT, false},
    {"流转地块（块）", "leases", LT_COLUMN_COUNT, false},
    {"流转面积", "leased", LT_COLUMN_MU, true},
    {"全年未种粮", "no grain all year", LT_COLUMN_MU, true},
    {"列入核查的主体（个）", "operators to be checked", LT_COLUMN_COUNT, false},
    {"条件待定的主体（个）", "operators undecided", LT_COLUMN_COUNT, false},
};

static const struct lt_report_column by_operator[] = {
    {"经营主体（散列）", "operator (hash)", LT_COLUMN_TEXT, false},
    {"类型", "kind", LT_COLUMN_TEXT, false},
    {"所在县区", "counties", LT_COLUMN_TEXT, false},
    {"流转地块（块）", "leases", LT_COLUMN_COUNT, false},
    {"流转面积", "leased", LT_COLUMN_MU, true},
    {"种过一季粮的面积", "with a grain season", LT_COLUMN_MU, true},
    {"全年未种粮", "no grain all year", LT_COLUMN_MU, true},
    {"工商资本", "business capital", LT_COLUMN_TEXT, false},
    {"约定种植", "planting permitted", LT_COLUMN_TEXT, false},
    {"大规模", "large", LT_COLUMN_TEXT, false},
    {"未种粮", "no grain", LT_COLUMN_TEXT, false},
    {"结论", "result", LT_COLUMN_TEXT, false},
};
#define COLUMNS(list) (list), sizeof(list) / sizeof *(list)
enum { HASH_SHOWN = 12 };

struct part {
    const struct lt_operator *one;
    size_t unit;
};

struct whole {
    struct lt_operator sum;
    const char *counties;
    struct lt_lease_judged judged;
};

struct leasing {
    struct lt_report_model *model;
    struct lt_lease_gate gate;
    struct part *parts;
    size_t part_count;
    struct whole *wholes; /* ascending key */
    size_t whole_count;
};

static int by_key(const void *left, const void *right)
{
    const struct part *a = left, *b = right;
    const int order = strcmp(a->one->key, b->one->key);
    return order != 0 ? order : (a->unit > b->unit) - (a->unit < b->unit);
}

static enum lt_status gather(struct leasing *leasing, struct lt_error *err)
{
    struct lt_report_model *model = leasing->model;
    size_t most = 0;
    for (size_t u = 0; u < model->unit_count; u++) {
        most += model->units[u].result->operator_count;
    }
    leasing->parts = lt_arena_array(model->arena, most, sizeof *leasing->parts);
    leasing->wholes = lt_arena_array(model->arena, most, sizeof *leasing->wholes);
    if (leasing->parts == NULL || leasing->wholes == NULL) {
        return lt_fail_memory(err, "operators");
    }
    for (size_t u = 0; u < model->unit_count; u++) {
        const struct lt_unit_result *result = model->units[u].result;
        for (size_t i = 0; i < result->operator_count; i++) {
            leasing->parts[leasing->part_count++] = (struct part){&result->operators[i], u};
        }
    }
    if (most > 0) {
        qsort(leasing->parts, most, sizeof *leasing->parts, by_key);
    }
    return LT_OK;
}

static enum lt_status add_up(struct leasing *leasing, struct lt_error *err)
{
    struct lt_report_model *model = leasing->model;
    for (size_t p = 0; p < leasing->part_count; p++) {
        const struct part *part = &leasing->parts[p];
        const char *county = model->units[part->unit].name;
        const bool next = p == 0 || strcmp(part->one->key, leasing->parts[p - 1].one->key) != 0;
        struct whole *whole =
            &leasing->wholes[next ? leasing->whole_count++ : leasing->whole_count - 1];
        if (next) {
            *whole = (struct whole){.sum = {.key = part->one->key, .kind = ""}, .counties = county};
        } else {
            whole->counties =
                lt_arena_printf(model->arena, model->config->chinese ? "%s、%s" : "%s, %s",
                                whole->counties, county);
        }
        if (whole->counties == NULL) {
            return lt_fail_memory(err, "operators");
        }
        lt_operator_add(&whole->sum, part->one);
    }
    for (size_t w = 0; w < leasing->whole_count; w++) {
        leasing->wholes[w].judged = lt_lease_judge(&leasing->wholes[w].sum, &leasing->gate);
    }
    return LT_OK;
}

static const struct whole *whole_of(const struct leasing *leasing, const char *key)
{
    for (size_t low = 0, high = leasing->whole_count; low < high;) {
        const size_t middle = (low + high) / 2;
        const int order = strcmp(leasing->wholes[middle].sum.key, key);
        if (order == 0) {
            return &leasing->wholes[middle];
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

struct county {
    uint64_t operators, leases, listed, open;
    struct lt_interval leased_m2, zero_m2;
};

static void add_to_county(const struct leasing *leasing, const struct lt_operator *one,
                          const struct whole *whole, struct county *into)
{
    into->leases += one->leases;
    into->leased_m2.low += one->leased_m2.low;
    into->leased_m2.high += one->leased_m2.high;
    into->zero_m2.low += one->zero_grain_m2.low;
    into->zero_m2.high += one->zero_grain_m2.high;
    (void)leasing;
    into->operators++;
    into->listed += whole->judged.verdict == LT_BELOW;
    into->open += whole->judged.verdict == LT_UNDECIDED;
}

static void county_row(const struct leasing *leasing, struct lt_report_table *table,
                       const char *name, const struct county *county)
{
    struct lt_report_cell *cells = lt_table_row(table);
    cells[0] = lt_cell_text(name);
    cells[1] = lt_cell_count((double)county->operators);
    cells[2] = lt_cell_count((double)county->leases);
    cells[3] = lt_cell_range(county->leased_m2);
    if (leasing->model->crop_year_complete) {
        cells[4] = lt_cell_range(county->zero_m2);
    }
    cells[5] = lt_cell_count((double)county->listed);
    cells[6] = lt_cell_count((double)county->open);
}

static enum lt_status county_table(struct leasing *leasing, struct lt_error *err)
{
    enum lt_status status;
    struct lt_report_model *model = leasing->model;
    struct lt_report_table *table;
    struct county city = {0};
    LT_TRY(lt_report_add_table(model, "leases", "M17", &table, err));
    table->sheet_zh = "流转地块";
    table->sheet_en = "leases";
    table->title_zh = "流转地块种粮情况（LEASE-NONGRAIN）";
    table->title_en = "Leased land and grain (LEASE-NONGRAIN)";
    table->note = lt_arena_printf(
        model->arena,
        model->config->chinese
            ? "面积为流转地块图形面积。大规模门槛 %g "
              "亩（非文件规定）。列入核查须四项同时具备：工商资本、"
              "约定种植、大规模、作物年内种粮不足；只供核查，确认后方可停止扶持。一个主体在几个县区"
              "流转时"
              "各县区均计，全市只计一次。%s"
            : "Geometric areas. Large from %g mu on (not from the mandate). To be checked: "
              "business "
              "capital, planting permitted, large, and too little grain in the crop year, all "
              "four; "
              "support stops only after confirmation. An operator counts in each of its counties, "
              "and once in the city.%s",
        model->config->lease_large_mu,
        model->crop_year_complete ? ""
        : model->config->chinese  ? "本期作物年未完，是否种粮待秋季判定。"
                                  : " The crop year is not complete: grain is pending.");
    LT_TRY(lt_table_make(table, COLUMNS(by_county), model->unit_count + 1, model->arena, err));
    for (size_t u = 0; u < model->unit_count; u++) {
        const struct lt_unit_result *result = model->units[u].result;
        struct county county = {0};
        for (size_t i = 0; i < result->operator_count; i++) {
            add_to_county(leasing, &result->operators[i],
                          whole_of(leasing, result->operators[i].key), &county);
        }
        county_row(leasing, table, model->units[u].name, &county);
    }
    for (size_t w = 0; w < leasing->whole_count; w++) {
        add_to_county(leasing, &leasing->wholes[w].sum, &leasing->wholes[w], &city);
    }
    county_row(leasing, table, model->city.name, &city);
    status = table->note == NULL ? lt_fail_memory(err, "operators") : LT_OK;
out:
    return status;
}

static const char *truth_word(const struct lt_report_model *model, enum lt_truth truth)
{
    const bool zh = model->config->chinese;
    return truth == LT_TRUE    ? (zh ? "是" : "yes")
           : truth == LT_FALSE ? (zh ? "否" : "no")
                               : (zh ? "待定" : "open");
}

/* The first condition that stands open says why. */
static const char *result_word(const struct leasing *leasing, const struct whole *whole)
{
    static const char *const open[LT_LEASE_CONDITIONS][2] = {
        [LT_LEASE_CAPITAL] = {"待定：经营主体类型或代码未提供",
                              "undecided: kind or code not given"},
        [LT_LEASE_USE] = {"待定：约定用途未提供或不一",
                          "undecided: permitted use not given or mixed"},
        [LT_LEASE_LARGE] = {"待定：面积跨越门槛或无法汇总", "undecided: area at the threshold"},
        [LT_LEASE_NO_GRAIN] = {"待定：种粮情况未定", "undecided: grain not settled"},
    };
    const bool zh = leasing->model->config->chinese;
    if (whole->judged.verdict == LT_BELOW) {
        return zh ? "列入核查" : "to be checked";
    }
    for (int i = 0; i < LT_LEASE_CONDITIONS; i++) {
        if (whole->judged.condition[i] == LT_UNKNOWN) {
            return open[i][zh ? 0 : 1];
        }
    }
    return "";
}

static enum lt_status operator_row(const struct leasing *leasing, struct lt_report_table *table,
                                   const struct whole *whole, struct lt_error *err)
{
    const struct lt_report_model *model = leasing->model;
    struct lt_report_cell *cells = lt_table_row(table);
    const char *key = whole->sum.key[0] == '\0'
                          ? (model->config->chinese ? "（未提供代码）" : "(no code)")
                          : lt_arena_printf(model->arena, "%.*s", HASH_SHOWN, whole->sum.key);
    if (key == NULL) {
        return lt_fail_memory(err, "operators");
    }
    cells[0] = lt_cell_text(key);
    cells[1] = lt_cell_text(whole->sum.kind);
    cells[2] = lt_cell_text(whole->counties);
    cells[3] = lt_cell_count((double)whole->sum.leases);
    cells[4] = lt_cell_range(whole->sum.leased_m2);
    if (model->crop_year_complete) {
        cells[5] = lt_cell_range(whole->sum.footprint_m2);
        cells[6] = lt_cell_range(whole->sum.zero_grain_m2);
    }
    for (int i = 0; i < LT_LEASE_CONDITIONS; i++) {
        cells[7 + i] = lt_cell_text(truth_word(model, whole->judged.condition[i]));
    }
    cells[11] = lt_cell_text(result_word(leasing, whole));
    return LT_OK;
}

static enum lt_status operator_table(struct leasing *leasing, struct lt_error *err)
{
    static const enum lt_verdict_value order[] = {LT_BELOW, LT_UNDECIDED};
    enum lt_status status;
    struct lt_report_model *model = leasing->model;
    struct lt_report_table *table;
    LT_TRY(lt_report_add_table(model, "operators", "M17", &table, err));
    table->sheet_zh = "流转经营主体核查";
    table->sheet_en = "operators to check";
    table->title_zh = "流转不种粮的经营主体（供核查，不是违规认定）";
    table->title_en = "Operators that lease and grow no grain (for checking, no finding of guilt)";
    table->detail = true;
    LT_TRY(lt_table_make(table, COLUMNS(by_operator), leasing->whole_count, model->arena, err));
    for (size_t k = 0; k < sizeof order / sizeof *order; k++) {
        for (size_t w = 0; w < leasing->whole_count; w++) {
            if (leasing->wholes[w].judged.verdict == order[k]) {
                LT_TRY(operator_row(leasing, table, &leasing->wholes[w], err));
            }
        }
    }
out:
    return status;
}

static void count_rule(const struct leasing *leasing)
{
    for (size_t r = 0; r < leasing->model->rule_count; r++) {
        struct lt_report_rule *row = &leasing->model->rules[r];
        for (size_t w = 0; row->rule->formula == LT_FORMULA_LEASE && row->rule->enabled &&
                           w < leasing->whole_count;
             w++) {
            const struct whole *whole = &leasing->wholes[w];
            row->subjects++;
            row->meets += whole->judged.verdict == LT_MEETS;
            row->below += whole->judged.verdict == LT_BELOW;
            row->undecided += whole->judged.verdict == LT_UNDECIDED;
            row->below_m2 += whole->judged.verdict == LT_BELOW ? whole->sum.zero_grain_m2.low : 0.0;
            row->undecided_m2 +=
                whole->judged.verdict == LT_UNDECIDED ? whole->sum.leased_m2.high : 0.0;
        }
    }
}

enum lt_status lt_report_leases(struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status;
    struct leasing leasing = {
        .model = model,
        .gate = {.capital_kinds = {(const char *const *)model->config->capital_kinds,
                                   model->config->capital_kind_count},
                 .other_kinds = {(const char *const *)model->config->other_kinds,
                                 model->config->other_kind_count},
                 .large_m2 = model->config->lease_large_mu * LT_M2_PER_MU,
                 .grain_season_share = model->config->grain_season_share,
                 .crop_year_complete = model->crop_year_complete},
    };
    if (model->period == NULL || !model->period->layers[LT_LAYER_LEASE].present) {
        return LT_OK;
    }
    LT_TRY(gather(&leasing, err));
    LT_TRY(add_up(&leasing, err));
    LT_TRY(county_table(&leasing, err));
    LT_TRY(operator_table(&leasing, err));
    count_rule(&leasing);
out:
    return status;
}
