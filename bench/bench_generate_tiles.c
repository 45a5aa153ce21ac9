#include "bench_generate_tiles.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

#include "support/array.h"

void bench_strip_finish(struct bench_strip *strip)
{
    if (strip != NULL) {
        lt_text_finish(&strip->bytes);
        free(strip->sizes);
        *strip = (struct bench_strip){0};
    }
}

/* ---- a TIFF in memory, for libtiff's codecs ---- */

struct memory {
    uint8_t *data;
    size_t size, capacity, at;
};

static tmsize_t memory_read(thandle_t handle, void *into, tmsize_t size)
{
    struct memory *memory = handle;
    const size_t left = memory->at < memory->size ? memory->size - memory->at : 0;
    const size_t n = (size_t)size < left ? (size_t)size : left;
    memcpy(into, memory->data + memory->at, n);
    memory->at += n;
    return (tmsize_t)n;
}

static tmsize_t memory_write(thandle_t handle, void *from, tmsize_t size)
{
    struct memory *memory = handle;
    const size_t end = memory->at + (size_t)size;
    if (lt_array_reserve(&memory->data, &memory->capacity, end, 1, NULL) != LT_OK) {
        return -1;
    }
    memcpy(memory->data + memory->at, from, (size_t)size);
    memory->at = end;
    memory->size = end > memory->size ? end : memory->size;
    return size;
}

static toff_t memory_seek(thandle_t handle, toff_t offset, int whence)
{
    struct memory *memory = handle;
    const size_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? memory->at : memory->size;
    memory->at = base + (size_t)offset;
    return (toff_t)memory->at;
}

static int memory_close(thandle_t handle)
{
    (void)handle;
    return 0;
}

static toff_t memory_size(thandle_t handle)
{
    return (toff_t)((struct memory *)handle)->size;
}

static uint16_t codec(const char *compress)
{
    return strcmp(compress, "LZW") == 0    ? COMPRESSION_LZW
           : strcmp(compress, "ZSTD") == 0 ? COMPRESSION_ZSTD
                                           : COMPRESSION_ADOBE_DEFLATE;
}

static TIFF *open_memory(struct memory *memory, const char *compress, int cols)
{
    TIFF *handle = TIFFClientOpen("memory", "w", memory, memory_read, memory_write, memory_seek,
                                  memory_close, memory_size, NULL, NULL);
    if (handle != NULL) {
        TIFFSetField(handle, TIFFTAG_IMAGEWIDTH, (uint32_t)cols);
        TIFFSetField(handle, TIFFTAG_IMAGELENGTH, (uint32_t)BENCH_TILE);
        TIFFSetField(handle, TIFFTAG_TILEWIDTH, (uint32_t)BENCH_TILE);
        TIFFSetField(handle, TIFFTAG_TILELENGTH, (uint32_t)BENCH_TILE);
        TIFFSetField(handle, TIFFTAG_BITSPERSAMPLE, 8);
        TIFFSetField(handle, TIFFTAG_SAMPLESPERPIXEL, 1);
        TIFFSetField(handle, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
        TIFFSetField(handle, TIFFTAG_COMPRESSION, codec(compress));
    }
    return handle;
}

static void cut_tile(uint8_t *tile, const uint8_t *cells, int cols, int n_rows, int from)
{
    const int width = cols - from < BENCH_TILE ? cols - from : BENCH_TILE;
    memset(tile, 0, (size_t)BENCH_TILE * BENCH_TILE);
    for (int row = 0; row < n_rows; row++) {
        memcpy(tile + row * BENCH_TILE, cells + (size_t)row * (size_t)cols + from, (size_t)width);
    }
}

/* After a tile is written, its bytes stand where the directory says. */
static enum lt_status take_tile(TIFF *handle, const struct memory *memory, uint32_t index,
                                struct bench_strip *strip, struct lt_error *err)
{
    const uint64_t offset = TIFFGetStrileOffset(handle, index);
    const uint64_t size = TIFFGetStrileByteCount(handle, index);
    if (size == 0 || offset > memory->size || memory->size - offset < size) {
        return LT_CHECK(size > 0 && offset + size <= memory->size, err);
    }
    lt_text_add_n(&strip->bytes, (const char *)memory->data + offset, size);
    strip->sizes[index] = (uint32_t)size;
    return LT_OK;
}

enum lt_status bench_strip_encode(struct bench_strip *strip, const char *compress, int cols,
                                  int n_rows, const uint8_t *cells, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const uint32_t across = (uint32_t)((cols + BENCH_TILE - 1) / BENCH_TILE);
    struct memory memory = {0};
    TIFF *handle = NULL;
    uint8_t *tile = malloc((size_t)BENCH_TILE * BENCH_TILE);
    strip->bytes.length = 0;
    LT_TRY(lt_array_reserve(&strip->sizes, &strip->capacity, across, sizeof *strip->sizes, err));
    handle = open_memory(&memory, compress, cols);
    if (handle == NULL || tile == NULL) {
        status = lt_fail_memory(err, "tiles");
        goto out;
    }
    for (uint32_t i = 0; i < across; i++) {
        cut_tile(tile, cells, cols, n_rows, (int)i * BENCH_TILE);
        if (TIFFWriteEncodedTile(handle, i, tile, BENCH_TILE * BENCH_TILE) < 0) {
            status = lt_fail(err, LT_E_IO, "libtiff cannot write %s", compress);
            goto out;
        }
        LT_TRY(take_tile(handle, &memory, i, strip, err));
    }
    status = lt_text_check(&strip->bytes, err);
out:
    if (handle != NULL) {
        TIFFClose(handle);
    }
    free(memory.data);
    free(tile);
    return status;
}

/* ---- the file ---- */

struct bench_tiles_out {
    TIFF *handle;
    uint32_t across, next;
    char path[BENCH_PATH];
};

enum lt_status bench_tiles_create(const char *path, const struct bench_grid *grid,
                                  const char *compress, struct bench_tiles_out **ret_tiles,
                                  struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct bench_tiff *empty = NULL;
    struct bench_tiles_out *tiles = calloc(1, sizeof *tiles);
    if (tiles == NULL) {
        return lt_fail_memory(err, "a raster");
    }
    LT_TRY(bench_tiff_create_sparse(path, grid, compress, &empty, err));
    status = bench_tiff_close(empty, err);
    empty = NULL;
    LT_TRY(status);
    snprintf(tiles->path, sizeof tiles->path, "%s", path);
    tiles->across = (uint32_t)((grid->cols + BENCH_TILE - 1) / BENCH_TILE);
    tiles->handle = TIFFOpen(path, "r+");
    if (tiles->handle == NULL) {
        status = lt_fail(err, LT_E_IO, "cannot open '%s' for writing", path);
        goto out;
    }
    *ret_tiles = tiles;
    tiles = NULL;
out:
    free(tiles);
    return status;
}

enum lt_status bench_tiles_write(struct bench_tiles_out *tiles, const struct bench_strip *strip,
                                 struct lt_error *err)
{
    char *at = strip->bytes.data;
    for (uint32_t i = 0; i < tiles->across; i++) {
        const uint32_t size = strip->sizes[i];
        if (TIFFWriteRawTile(tiles->handle, tiles->next, at, (tmsize_t)size) != (tmsize_t)size) {
            return lt_fail(err, LT_E_IO, "cannot write '%s'", tiles->path);
        }
        tiles->next++;
        at += size;
    }
    return LT_OK;
}

enum lt_status bench_tiles_close(struct bench_tiles_out *tiles, struct lt_error *err)
{
    if (tiles == NULL) {
        return LT_OK;
    }
    const bool good = TIFFFlush(tiles->handle) == 1;
    TIFFClose(tiles->handle);
    const enum lt_status status =
        good ? LT_OK : lt_fail(err, LT_E_IO, "cannot finish '%s'", tiles->path);
    free(tiles);
    return status;
}
