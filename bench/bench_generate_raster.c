#include "bench_generate.h"

#include <gdal.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <stdlib.h>
#include <string.h>

#include <cpl_error.h>
#include <cpl_string.h>

#include "support/array.h"

enum lt_status bench_canvas_create(const struct bench_grid *grid, int n_rows, bool owners,
                                   struct bench_canvas *ret_canvas, struct lt_error *err)
{
    struct bench_canvas canvas = {.grid = *grid, .n_rows = n_rows};
    const size_t cells = (size_t)grid->cols * (size_t)n_rows;
    if (owners) {
        canvas.owners = calloc(cells, sizeof *canvas.owners);
    } else {
        canvas.bytes = calloc(cells, 1);
    }
    if (canvas.owners == NULL && canvas.bytes == NULL) {
        return lt_fail_memory(err, "a raster");
    }
    *ret_canvas = canvas;
    return LT_OK;
}

void bench_canvas_finish(struct bench_canvas *canvas)
{
    if (canvas == NULL) {
        return;
    }
    free(canvas->bytes);
    free(canvas->owners);
    free(canvas->crossings);
    *canvas = (struct bench_canvas){0};
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Where the horizontal line at `y` crosses the polygon, ascending. Half-open in y, so that a line
 * through a vertex counts once. */
static enum lt_status cross_line(struct bench_canvas *canvas, const struct bench_polygon *polygon,
                                 double y, size_t *ret_count, struct lt_error *err)
{
    size_t count = 0, start = 0;
    for (size_t r = 0; r < polygon->n_rings; r++) {
        const size_t end = polygon->rings[r].end;
        for (size_t i = start; i < end; i++) {
            const struct lt_point a = polygon->points[i];
            const struct lt_point b = polygon->points[i + 1 < end ? i + 1 : start];
            if ((a.y <= y) == (b.y <= y)) {
                continue;
            }
            const enum lt_status status =
                lt_array_reserve(&canvas->crossings, &canvas->crossing_capacity, count + 1,
                                 sizeof *canvas->crossings, err);
            if (status != LT_OK) {
                return status;
            }
            canvas->crossings[count++] = a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x);
        }
        start = end;
    }
    if (count > 1) {
        qsort(canvas->crossings, count, sizeof *canvas->crossings, ascending);
    }
    *ret_count = count;
    return LT_OK;
}

static int clamp(double value, int low, int high)
{
    return value < low ? low : value > high ? high : (int)value;
}

static void fill_span(struct bench_canvas *canvas, int row, int from, int to, uint32_t value)
{
    const size_t at = (size_t)(row - canvas->first_row) * (size_t)canvas->grid.cols;
    if (canvas->bytes != NULL) {
        memset(canvas->bytes + at + from, (int)value, (size_t)(to - from));
        return;
    }
    for (int col = from; col < to; col++) {
        canvas->owners[at + (size_t)col] = value;
    }
}

enum lt_status bench_canvas_paint(struct bench_canvas *canvas, const struct bench_polygon *polygon,
                                  uint32_t value, struct lt_error *err)
{
    const struct bench_grid *grid = &canvas->grid;
    const struct lt_box box = bench_polygon_box(polygon);
    const int last = canvas->first_row + canvas->n_rows;
    /* centre of row r: north − (r + ½)·cell */
    const int top =
        clamp(ceil((grid->north - box.max_y) / grid->cell - 0.5), canvas->first_row, last);
    const int end =
        clamp(floor((grid->north - box.min_y) / grid->cell - 0.5) + 1.0, canvas->first_row, last);
    for (int row = top; row < end; row++) {
        size_t count = 0;
        const enum lt_status status =
            cross_line(canvas, polygon, grid->north - (row + 0.5) * grid->cell, &count, err);
        if (status != LT_OK) {
            return status;
        }
        for (size_t k = 0; k + 1 < count; k += 2) {
            const double west = (canvas->crossings[k] - grid->west) / grid->cell - 0.5;
            const double east = (canvas->crossings[k + 1] - grid->west) / grid->cell - 0.5;
            const int from = clamp(ceil(west), 0, grid->cols);
            const int to = clamp(ceil(east), 0, grid->cols);
            if (from < to) {
                fill_span(canvas, row, from, to, value);
            }
        }
    }
    return LT_OK;
}

struct bench_tiff {
    GDALDatasetH dataset;
    struct bench_grid grid;
    uint8_t tile[BENCH_TILE * BENCH_TILE];
    char path[BENCH_PATH];
};

static enum lt_status set_georeference(struct bench_tiff *tiff, struct lt_error *err)
{
    const struct bench_grid *grid = &tiff->grid;
    double transform[6] = {grid->west, grid->cell, 0.0, grid->north, 0.0, -grid->cell};
    OGRSpatialReferenceH crs = OSRNewSpatialReference(NULL);
    const bool good =
        crs != NULL && OSRImportFromEPSG(crs, BENCH_EPSG) == OGRERR_NONE &&
        GDALSetSpatialRef(tiff->dataset, crs) == CE_None &&
        GDALSetGeoTransform(tiff->dataset, transform) == CE_None &&
        GDALSetRasterNoDataValue(GDALGetRasterBand(tiff->dataset, 1), BENCH_NODATA) == CE_None;
    OSRDestroySpatialReference(crs);
    return good ? LT_OK
                : lt_fail(err, LT_E_IO, "cannot georeference '%s': %s", tiff->path,
                          CPLGetLastErrorMsg());
}

enum lt_status bench_tiff_create(const char *path, const struct bench_grid *grid,
                                 const char *compress, struct bench_tiff **ret_tiff,
                                 struct lt_error *err)
{
    char **options = CSLSetNameValue(NULL, "COMPRESS", compress);
    options = CSLSetNameValue(options, "TILED", "YES");
    options = CSLSetNameValue(options, "BLOCKXSIZE", "256");
    options = CSLSetNameValue(options, "BLOCKYSIZE", "256");
    options = CSLSetNameValue(options, "BIGTIFF", "IF_SAFER");
    struct bench_tiff *tiff = calloc(1, sizeof *tiff);
    GDALDriverH driver = GDALGetDriverByName("GTiff");
    enum lt_status status = LT_OK;
    if (tiff == NULL || strlen(path) >= sizeof tiff->path) {
        status = lt_fail_memory(err, "a GeoTIFF");
        goto out;
    }
    tiff->grid = *grid;
    memcpy(tiff->path, path, strlen(path) + 1);
    tiff->dataset = GDALCreate(driver, path, grid->cols, grid->rows, 1, GDT_Byte, options);
    if (tiff->dataset == NULL) {
        status = lt_fail(err, LT_E_IO, "cannot create '%s': %s", path, CPLGetLastErrorMsg());
        goto out;
    }
    LT_TRY(set_georeference(tiff, err));
    *ret_tiff = tiff;
    tiff = NULL;
out:
    CSLDestroy(options);
    if (tiff != NULL) {
        bench_tiff_close(tiff, NULL);
    }
    return status;
}

enum lt_status bench_tiff_write(struct bench_tiff *tiff, int first_row, int n_rows,
                                const uint8_t *bytes, struct lt_error *err)
{
    GDALRasterBandH band = GDALGetRasterBand(tiff->dataset, 1);
    const int cols = tiff->grid.cols;
    for (int block = 0; block * BENCH_TILE < cols; block++) {
        const int from = block * BENCH_TILE;
        const int width = cols - from < BENCH_TILE ? cols - from : BENCH_TILE;
        memset(tiff->tile, 0, sizeof tiff->tile);
        for (int row = 0; row < n_rows; row++) {
            memcpy(tiff->tile + row * BENCH_TILE, bytes + (size_t)row * (size_t)cols + from,
                   (size_t)width);
        }
        /* tile by tile in order: the file's layout does not depend on a cache */
        if (GDALWriteBlock(band, block, first_row / BENCH_TILE, tiff->tile) != CE_None) {
            return lt_fail(err, LT_E_IO, "cannot write '%s': %s", tiff->path, CPLGetLastErrorMsg());
        }
    }
    return LT_OK;
}

enum lt_status bench_tiff_close(struct bench_tiff *tiff, struct lt_error *err)
{
    if (tiff == NULL) {
        return LT_OK;
    }
    CPLErrorReset();
    if (tiff->dataset != NULL) {
        GDALClose(tiff->dataset);
    }
    const bool bad = CPLGetLastErrorType() >= CE_Failure;
    const enum lt_status status =
        bad ? lt_fail(err, LT_E_IO, "cannot finish '%s': %s", tiff->path, CPLGetLastErrorMsg())
            : LT_OK;
    free(tiff);
    return status;
}
