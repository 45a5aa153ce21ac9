/* Large rasters: strips of tiles are compressed on any thread and appended in order. */
#ifndef LT_BENCH_GENERATE_TILES_H
#define LT_BENCH_GENERATE_TILES_H

#include "bench_generate.h"

/* One row of tiles, compressed. */
struct bench_strip {
    struct lt_text bytes;
    uint32_t *sizes; /* of each tile, in order */
    size_t capacity;
};
void bench_strip_finish(struct bench_strip *strip); /* NULL-safe */
/* Compresses BENCH_TILE rows of `cols` cells by libtiff. Rows from `n_rows` on are zero. */
enum lt_status bench_strip_encode(struct bench_strip *strip, const char *compress, int cols,
                                  int n_rows, const uint8_t *cells, struct lt_error *err);

struct bench_tiles_out;
/* GDAL makes the empty file with its place and tags; the tiles follow. */
enum lt_status bench_tiles_create(const char *path, const struct bench_grid *grid,
                                  const char *compress, struct bench_tiles_out **ret_tiles,
                                  struct lt_error *err);
/* Appends the next row of tiles. One call at a time. */
enum lt_status bench_tiles_write(struct bench_tiles_out *tiles, const struct bench_strip *strip,
                                 struct lt_error *err);
/* Closes; on success the file is complete. NULL-safe. */
enum lt_status bench_tiles_close(struct bench_tiles_out *tiles, struct lt_error *err);

#endif
