/* violations.shp: what the reviewers open in ArcGIS or QGIS and send back with the review columns
 * filled. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

#include "liangtian/outputs.h"
#include "outputs_catalogue.h"
#include "outputs_common.h"
#include "outputs_gbk.h"
#include "outputs_gdal.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/geopackage.h"

enum { BLOB_HEAD = 40 };

struct writer {
    const struct lt_report_model *model;
    const struct lt_layer_schema *schema;
    const char *path, *checked; /* where it is, and how GDAL is to write it */
    struct lt_book_cases cases;
    struct lt_gdal_watch watch;
    iconv_t gbk; /* UTF-8 → CP936, what OGR uses too */
    bool use_gbk, fell_back;
    size_t shortened; /* values cut to their column */
    double area_sum;  /* of the area column as written */
    int area_field;
    GDALDatasetH dataset;
    OGRLayerH layer;
};

/* --- encoding --- */

static uint32_t column_width(const struct writer *writer, const struct lt_schema_field *field)
{
    uint32_t width = field->length == 0 ? LT_DBF_TEXT_MAX : field->length;
    if (!writer->use_gbk) {
        width += width / 2; /* a Chinese character takes three bytes instead of two */
    }
    return width > LT_DBF_TEXT_MAX ? LT_DBF_TEXT_MAX : width;
}

/* Cuts `text` in place of `buffer` so that its encoded form fits the column. */
static const char *fit_text(struct writer *writer, const struct lt_schema_field *field,
                            const char *text, char buffer[LT_CASE_TEXT])
{
    const uint32_t width = column_width(writer, field);
    const size_t length = strlen(text);
    size_t fit =
        writer->use_gbk ? lt_gbk_fit(writer->gbk, text, width) : lt_utf8_cut(text, length, width);
    if (fit >= length) {
        return text;
    }
    if (fit >= LT_CASE_TEXT) {
        fit = lt_utf8_cut(text, length, LT_CASE_TEXT - 1);
    }
    writer->shortened++;
    memmove(buffer, text, fit);
    buffer[fit] = '\0';
    return buffer;
}

static enum lt_status choose_encoding(struct writer *writer, struct lt_error *err)
{
    const struct lt_report_model *const model = writer->model;
    writer->use_gbk = strcmp(model->config->shapefile_encoding, "GBK") == 0;
    for (size_t i = 0; i < writer->cases.count; i++) {
        for (size_t f = 0; f < writer->schema->field_count; f++) {
            char buffer[LT_CASE_TEXT];
            struct lt_case_value value;
            lt_case_value(model, writer->cases.items[i], &writer->schema->fields[f], buffer,
                          &value);
            if (!lt_utf8_valid(value.text, strlen(value.text))) {
                return lt_fail(err, LT_E_BUG, "case %s: column %s is not UTF-8",
                               writer->cases.items[i]->id, writer->schema->fields[f].name);
            }
            if (writer->use_gbk && !lt_gbk_holds(writer->gbk, value.text)) {
                writer->use_gbk = false;
                writer->fell_back = true;
            }
        }
    }
    return LT_OK;
}

/* --- the layer --- */

static enum lt_status add_fields(struct writer *writer, struct lt_error *err)
{
    for (size_t i = 0; i < writer->schema->field_count; i++) {
        const struct lt_schema_field *const field = &writer->schema->fields[i];
        OGRFieldType type = OFTString;
        int width = (int)column_width(writer, field);
        int precision = 0;
        if (field->type == LT_FIELD_DOUBLE) {
            type = OFTReal;
            width = (int)field->length;
            precision = (int)field->decimals;
        } else if (field->type == LT_FIELD_INT) {
            type = OFTInteger;
            width = (int)field->length;
        } else if (field->type == LT_FIELD_DATE) {
            type = OFTDate;
            width = 0;
        }
        OGRFieldDefnH definition = OGR_Fld_Create(field->name, type);
        OGR_Fld_SetWidth(definition, width);
        OGR_Fld_SetPrecision(definition, precision);
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
    snprintf(encoding, sizeof encoding, "ENCODING=%s", writer->use_gbk ? "LDID/77" : "UTF-8");
    char *options[] = {stamp, encoding, NULL};
    const bool known =
        srs != NULL && OSRSetFromUserInput(srs, writer->model->grid->crs) == OGRERR_NONE;
    if (known) {
        OSRSetAxisMappingStrategy(srs, OAMS_TRADITIONAL_GIS_ORDER);
        writer->layer =
            GDALDatasetCreateLayer(writer->dataset, "violations", srs, wkbPolygon, options);
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
    for (size_t f = 0; f < writer->schema->field_count; f++) {
        const struct lt_schema_field *const field = &writer->schema->fields[f];
        char buffer[LT_CASE_TEXT];
        struct lt_case_value value;
        lt_case_value(writer->model, item, field, buffer, &value);
        if (value.kind == LT_VALUE_TEXT) {
            OGR_F_SetFieldString(feature, (int)f, fit_text(writer, field, value.text, buffer));
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
    if (layer == NULL || count != writer->cases.count || shapes != count ||
        !(fabs(sum - writer->area_sum) <= 1e-9 * fabs(sum) + 1e-6)) {
        status = lt_fail(err, LT_E_IO,
                         "'%s' was cut short: %zu of %zu cases, %zu polygons, %.2f of %.2f m²",
                         writer->path, count, writer->cases.count, shapes, sum, writer->area_sum);
    }
    if (dataset != NULL) {
        GDALClose(dataset);
    }
    return status != LT_OK ? status : lt_gdal_check(&writer->watch, writer->path, err);
}

/* Model and columns agree: the area column sums to the balance within its rounding. */
static enum lt_status check_total(const struct writer *writer, struct lt_error *err)
{
    const double bound = 0.00501 * (double)writer->cases.count + 1e-9 * writer->cases.area_m2;
    if (!(fabs(writer->area_sum - writer->cases.area_m2) <= bound)) {
        return lt_fail(err, LT_E_BUG, "the area column sums to %.2f m², the cases to %.2f m²",
                       writer->area_sum, writer->cases.area_m2);
    }
    return LT_OK;
}

static void add_field_line(struct lt_text *text, const struct lt_schema_field *field)
{
    lt_text_printf(text, "%-10s  %-16s  %s / %s", field->name, field->column, field->title_zh,
                   field->title_en);
    for (size_t i = 0; i < field->code_count; i++) {
        lt_text_printf(text, "%s%s", i == 0 ? " [" : " | ", field->codes[i].code);
    }
    lt_text_add(text, field->code_count > 0 ? "]\r\n" : "\r\n");
}

/* violations.txt: encoding, what was shortened, and what the ten-byte names mean. */
static enum lt_status write_key(const struct writer *writer, const char *path, struct lt_error *err)
{
    const struct lt_report_model *const model = writer->model;
    struct lt_text text = {0};
    lt_text_add(&text, "\xEF\xBB\xBF");
    lt_text_printf(&text, "%s\r\n%s: %s\r\n%s: %zu\r\n",
                   lt_say(model, writer->schema->title_zh, writer->schema->title_en),
                   lt_say(model, "字符编码", "encoding"), writer->use_gbk ? "GBK (CP936)" : "UTF-8",
                   lt_say(model, "记录数", "records"), writer->cases.count);
    if (writer->fell_back) {
        lt_text_add(
            &text,
            lt_say(
                model, "注意：有文字无法用 GBK 表示，全部属性改用 UTF-8（见 .cpg）。\r\n",
                "note: GBK lacks a character that occurs here; all text is UTF-8 (see .cpg).\r\n"));
    }
    if (writer->shortened > 0) {
        lt_text_printf(&text, "%s%zu\r\n",
                       lt_say(model, "注意：因超过字段长度而截短的属性值（全文见 GeoPackage）：",
                              "note: values cut to their column (whole in the GeoPackage): "),
                       writer->shortened);
    }
    lt_text_add(&text, lt_say(model, "遥感图斑均为疑似，须实地核查。空白列由核查人员填写。\r\n\r\n",
                              "Every record is a suspect until checked on the ground. Empty "
                              "columns are for the reviewers.\r\n\r\n"));
    for (size_t i = 0; i < writer->schema->field_count; i++) {
        add_field_line(&text, &writer->schema->fields[i]);
    }
    enum lt_status status = lt_text_check(&text, err);
    if (status == LT_OK) {
        status = lt_file_write(path, text.data, text.length, err);
    }
    lt_text_finish(&text);
    return status;
}

static enum lt_status write_layer(struct writer *writer, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_text blob = {0};
    lt_gdal_watch_begin(&writer->watch);
    LT_TRY(create(writer, err));
    for (size_t i = 0; i < writer->cases.count; i++) {
        LT_TRY(put_case(writer, writer->cases.items[i], &blob, err));
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

enum lt_status lt_write_shapefile(const struct lt_report_model *model, const char *folder,
                                  struct lt_error *err)
{
    static const char *const names[] = {"violations.shp",    "violations.shx", "violations.dbf",
                                        "violations.prj",    "violations.cpg", "violations.txt",
                                        "violations.shp.xml"};
    if (lt_is_public(model)) {
        return LT_OK;
    }
    enum lt_status status = LT_OK;
    struct writer writer = {
        .model = model, .schema = model->violation_schema, .gbk = (iconv_t)-1, .area_field = -1};
    struct lt_arena *arena = NULL;
    struct lt_catalogue record;
    LT_TRY(lt_case_columns_check(model, err));
    LT_TRY(lt_arena_create(&arena, err));
    writer.gbk = lt_gbk_open();
    writer.path = lt_path_join(arena, folder, names[0]);
    writer.checked = writer.path == NULL ? NULL : lt_gdal_checked(arena, writer.path);
    char *const code_page = lt_path_join(arena, folder, names[4]);
    char *const key = lt_path_join(arena, folder, names[5]);
    char *const about = lt_path_join(arena, folder, names[6]);
    if (writer.gbk == (iconv_t)-1 || writer.checked == NULL || code_page == NULL || key == NULL ||
        about == NULL) {
        status =
            lt_fail(err, LT_E_LIMIT, "cannot prepare the violation layer: %s", strerror(errno));
        goto out;
    }
    LT_TRY(lt_book_select(model, LT_BOOK_VIOLATIONS, arena, &writer.cases, err));
    LT_TRY(choose_encoding(&writer, err));
    LT_TRY(write_layer(&writer, err));
    if (writer.use_gbk) {
        LT_TRY(lt_file_write(code_page, "GBK", 3, err));
    }
    LT_TRY(check_total(&writer, err));
    LT_TRY(verify_layer(&writer, err));
    LT_TRY(write_key(&writer, key, err));
    LT_TRY(lt_catalogue_make_layer(model, &writer.cases, arena, &record, err));
    LT_TRY(lt_catalogue_write_xml(&record, about, err));
out:
    if (status != LT_OK) {
        lt_discard(folder, names, sizeof names / sizeof *names);
    }
    if (writer.gbk != (iconv_t)-1) {
        iconv_close(writer.gbk);
    }
    lt_arena_destroy(arena);
    return status;
}
