/* One shapefile of the violation layer. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

#include "outputs_gdal.h"
#include "outputs_shapefile.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/geopackage.h"

enum { BLOB_HEAD = 40 };

struct writer {
    const struct lt_report_model *model;
    const struct lt_dbf_text *text;
    const struct lt_shapefile_part *part;
    const char *path, *checked; /* where it is, and how GDAL is to write it */
    struct lt_gdal_watch watch;
    double area_sum; /* of the area column as written */
    int area_field;
    GDALDatasetH dataset;
    OGRLayerH layer;
};

static enum lt_status add_fields(struct writer *writer, struct lt_error *err)
{
    for (size_t i = 0; i < writer->text->schema->field_count; i++) {
        const struct lt_schema_field *const field = &writer->text->schema->fields[i];
        static const OGRFieldType types[] = {[LT_FIELD_TEXT] = OFTString,
                                             [LT_FIELD_DOUBLE] = OFTReal,
                                             [LT_FIELD_INT] = OFTInteger,
                                             [LT_FIELD_DATE] = OFTDate};
        OGRFieldDefnH definition = OGR_Fld_Create(field->name, types[field->type]);
        OGR_Fld_SetWidth(definition, (int)lt_dbf_width(writer->text, field));
        OGR_Fld_SetPrecision(definition, field->type == LT_FIELD_DOUBLE ? (int)field->decimals : 0);
        const OGRErr failed = OGR_L_CreateField(writer->layer, definition, FALSE);
        OGR_Fld_Destroy(definition);
        if (failed != OGRERR_NONE) {
            const enum lt_status status = lt_gdal_check(&writer->watch, writer->path, err);
            return status != LT_OK ? status
                                   : lt_fail(err, LT_E_IO, "cannot add column '%s' to '%s'",
                                             field->name, writer->path);
        }
        if (strcmp(field->column, "area_m2") == 0) {
            writer->area_field = (int)i;
        }
    }
    return LT_OK;
}

static enum lt_status create(struct writer *writer, struct lt_error *err)
{
    if (GDALGetDriverByName("ESRI Shapefile") == NULL) {
        GDALAllRegister(); /* a program that reads has registered what it allows already */
    }
    GDALDriverH driver = GDALGetDriverByName("ESRI Shapefile");
    if (driver == NULL) {
        return lt_fail(err, LT_E_IO, "this GDAL has no Shapefile driver");
    }
    writer->dataset = GDALCreate(driver, writer->checked, 0, 0, 0, GDT_Unknown, NULL);
    if (writer->dataset == NULL) {
        const enum lt_status status = lt_gdal_check(&writer->watch, writer->path, err);
        return status != LT_OK ? status : lt_fail(err, LT_E_IO, "cannot create '%s'", writer->path);
    }
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    char date[11];
    char stamp[48];
    lt_published_date(writer->model, date);
    snprintf(stamp, sizeof stamp, "DBF_DATE_LAST_UPDATE=%s", date);
    char encoding[32];
    /* LDID 0x4D tells old ArcGIS; the .cpg beside it, written by us, tells everybody else. */
    snprintf(encoding, sizeof encoding, "ENCODING=%s", writer->text->use_gbk ? "LDID/77" : "UTF-8");
    char *options[] = {stamp, encoding, NULL};
    const bool known =
        srs != NULL && OSRSetFromUserInput(srs, writer->model->grid->crs) == OGRERR_NONE;
    if (known) {
        OSRSetAxisMappingStrategy(srs, OAMS_TRADITIONAL_GIS_ORDER);
        writer->layer =
            GDALDatasetCreateLayer(writer->dataset, writer->part->stem, srs, wkbPolygon, options);
    }
    OSRDestroySpatialReference(srs);
    if (writer->layer == NULL) {
        const enum lt_status status = lt_gdal_check(&writer->watch, writer->path, err);
        return status != LT_OK
                   ? status
                   : lt_fail(err, LT_E_IO, "cannot create a layer in '%s'", writer->path);
    }
    return add_fields(writer, err);
}

static OGRGeometryH geometry_of(const struct lt_shape *shape, struct lt_text *blob)
{
    blob->length = 0;
    lt_geopackage_add_shape(blob, shape, 0);
    OGRGeometryH geometry = NULL;
    if (!blob->failed) {
        (void)OGR_G_CreateFromWkb(blob->data + BLOB_HEAD, NULL, &geometry,
                                  (int)(blob->length - BLOB_HEAD)); /* NULL on failure */
    }
    return geometry;
}

static enum lt_status put_case(struct writer *writer, const struct lt_case *item,
                               struct lt_text *blob, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(writer->layer));
    for (size_t f = 0; f < writer->text->schema->field_count; f++) {
        const struct lt_schema_field *const field = &writer->text->schema->fields[f];
        char buffer[LT_CASE_TEXT];
        struct lt_case_value value;
        lt_case_value(writer->model, item, field, buffer, &value);
        if (value.kind == LT_VALUE_TEXT) {
            OGR_F_SetFieldString(feature, (int)f,
                                 lt_dbf_fit(writer->text, field, value.text, buffer));
        } else if (value.kind == LT_VALUE_NUMBER) {
            OGR_F_SetFieldDouble(feature, (int)f, value.number);
            writer->area_sum += (int)f == writer->area_field ? value.number : 0;
        }
    }
    OGRGeometryH geometry = item->shape.n_rings == 0 ? NULL : geometry_of(&item->shape, blob);
    if (blob->failed) {
        status = lt_fail_memory(err, "a polygon");
    } else if (geometry == NULL) {
        status = lt_fail(err, LT_E_BUG, "case %s has no polygon", item->id);
    } else if (OGR_F_SetGeometryDirectly(feature, geometry) != OGRERR_NONE ||
               OGR_L_CreateFeature(writer->layer, feature) != OGRERR_NONE) {
        status = lt_gdal_check(&writer->watch, writer->path, err);
        status = status != LT_OK ? status
                                 : lt_fail(err, LT_E_IO, "cannot write case %s to '%s': %s",
                                           item->id, writer->path, writer->watch.text);
    } else {
        status = lt_gdal_check(&writer->watch, writer->path, err);
    }
    OGR_F_Destroy(feature);
    return status;
}

/* --- afterwards --- */

/* Re-opens what was written: a short file shows here, whatever the calls answered. */
static enum lt_status verify(struct writer *writer, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    size_t count = 0, shapes = 0;
    double sum = 0;
    GDALDatasetH dataset =
        GDALOpenEx(writer->path, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, NULL, NULL);
    OGRLayerH layer = dataset == NULL ? NULL : GDALDatasetGetLayer(dataset, 0);
    if (layer != NULL) {
        OGRFeatureH feature;
        OGR_L_ResetReading(layer);
        while ((feature = OGR_L_GetNextFeature(layer)) != NULL) {
            count++;
            shapes += OGR_F_GetGeometryRef(feature) != NULL ? 1 : 0;
            sum += OGR_F_GetFieldAsDouble(feature, writer->area_field);
            OGR_F_Destroy(feature);
        }
    }
    if (layer == NULL || count != writer->part->cases.count || shapes != count ||
        !(fabs(sum - writer->area_sum) <= 1e-9 * fabs(sum) + 1e-6)) {
        status = lt_fail(
            err, LT_E_IO, "'%s' was cut short: %zu of %zu cases, %zu polygons, %.2f of %.2f m²",
            writer->path, count, writer->part->cases.count, shapes, sum, writer->area_sum);
    }
    if (dataset != NULL) {
        GDALClose(dataset);
    }
    return status != LT_OK ? status : lt_gdal_check(&writer->watch, writer->path, err);
}

/* Model and columns agree: the area column sums to the balance within its rounding. */
static enum lt_status check_total(const struct writer *writer, struct lt_error *err)
{
    const double bound =
        0.00501 * (double)writer->part->cases.count + 1e-9 * writer->part->cases.area_m2;
    if (!(fabs(writer->area_sum - writer->part->cases.area_m2) <= bound)) {
        return lt_fail(err, LT_E_BUG, "the area column sums to %.2f m², the cases to %.2f m²",
                       writer->area_sum, writer->part->cases.area_m2);
    }
    return LT_OK;
}

static enum lt_status write_layer(struct writer *writer, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_text blob = {0};
    lt_gdal_watch_begin(&writer->watch);
    LT_TRY(create(writer, err));
    for (size_t i = 0; i < writer->part->cases.count; i++) {
        LT_TRY(put_case(writer, writer->part->cases.items[i], &blob, err));
    }
    GDALClose(writer->dataset);
    writer->dataset = NULL;
    LT_TRY(lt_gdal_check(&writer->watch, writer->path, err));
out:
    if (writer->dataset != NULL) {
        GDALClose(writer->dataset);
        writer->dataset = NULL;
    }
    lt_text_finish(&blob);
    lt_gdal_watch_end(&writer->watch);
    return status;
}

static enum lt_status verify_layer(struct writer *writer, struct lt_error *err)
{
    lt_gdal_watch_begin(&writer->watch);
    const enum lt_status status = verify(writer, err);
    lt_gdal_watch_end(&writer->watch);
    return status;
}

/* A file of another size than was planned may be larger than programs read. */
static enum lt_status check_size(struct lt_arena *arena, const char *folder, const char *stem,
                                 const char *ending, uint64_t expected, struct lt_error *err)
{
    struct stat info;
    const char *const path = lt_arena_printf(arena, "%s/%s%s", folder, stem, ending);
    if (path == NULL) {
        return lt_fail_memory(err, "a path");
    }
    if (stat(path, &info) != 0 || (uint64_t)info.st_size != expected) {
        return lt_fail(err, LT_E_BUG, "'%s' has not the %llu bytes that were planned", path,
                       (unsigned long long)expected);
    }
    return LT_OK;
}

enum lt_status lt_shapefile_part_write(const struct lt_dbf_text *text,
                                       const struct lt_shapefile_part *part, const char *folder,
                                       struct lt_arena *arena, struct lt_error *err)
{
    enum lt_status status;
    struct writer writer = {.model = text->model, .text = text, .part = part, .area_field = -1};
    writer.path = lt_arena_printf(arena, "%s/%s.shp", folder, part->stem);
    writer.checked = writer.path == NULL ? NULL : lt_gdal_checked(arena, writer.path);
    const char *const code_page = lt_arena_printf(arena, "%s/%s.cpg", folder, part->stem);
    if (writer.checked == NULL || code_page == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(write_layer(&writer, err));
    if (text->use_gbk) {
        LT_TRY(lt_file_write(code_page, "GBK", 3, err));
    }
    LT_TRY(check_total(&writer, err));
    LT_TRY(verify_layer(&writer, err));
    LT_TRY(check_size(arena, folder, part->stem, ".shp", part->shp, err));
    LT_TRY(check_size(arena, folder, part->stem, ".dbf", part->dbf, err));
out:
    return status;
}
