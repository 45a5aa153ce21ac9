#include "outputs_domains.h"

#include <string.h>

#include "liangtian/feedback.h"
#include "liangtian/ledger.h"
#include "outputs_common.h"
#include "support/geopackage.h"

struct word {
    const char *name, *title;
};

static struct word verdict(unsigned i, const struct lt_report_model *model)
{
    return (struct word){lt_verdict_name((enum lt_verdict_value)i),
                         lt_subject_verdict(model, (enum lt_verdict_value)i)};
}
static struct word season_state(unsigned i, const struct lt_report_model *model)
{
    return (struct word){lt_season_state_name((enum lt_season_state)i),
                         lt_season_state_title((enum lt_season_state)i, model->config->chinese)};
}
static struct word finding(unsigned i, const struct lt_report_model *model)
{
    return (struct word){lt_case_finding_name((enum lt_case_finding)i),
                         lt_case_finding_title((enum lt_case_finding)i, model->config->chinese)};
}
static struct word time_word(unsigned i, const struct lt_report_model *model)
{
    return (struct word){lt_case_time_name((enum lt_case_time)i),
                         lt_case_time_title((enum lt_case_time)i, model->config->chinese)};
}
static struct word handling(unsigned i, const struct lt_report_model *model)
{
    return (struct word){lt_case_handling_name((enum lt_case_handling)i),
                         lt_case_handling_title((enum lt_case_handling)i, model->config->chinese)};
}
static struct word seen(unsigned i, const struct lt_report_model *model)
{
    return (struct word){lt_case_seen_name((enum lt_case_seen)i),
                         lt_case_seen_title((enum lt_case_seen)i, model->config->chinese)};
}
static struct word grave(unsigned i, const struct lt_report_model *model)
{
    return (struct word){lt_case_grave_name((enum lt_case_grave)i),
                         lt_case_grave_title((enum lt_case_grave)i, model->config->chinese)};
}
static struct word result(unsigned i, const struct lt_report_model *model)
{
    return (struct word){
        lt_feedback_match_name((enum lt_feedback_match)i),
        lt_feedback_match_title((enum lt_feedback_match)i, model->config->chinese)};
}
static struct word change(unsigned i, const struct lt_report_model *model)
{
    return (struct word){
        lt_feedback_change_name((enum lt_feedback_change)i),
        lt_feedback_change_title((enum lt_feedback_change)i, model->config->chinese)};
}

static const struct domain {
    const char *name;
    const char *columns[2];
    unsigned count;
    struct word (*word)(unsigned i, const struct lt_report_model *model);
} domains[] = {
    {"verdict", {"verdict"}, LT_UNDECIDED + 1, verdict},
    {"season_state", {"state_h1", "state_h2"}, LT_SEASON_MIXED + 1, season_state},
    {"finding", {"finding"}, LT_FINDING_UNPROVEN + 1, finding},
    {"time", {"time"}, LT_TIME_RELAPSED + 1, time_word},
    {"handling", {"handling"}, LT_HANDLING_COUNT, handling},
    {"seen", {"seen"}, LT_SEEN_CLEAN + 1, seen},
    {"grave_by", {"grave_by"}, LT_GRAVE_BY_REVIEW + 1, grave},
    {"result", {"result"}, LT_FEEDBACK_COUNT, result},
    {"change", {"change"}, LT_CHANGE_COUNT, change},
};
enum { DOMAINS = sizeof domains / sizeof *domains };

const char *lt_domain_of(const char *column)
{
    for (size_t d = 0; d < DOMAINS; d++) {
        for (size_t c = 0; c < 2 && domains[d].columns[c] != NULL; c++) {
            if (strcmp(domains[d].columns[c], column) == 0) {
                return domains[d].name;
            }
        }
    }
    return NULL;
}

static void add_value(struct lt_text *sql, const char *list, const char *value, const char *title)
{
    if (value[0] == '\0') { /* says that there is none: NULL in the column */
        return;
    }
    lt_text_add(sql, "INSERT INTO gpkg_data_column_constraints VALUES(");
    lt_sql_add_value(sql, list);
    lt_text_add(sql, ",'enum',");
    lt_sql_add_value(sql, value);
    lt_text_add(sql, ",NULL,NULL,NULL,NULL,");
    lt_sql_add_value(sql, title);
    lt_text_add(sql, ");\n");
}

enum lt_status lt_domains_write(struct lt_package *package, struct lt_error *err)
{
    const struct lt_layer_schema *const schema = package->model->violation_schema;
    struct lt_text sql = {0};
    for (size_t d = 0; d < DOMAINS; d++) {
        for (unsigned i = 0; i < domains[d].count; i++) {
            const struct word word = domains[d].word(i, package->model);
            add_value(&sql, domains[d].name, word.name, word.title);
        }
    }
    for (size_t i = 0; i < schema->field_count; i++) {
        const struct lt_schema_field *const field = &schema->fields[i];
        for (size_t k = 0; k < field->code_count; k++) {
            add_value(&sql, field->column, field->codes[k].code, field->codes[k].title_zh);
        }
    }
    return lt_package_run_text(package, &sql, err);
}
