#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ingest_vector.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/text.h"

enum { FOUND_TEXT = 512, EDGE_POINTS = 20 };

static const char *driver_of(const char *path)
{
    static const char *const known[][2] = {
        {"shp", "ESRI Shapefile"}, {"gpkg", "GPKG"},       {"gdb", "OpenFileGDB"},
        {"fgb", "FlatGeobuf"},     {"geojson", "GeoJSON"}, {"json", "GeoJSON"},
    };
    char *trimmed = strdup(path);
    if (trimmed == NULL) {
        return NULL;
    }
    for (size_t n = strlen(trimmed); n > 1 && trimmed[n - 1] == '/'; n--) {
        trimmed[n - 1] = '\0'; /* "DLTB.gdb/" */
    }
    const char *driver = NULL;
    for (size_t i = 0; i < sizeof known / sizeof *known && driver == NULL; i++) {
        if (ingest_has_extension(trimmed, known[i][0])) {
            driver = known[i][1];
        }
    }
    free(trimmed);
    const bool folder = lt_folder_exists(path);
    return driver != NULL && folder == (strcmp(driver, "OpenFileGDB") == 0) ? driver : NULL;
}

/* A layer's name for messages, cut and made valid. */
static void add_name(struct lt_text *list, const char *name)
{
    const bool valid = lt_utf8_valid(name, strlen(name));
    lt_text_printf(list, "%s%.*s", list->length == 0 ? "" : ", ",
                   (int)lt_utf8_cut(name, strlen(name), 60), valid ? name : "(not UTF-8)");
}

/* The named layer, or the only one that holds shapes. */
static enum lt_status choose_layer(struct ingest_vector *vector, const char *sublayer,
                                   struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_text names = {0};
    const int count = GDALDatasetGetLayerCount(vector->dataset);
    size_t spatial = 0;
    for (int i = 0; i < count; i++) {
        OGRLayerH layer = GDALDatasetGetLayer(vector->dataset, i);
        const char *name = OGR_L_GetName(layer);
        const bool shapes = OGR_L_GetGeomType(layer) != wkbNone;
        if (*sublayer != '\0' ? strcasecmp(name, sublayer) == 0 : shapes) {
            vector->layer = layer;
            spatial++;
        }
        if (shapes) {
            add_name(&names, name);
        }
    }
    LT_TRY(lt_text_check(&names, err));
    if (spatial != 1) {
        char found[FOUND_TEXT];
        snprintf(found, sizeof found, "%s",
                 names.length == 0 ? "no layer with shapes" : names.data);
        found[lt_utf8_cut(found, strlen(found), sizeof found - 4)] = '\0';
        status =
            ingest_reject(diagnostics, LT_USABILITY, "layer.sublayer", vector->label, "sublayer",
                          found, *sublayer != '\0' ? sublayer : "one layer with shapes",
                          "name one of the layers found as sublayer in the config", err);
    }
out:
    lt_text_finish(&names);
    return status;
}

static enum lt_status check_layer(struct ingest_vector *vector, uint64_t limit,
                                  struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    const OGRwkbGeometryType type = wkbFlatten(OGR_L_GetGeomType(vector->layer));
    const bool polygons = type == wkbPolygon || type == wkbMultiPolygon || type == wkbUnknown ||
                          type == wkbGeometryCollection || type == wkbCurvePolygon ||
                          type == wkbMultiSurface || type == wkbSurface;
    if (!polygons) {
        return ingest_reject(diagnostics, LT_USABILITY, "layer.geometry_type", vector->label,
                             "geometry", OGRGeometryTypeToName(type), "polygons",
                             "give the layer of polygons", err);
    }
    const GIntBig count = OGR_L_GetFeatureCount(vector->layer, 1);
    if (count < 0) {
        return ingest_reject(diagnostics, LT_COMPLETENESS, "file.unreadable", vector->label,
                             "features", "cannot be opened", "a whole file",
                             "copy the file again from its source", err);
    }
    vector->count = (uint64_t)count;
    if (vector->count > limit) {
        return lt_fail(err, LT_E_LIMIT, "%s: %llu features, more than the limit of %llu",
                       vector->label, (unsigned long long)vector->count, (unsigned long long)limit);
    }
    return LT_OK;
}

enum lt_status ingest_vector_expect_features(const struct ingest_vector *vector,
                                             struct lt_diagnostics *diagnostics,
                                             struct lt_error *err)
{
    if (vector->count > 0) {
        return LT_OK;
    }
    return ingest_reject(diagnostics, LT_COMPLETENESS, "layer.no_features", vector->label,
                         "features", "0 features", "at least one feature",
                         "check that the export was complete and give the layer again", err);
}

enum lt_status ingest_vector_reject_number(const struct ingest_vector *vector, uint64_t features,
                                           struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    char found[FOUND_TEXT], expected[FOUND_TEXT];
    snprintf(found, sizeof found, "%llu features", (unsigned long long)features);
    snprintf(expected, sizeof expected, "%llu, as the file states",
             (unsigned long long)vector->count);
    return ingest_reject(diagnostics, LT_COMPLETENESS, "file.unreadable", vector->label, "features",
                         found, expected, "copy the file again from its source", err);
}

enum lt_status ingest_vector_too_many(const struct ingest_vector *vector, uint64_t limit,
                                      struct lt_error *err)
{
    return lt_fail(err, LT_E_LIMIT, "%s: more features than the limit of %llu", vector->label,
                   (unsigned long long)limit);
}

/* The layer's extent against the raster's, so that a layer elsewhere is refused before it is read. */
static enum lt_status check_extent(const struct ingest_vector *vector, const struct lt_grid *grid,
                                   struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    OGREnvelope extent;
    struct lt_point edge[4 * EDGE_POINTS];
    if (vector->count == 0 || OGR_L_GetExtent(vector->layer, &extent, 1) != OGRERR_NONE ||
        !(extent.MaxX > extent.MinX) || !(extent.MaxY > extent.MinY)) {
        return LT_OK; /* the features themselves will tell */
    }
    for (int i = 0; i < EDGE_POINTS; i++) {
        const double t = (double)i / EDGE_POINTS;
        const double x = extent.MinX + t * (extent.MaxX - extent.MinX);
        const double y = extent.MinY + t * (extent.MaxY - extent.MinY);
        edge[4 * i] = (struct lt_point){x, extent.MinY};
        edge[4 * i + 1] = (struct lt_point){extent.MaxX, y};
        edge[4 * i + 2] = (struct lt_point){x, extent.MaxY};
        edge[4 * i + 3] = (struct lt_point){extent.MinX, y};
    }
    if (!ingest_to_grid(&vector->transform, edge, 4 * EDGE_POINTS)) {
        return LT_OK;
    }
    const struct lt_box box = lt_shape_compute_box(edge, 4 * EDGE_POINTS);
    const double right = grid->origin_x + grid->dx * (double)grid->cols;
    const double bottom = grid->origin_y - grid->dy * (double)grid->rows;
    if (box.min_x < right && box.max_x > grid->origin_x && box.min_y < grid->origin_y &&
        box.max_y > bottom) {
        return LT_OK;
    }
    char found[FOUND_TEXT], expected[FOUND_TEXT];
    snprintf(found, sizeof found, "layer at x %.1f to %.1f, y %.1f to %.1f in the raster's crs",
             box.min_x, box.max_x, box.min_y, box.max_y);
    snprintf(expected, sizeof expected, "overlap with the raster at x %.1f to %.1f, y %.1f to %.1f",
             grid->origin_x, right, bottom, grid->origin_y);
    return ingest_reject(diagnostics, LT_ACCURACY, "layer.off_raster", vector->label, "extent",
                         found, expected,
                         "check the crs of the layer and of the raster, and that both are of this "
                         "city",
                         err);
}

static enum lt_status choose_encoding(struct ingest_vector *vector,
                                      const struct lt_layer_config *config,
                                      struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    enum lt_status status;
    char *dbf, *cpg;
    vector->encoding = INGEST_UTF8;
    if (!vector->shapefile) {
        return LT_OK;
    }
    LT_TRY(ingest_companion(vector->arena, vector->path, "dbf", &dbf, err));
    LT_TRY(ingest_companion(vector->arena, vector->path, "cpg", &cpg, err));
    LT_TRY(ingest_dbf_encoding(dbf, cpg, config->encoding, vector->label, diagnostics,
                               &vector->encoding, err));
out:
    return status;
}

static enum lt_status check_raw(const struct ingest_vector *vector, const char *driver,
                                struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    if (driver == NULL) {
        return ingest_reject(diagnostics, LT_USABILITY, "layer.format", vector->label, "path",
                             lt_path_name(vector->path),
                             "a .shp, .gpkg, .gdb folder, .fgb or .geojson",
                             "export the layer to one of these", err);
    }
    if (vector->shapefile) {
        status = ingest_shapefile_check(vector->path, vector->label, diagnostics, err);
    } else if (strcmp(driver, "GPKG") == 0) {
        status = ingest_gpkg_check(vector->path, vector->label, diagnostics, err);
    }
    return status;
}

GDALDatasetH ingest_vector_dataset(const struct ingest_vector *vector)
{
    /* text stays in its raw bytes: what GDAL would make of LDID 0x57 is valid UTF-8 and nonsense */
    static const char *const raw_text[] = {"ENCODING=", NULL};
    return ingest_open(vector->path, GDAL_OF_VECTOR, vector->driver,
                       vector->shapefile ? raw_text : NULL, NULL);
}

const char *ingest_vector_label(struct lt_arena *arena, const char *role, const char *path)
{
    return lt_arena_printf(arena, "%s%s%s", role, *role == '\0' ? "" : " ", lt_path_name(path));
}

enum lt_status ingest_vector_open(const struct lt_layer_config *config, const char *role,
                                  const struct lt_grid *grid, uint64_t limit_features,
                                  const struct ingest_watch *watch,
                                  struct lt_diagnostics *diagnostics, struct lt_arena *arena,
                                  struct ingest_vector *ret_vector, struct lt_error *err)
{
    enum lt_status status;
    struct ingest_vector *vector = ret_vector;
    *vector = (struct ingest_vector){.arena = arena, .path = config->path};
    vector->label = ingest_vector_label(arena, role, config->path);
    if (vector->label == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(ingest_check_file(config->path, config->sha256, vector->label, diagnostics, err));
    const char *driver = driver_of(config->path);
    vector->shapefile = driver != NULL && strcmp(driver, "ESRI Shapefile") == 0;
    vector->counted = driver != NULL && strcmp(driver, "FlatGeobuf") == 0;
    LT_TRY(check_raw(vector, driver, diagnostics, err));
    vector->driver = driver;
    vector->dataset = ingest_vector_dataset(vector);
    if (vector->dataset == NULL || watch->failures > 0) {
        status = ingest_reject(diagnostics, LT_COMPLETENESS, "file.unreadable", vector->label,
                               "path", watch->first[0] == '\0' ? "cannot be opened" : watch->first,
                               "a whole file", "copy the file again from its source", err);
        goto out;
    }
    LT_TRY(choose_layer(vector, config->sublayer, diagnostics, err));
    LT_TRY(check_layer(vector, limit_features, diagnostics, err));
    LT_TRY(choose_encoding(vector, config, diagnostics, err));
    LT_TRY(ingest_crs_choose(OGR_L_GetSpatialRef(vector->layer), config->crs, vector->label, arena,
                             diagnostics, &vector->crs, err));
    LT_TRY(ingest_transform_init(&vector->crs, grid->crs, vector->label, true, diagnostics,
                                 &vector->transform, err));
    LT_TRY(check_extent(vector, grid, diagnostics, err));
out:
    return status;
}

void ingest_vector_close(struct ingest_vector *vector)
{
    ingest_transform_finish(&vector->transform);
    ingest_crs_finish(&vector->crs);
    if (vector->dataset != NULL) {
        GDALClose(vector->dataset);
    }
    *vector = (struct ingest_vector){0};
}
