#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

#include "bench_floor.h"
#include "support/parallel.h"

enum { TAG_PIXEL_SCALE = 33550, TAG_TIE_POINT = 33922, TILES_PER_TASK = 16 };

struct bench_floor_raster {
    const char *path;
    unsigned threads;
    TIFF **handles;       /* one per thread */
    uint8_t **buffers;    /* the same */
    uint32_t cols, rows;  /* cells */
    uint32_t width, high; /* of a tile; a strip is a tile as wide as the raster */
    uint32_t across, down;
    bool tiled;
    tmsize_t tile_bytes;
    double west, north, cell_x, cell_y;
};

static int say_nothing(TIFF *handle, void *context, const char *module, const char *format,
                       va_list arguments)
{
    (void)handle, (void)context, (void)module, (void)format, (void)arguments;
    return 1;
}

static TIFF *open_handle(const char *path)
{
    TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
    if (options == NULL) {
        return NULL;
    }
    TIFFOpenOptionsSetWarningHandlerExtR(options, say_nothing, NULL);
    TIFF *handle =
        TIFFOpenExt(path, "r", options); /* maps the file: tiles decode from the mapping */
    TIFFOpenOptionsFree(options);
    return handle;
}

static void measure(struct bench_floor_raster *raster)
{
    TIFF *handle = raster->handles[0];
    TIFFGetField(handle, TIFFTAG_IMAGEWIDTH, &raster->cols);
    TIFFGetField(handle, TIFFTAG_IMAGELENGTH, &raster->rows);
    raster->tiled = TIFFIsTiled(handle) != 0;
    if (raster->tiled) {
        TIFFGetField(handle, TIFFTAG_TILEWIDTH, &raster->width);
        TIFFGetField(handle, TIFFTAG_TILELENGTH, &raster->high);
        raster->tile_bytes = TIFFTileSize(handle);
    } else {
        raster->width = raster->cols;
        raster->high = raster->rows;
        TIFFGetFieldDefaulted(handle, TIFFTAG_ROWSPERSTRIP, &raster->high);
        raster->high = raster->high < raster->rows ? raster->high : raster->rows;
        raster->tile_bytes = TIFFStripSize(handle);
    }
    if (raster->width > 0 && raster->high > 0) {
        raster->across = (raster->cols + raster->width - 1) / raster->width;
        raster->down = (raster->rows + raster->high - 1) / raster->high;
    }
}

/* Where the raster lies, from the two GeoTIFF tags; libtiff hands on tags that it does not know. */
static bool locate(struct bench_floor_raster *raster)
{
    uint32_t n_scale = 0, n_tie = 0;
    const double *scale = NULL, *tie = NULL;
    if (TIFFGetField(raster->handles[0], TAG_PIXEL_SCALE, &n_scale, &scale) != 1 || n_scale < 2 ||
        TIFFGetField(raster->handles[0], TAG_TIE_POINT, &n_tie, &tie) != 1 || n_tie < 6) {
        return false;
    }
    raster->cell_x = scale[0];
    raster->cell_y = scale[1];
    raster->west = tie[3] - tie[0] * scale[0];
    raster->north = tie[4] + tie[1] * scale[1];
    return scale[0] > 0.0 && scale[1] > 0.0;
}

enum lt_status bench_floor_raster_open(const char *path, unsigned threads,
                                       struct bench_floor_raster **ret_raster, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct bench_floor_raster *raster = calloc(1, sizeof *raster);
    if (raster == NULL) {
        return lt_fail_memory(err, "a raster");
    }
    raster->path = path;
    raster->threads = threads;
    raster->handles = calloc(threads, sizeof(TIFF *));
    raster->buffers = calloc(threads, sizeof(uint8_t *));
    if (raster->handles == NULL || raster->buffers == NULL) {
        status = lt_fail_memory(err, "a raster");
        goto out;
    }
    for (unsigned i = 0; i < threads; i++) {
        raster->handles[i] = open_handle(path);
        if (raster->handles[i] == NULL) {
            status = lt_fail(err, LT_E_IO, "cannot open '%s' by libtiff", path);
            goto out;
        }
        if (i == 0) {
            measure(raster);
        }
        raster->buffers[i] = malloc((size_t)(raster->tile_bytes > 0 ? raster->tile_bytes : 1));
        if (raster->buffers[i] == NULL) {
            status = lt_fail_memory(err, "a tile");
            goto out;
        }
    }
    if (raster->across == 0 || raster->tile_bytes <= 0 || !locate(raster)) {
        status = lt_fail(err, LT_E_INPUT, "'%s' has no tiles or no place", path);
        goto out;
    }
    *ret_raster = raster;
    raster = NULL;
out:
    bench_floor_raster_close(raster);
    return status;
}

void bench_floor_raster_close(struct bench_floor_raster *raster)
{
    if (raster == NULL) {
        return;
    }
    for (unsigned i = 0; i < raster->threads; i++) {
        if (raster->handles != NULL && raster->handles[i] != NULL) {
            TIFFClose(raster->handles[i]);
        }
        if (raster->buffers != NULL) {
            free(raster->buffers[i]);
        }
    }
    free(raster->handles);
    free(raster->buffers);
    free(raster);
}

enum lt_status bench_floor_raster_tiles(const struct bench_floor_raster *raster,
                                        struct bench_tiles *ret_tiles, struct lt_error *err)
{
    const size_t count = (size_t)raster->across * raster->down;
    *ret_tiles = (struct bench_tiles){.west = raster->west,
                                      .north = raster->north,
                                      .per_x = 1.0 / (raster->width * raster->cell_x),
                                      .per_y = 1.0 / (raster->high * raster->cell_y),
                                      .across = raster->across,
                                      .down = raster->down,
                                      .bits = calloc(count / 64 + 1, sizeof(uint64_t))};
    return ret_tiles->bits == NULL ? lt_fail_memory(err, "a set of tiles") : LT_OK;
}

/* The tile that holds a place, as far as there are tiles. */
static uint32_t clamp(double value, uint32_t count)
{
    return value <= 0.0 ? 0 : value >= count ? count - 1 : (uint32_t)value;
}

void bench_tiles_mark(struct bench_tiles *tiles, const struct lt_box *box)
{
    const double c0 = (box->min_x - tiles->west) * tiles->per_x;
    const double c1 = (box->max_x - tiles->west) * tiles->per_x;
    const double r0 = (tiles->north - box->max_y) * tiles->per_y;
    const double r1 = (tiles->north - box->min_y) * tiles->per_y;
    if (!(c1 >= 0.0 && r1 >= 0.0 && c0 < tiles->across && r0 < tiles->down)) {
        return;
    }
    const uint32_t last_col = clamp(c1, tiles->across), last_row = clamp(r1, tiles->down);
    for (uint32_t row = clamp(r0, tiles->down); row <= last_row; row++) {
        for (uint32_t col = clamp(c0, tiles->across); col <= last_col; col++) {
            const size_t at = (size_t)row * tiles->across + col;
            tiles->bits[at / 64] |= UINT64_C(1) << at % 64;
        }
    }
}

struct decoding {
    struct bench_floor_raster *raster;
    const struct bench_tiles *tiles;
    atomic_uint_fast64_t n_tiles, n_cells, stored;
};

static enum lt_status decode_some(void *context, unsigned thread, size_t index,
                                  struct lt_error *err)
{
    struct decoding *decoding = context;
    struct bench_floor_raster *raster = decoding->raster;
    const size_t count = (size_t)raster->across * raster->down;
    const size_t from = index * TILES_PER_TASK;
    const size_t end = from + TILES_PER_TASK < count ? from + TILES_PER_TASK : count;
    TIFF *handle = raster->handles[thread];
    uint64_t tiles = 0, cells = 0, stored = 0;
    for (size_t at = from; at < end; at++) {
        if ((decoding->tiles->bits[at / 64] >> at % 64 & 1) == 0) {
            continue;
        }
        const uint64_t bytes = TIFFGetStrileByteCount(handle, (uint32_t)at);
        if (bytes > 0) { /* a sparse tile costs nothing to read */
            const tmsize_t got =
                raster->tiled ? TIFFReadEncodedTile(handle, (uint32_t)at, raster->buffers[thread],
                                                    raster->tile_bytes)
                              : TIFFReadEncodedStrip(handle, (uint32_t)at, raster->buffers[thread],
                                                     raster->tile_bytes);
            if (got <= 0) {
                return lt_fail(err, LT_E_INPUT, "'%s': tile %zu cannot be decoded", raster->path,
                               at);
            }
        }
        const size_t col = at % raster->across * raster->width;
        const size_t row = at / raster->across * raster->high;
        const size_t wide = raster->cols - col < raster->width ? raster->cols - col : raster->width;
        const size_t high = raster->rows - row < raster->high ? raster->rows - row : raster->high;
        tiles++;
        cells += wide * high;
        stored += bytes;
    }
    atomic_fetch_add(&decoding->n_tiles, tiles);
    atomic_fetch_add(&decoding->n_cells, cells);
    atomic_fetch_add(&decoding->stored, stored);
    return LT_OK;
}

enum lt_status bench_floor_raster_decode(struct bench_floor_raster *raster,
                                         const struct bench_tiles *tiles,
                                         struct bench_tile_counts *ret_counts, struct lt_error *err)
{
    struct decoding decoding = {.raster = raster, .tiles = tiles};
    const size_t count = (size_t)raster->across * raster->down;
    const size_t tasks = (count + TILES_PER_TASK - 1) / TILES_PER_TASK;
    const enum lt_status status =
        lt_parallel_for(raster->threads, tasks, decode_some, &decoding, err);
    *ret_counts = (struct bench_tile_counts){.tiles = atomic_load(&decoding.n_tiles),
                                             .cells = atomic_load(&decoding.n_cells),
                                             .stored_bytes = atomic_load(&decoding.stored)};
    return status;
}
