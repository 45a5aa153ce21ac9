/* The read floor: what any tool must at least do to tabulate a layer over rasters, and nothing else.
 *
 * It decodes, once, every raster tile that the box of any polygon touches, and reads every geometry to its last
 * coordinate. No validity, no transform, no area, no attributes, no output. A ratio to it says how much a tool costs
 * beyond reading.
 */
#ifndef LT_BENCH_FLOOR_H
#define LT_BENCH_FLOOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/geometry.h"
#include "liangtian/status.h"

/* Which tiles of a raster are touched; one per raster and thread, merged at the end. */
struct bench_tiles {
    double west, north;  /* of the raster, m */
    double per_x, per_y; /* tiles per m */
    uint32_t across, down;
    uint64_t *bits;
};

struct bench_floor_raster; /* an open raster, a libtiff handle for each thread */
enum lt_status bench_floor_raster_open(const char *path, unsigned threads,
                                       struct bench_floor_raster **ret_raster,
                                       struct lt_error *err);
void bench_floor_raster_close(struct bench_floor_raster *raster); /* NULL-safe */
/* An empty set of this raster's tiles; free `bits`. */
enum lt_status bench_floor_raster_tiles(const struct bench_floor_raster *raster,
                                        struct bench_tiles *ret_tiles, struct lt_error *err);
/* Adds the tiles that a box touches. Threads: one set, one thread. */
void bench_tiles_mark(struct bench_tiles *tiles, const struct lt_box *box);

struct bench_tile_counts {
    uint64_t tiles, cells, stored_bytes; /* decoded; as compressed in the file */
};
/* Decodes the tiles of the set on all threads, each once. */
enum lt_status bench_floor_raster_decode(struct bench_floor_raster *raster,
                                         const struct bench_tiles *tiles,
                                         struct bench_tile_counts *ret_counts,
                                         struct lt_error *err);

struct bench_layer_counts {
    uint64_t features, nulls, rings, vertices; /* vertices as stored: the closing one counts */
    double sum;                                /* of all coordinates: proof that each was touched */
};
struct bench_floor_layer {
    unsigned threads;
    size_t sets;               /* sets of tiles per thread, one per raster */
    struct bench_tiles *tiles; /* [thread · sets + raster] */
    /* NULL, or called for each geometry of a GeoPackage, from any thread. */
    enum lt_status (*look)(void *context, unsigned thread, const uint8_t *wkb, size_t size,
                           struct lt_error *err);
    void *context;
};
/* A GeoPackage (its first polygon layer) by SQLite, or a shapefile by mmap. */
enum lt_status bench_floor_layer_read(const char *path, struct bench_floor_layer *layer,
                                      struct bench_layer_counts *ret_counts, struct lt_error *err);

/* Both parts in order. */
struct bench_floor_options {
    const char *const *rasters;
    size_t n_rasters; /* 0: the geometries alone */
    const char *zones;
    unsigned threads;
};
struct bench_floor_result {
    struct bench_layer_counts layer;
    struct bench_tile_counts raster; /* of all rasters together */
    double geometry_s, raster_s;     /* wall time of the parts */
};
enum { BENCH_FLOOR_RASTERS = 8 };
enum lt_status bench_floor(const struct bench_floor_options *options,
                           struct bench_floor_result *ret_result, struct lt_error *err);

#endif
