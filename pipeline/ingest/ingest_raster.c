#include "ingest_raster.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ingest_gdal.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/parallel.h"
#include "support/text.h"

enum { GDAL_BLOCK = 512, FOUND_TEXT = 256 };

/* Everything that opening needs to pass around. */
struct opening {
    const struct lt_raster_config *config;
    const struct lt_legend *legend;
    uint64_t limit_pixels;
    struct lt_diagnostics *diagnostics;
    struct lt_raster *raster;
    const char *driver;
    GDALDatasetH dataset;
};

static enum lt_status reject(const struct opening *opening, enum lt_quality quality,
                             const char *code, const char *field, const char *found,
                             const char *expected, const char *action, struct lt_error *err)
{
    return ingest_reject(opening->diagnostics, quality, code, opening->raster->label, field, found,
                         expected, action, err);
}

static enum lt_status warn(const struct opening *opening, const char *code, const char *field,
                           const char *found, const char *expected, const char *action,
                           struct lt_error *err)
{
    const struct lt_diagnostic item = {.severity = LT_WARNING,
                                       .quality = LT_ACCURACY,
                                       .code = code,
                                       .layer = opening->raster->label,
                                       .field = field,
                                       .found = found,
                                       .expected = expected,
                                       .action = action};
    return lt_diagnostics_add(opening->diagnostics, &item, err);
}

/* --- which driver: by the file's first bytes, never by what GDAL would try ---- */

static const char *envi_header(struct lt_arena *arena, const char *path)
{
    char *beside = lt_arena_printf(arena, "%s.hdr", path);
    if (beside != NULL && lt_file_exists(beside)) {
        return beside;
    }
    char *companion; /* without it the raster is refused */
    return ingest_companion(arena, path, "hdr", &companion, NULL) == LT_OK ? companion : NULL;
}

static const char *driver_of(struct lt_arena *arena, const char *path)
{
    unsigned char head[16] = {0};
    FILE *file = fopen(path, "rb");
    const size_t got = file == NULL ? 0 : fread(head, 1, sizeof head, file);
    if (file != NULL) {
        fclose(file);
    }
    static const unsigned char tiff[4][4] = {
        {'I', 'I', 42, 0}, {'M', 'M', 0, 42}, {'I', 'I', 43, 0}, {'M', 'M', 0, 43}};
    for (size_t i = 0; i < 4; i++) {
        if (got >= 4 && memcmp(head, tiff[i], 4) == 0) {
            return "GTiff";
        }
    }
    if (got >= 15 && memcmp(head, "EHFA_HEADER_TAG", 15) == 0) {
        return "HFA";
    }
    return envi_header(arena, path) != NULL ? "ENVI" : NULL;
}

static GDALDatasetH open_dataset(struct lt_arena *arena, const char *path, const char *driver)
{
    const char *siblings[3] = {NULL};
    if (strcmp(driver, "ENVI") == 0) { /* it finds its header only in a list of siblings */
        const char *header = envi_header(arena, path);
        siblings[0] = lt_path_name(path);
        siblings[1] = header == NULL ? NULL : lt_path_name(header);
    }
    return ingest_open(path, GDAL_OF_RASTER, driver, NULL, siblings);
}

/* --- checks ---- */

static enum lt_status check_band(const struct opening *opening, struct lt_error *err)
{
    char found[FOUND_TEXT];
    const int bands = GDALGetRasterCount(opening->dataset);
    if (bands != 1) {
        snprintf(found, sizeof found, "%d bands", bands);
        return reject(opening, LT_USABILITY, "raster.bands", "bands", found,
                      "one band of class values", "export the classification alone as one band",
                      err);
    }
    GDALRasterBandH band = GDALGetRasterBand(opening->dataset, 1);
    const GDALDataType type = GDALGetRasterDataType(band);
    if (type != GDT_Byte && type != GDT_UInt16) {
        return reject(opening, LT_USABILITY, "raster.type", "type", GDALGetDataTypeName(type),
                      "Byte or UInt16", "export the class values as whole numbers from 0 to 65535",
                      err);
    }
    if ((GDALGetMaskFlags(band) & GMF_PER_DATASET) != 0) {
        return reject(opening, LT_USABILITY, "raster.mask", "mask", "a mask band",
                      "a nodata value, or values mapped to unseen in the legend",
                      "export the classification without a mask", err);
    }
    const uint64_t cols = (uint64_t)GDALGetRasterXSize(opening->dataset);
    const uint64_t rows = (uint64_t)GDALGetRasterYSize(opening->dataset);
    if (cols * rows > opening->limit_pixels) {
        return lt_fail(err, LT_E_LIMIT, "%s: %llu pixels, more than the limit of %llu",
                       opening->raster->label, (unsigned long long)(cols * rows),
                       (unsigned long long)opening->limit_pixels);
    }
    return LT_OK;
}

/* The file's own nodata means unseen, whatever the legend says of that value. */
static enum lt_status map_values(const struct opening *opening, struct lt_error *err)
{
    struct lt_raster *raster = opening->raster;
    raster->code_of_value = lt_arena_alloc(raster->arena, LT_VALUE_COUNT);
    if (raster->code_of_value == NULL) {
        return lt_fail_memory(err, "a legend");
    }
    if (opening->legend == NULL) {
        memset(raster->code_of_value, LT_CLASS_UNKNOWN, LT_VALUE_COUNT);
    } else {
        memcpy(raster->code_of_value, opening->legend->code_of_value, LT_VALUE_COUNT);
    }
    int set = 0;
    const double nodata = GDALGetRasterNoDataValue(GDALGetRasterBand(opening->dataset, 1), &set);
    if (!set || !(nodata >= 0.0 && nodata < LT_VALUE_COUNT) || nodata != floor(nodata)) {
        return LT_OK;
    }
    raster->has_nodata = true;
    raster->nodata = (uint16_t)nodata;
    const uint8_t code = raster->code_of_value[raster->nodata];
    raster->code_of_value[raster->nodata] = LT_CLASS_UNSEEN;
    if (opening->legend == NULL || code >= opening->legend->count) {
        return LT_OK; /* no class */
    }
    char found[FOUND_TEXT];
    snprintf(found, sizeof found, "nodata is %u, which the legend calls %s", raster->nodata,
             opening->legend->classes[code].crop);
    return warn(opening, "raster.nodata_class", "nodata", found, "a nodata value that is no class",
                "such cells count as unseen; correct the nodata value if they are meant", err);
}

/* --- reading ---- */

struct ingest_window ingest_raster_block(const struct lt_raster *raster, int64_t block_col,
                                         int64_t block_row)
{
    const struct lt_raster_source *source = &raster->source;
    struct ingest_window window = {.col = block_col * source->block_cols,
                                   .row = block_row * source->block_rows};
    const int64_t cols = source->grid.cols - window.col, rows = source->grid.rows - window.row;
    window.cols = cols < source->block_cols ? (uint32_t)(cols < 0 ? 0 : cols) : source->block_cols;
    window.rows = rows < source->block_rows ? (uint32_t)(rows < 0 ? 0 : rows) : source->block_rows;
    return window;
}

static enum lt_status read_by_gdal(const struct lt_raster *raster, GDALDatasetH dataset,
                                   const struct ingest_window *window, uint16_t *values,
                                   struct lt_error *err)
{
    struct ingest_watch watch;
    ingest_watch_begin(&watch);
    const CPLErr done = GDALRasterIO(GDALGetRasterBand(dataset, 1), GF_Read, (int)window->col,
                                     (int)window->row, (int)window->cols, (int)window->rows, values,
                                     (int)window->cols, (int)window->rows, GDT_UInt16, 0, 0);
    ingest_watch_end();
    if (done != CE_None || watch.failures > 0) {
        return lt_fail(err, LT_E_INPUT,
                       "'%s': the cells from column %lld, row %lld cannot be "
                       "read: %s",
                       lt_path_name(raster->path), (long long)window->col, (long long)window->row,
                       watch.first);
    }
    return LT_OK;
}

enum lt_status ingest_raster_values(struct lt_raster *raster, uint32_t thread,
                                    const struct ingest_window *window, struct lt_error *err)
{
    struct ingest_raster_thread *own = &raster->threads[thread];
    if (own->tiff != NULL) {
        return ingest_tiff_read(own->tiff, window, raster->has_nodata ? raster->nodata : 0,
                                own->values, err);
    }
    return read_by_gdal(raster, own->dataset, window, own->values, err);
}

static void fill_codes(const struct lt_raster_source *source, const struct ingest_window *window,
                       const uint16_t *values, const uint8_t *code_of_value, uint8_t *ret_codes)
{
    for (uint32_t row = 0; row < source->block_rows; row++) {
        uint8_t *to = ret_codes + (size_t)row * source->block_cols;
        const uint32_t cols = row < window->rows ? window->cols : 0;
        for (uint32_t col = 0; col < cols; col++) {
            to[col] = code_of_value[values[(size_t)row * window->cols + col]];
        }
        memset(to + cols, LT_CLASS_OUTSIDE, source->block_cols - cols);
    }
}

static enum lt_status read_codes(void *context, uint32_t thread, int64_t block_col,
                                 int64_t block_row, uint8_t *ret_codes, struct lt_error *err)
{
    struct lt_raster *raster = context;
    const struct lt_raster_source *source = &raster->source;
    const struct ingest_window window = ingest_raster_block(raster, block_col, block_row);
    if (block_col < 0 || block_row < 0 || window.cols == 0 || window.rows == 0) {
        memset(ret_codes, LT_CLASS_OUTSIDE, (size_t)source->block_cols * source->block_rows);
        return LT_OK;
    }
    enum lt_status status = ingest_raster_values(raster, thread, &window, err);
    if (status != LT_OK) {
        return status;
    }
    const struct ingest_raster_thread *own = &raster->threads[thread];
    const uint16_t *values = own->values;
    fill_codes(source, &window, values, own->code_of_value, ret_codes);
    const size_t size = (size_t)source->block_cols * source->block_rows;
    if (raster->met == NULL || memchr(ret_codes, LT_CLASS_UNKNOWN, size) == NULL) {
        return LT_OK;
    }
    status = ingest_met_add(raster->met, values, (size_t)window.cols * window.rows,
                            own->code_of_value, err);
    fill_codes(source, &window, values, own->code_of_value, ret_codes);
    return status == LT_OK ? LT_OK : lt_fail_in(err, "%s", raster->label);
}

/* Blocks of 8 bits are handed on as they are; source.code_of_byte says what they mean. */
static enum lt_status read_bytes(void *context, uint32_t thread, int64_t block_col,
                                 int64_t block_row, uint8_t *ret_bytes, struct lt_error *err)
{
    const struct lt_raster *raster = context;
    const struct lt_raster_source *source = &raster->source;
    const struct ingest_window window = ingest_raster_block(raster, block_col, block_row);
    if (block_col < 0 || block_row < 0 || window.cols == 0 || window.rows == 0) {
        memset(ret_bytes, 0, (size_t)source->block_cols * source->block_rows);
        return LT_OK;
    }
    return ingest_tiff_read_bytes(raster->threads[thread].tiff, &window, source->block_cols,
                                  source->block_rows, raster->has_nodata ? raster->nodata : 0,
                                  ret_bytes, err);
}

static enum lt_status meet_byte(void *context, uint32_t thread, uint8_t byte, uint8_t *ret_code,
                                struct lt_error *err)
{
    const struct lt_raster *raster = context;
    const struct ingest_raster_thread *own = &raster->threads[thread];
    const uint16_t value = byte;
    const enum lt_status status = ingest_met_add(raster->met, &value, 1, own->code_of_value, err);
    *ret_code = own->code_of_value[byte];
    return status == LT_OK ? LT_OK : lt_fail_in(err, "%s", raster->label);
}

static bool all_bytes(const struct lt_raster *raster)
{
    for (uint32_t i = 0; i < raster->source.threads; i++) {
        if (raster->threads[i].tiff == NULL || !ingest_tiff_is_bytes(raster->threads[i].tiff)) {
            return false;
        }
    }
    return true;
}

/* --- opening ---- */

static enum lt_status open_thread(const struct opening *opening, uint32_t thread,
                                  struct lt_error *err)
{
    struct lt_raster *raster = opening->raster;
    struct lt_raster_source *source = &raster->source;
    struct ingest_raster_thread *own = &raster->threads[thread];
    enum lt_status status = LT_OK;
    if (strcmp(opening->driver, "GTiff") == 0) {
        status = ingest_tiff_open(raster->path, source->grid.cols, source->grid.rows, &own->tiff,
                                  &source->block_cols, &source->block_rows, err);
    }
    if (status == LT_OK && own->tiff == NULL) {
        source->block_cols = source->block_rows = GDAL_BLOCK;
        own->dataset = open_dataset(raster->arena, raster->path, opening->driver);
        if (own->dataset == NULL) {
            return lt_fail(err, LT_E_IO, "cannot open '%s' again", raster->path);
        }
    }
    if (status != LT_OK) {
        return status;
    }
    own->values = malloc((size_t)source->block_cols * source->block_rows * sizeof *own->values);
    own->code_of_value = raster->code_of_value;
    if (raster->met != NULL) {
        own->code_of_value = lt_arena_alloc(raster->arena, LT_VALUE_COUNT);
    }
    if (own->values == NULL || own->code_of_value == NULL) {
        return lt_fail_memory(err, "a raster block");
    }
    if (raster->met != NULL) {
        memcpy(own->code_of_value, raster->code_of_value, LT_VALUE_COUNT);
    }
    return LT_OK;
}

static enum lt_status open_all(struct opening *opening, uint32_t threads,
                               const struct ingest_watch *watch, struct lt_error *err)
{
    struct lt_raster *raster = opening->raster;
    enum lt_status status;
    opening->driver = driver_of(raster->arena, raster->path);
    if (opening->driver == NULL) {
        return reject(opening, LT_USABILITY, "raster.format", "path", "not a raster that is known",
                      "GeoTIFF, Erdas Imagine or ENVI with its .hdr", "export it as GeoTIFF", err);
    }
    opening->dataset = open_dataset(raster->arena, raster->path, opening->driver);
    if (opening->dataset == NULL || watch->failures > 0) {
        return reject(opening, LT_COMPLETENESS, "raster.unreadable", "path",
                      watch->first[0] == '\0' ? "cannot be opened" : watch->first,
                      "a whole raster file", "copy the file again from its source", err);
    }
    LT_TRY(check_band(opening, err));
    LT_TRY(
        ingest_raster_place(raster, opening->dataset, opening->config, opening->diagnostics, err));
    LT_TRY(map_values(opening, err));
    if (opening->legend == NULL) {
        LT_TRY(ingest_met_create(raster->code_of_value, &raster->met, err));
    }
    raster->source.threads = threads;
    raster->threads = lt_arena_array(raster->arena, threads, sizeof *raster->threads);
    if (raster->threads == NULL) {
        return lt_fail_memory(err, "threads");
    }
    for (uint32_t i = 0; i < threads; i++) {
        LT_TRY(open_thread(opening, i, err));
    }
    if (all_bytes(raster)) {
        raster->source.read = read_bytes;
        raster->source.code_of_byte = raster->code_of_value;
        raster->source.meet = raster->met != NULL ? meet_byte : NULL;
    }
    if (raster->threads[0].tiff != NULL && ingest_tiff_lossy(raster->threads[0].tiff)) {
        LT_TRY(warn(opening, "raster.lossy", "compression", "a lossy compression",
                    "a lossless one, such as DEFLATE or LZW",
                    "ask for the classification before it was compressed", err));
    }
out:
    return status;
}

enum lt_status lt_raster_open(const struct lt_raster_config *config, const struct lt_legend *legend,
                              uint32_t threads, uint64_t limit_pixels,
                              struct lt_diagnostics *diagnostics, struct lt_raster **ret_raster,
                              struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    struct ingest_watch watch = {0};
    struct opening opening = {.config = config,
                              .legend = legend,
                              .limit_pixels = limit_pixels,
                              .diagnostics = diagnostics};
    *ret_raster = NULL;
    LT_TRY(lt_arena_create(&arena, err));
    struct lt_raster *raster = lt_arena_alloc(arena, sizeof *raster);
    if (raster == NULL) {
        lt_arena_destroy(arena);
        return lt_fail_memory(err, "a raster");
    }
    opening.raster = raster;
    raster->arena = arena;
    raster->path = lt_arena_text(arena, config->path);
    raster->label = lt_arena_printf(arena, "raster %s", lt_path_name(config->path));
    raster->source.context = raster;
    raster->source.read = read_codes;
    if (raster->path == NULL || raster->label == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    LT_TRY(ingest_check_file(raster->path, config->sha256, raster->label, diagnostics, err));
    ingest_watch_begin(&watch);
    status = open_all(&opening, threads < 1 ? 1 : threads, &watch, err);
    ingest_watch_end();
out:
    if (opening.dataset != NULL) {
        GDALClose(opening.dataset);
    }
    if (status == LT_OK) {
        *ret_raster = opening.raster;
    } else {
        lt_raster_close(opening.raster);
    }
    return status;
}

void lt_raster_close(struct lt_raster *raster)
{
    if (raster == NULL) {
        return;
    }
    for (uint32_t i = 0; raster->threads != NULL && i < raster->source.threads; i++) {
        ingest_tiff_close(raster->threads[i].tiff);
        if (raster->threads[i].dataset != NULL) {
            GDALClose(raster->threads[i].dataset);
        }
        free(raster->threads[i].values);
    }
    ingest_met_destroy(raster->met);
    lt_arena_destroy(raster->arena);
}

const struct lt_raster_source *lt_raster_source(const struct lt_raster *raster)
{
    return &raster->source;
}

const struct lt_grid_crs *lt_raster_crs(const struct lt_raster *raster)
{
    return &raster->crs;
}
