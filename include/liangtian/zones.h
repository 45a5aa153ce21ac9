/* Polygons with a row of numbers each, as a GeoPackage or a FlatGeobuf: what `tabulate` writes beside CSV.
 *
 * One layer, one feature per row: zone_id and columns of doubles, in the CRS given. The same rows give the same bytes:
 * times inside the file are a constant. The file is written, closed, opened again and counted; nobody syncs or renames
 * it here. Threads: one writer at a time per process; GDAL's drivers must be registered before.
 */
#ifndef LIANGTIAN_ZONES_H
#define LIANGTIAN_ZONES_H

#include <stddef.h>

#include "liangtian/geometry.h"
#include "liangtian/status.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { LT_ZONES_COLUMNS_MAX = 1900 }; /* what SQLite takes in one table, with some left */

struct lt_zones_plan {
    const char *path; /* ends in .gpkg or .fgb; nothing is there yet */
    const char *layer;
    const char *crs; /* "EPSG:4526" or WKT */
    const char *const *columns;
    size_t column_count;
};
struct lt_zones;
/* Borrows the plan until close. */
enum lt_status lt_zones_create(const struct lt_zones_plan *plan, struct lt_zones **ret_zones,
                               struct lt_error *err);
/* `values`: one per column; NaN = NULL. */
enum lt_status lt_zones_put(struct lt_zones *zones, const char *id, const struct lt_shape *shape,
                            const double *values, struct lt_error *err);
enum lt_status lt_zones_close(struct lt_zones *zones, struct lt_error *err);
void lt_zones_destroy(struct lt_zones *zones); /* NULL-safe; after close or a failure */

#ifdef __cplusplus
}
#endif
#endif
