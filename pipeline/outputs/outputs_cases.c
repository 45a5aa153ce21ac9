/* Which cases go into which book, and what each column of the violation layer holds. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "liangtian/area.h"
#include "outputs_common.h"
#include "support/arena.h"

static int id_to_case(const void *key, const void *item)
{
    return strcmp(key, ((const struct lt_case *)item)->id);
}

/* Which cases something happened to in the period: what the run tells comes first, then what each review does. */
static bool *list_touched(const struct lt_ledger *ledger, lt_period period, struct lt_arena *arena)
{
    bool *touched = lt_arena_array(arena, ledger->case_count, sizeof *touched);
    for (size_t i = ledger->event_count; touched != NULL && i > 0; i--) {
        const struct lt_event *event = &ledger->events[i - 1];
        if (event->period < period) {
            break;
        }
        const struct lt_case *one = bsearch(event->case_id, ledger->cases, ledger->case_count,
                                            sizeof *ledger->cases, id_to_case);
        if (event->period == period && one != NULL) {
            touched[one - ledger->cases] = true;
        }
    }
    return touched;
}

static bool in_book(const struct lt_case *item, enum lt_book book, bool is_touched)
{
    const bool accused =
        item->finding == LT_FINDING_SUSPECT || item->finding == LT_FINDING_CONFIRMED;
    switch (book) {
    case LT_BOOK_VIOLATIONS:
        return accused && (item->open || is_touched);
    case LT_BOOK_UNPROVEN:
        return item->finding == LT_FINDING_UNPROVEN && item->handling == LT_HANDLING_NONE;
    case LT_BOOK_EXEMPT:
        return item->finding == LT_FINDING_EXEMPT && item->handling == LT_HANDLING_NONE;
    case LT_BOOK_COUNT:
        break;
    }
    return false;
}

enum lt_status lt_book_select(const struct lt_report_model *model, enum lt_book book,
                              struct lt_arena *arena, struct lt_book_cases *ret_cases,
                              struct lt_error *err)
{
    const struct lt_ledger *const ledger = model->ledger;
    struct lt_book_cases cases = {0};
    cases.items = lt_arena_array(arena, ledger->case_count, sizeof(struct lt_case *));
    const bool *const touched = list_touched(ledger, model->key, arena);
    if (cases.items == NULL || touched == NULL) {
        return lt_fail_memory(err, "the list of cases");
    }
    for (size_t i = 0; i < ledger->case_count; i++) {
        const struct lt_case *const item = &ledger->cases[i];
        const bool is_touched = touched[i] || item->last_period == model->key;
        if (!in_book(item, book, is_touched)) {
            continue;
        }
        cases.items[cases.count++] = item;
        cases.area_m2 += item->area_m2;
        cases.open += item->open ? 1 : 0;
        cases.open_m2 += item->open ? item->area_m2 : 0;
    }
    if (book == LT_BOOK_VIOLATIONS) {
        const double tolerance = 1e-9 * cases.open_m2 + 0.005 * (double)(cases.open + 1);
        if (cases.open != model->city.cases_open ||
            !(fabs(cases.open_m2 - model->city.cases_open_m2) <= tolerance)) {
            return lt_fail(
                err, LT_E_BUG,
                "the ledger holds %zu open cases of %.3f m², the model says %llu of %.3f m²",
                cases.open, cases.open_m2, (unsigned long long)model->city.cases_open,
                model->city.cases_open_m2);
        }
    }
    *ret_cases = cases;
    return LT_OK;
}

const struct lt_rule *lt_rule_by_id(const struct lt_report_model *model, const char *id)
{
    return lt_rule_find(model->config->rules.rules, model->config->rules.count, id);
}

static const char *severity_title(enum lt_rule_severity severity, bool chinese)
{
    static const char *const titles[][2] = {
        [LT_RULE_GRAVE] = {"严重", "grave"},
        [LT_RULE_ORDINARY] = {"一般", "ordinary"},
        [LT_RULE_NOTICE] = {"引导关注", "notice"},
    };
    return titles[severity][chinese ? 0 : 1];
}

static const char *severity_word(enum lt_rule_severity severity)
{
    static const char *const words[] = {
        [LT_RULE_GRAVE] = "grave",
        [LT_RULE_ORDINARY] = "ordinary",
        [LT_RULE_NOTICE] = "notice",
    };
    return words[severity];
}

static const char *reason_text(const struct lt_case *item, bool chinese)
{
    for (int r = 1; r < LT_REASON_COUNT && item->reason != NULL; r++) {
        if (strcmp(lt_reason_name((enum lt_reason)r), item->reason) == 0) {
            return lt_reason_title((enum lt_reason)r, chinese);
        }
    }
    return item->reason;
}

/* --- one function per column --- */

struct source {
    const struct lt_report_model *model;
    const struct lt_case *item;
    char *buffer;
    bool chinese;
};

static const char *text_id(const struct source *s)
{
    return s->item->id;
}
static const char *text_rule(const struct source *s)
{
    return s->item->rules[0];
}
static const char *text_rule_title(const struct source *s)
{
    const struct lt_rule *const rule = lt_rule_by_id(s->model, s->item->rules[0]);
    return rule == NULL ? s->item->rules[0] : s->chinese ? rule->title_zh : rule->title_en;
}
static const char *text_other_rules(const struct source *s)
{
    size_t used = 0;
    s->buffer[0] = '\0';
    for (size_t i = 1; i < LT_CASE_RULES && s->item->rules[i] != NULL; i++) {
        const int more = snprintf(s->buffer + used, LT_CASE_TEXT - used, "%s%s",
                                  used == 0 ? "" : " ", s->item->rules[i]);
        if (more < 0 || (size_t)more >= LT_CASE_TEXT - used) {
            s->buffer[used] = '\0';
            break;
        }
        used += (size_t)more;
    }
    return s->buffer;
}
static const char *text_severity(const struct source *s)
{
    return severity_title(lt_case_severity(s->item), s->chinese);
}
static const char *text_grave(const struct source *s)
{
    return lt_case_grave_title(s->item->grave, s->chinese);
}
static const char *text_finding(const struct source *s)
{
    return lt_case_finding_title(s->item->finding, s->chinese);
}
/* No time is claimed for what is no case. */
static bool has_time(const struct lt_case *item)
{
    return item->finding != LT_FINDING_UNPROVEN && item->finding != LT_FINDING_EXEMPT;
}
static const char *text_time(const struct source *s)
{
    if (!has_time(s->item)) {
        return "";
    }
    return lt_case_time_title(s->item->time, s->chinese);
}
static const char *text_handling(const struct source *s)
{
    return lt_case_handling_title(s->item->handling, s->chinese);
}
/* The image judges open cases; of the others nothing was asked. */
static const char *text_seen(const struct source *s)
{
    return s->item->open ? lt_case_seen_title(s->item->seen, s->chinese) : "";
}
static const char *text_due(const struct source *s)
{
    return s->item->deadline == NULL ? "" : s->item->deadline;
}
static const char *text_county(const struct source *s)
{
    snprintf(s->buffer, LT_CASE_TEXT, "%06u", s->item->unit);
    return s->buffer;
}
static const char *text_county_name(const struct source *s)
{
    for (size_t i = 0; i < s->model->unit_count; i++) {
        if (s->model->units[i].unit == s->item->unit) {
            return s->model->units[i].name;
        }
    }
    return "";
}
static const char *text_town(const struct source *s)
{
    return s->item->town;
}
static const char *text_parcel(const struct source *s)
{
    return s->item->parcel_id;
}
static const char *text_land_class(const struct source *s)
{
    return s->item->land_class;
}
static const char *text_planting(const struct source *s)
{
    return s->item->planting;
}
static const char *text_class(const struct source *s)
{
    return s->chinese ? s->item->class_zh : s->item->class_en;
}
static const char *text_first(const struct source *s)
{
    return s->item->first_period == 0 ? "" : lt_period_format(s->item->first_period, s->buffer);
}
static const char *text_last(const struct source *s)
{
    return s->item->last_period == 0 ? "" : lt_period_format(s->item->last_period, s->buffer);
}
static const char *text_approval(const struct source *s)
{
    return s->item->approval;
}
static const char *text_feedback(const struct source *s)
{
    return s->item->feedback_id;
}
static const char *text_reason(const struct source *s)
{
    return reason_text(s->item, s->chinese);
}
static const char *text_idle(const struct source *s)
{
    const uint32_t years = s->item->idle_years;
    return years == 0   ? ""
           : years == 1 ? (s->chinese ? "年度撂荒" : "idle for a crop year")
                        : (s->chinese ? "常年撂荒" : "idle for two crop years or more");
}
static const char *word_idle(const struct lt_case *item)
{
    return item->idle_years == 0 ? "" : item->idle_years == 1 ? "YEAR" : "YEARS";
}
/* Boundary sensitivity: of the half-year at hand, where it was asked for. */
static const char *text_edge_held(const struct source *s)
{
    const struct lt_edges *edges = &s->item->edges;
    if (!lt_edges_given(edges)) {
        return "";
    }
    snprintf(s->buffer, LT_CASE_TEXT,
             lt_edges_hold(edges) ? (s->chinese ? "是 %u/%u" : "yes %u/%u")
                                  : (s->chinese ? "否 %u/%u" : "no %u/%u"),
             lt_edges_count(edges->held), lt_edges_count(edges->asked));
    return s->buffer;
}
static const char *word_edge_held(const struct lt_case *item)
{
    return !lt_edges_given(&item->edges) ? "" : lt_edges_hold(&item->edges) ? "YES" : "NO";
}
static bool has_edges(const struct lt_case *item)
{
    return lt_edges_given(&item->edges);
}
static double number_edge_low(const struct lt_case *item)
{
    return item->edges.share_low;
}
static double number_edge_high(const struct lt_case *item)
{
    return item->edges.share_high;
}
static double number_edge_grain_low(const struct lt_case *item)
{
    return item->edges.grain_low;
}
static double number_edge_grain_high(const struct lt_case *item)
{
    return item->edges.grain_high;
}
static const char *text_successor(const struct source *s)
{
    return s->item->successor_of;
}
static const char *word_severity(const struct lt_case *item)
{
    return severity_word(lt_case_severity(item));
}
static const char *word_grave(const struct lt_case *item)
{
    return lt_case_grave_name(item->grave);
}
static const char *word_finding(const struct lt_case *item)
{
    return lt_case_finding_name(item->finding);
}
static const char *word_time(const struct lt_case *item)
{
    return has_time(item) ? lt_case_time_name(item->time) : "";
}
static const char *word_handling(const struct lt_case *item)
{
    return lt_case_handling_name(item->handling);
}
static const char *word_seen(const struct lt_case *item)
{
    return item->open ? lt_case_seen_name(item->seen) : "";
}
static const char *word_reason(const struct lt_case *item)
{
    return item->reason == NULL ? "" : item->reason;
}
static double number_area(const struct lt_case *item)
{
    return item->area_m2;
}
static double number_area_mu(const struct lt_case *item)
{
    return lt_mu(item->area_m2);
}
static double number_pbf(const struct lt_case *item)
{
    return item->pbf_m2;
}
static double number_zone(const struct lt_case *item)
{
    return item->zone_m2;
}
static double number_low(const struct lt_case *item)
{
    return item->share_low;
}
static double number_high(const struct lt_case *item)
{
    return item->share_high;
}
static double number_exempt(const struct lt_case *item)
{
    return item->exempt_m2;
}

/* Names, lengths and titles are the schema's; here stands only where a value comes from. */
static const struct column {
    const char *column;
    const char *(*text)(const struct source *source);
    double (*number)(const struct lt_case *item);
    const char *(*word)(const struct lt_case *item);
    bool (*given)(const struct lt_case *item); /* of a number; NULL: always */
} columns[] = {
    {"case_id", text_id, NULL, NULL, NULL},
    {"rule", text_rule, NULL, NULL, NULL},
    {"rule_title", text_rule_title, NULL, NULL, NULL},
    {"other_rules", text_other_rules, NULL, NULL, NULL},
    {"severity", text_severity, NULL, word_severity, NULL},
    {"grave_by", text_grave, NULL, word_grave, NULL},
    {"finding", text_finding, NULL, word_finding, NULL},
    {"time", text_time, NULL, word_time, NULL},
    {"handling", text_handling, NULL, word_handling, NULL},
    {"seen", text_seen, NULL, word_seen, NULL},
    {"due", text_due, NULL, NULL, NULL},
    {"county", text_county, NULL, NULL, NULL},
    {"county_name", text_county_name, NULL, NULL, NULL},
    {"town", text_town, NULL, NULL, NULL},
    {"parcel", text_parcel, NULL, NULL, NULL},
    {"land_class", text_land_class, NULL, NULL, NULL},
    {"planting", text_planting, NULL, NULL, NULL},
    {"crop_class", text_class, NULL, NULL, NULL},
    {"area_m2", NULL, number_area, NULL, NULL},
    {"area_mu", NULL, number_area_mu, NULL, NULL},
    {"pbf_m2", NULL, number_pbf, NULL, NULL},
    {"zone_m2", NULL, number_zone, NULL, NULL},
    {"share_low", NULL, number_low, NULL, NULL},
    {"share_high", NULL, number_high, NULL, NULL},
    {"edge_held", text_edge_held, NULL, word_edge_held, NULL},
    {"edge_low", NULL, number_edge_low, NULL, has_edges},
    {"edge_high", NULL, number_edge_high, NULL, has_edges},
    {"edge_grain_low", NULL, number_edge_grain_low, NULL, has_edges},
    {"edge_grain_high", NULL, number_edge_grain_high, NULL, has_edges},
    {"first_period", text_first, NULL, NULL, NULL},
    {"last_period", text_last, NULL, NULL, NULL},
    {"approval", text_approval, NULL, NULL, NULL},
    {"exempt_m2", NULL, number_exempt, NULL, NULL},
    {"feedback", text_feedback, NULL, NULL, NULL},
    {"idle", text_idle, NULL, word_idle, NULL},
    {"reason", text_reason, NULL, word_reason, NULL},
    {"successor_of", text_successor, NULL, NULL, NULL},
};

/* Left empty: the reviewers and the city fill them in. */
static const char *const review_columns[] = {
    "review_result", "reviewer",        "review_date",    "review_basis", "actual_use",
    "evidence",      "review_approval", "approval_until", "remedy",       "review_stage",
    "deadline",      "rectification",   "rectified_on",   "city_result",  "city_date",
    "city_review",   "notes",
};

static const struct column *find_column(const char *name)
{
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        if (strcmp(columns[i].column, name) == 0) {
            return &columns[i];
        }
    }
    return NULL;
}

bool lt_case_column_has_word(const struct lt_schema_field *field)
{
    const struct column *const column = find_column(field->column);
    return column != NULL && column->word != NULL;
}

const char *lt_case_word(const struct lt_case *item, const struct lt_schema_field *field)
{
    const struct column *const column = find_column(field->column);
    return column == NULL || column->word == NULL ? NULL : column->word(item);
}

bool lt_case_column_is_review(const struct lt_schema_field *field)
{
    for (size_t i = 0; i < sizeof review_columns / sizeof *review_columns; i++) {
        if (strcmp(review_columns[i], field->column) == 0) {
            return true;
        }
    }
    return false;
}

enum lt_status lt_case_columns_check(const struct lt_report_model *model, struct lt_error *err)
{
    const struct lt_layer_schema *const schema = model->violation_schema;
    if (schema == NULL) {
        return lt_fail(err, LT_E_BUG, "the report model holds no schema of the violation layer");
    }
    for (size_t i = 0; i < schema->field_count; i++) {
        const struct lt_schema_field *const field = &schema->fields[i];
        if (find_column(field->column) == NULL && !lt_case_column_is_review(field)) {
            return lt_fail(err, LT_E_BUG, "column '%s' of schema %s is unknown to the writers",
                           field->column, schema->name);
        }
        if (strlen(field->name) > 10) {
            return lt_fail(err, LT_E_BUG, "column name '%s' of schema %s exceeds ten bytes",
                           field->name, schema->name);
        }
    }
    return LT_OK;
}

void lt_case_value(const struct lt_report_model *model, const struct lt_case *item,
                   const struct lt_schema_field *field, char buffer[LT_CASE_TEXT],
                   struct lt_case_value *ret_value)
{
    *ret_value = (struct lt_case_value){.kind = LT_VALUE_EMPTY, .text = ""};
    const struct column *const column = find_column(field->column);
    if (column == NULL) {
        return;
    }
    if (column->number != NULL && (column->given == NULL || column->given(item))) {
        ret_value->kind = LT_VALUE_NUMBER;
        ret_value->number = lt_round(column->number(item), (int)field->decimals);
        return;
    }
    if (column->text == NULL) {
        return;
    }
    const struct source source = {model, item, buffer, model->config->chinese};
    const char *const text = column->text(&source);
    if (text != NULL && *text != '\0') {
        ret_value->kind = LT_VALUE_TEXT;
        ret_value->text = text;
    }
}
