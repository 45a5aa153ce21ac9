#include "bench_floor.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double seconds_now(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* All threads' sets of one raster become the first one's. */
static void merge_sets(struct bench_floor_layer *layer, size_t raster)
{
    struct bench_tiles *all = &layer->tiles[raster];
    const size_t words = (size_t)all->across * all->down / 64 + 1;
    for (unsigned thread = 1; thread < layer->threads; thread++) {
        const struct bench_tiles *one = &layer->tiles[thread * layer->sets + raster];
        for (size_t i = 0; i < words; i++) {
            all->bits[i] |= one->bits[i];
        }
    }
}

static enum lt_status decode_all(struct bench_floor_raster **rasters,
                                 struct bench_floor_layer *layer,
                                 struct bench_tile_counts *ret_counts, struct lt_error *err)
{
    *ret_counts = (struct bench_tile_counts){0};
    for (size_t i = 0; i < layer->sets; i++) {
        struct bench_tile_counts counts = {0};
        merge_sets(layer, i);
        const enum lt_status status =
            bench_floor_raster_decode(rasters[i], &layer->tiles[i], &counts, err);
        if (status != LT_OK) {
            return status;
        }
        ret_counts->tiles += counts.tiles;
        ret_counts->cells += counts.cells;
        ret_counts->stored_bytes += counts.stored_bytes;
    }
    return LT_OK;
}

static enum lt_status open_all(const struct bench_floor_options *options,
                               struct bench_floor_raster **rasters, struct bench_floor_layer *layer,
                               struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (size_t i = 0; i < options->n_rasters; i++) {
        LT_TRY(bench_floor_raster_open(options->rasters[i], options->threads, &rasters[i], err));
        for (unsigned thread = 0; thread < options->threads; thread++) {
            LT_TRY(
                bench_floor_raster_tiles(rasters[i], &layer->tiles[thread * layer->sets + i], err));
        }
    }
out:
    return status;
}

enum lt_status bench_floor(const struct bench_floor_options *options,
                           struct bench_floor_result *ret_result, struct lt_error *err)
{
    struct bench_floor_raster *rasters[BENCH_FLOOR_RASTERS] = {NULL};
    struct bench_floor_layer layer = {.threads = options->threads, .sets = options->n_rasters};
    struct bench_floor_result result = {0};
    enum lt_status status = LT_OK;
    if (options->threads == 0 || options->n_rasters > BENCH_FLOOR_RASTERS) {
        return lt_fail(err, LT_E_USAGE, "at least 1 thread and at most %d rasters",
                       BENCH_FLOOR_RASTERS);
    }
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);  /* no mutexes within a connection … */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* … and none around each allocation */
    const double start = seconds_now();
    layer.tiles = calloc(layer.threads * layer.sets + 1, sizeof *layer.tiles);
    if (layer.tiles == NULL) {
        status = lt_fail_memory(err, "sets of tiles");
        goto out;
    }
    LT_TRY(open_all(options, rasters, &layer, err));
    LT_TRY(bench_floor_layer_read(options->zones, &layer, &result.layer, err));
    const double middle = seconds_now();
    LT_TRY(decode_all(rasters, &layer, &result.raster, err));
    result.geometry_s = middle - start;
    result.raster_s = seconds_now() - middle;
    *ret_result = result;
out:
    for (size_t i = 0; i < options->n_rasters; i++) {
        bench_floor_raster_close(rasters[i]);
    }
    for (size_t i = 0; layer.tiles != NULL && i < layer.threads * layer.sets; i++) {
        free(layer.tiles[i].bits);
    }
    free(layer.tiles);
    return status;
}
