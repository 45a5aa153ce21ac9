/* The hot path: tiles and strips straight from libtiff, one handle per thread. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tiffio.h>

#include "ingest_raster.h"
#include "support/files.h"

enum {
    BLOCK_MAX = 1024,      /* widest and tallest block */
    BLOCK_MIN = 256,       /* small tiles are joined up to this */
    BAND_BYTES = 16 << 20, /* strips decoded together, per thread */
    UNIT_BYTES_MAX = 256 << 20,
    MESSAGE = 256,
};

/* A unit is what is decoded at once: a tile, or a band of whole strips. The last one is kept. */
struct ingest_tiff {
    TIFF *handle;
    char message[MESSAGE]; /* the last error of libtiff */
    bool tiled, wide;      /* wide: 16 bits per value */
    uint32_t cols, rows;
    uint32_t unit_cols, unit_rows;
    uint32_t strip_rows; /* rows per strip; 0 for tiles */
    size_t unit_bytes;
    int64_t cached_col, cached_row; /* the unit in `data`; −1 for none */
    void *data;
    uint16_t compression;
};

static int keep_message(TIFF *handle, void *context, const char *module, const char *format,
                        va_list arguments) LT_PRINTF(4, 0);
static int keep_message(TIFF *handle, void *context, const char *module, const char *format,
                        va_list arguments)
{
    (void)handle;
    (void)module;
    struct ingest_tiff *tiff = context;
    vsnprintf(tiff->message, sizeof tiff->message, format, arguments);
    return 1;
}

static int drop_message(TIFF *handle, void *context, const char *module, const char *format,
                        va_list arguments)
{
    (void)handle;
    (void)context;
    (void)module;
    (void)format;
    (void)arguments;
    return 1;
}

static uint16_t short_field(TIFF *handle, uint32_t tag, uint16_t otherwise)
{
    uint16_t value = otherwise;
    return TIFFGetFieldDefaulted(handle, tag, &value) == 1 ? value : otherwise;
}

/* One sample of 8 or 16 unsigned bits in a codec that this libtiff has. */
static bool serves(TIFF *handle)
{
    const uint16_t bits = short_field(handle, TIFFTAG_BITSPERSAMPLE, 1);
    return short_field(handle, TIFFTAG_SAMPLESPERPIXEL, 1) == 1 && (bits == 8 || bits == 16) &&
           short_field(handle, TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT) == SAMPLEFORMAT_UINT &&
           TIFFIsCODECConfigured(short_field(handle, TIFFTAG_COMPRESSION, COMPRESSION_NONE));
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static void plan_tiles(struct ingest_tiff *tiff, uint32_t *ret_cols, uint32_t *ret_rows)
{
    uint32_t width = 0, height = 0;
    TIFFGetField(tiff->handle, TIFFTAG_TILEWIDTH, &width);
    TIFFGetField(tiff->handle, TIFFTAG_TILELENGTH, &height);
    tiff->unit_cols = width;
    tiff->unit_rows = height;
    tiff->unit_bytes = (size_t)TIFFTileSize(tiff->handle);
    if (width == 0 || height == 0) {
        tiff->unit_bytes = 0;
        return;
    }
    *ret_cols = width > BLOCK_MAX ? BLOCK_MAX : width * (width < BLOCK_MIN ? BLOCK_MIN / width : 1);
    *ret_rows =
        height > BLOCK_MAX ? BLOCK_MAX : height * (height < BLOCK_MIN ? BLOCK_MIN / height : 1);
}

static void plan_strips(struct ingest_tiff *tiff, uint32_t *ret_cols, uint32_t *ret_rows)
{
    uint32_t strip_rows = tiff->rows;
    TIFFGetFieldDefaulted(tiff->handle, TIFFTAG_ROWSPERSTRIP, &strip_rows);
    strip_rows = least(strip_rows, tiff->rows);
    if (strip_rows == 0) {
        tiff->unit_bytes = 0;
        return;
    }
    const size_t row_bytes = (size_t)TIFFScanlineSize(tiff->handle);
    const size_t strip_bytes = row_bytes * strip_rows;
    const size_t by_memory = strip_bytes == 0 ? 1 : BAND_BYTES / strip_bytes;
    const size_t by_height = BLOCK_MIN / strip_rows;
    size_t strips = by_memory < by_height ? by_memory : by_height;
    strips = strips < 1 ? 1 : strips;
    tiff->strip_rows = strip_rows;
    tiff->unit_cols = tiff->cols;
    tiff->unit_rows = (uint32_t)strips * strip_rows;
    tiff->unit_bytes = row_bytes * tiff->unit_rows;
    *ret_cols = least(tiff->cols, BLOCK_MAX);
    *ret_rows = least(tiff->unit_rows, BLOCK_MAX);
}

static TIFF *open_handle(struct ingest_tiff *tiff, const char *path)
{
    TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
    if (options == NULL) {
        return NULL;
    }
    TIFFOpenOptionsSetErrorHandlerExtR(options, keep_message, tiff);
    TIFFOpenOptionsSetWarningHandlerExtR(options, drop_message, tiff);
    TIFFOpenOptionsSetMaxSingleMemAlloc(options, (tmsize_t)UNIT_BYTES_MAX * 4);
    /* "O" loads strile arrays on demand, so opening a raster of a million tiles costs nothing per thread. "m" reads
     * instead of mapping: a tile is one request of its own bytes, where a fault fetches what lies around, and ends the
     * process where the file was cut short meanwhile. */
    TIFF *handle = TIFFOpenExt(path, "rOm", options);
    TIFFOpenOptionsFree(options);
    return handle;
}

enum lt_status ingest_tiff_open(const char *path, int64_t cols, int64_t rows,
                                struct ingest_tiff **ret_tiff, uint32_t *ret_block_cols,
                                uint32_t *ret_block_rows, struct lt_error *err)
{
    *ret_tiff = NULL;
    struct ingest_tiff *tiff = calloc(1, sizeof *tiff);
    if (tiff == NULL) {
        return lt_fail_memory(err, path);
    }
    tiff->cached_col = tiff->cached_row = -1;
    tiff->handle = open_handle(tiff, path);
    if (tiff->handle == NULL || !serves(tiff->handle)) {
        ingest_tiff_close(tiff);
        return LT_OK;
    }
    TIFFGetField(tiff->handle, TIFFTAG_IMAGEWIDTH, &tiff->cols);
    TIFFGetField(tiff->handle, TIFFTAG_IMAGELENGTH, &tiff->rows);
    tiff->tiled = TIFFIsTiled(tiff->handle) != 0;
    tiff->wide = short_field(tiff->handle, TIFFTAG_BITSPERSAMPLE, 8) == 16;
    tiff->compression = short_field(tiff->handle, TIFFTAG_COMPRESSION, COMPRESSION_NONE);
    if (tiff->tiled) {
        plan_tiles(tiff, ret_block_cols, ret_block_rows);
    } else {
        plan_strips(tiff, ret_block_cols, ret_block_rows);
    }
    const size_t cells = (size_t)tiff->unit_cols * tiff->unit_rows;
    if (tiff->cols != cols || tiff->rows != rows || tiff->unit_bytes == 0 ||
        tiff->unit_bytes > UNIT_BYTES_MAX || tiff->unit_bytes != cells * (tiff->wide ? 2 : 1)) {
        ingest_tiff_close(tiff);
        return LT_OK;
    }
    tiff->data = malloc(tiff->unit_bytes);
    if (tiff->data == NULL) {
        ingest_tiff_close(tiff);
        return lt_fail_memory(err, "a raster tile");
    }
    *ret_tiff = tiff;
    return LT_OK;
}

void ingest_tiff_close(struct ingest_tiff *tiff)
{
    if (tiff == NULL) {
        return;
    }
    if (tiff->handle != NULL) {
        TIFFClose(tiff->handle);
    }
    free(tiff->data);
    free(tiff);
}

bool ingest_tiff_lossy(const struct ingest_tiff *tiff)
{
    return tiff->compression == COMPRESSION_JPEG || tiff->compression == COMPRESSION_OJPEG ||
           tiff->compression == COMPRESSION_WEBP;
}

void ingest_tiff_scatter(struct ingest_tiff *tiff)
{
    (void)posix_fadvise(TIFFFileno(tiff->handle), 0, 0, POSIX_FADV_RANDOM);
}

struct lt_tile_size ingest_tiff_unit(const struct ingest_tiff *tiff)
{
    return (struct lt_tile_size){tiff->unit_cols, tiff->unit_rows};
}

void ingest_tiff_fetch(struct ingest_tiff *tiff, const bool *marked, size_t count)
{
    const uint32_t per_unit = tiff->tiled ? 1 : tiff->unit_rows / tiff->strip_rows;
    const uint32_t striles =
        tiff->tiled ? TIFFNumberOfTiles(tiff->handle) : TIFFNumberOfStrips(tiff->handle);
    uint64_t first = 0, end = 0; /* of the run that is under way */
    for (uint32_t i = 0; i <= striles; i++) {
        const bool wanted = i < striles && i / per_unit < count && marked[i / per_unit];
        const uint64_t at = wanted ? TIFFGetStrileOffset(tiff->handle, i) : 0;
        if (wanted && at == end) {
            end += TIFFGetStrileByteCount(tiff->handle, i);
        } else if (wanted || i == striles) {
            if (end > first) {
                (void)posix_fadvise(TIFFFileno(tiff->handle), (off_t)first, (off_t)(end - first),
                                    POSIX_FADV_WILLNEED);
            }
            first = at;
            end = at + (wanted ? TIFFGetStrileByteCount(tiff->handle, i) : 0);
        }
    }
}

static void fill_values(const struct ingest_tiff *tiff, void *to, size_t cells, uint16_t fill)
{
    if (!tiff->wide) {
        memset(to, fill > UINT8_MAX ? 0 : fill, cells);
        return;
    }
    uint16_t *values = to;
    for (size_t i = 0; i < cells; i++) {
        values[i] = fill;
    }
}

/* Decodes one tile or strip of `rows` rows to `to`. */
static enum lt_status decode(struct ingest_tiff *tiff, uint32_t index, uint32_t rows, void *to,
                             uint16_t fill, struct lt_error *err)
{
    const char *word = tiff->tiled ? "tile" : "strip";
    const size_t cells = (size_t)tiff->unit_cols * rows;
    const size_t bytes = cells * (tiff->wide ? 2 : 1);
    int broken = 0;
    tiff->message[0] = '\0';
    const uint64_t stored = TIFFGetStrileByteCountWithErr(tiff->handle, index, &broken);
    if (!broken && stored == 0) { /* sparse: never written */
        fill_values(tiff, to, cells, fill);
        return LT_OK;
    }
    const tmsize_t got = broken ? -1
                         : tiff->tiled
                             ? TIFFReadEncodedTile(tiff->handle, index, to, (tmsize_t)bytes)
                             : TIFFReadEncodedStrip(tiff->handle, index, to, (tmsize_t)bytes);
    if (got < 0 || (size_t)got != bytes) {
        return lt_fail(err, LT_E_INPUT, "'%s': %s %lu cannot be read: %s",
                       lt_path_name(TIFFFileName(tiff->handle)), word, (unsigned long)index,
                       tiff->message[0] == '\0' ? "it is cut short" : tiff->message);
    }
    return LT_OK;
}

/* Decodes a unit to `to`, which has room for unit_bytes. */
static enum lt_status decode_unit(struct ingest_tiff *tiff, int64_t unit_col, int64_t unit_row,
                                  uint16_t fill, void *to, struct lt_error *err)
{
    if (tiff->tiled) {
        const uint32_t index = TIFFComputeTile(tiff->handle, (uint32_t)unit_col * tiff->unit_cols,
                                               (uint32_t)unit_row * tiff->unit_rows, 0, 0);
        return decode(tiff, index, tiff->unit_rows, to, fill, err);
    }
    enum lt_status status = LT_OK;
    const uint32_t first = (uint32_t)unit_row * tiff->unit_rows;
    const uint32_t end = least(first + tiff->unit_rows, tiff->rows);
    char *at = to;
    for (uint32_t row = first; status == LT_OK && row < end; row += tiff->strip_rows) {
        const uint32_t rows = least(tiff->strip_rows, tiff->rows - row);
        status = decode(tiff, row / tiff->strip_rows, rows, at, fill, err);
        at += (size_t)rows * tiff->unit_cols * (tiff->wide ? 2 : 1);
    }
    return status;
}

static enum lt_status load_unit(struct ingest_tiff *tiff, int64_t unit_col, int64_t unit_row,
                                uint16_t fill, struct lt_error *err)
{
    if (tiff->cached_col == unit_col && tiff->cached_row == unit_row) {
        return LT_OK;
    }
    tiff->cached_col = tiff->cached_row = -1;
    const enum lt_status status = decode_unit(tiff, unit_col, unit_row, fill, tiff->data, err);
    if (status == LT_OK) {
        tiff->cached_col = unit_col;
        tiff->cached_row = unit_row;
    }
    return status;
}

/* The part of the window that the cached unit holds: cells x0 … x1 − 1 of rows y0 … y1 − 1. */
struct part {
    int64_t x0, y0, x1, y1;
    size_t first, n; /* of cell (x0, y0) in the unit; x1 − x0 */
};

static struct part part_of(const struct ingest_tiff *tiff, const struct ingest_window *window)
{
    const int64_t unit_x = tiff->cached_col * tiff->unit_cols;
    const int64_t unit_y = tiff->cached_row * tiff->unit_rows;
    const int64_t window_x1 = window->col + window->cols, window_y1 = window->row + window->rows;
    struct part part;
    part.x0 = window->col > unit_x ? window->col : unit_x;
    part.y0 = window->row > unit_y ? window->row : unit_y;
    part.x1 = window_x1 < unit_x + tiff->unit_cols ? window_x1 : unit_x + tiff->unit_cols;
    part.y1 = window_y1 < unit_y + tiff->unit_rows ? window_y1 : unit_y + tiff->unit_rows;
    part.first = (size_t)(part.y0 - unit_y) * tiff->unit_cols + (size_t)(part.x0 - unit_x);
    part.n = (size_t)(part.x1 - part.x0);
    return part;
}

static void copy_values(const struct ingest_tiff *tiff, const struct ingest_window *window,
                        uint16_t *values)
{
    const struct part part = part_of(tiff, window);
    size_t at = part.first;
    for (int64_t y = part.y0; y < part.y1; y++, at += tiff->unit_cols) {
        uint16_t *to = values + (size_t)(y - window->row) * window->cols + (part.x0 - window->col);
        if (tiff->wide) {
            memcpy(to, (const uint16_t *)tiff->data + at, part.n * sizeof *to);
            continue;
        }
        const uint8_t *from = (const uint8_t *)tiff->data + at;
        for (size_t i = 0; i < part.n; i++) {
            to[i] = from[i];
        }
    }
}

enum lt_status ingest_tiff_read(struct ingest_tiff *tiff, const struct ingest_window *window,
                                uint16_t fill, uint16_t *ret_values, struct lt_error *err)
{
    const int64_t first_col = window->col / tiff->unit_cols;
    const int64_t first_row = window->row / tiff->unit_rows;
    for (int64_t row = first_row; row * tiff->unit_rows < window->row + window->rows; row++) {
        for (int64_t col = first_col; col * tiff->unit_cols < window->col + window->cols; col++) {
            const enum lt_status status = load_unit(tiff, col, row, fill, err);
            if (status != LT_OK) {
                return status;
            }
            copy_values(tiff, window, ret_values);
        }
    }
    return LT_OK;
}

bool ingest_tiff_is_bytes(const struct ingest_tiff *tiff)
{
    return !tiff->wide;
}

enum lt_status ingest_tiff_read_bytes(struct ingest_tiff *tiff, const struct ingest_window *window,
                                      uint32_t block_cols, uint32_t block_rows, uint16_t fill,
                                      uint8_t *ret_bytes, struct lt_error *err)
{
    const int64_t first_col = window->col / tiff->unit_cols;
    const int64_t first_row = window->row / tiff->unit_rows;
    if (block_cols == tiff->unit_cols && block_rows == tiff->unit_rows) {
        return decode_unit(tiff, first_col, first_row, fill, ret_bytes, err);
    }
    for (int64_t row = first_row; row * tiff->unit_rows < window->row + window->rows; row++) {
        for (int64_t col = first_col; col * tiff->unit_cols < window->col + window->cols; col++) {
            const enum lt_status status = load_unit(tiff, col, row, fill, err);
            if (status != LT_OK) {
                return status;
            }
            const struct part part = part_of(tiff, window);
            const uint8_t *from = (const uint8_t *)tiff->data + part.first;
            for (int64_t y = part.y0; y < part.y1; y++, from += tiff->unit_cols) {
                memcpy(ret_bytes + (y - window->row) * block_cols + (part.x0 - window->col), from,
                       part.n);
            }
        }
    }
    return LT_OK;
}
