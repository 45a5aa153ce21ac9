#include "liangtian/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "store/store_json.h"
#include "support/arena.h"
#include "support/files.h"

enum { PLAN_VERSION = 4, PLAN_LIMIT = 64 << 20 };

static json_t *unit_json(const struct lt_plan_unit *unit)
{
    return json_pack("{s:I, s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:I}", "unit",
                     (json_int_t)unit->unit, "name", unit->name, "key", unit->key, "spool",
                     unit->spool, "border", unit->border, "features", (json_int_t)unit->features,
                     "vertices", (json_int_t)unit->vertices, "pixels", (json_int_t)unit->pixels,
                     "weight", (json_int_t)unit->weight);
}

static json_t *crs_json(const struct lt_grid_crs *crs)
{
    return crs == NULL ? NULL
                       : json_pack("{s:s, s:s, s:b, s:f, s:f, s:f}", "name", crs->name,
                                   "definition", crs->definition, "geographic", crs->geographic,
                                   "metres", crs->metres, "semi_major", crs->semi_major,
                                   "inverse_flattening", crs->inverse_flattening);
}

static json_t *input_json(const struct lt_plan_input *one)
{
    return json_pack("{s:s, s:s, s:I, s:s, s:s, s:o*}", "role", one->input.role, "name",
                     one->input.name, "bytes", (json_int_t)one->input.bytes, "sha256",
                     one->input.sha256, "stamp", one->stamp, "crs", crs_json(one->crs));
}

static json_t *quality_json(const struct lt_report_quality *row)
{
    return json_pack("{s:i, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:f, s:f, s:f}", "layer",
                     (int)row->layer, "name", row->name, "features", (json_int_t)row->features,
                     "judged", (json_int_t)row->judged, "not_judged", (json_int_t)row->not_judged,
                     "repaired", (json_int_t)row->repaired, "overlaps", (json_int_t)row->overlaps,
                     "slivers", (json_int_t)row->slivers, "off_raster", (json_int_t)row->off_raster,
                     "gross_m2", row->gross_m2, "not_judged_m2", row->not_judged_m2, "overlap_m2",
                     row->overlap_m2);
}

enum lt_status lt_plan_write(const char *path, const struct lt_plan *plan, struct lt_error *err)
{
    json_t *units = json_array(), *quality = json_array(), *inputs = json_array();
    for (size_t i = 0; i < plan->input_count; i++) {
        json_array_append_new(inputs, input_json(&plan->inputs[i]));
    }
    for (size_t i = 0; i < plan->unit_count; i++) {
        json_array_append_new(units, unit_json(&plan->units[i]));
    }
    for (size_t i = 0; i < plan->quality_count; i++) {
        json_array_append_new(quality, quality_json(&plan->quality[i]));
    }
    json_t *root =
        json_pack("{s:i, s:i, s:s, s:s, s:b, s:b, s:b, s:o, s:o, s:o}", "version", PLAN_VERSION,
                  "period", (int)plan->period, "key", plan->key, "config", plan->config_path,
                  "chinese", plan->chinese, "redo", plan->redo, "allow_stale", plan->allow_stale,
                  "inputs", inputs, "units", units, "quality", quality);
    return store_json_write(path, root, JSON_INDENT(1) | JSON_REAL_PRECISION(17), "the plan", err);
}

static enum lt_status read_unit(json_t *item, struct lt_arena *arena, struct lt_plan_unit *ret_unit,
                                struct lt_error *err)
{
    json_int_t code, features, vertices, pixels, weight;
    const char *name, *key, *spool, *border;
    if (json_unpack(item, "{s:I, s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:I}", "unit", &code, "name",
                    &name, "key", &key, "spool", &spool, "border", &border, "features", &features,
                    "vertices", &vertices, "pixels", &pixels, "weight", &weight) != 0 ||
        strlen(key) != 64 || strlen(spool) != 64 || (*border != '\0' && strlen(border) != 64)) {
        return lt_fail(err, LT_E_IO, "the plan's list of units is damaged");
    }
    *ret_unit = (struct lt_plan_unit){.unit = (uint32_t)code,
                                      .features = (uint64_t)features,
                                      .vertices = (uint64_t)vertices,
                                      .pixels = (uint64_t)pixels,
                                      .weight = (uint64_t)weight};
    snprintf(ret_unit->key, sizeof ret_unit->key, "%s", key);
    snprintf(ret_unit->spool, sizeof ret_unit->spool, "%s", spool);
    snprintf(ret_unit->border, sizeof ret_unit->border, "%s", border);
    ret_unit->name = lt_arena_text(arena, name);
    return ret_unit->name == NULL ? lt_fail_memory(err, "the plan") : LT_OK;
}

static enum lt_status read_crs(json_t *item, struct lt_arena *arena,
                               const struct lt_grid_crs **ret_crs, struct lt_error *err)
{
    const char *name, *definition;
    int geographic;
    double metres, semi_major, inverse_flattening;
    *ret_crs = NULL;
    if (item == NULL) {
        return LT_OK;
    }
    if (json_unpack(item, "{s:s, s:s, s:b, s:F, s:F, s:F}", "name", &name, "definition",
                    &definition, "geographic", &geographic, "metres", &metres, "semi_major",
                    &semi_major, "inverse_flattening", &inverse_flattening) != 0) {
        return lt_fail(err, LT_E_IO, "the plan's list of inputs is damaged");
    }
    struct lt_grid_crs *crs = lt_arena_alloc(arena, sizeof *crs);
    if (crs == NULL) {
        return lt_fail_memory(err, "the plan");
    }
    *crs = (struct lt_grid_crs){.name = lt_arena_text(arena, name),
                                .definition = lt_arena_text(arena, definition),
                                .geographic = geographic != 0,
                                .metres = metres,
                                .semi_major = semi_major,
                                .inverse_flattening = inverse_flattening};
    *ret_crs = crs;
    return crs->name == NULL || crs->definition == NULL ? lt_fail_memory(err, "the plan") : LT_OK;
}

static enum lt_status read_input(json_t *item, struct lt_arena *arena,
                                 struct lt_plan_input *ret_input, struct lt_error *err)
{
    const char *role, *name, *sha256, *stamp;
    json_int_t bytes;
    json_t *crs = NULL;
    if (json_unpack(item, "{s:s, s:s, s:I, s:s, s:s, s?o}", "role", &role, "name", &name, "bytes",
                    &bytes, "sha256", &sha256, "stamp", &stamp, "crs", &crs) != 0 ||
        strlen(sha256) != 64 || strlen(stamp) != 64) {
        return lt_fail(err, LT_E_IO, "the plan's list of inputs is damaged");
    }
    struct lt_plan_input one = {.input = {.role = lt_arena_text(arena, role),
                                          .name = lt_arena_text(arena, name),
                                          .bytes = (uint64_t)bytes}};
    snprintf(one.input.sha256, sizeof one.input.sha256, "%s", sha256);
    snprintf(one.stamp, sizeof one.stamp, "%s", stamp);
    const enum lt_status status = read_crs(crs, arena, &one.crs, err);
    *ret_input = one;
    return status == LT_OK && (one.input.role == NULL || one.input.name == NULL)
               ? lt_fail_memory(err, "the plan")
               : status;
}

static enum lt_status read_quality(json_t *item, struct lt_arena *arena,
                                   struct lt_report_quality *ret_row, struct lt_error *err)
{
    int layer;
    const char *name;
    json_int_t n[7];
    struct lt_report_quality row = {0};
    if (json_unpack(item, "{s:i, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:F, s:F, s:F}", "layer",
                    &layer, "name", &name, "features", &n[0], "judged", &n[1], "not_judged", &n[2],
                    "repaired", &n[3], "overlaps", &n[4], "slivers", &n[5], "off_raster", &n[6],
                    "gross_m2", &row.gross_m2, "not_judged_m2", &row.not_judged_m2, "overlap_m2",
                    &row.overlap_m2) != 0 ||
        layer < 0 || layer >= LT_LAYER_COUNT) {
        return lt_fail(err, LT_E_IO, "the plan's quality table is damaged");
    }
    row.layer = (enum lt_layer)layer;
    row.name = lt_arena_text(arena, name);
    row.features = (uint64_t)n[0];
    row.judged = (uint64_t)n[1];
    row.not_judged = (uint64_t)n[2];
    row.repaired = (uint64_t)n[3];
    row.overlaps = (uint64_t)n[4];
    row.slivers = (uint64_t)n[5];
    row.off_raster = (uint64_t)n[6];
    *ret_row = row;
    return row.name == NULL ? lt_fail_memory(err, "the plan") : LT_OK;
}

uint64_t lt_plan_weigh(const struct lt_plan_unit *unit)
{
    enum { PIXELS_PER_VERTEX = 24 };
    return unit->vertices + unit->pixels / PIXELS_PER_VERTEX;
}

static int by_weight(const void *left, const void *right)
{
    const struct lt_plan_unit *a = *(const struct lt_plan_unit *const *)left;
    const struct lt_plan_unit *b = *(const struct lt_plan_unit *const *)right;
    if (a->weight != b->weight) {
        return a->weight > b->weight ? -1 : 1;
    }
    return (a->unit > b->unit) - (a->unit < b->unit);
}

static enum lt_status number_units(struct lt_plan *plan, struct lt_arena *arena,
                                   struct lt_error *err)
{
    const struct lt_plan_unit **order = lt_arena_array(arena, plan->unit_count, sizeof *order);
    plan->by_weight = lt_arena_array(arena, plan->unit_count, sizeof *plan->by_weight);
    if (order == NULL || plan->by_weight == NULL) {
        return lt_fail_memory(err, "the plan");
    }
    for (size_t i = 0; i < plan->unit_count; i++) {
        order[i] = &plan->units[i];
    }
    qsort(order, plan->unit_count, sizeof *order, by_weight);
    for (size_t i = 0; i < plan->unit_count; i++) {
        plan->by_weight[i] = (size_t)(order[i] - plan->units);
    }
    return LT_OK;
}

enum lt_status lt_plan_read(const char *path, struct lt_arena *arena, struct lt_plan *ret_plan,
                            struct lt_error *err)
{
    enum lt_status status;
    json_t *root = NULL, *units, *quality, *inputs;
    char *text;
    size_t size;
    int version, period, chinese, redo, allow_stale;
    const char *key, *config;
    struct lt_plan plan = {0};
    LT_TRY(lt_file_read(path, PLAN_LIMIT, arena, &text, &size, err));
    root = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
    if (root == NULL ||
        json_unpack(root, "{s:i, s:i, s:s, s:s, s:b, s:b, s:b, s:o, s:o, s:o}", "version", &version,
                    "period", &period, "key", &key, "config", &config, "chinese", &chinese, "redo",
                    &redo, "allow_stale", &allow_stale, "inputs", &inputs, "units", &units,
                    "quality", &quality) != 0 ||
        version != PLAN_VERSION || strlen(key) != 64 || !json_is_array(units) ||
        !json_is_array(quality) || !json_is_array(inputs)) {
        status = lt_fail(err, LT_E_IO, "'%s' is not a plan of this program version", path);
        goto out;
    }
    plan.period = period;
    snprintf(plan.key, sizeof plan.key, "%s", key);
    plan.config_path = lt_arena_text(arena, config);
    plan.chinese = chinese != 0;
    plan.redo = redo != 0;
    plan.allow_stale = allow_stale != 0;
    plan.input_count = json_array_size(inputs);
    plan.unit_count = json_array_size(units);
    plan.quality_count = json_array_size(quality);
    plan.inputs = lt_arena_array(arena, plan.input_count, sizeof *plan.inputs);
    plan.units = lt_arena_array(arena, plan.unit_count, sizeof *plan.units);
    plan.quality = lt_arena_array(arena, plan.quality_count, sizeof *plan.quality);
    if (plan.config_path == NULL || plan.inputs == NULL || plan.units == NULL ||
        plan.quality == NULL) {
        status = lt_fail_memory(err, "the plan");
        goto out;
    }
    for (size_t i = 0; i < plan.input_count; i++) {
        LT_TRY(read_input(json_array_get(inputs, i), arena, &plan.inputs[i], err));
    }
    for (size_t i = 0; i < plan.unit_count; i++) {
        LT_TRY(read_unit(json_array_get(units, i), arena, &plan.units[i], err));
    }
    for (size_t i = 0; i < plan.quality_count; i++) {
        LT_TRY(read_quality(json_array_get(quality, i), arena, &plan.quality[i], err));
    }
    LT_TRY(number_units(&plan, arena, err));
    *ret_plan = plan;
out:
    json_decref(root);
    return status;
}
