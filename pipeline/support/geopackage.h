/* GeoPackage (OGC 12-128r18) without a library: geometry blobs and the SQL text of its mandatory
 * tables.
 *
 * SQL is answered as text, so that whoever owns the SQLite handle runs it. Every name and value is
 * quoted. A `struct lt_text` serves as a buffer of bytes; check it once with lt_text_check.
 */
#ifndef LT_SUPPORT_GEOPACKAGE_H
#define LT_SUPPORT_GEOPACKAGE_H

#include <stddef.h>
#include <stdint.h>

#include "liangtian/geometry.h"
#include "liangtian/status.h"
#include "support/text.h"

struct lt_arena;

/* The number under which a CRS stands in the file: 4526 for "EPSG:4526", 100000 for any other text.
 */
int32_t lt_geopackage_srs_id(const char *crs);

/* Appends header, envelope and a MultiPolygon in host byte order. An empty shape gives the empty
 * MultiPolygon; writers that prefer NULL ask n_rings first. Shapes are as geometry.h says: outer
 * rings counter-clockwise. */
void lt_geopackage_add_shape(struct lt_text *blob, const struct lt_shape *shape, int32_t srs_id);
/* Reads a Polygon or MultiPolygon blob of either byte order into the arena. LT_E_IO when it is
 * damaged. */
enum lt_status lt_geopackage_read_shape(const void *data, size_t size, struct lt_arena *arena,
                                        struct lt_shape *ret_shape, struct lt_error *err);

/* Appends 'value' and "name" with quotes doubled. */
void lt_sql_add_value(struct lt_text *sql, const char *value);
void lt_sql_add_name(struct lt_text *sql, const char *name);

/* application_id, user_version, and the core tables with the three mandatory reference systems. To
 * be run first, outside a transaction (pragmas). */
void lt_geopackage_add_core(struct lt_text *sql);
/* Registers the working CRS. `wkt` may be "undefined": readers resolve EPSG numbers themselves. */
void lt_geopackage_add_srs(struct lt_text *sql, const char *crs, const char *wkt);

/* A feature table with the primary key "fid" and the geometry column "geom". */
struct lt_geopackage_table {
    const char *name, *title, *description;
    const char *crs;
    const char *last_change; /* ISO 8601 UTC: "2026-07-01T00:00:00Z" */
    struct lt_box box;       /* of everything in it; ignored when `empty` */
    int empty;
};
/* Rows of gpkg_contents and gpkg_geometry_columns; the table itself is the caller's. */
void lt_geopackage_add_table(struct lt_text *sql, const struct lt_geopackage_table *table);
/* The same row for a table without geometry (data type "attributes"). */
void lt_geopackage_add_attributes(struct lt_text *sql, const struct lt_geopackage_table *table);
/* The R-tree table rtree_<name>_geom and its extension row; the caller fills it (id, minx, maxx,
 * miny, maxy). */
void lt_geopackage_add_rtree(struct lt_text *sql, const char *name);
/* The triggers that keep the R-tree in step when somebody edits; after all rows are in. */
void lt_geopackage_add_rtree_triggers(struct lt_text *sql, const char *name);

#endif
