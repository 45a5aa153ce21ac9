/* The summary that people read: areas in 亩 and in hectares. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "cli/cli_assess.h"
#include "cli/cli_grid.h"
#include "liangtian/area.h"

enum { NUMBER = 352, DECIMALS = 2 };

struct unit {
    const char *zh, *en;
    double per_m2;
};
static const struct unit units[] = {{"亩", "mu", 1.0 / LT_M2_PER_MU},
                                    {"公顷", "ha", 1.0 / LT_M2_PER_HECTARE}};

static void add_area(struct lt_grid_text *grid, double m2, const struct unit *unit)
{
    char buffer[NUMBER];
    /* 亩 by its factor 0.0015, which is exact where 1/(2000/3) is not */
    const double value = unit == units ? lt_mu(m2) : m2 * unit->per_m2;
    lt_grid_add(grid, isnan(m2) ? "-" : lt_format_fixed(value, DECIMALS, buffer, sizeof buffer));
}

static void add_percent(struct lt_grid_text *grid, double share)
{
    char buffer[NUMBER];
    lt_grid_add(grid,
                isnan(share) ? "-" : lt_format_fixed(100.0 * share, 2, buffer, sizeof buffer));
}

static void add_count(struct lt_grid_text *grid, uint64_t count)
{
    char buffer[32];
    snprintf(buffer, sizeof buffer, "%" PRIu64, count);
    lt_grid_add(grid, buffer);
}

static void add_heads(struct lt_grid_text *grid, bool english, const char *const (*heads)[2],
                      size_t count)
{
    grid->columns = count;
    for (size_t i = 0; i < count; i++) {
        lt_grid_add(grid, heads[i][english]);
    }
}

static void print_title(bool english, const char *zh, const char *en)
{
    printf("\n%s\n", english ? en : zh);
}

static const char *method_name(enum lt_interval_method method, bool english)
{
    static const char *const zh[] = {"无", "正态", "威尔逊", "精确二项"};
    static const char *const en[] = {"none", "normal", "Wilson", "exact binomial"};
    return english ? en[method] : zh[method];
}

/* --- matrix and accuracies --- */

/* Classes of the other season are left to the tables. */
static bool is_met(const struct lt_confusion *m, size_t c)
{
    return m->users[c].points > 0 || m->producers[c].points > 0;
}

static void print_matrix(const struct lt_assessment *a, unsigned season, bool english)
{
    const struct lt_confusion *m = &a->matrix[season];
    const char *const *names = a->data->classes.names;
    struct lt_grid_text grid = {.columns = 1};
    for (size_t c = 0; c < m->classes; c++) {
        grid.columns += is_met(m, c);
    }
    if (grid.columns > LT_GRID_COLUMNS) {
        puts(english ? "  (too wide for the screen; see matrix.csv)"
                     : "  （类别过多，见 matrix.csv）");
        return;
    }
    lt_grid_add(&grid, english ? "map \\ reference" : "图上类＼实地类");
    for (size_t c = 0; c < m->classes; c++) {
        if (is_met(m, c)) {
            lt_grid_add(&grid, names[c]);
        }
    }
    for (size_t i = 0; i < m->classes; i++) {
        if (is_met(m, i)) {
            lt_grid_add(&grid, names[i]);
        }
        for (size_t j = 0; is_met(m, i) && j < m->classes; j++) {
            char cell[64], share[NUMBER];
            const size_t c = i * m->classes + j;
            if (is_met(m, j)) {
                lt_format_fixed(100.0 * m->proportions[c], 2, share, sizeof share);
                snprintf(cell, sizeof cell, "%" PRIu64 " (%.16s%%)", m->counts[c], share);
                lt_grid_add(&grid, cell);
            }
        }
    }
    lt_grid_print(&grid, 1);
}

static void add_accuracy(struct lt_grid_text *grid, const char *measure, const char *name,
                         const struct lt_estimate *e, bool english)
{
    lt_grid_add(grid, measure);
    lt_grid_add(grid, name);
    add_percent(grid, e->value);
    add_percent(grid, e->se);
    add_percent(grid, e->low);
    add_percent(grid, e->high);
    add_count(grid, e->points);
    lt_grid_add(grid, method_name(e->method, english));
}

static void print_accuracies(const struct lt_assessment *a, unsigned season, bool english)
{
    static const char *const heads[][2] = {
        {"精度", "accuracy"},      {"类别", "class"}, {"%", "%"},         {"标准误", "std. error"},
        {"95% 下限", "95 % from"}, {"上限", "to"},    {"样点", "points"}, {"区间方法", "interval"},
    };
    const struct lt_confusion *m = &a->matrix[season];
    struct lt_grid_text grid = {0};
    add_heads(&grid, english, heads, sizeof heads / sizeof *heads);
    add_accuracy(&grid, english ? "overall" : "总体", "", &m->overall, english);
    for (size_t c = 0; c < m->classes; c++) {
        if (m->users[c].points > 0) {
            add_accuracy(&grid, english ? "user's" : "用户", a->data->classes.names[c],
                         &m->users[c], english);
        }
    }
    for (size_t c = 0; c < m->classes; c++) {
        if (m->producers[c].points == 0) {
            continue;
        }
        add_accuracy(&grid, english ? "producer's" : "生产者", a->data->classes.names[c],
                     &m->producers[c], english);
    }
    lt_grid_print(&grid, 2);
}

/* --- areas --- */

static void add_estimate(struct lt_grid_text *grid, double mapped_m2, const struct lt_estimate *e,
                         const struct unit *unit, bool english)
{
    lt_grid_add(grid, english ? unit->en : unit->zh);
    add_area(grid, mapped_m2, unit);
    add_area(grid, e->value, unit);
    add_area(grid, LT_Z_TWO_SIDED * e->se, unit);
    add_area(grid, e->low, unit);
    add_area(grid, e->high, unit);
    add_area(grid, e->lower, unit);
    add_area(grid, e->upper, unit);
}

static void print_areas(const struct lt_assessment *a, bool english)
{
    static const char *const heads[][2] = {
        {"类别", "class"},           {"季", "season"},       {"单位", "unit"},
        {"图上面积", "mapped"},      {"调整后", "adjusted"}, {"±1.96标准误", "±1.96 SE"},
        {"95% 下限", "95 % from"},   {"上限", "to"},         {"单侧下限", "lower bound"},
        {"单侧上限", "upper bound"},
    };
    static const char *const seasons[][2] = {
        {"第一季", "1"}, {"第二季", "2"}, {"两季合计", "sum"}, {"变化", "change"}};
    struct lt_grid_text grid = {0};
    add_heads(&grid, english, heads, sizeof heads / sizeof *heads);
    for (size_t i = 0; i < a->area_count; i++) {
        const struct lt_area_row *row = &a->areas[i];
        const bool met = row->area.se > 0.0 || row->area.value != 0.0 || row->mapped_m2 > 0.0;
        if (!row->is_group && !met) {
            continue; /* a class of the other season; the tables have it */
        }
        for (size_t u = 0; u < sizeof units / sizeof *units; u++) {
            lt_grid_add(&grid, u == 0 ? row->name : "");
            lt_grid_add(&grid, u == 0 ? seasons[row->season][english] : "");
            add_estimate(&grid, row->mapped_m2, &row->area, &units[u], english);
        }
    }
    lt_grid_print(&grid, 3);
}

static void print_domains(const struct lt_assessment *a, bool english)
{
    static const char *const heads[][2] = {
        {"县区", "domain"},
        {"类别", "class"},
        {"依据", "basis"},
        {"单位", "unit"},
        {"图上面积", "mapped"},
        {"调整后", "adjusted"},
        {"±1.96标准误", "±1.96 SE"},
        {"95% 下限", "95 % from"},
        {"上限", "to"},
        {"单侧下限", "lower bound"},
        {"单侧上限", "upper bound"},
        {"样点", "points"},
        {"名次", "rank"},
    };
    struct lt_grid_text grid = {0};
    add_heads(&grid, english, heads, sizeof heads / sizeof *heads);
    for (size_t i = 0; i < a->domain_count; i++) {
        const struct lt_domain_row *row = &a->domains[i];
        for (size_t u = 0; u < 4; u++) {
            const bool borrowed = u >= 2, first = u % 2 == 0;
            const struct lt_estimate *e = borrowed ? &row->synthetic : &row->area;
            char rank[64] = "-";
            if (borrowed && e->method == LT_BY_NOTHING) {
                continue;
            }
            if (!borrowed && row->rank.rank > 0) {
                snprintf(rank, sizeof rank, "%u (%u-%u)", row->rank.rank, row->rank.first,
                         row->rank.last);
            }
            lt_grid_add(&grid, first ? a->data->domains.names[row->domain] : "");
            lt_grid_add(&grid, first ? row->group : "");
            lt_grid_add(&grid, !first     ? ""
                               : borrowed ? (english ? "synthetic" : "合成（全市推算）")
                                          : (english ? "own points" : "本地样点"));
            add_estimate(&grid, row->mapped_m2, e, &units[u % 2], english);
            if (borrowed || !first) {
                lt_grid_add(&grid, first ? "-" : "");
            } else {
                add_count(&grid, e->points);
            }
            lt_grid_add(&grid, first ? rank : "");
        }
    }
    lt_grid_print(&grid, 4);
}

/* --- floors --- */

static void print_floors(const struct lt_assessment *a, bool english)
{
    static const char *const heads[][2] = {
        {"范围", "domain"},          {"类别", "class"},           {"单位", "unit"},
        {"底线", "floor"},           {"图上面积", "mapped"},      {"调整后", "adjusted"},
        {"单侧下限", "lower bound"}, {"单侧上限", "upper bound"}, {"结论", "decision"},
        {"还需样点", "more points"},
    };
    struct lt_grid_text grid = {0};
    add_heads(&grid, english, heads, sizeof heads / sizeof *heads);
    for (size_t i = 0; i < a->floor_count; i++) {
        const struct lt_floor_row *row = &a->floors[i];
        for (size_t u = 0; u < 2; u++) {
            const bool whole = row->domain == LT_NO_LABEL;
            lt_grid_add(&grid, u > 0   ? ""
                               : whole ? (english ? "all" : "全部")
                                       : a->data->domains.names[row->domain]);
            lt_grid_add(&grid, u > 0 ? "" : row->group);
            lt_grid_add(&grid, english ? units[u].en : units[u].zh);
            add_area(&grid, row->test.floor_m2, &units[u]);
            add_area(&grid, row->mapped_m2, &units[u]);
            add_area(&grid, row->area.value, &units[u]);
            add_area(&grid, row->area.lower, &units[u]);
            add_area(&grid, row->area.upper, &units[u]);
            lt_grid_add(&grid, u > 0 ? ""
                               : row->area.synthetic
                                   ? (english ? "undecided (synthetic)" : "待定（合成估计）")
                                   : lt_floor_decision_title(row->test.decision, !english));
            if (u > 0 || row->test.decision != LT_FLOOR_UNDECIDED ||
                row->test.more_points == LT_NO_SAMPLE_DECIDES) {
                lt_grid_add(&grid, u > 0 ? "" : "-");
            } else {
                add_count(&grid, row->test.more_points);
            }
        }
    }
    lt_grid_print(&grid, 3);
}

static void print_output(const struct lt_assessment *a, bool english)
{
    static const char *const heads[][2] = {
        {"产量", "output"}, {"±1.96标准误", "±1.96 SE"}, {"95% 下限", "95 % from"},
        {"上限", "to"},     {"单侧下限", "lower bound"}, {"单侧上限", "upper bound"},
        {"底线", "floor"},  {"结论", "decision"},        {"还需样点", "more points"},
    };
    const struct lt_estimate *e = &a->output;
    const struct lt_floor_test *t = &a->output_test;
    const bool tested = t->floor_m2 > 0.0;
    const double values[] = {
        e->value, LT_Z_TWO_SIDED * e->se, e->low, e->high, e->lower, e->upper, t->floor_m2};
    struct lt_grid_text grid = {0};
    add_heads(&grid, english, heads, sizeof heads / sizeof *heads);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char buffer[NUMBER];
        lt_grid_add(&grid, i == 6 && !tested ? "-"
                                             : lt_format_fixed(values[i] / LT_KG_PER_YIJIN,
                                                               DECIMALS, buffer, sizeof buffer));
    }
    lt_grid_add(&grid, tested ? lt_floor_decision_title(t->decision, !english) : "-");
    if (tested && t->decision == LT_FLOOR_UNDECIDED && t->more_points != LT_NO_SAMPLE_DECIDES) {
        add_count(&grid, t->more_points);
    } else {
        lt_grid_add(&grid, "-");
    }
    lt_grid_print(&grid, 0);
}

void lt_assess_print(const struct lt_assessment *a, bool english)
{
    char mu[NUMBER], hectares[NUMBER];
    lt_format_fixed(lt_mu(a->area_m2), DECIMALS, mu, sizeof mu);
    lt_format_fixed(a->area_m2 / LT_M2_PER_HECTARE, DECIMALS, hectares, sizeof hectares);
    printf(english ? "%zu points in %zu strata, %s mu (%s ha)\n"
                   : "样点 %zu 个，分 %zu 层，总面积 %s 亩（%s 公顷）\n",
           a->data->sample.point_count, a->data->sample.stratum_count, mu, hectares);
    for (unsigned s = 0; s < a->data->sample.seasons; s++) {
        if (a->has_matrix[s]) {
            printf(english ? "\nConfusion matrix, season %u: points (share of the area)\n"
                           : "\n混淆矩阵，第 %u 季：样点数（估计的面积占比）\n",
                   s + 1);
            print_matrix(a, s, english);
            printf(english ? "\nAccuracies, season %u\n" : "\n精度，第 %u 季\n", s + 1);
            print_accuracies(a, s, english);
        }
    }
    print_title(english, "面积（已按样点调整分类误差）", "Areas, adjusted for class error");
    print_areas(a, english);
    if (a->domain_count > 0) {
        print_title(english, "分县区", "Domains");
        print_domains(a, english);
    }
    if (a->floor_count > 0) {
        print_title(english, "底线（单侧 95 %；分县区按 Holm 法合并检验）",
                    "Floors (one-sided 95 %; domains tested together by Holm's method)");
        print_floors(a, english);
    }
    if (a->has_output) {
        print_title(english, "产量（亿斤，含单产误差）",
                    "Output (100 million jin, errors of the yields included)");
        print_output(a, english);
    }
}
