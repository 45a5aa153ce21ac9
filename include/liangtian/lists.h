/* Lists that people fill in: a row per point or parcel that was drawn, as CSV, GeoPackage and Shapefile.
 *
 * The columns are those of a schema (schemas/layers/), so that no field list stands twice: CSV has the titles of the
 * language, a GeoPackage the columns with the titles as aliases, a Shapefile the names of ten bytes. The same rows give
 * the same bytes; every file is closed, opened again and counted. Threads: one writer at a time per process.
 */
#ifndef LIANGTIAN_LISTS_H
#define LIANGTIAN_LISTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/geometry.h"
#include "liangtian/schema.h"
#include "liangtian/status.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { LT_LIST_TEXT = 64 };
struct lt_list_value {
    enum { LT_LIST_EMPTY, LT_LIST_IS_TEXT, LT_LIST_IS_NUMBER } kind;
    const char *text;
    double number;
};

struct lt_list {
    const struct lt_layer_schema *schema;
    const bool *used; /* per field; NULL = all */
    size_t count;
    const uint32_t *units;         /* county per row */
    const struct lt_point *places; /* per row, in `crs`; NULL = rows without a place */
    const char *crs, *layer;       /* name of the layer */
    bool chinese;
    /* `buffer` may hold the text. */
    void (*value)(const void *context, size_t row, const struct lt_schema_field *field,
                  char buffer[LT_LIST_TEXT], struct lt_list_value *ret_value);
    const void *context;
};

/* UTF-8 with byte order mark, formulas guarded; the rows of one county, or all with unit 0. */
enum lt_status lt_list_write_csv(const struct lt_list *list, uint32_t unit, const char *path,
                                 struct lt_error *err);
/* A layer of points by the path's ending: .gpkg, or .shp (GBK when asked for and every character is in it, else UTF-8;
 * beside it .cpg says which). Nothing stands at the path yet. */
enum lt_status lt_list_write_layer(const struct lt_list *list, bool gbk, const char *path,
                                   struct lt_error *err);
/* Longitude and latitude (CGCS2000, degrees) of places. */
enum lt_status lt_list_degrees(const char *crs, const struct lt_point *places, size_t count,
                               struct lt_point *ret_degrees, struct lt_error *err);

#ifdef __cplusplus
}
#endif
#endif
