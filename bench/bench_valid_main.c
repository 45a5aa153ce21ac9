/* lt-valid: what GEOS needs to check every polygon of a GeoPackage, the part of a run that no tool can leave out. */
#include <geos_c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench_floor.h"
#include "support/parallel.h"
#include "support/text.h"

static const char USAGE[] = "Usage: lt-valid LAYER.gpkg [THREADS]\n"
                            "\n"
                            "Asks GEOS of every polygon whether it is valid. Prints counts.\n";

struct checker {
    GEOSContextHandle_t context;
    GEOSWKBReader *reader;
    uint64_t valid, invalid;
    char apart[96]; /* a cache line of its own */
};

static enum lt_status check(void *context, unsigned thread, const uint8_t *wkb, size_t size,
                            struct lt_error *err)
{
    struct checker *checker = &((struct checker *)context)[thread];
    GEOSGeometry *geometry = GEOSWKBReader_read_r(checker->context, checker->reader, wkb, size);
    if (geometry == NULL) {
        return lt_fail(err, LT_E_INPUT, "GEOS cannot read a geometry");
    }
    const char answer = GEOSisValid_r(checker->context, geometry);
    checker->valid += answer == 1;
    checker->invalid += answer != 1;
    GEOSGeom_destroy_r(checker->context, geometry);
    return LT_OK;
}

static enum lt_status run(const char *path, unsigned threads, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct bench_layer_counts counts = {0};
    struct checker *checkers = calloc(threads, sizeof *checkers);
    struct bench_floor_layer layer = {.threads = threads, .look = check, .context = checkers};
    uint64_t valid = 0, invalid = 0;
    if (checkers == NULL) {
        return lt_fail_memory(err, "threads");
    }
    for (unsigned i = 0; i < threads; i++) {
        checkers[i].context = GEOS_init_r();
        checkers[i].reader = GEOSWKBReader_create_r(checkers[i].context);
    }
    LT_TRY(bench_floor_layer_read(path, &layer, &counts, err));
out:
    for (unsigned i = 0; i < threads; i++) {
        valid += checkers[i].valid;
        invalid += checkers[i].invalid;
        GEOSWKBReader_destroy_r(checkers[i].context, checkers[i].reader);
        GEOS_finish_r(checkers[i].context);
    }
    free(checkers);
    if (status == LT_OK) {
        printf("valid %llu\ninvalid %llu\n", (unsigned long long)valid,
               (unsigned long long)invalid);
    }
    return status;
}

int main(int argc, char **argv)
{
    struct lt_error err = {0};
    int64_t threads = lt_processors();
    if (argc < 2 || argc > 3 ||
        (argc == 3 && (!lt_parse_int(argv[2], &threads) || threads < 1 || threads > 256))) {
        fputs(USAGE, stderr);
        return LT_E_USAGE;
    }
    const enum lt_status status = run(argv[1], (unsigned)threads, &err);
    if (status != LT_OK) {
        fprintf(stderr, "lt-valid: %s\n", err.text);
    }
    return (int)status;
}
