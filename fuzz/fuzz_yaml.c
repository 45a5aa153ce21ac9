/* The YAML files that people write: config, legend, rules. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"
#include "ingest/ingest_rules.h"
#include "liangtian/ingest.h"
#include "support/files.h"

/* --- config, against a catalogue of two rules so that the catalogue's own reading does not take all the time --- */

static void copy_file(struct fuzz_run *run, const char *from, const char *to)
{
    char *data;
    size_t size;
    FUZZ_REQUIRE(lt_file_read(from, 1 << 20, run->arena, &data, &size, &run->err) == LT_OK);
    fuzz_file(to, data, size);
}

static void start_config(void)
{
    struct fuzz_run run;
    fuzz_begin(&run);
    FUZZ_REQUIRE(lt_folder_make(fuzz_path("schemas/rules"), &run.err) == LT_OK);
    FUZZ_REQUIRE(symlink(LT_SOURCE_DIR "/schemas/layers", fuzz_path("schemas/layers")) == 0);
    copy_file(&run, LT_SOURCE_DIR "/schemas/rules/PBF-ORCHARD.yaml",
              "schemas/rules/PBF-ORCHARD.yaml");
    copy_file(&run, LT_SOURCE_DIR "/schemas/rules/OUTPUT.yaml", "schemas/rules/OUTPUT.yaml");
    fuzz_file("a", "", 0); /* any path of a seed */
    fuzz_end(&run);
}

static void one_config(const uint8_t *data, size_t size)
{
    struct fuzz_run run;
    struct lt_config *config = NULL;
    char digest[65];
    fuzz_begin(&run);
    const enum lt_status status =
        lt_config_load(fuzz_file("liangtian.yaml", data, size), fuzz_path("schemas"),
                       &run.diagnostics, &config, &run.err);
    fuzz_check(&run, status);
    FUZZ_REQUIRE((status == LT_OK) == (config != NULL));
    for (size_t i = 0; config != NULL && i < config->period_count; i++) {
        const lt_period period = config->periods[i].period;
        FUZZ_REQUIRE(i == 0 || config->periods[i - 1].period < period);
        FUZZ_REQUIRE(lt_config_digest(config, period, digest, &run.err) == LT_OK);
        FUZZ_REQUIRE(strlen(digest) == 64);
    }
    lt_config_destroy(config);
    fuzz_end(&run);
}
const struct fuzz_target fuzz_config = {"config", start_config, one_config};

/* --- legend --- */

static void one_legend(const uint8_t *data, size_t size)
{
    struct fuzz_run run;
    struct lt_legend legend = {0};
    fuzz_begin(&run);
    const enum lt_status status = lt_legend_load(fuzz_file("legend.yaml", data, size),
                                                 &run.diagnostics, run.arena, &legend, &run.err);
    fuzz_check(&run, status);
    if (status == LT_OK) {
        FUZZ_REQUIRE(legend.count > 0 && legend.count <= LT_CLASS_MAX);
        for (uint32_t i = 0; i < legend.count; i++) {
            const struct lt_class *class = &legend.classes[i];
            FUZZ_REQUIRE(class->value >= 0 && class->value < LT_VALUE_COUNT);
            FUZZ_REQUIRE(legend.code_of_value[class->value] == i);
            FUZZ_REQUIRE(class->grain_weight_low >= 0 && class->grain_weight_high <= 1 &&
                         class->grain_weight_low <= class->grain_weight_high);
            FUZZ_REQUIRE(class->group < LT_GROUP_COUNT);
        }
    }
    fuzz_end(&run);
}
const struct fuzz_target fuzz_legend = {"legend", NULL, one_legend};

/* --- one rule as the whole catalogue, under the name that it gives itself --- */

static void start_rules(void)
{
    struct lt_error err = {0};
    FUZZ_REQUIRE(lt_folder_make(fuzz_path("catalogue/rules"), &err) == LT_OK);
}

/* "id: OUTPUT" is a rule of the file OUTPUT.yaml. */
static void name_of(const uint8_t *data, size_t size, char *name, size_t room)
{
    size_t length = 0;
    for (; length + 4 < size && length < 40; length++) {
        const uint8_t c = data[4 + length];
        if ((c < 'A' || c > 'Z') && c != '-') {
            break;
        }
    }
    snprintf(name, room, "%.*s.yaml", length == 0 ? 1 : (int)length,
             length == 0 ? "X" : (const char *)data + 4);
}

static void one_rules(const uint8_t *data, size_t size)
{
    struct fuzz_run run;
    struct lt_rule_set rules = {0};
    char name[64], path[600];
    fuzz_begin(&run);
    name_of(data, size, name, sizeof name);
    fuzz_file("rule", data, size);
    const int made = snprintf(path, sizeof path, "%s/%s", fuzz_path("catalogue/rules"), name);
    FUZZ_REQUIRE(made > 0 && made < (int)sizeof path && rename(fuzz_path("rule"), path) == 0);
    const enum lt_status status =
        lt_rules_load(fuzz_path("catalogue"), &run.diagnostics, run.arena, &rules, &run.err);
    fuzz_check(&run, status);
    FUZZ_REQUIRE(status != LT_OK || (rules.count == 1 && rules.rules[0].id[0] != '\0'));
    FUZZ_REQUIRE(remove(path) == 0);
    fuzz_end(&run);
}
const struct fuzz_target fuzz_rules = {"rules", start_rules, one_rules};
