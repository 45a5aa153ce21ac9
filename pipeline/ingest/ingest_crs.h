/* Coordinate reference systems: known, named, and transformed; never guessed.
 *
 * Axis order is x = longitude or easting, y = latitude or northing throughout, whatever the authority says.
 */
#ifndef LT_INGEST_CRS_H
#define LT_INGEST_CRS_H

#include <stdbool.h>
#include <stddef.h>

#include <ogr_srs_api.h>

#include "liangtian/diagnostics.h"
#include "liangtian/geometry.h"
#include "liangtian/status.h"

struct lt_arena;

enum ingest_crs_kind {
    INGEST_CRS_GEOGRAPHIC,   /* degrees on CGCS2000 or WGS 84 */
    INGEST_CRS_GAUSS_KRUGER, /* a 3° or 6° zone on CGCS2000, metres */
    INGEST_CRS_OTHER,        /* anything that PROJ takes to EPSG:4490 */
};

struct ingest_crs {
    OGRSpatialReferenceH srs;
    const char *name; /* "EPSG:4526", or WKT where there is no code; in the arena */
    enum ingest_crs_kind kind;
    bool geographic;      /* degrees on any datum */
    double metres;        /* one unit of a projected CRS in metres */
    double meridian;      /* Gauss–Krüger: central meridian, degrees */
    double easting_shift; /* Gauss–Krüger: false easting − 500 000, so 38 000 000 in zone 38 */
};

/* The CRS of a file, or the config's where the file has none. `in_file` is borrowed and may be NULL. Rejects: none at
 * all, a local one, one that the config contradicts. */
enum lt_status ingest_crs_choose(OGRSpatialReferenceH in_file, const char *in_config,
                                 const char *layer, struct lt_arena *arena,
                                 struct lt_diagnostics *diagnostics, struct ingest_crs *ret_crs,
                                 struct lt_error *err);
enum lt_status ingest_crs_parse(const char *text, struct lt_arena *arena,
                                struct ingest_crs *ret_crs, struct lt_error *err);
void ingest_crs_finish(struct ingest_crs *crs);
bool ingest_crs_same(const struct ingest_crs *a, const struct ingest_crs *b);

/* From a layer's coordinates to the working CRS and to longitude and latitude on CGCS2000. One per thread. */
struct ingest_transform {
    const struct ingest_crs *source;
    OGRCoordinateTransformationH to_grid;     /* NULL: the same CRS */
    OGRCoordinateTransformationH to_geodetic; /* only for INGEST_CRS_OTHER */
    bool grid_geographic;
    double tolerance; /* 1 mm in grid units */
};
/* Rejects when PROJ knows only a ballpark transformation between the datums: it may be off by 100 m. `surveyed`: on
 * CGCS2000, as the law has it, so that WGS 84 is told as a warning; a camera's positions are on WGS 84 by their standard. */
enum lt_status ingest_transform_init(const struct ingest_crs *source, const char *grid_crs,
                                     const char *layer, bool surveyed,
                                     struct lt_diagnostics *diagnostics,
                                     struct ingest_transform *ret_transform, struct lt_error *err);
/* Another thread's own. */
enum lt_status ingest_transform_copy(const struct ingest_transform *from,
                                     struct ingest_transform *ret_transform, struct lt_error *err);
void ingest_transform_finish(struct ingest_transform *transform);
/* Transforms in place; false where any result is not finite. */
bool ingest_to_grid(const struct ingest_transform *transform, struct lt_point *points,
                    size_t count);
/* Fills longitudes and latitudes in degrees. */
bool ingest_to_geodetic(const struct ingest_transform *transform, const struct lt_point *points,
                        size_t count, struct lt_point *ret_lonlat);

#endif
