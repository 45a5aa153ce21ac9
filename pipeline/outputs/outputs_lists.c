/* Lists as CSV, and where their places lie in degrees. */
#include "liangtian/lists.h"

#include <ogr_srs_api.h>

#include "support/files.h"
#include "support/text.h"

static void add_head(const struct lt_list *list, struct lt_text *text)
{
    bool first = true;
    lt_text_add(text, "\xEF\xBB\xBF");
    for (size_t f = 0; f < list->schema->field_count; f++) {
        if (list->used == NULL || list->used[f]) {
            lt_text_add(text, first ? "" : ",");
            lt_text_add_csv(text, list->chinese ? list->schema->fields[f].title_zh
                                                : list->schema->fields[f].column);
            first = false;
        }
    }
    lt_text_add(text, "\n");
}

static void add_row(const struct lt_list *list, size_t row, struct lt_text *text)
{
    bool first = true;
    for (size_t f = 0; f < list->schema->field_count; f++) {
        char buffer[LT_LIST_TEXT] = "";
        struct lt_list_value value = {0};
        if (list->used != NULL && !list->used[f]) {
            continue;
        }
        list->value(list->context, row, &list->schema->fields[f], buffer, &value);
        lt_text_add(text, first ? "" : ",");
        first = false;
        if (value.kind == LT_LIST_IS_TEXT) {
            lt_text_add_csv(text, value.text);
        } else if (value.kind == LT_LIST_IS_NUMBER) {
            lt_text_add_double(text, value.number);
        }
    }
    lt_text_add(text, "\n");
}

enum lt_status lt_list_write_csv(const struct lt_list *list, uint32_t unit, const char *path,
                                 struct lt_error *err)
{
    enum lt_status status;
    struct lt_text text = {0};
    add_head(list, &text);
    for (size_t i = 0; i < list->count; i++) {
        if (unit == 0 || list->units[i] == unit) {
            add_row(list, i, &text);
        }
    }
    LT_TRY(lt_text_check(&text, err));
    LT_TRY(lt_file_write(path, text.data, text.length, err));
out:
    lt_text_finish(&text);
    return status;
}

enum lt_status lt_list_degrees(const char *crs, const struct lt_point *places, size_t count,
                               struct lt_point *ret_degrees, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    OGRSpatialReferenceH from = OSRNewSpatialReference(NULL), to = OSRNewSpatialReference(NULL);
    OGRCoordinateTransformationH transform = NULL;
    if (from != NULL && to != NULL && OSRSetFromUserInput(from, crs) == OGRERR_NONE &&
        OSRImportFromEPSG(to, 4490) == OGRERR_NONE) {
        OSRSetAxisMappingStrategy(from, OAMS_TRADITIONAL_GIS_ORDER);
        OSRSetAxisMappingStrategy(to, OAMS_TRADITIONAL_GIS_ORDER);
        transform = OCTNewCoordinateTransformation(from, to);
    }
    for (size_t i = 0; i < count && status == LT_OK; i++) {
        ret_degrees[i] = places[i];
        if (transform == NULL ||
            !OCTTransform(transform, 1, &ret_degrees[i].x, &ret_degrees[i].y, NULL)) {
            status = lt_fail(err, LT_E_INPUT, "no way from '%.60s' to longitude and latitude", crs);
        }
    }
    OCTDestroyCoordinateTransformation(transform);
    OSRDestroySpatialReference(from);
    OSRDestroySpatialReference(to);
    return status;
}
