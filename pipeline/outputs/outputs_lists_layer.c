/* Lists as layers of points. */
#include <string.h>

#include <cpl_conv.h>
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

#include "liangtian/lists.h"
#include "outputs_gbk.h"
#include "outputs_gdal.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/text.h"

struct writer {
    const struct lt_list *list;
    const char *path;
    bool shapefile, gbk;
    struct lt_gdal_watch watch;
    GDALDatasetH dataset;
    OGRLayerH layer;
};

static bool is_used(const struct lt_list *list, size_t field)
{
    return list->used == NULL || list->used[field];
}

/* Does GBK hold every text of the list? */
static bool fits_gbk(const struct lt_list *list)
{
    iconv_t gbk = lt_gbk_open();
    bool holds = gbk != (iconv_t)-1;
    for (size_t i = 0; i < list->count && holds; i++) {
        for (size_t f = 0; f < list->schema->field_count && holds; f++) {
            char buffer[LT_LIST_TEXT] = "";
            struct lt_list_value value = {0};
            list->value(list->context, i, &list->schema->fields[f], buffer, &value);
            holds = value.kind != LT_LIST_IS_TEXT || lt_gbk_holds(gbk, value.text);
        }
    }
    if (gbk != (iconv_t)-1) {
        iconv_close(gbk);
    }
    return holds;
}

static enum lt_status fail(const struct writer *w, struct lt_error *err)
{
    const enum lt_status status = lt_gdal_check(&w->watch, w->path, err);
    return status != LT_OK ? status : lt_fail(err, LT_E_IO, "cannot write the list '%s'", w->path);
}

static OGRFieldDefnH definition_of(const struct writer *w, const struct lt_schema_field *field)
{
    OGRFieldDefnH definition = OGR_Fld_Create(w->shapefile ? field->name : field->column,
                                              field->type == LT_FIELD_DOUBLE ? OFTReal
                                              : field->type == LT_FIELD_INT  ? OFTInteger
                                              : field->type == LT_FIELD_DATE ? OFTDate
                                                                             : OFTString);
    if (!w->shapefile) {
        OGR_Fld_SetAlternativeName(definition,
                                   w->list->chinese ? field->title_zh : field->title_en);
    } else if (field->type != LT_FIELD_DATE) {
        uint32_t width = field->length;
        if (field->type == LT_FIELD_TEXT && !w->gbk) {
            width += width / 2; /* a Chinese character takes three bytes instead of two */
        }
        OGR_Fld_SetWidth(definition, (int)(width > LT_DBF_TEXT_MAX ? LT_DBF_TEXT_MAX : width));
        OGR_Fld_SetPrecision(definition, (int)field->decimals);
    }
    return definition;
}

/* A GeoPackage is SQLite's to write, which checks. */
static enum lt_status make_dataset(struct writer *w, GDALDriverH driver, struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    LT_TRY(lt_arena_create(&arena, err));
    const char *path = w->shapefile ? lt_gdal_checked(arena, w->path) : w->path;
    if (path == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    w->dataset = driver == NULL ? NULL : GDALCreate(driver, path, 0, 0, 0, GDT_Unknown, NULL);
    status = w->dataset == NULL ? fail(w, err) : LT_OK;
out:
    lt_arena_destroy(arena);
    return status;
}

static enum lt_status create(struct writer *w, struct lt_error *err)
{
    const char *name = w->shapefile ? "ESRI Shapefile" : "GPKG";
    if (GDALGetDriverByName(name) == NULL) {
        GDALAllRegister(); /* a program that reads has registered what it allows already */
    }
    const enum lt_status status = make_dataset(w, GDALGetDriverByName(name), err);
    if (status != LT_OK) {
        return status;
    }
    char stamp[] = "DBF_DATE_LAST_UPDATE=1970-01-01";
    char encoding[32] = "ENCODING=UTF-8", geometry[] = "GEOMETRY_NAME=geom";
    if (w->gbk) {
        memcpy(encoding, "ENCODING=LDID/77", sizeof "ENCODING=LDID/77");
    }
    char *of_shapefile[] = {stamp, encoding, NULL}, *of_package[] = {geometry, NULL};
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    if (srs != NULL && OSRSetFromUserInput(srs, w->list->crs) == OGRERR_NONE) {
        OSRSetAxisMappingStrategy(srs, OAMS_TRADITIONAL_GIS_ORDER);
        w->layer = GDALDatasetCreateLayer(w->dataset, w->list->layer, srs, wkbPoint,
                                          w->shapefile ? of_shapefile : of_package);
    }
    OSRDestroySpatialReference(srs);
    if (w->layer == NULL) {
        return fail(w, err);
    }
    for (size_t f = 0; f < w->list->schema->field_count; f++) {
        if (!is_used(w->list, f)) {
            continue;
        }
        OGRFieldDefnH definition = definition_of(w, &w->list->schema->fields[f]);
        const OGRErr failed = OGR_L_CreateField(w->layer, definition, FALSE);
        OGR_Fld_Destroy(definition);
        if (failed != OGRERR_NONE) {
            return fail(w, err);
        }
    }
    return LT_OK;
}

static enum lt_status put(struct writer *w, size_t row, struct lt_error *err)
{
    const struct lt_list *list = w->list;
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(w->layer));
    int at = 0;
    for (size_t f = 0; f < list->schema->field_count; f++) {
        char buffer[LT_LIST_TEXT] = "";
        struct lt_list_value value = {0};
        if (!is_used(list, f)) {
            continue;
        }
        list->value(list->context, row, &list->schema->fields[f], buffer, &value);
        if (value.kind == LT_LIST_IS_TEXT) {
            OGR_F_SetFieldString(feature, at, value.text);
        } else if (value.kind == LT_LIST_IS_NUMBER) {
            OGR_F_SetFieldDouble(feature, at, value.number);
        }
        at++;
    }
    OGRGeometryH point = OGR_G_CreateGeometry(wkbPoint);
    OGR_G_SetPoint_2D(point, 0, list->places[row].x, list->places[row].y);
    const bool good = OGR_F_SetGeometryDirectly(feature, point) == OGRERR_NONE &&
                      OGR_L_CreateFeature(w->layer, feature) == OGRERR_NONE;
    OGR_F_Destroy(feature);
    return good ? lt_gdal_check(&w->watch, w->path, err) : fail(w, err);
}

static enum lt_status fill(struct writer *w, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(create(w, err));
    LT_TRY(GDALDatasetStartTransaction(w->dataset, FALSE) == OGRERR_NONE || w->shapefile
               ? LT_OK
               : fail(w, err));
    for (size_t i = 0; i < w->list->count; i++) {
        LT_TRY(put(w, i, err));
    }
    if (!w->shapefile && GDALDatasetCommitTransaction(w->dataset) != OGRERR_NONE) {
        status = fail(w, err);
    }
out:
    return status;
}

static enum lt_status close_it(struct writer *w, struct lt_error *err)
{
    if (w->dataset != NULL) {
        GDALClose(w->dataset);
        w->dataset = NULL;
    }
    return lt_gdal_check(&w->watch, w->path, err);
}

static enum lt_status count_again(struct writer *w, struct lt_error *err)
{
    GIntBig count = -1;
    w->dataset = GDALOpenEx(w->path, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, NULL, NULL);
    if (w->dataset != NULL && GDALDatasetGetLayer(w->dataset, 0) != NULL) {
        count = OGR_L_GetFeatureCount(GDALDatasetGetLayer(w->dataset, 0), TRUE);
    }
    return count == (GIntBig)w->list->count
               ? LT_OK
               : lt_fail(err, LT_E_IO, "'%s' was cut short: %lld of %zu rows", w->path,
                         (long long)count, w->list->count);
}

static bool ends_in(const char *path, const char *end)
{
    return strlen(path) > strlen(end) && strcmp(path + strlen(path) - strlen(end), end) == 0;
}

/* .cpg beside a shapefile in GBK: GDAL writes none for a code page by number. */
static enum lt_status write_code_page(const struct writer *w, struct lt_error *err)
{
    struct lt_text path = {0};
    lt_text_add_n(&path, w->path, strlen(w->path) - strlen("shp"));
    lt_text_add(&path, "cpg");
    enum lt_status status = lt_text_check(&path, err);
    if (status == LT_OK) {
        status = lt_file_write(path.data, "GBK", 3, err);
    }
    lt_text_finish(&path);
    return status;
}

enum lt_status lt_list_write_layer(const struct lt_list *list, bool gbk, const char *path,
                                   struct lt_error *err)
{
    enum lt_status status;
    struct writer w = {.list = list, .path = path, .shapefile = ends_in(path, ".shp")};
    w.gbk = w.shapefile && gbk && fits_gbk(list);
    lt_gdal_watch_begin(&w.watch);
    /* the time columns' constant: a list is the same whenever it is made */
    CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", "1970-01-01T00:00:00.000Z");
    LT_TRY(fill(&w, err));
    LT_TRY(close_it(&w, err));
    if (w.gbk) {
        LT_TRY(write_code_page(&w, err));
    }
    LT_TRY(count_again(&w, err));
    LT_TRY(close_it(&w, err));
out:
    if (w.dataset != NULL) {
        GDALClose(w.dataset);
    }
    CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", NULL);
    lt_gdal_watch_end(&w.watch);
    return status;
}
