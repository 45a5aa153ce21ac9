/* figures.json: the report's figures for programs. Areas in m², output in kg, shares of 1; an interval is [low, high]. */
#include <string.h>

#include "liangtian/outputs.h"
#include "outputs_common.h"
#include "outputs_words.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/json.h"

enum { FORMAT_VERSION = 1 };

struct figures {
    const struct lt_report_model *model;
    struct lt_json json;
};

/* --- one county, or the city --- */

static void seasons(struct lt_json *json, const char *name, const struct lt_interval two[2])
{
    lt_json_begin(json, name, '{');
    lt_interval_json(json, "H1", two[0]);
    lt_interval_json(json, "H2", two[1]);
    lt_json_end(json, '}');
}

static void areas(struct lt_json *json, const struct lt_report_unit *unit)
{
    const struct lt_unit_sums *const sums = &unit->sums;
    lt_json_number(json, "farmland_m2", sums->farmland_m2);
    lt_json_number(json, "pbf_m2", sums->pbf_m2);
    lt_json_number(json, "unjudged_m2", sums->unjudged_m2);
    seasons(json, "grain_m2", sums->grain_m2);
    seasons(json, "outside_grain_m2", sums->outside_grain_m2);
    lt_interval_json(json, "footprint_m2", sums->footprint_m2);
    lt_interval_json(json, "grain_share", unit->grain_share);
    lt_json_begin(json, "unseen_m2", '{');
    lt_json_number(json, "H1", sums->unseen_m2[0]);
    lt_json_number(json, "H2", sums->unseen_m2[1]);
    lt_json_end(json, '}');
    lt_json_number(json, "zone_filed_m2", sums->zone_filed_m2);
    lt_json_number(json, "zone_gross_m2", sums->zone_gross_m2);
    lt_interval_json(json, "zone_effective_m2", sums->zone_effective_m2);
}

static void cases(struct lt_json *json, const struct lt_report_unit *unit)
{
    const struct lt_balance *const b = &unit->balance;
    const struct {
        const char *name;
        uint64_t count;
        double m2;
    } lines[] = {
        {"opening", b->opening_n, b->opening_m2},
        {"new", b->new_n, b->new_m2},
        {"stock", b->stock_n, b->stock_m2},
        {"undated", b->undated_n, b->undated_m2},
        {"relapsed", b->relapsed_n, b->relapsed_m2},
        {"split", b->split_n, b->split_m2},
        {"merged", b->merged_n, b->merged_m2},
        {"closed", b->closed_n, b->closed_m2},
        {"closing", b->closing_n, b->closing_m2},
        {"carried", b->carried_n, b->carried_m2},
        {"rectified_proposed", b->rectified_proposed_n, b->rectified_proposed_m2},
        {"unproven", b->unproven_n, b->unproven_m2},
        {"exempt", b->exempt_n, b->exempt_m2},
        {"open", unit->cases_open, unit->cases_open_m2},
        {"grave", unit->cases_grave, unit->cases_grave_m2},
    };
    lt_json_begin(json, "cases", '{');
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        lt_json_begin(json, lines[i].name, '{');
        lt_json_whole(json, "count", lines[i].count);
        lt_json_number(json, "m2", lines[i].m2);
        lt_json_end(json, '}');
    }
    lt_json_end(json, '}');
}

static void place(struct figures *figures, const char *name, const struct lt_report_unit *unit)
{
    struct lt_json *const json = &figures->json;
    lt_json_begin(json, name, '{');
    lt_json_whole(json, "code", unit->unit);
    lt_json_text(json, "name", lt_unit_title(figures->model, unit));
    areas(json, unit);
    cases(json, unit);
    lt_json_end(json, '}');
}

/* --- floors --- */

static void estimate(struct lt_json *json, const char *name, const struct lt_estimate *of)
{
    if (of->method == LT_BY_NOTHING) {
        lt_json_null(json, name);
    } else {
        lt_estimate_json(json, name, of);
    }
}

static void verdict(struct lt_json *json, enum lt_verdict_value value, enum lt_reason reason)
{
    lt_json_text(json, "verdict", lt_verdict_name(value));
    lt_json_text(json, "reason", value == LT_UNDECIDED ? lt_reason_name(reason) : "");
}

static void one_floor(struct lt_json *json, const struct lt_floor *floor)
{
    lt_json_begin(json, NULL, '{');
    lt_json_text(json, "rule", floor->rule_id);
    lt_json_whole(json, "code", floor->unit);
    lt_json_number(json, "floor_m2", floor->floor_m2);
    lt_interval_json(json, "area_m2", floor->area_m2);
    lt_interval_json(json, "with_outside_m2", floor->with_outside_m2);
    lt_interval_json(json, "not_grain_m2", floor->not_grain_m2);
    lt_json_number(json, "claimed_m2", floor->claimed_m2);
    lt_json_number(json, "estimate_m2", floor->estimate_m2);
    verdict(json, floor->verdict, floor->reason);
    lt_json_truth(json, "map_only", floor->map_only);
    if (floor->sample.given) {
        lt_json_begin(json, "sample", '{');
        estimate(json, "area_m2", &floor->sample.area);
        estimate(json, "with_outside_m2", &floor->sample.with_outside);
        lt_json_text(json, "decision", lt_floor_decision_name(floor->sample.decision));
        lt_json_end(json, '}');
    } else {
        lt_json_null(json, "sample");
    }
    lt_json_end(json, '}');
}

static void floors(struct figures *figures)
{
    const struct lt_report_model *const model = figures->model;
    struct lt_json *const json = &figures->json;
    lt_json_begin(json, "floors", '[');
    for (size_t i = 0; i < model->floor_count; i++) {
        one_floor(json, &model->floors[i]);
    }
    lt_json_end(json, ']');
}

static void output_unit(struct lt_json *json, const struct lt_output_unit *unit)
{
    lt_json_begin(json, NULL, '{');
    lt_json_whole(json, "code", unit->unit);
    lt_json_number(json, "target_kg", unit->target_kg);
    lt_json_number(json, "mapped_kg", unit->mapped_kg);
    lt_json_number(json, "mapped_se_kg", unit->mapped_se_kg);
    estimate(json, "kg", &unit->kg);
    estimate(json, "with_outside_kg", &unit->with_outside);
    verdict(json, unit->verdict, unit->reason);
    lt_json_end(json, '}');
}

static void output(struct figures *figures)
{
    const struct lt_output *const output = &figures->model->output;
    struct lt_json *const json = &figures->json;
    if (!output->given) {
        lt_json_null(json, "output");
        return;
    }
    lt_json_begin(json, "output", '{');
    lt_json_number(json, "floor_kg", output->floor_kg);
    lt_json_number(json, "mapped_kg", output->mapped_kg);
    lt_json_number(json, "mapped_se_kg", output->mapped_se_kg);
    verdict(json, output->verdict, output->reason);
    if (output->sampled) {
        estimate(json, "kg", &output->kg);
        estimate(json, "with_outside_kg", &output->with_outside);
    }
    lt_json_begin(json, "counties", '[');
    for (size_t u = 0; u < output->unit_count; u++) {
        output_unit(json, &output->units[u]);
    }
    lt_json_end(json, ']');
    lt_json_end(json, '}');
}

/* --- rules and tables --- */

static void rules(struct figures *figures)
{
    const struct lt_report_model *const model = figures->model;
    struct lt_json *const json = &figures->json;
    lt_json_begin(json, "rules", '[');
    for (size_t i = 0; i < model->rule_count; i++) {
        const struct lt_report_rule *const one = &model->rules[i];
        lt_json_begin(json, NULL, '{');
        lt_json_text(json, "id", one->rule->id);
        lt_json_text(json, "clause", one->rule->clause);
        lt_json_whole(json, "subjects", one->subjects);
        lt_json_whole(json, "meets", one->meets);
        lt_json_whole(json, "below", one->below);
        lt_json_whole(json, "undecided", one->undecided);
        lt_json_number(json, "below_m2", one->below_m2);
        lt_json_whole(json, "cases", one->cases);
        lt_json_number(json, "cases_m2", one->cases_m2);
        lt_json_end(json, '}');
    }
    lt_json_end(json, ']');
}

static void cell(struct lt_json *json, const struct lt_report_column *column,
                 const struct lt_report_cell *cell)
{
    if (!cell->given) {
        lt_json_null(json, NULL);
    } else if (column->kind == LT_COLUMN_TEXT) {
        lt_json_text(json, NULL, cell->text);
    } else if (column->range) {
        lt_interval_json(json, NULL, cell->value);
    } else {
        lt_json_number(json, NULL, cell->value.low);
    }
}

static void table(struct figures *figures, const struct lt_report_table *one)
{
    struct lt_json *const json = &figures->json;
    lt_json_begin(json, NULL, '{');
    lt_json_text(json, "id", one->id);
    lt_json_text(json, "clause", one->clause);
    lt_json_text(json, "title", lt_say(figures->model, one->title_zh, one->title_en));
    lt_json_begin(json, "columns", '[');
    for (size_t c = 0; c < one->column_count; c++) {
        lt_json_text(json, NULL, lt_say(figures->model, one->columns[c].zh, one->columns[c].en));
    }
    lt_json_end(json, ']');
    lt_json_begin(json, "rows", '[');
    for (size_t r = 0; r < one->row_count; r++) {
        lt_json_begin(json, NULL, '[');
        for (size_t c = 0; c < one->column_count; c++) {
            cell(json, &one->columns[c], &one->cells[r * one->column_count + c]);
        }
        lt_json_end(json, ']');
    }
    lt_json_end(json, ']');
    lt_json_end(json, '}');
}

static void tables(struct figures *figures)
{
    const struct lt_report_model *const model = figures->model;
    lt_json_begin(&figures->json, "tables", '[');
    for (size_t i = 0; i < model->table_count; i++) {
        if (!model->tables[i].detail || !lt_is_public(model)) {
            table(figures, &model->tables[i]);
        }
    }
    lt_json_end(&figures->json, ']');
}

static void inputs(struct figures *figures)
{
    const struct lt_report_model *const model = figures->model;
    struct lt_json *const json = &figures->json;
    lt_json_begin(json, "inputs", '[');
    for (size_t i = 0; i < model->input_count; i++) {
        lt_json_begin(json, NULL, '{');
        lt_json_text(json, "role", model->inputs[i].role);
        lt_json_text(json, "name", model->inputs[i].name);
        lt_json_whole(json, "bytes", model->inputs[i].bytes);
        lt_json_text(json, "sha256", model->inputs[i].sha256);
        lt_json_end(json, '}');
    }
    lt_json_end(json, ']');
}

static void counties(struct figures *figures)
{
    lt_json_begin(&figures->json, "counties", '[');
    for (size_t i = 0; i < figures->model->unit_count; i++) {
        place(figures, NULL, &figures->model->units[i]);
    }
    lt_json_end(&figures->json, ']');
}

static void write(struct figures *figures)
{
    const struct lt_report_model *const model = figures->model;
    struct lt_json *const json = &figures->json;
    char period[LT_PERIOD_TEXT];
    lt_json_begin(json, NULL, '{');
    lt_json_whole(json, "version", FORMAT_VERSION);
    lt_json_text(json, "program", model->program_version);
    lt_json_text(json, "period", lt_period_format(model->key, period));
    lt_json_text(json, "published_at", model->published_at);
    lt_json_text(json, "profile", model->config->profile);
    lt_json_text(json, "mark", model->config->mark);
    lt_json_truth(json, "first_run", model->first_run);
    lt_json_truth(json, "crop_year_complete", model->crop_year_complete);
    place(figures, "city", &model->city);
    counties(figures);
    floors(figures);
    output(figures);
    rules(figures);
    tables(figures);
    inputs(figures);
    lt_json_end(json, '}');
    lt_text_add(json->text, "\n");
}

enum lt_status lt_write_figures(const struct lt_report_model *model, const char *folder,
                                struct lt_error *err)
{
    static const char *const names[] = {"figures.json"};
    enum lt_status status;
    struct lt_arena *arena = NULL;
    struct lt_text text = {0};
    struct figures figures = {.model = model, .json = {.text = &text, .first = true}};
    LT_TRY(lt_arena_create(&arena, err));
    const char *const path = lt_path_join(arena, folder, names[0]);
    if (path == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    write(&figures);
    LT_TRY(lt_write_whole(path, &text, err));
out:
    if (status != LT_OK) {
        lt_discard(folder, names, 1);
    }
    lt_text_finish(&text);
    lt_arena_destroy(arena);
    return status;
}
