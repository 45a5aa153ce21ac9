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
    free(canvas->row_ends);
    *canvas = (struct bench_canvas){0};
}

/* The rows of [top, end) whose centre line an edge crosses: half-open in y, so that a line through a vertex counts
 * once. */
struct crossing {
    struct lt_point a, b;
    int first, last; /* rows to look at, both included */
};

static double centre_of(const struct bench_grid *grid, int row)
{
    return grid->north - (row + 0.5) * grid->cell;
}

static struct crossing crossing_of(const struct bench_grid *grid, struct lt_point a,
                                   struct lt_point b, int top, int end)
{
    const double high = a.y > b.y ? a.y : b.y, low = a.y > b.y ? b.y : a.y;
    /* a row to spare on each side: crosses() decides */
    const double first = floor((grid->north - high) / grid->cell - 0.5);
    const double last = ceil((grid->north - low) / grid->cell - 0.5);
    return (struct crossing){a, b,
                             first < top   ? top
                             : first > end ? end
                                           : (int)first,
                             last < top       ? top - 1
                             : last > end - 1 ? end - 1
                                              : (int)last};
}

static bool crosses(const struct crossing *edge, double y)
{
    return (edge->a.y <= y) != (edge->b.y <= y);
}

/* How often each row is crossed (`x` NULL: counts[row − top]++), or where (x[at[row − top]++]). */
static void cross_rows(const struct bench_grid *grid, const struct bench_polygon *polygon, int top,
                       int end, uint32_t *at, double *x)
{
    size_t start = 0;
    for (size_t r = 0; r < polygon->n_rings; r++) {
        const size_t ring_end = polygon->rings[r].end;
        for (size_t i = start; i < ring_end; i++) {
            const struct crossing edge =
                crossing_of(grid, polygon->points[i],
                            polygon->points[i + 1 < ring_end ? i + 1 : start], top, end);
            for (int row = edge.first; row <= edge.last; row++) {
                const double y = centre_of(grid, row);
                if (!crosses(&edge, y)) {
                    continue;
                }
                const struct lt_point a = edge.a, b = edge.b;
                if (x != NULL) {
                    x[at[row - top]] = a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x);
                }
                at[row - top]++;
            }
        }
        start = ring_end;
    }
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void sort_few(double *x, uint32_t count)
{
    if (count > 16) {
        qsort(x, count, sizeof *x, ascending);
        return;
    }
    for (uint32_t i = 1; i < count; i++) {
        const double value = x[i];
        uint32_t j = i;
        for (; j > 0 && x[j - 1] > value; j--) {
            x[j] = x[j - 1];
        }
        x[j] = value;
    }
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

static void paint_row(struct bench_canvas *canvas, int row, const double *x, uint32_t count,
                      uint32_t value)
{
    const struct bench_grid *grid = &canvas->grid;
    for (uint32_t k = 0; k + 1 < count; k += 2) {
        const int from = clamp(ceil((x[k] - grid->west) / grid->cell - 0.5), 0, grid->cols);
        const int to = clamp(ceil((x[k + 1] - grid->west) / grid->cell - 0.5), 0, grid->cols);
        if (from < to) {
            fill_span(canvas, row, from, to, value);
        }
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
    const size_t rows = end > top ? (size_t)(end - top) : 0;
    enum lt_status status = LT_OK;
    LT_TRY(lt_array_reserve(&canvas->row_ends, &canvas->row_capacity, rows + 1,
                            sizeof *canvas->row_ends, err));
    uint32_t *at = canvas->row_ends, total = 0;
    memset(at, 0, rows * sizeof *at);
    cross_rows(grid, polygon, top, end, at, NULL);
    for (size_t i = 0; i < rows; i++) { /* counts become places */
        const uint32_t count = at[i];
        at[i] = total;
        total += count;
    }
    LT_TRY(lt_array_reserve(&canvas->crossings, &canvas->crossing_capacity, (size_t)total + 1,
                            sizeof *canvas->crossings, err));
    cross_rows(grid, polygon, top, end, at, canvas->crossings); /* places become ends */
    for (size_t i = 0, from = 0; i < rows; from = at[i], i++) {
        double *x = canvas->crossings + from;
        const uint32_t count = at[i] - (uint32_t)from;
        sort_few(x, count);
        paint_row(canvas, top + (int)i, x, count, value);
    }
out:
    return status;
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

static enum lt_status create_tiff(const char *path, const struct bench_grid *grid,
                                  const char *compress, bool sparse, struct bench_tiff **ret_tiff,
                                  struct lt_error *err)
{
    char **options = CSLSetNameValue(NULL, "COMPRESS", compress);
    if (sparse) {
        options = CSLSetNameValue(options, "SPARSE_OK", "TRUE");
    }
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

enum lt_status bench_tiff_create(const char *path, const struct bench_grid *grid,
                                 const char *compress, struct bench_tiff **ret_tiff,
                                 struct lt_error *err)
{
    return create_tiff(path, grid, compress, false, ret_tiff, err);
}

enum lt_status bench_tiff_create_sparse(const char *path, const struct bench_grid *grid,
                                        const char *compress, struct bench_tiff **ret_tiff,
                                        struct lt_error *err)
{
    return create_tiff(path, grid, compress, true, ret_tiff, err);
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
