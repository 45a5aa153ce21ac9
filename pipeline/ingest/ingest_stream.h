/* A layer on its way through: taken in order, loaded on all threads, settled in order.
 *
 * What needs the features before (numbers, ids, sums, diagnostics) happens when a chunk is settled; everything else when
 * it is loaded, so that the result does not depend on the number of threads.
 */
#ifndef LT_INGEST_STREAM_H
#define LT_INGEST_STREAM_H

#include "ingest_geometry.h"
#include "ingest_source.h"
#include "ingest_vector.h"
#include "liangtian/ingest.h"

/* What is asked of a layer. */
struct ingest_task {
    const struct lt_layer_config *layer;
    const struct lt_layer_schema *schema; /* no fields: ids are positions */
    const char *schemas_dir;              /* of all of them; not looked at without mappings */
    const char *label;                    /* the layer's role in messages */
    const char *operator_key;
    const char *where;
    enum lt_layer role;
    const struct lt_grid *grid;
    const struct lt_feature *counties;
    size_t county_count;
    uint32_t city_code;
    double repair_bound;
    uint64_t limit_features, limit_vertices;
    bool
        measured; /* ellipsoidal areas of all features, and slivers; else only of those that cannot be judged */
    bool (*carried)(const struct lt_feature *feature); /* as in lt_layer_reader */
    bool may_be_empty; /* a file without features says that there are none */
    bool
        by_ogr; /* even where a direct reader would serve: for tests that hold one against the other */
    unsigned threads;
};

/* What a thread has to itself. */
struct ingest_worker {
    struct ingest_geometry geometry;
    struct ingest_transform transform;
    struct ingest_units *units; /* made when first needed */
    bool ready;
};

/* What settling needs to know of a feature, besides itself. */
struct ingest_extra {
    size_t points_at, rings_at; /* in the chunk's arrays, while they may still move */
    uint64_t hash;              /* of the id; 0 not computed */
    double placed_m2, inside_m2;
};

struct lt_chunk {
    struct ingest_turn turn;
    struct ingest_batch batch;
    size_t count, capacity, extra_capacity;
    struct lt_feature *features;
    struct ingest_extra *extras;
    struct lt_point *points;
    size_t point_count, point_capacity;
    uint32_t *ring_ends;
    size_t ring_count, ring_capacity;
    struct ingest_notes notes;
    struct lt_error failure; /* of the feature behind the last one; LT_OK none */
};

struct lt_stream {
    struct ingest_task task;
    struct lt_layer_config layer; /* of a plain reading */
    struct lt_layer_schema schema;
    struct lt_schema_field id_field;
    struct lt_box extent; /* of the grid */
    struct lt_arena *arena;
    struct ingest_vector vector;
    struct ingest_fields fields;
    struct ingest_source *source;
    struct ingest_worker *workers;
    struct ingest_repairs repairs;
    struct ingest_ids *ids;
    struct ingest_tally *tallies; /* of the chunks settled; NULL where nothing is handed on */
    struct lt_layer_summary summary;
    uint64_t position;           /* of the next feature to be settled */
    double placed_m2, inside_m2; /* of features that have a shape; of their parts on the raster */
};

enum lt_status ingest_stream_open(const struct ingest_task *task,
                                  struct lt_diagnostics *diagnostics, struct lt_stream *stream,
                                  struct lt_error *err);
void ingest_stream_finish(struct lt_stream *stream);

/* One record to a feature at the end of the chunk. */
enum lt_status ingest_feature_load(const struct lt_stream *stream, struct ingest_worker *worker,
                                   const struct ingest_record *record, struct lt_chunk *chunk,
                                   struct lt_error *err);

#endif
