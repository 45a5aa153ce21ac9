/* Checks of the config that no single key can tell. */
#include "ingest_config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ingest_rules.h"
#include "liangtian/schema.h"
#include "support/arena.h"
#include "support/text.h"

/* --- periods and dates --------------------------------------------------------------------- */

static void check_order(struct lt_yaml *yaml, const struct lt_config *config, size_t index)
{
    const lt_period period = config->periods[index].period;
    char this_key[LT_PERIOD_TEXT], other_key[LT_PERIOD_TEXT];
    if (period == 0) {
        return;
    }
    for (size_t i = 0; i < index; i++) {
        const lt_period other = config->periods[i].period;
        if (other < period || other == 0) {
            continue;
        }
        lt_period_format(period, this_key);
        lt_period_format(other, other_key);
        lt_yaml_reject_at(
            yaml, lt_yaml_format(yaml, "periods[%zu].period", index), "config.period_order",
            other == period ? lt_yaml_format(yaml, "%s a second time", this_key)
                            : lt_yaml_format(yaml, "%s after %s", this_key, other_key),
            "each half-year once, in order of time",
            other == period ? "remove or correct one of the two"
                            : lt_yaml_format(yaml, "put it before %s", other_key));
        return;
    }
}

static void check_dates(struct lt_yaml *yaml, const struct lt_raster_config *raster,
                        const char *path)
{
    if (*raster->image_from != '\0' && *raster->image_to != '\0' &&
        strcmp(raster->image_from, raster->image_to) > 0) {
        lt_yaml_reject_at(
            yaml, lt_yaml_format(yaml, "%s.image_to", path), "config.date_order", raster->image_to,
            lt_yaml_format(yaml, "a day not before image_from, %s", raster->image_from),
            "correct the two dates");
    }
}

/* H1: October of the year before to June; H2: June to October. */
static void check_season(struct lt_yaml *yaml, const struct lt_period_config *period,
                         const char *path)
{
    char first[32], last[32];
    const int year = lt_period_year(period->period);
    const bool summer = lt_period_half(period->period) == 1;
    const struct lt_raster_config *raster = &period->raster;
    if (period->period == 0 || *raster->image_from == '\0' || *raster->image_to == '\0') {
        return;
    }
    snprintf(first, sizeof first, "%04d-%s", summer ? year - 1 : year, summer ? "10-01" : "06-01");
    snprintf(last, sizeof last, "%04d-%s", year, summer ? "06-30" : "10-31");
    if (strcmp(raster->image_from, first) < 0 || strcmp(raster->image_to, last) > 0) {
        lt_yaml_warn_at(
            yaml, path, LT_TIMELINESS, "config.season",
            lt_yaml_format(yaml, "images from %s to %s", raster->image_from, raster->image_to),
            lt_yaml_format(yaml, "days from %s to %s", first, last),
            "check the key of the half-year and the dates");
    }
}

/* Two samples of one ground would have to be one sample. */
static void check_samples(struct lt_yaml *yaml, const struct lt_period_config *period, size_t index)
{
    for (size_t i = 0; i < period->sample_count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (strcmp(period->samples[i].frame, period->samples[j].frame) == 0) {
                lt_yaml_reject_at(yaml,
                                  lt_yaml_format(yaml, "periods[%zu].samples[%zu].frame", index, i),
                                  "config.sample_twice", period->samples[i].frame,
                                  "one sample of each frame", "put the points into one table");
            }
        }
    }
}

static void check_periods(struct lt_yaml *yaml, const struct lt_config *config)
{
    for (size_t i = 0; i < config->period_count; i++) {
        const char *path = lt_yaml_format(yaml, "periods[%zu].raster", i);
        check_order(yaml, config, i);
        check_dates(yaml, &config->periods[i].raster, path);
        check_season(yaml, &config->periods[i], path);
        check_samples(yaml, &config->periods[i], i);
    }
    check_dates(yaml, &config->baseline, "baseline.raster");
    if (config->period_count > 0 && *config->baseline.image_to != '\0' &&
        *config->periods[0].raster.image_from != '\0' &&
        strcmp(config->baseline.image_to, config->periods[0].raster.image_from) >= 0) {
        lt_yaml_warn_at(yaml, "baseline.raster.image_to", LT_TIMELINESS, "config.baseline_late",
                        config->baseline.image_to,
                        lt_yaml_format(yaml, "a day before the first half-year's %s",
                                       config->periods[0].raster.image_from),
                        "a baseline proves stock only when it is older");
    }
}

/* --- targets, folders ---------------------------------------------------------------------- */

static void check_targets(struct lt_yaml *yaml, const struct lt_config *config)
{
    for (size_t i = 0; i < config->target_count; i++) {
        const uint32_t county = config->targets[i].unit;
        const char *path = lt_yaml_format(yaml, "targets[%zu].county", i);
        bool twice = false;
        for (size_t j = 0; j < i && county != 0; j++) {
            twice = twice || config->targets[j].unit == county;
        }
        if (twice) {
            lt_yaml_reject_at(yaml, path, "config.target_twice",
                              lt_yaml_format(yaml, "%u", (unsigned)county), "each county once",
                              "put both figures into one line");
        } else if (county != 0 && config->city_code != 0 &&
                   county / 100 != config->city_code / 100) {
            lt_yaml_warn_at(yaml, path, LT_ACCURACY, "config.county_outside",
                            lt_yaml_format(yaml, "%u", (unsigned)county),
                            lt_yaml_format(yaml, "a county of %u: %u..",
                                           (unsigned)config->city_code,
                                           (unsigned)(config->city_code / 100)),
                            "check the code");
        }
    }
}

static void check_folders(struct lt_yaml *yaml, const struct lt_config *config)
{
    if (strcmp(config->output_dir, config->work_dir) == 0) {
        lt_yaml_reject_at(yaml, "folders", "config.folders", config->work_dir,
                          "different folders for output and work",
                          "the work folder may be deleted: give it another name");
    }
}

/* --- operations ---------------------------------------------------------------------------- */

/* A day of every year: the 29th of February is none. */
static bool is_day(const char *text)
{
    char day[16];
    return strlen(text) == 5 && snprintf(day, sizeof day, "2001-%s", text) == 10 &&
           lt_date_valid(day);
}

static void check_operations(struct lt_yaml *yaml, const struct lt_operations_config *operations)
{
    static const char *const keys[] = {"operations.due_first", "operations.due_second"};
    for (size_t half = 0; half < 2; half++) {
        if (!is_day(operations->due[half])) {
            lt_yaml_reject_at(yaml, keys[half], "config.due", operations->due[half],
                              "a month and a day, MM-DD", "write it as 07-01");
        }
    }
    if (is_day(operations->due[0]) && is_day(operations->due[1]) &&
        strcmp(operations->due[0], operations->due[1]) >= 0) {
        lt_yaml_reject_at(yaml, keys[1], "config.due", operations->due[1], "a day behind due_first",
                          "write it as 11-01");
    }
    if (operations->on_failure_count > 0 && operations->on_failure[0][0] != '/') {
        lt_yaml_reject_at(yaml, "operations.on_failure", "config.on_failure",
                          operations->on_failure[0], "the absolute path of a program",
                          "write the program's whole path; there is no shell that looks for it");
    }
}

/* --- rules --------------------------------------------------------------------------------- */

static const char *rule_ids(struct lt_yaml *yaml, const struct lt_rule_set *rules)
{
    const char *ids = "one of:";
    for (size_t i = 0; i < rules->count; i++) {
        ids = lt_yaml_format(yaml, "%s %s", ids, rules->rules[i].id);
    }
    return ids;
}

static void check_threshold(struct lt_yaml *yaml, const struct lt_rule *rule, double value,
                            const char *path)
{
    const bool share = strcmp(rule->threshold_unit, "share") == 0;
    const bool cells = strcmp(rule->threshold_unit, "cells") == 0;
    const char *const key = lt_rule_threshold_key(rule);
    if (key != NULL) {
        lt_yaml_reject_at(yaml, path, "config.rule_elsewhere", lt_yaml_number(yaml, value), key,
                          "write the value there instead");
    } else if ((share && value > 1) || (cells && (value < 1 || value != floor(value)))) { // NOLINT
        lt_yaml_reject_at(yaml, path, "yaml.range", lt_yaml_number(yaml, value),
                          share ? "a share from 0 to 1" : "a whole number of cells, 1 or more",
                          "write a value inside the range");
    }
}

static void check_rules(struct lt_yaml *yaml, const struct lt_config_draft *draft)
{
    const struct lt_rule_set *rules = &draft->config.rules;
    for (size_t i = 0; i < draft->override_count; i++) {
        const struct lt_rule_override *override = &draft->overrides[i];
        if (*override->id == '\0') {
            continue; /* no word: told when the file was opened */
        }
        const char *path = lt_yaml_format(yaml, "rules.%s", override->id);
        const struct lt_rule *rule = lt_rule_find(rules->rules, rules->count, override->id);
        if (rule == NULL) {
            lt_yaml_reject_at(yaml, path, "config.unknown_rule", override->id,
                              rule_ids(yaml, rules), "correct the id or remove the line");
        } else if (override->has_threshold) {
            check_threshold(yaml, rule, override->threshold,
                            lt_yaml_format(yaml, "%s.threshold", path));
        }
    }
}

void lt_config_check(struct lt_yaml *yaml, const struct lt_config_draft *draft)
{
    check_periods(yaml, &draft->config);
    check_targets(yaml, &draft->config);
    check_folders(yaml, &draft->config);
    check_operations(yaml, &draft->config.operations);
    check_rules(yaml, draft);
}

/* --- layers against their schemas ---------------------------------------------------------- */

static void check_fields(struct lt_yaml *yaml, const struct lt_layer_config *layer,
                         const struct lt_layer_schema *schema, const char *path)
{
    for (size_t i = 0; i < layer->alias_count; i++) {
        const char *name = layer->aliases[i].schema_field;
        if (*name != '\0' && lt_layer_schema_field(schema, name) == NULL) {
            lt_yaml_reject_at(yaml, lt_yaml_format(yaml, "%s.fields.%s", path, name),
                              "config.unknown_field", name,
                              lt_yaml_format(yaml, "a field of schema %s", schema->name),
                              "write standard name: name in your file");
        }
    }
}

static void check_layer(struct lt_yaml *yaml, const struct lt_layer_config *layer,
                        enum lt_layer role, const char *schemas_dir, const char *path)
{
    struct lt_layer_schema schema;
    struct lt_error err;
    const char *at = lt_yaml_format(yaml, "%s.schema", path);
    if (!layer->present || *layer->schema == '\0') {
        return;
    }
    const enum lt_status status = lt_layer_schema_load(
        schemas_dir, layer->schema, yaml->diagnostics, yaml->arena, &schema, &err);
    if (status == LT_E_LIMIT) {
        yaml->status = status;
    } else if (status != LT_OK) {
        lt_yaml_reject_at(yaml, at, "config.layer_schema",
                          lt_yaml_format(yaml, "%s: %s", layer->schema, err.text),
                          "the name of a file in schemas/layers, without .yaml",
                          lt_yaml_format(yaml, "remove the line to take the standard schema %s",
                                         lt_config_default_schema(role)));
    } else if (schema.role != lt_config_schema_role(role)) {
        lt_yaml_reject_at(
            yaml, at, "config.layer_schema",
            lt_yaml_format(yaml, "%s, a schema for %s", schema.name, lt_layer_name(schema.role)),
            lt_yaml_format(yaml, "a schema for %s", lt_layer_name(lt_config_schema_role(role))),
            lt_yaml_format(yaml, "write schema: %s", lt_config_default_schema(role)));
    } else {
        check_fields(yaml, layer, &schema, path);
    }
}

static void check_all(struct lt_yaml *yaml, const struct lt_layer_config *layers,
                      const char *schemas_dir, const char *path)
{
    for (unsigned role = 0; role < LT_LAYER_COUNT; role++) {
        check_layer(yaml, &layers[role], (enum lt_layer)role, schemas_dir,
                    lt_yaml_format(yaml, "%s.%s", path, lt_layer_name((enum lt_layer)role)));
    }
}

void lt_config_check_layers(struct lt_yaml *yaml, const struct lt_config_draft *draft)
{
    const struct lt_config *config = &draft->config;
    check_all(yaml, draft->layers, config->schemas_dir, "layers");
    for (size_t i = 0; i < config->period_count; i++) {
        check_all(yaml, config->periods[i].layers, config->schemas_dir,
                  lt_yaml_format(yaml, "periods[%zu].layers", i));
    }
}
