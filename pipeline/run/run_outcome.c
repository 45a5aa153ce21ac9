#include "run/run_outcome.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void add_count(struct lt_text *text, const char *key, uint64_t count)
{
    lt_text_printf(text, "%s=%llu\n", key, (unsigned long long)count);
}

/* --- writing --- */

static void add_totals(const struct lt_report_model *model, struct lt_text *text)
{
    uint64_t below = 0, undecided = 0;
    for (size_t i = 0; i < model->floor_count; i++) {
        if (model->floors[i].unit == model->config->city_code) {
            below += model->floors[i].verdict == LT_BELOW;
            undecided += model->floors[i].verdict == LT_UNDECIDED;
        }
    }
    if (model->output.given && model->output.floor_kg > 0.0) {
        below += model->output.verdict == LT_BELOW;
        undecided += model->output.verdict == LT_UNDECIDED;
    }
    add_count(text, "floors_below", below);
    add_count(text, "floors_undecided", undecided);
    add_count(text, "cases_open", model->city.cases_open);
    add_count(text, "cases_grave", model->city.cases_grave);
}

static void add_parcels(const struct lt_report_model *model, struct lt_text *text)
{
    const struct lt_waterfall fall = lt_report_waterfall(&model->city.sums);
    add_count(text, "parcels.meets", fall.meets);
    add_count(text, "parcels.below", fall.below);
    add_count(text, "parcels.undecided", fall.undecided);
    add_count(text, "parcels.excluded", fall.excluded);
}

/* Every state has a line, so that nobody takes a missing one for none. */
static void add_cases(const struct lt_report_model *model, struct lt_text *text)
{
    uint64_t counts[LT_STATE_COUNT] = {0};
    for (size_t i = 0; i < model->ledger->case_count; i++) {
        counts[lt_case_state_of(&model->ledger->cases[i])]++;
    }
    for (int state = LT_STATE_ABSENT + 1; state < LT_STATE_COUNT; state++) {
        lt_text_printf(text, "cases.%s=%llu\n", lt_case_state_name((enum lt_case_state)state),
                       (unsigned long long)counts[state]);
    }
}

static void add_quantity(struct lt_text *text, const char *rule, const char *quantity, double value)
{
    if (isfinite(value)) {
        lt_text_printf(text, "floor.%s.%s=", rule, quantity);
        lt_text_add_double(text, value);
        lt_text_add(text, "\n");
    }
}

static void add_verdict(struct lt_text *text, const char *rule, enum lt_verdict_value verdict)
{
    lt_text_printf(text, "floor.%s.verdict=%s\n", rule, lt_verdict_name(verdict));
}

static void add_floors(const struct lt_report_model *model, struct lt_text *text)
{
    for (size_t i = 0; i < model->floor_count; i++) {
        const struct lt_floor *floor = &model->floors[i];
        if (floor->unit == model->config->city_code && floor->floor_m2 > 0.0) {
            add_quantity(text, floor->rule_id, "floor_m2", floor->floor_m2);
            add_quantity(text, floor->rule_id, "low_m2", floor->area_m2.low);
            add_quantity(text, floor->rule_id, "high_m2", floor->area_m2.high);
            add_verdict(text, floor->rule_id, floor->verdict);
        }
    }
    if (model->output.given && model->output.floor_kg > 0.0) {
        add_quantity(text, "OUTPUT", "floor_kg", model->output.floor_kg);
        add_quantity(text, "OUTPUT", "mapped_kg", model->output.mapped_kg);
        add_verdict(text, "OUTPUT", model->output.verdict);
    }
}

void lt_outcome_write(const struct lt_report_model *model, struct lt_text *text)
{
    char period[LT_PERIOD_TEXT];
    lt_text_printf(text, "period=%s\n", lt_period_format(model->key, period));
    add_totals(model, text);
    add_parcels(model, text);
    add_cases(model, text);
    add_floors(model, text);
}

/* --- reading --- */

const char *lt_outcome_next(const char *line)
{
    const char *end = strchr(line, '\n');
    return end == NULL || end[1] == '\0' ? NULL : end + 1;
}

const char *lt_outcome_value(const char *outcome, const char *key, size_t *ret_length)
{
    const size_t length = strlen(key);
    for (const char *line = outcome; line != NULL; line = lt_outcome_next(line)) {
        if (strncmp(line, key, length) == 0 && line[length] == '=') {
            *ret_length = strcspn(line + length + 1, "\n");
            return line + length + 1;
        }
    }
    return NULL;
}

uint64_t lt_outcome_count(const char *outcome, const char *key)
{
    size_t length;
    const char *value = lt_outcome_value(outcome, key, &length);
    return value == NULL ? 0 : strtoull(value, NULL, 10);
}
