/* Where features come from: batches of neighbouring ones, taken in the file's order by one thread, read by any.
 *
 * OGR serves every format. The direct readers serve the common ones, give the same records, and leave single features
 * that are out of the ordinary to OGR.
 */
#ifndef LT_INGEST_SOURCE_H
#define LT_INGEST_SOURCE_H

#include <string.h>

#include "ingest_geometry.h"
#include "ingest_vector.h"

enum { INGEST_BATCH = 1024, INGEST_BATCH_BYTES = 4 << 20, INGEST_FAULT = 512 };

/* One feature as the file holds it; good until the next one. Without geometry and rings, it has neither. */
struct ingest_record {
    OGRGeometryH geometry;
    struct ingest_rings *rings; /* as ingest_rings_take makes them; may be taken over by exchange */
    const struct ingest_cell *cells; /* one per column asked for */
};

/* Which features; filled by `take`. The bounds are the direct readers' own (row ids, record numbers). */
struct ingest_batch {
    uint64_t first, end;
    OGRFeatureH *features;
    size_t count, capacity;
    uint64_t highest; /* shapefiles: where a record before them lies */
    char fault
        [INGEST_FAULT]; /* what GDAL said where reading broke off behind them; "" all is well */
    bool bad_index;     /* it is the .shx that is at fault */
};

struct ingest_source;
struct ingest_source_kind {
    enum lt_status (*take)(struct ingest_source *source, struct ingest_batch *batch, bool *ret_end,
                           struct lt_error *err);
    /* Hands each record of the batch on. A file that cannot be read is a fault of the batch, not a failure. */
    enum lt_status (*read)(struct ingest_source *source, unsigned thread,
                           struct ingest_batch *batch,
                           enum lt_status (*each)(void *context, const struct ingest_record *record,
                                                  struct lt_error *err),
                           void *context, struct lt_error *err);
    void (*done)(struct ingest_source *source, const struct ingest_batch *batch); /* may be NULL */
    void (*close)(struct ingest_source *source);
};
/* The head of every reader's own structure. */
struct ingest_source {
    const struct ingest_source_kind *kind;
};

/* What a source is made for. `columns`: index in the file per cell, −1 for a cell that stays NULL. */
struct ingest_source_plan {
    const struct ingest_vector *vector;
    const int *columns;
    size_t column_count;
    uint64_t limit_vertices; /* of a feature that is not left to OGR */
    unsigned threads;
};
enum lt_status ingest_source_ogr(const struct ingest_source_plan *plan,
                                 struct ingest_source **ret_source, struct lt_error *err);

/* *ret_source stays NULL where the layer is not one that the reader reads as OGR would. */
enum lt_status ingest_source_gpkg(const struct ingest_source_plan *plan,
                                  struct ingest_source **ret_source, struct lt_error *err);
enum lt_status ingest_source_shp(const struct ingest_source_plan *plan,
                                 struct ingest_source **ret_source, struct lt_error *err);

/* Another look at a layer by OGR, for one thread: features that are out of the ordinary. */
struct ingest_again {
    GDALDatasetH dataset;
    OGRLayerH layer;
};
/* NULL and a fault where OGR cannot read it. The caller destroys the feature. */
OGRFeatureH ingest_again_feature(struct ingest_again *again, const struct ingest_vector *vector,
                                 int64_t fid, char ret_fault[INGEST_FAULT]);
void ingest_again_finish(struct ingest_again *again);

/* A double as files hold it, little-endian. */
static inline double ingest_number(const unsigned char *bytes)
{
    uint64_t bits = 0;
    double value;
    for (int i = 7; i >= 0; i--) {
        bits = bits << 8 | bytes[i];
    }
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* Well-known bytes of a plain polygon or multipolygon to rings; false for anything else, which is OGR's to judge. `stated`:
 * the box that the file gives, or NULL. LT_E_LIMIT only for memory. */
enum lt_status ingest_rings_of_wkb(struct ingest_rings *rings, const unsigned char *bytes,
                                   size_t size, const struct lt_box *stated, bool *ret_plain,
                                   struct lt_error *err);

/* One cell from OGR; `day` must hold 16 bytes. */
void ingest_cell_of_ogr(OGRFeatureH feature, int column, char *day, struct ingest_cell *ret_cell);
void ingest_batch_finish(struct ingest_batch *batch);

#endif
