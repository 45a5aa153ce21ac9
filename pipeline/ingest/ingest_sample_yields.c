/* The table of yields: one line per class, or per class and domain. */
#include <string.h>

#include "ingest_sample.h"
#include "liangtian/area.h"
#include "support/arena.h"

struct columns {
    int class_name, domain, yield, se;
};

static enum lt_status take_row(const struct lt_sample_table *table, const struct columns *c,
                               const struct lt_csv_row *row, const struct lt_labelled *labelled,
                               struct lt_yield *yields, size_t *count, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    double yield, se;
    const char *class_name = lt_word_meaning(&labelled->request.classes, row->cells[c->class_name]);
    const char *domain = c->domain == LT_NO_COLUMN
                             ? ""
                             : lt_word_meaning(&labelled->request.domains, row->cells[c->domain]);
    struct lt_yield one = {.domain = lt_names_find(&labelled->domains, domain),
                           .of_class = lt_names_find(&labelled->classes, class_name)};
    if (one.of_class == LT_NO_LABEL) {
        LT_TRY(lt_sample_fault(table, LT_REJECT, "sample.label_unknown", row->line,
                               table->csv.header[c->class_name],
                               class_name[0] == '\0' ? "nothing" : class_name,
                               "a class of the map, the strata or a --group",
                               "correct the label, or name the class in a --group", err));
    }
    if (domain[0] != '\0' && one.domain == LT_NO_LABEL) {
        LT_TRY(lt_sample_fault(table, LT_REJECT, "sample.domain_unknown", row->line,
                               table->csv.header[c->domain], domain, "a domain of the strata table",
                               "correct it here or there", err));
    }
    for (size_t i = 0; i < *count; i++) {
        if (yields[i].of_class == one.of_class && yields[i].domain == one.domain) {
            LT_TRY(lt_sample_fault(table, LT_REJECT, "sample.yield_twice", row->line,
                                   table->csv.header[c->class_name], class_name,
                                   "each class once per domain", "keep one of the two", err));
            break;
        }
    }
    LT_TRY(lt_sample_number(table, row, c->yield, &yield, err));
    LT_TRY(lt_sample_number(table, row, c->se, &se, err));
    one.kg_per_m2 = yield / LT_M2_PER_MU;
    one.se = se / LT_M2_PER_MU;
    yields[(*count)++] = one;
out:
    return status;
}

static bool is_given(const struct lt_yield *yields, size_t count, uint32_t domain, uint32_t c)
{
    for (size_t i = 0; i < count; i++) {
        if (yields[i].of_class == c && yields[i].domain == domain) {
            return true;
        }
    }
    return false;
}

/* A class with yields in some domains only would bear nothing in the others. */
static enum lt_status check_domains(const struct lt_sample_table *table,
                                    const struct lt_labelled *labelled,
                                    const struct lt_yield *yields, size_t count,
                                    struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (uint32_t c = 0; c < labelled->classes.count; c++) {
        bool any = is_given(yields, count, LT_NO_LABEL, c);
        for (uint32_t d = 0; !any && d < labelled->domains.count; d++) {
            any = is_given(yields, count, d, c);
        }
        for (uint32_t d = 0; any && d < labelled->domains.count; d++) {
            if (!is_given(yields, count, LT_NO_LABEL, c) && !is_given(yields, count, d, c)) {
                LT_TRY(lt_sample_fault(table, LT_REJECT, "sample.yield_missing", 0,
                                       labelled->domains.names[d], labelled->classes.names[c],
                                       "a yield in each domain, or one without a domain",
                                       "add the line", err));
            }
        }
    }
out:
    return status;
}

enum lt_status lt_yields_read(const char *path, const struct lt_labelled *labelled,
                              struct lt_diagnostics *diagnostics, struct lt_arena *arena,
                              struct lt_yield **ret_yields, size_t *ret_count, struct lt_error *err)
{
    enum lt_status status;
    struct lt_sample_table table;
    LT_TRY(lt_sample_table_open("yields", path, diagnostics, labelled->request.english, arena,
                                &table, err));
    const struct columns c = {
        .class_name = lt_sample_column(&table, "class|crop|类别|作物"),
        .domain = lt_sample_column(&table, "domain|county|县区|县区代码|区县"),
        .yield = lt_sample_column(&table, "kg_per_mu|单产_公斤每亩|单产（公斤/亩）|单产(公斤/亩)"),
        .se = lt_sample_column(&table, "se_kg_per_mu|标准误_公斤每亩"),
    };
    struct lt_yield *yields = lt_arena_array(arena, table.csv.row_count + 1, sizeof *yields);
    size_t count = 0;
    if (yields == NULL) {
        return lt_fail_memory(err, path);
    }
    if (c.class_name == LT_NO_COLUMN || c.yield == LT_NO_COLUMN) {
        LT_TRY(lt_sample_fault(&table, LT_REJECT, "sample.column", 0, "class, kg_per_mu",
                               "no such column", "columns class and kg_per_mu", "add the column",
                               err));
        goto out;
    }
    for (size_t r = 0; r < table.csv.row_count; r++) {
        LT_TRY(take_row(&table, &c, &table.csv.rows[r], labelled, yields, &count, err));
    }
    LT_TRY(check_domains(&table, labelled, yields, count, err));
    *ret_yields = yields;
    *ret_count = count;
out:
    return status;
}
