#include "bench_generate.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "liangtian/area.h"

enum { FEATURES_PER_TRANSACTION = 100000 };

struct bench_layer {
    GDALDatasetH dataset;
    OGRLayerH layer;
    OGRFeatureH feature; /* the one being filled */
    bool multi, degrees, drop_cpg, transactions;
    uint64_t written;
    char path[BENCH_PATH];
};

static const char FIXED_DATE[] = "2026-11-01";

static OGRFieldType field_type(enum bench_type type)
{
    switch (type) {
    case BENCH_DOUBLE:
        return OFTReal;
    case BENCH_INT:
        return OFTInteger;
    case BENCH_DATE:
        return OFTDate;
    case BENCH_TEXT:
        break;
    }
    return OFTString;
}

static enum lt_status fail_layer(const struct bench_layer *layer, const char *what,
                                 struct lt_error *err)
{
    return lt_fail(err, LT_E_IO, "cannot %s '%s': %s", what, layer->path, CPLGetLastErrorMsg());
}

static enum lt_status add_fields(struct bench_layer *layer, const struct bench_field *fields,
                                 size_t n_fields, struct lt_error *err)
{
    for (size_t i = 0; i < n_fields; i++) {
        OGRFieldDefnH field = OGR_Fld_Create(fields[i].name, field_type(fields[i].type));
        OGR_Fld_SetWidth(field, fields[i].width);
        OGR_Fld_SetPrecision(field, fields[i].decimals);
        const OGRErr result = OGR_L_CreateField(layer->layer, field, FALSE);
        OGR_Fld_Destroy(field);
        if (result != OGRERR_NONE) {
            return fail_layer(layer, "add a field to", err);
        }
    }
    return LT_OK;
}

static char **layer_options(const char *driver, const char *encoding, bool indexed)
{
    char **options = NULL;
    if (strcmp(driver, "ESRI Shapefile") == 0) {
        options = CSLSetNameValue(options, "ENCODING", encoding);
        options = CSLSetNameValue(options, "DBF_DATE_LAST_UPDATE", FIXED_DATE);
        options = CSLSetNameValue(options, "2GB_LIMIT", "NO");
    } else if (strcmp(driver, "GPKG") == 0) {
        options = CSLSetNameValue(options, "SPATIAL_INDEX", indexed ? "YES" : "NO");
        options = CSLSetNameValue(options, "GEOMETRY_NAME", "geom");
    } else if (strcmp(driver, "GeoJSON") == 0) {
        options = CSLSetNameValue(options, "COORDINATE_PRECISION", "9");
    }
    return options;
}

enum lt_status bench_layer_create(const char *path, const char *driver, const char *name,
                                  const char *encoding, bool indexed,
                                  const struct bench_field *fields, size_t n_fields,
                                  struct bench_layer **ret_layer, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct bench_layer *layer = calloc(1, sizeof *layer);
    OGRSpatialReferenceH crs = OSRNewSpatialReference(NULL);
    char **options = layer_options(driver, encoding, indexed);
    if (layer == NULL || crs == NULL || strlen(path) >= sizeof layer->path) {
        status = lt_fail_memory(err, "a layer");
        goto out;
    }
    memcpy(layer->path, path, strlen(path) + 1);
    layer->degrees = strcmp(driver, "GeoJSON") == 0;
    layer->multi = strcmp(driver, "GPKG") == 0;
    layer->transactions = layer->multi;
    layer->drop_cpg = strcmp(driver, "ESRI Shapefile") == 0 && strcmp(encoding, "CP936") == 0;
    OSRImportFromEPSG(crs, layer->degrees ? BENCH_EPSG_GEOGRAPHIC : BENCH_EPSG);
    OSRSetAxisMappingStrategy(crs, OAMS_TRADITIONAL_GIS_ORDER);
    unlink(path);
    layer->dataset = GDALCreate(GDALGetDriverByName(driver), path, 0, 0, 0, GDT_Unknown, NULL);
    if (layer->dataset == NULL) {
        status = fail_layer(layer, "create", err);
        goto out;
    }
    layer->layer = GDALDatasetCreateLayer(layer->dataset, name, crs,
                                          layer->multi ? wkbMultiPolygon : wkbPolygon, options);
    if (layer->layer == NULL) {
        status = fail_layer(layer, "create a layer in", err);
        goto out;
    }
    LT_TRY(add_fields(layer, fields, n_fields, err));
    if (layer->transactions && GDALDatasetStartTransaction(layer->dataset, FALSE) != OGRERR_NONE) {
        status = fail_layer(layer, "begin writing", err);
        goto out;
    }
    *ret_layer = layer;
    layer = NULL;
out:
    CSLDestroy(options);
    OSRRelease(crs);
    if (layer != NULL) {
        layer->transactions = false;
        bench_layer_close(layer, NULL);
    }
    return status;
}

static OGRFeatureH current(struct bench_layer *layer)
{
    if (layer->feature == NULL) {
        layer->feature = OGR_F_Create(OGR_L_GetLayerDefn(layer->layer));
    }
    return layer->feature;
}

void bench_layer_text(struct bench_layer *layer, int field, const char *value)
{
    if (value[0] != '\0') {
        OGR_F_SetFieldString(current(layer), field, value);
    }
}

void bench_layer_number(struct bench_layer *layer, int field, double value)
{
    OGR_F_SetFieldDouble(current(layer), field, value);
}

void bench_layer_integer(struct bench_layer *layer, int field, int value)
{
    OGR_F_SetFieldInteger(current(layer), field, value);
}

void bench_layer_date(struct bench_layer *layer, int field, const char *iso_date)
{
    int year = 0, month = 0, day = 0;
    if (sscanf(iso_date, "%d-%d-%d", &year, &month, &day) == 3) {
        OGR_F_SetFieldDateTime(current(layer), field, year, month, day, 0, 0, 0, 100);
    }
}

static OGRGeometryH make_ring(const struct bench_layer *layer, const struct lt_point *points,
                              size_t count)
{
    OGRGeometryH ring = OGR_G_CreateGeometry(wkbLinearRing);
    if (!layer->degrees) {
        OGR_G_SetPoints(ring, (int)count, &points->x, sizeof *points, &points->y, sizeof *points,
                        NULL, 0);
    } else {
        for (size_t i = 0; i < count; i++) {
            double lon = 0.0, lat = 0.0;
            lt_gauss_kruger_inverse(points[i].x - 38000000.0, points[i].y, 114.0, &lon, &lat);
            OGR_G_AddPoint_2D(ring, lt_round(lon, 9), lt_round(lat, 9));
        }
    }
    OGR_G_CloseRings(ring);
    return ring;
}

static OGRGeometryH make_geometry(const struct bench_layer *layer,
                                  const struct bench_polygon *polygon)
{
    OGRGeometryH multi = OGR_G_CreateGeometry(wkbMultiPolygon), part = NULL;
    size_t start = 0;
    for (size_t r = 0; r < polygon->n_rings; r++) {
        if (polygon->rings[r].outer) {
            if (part != NULL) {
                OGR_G_AddGeometryDirectly(multi, part);
            }
            part = OGR_G_CreateGeometry(wkbPolygon);
        }
        OGR_G_AddGeometryDirectly(
            part, make_ring(layer, polygon->points + start, polygon->rings[r].end - start));
        start = polygon->rings[r].end;
    }
    if (part == NULL || layer->multi || OGR_G_GetGeometryCount(multi) > 0) {
        if (part != NULL) {
            OGR_G_AddGeometryDirectly(multi, part);
        }
        return multi;
    }
    OGR_G_DestroyGeometry(multi);
    return part;
}

static enum lt_status renew_transaction(struct bench_layer *layer, struct lt_error *err)
{
    if (GDALDatasetCommitTransaction(layer->dataset) != OGRERR_NONE ||
        GDALDatasetStartTransaction(layer->dataset, FALSE) != OGRERR_NONE) {
        return fail_layer(layer, "write", err);
    }
    return LT_OK;
}

enum lt_status bench_layer_add(struct bench_layer *layer, const struct bench_polygon *polygon,
                               struct lt_error *err)
{
    const enum lt_status status = bench_polygon_check(polygon, err);
    if (status != LT_OK) {
        return status;
    }
    OGR_F_SetGeometryDirectly(current(layer), make_geometry(layer, polygon));
    const OGRErr result = OGR_L_CreateFeature(layer->layer, layer->feature);
    OGR_F_Destroy(layer->feature);
    layer->feature = NULL;
    if (result != OGRERR_NONE) {
        return fail_layer(layer, "write a feature to", err);
    }
    layer->written++;
    if (layer->transactions && layer->written % FEATURES_PER_TRANSACTION == 0) {
        return renew_transaction(layer, err);
    }
    return LT_OK;
}

/* Removes the .cpg beside a shapefile. */
static void drop_cpg(const char *shp)
{
    char path[BENCH_PATH];
    memcpy(path, shp, strlen(shp) + 1);
    memcpy(path + strlen(path) - 3, "cpg", 3);
    unlink(path);
}

enum lt_status bench_layer_close(struct bench_layer *layer, struct lt_error *err)
{
    if (layer == NULL) {
        return LT_OK;
    }
    enum lt_status status = LT_OK;
    CPLErrorReset();
    if (layer->transactions && GDALDatasetCommitTransaction(layer->dataset) != OGRERR_NONE) {
        status = fail_layer(layer, "write", err);
    }
    if (layer->feature != NULL) {
        OGR_F_Destroy(layer->feature);
    }
    if (layer->dataset != NULL) {
        GDALClose(layer->dataset);
    }
    if (status == LT_OK && CPLGetLastErrorType() >= CE_Failure) {
        status = fail_layer(layer, "finish", err);
    }
    if (layer->drop_cpg) {
        drop_cpg(layer->path);
    }
    free(layer);
    return status;
}

void bench_settings(void)
{
    CPLSetErrorHandler(CPLQuietErrorHandler);
    CPLSetConfigOption("GDAL_PAM_ENABLED", "NO");
    CPLSetConfigOption("OGR_CURRENT_DATE", "2026-11-01T00:00:00.000Z");
    GDALSetCacheMax64(64 << 20);
}
