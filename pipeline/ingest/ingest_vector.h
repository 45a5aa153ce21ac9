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
#include "liangtian/diagnostics.h"
#include "liangtian/grid.h"
#include "liangtian/schema.h"

struct lt_arena;
struct lt_chunk;

/* --- an open layer ---- */

struct ingest_vector {
    struct lt_arena *arena;
    const char *path;
    const char *label;  /* "parcels DLTB.shp" */
    const char *driver; /* of GDAL */
    GDALDatasetH dataset;
    OGRLayerH layer;
    bool shapefile; /* field names are cut at 10 bytes, text is raw */
    enum ingest_encoding encoding;
    struct ingest_crs crs;
    struct ingest_transform transform;
    uint64_t count; /* features, as the file states: GeoPackages are believed, not counted */
    bool counted;   /* the file states that number, and ends in silence where it is cut */
};
/* Opens by the one driver that the extension names, after looking at the raw files; rejects layer-level faults. Must run
 * under a watch. */
enum lt_status ingest_vector_open(const struct lt_layer_config *config, const char *role,
                                  const struct lt_grid *grid, uint64_t limit_features,
                                  const struct ingest_watch *watch,
                                  struct lt_diagnostics *diagnostics, struct lt_arena *arena,
                                  struct ingest_vector *ret_vector, struct lt_error *err);
/* "parcels DLTB.shp"; NULL when memory is out. */
const char *ingest_vector_label(struct lt_arena *arena, const char *role, const char *path);
/* Rejects an open layer that holds none. */
enum lt_status ingest_vector_expect_features(const struct ingest_vector *vector,
                                             struct lt_diagnostics *diagnostics,
                                             struct lt_error *err);
/* Rejects an open layer that holds another number of features than it states. */
enum lt_status ingest_vector_reject_number(const struct ingest_vector *vector, uint64_t features,
                                           struct lt_diagnostics *diagnostics,
                                           struct lt_error *err);
/* LT_E_LIMIT, for a layer that goes on behind its `limit` features whatever it states. */
enum lt_status ingest_vector_too_many(const struct ingest_vector *vector, uint64_t limit,
                                      struct lt_error *err);
/* The same data set once more; NULL on failure. */
GDALDatasetH ingest_vector_dataset(const struct ingest_vector *vector);
void ingest_vector_close(struct ingest_vector *vector);
/* "file:…?immutable=1": no journal, no lock, no -wal or -shm file is made beside an input. LT_E_INPUT with what SQLite
 * said; *ret_base is to be closed even then. */
struct sqlite3;
enum lt_status ingest_gpkg_open(const char *path, struct sqlite3 **ret_base, struct lt_error *err);
/* Looks into a GeoPackage's sqlite_master before GDAL opens it: rtree is the only virtual table, and no view or trigger
 * that GeoPackage itself does not define. */
enum lt_status ingest_gpkg_check(const char *path, const char *label,
                                 struct lt_diagnostics *diagnostics, struct lt_error *err);

/* --- fields ---- */

/* What a feature's columns say. Texts live in the notes' arena. */
struct ingest_values {
    const char *attr[LT_ATTR_COUNT];
    double gross_m2, net_m2, filed_m2, kcxs; /* 0 where not given */
};

/* The columns of the file that stand for the schema's fields, in the schema's order. */
struct ingest_fields {
    const struct lt_layer_schema *schema;
    int *column; /* per schema field: index in the file, −1 for none and for what is not read */
    bool carry;  /* also fields that are only handed on */
    uint32_t personal;            /* personal columns that the file has and that are not read */
    struct ingest_values nothing; /* all texts "" */
};
enum lt_status ingest_fields_map(const struct ingest_vector *vector,
                                 const struct lt_layer_config *config,
                                 const struct lt_layer_schema *schema, bool filtered, bool carry,
                                 struct lt_arena *arena, struct lt_diagnostics *diagnostics,
                                 struct ingest_fields *ret_fields, struct lt_error *err);
/* Refuses mappings (fields in the config) that would open personal data under a harmless field's name: the city's column, or
 * the file's that it leads to, is called so by a field that any schema of the folder calls personal (name, column, alias or
 * Chinese title, ASCII case ignored), or as a .dbf in UTF-8 or GBK cuts these. LT_E_INPUT with a diagnostic for each. Loads
 * all schemas where there is a mapping. */
struct ingest_task;
enum lt_status ingest_mapping_check(const struct ingest_vector *vector,
                                    const struct ingest_task *task,
                                    struct lt_diagnostics *diagnostics, struct lt_error *err);
/* The file's column of that name, decoded, ASCII case ignored, in a shapefile as it cuts the name; −1 for none. *ret_other:
 * another one that may as well be meant, for both are cut; −1 for none. */
int ingest_field_find(const struct ingest_vector *vector, const char *name, int *ret_other);
/* Its name, decoded; NULL when memory is out. */
const char *ingest_field_name(const struct ingest_vector *vector, int column,
                              struct lt_arena *arena);

/* What a column holds in one feature, before the schema has a say. */
enum ingest_cell_kind {
    INGEST_CELL_NULL, /* or no such column */
    INGEST_CELL_WHOLE,
    INGEST_CELL_REAL,
    INGEST_CELL_DAY,   /* as text, YYYY-MM-DD */
    INGEST_CELL_TEXT,  /* raw bytes in the layer's encoding */
    INGEST_CELL_OTHER, /* lists, times, bytes: as OGR gives them, as text and as a number */
};
struct ingest_cell {
    enum ingest_cell_kind kind;
    int64_t whole;
    double number; /* not for texts */
    const char *text;
    size_t length;
};

/* A fault of a feature, found on some thread, told when the feature's turn comes. */
struct ingest_note {
    size_t feature;            /* in its chunk */
    struct lt_diagnostic item; /* `feature` NULL: the id, once it is known; "" none */
};
struct ingest_notes {
    struct ingest_note *items;
    size_t count, capacity;
    struct lt_arena *texts;
    struct ingest_tally *tallies; /* as below; NULL where nothing is handed on */
};
struct ingest_told {
    struct ingest_notes *notes;
    const char *layer;
    size_t feature;
    double area_m2;
};
/* `code` and `field` must live on; the other texts are copied. */
enum lt_status ingest_tell(const struct ingest_told *told, enum lt_severity severity,
                           enum lt_quality quality, const char *code, const char *field,
                           const char *found, const char *expected, const char *action,
                           struct lt_error *err);

/* An id or a county code that the file keeps as a double too large for it has lost digits: LT_E_INPUT and a note that
 * rejects the layer. */
enum lt_status ingest_fields_check_digits(const struct ingest_fields *fields,
                                          const struct ingest_cell *cells,
                                          const struct ingest_told *told, struct lt_error *err);
/* "" where the feature has none. */
enum lt_status ingest_fields_id(const struct ingest_fields *fields, enum ingest_encoding encoding,
                                const struct ingest_cell *cells, struct lt_arena *arena,
                                const char **ret_id, struct lt_error *err);
/* `cells`: one per field of the schema. */
enum lt_status ingest_fields_read(const struct ingest_fields *fields, enum ingest_encoding encoding,
                                  const struct ingest_cell *cells, const char *operator_key,
                                  const struct ingest_told *told, struct ingest_values *ret_values,
                                  struct lt_error *err);

/* The cell as trimmed UTF-8 text whatever its type in the file; "" for NULL. NULL when memory is out. */
const char *ingest_cell_text(enum ingest_encoding encoding, const struct ingest_cell *cell,
                             struct lt_arena *arena, size_t *undecodable);
/* What is shown of a text in a diagnostic; NULL when memory is out. */
const char *ingest_shown(const char *text, struct lt_arena *arena);
enum { INGEST_MOST_TEXT = 1 << 16 }; /* bytes; no standard has more than a few hundred characters */
bool ingest_cell_too_long(const struct ingest_cell *cell);

/* --- fields that are only handed on ---- */

/* No rule asks for them, so their faults are counted, by field and kind, and told once a layer: a city has millions. */
enum ingest_carried_fault {
    INGEST_CARRIED_UNDECODABLE,
    INGEST_CARRIED_NUMBER,
    INGEST_CARRIED_LENGTH,
    INGEST_CARRIED_FAULTS,
};
struct ingest_tally {
    uint64_t features;
    size_t first;      /* of a chunk: the first one's place in it */
    const char *id;    /* of a layer: the first one's id */
    const char *found; /* what the first one holds */
};
/* All zero, one per field of the schema and kind. */
enum lt_status ingest_tallies_make(const struct ingest_fields *fields, struct lt_arena *arena,
                                   struct ingest_tally **ret_tallies, struct lt_error *err);
/* The values that lt_feature.carried wants. What is no number stays out of a field of numbers, what is not whole out of
 * one of whole numbers, and a text above INGEST_MOST_TEXT out of any; told->notes->tallies counts them. */
enum lt_status ingest_fields_carry(const struct ingest_fields *fields,
                                   enum ingest_encoding encoding, const struct ingest_cell *cells,
                                   const struct ingest_told *told, const char **ret_carried,
                                   struct lt_error *err);
/* Adds a chunk's tallies to its layer's; chunks come in the order of the file. The layer's texts go into `arena`. */
enum lt_status ingest_tallies_add(const struct ingest_fields *fields, const struct lt_chunk *chunk,
                                  struct lt_arena *arena, struct ingest_tally *tallies,
                                  struct lt_error *err);
/* One warning for each field and kind that has any. */
enum lt_status ingest_tallies_tell(const struct ingest_fields *fields,
                                   const struct ingest_tally *tallies, const char *layer,
                                   enum ingest_encoding encoding,
                                   struct lt_diagnostics *diagnostics, struct lt_error *err);

/* --- ids ---- */

/* A set of ids with the position of each one's first feature: about 9 bytes for an id that is numbered in turn, up to 70
 * where most numbers are missing, and 35 for any other of 18 bytes. */
struct ingest_ids;
/* `expected` ids, for room. */
enum lt_status ingest_ids_create(uint64_t expected, struct ingest_ids **ret_ids,
                                 struct lt_error *err);
void ingest_ids_destroy(struct ingest_ids *ids);
/* The hash of an id that will be added soon, whose place is brought nearer; 0 where none is needed. */
uint64_t ingest_ids_expect(const struct ingest_ids *ids, const char *id);
/* *ret_first is `position` for a new id, else the position of the feature that had it first. `hash`: what was expected, or
 * 0. */
enum lt_status ingest_ids_add(struct ingest_ids *ids, const char *id, uint64_t hash,
                              uint64_t position, uint64_t *ret_first, struct lt_error *err);

/* --- units ---- */

struct ingest_units;
enum lt_status ingest_units_create(const struct lt_feature *counties, size_t count,
                                   GEOSContextHandle_t geos, struct ingest_units **ret_units,
                                   struct lt_error *err);
void ingest_units_destroy(struct ingest_units *units);
/* The county with the largest overlap; ties go to the lowest code. Where none overlaps, the nearest, and *ret_overlaps
 * is false; without a shape, the lowest code. 0 when there are no counties. */
enum lt_status ingest_units_place(const struct ingest_units *units, const struct lt_shape *shape,
                                  uint32_t *ret_unit, bool *ret_overlaps, struct lt_error *err);
/* The leading six digits of a code, or 0. */
uint32_t ingest_unit_of_code(const char *code);

#endif
