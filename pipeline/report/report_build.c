/* Every number that an output prints, computed once. */
#include "liangtian/report.h"

#include <string.h>

#include "report/report_parts.h"
#include "support/arena.h"

static const struct lt_balance *balance_of(const struct lt_ledger *ledger, lt_period period,
                                           uint32_t unit)
{
    for (size_t i = 0; i < ledger->balance_count; i++) {
        if (ledger->balance_periods[i] == period && ledger->balances[i].unit == unit) {
            return &ledger->balances[i];
        }
    }
    return NULL;
}

static struct lt_interval share_of(struct lt_interval part, double whole)
{
    return whole > 0.0 ? (struct lt_interval){part.low / whole, part.high / whole}
                       : (struct lt_interval){0.0, 0.0};
}

static void set_share(const struct lt_report_model *model, struct lt_report_unit *unit)
{
    const int season = lt_period_half(model->key) - 1;
    unit->grain_share =
        share_of(model->crop_year_complete ? unit->sums.footprint_m2 : unit->sums.grain_m2[season],
                 unit->sums.farmland_m2);
}

static void count_cases(const struct lt_ledger *ledger, bool whole_city,
                        struct lt_report_unit *unit)
{
    for (size_t i = 0; i < ledger->case_count; i++) {
        const struct lt_case *one = &ledger->cases[i];
        if (!one->open || !(whole_city || one->unit == unit->unit)) {
            continue;
        }
        unit->cases_open++;
        unit->cases_open_m2 += one->area_m2;
        if (lt_case_severity(one) == LT_RULE_GRAVE) {
            unit->cases_grave++;
            unit->cases_grave_m2 += one->area_m2;
            unit->cases_grave_two += one->grave > LT_GRAVE_BY_RULE;
        }
    }
}

static const struct lt_case *case_of(const struct lt_ledger *ledger, const char *id)
{
    size_t low = 0, high = ledger->case_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int by = strcmp(ledger->cases[middle].id, id);
        if (by == 0) {
            return &ledger->cases[middle];
        }
        *(by < 0 ? &low : &high) = by < 0 ? middle + 1 : middle;
    }
    return NULL;
}

/* What reviews did since the half-year was closed; the balance of the next one takes it up. */
static void count_reviews(const struct lt_ledger *ledger, lt_period period, bool whole_city,
                          struct lt_report_unit *unit)
{
    for (size_t i = 0; i < ledger->event_count; i++) {
        const struct lt_event *event = &ledger->events[i];
        const bool closed = strcmp(event->kind, "closed") == 0;
        if (event->period != period || (!closed && strcmp(event->kind, "reviewed") != 0)) {
            continue;
        }
        const struct lt_case *one = case_of(ledger, event->case_id);
        if (one == NULL || !(whole_city || one->unit == unit->unit)) {
            continue;
        }
        unit->reviewed += closed ? 0 : 1;
        unit->reviewed_closed += closed ? 1 : 0;
        unit->reviewed_closed_m2 += closed ? event->area_before_m2 : 0.0;
    }
}

static void build_unit(const struct lt_report_parts *parts, const struct lt_report_model *model,
                       size_t index, struct lt_report_unit *unit)
{
    const struct lt_unit_result *result = &parts->units[index];
    const struct lt_balance *balance = balance_of(parts->ledger, parts->period, result->unit);
    *unit = (struct lt_report_unit){
        .unit = result->unit,
        .name = parts->unit_names == NULL ? "" : parts->unit_names[index],
        .sums = result->sums,
        .edge_m2 = result->edge_m2,
        .small_m2 = result->small_m2,
        .edge_count = result->edge_count,
        .small_count = result->small_count,
        .result = result,
        .spool = parts->spools == NULL ? NULL : parts->spools[index],
        .feature = parts->feature,
    };
    if (parts->unit_shapes != NULL) {
        unit->shape = parts->unit_shapes[index];
    }
    unit->balance.unit = result->unit;
    if (balance != NULL) {
        unit->balance = *balance;
    }
    count_cases(parts->ledger, false, unit);
    count_reviews(parts->ledger, parts->period, false, unit);
    set_share(model, unit);
}

static void build_city(const struct lt_report_parts *parts, struct lt_report_model *model)
{
    const struct lt_config *config = parts->config;
    const struct lt_balance *balance = balance_of(parts->ledger, parts->period, config->city_code);
    struct lt_report_unit *city = &model->city;
    *city = (struct lt_report_unit){
        .unit = config->city_code,
        .name = config->chinese ? config->city_name_zh : config->city_name_en,
        .sums = {.unit = config->city_code},
    };
    for (size_t u = 0; u < model->unit_count; u++) {
        const struct lt_report_unit *unit = &model->units[u];
        lt_unit_sums_add(&city->sums, &unit->sums);
        city->edge_m2 += unit->edge_m2;
        city->small_m2 += unit->small_m2;
        city->edge_count += unit->edge_count;
        city->small_count += unit->small_count;
    }
    city->balance.unit = config->city_code;
    if (balance != NULL) {
        city->balance = *balance;
    }
    count_cases(parts->ledger, true, city);
    count_reviews(parts->ledger, parts->period, true, city);
    set_share(model, city);
}

static const struct lt_period_config *period_of(const struct lt_config *config, lt_period period)
{
    for (size_t i = 0; i < config->period_count; i++) {
        if (config->periods[i].period == period) {
            return &config->periods[i];
        }
    }
    return NULL;
}

static enum lt_status copy_lists(const struct lt_report_parts *parts, struct lt_report_model *model,
                                 struct lt_error *err)
{
    model->floor_count = parts->floor_count;
    model->quality_count = parts->quality_count;
    model->input_count = parts->input_count;
    model->catalogue_count = parts->catalogue_count;
    model->floors = lt_arena_copy(model->arena, parts->floors, parts->floor_count,
                                  parts->floor_count, sizeof *model->floors);
    model->quality = lt_arena_copy(model->arena, parts->quality, parts->quality_count,
                                   parts->quality_count, sizeof *model->quality);
    model->inputs = lt_arena_copy(model->arena, parts->inputs, parts->input_count,
                                  parts->input_count, sizeof *model->inputs);
    model->catalogues = lt_arena_copy(model->arena, parts->catalogues, parts->catalogue_count,
                                      parts->catalogue_count, sizeof *model->catalogues);
    model->unit_count = parts->unit_count;
    model->units = lt_arena_array(model->arena, parts->unit_count, sizeof *model->units);
    return model->floors == NULL || model->quality == NULL || model->inputs == NULL ||
                   model->catalogues == NULL || model->units == NULL
               ? lt_fail_memory(err, "the report")
               : LT_OK;
}

/* Cases of which a photograph was taken at the place, on a day that fits. */
static enum lt_status count_progress(struct lt_report_model *model, struct lt_error *err)
{
    const struct lt_ledger *ledger = model->ledger;
    bool *shown = lt_arena_array(model->arena, ledger->case_count, sizeof *shown);
    if (shown == NULL) {
        return lt_fail_memory(err, "the report");
    }
    for (size_t i = 0; i < ledger->photo_count; i++) {
        const struct lt_photo *photo = &ledger->photos[i];
        const struct lt_case *one = case_of(ledger, photo->case_id);
        if (one != NULL && photo->place == LT_PHOTO_AT_CASE && photo->day == LT_PHOTO_DAY_FITS) {
            shown[one - ledger->cases] = true;
        }
    }
    for (size_t u = 0; u < model->unit_count; u++) {
        struct lt_report_unit *unit = &model->units[u];
        unit->progress = lt_report_progress(ledger, shown, false, unit->unit);
    }
    model->city.progress = lt_report_progress(ledger, shown, true, 0);
    return LT_OK;
}

enum lt_status lt_report_build(const struct lt_report_parts *parts,
                               struct lt_report_model *ret_model, struct lt_error *err)
{
    enum lt_status status;
    struct lt_report_model model = {
        .config = parts->config,
        .period = period_of(parts->config, parts->period),
        .key = parts->period,
        .first_run = parts->first_run,
        .crop_year_complete = lt_period_half(parts->period) == 2 && !parts->season_missing &&
                              period_of(parts->config, parts->period - 1) != NULL,
        .published_at = parts->published_at,
        .program_version = parts->program_version,
        .legend = parts->legend,
        .grid = parts->grid,
        .violation_schema = parts->violation_schema,
        .parcel_schema = parts->parcel_schema,
        .zone_schema = parts->zone_schema,
        .ledger = parts->ledger,
        .feedback = parts->feedback,
        .county_form = parts->county_form,
        .output = parts->output,
        .reliability = parts->reliability,
        .diagnostics = parts->diagnostics,
    };
    LT_TRY(lt_arena_create(&model.arena, err));
    LT_TRY(copy_lists(parts, &model, err));
    for (size_t u = 0; u < parts->unit_count; u++) {
        build_unit(parts, &model, u, &model.units[u]);
    }
    build_city(parts, &model);
    LT_TRY(count_progress(&model, err));
    LT_TRY(lt_report_count_rules(parts, &model, err));
    LT_TRY(lt_report_tables(&model, err));
    LT_TRY(lt_report_check(&model, err));
    *ret_model = model;
    model.arena = NULL;
out:
    lt_arena_destroy(model.arena);
    return status;
}

void lt_report_finish(struct lt_report_model *model)
{
    if (model != NULL) {
        lt_arena_destroy(model->arena);
        *model = (struct lt_report_model){0};
    }
}
