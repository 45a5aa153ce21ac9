/* What the two parts of the shapefile reader share: files and batches in one, records in the other. */
#ifndef LT_INGEST_SOURCE_SHP_H
#define LT_INGEST_SOURCE_SHP_H

#include "ingest_source.h"

enum { SHP_HEADER = 100, SHX_RECORD = 8, SHP_RECORD_HEAD = 8, SHP_NUMBER_TEXT = 32 };

struct shp_column {
    uint32_t at, width; /* in a row */
    OGRFieldType type;
};

struct shp_entry {
    uint64_t at;   /* in the .shp, of the record's head */
    uint64_t size; /* of its content; at and size 0: a deleted shape */
};

struct shp_lane {
    unsigned char *shapes, *rows, *index;
    size_t shape_capacity, row_capacity, index_capacity;
    struct ingest_cell *cells;
    char (*days)[16];
    struct ingest_rings rings;
    struct ingest_proof proof;
    struct ingest_again again;
};

struct shp_source {
    struct ingest_source source;
    struct ingest_source_plan plan;
    int shp, shx, dbf;
    uint32_t shape_type;
    uint32_t table_head, row_size;
    uint64_t records, next;
    uint64_t highest; /* where a record before `next` lies */
    uint64_t shp_bytes;
    struct shp_column *columns; /* per cell */
    struct shp_lane *lanes;
    unsigned char *ahead; /* index entries, for cutting batches */
};

static inline uint32_t shp_big(const unsigned char *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static inline uint32_t shp_little(const unsigned char *b)
{
    return (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[1] << 8 | b[0];
}

static inline struct shp_entry shp_entry(const unsigned char *index, uint64_t i)
{
    const unsigned char *b = index + i * SHX_RECORD;
    return (struct shp_entry){2 * (uint64_t)shp_big(b), 2 * (uint64_t)shp_big(b + 4)};
}

/* A shape that is none: NULL geometry. */
static inline bool shp_deleted(struct shp_entry entry)
{
    return entry.at == 0 && entry.size == 0;
}

#define SHP_BEYOND "points beyond the .shp"
#define SHP_DIFFERS "does not match the .shp"

/* The record does not lie wholly in the file. */
static inline bool shp_beyond(struct shp_entry entry, uint64_t shp_bytes)
{
    return entry.at < SHP_HEADER || entry.at + SHP_RECORD_HEAD + entry.size > shp_bytes;
}

/* The head in the .shp is not that of record `i`, counted from 0. Some writers number from 0 or not at all: then the order
 * in the file must be the index's, so that no record before lies beyond `highest`. */
static inline bool shp_differs(struct shp_entry entry, const unsigned char *head, uint64_t i,
                               uint64_t highest)
{
    return (shp_big(head) != i + 1 && entry.at <= highest) ||
           2 * (uint64_t)shp_big(head + 4) < entry.size;
}

/* A batch that is being read. */
struct shp_reading {
    const struct shp_source *self;
    struct shp_lane *lane;
    struct ingest_batch *batch;
    uint64_t at, size; /* what of the .shp is loaded; 0 nothing */
    enum lt_status (*each)(void *context, const struct ingest_record *record, struct lt_error *err);
    void *context;
};

/* Hands on the record number `i` of the batch; nothing where the table says it is deleted. */
enum lt_status ingest_shp_record(const struct shp_reading *reading, uint64_t i,
                                 struct lt_error *err);

#endif
