/* lt-floor: the time that reading alone takes, as the measure for `liangtian tabulate`. */
#include <stdio.h>
#include <string.h>

#include "bench_floor.h"
#include "support/parallel.h"
#include "support/text.h"

static const char USAGE[] = "Usage: lt-floor [-r RASTER]... -z ZONES [--threads N]\n"
                            "\n"
                            "Reads every geometry of ZONES (.gpkg, .shp) to its last coordinate "
                            "and decodes, once, every tile of\n"
                            "the RASTERs that the box of a polygon touches. Prints seconds and "
                            "counts, one \"name value\" a line.\n"
                            "It checks nothing, transforms nothing and writes nothing else.\n";

static enum lt_status read_options(int argc, char **argv, const char **rasters,
                                   struct bench_floor_options *options, struct lt_error *err)
{
    for (int i = 1; i < argc; i += 2) {
        int64_t threads = 0;
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        if (value == NULL) {
            return lt_fail(err, LT_E_USAGE, "%s needs a value", argv[i]);
        }
        if (strcmp(argv[i], "-r") == 0 && options->n_rasters < BENCH_FLOOR_RASTERS) {
            rasters[options->n_rasters++] = value;
        } else if (strcmp(argv[i], "-z") == 0) {
            options->zones = value;
        } else if (strcmp(argv[i], "--threads") == 0 && lt_parse_int(value, &threads) &&
                   threads >= 1 && threads <= 256) {
            options->threads = (unsigned)threads;
        } else {
            return lt_fail(err, LT_E_USAGE, "'%s %s' is no option", argv[i], value);
        }
    }
    options->rasters = rasters;
    return options->zones != NULL ? LT_OK : lt_fail(err, LT_E_USAGE, "no layer is given (-z)");
}

static void print_result(const struct bench_floor_result *result)
{
    printf("geometry_s %.4f\nraster_s %.4f\ntotal_s %.4f\n", result->geometry_s, result->raster_s,
           result->geometry_s + result->raster_s);
    printf("features %llu\nnull_geometries %llu\nrings %llu\nvertices %llu\n",
           (unsigned long long)result->layer.features, (unsigned long long)result->layer.nulls,
           (unsigned long long)result->layer.rings, (unsigned long long)result->layer.vertices);
    printf("tiles %llu\ncells %llu\ntile_bytes %llu\n", (unsigned long long)result->raster.tiles,
           (unsigned long long)result->raster.cells,
           (unsigned long long)result->raster.stored_bytes);
    printf("coordinate_sum %.17g\n", result->layer.sum);
}

int main(int argc, char **argv)
{
    const char *rasters[BENCH_FLOOR_RASTERS] = {NULL};
    struct bench_floor_options options = {.threads = lt_processors()};
    struct bench_floor_result result = {0};
    struct lt_error err = {0};
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(USAGE, stdout);
        return 0;
    }
    enum lt_status status = read_options(argc, argv, rasters, &options, &err);
    if (status == LT_OK) {
        status = bench_floor(&options, &result, &err);
    }
    if (status != LT_OK) {
        fprintf(stderr, "lt-floor: %s\n%s", err.text, status == LT_E_USAGE ? USAGE : "");
        return (int)status;
    }
    print_result(&result);
    return 0;
}
