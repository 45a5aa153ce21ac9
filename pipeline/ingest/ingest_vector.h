/* What the parts of the vector reader share: an open layer, its fields, the units, and how faults are told. */
#ifndef LT_INGEST_VECTOR_H
#define LT_INGEST_VECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <geos_c.h>
#include <ogr_api.h>

#include "ingest_crs.h"
#include "ingest_dbf.h"
#include "ingest_gdal.h"
#include "liangtian/config.h"
#include "liangtian/grid.h"
#include "liangtian/schema.h"

struct lt_arena;

/* --- an open layer ---- */

struct ingest_vector {
    struct lt_arena *arena;
    const char *path;
    const char *label; /* "parcels DLTB.shp" */
    GDALDatasetH dataset;
    OGRLayerH layer;
    bool shapefile; /* field names are cut at 10 bytes, text is raw */
    enum ingest_encoding encoding;
    struct ingest_crs crs;
    struct ingest_transform transform;
    uint64_t count; /* features */
    bool counted;   /* the file states that number, and ends in silence where it is cut */
};
/* Opens by the one driver that the extension names, after looking at the raw files; rejects layer-level faults. Must run
 * under a watch. */
enum lt_status ingest_vector_open(const struct lt_layer_config *config, const char *role,
                                  const struct lt_grid *grid, uint64_t limit_features,
                                  const struct ingest_watch *watch,
                                  struct lt_diagnostics *diagnostics, struct lt_arena *arena,
                                  struct ingest_vector *ret_vector, struct lt_error *err);
void ingest_vector_close(struct ingest_vector *vector);
/* Looks into a GeoPackage's sqlite_master before GDAL opens it: rtree is the only virtual table, and no view or trigger
 * that GeoPackage itself does not define. */
enum lt_status ingest_gpkg_check(const char *path, const char *label,
                                 struct lt_diagnostics *diagnostics, struct lt_error *err);

/* --- fields ---- */

/* The columns of the file that stand for the schema's fields, in the schema's order. */
struct ingest_fields {
    const struct lt_layer_schema *schema;
    int *column;       /* per schema field: index in the file, −1 for none */
    uint32_t personal; /* personal columns that the file has and that are not read */
};
enum lt_status ingest_fields_map(const struct ingest_vector *vector,
                                 const struct lt_layer_config *config,
                                 const struct lt_layer_schema *schema, struct lt_arena *arena,
                                 struct lt_diagnostics *diagnostics,
                                 struct ingest_fields *ret_fields, struct lt_error *err);
/* The file's column of that name, decoded, ASCII case ignored; −1 for none. */
int ingest_field_find(const struct ingest_vector *vector, const char *name);

/* An id or a county code that the file keeps as a double too large for it has lost digits: the layer is rejected. */
enum lt_status ingest_fields_check_digits(const struct ingest_vector *vector,
                                          const struct ingest_fields *fields, OGRFeatureH feature,
                                          struct lt_diagnostics *diagnostics, struct lt_error *err);
/* What a feature's columns say. Texts live in the arena given. */
struct ingest_values {
    const char *attr[LT_ATTR_COUNT];
    double gross_m2, net_m2, filed_m2, kcxs; /* 0 where not given */
};
/* A fault in one feature's fields; `area_m2` is added by the caller. */
struct ingest_told {
    struct lt_diagnostics *diagnostics;
    const char *layer;
    const char *feature;
    double area_m2;
};
enum lt_status ingest_tell(const struct ingest_told *told, enum lt_severity severity,
                           enum lt_quality quality, const char *code, const char *field,
                           const char *found, const char *expected, const char *action,
                           struct lt_error *err);
/* Reads the values; the id is read first, so that other faults can name it. `position` names a feature without one. */
enum lt_status ingest_fields_id(const struct ingest_vector *vector,
                                const struct ingest_fields *fields, OGRFeatureH feature,
                                uint64_t position, struct lt_arena *arena, const char **ret_id,
                                bool *ret_given, struct lt_error *err);
enum lt_status ingest_fields_read(const struct ingest_vector *vector,
                                  const struct ingest_fields *fields, OGRFeatureH feature,
                                  const char *operator_key, const struct ingest_told *told,
                                  struct lt_arena *arena, struct ingest_values *ret_values,
                                  struct lt_error *err);

/* --- ids ---- */

struct ingest_ids; /* a set of ids with the position of each one's first feature */
enum lt_status ingest_ids_create(struct ingest_ids **ret_ids, struct lt_error *err);
void ingest_ids_destroy(struct ingest_ids *ids);
/* *ret_first is `position` for a new id, else the position of the feature that had it first. */
enum lt_status ingest_ids_add(struct ingest_ids *ids, const char *id, uint64_t position,
                              uint64_t *ret_first, struct lt_error *err);

/* --- units ---- */

struct ingest_units;
enum lt_status ingest_units_create(const struct lt_feature *counties, size_t count,
                                   GEOSContextHandle_t geos, struct ingest_units **ret_units,
                                   struct lt_error *err);
void ingest_units_destroy(struct ingest_units *units);
bool ingest_units_know(const struct ingest_units *units, uint32_t unit);
/* The county with the largest overlap; ties go to the lowest code. Where none overlaps, the nearest, and *ret_overlaps
 * is false; without a shape, the lowest code. 0 when there are no counties. */
enum lt_status ingest_units_place(const struct ingest_units *units, const struct lt_shape *shape,
                                  uint32_t *ret_unit, bool *ret_overlaps, struct lt_error *err);
/* The leading six digits of a code, or 0. */
uint32_t ingest_unit_of_code(const char *code);

#endif
