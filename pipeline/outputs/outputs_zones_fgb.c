/* Zones as a FlatGeobuf, through GDAL's driver, which sorts features in space and writes the index in front: they wait in
 * a temporary file of its own. */
#include <math.h>
#include <stdlib.h>

#include <cpl_error.h>
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

#include "outputs_gdal.h"
#include "outputs_zones.h"
#include "support/geopackage.h"

struct flatgeobuf {
    GDALDatasetH dataset;
    OGRLayerH layer;
    OGRFeatureDefnH columns;
    struct lt_text blob;
};

enum { GPKG_HEADER = 8 + 4 * 8 }; /* before the well-known binary: header, envelope */

static enum lt_status add_columns(const struct lt_zones *zones, struct flatgeobuf *own)
{
    const struct lt_zones_plan *plan = zones->plan;
    bool good = true;
    for (size_t i = 0; good && i < plan->column_count + 1; i++) {
        OGRFieldDefnH field =
            OGR_Fld_Create(i == 0 ? "zone_id" : plan->columns[i - 1], i == 0 ? OFTString : OFTReal);
        good = OGR_L_CreateField(own->layer, field, FALSE) == OGRERR_NONE;
        OGR_Fld_Destroy(field);
    }
    return good ? LT_OK : LT_E_IO;
}

static enum lt_status open_layer(struct lt_zones *zones, struct flatgeobuf *own)
{
    const struct lt_zones_plan *plan = zones->plan;
    GDALDriverH driver = GDALGetDriverByName("FlatGeobuf");
    own->dataset =
        driver == NULL ? NULL : GDALCreate(driver, plan->path, 0, 0, 0, GDT_Unknown, NULL);
    if (own->dataset == NULL) {
        return LT_E_IO;
    }
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    OSRSetAxisMappingStrategy(srs, OAMS_TRADITIONAL_GIS_ORDER);
    if (OSRSetFromUserInput(srs, plan->crs) == OGRERR_NONE) {
        own->layer = GDALDatasetCreateLayer(own->dataset, plan->layer, srs, wkbMultiPolygon, NULL);
    }
    OSRRelease(srs);
    return own->layer == NULL ? LT_E_IO : add_columns(zones, own);
}

/* GDAL's own words where it has any. */
static enum lt_status answer(const struct lt_zones *zones, const struct lt_gdal_watch *watch,
                             enum lt_status status, struct lt_error *err)
{
    const char *path = zones->plan->path;
    const enum lt_status told = lt_gdal_check(watch, path, err);
    return told != LT_OK || status == LT_OK ? told
                                            : lt_fail(err, status, "cannot write '%s'", path);
}

static enum lt_status create(struct lt_zones *zones, struct lt_error *err)
{
    struct flatgeobuf *own = calloc(1, sizeof *own);
    if (own == NULL) {
        return lt_fail_memory(err, "a layer of zones");
    }
    zones->own = own;
    struct lt_gdal_watch watch;
    lt_gdal_watch_begin(&watch);
    const enum lt_status status = open_layer(zones, own);
    lt_gdal_watch_end(&watch);
    own->columns = own->layer == NULL ? NULL : OGR_L_GetLayerDefn(own->layer);
    return answer(zones, &watch, status, err);
}

static enum lt_status put_feature(const struct lt_zones *zones, struct flatgeobuf *own,
                                  const char *id, const double *values)
{
    OGRGeometryH geometry = NULL;
    if (OGR_G_CreateFromWkb(own->blob.data + GPKG_HEADER, NULL, &geometry,
                            (int)(own->blob.length - GPKG_HEADER)) != OGRERR_NONE) {
        return LT_E_IO;
    }
    OGRFeatureH feature = OGR_F_Create(own->columns);
    OGR_F_SetFieldString(feature, 0, id);
    for (size_t i = 0; i < zones->plan->column_count; i++) {
        if (!isnan(values[i])) {
            OGR_F_SetFieldDouble(feature, (int)i + 1, values[i]);
        }
    }
    const bool good = OGR_F_SetGeometryDirectly(feature, geometry) == OGRERR_NONE &&
                      OGR_L_CreateFeature(own->layer, feature) == OGRERR_NONE;
    OGR_F_Destroy(feature);
    return good ? LT_OK : LT_E_IO;
}

static enum lt_status put(struct lt_zones *zones, const char *id, const struct lt_shape *shape,
                          const double *values, struct lt_error *err)
{
    struct flatgeobuf *own = zones->own;
    own->blob.length = 0;
    lt_geopackage_add_shape(&own->blob, shape, 0);
    enum lt_status status = lt_text_check(&own->blob, err);
    if (status != LT_OK) {
        return status;
    }
    struct lt_gdal_watch watch;
    lt_gdal_watch_begin(&watch);
    status = put_feature(zones, own, id, values);
    lt_gdal_watch_end(&watch);
    return answer(zones, &watch, status, err);
}

static enum lt_status close_it(struct lt_zones *zones, struct lt_error *err)
{
    struct flatgeobuf *own = zones->own;
    struct lt_gdal_watch watch;
    static const char *const drivers[] = {"FlatGeobuf", NULL};
    lt_gdal_watch_begin(&watch);
    GDALClose(own->dataset);
    own->dataset = NULL;
    GDALDatasetH again =
        GDALOpenEx(zones->plan->path, GDAL_OF_VECTOR | GDAL_OF_VERBOSE_ERROR, drivers, NULL, NULL);
    const bool whole = again != NULL && (uint64_t)OGR_L_GetFeatureCount(
                                            GDALDatasetGetLayer(again, 0), TRUE) == zones->count;
    if (again != NULL) {
        GDALClose(again);
    }
    lt_gdal_watch_end(&watch);
    const enum lt_status status = lt_gdal_check(&watch, zones->plan->path, err);
    return status != LT_OK || whole
               ? status
               : lt_fail(err, LT_E_IO, "cannot write '%s': rows are missing", zones->plan->path);
}

static void finish(struct lt_zones *zones)
{
    struct flatgeobuf *own = zones->own;
    if (own == NULL) {
        return;
    }
    if (own->dataset != NULL) {
        CPLPushErrorHandler(CPLQuietErrorHandler);
        GDALClose(own->dataset);
        CPLPopErrorHandler();
    }
    lt_text_finish(&own->blob);
    free(own);
}

const struct lt_zones_kind lt_zones_flatgeobuf = {
    .create = create, .put = put, .close = close_it, .finish = finish};
