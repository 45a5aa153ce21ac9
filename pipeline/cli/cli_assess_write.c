/* The tables of an assessment. Column names are promised in docs/FORMATS.md. */
#include <math.h>

#include "cli/cli_assess.h"
#include "liangtian/area.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/text.h"

static const char *const seasons[] = {"1", "2", "sum", "change"};

static void add_number(struct lt_text *text, double value)
{
    lt_text_add(text, ",");
    if (!isnan(value)) {
        lt_text_add_double(text, value);
    }
}

static void add_name(struct lt_text *text, const char *name)
{
    lt_text_add(text, ",");
    lt_text_add_csv(text, name);
}

/* An area in the three units. */
static void add_area(struct lt_text *text, double m2)
{
    add_number(text, m2);
    add_number(text, lt_mu(m2));
    add_number(text, m2 / LT_M2_PER_HECTARE);
}

static void add_area_heads(struct lt_text *text, const char *const *names)
{
    for (size_t i = 0; names[i] != NULL; i++) {
        lt_text_printf(text, ",%s_m2,%s_mu,%s_ha", names[i], names[i], names[i]);
    }
}

static void add_estimate(struct lt_text *text, const struct lt_estimate *e)
{
    const double values[] = {e->value, e->se,   LT_Z_TWO_SIDED * e->se, e->low, e->high,
                             e->lower, e->upper};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        add_area(text, values[i]);
    }
}

static const char *const estimate_heads[] = {"area", "se",    "margin", "low",
                                             "high", "lower", "upper",  NULL};

static void add_method(struct lt_text *text, const struct lt_estimate *e)
{
    lt_text_printf(text, ",%s,%llu\n", lt_interval_method_name(e->method),
                   (unsigned long long)e->points);
}

static void write_matrices(const struct lt_assessment *a, struct lt_text *text)
{
    lt_text_add(text, "season,map,reference,points,share\n");
    for (unsigned s = 0; s < a->data->sample.seasons; s++) {
        const size_t k = a->has_matrix[s] ? a->matrix[s].classes : 0;
        for (size_t c = 0; c < k * k; c++) {
            lt_text_add(text, seasons[s]);
            add_name(text, a->data->classes.names[c / k]);
            add_name(text, a->data->classes.names[c % k]);
            lt_text_printf(text, ",%llu", (unsigned long long)a->matrix[s].counts[c]);
            add_number(text, a->matrix[s].proportions[c]);
            lt_text_add(text, "\n");
        }
    }
}

static void write_accuracy(struct lt_text *text, const char *season, const char *measure,
                           const char *class_name, const struct lt_estimate *e)
{
    lt_text_printf(text, "%s,%s", season, measure);
    add_name(text, class_name);
    add_number(text, e->value);
    add_number(text, e->se);
    add_number(text, LT_Z_TWO_SIDED * e->se);
    add_number(text, e->low);
    add_number(text, e->high);
    add_number(text, e->lower);
    add_number(text, e->upper);
    add_method(text, e);
}

static void write_accuracies(const struct lt_assessment *a, struct lt_text *text)
{
    lt_text_add(text, "season,measure,class,value,se,margin,low,high,lower,upper,method,points\n");
    for (unsigned s = 0; s < a->data->sample.seasons; s++) {
        const struct lt_confusion *m = &a->matrix[s];
        if (a->has_matrix[s]) {
            write_accuracy(text, seasons[s], "overall", "", &m->overall);
        }
        for (size_t c = 0; a->has_matrix[s] && c < m->classes; c++) {
            write_accuracy(text, seasons[s], "users", a->data->classes.names[c], &m->users[c]);
        }
        for (size_t c = 0; a->has_matrix[s] && c < m->classes; c++) {
            write_accuracy(text, seasons[s], "producers", a->data->classes.names[c],
                           &m->producers[c]);
        }
    }
}

static void write_areas(const struct lt_assessment *a, struct lt_text *text)
{
    static const char *const mapped[] = {"mapped", NULL};
    lt_text_add(text, "kind,name,season");
    add_area_heads(text, mapped);
    add_area_heads(text, estimate_heads);
    lt_text_add(text, ",method,points\n");
    for (size_t i = 0; i < a->area_count; i++) {
        const struct lt_area_row *row = &a->areas[i];
        lt_text_add(text, row->is_group ? "group" : "class");
        add_name(text, row->name);
        add_name(text, seasons[row->season]);
        add_area(text, row->mapped_m2);
        add_estimate(text, &row->area);
        add_method(text, &row->area);
    }
}

static void write_domain(const struct lt_assessment *a, struct lt_text *text,
                         const struct lt_domain_row *row, bool synthetic)
{
    const struct lt_estimate *e = synthetic ? &row->synthetic : &row->area;
    lt_text_add_csv(text, a->data->domains.names[row->domain]);
    add_name(text, row->group);
    lt_text_add(text, synthetic ? ",synthetic" : ",design");
    add_area(text, row->mapped_m2);
    add_estimate(text, e);
    add_number(text, synthetic ? NAN : row->share.value);
    add_number(text, synthetic ? NAN : row->share.se);
    if (!synthetic && row->rank.rank > 0) {
        lt_text_printf(text, ",%u,%u,%u", row->rank.rank, row->rank.first, row->rank.last);
    } else {
        lt_text_add(text, ",,,");
    }
    add_method(text, e);
}

static void write_domains(const struct lt_assessment *a, struct lt_text *text)
{
    static const char *const mapped[] = {"mapped", NULL};
    lt_text_add(text, "domain,group,estimator");
    add_area_heads(text, mapped);
    add_area_heads(text, estimate_heads);
    lt_text_add(text, ",share,share_se,rank,rank_first,rank_last,method,points\n");
    for (size_t i = 0; i < a->domain_count; i++) {
        write_domain(a, text, &a->domains[i], false);
        if (a->domains[i].synthetic.method != LT_BY_NOTHING) {
            write_domain(a, text, &a->domains[i], true);
        }
    }
}

static void write_floors(const struct lt_assessment *a, struct lt_text *text)
{
    static const char *const heads[] = {"floor", "mapped", "area", "lower", "upper", NULL};
    lt_text_add(text, "domain,group,estimator");
    add_area_heads(text, heads);
    lt_text_add(text, ",decision,p_compliance,p_breach,p_compliance_holm,p_breach_holm,"
                      "more_points\n");
    for (size_t i = 0; i < a->floor_count; i++) {
        const struct lt_floor_row *row = &a->floors[i];
        lt_text_add_csv(text,
                        row->domain == LT_NO_LABEL ? "" : a->data->domains.names[row->domain]);
        add_name(text, row->group);
        lt_text_add(text, row->area.synthetic                 ? ",synthetic"
                          : row->area.method == LT_BY_NOTHING ? ",none"
                                                              : ",design");
        add_area(text, row->test.floor_m2);
        add_area(text, row->mapped_m2);
        add_area(text, row->area.value);
        add_area(text, row->area.lower);
        add_area(text, row->area.upper);
        lt_text_printf(text, ",%s", lt_floor_decision_name(row->test.decision));
        add_number(text, row->test.p_compliance);
        add_number(text, row->test.p_breach);
        add_number(text, row->test.p_compliance_holm);
        add_number(text, row->test.p_breach_holm);
        lt_text_add(text, ",");
        if (row->test.more_points != LT_NO_SAMPLE_DECIDES) {
            lt_text_printf(text, "%llu", (unsigned long long)row->test.more_points);
        }
        lt_text_add(text, "\n");
    }
}

static void write_output(const struct lt_assessment *a, struct lt_text *text)
{
    static const char *const heads[] = {"output", "se",    "margin", "low", "high",
                                        "lower",  "upper", "floor",  NULL};
    const struct lt_estimate *e = &a->output;
    const struct lt_floor_test *t = &a->output_test;
    const double values[] = {e->value,
                             e->se,
                             LT_Z_TWO_SIDED * e->se,
                             e->low,
                             e->high,
                             e->lower,
                             e->upper,
                             t->floor_m2 > 0.0 ? t->floor_m2 : NAN};
    for (size_t i = 0; heads[i] != NULL; i++) {
        lt_text_printf(text, "%s%s_kg,%s_yijin", i > 0 ? "," : "", heads[i], heads[i]);
    }
    lt_text_add(text, ",decision,p_compliance,p_breach,more_points\n");
    for (size_t i = 0; a->has_output && i < sizeof values / sizeof *values; i++) {
        const double yijin = values[i] / LT_KG_PER_YIJIN;
        if (i > 0) {
            lt_text_add(text, ",");
        }
        if (isnan(values[i])) {
            lt_text_add(text, ",");
        } else {
            lt_text_add_double(text, values[i]);
            add_number(text, yijin);
        }
    }
    if (a->has_output) {
        lt_text_printf(text, ",%s", t->floor_m2 > 0.0 ? lt_floor_decision_name(t->decision) : "");
        add_number(text, t->p_compliance);
        add_number(text, t->p_breach);
        lt_text_add(text, ",");
        if (t->more_points != LT_NO_SAMPLE_DECIDES) {
            lt_text_printf(text, "%llu", (unsigned long long)t->more_points);
        }
        lt_text_add(text, "\n");
    }
}

enum lt_status lt_assess_write_table(struct lt_text *text, const char *folder, const char *name,
                                     struct lt_arena *arena, struct lt_error *err)
{
    const char *path = lt_path_join(arena, folder, name);
    struct lt_text whole = {0};
    lt_text_add(&whole, "\xEF\xBB\xBF");
    if (text->data != NULL) {
        lt_text_add_n(&whole, text->data, text->length);
    }
    enum lt_status status = path == NULL ? lt_fail_memory(err, folder) : lt_text_check(text, err);
    status = status == LT_OK ? lt_text_check(&whole, err) : status;
    status = status == LT_OK ? lt_file_write(path, whole.data, whole.length, err) : status;
    lt_text_finish(text);
    lt_text_finish(&whole);
    return status;
}

enum lt_status lt_assess_write(const struct lt_assessment *assessment, const char *folder,
                               struct lt_arena *arena, struct lt_error *err)
{
    enum lt_status status;
    const struct {
        const char *name;
        void (*write)(const struct lt_assessment *a, struct lt_text *text);
    } files[] = {{"matrix.csv", write_matrices}, {"accuracy.csv", write_accuracies},
                 {"areas.csv", write_areas},     {"domains.csv", write_domains},
                 {"floors.csv", write_floors},   {"output.csv", write_output}};
    LT_TRY(lt_folder_make(folder, err));
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct lt_text text = {0};
        files[i].write(assessment, &text);
        LT_TRY(lt_assess_write_table(&text, folder, files[i].name, arena, err));
    }
out:
    return status;
}
