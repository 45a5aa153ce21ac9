/* What the two parts of the GeoPackage reader share: the table and its batches in one, rows in the other. */
#ifndef LT_INGEST_SOURCE_GPKG_H
#define LT_INGEST_SOURCE_GPKG_H

#include <sqlite3.h>

#include "ingest_pages.h"
#include "ingest_source.h"
#include "support/text.h"

/* What a thread has to itself. */
struct gpkg_lane {
    sqlite3 *base;
    sqlite3_stmt *statement;
    struct ingest_cell *cells;
    struct ingest_rings rings;
    struct ingest_again again;
    struct ingest_pages_cursor cursor;
    struct ingest_pages_value *values; /* per cell, and the geometry's behind them */
};

struct gpkg_source {
    struct ingest_source source;
    struct ingest_source_plan plan;
    struct lt_text sql;
    OGRFieldType *types; /* per cell */
    struct gpkg_lane *lanes;
    int64_t lowest;
    uint64_t next, span; /* row ids from the lowest on */
    uint64_t rows;       /* of a batch */
    uint64_t file_bytes;
    /* rows by their pages; not open: all by SQLite */
    struct ingest_pages pages;
    uint32_t root;
    int *place; /* per column of the table: which value it is; −1 none */
    size_t place_count;
};

/* A batch that is being read. */
struct gpkg_reading {
    const struct gpkg_source *self;
    struct gpkg_lane *lane;
    struct ingest_batch *batch;
    enum lt_status (*each)(void *context, const struct ingest_record *record, struct lt_error *err);
    void *context;
};

/* Hands on the row that the lane's statement stands at. */
enum lt_status ingest_gpkg_row(const struct gpkg_reading *reading, struct lt_error *err);
/* Hands on a row by its pages. *ret_odd: it is SQLite's to read, and was not handed on. */
enum lt_status ingest_gpkg_page_row(const struct gpkg_reading *reading,
                                    const struct ingest_pages_row *row, bool *ret_odd,
                                    struct lt_error *err);

/* Opens the pages where rows can be read by them. */
void ingest_gpkg_find_pages(struct gpkg_source *self, sqlite3 *base);

#endif
