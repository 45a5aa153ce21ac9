/* True-colour images: three bands of bytes, read window by window, at no more than the resolution asked for. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ingest_crs.h"
#include "ingest_gdal.h"
#include "liangtian/picture.h"
#include "support/arena.h"
#include "support/files.h"

struct lt_picture {
    struct lt_arena *arena;
    GDALDatasetH dataset;
    const char *label;
    double x, y, dx, dy; /* north-west corner, pixel size */
    int cols, rows;
};

static enum lt_status check_bands(const struct lt_picture *picture, uint64_t limit_pixels,
                                  struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    char found[128];
    const int bands = GDALGetRasterCount(picture->dataset);
    bool bytes = bands == 3;
    for (int b = 1; bytes && b <= 3; b++) {
        bytes = GDALGetRasterDataType(GDALGetRasterBand(picture->dataset, b)) == GDT_Byte;
    }
    if (!bytes) {
        snprintf(found, sizeof found, "%d bands of %s", bands,
                 bands < 1 ? "nothing"
                           : GDALGetDataTypeName(
                                 GDALGetRasterDataType(GDALGetRasterBand(picture->dataset, 1))));
        return ingest_reject(diagnostics, LT_USABILITY, "picture.bands", picture->label, "bands",
                             found, "three bands of Byte: red, green, blue",
                             "export the image as true colour, stretched to 8 bits", err);
    }
    const uint64_t pixels = (uint64_t)picture->cols * (uint64_t)picture->rows;
    if (pixels > limit_pixels) {
        return lt_fail(err, LT_E_LIMIT, "%s: %llu pixels, more than the limit of %llu",
                       picture->label, (unsigned long long)pixels,
                       (unsigned long long)limit_pixels);
    }
    return LT_OK;
}

static enum lt_status place(struct lt_picture *picture, const struct lt_picture_config *config,
                            const char *grid_crs, struct lt_diagnostics *diagnostics,
                            struct lt_error *err)
{
    double t[6];
    struct ingest_crs crs = {0};
    if (GDALGetGeoTransform(picture->dataset, t) != CE_None || t[2] != 0.0 || t[4] != 0.0 ||
        !(t[1] > 0.0) || !(t[5] < 0.0) || !isfinite(t[0] + t[3])) {
        return ingest_reject(diagnostics, LT_USABILITY, "picture.georeference", picture->label,
                             "transform", "no position, or a rotated grid",
                             "a north-up image with its georeference",
                             "export the image north-up, with its georeference", err);
    }
    picture->x = t[0];
    picture->y = t[3];
    picture->dx = t[1];
    picture->dy = -t[5];
    enum lt_status status =
        ingest_crs_choose(GDALGetSpatialRef(picture->dataset), config->crs, picture->label,
                          picture->arena, diagnostics, &crs, err);
    if (status == LT_OK && strcmp(crs.name, grid_crs) != 0) {
        status =
            ingest_reject(diagnostics, LT_ACCURACY, "picture.crs", picture->label, "crs", crs.name,
                          grid_crs, "transform the image to the CRS of the classification", err);
    }
    ingest_crs_finish(&crs);
    return status;
}

static enum lt_status open_file(struct lt_picture *picture, const struct lt_picture_config *config,
                                struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    struct ingest_watch watch;
    ingest_watch_begin(&watch);
    picture->dataset = ingest_open(config->path, GDAL_OF_RASTER, "GTiff", NULL, NULL);
    ingest_watch_end();
    if (picture->dataset == NULL || watch.failures > 0) {
        return ingest_reject(diagnostics, LT_USABILITY, "picture.unreadable", picture->label, "",
                             watch.first[0] == '\0' ? "no GeoTIFF" : watch.first, "a GeoTIFF",
                             "export the image anew", err);
    }
    picture->cols = GDALGetRasterXSize(picture->dataset);
    picture->rows = GDALGetRasterYSize(picture->dataset);
    return LT_OK;
}

enum lt_status lt_picture_open(const struct lt_picture_config *config, const char *grid_crs,
                               uint64_t limit_pixels, struct lt_diagnostics *diagnostics,
                               struct lt_picture **ret_picture, struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    struct lt_picture *picture = NULL;
    *ret_picture = NULL;
    LT_TRY(lt_arena_create(&arena, err));
    picture = lt_arena_array(arena, 1, sizeof *picture);
    if (picture == NULL) {
        lt_arena_destroy(arena);
        return lt_fail_memory(err, "an image");
    }
    picture->arena = arena;
    picture->label = lt_arena_printf(arena, "image %s", lt_path_name(config->path));
    if (picture->label == NULL) {
        status = lt_fail_memory(err, "an image");
        goto out;
    }
    LT_TRY(ingest_check_file(config->path, config->sha256, picture->label, diagnostics, err));
    LT_TRY(open_file(picture, config, diagnostics, err));
    LT_TRY(check_bands(picture, limit_pixels, diagnostics, err));
    LT_TRY(place(picture, config, grid_crs, diagnostics, err));
    *ret_picture = picture;
    picture = NULL;
out:
    lt_picture_close(picture);
    return status;
}

void lt_picture_close(struct lt_picture *picture)
{
    if (picture == NULL) {
        return;
    }
    if (picture->dataset != NULL) {
        GDALClose(picture->dataset);
    }
    lt_arena_destroy(picture->arena);
}

/* Pixels from … to of an axis that meet the interval; none: to ≤ from. */
static void meet(double low, double high, double size, int count, int *ret_from, int *ret_to)
{
    const double from = floor(low / size), to = ceil(high / size);
    *ret_from = from < 0.0 ? 0 : from > count ? count : (int)from;
    *ret_to = to < 0.0 ? 0 : to > count ? count : (int)to;
}

enum lt_status lt_picture_read(struct lt_picture *picture, struct lt_box box, uint32_t most,
                               struct lt_arena *arena, struct lt_cells *ret_cells,
                               uint8_t **ret_rgb, struct lt_error *err)
{
    int left, right, top, bottom;
    *ret_cells = (struct lt_cells){0};
    *ret_rgb = NULL;
    meet(box.min_x - picture->x, box.max_x - picture->x, picture->dx, picture->cols, &left, &right);
    meet(picture->y - box.max_y, picture->y - box.min_y, picture->dy, picture->rows, &top, &bottom);
    const int cols = right - left, rows = bottom - top;
    if (cols <= 0 || rows <= 0) {
        return LT_OK;
    }
    const int wide = cols > (int)most ? (int)most : cols,
              high = rows > (int)most ? (int)most : rows;
    uint8_t *rgb = lt_arena_array(arena, (size_t)wide * (size_t)high, 3);
    if (rgb == NULL) {
        return lt_fail_memory(err, "an image");
    }
    struct ingest_watch watch;
    ingest_watch_begin(&watch);
    const CPLErr done = GDALDatasetRasterIO(picture->dataset, GF_Read, left, top, cols, rows, rgb,
                                            wide, high, GDT_Byte, 3, NULL, 3, 3 * wide, 1);
    ingest_watch_end();
    if (done != CE_None || watch.failures > 0) {
        return lt_fail(err, LT_E_INPUT, "%s: column %d, row %d and what follows cannot be read: %s",
                       picture->label, left, top, watch.first);
    }
    *ret_cells = (struct lt_cells){.x = picture->x + left * picture->dx,
                                   .y = picture->y - top * picture->dy,
                                   .dx = picture->dx * cols / wide,
                                   .dy = picture->dy * rows / high,
                                   .cols = (uint32_t)wide,
                                   .rows = (uint32_t)high};
    *ret_rgb = rgb;
    return LT_OK;
}
