/* lt-generate: invented townships, villages and cities, the same bytes every time. */
#include "bench_generate.h"

#include <gdal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/parallel.h"

static const char USAGE[] =
    "Usage: lt-generate township DIR\n"
    "       lt-generate village DIR\n"
    "       lt-generate city DIR\n"
    "       lt-generate scale DIR [--parcels N] [--cell 10|2] [--compress DEFLATE|LZW|ZSTD]\n"
    "                             [--format gpkg|shp] [--seed S] [--shuffle]\n"
    "                             [--pbf-share F] [--zone-share F] [--case-share F]\n"
    "                             [--layers LIST] [--seasons 0|1|2] [--wider F]\n"
    "                             [--outline-points N] [--threads N]\n"
    "       lt-generate history DIR [--parcels N] [--periods N] [--seed S] [--steady]\n"
    "                               [--noise none|pixels|fields|shift|edges] [--noise-rate F]\n"
    "                               [--stock-rate F] [--birth-rate F] [--cloud-rate F]\n"
    "                               [--recut-rate F]\n"
    "\n"
    "Writes invented data in the formats of the real thing, with a liangtian.yaml to run on.\n"
    "LIST: parcels,pbf,zones,counties (what a run needs) or some of them, city (the outline as\n"
    "one polygon), none. --wider 2 makes the rasters twice as wide with no more parcels;\n"
    "--case-share 0.1 lets a tenth of the cropland offend (default 0.02). history: half-years "
    "from\n"
    "2024H1 on, with truth.csv; --steady keeps the layers as they are; the rates are shares of\n"
    "parcels, cells, fields or edges. The bytes depend on the options, but not on the number of\n"
    "threads.\n";

static enum lt_status read_number(const char *name, const char *value, double low, double high,
                                  double *ret_number, struct lt_error *err)
{
    if (value == NULL || !lt_parse_double(value, ret_number) || *ret_number < low ||
        *ret_number > high) {
        return lt_fail(err, LT_E_USAGE, "%s needs a number from %g to %g", name, low, high);
    }
    return LT_OK;
}

static enum lt_status read_word(const char *name, const char *value, const char *const *words,
                                size_t *ret_index, struct lt_error *err)
{
    for (size_t i = 0; words[i] != NULL; i++) {
        if (value != NULL && strcmp(value, words[i]) == 0) {
            *ret_index = i;
            return LT_OK;
        }
    }
    return lt_fail(err, LT_E_USAGE, "%s does not take '%s'", name, value != NULL ? value : "");
}

/* "parcels,city" as bits. */
static enum lt_status read_layers(const char *value, unsigned *ret_layers, struct lt_error *err)
{
    static const struct {
        const char *word;
        unsigned bit;
    } layers[] = {{"parcels", BENCH_LAYER_PARCELS}, {"pbf", BENCH_LAYER_PBF},
                  {"zones", BENCH_LAYER_ZONES},     {"counties", BENCH_LAYER_COUNTIES},
                  {"city", BENCH_LAYER_CITY},       {"none", BENCH_LAYERS_NONE}};
    *ret_layers = 0;
    for (const char *at = value; at != NULL; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL) {
        const size_t length = strcspn(at, ",");
        bool known = false;
        for (size_t i = 0; i < sizeof layers / sizeof layers[0]; i++) {
            if (strlen(layers[i].word) == length && strncmp(layers[i].word, at, length) == 0) {
                *ret_layers |= layers[i].bit;
                known = true;
            }
        }
        if (!known) {
            return lt_fail(err, LT_E_USAGE, "--layers does not know '%.*s'", (int)length, at);
        }
    }
    return *ret_layers != 0 ? LT_OK : lt_fail(err, LT_E_USAGE, "--layers needs a list");
}

static enum lt_status read_option(const char *name, const char *value,
                                  struct bench_scale_options *options, struct lt_error *err)
{
    static const char *const compressions[] = {"DEFLATE", "LZW", "ZSTD", NULL};
    static const char *const formats[] = {"gpkg", "shp", NULL};
    double number = 0.0;
    size_t index = 0;
    enum lt_status status = LT_OK;
    if (strcmp(name, "--parcels") == 0) {
        LT_TRY(read_number(name, value, 1000, 3000000, &number, err));
        options->parcels = (uint64_t)number;
    } else if (strcmp(name, "--cell") == 0) {
        LT_TRY(read_number(name, value, 0.5, 100, &options->cell, err));
    } else if (strcmp(name, "--seed") == 0) {
        LT_TRY(read_number(name, value, 0, 9007199254740992.0, &number, err));
        options->seed = (uint64_t)number;
    } else if (strcmp(name, "--pbf-share") == 0) {
        LT_TRY(read_number(name, value, 0, 1, &options->pbf_share, err));
    } else if (strcmp(name, "--zone-share") == 0) {
        LT_TRY(read_number(name, value, 0, 1, &options->zone_share, err));
    } else if (strcmp(name, "--case-share") == 0) {
        LT_TRY(read_number(name, value, 0.001, 0.9, &options->case_share, err));
    } else if (strcmp(name, "--layers") == 0) {
        LT_TRY(read_layers(value, &options->layers, err));
    } else if (strcmp(name, "--seasons") == 0) {
        LT_TRY(read_number(name, value, 0, 2, &number, err));
        options->seasons = number > 0.0 ? (int)number : -1;
    } else if (strcmp(name, "--wider") == 0) {
        LT_TRY(read_number(name, value, 1, 10, &options->wider, err));
    } else if (strcmp(name, "--outline-points") == 0) {
        LT_TRY(read_number(name, value, 0, 5000000, &number, err));
        options->outline_points = (uint64_t)number;
    } else if (strcmp(name, "--threads") == 0) {
        LT_TRY(read_number(name, value, 1, 256, &number, err));
        options->threads = (unsigned)number;
    } else if (strcmp(name, "--compress") == 0) {
        LT_TRY(read_word(name, value, compressions, &index, err));
        options->compress = compressions[index];
    } else if (strcmp(name, "--format") == 0) {
        LT_TRY(read_word(name, value, formats, &index, err));
        options->shapefile = index == 1;
    } else {
        status = lt_fail(err, LT_E_USAGE, "unknown option '%s'", name);
    }
out:
    return status;
}

static enum lt_status run_scale(int argc, char **argv, struct lt_error *err)
{
    struct bench_scale_options options = {.parcels = 1000,
                                          .cell = 10.0,
                                          .compress = "DEFLATE",
                                          .seed = 1,
                                          .pbf_share = 0.35,
                                          .zone_share = 0.25,
                                          .outline_points = 300000,
                                          .threads = lt_processors()};
    for (int i = 3; i < argc; i++) {
        if (strcmp(argv[i], "--shuffle") == 0) {
            options.shuffle = true;
            continue;
        }
        const enum lt_status status =
            read_option(argv[i], i + 1 < argc ? argv[i + 1] : NULL, &options, err);
        if (status != LT_OK) {
            return status;
        }
        i++;
    }
    return bench_scale(argv[2], &options, err);
}

static enum lt_status read_history_option(const char *name, const char *value,
                                          struct bench_history_options *options,
                                          struct lt_error *err)
{
    static const char *const noises[] = {"none", "pixels", "fields", "shift", "edges", NULL};
    struct {
        const char *name;
        double *rate;
    } rates[] = {{"--noise-rate", &options->noise_rate},
                 {"--stock-rate", &options->stock_rate},
                 {"--birth-rate", &options->birth_rate},
                 {"--cloud-rate", &options->cloud_rate},
                 {"--recut-rate", &options->recut_rate}};
    double number = 0.0;
    size_t index = 0;
    enum lt_status status = LT_OK;
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        if (strcmp(name, rates[i].name) == 0) {
            return read_number(name, value, 0, 1, rates[i].rate, err);
        }
    }
    if (strcmp(name, "--parcels") == 0) {
        LT_TRY(read_number(name, value, 100, 300000, &number, err));
        options->parcels = (uint64_t)number;
    } else if (strcmp(name, "--periods") == 0) {
        LT_TRY(read_number(name, value, 1, BENCH_HISTORY_MOST, &number, err));
        options->periods = (int)number;
    } else if (strcmp(name, "--seed") == 0) {
        LT_TRY(read_number(name, value, 0, 9007199254740992.0, &number, err));
        options->seed = (uint64_t)number;
    } else if (strcmp(name, "--noise") == 0) {
        LT_TRY(read_word(name, value, noises, &index, err));
        options->noise = (enum bench_noise)index;
    } else {
        status = lt_fail(err, LT_E_USAGE, "unknown option '%s'", name);
    }
out:
    return status;
}

static enum lt_status run_history(int argc, char **argv, struct lt_error *err)
{
    struct bench_history_options options = {.parcels = 1000,
                                            .periods = 4,
                                            .seed = 1,
                                            .noise_rate = 0.08,
                                            .stock_rate = 0.01,
                                            .birth_rate = 0.003,
                                            .recut_rate = 0.1};
    for (int i = 3; i < argc; i++) {
        if (strcmp(argv[i], "--steady") == 0) {
            options.steady = true;
            continue;
        }
        const enum lt_status status =
            read_history_option(argv[i], i + 1 < argc ? argv[i + 1] : NULL, &options, err);
        if (status != LT_OK) {
            return status;
        }
        i++;
    }
    return bench_history(argv[2], &options, err);
}

static enum lt_status run(int argc, char **argv, struct lt_error *err)
{
    const bool folder =
        argc >= 3 && argv[2][0] != '-'; /* scale --help writes no folder of that name */
    const bool one_folder = folder && argc == 3;
    if (one_folder && strcmp(argv[1], "township") == 0) {
        return bench_township(argv[2], err);
    }
    if (one_folder && strcmp(argv[1], "village") == 0) {
        return bench_village(argv[2], err);
    }
    if (one_folder && strcmp(argv[1], "city") == 0) {
        return bench_city(argv[2], err);
    }
    if (folder && strcmp(argv[1], "scale") == 0) {
        return run_scale(argc, argv, err);
    }
    if (folder && strcmp(argv[1], "history") == 0) {
        return run_history(argc, argv, err);
    }
    return lt_fail(err, LT_E_USAGE, "what shall be generated?\n%s", USAGE);
}

int main(int argc, char **argv)
{
    struct lt_error err = {0};
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(USAGE, stdout);
        return 0;
    }
    GDALAllRegister();
    bench_settings();
    const enum lt_status status = run(argc, argv, &err);
    if (status != LT_OK) {
        fprintf(stderr, "lt-generate: %s\n", err.text);
    }
    GDALDestroyDriverManager();
    return (int)status;
}
