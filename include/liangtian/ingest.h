/* Stage 1: read, check, transform, and hand on.
 *
 * in: files named by the config. out: features (through a callback), rasters (as kernel sources), legend, rules, and
 * diagnostics. Must hold: CRS known and transformed, never guessed; ids unique per layer; every raster value in the
 * legend; every rejected feature listed. No file is opened by a GDAL driver outside the allowed list.
 */
#ifndef LIANGTIAN_INGEST_H
#define LIANGTIAN_INGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "liangtian/config.h"
#include "liangtian/diagnostics.h"
#include "liangtian/grid.h"
#include "liangtian/zonal.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- configuration ------------------------------------------------------------------------------------------ */

/* Loads the YAML config, the rule catalogue in schemas_dir/rules and the city's overrides. Every error of the file is
 * a diagnostic with line and key; LT_E_INPUT when any rejects. Duplicate keys, aliases, unknown keys and loose numbers
 * are refused. */
enum lt_status lt_config_load(const char *path, const char *schemas_dir,
                              struct lt_diagnostics *diagnostics, struct lt_config **ret_config,
                              struct lt_error *err);
void lt_config_destroy(struct lt_config *config);
/* Digest of the settings that `period` depends on: values, not the file's text; named files are hashed on their own. */
enum lt_status lt_config_digest(const struct lt_config *config, lt_period period, char ret_hex[65],
                                struct lt_error *err);
/* A commented config for a new city with the legal defaults, the JSON Schema of the config, and its reference page in
 * Markdown: all from the one config description. Text goes to `write` in pieces. */
enum lt_status lt_config_template(bool chinese,
                                  enum lt_status (*write)(void *ctx, const char *text,
                                                          struct lt_error *err),
                                  void *ctx, struct lt_error *err);
/* The rule catalogue and the clauses of the mandate as a page in Markdown (docs/RULES.md), from schemas_dir. */
enum lt_status lt_rules_reference(const char *schemas_dir,
                                  enum lt_status (*write)(void *ctx, const char *text,
                                                          struct lt_error *err),
                                  void *ctx, struct lt_error *err);
/* What follows the template: the rule catalogue of schemas_dir as comments, so that a city sees what it may change. */
enum lt_status lt_config_template_rules(const char *schemas_dir, bool chinese,
                                        enum lt_status (*write)(void *ctx, const char *text,
                                                                struct lt_error *err),
                                        void *ctx, struct lt_error *err);
enum lt_status lt_config_json_schema(enum lt_status (*write)(void *ctx, const char *text,
                                                             struct lt_error *err),
                                     void *ctx, struct lt_error *err);
enum lt_status lt_config_reference(enum lt_status (*write)(void *ctx, const char *text,
                                                           struct lt_error *err),
                                   void *ctx, struct lt_error *err);

enum lt_status lt_legend_load(const char *path, struct lt_diagnostics *diagnostics,
                              struct lt_arena *arena, struct lt_legend *ret_legend,
                              struct lt_error *err);

/* --- library set-up ------------------------------------------------------------------------------------------ */

/* Registers only the allowed GDAL drivers and sets the safe options; once per process, before any thread. */
enum lt_status lt_ingest_start(struct lt_error *err);
void lt_ingest_stop(void);
/* SHA-256 of an input: the file and its companions (.shx .dbf .prj .cpg), or every file of a .gdb folder, in name
 * order. `stop` (may be NULL) is asked again and again: gigabytes on a slow disk take minutes. */
enum lt_status lt_ingest_digest(const char *path, lt_stop_ask stop, uint64_t *ret_bytes,
                                char ret_hex[65], struct lt_error *err);
/* Digest of the names, sizes and times of change of the same files: cheap, and different once a file was written anew. */
enum lt_status lt_ingest_stamp(const char *path, char ret_hex[65], struct lt_error *err);

/* --- rasters ------------------------------------------------------------------------------------------------- */

struct lt_raster; /* an open raster with one handle per thread */
/* Opens by libtiff where it can (tiled or striped GeoTIFF), else by an allowed GDAL driver. Layer-level faults (no CRS,
 * rotated, wrong band count or type, truncated, too large) are diagnostics and LT_E_INPUT. `legend` NULL: every value is
 * a class of its own, and gets a code when it is first met (lt_raster_value); which code, depends on the order of reading.
 * Who meets more than LT_CLASS_MAX values gets LT_E_INPUT. */
enum lt_status lt_raster_open(const struct lt_raster_config *config, const struct lt_legend *legend,
                              uint32_t threads, uint64_t limit_pixels,
                              struct lt_diagnostics *diagnostics, struct lt_raster **ret_raster,
                              struct lt_error *err);
void lt_raster_close(struct lt_raster *raster);
/* Of this raster only the tiles will be wanted that the boxes of these polygons meet (NULL: a few, here and there). They
 * are fetched ahead in few requests, and what lies around them in the file is not, as it else would be where the system
 * sees somebody read on. Changes no result; where GDAL reads, nothing. May be called for several layers. One thread. */
void lt_raster_expect(struct lt_raster *raster, const struct lt_shapes *shapes);
const struct lt_raster_source *lt_raster_source(const struct lt_raster *raster);
/* Its coordinate system, for lt_raster_config.planned of whoever opens it after; lives as long as the raster. */
const struct lt_grid_crs *lt_raster_crs(const struct lt_raster *raster);
/* The raster value behind a class code of a raster that has no legend. From any thread that has got the code. */
uint16_t lt_raster_value(const struct lt_raster *raster, uint8_t code);
/* How many values were met; LT_CLASS_MAX + 1 when a read has failed because there are more. While no thread reads. */
unsigned lt_raster_value_count(const struct lt_raster *raster);
/* For a raster with a legend: decodes it once on all threads, counts each class, adds a diagnostic for each value that is not in the
 * legend with its area, LT_E_INPUT if any. Also proves that every tile can be read. */
enum lt_status lt_raster_survey(struct lt_raster *raster, struct lt_diagnostics *diagnostics,
                                struct lt_error *err);

/* --- vector layers ------------------------------------------------------------------------------------------- */

/* What a layer read yields, besides features. */
struct lt_layer_summary {
    uint64_t features, judged, not_judged, repaired, slivers, off_raster, personal_columns;
    double gross_m2, not_judged_m2;
};

struct lt_layer_reader {
    const struct lt_config *config;
    const struct lt_layer_config *layer;
    enum lt_layer role;
    const struct lt_grid *grid; /* working CRS and extent */
    /* The counties, to place features without a county code; NULL while reading the counties themselves. */
    const struct lt_feature *counties;
    size_t county_count;
    unsigned threads; /* 0 = 1; the result is the same for any number */
    /* Is lt_feature.carried to be filled for it? Asked when its attributes are known, and nothing else of it; on any
     * thread. NULL: for none. */
    bool (*carried)(const struct lt_feature *feature);
    /* Called for each feature in file order, one call at a time from any thread, unjudged ones included; the feature is
     * borrowed for the call. */
    enum lt_status (*take)(void *context, const struct lt_feature *feature, struct lt_error *err);
    void *context;
};
/* Reads one layer: decodes text, maps fields by schema and aliases, checks ids and codes, transforms to the working CRS
 * (edges densified to under 1 mm), repairs within the bound, computes ellipsoidal areas from the layer's own
 * coordinates, assigns the unit. Streaming. LT_E_INPUT when a diagnostic rejects the layer. */
enum lt_status lt_layer_read(const struct lt_layer_reader *reader,
                             struct lt_diagnostics *diagnostics,
                             struct lt_layer_summary *ret_summary, struct lt_error *err);

/* --- files of reviews ---------------------------------------------------------------------------------------- */

struct lt_layer_schema;
struct lt_review_row;
struct lt_review_reader {
    const char *path;                     /* .shp, .gpkg, .xlsx, .csv in UTF-8 or GBK */
    const char *sublayer;                 /* of a GeoPackage; "" = the only layer with shapes */
    const struct lt_layer_schema *schema; /* WFTB: which columns, which words */
    const struct lt_grid *grid;           /* the ledger's CRS, and where its cases lie */
    uint64_t limit_vertices;              /* of all its polygons, with those that long edges get */
    bool may_lack;          /* no rows, and no fault, where it has no column of reviews */
    struct lt_arena *arena; /* gets the rows */
};
/* Reads every row; a cell that is no day, or no word of its list, is a diagnostic that rejects, and its row is marked.
 * Columns that name people and free text are not read. LT_E_INPUT when the file is damaged or has no
 * column of reviews; LT_E_LIMIT when it is too large (256 MB as it is unpacked, a million rows, 32 million cells, 128 MB
 * of text, vertices beyond the reader's limit). Of the faults the first LT_LISTED are listed. */
enum lt_status lt_review_read(const struct lt_review_reader *reader,
                              struct lt_diagnostics *diagnostics, struct lt_review_row **ret_rows,
                              size_t *ret_count, struct lt_error *err);

/* Photographs that came with them: those that a table of a GeoPackage lists by case (QField), paths below `folder`;
 * and, where a folder was given, those in it whose own name, or whose folder's, begins with a case id. Each with its
 * SHA-256, and with day and position as its EXIF tells them. A file that is missing, lies elsewhere, or is of no known
 * kind is a diagnostic (LT_WARNING). Nothing of a picture but its EXIF is looked at. */
struct lt_photo_reader {
    const char *path;   /* the file of reviews; looked into when it is a GeoPackage */
    const char *folder; /* "" = the folder of `path`, for the table alone */
    const struct lt_layer_schema *schema; /* HCZP */
    const char *crs;                      /* the ledger's: positions are transformed to it */
    struct lt_arena *arena;               /* gets the photographs */
};
struct lt_review_photo;
enum lt_status lt_photos_read(const struct lt_photo_reader *reader,
                              struct lt_diagnostics *diagnostics,
                              struct lt_review_photo **ret_photos, size_t *ret_count,
                              struct lt_error *err);

/* --- any polygon layer, chunk by chunk, on all threads: no schema, no county --------------------------------------- */

struct lt_stream_options {
    const char *path, *sublayer; /* "" = the only layer with shapes */
    const char *id_field;        /* NULL = position: "#0", "#1" … */
    const char *where;           /* an OGR SQL condition; "" = all features */
    const char *crs;             /* for a file that states none; "" = it must */
    const struct lt_grid *grid;  /* working CRS and extent */
    unsigned threads;
};
struct lt_stream;
/* Some neighbouring features of the file: at most 1024, fewer where they are large. Features, shapes and texts are good
 * until the chunk is loaded again. gross_m2 and net_m2 are set only where `unjudged` is; so are the summary's areas. */
struct lt_chunk;
enum lt_status lt_chunk_create(struct lt_chunk **ret_chunk, struct lt_error *err);
void lt_chunk_destroy(struct lt_chunk *chunk); /* NULL-safe */
size_t lt_chunk_count(const struct lt_chunk *chunk);
const struct lt_feature *lt_chunk_features(const struct lt_chunk *chunk);

/* The three steps of support/ordered.h. Open, settle and close on one thread at a time. */
enum lt_status lt_stream_open(const struct lt_stream_options *options,
                              struct lt_diagnostics *diagnostics, struct lt_stream **ret_stream,
                              struct lt_error *err);
/* What the file says of its number of features, for progress; may be off where a condition is given. */
uint64_t lt_stream_expected(const struct lt_stream *stream);
/* Puts the next features' whereabouts, or raw bytes, into the chunk. In order, one call at a time. */
enum lt_status lt_stream_take(struct lt_stream *stream, struct lt_chunk *chunk, bool *ret_end,
                              struct lt_error *err);
/* Decodes, checks, repairs and transforms. From any thread with that thread's number; each chunk that was taken, by the
 * thread that took it or in that order, for a costly repair waits for the chunks before. */
enum lt_status lt_stream_load(struct lt_stream *stream, unsigned thread, struct lt_chunk *chunk,
                              struct lt_error *err);
/* In the order of `take`, one call at a time: numbers the features (their `sequence`), names those without an id, checks
 * ids, adds the chunk's diagnostics. */
enum lt_status lt_stream_settle(struct lt_stream *stream, struct lt_chunk *chunk,
                                struct lt_diagnostics *diagnostics, struct lt_error *err);
/* After the last chunk: whether the file was whole, on the raster, and so on. */
enum lt_status lt_stream_conclude(struct lt_stream *stream, struct lt_diagnostics *diagnostics,
                                  struct lt_layer_summary *ret_summary, struct lt_error *err);
void lt_stream_close(struct lt_stream *stream); /* NULL-safe */

#ifdef __cplusplus
}
#endif
#endif
