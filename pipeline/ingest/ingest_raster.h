/* What the parts of the raster reader share. */
#ifndef LT_INGEST_RASTER_H
#define LT_INGEST_RASTER_H

#include <stdbool.h>
#include <stdint.h>

#include <gdal.h>

#include "liangtian/ingest.h"

struct lt_arena;
struct ingest_met;
struct ingest_tiff;

/* A window of raw values, wholly inside the raster; row by row. */
struct ingest_window {
    int64_t col, row;
    uint32_t cols, rows;
};

/* Per thread: handles and buffers that no other thread touches. */
struct ingest_raster_thread {
    struct ingest_tiff *tiff; /* one of the two is set */
    GDALDatasetH dataset;
    uint16_t *values; /* block_cols × block_rows */
    /* LT_VALUE_COUNT entries: the raster's, or without a legend the thread's own copy of what all have met */
    uint8_t *code_of_value;
};

struct lt_raster {
    struct lt_arena *arena;
    struct lt_raster_source source;
    struct lt_grid_crs crs;
    struct ingest_raster_thread *threads;
    const char *path;
    const char *label;      /* "raster 2025H1.tif": the layer in diagnostics */
    uint8_t *code_of_value; /* the legend's, with nodata set to UNSEEN */
    struct ingest_met *met; /* without a legend: values met so far; else NULL */
    bool has_nodata;
    uint16_t nodata;
};

/* --- libtiff ---- */
/* Answers NULL in *ret_tiff, and LT_OK, where libtiff's fast path does not serve (bit depth, planes, strips too
 * large): then GDAL reads. Fills block size. */
enum lt_status ingest_tiff_open(const char *path, int64_t cols, int64_t rows,
                                struct ingest_tiff **ret_tiff, uint32_t *ret_block_cols,
                                uint32_t *ret_block_rows, struct lt_error *err);
void ingest_tiff_close(struct ingest_tiff *tiff);
/* Errors name the tile or strip. `fill` stands for cells of sparse tiles. */
enum lt_status ingest_tiff_read(struct ingest_tiff *tiff, const struct ingest_window *window,
                                uint16_t fill, uint16_t *ret_values, struct lt_error *err);
/* Where values have 8 bits: a block's own bytes, without a copy where block and tile agree. */
bool ingest_tiff_is_bytes(const struct ingest_tiff *tiff);
enum lt_status ingest_tiff_read_bytes(struct ingest_tiff *tiff, const struct ingest_window *window,
                                      uint32_t block_cols, uint32_t block_rows, uint16_t fill,
                                      uint8_t *ret_bytes, struct lt_error *err);
bool ingest_tiff_lossy(const struct ingest_tiff *tiff);
/* Nothing beyond what is asked for is to be fetched from now on. */
void ingest_tiff_scatter(struct ingest_tiff *tiff);
/* What is decoded at once: cells across and down. */
struct lt_tile_size {
    uint32_t cols, rows;
};
struct lt_tile_size ingest_tiff_unit(const struct ingest_tiff *tiff);
/* Starts to fetch the tiles (or bands of strips) that are marked, row by row, neighbours in the file at once. */
void ingest_tiff_fetch(struct ingest_tiff *tiff, const bool *marked, size_t count);

/* --- values that get their class codes as they are met ---- */
/* `code_of_value` says what is known from the start (nodata); copied. */
enum lt_status ingest_met_create(const uint8_t *code_of_value, struct ingest_met **ret_met,
                                 struct lt_error *err);
void ingest_met_destroy(struct ingest_met *met); /* NULL-safe */
/* Gives codes to those of `count` values that have none, and brings a thread's table up to date. From any thread.
 * LT_E_INPUT when there are more than LT_CLASS_MAX. */
enum lt_status ingest_met_add(struct ingest_met *met, const uint16_t *values, size_t count,
                              uint8_t *code_of_value, struct lt_error *err);

/* --- where its cells lie ---- */
/* Corner, cell size and coordinate system, of the file or of a .tfw beside it, held against the config, or as a plan found
 * them; then the areas of the cells. Fills source.grid and crs. Faults are diagnostics and LT_E_INPUT. */
enum lt_status ingest_raster_place(struct lt_raster *raster, GDALDatasetH dataset,
                                   const struct lt_raster_config *config,
                                   struct lt_diagnostics *diagnostics, struct lt_error *err);
/* Node spacing is chosen and then proved at points between nodes: cubic interpolation is good to 1e-10. */
enum lt_status ingest_cell_areas(const struct lt_grid_crs *crs, struct lt_grid *grid,
                                 struct lt_arena *arena, struct lt_error *err);

/* Raw values of one window through whichever reader the thread has. */
enum lt_status ingest_raster_values(struct lt_raster *raster, uint32_t thread,
                                    const struct ingest_window *window, struct lt_error *err);
/* The part of a block that lies inside the raster. */
struct ingest_window ingest_raster_block(const struct lt_raster *raster, int64_t block_col,
                                         int64_t block_row);

#endif
